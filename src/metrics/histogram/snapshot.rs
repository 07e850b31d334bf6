//! A histogram's counts in private memory, and what they say.

use super::{BUCKETS, lower, upper};

/// Counts by bucket, at some moment. Merging adds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistogramSnapshot {
    count: u64,
    sum: u64,
    min: u64,
    max: u64,
    counts: [u64; BUCKETS],
}

impl Default for HistogramSnapshot {
    fn default() -> Self {
        Self::new()
    }
}

impl HistogramSnapshot {
    /// Of no values.
    pub const fn new() -> HistogramSnapshot {
        HistogramSnapshot { count: 0, sum: 0, min: u64::MAX, max: 0, counts: [0; BUCKETS] }
    }

    pub(super) fn add_row(&mut self, sum: u64, min: u64, max: u64, at: impl Fn(usize) -> u64) {
        self.sum = self.sum.wrapping_add(sum);
        self.min = self.min.min(min);
        self.max = self.max.max(max);
        for (bucket, count) in self.counts.iter_mut().enumerate() {
            let more = at(bucket);
            *count = count.wrapping_add(more);
            self.count = self.count.wrapping_add(more);
        }
    }

    /// Adds the values of another.
    pub fn merge(&mut self, other: &HistogramSnapshot) {
        self.add_row(other.sum, other.min, other.max, |bucket| other.counts[bucket]);
    }

    /// Values recorded.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their sum, modulo 2⁶⁴.
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// The smallest, exactly; 0 of none.
    pub fn min(&self) -> u64 {
        if self.count == 0 { 0 } else { self.min.min(self.max) }
    }

    /// The largest, exactly; 0 of none.
    pub fn max(&self) -> u64 {
        self.max
    }

    /// Their mean; 0 of none.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 }
    }

    /// The value that `percent` of all values do not exceed, by the nearest rank: within
    /// 1.6 %, and exact below 64 and at the ends. 0 of none.
    pub fn percentile(&self, percent: f64) -> u64 {
        if self.count == 0 {
            return 0;
        }
        // Multiplied first: 99.9 / 100 * 4000 is a little more than 3996, and one rank too many.
        let wanted = percent.clamp(0.0, 100.0) * self.count as f64 / 100.0;
        let whole = wanted as u64;
        let rank = (whole + (wanted > whole as f64) as u64).clamp(1, self.count);
        if rank == self.count {
            return self.max();
        }
        let mut seen = 0u64;
        for (bucket, count) in self.counts.iter().enumerate() {
            seen = seen.wrapping_add(*count);
            if seen >= rank {
                let (low, high) = (lower(bucket), upper(bucket));
                let middle = low + (high - low) / 2;
                // The extremes are exact, and may be one value ahead of the counts.
                return middle.max(self.min()).min(self.max());
            }
        }
        self.max()
    }

    /// How many values were at most `value`, by its bucket.
    pub fn count_up_to(&self, value: u64) -> u64 {
        let upto = self.buckets().take_while(|(low, _, _)| *low <= value);
        // Wrapping: counts that somebody scribbled over may add up to anything.
        upto.fold(0, |sum: u64, (_, _, count)| sum.wrapping_add(count))
    }

    /// The buckets that are not empty: their bounds, both included, and how many values fell
    /// between.
    pub fn buckets(&self) -> impl Iterator<Item = (u64, u64, u64)> + '_ {
        let filled = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        filled.map(|(bucket, count)| (lower(bucket), upper(bucket), *count))
    }
}

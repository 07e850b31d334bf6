//! Medians, and the ratio of two medians with its bootstrap interval.

/// The fewest runs of each side a ratio is made of. With fewer, the interval of a bootstrap of
/// medians is hardly more than the smallest and largest run.
pub const MIN_RUNS: usize = 5;

const RESAMPLES: usize = 4000;

/// The middle value; the mean of the two middle ones if there is an even number. `None` of
/// nothing.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    median_sorted(&sorted)
}

fn median_sorted(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

/// The value below which the share `q` of `values` lies (nearest rank). `None` of nothing.
pub fn quantile(values: &[f64], q: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = (q * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
}

/// A value and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// The median of `values` with its percentile bootstrap interval (Efron, "Bootstrap Methods:
/// Another Look at the Jackknife", 1979). `None` below [`MIN_RUNS`].
pub fn median_estimate(values: &[f64]) -> Option<Estimate> {
    ratio_estimate(values, &[1.0; MIN_RUNS])
}

/// The ratio of the medians of `ours` and `theirs` with its percentile bootstrap interval; the
/// two are resampled independently. The same input gives the same interval. `None` if either
/// has fewer than [`MIN_RUNS`], or a median of zero makes the ratio meaningless.
pub fn ratio_estimate(ours: &[f64], theirs: &[f64]) -> Option<Estimate> {
    if ours.len() < MIN_RUNS || theirs.len() < MIN_RUNS {
        return None;
    }
    let value = median(ours)? / median(theirs)?;
    if !value.is_finite() {
        return None;
    }
    let mut random = SplitMix64(0x5EED_0000 ^ (ours.len() as u64) << 32 ^ theirs.len() as u64);
    let mut scratch = Vec::with_capacity(ours.len().max(theirs.len()));
    let mut resampled_median = |values: &[f64]| {
        scratch.clear();
        scratch.extend(values.iter().map(|_| values[random.below(values.len())]));
        scratch.sort_unstable_by(f64::total_cmp);
        median_sorted(&scratch).unwrap_or(f64::NAN)
    };
    let mut ratios: Vec<f64> =
        (0..RESAMPLES).map(|_| resampled_median(ours) / resampled_median(theirs)).collect();
    ratios.retain(|ratio| ratio.is_finite());
    Some(Estimate { value, low: quantile(&ratios, 0.025)?, high: quantile(&ratios, 0.975)? })
}

/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_known_data() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 5.0]), Some(5.0));
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5));
        // One run that the host stole from does not move it; it would move a mean by 200.
        assert_eq!(median(&[10.0, 11.0, 1000.0, 9.0, 10.0]), Some(10.0));
    }

    #[test]
    fn quantiles_of_known_data() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(quantile(&values, 0.5), Some(50.0));
        assert_eq!(quantile(&values, 0.99), Some(99.0));
        assert_eq!(quantile(&values, 1.0), Some(100.0));
        assert_eq!(quantile(&values, 0.0), Some(1.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn equal_runs_give_an_interval_without_width() {
        let estimate = ratio_estimate(&[20.0; 7], &[10.0; 5]).expect("enough runs");
        assert_eq!(estimate, Estimate { value: 2.0, low: 2.0, high: 2.0 });
    }

    #[test]
    fn too_few_runs_give_nothing() {
        assert_eq!(ratio_estimate(&[1.0; 4], &[1.0; 50]), None);
        assert_eq!(ratio_estimate(&[1.0; 50], &[1.0; 4]), None);
        assert_eq!(ratio_estimate(&[1.0; 5], &[0.0; 5]), None);
    }

    /// Of made-up experiments whose true ratio is known, about 95 in 100 intervals hold it.
    #[test]
    fn the_interval_covers_the_truth_as_often_as_it_says() {
        let mut random = SplitMix64(1);
        // Sum of twelve uniforms: near enough to a normal distribution, mean 0, deviation 1.
        let mut normal =
            || (0..12).map(|_| random.next() as f64 / u64::MAX as f64).sum::<f64>() - 6.0;
        let (mut covered, experiments) = (0, 400);
        for _ in 0..experiments {
            let ours: Vec<f64> = (0..15).map(|_| 30.0 + normal()).collect();
            let theirs: Vec<f64> = (0..15).map(|_| 40.0 + 2.0 * normal()).collect();
            let estimate = ratio_estimate(&ours, &theirs).expect("enough runs");
            assert!(estimate.low <= estimate.value && estimate.value <= estimate.high);
            covered += u32::from(estimate.low <= 0.75 && 0.75 <= estimate.high);
        }
        let share = f64::from(covered) / f64::from(experiments);
        assert!((0.90..=0.99).contains(&share), "{share} of the intervals hold the truth");
    }

    #[test]
    fn the_same_runs_give_the_same_interval() {
        let (ours, theirs) = ([5.0, 6.0, 7.0, 5.5, 6.5], [9.0, 8.0, 10.0, 9.5, 8.5]);
        assert_eq!(ratio_estimate(&ours, &theirs), ratio_estimate(&ours, &theirs));
    }
}

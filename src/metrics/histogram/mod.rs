//! Histograms: how often which values were recorded, with percentiles within 1.6 %.
//!
//! A row per thread slot has a count for each of 1,920 log-linear buckets (see `buckets`), and
//! sum, smallest and largest value. Its thread records by plain loads and stores; threads
//! without a row add atomically to the shared one. Rows are never folded: the slot's next owner
//! goes on from what it finds.
//!
//! ```text
//! row    0 sum | 8 largest | 16 complement of the smallest | 128 counts of the buckets
//! ```
//! Killed in a record, a thread has counted the value or not; sum and extremes may be one
//! value ahead of the counts.

use core::marker::PhantomData;

use super::layout::{self, Shape, magic};
use super::seeded::{Bug, seeded};
use super::{Description, DescriptionBuf, Slot, description};
use crate::provider::Provider;
use crate::status::Result;
use crate::sync::{Ordering::*, Shared64};

mod buckets;
mod snapshot;
#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

pub use buckets::{BUCKETS, lower, upper};
pub use snapshot::HistogramSnapshot;

// Words of a row.
const SUM: usize = 0;
const MAX: usize = 1;
/// The complement, so that a row of zeros is an empty one.
const MIN: usize = 2;
const COUNTS: usize = 16;
/// Bytes of a row.
const ROW: usize = 8 * (COUNTS + BUCKETS);
const _: () = assert!(ROW.is_multiple_of(layout::ROW_ALIGN));

/// What determines a histogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistogramParams {
    /// Threads with a row of their own, 1 to [`MAX_ROWS`](super::MAX_ROWS): 15,488 bytes each.
    pub rows: u32,
}

impl HistogramParams {
    /// Bytes of memory it takes.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.size())
    }

    pub(super) fn shape(&self) -> Result<Shape> {
        let rows = layout::rows("histogram", self.rows)?;
        Ok(Shape { magic: magic(b'h'), mode: 0, rows, row_size: ROW as u32 })
    }
}

/// A histogram of `u64` values. Any thread may read it.
pub struct Histogram<P: Provider> {
    provider: P,
    shape: Shape,
}

impl<P: Provider> Histogram<P> {
    /// Makes an empty histogram of the provider's bytes. Nobody else uses them yet.
    pub fn format(
        provider: P,
        params: &HistogramParams,
        description: &Description<'_>,
    ) -> Result<Histogram<P>> {
        provider.check()?;
        let shape = params.shape()?;
        shape.format(provider.mem(), "histogram", || {})?;
        description::write(provider.mem(), description)?;
        Ok(Histogram { provider, shape })
    }

    /// The histogram in the provider's bytes, made with the same parameters.
    pub fn attach(provider: P, params: &HistogramParams) -> Result<Histogram<P>> {
        let shape = params.shape()?;
        shape.attach(provider.mem(), "histogram")?;
        Ok(Histogram { provider, shape })
    }

    /// The provider of its bytes.
    pub fn provider(&self) -> &P {
        &self.provider
    }

    /// Label, unit and help.
    pub fn description(&self) -> Result<DescriptionBuf> {
        description::read(self.provider.mem())
    }

    /// The row that the thread with `slot` records into. In a forked child its memory is not
    /// there: touching it is a `SIGSEGV`.
    pub fn row<'a>(&'a self, slot: &'a impl Slot) -> Result<HistogramRow<'a>> {
        self.provider.check()?;
        let own = slot.row().filter(|row| *row < self.shape.rows);
        let row = self.shape.row(own.unwrap_or(self.shape.rows));
        let words = self.provider.mem().words64(row);
        Ok(HistogramRow { words, own: own.is_some(), one_thread: PhantomData })
    }

    /// Adds what was recorded so far to `snapshot`.
    pub fn add_to(&self, snapshot: &mut HistogramSnapshot) {
        let mem = self.provider.mem();
        for row in 0..=self.shape.rows {
            let words: &[Shared64; ROW / 8] = mem.words64(self.shape.row(row));
            // Relaxed: counts publish nothing else.
            let word = |at: usize| words[at].load(Relaxed);
            let (sum, max, min) = (word(SUM), word(MAX), !word(MIN));
            if min == u64::MAX && max == 0 {
                continue; // nothing was ever recorded here
            }
            snapshot.add_row(sum, min, max, |bucket| word(COUNTS + bucket));
        }
    }

    /// What was recorded so far.
    pub fn snapshot(&self) -> HistogramSnapshot {
        let mut snapshot = HistogramSnapshot::new();
        self.add_to(&mut snapshot);
        snapshot
    }
}

/// Where one thread records.
pub struct HistogramRow<'a> {
    words: &'a [Shared64; ROW / 8],
    own: bool,
    one_thread: PhantomData<*const ()>,
}

impl HistogramRow<'_> {
    /// Records a value.
    #[inline]
    pub fn record(&self, value: u64) {
        let bucket = buckets::index(value) + seeded(Bug::WrongBucket) as usize;
        if !self.own {
            return self.record_shared(value, bucket);
        }
        // Relaxed: only this thread writes the row; the last owner's stores are seen by the
        // claim of the slot.
        let sum = &self.words[SUM];
        sum.store(sum.load(Relaxed).wrapping_add(value), Relaxed);
        let (max, min) = (&self.words[MAX], &self.words[MIN]);
        if value > max.load(Relaxed) {
            max.store(value, Relaxed);
        }
        if !value > min.load(Relaxed) {
            min.store(!value, Relaxed);
        }
        // The count commits the record. Release: killed before or after it, the thread leaves no
        // count without its extremes, by which a reader tells an empty row.
        let count = &self.words[COUNTS + bucket];
        count.store(count.load(Relaxed).wrapping_add(1), Release);
    }

    #[cold]
    fn record_shared(&self, value: u64, bucket: usize) {
        self.words[SUM].fetch_add(value, Relaxed);
        raise(&self.words[MAX], value);
        raise(&self.words[MIN], !value);
        self.words[COUNTS + bucket].fetch_add(1, Release);
    }

    /// What the inline header relies on: its version, and the places of a row's words.
    #[cfg_attr(not(feature = "std"), allow(dead_code))]
    pub(crate) const INLINE_LAYOUT: u64 = layout::inline([
        b'h' as u64,
        SUM as u64,
        MAX as u64,
        MIN as u64,
        COUNTS as u64,
        BUCKETS as u64,
    ]);

    /// The words, for a caller in C.
    #[cfg_attr(not(feature = "std"), allow(dead_code))]
    pub(crate) fn words(&self) -> *const Shared64 {
        self.words.as_ptr()
    }

    /// Whether the row is this thread's alone.
    pub fn is_own(&self) -> bool {
        self.own
    }
}

/// Makes `word` at least `value`. Each failure means that somebody raised it.
fn raise(word: &Shared64, value: u64) {
    loop {
        let now = word.load(Relaxed);
        if now >= value || word.compare_exchange(now, value, Relaxed).is_ok() {
            return;
        }
    }
}

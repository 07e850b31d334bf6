//! What a region counts.

use super::damage::{Damage, Place};
use super::layout;
use super::view::View;
use crate::sync::checksum::Crc;
use crate::sync::{Ordering::*, Tally};

/// Places of the shared counters, in words.
#[derive(Clone, Copy)]
pub(super) enum Counter {
    Writes = 0,
    BytesWritten = 1,
    Recoveries = 2,
    Failures = 3,
    Repaired = 4,
    RolledBack = 5,
    Unrepairable = 6,
    ScrubPosition = 7,
    ScrubLaps = 8,
}

/// The last error: block, epoch, sums, time, place, check.
const LAST_ERROR: usize = 9;
const LAST_ERROR_WORDS: usize = 5;

/// What was counted. Reads are the handle's own, everything else is of all processes since the
/// region was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Writes committed.
    pub writes: u64,
    /// Bytes that they wrote.
    pub bytes_written: u64,
    /// Reads through this handle. This and the next five are exact while one thread at a time
    /// uses the handle; give each thread a clone of its own.
    pub reads: u64,
    /// Bytes that they read.
    pub bytes_read: u64,
    /// Reads that looked at the checksums.
    pub verified: u64,
    /// Reads that `Sampling` left out.
    pub sampled_out: u64,
    /// Looks that a writer overtook.
    pub retries: u64,
    /// Writes that ended half way and were cleaned up after, by whoever came next.
    pub recoveries: u64,
    /// Times that damage was met.
    pub failures: u64,
    /// Slots, headers and control words that were made whole again.
    pub repaired: u64,
    /// Blocks that were set back to their older slot.
    pub rolled_back: u64,
    /// Times that a slot at `Critical` could not be made whole from the other.
    pub unrepairable: u64,
    /// The block at which scrubbing goes on.
    pub scrub_position: u64,
    /// How often scrubbing went all the way round.
    pub scrub_laps: u64,
    /// The damage met last.
    pub last_error: Option<LastError>,
}

/// The damage met last, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastError {
    /// What it was.
    pub damage: Damage,
    /// Nanoseconds since 1970 UTC; 0 from a build without `std`.
    pub time: u64,
}

/// The counters of one handle.
#[derive(Debug, Default)]
pub(super) struct ReadTally {
    pub(super) reads: Tally,
    pub(super) bytes: Tally,
    pub(super) verified: Tally,
    pub(super) sampled_out: Tally,
    pub(super) retries: Tally,
    /// Reads at `Sampling`.
    pub(super) sampled: Tally,
}

impl ReadTally {
    pub(super) const fn new() -> ReadTally {
        ReadTally {
            reads: Tally::new(),
            bytes: Tally::new(),
            verified: Tally::new(),
            sampled_out: Tally::new(),
            retries: Tally::new(),
            sampled: Tally::new(),
        }
    }
}

impl View<'_> {
    const fn place(counter: Counter) -> usize {
        layout::STATISTICS + 8 * counter as usize
    }

    pub(super) fn counter(&self, counter: Counter) -> u64 {
        self.word(Self::place(counter)).load(Relaxed)
    }

    /// Adds under the lock: nobody else adds to this counter.
    #[inline]
    pub(super) fn add(&self, counter: Counter, count: u64) {
        let word = self.word(Self::place(counter));
        // Relaxed: a statistic; the lock orders those who add.
        word.store(word.load(Relaxed).wrapping_add(count), Relaxed);
    }

    /// Adds, whoever else does.
    pub(super) fn add_shared(&self, counter: Counter, count: u64) {
        // Relaxed: a statistic.
        self.word(Self::place(counter)).fetch_add(count, Relaxed);
    }

    pub(super) fn set(&self, counter: Counter, value: u64) {
        // Relaxed: a statistic.
        self.word(Self::place(counter)).store(value, Relaxed);
    }

    /// Counts damage and writes it down. Two that do so at once may spoil each other's note:
    /// then it does not check, and there is none.
    #[cold]
    pub(super) fn note(&self, damage: &Damage) {
        self.add_shared(Counter::Failures, 1);
        #[cfg(feature = "std")]
        let time = crate::os::clock::wall_nanos();
        #[cfg(not(feature = "std"))]
        let time = 0;
        let sums = (damage.want as u64) << 32 | damage.got as u64;
        let words = [damage.block as u64, damage.epoch, sums, time, damage.place as u64];
        let start = layout::STATISTICS + 8 * LAST_ERROR;
        for (i, word) in words.into_iter().enumerate() {
            self.word(start + 8 * i).store(word, Relaxed);
        }
        // Relaxed: whoever reads them checks them.
        self.word(start + 8 * LAST_ERROR_WORDS).store(last_error_check(words), Relaxed);
    }

    fn last_error(&self) -> Option<LastError> {
        let start = layout::STATISTICS + 8 * LAST_ERROR;
        let words: [u64; LAST_ERROR_WORDS] =
            core::array::from_fn(|i| self.word(start + 8 * i).load(Relaxed));
        if self.word(start + 8 * LAST_ERROR_WORDS).load(Relaxed) != last_error_check(words) {
            return None;
        }
        let [block, epoch, sums, time, place] = words;
        let (want, got) = ((sums >> 32) as u32, sums as u32);
        let place = Place::from_number(place)?;
        Some(LastError { damage: Damage { place, block: block as u32, epoch, want, got }, time })
    }

    pub(super) fn statistics(&self, tally: &ReadTally) -> Statistics {
        Statistics {
            writes: self.counter(Counter::Writes),
            bytes_written: self.counter(Counter::BytesWritten),
            reads: tally.reads.get(),
            bytes_read: tally.bytes.get(),
            verified: tally.verified.get(),
            sampled_out: tally.sampled_out.get(),
            retries: tally.retries.get(),
            recoveries: self.counter(Counter::Recoveries),
            failures: self.counter(Counter::Failures),
            repaired: self.counter(Counter::Repaired),
            rolled_back: self.counter(Counter::RolledBack),
            unrepairable: self.counter(Counter::Unrepairable),
            scrub_position: self.counter(Counter::ScrubPosition),
            scrub_laps: self.counter(Counter::ScrubLaps),
            last_error: self.last_error(),
        }
    }
}

fn last_error_check(words: [u64; LAST_ERROR_WORDS]) -> u64 {
    Crc::new().words(words).value() as u64
}

//! How often a program did what: counted for the whole process, each thread in a row of its own.
//!
//! ```
//! use wrtmem::verified::VerificationLevel::Standard;
//! use wrtmem::verified::operations::{Type, global_operation_summary, record_global_operation};
//!
//! record_global_operation(Type::MemoryWrite, Standard);
//! let summary = global_operation_summary();
//! assert_eq!(summary.count(Type::MemoryWrite), 1);
//! ```
//! What a region itself counts is in its [`Statistics`](super::Statistics); this is what the
//! program says of itself, and the library adds nothing. It ends with the process; counts that
//! outlive one are [`metrics`](crate::metrics).

use super::VerificationLevel;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Bytes were read.
    MemoryRead,
    /// Bytes were written.
    MemoryWrite,
    /// A checksum was calculated or compared.
    Checksum,
    /// An element was put into a collection.
    CollectionPush,
    /// An element was taken out of a collection.
    CollectionPop,
    /// An element was looked up.
    CollectionLookup,
    /// An element was changed where it is.
    CollectionMutate,
    /// A collection was verified.
    CollectionValidate,
    /// Anything else.
    Other,
}

const TYPES: usize = Type::ALL.len();
const LEVELS: usize = VerificationLevel::ALL.len();

impl Type {
    /// Every type.
    pub const ALL: [Type; 9] = [
        Type::MemoryRead,
        Type::MemoryWrite,
        Type::Checksum,
        Type::CollectionPush,
        Type::CollectionPop,
        Type::CollectionLookup,
        Type::CollectionMutate,
        Type::CollectionValidate,
        Type::Other,
    ];
}

/// One thread's counts, or those of several if there are more than rows.
#[repr(align(128))]
struct Row([[AtomicU64; LEVELS]; TYPES]);

const ROWS: usize = if cfg!(feature = "std") { 32 } else { 1 };

// In the process's own memory, not in a segment: plain atomics, whatever else is modelled.
static TABLE: [Row; ROWS] =
    [const { Row([const { [const { AtomicU64::new(0) }; LEVELS] }; TYPES]) }; ROWS];

#[cfg(feature = "std")]
fn row() -> &'static Row {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    std::thread_local! {
        // Relaxed: it need only differ from that of other threads. No destructor.
        static MINE: usize = NEXT.fetch_add(1, Relaxed) as usize % ROWS;
    }
    // A thread that is ending may have none any more.
    &TABLE[MINE.try_with(|mine| *mine).unwrap_or(0)]
}

#[cfg(not(feature = "std"))]
fn row() -> &'static Row {
    &TABLE[0]
}

/// Counts an operation, done at this level. From any thread; takes no lock.
#[inline]
pub fn record_global_operation(kind: Type, level: VerificationLevel) {
    // Relaxed: a statistic.
    row().0[kind as usize][level.rank() as usize].fetch_add(1, Relaxed);
}

/// What was counted until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary([[u64; LEVELS]; TYPES]);

impl Summary {
    /// How often, at whatever level.
    pub fn count(&self, kind: Type) -> u64 {
        self.0[kind as usize].iter().sum()
    }

    /// How often at this level; every interval of `Sampling` is the same one.
    pub fn count_at(&self, kind: Type, level: VerificationLevel) -> u64 {
        self.0[kind as usize][level.rank() as usize]
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.0.iter().flatten().sum()
    }
}

/// What all threads of this process counted, those that ended included. Each count is read
/// once: those under way may be in it or not.
pub fn global_operation_summary() -> Summary {
    let mut counts = [[0_u64; LEVELS]; TYPES];
    for row in &TABLE {
        for (sums, words) in counts.iter_mut().zip(&row.0) {
            for (sum, word) in sums.iter_mut().zip(words) {
                // Relaxed: a statistic.
                *sum = sum.wrapping_add(word.load(Relaxed));
            }
        }
    }
    Summary(counts)
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    #[test]
    fn every_thread_is_counted_and_none_twice() {
        let before = global_operation_summary();
        let threads: Vec<_> = (0..2 * ROWS)
            .map(|n| {
                std::thread::spawn(move || {
                    for kind in Type::ALL {
                        for level in VerificationLevel::ALL {
                            for _ in 0..n {
                                record_global_operation(kind, level);
                            }
                        }
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let after = global_operation_summary();
        let each = (0..2 * ROWS as u64).sum::<u64>();
        for kind in Type::ALL {
            for level in VerificationLevel::ALL {
                assert_eq!(after.count_at(kind, level) - before.count_at(kind, level), each);
            }
            assert_eq!(after.count(kind) - before.count(kind), each * LEVELS as u64);
        }
        assert_eq!(after.total() - before.total(), each * (LEVELS * TYPES) as u64);
    }
}

//! Counters of one process.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A counter in private memory. Adding is a load and a store, not one operation: exact while
/// one thread at a time adds, and a few short if several do at once. Nobody else sees it, so it
/// takes no step.
#[derive(Debug, Default)]
pub struct Tally(AtomicU64);

impl Tally {
    /// Nothing yet.
    pub const fn new() -> Tally {
        Tally(AtomicU64::new(0))
    }

    /// Adds `count`, and answers the new value.
    #[inline]
    pub fn add(&self, count: u64) -> u64 {
        let value = self.0.load(Relaxed).wrapping_add(count);
        self.0.store(value, Relaxed);
        value
    }

    /// What was counted.
    #[inline]
    pub fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

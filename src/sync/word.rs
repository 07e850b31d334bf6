//! The one family of shared words.
//!
//! Every word that two processes can see is one of these. They are the standard atomics
//! with the same memory orders, plus the step before each write that lets tests kill a
//! process there. Nothing else in the crate names an atomic type.

use crate::step;
pub use core::sync::atomic::Ordering;

#[cfg(not(any(loom, shuttle)))]
use core::sync::atomic as imp;
#[cfg(loom)]
use loom::sync::atomic as imp;
#[cfg(shuttle)]
use shuttle::sync::atomic as imp;

use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

const fn is_release(order: Ordering) -> bool {
    matches!(order, Release | AcqRel | SeqCst)
}

macro_rules! shared_word {
    ($(#[$doc:meta])* $Word:ident, $Atomic:ident, $Int:ty) => {
        $(#[$doc])*
        #[repr(transparent)]
        #[derive(Debug)]
        pub struct $Word(imp::$Atomic);

        impl $Word {
            /// A word that holds `value`.
            #[cfg(not(any(loom, shuttle)))]
            pub const fn new(value: $Int) -> Self {
                Self(imp::$Atomic::new(value))
            }

            /// A word that holds `value`.
            #[cfg(any(loom, shuttle))]
            pub fn new(value: $Int) -> Self {
                Self(imp::$Atomic::new(value))
            }

            fn address(&self) -> usize {
                &raw const self.0 as usize
            }

            /// Reads the word.
            #[inline]
            pub fn load(&self, order: Ordering) -> $Int {
                step::load();
                self.0.load(order)
            }

            /// Writes the word.
            #[inline]
            pub fn store(&self, value: $Int, order: Ordering) {
                step::store(self.address(), is_release(order), || self.0.store(value, order));
            }

            /// Writes the word and returns what it held.
            #[inline]
            pub fn swap(&self, value: $Int, order: Ordering) -> $Int {
                step::store(self.address(), is_release(order), || self.0.swap(value, order))
            }

            /// Writes `new` if the word holds `current`. Failure reads with Acquire.
            #[inline]
            pub fn compare_exchange(
                &self,
                current: $Int,
                new: $Int,
                order: Ordering,
            ) -> core::result::Result<$Int, $Int> {
                let failure = if matches!(order, SeqCst) { SeqCst } else { Acquire };
                let failure = if matches!(order, Relaxed) { Relaxed } else { failure };
                step::store(self.address(), is_release(order), || {
                    self.0.compare_exchange(current, new, order, failure)
                })
            }

            /// Adds, wrapping around, and returns what the word held.
            #[inline]
            pub fn fetch_add(&self, value: $Int, order: Ordering) -> $Int {
                step::store(self.address(), is_release(order), || self.0.fetch_add(value, order))
            }

            /// Sets the bits of `value` and returns what the word held.
            #[inline]
            pub fn fetch_or(&self, value: $Int, order: Ordering) -> $Int {
                step::store(self.address(), is_release(order), || self.0.fetch_or(value, order))
            }

            /// Keeps only the bits of `value` and returns what the word held.
            #[inline]
            pub fn fetch_and(&self, value: $Int, order: Ordering) -> $Int {
                step::store(self.address(), is_release(order), || self.0.fetch_and(value, order))
            }
        }
    };
}

shared_word! {
    /// A shared 32-bit word; the kind a futex can wait on.
    Shared32, AtomicU32, u32
}
shared_word! {
    /// A shared 64-bit word.
    Shared64, AtomicU64, u64
}

impl Shared32 {
    /// The address the kernel waits on.
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(crate) fn futex(&self) -> *const u32 {
        &raw const self.0 as *const u32
    }
}

/// A full fence; each use names its partner.
#[inline]
pub fn fence(order: Ordering) {
    imp::fence(order);
}

/// Keeps the compiler from moving accesses across; the processor may still.
#[inline(always)]
pub fn compiler_fence(order: Ordering) {
    core::sync::atomic::compiler_fence(order);
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::step::crash;

    #[test]
    fn a_recorded_word_is_written_down_once_per_change() {
        let words = [Shared64::new(1), Shared64::new(2)];
        let ((), stores) = crash::record(|| {
            words[0].store(7, Release);
            assert_eq!(words[1].compare_exchange(9, 3, AcqRel), Err(2));
            assert_eq!(words[1].fetch_or(1, Relaxed), 2);
        });
        assert_eq!(stores.len(), 2, "the failed exchange left no store");
        assert_eq!(stores[0].address, &raw const words[0] as usize);
        assert_eq!(
            (stores[0].bytes.clone(), stores[0].release),
            (7u64.to_le_bytes().to_vec(), true)
        );
        assert_eq!((stores[1].bytes[0], stores[1].release), (3, false));
        assert_eq!(words[0].load(Acquire), 7);
    }
}

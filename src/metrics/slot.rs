//! Which row of a metric a thread writes.

use crate::sync::{Ordering::*, Shared32};

/// A number that one thread has and no other: the row of every metric that it writes alone.
///
/// A [`ThreadSlot`](crate::segment::ThreadSlot) is one for the metrics of its segment, a
/// [`LocalSlot`] for those in memory of one process. Two threads that write one row at a time
/// lose counts.
pub trait Slot {
    /// The number; `None` for a thread that found none free: it writes the shared row.
    fn row(&self) -> Option<u32>;
}

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
impl Slot for crate::segment::ThreadSlot {
    fn row(&self) -> Option<u32> {
        (!self.is_shared()).then(|| self.index())
    }
}

/// Slots of one process: for metrics on inline or heap memory. No allocator, no operating
/// system; good for a `static`.
///
/// ```
/// # use wrtmem::metrics::SlotTable;
/// static SLOTS: SlotTable<8> = SlotTable::new();
/// let slot = SLOTS.claim(); // in each thread
/// ```
#[derive(Debug)]
pub struct SlotTable<const N: usize> {
    taken: [Shared32; N],
}

#[cfg(not(any(loom, shuttle)))]
impl<const N: usize> SlotTable<N> {
    /// All free.
    pub const fn new() -> SlotTable<N> {
        SlotTable { taken: [const { Shared32::new(0) }; N] }
    }

    /// Claims a slot for the calling thread; the shared one if all are taken.
    pub fn claim(&self) -> LocalSlot<'_> {
        // Acquire: with the release of the slot by its owner before.
        let free = |word: &Shared32| word.compare_exchange(0, 1, Acquire).is_ok();
        let index = self.taken.iter().position(free);
        LocalSlot {
            taken: index.map(|index| &self.taken[index]),
            index: index.map(|index| index as u32),
            one_thread: core::marker::PhantomData,
        }
    }
}

#[cfg(not(any(loom, shuttle)))]
impl<const N: usize> Default for SlotTable<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// A slot of a [`SlotTable`]; released when dropped. It may move to another thread, but two
/// cannot have it.
#[derive(Debug)]
pub struct LocalSlot<'a> {
    taken: Option<&'a Shared32>,
    index: Option<u32>,
    one_thread: core::marker::PhantomData<core::cell::Cell<()>>,
}

impl Slot for LocalSlot<'_> {
    fn row(&self) -> Option<u32> {
        self.index
    }
}

impl Drop for LocalSlot<'_> {
    fn drop(&mut self) {
        if let Some(taken) = self.taken {
            // Release: with the next claim: its owner goes on from what this one wrote.
            taken.store(0, Release);
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn each_slot_is_one_thread_s_until_it_is_dropped() {
        static SLOTS: SlotTable<2> = SlotTable::new();
        let (first, second, third) = (SLOTS.claim(), SLOTS.claim(), SLOTS.claim());
        assert_eq!([first.row(), second.row(), third.row()], [Some(0), Some(1), None]);
        drop(first);
        drop(third);
        assert_eq!(SLOTS.claim().row(), Some(0));
    }
}

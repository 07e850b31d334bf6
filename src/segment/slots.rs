//! Thread slots: a number for one thread of a participant, that no other has.
//!
//! What a thread writes under its slot's number it writes alone, so it needs no lock. A
//! slot is claimed by an explicit handle and released by closing it, or with the
//! participant. When all are taken, the number after the last stands for everybody else:
//! what is written there must be added atomically.

use core::cell::Cell;
use core::marker::PhantomData;
use std::sync::Arc;

use super::handle::Inner;
use super::{Segment, View};
use crate::status::Result;
use crate::sync::{Ordering::*, ParticipantId};

/// A claimed slot; released when dropped. It may move to another thread, but two cannot
/// have it.
pub struct ThreadSlot {
    segment: Arc<Inner>,
    index: usize,
    one_thread: PhantomData<Cell<()>>,
}

impl Segment {
    /// Claims a slot for the calling thread. Always succeeds on a writable segment: see
    /// [`ThreadSlot::is_shared`].
    pub fn thread_slot(&self) -> Result<ThreadSlot> {
        let view = self.inner().writable()?;
        let me = view.mem.live().me().to_bits();
        let count = view.layout.counts.slots as usize;
        let free = (0..count).find(|index| {
            let owner = view.mem.word64(view.layout.slot(*index));
            // AcqRel: with the release of the slot by its owner before.
            owner.load(Relaxed) == 0 && owner.compare_exchange(0, me, AcqRel).is_ok()
        });
        let (segment, index) = (self.inner().clone(), free.unwrap_or(count));
        Ok(ThreadSlot { segment, index, one_thread: PhantomData })
    }
}

impl ThreadSlot {
    /// The slot's number; `slots` (one more than the last) if shared.
    pub fn index(&self) -> u32 {
        self.index as u32
    }

    /// Whether the number is one of this segment's, by whatever handle.
    pub(crate) fn is_of(&self, segment: &Segment) -> bool {
        self.segment.header.uuid == segment.inner().header.uuid
    }

    /// All slots were taken: this number is shared with other threads.
    pub fn is_shared(&self) -> bool {
        self.index == self.segment.layout.counts.slots as usize
    }
}

impl Drop for ThreadSlot {
    fn drop(&mut self) {
        if self.is_shared() {
            return;
        }
        // In a forked child nothing is mapped, and nothing is ours.
        if let Ok(view) = self.segment.writable() {
            let me = view.mem.live().me().to_bits();
            let owner = view.mem.word64(view.layout.slot(self.index));
            // Release: with the next claim. Fails only if somebody scribbled over the word.
            let _ = owner.compare_exchange(me, 0, Release);
        }
    }
}

/// Frees every slot of a row whose owner has ended, of whatever generation: the caller has
/// the row to itself.
pub(super) fn release_all(view: View<'_>, row: u16) {
    for index in 0..view.layout.counts.slots as usize {
        let owner = view.mem.word64(view.layout.slot(index));
        let found = owner.load(Relaxed);
        if ParticipantId::from_bits(found).is_some_and(|id| id.row == row) {
            // Release: with the next claim.
            let _ = owner.compare_exchange(found, 0, Release);
        }
    }
}

/// How many slots are taken now.
pub(super) fn taken(view: View<'_>) -> u32 {
    let slots = 0..view.layout.counts.slots as usize;
    slots.filter(|i| view.mem.word64(view.layout.slot(*i)).load(Relaxed) != 0).count() as u32
}

//! A participant's row, seen from a process.

use super::Policy;
use super::layout::{self, Head, Shape};
use super::seeded::{Bug, seeded};
use super::word::{Standing, Word};
use crate::provider::Mem;
use crate::sync::{Ordering::*, ParticipantId, Shared64, fence};

/// loom takes an access that is SeqCst for AcqRel only; there, a fence says the same.
#[inline(always)]
pub(super) fn seq_cst() {
    if cfg!(loom) {
        fence(SeqCst);
    }
}

#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) mem: Mem<'a>,
    shape: Shape,
    pub(super) index: u32,
}

impl<'a> Row<'a> {
    #[inline]
    pub(super) fn new(mem: Mem<'a>, shape: Shape, index: u32) -> Row<'a> {
        Row { mem, shape, index }
    }

    #[inline]
    fn at(&self, offset: usize) -> &'a Shared64 {
        self.mem.word64(self.shape.row(self.index) + offset)
    }

    /// SeqCst: a waiter's look after it announced that it may sleep comes before an arrival
    /// in that order, or the arriver sees the announcement. Acquire: with `change`.
    #[inline]
    pub(super) fn word(&self) -> Word {
        Word(self.at(layout::WORD).load(SeqCst))
    }

    /// Moves the word on. SeqCst: an arrival, or a joiner's publication, comes before the
    /// look that follows it. Release: with `word`: data, head and `joined` come with it.
    #[inline]
    pub(super) fn change(&self, from: Word, to: Word) -> Result<(), Word> {
        let done = self.at(layout::WORD).compare_exchange(from.0, to.0, SeqCst);
        seq_cst();
        done.map(drop).map_err(Word)
    }

    pub(super) fn format(&self, word: Word, joined: u64) {
        for offset in (0..layout::PARKED + 8).step_by(8) {
            self.at(offset).store(0, Relaxed);
        }
        self.at(layout::JOINED).store(joined, Relaxed);
        self.at(layout::WORD).store(word.0, Relaxed);
    }

    /// The first epoch of whoever has the row, or had it last. Acquire: with `set_joined`.
    #[inline]
    pub(super) fn joined(&self) -> u64 {
        self.at(layout::JOINED).load(Acquire)
    }

    pub(super) fn set_joined(&self, epoch: u64) {
        // Release: whoever reads this also sees what let the row be taken, so a look that
        // was evicted meanwhile notices (`Cycle::check_own`).
        self.at(layout::JOINED).store(epoch, Release);
    }

    /// Who has the row; 0 for nobody.
    pub(super) fn owner(&self) -> u64 {
        self.at(layout::OWNER).load(Acquire)
    }

    pub(super) fn change_owner(&self, from: u64, to: u64) -> bool {
        // AcqRel: with the same exchange by the owner before and after.
        self.at(layout::OWNER).compare_exchange(from, to, AcqRel).is_ok()
    }

    #[inline]
    pub(super) fn head(&self, parity: usize) -> Head {
        Head::from_bits(self.mem.word64(self.shape.head(self.index, parity)).load(Relaxed))
    }

    /// Stores the head unless it is there already: then its line stays where it is read.
    #[inline]
    pub(super) fn set_head(&self, parity: usize, head: Head) {
        if self.head(parity) != head {
            self.mem.word64(self.shape.head(self.index, parity)).store(head.to_bits(), Relaxed);
        }
    }

    /// Where the data of this parity lies.
    #[inline]
    pub(super) fn data(&self, parity: usize) -> usize {
        let parity = if seeded(Bug::OneBuffer) { 0 } else { parity };
        self.shape.data(self.index, parity)
    }

    /// A statistic, which its participant alone writes.
    pub(super) fn statistic(&self, offset: usize) -> u64 {
        self.at(offset).load(Relaxed)
    }

    #[inline]
    pub(super) fn add(&self, offset: usize, value: u64) {
        let word = self.at(offset);
        word.store(word.load(Relaxed).wrapping_add(value), Relaxed);
    }

    /// Changes what a dead owner left into what the policy makes of it. True if the row has
    /// changed. May be killed anywhere and called again; several may do it at once.
    ///
    /// The word is read after the proof of death, so it is the last one its owner stored.
    pub(super) fn bury(&self) -> bool {
        let bits = self.owner();
        let Some(owner) = ParticipantId::from_bits(bits) else { return false };
        self.mem.live().is_dead(owner) && self.bury_of(owner)
    }

    /// The same for an owner who is known to be dead.
    pub(super) fn bury_of(&self, owner: ParticipantId) -> bool {
        let bits = owner.to_bits();
        let word = self.word();
        if self.owner() != bits {
            return false; // somebody else's row by now
        }
        let to = match (word.standing(), self.shape.policy) {
            (Some(Standing::Live), Policy::Shrink) => Standing::Dead,
            (Some(Standing::Live), Policy::Fail) => Standing::Lost,
            (Some(Standing::Evicted), _) => Standing::Dead,
            _ => {
                // Killed while it came or after it left: the row is as it was, or ended.
                self.change_owner(bits, 0);
                return false;
            }
        };
        let epoch = word.epoch() - (seeded(Bug::DeadNeverArrived) && word.epoch() > 0) as u64;
        let changed = self.change(word, Word::new(to, epoch)).is_ok();
        if changed {
            self.change_owner(bits, 0);
        }
        changed
    }
}

//! One lane: its words, and what can be learned from them.
//!
//! # What a successor learns
//! The tail is one word, {position after the last committed record, sequence number of the
//! next}; the head is the same for the receiver. The Release store of that word commits a
//! send or a receive: position and number can never disagree, and whoever attaches after a
//! kill at any instruction reads from the one word exactly where its predecessor was.
//!
//! A mark holds the low 32 bits of the number. The whole one lies in a second word, written
//! *before* the mark, so it is the number of the mark or, after a kill in between, one ahead
//! (for the receiver: ahead by what it was about to skip). [`Mark::sequence`] takes it from
//! there, until the next record that is looked at decides: its check covers the whole number.
//! What else is done when these words disagree is in [`resync`](super::resync).

use super::layout::{self, Mark, Shape, Span};
use super::seeded::{Bug, seeded};
use crate::provider::Mem;
use crate::ring::owner::Owner;
use crate::status::{Error, Result, Status};
use crate::sync::{Ordering::*, Shared64};

/// A view of one lane.
#[derive(Clone, Copy)]
pub(super) struct Lane<'a> {
    mem: Mem<'a>,
    shape: Shape,
    index: u32,
    control: usize,
    data: usize,
}

/// A mark, with the whole sequence number of the record at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Slots.
    pub(super) position: u32,
    pub(super) next: u64,
}

impl Place {
    #[inline]
    pub(super) const fn mark(self) -> Mark {
        Mark { position: self.position, next: self.next as u32 }
    }

    /// `slots` and `records` further on.
    #[inline]
    pub(super) const fn after(self, slots: u32, records: u64) -> Place {
        let position = self.position.wrapping_add(slots);
        Place { position, next: self.next.wrapping_add(records) }
    }
}

/// The receiver's counts of one lane, as its words say them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Committed messages that were not delivered.
    pub(super) lost: u64,
    /// Damaged places met.
    pub(super) corrupt: u64,
    /// Records delivered in spite of a damaged length.
    pub(super) repaired: u64,
}

impl<'a> Lane<'a> {
    #[inline(always)]
    pub(super) fn new(mem: Mem<'a>, shape: Shape, index: u32) -> Lane<'a> {
        debug_assert!(index < shape.lanes());
        Lane { mem, shape, index, control: shape.control(index), data: shape.data(index) }
    }

    #[inline(always)]
    pub(super) fn mem(&self) -> Mem<'a> {
        self.mem
    }

    #[inline(always)]
    pub(super) fn index(&self) -> u32 {
        self.index
    }

    /// Offset of the first slot.
    pub(super) fn data(&self) -> usize {
        self.data
    }

    /// The word of a slot.
    #[inline]
    pub(super) fn slot(&self, position: u32) -> &'a Shared64 {
        self.mem.word64(self.data + 8 * (position & (self.shape.slots() - 1)) as usize)
    }

    /// Where `position` lies in memory, and how many bytes follow before the lane wraps.
    #[inline(always)]
    pub(super) fn contiguous(&self, position: u32) -> (usize, usize) {
        let slot = (position & (self.shape.slots() - 1)) as usize;
        (self.data + 8 * slot, self.shape.lane_bytes() - 8 * slot)
    }

    /// A control word.
    #[inline(always)]
    pub(super) fn word(&self, offset: usize) -> &'a Shared64 {
        self.mem.word64(self.control + offset)
    }

    pub(super) fn owner_word(&self) -> &'a Shared64 {
        self.word(layout::SENDER_OWNER)
    }

    /// Offset of the event count where the sender waits for space.
    #[inline(always)]
    pub(super) fn space_event(&self) -> usize {
        self.control + layout::SPACE_EVENT
    }

    /// Makes the lane empty. Nobody else sees it yet.
    pub(super) fn format(&self) {
        for offset in (0..layout::SPACE_EVENT + layout::LINE).step_by(8) {
            self.word(offset).store(0, Relaxed);
        }
        for (mark, next) in
            [(layout::TAIL, layout::SENDER_NEXT), (layout::HEAD, layout::RECEIVER_NEXT)]
        {
            self.word(mark).store(Mark::START.to_bits(), Relaxed);
            self.word(next).store(Mark::START.next as u64, Relaxed);
        }
    }

    /// The tail, as the sender stored it last.
    #[inline]
    pub(super) fn tail(&self) -> Mark {
        // Acquire: with the Release in `commit_tail`: the records before it are visible.
        Mark::from_bits(self.word(layout::TAIL).load(Acquire))
    }

    /// The head, as the receiver stored it last.
    #[inline]
    pub(super) fn head(&self) -> Mark {
        // Acquire: with the Release in `commit_head`: the copies out of the slots before it
        // are done, they may be written again.
        Mark::from_bits(self.word(layout::HEAD).load(Acquire))
    }

    /// Commits what was written up to `tail`.
    #[inline(always)]
    pub(super) fn commit_tail(&self, tail: Place) {
        // Release: after the previous tail, whoever dies in between; see the module.
        self.word(layout::SENDER_NEXT).store(tail.next, Release);
        // Release: with the Acquire in `tail`. This is the commit.
        let order = if seeded(Bug::TailRelaxed) { Relaxed } else { Release };
        self.word(layout::TAIL).store(tail.mark().to_bits(), order);
    }

    /// Commits what was taken or skipped up to `head`.
    #[inline(always)]
    pub(super) fn commit_head(&self, head: Place) {
        // Release: after the previous head, whoever dies in between; see the module.
        self.word(layout::RECEIVER_NEXT).store(head.next, Release);
        // Release: with the Acquire in `head`. This is the commit.
        self.word(layout::HEAD).store(head.mark().to_bits(), Release);
    }

    /// What is between `head` and `tail`, or `Corrupt` if no records can be.
    #[inline]
    pub(super) fn span(&self, head: Mark, tail: Mark) -> Result<Span> {
        Span::between(head, tail, self.shape).ok_or_else(|| self.bad_span(head, tail))
    }

    #[cold]
    pub(super) fn bad_span(&self, head: Mark, tail: Mark) -> Error {
        Error::with_detail(
            Status::Corrupt,
            format_args!(
                "message ring: lane {}: no records fit between head {:#x} and tail {:#x} in {} \
                 slots",
                self.index,
                head.to_bits(),
                tail.to_bits(),
                self.shape.slots()
            ),
        )
    }

    /// Where the lane's next sender goes on; stores the tail again if it was damaged. Called
    /// by the owner, before it sends.
    pub(super) fn learn_tail(&self) -> Place {
        let mark = self.tail();
        // Relaxed: only the owner stores it.
        let word = self.word(layout::SENDER_NEXT).load(Relaxed);
        if seeded(Bug::LearnFromSequenceWord) {
            return Place { position: mark.position, next: word };
        }
        self.true_tail(mark).unwrap_or_else(|| {
            let tail = self.find_tail(mark, word);
            self.commit_tail(tail);
            tail
        })
    }

    /// Where the tail is, which is not proven to be at `mark`: there, if a record ends there
    /// and only the number is wrong; or where the records from the head on lead to the number
    /// of one of the words. If no record tells, the words are believed as they are.
    #[cold]
    fn find_tail(&self, mark: Mark, word: u64) -> Place {
        if let Some(next) = self.number_at(mark.position) {
            let here = Place { position: mark.position, next };
            return self.forward(here, word as u32);
        }
        let head = self.head();
        let from = self.place(head, layout::RECEIVER_NEXT);
        let end = self.forward(from, mark.next);
        let credible = end.mark().next == mark.next || end.mark().next == word as u32;
        if credible || Span::between(head, mark, self.shape).is_none() && end.mark() != head {
            // Never the number of a message that was sent, unless the word is damaged too.
            return end;
        }
        self.place(mark, layout::SENDER_NEXT)
    }

    /// Where `mark`, just read from the word at `offset`, is; the whole number by the word
    /// after it.
    pub(super) fn place(&self, mark: Mark, next_offset: usize) -> Place {
        // Acquire: the number is stored before the mark and never goes back, so it is not
        // behind a mark that was read before; a later read of the mark is not older.
        let next = mark.sequence(self.word(next_offset).load(Acquire));
        Place { position: mark.position, next }
    }

    /// The receiver's counts for a head whose next number is `next`.
    pub(super) fn counts(&self, next: u64) -> Counts {
        let word = |offset| self.word(offset).load(Acquire);
        // The words of `begin_loss`: which of the two sums holds is decided by the head.
        let passed = next >= word(layout::LOST_FROM);
        let lost = word(if passed { layout::LOST_AFTER } else { layout::LOST_BEFORE });
        Counts { lost, corrupt: word(layout::CORRUPT), repaired: word(layout::REPAIRED) }
    }

    /// Says that the messages up to number `from` will be lost once the head has passed
    /// them, and what all losses are then. Killed anywhere in here, or before the head's
    /// commit, the old sum holds: it does as long as the head's number is below `from`.
    pub(super) fn begin_loss(&self, lost_now: u64, from: u64, lost_then: u64) {
        // Release, each: in this order, also for a successor.
        if seeded(Bug::LossCountedAtOnce) {
            self.word(layout::LOST_FROM).store(0, Release);
            self.word(layout::LOST_AFTER).store(lost_then, Release);
            return;
        }
        self.word(layout::LOST_BEFORE).store(lost_now, Release);
        self.word(layout::LOST_FROM).store(from, Release);
        self.word(layout::LOST_AFTER).store(lost_then, Release);
    }

    /// Forgets a loss that a dead receiver announced but did not commit.
    pub(super) fn settle_losses(&self, lost: u64) {
        if self.word(layout::LOST_AFTER).load(Relaxed) != lost {
            // Release: the sum that holds is not touched; the other becomes the same.
            self.word(layout::LOST_AFTER).store(lost, Release);
        }
    }

    /// Makes both sums `lost`, so that it holds whatever the head's number is.
    pub(super) fn store_losses(&self, lost: u64) {
        // Release: in this order; until the second store the first word is that of a loss that
        // is over, or already holds.
        self.word(layout::LOST_BEFORE).store(lost, Release);
        self.word(layout::LOST_AFTER).store(lost, Release);
    }

    /// Head, tail, what is between them and the counts, from words that may move meanwhile;
    /// `None` if they never stood still. Loads only.
    pub(super) fn snapshot(&self) -> Option<(Place, Place, Option<Span>, Counts)> {
        for _ in 0..64 {
            // Acquire: the counts are read after it and before it is read again.
            let announced = || self.word(layout::LOST_FROM).load(Acquire);
            let from = announced();
            let (head, tail) = (self.head(), self.tail());
            let places =
                (self.place(head, layout::RECEIVER_NEXT), self.place(tail, layout::SENDER_NEXT));
            let counts = self.counts(places.0.next);
            let still = self.head() == head && self.tail() == tail && announced() == from;
            if still {
                let span = Span::between(head, tail, self.shape);
                let late = seeded(Bug::CountsAfterPlaces);
                let counts = if late { self.counts(places.0.next) } else { counts };
                return Some((places.0, places.1, span, counts));
            }
        }
        None
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    pub(super) fn owner(&self) -> Owner {
        Owner::load(self.owner_word())
    }
}

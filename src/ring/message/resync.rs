//! Where the receiver goes on when the record at the head does not check.
//!
//! The two forms of the length give at most two lengths. In this order:
//! 1. One of them makes the whole record check: only the length was damaged. It is delivered
//!    and counted as `repaired`.
//! 2. One of them leads to a place where a record starts that checks and whose number is
//!    still to come, directly or over records that are damaged elsewhere than in their
//!    lengths: what lies before it is lost, and it is delivered. Its own two lengths are
//!    tried there. The shorter of the two lengths goes first.
//! 3. Otherwise everything up to the tail is lost.
//!
//! What is lost is known exactly: the number of the record found, or of the tail, less the
//! number expected. A place is believed only if, besides the checksum (over position, lane
//! and number too), the records that are still to come fill the rest up to the tail. So
//! every call ends, after looking at each slot of the lane a few times at most, at a record
//! that has just been checked or at the tail.
//!
//! # When the words disagree
//! The head, the tail and the two numbers beside them are words that can be damaged too. Then
//! the records decide, each of which says in a check of its own where it is and which number
//! it has. The last committed record is always whole: the sender writes behind it, and no
//! record is longer than half the lane. So a tail is true if a record ends there that has the
//! number before the tail's ([`true_tail`](Lane::true_tail)).
//!
//! * A tail that makes no sense: it is where the records that follow each other from the head
//!   on end ([`forward`](Lane::forward)).
//! * A head that makes no sense before a true tail: it is where the records that follow each
//!   other up to the tail have the head's number, or its position, if only one of the two is
//!   damaged ([`backward`](Lane::backward)); else as far back as they reach.
//!
//! One damaged word so costs no message. Two, or one besides a damaged record, may cost the
//! messages that are in the lane, which are counted as lost.

use super::lane::{Lane, Place};
use super::layout::{self, Mark, Span};
use super::receiver::{LaneCursor, Record};
use super::record;
use super::seeded::{Bug, seeded};
use crate::status::Result;
use crate::sync::Ordering::*;

/// A record that checks.
#[derive(Clone, Copy, Debug)]
struct Found {
    at: Place,
    len: u32,
}

impl Lane<'_> {
    /// Takes the first record that checks, from a head whose record does not.
    #[cold]
    pub(super) fn take_damaged(
        &self,
        cursor: &mut LaneCursor,
        buffer: &mut [u8],
        record: &mut Record,
        accept: &mut impl FnMut(&[u8]),
    ) -> Result<bool> {
        let head = cursor.head.mark();
        let whole =
            self.whole_at(head.position).is_some_and(|(number, _)| number as u32 == head.next);
        if whole || Span::between(head, cursor.tail, self.shape()).is_none() {
            // Not the record is damaged but the tail.
            return self.puzzled(cursor, cursor.tail);
        }
        if let Some(found) = self.find(cursor) {
            // Its number was checked, the upper half of the head's was not.
            let skipped = found.at.mark().next.wrapping_sub(head.next) as u64;
            self.renumber(cursor, found.at.next.wrapping_sub(skipped));
            let repaired = found.at == cursor.head;
            if !repaired {
                self.count_corrupt(cursor);
                self.lose(cursor, found.at);
            }
            if self.deliver(cursor, found.len, found.at.next, buffer, record, accept)? {
                if repaired {
                    self.count_repaired(cursor);
                }
                return Ok(true);
            }
            // It changed since it was found, which no sender does.
        }
        self.count_corrupt(cursor);
        let records = cursor.tail.next.wrapping_sub(cursor.head.mark().next);
        let slots = cursor.tail.position.wrapping_sub(cursor.head.position);
        self.lose(cursor, cursor.head.after(slots, records as u64));
        Ok(false)
    }

    fn find(&self, cursor: &LaneCursor) -> Option<Found> {
        let head = cursor.head.position;
        if let Some(found) = self.record_at(cursor, head) {
            return Some(found);
        }
        let left = cursor.tail.position.wrapping_sub(head);
        let mut lengths = self.lengths(head).forms(head);
        lengths.sort_unstable();
        let starts = lengths.into_iter().filter(|len| self.fits(*len, left));
        starts.map(record::slots).find_map(|skip| self.walk(cursor, head.wrapping_add(skip)))
    }

    /// The first record that checks, from `position` on, as long as the lengths agree.
    fn walk(&self, cursor: &LaneCursor, mut position: u32) -> Option<Found> {
        // Each turn goes three slots on at least, so there are fewer than the lane has.
        loop {
            let left = cursor.tail.position.wrapping_sub(position);
            if left == 0 {
                return None;
            }
            if let Some(found) = self.record_at(cursor, position) {
                return Some(found);
            }
            let len = self.lengths(position).agreed(position)?;
            if !self.fits(len, left) {
                return None;
            }
            position = position.wrapping_add(record::slots(len));
        }
    }

    /// The record that starts at `position`, if one of its two lengths makes it check and
    /// its number is one that is still to come there. If both do, neither is believed.
    fn record_at(&self, cursor: &LaneCursor, position: u32) -> Option<Found> {
        let left = cursor.tail.position.wrapping_sub(position);
        let next = self.sequence(position);
        let skipped = (next as u32).wrapping_sub(cursor.head.mark().next);
        let records = cursor.tail.next.wrapping_sub(cursor.head.mark().next);
        if skipped >= records {
            return None;
        }
        let after = records - skipped - 1;
        let checks = |len: u32| {
            self.fits(len, left)
                && Span { slots: left - record::slots(len), records: after }.is_filled(self.shape())
                && self.record_checks(position, next, len)
        };
        let [plain, copy] = self.lengths(position).forms(position);
        let len = match (checks(plain), plain != copy && checks(copy)) {
            (true, false) => plain,
            (false, true) => copy,
            _ => return None,
        };
        Some(Found { at: Place { position, next }, len })
    }

    /// The tail makes no sense; reported once. If records follow the head, they tell where the
    /// tail is; if a record tells that the tail is right, the head is wrong. If no record tells
    /// anything, nothing was sent since the head was right: the next message will tell.
    #[cold]
    pub(super) fn puzzled(&self, cursor: &mut LaneCursor, tail: Mark) -> Result<bool> {
        cursor.tail = cursor.head.mark();
        if cursor.broken == Some(tail) {
            return Ok(false);
        }
        cursor.broken = Some(tail);
        self.count_corrupt(cursor);
        let error = self.bad_span(cursor.head.mark(), tail);
        // Relaxed: it only ends the walk early: before a record that is not committed yet.
        let until = self.word(layout::SENDER_NEXT).load(Relaxed) as u32;
        let end = self.forward(cursor.head, until);
        let stuck = seeded(Bug::NonsenseBelieved);
        if !stuck && end.mark() != cursor.head.mark() {
            cursor.tail = end.mark();
        } else if !stuck && let Some(true_tail) = self.true_tail(tail) {
            self.resume(cursor, true_tail);
            cursor.tail = tail;
        }
        Err(error)
    }

    /// Goes on before the true `tail`, at the place that the damaged head was at, or else as
    /// early as possible; what cannot be reached is lost.
    #[cold]
    pub(super) fn resume(&self, cursor: &mut LaneCursor, tail: Place) {
        let resumed = self.backward(tail, cursor.head.mark());
        if !resumed.known && Span::between(cursor.head.mark(), tail.mark(), self.shape()).is_some()
        {
            return; // the head is right and its record damaged
        }
        self.renumber(cursor, resumed.at.next.wrapping_sub(resumed.lost));
        if resumed.at.mark() != cursor.head.mark() {
            self.lose(cursor, resumed.at);
            self.wake_sender();
        }
    }

    /// The sender may wait for a head that makes sense.
    fn wake_sender(&self) {
        #[cfg(feature = "std")]
        crate::sync::EventCount::at(self.mem(), self.space_event()).wake();
    }

    /// A record told that the number at the head is `next`; the head's word holds its lower
    /// half, but need not hold the upper.
    #[inline]
    pub(super) fn renumber(&self, cursor: &mut LaneCursor, next: u64) {
        if cursor.head.next != next {
            self.renumber_cold(cursor, next);
        }
    }

    #[cold]
    fn renumber_cold(&self, cursor: &mut LaneCursor, next: u64) {
        cursor.head.next = next;
        cursor.counts.lost = cursor.counts.lost.min(next.wrapping_sub(1));
        self.store_losses(cursor.counts.lost);
    }

    /// The number and length of the record that starts at `position`, if there is a whole one.
    pub(super) fn whole_at(&self, position: u32) -> Option<(u64, u32)> {
        let len = self.lengths(position).agreed(position)?;
        let number = self.sequence(position);
        let whole = len <= self.shape().max_message() && self.record_checks(position, number, len);
        whole.then_some((number, len))
    }

    /// Where the whole record starts that ends at `end`. Reads a word for each slot of it, or
    /// for half the lane if there is none, and few of those that only look like it.
    fn record_before(&self, end: u32) -> Option<Place> {
        let mut tries = 8;
        (record::HEADER_SLOTS..=self.shape().max_record()).find_map(|slots| {
            let position = end.wrapping_sub(slots);
            let len = self.lengths(position).agreed(position)?;
            if len > self.shape().max_message() || record::slots(len) != slots {
                return None;
            }
            // Sound lengths that belong to no record are damage, and many are malice.
            tries = i32::max(tries - 1, 0);
            let (next, _) = if tries > 0 { self.whole_at(position) } else { None }?;
            Some(Place { position, next })
        })
    }

    /// The whole number at `end`, by the record that ends there.
    pub(super) fn number_at(&self, end: u32) -> Option<u64> {
        self.record_before(end).map(|last| last.next.wrapping_add(1))
    }

    /// The place of a tail that a record proves to be true, or at which nothing was ever sent.
    pub(super) fn true_tail(&self, mark: Mark) -> Option<Place> {
        let next = match self.number_at(mark.position) {
            None if mark == Mark::START => Mark::START.next as u64,
            number => number?,
        };
        let place = Place { position: mark.position, next };
        (place.mark() == mark).then_some(place)
    }

    /// Where the whole records end that follow each other from `from` on, or the first has
    /// number `until`.
    pub(super) fn forward(&self, from: Place, until: u32) -> Place {
        let (mut at, mut left) = (from, self.shape().slots());
        while at.mark().next != until {
            let Some((next, len)) = self.whole_at(at.position) else { break };
            let slots = record::slots(len);
            if next as u32 != at.mark().next || slots > left {
                break;
            }
            left -= slots;
            at = Place { next, ..at }.after(slots, 1);
        }
        at
    }

    /// Where the receiver is whose head reads `head`, which cannot be before the true `tail`,
    /// and how many messages are lost by going on there.
    pub(super) fn backward(&self, tail: Place, head: Mark) -> Resumed {
        // Relaxed: it only breaks a tie.
        let number = self.word(layout::RECEIVER_NEXT).load(Relaxed) as u32;
        let ahead = |at: Place| at.mark().next.wrapping_sub(head.next) as i32 > 0;
        let (mut by_number, mut by_position, mut oldest) = (None, None, tail);
        let (mut at, mut left) = (tail, self.shape().slots());
        loop {
            if at.mark().next == head.next {
                by_number = Some(at);
            }
            if at.position == head.position {
                by_position = Some(at);
            }
            if ahead(at) {
                oldest = at;
            }
            match self.record_before(at.position) {
                Some(before) if before.next.wrapping_add(1) == at.next => {
                    let slots = at.position.wrapping_sub(before.position);
                    if slots > left {
                        break;
                    }
                    left -= slots;
                    at = before;
                }
                _ => break,
            }
        }
        let mut known = [by_number, by_position].into_iter().flatten();
        let agreed = known.clone().find(|at| at.mark().next == number);
        match agreed.or_else(|| known.next()) {
            Some(at) => Resumed { at, lost: 0, known: true },
            None => {
                let lost = oldest.mark().next.wrapping_sub(head.next);
                let lost = if ahead(oldest) { lost as u64 } else { 0 };
                Resumed { at: oldest, lost, known: false }
            }
        }
    }
}

/// Where a receiver goes on whose head was damaged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resumed {
    pub(super) at: Place,
    pub(super) lost: u64,
    /// Whether that is where it was.
    pub(super) known: bool,
}

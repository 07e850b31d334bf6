//! What a receiver does with one lane: looking for more, taking a record, losing damaged ones.

use super::lane::{Lane, Place};
use super::layout::{self, Mark, Span};
use super::receiver::{LaneCursor, Record};
use super::record;
use super::seeded::{Bug, seeded};
#[cfg(feature = "std")]
use crate::ring::owner::Peer;
#[cfg(feature = "std")]
use crate::status::fail;
use crate::status::{Result, Status};
#[cfg(feature = "std")]
use crate::sync::Liveness;
use crate::sync::Ordering::*;

/// Slots from a record to what is fetched meanwhile.
const AHEAD: u32 = 32;

impl Lane<'_> {
    /// A cursor that goes on where the last receiver was. Called by the new one.
    pub(super) fn learn_head(&self) -> LaneCursor {
        let (mark, tail) = (self.head(), self.tail());
        let head = self.place(mark, layout::RECEIVER_NEXT);
        let known = if mark == tail {
            let same = self.place(tail, layout::SENDER_NEXT).next == head.next;
            if same { Some(head) } else { self.true_tail(tail) }
        } else {
            let number = self.whole_at(mark.position).map(|(number, _)| number);
            let place = |next| Place { position: mark.position, next };
            number.map(place).filter(|place| place.mark() == mark)
        };
        let head = known.unwrap_or(head);
        let mut cursor = LaneCursor {
            head,
            tail: mark,
            counts: self.counts(head.next),
            ..LaneCursor::default()
        };
        self.settle_losses(cursor.counts.lost);
        if known.is_none()
            && let Some(tail) = self.true_tail(tail)
        {
            self.resume(&mut cursor, tail);
            cursor.tail = cursor.head.mark();
        }
        cursor
    }

    /// Reads the tail anew: whether there is something to take.
    #[inline]
    pub(super) fn look_for_more(&self, cursor: &mut LaneCursor) -> Result<bool> {
        let tail = self.tail();
        if self.see(cursor, tail) {
            Ok(true)
        } else if tail == cursor.head.mark() {
            Ok(false)
        } else {
            self.puzzled(cursor, tail)
        }
    }

    /// Whether records are queued up to `tail`; then the cursor takes it. False, too, if it
    /// makes no sense.
    #[inline(always)]
    pub(super) fn see(&self, cursor: &mut LaneCursor, tail: Mark) -> bool {
        let span = Span::between(cursor.head.mark(), tail, self.shape());
        let Some(span) = span.filter(|span| span.slots > 0) else { return false };
        cursor.pace.found(span.slots as u64, self.shape().enough());
        cursor.tail = tail;
        cursor.broken = None;
        true
    }

    /// Takes the record at the head, which is before the tail. False if there was none that
    /// could be delivered, and nothing is left up to the tail.
    #[inline]
    pub(super) fn take(
        &self,
        cursor: &mut LaneCursor,
        buffer: &mut [u8],
        record: &mut Record,
        accept: &mut impl FnMut(&[u8]),
    ) -> Result<bool> {
        let position = cursor.head.position;
        let left = cursor.tail.position.wrapping_sub(position);
        // The next records lie where the lengths say, which only then start to be fetched.
        if left > AHEAD {
            self.mem().prefetch(self.contiguous(position.wrapping_add(AHEAD)).0);
        }
        let sequence = self.sequence(position);
        let expected = if seeded(Bug::NumberFromWord) {
            sequence == cursor.head.next
        } else {
            sequence as u32 == cursor.head.mark().next
        };
        let len = match self.lengths(position).agreed(position) {
            Some(len) if self.fits(len, left) && expected => len,
            _ => return self.take_damaged(cursor, buffer, record, accept),
        };
        if self.deliver(cursor, len, sequence, buffer, record, accept)? {
            return Ok(true);
        }
        self.take_damaged(cursor, buffer, record, accept)
    }

    /// Takes the record at the head, which is before the tail, if that takes no call and it is as
    /// it should be.
    #[inline(always)]
    pub(super) fn take_quickly(
        &self,
        cursor: &mut LaneCursor,
        buffer: &mut [u8],
    ) -> Option<Record> {
        if seeded(Bug::HeadBeforeCopy) {
            return None; // it is planted in `deliver`
        }
        let Place { position, next } = cursor.head;
        let left = cursor.tail.position.wrapping_sub(position);
        if left > AHEAD {
            self.mem().prefetch(self.contiguous(position.wrapping_add(AHEAD)).0);
        }
        let (len, crc) = self.read_quickly(position, next, left, buffer)?;
        let head = cursor.head.after(record::slots(len), 1);
        self.commit_head(head);
        cursor.head = head;
        Some(Record { length: len as usize, lane: self.index(), crc, sequence: next })
    }

    /// Whether a record of `len` bytes can be in `left` slots.
    #[inline]
    pub(super) fn fits(&self, len: u32, left: u32) -> bool {
        len <= self.shape().max_message() && record::slots(len) <= left
    }

    /// Copies the record at the head, taken as `len` bytes and number `sequence`, of which the
    /// head holds the lower half, to `buffer`; if the copy checks, commits its receipt. False if it does not check.
    #[inline]
    pub(super) fn deliver(
        &self,
        cursor: &mut LaneCursor,
        len: u32,
        sequence: u64,
        buffer: &mut [u8],
        record: &mut Record,
        accept: &mut impl FnMut(&[u8]),
    ) -> Result<bool> {
        let position = cursor.head.position;
        let head = Place { next: sequence, ..cursor.head }.after(record::slots(len), 1);
        let Some(bytes) = buffer.get_mut(..len as usize) else {
            *record = Record { length: len as usize, lane: self.index(), crc: 0, sequence };
            return Err(Status::TooSmall.into());
        };
        if seeded(Bug::HeadBeforeCopy) {
            self.commit_head(head);
        }
        let crc = match self.read_record(position, sequence, bytes) {
            Some(crc) => crc,
            None if seeded(Bug::NoChecksum) => 0,
            None => return Ok(false),
        };
        accept(bytes);
        self.renumber(cursor, sequence);
        self.commit_head(head);
        cursor.head = head;
        *record = Record { length: len as usize, lane: self.index(), crc, sequence };
        Ok(true)
    }

    /// Moves the head to `to` without delivering; the messages up to there are lost.
    pub(super) fn lose(&self, cursor: &mut LaneCursor, to: Place) {
        let lost = to.next.wrapping_sub(cursor.head.next);
        let then = cursor.counts.lost.wrapping_add(lost);
        self.begin_loss(cursor.counts.lost, to.next, then);
        self.commit_head(to);
        cursor.head = to;
        cursor.counts.lost = then;
    }

    pub(super) fn count_corrupt(&self, cursor: &mut LaneCursor) {
        cursor.counts.corrupt = cursor.counts.corrupt.wrapping_add(1);
        // Relaxed: a statistic, written by this side only.
        self.word(layout::CORRUPT).store(cursor.counts.corrupt, Relaxed);
    }

    pub(super) fn count_repaired(&self, cursor: &mut LaneCursor) {
        cursor.counts.repaired = cursor.counts.repaired.wrapping_add(1);
        // Relaxed: as above.
        self.word(layout::REPAIRED).store(cursor.counts.repaired, Relaxed);
    }

    /// Stores the head again if somebody scribbled over it: the sender cannot go on without.
    /// Whether it did.
    pub(super) fn mend_head(&self, cursor: &LaneCursor) -> bool {
        let wrong = self.head() != cursor.head.mark();
        if wrong {
            self.commit_head(cursor.head);
        }
        wrong
    }

    /// `PeerDead`, once, if the lane's sender died and all it sent was taken.
    #[cfg(feature = "std")]
    pub(super) fn mourn(&self, cursor: &mut LaneCursor, live: &dyn Liveness) -> Result<()> {
        let owner = self.owner();
        if owner.to_bits() == cursor.reported {
            return Ok(());
        }
        let Peer::Dead(who) = owner.peer(live) else { return Ok(()) };
        // Dead first, then drained: the dead store nothing more.
        if self.tail() != cursor.head.mark() {
            return Ok(());
        }
        cursor.reported = owner.to_bits();
        fail!(
            PeerDead,
            "message ring: the sender of lane {}, {who:?}, died; its last message is number {}",
            self.index(),
            cursor.head.next.wrapping_sub(1)
        )
    }
}

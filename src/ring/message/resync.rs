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

use super::lane::{Lane, Place};
use super::layout::{Mark, Span};
use super::receiver::{LaneCursor, Record};
use super::record;
use crate::status::Result;

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
    ) -> Result<bool> {
        if let Some(found) = self.find(cursor) {
            let repaired = found.at == cursor.head;
            if !repaired {
                self.count_corrupt(cursor);
                self.lose(cursor, found.at);
            }
            if self.deliver(cursor, found.len, buffer, record)? {
                if repaired {
                    self.count_repaired(cursor);
                }
                return Ok(true);
            }
            // It changed since it was found, which no sender does.
        }
        self.count_corrupt(cursor);
        let records = cursor.tail.next.wrapping_sub(cursor.head.mark.next);
        let slots = cursor.tail.position.wrapping_sub(cursor.head.mark.position);
        self.lose(cursor, cursor.head.after(slots, records as u64));
        Ok(false)
    }

    fn find(&self, cursor: &LaneCursor) -> Option<Found> {
        let head = cursor.head.mark.position;
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
        let skipped = next.wrapping_sub(cursor.head.next);
        let records = cursor.tail.next.wrapping_sub(cursor.head.mark.next);
        if skipped >= records as u64 {
            return None;
        }
        let after = records - skipped as u32 - 1;
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
        Some(Found { at: Place { mark: Mark { position, next: next as u32 }, next }, len })
    }
}

//! Where the receiver goes on when the record at the head does not check.
//!
//! The two forms of the length give at most two lengths. In this order:
//! 1. One of them makes the whole record check: only the length was damaged. It is delivered
//!    and counted as `repaired`.
//! 2. One of them leads to a place where a record starts that checks and whose number is
//!    still to come: what lies before it is lost, and it is delivered. Its own two lengths
//!    are tried there. If both places have one, the nearer is taken.
//! 3. Otherwise everything up to the tail is lost.
//!
//! What is lost is known exactly: the number of the record found, or of the tail, less the
//! number expected. A place is believed only if, besides the checksum (over position, lane
//! and number too), the records that are still to come fill the rest up to the tail. So
//! every call ends after at most six records looked at, at a record that has just been
//! checked or at the tail.

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
        let left = cursor.tail.position.wrapping_sub(head);
        if let Some(found) = self.record_at(cursor, head) {
            return Some(found);
        }
        let mut steps = self.lengths(head).forms(head).map(|len| match self.fits(len, left) {
            true => record::slots(len),
            false => left,
        });
        steps.sort_unstable();
        let places = steps.into_iter().filter(|step| *step < left);
        places.map(|step| head.wrapping_add(step)).find_map(|at| self.record_at(cursor, at))
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

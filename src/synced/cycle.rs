//! One cycle's first half: writing and arriving.

#[cfg(not(any(loom, shuttle)))]
use core::ptr::NonNull;

use super::join::MemberState;
use super::layout::Head;
use super::seeded::{Bug, seeded};
use super::word::{LAST_EPOCH, Standing, Word};
use super::{Bed, Row, Synced};
use crate::status::{Error, Result, Status, fail};
use crate::sync::checksum::Crc;
use crate::sync::{Ordering::Release, fence};

impl Synced<'_> {
    /// The epoch that the participant writes for, if its buffer is free: once the others have
    /// all arrived at the epoch before, nobody reads it any more.
    #[inline]
    fn next_epoch(&self, member: &MemberState) -> Result<u64> {
        if member.complete != member.epoch {
            return Err(not_waited(member));
        }
        // Pairs with the load of the word at the end of `read_global`: who reads this buffer
        // without a barrier sees the word of the epoch before, or none of what comes now.
        fence(Release);
        Ok(member.epoch + 1)
    }

    /// The participant's own buffer for the next epoch: memory that others may write only if
    /// they are out of order. It is good until the arrival. `State` while the last epoch
    /// arrived at was not waited for.
    #[cfg(not(any(loom, shuttle)))]
    pub fn buffer(&self, member: &MemberState) -> Result<(NonNull<u8>, usize)> {
        let parity = (self.next_epoch(member)? & 1) as usize;
        Ok((self.mem.part_base(self.row(member.row).data(parity)), self.shape.bytes()))
    }

    /// Writes `bytes` to the beginning of the buffer for the next epoch. `TooLarge`, with
    /// nothing written, if they are more than the participant's.
    #[inline]
    pub fn write(&self, member: &MemberState, bytes: &[u8]) -> Result<()> {
        if bytes.len() > self.shape.bytes() {
            fail!(TooLarge, "synced: {} bytes, {} fit", bytes.len(), self.shape.bytes());
        }
        let parity = (self.next_epoch(member)? & 1) as usize;
        self.mem.copy_in(self.row(member.row).data(parity), bytes);
        Ok(())
    }

    /// Arrives at the next epoch with the first `length` bytes of the buffer, and says which
    /// epoch it is. The rest of the buffer is not shown.
    ///
    /// `State` while the last epoch arrived at was not waited for, or after an eviction;
    /// `Closed`. Killed at any point, the participant has arrived or has not.
    #[inline]
    pub fn arrive(&self, member: &mut MemberState, length: usize) -> Result<u64> {
        if length > self.shape.bytes() {
            fail!(TooLarge, "synced: {length} bytes, {} fit", self.shape.bytes());
        }
        let epoch = self.next_epoch(member)?;
        self.check_open()?;
        if epoch > LAST_EPOCH {
            fail!(State, "synced: epoch {epoch} is beyond the last, {LAST_EPOCH}");
        }
        let (row, parity) = (self.row(member.row), (epoch & 1) as usize);
        let crc = if self.shape.verified { checksum(row, epoch, length) } else { 0 };
        row.set_head(parity, Head { length: length as u32, crc });
        let from = Word::new(Standing::Live, member.epoch);
        if let Err(found) = row.change(from, Word::new(Standing::Live, epoch)) {
            if !seeded(Bug::ArriveEvicted) {
                return Err(put_out(member, found));
            }
            let _ = row.change(found, Word::new(Standing::Live, epoch));
        }
        member.epoch = epoch;
        self.wake_if_complete(epoch);
        Ok(epoch)
    }

    /// Wakes those who wait for `epoch` if all have arrived. The last of several arrivals
    /// sees all others, so somebody does it.
    #[inline]
    fn wake_if_complete(&self, epoch: u64) {
        let bed = Bed::of(self.mem, epoch);
        if bed.is_announced() && self.is_complete(epoch) {
            bed.wake();
        }
    }

    #[cold]
    fn is_complete(&self, epoch: u64) -> bool {
        self.rows().all(|row| {
            let word = row.word();
            !word.is_awaited() || word.epoch() >= epoch
        })
    }

    /// `State` if the participant is in no longer.
    pub(super) fn check_own(&self, member: &MemberState) -> Result<()> {
        match self.row(member.row).word() {
            word if word == Word::new(Standing::Live, member.epoch) => Ok(()),
            word => Err(put_out(member, word)),
        }
    }
}

/// What the checksum of a row's data for an epoch begins with, so that those of another epoch
/// or row do not check.
pub(super) fn checksum_of(row: Row<'_>, epoch: u64) -> Crc {
    let mut tag = [0; 12];
    tag[..8].copy_from_slice(&epoch.to_le_bytes());
    tag[8..].copy_from_slice(&row.index.to_le_bytes());
    Crc::new().update(&tag)
}

/// The checksum of what a row's participant wrote for `epoch`.
pub(super) fn checksum(row: Row<'_>, epoch: u64, length: usize) -> u32 {
    let (mut buffer, mut crc) = ([0; 1024], checksum_of(row, epoch));
    let offset = row.data((epoch & 1) as usize);
    for at in (0..length).step_by(buffer.len()) {
        let part = &mut buffer[..(length - at).min(1024)];
        row.mem.copy_out(offset + at, part);
        crc = crc.update(part);
    }
    crc.value()
}

#[cold]
fn not_waited(member: &MemberState) -> Error {
    Error::with_detail(
        Status::State,
        format_args!(
            "synced: row {} arrived at epoch {} and has not waited for the others",
            member.row, member.epoch
        ),
    )
}

#[cold]
pub(super) fn put_out(member: &MemberState, found: Word) -> Error {
    let (row, epoch) = (member.row, member.epoch);
    match found.standing() {
        Some(standing) if standing != Standing::Live => Error::with_detail(
            Status::State,
            format_args!("synced: row {row} was evicted after epoch {}", found.epoch()),
        ),
        _ => Error::with_detail(
            Status::Corrupt,
            format_args!("synced: row {row} is at epoch {epoch}, its word says {:#x}", found.0),
        ),
    }
}

//! Reading what all wrote.

use super::cycle::{checksum, checksum_of};
use super::join::MemberState;
use super::word::Standing;
use super::{Row, Synced};
use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::{Ordering::Acquire, fence};

/// What a view shows of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It took part: so many bytes.
    Present {
        /// Bytes that it wrote for this epoch.
        length: usize,
    },
    /// It did not take part.
    Absent {
        /// What the row is by now.
        standing: Standing,
        /// The last epoch that the row's last participant arrived at.
        last: u64,
    },
}

/// What all participants wrote for one epoch. Nothing is copied; it is good until its holder
/// arrives again, or is evicted.
#[derive(Clone, Copy)]
pub struct View<'a> {
    synced: Synced<'a>,
    row: u32,
    epoch: u64,
    members: u64,
}

impl<'a> Synced<'a> {
    /// What all wrote for the epoch that `member` waited for last. `State` if it has arrived
    /// at another one since, or waited for none yet.
    #[inline]
    pub fn view(&self, member: &MemberState) -> Result<View<'a>> {
        if member.complete != member.epoch || member.epoch < member.joined {
            fail!(
                State,
                "synced: row {} has waited for epoch {} and arrived at {}",
                member.row,
                member.complete,
                member.epoch
            );
        }
        let (row, epoch, members) = (member.row, member.epoch, member.members);
        Ok(View { synced: *self, row, epoch, members })
    }
}

impl<'a> View<'a> {
    /// The epoch.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Who took part, one bit for each row; the same for all who completed the epoch.
    pub fn members(&self) -> u64 {
        self.members
    }

    /// Rows, whether they took part or not.
    pub fn rows(&self) -> u32 {
        self.synced.shape.rows()
    }

    /// Whether what was read through this view up to now is of its epoch. False once its
    /// holder has arrived again or was evicted.
    pub fn is_valid(&self) -> bool {
        // Acquire: with whatever let an evicted holder's memory be used again.
        fence(Acquire);
        let word = self.synced.row(self.row).word();
        word.standing() == Some(Standing::Live) && word.epoch() == self.epoch
    }

    /// What it shows of a row.
    pub fn part(&self, row: u32) -> Result<Part> {
        let row = self.synced.checked_row(row)?;
        if self.members & 1 << row.index != 0 {
            return Ok(Part::Present { length: self.length(row)? });
        }
        let word = row.word();
        let standing = word.standing().unwrap_or(Standing::Lost);
        Ok(Part::Absent { standing, last: word.epoch() })
    }

    /// Copies what a row's participant wrote to the beginning of `buffer` and says how much
    /// that is. `NotFound` if it did not take part, `TooSmall` if the buffer is, `Corrupt` if
    /// it does not check, `State` if the view is not valid any more.
    #[inline]
    pub fn read(&self, row: u32, buffer: &mut [u8]) -> Result<usize> {
        let (row, length) = self.present(row)?;
        if buffer.len() < length {
            fail!(TooSmall, "synced: row {} wrote {length} bytes", row.index);
        }
        let buffer = &mut buffer[..length];
        self.mem().copy_out(row.data(self.parity()), buffer);
        if self.synced.shape.verified {
            self.compare(row, checksum_of(row, self.epoch).update(buffer).value())?;
        }
        if !self.is_valid() {
            fail!(State, "synced: the view of epoch {} is over", self.epoch);
        }
        Ok(length)
    }

    /// Compares a row's data with the checksum that came with it: in verified mode, for those
    /// who read it in place.
    pub fn check(&self, row: u32) -> Result<()> {
        let (row, length) = self.present(row)?;
        if self.synced.shape.verified {
            self.compare(row, checksum(row, self.epoch, length))?;
        }
        Ok(())
    }

    /// Where a row's data lies and how long it is. Others write there once the view is over,
    /// and a scribbling one at any time: so this is no slice.
    #[cfg(not(any(loom, shuttle)))]
    #[inline]
    pub fn pointer(&self, row: u32) -> Result<(*const u8, usize)> {
        let (row, length) = self.present(row)?;
        Ok((self.mem().part_base(row.data(self.parity())).as_ptr(), length))
    }

    #[inline]
    fn present(&self, row: u32) -> Result<(Row<'a>, usize)> {
        let row = self.synced.checked_row(row)?;
        if self.members & 1 << row.index == 0 {
            fail!(NotFound, "synced: row {} took no part in epoch {}", row.index, self.epoch);
        }
        Ok((row, self.length(row)?))
    }

    #[inline]
    fn length(&self, row: Row<'a>) -> Result<usize> {
        let length = row.head(self.parity()).length as usize;
        if length > self.synced.shape.bytes() {
            fail!(
                Corrupt,
                "synced: row {} says {length} bytes, {} fit",
                row.index,
                self.synced.shape.bytes()
            );
        }
        Ok(length)
    }

    fn compare(&self, row: Row<'a>, crc: u32) -> Result<()> {
        let told = row.head(self.parity()).crc;
        if crc != told {
            fail!(
                Corrupt,
                "synced: row {}, epoch {}: checksum {crc:#010x}, told {told:#010x}",
                row.index,
                self.epoch
            );
        }
        Ok(())
    }

    fn parity(&self) -> usize {
        (self.epoch & 1) as usize
    }

    fn mem(&self) -> Mem<'a> {
        self.synced.mem
    }
}

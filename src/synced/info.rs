//! Who is there, who is slow; reading without a barrier.

use super::cycle::checksum_of;
use super::layout::{self, Head};
use super::word::Standing;
use super::{Row, Synced};
use crate::status::{Result, fail};
use crate::sync::{Ordering::*, ParticipantId, fence};

/// Looks at a row that moves on all the time, before giving up.
const LOOKS: u32 = 64;

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowInfo {
    /// What it is; `None` if its word does not check.
    pub standing: Option<Standing>,
    /// The first epoch of its participant, or of the last it had; 0 if it never had one. It
    /// tells one participant of the row from the next.
    pub generation: u64,
    /// The last epoch that its participant arrived at.
    pub epoch: u64,
    /// Who has it.
    pub owner: Option<ParticipantId>,
    /// Nanoseconds that its participants waited for others, in all; waits of less than some
    /// microseconds are estimated from every 16th. Who waits least is the slowest.
    pub waited_nanos: u64,
    /// How often they went to sleep over that.
    pub parked: u64,
}

impl<'a> Synced<'a> {
    /// One row. Reads only.
    pub fn row_info(&self, row: u32) -> Result<RowInfo> {
        let row = self.checked_row(row)?;
        let word = row.word();
        Ok(RowInfo {
            standing: word.standing(),
            generation: row.joined(),
            epoch: word.epoch(),
            owner: ParticipantId::from_bits(row.owner()),
            waited_nanos: row.statistic(layout::WAITED_NANOS),
            parked: row.statistic(layout::PARKED),
        })
    }

    /// The last epoch that all who are waited for have arrived at; the newest of all where
    /// nobody is. It never goes back while somebody takes part.
    pub fn global_timestamp(&self) -> u64 {
        let awaited = self.rows().map(|row| row.word()).filter(|word| word.is_awaited());
        let least = awaited.map(|word| word.epoch()).min();
        let newest = || self.rows().map(|row| row.word().epoch()).max();
        least.or_else(newest).unwrap_or(0)
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.check_open().is_err()
    }

    /// Without a barrier: copies what a row's participant wrote for the last epoch that it
    /// arrived at, and says which that is and how long. Others may be at other epochs.
    ///
    /// `Empty` if it has not arrived at any, `TooSmall` if the buffer is, `Busy` if it moved
    /// on during each of many looks, `Corrupt` if it does not check.
    pub fn read_latest(&self, row: u32, buffer: &mut [u8]) -> Result<(u64, usize)> {
        let row = self.checked_row(row)?;
        for _ in 0..LOOKS {
            if let Some(answer) = self.look_at_latest(row, buffer) {
                return answer;
            }
            core::hint::spin_loop();
        }
        fail!(Busy, "synced: row {} moved on during {LOOKS} looks", row.index)
    }

    fn look_at_latest(&self, row: Row<'a>, buffer: &mut [u8]) -> Option<Result<(u64, usize)>> {
        let word = row.word();
        let (epoch, parity) = (word.epoch(), (word.epoch() & 1) as usize);
        if row.joined() > epoch || epoch == 0 {
            return Some(Err(crate::Status::Empty.into()));
        }
        let head = row.head(parity);
        let length = head.length as usize;
        let fits = length <= buffer.len() && length <= self.shape.bytes();
        if fits {
            self.mem.copy_out(row.data(parity), &mut buffer[..length]);
        }
        // Pairs with the fence before the buffer is written again, for the next epoch but
        // one: had that been seen, so would the word of the epoch in between.
        fence(Acquire);
        // Standing may change (it leaves, dies); the data stays.
        if row.word().epoch() != epoch || row.joined() > epoch {
            return None;
        }
        Some(self.judge(row, epoch, buffer, head, fits).map(|()| (epoch, length)))
    }

    fn judge(&self, row: Row<'a>, epoch: u64, bytes: &[u8], head: Head, fits: bool) -> Result<()> {
        let (length, crc) = (head.length as usize, head.crc);
        if length > self.shape.bytes() {
            fail!(
                Corrupt,
                "synced: row {} says {length} bytes, {} fit",
                row.index,
                self.shape.bytes()
            );
        }
        if !fits {
            fail!(TooSmall, "synced: row {} wrote {length} bytes", row.index);
        }
        if self.shape.verified && checksum_of(row, epoch).update(&bytes[..length]).value() != crc {
            fail!(Corrupt, "synced: row {}: the checksum told is {crc:#010x}", row.index);
        }
        Ok(())
    }

    /// Reports what does not hold. Reads only, and may run while others work.
    pub(super) fn verify(&self, report: &mut dyn FnMut(String)) {
        for row in self.rows() {
            let word = row.word();
            if word.standing().is_none() {
                report(format!("row {}: its word says {:#x}", row.index, word.0));
            }
            let owner = row.owner();
            if owner != 0 && ParticipantId::from_bits(owner).is_none() {
                report(format!("row {}: owner word {owner:#x} names nobody", row.index));
            }
            for parity in 0..2 {
                let length = row.head(parity).length as usize;
                if length > self.shape.bytes() {
                    report(format!(
                        "row {}: {length} bytes, {} fit",
                        row.index,
                        self.shape.bytes()
                    ));
                }
            }
        }
        let closed = self.mem.word64(layout::CLOSED).load(Relaxed);
        if closed != 0 && closed != layout::ALL_CLOSED {
            report(format!("the word for closed says {closed:#x}"));
        }
    }
}

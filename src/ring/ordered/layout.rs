//! Where everything lies in an ordered message ring, and its packed words.
//!
//! ```text
//! 0     layout magic, bytes, seats                                 written once
//! 128   tail hint, high-water mark                                 senders
//! 256   head, cleaned, owner word, counts                          the receiver
//! 384   event count: the receiver waits here for messages
//! 512   event count: senders wait here for room
//! 640   seats of the senders
//! ...   granules of 64 bytes
//! ```
//! A record takes whole granules: its header word, a word with length and check, the payload.

use super::OrderedParams;
use crate::ring::claimant::Claimant;
use crate::ring::seats::Seats;
use crate::status::{Result, fail};
use crate::sync::checksum::Crc;

const LINE: usize = 128;
/// `"wrtordr"` and the version of this layout.
pub(super) const MAGIC: u64 = u64::from_le_bytes(*b"wrtordr\x02");

pub(super) const LAYOUT_MAGIC: usize = 0;
pub(super) const BYTES: usize = 8;
pub(super) const SEATS: usize = 16;
pub(super) const TAIL: usize = LINE;
/// In granules.
pub(super) const HIGH_WATER: usize = LINE + 8;
/// The receiver's line.
pub(super) const HEAD: usize = 2 * LINE;
pub(super) const CLEANED: usize = 2 * LINE + 8;
pub(super) const OWNER: usize = 2 * LINE + 16;
pub(super) const RECEIVED: usize = 2 * LINE + 24;
pub(super) const CORRUPT: usize = 2 * LINE + 32;
pub(super) const PADS: usize = 2 * LINE + 40;
/// Payload bytes delivered.
pub(super) const DELIVERED: usize = 2 * LINE + 48;
pub(super) const READY_EVENT: usize = 3 * LINE;
pub(super) const SPACE_EVENT: usize = 4 * LINE;
pub(super) const SENDER_SEATS: usize = 5 * LINE;

/// Bytes of a granule.
pub(super) const GRANULE: usize = 64;
/// Bytes of a record before its payload.
pub(super) const HEADER: usize = 16;

/// What is in a ring, checked, in private memory: the only bounds in use. Positions count
/// granules since the ring was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) granules: u32,
    pub(super) seats: u32,
}

impl Shape {
    pub(super) fn new(params: &OrderedParams) -> Result<Shape> {
        let range = OrderedParams::MIN_BYTES..=OrderedParams::MAX_BYTES;
        if !params.bytes.is_power_of_two() || !range.contains(&params.bytes) {
            fail!(
                Invalid,
                "ordered ring: {} bytes is not a power of two in {}..={}",
                params.bytes,
                range.start(),
                range.end()
            );
        }
        if !(1..=Seats::MAX).contains(&params.seats) {
            fail!(Invalid, "ordered ring: {} senders is outside 1..={}", params.seats, Seats::MAX);
        }
        Ok(Shape { granules: (params.bytes / GRANULE as u64) as u32, seats: params.seats })
    }

    const fn data(self) -> usize {
        SENDER_SEATS + Seats::size(self.seats).next_multiple_of(LINE)
    }

    pub(super) const fn size(self) -> usize {
        self.data() + self.granules as usize * GRANULE
    }

    /// Offset of the granule at `position`.
    #[inline]
    pub(super) const fn offset(self, position: u64) -> usize {
        self.data() + (position as u32 & (self.granules - 1)) as usize * GRANULE
    }

    /// Offset after the last granule.
    pub(super) const fn end(self) -> usize {
        self.size()
    }

    /// Offset of the first granule.
    pub(super) const fn start(self) -> usize {
        self.data()
    }

    pub(super) const fn lap(self, position: u64) -> u64 {
        position >> self.granules.trailing_zeros()
    }

    /// The longest record, in granules.
    pub(super) const fn max_record(self) -> u32 {
        let half = self.granules / 2;
        if half > u16::MAX as u32 { u16::MAX as u32 } else { half }
    }

    pub(super) const fn max_message(self) -> usize {
        self.max_record() as usize * GRANULE - HEADER
    }
}

/// Granules of a record with a payload of `len` bytes.
pub(super) const fn granules(len: usize) -> u32 {
    (HEADER + len).div_ceil(GRANULE) as u32
}

/// How far a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Claimed by a sender, who writes.
    Claimed = 1,
    /// Whole.
    Committed = 2,
    /// What a sender left that died while writing.
    Pad = 3,
}

/// The first word of a granule, where a record starts or may start.
///
/// ```text
///           63..37               36..21          20..2           1..0
/// record    lap, modulo 2^27     granules        who claimed it  1, 2, 3
/// free      ------ lap, modulo 2^62, scattered -------------     0
/// ```
/// A claim goes by the whole word of a free place, lap and all: one that comes late fails. By
/// then the place may lie in the middle of a longer record, whose payload may be anything. So
/// the word of a free place is none that programs send by accident, as zeros and small numbers
/// are: only a forged payload can hold one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head(u64);

impl Head {
    const LAP_SHIFT: u32 = 37;
    const GRANULES_SHIFT: u32 = 21;

    /// What scatters laps: a number to begin with, and an odd one, so that no two of 2^62 laps
    /// have the same word.
    const SCATTER: [u64; 2] = [0x2545_F491_4F6C_DD1D >> 2, 0x9E37_79B9_7F4A_7C15];

    pub(super) const fn free(lap: u64) -> Head {
        let [first, odd] = Head::SCATTER;
        Head((lap ^ first).wrapping_mul(odd) << 2)
    }

    pub(super) const fn record(stage: Stage, lap: u64, granules: u32, who: Claimant) -> Head {
        Head(
            lap << Head::LAP_SHIFT
                | (granules as u64 & 0xFFFF) << Head::GRANULES_SHIFT
                | who.to_bits() << 2
                | stage as u64,
        )
    }

    pub(super) const fn from_bits(bits: u64) -> Head {
        Head(bits)
    }

    pub(super) const fn to_bits(self) -> u64 {
        self.0
    }

    /// Stage and granules, if it is a record of this lap.
    pub(super) const fn record_of(self, lap: u64) -> Option<(Stage, u32)> {
        let granules = (self.0 >> Head::GRANULES_SHIFT) as u32 & 0xFFFF;
        let stage = match self.0 & 3 {
            1 => Stage::Claimed,
            2 => Stage::Committed,
            3 => Stage::Pad,
            _ => return None,
        };
        let same = self.0 >> Head::LAP_SHIFT == (lap << Head::LAP_SHIFT) >> Head::LAP_SHIFT;
        if same && granules > 0 { Some((stage, granules)) } else { None }
    }

    pub(super) const fn claimant(self) -> Claimant {
        Claimant::from_bits(self.0 >> 2)
    }

    /// The same record, further on.
    pub(super) const fn at(self, stage: Stage) -> Head {
        Head(self.0 & !3 | stage as u64)
    }
}

const _: () = {
    let who = Claimant::from_bits(0x5_4321);
    let head = Head::record(Stage::Claimed, 0x7FF_FFFF + 3, 0xABCD, who);
    assert!(matches!(head.record_of(2), Some((Stage::Claimed, 0xABCD))));
    assert!(head.record_of(3).is_none() && head.claimant().to_bits() == who.to_bits());
    assert!(matches!(head.at(Stage::Pad).record_of(2), Some((Stage::Pad, 0xABCD))));
    assert!(Head::free(2).record_of(2).is_none());
    assert!(Head::free(2).0 == Head::free(2 + (1 << 62)).0);
    let mut lap = 0;
    while lap < 1000 {
        assert!(Head::free(lap).0 >> 40 != 0);
        lap += 1;
    }
};

/// The second word of a record: its length, and the checksum of its payload seeded by place
/// and length, so that bytes of another place or lap do not check.
pub(super) fn seal(position: u64, len: usize, payload_crc: u32) -> u64 {
    let tag = Crc::new().words([position, len as u64]).value();
    len as u64 | ((payload_crc ^ tag) as u64) << 32
}

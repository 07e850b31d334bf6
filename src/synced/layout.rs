//! Where everything lies in a synced memory.
//!
//! ```text
//! 0     layout magic, parameters                   written once, compared at attach
//! 128   closed                                     read by all, written once
//! 256   for each parity of the epoch a line of 128 bytes: wake word, "somebody may sleep"
//! 512   for each row three lines of 128 bytes:
//!         epoch word                               the participant, each cycle; polled by all
//!         heads (64 bytes on)                      the participant, when they change
//!         joined, owner                            rarely written
//!         statistics                               the participant, read by who asks
//! ...   for each row two buffers, by parity
//! ```
//! Lines are 128 bytes apart because processors fetch pairs of 64. The epoch word is alone in
//! its 64: who polls it takes the line away from who is about to store there, so an arrival
//! stores to it once. Everything here is computed from a [`Shape`] in private memory; nothing
//! shared bounds an access.

use super::Policy;

const LINE: usize = 128;
/// `"wrtsync"` and the version of this layout.
pub(super) const MAGIC: u64 = u64::from_le_bytes(*b"wrtsync\x02");

pub(super) const LAYOUT_MAGIC: usize = 0;
pub(super) const BYTES: usize = 8;
pub(super) const ROWS: usize = 16;
pub(super) const FLAGS: usize = 24;
pub(super) const CLOSED: usize = LINE;
/// The word at `CLOSED` of what is closed; else 0. Most of its bits decide, so that no single
/// one closes it for everybody.
pub(super) const ALL_CLOSED: u64 = u64::MAX;
const BEDS: usize = 2 * LINE;
const FIRST_ROW: usize = 4 * LINE;
const ROW: usize = 3 * LINE;

/// A row's words, from its start.
pub(super) const WORD: usize = 0;
const HEADS: usize = 64;
pub(super) const JOINED: usize = LINE;
pub(super) const OWNER: usize = LINE + 8;
pub(super) const WAITED_NANOS: usize = 2 * LINE;
pub(super) const PARKED: usize = 2 * LINE + 8;

/// Where the two wake words and flags of a parity lie: 32-bit words.
pub(super) const fn bed(parity: usize) -> (usize, usize) {
    (BEDS + parity * LINE, BEDS + parity * LINE + 8)
}

/// Rows and bytes, checked, in private memory: the only bounds in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    rows: u32,
    bytes: u32,
    pub(super) policy: Policy,
    pub(super) verified: bool,
}

impl Shape {
    pub(super) const fn new(rows: u32, bytes: u32, policy: Policy, verified: bool) -> Shape {
        Shape { rows, bytes, policy, verified }
    }

    pub(super) const fn rows(self) -> u32 {
        self.rows
    }

    pub(super) const fn bytes(self) -> usize {
        self.bytes as usize
    }

    /// Distance of two buffers.
    const fn stride(self) -> usize {
        self.bytes().next_multiple_of(LINE)
    }

    pub(super) const fn size(self) -> usize {
        self.row(self.rows) + 2 * self.rows as usize * self.stride()
    }

    pub(super) const fn row(self, index: u32) -> usize {
        FIRST_ROW + index as usize * ROW
    }

    /// Length and checksum of a row's data of this parity.
    pub(super) const fn head(self, row: u32, parity: usize) -> usize {
        self.row(row) + HEADS + parity * 8
    }

    /// A row's data of this parity.
    pub(super) const fn data(self, row: u32, parity: usize) -> usize {
        self.row(self.rows) + (2 * row as usize + parity) * self.stride()
    }
}

const _: () = {
    let shape = Shape::new(2, 64, Policy::Fail, false);
    assert!(shape.head(0, 1) < shape.row(0) + LINE && shape.data(0, 0) == shape.row(2));
    assert!(shape.size() == shape.data(1, 1) + LINE);
};

/// Length and checksum of data: `crc 32 | length 32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) length: u32,
    pub(super) crc: u32,
}

impl Head {
    pub(super) const fn to_bits(self) -> u64 {
        (self.crc as u64) << 32 | self.length as u64
    }

    pub(super) const fn from_bits(bits: u64) -> Head {
        Head { length: bits as u32, crc: (bits >> 32) as u32 }
    }
}

const _: () = {
    let back = Head::from_bits(Head { length: u32::MAX, crc: 7 }.to_bits());
    assert!(back.length == u32::MAX && back.crc == 7);
};

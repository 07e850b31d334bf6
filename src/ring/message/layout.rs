//! Where everything lies in a message ring, and its packed words.
//!
//! ```text
//! 0     layout magic, lanes, bytes per lane       written once, compared at attach
//! 128   the receiver's owner word, how many lanes were ever claimed
//! 256   event count: the receiver sleeps here
//! 384   for each lane, three lines of 128 bytes:
//!         sender's     tail mark, next sequence, high-water mark, owner word
//!         receiver's   head mark, next sequence, losses, damage counts
//!         event count: the lane's sender sleeps here, waiting for space
//! ...   for each lane its slots of 8 bytes
//! ```
//! Lines are 128 bytes apart because processors fetch pairs of 64. Everything here is
//! computed from a [`Shape`] in private memory; nothing in the ring bounds an access.

use super::record;
use crate::ring::pace::Pace;

/// Distance of words written by different sides.
pub(super) const LINE: usize = 128;
/// `"wrtmsgr"` and the version of this layout.
pub(super) const MAGIC: u64 = u64::from_le_bytes(*b"wrtmsgr\x02");

/// Header line.
pub(super) const LAYOUT_MAGIC: usize = 0;
pub(super) const LANES: usize = 8;
pub(super) const LANE_BYTES: usize = 16;
/// The receiver's lines.
pub(super) const RECEIVER_OWNER: usize = LINE;
/// The first so many lanes include all that were ever claimed: a hint that spares the
/// receiver the others. Raised before the lane's first message.
pub(super) const CLAIMED: usize = LINE + 8;
pub(super) const RECEIVER_EVENT: usize = 2 * LINE;
const LANE_CONTROL: usize = 3 * LINE;
const LANE_CONTROL_SIZE: usize = 3 * LINE;

/// A lane's words, from the start of its control lines. The sender's line:
pub(super) const TAIL: usize = 0;
pub(super) const SENDER_NEXT: usize = 8;
pub(super) const HIGH_WATER: usize = 16;
pub(super) const SENDER_OWNER: usize = 24;
/// The receiver's line.
pub(super) const HEAD: usize = LINE;
pub(super) const RECEIVER_NEXT: usize = LINE + 8;
pub(super) const LOST_BEFORE: usize = LINE + 16;
pub(super) const LOST_FROM: usize = LINE + 24;
pub(super) const LOST_AFTER: usize = LINE + 32;
pub(super) const CORRUPT: usize = LINE + 40;
pub(super) const REPAIRED: usize = LINE + 48;
/// The third line.
pub(super) const SPACE_EVENT: usize = 2 * LINE;

/// Bytes of a ring.
pub(super) const fn size(lanes: u64, lane_bytes: u64) -> u64 {
    LANE_CONTROL as u64 + lanes * (LANE_CONTROL_SIZE as u64 + lane_bytes)
}

/// Lanes and slots per lane, checked, in private memory: the only bounds in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    lanes: u32,
    slots: u32,
}

impl Shape {
    pub(super) const fn new(lanes: u32, slots: u32) -> Shape {
        Shape { lanes, slots }
    }

    pub(super) const fn lanes(self) -> u32 {
        self.lanes
    }

    /// Slots in a lane: a power of two of at most 2^27.
    pub(super) const fn slots(self) -> u32 {
        self.slots
    }

    /// See [`Pace`].
    #[inline]
    pub(super) const fn enough(self) -> u64 {
        Pace::enough(self.slots as u64, 8)
    }

    pub(super) const fn lane_bytes(self) -> usize {
        self.slots as usize * 8
    }

    /// The longest record, in slots.
    pub(super) const fn max_record(self) -> u32 {
        self.slots / 2
    }

    /// The longest payload, in bytes.
    pub(super) const fn max_message(self) -> u32 {
        (self.max_record() - record::HEADER_SLOTS) * 8
    }

    pub(super) const fn size(self) -> usize {
        size(self.lanes as u64, self.lane_bytes() as u64) as usize
    }

    /// Offset of a lane's tail.
    #[inline]
    pub(super) const fn tail(self, lane: u32) -> usize {
        self.control(lane) + TAIL
    }

    /// Offset of a lane's control lines.
    pub(super) const fn control(self, lane: u32) -> usize {
        LANE_CONTROL + lane as usize * LANE_CONTROL_SIZE
    }

    /// Offset of a lane's slots.
    pub(super) const fn data(self, lane: u32) -> usize {
        self.control(self.lanes) + lane as usize * self.lane_bytes()
    }
}

/// A place in a lane's stream of records: a position and the sequence number of the record
/// that starts there, in one word, so that one store moves both.
///
/// ```text
/// bits 63..32  position, in slots of 8 bytes since the ring was made, modulo 2^32
/// bits 31..0   sequence number of the record at that position, modulo 2^32
/// ```
/// Positions are used masked only. A lane has at most 2^27 slots and holds fewer records
/// than slots, so distances between two marks of one lane are never ambiguous.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Slots.
    pub(super) position: u32,
    /// The low half of the sequence number of the next record.
    pub(super) next: u32,
}

impl Mark {
    /// Of a new lane: the first record has sequence number 1.
    pub(super) const START: Mark = Mark { position: 0, next: 1 };

    pub(super) const fn to_bits(self) -> u64 {
        (self.position as u64) << 32 | self.next as u64
    }

    pub(super) const fn from_bits(bits: u64) -> Mark {
        Mark { position: (bits >> 32) as u32, next: bits as u32 }
    }

    /// The whole sequence number, given one that is not behind it and less than 2^32 ahead.
    pub(super) const fn sequence(self, at_or_ahead: u64) -> u64 {
        at_or_ahead.wrapping_sub((at_or_ahead as u32).wrapping_sub(self.next) as u64)
    }
}

/// What lies between two marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) slots: u32,
    pub(super) records: u32,
}

impl Span {
    /// From `head` to `tail`, if records of `shape` can fill that place: neither more slots
    /// than the lane has, nor more or fewer records than fit those slots. The two halves of
    /// each mark so check each other.
    #[inline]
    pub(super) const fn between(head: Mark, tail: Mark, shape: Shape) -> Option<Span> {
        let span = Span {
            slots: tail.position.wrapping_sub(head.position),
            records: tail.next.wrapping_sub(head.next),
        };
        if span.slots <= shape.slots && span.is_filled(shape) { Some(span) } else { None }
    }

    /// Whether `records` records can take exactly `slots` slots.
    #[inline]
    pub(super) const fn is_filled(self, shape: Shape) -> bool {
        let (slots, records) = (self.slots as u64, self.records as u64);
        records * record::HEADER_SLOTS as u64 <= slots
            && slots <= records * shape.max_record() as u64
    }
}

const _: () = {
    let mark = Mark { position: 0xFFFF_FFFE, next: 0x8000_0001 };
    let back = Mark::from_bits(mark.to_bits());
    assert!(back.position == mark.position && back.next == mark.next);
    assert!(mark.sequence(0x7_8000_0001) == 0x7_8000_0001);
    assert!(mark.sequence(0x7_8000_0002) == 0x7_8000_0001);
    assert!(Mark { position: 0, next: u32::MAX }.sequence(1 << 32) == u32::MAX as u64);
    let shape = Shape::new(1, 512);
    let tail = Mark { position: 2, next: 1 };
    assert!(matches!(Span::between(mark, mark, shape), Some(Span { slots: 0, records: 0 })));
    assert!(Span::between(mark, tail, shape).is_none());
    let head = Mark { position: 0xFFFF_FFFE, next: 0 };
    assert!(matches!(Span::between(head, tail, shape), Some(Span { slots: 4, records: 1 })));
};

//! Where everything lies in an mpmc ring, and its packed words.
//!
//! ```text
//! 0     layout magic, capacity, bytes per element, seats per side   written once
//! 128   tail hint, high-water mark                                  producers
//! 256   head hint                                                   consumers
//! 384   event count: consumers wait here for elements
//! 512   event count: producers wait here for space
//! 640   seats of the producers, seats of the consumers
//! ...   for each slot its toll: what died there
//! ...   the slots
//! ```
//! Lines are 128 bytes apart because processors fetch pairs of 64.

use super::MpmcParams;
use crate::ring::claimant::Claimant;
use crate::ring::seats::Seats;
use crate::ring::slots::Slots;
use crate::status::{Result, fail};

const LINE: usize = 128;
/// `"wrtmpmc"` and the version of this layout.
pub(super) const MAGIC: u64 = u64::from_le_bytes(*b"wrtmpmc\x01");

/// Header line.
pub(super) const LAYOUT_MAGIC: usize = 0;
pub(super) const CAPACITY: usize = 8;
pub(super) const ELEMENT: usize = 16;
pub(super) const SEATS: usize = 24;
pub(super) const TAIL: usize = LINE;
pub(super) const HIGH_WATER: usize = LINE + 8;
pub(super) const HEAD: usize = 2 * LINE;
pub(super) const READY_EVENT: usize = 3 * LINE;
pub(super) const SPACE_EVENT: usize = 4 * LINE;
const SEAT_WORDS: usize = 5 * LINE;

/// What is in a ring, checked, in private memory: the only bounds in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) slots: Slots,
    pub(super) seats: u32,
}

impl Shape {
    pub(super) fn new(params: &MpmcParams) -> Result<Shape> {
        if !(1..=Seats::MAX).contains(&params.seats) {
            fail!(
                Invalid,
                "mpmc ring: {} places per side is outside 1..={}",
                params.seats,
                Seats::MAX
            );
        }
        let seats = 2 * Seats::size(params.seats).next_multiple_of(LINE);
        let tolls = (params.capacity as usize * 8).next_multiple_of(LINE);
        let base = SEAT_WORDS + seats + tolls;
        let slots = Slots::new("mpmc ring", base, params.capacity, params.element)?;
        Ok(Shape { slots, seats: params.seats })
    }

    pub(super) const fn size(self) -> usize {
        self.slots.end()
    }

    pub(super) const fn producer_seats(self) -> usize {
        SEAT_WORDS
    }

    pub(super) const fn consumer_seats(self) -> usize {
        SEAT_WORDS + Seats::size(self.seats).next_multiple_of(LINE)
    }

    /// The toll of the slot of `position`.
    pub(super) const fn toll(self, position: u64) -> usize {
        SEAT_WORDS
            + 2 * Seats::size(self.seats).next_multiple_of(LINE)
            + 8 * self.slots.index(position) as usize
    }
}

/// What is in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing; waits for the producer of its lap.
    Empty = 0,
    /// Claimed by a producer, who writes.
    Writing = 1,
    /// An element.
    Full = 2,
    /// Claimed by a consumer, who reads.
    Reading = 3,
    /// What a producer left that died while writing. Consumers skip it.
    Pad = 4,
}

/// A slot's word, the one truth about it.
///
/// ```text
/// bits 63..22  lap: the position of its element divided by the capacity, modulo 2^42
/// bits 21..3   who claimed it, in the states Writing and Reading; else 0
/// bits 2..0    state
/// ```
/// Lap and index together are the position, so a word of an earlier lap never compares equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SlotWord(u64);

impl SlotWord {
    const STATE_BITS: u32 = 3;
    const LAP_SHIFT: u32 = SlotWord::STATE_BITS + Claimant::BITS;

    #[inline]
    pub(super) const fn new(state: State, lap: u64, who: Claimant) -> SlotWord {
        SlotWord(lap << SlotWord::LAP_SHIFT | who.to_bits() << SlotWord::STATE_BITS | state as u64)
    }

    /// In one of the states that nobody has claimed.
    #[inline]
    pub(super) const fn unclaimed(state: State, lap: u64) -> SlotWord {
        SlotWord::new(state, lap, Claimant::NONE)
    }

    pub(super) const fn from_bits(bits: u64) -> SlotWord {
        SlotWord(bits)
    }

    #[inline]
    pub(super) const fn to_bits(self) -> u64 {
        self.0
    }

    /// `None` for what no user of the ring stores.
    pub(super) const fn state(self) -> Option<State> {
        let claimed = self.claimant().to_bits() != 0;
        match self.0 & ((1 << SlotWord::STATE_BITS) - 1) {
            1 => Some(State::Writing),
            3 => Some(State::Reading),
            0 if !claimed => Some(State::Empty),
            2 if !claimed => Some(State::Full),
            4 if !claimed => Some(State::Pad),
            _ => None,
        }
    }

    pub(super) const fn claimant(self) -> Claimant {
        Claimant::from_bits(self.0 >> SlotWord::STATE_BITS)
    }

    /// Modulo 2^42.
    pub(super) const fn lap(self) -> u64 {
        self.0 >> SlotWord::LAP_SHIFT
    }

    /// How many laps it is ahead of `lap`; negative if behind.
    pub(super) const fn ahead_of(self, lap: u64) -> i64 {
        (self.lap().wrapping_sub(lap) << SlotWord::LAP_SHIFT) as i64 >> SlotWord::LAP_SHIFT
    }

    /// The same state and claimant a lap, or none, later.
    pub(super) const fn with(self, state: State, laps: u64) -> SlotWord {
        SlotWord::unclaimed(state, self.lap().wrapping_add(laps))
    }
}

const _: () = {
    let who = Claimant::from_bits(0x7_FFFF);
    let word = SlotWord::new(State::Reading, (1 << 42) - 1, who);
    assert!(word.to_bits() == u64::MAX - 4 && word.claimant().to_bits() == who.to_bits());
    assert!(matches!(word.state(), Some(State::Reading)) && word.lap() == (1 << 42) - 1);
    assert!(word.ahead_of((1 << 42) - 2) == 1 && word.ahead_of(1 << 42) == -1);
    assert!(word.with(State::Empty, 1).to_bits() == 0);
    assert!(SlotWord::from_bits(5).state().is_none() && SlotWord::from_bits(8).state().is_none());
};

/// What died in one slot: a count of each kind, and the lap that was counted last, in one word,
/// so that nobody's death is counted twice.
///
/// ```text
/// bits 63..32  the lap counted last, modulo 2^32
/// bits 31..16  elements lost: their consumers died while reading
/// bits 15..0   pads: their producers died while writing
/// ```
/// Counts stay at 65535 from there on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Toll(u64);

impl Toll {
    /// The lap before the first.
    pub(super) const START: Toll = Toll::new(u32::MAX, 0, 0);

    const fn new(lap: u32, lost: u16, pads: u16) -> Toll {
        Toll((lap as u64) << 32 | (lost as u64) << 16 | pads as u64)
    }

    pub(super) const fn from_bits(bits: u64) -> Toll {
        Toll(bits)
    }

    pub(super) const fn to_bits(self) -> u64 {
        self.0
    }

    pub(super) const fn lost(self) -> u16 {
        (self.0 >> 16) as u16
    }

    pub(super) const fn pads(self) -> u16 {
        self.0 as u16
    }

    /// With the death in `lap` counted, unless it is already.
    pub(super) const fn counting(self, dead: SlotWord, state: State) -> Option<Toll> {
        let lap = dead.lap() as u32;
        if (self.0 >> 32) as u32 == lap {
            return None;
        }
        Some(match state {
            State::Reading => Toll::new(lap, self.lost().saturating_add(1), self.pads()),
            _ => Toll::new(lap, self.lost(), self.pads().saturating_add(1)),
        })
    }
}

const _: () = {
    let dead = SlotWord::new(State::Writing, 7, Claimant::NONE);
    let Some(toll) = Toll::new(6, 3, u16::MAX).counting(dead, State::Writing) else { panic!() };
    assert!(toll.pads() == u16::MAX && toll.lost() == 3);
    assert!(toll.counting(dead, State::Reading).is_none());
};

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
pub(super) const MAGIC: u64 = u64::from_le_bytes(*b"wrtmpmc\x02");

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
/// bits 55..22  lap: the position of its element divided by the capacity, modulo 2^34
/// bits 21..3   who claimed it, in the states Writing and Reading; else 0
/// bits 2..0    state
/// ```
/// Lap and index together are the position, so a word of an earlier lap never compares equal.
///
/// In memory it is multiplied, without carries, by x^7 + x^6 + x^2 + 1, which is (x + 1)
/// (x^6 + x + 1): the cyclic code (63, 56) of distance 4 (Peterson and Brown, "Cyclic Codes for
/// Error Detection", 1961). So one flipped bit leads to one word only, two are noticed, and no
/// flip makes one word another. Bit 63 is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SlotWord(u64);

impl SlotWord {
    const STATE_BITS: u32 = 3;
    const LAP_SHIFT: u32 = SlotWord::STATE_BITS + Claimant::BITS;
    const BITS: u32 = 56;
    /// Laps are counted modulo 2 to this.
    pub(super) const LAP_BITS: u32 = SlotWord::BITS - SlotWord::LAP_SHIFT;
    /// What a word reads as that is damaged in more than one bit: no state.
    const NONSENSE: SlotWord = SlotWord(7);

    #[inline]
    pub(super) const fn new(state: State, lap: u64, who: Claimant) -> SlotWord {
        let lap = lap << SlotWord::LAP_SHIFT & ((1 << SlotWord::BITS) - 1);
        SlotWord(lap | who.to_bits() << SlotWord::STATE_BITS | state as u64)
    }

    /// In one of the states that nobody has claimed.
    #[inline]
    pub(super) const fn unclaimed(state: State, lap: u64) -> SlotWord {
        SlotWord::new(state, lap, Claimant::NONE)
    }

    /// What a word in memory means, also with one flipped bit.
    pub(super) const fn from_bits(raw: u64) -> SlotWord {
        let plain = divided(raw);
        if plain >> SlotWord::BITS == 0 { SlotWord(plain) } else { SlotWord::corrected(raw) }
    }

    #[cold]
    const fn corrected(raw: u64) -> SlotWord {
        let mut bit = 0;
        while bit < 64 {
            let word = SlotWord(divided(raw ^ 1 << bit));
            if word.0 >> SlotWord::BITS == 0 && word.state().is_some() {
                return word;
            }
            bit += 1;
        }
        SlotWord::NONSENSE
    }

    /// As it is in memory.
    #[inline]
    pub(super) const fn to_bits(self) -> u64 {
        multiplied(self.0, 1)
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

    /// Modulo 2^34.
    pub(super) const fn lap(self) -> u64 {
        self.0 >> SlotWord::LAP_SHIFT
    }

    /// How many laps it is ahead of `lap`; negative if behind.
    pub(super) const fn ahead_of(self, lap: u64) -> i64 {
        let unused = 64 - SlotWord::LAP_BITS;
        (self.lap().wrapping_sub(lap) << unused) as i64 >> unused
    }

    /// The same state and claimant a lap, or none, later.
    pub(super) const fn with(self, state: State, laps: u64) -> SlotWord {
        SlotWord::unclaimed(state, self.lap().wrapping_add(laps))
    }
}

/// `plain` times 1 + f^n, modulo x^64, where the code's polynomial is 1 + f and f = x^7 + x^6 + x^2:
/// n is a power of two, so f^n is the sum of each of its terms to the n-th.
#[inline]
const fn multiplied(plain: u64, n: u32) -> u64 {
    let mut product = plain ^ plain << (2 * n);
    if 6 * n < 64 {
        product ^= plain << (6 * n);
    }
    if 7 * n < 64 {
        product ^= plain << (7 * n);
    }
    product
}

/// The word that times 1 + f is `raw`, modulo x^64: (1 + f)^32 is 1 there, as f^32 has no term
/// below x^64, so the inverse is (1 + f)^31.
const fn divided(raw: u64) -> u64 {
    let raw = multiplied(multiplied(raw, 1), 2);
    multiplied(multiplied(multiplied(raw, 4), 8), 16)
}

const _: () = {
    let who = Claimant::from_bits(0x7_FFFF);
    let word = SlotWord::new(State::Reading, (1 << 34) - 1, who);
    assert!(SlotWord::from_bits(word.to_bits()).0 == word.0 && word.0 == (1 << 56) - 5);
    assert!(word.claimant().to_bits() == who.to_bits() && word.to_bits() >> 63 == 0);
    assert!(matches!(word.state(), Some(State::Reading)) && word.lap() == (1 << 34) - 1);
    assert!(word.ahead_of((1 << 34) - 2) == 1 && word.ahead_of(1 << 34) == -1);
    assert!(word.with(State::Empty, 1).to_bits() == 0);
    assert!(SlotWord(5).state().is_none() && SlotWord(8).state().is_none());
    assert!(SlotWord::NONSENSE.state().is_none());
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

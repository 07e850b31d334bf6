//! From the hint to the first place that can be claimed.
//!
//! Each step looks at one slot's word and goes on: the steps of one walk are bounded by the
//! capacity. A hint behind the truth is walked over; one that somebody scribbled ahead of it
//! leads to a place whose predecessor was never claimed, which is noticed where a walk would
//! end with `Full` or `Empty`, and the hint is made anew from the slots. One that is ahead by
//! less than a lap may have been followed before; then what it passed over comes later, when
//! as many calls as the ring has slots were refused.

use super::MpmcRing;
use super::layout::{self, SlotWord, State};
use super::producer::REFUSALS;
use super::seeded::{Bug, seeded};
use crate::ring::claimant::Claimant;
use crate::status::{Error, Result, Status};
use crate::sync::{Ordering::*, Shared64};

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Producers,
    Consumers,
}

/// What a word tells who walks by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// This place can be claimed.
    Here,
    /// All before this position was claimed.
    On(u64),
    /// Nothing can be claimed before something happens here.
    Stop,
    /// A pad to be skipped.
    Pad,
    /// No user of the ring leaves this here while the hint is true.
    Nonsense,
}

/// How a walk ended.
pub(super) enum End {
    /// With the claim of this position.
    Claimed(u64),
    /// At a place where nothing can be claimed for now.
    Stopped,
}

impl MpmcRing<'_> {
    #[inline]
    fn hint(&self, side: Side) -> &Shared64 {
        self.mem.word64(match side {
            Side::Producers => layout::TAIL,
            Side::Consumers => layout::HEAD,
        })
    }

    /// Says that all before `position` is claimed.
    #[inline]
    pub(super) fn hint_at(&self, side: Side, position: u64) {
        // Release: with the Acquire in `hinted`: who starts there finds all before it claimed.
        self.hint(side).store(position, Release);
    }

    /// Where the hint is.
    #[inline]
    pub(super) fn hinted(&self, side: Side) -> u64 {
        self.hint(side).load(Acquire)
    }

    #[inline]
    pub(super) fn word(&self, position: u64) -> &Shared64 {
        self.shape.slots.word(self.mem, position)
    }

    /// What is in the slot of `position`. A load only.
    pub(super) fn found(&self, position: u64) -> SlotWord {
        // Acquire: with the claim's CAS and the commits.
        SlotWord::from_bits(self.word(position).load(Acquire))
    }

    /// As [`found`](Self::found). A word with a flipped bit is put back as it was, for whoever
    /// claims or settles it next.
    pub(super) fn look(&self, position: u64) -> SlotWord {
        let word = self.word(position);
        let raw = word.load(Acquire); // as in `found`
        let found = SlotWord::from_bits(raw);
        if found.to_bits() == raw || found.state().is_none() {
            return found;
        }
        self.put_back(position, raw, found)
    }

    #[cold]
    fn put_back(&self, position: u64, raw: u64, found: SlotWord) -> SlotWord {
        let word = self.word(position);
        if seeded(Bug::FlipMendedByStore) {
            word.store(found.to_bits(), Release);
        } else if seeded(Bug::FlipIsEmpty) {
            let empty = SlotWord::unclaimed(State::Empty, found.lap());
            let _ = word.compare_exchange(raw, empty.to_bits(), AcqRel);
            return empty;
        } else if !seeded(Bug::FlipStays) {
            // AcqRel: in place of the store that it puts back. If it fails, the claimant is
            // done or somebody else was here; then `found` is late, as after any load.
            let _ = word.compare_exchange(raw, found.to_bits(), AcqRel);
        }
        found
    }

    /// What the word of `position`'s slot, read as `found`, tells `side`.
    fn sign(&self, side: Side, position: u64, found: SlotWord) -> Sign {
        let capacity = self.shape.slots.capacity() as u64;
        let ahead = found.ahead_of(self.shape.slots.lap(position));
        let Some(state) = found.state() else { return Sign::Nonsense };
        // The position that the word speaks of.
        let there = position.wrapping_add((ahead as u64).wrapping_mul(capacity));
        // It was claimed, or the one a lap before it; so all before that one was.
        let after = there.wrapping_add(1);
        let after_last = after.wrapping_sub(capacity);
        match (side, state, ahead) {
            (Side::Producers, State::Empty, 0) => Sign::Here,
            (Side::Producers, State::Empty, 1..) => Sign::On(after_last),
            (Side::Producers, State::Empty, _) => Sign::Nonsense,
            (Side::Producers, _, 0..) => Sign::On(after),
            (Side::Producers, _, -1) => Sign::Stop,

            (Side::Consumers, State::Full, 0) => Sign::Here,
            (Side::Consumers, State::Pad, 0) if seeded(Bug::PadIsElement) => Sign::Here,
            (Side::Consumers, State::Pad, 0) => Sign::Pad,
            (Side::Consumers, State::Empty | State::Writing, 0) => Sign::Stop,
            // The ring went around a consumer that still reads.
            (Side::Consumers, State::Reading, -1) => Sign::Stop,
            (Side::Consumers, State::Reading, 0..) => Sign::On(after),
            (Side::Consumers, _, 1..) => Sign::On(after_last),
            _ => Sign::Nonsense,
        }
    }

    /// Claims the first place of `side` that can be. An `eager` caller tries without a look
    /// before: the line of the slot moves here once, to be written.
    #[inline]
    pub(super) fn claim(&self, side: Side, who: Claimant, eager: bool) -> Result<End> {
        let position = self.hinted(side);
        let (free, claimed) = words(side, self.shape.slots.lap(position), who);
        let word = self.word(position);
        // AcqRel: the Acquire with the Release of the store that left it so: `Empty` by a
        // consumer whose copy is done, `Full` by a producer whose element is there; the Release
        // with the Acquire of a walk, which sees what came before a claim. Relaxed: only a look.
        if (eager || word.load(Relaxed) == free.to_bits())
            && word.compare_exchange(free.to_bits(), claimed.to_bits(), AcqRel).is_ok()
        {
            self.hint_at(side, position.wrapping_add(1));
            return Ok(End::Claimed(position));
        }
        self.walk(side, position, who)
    }

    /// The first place of `side` that is not claimed, or a pad before it; loads only.
    pub(super) fn first(&self, side: Side) -> (u64, SlotWord) {
        let mut position = self.hinted(side);
        let mut found = self.found(position);
        for _ in 0..2 * self.capacity() {
            let Sign::On(next) = self.sign(side, position, found) else { break };
            position = next;
            found = self.found(position);
        }
        (position, found)
    }

    /// Whether a consumer's walk would get past the first place that is not claimed.
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(super) fn has_more(&self) -> bool {
        let (position, found) = self.first(Side::Consumers);
        matches!(self.sign(Side::Consumers, position, found), Sign::Here | Sign::Pad)
    }

    /// [`claim`](Self::claim), from `position` on.
    #[cold]
    fn walk(&self, side: Side, start: u64, who: Claimant) -> Result<End> {
        let mut position = start;
        let mut mended = false;
        // Twice around, and some for others that are faster; then somebody scribbles.
        for _ in 0..2 * self.capacity() + 1024 {
            // A pad or a claim is seen with what came before it.
            let found = self.look(position);
            match self.sign(side, position, found) {
                Sign::On(next) => position = next,
                Sign::Here => {
                    let (_, claimed) = words(side, found.lap(), who);
                    // AcqRel: as in `claim`.
                    let word = self.word(position);
                    if word.compare_exchange(found.to_bits(), claimed.to_bits(), AcqRel).is_ok() {
                        self.hint_at(side, position.wrapping_add(1));
                        return Ok(End::Claimed(position));
                    }
                }
                Sign::Pad => {
                    let empty = found.with(State::Empty, 1).to_bits();
                    // Release: the walk of a producer that claims the place comes after the
                    // burial that this walk read.
                    let word = self.word(position);
                    if word.compare_exchange(found.to_bits(), empty, AcqRel).is_ok() {
                        self.wake(layout::SPACE_EVENT);
                    }
                }
                Sign::Stop
                    if mended
                        || position == 0
                        || self.is_passed(side, position.wrapping_sub(1)) =>
                {
                    if position != start {
                        self.hint_at(side, position);
                    }
                    return Ok(End::Stopped);
                }
                // A slot that nobody can read is not passed over.
                _ if mended || found.state().is_none() || seeded(Bug::HintBelieved) => {
                    return Err(self.nonsense(position));
                }
                _ => {
                    position = self.derive(side);
                    self.hint_at(side, position);
                    mended = true;
                }
            }
        }
        Err(Status::Busy.into())
    }

    /// Whether `side` has claimed this position.
    fn is_passed(&self, side: Side, position: u64) -> bool {
        if seeded(Bug::HintBelieved) {
            return true;
        }
        matches!(self.sign(side, position, self.found(position)), Sign::On(_))
    }

    /// Where the hint of `side` should be, from the slots alone: the first of the places that
    /// each slot offers next. At most what it is when all are read, if others work meanwhile.
    pub(super) fn derive(&self, side: Side) -> u64 {
        let capacity = self.shape.slots.capacity() as u64;
        // A slot that makes no sense offers nothing.
        let lap = |index| {
            let found = self.found(index);
            found.state().map(|_| found.lap())
        };
        // Laps are counted modulo, so all are taken from that of one slot.
        let Some(some) = (0..capacity).find_map(lap) else { return self.hinted(side) };
        let offer = |index: u64| {
            let found = self.found(index);
            let taken = match (side, found.state()?) {
                (Side::Producers, State::Empty) => 0,
                (Side::Producers, _) => 1,
                (Side::Consumers, State::Reading) => 1,
                (Side::Consumers, _) => 0,
            };
            Some((found.ahead_of(some) + taken) * capacity as i64 + index as i64)
        };
        let first = (0..capacity).filter_map(offer).min().unwrap_or(0);
        some.wrapping_mul(capacity).wrapping_add(first as u64)
    }

    /// After so many refusals in a row that a look at all slots costs no more than they did:
    /// puts the hint of `side` where it should be.
    pub(super) fn mend(&self, side: Side, refused: u32) {
        let enough = refused.is_multiple_of(REFUSALS.max(self.shape.slots.capacity()));
        if enough && !seeded(Bug::HintBelieved) {
            self.hint_at(side, self.derive(side));
        }
    }

    #[cold]
    fn nonsense(&self, position: u64) -> Error {
        // Relaxed: for the message only.
        let raw = self.word(position).load(Relaxed);
        Error::with_detail(
            Status::Corrupt,
            format_args!(
                "mpmc ring: slot {} of {} holds {raw:#x}, which makes no sense at position {position}",
                self.shape.slots.index(position),
                self.shape.slots.capacity()
            ),
        )
    }
}

/// What `side` finds in a slot that it can claim, and what it claims it with.
#[inline]
fn words(side: Side, lap: u64, who: Claimant) -> (SlotWord, SlotWord) {
    match side {
        Side::Producers => {
            (SlotWord::unclaimed(State::Empty, lap), SlotWord::new(State::Writing, lap, who))
        }
        Side::Consumers => {
            (SlotWord::unclaimed(State::Full, lap), SlotWord::new(State::Reading, lap, who))
        }
    }
}

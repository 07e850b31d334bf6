//! Settling what the dead had claimed.

use super::MpmcRing;
use super::layout::{self, SlotWord, State, Toll};
use super::seeded::{Bug, seeded};
use super::walk::Side;
use crate::ring::claimant::Claimant;
use crate::sync::Ordering::*;

/// A scribbled toll is not waited for.
const TRIES: u32 = 8;

impl MpmcRing<'_> {
    /// If whoever claimed `found`, read in the slot of `position`, is proven dead: settles it.
    /// True if the slot is not what it was.
    pub(super) fn bury_if_dead(&self, position: u64, found: SlotWord) -> bool {
        let claimed = matches!(found.state(), Some(State::Writing | State::Reading));
        let dead = || seeded(Bug::BuryTheLiving) || found.claimant().is_dead(self.mem.live());
        claimed && dead() && self.bury(position, found)
    }

    /// Settles a claim of somebody dead: an element that was being written is a pad, one that
    /// was being read is lost. May be killed at any store and done again, by anybody.
    fn bury(&self, position: u64, found: SlotWord) -> bool {
        let (state, rest, event) = match found.state() {
            Some(State::Writing) if seeded(Bug::PadIsFull) => {
                (State::Writing, found.with(State::Full, 0), layout::READY_EVENT)
            }
            Some(State::Writing) => {
                (State::Writing, found.with(State::Pad, 0), layout::READY_EVENT)
            }
            _ => (State::Reading, found.with(State::Empty, 1), layout::SPACE_EVENT),
        };
        if !seeded(Bug::TollAfterWord) && !self.count(position, found, state) {
            return false;
        }
        // Release: after the toll; with the Acquire of who claims the place next.
        let word = self.word(position);
        let done = word.compare_exchange(found.to_bits(), rest.to_bits(), AcqRel).is_ok();
        if seeded(Bug::TollAfterWord) && done {
            self.raise(position, found, state);
        }
        if done {
            self.wake(event);
        }
        done
    }

    /// Counts the death that left `found`, if nobody did so far. False if the word is another by
    /// now: a bit of it may have flipped, and come back before it is settled.
    fn count(&self, position: u64, found: SlotWord, state: State) -> bool {
        for _ in 0..TRIES {
            // Acquire: read before the word. While the word is `found`, nobody freed the slot,
            // so the toll is that of this lap or one that nobody has raised for it.
            let toll = Toll::from_bits(self.toll(position).load(Acquire));
            if self.word(position).load(Acquire) != found.to_bits() {
                return false;
            }
            let Some(raised) = toll.counting(found, state) else {
                if seeded(Bug::TollTwice) {
                    self.raise(position, found, state);
                }
                return true;
            };
            // Release: before the slot is freed, also for a second undertaker.
            let word = self.toll(position);
            if word.compare_exchange(toll.to_bits(), raised.to_bits(), AcqRel).is_ok() {
                return true;
            }
        }
        true
    }

    /// What the seeded defects do: counts without asking who did before.
    fn raise(&self, position: u64, found: SlotWord, state: State) {
        let toll = Toll::from_bits(self.toll(position).load(Acquire));
        let other_lap = SlotWord::unclaimed(state, found.lap().wrapping_add(1));
        let toll = toll.counting(other_lap, state).unwrap_or(toll);
        self.toll(position).store(toll.to_bits(), Release);
    }

    fn toll(&self, position: u64) -> &crate::sync::Shared64 {
        self.mem.word64(self.shape.toll(position))
    }

    /// What died in the ring since it was made: elements lost, pads left.
    pub(super) fn tolls(&self) -> (u64, u64) {
        (0..self.capacity() as u64).fold((0, 0), |(lost, pads), index| {
            // Relaxed: statistics.
            let toll = Toll::from_bits(self.toll(index).load(Relaxed));
            (lost + toll.lost() as u64, pads + toll.pads() as u64)
        })
    }

    /// Settles what is in the way of `side`, if it belongs to somebody dead; and what is in the
    /// way then, and so on. True if something was.
    pub(super) fn clear_the_way(&self, side: Side) -> bool {
        let mut cleared = false;
        let (mut position, _) = self.first(side);
        let mut found = self.look(position);
        for _ in 0..2 * self.capacity() {
            if self.bury_if_dead(position, found) {
                cleared = true;
            } else if side == Side::Consumers && found.state() == Some(State::Pad) {
                position = position.wrapping_add(1); // a consumer's walk skips it
            } else {
                break;
            }
            found = self.look(position);
        }
        cleared
    }

    /// Settles everything that `dead` had claimed. A claim stays in its slot until it is
    /// settled, so one look at each is enough, whatever others do meanwhile; and one more if a
    /// bit of it flips after that.
    pub(super) fn bury_all_of(&self, dead: Claimant) {
        for index in 0..self.capacity() as u64 {
            for _ in 0..2 {
                let found = self.look(index);
                let claimed = match found.state() {
                    Some(State::Writing) => true,
                    Some(State::Reading) => !seeded(Bug::RecoverProducersOnly),
                    _ => false,
                };
                if !claimed || found.claimant() != dead || self.bury(index, found) {
                    break;
                }
            }
        }
    }
}

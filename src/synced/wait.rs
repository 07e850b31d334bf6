//! One cycle's second half: waiting for the others, and noticing that they died.

use core::time::Duration;

use super::join::MemberState;
use super::layout;
use super::seeded::{Bug, seeded};
use super::word::Standing;
use super::{Bed, Row, Synced};
use crate::os;
use crate::status::{Error, Result, Status};
use crate::sync::event::{LONG_YIELD, SLICE};
use crate::sync::{Deadline, Ordering::Relaxed};

const MODEL: bool = cfg!(any(loom, shuttle));
/// The first looks, without a pause, where each participant has a processor: a pause takes as
/// long as half a cycle.
const FIRST_LOOKS: u32 = if MODEL { 1 } else { 1_000 };
/// Looks between two looks at the clock.
const LOOKS: u32 = 64;
/// Looks where participants share processors: whoever is missing may need this one. A pause takes
/// long there: with 100 of them a cycle took twice as long.
const CROWDED_LOOKS: u32 = if MODEL { 0 } else { 10 };
/// How often a waiter then offers its processor.
const YIELDS: u32 = if MODEL { 0 } else { 20 };
/// The shortest sleep. After each the kernel is asked about the dead, and each is an eighth
/// of the wait so far, up to [`SLICE`]: so a death is noticed soon after it happened if that
/// was soon, and a long wait costs little.
const FIRST_SLICE: Duration = Duration::from_micros(30);
/// Of waits that end while spinning, one in so many is timed.
const SAMPLE: u64 = 16;

/// How many nanoseconds a waiter looks before it gives its processor away, where each participant
/// seems to have one of its own: less after each time that was in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patience(u64);

impl Patience {
    const LEAST: u64 = 500;
    const MOST: u64 = 20_000;

    /// Whether looking has been of use lately.
    fn is_spare(self) -> bool {
        self.0 > Patience::LEAST
    }

    /// After a wait that looking ended, or did not.
    fn learn(&mut self, ended: bool) {
        let nanos = if ended { 2 * self.0 } else { self.0 / 2 };
        self.0 = nanos.clamp(Patience::LEAST, Patience::MOST);
    }
}

impl Default for Patience {
    fn default() -> Patience {
        Patience(Patience::MOST)
    }
}

/// Who has not arrived yet, one bit for each row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Waited for, and not known to be dead.
    pub late: u64,
    /// Proven dead, and waited for until evicted.
    pub dead: u64,
}

/// How far a waiter's look has come. A row it has passed stays passed: an arrival is never
/// taken back, and whoever joins later joins beyond every epoch that is arrived at.
#[derive(Default)]
struct Look {
    next: u32,
    members: u64,
}

impl Synced<'_> {
    /// Waits until all have arrived at the epoch that this participant arrived at last.
    /// `Ok` at once if that was so before.
    ///
    /// `Timeout`: the arrival stands; wait again. `PeerDead`: by [`Policy::Fail`](super::Policy::Fail), a
    /// participant that had not arrived died; [`missing`](Self::missing) says who. `Closed`;
    /// `State` if this participant was evicted, or has arrived at nothing yet. `Corrupt` if it
    /// waits for a row whose word makes no sense, until that is evicted.
    #[inline]
    pub fn wait(&self, member: &mut MemberState, deadline: Deadline) -> Result<()> {
        if member.complete == member.epoch {
            return waited_already(member);
        }
        let mut look = Look::default();
        for row in (0..self.shape.rows()).filter(|row| *row != member.row) {
            self.touch(member, row);
        }
        if !self.look(member, &mut look)? {
            self.wait_on(member, &mut look, deadline)?;
        }
        member.complete = member.epoch;
        member.members = look.members;
        Ok(())
    }

    /// Goes through the rows from where the last look stopped. True if all have arrived.
    #[inline]
    fn look(&self, member: &MemberState, look: &mut Look) -> Result<bool> {
        while look.next < self.shape.rows() {
            let (row, word) = (self.row(look.next), self.row(look.next).word());
            if word.epoch() >= member.epoch {
                // The word first: with it comes `joined`.
                look.members |= ((row.joined() <= member.epoch) as u64) << row.index;
            } else if word.is_awaited() {
                if word.standing() == Some(Standing::Lost) {
                    return Err(lost(row, word.epoch()));
                }
                return Ok(false);
            }
            look.next += 1;
        }
        // Last: had this one been evicted before, rows might belong to others by now.
        self.check_own(member)?;
        Ok(true)
    }

    #[inline(never)]
    fn wait_on(&self, member: &mut MemberState, look: &mut Look, deadline: Deadline) -> Result<()> {
        if deadline == Deadline::POLL {
            self.check_hope(member)?;
            return Err(Status::Timeout.into());
        }
        let row = self.row(member.row);
        let sampled = member.epoch.is_multiple_of(SAMPLE);
        let mut from = if sampled { os::clock::monotonic_nanos() } else { 0 };
        let spare = member.members.count_ones().max(2) <= os::cpu::count();
        let quick = spare && member.patience.is_spare();
        let first = if quick { FIRST_LOOKS } else { CROWDED_LOOKS };
        for _ in 0..first {
            if !quick || MODEL {
                core::hint::spin_loop();
            } else {
                self.touch(member, look.next);
            }
            if self.look(member, look)? {
                if sampled {
                    let nanos = os::clock::monotonic_nanos().saturating_sub(from);
                    row.add(layout::WAITED_NANOS, nanos * SAMPLE);
                }
                if spare && !quick {
                    member.patience.learn(true);
                }
                return Ok(());
            }
        }
        if !sampled {
            from = os::clock::monotonic_nanos();
        }
        let answer = self.wait_long(member, look, deadline, spare.then_some(from));
        row.add(layout::WAITED_NANOS, os::clock::monotonic_nanos().saturating_sub(from));
        answer
    }

    /// Reads a word of a row's data, for its line: that comes while the row's word does, and
    /// not after it.
    #[inline(always)]
    fn touch(&self, member: &MemberState, row: u32) {
        let parity = (member.epoch & 1) as usize;
        if !MODEL && self.shape.bytes() >= 8 && row < self.shape.rows() {
            // Relaxed: its value is of no use.
            core::hint::black_box(self.mem.word64(self.row(row).data(parity)).load(Relaxed));
        }
    }

    fn wait_long(
        &self,
        member: &mut MemberState,
        look: &mut Look,
        deadline: Deadline,
        spin_from: Option<u64>,
    ) -> Result<()> {
        if let Some(from) = spin_from {
            while os::clock::monotonic_nanos().saturating_sub(from) < member.patience.0 {
                for _ in 0..LOOKS {
                    core::hint::spin_loop();
                    if self.look(member, look)? {
                        member.patience.learn(true);
                        return Ok(());
                    }
                }
                self.check_hope(member)?;
                if deadline.is_over() {
                    return Err(Status::Timeout.into());
                }
            }
            member.patience.learn(false);
        }
        for _ in 0..YIELDS {
            let took = os::cpu::yield_now();
            if self.look(member, look)? {
                return Ok(());
            }
            if deadline.is_over() {
                return Err(Status::Timeout.into());
            }
            if took > LONG_YIELD {
                break;
            }
        }
        self.row(member.row).add(layout::PARKED, 1);
        self.sleep(member, look, deadline)
    }

    fn sleep(&self, member: &MemberState, look: &mut Look, deadline: Deadline) -> Result<()> {
        let bed = Bed::of(self.mem, member.epoch);
        let began = os::clock::monotonic_nanos();
        let (mut slice, mut asked, mut tended) = (FIRST_SLICE, began, began);
        loop {
            let wake_word = bed.wake_word();
            bed.announce();
            if self.look(member, look)? {
                return Ok(());
            }
            self.check_hope(member)?;
            let left = Duration::from_nanos(deadline.left());
            if left.is_zero() {
                return Err(Status::Timeout.into());
            }
            let time = if seeded(Bug::UnboundedSleep) { Duration::MAX } else { slice.min(left) };
            let woken = bed.sleep(wake_word, time);
            if self.look(member, look)? {
                return Ok(());
            }
            // By the clock: frequent signals or wakes must not keep the dead unnoticed.
            let now = os::clock::monotonic_nanos();
            let late = Duration::from_nanos(now.saturating_sub(asked)) >= slice;
            if !woken || (late && !MODEL) {
                self.bury_missing(member);
                asked = os::clock::monotonic_nanos();
                if Duration::from_nanos(asked.saturating_sub(tended)) >= SLICE {
                    self.mem.live().tend();
                    tended = asked;
                }
                let waited = Duration::from_nanos(asked.saturating_sub(began));
                slice = (waited / 8).clamp(FIRST_SLICE, SLICE);
            }
        }
    }

    /// Whether the wait can still come to a good end.
    fn check_hope(&self, member: &MemberState) -> Result<()> {
        self.check_open()?;
        self.check_own(member)?;
        for row in self.rows() {
            let word = row.word();
            match word.standing() {
                _ if word.epoch() >= member.epoch => {}
                Some(Standing::Lost) => return Err(lost(row, word.epoch())),
                None => return Err(damaged(row)),
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Asks the kernel about those who have not arrived.
    fn bury_missing(&self, member: &MemberState) {
        let mut changed = false;
        for row in self.rows().filter(|row| row.index != member.row) {
            let word = row.word();
            if word.is_awaited() && word.epoch() < member.epoch {
                changed |= row.bury();
            }
        }
        if changed {
            self.wake_all();
        }
    }

    /// Who has not arrived at the epoch that this participant arrived at last. Asks the
    /// kernel which of them are dead.
    pub fn missing(&self, member: &MemberState) -> Missing {
        self.bury_missing(member);
        let mut missing = Missing::default();
        for row in self.rows() {
            let word = row.word();
            if word.is_awaited() && word.epoch() < member.epoch {
                let dead = word.standing() == Some(Standing::Lost);
                *(if dead { &mut missing.dead } else { &mut missing.late }) |= 1 << row.index;
            }
        }
        missing
    }
}

fn waited_already(member: &MemberState) -> Result<()> {
    if member.epoch >= member.joined {
        return Ok(());
    }
    crate::status::fail!(State, "synced: row {} has arrived at no epoch yet", member.row)
}

#[cold]
pub(super) fn damaged(row: Row<'_>) -> Error {
    let (index, bits) = (row.index, row.word().0);
    Error::with_detail(
        Status::Corrupt,
        format_args!("synced: row {index} is nobody's, its word says {bits:#x}; evict it"),
    )
}

#[cold]
fn lost(row: Row<'_>, last: u64) -> Error {
    Error::with_detail(
        Status::PeerDead,
        format_args!(
            "synced: row {}, generation {}, died; its last complete epoch is {last}",
            row.index,
            row.joined()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::Patience;

    #[test]
    fn patience_follows_what_it_brings_within_bounds() {
        let mut patience = Patience::default();
        let mut vain = 0;
        while patience.is_spare() {
            patience.learn(false);
            vain += 1;
        }
        assert_eq!((vain, patience.0), (6, Patience::LEAST));
        patience.learn(false);
        assert_eq!(patience.0, Patience::LEAST);
        // From the least it comes back.
        patience.learn(true);
        assert!(patience.is_spare());
        (0..10).for_each(|_| patience.learn(true));
        assert_eq!(patience, Patience::default());
    }
}

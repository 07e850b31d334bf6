//! Coming, leaving, eviction, closing.

use super::cycle::put_out;
use super::seeded::{Bug, seeded};
use super::wait::{Patience, damaged};
use super::word::{LAST_EPOCH, Standing, Word};
use super::{Row, Synced, layout};
use crate::os;
use crate::status::{Result, Status, fail};
use crate::sync::{Deadline, Ordering::Release, ParticipantId};

/// The most epochs that a late joiner leaves before its first.
const MOST_AHEAD: u64 = 1 << 20;

/// What a participant remembers in its own process. It belongs to the synced memory that it
/// came from.
#[derive(Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct MemberState {
    pub(super) row: u32,
    /// Its first epoch.
    pub(super) joined: u64,
    /// The last epoch it arrived at; its row's word says the same.
    pub(super) epoch: u64,
    /// The last epoch it waited for.
    pub(super) complete: u64,
    /// Who took part in that.
    pub(super) members: u64,
    /// How long it looks before it gives its processor away.
    pub(super) patience: Patience,
}

impl MemberState {
    /// The row's number: the participant's rank.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// The first epoch it takes part in. It tells the row's participants apart: no other one
    /// of the row has the same.
    pub fn generation(&self) -> u64 {
        self.joined
    }

    /// The last epoch arrived at; before the first arrival the one before it.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Whether it has waited for all it arrived at.
    pub fn is_complete(&self) -> bool {
        self.complete == self.epoch
    }
}

impl<'a> Synced<'a> {
    /// Takes part: in the row asked for, or in a founder's, or else in any that is free.
    ///
    /// A founder takes part from epoch 1, anybody else from the next epoch but one that
    /// nobody has arrived at, or a few later where the others are quick.
    ///
    /// `Busy` if the row has a living participant, be it evicted; `PeerDead` if it has a dead
    /// one that is to be evicted first; `NoSpace` if no row is free; `Timeout` if the others
    /// stood still or ran ahead all the time; `Corrupt` if the row's word makes no sense, or if
    /// there is no other; `Closed`. Killed at any point, the caller takes part and is dead, or
    /// does not.
    pub fn join(&self, row: Option<u32>, deadline: Deadline) -> Result<MemberState> {
        self.check_open()?;
        if let Some(index) = row {
            return self.join_row(self.checked_row(index)?, deadline);
        }
        let expected = |row: &Row<'_>| row.word().standing() == Some(Standing::Expected);
        let founders = self.rows().filter(expected);
        let mut corrupt = None;
        for row in founders.chain(self.rows().filter(|row| !expected(row))) {
            match self.join_row(row, deadline) {
                Err(error) if matches!(error.status(), Status::Busy | Status::PeerDead) => {}
                // Another row may do.
                Err(error) if error.status() == Status::Corrupt => corrupt = Some(error),
                answer => return answer,
            }
        }
        if let Some(error) = corrupt {
            return Err(error);
        }
        fail!(NoSpace, "synced: all {} rows are taken", self.shape.rows())
    }

    fn join_row(&self, row: Row<'a>, deadline: Deadline) -> Result<MemberState> {
        let me = self.mem.live().me().to_bits();
        if row.bury() {
            self.wake_all();
        }
        let owner = row.owner();
        // One that can name nobody is damaged: its participant may live.
        let is_dead = |id| self.mem.live().is_dead(id);
        let free = owner == 0 || ParticipantId::from_bits(owner).is_some_and(is_dead);
        if !free || !row.change_owner(owner, me) {
            fail!(Busy, "synced: row {} has a living participant", row.index);
        }
        let answer = self.take(row, deadline);
        if answer.is_err() {
            row.change_owner(me, 0);
        }
        answer
    }

    /// The second part of joining, as the row's owner.
    fn take(&self, row: Row<'a>, deadline: Deadline) -> Result<MemberState> {
        let index = row.index;
        let word = row.word();
        match word.standing() {
            Some(Standing::Expected) => {
                // Fails if somebody evicts the founder just now: then it is late.
                if row.change(word, Word::new(Standing::Live, word.epoch())).is_ok() {
                    return Ok(MemberState::new(index, word.epoch() + 1));
                }
            }
            Some(Standing::Lost) => {
                fail!(PeerDead, "synced: row {index} has a dead participant; evict it first")
            }
            Some(Standing::Live) | None => return Err(damaged(row)),
            Some(_) => {}
        }
        self.let_pass(row, deadline)?;
        self.publish(row, deadline)
    }

    /// Waits until nobody looks at the row's last epoch any more: until all who take part have
    /// arrived beyond it. From then on everybody would leave its old participant out.
    fn let_pass(&self, row: Row<'a>, deadline: Deadline) -> Result<()> {
        let last = row.word().epoch();
        for other in self.rows().filter(|other| other.index != row.index) {
            loop {
                let word = other.word();
                let never = last == 0 || seeded(Bug::ReuseAtOnce);
                if never || !word.is_awaited() || word.epoch() > last {
                    break;
                }
                if word.standing().is_none() {
                    return Err(damaged(other));
                }
                self.pause(other, deadline)?;
            }
        }
        Ok(())
    }

    fn pause(&self, awaited: Row<'a>, deadline: Deadline) -> Result<()> {
        self.check_open()?;
        if awaited.bury() {
            self.wake_all();
        }
        if deadline.is_over() {
            return Err(Status::Timeout.into());
        }
        os::cpu::yield_now();
        Ok(())
    }

    /// Makes the row one that the others wait for, from an epoch on that nobody has arrived at.
    ///
    /// It is published first and checked then: a member that arrives at the first epoch
    /// either sees the row when it looks whom to wait for, or is seen here. Then the row
    /// moves further on; the members who already waited for it leave it out, as do all.
    fn publish(&self, row: Row<'a>, deadline: Deadline) -> Result<MemberState> {
        let (mut word, mut ahead) = (row.word(), 2);
        loop {
            let newest = self.rows().map(|row| row.word().epoch()).max().unwrap_or(0);
            if newest > LAST_EPOCH - 2 * MOST_AHEAD {
                row.end(word, Standing::Left);
                fail!(Corrupt, "synced: a row is at epoch {newest}, the last is {LAST_EPOCH}");
            }
            // One's own published epoch is that before the first, so this always grows.
            let joined = newest + ahead;
            row.set_joined(joined);
            let live = Word::new(Standing::Live, joined - 1);
            if let Err(found) = row.change(word, live) {
                return Err(put_out(&MemberState::new(row.index, joined), found));
            }
            if word.standing() == Some(Standing::Live) && !seeded(Bug::MoveUnheard) {
                self.wake_all(); // whoever waited for the row where it was
            }
            word = live;
            let arrived = |other: Row<'_>| {
                // Also of one who has left since: that epoch is over.
                other.index != row.index && other.word().epoch() >= joined
            };
            if !self.rows().any(arrived) || seeded(Bug::JoinUnchecked) {
                return Ok(MemberState::new(row.index, joined));
            }
            ahead = (2 * ahead).min(MOST_AHEAD);
            if deadline.is_over() {
                row.end(word, Standing::Left);
                self.wake_all();
                return Err(Status::Timeout.into());
            }
        }
    }

    /// Stops taking part. The epoch arrived at last stands; nobody waits for a later one.
    pub fn leave(&self, member: MemberState) {
        let (row, me) = (self.row(member.row), self.mem.live().me().to_bits());
        let mut word = Word::new(Standing::Live, member.epoch);
        // Also a word that somebody scribbled over: nobody could let go of a row that is waited
        // for and has no owner.
        for _ in 0..64 {
            match row.change(word, Word::new(Standing::Left, member.epoch)) {
                Err(found) if found.is_awaited() && row.owner() == me => word = found,
                _ => break,
            }
        }
        // Its own row, evicted or not, is now anybody's.
        row.change_owner(me, 0);
        self.wake_all();
    }

    /// Puts a participant out: from the first epoch that it has not arrived at, nobody waits
    /// for it. `generation` is the one that [`RowInfo`](super::RowInfo) shows, so that its
    /// successor is never meant. `NotFound` if the row has no such participant.
    ///
    /// Done to a living one, that learns it from its next call.
    pub fn evict(&self, row: u32, generation: u64) -> Result<()> {
        let row = self.checked_row(row)?;
        row.bury();
        loop {
            let word = row.word();
            if !word.is_awaited() || row.joined() != generation {
                fail!(
                    NotFound,
                    "synced: row {} has no participant of generation {generation}",
                    row.index
                );
            }
            let standing = match word.standing() {
                Some(Standing::Live) => Standing::Evicted,
                Some(_) => Standing::Dead,
                // Whoever has it may live.
                None => Standing::Evicted,
            };
            if row.end(word, standing) {
                break;
            }
        }
        self.wake_all();
        Ok(())
    }

    /// Ends it for everybody: from now on every arrival, and every wait for somebody who has
    /// not arrived, answers `Closed`.
    pub fn close(&self) {
        // Release: with the Acquire in `check_open`.
        self.mem.word64(layout::CLOSED).store(layout::ALL_CLOSED, Release);
        self.wake_all();
    }

    /// Lets go of what `dead` had, as a waiter would.
    pub(super) fn bury_all(&self, dead: ParticipantId) {
        for row in self.rows() {
            row.bury_of(dead);
        }
        // Whatever the dead did not come to: a wake is never wrong.
        self.wake_all();
    }
}

impl Row<'_> {
    /// Ends the row at the epoch it has arrived at. False if it has moved on meanwhile.
    fn end(&self, word: Word, standing: Standing) -> bool {
        self.change(word, Word::new(standing, word.epoch())).is_ok()
    }
}

impl MemberState {
    fn new(row: u32, joined: u64) -> MemberState {
        let before = joined - 1;
        let patience = Patience::default();
        MemberState { row, joined, epoch: before, complete: before, members: 0, patience }
    }
}

//! Who is at one side of a ring that any number may be at.

use super::owner::{Owner, Peer};
use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::{Ordering::*, ParticipantId, Shared64};

/// The owner words of one side: a view of `count` words.
///
/// A seat says that somebody is there, so that the other side learns of a death it would wait
/// for in vain. Nothing that is sent depends on it.
#[derive(Clone, Copy)]
pub(super) struct Seats<'a> {
    mem: Mem<'a>,
    offset: usize,
    count: u32,
}

/// One taken seat.
#[derive(Debug)]
pub(super) struct Seat {
    index: u32,
    owner: Owner,
}

impl<'a> Seats<'a> {
    /// Most seats of one side.
    pub(super) const MAX: u32 = 1023;

    pub(super) fn at(mem: Mem<'a>, offset: usize, count: u32) -> Seats<'a> {
        Seats { mem, offset, count }
    }

    /// Bytes of `count` seats.
    pub(super) const fn size(count: u32) -> usize {
        count as usize * 8
    }

    pub(super) fn format(&self) {
        for index in 0..self.count {
            self.word(index).store(0, Relaxed);
        }
    }

    fn word(&self, index: u32) -> &'a Shared64 {
        self.mem.word64(self.offset + 8 * index as usize)
    }

    fn owners(&self) -> impl Iterator<Item = Owner> + '_ {
        (0..self.count).map(|index| Owner::load(self.word(index)))
    }

    /// Takes a free seat, or that of somebody dead. `NoSpace` if all belong to the living.
    pub(super) fn take(&self, side: &str) -> Result<Seat> {
        // First what is free: asking after the dead costs a system call each.
        for dead_too in [false, true] {
            for index in 0..self.count {
                let owner = Owner::load(self.word(index));
                let free = match owner.is_owned() {
                    true => dead_too && matches!(owner.peer(self.mem.live()), Peer::Dead(_)),
                    false => true,
                };
                if free && let Ok(owner) = owner.claim(self.word(index), self.mem.live(), false) {
                    return Ok(Seat { index, owner });
                }
            }
        }
        fail!(NoSpace, "{side}: all {} places belong to the living", self.count);
    }

    pub(super) fn leave(&self, seat: &Seat) {
        seat.owner.release(self.word(seat.index));
    }

    /// How many are taken, by the living or the dead. Asks nobody.
    pub(super) fn taken(&self) -> u32 {
        self.owners().filter(|owner| owner.is_owned()).count() as u32
    }

    /// Somebody who died here, if nobody living is here any more.
    pub(super) fn deserted(&self) -> Option<ParticipantId> {
        let mut dead = None;
        for owner in self.owners() {
            match owner.peer(self.mem.live()) {
                Peer::None => {}
                Peer::Alive(_) => return None,
                Peer::Dead(who) => dead = Some(who),
            }
        }
        dead
    }
}

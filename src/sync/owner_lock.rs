//! A lock in shared memory whose owner may die.
//!
//! One 32-bit word: 0 is free, else `waiters 1 | row + 1: 12 | generation 19` of the owner.
//! It names a participant, so whoever waits can ask the kernel whether that one is alive,
//! and takes the lock over only from the proven dead. Nobody but a locker clears the word.
//! A stopped owner keeps it; that is why every lock has a deadline.
//!
//! The generation is cut to 19 bits: a word left by a dead owner would be mistaken for a
//! live one only if nobody tried the lock while its row was taken another 524,288 times.

use super::{Deadline, Liveness, Ordering::*, ParticipantId, Shared32};
use crate::status::{Result, fail};
use crate::step;

/// Defects that the tests of whole processes plant to show that their checks can fail.
mod seeded {
    crate::step::defects! {
        /// A lock is not taken over from the dead.
        NeverTakeOver,
        /// A lock is taken over from whoever has held it for a while.
        RobTheLiving,
    }
}
use seeded::{Bug, seeded};

const WAITERS: u32 = 1 << 31;
const GENERATION_BITS: u32 = 19;
const GENERATION: u32 = (1 << GENERATION_BITS) - 1;

/// Who holds the lock, as the word says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Owner(u32);

impl Owner {
    const fn of(who: ParticipantId) -> Owner {
        Owner((who.row as u32 + 1) << GENERATION_BITS | who.generation & GENERATION)
    }

    const fn from_word(word: u32) -> Owner {
        Owner(word & !WAITERS)
    }

    /// `None` for a word that names nobody.
    const fn row(self) -> Option<u16> {
        ((self.0 >> GENERATION_BITS) as u16).checked_sub(1)
    }
}

const _: () = {
    let who = ParticipantId { row: 4094, generation: 0x8000_0005 };
    assert!(
        Owner::of(who).0 & WAITERS == 0
            && matches!(Owner::of(who).row(), Some(row) if row == who.row)
    );
    assert!(Owner::from_word(Owner::of(who).0 | WAITERS).0 == Owner::of(who).0);
};

/// The lock word and what it protects, named for messages.
#[derive(Clone, Copy)]
pub struct OwnerLock<'a> {
    word: &'a Shared32,
    live: &'a dyn Liveness,
    name: &'static str,
}

/// The held lock; released when dropped.
pub struct OwnerGuard<'a> {
    word: &'a Shared32,
    /// What the word says while it is ours, but for the waiters' bit.
    mine: u32,
    recovered: bool,
}

impl<'a> OwnerLock<'a> {
    /// The lock in `word`, which protects `name`.
    pub fn new(word: &'a Shared32, live: &'a dyn Liveness, name: &'static str) -> OwnerLock<'a> {
        OwnerLock { word, live, name }
    }

    /// Takes the lock, from the dead if need be.
    ///
    /// Threads of one participant exclude each other too, but a thread must not take the
    /// lock twice.
    #[inline]
    pub fn lock(&self, deadline: Deadline) -> Result<OwnerGuard<'a>> {
        let mine = Owner::of(self.live.me()).0;
        // Mostly it is free. Acquire: with the Release in `unlock`.
        if self.word.compare_exchange(0, mine, Acquire).is_ok() {
            return Ok(OwnerGuard { word: self.word, mine, recovered: false });
        }
        self.lock_slowly(mine, deadline)
    }

    fn lock_slowly(&self, mine: u32, deadline: Deadline) -> Result<OwnerGuard<'a>> {
        let mut slept = false;
        loop {
            let word = self.word.load(Relaxed);
            if word == 0 {
                // Whoever slept may not be the only one: keep the waiters' bit.
                let new = if slept { mine | WAITERS } else { mine };
                // Acquire: with the Release in `unlock`.
                if self.word.compare_exchange(0, new, Acquire).is_ok() {
                    return Ok(OwnerGuard { word: self.word, mine, recovered: false });
                }
                continue;
            }
            if word & WAITERS == 0 {
                let _ = self.word.compare_exchange(word, word | WAITERS, Relaxed);
                continue;
            }
            let left = deadline.left();
            if left == 0 && slept {
                fail!(
                    Timeout,
                    "the {} lock is held by participant {}, which is alive",
                    self.name,
                    Owner::from_word(word).row().unwrap_or_default()
                );
            }
            if left > 0 {
                sleep(self.word, word, left);
            }
            slept = true;
            if self.word.load(Relaxed) == word && self.owner_is_dead(word) {
                // Acquire: everything the dead one stored is visible by now, as its process
                // has ended; the partner is whoever took over before.
                if self.word.compare_exchange(word, mine | WAITERS, Acquire).is_ok() {
                    return Ok(OwnerGuard { word: self.word, mine, recovered: true });
                }
            }
        }
    }

    fn owner_is_dead(&self, word: u32) -> bool {
        let owner = Owner::from_word(word);
        let Some(row) = owner.row() else { return true };
        if seeded(Bug::NeverTakeOver) || seeded(Bug::RobTheLiving) {
            return seeded(Bug::RobTheLiving);
        }
        self.live.is_dead_truncated(row, owner.0 & GENERATION, GENERATION_BITS)
    }
}

/// Sleeps while `word` holds `value`, for a slice at most.
#[cfg(feature = "std")]
fn sleep(word: &Shared32, value: u32, left: u64) {
    let slice = core::time::Duration::from_nanos(left).min(super::event::SLICE);
    crate::os::futex::wait(word, value, slice);
}

#[cfg(feature = "std")]
fn wake_one(word: &Shared32) {
    crate::os::futex::wake_one(word);
}

/// Without an operating system nobody sleeps: waiting is looking again.
#[cfg(not(feature = "std"))]
fn sleep(_word: &Shared32, _value: u32, _left: u64) {
    core::hint::spin_loop();
}

#[cfg(not(feature = "std"))]
fn wake_one(_word: &Shared32) {}

impl OwnerGuard<'_> {
    /// The lock was taken from a dead owner: repair what it protects before anything else.
    pub fn recovered(&self) -> bool {
        self.recovered
    }
}

impl Drop for OwnerGuard<'_> {
    fn drop(&mut self) {
        step::release(|| {
            // By exchange, so that a lock which a scribble cost us is not taken from the next.
            // Release: with the Acquire of the next `lock`.
            if self.word.compare_exchange(self.mine, 0, Release).is_err() {
                let _ = self.word.compare_exchange(self.mine | WAITERS, 0, Release);
                wake_one(self.word);
            }
        });
    }
}

//! A lock in shared memory whose owner may die.
//!
//! One 32-bit word: 0 is free, else `waiters 1 | owner 31`. It names a participant, so whoever
//! waits can ask the kernel whether that one is alive, and takes the lock over only from the
//! proven dead. Nobody but a locker clears the word. A stopped owner keeps it; that is why every
//! lock has a deadline.
//!
//! The owner's `row + 1: 11 | generation 15` is multiplied, without carries, by x^5 + x^2 + 1: the
//! code (31, 26) of Hamming ("Error Detecting and Error Correcting Codes", 1950) in its cyclic
//! form. So a flipped bit neither opens a held lock nor closes a free one. Of the waiters' bit it
//! costs the waiters a slice of sleep.
//!
//! The generation is cut to 15 bits: a word left by a dead owner would be mistaken for a
//! live one only if nobody tried the lock while its row was taken another 32,768 times.

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
const GENERATION_BITS: u32 = 15;
const GENERATION: u32 = (1 << GENERATION_BITS) - 1;
const OWNER_BITS: u32 = 11 + GENERATION_BITS;

/// How often an unlocker tries again that others got in the way of: each sets the waiters' bit or
/// puts a flipped one back, and then leaves the word.
const TRIES: u32 = 64;

/// Who holds the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Owner(u32);

impl Owner {
    const NOBODY: Owner = Owner(0);

    const fn of(who: ParticipantId) -> Owner {
        Owner((who.row as u32 + 1) << GENERATION_BITS | who.generation & GENERATION)
    }

    /// As the word says it, but for the waiters' bit.
    #[inline]
    const fn to_word(self) -> u32 {
        multiplied(self.0, 1)
    }

    /// Whom a word names, also with one flipped bit: each is that far from one owner's at most.
    const fn from_word(word: u32) -> Owner {
        let raw = word & !WAITERS;
        let (mut owner, mut bit) = (divided(raw), 0);
        while owner >> OWNER_BITS != 0 && bit < 31 {
            owner = divided(raw ^ 1 << bit);
            bit += 1;
        }
        Owner(owner)
    }

    /// `None` for a word that names nobody.
    const fn row(self) -> Option<u16> {
        ((self.0 >> GENERATION_BITS) as u16).checked_sub(1)
    }
}

/// `owner` times 1 + f^n, where the code's polynomial is 1 + f and f = x^5 + x^2: n is a power of
/// two, so f^n is the sum of each of its terms to the n-th. Modulo x^32.
#[inline]
const fn multiplied(owner: u32, n: u32) -> u32 {
    let product = owner ^ owner << (2 * n);
    if 5 * n < 32 { product ^ owner << (5 * n) } else { product }
}

/// What times 1 + f is `raw`, modulo x^32: (1 + f)^16 is 1 there, as f^16 has no term below
/// x^32, so the inverse is (1 + f)^15.
const fn divided(raw: u32) -> u32 {
    multiplied(multiplied(multiplied(multiplied(raw, 1), 2), 4), 8)
}

const _: () = {
    let who = ParticipantId { row: 2046, generation: 0x8000_0005 };
    let owner = Owner::of(who);
    assert!(owner.to_word() & WAITERS == 0 && matches!(owner.row(), Some(row) if row == who.row));
    assert!(Owner::from_word(owner.to_word() | WAITERS).0 == owner.0);
    assert!(Owner::from_word(owner.to_word() ^ 1 << 30).0 == owner.0);
    assert!(Owner::NOBODY.to_word() == 0 && Owner::from_word(1 << 7).0 == 0);
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
        let mine = Owner::of(self.live.me());
        debug_assert!(mine.0 >> OWNER_BITS == 0, "an observer takes no lock");
        let mine = mine.to_word();
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
            let owner = Owner::from_word(word);
            if owner == Owner::NOBODY {
                // Whoever slept may not be the only one: keep the waiters' bit.
                let new = if slept { mine | WAITERS } else { mine | word & WAITERS };
                // Acquire: with the Release in `unlock`.
                if self.word.compare_exchange(word, new, Acquire).is_ok() {
                    return Ok(OwnerGuard { word: self.word, mine, recovered: false });
                }
                continue;
            }
            let waited_for = owner.to_word() | WAITERS;
            if word != waited_for {
                // The bit that is new to it, and one that was flipped.
                let _ = self.word.compare_exchange(word, waited_for, Relaxed);
                continue;
            }
            let left = deadline.left();
            if left == 0 && slept {
                fail!(
                    Timeout,
                    "the {} lock is held by participant {}, which is alive",
                    self.name,
                    owner.row().unwrap_or_default()
                );
            }
            if left > 0 {
                sleep(self.word, word, left);
            }
            slept = true;
            if self.word.load(Relaxed) == word && self.is_dead(owner) {
                // Acquire: everything the dead one stored is visible by now, as its process
                // has ended; the partner is whoever took over before.
                if self.word.compare_exchange(word, mine | WAITERS, Acquire).is_ok() {
                    return Ok(OwnerGuard { word: self.word, mine, recovered: true });
                }
            }
        }
    }

    fn is_dead(&self, owner: Owner) -> bool {
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

    /// Somebody waits, a bit was flipped, or a scribble cost us the lock: then it stays whose it
    /// is.
    #[cold]
    fn unlock_slowly(&self) {
        for _ in 0..TRIES {
            let word = self.word.load(Relaxed);
            if Owner::from_word(word).to_word() != self.mine {
                break;
            }
            // Release: with the Acquire of the next `lock`.
            if self.word.compare_exchange(word, 0, Release).is_ok() {
                break;
            }
        }
        wake_one(self.word);
    }
}

impl Drop for OwnerGuard<'_> {
    fn drop(&mut self) {
        step::release(|| {
            // Release: with the Acquire of the next `lock`.
            if self.word.compare_exchange(self.mine, 0, Release).is_err() {
                self.unlock_slowly();
            }
        });
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::status::Status;
    use crate::step::script::World;

    const BITS: core::ops::Range<u32> = 0..32;

    #[test]
    fn one_flip_is_read_right() {
        let mut owners = vec![Owner::NOBODY];
        for row in [0, 1, 77, 2046] {
            for generation in [0, 1, 0x2AAA, GENERATION] {
                owners.push(Owner::of(ParticipantId { row, generation }));
            }
        }
        for owner in owners {
            let word = owner.to_word();
            assert_eq!((Owner::from_word(word), word & WAITERS), (owner, 0));
            for bit in BITS {
                assert_eq!(Owner::from_word(word ^ 1 << bit), owner, "{word:#x}, bit {bit}");
            }
        }
    }

    #[test]
    fn a_flip_closes_no_free_lock() {
        let world = World::new();
        let me = world.join(0);
        for bit in BITS {
            let word = Shared32::new(1 << bit);
            let guard = OwnerLock::new(&word, &me, "test").lock(Deadline::POLL).unwrap();
            assert!(!guard.recovered(), "nobody held it");
            drop(guard);
            assert_eq!(word.load(Relaxed), 0, "bit {bit}");
        }
    }

    #[test]
    fn a_flip_opens_no_held_lock_and_keeps_none_held() {
        let world = World::new();
        let (me, other) = (world.join(0), world.join(1));
        for waited_for in [false, true] {
            for bit in BITS {
                let word = Shared32::new(0);
                let (mine, theirs) =
                    (OwnerLock::new(&word, &me, "test"), OwnerLock::new(&word, &other, "test"));
                let refused = || {
                    let answer = theirs.lock(Deadline::POLL).map(drop);
                    assert_eq!(answer.unwrap_err().status(), Status::Timeout, "bit {bit}");
                };
                let guard = mine.lock(Deadline::POLL).unwrap();
                if waited_for {
                    refused();
                }
                word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
                if !waited_for {
                    refused();
                }
                drop(guard);
                assert_eq!(word.load(Relaxed), 0, "bit {bit}");
                assert!(!theirs.lock(Deadline::POLL).unwrap().recovered());
            }
        }
    }

    #[test]
    fn a_flipped_lock_of_the_dead_is_taken_over() {
        for bit in BITS {
            let world = World::new();
            let (me, dies) = (world.join(0), world.join(1));
            let word = Shared32::new(0);
            let theirs = OwnerLock::new(&word, &dies, "test").lock(Deadline::POLL).unwrap();
            core::mem::forget(theirs);
            world.kill(1);
            word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
            let guard = OwnerLock::new(&word, &me, "test").lock(Deadline::POLL).unwrap();
            assert!(guard.recovered(), "bit {bit}");
        }
    }
}

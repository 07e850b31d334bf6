//! Event count: sleep in the kernel until another process says that something changed.
//!
//! Two words in shared memory: `flag`, "somebody may sleep", and `count`, the futex word.
//!
//! ```text
//! sleeper                                  waker
//!   v = count                                change the structure
//!   flag = 1                                 light barrier            (A)
//!   heavy barrier               (B)          flag set?
//!   look at the structure again                flag = 0; count += 1; wake all
//!   sleep while count == v
//! ```
//! Either barrier comes first in the order of both: if A, the sleeper's look sees the change;
//! if B, the waker sees the flag. The waker's costs nothing, the sleeper's is a system call
//! (`membarrier`). Each side decides for itself: a waker that the
//! kernel did not register fences, and a sleeper whose barrier the kernel refused sleeps in
//! slices of [`UNSURE_SLICE`].
//!
//! Waking changes `count`, so a sleeper that has not reached the kernel yet does not sleep. A
//! single flag word as the futex word loses a wake with two sleepers; a waker killed between
//! `count += 1` and the wake loses one too, which is why no sleep lasts longer than [`SLICE`].

use core::time::Duration;

use super::{Deadline, Liveness, Ordering::*, Shared32};
use crate::os;
use crate::provider::Mem;
use crate::status::{Result, Status};

/// The longest single sleep. After each, the sleeper looks again, and looks for the dead.
pub const SLICE: Duration = Duration::from_millis(10);

/// The longest sleep of a sleeper that a waker may not have seen.
pub const UNSURE_SLICE: Duration = Duration::from_millis(1);

/// After spinning it offers its core this often. The scheduler models go to sleep at once.
const YIELDS: u32 = if cfg!(any(loom, shuttle)) { 0 } else { 20 };
/// Unless somebody took it for longer than this: who sleeps is woken sooner than who waits for
/// the rest of another's time.
pub(crate) const LONG_YIELD: Duration = Duration::from_micros(50);

/// Defects that the models plant to show that they would notice them.
mod seeded {
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(super) enum Bug {
        /// The waker looks at the flag without a fence before.
        NoFence,
        /// Sleepers sleep on the flag, not on the count.
        FlagIsFutexWord,
        /// A sleeper on several does not look again after it announced itself.
        NoLookAgain,
        /// A sleeper on several announces itself at the first only.
        FirstOnly,
    }

    #[cfg(all(test, any(loom, shuttle)))]
    thread_local! {
        static SEEDED: std::cell::Cell<Option<Bug>> = const { std::cell::Cell::new(None) };
    }

    #[cfg(all(test, any(loom, shuttle)))]
    pub(super) fn with(bug: Bug, body: impl FnOnce()) {
        SEEDED.set(Some(bug));
        body();
        SEEDED.set(None);
    }

    /// Whether `bug` is planted in this thread. Never outside of the models.
    #[inline(always)]
    pub(super) fn seeded(bug: Bug) -> bool {
        #[cfg(all(test, any(loom, shuttle)))]
        return SEEDED.get() == Some(bug);
        #[cfg(not(all(test, any(loom, shuttle))))]
        {
            let _ = bug;
            false
        }
    }
}
use seeded::{Bug, seeded};

#[cfg(all(test, any(loom, shuttle)))]
mod schedules;
mod several;
#[cfg(not(any(loom, shuttle)))]
mod spin;
pub(crate) use several::{MOST, Sleep, sleep_on_any};
#[cfg(not(any(loom, shuttle)))]
use spin::spin;

/// In the scheduler models nobody runs at the same time.
#[cfg(any(loom, shuttle))]
fn spin<T>(_look: &mut impl FnMut() -> Result<Option<T>>) -> Result<Option<T>> {
    Ok(None)
}

/// The words of one event count, 16 bytes at a multiple of 8.
#[derive(Clone, Copy)]
pub struct EventCount<'a> {
    mem: Mem<'a>,
    offset: usize,
}

impl<'a> EventCount<'a> {
    /// Bytes it takes in shared memory. All zero is a valid initial state.
    pub const SIZE: usize = 16;

    /// The event count at `offset`.
    pub fn at(mem: Mem<'a>, offset: usize) -> EventCount<'a> {
        EventCount { mem, offset }
    }

    /// Wakes all sleepers, if there are any. Call it after the change they wait for.
    #[inline(always)]
    pub fn wake(self) {
        let flag = self.mem.word32(self.offset);
        // (A), with (B) in `wait`.
        if (seeded(Bug::NoFence) || os::membarrier::is_light()) && flag.load(Relaxed) == 0 {
            return;
        }
        wake_sleepers(flag, self.mem.word32(self.offset + 8), self.futex_word());
    }

    /// What the kernel compares and sleeps on.
    #[inline(always)]
    fn futex_word(self) -> &'a Shared32 {
        self.mem.word32(if seeded(Bug::FlagIsFutexWord) { self.offset } else { self.offset + 8 })
    }

    /// Looks after what is shared with those who sleep here: for a sleeper on several, after a
    /// slice in vain.
    #[cfg(not(any(loom, shuttle)))]
    pub(crate) fn tend(self) {
        self.mem.live().tend();
    }

    /// The sleeper's first half: the count to sleep on. It then needs the barrier (B), and a
    /// look.
    fn announce(self) -> u32 {
        // Acquire: with the Release in `wake_sleepers`.
        let count = self.mem.word32(self.offset + 8).load(Acquire);
        self.mem.word32(self.offset).store(1, Relaxed);
        count
    }

    /// Whether what was announced with `count` still stands: then the barrier after it still holds
    /// for every waker. One killed after it took the flag down, before it raised the count, costs
    /// a slice.
    fn is_announced(self, count: u32) -> bool {
        // Acquire: as in `announce`.
        self.mem.word32(self.offset + 8).load(Acquire) == count
            && self.mem.word32(self.offset).load(Relaxed) == 1
    }

    /// Calls `look` until it answers, the deadline passes, or it fails.
    ///
    /// `after_slice` runs whenever a slice has gone by in vain, whatever ended the sleeps in
    /// it: then it is worth asking who is still alive. It may end the wait with an error.
    pub fn wait<T>(
        &self,
        deadline: Deadline,
        mut look: impl FnMut() -> Result<Option<T>>,
        mut after_slice: impl FnMut(&dyn Liveness) -> Result<()>,
    ) -> Result<T> {
        if let Some(value) = look()? {
            return Ok(value);
        }
        if deadline == Deadline::POLL {
            return Err(Status::Timeout.into());
        }
        if let Some(value) = spin(&mut look)? {
            return Ok(value);
        }
        for _ in 0..YIELDS {
            if deadline.is_over() {
                return Err(Status::Timeout.into());
            }
            let took = os::cpu::yield_now();
            if let Some(value) = look()? {
                return Ok(value);
            }
            if took > LONG_YIELD {
                break;
            }
        }
        let mut tended = os::clock::monotonic_nanos();
        let mut announced = None;
        loop {
            // One barrier is enough for as long as nobody wakes: it interrupts other processes.
            let stands = |(count, _): &(u32, bool)| self.is_announced(*count);
            let (count, sure) = announced.filter(stands).unwrap_or_else(|| {
                // (B), with (A) in `wake`.
                (self.announce(), os::membarrier::heavy())
            });
            announced = Some((count, sure));
            if let Some(value) = look()? {
                return Ok(value);
            }
            let left = deadline.left();
            if left == 0 {
                return Err(Status::Timeout.into());
            }
            let slice = Duration::from_nanos(left).min(if sure { SLICE } else { UNSURE_SLICE });
            let expected = if seeded(Bug::FlagIsFutexWord) { 1 } else { count };
            let woken = os::futex::wait(self.futex_word(), expected, slice);
            if let Some(value) = look()? {
                return Ok(value);
            }
            // By the clock: frequent signals or wakes must not keep the dead unnoticed.
            let now = os::clock::monotonic_nanos();
            let late = Duration::from_nanos(now.saturating_sub(tended)) >= SLICE;
            if !woken || (late && !cfg!(any(loom, shuttle))) {
                self.mem.live().tend();
                after_slice(self.mem.live())?;
                tended = os::clock::monotonic_nanos();
            }
        }
    }
}

impl EventCount<'_> {
    /// As [`wait`](Self::wait), for who waits for what only a peer can do: `PeerDead` is answered
    /// after one more look, since what the dead did last may have come after the look before.
    pub fn wait_for_peer<T>(
        &self,
        deadline: Deadline,
        mut look: impl FnMut() -> Result<Option<T>>,
        after_slice: impl FnMut(&dyn Liveness) -> Result<()>,
    ) -> Result<T> {
        match self.wait(deadline, &mut look, after_slice) {
            Err(error) if error.status() == Status::PeerDead => look()?.ok_or(error),
            answer => answer,
        }
    }
}

/// By words, so that the event count stays in the waker's registers.
#[cold]
#[inline(never)]
fn wake_sleepers(flag: &Shared32, count: &Shared32, futex: &Shared32) {
    if !seeded(Bug::NoFence) {
        os::membarrier::light();
    }
    if flag.load(Relaxed) == 0 {
        return;
    }
    flag.store(0, Relaxed);
    // Release: a sleeper that reads the new count (Acquire, in `wait` or after its kernel
    // wait) sees the change that came before.
    count.fetch_add(1, Release);
    os::futex::wake_all(futex);
}

#[cfg(all(test, feature = "std", not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::provider::{HeapProvider, Provider};
    use core::cell::Cell;

    /// After a waker that took the flag down and died, the sleeper announces itself again; while
    /// its announcement stands, it does not.
    #[test]
    fn an_announcement_lasts_until_a_waker_takes_it_down() {
        let memory = HeapProvider::new(64);
        let event = EventCount::at(memory.mem(), 0);
        let count = event.announce();
        assert!(event.is_announced(count));
        memory.mem().word32(0).store(0, Relaxed); // a waker, killed before it counted
        assert!(!event.is_announced(count));
        assert_eq!(event.announce(), count);
        event.wake();
        assert!(!event.is_announced(count));

        let (flag, slices) = (memory.mem().word32(0), Cell::new(0));
        let look = || Ok((slices.get() == 3).then_some(()));
        let killed_waker = |_: &dyn Liveness| {
            assert_eq!(flag.load(Relaxed), 1, "slice {}", slices.get());
            flag.store(0, Relaxed);
            slices.set(slices.get() + 1);
            Ok(())
        };
        assert_eq!(event.wait(Deadline::FOREVER, look, killed_waker), Ok(()));
    }

    #[test]
    fn what_the_dead_did_last_is_seen() {
        let memory = HeapProvider::new(64);
        let event = EventCount::at(memory.mem(), 0);
        let (done, died) = (Cell::new(false), || Err(Status::PeerDead.into()));
        let look = || Ok(done.get().then_some(7));
        let last_act = |_: &dyn Liveness| {
            done.set(true);
            died()
        };
        assert_eq!(event.wait_for_peer(Deadline::FOREVER, look, last_act), Ok(7));
        done.set(false);
        let in_vain = event.wait_for_peer(Deadline::FOREVER, look, |_| died());
        assert_eq!(in_vain.unwrap_err().status(), Status::PeerDead);
    }
}

//! Waiting for several ends at once, by themselves or in a poll loop.
//!
//! # What it guarantees
//! * **No wake is lost.** A [`Waitset`] sleeps on the event counts of all its ends at once, by
//!   the protocol that each of them has for itself ([`EventCount`]),
//!   at most 10 ms at a time.
//! * **Level.** An end is reported by each [`wait`](Waitset::wait) until it has been emptied,
//!   whoever empties it. Each wait begins with the end after the last one reported, so a busy
//!   one hides no other.
//! * **Crashes.** Whoever fills an end may be killed at any instruction: what it had committed
//!   is reported, and so is its death, once, as [`Ready::trouble`].
//! * **The ends stay their owners'.** A waitset holds the memory that an end lies in, and reads
//!   it. An end may be used in another thread, or closed, while it is in a waitset; its object
//!   ends only after it was removed.
//! * **Forks.** A child's copy answers `Forked`, and touches nothing; no thread is in the child.
//!
//! # In a poll loop
//! [`fd`](Waitset::fd) is a descriptor for poll, select and epoll. It becomes readable when an
//! end is ready, and stays so until a `wait` (with [`Deadline::POLL`], say) finds none. So the
//! loop is: poll, then `wait(POLL)` and use what it reports, and again. Asking for the
//! descriptor starts a thread, one for each waitset, which sleeps until an end is ready and then
//! until a `wait` found none. It takes no signals.
//!
//! # Limits
//! [`MOST`] ends: the kernel's `futex_waitv` takes 128 words, and one is the waitset's own. Where
//! that call is missing (before Linux 5.16, or in some sandboxes), a sleeper looks every
//! millisecond instead.

mod helper;
mod seeded;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::os;
use crate::os::eventfd::EventFd;
use crate::status::{Result, Status, fail};
use crate::sync::event::{self, SLICE, Sleep};
use crate::sync::{Deadline, EventCount, Ordering::*, Shared32, Watch, Watchable, WrtMutex};

use seeded::{Bug, seeded};

/// Ends that a waitset holds at most.
pub const MOST: usize = event::MOST;

/// An end that [`Waitset::wait`] reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// What the end was added with.
    pub token: u64,
    /// False: the end's next call finds something, unless another thread was faster. True: it
    /// has nothing, but whoever fills it died, or words are damaged; told once each time. The
    /// end's waiting call, given 10 ms or more, says what it is (`PeerDead`), if it is still so.
    pub trouble: bool,
}

/// A set of ends to wait for. Any thread may use it, several at once; each is told of
/// every end that is ready.
pub struct Waitset {
    shared: Arc<Shared>,
    helper: WrtMutex<Option<JoinHandle<()>>>,
    /// The process that made it.
    generation: u32,
}

/// What the helper thread has too.
struct Shared {
    state: WrtMutex<State>,
    /// Changes with what sleepers have to know: ends, closing, a lowered descriptor.
    control: Shared32,
    /// Changes whenever a sleeper has let go of ends that are no longer in the set.
    released: Shared32,
    /// 0 once the kernel turned out not to sleep on several words.
    together: Shared32,
}

type Ends = Arc<[Arc<End>]>;

struct State {
    /// Replaced as a whole: sleepers keep the ones they sleep on.
    ends: Ends,
    /// Where the next report starts.
    turn: usize,
    fd: Option<EventFd>,
    /// Whether the descriptor is readable.
    raised: bool,
    closed: bool,
}

/// One end.
struct End {
    token: u64,
    watch: Box<dyn Watch>,
    /// 1 while there is trouble to report.
    trouble: Shared32,
}

impl End {
    fn ready(&self) -> Option<Ready> {
        let trouble = self.trouble.load(Relaxed) != 0;
        (trouble || self.watch.is_ready()).then_some(Ready { token: self.token, trouble })
    }
}

impl State {
    /// Reports ends that are ready, in turn, as many as fit.
    fn report(&mut self, ready: &mut [Ready]) -> usize {
        let (count, start) = (self.ends.len(), self.turn);
        let mut found = 0;
        for index in (0..count).map(|n| (start + n) % count) {
            let end = &self.ends[index];
            let Some(mut told) = end.ready() else { continue };
            // Something to take goes first; the trouble stays for the next time.
            told.trouble = told.trouble && !end.watch.is_ready();
            if told.trouble && !seeded(Bug::TroubleAgain) {
                end.trouble.store(0, Relaxed); // under the lock
            }
            ready[found] = told;
            found += 1;
            if !seeded(Bug::TurnForgotten) {
                self.turn = index + 1;
            }
            if found == ready.len() {
                break;
            }
        }
        found
    }

    fn is_any_ready(&self) -> bool {
        self.ends.iter().any(|end| end.ready().is_some())
    }

    fn raise(&mut self) {
        if let Some(fd) = &self.fd
            && !self.raised
        {
            fd.raise();
            self.raised = true;
        }
    }

    /// Whether it was raised.
    fn lower(&mut self) -> bool {
        if let Some(fd) = &self.fd
            && self.raised
        {
            if !seeded(Bug::StaysReadable) {
                fd.lower();
            }
            self.raised = false;
            return true;
        }
        false
    }
}

impl Shared {
    /// Tells all sleepers that something changed.
    fn change(&self) {
        // Release: with the Acquire in `number`.
        self.control.fetch_add(1, Release);
        os::futex::wake_all(&self.control);
    }

    fn number(&self) -> u32 {
        // Acquire: with the Release in `change`.
        self.control.load(Acquire)
    }

    /// Sleeps once on `ends`, which were there when the control word was `number`, unless `look`
    /// finds something. Sees after the dead if `tended` is long ago.
    fn sleep(
        &self,
        ends: Ends,
        number: u32,
        time: Duration,
        tended: &mut u64,
        look: impl FnOnce() -> bool,
    ) {
        // Relaxed: whoever sees it late finds out for itself.
        let mut together = self.together.load(Relaxed) != 0;
        let could = together;
        let events = ends.iter().map(|end| end.watch.event());
        let slept =
            event::sleep_on_any(events, (&self.control, number), time, &mut together, || {
                look().then_some(())
            });
        if could && !together {
            self.together.store(0, Relaxed);
        }
        // By the clock, as in `EventCount::wait`; a sleep in vain may also be short.
        let now = os::clock::monotonic_nanos();
        let long = Duration::from_nanos(now.saturating_sub(*tended)) >= SLICE;
        if slept != Sleep::Found(()) && (long || slept == Sleep::Late && together) {
            tend(&ends);
            *tended = os::clock::monotonic_nanos();
        }
        drop(ends);
        if self.number() != number {
            // Release: with the Acquire in `forget`: the ends are let go of.
            self.released.fetch_add(1, Release);
            os::futex::wake_all(&self.released);
        }
    }

    /// Waits until no sleeper holds `end`, which is in the set no longer, and drops it.
    fn forget(&self, end: Arc<End>) {
        loop {
            // Acquire: with the Release in `sleep`.
            let before = self.released.load(Acquire);
            if Arc::strong_count(&end) == 1 {
                return;
            }
            // A slice: who wakes comes after who lets go.
            os::futex::wait(&self.released, before, SLICE);
        }
    }
}

/// Asks after the dead of each end that has nothing.
fn tend(ends: &[Arc<End>]) {
    for end in ends {
        let watch = &*end.watch;
        EventCount::tend(watch.event());
        // Relaxed: whoever stores it looks after.
        if end.trouble.load(Relaxed) == 0 && watch.is_in_trouble() {
            end.trouble.store(1, Relaxed);
        }
    }
}

impl Waitset {
    /// An empty set.
    pub fn new() -> Result<Waitset> {
        os::membarrier::register();
        let state = State { ends: Arc::new([]), turn: 0, fd: None, raised: false, closed: false };
        let shared = Shared {
            state: WrtMutex::new(state),
            control: Shared32::new(0),
            released: Shared32::new(0),
            together: Shared32::new(1),
        };
        Ok(Waitset {
            shared: Arc::new(shared),
            helper: WrtMutex::new(None),
            generation: os::fork::generation(),
        })
    }

    /// One for a kernel that does not sleep on several words.
    #[cfg(test)]
    fn without_waitv() -> Result<Waitset> {
        let set = Waitset::new()?;
        set.shared.together.store(0, Relaxed);
        Ok(set)
    }

    /// `Forked` in a child; before anything is locked.
    fn check(&self) -> Result<()> {
        if self.generation != os::fork::generation() {
            return Err(Status::Forked.into());
        }
        Ok(())
    }

    /// Adds an end, to be reported by `token`. Waits that are under way include it at once.
    ///
    /// `Exists` if another end has the token; `Full` if there are [`MOST`]; `Closed`.
    pub fn add(&self, end: &impl Watchable, token: u64) -> Result<()> {
        self.check()?;
        self.add_watch(end.watch()?, token)
    }

    /// The same with a watch that was made before.
    pub fn add_watch(&self, watch: Box<dyn Watch>, token: u64) -> Result<()> {
        self.check()?;
        let end = Arc::new(End { token, watch, trouble: Shared32::new(0) });
        {
            let mut state = self.shared.state.lock();
            if state.closed {
                return Err(Status::Closed.into());
            }
            if state.ends.iter().any(|other| other.token == token) {
                fail!(Exists, "waitset: there is an end with token {token}");
            }
            if state.ends.len() == MOST {
                fail!(Full, "waitset: it has {MOST} ends, the most it can have");
            }
            state.ends = state.ends.iter().cloned().chain([end]).collect();
        }
        self.shared.change();
        Ok(())
    }

    /// Takes an end out. When it returns, the waitset holds nothing of it any more.
    ///
    /// `NotFound` if no end has the token; `Closed`.
    pub fn remove(&self, token: u64) -> Result<()> {
        self.check()?;
        let end = {
            let mut state = self.shared.state.lock();
            if state.closed {
                return Err(Status::Closed.into());
            }
            let Some(index) = state.ends.iter().position(|end| end.token == token) else {
                fail!(NotFound, "waitset: no end has token {token}");
            };
            let mut ends = state.ends.to_vec();
            let end = ends.remove(index);
            state.ends = ends.into();
            if state.turn > index {
                state.turn -= 1;
            }
            end
        };
        self.shared.change();
        self.shared.forget(end);
        Ok(())
    }

    /// Ends in the set.
    pub fn len(&self) -> usize {
        match self.check() {
            Ok(()) => self.shared.state.lock().ends.len(),
            Err(_) => 0,
        }
    }

    /// Whether no end is in the set.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Waits until an end is ready, and reports which are, in turn, as many as `ready` holds:
    /// how many that is, at least one. An empty set waits too: for an end to be added.
    ///
    /// `Timeout` when the deadline passes. `Closed` if the set is closed, before or meanwhile.
    /// `Invalid` without room for a report. A death is noticed after a wait in vain of 10 ms, by
    /// this call or by the thread behind [`fd`](Self::fd); [`Deadline::POLL`] alone tells none.
    pub fn wait(&self, ready: &mut [Ready], deadline: Deadline) -> Result<usize> {
        self.check()?;
        if ready.is_empty() {
            fail!(Invalid, "waitset: no room to report an end");
        }
        let mut tended = os::clock::monotonic_nanos();
        loop {
            // First: what changes from here on keeps the sleep below from beginning.
            let (number, left) = (self.shared.number(), deadline.left());
            let (ends, lowered) = {
                let mut state = self.shared.state.lock();
                if state.closed {
                    return Err(Status::Closed.into());
                }
                match state.report(ready) {
                    0 => ((left > 0).then(|| state.ends.clone()), state.lower()),
                    found => return Ok(found),
                }
            };
            if lowered {
                self.shared.change(); // the helper thread watches again
            }
            let Some(ends) = ends else { return Err(Status::Timeout.into()) };
            self.shared.sleep(ends, number, Duration::from_nanos(left), &mut tended, || {
                self.shared.state.lock().is_any_ready()
            });
        }
    }

    /// A descriptor that poll, select and epoll can wait on: see the [module](self). Readable
    /// while an end is ready, until a [`wait`](Self::wait) has found none; and when the set is
    /// closed. It belongs to the waitset, which closes it when it is dropped; nobody else reads
    /// or writes it. The first call starts the helper thread.
    ///
    /// `NoMemory` if there is no descriptor or thread to be had; `Closed`.
    pub fn fd(&self) -> Result<i32> {
        self.check()?;
        let mut helper = self.helper.lock();
        let number = {
            let mut state = self.shared.state.lock();
            if state.closed {
                return Err(Status::Closed.into());
            }
            if state.fd.is_none() {
                state.fd = Some(EventFd::new()?);
            }
            state.fd.as_ref().map_or(-1, EventFd::number)
        };
        if helper.is_none() {
            let shared = self.shared.clone();
            *helper = Some(os::thread::start("wrtmem-waitset", move || helper::run(&shared))?);
        }
        Ok(number)
    }

    /// Lets go of all ends. Waits, those under way too, answer `Closed`, and the descriptor
    /// becomes readable; it stays open until the waitset is dropped, which closes it as well.
    pub fn close(&self) -> Result<()> {
        self.check()?;
        let mut helper = self.helper.lock();
        let ends = {
            let mut state = self.shared.state.lock();
            state.closed = true;
            state.raise();
            core::mem::replace(&mut state.ends, Arc::new([]))
        };
        self.shared.change();
        if let Some(helper) = helper.take() {
            // It does not panic; and if it did, it is gone.
            let _ = helper.join();
        }
        let ends = {
            let kept = ends.to_vec();
            drop(ends);
            kept
        };
        ends.into_iter().for_each(|end| self.shared.forget(end));
        Ok(())
    }
}

impl Drop for Waitset {
    fn drop(&mut self) {
        if self.close().is_err() {
            // A forked child's copy: the thread is its parent's.
            core::mem::forget(self.helper.get_mut().take());
        }
    }
}

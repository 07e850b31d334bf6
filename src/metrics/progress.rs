//! Progress of a long task that several workers share, visible from any process.
//!
//! Each worker advances a row of its own and leaves the time there; whoever looks sees the
//! sum, the rate, the time left, and which worker has not moved for a while or is dead.
//!
//! ```text
//! own    0 total | 8 began | 16 state | 24 ended       times in ns of CLOCK_MONOTONIC
//! row    0 done | 8 last advance | 16 worker | 24 state | 32 done before it began
//! ```
//! A row's worker word is written last when one begins: killed before that, it never was a
//! worker. What a row's former workers did stays in its sum.

use core::marker::PhantomData;
use core::time::Duration;

use super::layout::{self, OWN, ROW_ALIGN, Shape, magic};
use super::seeded::{Bug, seeded};
use super::{Description, DescriptionBuf, Slot, counter, description};
use crate::os::clock;
use crate::provider::{Mem, Provider};
use crate::status::Result;
use crate::sync::{Ordering::*, ParticipantId, Shared64};

const TOTAL: usize = OWN;
const BEGAN: usize = OWN + 8;
const STATE: usize = OWN + 16;
const ENDED: usize = OWN + 24;

const DONE: usize = 0;
const ADVANCED: usize = 8;
const WORKER: usize = 16;
const WORKER_STATE: usize = 24;
const BASE: usize = 32;

/// What determines a progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgressParams {
    /// Workers with a row of their own, 1 to [`MAX_ROWS`](super::MAX_ROWS); more can work, but
    /// are not told apart.
    pub rows: u32,
}

impl ProgressParams {
    /// Bytes of memory it takes.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.size())
    }

    pub(super) fn shape(&self) -> Result<Shape> {
        let rows = layout::rows("progress", self.rows)?;
        Ok(Shape { magic: magic(b'p'), mode: 0, rows, row_size: ROW_ALIGN as u32 })
    }
}

/// How a task stands.
#[repr(u32)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProgressState {
    /// Nobody has said that it ended.
    #[default]
    Running = 0,
    /// It was done.
    Finished = 1,
    /// It was given up.
    Failed = 2,
}

impl ProgressState {
    fn from_word(word: u64) -> ProgressState {
        match word {
            1 => ProgressState::Finished,
            2 => ProgressState::Failed,
            _ => ProgressState::Running,
        }
    }
}

/// How a worker stands.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerState {
    /// It has advanced not long ago.
    Working = 0,
    /// It lives, but has not advanced for longer than was asked about.
    Stalled = 1,
    /// It has said that it is done.
    Finished = 2,
    /// Its process has ended without saying so.
    Dead = 3,
}

/// One worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerInfo {
    /// Its row, which is its slot's number.
    pub row: u32,
    /// Its participant.
    pub who: ParticipantId,
    /// How it stands.
    pub state: WorkerState,
    /// What it has done.
    pub done: u64,
    /// How long ago it advanced.
    pub idle: Duration,
}

/// A task at some moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProgressSnapshot {
    /// What there is to do; 0 if nobody knows.
    pub total: u64,
    /// What is done.
    pub done: u64,
    /// How the task stands.
    pub state: ProgressState,
    /// How long it has been running, or ran.
    pub elapsed: Duration,
    /// When this was: nanoseconds of `CLOCK_MONOTONIC`.
    pub at: u64,
}

impl ProgressSnapshot {
    /// Done per second, from the beginning on.
    pub fn rate(&self) -> f64 {
        per_second(self.done, self.elapsed)
    }

    /// Done per second, since an earlier snapshot.
    pub fn rate_since(&self, earlier: &ProgressSnapshot) -> f64 {
        let time = Duration::from_nanos(self.at.saturating_sub(earlier.at));
        per_second(self.done.saturating_sub(earlier.done), time)
    }

    /// The time left at `rate` per second; `None` if nobody can say.
    pub fn remaining(&self, rate: f64) -> Option<Duration> {
        if self.total == 0 || self.state != ProgressState::Running {
            return None;
        }
        let seconds = self.total.saturating_sub(self.done) as f64 / rate;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

fn per_second(done: u64, time: Duration) -> f64 {
    if time.is_zero() { 0.0 } else { done as f64 / time.as_secs_f64() }
}

/// The progress of a task. Any thread may look.
pub struct Progress<P: Provider> {
    provider: P,
    shape: Shape,
}

/// Makes the progress of a task that begins now.
pub(super) fn format(mem: Mem<'_>, params: &ProgressParams) -> Result<Shape> {
    let shape = params.shape()?;
    shape.format(mem, "progress", || {
        mem.word64(BEGAN).store(clock::monotonic_nanos(), Relaxed);
    })?;
    Ok(shape)
}

impl<P: Provider> Progress<P> {
    /// Makes the progress of a task that begins now, with `total` to do, or 0.
    pub fn format(
        provider: P,
        params: &ProgressParams,
        total: u64,
        description: &Description<'_>,
    ) -> Result<Progress<P>> {
        provider.check()?;
        let shape = format(provider.mem(), params)?;
        description::write(provider.mem(), description)?;
        let progress = Progress { provider, shape };
        progress.set_total(total)?;
        Ok(progress)
    }

    /// The progress in the provider's bytes, made with the same parameters.
    pub fn attach(provider: P, params: &ProgressParams) -> Result<Progress<P>> {
        let shape = params.shape()?;
        shape.attach(provider.mem(), "progress")?;
        Ok(Progress { provider, shape })
    }

    /// The provider of its bytes.
    pub fn provider(&self) -> &P {
        &self.provider
    }

    /// Label, unit and help.
    pub fn description(&self) -> Result<DescriptionBuf> {
        description::read(self.provider.mem())
    }

    /// Says how much there is to do. It may become more, or less.
    pub fn set_total(&self, total: u64) -> Result<()> {
        self.provider.check()?;
        self.provider.mem().word64(TOTAL).store(total, Relaxed);
        Ok(())
    }

    /// Says how the task ended, or that it goes on after all.
    pub fn set_state(&self, state: ProgressState) -> Result<()> {
        self.provider.check()?;
        let mem = self.provider.mem();
        let ended = if state == ProgressState::Running { 0 } else { clock::monotonic_nanos() };
        mem.word64(ENDED).store(ended, Relaxed);
        // Release: with the Acquire in `snapshot`: an ended task has its time.
        mem.word64(STATE).store(state as u64, Release);
        Ok(())
    }

    /// Begins to work in the row of `slot`. In a forked child its memory is not there:
    /// touching it is a `SIGSEGV`.
    pub fn worker<'a>(&'a self, slot: &'a impl Slot) -> Result<ProgressWorker<'a>> {
        self.provider.check()?;
        let own = slot.row().filter(|row| *row < self.shape.rows);
        let mem = self.provider.mem();
        let row = mem.part(self.shape.row(own.unwrap_or(self.shape.rows)), ROW_ALIGN);
        if own.is_some() {
            let me = row.live().me().to_bits();
            if seeded(Bug::OwnerBeforeBase) {
                row.word64(WORKER).store(me, Release);
            }
            // Nobody is the row's worker until it is all there.
            row.word64(WORKER).store(0, Relaxed);
            row.word64(BASE).store(row.word64(DONE).load(Relaxed), Release);
            row.word64(ADVANCED).store(clock::coarse_nanos(), Relaxed);
            row.word64(WORKER_STATE).store(0, Relaxed);
            // Release: with the Acquire in `workers`.
            row.word64(WORKER).store(me, Release);
        }
        Ok(ProgressWorker {
            provider: &self.provider,
            done: row.word64(DONE),
            advanced: row.word64(ADVANCED),
            state: own.map(|_| row.word64(WORKER_STATE)),
            one_thread: PhantomData,
        })
    }

    /// How the task stands now.
    pub fn snapshot(&self) -> ProgressSnapshot {
        snapshot(self.provider.mem(), self.shape)
    }

    /// Calls `visit` for each worker. One that lives but has not advanced for `stalled_after`
    /// is called stalled.
    pub fn workers(&self, stalled_after: Duration, mut visit: impl FnMut(WorkerInfo)) {
        let (mem, now) = (self.provider.mem(), clock::monotonic_nanos());
        for index in 0..self.shape.rows {
            let row = mem.part(self.shape.row(index), ROW_ALIGN);
            // Acquire: with the Release in `worker`: what follows is this worker's.
            let worker = row.word64(WORKER).load(Acquire);
            let Some(who) = ParticipantId::from_bits(worker) else { continue };
            let word = |at: usize| row.word64(at).load(Relaxed);
            let idle = Duration::from_nanos(now.saturating_sub(word(ADVANCED)));
            let (done, finished) = (word(DONE).wrapping_sub(word(BASE)), word(WORKER_STATE) != 0);
            // Acquire: the loads above come before this one; another worker since then has
            // another done.
            crate::sync::fence(Acquire);
            if row.word64(WORKER).load(Relaxed) != worker {
                continue;
            }
            let state = match () {
                () if finished => WorkerState::Finished,
                () if mem.live().is_dead(who) => WorkerState::Dead,
                () if idle > stalled_after => WorkerState::Stalled,
                () => WorkerState::Working,
            };
            visit(WorkerInfo { row: index, who, state, done, idle });
        }
    }
}

pub(super) fn snapshot(mem: Mem<'_>, shape: Shape) -> ProgressSnapshot {
    // Acquire: with the Release in `set_state`.
    let state = ProgressState::from_word(mem.word64(STATE).load(Acquire));
    let now = clock::monotonic_nanos();
    let until = match state {
        ProgressState::Running => now,
        _ => mem.word64(ENDED).load(Relaxed),
    };
    ProgressSnapshot {
        total: mem.word64(TOTAL).load(Relaxed),
        done: counter::sum(mem, shape),
        state,
        elapsed: Duration::from_nanos(until.saturating_sub(mem.word64(BEGAN).load(Relaxed))),
        at: now,
    }
}

/// One worker; finished when dropped, or dead if its process ends before.
pub struct ProgressWorker<'a> {
    provider: &'a dyn Provider,
    done: &'a Shared64,
    advanced: &'a Shared64,
    /// `None` in the shared row.
    state: Option<&'a Shared64>,
    one_thread: PhantomData<*const ()>,
}

impl ProgressWorker<'_> {
    /// Says that `n` more is done, and that the worker is alive.
    #[inline]
    pub fn advance(&self, n: u64) {
        counter::add(self.done, self.state.is_some(), n);
        self.advanced.store(clock::coarse_nanos(), Relaxed);
    }

    /// Says that the worker is alive, though nothing more is done.
    pub fn beat(&self) {
        self.advance(0);
    }

    /// Whether the row is this worker's alone.
    pub fn is_own(&self) -> bool {
        self.state.is_some()
    }
}

impl Drop for ProgressWorker<'_> {
    fn drop(&mut self) {
        // In a forked child the row is its parent's.
        if let Some(state) = self.state
            && self.provider.check().is_ok()
        {
            state.store(1, Relaxed);
        }
    }
}

//! Looking for damage before anybody reads it.

use super::VerificationLevel;
use super::damage::Damage;
use super::statistics::Counter;
use super::view::{Miss, View};
use crate::status::Result;
#[cfg(feature = "std")]
use crate::status::fail;

/// What one stretch of scrubbing met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScrubStep {
    /// Bytes of the blocks looked at.
    pub bytes: u64,
    /// Damaged places met.
    pub damaged: u32,
    /// Of these, made whole again.
    pub repaired: u32,
    /// Whether the end was passed, and the next stretch starts over.
    pub lap: bool,
}

impl View<'_> {
    /// Looks at the blocks from the stored position on, for about `bytes` bytes and at most
    /// once around. At `Critical` damaged blocks are repaired, unless somebody has the lock.
    pub(super) fn scrub(&self, bytes: u64, found: &mut dyn FnMut(Damage)) -> Result<ScrubStep> {
        let level = self.level()?;
        let mut step = ScrubStep::default();
        // Somebody may have scribbled over it, and it only says where to look next.
        let mut block = (self.counter(Counter::ScrubPosition) % self.shape.blocks as u64) as u32;
        for _ in 0..self.shape.blocks {
            if step.bytes >= bytes {
                break;
            }
            if block == 0 {
                self.scrub_control(&mut step, found);
            }
            step.bytes +=
                self.slot_bytes(block) * (1 + (level == VerificationLevel::Critical) as u64);
            if let Err(Miss::Damaged(damage)) = self.look(block, level) {
                step.damaged += 1;
                self.note(&damage);
                found(damage);
                if level == VerificationLevel::Critical {
                    let before = self.counter(Counter::Repaired);
                    self.repair_if_free(block);
                    step.repaired += (self.counter(Counter::Repaired) != before) as u32;
                }
            }
            block += 1;
            if block == self.shape.blocks {
                block = 0;
                step.lap = true;
                self.add_shared(Counter::ScrubLaps, 1);
            }
            self.set(Counter::ScrubPosition, block as u64);
        }
        Ok(step)
    }

    fn slot_bytes(&self, block: u32) -> u64 {
        if self.shape.is_cell() { self.shape.size } else { self.used(block) as u64 }
    }

    /// Header and control words: they are there twice, so any level can make them whole.
    fn scrub_control(&self, step: &mut ScrubStep, found: &mut dyn FnMut(Damage)) {
        let mut damaged = 0;
        self.verify_control(&mut |damage| {
            damaged += 1;
            self.note(&damage);
            found(damage);
        });
        if damaged > 0
            && let Ok(_guard) = self.lock().lock(crate::sync::Deadline::POLL)
            && self.settle().is_ok()
        {
            step.repaired += damaged;
        }
        step.damaged += damaged;
    }
}

/// What a scrubber has done so far.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScrubProgress {
    /// Bytes of the blocks looked at.
    pub bytes: u64,
    /// How often it came to the end.
    pub laps: u64,
    /// Damaged places met, again in each lap while they stay.
    pub damaged: u64,
    /// Of these, made whole again.
    pub repaired: u64,
    /// Whether it goes on: not after an error, nor a panic.
    pub running: bool,
}

/// A thread that scrubs at a steady pace, until it is stopped or dropped.
#[cfg(feature = "std")]
pub struct Scrubber {
    stop: std::sync::mpsc::Sender<()>,
    done: std::sync::Arc<std::sync::Mutex<ScrubProgress>>,
    thread: Option<std::thread::JoinHandle<Result<()>>>,
}

#[cfg(feature = "std")]
impl Scrubber {
    /// Stretches in a second.
    const PACE: u32 = 100;

    /// Calls `scrub` with a number of bytes, a hundred times a second, so that it comes to
    /// `bytes_per_second`: a closure around [`Region::scrub`](super::Region::scrub) of a handle
    /// that it owns. Ends at the first error. The thread takes no signals.
    pub fn start(
        bytes_per_second: u64,
        mut scrub: impl FnMut(u64) -> Result<ScrubStep> + Send + 'static,
    ) -> Result<Scrubber> {
        let (stop, stopped) = std::sync::mpsc::channel();
        let stretch = (bytes_per_second / Scrubber::PACE as u64).max(1);
        let pause = core::time::Duration::from_secs(1) / Scrubber::PACE;
        let done = std::sync::Arc::<std::sync::Mutex<ScrubProgress>>::default();
        let told = done.clone();
        let run = move || {
            loop {
                let step = scrub(stretch)?;
                let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                told.bytes += step.bytes;
                told.laps += step.lap as u64;
                told.damaged += step.damaged as u64;
                told.repaired += step.repaired as u64;
                drop(told);
                // Only a message or a dropped sender ends the wait early.
                match stopped.recv_timeout(pause) {
                    Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {}
                    _ => return Ok(()),
                }
            }
        };
        let thread = Some(crate::os::thread::start("wrtmem-scrub", run)?);
        Ok(Scrubber { stop, done, thread })
    }

    /// What it has done so far.
    pub fn progress(&self) -> ScrubProgress {
        let running = self.thread.as_ref().is_some_and(|thread| !thread.is_finished());
        let done = self.done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        ScrubProgress { running, ..*done }
    }

    /// Stops it and waits for it: with its error, if it had ended by one.
    pub fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        // Fails if the thread has ended by itself.
        let _ = self.stop.send(());
        match self.thread.take().map(std::thread::JoinHandle::join) {
            Some(Ok(outcome)) => outcome,
            Some(Err(_)) => fail!(Panic, "scrubber: its thread panicked"),
            None => Ok(()),
        }
    }
}

#[cfg(feature = "std")]
impl Drop for Scrubber {
    fn drop(&mut self) {
        // Who wants to know how it ended calls `stop`.
        let _ = self.end();
    }
}

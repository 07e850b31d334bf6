//! Where waiters sleep, by the parity of their epoch.
//!
//! ```text
//! sleeper                              whoever completes the epoch
//!   v = wake word                        arrive                     (A)
//!   announced = 1             (B)        announced? all there?
//!   look at the rows again               announced = 0; wake word += 1; wake all
//!   sleep while wake word == v, at most a slice
//! ```
//! (A) and (B) are in one order of all SeqCst operations: if A comes first, the sleeper's
//! look sees the arrival, else the arriver sees the announcement. The wake word is read
//! before the announcement, so that a wake in between keeps the sleeper awake. A completer
//! may be killed between its arrival and the wake: so no sleep is longer than a slice.
//! Two words, so that who is quick and already waits for the next epoch is left alone.

use core::time::Duration;

use super::layout;
use super::row::seq_cst;
use super::seeded::{Bug, seeded};
use crate::os;
use crate::provider::Mem;
use crate::sync::{Ordering::*, Shared32};

#[derive(Clone, Copy)]
pub(super) struct Bed<'a> {
    wake: &'a Shared32,
    announced: &'a Shared32,
}

impl<'a> Bed<'a> {
    #[inline]
    pub(super) fn of(mem: Mem<'a>, epoch: u64) -> Bed<'a> {
        let one = seeded(Bug::OneWakeWord);
        let (wake, announced) = layout::bed(if one { 0 } else { (epoch & 1) as usize });
        Bed {
            wake: mem.word32(if one { announced } else { wake }),
            announced: mem.word32(announced),
        }
    }

    /// The first step of a sleep. Acquire: with `wake`.
    pub(super) fn wake_word(&self) -> u32 {
        self.wake.load(Acquire)
    }

    /// The second step; then the sleeper looks again.
    pub(super) fn announce(&self) {
        // (B)
        self.announced.swap(1, SeqCst);
        seq_cst();
    }

    /// Whether somebody may sleep here. Called after an arrival, (A).
    #[inline]
    pub(super) fn is_announced(&self) -> bool {
        self.announced.load(SeqCst) != 0
    }

    /// The last step. False if the time ran out.
    pub(super) fn sleep(&self, wake_word: u32, time: Duration) -> bool {
        let expected = match () {
            () if seeded(Bug::OneWakeWord) => 1,
            () if seeded(Bug::LateWakeWord) => self.wake_word(),
            () => wake_word,
        };
        os::futex::wait(self.wake, expected, time)
    }

    /// Wakes all who sleep here.
    #[cold]
    pub(super) fn wake(&self) {
        if self.announced.swap(0, SeqCst) != 0 {
            if seeded(Bug::OneWakeWord) {
                return os::futex::wake_all(self.wake);
            }
            // Release: with the sleeper's `wake_word`.
            self.wake.fetch_add(1, Release);
            os::futex::wake_all(self.wake);
        }
    }
}

//! One sleep on several event counts at once.

use core::time::Duration;

use super::seeded::{Bug, seeded};
use super::{EventCount, SLICE, UNSURE_SLICE};
use crate::os;
use crate::os::futex::Slept;
use crate::sync::Shared32;

/// Most event counts of one sleep: the kernel takes 128 words, and one is the control word.
pub(crate) const MOST: usize = os::futex::MOST - 1;

/// How a sleep ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sleep<T> {
    /// The look after announcing answered; there was no sleep.
    Found(T),
    /// Something may have changed.
    Woken,
    /// The time, or a slice, has gone by.
    Late,
}

/// Sleeps once on all of `events`, at most [`MOST`], and on the control word while it holds
/// its number: at most `time`, and at most a slice.
///
/// Each event count is slept on as [`EventCount::wait`] does, with one barrier for all. The
/// control word is the process's own: who changes it wakes its sleepers each time.
///
/// Without `together`, or if the kernel turns out not to sleep on several words, it sleeps on
/// the control word, [`UNSURE_SLICE`] at a time: then the caller's next look is what finds a
/// change.
pub(crate) fn sleep_on_any<'a, T>(
    events: impl Iterator<Item = EventCount<'a>>,
    control: (&'a Shared32, u32),
    time: Duration,
    together: &mut bool,
    look: impl FnOnce() -> Option<T>,
) -> Sleep<T> {
    let mut words = [control; os::futex::MOST];
    let mut count = 1;
    if *together {
        for (word, event) in words[1..].iter_mut().zip(events) {
            if seeded(Bug::FirstOnly) && count > 1 {
                break;
            }
            *word = (event.futex_word(), event.announce());
            count += 1;
        }
    }
    // (B), with (A) in `EventCount::wake`, of every event count.
    let sure = os::membarrier::heavy();
    if !seeded(Bug::NoLookAgain)
        && let Some(found) = look()
    {
        return Sleep::Found(found);
    }
    let slice = time.min(if sure { SLICE } else { UNSURE_SLICE });
    if *together {
        match os::futex::wait_any(&words[..count], slice) {
            Slept::Woken => return Sleep::Woken,
            Slept::Late => return Sleep::Late,
            Slept::Cannot => *together = false,
        }
    }
    match os::futex::wait(control.0, control.1, time.min(UNSURE_SLICE)) {
        true => Sleep::Woken,
        false => Sleep::Late,
    }
}

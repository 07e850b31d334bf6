//! Futexes for the scheduler models (loom, shuttle): the same contract over the model's
//! mutex and condition variable.
//!
//! Comparing and falling asleep is one step, a wake reaches who sleeps on that word and
//! nobody else, and time does not pass: a sleep ends by a wake only, so a lost wake is a
//! deadlock, which both schedulers report. With [`slices`] on, a sleep may end at once
//! instead, as if its time had run out.

use core::time::Duration;
use std::cell::Cell;
use std::collections::HashMap;

use crate::sync::{Ordering::Acquire, Shared32};

#[cfg(loom)]
use loom::{
    lazy_static,
    sync::{Condvar, Mutex},
    thread,
};
#[cfg(shuttle)]
use shuttle::{
    lazy_static,
    sync::{Condvar, Mutex},
    thread,
};

lazy_static! {
    /// How often each word's sleepers were woken.
    static ref WAKES: Mutex<HashMap<usize, u64>> = Mutex::new(HashMap::new());
    static ref BED: Condvar = Condvar::new();
}

std::thread_local! {
    // Both schedulers run all threads of a model on one thread of the system.
    static SLICES: Cell<bool> = const { Cell::new(false) };
}

/// Whether sleeps end by themselves, in the models of this thread from here on.
#[cfg(test)]
pub(crate) fn slices(on: bool) {
    SLICES.set(on);
}

/// Sleeps while `word` holds `expected`. False if the time ran out, which that of
/// `Duration::MAX` never does.
pub(crate) fn wait(word: &Shared32, expected: u32, time: Duration) -> bool {
    let address = &raw const *word as usize;
    let mut wakes = WAKES.lock().unwrap();
    // Acquire: the kernel compares under a lock.
    if word.load(Acquire) != expected {
        return true;
    }
    if SLICES.get() && time != Duration::MAX {
        drop(wakes);
        thread::yield_now();
        return false;
    }
    let before = wakes.get(&address).copied().unwrap_or(0);
    while wakes.get(&address).copied().unwrap_or(0) == before {
        wakes = BED.wait(wakes).unwrap();
    }
    true
}

/// Most words of one [`wait_any`].
pub(crate) const MOST: usize = 4;

/// How [`wait_any`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slept {
    /// Woken, or a word held something else: look again.
    Woken,
    /// The time ran out.
    Late,
    /// The model's kernel can.
    Cannot,
}

/// Sleeps while each word holds what is expected of it.
pub(crate) fn wait_any(words: &[(&Shared32, u32)], time: Duration) -> Slept {
    let address = |word: &Shared32| &raw const *word as usize;
    let mut wakes = WAKES.lock().unwrap();
    // Acquire: as in `wait`.
    if words.iter().any(|(word, expected)| word.load(Acquire) != *expected) {
        return Slept::Woken;
    }
    if SLICES.get() && time != Duration::MAX {
        drop(wakes);
        thread::yield_now();
        return Slept::Late;
    }
    let count = |wakes: &HashMap<usize, u64>| -> u64 {
        words.iter().map(|(word, _)| wakes.get(&address(word)).copied().unwrap_or(0)).sum()
    };
    let before = count(&wakes);
    while count(&wakes) == before {
        wakes = BED.wait(wakes).unwrap();
    }
    Slept::Woken
}

/// Wakes every sleeper on `word`.
pub(crate) fn wake_all(word: &Shared32) {
    *WAKES.lock().unwrap().entry(&raw const *word as usize).or_insert(0) += 1;
    BED.notify_all();
}

/// Wakes the sleepers on `word`: a kernel may wake more than asked for.
pub(crate) fn wake_one(word: &Shared32) {
    wake_all(word);
}

//! The barrier for the scheduler models (loom, shuttle): together the two sides are what two
//! full fences are.

use std::cell::Cell;

use crate::sync::{Ordering::SeqCst, fence};

std::thread_local! {
    // Both schedulers run all threads of a model on one thread of the system.
    static MISSING: Cell<bool> = const { Cell::new(false) };
}

/// Whether the kernel has no such barrier, in the models of this thread from here on: the
/// fast side, registered before it was known, goes on without a fence.
#[cfg(test)]
pub(crate) fn missing(on: bool) {
    MISSING.set(on);
}

std::thread_local! {
    static UNREGISTERED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the fast side is not registered yet and pays for the fence itself, in the models of
/// this thread from here on.
#[cfg(test)]
pub(crate) fn unregistered(on: bool) {
    UNREGISTERED.set(on);
}

pub(crate) fn register() -> bool {
    !MISSING.get()
}

pub(crate) fn light() {
    if !MISSING.get() {
        fence(SeqCst);
    }
}

pub(crate) fn is_light() -> bool {
    if !UNREGISTERED.get() {
        light();
    }
    !UNREGISTERED.get()
}

pub(crate) fn heavy() -> bool {
    fence(SeqCst);
    !MISSING.get()
}

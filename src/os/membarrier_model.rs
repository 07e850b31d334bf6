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

pub(crate) fn register() -> bool {
    !MISSING.get()
}

pub(crate) fn light() {
    if !MISSING.get() {
        fence(SeqCst);
    }
}

pub(crate) fn is_light() -> bool {
    light();
    true
}

pub(crate) fn heavy() -> bool {
    fence(SeqCst);
    !MISSING.get()
}

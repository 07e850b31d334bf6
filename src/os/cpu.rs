//! Processors.

#[cfg(not(any(loom, shuttle)))]
use crate::sync::{Ordering::Relaxed, Shared32};

/// How many processors this process may run on.
#[cfg(not(any(loom, shuttle)))]
pub(crate) fn count() -> u32 {
    // Whoever asks first counts, perhaps several at once. A once-cell would be a lock that a
    // forked child can inherit half way.
    static COUNT: Shared32 = Shared32::new(0);
    let mut count = COUNT.load(Relaxed);
    if count == 0 {
        count = std::thread::available_parallelism().map_or(1, |n| n.get() as u32);
        COUNT.store(count, Relaxed);
    }
    count
}

/// In the scheduler models nobody runs at the same time.
#[cfg(any(loom, shuttle))]
pub(crate) fn count() -> u32 {
    1
}

/// Whether this process may run on more than one processor. With one, spinning only keeps
/// the peer from running.
#[cfg(not(any(loom, shuttle)))]
pub(crate) fn more_than_one() -> bool {
    count() > 1
}

/// In the scheduler models nobody runs at the same time.
#[cfg(any(loom, shuttle))]
pub(crate) fn more_than_one() -> bool {
    false
}

/// Sleeps for a moment, where something is polled that takes others a while.
#[cfg(not(any(loom, shuttle)))]
pub(crate) fn nap() {
    if !crate::step::waited() {
        std::thread::sleep(core::time::Duration::from_millis(1));
    }
}

/// Offers this processor to another thread.
pub(crate) fn yield_now() {
    if !crate::step::waited() {
        std::thread::yield_now();
    }
}

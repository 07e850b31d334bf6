//! Processors.

use std::sync::OnceLock;

/// Whether this process may run on more than one processor. With one, spinning only keeps
/// the peer from running.
pub(crate) fn more_than_one() -> bool {
    static MORE: OnceLock<bool> = OnceLock::new();
    *MORE.get_or_init(|| std::thread::available_parallelism().is_ok_and(|n| n.get() > 1))
}

/// Offers this processor to another thread.
pub(crate) fn yield_now() {
    if !crate::step::waited() {
        std::thread::yield_now();
    }
}

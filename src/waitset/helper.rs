//! The thread behind the descriptor.

use std::sync::Arc;
use std::time::Duration;

use super::Shared;
use crate::os;

/// Raises the descriptor when an end is ready, until the set is closed.
pub(super) fn run(shared: &Arc<Shared>) {
    let mut tended = os::clock::monotonic_nanos();
    loop {
        // First, as in `Waitset::wait`.
        let number = shared.number();
        let ends = {
            let mut state = shared.state.lock();
            if state.closed {
                return;
            }
            if !state.raised && state.is_any_ready() {
                state.raise();
            }
            (!state.raised).then(|| state.ends.clone())
        };
        match ends {
            Some(ends) => shared.sleep(ends, number, Duration::MAX, &mut tended, || {
                shared.state.lock().is_any_ready()
            }),
            // Until a wait lowers it, which changes the control word; so it needs no slices.
            None => {
                os::futex::wait(&shared.control, number, Duration::from_secs(1));
            }
        }
    }
}

//! Waiting for several things at once: what is asked of each of them.

#[cfg(not(any(loom, shuttle)))]
use std::sync::{Arc, OnceLock};

use super::EventCount;
#[cfg(not(any(loom, shuttle)))]
use super::{Ordering::*, Shared64};
use crate::status::Result;

/// One end of a structure as somebody watches it who does not use it.
///
/// It holds the structure's memory, and goes by shared words: the end itself stays with its
/// owner, who may use it in another thread, or close it, at any time.
pub trait Watch: Send + Sync {
    /// What a sleeper sleeps on.
    fn event(&self) -> EventCount<'_>;

    /// Whether the end's next call would find something. Bounded, loads only. True may turn out
    /// wrong; false only for a moment: whatever makes it true wakes the event count.
    fn is_ready(&self) -> bool;

    /// Asked after a sleep in vain: whether there is something else to tell, a death that the
    /// end would wait for in vain, or damage. True once for each. May ask the kernel.
    fn is_in_trouble(&self) -> bool;
}

/// An end that a [`Waitset`](crate::waitset::Waitset) can wait for.
pub trait Watchable {
    /// A watch of it, which shares the memory with it.
    fn watch(&self) -> Result<Box<dyn Watch>>;
}

/// How far a reader is that leaves no trace in shared memory, for those who watch it.
#[cfg(not(any(loom, shuttle)))]
#[derive(Debug, Default)]
pub(crate) struct Place(OnceLock<Arc<Shared64>>);

#[cfg(not(any(loom, shuttle)))]
impl Place {
    /// The reader is at `number`. Free until somebody watches.
    #[inline]
    pub(crate) fn set(&self, number: u64) {
        if let Some(place) = self.0.get() {
            // Relaxed: a number of this process, and nothing else depends on it.
            place.store(number, Relaxed);
        }
    }

    /// For a watch, while the reader is at `number`.
    pub(crate) fn share(&self, number: u64) -> Arc<Shared64> {
        self.0.get_or_init(|| Arc::new(Shared64::new(number))).clone()
    }
}

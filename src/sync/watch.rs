//! Waiting for several things at once: what is asked of each of them.

use super::EventCount;
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

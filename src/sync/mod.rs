//! The only source of shared words, locks, waiting and bulk copies.
//!
//! | file | what |
//! |---|---|
//! | [`word`] | `Shared32`, `Shared64`: every shared store passes through them |
//! | [`copy`] | bulk copies in and out of shared memory, with a checksum on the way |
//! | [`checksum`] | CRC32C of what is copied |
//! | [`liveness`] | who am I, is that holder dead? |
//! | [`owner_lock`] | a lock that survives its owner's death |
//! | [`plain`] | types that may lie in shared memory as they are |
//! | [`event`] | event count: sleep until another process says something changed |
//! | [`plain`] | types that any bytes are a value of |
//! | [`watch`] | what a set of things to wait for asks each of them |
//! | [`tally`] | counters of one process |
//! | [`mutex`] | a lock for one process's private data; never in a segment |

pub mod checksum;
pub mod copy;
pub mod deadline;
#[cfg(feature = "std")]
pub mod event;
pub mod liveness;
pub mod mutex;
pub mod owner_lock;
pub mod plain;
#[cfg(all(test, any(loom, shuttle)))]
pub(crate) mod schedules;
pub mod tally;
#[cfg(feature = "std")]
pub mod watch;
pub mod word;

pub use deadline::Deadline;
#[cfg(feature = "std")]
pub use event::EventCount;
pub use liveness::{Liveness, Never, ParticipantId};
pub use mutex::{WrtMutex, WrtMutexGuard};
pub use owner_lock::{OwnerGuard, OwnerLock};
pub use plain::Plain;
pub use tally::Tally;
#[cfg(feature = "std")]
pub use watch::{Watch, Watchable};
pub use word::{Ordering, Shared32, Shared64, compiler_fence, fence};

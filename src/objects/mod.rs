//! Named objects: the directory, who has them open, and how they end.
//!
//! | file | what |
//! |---|---|
//! | `kind` | what a kind of object provides |
//! | `row` | one row: state word, description, holder mask |
//! | `table` | the rows under the directory's lock |
//! | `directory` | create, open, remove, close, list |
//! | `object` | a handle of one object |
//! | `holds` | the in-process count behind each mask bit |
//! | `recover` | cleaning up after a dead participant |
//! | `verify` | what does not hold |
//! | `bytes` | the plainest kind |

mod bytes;
mod directory;
mod holds;
mod kind;
mod object;
mod recover;
mod row;
mod seeded;
mod table;
mod verify;

#[cfg(test)]
mod tests;

pub use crate::segment::Finding;
pub use bytes::Bytes;
pub use directory::{Directory, ObjectInfo, ObjectRef, ObjectSpec};
pub use holds::Holds;
pub use kind::{Kind, KindId, Params, QueuedBlock, TypeTag};
pub use object::Object;
pub(crate) use object::directory;
pub use recover::recover_participant;
pub use row::{ObjectName, Stage};
pub use table::Kinds;
pub(crate) use verify::verify_directory;

/// For the tests of what uses it: see the defect.
#[cfg(test)]
pub(crate) fn with_queued_swept<T>(body: impl FnOnce() -> T) -> T {
    seeded::with(Some(seeded::Bug::QueuedSwept), body)
}

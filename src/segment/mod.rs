//! One file of shared bytes: header, participants, thread slots, directory, pages.
//!
//! | file | what |
//! |---|---|
//! | [`layout`] | where everything lies |
//! | [`header`] | what a segment is: two copies with a checksum each |
//! | `open` | creating and opening, atomically and with suspicion |
//! | `handle` | a process's handle: attach, liveness, cleaning up after the dead, detach |
//! | `row` | a participant's row |
//! | `slots` | numbers for threads |
//! | `info` | what a segment says of itself; verify |
//!
//! # Who is alive
//!
//! Each participant holds the kernel's lock on one byte of the file for as long as it
//! lives; without it, a live row's owner is dead. Whoever gets the lock on a second byte of
//! that row is the only one who cleans up after it: objects first, then pages, then the row.
//! Killed over it, the lock is free again and the next one starts over from the words that
//! decide.
//!
//! # Threads and forks
//!
//! A [`Segment`] may be used from many threads. After a fork the child's copy answers
//! [`Forked`](crate::Status::Forked) to everything and harms nobody; the child opens the
//! segment anew.

use core::any::Any;
use std::sync::Arc;

mod handle;
pub mod header;
mod info;
pub mod layout;
pub(crate) mod open;
mod options;
mod row;
mod seeded;
mod slots;
#[cfg(test)]
mod tests;

pub(crate) use handle::Inner;
pub use handle::Role;
pub use info::{ParticipantInfo, SegmentInfo};
pub use options::Options;
pub use row::State;
pub use slots::ThreadSlot;

use crate::os::file::{self, SegmentPath};
use crate::os::process::Watch;
use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::{Deadline, ParticipantId};
use layout::Layout;

/// The bytes of a whole segment and where everything lies in them: what the rooms above
/// build their tables on.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// All bytes, from the header on.
    pub mem: Mem<'a>,
    /// The places, from private memory.
    pub layout: &'a Layout,
}

/// One thing that is wrong in a segment, as `verify` reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The table or object: `"page table"`, `"message \"gnss\""`.
    pub place: String,
    /// What does not hold there, with the values.
    pub problem: String,
}

/// What the rooms above do when a participant has ended.
pub trait Recovery: Sync {
    /// What the rooms above keep in the process for one handle of a segment.
    fn handle_state(&self, layout: &Layout) -> Box<dyn Any + Send + Sync>;

    /// Cleans up everything that names `dead` but its row. May be killed at any store and
    /// called again from the start. False if it names something this build does not know:
    /// then the row is left for a build that does.
    fn recover(&self, view: View<'_>, dead: ParticipantId, deadline: Deadline) -> Result<bool>;

    /// Reports what does not hold in pages, directory and objects. Reads only.
    fn verify(&self, view: View<'_>, report: &mut dyn FnMut(Finding));
}

/// A handle of a segment. Clones share it; the last one to go detaches.
#[derive(Clone)]
pub struct Segment {
    inner: Arc<Inner>,
}

impl Segment {
    pub(crate) fn of(inner: Arc<Inner>) -> Segment {
        Segment { inner }
    }

    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }

    /// Removes the name. Those who are attached go on; nobody new comes.
    pub fn unlink(name: &str, options: &Options) -> Result<()> {
        file::unlink(&SegmentPath::new(&options.dir, name)?)
    }

    /// Cleans up after every participant that is proven dead, and says how many that were.
    ///
    /// `State` if the application closed the library's descriptor: then nobody can be
    /// proven dead through this handle. `Timeout` if a live process holds a lock that is
    /// needed for longer than a second.
    pub fn recover(&self) -> Result<u32> {
        self.inner.recover()
    }

    /// A descriptor for `poll` that becomes readable when a participant ends or the segment
    /// is opened or closed by anybody. Then call [`watched`](Segment::watched). It belongs to
    /// the handle and goes with it.
    pub fn watch(&self) -> Result<i32> {
        let inner = &self.inner;
        inner.writable()?;
        let Some(path) = &inner.path else {
            fail!(Unsupported, "a private segment has nobody to watch");
        };
        let mut watch = inner.watch.lock();
        if watch.is_none() {
            *watch = Some(Watch::new(path)?);
        }
        let watch = watch.as_mut().expect("just set");
        watch.drain()?;
        watch.set(&inner.others());
        if inner.has_dead() {
            // Nothing more comes from who died before anybody watched.
            inner.mapped_file().touch();
        }
        Ok(watch.descriptor())
    }

    /// Answers the watch: cleans up after the dead and watches whoever has come. How many
    /// were cleaned up after. `State` if nobody called [`watch`](Segment::watch).
    pub fn watched(&self) -> Result<u32> {
        self.inner.writable()?;
        let mut watch = self.inner.watch.lock();
        let Some(watch) = watch.as_mut() else {
            fail!(State, "segment {}: not watched yet", self.inner.name());
        };
        watch.drain()?;
        let reaped = self.recover()?;
        watch.set(&self.inner.others());
        Ok(reaped)
    }
}

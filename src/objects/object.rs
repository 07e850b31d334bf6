//! A handle of one object in a segment.

use std::ptr::NonNull;
use std::sync::Arc;

use super::directory::{Directory, ObjectRef};
use super::table::Kinds;
use super::{Holds, Stage};
use crate::os;
use crate::provider::{Mem, Provider};
use crate::segment::{Inner, Segment, View};
use crate::status::{Result, fail};
use crate::sync::{Ordering::Relaxed, Shared32};

/// An object held open. Clones share it; the last one to go lets go of the object. It keeps
/// the segment attached too.
#[derive(Clone)]
pub struct Object {
    shared: Arc<Shared>,
    /// Where its bytes lie, and the word that says whether they may be stored to: known once,
    /// because a ring asks for it with every message.
    base: NonNull<u8>,
    len: usize,
    mark: (&'static Shared32, u32),
}

// SAFETY: the address is into the segment's bytes, which any thread may use through `Mem`;
// everything else in it is Send.
unsafe impl Send for Object {}
// SAFETY: as above.
unsafe impl Sync for Object {}

struct Shared {
    segment: Arc<Inner>,
    kinds: Kinds,
    object: ObjectRef,
    /// False for an observer's: it looks at the object without keeping it.
    held: bool,
}

/// The directory as the handle's attach uses it.
pub(crate) fn directory<'a>(segment: &'a Inner, view: View<'a>, kinds: Kinds) -> Directory<'a> {
    let holds = segment.handle_state().downcast_ref::<Holds>();
    Directory::new(view, kinds, holds.expect("the registry's state is a Holds"))
}

impl Object {
    /// Wraps what the directory answered. `held`: the directory counted it.
    pub(crate) fn new(segment: Arc<Inner>, kinds: Kinds, object: ObjectRef, held: bool) -> Object {
        let mem = segment.view().mem.part(object.offset, object.size);
        let mark = segment.writable().map_or(os::fork::NEVER, |_| os::fork::mark());
        let (base, len) = (mem.base(), mem.len());
        let shared = Arc::new(Shared { segment, kinds, object, held });
        Object { shared, base, len, mark }
    }

    /// What and where it is.
    pub fn reference(&self) -> &ObjectRef {
        &self.shared.object
    }

    /// The segment it is in.
    pub fn segment(&self) -> Segment {
        Segment::of(self.shared.segment.clone())
    }

    /// For looking at: in a segment opened read-only the object may end, and its memory
    /// serve another, at any time. So look, then ask [`is_current`](Self::is_current).
    pub fn readable(&self) -> Result<Mem<'_>> {
        let view = self.shared.segment.readable()?;
        Ok(view.mem.part(self.shared.object.offset, self.shared.object.size))
    }

    /// For working with.
    #[inline]
    pub fn writable(&self) -> Result<Mem<'_>> {
        self.shared.segment.writable()?;
        Ok(self.mem())
    }

    #[cold]
    fn not_writable(&self) -> Result<()> {
        self.shared.segment.writable().map(drop)
    }

    /// `NotFound` if the object has ended. One that is held has not.
    pub fn is_current(&self) -> Result<()> {
        let Shared { segment, kinds, object, held } = &*self.shared;
        if *held {
            return Ok(());
        }
        let now = directory(segment, segment.readable()?, kinds).info(object.row)?;
        match now {
            Some(now) if now.generation == object.generation && now.stage == Stage::Live => Ok(()),
            _ => fail!(NotFound, "the object in directory row {} was removed", object.row),
        }
    }
}

// SAFETY: the segment stays mapped while the handle lives, in this process. In a forked
// child, where nothing is mapped, `check` says so, and every user asks it first.
unsafe impl Provider for Object {
    #[inline]
    fn mem(&self) -> Mem<'_> {
        // SAFETY: the part of the segment's view that `new` took, which has not moved since.
        unsafe { Mem::new(self.base, self.len, &*self.shared.segment) }
    }

    #[inline(always)]
    fn is_ready(&self) -> bool {
        let (word, was) = self.mark;
        word.load(Relaxed) == was
    }

    #[inline]
    fn check(&self) -> Result<()> {
        if self.is_ready() {
            return Ok(());
        }
        self.not_writable()
    }

    #[inline]
    fn check_readable(&self) -> Result<()> {
        if self.is_ready() {
            return Ok(());
        }
        self.shared.segment.readable().map(drop)
    }

    #[inline]
    fn check_current(&self) -> Result<()> {
        if self.shared.held { Ok(()) } else { self.is_current() }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if self.held
            && let Ok(view) = self.segment.writable()
        {
            // Fails only if somebody scribbled over the row, and then there is nothing to do.
            let _ = directory(&self.segment, view, self.kinds).close(&self.object);
        }
    }
}

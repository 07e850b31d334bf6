//! The table of object kinds, and the segment that knows them: the only file that names
//! them all.

use core::any::Any;
use core::ops::ControlFlow;
use core::time::Duration;
use std::ptr::NonNull;

use crate::arena::{
    self, ArenaStatistics, BlockInfo, BlockState, Holder, PageStatistics, Pages, Part, Run,
};
use crate::metrics::{CounterKind, FlagKind, HistogramKind, ProgressKind, StatsKind};
use crate::objects::{
    Bytes, Directory, Finding, Holds, Kind, KindId, Object, ObjectInfo, ObjectName, ObjectRef,
    ObjectSpec, TypeTag, directory, recover_participant, verify_directory,
};
use crate::ring::broadcast::BroadcastKind;
use crate::ring::mailbox::MailboxKind;
use crate::ring::message::MessageKind;
use crate::ring::mpmc::MpmcKind;
use crate::ring::ordered::OrderedKind;
use crate::ring::spsc::SpscKind;
use crate::segment::layout::{Layout, PAGE_SIZE};
use crate::segment::{Options, Recovery, Role, Segment, View, open};
use crate::status::{Result, Status, fail};
use crate::sync::{Deadline, ParticipantId};
use crate::synced::SyncedKind;
use crate::verified::{CellKind, RegionKind};

/// Every kind of object this build knows.
pub static KINDS: [&dyn Kind; 15] = [
    &Bytes,
    &MessageKind,
    &CounterKind,
    &FlagKind,
    &StatsKind,
    &HistogramKind,
    &ProgressKind,
    &SyncedKind,
    &CellKind,
    &RegionKind,
    &SpscKind,
    &MailboxKind,
    &MpmcKind,
    &BroadcastKind,
    &OrderedKind,
];

/// How long a call without a deadline of its own waits for a lock that a live process
/// holds. Such a lock is held for microseconds, unless its holder was stopped.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// What the segment asks of the rooms above it.
struct Registry;
static REGISTRY: Registry = Registry;

impl Recovery for Registry {
    fn handle_state(&self, layout: &Layout) -> Box<dyn Any + Send + Sync> {
        Box::new(Holds::new(layout.counts.directory_rows))
    }

    fn recover(&self, view: View<'_>, dead: ParticipantId, deadline: Deadline) -> Result<bool> {
        recover_participant(view, &KINDS, dead, deadline)
    }

    fn verify(&self, view: View<'_>, report: &mut dyn FnMut(Finding)) {
        Pages::new(view).verify(&mut |problem| {
            report(Finding { place: "page table".into(), problem });
        });
        arena::verify(view, &mut |problem| {
            report(Finding { place: "arena".into(), problem });
        });
        verify_directory(view, &KINDS, report);
    }
}

fn patience() -> Deadline {
    Deadline::after(PATIENCE)
}

/// Creating and opening with every kind of object this build knows.
impl Segment {
    /// Creates `DIR/wrtmem.NAME` and attaches to it. `Exists` if the name is taken,
    /// `NoSpace` if the file system has no room.
    pub fn create(name: &str, options: &Options) -> Result<Segment> {
        open::create(name, options, &REGISTRY)
    }

    /// Opens by name, waiting until `deadline` for it to appear: `NotFound` for a poll,
    /// `Timeout` otherwise, if it does not.
    pub fn open(name: &str, options: &Options, deadline: Deadline) -> Result<Segment> {
        open::open_by(name, options, Role::Participant, deadline, &REGISTRY)
    }

    /// Opens to look only: nothing is ever stored, no row is taken.
    pub fn open_read_only(name: &str, options: &Options, deadline: Deadline) -> Result<Segment> {
        open::open_by(name, options, Role::Observer, deadline, &REGISTRY)
    }

    /// Opens, or creates if there is none; the flag says which. However many processes do
    /// this at once, exactly one creates.
    pub fn open_or_create(name: &str, options: &Options) -> Result<(Segment, bool)> {
        open::open_or_create(name, options, &REGISTRY)
    }

    /// A segment in this process's heap: the same structures without sharing.
    pub fn create_private(options: &Options) -> Result<Segment> {
        open::create_private(options, &REGISTRY)
    }

    /// A segment in memory of the caller, used by this process alone. `options.bytes` is not
    /// used: the tables and pages fill `len` bytes.
    ///
    /// # Safety
    /// `memory` is valid for reads and writes of `len` bytes until the last clone of the
    /// handle and the last object opened through it are gone, and nothing else touches it.
    pub unsafe fn create_in(memory: NonNull<u8>, len: usize, options: &Options) -> Result<Segment> {
        // SAFETY: the caller's promise.
        unsafe { open::create_in(memory, len, options, &REGISTRY) }
    }
}

/// Objects.
impl Segment {
    fn directory(&self) -> Result<Directory<'_>> {
        Ok(directory(self.inner(), self.inner().writable()?, &KINDS))
    }

    fn object(&self, reference: ObjectRef) -> Object {
        Object::new(self.inner().clone(), &KINDS, reference, true)
    }

    /// Creates an object and holds it open. `Exists` if the name is taken. Waits at most
    /// [`PATIENCE`] for a lock that a live process holds.
    pub fn create_object(&self, spec: &ObjectSpec<'_>) -> Result<Object> {
        Ok(self.object(self.directory()?.create(spec, patience())?))
    }

    /// Opens an object, waiting for it to appear until `deadline`. `NotFound` for a poll,
    /// `Timeout` otherwise, if it did not; `Mismatch` if it is of another kind or type.
    ///
    /// Through a handle opened read-only it is looked at without being kept:
    /// see [`Object::readable`].
    pub fn open_object(
        &self,
        name: &str,
        kind: KindId,
        tag: TypeTag,
        deadline: Deadline,
    ) -> Result<Object> {
        if self.inner().role == Role::Observer {
            return self.observe_object(name, kind, tag, deadline);
        }
        Ok(self.object(self.directory()?.open(name, kind, tag, deadline)?))
    }

    /// Opens an object or creates it; the flag says which. However many do this at once,
    /// one creates. `Mismatch` if it exists with other parameters.
    pub fn open_or_create_object(&self, spec: &ObjectSpec<'_>) -> Result<(Object, bool)> {
        let (reference, created) = self.directory()?.open_or_create(spec, patience())?;
        Ok((self.object(reference), created))
    }

    /// Takes the name from an object. It ends when nobody has it open any more.
    pub fn remove_object(&self, name: &str) -> Result<()> {
        self.directory()?.remove(name, patience())
    }

    /// Removes the object in a directory row: for one whose name was damaged, which
    /// [`verify`](Self::verify) reports by its row. See [`Directory::remove_row`].
    pub fn remove_object_row(&self, row: u32) -> Result<()> {
        let row = self.row(row)?;
        self.directory()?.remove_row(row, patience())
    }

    /// What a directory row holds; `None` if nothing, or an object that is still being
    /// created or already being freed; `Corrupt` if it does not check. Reads only.
    pub fn object_info(&self, row: u32) -> Result<Option<ObjectInfo>> {
        let row = self.row(row)?;
        directory(self.inner(), self.inner().readable()?, &KINDS).info(row)
    }

    fn row(&self, row: u32) -> Result<u16> {
        let rows = self.inner().layout.counts.directory_rows;
        match u16::try_from(row) {
            Ok(index) if row < rows => Ok(index),
            _ => fail!(Invalid, "directory row {row}: there are {rows}"),
        }
    }

    fn observe_object(
        &self,
        name: &str,
        kind: KindId,
        tag: TypeTag,
        deadline: Deadline,
    ) -> Result<Object> {
        let wanted = ObjectName::new(name)?;
        loop {
            let view = self.inner().readable()?;
            if let Some(info) = directory(self.inner(), view, &KINDS).look(&wanted)? {
                info.accepts(&KINDS, kind, tag)?;
                let reference = info.reference(&self.inner().layout)?;
                return Ok(Object::new(self.inner().clone(), &KINDS, reference, false));
            }
            if deadline == Deadline::POLL {
                fail!(NotFound, "object {name:?}: not found");
            }
            if deadline.is_over() {
                return Err(Status::Timeout.into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Pages: memory that this participant holds until it gives it back or dies.
impl Segment {
    /// Allocates at least `bytes` in whole pages, held by this participant, and answers
    /// their offset. The content is arbitrary. `NoSpace` names what is free.
    pub fn allocate_pages(&self, bytes: u64) -> Result<u64> {
        let view = self.inner().writable()?;
        let count = usize::try_from(bytes.div_ceil(PAGE_SIZE as u64)).unwrap_or(usize::MAX);
        let run = self.directory()?.allocate_pages(count, patience())?;
        Ok(view.layout.page(run.page) as u64)
    }

    /// Gives back what [`allocate_pages`](Self::allocate_pages) answered. An offset that is
    /// not the start of such a run, or not this participant's, is an error and changes
    /// nothing.
    pub fn free_pages(&self, offset: u64) -> Result<()> {
        let view = self.inner().writable()?;
        Pages::new(view).free(self.page_of(offset)?, self.holder(view))
    }

    /// A pointer to `len` bytes at `offset`, all inside the pages. The bytes may be written
    /// by others at any time.
    pub fn pointer(&self, offset: u64, len: u64) -> Result<NonNull<u8>> {
        let view = self.inner().readable()?;
        let (from, to) = (view.layout.pages as u64, view.layout.page(view.layout.page_count));
        if offset < from || len > to as u64 || offset > to as u64 - len {
            fail!(Invalid, "offset {offset}, {len} bytes: not inside the pages, {from}..{to}");
        }
        Ok(view.mem.part_base(offset as usize))
    }

    /// The offset of a pointer into the pages.
    pub fn offset(&self, pointer: *const u8) -> Result<u64> {
        let view = self.inner().readable()?;
        let (from, to) = (view.layout.pages, view.layout.page(view.layout.page_count));
        let offset = (pointer as usize).wrapping_sub(view.mem.base().as_ptr() as usize);
        if !(from..to).contains(&offset) {
            fail!(Invalid, "pointer {pointer:p}: not into the pages of {}", self.inner().name());
        }
        Ok(offset as u64)
    }

    /// How the pages are used.
    pub fn page_statistics(&self) -> Result<PageStatistics> {
        Ok(Pages::new(self.inner().readable()?).statistics())
    }

    /// Visits every run of pages in use, in order.
    pub fn walk_pages(&self, visit: impl FnMut(Run) -> ControlFlow<()>) -> Result<()> {
        Pages::new(self.inner().readable()?).walk(visit);
        Ok(())
    }

    /// What the arena holds: one pass over everything, while others go on.
    pub fn arena_statistics(&self) -> Result<ArenaStatistics> {
        Ok(arena::statistics(self.inner().readable()?))
    }

    /// Visits every sector, slab, block and run of pages, in order.
    pub fn walk_arena(&self, visit: impl FnMut(Part) -> ControlFlow<()>) -> Result<()> {
        arena::walk(self.inner().readable()?, visit);
        Ok(())
    }

    /// What the block at `offset` is: its state, its holder, its size.
    pub fn query_block(&self, offset: u64) -> Result<BlockInfo> {
        arena::query(self.inner().readable()?, offset)
    }

    /// Whether a block is allocated, by this participant.
    pub fn is_own(&self, block: &BlockInfo) -> bool {
        let me = self.holder(self.inner().view());
        block.state == BlockState::Allocated && block.holder == Some(me)
    }

    fn holder(&self, view: View<'_>) -> Holder {
        Holder::Participant(view.mem.live().me().row)
    }

    fn page_of(&self, offset: u64) -> Result<usize> {
        let layout = &self.inner().layout;
        let page = usize::try_from(offset).ok().and_then(|at| at.checked_sub(layout.pages));
        match page.filter(|at| at % PAGE_SIZE == 0 && at / PAGE_SIZE < layout.page_count) {
            Some(at) => Ok(at / PAGE_SIZE),
            None => fail!(Invalid, "offset {offset}: not the start of a page"),
        }
    }
}

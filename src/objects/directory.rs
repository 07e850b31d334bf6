//! Named objects: create, open, remove, close, list.
//!
//! ```text
//!          take_row        publish        remove          last bit gone      pages freed
//!   FREE ───────────► CREATING ──────► LIVE ──────► REMOVED ───────────► FREEING ─────► FREE + 1
//!                        │ creator gave up or died                                       ▲
//!                        └───────────────────────────────────────────────────────────────┘
//! ```
//! Every arrow is one store of the row's state word. All but `publish` are made under the
//! directory's owner lock, which makes names unique. Opening and closing take no lock: a bit
//! in the row's holder mask, set before the state is read again, keeps the object.
//!
//! **Crash behaviour.** A process killed while it creates leaves nothing; after `publish`,
//! the object. One killed with objects open holds them until it is cleaned up after
//! ([`recover_participant`](super::recover_participant)). What a killed remover or closer
//! left half done, the next process that takes the lock finishes, and so does the reaper.
//!
//! **Damage.** A row's state and description carry checks. One flipped bit in the state is
//! undone by the next process that takes the lock; until then opening answers `Corrupt`. A
//! description that does not check, or a state damaged further, stays as it is: opening and
//! creating under that name fail, those who have the object open go on, and
//! [`Directory::remove`] or [`Directory::remove_row`] brings row and pages back.
//! The holder mask has no check, as it changes bit by bit: a bit set by damage keeps a removed
//! object until that participant is cleaned up after; one cleared by damage lets a removed
//! object end although its holder lives.

use super::Holds;
use super::kind::{Kind, KindId, Params, TypeTag};
use super::recover::keep_queued;
use super::row::{Entry, ObjectName, Row, Stage, StateWord};
use super::seeded::{Bug, seeded};
use super::table::{Content, Kinds, Table};
use super::verify::verify_directory;
use crate::arena::{Holder, Run};
use crate::objects::Finding;
use crate::os;
use crate::provider::Mem;
use crate::segment::View;
use crate::segment::layout::{Layout, PAGE_SIZE};
use crate::status::{Error, Result, Status, fail};
use crate::sync::{Deadline, Ordering::*, ParticipantId};

/// What to create, or what an opener expects to find.
#[derive(Clone, Copy, Debug)]
pub struct ObjectSpec<'n> {
    /// Its name: 1 to 95 of `[A-Za-z0-9._-]`, no leading dot.
    pub name: &'n str,
    /// Its kind.
    pub kind: KindId,
    /// What its elements are.
    pub tag: TypeTag,
    /// Its creation parameters.
    pub params: Params,
}

/// An object that this attach holds open, until [`Directory::close`]. Its place was checked
/// against the layout and the page table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectRef {
    /// Its directory row.
    pub row: u16,
    /// How many objects were in that row before.
    pub generation: u64,
    /// Its kind.
    pub kind: KindId,
    /// Where it starts in the segment: a page.
    pub offset: usize,
    /// Its bytes.
    pub size: usize,
    /// Its creation parameters.
    pub params: Params,
}

/// What the directory says about an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its directory row.
    pub row: u16,
    /// How many objects were in that row before.
    pub generation: u64,
    /// LIVE, or REMOVED while somebody still has it open.
    pub stage: Stage,
    /// Its name.
    pub name: ObjectName,
    /// Its kind, which this build may not know.
    pub kind: KindId,
    /// The version of the kind's layout.
    pub layout_version: u32,
    /// What its elements are.
    pub tag: TypeTag,
    /// Its creation parameters.
    pub params: Params,
    /// Where it starts in the segment.
    pub offset: u64,
    /// Its bytes.
    pub size: u64,
    /// Who created it.
    pub creator: Option<ParticipantId>,
    /// When, in nanoseconds since 1970.
    pub created: u64,
    /// How many participants have it open.
    pub holders: u32,
}

/// The directory as one attach of a segment uses it.
#[derive(Clone, Copy)]
pub struct Directory<'a> {
    table: Table<'a>,
    holds: &'a Holds,
}

/// A row held open, and what it says.
struct Held {
    index: usize,
    state: StateWord,
    entry: Entry,
}

/// What a look for a name found.
#[expect(clippy::large_enum_variant, reason = "returned and taken apart at once")]
enum Found {
    Held(Held),
    /// A living participant is creating it.
    Soon,
    Nothing,
}

impl<'a> Directory<'a> {
    /// The directory of a segment. `holds` belongs to the attach that the view's liveness
    /// acts as.
    pub fn new(view: View<'a>, kinds: Kinds, holds: &'a Holds) -> Directory<'a> {
        Directory { table: Table { view, kinds }, holds }
    }

    /// Creates an object and holds it open. `Exists` if the name is taken, also by an object
    /// that is still being created.
    ///
    /// The lock is held only to take a row; allocation and formatting happen outside. If
    /// they fail, nothing is left.
    pub fn create(&self, spec: &ObjectSpec<'_>, deadline: Deadline) -> Result<ObjectRef> {
        let name = ObjectName::new(spec.name)?;
        let kind = self.kind(&name, spec.kind)?;
        let size = kind.required_size(&spec.params)?;
        let entry = Entry {
            creator: Some(self.me()),
            kind: spec.kind,
            layout_version: kind.layout_version(),
            tag: spec.tag,
            offset: 0,
            size: size as u64,
            created: os::clock::wall_nanos(),
            params: spec.params,
            name,
        };
        let mut creation = self.table.locked(deadline, |locked| {
            let (index, state) = locked.take_row(&entry)?;
            Ok(Creation::begin(*self, index, state))
        })?;
        let pages = size.div_ceil(PAGE_SIZE);
        let holder = Holder::Object(creation.index as u16);
        let run = self.table.allocate(pages, holder, deadline)?;
        let offset = self.table.view.layout.page(run.page);
        let entry = Entry { offset: offset as u64, ..entry };
        if seeded(Bug::LiveBeforeFormat) {
            creation.publish(&entry)?;
            kind.format(self.table.view.mem.part(offset, size), &spec.params)?;
            return Ok(Held { index: creation.index, state: creation.state, entry }.object());
        }
        kind.format(self.table.view.mem.part(offset, size), &spec.params)?;
        creation.publish(&entry)?;
        self.table.event().wake();
        Ok(Held { index: creation.index, state: creation.state, entry }.object())
    }

    /// Opens the object of that name, waiting for it until `deadline`. `NotFound` if it is
    /// not there and the deadline is [`Deadline::POLL`], `Timeout` if it did not appear.
    /// `Mismatch` if its kind, layout version or element type is another one.
    pub fn open(
        &self,
        name: &str,
        kind: KindId,
        tag: TypeTag,
        deadline: Deadline,
    ) -> Result<ObjectRef> {
        let name = ObjectName::new(name)?;
        self.kind(&name, kind)?;
        let look = || match self.find(&name)? {
            Found::Held(held) => self.accept(held, kind, tag, None).map(Some),
            Found::Soon | Found::Nothing => Ok(None),
        };
        self.table.event().wait(deadline, look, |_| Ok(())).map_err(|error| {
            match (error.status(), deadline) {
                (Status::Timeout, Deadline::POLL) => {
                    Error::with_detail(Status::NotFound, format_args!("object {name:?}: not found"))
                }
                _ => error,
            }
        })
    }

    /// Opens the object of that name, or creates it: true if this call did. Of processes
    /// that do this at once, one creates and the others wait for it until `deadline`.
    /// `Mismatch` if the object exists with another kind, type or parameters.
    pub fn open_or_create(
        &self,
        spec: &ObjectSpec<'_>,
        deadline: Deadline,
    ) -> Result<(ObjectRef, bool)> {
        let name = ObjectName::new(spec.name)?;
        self.kind(&name, spec.kind)?;
        let accept = |held| {
            let object = self.accept(held, spec.kind, spec.tag, Some(&spec.params))?;
            Ok(Some((object, false)))
        };
        let look = || match self.find(&name)? {
            Found::Held(held) => accept(held),
            Found::Soon => Ok(None),
            Found::Nothing => match self.create(spec, deadline) {
                Ok(object) => Ok(Some((object, true))),
                // Somebody was faster.
                Err(error) if error.status() == Status::Exists => match self.find(&name)? {
                    Found::Held(held) => accept(held),
                    Found::Soon | Found::Nothing => Ok(None),
                },
                Err(error) => Err(error),
            },
        };
        self.table.event().wait(deadline, look, |_| Ok(()))
    }

    /// Takes the name from the object: it cannot be opened any more, and another can be
    /// created. Its memory stays until nobody has it open. The way to be rid of an object
    /// whose row does not check, too; its kind then lets go of nothing elsewhere.
    pub fn remove(&self, name: &str, deadline: Deadline) -> Result<()> {
        let name = ObjectName::new(name)?;
        self.table.locked(deadline, |locked| locked.remove(&name))
    }

    /// Removes the object in a row: for one whose name was damaged. `NotFound` if there is
    /// none; `State` while it is being created, and, if the row's state is damaged beyond
    /// one flipped bit, while somebody living has it open.
    pub fn remove_row(&self, row: u16, deadline: Deadline) -> Result<()> {
        self.check_row(row)?;
        self.table.locked(deadline, |locked| locked.remove_row(row as usize))
    }

    /// Allocates pages held by this participant. Before it answers `NoSpace`, it frees the
    /// objects that were removed and let go of while another had the directory's lock.
    pub fn allocate_pages(&self, count: usize, deadline: Deadline) -> Result<Run> {
        self.table.allocate(count, Holder::Participant(self.me().row), deadline)
    }

    /// Lets go of an object. After the last handle of the last participant, a removed object
    /// is freed. Never waits for a lock.
    pub fn close(&self, object: &ObjectRef) -> Result<()> {
        let index = object.row as usize;
        if !self.let_go(index, object.generation) {
            let ObjectRef { row, generation, .. } = object;
            fail!(State, "object in row {row}, generation {generation}: not open here");
        }
        Ok(())
    }

    /// The bytes of an object held open.
    pub fn mem(&self, object: &ObjectRef) -> Mem<'a> {
        self.table.view.mem.part(object.offset, object.size)
    }

    /// What a row says; `None` if it has no object, or one that is still being created or
    /// already being freed. Takes no lock and holds nothing: the object may be gone by the
    /// time the answer is read.
    pub fn info(&self, row: u16) -> Result<Option<ObjectInfo>> {
        self.check_row(row)?;
        let view = self.table.row(row as usize);
        let state = view.state(Acquire);
        let stage = match state.stage() {
            Some(stage @ (Stage::Live | Stage::Removed)) => stage,
            Some(Stage::Free | Stage::Creating | Stage::Freeing) => return Ok(None),
            None => fail!(Corrupt, "directory row {row}: the state word {state:?} does not check"),
        };
        let entry = match view.entry(state) {
            Ok(Some(entry)) => entry,
            Ok(None) => return Ok(None),
            Err(error) => fail!(Corrupt, "directory row {row}: {error}"),
        };
        Ok(Some(ObjectInfo {
            row,
            generation: state.generation(),
            stage,
            name: entry.name,
            kind: entry.kind,
            layout_version: entry.layout_version,
            tag: entry.tag,
            params: entry.params,
            offset: entry.offset,
            size: entry.size,
            creator: entry.creator,
            created: entry.created,
            holders: view.mask().count(),
        }))
    }

    /// What the row of the object of that name says, without holding it; `None` if there is
    /// no such object.
    pub(crate) fn look(&self, name: &ObjectName) -> Result<Option<ObjectInfo>> {
        let mut damaged = Ok(None);
        for row in 0..self.table.rows() {
            if !self.table.row(row).is_named(name) {
                continue;
            }
            match self.info(row as u16) {
                Ok(Some(info)) if info.name == *name && info.stage == Stage::Live => {
                    return Ok(Some(info));
                }
                Ok(_) => {}
                Err(error) => damaged = Err(error),
            }
        }
        damaged
    }

    fn check_row(&self, row: u16) -> Result<()> {
        if row as usize >= self.table.rows() {
            fail!(Invalid, "directory row {row}: there are {}", self.table.rows());
        }
        Ok(())
    }

    /// Every object there is, in the order of rows; an error for a row that does not check.
    pub fn list(&self) -> impl Iterator<Item = Result<ObjectInfo>> + use<'a> {
        let directory = *self;
        (0..self.table.rows()).filter_map(move |row| directory.info(row as u16).transpose())
    }

    /// Reports what does not hold in the directory and in its objects. Others may work
    /// meanwhile; only what no interleaving of theirs explains is reported.
    pub fn verify(&self, report: &mut dyn FnMut(Finding)) {
        verify_directory(self.table.view, self.table.kinds, report);
    }

    #[cfg(test)]
    pub(super) fn table(&self) -> &Table<'a> {
        &self.table
    }

    fn me(&self) -> ParticipantId {
        self.table.view.mem.live().me()
    }

    fn kind(&self, name: &ObjectName, id: KindId) -> Result<&'static dyn Kind> {
        let Some(kind) = self.table.kind(id) else {
            fail!(Unsupported, "object {name:?}: this build has no kind {id:?}");
        };
        Ok(kind)
    }

    /// Looks for the name once, without the lock, and holds what it finds.
    fn find(&self, name: &ObjectName) -> Result<Found> {
        let (mut found, mut damaged) = (Found::Nothing, None);
        for index in 0..self.table.rows() {
            let row = self.table.row(index);
            // Acquire: with the stores of CREATING and LIVE.
            let state = row.state(Acquire);
            match state.stage() {
                Some(Stage::Live) if row.is_named(name) && self.hold(index, state) => {
                    match row.entry(state) {
                        Ok(Some(entry)) if entry.name == *name => {
                            return Ok(Found::Held(Held { index, state, entry }));
                        }
                        Ok(_) => {
                            self.let_go(index, state.generation());
                        }
                        Err(error) => {
                            self.let_go(index, state.generation());
                            fail!(Corrupt, "object {name:?} in row {index}: {error}");
                        }
                    }
                }
                Some(Stage::Creating) if row.is_named(name) && !self.table.is_abandoned(&row) => {
                    found = Found::Soon;
                }
                None if row.is_named(name) => damaged = Some((index, state)),
                _ => {}
            }
        }
        if let (Found::Nothing, Some((index, state))) = (&found, damaged) {
            fail!(Corrupt, "object {name:?} in row {index}: {state:?} does not check");
        }
        Ok(found)
    }

    /// Sets the own bit and looks again: the object is held if its state is still `state`.
    pub(super) fn hold(&self, index: usize, state: StateWord) -> bool {
        let row = self.table.row(index);
        let me = self.me().row;
        let held = self.holds.take(
            index,
            state,
            || row.mask().set(me),
            || {
                if seeded(Bug::OpenWithoutSecondLook) {
                    return true;
                }
                // SeqCst, after the SeqCst set: see `Mask`.
                row.state(SeqCst) == state
            },
            || {
                if seeded(Bug::UndoOutsideMutex) {
                    return;
                }
                row.mask().clear(me);
            },
        );
        if !held {
            if seeded(Bug::UndoOutsideMutex) {
                row.mask().clear(me);
            }
            // The bit that was just undone may have kept a remover from freeing the object.
            self.table.after_clear(index);
        }
        held
    }

    /// Counts one hold less; after the last, clears the own bit.
    pub(super) fn let_go(&self, index: usize, generation: u64) -> bool {
        let me = self.me();
        let clear = || {
            let state = self.table.row(index).state(SeqCst);
            if let Content::Known { kind, mem, params, .. } = self.table.content(index, state) {
                // Once the bit is gone, nobody who cleans up after this one looks here.
                keep_queued(self.table.view, index, me, kind, mem, &params);
            }
            self.table.row(index).mask().clear(me.row);
        };
        match self.holds.drop_one(index, generation, clear) {
            Some(true) => self.table.after_clear(index),
            Some(false) => {}
            None => return false,
        }
        true
    }

    /// Checks a held object against what the opener expects; lets go of it if it differs.
    fn accept(
        &self,
        held: Held,
        kind: KindId,
        tag: TypeTag,
        params: Option<&Params>,
    ) -> Result<ObjectRef> {
        let checked = self.check(&held, kind, tag, params);
        if checked.is_err() {
            self.let_go(held.index, held.state.generation());
        }
        checked.map(|()| held.object())
    }

    fn check(
        &self,
        held: &Held,
        kind: KindId,
        tag: TypeTag,
        params: Option<&Params>,
    ) -> Result<()> {
        let Entry { name, params: theirs, tag: its, .. } = &held.entry;
        let its_kind = self.kind(name, held.entry.kind)?;
        check_type(name, its_kind, held.entry.layout_version, its, (kind, tag))?;
        if let Some(params) = params.filter(|params| *params != theirs) {
            fail!(
                Mismatch,
                "object {name:?}: its parameters are {:?}, {:?} wanted",
                theirs.0,
                params.0
            );
        }
        let attach = |mem| its_kind.attach(mem, theirs);
        if let Err(error) = self.table.object_mem(held.index, &held.entry).and_then(attach) {
            return Err(Error::with_detail(
                error.status(),
                format_args!("object {name:?} in row {}: {error}", held.index),
            ));
        }
        Ok(())
    }
}

/// Compares what an object is with what its opener wants.
fn check_type(
    name: &ObjectName,
    its_kind: &dyn Kind,
    version: u32,
    its: &TypeTag,
    (kind, tag): (KindId, TypeTag),
) -> Result<()> {
    if its_kind.id() != kind {
        fail!(Mismatch, "object {name:?}: its kind is {:?}, {kind:?} wanted", its_kind.id());
    }
    let knows = its_kind.layout_version();
    if version != knows {
        fail!(Mismatch, "object {name:?}: its layout is version {version}, this build's {knows}");
    }
    if !its.accepts(&tag) {
        fail!(Mismatch, "object {name:?}: its elements are {its:?}, {tag:?} wanted");
    }
    Ok(())
}

impl ObjectInfo {
    /// As an open by name checks it: for looking at the object without holding it.
    pub(crate) fn accepts(&self, kinds: Kinds, kind: KindId, tag: TypeTag) -> Result<()> {
        let Some(its_kind) = kinds.iter().find(|known| known.id() == self.kind) else {
            fail!(Unsupported, "object {:?}: this build has no kind {:?}", self.name, self.kind);
        };
        check_type(&self.name, *its_kind, self.layout_version, &self.tag, (kind, tag))
    }

    /// The object's place, checked against the layout: for looking at it without holding it.
    pub(crate) fn reference(&self, layout: &Layout) -> Result<ObjectRef> {
        let ObjectInfo { row, generation, kind, params, offset, size, .. } = *self;
        let (from, to) = (layout.pages as u64, layout.page(layout.page_count) as u64);
        if offset < from || offset % PAGE_SIZE as u64 != 0 || size > to || offset > to - size {
            fail!(Corrupt, "object {:?}: {size} bytes at {offset} are not in the pages", self.name);
        }
        let (offset, size) = (offset as usize, size as usize);
        Ok(ObjectRef { row, generation, kind, offset, size, params })
    }
}

impl Held {
    fn object(&self) -> ObjectRef {
        ObjectRef {
            row: self.index as u16,
            generation: self.state.generation(),
            kind: self.entry.kind,
            offset: self.entry.offset as usize,
            size: self.entry.size as usize,
            params: self.entry.params,
        }
    }
}

/// An object being created, undone when dropped before it was published.
struct Creation<'a> {
    directory: Directory<'a>,
    index: usize,
    state: StateWord,
    published: bool,
}

impl<'a> Creation<'a> {
    /// Called under the lock. The creator's own bit is set before anybody can open and
    /// remove the object: it is held from its first moment.
    fn begin(directory: Directory<'a>, index: usize, state: StateWord) -> Creation<'a> {
        let set = || {
            if seeded(Bug::NoOwnBit) {
                return;
            }
            directory.table.row(index).mask().set(directory.me().row);
        };
        directory.holds.take(index, state, set, || true, || {});
        Creation { directory, index, state, published: false }
    }

    fn row(&self) -> Row<'a> {
        self.directory.table.row(self.index)
    }

    /// The commit.
    fn publish(&mut self, entry: &Entry) -> Result<()> {
        self.row().place(self.state, entry);
        let live = self.state.at(Stage::Live);
        // An exchange, because the row is the creator's alone: anything else there is a
        // scribble.
        if !self.row().change_state(self.state, live) {
            fail!(Corrupt, "object {:?}: row {} changed under its creator", entry.name, self.index);
        }
        self.state = live;
        self.published = true;
        Ok(())
    }
}

impl Drop for Creation<'_> {
    fn drop(&mut self) {
        if self.published {
            return;
        }
        // Bit first: once the creator has given up, the row may be taken by another.
        self.directory.let_go(self.index, self.state.generation());
        self.row().give_up();
        // If the lock is taken, its next holder finishes.
        let _ = self.directory.table.locked(Deadline::POLL, |_| Ok(()));
    }
}

//! The directory's rows under its owner lock: taking one, and finishing what ends.

use super::kind::{Kind, Params};
use super::row::{Entry, Row, Stage, StateWord};
use super::seeded::{Bug, seeded};
use super::{KindId, ObjectName};
use crate::arena::{Holder, Pages, Run, claim, sweep};
use crate::provider::Mem;
use crate::segment::View;
use crate::segment::layout::{CONTROL, DIRECTORY_ROW_SIZE, PAGE_SIZE, control};
use crate::status::{Result, Status, fail};
use crate::sync::{Deadline, EventCount, Ordering::*, OwnerLock};

/// The kinds of object a build knows.
pub type Kinds = &'static [&'static dyn Kind];

/// The directory without the process-local counts: what a reaper works on too.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    pub(crate) view: View<'a>,
    pub(crate) kinds: Kinds,
}

/// The table while this thread has its lock. Only through it does a row leave FREE, LIVE
/// or REMOVED, or become FREE.
pub(crate) struct Locked<'t, 'a> {
    table: &'t Table<'a>,
}

/// What is in a row.
pub(crate) enum Content<'a> {
    /// An object of a kind that this build knows, from this page on.
    Known { kind: &'static dyn Kind, mem: Mem<'a>, params: Params, page: usize },
    /// An object of a kind, or a layout version, that this build does not know.
    Unknown,
    /// The description, or the page table's word on it, does not check. Nobody can tell the
    /// kind to recover or release such an object; its pages still bear the row's name.
    Broken,
}

impl<'a> Table<'a> {
    pub(crate) fn rows(&self) -> usize {
        self.view.layout.counts.directory_rows as usize
    }

    pub(crate) fn row(&self, index: usize) -> Row<'a> {
        let mem = self.view.mem.part(self.view.layout.directory_row(index), DIRECTORY_ROW_SIZE);
        Row::new(mem, self.view.layout.counts.participants)
    }

    pub(crate) fn kind(&self, id: KindId) -> Option<&'static dyn Kind> {
        self.kinds.iter().copied().find(|kind| kind.id() == id)
    }

    pub(crate) fn event(&self) -> EventCount<'a> {
        EventCount::at(self.view.mem, CONTROL + control::DIRECTORY_EVENT)
    }

    /// The object's bytes, if the page table agrees that they are the row's.
    pub(crate) fn object_mem(&self, index: usize, entry: &Entry) -> Result<Mem<'a>> {
        let page = self.page_of(entry)?;
        match Pages::new(self.view).run_at(page)? {
            Some(run)
                if run.holder == Some(Holder::Object(index as u16))
                    && entry.size > 0
                    && entry.size <= (run.count * PAGE_SIZE) as u64 =>
            {
                Ok(self.view.mem.part(self.view.layout.page(page), entry.size as usize))
            }
            run => fail!(
                Corrupt,
                "{} bytes at page {page}: the page table has {run:?} there",
                entry.size
            ),
        }
    }

    fn page_of(&self, entry: &Entry) -> Result<usize> {
        let layout = self.view.layout;
        let offset = usize::try_from(entry.offset).ok().and_then(|o| o.checked_sub(layout.pages));
        match offset.filter(|o| o.is_multiple_of(PAGE_SIZE) && o / PAGE_SIZE < layout.page_count) {
            Some(offset) => Ok(offset / PAGE_SIZE),
            None => fail!(Corrupt, "offset {} is not a page of the segment", entry.offset),
        }
    }

    /// What is in a row whose state is `state`, for recovery and release. Undoes a flipped bit
    /// in the word of its first page.
    pub(crate) fn content(&self, index: usize, state: StateWord) -> Content<'a> {
        let Ok(Some(entry)) = self.row(index).entry(state) else { return Content::Broken };
        let known = self.kind(entry.kind).filter(|k| k.layout_version() == entry.layout_version);
        let Some(kind) = known else { return Content::Unknown };
        let Ok(page) = self.page_of(&entry) else { return Content::Broken };
        Pages::new(self.view).mend(page);
        match self.object_mem(index, &entry) {
            Ok(mem) => Content::Known { kind, mem, params: entry.params, page },
            Err(_) => Content::Broken,
        }
    }

    /// Allocates a run. If there is no space, whatever waits to be freed is freed first: who
    /// lets go of a removed object last leaves that to the next locker if the lock is taken.
    pub(crate) fn allocate(&self, count: usize, holder: Holder, until: Deadline) -> Result<Run> {
        let pages = Pages::new(self.view);
        match pages.allocate(count, holder, until) {
            Err(error) if error.status() == Status::NoSpace && !seeded(Bug::NoSpaceAtOnce) => {
                match self.locked(until, |_| Ok(())) {
                    Ok(()) => pages.allocate(count, holder, until),
                    Err(_) => Err(error),
                }
            }
            answer => answer,
        }
    }

    /// Runs `body` under the directory's lock, after finishing whatever the dead, or those
    /// who found the lock taken, left behind. Then wakes those who wait for the directory.
    ///
    /// A lock taken from the dead needs no other repair: each step of a row's life is one
    /// store of its state, and every locker finishes what it meets half done.
    pub(crate) fn locked<T>(
        &self,
        deadline: Deadline,
        body: impl FnOnce(&Locked<'_, 'a>) -> Result<T>,
    ) -> Result<T> {
        let word = self.view.mem.word32(CONTROL + control::DIRECTORY_LOCK);
        let guard = OwnerLock::new(word, self.view.mem.live(), "directory").lock(deadline)?;
        let locked = Locked { table: self };
        for index in 0..self.rows() {
            locked.finish(index);
        }
        let answer = body(&locked);
        drop(guard);
        self.event().wake();
        answer
    }

    /// Whether an object that is being created has lost its creator.
    pub(crate) fn is_abandoned(&self, row: &Row<'_>) -> bool {
        row.creator().is_none_or(|creator| self.view.mem.live().is_dead(creator))
    }

    /// For whoever has cleared a bit: if it was the last of a removed object, finishes it,
    /// unless the lock is taken; then the next locker does.
    pub(crate) fn after_clear(&self, index: usize) {
        let row = self.row(index);
        // SeqCst, after the SeqCst clear: see `Mask`.
        if row.state(SeqCst).is(Stage::Removed) && row.mask().is_empty() {
            let _ = self.locked(Deadline::POLL, |_| Ok(()));
        }
    }
}

impl<'a> Locked<'_, 'a> {
    /// Takes a free row for `entry`: from the CREATING store on, the row is its creator's,
    /// and whoever finds that one dead undoes it.
    pub(crate) fn take_row(&self, entry: &Entry) -> Result<(usize, StateWord)> {
        let mut free = None;
        for index in 0..self.table.rows() {
            let row = self.table.row(index);
            let state = row.state(Acquire);
            match state.stage() {
                Some(Stage::Free) => free = free.or(Some((index, state))),
                Some(Stage::Creating | Stage::Live) if row.is_named(&entry.name) => {
                    let stage = if state.is(Stage::Live) { "exists" } else { "is being created" };
                    fail!(Exists, "object {:?}: {stage}, in row {index}", entry.name);
                }
                None if row.is_named(&entry.name) => {
                    fail!(
                        Corrupt,
                        "object {:?}: row {index} has the name, and {state:?} does not check: \
                         remove it first",
                        entry.name
                    );
                }
                _ => {}
            }
        }
        let Some((index, state)) = free else {
            fail!(NoSpace, "object {:?}: all {} rows are taken", entry.name, self.table.rows());
        };
        let row = self.table.row(index);
        row.describe(entry);
        let state = state.at(Stage::Creating);
        // Release: whoever reads CREATING (Acquire) sees creator and name.
        row.set_state(state, Release);
        Ok((index, state))
    }

    /// Takes the name from the object; frees it at once if nobody has it open.
    pub(crate) fn remove(&self, name: &ObjectName) -> Result<()> {
        let mut damaged = None;
        for index in 0..self.table.rows() {
            let row = self.table.row(index);
            match row.state(Acquire).stage() {
                Some(Stage::Live) if row.is_named(name) => return self.remove_row(index),
                None if row.is_named(name) => damaged = Some(index),
                _ => {}
            }
        }
        match damaged {
            Some(index) => self.remove_row(index),
            None => fail!(NotFound, "object {name:?}: not found"),
        }
    }

    /// Likewise of the object in a row, whatever its description says.
    pub(crate) fn remove_row(&self, index: usize) -> Result<()> {
        let row = self.table.row(index);
        let state = row.state(Acquire);
        match state.stage() {
            Some(Stage::Live) => {
                // SeqCst, before the mask is read in `finish`: see `Mask`.
                row.set_state(state.at(Stage::Removed), SeqCst);
                self.finish(index);
            }
            // It ends when those who have it open let go of it.
            Some(Stage::Removed | Stage::Freeing) => {}
            Some(Stage::Free) => fail!(NotFound, "directory row {index}: no object in it"),
            Some(Stage::Creating) => fail!(State, "directory row {index}: still being created"),
            // Nobody can open it, and nobody has it open.
            None if row.mask().is_empty() => self.free(index, state),
            None => fail!(
                State,
                "directory row {index}: {state:?} does not check, {} participants have it open",
                row.mask().count()
            ),
        }
        Ok(())
    }

    /// Finishes what ends in this row: an object removed that nobody has open, one being
    /// freed, one whose creator is gone. Undoes a flipped bit in its state first. Leaves
    /// what this build cannot release.
    pub(crate) fn finish(&self, index: usize) {
        let row = self.table.row(index);
        let mut state = row.state(SeqCst);
        if state.stage().is_none() {
            // Nobody else writes a word of no stage while we have the lock.
            match state.mended() {
                Some(mended) if row.change_state(state, mended) => state = mended,
                _ => return,
            }
        }
        match state.stage() {
            // Never LIVE, so nobody but the creator ever saw its pages.
            Some(Stage::Creating) if self.table.is_abandoned(&row) => self.free(index, state),
            // Nobody can get in any more: an opener reads the state after setting its bit,
            // and the state stays REMOVED or later for this generation.
            Some(Stage::Removed) if row.mask().is_empty() => self.end(index, state),
            Some(Stage::Freeing) => self.end(index, state),
            _ => {}
        }
    }

    /// Ends an object that nobody has open.
    fn end(&self, index: usize, state: StateWord) {
        match self.table.content(index, state) {
            Content::Unknown => return,
            Content::Broken if seeded(Bug::KeepBroken) => return,
            Content::Broken | Content::Known { .. } => {}
        }
        if state.is(Stage::Removed) {
            if seeded(Bug::NobodyFinishes) {
                return;
            }
            if seeded(Bug::FreeBeforeFreeing) {
                self.release(index, state);
            }
            // From here on the mask no longer counts: a late opener's bit, alive or dead,
            // must not make anybody touch the pages again. Release: after the reads of the
            // mask.
            self.table.row(index).set_state(state.at(Stage::Freeing), Release);
        }
        if self.release(index, state) && !seeded(Bug::AlwaysSweep) {
            self.vacate(index, state);
        } else {
            self.free(index, state);
        }
    }

    /// Lets the kind let go of what the object lists, then frees the object's pages: true if
    /// that was all it had. While they are the row's, the kind may run (again); once they
    /// are not, it has done its work. False if the description or the page table does not
    /// check, the pages are free already, or blocks may be its: then only a sweep knows what is
    /// left.
    fn release(&self, index: usize, state: StateWord) -> bool {
        if seeded(Bug::RowBeforeRuns) {
            return false;
        }
        let Content::Known { kind, mem, params, page } = self.table.content(index, state) else {
            return false;
        };
        let row = Holder::Object(index as u16);
        let queues = kind.blocks(mem, &params, &mut |block| {
            // Fails for what was taken, or ended otherwise.
            let _ = claim(self.table.view, block.reference, &[block.sender], row);
        });
        kind.release(mem, &params);
        if queues {
            return false; // blocks may be its, too
        }
        Pages::new(self.table.view).free(page, Holder::Object(index as u16)).is_ok()
    }

    /// Frees every run of the row, then the row. A sweep of the whole page table: for a row
    /// whose description does not say what it has.
    fn free(&self, index: usize, state: StateWord) {
        if seeded(Bug::RowBeforeRuns) {
            self.vacate(index, state);
        }
        sweep(self.table.view, Holder::Object(index as u16));
        self.vacate(index, state);
    }

    /// Frees the row, which has no runs any more.
    fn vacate(&self, index: usize, state: StateWord) {
        let row = self.table.row(index);
        row.mask().clear_stray();
        // Release: the next creator (Acquire, under the lock) finds the row without runs.
        row.set_state(state.next(), Release);
    }
}

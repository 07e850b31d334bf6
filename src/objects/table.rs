//! The directory's rows under its owner lock: taking one, and finishing what ends.

use super::kind::Kind;
use super::row::{Entry, Row, Stage, StateWord};
use super::seeded::{Bug, seeded};
use super::{KindId, ObjectName};
use crate::arena::{Holder, Pages};
use crate::provider::Mem;
use crate::segment::View;
use crate::segment::layout::{CONTROL, DIRECTORY_ROW_SIZE, PAGE_SIZE, control};
use crate::status::{Result, fail};
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
        let layout = self.view.layout;
        let page = usize::try_from(entry.offset)
            .ok()
            .and_then(|offset| offset.checked_sub(layout.pages))
            .filter(|offset| {
                offset.is_multiple_of(PAGE_SIZE) && offset / PAGE_SIZE < layout.page_count
            })
            .map(|offset| offset / PAGE_SIZE);
        let Some(page) = page else {
            fail!(Corrupt, "offset {} is not a page of the segment", entry.offset);
        };
        match Pages::new(self.view).run_at(page)? {
            Some(run)
                if run.holder == Some(Holder::Object(index as u16))
                    && entry.size > 0
                    && entry.size <= (run.count * PAGE_SIZE) as u64 =>
            {
                Ok(self.view.mem.part(layout.page(page), entry.size as usize))
            }
            run => fail!(
                Corrupt,
                "{} bytes at page {page}: the page table has {run:?} there",
                entry.size
            ),
        }
    }

    /// Kind, bytes and description of the object in a row whose state is `state`: what
    /// recovery needs. `None` if this build does not know the kind or the row does not check.
    pub(crate) fn object(
        &self,
        index: usize,
        state: StateWord,
    ) -> Option<(&'static dyn Kind, Mem<'a>, Entry)> {
        let (kind, entry) = self.known(index, state)?;
        Some((kind, self.object_mem(index, &entry).ok()?, entry))
    }

    fn known(&self, index: usize, state: StateWord) -> Option<(&'static dyn Kind, Entry)> {
        let entry = self.row(index).entry(state).ok()??;
        let kind = self.kind(entry.kind)?;
        (kind.layout_version() == entry.layout_version).then_some((kind, entry))
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
        for index in 0..self.table.rows() {
            let row = self.table.row(index);
            let state = row.state(Acquire);
            if !state.is(Stage::Live) || !row.is_named(name) {
                continue;
            }
            if let Err(error) = row.entry(state) {
                fail!(Corrupt, "object {name:?} in row {index}: {error}");
            }
            // SeqCst, before the mask is read in `finish`: see `Mask`.
            row.set_state(state.at(Stage::Removed), SeqCst);
            self.finish(index);
            return Ok(());
        }
        fail!(NotFound, "object {name:?}: not found");
    }

    /// Finishes what ends in this row: an object removed that nobody has open, one being
    /// freed, one whose creator is gone. Leaves what this build cannot release.
    pub(crate) fn finish(&self, index: usize) {
        let row = self.table.row(index);
        let state = row.state(SeqCst);
        match state.stage() {
            // Never LIVE, so nobody but the creator ever saw its pages.
            Some(Stage::Creating) if self.table.is_abandoned(&row) => self.free(index, state),
            // Nobody can get in any more: an opener reads the state after setting its bit,
            // and the state stays REMOVED or later for this generation.
            Some(Stage::Removed) if row.mask().is_empty() => {
                if self.table.known(index, state).is_none() {
                    return;
                }
                if seeded(Bug::NobodyFinishes) {
                    return;
                }
                if seeded(Bug::FreeBeforeFreeing) {
                    self.release(index, state);
                }
                // From here on the mask no longer counts: a late opener's bit, alive or
                // dead, must not make anybody touch the pages again. Release: after the
                // reads of the mask.
                row.set_state(state.at(Stage::Freeing), Release);
                self.release(index, state);
                self.free(index, state);
            }
            Some(Stage::Freeing) if self.table.known(index, state).is_some() => {
                self.release(index, state);
                self.free(index, state);
            }
            _ => {}
        }
    }

    /// Lets the kind let go of what the object lists, then frees the object's own pages.
    /// They go first of all its runs: while they are the row's, none is freed yet, and the
    /// kind may run (again); once they are not, it has done its work.
    fn release(&self, index: usize, state: StateWord) {
        if seeded(Bug::RowBeforeRuns) {
            return;
        }
        let Some((kind, mem, entry)) = self.table.object(index, state) else { return };
        kind.release(mem, &entry.params);
        let page = (entry.offset as usize - self.table.view.layout.pages) / PAGE_SIZE;
        // Cannot fail: `object` has just found the run, and only the lock's holder frees it.
        let _ = Pages::new(self.table.view).free(page, Holder::Object(index as u16));
    }

    /// Frees every run of the row, then the row.
    fn free(&self, index: usize, state: StateWord) {
        let row = self.table.row(index);
        if seeded(Bug::RowBeforeRuns) {
            row.set_state(state.next(), Release);
        }
        Pages::new(self.table.view).free_all(Holder::Object(index as u16));
        // Release: the next creator (Acquire, under the lock) finds the row without runs.
        row.set_state(state.next(), Release);
    }
}

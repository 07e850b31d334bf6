//! Runs of pages: allocate, free, sweep.
//!
//! ```text
//! page     4          5          6          7          8          9
//! word  RUN obj 2  TAIL 4     TAIL 4     FREE       RUN part 0 TAIL 4
//!       of 3                                        of 1       (4..7 does not cover 9: free)
//! ```
//! * **Allocation** holds the arena's owner lock. It writes the tail words first and the
//!   head's word last: that one store commits the run and its holder together.
//! * **Freeing** is one exchange of the head word, without the lock. Tails are never cleared
//!   and never walked: a tail is free as soon as its head's word does not cover it.
//!
//! Only the lock's holder turns free pages into used ones, so what a search found free
//! stays free until it commits, while others free what they like.
//!
//! **Crash behaviour.** A locker killed before the commit leaves tail words that name a page
//! whose word does not cover them, which is what free pages look like anyway; and a stale
//! hint. So taking the lock from the dead needs no repair. Killed after it, the run belongs
//! to its holder, whose sweep frees it. A freer killed before its exchange has freed
//! nothing, after it everything.
//!
//! **Damage.** A word carries a check. A page whose word does not check is not handed out,
//! nor are the pages whose word names it as their head: a run keeps its pages whatever bit
//! flips. [`Pages::verify`] reports such a word. One flipped bit is undone by whoever frees
//! the run, by the sweep of its holder, and, in any page, by an allocation before it answers
//! `NoSpace`. What is damaged more than that stays out of use as long as the segment lives.

use core::ops::ControlFlow;

use super::page_word::{Holder, PageState, PageWord};
use super::seeded::{Bug, seeded};
use crate::segment::View;
use crate::segment::layout::{CONTROL, control};
use crate::status::{Result, fail};
use crate::sync::{Deadline, Ordering::*, OwnerLock, Shared64};

#[cfg(all(test, not(shuttle)))]
mod tests;

#[cfg(test)]
thread_local! {
    /// Passes over a whole page table that this thread has made to free something.
    pub(crate) static SWEEPS: core::cell::Cell<u64> = const { core::cell::Cell::new(0) };
}

/// Neighbouring pages handed out together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first page.
    pub page: usize,
    /// How many pages.
    pub count: usize,
    /// How many runs that began at this page were freed before, modulo 2¹³.
    pub generation: u32,
    /// Whose they are; `None` for a heap's sector.
    pub holder: Option<Holder>,
}

/// What the page table held during one pass over it. Others allocate and free meanwhile, so
/// the figures are exact only while nobody does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageStatistics {
    /// Pages of the arena.
    pub pages: usize,
    /// Pages that are free.
    pub free: usize,
    /// The most free pages in a row: the largest run that can be had now.
    pub largest_free: usize,
    /// Runs in use.
    pub runs: usize,
    /// Pages held by participants.
    pub participant_pages: usize,
    /// Pages held by objects.
    pub object_pages: usize,
    /// Pages of heap sectors.
    pub sector_pages: usize,
    /// Pages whose word, or whose head's word, says nothing that a page can be: never handed
    /// out.
    pub stray: usize,
}

/// The arena's pages.
#[derive(Clone, Copy)]
pub struct Pages<'a> {
    view: View<'a>,
}

/// What one place of the page table turned out to be, and how far it reaches.
enum Place {
    Free,
    Run(Run),
    /// Inside the run that starts at this page; so many pages of it are left.
    Inside(usize, usize),
    Stray,
}

impl<'a> Pages<'a> {
    /// The pages of a segment.
    pub fn new(view: View<'a>) -> Pages<'a> {
        Pages { view }
    }

    /// Allocates `count` neighbouring pages for `holder`. Their bytes are arbitrary.
    ///
    /// Waits for the arena's lock until `deadline`; a lock left by the dead is taken over. A
    /// process killed in here has either allocated the whole run for `holder` or nothing.
    pub fn allocate(&self, count: usize, holder: Holder, deadline: Deadline) -> Result<Run> {
        if count == 0 {
            fail!(Invalid, "pages: a run of 0 pages");
        }
        self.check_holder(holder)?;
        let total = self.view.layout.page_count;
        if count > total {
            fail!(NoSpace, "pages: {count} wanted, the arena has {total}");
        }
        let _locked = self.lock().lock(deadline)?;
        let Some(page) = self.find(count).or_else(|| self.find_mended(count)) else {
            let PageStatistics { free, largest_free, .. } = self.statistics();
            fail!(
                NoSpace,
                "pages: {count} in a row wanted, {free} of {total} are free, {largest_free} in a row"
            );
        };
        Ok(self.commit(page, count, holder))
    }

    /// Allocates `count` pages from a multiple of `count` on, for `holder`: the highest there
    /// are, as other runs are allocated from the lowest on.
    pub(crate) fn allocate_aligned(
        &self,
        count: usize,
        holder: Holder,
        deadline: Deadline,
    ) -> Result<Run> {
        self.check_holder(holder)?;
        let total = self.view.layout.page_count;
        let _locked = self.lock().lock(deadline)?;
        let mut starts = (0..total / count).rev().map(|place| place * count);
        match starts.find_map(|start| self.find_in(start, start + count, count)) {
            Some(page) => Ok(self.commit(page, count, holder)),
            None => fail!(NoSpace, "pages: no sector of {count} pages is free"),
        }
    }

    /// Turns a run into a sector, for good. False if `holder` does not hold it any more.
    pub(crate) fn make_sector(&self, run: Run, holder: Holder) -> bool {
        self.exchange(run, holder, PageState::Sector { count: run.count as u32 })
    }

    /// Makes `to` the holder of a run. False if `from` does not hold it any more.
    pub(crate) fn pass(&self, run: Run, from: Holder, to: Holder) -> Result<bool> {
        self.check_holder(to)?;
        Ok(self.exchange(run, from, PageState::Run { holder: to, count: run.count as u32 }))
    }

    fn exchange(&self, run: Run, holder: Holder, state: PageState) -> bool {
        let found = PageState::Run { holder, count: run.count as u32 };
        let found = PageWord::new(found, run.generation);
        let new = PageWord::new(state, run.generation);
        // AcqRel: continues the chain of `free_word`; and what was written into the pages
        // comes before what they become.
        self.at(run.page).compare_exchange(found.to_bits(), new.to_bits(), AcqRel).is_ok()
    }

    /// The lock under which free pages become used ones. Taken from the dead or not, there
    /// is nothing to repair: see the module's text.
    fn lock(&self) -> OwnerLock<'a> {
        let word = self.view.mem.word32(CONTROL + control::ARENA_LOCK);
        OwnerLock::new(word, self.view.mem.live(), "arena")
    }

    /// Frees the run that starts at `page`, if it is `holder`'s. An error (already free, not
    /// the start of a run, somebody else's) changes nothing, but that a flipped bit in the
    /// page's word is undone.
    pub fn free(&self, page: usize, holder: Holder) -> Result<()> {
        self.word(page)?;
        self.mend(page);
        let found = self.at(page).load(Acquire);
        match self.place(page, PageWord::from_bits(found)) {
            Place::Run(run) if run.holder == Some(holder) => {
                if self.free_word(page, found) {
                    return Ok(());
                }
                fail!(State, "page {page}: freed by somebody else at the same time");
            }
            Place::Run(Run { holder: Some(other), .. }) => {
                fail!(State, "page {page}: held by {other:?}, not by {holder:?}")
            }
            Place::Run(_) => fail!(State, "page {page}: part of a heap, not held by {holder:?}"),
            Place::Inside(head, _) => fail!(Invalid, "page {page}: inside the run at page {head}"),
            Place::Free => fail!(State, "page {page}: already free"),
            Place::Stray => fail!(Corrupt, "page {page}: word {found:#018x} means nothing"),
        }
    }

    /// Frees a run of `holder` that was seen as `run`. `State`, and nothing changes, if it is
    /// not that one any more: the same row may hold a later one that starts at this page.
    pub(crate) fn free_run(&self, run: Run, holder: Holder) -> Result<()> {
        let seen = PageState::Run { holder, count: run.count as u32 };
        if self.free_word(run.page, PageWord::new(seen, run.generation).to_bits()) {
            return Ok(());
        }
        fail!(State, "page {}: its run was given back by somebody else at this time", run.page)
    }

    /// Frees every run of `holder` and answers how many. One pass over the table; each run
    /// by one exchange, so a death in between loses nothing and the next pass goes on.
    ///
    /// The caller knows that nobody allocates for `holder` meanwhile: it is a dead
    /// participant, or an object that nobody has open any more.
    pub fn free_all(&self, holder: Holder) -> usize {
        #[cfg(test)]
        SWEEPS.set(SWEEPS.get() + 1);
        let mut freed = 0;
        for page in 0..self.view.layout.page_count {
            let found = self.at(page).load(Acquire);
            if !PageWord::from_bits(found).resembles_run_of(holder) {
                continue;
            }
            self.mend(page);
            let found = self.at(page).load(Acquire);
            let state = PageWord::from_bits(found).state();
            if matches!(state, Some(PageState::Run { holder: h, .. }) if h == holder) {
                // Lost only to another pass for the same holder, which has freed it.
                freed += self.free_word(page, found) as usize;
            }
        }
        freed
    }

    /// Undoes one flipped bit in the word of `page`, which is one of the arena's; true if
    /// there was one. Needs no lock: a word that does not check is written by nobody else,
    /// but to the same end.
    pub(crate) fn mend(&self, page: usize) -> bool {
        if seeded(Bug::NotMended) {
            return false;
        }
        let found = PageWord::from_bits(self.at(page).load(Acquire));
        let mended = found.mended();
        // AcqRel: as the exchange in `free_word`, of which this continues the chain.
        mended != found
            && self.at(page).compare_exchange(found.to_bits(), mended.to_bits(), AcqRel).is_ok()
    }

    /// The run that starts at `page`, if one does.
    pub fn run_at(&self, page: usize) -> Result<Option<Run>> {
        let found = self.word(page)?.load(Acquire);
        match self.place(page, PageWord::from_bits(found)) {
            Place::Run(run) => Ok(Some(run)),
            Place::Free | Place::Inside(..) => Ok(None),
            Place::Stray => fail!(Corrupt, "page {page}: word {found:#018x} means nothing"),
        }
    }

    /// Calls `visit` for each run, lowest page first, until it breaks.
    pub fn walk(&self, mut visit: impl FnMut(Run) -> ControlFlow<()>) {
        let mut page = 0;
        while page < self.view.layout.page_count {
            let place = self.place(page, PageWord::from_bits(self.at(page).load(Acquire)));
            page += self.reach(&place);
            if let Place::Run(run) = place
                && visit(run).is_break()
            {
                return;
            }
        }
    }

    /// Counts the table once.
    pub fn statistics(&self) -> PageStatistics {
        let mut all = PageStatistics { pages: self.view.layout.page_count, ..Default::default() };
        let (mut page, mut in_a_row) = (0, 0);
        while page < all.pages {
            let place = self.place(page, PageWord::from_bits(self.at(page).load(Acquire)));
            page += self.reach(&place);
            if !matches!(place, Place::Free) {
                in_a_row = 0;
            }
            match place {
                Place::Free => {
                    all.free += 1;
                    in_a_row += 1;
                    all.largest_free = all.largest_free.max(in_a_row);
                }
                Place::Run(run) => {
                    all.runs += 1;
                    match run.holder {
                        Some(Holder::Participant(_)) => all.participant_pages += run.count,
                        Some(Holder::Object(_)) => all.object_pages += run.count,
                        None => all.sector_pages += run.count,
                    }
                }
                // Met only when the run was made while the pass went by.
                Place::Inside(..) => {}
                Place::Stray => all.stray += 1,
            }
        }
        all
    }

    /// Reports what does not hold in the table. Others may allocate and free meanwhile; only
    /// what no interleaving of theirs explains is reported.
    pub fn verify(&self, report: &mut dyn FnMut(String)) {
        let total = self.view.layout.page_count;
        let mut page = 0;
        while page < total {
            let found = self.at(page).load(Acquire);
            let word = PageWord::from_bits(found);
            page += match (word.state(), self.place(page, word)) {
                (_, Place::Run(run)) => {
                    if let Some(holder) = run.holder
                        && let Err(error) = self.check_holder(holder)
                    {
                        report(format!("page {page}: {error}"));
                    }
                    self.verify_tails(run, found, report)
                }
                (Some(PageState::Tail { head }), Place::Stray) => {
                    // Else its head means nothing, which was reported there.
                    if head as usize >= page {
                        report(format!("page {page}: tail of page {head}, which lies behind it"));
                    }
                    1
                }
                (Some(state), Place::Stray) => {
                    report(format!("page {page}: {state:?} reaches beyond {total} pages"));
                    1
                }
                (None, _) => {
                    report(format!("page {page}: word {found:#018x} means nothing"));
                    1
                }
                _ => 1,
            };
        }
    }

    /// A run's tails were all written before its head, and nobody writes them while the head
    /// stands: with the same head word before and after, each must name it.
    fn verify_tails(&self, run: Run, found: u64, report: &mut dyn FnMut(String)) -> usize {
        let wanted = PageState::Tail { head: run.page as u32 };
        for page in run.page + 1..run.page + run.count {
            let tail = PageWord::from_bits(self.at(page).load(Acquire)).state();
            if tail != Some(wanted) {
                if self.at(run.page).load(Acquire) == found {
                    report(format!("page {page}: {tail:?} inside the run {run:?}"));
                }
                return page - run.page;
            }
        }
        run.count
    }

    fn check_holder(&self, holder: Holder) -> Result<()> {
        let counts = &self.view.layout.counts;
        let (row, rows) = match holder {
            Holder::Participant(row) => (row, counts.participants),
            Holder::Object(row) => (row, counts.directory_rows),
        };
        if row as u32 >= rows {
            fail!(Invalid, "holder {holder:?}: its table has {rows} rows");
        }
        Ok(())
    }

    fn word(&self, page: usize) -> Result<&'a Shared64> {
        let total = self.view.layout.page_count;
        if page >= total {
            fail!(Invalid, "page {page}: the arena has {total}");
        }
        Ok(self.at(page))
    }

    fn at(&self, page: usize) -> &'a Shared64 {
        self.view.mem.word64(self.view.layout.page_word(page))
    }

    /// What `page` is, given its word. Anything that could hide a run in use counts as in
    /// use: a scribbled table loses pages, it does not hand them out twice.
    ///
    /// Page words are read with Acquire: with the AcqRel exchange in `free_word`, so that
    /// the last accesses of whoever freed a page come before those of its next holder.
    fn place(&self, page: usize, word: PageWord) -> Place {
        let left = self.view.layout.page_count - page;
        match word.state() {
            Some(PageState::Free) => Place::Free,
            Some(PageState::Run { count, .. } | PageState::Sector { count })
                if count as usize > left =>
            {
                Place::Stray
            }
            Some(PageState::Run { holder, count }) => {
                Place::Run(Run::new(page, count, word, Some(holder)))
            }
            Some(PageState::Sector { count }) => Place::Run(Run::new(page, count, word, None)),
            Some(PageState::Tail { head }) => {
                let head = head as usize;
                if head >= page {
                    return Place::Stray;
                }
                if seeded(Bug::TailNotChecked) {
                    return Place::Inside(head, 1);
                }
                match PageWord::from_bits(self.at(head).load(Acquire)).state() {
                    Some(PageState::Run { count, .. } | PageState::Sector { count })
                        if head + count as usize > page =>
                    {
                        Place::Inside(head, (head + count as usize - page).min(left))
                    }
                    Some(_) => Place::Free,
                    // It may be the head of a run in use.
                    None if !seeded(Bug::HeadNotChecked) => Place::Stray,
                    None => Place::Free,
                }
            }
            None => Place::Stray,
        }
    }

    /// Pages that this place settles.
    fn reach(&self, place: &Place) -> usize {
        match place {
            Place::Run(run) => run.count,
            Place::Inside(_, left) => *left,
            Place::Free | Place::Stray => 1,
        }
    }

    /// Next fit: from the hint on, then from the start.
    fn find(&self, count: usize) -> Option<usize> {
        let total = self.view.layout.page_count;
        // Relaxed: a hint. Whatever it holds, it is only a place to begin.
        let hint = self.view.mem.word64(CONTROL + control::ARENA_HINT).load(Relaxed);
        let hint = usize::try_from(hint).ok().filter(|hint| *hint < total).unwrap_or(0);
        let again = (hint + count - 1).min(total);
        self.find_in(hint, total, count).or_else(|| self.find_in(0, again, count))
    }

    /// Undoes flipped bits, in used pages too, and searches again if there were any.
    fn find_mended(&self, count: usize) -> Option<usize> {
        let mended = (0..self.view.layout.page_count).filter(|page| self.mend(*page)).count();
        (mended > 0).then(|| self.find(count))?
    }

    fn find_in(&self, from: usize, to: usize, count: usize) -> Option<usize> {
        let (mut start, mut page) = (from, from);
        while page < to {
            let place = self.place(page, PageWord::from_bits(self.at(page).load(Acquire)));
            page += self.reach(&place);
            if !matches!(place, Place::Free) {
                start = page;
            } else if page - start == count {
                return Some(start);
            }
        }
        None
    }

    fn commit(&self, page: usize, count: usize, holder: Holder) -> Run {
        // Relaxed, here and below: only the lock's holder writes the words of free pages.
        let head = PageWord::from_bits(self.at(page).load(Relaxed));
        let run = PageState::Run { holder, count: count as u32 };
        let run = PageWord::new(run, head.generation());
        if seeded(Bug::HeadFirst) {
            self.at(page).store(run.to_bits(), Release);
        }
        for tail in page + 1..page + count {
            let generation = PageWord::from_bits(self.at(tail).load(Relaxed)).generation();
            let word = PageWord::new(PageState::Tail { head: page as u32 }, generation);
            // Relaxed: the head's Release publishes it.
            self.at(tail).store(word.to_bits(), Relaxed);
        }
        // The commit. Release: whoever reads the head (Acquire) sees the tails.
        self.at(page).store(run.to_bits(), Release);
        let next = (page + count) as u64;
        self.view.mem.word64(CONTROL + control::ARENA_HINT).store(next, Relaxed);
        Run { page, count, generation: head.generation(), holder: Some(holder) }
    }

    /// Turns the head word `found` into a free one, one generation on.
    fn free_word(&self, page: usize, found: u64) -> bool {
        let generation = PageWord::from_bits(found).generation().wrapping_add(1);
        let free = PageWord::new(PageState::Free, generation);
        // Release: the holder's accesses come before; with the Acquire of the search that
        // finds the page free. Acquire: a sweep goes on from what an earlier one freed.
        self.at(page).compare_exchange(found, free.to_bits(), AcqRel).is_ok()
    }
}

impl Run {
    fn new(page: usize, count: u32, word: PageWord, holder: Option<Holder>) -> Run {
        Run { page, count: count as usize, generation: word.generation(), holder }
    }
}

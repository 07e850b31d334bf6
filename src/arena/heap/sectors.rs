//! Sectors come and go: made of pages, adopted from a heap that has left, formatted anew,
//! left to others.

use super::medium::{Medium, format_medium};
use super::slab::{Slab, SlabId};
use super::{HeapState, Owned, PATIENCE};
use crate::arena::geometry::SLAB_SIZE;
use crate::arena::pages::Pages;
use crate::arena::sector::Sector;
use crate::arena::sector_word::{Format, Grain, SectorOwner};
use crate::arena::seeded::{Bug, seeded};
use crate::segment::View;
use crate::status::{Result, fail};
use crate::sync::Deadline;

/// Above every generation of a page, so that no reference to an earlier run at these pages
/// names a block.
const FIRST_FLOOR: u32 = 1 << 13;

impl HeapState {
    /// Makes a sector of free pages. Killed before the one exchange that makes it a sector,
    /// the pages are the dead one's run; after it, the sector is the dead one's.
    pub(super) fn new_sector(
        &mut self,
        view: View<'_>,
        grain: Grain,
        format: Format,
    ) -> Result<()> {
        let pages = Pages::new(view);
        let count = self.sectors.pages();
        if self.sectors.count == 0 {
            fail!(NoSpace, "heap: the segment has no room for a sector of {count} pages");
        }
        let run = pages.allocate_aligned(count, self.me, Deadline::after(PATIENCE))?;
        let index = run.page / count;
        if seeded(Bug::SectorFirst) {
            pages.make_sector(run, self.me);
        }
        let sector = Sector::make(view, index, grain, FIRST_FLOOR);
        if !seeded(Bug::SectorFirst) && !pages.make_sector(run, self.me) {
            fail!(Corrupt, "page {}: its word was changed by nobody who may", run.page);
        }
        self.own(&sector);
        self.fill(&sector, format);
        Ok(())
    }

    /// Adopts one abandoned sector, if there is one that was not looked at before.
    pub(super) fn adopt(&mut self, view: View<'_>) -> bool {
        let count = self.sectors.count;
        for step in 0..count {
            let index = (self.adopt_from + step) % count;
            let Ok(Some(sector)) = Sector::open(view, index) else { continue };
            if sector.owner() != Some(SectorOwner::Abandoned) {
                continue;
            }
            sector.touch(self.me);
            let mine = SectorOwner::Owned(view.mem.live().me());
            if sector.pass(SectorOwner::Abandoned, mine) {
                self.adopt_from = index + 1;
                self.own(&sector);
                self.learn(&sector);
                return true;
            }
        }
        false
    }

    /// Remembers a sector as its own, with nothing to be had in it yet.
    fn own(&mut self, sector: &Sector<'_>) {
        let shape = sector.shape;
        let data = (sector.base + shape.data) as u64;
        let slab = |place: usize| {
            let words: *const _ = sector.slot(place * shape.words_per_slab);
            Slab::empty(words, data + (place * SLAB_SIZE) as u64)
        };
        let slabs = (0..shape.slabs).map(slab).collect();
        self.owned[sector.index] = Some(Box::new(Owned { data, shape, slabs, medium: None }));
        self.order.push(sector.index as u32);
    }

    /// One of the own sectors, whose words still say what they did: what is known of it holds
    /// for no other shape.
    pub(super) fn own_sector<'v>(&self, view: View<'v>, index: usize) -> Option<Sector<'v>> {
        let shape = self.owned[index].as_ref()?.shape;
        Sector::open(view, index).ok().flatten().filter(|sector| sector.shape == shape)
    }

    /// `Corrupt` if the sector is an own one whose words say something else than they did.
    pub(super) fn check_shape(&self, sector: &Sector<'_>) -> Result<()> {
        match &self.owned[sector.index] {
            Some(owned) if owned.shape != sector.shape => {
                fail!(Corrupt, "sector {}: its format word was changed", sector.index)
            }
            _ => Ok(()),
        }
    }

    /// Learns from its words what is free in an adopted sector. What makes no sense stays out
    /// of use.
    fn learn(&mut self, sector: &Sector<'_>) {
        match sector.format().0 {
            Format::Empty => self.fill(sector, Format::Slabs),
            Format::Slabs => {
                let Some(mut owned) = self.owned[sector.index].take() else { return };
                for place in 0..sector.shape.slabs {
                    self.learn_slab(sector, &mut owned, place);
                }
                self.owned[sector.index] = Some(owned);
            }
            Format::Medium => {
                if let Some(owned) = &mut self.owned[sector.index] {
                    owned.medium = Some(Medium::new(sector.shape.granules()));
                }
                if !self.learn_medium(sector)
                    && let Some(owned) = &mut self.owned[sector.index]
                {
                    owned.medium = None;
                    owned.slabs = Box::default();
                }
            }
        }
    }

    /// Gives an empty sector a format.
    fn fill(&mut self, sector: &Sector<'_>, format: Format) {
        let floor = sector.format().1;
        match format {
            Format::Empty => {}
            Format::Slabs => {
                for slab in 0..sector.shape.slabs {
                    sector.set_class(slab, None);
                    let id = SlabId { sector: sector.index as u32, slab: slab as u32 };
                    self.fresh[sector.shape.grain as usize].push(id);
                }
                sector.set_format(Format::Slabs, floor);
            }
            Format::Medium => {
                format_medium(sector, floor);
                if let Some(owned) = &mut self.owned[sector.index] {
                    owned.medium = Some(Medium::new(sector.shape.granules()));
                }
                // As if the one block had just been given back.
                self.join(sector, 0);
            }
        }
    }

    /// Gives one of the own sectors, in which nothing is in use, another format.
    pub(super) fn reformat_empty(&mut self, view: View<'_>, format: Format) -> bool {
        self.empty_slabs(view);
        let other = |owned: &Owned| match format {
            Format::Slabs => owned.medium.is_some(),
            _ => owned.medium.is_none(),
        };
        let found = self.order.iter().map(|index| *index as usize).find(|index| {
            self.owned[*index].as_deref().is_some_and(|owned| other(owned) && is_empty(owned))
        });
        let Some(index) = found else { return false };
        let Some(sector) = self.own_sector(view, index) else { return false };
        self.forget(index);
        // The old blocks' references name none of the new ones.
        let floor = sector.highest(0..sector.shape.words()).max(sector.format().1);
        sector.set_format(Format::Empty, floor);
        if let Some(owned) = &mut self.owned[index] {
            owned.medium = None;
        }
        self.fill(&sector, format);
        true
    }

    /// Takes what is free in a sector, in which nothing is in use, off all lists.
    fn forget(&mut self, index: usize) {
        for list in &mut self.fresh {
            list.retain(|id| id.sector as usize != index);
        }
        if self.owned[index].as_ref().is_some_and(|owned| owned.medium.is_some()) {
            self.unlink(index, 0);
        }
    }

    /// Looks for blocks that others gave back, in so many sectors; how many there were.
    pub(crate) fn drain(&mut self, view: View<'_>, sectors: usize) -> usize {
        let mut freed = 0;
        for _ in 0..sectors.min(self.order.len()) {
            self.turn = (self.turn + 1) % self.order.len();
            let index = self.order[self.turn] as usize;
            let Some(sector) = self.own_sector(view, index) else { continue };
            let Some(medium) = self.owned[index].as_ref().map(|owned| owned.medium.is_some())
            else {
                continue;
            };
            sector.dequeue(|slot| {
                freed += match medium {
                    true => self.take_back_medium(&sector, slot),
                    false => self.take_back_small(&sector, slot),
                } as usize;
            });
        }
        freed
    }

    /// Leaves the sectors, in which nothing is in use, to others.
    pub(super) fn leave_empty(&mut self, view: View<'_>) {
        self.empty_slabs(view);
        for index in core::mem::take(&mut self.order) {
            let place = index as usize;
            if self.owned[place].as_deref().is_some_and(is_empty) {
                self.forget(place);
                self.owned[place] = None;
                abandon(view, place);
            } else {
                self.order.push(index);
            }
        }
    }

    /// Leaves all sectors to others: the heap ends.
    pub(crate) fn leave_all(&mut self, view: View<'_>) {
        for index in core::mem::take(&mut self.order) {
            abandon(view, index as usize);
        }
    }

    /// The answer where there is no memory left.
    #[cold]
    pub(super) fn nothing_left<T>(&self) -> Result<T> {
        fail!(
            NoSpace,
            "heap: nothing free in its {} sectors, and no pages for another of {} bytes",
            self.order.len(),
            self.sectors.bytes()
        )
    }
}

fn is_empty(owned: &Owned) -> bool {
    match &owned.medium {
        Some(medium) => medium.is_empty(),
        // A sector that made no sense has no slabs: not empty.
        None => !owned.slabs.is_empty() && owned.slabs.iter().all(|slab| slab.class.is_none()),
    }
}

fn abandon(view: View<'_>, index: usize) {
    if let Ok(Some(sector)) = Sector::open(view, index) {
        let mine = SectorOwner::Owned(view.mem.live().me());
        sector.pass(mine, SectorOwner::Abandoned);
    }
}

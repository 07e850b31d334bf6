//! Blocks of up to 1 KiB.

use super::slab::{Slab, SlabId};
use super::{HeapState, Owned};
use crate::arena::block_word::{BlockState, BlockWord, Reference};
use crate::arena::geometry::SLAB_SIZE;
use crate::arena::sector::Sector;
use crate::arena::sector_word::{Format, Grain};
use crate::arena::seeded::{Bug, seeded};
use crate::arena::size::{CLASS_SIZES, CLASSES};
use crate::segment::View;
use crate::status::Result;
use crate::sync::Ordering::*;

/// So many sectors are looked through for acked blocks before a new slab is taken. All of
/// them are before a sector is.
const SECTORS_PER_SLAB: usize = 32;

impl HeapState {
    pub(super) fn alloc_small(&mut self, view: View<'_>, class: usize) -> Result<Reference> {
        loop {
            if let Some(reference) = self.take(class) {
                return Ok(reference);
            }
            // Each time round there are fewer free blocks, if the words of some were damaged.
            self.find_blocks(view, class)?;
        }
    }

    /// Finds free blocks of a class, the nearest first.
    fn find_blocks(&mut self, view: View<'_>, class: usize) -> Result<()> {
        let grain = Grain::for_size(CLASS_SIZES[class] as usize);
        if self.refill(class) {
            return Ok(());
        }
        self.drain(view, SECTORS_PER_SLAB);
        if self.refill(class) || self.take_slab(view, class, grain) {
            return Ok(());
        }
        self.drain(view, usize::MAX);
        self.empty_slabs(view);
        if self.refill(class) || self.take_slab(view, class, grain) {
            return Ok(());
        }
        while self.adopt(view) {
            if self.refill(class) || self.take_slab(view, class, grain) {
                return Ok(());
            }
        }
        let made = match self.new_sector(view, grain, Format::Slabs) {
            Err(_) if self.reformat_empty(view, Format::Slabs) => Ok(()),
            made => made,
        };
        // A slab of another grain wastes words or blocks, but is better than none.
        let grains = [grain, Grain::B16, Grain::B64, Grain::B256];
        match grains.iter().any(|grain| self.take_slab(view, class, *grain)) {
            true => Ok(()),
            false => made.and_then(|()| self.nothing_left()),
        }
    }

    /// Fills a class's empty queue from the slabs on its list.
    pub(super) fn refill(&mut self, class: usize) -> bool {
        loop {
            if let Some(id) = self.current[class]
                && let Some(slab) = slab_of(&mut self.owned, id)
            {
                if slab.refill(&mut self.queues[class]) {
                    return true;
                }
                slab.listed = false;
            }
            self.current[class] = self.partial[class].pop();
            if self.current[class].is_none() {
                return false;
            }
        }
    }

    /// Puts what is in the queues back on the maps of its slabs.
    fn empty_queues(&mut self) {
        for class in 0..CLASSES {
            while let Some(next) = self.queues[class].pop() {
                let Some((id, index)) = self.place(next.offset) else { continue };
                let Some(slab) = self.slab(id) else { continue };
                slab.give(index);
                if !slab.listed {
                    self.list(id);
                }
            }
        }
    }

    /// Which block of an own slab begins at an offset in the segment.
    fn place(&self, offset: u64) -> Option<(SlabId, u32)> {
        let sector = (offset as usize).wrapping_sub(self.sectors.first) >> self.sectors.shift;
        let owned = self.owned.get(sector)?.as_ref()?;
        let at = offset.wrapping_sub(owned.data) as usize;
        let slab = at / SLAB_SIZE;
        let index = owned.slabs.get(slab)?.index((at % SLAB_SIZE) as u32)?;
        Some((SlabId { sector: sector as u32, slab: slab as u32 }, index))
    }

    fn slab(&mut self, id: SlabId) -> Option<&mut Slab> {
        slab_of(&mut self.owned, id)
    }

    /// Puts a slab, in which a block has become free, on its class's list.
    #[cold]
    pub(super) fn list(&mut self, id: SlabId) {
        let Some(slab) = self.slab(id) else { return };
        slab.listed = true;
        if let Some(class) = slab.class {
            self.partial[class as usize].push(id);
        }
    }

    /// Makes an empty slab of that grain one of `class`, and the class's current one.
    fn take_slab(&mut self, view: View<'_>, class: usize, grain: Grain) -> bool {
        let Some(id) = self.fresh[grain as usize].pop() else { return false };
        let Some(sector) = self.own_sector(view, id.sector as usize) else { return false };
        format_slab(&sector, id.slab as usize, class);
        let Some(owned) = &mut self.owned[id.sector as usize] else { return false };
        let (slab, shape) = (&mut owned.slabs[id.slab as usize], owned.shape);
        slab.assign(class, &shape);
        slab.listed = true;
        (0..slab.count).for_each(|block| slab.give(block));
        self.current[class] = Some(id);
        self.refill(class)
    }

    /// Makes slabs empty that have no block in use, for whichever class comes next.
    pub(super) fn empty_slabs(&mut self, view: View<'_>) {
        self.empty_queues();
        for index in 0..self.order.len() {
            let sector = self.order[index];
            let Some(shared) = self.own_sector(view, sector as usize) else { continue };
            let Some(owned) = &mut self.owned[sector as usize] else { continue };
            for (place, slab) in owned.slabs.iter_mut().enumerate() {
                let id = SlabId { sector, slab: place as u32 };
                let Some(class) = slab.class.map(usize::from) else { continue };
                if slab.free_blocks() == slab.count && self.current[class] != Some(id) {
                    shared.set_class(place, None);
                    slab.class = None;
                    slab.count = 0;
                    slab.listed = false;
                    self.partial[class].retain(|other| *other != id);
                    self.fresh[owned.shape.grain as usize].push(id);
                }
            }
        }
    }

    /// Learns which blocks of an adopted slab are free.
    pub(super) fn learn_slab(&mut self, sector: &Sector<'_>, owned: &mut Owned, place: usize) {
        let id = SlabId { sector: sector.index as u32, slab: place as u32 };
        let slab = &mut owned.slabs[place];
        // What makes no sense stays out of use.
        let Ok(class) = sector.slab(place) else { return };
        let Some(class) = class else {
            self.fresh[owned.shape.grain as usize].push(id);
            return;
        };
        slab.assign(class, &owned.shape);
        let first = place * owned.shape.words_per_slab;
        for block in 0..slab.count {
            let slot = first + block as usize;
            let word = sector.load(slot);
            let free = match word.state() {
                Some(BlockState::Free) => true,
                // Its acker's bit may still come; it will name a free block.
                Some(BlockState::Acked) => {
                    sector.exchange(slot, word, word.nobodys(BlockState::Free))
                }
                _ => false,
            };
            if free {
                slab.give(block);
            }
        }
        if slab.free_blocks() > 0 {
            slab.listed = true;
            self.partial[class].push(id);
        }
    }

    /// Takes an acked block of a slab back.
    pub(super) fn take_back_small(&mut self, sector: &Sector<'_>, slot: usize) -> bool {
        let word = sector.load(slot);
        // A bit that came late names what is in the place now.
        if !word.is(BlockState::Acked) && !seeded(Bug::CandidateTrusted) {
            return false;
        }
        let per_slab = sector.shape.words_per_slab;
        let id = SlabId { sector: sector.index as u32, slab: (slot / per_slab) as u32 };
        let block = (slot % per_slab) as u32;
        let Some(slab) = self.slab(id) else { return false };
        if block >= slab.count || slab.has(block) {
            return false;
        }
        if !sector.exchange(slot, word, word.nobodys(BlockState::Free)) {
            return false;
        }
        slab.give(block);
        if !slab.listed {
            self.list(id);
        }
        true
    }
}

fn slab_of(owned: &mut [Option<Box<Owned>>], id: SlabId) -> Option<&mut Slab> {
    owned.get_mut(id.sector as usize)?.as_mut()?.slabs.get_mut(id.slab as usize)
}

/// Writes the words of a slab's blocks, then its class. No generation comes back: whatever
/// block started anywhere in the slab before had a lower one.
fn format_slab(sector: &Sector<'_>, slab: usize, class: usize) {
    let first = slab * sector.shape.words_per_slab;
    let words = first..first + sector.shape.words_per_slab;
    let generation = sector.highest(words).max(sector.format().1);
    let generation = if seeded(Bug::GenerationsRestart) { 0 } else { generation };
    let free = BlockWord::new(BlockState::Free, 0, generation);
    for block in 0..sector.shape.blocks(CLASS_SIZES[class] as usize) {
        // Relaxed: the class's Release publishes it.
        sector.slot(first + block).store(free.to_bits(), Relaxed);
    }
    sector.set_class(slab, Some(class));
}

//! A sector as every process sees it: a view of the words that decide.
//!
//! A sector is a run of pages that belongs to the heaps for good. Its table holds one word
//! for each block, apart from the blocks, so that no overrun of a block reaches one and none
//! is ever mistaken for data. Only the heap that owns the sector allocates in it and joins
//! what is free; everybody else changes words by exact exchanges, and tells the owner by the
//! acked bits, which are its queue of blocks to be freed.

use super::block_word::{BlockState, BlockWord};
use super::geometry::{
    ACKED, DIRTY, FORMAT, GRANULE, Geometry, OBJECT_BITS, OBJECTS, OWNER, PARTICIPANTS, SLAB_SIZE,
    SLAB_WORDS, Sectors,
};
use super::page_word::Holder;
use super::pages::{Pages, Run};
use super::sector_word::{Damaged, Format, FormatWord, Grain, OwnerWord, SectorOwner, SlabWord};
use super::seeded::{Bug, seeded};
use super::size::CLASS_SIZES;
use crate::provider::Mem;
use crate::segment::View;
use crate::status::{Result, fail};
use crate::sync::{Ordering::*, Shared64};

/// A view of one sector.
#[derive(Clone, Copy)]
pub(crate) struct Sector<'a> {
    mem: Mem<'a>,
    /// Its number among the places where sectors may be.
    pub(crate) index: usize,
    /// Offset from the segment's start.
    pub(crate) base: usize,
    pub(crate) shape: Geometry,
}

/// A block as its sector describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Which word of the table is the block's.
    pub(crate) slot: usize,
    /// Offset of its first byte in the segment.
    pub(crate) offset: usize,
    /// Bytes, if the block is small.
    pub(crate) small: Option<usize>,
}

impl<'a> Sector<'a> {
    /// The sector with this number. `None` if there is none; `Corrupt` if its words say
    /// nothing.
    pub(crate) fn open(view: View<'a>, index: usize) -> Result<Option<Sector<'a>>> {
        let sectors = Sectors::of(view.layout);
        if index >= sectors.count {
            return Ok(None);
        }
        let page = index * sectors.pages();
        match Pages::new(view).run_at(page)? {
            Some(Run { holder: None, count, .. }) if count == sectors.pages() => {}
            _ => return Ok(None),
        }
        let base = sectors.offset(index);
        // Acquire: with the Release in `set_format`.
        let found = view.mem.word64(base + FORMAT).load(Acquire);
        let Some((grain, ..)) = FormatWord::unpack(found) else {
            fail!(Corrupt, "sector {index}: its format {found:#018x} means nothing");
        };
        let shape = Geometry::new(&sectors, grain);
        Ok(Some(Sector { mem: view.mem, index, base, shape }))
    }

    /// Every sector of the segment whose words say something.
    pub(crate) fn all(view: View<'a>) -> impl Iterator<Item = Sector<'a>> {
        let count = Sectors::of(view.layout).count;
        (0..count).filter_map(move |index| Sector::open(view, index).ok().flatten())
    }

    /// Makes an empty sector of pages that nobody else sees yet, owned by whoever `me` is.
    /// `floor` is at least every generation that these places had.
    pub(crate) fn make(view: View<'a>, index: usize, grain: Grain, floor: u32) -> Sector<'a> {
        let sectors = Sectors::of(view.layout);
        let (mem, base) = (view.mem, sectors.offset(index));
        let shape = Geometry::new(&sectors, grain);
        const ZEROS: [u8; 4096] = [0; 4096];
        for at in (0..shape.data).step_by(ZEROS.len()) {
            mem.copy_in(base + at, &ZEROS);
        }
        let sector = Sector { mem, index, base, shape };
        sector.set_format(Format::Empty, floor);
        sector.touch(Holder::Participant(mem.live().me().row));
        let owner = OwnerWord::pack(SectorOwner::Owned(mem.live().me()));
        // Release: like everything above, before the exchange that makes the pages a sector.
        sector.word(OWNER).store(owner, Release);
        sector
    }

    /// A word of the head, or of the acked bits.
    fn word(&self, offset: usize) -> &'a Shared64 {
        self.mem.word64(self.base + offset)
    }

    /// Whose it is; `None` if its word says nothing.
    pub(crate) fn owner(&self) -> Option<SectorOwner> {
        // Acquire: with the exchange in `pass`, so that the next owner sees all that the last
        // one stored.
        OwnerWord::unpack(self.word(OWNER).load(Acquire))
    }

    /// Passes the sector from one owner to another; false if it was not the first one's.
    pub(crate) fn pass(&self, from: SectorOwner, to: SectorOwner) -> bool {
        let (from, to) = (OwnerWord::pack(from), OwnerWord::pack(to));
        // AcqRel: see `owner`.
        self.word(OWNER).compare_exchange(from, to, AcqRel).is_ok()
    }

    /// Format and floor; `Empty` for what says nothing, so that no block is found there.
    pub(crate) fn format(&self) -> (Format, u32) {
        // Acquire: with the Release below.
        match FormatWord::unpack(self.word(FORMAT).load(Acquire)) {
            Some((grain, format, floor)) if grain == self.shape.grain => (format, floor),
            _ => (Format::Empty, u32::MAX),
        }
    }

    /// Changes the format: the owner's.
    pub(crate) fn set_format(&self, format: Format, floor: u32) {
        let word = FormatWord::new(self.shape.grain, format, floor);
        // Release: whoever sees the format sees the words that it makes valid.
        self.word(FORMAT).store(word.to_bits(), Release);
    }

    /// The class of a slab's blocks; `None` for an empty one. An error if its word means
    /// nothing.
    #[inline]
    pub(crate) fn slab(&self, slab: usize) -> core::result::Result<Option<usize>, Damaged> {
        debug_assert!(slab < self.shape.slabs);
        // Acquire: with the Release below.
        SlabWord::unpack(self.word(SLAB_WORDS + 8 * slab).load(Acquire))
    }

    /// The class of a slab's blocks, if it has any.
    #[inline]
    pub(crate) fn class(&self, slab: usize) -> Option<usize> {
        self.slab(slab).ok().flatten()
    }

    /// Changes a slab's class: the owner's.
    pub(crate) fn set_class(&self, slab: usize, class: Option<usize>) {
        let word = SlabWord::pack(class);
        // Release: whoever sees the class sees the words of its blocks.
        self.word(SLAB_WORDS + 8 * slab).store(word, Release);
    }

    /// A block's word, by its number in the table.
    pub(crate) fn slot(&self, slot: usize) -> &'a Shared64 {
        debug_assert!(slot < self.shape.words());
        self.mem.word64(self.base + self.shape.table + 8 * slot)
    }

    pub(crate) fn load(&self, slot: usize) -> BlockWord {
        // Acquire: with the Release of whoever changed it last: the block's content, as its
        // last holder left it.
        BlockWord::from_bits(self.slot(slot).load(Acquire))
    }

    /// Changes a block's word from exactly `from`.
    pub(crate) fn exchange(&self, slot: usize, from: BlockWord, to: BlockWord) -> bool {
        // AcqRel: see `load`.
        self.slot(slot).compare_exchange(from.to_bits(), to.to_bits(), AcqRel).is_ok()
    }

    /// Notes that `holder` will name itself in words here, so that a sweep looks. Before the
    /// first such word.
    pub(crate) fn touch(&self, holder: Holder) {
        let (mask, bit) = match holder {
            Holder::Participant(row) => (PARTICIPANTS, row as usize),
            Holder::Object(row) => (OBJECTS, row as usize % OBJECT_BITS),
        };
        let (word, bit) = (self.word(mask + bit / 64 * 8), 1 << (bit % 64));
        // Relaxed: written by this holder's own before, or else set now.
        if word.load(Relaxed) & bit == 0 {
            // AcqRel: before the exchange that names the holder; a sweep looks here after the
            // holder's last store.
            word.fetch_or(bit, AcqRel);
        }
    }

    /// Whether `holder` may be named here.
    pub(crate) fn touched(&self, holder: Holder) -> bool {
        let (mask, bit) = match holder {
            Holder::Participant(row) => (PARTICIPANTS, row as usize),
            Holder::Object(row) => (OBJECTS, row as usize % OBJECT_BITS),
        };
        // Acquire: with the bit's setting.
        self.word(mask + bit / 64 * 8).load(Acquire) >> (bit % 64) & 1 == 1
    }

    /// Puts an acked block on its owner's list of candidates. Doing it twice, or too late,
    /// does no harm: the owner looks at the word.
    pub(crate) fn enqueue(&self, slot: usize) {
        // SeqCst, here and in `dequeue`: bit first, then the dirty bit; the owner clears them
        // in the other order. If the dirty bit is found set here, its clearing comes later,
        // and so does the owner's look at the bit.
        let dirty = 1 << (slot / self.shape.words_per_slab);
        if seeded(Bug::DirtyFirst) {
            self.word(DIRTY).fetch_or(dirty, SeqCst);
        }
        self.word(ACKED + slot / 64 * 8).fetch_or(1 << (slot % 64), SeqCst);
        if seeded(Bug::DirtyFirst) {
            return;
        }
        if self.word(DIRTY).load(SeqCst) & dirty == 0 {
            self.word(DIRTY).fetch_or(dirty, SeqCst);
        }
    }

    /// The owner's half: hands out every candidate that was put on the list.
    pub(crate) fn dequeue(&self, mut candidate: impl FnMut(usize)) {
        // Relaxed: a missed bit is found at the next look.
        if self.word(DIRTY).load(Relaxed) == 0 {
            return;
        }
        let mut dirty = self.word(DIRTY).swap(0, SeqCst);
        let per_slab = self.shape.words_per_slab;
        while dirty != 0 {
            let slab = dirty.trailing_zeros() as usize;
            dirty &= dirty - 1;
            if slab >= self.shape.slabs {
                break;
            }
            for first in (slab * per_slab..(slab + 1) * per_slab).step_by(64) {
                let word = self.word(ACKED + first / 8);
                if word.load(SeqCst) == 0 {
                    continue;
                }
                let mut acked = word.swap(0, SeqCst);
                while acked != 0 {
                    candidate(first + acked.trailing_zeros() as usize);
                    acked &= acked - 1;
                }
            }
        }
    }

    /// Forgets all candidates: every word will be looked at.
    pub(crate) fn forget_queue(&self) {
        // Acquire, both: an exchange that came before a bit is seen after it.
        self.word(DIRTY).swap(0, Acquire);
        for first in (0..self.shape.words()).step_by(64) {
            if self.word(ACKED + first / 8).load(Relaxed) != 0 {
                self.word(ACKED + first / 8).swap(0, Acquire);
            }
        }
    }

    /// Which block starts at `offset`, if the sector's format has one there.
    pub(crate) fn find(&self, offset: usize) -> Result<Place> {
        let Some(at) = offset.checked_sub(self.base + self.shape.data) else {
            fail!(Invalid, "offset {offset}: inside the tables of sector {}", self.index);
        };
        if at >= self.shape.slabs * SLAB_SIZE {
            fail!(Invalid, "offset {offset}: behind the last block of sector {}", self.index);
        }
        match self.format().0 {
            Format::Empty => fail!(State, "offset {offset}: sector {} is empty", self.index),
            Format::Slabs => {
                let (slab, at) = (at / SLAB_SIZE, at % SLAB_SIZE);
                let Some(class) = self.class(slab) else {
                    fail!(State, "offset {offset}: its slab is empty");
                };
                let size = CLASS_SIZES[class] as usize;
                let block = at / size;
                if at % size != 0 || block >= self.shape.blocks(size) {
                    fail!(Invalid, "offset {offset}: not the start of a block of {size} bytes");
                }
                let slot = slab * self.shape.words_per_slab + block;
                Ok(Place { slot, offset, small: Some(size) })
            }
            Format::Medium => {
                if at % GRANULE != 0 {
                    fail!(Invalid, "offset {offset}: not the start of a block");
                }
                Ok(Place { slot: at / GRANULE, offset, small: None })
            }
        }
    }

    /// Visits every block, by the sector's format, in order. Others change words meanwhile.
    pub(crate) fn blocks(&self, mut visit: impl FnMut(Place, BlockWord)) {
        match self.format().0 {
            Format::Empty => {}
            Format::Slabs => {
                for slab in 0..self.shape.slabs {
                    let Some(class) = self.class(slab) else { continue };
                    let size = CLASS_SIZES[class] as usize;
                    for block in 0..self.shape.blocks(size) {
                        let slot = slab * self.shape.words_per_slab + block;
                        let data = self.base + self.shape.data + slab * SLAB_SIZE;
                        let place = Place { slot, offset: data + block * size, small: Some(size) };
                        visit(place, self.load(slot));
                    }
                }
            }
            Format::Medium => {
                let mut slot = 0;
                while slot < self.shape.granules() {
                    let word = self.load(slot);
                    if !word.is(BlockState::None) {
                        visit(self.medium(slot), word);
                    }
                    // A word that says nothing is stepped over, so the walk ends.
                    slot += (word.granules() as usize).max(1);
                }
            }
        }
    }

    /// The medium block with this word.
    pub(crate) fn medium(&self, slot: usize) -> Place {
        Place { slot, offset: self.base + self.shape.data + slot * GRANULE, small: None }
    }

    /// Bytes of a block with this word.
    pub(crate) fn bytes(&self, place: Place, word: BlockWord) -> usize {
        place.small.unwrap_or_else(|| {
            // What a scribbled word says is cut to what is there.
            (word.granules() as usize).min(self.shape.granules() - place.slot) * GRANULE
        })
    }

    /// The highest generation of the words in `slots`.
    pub(crate) fn highest(&self, slots: core::ops::Range<usize>) -> u32 {
        slots.map(|slot| self.load(slot).generation()).max().unwrap_or(0)
    }
}

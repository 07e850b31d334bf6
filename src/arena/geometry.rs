//! Where sectors lie in a segment, and what lies where in a sector. Computed from the
//! segment's layout in private memory: nothing in the segment bounds an access.
//!
//! ```text
//! 0       owner | format | dirty bits
//! 128     participants that ever named themselves in a word here, a bit each
//! 256     objects, likewise, by row modulo 512
//! 512     a word for each slab
//! 1024    acked bits: one for each word of the table
//!         the table: a word for each grain of the data
//!         data, from a multiple of 4096 on: slabs of 16 KiB, or granules of 256 bytes
//! ```

use super::sector_word::Grain;
use crate::segment::layout::{Layout, PAGE_SIZE};

/// Offset of the owner's word in a sector.
pub(crate) const OWNER: usize = 0;
/// Offset of the format's word.
pub(crate) const FORMAT: usize = 8;
/// Offset of the word that says which slabs' acked bits to look at.
pub(crate) const DIRTY: usize = 64;
/// Offset of the mask of participants.
pub(crate) const PARTICIPANTS: usize = 128;
/// Offset of the mask of objects.
pub(crate) const OBJECTS: usize = 256;
/// Bits in the mask of objects.
pub(crate) const OBJECT_BITS: usize = 512;
/// Offset of the slabs' words.
pub(crate) const SLAB_WORDS: usize = 512;
/// Offset of the acked bits.
pub(crate) const ACKED: usize = 1024;
/// Bytes in a slab.
pub(crate) const SLAB_SIZE: usize = 16 * 1024;
/// Bytes in a granule, the unit of medium blocks.
pub(crate) const GRANULE: usize = 256;
/// Granules in a slab's place.
pub(crate) const GRANULES_PER_SLAB: usize = SLAB_SIZE / GRANULE;

/// Pages in the largest sector, and the smallest.
const MOST_PAGES: usize = 256;
const LEAST_PAGES: usize = 16;
/// A segment has room for at least so many sectors, unless they would be too small.
const SECTORS: usize = 16;

/// The sectors of a segment: every one may be made at a multiple of its size from the first
/// page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sectors {
    /// Offset of the first page.
    pub(crate) first: usize,
    /// Base-2 logarithm of a sector's bytes.
    pub(crate) shift: u32,
    /// How many fit.
    pub(crate) count: usize,
}

impl Sectors {
    pub(crate) fn of(layout: &Layout) -> Sectors {
        let wanted = (layout.page_count / SECTORS).clamp(LEAST_PAGES, MOST_PAGES);
        let pages = 1 << wanted.ilog2();
        let shift = (pages * PAGE_SIZE).ilog2();
        Sectors { first: layout.pages, shift, count: layout.page_count / pages }
    }

    pub(crate) const fn bytes(&self) -> usize {
        1 << self.shift
    }

    pub(crate) const fn pages(&self) -> usize {
        self.bytes() / PAGE_SIZE
    }

    /// Offset of a sector.
    pub(crate) const fn offset(&self, index: usize) -> usize {
        self.first + (index << self.shift)
    }

    /// The most bytes of a medium block; above, a block is a run of pages.
    pub(crate) const fn medium_max(&self) -> usize {
        self.bytes() / 4
    }
}

/// What lies where in a sector of one grain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Geometry {
    pub(crate) grain: Grain,
    /// How many slabs, at most 64.
    pub(crate) slabs: usize,
    /// Words of the table for each slab's place.
    pub(crate) words_per_slab: usize,
    /// Offset of the table.
    pub(crate) table: usize,
    /// Offset of the data.
    pub(crate) data: usize,
}

impl Geometry {
    pub(crate) const fn new(sectors: &Sectors, grain: Grain) -> Geometry {
        let words_per_slab = SLAB_SIZE / grain.bytes();
        let mut slabs = sectors.bytes() / SLAB_SIZE;
        loop {
            slabs -= 1;
            let table = ACKED + slabs * words_per_slab / 8;
            let data = (table + 8 * slabs * words_per_slab).next_multiple_of(PAGE_SIZE);
            if data + slabs * SLAB_SIZE <= sectors.bytes() {
                return Geometry { grain, slabs, words_per_slab, table, data };
            }
        }
    }

    /// Words in the table, and acked bits.
    pub(crate) const fn words(&self) -> usize {
        self.slabs * self.words_per_slab
    }

    /// Granules of the data.
    pub(crate) const fn granules(&self) -> usize {
        self.slabs * GRANULES_PER_SLAB
    }

    /// Blocks of `size` bytes in a slab: as many as fit, and as there are words for.
    pub(crate) const fn blocks(&self, size: usize) -> usize {
        let fit = SLAB_SIZE / size;
        if fit < self.words_per_slab { fit } else { self.words_per_slab }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::size::SMALL_MAX;
    use crate::segment::layout::Layout;

    #[test]
    fn everything_fits_in_its_sector_and_most_of_it_is_data() {
        for bytes in [1, 64 << 10, 1 << 20, 8 << 20, 80 << 20, 1 << 34] {
            let layout = Layout::for_payload(64, 256, 256, bytes).unwrap();
            let sectors = Sectors::of(&layout);
            assert!(sectors.offset(sectors.count) <= layout.page(layout.page_count));
            for grain in Grain::ALL {
                let shape = Geometry::new(&sectors, grain);
                assert!((1..=64).contains(&shape.slabs));
                assert!(
                    shape.words().is_multiple_of(64) && ACKED + shape.words() / 8 <= shape.table
                );
                assert!(shape.table + 8 * shape.words() <= shape.data);
                assert!(shape.data + shape.slabs * SLAB_SIZE <= sectors.bytes());
                assert!(shape.granules() <= shape.words());
                assert!(shape.blocks(grain.bytes()) == shape.words_per_slab);
                assert!(shape.blocks(SMALL_MAX) == 16);
                if sectors.bytes() == 1 << 20 {
                    let share = shape.slabs * SLAB_SIZE * 100 / sectors.bytes();
                    assert!(share >= [64, 86, 95][grain as usize], "{grain:?}: {share} %");
                }
            }
        }
    }
}

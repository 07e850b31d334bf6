//! Another size for a block: in place if it can be, else by moving.

use super::{BLOCK_ALIGNMENT, HeapState};
use crate::arena::block::{self, Found, Name};
use crate::arena::block_word::Reference;
use crate::arena::geometry::GRANULE;
use crate::arena::sector::{Place, Sector};
use crate::arena::seeded::{Bug, seeded};
use crate::arena::size::SMALL_MAX;
use crate::segment::View;
use crate::segment::layout::PAGE_SIZE;
use crate::status::{Result, fail};

impl HeapState {
    /// Killed anywhere, the block is there with its old content, or with its new size, or
    /// moved; killed while both are held, both are the dead one's.
    pub(crate) fn realloc(
        &mut self,
        view: View<'_>,
        reference: Reference,
        size: usize,
    ) -> Result<Reference> {
        if size == 0 {
            fail!(Invalid, "heap: a block of 0 bytes");
        }
        let name = Name::Reference(reference);
        let old = match block::find(view, reference.offset())? {
            Found::Block(sector, place) => {
                self.check_shape(&sector)?;
                let word = block::allocated(&sector, place, name)?;
                if self.resize(&sector, place, name, size)? {
                    return Ok(reference);
                }
                sector.bytes(place, word)
            }
            Found::Run(run) => {
                if !reference.fits(run.generation) {
                    fail!(State, "page {}: this reference names an earlier run", run.page);
                }
                let bytes = run.count * PAGE_SIZE;
                if size <= bytes && size.div_ceil(PAGE_SIZE) == run.count && size > bytes / 2 {
                    return Ok(reference);
                }
                bytes
            }
        };
        if seeded(Bug::OldFreedFirst) {
            self.ack(view, name)?;
        }
        let new = self.alloc(view, size, BLOCK_ALIGNMENT)?;
        copy(view, reference.offset() as usize, new.offset() as usize, old.min(size));
        if !seeded(Bug::OldFreedFirst)
            && let Err(error) = self.ack(view, name)
        {
            // Somebody else gave it back meanwhile: then there is no block to move.
            self.ack(view, Name::Reference(new))?;
            return Err(error);
        }
        Ok(new)
    }

    /// Whether the block could be given that size where it is.
    fn resize(
        &mut self,
        sector: &Sector<'_>,
        place: Place,
        name: Name,
        size: usize,
    ) -> Result<bool> {
        if let Some(bytes) = place.small {
            return Ok(size <= bytes && size > bytes / 2);
        }
        let word = block::allocated(sector, place, name)?;
        let owned = self.owned.get(sector.index).and_then(Option::as_ref);
        let mine = owned.and_then(|owned| owned.medium.as_ref());
        let (granules, wanted) = (word.granules() as usize, size.div_ceil(GRANULE));
        if size <= SMALL_MAX || size > self.sectors.medium_max() {
            return Ok(false);
        }
        match mine {
            // Of another heap: it stays as it is, if that is near enough.
            None => Ok(wanted <= granules && wanted > granules / 2),
            Some(medium) if medium.size[place.slot] != granules as u16 => {
                fail!(Corrupt, "block at {}: its word was made up", place.offset)
            }
            Some(_) if wanted == granules => Ok(true),
            Some(_) if wanted < granules => Ok(self.shorten(sector, place.slot, word, wanted)),
            Some(_) => Ok(self.lengthen(sector, place.slot, word, wanted)),
        }
    }
}

/// Copies inside the segment, between blocks that do not overlap.
fn copy(view: View<'_>, from: usize, to: usize, len: usize) {
    let mut buffer = [0; 4096];
    for at in (0..len).step_by(buffer.len()) {
        let part = buffer.len().min(len - at);
        view.mem.copy_out(from + at, &mut buffer[..part]);
        view.mem.copy_in(to + at, &buffer[..part]);
    }
}

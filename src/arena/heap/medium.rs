//! Blocks of more than 1 KiB: two-level segregated fit over granules of 256 bytes.
//!
//! ```text
//! granule  0        1        2        3        4        5        6 …
//! word     ALLOCATED NONE    FREE     NONE     NONE     ALLOCATED NONE
//!          2 long            3 long
//! ```
//! A block's word is the table's word of its first granule. The words of a sector, taken by
//! their lengths from the start, cover it without a gap, whatever instruction a kill comes
//! at:
//! * **Split**: the right word first, which is inside the left block until the one store of
//!   the left word that shortens it.
//! * **Join**: one store of the left word, which then covers the right one; that becomes NONE
//!   after, and is COALESCING before, so it never reads as somebody's.
//!
//! Free blocks are joined with both neighbours at once, leftwards first, so no two of them
//! are ever side by side.

use super::HeapState;
use crate::arena::block::{self, Name};
use crate::arena::block_word::{BlockState, BlockWord, Reference};
use crate::arena::geometry::GRANULE;
use crate::arena::sector::Sector;
use crate::arena::sector_word::{Format, Grain};
use crate::arena::seeded::{Bug, seeded};
use crate::arena::size::{find_indices, find_suitable};
use crate::segment::View;
use crate::status::{Result, fail};
use crate::sync::Ordering::*;

/// First-level indices: up to a sector of 1 MiB.
const LEVELS: usize = 21;
/// Names no block.
const NIL: u32 = u32::MAX;
/// Bits for the granule in a block's number.
const GRANULE_BITS: u32 = 12;

/// The lists of free blocks.
#[cfg_attr(test, derive(Clone))]
pub(super) struct Bins {
    /// Which first-level indices have any.
    first: u32,
    /// Which second-level indices have any, for each first.
    second: [u8; LEVELS],
    heads: [[u32; 8]; LEVELS],
}

/// What a heap remembers of a sector of medium blocks, for each granule where one starts.
#[cfg_attr(test, derive(Clone))]
pub(super) struct Medium {
    pub(super) size: Box<[u16]>,
    /// Where the left neighbour starts.
    left: Box<[u16]>,
    pub(super) free: Box<[bool]>,
    /// Neighbours in the list of free blocks.
    next: Box<[u32]>,
    previous: Box<[u32]>,
}

impl Bins {
    pub(super) const fn new() -> Bins {
        Bins { first: 0, second: [0; LEVELS], heads: [[NIL; 8]; LEVELS] }
    }

    /// The first block of the lowest bin, from that of `indices` on, that has any.
    fn search(&self, indices: (u32, u32)) -> Option<u32> {
        let (first, second) = (indices.0 as usize, indices.1);
        let here = self.second.get(first)? & (0xFF << second) as u8;
        if here != 0 {
            return Some(self.heads[first][here.trailing_zeros() as usize]);
        }
        let above = self.first & u32::MAX.checked_shl(indices.0 + 1).unwrap_or(0);
        let first = above.trailing_zeros() as usize;
        let second = self.second.get(first)?.trailing_zeros() as usize;
        self.heads[first].get(second).copied()
    }
}

impl Medium {
    /// One block that covers `granules`, in use.
    pub(super) fn new(granules: usize) -> Medium {
        let mut size = vec![0; granules].into_boxed_slice();
        size[0] = granules as u16;
        Medium {
            size,
            left: vec![0; granules].into(),
            free: vec![false; granules].into(),
            next: vec![NIL; granules].into(),
            previous: vec![NIL; granules].into(),
        }
    }

    fn granules(&self) -> usize {
        self.size.len()
    }

    /// Cuts the block at `slot` down to `size`; the rest is a block in use.
    fn cut(&mut self, slot: usize, size: usize) {
        let whole = self.size[slot] as usize;
        debug_assert!(size < whole);
        self.size[slot] = size as u16;
        self.size[slot + size] = (whole - size) as u16;
        self.free[slot + size] = false;
        self.left[slot + size] = slot as u16;
        self.set_left(slot + whole, slot + size);
    }

    /// The block at `slot` and its right neighbour become one.
    fn unite(&mut self, slot: usize) {
        let right = slot + self.size[slot] as usize;
        self.size[slot] += self.size[right];
        self.size[right] = 0;
        self.set_left(slot + self.size[slot] as usize, slot);
    }

    fn set_left(&mut self, slot: usize, left: usize) {
        if let Some(place) = self.left.get_mut(slot) {
            *place = left as u16;
        }
    }

    /// Whether nothing in the sector is in use.
    pub(super) fn is_empty(&self) -> bool {
        self.free[0] && self.size[0] as usize == self.granules()
    }
}

fn number(sector: usize, slot: usize) -> u32 {
    (sector as u32) << GRANULE_BITS | slot as u32
}

fn place(number: u32) -> (usize, usize) {
    ((number >> GRANULE_BITS) as usize, (number & ((1 << GRANULE_BITS) - 1)) as usize)
}

fn bin(granules: usize) -> (usize, usize) {
    let (first, second) = find_indices((granules * GRANULE) as u32);
    (first as usize, second as usize)
}

impl HeapState {
    /// What is remembered of a sector that has medium blocks.
    pub(super) fn medium(&mut self, sector: usize) -> &mut Medium {
        let owned = self.owned[sector].as_mut().and_then(|owned| owned.medium.as_mut());
        owned.expect("lists name blocks of owned sectors")
    }

    /// Puts a free block on the list of its size.
    fn link(&mut self, sector: usize, slot: usize) {
        let medium = self.medium(sector);
        let (first, second) = bin(medium.size[slot] as usize);
        let head = self.bins.heads[first][second];
        let medium = self.medium(sector);
        medium.free[slot] = true;
        medium.next[slot] = head;
        medium.previous[slot] = NIL;
        if head != NIL {
            let (other, at) = place(head);
            self.medium(other).previous[at] = number(sector, slot);
        }
        self.bins.heads[first][second] = number(sector, slot);
        self.bins.first |= 1 << first;
        self.bins.second[first] |= 1 << second;
    }

    /// Takes a free block, that very one, off its list.
    pub(super) fn unlink(&mut self, sector: usize, slot: usize) {
        let medium = self.medium(sector);
        let (first, second) = bin(medium.size[slot] as usize);
        let (sector, slot) = match self.bins.heads[first][second] {
            head if head != NIL && seeded(Bug::JoinPopsHead) => place(head),
            _ => (sector, slot),
        };
        let medium = self.medium(sector);
        medium.free[slot] = false;
        let (next, previous) = (medium.next[slot], medium.previous[slot]);
        if next != NIL {
            let (other, at) = place(next);
            self.medium(other).previous[at] = previous;
        }
        if previous != NIL {
            let (other, at) = place(previous);
            self.medium(other).next[at] = next;
            return;
        }
        self.bins.heads[first][second] = next;
        if next == NIL {
            self.bins.second[first] &= !(1 << second);
            if self.bins.second[first] == 0 {
                self.bins.first &= !(1 << first);
            }
        }
    }

    pub(super) fn alloc_medium(&mut self, view: View<'_>, size: usize) -> Result<Reference> {
        let granules = size.div_ceil(GRANULE);
        loop {
            let Some(block) = self.find_medium(view, granules)? else {
                return self.nothing_left();
            };
            let (index, slot) = place(block);
            self.unlink(index, slot);
            let Some(sector) = self.own_sector(view, index) else { continue };
            let found = sector.load(slot);
            if !found.is(BlockState::Free) {
                continue; // scribbled over: not handed out again
            }
            let mine = found.next(self.template.of(granules as u16));
            self.split(&sector, slot, granules, mine);
            return Ok(Reference::new(sector.medium(slot).offset as u64, mine.generation()));
        }
    }

    /// A free block of at least so many granules, the nearest first.
    fn find_medium(&mut self, view: View<'_>, granules: usize) -> Result<Option<u32>> {
        let bytes = (granules * GRANULE) as u32;
        let from =
            if seeded(Bug::SearchNotRounded) { find_indices(bytes) } else { find_suitable(bytes) };
        let search = |heap: &HeapState| heap.bins.search(from);
        if let Some(block) = search(self) {
            return Ok(Some(block));
        }
        self.drain(view, usize::MAX);
        if let Some(block) = search(self) {
            return Ok(Some(block));
        }
        while self.adopt(view) {
            if let Some(block) = search(self) {
                return Ok(Some(block));
            }
        }
        match self.new_sector(view, Grain::B256, Format::Medium) {
            Err(_) if self.reformat_empty(view, Format::Medium) => {}
            Err(error) => {
                // One of exactly this size may be in the bin below.
                let (first, second) = bin(granules);
                let head = self.bins.heads[first][second];
                let (sector, slot) = place(head);
                if head != NIL && self.medium(sector).size[slot] as usize >= granules {
                    return Ok(Some(head));
                }
                return Err(error);
            }
            Ok(()) => {}
        }
        Ok(search(self))
    }

    /// Makes `left` the word of the first `granules` of the block at `slot`, which is on no
    /// list, and the rest of it a free block.
    fn split(&mut self, sector: &Sector<'_>, slot: usize, granules: usize, left: BlockWord) {
        let whole = self.medium(sector.index).size[slot] as usize;
        if seeded(Bug::LeftFirst) {
            sector.slot(slot).store(left.to_bits(), Release);
        }
        if whole > granules {
            self.write_rest(sector, slot + granules, whole - granules);
        }
        // The commit. Release: whoever finds this block finds the right one too.
        sector.slot(slot).store(left.to_bits(), Release);
        if whole > granules {
            self.medium(sector.index).cut(slot, granules);
            self.link(sector.index, slot + granules);
        }
    }

    /// Writes the word of a free block where none starts yet.
    pub(super) fn write_rest(&self, sector: &Sector<'_>, slot: usize, granules: usize) {
        let generation = sector.load(slot).generation().max(sector.format().1);
        let word = BlockWord::new(BlockState::Free, granules as u16, generation);
        // Release: before the store of the left word that uncovers it.
        sector.slot(slot).store(word.to_bits(), Release);
    }

    /// Shortens an allocated block of the heap's own and frees the rest. False if its word
    /// changed in between.
    pub(super) fn shorten(
        &mut self,
        sector: &Sector<'_>,
        slot: usize,
        word: BlockWord,
        granules: usize,
    ) -> bool {
        let whole = self.medium(sector.index).size[slot] as usize;
        self.write_rest(sector, slot + granules, whole - granules);
        // The commit.
        if !sector.exchange(slot, word, word.of(granules as u16)) {
            return false;
        }
        self.medium(sector.index).cut(slot, granules);
        self.join(sector, slot + granules);
        true
    }

    /// Lengthens an allocated block of the heap's own into its free right neighbour. False if
    /// that has not got the room.
    pub(super) fn lengthen(
        &mut self,
        sector: &Sector<'_>,
        slot: usize,
        word: BlockWord,
        granules: usize,
    ) -> bool {
        let medium = self.medium(sector.index);
        let right = slot + medium.size[slot] as usize;
        let free = medium.free.get(right) == Some(&true);
        let whole = medium.size[slot] as usize + if free { medium.size[right] as usize } else { 0 };
        if whole < granules {
            return false;
        }
        self.unlink(sector.index, right);
        if whole > granules {
            self.write_rest(sector, slot + granules, whole - granules);
        }
        // The commit: of this length the block covers the neighbour's word, and ends where
        // the rest starts.
        if !sector.exchange(slot, word, word.of(granules as u16)) {
            self.link(sector.index, right);
            return false;
        }
        if right < slot + granules {
            absorb(sector, right);
        }
        self.medium(sector.index).unite(slot);
        if whole > granules {
            self.medium(sector.index).cut(slot, granules);
            self.link(sector.index, slot + granules);
        }
        true
    }

    /// Gives back a block of an own sector.
    pub(super) fn ack_medium(&mut self, view: View<'_>, name: Name) -> Result<()> {
        let block::Found::Block(sector, place) = block::find(view, name.offset())? else {
            fail!(Corrupt, "offset {}: its sector's page word was changed", name.offset());
        };
        self.check_shape(&sector)?;
        let word = block::allocated(&sector, place, name)?;
        if self.medium(sector.index).size[place.slot] == 0 {
            fail!(Corrupt, "block at {}: its word was made up", place.offset);
        }
        if !sector.exchange(place.slot, word, word.nobodys(BlockState::Coalescing)) {
            fail!(State, "block at {}: given back by somebody else at this time", place.offset);
        }
        self.join(&sector, place.slot);
        Ok(())
    }

    /// Takes an acked block back.
    pub(super) fn take_back_medium(&mut self, sector: &Sector<'_>, slot: usize) -> bool {
        if slot >= sector.shape.granules() || self.medium(sector.index).size[slot] == 0 {
            return false;
        }
        let word = sector.load(slot);
        if !word.is(BlockState::Acked) && !seeded(Bug::CandidateTrusted) {
            return false;
        }
        let taken = sector.exchange(slot, word, word.nobodys(BlockState::Coalescing));
        if taken {
            self.join(sector, slot);
        }
        taken
    }

    /// Joins a block, which is nobody's and on no list, with its free neighbours: leftwards to
    /// the sector's origin as far as they are free, then with the right one. Then it is free.
    pub(super) fn join(&mut self, sector: &Sector<'_>, slot: usize) {
        let index = sector.index;
        let mut slot = slot;
        // Each time round the block grows, at most to the sector's start.
        while slot > 0 {
            let left = self.medium(index).left[slot] as usize;
            if !self.medium(index).free[left] {
                break;
            }
            self.unlink(index, left);
            self.absorb_right(sector, left);
            slot = left;
        }
        loop {
            let medium = self.medium(index);
            let right = slot + medium.size[slot] as usize;
            if medium.free.get(right) != Some(&true) {
                break;
            }
            self.unlink(index, right);
            self.absorb_right(sector, slot);
        }
        let word = BlockWord::new(
            BlockState::Free,
            self.medium(index).size[slot],
            sector.load(slot).generation(),
        );
        // Release: with the next look of a sweep.
        sector.slot(slot).store(word.to_bits(), Release);
        self.link(index, slot);
    }

    /// Makes one block of the block at `slot` and its right neighbour: neither is anybody's,
    /// nor on a list.
    fn absorb_right(&mut self, sector: &Sector<'_>, slot: usize) {
        let medium = self.medium(sector.index);
        let right = slot + medium.size[slot] as usize;
        let size = medium.size[slot] + medium.size[right];
        let found = sector.load(right);
        // Release, here and below: each before the next, also for whoever recovers.
        let joining = found.nobodys(BlockState::Coalescing);
        sector.slot(right).store(joining.to_bits(), Release);
        let left = BlockWord::new(BlockState::Coalescing, size, sector.load(slot).generation());
        // The commit.
        sector.slot(slot).store(left.to_bits(), Release);
        absorb(sector, right);
        self.medium(sector.index).unite(slot);
    }

    /// Learns what an adopted sector holds. False if its words do not cover it.
    pub(super) fn learn_medium(&mut self, sector: &Sector<'_>) -> bool {
        let (mut slot, mut left) = (0, 0);
        let end = sector.shape.granules();
        while slot < end {
            let size = sector.load(slot).granules() as usize;
            let used = |covered: usize| {
                let state = sector.load(covered).state();
                matches!(state, Some(BlockState::Allocated | BlockState::Acked))
            };
            // No block in use lies inside another.
            if size == 0 || size > end - slot || (slot + 1..slot + size).any(used) {
                return false;
            }
            let medium = self.medium(sector.index);
            medium.size[slot] = size as u16;
            medium.left[slot] = left as u16;
            (left, slot) = (slot, slot + size);
        }
        let mut slot = 0;
        while slot < end {
            // Joining leaves the length of the block at `slot` what it is, or moves its start
            // to the left: what follows it is where it was.
            let after = slot + self.medium(sector.index).size[slot] as usize;
            let word = sector.load(slot);
            let ended = matches!(
                word.state(),
                Some(BlockState::Free | BlockState::Acked | BlockState::Coalescing)
            );
            if ended && sector.exchange(slot, word, word.nobodys(BlockState::Coalescing)) {
                self.join(sector, slot);
            }
            slot = after;
        }
        true
    }
}

/// Makes a word that is covered say nothing; its generation stays.
fn absorb(sector: &Sector<'_>, slot: usize) {
    let none = BlockWord::new(BlockState::None, 0, sector.load(slot).generation());
    // Release: as in `absorb_right`.
    sector.slot(slot).store(none.to_bits(), Release);
}

/// Writes the words of a sector without blocks: one free block, and nothing else. No
/// generation of a block is below `floor`.
pub(super) fn format_medium(sector: &Sector<'_>, floor: u32) {
    for slot in 0..sector.shape.granules() {
        if !sector.load(slot).is(BlockState::None) {
            // Relaxed: the format's Release publishes it.
            sector.slot(slot).store(BlockWord::new(BlockState::None, 0, floor).to_bits(), Relaxed);
        }
    }
    let whole = BlockWord::new(BlockState::Free, sector.shape.granules() as u16, floor);
    // Relaxed: as above.
    sector.slot(0).store(whole.to_bits(), Relaxed);
    sector.set_format(Format::Medium, floor);
}

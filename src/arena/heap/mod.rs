//! A heap: sectors that one thread owns, and what it remembers of them.
//!
//! | file | what |
//! |---|---|
//! | `slab` | the free blocks of one slab |
//! | `small` | blocks of up to 1 KiB, out of slabs |
//! | `medium` | two-level segregated fit for what is larger |
//! | `sectors` | making, adopting, re-formatting and leaving sectors |
//! | `resize` | another size in place, or by moving |
//!
//! Which blocks are free is known twice. The words in the sector decide; lists and maps in
//! the heap's own memory say the same, and are what it searches. So nothing that another
//! process writes can lead a search astray, and after a death there is nothing to rebuild:
//! whoever adopts the sector learns it from the words.
//!
//! **The commit** of an allocation is one store of the block's word, with its holder. Only
//! the owner makes a free block an allocated one, so that is a store and no exchange. Giving
//! back in the owner's own sector is a store too: whatever else may happen to an allocated
//! block at that moment, another's acknowledgement of it or a sweep after its holder, comes
//! to the same end, and the candidate it leaves for the owner is found free.

mod medium;
mod resize;
mod sectors;
mod slab;
mod small;

use core::ptr::NonNull;
use core::time::Duration;
use std::sync::Arc;

use self::medium::{Bins, Medium};
use self::slab::{Next, Queue, Slab, SlabId};
use super::block::{self, BlockInfo, Name};
use super::block_word::{BlockState, BlockWord, Reference};
use super::geometry::{Geometry, SLAB_SIZE, Sectors};
use super::page_word::Holder;
use super::pages::Pages;
use super::size::{CLASS_SIZES, CLASSES, SMALL_MAX, class_of};
use crate::os::fork;
use crate::segment::layout::PAGE_SIZE;
use crate::segment::{Inner, Segment, View};
use crate::status::{Result, fail};
use crate::sync::{Deadline, Ordering::*, Shared32};

/// The alignment of every block.
pub const BLOCK_ALIGNMENT: usize = 16;
/// The largest alignment that can be asked for.
pub const ALIGNMENT_MAX: usize = PAGE_SIZE;

/// How long an allocation waits for the lock of the page table, which a live process holds
/// for microseconds unless it was stopped.
const PATIENCE: Duration = Duration::from_secs(1);

/// A block, allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its name in every process.
    pub reference: Reference,
    /// Its first byte in this process.
    pub pointer: NonNull<u8>,
}

/// What a heap remembers in its own process.
#[cfg_attr(test, derive(Clone))]
pub(crate) struct HeapState {
    /// The blocks that come next, by class.
    queues: [Queue; CLASSES],
    /// What it owns, by the number of the sector.
    owned: Box<[Option<Box<Owned>>]>,
    sectors: Sectors,
    /// The word of a small block, allocated, but for its generation.
    template: BlockWord,
    me: Holder,
    /// The slab that each class's queue is filled from.
    current: [Option<SlabId>; CLASSES],
    /// Other slabs with free blocks, by class.
    partial: [Vec<SlabId>; CLASSES],
    /// Empty slabs, by the grain of their sector.
    fresh: [Vec<SlabId>; 3],
    bins: Bins,
    /// The owned sectors, in the order in which they came.
    order: Vec<u32>,
    /// The next of them to be looked at for acked blocks.
    turn: usize,
    /// The next place to look for an abandoned sector.
    adopt_from: usize,
}

/// One owned sector.
#[cfg_attr(test, derive(Clone))]
struct Owned {
    /// Offset of its data in the segment.
    data: u64,
    shape: Geometry,
    slabs: Box<[Slab]>,
    medium: Option<Medium>,
}

// SAFETY: the pointers are into the segment, whose words may be used from any thread.
unsafe impl Send for HeapState {}

impl HeapState {
    /// A heap without sectors.
    ///
    /// # Safety
    /// The memory of `view` outlives the heap, which is used with no other.
    pub(crate) unsafe fn open(view: View<'_>) -> HeapState {
        let sectors = Sectors::of(view.layout);
        let me = Holder::Participant(view.mem.live().me().row);
        HeapState {
            queues: [const { Queue::EMPTY }; CLASSES],
            owned: (0..sectors.count).map(|_| None).collect(),
            sectors,
            template: BlockWord::new(BlockState::Allocated, 0, 0).held_by(me),
            me,
            current: [None; CLASSES],
            partial: [const { Vec::new() }; CLASSES],
            fresh: [const { Vec::new() }; 3],
            bins: Bins::new(),
            order: Vec::new(),
            turn: 0,
            adopt_from: 0,
        }
    }

    /// Takes the next block of a class. `None` if its queue has none left.
    #[inline(always)]
    fn take(&mut self, class: usize) -> Option<Reference> {
        while let Some(next) = self.queues[class].pop() {
            // SAFETY: the word of a block of an own slab, in the segment.
            let word = unsafe { &*next.word };
            // Relaxed: the owner's own, and ordered by whoever made it free.
            let found = BlockWord::from_bits(word.load(Relaxed));
            if !found.is(BlockState::Free) {
                continue; // scribbled over: not handed out again
            }
            let mine = found.next(self.template);
            // The commit. Release: whoever finds the block allocated, finds the sector so.
            word.store(mine.to_bits(), Release);
            return Some(Reference::new(next.offset, mine.generation()));
        }
        None
    }

    /// The same, out of the slabs on the class's list.
    #[inline(never)]
    fn take_next(&mut self, class: usize) -> Option<Reference> {
        if self.refill(class) { self.take(class) } else { None }
    }

    /// Gives back a small block of one of the heap's own slabs. False if it is not one, or
    /// not allocated under that name.
    #[inline(always)]
    fn give(&mut self, name: Name) -> bool {
        let at = (name.offset() as usize).wrapping_sub(self.sectors.first);
        let sector = at >> self.sectors.shift;
        let Some(Some(owned)) = self.owned.get_mut(sector) else { return false };
        let at = name.offset().wrapping_sub(owned.data) as usize;
        let Some(slab) = owned.slabs.get_mut(at / SLAB_SIZE) else { return false };
        let Some(index) = slab.index((at % SLAB_SIZE) as u32) else { return false };
        // SAFETY: the slab has a word for each of its blocks, in the segment.
        let word = unsafe { &*slab.words.add(index as usize) };
        // Acquire: with the exchange that made somebody else the holder.
        let found = BlockWord::from_bits(word.load(Acquire));
        if !found.is(BlockState::Allocated) || !name.fits(found.generation()) {
            return false;
        }
        // Release: with the next look of a sweep. A store, not an exchange: see the module.
        word.store(found.nobodys(BlockState::Free).to_bits(), Release);
        let class = slab.class.map_or(0, usize::from);
        let next = Next { word, offset: name.offset() };
        if self.queues[class % CLASSES].push(next) {
            return true;
        }
        slab.give(index);
        if !slab.listed {
            let slab = (at / SLAB_SIZE) as u32;
            self.list(SlabId { sector: sector as u32, slab });
        }
        true
    }

    /// Allocates.
    pub(crate) fn alloc(&mut self, view: View<'_>, size: usize, align: usize) -> Result<Reference> {
        if size == 0 {
            fail!(Invalid, "heap: a block of 0 bytes");
        }
        if !align.is_power_of_two() || align > ALIGNMENT_MAX {
            fail!(Invalid, "heap: alignment {align} is no power of two up to {ALIGNMENT_MAX}");
        }
        let base = view.mem.base().as_ptr() as usize;
        if !base.is_multiple_of(align) {
            fail!(Invalid, "heap: alignment {align} is more than that of the segment's memory");
        }
        if size.max(align) <= SMALL_MAX {
            let least = size.max(align);
            // Slabs start at multiples of 4096, so its size decides a block's alignment.
            let fits = |class: &usize| (CLASS_SIZES[*class] as usize).is_multiple_of(align);
            let class = (class_of(least)..CLASSES).find(fits).unwrap_or(CLASSES - 1);
            return self.alloc_small(view, class);
        }
        if align <= super::geometry::GRANULE && size <= self.sectors.medium_max() {
            return self.alloc_medium(view, size);
        }
        let pages = Pages::new(view);
        let run = pages.allocate(size.div_ceil(PAGE_SIZE), self.me, Deadline::after(PATIENCE))?;
        Ok(Reference::new(view.layout.page(run.page) as u64, run.generation))
    }

    /// Gives a block back: at once if it is in an own sector, else by telling its owner.
    pub(crate) fn ack(&mut self, view: View<'_>, name: Name) -> Result<()> {
        if self.give(name) {
            return Ok(());
        }
        let at = (name.offset() as usize).wrapping_sub(self.sectors.first);
        match self.owned.get(at >> self.sectors.shift) {
            Some(Some(owned)) if owned.medium.is_some() => self.ack_medium(view, name),
            _ => block::ack(view, name, self.me),
        }
    }
}

/// A heap of one thread: the handle to allocate with, without any look-up or lock on the way.
///
/// It owns the sectors that it allocates from. Blocks may be given back through any heap of
/// any process; those of another heap become available when their owner next runs short, or
/// calls [`coalesce`](Heap::coalesce).
///
/// **Contracts.** Every block is aligned to 16 bytes, and to more if asked. A block of up to
/// 1 KiB comes out of a slab of its size class, at most an eighth (or 15 bytes) larger than
/// asked, with 8 bytes of table beside it, or a word for each 16, 64 or 256 bytes of the
/// sector it is in. Above that, a block is a multiple of 256 bytes out of a sector, and above
/// a quarter of a sector (256 KiB in a segment of 16 MiB or more), or with an alignment above
/// 256 that no class has, a run of pages of 4096 bytes.
///
/// **Threads.** May move between threads, not be shared: [`Arena`](super::Arena) is for that.
/// **Fork.** In a child every call answers `Forked` and touches nothing.
/// **Death.** What a process that dies held is given back by whoever cleans up after it, and
/// its heaps' sectors go to the next heap that needs one. A heap that is dropped leaves its
/// sectors so too; its blocks stay its participant's.
pub struct Heap {
    state: HeapState,
    base: NonNull<u8>,
    /// What tells a forked child from the process that opened the heap.
    fork: (&'static Shared32, u32),
    segment: Arc<Inner>,
}

// SAFETY: the base is that of the segment, whose bytes may be used from any thread.
unsafe impl Send for Heap {}

impl Heap {
    /// A heap in a segment. It takes memory when first asked for some. `ReadOnly` for an
    /// observer.
    pub fn open(segment: &Segment) -> Result<Heap> {
        let segment = segment.inner().clone();
        let view = segment.writable()?;
        let base = view.mem.base();
        // SAFETY: the heap keeps the segment, and with it the memory.
        let state = unsafe { HeapState::open(view) };
        Ok(Heap { state, base, fork: fork::mark(), segment })
    }

    /// False in a forked child, where nothing is mapped.
    #[inline(always)]
    fn is_at_home(&self) -> bool {
        // Relaxed: the kernel changes it, at a fork.
        self.fork.0.load(Relaxed) == self.fork.1
    }

    fn block(&self, reference: Reference) -> Block {
        // SAFETY: an allocated block lies inside the segment.
        let pointer = unsafe { self.base.add(reference.offset() as usize) };
        Block { reference, pointer }
    }

    /// Allocates a block of `size` bytes, whose content is arbitrary, held by this
    /// participant. `Invalid` for 0 bytes; `NoSpace` at once if there is no room.
    #[inline]
    pub fn alloc(&mut self, size: usize) -> Result<Block> {
        if size.wrapping_sub(1) < SMALL_MAX && self.is_at_home() {
            let class = class_of(size);
            let taken = self.state.take(class).or_else(|| self.state.take_next(class));
            if let Some(reference) = taken {
                return Ok(self.block(reference));
            }
        }
        self.alloc_aligned(size, BLOCK_ALIGNMENT)
    }

    /// Allocates at a multiple of `align`, a power of two up to 4096, in this process's
    /// memory and, for mapped segments, in every other's.
    #[cold]
    pub fn alloc_aligned(&mut self, size: usize, align: usize) -> Result<Block> {
        let view = self.segment.writable()?;
        let reference = self.state.alloc(view, size, align)?;
        Ok(self.block(reference))
    }

    /// Allocates bytes that are all 0.
    pub fn alloc_zeroed(&mut self, size: usize) -> Result<Block> {
        let block = self.alloc(size)?;
        const ZEROS: [u8; 4096] = [0; 4096];
        let mem = self.segment.view().mem;
        for at in (0..size).step_by(ZEROS.len()) {
            let part = &ZEROS[..ZEROS.len().min(size - at)];
            mem.copy_in(block.reference.offset() as usize + at, part);
        }
        Ok(block)
    }

    /// Gives a block back, whoever allocated it. A reference that names no allocated block,
    /// as after a first `ack`, is an error and changes nothing.
    #[inline]
    pub fn ack(&mut self, reference: Reference) -> Result<()> {
        if self.is_at_home() && self.state.give(Name::Reference(reference)) {
            return Ok(());
        }
        self.ack_name(Name::Reference(reference))
    }

    /// Gives back the block at `offset`. Without a generation, only the block's state tells a
    /// stale offset.
    #[inline]
    pub fn free(&mut self, offset: u64) -> Result<()> {
        if self.is_at_home() && self.state.give(Name::Offset(offset)) {
            return Ok(());
        }
        self.ack_name(Name::Offset(offset))
    }

    /// Gives back the block that starts at `pointer` in this process: see [`free`](Heap::free).
    #[inline]
    pub fn free_pointer(&mut self, pointer: NonNull<u8>) -> Result<()> {
        let offset = (pointer.as_ptr() as usize).wrapping_sub(self.base.as_ptr() as usize);
        self.free(offset as u64)
    }

    /// Gives back the block at `offset`, of which the caller knows that `size` bytes were
    /// asked for: `Mismatch`, and nothing changes, if such a block cannot be that one.
    pub fn free_sized(&mut self, offset: u64, size: usize) -> Result<()> {
        let usable = self.query(offset)?.size;
        let fits = if size == 0 || size > usable {
            false
        } else if usable <= SMALL_MAX {
            // One made for its alignment may be of a larger class.
            class_of(usable) == class_of(size) || usable.is_power_of_two()
        } else {
            size + PAGE_SIZE > usable
        };
        if !fits {
            fail!(Mismatch, "block at {offset}: has {usable} bytes, {size} were never asked for");
        }
        self.free(offset)
    }

    /// Gives back the block that starts at `pointer` in this process: see
    /// [`free_sized`](Heap::free_sized).
    pub fn free_pointer_sized(&mut self, pointer: NonNull<u8>, size: usize) -> Result<()> {
        let offset = (pointer.as_ptr() as usize).wrapping_sub(self.base.as_ptr() as usize);
        self.free_sized(offset as u64, size)
    }

    #[cold]
    fn ack_name(&mut self, name: Name) -> Result<()> {
        let view = self.segment.writable()?;
        self.state.ack(view, name)
    }

    /// Gives a block another size, in place if it can, else elsewhere: its content, up to
    /// the smaller size, moves along. On an error the block is as it was.
    pub fn realloc(&mut self, reference: Reference, size: usize) -> Result<Block> {
        let view = self.segment.writable()?;
        let reference = self.state.realloc(view, reference, size)?;
        Ok(self.block(reference))
    }

    /// Usable bytes of an allocated block.
    pub fn usable_size(&self, reference: Reference) -> Result<usize> {
        let info = block::query(self.segment.readable()?, Name::Reference(reference))?;
        match info.state {
            BlockState::Allocated => Ok(info.size),
            state => fail!(State, "block at {}: {state:?}, not allocated", info.offset),
        }
    }

    /// What the block at `offset` is.
    pub fn query(&self, offset: u64) -> Result<BlockInfo> {
        block::query(self.segment.readable()?, Name::Offset(offset))
    }

    /// Makes every block available that others gave back, and leaves sectors in which nothing
    /// is allocated to other heaps. How many blocks others had given back.
    pub fn coalesce(&mut self) -> Result<usize> {
        let view = self.segment.writable()?;
        let freed = self.state.drain(view, usize::MAX);
        self.state.leave_empty(view);
        Ok(freed)
    }

    /// How many sectors it owns.
    pub fn sectors(&self) -> usize {
        self.state.order.len()
    }

    /// The segment it is in.
    pub fn segment(&self) -> Segment {
        Segment::of(self.segment.clone())
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        // In a forked child nothing is mapped, and the sectors are the parent's.
        if let Ok(view) = self.segment.writable() {
            self.state.leave_all(view);
        }
    }
}

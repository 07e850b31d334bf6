//! Heaps and blocks.

use core::ffi::c_void;
use core::ops::ControlFlow;
use core::ptr::NonNull;

use super::boundary::{InfoOut, Out, SizedStruct, guard};
use super::message::{tell, wrtmem_receiver_t, wrtmem_record_t, wrtmem_sender_t};
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::arena::{
    ArenaStatistics, Block, BlockInfo, BlockState, CLASSES, Format, Heap, Holder, Part, Reference,
    SectorInfo, SectorOwner,
};
use crate::status::{Result, fail};

/// A heap: what one thread allocates from. One thread uses it at a time; blocks may be given
/// back through any heap of any process. A heap that is closed leaves its memory to the next
/// heap that needs some; its blocks stay its participant's.
pub struct wrtmem_heap_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_heap_t {
    const KIND: u32 = 10;
    const NAME: &'static str = "heap";
    type Value = Heap;
}

/// Names a block in every process: its offset and its generation. 0 names none. A stale one
/// is noticed, unless the block's place was allocated a multiple of 2^21 times since.
pub type wrtmem_ref_t = u64;

/// Opens a heap in a segment. It takes memory when first asked for some.
///
/// @param segment  the segment; may be closed before the heap
/// @param heap     closed by wrtmem_heap_close()
/// @return WRTMEM_E_READ_ONLY for a read-only segment
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_heap_open(
    segment: *mut wrtmem_segment_t,
    heap: *mut *mut wrtmem_heap_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("heap", heap)?;
        // SAFETY: the caller's promise.
        slab::open(&out, Heap::open(unsafe { slab::get(segment) }?)?)
    })
}

/// Closes a heap. Its blocks stay allocated as long as the participant is attached: keep the
/// segment open to use them.
///
/// @param heap  NULL allowed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_heap_close(heap: *mut wrtmem_heap_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(heap) })
}

/// Where a block goes: its name and its place.
struct BlockOut(Out<wrtmem_ref_t>, Out<*mut c_void>);

impl BlockOut {
    fn new(reference: *mut wrtmem_ref_t, pointer: *mut *mut c_void) -> Result<BlockOut> {
        Ok(BlockOut(Out::new("reference", reference)?, Out::new("pointer", pointer)?))
    }

    fn set(&self, block: Block) {
        self.0.set(block.reference.to_bits());
        self.1.set(block.pointer.as_ptr().cast());
    }
}

/// Allocates a block, held by this participant until it is given back or the participant
/// ends. Its content is arbitrary, its alignment 16.
///
/// A block of up to 1 KiB is at most an eighth, or 15 bytes, larger than asked for, and has 8
/// bytes of table beside it; a larger one is a multiple of 256 bytes; above a quarter of a
/// sector (256 KiB in a segment of 16 MiB or more) it is a multiple of 4096.
///
/// @param heap       the heap
/// @param bytes      at least 1
/// @param reference  the block's name in every process
/// @param pointer    borrowed until the block is given back, sent or moved by
///                   wrtmem_heap_realloc(), and no longer than this participant: until the
///                   segment and all that was opened through it are closed
/// @return WRTMEM_E_NO_SPACE at once if there is no room
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_heap_alloc(
    heap: *mut wrtmem_heap_t,
    bytes: u64,
    reference: *mut wrtmem_ref_t,
    pointer: *mut *mut c_void,
) -> wrtmem_status_t {
    guard(|| {
        let out = BlockOut::new(reference, pointer)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get_mut(heap) }?.alloc(bytes as usize)?);
        Ok(())
    })
}

/// As wrtmem_heap_alloc(), at a multiple of an alignment.
///
/// @param heap       the heap
/// @param bytes      at least 1
/// @param alignment  a power of two up to 4096
/// @param reference  the block's name in every process
/// @param pointer    borrowed: see wrtmem_heap_alloc()
/// @return WRTMEM_E_INVALID if the alignment is no power of two up to 4096, or more than that
///         of the segment's own memory, which is 64 at least if the segment is private or was
///         made by wrtmem_segment_create_in(), else 4096; else as wrtmem_heap_alloc()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_heap_alloc_aligned(
    heap: *mut wrtmem_heap_t,
    bytes: u64,
    alignment: u64,
    reference: *mut wrtmem_ref_t,
    pointer: *mut *mut c_void,
) -> wrtmem_status_t {
    guard(|| {
        let out = BlockOut::new(reference, pointer)?;
        // SAFETY: the caller's promise.
        let heap = unsafe { slab::get_mut(heap) }?;
        out.set(heap.alloc_aligned(bytes as usize, alignment as usize)?);
        Ok(())
    })
}

/// As wrtmem_heap_alloc(), with bytes that are all 0.
///
/// @param heap       the heap
/// @param bytes      at least 1
/// @param reference  the block's name in every process
/// @param pointer    borrowed: see wrtmem_heap_alloc()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_heap_alloc_zeroed(
    heap: *mut wrtmem_heap_t,
    bytes: u64,
    reference: *mut wrtmem_ref_t,
    pointer: *mut *mut c_void,
) -> wrtmem_status_t {
    guard(|| {
        let out = BlockOut::new(reference, pointer)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get_mut(heap) }?.alloc_zeroed(bytes as usize)?);
        Ok(())
    })
}

/// Gives a block another size, in place if it can, else elsewhere with its content. On an
/// error the block is as it was.
///
/// @param heap       the heap
/// @param old        the block
/// @param bytes      at least 1
/// @param reference  the same as old, or the new block's
/// @param pointer    borrowed: see wrtmem_heap_alloc()
/// @return WRTMEM_E_STATE if old names no allocated block
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_heap_realloc(
    heap: *mut wrtmem_heap_t,
    old: wrtmem_ref_t,
    bytes: u64,
    reference: *mut wrtmem_ref_t,
    pointer: *mut *mut c_void,
) -> wrtmem_status_t {
    guard(|| {
        let out = BlockOut::new(reference, pointer)?;
        // SAFETY: the caller's promise.
        let heap = unsafe { slab::get_mut(heap) }?;
        out.set(heap.realloc(Reference::from_bits(old), bytes as usize)?);
        Ok(())
    })
}

/// Gives a block back, whoever allocated it.
///
/// @param heap       any heap of the segment
/// @param reference  the block
/// @return WRTMEM_E_STATE, and nothing changes, if the block was given back already or an
///         object's; WRTMEM_E_INVALID if no block can start there
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_heap_ack(
    heap: *mut wrtmem_heap_t,
    reference: wrtmem_ref_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::get_mut(heap) }?.ack(Reference::from_bits(reference)))
}

/// Gives the block at a pointer back. Only its state tells whether it was given back already,
/// so prefer wrtmem_heap_ack().
///
/// @param heap     any heap of the segment
/// @param pointer  the block's first byte
/// @return as wrtmem_heap_ack()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_heap_free(
    heap: *mut wrtmem_heap_t,
    pointer: *mut c_void,
) -> wrtmem_status_t {
    guard(|| {
        let Some(place) = NonNull::new(pointer.cast()) else { fail!(Invalid, "pointer: NULL") };
        // SAFETY: the caller's promise.
        unsafe { slab::get_mut(heap) }?.free_pointer(place)
    })
}

/// As wrtmem_heap_free(), with the size that was asked for, which is checked: a mistake is
/// noticed unless another size would have given a block like this one.
///
/// @param heap     any heap of the segment
/// @param pointer  the block's first byte
/// @param bytes    as last asked for at this block
/// @return WRTMEM_E_MISMATCH, and nothing changes, if that cannot be; else as
///         wrtmem_heap_free()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_heap_free_sized(
    heap: *mut wrtmem_heap_t,
    pointer: *mut c_void,
    bytes: u64,
) -> wrtmem_status_t {
    guard(|| {
        let Some(place) = NonNull::new(pointer.cast()) else { fail!(Invalid, "pointer: NULL") };
        // SAFETY: the caller's promise.
        unsafe { slab::get_mut(heap) }?.free_pointer_sized(place, bytes as usize)
    })
}

/// Makes every block available that others gave back, and leaves memory in which nothing is
/// allocated to other heaps. Allocations do the former when they run short.
///
/// @param heap   the heap
/// @param freed  how many blocks others had given back; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_heap_coalesce(
    heap: *mut wrtmem_heap_t,
    freed: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("freed", freed)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get_mut(heap) }?.coalesce()? as u64);
        Ok(())
    })
}

/// The offset in a reference, for wrtmem_pointer().
///
/// @param reference  any
#[unsafe(no_mangle)]
pub extern "C" fn wrtmem_ref_offset(reference: wrtmem_ref_t) -> u64 {
    Reference::from_bits(reference).offset()
}

/// Sends a block through a message ring: the reference travels, the block stays where it is.
/// After WRTMEM_OK it must not be touched nor given back here; after an error nothing was sent,
/// and it is this participant's as before. If this process dies before the receiver has taken
/// the block, the receiver gets it all the same.
///
/// @param sender     the sender
/// @param reference  a block that this participant has allocated
/// @param deadline   how long to wait for space; see wrtmem_deadline_after()
/// @param sequence   the message's number; NULL allowed
/// @return WRTMEM_E_STATE if the block is not this participant's, WRTMEM_E_INVALID if no block
///         can start there; else as wrtmem_sender_send()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_sender_send_block(
    sender: *mut wrtmem_sender_t,
    reference: wrtmem_ref_t,
    deadline: u64,
    sequence: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("sequence", sequence)?;
        // SAFETY: the caller's promise.
        let sender = unsafe { slab::get_mut(sender) }?;
        let until = self::deadline(deadline);
        out.set(sender.send_block(Reference::from_bits(reference), until)?);
        Ok(())
    })
}

/// Takes the next block from a message ring that carries nothing else. It is this
/// participant's then.
///
/// @param receiver   the receiver
/// @param deadline   how long to wait; see wrtmem_deadline_after()
/// @param reference  the block's name in every process
/// @param pointer    borrowed: see wrtmem_heap_alloc()
/// @param record     number, length, lane and checksum of the message; NULL allowed
/// @return WRTMEM_E_NOT_FOUND if the block has ended on its way, WRTMEM_E_MISMATCH if the
///         message names no block: that message is gone, the next call goes on;
///         WRTMEM_E_TOO_SMALL if a longer message is next: it stays, for
///         wrtmem_receiver_receive(); else as wrtmem_receiver_receive()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_receiver_receive_block(
    receiver: *mut wrtmem_receiver_t,
    deadline: u64,
    reference: *mut wrtmem_ref_t,
    pointer: *mut *mut c_void,
    record: *mut wrtmem_record_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = BlockOut::new(reference, pointer)?;
        let told = Out::optional("record", record)?;
        // SAFETY: the caller's promise.
        let receiver = unsafe { slab::get_mut(receiver) }?;
        let until = self::deadline(deadline);
        out.set(tell(&told, |record| receiver.receive_block(record, until))?);
        Ok(())
    })
}

/// What a part of the arena is.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_part_t {
    /// A sector of slabs or medium blocks; they follow.
    WRTMEM_PART_SECTOR = 0,
    /// A slab of blocks of one size, which follow. Size 0: none yet.
    WRTMEM_PART_SLAB = 1,
    /// A free block.
    WRTMEM_PART_FREE = 2,
    /// A block that is somebody's.
    WRTMEM_PART_ALLOCATED = 3,
    /// A block that was given back and is on its way to its heap.
    WRTMEM_PART_ACKED = 4,
    /// A run of pages: a large block, or an object.
    WRTMEM_PART_PAGES = 5,
}

/// One part of the arena, as wrtmem_arena_walk() meets it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_part_info_t {
    /// sizeof this struct.
    pub size: usize,
    /// Distance from the segment's start.
    pub offset: u64,
    /// Bytes: of a sector with its tables, of each of a slab's blocks, of a block or run.
    pub bytes: u64,
    /// Name of a block or run; 0 for the others.
    pub reference: wrtmem_ref_t,
    /// What it is: a wrtmem_part_t.
    pub part: i32,
    /// The participant whose block, run or sector it is; -1 if none's.
    pub participant: i32,
    /// The object, by its directory row, whose block or run it is; -1 if none's.
    pub object: i32,
    /// Of a sector: 0 empty, 1 slabs, 2 medium blocks.
    pub format: i32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_part_info_t {}

impl wrtmem_part_info_t {
    fn new(part: wrtmem_part_t, offset: u64, bytes: usize) -> wrtmem_part_info_t {
        wrtmem_part_info_t {
            size: size_of::<wrtmem_part_info_t>(),
            offset,
            bytes: bytes as u64,
            reference: 0,
            part: part as i32,
            participant: -1,
            object: -1,
            format: 0,
        }
    }

    fn block(part: wrtmem_part_t, info: BlockInfo) -> wrtmem_part_info_t {
        let (participant, object) = match info.holder {
            Some(Holder::Participant(row)) => (row as i32, -1),
            Some(Holder::Object(row)) => (-1, row as i32),
            None => (-1, -1),
        };
        let reference = info.reference.to_bits();
        let part = wrtmem_part_info_t::new(part, info.offset, info.size);
        wrtmem_part_info_t { reference, participant, object, ..part }
    }

    fn sector(info: SectorInfo) -> wrtmem_part_info_t {
        let participant = match info.owner {
            Some(SectorOwner::Owned(who)) => who.row as i32,
            _ => -1,
        };
        let format = match info.format {
            Format::Empty => 0,
            Format::Slabs => 1,
            Format::Medium => 2,
        };
        let part = wrtmem_part_t::WRTMEM_PART_SECTOR;
        let part = wrtmem_part_info_t::new(part, info.offset, info.size);
        wrtmem_part_info_t { participant, format, ..part }
    }

    fn of(part: Part) -> wrtmem_part_info_t {
        match part {
            Part::Sector(info) => wrtmem_part_info_t::sector(info),
            Part::Slab { offset, size } => {
                wrtmem_part_info_t::new(wrtmem_part_t::WRTMEM_PART_SLAB, offset, size)
            }
            Part::Block(info) => wrtmem_part_info_t::block(state(info.state), info),
            Part::Run(info) => wrtmem_part_info_t::block(wrtmem_part_t::WRTMEM_PART_PAGES, info),
        }
    }
}

fn state(state: BlockState) -> wrtmem_part_t {
    match state {
        BlockState::Allocated => wrtmem_part_t::WRTMEM_PART_ALLOCATED,
        BlockState::Acked => wrtmem_part_t::WRTMEM_PART_ACKED,
        BlockState::None | BlockState::Free | BlockState::Coalescing => {
            wrtmem_part_t::WRTMEM_PART_FREE
        }
    }
}

/// Is shown one part after the other. Must not throw, nor close the segment.
///
/// @return false to end the walk
pub type wrtmem_part_fn_t =
    Option<unsafe extern "C" fn(part: *const wrtmem_part_info_t, user: *mut c_void) -> bool>;

/// Shows every sector, slab, block and run of pages, lowest offset first. Reads only, while
/// others go on.
///
/// @param segment  the segment; a read-only one will do
/// @param visit    is shown each part
/// @param user     handed to visit; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_arena_walk(
    segment: *const wrtmem_segment_t,
    visit: wrtmem_part_fn_t,
    user: *mut c_void,
) -> wrtmem_status_t {
    guard(|| {
        let Some(visit) = visit else { fail!(Invalid, "visit: NULL") };
        // SAFETY: the caller's promise.
        unsafe { slab::get(segment) }?.walk_arena(|part| {
            let part = wrtmem_part_info_t::of(part);
            // SAFETY: the caller's function, which must not throw.
            match unsafe { visit(&raw const part, user) } {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        })
    })
}

/// What the block at an offset is. A read-only segment will do.
///
/// @param segment  the segment
/// @param offset   where the block starts
/// @param part     its size field set by the caller
/// @return WRTMEM_E_INVALID, WRTMEM_E_STATE if no block starts there
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_arena_query(
    segment: *const wrtmem_segment_t,
    offset: u64,
    part: *mut wrtmem_part_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("part", part) }?;
        // SAFETY: as above.
        let info = unsafe { slab::get(segment) }?.query_block(offset)?;
        out.set(wrtmem_part_info_t::block(state(info.state), info));
        Ok(())
    })
}

/// How many size classes there are for blocks of up to 1 KiB.
pub const WRTMEM_ARENA_CLASSES: usize = 32;
const _: () = assert!(WRTMEM_ARENA_CLASSES == CLASSES);

/// The blocks of one size class.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_class_info_t {
    /// Bytes in a block.
    pub bytes: u64,
    /// Slabs of the class.
    pub slabs: u64,
    /// Blocks in them.
    pub blocks: u64,
    /// Those that are somebody's.
    pub live: u64,
}

/// Sums over the arena, while others go on.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_arena_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Blocks that are somebody's, with runs of pages that participants hold.
    pub live_blocks: u64,
    /// Usable bytes in them. 1 - live_bytes / footprint is the fragmentation.
    pub live_bytes: u64,
    /// Blocks given back that their heap has not seen yet.
    pub acked_blocks: u64,
    /// Usable bytes in them.
    pub acked_bytes: u64,
    /// Bytes in free blocks and empty slabs.
    pub free_bytes: u64,
    /// The largest block that some heap could allocate now.
    pub largest_free: u64,
    /// Bytes of all sectors and of participants' runs of pages.
    pub footprint: u64,
    /// Sectors.
    pub sectors: u64,
    /// Sectors of no heap.
    pub abandoned: u64,
    /// By size class, the smallest first.
    pub classes: [wrtmem_class_info_t; WRTMEM_ARENA_CLASSES],
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_arena_info_t {}

/// What the arena holds, from one pass over it. A read-only segment will do.
///
/// @param segment  the segment
/// @param info     its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_arena_info(
    segment: *const wrtmem_segment_t,
    info: *mut wrtmem_arena_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("arena info", info) }?;
        // SAFETY: as above.
        let all = unsafe { slab::get(segment) }?.arena_statistics()?;
        let footprint = all.footprint() as u64;
        let ArenaStatistics { live_blocks, live_bytes, acked_blocks, acked_bytes, .. } = all;
        out.set(wrtmem_arena_info_t {
            size: 0,
            live_blocks: live_blocks as u64,
            live_bytes: live_bytes as u64,
            acked_blocks: acked_blocks as u64,
            acked_bytes: acked_bytes as u64,
            free_bytes: all.free_bytes as u64,
            largest_free: all.largest_free as u64,
            footprint,
            sectors: all.sectors as u64,
            abandoned: all.abandoned as u64,
            classes: all.classes.map(|class| wrtmem_class_info_t {
                bytes: class.size as u64,
                slabs: class.slabs as u64,
                blocks: class.blocks as u64,
                live: class.live as u64,
            }),
        });
        Ok(())
    })
}

//! One handle for all threads of a process: a few heaps, each behind a lock of the process.

use std::sync::Arc;

use super::block::BlockInfo;
use super::block_word::Reference;
use super::heap::{Block, Heap};
use crate::segment::{Options, Segment};
use crate::status::Result;
use crate::sync::{Ordering::Relaxed, Shared32, WrtMutex, WrtMutexGuard};
use uuid::Uuid;

/// An arena that any thread may use: as many heaps as there are processors, taken by whoever
/// finds one free, the same as last time if it can be.
///
/// A [`Heap`] of one's own is faster: here each call takes a lock of the process, and a block
/// may have to go back to another heap than the one that it is given back through. Clones
/// share it. Calls of a forked child answer `Forked`.
#[derive(Clone)]
pub struct Arena {
    segment: Segment,
    heaps: Arc<[WrtMutex<Heap>]>,
}

/// Numbers threads, so that each begins its search at a heap of its own.
static THREADS: Shared32 = Shared32::new(0);

thread_local! {
    // Relaxed: only the number counts.
    static THREAD: u32 = THREADS.fetch_add(1, Relaxed);
}

impl Arena {
    /// The arena of a segment.
    pub fn open(segment: &Segment) -> Result<Arena> {
        let count = crate::os::cpu::count().min(64);
        let heaps: Result<Vec<WrtMutex<Heap>>> =
            (0..count).map(|_| Ok(WrtMutex::new(Heap::open(segment)?))).collect();
        Ok(Arena { segment: segment.clone(), heaps: heaps?.into() })
    }

    /// Creates a segment of `bytes`, named by `id` or by a new one, or opens it if it is
    /// there: in whatever order processes call this, one of them makes it.
    pub fn bootstrap(id: Option<Uuid>, bytes: u64) -> Result<(Arena, Uuid)> {
        let id = id.unwrap_or_else(Uuid::new_v4);
        let options = Options { bytes, ..Options::default() };
        let (segment, _) = Segment::open_or_create(&id.to_string(), &options)?;
        Ok((Arena::open(&segment)?, id))
    }

    /// The segment it is in.
    pub fn segment(&self) -> &Segment {
        &self.segment
    }

    /// A heap that nobody uses at the moment, else this thread's.
    fn heap(&self) -> WrtMutexGuard<'_, Heap> {
        let first = THREAD.with(|number| *number as usize) % self.heaps.len();
        let all = self.heaps[first..].iter().chain(&self.heaps[..first]);
        all.into_iter().find_map(WrtMutex::try_lock).unwrap_or_else(|| self.heaps[first].lock())
    }

    /// See [`Heap::alloc`].
    pub fn allocate(&self, size: usize) -> Result<Block> {
        self.heap().alloc(size)
    }

    /// See [`Heap::alloc_aligned`].
    pub fn allocate_aligned(&self, size: usize, align: usize) -> Result<Block> {
        self.heap().alloc_aligned(size, align)
    }

    /// See [`Heap::realloc`].
    pub fn reallocate(&self, reference: Reference, size: usize) -> Result<Block> {
        self.heap().realloc(reference, size)
    }

    /// See [`Heap::ack`].
    pub fn ack(&self, reference: Reference) -> Result<()> {
        self.heap().ack(reference)
    }

    /// See [`Heap::free`].
    pub fn free(&self, offset: u64) -> Result<()> {
        self.heap().free(offset)
    }

    /// See [`Heap::coalesce`]; of all heaps.
    pub fn coalesce(&self) -> Result<usize> {
        let mut freed = 0;
        for heap in &*self.heaps {
            freed += heap.lock().coalesce()?;
        }
        Ok(freed)
    }

    /// What the block at `offset` is.
    pub fn query(&self, offset: u64) -> Result<BlockInfo> {
        self.segment.query_block(offset)
    }
}

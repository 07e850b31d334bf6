//! A pointer that means the same in every process.

use core::marker::PhantomData;
use std::ptr::NonNull;

use super::block::BlockInfo;
use crate::segment::Segment;
use crate::status::{Result, fail};

/// The distance of a `T` from the segment's start. Says nothing of its lifetime: whoever
/// resolves it knows that the block is still allocated.
///
/// ```
/// use wrtmem::arena::{Arena, RelativePtr};
/// # fn main() -> wrtmem::Result<()> {
/// let (arena, id) = Arena::bootstrap(None, 1 << 20)?;
/// let block = arena.allocate(size_of::<[u32; 4]>())?;
/// let place = RelativePtr::<[u32; 4]>::new(block.reference.offset());
/// place.write(arena.segment(), [1, 2, 3, 4])?; // any process may resolve the offset
/// // SAFETY: just written, and nobody else uses the block.
/// assert_eq!(unsafe { place.resolve(arena.segment())? }, &[1, 2, 3, 4]);
/// arena.ack(block.reference)?;
/// # wrtmem::segment::Segment::unlink(&id.to_string(), &Default::default())
/// # }
/// ```
pub struct RelativePtr<T> {
    offset: u64,
    target: PhantomData<*const T>,
}

// SAFETY: a number.
unsafe impl<T> Send for RelativePtr<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for RelativePtr<T> {}

impl<T> Clone for RelativePtr<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RelativePtr<T> {}

impl<T> core::fmt::Debug for RelativePtr<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "RelativePtr({})", self.offset)
    }
}

impl<T> RelativePtr<T> {
    /// The `T` at `offset`.
    pub const fn new(offset: u64) -> RelativePtr<T> {
        RelativePtr { offset, target: PhantomData }
    }

    /// The offset.
    pub const fn offset(self) -> u64 {
        self.offset
    }

    /// Where it is in this process: inside the segment's pages and aligned, else `Invalid`.
    pub fn pointer(self, segment: &Segment) -> Result<NonNull<T>> {
        let pointer = segment.pointer(self.offset, size_of::<T>() as u64)?.cast::<T>();
        if !pointer.is_aligned() {
            fail!(Invalid, "offset {}: not a multiple of {}", self.offset, align_of::<T>());
        }
        Ok(pointer)
    }

    /// Borrows it.
    ///
    /// # Safety
    /// A valid `T` lies there, in a block that stays allocated, and nobody in any process
    /// writes to it while it is borrowed.
    pub unsafe fn resolve(self, segment: &Segment) -> Result<&T> {
        let pointer = self.pointer(segment)?;
        // SAFETY: inside the segment and aligned; the rest is the caller's promise.
        Ok(unsafe { pointer.as_ref() })
    }

    /// Borrows it for writing.
    ///
    /// # Safety
    /// As for [`resolve`](Self::resolve), and nobody reads it meanwhile either.
    #[allow(clippy::mut_from_ref)] // the segment lends memory, it has no T in it
    pub unsafe fn resolve_mut(self, segment: &Segment) -> Result<&mut T> {
        let mut pointer = self.pointer(segment)?;
        // SAFETY: as above.
        Ok(unsafe { pointer.as_mut() })
    }

    /// What the arena knows of the block that starts there.
    pub fn resolve_header(self, segment: &Segment) -> Result<BlockInfo> {
        segment.query_block(self.offset)
    }

    /// Writes a `T`, whose bytes replace what is there: `Invalid` unless a block of this
    /// participant's starts there that is large enough.
    pub fn write(self, segment: &Segment, value: T) -> Result<()>
    where
        T: Copy,
    {
        let info = self.resolve_header(segment)?;
        if info.size < size_of::<T>() || !segment.is_own(&info) {
            fail!(
                Invalid,
                "block at {}: {} bytes, {:?} of {:?}; {} are to be written",
                self.offset,
                info.size,
                info.state,
                info.holder,
                size_of::<T>()
            );
        }
        let pointer = self.pointer(segment)?;
        // SAFETY: inside a block that this participant has allocated, aligned.
        unsafe { pointer.write(value) };
        Ok(())
    }
}

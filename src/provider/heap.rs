//! Bytes from the heap of one process.

use std::alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error};
use std::ptr::NonNull;

use super::{ALIGNMENT, Mem, Provider};
use crate::status::{Result, fail};
use crate::sync::{Liveness, Never};

/// Zeroed heap memory, freed when dropped.
pub struct HeapProvider<L = Never> {
    base: NonNull<u8>,
    len: usize,
    live: L,
}

// SAFETY: the bytes are only reached through `Mem`, whose words are atomic and whose copies
// are checked by their users; the allocation itself may be freed from any thread.
unsafe impl<L: Send> Send for HeapProvider<L> {}
// SAFETY: as above.
unsafe impl<L: Sync> Sync for HeapProvider<L> {}

impl HeapProvider {
    /// `len` zeroed bytes.
    pub fn new(len: usize) -> HeapProvider {
        HeapProvider::with_liveness(len, Never)
    }

    /// `len` zeroed bytes, or `NoMemory`.
    pub fn try_new(len: usize) -> Result<HeapProvider> {
        match Self::allocate(len) {
            Some(base) => Ok(HeapProvider { base, len, live: Never }),
            None => fail!(NoMemory, "heap: no room for {len} bytes"),
        }
    }
}

impl<L: Liveness> HeapProvider<L> {
    /// `len` zeroed bytes shared by those that `live` knows.
    pub fn with_liveness(len: usize, live: L) -> HeapProvider<L> {
        let base = Self::allocate(len).unwrap_or_else(|| handle_alloc_error(Self::layout(len)));
        HeapProvider { base, len, live }
    }

    /// The liveness given at the start.
    pub fn liveness(&self) -> &L {
        &self.live
    }

    /// The bytes, as another participant than the provider's own would see them.
    pub fn mem_as<'a>(&'a self, live: &'a dyn Liveness) -> Mem<'a> {
        // SAFETY: the allocation lives as long as self and is aligned by its layout.
        unsafe { Mem::new(self.base, self.len, live) }
    }
}

impl<L> HeapProvider<L> {
    fn allocate(len: usize) -> Option<NonNull<u8>> {
        // SAFETY: the layout is never of size zero.
        NonNull::new(unsafe { alloc_zeroed(Self::layout(len)) })
    }

    fn layout(len: usize) -> Layout {
        Layout::from_size_align(len.max(ALIGNMENT), ALIGNMENT).expect("size overflows")
    }
}

// SAFETY: one allocation, freed on drop only.
unsafe impl<L: Liveness> Provider for HeapProvider<L> {
    fn mem(&self) -> Mem<'_> {
        self.mem_as(&self.live)
    }
}

impl<L> Drop for HeapProvider<L> {
    fn drop(&mut self) {
        // SAFETY: allocated in `with_liveness` with the same layout.
        unsafe { dealloc(self.base.as_ptr(), Self::layout(self.len)) }
    }
}

//! Bytes inside the structure that owns them: statics and stacks, no allocator.

use core::cell::UnsafeCell;
use core::ptr::NonNull;

use super::{Mem, Provider};
use crate::sync::Never;

/// `N` usable bytes in place, aligned; bookkeeping of whoever uses them lies beside them.
#[repr(C, align(64))]
pub struct NoStdProvider<const N: usize> {
    bytes: UnsafeCell<[u8; N]>,
}

// SAFETY: the bytes are only reached through `Mem`, whose words are atomic and whose copies
// are checked by their users.
unsafe impl<const N: usize> Sync for NoStdProvider<N> {}

impl<const N: usize> NoStdProvider<N> {
    /// `N` zeroed bytes.
    pub const fn new() -> Self {
        NoStdProvider { bytes: UnsafeCell::new([0; N]) }
    }
}

impl<const N: usize> Default for NoStdProvider<N> {
    fn default() -> Self {
        Self::new()
    }
}

// SAFETY: the array is part of self, does not move while self is borrowed, and is aligned
// to 64 by the type.
unsafe impl<const N: usize> Provider for NoStdProvider<N> {
    fn mem(&self) -> Mem<'_> {
        let base = NonNull::from(&self.bytes).cast::<u8>();
        // SAFETY: as said on the impl.
        unsafe { Mem::new(base, N, &Never) }
    }
}

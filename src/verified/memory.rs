//! Memory for one region, by the bytes that its user gets.

use core::cell::UnsafeCell;
use core::ptr::NonNull;

use super::layout::Shape;
use super::{RegionParams, VerificationLevel};
use crate::provider::{CallerMemory, Mem, Provider};
use crate::status::{Result, fail};
use crate::sync::Never;

/// A provider that has room for a region of a known size.
pub trait RegionMemory: Provider {
    /// Bytes that the region's user gets.
    fn usable(&self) -> u64;
}

/// The region that `usable` bytes make: blocks as small as they fit in, up to 512.
pub(super) const fn params_for(usable: u64, level: VerificationLevel) -> RegionParams {
    let whole = if usable < RegionParams::DEFAULT_BLOCK as u64 {
        (usable as u32).next_power_of_two()
    } else {
        RegionParams::DEFAULT_BLOCK
    };
    let block = if whole < RegionParams::MIN_BLOCK { RegionParams::MIN_BLOCK } else { whole };
    RegionParams { size: usable, block, level }
}

/// Bytes beside three arrays that are enough for any size: the words that decide, and what
/// rounding to whole blocks takes.
const BESIDE: usize = 1408;

/// `N` usable bytes in place, without an allocator: three arrays of that size, two for the
/// slots and one for the bookkeeping. For regions; other structures take the plain
/// [`NoStdProvider`](crate::provider::NoStdProvider).
#[repr(C, align(64))]
pub struct NoStdProvider<const N: usize> {
    bytes: UnsafeCell<([u8; BESIDE], [[u8; N]; 3])>,
}

// SAFETY: the bytes are only reached through `Mem`, whose words are atomic and whose copies
// are checked by their users.
unsafe impl<const N: usize> Sync for NoStdProvider<N> {}

impl<const N: usize> NoStdProvider<N> {
    const FITS: () = {
        let RegionParams { size, block, .. } = params_for(N as u64, VerificationLevel::Off);
        let blocks = size.div_ceil(block as u64);
        assert!(N > 0 && blocks <= RegionParams::MAX_BLOCKS);
        let needed = Shape::region(size, block, blocks as u32).required_size();
        assert!(needed <= BESIDE + 3 * N);
    };

    /// `N` usable bytes.
    pub const fn new() -> Self {
        let () = Self::FITS;
        NoStdProvider { bytes: UnsafeCell::new(([0; BESIDE], [[0; N]; 3])) }
    }
}

impl<const N: usize> Default for NoStdProvider<N> {
    fn default() -> Self {
        Self::new()
    }
}

// SAFETY: the arrays are part of self, do not move while self is borrowed, and are aligned to
// 64 by the type.
unsafe impl<const N: usize> Provider for NoStdProvider<N> {
    fn mem(&self) -> Mem<'_> {
        let base = NonNull::from(&self.bytes).cast::<u8>();
        // SAFETY: as said on the impl; the two parts of the tuple are arrays of bytes, so it
        // has at least that size.
        unsafe { Mem::new(base, BESIDE + 3 * N, &Never) }
    }
}

impl<const N: usize> RegionMemory for NoStdProvider<N> {
    fn usable(&self) -> u64 {
        N as u64
    }
}

/// Usable bytes from the heap.
#[cfg(feature = "std")]
pub struct StdProvider {
    heap: crate::provider::HeapProvider,
    usable: u64,
}

#[cfg(feature = "std")]
impl StdProvider {
    /// So many usable bytes. `Invalid` for none or too many, `NoMemory` if there are no such.
    pub fn new(usable: u64) -> Result<StdProvider> {
        let required = params_for(usable, VerificationLevel::Off).required_size()?;
        Ok(StdProvider { heap: crate::provider::HeapProvider::try_new(required)?, usable })
    }
}

#[cfg(feature = "std")]
// SAFETY: as the heap's.
unsafe impl Provider for StdProvider {
    fn mem(&self) -> Mem<'_> {
        self.heap.mem()
    }
}

#[cfg(feature = "std")]
impl RegionMemory for StdProvider {
    fn usable(&self) -> u64 {
        self.usable
    }
}

/// The caller's buffer: as many bytes as make a region that fits, or 0.
impl RegionMemory for CallerMemory<'_> {
    fn usable(&self) -> u64 {
        usable_in(self.mem().len()).unwrap_or_default()
    }
}

/// The usable bytes of the largest region of whole blocks in `len` bytes of memory. `Invalid`
/// if there is no room for one.
pub fn usable_in(len: usize) -> Result<u64> {
    const BLOCK: u64 = RegionParams::DEFAULT_BLOCK as u64;
    let fits = |usable: u64| {
        let required = params_for(usable, VerificationLevel::Off).required_size();
        required.is_ok_and(|required| required <= len)
    };
    // Two slots and a pair of descriptors for each block, beside the words that decide.
    let most = (len as u64 / (2 * BLOCK + 32)).min(RegionParams::MAX_BLOCKS);
    if let Some(blocks) = (most.saturating_sub(1)..=most).rev().find(|n| *n > 0 && fits(n * BLOCK))
    {
        return Ok(blocks * BLOCK);
    }
    match [256, 128, 64].into_iter().find(|usable| fits(*usable)) {
        Some(usable) => Ok(usable),
        None => fail!(Invalid, "region: {len} bytes have no room for a block of 64"),
    }
}

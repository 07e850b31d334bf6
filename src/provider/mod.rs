//! Where bytes live.
//!
//! Every structure is a view over [`Mem`]: base, length, liveness. A [`Provider`] owns the
//! bytes and lends them: an inline array, the heap, the caller's buffer, or a range of a
//! segment. One implementation of a structure serves them all.

#[cfg(not(any(loom, shuttle)))]
use core::marker::PhantomData;
#[cfg(not(any(loom, shuttle)))]
use core::ptr::NonNull;

use crate::status::Result;
#[cfg(not(any(loom, shuttle)))]
use crate::sync::{
    Liveness, Shared32, Shared64,
    checksum::{Crc, Quick},
    copy,
};

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod heap;
#[cfg(not(any(loom, shuttle)))]
mod inline;
#[cfg(any(loom, shuttle))]
mod model;

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use heap::HeapProvider;
#[cfg(not(any(loom, shuttle)))]
pub use inline::NoStdProvider;
#[cfg(any(loom, shuttle))]
pub use model::{Mem, ModelProvider};

/// Bytes start at a multiple of this, in every provider.
pub const ALIGNMENT: usize = 64;

/// A range of possibly shared bytes and the liveness of those who share it.
///
/// Length and base come from process memory and never change, so they bound every access.
/// All access is by offset: words through [`word64`](Mem::word64) and
/// [`word32`](Mem::word32), bytes by copies. No reference to plain shared bytes exists.
#[cfg(not(any(loom, shuttle)))]
#[derive(Clone, Copy)]
pub struct Mem<'a> {
    base: NonNull<u8>,
    len: usize,
    live: &'a dyn Liveness,
    bytes: PhantomData<&'a Shared64>,
}

#[cfg(not(any(loom, shuttle)))]
impl<'a> Mem<'a> {
    /// A view of `len` bytes at `base`.
    ///
    /// # Safety
    /// For `'a`, the bytes are valid for reads and writes (reads only, if every user of the
    /// view only reads), `base` is aligned to [`ALIGNMENT`], and every process or thread
    /// that writes them does so through the words and copies of `sync`.
    pub unsafe fn new(base: NonNull<u8>, len: usize, live: &'a dyn Liveness) -> Mem<'a> {
        assert!(
            (base.as_ptr() as usize).is_multiple_of(ALIGNMENT),
            "memory not aligned to {ALIGNMENT}"
        );
        Mem { base, len, live, bytes: PhantomData }
    }

    /// Bytes in the range.
    #[inline]
    #[allow(clippy::len_without_is_empty)] // a range is never empty
    pub fn len(&self) -> usize {
        self.len
    }

    /// First byte, for the rare caller that hands out a pointer.
    pub fn base(&self) -> NonNull<u8> {
        self.base
    }

    /// The address of `offset`, for the rare caller that hands out a pointer.
    #[track_caller]
    pub fn part_base(&self, offset: usize) -> NonNull<u8> {
        assert!(offset <= self.len, "address outside");
        // SAFETY: inside the range, or one past its end, by the assertion.
        unsafe { self.base.add(offset) }
    }

    /// Who shares these bytes.
    #[inline]
    pub fn live(&self) -> &'a dyn Liveness {
        self.live
    }

    /// The 64-bit word at `offset`, a multiple of 8 inside the range.
    #[inline]
    #[track_caller]
    pub fn word64(&self, offset: usize) -> &'a Shared64 {
        assert!(
            offset.is_multiple_of(8) && offset < self.len && self.len - offset >= 8,
            "word outside"
        );
        // SAFETY: inside the range and aligned, by the assertion; valid for 'a by `new`.
        unsafe { &*(self.base.as_ptr().add(offset) as *const Shared64) }
    }

    /// The 32-bit word at `offset`, a multiple of 4 inside the range.
    #[inline]
    #[track_caller]
    pub fn word32(&self, offset: usize) -> &'a Shared32 {
        assert!(
            offset.is_multiple_of(4) && offset < self.len && self.len - offset >= 4,
            "word outside"
        );
        // SAFETY: inside the range and aligned, by the assertion; valid for 'a by `new`.
        unsafe { &*(self.base.as_ptr().add(offset) as *const Shared32) }
    }

    /// The `N` 64-bit words from `offset` on, a multiple of 8, all inside the range: one look
    /// at the bounds for many words.
    #[inline]
    #[track_caller]
    pub fn words64<const N: usize>(&self, offset: usize) -> &'a [Shared64; N] {
        assert!(
            offset.is_multiple_of(8) && offset <= self.len && self.len - offset >= 8 * N,
            "words outside"
        );
        // SAFETY: inside the range and aligned, by the assertion; valid for 'a by `new`; a
        // word is 8 bytes.
        unsafe { &*(self.base.as_ptr().add(offset) as *const [Shared64; N]) }
    }

    /// Tells the processor that `offset` will be read soon. Anywhere outside it does nothing.
    #[inline]
    pub fn prefetch(&self, offset: usize) {
        #[cfg(target_arch = "x86_64")]
        if offset < self.len {
            use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            // SAFETY: inside the range; a hint loads nothing that the program sees.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(self.base.as_ptr().add(offset).cast()) }
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = offset;
    }

    /// Copies `bytes` to `offset`.
    #[inline]
    #[track_caller]
    pub fn copy_in(&self, offset: usize, bytes: &[u8]) {
        assert!(offset <= self.len && bytes.len() <= self.len - offset, "copy outside");
        // SAFETY: inside the range, by the assertion; valid for 'a by `new`.
        unsafe { copy::copy_in(self.base.as_ptr().add(offset), bytes) }
    }

    /// As [`copy_in`](Self::copy_in), of whole words that were likely just stored, to a multiple
    /// of 8.
    #[inline(always)]
    #[track_caller]
    pub fn copy_words_in<const N: usize>(&self, offset: usize, bytes: &[u8; N]) {
        assert!(
            offset.is_multiple_of(8) && offset <= self.len && N <= self.len - offset,
            "copy outside"
        );
        // SAFETY: inside the range and aligned, by the assertion; valid for 'a by `new`.
        unsafe { copy::copy_words_in(self.base.as_ptr().add(offset), bytes) }
    }

    /// Copies from `offset` into `bytes`.
    #[inline]
    #[track_caller]
    pub fn copy_out(&self, offset: usize, bytes: &mut [u8]) {
        assert!(offset <= self.len && bytes.len() <= self.len - offset, "copy outside");
        // SAFETY: inside the range, by the assertion; valid for 'a by `new`.
        unsafe { copy::copy_out(self.base.as_ptr().add(offset), bytes) }
    }

    /// As [`copy_in`](Self::copy_in), and adds the bytes to `crc`.
    #[inline]
    #[track_caller]
    pub fn copy_in_crc(&self, offset: usize, bytes: &[u8], crc: Crc) -> Crc {
        assert!(offset <= self.len && bytes.len() <= self.len - offset, "copy outside");
        // SAFETY: inside the range, by the assertion; valid for 'a by `new`.
        unsafe { copy::copy_in_crc(self.base.as_ptr().add(offset), bytes, crc) }
    }

    /// As [`copy_out`](Self::copy_out), and adds the bytes to `crc`.
    #[inline]
    #[track_caller]
    pub fn copy_out_crc(&self, offset: usize, bytes: &mut [u8], crc: Crc) -> Crc {
        assert!(offset <= self.len && bytes.len() <= self.len - offset, "copy outside");
        // SAFETY: inside the range, by the assertion; valid for 'a by `new`.
        unsafe { copy::copy_out_crc(self.base.as_ptr().add(offset), bytes, crc) }
    }

    /// As [`copy_in_crc`](Self::copy_in_crc), without a call.
    #[inline(always)]
    #[track_caller]
    pub fn copy_in_quickly(&self, offset: usize, bytes: &[u8], crc: Crc, quick: Quick) -> Crc {
        assert!(offset <= self.len && bytes.len() <= self.len - offset, "copy outside");
        // SAFETY: inside the range, by the assertion; valid for 'a by `new`.
        unsafe { copy::copy_in_quickly(self.base.as_ptr().add(offset), bytes, crc, quick) }
    }

    /// As [`copy_out_crc`](Self::copy_out_crc), without a call.
    #[inline(always)]
    #[track_caller]
    pub fn copy_out_quickly(&self, offset: usize, bytes: &mut [u8], crc: Crc, quick: Quick) -> Crc {
        assert!(offset <= self.len && bytes.len() <= self.len - offset, "copy outside");
        // SAFETY: inside the range, by the assertion; valid for 'a by `new`.
        unsafe { copy::copy_out_quickly(self.base.as_ptr().add(offset), bytes, crc, quick) }
    }

    /// Copies `len` bytes from `from` to `to`, which do not overlap, and adds them to `crc`.
    #[inline]
    #[track_caller]
    pub fn copy_across_crc(&self, to: usize, from: usize, len: usize, crc: Crc) -> Crc {
        let (low, high) = (to.min(from), to.max(from));
        assert!(len <= high - low && high <= self.len && len <= self.len - high, "copy outside");
        let base = self.base.as_ptr();
        // SAFETY: two ranges inside this one, the lower ending before the higher starts, by
        // the assertion; valid for 'a by `new`.
        unsafe { copy::copy_across_crc(base.add(to), base.add(from), len, crc) }
    }

    /// Adds the `len` bytes at `offset` to `crc`.
    #[inline]
    #[track_caller]
    pub fn sum(&self, offset: usize, len: usize, crc: Crc) -> Crc {
        assert!(offset <= self.len && len <= self.len - offset, "sum outside");
        // SAFETY: inside the range, by the assertion; valid for 'a by `new`.
        unsafe { copy::sum(self.base.as_ptr().add(offset), len, crc) }
    }

    /// The part of `len` bytes at `offset`, a multiple of [`ALIGNMENT`].
    #[track_caller]
    pub fn part(&self, offset: usize, len: usize) -> Mem<'a> {
        assert!(offset <= self.len && len <= self.len - offset, "part outside");
        // SAFETY: inside the range, by the assertion; validity is inherited.
        unsafe { Mem::new(self.base.add(offset), len, self.live) }
    }
}

/// Owns bytes and lends them as [`Mem`].
///
/// # Safety
/// `mem` answers a range that stays valid, at one place and with one length, for as long
/// as the provider is borrowed, and is aligned to [`ALIGNMENT`]. Where it may not be touched,
/// [`check`](Self::check) is an error and [`is_ready`](Self::is_ready) false.
pub unsafe trait Provider {
    /// The bytes.
    fn mem(&self) -> Mem<'_>;

    /// An error if the bytes must not be touched now: a forked child's copy of a handle, or
    /// one opened read-only. Whoever uses [`mem`](Self::mem) asks first.
    #[inline]
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// True only if [`check`](Self::check) answers `Ok`; for a fast path, which makes no error
    /// and after `false` asks there.
    #[inline]
    fn is_ready(&self) -> bool {
        self.check().is_ok()
    }

    /// As [`check`](Self::check), for one who only reads: then read-only will do.
    #[inline]
    fn check_readable(&self) -> Result<()> {
        self.check()
    }

    /// Asked after reading: an error if the bytes may have become another's meanwhile.
    #[inline]
    fn check_current(&self) -> Result<()> {
        Ok(())
    }
}

// SAFETY: the same bytes, borrowed.
unsafe impl<P: Provider> Provider for &P {
    fn mem(&self) -> Mem<'_> {
        (**self).mem()
    }

    fn check(&self) -> Result<()> {
        (**self).check()
    }

    fn is_ready(&self) -> bool {
        (**self).is_ready()
    }

    fn check_readable(&self) -> Result<()> {
        (**self).check_readable()
    }

    fn check_current(&self) -> Result<()> {
        (**self).check_current()
    }
}

/// Bytes that the caller owns: a static buffer, a DMA area, another library's mapping.
#[cfg(not(any(loom, shuttle)))]
pub struct CallerMemory<'a> {
    mem: Mem<'a>,
}

#[cfg(not(any(loom, shuttle)))]
impl<'a> CallerMemory<'a> {
    /// Lends `len` bytes at `base`, kept by this process alone.
    ///
    /// # Safety
    /// As for [`Mem::new`].
    pub unsafe fn new(base: NonNull<u8>, len: usize) -> CallerMemory<'a> {
        // SAFETY: the caller's promise.
        CallerMemory { mem: unsafe { Mem::new(base, len, &crate::sync::Never) } }
    }
}

#[cfg(not(any(loom, shuttle)))]
// SAFETY: the creator of the `CallerMemory` promised the range for 'a.
unsafe impl Provider for CallerMemory<'_> {
    fn mem(&self) -> Mem<'_> {
        self.mem
    }
}

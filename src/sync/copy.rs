//! Bulk copies in and out of shared memory.
//!
//! A peer may write the same bytes at the same time. So shared bytes are never a Rust
//! slice: they are a raw pointer that one copy reads into private memory, and whatever was
//! copied is checked afterwards by a checksum, a sequence or a generation. Some copies sum on
//! the way: the checksum is of the very bytes that were copied.

use core::sync::atomic::{AtomicU64, Ordering};

use super::checksum::{Crc, Quick, run};
use crate::step;

/// Copies private `bytes` to shared memory at `to`.
///
/// # Safety
/// `to` is valid for writes of `bytes.len()` bytes for the whole call.
#[inline]
pub unsafe fn copy_in(to: *mut u8, bytes: &[u8]) {
    step::bulk(to as usize, bytes);
    // SAFETY: the caller's promise; private bytes never overlap shared ones.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), to, bytes.len()) }
}

/// As [`copy_in`], of a few whole words that the caller has likely just stored: they are loaded
/// as words, since a wider load would wait until those stores have left for the cache, behind
/// all that wait for another processor's lines; and stored two at a time on x86-64, since only
/// so many stores can wait for such lines.
///
/// # Safety
/// As there, and `to` is aligned to 8.
#[inline(always)]
pub unsafe fn copy_words_in<const N: usize>(to: *mut u8, bytes: &[u8; N]) {
    const { assert!(N.is_multiple_of(8)) };
    step::bulk(to as usize, bytes);
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
    for (i, pair) in bytes.as_chunks::<16>().0.iter().enumerate() {
        // SAFETY: 16 bytes that are read, and 16 in the caller's range that are stored.
        unsafe {
            core::arch::asm!(
                "movq {pair}, qword ptr [{from}]",
                "movhps {pair}, qword ptr [{from} + 8]",
                "movups xmmword ptr [{to}], {pair}",
                pair = out(xmm_reg) _,
                from = in(reg) pair.as_ptr(),
                to = in(reg) to.add(16 * i),
                options(nostack, preserves_flags),
            );
        }
    }
    let pairs = cfg!(all(target_arch = "x86_64", target_feature = "sse2", not(miri)));
    let paired = if pairs { N / 16 * 2 } else { 0 };
    for (i, word) in bytes.as_chunks().0.iter().enumerate().skip(paired) {
        // SAFETY: inside the caller's range, and aligned.
        let to = unsafe { AtomicU64::from_ptr(to.cast::<u64>().add(i)) };
        // Relaxed: part of a copy, as above; and never merged with its neighbours.
        to.store(u64::from_ne_bytes(*word), Ordering::Relaxed);
    }
}

/// Copies shared memory at `from` into private `bytes`.
///
/// # Safety
/// `from` is valid for reads of `bytes.len()` bytes for the whole call.
#[inline]
pub unsafe fn copy_out(from: *const u8, bytes: &mut [u8]) {
    #[cfg(any(test, feature = "crash-points"))]
    if step::takes_turns() {
        for (i, chunk) in bytes.chunks_mut(8).enumerate() {
            step::load();
            // SAFETY: a part of the caller's range.
            unsafe {
                core::ptr::copy_nonoverlapping(from.add(8 * i), chunk.as_mut_ptr(), chunk.len());
            }
        }
        return;
    }
    // SAFETY: the caller's promise; private bytes never overlap shared ones.
    unsafe { core::ptr::copy_nonoverlapping(from, bytes.as_mut_ptr(), bytes.len()) }
}

/// As [`copy_in`], and adds the bytes to `crc`.
///
/// # Safety
/// As there.
#[inline]
pub unsafe fn copy_in_crc(to: *mut u8, bytes: &[u8], crc: Crc) -> Crc {
    step::bulk(to as usize, bytes);
    // SAFETY: the caller's promise; private bytes never overlap shared ones.
    Crc(unsafe { run::<true>(crc.0, to, bytes.as_ptr(), bytes.len()) })
}

/// As [`copy_out`], and adds the bytes to `crc`.
///
/// # Safety
/// As there.
#[inline]
pub unsafe fn copy_out_crc(from: *const u8, bytes: &mut [u8], crc: Crc) -> Crc {
    #[cfg(any(test, feature = "crash-points"))]
    if step::takes_turns() {
        // SAFETY: the caller's promise.
        unsafe { copy_out(from, bytes) };
        return crc.update(bytes);
    }
    // SAFETY: the caller's promise; private bytes never overlap shared ones.
    Crc(unsafe { run::<true>(crc.0, bytes.as_mut_ptr(), from, bytes.len()) })
}

/// As [`copy_in_crc`], without a call.
///
/// # Safety
/// As there.
#[inline(always)]
pub unsafe fn copy_in_quickly(to: *mut u8, bytes: &[u8], crc: Crc, quick: Quick) -> Crc {
    step::bulk(to as usize, bytes);
    // SAFETY: the caller's promise; private bytes never overlap shared ones.
    Crc(unsafe { quick.run::<true>(crc.0, to, bytes.as_ptr(), bytes.len()) })
}

/// As [`copy_out_crc`], without a call.
///
/// # Safety
/// As there.
#[inline(always)]
pub unsafe fn copy_out_quickly(from: *const u8, bytes: &mut [u8], crc: Crc, quick: Quick) -> Crc {
    #[cfg(any(test, feature = "crash-points"))]
    if step::takes_turns() {
        // SAFETY: the caller's promise.
        return unsafe { copy_out_crc(from, bytes, crc) };
    }
    // SAFETY: the caller's promise; private bytes never overlap shared ones.
    Crc(unsafe { quick.run::<true>(crc.0, bytes.as_mut_ptr(), from, bytes.len()) })
}

/// Copies `len` bytes of shared memory from one place to another, and adds them to `crc`.
///
/// # Safety
/// `from` is valid for reads and `to` for writes of `len` bytes for the whole call, and they
/// do not overlap.
#[inline]
pub unsafe fn copy_across_crc(to: *mut u8, from: *const u8, len: usize, crc: Crc) -> Crc {
    #[cfg(any(test, feature = "crash-points"))]
    if step::is_on() {
        let mut bytes = vec![0; len];
        // SAFETY: the caller's promise.
        return unsafe {
            let crc = copy_out_crc(from, &mut bytes, crc);
            copy_in(to, &bytes);
            crc
        };
    }
    // SAFETY: the caller's promise.
    Crc(unsafe { run::<true>(crc.0, to, from, len) })
}

/// Adds `len` bytes of shared memory to `crc`.
///
/// # Safety
/// `from` is valid for reads of `len` bytes for the whole call.
#[inline]
pub unsafe fn sum(from: *const u8, len: usize, crc: Crc) -> Crc {
    #[cfg(any(test, feature = "crash-points"))]
    if step::takes_turns() {
        let mut bytes = vec![0; len];
        // SAFETY: the caller's promise.
        return unsafe { copy_out_crc(from, &mut bytes, crc) };
    }
    // SAFETY: the caller's promise; nothing is written.
    Crc(unsafe { run::<false>(crc.0, core::ptr::null_mut(), from, len) })
}

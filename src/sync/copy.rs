//! Bulk copies in and out of shared memory.
//!
//! A peer may write the same bytes at the same time. So shared bytes are never a Rust
//! slice: they are a raw pointer that one copy reads into private memory, and whatever was
//! copied is checked afterwards by a checksum, a sequence or a generation.

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

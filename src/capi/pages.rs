//! Pages, offsets and pointers.

use core::ffi::c_void;

use super::boundary::{Out, guard};
use super::segment::wrtmem_segment_t;
use super::slab;
use super::status::wrtmem_status_t;

/// Allocates neighbouring pages of 4096 bytes, held by this participant: they are freed when
/// it closes the segment or dies. Their content is arbitrary.
///
/// @param segment  the segment
/// @param bytes    at least 1; rounded up to whole pages
/// @param offset   where they start; the same number in every process
/// @return WRTMEM_E_NO_SPACE, and the message says what is free
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_pages_allocate(
    segment: *mut wrtmem_segment_t,
    bytes: u64,
    offset: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("offset", offset)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(segment) }?.allocate_pages(bytes)?);
        Ok(())
    })
}

/// Frees what wrtmem_pages_allocate() gave to this handle.
///
/// @param segment  the same handle's
/// @param offset   the start of the pages
/// @return WRTMEM_E_STATE, and nothing changes, if the page is free or another participant's or
///         object's; WRTMEM_E_INVALID if it is not the start of pages
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_pages_free(
    segment: *mut wrtmem_segment_t,
    offset: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::get(segment) }?.free_pages(offset))
}

/// Where an offset is in this process.
///
/// @param segment  the segment
/// @param offset   from another process, say
/// @param bytes    how many bytes from there on must lie inside the pages
/// @param pointer  borrowed until the segment and all its objects are closed
/// @return WRTMEM_E_INVALID if the range leaves the pages
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_pointer(
    segment: *const wrtmem_segment_t,
    offset: u64,
    bytes: u64,
    pointer: *mut *mut c_void,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("pointer", pointer)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(segment) }?.pointer(offset, bytes)?.as_ptr().cast());
        Ok(())
    })
}

/// The offset of a pointer into the pages, to hand to another process.
///
/// @param segment  the segment
/// @param pointer  any pointer
/// @param offset   the same place in every process
/// @return WRTMEM_E_INVALID if it does not point into the pages
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_offset(
    segment: *const wrtmem_segment_t,
    pointer: *const c_void,
    offset: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("offset", offset)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(segment) }?.offset(pointer.cast())?);
        Ok(())
    })
}

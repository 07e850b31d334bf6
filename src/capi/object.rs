//! The directory, and plain bytes with a name.

use core::ffi::{c_char, c_void};

use super::boundary::{InfoOut, Out, SizedStruct, chars, guard, text};
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::objects::{Bytes, KindId, Object, ObjectSpec, Stage, TypeTag};
use crate::status::Status;

/// Plain bytes with a name, held open. Any thread may use the handle.
pub struct wrtmem_bytes_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_bytes_t {
    const KIND: u32 = 3;
    const NAME: &'static str = "bytes";
    type Value = Object;
}

/// One object, as the directory has it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_object_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Where it starts in the segment.
    pub offset: u64,
    /// Its bytes.
    pub bytes: u64,
    /// When it was created, nanoseconds since 1970 UTC.
    pub created: u64,
    /// How many objects were in this row before.
    pub generation: u64,
    /// Number of its kind: 1 bytes, 2 message ring, 3 ordered message ring, 4 spsc, 5 mpmc,
    /// 6 broadcast, 7 mailbox, 8 cell, 9 region or verified collection, 10 synced memory,
    /// 11 counter, 12 flag, 13 statistics, 14 histogram, 15 progress.
    pub kind: u32,
    /// Version of its layout.
    pub layout_version: u32,
    /// Participants that have it open.
    pub holders: u32,
    /// 1 if its name was removed and it ends when the last holder closes it.
    pub removed: u32,
    /// Name of its kind.
    pub kind_name: [c_char; 32],
    /// Its name.
    pub name: [c_char; 96],
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_object_info_t {}

/// What a row of the directory holds. A read-only segment will do.
///
/// @param segment  the segment
/// @param row      0 to objects - 1 (see wrtmem_segment_info_t)
/// @param info     its size field set by the caller
/// @return WRTMEM_E_NOT_FOUND if the row has no object, or one that is still being created or
///         already being freed; WRTMEM_E_CORRUPT if it does not check
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_object_info(
    segment: *const wrtmem_segment_t,
    row: u32,
    info: *mut wrtmem_object_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("object info", info) }?;
        // SAFETY: the caller's promise.
        let Some(told) = unsafe { slab::get(segment) }?.object_info(row)? else {
            return Err(Status::NotFound.into());
        };
        out.set(wrtmem_object_info_t {
            size: 0,
            offset: told.offset,
            bytes: told.size,
            created: told.created,
            generation: told.generation,
            kind: told.kind.0,
            layout_version: told.layout_version,
            holders: told.holders,
            removed: (told.stage == Stage::Removed) as u32,
            kind_name: chars(told.kind.name()),
            name: chars(told.name.as_str()),
        });
        Ok(())
    })
}

/// Removes an object's name. Those who have it open go on; it ends with the last of them.
///
/// @param segment  the segment
/// @param name     the object's name
/// @return WRTMEM_E_NOT_FOUND; WRTMEM_E_TIMEOUT if a live process kept a lock for a second
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_object_remove(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        segment.remove_object(name)
    })
}

fn spec(name: &str, bytes: u64) -> ObjectSpec<'_> {
    let params = Bytes::params(bytes);
    ObjectSpec { name, kind: KindId::BYTES, tag: TypeTag::default(), params }
}

/// Creates plain bytes with a name, all zero. What they mean, and who writes them when, is
/// the users' affair: nothing is checked or recovered.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param size     how many bytes
/// @param bytes    the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bytes_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    size: u64,
    bytes: *mut *mut wrtmem_bytes_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("bytes", bytes)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        slab::open(&out, segment.create_object(&spec(name, size))?)
    })
}

/// Opens plain bytes, or creates them, all zero. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     the object's name
/// @param size     how many bytes
/// @param bytes    the handle; the caller owns it and closes it
/// @param created  whether this call created them; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or size
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bytes_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    size: u64,
    bytes: *mut *mut wrtmem_bytes_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("bytes", bytes)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let (object, created) = segment.open_or_create_object(&spec(name, size))?;
        slab::open(&out, object)?;
        new.set(created);
        Ok(())
    })
}

/// Opens plain bytes by name. Through a read-only segment they can be looked at, but they may
/// end, and their place serve another object, at any time.
///
/// @param segment  the segment
/// @param name     the object's name
/// @param deadline how long to wait for it to appear
/// @param bytes    the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         it is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bytes_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    bytes: *mut *mut wrtmem_bytes_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("bytes", bytes)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let deadline = self::deadline(deadline);
        slab::open(&out, segment.open_object(name, KindId::BYTES, TypeTag::default(), deadline)?)
    })
}

/// Where the bytes are in this process.
///
/// @param bytes  the bytes
/// @param data   the first of them, a multiple of 4096 from the segment's start; borrowed
///               until the handle is closed. Others may write them at any time: use atomics.
///               Through a read-only segment, storing there is a SIGSEGV.
/// @param size   how many; NULL allowed
/// @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bytes_data(
    bytes: *const wrtmem_bytes_t,
    data: *mut *mut c_void,
    size: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let (out, len) = (Out::new("data", data)?, Out::optional("size", size)?);
        // SAFETY: the caller's promise.
        let object = unsafe { slab::get(bytes) }?;
        let mem = object.readable()?;
        object.is_current()?;
        out.set(mem.base().as_ptr().cast());
        len.set(mem.len() as u64);
        Ok(())
    })
}

/// Lets go of the bytes.
///
/// @param bytes  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_bytes_close(bytes: *mut wrtmem_bytes_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(bytes) })
}

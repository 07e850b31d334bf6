//! Text in a region.

use core::ffi::{CStr, c_char, c_void};

use super::super::boundary::{Out, byte_room, guard, options, text};
use super::super::segment::wrtmem_segment_t;
use super::super::slab::{self, Handle};
use super::super::status::{deadline, wrtmem_status_t};
use super::deque::{Plan, block, find};
use super::{asked, given, wrtmem_verified_options_t};
use crate::objects::Object;
use crate::status::{Result, fail};
use crate::verified::{self, Ask, Content, Form, Sequence};

/// A text in a verified region, held open, always whole UTF-8; each change is one commit. Any
/// thread may use the handle. It is a region, as wrtmem_deque_t is.
pub struct wrtmem_string_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_string_t {
    const KIND: u32 = 46;
    const NAME: &'static str = "string";
    type Value = Sequence<Object>;
}

unsafe fn plan(pointer: *const wrtmem_verified_options_t) -> Result<Plan> {
    // SAFETY: the caller's promise.
    let told = unsafe { options("verified options", pointer) }?;
    let capacity = usize::try_from(told.bytes).unwrap_or(usize::MAX);
    let form = Form { content: Content::Text, element: 1, capacity };
    Ok(Plan { form, params: form.params(block(told.block), given(&told)?)? })
}

/// The text at `pointer`.
unsafe fn content<'a>(pointer: *const c_char) -> Result<&'a str> {
    if pointer.is_null() {
        fail!(Invalid, "text: NULL");
    }
    // SAFETY: the caller of the C function passes a NUL-terminated string.
    match unsafe { CStr::from_ptr(pointer) }.to_str() {
        Ok(text) => Ok(text),
        Err(error) => fail!(Invalid, "text: {error}"),
    }
}

/// Creates an empty string.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  its bytes, of the longest text without a NUL, must be given
/// @param string   the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_string_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_verified_options_t,
    string: *mut *mut wrtmem_string_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("string", string)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let plan = unsafe { plan(options) }?;
        slab::open(&out, plan.create(segment, name)?)
    })
}

/// Opens a string, or creates it. However many do this at once, one creates. One that was
/// created by a process that was killed before it was done is finished.
///
/// @param segment  the segment
/// @param name     the string's name
/// @param options  its bytes, of the longest text without a NUL, must be given
/// @param string   the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_string_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_verified_options_t,
    string: *mut *mut wrtmem_string_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("string", string)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let plan = unsafe { plan(options) }?;
        let (sequence, created) = plan.open_or_create(segment, name)?;
        slab::open(&out, sequence)?;
        new.set(created);
        Ok(())
    })
}

/// Opens a string by name. Through a read-only segment it is read without a store.
///
/// @param segment  the segment
/// @param name     the string's name
/// @param deadline how long to wait for it to appear
/// @param string   the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is no string
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_string_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    string: *mut *mut wrtmem_string_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("string", string)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        slab::open(&out, find(segment, name, Content::Text, self::deadline(deadline))?)
    })
}

/// Lets go of a string.
///
/// @param string  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_string_close(string: *mut wrtmem_string_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(string) })
}

/// Replaces the text, in one commit. Killed in here, it is the old one or this one.
///
/// @param string    the string
/// @param text      UTF-8, NUL-terminated; borrowed for the call
/// @param deadline  how long to wait for other writers
/// @return WRTMEM_E_INVALID if it is not UTF-8; WRTMEM_E_NO_SPACE if it is too long;
///         WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
///         WRTMEM_E_CORRUPT if bytes that were to stay are damaged: then nothing is changed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_string_set(
    string: *mut wrtmem_string_t,
    text: *const c_char,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (string, text) = unsafe { (slab::get(string)?, content(text)?) };
        string.extend(&Ask::until(self::deadline(deadline)), text.as_bytes(), false)
    })
}

/// Appends to the text, in one commit.
///
/// @param string    the string
/// @param text      UTF-8, NUL-terminated; borrowed for the call
/// @param deadline  how long to wait for other writers
/// @return as wrtmem_string_set()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_string_append(
    string: *mut wrtmem_string_t,
    text: *const c_char,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (string, text) = unsafe { (slab::get(string)?, content(text)?) };
        string.extend(&Ask::until(self::deadline(deadline)), text.as_bytes(), true)
    })
}

/// Reads the text, as one commit left it, and puts a NUL after it. Takes no lock and waits for
/// no writer, stopped or dead.
///
/// @param string    the string
/// @param buffer    where it goes. Of no use after an error
/// @param capacity  its bytes; the NUL needs one
/// @param level     at least this wrtmem_level_t; WRTMEM_LEVEL_DEFAULT for the stored one
/// @param length    bytes of the text, the NUL not counted
/// @return WRTMEM_E_TOO_SMALL if it does not fit; WRTMEM_E_CORRUPT if it is damaged;
///         WRTMEM_E_BUSY if writers overtook it at each of 1,000 looks
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_string_read(
    string: *const wrtmem_string_t,
    buffer: *mut c_char,
    capacity: usize,
    level: i32,
    length: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("length", length)?;
        // SAFETY: the caller's promises.
        let (string, buffer) =
            unsafe { (slab::get(string)?, byte_room(buffer.cast::<c_void>(), capacity)?) };
        let Some((last, front)) = buffer.split_last_mut() else {
            fail!(TooSmall, "string: a buffer of 0 bytes has no room for the NUL");
        };
        let count = string.copy_to(asked(level)?, front)?;
        verified::text(&front[..count])?;
        *front.get_mut(count).unwrap_or(last) = 0;
        out.set(count as u64);
        Ok(())
    })
}

/// Bytes of the text.
///
/// @param string  the string
/// @param length  how many, the NUL not counted
/// @return WRTMEM_E_CORRUPT if what says it is damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_string_length(
    string: *const wrtmem_string_t,
    length: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("length", length)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(string) }?.length(asked(0)?)? as u64);
        Ok(())
    })
}

/// Verifies everything in a string, whatever the level. Stores nothing.
///
/// @param string  the string
/// @param sound   whether nothing is damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_string_verify(
    string: *const wrtmem_string_t,
    sound: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("sound", sound)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(string) }?.verify()?);
        Ok(())
    })
}

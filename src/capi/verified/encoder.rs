//! Writing typed values.

use core::ffi::{c_char, c_void};

use super::super::boundary::{Out, byte_room, guard, payload, text};
use super::super::status::wrtmem_status_t;
use super::value::wrtmem_value_t;
use crate::status::{Result, fail};
use crate::sync::plain::{bytes_of_all, bytes_of_all_mut};
use crate::verified::Encoder;
use crate::verified::value::{MAX_FLAGS, Progress};

/// What writes one typed value into the caller's buffer. No handle: nothing needs closing. One
/// thread uses it at a time.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_encoder_t {
    /// Where the value goes.
    pub buffer: *mut c_void,
    /// Its bytes.
    pub capacity: usize,
    /// The library's own.
    pub progress: [u32; 50],
}

const _: () = assert!(size_of::<Progress>() == size_of::<[u32; 50]>());

/// Runs a call of an encoder; its struct is as it was if that fails.
unsafe fn encode(
    pointer: *mut wrtmem_encoder_t,
    call: impl FnOnce(&mut Encoder<'_>) -> Result<()>,
) -> wrtmem_status_t {
    guard(|| {
        if pointer.is_null() || !pointer.is_aligned() {
            fail!(Invalid, "encoder: {pointer:p} is none");
        }
        // SAFETY: not NULL and aligned; the caller of the C function passes an encoder.
        let told = unsafe { *pointer };
        // SAFETY: the caller's promise when it began.
        let buffer = unsafe { byte_room(told.buffer, told.capacity) }?;
        let mut progress = [Progress::default()];
        bytes_of_all_mut(&mut progress).copy_from_slice(bytes_of_all(&told.progress));
        let mut encoder = Encoder::resume(buffer, progress[0])?;
        call(&mut encoder)?;
        let mut next = told;
        let progress = [encoder.progress()];
        bytes_of_all_mut(&mut next.progress).copy_from_slice(bytes_of_all(&progress));
        // SAFETY: as above.
        unsafe { pointer.write(next) };
        Ok(())
    })
}

/// Begins to write a typed value. The calls that follow put its parts, in order, and
/// wrtmem_encoder_finish() tells how long it is. A call that fails changes nothing that counts.
/// All of them answer WRTMEM_E_STATE if what they put cannot come there, WRTMEM_E_TOO_SMALL if
/// the buffer is full, WRTMEM_E_INVALID if it is no part of a value.
///
/// @param encoder   what to begin; whatever it was before
/// @param buffer    where the value goes; the encoder's until it is not used any more; NULL
///                  allowed if capacity is 0
/// @param capacity  its bytes
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_start(
    encoder: *mut wrtmem_encoder_t,
    buffer: *mut c_void,
    capacity: usize,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("encoder", encoder)?;
        // SAFETY: the caller's promise.
        unsafe { byte_room(buffer, capacity) }?;
        out.set(wrtmem_encoder_t { buffer, capacity, progress: [0; 50] });
        Ok(())
    })
}

/// Tells how long the value is, which is at the front of the buffer.
///
/// @param encoder  the encoder
/// @param length   its bytes
/// @return WRTMEM_E_STATE if there is no whole value yet
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_finish(
    encoder: *mut wrtmem_encoder_t,
    length: *mut u64,
) -> wrtmem_status_t {
    let finish = |encoder: &mut Encoder<'_>| {
        Out::new("length", length)?.set(encoder.written()?.len() as u64);
        Ok(())
    };
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, finish) }
}

/// Begins a list, a record, a tuple or an option. What is put next is inside, until
/// wrtmem_encoder_end(). The elements of a list are of one kind; an option has one or none.
///
/// @param encoder  the encoder
/// @param kind     WRTMEM_KIND_LIST, WRTMEM_KIND_RECORD, WRTMEM_KIND_TUPLE or
///                 WRTMEM_KIND_OPTION
/// @return WRTMEM_E_INVALID also if it would be more than 16 deep
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_begin(
    encoder: *mut wrtmem_encoder_t,
    kind: i32,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, |encoder| encoder.begin(super::value::kind(kind)?)) }
}

/// Begins a variant, which has one value or none inside.
///
/// @param encoder  the encoder
/// @param which    the case, 1 to 255 bytes
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_begin_variant(
    encoder: *mut wrtmem_encoder_t,
    which: *const c_char,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { encode(encoder, |encoder| encoder.begin_variant(text("case", which)?)) }
}

/// Begins a result, which has one value or none inside.
///
/// @param encoder   the encoder
/// @param is_error  whether it is an error
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_begin_result(
    encoder: *mut wrtmem_encoder_t,
    is_error: bool,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, |encoder| encoder.begin_result(is_error)) }
}

/// Names the value that is put or begun next, in a record.
///
/// @param encoder  the encoder
/// @param field    1 to 255 bytes, another than before in this record, of up to 256 fields
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_field(
    encoder: *mut wrtmem_encoder_t,
    field: *const c_char,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { encode(encoder, |encoder| encoder.field(text("field", field)?)) }
}

/// Ends what was begun last.
///
/// @param encoder  the encoder
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_end(encoder: *mut wrtmem_encoder_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, |encoder| encoder.end()) }
}

/// Puts a bool.
///
/// @param encoder  the encoder
/// @param value    what to put
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_put_bool(
    encoder: *mut wrtmem_encoder_t,
    value: bool,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, |encoder| encoder.put_bool(value)) }
}

/// Puts a signed number.
///
/// @param encoder  the encoder
/// @param kind     WRTMEM_KIND_S8 to WRTMEM_KIND_S64
/// @param value    what to put
/// @return WRTMEM_E_INVALID also if the value is out of the kind's range
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_put_signed(
    encoder: *mut wrtmem_encoder_t,
    kind: i32,
    value: i64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, |encoder| encoder.put_signed(super::value::kind(kind)?, value)) }
}

/// Puts an unsigned number.
///
/// @param encoder  the encoder
/// @param kind     WRTMEM_KIND_U8 to WRTMEM_KIND_U64
/// @param value    what to put
/// @return WRTMEM_E_INVALID also if the value is out of the kind's range
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_put_unsigned(
    encoder: *mut wrtmem_encoder_t,
    kind: i32,
    value: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, |encoder| encoder.put_unsigned(super::value::kind(kind)?, value)) }
}

/// Puts a floating-point number of 32 bits. Every NaN is put as the same one.
///
/// @param encoder  the encoder
/// @param value    what to put
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_put_f32(
    encoder: *mut wrtmem_encoder_t,
    value: f32,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, |encoder| encoder.put_f32(value)) }
}

/// Puts a floating-point number of 64 bits. Every NaN is put as the same one.
///
/// @param encoder  the encoder
/// @param value    what to put
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_put_f64(
    encoder: *mut wrtmem_encoder_t,
    value: f64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, |encoder| encoder.put_f64(value)) }
}

/// Puts a char.
///
/// @param encoder  the encoder
/// @param value    a Unicode scalar value
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_put_char(
    encoder: *mut wrtmem_encoder_t,
    value: u32,
) -> wrtmem_status_t {
    let put = |encoder: &mut Encoder<'_>| match char::from_u32(value) {
        Some(value) => encoder.put_char(value),
        None => fail!(Invalid, "encoder: {value:#x} as a char"),
    };
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, put) }
}

/// Puts a string.
///
/// @param encoder  the encoder
/// @param data     UTF-8, outside the encoder's buffer; NULL allowed if there are no bytes
/// @param length   its bytes
/// @return WRTMEM_E_INVALID also if it is not UTF-8
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_put_string(
    encoder: *mut wrtmem_encoder_t,
    data: *const c_char,
    length: usize,
) -> wrtmem_status_t {
    let put = |encoder: &mut Encoder<'_>| {
        // SAFETY: the caller's promise.
        let bytes = unsafe { payload(data.cast(), length) }?;
        match core::str::from_utf8(bytes) {
            Ok(text) => encoder.put_str(text),
            Err(_) => fail!(Invalid, "encoder: a string that is not UTF-8"),
        }
    };
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, put) }
}

/// Puts a case of an enum.
///
/// @param encoder  the encoder
/// @param which    the case, 1 to 255 bytes
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_put_enum(
    encoder: *mut wrtmem_encoder_t,
    which: *const c_char,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { encode(encoder, |encoder| encoder.put_enum(text("case", which)?)) }
}

/// Puts flags.
///
/// @param encoder  the encoder
/// @param names    their names, of 1 to 255 bytes each, all different; NULL allowed if there
///                 are none
/// @param count    how many, at most 64
/// @param bits     which are set: the first one is bit 0
/// @return WRTMEM_E_INVALID also if there are bits beyond the flags
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_put_flags(
    encoder: *mut wrtmem_encoder_t,
    names: *const *const c_char,
    count: usize,
    bits: u64,
) -> wrtmem_status_t {
    let put = |encoder: &mut Encoder<'_>| {
        if count > MAX_FLAGS || (names.is_null() || !names.is_aligned()) && count > 0 {
            fail!(Invalid, "flags: {count} at {names:p}");
        }
        if count < MAX_FLAGS && bits >> count != 0 {
            fail!(Invalid, "flags: the bits {bits:#x}, of {count}");
        }
        let mut flags = [("", false); MAX_FLAGS];
        for (index, flag) in flags[..count].iter_mut().enumerate() {
            // SAFETY: the caller passes so many names.
            let name = unsafe { text("flag", names.add(index).read()) }?;
            *flag = (name, bits >> index & 1 != 0);
        }
        encoder.put_flags(&flags[..count])
    };
    // SAFETY: the caller's promise.
    unsafe { encode(encoder, put) }
}

/// Puts a copy of a value, whatever is in it: to write a record with one field changed, say.
///
/// @param encoder  the encoder
/// @param value    the value, outside the encoder's buffer
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_encoder_put_value(
    encoder: *mut wrtmem_encoder_t,
    value: *const wrtmem_value_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { encode(encoder, |encoder| encoder.put_value(&super::value::value(value)?)) }
}

//! Reading typed values.

use core::ffi::{c_char, c_void};

use super::super::boundary::{Out, guard, payload, text};
use super::super::status::wrtmem_status_t;
use crate::status::{Result, Status, fail};
use crate::verified::{ValueKind, ValueRef};

/// What a typed value is. The numbers are also those in its bytes.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_kind_t {
    /// False or true.
    WRTMEM_KIND_BOOL = 1,
    /// A signed number of 8 bits.
    WRTMEM_KIND_S8 = 2,
    /// An unsigned number of 8 bits.
    WRTMEM_KIND_U8 = 3,
    /// A signed number of 16 bits.
    WRTMEM_KIND_S16 = 4,
    /// An unsigned number of 16 bits.
    WRTMEM_KIND_U16 = 5,
    /// A signed number of 32 bits.
    WRTMEM_KIND_S32 = 6,
    /// An unsigned number of 32 bits.
    WRTMEM_KIND_U32 = 7,
    /// A signed number of 64 bits.
    WRTMEM_KIND_S64 = 8,
    /// An unsigned number of 64 bits.
    WRTMEM_KIND_U64 = 9,
    /// A floating-point number of 32 bits.
    WRTMEM_KIND_F32 = 10,
    /// A floating-point number of 64 bits.
    WRTMEM_KIND_F64 = 11,
    /// A Unicode scalar value.
    WRTMEM_KIND_CHAR = 12,
    /// Text.
    WRTMEM_KIND_STRING = 13,
    /// Values of one kind.
    WRTMEM_KIND_LIST = 14,
    /// Values with names.
    WRTMEM_KIND_RECORD = 15,
    /// Values of any kinds.
    WRTMEM_KIND_TUPLE = 16,
    /// One of several cases, with a value or without.
    WRTMEM_KIND_VARIANT = 17,
    /// One of several cases.
    WRTMEM_KIND_ENUM = 18,
    /// A value or none.
    WRTMEM_KIND_OPTION = 19,
    /// A value or none, of success or of an error.
    WRTMEM_KIND_RESULT = 20,
    /// Named bits.
    WRTMEM_KIND_FLAGS = 21,
}

/// A typed value, or one inside another: a place in the caller's bytes, which must stay as they
/// are while it is in use. It is no handle: copy it freely, close nothing.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_value_t {
    /// The library's own: where its content lies.
    pub content: *const c_void,
    /// The library's own: how many bytes that is.
    pub length: usize,
    /// A wrtmem_kind_t.
    pub kind: i32,
    /// Always 0.
    pub reserved: u32,
}

/// Text inside a typed value: UTF-8, not NUL-terminated.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_text_t {
    /// Its bytes, among the value's own.
    pub data: *const c_char,
    /// How many.
    pub length: usize,
}

pub(super) fn kind(number: i32) -> Result<ValueKind> {
    match u8::try_from(number).ok().and_then(ValueKind::from_number) {
        Some(kind) => Ok(kind),
        None => fail!(Invalid, "kind {number}: not a wrtmem_kind_t"),
    }
}

/// The value that a struct of the caller stands for. Whatever else is in the struct, no call
/// reads beyond its length.
pub(super) unsafe fn value<'a>(pointer: *const wrtmem_value_t) -> Result<ValueRef<'a>> {
    if pointer.is_null() || !pointer.is_aligned() {
        fail!(Invalid, "value: {pointer:p} is none");
    }
    // SAFETY: not NULL and aligned; the caller of the C function passes a value.
    let value = unsafe { *pointer };
    // SAFETY: the caller opened it, and its bytes are there and as they were.
    Ok(ValueRef::of(kind(value.kind)?, unsafe { payload(value.content, value.length) }?))
}

fn given(value: ValueRef<'_>) -> wrtmem_value_t {
    let content = value.content();
    wrtmem_value_t {
        content: content.as_ptr().cast(),
        length: content.len(),
        kind: value.kind() as i32,
        reserved: 0,
    }
}

fn given_text(text: &str) -> wrtmem_text_t {
    wrtmem_text_t { data: text.as_ptr().cast(), length: text.len() }
}

fn case(value: ValueRef<'_>) -> Result<&str> {
    let case = match value.is_err() {
        Some(true) => Some("err"),
        Some(false) => Some("ok"),
        None => value.case(),
    };
    of_kind(value, "of cases", case)
}

/// What an accessor of another kind answers.
fn of_kind<T>(value: ValueRef<'_>, what: &str, got: Option<T>) -> Result<T> {
    match got {
        Some(got) => Ok(got),
        None => fail!(Mismatch, "value: {}, not {what}", value.kind().name()),
    }
}

/// Opens a typed value. All of its bytes are checked here, whatever they are, in time in
/// proportion to their number.
///
/// @param data    its bytes, as from wrtmem_cell_read(); borrowed until the value and those
///                inside it are not used any more, and nobody may write them until then; NULL
///                allowed if there are none
/// @param length  how many; all of them must be the value
/// @param value   the value
/// @return WRTMEM_E_EMPTY if there are no bytes; WRTMEM_E_CORRUPT if they are no value
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_open(
    data: *const c_void,
    length: usize,
    value: *mut wrtmem_value_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("value", value)?;
        // SAFETY: the caller's promise.
        let data = unsafe { payload(data, length) }?;
        if data.is_empty() {
            return Err(Status::Empty.into());
        }
        out.set(given(ValueRef::open(data)?));
        Ok(())
    })
}

/// A bool.
///
/// @param value   the value
/// @param answer  what it is
/// @return WRTMEM_E_MISMATCH if it is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_bool(
    value: *const wrtmem_value_t,
    answer: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promise.
        let value = unsafe { self::value(value) }?;
        out.set(of_kind(value, "a bool", value.as_bool())?);
        Ok(())
    })
}

/// A signed number of any size.
///
/// @param value   the value
/// @param answer  what it is
/// @return WRTMEM_E_MISMATCH if it is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_signed(
    value: *const wrtmem_value_t,
    answer: *mut i64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promise.
        let value = unsafe { self::value(value) }?;
        out.set(of_kind(value, "a signed number", value.as_signed())?);
        Ok(())
    })
}

/// An unsigned number of any size.
///
/// @param value   the value
/// @param answer  what it is
/// @return WRTMEM_E_MISMATCH if it is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_unsigned(
    value: *const wrtmem_value_t,
    answer: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promise.
        let value = unsafe { self::value(value) }?;
        out.set(of_kind(value, "an unsigned number", value.as_unsigned())?);
        Ok(())
    })
}

/// A floating-point number of either size.
///
/// @param value   the value
/// @param answer  what it is
/// @return WRTMEM_E_MISMATCH if it is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_float(
    value: *const wrtmem_value_t,
    answer: *mut f64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promise.
        let value = unsafe { self::value(value) }?;
        out.set(of_kind(value, "a floating-point number", value.as_f64())?);
        Ok(())
    })
}

/// A char.
///
/// @param value   the value
/// @param answer  its Unicode scalar value
/// @return WRTMEM_E_MISMATCH if it is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_char(
    value: *const wrtmem_value_t,
    answer: *mut u32,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promise.
        let value = unsafe { self::value(value) }?;
        out.set(of_kind(value, "a char", value.as_char())?.into());
        Ok(())
    })
}

/// A string.
///
/// @param value   the value
/// @param answer  its text, where the value's bytes are
/// @return WRTMEM_E_MISMATCH if it is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_string(
    value: *const wrtmem_value_t,
    answer: *mut wrtmem_text_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promise.
        let value = unsafe { self::value(value) }?;
        out.set(given_text(of_kind(value, "a string", value.as_str())?));
        Ok(())
    })
}

/// The case of a variant or enum; of a result "ok" or "err".
///
/// @param value   the value
/// @param answer  the case's name, there as long as the value's bytes are
/// @return WRTMEM_E_MISMATCH if it is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_case(
    value: *const wrtmem_value_t,
    answer: *mut wrtmem_text_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promise.
        out.set(given_text(case(unsafe { self::value(value) }?)?));
        Ok(())
    })
}

/// Whether a variant, enum or result is of a case.
///
/// @param value   the value
/// @param which   the case's name; of a result "ok" or "err"
/// @param answer  whether it is
/// @return WRTMEM_E_MISMATCH if it is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_is_case(
    value: *const wrtmem_value_t,
    which: *const c_char,
    answer: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promises.
        let (value, wanted) = unsafe { (self::value(value)?, text("case", which)?) };
        out.set(self::case(value)? == wanted);
        Ok(())
    })
}

/// Whether a flag is set.
///
/// @param value   flags
/// @param flag    the flag's name
/// @param answer  whether it is set
/// @return WRTMEM_E_NOT_FOUND if there is none of that name; WRTMEM_E_MISMATCH if the value is
///         of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_flag(
    value: *const wrtmem_value_t,
    flag: *const c_char,
    answer: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promises.
        let (value, flag) = unsafe { (self::value(value)?, text("flag", flag)?) };
        of_kind(value, "flags", value.flag_bits())?;
        match value.flag(flag) {
            Some(set) => out.set(set),
            None => fail!(NotFound, "value: no flag {flag}"),
        }
        Ok(())
    })
}

/// All flags as bits: the first one is bit 0. wrtmem_value_name() has their names.
///
/// @param value   flags
/// @param answer  the bits
/// @return WRTMEM_E_MISMATCH if it is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_flags(
    value: *const wrtmem_value_t,
    answer: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promise.
        let value = unsafe { self::value(value) }?;
        out.set(of_kind(value, "flags", value.flag_bits())?);
        Ok(())
    })
}

/// How many values are in a value: elements, fields, 1 or 0 in a variant, option or result.
/// Flags: how many there are. 0 in others.
///
/// @param value   the value
/// @param answer  how many
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_count(
    value: *const wrtmem_value_t,
    answer: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promise.
        let value = unsafe { self::value(value) }?;
        out.set((value.count() + value.flags().count()) as u64);
        Ok(())
    })
}

/// A value inside another, by its place: element of a list or tuple, field of a record, what
/// is in a variant, option or result. Passes over those before it, unless it is in a list of
/// numbers.
///
/// @param value   the value
/// @param index   which, from 0
/// @param inside  the value there
/// @return WRTMEM_E_NOT_FOUND if there are not so many
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_child(
    value: *const wrtmem_value_t,
    index: u64,
    inside: *mut wrtmem_value_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("inside", inside)?;
        // SAFETY: the caller's promise.
        let value = unsafe { self::value(value) }?;
        match value.child(usize::try_from(index).unwrap_or(usize::MAX)) {
            Some(inside) => out.set(given(inside)),
            None => fail!(NotFound, "value: no {index} in a {}", value.kind().name()),
        }
        Ok(())
    })
}

/// A field of a record, by its name.
///
/// @param value   a record
/// @param field   the field's name
/// @param inside  the value there
/// @return WRTMEM_E_NOT_FOUND if there is none of that name; WRTMEM_E_MISMATCH if the value is
///         of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_field(
    value: *const wrtmem_value_t,
    field: *const c_char,
    inside: *mut wrtmem_value_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("inside", inside)?;
        // SAFETY: the caller's promises.
        let (value, field) = unsafe { (self::value(value)?, text("field", field)?) };
        of_kind(value, "a record", (value.kind() == ValueKind::Record).then_some(()))?;
        match value.field(field) {
            Some(inside) => out.set(given(inside)),
            None => fail!(NotFound, "value: no field {field}"),
        }
        Ok(())
    })
}

/// The name of a field of a record or of a flag, by its place.
///
/// @param value   a record or flags
/// @param index   which, from 0
/// @param answer  the name, where the value's bytes are
/// @return WRTMEM_E_NOT_FOUND if there are not so many; WRTMEM_E_MISMATCH if the value is of
///         another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_value_name(
    value: *const wrtmem_value_t,
    index: u64,
    answer: *mut wrtmem_text_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("answer", answer)?;
        // SAFETY: the caller's promise.
        let value = unsafe { self::value(value) }?;
        let named = matches!(value.kind(), ValueKind::Record | ValueKind::Flags);
        of_kind(value, "of names", named.then_some(()))?;
        let mut names =
            value.fields().map(|(name, _)| name).chain(value.flags().map(|(name, _)| name));
        match names.nth(usize::try_from(index).unwrap_or(usize::MAX)) {
            Some(name) => out.set(given_text(name)),
            None => fail!(NotFound, "value: no {index} in a {}", value.kind().name()),
        }
        Ok(())
    })
}

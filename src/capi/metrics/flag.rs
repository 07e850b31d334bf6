//! Flags.

use core::ffi::c_char;

use super::*;
use crate::metrics::{Flag, FlagState};

/// A flag: one bit that any process may set and wait for. Any thread may use the handle.
pub struct wrtmem_flag_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_flag_t {
    const KIND: u32 = 21;
    const NAME: &'static str = "flag";
    type Value = Flag<Object>;
}

/// Opens a flag, or creates it, cleared. However many do this at once, one creates, and
/// describes it.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  NULL allowed; rows and mode must be 0
/// @param flag     the handle; the caller owns it and closes it
/// @return WRTMEM_E_MISMATCH if the object has another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_flag_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_metric_options_t,
    flag: *mut *mut wrtmem_flag_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("flag", flag)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let given = unsafe { given(options) }?;
        if (given.rows, given.mode) != (0, 0) {
            fail!(
                Invalid,
                "metric options: a flag has no rows ({}) or mode ({})",
                given.rows,
                given.mode
            );
        }
        slab::open(&out, segment.flag(name, &given.about)?)
    })
}

/// Opens a flag by name. Through a read-only segment it can be read, not waited for.
///
/// @param segment  the segment
/// @param name     the flag's name
/// @param deadline how long to wait for it to appear
/// @param flag     the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_flag_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    flag: *mut *mut wrtmem_flag_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("flag", flag)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        slab::open(&out, segment.open_flag(name, self::deadline(deadline))?)
    })
}

/// Lets go of a flag.
///
/// @param flag  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_flag_close(flag: *mut wrtmem_flag_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(flag) })
}

/// Sets or clears a flag, and wakes those who wait for that.
///
/// @param flag    the flag
/// @param value   what it becomes
/// @param before  what it was; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_flag_swap(
    flag: *mut wrtmem_flag_t,
    value: bool,
    before: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("before", before)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(flag) }?.swap(value)?);
        Ok(())
    })
}

/// Changes a flag if it is what the caller believes.
///
/// @param flag     the flag
/// @param current  what it is believed to be
/// @param desired  what it then becomes
/// @param swapped  whether it was; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_flag_compare_and_swap(
    flag: *mut wrtmem_flag_t,
    current: bool,
    desired: bool,
    swapped: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("swapped", swapped)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(flag) }?.compare_and_swap(current, desired)?);
        Ok(())
    })
}

/// What a flag is.
///
/// @param flag     the flag
/// @param value    whether it is set
/// @param changes  how often it has changed; NULL allowed
/// @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_flag_get(
    flag: *const wrtmem_flag_t,
    value: *mut bool,
    changes: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let (out, times) = (Out::new("value", value)?, Out::optional("changes", changes)?);
        // SAFETY: the caller's promise.
        let flag = unsafe { slab::get(flag) }?;
        flag.provider().readable()?;
        let state = flag.state();
        flag.provider().is_current()?;
        out.set(state.is_set());
        times.set(state.changes());
        Ok(())
    })
}

/// Waits until a flag is set, or cleared.
///
/// @param flag      the flag
/// @param value     what to wait for
/// @param deadline  how long
/// @param changes   how often it had changed by then; NULL allowed
/// @return WRTMEM_E_TIMEOUT
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_flag_wait(
    flag: *mut wrtmem_flag_t,
    value: bool,
    deadline: u64,
    changes: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let times = Out::optional("changes", changes)?;
        // SAFETY: the caller's promise.
        let state = unsafe { slab::get(flag) }?.wait(value, self::deadline(deadline))?;
        times.set(state.changes());
        Ok(())
    })
}

/// Waits until a flag has changed, even if it has changed back since.
///
/// @param flag      the flag
/// @param seen      the changes that the caller knows of
/// @param deadline  how long
/// @param changes   how often it had changed by then; NULL allowed
/// @return WRTMEM_E_TIMEOUT
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_flag_wait_change(
    flag: *mut wrtmem_flag_t,
    seen: u64,
    deadline: u64,
    changes: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let times = Out::optional("changes", changes)?;
        // SAFETY: the caller's promise.
        let flag = unsafe { slab::get(flag) }?;
        let state = flag.wait_change(FlagState::after(seen), self::deadline(deadline))?;
        times.set(state.changes());
        Ok(())
    })
}

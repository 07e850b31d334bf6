//! What a metric says of itself, and all of them as text.

use core::ffi::c_char;
use core::time::Duration;

use super::*;

/// Label, unit and help of a metric.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_metric_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// See wrtmem_metric_options_t.
    pub label: [c_char; 72],
    /// See wrtmem_metric_options_t.
    pub unit: [c_char; 40],
    /// See wrtmem_metric_options_t.
    pub help: [c_char; 168],
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_metric_info_t {}

/// What a metric says of itself. A read-only segment will do.
///
/// @param segment  the segment
/// @param name     the metric's name
/// @param info     its size field set by the caller
/// @return WRTMEM_E_NOT_FOUND; WRTMEM_E_MISMATCH if the object is no metric; WRTMEM_E_CORRUPT if
///         the texts do not check
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_metric_info(
    segment: *const wrtmem_segment_t,
    name: *const c_char,
    info: *mut wrtmem_metric_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("metric info", info) }?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let about = segment.metric_description(name)?;
        out.set(wrtmem_metric_info_t {
            size: 0,
            label: chars(about.label()),
            unit: chars(about.unit()),
            help: chars(about.help()),
        });
        Ok(())
    })
}

/// Every metric of a segment as OpenMetrics text, the answer to a scrape of content type
/// application/openmetrics-text; version=1.0.0; charset=utf-8. A read-only segment will do.
///
/// @param segment        the segment
/// @param stalled_after  nanoseconds without an advance after which a worker is called stalled
/// @param buffer         where the text goes, with a NUL at its end; NULL allowed if there is no
///                       room
/// @param capacity       bytes of room
/// @param length         bytes of the text, without the NUL
/// @return WRTMEM_E_TOO_SMALL if the text and its NUL need more room: nothing is written but the
///         length, and the next text may be longer
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_openmetrics(
    segment: *const wrtmem_segment_t,
    stalled_after: u64,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("length", length)?;
        if buffer.is_null() && capacity != 0 {
            fail!(Invalid, "buffer: NULL with room for {capacity}");
        }
        // SAFETY: the caller's promise.
        let segment = unsafe { slab::get(segment) }?;
        let text = segment.openmetrics(Duration::from_nanos(stalled_after))?;
        out.set(text.len() as u64);
        if text.len() >= capacity {
            fail!(TooSmall, "buffer: the text takes {} bytes, room for {capacity}", text.len() + 1);
        }
        // SAFETY: the caller passes `capacity` bytes, and the text and its NUL are no more.
        unsafe {
            core::ptr::copy_nonoverlapping(text.as_ptr().cast(), buffer, text.len());
            buffer.add(text.len()).write(0);
        }
        Ok(())
    })
}

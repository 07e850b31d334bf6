//! Histograms.

use core::ffi::c_char;

use super::*;
use crate::metrics::{Histogram, HistogramParams, HistogramRow, HistogramSnapshot};

/// A histogram of uint64_t. Opened with a slot, it is that thread's: one thread uses the handle
/// at a time. Opened without, any thread may.
pub struct wrtmem_histogram_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_histogram_t {
    const KIND: u32 = 23;
    const NAME: &'static str = "histogram";
    type Value = OpenHistogram;
}

/// A histogram and a row whose borrow was cut.
pub struct OpenHistogram(Opened<Histogram<Object>, HistogramRow<'static>>);

/// A histogram as a whole.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_histogram_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Values recorded.
    pub count: u64,
    /// Their sum, modulo 2^64.
    pub sum: u64,
    /// The smallest; 0 of none.
    pub min: u64,
    /// The largest; 0 of none.
    pub max: u64,
    /// Their mean; 0 of none.
    pub mean: f64,
    /// Buckets that are not empty.
    pub buckets: u64,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_histogram_info_t {}

/// A bucket that is not empty.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_bucket_t {
    /// The smallest value it holds.
    pub low: u64,
    /// The largest value it holds.
    pub high: u64,
    /// How many were recorded.
    pub count: u64,
}

/// The words that a thread records into, for wrtmem_inline.h. Filled by wrtmem_histogram_row().
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_histogram_row_t {
    /// Sum, largest, complement of the smallest; from word 16 on, the counts.
    pub words: *mut u64,
    /// Always 0.
    pub reserved: u64,
}

impl OpenHistogram {
    fn new(histogram: Histogram<Object>, slot: Option<&ThreadSlotHandle>) -> Result<OpenHistogram> {
        let open = |histogram: &Histogram<Object>, slot: Option<&ThreadSlot>| {
            let row = match slot {
                Some(slot) => histogram.row(slot),
                None => histogram.row(&NoSlot),
            }?;
            // SAFETY: the row refers to the segment's mapping only, which the histogram beside
            // it keeps where it is for longer than the row lives.
            Ok(unsafe { core::mem::transmute::<HistogramRow<'_>, HistogramRow<'static>>(row) })
        };
        Opened::new(histogram, slot, open).map(OpenHistogram)
    }

    fn histogram(&self) -> &Histogram<Object> {
        &self.0.metric
    }

    #[inline]
    fn row(&self) -> Result<&HistogramRow<'static>> {
        self.0.row(self.histogram().provider())
    }

    fn snapshot(&self) -> Result<HistogramSnapshot> {
        self.histogram().provider().readable()?;
        let snapshot = self.histogram().snapshot();
        self.histogram().provider().is_current()?;
        Ok(snapshot)
    }
}

/// Opens a histogram, or creates it. However many do this at once, one creates, and describes
/// it.
///
/// @param segment    the segment
/// @param name       1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options    NULL allowed: defaults; mode must be 0
/// @param slot       whose row it records into; NULL allowed: the one that threads share
/// @param histogram  the handle; the caller owns it and closes it
/// @return WRTMEM_E_MISMATCH if the object has another kind or rows
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_histogram_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_metric_options_t,
    slot: *const wrtmem_slot_t,
    histogram: *mut *mut wrtmem_histogram_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("histogram", histogram)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promises.
        let (given, slot) = unsafe { (given(options)?, slot_of(slot, segment)?) };
        if given.mode != 0 {
            fail!(Invalid, "metric options: a histogram has no mode {}", given.mode);
        }
        let params = HistogramParams { rows: given.rows_or(8) };
        let opened = segment.histogram(name, &params, &given.about)?;
        slab::open(&out, OpenHistogram::new(opened, slot)?)
    })
}

/// Opens a histogram by name. Through a read-only segment it can be read.
///
/// @param segment    the segment
/// @param name       its name
/// @param deadline   how long to wait for it to appear
/// @param slot       whose row it records into; NULL allowed: the one that threads share
/// @param histogram  the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_histogram_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    slot: *const wrtmem_slot_t,
    histogram: *mut *mut wrtmem_histogram_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("histogram", histogram)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let slot = unsafe { slot_of(slot, segment) }?;
        let opened = segment.open_histogram(name, self::deadline(deadline))?;
        slab::open(&out, OpenHistogram::new(opened, slot)?)
    })
}

/// Lets go of a histogram. What it recorded stays, as long as the object does.
///
/// @param histogram  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_histogram_close(
    histogram: *mut wrtmem_histogram_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(histogram) })
}

/// Records a value. wrtmem_histogram_row() and wrtmem_inline.h do it without a call.
///
/// @param histogram  the histogram
/// @param value      the value
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_histogram_record(
    histogram: *mut wrtmem_histogram_t,
    value: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::get(histogram) }?.row()?.record(value);
        Ok(())
    })
}

/// A histogram as a whole.
///
/// @param histogram  the histogram
/// @param info       its size field set by the caller
/// @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_histogram_info(
    histogram: *const wrtmem_histogram_t,
    info: *mut wrtmem_histogram_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("histogram info", info) }?;
        // SAFETY: the caller's promise.
        let snapshot = unsafe { slab::get(histogram) }?.snapshot()?;
        out.set(wrtmem_histogram_info_t {
            size: 0,
            count: snapshot.count(),
            sum: snapshot.sum(),
            min: snapshot.min(),
            max: snapshot.max(),
            mean: snapshot.mean(),
            buckets: snapshot.buckets().count() as u64,
        });
        Ok(())
    })
}

/// Percentiles of one snapshot, each within 1.6 % of the exact one by the nearest rank.
///
/// @param histogram  the histogram
/// @param percents   what is asked for, such as 50 and 99.9
/// @param length     how many
/// @param values     as many values; 0 if nothing was recorded
/// @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_histogram_percentiles(
    histogram: *const wrtmem_histogram_t,
    percents: *const f64,
    length: usize,
    values: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        Out::new("percents", percents.cast_mut())?;
        Out::new("values", values)?;
        if length > 1 << 16 {
            fail!(Invalid, "length: {length} percentiles are above 65536");
        }
        // SAFETY: the caller's promise.
        let snapshot = unsafe { slab::get(histogram) }?.snapshot()?;
        for index in 0..length {
            // SAFETY: not NULL and aligned; the caller passes as many of each as it says.
            unsafe { *values.add(index) = snapshot.percentile(*percents.add(index)) };
        }
        Ok(())
    })
}

/// The buckets that are not empty, from small to large values.
///
/// @param histogram  the histogram
/// @param buckets    where they go; NULL allowed if there is no room
/// @param capacity   how many there is room for
/// @param length     how many there are
/// @return WRTMEM_E_TOO_SMALL if there are more; then as many as there is room for are written
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_histogram_buckets(
    histogram: *const wrtmem_histogram_t,
    buckets: *mut wrtmem_bucket_t,
    capacity: usize,
    length: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("length", length)?;
        Out::optional("buckets", buckets)?;
        if buckets.is_null() && capacity != 0 {
            fail!(Invalid, "buckets: NULL with room for {capacity}");
        }
        // SAFETY: the caller's promise.
        let snapshot = unsafe { slab::get(histogram) }?.snapshot()?;
        let mut found = 0;
        for (low, high, count) in snapshot.buckets() {
            if found < capacity {
                // SAFETY: aligned, and the caller passes room for `capacity` of them.
                unsafe { buckets.add(found).write(wrtmem_bucket_t { low, high, count }) };
            }
            found += 1;
        }
        out.set(found as u64);
        if found > capacity {
            fail!(TooSmall, "buckets: {found} are not empty, room for {capacity}");
        }
        Ok(())
    })
}

/// The words that this handle records into, for wrtmem_histogram_row_record() of
/// wrtmem_inline.h, which passes the layout it was written for.
///
/// @param histogram  the histogram, opened with a slot
/// @param layout     WRTMEM_INLINE_HISTOGRAM
/// @param row        the words; borrowed until the handle is closed
/// @return WRTMEM_E_LAYOUT if this library has another layout than the header; WRTMEM_E_FULL if
///         the slot has no row of its own
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_histogram_row(
    histogram: *mut wrtmem_histogram_t,
    layout: u64,
    row: *mut wrtmem_histogram_row_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("row", row)?;
        // SAFETY: the caller's promise.
        let words = unsafe { slab::get(histogram) }?.row()?;
        same_layout("histogram", layout, HistogramRow::INLINE_LAYOUT)?;
        if !words.is_own() {
            fail!(Full, "histogram: the handle has no row of its own");
        }
        out.set(wrtmem_histogram_row_t { words: words.words().cast_mut().cast(), reserved: 0 });
        Ok(())
    })
}

//! Statistics.

use core::ffi::c_char;

use super::*;
use crate::metrics::{Stats, StatsParams, StatsRow, StatsSummary, StatsValue};

/// Statistics. Opened with a slot, they are that thread's: one thread uses the handle at a
/// time. Opened without, any thread may.
pub struct wrtmem_stats_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_stats_t {
    const KIND: u32 = 22;
    const NAME: &'static str = "stats";
    type Value = OpenStats;
}

/// Statistics and a row whose borrow was cut.
pub struct OpenStats(Opened<Stats<Object>, StatsRow<'static>>);

/// What statistics are of.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_stats_value_t {
    /// int64_t, summed exactly.
    WRTMEM_STATS_INTEGER = 0,
    /// Finite double, summed with twice the precision.
    WRTMEM_STATS_FLOAT = 1,
}

/// A snapshot of statistics. The fields of each thread's row belong together.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_stats_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Values recorded.
    pub count: u64,
    /// Their sum, rounded.
    pub sum: f64,
    /// The smallest; 0 of none.
    pub min: f64,
    /// The largest; 0 of none.
    pub max: f64,
    /// Their mean; 0 of none.
    pub mean: f64,
    /// Their mean square deviation from the mean.
    pub variance: f64,
    /// The square root of the variance.
    pub standard_deviation: f64,
    /// A wrtmem_stats_value_t.
    pub value: i32,
    /// 1 if a sum left its range at some time: mean or variance is wrong.
    pub overflowed: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_stats_info_t {}

/// The lines that a thread records into, for wrtmem_inline.h. Filled by wrtmem_stats_row().
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_stats_row_t {
    /// Two lines of eight words.
    pub lines: *mut u64,
    /// Always 0.
    pub reserved: u64,
}

impl OpenStats {
    fn new(stats: Stats<Object>, slot: Option<&ThreadSlotHandle>) -> Result<OpenStats> {
        let open = |stats: &Stats<Object>, slot: Option<&ThreadSlot>| {
            let row = match slot {
                Some(slot) => stats.row(slot),
                None => stats.row(&NoSlot),
            }?;
            // SAFETY: the row refers to the segment's mapping and handle only, which the stats
            // beside it keep where they are for longer than the row lives.
            Ok(unsafe { core::mem::transmute::<StatsRow<'_>, StatsRow<'static>>(row) })
        };
        Opened::new(stats, slot, open).map(OpenStats)
    }

    fn stats(&self) -> &Stats<Object> {
        &self.0.metric
    }

    #[inline]
    fn row(&self) -> Result<&StatsRow<'static>> {
        self.0.row(self.stats().provider())
    }
}

/// Opens statistics, or creates them. However many do this at once, one creates, and describes
/// them.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  NULL allowed: defaults
/// @param slot     whose row they record into; NULL allowed: the one that threads share, under
///                 a lock
/// @param stats    the handle; the caller owns it and closes it
/// @return WRTMEM_E_MISMATCH if the object has another kind, rows or mode
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_stats_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_metric_options_t,
    slot: *const wrtmem_slot_t,
    stats: *mut *mut wrtmem_stats_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("stats", stats)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promises.
        let (given, slot) = unsafe { (given(options)?, slot_of(slot, segment)?) };
        let value = match given.mode {
            m if m == wrtmem_stats_value_t::WRTMEM_STATS_INTEGER as i32 => StatsValue::Integer,
            m if m == wrtmem_stats_value_t::WRTMEM_STATS_FLOAT as i32 => StatsValue::Float,
            mode => fail!(Invalid, "metric options: mode {mode} is no wrtmem_stats_value_t"),
        };
        let params = StatsParams { value, rows: given.rows_or(64) };
        let opened = segment.stats(name, &params, &given.about)?;
        slab::open(&out, OpenStats::new(opened, slot)?)
    })
}

/// Opens statistics by name. Through a read-only segment they can be read.
///
/// @param segment  the segment
/// @param name     their name
/// @param deadline how long to wait for them to appear
/// @param slot     whose row they record into; NULL allowed, as above
/// @param stats    the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if they do not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_stats_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    slot: *const wrtmem_slot_t,
    stats: *mut *mut wrtmem_stats_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("stats", stats)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let slot = unsafe { slot_of(slot, segment) }?;
        let opened = segment.open_stats(name, self::deadline(deadline))?;
        slab::open(&out, OpenStats::new(opened, slot)?)
    })
}

/// Lets go of statistics. What they recorded stays, as long as the object does.
///
/// @param stats  NULL does nothing
/// @return WRTMEM_E_HANDLE if they are not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_stats_close(stats: *mut wrtmem_stats_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(stats) })
}

/// Records an integer. wrtmem_stats_row() and wrtmem_inline.h do it without a call.
///
/// @param stats  statistics of WRTMEM_STATS_INTEGER
/// @param value  the value
/// @return WRTMEM_E_INVALID if they are of floats; WRTMEM_E_TIMEOUT if the row is shared and a
///         living process kept its lock for a second
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_stats_record(
    stats: *mut wrtmem_stats_t,
    value: i64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::get(stats) }?.row()?.record(value))
}

/// Records a float.
///
/// @param stats  statistics of WRTMEM_STATS_FLOAT
/// @param value  the value, finite
/// @return WRTMEM_E_INVALID if it is not finite, or they are of integers; WRTMEM_E_TIMEOUT as
///         for wrtmem_stats_record()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_stats_record_double(
    stats: *mut wrtmem_stats_t,
    value: f64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::get(stats) }?.row()?.record_f64(value))
}

/// What was recorded so far.
///
/// @param stats  the statistics
/// @param info   its size field set by the caller
/// @return WRTMEM_E_BUSY if a writer was faster than 64 looks at its row; WRTMEM_E_NOT_FOUND if
///         a read-only segment's object has ended
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_stats_summary(
    stats: *const wrtmem_stats_t,
    info: *mut wrtmem_stats_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("stats info", info) }?;
        // SAFETY: the caller's promise.
        let stats = unsafe { slab::get(stats) }?.stats();
        stats.provider().readable()?;
        let summary = stats.summary()?;
        stats.provider().is_current()?;
        let StatsSummary { count, sum, min, max, mean, variance, overflowed } = summary;
        out.set(wrtmem_stats_info_t {
            size: 0,
            count,
            sum,
            min: min.as_f64(),
            max: max.as_f64(),
            mean,
            variance,
            standard_deviation: summary.standard_deviation(),
            value: stats.value() as i32,
            overflowed: overflowed as u32,
        });
        Ok(())
    })
}

/// The lines that this handle records into, for wrtmem_stats_row_record() of wrtmem_inline.h,
/// which passes the layout it was written for.
///
/// @param stats   statistics of WRTMEM_STATS_INTEGER, opened with a slot
/// @param layout  WRTMEM_INLINE_STATS
/// @param row     the lines; borrowed until the handle is closed
/// @return WRTMEM_E_LAYOUT if this library has another layout than the header; WRTMEM_E_FULL if
///         the slot has no row of its own; WRTMEM_E_INVALID if they are of floats
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_stats_row(
    stats: *mut wrtmem_stats_t,
    layout: u64,
    row: *mut wrtmem_stats_row_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("row", row)?;
        // SAFETY: the caller's promise.
        let stats = unsafe { slab::get(stats) }?;
        let lines = stats.row()?;
        same_layout("stats", layout, StatsRow::INLINE_LAYOUT)?;
        if stats.stats().value() != StatsValue::Integer {
            fail!(Invalid, "stats: the inline header records integers only");
        }
        if !lines.is_own() {
            fail!(Full, "stats: the handle has no row of its own");
        }
        out.set(wrtmem_stats_row_t { lines: lines.lines().cast_mut().cast(), reserved: 0 });
        Ok(())
    })
}

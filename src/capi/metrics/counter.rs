//! Counters.

use core::ffi::c_char;

use super::*;
use crate::metrics::{Counter, CounterMode, CounterParams, CounterRow};

/// A counter of uint64_t, which wraps around. Opened with a slot, it is that thread's: one
/// thread uses the handle at a time. Opened without, any thread may.
pub struct wrtmem_counter_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_counter_t {
    const KIND: u32 = 20;
    const NAME: &'static str = "counter";
    type Value = OpenCounter;
}

/// A counter and a row whose borrow was cut.
pub struct OpenCounter(Opened<Counter<Object>, CounterRow<'static>>);

/// How a counter is built.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_counter_mode_t {
    /// A row for each thread slot: the fastest to add to.
    WRTMEM_COUNTER_SHARDED = 0,
    /// One word: for tickets and compare-and-swap.
    WRTMEM_COUNTER_SINGLE = 1,
}

/// The word that a thread adds to, for wrtmem_inline.h. Filled by wrtmem_counter_row().
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_counter_row_t {
    /// The word.
    pub word: *mut u64,
    /// 1 if others add to it too.
    pub shared: u32,
    /// Always 0.
    pub reserved: u32,
}

impl OpenCounter {
    fn new(counter: Counter<Object>, slot: Option<&ThreadSlotHandle>) -> Result<OpenCounter> {
        let open = |counter: &Counter<Object>, slot: Option<&ThreadSlot>| {
            let row = match slot {
                Some(slot) => counter.row(slot),
                None => counter.row(&NoSlot),
            }?;
            // SAFETY: the row refers to the segment's mapping only, which the counter beside it
            // keeps where it is for longer than the row lives.
            Ok(unsafe { core::mem::transmute::<CounterRow<'_>, CounterRow<'static>>(row) })
        };
        Opened::new(counter, slot, open).map(OpenCounter)
    }

    fn counter(&self) -> &Counter<Object> {
        &self.0.metric
    }

    #[inline]
    fn row(&self) -> Result<&CounterRow<'static>> {
        self.0.row(self.counter().provider())
    }
}

fn counter_params(given: &Given<'_>) -> Result<CounterParams> {
    match given.mode {
        m if m == wrtmem_counter_mode_t::WRTMEM_COUNTER_SHARDED as i32 => {
            Ok(CounterParams::sharded(given.rows_or(64)))
        }
        m if m == wrtmem_counter_mode_t::WRTMEM_COUNTER_SINGLE as i32 => {
            Ok(CounterParams { mode: CounterMode::Single, rows: given.rows })
        }
        mode => fail!(Invalid, "metric options: mode {mode} is no wrtmem_counter_mode_t"),
    }
}

/// Opens a counter, or creates it at 0. However many do this at once, one creates, and
/// describes it.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  NULL allowed: defaults
/// @param slot     whose row it adds to; NULL allowed: the one that threads share
/// @param counter  the handle; the caller owns it and closes it
/// @return WRTMEM_E_MISMATCH if the object has another kind, rows or mode
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_counter_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_metric_options_t,
    slot: *const wrtmem_slot_t,
    counter: *mut *mut wrtmem_counter_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("counter", counter)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promises.
        let (given, slot) = unsafe { (given(options)?, slot_of(slot, segment)?) };
        let opened = segment.counter(name, &counter_params(&given)?, &given.about)?;
        slab::open(&out, OpenCounter::new(opened, slot)?)
    })
}

/// Opens a counter by name. Through a read-only segment it can be read.
///
/// @param segment  the segment
/// @param name     the counter's name
/// @param deadline how long to wait for it to appear
/// @param slot     whose row it adds to; NULL allowed: the one that threads share
/// @param counter  the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_counter_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    slot: *const wrtmem_slot_t,
    counter: *mut *mut wrtmem_counter_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("counter", counter)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let slot = unsafe { slot_of(slot, segment) }?;
        let opened = segment.open_counter(name, self::deadline(deadline))?;
        slab::open(&out, OpenCounter::new(opened, slot)?)
    })
}

/// Lets go of a counter. What it counted stays, as long as the object does.
///
/// @param counter  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_counter_close(counter: *mut wrtmem_counter_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(counter) })
}

/// Adds. wrtmem_counter_row() and wrtmem_inline.h do it for the price of a store.
///
/// @param counter  the counter
/// @param n        how much
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_counter_add(
    counter: *mut wrtmem_counter_t,
    n: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::get(counter) }?.row()?.add(n);
        Ok(())
    })
}

/// Adds to a single counter and tells what it was before: a ticket that nobody else has.
///
/// @param counter  the counter
/// @param n        how much
/// @param before   the count before
/// @return WRTMEM_E_UNSUPPORTED of a sharded counter
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_counter_ticket(
    counter: *mut wrtmem_counter_t,
    n: u64,
    before: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("before", before)?;
        // SAFETY: the caller's promise.
        let counter = unsafe { slab::get(counter) }?.counter();
        counter.provider().writable()?;
        if counter.mode() != CounterMode::Single {
            fail!(Unsupported, "counter: a sharded one has no tickets");
        }
        out.set(counter.add(n)?);
        Ok(())
    })
}

/// Writes a single counter if it is what the caller believes.
///
/// @param counter  the counter
/// @param current  what it is believed to be
/// @param desired  what it then becomes
/// @param found    what it was: current, if it was changed; NULL allowed
/// @return WRTMEM_E_STATE if it was something else; WRTMEM_E_UNSUPPORTED of a sharded counter
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_counter_compare_and_swap(
    counter: *mut wrtmem_counter_t,
    current: u64,
    desired: u64,
    found: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("found", found)?;
        // SAFETY: the caller's promise.
        let counter = unsafe { slab::get(counter) }?.counter();
        match counter.compare_and_swap(current, desired)? {
            Ok(()) => out.set(current),
            Err(other) => {
                out.set(other);
                fail!(State, "counter: it is {other}, not {current}");
            }
        }
        Ok(())
    })
}

/// The count: the sum of the rows. Every add that happened before the call is in it.
///
/// @param counter  the counter
/// @param count    the count
/// @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_counter_get(
    counter: *const wrtmem_counter_t,
    count: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("count", count)?;
        // SAFETY: the caller's promise.
        let counter = unsafe { slab::get(counter) }?.counter();
        counter.provider().readable()?;
        let count = counter.get();
        counter.provider().is_current()?;
        out.set(count);
        Ok(())
    })
}

/// The word that this handle adds to, for wrtmem_counter_row_add() of wrtmem_inline.h, which
/// passes the layout it was written for.
///
/// @param counter  the counter
/// @param layout   WRTMEM_INLINE_COUNTER
/// @param row      the word; borrowed until the handle is closed
/// @return WRTMEM_E_LAYOUT if this library has another layout than the header
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_counter_row(
    counter: *mut wrtmem_counter_t,
    layout: u64,
    row: *mut wrtmem_counter_row_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("row", row)?;
        // SAFETY: the caller's promise.
        let (word, own) = unsafe { slab::get(counter) }?.row()?.word();
        same_layout("counter", layout, CounterRow::INLINE_LAYOUT)?;
        let word = word.cast_mut().cast();
        out.set(wrtmem_counter_row_t { word, shared: !own as u32, reserved: 0 });
        Ok(())
    })
}

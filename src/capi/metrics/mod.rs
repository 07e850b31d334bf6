//! Metrics: a file for each kind.

use core::ffi::c_char;
use std::sync::Arc;

use super::boundary::{InfoOut, Out, SizedStruct, chars, guard, options, text};
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::slot::{ThreadSlotHandle, wrtmem_slot_t};
use super::status::{deadline, wrtmem_status_t};
use crate::metrics::{Description, Slot};
use crate::objects::Object;
use crate::segment::{Segment, ThreadSlot};
use crate::status::{Result, Status, fail};

mod describe;

mod counter;

mod flag;

mod stats;

mod histogram;

mod progress;

pub use counter::*;
pub use describe::*;
pub use flag::*;
pub use histogram::*;
pub use progress::*;
pub use stats::*;

/// How to create a metric, if it is not there yet. A field that is 0 or NULL means its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_metric_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// What tells it from others of its name, up to 64 bytes of UTF-8. Borrowed for the call.
    pub label: *const c_char,
    /// What one is, such as "bytes"; up to 32 bytes. Borrowed for the call.
    pub unit: *const c_char,
    /// One sentence, up to 160 bytes. Borrowed for the call.
    pub help: *const c_char,
    /// Threads with a row of their own, 1 to 65535: those with a slot below it. Default 64, and
    /// 8 for a histogram, where a row takes 15,488 bytes.
    pub rows: u32,
    /// Of a counter, a wrtmem_counter_mode_t; of statistics, a wrtmem_stats_value_t; else 0.
    pub mode: i32,
    /// Must be 0.
    pub reserved: u64,
}

// SAFETY: repr(C), size first; pointer fields of any value are values.
unsafe impl SizedStruct for wrtmem_metric_options_t {}

/// Options as Rust has them.
struct Given<'a> {
    about: Description<'a>,
    rows: u32,
    mode: i32,
}

impl Given<'_> {
    fn rows_or(&self, default: u32) -> u32 {
        if self.rows == 0 { default } else { self.rows }
    }
}

unsafe fn given<'a>(pointer: *const wrtmem_metric_options_t) -> Result<Given<'a>> {
    // SAFETY: the caller's promise.
    let given = unsafe { options("metric options", pointer) }?;
    if given.reserved != 0 {
        fail!(Invalid, "metric options: reserved is {}, must be 0", given.reserved);
    }
    let part = |what: &str, pointer: *const c_char| match pointer.is_null() {
        true => Ok(""),
        // SAFETY: the caller passes NULL or a text.
        false => unsafe { text(what, pointer) },
    };
    let (label, unit) = (part("label", given.label)?, part("unit", given.unit)?);
    let about = Description { label, unit, help: part("help", given.help)? };
    Ok(Given { about, rows: given.rows, mode: given.mode })
}

/// The slot of a thread that brought none.
struct NoSlot;

impl Slot for NoSlot {
    fn row(&self) -> Option<u32> {
        None
    }
}

/// A metric held open, and the row that its thread writes: `R` is a row whose borrow of the
/// metric and the slot was cut.
struct Opened<M, R> {
    /// Dropped first. `None` through a read-only segment.
    row: Option<R>,
    metric: Arc<M>,
    _slot: Option<Arc<ThreadSlot>>,
}

// SAFETY: the row and the slot are one thread's at a time, by the contract of the C interface;
// nothing in them is bound to a certain thread. The rest is Send.
unsafe impl<M: Send + Sync, R> Send for Opened<M, R> {}
// SAFETY: without a slot the row is the shared one, which is written atomically. With one, a
// second thread breaks the contract, and loses counts: the words are atomic all the same.
unsafe impl<M: Send + Sync, R> Sync for Opened<M, R> {}

impl<M, R> Opened<M, R> {
    /// `row` opens a row of the metric for a slot, and cuts its borrow.
    fn new(
        metric: M,
        slot: Option<&ThreadSlotHandle>,
        row: impl FnOnce(&M, Option<&ThreadSlot>) -> Result<R>,
    ) -> Result<Opened<M, R>> {
        let slot = slot.map(|handle| handle.0.clone());
        let metric = Arc::new(metric);
        let row = match row(&metric, slot.as_deref()) {
            Ok(row) => Some(row),
            Err(error) if error.status() == Status::ReadOnly && slot.is_none() => None,
            Err(error) => return Err(error),
        };
        Ok(Opened { row, metric, _slot: slot })
    }

    /// The row, after asking whether its memory may be touched.
    #[inline]
    fn row(&self, object: &Object) -> Result<&R> {
        object.writable()?;
        // A segment that may be written has opened a row.
        self.row.as_ref().ok_or_else(|| Status::ReadOnly.into())
    }
}

/// The slot of this segment behind a handle; NULL: none.
unsafe fn slot_of<'a>(
    slot: *const wrtmem_slot_t,
    segment: &Segment,
) -> Result<Option<&'a ThreadSlotHandle>> {
    if slot.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    let slot = unsafe { slab::get(slot) }?;
    if !slot.0.is_of(segment) {
        fail!(Invalid, "slot {}: it is of another segment", slot.0.index());
    }
    Ok(Some(slot))
}

/// Refuses a caller whose inline header was written for another layout.
fn same_layout(what: &str, theirs: u64, ours: u64) -> Result<()> {
    if theirs != ours {
        fail!(Layout, "{what}: wrtmem_inline.h has layout {theirs:#x}, this library {ours:#x}");
    }
    Ok(())
}

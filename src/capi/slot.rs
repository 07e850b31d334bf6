//! Thread slots.

use std::sync::Arc;

use super::boundary::{Out, guard};
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::wrtmem_status_t;
use crate::segment::ThreadSlot;

/// A thread's slot: a number no other thread of any participant has.
pub struct wrtmem_slot_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_slot_t {
    const KIND: u32 = 2;
    const NAME: &'static str = "thread slot";
    type Value = ThreadSlotHandle;
}

/// A slot, shared with the metrics that were opened with it: it is given back with the last.
pub struct ThreadSlotHandle(pub(super) Arc<ThreadSlot>);

impl ThreadSlotHandle {
    #[allow(clippy::arc_with_non_send_sync)] // the handle is both: see below
    fn new(slot: ThreadSlot) -> ThreadSlotHandle {
        ThreadSlotHandle(Arc::new(slot))
    }
}

// SAFETY: a slot is one thread's at a time, and so is what was opened with it, by the contract
// of the C interface; nothing in it is bound to a certain thread.
unsafe impl Send for ThreadSlotHandle {}
// SAFETY: as above; a shared reference only reads its number.
unsafe impl Sync for ThreadSlotHandle {}

/// Claims a slot for the calling thread: a number that no other thread of any participant
/// has, for as long as the slot is open. When all are taken, threads share the number after
/// the last.
///
/// @param segment  the segment
/// @param slot     the handle; the caller owns it and closes it
/// @param index    the number; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_slot_open(
    segment: *mut wrtmem_segment_t,
    slot: *mut *mut wrtmem_slot_t,
    index: *mut u32,
) -> wrtmem_status_t {
    guard(|| {
        let (out, number) = (Out::new("slot", slot)?, Out::optional("index", index)?);
        // SAFETY: the caller's promise.
        let slot = unsafe { slab::get(segment) }?.thread_slot()?;
        let index = slot.index();
        slab::open(&out, ThreadSlotHandle::new(slot))?;
        number.set(index);
        Ok(())
    })
}

/// Gives a slot back, once no metric is open with it either.
///
/// @param slot  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_slot_close(slot: *mut wrtmem_slot_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(slot) })
}

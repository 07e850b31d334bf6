//! What `wrtmem_inline.h` works on.

use super::*;
use crate::os::{fork, membarrier};
use crate::ring::spsc::inline::{self, InlineEnd};

/// What wrtmem_inline.h works on: a program uses its functions, not these fields.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_inline_end_t {
    /// The side's state in this process: index, bound, high-water mark.
    pub cursor: *mut u64,
    /// The side's index in shared memory.
    pub own: *mut u64,
    /// The other side's.
    pub other: *mut u64,
    /// Not 0 if the other side may sleep.
    pub sleeper: *mut u32,
    /// The first slot.
    pub slots: *mut c_void,
    /// Changes in a forked child.
    pub process: *const u32,
    /// What it was.
    pub process_was: u32,
    /// 1 if this process has to fence before it looks for a sleeper.
    pub fences: u32,
    /// Elements the ring holds, a power of two.
    pub capacity: u64,
    /// Bytes of an element.
    pub element: usize,
}

fn inline_end(end: InlineEnd) -> wrtmem_inline_end_t {
    let (process, process_was) = fork::watched();
    wrtmem_inline_end_t {
        cursor: end.cursor.as_ptr(),
        own: end.own.as_ptr(),
        other: end.other.as_ptr(),
        sleeper: end.sleeper.as_ptr(),
        slots: end.slots.as_ptr().cast(),
        process,
        process_was,
        fences: !membarrier::register() as u32,
        capacity: end.capacity,
        element: end.element,
    }
}

fn check_hash(hash: u32) -> Result<()> {
    if hash != inline::HASH {
        fail!(
            Layout,
            "wrtmem_inline.h: made for {hash:#010x}, this library is {:#010x}",
            inline::HASH
        );
    }
    Ok(())
}

/// For wrtmem_inline.h, which calls it: what it needs to push.
///
/// @param producer  the producer
/// @param hash      what the header takes for granted
/// @param end       valid until the producer is closed
/// @return WRTMEM_E_LAYOUT if the header is for another version of the library
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_producer_inline(
    producer: *mut wrtmem_producer_t,
    hash: u32,
    end: *mut wrtmem_inline_end_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("end", end)?;
        // SAFETY: the caller's promise.
        let producer = unsafe { slab::get_mut(producer) }?;
        let end = producer.inline_end()?;
        check_hash(hash)?;
        out.set(inline_end(end));
        Ok(())
    })
}

/// For wrtmem_inline.h, which calls it: what it needs to pop.
///
/// @param consumer  the consumer
/// @param hash      what the header takes for granted
/// @param end       valid until the consumer is closed
/// @return WRTMEM_E_LAYOUT if the header is for another version of the library
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_consumer_inline(
    consumer: *mut wrtmem_consumer_t,
    hash: u32,
    end: *mut wrtmem_inline_end_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("end", end)?;
        // SAFETY: the caller's promise.
        let consumer = unsafe { slab::get_mut(consumer) }?;
        let end = consumer.inline_end()?;
        check_hash(hash)?;
        out.set(inline_end(end));
        Ok(())
    })
}

/// For wrtmem_inline.h, which calls it: wakes a consumer that sleeps.
///
/// @param producer  the producer
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_producer_wake(producer: *mut wrtmem_producer_t) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::get_mut(producer) }?.split()?.0.wake_consumer();
        Ok(())
    })
}

/// For wrtmem_inline.h, which calls it: wakes a producer that sleeps.
///
/// @param consumer  the consumer
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_consumer_wake(consumer: *mut wrtmem_consumer_t) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::get_mut(consumer) }?.split()?.0.wake_producer();
        Ok(())
    })
}

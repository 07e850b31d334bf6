//! The consumer.

use super::*;

/// Takes the consumer's place of a ring. After one that died or closed it goes on with what
/// that one had not popped.
///
/// @param ring      the ring
/// @param consumer  the handle; the caller owns it and closes it
/// @param popped    elements ever popped; NULL allowed
/// @return WRTMEM_E_BUSY while another consumer lives, stopped or not
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_consumer_open(
    ring: *mut wrtmem_spsc_t,
    consumer: *mut *mut wrtmem_consumer_t,
    popped: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let (out, count) = (Out::new("consumer", consumer)?, Out::optional("popped", popped)?);
        // SAFETY: the caller's promise.
        let Spsc { object, params } = unsafe { slab::get(ring) }?;
        let end = ConsumerEnd::open(object.clone(), params)?;
        let popped = end.state().popped();
        slab::open(&out, end)?;
        count.set(popped);
        Ok(())
    })
}

/// Gives the consumer's place back. What was not popped stays.
///
/// @param consumer  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_consumer_close(
    consumer: *mut wrtmem_consumer_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(consumer) })
}

/// Pops one element, waiting for one.
///
/// @param consumer  the consumer
/// @param element   room for an element; unspecified after an error
/// @param deadline  how long to wait
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is none and the producer died;
///         WRTMEM_E_CORRUPT while the indices are damaged, at most 64 times in a row
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_consumer_pop(
    consumer: *mut wrtmem_consumer_t,
    element: *mut c_void,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        if unsafe { pop_if_ready(consumer, element) } {
            return Ok(());
        }
        // SAFETY: the caller's promise.
        let consumer = unsafe { slab::get_mut(consumer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { room("elements", element, 1, consumer.element()) }?;
        let (ring, state) = consumer.split()?;
        ring.pop(state, element, self::deadline(deadline))
    })
}

/// Pops one element if there is one now. In full flow it may pause for a few microseconds, so
/// that the two sides do not take each other's cache lines; after WRTMEM_E_EMPTY it does not.
///
/// @param consumer  the consumer
/// @param element   room for an element; unspecified after an error
/// @return WRTMEM_E_EMPTY; WRTMEM_E_CORRUPT as for wrtmem_consumer_pop()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_consumer_try_pop(
    consumer: *mut wrtmem_consumer_t,
    element: *mut c_void,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe {
        if pop_if_ready(consumer, element) { Ok(()) } else { try_pop(consumer, element) }
    })
}

/// The fast path: whether it popped.
#[inline(always)]
unsafe fn pop_if_ready(consumer: *mut wrtmem_consumer_t, element: *mut c_void) -> bool {
    // SAFETY: the caller's promise.
    match unsafe { slab::look(consumer) } {
        Some(consumer) if !element.is_null() => {
            let (element, len) = (element.cast(), consumer.element());
            // SAFETY: not NULL; the caller passes room for an element of this ring.
            consumer.pop_if_ready(unsafe { core::slice::from_raw_parts_mut(element, len) })
        }
        _ => false,
    }
}

#[inline(never)]
unsafe fn try_pop(consumer: *mut wrtmem_consumer_t, element: *mut c_void) -> Result<()> {
    // SAFETY: the caller's promise.
    let consumer = unsafe { slab::get_mut(consumer) }?;
    // SAFETY: the caller's promise.
    let element = unsafe { room("elements", element, 1, consumer.element()) }?;
    consumer.try_pop(element)
}

/// Pops as many elements as there are, by one store, waiting for one.
///
/// @param consumer  the consumer
/// @param elements  room for the elements; NULL allowed if count is 0
/// @param count     how many at most
/// @param deadline  how long to wait
/// @param popped    how many were popped, at least 1 unless count is 0; NULL allowed
/// @return as wrtmem_consumer_pop()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_consumer_pop_n(
    consumer: *mut wrtmem_consumer_t,
    elements: *mut c_void,
    count: usize,
    deadline: u64,
    popped: *mut usize,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("popped", popped)?;
        // SAFETY: the caller's promise.
        let consumer = unsafe { slab::get_mut(consumer) }?;
        // SAFETY: the caller's promise.
        let elements = unsafe { room("elements", elements, count, consumer.element()) }?;
        let (ring, state) = consumer.split()?;
        out.set(ring.pop_n(state, elements, self::deadline(deadline))?);
        Ok(())
    })
}

/// The next elements, to be read in place, as many as there are, waiting for one. They stay
/// until they are released: if this process dies before that, the next consumer gets them
/// again. So each is processed at least once, where wrtmem_consumer_pop() is at most once.
///
/// @param consumer  the consumer
/// @param count     how many at most
/// @param deadline  how long to wait
/// @param span      the slots, to be read only; borrowed until the consumer's next call
/// @return WRTMEM_E_INVALID for a count of 0; else as wrtmem_consumer_pop()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_consumer_peek(
    consumer: *mut wrtmem_consumer_t,
    count: usize,
    deadline: u64,
    span: *mut wrtmem_span_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("span", span)?;
        // SAFETY: the caller's promise.
        let (ring, state) = unsafe { slab::get_mut(consumer) }?.split()?;
        if count == 0 {
            fail!(Invalid, "consumer: 0 elements to peek at");
        }
        let span = ring.peek(state, count, self::deadline(deadline))?;
        lend(ring, span, &out);
        Ok(())
    })
}

/// Pops the first elements of what was peeked at, by one store.
///
/// @param consumer  the consumer
/// @param count     how many; 0 pops none
/// @return WRTMEM_E_INVALID if not so many are there
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_consumer_release(
    consumer: *mut wrtmem_consumer_t,
    count: usize,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let (ring, state) = unsafe { slab::get_mut(consumer) }?.split()?;
        ring.release(state, count)
    })
}

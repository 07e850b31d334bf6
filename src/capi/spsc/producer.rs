//! The producer.

use super::*;

/// Takes the producer's place of a ring. After one that died or closed it goes on where that
/// one stopped.
///
/// @param ring      the ring
/// @param producer  the handle; the caller owns it and closes it
/// @param pushed    elements ever pushed; NULL allowed
/// @return WRTMEM_E_BUSY while another producer lives, stopped or not
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_producer_open(
    ring: *mut wrtmem_spsc_t,
    producer: *mut *mut wrtmem_producer_t,
    pushed: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let (out, count) = (Out::new("producer", producer)?, Out::optional("pushed", pushed)?);
        // SAFETY: the caller's promise.
        let Spsc { object, params } = unsafe { slab::get(ring) }?;
        let end = ProducerEnd::open(object.clone(), params)?;
        let pushed = end.state().pushed();
        slab::open(&out, end)?;
        count.set(pushed);
        Ok(())
    })
}

/// Gives the producer's place back. What was pushed stays.
///
/// @param producer  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_producer_close(
    producer: *mut wrtmem_producer_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(producer) })
}

/// Pushes one element, waiting for room. Killed in here, it is pushed whole or not at all.
///
/// @param producer  the producer
/// @param element   as many bytes as an element has; borrowed for the call
/// @param deadline  how long to wait for room
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no room and the consumer died;
///         WRTMEM_E_CORRUPT while the indices are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_producer_push(
    producer: *mut wrtmem_producer_t,
    element: *const c_void,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        if unsafe { push_if_ready(producer, element) } {
            return Ok(());
        }
        // SAFETY: the caller's promise.
        let producer = unsafe { slab::get_mut(producer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { given("elements", element, 1, producer.element()) }?;
        let (ring, state) = producer.split()?;
        ring.push(state, element, self::deadline(deadline))
    })
}

/// Pushes one element if there is room for it now. In full flow it may pause for a few
/// microseconds, as wrtmem_consumer_try_pop(); after WRTMEM_E_FULL it does not.
///
/// @param producer  the producer
/// @param element   as many bytes as an element has; borrowed for the call
/// @return WRTMEM_E_FULL; WRTMEM_E_CORRUPT while the indices are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_producer_try_push(
    producer: *mut wrtmem_producer_t,
    element: *const c_void,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe {
        if push_if_ready(producer, element) { Ok(()) } else { try_push(producer, element) }
    })
}

/// The fast path: whether it pushed.
#[inline(always)]
unsafe fn push_if_ready(producer: *mut wrtmem_producer_t, element: *const c_void) -> bool {
    // SAFETY: the caller's promise.
    match unsafe { slab::look(producer) } {
        Some(producer) if !element.is_null() => {
            let (element, len) = (element.cast(), producer.element());
            // SAFETY: not NULL; the caller passes an element of this ring.
            producer.push_if_ready(unsafe { core::slice::from_raw_parts(element, len) })
        }
        _ => false,
    }
}

#[inline(never)]
unsafe fn try_push(producer: *mut wrtmem_producer_t, element: *const c_void) -> Result<()> {
    // SAFETY: the caller's promise.
    let producer = unsafe { slab::get_mut(producer) }?;
    // SAFETY: the caller's promise.
    let element = unsafe { given("elements", element, 1, producer.element()) }?;
    producer.try_push(element)
}

/// Pushes one element, or drops it and counts that, if there is no room.
///
/// @param producer  the producer
/// @param element   as many bytes as an element has; borrowed for the call
/// @param pushed    whether it was pushed; NULL allowed
/// @return WRTMEM_E_CORRUPT while the indices are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_producer_push_or_drop(
    producer: *mut wrtmem_producer_t,
    element: *const c_void,
    pushed: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("pushed", pushed)?;
        // SAFETY: the caller's promise.
        let producer = unsafe { slab::get_mut(producer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { given("elements", element, 1, producer.element()) }?;
        let (ring, state) = producer.split()?;
        out.set(ring.push_or_drop(state, element)?);
        Ok(())
    })
}

/// Pushes as many elements as there is room for, by one store, waiting for room for one.
///
/// @param producer  the producer
/// @param elements  the elements; borrowed for the call; NULL allowed if there are none
/// @param count     how many
/// @param deadline  how long to wait for room
/// @param pushed    how many were pushed, at least 1 unless count is 0; NULL allowed
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no room and the consumer died;
///         WRTMEM_E_CORRUPT while the indices are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_producer_push_n(
    producer: *mut wrtmem_producer_t,
    elements: *const c_void,
    count: usize,
    deadline: u64,
    pushed: *mut usize,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("pushed", pushed)?;
        // SAFETY: the caller's promise.
        let producer = unsafe { slab::get_mut(producer) }?;
        // SAFETY: the caller's promise.
        let elements = unsafe { given("elements", elements, count, producer.element()) }?;
        let (ring, state) = producer.split()?;
        out.set(ring.push_n(state, elements, self::deadline(deadline))?);
        Ok(())
    })
}

/// The next free slots, to be written in place, as many as there are, waiting for one.
///
/// @param producer  the producer
/// @param count     how many at most
/// @param deadline  how long to wait for room
/// @param span      the slots; borrowed until the producer's next call
/// @return WRTMEM_E_INVALID for a count of 0; WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no
///         room and the consumer died; WRTMEM_E_CORRUPT while the indices are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_producer_reserve(
    producer: *mut wrtmem_producer_t,
    count: usize,
    deadline: u64,
    span: *mut wrtmem_span_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("span", span)?;
        // SAFETY: the caller's promise.
        let (ring, state) = unsafe { slab::get_mut(producer) }?.split()?;
        if count == 0 {
            fail!(Invalid, "producer: 0 slots to reserve");
        }
        let span = ring.reserve(state, count, self::deadline(deadline))?;
        lend(ring, span, &out);
        Ok(())
    })
}

/// Pushes the first elements of what was reserved, by one store.
///
/// @param producer  the producer
/// @param count     how many; 0 pushes none
/// @return WRTMEM_E_INVALID if not so many slots are free
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_producer_commit(
    producer: *mut wrtmem_producer_t,
    count: usize,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let (ring, state) = unsafe { slab::get_mut(producer) }?.split()?;
        ring.commit(state, count)
    })
}

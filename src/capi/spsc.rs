//! Rings of elements of one size, with one producer and one consumer.

use core::ffi::{c_char, c_void};

use super::boundary::{InfoOut, Out, SizedStruct, guard, options, text};
use super::message::peer_pid;
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
use crate::os::{fork, membarrier};
use crate::ring::spsc::inline::{self, InlineEnd};
use crate::ring::spsc::{ConsumerEnd, ProducerEnd, Span, SpscParams, SpscRing};
use crate::status::{Result, fail};

/// A ring of elements of one size, held open. Any thread may use the handle.
pub struct wrtmem_spsc_t {
    _opaque: [u8; 0],
}

/// The producer of a ring. One thread uses it at a time.
pub struct wrtmem_producer_t {
    _opaque: [u8; 0],
}

/// The consumer of a ring. One thread uses it at a time.
pub struct wrtmem_consumer_t {
    _opaque: [u8; 0],
}

/// An open ring and its parameters.
pub(super) struct Spsc {
    object: Object,
    params: SpscParams,
}

impl Spsc {
    fn new(object: Object) -> Result<Spsc> {
        let params = SpscParams::try_from(&object.reference().params)?;
        Ok(Spsc { object, params })
    }
}

impl Handle for wrtmem_spsc_t {
    const KIND: u32 = 50;
    const NAME: &'static str = "spsc ring";
    type Value = Spsc;
}

impl Handle for wrtmem_producer_t {
    const KIND: u32 = 51;
    const NAME: &'static str = "producer";
    type Value = ProducerEnd<Object>;
}

impl Handle for wrtmem_consumer_t {
    const KIND: u32 = 52;
    const NAME: &'static str = "consumer";
    type Value = ConsumerEnd<Object>;
}

/// How to create a ring.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_spsc_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// Elements it holds, a power of two from 1 to 2^31. 0 means 1024.
    pub capacity: u64,
    /// Bytes of an element, 1 to 2^24: say sizeof. 8, 16, 32 and 64 are copied fastest.
    pub element: u32,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_spsc_options_t {}

/// A ring at the moment it was looked at.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_spsc_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Elements it holds.
    pub capacity: u64,
    /// Elements waiting: pushed - popped.
    pub length: u64,
    /// Elements pushed since it was made.
    pub pushed: u64,
    /// Elements popped.
    pub popped: u64,
    /// Elements that wrtmem_producer_push_or_drop() dropped.
    pub dropped: u64,
    /// The most elements that ever waited, as the two sides saw it: at most the true value, at
    /// least half of it, exact if the ring was full.
    pub high_water: u64,
    /// How often the consumer skipped elements because the indices were damaged.
    pub resyncs: u64,
    /// Bytes of an element.
    pub element: u32,
    /// Who pushes: a wrtmem_peer_t.
    pub producer: i32,
    /// Process id of the producer, 0 if it is not known any more.
    pub producer_pid: u32,
    /// Who pops: a wrtmem_peer_t.
    pub consumer: i32,
    /// Process id of the consumer, 0 if it is not known any more.
    pub consumer_pid: u32,
    /// Always 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_spsc_info_t {}

/// Slots of a ring, in its order: first those at first, then those at second, where the ring
/// wraps. They are in shared memory: a broken process may store there at any time.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_span_t {
    /// The first slot.
    pub first: *mut c_void,
    /// How many follow each other there, at least 1.
    pub first_count: usize,
    /// The ring's first slot.
    pub second: *mut c_void,
    /// How many of the span are there; often 0.
    pub second_count: usize,
}

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

unsafe fn spsc_params(pointer: *const wrtmem_spsc_options_t) -> Result<SpscParams> {
    // SAFETY: the caller's promise.
    let given = unsafe { options("spsc options", pointer) }?;
    if given.reserved != 0 {
        fail!(Invalid, "spsc options: reserved is {}, must be 0", given.reserved);
    }
    let capacity = if given.capacity == 0 { 1024 } else { given.capacity };
    SpscParams::new(capacity, given.element)
}

fn spec(name: &str, params: SpscParams) -> ObjectSpec<'_> {
    ObjectSpec { name, kind: KindId::SPSC, tag: TypeTag::default(), params: params.into() }
}

/// Creates a ring of elements of one size, for one producer and one consumer. It has no
/// checksum: what is pushed is popped as it lies there.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  the element's size must be given
/// @param ring     the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_spsc_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_spsc_options_t,
    ring: *mut *mut wrtmem_spsc_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("ring", ring)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { spsc_params(options) }?;
        slab::open(&out, Spsc::new(segment.create_object(&spec(name, params))?)?)
    })
}

/// Opens a ring, or creates it. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     the ring's name
/// @param options  the element's size must be given
/// @param ring     the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_spsc_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_spsc_options_t,
    ring: *mut *mut wrtmem_spsc_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("ring", ring)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { spsc_params(options) }?;
        let (object, created) = segment.open_or_create_object(&spec(name, params))?;
        slab::open(&out, Spsc::new(object)?)?;
        new.set(created);
        Ok(())
    })
}

/// Opens a ring by name. Through a read-only segment only wrtmem_spsc_info() works.
///
/// @param segment  the segment
/// @param name     the ring's name
/// @param deadline how long to wait for it to appear
/// @param ring     the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_spsc_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    ring: *mut *mut wrtmem_spsc_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("ring", ring)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let (tag, deadline) = (TypeTag::default(), self::deadline(deadline));
        slab::open(&out, Spsc::new(segment.open_object(name, KindId::SPSC, tag, deadline)?)?)
    })
}

/// Lets go of a ring. A producer and a consumer opened through it keep it for themselves.
///
/// @param ring  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_spsc_close(ring: *mut wrtmem_spsc_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(ring) })
}

/// A ring as it is. Asks the kernel whether its two sides live.
///
/// @param ring  the ring
/// @param info  its size field set by the caller
/// @return WRTMEM_E_CORRUPT if its indices are damaged; WRTMEM_E_BUSY if they never stood still
///         in many looks
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_spsc_info(
    ring: *const wrtmem_spsc_t,
    info: *mut wrtmem_spsc_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("spsc info", info) }?;
        // SAFETY: the caller's promise.
        let Spsc { object, params } = unsafe { slab::get(ring) }?;
        let told = SpscRing::attach(object.readable()?, params)?.info()?;
        object.is_current()?;
        let (producer, producer_pid) = peer_pid(object, told.producer);
        let (consumer, consumer_pid) = peer_pid(object, told.consumer);
        out.set(wrtmem_spsc_info_t {
            size: 0,
            capacity: told.capacity,
            length: told.len,
            pushed: told.pushed,
            popped: told.popped,
            dropped: told.dropped,
            high_water: told.high_water,
            resyncs: told.resyncs,
            element: told.element,
            producer: producer as i32,
            producer_pid,
            consumer: consumer as i32,
            consumer_pid,
            reserved: 0,
        });
        Ok(())
    })
}

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

/// Bytes of `count` elements, checked.
#[inline]
fn length(what: &str, pointer: *const c_void, count: usize, element: usize) -> Result<usize> {
    match count.checked_mul(element) {
        Some(bytes) if !pointer.is_null() && bytes <= isize::MAX as usize => Ok(bytes),
        Some(0) => Ok(0),
        _ => fail!(Invalid, "{what}: {count} elements of {element} bytes at {pointer:p}"),
    }
}

#[inline]
pub(super) unsafe fn given<'a>(
    pointer: *const c_void,
    count: usize,
    element: usize,
) -> Result<&'a [u8]> {
    let bytes = length("elements", pointer, count, element)?;
    let pointer = if bytes == 0 { core::ptr::dangling() } else { pointer.cast::<u8>() };
    // SAFETY: not NULL and of a possible length; the caller passes that many bytes.
    Ok(unsafe { core::slice::from_raw_parts(pointer, bytes) })
}

#[inline]
pub(super) unsafe fn room<'a>(
    pointer: *mut c_void,
    count: usize,
    element: usize,
) -> Result<&'a mut [u8]> {
    let bytes = length("elements", pointer, count, element)?;
    let pointer = if bytes == 0 { core::ptr::dangling_mut() } else { pointer.cast::<u8>() };
    // SAFETY: as above, and nobody else uses them meanwhile.
    Ok(unsafe { core::slice::from_raw_parts_mut(pointer, bytes) })
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
        let producer = unsafe { slab::get_mut(producer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { given(element, 1, producer.element()) }?;
        let (ring, state) = producer.split()?;
        ring.push(state, element, self::deadline(deadline))
    })
}

/// Pushes one element if there is room for it now.
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
    guard(|| {
        // SAFETY: the caller's promise.
        let producer = unsafe { slab::get_mut(producer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { given(element, 1, producer.element()) }?;
        let (ring, state) = producer.split()?;
        ring.try_push(state, element)
    })
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
        let element = unsafe { given(element, 1, producer.element()) }?;
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
        let elements = unsafe { given(elements, count, producer.element()) }?;
        let (ring, state) = producer.split()?;
        out.set(ring.push_n(state, elements, self::deadline(deadline))?);
        Ok(())
    })
}

fn lend(ring: SpscRing<'_>, span: Span, out: &Out<wrtmem_span_t>) {
    let [(first, first_count), (second, second_count)] = ring.parts(span);
    out.set(wrtmem_span_t {
        first: first.as_ptr().cast(),
        first_count,
        second: second.as_ptr().cast(),
        second_count,
    });
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
        let consumer = unsafe { slab::get_mut(consumer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { room(element, 1, consumer.element()) }?;
        let (ring, state) = consumer.split()?;
        ring.pop(state, element, self::deadline(deadline))
    })
}

/// Pops one element if there is one now.
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
    guard(|| {
        // SAFETY: the caller's promise.
        let consumer = unsafe { slab::get_mut(consumer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { room(element, 1, consumer.element()) }?;
        let (ring, state) = consumer.split()?;
        ring.try_pop(state, element)
    })
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
        let elements = unsafe { room(elements, count, consumer.element()) }?;
        let (ring, state) = consumer.split()?;
        out.set(ring.pop_n(state, elements, self::deadline(deadline))?);
        Ok(())
    })
}

/// The next elements, to be read in place, as many as there are, waiting for one. They stay
/// until they are released.
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

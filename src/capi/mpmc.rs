//! Rings of elements of one size, with any number of producers and consumers.

use core::ffi::{c_char, c_void};

use super::boundary::{InfoOut, Out, SizedStruct, given, guard, options, room, text};
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
use crate::ring::mpmc::{ConsumerEnd, MpmcParams, MpmcRing, ProducerEnd};
use crate::status::{Result, fail};

/// A ring of elements for several producers and consumers, held open. Any thread may use the
/// handle.
pub struct wrtmem_mpmc_t {
    _opaque: [u8; 0],
}

/// One of the producers of a ring. One thread uses it at a time.
pub struct wrtmem_mpmc_producer_t {
    _opaque: [u8; 0],
}

/// One of the consumers of a ring. One thread uses it at a time.
pub struct wrtmem_mpmc_consumer_t {
    _opaque: [u8; 0],
}

/// An open ring and its parameters.
pub(super) struct Mpmc {
    object: Object,
    params: MpmcParams,
}

impl Mpmc {
    fn new(object: Object) -> Result<Mpmc> {
        let params = MpmcParams::try_from(&object.reference().params)?;
        Ok(Mpmc { object, params })
    }
}

impl Handle for wrtmem_mpmc_t {
    const KIND: u32 = 66;
    const NAME: &'static str = "mpmc ring";
    type Value = Mpmc;
}

impl Handle for wrtmem_mpmc_producer_t {
    const KIND: u32 = 67;
    const NAME: &'static str = "mpmc producer";
    type Value = ProducerEnd<Object>;
}

impl Handle for wrtmem_mpmc_consumer_t {
    const KIND: u32 = 68;
    const NAME: &'static str = "mpmc consumer";
    type Value = ConsumerEnd<Object>;
}

/// How to create a ring.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_mpmc_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// Elements it holds, a power of two from 2 to 2^24. 0 means 1024.
    pub capacity: u32,
    /// Bytes of an element, 1 to 65536: say sizeof.
    pub element: u32,
    /// Producers that can be attached at once, and as many consumers: 1 to 1023. 0 means 16.
    pub seats: u32,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_mpmc_options_t {}

/// A ring at a moment. While others work, the numbers may be of slightly different moments; in
/// a quiet ring pushed = popped + lost + length.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_mpmc_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Elements it holds.
    pub capacity: u64,
    /// Elements waiting.
    pub length: u64,
    /// Elements pushed since it was made.
    pub pushed: u64,
    /// Elements popped.
    pub popped: u64,
    /// Elements that consumers were popping when they died: at most one for each death.
    pub lost: u64,
    /// Places of producers that died before their elements were there: at most one for each
    /// death.
    pub pads: u64,
    /// The most elements that ever waited: exact if the ring was ever full, else each producer
    /// looks at every 64th of its pushes.
    pub high_water: u64,
    /// Bytes of an element.
    pub element: u32,
    /// Producers that can be attached at once, and as many consumers.
    pub seats: u32,
    /// Producers attached, or dead and not replaced.
    pub producers: u32,
    /// Consumers attached, or dead and not replaced.
    pub consumers: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_mpmc_info_t {}

unsafe fn mpmc_params(pointer: *const wrtmem_mpmc_options_t) -> Result<MpmcParams> {
    // SAFETY: the caller's promise.
    let given = unsafe { options("mpmc options", pointer) }?;
    if given.reserved != 0 {
        fail!(Invalid, "mpmc options: reserved is {}, must be 0", given.reserved);
    }
    let or = |value, default| if value == 0 { default } else { value };
    MpmcParams::new(or(given.capacity, 1024), given.element, or(given.seats, 16))
}

fn spec(name: &str, params: MpmcParams) -> ObjectSpec<'_> {
    ObjectSpec { name, kind: KindId::MPMC, tag: TypeTag::default(), params: params.into() }
}

/// Creates a ring of elements of one size, for any number of producers and consumers: first in,
/// first out, and each element is popped once. It has no checksum. A process that is stopped in
/// the middle of a call holds up those behind it until it goes on or dies.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  the element's size must be given
/// @param ring     the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_mpmc_options_t,
    ring: *mut *mut wrtmem_mpmc_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("ring", ring)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { mpmc_params(options) }?;
        slab::open(&out, Mpmc::new(segment.create_object(&spec(name, params))?)?)
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
pub unsafe extern "C" fn wrtmem_mpmc_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_mpmc_options_t,
    ring: *mut *mut wrtmem_mpmc_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("ring", ring)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { mpmc_params(options) }?;
        let (object, created) = segment.open_or_create_object(&spec(name, params))?;
        slab::open(&out, Mpmc::new(object)?)?;
        new.set(created);
        Ok(())
    })
}

/// Opens a ring by name. Through a read-only segment only wrtmem_mpmc_info() works.
///
/// @param segment  the segment
/// @param name     the ring's name
/// @param deadline how long to wait for it to appear
/// @param ring     the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    ring: *mut *mut wrtmem_mpmc_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("ring", ring)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let (tag, deadline) = (TypeTag::default(), self::deadline(deadline));
        slab::open(&out, Mpmc::new(segment.open_object(name, KindId::MPMC, tag, deadline)?)?)
    })
}

/// Lets go of a ring. Producers and consumers opened through it keep it for themselves.
///
/// @param ring  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_mpmc_close(ring: *mut wrtmem_mpmc_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(ring) })
}

/// A ring as it is. Looks at every slot.
///
/// @param ring  the ring
/// @param info  its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_info(
    ring: *const wrtmem_mpmc_t,
    info: *mut wrtmem_mpmc_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("mpmc info", info) }?;
        // SAFETY: the caller's promise.
        let Mpmc { object, params } = unsafe { slab::get(ring) }?;
        let told = MpmcRing::attach(object.readable()?, params)?.info();
        object.is_current()?;
        out.set(wrtmem_mpmc_info_t {
            size: 0,
            capacity: told.capacity,
            length: told.length,
            pushed: told.pushed,
            popped: told.popped,
            lost: told.lost,
            pads: told.pads,
            high_water: told.high_water,
            element: params.element,
            seats: params.seats,
            producers: told.producers,
            consumers: told.consumers,
        });
        Ok(())
    })
}

/// Attaches a producer to a ring. A process may have several.
///
/// @param ring      the ring
/// @param producer  the handle; the caller owns it and closes it
/// @return WRTMEM_E_NO_SPACE if all places belong to living producers
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_producer_open(
    ring: *mut wrtmem_mpmc_t,
    producer: *mut *mut wrtmem_mpmc_producer_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("producer", producer)?;
        // SAFETY: the caller's promise.
        let Mpmc { object, params } = unsafe { slab::get(ring) }?;
        slab::open(&out, ProducerEnd::open(object.clone(), params)?)
    })
}

/// Attaches a consumer to a ring. A process may have several.
///
/// @param ring      the ring
/// @param consumer  the handle; the caller owns it and closes it
/// @return WRTMEM_E_NO_SPACE if all places belong to living consumers
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_consumer_open(
    ring: *mut wrtmem_mpmc_t,
    consumer: *mut *mut wrtmem_mpmc_consumer_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("consumer", consumer)?;
        // SAFETY: the caller's promise.
        let Mpmc { object, params } = unsafe { slab::get(ring) }?;
        slab::open(&out, ConsumerEnd::open(object.clone(), params)?)
    })
}

/// Detaches a producer. What it pushed stays.
///
/// @param producer  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_mpmc_producer_close(
    producer: *mut wrtmem_mpmc_producer_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(producer) })
}

/// Detaches a consumer. What it did not pop stays.
///
/// @param consumer  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_mpmc_consumer_close(
    consumer: *mut wrtmem_mpmc_consumer_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(consumer) })
}

/// Pushes one element, waiting for room. Killed in here, it is pushed whole or not at all.
///
/// @param producer  the producer
/// @param element   as many bytes as an element has; borrowed for the call
/// @param deadline  how long to wait for room
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no room, no consumer is left and
///         one of them died; WRTMEM_E_BUSY if others were faster thousands of times in a row;
///         WRTMEM_E_CORRUPT if the ring's words are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_producer_push(
    producer: *mut wrtmem_mpmc_producer_t,
    element: *const c_void,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let producer = unsafe { slab::get_mut(producer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { given("element", element, 1, producer.element()) }?;
        let (ring, state) = producer.split()?;
        ring.push(state, element, self::deadline(deadline))
    })
}

/// Pushes one element if there is room for it now.
///
/// @param producer  the producer
/// @param element   as many bytes as an element has; borrowed for the call
/// @return WRTMEM_E_FULL; WRTMEM_E_BUSY and WRTMEM_E_CORRUPT as for
///         wrtmem_mpmc_producer_push()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_producer_try_push(
    producer: *mut wrtmem_mpmc_producer_t,
    element: *const c_void,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let producer = unsafe { slab::get_mut(producer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { given("element", element, 1, producer.element()) }?;
        let (ring, state) = producer.split()?;
        ring.try_push(state, element)
    })
}

/// Pushes as many elements as there is room for, waiting for room for one. Others may push in
/// between; killed in here, the first of them are pushed, the rest is not.
///
/// @param producer  the producer
/// @param elements  the elements; borrowed for the call; NULL allowed if there are none
/// @param count     how many
/// @param deadline  how long to wait for room
/// @param pushed    how many were pushed, at least 1 unless count is 0; NULL allowed
/// @return as wrtmem_mpmc_producer_push()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_producer_push_n(
    producer: *mut wrtmem_mpmc_producer_t,
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
        let elements = unsafe { given("element", elements, count, producer.element()) }?;
        let (ring, state) = producer.split()?;
        out.set(ring.push_n(state, elements, self::deadline(deadline))?);
        Ok(())
    })
}

/// Pops one element, waiting for one. Killed in here, the element may be lost; that is counted.
///
/// @param consumer  the consumer
/// @param element   room for an element; unspecified after an error
/// @param deadline  how long to wait
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is none, no producer is left and one
///         of them died; WRTMEM_E_BUSY if others were faster thousands of times in a row;
///         WRTMEM_E_CORRUPT if the ring's words are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_consumer_pop(
    consumer: *mut wrtmem_mpmc_consumer_t,
    element: *mut c_void,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let consumer = unsafe { slab::get_mut(consumer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { room("element", element, 1, consumer.element()) }?;
        let (ring, state) = consumer.split()?;
        ring.pop(state, element, self::deadline(deadline))
    })
}

/// Pops one element if there is one now. WRTMEM_E_EMPTY too while a living producer is still
/// writing the next.
///
/// @param consumer  the consumer
/// @param element   room for an element; unspecified after an error
/// @return WRTMEM_E_EMPTY; WRTMEM_E_BUSY and WRTMEM_E_CORRUPT as for
///         wrtmem_mpmc_consumer_pop()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_consumer_try_pop(
    consumer: *mut wrtmem_mpmc_consumer_t,
    element: *mut c_void,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let consumer = unsafe { slab::get_mut(consumer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { room("element", element, 1, consumer.element()) }?;
        let (ring, state) = consumer.split()?;
        ring.try_pop(state, element)
    })
}

/// Pops as many elements as there are, waiting for one. Others may pop in between. Killed in
/// here, all that it took so far are gone, and at most one of them counts as lost.
///
/// @param consumer  the consumer
/// @param elements  room for the elements; NULL allowed if count is 0
/// @param count     how many at most
/// @param deadline  how long to wait
/// @param popped    how many were popped, at least 1 unless count is 0; NULL allowed
/// @return as wrtmem_mpmc_consumer_pop()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mpmc_consumer_pop_n(
    consumer: *mut wrtmem_mpmc_consumer_t,
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
        let elements = unsafe { room("element", elements, count, consumer.element()) }?;
        let (ring, state) = consumer.split()?;
        out.set(ring.pop_n(state, elements, self::deadline(deadline))?);
        Ok(())
    })
}

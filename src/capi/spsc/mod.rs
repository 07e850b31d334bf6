//! Rings of elements of one size, with one producer and one consumer.

use core::ffi::{c_char, c_void};

use super::boundary::{InfoOut, Out, SizedStruct, given, guard, options, room, text};
use super::message::peer_pid;
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
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
/// wraps. They are in shared memory: a broken process may store there at any time. The ring's
/// first slot is at a multiple of 64, and slots follow each other without gaps.
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

fn lend(ring: SpscRing<'_>, span: Span, out: &Out<wrtmem_span_t>) {
    let [(first, first_count), (second, second_count)] = ring.parts(span);
    out.set(wrtmem_span_t {
        first: first.as_ptr().cast(),
        first_count,
        second: second.as_ptr().cast(),
        second_count,
    });
}

// In the order of the header.
mod producer;

mod consumer;

mod inlined;

pub use consumer::*;
pub use inlined::*;
pub use producer::*;

//! Broadcast rings: elements of one size, one writer, every reader gets them all.

use core::ffi::{c_char, c_void};

use super::boundary::{InfoOut, Out, SizedStruct, given, guard, options, room, text};
use super::message::peer_pid;
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
use crate::ring::broadcast::{BroadcastParams, BroadcastRing, ReaderEnd, Start, WriterEnd};
use crate::status::{Result, fail};

/// A broadcast ring, held open. Any thread may use the handle.
pub struct wrtmem_broadcast_t {
    _opaque: [u8; 0],
}

/// The writer of a broadcast ring. One thread uses it at a time.
pub struct wrtmem_broadcast_writer_t {
    _opaque: [u8; 0],
}

/// A reader of a broadcast ring. One thread uses it at a time.
pub struct wrtmem_broadcast_reader_t {
    _opaque: [u8; 0],
}

/// An open ring and its parameters.
pub(super) struct Broadcast {
    object: Object,
    params: BroadcastParams,
}

impl Broadcast {
    fn new(object: Object) -> Result<Broadcast> {
        let params = BroadcastParams::try_from(&object.reference().params)?;
        Ok(Broadcast { object, params })
    }
}

impl Handle for wrtmem_broadcast_t {
    const KIND: u32 = 63;
    const NAME: &'static str = "broadcast ring";
    type Value = Broadcast;
}

impl Handle for wrtmem_broadcast_writer_t {
    const KIND: u32 = 64;
    const NAME: &'static str = "broadcast writer";
    type Value = WriterEnd<Object>;
}

impl Handle for wrtmem_broadcast_reader_t {
    const KIND: u32 = 65;
    const NAME: &'static str = "broadcast reader";
    type Value = ReaderEnd<Object>;
}

/// wrtmem_broadcast_reader_open(): at the next element to be written.
pub const WRTMEM_START_NEXT: u64 = u64::MAX;
/// wrtmem_broadcast_reader_open(): at the oldest element that is kept.
pub const WRTMEM_START_OLDEST: u64 = u64::MAX - 1;

/// How to create a broadcast ring.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_broadcast_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// Elements it keeps, a power of two from 2 to 2^24. 0 means 1024.
    pub capacity: u64,
    /// Bytes of an element, 1 to 65536: say sizeof. Must be given.
    pub element: u32,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_broadcast_options_t {}

/// A broadcast ring at the moment it was looked at.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_broadcast_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Elements it keeps.
    pub capacity: u64,
    /// Elements written since it was made: the number of the next one.
    pub written: u64,
    /// Bytes of an element.
    pub element: u32,
    /// Who writes: a wrtmem_peer_t.
    pub writer: i32,
    /// Process id of the writer, 0 if it is not known any more.
    pub writer_pid: u32,
    /// Always 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_broadcast_info_t {}

/// A reader. Since it was opened: next - start = read + missed + corrupt.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_broadcast_reader_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// The number of the next element to read.
    pub next: u64,
    /// Elements that the writer overwrote before this reader came to them.
    pub missed: u64,
    /// How many the last WRTMEM_E_LAPPED was about.
    pub last_missed: u64,
    /// Elements written that this reader has not come to, those it will miss included; at most
    /// one less than the truth while the writer is between two stores.
    pub behind: u64,
    /// Elements skipped because the words of their places made no sense.
    pub corrupt: u64,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_broadcast_reader_info_t {}

unsafe fn broadcast_params(pointer: *const wrtmem_broadcast_options_t) -> Result<BroadcastParams> {
    // SAFETY: the caller's promise.
    let given = unsafe { options("broadcast options", pointer) }?;
    if given.reserved != 0 {
        fail!(Invalid, "broadcast options: reserved is {}, must be 0", given.reserved);
    }
    match u32::try_from(given.capacity) {
        Ok(0) => BroadcastParams::new(1024, given.element),
        Ok(capacity) => BroadcastParams::new(capacity, given.element),
        Err(_) => fail!(Invalid, "broadcast options: capacity {} is too large", given.capacity),
    }
}

fn spec(name: &str, params: BroadcastParams) -> ObjectSpec<'_> {
    ObjectSpec { name, kind: KindId::BROADCAST, tag: TypeTag::default(), params: params.into() }
}

/// Creates a broadcast ring: elements of one size from one writer, which waits for nobody and
/// overwrites the oldest. Every reader gets all of them in order, or learns exactly how many it
/// missed. There is no checksum.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  the element's size must be given
/// @param ring     the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_broadcast_options_t,
    ring: *mut *mut wrtmem_broadcast_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("ring", ring)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { broadcast_params(options) }?;
        slab::open(&out, Broadcast::new(segment.create_object(&spec(name, params))?)?)
    })
}

/// Opens a broadcast ring, or creates it. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     the ring's name
/// @param options  the element's size must be given
/// @param ring     the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_broadcast_options_t,
    ring: *mut *mut wrtmem_broadcast_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("ring", ring)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { broadcast_params(options) }?;
        let (object, created) = segment.open_or_create_object(&spec(name, params))?;
        slab::open(&out, Broadcast::new(object)?)?;
        new.set(created);
        Ok(())
    })
}

/// Opens a broadcast ring by name. Through a read-only segment everything works but to write
/// and to wait.
///
/// @param segment  the segment
/// @param name     the ring's name
/// @param deadline how long to wait for it to appear
/// @param ring     the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    ring: *mut *mut wrtmem_broadcast_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("ring", ring)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let (tag, deadline) = (TypeTag::default(), self::deadline(deadline));
        let object = segment.open_object(name, KindId::BROADCAST, tag, deadline)?;
        slab::open(&out, Broadcast::new(object)?)
    })
}

/// Lets go of a broadcast ring. A writer and readers opened through it keep it for themselves.
///
/// @param ring  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_broadcast_close(ring: *mut wrtmem_broadcast_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(ring) })
}

/// A broadcast ring as it is. Asks the kernel whether its writer lives.
///
/// @param ring  the ring
/// @param info  its size field set by the caller
/// @return WRTMEM_E_NOT_FOUND if it was removed, in a segment opened read-only
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_info(
    ring: *const wrtmem_broadcast_t,
    info: *mut wrtmem_broadcast_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("broadcast info", info) }?;
        // SAFETY: the caller's promise.
        let Broadcast { object, params } = unsafe { slab::get(ring) }?;
        let told = BroadcastRing::attach(object.readable()?, params)?.info();
        object.is_current()?;
        let (writer, writer_pid) = peer_pid(object, told.writer);
        out.set(wrtmem_broadcast_info_t {
            size: 0,
            capacity: told.capacity,
            written: told.written,
            element: params.element,
            writer: writer as i32,
            writer_pid,
            reserved: 0,
        });
        Ok(())
    })
}

/// Takes the writer's place of a broadcast ring. After one that died or closed it goes on with
/// the next number.
///
/// @param ring     the ring
/// @param writer   the handle; the caller owns it and closes it
/// @param written  elements ever written, by whomever; NULL allowed
/// @return WRTMEM_E_BUSY while another writer lives, stopped or not
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_writer_open(
    ring: *mut wrtmem_broadcast_t,
    writer: *mut *mut wrtmem_broadcast_writer_t,
    written: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let (out, count) = (Out::new("writer", writer)?, Out::optional("written", written)?);
        // SAFETY: the caller's promise.
        let Broadcast { object, params } = unsafe { slab::get(ring) }?;
        let end = WriterEnd::open(object.clone(), params)?;
        let written = end.written();
        slab::open(&out, end)?;
        count.set(written);
        Ok(())
    })
}

/// Gives the writer's place back. What was written stays.
///
/// @param writer  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_broadcast_writer_close(
    writer: *mut wrtmem_broadcast_writer_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(writer) })
}

/// Writes an element, over the oldest if the ring is full. It never waits. Killed in here, the
/// element is written whole or not at all.
///
/// @param writer   the writer
/// @param element  as many bytes as an element has; borrowed for the call
/// @param number   the element's number: 0, 1, 2...; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_writer_write(
    writer: *mut wrtmem_broadcast_writer_t,
    element: *const c_void,
    number: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("number", number)?;
        // SAFETY: the caller's promise.
        let writer = unsafe { slab::get_mut(writer) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { given("element", element, 1, writer.element()) }?;
        out.set(writer.write(element)?);
        Ok(())
    })
}

/// Writes elements, one after the other, and wakes the readers once. Killed in here, the first
/// of them are written, none or all.
///
/// @param writer    the writer
/// @param elements  the elements; borrowed for the call; NULL allowed if there are none
/// @param count     how many
/// @param number    the number of the first; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_writer_write_n(
    writer: *mut wrtmem_broadcast_writer_t,
    elements: *const c_void,
    count: usize,
    number: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("number", number)?;
        // SAFETY: the caller's promise.
        let writer = unsafe { slab::get_mut(writer) }?;
        // SAFETY: the caller's promise.
        let elements = unsafe { given("element", elements, count, writer.element()) }?;
        out.set(writer.write_n(elements)?);
        Ok(())
    })
}

/// Opens a reader. There may be any number of them. They leave no trace, and a read-only
/// segment will do.
///
/// @param ring    the ring
/// @param start   WRTMEM_START_OLDEST, WRTMEM_START_NEXT, or the number of the first element to
///                read, below 2^63: where a reader stopped earlier, say
/// @param reader  the handle; the caller owns it and closes it
/// @return WRTMEM_E_INVALID for another start; WRTMEM_E_NOT_FOUND if the ring was removed, in a
///         segment opened read-only
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_reader_open(
    ring: *const wrtmem_broadcast_t,
    start: u64,
    reader: *mut *mut wrtmem_broadcast_reader_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("reader", reader)?;
        // SAFETY: the caller's promise.
        let Broadcast { object, params } = unsafe { slab::get(ring) }?;
        let start = match start {
            WRTMEM_START_NEXT => Start::Next,
            WRTMEM_START_OLDEST => Start::Oldest,
            number => Start::At(number),
        };
        slab::open(&out, ReaderEnd::open(object.clone(), params, start)?)
    })
}

/// Closes a reader.
///
/// @param reader  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_broadcast_reader_close(
    reader: *mut wrtmem_broadcast_reader_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(reader) })
}

/// What a reader has missed, and how far behind it is.
///
/// @param reader  the reader
/// @param info    its size field set by the caller
/// @return WRTMEM_E_NOT_FOUND if the ring was removed, in a segment opened read-only
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_reader_info(
    reader: *const wrtmem_broadcast_reader_t,
    info: *mut wrtmem_broadcast_reader_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("broadcast reader info", info) }?;
        // SAFETY: the caller's promise.
        let reader = unsafe { slab::get(reader) }?;
        let (behind, state) = (reader.behind()?, reader.state());
        out.set(wrtmem_broadcast_reader_info_t {
            size: 0,
            next: state.next(),
            missed: state.missed(),
            last_missed: state.last_missed(),
            behind,
            corrupt: state.corrupt(),
        });
        Ok(())
    })
}

unsafe fn read(
    reader: *mut wrtmem_broadcast_reader_t,
    element: *mut c_void,
    number: *mut u64,
    read: impl FnOnce(&mut ReaderEnd<Object>, &mut [u8]) -> Result<u64>,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("number", number)?;
        // SAFETY: the caller's promise.
        let reader = unsafe { slab::get_mut(reader) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { room("element", element, 1, reader.element()) }?;
        out.set(read(reader, element)?);
        Ok(())
    })
}

/// Copies the next element if it is there now.
///
/// @param reader   the reader
/// @param element  room for an element; unspecified after an error
/// @param number   the element's number; NULL allowed
/// @return WRTMEM_E_EMPTY; WRTMEM_E_LAPPED if the writer has overwritten it: the reader goes on at
///         the oldest that is kept, and wrtmem_broadcast_reader_info() says how many it missed;
///         WRTMEM_E_CORRUPT if the words of its place make no sense: that one is skipped;
///         WRTMEM_E_NOT_FOUND if the ring was removed, in a segment opened read-only
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_reader_try_read(
    reader: *mut wrtmem_broadcast_reader_t,
    element: *mut c_void,
    number: *mut u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { read(reader, element, number, |reader, element| reader.try_read(element)) }
}

/// Copies the next element, waiting for it.
///
/// @param reader    the reader
/// @param element   room for an element; unspecified after an error
/// @param deadline  how long to wait
/// @param number    the element's number; NULL allowed
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if everything was read, the writer died and
///         nobody took its place; WRTMEM_E_READ_ONLY through a read-only segment;
///         WRTMEM_E_LAPPED and WRTMEM_E_CORRUPT as for wrtmem_broadcast_reader_try_read()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_reader_read(
    reader: *mut wrtmem_broadcast_reader_t,
    element: *mut c_void,
    deadline: u64,
    number: *mut u64,
) -> wrtmem_status_t {
    let deadline = self::deadline(deadline);
    // SAFETY: the caller's promises.
    unsafe { read(reader, element, number, |reader, element| reader.read(element, deadline)) }
}

/// Copies as many elements as there are now, at most count. Their numbers follow each other.
///
/// @param reader    the reader
/// @param elements  room for the elements; NULL allowed if count is 0
/// @param count     how many at most
/// @param read      how many were read, at least 1 unless count is 0; NULL allowed
/// @param number    the number of the first; NULL allowed
/// @return as wrtmem_broadcast_reader_try_read(), about the first of them
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_broadcast_reader_try_read_n(
    reader: *mut wrtmem_broadcast_reader_t,
    elements: *mut c_void,
    count: usize,
    read: *mut usize,
    number: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let (out, first) = (Out::optional("read", read)?, Out::optional("number", number)?);
        // SAFETY: the caller's promise.
        let reader = unsafe { slab::get_mut(reader) }?;
        // SAFETY: the caller's promise.
        let elements = unsafe { room("element", elements, count, reader.element()) }?;
        let read = reader.try_read_n(elements)?;
        out.set(read);
        first.set(reader.state().next() - read as u64);
        Ok(())
    })
}

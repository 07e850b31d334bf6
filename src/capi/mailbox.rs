//! Mailboxes: the latest value, from one writer to any number of readers.

use core::ffi::{c_char, c_void};

use super::boundary::{InfoOut, Out, SizedStruct, given, guard, options, room, text};
use super::message::peer_pid;
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
use crate::ring::mailbox::{Mailbox, MailboxKind, ReaderEnd, WriterEnd};
use crate::status::{Result, fail};

/// A mailbox, held open. Any thread may use the handle.
pub struct wrtmem_mailbox_t {
    _opaque: [u8; 0],
}

/// The writer of a mailbox. One thread uses it at a time.
pub struct wrtmem_mailbox_writer_t {
    _opaque: [u8; 0],
}

/// A reader of a mailbox. One thread uses it at a time.
pub struct wrtmem_mailbox_reader_t {
    _opaque: [u8; 0],
}

/// An open mailbox and the bytes of its values.
pub(super) struct OpenMailbox {
    object: Object,
    value: u32,
}

impl OpenMailbox {
    fn new(object: Object) -> Result<OpenMailbox> {
        let value = MailboxKind::value(&object.reference().params)?;
        Ok(OpenMailbox { object, value })
    }
}

impl Handle for wrtmem_mailbox_t {
    const KIND: u32 = 60;
    const NAME: &'static str = "mailbox";
    type Value = OpenMailbox;
}

impl Handle for wrtmem_mailbox_writer_t {
    const KIND: u32 = 61;
    const NAME: &'static str = "mailbox writer";
    type Value = WriterEnd<Object>;
}

impl Handle for wrtmem_mailbox_reader_t {
    const KIND: u32 = 62;
    const NAME: &'static str = "mailbox reader";
    type Value = ReaderEnd<Object>;
}

/// How to create a mailbox.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_mailbox_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// Bytes of a value, 1 to 2^24: say sizeof. Must be given.
    pub value: u32,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_mailbox_options_t {}

/// A mailbox at the moment it was looked at.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_mailbox_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// The number of the latest whole value: how many were written. 0 for none.
    pub written: u64,
    /// Bytes of a value.
    pub value: u32,
    /// Who writes: a wrtmem_peer_t.
    pub writer: i32,
    /// Process id of the writer, 0 if it is not known any more.
    pub writer_pid: u32,
    /// Always 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_mailbox_info_t {}

unsafe fn value_bytes(pointer: *const wrtmem_mailbox_options_t) -> Result<u32> {
    // SAFETY: the caller's promise.
    let given = unsafe { options("mailbox options", pointer) }?;
    if given.reserved != 0 {
        fail!(Invalid, "mailbox options: reserved is {}, must be 0", given.reserved);
    }
    Mailbox::required_size(given.value)?;
    Ok(given.value)
}

fn spec(name: &str, value: u32) -> ObjectSpec<'_> {
    let (kind, tag) = (KindId::MAILBOX, TypeTag::default());
    ObjectSpec { name, kind, tag, params: MailboxKind::params(value) }
}

/// Creates a mailbox: the latest value, always a whole one, from one writer to any number of
/// readers. It has no checksum.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  the value's size must be given
/// @param mailbox  the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_mailbox_options_t,
    mailbox: *mut *mut wrtmem_mailbox_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("mailbox", mailbox)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let value = unsafe { value_bytes(options) }?;
        slab::open(&out, OpenMailbox::new(segment.create_object(&spec(name, value))?)?)
    })
}

/// Opens a mailbox, or creates it. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     the mailbox's name
/// @param options  the value's size must be given
/// @param mailbox  the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_mailbox_options_t,
    mailbox: *mut *mut wrtmem_mailbox_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("mailbox", mailbox)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let value = unsafe { value_bytes(options) }?;
        let (object, created) = segment.open_or_create_object(&spec(name, value))?;
        slab::open(&out, OpenMailbox::new(object)?)?;
        new.set(created);
        Ok(())
    })
}

/// Opens a mailbox by name. Through a read-only segment everything works but to write and to
/// wait.
///
/// @param segment  the segment
/// @param name     the mailbox's name
/// @param deadline how long to wait for it to appear
/// @param mailbox  the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    mailbox: *mut *mut wrtmem_mailbox_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("mailbox", mailbox)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let (tag, deadline) = (TypeTag::default(), self::deadline(deadline));
        let object = segment.open_object(name, KindId::MAILBOX, tag, deadline)?;
        slab::open(&out, OpenMailbox::new(object)?)
    })
}

/// Lets go of a mailbox. A writer and readers opened through it keep it for themselves.
///
/// @param mailbox  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_mailbox_close(mailbox: *mut wrtmem_mailbox_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(mailbox) })
}

/// A mailbox as it is. Asks the kernel whether its writer lives.
///
/// @param mailbox  the mailbox
/// @param info     its size field set by the caller
/// @return WRTMEM_E_NOT_FOUND if it was removed, in a segment opened read-only
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_info(
    mailbox: *const wrtmem_mailbox_t,
    info: *mut wrtmem_mailbox_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("mailbox info", info) }?;
        // SAFETY: the caller's promise.
        let OpenMailbox { object, value } = unsafe { slab::get(mailbox) }?;
        let mailbox = Mailbox::attach(object.readable()?, *value)?;
        let (written, writer) = (mailbox.latest(), mailbox.writer());
        object.is_current()?;
        let (writer, writer_pid) = peer_pid(object, writer);
        out.set(wrtmem_mailbox_info_t {
            size: 0,
            written,
            value: *value,
            writer: writer as i32,
            writer_pid,
            reserved: 0,
        });
        Ok(())
    })
}

/// Takes the writer's place of a mailbox. After one that died or closed it goes on with the
/// next number.
///
/// @param mailbox  the mailbox
/// @param writer   the handle; the caller owns it and closes it
/// @param written  the number of the last value, 0 for none; NULL allowed
/// @return WRTMEM_E_BUSY while another writer lives, stopped or not
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_writer_open(
    mailbox: *mut wrtmem_mailbox_t,
    writer: *mut *mut wrtmem_mailbox_writer_t,
    written: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let (out, count) = (Out::new("writer", writer)?, Out::optional("written", written)?);
        // SAFETY: the caller's promise.
        let OpenMailbox { object, value } = unsafe { slab::get(mailbox) }?;
        let end = WriterEnd::open(object.clone(), *value)?;
        let written = end.state().written();
        slab::open(&out, end)?;
        count.set(written);
        Ok(())
    })
}

/// Gives the writer's place back. The value stays.
///
/// @param writer  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_mailbox_writer_close(
    writer: *mut wrtmem_mailbox_writer_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(writer) })
}

/// Writes a value and wakes who waits for it. It never waits. Killed in here, the value is
/// written whole or not at all, and the one before is there until then.
///
/// @param writer  the writer
/// @param value   as many bytes as a value has; borrowed for the call
/// @param number  the value's number: 1, 2, 3...; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_writer_write(
    writer: *mut wrtmem_mailbox_writer_t,
    value: *const c_void,
    number: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("number", number)?;
        // SAFETY: the caller's promise.
        let writer = unsafe { slab::get_mut(writer) }?;
        // SAFETY: the caller's promise.
        let value = unsafe { given("element", value, 1, writer.value()) }?;
        out.set(writer.write(value)?);
        Ok(())
    })
}

/// Opens a reader that has seen nothing. There may be any number of them. They leave no trace,
/// and a read-only segment will do.
///
/// @param mailbox  the mailbox
/// @param reader   the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND if it was removed, in a segment opened read-only
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_reader_open(
    mailbox: *const wrtmem_mailbox_t,
    reader: *mut *mut wrtmem_mailbox_reader_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("reader", reader)?;
        // SAFETY: the caller's promise.
        let OpenMailbox { object, value } = unsafe { slab::get(mailbox) }?;
        slab::open(&out, ReaderEnd::open(object.clone(), *value)?)
    })
}

/// Closes a reader.
///
/// @param reader  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_mailbox_reader_close(
    reader: *mut wrtmem_mailbox_reader_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(reader) })
}

/// The last value that this reader read.
///
/// @param reader  the reader
/// @param number  the value's number; 0 for none
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_reader_seen(
    reader: *const wrtmem_mailbox_reader_t,
    number: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("number", number)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(reader) }?.checked_seen()?);
        Ok(())
    })
}

unsafe fn read(
    reader: *mut wrtmem_mailbox_reader_t,
    value: *mut c_void,
    number: *mut u64,
    read: impl FnOnce(&mut ReaderEnd<Object>, &mut [u8]) -> Result<u64>,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("number", number)?;
        // SAFETY: the caller's promise.
        let reader = unsafe { slab::get_mut(reader) }?;
        // SAFETY: the caller's promise.
        let value = unsafe { room("element", value, 1, reader.value()) }?;
        out.set(read(reader, value)?);
        Ok(())
    })
}

/// Copies the latest value, be it one that was read before.
///
/// @param reader  the reader
/// @param value   room for a value; unspecified after an error
/// @param number  the value's number; NULL allowed
/// @return WRTMEM_E_EMPTY if nothing was ever written; WRTMEM_E_BUSY if the writer overtook a
///         thousand copies; WRTMEM_E_NOT_FOUND if it was removed, in a segment opened read-only
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_reader_read(
    reader: *mut wrtmem_mailbox_reader_t,
    value: *mut c_void,
    number: *mut u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { read(reader, value, number, |reader, value| reader.read(value)) }
}

/// Copies the latest value if this reader did not read it before. What was overwritten
/// meanwhile is passed over; the numbers tell how many.
///
/// @param reader  the reader
/// @param value   room for a value; unspecified after an error
/// @param number  the value's number; NULL allowed
/// @return WRTMEM_E_EMPTY if there is nothing newer; else as wrtmem_mailbox_reader_read()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_reader_try_read_newer(
    reader: *mut wrtmem_mailbox_reader_t,
    value: *mut c_void,
    number: *mut u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { read(reader, value, number, |reader, value| reader.try_read_newer(value)) }
}

/// Copies the latest value that this reader did not read before, waiting for one.
///
/// @param reader    the reader
/// @param value     room for a value; unspecified after an error
/// @param deadline  how long to wait
/// @param number    the value's number; NULL allowed
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is nothing newer, the writer died and
///         nobody took its place; WRTMEM_E_READ_ONLY through a read-only segment; WRTMEM_E_BUSY
///         as for wrtmem_mailbox_reader_read()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_mailbox_reader_read_newer(
    reader: *mut wrtmem_mailbox_reader_t,
    value: *mut c_void,
    deadline: u64,
    number: *mut u64,
) -> wrtmem_status_t {
    let deadline = self::deadline(deadline);
    // SAFETY: the caller's promises.
    unsafe { read(reader, value, number, |reader, value| reader.read_newer(value, deadline)) }
}

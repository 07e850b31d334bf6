//! Message rings with one order for all senders.

use core::ffi::{c_char, c_void};

use super::boundary::{InfoOut, Out, SizedStruct, byte_room, guard, options, payload, text};
use super::message::peer_pid;
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
use crate::ring::ordered::{
    OrderedParams, OrderedReceiver, OrderedRecord, OrderedRing, OrderedSender,
};
use crate::status::{Result, Status, fail};

/// A message ring with one order for all, held open. Any thread may use the handle.
pub struct wrtmem_ordered_t {
    _opaque: [u8; 0],
}

/// One of the senders of such a ring. One thread uses it at a time.
pub struct wrtmem_ordered_sender_t {
    _opaque: [u8; 0],
}

/// The receiver of such a ring. One thread uses it at a time.
pub struct wrtmem_ordered_receiver_t {
    _opaque: [u8; 0],
}

/// An open ring and its parameters.
pub(super) struct Ordered {
    object: Object,
    params: OrderedParams,
}

impl Ordered {
    fn new(object: Object) -> Result<Ordered> {
        let params = OrderedParams::try_from(&object.reference().params)?;
        Ok(Ordered { object, params })
    }
}

impl Handle for wrtmem_ordered_t {
    const KIND: u32 = 71;
    const NAME: &'static str = "ordered ring";
    type Value = Ordered;
}

impl Handle for wrtmem_ordered_sender_t {
    const KIND: u32 = 72;
    const NAME: &'static str = "ordered sender";
    type Value = OrderedSender<Object>;
}

impl Handle for wrtmem_ordered_receiver_t {
    const KIND: u32 = 73;
    const NAME: &'static str = "ordered receiver";
    type Value = OrderedReceiver<Object>;
}

/// How to create an ordered message ring. A field that is 0 means its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_ordered_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// Bytes for messages, a power of two from 4096 to 2^30. A message can have half of that,
    /// or 65535 * 64 if that is less, less 16 bytes. Default 65536.
    pub bytes: u64,
    /// Senders that can be attached at once, 1 to 1023. Default 16.
    pub senders: u32,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_ordered_options_t {}

/// A ring at the moment it was looked at.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_ordered_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Bytes for messages.
    pub bytes: u64,
    /// The longest message.
    pub max_message: u64,
    /// Messages delivered since the ring was made. After a receiver's death one may be counted
    /// twice, here and in what follows.
    pub received: u64,
    /// Bytes of those messages.
    pub received_bytes: u64,
    /// Damaged places skipped.
    pub corrupt: u64,
    /// Places skipped whose senders died while writing, at most one for each death; and holes that
    /// damage left.
    pub pads: u64,
    /// Bytes in use, headers and padding included.
    pub used: u64,
    /// The most bytes ever in use: exact if the ring was ever too full for a message, else each
    /// sender looks at every 64th of its messages.
    pub high_water: u64,
    /// Senders attached, or dead and not replaced.
    pub senders: u32,
    /// Senders that can be attached at once.
    pub max_senders: u32,
    /// Who receives: a wrtmem_peer_t.
    pub receiver: i32,
    /// Process id of the receiver, 0 if it is not known any more.
    pub receiver_pid: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_ordered_info_t {}

/// What came with a message.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_ordered_record_t {
    /// Its number in the order of all, as its sender learnt it: each is above those before it,
    /// but they do not follow each other without gaps.
    pub sequence: u64,
    /// Its bytes; after WRTMEM_E_TOO_SMALL, the bytes needed.
    pub length: u64,
    /// The participant row of its sender.
    pub sender: u32,
    /// CRC32C of the bytes, checked, to carry on; 0 after WRTMEM_E_TOO_SMALL.
    pub crc: u32,
}

impl From<OrderedRecord> for wrtmem_ordered_record_t {
    fn from(record: OrderedRecord) -> wrtmem_ordered_record_t {
        let OrderedRecord { length, position, crc, row } = record;
        let (length, sender) = (length as u64, row as u32);
        wrtmem_ordered_record_t { sequence: position, length, sender, crc }
    }
}

unsafe fn ordered_params(pointer: *const wrtmem_ordered_options_t) -> Result<OrderedParams> {
    // SAFETY: the caller's promise.
    let given = unsafe { options("ordered options", pointer) }?;
    if given.reserved != 0 {
        fail!(Invalid, "ordered options: reserved is {}, must be 0", given.reserved);
    }
    let senders = if given.senders == 0 { 16 } else { given.senders };
    OrderedParams::new(if given.bytes == 0 { 65_536 } else { given.bytes }, senders)
}

fn spec(name: &str, params: OrderedParams) -> ObjectSpec<'_> {
    let (kind, params) = (KindId::MESSAGE_ORDERED, params.into());
    ObjectSpec { name, kind, tag: TypeTag::default(), params }
}

/// Creates an ordered message ring: any number of bytes per message, a CRC32C each, many
/// senders, one receiver, and one order for all messages. A sender that is stopped in the middle
/// of a call holds up what comes behind it until it goes on or dies: where that is too much, use
/// wrtmem_message_create().
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  NULL allowed: defaults
/// @param ring     the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_ordered_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_ordered_options_t,
    ring: *mut *mut wrtmem_ordered_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("ring", ring)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { ordered_params(options) }?;
        slab::open(&out, Ordered::new(segment.create_object(&spec(name, params))?)?)
    })
}

/// Opens an ordered message ring, or creates it. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     the ring's name
/// @param options  NULL allowed: defaults
/// @param ring     the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_ordered_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_ordered_options_t,
    ring: *mut *mut wrtmem_ordered_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("ring", ring)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { ordered_params(options) }?;
        let (object, created) = segment.open_or_create_object(&spec(name, params))?;
        slab::open(&out, Ordered::new(object)?)?;
        new.set(created);
        Ok(())
    })
}

/// Opens an ordered message ring by name. Through a read-only segment only
/// wrtmem_ordered_info() works.
///
/// @param segment  the segment
/// @param name     the ring's name
/// @param deadline how long to wait for it to appear
/// @param ring     the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_ordered_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    ring: *mut *mut wrtmem_ordered_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("ring", ring)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let (tag, deadline) = (TypeTag::default(), self::deadline(deadline));
        let object = segment.open_object(name, KindId::MESSAGE_ORDERED, tag, deadline)?;
        slab::open(&out, Ordered::new(object)?)
    })
}

/// Lets go of a ring. Senders and a receiver opened through it keep it for themselves.
///
/// @param ring  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_ordered_close(ring: *mut wrtmem_ordered_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(ring) })
}

/// A ring as it is. Asks the kernel whether the receiver lives.
///
/// @param ring  the ring
/// @param info  its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_ordered_info(
    ring: *const wrtmem_ordered_t,
    info: *mut wrtmem_ordered_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("ordered info", info) }?;
        // SAFETY: the caller's promise.
        let Ordered { object, params } = unsafe { slab::get(ring) }?;
        let told = OrderedRing::attach(object.readable()?, params)?.info();
        object.is_current()?;
        let (receiver, receiver_pid) = peer_pid(object, told.receiver);
        out.set(wrtmem_ordered_info_t {
            size: 0,
            bytes: told.bytes,
            max_message: told.max_message as u64,
            received: told.received,
            received_bytes: told.received_bytes,
            corrupt: told.corrupt,
            pads: told.pads,
            used: told.used,
            high_water: told.high_water,
            senders: told.senders,
            max_senders: params.seats,
            receiver: receiver as i32,
            receiver_pid,
        });
        Ok(())
    })
}

/// Attaches a sender to a ring. A process may have several.
///
/// @param ring    the ring
/// @param sender  the handle; the caller owns it and closes it
/// @return WRTMEM_E_NO_SPACE if all places belong to living senders
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_ordered_sender_open(
    ring: *mut wrtmem_ordered_t,
    sender: *mut *mut wrtmem_ordered_sender_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("sender", sender)?;
        // SAFETY: the caller's promise.
        let Ordered { object, params } = unsafe { slab::get(ring) }?;
        slab::open(&out, OrderedSender::open(object.clone(), params)?)
    })
}

/// Sends a message, waiting for room. Killed in here, the message is sent whole or not at all.
///
/// @param sender    the sender
/// @param data      the bytes; borrowed for the call, and nobody may write them during it, in
///                  whatever memory they are; NULL allowed if there are none
/// @param length    how many
/// @param deadline  how long to wait for room
/// @param sequence  the message's number in the order of all; NULL allowed
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no room and the receiver died;
///         WRTMEM_E_TOO_LARGE; WRTMEM_E_BUSY if others were faster thousands of times in a row;
///         WRTMEM_E_CORRUPT if the ring's words are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_ordered_sender_send(
    sender: *mut wrtmem_ordered_sender_t,
    data: *const c_void,
    length: usize,
    deadline: u64,
    sequence: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("sequence", sequence)?;
        // SAFETY: the caller's promises.
        let (sender, data) = unsafe { (slab::get_mut(sender)?, payload(data, length)?) };
        out.set(sender.send(data, self::deadline(deadline))?);
        Ok(())
    })
}

/// Sends a message if there is room for it now. In full flow it may pause for a few
/// microseconds, as wrtmem_consumer_try_pop(); after WRTMEM_E_FULL it does not.
///
/// @param sender    the sender
/// @param data      the bytes; borrowed for the call, and nobody may write them during it, in
///                  whatever memory they are; NULL allowed if there are none
/// @param length    how many
/// @param sequence  the message's number in the order of all; NULL allowed
/// @return WRTMEM_E_FULL; WRTMEM_E_TOO_LARGE; WRTMEM_E_BUSY and WRTMEM_E_CORRUPT as for
///         wrtmem_ordered_sender_send()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_ordered_sender_try_send(
    sender: *mut wrtmem_ordered_sender_t,
    data: *const c_void,
    length: usize,
    sequence: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("sequence", sequence)?;
        // SAFETY: the caller's promises.
        let (sender, data) = unsafe { (slab::get_mut(sender)?, payload(data, length)?) };
        out.set(sender.try_send(data)?);
        Ok(())
    })
}

/// Detaches a sender. What was sent stays to be received.
///
/// @param sender  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_ordered_sender_close(
    sender: *mut wrtmem_ordered_sender_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(sender) })
}

/// Takes the receiver's place of a ring. After a receiver that died in a call it goes on with the
/// message that this call was taking. One whose call had returned is gone, whether or not it was
/// acted upon: what must survive that needs an answer from the receiver.
///
/// @param ring      the ring
/// @param receiver  the handle; the caller owns it and closes it
/// @return WRTMEM_E_BUSY while another receiver lives, stopped or not
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_ordered_receiver_open(
    ring: *mut wrtmem_ordered_t,
    receiver: *mut *mut wrtmem_ordered_receiver_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("receiver", receiver)?;
        // SAFETY: the caller's promise.
        let Ordered { object, params } = unsafe { slab::get(ring) }?;
        slab::open(&out, OrderedReceiver::open(object.clone(), params)?)
    })
}

unsafe fn receive(
    receiver: *mut wrtmem_ordered_receiver_t,
    buffer: (*mut c_void, usize),
    record: *mut wrtmem_ordered_record_t,
    take: impl FnOnce(&mut OrderedReceiver<Object>, &mut [u8], &mut OrderedRecord) -> Result<()>,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("record", record)?;
        // SAFETY: the caller's promises.
        let (receiver, buffer) =
            unsafe { (slab::get_mut(receiver)?, byte_room(buffer.0, buffer.1)?) };
        let mut told = OrderedRecord::default();
        let taken = take(receiver, buffer, &mut told);
        if taken.as_ref().err().is_none_or(|error| error.status() == Status::TooSmall) {
            out.set(told.into());
        }
        taken
    })
}

/// Takes the next message, waiting for one. A damaged message is skipped and counted, never
/// delivered. After an error the buffer's content is unspecified.
///
/// @param receiver  the receiver
/// @param buffer    where the bytes go; NULL allowed if capacity is 0
/// @param capacity  its bytes
/// @param deadline  how long to wait
/// @param record    number, length, sender and checksum; NULL allowed
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_TOO_SMALL (the message stays, record says its length);
///         WRTMEM_E_PEER_DEAD if all was received, no sender is left and one of them died;
///         WRTMEM_E_CORRUPT if the ring's own words are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_ordered_receiver_receive(
    receiver: *mut wrtmem_ordered_receiver_t,
    buffer: *mut c_void,
    capacity: usize,
    deadline: u64,
    record: *mut wrtmem_ordered_record_t,
) -> wrtmem_status_t {
    let deadline = self::deadline(deadline);
    // SAFETY: the caller's promises.
    unsafe {
        receive(receiver, (buffer, capacity), record, |receiver, buffer, record| {
            receiver.receive(buffer, record, deadline)
        })
    }
}

/// Takes the next message if there is one now. WRTMEM_E_EMPTY too while a living sender is still
/// writing the next. In full flow it may pause for a few microseconds, as
/// wrtmem_consumer_try_pop(); after WRTMEM_E_EMPTY it does not.
///
/// @param receiver  the receiver
/// @param buffer    where the bytes go; NULL allowed if capacity is 0
/// @param capacity  its bytes
/// @param record    number, length, sender and checksum; NULL allowed
/// @return WRTMEM_E_EMPTY; WRTMEM_E_TOO_SMALL; WRTMEM_E_CORRUPT
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_ordered_receiver_try_receive(
    receiver: *mut wrtmem_ordered_receiver_t,
    buffer: *mut c_void,
    capacity: usize,
    record: *mut wrtmem_ordered_record_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe {
        receive(receiver, (buffer, capacity), record, |receiver, buffer, record| {
            receiver.try_receive(buffer, record)
        })
    }
}

/// Gives the receiver's place back.
///
/// @param receiver  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_ordered_receiver_close(
    receiver: *mut wrtmem_ordered_receiver_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(receiver) })
}

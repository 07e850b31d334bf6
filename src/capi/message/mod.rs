//! Message rings.

use core::ffi::{c_char, c_void};

use super::boundary::{InfoOut, Out, SizedStruct, byte_room, guard, options, payload, text};
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
use crate::ring::message::{
    Glance, LaneInfo, MessageParams, MessageRing, Peer, Receiver, Record, Sender,
};
use crate::status::{Result, Status, fail};

/// A message ring, held open. Any thread may use the handle.
pub struct wrtmem_message_t {
    _opaque: [u8; 0],
}

/// A sender: the owner of one lane. One thread uses it at a time.
pub struct wrtmem_sender_t {
    _opaque: [u8; 0],
}

/// The receiver of a ring. One thread uses it at a time.
pub struct wrtmem_receiver_t {
    _opaque: [u8; 0],
}

/// An open ring and its parameters.
pub(super) struct Message {
    object: Object,
    params: MessageParams,
}

impl Message {
    fn new(object: Object) -> Result<Message> {
        let params = MessageParams::try_from(&object.reference().params)?;
        Ok(Message { object, params })
    }

    fn look<T>(&self, look: impl FnOnce(MessageRing<'_>) -> Result<T>) -> Result<T> {
        let seen = look(MessageRing::attach(self.object.readable()?, &self.params)?)?;
        self.object.is_current()?;
        Ok(seen)
    }
}

/// A peer and its process id, 0 if that is not known any more.
pub(super) fn peer_pid(object: &Object, peer: Peer) -> (wrtmem_peer_t, u32) {
    let (state, who) = match peer {
        Peer::None => return (wrtmem_peer_t::WRTMEM_PEER_NONE, 0),
        Peer::Alive(who) => (wrtmem_peer_t::WRTMEM_PEER_ALIVE, who),
        Peer::Dead(who) => (wrtmem_peer_t::WRTMEM_PEER_DEAD, who),
    };
    let row = object.segment().participant(who.row as u32);
    (state, row.map_or(0, |row| if row.id == who { row.pid } else { 0 }))
}

impl Handle for wrtmem_message_t {
    const KIND: u32 = 4;
    const NAME: &'static str = "message ring";
    type Value = Message;
}

impl Handle for wrtmem_sender_t {
    const KIND: u32 = 5;
    const NAME: &'static str = "sender";
    type Value = Sender<Object>;
}

impl Handle for wrtmem_receiver_t {
    const KIND: u32 = 6;
    const NAME: &'static str = "receiver";
    type Value = Receiver<Object>;
}

/// wrtmem_sender_open(): any lane that nobody claimed by its number.
pub const WRTMEM_ANY_LANE: i32 = -1;

/// How to create a message ring. A field that is 0 means its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_message_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// Bytes of each lane, a power of two from 4096 to 2^30. A message can have half of that
    /// less 24 bytes. Default 65536.
    pub lane_bytes: u64,
    /// Senders that can be attached at once, 1 to 1023. Default 16.
    pub lanes: u32,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_message_options_t {}

/// Who is at the other side.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_peer_t {
    /// Nobody: never there, or closed.
    WRTMEM_PEER_NONE = 0,
    /// A living process, be it stopped.
    WRTMEM_PEER_ALIVE = 1,
    /// A process that died.
    WRTMEM_PEER_DEAD = 2,
}

/// A ring as a whole.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_message_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Bytes of each lane.
    pub lane_bytes: u64,
    /// The longest message.
    pub max_message: u64,
    /// Lanes.
    pub lanes: u32,
    /// Who receives: a wrtmem_peer_t.
    pub receiver: i32,
    /// Process id of the receiver, 0 if it is not known any more.
    pub receiver_pid: u32,
    /// Always 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_message_info_t {}

/// One lane. sent = received + lost + queued, at the moment it was looked at.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_lane_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Messages committed since the ring was made: the last sequence number.
    pub sent: u64,
    /// Messages delivered.
    pub received: u64,
    /// Messages committed but never to be delivered, because they were damaged.
    pub lost: u64,
    /// Messages waiting.
    pub queued: u64,
    /// Damaged places met.
    pub corrupt: u64,
    /// Messages delivered in spite of a damaged length.
    pub repaired: u64,
    /// Bytes waiting, headers included.
    pub used: u64,
    /// The most bytes that ever waited, to a sixteenth of the lane.
    pub high_water: u64,
    /// Who sends: a wrtmem_peer_t.
    pub sender: i32,
    /// Process id of the sender, 0 if it is not known any more.
    pub sender_pid: u32,
    /// 1 if the lane was claimed by its number, so that it is kept for that use.
    pub reserved_lane: u32,
    /// Always 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_lane_info_t {}

/// What came with a message.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_record_t {
    /// Its number on its lane: 1, 2, 3... A gap is what was lost.
    pub sequence: u64,
    /// Its bytes; after WRTMEM_E_TOO_SMALL, the bytes needed.
    pub length: u64,
    /// The lane it came by; after WRTMEM_E_PEER_DEAD, the lane of the dead sender.
    pub lane: u32,
    /// CRC32C of the bytes, checked, to carry on.
    pub crc: u32,
}

impl From<Record> for wrtmem_record_t {
    fn from(record: Record) -> wrtmem_record_t {
        let Record { length, lane, crc, sequence } = record;
        wrtmem_record_t { sequence, length: length as u64, lane, crc }
    }
}

unsafe fn message_params(pointer: *const wrtmem_message_options_t) -> Result<MessageParams> {
    // SAFETY: the caller's promise.
    let given = unsafe { options("message options", pointer) }?;
    if given.reserved != 0 {
        fail!(Invalid, "message options: reserved is {}, must be 0", given.reserved);
    }
    let lanes = if given.lanes == 0 { 16 } else { given.lanes };
    MessageParams::new(lanes, if given.lane_bytes == 0 { 65_536 } else { given.lane_bytes })
}

fn spec(name: &str, params: MessageParams) -> ObjectSpec<'_> {
    let params = params.into();
    ObjectSpec { name, kind: KindId::MESSAGE, tag: TypeTag::default(), params }
}

/// Creates a message ring: any number of bytes per message, a CRC32C each, one lane for each
/// sender, one receiver.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  NULL allowed: defaults
/// @param ring     the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_message_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_message_options_t,
    ring: *mut *mut wrtmem_message_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("ring", ring)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { message_params(options) }?;
        slab::open(&out, Message::new(segment.create_object(&spec(name, params))?)?)
    })
}

/// Opens a message ring, or creates it. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     the ring's name
/// @param options  NULL allowed: defaults
/// @param ring     the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_message_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_message_options_t,
    ring: *mut *mut wrtmem_message_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("ring", ring)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { message_params(options) }?;
        let (object, created) = segment.open_or_create_object(&spec(name, params))?;
        slab::open(&out, Message::new(object)?)?;
        new.set(created);
        Ok(())
    })
}

/// Opens a message ring by name. Through a read-only segment only the info functions work.
///
/// @param segment  the segment
/// @param name     the ring's name
/// @param deadline how long to wait for it to appear
/// @param ring     the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_message_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    ring: *mut *mut wrtmem_message_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("ring", ring)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let (tag, deadline) = (TypeTag::default(), self::deadline(deadline));
        let object = segment.open_object(name, KindId::MESSAGE, tag, deadline)?;
        slab::open(&out, Message::new(object)?)
    })
}

/// Lets go of a ring. Senders and receivers opened through it keep it for themselves.
///
/// @param ring  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_message_close(ring: *mut wrtmem_message_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(ring) })
}

/// A ring as a whole. Asks the kernel whether the receiver lives.
///
/// @param ring  the ring
/// @param info  its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_message_info(
    ring: *const wrtmem_message_t,
    info: *mut wrtmem_message_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("message info", info) }?;
        // SAFETY: the caller's promise.
        let message = unsafe { slab::get(ring) }?;
        let told = message.look(|ring| Ok(ring.info()))?;
        let (receiver, receiver_pid) = peer_pid(&message.object, told.receiver);
        out.set(wrtmem_message_info_t {
            size: 0,
            lane_bytes: told.lane_bytes,
            max_message: told.max_message as u64,
            lanes: told.lanes,
            receiver: receiver as i32,
            receiver_pid,
            reserved: 0,
        });
        Ok(())
    })
}

/// One lane of a ring. Asks the kernel whether its sender lives.
///
/// @param ring  the ring
/// @param lane  0 to lanes - 1
/// @param info  its size field set by the caller
/// @return WRTMEM_E_BUSY if the lane never stood still in many looks; WRTMEM_E_CORRUPT if its
///         words are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_message_lane_info(
    ring: *const wrtmem_message_t,
    lane: u32,
    info: *mut wrtmem_lane_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("lane info", info) }?;
        // SAFETY: the caller's promise.
        let message = unsafe { slab::get(ring) }?;
        let told: LaneInfo = message.look(|ring| ring.lane_info(lane))?;
        let (sender, sender_pid) = peer_pid(&message.object, told.sender);
        out.set(wrtmem_lane_info_t {
            size: 0,
            sent: told.sent,
            received: told.received,
            lost: told.lost,
            queued: told.queued,
            corrupt: told.corrupt,
            repaired: told.repaired,
            used: told.used,
            high_water: told.high_water,
            sender: sender as i32,
            sender_pid,
            reserved_lane: told.reserved as u32,
            reserved: 0,
        });
        Ok(())
    })
}

// In the order of the header.
mod sender;

mod receiver;

pub(super) use receiver::tell;
pub use receiver::*;
pub use sender::*;

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

/// Takes a lane of a ring to send by. A lane given by its number is taken over from a sender
/// that died or closed, goes on after the last message it committed, and stays reserved for
/// those who name it.
///
/// @param ring           the ring
/// @param lane           0 to lanes - 1, or WRTMEM_ANY_LANE
/// @param sender         the handle; the caller owns it and closes it
/// @param last_sequence  the lane's last committed message, 0 for none; NULL allowed
/// @return WRTMEM_E_BUSY while the lane's sender lives, stopped or not; WRTMEM_E_NO_SPACE if
///         WRTMEM_ANY_LANE finds none
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_sender_open(
    ring: *mut wrtmem_message_t,
    lane: i32,
    sender: *mut *mut wrtmem_sender_t,
    last_sequence: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("sender", sender)?;
        let last = Out::optional("last_sequence", last_sequence)?;
        // SAFETY: the caller's promise.
        let Message { object, params } = unsafe { slab::get(ring) }?;
        let lane = match lane {
            WRTMEM_ANY_LANE => None,
            _ => match u32::try_from(lane) {
                Ok(lane) => Some(lane),
                Err(_) => fail!(Invalid, "lane {lane}: neither a lane nor WRTMEM_ANY_LANE"),
            },
        };
        let opened = Sender::open(object.clone(), params, lane)?;
        let sequence = opened.last_sequence();
        slab::open(&out, opened)?;
        last.set(sequence);
        Ok(())
    })
}

/// Sends a message, waiting for room. Killed in here, the message is sent whole or not at
/// all.
///
/// @param sender    the sender
/// @param data      the bytes; borrowed for the call, and nobody may write them during it, in
///                  whatever memory they are; NULL allowed if there are none
/// @param length    how many
/// @param deadline  how long to wait for room
/// @param sequence  the message's number on its lane; NULL allowed
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no room and the receiver died;
///         WRTMEM_E_TOO_LARGE; WRTMEM_E_CORRUPT if the lane's words are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_sender_send(
    sender: *mut wrtmem_sender_t,
    data: *const c_void,
    length: usize,
    deadline: u64,
    sequence: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        if unsafe { send_if_ready(sender, data, length, sequence) } {
            return Ok(());
        }
        let out = Out::optional("sequence", sequence)?;
        // SAFETY: the caller's promises.
        let (sender, data) = unsafe { (slab::get_mut(sender)?, payload(data, length)?) };
        out.set(sender.send_slowly(data, self::deadline(deadline))?);
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
/// @param sequence  the message's number on its lane; NULL allowed
/// @return WRTMEM_E_FULL; WRTMEM_E_TOO_LARGE; WRTMEM_E_CORRUPT
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_sender_try_send(
    sender: *mut wrtmem_sender_t,
    data: *const c_void,
    length: usize,
    sequence: *mut u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    guard(|| unsafe {
        if send_if_ready(sender, data, length, sequence) {
            Ok(())
        } else {
            try_send(sender, data, length, sequence)
        }
    })
}

/// The fast path: whether it sent.
#[inline(always)]
unsafe fn send_if_ready(
    sender: *mut wrtmem_sender_t,
    data: *const c_void,
    length: usize,
    sequence: *mut u64,
) -> bool {
    // SAFETY: the caller's promise.
    let Some(sender) = (unsafe { slab::look(sender) }) else { return false };
    if data.is_null() || length > sender.max_message() || !sequence.is_aligned() {
        return false;
    }
    // SAFETY: not NULL, and no longer than a message; the caller passes so many bytes.
    let data = unsafe { core::slice::from_raw_parts(data.cast(), length) };
    let sent = sender.send_if_ready(data);
    if let Some(number) = sent
        && !sequence.is_null()
    {
        // SAFETY: aligned and not NULL; the caller passes memory for a number.
        unsafe { sequence.write(number) };
    }
    sent.is_some()
}

#[inline(never)]
unsafe fn try_send(
    sender: *mut wrtmem_sender_t,
    data: *const c_void,
    length: usize,
    sequence: *mut u64,
) -> Result<()> {
    let out = Out::optional("sequence", sequence)?;
    // SAFETY: the caller's promises.
    let (sender, data) = unsafe { (slab::get_mut(sender)?, payload(data, length)?) };
    out.set(sender.try_send_slowly(data)?);
    Ok(())
}

/// Gives a lane back. What was sent stays to be received.
///
/// @param sender  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_sender_close(sender: *mut wrtmem_sender_t) -> wrtmem_status_t {
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
pub unsafe extern "C" fn wrtmem_receiver_open(
    ring: *mut wrtmem_message_t,
    receiver: *mut *mut wrtmem_receiver_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("receiver", receiver)?;
        // SAFETY: the caller's promise.
        let Message { object, params } = unsafe { slab::get(ring) }?;
        slab::open(&out, Receiver::open(object.clone(), params)?)
    })
}

/// The fast path.
#[inline(always)]
unsafe fn glance(
    receiver: *mut wrtmem_receiver_t,
    buffer: *mut c_void,
    capacity: usize,
    record: *mut wrtmem_record_t,
) -> Glance {
    // SAFETY: the caller's promise.
    let Some(receiver) = (unsafe { slab::look(receiver) }) else { return Glance::Unclear };
    if buffer.is_null() || capacity > isize::MAX as usize || !record.is_aligned() {
        return Glance::Unclear;
    }
    // SAFETY: not NULL, and no longer than a slice may be; the caller passes room for as much.
    let buffer = unsafe { core::slice::from_raw_parts_mut(buffer.cast(), capacity) };
    let found = receiver.glance(buffer);
    if let Glance::Taken(received) = found
        && !record.is_null()
    {
        // SAFETY: aligned and not NULL; the caller passes memory for a record.
        unsafe { record.write(received.into()) };
    }
    found
}

#[inline(never)]
unsafe fn receive(
    receiver: *mut wrtmem_receiver_t,
    buffer: (*mut c_void, usize),
    record: *mut wrtmem_record_t,
    take: impl FnOnce(&mut Receiver<Object>, &mut [u8], &mut Record) -> Result<()>,
) -> Result<()> {
    let out = Out::optional("record", record)?;
    // SAFETY: the caller's promises.
    let (receiver, buffer) = unsafe { (slab::get_mut(receiver)?, byte_room(buffer.0, buffer.1)?) };
    tell(&out, |record| take(receiver, buffer, record))
}

/// Takes something by `take`, and tells the caller what its record says.
pub(super) fn tell<T>(
    out: &Out<wrtmem_record_t>,
    take: impl FnOnce(&mut Record) -> Result<T>,
) -> Result<T> {
    let mut told = Record::default();
    let taken = take(&mut told);
    use crate::status::Status::{PeerDead, TooSmall};
    let tells = |e: &crate::status::Error| matches!(e.status(), PeerDead | TooSmall);
    if taken.as_ref().err().is_none_or(tells) {
        out.set(told.into());
    }
    taken
}

/// Takes the next message, waiting for one. Lanes are served in turn. A damaged message is
/// skipped and counted, never delivered. After an error the buffer's content is unspecified.
///
/// @param receiver  the receiver
/// @param buffer    where the bytes go; NULL allowed if capacity is 0
/// @param capacity  its bytes
/// @param deadline  how long to wait
/// @param record    number, length, lane and checksum; NULL allowed
/// @return WRTMEM_E_TIMEOUT; WRTMEM_E_TOO_SMALL (the message stays, record says its length);
///         WRTMEM_E_PEER_DEAD once for each sender that died, after all it sent was delivered
///         and nothing else came for 10 ms (record says its lane and is else zero); not if the
///         lane has a new sender by then; WRTMEM_E_CORRUPT once if a lane's own words are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_receiver_receive(
    receiver: *mut wrtmem_receiver_t,
    buffer: *mut c_void,
    capacity: usize,
    deadline: u64,
    record: *mut wrtmem_record_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    guard(|| unsafe {
        if let Glance::Taken(_) = glance(receiver, buffer, capacity, record) {
            return Ok(());
        }
        receive(receiver, (buffer, capacity), record, |receiver, buffer, record| {
            receiver.receive_slowly(buffer, record, self::deadline(deadline))
        })
    })
}

/// Takes the next message if there is one now. In full flow it may pause for a few microseconds,
/// as wrtmem_consumer_try_pop(); after WRTMEM_E_EMPTY it does not.
///
/// @param receiver  the receiver
/// @param buffer    where the bytes go; NULL allowed if capacity is 0
/// @param capacity  its bytes
/// @param record    number, length, lane and checksum; NULL allowed
/// @return WRTMEM_E_EMPTY; WRTMEM_E_TOO_SMALL; WRTMEM_E_CORRUPT. Never WRTMEM_E_PEER_DEAD: a
///         consumer that only polls asks wrtmem_message_lane_info()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_receiver_try_receive(
    receiver: *mut wrtmem_receiver_t,
    buffer: *mut c_void,
    capacity: usize,
    record: *mut wrtmem_record_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    guard(|| unsafe {
        match glance(receiver, buffer, capacity, record) {
            Glance::Taken(_) => Ok(()),
            Glance::Empty => Err(Status::Empty.into()),
            Glance::Unclear => {
                receive(receiver, (buffer, capacity), record, |receiver, buffer, record| {
                    receiver.try_receive_slowly(buffer, record)
                })
            }
        }
    })
}

/// Gives the receiver's place back.
///
/// @param receiver  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_receiver_close(
    receiver: *mut wrtmem_receiver_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(receiver) })
}

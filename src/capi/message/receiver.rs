//! The receiving side.

use super::*;

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
pub(in crate::capi) fn tell<T>(
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

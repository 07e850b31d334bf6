//! The sending side.

use super::*;

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

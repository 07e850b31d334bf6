//! Taking part.

use super::*;

/// Takes part. A founder does so from epoch 1 on, anybody else from an epoch that nobody has
/// arrived at.
///
/// @param synced    the synced memory
/// @param row       0 to rows - 1, or WRTMEM_ANY_ROW
/// @param deadline  how long a late joiner waits for the others to move on
/// @param member    the handle; the caller owns it and closes it
/// @return WRTMEM_E_BUSY if the row has a living participant; WRTMEM_E_PEER_DEAD if it has a dead
///         one that is to be evicted first; WRTMEM_E_NO_SPACE if no row is free;
///         WRTMEM_E_TIMEOUT; WRTMEM_E_CLOSED; WRTMEM_E_CORRUPT if the row is damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_join(
    synced: *mut wrtmem_synced_t,
    row: i32,
    deadline: u64,
    member: *mut *mut wrtmem_member_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("member", member)?;
        // SAFETY: the caller's promise.
        let Open { object, params } = unsafe { slab::get(synced) }?;
        let row = match row {
            WRTMEM_ANY_ROW => None,
            row => match u32::try_from(row) {
                Ok(row) => Some(row),
                Err(_) => fail!(Invalid, "row {row}: neither a row nor WRTMEM_ANY_ROW"),
            },
        };
        slab::open(&out, Member::join(object.clone(), params, row, self::deadline(deadline))?)
    })
}

/// Stops taking part. The epoch arrived at last stands; nobody waits for a later one.
///
/// @param member  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_member_close(member: *mut wrtmem_member_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(member) })
}

/// Which row a member has, and the first epoch it takes part in.
///
/// @param member      the member
/// @param row         its rank
/// @param generation  its first epoch
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_place(
    member: *mut wrtmem_member_t,
    row: *mut u32,
    generation: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let (row, generation) = (Out::new("row", row)?, Out::new("generation", generation)?);
        // SAFETY: the caller's promise.
        let member = unsafe { slab::get_mut(member) }?;
        member.synced()?;
        row.set(member.row());
        generation.set(member.state().generation());
        Ok(())
    })
}

/// One cycle in one call: writes, arrives and waits. Then wrtmem_member_part() and
/// wrtmem_member_read() show what all wrote, until the next arrival.
///
/// After WRTMEM_E_TIMEOUT or WRTMEM_E_PEER_DEAD the arrival stands: go on with
/// wrtmem_member_wait().
///
/// @param member    the member
/// @param data      what it writes; NULL allowed if length is 0
/// @param length    bytes at data
/// @param deadline  how long to wait for the others
/// @param epoch     the epoch arrived at; NULL allowed
/// @return WRTMEM_E_TOO_LARGE or WRTMEM_E_STATE with nothing published; WRTMEM_E_TIMEOUT;
///         WRTMEM_E_PEER_DEAD; WRTMEM_E_CLOSED; WRTMEM_E_STATE also if it was evicted
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_sync(
    member: *mut wrtmem_member_t,
    data: *const c_void,
    length: usize,
    deadline: u64,
    epoch: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let epoch = Out::optional("epoch", epoch)?;
        // SAFETY: the caller's promises.
        let (member, data) = unsafe { (slab::get_mut(member)?, given("data", data, length, 1)?) };
        member.write(data)?;
        epoch.set(member.arrive(length)?);
        member.wait(self::deadline(deadline))
    })
}

/// The member's own buffer for the next epoch, to be filled before wrtmem_member_arrive().
///
/// @param member    the member
/// @param buffer    at a multiple of 64; borrowed until the arrival
/// @param capacity  its bytes
/// @return WRTMEM_E_STATE while the last epoch arrived at was not waited for: others read it
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_buffer(
    member: *mut wrtmem_member_t,
    buffer: *mut *mut c_void,
    capacity: *mut usize,
) -> wrtmem_status_t {
    guard(|| {
        let (to, size) = (Out::new("buffer", buffer)?, Out::new("capacity", capacity)?);
        // SAFETY: the caller's promise.
        let (pointer, bytes) = unsafe { slab::get_mut(member) }?.buffer()?;
        to.set(pointer.cast());
        size.set(bytes);
        Ok(())
    })
}

/// Arrives at the next epoch with the first bytes of the buffer. Does not wait.
///
/// @param member  the member
/// @param length  bytes of the buffer that are shown
/// @param epoch   the epoch arrived at; NULL allowed
/// @return WRTMEM_E_STATE while the last epoch arrived at was not waited for, or if it was
///         evicted; WRTMEM_E_TOO_LARGE; WRTMEM_E_CLOSED
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_arrive(
    member: *mut wrtmem_member_t,
    length: usize,
    epoch: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let epoch = Out::optional("epoch", epoch)?;
        // SAFETY: the caller's promise.
        epoch.set(unsafe { slab::get_mut(member) }?.arrive(length)?);
        Ok(())
    })
}

/// Waits until all have arrived at the epoch that the member arrived at last.
///
/// @param member    the member
/// @param deadline  how long
/// @return WRTMEM_E_TIMEOUT: the arrival stands, wait again; WRTMEM_E_PEER_DEAD: one that had not
///         arrived died (wrtmem_member_missing() says which), or WRTMEM_E_CORRUPT: its row is
///         damaged, until it is evicted; WRTMEM_E_CLOSED; WRTMEM_E_STATE if it has not arrived or
///         was evicted
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_wait(
    member: *mut wrtmem_member_t,
    deadline: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::get_mut(member) }?.wait(self::deadline(deadline)))
}

/// Who has not arrived at the epoch that the member arrived at last. Asks the kernel which of
/// them are dead.
///
/// @param member  the member
/// @param late    a bit for each row that is not known to be dead
/// @param dead    a bit for each row whose participant died and is to be evicted
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_missing(
    member: *mut wrtmem_member_t,
    late: *mut u64,
    dead: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let (late, dead) = (Out::new("late", late)?, Out::new("dead", dead)?);
        // SAFETY: the caller's promise.
        let missing = unsafe { slab::get_mut(member) }?.missing()?;
        late.set(missing.late);
        dead.set(missing.dead);
        Ok(())
    })
}

/// Who took part in the epoch that the member waited for last: the same for all who did.
///
/// @param member  the member
/// @param rows    a bit for each row
/// @return WRTMEM_E_STATE if it has waited for none, or arrived at another since
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_rows(
    member: *mut wrtmem_member_t,
    rows: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let rows = Out::new("rows", rows)?;
        // SAFETY: the caller's promise.
        rows.set(unsafe { slab::get_mut(member) }?.view()?.members());
        Ok(())
    })
}

/// What a row's participant wrote for the epoch that the member waited for last, in place.
///
/// @param member  the member
/// @param row     0 to rows - 1
/// @param data    at a multiple of 64; borrowed until the member's next arrival; never to be
///                written
/// @param length  bytes that it wrote
/// @return WRTMEM_E_NOT_FOUND if it took no part; WRTMEM_E_CORRUPT if its length, or in verified
///         mode its checksum, is wrong; WRTMEM_E_STATE as wrtmem_member_rows()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_part(
    member: *mut wrtmem_member_t,
    row: u32,
    data: *mut *const c_void,
    length: *mut usize,
) -> wrtmem_status_t {
    guard(|| {
        let (to, len) = (Out::new("data", data)?, Out::new("length", length)?);
        // SAFETY: the caller's promise.
        let view = unsafe { slab::get_mut(member) }?.view()?;
        let (pointer, bytes) = view.pointer(row)?;
        view.check(row)?;
        to.set(pointer.cast());
        len.set(bytes);
        Ok(())
    })
}

/// The same as a copy: what is read is of that epoch or an error.
///
/// @param member    the member
/// @param row       0 to rows - 1
/// @param buffer    where the data goes; NULL allowed if capacity is 0
/// @param capacity  bytes at buffer
/// @param length    bytes that it wrote
/// @return as wrtmem_member_part(); WRTMEM_E_TOO_SMALL; WRTMEM_E_STATE also if the member was
///         evicted
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_read(
    member: *mut wrtmem_member_t,
    row: u32,
    buffer: *mut c_void,
    capacity: usize,
    length: *mut usize,
) -> wrtmem_status_t {
    guard(|| {
        let len = Out::new("length", length)?;
        // SAFETY: the caller's promises.
        let (member, buffer) =
            unsafe { (slab::get_mut(member)?, room("buffer", buffer, capacity, 1)?) };
        len.set(member.view()?.read(row, buffer)?);
        Ok(())
    })
}

/// Whether what was read in place so far is of the epoch that the member waited for last.
/// False once the member was evicted: then the others do not wait for its reading any more.
///
/// @param member  the member
/// @param valid   the answer
/// @return WRTMEM_E_STATE as wrtmem_member_rows()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_member_valid(
    member: *mut wrtmem_member_t,
    valid: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let valid = Out::new("valid", valid)?;
        // SAFETY: the caller's promise.
        valid.set(unsafe { slab::get_mut(member) }?.view()?.is_valid());
        Ok(())
    })
}

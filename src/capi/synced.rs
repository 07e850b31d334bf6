//! Synced memory.

use core::ffi::{c_char, c_void};

use super::boundary::{InfoOut, Out, SizedStruct, guard, options, text};
use super::segment::wrtmem_segment_t;
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
use crate::status::{Result, fail};
use crate::synced::{Member, Policy, Synced, SyncedParams};

/// Synced memory, held open. Any thread may use the handle.
pub struct wrtmem_synced_t {
    _opaque: [u8; 0],
}

/// A participant: the owner of one row. One thread uses it at a time.
pub struct wrtmem_member_t {
    _opaque: [u8; 0],
}

/// An open synced memory and its parameters.
pub(super) struct Open {
    object: Object,
    params: SyncedParams,
}

impl Open {
    fn new(object: Object) -> Result<Open> {
        let params = SyncedParams::try_from(&object.reference().params)?;
        Ok(Open { object, params })
    }

    fn synced(&self) -> Result<Synced<'_>> {
        Synced::attach(self.object.writable()?, &self.params)
    }

    fn look<T>(&self, look: impl FnOnce(Synced<'_>) -> Result<T>) -> Result<T> {
        let seen = look(Synced::attach(self.object.readable()?, &self.params)?)?;
        self.object.is_current()?;
        Ok(seen)
    }
}

impl Handle for wrtmem_synced_t {
    const KIND: u32 = 30;
    const NAME: &'static str = "synced memory";
    type Value = Open;
}

impl Handle for wrtmem_member_t {
    const KIND: u32 = 31;
    const NAME: &'static str = "member";
    type Value = Member<Object>;
}

/// wrtmem_member_join(): a founder's row that nobody has taken, or else any that is free.
pub const WRTMEM_ANY_ROW: i32 = -1;

/// wrtmem_synced_options_t.flags: the others go on without a participant that died. Without
/// it, every wait that needs the dead answers WRTMEM_E_PEER_DEAD until it is evicted.
pub const WRTMEM_SYNCED_SHRINK: u32 = 1;
/// wrtmem_synced_options_t.flags: a CRC32C travels with the data and is checked when it is read.
pub const WRTMEM_SYNCED_VERIFIED: u32 = 2;
/// wrtmem_synced_options_t.flags: no row is a founder's; `founders` must be 0.
pub const WRTMEM_SYNCED_NO_FOUNDERS: u32 = 4;

/// How to create synced memory. A field that is 0 means its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_synced_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// Bytes that each participant can write in a cycle, 1 to 2^30. Default 64.
    pub bytes: u64,
    /// Rows: the most participants at once, 1 to 64. Default 2.
    pub rows: u32,
    /// The first so many rows take part from epoch 1 on: nobody passes it before each of them
    /// has joined and arrived. Default: all rows.
    pub founders: u32,
    /// WRTMEM_SYNCED_... bits.
    pub flags: u32,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_synced_options_t {}

/// What a row is.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_row_t {
    /// Never taken.
    WRTMEM_ROW_VACANT = 0,
    /// A founder's, who has not come yet; waited for.
    WRTMEM_ROW_EXPECTED = 1,
    /// A participant's; waited for.
    WRTMEM_ROW_LIVE = 2,
    /// A dead participant's; waited for until it is evicted.
    WRTMEM_ROW_LOST = 3,
    /// Its participant left.
    WRTMEM_ROW_LEFT = 4,
    /// Its participant died.
    WRTMEM_ROW_DEAD = 5,
    /// Its participant was evicted and may be alive.
    WRTMEM_ROW_EVICTED = 6,
    /// Its word is damaged.
    WRTMEM_ROW_DAMAGED = 7,
}

/// Synced memory as a whole.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_synced_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Bytes that each participant can write in a cycle.
    pub bytes: u64,
    /// The last epoch that all who are waited for have arrived at.
    pub global_timestamp: u64,
    /// Rows.
    pub rows: u32,
    /// 1 if it was ended by wrtmem_synced_end().
    pub ended: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_synced_info_t {}

/// One row.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_row_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// The first epoch of its participant, or of the last it had; 0 if it never had one. It
    /// tells one participant of the row from the next.
    pub generation: u64,
    /// The last epoch that its participant arrived at.
    pub epoch: u64,
    /// Nanoseconds that its participants waited for others. Who waits least is the slowest.
    pub waited_nanos: u64,
    /// How often they went to sleep over that.
    pub parked: u64,
    /// What it is: a wrtmem_row_t.
    pub state: i32,
    /// Process id of its participant, 0 if it is not known.
    pub pid: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_row_info_t {}

unsafe fn synced_params(pointer: *const wrtmem_synced_options_t) -> Result<SyncedParams> {
    // SAFETY: the caller's promise.
    let given = unsafe { options("synced options", pointer) }?;
    if given.reserved != 0 || given.flags > 7 {
        fail!(
            Invalid,
            "synced options: flags {:#x} are outside 0..=7, or reserved, {}, is not 0",
            given.flags,
            given.reserved
        );
    }
    let rows = if given.rows == 0 { 2 } else { given.rows };
    let none = given.flags & WRTMEM_SYNCED_NO_FOUNDERS != 0;
    if none && given.founders != 0 {
        fail!(Invalid, "synced options: {} founders, and none by the flags", given.founders);
    }
    let all = given.founders == 0 && !none;
    let shrink = given.flags & WRTMEM_SYNCED_SHRINK != 0;
    let params = SyncedParams {
        bytes: if given.bytes == 0 { 64 } else { given.bytes },
        rows,
        founders: if all { rows } else { given.founders },
        policy: if shrink { Policy::Shrink } else { Policy::Fail },
        verified: given.flags & WRTMEM_SYNCED_VERIFIED != 0,
    };
    params.required_size()?;
    Ok(params)
}

fn spec(name: &str, params: SyncedParams) -> ObjectSpec<'_> {
    let params = params.into();
    ObjectSpec { name, kind: KindId::SYNCED, tag: TypeTag::default(), params }
}

/// Creates synced memory: in each cycle every participant writes its own data, all wait, and
/// each reads what all wrote.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  NULL allowed: defaults
/// @param synced   the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_synced_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_synced_options_t,
    synced: *mut *mut wrtmem_synced_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("synced", synced)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { synced_params(options) }?;
        slab::open(&out, Open::new(segment.create_object(&spec(name, params))?)?)
    })
}

/// Opens synced memory, or creates it. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     its name
/// @param options  NULL allowed: defaults
/// @param synced   the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_synced_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_synced_options_t,
    synced: *mut *mut wrtmem_synced_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("synced", synced)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { synced_params(options) }?;
        let (object, created) = segment.open_or_create_object(&spec(name, params))?;
        slab::open(&out, Open::new(object)?)?;
        new.set(created);
        Ok(())
    })
}

/// Opens synced memory by name. Through a read-only segment only the info functions work.
///
/// @param segment  the segment
/// @param name     its name
/// @param deadline how long to wait for it to appear
/// @param synced   the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_synced_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    synced: *mut *mut wrtmem_synced_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("synced", synced)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let (tag, deadline) = (TypeTag::default(), self::deadline(deadline));
        let object = segment.open_object(name, KindId::SYNCED, tag, deadline)?;
        slab::open(&out, Open::new(object)?)
    })
}

/// Lets go of synced memory. Members joined through it keep it for themselves.
///
/// @param synced  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_synced_close(synced: *mut wrtmem_synced_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(synced) })
}

/// Synced memory as a whole.
///
/// @param synced  the synced memory
/// @param info    its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_synced_info(
    synced: *const wrtmem_synced_t,
    info: *mut wrtmem_synced_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("synced info", info) }?;
        // SAFETY: the caller's promise.
        let open = unsafe { slab::get(synced) }?;
        out.set(open.look(|synced| {
            Ok(wrtmem_synced_info_t {
                size: 0,
                bytes: synced.bytes() as u64,
                global_timestamp: synced.global_timestamp(),
                rows: synced.row_count(),
                ended: synced.is_closed() as u32,
            })
        })?);
        Ok(())
    })
}

/// One row: who is there, how far, and how long it has waited for others.
///
/// @param synced  the synced memory
/// @param row     0 to rows - 1
/// @param info    its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_synced_row_info(
    synced: *const wrtmem_synced_t,
    row: u32,
    info: *mut wrtmem_row_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("row info", info) }?;
        // SAFETY: the caller's promise.
        let open = unsafe { slab::get(synced) }?;
        let told = open.look(|synced| synced.row_info(row))?;
        let process = told.owner.and_then(|who| {
            let process = open.object.segment().participant(who.row as u32).ok()?;
            (process.id == who).then_some(process.pid)
        });
        let damaged = wrtmem_row_t::WRTMEM_ROW_DAMAGED as i32;
        out.set(wrtmem_row_info_t {
            size: 0,
            generation: told.generation,
            epoch: told.epoch,
            waited_nanos: told.waited_nanos,
            parked: told.parked,
            state: told.standing.map_or(damaged, |standing| standing as i32),
            pid: process.unwrap_or(0),
        });
        Ok(())
    })
}

/// Without a barrier: what a row's participant wrote for the last epoch that it arrived at.
/// Others may be at other epochs.
///
/// @param synced    the synced memory
/// @param row       0 to rows - 1
/// @param buffer    where the data goes; NULL allowed if capacity is 0
/// @param capacity  bytes at buffer
/// @param epoch     the epoch
/// @param length    bytes that it wrote
/// @return WRTMEM_E_EMPTY if it has not arrived at any; WRTMEM_E_TOO_SMALL; WRTMEM_E_BUSY if it
///         moved on during each of many looks; WRTMEM_E_CORRUPT if it does not check
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_synced_read_latest(
    synced: *const wrtmem_synced_t,
    row: u32,
    buffer: *mut c_void,
    capacity: usize,
    epoch: *mut u64,
    length: *mut usize,
) -> wrtmem_status_t {
    guard(|| {
        let (epoch, len) = (Out::new("epoch", epoch)?, Out::new("length", length)?);
        // SAFETY: the caller's promises.
        let (open, buffer) = unsafe { (slab::get(synced)?, room(buffer, capacity)?) };
        let (at, read) = open.look(|synced| synced.read_latest(row, buffer))?;
        epoch.set(at);
        len.set(read);
        Ok(())
    })
}

/// Puts a participant out: from the first epoch that it has not arrived at, nobody waits for
/// it. A living one learns it from its next call.
///
/// @param synced      the synced memory
/// @param row         its row
/// @param generation  as wrtmem_synced_row_info() tells, so that its successor is never meant
/// @return WRTMEM_E_NOT_FOUND if the row has no such participant
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_synced_evict(
    synced: *mut wrtmem_synced_t,
    row: u32,
    generation: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::get(synced) }?.synced()?.evict(row, generation))
}

/// Ends it for everybody: from now on every arrival, and every wait for somebody who has not
/// arrived, answers WRTMEM_E_CLOSED.
///
/// @param synced  the synced memory
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_synced_end(synced: *mut wrtmem_synced_t) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::get(synced) }?.synced()?.close();
        Ok(())
    })
}

/// Takes part. A founder does so from epoch 1 on, anybody else from an epoch that nobody has
/// arrived at.
///
/// @param synced    the synced memory
/// @param row       0 to rows - 1, or WRTMEM_ANY_ROW
/// @param deadline  how long a late joiner waits for the others to move on
/// @param member    the handle; the caller owns it and closes it
/// @return WRTMEM_E_BUSY if the row has a living participant; WRTMEM_E_PEER_DEAD if it has a dead
///         one that is to be evicted first; WRTMEM_E_NO_SPACE if no row is free;
///         WRTMEM_E_TIMEOUT; WRTMEM_E_CLOSED
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
        let (member, data) = unsafe { (slab::get_mut(member)?, bytes(data, length)?) };
        member.write(data)?;
        epoch.set(member.arrive(length)?);
        member.wait(self::deadline(deadline))
    })
}

/// The member's own buffer for the next epoch, to be filled before wrtmem_member_arrive().
///
/// @param member    the member
/// @param buffer    borrowed until the arrival
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
///         arrived died (wrtmem_member_missing() says which); WRTMEM_E_CLOSED; WRTMEM_E_STATE if
///         it has not arrived or was evicted
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
/// @param data    borrowed until the member's next arrival; never to be written
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
        let (member, buffer) = unsafe { (slab::get_mut(member)?, room(buffer, capacity)?) };
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

unsafe fn bytes<'a>(data: *const c_void, length: usize) -> Result<&'a [u8]> {
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() || length > isize::MAX as usize {
        fail!(Invalid, "data: {length} bytes at {data:p}");
    }
    // SAFETY: not NULL and of a possible length; the caller passes that many bytes.
    Ok(unsafe { core::slice::from_raw_parts(data.cast(), length) })
}

unsafe fn room<'a>(buffer: *mut c_void, capacity: usize) -> Result<&'a mut [u8]> {
    if capacity == 0 {
        return Ok(&mut []);
    }
    if buffer.is_null() || capacity > isize::MAX as usize {
        fail!(Invalid, "buffer: {capacity} bytes at {buffer:p}");
    }
    // SAFETY: not NULL and of a possible length; the caller passes that many bytes, which
    // nobody else uses meanwhile.
    Ok(unsafe { core::slice::from_raw_parts_mut(buffer.cast(), capacity) })
}

const _: () = {
    use crate::synced::Standing;
    assert!(Standing::Evicted as i32 == wrtmem_row_t::WRTMEM_ROW_EVICTED as i32);
    assert!(Standing::Lost as i32 == wrtmem_row_t::WRTMEM_ROW_LOST as i32);
    assert!(Standing::Vacant as i32 == wrtmem_row_t::WRTMEM_ROW_VACANT as i32);
};

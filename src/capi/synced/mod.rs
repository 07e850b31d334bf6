//! Synced memory.

use core::ffi::{c_char, c_void};

use super::boundary::{InfoOut, Out, SizedStruct, given, guard, options, room, text};
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
    /// Nanoseconds that its participants waited for others; waits of less than some microseconds
    /// are estimated from every 16th. Who waits least is the slowest.
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
        let (open, buffer) = unsafe { (slab::get(synced)?, room("buffer", buffer, capacity, 1)?) };
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

const _: () = {
    use crate::synced::Standing;
    assert!(Standing::Evicted as i32 == wrtmem_row_t::WRTMEM_ROW_EVICTED as i32);
    assert!(Standing::Lost as i32 == wrtmem_row_t::WRTMEM_ROW_LOST as i32);
    assert!(Standing::Vacant as i32 == wrtmem_row_t::WRTMEM_ROW_VACANT as i32);
};

mod member;

pub use member::*;

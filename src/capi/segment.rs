//! Segments and thread slots.

use core::ffi::{c_char, c_int, c_void};
use std::ffi::CString;
use std::ptr::NonNull;

use super::boundary::{InfoOut, Out, SizedStruct, chars, guard, options, text};
use super::slab::{self, Handle};
use super::status::{deadline, wrtmem_status_t};
use crate::segment::{Options, Role, Segment, State};
use crate::status::{Result, fail};

/// A handle of a segment: one participant of it. Any thread may use it.
pub struct wrtmem_segment_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_segment_t {
    const KIND: u32 = 1;
    const NAME: &'static str = "segment";
    type Value = Segment;
}

/// Option flag: make every page of the segment's file present when it is created or opened, so
/// that no later access faults. Before Linux 5.14 the first store to a page still does, once. It
/// locks nothing: see mlockall() for pages that must not be swapped out.
pub const WRTMEM_SEGMENT_PREFAULT: u32 = 1;

/// How to create or open a segment. A field that is 0 or NULL means its default. Sizes
/// count at creation; opening takes them from the segment.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_segment_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// Bytes for objects and pages; the tables come on top. Default 16 MiB.
    pub bytes: u64,
    /// Directory of the file. Default "/dev/shm". Borrowed for the call.
    pub dir: *const c_char,
    /// Permission bits of a new file, and which write bits for others an open accepts. Whatever
    /// they say, only processes of the user whose file it is can open it. Default 0600.
    pub mode: u32,
    /// Most participants at once, 1 to 1023. Default 64.
    pub participants: u32,
    /// Most threads with a slot at once, 1 to 65535. Default 256.
    pub slots: u32,
    /// Most objects at once, 1 to 4095. Default 256.
    pub objects: u32,
    /// WRTMEM_SEGMENT_PREFAULT, or 0.
    pub flags: u32,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first; a pointer field of any value is a value.
unsafe impl SizedStruct for wrtmem_segment_options_t {}

/// What a handle is in its segment.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_role_t {
    /// Reads and writes.
    WRTMEM_ROLE_PARTICIPANT = 0,
    /// Reads only.
    WRTMEM_ROLE_OBSERVER = 1,
    /// The memory is this process's alone.
    WRTMEM_ROLE_PRIVATE = 2,
}

/// A segment's identity, sizes and present use.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_segment_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Bytes of the file.
    pub total_size: u64,
    /// Pages of 4096 bytes.
    pub pages: u64,
    /// Free pages.
    pub pages_free: u64,
    /// The longest run of pages that can be had now.
    pub pages_largest_free: u64,
    /// Creation time, nanoseconds since 1970 UTC.
    pub created: u64,
    /// Participants cleaned up after since creation.
    pub reaped: u64,
    /// The segment's uuid.
    pub uuid: [u8; 16],
    /// A wrtmem_role_t.
    pub role: i32,
    /// This handle's participant row; -1 for an observer.
    pub row: i32,
    /// Rows of the participant table.
    pub participants: u32,
    /// Participants attached now.
    pub live: u32,
    /// Participants proven dead and not yet cleaned up after.
    pub dead: u32,
    /// Thread slots.
    pub slots: u32,
    /// Thread slots taken.
    pub slots_taken: u32,
    /// Most objects at once.
    pub objects: u32,
    /// Version of the layout in memory.
    pub layout_version: u32,
    /// Process id of the creator.
    pub creator_pid: u32,
    /// Program name of the creator.
    pub creator: [c_char; 32],
    /// The file, cut to fit.
    pub path: [c_char; 256],
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_segment_info_t {}

/// What a participant's row says.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_participant_state_t {
    /// Attached; its process lives, be it stopped.
    WRTMEM_PARTICIPANT_ALIVE = 1,
    /// Its process has died; somebody will clean up after it.
    WRTMEM_PARTICIPANT_DEAD = 2,
}

/// One participant.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_participant_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// When it attached, nanoseconds since 1970 UTC.
    pub attached: u64,
    /// How often the row has been taken.
    pub generation: u32,
    /// A wrtmem_participant_state_t.
    pub state: i32,
    /// Process id, as that process sees it.
    pub pid: u32,
    /// Always 0.
    pub reserved: u32,
    /// Program name.
    pub name: [c_char; 32],
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_participant_info_t {}

/// Is told of each thing that wrtmem_segment_verify() finds wrong.
///
/// @param place    which table or object; valid during the call
/// @param problem  what does not hold there, with the values; valid during the call
/// @param user     what the caller gave
pub type wrtmem_report_fn_t =
    Option<unsafe extern "C" fn(place: *const c_char, problem: *const c_char, user: *mut c_void)>;

unsafe fn segment_options(pointer: *const wrtmem_segment_options_t) -> Result<Options> {
    // SAFETY: the caller's promise.
    let given = unsafe { options("segment options", pointer) }?;
    if given.flags & !WRTMEM_SEGMENT_PREFAULT != 0 || given.reserved != 0 {
        fail!(Invalid, "segment options: unknown flags {:#x} {:#x}", given.flags, given.reserved);
    }
    let default = Options::default();
    let or = |value: u32, default: u32| if value == 0 { default } else { value };
    Ok(Options {
        bytes: if given.bytes == 0 { default.bytes } else { given.bytes },
        dir: match given.dir.is_null() {
            true => default.dir,
            // SAFETY: the caller's promise.
            false => unsafe { text("segment options: dir", given.dir) }?.into(),
        },
        mode: or(given.mode, default.mode),
        participants: or(given.participants, default.participants),
        slots: or(given.slots, default.slots),
        objects: or(given.objects, default.objects),
        prefault: given.flags & WRTMEM_SEGMENT_PREFAULT != 0,
    })
}

/// Creates a segment and attaches to it. Nobody sees it before it is whole.
///
/// @param name     1 to 200 of [A-Za-z0-9._-], no leading dot; the file is DIR/wrtmem.NAME
/// @param options  NULL allowed: defaults
/// @param segment  the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if the name is taken; WRTMEM_E_NO_SPACE if the file system has no
///         room (never a SIGBUS later)
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_create(
    name: *const c_char,
    options: *const wrtmem_segment_options_t,
    segment: *mut *mut wrtmem_segment_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("segment", segment)?;
        // SAFETY: the caller's promises.
        let (name, options) = unsafe { (text("segment name", name)?, segment_options(options)?) };
        slab::open(&out, Segment::create(name, &options)?)
    })
}

/// Opens a segment by name and attaches to it.
///
/// The file is checked first: a regular file of this user, not writable by others, of the
/// size and layout its header says. Then whoever died in it is cleaned up after.
///
/// @param name     its name
/// @param options  NULL allowed: defaults; only dir, mode and flags count
/// @param deadline how long to wait for it to appear
/// @param segment  the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_LAYOUT if it
///         is no usable segment; WRTMEM_E_CORRUPT if both copies of its header are damaged;
///         WRTMEM_E_PERMISSION; WRTMEM_E_NO_SPACE if all rows are taken by live processes;
///         WRTMEM_E_BUSY if all are taken and the dead among them were not cleaned up after
///         within 5 s, which this call waits whatever the deadline
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_open(
    name: *const c_char,
    options: *const wrtmem_segment_options_t,
    deadline: u64,
    segment: *mut *mut wrtmem_segment_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("segment", segment)?;
        // SAFETY: the caller's promises.
        let (name, options) = unsafe { (text("segment name", name)?, segment_options(options)?) };
        slab::open(&out, Segment::open(name, &options, self::deadline(deadline))?)
    })
}

/// Opens a segment, or creates it if there is none. However many processes do this at once,
/// exactly one creates, and nobody sees it half made.
///
/// @param name     its name
/// @param options  NULL allowed: defaults
/// @param segment  the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return as wrtmem_segment_create() and wrtmem_segment_open(); what WRTMEM_E_NO_SPACE of the
///         file system answers is tried again for 2 s, as others may be creating it too
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_open_or_create(
    name: *const c_char,
    options: *const wrtmem_segment_options_t,
    segment: *mut *mut wrtmem_segment_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("segment", segment)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (name, options) = unsafe { (text("segment name", name)?, segment_options(options)?) };
        let (opened, created) = Segment::open_or_create(name, &options)?;
        slab::open(&out, opened)?;
        new.set(created);
        Ok(())
    })
}

/// Opens a segment to look only. It is mapped read-only: nothing is ever stored in it, no row
/// is taken, nobody is cleaned up after. What is looked at may change or go meanwhile.
///
/// @param name     its name
/// @param options  NULL allowed: defaults; only dir and mode count
/// @param deadline how long to wait for it to appear
/// @param segment  the handle; the caller owns it and closes it
/// @return as wrtmem_segment_open()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_open_read_only(
    name: *const c_char,
    options: *const wrtmem_segment_options_t,
    deadline: u64,
    segment: *mut *mut wrtmem_segment_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("segment", segment)?;
        // SAFETY: the caller's promises.
        let (name, options) = unsafe { (text("segment name", name)?, segment_options(options)?) };
        slab::open(&out, Segment::open_read_only(name, &options, self::deadline(deadline))?)
    })
}

/// Makes a segment in this process's heap: the same objects without sharing.
///
/// @param options  NULL allowed: defaults; dir, mode and flags do not count
/// @param segment  the handle; the caller owns it and closes it
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_create_private(
    options: *const wrtmem_segment_options_t,
    segment: *mut *mut wrtmem_segment_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("segment", segment)?;
        // SAFETY: the caller's promise.
        let options = unsafe { segment_options(options) }?;
        slab::open(&out, Segment::create_private(&options)?)
    })
}

/// Makes a segment in memory of the caller, used by this process alone.
///
/// @param memory   a multiple of 64; borrowed until the segment and every object opened
///                 through it are closed; nothing else may touch it meanwhile
/// @param length   its bytes; tables and pages share them
/// @param options  NULL allowed: defaults; bytes, dir, mode and flags do not count
/// @param segment  the handle; the caller owns it and closes it
/// @return WRTMEM_E_INVALID if the memory is too small for the tables, with the least size
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_create_in(
    memory: *mut c_void,
    length: usize,
    options: *const wrtmem_segment_options_t,
    segment: *mut *mut wrtmem_segment_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("segment", segment)?;
        let Some(memory) = NonNull::new(memory.cast::<u8>()) else {
            fail!(Invalid, "memory: NULL");
        };
        // SAFETY: the caller's promise.
        let options = unsafe { segment_options(options) }?;
        // SAFETY: the caller's promise.
        slab::open(&out, unsafe { Segment::create_in(memory, length, &options) }?)
    })
}

/// Closes a segment handle. The process stays attached until the last object opened through
/// it is closed too. In a forked child it frees the child's private copy only.
///
/// @param segment  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_segment_close(segment: *mut wrtmem_segment_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(segment) })
}

/// Removes a segment's name. Those who are attached go on; nobody new comes. The memory goes
/// with the last of them.
///
/// @param name     its name
/// @param options  NULL allowed: defaults; only dir counts
/// @return WRTMEM_E_NOT_FOUND
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_unlink(
    name: *const c_char,
    options: *const wrtmem_segment_options_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (name, options) = unsafe { (text("segment name", name)?, segment_options(options)?) };
        Segment::unlink(name, &options)
    })
}

/// Cleans up after every participant that is proven dead. Every open and every call that has
/// waited for 10 ms does so too; call it where nobody else would.
///
/// @param segment    the segment
/// @param recovered  how many were cleaned up after; NULL allowed
/// @return WRTMEM_E_STATE if the application closed the library's descriptor, so that nobody
///         can be proven dead; WRTMEM_E_TIMEOUT if a live process kept a lock for a second
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_recover(
    segment: *mut wrtmem_segment_t,
    recovered: *mut u32,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("recovered", recovered)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(segment) }?.recover()?);
        Ok(())
    })
}

/// A descriptor for poll or epoll that becomes readable when a participant ends, and when
/// anybody opens or closes the segment. Then call wrtmem_segment_watched().
///
/// @param segment     the segment
/// @param descriptor  borrowed until the segment is closed; never read from it
/// @return WRTMEM_E_UNSUPPORTED for a private segment
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_watch(
    segment: *mut wrtmem_segment_t,
    descriptor: *mut c_int,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("descriptor", descriptor)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(segment) }?.watch()?);
        Ok(())
    })
}

/// Answers a readable watch: cleans up after the dead and watches whoever has come.
///
/// @param segment    the segment
/// @param recovered  how many were cleaned up after; NULL allowed
/// @return WRTMEM_E_STATE also without wrtmem_segment_watch() before; else as
///         wrtmem_segment_recover()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_watched(
    segment: *mut wrtmem_segment_t,
    recovered: *mut u32,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("recovered", recovered)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(segment) }?.watched()?);
        Ok(())
    })
}

/// A segment's identity, sizes and present use.
///
/// @param segment  the segment
/// @param info     its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_info(
    segment: *const wrtmem_segment_t,
    info: *mut wrtmem_segment_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("segment info", info) }?;
        // SAFETY: the caller's promise.
        let segment = unsafe { slab::get(segment) }?;
        let (told, pages) = (segment.info()?, segment.page_statistics()?);
        let role = match told.role {
            Role::Participant => wrtmem_role_t::WRTMEM_ROLE_PARTICIPANT,
            Role::Observer => wrtmem_role_t::WRTMEM_ROLE_OBSERVER,
            Role::Private => wrtmem_role_t::WRTMEM_ROLE_PRIVATE,
        };
        out.set(wrtmem_segment_info_t {
            size: 0,
            total_size: told.total_size,
            pages: told.pages,
            pages_free: pages.free as u64,
            pages_largest_free: pages.largest_free as u64,
            created: told.created,
            reaped: told.reaped,
            uuid: told.uuid,
            role: role as i32,
            row: told.me.map_or(-1, |me| me.row as i32),
            participants: told.participants,
            live: told.live,
            dead: told.dead,
            slots: told.slots,
            slots_taken: told.slots_taken,
            objects: told.directory_rows,
            layout_version: told.layout_version,
            creator_pid: told.creator_pid,
            creator: chars(&told.creator),
            path: chars(&told.path),
        });
        Ok(())
    })
}

/// One row of the participant table.
///
/// @param segment  the segment
/// @param row      0 to participants - 1
/// @param info     its size field set by the caller
/// @return WRTMEM_E_NOT_FOUND if the row is free
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_participant(
    segment: *const wrtmem_segment_t,
    row: u32,
    info: *mut wrtmem_participant_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("participant info", info) }?;
        // SAFETY: the caller's promise.
        let told = unsafe { slab::get(segment) }?.participant(row)?;
        let state = match told.state {
            State::Live => wrtmem_participant_state_t::WRTMEM_PARTICIPANT_ALIVE,
            _ => wrtmem_participant_state_t::WRTMEM_PARTICIPANT_DEAD,
        };
        out.set(wrtmem_participant_info_t {
            size: 0,
            attached: told.attached,
            generation: told.id.generation,
            state: state as i32,
            pid: told.pid,
            reserved: 0,
            name: chars(&told.name),
        });
        Ok(())
    })
}

/// Checks everything that can be checked while others work: header, tables, pages, objects.
///
/// @param segment   the segment; a read-only one will do
/// @param report    is told of each thing that is wrong; NULL allowed
/// @param user      handed to report; NULL allowed
/// @param findings  how many things are wrong; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_segment_verify(
    segment: *const wrtmem_segment_t,
    report: wrtmem_report_fn_t,
    user: *mut c_void,
    findings: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("findings", findings)?;
        // SAFETY: the caller's promise.
        let segment = unsafe { slab::get(segment) }?;
        let mut count = 0;
        segment.verify(&mut |finding| {
            count += 1;
            let c_text = |text: String| CString::new(text.replace('\0', "\\0")).unwrap_or_default();
            let (place, problem) = (c_text(finding.place), c_text(finding.problem));
            if let Some(report) = report {
                // SAFETY: the caller's function, which must not throw.
                unsafe { report(place.as_ptr(), problem.as_ptr(), user) }
            }
        })?;
        out.set(count);
        Ok(())
    })
}

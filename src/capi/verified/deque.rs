//! Sequences of elements in a region.

use core::ffi::{c_char, c_void};
use std::time::Duration;

use super::super::boundary::{InfoOut, Out, SizedStruct, given, guard, options, room, text};
use super::super::segment::wrtmem_segment_t;
use super::super::slab::{self, Handle};
use super::super::status::{deadline, wrtmem_status_t};
use super::{asked, level, spec};
use crate::objects::{KindId, Object, TypeTag};
use crate::segment::Segment;
use crate::status::{Result, fail};
use crate::sync::Deadline;
use crate::verified::{Ask, Content, Form, Region, RegionParams, Sequence};

/// A sequence of elements of one size in a verified region, held open; each change is one
/// commit. It is a vec, used by index and at the back; a stack, with push_back and pop_back; a
/// queue, with push_back and pop_front; and a deque. Any thread may use the handle.
///
/// It is a region, of the same name: wrtmem_region_open() gives its statistics and level, and
/// scrubs it. Whoever writes to it as a region breaks it, which is noticed.
pub struct wrtmem_deque_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_deque_t {
    const KIND: u32 = 45;
    const NAME: &'static str = "deque";
    type Value = Sequence<Object>;
}

/// How to create a deque. A field that is 0 means its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_deque_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// Most elements. Must be given.
    pub capacity: u64,
    /// Bytes of an element: say sizeof. Must be given.
    pub element: u32,
    /// Bytes of the region's blocks, a power of two from 64 to 4096. Default 512.
    pub block: u32,
    /// A wrtmem_level_t.
    pub level: i32,
    /// With WRTMEM_LEVEL_SAMPLING: every how many reads one is verified, 1 or more. Else 0.
    pub interval: u32,
    /// Must be 0.
    pub reserved: u64,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_deque_options_t {}

/// A deque.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_deque_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Most elements.
    pub capacity: u64,
    /// Elements there are.
    pub length: u64,
    /// Bytes of an element.
    pub element: u32,
    /// The stored level: a wrtmem_level_t.
    pub level: i32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_deque_info_t {}

/// How long a creator waits for another, who makes the same.
const MAKING: Duration = Duration::from_secs(1);
/// How long an opener sleeps before it looks again.
const LOOK: Duration = Duration::from_millis(1);

/// A sequence to be: what it is, and the region that it will be in.
pub(super) struct Plan {
    pub(super) form: Form,
    pub(super) params: RegionParams,
}

/// The block that options name.
pub(super) fn block(told: u32) -> u32 {
    if told == 0 { RegionParams::DEFAULT_BLOCK } else { told }
}

fn region(object: Object) -> Result<Region<Object>> {
    let params = RegionParams::try_from(&object.reference().params)?;
    Region::open(object, &params)
}

impl Plan {
    fn make(&self, object: Object) -> Result<Sequence<Object>> {
        Sequence::over(region(object)?, self.form, &Ask::until(Deadline::after(MAKING)))
    }

    pub(super) fn create(&self, segment: &Segment, name: &str) -> Result<Sequence<Object>> {
        let spec = spec(name, KindId::REGION, self.params.into());
        self.make(segment.create_object(&spec)?)
    }

    pub(super) fn open_or_create(
        &self,
        segment: &Segment,
        name: &str,
    ) -> Result<(Sequence<Object>, bool)> {
        let spec = spec(name, KindId::REGION, self.params.into());
        let (object, created) = segment.open_or_create_object(&spec)?;
        Ok((self.make(object)?, created))
    }
}

/// The sequence of this name, once there is one and it has been made.
pub(super) fn find(
    segment: &Segment,
    name: &str,
    content: Content,
    deadline: Deadline,
) -> Result<Sequence<Object>> {
    let object = segment.open_object(name, KindId::REGION, TypeTag::default(), deadline)?;
    loop {
        if let Some(sequence) = Sequence::find(region(object.clone())?, content)? {
            return Ok(sequence);
        }
        // Its creator is about to make it, or died: then the next open_or_create does.
        if deadline == Deadline::POLL {
            fail!(NotFound, "object {name:?}: a region of which nothing was made yet");
        }
        if deadline.is_over() {
            fail!(Timeout, "object {name:?}: nobody made anything of the region");
        }
        std::thread::sleep(LOOK.min(Duration::from_nanos(deadline.left())));
    }
}

unsafe fn plan(pointer: *const wrtmem_deque_options_t) -> Result<Plan> {
    // SAFETY: the caller's promise.
    let told = unsafe { options("deque options", pointer) }?;
    if told.reserved != 0 {
        fail!(Invalid, "deque options: reserved is {}, must be 0", told.reserved);
    }
    let level = level(told.level, told.interval)?.unwrap_or_default();
    let capacity = usize::try_from(told.capacity).unwrap_or(usize::MAX);
    let form = Form { content: Content::Elements, element: told.element as usize, capacity };
    Ok(Plan { form, params: form.params(block(told.block), level)? })
}

/// Creates an empty deque.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  capacity and element must be given
/// @param deque    the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_deque_options_t,
    deque: *mut *mut wrtmem_deque_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("deque", deque)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let plan = unsafe { plan(options) }?;
        slab::open(&out, plan.create(segment, name)?)
    })
}

/// Opens a deque, or creates it. However many do this at once, one creates. One that was
/// created by a process that was killed before it was done is finished.
///
/// @param segment  the segment
/// @param name     the deque's name
/// @param options  capacity and element must be given
/// @param deque    the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_deque_options_t,
    deque: *mut *mut wrtmem_deque_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("deque", deque)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let plan = unsafe { plan(options) }?;
        let (sequence, created) = plan.open_or_create(segment, name)?;
        slab::open(&out, sequence)?;
        new.set(created);
        Ok(())
    })
}

/// Opens a deque by name, of whatever sizes: wrtmem_deque_info() tells them. Through a
/// read-only segment it is read without a store.
///
/// @param segment  the segment
/// @param name     the deque's name
/// @param deadline how long to wait for it to appear
/// @param deque    the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is no deque
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    deque: *mut *mut wrtmem_deque_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("deque", deque)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        slab::open(&out, find(segment, name, Content::Elements, self::deadline(deadline))?)
    })
}

/// Lets go of a deque.
///
/// @param deque  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_deque_close(deque: *mut wrtmem_deque_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(deque) })
}

/// Sizes and level of a deque.
///
/// @param deque  the deque
/// @param info   its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_info(
    deque: *const wrtmem_deque_t,
    info: *mut wrtmem_deque_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("deque info", info) }?;
        // SAFETY: the caller's promise.
        let deque = unsafe { slab::get(deque) }?;
        out.set(wrtmem_deque_info_t {
            size: 0,
            capacity: deque.form.capacity as u64,
            length: deque.length(asked(0)?)? as u64,
            element: deque.form.element as u32,
            level: deque.region.level()?.rank() as i32 + 1,
        });
        Ok(())
    })
}

/// Puts an element at the end. Killed in here, it is there or not.
///
/// @param deque     the deque
/// @param element   as many bytes as an element has; borrowed for the call
/// @param deadline  how long to wait for other writers, not for room
/// @return WRTMEM_E_FULL; WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
///         WRTMEM_E_CORRUPT if bytes that were to stay are damaged: then nothing is changed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_push_back(
    deque: *mut wrtmem_deque_t,
    element: *const c_void,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let deque = unsafe { slab::get(deque) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { given("elements", element, 1, deque.form.element) }?;
        deque.push_back(&Ask::until(self::deadline(deadline)), element)
    })
}

/// Puts an element at the front. Killed in here, it is there or not.
///
/// @param deque     the deque
/// @param element   as many bytes as an element has; borrowed for the call
/// @param deadline  how long to wait for other writers, not for room
/// @return as wrtmem_deque_push_back()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_push_front(
    deque: *mut wrtmem_deque_t,
    element: *const c_void,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let deque = unsafe { slab::get(deque) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { given("elements", element, 1, deque.form.element) }?;
        deque.push_front(&Ask::until(self::deadline(deadline)), element)
    })
}

/// Takes the last element. Killed in here, it is taken or still there.
///
/// @param deque     the deque
/// @param element   room for as many bytes as an element has. Of no use after an error
/// @param deadline  how long to wait for other writers, not for an element
/// @return WRTMEM_E_EMPTY; WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
///         WRTMEM_E_CORRUPT if the element is damaged: then it stays
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_pop_back(
    deque: *mut wrtmem_deque_t,
    element: *mut c_void,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let deque = unsafe { slab::get(deque) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { room("elements", element, 1, deque.form.element) }?;
        deque.pop_back(&Ask::until(self::deadline(deadline)), element)
    })
}

/// Takes the first element. Killed in here, it is taken or still there.
///
/// @param deque     the deque
/// @param element   room for as many bytes as an element has. Of no use after an error
/// @param deadline  how long to wait for other writers, not for an element
/// @return as wrtmem_deque_pop_back()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_pop_front(
    deque: *mut wrtmem_deque_t,
    element: *mut c_void,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let deque = unsafe { slab::get(deque) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { room("elements", element, 1, deque.form.element) }?;
        deque.pop_front(&Ask::until(self::deadline(deadline)), element)
    })
}

/// Reads an element. Takes no lock and waits for no writer, stopped or dead.
///
/// @param deque    the deque
/// @param index    from the front, 0 to length - 1
/// @param element  room for as many bytes as an element has. Of no use after an error
/// @param level    at least this wrtmem_level_t; WRTMEM_LEVEL_DEFAULT for the stored one
/// @return WRTMEM_E_INVALID if there is none at the index; WRTMEM_E_CORRUPT if it is damaged;
///         WRTMEM_E_BUSY if writers overtook it at each of 1,000 looks
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_get(
    deque: *const wrtmem_deque_t,
    index: u64,
    element: *mut c_void,
    level: i32,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let deque = unsafe { slab::get(deque) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { room("elements", element, 1, deque.form.element) }?;
        let place = usize::try_from(index).unwrap_or(usize::MAX);
        if !deque.get(asked(level)?, place, element)? {
            fail!(Invalid, "deque: no element {index}");
        }
        Ok(())
    })
}

/// Replaces an element.
///
/// @param deque     the deque
/// @param index     from the front, 0 to length - 1
/// @param element   as many bytes as an element has; borrowed for the call
/// @param deadline  how long to wait for other writers
/// @return WRTMEM_E_INVALID if there is none at the index; else as wrtmem_deque_push_back()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_set(
    deque: *mut wrtmem_deque_t,
    index: u64,
    element: *const c_void,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let deque = unsafe { slab::get(deque) }?;
        // SAFETY: the caller's promise.
        let element = unsafe { given("elements", element, 1, deque.form.element) }?;
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        deque.set(&Ask::until(self::deadline(deadline)), index, element)
    })
}

/// How many elements there are.
///
/// @param deque   the deque
/// @param length  how many
/// @return WRTMEM_E_CORRUPT if what says it is damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_length(
    deque: *const wrtmem_deque_t,
    length: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("length", length)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(deque) }?.length(asked(0)?)? as u64);
        Ok(())
    })
}

/// Copies all elements, the first one first, as one commit left them. Takes no lock and waits
/// for no writer, stopped or dead.
///
/// @param deque     the deque
/// @param elements  where they go; NULL allowed if count is 0. Of no use after an error
/// @param count     for how many there is room
/// @param level     at least this wrtmem_level_t; WRTMEM_LEVEL_DEFAULT for the stored one
/// @param length    how many there are
/// @return WRTMEM_E_TOO_SMALL if there are more; else as wrtmem_deque_get()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_copy(
    deque: *const wrtmem_deque_t,
    elements: *mut c_void,
    count: usize,
    level: i32,
    length: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("length", length)?;
        // SAFETY: the caller's promise.
        let deque = unsafe { slab::get(deque) }?;
        // SAFETY: the caller's promise.
        let elements = unsafe { room("elements", elements, count, deque.form.element) }?;
        out.set(deque.copy_to(asked(level)?, elements)? as u64);
        Ok(())
    })
}

/// Puts many elements at the end, in one commit: all or none.
///
/// @param deque     the deque
/// @param elements  one after the other; borrowed for the call; NULL allowed if there are none
/// @param count     how many
/// @param deadline  how long to wait for other writers, not for room
/// @return WRTMEM_E_NO_SPACE if not all fit; else as wrtmem_deque_push_back()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_extend(
    deque: *mut wrtmem_deque_t,
    elements: *const c_void,
    count: usize,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let deque = unsafe { slab::get(deque) }?;
        // SAFETY: the caller's promise.
        let elements = unsafe { given("elements", elements, count, deque.form.element) }?;
        deque.extend(&Ask::until(self::deadline(deadline)), elements, true)
    })
}

/// Removes all elements, in one commit.
///
/// @param deque     the deque
/// @param deadline  how long to wait for other writers
/// @return as wrtmem_deque_push_back()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_clear(
    deque: *mut wrtmem_deque_t,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let deque = unsafe { slab::get(deque) }?;
        deque.extend(&Ask::until(self::deadline(deadline)), &[], false)
    })
}

/// Verifies everything in a deque, whatever the level. Stores nothing.
///
/// @param deque  the deque
/// @param sound  whether nothing is damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_deque_verify(
    deque: *const wrtmem_deque_t,
    sound: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("sound", sound)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(deque) }?.verify()?);
        Ok(())
    })
}

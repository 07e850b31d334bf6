//! Cells.

use core::ffi::{c_char, c_void};

use super::super::boundary::{InfoOut, Out, byte_room, guard, options, payload, text};
use super::super::segment::wrtmem_segment_t;
use super::super::slab;
use super::super::status::{deadline, wrtmem_status_t};
use super::{asked, given, spec, wrtmem_cell_t, wrtmem_verified_info_t, wrtmem_verified_options_t};
use crate::objects::{KindId, Object, TypeTag};
use crate::status::{Result, fail};
use crate::verified::{Ask, Cell, CellParams};

unsafe fn cell_params(pointer: *const wrtmem_verified_options_t) -> Result<CellParams> {
    // SAFETY: the caller's promise.
    let told = unsafe { options("verified options", pointer) }?;
    if told.block != 0 {
        fail!(Invalid, "verified options: blocks of {} bytes, a cell has none", told.block);
    }
    CellParams::new(u32::try_from(told.bytes).unwrap_or(u32::MAX), given(&told)?)
}

fn cell(object: Object) -> Result<Cell<Object>> {
    let params = CellParams::try_from(&object.reference().params)?;
    Cell::open(object, &params)
}

/// Creates a cell with an empty value.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  its bytes must be given
/// @param cell     the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_verified_options_t,
    cell: *mut *mut wrtmem_cell_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("cell", cell)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { cell_params(options) }?;
        let object = segment.create_object(&spec(name, KindId::CELL, params.into()))?;
        slab::open(&out, self::cell(object)?)
    })
}

/// Opens a cell, or creates it. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     the cell's name
/// @param options  its bytes must be given
/// @param cell     the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_verified_options_t,
    cell: *mut *mut wrtmem_cell_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("cell", cell)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { cell_params(options) }?;
        let spec = spec(name, KindId::CELL, params.into());
        let (object, created) = segment.open_or_create_object(&spec)?;
        slab::open(&out, self::cell(object)?)?;
        new.set(created);
        Ok(())
    })
}

/// Opens a cell by name. Through a read-only segment it is read without a store.
///
/// @param segment  the segment
/// @param name     the cell's name
/// @param deadline how long to wait for it to appear
/// @param cell     the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    cell: *mut *mut wrtmem_cell_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("cell", cell)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let (tag, deadline) = (TypeTag::default(), self::deadline(deadline));
        let object = segment.open_object(name, KindId::CELL, tag, deadline)?;
        slab::open(&out, self::cell(object)?)
    })
}

/// Lets go of a cell.
///
/// @param cell  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_cell_close(cell: *mut wrtmem_cell_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(cell) })
}

/// Size, level and statistics of a cell.
///
/// @param cell  the cell
/// @param info  its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_info(
    cell: *const wrtmem_cell_t,
    info: *mut wrtmem_verified_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("verified info", info) }?;
        // SAFETY: the caller's promise.
        let cell = unsafe { slab::get(cell) }?;
        let capacity = cell.capacity() as u64;
        out.set(super::info(capacity, (0, 1), cell.level()?, cell.statistics()?));
        Ok(())
    })
}

/// Reads the value of a cell. Takes no lock and waits for no writer, stopped or dead.
///
/// @param cell      the cell
/// @param buffer    where it goes; NULL allowed if capacity is 0. Of no use after an error
/// @param capacity  its bytes
/// @param level     at least this wrtmem_level_t; WRTMEM_LEVEL_DEFAULT for the stored one
/// @param length    how many bytes the value has
/// @return WRTMEM_E_TOO_SMALL if the buffer is; WRTMEM_E_CORRUPT if the value is damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_read(
    cell: *const wrtmem_cell_t,
    buffer: *mut c_void,
    capacity: usize,
    level: i32,
    length: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("length", length)?;
        // SAFETY: the caller's promises.
        let (cell, buffer) = unsafe { (slab::get(cell)?, byte_room(buffer, capacity)?) };
        out.set(cell.read_with(asked(level)?, buffer)? as u64);
        Ok(())
    })
}

/// Makes bytes the value of a cell. Killed in here, it has the value before or this one.
///
/// @param cell      the cell
/// @param data      the bytes; borrowed for the call, and nobody may write them during it;
///                  NULL allowed if there are none
/// @param length    how many
/// @param deadline  how long to wait for other writers
/// @return WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
///         WRTMEM_E_TOO_LARGE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_write(
    cell: *mut wrtmem_cell_t,
    data: *const c_void,
    length: usize,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (cell, data) = unsafe { (slab::get(cell)?, payload(data, length)?) };
        cell.write_with(&Ask::until(self::deadline(deadline)), data)
    })
}

/// Changes the level of a cell for everybody: see wrtmem_region_set_level().
///
/// @param cell      the cell
/// @param level     a wrtmem_level_t but WRTMEM_LEVEL_DEFAULT
/// @param interval  with WRTMEM_LEVEL_SAMPLING 1 or more, else 0
/// @param deadline  how long to wait for writers
/// @return WRTMEM_E_CORRUPT if the value is damaged: the level stays
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_set_level(
    cell: *mut wrtmem_cell_t,
    level: i32,
    interval: u32,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let cell = unsafe { slab::get(cell) }?;
        match super::level(level, interval)? {
            Some(level) => cell.set_level(level, self::deadline(deadline)),
            None => fail!(Invalid, "level 0 is none to set"),
        }
    })
}

/// Sets a damaged value back to the one before.
///
/// @param cell      the cell
/// @param deadline  how long to wait for writers
/// @return WRTMEM_E_STATE if it is not damaged; WRTMEM_E_CORRUPT if the one before is too
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_roll_back(
    cell: *mut wrtmem_cell_t,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::get(cell) }?.roll_back(self::deadline(deadline))
    })
}

/// The CRC32C of the value of a cell, without its bytes being looked at.
///
/// @param cell      the cell
/// @param checksum  the CRC32C
/// @return WRTMEM_E_CORRUPT if the words that tell it are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_checksum(
    cell: *const wrtmem_cell_t,
    checksum: *mut u32,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("checksum", checksum)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(cell) }?.checksum()?);
        Ok(())
    })
}

/// Verifies the value of a cell, whatever the level. Stores nothing.
///
/// @param cell     the cell
/// @param damaged  how many damaged places there are, those beside the value included
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_verify(
    cell: *const wrtmem_cell_t,
    damaged: *mut u32,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("damaged", damaged)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(cell) }?.verify_all(&mut |_| ())?.damaged);
        Ok(())
    })
}

/// Verifies the value of a cell. At WRTMEM_LEVEL_CRITICAL what is damaged is repaired.
///
/// @param cell      the cell
/// @param damaged   how many damaged places it met; NULL allowed
/// @param repaired  how many of them it made whole; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_scrub(
    cell: *mut wrtmem_cell_t,
    damaged: *mut u32,
    repaired: *mut u32,
) -> wrtmem_status_t {
    guard(|| {
        let met = Out::optional("damaged", damaged)?;
        let mended = Out::optional("repaired", repaired)?;
        // SAFETY: the caller's promise.
        let step = unsafe { slab::get(cell) }?.scrub(&mut |_| ())?;
        met.set(step.damaged);
        mended.set(step.repaired);
        Ok(())
    })
}

/// Flips one bit of a cell on purpose: see wrtmem_region_inject_fault().
///
/// @param cell    the cell
/// @param target  a wrtmem_fault_t
/// @param bit     which bit of the target
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_cell_inject_fault(
    cell: *mut wrtmem_cell_t,
    target: i32,
    bit: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let cell = unsafe { slab::get(cell) }?;
        super::inject(cell.provider(), target, |target| flip(cell, target, bit))
    })
}

#[cfg(any(test, feature = "fault-injection"))]
fn flip(cell: &Cell<Object>, target: super::Target, bit: u64) -> Result<()> {
    cell.inject_fault(target, bit)
}

#[cfg(not(any(test, feature = "fault-injection")))]
fn flip(_cell: &Cell<Object>, target: super::Target, _bit: u64) -> Result<()> {
    match target {}
}

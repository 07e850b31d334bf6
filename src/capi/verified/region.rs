//! Regions.

use core::ffi::{c_char, c_void};

use super::super::boundary::{InfoOut, Out, byte_room, guard, options, payload, text};
use super::super::segment::wrtmem_segment_t;
use super::super::slab;
use super::super::status::{deadline, wrtmem_status_t};
use super::{
    asked, given, spec, wrtmem_range_t, wrtmem_region_t, wrtmem_verified_info_t,
    wrtmem_verified_options_t,
};
use crate::objects::{KindId, Object, TypeTag};
use crate::status::{Result, fail};
use crate::verified::{Ask, Region, RegionParams};

unsafe fn region_params(pointer: *const wrtmem_verified_options_t) -> Result<RegionParams> {
    // SAFETY: the caller's promise.
    let told = unsafe { options("verified options", pointer) }?;
    let block = if told.block == 0 { RegionParams::DEFAULT_BLOCK } else { told.block };
    RegionParams::with_block(told.bytes, block, given(&told)?)
}

fn region(object: Object) -> Result<Region<Object>> {
    let params = RegionParams::try_from(&object.reference().params)?;
    Region::open(object, &params)
}

/// Creates a region, all zero.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  its bytes must be given
/// @param region   the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_verified_options_t,
    region: *mut *mut wrtmem_region_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("region", region)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { region_params(options) }?;
        let object = segment.create_object(&spec(name, KindId::REGION, params.into()))?;
        slab::open(&out, self::region(object)?)
    })
}

/// Opens a region, or creates it. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     the region's name
/// @param options  its bytes must be given
/// @param region   the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_verified_options_t,
    region: *mut *mut wrtmem_region_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("region", region)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let params = unsafe { region_params(options) }?;
        let spec = spec(name, KindId::REGION, params.into());
        let (object, created) = segment.open_or_create_object(&spec)?;
        slab::open(&out, self::region(object)?)?;
        new.set(created);
        Ok(())
    })
}

/// Opens a region by name. Through a read-only segment it is read without a store.
///
/// @param segment  the segment
/// @param name     the region's name
/// @param deadline how long to wait for it to appear
/// @param region   the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    region: *mut *mut wrtmem_region_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("region", region)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        let (tag, deadline) = (TypeTag::default(), self::deadline(deadline));
        let object = segment.open_object(name, KindId::REGION, tag, deadline)?;
        slab::open(&out, self::region(object)?)
    })
}

/// Lets go of a region.
///
/// @param region  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_region_close(region: *mut wrtmem_region_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(region) })
}

/// Sizes, level and statistics of a region.
///
/// @param region  the region
/// @param info    its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_info(
    region: *const wrtmem_region_t,
    info: *mut wrtmem_verified_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("verified info", info) }?;
        // SAFETY: the caller's promise.
        let region = unsafe { slab::get(region) }?;
        let blocks = (region.block_size(), region.blocks());
        out.set(super::info(region.len(), blocks, region.level()?, region.statistics()?));
        Ok(())
    })
}

/// Reads bytes of a region, all as one commit left them. Takes no lock and waits for no writer,
/// stopped or dead.
///
/// @param region  the region
/// @param offset  where they begin
/// @param buffer  where they go; NULL allowed if there are none. Of no use after an error
/// @param length  how many
/// @param level   at least this wrtmem_level_t; WRTMEM_LEVEL_DEFAULT for the stored one
/// @return WRTMEM_E_INVALID if they are not all within the region; WRTMEM_E_CORRUPT if they are
///         damaged; WRTMEM_E_BUSY if writers overtook it at each of 64,000 looks
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_read(
    region: *const wrtmem_region_t,
    offset: u64,
    buffer: *mut c_void,
    length: usize,
    level: i32,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (region, out) = unsafe { (slab::get(region)?, byte_room(buffer, length)?) };
        region.read_with(asked(level)?, offset, out)
    })
}

/// Writes bytes of a region in one commit. Killed in here, all are written or none.
///
/// @param region    the region
/// @param offset    where they begin
/// @param data      the bytes; borrowed for the call, and nobody may write them during it;
///                  NULL allowed if there are none
/// @param length    how many
/// @param deadline  how long to wait for other writers
/// @return WRTMEM_E_INVALID if they are not all within the region; WRTMEM_E_TIMEOUT if a living
///         writer, stopped perhaps, has the lock; WRTMEM_E_CORRUPT if bytes that were to stay are
///         damaged: then nothing is written
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_write(
    region: *mut wrtmem_region_t,
    offset: u64,
    data: *const c_void,
    length: usize,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (region, data) = unsafe { (slab::get(region)?, payload(data, length)?) };
        region.write_with(&Ask::until(self::deadline(deadline)), offset, data)
    })
}

/// Writes several stretches of a region in one commit. Where they overlap, later ones win.
///
/// @param region    the region
/// @param parts     the stretches, borrowed for the call; NULL allowed if there are none
/// @param count     how many, at most 65536
/// @param deadline  how long to wait for other writers
/// @return as wrtmem_region_write()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_write_all(
    region: *mut wrtmem_region_t,
    parts: *const wrtmem_range_t,
    count: usize,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let region = unsafe { slab::get(region) }?;
        if count > 1 << 16 || (parts.is_null() || !parts.is_aligned()) && count > 0 {
            fail!(Invalid, "parts: {count} at {parts:p}");
        }
        // SAFETY: of each `i` below `count`: the caller passes that many.
        let part = |i: usize| unsafe { parts.add(i).read() };
        for i in 0..count {
            let wrtmem_range_t { offset, data, length } = part(i);
            // SAFETY: the caller's promise.
            let bytes = unsafe { payload(data, length) }?;
            if offset > region.len() || bytes.len() as u64 > region.len() - offset {
                fail!(Invalid, "part {i}: {length} bytes at {offset}, there are {}", region.len());
            }
        }
        region.update(&Ask::until(self::deadline(deadline)), |transaction| {
            (0..count).try_for_each(|i| {
                let wrtmem_range_t { offset, data, length } = part(i);
                // SAFETY: the caller's promise.
                transaction.write(offset, unsafe { payload(data, length) }?)
            })
        })
    })
}

/// Changes the level of a region for everybody. Leaving WRTMEM_LEVEL_OFF sums every block,
/// entering WRTMEM_LEVEL_CRITICAL mirrors every block.
///
/// @param region    the region
/// @param level     a wrtmem_level_t but WRTMEM_LEVEL_DEFAULT
/// @param interval  with WRTMEM_LEVEL_SAMPLING 1 or more, else 0
/// @param deadline  how long to wait for writers
/// @return WRTMEM_E_CORRUPT if a block is damaged: the level stays
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_set_level(
    region: *mut wrtmem_region_t,
    level: i32,
    interval: u32,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let region = unsafe { slab::get(region) }?;
        match super::level(level, interval)? {
            Some(level) => region.set_level(level, self::deadline(deadline)),
            None => fail!(Invalid, "level 0 is none to set"),
        }
    })
}

/// The CRC32C of bytes of a region, as of one commit.
///
/// @param region    the region
/// @param offset    where they begin
/// @param length    how many
/// @param checksum  the CRC32C
/// @return WRTMEM_E_INVALID if they are not all within the region; WRTMEM_E_CORRUPT if a block at
///         either end, read in part, is damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_checksum(
    region: *const wrtmem_region_t,
    offset: u64,
    length: u64,
    checksum: *mut u32,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("checksum", checksum)?;
        // SAFETY: the caller's promise.
        let region = unsafe { slab::get(region) }?;
        out.set(region.checksum(offset, length)?);
        Ok(())
    })
}

/// Verifies every block of a region, whatever the level. Stores nothing.
///
/// @param region    the region
/// @param damaged   how many damaged places there are, those beside the blocks included
/// @param first     the first damaged block; as it was if none is; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_verify(
    region: *const wrtmem_region_t,
    damaged: *mut u32,
    first: *mut u32,
) -> wrtmem_status_t {
    guard(|| {
        let (out, block) = (Out::new("damaged", damaged)?, Out::optional("first", first)?);
        // SAFETY: the caller's promise.
        let region = unsafe { slab::get(region) }?;
        let mut first = None;
        let report = region.verify_all(&mut |damage| _ = first.get_or_insert(damage.block))?;
        out.set(report.damaged);
        if let Some(first) = first {
            block.set(first);
        }
        Ok(())
    })
}

/// Verifies the next blocks of a region, from where the last stretch ended, by whatever
/// process. At WRTMEM_LEVEL_CRITICAL what is damaged is repaired.
///
/// @param region    the region
/// @param bytes     about how many; at most once around
/// @param damaged   how many damaged places it met; NULL allowed
/// @param repaired  how many of them it made whole; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_scrub(
    region: *mut wrtmem_region_t,
    bytes: u64,
    damaged: *mut u32,
    repaired: *mut u32,
) -> wrtmem_status_t {
    guard(|| {
        let met = Out::optional("damaged", damaged)?;
        let mended = Out::optional("repaired", repaired)?;
        // SAFETY: the caller's promise.
        let step = unsafe { slab::get(region) }?.scrub(bytes, &mut |_| ())?;
        met.set(step.damaged);
        mended.set(step.repaired);
        Ok(())
    })
}

/// Sets a damaged block back to what it held before its last write. If that write had other
/// blocks too, they stay: all or nothing no longer holds for it.
///
/// @param region    the region
/// @param block     its number
/// @param deadline  how long to wait for writers
/// @return WRTMEM_E_STATE if the block is not damaged; WRTMEM_E_CORRUPT if what it held before
///         is damaged too, or gone: a write to a part of the block, refused for the damage, had
///         taken its place
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_roll_back(
    region: *mut wrtmem_region_t,
    block: u32,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::get(region) }?.roll_back(block, self::deadline(deadline))
    })
}

/// Where wrtmem_region_inject_fault() flips a bit.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_fault_t {
    /// A byte of the slot that holds.
    WRTMEM_FAULT_DATA = 0,
    /// A byte of the other slot.
    WRTMEM_FAULT_SPARE = 1,
    /// The epoch of the slot that holds.
    WRTMEM_FAULT_EPOCH = 2,
    /// Its checksum, length and flags.
    WRTMEM_FAULT_SUMMARY = 3,
    /// The committed epoch.
    WRTMEM_FAULT_COMMITTED = 4,
    /// A writer's intent.
    WRTMEM_FAULT_INTENT = 5,
    /// The header.
    WRTMEM_FAULT_HEADER = 6,
}

/// Flips one bit of a region on purpose, as radiation would: for drills. Only a library built
/// with the feature `fault-injection` does; others answer WRTMEM_E_UNSUPPORTED.
///
/// @param region  the region
/// @param target  a wrtmem_fault_t
/// @param block   of which block; one that there is in any case
/// @param bit     which bit of the target
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_inject_fault(
    region: *mut wrtmem_region_t,
    target: i32,
    block: u32,
    bit: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let region = unsafe { slab::get(region) }?;
        super::inject(region.provider(), target, |target| flip(region, target, block, bit))
    })
}

#[cfg(any(test, feature = "fault-injection"))]
fn flip(region: &Region<Object>, target: super::Target, block: u32, bit: u64) -> Result<()> {
    region.inject_fault(target, block, bit)
}

#[cfg(not(any(test, feature = "fault-injection")))]
fn flip(_region: &Region<Object>, target: super::Target, _block: u32, _bit: u64) -> Result<()> {
    match target {}
}

//! Verified regions and cells.

use core::ffi::c_void;

use super::boundary::SizedStruct;
use super::slab::Handle;
use crate::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use crate::status::{Result, fail};
use crate::sync::checksum::Crc;
use crate::verified::{Cell, Region, Statistics, VerificationLevel};

mod region;

mod transaction;

mod cell;

mod scrubber;

mod operations;

mod deque;

mod string;

mod map;

mod bits;

mod value;

mod encoder;

pub use bits::*;
pub use cell::*;
pub use deque::*;
pub use encoder::*;
pub use map::*;
pub use operations::*;
pub use region::*;
pub use scrubber::*;
pub use string::*;
pub use transaction::*;
pub use value::*;

/// A verified region, held open: bytes that commit with their checksums. Any thread may use
/// the handle.
pub struct wrtmem_region_t {
    _opaque: [u8; 0],
}

/// A verified cell, held open: one value that commits with its checksum. Any thread may use
/// the handle.
pub struct wrtmem_cell_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_region_t {
    const KIND: u32 = 40;
    const NAME: &'static str = "region";
    type Value = Region<Object>;
}

impl Handle for wrtmem_cell_t {
    const KIND: u32 = 41;
    const NAME: &'static str = "cell";
    type Value = Cell<Object>;
}

/// How much is checked, and when. A stored level holds for everybody; a call may ask for more,
/// never for less. Epochs, lengths and the words that decide are checked at every level.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_level_t {
    /// In options: WRTMEM_LEVEL_STANDARD. In a call: the stored level.
    WRTMEM_LEVEL_DEFAULT = 0,
    /// Never torn; no checksum.
    WRTMEM_LEVEL_OFF = 1,
    /// Writes store checksums; verify and scrub look at them.
    WRTMEM_LEVEL_BASIC = 2,
    /// And every n-th read of a handle does.
    WRTMEM_LEVEL_SAMPLING = 3,
    /// And every read does; a write verifies the old bytes of the blocks it changes in part.
    WRTMEM_LEVEL_STANDARD = 4,
    /// And writes are read back; reads look at header and intent.
    WRTMEM_LEVEL_FULL = 5,
    /// And everything is kept twice: damage is repaired.
    WRTMEM_LEVEL_CRITICAL = 6,
}

/// How to create a region or a cell. A field that is 0 means its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_verified_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// Usable bytes of a region; the longest value of a cell, up to 4096. Must be given.
    pub bytes: u64,
    /// Bytes of a region's blocks, a power of two from 64 to 4096. Default 512. Not for cells.
    pub block: u32,
    /// A wrtmem_level_t.
    pub level: i32,
    /// With WRTMEM_LEVEL_SAMPLING: every how many reads one is verified, 1 or more. Else 0.
    pub interval: u32,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_verified_options_t {}

/// A region or a cell. Reads are this handle's, everything else is of all processes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_verified_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Usable bytes; of a cell, the longest value.
    pub bytes: u64,
    /// Writes committed.
    pub writes: u64,
    /// Bytes that they wrote.
    pub bytes_written: u64,
    /// Reads through this handle; exact if one thread at a time uses it.
    pub reads: u64,
    /// Bytes that they read.
    pub bytes_read: u64,
    /// Reads that looked at the checksums.
    pub verified: u64,
    /// Reads that sampling left out.
    pub sampled_out: u64,
    /// Looks that a writer overtook.
    pub retries: u64,
    /// Writes that ended half way and were cleaned up after.
    pub recoveries: u64,
    /// Times that damage was met.
    pub failures: u64,
    /// Slots, headers and control words that were made whole again.
    pub repaired: u64,
    /// Blocks that were set back to their older slot.
    pub rolled_back: u64,
    /// Times that a slot at WRTMEM_LEVEL_CRITICAL could not be made whole.
    pub unrepairable: u64,
    /// The block at which scrubbing goes on.
    pub scrub_position: u64,
    /// How often scrubbing went all the way round.
    pub scrub_laps: u64,
    /// The damage met last: when, in nanoseconds since 1970 UTC; 0 if there was none.
    pub error_time: u64,
    /// Its epoch.
    pub error_epoch: u64,
    /// Its block.
    pub error_block: u32,
    /// The checksum that was stored.
    pub error_want: u32,
    /// The checksum that was found.
    pub error_got: u32,
    /// Bytes of a block; 0 for a cell.
    pub block: u32,
    /// Blocks.
    pub blocks: u32,
    /// The stored level: a wrtmem_level_t.
    pub level: i32,
    /// With WRTMEM_LEVEL_SAMPLING: every how many reads one is verified, 1 or more. Else 0.
    pub interval: u32,
    /// Always 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_verified_info_t {}

/// One stretch of wrtmem_region_write_all().
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_range_t {
    /// Where it goes.
    pub offset: u64,
    /// The bytes; NULL allowed if there are none.
    pub data: *const c_void,
    /// How many.
    pub length: usize,
}

fn level(number: i32, interval: u32) -> Result<Option<VerificationLevel>> {
    if number == 0 && interval == 0 {
        return Ok(None);
    }
    let rank = u8::try_from(number.wrapping_sub(1)).unwrap_or(u8::MAX);
    match VerificationLevel::from_rank(rank, interval) {
        Some(level) if level.interval() == interval => Ok(Some(level)),
        _ => fail!(Invalid, "level {number} with interval {interval}: not a wrtmem_level_t"),
    }
}

/// The level that a call asks for; sampling is no level to ask for.
fn asked(number: i32) -> Result<VerificationLevel> {
    Ok(level(number, 0)?.unwrap_or(VerificationLevel::Off))
}

fn given(options: &wrtmem_verified_options_t) -> Result<VerificationLevel> {
    if options.reserved != 0 {
        fail!(Invalid, "verified options: reserved is {}, must be 0", options.reserved);
    }
    Ok(level(options.level, options.interval)?.unwrap_or_default())
}

/// What a type tag says of a layout with these numbers.
fn named<const N: usize>(layout: &[u8; 8], numbers: [u64; N]) -> u64 {
    Crc::new().words([u64::from_le_bytes(*layout)]).words(numbers).value() as u64
}

fn spec(name: &str, kind: KindId, params: Params) -> ObjectSpec<'_> {
    ObjectSpec { name, kind, tag: TypeTag::default(), params }
}

fn info(
    bytes: u64,
    (block, blocks): (u32, u32),
    level: VerificationLevel,
    told: Statistics,
) -> wrtmem_verified_info_t {
    let last = told.last_error;
    let damage = last.map(|last| last.damage);
    wrtmem_verified_info_t {
        size: 0,
        bytes,
        writes: told.writes,
        bytes_written: told.bytes_written,
        reads: told.reads,
        bytes_read: told.bytes_read,
        verified: told.verified,
        sampled_out: told.sampled_out,
        retries: told.retries,
        recoveries: told.recoveries,
        failures: told.failures,
        repaired: told.repaired,
        rolled_back: told.rolled_back,
        unrepairable: told.unrepairable,
        scrub_position: told.scrub_position,
        scrub_laps: told.scrub_laps,
        error_time: last.map_or(0, |last| last.time),
        error_epoch: damage.map_or(0, |damage| damage.epoch),
        error_block: damage.map_or(0, |damage| damage.block),
        error_want: damage.map_or(0, |damage| damage.want),
        error_got: damage.map_or(0, |damage| damage.got),
        block,
        blocks,
        level: level.rank() as i32 + 1,
        interval: level.interval(),
        reserved: 0,
    }
}

#[cfg(any(test, feature = "fault-injection"))]
use crate::verified::Target;

/// A build without faults has no place to flip a bit.
#[cfg(not(any(test, feature = "fault-injection")))]
#[derive(Clone, Copy)]
enum Target {}

/// Every target, by its wrtmem_fault_t; none in a build without faults.
#[cfg(any(test, feature = "fault-injection"))]
const TARGETS: &[Target] = &Target::ALL;
#[cfg(not(any(test, feature = "fault-injection")))]
const TARGETS: &[Target] = &[];

/// Flips a bit of the target of this number.
fn inject(object: &Object, target: i32, flip: impl FnOnce(Target) -> Result<()>) -> Result<()> {
    crate::provider::Provider::check(object)?; // what is wrong first
    if TARGETS.is_empty() {
        return Err(crate::status::Status::Unsupported.into());
    }
    match usize::try_from(target).ok().and_then(|target| TARGETS.get(target)) {
        Some(target) => flip(*target),
        None => fail!(Invalid, "fault: {target} is no wrtmem_fault_t"),
    }
}

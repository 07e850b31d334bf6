//! Bit sets.

use core::ffi::c_char;

use super::super::boundary::{Out, SizedStruct, guard, options, text};
use super::super::segment::wrtmem_segment_t;
use super::super::slab::{self, Handle};
use super::super::status::{deadline, wrtmem_status_t};
use super::named;
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
use crate::status::{Result, Status, fail};
use crate::verified::{Ask, Bits, RegionParams, Turn, VerificationLevel};

/// Bits in a verified region, held open. Each change is one commit, and none if it changes
/// nothing. Any thread may use the handle.
pub struct wrtmem_bits_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_bits_t {
    const KIND: u32 = 47;
    const NAME: &'static str = "bits";
    type Value = Bits<Object>;
}

/// How to create bits. A field that is 0 means its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_bits_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// How many. Must be given.
    pub bits: u64,
    /// A wrtmem_level_t.
    pub level: i32,
    /// With WRTMEM_LEVEL_SAMPLING: every how many reads one is verified, 1 or more. Else 0.
    pub interval: u32,
    /// Must be 0.
    pub reserved: u64,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_bits_options_t {}

/// Bits as options tell them.
struct Told {
    bits: u64,
    level: VerificationLevel,
    region: RegionParams,
}

impl Told {
    unsafe fn new(pointer: *const wrtmem_bits_options_t) -> Result<Told> {
        // SAFETY: the caller's promise.
        let told = unsafe { options("bits options", pointer) }?;
        if told.reserved != 0 {
            fail!(Invalid, "bits options: reserved is {}, must be 0", told.reserved);
        }
        let level = super::level(told.level, told.interval)?.unwrap_or_default();
        let region = Bits::<Object>::params(told.bits, level)?;
        Ok(Told { bits: told.bits, level, region })
    }

    fn tag(&self) -> TypeTag {
        TypeTag { size: 8, align: 8, name_hash: named(b"wrtmem_b", [self.bits]) }
    }

    fn spec<'n>(&self, name: &'n str) -> ObjectSpec<'n> {
        ObjectSpec { name, kind: KindId::REGION, tag: self.tag(), params: self.region.into() }
    }

    fn open(&self, object: Object) -> Result<Bits<Object>> {
        // Whatever level they were made with.
        let found = RegionParams::try_from(&object.reference().params)?;
        if (found.size, found.block) != (self.region.size, self.region.block) {
            fail!(Mismatch, "bits: of {} bytes, asked for {}", found.size, self.region.size);
        }
        Bits::open(object, self.bits, self.level)
    }
}

/// Creates bits, all 0. Their region may be opened by wrtmem_region_open() too, for levels,
/// statistics and scrubbing; nobody may write there.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  bits must be given
/// @param bits     the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_bits_options_t,
    bits: *mut *mut wrtmem_bits_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("bits", bits)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let told = unsafe { Told::new(options) }?;
        slab::open(&out, told.open(segment.create_object(&told.spec(name))?)?)
    })
}

/// Opens bits, or creates them. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     the bits' name
/// @param options  bits must be given
/// @param bits     the handle; the caller owns it and closes it
/// @param created  whether this call created them; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_bits_options_t,
    bits: *mut *mut wrtmem_bits_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("bits", bits)?, Out::optional("created", created)?);
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let told = unsafe { Told::new(options) }?;
        let (object, created) = segment.open_or_create_object(&told.spec(name))?;
        slab::open(&out, told.open(object)?)?;
        new.set(created);
        Ok(())
    })
}

/// Opens bits by name. Through a read-only segment they are read without a store.
///
/// @param segment  the segment
/// @param name     the bits' name
/// @param options  what they were created with; the level and its interval may differ
/// @param deadline how long to wait for them to appear
/// @param bits     the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if they do not appear; WRTMEM_E_MISMATCH or
///         WRTMEM_E_LAYOUT if the object is something else
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_bits_options_t,
    deadline: u64,
    bits: *mut *mut wrtmem_bits_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("bits", bits)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let told = unsafe { Told::new(options) }?;
        let deadline = self::deadline(deadline);
        let object = segment.open_object(name, KindId::REGION, told.tag(), deadline)?;
        slab::open(&out, told.open(object)?)
    })
}

/// Lets go of bits.
///
/// @param bits  NULL does nothing
/// @return WRTMEM_E_HANDLE if they are not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_bits_close(bits: *mut wrtmem_bits_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(bits) })
}

/// Reads a bit. Takes no lock and waits for no writer.
///
/// @param bits  the bits
/// @param bit   which; one that there is
/// @param set   whether it is 1
/// @return WRTMEM_E_CORRUPT if it is damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_test(
    bits: *const wrtmem_bits_t,
    bit: u64,
    set: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("set", set)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(bits) }?.test(bit)?);
        Ok(())
    })
}

unsafe fn turn(
    bits: *mut wrtmem_bits_t,
    bit: u64,
    turn: Turn,
    deadline: u64,
    was: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("was", was)?;
        // SAFETY: the caller's promise.
        let bits = unsafe { slab::get(bits) }?;
        out.set(bits.turn(&Ask::until(self::deadline(deadline)), bit, turn)?);
        Ok(())
    })
}

/// Makes a bit 1.
///
/// @param bits      the bits
/// @param bit       which; one that there is
/// @param deadline  how long to wait for other writers
/// @param was       whether it was 1; NULL allowed
/// @return WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
///         WRTMEM_E_CORRUPT if what is near is damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_set(
    bits: *mut wrtmem_bits_t,
    bit: u64,
    deadline: u64,
    was: *mut bool,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { turn(bits, bit, Turn::On, deadline, was) }
}

/// Makes a bit 0: as wrtmem_bits_set().
///
/// @param bits      the bits
/// @param bit       which; one that there is
/// @param deadline  how long to wait for other writers
/// @param was       whether it was 1; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_clear(
    bits: *mut wrtmem_bits_t,
    bit: u64,
    deadline: u64,
    was: *mut bool,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { turn(bits, bit, Turn::Off, deadline, was) }
}

/// Turns a bit over: as wrtmem_bits_set().
///
/// @param bits      the bits
/// @param bit       which; one that there is
/// @param deadline  how long to wait for other writers
/// @param was       whether it was 1; NULL allowed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_toggle(
    bits: *mut wrtmem_bits_t,
    bit: u64,
    deadline: u64,
    was: *mut bool,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { turn(bits, bit, Turn::Over, deadline, was) }
}

/// How many bits are 1.
///
/// @param bits   the bits
/// @param count  how many
/// @return WRTMEM_E_CORRUPT if their words are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_count(
    bits: *const wrtmem_bits_t,
    count: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("count", count)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(bits) }?.count()?);
        Ok(())
    })
}

/// Finds the first bit that is 1. Takes no lock.
///
/// @param bits  the bits
/// @param from  the first to look at
/// @param bit   which it is
/// @return WRTMEM_E_NOT_FOUND if there is none; WRTMEM_E_CORRUPT; WRTMEM_E_BUSY if writers
///         overtook it a thousand times
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_next(
    bits: *const wrtmem_bits_t,
    from: u64,
    bit: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("bit", bit)?;
        // SAFETY: the caller's promise.
        match unsafe { slab::get(bits) }?.next(from)? {
            Some(found) => out.set(found),
            None => return Err(Status::NotFound.into()),
        }
        Ok(())
    })
}

/// Reads bits by words of 64, all as one commit left them. Bit 0 is the lowest of word 0.
///
/// @param bits   the bits
/// @param first  the first word
/// @param words  where they go
/// @param count  how many; all must be there
/// @return WRTMEM_E_CORRUPT if they are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_read(
    bits: *const wrtmem_bits_t,
    first: u64,
    words: *mut u64,
    count: usize,
) -> wrtmem_status_t {
    guard(|| {
        Out::new("words", words)?;
        // SAFETY: the caller's promise.
        let bits = unsafe { slab::get(bits) }?;
        bits.word_range(first, count)?;
        // SAFETY: not NULL and aligned, as checked, and no more than a region has; the caller
        // passes that many words, which nobody else uses meanwhile.
        bits.read_words(first, unsafe { core::slice::from_raw_parts_mut(words, count) })
    })
}

/// Writes bits by words of 64, in one commit.
///
/// @param bits      the bits
/// @param first     the first word
/// @param words     the bits, borrowed for the call; those of the last word that there are not
///                  must be 0
/// @param count     how many words; all must be there
/// @param deadline  how long to wait for other writers
/// @return as wrtmem_bits_set()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_write(
    bits: *mut wrtmem_bits_t,
    first: u64,
    words: *const u64,
    count: usize,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        Out::new("words", words.cast_mut())?;
        // SAFETY: the caller's promise.
        let bits = unsafe { slab::get(bits) }?;
        bits.word_range(first, count)?;
        // SAFETY: not NULL and aligned, as checked, and no more than a region has; the caller
        // passes that many words, which nobody writes meanwhile.
        let words = unsafe { core::slice::from_raw_parts(words, count) };
        bits.write_words(&Ask::until(self::deadline(deadline)), first, words)
    })
}

/// Makes all bits 0, in one commit. Writes every block anew, so that damage is gone too.
///
/// @param bits      the bits
/// @param deadline  how long to wait for other writers
/// @return WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_clear_all(
    bits: *mut wrtmem_bits_t,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::get(bits) }?.clear_all(&Ask::until(self::deadline(deadline)))
    })
}

/// Whether nothing is damaged, and as many bits are 1 as wrtmem_bits_count() says. Stores
/// nothing.
///
/// @param bits   the bits
/// @param sound  the answer
/// @return WRTMEM_E_BUSY if writers overtook it a thousand times
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_bits_verify(
    bits: *const wrtmem_bits_t,
    sound: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("sound", sound)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(bits) }?.verify()?);
        Ok(())
    })
}

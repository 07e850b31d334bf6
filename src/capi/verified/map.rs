//! Maps and sets.

use core::ffi::{c_char, c_void};

use super::super::boundary::{InfoOut, Out, SizedStruct, byte_room, guard, options, payload, text};
use super::super::segment::wrtmem_segment_t;
use super::super::slab::{self, Handle};
use super::super::status::{deadline, wrtmem_status_t};
use super::named;
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
use crate::status::{Error, Result, Status, fail};
use crate::verified::{Ask, Put, RegionParams, Table, TableParams, VerificationLevel};

/// A map in a verified region, held open: values by key, all of one size. Each change is one
/// commit. With values of no bytes it is a set. Any thread may use the handle.
pub struct wrtmem_map_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_map_t {
    const KIND: u32 = 46;
    const NAME: &'static str = "map";
    type Value = Table<Object>;
}

/// What a map is made for. A field that is 0 means its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_map_options_t {
    /// sizeof this struct.
    pub size: usize,
    /// How many keys it holds. Must be given. If it evicts, it is rounded up to a multiple of 8
    /// from 17 on.
    pub capacity: u64,
    /// Bytes of a key. Must be given.
    pub key_bytes: u32,
    /// Bytes of a value; 0 for a set.
    pub value_bytes: u32,
    /// 1: a new key takes the place of the one that was written the longest ago, of the 16 that
    /// may be where it may, if they leave no room. 0: then it is refused.
    pub evict: u32,
    /// A wrtmem_level_t.
    pub level: i32,
    /// With WRTMEM_LEVEL_SAMPLING: every how many reads one is verified, 1 or more. Else 0.
    pub interval: u32,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_map_options_t {}

/// A map. Hits and misses are this handle's, everything else is of all processes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_map_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// How many keys it holds at most.
    pub capacity: u64,
    /// How many it holds.
    pub length: u64,
    /// Keys that gave way to others.
    pub evicted: u64,
    /// Values that wrtmem_map_get() found; exact if one thread at a time uses the handle.
    pub hits: u64,
    /// Values that it did not find.
    pub misses: u64,
    /// Bytes of a key.
    pub key_bytes: u32,
    /// Bytes of a value.
    pub value_bytes: u32,
    /// Whether a new key may take another's place.
    pub evict: u32,
    /// Always 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_map_info_t {}

/// What wrtmem_map_insert() did.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_put_t {
    /// The key is new.
    WRTMEM_PUT_ADDED = 0,
    /// The key had a value before.
    WRTMEM_PUT_REPLACED = 1,
    /// The key is new, and another gave way to it.
    WRTMEM_PUT_EVICTED = 2,
}

/// A map as options tell it.
struct Told {
    params: TableParams,
    level: VerificationLevel,
    region: RegionParams,
}

impl Told {
    unsafe fn new(pointer: *const wrtmem_map_options_t) -> Result<Told> {
        // SAFETY: the caller's promise.
        let told = unsafe { options("map options", pointer) }?;
        if told.reserved != 0 || told.evict > 1 {
            fail!(Invalid, "map options: reserved {}, evict {}", told.reserved, told.evict);
        }
        let params = TableParams {
            key: told.key_bytes,
            value: told.value_bytes,
            capacity: told.capacity,
            evict: told.evict == 1,
        };
        let level = super::level(told.level, told.interval)?.unwrap_or_default();
        Ok(Told { params, level, region: params.region(level)? })
    }

    /// The sizes are part of the tag, so an opener that means others is refused, whatever the
    /// map holds.
    fn tag(&self) -> TypeTag {
        let TableParams { key, value, capacity, evict } = self.params;
        let made = named(b"wrtmem_m", [key as u64, value as u64, capacity, evict as u64]);
        TypeTag { size: key, align: 1, name_hash: made }
    }

    fn spec<'n>(&self, name: &'n str) -> ObjectSpec<'n> {
        ObjectSpec { name, kind: KindId::REGION, tag: self.tag(), params: self.region.into() }
    }

    fn open(&self, object: Object) -> Result<Table<Object>> {
        // Whatever level it was made with.
        let found = RegionParams::try_from(&object.reference().params)?;
        if (found.size, found.block) != (self.region.size, self.region.block) {
            fail!(Mismatch, "map: of {} bytes, asked for {}", found.size, self.region.size);
        }
        Table::open(object, &self.params, self.level)
    }
}

/// Creates an empty map. Its region may be opened by wrtmem_region_open() too, for levels,
/// statistics and scrubbing; nobody may write there.
///
/// @param segment  the segment
/// @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options  capacity and key_bytes must be given
/// @param map      the handle; the caller owns it and closes it
/// @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_map_options_t,
    map: *mut *mut wrtmem_map_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("map", map)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let told = unsafe { Told::new(options) }?;
        slab::open(&out, told.open(segment.create_object(&told.spec(name))?)?)
    })
}

/// Opens a map, or creates it. However many do this at once, one creates.
///
/// @param segment  the segment
/// @param name     the map's name
/// @param options  capacity and key_bytes must be given
/// @param map      the handle; the caller owns it and closes it
/// @param created  whether this call created it; NULL allowed
/// @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_map_options_t,
    map: *mut *mut wrtmem_map_t,
    created: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let (out, new) = (Out::new("map", map)?, Out::optional("created", created)?);
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

/// Opens a map by name. Through a read-only segment it is read without a store.
///
/// @param segment  the segment
/// @param name     the map's name
/// @param options  what it was created with; the level and its interval may differ
/// @param deadline how long to wait for it to appear
/// @param map      the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH or
///         WRTMEM_E_LAYOUT if the object is something else
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_map_options_t,
    deadline: u64,
    map: *mut *mut wrtmem_map_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("map", map)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let told = unsafe { Told::new(options) }?;
        let deadline = self::deadline(deadline);
        let object = segment.open_object(name, KindId::REGION, told.tag(), deadline)?;
        slab::open(&out, told.open(object)?)
    })
}

/// Lets go of a map.
///
/// @param map  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_map_close(map: *mut wrtmem_map_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(map) })
}

/// Sizes and counts of a map.
///
/// @param map   the map
/// @param info  its size field set by the caller
/// @return WRTMEM_E_CORRUPT if its words are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_info(
    map: *const wrtmem_map_t,
    info: *mut wrtmem_map_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("map info", info) }?;
        // SAFETY: the caller's promise.
        let map = unsafe { slab::get(map) }?;
        let (counts, params) = (map.counts()?, map.params());
        out.set(wrtmem_map_info_t {
            size: 0,
            capacity: map.capacity(),
            length: map.len()?,
            evicted: counts.evicted,
            hits: counts.hits,
            misses: counts.misses,
            key_bytes: params.key,
            value_bytes: params.value,
            evict: params.evict as u32,
            reserved: 0,
        });
        Ok(())
    })
}

/// Gives a key a value, in one commit. Killed in here, it is done or not.
///
/// @param map           the map
/// @param key           the key; borrowed for the call, and nobody may write it during it
/// @param key_length    its bytes: the map's key_bytes
/// @param value         the value, borrowed likewise; NULL allowed if it has no bytes
/// @param value_length  its bytes: the map's value_bytes
/// @param deadline      how long to wait for other writers
/// @param put           a wrtmem_put_t: what was done; NULL allowed
/// @return WRTMEM_E_FULL if the key is new, and there are as many as may be or no room where
///         this one may be: up to 16 always fit, of more all but for about three in 10^11;
///         WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
///         WRTMEM_E_CORRUPT if what is near is damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_insert(
    map: *mut wrtmem_map_t,
    key: *const c_void,
    key_length: usize,
    value: *const c_void,
    value_length: usize,
    deadline: u64,
    put: *mut i32,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::optional("put", put)?;
        // SAFETY: the caller's promises.
        let (map, key) = unsafe { (slab::get(map)?, payload(key, key_length)?) };
        // SAFETY: the caller's promise.
        let value = unsafe { payload(value, value_length) }?;
        let put = map.put(&Ask::until(self::deadline(deadline)), key, value, None)?;
        out.set(match put {
            Put::Added => wrtmem_put_t::WRTMEM_PUT_ADDED,
            Put::Replaced => wrtmem_put_t::WRTMEM_PUT_REPLACED,
            Put::Evicted => wrtmem_put_t::WRTMEM_PUT_EVICTED,
        } as i32);
        Ok(())
    })
}

/// Room for a value of a map, or what is wrong with it.
unsafe fn value_room<'a>(
    map: &Table<Object>,
    buffer: *mut c_void,
    capacity: usize,
) -> Result<&'a mut [u8]> {
    // SAFETY: the caller's promise.
    let buffer = unsafe { byte_room(buffer, capacity) }?;
    let bytes = map.params().value as usize;
    buffer.get_mut(..bytes).ok_or_else(|| too_small("value", bytes, capacity))
}

#[cold]
fn too_small(what: &str, bytes: usize, capacity: usize) -> Error {
    Error::with_detail(
        Status::TooSmall,
        format_args!("map: a {what} has {bytes} bytes, the buffer {capacity}"),
    )
}

/// Reads the value of a key. Takes no lock, waits for no writer, stores nothing.
///
/// @param map         the map
/// @param key         the key
/// @param key_length  its bytes: the map's key_bytes
/// @param value       where the value goes; NULL allowed if capacity is 0. Of no use after an
///                    error
/// @param capacity    its bytes, at least the map's value_bytes
/// @return WRTMEM_E_NOT_FOUND if the key is not in it; WRTMEM_E_TOO_SMALL; WRTMEM_E_CORRUPT;
///         WRTMEM_E_BUSY if writers overtook it a thousand times
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_get(
    map: *const wrtmem_map_t,
    key: *const c_void,
    key_length: usize,
    value: *mut c_void,
    capacity: usize,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (map, key) = unsafe { (slab::get(map)?, payload(key, key_length)?) };
        // SAFETY: the caller's promise.
        let value = unsafe { value_room(map, value, capacity) }?;
        if map.get(key, value)? { Ok(()) } else { Err(Status::NotFound.into()) }
    })
}

/// Takes a key out, in one commit. Killed in here, it is done or not.
///
/// @param map         the map
/// @param key         the key
/// @param key_length  its bytes: the map's key_bytes
/// @param deadline    how long to wait for other writers
/// @return WRTMEM_E_NOT_FOUND if the key is not in it; else as wrtmem_map_insert()
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_remove(
    map: *mut wrtmem_map_t,
    key: *const c_void,
    key_length: usize,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (map, key) = unsafe { (slab::get(map)?, payload(key, key_length)?) };
        let removed = map.remove(&Ask::until(self::deadline(deadline)), key, None)?;
        if removed { Ok(()) } else { Err(Status::NotFound.into()) }
    })
}

/// How many keys a map holds.
///
/// @param map     the map
/// @param length  how many
/// @return WRTMEM_E_CORRUPT if its words are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_length(
    map: *const wrtmem_map_t,
    length: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("length", length)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(map) }?.len()?);
        Ok(())
    })
}

/// Reads the next key and its value, in no order. Each call is of its own commit: a key that
/// stays all the time is met once, whatever else comes and goes. Takes no lock.
///
/// @param map             the map
/// @param cursor          0 at first; then as the call before left it. After an error it is
///                        past the damaged part, or as it was for a wrong argument
/// @param key             where the key goes; of no use after an error, nor is the value
/// @param key_capacity    its bytes, at least the map's key_bytes
/// @param value           where the value goes; NULL allowed if value_capacity is 0
/// @param value_capacity  its bytes, at least the map's value_bytes
/// @return WRTMEM_E_NOT_FOUND if there are no more, after at most as many calls as slots;
///         WRTMEM_E_TOO_SMALL; WRTMEM_E_CORRUPT; WRTMEM_E_BUSY
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_next(
    map: *const wrtmem_map_t,
    cursor: *mut u64,
    key: *mut c_void,
    key_capacity: usize,
    value: *mut c_void,
    value_capacity: usize,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("cursor", cursor)?;
        // SAFETY: the caller's promises.
        let (map, key) = unsafe { (slab::get(map)?, byte_room(key, key_capacity)?) };
        let bytes = map.params().key as usize;
        let key = key.get_mut(..bytes).ok_or_else(|| too_small("key", bytes, key_capacity))?;
        // SAFETY: the caller's promise.
        let value = unsafe { value_room(map, value, value_capacity) }?;
        // SAFETY: not NULL and aligned, as `Out` checked; the caller passes a number there.
        let mut at = unsafe { cursor.read() };
        let met = map.next(&mut at, key, value);
        out.set(at);
        if met? { Ok(()) } else { Err(Status::NotFound.into()) }
    })
}

/// Takes all keys out, in one commit. Writes every block anew, so that damage is gone too.
///
/// @param map       the map
/// @param deadline  how long to wait for other writers
/// @return WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_clear(
    map: *mut wrtmem_map_t,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::get(map) }?.clear(&Ask::until(self::deadline(deadline)))
    })
}

/// Whether nothing in a map is damaged, every key is where it belongs, once, and as many are
/// there as its length says. Stores nothing.
///
/// @param map    the map
/// @param sound  the answer
/// @return WRTMEM_E_BUSY if writers overtook it a thousand times
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_map_verify(
    map: *const wrtmem_map_t,
    sound: *mut bool,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("sound", sound)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(map) }?.verify()?);
        Ok(())
    })
}

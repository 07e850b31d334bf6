//! The table of handles.
//!
//! A handle is the address of one byte inside its 64-byte entry: which byte comes from the
//! entry's generation, so a stale handle is told from the entry's next one (63 in a row).
//! Entries are never unmapped: looking a closed handle up is safe. Kinds are checked, so a
//! handle of another kind is an error too.
//!
//! Lookups take no lock. Opening and closing take the process-wide one, which no forked
//! child inherits locked.

use core::cell::UnsafeCell;
use core::ptr::NonNull;
use std::collections::VecDeque;

use super::boundary::Out;
use crate::os::fork::PROCESS;
use crate::status::{Result, fail};
use crate::sync::{Ordering::*, Shared32, Shared64};

/// What kind of thing a handle stands for.
pub(super) trait Handle {
    const KIND: u32;
    const NAME: &'static str;
    /// What the entry's box holds.
    type Value: Send;
}

const ENTRY: usize = 64;
const FIRST_CHUNK: usize = 64;
/// Each chunk has twice the entries of the one before: 2³⁰ handles in all.
const CHUNKS: usize = 24;
/// So many entries are free at least. A handle is valid again at the 63rd use of its entry, so
/// not before some two thousand others were opened.
const RESTING: usize = 32;

#[repr(C, align(64))]
struct Entry {
    /// `kind 8 | place of the valid byte, 1 to 63: 8`; 0 while free.
    tag: Shared32,
    /// The byte the next handle gets.
    next_byte: Shared32,
    /// The boxed value, as an address.
    value: Shared64,
}

/// A handle's value, in cache lines of its own: two threads that use two handles whose values
/// shared one would wait for each other at every call.
#[repr(C, align(128))]
struct Apart<V>(V);
const _: () = assert!(align_of::<Apart<u8>>() == 128 && core::mem::offset_of!(Apart<u64>, 0) == 0);

struct Slab {
    /// Address and number of entries; written once, under the lock, address last.
    chunks: [(Shared64, Shared32); CHUNKS],
    /// First in, first out: an entry rests as long as it can before it is used again.
    free: UnsafeCell<VecDeque<&'static Entry>>,
}

// SAFETY: `free` is touched under `PROCESS` only; the rest is atomic.
unsafe impl Sync for Slab {}

static SLAB: Slab = Slab {
    chunks: [const { (Shared64::new(0), Shared32::new(0)) }; CHUNKS],
    free: UnsafeCell::new(VecDeque::new()),
};

/// Puts `value` into the table and its handle where the caller wants it.
pub(super) fn open<H: Handle>(out: &Out<*mut H>, value: H::Value) -> Result<()> {
    // Ours until its handle is there: dropped if that fails, after the lock.
    let value = Box::new(Apart(value));
    let _process = PROCESS.lock();
    // SAFETY: under the lock.
    let free = unsafe { &mut *SLAB.free.get() };
    if free.len() < RESTING {
        let grown = grow(free);
        if free.is_empty() {
            grown?;
        }
    }
    let entry = free.pop_front().expect("grown if it was empty");
    let byte = entry.next_byte.load(Relaxed) % (ENTRY as u32 - 1) + 1;
    entry.next_byte.store(byte, Relaxed);
    entry.value.store(&raw const *value as usize as u64, Relaxed);
    // Release: with the Acquire in `find`.
    entry.tag.store(H::KIND << 8 | byte, Release);
    // From here on the entry's: the address is the one stored above.
    let _ = Box::into_raw(value).expose_provenance();
    let handle = (&raw const *entry as usize + byte as usize) as *mut H;
    out.set(handle);
    Ok(())
}

#[cold]
fn grow(free: &mut VecDeque<&'static Entry>) -> Result<()> {
    let used = SLAB.chunks.iter().take_while(|chunk| chunk.0.load(Relaxed) != 0).count();
    let Some(chunk) = SLAB.chunks.get(used) else {
        fail!(NoMemory, "more than {} handles open", FIRST_CHUNK << CHUNKS);
    };
    let count = FIRST_CHUNK << used;
    let entries: Box<[Entry]> = (0..count)
        .map(|_| Entry {
            tag: Shared32::new(0),
            next_byte: Shared32::new(0),
            value: Shared64::new(0),
        })
        .collect();
    let entries: &'static [Entry] = Box::leak(entries);
    chunk.1.store(count as u32, Relaxed);
    // Release: with the Acquire in `find`; an entry's bytes are there before its chunk is.
    chunk.0.store(entries.as_ptr() as usize as u64, Release);
    free.extend(entries);
    Ok(())
}

/// The open entry of a handle.
fn find<H: Handle>(handle: *const H) -> Option<&'static Entry> {
    let address = handle as usize;
    for (base, count) in &SLAB.chunks {
        // Acquire: with the Release in `grow`.
        let base = base.load(Acquire) as usize;
        if base == 0 {
            return None;
        }
        if address.wrapping_sub(base) < count.load(Relaxed) as usize * ENTRY {
            // SAFETY: inside a leaked chunk of entries.
            return unsafe { entry_at(handle) };
        }
    }
    None
}

/// The entry around the address of a handle, if it is open and the handle its current one.
///
/// # Safety
/// The address is inside a chunk.
#[inline(always)]
unsafe fn entry_at<H: Handle>(handle: *const H) -> Option<&'static Entry> {
    const { assert!(H::KIND > 0, "the tag of an address at an entry's start must match none") };
    let address = handle as usize;
    // SAFETY: the start of one of the chunk's entries, which are leaked.
    let entry = unsafe { &*((address & !(ENTRY - 1)) as *const Entry) };
    // Acquire: with the Release in `open`.
    (entry.tag.load(Acquire) == H::KIND << 8 | (address % ENTRY) as u32).then_some(entry)
}

#[cold]
fn no_handle<H: Handle>(handle: *const H) -> Result<NonNull<H::Value>> {
    if handle.is_null() {
        fail!(Invalid, "{}: NULL", H::NAME);
    }
    fail!(Handle, "{handle:p} is no open {}", H::NAME)
}

#[inline]
fn value<H: Handle>(handle: *const H) -> Result<NonNull<H::Value>> {
    let Some(entry) = find(handle) else { return no_handle(handle) };
    // The address of what it holds, which comes first.
    let value = entry.value.load(Relaxed) as usize as *mut H::Value;
    Ok(NonNull::new(value).expect("an open entry has a value"))
}

/// What a handle stands for, for a kind that threads may share.
///
/// # Safety
/// Nobody closes the handle during `'a`.
#[inline]
pub(super) unsafe fn get<'a, H: Handle>(handle: *const H) -> Result<&'a H::Value>
where
    H::Value: Sync,
{
    // SAFETY: an open entry's box is alive, and stays so by the caller's promise.
    value(handle).map(|value| unsafe { &*value.as_ptr() })
}

/// As [`get_mut`], for a fast path: it has no error to make, and the first chunk in line.
///
/// # Safety
/// As there.
#[inline(always)]
pub(super) unsafe fn look<'a, H: Handle>(handle: *mut H) -> Option<&'a mut H::Value> {
    // Acquire: with the Release in `grow`.
    let base = SLAB.chunks[0].0.load(Acquire) as usize;
    let inside = base != 0 && (handle as usize).wrapping_sub(base) < FIRST_CHUNK * ENTRY;
    // SAFETY: inside the first chunk.
    let entry = if inside { unsafe { entry_at(handle) } } else { find(handle) };
    // SAFETY: an open entry's box is alive, and nobody else uses it, by the caller's promise.
    entry
        .and_then(|entry| unsafe { (entry.value.load(Relaxed) as usize as *mut H::Value).as_mut() })
}

/// What a handle stands for, for a kind that one thread uses at a time.
///
/// # Safety
/// Nobody else uses or closes the handle during `'a`.
#[inline]
pub(super) unsafe fn get_mut<'a, H: Handle>(handle: *mut H) -> Result<&'a mut H::Value> {
    // SAFETY: an open entry's box is alive, and nobody else uses it, by the caller's promise.
    value(handle).map(|value| unsafe { &mut *value.as_ptr() })
}

/// Takes the value out; the handle is closed. NULL does nothing.
///
/// # Safety
/// Nobody uses the handle now.
pub(super) unsafe fn close<H: Handle>(handle: *mut H) -> Result<()> {
    // SAFETY: the caller's promise. Dropped after the lock, which its destructor takes.
    unsafe { take(handle) }.map(drop)
}

/// As [`close`], for who ends the value otherwise than by dropping it. None for NULL.
///
/// # Safety
/// Nobody uses the handle now.
pub(super) unsafe fn take<H: Handle>(handle: *mut H) -> Result<Option<H::Value>> {
    if handle.is_null() {
        return Ok(None);
    }
    let taken;
    {
        let _process = PROCESS.lock();
        let Some(entry) = find(handle) else { return no_handle(handle).map(|_| None) };
        entry.tag.store(0, Release);
        let value = entry.value.load(Relaxed) as usize as *mut Apart<H::Value>;
        // SAFETY: `open` leaked it, and clearing the tag, under the lock, gave it to us alone.
        taken = unsafe { Box::from_raw(value) };
        // SAFETY: under the lock.
        unsafe { &mut *SLAB.free.get() }.push_back(entry);
    }
    Ok(Some(taken.0))
}

//! Memory that a forked child shares with its parent, and memory that shares no cache line.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::sync::Arc;

/// Zeroed memory that threads and forked children see at the same address.
#[derive(Clone)]
pub struct Memory(Arc<Mapping>);

struct Mapping {
    base: NonNull<u8>,
    len: usize,
}

// SAFETY: the mapping belongs to nobody; what lies in it is shared through atomics or by
// peers that are made for it.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Memory {
    pub fn new(len: usize) -> Result<Memory, String> {
        // SAFETY: a new mapping, at an address the kernel chooses.
        let base = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                len.max(1),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS | libc::MAP_POPULATE,
                -1,
                0,
            )
        };
        let base = NonNull::new(base.cast()).filter(|_| base != libc::MAP_FAILED);
        let base = base.ok_or_else(|| std::io::Error::last_os_error().to_string())?;
        Ok(Memory(Arc::new(Mapping { base, len: len.max(1) })))
    }

    pub fn base(&self) -> *mut u8 {
        self.0.base.as_ptr()
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping this made, which nobody borrows any more.
        unsafe { libc::munmap(self.base.as_ptr().cast(), self.len) };
    }
}

/// A `T` of atomics in shared memory, all zeros at first.
pub struct Shared<T>(Memory, PhantomData<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(self.0.clone(), PhantomData)
    }
}

impl<T> Shared<T> {
    /// `T` must be made of atomics and arrays of them.
    pub fn new() -> Result<Shared<T>, String> {
        assert!(align_of::<T>() <= 4096 && !std::mem::needs_drop::<T>());
        Ok(Shared(Memory::new(size_of::<T>())?, PhantomData))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the mapping is page-aligned, as long as a `T`, and zeros are a valid `T`.
        unsafe { &*self.0.base().cast() }
    }
}

/// In lines of its own. Two ends that an allocator puts into one line cost each other more than
/// their messages do.
#[derive(Clone)]
#[repr(align(128))]
pub struct Apart<T>(pub T);

/// In pages of its own, from their beginning.
#[repr(align(4096))]
pub struct OwnPage<T>(pub T);

/// Bytes whose place in their page is the same in each run.
pub struct Bytes {
    memory: Memory,
    at: usize,
    len: usize,
}

/// What is copied, and where to: `len` bytes that `byte` makes, and as many zeros. Where an
/// allocator happens to put them can cost more than the copy: a load waits for an earlier store
/// to the same place of another page. Here the two begin half a page apart, and both away from
/// locks and the library's objects, which begin with a page.
pub fn buffers(len: usize, byte: impl Fn(usize) -> u8) -> Result<(Bytes, Bytes), String> {
    let new = |at: usize| Ok::<_, String>(Bytes { memory: Memory::new(at + len)?, at, len });
    let (mut from, to) = (new(1024)?, new(3136)?);
    from.iter_mut().enumerate().for_each(|(index, to)| *to = byte(index));
    Ok((from, to))
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: `at` and `len` more bytes were mapped, for this alone.
        unsafe { std::slice::from_raw_parts(self.memory.base().add(self.at), self.len) }
    }
}

impl DerefMut for Bytes {
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `deref`, and `self` is borrowed exclusively.
        unsafe { std::slice::from_raw_parts_mut(self.memory.base().add(self.at), self.len) }
    }
}

/// Words in lines of their own.
pub struct Words {
    lines: Vec<Apart<[u64; 16]>>,
    count: usize,
}

impl Words {
    pub fn new(count: usize) -> Words {
        Words { lines: vec![Apart([0; 16]); count.div_ceil(16)], count }
    }
}

impl Deref for Words {
    type Target = [u64];

    fn deref(&self) -> &[u64] {
        // SAFETY: a line is 16 words without a gap, and there are at least `count`.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.count) }
    }
}

impl DerefMut for Words {
    fn deref_mut(&mut self) -> &mut [u64] {
        // SAFETY: as in `deref`, and `self` is borrowed exclusively.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.count) }
    }
}

//! The way in and out: panics, messages, strings, structs with a size.

use core::cell::UnsafeCell;
use core::ffi::{CStr, c_char, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::wrtmem_status_t;
use crate::status::{Error, Result, Status, fail};

/// Bytes of a thread's detail message, its NUL included.
const DETAIL: usize = 256;

thread_local! {
    // No destructor: one would keep the library mapped after dlclose.
    static LAST: UnsafeCell<[u8; DETAIL]> = const { UnsafeCell::new([0; DETAIL]) };
}

/// Runs a call: its error becomes a code and this thread's message, a panic likewise.
#[inline]
pub(super) fn guard(call: impl FnOnce() -> Result<()>) -> wrtmem_status_t {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(())) => wrtmem_status_t::WRTMEM_OK,
        Ok(Err(error)) => failed(error),
        Err(panic) => panicked(&*panic),
    }
}

#[cold]
fn failed(error: Error) -> wrtmem_status_t {
    remember(error.detail());
    error.status().into()
}

#[cold]
fn panicked(panic: &(dyn core::any::Any + Send)) -> wrtmem_status_t {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    remember(text.unwrap_or("a panic without a message"));
    wrtmem_status_t::WRTMEM_E_PANIC
}

fn remember(text: &str) {
    LAST.with(|last| {
        // SAFETY: this thread's own, and no reference to it lives longer than this call: C
        // gets a pointer, which it may read until its next call of the library.
        let last = unsafe { &mut *last.get() };
        let mut len = text.len().min(DETAIL - 1);
        while !text.is_char_boundary(len) {
            len -= 1;
        }
        last[..len].copy_from_slice(&text.as_bytes()[..len]);
        last[len] = 0;
    });
}

/// This thread's last message.
pub(super) fn last() -> *const c_char {
    LAST.with(|last| last.get() as *const c_char)
}

/// The text at `pointer`.
pub(super) unsafe fn text<'a>(what: &str, pointer: *const c_char) -> Result<&'a str> {
    if pointer.is_null() {
        fail!(Invalid, "{what}: NULL");
    }
    // SAFETY: the caller of the C function passes a NUL-terminated string.
    let text = unsafe { CStr::from_ptr(pointer) };
    text.to_str().map_err(|_| Error::with_detail(Status::Name, format_args!("{what}: not UTF-8")))
}

/// Where a result goes.
pub(super) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// Fails on NULL, and on a pointer that no `T` can be at.
    pub(super) fn new(what: &str, pointer: *mut T) -> Result<Out<T>> {
        if pointer.is_null() {
            fail!(Invalid, "{what}: NULL");
        }
        Out::optional(what, pointer)
    }

    /// NULL allowed: then the result goes nowhere.
    pub(super) fn optional(what: &str, pointer: *mut T) -> Result<Out<T>> {
        if !pointer.is_aligned() {
            fail!(Invalid, "{what}: {pointer:p} is not a multiple of {}", align_of::<T>());
        }
        Ok(Out(pointer))
    }

    pub(super) fn set(&self, value: T) {
        if !self.0.is_null() {
            // SAFETY: not NULL and aligned, as checked; the caller of the C function passes
            // memory for a T.
            unsafe { self.0.write(value) }
        }
    }
}

/// A struct of the C interface that begins with its own size and is valid when all zero.
///
/// # Safety
/// `repr(C)`, a `usize` named `size` first, and every bit pattern is a value.
pub(super) unsafe trait SizedStruct: Copy {}

/// Reads the size at the beginning, within reason.
unsafe fn size_of_at<T: SizedStruct>(what: &str, pointer: *const T) -> Result<usize> {
    if !pointer.is_aligned() {
        fail!(Invalid, "{what}: {pointer:p} is not a multiple of {}", align_of::<T>());
    }
    // SAFETY: aligned; the caller of the C function passes a struct with its size first.
    let size = unsafe { pointer.cast::<usize>().read() };
    if size < size_of::<usize>() || size > 1 << 16 {
        fail!(Invalid, "{what}: its size field is {size}; set it to sizeof the struct");
    }
    Ok(size)
}

/// Copies what caller and library both know of a struct; the rest is zero. NULL: all zero.
pub(super) unsafe fn options<T: SizedStruct>(what: &str, pointer: *const T) -> Result<T> {
    let mut value = core::mem::MaybeUninit::<T>::zeroed();
    if !pointer.is_null() {
        // SAFETY: the caller's promise, as in `size_of_at`.
        let size = unsafe { size_of_at(what, pointer) }?.min(size_of::<T>());
        // SAFETY: `size` bytes are within both structs.
        unsafe {
            let to = value.as_mut_ptr().cast::<u8>();
            core::ptr::copy_nonoverlapping(pointer.cast::<u8>(), to, size);
        }
    }
    // SAFETY: zeroed or copied, and every bit pattern is a value of T.
    Ok(unsafe { value.assume_init() })
}

/// Where an info struct goes.
pub(super) struct InfoOut<T: SizedStruct>(*mut T, usize);

impl<T: SizedStruct> InfoOut<T> {
    pub(super) unsafe fn new(what: &str, pointer: *mut T) -> Result<InfoOut<T>> {
        if pointer.is_null() {
            fail!(Invalid, "{what}: NULL");
        }
        // SAFETY: the caller's promise, as in `size_of_at`.
        let size = unsafe { size_of_at(what, pointer) }?;
        Ok(InfoOut(pointer, size))
    }

    /// Writes what the caller has room for; its size field stays.
    pub(super) fn set(&self, value: T) {
        let skip = size_of::<usize>();
        let len = self.1.min(size_of::<T>()) - skip;
        // SAFETY: both structs have `skip + len` bytes, and do not overlap.
        unsafe {
            let from = (&raw const value).cast::<u8>().add(skip);
            core::ptr::copy_nonoverlapping(from, self.0.cast::<u8>().add(skip), len);
        }
    }
}

/// Text as a NUL-terminated array of C.
pub(super) fn chars<const N: usize>(text: &str) -> [c_char; N] {
    let mut chars = [0; N];
    let bytes = &text.as_bytes()[..text.len().min(N - 1)];
    for (to, from) in chars.iter_mut().zip(bytes) {
        *to = *from as c_char;
    }
    chars
}

/// Bytes of `count` elements, checked.
#[inline]
fn array_bytes(what: &str, pointer: *const c_void, count: usize, element: usize) -> Result<usize> {
    match count.checked_mul(element) {
        Some(bytes) if !pointer.is_null() && bytes <= isize::MAX as usize => Ok(bytes),
        Some(0) => Ok(0),
        _ if element == 1 => fail!(Invalid, "{what}: {count} bytes at {pointer:p}"),
        _ => fail!(Invalid, "{what}: {count} elements of {element} bytes at {pointer:p}"),
    }
}

/// What the caller passes: `count` elements of so many bytes.
///
/// # Safety
/// They are there, for as long as the slice is used.
#[inline]
pub(super) unsafe fn given<'a>(
    what: &str,
    pointer: *const c_void,
    count: usize,
    element: usize,
) -> Result<&'a [u8]> {
    let bytes = array_bytes(what, pointer, count, element)?;
    let pointer = if bytes == 0 { core::ptr::dangling() } else { pointer.cast::<u8>() };
    // SAFETY: not NULL and of a possible length; the caller passes that many bytes.
    Ok(unsafe { core::slice::from_raw_parts(pointer, bytes) })
}

/// Where the caller wants it: room for as much, as in [`given`].
///
/// # Safety
/// As there, and nobody else uses them meanwhile.
#[inline]
pub(super) unsafe fn room<'a>(
    what: &str,
    pointer: *mut c_void,
    count: usize,
    element: usize,
) -> Result<&'a mut [u8]> {
    let bytes = array_bytes(what, pointer, count, element)?;
    let pointer = if bytes == 0 { core::ptr::dangling_mut() } else { pointer.cast::<u8>() };
    // SAFETY: as above, and nobody else uses them meanwhile.
    Ok(unsafe { core::slice::from_raw_parts_mut(pointer, bytes) })
}

/// What the caller passes, in bytes: see [`given`].
///
/// # Safety
/// As there.
#[inline]
pub(super) unsafe fn payload<'a>(data: *const c_void, length: usize) -> Result<&'a [u8]> {
    // SAFETY: the caller's promise.
    unsafe { given("data", data, length, 1) }
}

/// Where the caller wants it, in bytes: see [`room`].
///
/// # Safety
/// As there.
#[inline]
pub(super) unsafe fn byte_room<'a>(buffer: *mut c_void, capacity: usize) -> Result<&'a mut [u8]> {
    // SAFETY: the caller's promise.
    unsafe { room("buffer", buffer, capacity, 1) }
}

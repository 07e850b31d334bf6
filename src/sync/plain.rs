//! Types that may lie in shared memory.

/// A type whose values are nothing but their bytes, and of which any bytes are a value: what
/// other processes may write at any time, and what survives its writer.
///
/// # Safety
/// The type has no padding, no pointer or reference that is meant to be followed, and every
/// bit pattern of its size is a valid value: as `repr(C)` structures of such fields are, if
/// their sizes add up.
pub unsafe trait Plain: Copy + 'static {}

macro_rules! plain {
    ($($Type:ty),+) => { $(
        // SAFETY: any bits are a number, and it has no padding.
        unsafe impl Plain for $Type {}
    )+ };
}
plain!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64);

// SAFETY: elements follow each other without gaps.
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {}

/// A value to be read over.
#[inline]
pub(crate) fn blank<T: Plain>() -> T {
    // SAFETY: any bytes are a value of a plain type.
    unsafe { core::mem::zeroed() }
}

/// The bytes of a value.
#[inline]
pub(crate) fn bytes_of<T: Plain>(value: &T) -> &[u8] {
    // SAFETY: a plain value has no padding, so all of its bytes are initialized.
    unsafe { core::slice::from_raw_parts((&raw const *value).cast(), size_of::<T>()) }
}

/// The bytes of a value, to be overwritten.
#[inline]
pub(crate) fn bytes_of_mut<T: Plain>(value: &mut T) -> &mut [u8] {
    // SAFETY: as in `bytes_of`; and whatever is written is a value.
    unsafe { core::slice::from_raw_parts_mut((&raw mut *value).cast(), size_of::<T>()) }
}

/// The bytes of values in a row.
#[inline]
pub(crate) fn bytes_of_all<T: Plain>(values: &[T]) -> &[u8] {
    // SAFETY: as in `bytes_of`.
    unsafe { core::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values)) }
}

/// The bytes of values in a row, to be overwritten.
#[inline]
pub(crate) fn bytes_of_all_mut<T: Plain>(values: &mut [T]) -> &mut [u8] {
    // SAFETY: as in `bytes_of_mut`.
    unsafe { core::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), size_of_val(values)) }
}

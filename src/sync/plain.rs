//! Types that may lie in shared memory as they are.

/// A type of which any bytes are a value, without padding, pointers or borrowed parts: what a
/// scribbling peer leaves in its place is a wrong value at worst.
///
/// # Safety
/// Every bit pattern of its size is a valid value, and no byte of it is padding.
pub unsafe trait Plain: Copy + 'static {}

macro_rules! plain {
    ($($Type:ty),+) => { $(
        // SAFETY: a number without padding, valid for any bits.
        unsafe impl Plain for $Type {}
    )+ };
}
plain!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64);

// SAFETY: elements lie side by side without padding, and each is plain.
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {}

/// The bytes of plain values.
pub fn bytes_of<T: Plain>(values: &[T]) -> &[u8] {
    // SAFETY: no byte of a plain value is padding, so each is initialised.
    unsafe { core::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values)) }
}

/// The bytes of plain values, to be written.
pub fn bytes_of_mut<T: Plain>(values: &mut [T]) -> &mut [u8] {
    // SAFETY: as in `bytes_of`, and any bytes written are values again.
    unsafe { core::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), size_of_val(values)) }
}

//! Slots: elements of one size, each with a word that says what is in it.
//!
//! ```text
//! elements of up to 8 bytes      word 8 | element 8
//! larger ones                    word 8 | element | padding to a multiple of 64
//! ```
//! Small slots lie four to a cache line. Larger ones start at a line, so that two sides that
//! work on neighbours do not disturb each other.

use crate::provider::Mem;
use crate::status::{Error, Result, Status, fail};
use crate::sync::Shared64;

const LINE: usize = 64;

/// How many slots of which size, checked, in private memory: the only bounds in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slots {
    /// Offset of the first.
    base: usize,
    /// One less than how many, a power of two.
    mask: u32,
    /// Bytes from one to the next.
    stride: u32,
    /// Bytes of an element.
    element: u32,
}

impl Slots {
    /// Fewest slots.
    pub(super) const MIN: u32 = 2;
    /// Most slots.
    pub(super) const MAX: u32 = 1 << 24;
    /// The largest element, in bytes.
    pub(super) const MAX_ELEMENT: u32 = 1 << 16;

    /// `capacity` slots from `base` on, a multiple of 64; or what is wrong with the numbers.
    pub(super) fn new(ring: &str, base: usize, capacity: u32, element: u32) -> Result<Slots> {
        if !capacity.is_power_of_two() || !(Slots::MIN..=Slots::MAX).contains(&capacity) {
            fail!(
                Invalid,
                "{ring}: capacity {capacity} is not a power of two in {}..={}",
                Slots::MIN,
                Slots::MAX
            );
        }
        if !(1..=Slots::MAX_ELEMENT).contains(&element) {
            fail!(
                Invalid,
                "{ring}: elements of {element} bytes are outside 1..={}",
                Slots::MAX_ELEMENT
            );
        }
        let stride = if element <= 8 { 16 } else { (8 + element).next_multiple_of(LINE as u32) };
        let slots = Slots { base, mask: capacity - 1, stride, element };
        match base.checked_add(capacity as usize * stride as usize) {
            Some(end) if end <= isize::MAX as usize => Ok(slots),
            _ => fail!(
                Invalid,
                "{ring}: {capacity} elements of {element} bytes do not fit this machine's addresses"
            ),
        }
    }

    /// The offset after the last slot.
    pub(super) const fn end(self) -> usize {
        self.base + self.capacity() as usize * self.stride as usize
    }

    #[inline]
    pub(super) const fn capacity(self) -> u32 {
        self.mask + 1
    }

    /// How often positions up to this one went around.
    #[inline]
    pub(super) const fn lap(self, position: u64) -> u64 {
        position >> self.capacity().trailing_zeros()
    }

    #[inline]
    pub(super) const fn index(self, position: u64) -> u32 {
        position as u32 & self.mask
    }

    #[inline]
    pub(super) const fn element(self) -> usize {
        self.element as usize
    }

    #[inline]
    const fn offset(self, position: u64) -> usize {
        self.base + self.index(position) as usize * self.stride as usize
    }

    /// The word of the slot of `position`.
    #[inline]
    pub(super) fn word<'a>(self, mem: Mem<'a>, position: u64) -> &'a Shared64 {
        mem.word64(self.offset(position))
    }

    /// Copies an element in. The caller alone may write the slot.
    #[inline]
    pub(super) fn write(self, mem: Mem<'_>, position: u64, element: &[u8]) {
        mem.copy_in(self.offset(position) + 8, element);
    }

    /// Copies an element out.
    #[inline]
    pub(super) fn read(self, mem: Mem<'_>, position: u64, element: &mut [u8]) {
        mem.copy_out(self.offset(position) + 8, element);
    }

    /// Whether `given` bytes are one element; else `Invalid`.
    #[inline]
    pub(super) fn check(self, ring: &str, given: usize) -> Result<()> {
        if given == self.element() { Ok(()) } else { Err(self.misfit(ring, given)) }
    }

    /// How many elements `given` bytes are; `Invalid` unless it is a whole number.
    pub(super) fn count(self, ring: &str, given: usize) -> Result<usize> {
        match given.is_multiple_of(self.element()) {
            true => Ok(given / self.element()),
            false => Err(self.misfit(ring, given)),
        }
    }

    #[cold]
    fn misfit(self, ring: &str, given: usize) -> Error {
        Error::with_detail(
            Status::Invalid,
            format_args!("{ring}: {given} bytes, an element has {}", self.element),
        )
    }
}

//! Where everything lies in a mailbox.
//!
//! ```text
//! 0     layout magic, bytes of a value      written once, compared at attach
//! 128   the writer's owner word
//! 256   event count: readers sleep here
//! 384   slot 0: sequence word, the value
//! ...   slot 1, at a multiple of 128
//! ```

use crate::status::{Result, fail};

/// Distance of what is written at different times.
pub(super) const LINE: usize = 128;
/// `"wrtmbox"` and the version of this layout.
pub(super) const MAGIC: u64 = u64::from_le_bytes(*b"wrtmbox\x01");

pub(super) const LAYOUT_MAGIC: usize = 0;
pub(super) const VALUE_BYTES: usize = 8;
pub(super) const WRITER_OWNER: usize = LINE;
pub(super) const EVENT: usize = 2 * LINE;
const SLOTS: usize = 3 * LINE;

/// The largest value, in bytes.
pub(super) const MAX_VALUE: u32 = 1 << 24;

/// Bytes of a value, checked, in private memory: the only bound in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    value: usize,
}

impl Shape {
    pub(super) fn new(value: u32) -> Result<Shape> {
        if !(1..=MAX_VALUE).contains(&value) {
            fail!(Invalid, "mailbox: {value} bytes per value is outside 1..={MAX_VALUE}");
        }
        Ok(Shape { value: value as usize })
    }

    /// Bytes of a value.
    #[inline]
    pub(super) const fn value(self) -> usize {
        self.value
    }

    const fn slot_size(self) -> usize {
        (8 + self.value).next_multiple_of(LINE)
    }

    /// Bytes of a mailbox.
    pub(super) const fn size(self) -> usize {
        SLOTS + 2 * self.slot_size()
    }

    /// The sequence word of the slot that the value of this number goes to.
    #[inline]
    pub(super) const fn sequence(self, number: u64) -> usize {
        SLOTS + (number & 1) as usize * self.slot_size()
    }

    /// And the value.
    #[inline]
    pub(super) const fn data(self, number: u64) -> usize {
        self.sequence(number) + 8
    }
}

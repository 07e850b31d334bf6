//! Where everything lies in a ring.
//!
//! ```text
//! 0     layout magic, capacity, bytes per element    written once, compared at attach
//! 128   the producer's line: tail, high-water mark, dropped elements, owner word
//! 256   the consumer's line: head, high-water mark, resynchronisations, owner word
//! 384   event count: the consumer sleeps here, waiting for elements
//! 512   event count: the producer sleeps here, waiting for room
//! 640   the slots, without gaps
//! ```
//! Lines are 128 bytes apart because processors fetch pairs of 64. `include/wrtmem_inline.h`
//! knows the tail, the head, the two flags and the slots: [`MAGIC`] carries the version of all
//! this, and what that header takes for granted is compared when its handle is opened.

use crate::ring::pace::Pace;

/// Distance of words written by different sides.
pub(super) const LINE: usize = 128;
/// `"wrtspsc"` and the version of this layout.
pub(super) const MAGIC: u64 = u64::from_le_bytes(*b"wrtspsc\x01");

pub(super) const LAYOUT_MAGIC: usize = 0;
pub(super) const CAPACITY: usize = 8;
pub(super) const ELEMENT: usize = 16;
/// The producer's line: elements ever pushed; only the producer stores it.
pub(super) const TAIL: usize = LINE;
pub(super) const PRODUCER_HIGH: usize = LINE + 8;
pub(super) const DROPPED: usize = LINE + 16;
pub(super) const PRODUCER_OWNER: usize = LINE + 24;
/// The consumer's line: elements ever popped; only the consumer stores it.
pub(super) const HEAD: usize = 2 * LINE;
pub(super) const CONSUMER_HIGH: usize = 2 * LINE + 8;
pub(super) const RESYNCS: usize = 2 * LINE + 16;
pub(super) const CONSUMER_OWNER: usize = 2 * LINE + 24;
/// Where the sides sleep.
pub(super) const ITEMS_EVENT: usize = 3 * LINE;
pub(super) const SPACE_EVENT: usize = 4 * LINE;
pub(super) const SLOTS: usize = 5 * LINE;

/// Bytes between the element that is popped and the one that is fetched: as long as a transfer
/// takes, some ten others are read.
const AHEAD: usize = 512;

/// Bytes of a ring.
pub(super) const fn size(capacity: u64, element: u32) -> u64 {
    // A capacity is at most 2^31 and an element at most 2^24 bytes.
    SLOTS as u64 + (capacity * element as u64).next_multiple_of(8)
}

/// Capacity and element size, checked, in private memory: the only bounds in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    capacity: u64,
    element: usize,
    enough: u64,
    ahead: u64,
}

impl Shape {
    #[inline]
    pub(super) const fn new(capacity: u64, element: usize) -> Shape {
        let ahead = match element {
            0..64 => 0,
            64..AHEAD => (AHEAD / element) as u64,
            _ => 1,
        };
        Shape { capacity, element, enough: Pace::enough(capacity, element), ahead }
    }

    /// A power of two.
    #[inline]
    pub(super) const fn capacity(self) -> u64 {
        self.capacity
    }

    #[inline]
    pub(super) const fn element(self) -> usize {
        self.element
    }

    /// See [`Pace`].
    #[inline]
    pub(super) const fn enough(self) -> u64 {
        self.enough
    }

    /// How many elements ahead a consumer has fetched; 0 where several lie in one line, which
    /// the processor fetches ahead by itself.
    #[inline]
    pub(super) const fn ahead(self) -> u64 {
        self.ahead
    }

    pub(super) const fn size(self) -> usize {
        size(self.capacity, self.element as u32) as usize
    }

    /// The slot of the element at `position`, which may be any number.
    #[inline]
    pub(super) const fn slot(self, position: u64) -> usize {
        (position & (self.capacity - 1)) as usize
    }

    /// Where that slot lies.
    #[inline]
    pub(super) const fn offset(self, position: u64) -> usize {
        SLOTS + self.slot(position) * self.element
    }

    /// How many of `count` elements from `position` on lie before the ring wraps.
    #[inline]
    pub(super) const fn before_wrap(self, position: u64, count: usize) -> usize {
        let left = self.capacity as usize - self.slot(position);
        if count < left { count } else { left }
    }
}

const _: () = {
    let shape = Shape::new(8, 24);
    assert!(shape.offset(u64::MAX) == SLOTS + 7 * 24 && shape.offset(8) == SLOTS);
    assert!(shape.before_wrap(6, 5) == 2 && shape.before_wrap(8, 5) == 5);
    assert!(shape.ahead() == 0 && Shape::new(8, 64).ahead() == 8);
    assert!(Shape::new(8, 200).ahead() == 2 && Shape::new(8, 4096).ahead() == 1);
    assert!(shape.size() == SLOTS + 192 && size(4, 3) == SLOTS as u64 + 16);
};

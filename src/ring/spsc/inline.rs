//! What a header needs that pushes and pops without a call: `include/wrtmem_inline.h`.

use core::ptr::NonNull;

use super::{ConsumerEnd, ProducerEnd, SpscRing, layout};
use crate::provider::Provider;
use crate::status::Result;

/// Addresses in this process of what one side uses, valid as long as its end is neither
/// moved nor dropped.
#[derive(Clone, Copy, Debug)]
pub struct InlineEnd {
    /// This side's state: its index, the index it may not pass, the high-water mark.
    pub cursor: NonNull<u64>,
    /// This side's index in shared memory.
    pub own: NonNull<u64>,
    /// The other side's.
    pub other: NonNull<u64>,
    /// Not 0 if the other side may sleep.
    pub sleeper: NonNull<u32>,
    /// The first slot.
    pub slots: NonNull<u8>,
    /// Elements the ring holds, a power of two.
    pub capacity: u64,
    /// Bytes of an element.
    pub element: usize,
}

/// What [`InlineEnd`] and those who use it take for granted, in words: whatever changes one
/// of them changes [`HASH`].
const FACTS: &[u8] = b"spsc 1; cursor: index bound high, u64 each; producer bound = head + \
capacity, consumer bound = tail; store slot, release own, then look at sleeper; slot = index & \
(capacity - 1); a distance above the capacity, a new high-water mark and a sleeper are calls";

/// A number that the header has too. They are compared when a header opens its handle.
pub const HASH: u32 = {
    // FNV-1a (Fowler, Noll, Vo).
    let (mut hash, mut i) = (0x811C_9DC5u32, 0);
    while i < FACTS.len() {
        hash = (hash ^ FACTS[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash
};

impl SpscRing<'_> {
    fn inline_end(
        self,
        cursor: NonNull<u64>,
        (own, other, sleeper): (usize, usize, usize),
    ) -> InlineEnd {
        InlineEnd {
            cursor,
            own: self.mem.part_base(own).cast(),
            other: self.mem.part_base(other).cast(),
            sleeper: self.mem.part_base(sleeper).cast(),
            slots: self.mem.part_base(layout::SLOTS),
            capacity: self.shape.capacity(),
            element: self.shape.element(),
        }
    }

    /// Wakes a consumer that sleeps, after a push that did not look.
    pub fn wake_consumer(self) {
        self.wake(layout::ITEMS_EVENT);
    }

    /// Wakes a producer that sleeps, after a pop that did not look.
    pub fn wake_producer(self) {
        self.wake(layout::SPACE_EVENT);
    }
}

impl<P: Provider> ProducerEnd<P> {
    /// What a header needs to push. From then on this end and the header share the state.
    pub fn inline_end(&mut self) -> Result<InlineEnd> {
        let (ring, state) = self.split()?;
        let places = (layout::TAIL, layout::HEAD, layout::ITEMS_EVENT);
        Ok(ring.inline_end(NonNull::from(state).cast(), places))
    }
}

impl<P: Provider> ConsumerEnd<P> {
    /// What a header needs to pop. From then on this end and the header share the state.
    pub fn inline_end(&mut self) -> Result<InlineEnd> {
        let (ring, state) = self.split()?;
        let places = (layout::HEAD, layout::TAIL, layout::SPACE_EVENT);
        Ok(ring.inline_end(NonNull::from(state).cast(), places))
    }
}

const _: () = {
    use core::mem::offset_of;

    use super::{ConsumerState, ProducerState};
    assert!(offset_of!(ProducerState, tail) == 0 && offset_of!(ConsumerState, head) == 0);
    assert!(offset_of!(ProducerState, limit) == 8 && offset_of!(ConsumerState, tail) == 8);
    assert!(offset_of!(ProducerState, high) == 16 && offset_of!(ConsumerState, high) == 16);
};

#[cfg(test)]
mod tests {
    #[test]
    fn the_header_takes_the_same_for_granted() {
        let header = include_str!("../../../include/wrtmem_inline.h");
        let line = format!("#define WRTMEM_INLINE_SPSC_HASH UINT32_C({:#010x})", super::HASH);
        assert!(header.lines().any(|found| found == line), "missing: {line}");
    }
}

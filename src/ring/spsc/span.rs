//! Slots lent to be written or read in place, in two parts where the ring wraps.

use super::SpscRing;

/// Slots that follow each other in the ring's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub(super) position: u64,
    pub(super) count: usize,
}

impl Span {
    /// How many slots.
    #[inline]
    #[allow(clippy::len_without_is_empty)] // whoever gets one gets at least one slot
    pub fn len(&self) -> usize {
        self.count
    }
}

impl SpscRing<'_> {
    /// Where a span lies: the address of its first slot and how many follow without a gap,
    /// then those from the ring's beginning on; the second part is often empty.
    ///
    /// The addresses are into shared memory: other processes may store there at any time, so
    /// they are read and written through raw pointers, and nothing read there is trusted.
    #[cfg(not(any(loom, shuttle)))]
    #[inline]
    pub fn parts(self, span: Span) -> [(core::ptr::NonNull<u8>, usize); 2] {
        let first = self.before_wrap(span.position, span.count);
        let at = self.mem.part_base(self.shape.offset(span.position));
        let start = self.mem.part_base(super::layout::SLOTS);
        [(at, first), (start, span.count - first)]
    }
}

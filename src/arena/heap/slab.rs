//! What a heap remembers of its slabs, in private memory: which blocks are free. The blocks'
//! words say the same; from them an adopter learns it anew.

use crate::arena::geometry::{Geometry, SLAB_SIZE};
use crate::arena::size::CLASS_SIZES;
use crate::sync::Shared64;

/// One slab.
#[cfg_attr(test, derive(Clone))]
pub(super) struct Slab {
    /// The word of its first block.
    pub(super) words: *const Shared64,
    /// Offset of its first block in the segment.
    pub(super) offset: u64,
    /// 2³² / block size, rounded up: divides what is below 2¹⁴ exactly.
    reciprocal: u64,
    /// Bytes in a block.
    pub(super) size: u32,
    /// How many blocks; 0 in an empty slab.
    pub(super) count: u32,
    /// Their class; none in an empty slab.
    pub(super) class: Option<u8>,
    /// Whether it is its class's current slab, or on the list of those with free blocks.
    pub(super) listed: bool,
    /// The free blocks, but for those in the class's queue.
    free: [u64; SLAB_SIZE / 16 / 64],
}

/// Which slab: sector and place in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct SlabId {
    pub(super) sector: u32,
    pub(super) slab: u32,
}

/// A free block that is to be handed out.
#[derive(Clone, Copy)]
pub(super) struct Next {
    pub(super) word: *const Shared64,
    /// Where it begins in the segment.
    pub(super) offset: u64,
}

/// The free blocks of a class that come next. They are in no slab's map. First in, first out:
/// what is given back is handed out again while it is in the nearest caches, but not at once;
/// so the next call does not wait for what the last one stored, and generations grow slowly.
#[cfg_attr(test, derive(Clone))]
pub(super) struct Queue {
    /// How many went in, and how many came out.
    pushed: u32,
    popped: u32,
    blocks: [Next; QUEUE],
}

/// As many as a queue holds, a power of two.
const QUEUE: usize = 16;
/// An empty one gets as many: then it is as far from running full as from running out.
const REFILL: u32 = 8;

impl Queue {
    pub(super) const EMPTY: Queue = Queue {
        pushed: 0,
        popped: 0,
        blocks: [Next { word: core::ptr::null(), offset: 0 }; QUEUE],
    };

    /// False if it is full.
    #[inline(always)]
    pub(super) fn push(&mut self, block: Next) -> bool {
        if self.pushed.wrapping_sub(self.popped) >= QUEUE as u32 {
            return false;
        }
        self.blocks[self.pushed as usize % QUEUE] = block;
        self.pushed = self.pushed.wrapping_add(1);
        true
    }

    #[inline(always)]
    pub(super) fn pop(&mut self) -> Option<Next> {
        if self.pushed == self.popped {
            return None;
        }
        let block = self.blocks[self.popped as usize % QUEUE];
        self.popped = self.popped.wrapping_add(1);
        Some(block)
    }
}

impl Slab {
    /// An empty one.
    pub(super) fn empty(words: *const Shared64, offset: u64) -> Slab {
        Slab {
            words,
            offset,
            reciprocal: 1,
            size: 1,
            count: 0,
            class: None,
            listed: false,
            free: [0; SLAB_SIZE / 16 / 64],
        }
    }

    /// Makes it one of `class`, with no block free.
    pub(super) fn assign(&mut self, class: usize, shape: &Geometry) {
        let size = CLASS_SIZES[class] as usize;
        *self = Slab {
            reciprocal: (1u64 << 32).div_ceil(size as u64),
            size: size as u32,
            count: shape.blocks(size) as u32,
            class: Some(class as u8),
            ..Slab::empty(self.words, self.offset)
        };
    }

    /// The block that starts `at` bytes into the slab.
    #[inline(always)]
    pub(super) fn index(&self, at: u32) -> Option<u32> {
        let product = at as u64 * self.reciprocal;
        let index = (product >> 32) as u32;
        // The low half is the remainder's: Lemire, Kaser, Kurz, "Faster remainder by direct
        // computation", 2019.
        let exact = (product as u32 as u64) < self.reciprocal;
        (exact && index < self.count).then_some(index)
    }

    /// Block `index`, one of [`index`](Self::index)'s or of the slab's words, is free.
    #[inline(always)]
    pub(super) fn give(&mut self, index: u32) {
        self.free[(index / 64) as usize % self.free.len()] |= 1 << (index % 64);
    }

    /// Whether block `index` is on the map of free ones.
    pub(super) fn has(&self, index: u32) -> bool {
        self.free[(index / 64) as usize % self.free.len()] >> (index % 64) & 1 == 1
    }

    /// Moves some of the free blocks, the lowest first, into an empty queue. False if there
    /// are none.
    pub(super) fn refill(&mut self, queue: &mut Queue) -> bool {
        let mut left = REFILL;
        let words = self.count.div_ceil(64) as usize;
        for (at, free) in self.free.iter_mut().enumerate().take(words) {
            while *free != 0 && left > 0 {
                let index = 64 * at as u64 + free.trailing_zeros() as u64;
                *free &= *free - 1;
                left -= 1;
                queue.push(Next {
                    // SAFETY: the slab has a word for each of its blocks.
                    word: unsafe { self.words.add(index as usize) },
                    offset: self.offset + index * self.size as u64,
                });
            }
            if left == 0 {
                break;
            }
        }
        left < REFILL
    }

    /// How many blocks are free, but for those in its class's queue.
    pub(super) fn free_blocks(&self) -> u32 {
        self.free.iter().map(|word| word.count_ones()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::geometry::Sectors;
    use crate::arena::sector_word::Grain;

    #[test]
    fn every_byte_of_every_class_finds_its_block_or_none() {
        let sectors = Sectors { first: 0, shift: 20, count: 1 };
        for (class, size) in CLASS_SIZES.into_iter().enumerate() {
            let size = size as u32;
            let shape = Geometry::new(&sectors, Grain::for_size(size as usize));
            let mut slab = Slab::empty(core::ptr::null(), 0);
            assert_eq!(slab.index(0), None, "an empty slab has none");
            slab.assign(class, &shape);
            for at in 0..SLAB_SIZE as u32 {
                let block = (at % size == 0 && at / size < slab.count).then_some(at / size);
                assert_eq!(slab.index(at), block);
            }
        }
    }
}

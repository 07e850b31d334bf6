//! Where everything lies in a region or a cell, and its packed words.
//!
//! ```text
//! 0     header: magic, size, block, salt, their CRC32C    never change
//!       level                                             changed under the lock
//! 64    the header and the level again
//! 128   statistics, and the last error met
//! 256   lock 32, settled 32, intent, committed epoch, the same again
//! 288   for each block 32 bytes, its descriptors:
//!         slot 0: epoch, {checksum 32 | length 16 | flags 8 | check 8}
//!         slot 1: the same
//! ...   for each block its two slots
//! ```
//! A cell is one block whose length varies: all that changes but its bytes lies in one
//! line of 64. Everything here is computed from a [`Shape`] in private memory; nothing in the
//! region bounds an access.

use super::checked::{self, Checked};

/// `"wrtver"` and the version of this layout; regions and cells are told apart by the size
/// of their blocks.
pub(super) const MAGIC: u64 = u64::from_le_bytes(*b"wrtver\0\x02");

/// The two copies of the header.
pub(super) const HEADERS: [usize; 2] = [0, 64];
/// Words of a header that its check, the next word, covers.
pub(super) const HEADER_WORDS: usize = 4;
pub(super) const SALT: usize = 24;
pub(super) const LEVEL: usize = 40;
/// Statistics.
pub(super) const STATISTICS: usize = 128;
/// The words that decide.
pub(super) const LOCK: usize = 256;
/// How often what somebody left half done was finished, modulo 2^32.
pub(super) const SETTLED: usize = 260;
pub(super) const INTENT: usize = 264;
pub(super) const COMMITTED: usize = 272;
pub(super) const COMMITTED_COPY: usize = 280;
pub(super) const DESCRIPTORS: usize = 288;
const DESCRIPTOR_PAIR: usize = 32;

/// Sizes, checked, in private memory: the only bounds in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Usable bytes; of a cell, its capacity.
    pub(super) size: u64,
    /// Bytes of a block as created; 0 for a cell.
    pub(super) block: u32,
    /// Bytes between two slots.
    stride: u32,
    pub(super) blocks: u32,
    data: usize,
}

impl Shape {
    pub(super) const fn region(size: u64, block: u32, blocks: u32) -> Shape {
        Shape { size, block, stride: block, blocks, data: Shape::data_start(blocks) }
    }

    pub(super) const fn cell(capacity: u32) -> Shape {
        let stride = capacity.next_multiple_of(64);
        Shape { size: capacity as u64, block: 0, stride, blocks: 1, data: Shape::data_start(1) }
    }

    const fn data_start(blocks: u32) -> usize {
        (DESCRIPTORS + blocks as usize * DESCRIPTOR_PAIR).next_multiple_of(64)
    }

    /// The words of the header before the salt.
    pub(super) const fn header(self) -> [u64; 3] {
        [MAGIC, self.size, self.block as u64]
    }

    pub(super) const fn is_cell(self) -> bool {
        self.block == 0
    }

    /// What messages call it.
    pub(super) const fn name(self) -> &'static str {
        if self.is_cell() { "cell" } else { "region" }
    }

    pub(super) const fn required_size(self) -> usize {
        self.data + 2 * self.blocks as usize * self.stride as usize
    }

    /// Offset of a block's descriptor of a slot.
    #[inline]
    pub(super) const fn descriptor(self, block: u32, slot: usize) -> usize {
        DESCRIPTORS + block as usize * DESCRIPTOR_PAIR + 16 * slot
    }

    /// Offset of a slot's bytes.
    #[inline]
    pub(super) const fn slot(self, block: u32, slot: usize) -> usize {
        self.data + (2 * block as usize + slot) * self.stride as usize
    }
}

/// A descriptor's second word: `checksum 32 | length 16 | flags 8 | check of the two 8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Summary {
    pub(super) crc: u32,
    pub(super) len: u16,
    pub(super) unsummed: bool,
}

impl Summary {
    pub(super) const fn to_bits(self) -> u64 {
        let rest = self.rest();
        (self.crc as u64) << 32 | rest << 8 | checked::check(rest) as u64
    }

    /// Length and flags, which the checksum covers too.
    pub(super) const fn rest(self) -> u64 {
        (self.len as u64) << 8 | self.unsummed as u64
    }

    /// `None` if it does not check.
    #[inline]
    pub(super) const fn from_bits(bits: u64) -> Option<Summary> {
        let rest = bits >> 8 & 0xFF_FFFF;
        if checked::check(rest) != bits as u8 || rest & 0xFE != 0 {
            return None;
        }
        Some(Summary { crc: (bits >> 32) as u32, len: (rest >> 8) as u16, unsummed: rest & 1 != 0 })
    }
}

/// Which blocks a writer is changing: `first 28 | count 28`, with a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Intent {
    pub(super) first: u32,
    pub(super) count: u32,
}

impl Intent {
    pub(super) const NONE: Intent = Intent { first: 0, count: 0 };

    #[inline]
    pub(super) const fn to_word(self) -> Checked {
        Checked::new((self.first as u64) << 28 | self.count as u64)
    }

    #[inline]
    pub(super) const fn from_word(word: Checked) -> Option<Intent> {
        match word.get() {
            Some(value) => {
                Some(Intent { first: (value >> 28) as u32, count: (value & 0xFFF_FFFF) as u32 })
            }
            None => None,
        }
    }

    #[inline]
    pub(super) const fn covers(self, block: u32) -> bool {
        block.wrapping_sub(self.first) < self.count
    }

    /// The smallest range that holds both.
    pub(super) fn with(self, first: u32, count: u32) -> Intent {
        if self.count == 0 {
            return Intent { first, count };
        }
        let start = self.first.min(first);
        let end = (self.first + self.count).max(first + count);
        Intent { first: start, count: end - start }
    }

    /// Its blocks, of `blocks` that there are.
    pub(super) fn blocks(self, blocks: u32) -> core::ops::Range<u32> {
        let first = self.first.min(blocks);
        first..first + self.count.min(blocks - first)
    }
}

const _: () = {
    let summary = Summary { crc: 0x1234_5678, len: 4096, unsummed: true };
    assert!(matches!(Summary::from_bits(summary.to_bits()), Some(back)
        if back.crc == summary.crc && back.len == summary.len && back.unsummed));
    assert!(Summary::from_bits(summary.to_bits() ^ 1 << 20).is_none());
    let intent = Intent { first: (1 << 28) - 1, count: 1 };
    assert!(matches!(Intent::from_word(intent.to_word()), Some(back)
        if back.first == intent.first && back.count == 1));
    assert!(intent.covers(intent.first) && !intent.covers(0) && !Intent::NONE.covers(0));
    assert!(Shape::cell(14).descriptor(0, 0) / 64 == LOCK / 64);
};

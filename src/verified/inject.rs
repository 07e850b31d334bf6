//! Faults on purpose: for tests, and for users who drill.

use super::Region;
use super::layout;
use super::view::{Miss, View};
use crate::provider::Provider;
use crate::status::{Error, Result, Status, fail};
use crate::sync::Ordering::*;

/// Where a bit is flipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Target {
    /// The bytes of the slot that holds.
    Data = 0,
    /// The bytes of the other slot.
    Spare = 1,
    /// The epoch of the slot that holds, 64 bits.
    Epoch = 2,
    /// Its checksum, length and flags, 64 bits.
    Summary = 3,
    /// The committed epoch, 64 bits; the block plays no part.
    Committed = 4,
    /// The intent, 64 bits; likewise.
    Intent = 5,
    /// The header, 256 bits; likewise.
    Header = 6,
}

impl Target {
    /// Every target.
    pub const ALL: [Target; 7] = [
        Target::Data,
        Target::Spare,
        Target::Epoch,
        Target::Summary,
        Target::Committed,
        Target::Intent,
        Target::Header,
    ];
}

impl View<'_> {
    /// Flips a bit, as radiation would: no lock, no epoch, no checksum.
    pub(super) fn inject(&self, target: Target, block: u32, bit: u64) -> Result<()> {
        if block >= self.shape.blocks {
            fail!(Invalid, "fault: block {block} is outside 0..{}", self.shape.blocks);
        }
        let slot = match self.committed().and_then(|commit| self.locate(block, commit)) {
            Ok(slot) => slot,
            Err(Miss::Moved) => return Err(Status::Busy.into()),
            Err(Miss::Damaged(damage)) => {
                return Err(Error::with_detail(Status::Corrupt, format_args!("{damage}")));
            }
        };
        let descriptor = self.shape.descriptor(block, slot.index);
        let data = slot.summary.len as u64 * 8;
        let (start, bits) = match target {
            Target::Data => (self.shape.slot(block, slot.index), data),
            Target::Spare => (self.shape.slot(block, 1 - slot.index), data),
            Target::Epoch => (descriptor, 64),
            Target::Summary => (descriptor + 8, 64),
            Target::Committed => (layout::COMMITTED, 64),
            Target::Intent => (layout::INTENT, 64),
            Target::Header => (layout::HEADERS[0], 64 * layout::HEADER_WORDS as u64),
        };
        if bit >= bits {
            fail!(Invalid, "fault: bit {bit} is outside 0..{bits}, the bits of {target:?}");
        }
        let word = self.word(start + (bit / 64 * 8) as usize);
        // Relaxed: a fault is ordered with nothing.
        word.store(word.load(Relaxed) ^ 1 << (bit % 64), Relaxed);
        Ok(())
    }
}

impl<P: Provider> Region<P> {
    /// Flips one bit of a block, or of what is kept beside the blocks.
    pub fn inject_fault(&self, target: Target, block: u32, bit: u64) -> Result<()> {
        self.provider().check()?;
        self.view().inject(target, block, bit)
    }
}

impl<P: Provider> super::Cell<P> {
    /// Flips one bit of the value, or of what is kept beside it.
    pub fn inject_fault(&self, target: Target, bit: u64) -> Result<()> {
        self.provider().check()?;
        self.view().inject(target, 0, bit)
    }
}

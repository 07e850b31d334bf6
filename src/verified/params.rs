//! What determines a region or a cell.

use super::VerificationLevel;
use super::layout::Shape;
use crate::status::{Result, fail};

/// The creation parameters of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionParams {
    /// Usable bytes, at least 1.
    pub size: u64,
    /// Bytes of a block, the unit that is summed and committed: a power of two from
    /// [`MIN_BLOCK`](Self::MIN_BLOCK) to [`MAX_BLOCK`](Self::MAX_BLOCK). Up to 512 any five
    /// flipped bits in a block are noticed; larger blocks make large transfers faster and
    /// small ones slower.
    pub block: u32,
    /// The level at the start.
    pub level: VerificationLevel,
}

impl RegionParams {
    /// The smallest block.
    pub const MIN_BLOCK: u32 = 64;
    /// The largest block.
    pub const MAX_BLOCK: u32 = 4096;
    /// The block of a region that does not say otherwise.
    pub const DEFAULT_BLOCK: u32 = 512;
    /// Most blocks: two of their numbers fit in a word with a check.
    pub const MAX_BLOCKS: u64 = (1 << 28) - 1;

    /// Checked parameters of a region with blocks of [`DEFAULT_BLOCK`](Self::DEFAULT_BLOCK).
    pub fn new(size: u64, level: VerificationLevel) -> Result<RegionParams> {
        RegionParams::with_block(size, RegionParams::DEFAULT_BLOCK, level)
    }

    /// Checked parameters.
    pub fn with_block(size: u64, block: u32, level: VerificationLevel) -> Result<RegionParams> {
        let params = RegionParams { size, block, level };
        params.shape()?;
        Ok(params)
    }

    /// Bytes of memory the region takes: two slots for each block, and 32 bytes beside them.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.required_size())
    }

    pub(super) fn shape(&self) -> Result<Shape> {
        let RegionParams { size, block, .. } = *self;
        let range = RegionParams::MIN_BLOCK..=RegionParams::MAX_BLOCK;
        if !block.is_power_of_two() || !range.contains(&block) {
            fail!(
                Invalid,
                "region: blocks of {block} bytes: not a power of two in {}..={}",
                range.start(),
                range.end()
            );
        }
        let blocks = size.div_ceil(block as u64);
        if size == 0 || blocks > RegionParams::MAX_BLOCKS {
            fail!(
                Invalid,
                "region: {size} bytes in blocks of {block} is outside 1..={}",
                RegionParams::MAX_BLOCKS * block as u64
            );
        }
        Ok(Shape::region(size, block, blocks as u32))
    }
}

/// The creation parameters of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellParams {
    /// The longest value, 1 to [`MAX_CAPACITY`](Self::MAX_CAPACITY) bytes.
    pub capacity: u32,
    /// The level at the start.
    pub level: VerificationLevel,
}

impl CellParams {
    /// The largest capacity.
    pub const MAX_CAPACITY: u32 = 4096;

    /// Checked parameters.
    pub fn new(capacity: u32, level: VerificationLevel) -> Result<CellParams> {
        let params = CellParams { capacity, level };
        params.shape()?;
        Ok(params)
    }

    /// Bytes of memory the cell takes.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.required_size())
    }

    pub(super) fn shape(&self) -> Result<Shape> {
        if !(1..=CellParams::MAX_CAPACITY).contains(&self.capacity) {
            fail!(
                Invalid,
                "cell: a capacity of {} bytes is outside 1..={}",
                self.capacity,
                CellParams::MAX_CAPACITY
            );
        }
        Ok(Shape::cell(self.capacity))
    }
}

#[cfg(feature = "std")]
mod stored {
    use super::{CellParams, RegionParams};
    use crate::objects::Params;
    use crate::status::{Error, Result, fail};
    use crate::verified::VerificationLevel;

    fn level(what: &str, rank: u64, interval: u64, rest: &[u64]) -> Result<VerificationLevel> {
        if let Some(word) = rest.iter().find(|word| **word != 0) {
            fail!(Invalid, "{what}: {word:#x} in a parameter that has no meaning");
        }
        let level = match (u8::try_from(rank), u32::try_from(interval)) {
            (Ok(rank), Ok(interval)) => VerificationLevel::from_rank(rank, interval),
            _ => None,
        };
        match level {
            Some(level) if level.interval() as u64 == interval => Ok(level),
            _ => fail!(Invalid, "{what}: no level {rank} with interval {interval}"),
        }
    }

    impl From<RegionParams> for Params {
        fn from(RegionParams { size, block, level }: RegionParams) -> Params {
            let (rank, interval) = (level.rank() as u64, level.interval() as u64);
            Params([size, block as u64, rank, interval, 0, 0, 0, 0])
        }
    }

    impl TryFrom<&Params> for RegionParams {
        type Error = Error;

        fn try_from(params: &Params) -> Result<RegionParams> {
            let Params([size, block, rank, interval, rest @ ..]) = params;
            let level = level("region", *rank, *interval, rest)?;
            RegionParams::with_block(*size, u32::try_from(*block).unwrap_or(u32::MAX), level)
        }
    }

    impl From<CellParams> for Params {
        fn from(CellParams { capacity, level }: CellParams) -> Params {
            let (rank, interval) = (level.rank() as u64, level.interval() as u64);
            Params([capacity as u64, rank, interval, 0, 0, 0, 0, 0])
        }
    }

    impl TryFrom<&Params> for CellParams {
        type Error = Error;

        fn try_from(params: &Params) -> Result<CellParams> {
            let Params([capacity, rank, interval, rest @ ..]) = params;
            let level = level("cell", *rank, *interval, rest)?;
            CellParams::new(u32::try_from(*capacity).unwrap_or(u32::MAX), level)
        }
    }
}

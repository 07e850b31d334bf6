//! The one word that decides what a block is, and the reference that names one.

use super::page_word::Holder;

/// Where a block is in its life:
/// `FREE → ALLOCATED → ACKED → COALESCING → FREE`.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BlockState {
    /// No block starts here.
    None = 0,
    /// To be had.
    Free = 1,
    /// Somebody's.
    Allocated = 2,
    /// Given back, and on its way to the heap that owns it.
    Acked = 3,
    /// Being joined to its free neighbours.
    Coalescing = 4,
}

impl BlockState {
    const fn from_bits(bits: u64) -> Option<BlockState> {
        Some(match bits {
            0 => BlockState::None,
            1 => BlockState::Free,
            2 => BlockState::Allocated,
            3 => BlockState::Acked,
            4 => BlockState::Coalescing,
            _ => return None,
        })
    }
}

/// A block's word: `state 3 | holder kind 1 | holder index 12 | granules 16 |
/// generation 32`.
///
/// The granules are the length of a medium block in 256 bytes; 0 for a small one, whose slab
/// knows it. The generation counts the allocations that began here. It stays with the place
/// when the block ends, so it only grows.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockWord(u64);

impl BlockWord {
    const GRANULES_SHIFT: u32 = 32;
    const INDEX_SHIFT: u32 = 48;
    const KIND_SHIFT: u32 = 60;
    const STATE_SHIFT: u32 = 61;
    const GRANULES: u64 = 0xFFFF << Self::GRANULES_SHIFT;
    const HOLDER: u64 = 0x1FFF << Self::INDEX_SHIFT;

    /// Packs, without a holder.
    pub(crate) const fn new(state: BlockState, granules: u16, generation: u32) -> BlockWord {
        BlockWord(
            (state as u64) << Self::STATE_SHIFT
                | (granules as u64) << Self::GRANULES_SHIFT
                | generation as u64,
        )
    }

    pub(crate) const fn from_bits(bits: u64) -> BlockWord {
        BlockWord(bits)
    }

    #[inline(always)]
    pub(crate) const fn to_bits(self) -> u64 {
        self.0
    }

    const fn holder_bits(holder: Holder) -> u64 {
        let (kind, row) = match holder {
            Holder::Participant(row) => (0, row),
            Holder::Object(row) => (1, row),
        };
        kind << Self::KIND_SHIFT | (row as u64 & 0xFFF) << Self::INDEX_SHIFT
    }

    /// The same block held by `holder`.
    pub(crate) const fn held_by(self, holder: Holder) -> BlockWord {
        BlockWord(self.0 & !Self::HOLDER | Self::holder_bits(holder))
    }

    /// The same block in `state`.
    pub(crate) const fn at(self, state: BlockState) -> BlockWord {
        BlockWord(self.0 & !(7 << Self::STATE_SHIFT) | (state as u64) << Self::STATE_SHIFT)
    }

    /// The same block in `state`, nobody's.
    #[inline(always)]
    pub(crate) const fn nobodys(self, state: BlockState) -> BlockWord {
        BlockWord(self.0 & !Self::HOLDER).at(state)
    }

    /// The same block with this length.
    pub(crate) const fn of(self, granules: u16) -> BlockWord {
        BlockWord(self.0 & !Self::GRANULES | (granules as u64) << Self::GRANULES_SHIFT)
    }

    /// The next allocation at this place, with the state, holder and length of `template`.
    #[inline(always)]
    pub(crate) const fn next(self, template: BlockWord) -> BlockWord {
        BlockWord(template.0 & !0xFFFF_FFFF | self.generation().wrapping_add(1) as u64)
    }

    /// `None` for what no word says.
    pub(crate) const fn state(self) -> Option<BlockState> {
        BlockState::from_bits(self.0 >> Self::STATE_SHIFT)
    }

    #[inline(always)]
    pub(crate) const fn is(self, state: BlockState) -> bool {
        self.0 >> Self::STATE_SHIFT == state as u64
    }

    pub(crate) const fn holder(self) -> Holder {
        let row = (self.0 >> Self::INDEX_SHIFT & 0xFFF) as u16;
        if self.0 >> Self::KIND_SHIFT & 1 == 0 {
            Holder::Participant(row)
        } else {
            Holder::Object(row)
        }
    }

    pub(crate) const fn granules(self) -> u16 {
        (self.0 >> Self::GRANULES_SHIFT) as u16
    }

    #[inline(always)]
    pub(crate) const fn generation(self) -> u32 {
        self.0 as u32
    }
}

const _: () = {
    let word = BlockWord::new(BlockState::Allocated, 4095, u32::MAX).held_by(Holder::Object(4094));
    assert!(matches!(word.holder(), Holder::Object(4094)));
    assert!(word.granules() == 4095 && word.generation() == u32::MAX);
    assert!(word.is(BlockState::Allocated) && matches!(word.state(), Some(BlockState::Allocated)));
    let free = word.nobodys(BlockState::Free).of(7);
    assert!(free.is(BlockState::Free) && free.granules() == 7 && free.generation() == u32::MAX);
    assert!(matches!(free.holder(), Holder::Participant(0)));
    let next = BlockWord::new(BlockState::Free, 9, 41).next(word);
    assert!(next.generation() == 42 && next.granules() == 4095 && next.is(BlockState::Allocated));
    assert!(BlockWord::from_bits(7 << 61).state().is_none());
    assert!(BlockWord::from_bits(0).is(BlockState::None));
};

/// Names a block, in any process: `generation 21 | offset / 16: 43`. 0 names none.
///
/// The generation detects a stale name, it proves no fresh one: it wraps after two million
/// allocations at one place.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Reference(u64);

impl Reference {
    const OFFSET_BITS: u32 = 43;
    const OFFSET: u64 = (1 << Self::OFFSET_BITS) - 1;
    const GENERATION: u32 = (1 << (64 - Self::OFFSET_BITS)) - 1;

    /// The block at `offset`, a multiple of 16, of this generation.
    #[inline(always)]
    pub(crate) const fn new(offset: u64, generation: u32) -> Reference {
        Reference((generation as u64) << Self::OFFSET_BITS | (offset / 16))
    }

    /// As it was sent.
    pub const fn from_bits(bits: u64) -> Reference {
        Reference(bits)
    }

    /// To be sent.
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// The distance of the block from the segment's start.
    #[inline(always)]
    pub const fn offset(self) -> u64 {
        (self.0 & Self::OFFSET) * 16
    }

    /// Whether a place of this generation may be the one meant.
    #[inline(always)]
    pub(crate) const fn fits(self, generation: u32) -> bool {
        (self.0 >> Self::OFFSET_BITS) as u32 == generation & Self::GENERATION
    }
}

const _: () = {
    let reference = Reference::new((1 << 47) - 16, 0xFFFF_FFFF);
    assert!(reference.offset() == (1 << 47) - 16 && reference.fits(Reference::GENERATION));
    assert!(!reference.fits(5) && Reference::new(64, 5).fits(5 + (1 << 21)));
    assert!(Reference::from_bits(0).offset() == 0);
};

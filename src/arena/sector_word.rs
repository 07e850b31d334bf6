//! The words at the head of a sector: whose it is, what it is, what each slab is.

use super::size::CLASSES;
use crate::sync::ParticipantId;

/// Whose a sector is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SectorOwner {
    /// A heap of this participant: it alone allocates here.
    Owned(ParticipantId),
    /// Nobody's: the next heap that needs one takes it.
    Abandoned,
}

/// The owner's word: a [`ParticipantId`], or a constant that none packs to.
pub(crate) struct OwnerWord;

impl OwnerWord {
    const ABANDONED: u64 = 0x2162_616E_646F_6E21;

    pub(crate) const fn pack(owner: SectorOwner) -> u64 {
        match owner {
            SectorOwner::Owned(who) => who.to_bits(),
            SectorOwner::Abandoned => Self::ABANDONED,
        }
    }

    /// `None` for what no owner packs to.
    pub(crate) const fn unpack(bits: u64) -> Option<SectorOwner> {
        match ParticipantId::from_bits(bits) {
            Some(who) => Some(SectorOwner::Owned(who)),
            None if bits == Self::ABANDONED => Some(SectorOwner::Abandoned),
            None => None,
        }
    }
}

/// How many bytes of a sector share one word of its table: the smallest blocks that fill it
/// without waste. Fixed when the sector is made, so that its words never lie where a block
/// was or will be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Grain {
    B16 = 0,
    B64 = 1,
    B256 = 2,
}

impl Grain {
    #[cfg(test)]
    pub(crate) const ALL: [Grain; 3] = [Grain::B16, Grain::B64, Grain::B256];

    /// Bytes per word.
    pub(crate) const fn bytes(self) -> usize {
        16 << (2 * self as u32)
    }

    /// The grain for blocks of `size` bytes.
    pub(crate) const fn for_size(size: usize) -> Grain {
        match size {
            0..64 => Grain::B16,
            64..256 => Grain::B64,
            _ => Grain::B256,
        }
    }
}

/// What a sector's data is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Nothing: no block is in it.
    Empty = 0,
    /// Slabs of small blocks.
    Slabs = 1,
    /// Medium blocks of any length.
    Medium = 2,
}

/// What a sector is: `magic 16 | grain 2 | format 2 | 0: 12 | floor 32`. One store of it
/// changes the format. No block of an earlier format had a generation above the floor.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FormatWord(u64);

impl FormatWord {
    const MAGIC: u64 = 0x5EC7;

    pub(crate) const fn new(grain: Grain, format: Format, floor: u32) -> FormatWord {
        FormatWord(Self::MAGIC << 48 | (grain as u64) << 46 | (format as u64) << 44 | floor as u64)
    }

    pub(crate) const fn to_bits(self) -> u64 {
        self.0
    }

    /// Grain, format and floor; `None` for what no such word says.
    pub(crate) const fn unpack(bits: u64) -> Option<(Grain, Format, u32)> {
        let grain = match bits >> 46 & 3 {
            0 => Grain::B16,
            1 => Grain::B64,
            2 => Grain::B256,
            _ => return None,
        };
        let format = match bits >> 44 & 3 {
            0 => Format::Empty,
            1 => Format::Slabs,
            2 => Format::Medium,
            _ => return None,
        };
        let floor = bits as u32;
        if Self::new(grain, format, floor).0 == bits { Some((grain, format, floor)) } else { None }
    }
}

/// What a slab is: 0 is empty, else the size class of its blocks, marked.
pub(crate) struct SlabWord;

impl SlabWord {
    const MARK: u64 = 0x51AB_0000_0000_0000;
    pub(crate) const EMPTY: u64 = 0;

    pub(crate) const fn pack(class: usize) -> u64 {
        Self::MARK | class as u64
    }

    /// The class; `None` for an empty slab, or what no slab says.
    #[inline]
    pub(crate) const fn class(bits: u64) -> Option<usize> {
        let class = bits ^ Self::MARK;
        if class < CLASSES as u64 { Some(class as usize) } else { None }
    }
}

const _: () = {
    let who = ParticipantId { row: 4095, generation: 7 };
    let owned = OwnerWord::unpack(OwnerWord::pack(SectorOwner::Owned(who)));
    assert!(matches!(owned, Some(SectorOwner::Owned(id)) if id.row == 4095 && id.generation == 7));
    let abandoned = OwnerWord::unpack(OwnerWord::pack(SectorOwner::Abandoned));
    assert!(matches!(abandoned, Some(SectorOwner::Abandoned)));
    assert!(OwnerWord::unpack(0).is_none());
    let word = FormatWord::new(Grain::B256, Format::Medium, u32::MAX).to_bits();
    let back = FormatWord::unpack(word);
    assert!(matches!(back, Some((Grain::B256, Format::Medium, u32::MAX))));
    assert!(FormatWord::unpack(0).is_none() && FormatWord::unpack(word | 1 << 40).is_none());
    assert!(matches!(SlabWord::class(SlabWord::pack(31)), Some(31)));
    assert!(SlabWord::class(SlabWord::EMPTY).is_none());
    assert!(SlabWord::class(SlabWord::pack(32)).is_none());
};

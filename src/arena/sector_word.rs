//! The words at the head of a sector: whose it is, what it is, what each slab is.

use super::size::CLASSES;
use crate::sync::ParticipantId;
use crate::sync::checksum::with_check;

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

/// A word that means nothing, and is more than one flipped bit away from all that do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Damaged;

/// What a sector is: `check 24 | 1: 4 | grain 2 | format 2 | floor 32`. One store of it changes
/// the format. No block of an earlier format had a generation above the floor, so a higher one
/// than was stored does no harm. The check is of what decides where blocks lie; one flipped bit
/// there is seen through.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FormatWord(u64);

impl FormatWord {
    /// `check 24 | 1: 4 | grain 2 | format 2`, by grain and format.
    const CODES: [u32; 12] = {
        let (mut codes, mut what) = ([0; 12], 0);
        while what < 12 {
            let word = with_check(0x10 | what as u64);
            codes[what] = ((word >> 40) as u32) << 8 | word as u32;
            what += 1;
        }
        codes
    };

    pub(crate) const fn new(grain: Grain, format: Format, floor: u32) -> FormatWord {
        let code = Self::CODES[(grain as usize) << 2 | format as usize];
        FormatWord((code as u64) << 32 | floor as u64)
    }

    pub(crate) const fn to_bits(self) -> u64 {
        self.0
    }

    /// Grain, format and floor; `None` for what no such word says.
    #[inline]
    pub(crate) fn unpack(bits: u64) -> Option<(Grain, Format, u32)> {
        let code = (bits >> 32) as u32;
        let what = (code & 15) as usize;
        let what = if Self::CODES.get(what) == Some(&code) { what } else { Self::mended(code)? };
        let grain = [Grain::B16, Grain::B64, Grain::B256][what >> 2];
        let format = match what & 3 {
            0 => Format::Empty,
            1 => Format::Slabs,
            2 => Format::Medium,
            _ => return None,
        };
        Some((grain, format, bits as u32))
    }

    /// Which code this was before one bit flipped.
    #[cold]
    fn mended(code: u32) -> Option<usize> {
        Self::CODES.iter().position(|sound| (sound ^ code).count_ones() == 1)
    }
}

/// What a slab is: 0 is empty, else the size class of its blocks and a check. One flipped bit
/// is seen through.
pub(crate) struct SlabWord;

impl SlabWord {
    /// By class, after that of an empty slab.
    const WORDS: [u64; CLASSES + 1] = {
        let (mut words, mut class) = ([0; CLASSES + 1], 0);
        while class <= CLASSES {
            words[class] = with_check(class as u64);
            class += 1;
        }
        words
    };

    pub(crate) const fn pack(class: Option<usize>) -> u64 {
        match class {
            Some(class) => Self::WORDS[class + 1],
            None => Self::WORDS[0],
        }
    }

    /// The class; `None` for an empty slab.
    #[inline]
    pub(crate) fn unpack(bits: u64) -> Result<Option<usize>, Damaged> {
        let place = (bits & 63) as usize;
        let place = if Self::WORDS.get(place) == Some(&bits) { place } else { Self::mended(bits)? };
        Ok(place.checked_sub(1))
    }

    /// Which word this was before one bit flipped.
    #[cold]
    fn mended(bits: u64) -> Result<usize, Damaged> {
        Self::WORDS.iter().position(|sound| (sound ^ bits).count_ones() == 1).ok_or(Damaged)
    }
}

const _: () = {
    let who = ParticipantId { row: 4095, generation: 7 };
    let owned = OwnerWord::unpack(OwnerWord::pack(SectorOwner::Owned(who)));
    assert!(matches!(owned, Some(SectorOwner::Owned(id)) if id.row == 4095 && id.generation == 7));
    let abandoned = OwnerWord::unpack(OwnerWord::pack(SectorOwner::Abandoned));
    assert!(matches!(abandoned, Some(SectorOwner::Abandoned)));
    assert!(OwnerWord::unpack(0).is_none());
    assert!(SlabWord::pack(None) == 0);
};

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    /// No two bits more are flipped than `flips` says; calls `each` with every such word.
    fn flipped(bits: u64, places: core::ops::Range<u32>, flips: u32, each: &mut dyn FnMut(u64)) {
        each(bits);
        if flips > 0 {
            for place in places.clone() {
                flipped(bits ^ 1 << place, place + 1..places.end, flips - 1, each);
            }
        }
    }

    #[test]
    fn a_format_is_seen_through_one_flip_and_nothing_through_two() {
        for grain in Grain::ALL {
            for format in [Format::Empty, Format::Slabs, Format::Medium] {
                let bits = FormatWord::new(grain, format, 0x8123_4567).to_bits();
                assert_eq!(FormatWord::unpack(bits), Some((grain, format, 0x8123_4567)));
                flipped(bits, 32..64, 2, &mut |word| {
                    let expected = (word ^ bits).count_ones() < 2;
                    let found = FormatWord::unpack(word);
                    assert_eq!(found, expected.then_some((grain, format, 0x8123_4567)));
                });
            }
        }
        assert!(FormatWord::unpack(0).is_none());
    }

    #[test]
    fn a_slab_is_seen_through_one_flip_and_nothing_through_two() {
        for class in (0..CLASSES).map(Some).chain([None]) {
            let bits = SlabWord::pack(class);
            flipped(bits, 0..64, 2, &mut |word| {
                let expected =
                    if (word ^ bits).count_ones() < 2 { Ok(class) } else { Err(Damaged) };
                assert_eq!(SlabWord::unpack(word), expected);
            });
        }
    }
}

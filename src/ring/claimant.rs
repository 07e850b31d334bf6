//! Who has claimed a place, small enough to lie in the place's own word.

use crate::sync::{Liveness, ParticipantId};

/// A participant, as named in a word that has other things to say too: its row and the low
/// bits of the row's generation.
///
/// ```text
/// bits 18..8   row
/// bits 7..0    generation, modulo 256
/// ```
/// The generation is cut off without harm: before a row is given to somebody new, whatever its
/// dead owner had claimed in any object is settled, so no word ever names the row's owner
/// before last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claimant(u32);

impl Claimant {
    /// Bits that it takes.
    pub(super) const BITS: u32 = 19;
    /// Nobody's claim, or that of row 0 in its 256th generation: words say apart from it
    /// whether they are claimed.
    pub(super) const NONE: Claimant = Claimant(0);
    const GENERATION_BITS: u32 = 8;

    pub(super) const fn of(who: ParticipantId) -> Claimant {
        let generation = who.generation & ((1 << Claimant::GENERATION_BITS) - 1);
        Claimant::from_bits(((who.row as u64) << Claimant::GENERATION_BITS) | generation as u64)
    }

    /// From the low bits of `bits`; the others are ignored.
    pub(super) const fn from_bits(bits: u64) -> Claimant {
        Claimant(bits as u32 & ((1 << Claimant::BITS) - 1))
    }

    pub(super) const fn to_bits(self) -> u64 {
        self.0 as u64
    }

    /// Its row.
    pub(super) const fn row(self) -> u16 {
        (self.0 >> Claimant::GENERATION_BITS) as u16
    }

    /// Whether it is proven dead. Asks the kernel.
    pub(super) fn is_dead(self, live: &dyn Liveness) -> bool {
        let generation = self.0 & ((1 << Claimant::GENERATION_BITS) - 1);
        live.is_dead_truncated(self.row(), generation, Claimant::GENERATION_BITS)
    }
}

const _: () = {
    let who = Claimant::of(ParticipantId { row: 2047, generation: 0x8123_45FE });
    assert!(who.row() == 2047 && who.to_bits() == (2047 << 8 | 0xFE));
    assert!(Claimant::from_bits(u64::MAX << Claimant::BITS | who.to_bits()).0 == who.0);
};

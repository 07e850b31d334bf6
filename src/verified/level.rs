//! How much is checked.

use super::checked::Checked;

/// How much is checked, and when. A stored level holds for everybody; a call may ask for more,
/// never for less.
///
/// | level | write | read |
/// |---|---|---|
/// | `Off` | two-slot commit, no checksum | never torn; flips in the data go unseen |
/// | `Basic` | + checksum; the old bytes of a partly written block are not looked at | bounds and epochs |
/// | `Sampling(n)` | as `Basic` | + the checksum on every n-th read of the handle |
/// | `Standard` | + the old bytes of a partly written block are verified | + every read is verified |
/// | `Full` | + what was written is read back before it is committed | + header and intent |
/// | `Critical` | + both slots hold the current data, but during a write | serves the good slot of the same epoch, repairs the bad one |
///
/// Epochs, lengths and the words that decide are checked at every level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VerificationLevel {
    /// Never torn, and nothing more.
    Off,
    /// Checksums are stored; [`verify_all`](super::Region::verify_all) and the scrubber look
    /// at them.
    Basic,
    /// As `Basic`, and every n-th read is verified; 0 is taken for 1.
    Sampling(u32),
    /// Every read is verified.
    #[default]
    Standard,
    /// And every write is read back.
    Full,
    /// And damage is repaired.
    Critical,
}

/// The names of another tradition.
#[allow(non_upper_case_globals)]
impl VerificationLevel {
    /// [`Basic`](Self::Basic).
    pub const Minimal: VerificationLevel = VerificationLevel::Basic;
    /// [`Critical`](Self::Critical).
    pub const Redundant: VerificationLevel = VerificationLevel::Critical;
}

impl VerificationLevel {
    /// The six levels, weakest first; the third verifies every read too.
    pub const ALL: [VerificationLevel; 6] = [
        VerificationLevel::Off,
        VerificationLevel::Basic,
        VerificationLevel::Sampling(1),
        VerificationLevel::Standard,
        VerificationLevel::Full,
        VerificationLevel::Critical,
    ];

    /// Its place among the levels, 0 to 5.
    pub const fn rank(self) -> u8 {
        match self {
            VerificationLevel::Off => 0,
            VerificationLevel::Basic => 1,
            VerificationLevel::Sampling(_) => 2,
            VerificationLevel::Standard => 3,
            VerificationLevel::Full => 4,
            VerificationLevel::Critical => 5,
        }
    }

    /// Every how many reads one is verified by `Sampling`; 0 for the other levels.
    pub const fn interval(self) -> u32 {
        match self {
            VerificationLevel::Sampling(0) => 1,
            VerificationLevel::Sampling(n) => n,
            _ => 0,
        }
    }

    /// The level of this place, for `Sampling` with this interval.
    pub const fn from_rank(rank: u8, interval: u32) -> Option<VerificationLevel> {
        Some(match rank {
            0 => VerificationLevel::Off,
            1 => VerificationLevel::Basic,
            2 if interval > 0 => VerificationLevel::Sampling(interval),
            3 => VerificationLevel::Standard,
            4 => VerificationLevel::Full,
            5 => VerificationLevel::Critical,
            _ => return None,
        })
    }

    /// Whether this level asks for at least what `other` does.
    #[inline]
    pub const fn includes(self, other: VerificationLevel) -> bool {
        match (self, other) {
            (VerificationLevel::Sampling(_), VerificationLevel::Sampling(_)) => {
                self.interval() <= other.interval()
            }
            _ => self.rank() >= other.rank(),
        }
    }

    /// The stronger of the two.
    #[inline]
    #[must_use]
    pub const fn raised(self, asked: VerificationLevel) -> VerificationLevel {
        if self.includes(asked) { self } else { asked }
    }

    /// `interval 32 | rank 8`, with a check.
    #[inline]
    pub(super) const fn to_word(self) -> Checked {
        Checked::new((self.interval() as u64) << 8 | self.rank() as u64)
    }

    #[inline]
    pub(super) const fn from_word(word: Checked) -> Option<VerificationLevel> {
        const STANDARD: u64 = VerificationLevel::Standard.to_word().to_bits();
        if word.to_bits() == STANDARD {
            return Some(VerificationLevel::Standard);
        }
        VerificationLevel::decoded(word)
    }

    const fn decoded(word: Checked) -> Option<VerificationLevel> {
        match word.get() {
            Some(value) if value >> 40 == 0 => {
                VerificationLevel::from_rank(value as u8, (value >> 8) as u32)
            }
            _ => None,
        }
    }
}

const _: () = {
    let level = VerificationLevel::Sampling(u32::MAX);
    let back = VerificationLevel::from_word(level.to_word());
    assert!(matches!(back, Some(VerificationLevel::Sampling(u32::MAX))));
    assert!(VerificationLevel::from_word(Checked::new(1 << 40)).is_none());
    assert!(matches!(
        VerificationLevel::Standard.raised(VerificationLevel::Basic),
        VerificationLevel::Standard
    ));
    assert!(matches!(
        VerificationLevel::Sampling(8).raised(VerificationLevel::Sampling(2)),
        VerificationLevel::Sampling(2)
    ));
};

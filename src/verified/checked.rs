//! Words that carry their own check.

/// `value 56 | CRC-8 of it`. The polynomial, 0x2F, and the 56 bits make any two of them differ
/// in four bits or more, so up to three flipped bits are noticed (Koopman and Chakravarty,
/// "Cyclic Redundancy Code (CRC) Polynomial Selection For Embedded Networks", 2004). Neither
/// all zeros nor all ones checks.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Checked(u64);

const POLYNOMIAL: u8 = 0x2F;

/// The check of each byte at each of the seven places; it is linear, so they add up. Seven
/// loads that do not wait for each other.
static TABLES: [[u8; 256]; 7] = {
    let mut tables = [[0; 256]; 7];
    let mut place = 0;
    while place < 7 {
        let mut byte = 0;
        while byte < 256 {
            // The lowest byte goes in first: six more follow it.
            let mut crc = byte as u8;
            let mut bit = 0;
            while bit < 8 * (7 - place) {
                crc = (crc << 1) ^ (POLYNOMIAL * (crc >> 7));
                bit += 1;
            }
            tables[place][byte] = crc;
            byte += 1;
        }
        place += 1;
    }
    tables
};

/// What the check of 0 is: that of the start value 0xFF.
const START: u8 = {
    let mut crc = 0xFF_u8;
    let mut bit = 0;
    while bit < 56 {
        crc = (crc << 1) ^ (POLYNOMIAL * (crc >> 7));
        bit += 1;
    }
    crc
};

impl Checked {
    /// Values have so many bits.
    pub(super) const BITS: u32 = 56;
    /// The largest value.
    pub(super) const MAX: u64 = (1 << Checked::BITS) - 1;

    /// The word of `value`, at most [`MAX`](Self::MAX).
    #[inline]
    pub(super) const fn new(value: u64) -> Checked {
        Checked(value << 8 | check(value) as u64)
    }

    #[inline]
    pub(super) const fn from_bits(bits: u64) -> Checked {
        Checked(bits)
    }

    #[inline]
    pub(super) const fn to_bits(self) -> u64 {
        self.0
    }

    /// The value, if the word checks.
    #[inline]
    pub(super) const fn get(self) -> Option<u64> {
        let value = self.0 >> 8;
        if check(value) == self.0 as u8 { Some(value) } else { None }
    }
}

/// The CRC-8 of the lower 56 bits of `value`.
#[inline]
pub(super) const fn check(value: u64) -> u8 {
    let mut sum = START;
    let mut place = 0;
    while place < 7 {
        sum ^= TABLES[place][(value >> (8 * place) & 0xFF) as usize];
        place += 1;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_to_three_flips_never_check() {
        for value in [0, 1, 0x12_3456_789A_BCDE, Checked::MAX] {
            let word = Checked::new(value).to_bits();
            assert_eq!(Checked::from_bits(word).get(), Some(value));
            let wrong = |flips: u64| Checked::from_bits(word ^ flips).get().is_none();
            for a in 0..64 {
                assert!(wrong(1 << a), "{value:#x}: bit {a}");
                for b in a + 1..64 {
                    assert!(wrong(1 << a | 1 << b), "{value:#x}: bits {a} {b}");
                    assert!((b + 1..64).all(|c| wrong(1 << a | 1 << b | 1 << c)));
                }
            }
        }
        assert!(Checked::from_bits(0).get().is_none());
        assert!(Checked::from_bits(u64::MAX).get().is_none());
    }
}

//! CRC32C (Castagnoli, the polynomial of iSCSI, RFC 3720), the checksum of everything here.
//!
//! SSE4.2's instruction where the processor has it, else eight tables of 256 entries
//! (slicing-by-8: Kounavis and Berry, "A Systematic Approach to Building High Performance
//! Software-Based CRC Generators", 2005).

const POLYNOMIAL: u32 = 0x82F6_3B78; // reflected

const TABLES: [[u32; 256]; 8] = {
    let mut tables = [[0u32; 256]; 8];
    let mut i = 0;
    while i < 256 {
        let mut crc = i as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = (crc >> 1) ^ (POLYNOMIAL & 0u32.wrapping_sub(crc & 1));
            bit += 1;
        }
        tables[0][i] = crc;
        i += 1;
    }
    let mut t = 1;
    while t < 8 {
        let mut i = 0;
        while i < 256 {
            let before = tables[t - 1][i];
            tables[t][i] = (before >> 8) ^ tables[0][(before & 0xFF) as usize];
            i += 1;
        }
        t += 1;
    }
    tables
};

/// A checksum under way: feed it with [`update`](Crc::update), read it with
/// [`value`](Crc::value). The same bytes in any cut give the same value.
#[derive(Clone, Copy, Debug)]
pub struct Crc(u32);

impl Default for Crc {
    fn default() -> Self {
        Self::new()
    }
}

impl Crc {
    /// Of no bytes yet.
    pub const fn new() -> Crc {
        Crc(!0)
    }

    /// Adds `bytes`.
    #[inline]
    #[must_use]
    pub fn update(self, bytes: &[u8]) -> Crc {
        #[cfg(target_arch = "x86_64")]
        if x86::has_sse42() {
            // SAFETY: the processor has SSE4.2, as just asked.
            return Crc(unsafe { x86::update(self.0, bytes) });
        }
        Crc(portable(self.0, bytes))
    }

    /// The checksum.
    pub const fn value(self) -> u32 {
        !self.0
    }
}

/// The CRC32C of the eight bytes of a word, lowest first; in constants too.
pub const fn crc32c_const(word: u64) -> u32 {
    let mut crc = !0;
    let mut byte = 0;
    while byte < 8 {
        crc = (crc >> 8) ^ TABLES[0][((crc ^ (word >> (8 * byte)) as u32) & 0xFF) as usize];
        byte += 1;
    }
    !crc
}

/// A word that carries its own check: `check 24 | rest 40`, where the check is taken from a
/// CRC32C of the rest. 0 for 0, so that a new table holds valid words. Two such words differ
/// in four bits or more: up to three flipped bits are noticed, and a single one can be told.
pub const fn with_check(rest: u64) -> u64 {
    const ZERO: u32 = crc32c_const(0);
    let rest = rest & ((1 << 40) - 1);
    ((crc32c_const(rest) ^ ZERO) as u64 & 0xFF_FFFF) << 40 | rest
}

/// The CRC32C of `bytes`.
pub fn crc32c(bytes: &[u8]) -> u32 {
    Crc::new().update(bytes).value()
}

fn portable(mut crc: u32, bytes: &[u8]) -> u32 {
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let low = crc ^ u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
        crc = TABLES[7][(low & 0xFF) as usize]
            ^ TABLES[6][(low >> 8 & 0xFF) as usize]
            ^ TABLES[5][(low >> 16 & 0xFF) as usize]
            ^ TABLES[4][(low >> 24) as usize]
            ^ TABLES[3][word[4] as usize]
            ^ TABLES[2][word[5] as usize]
            ^ TABLES[1][word[6] as usize]
            ^ TABLES[0][word[7] as usize];
    }
    for byte in rest {
        crc = (crc >> 8) ^ TABLES[0][((crc ^ *byte as u32) & 0xFF) as usize];
    }
    crc
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use core::arch::x86_64::{__cpuid, _mm_crc32_u8, _mm_crc32_u64};
    use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

    /// Whether the processor has the instruction: asked once, private to the process.
    #[inline]
    pub(super) fn has_sse42() -> bool {
        static KNOWN: AtomicU8 = AtomicU8::new(0);
        match KNOWN.load(Relaxed) {
            0 => {
                let yes = __cpuid(1).ecx & 1 << 20 != 0;
                KNOWN.store(1 + yes as u8, Relaxed);
                yes
            }
            known => known == 2,
        }
    }

    #[target_feature(enable = "sse4.2")]
    pub(super) fn update(crc: u32, bytes: &[u8]) -> u32 {
        let (words, rest) = bytes.as_chunks::<8>();
        let mut crc = crc as u64;
        for word in words {
            crc = _mm_crc32_u64(crc, u64::from_le_bytes(*word));
        }
        rest.iter().fold(crc as u32, |crc, byte| _mm_crc32_u8(crc, *byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3720, appendix B.4.
    #[test]
    fn the_vectors_of_rfc_3720() {
        let ascending: [u8; 32] = core::array::from_fn(|i| i as u8);
        let descending: [u8; 32] = core::array::from_fn(|i| 31 - i as u8);
        for (bytes, crc) in [
            ([0u8; 32], 0x8A91_36AA),
            ([0xFF; 32], 0x62A8_AB43),
            (ascending, 0x46DD_794E),
            (descending, 0x113F_DB5C),
        ] {
            assert_eq!(crc32c(&bytes), crc);
            assert_eq!(!portable(!0, &bytes), crc);
        }
        assert_eq!(crc32c(b"123456789"), 0xE306_9283);
        let word = 0x0123_4567_89AB_CDEF;
        assert_eq!(crc32c_const(word), crc32c(&word.to_le_bytes()));
    }

    #[test]
    fn checked_words_differ_in_four_bits() {
        assert_eq!(with_check(0), 0);
        let wrong = |flips: u64| {
            let word = with_check(0x12_3456_789A) ^ flips;
            with_check(word) != word
        };
        for a in 0..64 {
            assert!(wrong(1 << a));
            for b in a + 1..64 {
                assert!(wrong(1 << a | 1 << b));
                assert!((b + 1..64).all(|c| wrong(1 << a | 1 << b | 1 << c)), "{a} {b}");
            }
        }
    }

    #[test]
    fn every_cut_and_both_paths_agree() {
        let bytes: Vec<u8> = (0..300u32).map(|i| ((i * 167) >> 3) as u8).collect();
        for len in 0..bytes.len() {
            let whole = crc32c(&bytes[..len]);
            assert_eq!(!portable(!0, &bytes[..len]), whole, "portable, {len} bytes");
            let cut = len / 3;
            let parts = Crc::new().update(&bytes[..cut]).update(&bytes[cut..len]).value();
            assert_eq!(parts, whole, "cut at {cut} of {len}");
        }
    }
}

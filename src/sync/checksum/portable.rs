//! Tables: on any processor, and in constants.

use super::POLYNOMIAL;

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

/// The register after the eight bytes of `word`; in constants too.
#[inline]
pub(super) const fn word(crc: u32, word: u64) -> u32 {
    let word = word ^ crc as u64;
    let mut crc = 0;
    let mut byte = 0;
    while byte < 8 {
        crc ^= TABLES[7 - byte][(word >> (8 * byte) & 0xFF) as usize];
        byte += 1;
    }
    crc
}

/// See [`run`](super::run).
///
/// Never inlined: where the compiler knows that nobody else writes `to`, it may copy all at once
/// and load each byte again to sum it.
///
/// # Safety
/// As there.
#[inline(never)]
pub(super) unsafe fn run<const COPY: bool>(
    mut crc: u32,
    to: *mut u8,
    from: *const u8,
    len: usize,
) -> u32 {
    let mut at = 0;
    while len - at >= 8 {
        // SAFETY: eight more bytes are inside the caller's ranges.
        let bytes = unsafe {
            let bytes = from.add(at).cast::<u64>().read_unaligned();
            if COPY {
                to.add(at).cast::<u64>().write_unaligned(bytes);
            }
            bytes
        };
        crc = word(crc, bytes);
        at += 8;
    }
    while at < len {
        // SAFETY: one more byte is inside the caller's ranges.
        let byte = unsafe {
            let byte = from.add(at).read();
            if COPY {
                to.add(at).write(byte);
            }
            byte
        };
        crc = (crc >> 8) ^ TABLES[0][((crc ^ byte as u32) & 0xFF) as usize];
        at += 1;
    }
    crc
}

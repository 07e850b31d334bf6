//! What linearity gives: moving a checksum over bytes without looking at them.
//!
//! Registers are polynomials over GF(2) modulo the CRC's, bit 31 the constant term. Moving one
//! over n zero bytes multiplies it by x^(8n). The tables hold x^(8n-33): the product of two
//! 32-bit registers by PCLMULQDQ, put through the CRC instruction, comes out times x^33.

use super::{Crc, POLYNOMIAL, portable};

/// `x^(64 i - 33)`: moves over `i` words, up to 4 KiB.
static WORDS: [u32; 512] = {
    let mut table = [0; 512];
    let mut i = 0;
    let mut power = X_TO_MINUS_33;
    while i < table.len() {
        table[i] = power;
        power = portable::word(power, 0);
        i += 1;
    }
    table
};

/// `x^(8 i - 33)`: moves over `i` bytes.
static BYTES: [u32; 8] = {
    let mut table = [X_TO_MINUS_33; 8];
    let mut i = 1;
    while i < table.len() {
        table[i] = times_x(table[i - 1], 8);
        i += 1;
    }
    table
};

/// `x^(8 * 4096 * 2^i - 33)`: moves over `2^i` times 4 KiB.
static PAGES: [u32; 52] = {
    let mut table = [0; 52];
    table[0] = portable::word(WORDS[511], 0);
    let mut i = 1;
    while i < table.len() {
        table[i] = multiply_portable(table[i - 1], table[i - 1]);
        i += 1;
    }
    table
};

/// `x^33`: 33 steps from the constant 1.
const X_TO_33: u32 = times_x(1 << 31, 33);

/// `x^-33`. Dividing by x undoes a step: the polynomial's bit for x^0 tells whether the step
/// wrapped around.
const X_TO_MINUS_33: u32 = {
    let mut power: u32 = 1 << 31;
    let mut step = 0;
    while step < 33 {
        let wrapped = power >> 31;
        power = (power ^ (POLYNOMIAL * wrapped)) << 1 | wrapped;
        step += 1;
    }
    power
};

/// `a x^steps`.
pub(super) const fn times_x(mut a: u32, steps: u32) -> u32 {
    let mut step = 0;
    while step < steps {
        a = (a >> 1) ^ (POLYNOMIAL & 0u32.wrapping_sub(a & 1));
        step += 1;
    }
    a
}

const fn times(a: u32, b: u32) -> u32 {
    let (mut a, mut product, mut bit) = (a, 0, 32);
    while bit > 0 {
        bit -= 1;
        if b >> bit & 1 != 0 {
            product ^= a;
        }
        a = times_x(a, 1);
    }
    product
}

/// `a b x^33`, as [`multiply`] computes it.
const fn multiply_portable(a: u32, b: u32) -> u32 {
    times(times(a, b), X_TO_33)
}

/// `a b x^33`.
#[inline]
fn multiply(a: u32, b: u32) -> u32 {
    #[cfg(target_arch = "x86_64")]
    if super::path() != super::Path::Portable {
        // SAFETY: the path was chosen, so the processor has the instructions.
        return unsafe { super::x86::multiply(a, b) };
    }
    multiply_portable(a, b)
}

/// The multiplier that moves a register over `8 words` bytes, `words` below 512.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(super) fn over_words(words: usize) -> u32 {
    WORDS[words]
}

const _: () = {
    let register = 0x1234_5678;
    assert!(multiply_portable(register, X_TO_MINUS_33) == register);
    assert!(multiply_portable(register, WORDS[1]) == portable::word(register, 0));
    assert!(multiply_portable(register, BYTES[3]) == times_x(register, 24));
};

impl Crc {
    /// This register after `len` zero bytes.
    #[inline]
    #[must_use]
    pub fn advance(self, len: u64) -> Crc {
        let mut crc = self.0;
        let (words, bytes) = (len / 8 % 512, len % 8);
        if words != 0 {
            crc = multiply(crc, WORDS[words as usize]);
        }
        if bytes != 0 {
            crc = multiply(crc, BYTES[bytes as usize]);
        }
        let mut pages = len / 4096;
        while pages != 0 {
            let bit = pages.trailing_zeros();
            crc = multiply(crc, PAGES[bit as usize]);
            pages &= pages - 1;
        }
        Crc(crc)
    }

    /// What differs between two registers, as a register of its own.
    #[inline]
    #[must_use]
    pub fn difference(self, other: Crc) -> Crc {
        Crc(self.0 ^ other.0)
    }
}

/// The checksum of two stretches of bytes in a row, from that of each: `second` is of
/// `second_len` bytes.
pub fn combine(first: u32, second: u32, second_len: u64) -> u32 {
    Crc(first).advance(second_len).0 ^ second
}

/// The checksum `crc` of some bytes, after a part of them changed: `changed` is what differs
/// between the sums from [`Crc::zero`] of the old and of the new part, `after` how many bytes
/// follow it. The other bytes are not looked at, so if they had been damaged, the result is as
/// wrong as `crc` was.
#[inline]
pub fn change(crc: u32, changed: Crc, after: u64) -> u32 {
    crc ^ changed.advance(after).0
}

//! The processor's own CRC32C, and carry-less multiplication.

use core::arch::x86_64::*;

use super::Path;
use super::algebra::{over_words, times_x};

/// The shortest input that the wide path is for.
pub(super) const WIDE: usize = 256;

/// The best path of this processor and its system.
pub(super) fn best() -> Path {
    const SSE42_PCLMUL_OSXSAVE: [u32; 3] = [1 << 20, 1 << 1, 1 << 27];
    let [sse42, pclmul, osxsave] = SSE42_PCLMUL_OSXSAVE.map(|bit| __cpuid(1).ecx & bit != 0);
    if !sse42 || !pclmul {
        return Path::Portable;
    }
    let leaves = __cpuid(0).eax;
    let wide = leaves >= 7 && {
        let features = __cpuid_count(7, 0);
        let avx512f = features.ebx & 1 << 16 != 0;
        let vpclmulqdq = features.ecx & 1 << 10 != 0;
        // The system keeps XMM, YMM and all of ZMM and the mask registers: XCR0 bits 1, 2,
        // 5 to 7.
        avx512f && vpclmulqdq && osxsave && {
            // SAFETY: OSXSAVE says that the instruction may be used.
            unsafe { _xgetbv(0) & 0xE6 == 0xE6 }
        }
    };
    if wide { Path::Wide } else { Path::ThreeWay }
}

/// `a b x^33`: see [`algebra`](super::algebra).
#[inline]
#[target_feature(enable = "sse4.2,pclmulqdq")]
pub(super) fn multiply(a: u32, b: u32) -> u32 {
    let product =
        _mm_clmulepi64_si128::<0>(_mm_cvtsi32_si128(a as i32), _mm_cvtsi32_si128(b as i32));
    _mm_crc32_u64(0, _mm_cvtsi128_si64(product) as u64) as u32
}

/// The register after `word`. By hand, since a function that may use the instruction is not
/// inlined into one that has to ask first.
///
/// # Safety
/// The processor has the instruction.
#[inline(always)]
pub(super) unsafe fn add(mut crc: u64, word: u64) -> u64 {
    // SAFETY: the caller's promise; registers only.
    unsafe {
        core::arch::asm!(
            "crc32 {crc}, {word}",
            crc = inout(reg) crc,
            word = in(reg) word,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    crc
}

/// Reads the word at `from + at`, and copies it if `COPY`.
///
/// # Safety
/// Eight bytes from there are inside both ranges.
#[inline(always)]
unsafe fn word<const COPY: bool>(to: *mut u8, from: *const u8, at: usize) -> u64 {
    let word: u64;
    // SAFETY: the caller's promise. By hand, since the compiler may load what nobody else may
    // write once for the copy and again for the sum.
    unsafe {
        core::arch::asm!(
            "mov {word}, qword ptr [{from}]",
            word = out(reg) word,
            from = in(reg) from.add(at),
            options(readonly, nostack, preserves_flags),
        );
        if COPY {
            to.add(at).cast::<u64>().write_unaligned(word);
        }
    }
    word
}

/// Adds sixteen bytes at `from` to `crc`, and copies them to `to` if `COPY`: loaded word by word,
/// since the caller may just have stored them, and stored together, since only so many stores
/// can wait for another processor's lines.
///
/// # Safety
/// Sixteen bytes from there are inside both ranges, and the processor has SSE4.2.
#[inline(always)]
unsafe fn pair<const COPY: bool>(mut crc: u64, to: *mut u8, from: *const u8) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        #[cfg(target_feature = "sse2")]
        if COPY {
            core::arch::asm!(
                "mov {word}, qword ptr [{from}]",
                "crc32 {crc}, {word}",
                "movq {pair}, {word}",
                "mov {word}, qword ptr [{from} + 8]",
                "crc32 {crc}, {word}",
                "pinsrq {pair}, {word}, 1",
                "movups xmmword ptr [{to}], {pair}",
                word = out(reg) _,
                crc = inout(reg) crc,
                pair = out(xmm_reg) _,
                from = in(reg) from,
                to = in(reg) to,
                options(nostack, preserves_flags),
            );
            return crc;
        }
        crc = add(crc, word::<COPY>(to, from, 0));
        add(crc, word::<COPY>(to, from, 8))
    }
}

/// As [`word`], of the four bytes or the one at `from`: adds them to `crc`, too.
macro_rules! piece {
    ($name:ident, $load:literal, $add:literal, $store:literal) => {
        /// # Safety
        /// So many bytes from there are inside both ranges, and the processor has SSE4.2.
        #[inline(always)]
        unsafe fn $name<const COPY: bool>(mut crc: u64, to: *mut u8, from: *const u8) -> u64 {
            // SAFETY: the caller's promise.
            unsafe {
                let piece: u64;
                core::arch::asm!(
                    $load,
                    $add,
                    piece = out(reg) piece,
                    crc = inout(reg) crc,
                    from = in(reg) from,
                    options(readonly, nostack, preserves_flags),
                );
                if COPY {
                    core::arch::asm!(
                        $store,
                        piece = in(reg) piece,
                        to = in(reg) to,
                        options(nostack, preserves_flags),
                    );
                }
            }
            crc
        }
    };
}
piece!(
    half,
    "mov {piece:e}, dword ptr [{from}]",
    "crc32 {crc:e}, {piece:e}",
    "mov dword ptr [{to}], {piece:e}"
);
piece!(
    byte,
    "movzx {piece:e}, byte ptr [{from}]",
    "crc32 {crc:e}, {piece:l}",
    "mov byte ptr [{to}], {piece:l}"
);

/// Words of each stream, at most; the shortest that is worth the joining.
const STREAM: usize = 170;
const SHORTEST: usize = 8;
/// The shortest input that three streams are for.
pub(super) const THREE_WAY: usize = 3 * 8 * SHORTEST;

/// See [`run`](super::run).
///
/// # Safety
/// As there, and the processor has the features.
#[target_feature(enable = "sse4.2,pclmulqdq")]
pub(super) unsafe fn three_way<const COPY: bool>(
    crc: u32,
    to: *mut u8,
    from: *const u8,
    len: usize,
) -> u32 {
    let mut crc = crc as u64;
    let mut at = 0;
    while len - at >= THREE_WAY {
        let words = ((len - at) / 24).min(STREAM);
        let stream = 8 * words;
        let (mut second, mut third) = (0, 0);
        let end = at + stream;
        while at < end {
            // SAFETY: three streams of `words` words are inside the ranges.
            unsafe {
                crc = _mm_crc32_u64(crc, word::<COPY>(to, from, at));
                second = _mm_crc32_u64(second, word::<COPY>(to, from, at + stream));
                third = _mm_crc32_u64(third, word::<COPY>(to, from, at + 2 * stream));
            }
            at += 8;
        }
        at += 2 * stream;
        let first = multiply(crc as u32, over_words(2 * words));
        crc = (first ^ multiply(second as u32, over_words(words))) as u64 ^ third;
    }
    // SAFETY: the rest of the ranges.
    unsafe { serial::<COPY>(crc, to, from, at, len) }
}

/// From `at` to `len`, one word after the other.
///
/// # Safety
/// As for [`three_way`].
#[inline]
#[target_feature(enable = "sse4.2")]
pub(super) unsafe fn serial<const COPY: bool>(
    crc: u64,
    to: *mut u8,
    from: *const u8,
    at: usize,
    len: usize,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { serial_inlined::<COPY>(crc, to, from, at, len) }
}

/// The same in line, wherever it is.
///
/// # Safety
/// As for [`three_way`].
#[inline(always)]
pub(super) unsafe fn serial_inlined<const COPY: bool>(
    mut crc: u64,
    to: *mut u8,
    from: *const u8,
    mut at: usize,
    len: usize,
) -> u32 {
    // SAFETY: so many more bytes are inside the ranges.
    unsafe {
        while len - at >= 16 {
            crc = pair::<COPY>(crc, to.wrapping_add(at), from.add(at));
            at += 16;
        }
        if len - at >= 8 {
            crc = add(crc, word::<COPY>(to, from, at));
            at += 8;
        }
        if len - at >= 4 {
            crc = half::<COPY>(crc, to.wrapping_add(at), from.add(at));
            at += 4;
        }
        while at < len {
            crc = byte::<COPY>(crc, to.wrapping_add(at), from.add(at));
            at += 1;
        }
    }
    crc as u32
}

/// The two multipliers, for the low and the high half of 128 bits, that fold them onto
/// those `bytes` later. The half that comes first stands 64 powers of x higher.
const fn fold_by(bytes: u32) -> [i64; 2] {
    [times_x(1 << 31, 8 * bytes + 31) as i64, times_x(1 << 31, 8 * bytes - 33) as i64]
}

const BY_256: [i64; 2] = fold_by(256);
const BY_192: [i64; 2] = fold_by(192);
const BY_128: [i64; 2] = fold_by(128);
const BY_64: [i64; 2] = fold_by(64);
const BY_48: [i64; 2] = fold_by(48);
const BY_32: [i64; 2] = fold_by(32);
const BY_16: [i64; 2] = fold_by(16);

#[inline]
#[target_feature(enable = "avx512f")]
fn all(by: [i64; 2]) -> __m512i {
    _mm512_set_epi64(by[1], by[0], by[1], by[0], by[1], by[0], by[1], by[0])
}

/// `x` folded by the multipliers `by`, onto `onto`.
#[inline]
#[target_feature(enable = "avx512f,vpclmulqdq")]
fn fold(x: __m512i, by: __m512i, onto: __m512i) -> __m512i {
    const XOR_OF_THREE: i32 = 0x96;
    let low = _mm512_clmulepi64_epi128::<0x00>(x, by);
    let high = _mm512_clmulepi64_epi128::<0x11>(x, by);
    _mm512_ternarylogic_epi64::<XOR_OF_THREE>(low, high, onto)
}

/// See [`run`](super::run), for [`WIDE`] bytes or more.
///
/// # Safety
/// As there, and the processor has the features.
#[target_feature(enable = "avx512f,vpclmulqdq,sse4.2,pclmulqdq")]
pub(super) unsafe fn wide<const COPY: bool>(
    crc: u32,
    to: *mut u8,
    from: *const u8,
    len: usize,
) -> u32 {
    // SAFETY: of each call: 64 bytes from `at` are inside the ranges.
    let load = |at: usize| unsafe {
        let bytes = _mm512_loadu_si512(from.add(at).cast());
        if COPY {
            _mm512_storeu_si512(to.add(at).cast(), bytes);
        }
        bytes
    };
    let start = _mm512_zextsi128_si512(_mm_cvtsi32_si128(crc as i32));
    let mut x = [_mm512_xor_si512(load(0), start), load(64), load(128), load(192)];
    let mut at = 256;
    while len - at >= 256 {
        let by = all(BY_256);
        x[0] = fold(x[0], by, load(at));
        x[1] = fold(x[1], by, load(at + 64));
        x[2] = fold(x[2], by, load(at + 128));
        x[3] = fold(x[3], by, load(at + 192));
        at += 256;
    }
    let mut one = fold(x[2], all(BY_64), x[3]);
    one = fold(x[1], all(BY_128), one);
    one = fold(x[0], all(BY_192), one);
    while len - at >= 64 {
        one = fold(one, all(BY_64), load(at));
        at += 64;
    }
    let by = _mm512_set_epi64(0, 0, BY_16[1], BY_16[0], BY_32[1], BY_32[0], BY_48[1], BY_48[0]);
    let last = _mm512_extracti32x4_epi32::<3>(one);
    let lanes = fold(one, by, _mm512_setzero_si512());
    let sum = _mm_xor_si128(
        _mm_xor_si128(_mm512_castsi512_si128(lanes), _mm512_extracti32x4_epi32::<1>(lanes)),
        _mm_xor_si128(_mm512_extracti32x4_epi32::<2>(lanes), last),
    );
    let crc = _mm_crc32_u64(0, _mm_cvtsi128_si64(sum) as u64);
    let crc = _mm_crc32_u64(crc, _mm_extract_epi64::<1>(sum) as u64);
    // SAFETY: the rest of the ranges.
    unsafe { serial::<COPY>(crc, to, from, at, len) }
}

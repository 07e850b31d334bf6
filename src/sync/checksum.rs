//! CRC32C (Castagnoli, the polynomial of iSCSI, RFC 3720), the checksum of everything here.
//!
//! One pass copies and sums, by the fastest [`Path`] of the processor:
//!
//! | path | how |
//! |---|---|
//! | [`Path::Wide`] | AVX-512 and VPCLMULQDQ: folds 256 bytes at a time (Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel, 2009) |
//! | [`Path::ThreeWay`] | SSE4.2's instruction on three streams at once, joined by PCLMULQDQ (Gopal and others, "Fast CRC Computation for iSCSI Polynomial Using CRC32 Instruction", Intel, 2011) |
//! | [`Path::Portable`] | eight tables of 256 entries, slicing-by-8 (Kounavis and Berry, "A Systematic Approach to Building High Performance Software-Based CRC Generators", 2005) |
//!
//! A checksum is linear, so it can be moved over bytes without looking at them
//! ([`Crc::advance`]), joined ([`combine`]), and carried over a change ([`change`]).

mod algebra;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(test)]
pub(crate) mod tests;

use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

use crate::status::{Result, fail};

pub use algebra::{change, combine};

const POLYNOMIAL: u32 = 0x82F6_3B78; // reflected

/// How checksums are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Path {
    /// Tables, on any processor.
    Portable = 1,
    /// SSE4.2 and PCLMULQDQ.
    ThreeWay = 2,
    /// AVX-512 and VPCLMULQDQ; three-way below 256 bytes.
    Wide = 3,
}

impl Path {
    /// Every path, slowest first.
    pub const ALL: [Path; 3] = [Path::Portable, Path::ThreeWay, Path::Wide];

    /// Whether this processor and its system can go it.
    pub fn is_supported(self) -> bool {
        self as u8 <= best() as u8
    }
}

/// The path taken; 0 until it was looked up. Private to the process.
static PATH: AtomicU8 = AtomicU8::new(0);

fn best() -> Path {
    #[cfg(target_arch = "x86_64")]
    return x86::best();
    #[cfg(not(target_arch = "x86_64"))]
    Path::Portable
}

/// The path that checksums of this process take.
#[inline]
pub fn path() -> Path {
    match PATH.load(Relaxed) {
        1 => Path::Portable,
        2 => Path::ThreeWay,
        3 => Path::Wide,
        _ => choose(best()),
    }
}

#[cold]
fn choose(path: Path) -> Path {
    PATH.store(path as u8, Relaxed);
    path
}

/// Makes all checksums of this process take `path`, or the best one again. All paths give the
/// same values; this is for tests and measurements. `Unsupported` if the processor cannot.
pub fn force_path(path: Option<Path>) -> Result<()> {
    let path = path.unwrap_or(best());
    if !path.is_supported() {
        fail!(Unsupported, "checksum path {path:?}: this processor's best is {:?}", best());
    }
    choose(path);
    Ok(())
}

/// The register after the `len` bytes at `from`, which are copied to `to` on the way if
/// `COPY`. Each byte is read once: what was summed is what was copied.
///
/// # Safety
/// `from` is valid for reads, and if `COPY`, `to` for writes, of `len` bytes; they do not
/// overlap.
#[inline]
pub(super) unsafe fn run<const COPY: bool>(
    crc: u32,
    to: *mut u8,
    from: *const u8,
    len: usize,
) -> u32 {
    const { assert!(Path::Portable as u8 == 1 && Path::ThreeWay as u8 == 2 && Path::Wide as u8 == 3) };
    // SAFETY: the caller's promise; a path is only ever chosen if the processor has it.
    unsafe {
        // Nothing is left to do after any of these calls, so nothing is saved for it.
        match PATH.load(Relaxed) {
            0 => first_run::<COPY>(crc, to, from, len),
            #[cfg(target_arch = "x86_64")]
            3 if len >= x86::WIDE => x86::wide::<COPY>(crc, to, from, len),
            #[cfg(target_arch = "x86_64")]
            2 | 3 if len < x86::THREE_WAY => x86::serial::<COPY>(crc as u64, to, from, 0, len),
            #[cfg(target_arch = "x86_64")]
            2 | 3 => x86::three_way::<COPY>(crc, to, from, len),
            _ => portable::run::<COPY>(crc, to, from, len),
        }
    }
}

/// Says that this processor sums by an instruction: then what is short is summed without a call.
#[derive(Clone, Copy)]
pub struct Quick(());

impl Quick {
    /// `None` where `len` bytes take a call, as the first sum of a process does.
    #[inline(always)]
    pub fn of(len: usize) -> Option<Quick> {
        #[cfg(test)]
        if tests::WITHOUT_QUICK.get() {
            return None;
        }
        #[cfg(target_arch = "x86_64")]
        let is_quick = len < x86::THREE_WAY && PATH.load(Relaxed) >= Path::ThreeWay as u8;
        #[cfg(not(target_arch = "x86_64"))]
        let is_quick = len == usize::MAX; // never
        is_quick.then_some(Quick(()))
    }

    /// [`run`].
    ///
    /// # Safety
    /// As there.
    #[inline(always)]
    pub(super) unsafe fn run<const COPY: bool>(
        self,
        crc: u32,
        to: *mut u8,
        from: *const u8,
        len: usize,
    ) -> u32 {
        // SAFETY: the caller's promise, and the path was chosen, so the processor can go it.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            return x86::serial_inlined::<COPY>(crc as u64, to, from, 0, len);
            #[cfg(not(target_arch = "x86_64"))]
            return run::<COPY>(crc, to, from, len);
        }
    }

    /// [`Crc::words`].
    #[inline(always)]
    pub fn words<const N: usize>(self, crc: Crc, words: [u64; N]) -> Crc {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the path was chosen, so the processor has the instruction.
        let add = |crc, word| unsafe { x86::add(crc, word) };
        #[cfg(target_arch = "x86_64")]
        return Crc(words.into_iter().fold(crc.0 as u64, add) as u32);
        #[cfg(not(target_arch = "x86_64"))]
        return crc.words(words);
    }
}

/// [`run`] before a path was chosen.
///
/// # Safety
/// As there.
#[cold]
#[inline(never)]
unsafe fn first_run<const COPY: bool>(crc: u32, to: *mut u8, from: *const u8, len: usize) -> u32 {
    choose(best());
    // SAFETY: the caller's promise.
    unsafe { run::<COPY>(crc, to, from, len) }
}

/// A checksum under way: feed it with [`update`](Crc::update), read it with
/// [`value`](Crc::value). The same bytes in any cut give the same value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crc(pub(super) u32);

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

    /// The register 0, from which equal differences give equal sums: where a
    /// [`change`] starts.
    pub const fn zero() -> Crc {
        Crc(0)
    }

    /// Adds `bytes`.
    #[inline]
    #[must_use]
    pub fn update(self, bytes: &[u8]) -> Crc {
        // SAFETY: a slice is readable, and nothing is written.
        Crc(unsafe { run::<false>(self.0, core::ptr::null_mut(), bytes.as_ptr(), bytes.len()) })
    }

    /// Adds the bytes of `words`, each lowest first.
    #[inline]
    #[must_use]
    pub fn words<const N: usize>(self, words: [u64; N]) -> Crc {
        #[cfg(target_arch = "x86_64")]
        if path() != Path::Portable {
            return Quick(()).words(self, words);
        }
        Crc(words.iter().fold(self.0, |crc, word| portable::word(crc, *word)))
    }

    /// The register whose checksum is `value`.
    pub const fn from_value(value: u32) -> Crc {
        Crc(!value)
    }

    /// The checksum.
    pub const fn value(self) -> u32 {
        !self.0
    }
}

/// The CRC32C of the eight bytes of a word, lowest first; in constants too.
pub const fn crc32c_const(word: u64) -> u32 {
    !portable::word(!0, word)
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

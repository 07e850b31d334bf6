//! Where everything lies in a metric, whatever its kind.
//!
//! ```text
//! 0     magic, two words of parameters      written once, compared at attach
//! 24    word of the description: its checksum, and that there is one
//! 32    lock of whoever describes; lock of the shared row; each a 32-bit word
//! 64    the description: label 64, unit 32, help 160 bytes, zero padded
//! 384   words of the kind's own
//! 512   rows, a multiple of 128 bytes each: one per thread slot, then the shared one
//! ```
//! A row is written by the thread that has its slot and by nobody else; the shared row, by
//! everybody who has none.

use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::Ordering::*;

const MAGIC: usize = 0;
const PARAMETERS: [usize; 2] = [8, 16];
pub(super) const DESCRIBED: usize = 24;
#[cfg(feature = "std")]
pub(super) const DESCRIBE_LOCK: usize = 32;
#[cfg(feature = "std")]
pub(super) const SHARED_LOCK: usize = 36;
pub(super) const TEXT: usize = 64;
pub(super) const TEXT_SIZE: usize = 256;
pub(super) const OWN: usize = 384;
pub(super) const ROWS: usize = 512;

/// No two threads' rows share a cache line, nor the pair of lines a processor prefetches.
pub(super) const ROW_ALIGN: usize = 128;

/// Most rows beside the shared one.
pub const MAX_ROWS: u32 = 65_535;

/// What determines a metric's layout, in private memory: it bounds every access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// `"wrtmem"`, the layout's version and the kind.
    pub(super) magic: u64,
    /// What the kind's first parameter says of it.
    pub(super) mode: u64,
    /// Rows beside the shared one.
    pub(super) rows: u32,
    pub(super) row_size: u32,
}

/// The layout's version, of all kinds.
pub(super) const VERSION: u32 = 1;

/// The magic of a kind with this letter.
pub(super) const fn magic(kind: u8) -> u64 {
    u64::from_le_bytes([b'w', b'r', b't', b'm', b'e', b'm', kind, VERSION as u8])
}

/// What an inline header in C relies on: the layout's version in the high half, and what tells
/// one layout from another, folded by FNV-1a over the numbers, in the low half.
pub(super) const fn inline<const N: usize>(facts: [u64; N]) -> u64 {
    let mut hash = 0x811C_9DC5u32;
    let mut i = 0;
    while i < N {
        hash = (hash ^ facts[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    (VERSION as u64) << 32 | hash as u64
}

impl Shape {
    pub(super) const fn size(self) -> usize {
        ROWS + (self.rows as usize + 1) * self.row_size as usize
    }

    /// Offset of a row; the one after the last is the shared one.
    #[inline]
    pub(super) fn row(self, row: u32) -> usize {
        debug_assert!(row <= self.rows);
        ROWS + row as usize * self.row_size as usize
    }

    pub(super) fn shared_row(self) -> usize {
        self.row(self.rows)
    }

    /// `Invalid` if `mem` is too small.
    fn fit(self, mem: Mem<'_>, what: &str) -> Result<()> {
        if mem.len() < self.size() {
            fail!(Invalid, "{what}: takes {} bytes, given {}", self.size(), mem.len());
        }
        Ok(())
    }

    /// Makes an empty metric of `mem`, whose bytes are arbitrary: all words 0, then what
    /// `fill` writes, then the magic.
    pub(super) fn format(self, mem: Mem<'_>, what: &str, fill: impl FnOnce()) -> Result<()> {
        self.fit(mem, what)?;
        for offset in (0..self.size()).step_by(8) {
            mem.word64(offset).store(0, Relaxed);
        }
        for (at, value) in PARAMETERS.into_iter().zip([self.mode, self.rows as u64]) {
            mem.word64(at).store(value, Relaxed);
        }
        fill();
        // Release: with the Acquire in `attach`: a metric with its magic is a whole one.
        mem.word64(MAGIC).store(self.magic, Release);
        Ok(())
    }

    /// Checks that `mem` holds a metric of this shape. Reads only.
    pub(super) fn attach(self, mem: Mem<'_>, what: &str) -> Result<()> {
        self.fit(mem, what)?;
        // Acquire: with the Release in `format`.
        let magic = mem.word64(MAGIC).load(Acquire);
        if magic != self.magic {
            fail!(Layout, "{what}: magic {magic:#018x}, not {:#018x}", self.magic);
        }
        let [mode, rows] = PARAMETERS.map(|at| mem.word64(at).load(Relaxed));
        if (mode, rows) != (self.mode, self.rows as u64) {
            fail!(
                Mismatch,
                "{what}: made with mode {mode} and {rows} rows, asked for {} and {}",
                self.mode,
                self.rows
            );
        }
        Ok(())
    }
}

/// Checked number of rows.
pub(super) fn rows(what: &str, rows: u32) -> Result<u32> {
    if !(1..=MAX_ROWS).contains(&rows) {
        fail!(Invalid, "{what}: {rows} rows is outside 1..={MAX_ROWS}");
    }
    Ok(rows)
}

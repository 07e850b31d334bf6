//! Bytes for the scheduler models (loom, shuttle), whose words are not the bytes they stand
//! for: a table of model words under the same offsets.
//!
//! A place is used as a 64-bit word or as 32-bit words, never as both; bulk copies are whole
//! 64-bit words, one Relaxed access each.

use super::Provider;
use crate::sync::checksum::{Crc, Quick};
use crate::sync::{Liveness, Never, Ordering::Relaxed, Shared32, Shared64};

/// A table of model words and the liveness of those who share it.
pub struct ModelProvider {
    wide: Box<[Shared64]>,
    narrow: Box<[Shared32]>,
}

impl ModelProvider {
    /// `len` zeroed bytes.
    pub fn new(len: usize) -> ModelProvider {
        ModelProvider {
            wide: (0..len.div_ceil(8)).map(|_| Shared64::new(0)).collect(),
            narrow: (0..len.div_ceil(4)).map(|_| Shared32::new(0)).collect(),
        }
    }
}

// SAFETY: the tables are allocated once and freed on drop only.
unsafe impl Provider for ModelProvider {
    fn mem(&self) -> Mem<'_> {
        Mem { words: self, live: &Never }
    }
}

/// The model's view: see the real one.
#[derive(Clone, Copy)]
pub struct Mem<'a> {
    words: &'a ModelProvider,
    live: &'a dyn Liveness,
}

impl<'a> Mem<'a> {
    /// Bytes in the range.
    #[allow(clippy::len_without_is_empty)] // a range is never empty
    pub fn len(&self) -> usize {
        self.words.wide.len() * 8
    }

    /// Who shares these bytes.
    pub fn live(&self) -> &'a dyn Liveness {
        self.live
    }

    /// The 64-bit word at `offset`.
    pub fn word64(&self, offset: usize) -> &'a Shared64 {
        assert!(offset % 8 == 0, "word misaligned");
        &self.words.wide[offset / 8]
    }

    /// The 32-bit word at `offset`.
    pub fn word32(&self, offset: usize) -> &'a Shared32 {
        assert!(offset % 4 == 0, "word misaligned");
        &self.words.narrow[offset / 4]
    }

    /// The `N` 64-bit words from `offset` on.
    pub fn words64<const N: usize>(&self, offset: usize) -> &'a [Shared64; N] {
        assert!(offset % 8 == 0, "word misaligned");
        self.words.wide[offset / 8..][..N].try_into().expect("as many as asked for")
    }

    /// Nothing: a hint.
    pub fn prefetch(&self, _offset: usize) {}

    /// As [`copy_in`](Self::copy_in).
    pub fn copy_words_in<const N: usize>(&self, offset: usize, bytes: &[u8; N]) {
        self.copy_in(offset, bytes);
    }

    /// As [`copy_in`](Self::copy_in), and adds the bytes to `crc`.
    pub fn copy_in_crc(&self, offset: usize, bytes: &[u8], crc: Crc) -> Crc {
        self.copy_in(offset, bytes);
        crc.update(bytes)
    }

    /// As [`copy_out`](Self::copy_out), and adds the bytes to `crc`.
    pub fn copy_out_crc(&self, offset: usize, bytes: &mut [u8], crc: Crc) -> Crc {
        self.copy_out(offset, bytes);
        crc.update(bytes)
    }

    /// As [`copy_in_crc`](Self::copy_in_crc).
    pub fn copy_in_quickly(&self, offset: usize, bytes: &[u8], crc: Crc, _quick: Quick) -> Crc {
        self.copy_in_crc(offset, bytes, crc)
    }

    /// As [`copy_out_crc`](Self::copy_out_crc).
    pub fn copy_out_quickly(
        &self,
        offset: usize,
        bytes: &mut [u8],
        crc: Crc,
        _quick: Quick,
    ) -> Crc {
        self.copy_out_crc(offset, bytes, crc)
    }

    /// Copies `bytes` to `offset`; the rest of the last word becomes 0.
    pub fn copy_in(&self, offset: usize, bytes: &[u8]) {
        for (i, chunk) in bytes.chunks(8).enumerate() {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            // Relaxed: a plain copy orders nothing either.
            self.word64(offset + 8 * i).store(u64::from_le_bytes(word), Relaxed);
        }
    }

    /// Copies from `offset` into `bytes`.
    pub fn copy_out(&self, offset: usize, bytes: &mut [u8]) {
        for (i, chunk) in bytes.chunks_mut(8).enumerate() {
            // Relaxed: as above.
            let word = self.word64(offset + 8 * i).load(Relaxed).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

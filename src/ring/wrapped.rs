//! Copies of a message that may wrap around the end of its ring, with their checksum taken on
//! the way: one pass, word by word, so that no load waits for stores before it that wait for
//! another processor's lines.

use crate::provider::Mem;
use crate::sync::checksum::Crc;

/// Copies `bytes` to `start`, and what is beyond `room` to `base`. Their CRC32C.
#[inline]
pub(super) fn copy_in(mem: Mem<'_>, start: usize, room: usize, base: usize, bytes: &[u8]) -> u32 {
    let (first, second) = bytes.split_at(bytes.len().min(room));
    let mut crc = mem.copy_in_crc(start, first, Crc::new());
    if !second.is_empty() {
        crc = mem.copy_in_crc(base, second, crc);
    }
    crc.value()
}

/// Fills `bytes` from `start`, and beyond `room` from `base`. Their CRC32C, as copied.
#[inline]
pub(super) fn copy_out(
    mem: Mem<'_>,
    start: usize,
    room: usize,
    base: usize,
    bytes: &mut [u8],
) -> u32 {
    let (first, second) = bytes.split_at_mut(bytes.len().min(room));
    let mut crc = mem.copy_out_crc(start, first, Crc::new());
    if !second.is_empty() {
        crc = mem.copy_out_crc(base, second, crc);
    }
    crc.value()
}

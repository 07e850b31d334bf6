//! Records: what one message looks like in a lane.
//!
//! ```text
//! slot 0   length, 32 bits | copy of the length, complemented and mixed with the position
//! slot 1   sequence number
//! slot 2   check | 0
//! slot 3…  payload, padded to a whole slot
//! ```
//! The check is the CRC32C of the payload, XOR that of sequence number, length, position and
//! lane: a record of an earlier lap, of another lane, or one that a payload happens to
//! contain does not check. The part over the payload is the caller's to carry on.
//!
//! The length is kept twice, so that a damaged one is noticed before it is believed; see
//! [`resync`](super::resync) for what is done then.

use super::lane::Lane;
use super::seeded::{Bug, seeded};
use crate::ring::wrapped;
use crate::sync::Ordering::*;
use crate::sync::checksum::{Crc, Quick};

/// Slots before the payload.
pub(super) const HEADER_SLOTS: u32 = 3;
/// Bytes before the payload.
const HEADER: usize = 8 * HEADER_SLOTS as usize;

/// Slots of a record with a payload of `len` bytes.
#[inline]
pub(super) const fn slots(len: u32) -> u32 {
    HEADER_SLOTS + len.div_ceil(8)
}

/// The first slot: the length in two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lengths(u64);

impl Lengths {
    /// Differs between neighbouring positions and laps.
    const fn mask(position: u32) -> u32 {
        !position.wrapping_mul(0x9E37_79B1) // 2^32 / golden ratio: Fibonacci hashing
    }

    const fn new(len: u32, position: u32) -> Lengths {
        Lengths(len as u64 | ((len ^ Lengths::mask(position)) as u64) << 32)
    }

    const fn plain(self) -> u32 {
        self.0 as u32
    }

    const fn copy(self, position: u32) -> u32 {
        (self.0 >> 32) as u32 ^ Lengths::mask(position)
    }

    /// The length, if both forms agree on it.
    #[inline]
    pub(super) const fn agreed(self, position: u32) -> Option<u32> {
        if self.plain() == self.copy(position) { Some(self.plain()) } else { None }
    }

    /// What each form says.
    pub(super) fn forms(self, position: u32) -> [u32; 2] {
        let copy = if seeded(Bug::OneLength) { self.plain() } else { self.copy(position) };
        [self.plain(), copy]
    }
}

const _: () = {
    assert!(matches!(Lengths::new(77, 12_345).agreed(12_345), Some(77)));
    assert!(Lengths::new(77, 12_345).agreed(12_346).is_none());
    assert!(Lengths(Lengths::new(77, 5).0 ^ 1 << 40).plain() == 77);
    assert!(Lengths(Lengths::new(77, 5).0 ^ 1 << 3).copy(5) == 77);
};

/// The part of the checksum that is not the payload's.
///
/// Computed beside the payload's instead of after it, so that the processor does both at
/// once; a record read at another place, lap or lane differs in this part alone, and CRC32C
/// tells any two of those apart that differ in a burst of up to 32 bits.
#[inline]
fn tag(sequence: u64, len: u32, position: u32, lane: u32) -> u32 {
    Crc::new().words(tagged(sequence, len, position, lane)).value()
}

const fn tagged(sequence: u64, len: u32, position: u32, lane: u32) -> [u64; 3] {
    [sequence, (position as u64) << 32 | len as u64, lane as u64]
}

/// Bytes checked at a time where a record is only looked at.
const CHUNK: usize = 512;

impl<'a> Lane<'a> {
    /// Writes a record at `position`, where the caller found room for it. Nobody reads it
    /// before the tail has moved past it.
    #[inline]
    pub(super) fn write_record(&self, position: u32, sequence: u64, payload: &[u8]) {
        let len = payload.len() as u32;
        let tag = tag(sequence, len, position, self.index());
        // Relaxed: the Release store of the tail publishes them.
        self.slot(position).store(Lengths::new(len, position).0, Relaxed);
        self.slot(position.wrapping_add(1)).store(sequence, Relaxed);
        let (start, room) = self.contiguous(position.wrapping_add(HEADER_SLOTS));
        let crc = wrapped::copy_in(self.mem(), start, room, self.data(), payload);
        self.slot(position.wrapping_add(2)).store((crc ^ tag) as u64, Relaxed);
    }

    /// As [`write_record`](Self::write_record), without a call. `None` if it takes one: of a
    /// long record, and of one that wraps.
    #[inline(always)]
    pub(super) fn write_quickly(&self, position: u32, sequence: u64, payload: &[u8]) -> Option<()> {
        let (quick, len) = (Quick::of(payload.len())?, payload.len() as u32);
        let (start, room) = self.contiguous(position);
        if HEADER + payload.len() > room {
            return None;
        }
        let tag = quick.words(Crc::new(), tagged(sequence, len, position, self.index()));
        let [lengths, number, check] = self.mem().words64(start);
        // Relaxed: the Release store of the tail publishes them.
        lengths.store(Lengths::new(len, position).0, Relaxed);
        number.store(sequence, Relaxed);
        let crc = self.mem().copy_in_quickly(start + HEADER, payload, Crc::new(), quick);
        check.store((crc.value() ^ tag.value()) as u64, Relaxed);
        Some(())
    }

    /// The lengths of the record at `position`.
    #[inline]
    pub(super) fn lengths(&self, position: u32) -> Lengths {
        // Relaxed: the Acquire load of the tail came before.
        Lengths(self.slot(position).load(Relaxed))
    }

    /// The sequence number of the record at `position`.
    #[inline]
    pub(super) fn sequence(&self, position: u32) -> u64 {
        // Relaxed: as above.
        self.slot(position.wrapping_add(1)).load(Relaxed)
    }

    fn check(&self, position: u32) -> u32 {
        // Relaxed: as above.
        self.slot(position.wrapping_add(2)).load(Relaxed) as u32
    }

    /// Copies bytes `from..` of the payload at `position` into `bytes`.
    #[inline]
    fn copy_payload(&self, position: u32, from: u32, bytes: &mut [u8]) {
        let slot = position.wrapping_add(HEADER_SLOTS).wrapping_add(from / 8);
        let (start, room) = self.contiguous(slot);
        let first = bytes.len().min(room);
        let (first, second) = bytes.split_at_mut(first);
        self.mem().copy_out(start, first);
        if !second.is_empty() {
            self.mem().copy_out(self.data(), second);
        }
    }

    /// Copies the payload of the record at `position` into `bytes`, as long as it, and
    /// checks the copy: its CRC32C, if the record is whole and number `sequence`.
    #[inline]
    pub(super) fn read_record(
        &self,
        position: u32,
        sequence: u64,
        bytes: &mut [u8],
    ) -> Option<u32> {
        let tag = tag(sequence, bytes.len() as u32, position, self.index());
        let (start, room) = self.contiguous(position.wrapping_add(HEADER_SLOTS));
        let payload = wrapped::copy_out(self.mem(), start, room, self.data(), bytes);
        (self.check(position) == payload ^ tag).then_some(payload)
    }

    /// Copies the payload of the record at `position` into `buffer`, without a call: its length
    /// and its CRC32C, if the record has number `sequence`, fits `left` slots and checks.
    /// `None`, too, if it takes a call: of a long record, and of one that wraps.
    #[inline(always)]
    pub(super) fn read_quickly(
        &self,
        position: u32,
        sequence: u64,
        left: u32,
        buffer: &mut [u8],
    ) -> Option<(u32, u32)> {
        let (start, room) = self.contiguous(position);
        if HEADER > room {
            return None;
        }
        // Relaxed: the Acquire load of the tail came before.
        let [lengths, number, check] =
            self.mem().words64(start).each_ref().map(|w| w.load(Relaxed));
        let len = Lengths(lengths).agreed(position)?;
        let bytes = buffer.get_mut(..len as usize)?;
        if number != sequence || !self.fits(len, left) || HEADER + bytes.len() > room {
            return None;
        }
        let quick = Quick::of(bytes.len())?;
        let tag = quick.words(Crc::new(), tagged(sequence, len, position, self.index()));
        let crc = self.mem().copy_out_quickly(start + HEADER, bytes, Crc::new(), quick).value();
        (check as u32 == crc ^ tag.value()).then_some((len, crc))
    }

    /// Whether the record at `position`, taken as `len` bytes and number `sequence`, checks.
    /// Copies it nowhere; who wants it reads it afterwards.
    pub(super) fn record_checks(&self, position: u32, sequence: u64, len: u32) -> bool {
        let mut chunk = [0; CHUNK];
        let mut payload = Crc::new();
        let mut from = 0;
        while from < len {
            let chunk = &mut chunk[..CHUNK.min((len - from) as usize)];
            self.copy_payload(position, from, chunk);
            payload = payload.update(chunk);
            from += chunk.len() as u32;
        }
        self.check(position) == payload.value() ^ tag(sequence, len, position, self.index())
    }
}

//! Flipped bits: every one of them at every level, pairs, bursts, swaps and old bytes.

use super::*;
use crate::step::schedule::Draws;
use crate::sync::Ordering::Relaxed;
use layout::Shape;
use seeded::{Bug, with};

/// Flips a bit of the memory, as radiation would.
pub(super) fn flip(memory: &HeapProvider, bit: usize) {
    let word = memory.mem().word64(bit / 64 * 8);
    word.store(word.load(Relaxed) ^ 1 << (bit % 64), Relaxed);
}

/// What a read answers after a flip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// The bytes that were written, by any means.
    Right,
    /// `Corrupt`.
    Noticed,
    /// Other bytes, and no word about it.
    Wrong,
}
use Answer::*;

/// A part of a region's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Bytes of the slot that holds.
    Data,
    /// Bytes of the other slot.
    Spare,
    /// The checksum beside the epoch of the slot that holds.
    Sum,
    /// Length and flags there, with their check.
    Length,
    /// The other slot's checksum, length and flags.
    SpareSummary,
    /// The epochs.
    Epoch,
    SpareEpoch,
    /// Each copy of the committed epoch.
    Committed,
    CommittedCopy,
    Intent,
    /// Header and level, each copy.
    Header,
    Level,
}

const PARTS: [Part; 12] = [
    Part::Data,
    Part::Spare,
    Part::Sum,
    Part::Length,
    Part::SpareSummary,
    Part::Epoch,
    Part::SpareEpoch,
    Part::Committed,
    Part::CommittedCopy,
    Part::Intent,
    Part::Header,
    Part::Level,
];

const LEN: usize = 40;

impl Part {
    /// The bits of this part, of the first block of a region whose slot `index` holds.
    fn bits(self, shape: Shape, index: usize) -> Vec<usize> {
        let word = |offset: usize| Vec::from_iter(offset * 8..offset * 8 + 64);
        let bytes = |offset: usize| Vec::from_iter(offset * 8..(offset + LEN) * 8);
        let spare = 1 - index;
        match self {
            Part::Data => bytes(shape.slot(0, index)),
            Part::Spare => bytes(shape.slot(0, spare)),
            Part::Sum => word(shape.descriptor(0, index) + 8).split_off(32),
            Part::Length => {
                let mut bits = word(shape.descriptor(0, index) + 8);
                bits.truncate(32);
                bits
            }
            Part::SpareSummary => word(shape.descriptor(0, spare) + 8),
            Part::Epoch => word(shape.descriptor(0, index)),
            Part::SpareEpoch => word(shape.descriptor(0, spare)),
            Part::Committed => word(layout::COMMITTED),
            Part::CommittedCopy => word(layout::COMMITTED_COPY),
            Part::Intent => word(layout::INTENT),
            Part::Header => {
                let words = |start| (0..5).flat_map(move |i| word(start + 8 * i));
                layout::HEADERS.into_iter().flat_map(words).collect()
            }
            Part::Level => {
                layout::HEADERS.into_iter().flat_map(|s| word(s + layout::LEVEL)).collect()
            }
        }
    }

    /// The table of levels: what a read of the block answers.
    fn expected(self, level: VerificationLevel) -> Answer {
        let [verifies, full, critical] = [2, 4, 5].map(|rank| level.rank() >= rank);
        match self {
            Part::Data | Part::Sum if critical => Right,
            Part::Data if !verifies => Wrong,
            // Nobody looks at the sum, and the bytes are whole.
            Part::Sum if !verifies => Right,
            Part::Data | Part::Sum => Noticed,
            Part::Length | Part::Epoch | Part::SpareEpoch if critical => Right,
            Part::Length | Part::Epoch | Part::SpareEpoch => Noticed,
            Part::Intent | Part::Header if full && !critical => Noticed,
            _ => Right,
        }
    }
}

/// A region of two blocks, the first of which was not part of the last write, so that its
/// epochs are older than the commit; its bytes, and the slot that holds them.
fn scene(level: VerificationLevel) -> (HeapRegion, Vec<u8>, usize) {
    let region = region(LEN as u64 + 64, 64, level);
    let bytes = pattern(5, LEN);
    region.write(0, &pattern(4, LEN + 64)).unwrap();
    region.write(0, &[&bytes[..], &pattern(4, LEN + 64)[LEN..64]].concat()).unwrap();
    region.write(64, &pattern(6, LEN)).unwrap();
    let index = region.view().locate(0, region.view().committed().unwrap()).unwrap().index;
    (region, bytes, index)
}

fn answer(region: &HeapRegion, bytes: &[u8]) -> Answer {
    let mut out = vec![0; bytes.len()];
    match region.read(0, &mut out) {
        Ok(()) if out == bytes => Right,
        Ok(()) => Wrong,
        Err(error) => {
            assert_eq!(error.status(), Status::Corrupt, "{error:?}");
            Noticed
        }
    }
}

/// Every single flip of every part at every level, against the table.
fn every_flip_is_answered_as_the_table_says() -> usize {
    let mut flips = 0;
    for level in VerificationLevel::ALL {
        for part in PARTS {
            let (region, _, index) = scene(level);
            for bit in part.bits(region.view().shape, index) {
                let (region, bytes, _) = scene(level);
                flip(region.provider(), bit);
                let got = answer(&region, &bytes);
                assert_eq!(got, part.expected(level), "{level:?}: {part:?}, bit {bit}");
                flips += 1;
                found_by_verifying(&region, level, part, got);
                written_anew(&region, level, part, bit);
            }
        }
    }
    flips
}

/// Whatever is left of a flip that has a checksum is found by verifying everything.
fn found_by_verifying(region: &HeapRegion, level: VerificationLevel, part: Part, got: Answer) {
    let mut found = 0;
    let report = region.verify_all(&mut |_| found += 1).unwrap();
    let critical = level == VerificationLevel::Critical;
    let summed = level != VerificationLevel::Off;
    let expected = match part {
        Part::Data | Part::Sum => summed && !critical,
        Part::Spare | Part::SpareSummary => critical,
        // Repaired by the read, at `Critical`.
        Part::Length | Part::Epoch | Part::SpareEpoch | Part::Intent | Part::Header => !critical,
        Part::Committed | Part::CommittedCopy | Part::Level => true,
    };
    assert_eq!(found > 0, expected, "{level:?}: {part:?} ({got:?})");
    assert_eq!(report.is_sound(), !expected);
}

/// Writing everything anew makes everything whole, and a scrub the rest.
fn written_anew(region: &HeapRegion, level: VerificationLevel, part: Part, bit: usize) {
    let bytes = pattern(8, LEN + 64);
    region.write(0, &bytes).unwrap();
    let mut ignored = |_| ();
    region.scrub(u64::MAX, &mut ignored).unwrap();
    let context = || format!("{level:?}: {part:?}, bit {bit}");
    assert!(contents(region).unwrap() == bytes, "{}", context());
    if part != Part::SpareEpoch && part != Part::Epoch {
        assert!(is_sound(region), "{}", context());
    }
    region.write(0, &bytes).unwrap();
    assert!(is_sound(region), "{}", context());
}

#[test]
fn the_level_table_holds_for_every_single_flip() {
    let flips = every_flip_is_answered_as_the_table_says();
    assert!(flips > 10_000, "{flips}");
    let broken = || with(Some(Bug::BrokenIsAbsent), every_flip_is_answered_as_the_table_says);
    assert!(std::panic::catch_unwind(broken).is_err(), "BrokenIsAbsent was not noticed");
}

/// A region of one block of `len` bytes, and the first bit of the slot that holds.
fn one_block(len: usize) -> (HeapRegion, usize) {
    let region = region(len as u64, len as u32, VerificationLevel::Standard);
    region.write(0, &pattern(1, len)).unwrap();
    let slot = region.view().locate(0, region.view().committed().unwrap()).unwrap();
    let start = region.view().shape.slot(0, slot.index) * 8;
    (region, start)
}

fn noticed(region: &HeapRegion, len: usize) -> bool {
    let view = region.view();
    let slot = view.locate(0, view.committed().unwrap()).unwrap();
    assert_eq!(slot.summary.len as usize, len);
    view.verify_slot(&slot).is_err()
}

#[test]
fn every_pair_of_flips_is_noticed_up_to_256_bytes() {
    for len in [64, 256] {
        let (region, start) = one_block(len);
        let mut pairs = 0;
        for a in 0..len * 8 {
            flip(region.provider(), start + a);
            for b in a + 1..len * 8 {
                flip(region.provider(), start + b);
                assert!(noticed(&region, len), "bits {a} and {b} of {len} bytes");
                flip(region.provider(), start + b);
                pairs += 1;
            }
            flip(region.provider(), start + a);
        }
        assert_eq!(pairs, len * 8 * (len * 8 - 1) / 2);
        assert!(!noticed(&region, len));
    }
}

#[test]
fn three_to_five_flips_and_bursts_are_noticed_in_512_bytes() {
    const BITS: u64 = 512 * 8;
    let (region, start) = one_block(512);
    let mut draws = Draws::new(11);
    for round in 0..1_000_000u32 {
        let mut bits = [0; 5];
        let count = 3 + round as usize % 3;
        for i in 0..count {
            bits[i] = loop {
                let bit = draws.below(BITS) as usize;
                if !bits[..i].contains(&bit) {
                    break bit;
                }
            };
        }
        let flip_all = || bits[..count].iter().for_each(|bit| flip(region.provider(), start + bit));
        flip_all();
        assert!(noticed(&region, 512), "{:?}", &bits[..count]);
        flip_all();
    }
    for len in 1..=32 {
        for at in 0..=BITS - len {
            // Both ends are flipped, what lies between is drawn.
            let burst = draws.draw() >> (64 - len) | 1 | 1 << (len - 1);
            let flip_all = || {
                (0..len).filter(|i| burst >> i & 1 != 0).for_each(|i| {
                    flip(region.provider(), start + (at + i) as usize);
                });
            };
            flip_all();
            assert!(noticed(&region, 512), "a burst of {len} at {at}");
            flip_all();
        }
    }
    assert!(!noticed(&region, 512));
}

/// Exchanges or copies stretches of the memory.
fn stretch(region: &HeapRegion, at: usize, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    region.provider().mem().copy_out(at, &mut bytes);
    bytes
}

fn swap(region: &HeapRegion, a: usize, b: usize, len: usize) {
    let (first, second) = (stretch(region, a, len), stretch(region, b, len));
    region.provider().mem().copy_in(a, &second);
    region.provider().mem().copy_in(b, &first);
}

#[test]
fn bytes_in_another_block_or_slot_are_noticed() {
    for level in [VerificationLevel::Standard, VerificationLevel::Full] {
        let region = region(128, 64, level);
        region.write(0, &pattern(1, 128)).unwrap();
        region.write(0, &pattern(2, 128)).unwrap();
        let shape = region.view().shape;
        let commit = region.view().committed().unwrap();
        let [one, two] = [0, 1]
            .map(|block| shape.slot(block, region.view().locate(block, commit).unwrap().index));
        let descriptors = [0, 1].map(|block| shape.descriptor(block, 0));
        let status = || contents(&region).unwrap_err().status();
        // Block and block, without and with their descriptors.
        swap(&region, one, two, 64);
        assert_eq!(status(), Status::Corrupt);
        swap(&region, descriptors[0], descriptors[1], 32);
        assert_eq!(status(), Status::Corrupt, "with their descriptors");
        swap(&region, descriptors[0], descriptors[1], 32);
        swap(&region, one, two, 64);
        assert!(contents(&region).unwrap() == pattern(2, 128));
        // Slot and slot.
        swap(&region, shape.slot(0, 0), shape.slot(0, 1), 64);
        assert_eq!(status(), Status::Corrupt);
    }
}

#[test]
fn old_bytes_are_noticed_without_their_descriptor_and_only_then() {
    let region = region(64, 64, VerificationLevel::Standard);
    let [first, second] = [pattern(1, 64), pattern(2, 64)];
    let shape = region.view().shape;
    region.write(0, &first).unwrap();
    let index = region.view().locate(0, region.view().committed().unwrap()).unwrap().index;
    let (slot, descriptor) = (shape.slot(0, index), shape.descriptor(0, index));
    let old = (stretch(&region, slot, 64), stretch(&region, descriptor, 16));
    region.write(0, &second).unwrap();
    region.write(0, &second).unwrap();
    region.provider().mem().copy_in(slot, &old.0);
    assert_eq!(contents(&region).unwrap_err().status(), Status::Corrupt);
    // With it, the block is one that was never written again: the slot beside it is newer.
    region.provider().mem().copy_in(descriptor, &old.1);
    assert!(contents(&region).unwrap() == second, "of the same bytes, an epoch earlier");
}

#[test]
fn another_regions_block_is_noticed() {
    let [one, two] = [0, 1].map(|_| region(64, 64, VerificationLevel::Standard));
    for region in [&one, &two] {
        region.write(0, &pattern(1, 64)).unwrap();
    }
    let at = one.view().shape.descriptor(0, 0);
    let len = one.view().shape.required_size() - at;
    one.provider().mem().copy_in(at, &stretch(&two, at, len));
    assert_eq!(contents(&one).unwrap_err().status(), Status::Corrupt);
}

/// A flip, and then a write elsewhere in the block.
fn damage_survives_a_write_beside_it() {
    for (at, len) in [(0, 10), (30, 34), (0, 20)] {
        let region = region(64, 64, VerificationLevel::Basic);
        region.write(0, &pattern(1, 64)).unwrap();
        let slot = region.view().locate(0, region.view().committed().unwrap()).unwrap();
        flip(region.provider(), region.view().shape.slot(0, slot.index) * 8 + 25 * 8);
        region.write(at, &vec![7; len]).unwrap();
        let mut out = vec![0; 64];
        let read = region.read_with(VerificationLevel::Standard, 0, &mut out);
        assert_eq!(read.unwrap_err().status(), Status::Corrupt, "laundered by {len} at {at}");
        region.write(0, &pattern(2, 64)).unwrap();
        assert!(is_sound(&region), "written whole");
    }
}

#[test]
fn damage_is_not_laundered() {
    damage_survives_a_write_beside_it();
    let bug = || with(Some(Bug::Launder), damage_survives_a_write_beside_it);
    assert!(std::panic::catch_unwind(bug).is_err(), "Launder was not noticed");
    // A level that verifies refuses the write.
    for level in [VerificationLevel::Standard, VerificationLevel::Full] {
        let region = region(64, 64, level);
        region.write(0, &pattern(1, 64)).unwrap();
        let slot = region.view().locate(0, region.view().committed().unwrap()).unwrap();
        flip(region.provider(), region.view().shape.slot(0, slot.index) * 8 + 25 * 8);
        for (at, len) in [(0, 10), (30, 34), (20, 10)] {
            let written = region.write(at, &vec![7; len]);
            assert_eq!(written.unwrap_err().status(), Status::Corrupt);
        }
        assert_eq!(contents(&region).unwrap_err().status(), Status::Corrupt);
        region.roll_back(0, Deadline::POLL).unwrap_err();
        flip(region.provider(), region.view().shape.slot(0, slot.index) * 8 + 25 * 8);
        assert!(contents(&region).unwrap() == pattern(1, 64), "nothing was written");
    }
}

#[test]
fn a_damaged_block_is_set_back_to_what_it_held_before() {
    let region = region(128, 64, VerificationLevel::Standard);
    region.write(0, &pattern(1, 128)).unwrap();
    region.write(0, &pattern(2, 128)).unwrap();
    let slot = region.view().locate(1, region.view().committed().unwrap()).unwrap();
    flip(region.provider(), region.view().shape.slot(1, slot.index) * 8);
    assert_eq!(region.roll_back(0, Deadline::POLL).unwrap_err().status(), Status::State);
    region.roll_back(1, Deadline::POLL).unwrap();
    let mixed = [&pattern(2, 128)[..64], &pattern(1, 128)[64..]].concat();
    assert!(contents(&region).unwrap() == mixed);
    assert!(is_sound(&region));
    assert_eq!(region.statistics().unwrap().rolled_back, 1);
}

#[test]
fn a_cell_is_as_safe_as_a_region() {
    for level in VerificationLevel::ALL {
        let value = pattern(3, 40);
        let made = || {
            let cell = cell(64, level);
            cell.write(&pattern(2, 64)).unwrap();
            cell.write(&value).unwrap();
            cell
        };
        let shape = made().view().shape;
        let (mut right, mut noticed, mut wrong) = (0, 0, 0);
        for bit in layout::LOCK * 8..shape.required_size() * 8 {
            let cell = made();
            flip(cell.provider(), bit);
            let mut out = [0; 64];
            match cell.read(&mut out) {
                Ok(len) if out[..len] == value => right += 1,
                Ok(_) => wrong += 1,
                Err(error) => {
                    assert_eq!(error.status(), Status::Corrupt);
                    noticed += 1;
                }
            }
        }
        // The data's bits are all that may go unseen, where no sum is looked at.
        let unseen = if level.rank() < 2 { 40 * 8 } else { 0 };
        assert_eq!(wrong, unseen, "{level:?}: {right} right, {noticed} noticed");
        assert_eq!(noticed > 0, level != VerificationLevel::Critical, "{level:?}");
    }
}

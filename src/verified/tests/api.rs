//! What the calls do when nothing goes wrong, at every level.

use super::*;
use crate::provider::{CallerMemory, NoStdProvider};
use crate::step::schedule::Draws;
use crate::sync::checksum::crc32c;

#[test]
fn what_is_written_is_read_at_every_level_and_place() {
    for level in VerificationLevel::ALL {
        for (size, block) in [(1, 64), (64, 64), (1000, 64), (5000, 512), (10_000, 4096)] {
            let region = region(size, block, level);
            assert_eq!(contents(&region).unwrap(), vec![0; size as usize]);
            let mut model = vec![0; size as usize];
            let mut draws = Draws::new(size);
            for number in 0..300 {
                let at = draws.below(size) as usize;
                let len = draws.below(size - at as u64 + 1) as usize;
                let bytes = pattern(number, len);
                region.write(at as u64, &bytes).unwrap();
                model[at..at + len].copy_from_slice(&bytes);
                let (from, to) = (at / 2, at + (size as usize - at) / 2);
                let mut part = vec![0; to - from];
                region.read(from as u64, &mut part).unwrap();
                assert!(part == model[from..to], "{level:?}: {from}..{to}");
                let sum = region.checksum(from as u64, (to - from) as u64).unwrap();
                assert_eq!(sum, crc32c(&part), "{level:?}: {from}..{to}");
            }
            assert!(contents(&region).unwrap() == model, "{level:?}");
            assert!(is_sound(&region), "{level:?}");
            let again = Region::open(
                CallerMemoryOf(region.provider()),
                &RegionParams::with_block(size, block, level).unwrap(),
            );
            assert!(contents(&again.unwrap()).unwrap() == model);
        }
    }
}

/// The same bytes by another provider.
struct CallerMemoryOf<'a>(&'a HeapProvider);

// SAFETY: as the one inside.
unsafe impl Provider for CallerMemoryOf<'_> {
    fn mem(&self) -> crate::provider::Mem<'_> {
        self.0.mem()
    }
}

#[test]
fn a_cell_holds_values_of_any_length_at_every_level() {
    for level in VerificationLevel::ALL {
        for capacity in [1, 14, 64, 100, 4096] {
            let cell = cell(capacity, level);
            let mut out = vec![0xEE; capacity as usize];
            assert_eq!(cell.read(&mut out).unwrap(), 0);
            for number in 0..100 {
                let value = pattern(number, number as usize * 7 % (capacity as usize + 1));
                cell.write(&value).unwrap();
                let len = cell.read(&mut out).unwrap();
                assert!(out[..len] == value, "{level:?}: {capacity}");
                assert_eq!(cell.checksum().unwrap(), crc32c(&value));
            }
            let long = vec![0; capacity as usize + 1];
            assert_eq!(cell.write(&long).unwrap_err().status(), Status::TooLarge);
            let value = pattern(7, capacity as usize);
            cell.write(&value).unwrap();
            let short = &mut out[..capacity as usize - 1];
            assert_eq!(cell.read(short).unwrap_err().status(), Status::TooSmall);
            cell.update(&Ask::default(), &mut out, |bytes, len| {
                assert!(bytes[..len] == value);
                bytes[0] ^= 1;
                Ok(1)
            })
            .unwrap();
            let len = cell.read(&mut out).unwrap();
            assert_eq!(out[..len], [value[0] ^ 1]);
            assert!(cell.verify_all(&mut |damage| panic!("{damage}")).unwrap().is_sound());
        }
    }
}

#[test]
fn several_parts_take_effect_at_once_or_not_at_all() {
    for level in VerificationLevel::ALL {
        let region = region(2000, 64, level);
        let before = pattern(1, 2000);
        region.write(0, &before).unwrap();
        let parts: [(u64, &[u8]); 4] =
            [(1990, b"at the end"), (0, b"at the start"), (3, b"over"), (700, &[9; 500])];
        region.write_all(&Ask::default(), &parts).unwrap();
        let mut after = before.clone();
        for (at, bytes) in parts {
            after[at as usize..at as usize + bytes.len()].copy_from_slice(bytes);
        }
        assert!(contents(&region).unwrap() == after, "{level:?}");

        let failed = region.update(&Ask::default(), |transaction| {
            transaction.write(0, &[1; 2000])?;
            let mut seen = [0; 2000];
            transaction.read(0, &mut seen)?;
            assert_eq!(seen, [1; 2000]);
            assert!(contents(&region).unwrap() == after, "readers see it too early");
            transaction.write(1999, &[0; 2])
        });
        assert_eq!(failed.unwrap_err().status(), Status::Invalid);
        assert!(contents(&region).unwrap() == after, "{level:?}");
        let panics = std::panic::AssertUnwindSafe(|| {
            region.update(&Ask::default(), |transaction| -> Result<()> {
                transaction.write(100, &[1; 1000])?;
                std::panic::resume_unwind(Box::new("on purpose"));
            })
        });
        assert!(std::panic::catch_unwind(panics).is_err());
        assert!(contents(&region).unwrap() == after, "{level:?}");
        assert!(is_sound(&region), "{level:?}");
        region.write(0, b"the lock is free").unwrap();
    }
}

#[test]
fn levels_change_while_the_region_is_used() {
    for from in VerificationLevel::ALL {
        for to in VerificationLevel::ALL {
            let region = region(1500, 64, from);
            let mut model = pattern(3, 1500);
            region.write(0, &model).unwrap();
            region.write(100, &[5; 70]).unwrap();
            model[100..170].fill(5);
            region.set_level(to, Deadline::FOREVER).unwrap();
            assert_eq!(region.level().unwrap(), to);
            assert!(contents(&region).unwrap() == model, "{from:?} to {to:?}");
            assert!(is_sound(&region), "{from:?} to {to:?}");
            region.write(700, &[6; 200]).unwrap();
            model[700..900].fill(6);
            let mut out = vec![0; 1500];
            let raised = region.read_with(VerificationLevel::Critical, 0, &mut out);
            if to == VerificationLevel::Off {
                assert_eq!(raised.unwrap_err().status(), Status::Corrupt, "some have no sum");
            } else {
                raised.unwrap();
                assert!(out == model, "{from:?} to {to:?}");
            }
        }
    }
}

#[test]
fn regions_live_in_any_memory() {
    const PARAMS: RegionParams =
        RegionParams { size: 300, block: 64, level: VerificationLevel::Critical };
    static PLACE: NoStdProvider<4096> = NoStdProvider::new();
    struct Static;
    // SAFETY: as the one inside.
    unsafe impl Provider for Static {
        fn mem(&self) -> crate::provider::Mem<'_> {
            PLACE.mem()
        }
    }
    let inline = Region::format(Static, &PARAMS).unwrap();
    inline.write(5, b"inline").unwrap();
    assert!(is_sound(&inline));

    #[repr(align(64))]
    struct Buffer([u8; 4096]);
    let mut buffer = Buffer([0xA5; 4096]);
    let base = std::ptr::NonNull::from(&mut buffer.0).cast();
    // SAFETY: the buffer outlives the region, and nothing else touches it.
    let lent = unsafe { CallerMemory::new(base, 4096) };
    let lent = Region::format(lent, &PARAMS).unwrap();
    lent.write(5, b"caller").unwrap();
    assert!(is_sound(&lent));

    let small = HeapProvider::new(PARAMS.required_size().unwrap() - 64);
    let status = |outcome: Result<Region<HeapProvider>>| outcome.err().unwrap().status();
    assert_eq!(status(Region::format(small, &PARAMS)), Status::Invalid);
    let blank = HeapProvider::new(4096);
    assert_eq!(status(Region::open(blank, &PARAMS)), Status::Layout);
    let other = RegionParams { block: 128, ..PARAMS };
    let opened = Region::open(Static, &other);
    assert_eq!(opened.err().unwrap().status(), Status::Mismatch);
}

#[test]
fn what_is_outside_its_contract_is_refused() {
    let region = region(100, 64, VerificationLevel::Standard);
    for (at, len) in [(101, 0), (100, 1), (u64::MAX, 1), (0, 101)] {
        let bytes = vec![0; len];
        assert_eq!(region.write(at, &bytes).unwrap_err().status(), Status::Invalid);
        assert_eq!(region.read(at, &mut bytes.clone()).unwrap_err().status(), Status::Invalid);
        assert_eq!(region.checksum(at, len as u64).unwrap_err().status(), Status::Invalid);
    }
    region.write(100, &[]).unwrap();
    region.read(100, &mut []).unwrap();
    assert_eq!(region.roll_back(2, Deadline::POLL).unwrap_err().status(), Status::Invalid);
    assert_eq!(region.roll_back(0, Deadline::POLL).unwrap_err().status(), Status::State);
    for (size, block) in [(0, 64), (100, 32), (100, 96), (100, 8192), (u64::MAX, 64)] {
        let made = RegionParams::with_block(size, block, VerificationLevel::Off);
        assert_eq!(made.unwrap_err().status(), Status::Invalid, "{size} in {block}");
    }
    for capacity in [0, 4097] {
        let made = CellParams::new(capacity, VerificationLevel::Off);
        assert_eq!(made.unwrap_err().status(), Status::Invalid);
    }
}

#[test]
fn a_deadline_ends_the_wait_for_a_stopped_writer() {
    let region = region(100, 64, VerificationLevel::Standard);
    let view = region.view();
    let _stopped = write::Writer::begin(&view, &Ask::default()).unwrap();
    for ask in [Ask::until(Deadline::POLL), Ask::until(Deadline::at_nanos(1))] {
        let status = region.write_with(&ask, 0, b"late").unwrap_err().status();
        assert_eq!(status, Status::Timeout);
    }
    assert_eq!(contents(&region).unwrap(), [0; 100], "readers do not wait");
}

#[test]
fn sampling_verifies_every_nth_read_of_a_handle() {
    let region = region(100, 64, VerificationLevel::Sampling(4));
    let mut out = [0; 10];
    for _ in 0..12 {
        region.read(0, &mut out).unwrap();
    }
    let counted = region.statistics().unwrap();
    assert_eq!((counted.reads, counted.bytes_read), (12, 120));
    assert_eq!((counted.verified, counted.sampled_out), (3, 9));
    let other = contents(&region).map(|_| region.statistics().unwrap().reads).unwrap();
    assert_eq!(other, 13);
}

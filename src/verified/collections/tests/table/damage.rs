//! Words that make no sense, and flipped bits.

use super::*;
use crate::verified::Region;

#[test]
fn words_that_make_no_sense_are_corrupt_in_a_table_at_every_level() {
    for level in VerificationLevel::ALL {
        for (at, word) in
            [(0, 1), (8, 2), (16, 41), (32, 41), (32, u64::MAX), (24, u64::MAX), (40, u64::MAX)]
        {
            let (map, bits) = (map::<40>(level), bits(level));
            map.insert(&1, &value(1)).unwrap();
            bits.set(1).unwrap();
            let odd = word.max(if at == 32 { 151 } else { 0 });
            map.region().write(at, &u64::to_le_bytes(word)).unwrap();
            bits.region().write(at, &u64::to_le_bytes(odd)).unwrap();
            if at == 24 || at == 40 {
                // Any count of changes and of evictions makes sense.
                assert_eq!(map.insert(&2, &value(2)).unwrap(), None);
                assert!(map.verify().unwrap() && bits.verify().unwrap());
                continue;
            }
            assert_eq!(code(map.get(&1)), Err(Status::Corrupt));
            assert_eq!(code(map.insert(&2, &value(2))), Err(Status::Corrupt));
            assert_eq!(code(map.remove(&1)), Err(Status::Corrupt));
            assert_eq!(code(map.for_each(|_, _| ())), Err(Status::Corrupt));
            assert_eq!(code(entries(&map)), Err(Status::Corrupt));
            assert_eq!(code(bits.count()), Err(Status::Corrupt));
            assert_eq!(code(bits.set(2)), Err(Status::Corrupt));
            assert_eq!(code(bits.first()), Err(Status::Corrupt));
            assert!(!map.verify().unwrap() && !bits.verify().unwrap());
            map.clear().unwrap();
            assert!(map.verify().unwrap());
        }
        // A length that is possible and wrong, a tag of nothing, a bit beyond the last.
        let (map, bits) = (map::<40>(level), bits(level));
        map.insert(&1, &value(1)).unwrap();
        map.region().write(32, &[2]).unwrap();
        assert!(!map.verify().unwrap());
        map.region().write(32, &[1]).unwrap();
        assert!(map.verify().unwrap());
        map.region().write(64, &[2]).unwrap();
        assert!(!map.verify().unwrap());
        assert_eq!(code(map.for_each(|_, _| ())), Err(Status::Corrupt));
        bits.region().write(64 + 16 + 7, &[1]).unwrap();
        assert!(!bits.verify().unwrap());
        assert_eq!(code(bits.read_words(2, &mut [0])), Err(Status::Corrupt));
        assert_eq!(code(bits.next(0)), Err(Status::Corrupt));
    }
}

#[test]
fn clearing_makes_a_damaged_table_whole() {
    let level = VerificationLevel::Standard;
    let map = map::<100>(level);
    for key in 0..100 {
        map.insert(&key, &value(key)).unwrap();
    }
    let base = map.region().provider().mem().base().as_ptr();
    let start = map.region().view().shape.slot(0, 0);
    for at in (start..start + 512 * 6).step_by(64) {
        // SAFETY: inside the provider's memory, used by this thread alone.
        unsafe { *base.add(at) ^= 1 };
    }
    assert!(!map.verify().unwrap());
    let met = (0..100).filter(|key| code(map.get(key)) == Err(Status::Corrupt)).count();
    assert!(met > 0);
    map.clear().unwrap();
    assert!(map.verify().unwrap());
    assert_eq!(map.len().unwrap(), 0);
    map.insert(&1, &value(1)).unwrap();
}

#[test]
fn a_flipped_bit_never_changes_an_entry_where_reads_are_verified() {
    for level in [VerificationLevel::Standard, VerificationLevel::Full] {
        let (map, bits) = (map::<20>(level), bits(level));
        for number in 0..20 {
            map.insert(&number, &value(number)).unwrap();
            bits.set(7 * number as usize).unwrap();
        }
        let all = entries(&map).unwrap();
        let found = flips(map.region(), || {
            for key in [3, 19] {
                let met = map.get(&key);
                assert!(met.is_err() || met.unwrap() == Some(value(key)));
            }
            assert_eq!(code(map.get(&20)).unwrap_or(None), None);
            entries(&map).map(|met| assert_eq!(met, all))
        });
        assert!(found >= 20 * 13 * 8, "{level:?}: {found} of the flips were found");
        let found = flips(bits.region(), || {
            let met: Vec<_> = (0..150).map(|bit| bits.test(bit)).collect();
            for (bit, met) in met.into_iter().enumerate() {
                assert_eq!(met?, bit % 7 == 0 && bit < 140);
            }
            Ok(())
        });
        assert!(found >= 150, "{level:?}: {found} of the flips were found");
    }
}

/// Flips each bit of a region and back; how many `read` found.
fn flips(region: &Region<HeapProvider>, read: impl Fn() -> crate::Result<()>) -> usize {
    let mem = region.provider().mem();
    let mut found = 0;
    for bit in 0..mem.len() * 8 {
        // SAFETY: inside the provider's memory, used by this thread alone.
        let byte = unsafe { &mut *mem.base().as_ptr().add(bit / 8) };
        *byte ^= 1 << (bit % 8);
        if let Err(error) = code(read()) {
            assert_eq!(error, Status::Corrupt, "bit {bit}");
            found += 1;
        }
        *byte ^= 1 << (bit % 8);
    }
    found
}

#[test]
fn a_flip_is_verified_as_the_level_promises() {
    for level in VerificationLevel::ALL {
        let map = map::<20>(level);
        map.insert(&1, &value(1)).unwrap();
        assert!(map.verify().unwrap(), "{level:?}");
        let mem = map.region().provider().mem();
        let mut missed = 0;
        let mut bytes = vec![0; mem.len()];
        mem.copy_out(0, &mut bytes);
        // The value, wherever it lies, in the slots that hold and in those that do not.
        let copies: Vec<_> =
            bytes.windows(5).enumerate().filter(|(_, at)| **at == value(1)).collect();
        assert!(!copies.is_empty());
        for (at, _) in copies {
            // SAFETY: inside the provider's memory, used by this thread alone.
            unsafe { *mem.base().as_ptr().add(at) ^= 4 };
            missed += map.verify().unwrap() as usize;
            // SAFETY: as above.
            unsafe { *mem.base().as_ptr().add(at) ^= 4 };
        }
        assert!(missed == 0 || level == VerificationLevel::Off, "{level:?}: {missed}");
    }
}

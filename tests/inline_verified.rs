//! Verified memory on inline storage, as a target without an operating system has it: this
//! program passes with `--no-default-features` too.

use wrtmem::Status;
use wrtmem::provider::Provider;
use wrtmem::sync::Deadline;
use wrtmem::verified::{
    Ask, AtomicMemoryExt, AtomicMemoryOps, BoundedBitSet, BoundedMap, BoundedSet, Cell, CellParams,
    ChecksummedCache, ComponentValue, Encoder, NoStdProvider, Region, RegionParams,
    SafeMemoryHandler, ValueKind, ValueRef, VerificationLevel,
};

const MAIN: VerificationLevel = VerificationLevel::Critical;

#[test]
fn a_region_needs_no_system() {
    const PARAMS: RegionParams = RegionParams { size: 1000, block: 128, level: MAIN };
    let region = Region::format(NoStdProvider::<1000>::new(), &PARAMS).unwrap();
    region.write(120, b"over a border").unwrap();
    region.write_all(&Ask::default(), &[(0, b"one"), (990, b"two")]).unwrap();
    let failed = region.update(&Ask::default(), |transaction| {
        transaction.write(0, &[9; 1000])?;
        transaction.write(1000, &[9])
    });
    assert_eq!(failed.unwrap_err().status(), Status::Invalid);
    let mut out = [0; 13];
    region.read(120, &mut out).unwrap();
    assert_eq!(&out, b"over a border");
    for level in VerificationLevel::ALL {
        region.set_level(level, Deadline::FOREVER).unwrap();
        assert!(region.verify_all(&mut |_| ()).unwrap().is_sound(), "{level:?}");
    }
    let step = region.scrub(u64::MAX, &mut |_| ()).unwrap();
    assert_eq!((step.damaged, step.lap), (0, true));
    let counted = region.statistics().unwrap();
    assert_eq!((counted.writes, counted.reads, counted.recoveries), (2, 1, 1));
}

#[test]
fn threads_share_a_static() {
    static CELL: NoStdProvider<64> = NoStdProvider::new();
    struct Place;
    // SAFETY: as the static's.
    unsafe impl Provider for Place {
        fn mem(&self) -> wrtmem::provider::Mem<'_> {
            CELL.mem()
        }
    }
    let params = CellParams::new(16, MAIN).unwrap();
    let cell = Cell::format(Place, &params).unwrap();
    cell.write(&[0; 16]).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..2000 {
                    let count_up = |bytes: &mut [u8], len: usize| {
                        let count = u128::from_le_bytes(bytes[..16].try_into().unwrap());
                        bytes[..16].copy_from_slice(&(count + 1).to_le_bytes());
                        Ok(len)
                    };
                    cell.update(&Ask::default(), &mut [0; 16], count_up).unwrap();
                }
            });
        }
    });
    let mut out = [0; 16];
    assert_eq!(cell.read(&mut out).unwrap(), 16);
    assert_eq!(u128::from_le_bytes(out), 6000);
}

#[test]
fn safe_memory_needs_no_system() {
    let handler = SafeMemoryHandler::new(NoStdProvider::<4096>::new(), MAIN).unwrap();
    let ops = AtomicMemoryOps::new(handler);
    ops.write_atomic(4000, &[7; 96]).unwrap();
    assert_eq!(ops.write_atomic(4001, &[7; 96]).unwrap_err().status(), Status::TooLarge);
    let mut out = [0; 96];
    ops.read_atomic(4000, &mut out).unwrap();
    assert_eq!(out, [7; 96]);
    assert!(ops.verify_all_checksums().unwrap());
}

#[test]
fn maps_and_sets_need_no_system() {
    let map = BoundedMap::<u32, u16, 40, _>::format(NoStdProvider::<2048>::new(), MAIN).unwrap();
    let set = BoundedSet::<u32, 9, _>::format(NoStdProvider::<512>::new(), MAIN).unwrap();
    let cache =
        ChecksummedCache::<u32, u16, 4, _>::format(NoStdProvider::<512>::new(), MAIN).unwrap();
    let bits = BoundedBitSet::<100, _>::format(NoStdProvider::<512>::new(), MAIN).unwrap();
    for number in 0..40 {
        assert_eq!(map.insert(&number, &(number as u16)).unwrap(), None);
        cache.put(&number, &0).unwrap();
        bits.set(2 * number as usize).unwrap();
    }
    assert_eq!(map.insert(&40, &0).unwrap_err().status(), Status::Full);
    assert_eq!(map.remove(&7).unwrap(), Some(7));
    assert!(set.insert(&1).unwrap() && !set.insert(&1).unwrap());
    assert_eq!((map.len().unwrap(), set.len().unwrap(), cache.len().unwrap()), (39, 1, 4));
    assert_eq!(cache.counts().unwrap().evicted, 36);
    assert_eq!((bits.count().unwrap(), bits.next(3).unwrap()), (40, Some(4)));
    assert!(map.verify().unwrap() && set.verify().unwrap());
    assert!(cache.verify().unwrap() && bits.verify().unwrap());
}

#[test]
fn typed_values_need_no_system() {
    let params = CellParams::new(64, MAIN).unwrap();
    let cell = Cell::format(NoStdProvider::<64>::new(), &params).unwrap();
    let mut buffer = [0; 64];
    assert_eq!(cell.read_value(&mut buffer).unwrap_err().status(), Status::Empty);
    let samples = [ComponentValue::F32(0.5), ComponentValue::F32(-1.0)];
    let state = ComponentValue::Record(&[
        ("mode", ComponentValue::Variant { case: "auto", payload: Some(&samples[0]) }),
        ("samples", ComponentValue::List(&samples)),
    ]);
    cell.write_value(&Ask::default(), &state, &mut buffer).unwrap();
    let found = cell.read_value(&mut buffer).unwrap();
    let mode = found.field("mode").unwrap();
    assert_eq!((mode.case(), mode.payload().unwrap().as_f32()), (Some("auto"), Some(0.5)));
    let samples: f32 = found.field("samples").unwrap().children().filter_map(|f| f.as_f32()).sum();
    assert_eq!(samples, -0.5);

    // And back with one field changed, piece by piece.
    let mut next = [0; 64];
    let mut encoder = Encoder::new(&mut next);
    encoder.begin(ValueKind::Record).unwrap();
    for (name, value) in found.fields() {
        encoder.field(name).unwrap();
        match name {
            "mode" => {
                encoder.begin_variant("off").unwrap();
                encoder.end().unwrap();
            }
            _ => encoder.put_value(&value).unwrap(),
        }
    }
    encoder.end().unwrap();
    cell.write(encoder.finish().unwrap()).unwrap();
    let found = cell.read_value(&mut buffer).unwrap();
    assert_eq!(found.field("mode").unwrap().case(), Some("off"));
    assert_eq!(found.field("samples").unwrap().count(), 2);
    assert_eq!(ValueRef::open(&[1, 2]).unwrap_err().status(), Status::Corrupt);
}

//! Verified memory on inline storage, as a target without an operating system has it: this
//! program passes with `--no-default-features` too.

use wrtmem::Status;
use wrtmem::provider::Provider;
use wrtmem::sync::Deadline;
use wrtmem::verified::{
    Ask, AtomicMemoryExt, AtomicMemoryOps, Cell, CellParams, NoStdProvider, Region, RegionParams,
    SafeMemoryHandler, VerificationLevel,
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

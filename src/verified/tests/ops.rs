//! Safe memory by its other names, and faults on purpose.

use super::inject::Target;
use super::*;

#[test]
fn safe_memory_has_the_bytes_that_its_provider_names() {
    fn whole<const N: usize>() {
        for level in VerificationLevel::ALL {
            let handler = SafeMemoryHandler::new(NoStdProvider::<N>::new(), level).unwrap();
            let ops = AtomicMemoryOps::new(handler);
            let bytes = pattern(N as u64, N);
            ops.write_atomic(0, &bytes).unwrap();
            let mut out = vec![0; N];
            ops.read_atomic(0, &mut out).unwrap();
            assert!(out == bytes);
            assert!(ops.verify_all_checksums().unwrap(), "{level:?}: untouched");
            assert_eq!(ops.checksum().unwrap(), Checksum::of(&bytes));
            let status = ops.write_atomic(1, &bytes).unwrap_err().status();
            assert_eq!(status, Status::TooLarge);
            let error = ops.handler().check_range(1, N).unwrap_err();
            assert_eq!((error.wanted, error.capacity), (N as u64 + 1, N as u64));
        }
    }
    whole::<1>();
    whole::<40>();
    whole::<65>();
    whole::<257>();
    whole::<513>();
    whole::<4096>();
    whole::<5000>();
    let heap = SafeMemoryHandler::new(StdProvider::new(1000).unwrap(), VerificationLevel::Full);
    heap.unwrap().write_slice(990, &[1; 10]).unwrap();
    assert_eq!(StdProvider::new(0).err().unwrap().status(), Status::Invalid);
}

#[test]
fn a_buffer_is_used_as_far_as_it_goes() {
    for len in (0..20_000).step_by(64) {
        match usable_in(len) {
            Err(error) => assert!(len < 448, "{len}: {error}"),
            Ok(usable) => {
                let fits = |usable| {
                    let params = memory::params_for(usable, VerificationLevel::Off);
                    params.required_size().unwrap() <= len
                };
                assert!(fits(usable), "{len}");
                assert!(usable < 512 || !fits(usable + 512), "{len}: there was room for more");
            }
        }
    }
}

#[test]
fn checksums_join() {
    let (one, two) = (pattern(1, 100), pattern(2, 77));
    let joined = Checksum::of(&one).then(Checksum::of(&two), 77);
    assert_eq!(joined, Checksum::of(&[one, two].concat()));
}

#[test]
fn injected_faults_are_noticed_or_repaired() {
    for level in [VerificationLevel::Full, VerificationLevel::Critical] {
        for target in Target::ALL {
            let region = region(200, 64, level);
            region.write(0, &pattern(1, 200)).unwrap();
            region.write(0, &pattern(2, 64)).unwrap();
            region.inject_fault(target, 1, 7).unwrap();
            let read = contents(&region);
            // The spare slot is only read at `Critical`, and the copies of the rest serve.
            let unseen = matches!(target, Target::Spare | Target::Committed);
            if level == VerificationLevel::Critical || unseen {
                assert!(read.is_ok(), "{level:?}: {target:?}: {read:?}");
            } else {
                assert_eq!(read.unwrap_err().status(), Status::Corrupt, "{target:?}");
            }
            let status = region.inject_fault(target, 9, 0).unwrap_err().status();
            assert_eq!(status, Status::Invalid);
        }
    }
    let cell = cell(10, VerificationLevel::Standard);
    cell.write(b"0123456789").unwrap();
    assert_eq!(cell.inject_fault(Target::Data, 80).unwrap_err().status(), Status::Invalid);
    cell.inject_fault(Target::Data, 79).unwrap();
    assert_eq!(cell.read(&mut [0; 10]).unwrap_err().status(), Status::Corrupt);
}

use super::*;

std::thread_local! {
    /// Whether this thread takes the long way where there is a quick one.
    pub(crate) static WITHOUT_QUICK: core::cell::Cell<bool> = const { core::cell::Cell::new(false) };
}

/// Runs `body` twice: the quick way where there is one, and the long way.
pub(crate) fn both_ways(mut body: impl FnMut()) {
    for without in [false, true] {
        WITHOUT_QUICK.set(without);
        body();
    }
    WITHOUT_QUICK.set(false);
}

/// Another implementation, to compare with.
const OTHER: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISCSI);

/// Every path that this processor can go, and the name of each.
fn each_path(mut body: impl FnMut(fn(u32, *mut u8, *const u8, usize, bool) -> u32, Path)) {
    fn portable(crc: u32, to: *mut u8, from: *const u8, len: usize, copy: bool) -> u32 {
        // SAFETY: the callers pass whole buffers.
        unsafe {
            if copy {
                portable::run::<true>(crc, to, from, len)
            } else {
                portable::run::<false>(crc, to, from, len)
            }
        }
    }
    body(portable, Path::Portable);
    #[cfg(target_arch = "x86_64")]
    {
        fn three_way(crc: u32, to: *mut u8, from: *const u8, len: usize, copy: bool) -> u32 {
            // SAFETY: the callers pass whole buffers, if the processor has the features.
            unsafe {
                if copy {
                    x86::three_way::<true>(crc, to, from, len)
                } else {
                    x86::three_way::<false>(crc, to, from, len)
                }
            }
        }
        fn wide(crc: u32, to: *mut u8, from: *const u8, len: usize, copy: bool) -> u32 {
            if len < x86::WIDE {
                return three_way(crc, to, from, len, copy);
            }
            // SAFETY: as above.
            unsafe {
                if copy {
                    x86::wide::<true>(crc, to, from, len)
                } else {
                    x86::wide::<false>(crc, to, from, len)
                }
            }
        }
        fn quick(crc: u32, to: *mut u8, from: *const u8, len: usize, copy: bool) -> u32 {
            let Some(quick) = Quick::of(len) else {
                return three_way(crc, to, from, len, copy);
            };
            // SAFETY: as above.
            unsafe {
                if copy {
                    quick.run::<true>(crc, to, from, len)
                } else {
                    quick.run::<false>(crc, to, from, len)
                }
            }
        }
        if Path::ThreeWay.is_supported() {
            body(three_way, Path::ThreeWay);
            path(); // else the first has no quick way
            assert!(Quick::of(x86::THREE_WAY - 1).is_some() && Quick::of(x86::THREE_WAY).is_none());
            body(quick, Path::ThreeWay);
        }
        if Path::Wide.is_supported() {
            body(wide, Path::Wide);
        }
    }
}

fn pattern(len: usize) -> Vec<u8> {
    (0..len as u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

/// RFC 3720, appendix B.4.
#[test]
fn the_vectors_of_rfc_3720() {
    let ascending: [u8; 32] = core::array::from_fn(|i| i as u8);
    let descending: [u8; 32] = core::array::from_fn(|i| 31 - i as u8);
    for (bytes, crc) in [
        ([0u8; 32], 0x8A91_36AA),
        ([0xFF; 32], 0x62A8_AB43),
        (ascending, 0x46DD_794E),
        (descending, 0x113F_DB5C),
    ] {
        assert_eq!(crc32c(&bytes), crc);
        each_path(|run, path| {
            let got = !run(!0, core::ptr::null_mut(), bytes.as_ptr(), bytes.len(), false);
            assert_eq!(got, crc, "{path:?}");
        });
    }
    assert_eq!(crc32c(b"123456789"), 0xE306_9283);
    let word = 0x0123_4567_89AB_CDEF;
    assert_eq!(crc32c_const(word), crc32c(&word.to_le_bytes()));
    assert_eq!(Crc::new().words([word]).value(), crc32c_const(word));
}

#[test]
fn every_path_sums_and_copies_every_length_at_every_alignment() {
    const LONGEST: usize = 4096;
    let from = pattern(LONGEST + 8);
    let mut to = vec![0u8; LONGEST + 24];
    for align in 0..8 {
        let mut other = OTHER.digest();
        for len in 0..=LONGEST {
            let bytes = &from[align..align + len];
            if let Some(last) = len.checked_sub(1) {
                other.update(&bytes[last..]);
            }
            let want = other.clone().finalize();
            each_path(|run, path| {
                let sum = !run(!0, core::ptr::null_mut(), bytes.as_ptr(), len, false);
                assert_eq!(sum, want, "{path:?}: {len} bytes at {align}");
                let at = 8 + (align * 3) % 8;
                to[at - 1] = 0xA5;
                to[at + len] = 0xA5;
                let sum = !run(!0, to[at..].as_mut_ptr(), bytes.as_ptr(), len, true);
                assert_eq!(sum, want, "{path:?}: copying {len} bytes at {align}");
                assert!(&to[at..at + len] == bytes, "{path:?}: the copy of {len} bytes differs");
                assert_eq!((to[at - 1], to[at + len]), (0xA5, 0xA5), "{path:?}: beyond {len}");
                to[at..at + len].fill(0);
            });
        }
    }
}

/// While others write what is copied, the sum is that of the copy. Here the compiler knows that
/// nobody else writes the copy, which may make it load a byte once to copy and once to sum it.
#[test]
fn what_is_summed_was_copied() {
    use crate::sync::copy;
    use core::sync::atomic::AtomicBool;

    const LEN: usize = 7;
    type Copied = ([u8; LEN], Crc);
    #[inline(never)]
    fn quickly(from: *const u8, len: usize) -> Copied {
        let mut bytes = [0; LEN];
        let quick = Quick::of(len).expect("it is short, and the path was chosen");
        // SAFETY: so many bytes are there; that others write them is what this is for.
        let crc = unsafe { copy::copy_out_quickly(from, &mut bytes[..len], Crc::new(), quick) };
        (bytes, crc)
    }
    #[inline(never)]
    fn as_usual(from: *const u8, len: usize) -> Copied {
        let mut bytes = [0; LEN];
        // SAFETY: so many bytes are there; that others write them is what this is for.
        let crc = unsafe { copy::copy_out_crc(from, &mut bytes[..len], Crc::new()) };
        (bytes, crc)
    }
    #[inline(never)]
    fn portably(from: *const u8, len: usize) -> Copied {
        let mut bytes = [0; LEN];
        let to = bytes[..len].as_mut_ptr();
        // SAFETY: so many bytes are there; that others write them is what this is for.
        let crc = Crc(unsafe { portable::run::<true>(!0, to, from, len) });
        (bytes, crc)
    }
    let ways: &[fn(*const u8, usize) -> Copied] = match best() {
        Path::Portable => &[as_usual, portably],
        _ => &[as_usual, portably, quickly],
    };
    path(); // else the first has no quick way
    let shared = [const { AtomicU8::new(0) }; LEN];
    let done = AtomicBool::new(false);
    let mut changes = 0u32;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Relaxed) {
                shared.iter().for_each(|byte| byte.store(!byte.load(Relaxed), Relaxed));
            }
        });
        let mut copies = 0;
        let mut last = [0; LEN];
        // So many copies, and some of them while the bytes were written.
        while copies < 3_000_000 || changes < 100 {
            copies += 1;
            for copied in ways {
                let (bytes, crc) = copied(shared.as_ptr().cast(), LEN);
                if crc != Crc::new().update(&bytes) {
                    done.store(true, Relaxed);
                    panic!("after {copies} copies: summed was not {bytes:?}, which was copied");
                }
                changes += u32::from(bytes != last);
                last = bytes;
            }
        }
        done.store(true, Relaxed);
    });
}

#[test]
fn long_inputs_agree_on_every_path() {
    let bytes = pattern(300_001);
    let want = OTHER.checksum(&bytes);
    each_path(|run, path| {
        let sum = !run(!0, core::ptr::null_mut(), bytes.as_ptr(), bytes.len(), false);
        assert_eq!(sum, want, "{path:?}");
    });
}

#[test]
fn every_cut_agrees() {
    let bytes = pattern(1500);
    for len in 0..bytes.len() {
        let whole = crc32c(&bytes[..len]);
        let cut = len / 3;
        let parts = Crc::new().update(&bytes[..cut]).update(&bytes[cut..len]).value();
        assert_eq!(parts, whole, "cut at {cut} of {len}");
        let joined = combine(crc32c(&bytes[..cut]), crc32c(&bytes[cut..len]), (len - cut) as u64);
        assert_eq!(joined, whole, "joined at {cut} of {len}");
    }
}

#[test]
fn moving_over_zeros_is_summing_them() {
    let start = Crc::new().update(b"start");
    let zeros = vec![0; 70_000];
    for len in (0..4200).chain([8191, 8192, 65_535, 65_536, 69_999]) {
        assert_eq!(start.advance(len as u64), start.update(&zeros[..len]), "{len} zeros");
    }
    // 2^40 bytes, the way there in two halves.
    let half = start.advance(1 << 39);
    assert_eq!(start.advance(1 << 40), half.advance(1 << 39));
}

#[test]
fn a_change_is_carried_over_and_damage_elsewhere_with_it() {
    let old = pattern(512);
    for (at, len) in [(0, 512), (0, 1), (511, 1), (100, 64), (3, 300), (256, 256)] {
        let mut new = old.clone();
        new[at..at + len].iter_mut().for_each(|byte| *byte = byte.wrapping_mul(37) ^ 0x5A);
        let part = |bytes: &[u8]| Crc::zero().update(&bytes[at..at + len]);
        let changed = part(&old).difference(part(&new));
        let after = (512 - at - len) as u64;
        assert_eq!(change(crc32c(&old), changed, after), crc32c(&new), "{len} at {at}");
        assert_ne!(change(crc32c(&old) ^ 1, changed, after), crc32c(&new));
    }
}

/// The only test that changes the path of the whole process; all paths agree, so it disturbs
/// no other.
#[test]
fn a_path_can_be_forced() {
    let bytes = pattern(1000);
    let want = OTHER.checksum(&bytes);
    for forced in Path::ALL {
        if !forced.is_supported() {
            let status = force_path(Some(forced)).unwrap_err().status();
            assert_eq!(status, crate::Status::Unsupported);
            continue;
        }
        force_path(Some(forced)).unwrap();
        assert_eq!(path(), forced);
        assert_eq!(crc32c(&bytes), want);
        assert_eq!(Crc::new().advance(1000), Crc::new().update(&vec![0; 1000]));
    }
    force_path(None).unwrap();
    assert_eq!(path(), best());
}

#[test]
fn checked_words_differ_in_four_bits() {
    assert_eq!(with_check(0), 0);
    let wrong = |flips: u64| {
        let word = with_check(0x12_3456_789A) ^ flips;
        with_check(word) != word
    };
    for a in 0..64 {
        assert!(wrong(1 << a));
        for b in a + 1..64 {
            assert!(wrong(1 << a | 1 << b));
            assert!((b + 1..64).all(|c| wrong(1 << a | 1 << b | 1 << c)), "{a} {b}");
        }
    }
}

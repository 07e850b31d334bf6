//! CRC32C of a buffer, and copying it: the floor of everything that moves bytes.

use std::ffi::c_void;
use std::hint::black_box;

use bench_framework::sample::{Axis, Key, Side};

use wrtmem::sync::checksum::{Crc, Path, force_path};
use wrtmem::sync::copy::copy_in_crc;

use crate::case::{Case, Meter, Version, Work};
use crate::ring::native;
use crate::shared::buffers;

const ROOM: &str = "checksums";
const SIZES: [usize; 6] = [64, 512, 4096, 65_536, 1 << 20, 16 << 20];
/// Of the nine digits, as every description of CRC32C has it.
const CHECK: (&[u8], u32) = (b"123456789", 0xE306_9283);
/// The same for the CRC of Ethernet and zip.
const CHECK_ISO: u32 = 0xCBF4_3926;

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for bytes in SIZES {
        let mut sum = |peer: &str, side, version: Version, sum: fn(&[u8]) -> u32, check: u32| {
            let work = Work::Single(Box::new(move |meter: &Meter| {
                let got = sum(CHECK.0);
                if got != check {
                    return Err(format!("wrong sum of 123456789: {got:#x}, not {check:#x}"));
                }
                let (buffer, _) = buffers(bytes, pattern)?;
                let buffer = &*buffer;
                Ok(meter.time(|count| {
                    for _ in 0..count {
                        black_box(sum(black_box(buffer)));
                    }
                }))
            }));
            cases.push(row("checksum", bytes, peer, side, version, work));
        };
        let own = Version::Crate("wrtmem");
        sum("wrtmem CRC32C", Side::Ours, own.clone(), wrtmem::sync::checksum::crc32c, CHECK.1);
        sum("crc32c", Side::Peer, Version::Crate("crc32c"), crc32c::crc32c, CHECK.1);
        let crc_fast = Version::Crate("crc-fast");
        sum("crc-fast CRC32C", Side::Peer, crc_fast, crc_fast::crc32_iscsi, CHECK.1);
        let crc32fast = Version::Crate("crc32fast");
        sum("crc32fast (another polynomial)", Side::Peer, crc32fast, crc32fast::hash, CHECK_ISO);

        let copy = move |meter: &Meter, copy: fn(&[u8], &mut [u8])| {
            let (from, mut to) = buffers(bytes, pattern)?;
            let (from, to) = (&*from, &mut *to);
            let nanos = meter.time(|count| {
                for _ in 0..count {
                    copy(black_box(from), black_box(&mut *to));
                }
            });
            if from == to { Ok(nanos) } else { Err("the copy differs".to_string()) }
        };
        let work = Work::Single(Box::new(move |meter: &Meter| {
            copy(meter, |from, to| {
                // SAFETY: `to` is as long as `from`, and a buffer of its own.
                unsafe { wrtmem::sync::copy::copy_in(to.as_mut_ptr(), from) };
            })
        }));
        cases.push(row("copy", bytes, "wrtmem copy_in", Side::Ours, own.clone(), work));
        for path in Path::ALL.into_iter().filter(|path| path.is_supported()) {
            let work = Work::Single(Box::new(move |meter: &Meter| {
                force_path(Some(path)).map_err(|error| error.to_string())?;
                let nanos = copy(meter, |from, to| {
                    // SAFETY: `to` is as long as `from`, and a buffer of its own.
                    black_box(unsafe { copy_in_crc(to.as_mut_ptr(), from, Crc::new()) });
                });
                force_path(None).map_err(|error| error.to_string())?;
                nanos
            }));
            let peer = format!("wrtmem copy and CRC32C, {path:?}");
            cases.push(row("copy", bytes, &peer, Side::Ours, own.clone(), work));
        }
        let work = Work::Single(Box::new(move |meter: &Meter| {
            copy(meter, |from, to| to.copy_from_slice(from))
        }));
        cases.push(row(
            "copy",
            bytes,
            "memcpy",
            Side::Floor,
            Version::Plain("libc, from Rust"),
            work,
        ));
        let work = Work::Single(Box::new(move |meter: &Meter| memcpy_from_c(bytes, meter)));
        cases.push(row(
            "copy",
            bytes,
            "memcpy (C)",
            Side::Floor,
            Version::Plain("libc, from C"),
            work,
        ));
    }
    let work = Work::Single(Box::new(empty_calls));
    let key = Key::new(ROOM, "call", "nothing done", "empty call through the .so");
    cases.push(Case::new(key, Side::Floor, Version::Plain("this program"), work));
    cases
}

fn row(test: &str, bytes: usize, peer: &str, side: Side, version: Version, work: Work) -> Case {
    let mut case =
        Case::new(Key::new(ROOM, test, &format!("{bytes} B"), peer), side, version, work);
    case.axis = Some(Axis { name: "buffer size (bytes)".into(), at: bytes as f64 });
    case
}

fn pattern(index: usize) -> u8 {
    (index * 31 + index / 251) as u8
}

fn memcpy_from_c(bytes: usize, meter: &Meter) -> Result<f64, String> {
    let copies = native::symbol(c"bench_copies").ok_or("the C part was not built")?;
    // SAFETY: floors.c declares it so.
    let copies: unsafe extern "C" fn(*mut c_void, *const c_void, usize, u64) =
        unsafe { std::mem::transmute(copies) };
    let (from, mut to) = buffers(bytes, pattern)?;
    let nanos = meter.time(|count| {
        // SAFETY: two buffers of that many bytes.
        unsafe { copies(to.as_mut_ptr().cast(), from.as_ptr().cast(), bytes, count) };
    });
    if *from == *to { Ok(nanos) } else { Err("the copy differs".into()) }
}

fn empty_calls(meter: &Meter) -> Result<f64, String> {
    let calls = native::symbol(c"bench_empty_calls").ok_or("the C part was not built")?;
    // SAFETY: floors.c declares it so.
    let calls: unsafe extern "C" fn(u64) = unsafe { std::mem::transmute(calls) };
    // SAFETY: a function of a number.
    Ok(meter.time(|count| unsafe { calls(count) }))
}

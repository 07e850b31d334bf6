//! What verified memory is measured against: the same copy under a lock, and without one.
//! *Regular* is a plain copy, *checked* a copy and a CRC32C over it, both stored under a lock
//! that another process may hold.

use std::hint::black_box;

use bench_framework::sample::{Key, Side};

use crate::case::{Case, Meter, Version, Work};
use crate::shared::{Memory, OwnPage, buffers};

mod ours;

const ROOM: &str = "verified";

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let tests: [(&str, &[usize]); 3] = [
        ("cell", &[14, 64]),
        ("region, 4 KiB blocks", &[4096, 65_536]),
        ("region, 512 B blocks", &[64, 65_536]),
    ];
    for (object, sizes) in tests {
        for &bytes in sizes {
            let (kind, blocks) = object.split_once(", ").unwrap_or((object, ""));
            let test = |what: &str| {
                let blocks = if blocks.is_empty() { String::new() } else { format!(", {blocks}") };
                format!("{kind} {what}{blocks}")
            };
            let block = match blocks {
                "4 KiB blocks" => Some(4096),
                "512 B blocks" => Some(512),
                _ => None,
            };
            cases.extend(ours::cases(test, block, bytes));
            cases.push(ours::atomic(&test("write"), bytes));
            let mut row = |what: &str, peer: &str, side, version, work| {
                let key = Key::new(ROOM, &test(what), &format!("{bytes} B"), peer);
                cases.push(Case::new(key, side, version, work));
            };
            let libc = Version::Plain("libc, from Rust");
            let regular = Work::Single(Box::new(move |meter: &Meter| plain(bytes, meter)));
            row("write", "memcpy", Side::Floor, libc.clone(), regular);
            let robust = Version::Debian("libc6".into());
            let locked =
                Work::Single(Box::new(move |m: &Meter| under_lock::<Robust>(bytes, false, m)));
            row("write", "copy under a robust lock", Side::Peer, robust.clone(), locked);
            let checked =
                Work::Single(Box::new(move |m: &Meter| under_lock::<Robust>(bytes, true, m)));
            row("write", "copy and CRC32C under a robust lock", Side::Peer, robust, checked);
            let parked = Work::Single(Box::new(move |m: &Meter| {
                under_lock::<OwnPage<parking_lot::Mutex<()>>>(bytes, false, m)
            }));
            let parking_lot = Version::Crate("parking_lot");
            row("write", "copy under parking_lot", Side::Peer, parking_lot, parked);
            let spin = Version::Crate("spin");
            let spun = Work::Single(Box::new(move |m: &Meter| {
                under_lock::<OwnPage<spin::Mutex<()>>>(bytes, false, m)
            }));
            row("write", "copy under spin", Side::Peer, spin, spun);
            let regular = Work::Single(Box::new(move |meter: &Meter| plain(bytes, meter)));
            row("read", "memcpy", Side::Floor, libc, regular);
        }
    }
    cases
}

fn plain(bytes: usize, meter: &Meter) -> Result<f64, String> {
    let (from, mut to) = buffers(bytes, |_| 7)?;
    let (from, to) = (&*from, &mut *to);
    let nanos = meter.time(|count| {
        for _ in 0..count {
            black_box(&mut *to).copy_from_slice(black_box(from));
        }
    });
    if from == to { Ok(nanos) } else { Err("the copy differs".into()) }
}

trait Lock: Sized {
    fn new() -> Result<Self, String>;
    fn locked<T>(&self, work: impl FnOnce() -> T) -> T;
}

fn under_lock<L: Lock>(bytes: usize, checked: bool, meter: &Meter) -> Result<f64, String> {
    let lock = L::new()?;
    let (from, mut to) = buffers(bytes, |_| 7)?;
    let (from, to) = (&*from, &mut *to);
    let mut sum = 0;
    let nanos = meter.time(|count| {
        for _ in 0..count {
            lock.locked(|| {
                black_box(&mut *to).copy_from_slice(black_box(from));
                if checked {
                    sum = black_box(crc32c::crc32c(from));
                }
            });
        }
    });
    let right = from == to && (!checked || sum == crc32c::crc32c(to));
    if right { Ok(nanos) } else { Err("the copy differs".into()) }
}

/// A pthread mutex that another process may hold, and whose holder may die.
struct Robust(Memory);

impl Lock for Robust {
    fn new() -> Result<Robust, String> {
        let memory = Memory::new(size_of::<libc::pthread_mutex_t>())?;
        // SAFETY: plain data, for which zeros are valid.
        let mut attributes: libc::pthread_mutexattr_t = unsafe { std::mem::zeroed() };
        // SAFETY: attributes and a mutex in shared memory, none of them in use yet.
        let failed = unsafe {
            libc::pthread_mutexattr_init(&mut attributes)
                | libc::pthread_mutexattr_setpshared(&mut attributes, libc::PTHREAD_PROCESS_SHARED)
                | libc::pthread_mutexattr_setrobust(&mut attributes, libc::PTHREAD_MUTEX_ROBUST)
                | libc::pthread_mutex_init(memory.base().cast(), &attributes)
        };
        match failed {
            0 => Ok(Robust(memory)),
            code => Err(std::io::Error::from_raw_os_error(code).to_string()),
        }
    }

    fn locked<T>(&self, work: impl FnOnce() -> T) -> T {
        // SAFETY: a mutex that was made and is never destroyed while it is mapped.
        unsafe { libc::pthread_mutex_lock(self.0.base().cast()) };
        let done = work();
        // SAFETY: locked by this thread just above.
        unsafe { libc::pthread_mutex_unlock(self.0.base().cast()) };
        done
    }
}

impl Lock for OwnPage<spin::Mutex<()>> {
    fn new() -> Result<Self, String> {
        Ok(OwnPage(spin::Mutex::new(())))
    }

    fn locked<T>(&self, work: impl FnOnce() -> T) -> T {
        let _guard = self.0.lock();
        work()
    }
}

impl Lock for OwnPage<parking_lot::Mutex<()>> {
    fn new() -> Result<Self, String> {
        Ok(OwnPage(parking_lot::Mutex::new(())))
    }

    fn locked<T>(&self, work: impl FnOnce() -> T) -> T {
        let _guard = self.0.lock();
        work()
    }
}

//! How much memory a mixed workload takes for what it has: no time, but pages, so each run is
//! looked at by the kernel's own count for the process.

use bench_framework::sample::{Key, Side as Whose};

use super::{Arena, Block, Glibc, Global, Peer, ROOM, Random, give, ours, stamp, take};
use crate::case::{Case, Version, Work};

/// More than in the timed workload: what an allocator takes at first is not to count.
const LIVE: usize = 20_000;
const STEPS: usize = 2_000_000;

pub(super) fn rows(cases: &mut Vec<Case>) {
    row::<ours::Heaps>(cases, Whose::Ours, "wrtmem arena", Version::Crate("wrtmem"));
    let mimalloc = Version::Crate("mimalloc");
    row::<Peer<Global<mimalloc::MiMalloc>>>(cases, Whose::Peer, "mimalloc", mimalloc);
    row::<Peer<Glibc>>(cases, Whose::Peer, "glibc", Version::Debian("libc6".into()));
}

fn row<A: Arena>(cases: &mut Vec<Case>, whose: Whose, peer: &str, version: Version) {
    let test = "peak footprint / live bytes, no ns: 16 to 1024 B, 20000 live";
    let key = Key::new(ROOM, test, "1 thread", peer);
    let work = Work::Timed(Box::new(|| {
        let arena = A::open()?;
        let mut thread = arena.thread()?;
        let mut live: Vec<Block> = Vec::with_capacity(LIVE);
        let (mut random, mut stamp) = (Random(1), stamp(0));
        let (mut bytes, mut most) = (0usize, 0usize);
        // Memory that was there before counts for nobody.
        live.extend((0..LIVE).map(|_| Block { place: std::ptr::null_mut(), bytes: 0, stamp: 0 }));
        live.clear();
        let before = resident("VmRSS:")?;
        for _ in 0..STEPS {
            let allocate = random.below(10) < 7;
            if live.is_empty() || (allocate && live.len() < LIVE) {
                let size = 16 + random.below(1009);
                live.push(take(&mut thread, size, &mut stamp)?);
                bytes += size;
            } else {
                let block = live.swap_remove(random.below(live.len()));
                bytes -= block.bytes;
                give(&mut thread, block)?;
            }
            most = most.max(bytes);
        }
        // The most since the process began: what it was before lies below.
        let peak = resident("VmHWM:")?.saturating_sub(before);
        live.into_iter().try_for_each(|block| give(&mut thread, block))?;
        Ok(peak as f64 / most as f64)
    }));
    cases.push(Case::new(key, whose, version, work));
}

/// A line of this process's status, in bytes.
fn resident(line: &str) -> Result<usize, String> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let found = status.lines().find_map(|text| text.strip_prefix(line));
    let kilobytes = found.and_then(|text| text.trim().strip_suffix(" kB")?.parse::<usize>().ok());
    kilobytes.map(|count| count * 1024).ok_or_else(|| format!("no {line} in the status"))
}

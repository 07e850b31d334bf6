//! A cache that never answers with damaged bytes: what is damaged is a miss, and is computed
//! anew. The one written the longest ago gives way to a new one.

use std::cell::Cell;

use wrtmem::provider::{HeapProvider, Provider};
use wrtmem::verified::{ChecksummedCache, VerificationLevel};
use wrtmem::{Result, Status};

const ENTRIES: usize = 8;
/// The number, and how many steps it takes to 1: halved if even, else three times and one more.
type Steps = [u64; 2];
type Cache = ChecksummedCache<u64, Steps, ENTRIES, HeapProvider>;

struct Collatz {
    cache: Cache,
    computed: Cell<u32>,
    damaged: Cell<u32>,
}

impl Collatz {
    fn steps(&self, number: u64) -> Result<u64> {
        match self.cache.get(&number) {
            Ok(Some([_, steps])) => return Ok(steps),
            Ok(None) => {}
            Err(error) if error.status() == Status::Corrupt => {
                self.damaged.set(self.damaged.get() + 1);
                self.cache.clear()?; // writes all anew, so the damage is gone
            }
            Err(error) => return Err(error),
        }
        let next = |n: u64| if n.is_multiple_of(2) { n / 2 } else { 3 * n + 1 };
        let path = std::iter::successors(Some(number), |n| (*n != 1).then(|| next(*n)));
        let steps = path.count() as u64 - 1;
        self.cache.put(&number, &[number, steps])?;
        self.computed.set(self.computed.get() + 1);
        Ok(steps)
    }
}

/// What radiation would do: flips a bit in every copy of an entry.
fn flip(cache: &Cache, entry: Steps) -> usize {
    let mem = cache.region().provider().mem();
    let wanted: Vec<u8> = entry.into_iter().flat_map(u64::to_ne_bytes).collect();
    let mut bytes = vec![0; mem.len()];
    mem.copy_out(0, &mut bytes);
    let places: Vec<_> =
        (0..bytes.len() - 16).filter(|at| bytes[*at..*at + 16] == wanted).collect();
    for at in &places {
        mem.copy_in(at + 8, &[bytes[at + 8] ^ 4]);
    }
    places.len()
}

fn main() -> Result<()> {
    let level = VerificationLevel::Standard;
    let memory = HeapProvider::try_new(Cache::required_size(level)?)?;
    let cache = Cache::format(memory, level)?;
    let collatz = Collatz { cache, computed: Cell::new(0), damaged: Cell::new(0) };

    assert_eq!(collatz.steps(27)?, 111);
    assert_eq!(collatz.steps(27)?, 111);
    println!("27 takes 111 steps, computed {} time", collatz.computed.get());

    assert!(flip(&collatz.cache, [27, 111]) > 0);
    assert!(!collatz.cache.verify()?);
    assert_eq!(collatz.steps(27)?, 111);
    assert!(collatz.cache.verify()?);
    println!("after a flip it is computed again: {} damaged read", collatz.damaged.get());

    for number in 1..=ENTRIES as u64 {
        collatz.steps(number)?;
    }
    let counts = collatz.cache.counts()?;
    assert_eq!(collatz.cache.get(&27)?, None);
    assert_eq!((collatz.cache.len()?, counts.evicted), (ENTRIES, 1));
    println!("{} entries kept, {} gave way: 27, the oldest", collatz.cache.len()?, counts.evicted);
    println!("{} hit, {} misses", counts.hits, counts.misses);
    Ok(())
}

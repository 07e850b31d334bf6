//! Changes that come in the middle of a read, and kills in the middle of a change.

use std::cell::Cell;

use super::super::crash::{crash, seen, settle};
use super::*;
use crate::provider::Mem;
use crate::step::crash::{Count, report};
use crate::verified::seeded::{plant, planted};
use crate::verified::tests::crash::Seen;

/// Memory whose user is interrupted before one of its reads.
struct Interrupted<'m> {
    memory: &'m HeapProvider,
    reads: Cell<u32>,
    at: u32,
    act: &'m dyn Fn(),
}

// SAFETY: as the memory's own.
unsafe impl Provider for Interrupted<'_> {
    fn mem(&self) -> Mem<'_> {
        self.memory.mem()
    }

    fn check_readable(&self) -> crate::Result<()> {
        let reads = self.reads.replace(self.reads.get() + 1);
        if reads == self.at {
            let bug = planted();
            with(None, self.act);
            plant(bug);
        }
        Ok(())
    }
}

/// Runs `read` with a change before each of its reads in turn; it must tell the state before or
/// the one after.
fn interrupt(
    bug: Option<Bug>,
    act: impl Fn(&Map<2, &HeapProvider>),
    read: impl Fn(&Map<2, Interrupted<'_>>) -> Vec<Option<Value>>,
) {
    let level = VerificationLevel::Standard;
    let start = || {
        let memory = memory(Map::<2>::required_size(level));
        {
            let map = Map::<2, _>::format(&memory, level).unwrap();
            map.insert(&1, &value(1)).unwrap();
            map.insert(&2, &value(2)).unwrap();
        }
        memory
    };
    let told = |at: u32| {
        let memory = start();
        let act = || act(&Map::open(&memory, level).unwrap());
        let interrupted = Interrupted { memory: &memory, reads: Cell::new(0), at, act: &act };
        let map = Map::open(interrupted, level).unwrap();
        let value = with(bug, || read(&map));
        (value, map.region().provider().reads.get() > at)
    };
    let (before, _) = told(u32::MAX);
    let after = told(0).0;
    assert_ne!(before, after);
    for at in 1.. {
        let (value, interrupted) = told(at);
        assert!(value == before || value == after, "at {at}: {value:?}");
        if !interrupted {
            assert!(at > 4, "{at} reads");
            break;
        }
    }
}

#[test]
fn a_read_of_a_table_is_of_one_commit() {
    let check = |bug| {
        // The key's slot becomes another's between its tag and its value.
        let replace = |map: &Map<2, &HeapProvider>| {
            map.remove(&2).unwrap();
            map.insert(&3, &value(3)).unwrap();
        };
        interrupt(bug, replace, |map| vec![map.get(&2).unwrap()]);
        interrupt(bug, replace, |map| {
            let all = entries(map).unwrap();
            vec![all.get(&1).copied(), all.get(&2).copied(), all.get(&3).copied()]
        });
    };
    check(None);
    caught(Bug::WordsReadOnce, || check(Some(Bug::WordsReadOnce)));
}

fn crash_map(level: VerificationLevel, change: impl Fn(&Map<5, Seen<'_>>)) -> Count {
    let memory = memory(Map::<5>::required_size(level));
    let first = Map::<5, _>::format(seen(&memory), level).unwrap();
    for key in 0..3 {
        first.insert(&key, &value(key)).unwrap();
    }
    crash(
        &memory,
        |seen| change(&Map::open(seen, level).unwrap()),
        |seen| {
            let map = Map::<5, _>::open(seen, level).unwrap();
            assert!(map.verify().unwrap());
            (map.len().unwrap(), entries(&map).unwrap())
        },
        |seen| settle(Map::<5, _>::open(seen, level).unwrap().region()),
        |seen| {
            let map = Map::<5, _>::open(seen, level).unwrap();
            assert_eq!(map.insert(&77, &value(77)).unwrap(), None);
            assert_eq!(map.remove(&77).unwrap(), Some(value(77)));
        },
    )
}

fn crash_cache(level: VerificationLevel) -> Count {
    let memory = memory(Cache::<3>::required_size(level));
    let first = Cache::<3, _>::format(seen(&memory), level).unwrap();
    for key in 0..3 {
        first.put(&key, &value(key)).unwrap();
    }
    crash(
        &memory,
        |seen| assert!(Cache::<3, _>::open(seen, level).unwrap().put(&9, &value(9)).unwrap()),
        |seen| {
            let cache = Cache::<3, _>::open(seen, level).unwrap();
            assert!(cache.verify().unwrap());
            let mut all = BTreeMap::new();
            cache.for_each(|key, value| _ = all.insert(key, value)).unwrap();
            (cache.counts().unwrap().evicted, all)
        },
        |seen| settle(Cache::<3, _>::open(seen, level).unwrap().region()),
        |seen| _ = Cache::<3, _>::open(seen, level).unwrap().put(&10, &value(10)).unwrap(),
    )
}

fn crash_bits(level: VerificationLevel, change: impl Fn(&Bits<Seen<'_>>)) -> Count {
    let memory = memory(<Bits>::required_size(level));
    let first = Bits::format(seen(&memory), level).unwrap();
    for bit in [1, 64, 149] {
        first.set(bit).unwrap();
    }
    crash(
        &memory,
        |seen| change(&Bits::open(seen, level).unwrap()),
        |seen| {
            let (bits, mut words) = (Bits::open(seen, level).unwrap(), [0; 3]);
            assert!(bits.verify().unwrap());
            bits.read_words(0, &mut words).unwrap();
            (bits.count().unwrap(), words)
        },
        |seen| settle(Bits::open(seen, level).unwrap().region()),
        |seen| _ = Bits::open(seen, level).unwrap().toggle(100).unwrap(),
    )
}

#[test]
fn a_killed_change_of_a_table_happened_or_did_not() {
    let remove =
        |level| crash_map(level, |map| assert_eq!(map.remove(&2).unwrap(), Some(value(2))));
    let (mut maps, mut bits) = (Count::default(), Count::default());
    for level in VerificationLevel::ALL {
        maps += crash_map(level, |map| assert_eq!(map.insert(&3, &value(3)).unwrap(), None));
        maps += crash_map(level, |map| _ = map.insert(&2, &value(7)).unwrap().unwrap());
        maps += remove(level);
        maps += crash_map(level, |map| map.clear().unwrap());
        maps += crash_cache(level);
        bits += crash_bits(level, |bits| assert!(!bits.set(2).unwrap()));
        bits += crash_bits(level, |bits| assert!(bits.toggle(64).unwrap()));
        bits += crash_bits(level, |bits| bits.write_words(0, &[5, !0, 9]).unwrap());
        bits += crash_bits(level, |bits| bits.clear_all().unwrap());
    }
    report("verified: table, change", "replay", maps.points, maps.nested, 500);
    report("verified: bit set, change", "replay", bits.points, bits.nested, 500);
    caught(Bug::SlotApart, || _ = remove(VerificationLevel::Standard));
}

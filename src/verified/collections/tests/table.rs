//! Maps, sets, caches and bit sets against plain models, at every level; damage and nonsense.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::crash::{crash, seen, settle};
use super::*;
use crate::provider::Mem;
use crate::step::crash::{Count, report};
use crate::verified::collections::table::{Put, Table, TableParams};
use crate::verified::seeded::{Bug, plant, planted, with};
use crate::verified::tests::crash::Seen;
use crate::verified::{Ask, Region};

type Value = [u8; 5];
type Map<const N: usize, P = HeapProvider> = BoundedMap<u64, Value, N, P>;
type Cache<const N: usize, P = HeapProvider> = ChecksummedCache<u64, Value, N, P>;
type Set<P = HeapProvider> = BoundedSet<[u8; 3], 30, P>;
type Bits<P = HeapProvider> = BoundedBitSet<150, P>;

fn memory(size: crate::Result<usize>) -> HeapProvider {
    HeapProvider::new(size.unwrap())
}

fn map<const N: usize>(level: VerificationLevel) -> Map<N> {
    Map::format(memory(Map::<N>::required_size(level)), level).unwrap()
}

fn cache<const N: usize>(level: VerificationLevel) -> Cache<N> {
    Cache::format(memory(Cache::<N>::required_size(level)), level).unwrap()
}

fn set(level: VerificationLevel) -> Set {
    Set::format(memory(<Set>::required_size(level)), level).unwrap()
}

fn bits(level: VerificationLevel) -> Bits {
    Bits::format(memory(<Bits>::required_size(level)), level).unwrap()
}

fn value(number: u64) -> Value {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[..5].try_into().unwrap()
}

fn entries<const N: usize, P: Provider>(map: &Map<N, P>) -> crate::Result<BTreeMap<u64, Value>> {
    let mut out = [(0, [0; 5]); N];
    let len = map.copy_to(&mut out)?;
    Ok(out[..len].iter().copied().collect())
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Insert(u64, u64),
    Remove(u64),
    Clear,
}

fn act(keys: u64) -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (0..keys, any::<u64>()).prop_map(|(key, value)| Act::Insert(key, value)),
        4 => (0..keys).prop_map(Act::Remove),
        1 => Just(Act::Clear),
    ]
}

fn is_a_model<const N: usize>(level: VerificationLevel, acts: &[Act], keys: u64) {
    let (map, mut model) = (map::<N>(level), HashMap::new());
    for act in acts {
        match *act {
            Act::Insert(key, number) if model.len() == N && !model.contains_key(&key) => {
                assert_eq!(code(map.insert(&key, &value(number))), Err(Status::Full));
            }
            Act::Insert(key, number) => {
                let before = map.insert(&key, &value(number)).unwrap();
                assert_eq!(before, model.insert(key, value(number)));
            }
            Act::Remove(key) => assert_eq!(map.remove(&key).unwrap(), model.remove(&key)),
            Act::Clear => {
                map.clear().unwrap();
                model.clear();
            }
        }
        assert_eq!(map.len().unwrap(), model.len());
    }
    for key in 0..keys {
        assert_eq!(map.get(&key).unwrap(), model.get(&key).copied());
        assert_eq!(map.contains(&key).unwrap(), model.contains_key(&key));
    }
    let mut shown = HashMap::new();
    map.for_each(|key, value| assert!(shown.insert(key, value).is_none())).unwrap();
    assert_eq!(shown, model);
    assert_eq!(entries(&map).unwrap(), model.into_iter().collect());
    assert!(map.verify().unwrap());
}

#[derive(Clone, Copy, Debug)]
enum Bit {
    Set(usize),
    Clear(usize),
    Toggle(usize),
    Write(usize, u64),
    ClearAll,
}

fn bit() -> impl Strategy<Value = Bit> {
    prop_oneof![
        4 => (0..150_usize).prop_map(Bit::Set),
        4 => (0..150_usize).prop_map(Bit::Clear),
        4 => (0..150_usize).prop_map(Bit::Toggle),
        1 => (0..2_usize, any::<u64>()).prop_map(|(index, word)| Bit::Write(index, word)),
        1 => Just(Bit::ClearAll),
    ]
}

fn turn(bits: &Bits, model: &mut BTreeSet<usize>, act: Bit) {
    match act {
        Bit::Set(bit) => assert_eq!(bits.set(bit).unwrap(), !model.insert(bit)),
        Bit::Clear(bit) => assert_eq!(bits.clear(bit).unwrap(), model.remove(&bit)),
        Bit::Toggle(bit) => {
            let was = model.remove(&bit);
            assert!(was || model.insert(bit));
            assert_eq!(bits.toggle(bit).unwrap(), was);
        }
        Bit::Write(index, word) => {
            bits.write_words(index, &[word]).unwrap();
            for bit in 0..64 {
                model.remove(&(64 * index + bit));
                if word >> bit & 1 == 1 {
                    model.insert(64 * index + bit);
                }
            }
        }
        Bit::ClearAll => {
            bits.clear_all().unwrap();
            model.clear();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn a_map_is_its_model_at_every_level(acts in prop::collection::vec(act(60), 0..150)) {
        for level in VerificationLevel::ALL {
            is_a_model::<5>(level, &acts, 60);
            is_a_model::<16>(level, &acts, 60);
            is_a_model::<40>(level, &acts, 60);
        }
    }

    #[test]
    fn a_set_is_its_model_at_every_level(acts in prop::collection::vec(act(60), 0..100)) {
        for level in VerificationLevel::ALL {
            let (set, mut model) = (set(level), HashSet::new());
            let key = |key: u64| [key as u8, 7, 0];
            for act in &acts {
                match *act {
                    Act::Insert(number, _) if model.len() == 30 && !model.contains(&key(number)) => {
                        prop_assert_eq!(code(set.insert(&key(number))), Err(Status::Full));
                    }
                    Act::Insert(number, _) => {
                        let new = model.insert(key(number));
                        prop_assert_eq!(set.insert(&key(number)).unwrap(), new);
                    }
                    Act::Remove(number) => {
                        let removed = model.remove(&key(number));
                        prop_assert_eq!(set.remove(&key(number)).unwrap(), removed);
                    }
                    Act::Clear => {
                        set.clear().unwrap();
                        model.clear();
                    }
                }
            }
            let mut out = [[0; 3]; 30];
            let len = set.copy_to(&mut out).unwrap();
            prop_assert_eq!(out[..len].iter().copied().collect::<HashSet<_>>(), model.clone());
            let mut shown = 0;
            set.for_each(|key| shown += model.contains(&key) as usize).unwrap();
            prop_assert_eq!((shown, set.len().unwrap()), (model.len(), model.len()));
            prop_assert!(set.verify().unwrap());
        }
    }

    #[test]
    fn a_cache_forgets_and_never_lies_at_every_level(acts in prop::collection::vec(act(60), 0..150)) {
        for level in VerificationLevel::ALL {
            let (cache, mut model) = (cache::<20>(level), HashMap::new());
            let mut gone = 0;
            for act in &acts {
                match *act {
                    Act::Insert(key, number) => {
                        gone += cache.put(&key, &value(number)).unwrap() as u64;
                        model.insert(key, value(number));
                        prop_assert_eq!(cache.get(&key).unwrap(), Some(value(number)));
                    }
                    Act::Remove(key) => {
                        let (was, known) = (cache.remove(&key).unwrap(), model.remove(&key));
                        prop_assert!(was.is_none() || was == known);
                    }
                    Act::Clear => {
                        cache.clear().unwrap();
                        model.clear();
                    }
                }
            }
            let mut shown = 0;
            cache.for_each(|key, value| {
                assert_eq!(model.get(&key), Some(&value));
                shown += 1;
            }).unwrap();
            prop_assert_eq!(cache.len().unwrap(), shown);
            prop_assert_eq!(cache.counts().unwrap().evicted, gone);
            prop_assert!(cache.verify().unwrap());
        }
    }

    #[test]
    fn a_bit_set_is_its_model_at_every_level(acts in prop::collection::vec(bit(), 0..80)) {
        for level in VerificationLevel::ALL {
            let (bits, mut model) = (bits(level), BTreeSet::new());
            for act in &acts {
                turn(&bits, &mut model, *act);
                prop_assert_eq!(bits.count().unwrap(), model.len());
            }
            for bit in 0..150 {
                prop_assert_eq!(bits.test(bit).unwrap(), model.contains(&bit));
                prop_assert_eq!(bits.next(bit).unwrap(), model.range(bit..).next().copied());
            }
            prop_assert_eq!(bits.first().unwrap(), model.first().copied());
            prop_assert_eq!(bits.next(150).unwrap(), None);
            let mut words = [0; 3];
            bits.read_words(0, &mut words).unwrap();
            let ones: u32 = words.iter().map(|word| word.count_ones()).sum();
            prop_assert_eq!(ones as usize, model.len());
            prop_assert!(bits.verify().unwrap());
        }
    }

    /// Whatever is written over a table, each call ends, with an answer or as damaged.
    #[test]
    fn nonsense_in_a_table_is_bounded(
        scribbles in prop::collection::vec((0..2000_u64, any::<[u8; 8]>(), 1..8_usize), 1..6),
    ) {
        for level in VerificationLevel::ALL {
            let (map, cache, bits) = (map::<40>(level), cache::<20>(level), bits(level));
            for number in 0..20 {
                map.insert(&number, &value(number)).unwrap();
                cache.put(&number, &value(number)).unwrap();
                bits.set(number as usize).unwrap();
            }
            for (at, bytes, len) in &scribbles {
                for region in [map.region(), cache.region(), bits.region()] {
                    region.write(at % (region.len() - 8), &bytes[..*len]).unwrap();
                }
            }
            bounded(|| entries(&map).map(drop));
            bounded(|| map.for_each(|_, _| ()));
            bounded(|| cache.for_each(|_, _| ()));
            bounded(|| bits.next(0).map(drop));
            bounded(|| bits.read_words(0, &mut [0; 3]));
            for number in 0..30 {
                bounded(|| map.get(&number).map(drop));
                bounded(|| map.insert(&number, &value(0)).map(drop));
                bounded(|| map.remove(&number).map(drop));
                bounded(|| cache.get(&number).map(drop));
                bounded(|| cache.put(&number, &value(0)).map(drop));
                bounded(|| cache.remove(&number).map(drop));
                bounded(|| bits.toggle(number as usize).map(drop));
                bounded(|| bits.write_words(0, &[number; 3]));
            }
            map.verify().unwrap();
            cache.verify().unwrap();
            bits.verify().unwrap();
            map.clear().unwrap();
            bits.clear_all().unwrap();
            assert!(map.verify().unwrap() && entries(&map).unwrap().is_empty());
            assert!(bits.verify().unwrap() && bits.first().unwrap().is_none());
        }
    }
}

fn bounded(call: impl FnOnce() -> crate::Result<()>) {
    let answer = code(call());
    let odd = [Status::Corrupt, Status::Full, Status::Invalid];
    assert!(answer.is_ok() || odd.contains(answer.as_ref().unwrap_err()), "{answer:?}");
}

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
fn an_opener_that_means_something_else_is_refused() {
    let level = VerificationLevel::Standard;
    let map = map::<16>(level);
    // The same bytes in all: 16 entries of 13.
    let provider = map.region().provider();
    assert!(Map::<16, _>::open(provider, level).is_ok());
    let other = BoundedMap::<[u8; 5], u64, 16, _>::open(provider, level);
    assert_eq!(code(other.map(drop)), Err(Status::Mismatch));
    let other = Cache::<16, _>::open(provider, level);
    assert_eq!(code(other.map(drop)), Err(Status::Mismatch));
    let size = Map::<16>::params(level).unwrap().size;
    let bits = (size - 64) * 8;
    let other = crate::verified::collections::bits::Bits::open(provider, bits, level);
    assert_eq!(code(other.map(drop)), Err(Status::Layout));
    assert_eq!(code(Map::<0>::required_size(level)), Err(Status::Invalid));
    assert_eq!(code(BoundedSet::<[u8; 0], 4, HeapProvider>::params(level)), Err(Status::Invalid));
    assert_eq!(code(BoundedBitSet::<0, HeapProvider>::params(level)), Err(Status::Invalid));
}

#[test]
fn a_map_holds_what_it_was_made_for() {
    let level = VerificationLevel::Off;
    let map = map::<3000>(level);
    for key in 0..3000 {
        assert_eq!(map.insert(&key, &value(key)).unwrap(), None);
    }
    assert_eq!(code(map.insert(&3000, &value(0))), Err(Status::Full));
    assert_eq!(map.insert(&7, &value(8)).unwrap(), Some(value(7)));
    assert!((8..3000).all(|key| map.get(&key).unwrap() == Some(value(key))));
    assert!(map.verify().unwrap());
    assert_eq!(code(map.copy_to(&mut [(0, [0; 5]); 10])), Err(Status::Invalid));
    // However long it is used, nothing is left behind.
    for key in 0..20_000 {
        assert!(map.remove(&key).unwrap().is_some());
        assert_eq!(map.insert(&(key + 3000), &value(key)).unwrap(), None);
    }
    assert!(map.verify().unwrap());
}

#[test]
fn the_oldest_gives_way() {
    let check = || {
        let cache = cache::<4>(VerificationLevel::Standard);
        for key in 0..4 {
            assert!(!cache.put(&key, &value(key)).unwrap());
        }
        assert!(!cache.put(&0, &value(9)).unwrap(), "now 1 is the oldest");
        assert!(cache.put(&4, &value(4)).unwrap());
        assert_eq!(cache.get(&1).unwrap(), None);
        assert!(cache.put(&5, &value(5)).unwrap());
        assert_eq!(cache.get(&2).unwrap(), None);
        assert_eq!(cache.get(&0).unwrap(), Some(value(9)));
        let counts = cache.counts().unwrap();
        assert_eq!((counts.hits, counts.misses, counts.evicted), (1, 2, 2));
        assert_eq!((cache.len().unwrap(), cache.capacity()), (4, 4));
    };
    check();
    caught(Bug::EvictNewest, check);
}

/// Whether `check` fails with the defect.
fn caught(bug: Bug, check: impl FnOnce()) {
    let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| with(Some(bug), check)));
    assert!(failed.is_err(), "{bug:?} was not noticed");
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

#[test]
fn sizes_at_run_time_and_long_keys() {
    let params = TableParams { key: 300, value: 0, capacity: 50, evict: false };
    let level = VerificationLevel::Standard;
    let region = params.region(level).unwrap();
    let table =
        Table::format(HeapProvider::new(region.required_size().unwrap()), &params, level).unwrap();
    let key = |number: u8| {
        let mut key = [7; 300];
        key[299] = number;
        key
    };
    let ask = Ask::default();
    for number in 0..50 {
        assert_eq!(table.put(&ask, &key(number), &[], None).unwrap(), Put::Added);
    }
    assert!((0..50).all(|number| table.contains(&key(number)).unwrap()));
    assert!(!table.contains(&key(50)).unwrap());
    assert_eq!(table.put(&ask, &key(3), &[], Some(&mut [])).unwrap(), Put::Replaced);
    assert!(table.remove(&ask, &key(3), None).unwrap());
    assert!(!table.remove(&ask, &key(3), None).unwrap());
    assert!(table.verify().unwrap());
    assert_eq!(code(table.contains(&[0; 299])), Err(Status::Invalid));
    assert_eq!(code(table.get(&key(1), &mut [0])), Err(Status::Invalid));
    assert_eq!(code(table.put(&ask, &key(1), &[0], None)), Err(Status::Invalid));
    assert_eq!(code(table.put(&ask, &key(1), &[], Some(&mut [0]))), Err(Status::Invalid));
    let (mut cursor, mut met, mut out) = (u64::MAX, 0, [0; 300]);
    assert!(!table.next(&mut cursor, &mut out, &mut []).unwrap());
    cursor = 0;
    while table.next(&mut cursor, &mut out, &mut []).unwrap() {
        met += 1;
    }
    assert_eq!(met, 49);
    for capacity in [u32::MAX as u64, u64::MAX] {
        let huge = TableParams { key: u32::MAX / 2, value: u32::MAX, capacity, evict: true };
        assert_eq!(code(huge.region(level)), Err(Status::Invalid));
    }
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

#[test]
fn two_openers_of_a_segment_share_a_map() {
    use crate::objects::{KindId, Object, ObjectSpec};
    let level = VerificationLevel::Critical;
    let options = crate::segment::Options::with_bytes(1 << 20);
    let segment = crate::segment::Segment::create_private(&options).unwrap();
    let params = Map::<30, Object>::params(level).unwrap().into();
    let spec = ObjectSpec { name: "m", kind: KindId::REGION, tag: Default::default(), params };
    let one = Map::<30, _>::open(segment.create_object(&spec).unwrap(), level).unwrap();
    let (object, _) = segment.open_or_create_object(&spec).unwrap();
    let other = Map::<30, _>::open(object, level).unwrap();
    assert!(other.verify().unwrap() && other.is_empty().unwrap(), "zeros are an empty map");
    assert_eq!(other.get(&5).unwrap(), None);
    assert_eq!(one.insert(&5, &value(5)).unwrap(), None);
    assert_eq!(other.get(&5).unwrap(), Some(value(5)));
    assert_eq!(other.remove(&5).unwrap(), Some(value(5)));
    assert!(one.is_empty().unwrap() && one.verify().unwrap());
}

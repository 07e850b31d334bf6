//! Maps, sets, caches and bit sets against plain models, at every level.

mod damage;
mod interrupted;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::*;
use crate::verified::Ask;
use crate::verified::collections::table::{Put, Table, TableParams};
use crate::verified::seeded::{Bug, with};

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

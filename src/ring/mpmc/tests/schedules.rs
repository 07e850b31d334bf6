//! Producers and consumers in every interleaving up to a bound (loom) and many random ones
//! (shuttle).

use std::sync::Arc;

use super::*;
use crate::provider::{ModelProvider, Provider};
use crate::sync::Deadline;
use crate::sync::schedules::{caught, explore, thread};
use seeded::Bug;

fn params() -> MpmcParams {
    MpmcParams::new(2, 16, 2).unwrap()
}

fn memory() -> Arc<ModelProvider> {
    let memory = Arc::new(ModelProvider::new(params().required_size().unwrap()));
    MpmcRing::format(memory.mem(), &params()).unwrap();
    memory
}

fn bytes(n: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&n.to_le_bytes());
    bytes[8..].copy_from_slice(&(!n).to_le_bytes());
    bytes
}

/// `producers` push `each`, `consumers` pop them all: whole, once, in order.
fn through(producers: u64, consumers: u64, each: u64, waiting: bool) -> impl Fn() + Send + Sync {
    move || {
        let memory = memory();
        let mut threads = Vec::new();
        for p in 0..producers {
            let memory = memory.clone();
            threads.push(thread::spawn(move || {
                let ring = MpmcRing::attach(memory.mem(), &params()).unwrap();
                let mut producer = ring.open_producer().unwrap();
                for i in 1..=each {
                    let element = bytes(100 * p + i);
                    if waiting {
                        ring.push(&mut producer, &element, Deadline::FOREVER).unwrap();
                        continue;
                    }
                    while let Err(error) = ring.try_push(&mut producer, &element) {
                        assert_eq!(error.status(), Status::Full);
                        thread::yield_now();
                    }
                }
                Vec::new()
            }));
        }
        for _ in 0..consumers {
            let memory = memory.clone();
            threads.push(thread::spawn(move || {
                let ring = MpmcRing::attach(memory.mem(), &params()).unwrap();
                let mut consumer = ring.open_consumer().unwrap();
                let mut got = Vec::new();
                for _ in 0..producers * each / consumers {
                    let mut element = [0; 16];
                    if waiting {
                        ring.pop(&mut consumer, &mut element, Deadline::FOREVER).unwrap();
                    } else {
                        while let Err(error) = ring.try_pop(&mut consumer, &mut element) {
                            assert_eq!(error.status(), Status::Empty);
                            thread::yield_now();
                        }
                    }
                    let n = u64::from_le_bytes(element[..8].try_into().unwrap());
                    assert_eq!(element, bytes(n), "a torn element");
                    got.push(n);
                }
                assert!((0..2).all(|p| {
                    let of: Vec<_> = got.iter().filter(|n| **n / 100 == p).collect();
                    of.is_sorted()
                }));
                got
            }));
        }
        let mut all: Vec<u64> = threads.into_iter().flat_map(|t| t.join().unwrap()).collect();
        all.sort_unstable();
        let due: Vec<u64> =
            (0..producers).flat_map(|p| (1..=each).map(move |i| 100 * p + i)).collect();
        assert_eq!(all, due);
    }
}

fn seed(bug: Bug, model: impl Fn() + Send + Sync + 'static) {
    seeded::with(Some(bug), || caught(&format!("{bug:?}"), model));
}

#[test]
fn one_to_one_around_the_end() {
    let executions = explore(through(1, 1, 3, false));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    seed(Bug::FullBeforeElement, through(1, 1, 1, false));
    seed(Bug::EmptyBeforeCopy, through(1, 1, 3, false));
    #[cfg(loom)] // shuttle knows sequential consistency only
    seed(Bug::FullRelaxed, through(1, 1, 1, false));
}

#[test]
fn two_producers_claim_different_places() {
    let executions = explore(through(2, 1, 1, false));
    println!("{executions} executions");
    assert!(executions > 1_000, "{executions}");
}

/// Two consumers take one element each of two that are there; a bit of the first one's word may
/// have flipped.
fn taken_by_two(flipped: bool) {
    let memory = memory();
    let ring = MpmcRing::attach(memory.mem(), &params()).unwrap();
    let mut producer = ring.open_producer().unwrap();
    (1..=2).for_each(|n| ring.try_push(&mut producer, &bytes(n)).unwrap());
    if flipped {
        let word = ring.word(0);
        let found = word.load(Acquire);
        word.compare_exchange(found, found ^ 1 << 5, AcqRel).unwrap();
    }
    let take = |_| {
        let memory = memory.clone();
        thread::spawn(move || {
            let ring = MpmcRing::attach(memory.mem(), &params()).unwrap();
            let mut consumer = ring.open_consumer().unwrap();
            let mut element = [0; 16];
            ring.try_pop(&mut consumer, &mut element).unwrap();
            let n = u64::from_le_bytes(element[..8].try_into().unwrap());
            assert_eq!(element, bytes(n), "a torn element");
            n
        })
    };
    let consumers: Vec<_> = (0..2).map(take).collect();
    let mut all: Vec<u64> = consumers.into_iter().map(|c| c.join().unwrap()).collect();
    all.sort_unstable();
    assert_eq!(all, [1, 2]);
}

#[test]
fn two_consumers_take_different_elements() {
    let executions = explore(|| taken_by_two(false));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    let executions = explore(|| taken_by_two(true));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    seed(Bug::FlipMendedByStore, || taken_by_two(true));
    // With a producer at it too, loom has more interleavings than a quarter of an hour sees.
    #[cfg(shuttle)]
    explore(through(1, 2, 2, false));
}

#[test]
fn who_waits_is_woken() {
    let executions = explore(through(1, 1, 3, true));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
}

//! What each call answers.

use std::collections::VecDeque;

use super::*;
use crate::provider::{HeapProvider, NoStdProvider, Provider};
use crate::step::schedule::Draws;
use crate::step::script::World;
use crate::sync::{Deadline, Never};
use core::time::Duration;
use proptest::prelude::*;

#[test]
fn parameters_are_checked_and_stay() {
    for (capacity, element, seats) in
        [(0, 8, 1), (1, 8, 1), (3, 8, 1), (1 << 25, 8, 1), (4, 0, 1), (4, 65_537, 1), (4, 8, 0)]
    {
        let error = MpmcParams::new(capacity, element, seats).unwrap_err();
        assert_eq!(error.status(), Status::Invalid);
    }
    let home = Home::new(4, 8, 2);
    for params in [
        MpmcParams { capacity: 2, ..home.params },
        MpmcParams { element: 7, ..home.params },
        MpmcParams { seats: 1, ..home.params },
    ] {
        let error = MpmcRing::attach(home.mem(), &params).map(drop).unwrap_err();
        assert_eq!(error.status(), Status::Mismatch, "{params:?}");
    }
    let small = HeapProvider::new(64);
    assert_eq!(
        MpmcRing::format(small.mem(), &home.params).map(drop).unwrap_err().status(),
        Status::Invalid
    );
    let zero = HeapProvider::new(home.mem().len());
    assert_eq!(
        MpmcRing::attach(zero.mem(), &home.params).map(drop).unwrap_err().status(),
        Status::Layout
    );
}

#[test]
fn typed_sides_on_inline_memory() {
    static MEMORY: NoStdProvider<4096> = NoStdProvider::new();
    let params = MpmcParams::new(8, 24, 2).unwrap();
    MpmcRing::format(MEMORY.mem(), &params).unwrap();
    struct Inline;
    // SAFETY: the memory is static.
    unsafe impl Provider for Inline {
        fn mem(&self) -> Mem<'_> {
            MEMORY.mem()
        }
    }
    assert!(Producer::<_, u64>::open(Inline, &params).is_err(), "elements of another size");
    let mut producer = Producer::<_, [u64; 3]>::open(Inline, &params).unwrap();
    let mut consumer = Consumer::<_, [u64; 3]>::open(Inline, &params).unwrap();
    let mut got = [[0; 3]; 9];
    assert_eq!(consumer.try_pop(&mut got[0]).unwrap_err().status(), Status::Empty);
    producer.try_push(&[1, 2, 3]).unwrap();
    let rest: Vec<[u64; 3]> = (2..11).map(|n| [n, n, n]).collect();
    assert_eq!(producer.try_push_n(&rest), Ok(7));
    assert_eq!(producer.try_push(&[0; 3]).unwrap_err().status(), Status::Full);
    let soon = Deadline::after(Duration::from_millis(1));
    assert_eq!(producer.push(&[0; 3], soon).unwrap_err().status(), Status::Timeout);
    consumer.pop(&mut got[0], Deadline::POLL).unwrap();
    assert_eq!(got[0], [1, 2, 3]);
    assert_eq!(consumer.try_pop_n(&mut got), Ok(7));
    assert_eq!(got[..7], rest[..7]);
    assert_eq!(consumer.try_pop_n(&mut got).unwrap_err().status(), Status::Empty);
    let soon = Deadline::after(Duration::from_millis(1));
    assert_eq!(consumer.pop_n(&mut got, soon).unwrap_err().status(), Status::Timeout);
    assert_eq!(producer.push_n(&rest, Deadline::POLL), Ok(8));
    assert_eq!(producer.push_n(&rest, soon).unwrap_err().status(), Status::Timeout);
    assert_eq!(consumer.pop_n(&mut got[..3], Deadline::POLL), Ok(3));
    assert_eq!(consumer.pop_n(&mut got[3..], Deadline::POLL), Ok(5));
    assert_eq!(got[..8], rest[..8]);
    let info = MpmcRing::attach(MEMORY.mem(), &params).unwrap().info();
    assert_eq!((info.pushed, info.popped, info.length, info.high_water), (16, 16, 0, 8));
    assert_eq!((info.producers, info.consumers), (1, 1));
    drop((producer, consumer));
    let info = MpmcRing::attach(MEMORY.mem(), &params).unwrap().info();
    assert_eq!((info.producers, info.consumers), (0, 0));
}

#[test]
fn places_are_limited_and_those_of_the_dead_are_reused() {
    let world = World::new();
    let (a, b) = (world.join(0), world.join(1));
    let home = Home::new(4, 8, 2);
    let first = home.ring(&a).open_producer().unwrap();
    let _second = home.ring(&b).open_producer().unwrap();
    let full = home.ring(&a).open_producer().unwrap_err();
    assert_eq!(full.status(), Status::NoSpace);
    world.kill(1);
    let _third = home.ring(&a).open_producer().unwrap();
    home.ring(&a).close_producer(first);
    home.ring(&a).open_producer().unwrap();
}

#[test]
fn whoever_waits_for_the_dead_is_told() {
    let world = World::new();
    let (me, peer) = (world.join(0), world.join(1));
    let home = Home::new(2, 8, 2);
    let (ring, theirs) = (home.ring(&me), home.ring(&peer));
    let mut producer = theirs.open_producer().unwrap();
    let _dies = theirs.open_consumer().unwrap();
    let mut consumer = ring.open_consumer().unwrap();
    push(&theirs, &mut producer, 5).unwrap();
    world.kill(1);
    let mut bytes = [0; 8];
    ring.pop(&mut consumer, &mut bytes, Deadline::FOREVER).unwrap();
    let error = ring.pop(&mut consumer, &mut bytes, Deadline::FOREVER).unwrap_err();
    assert_eq!(error.status(), Status::PeerDead);
    // As long as somebody lives there, it is worth waiting.
    let mut other = ring.open_producer().unwrap();
    let soon = Deadline::after(Duration::from_millis(30));
    assert_eq!(ring.pop(&mut consumer, &mut bytes, soon).unwrap_err().status(), Status::Timeout);
    // The consumer's own place counts on the other side: it lives.
    for n in 0..2 {
        push(&ring, &mut other, n).unwrap();
    }
    let soon = Deadline::after(Duration::from_millis(30));
    assert_eq!(ring.push(&mut other, &[0; 8], soon).unwrap_err().status(), Status::Timeout);
    ring.close_consumer(consumer);
    let error = ring.push(&mut other, &[0; 8], Deadline::FOREVER).unwrap_err();
    assert_eq!(error.status(), Status::PeerDead);
}

#[test]
fn a_hint_left_behind_or_scribbled_ahead_is_put_right() {
    let live = Never;
    for hint in [0, 1, 5, 11, 12, 13, 17, 1000, u64::MAX] {
        for offset in [layout::TAIL, layout::HEAD] {
            let home = Home::new(4, 8, 2);
            let ring = home.ring(&live);
            let (mut producer, mut consumer) =
                (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
            for n in 0..12 {
                push(&ring, &mut producer, n).unwrap();
                if n < 10 {
                    assert_eq!(pop(&ring, &mut consumer), Ok(n));
                }
            }
            home.mem().word64(offset).store(hint, Relaxed);
            for n in 12..14 {
                let mut refused = 0;
                while push(&ring, &mut producer, n).is_err() {
                    refused += 1;
                    assert!(refused <= producer::REFUSALS, "{offset} {hint}");
                }
            }
            assert_eq!(push(&ring, &mut producer, 14).unwrap_err().status(), Status::Full);
            let mut got = drain(&ring, &mut consumer);
            // A hint a little ahead may be followed: what it passed over comes later.
            if (11..14).contains(&hint) {
                got.sort_unstable();
            }
            assert_eq!(got, [10, 11, 12, 13], "{offset} {hint}");
            assert_eq!(pop(&ring, &mut consumer).unwrap_err().status(), Status::Empty);
        }
    }
    caught(seeded::Bug::HintBelieved, || {
        let home = Home::new(4, 8, 2);
        let ring = home.ring(&live);
        home.mem().word64(layout::TAIL).store(1000, Relaxed);
        push(&ring, &mut ring.open_producer().unwrap(), 12).unwrap();
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Random operations of several producers and consumers, against a queue.
    #[test]
    fn it_is_a_queue(seed: u64, capacity in 1u32..5, words in 1u32..10) {
        let home = Home::new(1 << capacity, 8 * words, 3);
        let live = Never;
        let ring = home.ring(&live);
        let mut producers: Vec<_> = (0..3).map(|_| ring.open_producer().unwrap()).collect();
        let mut consumers: Vec<_> = (0..3).map(|_| ring.open_consumer().unwrap()).collect();
        let (mut draws, mut queue, mut next) = (Draws::new(seed), VecDeque::new(), 1);
        for _ in 0..400 {
            let side = draws.below(3) as usize;
            let many = draws.below(5);
            match draws.below(4) {
                0 => match push(&ring, &mut producers[side], next) {
                    Ok(()) => { queue.push_back(next); next += 1; }
                    Err(error) => {
                        prop_assert_eq!(error.status(), Status::Full);
                        prop_assert_eq!(queue.len(), ring.capacity());
                    }
                },
                1 => match pop(&ring, &mut consumers[side]) {
                    Ok(n) => prop_assert_eq!(Some(n), queue.pop_front()),
                    Err(error) => {
                        prop_assert_eq!(error.status(), Status::Empty);
                        prop_assert!(queue.is_empty());
                    }
                },
                2 => {
                    let bytes: Vec<u8> = (next..next + many)
                        .flat_map(|n| crate::ring::stage::element(n, ring.element())).collect();
                    let done = ring.try_push_n(&mut producers[side], &bytes).unwrap_or(0) as u64;
                    prop_assert_eq!(done, many.min((ring.capacity() - queue.len()) as u64));
                    queue.extend(next..next + done);
                    next += done;
                }
                _ => {
                    let mut bytes = vec![0; ring.element() * many as usize];
                    let done = ring.try_pop_n(&mut consumers[side], &mut bytes).unwrap_or(0);
                    prop_assert_eq!(done, (many as usize).min(queue.len()));
                    for element in bytes.chunks(ring.element()).take(done) {
                        let n = crate::ring::stage::number(element);
                        prop_assert_eq!(Some(n), queue.pop_front());
                    }
                }
            }
            let info = ring.info();
            prop_assert_eq!(info.length, queue.len() as u64);
            prop_assert_eq!((info.pushed, info.lost, info.pads), (next - 1, 0, 0));
        }
    }
}

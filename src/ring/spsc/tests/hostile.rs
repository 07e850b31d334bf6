//! Indices, owner words and everything else scribbled over.

use super::super::*;
use super::scene::{Scene, caught, drain, push, status};
use super::{Element, element};
use crate::provider::Provider;
use crate::status::Status;
use crate::sync::plain::bytes_of_mut;

#[test]
fn a_tail_that_makes_no_sense_is_corrupt_and_the_next_push_mends_it() {
    let scene = Scene::new(8);
    let (a, b) = (scene.world.join(1), scene.world.join(2));
    let (ours, theirs) = (scene.ring(&a), scene.ring(&b));
    let mut producer = ours.open_producer().unwrap();
    let mut consumer = theirs.open_consumer().unwrap();
    push(ours, &mut producer, 3).unwrap();
    scene.memory.mem().word64(layout::TAIL).store(9, Relaxed);
    let mut one = Element::default();
    let error = theirs.try_pop(&mut consumer, bytes_of_mut(&mut one)).unwrap_err();
    assert_eq!(error.status(), Status::Corrupt);
    assert!(error.detail().contains("9 elements between head 0 and tail 9"), "{error}");
    assert_eq!(status(ours.info()), Status::Corrupt);
    push(ours, &mut producer, 1).unwrap();
    assert_eq!(drain(theirs, &mut consumer), [0, 1, 2, 3], "nothing was lost");
    assert_eq!(ours.info().unwrap().resyncs, 0);
}

/// A producer that found no room waits for a head that somebody scribbled over.
fn indices_are_mended() {
    let scene = Scene::new(4);
    let a = scene.world.join(1);
    let ring = scene.ring(&a);
    let mut producer = ring.open_producer().unwrap();
    let mut consumer = ring.open_consumer().unwrap();
    push(ring, &mut producer, 4).unwrap();
    assert_eq!(drain(ring, &mut consumer).len(), 4);
    scene.memory.mem().word64(layout::HEAD).store(1 << 40, Relaxed);
    assert_eq!(status(push(ring, &mut producer, 1)), Status::Corrupt);
    assert!(drain(ring, &mut consumer).is_empty(), "the consumer looks, and mends its word");
    assert_eq!(push(ring, &mut producer, 1), Ok(1));
    // And a full producer's look mends the tail.
    assert_eq!(push(ring, &mut producer, 3), Ok(3));
    scene.memory.mem().word64(layout::TAIL).store(1 << 40, Relaxed);
    assert_eq!(status(push(ring, &mut producer, 1)), Status::Full);
    assert_eq!(drain(ring, &mut consumer), [4, 5, 6, 7]);
}

#[test]
fn each_side_looks_after_its_index() {
    indices_are_mended();
    caught(Bug::IndexNotMended, indices_are_mended);
}

#[test]
fn who_followed_a_wrong_tail_goes_on_at_the_right_one() {
    let scene = Scene::new(8);
    let a = scene.world.join(1);
    let ring = scene.ring(&a);
    let mut producer = ring.open_producer().unwrap();
    let mut consumer = ring.open_consumer().unwrap();
    // Within the capacity: nobody can tell. The consumer reads what was never pushed.
    scene.memory.mem().word64(layout::TAIL).store(6, Relaxed);
    for _ in 0..6 {
        ring.try_pop(&mut consumer, bytes_of_mut(&mut Element::default())).unwrap();
    }
    assert_eq!(status(push(ring, &mut producer, 2)), Status::Corrupt, "which mends the tail");
    let corrupt = (0..100)
        .take_while(|_| {
            let popped = ring.try_pop(&mut consumer, bytes_of_mut(&mut Element::default()));
            status(popped) == Status::Corrupt
        })
        .count();
    assert_eq!(corrupt, 64, "then it gives in");
    assert_eq!((ring.info().unwrap().resyncs, consumer.popped()), (1, 0));
    push(ring, &mut producer, 8).unwrap();
    assert_eq!(drain(ring, &mut consumer), (0..8).collect::<Vec<_>>());
}

/// Random bytes anywhere, between and instead of the other side's: answers, in bounded steps,
/// and no access outside. `count` rounds.
fn scribbled(count: u64) {
    let scene = Scene::new(8);
    let (a, b) = (scene.world.join(1), scene.world.join(2));
    let mem = scene.memory.mem();
    let mut state = 88_172_645_463_325_252u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let ring = scene.ring(&a);
    let mut producer = ring.open_producer().unwrap();
    let mut consumer = scene.ring(&b).open_consumer().unwrap();
    let allowed = [Status::Ok, Status::Full, Status::Empty, Status::Corrupt];
    for _ in 0..count {
        let at = random() as usize % (mem.len() / 8) * 8;
        let at = if random() % 2 == 0 { at } else { layout::LINE * (1 + random() as usize % 2) };
        let value = if random() % 2 == 0 { random() } else { random() % 20 };
        mem.word64(at).store(value, Relaxed);
        for _ in 0..3 {
            let ((), steps) = crate::step::crash::count(|| {
                let answer = status(push(ring, &mut producer, random() % 9));
                assert!(allowed.contains(&answer), "{answer:?}");
                let mut got = [0; 24 * 9];
                let len = 24 * (random() as usize % 10);
                let answer = status(ring.try_pop_n(&mut consumer, &mut got[..len]));
                assert!(allowed.contains(&answer), "{answer:?}");
            });
            assert!(steps < 80, "{steps} steps");
            let known = (
                producer.limit.wrapping_sub(producer.tail),
                consumer.tail.wrapping_sub(consumer.head),
            );
            assert!(known.0 <= 8 && known.1 <= 8, "{known:?} slots");
            let _ = (ring.info(), ring.len());
        }
        if random() % 8 == 0 {
            for at in (0..layout::SLOTS).step_by(8).skip(3).filter(|at| at % 128 == 24) {
                mem.word64(at).store(0, Relaxed);
            }
            producer = ring.open_producer().unwrap_or(producer);
            consumer = ring.open_consumer().unwrap_or(consumer);
        }
    }
    // Once the scribbler is gone, they find together again.
    for _ in 0..70 {
        let _ = push(ring, &mut producer, 1);
        let _ = ring.try_pop_n(&mut consumer, &mut [0; 24 * 8]);
    }
    let next = producer.pushed();
    assert_eq!(consumer.popped(), next);
    assert_eq!(push(ring, &mut producer, 8), Ok(8));
    assert_eq!(drain(ring, &mut consumer), (next..next + 8).collect::<Vec<_>>());
    assert_eq!(element(next)[0], next);
}

#[test]
fn random_bytes_anywhere_never_harm_a_side() {
    scribbled(20_000);
    caught(Bug::DistanceBelieved, || scribbled(20_000));
}

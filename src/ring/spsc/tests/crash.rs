//! A kill at every store of every operation, and at every store of the recovery from it.

use std::cell::{Cell, RefCell};

use super::super::*;
use super::scene::{Scene, caught, drain, push};
use super::{Element, element};
use crate::provider::Provider;
use crate::step::crash::{self, Count, Recorded};
use crate::step::script::Member;
use crate::sync::plain::{bytes_of, bytes_of_all_mut, bytes_of_mut};

const CAPACITY: u64 = 8;

impl Scene {
    /// The next participant, to whom everyone before is dead.
    fn heir(&self) -> Member<'_> {
        self.world.join(1)
    }

    /// A ring whose indices are `at`, with `queued` elements in it.
    fn with(at: u64, queued: u64) -> Scene {
        let scene = Scene::new(CAPACITY);
        let member = scene.heir();
        let ring = scene.ring(&member);
        let mut producer = ring.open_producer().unwrap();
        let mut consumer = ring.open_consumer().unwrap();
        for _ in 0..at {
            push(ring, &mut producer, 1).unwrap();
            assert_eq!(drain(ring, &mut consumer).len(), 1);
        }
        assert!(queued == 0 || push(ring, &mut producer, queued) == Ok(queued as usize));
        scene
    }

    /// Crashes `operation` at each store, recovers, checks.
    fn crash(
        &self,
        operation: impl FnOnce(),
        recover: impl FnMut(),
        mut check: impl FnMut(usize, usize),
    ) -> Count {
        let mem = self.memory.mem();
        let mut bytes = vec![0; mem.len()];
        mem.copy_out(0, &mut bytes);
        let (before, stores, ()) = crash::points(&bytes, operation);
        let base = mem.base().as_ptr();
        let recorded = Recorded { base, before: &before, stores: &stores };
        let count = crash::replay(&recorded, recover, |k| check(k, stores.len()));
        mem.copy_in(0, &bytes);
        count
    }
}

/// A push of `count` at every place, with every number of elements there: all or nothing.
fn every_push(count: u64) -> Count {
    let mut all = Count::default();
    for at in 0..CAPACITY {
        for queued in 0..=CAPACITY - count - 1 {
            let scene = Scene::with(at, queued);
            let member = scene.heir();
            let ring = scene.ring(&member);
            let mut producer = ring.open_producer().unwrap();
            let first = producer.pushed();
            let learned = Cell::new(0);
            all += scene.crash(
                || assert_eq!(push(ring, &mut producer, count), Ok(count as usize)),
                || {
                    let heir = scene.heir();
                    let ring = scene.ring(&heir);
                    let mut producer = ring.open_producer().unwrap();
                    learned.set(producer.pushed());
                    push(ring, &mut producer, 1).unwrap();
                },
                |k, stores| {
                    let learned = learned.get();
                    assert!(learned >= first, "a committed element was forgotten");
                    assert!(k < stores || learned >= first + count, "a whole push was lost");
                    let heir = scene.heir();
                    let ring = scene.ring(&heir);
                    let got = drain(ring, &mut ring.open_consumer().unwrap());
                    let due: Vec<u64> = (first - queued..=learned).collect();
                    assert_eq!(got, due, "{count} at {at}: crash after store {k} of {stores}");
                },
            );
        }
    }
    all
}

#[test]
fn a_killed_push_happened_or_did_not() {
    let one = every_push(1);
    crash::report("spsc: push", "replay", one.points, one.nested, 300);
    let many = every_push(5);
    crash::report("spsc: push of five", "replay", many.points, many.nested, 300);
    caught(Bug::TailBeforeElements, || _ = every_push(1));
    caught(Bug::TailBeforeElements, || _ = every_push(5));
}

/// A pop of `count` at every place: what was read and not released comes again, nothing else.
fn every_pop(count: u64) -> Count {
    let mut all = Count::default();
    for at in 0..CAPACITY {
        for queued in count..=CAPACITY {
            let scene = Scene::with(at, queued);
            let member = scene.heir();
            let ring = scene.ring(&member);
            let mut consumer = ring.open_consumer().unwrap();
            let (got, from) = (RefCell::new(Vec::new()), Cell::new(0));
            all += scene.crash(
                || {
                    let mut elements = [Element::default(); CAPACITY as usize];
                    let bytes = bytes_of_all_mut(&mut elements[..count as usize]);
                    assert_eq!(ring.try_pop_n(&mut consumer, bytes), Ok(count as usize));
                    assert!((0..count).all(|i| elements[i as usize] == element(at + i)));
                },
                || {
                    let heir = scene.heir();
                    let ring = scene.ring(&heir);
                    let mut consumer = ring.open_consumer().unwrap();
                    from.set(consumer.popped());
                    *got.borrow_mut() = drain(ring, &mut consumer);
                },
                |k, stores| {
                    // The recovery's own crash may have taken some more before.
                    let least = if k == stores { at + count } else { at };
                    assert!(from.get() >= least, "pop at {at}: {} comes again", from.get());
                    let got = got.borrow();
                    let due: Vec<u64> = (at + queued - got.len() as u64..at + queued).collect();
                    assert_eq!(*got, due, "pop at {at}: crash after store {k} of {stores}");
                    let heir = scene.heir();
                    let info = scene.ring(&heir).info().unwrap();
                    assert_eq!((info.len, info.popped), (0, at + queued));
                },
            );
        }
    }
    all
}

#[test]
fn a_killed_pop_is_done_again_or_was_done() {
    let one = every_pop(1);
    crash::report("spsc: pop", "replay", one.points, one.nested, 100);
    let many = every_pop(4);
    crash::report("spsc: pop of four", "replay", many.points, many.nested, 50);
}

#[test]
fn a_killed_claim_or_close_leaves_a_place_that_can_be_taken() {
    let mut all = Count::default();
    for producer in [true, false] {
        let scene = Scene::with(3, 4);
        let member = scene.heir();
        let ring = scene.ring(&member);
        all += scene.crash(
            || {
                if producer {
                    ring.close_producer(ring.open_producer().unwrap());
                } else {
                    ring.close_consumer(ring.open_consumer().unwrap());
                }
            },
            || {
                let heir = scene.heir();
                let ring = scene.ring(&heir);
                ring.close_producer(ring.open_producer().unwrap());
                ring.close_consumer(ring.open_consumer().unwrap());
            },
            |_, _| {
                let heir = scene.heir();
                let ring = scene.ring(&heir);
                assert_eq!(ring.open_producer().unwrap().pushed(), 7);
                assert_eq!(drain(ring, &mut ring.open_consumer().unwrap()), [3, 4, 5, 6]);
                let mut consumer = ring.open_consumer();
                assert!(consumer.is_err(), "one consumer at a time: {consumer:?}");
                consumer = scene.ring(&scene.heir()).open_consumer();
                assert!(consumer.is_ok());
            },
        );
    }
    crash::report("spsc: open, take over, close", "replay", all.points, all.nested, 6);
}

/// The same with real processes: a child is ended before each of its steps in turn.
#[test]
fn a_process_killed_while_it_pushes_and_pops() {
    let params = SpscParams::of::<Element>(CAPACITY).unwrap();
    let map = super::threads::Twice::new(params.required_size().unwrap());
    let world = crate::step::script::World::new();
    let points = crash::fork_points(
        || {
            let member = world.join(1);
            let ring = SpscRing::format(map.mem(0, &member), &params).unwrap();
            push(ring, &mut ring.open_producer().unwrap(), 3).unwrap();
        },
        || {
            let member = world.join(1);
            let ring = SpscRing::attach(map.mem(0, &member), &params).unwrap();
            let mut producer = ring.open_producer().unwrap();
            ring.try_push(&mut producer, bytes_of(&element(3))).unwrap();
            let mut one = Element::default();
            ring.try_pop(&mut ring.open_consumer().unwrap(), bytes_of_mut(&mut one)).unwrap();
        },
        |_| {
            world.kill(1); // the child, whatever generation it was
            let member = world.join(2);
            let ring = SpscRing::attach(map.mem(1, &member), &params).unwrap();
            let pushed = ring.open_producer().unwrap().pushed();
            let mut consumer = ring.open_consumer().unwrap();
            let popped = consumer.popped();
            assert!((3..=4).contains(&pushed) && popped <= 1);
            assert_eq!(drain(ring, &mut consumer), (popped..pushed).collect::<Vec<_>>());
        },
    );
    crash::report("spsc: push and pop", "fork", points, 0, 6);
}

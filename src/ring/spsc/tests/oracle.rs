//! Random operations against a queue.

use std::collections::VecDeque;

use proptest::prelude::*;

use super::scene::{Scene, push};
use super::{Element, element};
use crate::status::Status;
use crate::sync::plain::{bytes_of_all, bytes_of_all_mut};

#[derive(Clone, Debug)]
enum Operation {
    Push(u64),
    PushOne,
    PushOrDrop,
    Reserve { slots: usize, commit: usize },
    Pop(usize),
    Peek { slots: usize, release: usize },
    ProducerDies,
    ConsumerDies,
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        4 => (1..12u64).prop_map(Operation::Push),
        4 => Just(Operation::PushOne),
        2 => Just(Operation::PushOrDrop),
        3 => (1..12usize, 0..12usize).prop_map(|(slots, commit)| Operation::Reserve { slots, commit }),
        8 => (1..12usize).prop_map(Operation::Pop),
        3 => (1..12usize, 0..12usize).prop_map(|(slots, release)| Operation::Peek { slots, release }),
        1 => Just(Operation::ProducerDies),
        1 => Just(Operation::ConsumerDies),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn it_is_a_queue(operations in prop::collection::vec(operation(), 1..300)) {
        let scene = Scene::new(8);
        let (mut a, mut b) = (scene.world.join(1), scene.world.join(2));
        let mut producer = scene.ring(&a).open_producer().unwrap();
        let mut consumer = scene.ring(&b).open_consumer().unwrap();
        let mut queue: VecDeque<u64> = VecDeque::new();
        let (mut next, mut dropped) = (0, 0);
        for operation in operations {
            let ring = scene.ring(&a);
            let room = 8 - queue.len();
            let full = |count: usize| if count == 0 { Err(Status::Full) } else { Ok(count) };
            let empty = |count: usize| if count == 0 { Err(Status::Empty) } else { Ok(count) };
            match operation {
                Operation::Push(count) => {
                    let due = full(room.min(count as usize));
                    let answer = push(ring, &mut producer, count).map_err(|e| e.status());
                    prop_assert_eq!(answer, due);
                    for _ in 0..due.unwrap_or(0) {
                        queue.push_back(next);
                        next += 1;
                    }
                }
                Operation::PushOne | Operation::PushOrDrop => {
                    let bytes = element(next);
                    let bytes = crate::sync::plain::bytes_of(&bytes);
                    if matches!(operation, Operation::PushOne) {
                        let answer = ring.try_push(&mut producer, bytes).map_err(|e| e.status());
                        prop_assert_eq!(answer, full(room).map(|_| ()));
                    } else {
                        prop_assert_eq!(ring.push_or_drop(&mut producer, bytes), Ok(room > 0));
                        dropped += (room == 0) as u64;
                    }
                    if room > 0 {
                        queue.push_back(next);
                        next += 1;
                    }
                }
                Operation::Reserve { slots, commit } => {
                    let span = ring.try_reserve(&mut producer, slots).map_err(|e| e.status());
                    prop_assert_eq!(span.map(|span| span.len()), full(room.min(slots)));
                    if let Ok(span) = span {
                        let all: Vec<Element> = (next..).map(element).take(span.len()).collect();
                        ring.write_many(span.position, bytes_of_all(&all));
                        let commit = commit.min(span.len());
                        prop_assert!(ring.commit(&mut producer, commit).is_ok());
                        for _ in 0..commit {
                            queue.push_back(next);
                            next += 1;
                        }
                    }
                }
                Operation::Pop(count) => {
                    let mut got = vec![Element::default(); count];
                    let answer = ring.try_pop_n(&mut consumer, bytes_of_all_mut(&mut got));
                    prop_assert_eq!(answer.map_err(|e| e.status()), empty(queue.len().min(count)));
                    for got in got.iter().take(queue.len().min(count)) {
                        prop_assert_eq!(*got, element(queue.pop_front().unwrap()));
                    }
                }
                Operation::Peek { slots, release } => {
                    let span = ring.try_peek(&mut consumer, slots).map_err(|e| e.status());
                    prop_assert_eq!(span.map(|span| span.len()), empty(queue.len().min(slots)));
                    if let Ok(span) = span {
                        let mut got = vec![Element::default(); span.len()];
                        ring.read_many(span.position, bytes_of_all_mut(&mut got));
                        let due: Vec<_> = queue.iter().take(span.len()).map(|n| element(*n)).collect();
                        prop_assert_eq!(got, due);
                        let release = release.min(span.len());
                        prop_assert!(ring.release(&mut consumer, release).is_ok());
                        queue.drain(..release);
                    }
                }
                Operation::ProducerDies => {
                    a = scene.world.join(1);
                    producer = scene.ring(&a).open_producer().unwrap();
                    prop_assert_eq!(producer.pushed(), next);
                }
                Operation::ConsumerDies => {
                    b = scene.world.join(2);
                    consumer = scene.ring(&b).open_consumer().unwrap();
                    prop_assert_eq!(consumer.popped(), next - queue.len() as u64);
                }
            }
            let info = scene.ring(&a).info().unwrap();
            prop_assert_eq!((info.len, info.dropped), (queue.len() as u64, dropped));
            prop_assert_eq!((info.pushed, info.resyncs), (next, 0));
        }
    }
}

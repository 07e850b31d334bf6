//! Real threads.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::Duration;

use super::*;
use crate::ring::stage::{element, number};
use crate::sync::{Deadline, Never};

const ELEMENTS: u64 = 1_000_000;
/// A thread that fails must not leave the others waiting for ever.
const PATIENCE: Duration = Duration::from_secs(120);

/// `count` elements in all through `sides` producers and as many consumers, waiting.
fn through(capacity: u32, size: u32, sides: u64, count: u64) {
    let home = Home::new(capacity, size, 8);
    let live = Never;
    let each = count / sides;
    let sum = AtomicU64::new(0);
    let patience = Deadline::after(PATIENCE);
    std::thread::scope(|scope| {
        for p in 0..sides {
            let (home, live) = (&home, &live);
            scope.spawn(move || {
                let ring = home.ring(live);
                let mut producer = ring.open_producer().unwrap();
                for i in 0..each {
                    let bytes = element(p << 32 | i, size as usize);
                    ring.push(&mut producer, &bytes, patience).unwrap();
                }
            });
        }
        for _ in 0..sides {
            let (home, live, sum) = (&home, &live, &sum);
            scope.spawn(move || {
                let ring = home.ring(live);
                let mut consumer = ring.open_consumer().unwrap();
                let mut last = vec![None; sides as usize];
                let mut bytes = vec![0; size as usize];
                for _ in 0..each {
                    ring.pop(&mut consumer, &mut bytes, patience).unwrap();
                    let n = number(&bytes);
                    let (p, i) = ((n >> 32) as usize, n as u32 as u64);
                    assert!(
                        last[p].is_none_or(|last| last < i),
                        "producer {p}: {i} after {last:?}"
                    );
                    last[p] = Some(i);
                    sum.fetch_add(i, SeqCst);
                }
            });
        }
    });
    assert_eq!(sum.load(SeqCst), sides * (each * (each - 1) / 2));
    let info = home.ring(&live).info();
    assert_eq!((info.pushed, info.popped, info.length), (each * sides, each * sides, 0));
    assert_eq!((info.lost, info.pads), (0, 0));
}

#[test]
fn a_million_words_between_two_threads() {
    through(1024, 8, 1, ELEMENTS);
}

#[test]
fn lines_between_six_threads() {
    through(16, 64, 3, ELEMENTS / 4);
    through(2, 24, 3, ELEMENTS / 20);
}

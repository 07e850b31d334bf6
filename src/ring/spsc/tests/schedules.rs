//! A ring between two threads, in every interleaving up to a bound (loom) and many random
//! ones (shuttle).

use std::sync::Arc;

use super::super::*;
use super::{Element, element};
use crate::provider::{ModelProvider, Provider};
use crate::status::Status;
use crate::sync::Deadline;
use crate::sync::plain::{bytes_of, bytes_of_all, bytes_of_all_mut, bytes_of_mut};
use crate::sync::schedules::{caught, explore, thread};

/// Two elements fill it.
fn params() -> SpscParams {
    SpscParams::of::<Element>(2).unwrap()
}

fn ring(memory: &ModelProvider) -> SpscRing<'_> {
    SpscRing::attach(memory.mem(), &params()).unwrap()
}

/// How the elements pass.
#[derive(Clone, Copy)]
enum Manner {
    Polling,
    Waiting,
    /// Two at a time.
    Many,
}

/// Asks again until it answers.
fn again(mut attempt: impl FnMut() -> Result<()>) {
    while let Err(error) = attempt() {
        assert!(matches!(error.status(), Status::Full | Status::Empty), "{error:?}");
        thread::yield_now();
    }
}

/// One side pushes `count` elements, the other pops them: in order, whole, each once.
fn elements_arrive(count: u64, manner: Manner) -> impl Fn() + Send + Sync + 'static {
    move || {
        let memory = Arc::new(ModelProvider::new(params().required_size().unwrap()));
        SpscRing::format(memory.mem(), &params()).unwrap();
        let (lent, watched) = (memory.clone(), memory.clone());
        // Every side in a thread of its own: loom moves no work past the first one's end.
        let producer = thread::spawn(move || {
            let ring = ring(&lent);
            let mut producer = ring.open_producer().unwrap();
            while producer.pushed() < count {
                let number = producer.pushed();
                let (one, two) = (element(number), [element(number), element(number + 1)]);
                match manner {
                    Manner::Polling => again(|| ring.try_push(&mut producer, bytes_of(&one))),
                    Manner::Waiting => {
                        ring.push(&mut producer, bytes_of(&one), Deadline::FOREVER).unwrap();
                    }
                    Manner::Many => {
                        let bytes = &bytes_of_all(&two)[..24 * (count - number).min(2) as usize];
                        again(|| ring.try_push_n(&mut producer, bytes).map(drop));
                    }
                }
            }
        });
        let consumer = thread::spawn(move || {
            let ring = ring(&memory);
            let mut consumer = ring.open_consumer().unwrap();
            while consumer.popped() < count {
                let number = consumer.popped();
                let mut got = [Element::default(); 2];
                match manner {
                    Manner::Polling => {
                        again(|| ring.try_pop(&mut consumer, bytes_of_mut(&mut got[0])));
                    }
                    Manner::Waiting => ring
                        .pop(&mut consumer, bytes_of_mut(&mut got[0]), Deadline::FOREVER)
                        .unwrap(),
                    Manner::Many => {
                        let bytes = bytes_of_all_mut(&mut got);
                        again(|| ring.try_pop_n(&mut consumer, bytes).map(drop));
                    }
                }
                for (i, number) in (number..consumer.popped()).enumerate() {
                    assert_eq!(got[i], element(number));
                }
            }
        });
        producer.join().unwrap();
        consumer.join().unwrap();
        let info = ring(&watched).info().unwrap();
        assert_eq!((info.pushed, info.popped, info.resyncs), (count, count, 0));
    }
}

fn seed(bug: Bug, model: impl Fn() + Send + Sync + 'static) {
    seeded::with(Some(bug), || caught(&format!("{bug:?}"), model));
}

#[test]
fn elements_arrive_whole_and_in_order() {
    // Three: the last needs the slot of the first.
    let executions = explore(elements_arrive(3, Manner::Polling));
    println!("{executions} executions");
    assert!(executions > 200, "{executions}");
    seed(Bug::TailBeforeElements, elements_arrive(3, Manner::Polling));
    seed(Bug::HeadBeforeElements, elements_arrive(3, Manner::Polling));
    #[cfg(loom)] // shuttle knows sequential consistency only
    seed(Bug::TailRelaxed, elements_arrive(1, Manner::Polling));
}

#[test]
fn batches_arrive_whole_and_in_order() {
    let executions = explore(elements_arrive(4, Manner::Many));
    println!("{executions} executions");
    assert!(executions > 50, "{executions}");
    seed(Bug::TailBeforeElements, elements_arrive(4, Manner::Many));
    seed(Bug::HeadBeforeElements, elements_arrive(4, Manner::Many));
}

#[test]
fn who_waits_is_woken() {
    let executions = explore(elements_arrive(3, Manner::Waiting));
    println!("{executions} executions");
    assert!(executions > 500, "{executions}");
    seed(Bug::NoWake, elements_arrive(1, Manner::Waiting));
}

/// Whoever looks from outside finds sums that hold.
fn sums_hold() {
    let memory = Arc::new(ModelProvider::new(params().required_size().unwrap()));
    SpscRing::format(memory.mem(), &params()).unwrap();
    let (lent, watched) = (memory.clone(), memory);
    let both = thread::spawn(move || {
        let ring = ring(&lent);
        let mut producer = ring.open_producer().unwrap();
        let mut consumer = ring.open_consumer().unwrap();
        for number in 0..3 {
            ring.try_push(&mut producer, bytes_of(&element(number))).unwrap();
            ring.try_pop(&mut consumer, bytes_of_mut(&mut Element::default())).unwrap();
        }
    });
    let watcher = thread::spawn(move || {
        let info = ring(&watched).info().unwrap();
        assert!(info.len <= 1 && info.pushed == info.popped + info.len, "{info:?}");
    });
    both.join().unwrap();
    watcher.join().unwrap();
}

#[test]
fn a_watcher_sees_sums_that_hold() {
    let executions = explore(sums_hold);
    println!("{executions} executions");
    assert!(executions > 20, "{executions}");
}

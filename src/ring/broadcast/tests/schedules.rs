//! A writer and readers in every interleaving up to a bound (loom) and many random ones
//! (shuttle).

use std::sync::Arc;

use super::*;
use crate::provider::{ModelProvider, Provider};
use crate::sync::Deadline;
use crate::sync::schedules::{caught, explore, thread};
use seeded::Bug;

fn params() -> BroadcastParams {
    BroadcastParams::new(2, 16).unwrap()
}

fn bytes(n: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&n.to_le_bytes());
    bytes[8..].copy_from_slice(&(!n).to_le_bytes());
    bytes
}

fn seed(bug: Bug, model: impl Fn() + Send + Sync + 'static) {
    seeded::with(Some(bug), || caught(&format!("{bug:?}"), model));
}

/// One writes `count`, one reads for a while, or waits for all: whole, dense with what it missed.
fn whole_or_missed(count: u64, waits: bool) -> impl Fn() + Send + Sync {
    move || {
        let memory = Arc::new(ModelProvider::new(params().required_size().unwrap()));
        BroadcastRing::format(memory.mem(), &params()).unwrap();
        let lent = memory.clone();
        let writer = thread::spawn(move || {
            let ring = BroadcastRing::attach(lent.mem(), &params()).unwrap();
            let mut writer = ring.open_writer().unwrap();
            for n in 0..count {
                assert_eq!(ring.write(&mut writer, &bytes(n)), Ok(n));
            }
        });
        let reader = thread::spawn(move || {
            let ring = BroadcastRing::attach(memory.mem(), &params()).unwrap();
            let mut reader = ring.open_reader(Start::At(0));
            let (mut got, mut looks) = (0, 0);
            while if waits { reader.next() < count } else { looks < 3 } {
                looks += 1;
                let mut element = [0; 16];
                let answer = if waits {
                    ring.read(&mut reader, &mut element, Deadline::FOREVER)
                } else {
                    ring.try_read(&mut reader, &mut element)
                };
                match answer {
                    Ok(n) => {
                        assert_eq!(element, bytes(n), "torn");
                        got += 1;
                    }
                    Err(error) => {
                        assert!(matches!(error.status(), Status::Empty | Status::Lapped));
                        thread::yield_now();
                    }
                }
                assert_eq!(got + reader.missed(), reader.next());
            }
        });
        writer.join().unwrap();
        reader.join().unwrap();
    }
}

#[test]
fn elements_are_whole_and_missed_ones_counted() {
    let executions = explore(whole_or_missed(3, false));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    for bug in [Bug::NoSecondLook, Bug::ThereBeforeElement, Bug::NotMarkedBefore] {
        seed(bug, whole_or_missed(3, false));
    }
    #[cfg(loom)] // shuttle knows sequential consistency only
    seed(Bug::NoFence, whole_or_missed(3, false));
}

#[test]
fn a_reader_that_waits_is_woken() {
    let executions = explore(whole_or_missed(3, true));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    seed(Bug::NoWake, whole_or_missed(1, true));
}

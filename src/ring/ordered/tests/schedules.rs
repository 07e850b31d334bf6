//! Senders and the receiver in every interleaving up to a bound (loom) and many random ones
//! (shuttle).

use std::sync::Arc;

use super::*;
use crate::provider::{ModelProvider, Provider};
use crate::sync::Deadline;
use crate::sync::schedules::{caught, explore, thread};
use seeded::Bug;

fn params() -> OrderedParams {
    OrderedParams::new(256, 2).unwrap()
}

/// `senders` send `each` of a granule, or wait to; one receives them all, whole and in order.
fn through(senders: u64, each: u64, waiting: bool) -> impl Fn() + Send + Sync {
    move || {
        let memory = Arc::new(ModelProvider::new(params().required_size().unwrap()));
        OrderedRing::format(memory.mem(), &params()).unwrap();
        let mut threads = Vec::new();
        for s in 0..senders {
            let memory = memory.clone();
            threads.push(thread::spawn(move || {
                let ring = OrderedRing::attach(memory.mem(), &params()).unwrap();
                let mut sender = ring.open_sender().unwrap();
                for i in 1..=each {
                    let bytes = [(100 * s + i) as u8; 16];
                    if waiting {
                        ring.send(&mut sender, &bytes, Deadline::FOREVER).unwrap();
                        continue;
                    }
                    while let Err(error) = ring.try_send(&mut sender, &bytes) {
                        assert_eq!(error.status(), Status::Full);
                        thread::yield_now();
                    }
                }
            }));
        }
        threads.push(thread::spawn(move || {
            let ring = OrderedRing::attach(memory.mem(), &params()).unwrap();
            let mut receiver = ring.open_receiver().unwrap();
            let (mut buffer, mut record) = ([0; 16], OrderedRecord::default());
            let mut last = [0; 2];
            for _ in 0..senders * each {
                if waiting {
                    let forever = Deadline::FOREVER;
                    ring.receive(&mut receiver, &mut buffer, &mut record, forever).unwrap();
                } else {
                    while let Err(error) = ring.try_receive(&mut receiver, &mut buffer, &mut record)
                    {
                        assert_eq!(error.status(), Status::Empty);
                        thread::yield_now();
                    }
                }
                let of = buffer[0] as usize / 100;
                assert!(buffer == [buffer[0]; 16] && buffer[0] % 100 == last[of] + 1);
                last[of] += 1;
            }
            assert_eq!(ring.info().corrupt, 0);
        }));
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
}

#[test]
fn one_sender_around_the_end() {
    let executions = explore(through(1, 5, false));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    for bug in [Bug::CommitBeforeRecord, Bug::HeadBeforeCopy] {
        seeded::with(Some(bug), || caught(&format!("{bug:?}"), through(1, 5, false)));
    }
}

#[test]
fn two_senders_claim_different_places() {
    let executions = explore(through(2, 1, false));
    println!("{executions} executions");
    assert!(executions > 1_000, "{executions}");
}

#[test]
fn who_waits_is_woken() {
    let executions = explore(through(1, 2, true));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
}

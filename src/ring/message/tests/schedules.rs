//! A lane between two threads, in every interleaving up to a bound (loom) and many random
//! ones (shuttle).

use std::sync::Arc;

use super::*;
use crate::provider::{ModelProvider, Provider};
use crate::sync::Deadline;
use crate::sync::schedules::{caught, explore, thread};
use seeded::Bug;

/// Two records fill the lane of 16 slots.
const LEN: usize = 40;

fn params() -> MessageParams {
    MessageParams::new(1, 128).unwrap()
}

fn memory() -> Arc<ModelProvider> {
    let memory = Arc::new(ModelProvider::new(params().required_size().unwrap()));
    MessageRing::format(memory.mem(), &params()).unwrap();
    memory
}

/// One side sends `count` messages, the other receives them: in order, whole, none lost.
fn messages_arrive(count: u64, waiting: bool) -> impl Fn() + Send + Sync + 'static {
    move || {
        let memory = memory();
        let (lent, watched) = (memory.clone(), memory.clone());
        let sender = thread::spawn(move || {
            let ring = MessageRing::attach(lent.mem(), &params()).unwrap();
            let mut sender = ring.claim(Some(0)).unwrap();
            for n in 1..=count {
                let bytes = payload(n, LEN);
                if waiting {
                    assert_eq!(ring.send(&mut sender, &bytes, Deadline::FOREVER), Ok(n));
                } else {
                    while let Err(error) = ring.try_send(&mut sender, &bytes) {
                        assert_eq!(error.status(), Status::Full);
                        thread::yield_now();
                    }
                }
            }
        });
        let receiver = thread::spawn(move || {
            let ring = MessageRing::attach(memory.mem(), &params()).unwrap();
            let mut receiver = ring.open_receiver([LaneCursor::default()]).unwrap();
            let (mut buffer, mut record) = ([0; LEN], Record::default());
            for n in 1..=count {
                if waiting {
                    let forever = Deadline::FOREVER;
                    ring.receive(&mut receiver, &mut buffer, &mut record, forever).unwrap();
                } else {
                    while let Err(error) = ring.try_receive(&mut receiver, &mut buffer, &mut record)
                    {
                        assert_eq!(error.status(), Status::Empty);
                        assert_eq!(receiver.cursors[0].counts.lost, 0, "before message {n}");
                        thread::yield_now();
                    }
                }
                assert_eq!((record.sequence, record.length), (n, LEN));
                assert_eq!(buffer[..], payload(n, LEN)[..]);
            }
        });
        sender.join().unwrap();
        receiver.join().unwrap();
        let info = MessageRing::attach(watched.mem(), &params()).unwrap().lane_info(0).unwrap();
        assert_eq!((info.sent, info.received, info.lost), (count, count, 0));
        assert_eq!((info.corrupt, info.repaired), (0, 0));
    }
}

fn seed(bug: Bug, model: impl Fn() + Send + Sync + 'static) {
    seeded::with(Some(bug), || caught(&format!("{bug:?}"), model));
}

#[test]
fn messages_arrive_whole_and_in_order() {
    // Three: the last needs the space of the first.
    let executions = explore(messages_arrive(3, false));
    println!("{executions} executions");
    assert!(executions > 1_000, "{executions}");
    seed(Bug::TailBeforeRecord, messages_arrive(3, false));
    seed(Bug::HeadBeforeCopy, messages_arrive(3, false));
    #[cfg(loom)] // shuttle knows sequential consistency only
    seed(Bug::TailRelaxed, messages_arrive(1, false));
}

#[test]
fn who_waits_is_woken() {
    let executions = explore(messages_arrive(3, true));
    println!("{executions} executions");
    assert!(executions > 1_000, "{executions}");
}

/// A watcher's sums hold while the receiver skips a damaged message.
fn sums_hold() {
    let memory = memory();
    let (lent, watched) = (memory.clone(), memory.clone());
    let ring = MessageRing::attach(memory.mem(), &params()).unwrap();
    let mut sender = ring.claim(Some(0)).unwrap();
    for n in 1..=2 {
        ring.try_send(&mut sender, &payload(n, LEN)).unwrap();
    }
    let check = ring.lane(0).slot(2);
    check.store(check.load(Relaxed) ^ 1, Relaxed);
    let receiver = thread::spawn(move || {
        let ring = MessageRing::attach(lent.mem(), &params()).unwrap();
        let mut receiver = ring.open_receiver([LaneCursor::default()]).unwrap();
        let (mut buffer, mut record) = ([0; LEN], Record::default());
        ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap();
        assert_eq!(record.sequence, 2);
    });
    // Every side in a thread of its own: loom moves no work past the first one's end.
    let watcher = thread::spawn(move || {
        let ring = MessageRing::attach(watched.mem(), &params()).unwrap();
        let info = ring.lane_info(0).unwrap();
        let states = [(0, 0, 2), (0, 1, 1), (1, 1, 0)];
        let seen = (info.received, info.lost, info.queued);
        assert!(states.contains(&seen), "{seen:?}");
    });
    watcher.join().unwrap();
    receiver.join().unwrap();
}

#[test]
fn a_watcher_sees_sums_that_hold() {
    let executions = explore(sums_hold);
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    #[cfg(loom)] // random schedules hardly ever stop a look just there
    seed(Bug::CountsAfterPlaces, sums_hold);
}

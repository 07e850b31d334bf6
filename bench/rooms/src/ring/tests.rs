//! Broken peers are found out, and never hang the run.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{
    Ends, Message, Ring, Rx, Tx, exchange, one_way, ours, peers, ready, round_trip, shared,
};
use crate::duo::Plan;

const PLAN: Plan =
    Plan { batch: Duration::from_micros(200), batches: 3, latencies: 100, real_time: false };

/// What is wrong with the ring of a test.
const TWICE: u64 = 1;
const DAMAGED: u64 = 2;
const PANICS: u64 = 3;

/// A good ring whose receiving end goes wrong at message 150, as `BUG` says.
struct Broken<const BUG: u64>;

struct BrokenEnd<const BUG: u64> {
    inner: rtrb::Consumer<Message<8>>,
    count: AtomicU64,
}

impl<const BUG: u64> Ring<8> for Broken<BUG> {
    type Tx = rtrb::Producer<Message<8>>;
    type Rx = BrokenEnd<BUG>;

    fn ends(capacity: usize) -> Result<Ends<Self::Tx, Self::Rx>, String> {
        let (tx, inner) = rtrb::RingBuffer::new(capacity);
        Ok(ready((tx, BrokenEnd { inner, count: AtomicU64::new(0) })))
    }
}

impl<const BUG: u64> Rx<8> for BrokenEnd<BUG> {
    fn try_receive(&mut self, message: &mut Message<8>) -> bool {
        let due = self.count.load(Ordering::Relaxed) == 150;
        if due && BUG == TWICE {
            self.count.fetch_add(1, Ordering::Relaxed);
            return true; // what it delivered last, again
        }
        if !self.inner.try_receive(message) {
            return false;
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        if due && BUG == DAMAGED {
            message[3] ^= 1; // one bit, not of the first or last word
        }
        assert!(!due || BUG != PANICS, "a bug in the peer");
        true
    }
}

fn error_of<const BUG: u64>() -> String {
    let duo = one_way::<Broken<BUG>, 8>(64, false).expect("made");
    duo.run(&PLAN).expect_err("a broken peer was measured")
}

#[test]
fn a_message_delivered_twice_is_found() {
    assert!(error_of::<TWICE>().starts_with("wrong content: message 150"));
}

#[test]
fn one_flipped_bit_is_found() {
    assert!(error_of::<DAMAGED>().starts_with("wrong content: message 150"));
}

#[test]
fn a_panic_ends_the_run_of_both_sides() {
    assert_eq!(error_of::<PANICS>(), "panicked: a bug in the peer");
}

#[test]
fn a_sound_peer_is_measured() {
    let reading = one_way::<peers::Rtrb, 8>(64, false).expect("made").run(&PLAN).expect("sound");
    assert!(reading.nanos > 0.0 && reading.probe.is_some());
    let reading = round_trip::<peers::Rtrb, 8>(64, false).expect("made").run(&PLAN).expect("sound");
    let shares: Vec<f64> = reading.quantiles.iter().map(|quantile| quantile.share).collect();
    assert_eq!(shares, [0.5, 0.9, 0.99, 0.999, 1.0]);
    assert!(reading.quantiles.is_sorted_by(|a, b| a.nanos <= b.nanos));
    // The adapters of Tx and Rx agree on what they carry.
    let Ends { tx, rx } = <peers::Rtrb as Ring<8>>::ends(4).expect("made");
    let (mut tx, mut rx) = (tx().expect("open"), rx().expect("open"));
    let mut got = [0; 8];
    assert!(tx.try_send(&[1, 2, 3, 4, 5, 6, 7, 8]) && rx.try_receive(&mut got));
    assert_eq!(got, [1, 2, 3, 4, 5, 6, 7, 8]);
}

/// How many messages it takes before somebody must receive.
fn room<G: Ring<W>, const W: usize>() -> usize {
    let Ends { tx, rx } = G::ends(1024).expect("made");
    let (mut tx, _rx) = (tx().expect("open"), rx().expect("open"));
    let room = (0..4096).take_while(|_| tx.try_send(&[0; W])).count();
    crate::runner::sweep(std::process::id());
    room
}

#[test]
fn no_ring_of_ours_is_larger_than_it_should_be() {
    assert_eq!((room::<ours::Spsc, 8>(), room::<shared::Mpmc, 8>()), (1024, 1024));
    let lanes = [
        room::<ours::MessageLane, 1>(),
        room::<ours::MessageLane, 8>(),
        room::<ours::MessageLane, 512>(),
        room::<shared::Ordered, 1>(),
        room::<shared::Ordered, 8>(),
        room::<shared::Ordered, 512>(),
    ];
    assert!(lanes.iter().all(|room| (512..=1024).contains(room)), "{lanes:?}");
    assert_eq!(room::<peers::Rtrb, 8>(), 1024);
}

#[test]
fn both_sides_may_send_and_receive() {
    for duo in
        [exchange::<peers::ArrayQueue, 8>(64, false), exchange::<peers::MutexRing, 8>(64, false)]
    {
        assert!(duo.expect("made").run(&PLAN).expect("sound").nanos > 0.0);
    }
}

#[test]
fn numbers_received_that_were_not_sent_are_found() {
    let balance = crate::shared::Shared::<super::Balance>::new().expect("memory");
    let stop = std::sync::atomic::AtomicU32::new(0);
    let batch =
        crate::duo::Batch { from: 1, count: 2, full: false, times: None, pace: 0, stop: &stop };
    // Either side sends 1 and 2, and they receive one more than that and one less.
    balance.settle(&batch, 4).expect("the first to settle");
    balance.settle(&batch, 2).expect("even");
    balance.settle(&batch, 3).expect("the first to settle");
    assert!(balance.settle(&batch, 4).expect_err("odd").starts_with("wrong content"));
}

//! What each call answers, damage, random words, threads.

use core::time::Duration;

use super::*;
use crate::objects::{Kind, Params};
use crate::provider::{HeapProvider, Provider};
use crate::ring::stage;
use crate::step::schedule::Draws;
use crate::step::script::World;
use crate::sync::{Deadline, Liveness};
use seeded::Bug;
use sender::REFUSALS;

pub(super) struct Home {
    memory: HeapProvider,
    pub(super) params: OrderedParams,
}

impl Home {
    pub(super) fn new(bytes: u64, seats: u32) -> Home {
        let params = OrderedParams::new(bytes, seats).unwrap();
        let memory = HeapProvider::new(params.required_size().unwrap());
        memory.mem().copy_in(0, &vec![0xA5; memory.mem().len()]);
        OrderedRing::format(memory.mem(), &params).unwrap();
        Home { memory, params }
    }

    pub(super) fn ring<'a>(&'a self, live: &'a dyn Liveness) -> OrderedRing<'a> {
        OrderedRing::attach(self.memory.mem_as(live), &self.params).unwrap()
    }

    pub(super) fn plain(&self) -> OrderedRing<'_> {
        OrderedRing::attach(self.memory.mem(), &self.params).unwrap()
    }

    pub(super) fn mem(&self) -> Mem<'_> {
        self.memory.mem()
    }
}

/// Message `n`: of a length and content of its own.
fn message(n: u64) -> Vec<u8> {
    stage::element(n, 8 + 8 * (n.wrapping_mul(0x9E37_79B9) >> 7 & 31) as usize)
}

pub(super) fn send(
    ring: &OrderedRing<'_>,
    sender: &mut OrderedSenderState,
    n: u64,
) -> crate::Result<u64> {
    ring.try_send(sender, &message(n))
}

pub(super) fn receive(
    ring: &OrderedRing<'_>,
    receiver: &mut OrderedReceiverState,
) -> crate::Result<u64> {
    let (mut buffer, mut record) = ([0; 512], OrderedRecord::default());
    ring.try_receive(receiver, &mut buffer, &mut record)?;
    let n = stage::number(&buffer[..record.length]);
    assert_eq!(buffer[..record.length], message(n), "message {n} has another length");
    Ok(n)
}

/// Receives all there is, asking often enough that the dead are noticed.
pub(super) fn drain(ring: &OrderedRing<'_>, receiver: &mut OrderedReceiverState) -> Vec<u64> {
    let (mut all, mut empty) = (Vec::new(), 0);
    while empty <= 2 * REFUSALS {
        match receive(ring, receiver) {
            Ok(n) => {
                all.push(n);
                empty = 0;
            }
            Err(error) if error.status() == Status::Empty => empty += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    all
}

pub(super) fn caught(bug: Bug, check: impl FnOnce()) {
    stage::fails(&format!("{bug:?}"), || seeded::with(Some(bug), check));
}

#[test]
fn messages_of_all_senders_come_in_one_order() {
    let home = Home::new(4096, 2);
    let ring = home.plain();
    let (mut a, mut b) = (ring.open_sender().unwrap(), ring.open_sender().unwrap());
    assert_eq!(ring.open_sender().unwrap_err().status(), Status::NoSpace);
    let mut receiver = ring.open_receiver().unwrap();
    assert_eq!(ring.open_receiver().unwrap_err().status(), Status::Busy);
    for n in 0..500 {
        send(&ring, if n % 3 == 0 { &mut a } else { &mut b }, n).unwrap();
        send(&ring, if n % 2 == 0 { &mut a } else { &mut b }, 1000 + n).unwrap();
        assert_eq!(receive(&ring, &mut receiver), Ok(n));
        assert_eq!(receive(&ring, &mut receiver), Ok(1000 + n));
    }
    assert_eq!(receive(&ring, &mut receiver).unwrap_err().status(), Status::Empty);
    let long = vec![7; ring.max_message()];
    ring.try_send(&mut a, &long).unwrap();
    assert_eq!(
        ring.try_send(&mut a, &[long.clone(), vec![1]].concat()).unwrap_err().status(),
        Status::TooLarge
    );
    let (mut buffer, mut record) = (vec![0; 10], OrderedRecord::default());
    let small = ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap_err();
    assert_eq!((small.status(), record.length), (Status::TooSmall, long.len()));
    buffer.resize(long.len(), 0);
    ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap();
    assert!(buffer == long);
    ring.try_send(&mut b, &[]).unwrap();
    ring.try_receive(&mut receiver, &mut [], &mut record).unwrap();
    assert_eq!(record.length, 0);
    let info = ring.info();
    assert_eq!((info.received, info.corrupt, info.pads, info.used), (1002, 0, 0, 0));
}

#[test]
fn it_tells_how_full_it_was() {
    let home = Home::new(4096, 1);
    let ring = home.plain();
    let mut sender = ring.open_sender().unwrap();
    let mut receiver = ring.open_receiver().unwrap();
    let (mut buffer, mut record) = (vec![0; ring.max_message()], OrderedRecord::default());
    let told = || {
        let info = ring.info();
        (info.used, info.high_water, info.received, info.received_bytes)
    };
    let length = 100;
    // Each takes two granules. Looked at with each 64th.
    for n in 1..64 {
        ring.try_send(&mut sender, &buffer[..length]).unwrap();
        ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap();
        assert_eq!(told(), (0, 0, n, n * length as u64));
    }
    ring.try_send(&mut sender, &buffer[..length]).unwrap();
    assert_eq!(told(), (128, 128, 63, 6300));
    ring.try_send(&mut sender, &buffer[..length]).unwrap();
    assert_eq!(told(), (256, 256, 63, 6300), "at least what is in use now");
    let long = ring.max_message();
    ring.try_send(&mut sender, &buffer[..long]).unwrap();
    assert_eq!(ring.try_send(&mut sender, &buffer[..long]).unwrap_err().status(), Status::Full);
    for _ in 0..3 {
        ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap();
    }
    assert_eq!(told(), (0, 256 + 2048, 66, 6500 + long as u64));
}

#[test]
fn damage_is_skipped_and_counted() {
    for word in 0..3 {
        for bit in 0..64 {
            let home = Home::new(4096, 1);
            let ring = home.plain();
            let mut sender = ring.open_sender().unwrap();
            let positions: Vec<u64> =
                (0..4).map(|n| send(&ring, &mut sender, n).unwrap()).collect();
            let word = home.mem().word64(ring.shape.offset(positions[1]) + 8 * word);
            word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
            let mut receiver = ring.open_receiver().unwrap();
            let got = drain(&ring, &mut receiver);
            // Bits that name the sender, or a claim made of a commit, harm no content.
            let whole = got == [0, 1, 2, 3];
            assert!(whole || got == [0, 2, 3], "{got:?}");
        }
    }
    caught(Bug::NoChecksum, || {
        let home = Home::new(4096, 1);
        let ring = home.plain();
        let mut sender = ring.open_sender().unwrap();
        let at = ring.shape.offset(send(&ring, &mut sender, 1).unwrap());
        let word = home.mem().word64(at + 24);
        word.store(word.load(Relaxed) ^ 1, Relaxed);
        drain(&ring, &mut ring.open_receiver().unwrap());
    });
}

#[test]
fn whoever_waits_for_the_dead_is_told() {
    let world = World::new();
    let (me, peer) = (world.join(0), world.join(1));
    let home = Home::new(4096, 2);
    let (ring, theirs) = (home.ring(&me), home.ring(&peer));
    let mut sender = theirs.open_sender().unwrap();
    send(&theirs, &mut sender, 1).unwrap();
    theirs.claim(&mut sender, 2).unwrap();
    world.kill(1);
    let mut receiver = ring.open_receiver().unwrap();
    assert_eq!(receive(&ring, &mut receiver), Ok(1));
    let (mut buffer, mut record) = ([0; 512], OrderedRecord::default());
    let error =
        ring.receive(&mut receiver, &mut buffer, &mut record, Deadline::FOREVER).unwrap_err();
    assert_eq!(error.status(), Status::PeerDead);
    assert_eq!(ring.info().pads, 1);
    let mut other = ring.open_sender().unwrap();
    let soon = Deadline::after(Duration::from_millis(30));
    let error = ring.receive(&mut receiver, &mut buffer, &mut record, soon).unwrap_err();
    assert_eq!(error.status(), Status::Timeout);
    while send(&ring, &mut other, 5).is_ok() {}
    let soon = Deadline::after(Duration::from_millis(30));
    let long = [0; 1000];
    assert_eq!(ring.send(&mut other, &long, soon).unwrap_err().status(), Status::Timeout);
}

#[test]
fn scribbled_words_are_errors_in_bounded_steps() {
    let mut draws = Draws::new(5);
    let (mut corrupt, mut most) = (0, 0);
    for _ in 0..2_000 {
        let world = World::new();
        let me = world.join(0);
        let home = Home::new(4096, 2);
        let ring = home.ring(&me);
        let (mut sender, mut receiver) =
            (ring.open_sender().unwrap(), ring.open_receiver().unwrap());
        (0..draws.below(40)).for_each(|n| {
            let _ = send(&ring, &mut sender, n);
            if n % 3 == 0 {
                let _ = receive(&ring, &mut receiver);
            }
        });
        let words = (home.mem().len() - 128) as u64 / 8;
        for _ in 0..1 + draws.below(30) {
            let word = home.mem().word64(128 + 8 * draws.below(words) as usize);
            let value = match draws.below(3) {
                0 => draws.draw(),
                1 => word.load(Relaxed) ^ 1 << draws.below(64),
                _ => draws.below(64),
            };
            word.store(value, Relaxed);
        }
        for _ in 0..30 {
            let (mut buffer, mut record) = ([0; 2048], OrderedRecord::default());
            let (answer, steps) = crate::step::crash::count(|| {
                let sent = ring.try_send(&mut sender, &[9; 100]).map(drop);
                ring.try_receive(&mut receiver, &mut buffer, &mut record).and(sent)
            });
            most = most.max(steps);
            corrupt += answer.is_err_and(|error| error.status() == Status::Corrupt) as u64;
            OrderedKind.recover(home.mem(), &Params::from(home.params), me.me());
            OrderedKind.verify(home.mem(), &Params::from(home.params), &mut |_| ());
        }
        ring.close_receiver(receiver);
        let _ = ring.open_receiver();
    }
    println!("at most {most} stores in two calls, {corrupt} times Corrupt");
    assert!(most < 2_000 && corrupt > 100, "{most} {corrupt}");
}

/// A sender that stops between its look at a free place and its claim comes a lap or more too
/// late: by then the place is in the middle of a longer record, whatever its payload.
#[test]
fn a_claim_that_comes_late_finds_nothing_to_claim() {
    for before in [0, 30, 70, 200] {
        for value in 0..100_u64 {
            let home = Home::new(4096, 1);
            let ring = home.plain();
            let mut sender = ring.open_sender().unwrap();
            let mut receiver = ring.open_receiver().unwrap();
            let mut pass = |count: u64, payload: &[u8]| {
                for _ in 0..count {
                    ring.try_send(&mut sender, payload).unwrap();
                    let (mut buffer, mut record) = ([0; 512], OrderedRecord::default());
                    ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap();
                }
            };
            pass(before, &[]);
            let all = ring.shape.granules as u64;
            let place = ring.head_word(before);
            let seen = place.load(Relaxed);
            pass(all - 2, &[]);
            let payload = value.to_le_bytes().repeat(40);
            let at = ring.try_send(&mut sender, &payload).unwrap();
            assert!(at < before + all && before + all < at + layout::granules(320) as u64);
            assert_eq!(place.load(Relaxed), value, "the place is in the payload");
            let claim = Head::record(Stage::Claimed, 0, 1, Claimant::NONE).to_bits();
            let late = place.compare_exchange(seen, claim, AcqRel);
            assert!(late.is_err(), "lap {}: {value}", ring.shape.lap(before));
        }
    }
}

/// After some calls, whatever they answer, what is sent arrives.
fn comes_to_itself(
    ring: &OrderedRing<'_>,
    sender: &mut OrderedSenderState,
    receiver: &mut OrderedReceiverState,
    what: &str,
) {
    for _ in 0..2 * REFUSALS {
        let _ = send(ring, sender, 0);
        let _ = receive(ring, receiver);
    }
    for _ in 0..2 * REFUSALS {
        let _ = receive(ring, receiver);
    }
    for n in 1000..1200 {
        assert!(send(ring, sender, n).is_ok(), "{what}");
        assert_eq!(receive(ring, receiver), Ok(n), "{what}");
    }
}

/// As in `a_damaged_position_heals`, while both sides are there and messages pass.
#[test]
fn a_position_damaged_in_use_heals() {
    let values = (0..64).map(|bit| 1 << bit).chain([3, 9, 40]);
    let places = [layout::HEAD, layout::CLEANED, layout::TAIL, 0];
    for (value, offset) in values.flat_map(|value: u64| places.map(|offset| (value, offset))) {
        for passed in [0, 10, 150] {
            let home = Home::new(4096, 2);
            let ring = home.plain();
            let mut sender = ring.open_sender().unwrap();
            let mut receiver = ring.open_receiver().unwrap();
            for n in 0..passed {
                send(&ring, &mut sender, n).unwrap();
                assert_eq!(receive(&ring, &mut receiver), Ok(n));
            }
            // Last, the place that is claimed next.
            let word = match offset {
                0 => ring.head_word(home.mem().word64(layout::TAIL).load(Relaxed)),
                _ => home.mem().word64(offset),
            };
            word.store(word.load(Relaxed) ^ value, Relaxed);
            let what = format!("{offset}: {value:#x}, after {passed}");
            comes_to_itself(&ring, &mut sender, &mut receiver, &what);
        }
    }
}

/// Somebody scribbles the tail ahead, and senders go on from there: what they send arrives.
#[test]
fn a_hole_before_the_tail_is_filled() {
    for ahead in 1..20 {
        for passed in [0, 50, 100] {
            let home = Home::new(4096, 2);
            let ring = home.plain();
            let (mut sender, mut other) =
                (ring.open_sender().unwrap(), ring.open_sender().unwrap());
            let mut receiver = ring.open_receiver().unwrap();
            for n in 0..passed {
                send(&ring, &mut sender, n).unwrap();
                assert_eq!(receive(&ring, &mut receiver), Ok(n));
            }
            let tail = home.mem().word64(layout::TAIL);
            tail.store(tail.load(Relaxed) + ahead, Relaxed);
            let sent: Vec<u64> = (1000..1012)
                .filter(|n| {
                    let one = if n % 2 == 0 { &mut sender } else { &mut other };
                    send(&ring, one, *n).is_ok()
                })
                .collect();
            assert!(sent.len() > 5, "{sent:?}");
            // As often as it takes a sender to begin at the head, where the hole is.
            for _ in 0..2 * REFUSALS {
                let long = vec![0; ring.max_message()];
                assert_eq!(ring.try_send(&mut other, &long).unwrap_err().status(), Status::Full);
            }
            let (mut buffer, mut record) = ([0; 512], OrderedRecord::default());
            let mut got = Vec::new();
            for _ in &sent {
                let soon = Deadline::after(Duration::from_secs(20));
                ring.receive(&mut receiver, &mut buffer, &mut record, soon).unwrap();
                got.push(stage::number(&buffer[..record.length]));
            }
            assert_eq!(got, sent, "{ahead} ahead after {passed}");
            assert_eq!(ring.info().corrupt, 1);
        }
    }
}

/// One of the words that say how far the ring is, damaged while nobody is there: who comes then
/// goes on, and what is sent from then on arrives.
#[test]
fn a_damaged_position_heals() {
    let mut draws = Draws::new(9);
    let flips = (0..64).map(|bit| (1 << bit, true));
    let values = [0, 12345, u64::MAX, 1 << 55].map(|value| (value, false));
    let values: Vec<_> =
        flips.chain(values).chain((0..64).map(|_| (draws.draw(), false))).collect();
    for offset in [layout::HEAD, layout::CLEANED, layout::TAIL] {
        for passed in [0, 10, 150] {
            for &(value, flip) in &values {
                let home = Home::new(4096, 2);
                let ring = home.plain();
                let mut sender = ring.open_sender().unwrap();
                let mut receiver = ring.open_receiver().unwrap();
                for n in 0..passed {
                    send(&ring, &mut sender, n).unwrap();
                    assert_eq!(receive(&ring, &mut receiver), Ok(n));
                }
                ring.close_sender(sender);
                ring.close_receiver(receiver);
                let word = home.mem().word64(offset);
                word.store(if flip { word.load(Relaxed) ^ value } else { value }, Relaxed);

                let mut sender = ring.open_sender().unwrap();
                let mut receiver = ring.open_receiver().unwrap();
                let what = format!("{offset}: {value:#x}, after {passed}");
                comes_to_itself(&ring, &mut sender, &mut receiver, &what);
            }
        }
    }
}

/// Its last sender died between its claim and its word about it, and what it claimed was
/// padded and passed: the tail lies behind what is cleaned, and the next message's end beyond.
#[test]
fn a_tail_behind_what_is_cleaned_is_passed_over() {
    let home = Home::new(4096, 3);
    let ring = home.plain();
    let mut early = ring.open_sender().unwrap();
    let mut sender = ring.open_sender().unwrap();
    let mut receiver = ring.open_receiver().unwrap();
    for n in 0..1000 {
        send(&ring, &mut sender, n).unwrap();
        assert_eq!(receive(&ring, &mut receiver), Ok(n));
    }
    for behind in 1..4 {
        let tail = home.mem().word64(layout::TAIL);
        tail.store(tail.load(Relaxed).wrapping_sub(behind), Relaxed);
        let payload = vec![behind as u8; 300];
        assert!(ring.try_send(&mut early, &payload).is_ok());
        let (mut buffer, mut record) = (vec![0; 300], OrderedRecord::default());
        ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap();
        assert_eq!(buffer, payload);
    }
}

#[test]
fn a_million_messages_of_three_senders() {
    const EACH: u64 = 333_334;
    let home = Home::new(1 << 16, 4);
    std::thread::scope(|scope| {
        for who in 0..3u64 {
            let home = &home;
            scope.spawn(move || {
                let ring = home.plain();
                let mut sender = ring.open_sender().unwrap();
                for i in 0..EACH {
                    let bytes = message(who << 32 | i);
                    ring.send(&mut sender, &bytes, Deadline::FOREVER).unwrap();
                }
            });
        }
        let ring = home.plain();
        let mut receiver = ring.open_receiver().unwrap();
        let (mut buffer, mut record) = ([0; 512], OrderedRecord::default());
        let mut next = [0; 3];
        for _ in 0..3 * EACH {
            ring.receive(&mut receiver, &mut buffer, &mut record, Deadline::FOREVER).unwrap();
            let n = stage::number(&buffer[..record.length]);
            let who = (n >> 32) as usize;
            assert_eq!(n as u32 as u64, next[who], "sender {who}");
            next[who] += 1;
        }
        assert_eq!((ring.info().received, ring.info().corrupt), (3 * EACH, 0));
    });
}

//! A kill at every store of every operation, and at every store of the recovery from it.

use std::cell::{Cell, RefCell};

use super::*;
use crate::provider::{HeapProvider, Provider};
use crate::step::crash::{self, Count, Recorded};
use crate::sync::checksum::tests::both_ways;
use crate::sync::{Liveness, ParticipantId};
use seeded::Bug;

/// A participant to whom every earlier one is dead.
struct Heir(ParticipantId);

impl Heir {
    fn new(generation: u32) -> Heir {
        Heir(ParticipantId { row: 1, generation })
    }
}

impl Liveness for Heir {
    fn me(&self) -> ParticipantId {
        self.0
    }
    fn is_dead(&self, who: ParticipantId) -> bool {
        who.generation < self.0.generation
    }
    fn is_dead_truncated(&self, row: u16, generation: u32, _bits: u32) -> bool {
        self.is_dead(ParticipantId { row, generation })
    }
}

/// A ring whose participants come one after the other.
struct Scene {
    memory: HeapProvider,
    params: MessageParams,
    generation: Cell<u32>,
}

impl Scene {
    fn new(lanes: u32) -> Scene {
        let params = MessageParams::new(lanes, 4096).unwrap();
        let memory = HeapProvider::new(params.required_size().unwrap());
        MessageRing::format(memory.mem(), &params).unwrap();
        Scene { memory, params, generation: Cell::new(1) }
    }

    /// Runs `body` as a new participant; everyone before is dead.
    fn next<T>(&self, body: impl FnOnce(MessageRing<'_>) -> T) -> T {
        let heir = Heir::new(self.generation.replace(self.generation.get() + 1));
        body(MessageRing::attach(self.memory.mem_as(&heir), &self.params).unwrap())
    }

    fn send(&self, ring: &MessageRing<'_>, sender: &mut SenderState) {
        let sequence = sender.tail_next();
        assert_eq!(ring.try_send(sender, &payload(sequence, some_length(sequence))), Ok(sequence));
    }

    /// As a new participant, takes everything and checks that each is what was sent.
    fn drain(&self) -> Vec<(u32, u64)> {
        self.next(|ring| {
            let mut receiver = ring
                .open_receiver(vec![LaneCursor::default(); self.params.lanes as usize])
                .unwrap();
            let check = |(lane, sequence, bytes): (u32, u64, Vec<u8>)| {
                assert!(bytes == payload(sequence, some_length(sequence)), "message {sequence}");
                (lane, sequence)
            };
            drain(&ring, &mut receiver).into_iter().map(check).collect()
        })
    }

    /// Crashes `operation` at each store, recovers, checks.
    fn crash(
        &self,
        operation: impl FnOnce(),
        recover: impl FnMut(),
        check: impl FnMut(usize, usize),
    ) -> Count {
        let mem = self.memory.mem();
        let mut bytes = vec![0; mem.len()];
        mem.copy_out(0, &mut bytes);
        let (before, stores, ()) = crash::points(&bytes, operation);
        let base = mem.base().as_ptr();
        let recorded = Recorded { base, before: &before, stores: &stores };
        let mut check = check;
        let count = crash::replay(&recorded, recover, |k| check(k, stores.len()));
        mem.copy_in(0, &bytes);
        count
    }
}

impl SenderState {
    fn tail_next(&self) -> u64 {
        self.last_sequence() + 1
    }
}

/// The position of lane 0's tail.
fn position(ring: &MessageRing<'_>) -> u32 {
    ring.lane(0).tail().position
}

/// Fills and drains until the next record starts `before_end` slots ahead of the lane's end,
/// then leaves `queued` messages.
fn prepare(scene: &Scene, before_end: Option<u32>, queued: u32) {
    scene.next(|ring| {
        let mut sender = ring.claim(Some(0)).unwrap();
        if let Some(before_end) = before_end {
            let mut receiver =
                ring.open_receiver(vec![LaneCursor::default(); scene.params.lanes as usize]);
            let receiver = receiver.as_mut().unwrap();
            while position(&ring) % 512 != 512 - before_end {
                scene.send(&ring, &mut sender);
                drain(&ring, receiver);
                assert!(sender.last_sequence() < 100_000, "never there");
            }
        }
        for _ in 0..queued {
            scene.send(&ring, &mut sender);
        }
    });
}

fn send_is_all_or_nothing(name: &str, before_end: Option<u32>, queued: u32) -> Count {
    let scene = Scene::new(1);
    prepare(&scene, before_end, queued);
    let heir = Heir::new(scene.generation.replace(scene.generation.get() + 1));
    let ring = MessageRing::attach(scene.memory.mem_as(&heir), &scene.params).unwrap();
    let mut sender = ring.claim(Some(0)).unwrap();
    let number = sender.tail_next();
    let learned = Cell::new(0);
    scene.crash(
        || scene.send(&ring, &mut sender),
        || {
            scene.next(|ring| {
                let mut heir = ring.claim(Some(0)).unwrap();
                learned.set(heir.last_sequence());
                scene.send(&ring, &mut heir);
            })
        },
        |k, stores| {
            let learned = learned.get();
            assert!(learned + 1 >= number, "{name}: committed message {} forgotten", number - 1);
            assert!(k < stores || learned >= number, "{name}: learned {learned} of {number}");
            let got = scene.drain();
            let sent: Vec<_> = (number - queued as u64..=learned + 1).map(|n| (0, n)).collect();
            assert_eq!(got, sent, "{name}: crash after store {k} of {stores}");
            let info = scene.next(|ring| ring.lane_info(0).unwrap());
            assert_eq!((info.sent, info.lost, info.corrupt), (learned + 1, 0, 0));
        },
    )
}

fn every_send() -> Count {
    let mut all = Count::default();
    both_ways(|| {
        for queued in 0..25 {
            all += send_is_all_or_nothing("queued", None, queued);
        }
    });
    all
}

#[test]
fn a_killed_send_happened_or_did_not() {
    let count = every_send();
    crash::report(
        "message: send, lane empty to half full",
        "replay",
        count.points,
        count.nested,
        1_000,
    );
    for bug in [Bug::TailBeforeRecord, Bug::LearnFromSequenceWord] {
        caught(bug, || _ = every_send());
    }
}

#[test]
fn a_killed_send_at_the_end_of_the_lane() {
    let mut count = Count::default();
    both_ways(|| {
        for before_end in 1..16 {
            count += send_is_all_or_nothing("wrapped", Some(before_end), 2);
        }
    });
    crash::report("message: send, wrapped", "replay", count.points, count.nested, 500);
}

#[test]
fn a_killed_send_into_a_nearly_full_lane() {
    let scene = Scene::new(1);
    let filled = scene.next(|ring| {
        let mut sender = ring.claim(Some(0)).unwrap();
        let mut sent = 0;
        loop {
            let number = sender.tail_next();
            // Leaves just the room for one more of the operation and one of the recovery.
            let room = 512 - (ring.lane_info(0).unwrap().used / 8) as u32;
            let need = |n| record::slots(some_length(n) as u32);
            if room < need(number) + need(number + 1) + need(number + 2) {
                return sent;
            }
            scene.send(&ring, &mut sender);
            sent += 1;
        }
    });
    let count = send_is_all_or_nothing("nearly full", None, filled);
    crash::report("message: send, nearly full", "replay", count.points, count.nested, 50);
}

fn receive_is_all_or_nothing(before_end: Option<u32>, queued: u32) -> Count {
    let scene = Scene::new(1);
    prepare(&scene, before_end, queued);
    let heir = Heir::new(scene.generation.replace(scene.generation.get() + 1));
    let ring = MessageRing::attach(scene.memory.mem_as(&heir), &scene.params).unwrap();
    let mut receiver = ring.open_receiver(vec![LaneCursor::default(); 1]).unwrap();
    let info = ring.lane_info(0).unwrap();
    let first = info.received + 1;
    let got = RefCell::new(Vec::new());
    let start = Cell::new(0);
    scene.crash(
        || {
            let mut record = Record::default();
            ring.try_receive(&mut receiver, &mut [0; 200], &mut record).unwrap();
            assert_eq!(record.sequence, first);
        },
        || {
            let head = scene.next(|ring| ring.lane_info(0).unwrap().received);
            start.set(head + 1);
            got.replace(scene.drain());
        },
        |k, stores| {
            let start = start.get();
            assert!(start >= first, "message {} is delivered again", first - 1);
            assert!(k < stores || start > first, "the one received is delivered again");
            let rest: Vec<_> = (start..=info.sent).map(|n| (0, n)).collect();
            assert_eq!(*got.borrow(), rest, "crash after store {k} of {stores}");
            let info = scene.next(|ring| ring.lane_info(0).unwrap());
            assert_eq!((info.received, info.lost, info.corrupt), (info.sent, 0, 0));
        },
    )
}

#[test]
fn a_killed_receive_delivers_again_at_most_the_one_in_flight() {
    let mut count = Count::default();
    both_ways(|| {
        for queued in 1..25 {
            count += receive_is_all_or_nothing(None, queued);
        }
        for before_end in 1..16 {
            count += receive_is_all_or_nothing(Some(before_end), 4);
        }
    });
    crash::report("message: receive", "replay", count.points, count.nested, 100);
}

/// Ten messages, some damaged beyond repair: in their checksums, so that their lengths lead
/// on, or in both forms of their lengths, so that nothing leads on.
fn losses_are_counted_once(damaged: std::ops::RangeInclusive<u64>, lengths_too: bool) -> Count {
    let scene = Scene::new(1);
    prepare(&scene, Some(9), 10);
    let first = scene.next(|ring| {
        let info = ring.lane_info(0).unwrap();
        let lane = ring.lane(0);
        let (mut position, first) = (lane.head().position, info.received + 1);
        for sequence in first..=info.sent {
            let slots = record::slots(some_length(sequence) as u32);
            if damaged.contains(&(sequence - first)) {
                let at = if lengths_too { 0 } else { 2 };
                let slot = lane.slot(position.wrapping_add(at));
                slot.store(slot.load(Relaxed) ^ 0x0101_0101_0101_0101, Relaxed);
            }
            position = position.wrapping_add(slots);
        }
        first
    });
    let heir = Heir::new(scene.generation.replace(scene.generation.get() + 1));
    let ring = MessageRing::attach(scene.memory.mem_as(&heir), &scene.params).unwrap();
    let mut receiver = ring.open_receiver(vec![LaneCursor::default(); 1]).unwrap();
    // Up to the damage.
    for _ in 0..*damaged.start() {
        ring.try_receive(&mut receiver, &mut [0; 200], &mut Record::default()).unwrap();
    }
    let all_lost = damaged.end() - damaged.start() + 1;
    // Without its length nothing after it is found either.
    let lost = if lengths_too { 10 - damaged.start() } else { all_lost };
    scene.crash(
        || {
            let answer = ring.try_receive(&mut receiver, &mut [0; 200], &mut Record::default());
            assert_eq!(answer.is_ok(), damaged.start() + lost < 10, "{answer:?}");
        },
        || drop(scene.drain()),
        |k, _| {
            let info = scene.next(|ring| ring.lane_info(0).unwrap());
            assert_eq!(info.lost, lost, "crash after store {k}");
            assert_eq!(info.received, first - 1 + 10 - lost);
            assert_eq!(info.queued, 0);
        },
    )
}

fn every_loss() -> Count {
    let mut count = Count::default();
    both_ways(|| {
        for start in 0..10 {
            count += losses_are_counted_once(start..=start, false);
            count += losses_are_counted_once(start..=start, true);
        }
        for start in 0..7 {
            count += losses_are_counted_once(start..=start + 3, false);
        }
    });
    count
}

#[test]
fn a_killed_receiver_counts_what_was_lost_exactly_once() {
    let count = every_loss();
    crash::report("message: receive, skipping damage", "replay", count.points, count.nested, 150);
    caught(Bug::LossCountedAtOnce, || _ = every_loss());
}

#[test]
fn a_killed_claim_close_or_take_over_leaves_a_lane_that_can_be_had() {
    let mut count = Count::default();
    for (owned_before, reserve) in [(false, true), (true, true), (false, false), (true, false)] {
        let scene = Scene::new(3);
        let lane = if reserve { Some(1) } else { None };
        if owned_before {
            scene.next(|ring| {
                for _ in 0..3 {
                    let mut sender = ring.claim(lane).unwrap_or_else(|_| ring.claim(None).unwrap());
                    scene.send(&ring, &mut sender);
                }
            });
        }
        if !reserve {
            scene.drain();
        }
        let sent = |ring: &MessageRing<'_>| -> Vec<u64> {
            (0..3).map(|lane| ring.lane_info(lane).unwrap().sent).collect()
        };
        let before = scene.next(|ring| sent(&ring));
        count += scene.crash(
            || {
                scene.next(|ring| {
                    let sender = ring.claim(lane).unwrap();
                    ring.close_sender(sender);
                })
            },
            || {
                scene.next(|ring| {
                    let mut sender = ring.claim(lane).unwrap();
                    scene.send(&ring, &mut sender);
                    ring.close_sender(sender);
                })
            },
            |k, _| {
                let after = scene.next(|ring| sent(&ring));
                let grown = after.iter().sum::<u64>() - before.iter().sum::<u64>();
                assert!((1..=2).contains(&grown), "crash after store {k}: {before:?} {after:?}");
                let got = scene.drain();
                let all = before.iter().chain([&grown]).sum::<u64>();
                let due = if reserve { all } else { grown };
                assert_eq!(got.len() as u64, due, "crash after store {k}");
            },
        );
    }
    crash::report("message: claim, take over, close", "replay", count.points, count.nested, 12);
}

#[test]
fn a_killed_receiver_leaves_its_place() {
    let scene = Scene::new(2);
    prepare(&scene, None, 5);
    let got = RefCell::new(Vec::new());
    let count = scene.crash(
        || {
            scene.next(|ring| {
                let receiver = ring.open_receiver(vec![LaneCursor::default(); 2]).unwrap();
                ring.close_receiver(receiver);
            })
        },
        || drop(got.replace(scene.drain())),
        |k, _| {
            let got = got.borrow();
            let all: Vec<_> = (6 - got.len() as u64..=5).map(|n| (0, n)).collect();
            assert_eq!(*got, all, "crash after store {k}");
            let info = scene.next(|ring| ring.lane_info(0).unwrap());
            assert_eq!((info.received, info.lost), (5, 0));
        },
    );
    crash::report("message: receiver opens, closes", "replay", count.points, count.nested, 3);
}

/// The same with real processes: a child is ended before each of its steps in turn.
#[test]
fn a_process_killed_while_it_sends() {
    let params = MessageParams::new(1, 4096).unwrap();
    let len = params.required_size().unwrap();
    let map = super::threads::Twice::new(len);
    let first = Heir::new(1);
    let ring = MessageRing::format(map.mem(0, &first), &params).unwrap();
    let mut sender = ring.claim(Some(0)).unwrap();
    let messages: Vec<_> = (0..6).map(|n| payload(n, some_length(n))).collect();
    for message in &messages[1..=3] {
        ring.try_send(&mut sender, message).unwrap();
    }
    let mut before = vec![0; len];
    map.mem(0, &first).copy_out(0, &mut before);
    let mut points = 0;
    loop {
        // SAFETY: the child makes one send, which neither allocates nor locks, and ends.
        let child = unsafe { libc::fork() };
        if child == 0 {
            let sent = crash::die_at(points, || ring.try_send(&mut sender, &messages[4]));
            // SAFETY: ends the child without running the parent's destructors.
            unsafe { libc::_exit(if sent.is_ok() { 0 } else { 1 }) };
        }
        let mut status = 0;
        // SAFETY: `child` is this process's own child; `status` is valid for the write.
        assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
        assert!(libc::WIFEXITED(status));
        let whole = libc::WEXITSTATUS(status) == 0;
        assert!(whole || libc::WEXITSTATUS(status) == crash::DIED);
        let second = Heir::new(2);
        let ring = MessageRing::attach(map.mem(0, &second), &params).unwrap();
        let mut heir = ring.claim(Some(0)).unwrap();
        let learned = heir.last_sequence();
        assert!(learned == 4 || !whole && learned == 3, "learned {learned} at point {points}");
        let next = ring.try_send(&mut heir, &messages[learned as usize + 1]).unwrap();
        let mut receiver = ring.open_receiver(vec![LaneCursor::default()]).unwrap();
        let due: Vec<_> = (1..=next).map(|n| (0, n, messages[n as usize].clone())).collect();
        assert_eq!(drain(&ring, &mut receiver), due, "point {points}");
        map.mem(0, &second).copy_in(0, &before);
        if whole {
            break;
        }
        points += 1;
    }
    crash::report("message: send", "fork", points, 0, 5);
}

//! A kill at every store of each operation, and at any step of any interleaving.

use std::sync::Mutex;

use super::behaviour::{Home, caught, drain, receive, send};
use super::*;
use crate::objects::{Kind, Params};
use crate::ring::stage;
use crate::step::crash::{self, Count};
use crate::step::schedule::{self, Body, Draws, Plan};
use crate::step::script::World;
use crate::sync::Liveness;

/// A ring in which `before` messages went through and `queued` are left.
fn prepared(before: u64, queued: u64) -> Home {
    let home = Home::new(4096, 4);
    let ring = home.plain();
    let (mut sender, mut receiver) = (ring.open_sender().unwrap(), ring.open_receiver().unwrap());
    for n in 1..=before + queued {
        send(&ring, &mut sender, n).unwrap();
        if n <= before {
            assert_eq!(receive(&ring, &mut receiver), Ok(n));
        }
    }
    ring.close_sender(sender);
    ring.close_receiver(receiver);
    home
}

fn every_send() -> Count {
    let mut count = Count::default();
    for by_table in [false, true] {
        for (before, queued) in (0..40).map(|n| (n, n % 5)) {
            let home = prepared(before, queued);
            let world = World::new();
            let dies = world.join(1);
            let next = before + queued + 1;
            count += stage::crash(
                home.mem(),
                || {
                    let ring = home.ring(&dies);
                    send(&ring, &mut ring.open_sender().unwrap(), next).unwrap();
                    world.kill(1);
                },
                || {
                    if by_table {
                        OrderedKind.recover(home.mem(), &Params::from(home.params), dies.me());
                    }
                },
                |k, stores| {
                    let me = world.join(0);
                    let ring = home.ring(&me);
                    // A living sender goes on behind the dead one's place.
                    let mut sender = ring.open_sender().unwrap();
                    send(&ring, &mut sender, 1000).unwrap();
                    let mut receiver = ring.open_receiver().unwrap();
                    let got = drain(&ring, &mut receiver);
                    let old: Vec<u64> = (before + 1..next).chain([1000]).collect();
                    let with: Vec<u64> = (before + 1..=next).chain([1000]).collect();
                    assert!(got == with || k < stores && got == old, "store {k}: {got:?}");
                    let info = ring.info();
                    assert!(info.corrupt == 0 && info.pads <= (got == old) as u64, "{info:?}");
                    let params = Params::from(home.params);
                    OrderedKind.verify(home.mem(), &params, &mut |finding| panic!("{finding}"));
                    // Around the ring and on.
                    for n in 2000..2100 {
                        send(&ring, &mut sender, n).unwrap();
                        assert_eq!(receive(&ring, &mut receiver), Ok(n));
                    }
                },
            );
        }
    }
    count
}

#[test]
fn a_killed_send_happened_or_did_not() {
    let count = every_send();
    crash::report("ordered: send", "replay", count.points, count.nested, 800);
    for bug in [seeded::Bug::CommitBeforeRecord, seeded::Bug::NeverAsked] {
        caught(bug, || _ = every_send());
    }
}

fn every_receive() -> Count {
    let mut count = Count::default();
    for (before, queued) in (0..40).map(|n| (n, 1 + n % 5)) {
        let home = prepared(before, queued);
        let world = World::new();
        let dies = world.join(1);
        count += stage::crash(
            home.mem(),
            || {
                let ring = home.ring(&dies);
                let mut receiver = ring.open_receiver().unwrap();
                assert_eq!(receive(&ring, &mut receiver), Ok(before + 1));
                world.kill(1);
            },
            || {
                let heir = world.join(0);
                let ring = home.ring(&heir);
                let _left = ring.open_receiver().unwrap(); // dies too
                world.kill(0);
            },
            |k, stores| {
                let me = world.join(2);
                let ring = home.ring(&me);
                let mut receiver = ring.open_receiver().unwrap();
                let mut sender = ring.open_sender().unwrap();
                // The whole ring can be had again: nothing is left dirty.
                let mut sent = 0;
                while send(&ring, &mut sender, 1000 + sent).is_ok() {
                    sent += 1;
                }
                assert!(sent > 10, "store {k}: {sent}");
                let got = drain(&ring, &mut receiver);
                let rest = (before + 2..=before + queued).chain(1000..1000 + sent);
                let rest: Vec<u64> = rest.collect();
                let all: Vec<u64> = [before + 1].into_iter().chain(rest.clone()).collect();
                assert!(got == rest || k < stores && got == all, "store {k}: {got:?}");
                assert_eq!(ring.info().corrupt, 0);
            },
        );
    }
    count
}

#[test]
fn a_killed_receive_delivers_again_at_most_the_one_in_flight() {
    let count = every_receive();
    crash::report("ordered: receive", "replay", count.points, count.nested, 200);
}

/// Killed while it cleans up after the longest message: its heir cleans the rest.
fn every_cleaning() -> Count {
    let home = prepared(0, 0);
    let world = World::new();
    let dies = world.join(1);
    let ring = home.ring(&dies);
    let long = vec![3; ring.max_message()];
    ring.try_send(&mut ring.open_sender().unwrap(), &long).unwrap();
    stage::crash(
        home.mem(),
        || {
            let (mut buffer, mut record) = (long.clone(), OrderedRecord::default());
            let mut receiver = ring.open_receiver().unwrap();
            ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap();
            world.kill(1);
        },
        || (),
        |k, _| {
            let me = world.join(0);
            let ring = home.ring(&me);
            let mut receiver = ring.open_receiver().unwrap();
            let (mut buffer, mut record) = (long.clone(), OrderedRecord::default());
            let _ = ring.try_receive(&mut receiver, &mut buffer, &mut record);
            let mut sender = ring.open_sender().unwrap();
            for _ in 0..2 {
                let sent = ring.try_send(&mut sender, &long).map(drop);
                assert_eq!(sent, Ok(()), "store {k}: the ring is not empty");
            }
        },
    )
}

#[test]
fn a_killed_cleaning_is_done_by_the_heir() {
    let count = every_cleaning();
    crash::report("ordered: cleaning", "replay", count.points, count.nested, 32);
    caught(seeded::Bug::CleaningForgotten, || _ = every_cleaning());
}

/// Three senders, a receiver and its heir; one dies at any step. Message 100 s + i.
fn schedules(seeds: std::ops::Range<u64>) -> u64 {
    let mut killed = 0;
    for seed in seeds {
        let world = World::new();
        let members: Vec<_> = (0..6).map(|row| world.join(row)).collect();
        let home = prepared(40 + seed % 23, 0);
        let sent: Vec<Mutex<u64>> = (0..3).map(|_| Mutex::new(0)).collect();
        let got: Mutex<Vec<u64>> = Mutex::default();
        let (members, home, sent, got) = (&members, &home, &sent, &got);
        let bug = seeded::current();
        let mut bodies: Vec<Body<'_>> = Vec::new();
        for who in 0..3 {
            bodies.push(Box::new(move || {
                seeded::plant(bug);
                let ring = home.ring(&members[who]);
                let mut sender = ring.open_sender().unwrap();
                for i in 1..=4 {
                    while let Err(error) = send(&ring, &mut sender, 1000 * (who as u64 + 1) + i) {
                        assert_eq!(error.status(), Status::Full);
                    }
                    *sent[who].lock().unwrap() = i;
                }
            }));
        }
        for member in &members[3..5] {
            bodies.push(Box::new(move || {
                seeded::plant(bug);
                let ring = home.ring(member);
                let mut tries = 0;
                while tries < 30 {
                    tries += 1;
                    let Ok(mut receiver) = ring.open_receiver() else { continue };
                    for _ in 0..80 {
                        match receive(&ring, &mut receiver) {
                            Ok(n) => got.lock().unwrap().push(n),
                            Err(error) => assert_eq!(error.status(), Status::Empty),
                        }
                    }
                    ring.close_receiver(receiver);
                }
            }));
        }
        let mut draws = Draws::new(seed);
        let victim = draws.below(5) as usize;
        let kill = Some((victim, 1 + draws.below(150)));
        let plan = Plan { seed, turn: 3, kill, limit: 2_000_000 };
        schedule::run(
            &plan,
            bodies,
            |index| world.kill(index as u16),
            |outcome| {
                let dead = outcome.killed;
                killed += dead.is_some() as u64;
                let ring = home.ring(&members[5]);
                let mut all = got.lock().unwrap().clone();
                let mut receiver = ring.open_receiver().unwrap();
                all.extend(drain(&ring, &mut receiver));
                // What a dead receiver had taken before it could say so is nowhere.
                let lossy = matches!(dead, Some(3 | 4));
                for who in 0..3u64 {
                    let of: Vec<u64> =
                        all.iter().filter(|n| **n / 1000 == who + 1).copied().collect();
                    assert!(of.is_sorted_by(|a, b| a < b), "sender {who}: {of:?}");
                    let sent = *sent[who as usize].lock().unwrap();
                    let due = (1..=sent).map(|i| 1000 * (who + 1) + i);
                    let missing = due.filter(|n| !of.contains(n)).count();
                    assert!(missing <= lossy as usize, "sender {who}: {sent} sent, {of:?}");
                    let more = (of.len() + missing) as u64 - sent;
                    assert!(more <= (dead == Some(who as usize)) as u64, "{of:?}");
                }
                assert_eq!(ring.info().corrupt, 0);
            },
        );
    }
    killed
}

#[test]
fn a_kill_at_any_step_of_any_interleaving() {
    let killed = schedules(0..800);
    crash::report("ordered: send, receive", "turns", killed, 0, 300);
    for bug in [seeded::Bug::CommitBeforeRecord, seeded::Bug::PadTheLiving] {
        caught(bug, || _ = schedules(0..800));
    }
}

/// Two senders die at one place with different lengths: whoever's claim it is, it ends there.
#[test]
fn two_dead_at_one_place() {
    let mut outcomes = 0;
    for (a, b) in [(1, 9), (9, 1)] {
        for winner in 0..2 {
            for later in [false, true] {
                let world = World::new();
                let members = [world.join(0), world.join(1), world.join(2)];
                let home = prepared(3, 0);
                let mut states: Vec<_> =
                    (0..2).map(|i| home.ring(&members[i]).open_sender().unwrap()).collect();
                let granules = [a, b];
                let claim = |i: usize, states: &mut Vec<OrderedSenderState>| {
                    home.ring(&members[i]).claim(&mut states[i], granules[i]).unwrap().0
                };
                let tail = home.mem().word64(layout::TAIL).load(Relaxed);
                let first = claim(winner, &mut states);
                // The other had read the same tail.
                home.mem().word64(layout::TAIL).store(tail, Relaxed);
                let second = claim(1 - winner, &mut states);
                assert_eq!(second, first + granules[winner] as u64);
                let ring = home.ring(&members[2]);
                let mut sender = ring.open_sender().unwrap();
                if later {
                    send(&ring, &mut sender, 77).unwrap();
                }
                world.kill(0);
                world.kill(1);
                let mut receiver = ring.open_receiver().unwrap();
                let got = drain(&ring, &mut receiver);
                assert_eq!(got, if later { vec![77] } else { vec![] });
                send(&ring, &mut sender, 78).unwrap();
                assert_eq!(receive(&ring, &mut receiver), Ok(78));
                assert_eq!((ring.info().pads, ring.info().corrupt), (2, 0));
                outcomes += 1;
            }
        }
    }
    assert_eq!(outcomes, 8);
}

#[test]
fn a_full_ring_whose_first_claim_is_dead_or_only_stopped() {
    let world = World::new();
    let (me, dies) = (world.join(0), world.join(1));
    let home = prepared(5, 0);
    let (ring, theirs) = (home.ring(&me), home.ring(&dies));
    theirs.claim(&mut theirs.open_sender().unwrap(), 3).unwrap();
    let mut sender = ring.open_sender().unwrap();
    let mut sent = Vec::new();
    while send(&ring, &mut sender, 100 + sent.len() as u64).is_ok() {
        sent.push(100 + sent.len() as u64);
    }
    let mut receiver = ring.open_receiver().unwrap();
    assert_eq!(drain(&ring, &mut receiver), [], "what is behind a stopped claim");
    world.kill(1);
    assert_eq!(drain(&ring, &mut receiver), sent);
}

//! Random interleavings: one thread runs at a time, and one is killed before any of its steps.

use std::sync::Mutex;

use super::*;
use crate::objects::{Kind, Params};
use crate::ring::stage;
use crate::step::crash;
use crate::step::schedule::{self, Body, Plan};
use crate::step::script::World;
use crate::sync::Liveness;
use seeded::Bug;

/// Elements of each producer.
const EACH: u64 = 3;

/// Two producers, two consumers, a fifth who recovers after the dead, and a bit of a slot's word
/// that flips; one of the five dies before one of its steps. Element 100 p + i is the i-th of producer p.
fn one_schedule(seed: u64, victim: usize, step: u64) -> bool {
    let world = World::new();
    let members: Vec<_> = (0..6).map(|row| world.join(row)).collect();
    let home = Home::new(2, 16, 4);
    let got: Vec<Mutex<Vec<u64>>> = (0..2).map(|_| Mutex::default()).collect();
    let (home, members, got) = (&home, &members, &got);
    let sent: Vec<Mutex<u64>> = (0..2).map(|_| Mutex::new(0)).collect();
    let sent = &sent;
    let bug = seeded::current();
    let mut bodies: Vec<Body<'_>> = Vec::new();
    for p in 0..2 {
        bodies.push(Box::new(move || {
            seeded::plant(bug);
            let ring = home.ring(&members[p]);
            let mut producer = ring.open_producer().unwrap();
            for i in 1..=EACH {
                while let Err(error) = push(&ring, &mut producer, 100 * p as u64 + i) {
                    assert_eq!(error.status(), Status::Full);
                }
                *sent[p].lock().unwrap() = i;
            }
        }));
    }
    for c in 0..2 {
        bodies.push(Box::new(move || {
            seeded::plant(bug);
            let ring = home.ring(&members[2 + c]);
            let mut consumer = ring.open_consumer().unwrap();
            let mut vain = 0;
            // Until nothing more can come; often enough that the dead are asked after.
            while vain <= 2 * producer::REFUSALS {
                let over = (0..2).all(|p| {
                    *sent[p].lock().unwrap() == EACH || members[2 + c].is_dead(members[p].me())
                });
                match pop(&ring, &mut consumer) {
                    Ok(n) => {
                        got[c].lock().unwrap().push(n);
                        vain = 0;
                    }
                    Err(error) => {
                        assert_eq!(error.status(), Status::Empty);
                        vain += over as u32;
                    }
                }
            }
        }));
    }
    bodies.push(Box::new(move || {
        seeded::plant(bug);
        for row in 0..4 {
            let who = members[row].me();
            if members[4].is_dead(who) {
                let mem = home.memory.mem_as(&members[4]);
                MpmcKind.recover(mem, &Params::from(home.params), who);
            }
        }
    }));
    bodies.push(Box::new(move || {
        let mut draws = schedule::Draws::new(seed);
        let ring = home.ring(&members[5]);
        let word = ring.word(draws.below(2));
        for _ in 0..draws.below(60) {
            word.load(Relaxed); // others go on
        }
        let found = word.load(Relaxed);
        // AcqRel: so that who reads the word after this sees what whoever stored it before did.
        let _ = word.compare_exchange(found, found ^ 1 << draws.below(64), AcqRel);
    }));
    let mut reached = false;
    let plan = Plan { seed, turn: 3, kill: Some((victim, step)), limit: 2_000_000 };
    schedule::run(
        &plan,
        bodies,
        |index| world.kill(index as u16),
        |outcome| {
            reached = outcome.killed.is_some();
            let dead = outcome.killed;
            let ring = home.ring(&members[5]);
            let mut consumer = ring.open_consumer().unwrap();
            let rest = drain(&ring, &mut consumer);
            let mut got: Vec<Vec<u64>> =
                got.iter().map(|numbers| numbers.lock().unwrap().clone()).collect();
            got.push(rest);
            // Each consumer sees each producer's elements in order.
            for (numbers, p) in got.iter().zip(0..).flat_map(|(n, _)| [(n, 0), (n, 1)]) {
                let of: Vec<u64> = numbers.iter().copied().filter(|n| n / 100 == p).collect();
                assert!(of.is_sorted_by(|a, b| a < b), "producer {p}: {of:?}");
            }
            let mut all = got.concat();
            all.sort_unstable();
            let count = all.len();
            all.dedup();
            assert_eq!(all.len(), count, "an element came twice");
            let info = ring.info();
            assert_eq!(info.pushed, info.popped + info.lost, "{info:?}");
            let taken = matches!(dead, Some(2 | 3)) as u64;
            assert!(info.lost <= taken, "{info:?}");
            assert!(info.pads <= matches!(dead, Some(0 | 1)) as u64, "{info:?}");
            let mut missing = 0;
            for p in 0..2 {
                let sent = *sent[p as usize].lock().unwrap();
                for i in 1..=sent {
                    missing += all.binary_search(&(100 * p + i)).is_err() as u64;
                }
                let extra = all.iter().filter(|n| **n / 100 == p && **n % 100 > sent).count();
                assert!(extra <= (dead == Some(p as usize)) as usize, "sent by nobody");
                assert!(sent == EACH || dead == Some(p as usize), "a living producer gave up");
            }
            // Gone without a count is only what a dead consumer had popped.
            assert!(missing <= taken && missing >= info.lost, "{missing} missing, {info:?}");
        },
    );
    reached
}

fn schedules(seeds: std::ops::Range<u64>) -> u64 {
    let mut killed = 0;
    for seed in seeds {
        let mut draws = schedule::Draws::new(seed);
        let victim = draws.below(5) as usize;
        killed += one_schedule(seed, victim, 1 + draws.below(90)) as u64;
    }
    killed
}

#[test]
fn a_kill_at_any_step_of_any_interleaving() {
    let killed = schedules(0..2_000);
    crash::report("mpmc: push, pop, recover", "turns", killed, 0, 500);
    for bug in [
        Bug::FullBeforeElement,
        Bug::EmptyBeforeCopy,
        Bug::BuryTheLiving,
        Bug::FlipMendedByStore,
        Bug::RecoverProducersOnly,
    ] {
        if bug == Bug::RecoverProducersOnly {
            continue; // the way is cleared without the table: see `crash`
        }
        caught(bug, || _ = schedules(0..2_000));
    }
}

/// An undertaker that read a dead claim, stopped, and goes on a lap later, does nothing.
#[test]
fn a_late_undertaker_finds_another_word() {
    let world = World::new();
    let (me, dies) = (world.join(0), world.join(1));
    let home = Home::new(2, 8, 2);
    let (ring, theirs) = (home.ring(&me), home.ring(&dies));
    let who = crate::ring::claimant::Claimant::of(dies.me());
    theirs.claim(walk::Side::Producers, who, true).unwrap();
    world.kill(1);
    let stale = SlotWord::from_bits(ring.word(0).load(Relaxed));
    assert!(ring.bury_if_dead(0, stale));
    let (mut producer, mut consumer) =
        (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
    for n in 0..5 {
        push(&ring, &mut producer, n).unwrap();
        assert!(!ring.bury_if_dead(0, stale), "buried twice");
        assert_eq!(pop(&ring, &mut consumer), Ok(n));
        assert!(!ring.bury_if_dead(0, stale), "buried twice");
    }
    let info = ring.info();
    assert_eq!((info.pads, info.lost, info.pushed), (1, 0, 5));
    assert_eq!(stage::number(&stage::element(9, 24)), 9);
}

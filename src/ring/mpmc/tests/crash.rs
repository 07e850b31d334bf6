//! A kill at every store of each operation, and at every store of the recovery from it.

use super::*;
use crate::objects::{Kind, Params};
use crate::ring::claimant::Claimant;
use crate::ring::stage;
use crate::step::crash::{self, Count};
use crate::step::script::World;
use crate::sync::Liveness;
use seeded::Bug;

const CAPACITY: u64 = 4;
/// The row of who dies.
const VICTIM: u16 = 1;

/// How the survivors come to bury the dead.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Recovery {
    /// By the participant table, before the row is given away.
    ByTable,
    /// By meeting them, without help.
    ByWay,
}

/// Elements `1..=before` went through, then `queued` are left in a ring of four.
fn prepared(before: u64, queued: u64, element: u32) -> Home {
    let home = Home::new(CAPACITY as u32, element, 4);
    let ring = MpmcRing::attach(home.mem(), &home.params).unwrap();
    let (mut producer, mut consumer) =
        (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
    for n in 1..=before + queued {
        push(&ring, &mut producer, n).unwrap();
        if n <= before {
            assert_eq!(pop(&ring, &mut consumer), Ok(n));
        }
    }
    ring.close_producer(producer);
    ring.close_consumer(consumer);
    home
}

/// Runs `operation` by a victim, kills it everywhere, and checks what the others find: what
/// `check` makes of {elements drained, statistics after, whether the operation had ended}.
fn kill(
    home: &Home,
    recovery: Recovery,
    operation: impl FnOnce(&MpmcRing<'_>),
    check: impl Fn(&[u64], MpmcInfo, bool),
) -> Count {
    let world = World::new();
    let (survivor, victim) = (world.join(0), world.join(VICTIM));
    let dead = victim.me();
    stage::crash(
        home.mem(),
        || {
            operation(&home.ring(&victim));
            world.kill(VICTIM);
        },
        || {
            if recovery == Recovery::ByTable {
                MpmcKind.recover(home.memory.mem_as(&survivor), &Params::from(home.params), dead);
            } else {
                let ring = home.ring(&survivor);
                ring.clear_the_way(walk::Side::Consumers);
                ring.clear_the_way(walk::Side::Producers);
            }
        },
        |k, stores| {
            let ring = home.ring(&survivor);
            let mut consumer = ring.open_consumer().unwrap();
            let got = drain(&ring, &mut consumer);
            let info = ring.info();
            assert_eq!(info.length, 0, "{recovery:?}, store {k} of {stores}");
            assert_eq!(info.pushed, info.popped + info.lost, "{recovery:?}, store {k}: {info:?}");
            check(&got, info, k == stores);
            // The ring is as good as new: as many as it holds go through, in order.
            let mut producer = ring.open_producer().unwrap();
            for round in 0..2 {
                let numbers: Vec<u64> = (100 * round + 100..).take(CAPACITY as usize).collect();
                let mut refused = 0;
                for n in &numbers {
                    while push(&ring, &mut producer, *n).is_err() {
                        refused += 1;
                        assert!(refused < 1000, "{recovery:?}, store {k} of {stores}: no room");
                    }
                }
                assert!(push(&ring, &mut producer, 7).is_err(), "room for five");
                assert_eq!(drain(&ring, &mut consumer), numbers, "{recovery:?}, store {k}");
            }
            let mut findings = Vec::new();
            let params = Params::from(home.params);
            MpmcKind.verify(home.mem(), &params, &mut |finding| findings.push(finding));
            assert!(findings.is_empty(), "{findings:?}");
        },
    )
}

/// Flips a bit, if one is named, of the word of `position`'s slot.
fn flip(home: &Home, position: u64, bit: Option<u32>) {
    let ring = MpmcRing::attach(home.mem(), &home.params).unwrap();
    let word = ring.word(position);
    word.store(word.load(Relaxed) ^ bit.map_or(0, |bit| 1 << bit), Relaxed);
}

/// No flip, and some that matter: of the state, the claimant, the lap and the check.
const FLIPS: [Option<u32>; 5] = [None, Some(1), Some(9), Some(30), Some(62)];

fn killed_push(
    recovery: Recovery,
    before: u64,
    queued: u64,
    element: u32,
    bit: Option<u32>,
) -> Count {
    let home = prepared(before, queued, element);
    flip(&home, before + queued, bit);
    let next = before + queued + 1;
    kill(
        &home,
        recovery,
        |ring| {
            let mut producer = ring.open_producer().unwrap();
            push(ring, &mut producer, next).unwrap();
        },
        |got, info, ended| {
            let old: Vec<u64> = (before + 1..next).collect();
            let with: Vec<u64> = (before + 1..=next).collect();
            assert!(got == with || !ended && got == old, "{got:?}");
            assert_eq!(info.pushed, got.len() as u64 + before);
            assert!(info.lost == 0 && info.pads <= 1);
            assert!(info.pads == 0 || got == old, "a pad and an element for one push");
        },
    )
}

fn every_push() -> Count {
    let mut count = Count::default();
    for recovery in [Recovery::ByTable, Recovery::ByWay] {
        for element in [8, 24] {
            for before in [0, 2, 7] {
                for queued in 0..CAPACITY {
                    for bit in FLIPS {
                        count += killed_push(recovery, before, queued, element, bit);
                    }
                }
            }
        }
    }
    count
}

#[test]
fn a_killed_push_happened_or_did_not() {
    let count = every_push();
    crash::report("mpmc: push", "replay", count.points, count.nested, 300);
    for bug in [Bug::FullBeforeElement, Bug::PadIsElement, Bug::PadIsFull, Bug::NeverAsked] {
        let check = || {
            every_push();
            // Only the kernel's word, asked for by who meets the dead, helps here.
            deaf_without_asking();
        };
        caught(bug, check);
    }
}

/// A dead producer's claim before living ones' elements, and nobody recovers.
fn deaf_without_asking() {
    let world = World::new();
    let (survivor, victim) = (world.join(0), world.join(VICTIM));
    let home = prepared(1, 1, 8);
    let ring = home.ring(&victim);
    let claimed = ring.claim(walk::Side::Producers, Claimant::of(victim.me()), true);
    assert!(matches!(claimed, Ok(walk::End::Claimed(2))));
    world.kill(VICTIM);
    let ring = home.ring(&survivor);
    let mut producer = ring.open_producer().unwrap();
    push(&ring, &mut producer, 3).unwrap();
    assert_eq!(drain(&ring, &mut ring.open_consumer().unwrap()), [2, 3]);
}

fn killed_pop(
    recovery: Recovery,
    before: u64,
    queued: u64,
    element: u32,
    bit: Option<u32>,
) -> Count {
    let home = prepared(before, queued, element);
    flip(&home, before, bit);
    kill(
        &home,
        recovery,
        |ring| {
            let mut consumer = ring.open_consumer().unwrap();
            assert_eq!(pop(ring, &mut consumer), Ok(before + 1));
        },
        |got, info, ended| {
            let all: Vec<u64> = (before + 1..=before + queued).collect();
            assert!(got == &all[1..] || !ended && got == all, "{got:?}");
            // Gone is what the dead one had got, or what is counted.
            assert!(info.lost == 0 || got == &all[1..], "lost, and delivered");
            assert!(info.lost <= 1 && (!ended || info.lost == 0), "{info:?}");
            assert_eq!((info.pushed, info.pads), (before + queued, 0));
        },
    )
}

fn every_pop() -> Count {
    let mut count = Count::default();
    for recovery in [Recovery::ByTable, Recovery::ByWay] {
        for element in [8, 24] {
            for before in [0, 2, 7] {
                for queued in 1..=CAPACITY {
                    for bit in FLIPS {
                        count += killed_pop(recovery, before, queued, element, bit);
                    }
                }
            }
        }
    }
    count
}

#[test]
fn a_killed_pop_took_it_or_lost_it_or_left_it() {
    let count = every_pop();
    crash::report("mpmc: pop", "replay", count.points, count.nested, 200);
    for bug in [Bug::TollAfterWord, Bug::TollTwice, Bug::RecoverProducersOnly] {
        caught(bug, || {
            every_pop();
            lost_is_counted_at_once();
        });
    }
}

/// A consumer dies with its claim: the loss is counted exactly once, wherever the undertaker
/// dies too.
fn lost_is_counted_at_once() -> Count {
    let mut count = Count::default();
    for side in [walk::Side::Consumers, walk::Side::Producers] {
        let world = World::new();
        let (survivor, victim) = (world.join(0), world.join(VICTIM));
        let queued = if side == walk::Side::Consumers { 4 } else { 2 };
        let home = prepared(3, queued, 8);
        home.ring(&victim).claim(side, Claimant::of(victim.me()), true).unwrap();
        world.kill(VICTIM);
        let bury = || {
            let mem = home.memory.mem_as(&survivor);
            MpmcKind.recover(mem, &Params::from(home.params), victim.me());
        };
        // The undertaker dies; the next one comes.
        count += stage::crash(home.mem(), bury, bury, |k, _| {
            let info = home.ring(&survivor).info();
            let due = if side == walk::Side::Consumers { (1, 0) } else { (0, 1) };
            assert_eq!((info.lost, info.pads), due, "store {k}");
            assert_eq!(info.pushed, info.popped + info.lost + info.length);
        });
    }
    count
}

#[test]
fn a_killed_undertaker_counts_nothing_twice() {
    let count = lost_is_counted_at_once();
    crash::report("mpmc: recover", "replay", count.points, count.nested, 6);
}

/// Several claims of several dead, in the middle and at both ends.
#[test]
fn any_pattern_of_dead_claims_is_passed() {
    let mut patterns = 0;
    for pattern in 0..16u32 {
        for recovered in [false, true] {
            let world = World::new();
            let (survivor, victim) = (world.join(0), world.join(VICTIM));
            let home = prepared(2, 0, 16);
            let (ring, theirs) = (home.ring(&survivor), home.ring(&victim));
            let (mut producer, mut consumer) =
                (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
            let mut due = Vec::new();
            for n in 0..4 {
                if pattern >> n & 1 != 0 {
                    let who = Claimant::of(victim.me());
                    theirs.claim(walk::Side::Producers, who, true).unwrap();
                } else {
                    push(&ring, &mut producer, n).unwrap();
                    due.push(n);
                }
            }
            world.kill(VICTIM);
            if recovered {
                MpmcKind.recover(home.mem(), &Params::from(home.params), victim.me());
            }
            assert_eq!(drain(&ring, &mut consumer), due, "pattern {pattern:#b}");
            let info = ring.info();
            assert_eq!(info.pads, pattern.count_ones() as u64);
            assert_eq!((info.pushed, info.popped), (2 + due.len() as u64, 2 + due.len() as u64));
            patterns += 1;
        }
    }
    assert_eq!(patterns, 32);
}

#[test]
fn a_stopped_claimant_keeps_its_place() {
    let world = World::new();
    let (other, stopped) = (world.join(0), world.join(VICTIM));
    let home = prepared(0, 1, 8);
    let (ring, theirs) = (home.ring(&other), home.ring(&stopped));
    let (mut producer, mut consumer) =
        (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
    let who = Claimant::of(stopped.me());
    let Ok(walk::End::Claimed(position)) = theirs.claim(walk::Side::Producers, who, true) else {
        panic!("no claim")
    };
    push(&ring, &mut producer, 3).unwrap();
    let check = || {
        let home = &home;
        let ring = home.ring(&other);
        let mut consumer = ring.open_consumer().unwrap();
        assert_eq!(drain(&ring, &mut consumer), [1], "what is behind a stopped claim");
        ring.close_consumer(consumer);
    };
    check();
    // It wakes and goes on.
    let slots = theirs.shape.slots;
    slots.write(theirs.mem, position, &stage::element(2, 8));
    let full = SlotWord::unclaimed(State::Full, slots.lap(position));
    theirs.word(position).store(full.to_bits(), Release);
    assert_eq!(drain(&ring, &mut consumer), [2, 3]);

    // The check above would notice.
    let home = prepared(0, 1, 8);
    home.ring(&stopped).claim(walk::Side::Producers, who, true).unwrap();
    push(&home.ring(&other), &mut producer, 3).unwrap();
    caught(Bug::BuryTheLiving, || {
        let ring = home.ring(&other);
        assert_eq!(drain(&ring, &mut ring.open_consumer().unwrap()), [1]);
    });
}

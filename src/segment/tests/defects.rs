//! Planted defects, each noticed: what the other tests check can fail. And threads that
//! take turns at every step, without and with them.

use super::*;
use crate::os::lock;
use crate::step::schedule::{Body, Plan, run};
use crate::sync::Shared32;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Whether `check` fails with the defect and passes without.
fn caught(bug: Bug, check: impl Fn(Option<Bug>)) {
    check(None);
    let failed = catch_unwind(AssertUnwindSafe(|| check(Some(bug)))).is_err();
    assert!(failed, "{bug:?} was not noticed");
}

/// Short and long turns by turns.
fn plan(seed: u64, turns: [u64; 4]) -> Plan {
    Plan { seed, turn: turns[seed as usize % 4], kill: None, limit: 100_000 }
}

/// What remains of a handle whose process dies: nothing runs, the kernel drops the lock.
pub(super) fn die(segment: Segment) -> ParticipantId {
    let inner = segment.inner();
    let me = inner.me();
    lock::unlock(inner.lock_descriptor().unwrap(), me.row as usize);
    std::mem::forget(segment);
    me
}

#[test]
fn a_name_before_its_content_is_noticed() {
    caught(Bug::NameBeforeContent, |bug| {
        let name = Name::new("bug-name");
        fork_points(
            || drop(std::fs::remove_file(name.path())),
            || with(bug, || std::mem::forget(create(&name))),
            |_| crashes::whole(&name, None),
        );
    });
}

#[test]
fn a_row_freed_before_its_content_is_noticed() {
    caught(Bug::RowBeforeContent, |bug| {
        let name = Name::new("bug-row");
        let keeper = create(&name);
        fork_points(
            || {
                let dying = open(&name).unwrap();
                std::mem::forget(dying.thread_slot().unwrap());
                die(dying);
            },
            || with(bug, || std::mem::forget(open(&name).unwrap())),
            |_| crashes::whole(&name, Some(&keeper)),
        );
    });
}

/// A handle attaches, stays, and looks whether it is still there, while others recover.
fn attached_threads_are_never_reaped(bug: Option<Bug>, seeds: u64) -> u64 {
    let mut steps = 0;
    for seed in 0..seeds {
        let name = Name::new(&format!("turns-{}", bug.map_or(0, |bug| bug as u32 + 1)));
        // No more rows than are needed: whoever comes gets the dead one's.
        let tight = Options { participants: 3, ..small() };
        let keeper = open::create(&name.0, &tight, &NOTHING).unwrap();
        let dying = open(&name).unwrap();
        std::mem::forget(dying.thread_slot().unwrap());
        die(dying);
        let stays = || -> Body<'_> {
            Box::new(|| {
                with(bug, || {
                    let mine = open(&name).unwrap();
                    let me = mine.inner().me();
                    for _ in 0..3 {
                        let row = mine.participant(me.row as u32).unwrap();
                        assert_eq!((row.id, row.state), (me, State::Live), "reaped alive");
                        mine.recover().unwrap();
                    }
                })
            })
        };
        let recovers = || -> Body<'_> {
            Box::new(|| with(bug, || (0..3).for_each(|_| assert!(keeper.recover().unwrap() <= 1))))
        };
        let plan = plan(seed, [2, 4, 16, 64]);
        run(
            &plan,
            vec![stays(), stays(), recovers(), recovers()],
            |_| (),
            |outcome| steps += outcome.steps.iter().sum::<u64>(),
        );
        let info = keeper.info().unwrap();
        assert_eq!((info.live, info.dead, info.slots_taken), (1, 0, 0), "seed {seed}");
    }
    steps
}

#[test]
fn threads_that_take_turns_never_reap_the_living() {
    let steps = attached_threads_are_never_reaped(None, 400);
    report("segment attach, recover, detach", "turns", steps, 0, 100_000);
    for bug in [Bug::LiveBeforeLock, Bug::NoMark] {
        let run = || attached_threads_are_never_reaped(Some(bug), 2_000);
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err(), "{bug:?} was not noticed");
    }
}

#[test]
fn a_row_that_was_taken_and_left_meanwhile_is_looked_at_again() {
    caught(Bug::NoSecondLook, |bug| {
        for seed in 0..2_000 {
            let name = Name::new(if bug.is_some() { "second-bug" } else { "second" });
            let _keeper = create(&name);
            let dead = Shared32::new(0);
            let dies: Body<'_> = Box::new(|| {
                let dying = open(&name).unwrap();
                std::mem::forget(dying.thread_slot().unwrap());
                die(dying);
                dead.store(1, Relaxed);
            });
            let comes: Body<'_> = Box::new(|| {
                with(bug, || {
                    let mine = open(&name).unwrap();
                    while dead.load(Relaxed) == 0 {
                        crate::step::waited();
                    }
                    mine.recover().unwrap();
                    assert_eq!(mine.info().unwrap().slots_taken, 0, "a slot leaked");
                })
            });
            // Long turns: one is to attach and die between two steps of the other.
            let plan = plan(seed, [20, 50, 100, 200]);
            run(&plan, vec![dies, comes], |_| (), |_| ());
        }
    });
}

#[test]
fn a_descriptor_of_another_handle_is_noticed() {
    caught(Bug::TrustDescriptor, |bug| {
        let name = Name::new("bug-trust");
        let (first, second, third) = (create(&name), open(&name).unwrap(), open(&name).unwrap());
        // The application closed everything, and the third handle got the first's number.
        let fd = |segment: &Segment| segment.inner().lock_descriptor().unwrap();
        let (mine, others) = (fd(&first), fd(&third));
        // SAFETY: what an application can do to its own descriptors.
        assert!(unsafe { libc::dup2(others, mine) } >= 0);
        let dead = with(bug, || first.inner().is_dead(third.inner().me()));
        std::mem::forget(first); // its lock lives in its mapping; the number is lost
        assert!(!dead, "the third handle was taken for dead through its own descriptor");
        drop((second, third));
    });
}

#[test]
fn the_dead_never_look_alive_while_somebody_cleans_up_after_them() {
    caught(Bug::ReapByOwnersByte, |bug| {
        for seed in 0..300 {
            let name = Name::new(&format!("bug-alive-{bug:?}"));
            let (reaper, other) = (create(&name), open(&name).unwrap());
            let dead = die(open(&name).unwrap());
            let asks: Body<'_> = Box::new(|| {
                (0..10).for_each(|_| assert!(other.inner().is_dead(dead), "dead, and alive again"));
            });
            let reaps: Body<'_> =
                Box::new(|| with(bug, || assert_eq!(reaper.recover().unwrap(), 1)));
            let plan = Plan { seed, turn: 3, kill: None, limit: 100_000 };
            run(&plan, vec![asks, reaps], |_| (), |_| ());
        }
    });
}

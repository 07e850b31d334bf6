//! Random interleavings: a sweep after a dead holder beside a living owner and a receiver, one
//! thread at a time, and the sweeper killed before any of its steps.
//!
//! Between a sweep's look at a word and its exchange the block may be given back, allocated
//! anew, or claimed. Whatever the sweep then does, it must not be to the new holder's block.

use std::sync::Mutex;

use super::*;
use crate::step::crash;
use crate::step::schedule::{self, Body, Draws, Plan};

const DEAD: Holder = Holder::Participant(0);
const OWNER: u16 = 1;
const RECEIVER: u16 = 2;
const SWEEPERS: [u16; 2] = [3, 4];
/// Blocks of the dead one that each of the two others is after.
const EACH: usize = 12;

/// Participant 1's sector has blocks that the dead one held. Their owner gives half of them
/// back and allocates as many, a receiver claims the others, and a sweeper sweeps, until the
/// plan kills it; then another does. Whether the plan did,
/// and how many blocks the receiver came too late for.
fn one_schedule(seed: u64) -> (bool, usize) {
    let mut draws = Draws::new(seed);
    let size = [64, 1280][draws.below(2) as usize];
    let kill = (draws.below(2) == 0).then(|| (2, 1 + draws.below(900)));
    let scene = Scene::new(32);
    let members: Vec<_> = (0..5).map(|row| scene.world.join(row)).collect();
    let mut owner = Owner::new(&scene, &members[OWNER as usize]);
    let given: Vec<Reference> = (0..2 * EACH).map(|_| owner.alloc(size).unwrap()).collect();
    for block in &given {
        block::claim(scene.view(&members[0]), *block, &[Holder::Participant(OWNER)], DEAD).unwrap();
    }
    scene.world.kill(0);
    // So many steps later than the sweeper they begin: it looks at the pages first.
    let late = [draws.below(120), draws.below(120)];
    let wait = |which: usize| (0..late[which]).for_each(|_| crate::step::load());
    let kept = [Mutex::new(vec![]), Mutex::new(vec![])];
    let bug = seeded::current();
    let (scene, members, given, kept, wait) = (&scene, &members, &given, &kept, &wait);
    let owner = Mutex::new(owner);
    let bodies: Vec<Body<'_>> = vec![
        Box::new(|| {
            plant(bug);
            let mut owner = owner.lock().unwrap();
            wait(0);
            for block in given.iter().step_by(2) {
                // Or the sweep was first.
                _ = owner.ack(*block);
                let mine = owner.alloc(size).unwrap();
                owner.stamp(mine);
                kept[0].lock().unwrap().push(mine);
            }
        }),
        Box::new(move || {
            plant(bug);
            let receiver = Holder::Participant(RECEIVER);
            wait(1);
            for block in given.iter().skip(1).step_by(2) {
                let view = scene.view(&members[RECEIVER as usize]);
                match block::claim(view, *block, &[DEAD], receiver) {
                    Ok(_) => kept[1].lock().unwrap().push(*block),
                    Err(error) => assert_eq!(error.status(), Status::NotFound),
                }
            }
        }),
        Box::new(move || {
            plant(bug);
            sweep(scene.view(&members[SWEEPERS[0] as usize]), DEAD);
        }),
    ];
    let (mut reached, mut missed) = (false, 0);
    let plan = Plan { seed, turn: 4, kill, limit: 100_000 };
    schedule::run(
        &plan,
        bodies,
        |_| scene.world.kill(SWEEPERS[0]),
        |outcome| {
            reached = outcome.killed.is_some();
            if reached {
                sweep(scene.view(&members[SWEEPERS[1] as usize]), DEAD);
            }
            let mut owner = owner.lock().unwrap();
            // What they hold they hold, each under the name that it got.
            let held = |row: u16, all: &[Reference]| {
                for block in all {
                    let info = block::query(scene.view(&members[4]), Name::Reference(*block));
                    let info = info.expect("its block is another's");
                    assert_eq!(
                        (info.state, info.holder),
                        (BlockState::Allocated, Some(Holder::Participant(row))),
                        "a living holder's block was swept: {info:?}"
                    );
                }
            };
            let (mine, claimed) = (kept[0].lock().unwrap(), kept[1].lock().unwrap());
            missed = EACH - claimed.len();
            held(OWNER, &mine);
            held(RECEIVER, &claimed);
            for block in &*mine {
                let usable = owner.query(*block).unwrap().size;
                assert!(owner.is_stamped(*block, *block, usable));
            }
            // Nothing else is left, once the owner has looked through its queue.
            owner.drain();
            let used = scene.used();
            assert_eq!(used.len(), mine.len() + claimed.len(), "{used:?}");
            mine.iter().chain(&*claimed).for_each(|block| owner.ack(*block).unwrap());
            assert_eq!(scene.used(), vec![], "something is lost");
            assert_eq!(scene.findings(), Vec::<String>::new());
        },
    );
    (reached, missed)
}

#[test]
fn a_sweep_beside_the_living_takes_only_what_the_dead_held() {
    const SCHEDULES: u64 = 1_500;
    let (mut killed, mut missed) = (0, 0);
    for seed in 0..SCHEDULES {
        let (reached, late) = one_schedule(seed);
        (killed, missed) = (killed + reached as u64, missed + late as u64);
    }
    crash::report("arena: sweep beside its owner and a receiver", "turns", killed, 0, 300);
    // They meet: of some blocks the sweep was first, of others the receiver.
    let all = SCHEDULES * EACH as u64;
    println!("{missed} of {all} claims came after the sweep");
    assert!((all / 20..all).contains(&missed), "{missed} of {all}");
    let caught = std::panic::catch_unwind(|| {
        with(Some(Bug::SweepStores), || (0..SCHEDULES).for_each(|seed| _ = one_schedule(seed)));
    });
    assert!(caught.is_err(), "a sweep that stores was not noticed");
}

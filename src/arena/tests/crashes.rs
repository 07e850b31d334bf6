//! A kill at every store of every operation, and at every store of the recovery from it.
//!
//! Participant 0 dies in the operation. Participant 1, whose blocks lie among its, lives on.
//! Afterwards every block of participant 1 is what it was, nothing of participant 0 is left,
//! everything else can be had again, and nothing of it twice.

use super::*;
use crate::step::crash::{self, Count, Recorded};

const DEAD: Holder = Holder::Participant(0);
const ALIVE: Holder = Holder::Participant(1);

/// Every so many crash points, all memory is taken and given back: a look at every word is
/// quicker, and comes after each.
const DEEP: u64 = 5;

/// What a kill may leave undone or done: the blocks of the living that the operation is
/// about.
type Touched = Vec<Reference>;

/// Crashes `operation` of participant 0's heap in a scene that `prepare` made of both.
fn crash_points<T>(
    pages: usize,
    bug: Option<Bug>,
    prepare: impl Fn(&mut Owner<'_>, &mut Owner<'_>) -> (T, Touched),
    operation: impl Fn(&mut Owner<'_>, T),
) -> Count {
    let scene = Scene::new(pages);
    let (dying, living) = (scene.world.join(0), scene.world.join(1));
    let (mut dead, mut alive) = (Owner::new(&scene, &dying), Owner::new(&scene, &living));
    let (subject, touched) = prepare(&mut dead, &mut alive);
    let of_living = |scene: &Scene| -> Vec<BlockInfo> {
        let mine = |info: &BlockInfo| {
            info.holder == Some(ALIVE)
                && info.state == BlockState::Allocated
                && !touched.contains(&info.reference)
        };
        scene.used().into_iter().filter(mine).collect()
    };
    let kept = of_living(&scene);
    kept.iter().for_each(|info| alive.stamp(info.reference));
    let before = scene.bytes();
    plant(bug);
    let ((), stores) = crash::record(|| operation(&mut dead, subject));
    // What changes nothing is no crash point: tables are written over with zeros.
    let base = scene.mem().base().as_ptr() as usize;
    let mut seen = before.clone();
    let stores: Vec<crash::Store> = stores
        .into_iter()
        .filter(|store| {
            let at = store.address - base;
            let place = &mut seen[at..at + store.bytes.len()];
            let news = place != store.bytes;
            place.copy_from_slice(&store.bytes);
            news
        })
        .collect();
    let stores = in_copies(stores);
    scene.world.kill(0);
    let (mut calls, mut last) = (0, usize::MAX);
    let count = crash::replay(
        &Recorded { base: scene.mem().base().as_ptr(), before: &before, stores: &stores },
        || {
            // Each recoverer is a new one: the one before died.
            let reaper = scene.world.join(2);
            sweep(scene.view(&reaper), DEAD);
        },
        |made| {
            assert_eq!(scene.findings(), Vec::<String>::new());
            assert_eq!(of_living(&scene), kept, "a block of the living changed");
            for info in &kept {
                assert!(alive.is_stamped(info.reference, info.reference, info.size));
            }
            let of_dead = |info: &BlockInfo| info.holder == Some(DEAD);
            let left: Vec<BlockInfo> = scene
                .used()
                .into_iter()
                .filter(|info| of_dead(info) && info.state == BlockState::Allocated)
                .collect();
            assert_eq!(left, [], "the dead one holds something");
            calls += 1;
            if std::mem::replace(&mut last, made) != made || calls % DEEP == 0 {
                everything_comes_back(&scene, alive.state.clone(), &living);
            }
        },
    );
    plant(None);
    count
}

/// Long copies, which only move a block's content, in parts of half a kilobyte.
fn in_copies(stores: Vec<crash::Store>) -> Vec<crash::Store> {
    let mut all: Vec<crash::Store> = vec![];
    let copied = stores.len() > 100;
    for store in stores {
        match all.last_mut() {
            Some(last)
                if copied
                    && !store.release
                    && !last.release
                    && last.address + last.bytes.len() == store.address
                    && last.bytes.len() < 512 =>
            {
                last.bytes.extend(&store.bytes);
            }
            _ => all.push(store),
        }
    }
    all
}

/// Takes all memory through the heap of the living and a new one, and gives it back, with all
/// that the living hold.
fn everything_comes_back(scene: &Scene, state: HeapState, living: &Member<'_>) {
    let after = scene.bytes();
    let mut alive = Owner { view: scene.view(living), state };
    let of_living =
        |info: &BlockInfo| info.holder == Some(ALIVE) && info.state == BlockState::Allocated;
    let mut had: Vec<BlockInfo> = scene.used().into_iter().filter(of_living).collect();
    for size in [3000, 200] {
        while let Ok(block) = alive.alloc(size) {
            had.push(alive.query(block).unwrap());
        }
    }
    had.sort_by_key(|info| info.offset);
    for pair in had.windows(2) {
        let end = pair[0].offset + pair[0].size as u64;
        assert!(end <= pair[1].offset, "handed out twice: {:?} and {:?}", pair[0], pair[1]);
    }
    for info in had {
        alive.ack(info.reference).unwrap();
    }
    alive.drain();
    for info in scene.used() {
        let index = (info.offset as usize - scene.layout.pages) >> 16;
        let sector = sector::Sector::open(alive.view, index).unwrap().unwrap();
        assert_eq!(sector.owner(), Some(SectorOwner::Abandoned), "not given back: {info:?}");
    }
    alive.state.leave_all(alive.view);
    // Whoever comes now adopts everything, and finds it free.
    let next = scene.world.join(3);
    let mut next = Owner::new(scene, &next);
    while next.alloc(16_000).is_ok() {}
    sweep(next.view, Holder::Participant(3));
    assert_eq!(scene.used(), vec![], "something is lost");
    scene.mem().copy_in(0, &after);
}

/// Blocks of both, small and medium, in sectors of both; some free ones between.
fn populate(dead: &mut Owner<'_>, alive: &mut Owner<'_>) {
    for size in [64, 2000, 64, 4096, 1500, 700] {
        let mine = dead.alloc(size).unwrap();
        let given = dead.alloc(size).unwrap();
        let theirs = alive.alloc(size).unwrap();
        let taken = alive.alloc(size).unwrap();
        block::claim(dead.view, given, &[DEAD], ALIVE).unwrap();
        block::claim(dead.view, taken, &[ALIVE], DEAD).unwrap();
        if size == 4096 {
            dead.ack(mine).unwrap();
            alive.ack(theirs).unwrap();
        }
    }
}

fn allocations(bug: Option<Bug>, size: usize) -> Count {
    let mut count = Count::default();
    for filler in 0..3 {
        count += crash_points(
            128,
            bug,
            |dead, alive| {
                populate(dead, alive);
                for _ in 0..filler {
                    dead.alloc(size).unwrap();
                }
                ((), vec![])
            },
            |dead, ()| {
                dead.alloc(size).unwrap();
            },
        );
    }
    count
}

fn acks(bug: Option<Bug>, size: usize, remote: bool) -> Count {
    let mut count = Count::default();
    for which in 0..5 {
        count += crash_points(
            128,
            bug,
            |dead, alive| {
                populate(dead, alive);
                // Five in a row; its neighbours are free, or not.
                let prepare = |heap: &mut Owner<'_>| {
                    let row: Vec<Reference> = (0..5).map(|_| heap.alloc(size).unwrap()).collect();
                    heap.ack(row[(which + 1) % 5]).unwrap();
                    heap.ack(row[(which + 4) % 5]).unwrap();
                    (row[which], vec![row[which]])
                };
                if remote { prepare(alive) } else { prepare(dead) }
            },
            |dead, block| dead.ack(block).unwrap(),
        );
    }
    count
}

/// The dead one's drain of what the living gave back.
fn drains(bug: Option<Bug>) -> Count {
    crash_points(
        128,
        bug,
        |dead, alive| {
            populate(dead, alive);
            for size in [64, 1500, 1500, 2000, 64] {
                let block = dead.alloc(size).unwrap();
                alive.ack(block).unwrap();
            }
            ((), vec![])
        },
        |dead, ()| {
            dead.drain();
        },
    )
}

fn reallocs(bug: Option<Bug>) -> Count {
    let mut count = Count::default();
    for (from, to) in [(4096, 2000), (2000, 4096), (64, 500), (2000, 100), (3000, 60_000)] {
        for fenced in [false, true] {
            count += crash_points(
                192,
                bug,
                |dead, alive| {
                    populate(dead, alive);
                    let block = dead.alloc(from).unwrap();
                    if fenced {
                        dead.alloc(1100).unwrap();
                    }
                    (block, vec![])
                },
                |dead, block| {
                    dead.realloc(block, to).unwrap();
                },
            );
        }
    }
    count
}

/// Making a sector; small, as its tables are written word by word.
fn new_sectors(bug: Option<Bug>) -> Count {
    let mut count = Count::default();
    for size in [700, 2000] {
        count += crash_points(
            48,
            bug,
            |_, alive| {
                alive.alloc(300).unwrap();
                ((), vec![])
            },
            |dead, ()| {
                dead.alloc(size).unwrap();
            },
        );
    }
    count
}

fn adoptions(bug: Option<Bug>) -> Count {
    crash_points(
        128,
        bug,
        |dead, alive| {
            populate(dead, alive);
            // What the dead one left: with blocks given back, not yet seen.
            for size in [64, 1500, 2000] {
                let block = dead.alloc(size).unwrap();
                alive.ack(block).unwrap();
            }
            dead.state.leave_all(dead.view);
            // SAFETY: the same view as before.
            dead.state = unsafe { HeapState::open(dead.view) };
            ((), vec![])
        },
        |dead, ()| {
            dead.alloc(64).unwrap();
            dead.alloc(1500).unwrap();
        },
    )
}

fn departures(bug: Option<Bug>) -> Count {
    crash_points(
        128,
        bug,
        |dead, alive| {
            populate(dead, alive);
            ((), vec![])
        },
        |dead, ()| dead.state.leave_all(dead.view),
    )
}

/// Slabs of one class become those of another, sectors of slabs become sectors of medium
/// blocks, and back.
fn reformats(bug: Option<Bug>) -> Count {
    let mut count = Count::default();
    for (from, to) in [(700, 1024), (700, 2000), (2000, 700)] {
        count += crash_points(
            32,
            bug,
            |dead, alive| {
                // One of two sectors is the other's, the dead one's is all free again.
                alive.alloc(300).unwrap();
                let mut had = vec![];
                while let Ok(block) = dead.alloc(from) {
                    had.push(block);
                }
                had.into_iter().for_each(|block| dead.ack(block).unwrap());
                ((), vec![])
            },
            |dead, ()| {
                dead.alloc(to).unwrap();
            },
        );
    }
    count
}

fn handovers(bug: Option<Bug>) -> Count {
    let mut count = Count::default();
    for size in [64, 2000, 20_000] {
        count += crash_points(
            128,
            bug,
            |dead, alive| {
                populate(dead, alive);
                let block = alive.alloc(size).unwrap();
                (block, vec![block])
            },
            |dead, block| {
                block::claim(dead.view, block, &[ALIVE], DEAD).unwrap();
            },
        );
    }
    count
}

fn check(name: &str, count: Count, minimum: u64) {
    crash::report(&format!("arena: {name}"), "replay", count.points, count.nested, minimum);
}

#[test]
fn a_death_in_an_allocation_loses_nothing() {
    check("allocate small", allocations(None, 64), 6);
    check("allocate medium", allocations(None, 1800), 8);
    check("allocate large", allocations(None, 17_000), 15);
}

#[test]
fn a_death_in_an_ack_loses_nothing() {
    check("ack small", acks(None, 64, false), 10);
    check("ack medium", acks(None, 1500, false), 20);
    check("ack large", acks(None, 17_000, false), 10);
    check("ack small, remote", acks(None, 64, true), 15);
    check("ack medium, remote", acks(None, 1500, true), 15);
    check("drain", drains(None), 15);
}

#[test]
fn a_death_in_a_realloc_keeps_the_block() {
    check("realloc", reallocs(None), 70);
}

#[test]
fn a_death_while_a_sector_changes_hands_loses_nothing() {
    check("make a sector", new_sectors(None), 50);
    check("adopt", adoptions(None), 10);
    check("abandon", departures(None), 4);
    check("format anew", reformats(None), 100);
}

#[test]
fn a_death_in_a_hand_over_leaves_one_holder() {
    check("hand over", handovers(None), 6);
}

fn is_caught(body: impl FnOnce() -> Count + std::panic::UnwindSafe) -> bool {
    let caught = std::panic::catch_unwind(body).is_err();
    plant(None);
    caught
}

#[test]
fn the_checker_catches_each_defect() {
    assert!(is_caught(|| acks(Some(Bug::AckedForgotten), 64, true)), "killed between two steps");
    assert!(is_caught(|| acks(Some(Bug::CoveredKept), 1500, false)), "covered words");
    assert!(is_caught(|| allocations(Some(Bug::LeftFirst), 1800)), "a split, left word first");
    assert!(is_caught(|| new_sectors(Some(Bug::SectorFirst))), "a sector before its format");
}

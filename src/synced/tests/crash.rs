//! A kill at every store of every operation, and at every store of the recovery from it.

use std::cell::Cell;

use super::super::wait::Patience;
use super::*;
use crate::provider::{HeapProvider, Provider};
use crate::status::Status;
use crate::step::crash::{self, Count, Recorded};
use crate::sync::{Liveness, ParticipantId};
use seeded::Bug;

/// A participant to whom row 9, the one that is killed, is dead or alive.
struct Survivor(Cell<bool>);

// SAFETY: the tests that use it have one thread.
unsafe impl Sync for Survivor {}

const VICTIM: ParticipantId = ParticipantId { row: 9, generation: 3 };

impl Liveness for Survivor {
    fn me(&self) -> ParticipantId {
        ParticipantId { row: 0, generation: 1 }
    }
    fn is_dead(&self, who: ParticipantId) -> bool {
        who == VICTIM && self.0.get()
    }
    fn is_dead_truncated(&self, row: u16, generation: u32, _bits: u32) -> bool {
        self.is_dead(ParticipantId { row, generation })
    }
}

/// The one that is killed.
struct Victim;

impl Liveness for Victim {
    fn me(&self) -> ParticipantId {
        VICTIM
    }
    fn is_dead(&self, _who: ParticipantId) -> bool {
        false
    }
    fn is_dead_truncated(&self, _row: u16, _generation: u32, _bits: u32) -> bool {
        false
    }
}

/// Rows 0 and 1 are survivors, row 2 is the victim's or nobody's.
struct Scene {
    memory: HeapProvider,
    params: SyncedParams,
    survivor: Survivor,
}

impl Scene {
    fn new(policy: Policy, bytes: u64, founders: u32) -> Scene {
        let params = SyncedParams { policy, founders, ..SyncedParams::new(3, bytes) };
        let memory = HeapProvider::new(params.required_size().unwrap());
        Synced::format(memory.mem(), &params).unwrap();
        Scene { memory, params, survivor: Survivor(Cell::new(false)) }
    }

    fn survivors(&self) -> Synced<'_> {
        Synced::attach(self.memory.mem_as(&self.survivor), &self.params).unwrap()
    }

    fn victim(&self) -> Synced<'_> {
        Synced::attach(self.memory.mem_as(&Victim), &self.params).unwrap()
    }

    fn text(&self, epoch: u64) -> Vec<u8> {
        vec![epoch as u8; self.params.bytes as usize]
    }

    /// All of `members` go through a cycle.
    fn cycle(&self, synced: &Synced<'_>, members: &mut [MemberState]) {
        for member in members.iter_mut() {
            let text = self.text(member.epoch() + 1);
            arrive(synced, member, &text);
        }
        for member in members.iter_mut() {
            assert_eq!(poll(synced, member), Status::Ok);
        }
    }

    /// Crashes `operation` at each store; the victim is dead from then on. `check` gets the
    /// survivors as they were before, at epoch 3.
    fn crash(
        &self,
        members: &[(u32, u64)],
        operation: impl FnOnce(),
        mut check: impl FnMut(&Synced<'_>, Vec<MemberState>),
    ) -> Count {
        let mem = self.memory.mem();
        let mut bytes = vec![0; mem.len()];
        mem.copy_out(0, &mut bytes);
        self.survivor.0.set(false);
        let (before, stores, ()) = crash::points(&bytes, operation);
        self.survivor.0.set(true);
        let recorded = Recorded { base: mem.base().as_ptr(), before: &before, stores: &stores };
        let synced = self.survivors();
        crash::replay(
            &recorded,
            || synced.bury_all(VICTIM),
            |_| {
                let again = members.iter().map(|&(row, epoch)| MemberState {
                    row,
                    joined: 1,
                    epoch,
                    complete: epoch,
                    members: 0,
                    patience: Patience::default(),
                });
                check(&synced, again.collect());
            },
        )
    }
}

/// Two survivors and the victim at epoch 3, all complete.
fn three(scene: &Scene) -> [MemberState; 3] {
    let (survivors, victim) = (scene.survivors(), scene.victim());
    let mut members = [join(&survivors, 0), join(&survivors, 1), join(&victim, 2)];
    for _ in 0..3 {
        scene.cycle(&survivors, &mut members);
    }
    members
}

/// Both survivors complete two more epochs, with the same members, and whole data of each.
fn agree(scene: &Scene, synced: &Synced<'_>, members: &mut [MemberState]) -> Vec<u64> {
    let mut seen = Vec::new();
    for _ in 0..2 {
        scene.cycle(synced, members);
        let masks: Vec<u64> =
            members.iter().map(|member| synced.view(member).unwrap().members()).collect();
        assert!(masks.windows(2).all(|pair| pair[0] == pair[1]), "{masks:?}");
        let epoch = members[0].epoch();
        for row in (0..3).filter(|row| masks[0] & 1 << row != 0) {
            assert_eq!(shown(synced, &members[0], row), Some(scene.text(epoch)), "row {row}");
        }
        seen.push(masks[0]);
    }
    seen
}

fn a_killed_arrival_is_whole_or_none(bytes: u64) -> Count {
    let scene = Scene::new(Policy::Shrink, bytes, 3);
    let [_, _, mut last] = three(&scene);
    let victim = scene.victim();
    let both = Cell::new((false, false));
    let count = scene.crash(
        &[(0, 3), (1, 3)],
        || {
            arrive(&victim, &mut last, &scene.text(4));
        },
        |synced, mut members| {
            let seen = agree(&scene, synced, &mut members);
            assert!(seen[0] & 3 == 3 && seen[1] == 3, "{seen:?}");
            let (before, after) = both.get();
            both.set((before || seen[0] == 3, after || seen[0] == 7));
        },
    );
    assert_eq!(both.get(), (true, true), "both outcomes are there");
    count
}

#[test]
fn arrival() {
    let mut count = a_killed_arrival_is_whole_or_none(16);
    count += a_killed_arrival_is_whole_or_none(200);
    crash::report("synced: arrive", "replay", count.points, count.nested, 20);
    caught(Bug::DeadNeverArrived, || {
        a_killed_arrival_is_whole_or_none(16);
    });
}

#[test]
fn leave() {
    let scene = Scene::new(Policy::Fail, 16, 3);
    let [_, _, last] = three(&scene);
    let victim = scene.victim();
    let count = scene.crash(
        &[(0, 3), (1, 3)],
        || victim.leave(last),
        |synced, mut members| {
            // Killed before it left: lost, by the policy, until it is evicted.
            if synced.row_info(2).unwrap().standing == Some(Standing::Lost) {
                synced.evict(2, 1).unwrap();
            }
            assert_eq!(agree(&scene, synced, &mut members), [3, 3]);
            let late = join(synced, 2);
            synced.leave(late);
        },
    );
    crash::report("synced: leave", "replay", count.points, count.nested, 3);
}

#[test]
fn late_join() {
    let scene = Scene::new(Policy::Shrink, 16, 2);
    let survivors = scene.survivors();
    let mut members = [join(&survivors, 0), join(&survivors, 1)];
    for _ in 0..3 {
        scene.cycle(&survivors, &mut members);
    }
    let victim = scene.victim();
    let count = scene.crash(
        &[(0, 3), (1, 3)],
        || {
            join(&victim, 2);
        },
        |synced, mut members| {
            assert_eq!(agree(&scene, synced, &mut members), [3, 3]);
            let late = join(synced, 2);
            assert!(late.generation() > 5);
            synced.leave(late);
        },
    );
    crash::report("synced: join late", "replay", count.points, count.nested, 3);
}

#[test]
fn found() {
    let scene = Scene::new(Policy::Shrink, 16, 3);
    let survivors = scene.survivors();
    let _members = [join(&survivors, 0), join(&survivors, 1)];
    let victim = scene.victim();
    let count = scene.crash(
        &[(0, 0), (1, 0)],
        || {
            join(&victim, 2);
        },
        |synced, mut members| {
            // Killed before it was in: still expected, and the next one is the founder.
            if synced.row_info(2).unwrap().standing == Some(Standing::Expected) {
                members.push(join(synced, 2));
                assert_eq!(agree(&scene, synced, &mut members), [7, 7]);
            } else {
                assert_eq!(agree(&scene, synced, &mut members), [3, 3]);
            }
        },
    );
    crash::report("synced: join as founder", "replay", count.points, count.nested, 3);
}

/// The victim is killed while it evicts row 1, a living one.
#[test]
fn evict() {
    let scene = Scene::new(Policy::Shrink, 16, 3);
    let _members = three(&scene);
    let victim = scene.victim();
    let both = Cell::new((false, false));
    let count = scene.crash(
        &[(0, 3)],
        || victim.evict(1, 1).unwrap(),
        |synced, mut members| {
            let out = synced.row_info(1).unwrap().standing == Some(Standing::Evicted);
            let (before, after) = both.get();
            both.set((before || !out, after || out));
            if !out {
                synced.evict(1, 1).unwrap();
            }
            assert_eq!(agree(&scene, synced, &mut members), [1, 1]);
        },
    );
    assert_eq!(both.get(), (true, true), "both outcomes are there");
    crash::report("synced: evict", "replay", count.points, count.nested, 2);
}

/// A survivor is killed while it draws the consequences of another's death; the next one
/// draws them again.
#[test]
fn shrink() {
    for policy in [Policy::Shrink, Policy::Fail] {
        let scene = Scene::new(policy, 16, 3);
        let _members = three(&scene);
        let synced = scene.survivors();
        let mut count = Count::default();
        count += scene.crash(
            &[(0, 3), (1, 3)],
            || synced.bury_all(VICTIM),
            |synced, mut members| {
                if policy == Policy::Fail {
                    assert_eq!(synced.row_info(2).unwrap().standing, Some(Standing::Lost));
                    synced.evict(2, 1).unwrap();
                }
                assert_eq!(agree(&scene, synced, &mut members), [3, 3]);
            },
        );
        let name = match policy {
            Policy::Shrink => "synced: shrink",
            Policy::Fail => "synced: fail",
        };
        crash::report(name, "replay", count.points, count.nested, 3);
    }
}

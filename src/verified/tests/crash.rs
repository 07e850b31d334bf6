//! A kill at every store of every operation, and at every store of the clean-up after it.

use std::cell::Cell as Shared;

use super::*;
use crate::provider::Mem;
use crate::step::crash::{self, Count, Recorded};
use crate::sync::{Liveness, ParticipantId};
use seeded::{Bug, with};

/// A participant to whom every earlier one is dead.
pub(in crate::verified) struct Heir(pub(in crate::verified) ParticipantId);

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

/// Memory as one participant sees it.
pub(in crate::verified) struct Seen<'m> {
    pub(in crate::verified) memory: &'m HeapProvider,
    pub(in crate::verified) heir: Heir,
}

// SAFETY: as the memory's own.
unsafe impl Provider for Seen<'_> {
    fn mem(&self) -> Mem<'_> {
        self.memory.mem_as(&self.heir)
    }
}

/// The dead need no waiting for.
const POLL: Ask = Ask::until(Deadline::POLL);

const SIZE: u64 = 5 * 64 - 20;

/// A region whose participants come one after the other.
struct Scene {
    memory: HeapProvider,
    params: RegionParams,
    generation: Shared<u32>,
    content: Vec<u8>,
}

impl Scene {
    fn new(level: VerificationLevel) -> Scene {
        let params = RegionParams::with_block(SIZE, 64, level).unwrap();
        let memory = HeapProvider::new(params.required_size().unwrap());
        Region::format(Seen { memory: &memory, heir: Scene::heir(0) }, &params).unwrap();
        let content = pattern(1, SIZE as usize);
        let scene = Scene { memory, params, generation: Shared::new(1), content };
        // Twice, so that the slots have a past.
        scene.next().write(0, &pattern(2, SIZE as usize)).unwrap();
        scene.next().write(0, &scene.content).unwrap();
        scene.next().write(70, &scene.content[70..80]).unwrap();
        scene
    }

    fn heir(generation: u32) -> Heir {
        Heir(ParticipantId { row: 1, generation })
    }

    /// A new participant; everyone before is dead.
    fn next(&self) -> Region<Seen<'_>> {
        let heir = Scene::heir(self.generation.replace(self.generation.get() + 1));
        Region::open(Seen { memory: &self.memory, heir }, &self.params).unwrap()
    }

    /// Crashes `operation` at each store, cleans up, checks.
    fn crash(
        &self,
        operation: impl FnOnce(&Region<Seen<'_>>),
        recover: impl FnMut(),
        mut check: impl FnMut(usize, usize),
    ) -> Count {
        let mem = self.memory.mem();
        let mut bytes = vec![0; mem.len()];
        mem.copy_out(0, &mut bytes);
        let dying = self.next();
        let (before, stores, ()) = crash::points(&bytes, || operation(&dying));
        let base = mem.base().as_ptr();
        let recorded = Recorded { base, before: &before, stores: &stores };
        let count = crash::replay(&recorded, recover, |k| check(k, stores.len()));
        mem.copy_in(0, &bytes);
        count
    }

    /// A write that ends as `after`: before and after the clean-up everybody reads the old
    /// bytes or the new ones, and what was read once stays.
    fn all_or_nothing(
        &self,
        name: &str,
        after: &[u8],
        operation: impl FnOnce(&Region<Seen<'_>>),
    ) -> Count {
        let early = Shared::new(false);
        let is_new = |bytes: &[u8]| {
            assert!(bytes == after || bytes == self.content, "{name}: neither old nor new");
            bytes == after
        };
        self.crash(
            operation,
            || {
                let heir = self.next();
                early.set(is_new(&contents(&heir).unwrap()));
                heir.update(&POLL, |_| Ok(())).unwrap();
            },
            |k, stores| {
                let region = self.next();
                let new = is_new(&contents(&region).unwrap());
                assert_eq!(new, early.get(), "{name}: it changed by itself");
                assert!(k < stores || new || after == self.content, "{name}: forgotten");
                assert!(is_sound(&region), "{name}: crash after store {k} of {stores}");
                assert_eq!(region.view().intent(), Some(layout::Intent::NONE));
                // And it goes on from there.
                region.write_with(&POLL, 3, b"on").unwrap();
                let mut out = [0; 2];
                region.read(3, &mut out).unwrap();
                assert_eq!(&out, b"on");
            },
        )
    }
}

/// Runs a write at every level.
fn writes(
    name: &str,
    parts: &[(u64, usize)],
    operation: impl Fn(&Region<Seen<'_>>, &[(u64, &[u8])]),
) -> Count {
    let mut count = Count::default();
    for level in VerificationLevel::ALL {
        let scene = Scene::new(level);
        let bytes: Vec<_> =
            parts.iter().zip(7..).map(|((_, len), number)| pattern(number, *len)).collect();
        let parts: Vec<(u64, &[u8])> =
            parts.iter().zip(&bytes).map(|((at, _), bytes)| (*at, &bytes[..])).collect();
        let mut after = scene.content.clone();
        for (at, bytes) in &parts {
            after[*at as usize..*at as usize + bytes.len()].copy_from_slice(bytes);
        }
        count += scene.all_or_nothing(name, &after, |region| operation(region, &parts));
    }
    count
}

fn write_all(region: &Region<Seen<'_>>, parts: &[(u64, &[u8])]) {
    region.write_all(&Ask::default(), parts).unwrap();
}

fn report(operation: &str, count: Count, minimum: u64) {
    crash::report(operation, "replay", count.points, count.nested, minimum);
}

/// Whether `check` fails with the defect.
fn caught(bug: Bug, check: impl FnOnce()) {
    let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| with(Some(bug), check)));
    assert!(failed.is_err(), "{bug:?} was not noticed");
}

#[test]
fn a_killed_write_of_a_block_happened_or_did_not() {
    let blocks = || {
        let mut count = writes("block", &[(64, 64)], write_all);
        count += writes("last block", &[(256, 44)], write_all);
        count
    };
    report("verified: write, whole block", blocks(), 500);
    caught(Bug::NoMirror, || _ = blocks());
}

#[test]
fn a_killed_write_of_a_part_happened_or_did_not() {
    let mut count = Count::default();
    for part in [(64, 1), (100, 20), (127, 1), (299, 1), (70, 50)] {
        count += writes("part", &[part], write_all);
    }
    report("verified: write, part of a block", count, 2_000);
}

#[test]
fn a_killed_write_of_several_blocks_happened_to_all_or_to_none() {
    let blocks = || {
        let mut count = writes("blocks", &[(30, 200)], write_all);
        count += writes("everything", &[(0, SIZE as usize)], write_all);
        count
    };
    report("verified: write, several blocks", blocks(), 2_000);
    caught(Bug::CommitFirst, || _ = blocks());
}

#[test]
fn a_killed_write_of_scattered_parts_happened_to_all_or_to_none() {
    let parts = [(250, 30), (0, 5), (10, 64), (255, 3)];
    report("verified: write, scattered parts", writes("parts", &parts, write_all), 1_000);
}

#[test]
fn a_write_that_was_given_up_never_happened_wherever_it_was_killed() {
    let mut count = Count::default();
    for level in VerificationLevel::ALL {
        let scene = Scene::new(level);
        count += scene.all_or_nothing("given up", &scene.content, |region| {
            let given_up = region.update(&Ask::default(), |transaction| -> Result<()> {
                transaction.write(10, &[9; 100])?;
                transaction.write(250, &[8; 20])?;
                Err(Status::State.into())
            });
            assert_eq!(given_up.unwrap_err().status(), Status::State);
        });
    }
    report("verified: write, given up", count, 500);
}

/// An intent whose owner's lock is gone: taken from the dead by one who only looked, or hit
/// by a scribble.
#[test]
fn an_intent_is_finished_whoever_left_it() {
    let check = || {
        let scene = Scene::new(VerificationLevel::Standard);
        let dying = scene.next();
        let view = dying.view();
        let mut writer = write::Writer::begin(&view, &Ask::default()).unwrap();
        writer.write(60, &[0xDD; 100]).unwrap();
        std::mem::forget(writer);
        scene.memory.mem().word32(layout::LOCK).store(0, crate::sync::Ordering::Relaxed);
        let heir = scene.next();
        assert!(contents(&heir).unwrap() == scene.content);
        heir.write_with(&POLL, 0, &scene.content[..10]).unwrap();
        assert!(contents(&heir).unwrap() == scene.content, "another's write was published");
        assert_eq!(heir.statistics().unwrap().recoveries, 1);
    };
    check();
    caught(Bug::RepairByLock, check);
}

#[test]
fn a_killed_level_change_leaves_either_level_and_all_bytes() {
    let all = || {
        let mut count = Count::default();
        for from in VerificationLevel::ALL {
            for to in VerificationLevel::ALL {
                let scene = Scene::new(from);
                count += scene.crash(
                    |region| region.set_level(to, Deadline::FOREVER).unwrap(),
                    || {
                        let heir = scene.next();
                        assert!(contents(&heir).unwrap() == scene.content, "{from:?} to {to:?}");
                        heir.update(&POLL, |_| Ok(())).unwrap();
                    },
                    |k, stores| {
                        let region = scene.next();
                        assert!(contents(&region).unwrap() == scene.content);
                        let level = region.level().unwrap();
                        assert!(level == to || level == from && k < stores);
                        assert!(is_sound(&region), "{from:?} to {to:?}: after {k} of {stores}");
                    },
                );
            }
        }
        count
    };
    report("verified: level change", all(), 2_000);
    caught(Bug::LevelFirst, || _ = all());
}

/// Flips a bit of a slot of block 1 that holds.
fn damage(scene: &Scene) {
    let region = scene.next();
    let view = region.view();
    let slot = view.locate(1, view.committed().unwrap()).unwrap();
    flips::flip(&scene.memory, view.shape.slot(1, slot.index) * 8 + 77);
}

fn repair_is_harmless(operation: impl Fn(&Region<Seen<'_>>)) -> Count {
    let scene = Scene::new(VerificationLevel::Critical);
    damage(&scene);
    scene.crash(
        &operation,
        || {
            let heir = scene.next();
            assert!(contents(&heir).unwrap() == scene.content, "the good slot was lost");
        },
        |k, stores| {
            let region = scene.next();
            assert!(contents(&region).unwrap() == scene.content);
            region.update(&POLL, |_| Ok(())).unwrap();
            assert!(k == 0 || is_sound(&region), "crash after store {k} of {stores}");
        },
    )
}

#[test]
fn a_killed_repair_loses_nothing() {
    let count = repair_is_harmless(|region| assert!(contents(region).is_ok()));
    report("verified: repair by a reader", count, 20);
    let count = repair_is_harmless(|region| region.write(70, &[]).unwrap());
    assert!(count.points > 0);
}

#[test]
fn a_killed_scrub_loses_nothing() {
    let count = repair_is_harmless(|region| {
        let mut met = 0;
        let step = region.scrub(u64::MAX, &mut |_| met += 1).unwrap();
        assert_eq!((met, step.repaired, step.lap), (1, 1, true));
    });
    report("verified: scrub", count, 20);
}

/// At `Critical`, a kill somewhere in a write, and then a flip in the slot that holds: what
/// was before the write is no substitute.
fn stale_data_never_stands_in() -> Count {
    let scene = Scene::new(VerificationLevel::Critical);
    let new = pattern(9, 64);
    let mut after = scene.content.clone();
    after[64..128].copy_from_slice(&new);
    let committed = Shared::new(false);
    scene.crash(
        |region| region.write(64, &new).unwrap(),
        || {
            let heir = scene.next();
            committed.set(contents(&heir).unwrap() == after);
            damage(&scene);
        },
        |_, _| {
            let region = scene.next();
            match contents(&region) {
                Ok(bytes) if committed.get() => assert!(bytes == after, "stale bytes as good"),
                Ok(bytes) => assert!(bytes == scene.content),
                Err(error) => assert_eq!(error.status(), Status::Corrupt),
            }
        },
    )
}

#[test]
fn a_stale_slot_never_stands_in_for_a_damaged_one() {
    let count = stale_data_never_stands_in();
    report("verified: write, then a flip", count, 30);
    caught(Bug::StaleServedAsGood, || _ = stale_data_never_stands_in());
}

/// A kill somewhere in a write, and then a flip in the first copy of the committed epoch.
fn a_flipped_commit_is_settled_right(level: VerificationLevel) -> Count {
    let mut count = Count::default();
    for bit in (0..64).step_by(9) {
        let scene = Scene::new(level);
        let new = pattern(9, 100);
        let mut after = scene.content.clone();
        after[40..140].copy_from_slice(&new);
        let committed = Shared::new(false);
        count += scene.crash(
            |region| region.write(40, &new).unwrap(),
            || {
                let heir = scene.next();
                committed.set(contents(&heir).unwrap() == after);
                flips::flip(&scene.memory, layout::COMMITTED * 8 + bit);
            },
            |k, stores| {
                let region = scene.next();
                let bytes = contents(&region).unwrap();
                assert_eq!(bytes == after, committed.get(), "after {k} of {stores}");
                assert!(bytes == after || bytes == scene.content);
                region.update(&POLL, |_| Ok(())).unwrap();
                assert_eq!(contents(&region).unwrap(), bytes);
                assert!(is_sound(&region));
            },
        );
    }
    count
}

#[test]
fn a_flip_in_the_commit_of_a_killed_write_is_undone() {
    let mut count = Count::default();
    for level in VerificationLevel::ALL {
        count += a_flipped_commit_is_settled_right(level);
    }
    report("verified: write, then a flip in its commit", count, 2_000);
    caught(Bug::CopyBelievedDuringWrite, || {
        a_flipped_commit_is_settled_right(VerificationLevel::Standard);
    });
}

/// The truth, for one case: a process that ends at a step of a write of several blocks.
#[test]
fn a_process_that_dies_in_a_write_leaves_all_or_nothing() {
    let name = format!("verified-fork-{}", std::process::id());
    let options = crate::segment::Options::with_bytes(1 << 20);
    let params = RegionParams::with_block(SIZE, 64, VerificationLevel::Critical).unwrap();
    let segment = crate::segment::Segment::create(&name, &options).unwrap();
    let spec = crate::objects::ObjectSpec {
        name: "region",
        kind: crate::objects::KindId::REGION,
        tag: Default::default(),
        params: params.into(),
    };
    let region = Region::open(segment.create_object(&spec).unwrap(), &params).unwrap();
    let open = || {
        use crate::segment::{Options, Segment};
        let segment = Segment::open(&name, &Options::default(), Deadline::POLL).unwrap();
        let kind = crate::objects::KindId::REGION;
        let object = segment.open_object("region", kind, Default::default(), Deadline::POLL);
        Region::open(object.unwrap(), &params).unwrap()
    };
    let died = crash::fork_points(
        || region.write(0, &[1; SIZE as usize]).unwrap(),
        || {
            let region = open();
            region.write(0, &[2; SIZE as usize]).unwrap();
        },
        |k| {
            let bytes = contents(&region).unwrap();
            assert!(bytes == [1; SIZE as usize] || bytes == [2; SIZE as usize], "step {k}");
            segment.recover().unwrap();
            assert!(contents(&region).unwrap() == bytes, "step {k}");
            assert!(is_sound(&region), "step {k}");
        },
    );
    crate::segment::Segment::unlink(&name, &options).unwrap();
    crash::report("verified: write, several blocks", "fork", died, 0, 100);
}

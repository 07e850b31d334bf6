//! Three participants create, open, use, close and remove objects of one name, in turns that
//! a seed decides; in half of the schedules one of them is killed at some step.

use super::*;
use crate::step;
use crate::step::schedule::{self, Body, Draws, Plan};
use crate::sync::WrtMutex;

/// In two words of the mask.
const ROWS: [u16; 3] = [0, 1, 65];

/// What went wrong in one schedule: sentences, not panics, so that they can be counted.
#[derive(Default)]
struct Wrong(WrtMutex<Vec<String>>);

impl Wrong {
    fn say(&self, text: String) {
        self.0.lock().push(text);
    }
}

/// What the threads of one schedule share beside the segment.
struct Shared<'b> {
    bench: &'b Bench,
    wrong: Wrong,
    /// The dead one, until somebody takes the right to clean up after it.
    to_reap: WrtMutex<Option<ParticipantId>>,
    /// A stamp for each creation.
    stamp: WrtMutex<u64>,
}

/// Looks at an object a few times while holding it.
fn use_object(shared: &Shared<'_>, directory: &Directory<'_>, object: &ObjectRef) {
    let table = directory.table();
    for _ in 0..2 {
        let me = table.view.mem.live().me();
        if !table.row(object.row as usize).mask().contains(me.row) {
            shared.wrong.say(format!("{object:?} is open without a bit"));
        }
        if let Some(word) = Stamped::wrong(directory.mem(object), &object.params) {
            shared.wrong.say(format!("{object:?} is open and holds {word:#x}"));
        }
    }
    if let Err(error) = directory.close(object) {
        shared.wrong.say(format!("close: {error:?}"));
    }
}

fn act(shared: &Shared<'_>, directory: &Directory<'_>, what: u64) {
    let unexpected = |call: &str, error: crate::Error| {
        let common = [Status::NotFound, Status::Exists, Status::Timeout];
        // An object of another creation has another stamp in its parameters.
        let common = common.contains(&error.status())
            || call == "open_or_create" && error.status() == Status::Mismatch;
        if !common {
            shared.wrong.say(format!("{call}: {error:?}"));
        }
    };
    let stamp = || {
        let mut stamp = shared.stamp.lock();
        *stamp += 1;
        *stamp
    };
    let used = |call: &str, result: Result<ObjectRef>| match result {
        Ok(object) => use_object(shared, directory, &object),
        Err(error) => unexpected(call, error),
    };
    match what {
        0 | 1 => used("open", directory.open("x", STAMPED, TypeTag::default(), Deadline::POLL)),
        2 => used("create", directory.create(&Stamped::spec("x", 1, stamp()), Deadline::FOREVER)),
        3 => {
            let spec = Stamped::spec("x", 1, stamp());
            let result = directory.open_or_create(&spec, Deadline::POLL);
            used("open_or_create", result.map(|(object, _)| object));
        }
        4 | 5 => {
            if let Err(error) = directory.remove("x", Deadline::FOREVER) {
                unexpected("remove", error);
            }
        }
        _ => {
            for info in directory.list() {
                if let Err(error) = info {
                    unexpected("list", error);
                }
            }
            reap(shared, directory);
        }
    }
}

/// Cleans up after the dead one, if there is one and nobody else does.
fn reap(shared: &Shared<'_>, directory: &Directory<'_>) -> bool {
    let Some(dead) = shared.to_reap.lock().take() else { return false };
    match recover_participant(directory.table().view, KINDS, dead, Deadline::FOREVER) {
        Ok(true) => {}
        other => shared.wrong.say(format!("recovery of {dead:?}: {other:?}")),
    }
    true
}

/// What a schedule is about.
#[derive(Clone, Copy, PartialEq)]
enum Subject {
    /// Three acts of each, drawn.
    Anything,
    /// An opener that is killed, one that removes and creates, and one that cleans up.
    LateOpener,
    /// Two threads of one attach, and another participant; nobody is killed.
    OneAttach,
    /// Two threads of one attach: one opens, while the other removes the object and creates
    /// its successor in the same row.
    RowReuse,
}

/// Runs one schedule; answers what went wrong, and whether the kill came in time.
fn schedule(bug: Option<Bug>, subject: Subject, seed: u64) -> (Vec<String>, bool) {
    let mut draws = Draws::new(seed);
    // Room for two objects removed and still open, and for a third.
    let bench = &Bench::new(3, 4);
    let members = ROWS.map(|row| bench.world.join(row));
    let holds = ROWS.map(|_| bench.holds());
    let shared = &Shared {
        bench,
        wrong: Wrong::default(),
        to_reap: WrtMutex::new(None),
        stamp: WrtMutex::new(0),
    };
    // Pages and rows have a past, and mostly there is an object to begin with.
    let directory = bench.directory(&members[0], &holds[0]);
    for _ in 0..draws.below(3) {
        act(shared, &directory, 2);
        act(shared, &directory, 4);
    }
    let late = matches!(subject, Subject::LateOpener | Subject::RowReuse);
    if late || draws.below(4) > 0 {
        act(shared, &directory, 2);
    }
    let acts: [Vec<u64>; 3] = match subject {
        Subject::LateOpener => [vec![0], vec![4, 2], vec![]],
        Subject::RowReuse => [vec![0], vec![4, 2], vec![4]],
        _ => [(); 3].map(|()| (0..3).map(|_| draws.below(7)).collect()),
    };
    let one_attach = matches!(subject, Subject::OneAttach | Subject::RowReuse);
    let who = if one_attach { [0, 0, 2] } else { [0, 1, 2] };
    let bodies = who.iter().zip(&acts).map(|(who, acts)| -> Body<'_> {
        let (member, holds) = (&members[*who], &holds[*who]);
        Box::new(move || {
            plant(bug);
            let directory = bench.directory(member, holds);
            acts.iter().for_each(|what| act(shared, &directory, *what));
            // Waits for the death, but not for ever.
            let _ = acts.is_empty() && (0..300).any(|_| step::waited() && reap(shared, &directory));
        })
    });
    let bodies = bodies.collect();
    let kill = match subject {
        Subject::LateOpener => Some((0, 1 + draws.below(60))),
        Subject::Anything if draws.below(2) == 0 => {
            Some((draws.below(3) as usize, 1 + draws.below(250)))
        }
        _ => None,
    };
    let turn = [3, 8, 20, 60][draws.below(4) as usize];
    let plan = Plan { seed, turn, kill, limit: 1_000_000 };
    let mut killed = false;
    schedule::run(
        &plan,
        bodies,
        |index| {
            bench.world.kill(ROWS[index]);
            *shared.to_reap.lock() = Some(members[index].me());
        },
        |outcome| {
            killed = outcome.killed.is_some();
            plant(bug);
            let wrong = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| settle(shared)));
            plant(None);
            if let Err(text) = wrong.map_err(|panic| panic.downcast::<String>()) {
                shared.wrong.say(text.map_or("not settled".into(), |text| *text));
            }
        },
    );
    let wrong = std::mem::take(&mut *shared.wrong.0.lock());
    (wrong, killed)
}

/// Nobody runs any more: once the dead one is cleaned up after, only LIVE objects are left,
/// and nobody holds them.
fn settle(shared: &Shared<'_>) {
    let bench = shared.bench;
    let last = bench.world.join(9);
    if let Some(dead) = shared.to_reap.lock().take() {
        let done = recover_participant(bench.view(&last), KINDS, dead, Deadline::POLL);
        assert_eq!(done, Ok(true));
    }
    bench.assert_settled(&last);
    for index in 0..3 {
        assert!(bench.table(&last).row(index).mask().is_empty(), "row {index} is still held");
        assert!(bench.rows(&last)[index].0 != Some(Stage::Removed), "row {index} is stuck");
    }
}

const SCHEDULES: u64 = 20_000;

/// More of them, and others, for a long run: `WRTMEM_SCHEDULES=from..to`.
fn seeds() -> core::ops::Range<u64> {
    let Ok(range) = std::env::var("WRTMEM_SCHEDULES") else { return 0..SCHEDULES };
    let (from, to) = range.split_once("..").expect("WRTMEM_SCHEDULES=from..to");
    from.parse().expect("from")..to.parse().expect("to")
}

#[test]
fn no_schedule_frees_an_open_object_or_leaves_one_stuck() {
    let (mut kills, seeds) = (0, seeds());
    let count = seeds.end - seeds.start;
    for seed in seeds {
        let subject = match seed % 10 {
            0 => Subject::LateOpener,
            1 => Subject::OneAttach,
            2 => Subject::RowReuse,
            _ => Subject::Anything,
        };
        let (wrong, killed) = schedule(None, subject, seed);
        assert_eq!(wrong, Vec::<String>::new(), "seed {seed}");
        kills += killed as u64;
    }
    println!("schedules | directory | {count} | {kills} with a kill");
    assert!(kills > count / 5, "only {kills} kills came in time");
}

/// How many schedules it takes.
fn is_caught(bug: Bug, subject: Subject) -> Option<u64> {
    let found = (0..SCHEDULES).find(|seed| !schedule(Some(bug), subject, *seed).0.is_empty());
    println!("seeded defect {bug:?}: found in schedule {found:?}");
    found
}

#[test]
fn a_schedule_catches_an_opener_that_does_not_look_again() {
    assert!(is_caught(Bug::OpenWithoutSecondLook, Subject::Anything).is_some());
}

#[test]
fn a_schedule_catches_a_creator_without_its_own_bit() {
    assert!(is_caught(Bug::NoOwnBit, Subject::Anything).is_some());
}

#[test]
fn a_schedule_catches_a_last_bit_that_nobody_follows_up() {
    assert!(is_caught(Bug::NobodyFinishes, Subject::Anything).is_some());
}

#[test]
fn a_schedule_catches_a_reaper_that_takes_a_row_for_what_it_was() {
    assert!(is_caught(Bug::RecoverRemovedOnly, Subject::LateOpener).is_some());
}

#[test]
fn a_schedule_catches_an_undo_outside_the_mutex() {
    assert!(is_caught(Bug::UndoOutsideMutex, Subject::OneAttach).is_some());
}

#[test]
fn a_schedule_catches_an_undo_of_a_bit_that_another_thread_counts_on() {
    assert!(is_caught(Bug::UndoOthersBit, Subject::RowReuse).is_some());
}

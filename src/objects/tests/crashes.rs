//! A death at every store of each operation, at every store of the recovery from it, and
//! with a late opener dead in between.

use super::*;
use crate::step::crash::{self, Count, Recorded};

/// The participant that runs the operation and dies.
const VICTIM: u16 = 66;
/// One that lives through it all and holds `kept` open.
const KEEPER: u16 = 1;
/// One that was killed earlier, before anybody cleaned up.
const EARLIER: u16 = 3;
/// One killed between setting its bit and its second look.
const LATE: u16 = 5;
const REAPER: u16 = 2;

/// One that comes afterwards and looks.
const OTHER: u16 = 4;

/// Those who were there before the operation.
struct Actors<'a> {
    keeper: Directory<'a>,
    victim: Directory<'a>,
    earlier: Directory<'a>,
}

/// What they had done.
type Setup = fn(&Actors<'_>);
/// The operation under test.
type Operation = fn(&Directory<'_>);

fn create(directory: &Directory<'_>, name: &str, words: u64, stamp: u64) -> Result<ObjectRef> {
    directory.create(&Stamped::spec(name, words, stamp), Deadline::POLL)
}

fn open(directory: &Directory<'_>, name: &str) -> ObjectRef {
    directory.open(name, STAMPED, TypeTag::default(), Deadline::POLL).unwrap()
}

/// Closes the object in `row`, which may have no name any more.
fn close(directory: &Directory<'_>, row: u16) {
    let info = directory.info(row).unwrap().unwrap();
    let object = ObjectRef {
        row,
        generation: info.generation,
        kind: info.kind,
        offset: info.offset as usize,
        size: info.size as usize,
        params: info.params,
    };
    directory.close(&object).unwrap();
}

fn fails<T>(result: Result<T>, status: Status) {
    assert_eq!(result.map(|_| ()).unwrap_err().status(), status);
}

/// Runs `operation` as the victim in a directory of four rows and six pages, of which the
/// keeper holds one, and replays its death at every store.
fn crash_points(bug: Option<Bug>, setup: Setup, operation: Operation) -> Count {
    let bench = &Bench::new(4, 6);
    let [keeper, victim, earlier] = [KEEPER, VICTIM, EARLIER].map(|row| bench.world.join(row));
    let holds = [(); 3].map(|()| bench.holds());
    let actors = Actors {
        keeper: bench.directory(&keeper, &holds[0]),
        victim: bench.directory(&victim, &holds[1]),
        earlier: bench.directory(&earlier, &holds[2]),
    };
    create(&actors.keeper, "kept", 3, 0x4B).unwrap();
    setup(&actors);
    bench.world.kill(EARLIER);
    let base = bench.memory.mem().base().as_ptr();
    let before = bytes(bench);
    let names = bench.names(&keeper);
    plant(bug);
    let ((), stores) = crash::record(|| operation(&actors.victim));
    let after = bench.names(&keeper);
    bench.world.kill(VICTIM);
    let mut count = Count::default();
    for late in [false, true] {
        count += crash::replay(
            &Recorded { base, before: &before, stores: &stores },
            || recover(bench, victim.me(), late),
            |k| {
                let other = bench.world.join(OTHER);
                bench.assert_settled(&other);
                for (index, row) in bench.rows(&other).iter().enumerate() {
                    let mask = bench.table(&other).row(index).mask();
                    let gone = [VICTIM, EARLIER, LATE].map(|row| mask.contains(row));
                    assert_eq!(gone, [false; 3], "row {index} {row:?} is held by the dead");
                }
                let now = bench.names(&other);
                let expected = if k == 0 { &names } else { &after };
                if k == 0 || k == stores.len() {
                    assert_eq!(&now, expected, "after {k} of {} stores", stores.len());
                }
                for name in &now {
                    assert!(names.contains(name) || after.contains(name), "{name} from nowhere");
                }
                for name in names.iter().filter(|name| after.contains(name)) {
                    assert!(now.contains(name), "{name} is lost");
                }
            },
        );
    }
    plant(None);
    count
}

/// A new reaper cleans up after everybody who is dead; the one before died at it. Nobody who
/// lives holds a lock, so it polls: that takes a dead one's lock without sleeping first.
fn recover(bench: &Bench, victim: ParticipantId, late: bool) {
    let reaper = bench.world.join(REAPER);
    let mut dead = vec![victim, ParticipantId { row: EARLIER, generation: 1 }];
    if late {
        let table = bench.table(&reaper);
        (0..table.rows()).for_each(|index| table.row(index).mask().set(LATE));
        dead.insert(0, ParticipantId { row: LATE, generation: 1 });
    }
    for dead in dead {
        let done = recover_participant(bench.view(&reaper), KINDS, dead, Deadline::POLL);
        assert_eq!(done, Ok(true));
    }
}

fn bytes(bench: &Bench) -> Vec<u8> {
    let mem = bench.memory.mem();
    let mut bytes = vec![0; mem.len()];
    mem.copy_out(0, &mut bytes);
    bytes
}

/// Every place an object was in before: rows and pages have a past.
fn used_before(Actors { keeper, victim, .. }: &Actors<'_>) {
    for stamp in 0..3 {
        let long = create(keeper, "past", 513 + stamp, 0x1000 + stamp).unwrap();
        let short = create(victim, "short", 5, 0x2000 + stamp).unwrap();
        keeper.remove("past", Deadline::POLL).unwrap();
        keeper.remove("short", Deadline::POLL).unwrap();
        keeper.close(&long).unwrap();
        victim.close(&short).unwrap();
    }
}

const CREATE: [(Setup, Operation); 6] = [
    (|_| {}, |d| assert!(create(d, "new", 2, 0x77).is_ok())),
    (used_before, |d| assert!(create(d, "new", 515, 0x77).is_ok())),
    // The name is taken.
    (used_before, |d| fails(create(d, "kept", 1, 1), Status::Exists)),
    // Rows full.
    (
        |a| {
            for name in ["a", "b", "c"] {
                create(&a.keeper, name, 1, 1).unwrap();
            }
        },
        |d| fails(create(d, "new", 1, 1), Status::NoSpace),
    ),
    // Pages full.
    (used_before, |d| fails(create(d, "new", 512 * 6, 1), Status::NoSpace)),
    // The format fails.
    (used_before, |d| {
        let mut spec = Stamped::spec("new", 3, 1);
        spec.params.0[2] = 1;
        fails(d.create(&spec, Deadline::POLL), Status::Unsupported);
    }),
];

const OPEN: [(Setup, Operation); 3] = [
    (|_| {}, |d| assert_eq!(open(d, "kept").row, 0)),
    (|a| assert_eq!(open(&a.victim, "kept").row, 0), |d| assert_eq!(open(d, "kept").row, 0)),
    // Refused: another kind.
    (
        |_| {},
        |d| {
            let bytes = d.open("kept", KindId::BYTES, TypeTag::default(), Deadline::POLL);
            fails(bytes, Status::Mismatch);
        },
    ),
];

const OPEN_OR_CREATE: [(Setup, Operation); 2] = [
    (used_before, |d| {
        assert!(d.open_or_create(&Stamped::spec("new", 2, 0x77), Deadline::FOREVER).unwrap().1);
    }),
    (used_before, |d| {
        assert!(!d.open_or_create(&Stamped::spec("kept", 3, 0x4B), Deadline::FOREVER).unwrap().1);
    }),
];

const CLOSE: [(Setup, Operation); 4] = [
    // The keeper has it open too.
    (|a| assert_eq!(open(&a.victim, "kept").row, 0), |d| close(d, 0)),
    // Nobody else has; it keeps its name.
    (|a| assert!(create(&a.victim, "mine", 2, 5).is_ok()), |d| close(d, 1)),
    // Removed, and the keeper has it open too.
    (
        |a| {
            open(&a.victim, "kept");
            a.keeper.remove("kept", Deadline::POLL).unwrap();
        },
        |d| close(d, 0),
    ),
    // Removed, and the victim's is the last.
    (
        |a| {
            used_before(a);
            create(&a.victim, "mine", 514, 5).unwrap();
            a.keeper.remove("mine", Deadline::POLL).unwrap();
        },
        |d| close(d, 1),
    ),
];

const REMOVE: [(Setup, Operation); 4] = [
    // The keeper has it open.
    (|_| {}, |d| d.remove("kept", Deadline::POLL).unwrap()),
    // The victim has it open.
    (
        |a| assert!(create(&a.victim, "mine", 2, 5).is_ok()),
        |d| d.remove("mine", Deadline::POLL).unwrap(),
    ),
    // Nobody has.
    (
        |a| {
            used_before(a);
            let object = create(&a.keeper, "loose", 600, 9).unwrap();
            a.keeper.close(&object).unwrap();
        },
        |d| d.remove("loose", Deadline::POLL).unwrap(),
    ),
    // Not there.
    (|_| {}, |d| fails(d.remove("nothing", Deadline::POLL), Status::NotFound)),
];

/// The victim cleans up after the participant killed earlier, which left an object in each
/// of its stages, or pages.
const RECOVER: [(Setup, Operation); 5] = [
    (|a| assert!(create(&a.earlier, "left", 2, 3).is_ok()), reap),
    (
        |a| {
            create(&a.earlier, "left", 514, 3).unwrap();
            a.earlier.remove("left", Deadline::POLL).unwrap();
            open(&a.earlier, "kept");
        },
        reap,
    ),
    (
        |a| {
            let table = a.earlier.table();
            let entry = entry_of("left", table.view.mem.live().me());
            let taken = table.locked(Deadline::POLL, |locked| locked.take_row(&entry));
            let (index, _) = taken.unwrap();
            table.row(index).mask().set(EARLIER);
            let holder = Holder::Object(index as u16);
            Pages::new(table.view).allocate(2, holder, Deadline::POLL).unwrap();
        },
        reap,
    ),
    (
        |a| {
            let object = create(&a.earlier, "left", 514, 3).unwrap();
            let row = a.earlier.table().row(object.row as usize);
            row.set_state(row.state(SeqCst).at(Stage::Freeing), SeqCst);
        },
        reap,
    ),
    (
        |a| {
            let pages = Pages::new(a.earlier.table().view);
            for _ in 0..3 {
                pages.allocate(1, Holder::Participant(EARLIER), Deadline::POLL).unwrap();
            }
        },
        reap,
    ),
];

fn reap(victim: &Directory<'_>) {
    let dead = ParticipantId { row: EARLIER, generation: 1 };
    let done = recover_participant(victim.table().view, KINDS, dead, Deadline::POLL);
    assert_eq!(done, Ok(true));
}

fn entry_of(name: &str, creator: ParticipantId) -> Entry {
    Entry {
        creator: Some(creator),
        kind: STAMPED,
        layout_version: 3,
        tag: TypeTag::default(),
        offset: 0,
        size: 16,
        created: 0,
        params: Params::default(),
        name: ObjectName::new(name).unwrap(),
    }
}

fn all(bug: Option<Bug>, scenes: &[(Setup, Operation)]) -> Count {
    let mut count = Count::default();
    for (setup, operation) in scenes {
        count += crash_points(bug, *setup, *operation);
    }
    count
}

#[test]
fn a_death_at_every_store_of_any_operation_leaves_nothing_behind() {
    for (name, scenes, minimum) in [
        ("create", &CREATE[..], 3_000),
        ("open", &OPEN, 12),
        ("open_or_create", &OPEN_OR_CREATE, 800),
        ("close", &CLOSE, 38),
        ("remove", &REMOVE, 48),
        ("recover_participant", &RECOVER, 80),
    ] {
        let count = all(None, scenes);
        let name = format!("directory {name}");
        crash::report(&name, "replay", count.points, count.nested, minimum);
    }
}

fn is_caught(bug: Bug, scenes: &[(Setup, Operation)]) -> bool {
    let caught = std::panic::catch_unwind(|| all(Some(bug), scenes)).is_err();
    plant(None);
    caught
}

#[test]
fn the_checker_catches_an_object_published_before_it_is_formatted() {
    assert!(is_caught(Bug::LiveBeforeFormat, &CREATE));
}

#[test]
fn the_checker_catches_a_last_bit_that_nobody_follows_up() {
    assert!(is_caught(Bug::NobodyFinishes, &CLOSE));
}

#[test]
fn the_checker_catches_pages_freed_while_the_row_says_removed() {
    assert!(is_caught(Bug::FreeBeforeFreeing, &REMOVE));
}

#[test]
fn the_checker_catches_a_row_freed_before_its_pages() {
    assert!(is_caught(Bug::RowBeforeRuns, &REMOVE));
    assert!(is_caught(Bug::RowBeforeRuns, &CREATE[4..]));
}

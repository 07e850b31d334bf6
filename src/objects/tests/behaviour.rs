//! What each call answers, one participant after the other.

use super::*;
use crate::arena::SWEEPS;

#[test]
fn an_object_lives_until_removed_and_let_go_by_all() {
    let bench = Bench::new(4, 8);
    let (a, b) = (bench.world.join(0), bench.world.join(69));
    let (ha, hb) = (bench.holds(), bench.holds());
    let (da, db) = (bench.directory(&a, &ha), bench.directory(&b, &hb));
    let made = da.create(&Stamped::spec("x", 700, 7), Deadline::POLL).unwrap();
    assert_eq!((made.row, made.generation, made.size), (0, 0, 5600));
    assert_eq!(made.offset, bench.layout.page(0));
    let opened = db.open("x", STAMPED, TypeTag::default(), Deadline::POLL).unwrap();
    let again = db.open("x", STAMPED, TypeTag::default(), Deadline::POLL).unwrap();
    assert_eq!((opened, again, hb.count(0)), (made, made, 2));
    assert_eq!(da.info(0).unwrap().unwrap().holders, 2);
    da.remove("x", Deadline::POLL).unwrap();
    assert_eq!(da.info(0).unwrap().unwrap().stage, Stage::Removed);
    let gone = db.open("x", STAMPED, TypeTag::default(), Deadline::POLL).unwrap_err();
    assert_eq!(
        (gone.status(), gone.to_string().as_str()),
        (Status::NotFound, "object \"x\": not found")
    );
    // The name can be used again while the old object is still open.
    let newer = da.create(&Stamped::spec("x", 1, 8), Deadline::POLL).unwrap();
    assert_eq!((newer.row, newer.offset), (1, bench.layout.page(2)));
    da.close(&made).unwrap();
    db.close(&opened).unwrap();
    assert_eq!(Stamped::wrong(db.mem(&opened), &opened.params), None);
    db.close(&again).unwrap();
    assert_eq!(db.close(&again).unwrap_err().status(), Status::State, "closed once too often");
    assert_eq!(bench.rows(&a)[..2], [(Some(Stage::Free), 1), (Some(Stage::Live), 0)]);
    assert_eq!(bench.pages(&a).statistics().object_pages, 1);
    assert_eq!(da.close(&made).unwrap_err().status(), Status::State, "the row has gone on");
    bench.assert_settled(&b);
}

#[test]
fn names_are_unique_and_well_formed() {
    let bench = Bench::new(2, 8);
    let (a, holds) = (bench.world.join(0), bench.holds());
    let directory = bench.directory(&a, &holds);
    for (name, text) in [
        ("", "object name \"\": 0 bytes long, 1 to 95 allowed"),
        (".x", "object name \".x\": starts with a dot"),
        ("a/b", "object name \"a/b\": only A-Z a-z 0-9 . _ - are allowed"),
        ("é", "object name \"é\": only A-Z a-z 0-9 . _ - are allowed"),
    ] {
        let error = directory.create(&Stamped::spec(name, 1, 1), Deadline::POLL).unwrap_err();
        assert_eq!((error.status(), error.to_string().as_str()), (Status::Name, text));
    }
    let long = "x".repeat(96);
    let error = directory.create(&Stamped::spec(&long, 1, 1), Deadline::POLL).unwrap_err();
    assert_eq!(error.status(), Status::Name);
    let long = &long[..95];
    directory.create(&Stamped::spec(long, 1, 1), Deadline::POLL).unwrap();
    let error = directory.create(&Stamped::spec(long, 1, 1), Deadline::POLL).unwrap_err();
    assert_eq!(error.status(), Status::Exists);
    directory.open(long, STAMPED, TypeTag::default(), Deadline::POLL).unwrap();
    directory.create(&Stamped::spec("y", 1, 1), Deadline::POLL).unwrap();
    let error = directory.create(&Stamped::spec("z", 1, 1), Deadline::POLL).unwrap_err();
    assert_eq!(
        (error.status(), error.to_string().as_str()),
        (Status::NoSpace, "object \"z\": all 2 rows are taken")
    );
    assert_eq!(directory.info(2).unwrap_err().status(), Status::Invalid);
}

#[test]
fn a_difference_is_named_with_both_sides_values() {
    let bench = Bench::new(4, 8);
    let (a, holds) = (bench.world.join(0), bench.holds());
    let directory = bench.directory(&a, &holds);
    let tag = TypeTag { size: 8, align: 8, name_hash: 5 };
    let spec = ObjectSpec { tag, ..Stamped::spec("x", 1, 7) };
    let (made, created) = directory.open_or_create(&spec, Deadline::POLL).unwrap();
    assert!(created);
    assert_eq!(directory.open_or_create(&spec, Deadline::POLL).unwrap(), (made, false));
    let untyped = ObjectSpec { tag: TypeTag::default(), ..spec };
    assert!(directory.open_or_create(&untyped, Deadline::POLL).is_ok());
    let other = TypeTag { size: 4, ..tag };
    let bytes = ObjectSpec { kind: KindId::BYTES, params: Bytes::params(8), ..spec };
    for (spec, text) in [
        (
            Stamped::spec("x", 1, 9),
            "its parameters are [1, 7, 0, 0, 0, 0, 0, 0], [1, 9, 0, 0, 0, 0, 0, 0] wanted",
        ),
        (
            ObjectSpec { tag: other, ..spec },
            "its elements are TypeTag { size: 8, align: 8, name_hash: 5 }, \
             TypeTag { size: 4, align: 8, name_hash: 5 } wanted",
        ),
        (bytes, "its kind is unknown (900), bytes (1) wanted"),
    ] {
        let error = directory.open_or_create(&spec, Deadline::POLL).unwrap_err();
        assert_eq!(error.status(), Status::Mismatch);
        assert_eq!(error.to_string(), format!("object \"x\": {text}"));
    }
    assert_eq!(holds.count(0), 3, "a refused opener holds nothing");
    let error = directory.open("x", KindId(77), tag, Deadline::POLL).unwrap_err();
    assert_eq!(error.to_string(), "object \"x\": this build has no kind unknown (77)");
    // A build that does not know the kind, or knows another version of it.
    let older = Directory::new(bench.view(&a), &[&Bytes], &holds);
    let error = older.open("x", KindId::BYTES, tag, Deadline::POLL).unwrap_err();
    assert_eq!(error.status(), Status::Unsupported);
    assert_eq!(older.info(0).unwrap().unwrap().kind, STAMPED, "it can list it");
    older.remove("x", Deadline::POLL).unwrap();
}

#[test]
fn bytes_start_as_zeros_wherever_they_lie() {
    let bench = Bench::new(4, 4);
    let (a, holds) = (bench.world.join(0), bench.holds());
    let directory = bench.directory(&a, &holds);
    let spec = |size| ObjectSpec {
        name: "b",
        kind: KindId::BYTES,
        tag: TypeTag::default(),
        params: Bytes::params(size),
    };
    for size in [1, 4096, 5000, 4 * 4096] {
        let object = directory.create(&spec(size), Deadline::POLL).unwrap();
        let mem = directory.mem(&object);
        let mut content = vec![1; mem.len()];
        mem.copy_out(0, &mut content);
        assert!(content.len() as u64 == size && content.iter().all(|byte| *byte == 0));
        mem.copy_in(0, &vec![0xFF; mem.len()]);
        directory.remove("b", Deadline::POLL).unwrap();
        directory.close(&object).unwrap();
        bench.assert_settled(&a);
    }
    let full = directory.create(&spec(4 * 4096 + 1), Deadline::POLL).unwrap_err();
    assert_eq!(full.status(), Status::NoSpace);
    for size in [0, u64::MAX] {
        let error = directory.create(&spec(size), Deadline::POLL).unwrap_err();
        assert_eq!(error.status(), Status::Invalid);
    }
    let params = Params([8, 0, 1, 0, 0, 0, 0, 0]);
    let error = directory.create(&ObjectSpec { params, ..spec(8) }, Deadline::POLL).unwrap_err();
    assert_eq!(error.status(), Status::Invalid);
    assert_eq!(bench.names(&a), Vec::<String>::new());
    bench.assert_settled(&a);
}

#[test]
fn a_failed_creation_leaves_nothing_even_if_the_lock_is_taken() {
    let bench = Bench::new(4, 4);
    let (a, holds) = (bench.world.join(0), bench.holds());
    let directory = bench.directory(&a, &holds);
    let failing = |stamp| {
        let mut spec = Stamped::spec("x", 1, stamp);
        spec.params.0[2] = 1;
        spec
    };
    let error = directory.create(&failing(1), Deadline::POLL).unwrap_err();
    assert_eq!(error.to_string(), "asked to fail");
    assert_eq!(bench.rows(&a)[0], (Some(Stage::Free), 1));
    bench.assert_settled(&a);
    // Given up while another holds the lock: the next locker finishes.
    let table = bench.table(&a);
    let entry = table.locked(Deadline::POLL, |locked| {
        let name = ObjectName::new("x")?;
        let creator = Some(a.me());
        let entry = Entry {
            creator,
            kind: STAMPED,
            layout_version: 3,
            tag: TypeTag::default(),
            offset: 0,
            size: 8,
            created: 0,
            params: Params::default(),
            name,
        };
        locked.take_row(&entry)
    });
    let (index, state) = entry.unwrap();
    assert_eq!((index, state.generation()), (0, 1));
    let error = directory.create(&Stamped::spec("x", 1, 2), Deadline::POLL).unwrap_err();
    assert_eq!(error.to_string(), "object \"x\": is being created, in row 0");
    let soon = directory.open_or_create(&Stamped::spec("x", 1, 2), Deadline::POLL).unwrap_err();
    assert_eq!(soon.status(), Status::Timeout, "its creator lives");
    table.row(index).give_up();
    let made = directory.create(&Stamped::spec("x", 1, 2), Deadline::POLL).unwrap();
    assert_eq!((made.row, made.generation), (0, 2));
    bench.assert_settled(&a);
}

#[test]
fn an_opener_waits_until_the_object_appears() {
    let bench = Bench::new(4, 4);
    let (a, b) = (bench.world.join(0), bench.world.join(1));
    std::thread::scope(|scope| {
        let opener = scope.spawn(|| {
            let holds = bench.holds();
            let directory = bench.directory(&b, &holds);
            directory.open("late", STAMPED, TypeTag::default(), Deadline::FOREVER).unwrap()
        });
        let holds = bench.holds();
        let directory = bench.directory(&a, &holds);
        let made = directory.create(&Stamped::spec("late", 1, 1), Deadline::FOREVER).unwrap();
        assert_eq!(opener.join().unwrap(), made);
    });
    let holds = bench.holds();
    let directory = bench.directory(&a, &holds);
    let soon = Deadline::after(std::time::Duration::from_millis(1));
    let error = directory.open("never", STAMPED, TypeTag::default(), soon).unwrap_err();
    assert_eq!(error.status(), Status::Timeout);
}

#[test]
fn a_kind_this_build_does_not_know_is_left_for_one_that_does() {
    let bench = Bench::new(4, 4);
    let (a, b) = (bench.world.join(0), bench.world.join(1));
    let (ha, hb) = (bench.holds(), bench.holds());
    let object =
        bench.directory(&a, &ha).create(&Stamped::spec("x", 1, 1), Deadline::POLL).unwrap();
    bench.pages(&a).allocate(1, Holder::Participant(0), Deadline::POLL).unwrap();
    bench.world.kill(0);
    let older: Kinds = &[&Bytes];
    let recover = |kinds| recover_participant(bench.view(&b), kinds, a.me(), Deadline::POLL);
    assert_eq!(recover(older), Ok(false));
    assert_eq!(bench.pages(&b).statistics().participant_pages, 1, "nor swept");
    Directory::new(bench.view(&b), older, &hb).remove("x", Deadline::POLL).unwrap();
    assert_eq!(recover(older), Ok(false));
    assert_eq!(bench.rows(&b)[object.row as usize], (Some(Stage::Removed), 0));
    assert_eq!(recover(KINDS), Ok(true));
    assert_eq!(bench.pages(&b).statistics().free, 4);
    bench.assert_settled(&b);
}

#[test]
fn a_stopped_locker_delays_a_reaper_until_its_deadline() {
    let bench = Bench::new(4, 4);
    let [a, b, c] = [0, 1, 2].map(|row| bench.world.join(row));
    let holds = bench.holds();
    let directory = bench.directory(&a, &holds);
    directory.create(&Stamped::spec("x", 1, 1), Deadline::POLL).unwrap();
    directory.remove("x", Deadline::POLL).unwrap();
    bench.world.kill(0);
    let recover = || recover_participant(bench.view(&b), KINDS, a.me(), Deadline::POLL);
    let inside = bench.table(&c).locked(Deadline::POLL, |_| Ok(recover()));
    assert_eq!(inside.unwrap().unwrap_err().status(), Status::Timeout);
    assert_eq!(recover(), Ok(true));
    bench.assert_settled(&b);
}

/// How many passes over the page table two removals take.
fn sweeps_of_two_removals(bug: Option<Bug>) -> u64 {
    let bench = Bench::new(4, 4);
    let (a, holds) = (bench.world.join(0), bench.holds());
    let directory = bench.directory(&a, &holds);
    for (name, words) in [("x", 1), ("y", 513)] {
        let object = directory.create(&Stamped::spec(name, words, 1), Deadline::POLL).unwrap();
        directory.close(&object).unwrap();
    }
    plant(bug);
    let before = SWEEPS.get();
    directory.remove("x", Deadline::POLL).unwrap();
    directory.remove("y", Deadline::POLL).unwrap();
    plant(None);
    bench.assert_settled(&a);
    assert_eq!(bench.pages(&a).statistics().free, 4);
    SWEEPS.get() - before
}

#[test]
fn a_removal_does_not_sweep_the_page_table_under_the_lock() {
    assert_eq!(sweeps_of_two_removals(None), 0);
    assert_eq!(sweeps_of_two_removals(Some(Bug::AlwaysSweep)), 2, "the count can see one");
}

/// The last holder of a removed object finds the lock taken; what do those get who need its
/// pages next?
fn after_a_deferred_end(bug: Option<Bug>, want: fn(&Directory<'_>) -> Result<()>) -> Result<()> {
    let bench = Bench::new(4, 4);
    let [a, b, c] = [0, 1, 2].map(|row| bench.world.join(row));
    let (ha, hb) = (bench.holds(), bench.holds());
    let directory = bench.directory(&a, &ha);
    let object = directory.create(&Stamped::spec("x", 4 * 512, 1), Deadline::POLL).unwrap();
    directory.remove("x", Deadline::POLL).unwrap();
    bench.table(&c).locked(Deadline::POLL, |_| directory.close(&object)).unwrap();
    assert_eq!(bench.rows(&a)[0], (Some(Stage::Removed), 0));
    plant(bug);
    let answer = want(&bench.directory(&b, &hb));
    plant(None);
    bench.assert_settled(&b);
    answer
}

#[test]
fn an_end_left_to_the_next_locker_keeps_no_pages_from_anybody() {
    let pages = |d: &Directory<'_>| d.allocate_pages(4, Deadline::POLL).map(|_| ());
    let object =
        |d: &Directory<'_>| d.create(&Stamped::spec("y", 4 * 512, 1), Deadline::POLL).map(|_| ());
    assert_eq!(after_a_deferred_end(None, pages), Ok(()));
    assert_eq!(after_a_deferred_end(None, object), Ok(()));
    let error = after_a_deferred_end(Some(Bug::NoSpaceAtOnce), pages).unwrap_err();
    assert_eq!(error.status(), Status::NoSpace);
}

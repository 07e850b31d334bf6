//! Scribbled directories: errors, in bounded steps, and findings that name them.

use proptest::prelude::*;

use super::*;
use crate::sync::checksum::with_check;

#[test]
fn verify_names_each_defect() {
    let row = |bench: &Bench, at| bench.layout.directory_row(0) + at;
    type Defect<'a> = (&'a dyn Fn(&Bench), &'a str);
    let defects: [Defect<'_>; 6] = [
        (
            &|b| b.memory.mem().word64(row(b, 48)).store(9, Relaxed),
            "directory row 0: checksum is 0x",
        ),
        (
            &|b| b.memory.mem().word64(row(b, 256 + 8)).store(1 << 6, Relaxed),
            "directory row 0: the holder mask names participant 70, there are 70",
        ),
        (
            &|b| b.memory.mem().word64(row(b, 0)).store(7 << 61, Relaxed),
            "directory row 0: the state word StateWord(16140901064495857664) does not check",
        ),
        (
            &|b| b.memory.mem().word64(b.layout.page_word(0)).store(0, Relaxed),
            "unknown \"x\": 16 bytes at page 0: the page table has None there",
        ),
        (
            &|b| b.memory.mem().word64(b.layout.page(0)).store(5, Relaxed),
            "unknown \"x\": stamp 7 is 0x5",
        ),
        (
            &|b| b.memory.mem().word64(row(b, 0)).store(0, Relaxed),
            "page 0: 1 pages are held by directory row 0, which is free",
        ),
    ];
    for (scribble, text) in defects {
        let bench = Bench::new(2, 4);
        let (a, holds) = (bench.world.join(0), bench.holds());
        let directory = bench.directory(&a, &holds);
        directory.create(&Stamped::spec("x", 2, 7), Deadline::POLL).unwrap();
        assert_eq!(bench.findings(&a), Vec::<String>::new());
        scribble(&bench);
        let findings = bench.findings(&a);
        assert!(findings.iter().any(|f| f.starts_with(text)), "{text:?} not in {findings:?}");
    }
}

#[test]
fn two_objects_of_one_name_are_found() {
    let bench = Bench::new(2, 4);
    let (a, holds) = (bench.world.join(0), bench.holds());
    let directory = bench.directory(&a, &holds);
    directory.create(&Stamped::spec("x", 2, 7), Deadline::POLL).unwrap();
    let state = bench.table(&a).row(0).state(Relaxed);
    // A free row hides the first while the second is made.
    bench.table(&a).row(0).set_state(state.at(Stage::Freeing).at(Stage::Creating), Relaxed);
    let error = directory.create(&Stamped::spec("x", 2, 7), Deadline::POLL).unwrap_err();
    assert_eq!(error.status(), Status::Exists);
    bench.table(&a).row(0).set_state(state.at(Stage::Removed), Relaxed);
    directory.create(&Stamped::spec("x", 2, 7), Deadline::POLL).unwrap();
    bench.table(&a).row(0).set_state(state, Relaxed);
    assert_eq!(bench.findings(&a), ["directory row 1: row 0 has the name \"x\" too"]);
}

#[test]
fn a_row_that_does_not_check_is_corrupt_to_everybody() {
    let bench = Bench::new(2, 4);
    let (a, b) = (bench.world.join(0), bench.world.join(1));
    let (holds, other) = (bench.holds(), bench.holds());
    let directory = bench.directory(&a, &holds);
    directory.create(&Stamped::spec("x", 2, 7), Deadline::POLL).unwrap();
    let size = bench.memory.mem().word64(bench.layout.directory_row(0) + 48);
    size.store(17, Relaxed);
    let directory = bench.directory(&b, &other);
    let open = directory.open("x", STAMPED, TypeTag::default(), Deadline::POLL);
    assert_eq!(open.unwrap_err().status(), Status::Corrupt);
    assert_eq!(other.count(0), 0);
    assert_eq!(directory.info(0).unwrap_err().status(), Status::Corrupt);
    assert_eq!(directory.list().filter(|info| info.is_err()).count(), 1);
    assert_eq!(
        directory.look(&ObjectName::new("x").unwrap()).unwrap_err().status(),
        Status::Corrupt
    );
    let error = directory.create(&Stamped::spec("x", 2, 8), Deadline::POLL).unwrap_err();
    assert_eq!(error.status(), Status::Exists);
    bench.pages(&a).allocate(1, Holder::Participant(0), Deadline::POLL).unwrap();
    bench.world.kill(0);
    let dead = recover_participant(bench.view(&b), KINDS, a.me(), Deadline::POLL);
    assert_eq!(dead, Ok(true), "it is let go of");
    assert!(bench.table(&b).row(0).mask().is_empty());
    assert_eq!(bench.pages(&b).statistics().participant_pages, 0);
    directory.remove("x", Deadline::POLL).unwrap();
    assert_eq!(bench.pages(&b).statistics().free, 4);
    bench.assert_settled(&b);
}

#[test]
fn an_object_whose_name_was_hit_is_removed_by_its_row() {
    let bench = Bench::new(2, 4);
    let (a, holds) = (bench.world.join(0), bench.holds());
    let directory = bench.directory(&a, &holds);
    let object = directory.create(&Stamped::spec("x", 2, 7), Deadline::POLL).unwrap();
    let name = bench.memory.mem().word64(bench.layout.directory_row(0) + 128);
    name.store(name.load(Relaxed) ^ 1 << 9, Relaxed);
    assert_eq!(directory.remove("x", Deadline::POLL).unwrap_err().status(), Status::NotFound);
    directory.remove_row(0, Deadline::POLL).unwrap();
    assert_eq!(bench.rows(&a)[0].0, Some(Stage::Removed), "it is open");
    directory.remove_row(0, Deadline::POLL).unwrap();
    directory.close(&object).unwrap();
    assert_eq!(bench.rows(&a)[0], (Some(Stage::Free), 1));
    let none = directory.remove_row(0, Deadline::POLL).unwrap_err();
    assert_eq!(none.to_string(), "directory row 0: no object in it");
    let beyond = directory.remove_row(2, Deadline::POLL).unwrap_err();
    assert_eq!(beyond.status(), Status::Invalid);
    bench.assert_settled(&a);
}

#[test]
fn a_state_damaged_beyond_repair_is_left_alone_until_removed() {
    let bench = Bench::new(2, 4);
    let (a, b) = (bench.world.join(0), bench.world.join(1));
    let (holds, other) = (bench.holds(), bench.holds());
    bench.directory(&a, &holds).create(&Stamped::spec("x", 600, 7), Deadline::POLL).unwrap();
    let word = bench.memory.mem().word64(bench.layout.directory_row(0));
    let damaged = word.load(Relaxed) ^ 3 << 37;
    word.store(damaged, Relaxed);
    let directory = bench.directory(&b, &other);
    let open = directory.open("x", STAMPED, TypeTag::default(), Deadline::POLL);
    assert_eq!(open.unwrap_err().status(), Status::Corrupt);
    assert_eq!(directory.info(0).unwrap_err().status(), Status::Corrupt);
    let create = directory.create(&Stamped::spec("x", 1, 8), Deadline::POLL);
    assert_eq!(create.unwrap_err().status(), Status::Corrupt);
    let held = directory.remove("x", Deadline::POLL).unwrap_err();
    assert_eq!((held.status(), word.load(Relaxed)), (Status::State, damaged));
    assert!(held.to_string().ends_with("does not check, 1 participants have it open"), "{held}");
    bench.world.kill(0);
    let dead = recover_participant(bench.view(&b), KINDS, a.me(), Deadline::POLL);
    assert_eq!((dead, word.load(Relaxed)), (Ok(true), damaged));
    directory.remove("x", Deadline::POLL).unwrap();
    assert_eq!(bench.pages(&b).statistics().free, 4);
    bench.assert_settled(&b);
}

/// Flips each bit of a LIVE row, of its object's page words and of one of a participant's
/// page, and brings everything back as documented.
fn flip_every_bit(bug: Option<Bug>) {
    let row = Bench::new(2, 8).layout.directory_row(0);
    let table = Bench::new(2, 8).layout.page_word(0);
    let words = (row..row + 384).step_by(8).chain([table, table + 8, table + 16]);
    for (place, bit) in words.flat_map(|word| (0..64).map(move |bit| (word, bit))) {
        let text = format!("byte {} bit {bit}", place.wrapping_sub(row));
        let bench = Bench::new(2, 8);
        let (a, b) = (bench.world.join(0), bench.world.join(69));
        let (ha, hb) = (bench.holds(), bench.holds());
        let (da, db) = (bench.directory(&a, &ha), bench.directory(&b, &hb));
        da.create(&Stamped::spec("x", 600, 7), Deadline::POLL).unwrap();
        assert_eq!(da.allocate_pages(1, Deadline::POLL).unwrap().page, 2);
        plant(bug);
        let word = bench.memory.mem().word64(place);
        word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
        let at = 8 * (place.wrapping_sub(row)) + bit;
        let checked = at < 8 * 228 || place >= table;
        let names_nobody = (8 * 256 + PARTICIPANTS as usize..8 * 384).contains(&at);
        assert_eq!(!bench.findings(&b).is_empty(), checked || names_nobody, "{text}");
        // Others go on, and get none of the first three pages.
        let look = || db.open("x", STAMPED, TypeTag::default(), Deadline::POLL);
        let _ = look().map(|object| db.close(&object).unwrap());
        let y = db.create(&Stamped::spec("other", 1, 9), Deadline::POLL).unwrap();
        assert!(y.row == 1 && y.offset >= bench.layout.page(3), "{text}: {y:?}");
        for page in 4..8 {
            let run = db.allocate_pages(1, Deadline::POLL).unwrap();
            assert_eq!(run.page, page, "{text}");
        }
        let full = db.allocate_pages(1, Deadline::POLL).unwrap_err();
        assert_eq!(full.status(), Status::NoSpace, "{text}");
        if place == row || place >= table {
            // By the one who had the lock, and by the one who wanted pages.
            let object = look().unwrap_or_else(|error| panic!("{text}: not undone: {error}"));
            db.close(&object).unwrap();
        }
        db.close(&y).unwrap();
        db.remove("other", Deadline::POLL).unwrap();
        // Everybody goes.
        bench.world.kill(0);
        let last = bench.world.join(9);
        for row in 0..PARTICIPANTS as u16 {
            let gone = ParticipantId { row, generation: 1 };
            let done = recover_participant(bench.view(&last), KINDS, gone, Deadline::POLL);
            assert_eq!(done, Ok(true), "{text}");
        }
        let hl = bench.holds();
        let dl = bench.directory(&last, &hl);
        if let Err(error) = dl.remove("x", Deadline::POLL) {
            assert_eq!(error.status(), Status::NotFound, "{text}");
            dl.remove_row(0, Deadline::POLL).unwrap();
        }
        bench.assert_settled(&last);
        assert_eq!(bench.rows(&last)[0], (Some(Stage::Free), 1), "{text}");
        assert_eq!(dl.allocate_pages(8, Deadline::POLL).unwrap().page, 0, "{text}");
    }
    plant(None);
}

#[test]
fn a_flipped_bit_costs_nobody_anything_for_good() {
    flip_every_bit(None);
}

fn is_caught(bug: Bug) -> bool {
    let caught = std::panic::catch_unwind(|| flip_every_bit(Some(bug))).is_err();
    plant(None);
    caught
}

#[test]
fn the_checker_catches_a_flipped_state_that_stays() {
    assert!(is_caught(Bug::NotMended));
}

#[test]
fn the_checker_catches_a_broken_row_that_stays() {
    assert!(is_caught(Bug::KeepBroken));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn scribbles_cost_errors_only(
        scribbles in proptest::collection::vec((0usize..2, 0usize..48, any::<u64>(), 0u32..4), 1..12),
        table in proptest::collection::vec((0usize..8, any::<u64>()), 0..3))
    {
        let bench = Bench::new(2, 8);
        let (a, b) = (bench.world.join(0), bench.world.join(69));
        let (ha, hb) = (bench.holds(), bench.holds());
        let (da, db) = (bench.directory(&a, &ha), bench.directory(&b, &hb));
        // A stamped object fails the test when it is handed anything else, and whoever
        // scribbles can do that: bytes do not mind.
        let spec = |name, size| ObjectSpec {
            name,
            kind: KindId::BYTES,
            tag: TypeTag::default(),
            params: Bytes::params(size),
        };
        let x = da.create(&spec("x", 5000), Deadline::POLL).unwrap();
        let mem = bench.memory.mem();
        for (row, word, bits, how) in scribbles {
            let word = mem.word64(bench.layout.directory_row(row) + 8 * word);
            match how {
                0 => word.store(bits, Relaxed),
                1 => word.store(0, Relaxed),
                2 => word.store(word.load(Relaxed) ^ 1 << (bits % 64), Relaxed),
                _ => word.store(with_check((bits % 5) << 37), Relaxed),
            }
        }
        for (page, bits) in table {
            mem.word64(bench.layout.page_word(page)).store(bits, Relaxed);
        }
        for name in ["x", "y"] {
            let opened = db.open(name, KindId::BYTES, TypeTag::default(), Deadline::POLL);
            if let Ok(object) = opened {
                prop_assert_eq!(db.mem(&object).len(), object.size);
                let _ = db.close(&object);
            }
            let _ = db.open_or_create(&spec(name, 100), Deadline::POLL);
            let _ = db.create(&spec(name, 100), Deadline::POLL);
            let _ = db.remove(name, Deadline::POLL);
        }
        prop_assert!(db.list().count() <= 2);
        bench.findings(&b);
        let _ = da.close(&x);
        bench.world.kill(0);
        let _ = recover_participant(bench.view(&b), KINDS, a.me(), Deadline::POLL);
    }
}

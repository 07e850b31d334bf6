//! Scribbled directories: errors, in bounded steps, and findings that name them.

use proptest::prelude::*;

use super::*;

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
            "directory row 0: the state word StateWord(16140901064495857664) is of no stage",
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
    assert_eq!(directory.remove("x", Deadline::POLL).unwrap_err().status(), Status::Corrupt);
    bench.world.kill(0);
    let recover = || recover_participant(bench.view(&b), KINDS, a.me(), Deadline::POLL);
    assert_eq!(recover(), Ok(false), "its holder cannot be cleaned up after");
    size.store(16, Relaxed);
    assert_eq!(recover(), Ok(true));
    bench.assert_settled(&b);
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
                _ => word.store((bits % 5) << 61, Relaxed),
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

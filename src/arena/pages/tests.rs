use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::seeded::{Bug, plant};
use super::*;
use crate::provider::{HeapProvider, Provider};
use crate::segment::layout::Layout;
use crate::status::Status;
use crate::step::crash::{self, Count, Recorded};
use crate::step::script::{Member, World};

const A: Holder = Holder::Participant(0);
const B: Holder = Holder::Participant(1);
const OBJECT: Holder = Holder::Object(3);

struct Bench {
    world: World,
    layout: Layout,
    memory: HeapProvider,
}

impl Bench {
    fn new(pages: usize) -> Bench {
        let layout = Layout::for_payload(4, 1, 4, (pages * 4096) as u64).unwrap();
        assert_eq!(layout.page_count, pages);
        let memory = HeapProvider::new(layout.counts.total_size as usize);
        Bench { world: World::new(), layout, memory }
    }

    fn pages<'a>(&'a self, member: &'a Member<'a>) -> Pages<'a> {
        Pages::new(View { mem: self.memory.mem_as(member), layout: &self.layout })
    }

    /// The tables only: no test of the arena looks into the pages.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.layout.pages];
        self.memory.mem().copy_out(0, &mut bytes);
        bytes
    }

    fn runs(&self, member: &Member<'_>) -> Vec<Run> {
        let mut runs = vec![];
        self.pages(member).walk(|run| {
            runs.push(run);
            ControlFlow::Continue(())
        });
        runs
    }

    fn findings(&self, member: &Member<'_>) -> Vec<String> {
        let mut all = vec![];
        self.pages(member).verify(&mut |problem| all.push(problem));
        all
    }

    fn set(&self, page: usize, state: PageState, generation: u32) {
        self.set_bits(page, PageWord::new(state, generation).to_bits());
    }

    fn set_bits(&self, page: usize, bits: u64) {
        self.memory.mem().word64(self.layout.page_word(page)).store(bits, Relaxed);
    }
}

fn allocate(pages: &Pages<'_>, count: usize, holder: Holder) -> usize {
    pages.allocate(count, holder, Deadline::FOREVER).unwrap().page
}

#[test]
fn runs_are_neighbours_and_come_back() {
    let bench = Bench::new(8);
    let me = bench.world.join(0);
    let pages = bench.pages(&me);
    let first = pages.allocate(3, A, Deadline::POLL).unwrap();
    assert_eq!(first, Run { page: 0, count: 3, generation: 0, holder: Some(A) });
    let second = pages.allocate(5, OBJECT, Deadline::POLL).unwrap();
    assert_eq!((second.page, pages.run_at(3).unwrap()), (3, Some(second)));
    assert_eq!(pages.run_at(4).unwrap(), None);
    let statistics = pages.statistics();
    assert_eq!((statistics.free, statistics.runs), (0, 2));
    assert_eq!((statistics.participant_pages, statistics.object_pages), (3, 5));
    pages.free(0, A).unwrap();
    let again = pages.allocate(2, B, Deadline::POLL).unwrap();
    assert_eq!((again.page, again.generation), (0, 1), "a new run at page 0 has a new name");
    assert_eq!(pages.statistics().largest_free, 1, "page 2 still says TAIL and is free");
    assert_eq!(bench.findings(&me), Vec::<String>::new());
}

#[test]
fn a_wrong_free_is_named_and_changes_nothing() {
    let bench = Bench::new(8);
    let me = bench.world.join(0);
    let pages = bench.pages(&me);
    allocate(&pages, 3, A);
    allocate(&pages, 2, B);
    pages.free(3, B).unwrap();
    bench.set(6, PageState::Sector { count: 2 }, 0);
    bench.set(7, PageState::Tail { head: 6 }, 0);
    bench.set_bits(5, 5 << 30);
    let before = bench.bytes();
    for (page, holder, status, text) in [
        (0, B, Status::State, "page 0: held by participant 0, not by participant 1"),
        (0, Holder::Object(0), Status::State, "page 0: held by participant 0, not by object 0"),
        (2, A, Status::Invalid, "page 2: inside the run at page 0"),
        (3, B, Status::State, "page 3: already free"),
        (4, B, Status::State, "page 4: already free"),
        (5, A, Status::Corrupt, "page 5: word 0x0000000140000000 means nothing"),
        (6, A, Status::State, "page 6: part of a heap, not held by participant 0"),
        (8, A, Status::Invalid, "page 8: the arena has 8"),
        (usize::MAX, A, Status::Invalid, "page 18446744073709551615: the arena has 8"),
    ] {
        let error = pages.free(page, holder).unwrap_err();
        assert_eq!((error.status(), error.to_string().as_str()), (status, text));
    }
    assert_eq!(pages.allocate(0, A, Deadline::POLL).unwrap_err().status(), Status::Invalid);
    let error = pages.allocate(1, Holder::Participant(4), Deadline::POLL).unwrap_err();
    assert_eq!(error.to_string(), "holder participant 4: its table has 4 rows");
    assert!(bench.bytes() == before, "an error stored something");
    let error = pages.allocate(3, A, Deadline::POLL).unwrap_err();
    assert_eq!(error.status(), Status::NoSpace);
    assert_eq!(
        error.to_string(),
        "pages: 3 in a row wanted, 2 of 8 are free, 2 in a row",
        "neither the stray word nor the sector is free"
    );
    assert_eq!(pages.free_all(A) + pages.free_all(B), 1, "the sector is nobody's to free");
    assert_eq!(pages.statistics().sector_pages, 2);
}

#[test]
fn a_stopped_locker_delays_until_the_deadline_and_a_dead_one_not_at_all() {
    let bench = Bench::new(4);
    let (me, other) = (bench.world.join(0), bench.world.join(1));
    let pages = bench.pages(&me);
    let mem = bench.memory.mem_as(&other);
    let word = mem.word32(CONTROL + control::ARENA_LOCK);
    std::mem::forget(OwnerLock::new(word, mem.live(), "arena").lock(Deadline::POLL));
    let error = pages.allocate(1, A, Deadline::POLL).unwrap_err();
    assert_eq!(error.status(), Status::Timeout);
    bench.world.kill(1);
    pages.allocate(1, A, Deadline::POLL).unwrap();
}

/// A checker that knows only which holder each page was given to.
#[derive(Default)]
struct Shadow {
    runs: BTreeMap<usize, (usize, Holder)>,
}

impl Shadow {
    fn largest_gap(&self, total: usize) -> usize {
        let ends = self.runs.iter().map(|(page, (count, _))| page + count);
        let starts = self.runs.keys().copied().chain([total]);
        std::iter::once(0).chain(ends).zip(starts).map(|(end, start)| start - end).max().unwrap()
    }
}

#[derive(Clone, Debug)]
enum Operation {
    Allocate(usize, u16),
    Free(usize, u16),
    FreeAll(u16),
}

fn holder(index: u16) -> Holder {
    [A, B, OBJECT, Holder::Object(0)][index as usize]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn behaves_as_the_shadow_says(operations in proptest::collection::vec(
        prop_oneof![
            4 => (1usize..9, 0u16..4).prop_map(|(count, who)| Operation::Allocate(count, who)),
            4 => (0usize..24, 0u16..4).prop_map(|(page, who)| Operation::Free(page, who)),
            1 => (0u16..4).prop_map(Operation::FreeAll),
        ], 1..120), hint: u64)
    {
        let bench = Bench::new(24);
        let me = bench.world.join(0);
        let pages = bench.pages(&me);
        let mut shadow = Shadow::default();
        bench.memory.mem().word64(CONTROL + control::ARENA_HINT).store(hint, Relaxed);
        for operation in operations {
            match operation {
                Operation::Allocate(count, who) => {
                    match pages.allocate(count, holder(who), Deadline::POLL) {
                        Ok(run) => {
                            prop_assert_eq!(run.count, count);
                            for (page, (other, _)) in &shadow.runs {
                                prop_assert!(page + other <= run.page || run.page + count <= *page);
                            }
                            shadow.runs.insert(run.page, (count, holder(who)));
                        }
                        Err(error) => {
                            prop_assert_eq!(error.status(), Status::NoSpace);
                            prop_assert!(shadow.largest_gap(24) < count, "{}", error);
                        }
                    }
                }
                Operation::Free(page, who) => {
                    let held = shadow.runs.get(&page).is_some_and(|(_, h)| *h == holder(who));
                    prop_assert_eq!(pages.free(page, holder(who)).is_ok(), held);
                    if held {
                        shadow.runs.remove(&page);
                    }
                }
                Operation::FreeAll(who) => {
                    let before = shadow.runs.len();
                    shadow.runs.retain(|_, (_, h)| *h != holder(who));
                    prop_assert_eq!(pages.free_all(holder(who)), before - shadow.runs.len());
                }
            }
            let statistics = pages.statistics();
            let used: usize = shadow.runs.values().map(|(count, _)| count).sum();
            prop_assert_eq!((statistics.free, statistics.runs), (24 - used, shadow.runs.len()));
            prop_assert_eq!(statistics.largest_free, shadow.largest_gap(24));
            prop_assert_eq!(bench.findings(&me), Vec::<String>::new());
        }
    }

    #[test]
    fn scribbled_tables_cost_errors_only(
        scribbles in proptest::collection::vec((0usize..24, any::<u64>(), 0u32..4), 1..24),
        hint: u64)
    {
        let bench = Bench::new(24);
        let me = bench.world.join(0);
        let pages = bench.pages(&me);
        let kept = allocate(&pages, 3, OBJECT);
        for (page, bits, kind) in scribbles {
            // Half of them plausible: a run or tail with a wrong length or head.
            let length = bits as u32 & 31;
            match kind {
                0 => bench.set(page, PageState::Tail { head: length }, 1),
                1 => bench.set(page, PageState::Run { holder: A, count: length }, 1),
                _ => bench.set_bits(page, bits),
            }
        }
        bench.memory.mem().word64(CONTROL + control::ARENA_HINT).store(hint, Relaxed);
        for count in [1, 2, 24, 1, 5] {
            if let Ok(run) = pages.allocate(count, A, Deadline::POLL) {
                prop_assert!(run.page + run.count <= 24);
                let _ = pages.free(run.page, A);
            }
        }
        for page in 0..24 {
            let _ = (pages.run_at(page), pages.free(page, B));
        }
        let runs = bench.runs(&me);
        prop_assert!(runs.iter().all(|run| run.page + run.count <= 24));
        prop_assert!(pages.statistics().free <= 24 && bench.findings(&me).len() <= 24 * 2);
        pages.free_all(OBJECT);
        let _ = kept;
    }
}

#[test]
fn verify_names_what_no_interleaving_explains() {
    let bench = Bench::new(8);
    let me = bench.world.join(0);
    let run = PageState::Run { holder: A, count: 3 };
    let stranger = PageState::Run { holder: Holder::Object(4), count: 1 };
    for (words, text) in [
        (vec![(0, run), (1, PageState::Tail { head: 0 })], "page 2: Some(Free) inside"),
        (vec![(0, run), (1, run)], "page 1: Some(Run"),
        (vec![(6, run)], "page 6: Run { holder: participant 0, count: 3 } reaches beyond 8 pages"),
        (vec![(4, PageState::Tail { head: 5 })], "page 4: tail of page 5, which lies behind it"),
        (vec![(4, stranger)], "page 4: holder object 4: its table has 4 rows"),
    ] {
        for page in 0..8 {
            bench.set(page, PageState::Free, 0);
        }
        assert_eq!(bench.findings(&me), Vec::<String>::new());
        for (page, state) in words {
            bench.set(page, state, 0);
        }
        let findings = bench.findings(&me);
        assert!(findings.iter().any(|f| f.contains(text)), "{text:?} not in {findings:?}");
    }
}

type Fill = fn(&Pages<'_>);

/// Fill states for the crash points: what was done to the twelve pages before.
const FILLS: [Fill; 5] = [
    // Fresh.
    |_| {},
    // Used before.
    |pages| {
        for (count, holder) in [(5, A), (4, B), (3, OBJECT)] {
            pages.free(allocate(pages, count, holder), holder).unwrap();
        }
    },
    // Fragmented.
    |pages| {
        let had = [(1, B), (3, A), (1, OBJECT), (4, A), (2, B)]
            .map(|(count, holder)| allocate(pages, count, holder));
        pages.free(had[1], A).unwrap();
        pages.free(had[3], A).unwrap();
    },
    // Stale tails of three ages.
    |pages| {
        let old = allocate(pages, 8, A);
        allocate(pages, 2, B);
        pages.free(old, A).unwrap();
        let rest = allocate(pages, 2, B);
        let newer = allocate(pages, 5, B);
        allocate(pages, 1, OBJECT);
        pages.free(rest, B).unwrap();
        pages.free(newer, B).unwrap();
    },
    // Full.
    |pages| {
        allocate(pages, 7, B);
        allocate(pages, 5, OBJECT);
    },
];

fn filled(fill: Fill) -> Bench {
    let bench = Bench::new(12);
    let me = bench.world.join(3);
    fill(&bench.pages(&me));
    bench.world.kill(3);
    bench
}

/// Participant 0 runs `operation` and dies at every store; participant 2 sweeps after it
/// and dies at every store of that; then nothing of participant 0 is left, what the others
/// hold is untouched but for the one run it may have made for an object, and every other
/// page can be had exactly once.
fn crash_points(bench: &Bench, bug: Option<Bug>, operation: impl Fn(&Pages<'_>)) -> Count {
    plant(bug);
    let dead = bench.world.join(0);
    let kept: Vec<Run> =
        bench.runs(&dead).into_iter().filter(|run| run.holder != Some(A)).collect();
    let before = bench.bytes();
    let ((), stores) = crash::record(|| operation(&bench.pages(&dead)));
    let base = bench.memory.mem().base().as_ptr();
    bench.world.kill(0);
    let count = crash::replay(
        &Recorded { base, before: &before, stores: &stores },
        || {
            // Each recoverer is a new one: the one before died.
            let reaper = bench.world.join(2);
            bench.pages(&reaper).free_all(A);
        },
        |_| {
            let other = bench.world.join(1);
            let pages = bench.pages(&other);
            assert_eq!(bench.findings(&other), Vec::<String>::new());
            let left = bench.runs(&other);
            assert!(kept.iter().all(|run| left.contains(run)), "{kept:?} became {left:?}");
            let more: Vec<&Run> = left.iter().filter(|run| !kept.contains(run)).collect();
            assert!(more.len() <= 1 && more.iter().all(|run| run.holder == Some(OBJECT)));
            let mut had = [false; 12];
            for page in left.iter().flat_map(|run| run.page..run.page + run.count) {
                assert!(!std::mem::replace(&mut had[page], true), "page {page} in two runs");
            }
            for _ in 0..had.iter().filter(|had| !**had).count() {
                let page = allocate(&pages, 1, B);
                assert!(!std::mem::replace(&mut had[page], true), "page {page} handed out twice");
            }
            let full = pages.allocate(1, B, Deadline::POLL).unwrap_err();
            assert_eq!(full.status(), Status::NoSpace);
        },
    );
    plant(None);
    count
}

/// Every operation of the arena in every fill state.
fn all_crash_points(bug: Option<Bug>) -> [(&'static str, Count); 3] {
    let mut all = [
        ("allocate", Count::default()),
        ("free", Count::default()),
        ("free_all", Count::default()),
    ];
    for fill in FILLS {
        for count in 1..=6 {
            for holder in [A, OBJECT] {
                all[0].1 += crash_points(&filled(fill), bug, |pages| {
                    let _ = pages.allocate(count, holder, Deadline::POLL);
                });
            }
            let bench = filled(fill);
            let me = bench.world.join(3);
            let run = bench.pages(&me).allocate(count, A, Deadline::POLL);
            if let Ok(run) = run {
                all[1].1 += crash_points(&bench, bug, |pages| pages.free(run.page, A).unwrap());
            }
        }
        // As many small runs of the dead as fit, freed by a sweep that dies.
        let bench = filled(fill);
        let me = bench.world.join(3);
        while bench.pages(&me).allocate(1, A, Deadline::POLL).is_ok() {}
        all[2].1 += crash_points(&bench, bug, |pages| {
            pages.free_all(A);
        });
    }
    all
}

#[test]
fn a_death_at_every_store_loses_no_page() {
    let minimum = [("allocate", 350), ("free", 40), ("free_all", 40)];
    for ((name, count), (same, minimum)) in all_crash_points(None).into_iter().zip(minimum) {
        assert_eq!(name, same);
        crash::report(&format!("pages {name}"), "replay", count.points, count.nested, minimum);
    }
}

fn is_caught(bug: Bug) -> bool {
    let caught = std::panic::catch_unwind(|| all_crash_points(Some(bug))).is_err();
    plant(None);
    caught
}

#[test]
fn the_checker_catches_a_head_written_before_its_tails() {
    assert!(is_caught(Bug::HeadFirst));
}

#[test]
fn the_checker_catches_a_tail_not_checked_against_its_head() {
    assert!(is_caught(Bug::TailNotChecked));
}

/// Flips each bit of each word of a run of three pages, and of a free page's, and brings the
/// page back as the module says.
fn flip_every_bit(bug: Option<Bug>) {
    plant(bug);
    for (flipped, bit, sweep) in
        (0..4).flat_map(|page| (0..64).flat_map(move |bit| [(page, bit, false), (page, bit, true)]))
    {
        let text = format!("bit {bit} of page {flipped}");
        let bench = Bench::new(12);
        let me = bench.world.join(0);
        let pages = bench.pages(&me);
        // A past: pages 3 to 7 are free and say TAIL of page 0.
        pages.free(allocate(&pages, 8, B), B).unwrap();
        bench.memory.mem().word64(CONTROL + control::ARENA_HINT).store(0, Relaxed);
        assert_eq!(allocate(&pages, 3, A), 0);
        let word = bench.memory.mem().word64(bench.layout.page_word(flipped));
        word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
        let findings = bench.findings(&me);
        let named = findings.iter().any(|found| found.starts_with(&format!("page {flipped}: ")));
        assert!(named, "{text}: {findings:?}");
        // Nobody gets one of the first three, and everybody the others, once.
        let mut had: Vec<usize> = vec![];
        while let Ok(run) = pages.allocate(1, OBJECT, Deadline::POLL) {
            assert!(run.page >= 3 && !had.contains(&run.page), "{text}: {run:?} handed out");
            had.push(run.page);
        }
        assert_eq!(had.len(), 9, "{text}");
        assert_eq!(bench.findings(&me), Vec::<String>::new(), "{text}: undone");
        // Again, and now it is the holder's end that comes next.
        word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
        match sweep {
            true => assert_eq!(pages.free_all(A), 1, "{text}"),
            false => pages.free(0, A).unwrap(),
        }
        pages.free_all(OBJECT);
        assert_eq!(allocate(&pages, 12, B), 0, "{text}");
        assert_eq!(bench.findings(&me), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_flipped_bit_hands_nothing_out_twice_and_is_undone() {
    flip_every_bit(None);
}

#[test]
fn the_checker_catches_a_head_that_means_nothing_taken_for_a_free_one() {
    assert!(std::panic::catch_unwind(|| flip_every_bit(Some(Bug::HeadNotChecked))).is_err());
    plant(None);
}

#[test]
fn the_checker_catches_a_flipped_bit_that_stays() {
    assert!(std::panic::catch_unwind(|| flip_every_bit(Some(Bug::NotMended))).is_err());
    plant(None);
}

#[test]
fn what_is_damaged_beyond_repair_stays_out_of_use() {
    let bench = Bench::new(4);
    let me = bench.world.join(0);
    let pages = bench.pages(&me);
    allocate(&pages, 3, A);
    let word = bench.memory.mem().word64(bench.layout.page_word(0));
    word.store(word.load(Relaxed) ^ 5 << 30, Relaxed);
    assert_eq!((pages.free_all(A), pages.statistics().stray), (0, 3));
    assert_eq!(pages.free(0, A).unwrap_err().status(), Status::Corrupt);
    assert_eq!(allocate(&pages, 1, B), 3);
    let full = pages.allocate(1, B, Deadline::POLL).unwrap_err();
    assert_eq!(full.status(), Status::NoSpace);
    assert_eq!(bench.findings(&me).len(), 1, "the head; its tails follow from it");
}

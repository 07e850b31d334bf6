use super::row::{Entry, Row, StateWord};
use super::seeded::{Bug, plant};
use super::table::Table;
use super::*;
use crate::arena::{Holder, Pages};
use crate::provider::{HeapProvider, Mem, Provider};
use crate::segment::View;
use crate::segment::layout::Layout;
use crate::status::{Result, Status, fail};
use crate::step::script::{Member, World};
use crate::sync::{Deadline, Liveness, Ordering::*, ParticipantId, Shared64};

mod behaviour;
mod crashes;
mod hostile;
mod races;

/// A kind whose objects say who they are: of parameter 0 words, the first, the middle and the
/// last are parameter 1. Released, they say so too. Parameter 2 makes the format fail.
struct Stamped;

const STAMPED: KindId = KindId(900);
const RELEASED: u64 = 0xDEAD_DEAD_DEAD_DEAD;

impl Stamped {
    fn spec(name: &str, words: u64, stamp: u64) -> ObjectSpec<'_> {
        let params = Params([words, stamp, 0, 0, 0, 0, 0, 0]);
        ObjectSpec { name, kind: STAMPED, tag: TypeTag::default(), params }
    }

    fn stamps<'a>(mem: Mem<'a>, params: &Params) -> [&'a Shared64; 3] {
        let words = params.0[0] as usize;
        [0, words / 2, words - 1].map(|i| mem.word64(8 * i))
    }

    /// The word that is not the stamp, if one is not.
    fn wrong(mem: Mem<'_>, params: &Params) -> Option<u64> {
        let words = Self::stamps(mem, params).map(|word| word.load(Relaxed));
        words.into_iter().find(|word| *word != params.0[1])
    }
}

impl Kind for Stamped {
    fn id(&self) -> KindId {
        STAMPED
    }

    fn layout_version(&self) -> u32 {
        3
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        Ok(8 * params.0[0] as usize)
    }

    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        for word in Self::stamps(mem, params) {
            word.store(params.0[1], Relaxed);
        }
        if params.0[2] != 0 {
            fail!(Unsupported, "asked to fail");
        }
        Ok(())
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        match Self::wrong(mem, params) {
            Some(word) => fail!(Corrupt, "stamp {} is {word:#x}", params.0[1]),
            None => Ok(()),
        }
    }

    /// Whoever died, the object must still be what it was: called on pages that were given
    /// away, this fails the test.
    fn recover(&self, mem: Mem<'_>, params: &Params, _dead: ParticipantId) {
        assert_eq!(Self::wrong(mem, params), None, "recover was handed something else");
    }

    fn release(&self, mem: Mem<'_>, params: &Params) {
        for word in Self::stamps(mem, params) {
            let now = word.load(Relaxed);
            assert!(now == params.0[1] || now == RELEASED, "release was handed something else");
            word.store(RELEASED, Relaxed);
        }
    }

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        if let Err(error) = self.attach(mem, params) {
            report(error.to_string());
        }
    }
}

static KINDS: Kinds = &[&Bytes, &Stamped];

/// A segment without a file. 70 participants, so that a mask has two words.
struct Bench {
    world: World,
    layout: Layout,
    memory: HeapProvider,
}

const PARTICIPANTS: u32 = 70;

impl Bench {
    fn new(rows: u32, pages: u64) -> Bench {
        let layout = Layout::for_payload(PARTICIPANTS, 1, rows, pages * 4096).unwrap();
        assert_eq!(layout.page_count as u64, pages);
        let memory = HeapProvider::new(layout.counts.total_size as usize);
        Bench { world: World::new(), layout, memory }
    }

    fn view<'a>(&'a self, member: &'a Member<'a>) -> View<'a> {
        View { mem: self.memory.mem_as(member), layout: &self.layout }
    }

    fn holds(&self) -> Holds {
        Holds::new(self.layout.counts.directory_rows)
    }

    fn directory<'a>(&'a self, member: &'a Member<'a>, holds: &'a Holds) -> Directory<'a> {
        Directory::new(self.view(member), KINDS, holds)
    }

    fn table<'a>(&'a self, member: &'a Member<'a>) -> Table<'a> {
        Table { view: self.view(member), kinds: KINDS }
    }

    fn pages<'a>(&'a self, member: &'a Member<'a>) -> Pages<'a> {
        Pages::new(self.view(member))
    }

    /// Everything that `verify` has to say about directory and pages.
    fn findings(&self, member: &Member<'_>) -> Vec<String> {
        let holds = self.holds();
        let mut all = vec![];
        self.directory(member, &holds).verify(&mut |Finding { place, problem }| {
            all.push(format!("{place}: {problem}"));
        });
        self.pages(member).verify(&mut |problem| all.push(problem));
        all
    }

    /// The stage of each row, with `Stage::Live` rows named.
    fn rows(&self, member: &Member<'_>) -> Vec<(Option<Stage>, u64)> {
        let table = self.table(member);
        let state = |i| table.row(i).state(SeqCst);
        (0..table.rows()).map(|i| (state(i).stage(), state(i).generation())).collect()
    }

    /// What must hold whenever nobody is in the middle of anything: asked by a participant
    /// that takes the lock once, and holds nothing.
    fn assert_settled(&self, member: &Member<'_>) {
        let holds = self.holds();
        let directory = self.directory(member, &holds);
        let missing = directory.remove("no-such-name", Deadline::POLL).unwrap_err();
        assert_eq!(missing.status(), Status::NotFound);
        assert_eq!(self.findings(member), Vec::<String>::new());
        let table = self.table(member);
        let (mut live, mut pages) = (vec![], 0);
        for index in 0..table.rows() {
            let row: Row<'_> = table.row(index);
            let state: StateWord = row.state(SeqCst);
            let held = !row.mask().is_empty();
            match state.stage() {
                Some(Stage::Free) => assert!(!held, "row {index} is free and held"),
                Some(Stage::Live | Stage::Removed) => {
                    assert!(held || state.is(Stage::Live), "row {index} is stuck in REMOVED");
                    let entry: Entry = row.entry(state).unwrap().unwrap();
                    table.object_mem(index, &entry).unwrap();
                    pages += (entry.size as usize).div_ceil(4096);
                    if state.is(Stage::Live) {
                        assert!(!live.contains(&entry.name), "{:?} twice", entry.name);
                        live.push(entry.name);
                    }
                }
                stage => panic!("row {index} is stuck in {stage:?}"),
            }
        }
        let statistics = self.pages(member).statistics();
        assert_eq!(statistics.object_pages, pages, "pages of no object");
        assert_eq!(statistics.free + statistics.participant_pages + pages, statistics.pages);
    }

    fn names(&self, member: &Member<'_>) -> Vec<String> {
        let holds = self.holds();
        let all = self.directory(member, &holds).list().map(|info| info.unwrap());
        let live = all.filter(|info| info.stage == Stage::Live);
        live.map(|info| info.name.as_str().to_string()).collect()
    }
}

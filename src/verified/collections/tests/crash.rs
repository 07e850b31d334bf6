//! A kill at every store of a change, and at every store of the clean-up after it.

use std::cell::Cell;

use super::*;
use crate::step::crash::{self, Count, Recorded};
use crate::sync::{Deadline, ParticipantId};
use crate::verified::seeded::{Bug, with};
use crate::verified::tests::crash::{Heir, Seen};
use crate::verified::{Ask, Region};

type Text<'m> = BoundedString<100, Seen<'m>>;
type Numbers<'m> = BoundedDeque<u64, 4, Seen<'m>>;

thread_local! {
    static GENERATION: Cell<u32> = const { Cell::new(1) };
}

/// The memory as a new participant sees it, to whom every earlier one is dead.
pub(super) fn seen(memory: &HeapProvider) -> Seen<'_> {
    let generation = GENERATION.replace(GENERATION.get() + 1);
    Seen { memory, heir: Heir(ParticipantId { row: 1, generation }) }
}

/// What the next writer does first.
pub(super) fn settle<P: Provider>(region: &Region<P>) {
    region.update(&Ask::until(Deadline::POLL), |_| Ok(())).unwrap();
}

/// Crashes `change` at each store. Whoever comes next finds what `read` tells of the state
/// before or of the one after, and can `go_on`.
pub(super) fn crash<V: PartialEq + core::fmt::Debug>(
    memory: &HeapProvider,
    change: impl FnOnce(Seen<'_>),
    read: impl Fn(Seen<'_>) -> V,
    settle: impl Fn(Seen<'_>),
    go_on: impl Fn(Seen<'_>),
) -> Count {
    let old = read(seen(memory));
    let mem = memory.mem();
    let mut bytes = vec![0; mem.len()];
    mem.copy_out(0, &mut bytes);
    let (before, stores, ()) = crash::points(&bytes, || change(seen(memory)));
    let new = read(seen(memory));
    assert_ne!(old, new, "nothing changed");
    let recorded = Recorded { base: mem.base().as_ptr(), before: &before, stores: &stores };
    crash::replay(
        &recorded,
        || {
            let found = read(seen(memory));
            assert!(found == old || found == new, "neither old nor new: {found:?}");
            settle(seen(memory));
        },
        |k| {
            let found = read(seen(memory));
            assert!(found == old || found == new, "after store {k}: {found:?}");
            assert!(k < stores.len() || found == new, "forgotten: {found:?}");
            go_on(seen(memory));
        },
    )
}

fn text(level: VerificationLevel) -> Count {
    let memory = HeapProvider::new(Text::required_size(level).unwrap());
    Text::format(seen(&memory), level).unwrap().set("the old text").unwrap();
    fn open(seen: Seen<'_>, level: VerificationLevel) -> Text<'_> {
        Text::open(seen, level).unwrap()
    }
    crash(
        &memory,
        |seen| open(seen, level).set("a new one that is longer").unwrap(),
        |seen| {
            let text = open(seen, level);
            assert!(text.verify().unwrap());
            text.read(&mut [0; 100]).unwrap().to_owned()
        },
        |seen| settle(open(seen, level).region()),
        |seen| open(seen, level).push_str("!").unwrap(),
    )
}

fn numbers(level: VerificationLevel, change: impl Fn(&Numbers<'_>)) -> Count {
    let memory = HeapProvider::new(Numbers::required_size(level).unwrap());
    let first = Numbers::format(seen(&memory), level).unwrap();
    for number in [2, 3] {
        first.push_back(number).unwrap();
    }
    first.push_front(1).unwrap();
    let read = |seen: Seen<'_>| {
        let deque = BoundedDeque::<u64, 4, _>::open(seen, level).unwrap();
        assert!(deque.verify().unwrap());
        let mut out = [0; 4];
        let length = deque.copy_to(&mut out).unwrap();
        out[..length].to_vec()
    };
    crash(
        &memory,
        |seen| change(&BoundedDeque::open(seen, level).unwrap()),
        read,
        |seen| settle(BoundedDeque::<u64, 4, _>::open(seen, level).unwrap().region()),
        |seen| {
            let deque = BoundedDeque::<u64, 4, _>::open(seen, level).unwrap();
            assert!(matches!(code(deque.pop_front()), Ok(_) | Err(Status::Empty)));
            deque.push_back(9).unwrap();
        },
    )
}

/// The first opening of a region just created.
fn making(level: VerificationLevel) -> Count {
    let params = Numbers::params(level).unwrap();
    let memory = HeapProvider::new(params.required_size().unwrap());
    Region::format(seen(&memory), &params).unwrap();
    fn open(seen: Seen<'_>, level: VerificationLevel) -> Numbers<'_> {
        Numbers::open(seen, level).unwrap()
    }
    crash(
        &memory,
        |seen| _ = open(seen, level),
        |seen| {
            let region = Region::open(seen, &params).unwrap();
            assert!(region.verify_all(&mut |_| ()).unwrap().is_sound());
            let mut line = [0; 64];
            region.read(0, &mut line).unwrap();
            line
        },
        |seen| settle(&Region::open(seen, &params).unwrap()),
        |seen| open(seen, level).push_back(9).unwrap(),
    )
}

#[test]
fn a_killed_change_happened_or_did_not() {
    let mut count = Count::default();
    for level in VerificationLevel::ALL {
        count += making(level);
        count += text(level);
        count += numbers(level, |deque| deque.push_back(4).unwrap());
        count += numbers(level, |deque| deque.push_front(0).unwrap());
        count += numbers(level, |deque| assert_eq!(deque.pop_back().unwrap(), 3));
        count += numbers(level, |deque| assert_eq!(deque.pop_front().unwrap(), 1));
        count += numbers(level, |deque| deque.set(1, 7).unwrap());
        count += numbers(level, |deque| deque.clear().unwrap());
    }
    crash::report("verified: collection, change", "replay", count.points, count.nested, 500);
    let apart = || with(Some(Bug::ElementsApart), || text(VerificationLevel::Standard));
    assert!(std::panic::catch_unwind(apart).is_err(), "elements apart from words went unnoticed");
}

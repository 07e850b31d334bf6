//! Sixteen processes at once: one name, one creator.

use std::sync::atomic::Ordering::SeqCst;

use wrtmem::Status;
use wrtmem::objects::{Bytes, KindId, ObjectSpec, TypeTag};
use wrtmem::segment::{Options, Segment};

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const RACERS: u32 = 16;
const ROUNDS: u64 = 200;
const NAME: &str = "race";

/// The board's words.
const CREATED: usize = 0;
const REMOVED: usize = 1;

fn count(word: usize, by: u64) {
    board().words[word].fetch_add(by, SeqCst);
}

fn take(word: usize) -> u64 {
    board().words[word].swap(0, SeqCst)
}

fn race(settings: &Settings, racer: impl Fn(&'static Seat, u32, u64)) {
    let rounds = ROUNDS * settings.factor;
    let racers: Vec<Child> =
        (0..RACERS).map(|index| Child::run("racer", |seat| racer(seat, index, rounds))).collect();
    racers.into_iter().for_each(Child::wait_done);
    board().rounds.store(rounds, SeqCst);
}

/// `open_or_create` of one segment.
pub(crate) fn segments(settings: &Settings) {
    let options = &settings.options(16 << 10);
    race(settings, |seat, index, rounds| {
        for _ in 0..rounds {
            board().meet(RACERS);
            let opened = seat.during(Op::CreateSegment, || Segment::open_or_create(NAME, options));
            let Some((segment, created)) = expect("open or create", opened) else { return };
            count(CREATED, created as u64);
            let uuid = segment.info().expect("info").uuid;
            seat.words[0].store(u64::from_le_bytes(*uuid.first_chunk().unwrap()), SeqCst);
            board().meet(RACERS);
            if index == 0 {
                let created = take(CREATED);
                if created != 1 {
                    violation!("{created} of {RACERS} created the segment, 1 is right");
                }
                let live = segment.info().expect("info").live;
                if live != RACERS {
                    violation!("{live} of {RACERS} are attached");
                }
                let others = board().seats.iter().filter(|other| other.pid.load(SeqCst) != 0);
                for other in others.skip(1) {
                    if other.words[0].load(SeqCst) != seat.words[0].load(SeqCst) {
                        violation!("two segments have the name at once");
                    }
                }
                check_verify(seat, &segment, "with everybody attached");
                expect("unlink", Segment::unlink(NAME, options));
            }
            board().meet(RACERS);
            seat.during(Op::Close, || drop(segment));
        }
    });
}

/// `open_or_create` of one object; in every second round some remove it meanwhile.
pub(crate) fn objects(settings: &Settings) {
    let mut options = settings.options(256 << 10);
    options.participants = RACERS + 1;
    let options: &Options = &options;
    let home = expect("create", Segment::create(NAME, options)).expect("the segment");
    let (kind, tag) = (KindId::BYTES, TypeTag::default());
    let spec = ObjectSpec { name: "one", kind, tag, params: Bytes::params(4096) };
    race(settings, |seat, index, rounds| {
        let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
        let Some(segment) = expect("open", opened) else { return };
        let mut random = Random::new(index as u64);
        for round in 0..rounds {
            let removers = round % 2 == 1;
            board().meet(RACERS);
            if removers && index % 4 == 3 {
                for _ in 0..4 {
                    nap(random.below(40));
                    let removed = seat.during(Op::Remove, || segment.remove_object("one"));
                    let removed = allow("remove", removed, &[Status::NotFound]);
                    count(REMOVED, removed.is_some() as u64);
                }
                board().meet(RACERS);
            } else {
                let opened = seat.during(Op::OpenOrCreate, || segment.open_or_create_object(&spec));
                let opened = expect("open or create", opened);
                count(CREATED, opened.as_ref().is_some_and(|(_, created)| *created) as u64);
                board().meet(RACERS);
                seat.during(Op::CloseObject, || drop(opened));
            }
            board().meet(RACERS);
            if index == 0 {
                let left = allow("remove", segment.remove_object("one"), &[Status::NotFound]);
                let (created, removed) = (take(CREATED), take(REMOVED));
                if created != removed + left.is_some() as u64 || (!removers && created != 1) {
                    violation!("{created} created, {removed} removed, {left:?} was left");
                }
                let pages = segment.page_statistics().expect("statistics");
                if pages.runs != 0 {
                    violation!("the object is gone, and yet: {pages:?}");
                }
                check_verify(seat, &segment, "after the round");
            }
            board().meet(RACERS);
        }
        seat.during(Op::Close, || drop(segment));
    });
    let info = home.info().expect("info");
    if (info.live, info.dead) != (1, 0) {
        violation!("{} live, {} dead after everybody left", info.live, info.dead);
    }
    Segment::unlink(NAME, options).expect("unlink");
}

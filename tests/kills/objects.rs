//! Objects and pages: created, opened, closed and removed under a few names by processes
//! that are killed at any moment, also while they clean up after each other.

use std::sync::atomic::Ordering::SeqCst;

use wrtmem::objects::{Bytes, KindId, ObjectSpec, Stage, TypeTag};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::ParticipantId;

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;
use crate::worker::{HELD, Judge, NAMES, Worker};

const NAME: &str = "objects";
const VICTIMS: u64 = 4;
const SURVIVORS: u64 = 2;
/// Every process holds up to HELD objects, and the names are taken.
const ROWS: u32 = 24;

fn options(settings: &Settings) -> Options {
    let mut options = settings.options(512 << 10);
    (options.participants, options.slots, options.objects) = (10, 16, ROWS);
    options
}

pub(crate) fn run(settings: &Settings) {
    assert!(NAMES.len() + HELD * (VICTIMS + SURVIVORS) as usize <= ROWS as usize);
    let options = options(settings);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let mut random = Random::new(settings.seed);
    let survivors: Vec<Child> = (0..SURVIVORS)
        .map(|_| {
            let random = Random::new(random.next());
            Child::run("survivor", |seat| work(seat, &options, random, true))
        })
        .collect();
    let seats: Vec<&Seat> = survivors.iter().map(|child| child.seat).collect();

    let (mut batch, mut reapers) = (0, 0);
    while settings.more_rounds() {
        reapers += kill_some(&options, &mut random, &home);
        if batch > 0 {
            batch -= 1;
            continue;
        }
        batch = random.below(5);
        board().paused(&seats, || check_quiet(&home, 1 + SURVIVORS as u32));
    }
    board().stop();
    survivors.into_iter().for_each(Child::wait_done);
    check_quiet(&home, 1);
    board().note(&format!("killed while cleaning up after another: {reapers}"));
    let slow = board().words[0].load(SeqCst);
    if slow > 0 {
        board().note(&format!("calls that waited a second for a lock: {slow}"));
    }
    Segment::unlink(NAME, &options).expect("unlink");
}

/// One round. How many were killed while a dead one's row was being cleaned up.
fn kill_some(options: &Options, random: &mut Random, home: &Segment) -> u64 {
    let count = 1 + random.below(VICTIMS);
    // The last to come only cleans up, in every second round.
    let reaper = count > 1 && random.one_in(2);
    let mut victims: Vec<Child> = (0..count)
        .map(|i| {
            let random = Random::new(random.next());
            let only_reaps = reaper && i == count - 1;
            Child::run("victim", |seat| match only_reaps {
                true => reap(seat, options),
                false => work(seat, options, random, false),
            })
        })
        .collect();
    nap(random.spread(200, 6000));
    let mut died_reaping = 0;
    let mut dead: Option<ParticipantId> = None;
    while !victims.is_empty() {
        let victim = victims.remove(0);
        let me = ParticipantId::from_bits(victim.seat.me.load(SeqCst));
        let op = victim.end_by_kill();
        // Killed in the middle of it: the row is still there.
        let unfinished =
            dead.is_some_and(|id| home.participant(id.row as u32).is_ok_and(|row| row.id == id));
        died_reaping += (op == Op::Recover && unfinished) as u64;
        dead = me.or(dead);
        nap(random.spread(1, 200));
    }
    died_reaping
}

fn work(seat: &'static Seat, options: &Options, mut random: Random, survivor: bool) {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let Some(segment) = expect("open", opened) else { return };
    if survivor {
        return Worker::new(segment, seat, random, Judge::Strict).survive();
    }
    let mut left = 20 + random.below(200);
    let mut worker = Worker::new(segment, seat, random, Judge::Strict);
    loop {
        worker.step();
        left -= 1;
        if left == 0 {
            // Come again, as another participant.
            worker.check();
            seat.me.store(0, SeqCst);
            seat.during(Op::Close, || drop(worker));
            return work(seat, options, Random::new(seat.calls()), false);
        }
    }
}

fn reap(seat: &Seat, options: &Options) {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let Some(segment) = expect("open", opened) else { return };
    seat.me.store(segment.info().unwrap().me.unwrap().to_bits(), SeqCst);
    loop {
        allow("recover", seat.during(Op::Recover, || segment.recover()), &[]);
    }
}

/// The survivors are attached and hold nothing: one recover, and one call that takes the
/// directory's lock, must leave nothing of all the others.
fn check_quiet(home: &Segment, attached: u32) {
    expect("recover", home.recover());
    allow("remove", home.remove_object("nobody-has-this-name"), &[wrtmem::Status::NotFound]);
    let info = home.info().expect("info");
    if (info.live, info.dead, info.slots_taken) != (attached, 0, 0) {
        let (live, dead, slots) = (info.live, info.dead, info.slots_taken);
        violation!(
            "after recovery: {live} live, {dead} dead, {slots} slots; {attached}, 0, 0 are right"
        );
    }
    check_verify(&board().seats[0], home, "when all is quiet");
    let mut names = Vec::new();
    for row in 0..ROWS {
        match home.object_info(row) {
            Ok(None) => {}
            Ok(Some(object)) if object.stage == Stage::Live && object.holders == 0 => {
                if names.contains(&object.name) {
                    violation!("two objects are called {:?}", object.name);
                }
                names.push(object.name);
            }
            other => violation!("row {row}, held by nobody: {other:?}"),
        }
    }
    let pages = home.page_statistics().expect("statistics");
    if pages.participant_pages != 0 || pages.runs != names.len() {
        violation!("{} objects and nobody's pages: {pages:?}", names.len());
    }
    for name in names {
        expect("remove", home.remove_object(name.as_str()));
    }
    // Every row is free again: also those that were being created or freed.
    let name = |i| format!("fill-{i}");
    let all: Vec<_> = (0..ROWS)
        .filter_map(|i| {
            let (kind, tag) = (KindId::BYTES, TypeTag::default());
            let spec = ObjectSpec { name: &name(i), kind, tag, params: Bytes::params(1) };
            expect("create", home.create_object(&spec))
        })
        .collect();
    drop(all);
    for i in 0..ROWS {
        expect("remove", home.remove_object(&name(i)));
    }
    let pages = home.page_statistics().expect("statistics");
    if pages.free != pages.pages {
        violation!("everything was removed, and yet: {pages:?}");
    }
}

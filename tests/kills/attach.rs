//! Attach and detach: processes that come, take rows and slots, and go, killed at any moment.

use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "attach";
/// A second name, created by whoever comes first and removed by anyone.
const OTHER: &str = "attach-other";
const VICTIMS: u64 = 4;
const SURVIVORS: usize = 2;
/// Handles one process has open at most.
const HANDLES: u64 = 2;
/// Exactly as many rows as can be alive at once, so that the dead are in the way.
const ROWS: u32 = 1 + (VICTIMS as u32 + SURVIVORS as u32) * HANDLES as u32;
const STAMP: u64 = 0x5EA7_ED00_C0FF_EE00;

fn options(settings: &Settings) -> Options {
    let mut options = settings.options(128 << 10);
    (options.participants, options.slots, options.objects) = (ROWS, 10, 2);
    options
}

pub(crate) fn run(settings: &Settings) {
    let options = options(settings);
    let home = expect("create", Segment::create(NAME, &options)).expect("the first segment");
    let slot = expect("slot", home.thread_slot());
    let page = expect("page", home.allocate_pages(4096)).expect("a page");
    let stamp = home.pointer(page, 8).expect("its place").cast::<u64>();
    // SAFETY: the page is ours alone.
    unsafe { stamp.write_volatile(STAMP) };
    let mut random = Random::new(settings.seed);
    let survivors: Vec<Child> = (0..SURVIVORS)
        .map(|i| {
            let seed = settings.seed ^ (i as u64 + 1) << 40;
            Child::run("survivor", |seat| work(seat, &options, seed, true))
        })
        .collect();
    let seats: Vec<&Seat> = survivors.iter().map(|child| child.seat).collect();

    let mut batch = 0;
    while settings.more_rounds() {
        kill_some(&options, &mut random, &home);
        if batch > 0 {
            batch -= 1;
            continue;
        }
        batch = random.below(6);
        board().paused(&seats, || {
            check_quiet(&home, &options, random.one_in(8));
            // SAFETY: as above.
            if unsafe { stamp.read_volatile() } != STAMP {
                violation!("the survivor's page was given to somebody else");
            }
        });
    }
    board().stop();
    survivors.into_iter().for_each(Child::wait_done);
    check_quiet(&home, &options, true);
    drop((slot, home));
    let last = Segment::open(NAME, &options, Deadline::POLL).map(|s| s.info().unwrap().live);
    if last != Ok(1) {
        violation!("after everybody went, {last:?} participants are there");
    }
    Segment::unlink(NAME, &options).expect("unlink");
    allow("unlink", Segment::unlink(OTHER, &options), &[wrtmem::Status::NotFound]);
}

/// One round: victims come and are killed, the last often while it cleans up after another.
fn kill_some(options: &Options, random: &mut Random, home: &Segment) {
    let count = if random.one_in(2) { VICTIMS } else { 1 + random.below(VICTIMS) };
    let mut victims: Vec<Child> = (0..count)
        .map(|_| {
            let seed = random.next();
            Child::run("victim", |seat| work(seat, options, seed, false))
        })
        .collect();
    nap(random.spread(50, 3000));
    while let Some(victim) = victims.pop() {
        victim.end_by_kill();
        // The others may be at its row now.
        nap(random.spread(1, 300));
        if random.one_in(4) {
            expect("recover", home.recover());
        }
    }
}

/// What everybody does: come, take, look, clean up, go. The victims for ever.
fn work(seat: &'static Seat, options: &Options, seed: u64, survivor: bool) {
    let mut random = Random::new(seed);
    while !(survivor && board().stopping()) {
        if survivor && seat.asked_to_pause() {
            seat.pause();
        }
        let mut handles = Vec::new();
        // Mostly as many as it may: then there is no row to spare.
        let count = if random.one_in(4) { 1 } else { HANDLES };
        for _ in 0..count {
            let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
            handles.extend(expect("open", opened));
        }
        let mut slots = Vec::new();
        for handle in &handles {
            for _ in 0..random.below(3) {
                slots.extend(expect("slot", seat.during(Op::Slot, || handle.thread_slot())));
            }
            let row = expect("info", handle.info()).and_then(|info| info.me);
            let Some(me) = row else { continue };
            for _ in 0..random.below(3) {
                match random.below(6) {
                    0 | 1 => drop(expect("recover", seat.during(Op::Recover, || handle.recover()))),
                    2 => drop(expect(
                        "allocate",
                        seat.during(Op::Allocate, || handle.allocate_pages(4096)),
                    )),
                    3 => look(seat, options),
                    4 => other(seat, options, &mut random),
                    _ => check_verify(seat, handle, "while others work"),
                }
            }
            match handle.participant(me.row as u32) {
                Ok(row) if row.id == me => {}
                other => violation!("row of the living {me:?} is now {other:?}"),
            }
        }
        if random.one_in(2) {
            slots.clear();
        }
        if random.one_in(4) {
            nap(random.below(40));
        }
        seat.during(Op::Close, || drop((handles, slots)));
        if survivor {
            nap(200);
        }
    }
}

fn look(seat: &Seat, options: &Options) {
    let observer = seat.during(Op::Open, || Segment::open_read_only(NAME, options, limit()));
    if let Some(observer) = expect("observe", observer) {
        check_verify(seat, &observer, "to an observer");
    }
}

/// A segment that comes and goes as a whole.
fn other(seat: &Seat, options: &Options, random: &mut Random) {
    if random.one_in(3) {
        let gone = seat.during(Op::CreateSegment, || Segment::unlink(OTHER, options));
        allow("unlink", gone, &[wrtmem::Status::NotFound]);
    } else {
        let other = seat.during(Op::CreateSegment, || Segment::open_or_create(OTHER, options));
        expect("open or create", other);
    }
}

pub(crate) fn check_verify(seat: &Seat, segment: &Segment, when: &str) {
    let verified = seat.during(Op::Look, || {
        segment.verify(&mut |finding| violation!("verify {when}: {finding:?}"))
    });
    expect("verify", verified);
}

/// Only the conductor is attached: one recover must leave nothing of all the others.
fn check_quiet(home: &Segment, options: &Options, all_rows: bool) {
    expect("recover", home.recover());
    let Some(info) = expect("info", home.info()) else { return };
    if (info.live, info.dead, info.slots_taken) != (1, 0, 1) {
        let (live, dead, slots) = (info.live, info.dead, info.slots_taken);
        violation!("after recovery: {live} live, {dead} dead, {slots} slots; 1, 0, 1 are right");
    }
    let pages = home.page_statistics().expect("statistics");
    if (pages.participant_pages, pages.runs) != (1, 1) || pages.free + 1 != pages.pages {
        violation!("after recovery one page is held: {pages:?}");
    }
    home.verify(&mut |finding| violation!("verify when all is quiet: {finding:?}"))
        .expect("verify");
    if all_rows {
        let opened = (1..ROWS).map(|_| Segment::open(NAME, options, Deadline::POLL));
        let handles: Vec<Segment> = opened.filter_map(|one| expect("open all", one)).collect();
        if handles.len() as u32 != ROWS - 1 {
            violation!("only {} of {} rows can be taken", handles.len() + 1, ROWS);
        }
    }
    // Whoever was killed over the other segment left it whole, or not there at all.
    match Segment::open(OTHER, options, Deadline::POLL) {
        Err(error) if error.status() == wrtmem::Status::NotFound => {}
        Err(error) => violation!("the other segment: {error:?}"),
        Ok(other) => {
            other
                .verify(&mut |finding| violation!("the other segment: {finding:?}"))
                .expect("verify");
            let live = other.info().expect("info").live;
            if live != 1 {
                violation!("the other segment has {live} participants");
            }
        }
    }
}

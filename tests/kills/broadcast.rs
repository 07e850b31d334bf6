//! The broadcast ring: its writer is killed at any moment and followed by another, and so is one
//! of its two readers; the other lives on throughout.
//!
//! An element says which it is and which writer wrote it, in every word: one that is half of a
//! dead writer and half of its successor is as torn as any other. A writer notes how far it is
//! about to come before each call, and how far it came after it: so a successor finds the noted
//! number, or at most the intended one, and never one that a reader has already been given. What
//! a reader read and what it was told that it missed are always together where it stands, and it
//! is never told to have missed what was not overwritten.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::objects::{KindId, Object, ObjectSpec, TypeTag};
use wrtmem::provider::Provider;
use wrtmem::ring::broadcast::{BroadcastParams, BroadcastRing, Reader, Start, Writer};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;
use wrtmem::{Result, Status};

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "broadcast";
const PARAMS: BroadcastParams =
    BroadcastParams { capacity: 64, element: size_of::<Element>() as u32 };
/// Most elements of one call.
const MANY: usize = 5;
/// Large enough that many kills hit the copy.
type Element = [u64; WORDS];
const WORDS: usize = 256;

/// Places on the board's words: elements written, and at most written.
const WRITTEN: usize = 0;
const INTENDED: usize = 1;
/// Beyond the last element that any reader was given.
const GIVEN: usize = 2;
/// What the survivor read and missed, and how often it was lapped.
const READ: usize = 3;
const MISSED: usize = 4;
const LAPS: usize = 5;
/// Elements that the reader read which is killed.
const OTHERS: usize = 6;
/// Where that reader stood.
const STOOD: usize = 7;
/// Nobody writes any more.
const DONE: usize = 8;

fn noted(index: usize) -> u64 {
    board().words[index].load(SeqCst)
}

fn note(index: usize, number: u64) {
    board().words[index].store(number, SeqCst);
}

fn element(number: u64, writer: u64) -> Element {
    let seed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ writer;
    std::array::from_fn(|i| match i {
        0 => number,
        1 => writer,
        _ => seed.wrapping_add(i as u64) ^ seed << 32,
    })
}

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(512 << 10);
    (options.participants, options.slots, options.objects) = (8, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let (kind, tag) = (KindId::BROADCAST, TypeTag::default());
    let made = home.create_object(&ObjectSpec { name: NAME, kind, tag, params: PARAMS.into() });
    let ring = expect("create", made).expect("the ring");
    let mut random = Random::new(settings.seed);
    let options = &options;
    let write = |random: &mut Random| {
        let random = Random::new(random.next());
        Child::run("writer", |seat| write_on(seat, options, random))
    };
    let read = |survives: bool, random: &mut Random| {
        let random = Random::new(random.next());
        Child::run("reader", |seat| read_on(seat, options, survives, random))
    };
    let survivor = read(true, &mut random);
    let (mut writer, mut reader) = (write(&mut random), read(false, &mut random));
    while settings.more_rounds() {
        nap(random.spread(50, 2000));
        std::mem::replace(&mut writer, Child::none()).end_by_kill();
        if random.one_in(3) {
            std::mem::replace(&mut reader, Child::none()).end_by_kill();
            reader = read(false, &mut random);
        }
        writer = write(&mut random);
    }
    board().stop();
    writer.wait_done();
    note(DONE, 1);
    [survivor, reader].into_iter().for_each(Child::wait_done);
    expect("recover", home.recover());
    check_verify(&board().seats[0], &home, "when all is quiet");
    if let Some(ring) = expect("attach", BroadcastRing::attach(ring.mem(), &PARAMS)) {
        let (written, told) = (ring.info().written, noted(WRITTEN));
        if written != told || written != noted(READ) + noted(MISSED) {
            violation!(
                "{written} written, {told} noted; the survivor read {} and missed {}",
                noted(READ),
                noted(MISSED)
            );
        }
    }
    board().note(&format!(
        "{} elements written, {} read and checked by the survivor, {} missed in {} laps; {} read \
         by others",
        noted(WRITTEN),
        noted(READ),
        noted(MISSED),
        noted(LAPS),
        noted(OTHERS)
    ));
    Segment::unlink(NAME, options).expect("unlink");
}

fn attach(seat: &Seat, options: &Options) -> Option<Object> {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let segment = expect("open", opened)?;
    let opened = seat.during(Op::OpenObject, || {
        segment.open_object(NAME, KindId::BROADCAST, TypeTag::default(), limit())
    });
    expect("open ring", opened)
}

fn write_on(seat: &'static Seat, options: &Options, mut random: Random) {
    let Some(ring) = attach(seat, options) else { return };
    // Nobody writes now: what readers were given by now was written before.
    let given = noted(GIVEN);
    let claimed = seat.during(Op::Claim, || Writer::<_, Element>::open(ring, &PARAMS));
    let Some(mut writer) = expect("take the writer's place", claimed) else { return };
    let (found, told, intended) = (writer.written(), noted(WRITTEN), noted(INTENDED));
    if !(told..=intended).contains(&found) || found < given {
        violation!("{found} written, {told} noted, {intended} intended, {given} were given");
    }
    note(WRITTEN, found);
    note(INTENDED, found);
    let me = random.next();
    // Some leave readers time to keep up; the others are killed in a write more often.
    let pace = if random.one_in(2) { 400 } else { 20_000 };
    let mut all = [[0; WORDS]; MANY];
    while !board().stopping() {
        let next = noted(WRITTEN);
        let count = if random.one_in(3) { random.below(MANY as u64 + 1) } else { 1 };
        for (number, element) in (next..next + count.max(1)).zip(&mut all) {
            *element = self::element(number, me);
        }
        note(INTENDED, next + count);
        let written = seat.during(Op::Send, || match count {
            1 => writer.write(&all[0]),
            _ => writer.write_n(&all[..count as usize]),
        });
        if expect("write", written) != Some(next) || writer.written() != next + count {
            violation!("element {next} got another number: {}", writer.written());
        }
        note(WRITTEN, next + count);
        match random.below(pace) {
            0 => nap(random.spread(100, 400)),
            1..20 => nap(random.spread(1, 20)),
            _ => {}
        }
    }
    seat.during(Op::Close, || drop(writer));
}

fn read_on(seat: &'static Seat, options: &Options, survives: bool, mut random: Random) {
    let Some(ring) = attach(seat, options) else { return };
    let start = match random.below(3) {
        _ if survives => Start::At(0),
        0 => Start::At(noted(STOOD)),
        1 => Start::Oldest,
        _ => Start::Next,
    };
    let opened = seat.during(Op::Claim, || Reader::<_, Element>::open(ring, &PARAMS, start));
    let Some(mut reader) = expect("open a reader", opened) else { return };
    let (start, mut read) = (reader.state().next(), 0);
    let mut got = [[0; WORDS]; MANY];
    loop {
        // Asked before the look: what was written is there.
        let done = noted(DONE) != 0;
        let (place, missed) = (reader.state().next(), reader.state().missed());
        let deadline = Deadline::after(Duration::from_millis(random.below(25)));
        let way = random.below(3);
        let answer: Result<usize> = seat.during(Op::Receive, || match way {
            0 => reader.read(&mut got[0], deadline).map(|_| 1),
            1 => reader.try_read(&mut got[0]).map(|_| 1),
            _ => reader.try_read_n(&mut got),
        });
        let state = reader.state();
        if answer.as_ref().is_err_and(|error| error.status() == Status::Lapped) {
            // At most all but what is being written was overwritten.
            let (next, most) = (state.next(), noted(INTENDED) + 1);
            let now = state.missed() - missed;
            if now == 0 || now != state.last_missed() || next + PARAMS.capacity as u64 > most {
                violation!("lapped from {place} to {next}, {now} missed, {most} written");
            }
            board().words[LAPS].fetch_add(survives as u64, SeqCst);
            continue;
        }
        use Status::{Empty, PeerDead, Timeout};
        let count = allow("read", answer, &[Empty, Timeout, PeerDead]).unwrap_or(0);
        for (number, got) in (place..).zip(&got[..count]) {
            if got[0] != number || *got != element(number, got[1]) {
                violation!("element {number} came as {:x?}", &got[..4]);
            }
        }
        read += count as u64;
        if state.next() != start + read + state.missed() || state.corrupt() != 0 {
            violation!("{read} read from {start} on, now at {state:?}");
        }
        board().words[GIVEN].fetch_max(if count > 0 { state.next() } else { 0 }, SeqCst);
        if survives {
            note(READ, read);
            note(MISSED, state.missed());
        } else {
            board().words[OTHERS].fetch_add(count as u64, SeqCst);
            note(STOOD, state.next());
        }
        if count == 0 && done {
            break;
        }
        match random.below(200) {
            0 => nap(random.spread(50, 1000)),
            _ if count == 0 => std::thread::yield_now(),
            _ => {}
        }
    }
    seat.during(Op::Close, || drop(reader));
}

//! The ring of elements: its producer and its consumer are killed at any moment, and their
//! successors go on where they stopped.
//!
//! An element says which it is. Each process notes on the board how many it is about to push
//! or pop, and after the call how far it got. A call that was killed may have been done or
//! not: so a successor finds the noted number, or at most as many more as were intended.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::Status;
use wrtmem::objects::{KindId, Object, ObjectSpec, TypeTag};
use wrtmem::provider::Provider;
use wrtmem::ring::spsc::{Consumer, Producer, SpscInfo, SpscParams, SpscRing};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "elements";
const CAPACITY: u64 = 16;
/// Most elements of one call.
const MANY: usize = 5;
type Element = [u64; 5];

/// Places on the board's words.
const PUSHED: usize = 0;
const PUSHING: usize = 1;
const POPPED: usize = 2;
const POPPING: usize = 3;
/// Elements that a consumer popped and was killed before it noted them.
const IN_FLIGHT: usize = 4;

fn noted(index: usize) -> u64 {
    board().words[index].load(SeqCst)
}

fn note(index: usize, number: u64) {
    board().words[index].store(number, SeqCst);
}

fn element(number: u64) -> Element {
    std::array::from_fn(|i| number.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(i as u32 * 7))
}

fn params() -> SpscParams {
    SpscParams::of::<Element>(CAPACITY).expect("parameters")
}

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(256 << 10);
    (options.participants, options.slots, options.objects) = (8, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let (kind, tag) = (KindId::SPSC, TypeTag::default());
    let spec = ObjectSpec { name: NAME, kind, tag, params: params().into() };
    let ring = expect("create", home.create_object(&spec)).expect("the ring");
    let mut random = Random::new(settings.seed);
    let options = &options;
    let start = |producer: bool, random: &mut Random| {
        let random = Random::new(random.next());
        match producer {
            true => Child::run("sender", |seat| push_on(seat, options, random)),
            false => Child::run("receiver", |seat| pop_on(seat, options, random)),
        }
    };
    let mut producer = start(true, &mut random);
    let mut consumer = start(false, &mut random);
    while settings.more_rounds() {
        nap(random.spread(50, 2000));
        let which = random.below(3);
        // Each with a living other side, or both at once.
        if which != 0 {
            producer.kill();
        }
        if which != 1 {
            consumer.kill();
        }
        if which != 0 {
            std::mem::replace(&mut producer, Child::none()).wait_killed();
            producer = start(true, &mut random);
        }
        if which != 1 {
            std::mem::replace(&mut consumer, Child::none()).wait_killed();
            consumer = start(false, &mut random);
        }
    }
    board().stop();
    producer.wait_done();
    consumer.wait_done();
    expect("recover", home.recover());
    check_verify(&board().seats[0], &home, "when all is quiet");
    if let Some(info) = look(&ring) {
        if (info.pushed, info.popped) != (noted(PUSHED), noted(POPPED)) || info.resyncs != 0 {
            violation!(
                "{} pushed and {} popped were noted: {info:?}",
                noted(PUSHED),
                noted(POPPED)
            );
        }
        if info.len != 0 {
            violation!("{} elements were left: {info:?}", info.len);
        }
    }
    board().note(&format!(
        "{} elements popped and checked, {} of them by a consumer that was killed before it could \
         say so",
        noted(POPPED),
        noted(IN_FLIGHT)
    ));
    Segment::unlink(NAME, options).expect("unlink");
}

fn look(ring: &Object) -> Option<SpscInfo> {
    expect("info", SpscRing::attach(ring.mem(), &params()).and_then(|ring| ring.info()))
}

fn attach(seat: &Seat, options: &Options) -> Option<Object> {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let segment = expect("open", opened)?;
    let opened = seat.during(Op::OpenObject, || {
        segment.open_object(NAME, KindId::SPSC, TypeTag::default(), limit())
    });
    expect("open ring", opened)
}

fn soon(random: &mut Random) -> Deadline {
    Deadline::after(Duration::from_millis(random.below(25)))
}

/// What a successor finds, beside what was noted; notes it.
fn take_over(what: &str, found: u64, done: usize, intended: usize) -> u64 {
    let told = noted(done);
    if !(told..=told + noted(intended)).contains(&found) {
        violation!("{what}: {found} found, {told} noted, {} intended", noted(intended));
    }
    note(intended, 0);
    note(done, found);
    found.saturating_sub(told)
}

fn push_on(seat: &'static Seat, options: &Options, mut random: Random) {
    let Some(ring) = attach(seat, options) else { return };
    let claimed = seat.during(Op::Claim, || Producer::<Element, _>::open(ring.clone(), CAPACITY));
    let Some(mut producer) = expect("take the producer's place", claimed) else { return };
    take_over("pushed", producer.pushed(), PUSHED, PUSHING);
    while !board().stopping() {
        let next = noted(PUSHED);
        let count = 1 + random.below(MANY as u64) as usize;
        let all: [Element; MANY] = std::array::from_fn(|i| element(next + i as u64));
        let deadline = soon(&mut random);
        let way = random.below(3);
        note(PUSHING, if way == 0 { 1 } else { count as u64 });
        let answer = seat.during(Op::Send, || match way {
            0 => producer.push(&all[0], deadline).map(|()| 1),
            1 => producer.push_n(&all[..count], deadline),
            _ => producer.reserve(count, deadline).and_then(|mut span| {
                let count = span.copy_from(&all[..count]);
                span.commit(count).map(|()| count)
            }),
        });
        let pushed = allow("push", answer, &[Status::Timeout, Status::PeerDead]).unwrap_or(0);
        note(PUSHED, next + pushed as u64);
        if producer.pushed() != noted(PUSHED) {
            violation!("{} pushed, {} noted", producer.pushed(), noted(PUSHED));
        }
        if random.one_in(16) {
            nap(random.spread(10, 300));
        }
    }
    seat.during(Op::Close, || drop((producer, ring)));
}

fn pop_on(seat: &'static Seat, options: &Options, mut random: Random) {
    let Some(ring) = attach(seat, options) else { return };
    let claimed = seat.during(Op::Claim, || Consumer::<Element, _>::open(ring.clone(), CAPACITY));
    let Some(mut consumer) = expect("take the consumer's place", claimed) else { return };
    let in_flight = take_over("popped", consumer.popped(), POPPED, POPPING);
    note(IN_FLIGHT, noted(IN_FLIGHT) + in_flight);
    loop {
        // Asked before the last look: what was pushed is there.
        let last = board().stopping()
            && board().seats[1..].iter().all(|other| {
                let gone = other.pid.load(SeqCst) == 0 || other.op() == Op::Ended;
                gone || std::ptr::eq(other, seat)
            });
        let due = noted(POPPED);
        let count = 1 + random.below(MANY as u64) as usize;
        let mut got = [Element::default(); MANY];
        let deadline = if last { Deadline::POLL } else { soon(&mut random) };
        let way = random.below(3);
        note(POPPING, if way == 0 { 1 } else { count as u64 });
        let answer = seat.during(Op::Receive, || match way {
            0 => consumer.pop(&mut got[0], deadline).map(|()| 1),
            1 => consumer.pop_n(&mut got[..count], deadline),
            _ => consumer.peek(count, deadline).and_then(|span| {
                let count = span.copy_to(&mut got[..count]);
                span.release(count).map(|()| count)
            }),
        });
        let popped = allow("pop", answer, &[Status::Timeout, Status::PeerDead]).unwrap_or(0);
        for (i, got) in got[..popped].iter().enumerate() {
            if *got != element(due + i as u64) {
                violation!("element {} came as {got:x?}", due + i as u64);
            }
        }
        note(POPPED, due + popped as u64);
        if popped == 0 && last {
            break;
        }
    }
    seat.during(Op::Close, || drop((consumer, ring)));
}

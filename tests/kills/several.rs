//! The mpmc ring with several consumers: producers and consumers are killed at any moment, more
//! than one at once, and followed by others; one producer lives on throughout.
//!
//! Elements are those of `shared`. Consumers note together what they took: at the place of its
//! number, so that nothing comes twice, and how many of each producer. Each by itself sees the
//! numbers of a producer rise. What the dead had in hand is missing: of the living producer's at
//! most one for each dead consumer.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::Status;
use wrtmem::objects::{Bytes, KindId, Object, ObjectSpec, TypeTag};
use wrtmem::provider::Provider;
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::shared::{
    DEAD_CONSUMERS, Element, Mpmc, NAME, PRODUCERS, SURVIVOR, Shared, attach, element, note, noted,
    push_on, pushed, spec, stop_one, taken,
};
use crate::violation;

const CONSUMERS: usize = 3;
const LAST: &str = "last";
/// So many numbers of each producer have a place of their own.
const PLACES: u64 = 4096;
/// On the board: all that will be pushed has been.
const ALL_PUSHED: usize = DEAD_CONSUMERS + 1;

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(512 << 10);
    (options.participants, options.slots, options.objects) = (16, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let ring = expect("create", home.create_object(&spec::<Mpmc>())).expect("the ring");
    let params = Bytes::params(8 * PLACES * PRODUCERS as u64);
    let places = ObjectSpec { name: LAST, kind: KindId::BYTES, tag: TypeTag::default(), params };
    let _places = expect("create", home.create_object(&places)).expect("the places");
    let mut random = Random::new(settings.seed);
    let options = &options;
    let produce = |producer: usize, random: &mut Random| {
        let random = Random::new(random.next());
        Child::run("sender", |seat| push_on::<Mpmc>(seat, options, producer, random))
    };
    let consume = || Child::run("receiver", |seat| pop_some(seat, options));
    let mut producers: Vec<Child> = (0..PRODUCERS).map(|p| produce(p, &mut random)).collect();
    let mut consumers: Vec<Child> = (0..CONSUMERS).map(|_| consume()).collect();
    while settings.more_rounds() {
        nap(random.spread(100, 3000));
        stop_one(producers.iter().chain(&consumers), &mut random);
        // All of them are dead before the first has a successor.
        let mut victims = |count: usize, n| (0..count).filter(|_| random.one_in(n)).collect();
        let (dead_producers, dead_consumers): (Vec<usize>, Vec<usize>) =
            (victims(SURVIVOR, 3), victims(CONSUMERS, 2));
        dead_producers.iter().for_each(|producer| _ = producers[*producer].kill());
        dead_consumers.iter().for_each(|consumer| _ = consumers[*consumer].kill());
        note(DEAD_CONSUMERS, noted(DEAD_CONSUMERS) + dead_consumers.len() as u64);
        for producer in dead_producers {
            std::mem::replace(&mut producers[producer], Child::none()).wait_killed();
            producers[producer] = produce(producer, &mut random);
        }
        for consumer in dead_consumers {
            std::mem::replace(&mut consumers[consumer], Child::none()).wait_killed();
            consumers[consumer] = consume();
        }
    }
    board().stop();
    producers.into_iter().for_each(Child::wait_done);
    note(ALL_PUSHED, 1);
    consumers.into_iter().for_each(Child::wait_done);
    expect("recover", home.recover());
    check_verify(&board().seats[0], &home, "at the end");
    Mpmc::check(&ring);
    for producer in 0..PRODUCERS {
        let (pushed, taken) = (noted(pushed(producer)), noted(taken(producer)));
        let dead = noted(DEAD_CONSUMERS);
        if taken > pushed + 1 || (producer == SURVIVOR && taken + dead < pushed) {
            violation!("producer {producer}: {taken} taken of {pushed}, {dead} consumers died");
        }
    }
    let all: u64 = (0..PRODUCERS).map(|producer| noted(taken(producer))).sum();
    board().note(&format!("{all} taken and checked by {CONSUMERS} consumers at a time"));
    Segment::unlink(NAME, options).expect("unlink");
}

fn attach_places(seat: &Seat, ring: &Object) -> Option<Object> {
    let tag = TypeTag::default();
    let opened = seat
        .during(Op::OpenObject, || ring.segment().open_object(LAST, KindId::BYTES, tag, limit()));
    expect("open places", opened)
}

fn pop_some(seat: &'static Seat, options: &Options) {
    let Some(ring) = attach::<Mpmc>(seat, options) else { return };
    let Some(places) = attach_places(seat, &ring) else { return };
    let opened = seat.during(Op::Claim, || Mpmc::consumer(ring));
    let Some(mut end) = expect("open consumer", opened) else { return };
    let mut got: Element = element(0, 0);
    let mut before = [0; PRODUCERS];
    loop {
        // Asked before the look: what was pushed is there.
        let last = noted(ALL_PUSHED) != 0;
        let deadline = Deadline::after(Duration::from_millis(5));
        let answer = seat.during(Op::Receive, || Mpmc::pop(&mut end, &mut got, deadline));
        if allow("pop", answer, &[Status::Timeout, Status::PeerDead]).is_none() {
            if last {
                break;
            }
            continue;
        }
        let (producer, number) = (got[0] as usize, got[1]);
        if producer >= PRODUCERS || got != element(producer, number) {
            violation!("an element has other bytes than were pushed: {got:x?}");
            continue;
        }
        if number <= before[producer] {
            violation!("producer {producer}: {number} came after {}", before[producer]);
        }
        before[producer] = number;
        let place = producer as u64 * PLACES + number % PLACES;
        if places.mem().word64(8 * place as usize).swap(number, SeqCst) == number {
            violation!("producer {producer}: {number} came twice");
        }
        board().words[taken(producer)].fetch_add(1, SeqCst);
    }
    seat.during(Op::Close, || drop((end, places)));
}

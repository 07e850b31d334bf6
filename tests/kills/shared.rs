//! The rings that several share: mpmc and ordered. Producers and the consumer are killed at any
//! moment and followed by others; one producer lives on throughout.
//!
//! Every element says whose it is and which. A producer notes what it has pushed after the call
//! returned, so the element after the noted one may have been pushed by one that was killed: its
//! successor leaves that number out. There is one consumer at a time; it notes what it took. So
//! the numbers of each producer must rise from one to the next, over all consumers; of a living
//! producer none may be missing but the one that a killed consumer had in hand.
//!
//! Now and then one is stopped for longer than whoever waits takes to ask after the dead: it is not
//! dead, and nobody may take away what it has in hand.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::ring::mpmc::{Consumer, MpmcParams, MpmcRing, Producer};
use wrtmem::ring::ordered::{
    OrderedParams, OrderedReceiver, OrderedRecord, OrderedRing, OrderedSender,
};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;
use wrtmem::{Result, Status};

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

pub(crate) const NAME: &str = "shared";
const RING: &str = "elements";
pub(crate) const PRODUCERS: usize = 3;
/// The producer that is never killed.
pub(crate) const SURVIVOR: usize = PRODUCERS - 1;
/// Enough that a kill often meets a copy.
const WORDS: usize = 64;

pub(crate) type Element = [u64; WORDS];

/// Places on the board's words.
pub(crate) fn pushed(producer: usize) -> usize {
    producer
}
pub(crate) fn taken(producer: usize) -> usize {
    PRODUCERS + producer
}
/// Elements of the survivor that were never seen.
const MISSING: usize = 2 * PRODUCERS;
/// Elements taken.
const ALL: usize = 2 * PRODUCERS + 1;
/// Consumers that were killed.
pub(crate) const DEAD_CONSUMERS: usize = 2 * PRODUCERS + 2;
/// How many of them before the last element of the survivor was taken.
const DEAD_BEFORE: usize = 2 * PRODUCERS + 3;

pub(crate) fn noted(index: usize) -> u64 {
    board().words[index].load(SeqCst)
}

pub(crate) fn note(index: usize, number: u64) {
    board().words[index].store(number, SeqCst);
}

pub(crate) fn element(producer: usize, number: u64) -> Element {
    std::array::from_fn(|i| match i {
        0 => producer as u64,
        1 => number,
        _ => number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (producer * WORDS + i) as u64,
    })
}

/// One of the rings under test.
pub(crate) trait Shared {
    const KIND: KindId;
    type Push;
    type Pop;
    fn params() -> Params;
    fn producer(ring: Object) -> Result<Self::Push>;
    fn consumer(ring: Object) -> Result<Self::Pop>;
    fn push(end: &mut Self::Push, element: &Element, deadline: Deadline) -> Result<()>;
    fn pop(end: &mut Self::Pop, element: &mut Element, deadline: Deadline) -> Result<()>;
    /// Whether the words of a ring at rest add up.
    fn check(ring: &Object);
}

pub(crate) struct Mpmc;

const MPMC: MpmcParams =
    MpmcParams { capacity: 16, element: (8 * WORDS) as u32, seats: PRODUCERS as u32 + 2 };

impl Shared for Mpmc {
    const KIND: KindId = KindId::MPMC;
    type Push = Producer<Object, Element>;
    type Pop = Consumer<Object, Element>;

    fn params() -> Params {
        MPMC.into()
    }
    fn producer(ring: Object) -> Result<Self::Push> {
        Producer::open(ring, &MPMC)
    }
    fn consumer(ring: Object) -> Result<Self::Pop> {
        Consumer::open(ring, &MPMC)
    }
    fn push(end: &mut Self::Push, element: &Element, deadline: Deadline) -> Result<()> {
        end.push(element, deadline)
    }
    fn pop(end: &mut Self::Pop, element: &mut Element, deadline: Deadline) -> Result<()> {
        end.pop(element, deadline)
    }
    fn check(ring: &Object) {
        use wrtmem::provider::Provider;
        let Some(view) = expect("attach", MpmcRing::attach(ring.mem(), &MPMC)) else { return };
        let info = view.info();
        if info.length != 0 || info.pushed != info.popped + info.lost {
            violation!("after everything was popped: {info:?}");
        }
        if info.lost > noted(DEAD_CONSUMERS) {
            violation!("{} consumers were killed: {info:?}", noted(DEAD_CONSUMERS));
        }
        board().note(&format!(
            "{} popped, {} lost in the hands of the dead, {} places padded",
            info.popped, info.lost, info.pads
        ));
    }
}

struct Ordered;

const ORDERED: OrderedParams = OrderedParams { bytes: 4096, seats: PRODUCERS as u32 + 2 };

impl Shared for Ordered {
    const KIND: KindId = KindId::MESSAGE_ORDERED;
    type Push = OrderedSender<Object>;
    type Pop = OrderedReceiver<Object>;

    fn params() -> Params {
        ORDERED.into()
    }
    fn producer(ring: Object) -> Result<Self::Push> {
        OrderedSender::open(ring, &ORDERED)
    }
    fn consumer(ring: Object) -> Result<Self::Pop> {
        OrderedReceiver::open(ring, &ORDERED)
    }
    fn push(end: &mut Self::Push, element: &Element, deadline: Deadline) -> Result<()> {
        // Of a length of its own: whole granules are claimed.
        let mut bytes = Vec::new();
        element.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
        bytes.resize(8 * WORDS + (element[1] % 300) as usize, element[1] as u8);
        end.send(&bytes, deadline).map(drop)
    }
    fn pop(end: &mut Self::Pop, element: &mut Element, deadline: Deadline) -> Result<()> {
        let (mut bytes, mut record) = ([0; 8 * WORDS + 300], OrderedRecord::default());
        end.receive(&mut bytes, &mut record, deadline)?;
        for (word, bytes) in element.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        let rest = &bytes[8 * WORDS..record.length.max(8 * WORDS)];
        if rest.len() as u64 != element[1] % 300 || rest.iter().any(|b| *b != element[1] as u8) {
            violation!("a message of {} bytes has other bytes than were sent", record.length);
        }
        Ok(())
    }
    fn check(ring: &Object) {
        use wrtmem::provider::Provider;
        let Some(view) = expect("attach", OrderedRing::attach(ring.mem(), &ORDERED)) else {
            return;
        };
        let info = view.info();
        if info.corrupt != 0 {
            violation!("after everything was received: {info:?}");
        }
        board().note(&format!("{} received, {} places padded", info.received, info.pads));
    }
}

pub(crate) fn mpmc(settings: &Settings) {
    run::<Mpmc>(settings);
}

pub(crate) fn ordered(settings: &Settings) {
    run::<Ordered>(settings);
}

pub(crate) fn spec<S: Shared>() -> ObjectSpec<'static> {
    ObjectSpec { name: RING, kind: S::KIND, tag: TypeTag::default(), params: S::params() }
}

fn run<S: Shared>(settings: &Settings) {
    let mut options = settings.options(256 << 10);
    (options.participants, options.slots, options.objects) = (12, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let ring = expect("create", home.create_object(&spec::<S>())).expect("the ring");
    let mut random = Random::new(settings.seed);
    let options = &options;
    let start = |producer: usize, random: &mut Random| {
        let random = Random::new(random.next());
        Child::run("sender", |seat| push_on::<S>(seat, options, producer, random))
    };
    let consume = || Child::run("receiver", |seat| pop_all::<S>(seat, options));
    let mut producers: Vec<Child> = (0..PRODUCERS).map(|p| start(p, &mut random)).collect();
    let mut consumer = Some(consume());
    while settings.more_rounds() {
        nap(random.spread(100, 3000));
        stop_one(producers.iter().chain(&consumer), &mut random);
        let victims: Vec<usize> = (0..SURVIVOR).filter(|_| random.one_in(2)).collect();
        victims.iter().for_each(|producer| _ = producers[*producer].kill());
        let consumer_dies = victims.is_empty() || random.one_in(2);
        if consumer_dies {
            consumer.take().expect("there is one").end_by_kill();
            note(DEAD_CONSUMERS, noted(DEAD_CONSUMERS) + 1);
        }
        for producer in victims {
            let old = std::mem::replace(&mut producers[producer], Child::none());
            old.wait_killed();
            producers[producer] = start(producer, &mut random);
        }
        if consumer_dies {
            consumer = Some(consume());
        }
    }
    board().stop();
    producers.into_iter().for_each(Child::wait_done);
    consumer.into_iter().for_each(Child::wait_done);
    expect("recover", home.recover());
    check_verify(&board().seats[0], &home, "at the end");
    S::check(&ring);
    // Each killed consumer had at most one in hand.
    if noted(MISSING) > noted(DEAD_CONSUMERS) {
        let (missing, dead) = (noted(MISSING), noted(DEAD_CONSUMERS));
        violation!("{missing} elements of the living are missing, {dead} consumers died");
    }
    let all = noted(pushed(SURVIVOR));
    if noted(taken(SURVIVOR)) + 1 < all {
        violation!("{all} pushed by the survivor, the last taken is {}", noted(taken(SURVIVOR)));
    }
    board().note(&format!("{} taken and checked, {} missing", noted(ALL), noted(MISSING)));
    Segment::unlink(NAME, options).expect("unlink");
}

/// Stops one of `children` for a while, one time in eight.
pub(crate) fn stop_one<'c>(children: impl Iterator<Item = &'c Child>, random: &mut Random) {
    if random.one_in(8) {
        let children: Vec<&Child> = children.collect();
        let stopped = children[random.below(children.len() as u64) as usize];
        stopped.signal(libc::SIGSTOP);
        // In slices of 10 ms those who wait ask after the dead.
        nap(20_000);
        stopped.signal(libc::SIGCONT);
    }
}

pub(crate) fn attach<S: Shared>(seat: &Seat, options: &Options) -> Option<Object> {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let segment = expect("open", opened)?;
    let opened = seat
        .during(Op::OpenObject, || segment.open_object(RING, S::KIND, TypeTag::default(), limit()));
    expect("open ring", opened)
}

pub(crate) fn push_on<S: Shared>(
    seat: &'static Seat,
    options: &Options,
    producer: usize,
    mut random: Random,
) {
    let Some(ring) = attach::<S>(seat, options) else { return };
    let opened = seat.during(Op::Claim, || S::producer(ring));
    let Some(mut end) = expect("open producer", opened) else { return };
    if producer != SURVIVOR {
        // What the dead one was at may have been done or not: that number is left out, by
        // whoever comes next, once.
        note(pushed(producer), noted(pushed(producer)) + 1);
    }
    let mut number = noted(pushed(producer)) + 1;
    while !board().stopping() {
        let deadline = Deadline::after(Duration::from_millis(random.below(25)));
        let answer =
            seat.during(Op::Send, || S::push(&mut end, &element(producer, number), deadline));
        if allow("push", answer, &[Status::Timeout, Status::PeerDead]).is_some() {
            note(pushed(producer), number);
            number += 1;
        }
        if random.one_in(16) {
            nap(random.spread(10, 300));
        }
    }
    seat.during(Op::Close, || drop(end));
}

fn pop_all<S: Shared>(seat: &'static Seat, options: &Options) {
    let Some(ring) = attach::<S>(seat, options) else { return };
    let opened = seat.during(Op::Claim, || S::consumer(ring));
    let Some(mut end) = expect("open consumer", opened) else { return };
    let mut got: Element = [0; WORDS];
    loop {
        // Asked before the last look: what they pushed is there.
        let last = board().stopping() && board().others_ended(seat);
        let deadline = Deadline::after(Duration::from_millis(5));
        let answer = seat.during(Op::Receive, || S::pop(&mut end, &mut got, deadline));
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
        let before = noted(taken(producer));
        if number <= before {
            violation!("producer {producer}: {number} came after {before}");
        }
        if producer == SURVIVOR {
            // Each consumer that died since had at most one in hand. Noted first: then one that
            // dies between the two notes is counted again.
            let dead = noted(DEAD_CONSUMERS);
            let (missing, died) = (number.saturating_sub(before + 1), dead - noted(DEAD_BEFORE));
            if missing > died {
                violation!("{missing} of the survivor after {before} are missing, {died} died");
            }
            note(DEAD_BEFORE, dead);
            note(MISSING, noted(MISSING) + missing);
        }
        note(taken(producer), number);
        note(ALL, noted(ALL) + 1);
    }
    seat.during(Op::Close, || drop(end));
}

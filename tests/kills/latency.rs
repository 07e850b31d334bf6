//! From `kill` to recovered, where the only survivor waits for a message, or polls the watch
//! descriptor. Times are printed (the goal: 99 % within 50 ms); only a very late recovery
//! fails.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::Status;
use wrtmem::objects::{KindId, ObjectSpec, Params, TypeTag};
use wrtmem::ring::message::{MessageParams, Receiver, Record, Sender};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::{Deadline, ParticipantId};

use crate::board::{Op, Seat, board, now};
use crate::process::{Child, Random, nap};
use crate::settings::{STEP_LIMIT, Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "latency";
const SAMPLES: u64 = 150;
const PARAMS: MessageParams = MessageParams { lanes: 2, lane_bytes: 4096 };
/// Recovery must be certain, whenever; above this something is wrong.
const BOUND: Duration = Duration::from_secs(2);
const HELD_RUNS: usize = 8;

/// The board's word where the survivor says when it knew.
const TOLD: usize = 0;

fn spec() -> ObjectSpec<'static> {
    let (kind, tag) = (KindId::MESSAGE, TypeTag::default());
    ObjectSpec { name: "ring", kind, tag, params: Params::from(PARAMS) }
}

pub(crate) fn receiver(settings: &Settings) {
    measure(settings, |seat, segment| {
        let (ring, _) = segment.open_or_create_object(&spec()).expect("the ring");
        let mut receiver = Receiver::open(ring, &PARAMS).expect("the receiver's place");
        seat.words[0].store(1, SeqCst);
        let (mut buffer, mut record) = ([0; 64], Record::default());
        while !board().stopping() {
            // A sender that comes sends one message; then there is only its death to come.
            let deadline = Deadline::after(Duration::from_millis(200));
            let answer =
                seat.during(Op::Receive, || receiver.receive(&mut buffer, &mut record, deadline));
            match answer {
                Err(error) if error.status() == Status::PeerDead => note_told(),
                answer => drop(allow("receive", answer, &[Status::Timeout])),
            }
        }
    });
}

pub(crate) fn watch(settings: &Settings) {
    measure(settings, |seat, segment| {
        let Some(fd) = expect("watch", segment.watch()) else { return };
        let _ring = segment.create_object(&spec()).expect("the ring");
        seat.words[0].store(1, SeqCst);
        while !board().stopping() {
            let mut poll = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
            // SAFETY: one valid entry.
            let ready = seat.during(Op::Look, || unsafe { libc::poll(&mut poll, 1, 200) });
            if ready > 0 {
                let watched = seat.during(Op::Recover, || segment.watched());
                if expect("watched", watched).is_some_and(|reaped| reaped > 0) {
                    note_told();
                }
            }
        }
    });
}

fn note_told() {
    board().words[TOLD].store(now(), SeqCst);
}

fn measure(settings: &Settings, survivor: impl FnOnce(&'static Seat, &Segment)) {
    let mut options = settings.options(16 << 20);
    options.participants = 8;
    let options: &Options = &options;
    let home = expect("create", Segment::create(NAME, options)).expect("the segment");
    let survivor = Child::run("watcher", |seat| {
        let segment = expect("open", Segment::open(NAME, options, limit())).expect("open");
        survivor(seat, &segment);
    });
    while survivor.seat.words[0].load(SeqCst) == 0 && survivor.seat.op() != Op::Ended {
        nap(100);
    }
    let mut random = Random::new(settings.seed);
    let (mut told, mut cleaned) = (Vec::new(), Vec::new());
    for _ in 0..SAMPLES * settings.factor {
        board().step();
        board().words[TOLD].store(0, SeqCst);
        let victim = Child::run("victim", |seat| hold_things(seat, options));
        while victim.seat.words[0].load(SeqCst) == 0 && victim.seat.op() != Op::Ended {
            nap(100);
        }
        nap(12_000 + random.below(10_000));
        let Some(who) = ParticipantId::from_bits(victim.seat.me.load(SeqCst)) else { break };
        let from = now();
        victim.end_by_kill();
        // Looking does not clean.
        let there = || home.participant(who.row as u32).is_ok_and(|row| row.id == who);
        let wait = |what: &str, still: &dyn Fn() -> bool| {
            while still() {
                if now() - from > STEP_LIMIT.as_nanos() as u64 {
                    violation!("a dead one: {what}\n{}", board().diagnosis());
                    return None;
                }
                nap(50);
            }
            Some(Duration::from_nanos(now() - from))
        };
        let Some(time) = wait("nobody cleans up after it", &there) else { break };
        cleaned.push(time);
        let unknown = || board().words[TOLD].load(SeqCst) == 0;
        if wait("nobody is told", &unknown).is_none() {
            break;
        }
        told.push(Duration::from_nanos(board().words[TOLD].load(SeqCst) - from));
        board().rounds.fetch_add(1, SeqCst);
    }
    board().stop();
    survivor.wait_done();
    drop(home);
    Segment::unlink(NAME, options).expect("unlink");
    for (what, times) in [("cleaned up after", &mut cleaned), ("known to the survivor", &mut told)]
    {
        times.sort();
        let at = |percent: usize| {
            let time = times.get(times.len() * percent / 100).or(times.last());
            time.copied().unwrap_or_default()
        };
        let [p50, p99, most] = [50, 99, 100].map(|p| at(p).as_secs_f64() * 1e3);
        board().note(&format!("{what}: p50 {p50:.1} ms, p99 {p99:.1} ms, most {most:.1} ms"));
        if at(100) > BOUND {
            violation!("{what} only after {most:.1} ms");
        }
    }
}

/// A participant with something to clean up: an object, a lane, pages, a slot.
fn hold_things(seat: &'static Seat, options: &Options) {
    let Some(segment) = expect("open", Segment::open(NAME, options, limit())) else { return };
    let ring = segment.open_object("ring", KindId::MESSAGE, TypeTag::default(), Deadline::POLL);
    let sender = expect("claim", ring.and_then(|ring| Sender::open(ring, &PARAMS, Some(0))));
    let sender =
        sender.map(|mut sender| (allow("send", sender.try_send(b"here"), &[Status::Full]), sender));
    let pages: Vec<_> = (0..HELD_RUNS).filter_map(|_| segment.allocate_pages(9000).ok()).collect();
    let slot = segment.thread_slot();
    seat.me.store(segment.info().unwrap().me.unwrap().to_bits(), SeqCst);
    seat.words[0].store(1, SeqCst);
    nap(60_000_000);
    drop((sender, pages, slot));
}

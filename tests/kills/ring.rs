//! The message ring: senders and the receiver are killed at any moment, successors take
//! their lanes and their place; one sender lives on throughout.
//!
//! Every message says which it is: its bytes follow from its lane and number. Each process
//! notes on the board what it has sent or received after the call returned. A call that was
//! killed may have been done or not: so a dead sender's last number is the noted one or one
//! more, and of all that a dead receiver took, at most one message is not noted.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::Status;
use wrtmem::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::provider::Provider;
use wrtmem::ring::message::{LaneInfo, MessageParams, MessageRing, Receiver, Record, Sender};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

use crate::attach::check_verify;
use crate::board::{Op, Seat, board, now};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "ring";
const RING: &str = "messages";
const LANES: usize = 4;
/// The lane whose sender is never killed.
const SURVIVOR: usize = LANES - 1;
const PARAMS: MessageParams = MessageParams { lanes: LANES as u32, lane_bytes: 8192 };
const LONGEST: u64 = 700;

/// Places on the board's words.
fn sent(lane: usize) -> usize {
    lane
}
fn received(lane: usize) -> usize {
    LANES + lane
}
/// Messages that a receiver took and was killed before it noted them.
const IN_FLIGHT: usize = 2 * LANES;

fn noted(index: usize) -> u64 {
    board().words[index].load(SeqCst)
}

fn note(index: usize, number: u64) {
    board().words[index].store(number, SeqCst);
}

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(256 << 10);
    (options.participants, options.slots, options.objects) = (12, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let (kind, tag) = (KindId::MESSAGE, TypeTag::default());
    let spec = ObjectSpec { name: RING, kind, tag, params: Params::from(PARAMS) };
    let ring = expect("create", home.create_object(&spec)).expect("the ring");
    let mut random = Random::new(settings.seed);
    let options = &options;
    let start_sender = |lane: usize, random: &mut Random| {
        let random = Random::new(random.next());
        Child::run("sender", |seat| send_on(seat, options, lane, random))
    };
    let mut senders: Vec<Child> = (0..LANES).map(|lane| start_sender(lane, &mut random)).collect();
    let mut receiver = Some(Child::run("receiver", |seat| receive_all(seat, options)));

    let mut batch = 0;
    while settings.more_rounds() {
        nap(random.spread(100, 3000));
        let mut dead = Vec::new();
        for (lane, sender) in senders[..SURVIVOR].iter().enumerate() {
            if random.one_in(2) {
                sender.kill();
                dead.push(lane);
            }
        }
        let receiver_dies = dead.is_empty() || random.one_in(2);
        if receiver_dies {
            nap(random.below(50));
            receiver.take().expect("there is one").end_by_kill();
        }
        for lane in dead {
            // The successor of the lane after the death of its predecessor, at any time.
            let old = std::mem::replace(&mut senders[lane], Child::none());
            old.wait_killed();
            senders[lane] = start_sender(lane, &mut random);
        }
        if receiver_dies {
            receiver = Some(Child::run("receiver", |seat| receive_all(seat, options)));
        }
        if batch > 0 {
            batch -= 1;
            continue;
        }
        batch = random.below(6);
        let seats: Vec<&Seat> = senders.iter().chain(&receiver).map(|child| child.seat).collect();
        board().paused(&seats, || check_quiet(&home, &ring, 1 + seats.len() as u32));
    }
    board().stop();
    senders.into_iter().for_each(Child::wait_done);
    receiver.into_iter().for_each(Child::wait_done);
    check_quiet(&home, &ring, 1);
    let all: u64 = (0..LANES).map(|lane| noted(received(lane))).sum();
    board().note(&format!(
        "{all} messages received and checked, {} of them taken by a receiver that was killed \
         before it could say so",
        noted(IN_FLIGHT)
    ));
    Segment::unlink(NAME, options).expect("unlink");
}

fn length(lane: usize, number: u64) -> usize {
    1 + (Random::new(number << 8 | lane as u64).below(LONGEST)) as usize
}

fn payload(lane: usize, number: u64, buffer: &mut Vec<u8>) {
    let mut random = Random::new(number << 8 | lane as u64);
    random.next();
    buffer.clear();
    let len = length(lane, number);
    while buffer.len() < len {
        buffer.extend_from_slice(&random.next().to_le_bytes());
    }
    buffer.truncate(len);
}

fn attach(seat: &Seat, options: &Options) -> Option<Object> {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let segment = expect("open", opened)?;
    let opened = seat.during(Op::OpenObject, || {
        segment.open_object(RING, KindId::MESSAGE, TypeTag::default(), limit())
    });
    expect("open ring", opened)
}

fn soon(random: &mut Random) -> Deadline {
    Deadline::after(Duration::from_millis(random.below(25)))
}

fn send_on(seat: &'static Seat, options: &Options, lane: usize, mut random: Random) {
    let mut bytes = Vec::new();
    // Each turn as another participant.
    while !board().stopping() {
        let Some(ring) = attach(seat, options) else { return };
        for _ in 0..1 + random.below(3) {
            // Whoever had it is dead, or has given it back: never busy.
            let lane_number = Some(lane as u32);
            let claimed =
                seat.during(Op::Claim, || Sender::open(ring.clone(), &PARAMS, lane_number));
            let Some(mut sender) = expect("claim", claimed) else { return };
            let (last, told) = (sender.last_sequence(), noted(sent(lane)));
            if last != told && last != told + 1 {
                violation!("lane {lane}: the last message is {last}, {told} was noted");
            }
            note(sent(lane), last);
            for _ in 0..random.spread(2, 400) {
                if board().stopping() {
                    break;
                }
                let number = noted(sent(lane)) + 1;
                payload(lane, number, &mut bytes);
                let deadline = soon(&mut random);
                let answer = seat.during(Op::Send, || sender.send(&bytes, deadline));
                match allow("send", answer, &[Status::Timeout, Status::PeerDead]) {
                    Some(got) if got == number => note(sent(lane), number),
                    Some(got) => violation!("lane {lane}: sent {number} and was told {got}"),
                    None => {}
                }
                if seat.asked_to_pause() {
                    seat.pause();
                }
                if random.one_in(16) {
                    nap(random.spread(10, 300));
                }
            }
            seat.during(Op::Claim, || drop(sender));
        }
        seat.during(Op::Close, || drop(ring));
    }
}

/// The lanes' own words, by now or when they stand still.
fn lanes(ring: &Object) -> Vec<LaneInfo> {
    let view = MessageRing::attach(ring.mem(), &PARAMS);
    let Some(view) = expect("attach", view) else { return Vec::new() };
    (0..LANES as u32).filter_map(|lane| expect("lane info", view.lane_info(lane))).collect()
}

fn receive_all(seat: &'static Seat, options: &Options) {
    let Some(ring) = attach(seat, options) else { return };
    let opened = seat.during(Op::Claim, || Receiver::open(ring.clone(), &PARAMS));
    let Some(mut receiver) = expect("take the receiver's place", opened) else { return };
    let mut in_flight = 0;
    for (lane, info) in lanes(&ring).iter().enumerate() {
        let told = noted(received(lane));
        in_flight += info.received.wrapping_sub(told);
        note(received(lane), info.received);
    }
    if in_flight > 1 {
        violation!("the dead receiver took {in_flight} messages that it did not note");
    }
    note(IN_FLIGHT, noted(IN_FLIGHT) + in_flight);
    let (mut buffer, mut record) = (vec![0; receiver.max_message()], Record::default());
    let mut expected = Vec::new();
    let mut random = Random::new(now());
    loop {
        // Asked before the last look: what they sent is there.
        let last = board().stopping() && board().others_ended(seat);
        let deadline = match seat.asked_to_pause() || board().stopping() {
            true => Deadline::POLL,
            false => soon(&mut random),
        };
        let answer = seat.during(Op::Receive, || match deadline {
            Deadline::POLL => receiver.try_receive(&mut buffer, &mut record),
            _ => receiver.receive(&mut buffer, &mut record, deadline),
        });
        if last && answer.is_err() {
            break;
        }
        let allowed = [Status::Empty, Status::Timeout, Status::PeerDead];
        if allow("receive", answer, &allowed).is_some() {
            let lane = record.lane as usize;
            let number = noted(received(lane)) + 1;
            if record.sequence != number {
                violation!("lane {lane}: message {} came, {number} was next", record.sequence);
            }
            payload(lane, record.sequence, &mut expected);
            if buffer[..record.length] != expected[..] {
                violation!(
                    "lane {lane}: message {} has other bytes than were sent",
                    record.sequence
                );
            }
            note(received(lane), record.sequence);
        } else if seat.asked_to_pause() && !board().others_let_go(seat) {
            nap(30);
        } else if seat.asked_to_pause() {
            if receiver.try_receive(&mut [], &mut record) != Err(Status::Empty.into()) {
                continue; // sent in between; the next turn takes it
            }
            seat.pause();
        }
    }
    seat.during(Op::Close, || drop((receiver, ring)));
}

fn check_quiet(home: &Segment, ring: &Object, attached: u32) {
    expect("recover", home.recover());
    let info = home.info().expect("info");
    if (info.live, info.dead) != (attached, 0) {
        violation!(
            "after recovery: {} live, {} dead; {attached}, 0 are right",
            info.live,
            info.dead
        );
    }
    check_verify(&board().seats[0], home, "when all is quiet");
    for (lane, info) in lanes(ring).iter().enumerate() {
        let LaneInfo { sent: all, received: got, lost, queued, corrupt, repaired, .. } = *info;
        if all != got + lost + queued || (lost, queued, corrupt, repaired) != (0, 0, 0, 0) {
            violation!("lane {lane} after everything was received: {info:?}");
        }
        if (all, got) != (noted(sent(lane)), noted(received(lane))) {
            let (s, r) = (noted(sent(lane)), noted(received(lane)));
            violation!("lane {lane}: {s} noted as sent, {r} as received: {info:?}");
        }
    }
}

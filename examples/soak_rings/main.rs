//! Sends elements between processes through each kind of ring in a segment, as many as asked
//! for, and checks the number, the order and the content of each.
//!
//! ```text
//! soak_rings [RING] [COUNT] [--seconds N] [--defect]
//! ```
//! RING is one of spsc (default COUNT 1000000000), message, mpmc, ordered, broadcast, mailbox
//! (100000000); without it, one after the other. With `--seconds`, each until N seconds have
//! passed. With `--defect`, a bit of what is sent is wrong from element 1000 of the first sender
//! on: the run must fail. `scripts/soak rings` runs it.

mod fixed;
mod job;
mod latest;
mod records;

use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use job::{Job, Tally, Told};
use wrtmem::objects::{KindId, Params};
use wrtmem::segment::{Options, Segment};

/// A kind of ring under test.
struct Ring {
    name: &'static str,
    kind: KindId,
    params: fn() -> wrtmem::Result<Params>,
    default: u64,
    senders: u64,
    receivers: u64,
    send: fn(&mut Job) -> Told,
    receive: fn(&mut Job) -> Told,
    /// What the tallies of all senders and of all receivers must be together.
    agree: fn(&[Tally], &[Tally]) -> bool,
}

const RINGS: [Ring; 6] = [
    Ring {
        name: "spsc",
        kind: KindId::SPSC,
        params: fixed::spsc_params,
        default: 1_000_000_000,
        senders: 1,
        receivers: 1,
        send: fixed::spsc_send,
        receive: fixed::spsc_receive,
        agree: job::each_once,
    },
    Ring {
        name: "message",
        kind: KindId::MESSAGE,
        params: records::message_params,
        default: 100_000_000,
        senders: 2,
        receivers: 1,
        send: records::message_send,
        receive: records::message_receive,
        agree: job::each_once,
    },
    Ring {
        name: "mpmc",
        kind: KindId::MPMC,
        params: fixed::mpmc_params,
        default: 100_000_000,
        senders: 2,
        receivers: 2,
        send: fixed::mpmc_send,
        receive: fixed::mpmc_receive,
        agree: job::each_once,
    },
    Ring {
        name: "ordered",
        kind: KindId::MESSAGE_ORDERED,
        params: records::ordered_params,
        default: 100_000_000,
        senders: 2,
        receivers: 1,
        send: records::ordered_send,
        receive: records::ordered_receive,
        agree: job::each_once,
    },
    Ring {
        name: "broadcast",
        kind: KindId::BROADCAST,
        params: latest::broadcast_params,
        default: 100_000_000,
        senders: 1,
        receivers: 2,
        send: latest::broadcast_send,
        receive: latest::broadcast_receive,
        agree: job::each_or_missed,
    },
    Ring {
        name: "mailbox",
        kind: KindId::MAILBOX,
        params: latest::mailbox_params,
        default: 100_000_000,
        senders: 1,
        receivers: 2,
        send: latest::mailbox_send,
        receive: latest::mailbox_receive,
        agree: job::each_or_missed,
    },
];

/// What the command line says.
#[derive(Default)]
struct Asked {
    ring: Option<String>,
    count: Option<u64>,
    seconds: Option<u64>,
    defect: bool,
}

fn asked() -> Option<Asked> {
    let mut asked = Asked::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--seconds" => asked.seconds = Some(arguments.next()?.parse().ok()?),
            "--defect" => asked.defect = true,
            name if RINGS.iter().any(|ring| ring.name == name) => {
                asked.ring = Some(name.to_string());
            }
            number => asked.count = Some(number.parse().ok()?),
        }
    }
    Some(asked)
}

/// Starts this program again as one side of a ring. See [`side`].
fn start(ring: &Ring, role: &str, who: u64, segment: &str, asked: &Asked) -> Child {
    let count =
        asked.count.unwrap_or(if asked.seconds.is_some() { u64::MAX } else { ring.default });
    let share = count / ring.senders + u64::from(who < count % ring.senders);
    let seconds = asked.seconds.unwrap_or(u64::MAX);
    let defect = asked.defect && role == "send" && who == 0;
    let words = [who, share, seconds, defect as u64].map(|word| word.to_string());
    let me = std::env::current_exe().expect("the path of this program");
    let mut command = Command::new(me);
    command.args(["--side", ring.name, role, segment]).args(words).stdout(Stdio::piped());
    command.spawn().expect("another process")
}

/// A process that was started: `--side RING ROLE SEGMENT WHO COUNT SECONDS DEFECT`. Its tally is
/// the only line it prints.
fn side(arguments: &[String]) -> ExitCode {
    let [name, role, segment, words @ ..] = arguments else { return ExitCode::FAILURE };
    let words: Vec<u64> = words.iter().map(|word| word.parse().expect("a number")).collect();
    let ring = RINGS.iter().find(|ring| ring.name == name).expect("a kind of ring");
    let act = if role == "send" { ring.send } else { ring.receive };
    let what = (ring.kind, (ring.params)().expect("parameters"));
    let told = Job::new(segment, ring.name, what, &words).map_err(Into::into);
    match told.and_then(|mut job| act(&mut job)) {
        Ok(tally) => {
            println!("{tally}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{name}: {role} {}: {error}", words[0]);
            ExitCode::FAILURE
        }
    }
}

/// Waits for all: their tallies, or how many failed. Then the others are ended: they would wait
/// for ever.
fn wait(mut sides: Vec<Child>) -> Result<Vec<Tally>, u64> {
    let mut running: Vec<usize> = (0..sides.len()).collect();
    let mut failed = 0;
    while !running.is_empty() {
        running.retain(|at| match sides[*at].try_wait().expect("a child of this process") {
            None => true,
            Some(status) => {
                failed += u64::from(!status.success());
                false
            }
        });
        if failed > 0 {
            for at in running.drain(..) {
                let _ = sides[at].kill();
                let _ = sides[at].wait();
            }
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let tallies = sides.into_iter().map(|side| Tally::of(&side.wait_with_output().ok()?.stdout));
    if failed > 0 { Err(failed) } else { tallies.collect::<Option<_>>().ok_or(1) }
}

/// Whether all went well.
fn run(ring: &Ring, asked: &Asked) -> bool {
    let segment = format!("soak-{}", std::process::id());
    let what = (ring.kind, (ring.params)().expect("parameters"));
    let object = job::object(&segment, what).expect("a ring");
    let begin = Instant::now();
    let receivers = (0..ring.receivers).map(|who| ("receive", who));
    let sides = receivers.chain((0..ring.senders).map(|who| ("send", who)));
    let sides = sides.map(|(role, who)| start(ring, role, who, &segment, asked)).collect();
    let tallies = wait(sides);
    let elapsed = begin.elapsed();
    drop(object);
    Segment::unlink(&segment, &Options::default()).expect("the segment was there");
    let tallies = match tallies {
        Ok(tallies) => tallies,
        Err(errors) => {
            println!("{}: failed, {errors} errors", ring.name);
            return false;
        }
    };
    let (received, sent) = tallies.split_at(ring.receivers as usize);
    let agree = (ring.agree)(sent, received);
    let sum = |all: &[Tally], part: fn(&Tally) -> u64| all.iter().map(part).sum::<u64>();
    let count = sum(sent, |tally| tally.count);
    println!(
        "{}: {count} sent by {}, {} received by {}, {} missed, {:.1} ns each, {} errors",
        ring.name,
        ring.senders,
        sum(received, |tally| tally.count),
        ring.receivers,
        sum(received, |tally| tally.missed),
        elapsed.as_nanos() as f64 / count.max(1) as f64,
        u64::from(!agree)
    );
    if !agree {
        println!("{}: sent {sent:?}, received {received:?}", ring.name);
    }
    agree
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "--side") {
        return side(&arguments[1..]);
    }
    let Some(asked) = asked() else {
        eprintln!("soak_rings [RING] [COUNT] [--seconds N] [--defect]");
        return ExitCode::FAILURE;
    };
    let chosen = |ring: &&Ring| asked.ring.as_ref().is_none_or(|name| name == ring.name);
    // All of them, also after one that failed.
    let failed = RINGS.iter().filter(chosen).filter(|ring| !run(ring, &asked)).count();
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

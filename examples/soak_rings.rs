//! Sends elements from one process to another through a ring in a segment, as many as asked
//! for, and checks the number and the content of each.
//!
//! ```text
//! soak_rings [COUNT] [--seconds N]      default 1000000000, until N seconds have passed
//! ```
//! `scripts/soak rings` runs it.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use wrtmem::objects::{KindId, Object, ObjectSpec, TypeTag};
use wrtmem::ring::spsc::{Consumer, Producer, SpscParams};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

type Element = [u64; 8];
const CAPACITY: u64 = 1024;
/// Ends the stream.
const END: u64 = u64::MAX;

fn element(number: u64) -> Element {
    std::array::from_fn(|i| number.wrapping_mul(2 * i as u64 + 1))
}

fn ring(name: &str) -> wrtmem::Result<Object> {
    let segment = Segment::open_or_create(name, &Options::default())?.0;
    let (kind, tag) = (KindId::SPSC, TypeTag::default());
    let params = SpscParams::of::<Element>(CAPACITY)?.into();
    Ok(segment.open_or_create_object(&ObjectSpec { name: "ring", kind, tag, params })?.0)
}

/// By turns one at a time, by batches and in place.
fn send(name: &str, count: u64, until: Option<Instant>) -> wrtmem::Result<u64> {
    let mut producer = Producer::<Element, _>::open(ring(name)?, CAPACITY)?;
    let mut next = 0;
    while next < count && until.is_none_or(|end| next % 65_536 != 0 || Instant::now() < end) {
        match next / 4096 % 3 {
            0 => {
                producer.push(&element(next), Deadline::FOREVER)?;
                next += 1;
            }
            1 => {
                let batch: [Element; 16] = std::array::from_fn(|i| element(next + i as u64));
                let most = (count - next).min(16) as usize;
                next += producer.push_n(&batch[..most], Deadline::FOREVER)? as u64;
            }
            _ => {
                let most = (count - next).min(32) as usize;
                let mut span = producer.reserve(most, Deadline::FOREVER)?;
                let len = span.len();
                span.fill(|i| element(next + i as u64));
                span.commit(len)?;
                next += len as u64;
            }
        }
    }
    producer.push(&[END; 8], Deadline::FOREVER)?;
    Ok(next)
}

fn receive(name: &str) -> wrtmem::Result<bool> {
    let mut consumer = Consumer::<Element, _>::open(ring(name)?, CAPACITY)?;
    let mut got = [Element::default(); 24];
    let mut due = 0;
    loop {
        let count = match due / 3000 % 2 {
            0 => consumer.pop(&mut got[0], Deadline::FOREVER).map(|()| 1)?,
            _ => consumer.pop_n(&mut got, Deadline::FOREVER)?,
        };
        for got in &got[..count] {
            if *got == [END; 8] {
                println!("{due} elements received, each in its place and whole");
                return Ok(true);
            }
            if *got != element(due) {
                eprintln!("element {due} came as {got:x?}");
                return Ok(false);
            }
            due += 1;
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, role, name] = &arguments[..]
        && role == "receive"
    {
        return match receive(name) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("receive: {error:?}");
                ExitCode::FAILURE
            }
        };
    }
    let number = |text: &String| text.parse::<u64>().expect("a number");
    let seconds = arguments.iter().position(|argument| argument == "--seconds");
    let until = seconds.map(|at| number(arguments.get(at + 1).expect("how many seconds")));
    let until = until.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let count = arguments.get(1).filter(|text| *text != "--seconds").map_or(1_000_000_000, number);
    let name = format!("soak-{}", std::process::id());
    drop(ring(&name).expect("a segment"));
    let me = std::env::current_exe().expect("the path of this program");
    let mut other = Command::new(me).args(["receive", &name]).spawn().expect("a second process");
    let begin = Instant::now();
    let sent = send(&name, count, until);
    if sent.is_err() {
        let _ = other.kill(); // it would wait for ever
    }
    let received = other.wait().expect("the second process ends");
    Segment::unlink(&name, &Options::default()).expect("the segment was there");
    let sent = sent.expect("sending");
    let nanos = begin.elapsed().as_nanos() as f64 / sent as f64;
    println!("{sent} elements sent, {nanos:.1} ns each");
    if received.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

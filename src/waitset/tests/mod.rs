//! What the guarantees of the waitset are held to.
//!
//! | file | what |
//! |---|---|
//! | `behaviour` | what each call answers; adding, removing, closing while others wait |
//! | `defects` | that the checks of turn, level and trouble can fail |
//! | `kinds` | an end of each kind: when it is ready, when it is in trouble |
//! | `processes` | producers in other processes, killed ones, forked copies |
//!
//! That no wake is lost in any interleaving is modelled where the sleep is, in `sync::event`.

mod behaviour;
mod defects;
mod kinds;
mod processes;

use std::time::Duration;

use super::*;
use crate::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use crate::ring::message::{self, MessageParams, Record};
use crate::ring::spsc::{self, SpscParams};
use crate::segment::{Options, Segment};

/// A segment of its own, gone when dropped.
struct Scene {
    name: String,
    segment: Segment,
}

impl Scene {
    fn new(test: &str) -> Scene {
        let name = format!("waitset-{test}-{}", std::process::id());
        let segment = Segment::create(&name, &Options::default()).unwrap();
        Scene { name, segment }
    }

    /// Another attach of the segment, for a child.
    fn open(name: &str) -> Segment {
        Segment::open(name, &Options::default(), Deadline::POLL).unwrap()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = Segment::unlink(&self.name, &Options::default());
    }
}

fn object(segment: &Segment, name: &str, kind: KindId, params: impl Into<Params>) -> Object {
    let spec = ObjectSpec { name, kind, tag: TypeTag::default(), params: params.into() };
    segment.open_or_create_object(&spec).unwrap().0
}

fn spsc_params() -> SpscParams {
    SpscParams::of::<u64>(64).unwrap()
}

fn spsc(segment: &Segment, name: &str) -> Object {
    object(segment, name, KindId::SPSC, spsc_params())
}

fn producer(segment: &Segment, name: &str) -> spsc::Producer<u64, Object> {
    spsc::Producer::open(spsc(segment, name), 64).unwrap()
}

fn consumer(segment: &Segment, name: &str) -> spsc::Consumer<u64, Object> {
    spsc::Consumer::open(spsc(segment, name), 64).unwrap()
}

fn message_params() -> MessageParams {
    MessageParams::new(4, 4096).unwrap()
}

fn sender(segment: &Segment, name: &str) -> message::Sender<Object> {
    let params = message_params();
    message::Sender::open(object(segment, name, KindId::MESSAGE, params), &params, None).unwrap()
}

fn receiver(segment: &Segment, name: &str) -> message::Receiver<Object> {
    let params = message_params();
    message::Receiver::open(object(segment, name, KindId::MESSAGE, params), &params).unwrap()
}

/// Long enough for anything that is going to happen.
fn patience() -> Deadline {
    Deadline::after(Duration::from_secs(60))
}

/// Whether the descriptor becomes readable within `millis`.
fn poll(fd: i32, millis: i32) -> bool {
    let mut polled = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
    // SAFETY: one valid pollfd.
    unsafe { libc::poll(&mut polled, 1, millis) == 1 && polled.revents & libc::POLLIN != 0 }
}

/// All that is ready now, token and trouble.
fn ready_now(set: &Waitset) -> Vec<(u64, bool)> {
    let mut ready = [Ready::default(); 16];
    match set.wait(&mut ready, Deadline::POLL) {
        Ok(count) => ready[..count].iter().map(|end| (end.token, end.trouble)).collect(),
        Err(error) if error.status() == Status::Timeout => Vec::new(),
        Err(error) => panic!("{error}"),
    }
}

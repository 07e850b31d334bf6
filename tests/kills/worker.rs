//! What a process does with objects and pages, and how it notices that somebody else was
//! given what is its own.
//!
//! * Pages it allocated are filled with a value of its own, and still have it when freed.
//! * In each object of bytes it has open, the word of its seat is its own to write; all
//!   bytes behind the seats' words stay zero, as they were created. Were the object freed
//!   and its pages given away, one of the two would change.

use std::collections::HashMap;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::objects::{Bytes, KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::provider::Provider;
use wrtmem::ring::message::{MessageParams, Receiver, Record, Sender};
use wrtmem::segment::{Segment, State, ThreadSlot};
use wrtmem::sync::{Deadline, ParticipantId};
use wrtmem::{Error, Result, Status};

use crate::board::{Op, SEATS, Seat, board};
use crate::process::{Random, nap};
use crate::violation;

/// The names in use; the first two are bytes, the others message rings.
pub(crate) const NAMES: [&str; 4] = ["bytes-a", "bytes-b", "ring-a", "ring-b"];
/// Objects one process holds open at most.
pub(crate) const HELD: usize = 3;
const BYTES: [u64; 2] = [5000, 9000];
const PAGE: u64 = 4096;

/// How strictly answers are judged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judge {
    /// Nobody damages anything: errors are those of the interface, contents are right.
    Strict,
    /// Somebody scribbles: any answer will do, as long as there is one.
    Lenient,
}

pub(crate) struct Worker {
    segment: Segment,
    seat: &'static Seat,
    random: Random,
    judge: Judge,
    objects: Vec<Object>,
    /// What this process wrote into each object of bytes, by row and generation.
    written: HashMap<(u16, u64), u64>,
    /// Offset, pages, value.
    pages: Vec<(u64, u64, u64)>,
    slots: Vec<ThreadSlot>,
}

pub(crate) fn spec(index: usize) -> ObjectSpec<'static> {
    let (kind, params) = match index {
        0 | 1 => (KindId::BYTES, Bytes::params(BYTES[index])),
        _ => (KindId::MESSAGE, Params::from(MessageParams { lanes: 2, lane_bytes: 4096 })),
    };
    ObjectSpec { name: NAMES[index], kind, tag: TypeTag::default(), params }
}

impl Worker {
    pub(crate) fn new(
        segment: Segment,
        seat: &'static Seat,
        random: Random,
        judge: Judge,
    ) -> Worker {
        if let Some(me) = segment.info().ok().and_then(|info| info.me) {
            seat.me.store(me.to_bits(), SeqCst);
        }
        let (objects, written, pages) = (Vec::new(), HashMap::new(), Vec::new());
        Worker { segment, seat, random, judge, objects, written, pages, slots: Vec::new() }
    }

    /// Judges an answer that may be one of `allowed`.
    fn take<T>(&self, what: &str, answer: Result<T>, allowed: &[Status]) -> Option<T> {
        answer.map_err(|error| self.blame(what, &error, allowed)).ok()
    }

    fn blame(&self, what: &str, error: &Error, allowed: &[Status]) {
        // A lock's live owner may have been stopped, or have waited for a processor.
        if allowed.contains(&error.status()) {
            return;
        }
        if error.status() == Status::Timeout {
            board().words[0].fetch_add(1, SeqCst);
        } else if self.judge == Judge::Strict {
            violation!("{what}: {error:?}");
        }
    }

    fn differs(&self, what: String) {
        if self.judge == Judge::Strict {
            violation!("{what}");
        }
    }

    /// One random operation.
    pub(crate) fn step(&mut self) {
        use Status::*;
        let index = self.random.below(NAMES.len() as u64) as usize;
        let spec = spec(index);
        let (segment, seat) = (self.segment.clone(), self.seat);
        match self.random.below(16) {
            0 | 1 => {
                let created = seat.during(Op::Create, || segment.create_object(&spec));
                if let Some(object) = self.take("create", created, &[Exists, NoSpace]) {
                    self.hold(object);
                }
            }
            2 | 3 => {
                let poll = Deadline::POLL;
                let opened = seat.during(Op::OpenObject, || {
                    segment.open_object(spec.name, spec.kind, spec.tag, poll)
                });
                if let Some(object) = self.take("open", opened, &[NotFound]) {
                    self.hold(object);
                }
            }
            4..=6 => {
                let opened = seat.during(Op::OpenOrCreate, || segment.open_or_create_object(&spec));
                if let Some((object, _)) = self.take("open or create", opened, &[NoSpace]) {
                    self.hold(object);
                }
            }
            7 => {
                let removed = seat.during(Op::Remove, || segment.remove_object(spec.name));
                self.take("remove", removed, &[NotFound]);
            }
            8 | 9 => self.let_go(),
            10 | 11 => self.allocate(),
            12 => self.free(),
            13 => {
                let recovered = seat.during(Op::Recover, || segment.recover());
                self.take("recover", recovered, &[]);
            }
            14 => self.look(),
            _ => self.use_ring(),
        }
    }

    fn look(&mut self) {
        let (segment, seat) = (self.segment.clone(), self.seat);
        match self.random.below(4) {
            0 => {
                let found =
                    |finding| self.differs(format!("verify while others work: {finding:?}"));
                let verified = seat.during(Op::Look, || segment.verify(&mut { found }));
                self.take("verify", verified, &[]);
            }
            1 => {
                let slot = seat.during(Op::Slot, || segment.thread_slot());
                self.slots.extend(self.take("slot", slot, &[]));
                self.slots.truncate(2);
            }
            2 => {
                for row in 0..8 {
                    let info = seat.during(Op::Look, || segment.object_info(row));
                    self.take("object info", info, &[]);
                }
            }
            _ => self.check(),
        }
    }

    fn hold(&mut self, object: Object) {
        if object.reference().kind == KindId::BYTES {
            let value = self.random.next();
            self.write(&object, value);
        }
        self.objects.push(object);
        if self.objects.len() > HELD {
            self.let_go();
        }
    }

    /// A word of an object; none if the object turns out to be smaller.
    fn word(&self, object: &Object, index: usize) -> Option<*mut u64> {
        let mem = object.mem();
        let inside = 8 * index + 8 <= mem.len();
        inside.then(|| mem.part_base(8 * index).cast::<u64>().as_ptr())
    }

    fn read(&self, object: &Object, index: usize) -> u64 {
        // SAFETY: inside the mapped object.
        self.word(object, index).map_or(0, |word| unsafe { word.read_volatile() })
    }

    /// The word of this process's seat.
    fn mine(&self) -> usize {
        // SAFETY: both lie in the board's array of seats.
        unsafe { std::ptr::from_ref(self.seat).offset_from(board().seats.as_ptr()) as usize }
    }

    fn write(&mut self, object: &Object, value: u64) {
        if let Some(word) = self.word(object, self.mine()) {
            // SAFETY: inside the mapped object; only this process writes that word.
            unsafe { word.write_volatile(value) };
        }
        let reference = object.reference();
        self.written.insert((reference.row, reference.generation), value);
    }

    /// What this process holds is still its own, its row first.
    pub(crate) fn check(&mut self) {
        if let Some(me) = ParticipantId::from_bits(self.seat.me.load(SeqCst)) {
            match self.segment.participant(me.row as u32) {
                Ok(row) if row.id == me && row.state == State::Live => {}
                other => self.differs(format!("{me:?} is alive, its row says {other:?}")),
            }
        }
        for object in &self.objects {
            let reference = object.reference();
            let Some(value) = self.written.get(&(reference.row, reference.generation)) else {
                continue;
            };
            let found = self.read(object, self.mine());
            let words = SEATS..reference.size / 8;
            let stray = words.map(|i| self.read(object, i)).find(|word| *word != 0);
            if found != *value || stray.is_some() {
                self.differs(format!(
                    "object {reference:?}, held open: {found:#x} where {value:#x} was written, \
                     stray word {stray:x?}"
                ));
            }
        }
        self.pages.iter().for_each(|run| self.check_run(run));
    }

    fn check_run(&self, &(offset, pages, value): &(u64, u64, u64)) {
        let Some(start) = self.take("pointer", self.segment.pointer(offset, pages * PAGE), &[])
        else {
            return;
        };
        let start = start.cast::<u64>().as_ptr();
        for i in 0..(pages * PAGE / 8) as usize {
            // SAFETY: inside the pages, by `pointer`.
            let found = unsafe { start.add(i).read_volatile() };
            if found != value {
                return self.differs(format!(
                    "{pages} pages at {offset}, held: word {i} is {found:#x}, {value:#x} was written"
                ));
            }
        }
    }

    fn allocate(&mut self) {
        let pages = 1 + self.random.below(3);
        let segment = self.segment.clone();
        let run = self.seat.during(Op::Allocate, || segment.allocate_pages(pages * PAGE));
        let Some(offset) = self.take("allocate", run, &[Status::NoSpace]) else { return };
        let value = self.random.next();
        if let Some(start) = self.take("pointer", segment.pointer(offset, pages * PAGE), &[]) {
            let start = start.cast::<u64>().as_ptr();
            for i in 0..(pages * PAGE / 8) as usize {
                // SAFETY: inside the pages, by `pointer`; they are this process's.
                unsafe { start.add(i).write_volatile(value) };
            }
        }
        self.pages.push((offset, pages, value));
        if self.pages.len() > HELD {
            self.free();
        }
    }

    fn free(&mut self) {
        if self.pages.is_empty() {
            return;
        }
        let index = self.random.below(self.pages.len() as u64) as usize;
        let run = self.pages.swap_remove(index);
        self.check_run(&run);
        let freed = self.seat.during(Op::Free, || self.segment.free_pages(run.0));
        self.take("free", freed, &[]);
    }

    fn let_go(&mut self) {
        if self.objects.is_empty() {
            return;
        }
        let index = self.random.below(self.objects.len() as u64) as usize;
        if self.random.one_in(4) {
            self.check();
        }
        let object = self.objects.swap_remove(index);
        self.seat.during(Op::CloseObject, || drop(object));
    }

    /// Sends and receives a little, if a ring is open.
    fn use_ring(&mut self) {
        use Status::*;
        let ring = self.objects.iter().find(|o| o.reference().kind == KindId::MESSAGE).cloned();
        let Some(object) = ring else { return };
        let params = MessageParams::try_from(&object.reference().params);
        let Some(params) = self.take("parameters", params, &[]) else { return };
        let (seat, bytes) = (self.seat, [0x5A; 700]);
        if self.random.one_in(2) {
            let sender = seat.during(Op::Claim, || Sender::open(object, &params, None));
            let Some(mut sender) = self.take("claim", sender, &[NoSpace]) else { return };
            for _ in 0..self.random.below(5) {
                let payload = &bytes[..self.random.below(700) as usize];
                let deadline = self.patience();
                let sent = seat.during(Op::Send, || sender.send(payload, deadline));
                self.take("send", sent, &[Timeout, PeerDead]);
            }
        } else {
            let receiver = seat.during(Op::Claim, || Receiver::open(object, &params));
            let Some(mut receiver) = self.take("open receiver", receiver, &[Busy]) else { return };
            let (mut buffer, mut record) = ([0; 2048], Record::default());
            for _ in 0..self.random.below(8) {
                let deadline = self.patience();
                let got = seat
                    .during(Op::Receive, || receiver.receive(&mut buffer, &mut record, deadline));
                if self.take("receive", got, &[Timeout, PeerDead]).is_some()
                    && (record.length >= 700 || buffer[..record.length] != bytes[..record.length])
                {
                    self.differs(format!("{record:?}: not what anybody sends"));
                }
            }
        }
    }

    /// Mostly none.
    fn patience(&mut self) -> Deadline {
        match self.random.one_in(200) {
            true => Deadline::after(Duration::from_millis(1)),
            false => Deadline::POLL,
        }
    }

    /// Lets go of everything but the segment.
    pub(crate) fn release_all(&mut self) {
        self.check();
        while !self.pages.is_empty() {
            self.free();
        }
        while !self.objects.is_empty() {
            self.let_go();
        }
        self.slots.clear();
        self.written.clear();
    }

    /// Works until the conductor says stop, pausing when it asks for it.
    pub(crate) fn survive(mut self) {
        while !board().stopping() {
            if self.seat.asked_to_pause() {
                self.release_all();
                self.seat.pause();
            }
            self.step();
            let rest = self.random.below(300);
            nap(rest);
        }
        self.release_all();
        self.seat.during(Op::Close, || drop(self));
    }
}

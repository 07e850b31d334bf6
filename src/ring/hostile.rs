//! A peer that scribbles over all of a ring's memory while both sides work: each call answers, in
//! a bounded number of steps, and nothing is touched outside.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::Duration;

use super::broadcast::{BroadcastKind, BroadcastParams, BroadcastRing, Start};
use super::mailbox::{Mailbox, MailboxKind};
use super::message::{LaneCursor, MessageKind, MessageParams, MessageRing, Record};
use super::mpmc::{MpmcKind, MpmcParams, MpmcRing};
use super::ordered::{OrderedKind, OrderedParams, OrderedRecord, OrderedRing};
use super::spsc::{SpscKind, SpscParams, SpscRing};
use super::stage;
use crate::objects::{Kind, Params};
use crate::provider::{HeapProvider, Mem, Provider};
use crate::status::{Result, Status};
use crate::step::crash;
use crate::step::schedule::Draws;
use crate::step::script::World;
use crate::sync::{Deadline, Ordering::*, ParticipantId};

/// Times that the ring is made anew while both sides hold it, and words scribbled over then.
const ROUNDS: u64 = 60;
const SCRIBBLES: u64 = 20;
/// Elements and values are of so many bytes.
const SIZE: usize = 24;

/// One side at work. It waits until the deadline, or not at all.
type Act<'a> = Box<dyn FnMut(&mut Draws, Option<Deadline>) -> Result<()> + 'a>;
/// Opens a side: its place may be taken, by name, by somebody who never was.
type Open = for<'a> fn(Mem<'a>, &Params) -> Result<Act<'a>>;

/// What a side did so far.
#[derive(Default)]
struct Side {
    calls: AtomicU64,
    done: AtomicU64,
    over: AtomicBool,
    /// How often each answer, and the most stores of one call.
    seen: Mutex<(BTreeMap<&'static str, u64>, u64)>,
}

impl Side {
    /// Works until it is told to stop: lives, one after the other, each forgotten as if its
    /// process had died.
    fn work(&self, row: u16, open: Open, ring: &Scene<'_>) {
        /// One that panics is over too.
        struct Over<'a>(&'a AtomicBool);
        impl Drop for Over<'_> {
            fn drop(&mut self) {
                self.0.store(true, SeqCst);
            }
        }
        let _over = Over(&self.over);
        let mut draws = Draws::new(row as u64);
        let (mut answers, mut most) = (BTreeMap::new(), 0);
        let mut note = |answer: Result<()>| {
            let status = answer.map_or_else(|error| error.status(), |()| Status::Ok);
            *answers.entry(status.name()).or_insert(0) += 1;
            self.calls.fetch_add(1, SeqCst);
            self.done.fetch_add((status == Status::Ok) as u64, SeqCst);
        };
        while !ring.stop.load(SeqCst) {
            let member = ring.world.join(row);
            let mem = ring.memory.mem_as(&member);
            ring.kind.verify(mem, &ring.params, &mut |_| ());
            ring.kind.recover(mem, &ring.params, ParticipantId { row: 7, generation: 1 });
            let mut act = match open(mem, &ring.params) {
                Ok(act) => act,
                Err(error) => {
                    note(Err(error));
                    continue;
                }
            };
            let calls = draws.below(100);
            for _ in 0..calls {
                let (answer, steps) = crash::count(|| act(&mut draws, None));
                most = most.max(steps);
                note(answer);
            }
            // Some of them wait, at the end.
            if calls.is_multiple_of(32) {
                note(act(&mut draws, Some(Deadline::after(Duration::from_millis(1)))));
            }
            drop(act);
            std::thread::yield_now();
        }
        *self.seen.lock().expect("no panic") = (answers, most);
    }
}

struct Scene<'a> {
    kind: &'a (dyn Kind + Sync),
    params: Params,
    memory: HeapProvider,
    world: World,
    stop: AtomicBool,
}

/// Both sides and a scribbler at once. No call makes more than `most` stores.
fn beside_a_scribbler(kind: &(dyn Kind + Sync), params: Params, opens: [Open; 2], most: u64) {
    let memory = HeapProvider::new(kind.required_size(&params).expect("a size"));
    kind.format(memory.mem(), &params).expect("format");
    let ring = &Scene { kind, params, memory, world: World::new(), stop: AtomicBool::new(false) };
    let sides = &[Side::default(), Side::default()];
    std::thread::scope(|scope| {
        for (row, open) in opens.into_iter().enumerate() {
            scope.spawn(move || sides[row].work(row as u16, open, ring));
        }
        let scribbled = std::panic::catch_unwind(AssertUnwindSafe(|| scribble(ring, sides)));
        ring.stop.store(true, SeqCst);
        assert!(scribbled.is_ok());
    });
    let known = [
        Status::Ok,
        Status::Full,
        Status::Empty,
        Status::Busy,
        Status::Corrupt,
        Status::Lapped,
        Status::TooSmall,
        Status::Timeout,
        Status::PeerDead,
        // Who opens anew may find neither magic nor parameters nor a place.
        Status::NoSpace,
        Status::Layout,
        Status::Mismatch,
    ];
    for side in sides {
        let (answers, max) = &*side.seen.lock().expect("no panic");
        println!("{:?}: at most {max} stores in a call; {answers:?}", kind.id());
        assert!(*max <= most, "{max} stores in one call");
        assert!(answers.keys().all(|name| known.iter().any(|k| k.name() == *name)), "{answers:?}");
    }
}

/// Goes by what the sides do, not by time, and ends early when one is over.
fn scribble(ring: &Scene<'_>, sides: &[Side; 2]) {
    let over = || sides.iter().any(|side| side.over.load(SeqCst));
    let now = |part: fn(&Side) -> &AtomicU64| [0, 1].map(|side| part(&sides[side]).load(SeqCst));
    let passed = |begin: [u64; 2], now: [u64; 2], more: u64| {
        begin.iter().zip(now).all(|(begin, now)| now - begin >= more)
    };
    let calls_pass = |more: u64| {
        let begin = now(|side| &side.calls);
        while !over() && !passed(begin, now(|side| &side.calls), more) {
            std::thread::yield_now();
        }
    };
    let mem = ring.memory.mem();
    let mut draws = Draws::new(3);
    let words = mem.len() as u64 / 8;
    for _ in 0..ROUNDS {
        // Under their feet, until they find together again: who was in the middle of a call may
        // have stored something of the old ring in the new one.
        let begin = now(|side| &side.done);
        for attempt in 0.. {
            ring.kind.format(mem, &ring.params).expect("format");
            calls_pass(500);
            if over() || passed(begin, now(|side| &side.done), 10) {
                break;
            }
            assert!(attempt < 1000, "neither comes to anything in a new ring");
        }
        for _ in 0..SCRIBBLES {
            // The first lines have most of what decides.
            let among = if draws.below(2) == 0 { words } else { words.min(64) };
            let at = draws.below(among);
            let word = mem.word64(8 * at as usize);
            let value = match draws.below(5) {
                0 => draws.draw(),
                1 => word.load(Relaxed) ^ 1 << draws.below(64),
                2 => word.load(Relaxed).wrapping_add(draws.below(5)).wrapping_sub(2),
                3 => 0,
                _ => draws.below(64),
            };
            let before = word.swap(value, Relaxed);
            calls_pass(draws.below(8));
            if at < 16 {
                // Magic and parameters among them: without these nobody attaches any more.
                word.store(before, Relaxed);
            }
        }
    }
}

#[test]
fn hostile_spsc() {
    fn ring<'a>(mem: Mem<'a>, params: &Params) -> Result<SpscRing<'a>> {
        SpscRing::attach(mem, &SpscParams::try_from(params)?)
    }
    let sides: [Open; 2] = [
        |mem, params| {
            let ring = ring(mem, params)?;
            let mut producer = ring.open_producer()?;
            Ok(Box::new(move |draws, deadline| {
                let some = vec![1; SIZE * (1 + draws.below(9) as usize)];
                match deadline {
                    Some(deadline) => ring.push_n(&mut producer, &some, deadline).map(drop),
                    None => ring.try_push_n(&mut producer, &some).map(drop),
                }
            }))
        },
        |mem, params| {
            let ring = ring(mem, params)?;
            let mut consumer = ring.open_consumer()?;
            Ok(Box::new(move |draws, deadline| {
                let mut some = vec![0; SIZE * (1 + draws.below(9) as usize)];
                let _ = ring.info();
                match deadline {
                    Some(deadline) => ring.pop_n(&mut consumer, &mut some, deadline).map(drop),
                    None => ring.try_pop_n(&mut consumer, &mut some).map(drop),
                }
            }))
        },
    ];
    let params = SpscParams::new(8, SIZE as u32).expect("parameters");
    beside_a_scribbler(&SpscKind, params.into(), sides, 80);
}

#[test]
fn hostile_mpmc() {
    fn ring<'a>(mem: Mem<'a>, params: &Params) -> Result<MpmcRing<'a>> {
        MpmcRing::attach(mem, &MpmcParams::try_from(params)?)
    }
    let sides: [Open; 2] = [
        |mem, params| {
            let ring = ring(mem, params)?;
            let mut producer = ring.open_producer()?;
            Ok(Box::new(move |draws, deadline| match deadline {
                Some(deadline) => ring.push(&mut producer, &[1; SIZE], deadline),
                None => {
                    let some = vec![1; SIZE * (1 + draws.below(9) as usize)];
                    ring.try_push_n(&mut producer, &some).map(drop)
                }
            }))
        },
        |mem, params| {
            let ring = ring(mem, params)?;
            let mut consumer = ring.open_consumer()?;
            Ok(Box::new(move |draws, deadline| {
                let mut some = vec![0; SIZE * (1 + draws.below(9) as usize)];
                ring.info();
                match deadline {
                    Some(deadline) => ring.pop(&mut consumer, &mut some[..SIZE], deadline),
                    None => ring.try_pop_n(&mut consumer, &mut some).map(drop),
                }
            }))
        },
    ];
    let params = MpmcParams::new(8, SIZE as u32, 3).expect("parameters");
    beside_a_scribbler(&MpmcKind, params.into(), sides, 400);
}

#[test]
fn hostile_message() {
    fn ring<'a>(mem: Mem<'a>, params: &Params) -> Result<MessageRing<'a>> {
        MessageRing::attach(mem, &MessageParams::try_from(params)?)
    }
    let sides: [Open; 2] = [
        |mem, params| {
            let ring = ring(mem, params)?;
            let mut sender = ring.claim(None)?;
            Ok(Box::new(move |draws, deadline| {
                let payload = vec![1; draws.below(300) as usize];
                match deadline {
                    Some(deadline) => ring.send(&mut sender, &payload, deadline).map(drop),
                    None => ring.try_send(&mut sender, &payload).map(drop),
                }
            }))
        },
        |mem, params| {
            let ring = ring(mem, params)?;
            let mut receiver = ring.open_receiver([LaneCursor::default(); 2])?;
            Ok(Box::new(move |draws, deadline| {
                let (mut buffer, mut record) = (vec![0; 8 << draws.below(9)], Record::default());
                let _ = (ring.info(), ring.lane_info(1));
                match deadline {
                    Some(until) => ring.receive(&mut receiver, &mut buffer, &mut record, until)?,
                    None => ring.try_receive(&mut receiver, &mut buffer, &mut record)?,
                }
                // Only what was sent passes the checksum.
                assert!(buffer[..record.length].iter().all(|byte| *byte == 1), "{record:?}");
                Ok(())
            }))
        },
    ];
    let params = MessageParams::new(2, 4096).expect("parameters");
    beside_a_scribbler(&MessageKind, params.into(), sides, 2000);
}

#[test]
fn hostile_ordered() {
    fn ring<'a>(mem: Mem<'a>, params: &Params) -> Result<OrderedRing<'a>> {
        OrderedRing::attach(mem, &OrderedParams::try_from(params)?)
    }
    let sides: [Open; 2] = [
        |mem, params| {
            let ring = ring(mem, params)?;
            let mut sender = ring.open_sender()?;
            Ok(Box::new(move |draws, deadline| {
                let payload = vec![1; draws.below(300) as usize];
                match deadline {
                    Some(deadline) => ring.send(&mut sender, &payload, deadline).map(drop),
                    None => ring.try_send(&mut sender, &payload).map(drop),
                }
            }))
        },
        |mem, params| {
            let ring = ring(mem, params)?;
            let mut receiver = ring.open_receiver()?;
            Ok(Box::new(move |draws, deadline| {
                let mut buffer = vec![0; 8 << draws.below(9)];
                let mut record = OrderedRecord::default();
                ring.info();
                match deadline {
                    Some(until) => ring.receive(&mut receiver, &mut buffer, &mut record, until)?,
                    None => ring.try_receive(&mut receiver, &mut buffer, &mut record)?,
                }
                assert!(buffer[..record.length].iter().all(|byte| *byte == 1), "{record:?}");
                Ok(())
            }))
        },
    ];
    let params = OrderedParams::new(4096, 3).expect("parameters");
    beside_a_scribbler(&OrderedKind, params.into(), sides, 2000);
}

#[test]
fn hostile_broadcast() {
    fn ring<'a>(mem: Mem<'a>, params: &Params) -> Result<BroadcastRing<'a>> {
        BroadcastRing::attach(mem, &BroadcastParams::try_from(params)?)
    }
    let sides: [Open; 2] = [
        |mem, params| {
            let ring = ring(mem, params)?;
            let mut writer = ring.open_writer()?;
            Ok(Box::new(move |draws, _| {
                let some = vec![1; SIZE * (1 + draws.below(9) as usize)];
                ring.write_n(&mut writer, &some).map(drop)
            }))
        },
        |mem, params| {
            let ring = ring(mem, params)?;
            let mut reader = ring.open_reader(Start::Oldest);
            Ok(Box::new(move |draws, deadline| {
                let mut some = vec![0; SIZE * (1 + draws.below(9) as usize)];
                let before = (reader.next(), reader.missed(), reader.corrupt());
                let _ = (ring.info(), ring.behind(&reader));
                let answer = match deadline {
                    Some(until) => ring.read(&mut reader, &mut some[..SIZE], until).map(|_| 1),
                    None => ring.try_read_n(&mut reader, &mut some),
                };
                // What was not read is counted, as missed or as corrupt.
                let read = *answer.as_ref().unwrap_or(&0) as u64;
                let counted = (reader.missed().wrapping_sub(before.1))
                    .wrapping_add(reader.corrupt().wrapping_sub(before.2));
                assert_eq!(reader.next().wrapping_sub(before.0), read.wrapping_add(counted));
                answer.map(drop)
            }))
        },
    ];
    let params = BroadcastParams::new(8, SIZE as u32).expect("parameters");
    beside_a_scribbler(&BroadcastKind, params.into(), sides, 200);
}

#[test]
fn hostile_mailbox() {
    fn mailbox<'a>(mem: Mem<'a>, params: &Params) -> Result<Mailbox<'a>> {
        Mailbox::attach(mem, MailboxKind::value(params)?)
    }
    let sides: [Open; 2] = [
        |mem, params| {
            let mailbox = mailbox(mem, params)?;
            let mut writer = mailbox.open_writer()?;
            Ok(Box::new(move |_, _| mailbox.write(&mut writer, &[1; SIZE]).map(drop)))
        },
        |mem, params| {
            let (mailbox, mut seen) = (mailbox(mem, params)?, 0);
            Ok(Box::new(move |draws, deadline| {
                let mut value = [0; SIZE];
                mailbox.writer();
                seen = match deadline {
                    Some(until) => mailbox.wait_newer(seen, &mut value, until)?,
                    None if draws.below(2) == 0 => mailbox.read(&mut value)?,
                    None => mailbox.read_newer(seen, &mut value)?,
                };
                Ok(())
            }))
        },
    ];
    beside_a_scribbler(&MailboxKind, MailboxKind::params(SIZE as u32), sides, 20);
}

#[test]
fn hostile_checks_can_fail() {
    let good: Open = |_, _| Ok(Box::new(|_, _| Ok(())));
    let sides: [(&str, Open); 3] = [
        ("a panic", |_, _| Ok(Box::new(|_, _| panic!("as it should")))),
        ("a wrong answer", |_, _| {
            Ok(Box::new(|draws, _| match draws.below(9) {
                0 => Err(Status::Invalid.into()),
                _ => Ok(()),
            }))
        }),
        ("too many steps", |mem, _| {
            Ok(Box::new(move |_, _| {
                (0..100).for_each(|_| mem.word64(0).store(1, Relaxed));
                Ok(())
            }))
        }),
    ];
    for (what, bad) in sides {
        stage::fails(what, || {
            let params = MailboxKind::params(SIZE as u32);
            beside_a_scribbler(&MailboxKind, params, [good, bad], 20);
        });
    }
}

//! What each call answers, threads, scribblers.

use std::time::Duration;

use super::super::*;
use super::{Value, value};
use crate::objects::Kind;
use crate::provider::{HeapProvider, Provider};
use crate::step::script::World;
use crate::sync::plain::{bytes_of, bytes_of_mut};
use crate::sync::{Deadline, ParticipantId};

const SIZE: u32 = size_of::<Value>() as u32;

fn memory() -> HeapProvider {
    let memory = HeapProvider::new(Mailbox::required_size(SIZE).unwrap());
    memory.mem().copy_in(0, &vec![0xA5; memory.mem().len()]);
    Mailbox::format(memory.mem(), SIZE).unwrap();
    memory
}

fn status<T>(answer: Result<T>) -> Status {
    answer.err().map_or(Status::Ok, |error| error.status())
}

fn caught(bug: Bug, check: impl FnOnce()) {
    let run = std::panic::AssertUnwindSafe(|| seeded::with(Some(bug), check));
    assert!(std::panic::catch_unwind(run).is_err(), "{bug:?} was not noticed");
}

#[test]
fn readers_get_the_latest_value_and_know_whether_it_is_new() {
    let memory = memory();
    let mailbox = Mailbox::attach(memory.mem(), SIZE).unwrap();
    let mut got = Value::default();
    assert_eq!(status(mailbox.read(bytes_of_mut(&mut got))), Status::Empty);
    let mut writer = mailbox.open_writer().unwrap();
    for number in 1..=9 {
        assert_eq!(mailbox.write(&mut writer, bytes_of(&value(number))), Ok(number));
        assert_eq!(mailbox.read_newer(number - 1, bytes_of_mut(&mut got)), Ok(number));
        assert_eq!((got, mailbox.latest()), (value(number), number));
        assert_eq!(status(mailbox.read_newer(number, bytes_of_mut(&mut got))), Status::Empty);
        assert_eq!(mailbox.read(bytes_of_mut(&mut got)), Ok(number));
    }
    assert_eq!(status(mailbox.write(&mut writer, &[0; 31])), Status::Invalid);
    assert_eq!(status(mailbox.read(&mut [0; 33])), Status::Invalid);
    assert_eq!(status(Mailbox::required_size(0)), Status::Invalid);
    assert_eq!(status(Mailbox::required_size(1 + (1 << 24))), Status::Invalid);
    let other = Mailbox::attach(memory.mem(), 8).err().unwrap();
    assert!(other.detail().contains("made for values of 32 bytes, asked for 8"), "{other}");
    let blank = HeapProvider::new(4096);
    assert_eq!(status(Mailbox::attach(blank.mem(), SIZE)), Status::Layout);
}

/// A sequence word that passes for a newer value than there is hides none that comes after it.
#[test]
fn a_damaged_sequence_word_does_not_hide_the_next_value() {
    for (bit, slot) in (0..64).flat_map(|bit| [(bit, 0), (bit, 1)]) {
        for numbers in 2..6 {
            let memory = memory();
            let mailbox = Mailbox::attach(memory.mem(), SIZE).unwrap();
            let mut writer = mailbox.open_writer().unwrap();
            for number in 1..=numbers {
                mailbox.write(&mut writer, bytes_of(&value(number))).unwrap();
            }
            let word = memory.mem().word64(mailbox.shape.sequence(slot));
            word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
            let mut got = Value::default();
            let seen = mailbox.read(bytes_of_mut(&mut got)).unwrap_or(numbers);
            let next = mailbox.write(&mut writer, bytes_of(&value(numbers + 1)));
            assert_eq!(next, Ok(numbers + 1));
            // Unless the flip made the very number of the next.
            let seen = if seen == numbers + 1 { numbers } else { seen };
            assert_eq!(mailbox.read_newer(seen, bytes_of_mut(&mut got)), next, "bit {bit}");
            assert_eq!(got, value(numbers + 1));
        }
    }
}

fn the_place_has_one_owner() {
    let (memory, world) = (memory(), World::new());
    let (a, b) = (world.join(1), world.join(2));
    let ours = Mailbox::attach(memory.mem_as(&a), SIZE).unwrap();
    let theirs = Mailbox::attach(memory.mem_as(&b), SIZE).unwrap();
    let mut writer = ours.open_writer().unwrap();
    ours.write(&mut writer, bytes_of(&value(1))).unwrap();
    assert_eq!(status(theirs.open_writer()), Status::Busy);
    let mut got = Value::default();
    let soon = Deadline::after(Duration::from_millis(25));
    assert_eq!(status(theirs.wait_newer(1, bytes_of_mut(&mut got), soon)), Status::Timeout);
    world.kill(1);
    let died = theirs.wait_newer(1, bytes_of_mut(&mut got), Deadline::FOREVER).unwrap_err();
    assert_eq!(died.status(), Status::PeerDead);
    assert!(died.detail().contains("participant 1 (generation 1), died after value 1"), "{died}");
    assert_eq!(theirs.wait_newer(0, bytes_of_mut(&mut got), Deadline::FOREVER), Ok(1));
    let heir = theirs.open_writer().unwrap();
    assert_eq!(heir.written(), 1);
    theirs.close_writer(heir);
    assert_eq!(theirs.writer(), Peer::None);
}

#[test]
fn the_writers_place_is_taken_over_from_the_dead_only() {
    the_place_has_one_owner();
    caught(Bug::TakeFromLiving, the_place_has_one_owner);
}

#[test]
fn values_are_whole_while_the_writer_writes_on() {
    let memory = &memory();
    let done = crate::sync::Shared32::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mailbox = Mailbox::attach(memory.mem(), SIZE).unwrap();
            let mut writer = mailbox.open_writer().unwrap();
            for number in 1..=1_000_000 {
                mailbox.write(&mut writer, bytes_of(&value(number))).unwrap();
            }
            done.store(1, Release);
        });
        for waits in [false, true] {
            let done = &done;
            scope.spawn(move || {
                let mailbox = Mailbox::attach(memory.mem(), SIZE).unwrap();
                let (mut seen, mut got) = (0, Value::default());
                while seen < 1_000_000 {
                    let answer = if waits {
                        mailbox.wait_newer(seen, bytes_of_mut(&mut got), Deadline::FOREVER)
                    } else {
                        mailbox.read_newer(seen, bytes_of_mut(&mut got))
                    };
                    match answer {
                        Ok(number) => {
                            assert!(number > seen, "{number} after {seen}");
                            assert_eq!(got, value(number));
                            seen = number;
                        }
                        Err(error) => assert!(
                            matches!(error.status(), Status::Empty | Status::Busy),
                            "{error:?}, done: {}",
                            done.load(Acquire)
                        ),
                    }
                }
            });
        }
    });
}

#[test]
fn handles_know_their_type() {
    struct Lent(std::sync::Arc<HeapProvider>);
    // SAFETY: the heap provider's bytes, kept by the Arc.
    unsafe impl Provider for Lent {
        fn mem(&self) -> Mem<'_> {
            self.0.mem()
        }
    }
    let memory = std::sync::Arc::new(memory());
    let mut writer = MailboxWriter::<Value, _>::open(Lent(memory.clone())).unwrap();
    let mut reader = MailboxReader::<Value, _>::open(Lent(memory.clone())).unwrap();
    let mut got = Value::default();
    assert_eq!(status(reader.try_read_newer(&mut got)), Status::Empty);
    assert_eq!(writer.write(&value(1)), Ok(1));
    assert_eq!(reader.read_newer(&mut got, Deadline::FOREVER), Ok(1));
    assert_eq!((got, reader.seen(), writer.written()), (value(1), 1, 1));
    assert_eq!(status(reader.try_read_newer(&mut got)), Status::Empty);
    assert_eq!(reader.read(&mut got), Ok(1));
    let second = MailboxWriter::<Value, _>::open(Lent(memory.clone())).map(|_| ());
    assert_eq!(status(second), Status::Busy);
    drop(writer);
    assert_eq!(MailboxWriter::<Value, _>::open(Lent(memory.clone())).unwrap().written(), 1);
    assert_eq!(status(MailboxReader::<u64, _>::open(Lent(memory)).map(|_| ())), Status::Mismatch);
}

#[test]
fn scribbled_sequences_are_answers_in_bounded_steps() {
    let memory = memory();
    let mailbox = Mailbox::attach(memory.mem(), SIZE).unwrap();
    let mut writer = mailbox.open_writer().unwrap();
    let mut state = 88_172_645_463_325_252u64;
    for _ in 0..20_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let word = memory.mem().word64(mailbox.shape.sequence(state));
        word.store(if state & 2 == 0 { state >> 3 } else { state >> 58 }, Relaxed);
        let mut got = Value::default();
        let answer = status(mailbox.read_newer(state >> 60, bytes_of_mut(&mut got)));
        assert!(matches!(answer, Status::Ok | Status::Empty), "{answer:?}");
        let ((), steps) = crate::step::crash::count(|| {
            mailbox.write(&mut writer, bytes_of(&value(1))).unwrap();
        });
        assert!(steps < 12, "{steps} steps");
    }
}

#[test]
fn the_kind_formats_attaches_verifies_and_recovers() {
    let (kind, params) = (MailboxKind, MailboxKind::params(SIZE));
    let memory = HeapProvider::new(kind.required_size(&params).unwrap());
    let mem = memory.mem();
    assert_eq!(status(kind.attach(mem, &params)), Status::Layout);
    kind.format(mem, &params).unwrap();
    kind.attach(mem, &params).unwrap();
    assert_eq!((kind.id().0, kind.layout_version()), (7, 1));
    let findings = || {
        let mut all = Vec::new();
        kind.verify(mem, &params, &mut |finding| all.push(finding));
        all
    };
    let mailbox = Mailbox::attach(mem, SIZE).unwrap();
    mailbox.write(&mut mailbox.open_writer().unwrap(), bytes_of(&value(1))).unwrap();
    assert!(findings().is_empty(), "{:?}", findings());
    for (offset, problem) in [
        (mailbox.shape.sequence(0), "slot 0 has the number 1"),
        (layout::WRITER_OWNER, "writer's owner word"),
        (layout::VALUE_BYTES, "made for values of 2 bytes"),
    ] {
        let before = mem.word64(offset).swap(2, Relaxed);
        assert!(findings().iter().any(|f| f.contains(problem)), "{problem}: {:?}", findings());
        mem.word64(offset).store(before, Relaxed);
        assert!(findings().is_empty());
    }
    mem.word32(layout::EVENT).store(1, Relaxed);
    kind.recover(mem, &params, ParticipantId { row: 1, generation: 1 });
    let words = [mem.word32(layout::EVENT), mem.word32(layout::EVENT + 8)];
    assert_eq!(words.map(|word| word.load(Relaxed)), [0, 1], "who slept was woken");
    let mut strange = params;
    strange.0[3] = 1;
    assert_eq!(status(kind.required_size(&strange)), Status::Invalid);
}

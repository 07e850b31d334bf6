//! Who may have a lane or the receiver's place, and what each call answers.

use core::time::Duration;

use super::*;
use crate::objects::{Kind, Params};
use crate::provider::{HeapProvider, NoStdProvider, Provider};
use crate::sync::Deadline;
use seeded::Bug;

fn status<T>(result: Result<T>) -> Status {
    result.map_or_else(|error| error.status(), |_| Status::Ok)
}

fn told<T>(result: Result<T>) -> String {
    result.err().expect("an error").to_string()
}

#[test]
fn parameters_out_of_range_are_named_with_their_limit() {
    for (lanes, bytes, problem) in [
        (0, 4096, "0 lanes is outside 1..=1023"),
        (1024, 4096, "1024 lanes is outside 1..=1023"),
        (1, 2048, "2048 bytes per lane is not a power of two in 4096..=1073741824"),
        (1, 5000, "5000 bytes per lane"),
        (1, 1 << 31, "2147483648 bytes per lane"),
    ] {
        let message = told(MessageParams::new(lanes, bytes));
        assert!(message.contains(problem), "{message}");
    }
    let params = MessageParams::new(16, 65_536).unwrap();
    assert_eq!(MessageParams::try_from(&Params::from(params)), Ok(params));
    assert_eq!(params.max_message(), Ok(32_768 - 24));
    let odd = Params([1, 4096, 0, 9, 0, 0, 0, 0]);
    assert!(told(MessageParams::try_from(&odd)).contains("0x9 in a parameter"));
    assert_eq!(
        status(MessageParams::try_from(&Params([1 << 32, 4096, 0, 0, 0, 0, 0, 0]))),
        Status::Invalid
    );
}

#[test]
fn attach_compares_magic_and_both_parameters() {
    let world = World::new(2, 4096);
    let mem = world.memory.mem();
    let other = MessageParams::new(1, 8192).unwrap();
    let bigger = HeapProvider::new(other.required_size().unwrap());
    assert_eq!(status(MessageRing::attach(bigger.mem(), &other)), Status::Layout);
    assert!(
        told(MessageRing::attach(mem, &MessageParams::new(4, 4096).unwrap())).contains("given")
    );
    let fewer = MessageParams::new(1, 4096).unwrap();
    let message = told(MessageRing::attach(mem, &fewer));
    assert_eq!(message, "message ring: made with 2 lanes of 4096 bytes, asked for 1 of 4096");
}

#[test]
fn messages_come_back_whole_with_number_lane_and_checksum() {
    let world = World::new(3, 4096);
    let (a, b) = (world.actor(1), world.actor(2));
    let mut sender = world.ring(&a).claim(None).unwrap();
    let mut receiver = world.ring(&b).open_receiver(world.cursors()).unwrap();
    // Every length, so that every way to wrap and to pad comes by.
    for (i, len) in (0..world.ring(&a).max_message() + 1).enumerate() {
        let sequence = world.ring(&a).try_send(&mut sender, &payload(i as u64, len)).unwrap();
        assert_eq!(sequence, i as u64 + 1);
        let got = drain(&world.ring(&b), &mut receiver);
        assert_eq!(got, [(sender.lane(), sequence, payload(i as u64, len))]);
    }
    let long = vec![0; world.ring(&a).max_message() + 1];
    let message = told(world.ring(&a).try_send(&mut sender, &long));
    assert!(message.contains("2025 bytes is above 2024"), "{message}");
    let info = world.ring(&a).sender_info(&sender).unwrap();
    assert_eq!((info.sent, info.received, info.lost, info.queued), (2025, 2025, 0, 0));
}

#[test]
fn full_and_empty_say_so_without_a_word() {
    let world = World::new(1, 4096);
    let a = world.actor(1);
    let ring = world.ring(&a);
    let mut sender = ring.claim(None).unwrap();
    let mut receiver = ring.open_receiver(world.cursors()).unwrap();
    let mut record = Record::default();
    let empty = ring.try_receive(&mut receiver, &mut [], &mut record).unwrap_err();
    assert_eq!((empty.status(), empty.detail()), (Status::Empty, ""));
    for _ in 0..512 / 4 {
        ring.try_send(&mut sender, &[1; 8]).unwrap();
    }
    let full = ring.try_send(&mut sender, &[]).unwrap_err();
    assert_eq!((full.status(), full.detail()), (Status::Full, ""));
    assert_eq!(status(ring.send(&mut sender, &[], Deadline::POLL)), Status::Timeout);
    let info = ring.lane_info(0).unwrap();
    assert_eq!((info.queued, info.used, info.high_water), (128, 4096, 4096));
    ring.try_receive(&mut receiver, &mut [0; 8], &mut record).unwrap();
    assert_eq!(ring.try_send(&mut sender, &[]), Ok(129));
}

#[test]
fn a_buffer_too_small_leaves_the_message() {
    let world = World::new(2, 4096);
    let a = world.actor(1);
    let ring = world.ring(&a);
    let mut senders = [ring.claim(None).unwrap(), ring.claim(None).unwrap()];
    for sender in &mut senders {
        ring.try_send(sender, &[7; 33]).unwrap();
    }
    let mut receiver = ring.open_receiver(world.cursors()).unwrap();
    let (mut buffer, mut record) = ([0; 40], Record::default());
    for lane in 0..2 {
        for _ in 0..2 {
            let error =
                ring.try_receive(&mut receiver, &mut buffer[..32], &mut record).unwrap_err();
            assert_eq!(error.status(), Status::TooSmall);
            assert_eq!((record.length, record.lane, record.sequence), (33, lane, 1));
        }
        ring.try_receive(&mut receiver, &mut buffer[..33], &mut record).unwrap();
        assert_eq!((record.length, record.lane, &buffer[..33]), (33, lane, &[7; 33][..]));
    }
}

fn lanes_have_one_owner() {
    let world = World::new(4, 4096);
    let (a, b) = (world.actor(1), world.actor(2));
    let mut first = world.ring(&a).claim(Some(2)).unwrap();
    for ring in [world.ring(&a), world.ring(&b)] {
        let message = told(ring.claim(Some(2)));
        assert_eq!(
            message,
            "message ring: lane 2 has a living sender, participant 1 (generation 7)"
        );
    }
    world.ring(&a).try_send(&mut first, b"one").unwrap();
    world.ring(&a).try_send(&mut first, b"two").unwrap();
    a.dies();
    // Taken over with its messages and its number.
    let mut second = world.ring(&b).claim(Some(2)).unwrap();
    assert_eq!((second.lane(), second.last_sequence()), (2, 2));
    assert_eq!(world.ring(&b).try_send(&mut second, b"three"), Ok(3));
    world.ring(&b).close_sender(second);
    assert_eq!(world.ring(&b).lane_info(2).unwrap().sender, Peer::None);
    assert_eq!(world.ring(&b).claim(Some(2)).unwrap().last_sequence(), 3);
    assert_eq!(status(world.ring(&b).claim(Some(4))), Status::Invalid);
}

#[test]
fn a_lane_asked_for_by_number_is_taken_over_from_the_dead_only() {
    lanes_have_one_owner();
    caught(Bug::TakeFromLiving, lanes_have_one_owner);
}

#[test]
fn any_lane_is_one_that_is_free_drained_and_never_reserved() {
    let world = World::new(4, 4096);
    let (a, b, c) = (world.actor(1), world.actor(2), world.actor(3));
    let reserved = world.ring(&c).claim(Some(0)).unwrap();
    world.ring(&c).close_sender(reserved);
    let mut with_messages = world.ring(&a).claim(None).unwrap();
    let drained = world.ring(&a).claim(None).unwrap();
    let living = world.ring(&b).claim(None).unwrap();
    let lanes = [with_messages.lane(), drained.lane(), living.lane()];
    assert_eq!(lanes, [1, 2, 3], "two senders of one process have two lanes");
    world.ring(&a).try_send(&mut with_messages, b"wait for me").unwrap();
    assert!(told(world.ring(&b).claim(None)).contains("3 have living senders, 1 are reserved"));
    a.dies();
    assert_eq!(world.ring(&b).claim(None).unwrap().lane(), 2);
    let message = told(world.ring(&b).claim(None));
    assert!(
        message.contains(
            "among 4: 2 have living senders, 1 are reserved by number, 1 hold messages not yet"
        ),
        "{message}"
    );
    let mut receiver = world.ring(&b).open_receiver(world.cursors()).unwrap();
    assert_eq!(drain(&world.ring(&b), &mut receiver).len(), 1);
    let again = world.ring(&b).claim(None).unwrap();
    assert_eq!((again.lane(), again.last_sequence()), (1, 1), "numbers never repeat");
}

#[test]
fn one_receiver_at_a_time() {
    let world = World::new(1, 4096);
    let (a, b) = (world.actor(1), world.actor(2));
    let mut sender = world.ring(&b).claim(None).unwrap();
    for i in 1..=3 {
        world.ring(&b).try_send(&mut sender, &payload(i, 20)).unwrap();
    }
    let few = world.ring(&a).open_receiver(vec![]);
    assert!(told(few.map(drop)).contains("0 cursors for 1 lanes"));
    let mut first = world.ring(&a).open_receiver(world.cursors()).unwrap();
    let busy = world.ring(&b).open_receiver(world.cursors()).map(drop);
    assert!(told(busy).contains("living receiver, participant 1"));
    let mut record = Record::default();
    world.ring(&a).try_receive(&mut first, &mut [0; 20], &mut record).unwrap();
    a.dies();
    assert!(matches!(world.ring(&b).info().receiver, Peer::Dead(_)));
    let mut second = world.ring(&b).open_receiver(world.cursors()).unwrap();
    let rest: Vec<u64> = drain(&world.ring(&b), &mut second).iter().map(|m| m.1).collect();
    assert_eq!(rest, [2, 3]);
    world.ring(&b).close_receiver(second);
    assert_eq!(world.ring(&b).info().receiver, Peer::None);
}

fn merge_is_fair() {
    let world = World::new(5, 4096);
    let a = world.actor(1);
    let ring = world.ring(&a);
    let mut senders: Vec<_> = (0..5).map(|_| ring.claim(None).unwrap()).collect();
    for sender in senders.iter_mut().step_by(2) {
        for _ in 0..4 {
            ring.try_send(sender, b"x").unwrap();
        }
    }
    let mut receiver = ring.open_receiver(world.cursors()).unwrap();
    let lanes: Vec<u32> = drain(&ring, &mut receiver).iter().map(|m| m.0).collect();
    assert_eq!(lanes, [0, 2, 4].repeat(4));
}

#[test]
fn lanes_are_served_in_turn() {
    merge_is_fair();
    caught(Bug::Unfair, merge_is_fair);
}

#[test]
fn a_sender_that_waits_learns_that_the_receiver_died() {
    let world = World::new(1, 4096);
    let (a, b) = (world.actor(1), world.actor(2));
    let ring = world.ring(&a);
    let mut sender = ring.claim(None).unwrap();
    while ring.try_send(&mut sender, &[0; 2000]).is_ok() {}
    let soon = || Deadline::after(Duration::from_millis(30));
    assert_eq!(status(ring.send(&mut sender, &[0; 2000], soon())), Status::Timeout, "never one");
    let receiver = world.ring(&b).open_receiver(world.cursors()).unwrap();
    assert_eq!(status(ring.send(&mut sender, &[0; 2000], soon())), Status::Timeout, "alive");
    b.dies();
    let message = told(ring.send(&mut sender, &[0; 2000], Deadline::FOREVER));
    assert!(message.contains("lane 0 is full and the receiver, participant 2"), "{message}");
    world.ring(&b).close_receiver(receiver);
    assert_eq!(status(ring.send(&mut sender, &[0; 2000], soon())), Status::Timeout, "closed");
}

#[test]
fn a_receiver_learns_once_of_each_dead_sender_after_its_last_message() {
    let world = World::new(3, 4096);
    let (a, b, c) = (world.actor(1), world.actor(2), world.actor(3));
    let mut senders =
        [world.ring(&a).claim(Some(1)).unwrap(), world.ring(&b).claim(Some(2)).unwrap()];
    world.ring(&a).try_send(&mut senders[0], b"last words").unwrap();
    a.dies();
    let ring = world.ring(&c);
    let mut receiver = ring.open_receiver(world.cursors()).unwrap();
    let (mut buffer, mut record) = ([0; 64], Record::default());
    ring.receive(&mut receiver, &mut buffer, &mut record, Deadline::FOREVER).unwrap();
    assert_eq!(&buffer[..record.length], b"last words");
    let died = ring.receive(&mut receiver, &mut buffer, &mut record, Deadline::FOREVER);
    let message = told(died);
    assert!(
        message.contains(
            "sender of lane 1, participant 1 (generation 7), died; its last message is number 1"
        ),
        "{message}"
    );
    assert_eq!(record.lane, 1);
    let soon = Deadline::after(Duration::from_millis(25));
    let again = ring.receive(&mut receiver, &mut buffer, &mut record, soon);
    assert_eq!(status(again), Status::Timeout, "told once, and the other sender lives");
    // A successor on the same lane is another sender.
    let next = world.ring(&b).claim(Some(1)).unwrap();
    assert_eq!(next.last_sequence(), 1);
    b.dies();
    for lane in [1, 2] {
        let died = ring.receive(&mut receiver, &mut buffer, &mut record, Deadline::FOREVER);
        assert_eq!((status(died), record.lane), (Status::PeerDead, lane));
    }
}

#[test]
fn handles_give_back_what_they_hold() {
    let params = MessageParams::new(2, 4096).unwrap();
    let memory = std::sync::Arc::new(HeapProvider::new(params.required_size().unwrap()));
    MessageRing::format(memory.mem(), &params).unwrap();
    let mut sender = Sender::open(Lent(memory.clone()), &params, Some(1)).unwrap();
    let mut receiver = Receiver::open(Lent(memory.clone()), &params).unwrap();
    assert_eq!(sender.send(b"hello", Deadline::FOREVER), Ok(1));
    assert_eq!((sender.lane(), sender.last_sequence(), sender.max_message()), (1, 1, 2024));
    let (mut buffer, mut record) = ([0; 2024], Record::default());
    receiver.receive(&mut buffer, &mut record, Deadline::FOREVER).unwrap();
    assert_eq!(&buffer[..record.length], b"hello");
    assert_eq!(
        status(Sender::open(Lent(memory.clone()), &params, Some(1)).map(drop)),
        Status::Busy
    );
    assert_eq!(status(Receiver::open(Lent(memory.clone()), &params).map(drop)), Status::Busy);
    drop((sender, receiver));
    Receiver::open(Lent(memory.clone()), &params).unwrap();
    let again = Sender::open(Lent(memory), &params, Some(1)).unwrap();
    assert_eq!(again.last_sequence(), 1);
}

struct Lent(std::sync::Arc<HeapProvider>);
// SAFETY: the heap provider's bytes, kept by the Arc.
unsafe impl Provider for Lent {
    fn mem(&self) -> crate::provider::Mem<'_> {
        self.0.mem()
    }
}

#[test]
fn it_lives_in_an_array_and_needs_no_allocator() {
    static PLACE: NoStdProvider<{ 8192 - 64 }> = NoStdProvider::new();
    let params = MessageParams::new(1, 4096).unwrap();
    let ring = MessageRing::format(PLACE.mem(), &params).unwrap();
    let mut sender = ring.claim(None).unwrap();
    let mut receiver = ring.open_receiver([LaneCursor::default(); 1]).unwrap();
    ring.try_send(&mut sender, b"static").unwrap();
    let (mut buffer, mut record) = ([0; 6], Record::default());
    ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap();
    assert_eq!(&buffer, b"static");
}

#[test]
fn the_high_water_mark_is_never_above_the_truth_and_close_to_it() {
    let world = World::new(1, 4096);
    let a = world.actor(1);
    let ring = world.ring(&a);
    let mut sender = ring.claim(None).unwrap();
    let mut receiver = ring.open_receiver(world.cursors()).unwrap();
    let (mut truth, mut random) = (0, 1u64);
    for _ in 0..2_000 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let _ = ring.try_send(&mut sender, &[0; 100]);
        let info = ring.lane_info(0).unwrap();
        truth = truth.max(info.used);
        let mark = ring.lane(0).word(layout::HIGH_WATER).load(Relaxed);
        assert!(mark <= truth && mark + 4096 / 16 >= truth, "{mark} of {truth}");
        if random >> 60 > 7 {
            let _ = ring.try_receive(&mut receiver, &mut [0; 100], &mut Record::default());
        }
    }
}

#[test]
fn the_kind_formats_attaches_and_verifies() {
    let kind = MessageKind;
    let params = Params::from(MessageParams::new(2, 4096).unwrap());
    let memory = HeapProvider::new(kind.required_size(&params).unwrap());
    let mem = memory.mem();
    assert_eq!(status(kind.attach(mem, &params)), Status::Layout);
    kind.format(mem, &params).unwrap();
    kind.attach(mem, &params).unwrap();
    assert_eq!((kind.id().0, kind.layout_version()), (2, 2));
    let findings = || {
        let mut all = Vec::new();
        kind.verify(mem, &params, &mut |finding| all.push(finding));
        all
    };
    let ring = MessageRing::attach(mem, &MessageParams::try_from(&params).unwrap()).unwrap();
    let mut sender = ring.claim(Some(1)).unwrap();
    for i in 0..5 {
        ring.try_send(&mut sender, &payload(i, 70)).unwrap();
    }
    assert!(findings().is_empty(), "{:?}", findings());
    let flip =
        |word: &crate::sync::Shared64, bit: u64| word.store(word.load(Relaxed) ^ bit, Relaxed);
    for (word, bit, problem) in [
        (ring.lane(1).slot(30), 4, "lane 1: record 3 does not check"),
        (ring.lane(1).word(layout::TAIL), 1 << 50, "lane 1: no records fit between head"),
        (
            ring.lane(0).word(layout::SENDER_OWNER),
            1 << 40 | 1,
            "lane 0: owner word 0x10000000001 does not check",
        ),
        (mem.word64(layout::RECEIVER_OWNER), 1 << 61, "receiver's owner word 0x2000000000000000"),
        (ring.lane(1).word(layout::SENDER_NEXT), 1 << 40, "lane 1: 5 records are queued"),
        (ring.lane(0).word(layout::HIGH_WATER), 1 << 40, "lane 0: high-water mark"),
        (mem.word64(layout::LANES), 4, "made with 6 lanes"),
    ] {
        flip(word, bit);
        assert!(findings().iter().any(|f| f.contains(problem)), "{problem}: {:?}", findings());
        flip(word, bit);
        assert!(findings().is_empty());
    }
}

#[test]
fn recovery_wakes_who_sleeps_and_changes_nothing_else() {
    let world = World::new(2, 4096);
    let a = world.actor(1);
    let mem = world.memory.mem();
    let params = Params::from(world.params);
    // Somebody sleeps in each place.
    let events = [
        layout::RECEIVER_EVENT,
        world.ring(&a).lane(0).space_event(),
        world.ring(&a).lane(1).space_event(),
    ];
    for event in events {
        mem.word32(event).store(1, Relaxed);
    }
    let words =
        || (0..mem.len()).step_by(8).map(|at| mem.word64(at).load(Relaxed)).collect::<Vec<_>>();
    let before = words();
    let dead = crate::sync::ParticipantId { row: 1, generation: 7 };
    MessageKind.recover(mem, &params, dead);
    for event in events {
        assert_eq!((mem.word32(event).load(Relaxed), mem.word32(event + 8).load(Relaxed)), (0, 1));
    }
    for (at, (old, new)) in before.iter().zip(words()).enumerate() {
        let in_event = events.iter().any(|event| (*event..event + 16).contains(&(at * 8)));
        assert!(in_event || *old == new, "word at {} changed", at * 8);
    }
}

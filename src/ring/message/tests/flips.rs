//! Every bit of every control word flipped, alone, while nobody moves; then both sides, one
//! of them or a successor of either, go on.
//!
//! What may be lost: nothing. After a flip in a word that says where something is, whose it
//! is, or which number comes next, every message that was queued and every one that is sent
//! later is delivered, once and in order. A statistic that was hit is wrong; no other is. The
//! two words of the losses count as statistics.

use super::*;
use seeded::Bug;

/// Sends that may fail before the first works again, while the receiver keeps polling.
const SENDS_TO_RECOVER: u64 = 2 * 64;

/// Who is a new one after the flip. The old one died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Restart {
    sender: bool,
    receiver: bool,
    /// The sender goes on before the receiver does, so that its lane is full.
    full: bool,
}

fn restarts() -> impl Iterator<Item = Restart> {
    let both = [false, true];
    both.into_iter().flat_map(move |sender| {
        both.into_iter().flat_map(move |receiver| {
            both.into_iter().map(move |full| Restart { sender, receiver, full })
        })
    })
}

/// By turns those that take a call, and those that do not.
fn some_length(sequence: u64) -> usize {
    if sequence.is_multiple_of(2) { 300 } else { 100 }
}

/// The words of the second lane and of the header that change while the ring is in use.
fn words(ring: &MessageRing<'_>) -> Vec<(&'static str, usize)> {
    let lane = ring.shape.control(1);
    vec![
        ("receiver's owner", layout::RECEIVER_OWNER),
        ("claimed", layout::CLAIMED),
        ("receiver's flag", layout::RECEIVER_EVENT),
        ("receiver's count", layout::RECEIVER_EVENT + 8),
        ("tail", lane + layout::TAIL),
        ("sender's next", lane + layout::SENDER_NEXT),
        ("high water", lane + layout::HIGH_WATER),
        ("sender's owner", lane + layout::SENDER_OWNER),
        ("head", lane + layout::HEAD),
        ("receiver's next", lane + layout::RECEIVER_NEXT),
        ("lost before", lane + layout::LOST_BEFORE),
        ("lost from", lane + layout::LOST_FROM),
        ("lost after", lane + layout::LOST_AFTER),
        ("corrupt", lane + layout::CORRUPT),
        ("repaired", lane + layout::REPAIRED),
        ("space flag", lane + layout::SPACE_EVENT),
        ("space count", lane + layout::SPACE_EVENT + 8),
    ]
}

struct Sides<'a> {
    what: String,
    ring: MessageRing<'a>,
    received: u64,
    corrupt: u64,
}

impl Sides<'_> {
    /// Receives what there is; each the next of its lane.
    fn receive(&mut self, receiver: &mut ReceiverState<Vec<LaneCursor>>) {
        let (mut buffer, mut record) = ([0; 300], Record::default());
        for call in 0.. {
            assert!(call < 1000, "{}: no end", self.what);
            match self.ring.try_receive(receiver, &mut buffer, &mut record) {
                Ok(()) => {
                    assert_eq!(record.sequence, self.received + 1, "{}", self.what);
                    let sent = payload(record.sequence, some_length(record.sequence));
                    assert!(buffer[..record.length] == sent, "{}", self.what);
                    self.received += 1;
                }
                Err(error) if error.status() == Status::Empty => return,
                Err(error) => {
                    assert_eq!(error.status(), Status::Corrupt, "{}", self.what);
                    self.corrupt += 1;
                }
            }
        }
    }

    fn send(&self, sender: &mut SenderState) -> bool {
        let next = sender.last_sequence() + 1;
        match self.ring.try_send(sender, &payload(next, some_length(next))) {
            Ok(number) => {
                assert_eq!(number, next, "{}", self.what);
                true
            }
            Err(error) => {
                let known = matches!(error.status(), Status::Full | Status::Corrupt);
                assert!(known, "{}: {error:?}", self.what);
                false
            }
        }
    }
}

fn flip(sent_before: u64, queued: u64, name: &'static str, bit: u32, restart: Restart) {
    let world = World::new(2, 4096);
    let actors = [1, 2, 3, 4].map(|row| world.actor(row));
    let mem = crate::provider::Provider::mem(&world.memory);
    let ring = world.ring(&actors[0]);
    let mut sender = Some(ring.claim(Some(1)).unwrap());
    let mut receiver = Some(world.ring(&actors[1]).open_receiver(world.cursors()).unwrap());
    let what = format!("{sent_before} sent, {queued} queued, {name}, bit {bit}, {restart:?}");
    let mut sides = Sides { what, ring, received: 0, corrupt: 0 };
    for _ in 0..sent_before {
        assert!(sides.send(sender.as_mut().unwrap()));
        sides.receive(receiver.as_mut().unwrap());
    }
    for _ in 0..queued {
        assert!(sides.send(sender.as_mut().unwrap()));
    }
    let offset = words(&ring).into_iter().find(|word| word.0 == name).unwrap().1;
    let word = mem.word64(offset);
    word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
    if !restart.sender && !restart.full {
        let stolen = world.ring(&actors[2]).claim(Some(1));
        assert!(stolen.is_err(), "{}: two senders", sides.what);
    }
    if !restart.receiver {
        let stolen = world.ring(&actors[3]).open_receiver(world.cursors());
        assert!(stolen.is_err(), "{}: two receivers", sides.what);
    }
    if restart.sender {
        actors[0].dies();
        let heir = world.ring(&actors[2]).claim(Some(1));
        sender = Some(heir.unwrap_or_else(|error| panic!("{}: {error}", sides.what)));
        let last = sender.as_ref().unwrap().last_sequence();
        assert_eq!(last, sent_before + queued, "{}", sides.what);
        sides.ring = world.ring(&actors[2]);
    }
    let sender = sender.as_mut().unwrap();
    // What fits beside the queue: the receiver's head may say otherwise, in either way.
    if restart.full {
        let slots = |sequence| record::slots(some_length(sequence) as u32);
        let mut used: u32 = (sent_before + 1..=sent_before + queued).map(slots).sum();
        for next in sent_before + queued + 1.. {
            used += slots(next);
            if used > 512 {
                break;
            }
            sides.send(sender);
        }
    }
    if restart.receiver {
        actors[1].dies();
        let heir = world.ring(&actors[3]).open_receiver(world.cursors());
        receiver = Some(heir.unwrap_or_else(|error| panic!("{}: {error}", sides.what)));
    }
    let receiver = receiver.as_mut().unwrap();
    sides.receive(receiver);
    let (mut sends, mut failed) = (0, 0);
    while sends < 30 {
        if sides.send(sender) {
            sends += 1;
        } else {
            failed += 1;
            assert!(failed <= SENDS_TO_RECOVER, "{}: wedged", sides.what);
        }
        sides.receive(receiver);
    }
    assert_eq!(sides.received, sender.last_sequence(), "{}", sides.what);
    assert!(sides.corrupt <= 1, "{}: {} times Corrupt", sides.what, sides.corrupt);
    if !["lost before", "lost from", "lost after"].contains(&name) {
        let info = sides.ring.lane_info(1).unwrap();
        let sums = (info.sent, info.received, info.lost, info.queued);
        assert_eq!(sums, (sides.received, sides.received, 0, 0), "{}", sides.what);
    }
}

/// All bits of the words whose names contain `which`.
fn every_flip(which: &str) -> u32 {
    let world = World::new(2, 4096);
    let actor = world.actor(1);
    let names: Vec<_> = words(&world.ring(&actor)).into_iter().map(|word| word.0).collect();
    let mut flips = 0;
    for (sent_before, queued) in [(0, 0), (0, 3), (25, 0), (25, 4), (26, 11)] {
        for name in names.iter().filter(|name| name.contains(which)) {
            for (bit, restart) in (0..64).flat_map(|bit| restarts().map(move |how| (bit, how))) {
                flip(sent_before, queued, name, bit, restart);
                flips += 1;
            }
        }
    }
    flips
}

#[test]
fn no_flipped_control_word_costs_a_message_or_the_lane() {
    let flips = every_flip("");
    println!("{flips} flips");
    assert_eq!(flips, 5 * 17 * 64 * 8);
    for (bug, which) in [
        (Bug::WordsNotMended, "head"),
        (Bug::NonsenseBelieved, "tail"),
        (Bug::ClaimedForgotten, "claimed"),
    ] {
        caught(bug, || _ = every_flip(which));
    }
}

/// A parameter that was flipped is noticed by whoever attaches later; who is attached does
/// not look at it again.
#[test]
fn a_flipped_parameter_is_noticed_at_attach() {
    for offset in [layout::LAYOUT_MAGIC, layout::LANES, layout::LANE_BYTES] {
        for bit in 0..64 {
            let world = World::new(2, 4096);
            let actor = world.actor(1);
            let ring = world.ring(&actor);
            let mut sender = ring.claim(None).unwrap();
            let mut receiver = ring.open_receiver(world.cursors()).unwrap();
            let word = crate::provider::Provider::mem(&world.memory).word64(offset);
            word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
            let mem = crate::provider::Provider::mem(&world.memory);
            let answer = MessageRing::attach(mem, &world.params).map(drop).unwrap_err();
            assert!(matches!(answer.status(), Status::Layout | Status::Mismatch));
            assert_eq!(ring.try_send(&mut sender, b"on"), Ok(1));
            assert_eq!(drain(&ring, &mut receiver).len(), 1);
        }
    }
}

/// With the last message damaged nothing but the words tells the number; the next message,
/// whose number is whole, does.
fn the_record_decides() {
    for (word, restart) in [(layout::RECEIVER_NEXT, true), (layout::SENDER_NEXT, false)] {
        for bit in 32..64 {
            let world = World::new(1, 4096);
            let (a, b) = (world.actor(1), world.actor(2));
            let ring = world.ring(&a);
            let lane = ring.lane(0);
            let mut sender = ring.claim(None).unwrap();
            let mut receiver = ring.open_receiver(world.cursors()).unwrap();
            ring.try_send(&mut sender, b"one").unwrap();
            drain(&ring, &mut receiver);
            let check = lane.slot(2);
            check.store(check.load(Relaxed) ^ 1, Relaxed);
            lane.word(word).store(lane.word(word).load(Relaxed) ^ 1 << bit, Relaxed);
            if restart {
                ring.close_receiver(receiver);
                receiver = world.ring(&b).open_receiver(world.cursors()).unwrap();
            } else {
                ring.close_sender(sender);
                sender = world.ring(&b).claim(None).unwrap();
            }
            for _ in 0..3 {
                let sent = ring.try_send(&mut sender, b"more").unwrap();
                let got = drain(&ring, &mut receiver);
                assert_eq!(got, [(0, sent, b"more".to_vec())], "bit {bit}");
                assert!(restart == (sent < 5) || sent < 5, "a number of nobody's: {sent}");
            }
            assert_eq!(ring.lane_info(0).map(|info| (info.lost, info.queued)), Ok((0, 0)));
        }
    }
}

#[test]
fn a_number_is_what_the_record_says() {
    the_record_decides();
    caught(Bug::NumberFromWord, the_record_decides);
}

/// Two bits of an owner's word: nobody gets the place, and its owner gets it back, by using
/// it or by leaving.
fn owners_look_after_their_words() {
    let world = World::new(1, 4096);
    let (a, b) = (world.actor(1), world.actor(2));
    let (ring, other) = (world.ring(&a), world.ring(&b));
    let words = [
        crate::provider::Provider::mem(&world.memory).word64(layout::RECEIVER_OWNER),
        ring.lane(0).owner_word(),
    ];
    for (first, second) in (0..64).flat_map(|first| (0..first).map(move |second| (first, second))) {
        let mut sender = ring.claim(Some(0)).unwrap();
        let mut receiver = ring.open_receiver(world.cursors()).unwrap();
        let whole = words.map(|word| word.load(Relaxed));
        let flip = || {
            for word in words {
                word.store(word.load(Relaxed) ^ 1 << first ^ 1 << second, Relaxed);
            }
        };
        flip();
        assert_eq!(other.claim(Some(0)).unwrap_err().status(), Status::Busy);
        assert!(other.open_receiver(world.cursors()).is_err());
        for _ in 0..128 {
            ring.try_send(&mut sender, &[7; 80]).unwrap();
            assert_eq!(drain(&ring, &mut receiver).len(), 1);
        }
        assert_eq!(words.map(|word| word.load(Relaxed)), whole, "bits {first}, {second}");
        flip();
        ring.close_sender(sender);
        ring.close_receiver(receiver);
        other.close_sender(other.claim(Some(0)).expect("left"));
        other.close_receiver(other.open_receiver(world.cursors()).expect("left"));
    }
}

#[test]
fn a_damaged_owner_word_gives_nothing_away_and_heals() {
    owners_look_after_their_words();
    let planted = || {
        crate::ring::seeded::with(
            Some(crate::ring::seeded::Bug::OwnerNotRestored),
            owners_look_after_their_words,
        )
    };
    assert!(std::panic::catch_unwind(planted).is_err(), "the missing care was not noticed");
}

/// A sender that waits for a head that makes sense is woken by the receiver that mends it.
#[test]
fn who_mends_the_head_wakes_the_sender() {
    let world = World::new(1, 4096);
    let a = world.actor(1);
    let ring = world.ring(&a);
    let mem = crate::provider::Provider::mem(&world.memory);
    let mut sender = ring.claim(None).unwrap();
    let mut receiver = ring.open_receiver(world.cursors()).unwrap();
    ring.try_send(&mut sender, b"one").unwrap();
    drain(&ring, &mut receiver);
    let lane = ring.lane(0);
    let sleeper = mem.word32(lane.space_event());
    for reopen in [false, true] {
        sleeper.store(1, Relaxed);
        lane.word(layout::HEAD).store(99 << 40, Relaxed);
        if reopen {
            ring.close_receiver(receiver);
            receiver = ring.open_receiver(world.cursors()).unwrap();
        }
        for _ in 0..64 {
            drain(&ring, &mut receiver);
        }
        assert_eq!(lane.head(), lane.tail());
        assert_eq!(sleeper.load(Relaxed), 0, "reopened: {reopen}");
    }
}

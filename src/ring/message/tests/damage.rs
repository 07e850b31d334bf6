//! Damaged bytes: every single bit, and random bytes everywhere.

use super::*;
use crate::provider::Provider;
use crate::sync::Deadline;
use crate::sync::checksum::tests::both_ways;
use seeded::Bug;

/// What a receiver got out of a damaged ring.
struct Outcome {
    delivered: Vec<u64>,
    info: LaneInfo,
}

/// Twelve messages queued over the lane's end.
fn queued(world: &World, sender: &Actor) -> (u64, u64) {
    let ring = world.ring(sender);
    let mut state = ring.claim(Some(0)).unwrap();
    let mut receiver = ring.open_receiver(world.cursors()).unwrap();
    let mut send = || {
        let next = state.last_sequence() + 1;
        ring.try_send(&mut state, &payload(next, some_length(next) / 2)).unwrap();
    };
    while ring.lane(0).tail().position < 512 - 40 {
        send();
        drain(&ring, &mut receiver);
    }
    (0..12).for_each(|_| send());
    ring.close_receiver(receiver);
    let info = ring.lane_info(0).unwrap();
    assert!(ring.lane(0).tail().position > 512 && info.queued == 12);
    ring.close_sender(state);
    (info.received + 1, info.sent)
}

/// Receives until there is nothing, in a bounded number of calls.
fn outcome(world: &World, actor: &Actor) -> Outcome {
    let ring = world.ring(actor);
    let mut receiver = ring.open_receiver(world.cursors()).unwrap();
    let (mut buffer, mut record) = ([0; 200], Record::default());
    let mut delivered = Vec::new();
    for call in 0.. {
        assert!(call < 100, "no end");
        match ring.try_receive(&mut receiver, &mut buffer, &mut record) {
            Ok(()) => {
                let sent = payload(record.sequence, some_length(record.sequence) / 2);
                assert!(buffer[..record.length] == sent, "message {} is wrong", record.sequence);
                delivered.push(record.sequence);
            }
            Err(error) if error.status() == Status::Empty => break,
            Err(error) => panic!("{error:?}"),
        }
    }
    let info = ring.lane_info(0).unwrap();
    ring.close_receiver(receiver);
    Outcome { delivered, info }
}

/// Each bit of every slot between head and tail, flipped alone.
fn every_bit() -> (u32, u64) {
    let world = World::new(1, 4096);
    let (a, b) = (world.actor(1), world.actor(2));
    let (first, last) = queued(&world, &a);
    let mem = world.memory.mem();
    let mut before = vec![0; mem.len()];
    mem.copy_out(0, &mut before);
    let lane = world.ring(&a).lane(0);
    let (mut flips, mut repaired) = (0, 0);
    let mut position = lane.head().position;
    for sequence in first..=last {
        let slots = record::slots(some_length(sequence) as u32 / 2);
        for slot in 0..slots {
            for bit in 0..64 {
                let word = lane.slot(position.wrapping_add(slot));
                word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
                let Outcome { delivered, info } = outcome(&world, &b);
                // All others are delivered; and this one too if only its length was hit, or
                // what is not used.
                let hit = !delivered.contains(&sequence);
                let due: Vec<u64> = (first..=last).filter(|n| !hit || *n != sequence).collect();
                assert_eq!(delivered, due, "message {sequence}, slot {slot}, bit {bit}");
                assert_eq!((info.lost, info.corrupt), (hit as u64, hit as u64));
                assert_eq!(info.sent, info.received + info.lost);
                assert_eq!(info.received, first - 1 + delivered.len() as u64);
                assert_eq!(info.repaired, (slot == 0) as u64, "slot {slot}, bit {bit}");
                assert_eq!(hit, !harmless(sequence, slot, bit), "slot {slot}, bit {bit}");
                flips += 1;
                repaired += info.repaired;
                mem.copy_in(0, &before);
            }
        }
        position = position.wrapping_add(slots);
    }
    (flips, repaired)
}

/// Whether a message can be told although this bit of it is wrong: a length, which is kept
/// twice, the unused half of the checksum's slot, or padding.
fn harmless(sequence: u64, slot: u32, bit: u32) -> bool {
    let len = some_length(sequence) as u32 / 2;
    match slot {
        0 => true,
        1 => false,
        2 => bit >= 32,
        _ => (slot - 3) * 8 + bit / 8 >= len,
    }
}

#[test]
fn any_single_bit_costs_at_most_the_message_it_is_in() {
    both_ways(|| {
        let (flips, repaired) = every_bit();
        println!("{flips} bits flipped, {repaired} messages repaired");
        assert!(flips > 5_000 && repaired == 12 * 64, "{flips} {repaired}");
    });
    for bug in [Bug::OneLength, Bug::NoChecksum] {
        caught(bug, || _ = every_bit());
    }
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        // Steele, Lea, Flood: SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// Bursts over many records: the neighbours of what was hit may be lost, nothing is wrong,
/// and the sums hold.
#[test]
fn bursts_in_the_records_lose_messages_and_count_them() {
    let world = World::new(1, 4096);
    let (a, b) = (world.actor(1), world.actor(2));
    let (first, last) = queued(&world, &a);
    let mem = world.memory.mem();
    let mut before = vec![0; mem.len()];
    mem.copy_out(0, &mut before);
    let lane = world.ring(&a).lane(0);
    let data = lane.data();
    let mut random = Random(4);
    let mut lost = 0;
    for _ in 0..20_000 {
        for _ in 0..1 + random.below(3) {
            let len = 1 + random.below(40);
            let bytes: Vec<u8> = (0..len).map(|_| random.next() as u8).collect();
            mem.copy_in(data + random.below(4096 - len), &bytes);
        }
        let Outcome { delivered, info } = outcome(&world, &b);
        assert!(delivered.is_sorted() && delivered.iter().all(|n| (first..=last).contains(n)));
        assert_eq!(info.sent, info.received + info.lost);
        assert_eq!(info.received, first - 1 + delivered.len() as u64);
        lost += info.lost;
        mem.copy_in(0, &before);
    }
    assert!(lost > 20_000, "{lost}");
}

/// Random bytes anywhere in the ring, control words included, while both sides work: errors
/// and losses, but every call ends and every delivered message was sent.
#[test]
fn random_bytes_anywhere_never_harm_a_reader() {
    let (mut errors, mut delivered) = (0, 0);
    for seed in 0..300 {
        let world = World::new(3, 4096);
        let (a, b) = (world.actor(1), world.actor(2));
        let mem = world.memory.mem();
        let (ring, other) = (world.ring(&a), world.ring(&b));
        let mut random = Random(seed);
        let mut senders: Vec<_> = (0..3).map(|lane| ring.claim(Some(lane)).unwrap()).collect();
        let mut receiver = Some(ring.open_receiver(world.cursors()).unwrap());
        let (mut buffer, mut record) = (vec![0; ring.max_message()], Record::default());
        for _ in 0..400 {
            match random.below(10) {
                0 => {
                    let at = random.below(mem.len() / 8) * 8;
                    mem.word64(at).store(random.next() >> random.below(64), Relaxed);
                }
                1 => {
                    let at = random.below(ring.shape.data(0) / 8) * 8;
                    let word = mem.word64(at);
                    word.store(word.load(Relaxed) ^ 1 << random.below(64), Relaxed);
                }
                2..6 => {
                    let sender = &mut senders[random.below(3)];
                    let next = sender.last_sequence() + 1;
                    match ring.try_send(sender, &payload(next, some_length(next))) {
                        Ok(sequence) => assert_eq!(sequence, next),
                        Err(error) => {
                            assert!(matches!(error.status(), Status::Full | Status::Corrupt));
                            errors += 1;
                        }
                    }
                }
                6 if random.below(8) == 0 => {
                    ring.close_receiver(receiver.take().unwrap());
                    // Its owner word may be scribbled over: then make place by force.
                    mem.word64(layout::RECEIVER_OWNER).store(0, Relaxed);
                    receiver = Some(other.open_receiver(world.cursors()).unwrap());
                }
                6 => {
                    for lane in 0..3 {
                        let _ = ring.lane_info(lane);
                        let _ = other.claim(None);
                    }
                    use crate::objects::{Kind, Params};
                    MessageKind.verify(mem, &Params::from(world.params), &mut |_| errors += 1);
                }
                7 => {
                    let sender = &mut senders[random.below(3)];
                    let _ = ring.send(sender, &[0; 9], Deadline::POLL);
                }
                _ => {
                    let receiver = receiver.as_mut().unwrap();
                    match ring.try_receive(receiver, &mut buffer, &mut record) {
                        Ok(()) if record.length == 9 && buffer[..9] == [0; 9] => delivered += 1,
                        Ok(()) => {
                            let sent = payload(record.sequence, some_length(record.sequence));
                            assert!(buffer[..record.length] == sent, "seed {seed}: {record:?}");
                            delivered += 1;
                        }
                        Err(error) => {
                            let known = matches!(error.status(), Status::Empty | Status::Corrupt);
                            assert!(known, "seed {seed}: {error:?}");
                            errors += 1;
                        }
                    }
                }
            }
        }
    }
    println!("{delivered} delivered, {errors} errors");
    assert!(delivered > 5_000 && errors > 5_000);
}

/// One side's word scribbled over while it sits: the other side's error, then the mend.
#[test]
fn each_side_mends_its_own_word() {
    let world = World::new(1, 4096);
    let (a, b) = (world.actor(1), world.actor(2));
    let ring = world.ring(&a);
    let lane = ring.lane(0);
    let mut sender = ring.claim(Some(0)).unwrap();
    let mut receiver = world.ring(&b).open_receiver(world.cursors()).unwrap();
    let (mut buffer, mut record) = ([0; 2024], Record::default());
    // The head: the sender cannot tell how much room there is.
    ring.try_send(&mut sender, &[1; 2000]).unwrap();
    drain(&ring, &mut receiver);
    lane.word(layout::HEAD).store(77 << 40, Relaxed);
    ring.try_send(&mut sender, &[2; 1500]).unwrap_err();
    assert_eq!(ring.try_send(&mut sender, &[2; 2000]).unwrap_err().status(), Status::Corrupt);
    let soon = Deadline::after(core::time::Duration::from_millis(15));
    let waited = ring.receive(&mut receiver, &mut buffer, &mut record, soon);
    assert_eq!(waited.unwrap_err().status(), Status::Timeout);
    assert_eq!(ring.try_send(&mut sender, &[2; 2000]), Ok(2));
    // The tail: the receiver says so once, takes what the records tell, then leaves the lane
    // alone until it is mended.
    lane.word(layout::TAIL).store(99 << 40, Relaxed);
    let error = ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap_err();
    assert_eq!(error.status(), Status::Corrupt, "{error:?}");
    let mut got = drain(&ring, &mut receiver);
    assert_eq!(ring.try_send(&mut sender, &[3; 8]), Ok(3));
    got.extend(drain(&ring, &mut receiver));
    assert_eq!(got.iter().map(|message| message.1).collect::<Vec<_>>(), [2, 3]);
    // Each time it happens.
    lane.word(layout::TAIL).store(99 << 40, Relaxed);
    let error = ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap_err();
    assert_eq!(error.status(), Status::Corrupt, "{error:?}");
    assert_eq!(ring.try_send(&mut sender, &[3; 8]), Ok(4));
    assert_eq!(drain(&ring, &mut receiver).len(), 1);
    assert_eq!(ring.lane_info(0).unwrap().lost, 0);
    assert_eq!(ring.lane_info(0).unwrap().corrupt, 2);
    // How many lanes were claimed: the receiver knows better.
    world.memory.mem().word64(layout::CLAIMED).store(0, Relaxed);
    assert_eq!(ring.try_send(&mut sender, &[4; 8]), Ok(5));
    ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap();
    assert_eq!(record.sequence, 5);
}

//! Random operations against a queue for each lane.

use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;
use crate::sync::checksum::tests::WITHOUT_QUICK;

#[derive(Clone, Debug)]
enum Operation {
    Send { lane: usize, len: usize },
    Receive { capacity: usize },
    SenderDies { lane: usize },
    SenderCloses { lane: usize },
    ReceiverDies,
}

fn operation() -> impl Strategy<Value = Operation> {
    let len = prop_oneof![4 => 0..100usize, 1 => 0..2_100usize];
    prop_oneof![
        10 => (0..3usize, len).prop_map(|(lane, len)| Operation::Send { lane, len }),
        10 => prop_oneof![9 => Just(2_024), 1 => 0..300usize]
            .prop_map(|capacity| Operation::Receive { capacity }),
        1 => (0..3usize).prop_map(|lane| Operation::SenderDies { lane }),
        1 => (0..3usize).prop_map(|lane| Operation::SenderCloses { lane }),
        1 => Just(Operation::ReceiverDies),
    ]
}

/// What the ring should be.
#[derive(Default)]
struct Oracle {
    queues: [VecDeque<Vec<u8>>; 3],
    received: [u64; 3],
    turn: usize,
}

impl Oracle {
    fn used(&self, lane: usize) -> usize {
        self.queues[lane].iter().map(|bytes| 24 + bytes.len().next_multiple_of(8)).sum()
    }

    fn next(&self) -> Option<usize> {
        (0..3).map(|i| (self.turn + i) % 3).find(|lane| !self.queues[*lane].is_empty())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn it_is_a_queue_for_each_lane(
        operations in prop::collection::vec(operation(), 1..400),
        the_long_way in any::<bool>(),
    ) {
        WITHOUT_QUICK.set(the_long_way);
        let world = World::new(3, 4096);
        let mut oracle = Oracle::default();
        let actors: Vec<Actor> = (0..2_000).map(|row| world.actor(row)).collect();
        let mut fresh = actors.iter();
        let mut owner: Vec<&Actor> = (0..3).map(|_| fresh.next().unwrap()).collect();
        let mut senders: Vec<_> =
            (0..3).map(|lane| world.ring(owner[lane]).claim(Some(lane as u32)).unwrap()).collect();
        let mut reader = fresh.next().unwrap();
        let mut receiver = world.ring(reader).open_receiver(world.cursors()).unwrap();
        let mut buffer = vec![0; 2_024];
        for operation in operations {
            match operation {
                Operation::Send { lane, len } => {
                    let number = senders[lane].last_sequence() + 1;
                    let bytes = payload(number, len);
                    let answer = world.ring(owner[lane]).try_send(&mut senders[lane], &bytes);
                    let due = if len > 2_024 {
                        Err(Status::TooLarge)
                    } else if oracle.used(lane) + 24 + len.next_multiple_of(8) > 4096 {
                        Err(Status::Full)
                    } else {
                        oracle.queues[lane].push_back(bytes);
                        Ok(number)
                    };
                    prop_assert_eq!(answer.map_err(|error| error.status()), due);
                }
                Operation::Receive { capacity } => {
                    let mut record = Record::default();
                    let ring = world.ring(reader);
                    let answer = ring.try_receive(&mut receiver, &mut buffer[..capacity], &mut record);
                    let answer = answer.map_err(|error| error.status());
                    let Some(lane) = oracle.next() else {
                        prop_assert_eq!(answer, Err(Status::Empty));
                        continue;
                    };
                    let bytes = oracle.queues[lane].front().unwrap();
                    prop_assert_eq!((record.lane, record.length), (lane as u32, bytes.len()));
                    prop_assert_eq!(record.sequence, oracle.received[lane] + 1);
                    if bytes.len() > capacity {
                        prop_assert_eq!(answer, Err(Status::TooSmall));
                        oracle.turn = lane;
                        continue;
                    }
                    prop_assert_eq!(answer, Ok(()));
                    prop_assert_eq!(&buffer[..record.length], &bytes[..]);
                    oracle.queues[lane].pop_front();
                    oracle.received[lane] += 1;
                    oracle.turn = (lane + 1) % 3;
                }
                Operation::SenderDies { lane } | Operation::SenderCloses { lane } => {
                    let next = fresh.next().unwrap();
                    let ring = world.ring(next);
                    prop_assert_eq!(ring.claim(Some(lane as u32)).unwrap_err().status(), Status::Busy);
                    let last = senders[lane].last_sequence();
                    if matches!(operation, Operation::SenderDies { .. }) {
                        owner[lane].dies();
                        senders[lane] = ring.claim(Some(lane as u32)).unwrap();
                    } else {
                        let placeholder = ring_of_nobody();
                        let old = core::mem::replace(&mut senders[lane], placeholder);
                        world.ring(owner[lane]).close_sender(old);
                        senders[lane] = ring.claim(Some(lane as u32)).unwrap();
                    }
                    prop_assert_eq!(senders[lane].last_sequence(), last);
                    owner[lane] = next;
                }
                Operation::ReceiverDies => {
                    reader.dies();
                    reader = fresh.next().unwrap();
                    receiver = world.ring(reader).open_receiver(world.cursors()).unwrap();
                    oracle.turn = 0;
                }
            }
            for lane in 0..3 {
                let info = world.ring(reader).lane_info(lane as u32).unwrap();
                prop_assert_eq!(info.used, oracle.used(lane) as u64);
                prop_assert_eq!(info.queued, oracle.queues[lane].len() as u64);
                prop_assert_eq!((info.received, info.lost), (oracle.received[lane], 0));
                prop_assert_eq!(info.sent, info.received + info.queued);
            }
        }
    }
}

/// A state to leave behind where one is taken out.
fn ring_of_nobody() -> SenderState {
    let world = World::new(1, 4096);
    let actor = world.actor(1);
    world.ring(&actor).claim(None).unwrap()
}

//! What the guarantees of the message ring are held to.
//!
//! | file | what |
//! |---|---|
//! | `api` | who may have a lane, what each call answers |
//! | `crash` | a kill at every store, and at every store of the recovery from it |
//! | `damage` | every single bit flipped, random bytes everywhere |
//! | `flips` | every bit of every control word flipped, before each kind of restart |
//! | `oracle` | random operations against a queue for each lane |
//! | `threads` | threads, and one ring mapped at two addresses |
//! | `schedules` | all interleavings (loom), many random ones (shuttle) |

#[cfg(not(any(loom, shuttle)))]
mod api;
#[cfg(not(any(loom, shuttle)))]
mod crash;
#[cfg(not(any(loom, shuttle)))]
mod damage;
#[cfg(not(any(loom, shuttle)))]
mod flips;
#[cfg(not(any(loom, shuttle)))]
mod oracle;
#[cfg(any(loom, shuttle))]
mod schedules;
#[cfg(not(any(loom, shuttle)))]
mod threads;

use super::*;
use crate::status::Status;

/// The payload of message `sequence`, so that each tells which it is.
fn payload(sequence: u64, len: usize) -> Vec<u8> {
    let mut state = sequence.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..len).map(|_| next()).collect()
}

/// The length that tests without a wish of their own give message `sequence`.
#[cfg(not(any(loom, shuttle)))]
fn some_length(sequence: u64) -> usize {
    (sequence.wrapping_mul(0x9E37_79B9) >> 7) as usize % 150
}

#[cfg(not(any(loom, shuttle)))]
mod world {
    use std::collections::HashSet;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::provider::HeapProvider;
    use crate::sync::{Liveness, ParticipantId};

    /// Memory with a ring, and participants that die when the test says so.
    pub(super) struct World {
        pub(super) memory: HeapProvider,
        pub(super) params: MessageParams,
        dead: Arc<Mutex<HashSet<ParticipantId>>>,
    }

    /// One participant.
    pub(super) struct Actor {
        me: ParticipantId,
        dead: Arc<Mutex<HashSet<ParticipantId>>>,
    }

    impl Liveness for Actor {
        fn me(&self) -> ParticipantId {
            self.me
        }
        fn is_dead(&self, who: ParticipantId) -> bool {
            self.dead.lock().unwrap().contains(&who)
        }
        fn is_dead_truncated(&self, row: u16, generation: u32, _bits: u32) -> bool {
            self.is_dead(ParticipantId { row, generation })
        }
    }

    impl Actor {
        pub(super) fn dies(&self) {
            self.dead.lock().unwrap().insert(self.me);
        }
    }

    impl World {
        pub(super) fn new(lanes: u32, lane_bytes: u64) -> World {
            let params = MessageParams::new(lanes, lane_bytes).unwrap();
            let memory = HeapProvider::new(params.required_size().unwrap());
            // What a ring is made of may hold anything.
            memory.mem().copy_in(0, &vec![0xA5; memory.mem().len()]);
            MessageRing::format(memory.mem(), &params).unwrap();
            World { memory, params, dead: Arc::default() }
        }

        pub(super) fn actor(&self, row: u16) -> Actor {
            Actor { me: ParticipantId { row, generation: 7 }, dead: self.dead.clone() }
        }

        pub(super) fn ring<'a>(&'a self, actor: &'a Actor) -> MessageRing<'a> {
            MessageRing::attach(self.memory.mem_as(actor), &self.params).unwrap()
        }

        pub(super) fn cursors(&self) -> Vec<LaneCursor> {
            vec![LaneCursor::default(); self.params.lanes as usize]
        }
    }

    use crate::provider::Provider;

    /// Receives all there is: lane, number and payload of each.
    pub(super) fn drain(
        ring: &MessageRing<'_>,
        receiver: &mut ReceiverState<Vec<LaneCursor>>,
    ) -> Vec<(u32, u64, Vec<u8>)> {
        let mut all = Vec::new();
        let mut buffer = vec![0; ring.max_message()];
        let mut record = Record::default();
        loop {
            match ring.try_receive(receiver, &mut buffer, &mut record) {
                Ok(()) => {
                    let bytes = buffer[..record.length].to_vec();
                    assert_eq!(record.crc, crate::sync::checksum::crc32c(&bytes));
                    all.push((record.lane, record.sequence, bytes));
                }
                Err(error) if error.status() == Status::Empty => return all,
                Err(error) => panic!("{error:?}"),
            }
        }
    }

    /// Asserts that `check` fails once `bug` is planted: that it is a check at all.
    pub(super) fn caught(bug: seeded::Bug, check: impl FnOnce()) {
        let run = std::panic::AssertUnwindSafe(|| seeded::with(Some(bug), check));
        assert!(std::panic::catch_unwind(run).is_err(), "{bug:?} was not noticed");
    }
}
#[cfg(not(any(loom, shuttle)))]
use world::{Actor, World, caught, drain};

//! What the guarantees of the mpmc ring are held to.
//!
//! | file | what |
//! |---|---|
//! | `api` | what each call answers, against a queue |
//! | `crash` | a kill at every store, and at every store of the recovery from it |
//! | `turns` | random interleavings with a kill at any step, and with stopped undertakers |
//! | `flips` | one flipped bit of any slot's word, in any state |
//! | `hostile` | random words everywhere |
//! | `threads` | a million elements between threads |
//! | `schedules` | all interleavings (loom), many random ones (shuttle) |

#[cfg(not(any(loom, shuttle)))]
mod api;
#[cfg(not(any(loom, shuttle)))]
mod crash;
#[cfg(not(any(loom, shuttle)))]
mod flips;
#[cfg(not(any(loom, shuttle)))]
mod hostile;
#[cfg(any(loom, shuttle))]
mod schedules;
#[cfg(not(any(loom, shuttle)))]
mod threads;
#[cfg(not(any(loom, shuttle)))]
mod turns;

use super::*;
use crate::status::Status;

#[cfg(not(any(loom, shuttle)))]
mod world {
    use super::*;
    use crate::provider::{HeapProvider, Provider};
    use crate::ring::stage::{self, element, number};

    /// Memory with a ring in it.
    pub(super) struct Home {
        pub(super) memory: HeapProvider,
        pub(super) params: MpmcParams,
    }

    impl Home {
        pub(super) fn new(capacity: u32, element: u32, seats: u32) -> Home {
            let params = MpmcParams::new(capacity, element, seats).unwrap();
            let memory = HeapProvider::new(params.required_size().unwrap());
            // What a ring is made of may hold anything.
            memory.mem().copy_in(0, &vec![0xA5; memory.mem().len()]);
            MpmcRing::format(memory.mem(), &params).unwrap();
            Home { memory, params }
        }

        /// The ring as `live` sees it.
        pub(super) fn ring<'a>(&'a self, live: &'a dyn crate::sync::Liveness) -> MpmcRing<'a> {
            MpmcRing::attach(self.memory.mem_as(live), &self.params).unwrap()
        }

        pub(super) fn mem(&self) -> Mem<'_> {
            self.memory.mem()
        }
    }

    pub(super) fn push(ring: &MpmcRing<'_>, producer: &mut ProducerState, n: u64) -> Result<()> {
        ring.try_push(producer, &element(n, ring.element()))
    }

    pub(super) fn pop(ring: &MpmcRing<'_>, consumer: &mut ConsumerState) -> Result<u64> {
        let mut bytes = vec![0; ring.element()];
        ring.try_pop(consumer, &mut bytes)?;
        Ok(number(&bytes))
    }

    /// Pops all there is, asking often enough that the dead are noticed.
    pub(super) fn drain(ring: &MpmcRing<'_>, consumer: &mut ConsumerState) -> Vec<u64> {
        let mut all = Vec::new();
        let mut empty = 0;
        while empty <= producer::REFUSALS {
            match pop(ring, consumer) {
                Ok(n) => {
                    all.push(n);
                    empty = 0;
                }
                Err(error) if error.status() == Status::Empty => empty += 1,
                Err(error) => panic!("{error:?}"),
            }
        }
        all
    }

    /// Asserts that `check` fails once `bug` is planted.
    pub(super) fn caught(bug: seeded::Bug, check: impl FnOnce()) {
        stage::fails(&format!("{bug:?}"), || seeded::with(Some(bug), check));
    }
}
#[cfg(not(any(loom, shuttle)))]
use world::{Home, caught, drain, pop, push};

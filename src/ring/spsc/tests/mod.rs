//! What the guarantees of the ring are held to.
//!
//! | file | what |
//! |---|---|
//! | `api` | who may have a place, what each call answers |
//! | `crash` | a kill at every store, and at every store of the recovery from it |
//! | `hostile` | indices, owner words and everything else scribbled over |
//! | `local` | owned values between threads |
//! | `oracle` | random operations against a queue |
//! | `threads` | two threads, a million elements, two addresses |
//! | `schedules` | all interleavings (loom), many random ones (shuttle) |

#[cfg(not(any(loom, shuttle)))]
mod api;
#[cfg(not(any(loom, shuttle)))]
mod crash;
#[cfg(not(any(loom, shuttle)))]
mod hostile;
#[cfg(not(any(loom, shuttle)))]
mod local;
#[cfg(not(any(loom, shuttle)))]
mod oracle;
#[cfg(any(loom, shuttle))]
mod schedules;
#[cfg(not(any(loom, shuttle)))]
mod threads;

/// Three words, each of which tells the element's number.
type Element = [u64; 3];

fn element(number: u64) -> Element {
    [number, !number, number.wrapping_mul(0x9E37_79B9_7F4A_7C15)]
}

#[cfg(not(any(loom, shuttle)))]
mod scene {
    use super::super::*;
    use super::Element;
    use crate::provider::HeapProvider;
    use crate::step::script::{Member, World};
    use crate::sync::plain::{bytes_of_all, bytes_of_all_mut};

    /// Memory with a ring, and participants that die when the test says so.
    pub(super) struct Scene {
        pub(super) memory: HeapProvider,
        pub(super) params: SpscParams,
        pub(super) world: World,
    }

    impl Scene {
        pub(super) fn new(capacity: u64) -> Scene {
            let params = SpscParams::of::<Element>(capacity).unwrap();
            let memory = HeapProvider::new(params.required_size().unwrap());
            use crate::provider::Provider;
            // What a ring is made of may hold anything.
            memory.mem().copy_in(0, &vec![0xA5; memory.mem().len()]);
            SpscRing::format(memory.mem(), &params).unwrap();
            Scene { memory, params, world: World::new() }
        }

        pub(super) fn ring<'a>(&'a self, member: &'a Member<'_>) -> SpscRing<'a> {
            SpscRing::attach(self.memory.mem_as(member), &self.params).unwrap()
        }
    }

    pub(super) fn push(
        ring: SpscRing<'_>,
        producer: &mut ProducerState,
        count: u64,
    ) -> Result<usize> {
        let from = producer.pushed();
        let all: Vec<Element> = (from..from + count).map(super::element).collect();
        ring.try_push_n(producer, bytes_of_all(&all))
    }

    /// Pops all there is, one by one; each is the next number.
    pub(super) fn drain(ring: SpscRing<'_>, consumer: &mut ConsumerState) -> Vec<u64> {
        let mut all = Vec::new();
        let mut one = [Element::default()];
        loop {
            match ring.try_pop(consumer, bytes_of_all_mut(&mut one)) {
                Ok(()) => {
                    assert_eq!(one[0], super::element(one[0][0]), "torn");
                    all.push(one[0][0]);
                }
                Err(error) => {
                    assert_eq!(error.status(), crate::Status::Empty);
                    return all;
                }
            }
        }
    }

    pub(super) fn status<T>(answer: Result<T>) -> crate::Status {
        answer.err().map_or(crate::Status::Ok, |error| error.status())
    }

    /// Asserts that `check` fails once `bug` is planted: that it is a check at all.
    pub(super) fn caught(bug: seeded::Bug, check: impl FnOnce()) {
        let run = std::panic::AssertUnwindSafe(|| seeded::with(Some(bug), check));
        assert!(std::panic::catch_unwind(run).is_err(), "{bug:?} was not noticed");
    }
}

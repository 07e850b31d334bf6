//! What the guarantees of synced memory are held to.
//!
//! | file | what |
//! |---|---|
//! | `api` | what each call answers |
//! | `membership` | death, eviction, late joiners, rows used again |
//! | `mixed` | no view mixes two cycles; one barrier over one buffer does |
//! | `crash` | a kill at every store, and at every store of the recovery from it |
//! | `schedules` | all interleavings (loom), many random ones (shuttle) |

#[cfg(not(any(loom, shuttle)))]
mod api;
#[cfg(not(any(loom, shuttle)))]
mod crash;
#[cfg(not(any(loom, shuttle)))]
mod membership;
#[cfg(not(any(loom, shuttle)))]
mod mixed;
#[cfg(any(loom, shuttle))]
mod schedules;

use super::*;

#[cfg(not(any(loom, shuttle)))]
mod world {
    use std::collections::HashSet;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::provider::{HeapProvider, Provider};
    use crate::status::Status;
    use crate::sync::{Deadline, Liveness, ParticipantId};

    /// Memory with synced memory, and participants that die when the test says so.
    pub(super) struct World {
        pub(super) memory: HeapProvider,
        pub(super) params: SyncedParams,
        dead: Arc<Mutex<HashSet<ParticipantId>>>,
    }

    /// One participant of the memory.
    pub(super) struct Actor {
        me: ParticipantId,
        dead: Arc<Mutex<HashSet<ParticipantId>>>,
        /// How often it was asked to look after what others left.
        pub(super) tended: AtomicU32,
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
        fn tend(&self) {
            self.tended.fetch_add(1, Relaxed);
        }
    }

    impl Actor {
        pub(super) fn dies(&self) {
            self.dead.lock().unwrap().insert(self.me);
        }
    }

    impl World {
        pub(super) fn new(params: SyncedParams) -> World {
            let memory = HeapProvider::new(params.required_size().unwrap());
            // What it is made of may hold anything.
            memory.mem().copy_in(0, &vec![0xA5; memory.mem().len()]);
            Synced::format(memory.mem(), &params).unwrap();
            World { memory, params, dead: Arc::default() }
        }

        pub(super) fn actor(&self, row: u16) -> Actor {
            let me = ParticipantId { row, generation: 7 };
            Actor { me, dead: self.dead.clone(), tended: AtomicU32::new(0) }
        }

        pub(super) fn synced<'a>(&'a self, actor: &'a Actor) -> Synced<'a> {
            Synced::attach(self.memory.mem_as(actor), &self.params).unwrap()
        }
    }

    /// Joins, or panics.
    pub(super) fn join(synced: &Synced<'_>, row: u32) -> MemberState {
        synced.join(Some(row), Deadline::POLL).unwrap()
    }

    /// Writes `text` and arrives.
    pub(super) fn arrive(synced: &Synced<'_>, member: &mut MemberState, text: &[u8]) -> u64 {
        synced.write(member, text).unwrap();
        synced.arrive(member, text.len()).unwrap()
    }

    /// Looks whether all are there.
    pub(super) fn poll(synced: &Synced<'_>, member: &mut MemberState) -> Status {
        synced.wait(member, Deadline::POLL).map_or_else(|error| error.status(), |()| Status::Ok)
    }

    /// What a view shows of a row.
    pub(super) fn shown(synced: &Synced<'_>, member: &MemberState, row: u32) -> Option<Vec<u8>> {
        let mut buffer = vec![0; synced.bytes()];
        match synced.view(member).unwrap().read(row, &mut buffer) {
            Ok(length) => Some(buffer[..length].to_vec()),
            Err(error) => {
                assert_eq!(error.status(), Status::NotFound, "{error}");
                None
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
use world::{World, arrive, caught, join, poll, shown};

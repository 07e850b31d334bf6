//! The mpmc ring: elements of one size, any number of producers and consumers.
//!
//! # What it guarantees
//! * **Order.** First in, first out: places are claimed in order on both sides. An element is
//!   popped once.
//! * **Crashes.** A process may be killed at any instruction. What living producers pushed is
//!   never lost, duplicated or reordered. A push that was killed happened or did not. An element
//!   that a consumer was popping when it died is lost, and counted: at most one for each death.
//!   Nobody waits for the dead, also if the dead claim is the last or the ring is full.
//! * **Stopped** is not dead: a stopped process that holds a place holds up those behind it
//!   until it goes on, or dies.
//! * **Damage.** One flipped bit of a slot's word costs nothing: whoever meets it puts it back.
//!   Elements are not checked.
//! * **Hostile bytes.** Bounds come from private memory, every call takes a bounded number of
//!   steps. What makes no sense is `Corrupt`.
//!
//! # Protocol
//! As in Vyukov's bounded queue ("Bounded MPMC queue", 2010), each slot has a word that says
//! which position it is at. There, a claim is a CAS of the tail or head, and nothing tells whose
//! a claimed slot is. Here, **the claim is a CAS of the slot's own word** from what only its
//! very position can find there to the claimant's name. So a claim and its owner are one fact in
//! one word, and whoever finds it can ask the kernel. Tail and head are hints.
//!
//! | fact | where | who stores it | the store that commits |
//! |---|---|---|---|
//! | position p is free | slot p: `Empty` lap | the consumer of p − capacity | Release store |
//! | … is claimed to write, by whom | `Writing` lap who | a producer | CAS from `Empty` lap |
//! | … has an element | `Full` lap | its producer | Release store |
//! | … is claimed to read, by whom | `Reading` lap who | a consumer | CAS from `Full` lap |
//! | … was taken | `Empty` lap + 1 | its consumer | Release store |
//! | its producer died | `Pad` lap | whoever proves it | CAS from `Writing` lap who |
//! | its consumer died | `Empty` lap + 1 | whoever proves it | CAS from `Reading` lap who |
//! | a pad was skipped | `Empty` lap + 1 | a consumer | CAS from `Pad` lap |
//! | a bit of its word flipped | as it was | whoever meets it | CAS from what was found |
//! | deaths in a slot | its toll: counts, lap counted last | who is about to bury | CAS, before the word's |
//! | first place not claimed to write | **derived**; the tail word is a hint, never ahead | producers | – |
//! | first place not claimed to read | **derived**; the head word is a hint, never ahead | consumers | – |
//!
//! A position is claimed only after all before it were seen claimed, so claims are in order
//! though the hint may be behind: each walks on from it. A stopped process that wakes and stores
//! an old hint costs others a walk, no more. Lap and index name a position for 2^34 laps, so a
//! claim that comes late finds another word and fails.
//!
//! A toll is counted before its slot is freed, and says which lap it counted: a second
//! undertaker, after the first was killed in between or beside it, does not count again. One
//! that stopped before its CAS finds another toll.
//!
//! Before a participant's row is given to somebody new, recovery has gone over all slots and
//! buried what the dead one had claimed; so a slot never names the wrong one.
//!
//! | file | what |
//! |---|---|
//! | `params` | capacity, element size, seats |
//! | `layout` | where everything lies; slot words, tolls |
//! | `walk` | from the hint to the first place that can be claimed |
//! | `burial` | settling what the dead had claimed |
//! | `producer`, `consumer` | the two sides |
//! | `ends` | each with the provider of the memory, as bytes and for a type |
//! | `info` | statistics, from loads only |
//! | `kind` | the ring as an object in a segment |

mod burial;
mod consumer;
mod ends;
mod info;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod kind;
mod layout;
mod params;
mod producer;
mod seeded;
#[cfg(test)]
mod tests;
mod walk;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod watch;

pub use consumer::ConsumerState;
pub use ends::{Consumer, ConsumerEnd, Producer, ProducerEnd};
pub use info::MpmcInfo;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use kind::MpmcKind;
pub use params::MpmcParams;
pub use producer::ProducerState;

use super::seats::Seats;
use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::Ordering::*;
use layout::{Shape, SlotWord, State, Toll};

/// A view of an mpmc ring in memory.
///
/// It keeps nothing: what a side remembers is in its [`ProducerState`] or [`ConsumerState`],
/// which belong to the ring they came from. [`Producer`] and [`Consumer`] hold both together.
#[derive(Clone, Copy)]
pub struct MpmcRing<'a> {
    mem: Mem<'a>,
    shape: Shape,
}

impl<'a> MpmcRing<'a> {
    /// Makes an empty ring of `mem`, whose bytes are arbitrary. Nobody else uses them yet.
    pub fn format(mem: Mem<'a>, params: &MpmcParams) -> Result<MpmcRing<'a>> {
        let shape = MpmcRing::fit(mem, params)?;
        let ring = MpmcRing { mem, shape };
        for offset in (0..shape.producer_seats()).step_by(8) {
            mem.word64(offset).store(0, Relaxed);
        }
        ring.producers().format();
        ring.consumers().format();
        for position in 0..shape.slots.capacity() as u64 {
            mem.word64(shape.toll(position)).store(Toll::START.to_bits(), Relaxed);
            let empty = SlotWord::unclaimed(State::Empty, 0);
            shape.slots.word(mem, position).store(empty.to_bits(), Relaxed);
        }
        mem.word64(layout::CAPACITY).store(params.capacity as u64, Relaxed);
        mem.word64(layout::ELEMENT).store(params.element as u64, Relaxed);
        mem.word64(layout::SEATS).store(params.seats as u64, Relaxed);
        // Release: with the Acquire in `attach`: a ring with its magic is a whole ring.
        mem.word64(layout::LAYOUT_MAGIC).store(layout::MAGIC, Release);
        Ok(ring)
    }

    /// The ring in `mem`, made with the same parameters. Reads only.
    ///
    /// `Layout` if there is no mpmc ring of this version, `Mismatch` if it was made with other
    /// parameters.
    pub fn attach(mem: Mem<'a>, params: &MpmcParams) -> Result<MpmcRing<'a>> {
        let shape = MpmcRing::fit(mem, params)?;
        // Acquire: with the Release in `format`.
        let magic = mem.word64(layout::LAYOUT_MAGIC).load(Acquire);
        if magic != layout::MAGIC {
            fail!(Layout, "mpmc ring: magic {magic:#018x}, not {:#018x}", layout::MAGIC);
        }
        let made = [layout::CAPACITY, layout::ELEMENT, layout::SEATS]
            .map(|offset| mem.word64(offset).load(Relaxed));
        let MpmcParams { capacity, element, seats } = *params;
        let asked = [capacity, element, seats].map(u64::from);
        if made != asked {
            fail!(
                Mismatch,
                "mpmc ring: made with capacity, element size and places {made:?}, asked for \
                 {asked:?}"
            );
        }
        Ok(MpmcRing { mem, shape })
    }

    /// The ring that `attach` or `format` answered for the same memory.
    fn again(mem: Mem<'a>, shape: Shape) -> MpmcRing<'a> {
        MpmcRing { mem, shape }
    }

    fn fit(mem: Mem<'a>, params: &MpmcParams) -> Result<Shape> {
        let shape = params.shape()?;
        if mem.len() < shape.size() {
            fail!(
                Invalid,
                "mpmc ring: {} elements of {} bytes take {} bytes, given {}",
                params.capacity,
                params.element,
                shape.size(),
                mem.len()
            );
        }
        Ok(shape)
    }

    /// Elements that fit.
    pub fn capacity(&self) -> usize {
        self.shape.slots.capacity() as usize
    }

    /// Bytes of an element.
    pub fn element(&self) -> usize {
        self.shape.slots.element()
    }

    fn producers(&self) -> Seats<'a> {
        Seats::at(self.mem, self.shape.producer_seats(), self.shape.seats)
    }

    fn consumers(&self) -> Seats<'a> {
        Seats::at(self.mem, self.shape.consumer_seats(), self.shape.seats)
    }

    /// Wakes the sleepers of the event count at `offset`. Without `std` nobody can sleep.
    #[inline]
    fn wake(&self, offset: usize) {
        #[cfg(feature = "std")]
        crate::sync::EventCount::at(self.mem, offset).wake();
        #[cfg(not(feature = "std"))]
        let _ = offset;
    }
}

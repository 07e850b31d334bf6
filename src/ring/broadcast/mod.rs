//! The broadcast ring: elements of one size, one writer, any number of readers.
//!
//! # What it guarantees
//! * **Every reader sees everything**, in order, as long as it keeps up. The writer waits for
//!   nobody; it overwrites the oldest. A reader that was overtaken is told so, and exactly how
//!   many elements it missed: `Lapped`. Delivered and missed together are dense.
//! * **Nothing torn.** An element is delivered only if nobody wrote it during the copy.
//! * **Crashes.** One store commits an element: killed before it, it was never there. Whoever
//!   takes the writer's place goes on at the next position; a half-written slot is written
//!   anew, so numbers have no gap. A reader stores nothing: its death is nobody's business,
//!   nor is it a problem for a mapping that is read-only.
//! * **Hostile bytes.** Bounds come from private memory, every call takes a bounded number of
//!   steps; what makes no sense is `Corrupt`, and the reader goes on behind it.
//!
//! # Protocol
//! As a sequence lock for each slot (Lameter, "Effective synchronization on Linux/NUMA
//! systems", 2005; Boehm, "Can seqlocks get along with programming language memory models?",
//! 2012). Position p, counted from 0, has slot p modulo capacity.
//!
//! | fact | where | who stores it | the store that commits |
//! |---|---|---|---|
//! | element p is not there yet | slot p: word 2p + 1 (a new ring has these too) | writer | Release store |
//! | element p is there | slot p: word 2p + 2 | writer | Release store |
//! | element p is gone | slot p: any larger word | writer | the first of the two for p + capacity |
//! | what is the next position | **derived** from the slots; the tail word is a hint, behind by at most one | writer | – |
//! | who writes | owner word | writer | CAS |
//! | what a reader has read | its own memory | – | – |
//!
//! A slow writer looks like a dead one: the element is not there yet. A position is written by
//! a writer and, after its proven death, by its successor; the dead never store again, so
//! readers cannot tell, and need not.
//!
//! | file | what |
//! |---|---|
//! | `params` | capacity, element size |
//! | `writer`, `reader` | the two sides |
//! | `kind` | the ring as an object in a segment |

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod kind;
mod params;
mod reader;
mod seeded;
#[cfg(test)]
mod tests;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod watch;
mod writer;

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use kind::BroadcastKind;
pub use params::BroadcastParams;
pub use reader::{Reader, ReaderEnd, ReaderState, Start};
pub use writer::{Writer, WriterEnd, WriterState};

use super::owner::{Owner, Peer};
use super::slots::Slots;
use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::{Ordering::*, Shared64};

/// `"wrtcast"` and the version of the layout:
///
/// ```text
/// 0     layout magic, capacity, bytes per element     written once
/// 128   tail hint, the writer's owner word
/// 256   event count: readers wait here
/// 384   the slots
/// ```
const MAGIC: u64 = u64::from_le_bytes(*b"wrtcast\x01");
const CAPACITY: usize = 8;
const ELEMENT: usize = 16;
const TAIL: usize = 128;
const OWNER: usize = 136;
const EVENT: usize = 256;
const SLOTS: usize = 384;

/// The word of a slot whose element at `position` is not there yet.
const fn not_yet(position: u64) -> u64 {
    position.wrapping_mul(2).wrapping_add(1)
}

/// The word of a slot whose element at `position` is there.
const fn there(position: u64) -> u64 {
    position.wrapping_mul(2).wrapping_add(2)
}

/// The position that a slot's word speaks of.
const fn position_of(word: u64) -> u64 {
    word.wrapping_sub(1) / 2
}

const _: () = {
    assert!(position_of(not_yet(77)) == 77 && position_of(there(77)) == 77);
    assert!(there(76) < not_yet(77) && not_yet(77) < there(77));
};

/// What can be told about a ring from outside, from loads only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BroadcastInfo {
    /// Elements that are kept.
    pub capacity: u64,
    /// Bytes of each.
    pub element: u64,
    /// Elements written since the ring was made.
    pub written: u64,
    /// Who writes.
    pub writer: Peer,
}

/// A view of a broadcast ring in memory. It keeps nothing: what a side remembers is in its
/// [`WriterState`] or [`ReaderState`]. [`Writer`] and [`Reader`] hold both together.
#[derive(Clone, Copy)]
pub struct BroadcastRing<'a> {
    mem: Mem<'a>,
    slots: Slots,
}

impl<'a> BroadcastRing<'a> {
    /// Makes an empty ring of `mem`, whose bytes are arbitrary. Nobody else uses them yet.
    pub fn format(mem: Mem<'a>, params: &BroadcastParams) -> Result<BroadcastRing<'a>> {
        let slots = BroadcastRing::fit(mem, params)?;
        for offset in (0..SLOTS).step_by(8) {
            mem.word64(offset).store(0, Relaxed);
        }
        for position in 0..slots.capacity() as u64 {
            slots.word(mem, position).store(not_yet(position), Relaxed);
        }
        mem.word64(CAPACITY).store(params.capacity as u64, Relaxed);
        mem.word64(ELEMENT).store(params.element as u64, Relaxed);
        // Release: with the Acquire in `attach`: a ring with its magic is a whole ring.
        mem.word64(0).store(MAGIC, Release);
        Ok(BroadcastRing { mem, slots })
    }

    /// The ring in `mem`, made with the same parameters. Reads only.
    ///
    /// `Layout` if there is no broadcast ring of this version, `Mismatch` if it was made with
    /// other parameters.
    pub fn attach(mem: Mem<'a>, params: &BroadcastParams) -> Result<BroadcastRing<'a>> {
        let slots = BroadcastRing::fit(mem, params)?;
        // Acquire: with the Release in `format`.
        let magic = mem.word64(0).load(Acquire);
        if magic != MAGIC {
            fail!(Layout, "broadcast ring: magic {magic:#018x}, not {MAGIC:#018x}");
        }
        let made = [CAPACITY, ELEMENT].map(|offset| mem.word64(offset).load(Relaxed));
        let asked = [params.capacity as u64, params.element as u64];
        if made != asked {
            fail!(
                Mismatch,
                "broadcast ring: made with capacity and element size {made:?}, asked for {asked:?}"
            );
        }
        Ok(BroadcastRing { mem, slots })
    }

    /// The ring that `attach` or `format` answered for the same memory.
    fn again(mem: Mem<'a>, slots: Slots) -> BroadcastRing<'a> {
        BroadcastRing { mem, slots }
    }

    fn fit(mem: Mem<'a>, params: &BroadcastParams) -> Result<Slots> {
        let slots = params.slots()?;
        if mem.len() < slots.end() {
            fail!(
                Invalid,
                "broadcast ring: {} elements of {} bytes take {} bytes, given {}",
                params.capacity,
                params.element,
                slots.end(),
                mem.len()
            );
        }
        Ok(slots)
    }

    /// Elements that are kept.
    pub fn capacity(&self) -> usize {
        self.slots.capacity() as usize
    }

    /// Bytes of an element.
    pub fn element(&self) -> usize {
        self.slots.element()
    }

    /// The ring as a whole. Asks the kernel whether the writer lives.
    pub fn info(&self) -> BroadcastInfo {
        BroadcastInfo {
            capacity: self.capacity() as u64,
            element: self.element() as u64,
            written: self.learn_tail(),
            writer: Owner::load(self.owner_word()).peer(self.mem.live()),
        }
    }

    fn owner_word(&self) -> &'a Shared64 {
        self.mem.word64(OWNER)
    }

    #[inline]
    fn tail_hint(&self) -> u64 {
        // Acquire: with the Release in `write`: the elements before it are there. No
        // larger one was ever stored, and below it the words of slots do not wrap around.
        self.mem.word64(TAIL).load(Acquire) & (u64::MAX >> 2)
    }

    #[inline]
    fn word(&self, position: u64) -> &'a Shared64 {
        self.slots.word(self.mem, position)
    }

    /// Whether the element at `position` was written, be it gone by now.
    fn was_written(&self, position: u64) -> bool {
        // Acquire: with the Release of the writer's store.
        let word = self.word(position).load(Acquire);
        let same_slot = self.slots.index(position_of(word)) == self.slots.index(position);
        word >= there(position) && same_slot
    }

    /// The next position, from the slots: a dead writer may not have come to store the tail,
    /// and somebody may have scribbled over it.
    fn learn_tail(&self) -> u64 {
        let hint = self.tail_hint();
        if seeded::seeded(seeded::Bug::TailBelieved) {
            return hint;
        }
        let credible = match hint.checked_sub(1) {
            None => true,
            // The word of the last one, or of what is written in its place.
            Some(last) => {
                let word = self.word(last).load(Acquire);
                word == there(last) || word == not_yet(last + self.capacity() as u64)
            }
        };
        let mut tail = if credible { hint } else { self.derive_tail() };
        for _ in 0..self.capacity() {
            if !self.was_written(tail) {
                break;
            }
            tail = tail.wrapping_add(1);
        }
        tail
    }

    /// After the last element that is there.
    fn derive_tail(&self) -> u64 {
        let words = (0..self.slots.capacity() as u64).filter_map(|index| {
            let word = self.word(index).load(Acquire);
            let is_there = word.is_multiple_of(2) && word > 0;
            let position = position_of(word);
            (is_there && self.slots.index(position) as u64 == index).then_some(position + 1)
        });
        words.max().unwrap_or(0)
    }
}

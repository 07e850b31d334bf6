//! What can be told about a ring from outside. Loads only: a read-only mapping will do.

use super::MpmcRing;
use super::layout::{self, SlotWord, State};
use super::walk::Side;
use crate::sync::Ordering::*;

/// A ring at a moment. While others work, numbers may be of slightly different moments; in a
/// quiet ring `pushed == popped + lost + length` holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MpmcInfo {
    /// Elements that fit.
    pub capacity: u64,
    /// Bytes of each.
    pub element: u64,
    /// Elements pushed since the ring was made; counted from 0 again after 2^34 laps, if a
    /// damaged or very old hint had to be made anew.
    pub pushed: u64,
    /// Elements popped.
    pub popped: u64,
    /// Elements lost: their consumers died while popping them.
    pub lost: u64,
    /// Places whose producers died before their elements were there.
    pub pads: u64,
    /// Elements waiting.
    pub length: u64,
    /// The most elements ever waiting: exact if the ring was ever full, else each producer
    /// looks at every 64th of its pushes.
    pub high_water: u64,
    /// Producers attached, or dead and not replaced.
    pub producers: u32,
    /// Consumers attached, or dead and not replaced.
    pub consumers: u32,
}

impl MpmcRing<'_> {
    /// How far `tail` is ahead of `head`: a hint that was made anew from the slots has no bits
    /// above those of their laps.
    pub(super) fn between(&self, head: u64, tail: u64) -> u64 {
        let around = (self.capacity() as u64) << SlotWord::LAP_BITS;
        tail.wrapping_sub(head) % around
    }

    /// The ring's statistics. Looks at every slot.
    pub fn info(&self) -> MpmcInfo {
        let capacity = self.capacity() as u64;
        let (lost, pads) = self.tolls();
        let (head, tail) = (self.first(Side::Consumers).0, self.first(Side::Producers).0);
        let ahead = self.between(head, tail);
        let (head, used) = (tail.wrapping_sub(ahead), ahead.min(capacity));
        let in_state = |state| {
            let of = |index| self.found(index).state();
            (0..capacity).filter(|index| of(*index) == Some(state)).count() as u64
        };
        let standing = in_state(State::Pad);
        let high_water = self.mem.word64(layout::HIGH_WATER).load(Relaxed);
        MpmcInfo {
            capacity,
            element: self.element() as u64,
            pushed: tail.wrapping_sub(pads),
            popped: head.wrapping_sub(lost).wrapping_sub(pads.wrapping_sub(standing)),
            lost,
            pads,
            length: used.saturating_sub(standing),
            high_water: high_water.min(capacity).max(used),
            producers: self.producers().taken(),
            consumers: self.consumers().taken(),
        }
    }
}

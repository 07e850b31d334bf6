//! The ordered message ring: records of any length with a checksum, any number of senders, one
//! order for all, one receiver.
//!
//! # What it guarantees
//! * **One order.** Messages arrive in the order in which their places were claimed, whoever
//!   sent them: what was sent after another send had returned comes after it.
//! * **Crashes.** A process may be killed at any instruction. A message is sent whole or not at
//!   all; what living senders sent is never lost, duplicated, overwritten or reordered, and what
//!   a dead one had committed is delivered. Whoever takes a dead receiver's place gets the
//!   message it was working on again, and no other twice.
//! * **Stopped** is not dead: a stopped sender that holds a place holds up what is behind it
//!   until it goes on, or dies. Where that is too much, take [`message`](super::message).
//! * **Damage.** Every delivered payload was checked, after the copy, against a CRC32C that also
//!   covers its place and length. What does not check is skipped and counted.
//! * **Hostile bytes.** Bounds come from private memory, every call takes a bounded number of
//!   steps.
//!
//! # Protocol
//! Rings with one claim word lose the length of a claim whose sender dies before it writes it
//! down, and with it everything behind. Here **the claim is a CAS of the record's own first
//! word**, from what only its very position can find there to {who, how long}: a hole says whose
//! it is and where it ends. The price is that the receiver makes the first word of each granule
//! (64 bytes) free again for its next lap.
//!
//! | fact | where | who stores it | the store that commits |
//! |---|---|---|---|
//! | place p is free | granule p: `free` lap | the receiver, a lap before | Release store |
//! | … is claimed, by whom, how long | `Claimed` lap granules who | a sender | CAS from `free` lap |
//! | … is a whole message | `Committed`, the rest as it was | its sender | Release store |
//! | … its sender died | `Pad`, the rest as it was | whoever proves it | CAS from the claim |
//! | what was received | head | the receiver | Release store |
//! | what may be claimed again | cleaned, at most head | the receiver | Release store |
//! | first place not claimed | **derived** from the records after cleaned; the tail is a hint | senders | – |
//! | who receives | owner word | the receiver | CAS |
//!
//! A place is a candidate for a claim only after the record before it was seen claimed, so it
//! can be in no record's middle. Whoever claims it a lap too late does not find there what it
//! saw: see `Head`. Between head and cleaned a new receiver cleans again what the dead one may
//! have cleaned: nobody claims there before cleaned has passed.
//!
//! Two senders that die at one place with different lengths are no riddle: one CAS won, and the
//! word has its length.

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod kind;
mod layout;
mod params;
mod receiver;
mod seeded;
mod sender;
#[cfg(test)]
mod tests;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod watch;

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use kind::OrderedKind;
pub use params::OrderedParams;
pub use receiver::{OrderedReceiver, OrderedReceiverState, OrderedRecord};
pub use sender::{OrderedSender, OrderedSenderState};

use super::claimant::Claimant;
use super::owner::{Owner, Peer};
use super::seats::Seats;
use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::{Ordering::*, Shared64};
use layout::{Head, Shape, Stage};
use seeded::{Bug, seeded};

/// What can be told about a ring from outside, from loads only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderedInfo {
    /// Bytes for records.
    pub bytes: u64,
    /// The longest message.
    pub max_message: usize,
    /// Messages delivered.
    pub received: u64,
    /// Bytes of their payloads.
    pub received_bytes: u64,
    /// Damaged places skipped. After a receiver's death the last may be counted twice.
    pub corrupt: u64,
    /// Places skipped whose senders died while writing; and holes that a damaged tail left. As
    /// above.
    pub pads: u64,
    /// Bytes in use, headers and padding included, up to the tail hint.
    pub used: u64,
    /// The most bytes ever in use: exact if the ring was ever too full for a message, else each
    /// sender looks at every 64th of its messages.
    pub high_water: u64,
    /// Who receives.
    pub receiver: Peer,
    /// Senders attached, or dead and not replaced.
    pub senders: u32,
}

/// A view of an ordered message ring in memory. It keeps nothing: what a side remembers is in
/// its state. [`OrderedSender`] and [`OrderedReceiver`] hold both together.
#[derive(Clone, Copy)]
pub struct OrderedRing<'a> {
    mem: Mem<'a>,
    shape: Shape,
}

impl<'a> OrderedRing<'a> {
    /// Makes an empty ring of `mem`, whose bytes are arbitrary. Nobody else uses them yet.
    pub fn format(mem: Mem<'a>, params: &OrderedParams) -> Result<OrderedRing<'a>> {
        let shape = OrderedRing::fit(mem, params)?;
        let ring = OrderedRing { mem, shape };
        for offset in (0..layout::SENDER_SEATS).step_by(8) {
            mem.word64(offset).store(0, Relaxed);
        }
        ring.seats().format();
        for position in 0..shape.granules as u64 {
            ring.head_word(position).store(Head::free(0).to_bits(), Relaxed);
        }
        mem.word64(layout::BYTES).store(params.bytes, Relaxed);
        mem.word64(layout::SEATS).store(params.seats as u64, Relaxed);
        // Release: with the Acquire in `attach`: a ring with its magic is a whole ring.
        mem.word64(layout::LAYOUT_MAGIC).store(layout::MAGIC, Release);
        Ok(ring)
    }

    /// The ring in `mem`, made with the same parameters. Reads only.
    ///
    /// `Layout` if there is no ordered ring of this version, `Mismatch` if it was made with
    /// other parameters.
    pub fn attach(mem: Mem<'a>, params: &OrderedParams) -> Result<OrderedRing<'a>> {
        let shape = OrderedRing::fit(mem, params)?;
        // Acquire: with the Release in `format`.
        let magic = mem.word64(layout::LAYOUT_MAGIC).load(Acquire);
        if magic != layout::MAGIC {
            fail!(Layout, "ordered ring: magic {magic:#018x}, not {:#018x}", layout::MAGIC);
        }
        let made = [layout::BYTES, layout::SEATS].map(|offset| mem.word64(offset).load(Relaxed));
        let asked = [params.bytes, params.seats as u64];
        if made != asked {
            fail!(
                Mismatch,
                "ordered ring: made with bytes and senders {made:?}, asked for {asked:?}"
            );
        }
        Ok(OrderedRing { mem, shape })
    }

    /// The ring that `attach` or `format` answered for the same memory.
    fn again(mem: Mem<'a>, shape: Shape) -> OrderedRing<'a> {
        OrderedRing { mem, shape }
    }

    fn fit(mem: Mem<'a>, params: &OrderedParams) -> Result<Shape> {
        let shape = params.shape()?;
        if mem.len() < shape.size() {
            fail!(
                Invalid,
                "ordered ring: {} bytes and {} senders take {} bytes, given {}",
                params.bytes,
                params.seats,
                shape.size(),
                mem.len()
            );
        }
        Ok(shape)
    }

    /// The longest message.
    pub fn max_message(&self) -> usize {
        self.shape.max_message()
    }

    /// The ring as a whole. Asks the kernel whether the receiver lives.
    pub fn info(&self) -> OrderedInfo {
        let word = |offset| self.mem.word64(offset).load(Relaxed);
        let granules = self.shape.granules as u64;
        let used = word(layout::TAIL).wrapping_sub(self.head());
        let used = if used <= granules { used } else { 0 };
        let high_water = word(layout::HIGH_WATER).min(granules).max(used);
        OrderedInfo {
            bytes: granules * layout::GRANULE as u64,
            max_message: self.max_message(),
            received: word(layout::RECEIVED),
            received_bytes: word(layout::DELIVERED),
            corrupt: word(layout::CORRUPT),
            pads: word(layout::PADS),
            used: used * layout::GRANULE as u64,
            high_water: high_water * layout::GRANULE as u64,
            receiver: Owner::load(self.mem.word64(layout::OWNER)).peer(self.mem.live()),
            senders: self.seats().taken(),
        }
    }

    fn seats(&self) -> Seats<'a> {
        Seats::at(self.mem, layout::SENDER_SEATS, self.shape.seats)
    }

    #[inline]
    fn head_word(&self, position: u64) -> &'a Shared64 {
        self.mem.word64(self.shape.offset(position))
    }

    /// What starts at `position`.
    #[inline]
    fn head_at(&self, position: u64) -> Head {
        // Acquire: with the Release of the commit: the record is whole; of a claim, what came
        // before it; of the cleaning, the receiver's copy is done.
        Head::from_bits(self.head_word(position).load(Acquire))
    }

    /// The record of `position`'s lap that `head`, read there, starts, if it can be.
    #[inline]
    fn record(&self, position: u64, head: Head) -> Option<(Stage, u32)> {
        let record = head.record_of(self.shape.lap(position))?;
        (record.1 <= self.shape.max_record()).then_some(record)
    }

    /// The record at `position`.
    #[inline]
    fn record_at(&self, position: u64) -> Option<(Head, Stage, u32)> {
        let head = self.head_at(position);
        self.record(position, head).map(|(stage, granules)| (head, stage, granules))
    }

    /// Where the receiver is: a place where a record starts.
    fn head(&self) -> u64 {
        // Acquire: with the Release in `consume`: what is before it was received.
        self.mem.word64(layout::HEAD).load(Acquire)
    }

    /// What may be claimed again, at most the head: like that a place where a record starts.
    fn cleaned(&self) -> u64 {
        // Acquire: with the Release in `clean`: what is before it is free.
        let offset = if seeded(Bug::RoomByHead) { layout::HEAD } else { layout::CLEANED };
        self.mem.word64(offset).load(Acquire)
    }

    /// If the record at `position` was claimed by somebody dead, makes it a pad.
    fn pad_if_dead(&self, position: u64, head: Head) -> bool {
        let dead = seeded(Bug::PadTheLiving) || head.claimant().is_dead(self.mem.live());
        dead && self.pad(position, head)
    }

    fn pad(&self, position: u64, head: Head) -> bool {
        // AcqRel: the Release with the Acquire in `head_at`, the Acquire with the claim.
        let pad = head.at(Stage::Pad).to_bits();
        self.head_word(position).compare_exchange(head.to_bits(), pad, AcqRel).is_ok()
    }

    /// Makes pads of what `dead` had claimed. A receiver that goes on meanwhile may end the
    /// walk early; what it then meets it asks after itself.
    fn pad_all_of(&self, dead: Claimant) {
        for _ in 0..4 {
            let mut position = self.head();
            for _ in 0..self.shape.granules {
                let Some((head, stage, granules)) = self.record_at(position) else { break };
                if stage == Stage::Claimed && head.claimant() == dead {
                    self.pad(position, head);
                }
                position = position.wrapping_add(granules as u64);
            }
            if self.head_at(position) == Head::free(self.shape.lap(position)) {
                return;
            }
        }
    }

    /// Where the payload of the record at `position` starts, and how much of `len` bytes fits
    /// before the ring wraps.
    #[inline]
    fn parts(&self, position: u64, len: usize) -> (usize, usize) {
        let start = self.shape.offset(position) + layout::HEADER;
        (start, len.min(self.shape.end() - start))
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

//! The message ring: records of any length, one lane per sender, one receiver.
//!
//! # What it guarantees
//! * **Order.** The messages of one sender arrive in the order sent, each with its lane's
//!   sequence number: 1, 2, 3… across any number of senders that take the lane over. The
//!   receiver serves lanes in turn; between lanes there is no order.
//! * **Crashes.** One store commits a send: killed before it, the message was never sent;
//!   after it, the receiver gets it. One store commits a receive: whoever takes a dead
//!   receiver's place gets the message it was working on again, and no other twice. A dead
//!   sender's lane is drained as if it lived. Nobody waits for the dead, and a stopped
//!   sender delays nobody.
//! * **Take-over.** A sender that claims the lane of a dead one learns the last committed
//!   sequence number, so it goes on exactly there. While the owner lives, stopped or not,
//!   the answer is `Busy`.
//! * **Damage.** Every delivered payload was checked, after the copy, against a CRC32C that
//!   also covers its length, number, position and lane. A damaged record is skipped and
//!   counted, never delivered, and costs its neighbours nothing as long as their own bytes
//!   are whole. Per lane, sent = received + lost + queued holds exactly.
//!   One damaged control word costs no message and wedges no lane: the records tell what it
//!   was. It is `Corrupt` at most once at the receiver, and at the sender until the receiver
//!   has called 64 times for each lane; a statistic that was hit stays wrong.
//! * **Hostile bytes.** Positions are used masked only, bounds come from private memory, and
//!   every call takes a bounded number of steps.
//!
//! The data path makes no system call while nobody sleeps, allocates nothing and takes no
//! lock. Lamport's single-producer queue ("Specifying Concurrent Program Modules", 1983) with
//! cached indices (Lee, Bu, Chandranmenon, "MCRingBuffer", 2009) is the basis of a lane. In full
//! flow a side may pause for a few microseconds before it looks for more, as in
//! [`spsc`](super::spsc).
//!
//! | file | what |
//! |---|---|
//! | `params` | lanes and bytes per lane |
//! | `layout` | where everything lies; marks |
//! | `record` | one message in a lane: lengths, number, checksum |
//! | `lane` | a lane's words and what a successor learns from them |
//! | `sender`, `receiver` | the two sides |
//! | `deliver` | what the receiver does with one lane |
//! | `ends` | the two sides with the provider of their memory |
//! | `resync` | where to go on after damage |
//! | `info` | statistics, from loads only |
//! | `blocks` | blocks of the arena, handed over by reference |
//! | `kind` | the ring as an object in a segment |

#[cfg(all(feature = "std", not(loom)))]
mod blocks;
mod deliver;
mod ends;
mod info;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod kind;
mod lane;
mod layout;
mod params;
mod receiver;
mod record;
mod resync;
mod seeded;
mod sender;
#[cfg(test)]
mod tests;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod watch;

pub use super::owner::Peer;
#[cfg(feature = "std")]
pub use ends::Receiver;
pub use ends::Sender;
pub use info::{LaneInfo, RingInfo};
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use kind::MessageKind;
pub use params::MessageParams;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub(crate) use receiver::Glance;
pub use receiver::{LaneCursor, ReceiverState, Record};
pub use sender::SenderState;

use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::Ordering::*;
use lane::Lane;
use layout::Shape;

/// A view of a message ring in memory.
///
/// It keeps nothing: what a side remembers is in its [`SenderState`] or [`ReceiverState`],
/// which belong to the ring they came from. [`Sender`] and [`Receiver`] hold both together.
#[derive(Clone, Copy)]
pub struct MessageRing<'a> {
    mem: Mem<'a>,
    shape: Shape,
}

impl<'a> MessageRing<'a> {
    /// Makes an empty ring of `mem`, whose bytes are arbitrary. Nobody else uses them yet.
    pub fn format(mem: Mem<'a>, params: &MessageParams) -> Result<MessageRing<'a>> {
        let shape = MessageRing::fit(mem, params)?;
        let ring = MessageRing { mem, shape };
        for offset in (0..shape.control(0)).step_by(8) {
            mem.word64(offset).store(0, Relaxed);
        }
        for lane in ring.lanes() {
            lane.format();
        }
        mem.word64(layout::LANES).store(params.lanes as u64, Relaxed);
        mem.word64(layout::LANE_BYTES).store(params.lane_bytes, Relaxed);
        // Release: with the Acquire in `attach`: a ring with its magic is a whole ring.
        mem.word64(layout::LAYOUT_MAGIC).store(layout::MAGIC, Release);
        Ok(ring)
    }

    /// The ring in `mem`, made with the same parameters. Reads only.
    ///
    /// `Layout` if there is no message ring of this version, `Mismatch` if it was made with
    /// other parameters.
    pub fn attach(mem: Mem<'a>, params: &MessageParams) -> Result<MessageRing<'a>> {
        let shape = MessageRing::fit(mem, params)?;
        // Acquire: with the Release in `format`.
        let magic = mem.word64(layout::LAYOUT_MAGIC).load(Acquire);
        if magic != layout::MAGIC {
            fail!(Layout, "message ring: magic {magic:#018x}, not {:#018x}", layout::MAGIC);
        }
        let lanes = mem.word64(layout::LANES).load(Relaxed);
        let lane_bytes = mem.word64(layout::LANE_BYTES).load(Relaxed);
        if (lanes, lane_bytes) != (params.lanes as u64, params.lane_bytes) {
            fail!(
                Mismatch,
                "message ring: made with {lanes} lanes of {lane_bytes} bytes, asked for {} of {}",
                params.lanes,
                params.lane_bytes
            );
        }
        Ok(MessageRing { mem, shape })
    }

    /// The ring that `attach` or `format` answered for the same memory.
    fn again(mem: Mem<'a>, shape: Shape) -> MessageRing<'a> {
        MessageRing { mem, shape }
    }

    fn fit(mem: Mem<'a>, params: &MessageParams) -> Result<Shape> {
        let shape = params.shape()?;
        if mem.len() < shape.size() {
            fail!(
                Invalid,
                "message ring: {} lanes of {} bytes take {} bytes, given {}",
                params.lanes,
                params.lane_bytes,
                shape.size(),
                mem.len()
            );
        }
        Ok(shape)
    }

    /// The longest message.
    pub fn max_message(&self) -> usize {
        self.shape.max_message() as usize
    }

    #[inline]
    fn lane(&self, index: u32) -> Lane<'a> {
        Lane::new(self.mem, self.shape, index)
    }

    fn lanes(&self) -> impl Iterator<Item = Lane<'a>> + use<'a> {
        let ring = *self;
        (0..ring.shape.lanes()).map(move |index| ring.lane(index))
    }

    /// The lane of this number, from outside.
    fn checked_lane(&self, index: u32) -> Result<Lane<'a>> {
        if index >= self.shape.lanes() {
            fail!(
                Invalid,
                "message ring: lane {index} is outside 0..{}, the ring's lanes",
                self.shape.lanes()
            );
        }
        Ok(self.lane(index))
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

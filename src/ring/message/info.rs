//! What can be told about a ring from outside. Loads only: a read-only mapping will do.

use super::lane::Lane;
use super::layout;
use super::{MessageRing, SenderState};
use crate::ring::owner::{Owner, Peer};
use crate::status::{Result, Status, fail};
use crate::sync::Ordering::*;

/// A ring as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingInfo {
    /// Lanes.
    pub lanes: u32,
    /// Bytes of each.
    pub lane_bytes: u64,
    /// The longest message, in bytes.
    pub max_message: usize,
    /// Who receives.
    pub receiver: Peer,
}

/// One lane. `sent == received + lost + queued`, at the moment it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneInfo {
    /// Its number.
    pub lane: u32,
    /// Who sends.
    pub sender: Peer,
    /// Whether it was once claimed by its number, so that it is kept for that use.
    pub reserved: bool,
    /// Messages committed since the ring was made: the last sequence number.
    pub sent: u64,
    /// Messages delivered. One that is delivered again after a receiver's death counts once.
    pub received: u64,
    /// Messages committed but never to be delivered, because they were damaged.
    pub lost: u64,
    /// Messages waiting.
    pub queued: u64,
    /// Damaged places met. After a receiver's death the last may be counted twice.
    pub corrupt: u64,
    /// Messages delivered in spite of a damaged length. Counted after the delivery: that of
    /// a receiver that died in between is missing, and the message is not delivered again.
    pub repaired: u64,
    /// Bytes waiting, headers included.
    pub used: u64,
    /// The most bytes ever waiting, headers included: at most the true value, and less by no
    /// more than a sixteenth of the lane.
    pub high_water: u64,
}

impl MessageRing<'_> {
    /// The ring as a whole. Asks the kernel whether the receiver lives.
    pub fn info(&self) -> RingInfo {
        let receiver = Owner::load(self.mem.word64(layout::RECEIVER_OWNER));
        RingInfo {
            lanes: self.shape.lanes(),
            lane_bytes: self.shape.lane_bytes() as u64,
            max_message: self.max_message(),
            receiver: receiver.peer(self.mem.live()),
        }
    }

    /// One lane. Asks the kernel whether its sender lives. `Corrupt` if its words make no
    /// sense together, `Busy` if they never stood still in many looks.
    pub fn lane_info(&self, lane: u32) -> Result<LaneInfo> {
        self.checked_lane(lane)?.info()
    }

    /// The lane of a sender, as [`lane_info`](Self::lane_info).
    pub fn sender_info(&self, sender: &SenderState) -> Result<LaneInfo> {
        self.lane_info(sender.lane())
    }
}

impl Lane<'_> {
    pub(super) fn info(&self) -> Result<LaneInfo> {
        let owner = self.owner();
        let Some((head, tail, _, counts)) = self.snapshot() else {
            return Err(Status::Busy.into());
        };
        let span = self.span(head.mark(), tail.mark())?;
        let (sent, taken) = (tail.next.wrapping_sub(1), head.next.wrapping_sub(1));
        if sent.wrapping_sub(taken) != span.records as u64 || counts.lost > taken {
            fail!(
                Corrupt,
                "message ring: lane {}: {} messages are queued, but {sent} were sent, {taken} \
                 taken and {} of these lost",
                self.index(),
                span.records,
                counts.lost
            );
        }
        let high_water = self.word(layout::HIGH_WATER).load(Relaxed);
        Ok(LaneInfo {
            lane: self.index(),
            sender: owner.peer(self.mem().live()),
            reserved: owner.is_reserved(),
            sent,
            received: taken - counts.lost,
            lost: counts.lost,
            queued: span.records as u64,
            corrupt: counts.corrupt,
            repaired: counts.repaired,
            used: span.slots as u64 * 8,
            high_water: high_water.max(span.slots as u64 * 8),
        })
    }
}

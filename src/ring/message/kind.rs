//! The message ring as an object in a segment.

use super::lane::{Lane, Place};
use super::layout::{self, Span};
use super::{MessageParams, MessageRing, record};
use crate::objects::{Kind, KindId, Params, QueuedBlock};
use crate::provider::Mem;
use crate::ring::owner::Owner;
use crate::status::Result;
use crate::sync::{Ordering::*, ParticipantId, fence};

/// Message rings, for the table of kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct MessageKind;

impl Kind for MessageKind {
    fn id(&self) -> KindId {
        KindId::MESSAGE
    }

    fn layout_version(&self) -> u32 {
        (layout::MAGIC >> 56) as u32
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        MessageParams::try_from(params)?.required_size()
    }

    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        MessageRing::format(mem, &params.try_into()?).map(drop)
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        MessageRing::attach(mem, &params.try_into()?).map(drop)
    }

    /// Nothing is to repair: marks move by one store, and owner words name who is dead. But
    /// a sleeper may wait for the dead, or for a wake that the dead did not come to: all are
    /// woken to look again.
    fn recover(&self, mem: Mem<'_>, params: &Params, _dead: ParticipantId) {
        let Ok(ring) = params.try_into().and_then(|params| MessageRing::attach(mem, &params))
        else {
            return;
        };
        ring.wake(layout::RECEIVER_EVENT);
        for lane in ring.lanes() {
            ring.wake(lane.space_event());
        }
    }

    fn blocks(&self, mem: Mem<'_>, params: &Params, visit: &mut dyn FnMut(QueuedBlock)) -> bool {
        if let Ok(ring) = params.try_into().and_then(|params| MessageRing::attach(mem, &params)) {
            ring.lanes().for_each(|lane| lane.queued_blocks(visit));
        }
        true
    }

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        let ring = match params.try_into().and_then(|params| MessageRing::attach(mem, &params)) {
            Ok(ring) => ring,
            Err(error) => return report(error.to_string()),
        };
        let receiver = Owner::load(mem.word64(layout::RECEIVER_OWNER));
        if !receiver.is_valid() {
            report(format!("receiver's owner word {:#x} does not check", receiver.raw()));
        }
        for lane in ring.lanes() {
            lane.verify(report);
        }
    }
}

impl Lane<'_> {
    fn verify(&self, report: &mut dyn FnMut(String)) {
        let mut finding = |problem: String| report(format!("lane {}: {problem}", self.index()));
        let owner = self.owner();
        if !owner.is_valid() {
            finding(format!("owner word {:#x} does not check", owner.raw()));
        }
        let Some((head, tail, span, _)) = self.snapshot() else { return };
        let Some(span) = span else {
            return finding(format!(
                "no records fit between head {:#x} and tail {:#x}",
                head.mark().to_bits(),
                tail.mark().to_bits()
            ));
        };
        if tail.next.wrapping_sub(head.next) != span.records as u64 {
            finding(format!(
                "{} records are queued, their numbers go from {} to {}",
                span.records,
                head.next,
                tail.next.wrapping_sub(1)
            ));
        }
        let high_water = self.word(layout::HIGH_WATER).load(Relaxed);
        if high_water > self.shape().lane_bytes() as u64 {
            finding(format!("high-water mark {high_water} is above the lane's size"));
        }
        self.verify_records(head, span, &mut finding);
    }

    /// The records from `head` on. The sender leaves them alone as long as the head stays.
    fn verify_records(&self, head: Place, span: Span, finding: &mut dyn FnMut(String)) {
        let (mut at, mut left) = (head, span.slots);
        while left > 0 {
            let position = at.position;
            let len = self.lengths(position).agreed(position).filter(|len| self.fits(*len, left));
            let good = len.filter(|len| self.record_checks(position, at.next, *len));
            // Acquire: with the Release in `commit_tail`: had the sender written what was read
            // here, after a head that let it, the load below would see that head.
            fence(Acquire);
            if self.head() != head.mark() {
                return; // the receiver goes on: what was read may be new
            }
            let Some(len) = good else {
                return finding(format!("record {} does not check", at.next));
            };
            at = at.after(record::slots(len), 1);
            left -= record::slots(len);
        }
    }
}

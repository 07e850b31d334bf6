//! The ordered message ring as an object in a segment.

use super::{Head, OrderedParams, OrderedRing, Owner, layout};
use crate::objects::{Kind, KindId, Params};
use crate::provider::Mem;
use crate::ring::claimant::Claimant;
use crate::status::Result;
use crate::sync::{Ordering::*, ParticipantId};

/// Ordered message rings, for the table of kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct OrderedKind;

impl Kind for OrderedKind {
    fn id(&self) -> KindId {
        KindId::MESSAGE_ORDERED
    }

    fn layout_version(&self) -> u32 {
        (layout::MAGIC >> 56) as u32
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        OrderedParams::try_from(params)?.required_size()
    }

    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        OrderedRing::format(mem, &params.try_into()?).map(drop)
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        OrderedRing::attach(mem, &params.try_into()?).map(drop)
    }

    /// Makes pads of what the dead one had claimed, and wakes everybody to look again.
    fn recover(&self, mem: Mem<'_>, params: &Params, dead: ParticipantId) {
        let Ok(ring) = params.try_into().and_then(|params| OrderedRing::attach(mem, &params))
        else {
            return;
        };
        ring.pad_all_of(Claimant::of(dead));
        ring.wake(layout::READY_EVENT);
        ring.wake(layout::SPACE_EVENT);
    }

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        let ring = match params.try_into().and_then(|params| OrderedRing::attach(mem, &params)) {
            Ok(ring) => ring,
            Err(error) => return report(error.to_string()),
        };
        let owner = Owner::load(mem.word64(layout::OWNER));
        if !owner.is_valid() {
            report(format!("receiver's owner word {:#x} does not check", owner.raw()));
        }
        // What follows is read after it, and holds while it stays.
        let head = ring.head();
        let mut position = head;
        for _ in 0..ring.shape.granules {
            let Some((_, _, granules)) = ring.record_at(position) else { break };
            position = position.wrapping_add(granules as u64);
        }
        let high_water = mem.word64(layout::HIGH_WATER).load(Relaxed);
        if high_water > ring.shape.granules as u64 {
            report(format!("high-water mark {high_water} is above the ring's granules"));
        }
        let end = ring.head_at(position);
        let full = position.wrapping_sub(head) == ring.shape.granules as u64;
        if !full
            && end != Head::free(ring.shape.lap(position))
            && ring.record_at(position).is_none()
            && ring.head() == head
        {
            report(format!("no record at position {position}, but {:#x}", end.to_bits()));
        }
    }
}

//! The mpmc ring as an object in a segment.

use super::layout::{self, SlotWord};
use super::{MpmcParams, MpmcRing};
use crate::objects::{Kind, KindId, Params};
use crate::provider::Mem;
use crate::ring::claimant::Claimant;
use crate::status::Result;
use crate::sync::{Ordering::*, ParticipantId};

/// Mpmc rings, for the table of kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct MpmcKind;

impl Kind for MpmcKind {
    fn id(&self) -> KindId {
        KindId::MPMC
    }

    fn layout_version(&self) -> u32 {
        (layout::MAGIC >> 56) as u32
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        MpmcParams::try_from(params)?.required_size()
    }

    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        MpmcRing::format(mem, &params.try_into()?).map(drop)
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        MpmcRing::attach(mem, &params.try_into()?).map(drop)
    }

    /// Settles what the dead one had claimed, and wakes everybody to look again: some may wait
    /// for it, or for a wake that it did not come to.
    fn recover(&self, mem: Mem<'_>, params: &Params, dead: ParticipantId) {
        let Ok(ring) = params.try_into().and_then(|params| MpmcRing::attach(mem, &params)) else {
            return;
        };
        ring.bury_all_of(Claimant::of(dead));
        ring.wake(layout::READY_EVENT);
        ring.wake(layout::SPACE_EVENT);
    }

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        let ring = match params.try_into().and_then(|params| MpmcRing::attach(mem, &params)) {
            Ok(ring) => ring,
            Err(error) => return report(error.to_string()),
        };
        for index in 0..ring.capacity() as u64 {
            let raw = ring.word(index).load(Acquire); // as in `found`
            let found = SlotWord::from_bits(raw);
            if found.state().is_none() {
                report(format!("slot {index} holds {raw:#x}, which is no state"));
            } else if found.to_bits() != raw {
                report(format!(
                    "slot {index} holds {raw:#x}, one flipped bit away from {:#x}",
                    found.to_bits()
                ));
            }
        }
        let high_water = mem.word64(layout::HIGH_WATER).load(Relaxed);
        if high_water > ring.capacity() as u64 {
            report(format!("high-water mark {high_water} is above the capacity"));
        }
    }
}

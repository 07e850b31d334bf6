//! The ring as an object in a segment.

use super::{SpscParams, SpscRing, layout};
use crate::objects::{Kind, KindId, Params};
use crate::provider::Mem;
use crate::ring::owner::Owner;
use crate::status::{Result, Status};
use crate::sync::ParticipantId;

/// Rings with one producer and one consumer, for the table of kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpscKind;

impl Kind for SpscKind {
    fn id(&self) -> KindId {
        KindId::SPSC
    }

    fn layout_version(&self) -> u32 {
        (layout::MAGIC >> 56) as u32
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        SpscParams::try_from(params)?.required_size()
    }

    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        SpscRing::format(mem, &params.try_into()?).map(drop)
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        SpscRing::attach(mem, &params.try_into()?).map(drop)
    }

    /// Nothing is to repair: an index moves by one store, and owner words name who is dead.
    /// But a sleeper may wait for the dead, or for a wake that the dead did not come to: both
    /// sides are woken to look again.
    fn recover(&self, mem: Mem<'_>, params: &Params, _dead: ParticipantId) {
        if let Ok(ring) = params.try_into().and_then(|params| SpscRing::attach(mem, &params)) {
            ring.wake(layout::ITEMS_EVENT);
            ring.wake(layout::SPACE_EVENT);
        }
    }

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        let ring = match params.try_into().and_then(|params| SpscRing::attach(mem, &params)) {
            Ok(ring) => ring,
            Err(error) => return report(error.to_string()),
        };
        for (side, offset) in
            [("producer", layout::PRODUCER_OWNER), ("consumer", layout::CONSUMER_OWNER)]
        {
            let owner = Owner::load(mem.word64(offset));
            if !owner.is_valid() {
                report(format!("{side}'s owner word {:#x} does not check", owner.raw()));
            }
        }
        match ring.info() {
            Ok(info) if info.high_water > info.capacity => {
                report(format!("high-water mark {} is above the capacity", info.high_water));
            }
            Err(error) if error.status() != Status::Busy => report(error.to_string()),
            _ => {}
        }
    }
}

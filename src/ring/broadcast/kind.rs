//! The broadcast ring as an object in a segment.

use super::{BroadcastParams, BroadcastRing, MAGIC, Owner, there};
use crate::objects::{Kind, KindId, Params};
use crate::provider::Mem;
use crate::status::Result;
use crate::sync::{Ordering::*, ParticipantId};

/// Broadcast rings, for the table of kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct BroadcastKind;

impl Kind for BroadcastKind {
    fn id(&self) -> KindId {
        KindId::BROADCAST
    }

    fn layout_version(&self) -> u32 {
        (MAGIC >> 56) as u32
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        BroadcastParams::try_from(params)?.required_size()
    }

    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        BroadcastRing::format(mem, &params.try_into()?).map(drop)
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        BroadcastRing::attach(mem, &params.try_into()?).map(drop)
    }

    /// Nothing is to repair. But a reader may wait for the dead, or for a wake that the dead
    /// did not come to: all are woken to look again.
    fn recover(&self, mem: Mem<'_>, params: &Params, _dead: ParticipantId) {
        if let Ok(ring) = params.try_into().and_then(|params| BroadcastRing::attach(mem, &params)) {
            ring.wake();
        }
    }

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        let ring = match params.try_into().and_then(|params| BroadcastRing::attach(mem, &params)) {
            Ok(ring) => ring,
            Err(error) => return report(error.to_string()),
        };
        let owner = Owner::load(ring.owner_word());
        if !owner.is_valid() {
            report(format!("writer's owner word {:#x} does not check", owner.raw()));
        }
        for index in 0..ring.slots.capacity() as u64 {
            let word = ring.word(index).load(Acquire);
            let position = super::position_of(word);
            // The tail, read after the word, is at most behind what is being written.
            let tail = ring.tail_hint();
            let wrong = word == 0 || ring.slots.index(position) as u64 != index;
            let ahead = position >= ring.capacity() as u64 && word > there(tail);
            if wrong || ahead {
                report(format!("slot {index} holds {word:#x}, the tail is {tail}"));
            }
        }
    }
}

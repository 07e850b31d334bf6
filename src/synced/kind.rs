//! Synced memory as an object in a segment.

use super::{Synced, SyncedParams, layout};
use crate::objects::{Kind, KindId, Params};
use crate::provider::Mem;
use crate::status::Result;
use crate::sync::ParticipantId;

/// Synced memories, for the table of kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct SyncedKind;

impl Kind for SyncedKind {
    fn id(&self) -> KindId {
        KindId::SYNCED
    }

    fn layout_version(&self) -> u32 {
        (layout::MAGIC >> 56) as u32
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        SyncedParams::try_from(params)?.required_size()
    }

    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        Synced::format(mem, &params.try_into()?).map(drop)
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        Synced::attach(mem, &params.try_into()?).map(drop)
    }

    /// The rows of the dead are what the policy says of them, and whoever waits for them is
    /// woken to look again.
    fn recover(&self, mem: Mem<'_>, params: &Params, dead: ParticipantId) {
        if let Ok(synced) = params.try_into().and_then(|params| Synced::attach(mem, &params)) {
            synced.bury_all(dead);
        }
    }

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        match params.try_into().and_then(|params| Synced::attach(mem, &params)) {
            Ok(synced) => synced.verify(report),
            Err(error) => report(error.to_string()),
        }
    }
}

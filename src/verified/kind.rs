//! Regions and cells as objects in a segment.

use super::layout::{self, Shape};
use super::view::View;
use super::{CellParams, RegionParams};
use crate::objects::{Kind, KindId, Params};
use crate::provider::Mem;
use crate::status::Result;
use crate::sync::{Deadline, ParticipantId};

/// Verified regions, for the table of kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegionKind;

/// Verified cells, for the table of kinds.
#[derive(Clone, Copy, Debug, Default)]
pub struct CellKind;

const VERSION: u32 = (layout::MAGIC >> 56) as u32;

impl Kind for RegionKind {
    fn id(&self) -> KindId {
        KindId::REGION
    }

    fn layout_version(&self) -> u32 {
        VERSION
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        RegionParams::try_from(params)?.required_size()
    }

    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        let params = RegionParams::try_from(params)?;
        View::format(mem, params.shape()?, params.level).map(drop)
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        View::attach(mem, RegionParams::try_from(params)?.shape()?).map(drop)
    }

    fn recover(&self, mem: Mem<'_>, params: &Params, _dead: ParticipantId) {
        recover(mem, RegionParams::try_from(params).and_then(|params| params.shape()));
    }

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        verify(mem, RegionParams::try_from(params).and_then(|params| params.shape()), report);
    }
}

impl Kind for CellKind {
    fn id(&self) -> KindId {
        KindId::CELL
    }

    fn layout_version(&self) -> u32 {
        VERSION
    }

    fn required_size(&self, params: &Params) -> Result<usize> {
        CellParams::try_from(params)?.required_size()
    }

    fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        let params = CellParams::try_from(params)?;
        View::format(mem, params.shape()?, params.level).map(drop)
    }

    fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
        View::attach(mem, CellParams::try_from(params)?.shape()?).map(drop)
    }

    fn recover(&self, mem: Mem<'_>, params: &Params, _dead: ParticipantId) {
        recover(mem, CellParams::try_from(params).and_then(|params| params.shape()));
    }

    fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
        verify(mem, CellParams::try_from(params).and_then(|params| params.shape()), report);
    }
}

/// Finishes a dead writer's write. If a living one has the lock, it did so, or the next will.
fn recover(mem: Mem<'_>, shape: Result<Shape>) {
    if let Ok(view) = shape.and_then(|shape| View::attach(mem, shape))
        && let Ok(_guard) = view.lock().lock(Deadline::POLL)
    {
        // Fails only for damage, which stays for who reads it.
        let _ = view.settle_if_needed();
    }
}

fn verify(mem: Mem<'_>, shape: Result<Shape>, report: &mut dyn FnMut(String)) {
    let view = match shape.and_then(|shape| View::attach(mem, shape)) {
        Ok(view) => view,
        Err(error) => return report(error.to_string()),
    };
    let verified = view.verify_all(&mut |damage| report(damage.to_string()));
    if let Err(error) = verified {
        report(error.to_string());
    }
}

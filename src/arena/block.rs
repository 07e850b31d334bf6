//! What any process may do to any block: find it, ask about it, give it back, claim it.

use super::block_word::{BlockState, BlockWord, Reference};
use super::geometry::Sectors;
use super::page_word::Holder;
use super::pages::{Pages, Run};
use super::sector::{Place, Sector};
use super::seeded::{Bug, seeded};
use crate::segment::View;
use crate::segment::layout::PAGE_SIZE;
use crate::status::{Result, fail};

/// So often a block's word is read anew when somebody else changed it in between: each time
/// it has gone to another holder.
const TRIES: usize = 64;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockInfo {
    /// Its name while it lives.
    pub reference: Reference,
    /// Distance from the segment's start.
    pub offset: u64,
    /// Usable bytes.
    pub size: usize,
    /// Where it is in its life.
    pub state: BlockState,
    /// Whose it is; `None` unless it is somebody's, or was given back by somebody.
    pub holder: Option<Holder>,
}

/// A block on its way from one process to another, in a queue that is an object. It stays its
/// sender's until somebody takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuedBlock {
    /// The block.
    pub reference: Reference,
    /// Who sent it.
    pub sender: Holder,
}

/// A block, found.
pub(crate) enum Found<'a> {
    /// In a sector.
    Block(Sector<'a>, Place),
    /// A run of pages.
    Run(Run),
}

/// The block at `offset`. An error for what is no block's start.
pub(crate) fn find<'a>(view: View<'a>, offset: u64) -> Result<Found<'a>> {
    let sectors = Sectors::of(view.layout);
    let Some(at) = usize::try_from(offset).ok().and_then(|at| at.checked_sub(sectors.first)) else {
        fail!(Invalid, "offset {offset}: outside the arena");
    };
    if let Some(sector) = Sector::open(view, at >> sectors.shift)? {
        return Ok(Found::Block(sector, sector.find(offset as usize)?));
    }
    if at % PAGE_SIZE != 0 {
        fail!(Invalid, "offset {offset}: not the start of a block");
    }
    match Pages::new(view).run_at(at / PAGE_SIZE)? {
        Some(run) if run.holder.is_some() => Ok(Found::Run(run)),
        Some(_) => fail!(Invalid, "offset {offset}: inside a sector of another size"),
        None => fail!(State, "offset {offset}: no block starts there"),
    }
}

/// Which block a caller means: by reference, with its generation, or by its place alone.
#[derive(Clone, Copy)]
pub(crate) enum Name {
    Reference(Reference),
    Offset(u64),
}

impl Name {
    pub(crate) fn offset(self) -> u64 {
        match self {
            Name::Reference(reference) => reference.offset(),
            Name::Offset(offset) => offset,
        }
    }

    pub(crate) fn fits(self, generation: u32) -> bool {
        match self {
            Name::Reference(reference) => reference.fits(generation),
            Name::Offset(_) => true,
        }
    }
}

/// The word of an allocated block of that name, or why there is none.
pub(crate) fn allocated(sector: &Sector<'_>, place: Place, name: Name) -> Result<BlockWord> {
    let word = sector.load(place.slot);
    if seeded(Bug::AckTwice) {
        return Ok(word);
    }
    if !word.is(BlockState::Allocated) {
        fail!(State, "block at {}: {:?}, not allocated", place.offset, word.state());
    }
    if !name.fits(word.generation()) {
        fail!(State, "block at {}: this reference names an earlier one", place.offset);
    }
    Ok(word)
}

/// Gives a block back on behalf of `acker`, from any process. Killed between its two steps,
/// the sweep after the acker takes the second.
pub(crate) fn ack(view: View<'_>, name: Name, acker: Holder) -> Result<()> {
    match find(view, name.offset())? {
        Found::Block(sector, place) => {
            sector.touch(acker);
            for _ in 0..TRIES {
                let word = allocated(&sector, place, name)?;
                let acked = word.at(BlockState::Acked).held_by(acker);
                if sector.exchange(place.slot, word, acked) {
                    sector.enqueue(place.slot);
                    return Ok(());
                }
            }
            fail!(Busy, "block at {}: others keep changing it", place.offset)
        }
        Found::Run(run) => {
            check_run(run, name)?;
            let Some(holder @ Holder::Participant(_)) = run.holder else {
                fail!(State, "page {}: held by {:?}, not by a participant", run.page, run.holder);
            };
            Pages::new(view).free_run(run, holder)
        }
    }
}

fn check_run(run: Run, name: Name) -> Result<()> {
    if !name.fits(run.generation) {
        fail!(State, "page {}: this reference names an earlier run", run.page);
    }
    Ok(())
}

/// Makes `to` the holder of a block that one of `from` holds. `NotFound` if the block has
/// ended or is somebody else's.
pub(crate) fn claim(
    view: View<'_>,
    reference: Reference,
    from: &[Holder],
    to: Holder,
) -> Result<usize> {
    let gone = |holder: Option<Holder>| {
        fail!(NotFound, "block at {}: gone, or of {holder:?}", reference.offset())
    };
    for _ in 0..TRIES {
        match find(view, reference.offset()) {
            Ok(Found::Block(sector, place)) => {
                let word = sector.load(place.slot);
                let named = word.is(BlockState::Allocated) && reference.fits(word.generation());
                if !named || !from.contains(&word.holder()) {
                    return gone(Some(word.holder()));
                }
                sector.touch(to);
                if sector.exchange(place.slot, word, word.held_by(to)) {
                    return Ok(sector.bytes(place, word));
                }
            }
            Ok(Found::Run(run)) => {
                let Some(holder) = run.holder.filter(|holder| from.contains(holder)) else {
                    return gone(run.holder);
                };
                if !reference.fits(run.generation) {
                    return gone(run.holder);
                }
                if Pages::new(view).pass(run, holder, to)? {
                    return Ok(run.count * PAGE_SIZE);
                }
            }
            Err(_) => return gone(None),
        }
    }
    fail!(Busy, "block at {}: others keep changing it", reference.offset())
}

/// The block that `holder` has allocated under this name. `State` if it is not its.
pub(crate) fn allocated_by(
    view: View<'_>,
    reference: Reference,
    holder: Holder,
) -> Result<BlockInfo> {
    let info = query(view, Name::Reference(reference))?;
    match (info.state, info.holder) {
        (BlockState::Allocated, Some(found)) if found == holder => Ok(info),
        (BlockState::Allocated, Some(other)) => {
            fail!(State, "block at {}: held by {other:?}, not by {holder:?}", info.offset)
        }
        (state, _) => fail!(State, "block at {}: {state:?}, not allocated", info.offset),
    }
}

/// What is known of the block at `offset`. Reads only.
pub(crate) fn query(view: View<'_>, name: Name) -> Result<BlockInfo> {
    let info = match find(view, name.offset())? {
        Found::Block(sector, place) => describe(&sector, place, sector.load(place.slot))?,
        Found::Run(run) => describe_run(view, run),
    };
    match name {
        Name::Reference(reference) if info.reference != reference => {
            fail!(State, "block at {}: this reference names an earlier one", info.offset)
        }
        _ => Ok(info),
    }
}

pub(crate) fn describe(sector: &Sector<'_>, place: Place, word: BlockWord) -> Result<BlockInfo> {
    let state = match word.state() {
        Some(BlockState::None) | None => {
            fail!(Invalid, "offset {}: not the start of a block", place.offset)
        }
        Some(state) => state,
    };
    let offset = place.offset as u64;
    let held = matches!(state, BlockState::Allocated | BlockState::Acked);
    Ok(BlockInfo {
        reference: Reference::new(offset, word.generation()),
        offset,
        size: sector.bytes(place, word),
        state,
        holder: held.then(|| word.holder()),
    })
}

pub(crate) fn describe_run(view: View<'_>, run: Run) -> BlockInfo {
    let offset = view.layout.page(run.page) as u64;
    BlockInfo {
        reference: Reference::new(offset, run.generation),
        offset,
        size: run.count * PAGE_SIZE,
        state: BlockState::Allocated,
        holder: run.holder,
    }
}

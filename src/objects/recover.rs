//! Cleaning up after a dead participant.

use super::kind::{Kind, Params};
use super::row::Stage;
use super::seeded::{Bug, seeded};
use super::table::{Content, Kinds, Locked, Table};
use crate::arena::{Holder, claim, sweep};
use crate::provider::Mem;
use crate::segment::View;
use crate::status::Result;
use crate::sync::{Deadline, Ordering::*, ParticipantId};

/// Lets go of everything that `dead` held: its objects, what it was creating, its pages.
///
/// The caller has proof of the death, has said so in the participant's row, and alone has
/// the right to clean up after it. A reaper may be killed at any store; the next one starts
/// from the beginning. It runs while others use the same objects.
///
/// Answers false if an object that `dead` has open is of a kind, or a layout version, that
/// this build does not know: then the participant's row must stay as it is, for a build that
/// does. An object whose description does not check cannot be recovered, only let go of:
/// it can be removed. `Timeout` if a living participant kept the directory's lock
/// until `deadline`: the row stays too, for a later try.
pub fn recover_participant(
    view: View<'_>,
    kinds: Kinds,
    dead: ParticipantId,
    deadline: Deadline,
) -> Result<bool> {
    let table = Table { view, kinds };
    let mut all = true;
    let mut unfinished = false;
    for index in 0..table.rows() {
        match let_go(&table, index, dead, None) {
            Row::Clean => {}
            Row::Locked => unfinished = true,
            Row::Unknown => all = false,
        }
    }
    if unfinished {
        // Every row again: one may have gone on to another object since.
        table.locked(deadline, |locked| {
            for index in 0..table.rows() {
                if seeded(Bug::RecoverRemovedOnly)
                    && !table.row(index).state(SeqCst).is(Stage::Removed)
                {
                    continue;
                }
                all &= let_go(&table, index, dead, Some(locked)) != Row::Unknown;
            }
            Ok(())
        })?;
    }
    if all && !seeded(Bug::KeepPages) {
        sweep(view, Holder::Participant(dead.row));
    }
    Ok(all)
}

/// Makes the object in row `index` the holder of the blocks that `dead` sent through it and
/// nobody has taken, so that the sweep after `dead` leaves them to the receiver.
pub(super) fn keep_queued(
    view: View<'_>,
    index: usize,
    dead: ParticipantId,
    kind: &dyn Kind,
    mem: Mem<'_>,
    params: &Params,
) {
    let sender = Holder::Participant(dead.row);
    kind.blocks(mem, params, &mut |block| {
        if block.sender == sender && !seeded(Bug::QueuedSwept) {
            // Fails if it has been taken in between.
            let _ = claim(view, block.reference, &[sender], Holder::Object(index as u16));
        }
    });
}

/// How a row is left.
#[derive(PartialEq)]
enum Row {
    /// Nothing of the dead one in it.
    Clean,
    /// To be looked at again under the lock.
    Locked,
    /// Held by the dead one for good, as far as this build can tell.
    Unknown,
}

/// Makes `dead` let go of one row.
fn let_go(
    table: &Table<'_>,
    index: usize,
    dead: ParticipantId,
    locked: Option<&Locked<'_, '_>>,
) -> Row {
    let row = table.row(index);
    let held = row.mask().contains(dead.row);
    // SeqCst, after the read of the mask. The dead one's bit was set before this, so an
    // object that is LIVE now cannot be freed until the bit is cleared.
    let state = row.state(SeqCst);
    match (state.stage(), locked) {
        // A bit in a removed object may be one that a late opener, killed before its second
        // look, set after the mask was found empty. Only the lock keeps the object then.
        (Some(Stage::Removed), None) if held || row.mask().is_empty() => return Row::Locked,
        (Some(Stage::Live | Stage::Removed), _) if held => {
            match table.content(index, state) {
                Content::Known { kind, mem, params, .. } => {
                    keep_queued(table.view, index, dead, kind, mem, &params);
                    kind.recover(mem, &params, dead);
                }
                Content::Unknown => return Row::Unknown,
                Content::Broken if seeded(Bug::KeepBroken) => return Row::Unknown,
                // Nobody can open it, and whoever has it open was told, or will be.
                Content::Broken => {}
            }
        }
        // A lock's holder undoes a flipped bit, if it is only one.
        (None, None) if held => return Row::Locked,
        // Else a late opener's bit, or the creator's own in an object nobody saw.
        _ => {}
    }
    if held && !seeded(Bug::KeepBit) {
        row.mask().clear(dead.row);
    }
    if let Some(locked) = locked {
        locked.finish(index);
        return Row::Clean;
    }
    // SeqCst, after the clear: it may have been the last bit of an object removed meanwhile.
    let unfinished = match row.state(SeqCst).stage() {
        Some(Stage::Removed) => row.mask().is_empty(),
        Some(Stage::Creating) => table.is_abandoned(&row),
        Some(Stage::Freeing) => true,
        _ => false,
    };
    if unfinished { Row::Locked } else { Row::Clean }
}

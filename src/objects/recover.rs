//! Cleaning up after a dead participant.

use super::row::Stage;
use super::table::{Kinds, Table};
use crate::arena::{Holder, Pages};
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
/// this build does not know, or does not check: then the participant's row must stay as it
/// is, for a build that can. `Timeout` if a living participant kept the directory's lock
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
        let row = table.row(index);
        let held = row.mask().contains(dead.row);
        // SeqCst, after the read of the mask. The dead one's bit was set before this, so
        // an object that is LIVE now cannot be freed until the bit is cleared.
        let state = row.state(SeqCst);
        match state.stage() {
            Some(Stage::Live) if held => match table.object(index, state) {
                Some((kind, mem, entry)) => {
                    kind.recover(mem, &entry.params, dead);
                    row.mask().clear(dead.row);
                    // Removed meanwhile, and this was the last bit?
                    unfinished |= row.state(SeqCst).is(Stage::Removed) && row.mask().is_empty();
                }
                None => all = false,
            },
            // A bit in a removed object may be one that a late opener, killed before its
            // second look, set after the mask was found empty: under the lock only.
            Some(Stage::Removed) => unfinished |= held || row.mask().is_empty(),
            Some(stage) => {
                // A late opener's bit, or the creator's own in an object nobody saw.
                if held {
                    row.mask().clear(dead.row);
                }
                unfinished |= match stage {
                    Stage::Creating => table.is_abandoned(&row),
                    Stage::Freeing => true,
                    _ => false,
                };
            }
            None => all &= !held,
        }
    }
    if unfinished {
        table.locked(deadline, |locked| {
            for index in 0..table.rows() {
                let row = table.row(index);
                let state = row.state(SeqCst);
                if !state.is(Stage::Removed) || !row.mask().contains(dead.row) {
                    continue;
                }
                match table.object(index, state) {
                    Some((kind, mem, entry)) => {
                        kind.recover(mem, &entry.params, dead);
                        row.mask().clear(dead.row);
                        locked.finish(index);
                    }
                    None => all = false,
                }
            }
            Ok(())
        })?;
    }
    if all {
        Pages::new(view).free_all(Holder::Participant(dead.row));
    }
    Ok(all)
}

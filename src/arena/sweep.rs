//! Taking back what the dead held.
//!
//! Every change is an exact exchange from the word that was read, so a sweep may run beside
//! living owners, ackers and claimers, be killed at any store, and run again.
//!
//! * **A sector that the dead one owned** is walked by sizes from its start. A kill inside a
//!   split or a join leaves two words over one granule; those that the walk finds covered are
//!   cleared. Nobody else frees or allocates there, so what was given back, was being joined
//!   or was the dead one's becomes free at once, and the sector is left to the next heap.
//! * **In every other sector** that names it, whoever owns that, the words are scanned one
//!   after the other. The dead one's blocks become acked and their owner is told, as is the
//!   owner of every block found acked: its acker may have died before it said so.
//!
//! A holder's row is freed only after this, so no word needs to say which of a row's holders
//! it means.

use super::block_word::{BlockState, BlockWord};
use super::page_word::Holder;
use super::pages::Pages;
use super::sector::Sector;
use super::sector_word::{Format, SectorOwner};
use super::seeded::{Bug, seeded};
use crate::segment::View;

/// Takes back all pages and blocks of `holder`: a dead participant, or an object that nobody
/// has open any more.
pub(crate) fn sweep(view: View<'_>, holder: Holder) {
    Pages::new(view).free_all(holder);
    for sector in Sector::all(view) {
        match (sector.owner(), holder) {
            (Some(SectorOwner::Owned(owner)), Holder::Participant(row)) if owner.row == row => {
                recover(&sector, holder);
                sector.pass(SectorOwner::Owned(owner), SectorOwner::Abandoned);
            }
            _ if sector.touched(holder) => scan(&sector, holder),
            _ => {}
        }
    }
}

/// Turns the blocks of `holder` into acked ones, in a sector of any owner or none.
fn scan(sector: &Sector<'_>, holder: Holder) {
    for slot in 0..sector.shape.words() {
        let word = sector.load(slot);
        match word.state() {
            Some(BlockState::Allocated) if word.holder() == holder => {
                let acked = word.at(BlockState::Acked);
                if seeded(Bug::SweepStores) {
                    sector.slot(slot).store(acked.to_bits(), crate::sync::Ordering::Release);
                    sector.enqueue(slot);
                } else if sector.exchange(slot, word, acked) {
                    // Else it has been claimed or given back in between.
                    sector.enqueue(slot);
                }
            }
            Some(BlockState::Acked) if !seeded(Bug::AckedForgotten) => sector.enqueue(slot),
            _ => {}
        }
    }
}

/// Frees what nobody else holds, in a sector whose owner is dead.
fn recover(sector: &Sector<'_>, dead: Holder) {
    // Before the walk: a bit set later belongs to a word that the walk, or the next owner,
    // finds acked.
    sector.forget_queue();
    match sector.format().0 {
        Format::Empty => {}
        Format::Slabs => (0..sector.shape.words()).for_each(|slot| free(sector, slot, dead)),
        Format::Medium => {
            let (mut slot, end) = (0, sector.shape.granules());
            while slot < end {
                let granules = sector.load(slot).granules() as usize;
                let used = |covered: usize| {
                    let state = sector.load(covered).state();
                    matches!(state, Some(BlockState::Allocated | BlockState::Acked))
                };
                // Scribbled over: the next heap finds that too, and keeps away.
                if granules == 0
                    || granules > end - slot
                    || (slot + 1..slot + granules).any(used) && !seeded(Bug::CoveredKept)
                {
                    return scan(sector, dead);
                }
                if !seeded(Bug::CoveredKept) {
                    (slot + 1..slot + granules).for_each(|covered| clear(sector, covered));
                }
                free(sector, slot, dead);
                slot += granules;
            }
            if seeded(Bug::CoveredKept) {
                (0..end).for_each(|slot| free(sector, slot, dead));
            }
        }
    }
}

/// Makes a word free that is given back, being joined, or the dead one's.
fn free(sector: &Sector<'_>, slot: usize, dead: Holder) {
    // Twice: a living process may give the block back in between; nothing else can happen.
    for _ in 0..2 {
        let word = sector.load(slot);
        let ended = match word.state() {
            Some(BlockState::Allocated) => word.holder() == dead,
            Some(BlockState::Acked | BlockState::Coalescing) => true,
            _ => false,
        };
        if !ended || sector.exchange(slot, word, word.nobodys(BlockState::Free)) {
            return;
        }
    }
}

/// Makes a covered word say nothing.
fn clear(sector: &Sector<'_>, slot: usize) {
    let word = sector.load(slot);
    if !word.is(BlockState::None) {
        let none = BlockWord::new(BlockState::None, 0, word.generation());
        sector.exchange(slot, word, none);
    }
}

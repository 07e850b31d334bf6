//! Synced memory: every participant writes its own part, all wait, all read everything.
//!
//! # What it guarantees
//! * **Whole cycles.** A view of epoch *e* shows of each participant what it wrote for *e*,
//!   never a mix of two cycles. One barrier per cycle is enough: the buffer of *e* is written
//!   again for *e + 2* only, after all have arrived at *e + 1*. Nothing is copied; a view is
//!   good until its holder arrives again.
//! * **One membership.** All who complete an epoch agree on who took part in it. Each row has
//!   one word that decides: what the row is and the last epoch it arrived at. Leaving, dying
//!   and eviction freeze the epoch in the same exchange that ends the row, so the row counts
//!   for exactly the epochs up to there.
//! * **Death.** A participant proven dead by the kernel either fails every wait that needs it
//!   (`PeerDead`, until it is evicted) or is left out from the first epoch it had not arrived
//!   at: see [`Policy`]. A slow or stopped one is waited for: a deadline that passes is
//!   `Timeout`, and the arrival stands.
//! * **Coming and going.** A late joiner takes part from an epoch that nobody has arrived at
//!   yet. An evicted participant that lives on can harm nobody: its row is not used again
//!   before it has closed it or died.
//! * **Hostile bytes.** Bounds come from private memory, loops are bounded by the rows.
//!
//! A cycle makes no system call while the others arrive within the spin, allocates nothing
//! and takes no lock. The barrier is the dissemination of one flag per participant, each on
//! lines of its own: "central" flags in the sense of Mellor-Crummey and Scott, "Algorithms
//! for Scalable Synchronization on Shared-Memory Multiprocessors", 1991.
//!
//! | file | what |
//! |---|---|
//! | `params` | rows, bytes, policy |
//! | `layout` | where everything lies |
//! | `word` | the word that decides a row |
//! | `row` | a row; what becomes of a dead participant's |
//! | `bed` | where waiters sleep |
//! | `join` | coming, leaving, eviction, closing |
//! | `cycle` | writing, arriving |
//! | `wait` | waiting for the others, and noticing that they died |
//! | `view` | reading what all wrote |
//! | `info` | who is there, who is slow; reading without a barrier |
//! | `member` | a participant that owns its memory's handle, with typed elements |
//! | `threads` | one process's threads: `SynchedMemory` |
//! | `kind` | synced memory as an object in a segment |

mod bed;
mod cycle;
mod info;
mod join;
#[cfg(not(any(loom, shuttle)))]
mod kind;
mod layout;
mod member;
mod params;
mod row;
mod seeded;
#[cfg(test)]
mod tests;
#[cfg(not(any(loom, shuttle)))]
mod threads;
mod view;
mod wait;
mod word;

pub use info::RowInfo;
pub use join::MemberState;
#[cfg(not(any(loom, shuttle)))]
pub use kind::SyncedKind;
pub use member::Member;
pub use params::{Policy, SyncedParams};
#[cfg(not(any(loom, shuttle)))]
pub use threads::{LocalMemHandler, SynchedMemory};
pub use view::{Part, View};
pub use wait::Missing;
pub use word::Standing;

use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::Ordering::*;
use bed::Bed;
use layout::Shape;
use row::Row;
use word::Word;

/// A view of a synced memory. It keeps nothing: what a participant remembers is in its
/// [`MemberState`]. [`Member`] holds both together.
#[derive(Clone, Copy)]
pub struct Synced<'a> {
    mem: Mem<'a>,
    shape: Shape,
}

impl<'a> Synced<'a> {
    /// Makes a synced memory of `mem`, whose bytes are arbitrary. Nobody else uses them yet.
    pub fn format(mem: Mem<'a>, params: &SyncedParams) -> Result<Synced<'a>> {
        let synced = Synced { mem, shape: Synced::fit(mem, params)? };
        mem.word64(layout::CLOSED).store(0, Relaxed);
        for parity in 0..2 {
            let (wake, announced) = layout::bed(parity);
            mem.word32(wake).store(0, Relaxed);
            mem.word32(announced).store(0, Relaxed);
        }
        for row in synced.rows() {
            let founder = row.index < params.founders;
            let standing = if founder { Standing::Expected } else { Standing::Vacant };
            row.format(Word::new(standing, 0), founder as u64);
        }
        mem.word64(layout::BYTES).store(params.bytes, Relaxed);
        mem.word64(layout::ROWS).store(params.rows as u64, Relaxed);
        mem.word64(layout::FLAGS).store(synced.flags(), Relaxed);
        // Release: with the Acquire in `attach`: one with its magic is a whole one.
        mem.word64(layout::LAYOUT_MAGIC).store(layout::MAGIC, Release);
        Ok(synced)
    }

    /// The synced memory in `mem`, made with the same parameters. Reads only.
    ///
    /// `Layout` if there is none of this version, `Mismatch` if it was made with others.
    pub fn attach(mem: Mem<'a>, params: &SyncedParams) -> Result<Synced<'a>> {
        let synced = Synced { mem, shape: Synced::fit(mem, params)? };
        // Acquire: with the Release in `format`.
        let magic = mem.word64(layout::LAYOUT_MAGIC).load(Acquire);
        if magic != layout::MAGIC {
            fail!(Layout, "synced: magic {magic:#018x}, not {:#018x}", layout::MAGIC);
        }
        let word = |offset| mem.word64(offset).load(Relaxed);
        let found = (word(layout::BYTES), word(layout::ROWS), word(layout::FLAGS));
        let asked = (params.bytes, params.rows as u64, synced.flags());
        if found != asked {
            fail!(
                Mismatch,
                "synced: made with (bytes, rows, flags) {found:?}, asked for {asked:?}"
            );
        }
        Ok(synced)
    }

    fn fit(mem: Mem<'a>, params: &SyncedParams) -> Result<Shape> {
        let shape = params.shape()?;
        if mem.len() < shape.size() {
            fail!(
                Invalid,
                "synced: {} rows of {} bytes take {} bytes, given {}",
                params.rows,
                params.bytes,
                shape.size(),
                mem.len()
            );
        }
        Ok(shape)
    }

    fn flags(&self) -> u64 {
        (self.shape.policy == Policy::Shrink) as u64 | (self.shape.verified as u64) << 1
    }

    /// Rows: the most participants at once.
    pub fn row_count(&self) -> u32 {
        self.shape.rows()
    }

    /// Bytes that each participant can write in a cycle.
    pub fn bytes(&self) -> usize {
        self.shape.bytes()
    }

    #[inline]
    fn row(&self, index: u32) -> Row<'a> {
        Row::new(self.mem, self.shape, index)
    }

    fn rows(&self) -> impl Iterator<Item = Row<'a>> + use<'a> {
        let synced = *self;
        (0..synced.shape.rows()).map(move |index| synced.row(index))
    }

    /// The row of this number, from outside.
    fn checked_row(&self, index: u32) -> Result<Row<'a>> {
        if index >= self.shape.rows() {
            fail!(Invalid, "synced: row {index} is outside 0..{}", self.shape.rows());
        }
        Ok(self.row(index))
    }

    /// Wakes everybody to look again: who is waited for has changed.
    fn wake_all(&self) {
        Bed::of(self.mem, 0).wake();
        Bed::of(self.mem, 1).wake();
    }

    fn check_open(&self) -> Result<()> {
        // Acquire: with the Release in `close`.
        let closed = self.mem.word64(layout::CLOSED).load(Acquire);
        if closed != 0 && closed.count_ones() > u64::BITS / 2 {
            fail!(Closed, "synced: closed by a participant");
        }
        Ok(())
    }
}

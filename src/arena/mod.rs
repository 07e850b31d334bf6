//! The allocator in shared memory.
//!
//! Two layers, and in each one word per thing that decides what it is, in a table where no
//! overrun of a block reaches it:
//! * **Runs of pages**: the segment's pages, handed out in runs of neighbours under a lock
//!   that survives its owner. Objects, sectors and large blocks are runs.
//! * **Heaps**: sectors of pages, each owned by one thread's heap at a time, which allocates
//!   small and medium blocks in it without any lock or exchange. Others give blocks back by
//!   one exchange of the block's word and two bits that tell the owner.
//!
//! Lists, maps and sums are private to the heap and can be learned from the words again, so
//! after a death there is nothing to repair but the words: the sweep makes free, by exact
//! exchanges, what the dead one held.
//!
//! | file | what |
//! |---|---|
//! | `page_word`, `pages` | runs of pages |
//! | `size` | the two-level mapping; size classes |
//! | `block_word`, `sector_word` | the words that decide; references |
//! | `geometry` | where sectors lie, and what lies where in one |
//! | `sector` | a sector as every process sees it |
//! | `heap` | what its owner does with it |
//! | `block` | what everybody may do to a block: find, ask, give back, claim |
//! | `shared` | one handle for all threads of a process |
//! | `relative` | a pointer that means the same in every process |
//! | `sweep` | taking back what the dead held |
//! | `walk` | every block, sums, what does not hold |

use crate::segment::View;
use crate::status::Result;

mod block;
mod block_word;
mod geometry;
#[cfg(not(shuttle))] // the models have words only
mod heap;
mod page_word;
mod pages;
#[cfg(not(shuttle))]
mod relative;
#[cfg(all(test, shuttle))]
pub(crate) mod schedules;
mod sector;
mod sector_word;
mod seeded;
#[cfg(not(shuttle))]
mod shared;
mod size;
mod sweep;
#[cfg(all(test, not(shuttle)))]
mod tests;
#[cfg(not(shuttle))]
mod walk;

/// What the block at `offset` is. Reads only.
pub(crate) fn query(view: View<'_>, offset: u64) -> Result<BlockInfo> {
    block::query(view, block::Name::Offset(offset))
}

pub use block::{BlockInfo, QueuedBlock};
pub(crate) use block::{allocated_by, claim};
pub use block_word::{BlockState, Reference};
#[cfg(not(shuttle))]
pub use heap::{ALIGNMENT_MAX, BLOCK_ALIGNMENT, Block, Heap};
pub use page_word::Holder;
#[cfg(test)]
pub(crate) use pages::SWEEPS;
pub use pages::{PageStatistics, Pages, Run};
#[cfg(not(shuttle))]
pub use relative::RelativePtr;
pub use sector_word::{Format, SectorOwner};
#[cfg(not(shuttle))]
pub use shared::Arena;
pub(crate) use size::CLASSES;
pub use size::{find_indices, find_suitable};
pub(crate) use sweep::sweep;
#[cfg(not(shuttle))]
pub use walk::{ArenaStatistics, ClassStatistics, Part, SectorInfo};
#[cfg(not(shuttle))]
pub(crate) use walk::{statistics, verify, walk};

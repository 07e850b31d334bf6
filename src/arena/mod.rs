//! The allocator in shared memory: page runs.
//!
//! The segment's pages are handed out in runs of neighbours. One word per page, in a table
//! beside the pages where no overrun reaches it, is the whole truth: no list, no bitmap,
//! nothing to rebuild after a death.

mod page_word;
mod pages;
mod seeded;

pub use page_word::Holder;
#[cfg(test)]
pub(crate) use pages::SWEEPS;
pub use pages::{PageStatistics, Pages, Run};

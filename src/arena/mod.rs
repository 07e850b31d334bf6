//! The allocator in shared memory: page runs.
//!
//! The segment's pages are handed out in runs of neighbours. One word per page, in a table
//! beside the pages where no overrun reaches it, is the whole truth: no list, no bitmap,
//! nothing to rebuild after a death.

#[cfg(feature = "std")]
mod page_word;
#[cfg(feature = "std")]
mod pages;

#[cfg(feature = "std")]
pub use page_word::Holder;
#[cfg(feature = "std")]
pub use pages::{PageStatistics, Pages, Run};

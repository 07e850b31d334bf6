//! Verified memory: writes that commit with their checksum, damage found and repaired.
//!
//! | object | what |
//! |---|---|
//! | [`Region`] | bytes in blocks of 64 to 4096, read and written at any offset |
//! | [`Cell`] | one value of varying length |
//! | [`SafeMemoryHandler`], [`AtomicMemoryOps`] | a region over all of a provider's memory |
//!
//! # What holds
//! * **All or nothing.** One store commits a write, of however many blocks and parts. A reader
//!   meets all of it or nothing; so does everybody after a writer was killed, at any
//!   instruction, and after whoever cleaned up was killed too.
//! * **Readers never wait.** They take no lock and store nothing, so a read-only mapping will
//!   do. A stopped or dead writer holds up nobody but writers, whose calls have deadlines.
//!   One read of many blocks is of one commit.
//! * **Damage is found.** A CRC32C covers each block's bytes, its number, epoch and length, and
//!   the region's own salt, so a block that is stale or misplaced does not check either (but
//!   for one in 2^32). In blocks of 512 bytes, any 1 to 5 flipped bits, every odd number of
//!   them and every burst of up to 32 are found; see [`VerificationLevel`] for when. Words that
//!   decide carry checks of their own, at every level: a flipped epoch is never taken for an
//!   older block.
//! * **Damage stays found.** A write to a part of a block carries the block's sum over the
//!   change and does not sum the other bytes anew.
//! * **At `Critical` damage is repaired** from the other slot, which holds the same but during
//!   a write: then there is one copy.
//!
//! What cannot be found: an older state of a block put back together with its descriptor, and
//! more flips than a sum can tell.
//!
//! # Programming
//! ```
//! use wrtmem::provider::HeapProvider;
//! use wrtmem::verified::{Ask, Region, RegionParams, VerificationLevel};
//!
//! # fn main() -> wrtmem::Result<()> {
//! let params = RegionParams::new(64 * 1024, VerificationLevel::Standard)?;
//! let region = Region::format(HeapProvider::new(params.required_size()?), &params)?;
//! region.write(100, b"in one commit")?;
//! region.write_all(&Ask::default(), &[(0, b"these too"), (5000, b"both or none")])?;
//!
//! // Read, change and write with the lock held: one commit, or none if it fails.
//! let count = region.update(&Ask::default(), |transaction| {
//!     let mut bytes = [0; 8];
//!     transaction.read(512, &mut bytes)?;
//!     let count = u64::from_le_bytes(bytes) + 1;
//!     transaction.write(512, &count.to_le_bytes())?;
//!     Ok(count)
//! })?;
//! assert_eq!(count, 1);
//!
//! let mut text = [0; 13];
//! region.read(100, &mut text)?;
//! assert_eq!(&text, b"in one commit");
//! assert!(region.verify_all(&mut |damage| eprintln!("{damage}"))?.is_sound());
//! # Ok(())
//! # }
//! ```
//! Structures in a region keep their state in its bytes and make each change with one
//! [`Region::update`]: several ranges, one commit. Calls may be made from any thread. After
//! a fork the child's copy of a handle into a segment answers `Forked`. What a killed process
//! left half done, the next writer undoes, or whoever reaps it.
//!
//! | file | what |
//! |---|---|
//! | `params`, `layout` | sizes; where everything lies |
//! | `checked` | words that carry their own check |
//! | `level` | how much is checked |
//! | `view` | the words, and which slot of a block holds |
//! | `read` | reading, without a lock |
//! | `write` | writing, under the lock |
//! | `settle` | finishing what was left half done; mirrors and repair |
//! | `manage`, `scrub` | levels, verifying everything, setting back |
//! | `damage`, `statistics` | what was found, what was counted |
//! | `region`, `cell` | the handles |
//! | `memory`, `ops` | providers and calls by the names of safe memory handling |
//! | `collections` | vectors, strings, queues, maps, sets and their like in a region |
//! | [`value`] | typed values, in cells or elsewhere |
//! | [`operations`] | how often a program did what |
//! | `inject` | faults on purpose, with the `fault-injection` feature |
//! | `kind` | both as objects in a segment |

mod cell;
mod checked;
mod collections;
mod damage;
#[cfg(any(test, feature = "fault-injection"))]
mod inject;
#[cfg(feature = "std")]
mod kind;
mod layout;
mod level;
mod manage;
mod memory;
pub mod operations;
mod ops;
mod params;
mod read;
mod region;
mod scrub;
mod seeded;
mod settle;
mod statistics;
pub mod value;
mod view;
mod write;

#[cfg(all(test, feature = "std"))]
mod tests;

pub use cell::Cell;
#[cfg(feature = "std")]
pub(crate) use collections::{Bits, Content, Form, Put, Sequence, Table, TableParams, Turn, text};
pub use collections::{
    BoundedBitSet, BoundedDeque, BoundedMap, BoundedQueue, BoundedSet, BoundedStack, BoundedString,
    BoundedVec, CacheCounts, ChecksummedCache,
};
pub use damage::{Damage, Place};
#[cfg(any(test, feature = "fault-injection"))]
pub use inject::Target;
#[cfg(feature = "std")]
pub use kind::{CellKind, RegionKind};
pub use level::VerificationLevel;
pub use manage::Report;
#[cfg(feature = "std")]
pub use memory::StdProvider;
pub use memory::{NoStdProvider, RegionMemory, usable_in};
pub use ops::{AtomicMemoryExt, AtomicMemoryOps, CapacityError, Checksum, SafeMemoryHandler};
pub use params::{CellParams, RegionParams};
pub use region::{Region, Transaction};
pub use scrub::ScrubStep;
#[cfg(feature = "std")]
pub use scrub::{ScrubProgress, Scrubber};
pub use statistics::{LastError, Statistics};
pub use value::{ComponentValue, Encoder, ValueKind, ValueRef};

use crate::sync::Deadline;

/// What a call asks for beyond the usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// At least this level, whatever the stored one is.
    pub level: VerificationLevel,
    /// Until when it waits for other writers.
    pub deadline: Deadline,
}

/// The stored level, and no deadline.
impl Default for Ask {
    fn default() -> Ask {
        Ask { level: VerificationLevel::Off, deadline: Deadline::FOREVER }
    }
}

impl Ask {
    /// At least this level.
    #[must_use]
    pub const fn at_least(level: VerificationLevel) -> Ask {
        Ask { level, deadline: Deadline::FOREVER }
    }

    /// Gives up at `deadline`.
    #[must_use]
    pub const fn until(deadline: Deadline) -> Ask {
        Ask { level: VerificationLevel::Off, deadline }
    }
}

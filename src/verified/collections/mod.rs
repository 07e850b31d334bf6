//! Bounded collections in a region: each change is one commit.
//!
//! | type | what |
//! |---|---|
//! | [`BoundedVec`] | elements by index |
//! | [`BoundedString`] | text of up to `N` bytes |
//! | [`BoundedStack`] | last in, first out |
//! | [`BoundedQueue`] | first in, first out |
//! | [`BoundedDeque`] | both ends |
//! | [`BoundedMap`] | values by key |
//! | [`BoundedSet`] | keys |
//! | [`ChecksummedCache`] | values by key, of which the oldest gives way |
//! | [`BoundedBitSet`] | numbers below `N` |
//!
//! The first five are one layout, a ring of elements behind a line of words (`sequence`), the
//! next three another, a hash table (`table`), all in a plain [`Region`](super::Region) that
//! says what it holds, of how many bytes, how many. In a segment that region is an object of
//! the region kind: verifying, scrubbing and recovery need to know nothing of the collection.
//!
//! Calls wait for other writers as long as they take; `with` an [`Ask`](super::Ask) not.
//!
//! `Full`, `Empty` and `NoSpace` are answers and change nothing. Words that make no sense are
//! `Corrupt`, at every level; so is damage to an element, where the level verifies reads.

mod bits;
mod hash;
mod head;
mod kinds;
mod map;
mod sequence;
mod string;
mod table;

#[cfg(all(test, feature = "std"))]
mod tests;

pub use bits::BoundedBitSet;
pub use kinds::{BoundedDeque, BoundedQueue, BoundedStack, BoundedVec};
pub use map::{BoundedMap, BoundedSet, ChecksummedCache};
pub use string::BoundedString;
pub use table::CacheCounts;
#[cfg(feature = "std")]
pub(crate) use {
    bits::{Bits, Turn},
    sequence::{Content, Form, Sequence},
    string::text,
    table::{Put, Table, TableParams},
};

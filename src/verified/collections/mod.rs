//! Bounded collections in a region: each change is one commit.
//!
//! | type | what |
//! |---|---|
//! | [`BoundedVec`] | elements by index |
//! | [`BoundedString`] | text of up to `N` bytes |
//! | [`BoundedStack`] | last in, first out |
//! | [`BoundedQueue`] | first in, first out |
//! | [`BoundedDeque`] | both ends |
//!
//! All are one layout, a ring of elements behind three words (`sequence`), in a plain
//! [`Region`](super::Region). In a segment that region is an object of the region kind, named
//! by its type tag: verifying, scrubbing and recovery need to know nothing of the collection.
//!
//! `Full`, `Empty` and `NoSpace` are answers and change nothing. Words that make no sense are
//! `Corrupt`, at every level; so is damage to an element, where the level verifies reads.

mod kinds;
mod sequence;
mod string;

#[cfg(all(test, feature = "std"))]
mod tests;

pub use kinds::{BoundedDeque, BoundedQueue, BoundedStack, BoundedVec};
pub use string::BoundedString;

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
//! All are one layout, a ring of elements behind a line of words (`sequence`), in a plain
//! [`Region`](super::Region) that says what it holds: elements or text, of how many bytes, how
//! many. In a segment that region is an object of the region kind: verifying, scrubbing and
//! recovery need to know nothing of the collection. Whoever opens it first makes it.
//!
//! Calls wait for other writers as long as they take; `with` an [`Ask`](super::Ask) not.
//!
//! `Full`, `Empty` and `NoSpace` are answers and change nothing. Words that make no sense are
//! `Corrupt`, at every level; so is damage to an element, where the level verifies reads.

mod kinds;
mod sequence;
mod string;

#[cfg(all(test, feature = "std"))]
mod tests;

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub(crate) use sequence::{Content, Form, Sequence};
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub(crate) use string::text;

pub use kinds::{BoundedDeque, BoundedQueue, BoundedStack, BoundedVec};
pub use string::BoundedString;

//! Typed values: what components exchange, as bytes that say what they are.
//!
//! | type | what |
//! |---|---|
//! | [`ComponentValue`] | a value to be written, borrowed from whoever has it |
//! | [`Encoder`] | writes a value piece by piece into a buffer |
//! | [`ValueRef`] | a value read where its bytes lie, all of them checked before |
//! | [`ValueKind`] | the kinds |
//!
//! Nothing here allocates. [`Cell::write_value`](super::Cell::write_value) and
//! [`Cell::read_value`](super::Cell::read_value) keep a value in a cell, in one commit.
//!
//! # The encoding
//! ```text
//! value    kind: u8, body
//! number   1, 2, 4 or 8 bytes; bool 0 or 1; char 4 bytes; every NaN is the canonical one
//! string   length: u32, UTF-8
//! list     length: u32, nothing or (kind: u8 of all its elements, bodies)
//! record   length: u32, (name, value)…, each name once, in the order given
//! tuple    length: u32, values
//! variant  length: u32, name of the case, nothing or a value
//! enum     name of the case
//! option   length: u32, nothing or a value
//! result   length: u32, 0 for ok or 1 for an error, nothing or a value
//! flags    length: u32, count: u8 up to 64, names, each once, and a bit for each of them
//! name     length: u8, not 0, UTF-8
//! ```
//! Numbers are little-endian, lengths count bytes. Fields, cases and flags go by their names,
//! so a value can be read without its type. One value has one encoding: equal values have
//! equal bytes and equal checksums, and bytes that nobody would write are `Corrupt`. The
//! elements of a list are of one kind; whether they are alike in what they hold, the writer
//! knows. Zero and minus zero are two values.
//!
//! # Bounds
//! Aggregates nest up to [`MAX_DEPTH`] deep and a record has up to [`MAX_FIELDS`] fields.
//! Checking arbitrary bytes takes time in proportion to their number, and no memory but the
//! stack of as many calls as the depth.

mod component;
mod decode;
mod encode;
mod kind;
mod show;

#[cfg(all(test, feature = "std"))]
mod tests;

pub use component::ComponentValue;
pub use decode::{Children, Fields, Flags, ValueRef};
pub use encode::Encoder;
#[cfg(feature = "std")]
pub(crate) use encode::Progress;
pub use kind::ValueKind;

use super::{Ask, Cell};
use crate::provider::Provider;
use crate::status::{Result, Status};

/// How deep aggregates nest: a list of numbers is one deep.
pub const MAX_DEPTH: usize = 16;

/// Fields of one record.
pub const MAX_FIELDS: usize = 256;

/// Flags of one value.
pub const MAX_FLAGS: usize = 64;

/// Bytes of a name.
pub const MAX_NAME: usize = 255;

impl<P: Provider> Cell<P> {
    /// Makes `value` the cell's, in one commit. It is encoded in `buffer`, which `TooSmall`
    /// says is too short; else as [`write_with`](Cell::write_with) and
    /// [`ComponentValue::encode`].
    pub fn write_value(
        &self,
        ask: &Ask,
        value: &ComponentValue<'_>,
        buffer: &mut [u8],
    ) -> Result<()> {
        let len = value.encode(buffer)?;
        self.write_with(ask, &buffer[..len])
    }

    /// Reads the value to `buffer`, checks it and answers it: of one commit. `Empty` if none
    /// was written yet, `Corrupt` if it is damaged or no typed value; else as
    /// [`read`](Cell::read).
    pub fn read_value<'b>(&self, buffer: &'b mut [u8]) -> Result<ValueRef<'b>> {
        match self.read(buffer)? {
            0 => Err(Status::Empty.into()),
            len => ValueRef::open(&buffer[..len]),
        }
    }
}

//! What determines an ordered message ring.

use super::layout::Shape;
use crate::status::Result;

/// The creation parameters of an ordered message ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderedParams {
    /// Bytes for records: a power of two from [`MIN_BYTES`](Self::MIN_BYTES) to
    /// [`MAX_BYTES`](Self::MAX_BYTES).
    pub bytes: u64,
    /// Senders that can be attached at once, 1 to 1023.
    pub seats: u32,
}

impl OrderedParams {
    /// The smallest ring. The models of the schedulers cannot afford a page.
    pub const MIN_BYTES: u64 = if cfg!(any(loom, shuttle)) { 256 } else { 4096 };
    /// The largest ring.
    pub const MAX_BYTES: u64 = 1 << 30;

    /// Checked parameters.
    pub fn new(bytes: u64, seats: u32) -> Result<OrderedParams> {
        let params = OrderedParams { bytes, seats };
        params.shape()?;
        Ok(params)
    }

    /// Bytes of memory the ring takes.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.size())
    }

    /// The longest message: half of the ring, at most 4 MiB, less 16 bytes.
    pub fn max_message(&self) -> Result<usize> {
        Ok(self.shape()?.max_message())
    }

    pub(super) fn shape(&self) -> Result<Shape> {
        Shape::new(self)
    }
}

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod stored {
    use super::OrderedParams;
    use crate::objects::Params;
    use crate::status::{Error, Result, fail};

    impl From<OrderedParams> for Params {
        fn from(params: OrderedParams) -> Params {
            Params([params.bytes, params.seats as u64, 0, 0, 0, 0, 0, 0])
        }
    }

    impl TryFrom<&Params> for OrderedParams {
        type Error = Error;

        fn try_from(params: &Params) -> Result<OrderedParams> {
            let Params([bytes, seats, rest @ ..]) = *params;
            if let Some(word) = rest.iter().find(|word| **word != 0) {
                fail!(Invalid, "ordered ring: {word:#x} in a parameter that has no meaning");
            }
            OrderedParams::new(bytes, u32::try_from(seats).unwrap_or(u32::MAX))
        }
    }
}

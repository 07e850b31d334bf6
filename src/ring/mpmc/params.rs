//! What determines an mpmc ring.

use super::layout::Shape;
use crate::status::Result;

/// The creation parameters of an mpmc ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MpmcParams {
    /// Elements that fit: a power of two, 2 to 2^24.
    pub capacity: u32,
    /// Bytes of an element, 1 to 65536.
    pub element: u32,
    /// Producers that can be attached at once, and as many consumers: 1 to 1023.
    pub seats: u32,
}

impl MpmcParams {
    /// Checked parameters.
    pub fn new(capacity: u32, element: u32, seats: u32) -> Result<MpmcParams> {
        let params = MpmcParams { capacity, element, seats };
        params.shape()?;
        Ok(params)
    }

    /// Bytes of memory the ring takes.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.size())
    }

    pub(super) fn shape(&self) -> Result<Shape> {
        Shape::new(self)
    }
}

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod stored {
    use super::MpmcParams;
    use crate::objects::Params;
    use crate::status::{Error, Result, fail};

    impl From<MpmcParams> for Params {
        fn from(params: MpmcParams) -> Params {
            let MpmcParams { capacity, element, seats } = params;
            Params([capacity as u64, element as u64, seats as u64, 0, 0, 0, 0, 0])
        }
    }

    impl TryFrom<&Params> for MpmcParams {
        type Error = Error;

        fn try_from(params: &Params) -> Result<MpmcParams> {
            let Params([capacity, element, seats, rest @ ..]) = *params;
            if let Some(word) = rest.iter().find(|word| **word != 0) {
                fail!(Invalid, "mpmc ring: {word:#x} in a parameter that has no meaning");
            }
            let small = |word| u32::try_from(word).unwrap_or(u32::MAX);
            MpmcParams::new(small(capacity), small(element), small(seats))
        }
    }
}

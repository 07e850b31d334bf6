//! What determines a broadcast ring.

use crate::ring::slots::Slots;
use crate::status::Result;

/// The creation parameters of a broadcast ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BroadcastParams {
    /// Elements that are kept: a power of two, 2 to 2^24.
    pub capacity: u32,
    /// Bytes of an element, 1 to 65536.
    pub element: u32,
}

impl BroadcastParams {
    /// Checked parameters.
    pub fn new(capacity: u32, element: u32) -> Result<BroadcastParams> {
        let params = BroadcastParams { capacity, element };
        params.slots()?;
        Ok(params)
    }

    /// Bytes of memory the ring takes.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.slots()?.end())
    }

    pub(super) fn slots(&self) -> Result<Slots> {
        Slots::new("broadcast ring", super::SLOTS, self.capacity, self.element)
    }
}

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod stored {
    use super::BroadcastParams;
    use crate::objects::Params;
    use crate::status::{Error, Result, fail};

    impl From<BroadcastParams> for Params {
        fn from(params: BroadcastParams) -> Params {
            Params([params.capacity as u64, params.element as u64, 0, 0, 0, 0, 0, 0])
        }
    }

    impl TryFrom<&Params> for BroadcastParams {
        type Error = Error;

        fn try_from(params: &Params) -> Result<BroadcastParams> {
            let Params([capacity, element, rest @ ..]) = *params;
            if let Some(word) = rest.iter().find(|word| **word != 0) {
                fail!(Invalid, "broadcast ring: {word:#x} in a parameter that has no meaning");
            }
            let small = |word| u32::try_from(word).unwrap_or(u32::MAX);
            BroadcastParams::new(small(capacity), small(element))
        }
    }
}

//! What determines a message ring: how many lanes, and how large each is.

use super::layout::{self, Shape};
use crate::status::{Result, fail};

/// The creation parameters of a message ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageParams {
    /// Senders that can be attached at once, 1 to [`MAX_LANES`](Self::MAX_LANES).
    pub lanes: u32,
    /// Bytes of each sender's lane: a power of two from
    /// [`MIN_LANE_BYTES`](Self::MIN_LANE_BYTES) to [`MAX_LANE_BYTES`](Self::MAX_LANE_BYTES).
    pub lane_bytes: u64,
}

impl MessageParams {
    /// Most lanes.
    pub const MAX_LANES: u32 = 1023;
    /// The smallest lane. The models of the schedulers cannot afford a page.
    pub const MIN_LANE_BYTES: u64 = if cfg!(any(loom, shuttle)) { 128 } else { 4096 };
    /// The largest lane.
    pub const MAX_LANE_BYTES: u64 = 1 << 30;

    /// Checked parameters.
    pub fn new(lanes: u32, lane_bytes: u64) -> Result<MessageParams> {
        let params = MessageParams { lanes, lane_bytes };
        params.shape()?;
        Ok(params)
    }

    /// Bytes of memory the ring takes.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.size())
    }

    /// The longest message: half a lane less the record's header of 24 bytes. So a message
    /// of any allowed length fits as soon as half of its lane is free.
    pub fn max_message(&self) -> Result<usize> {
        Ok(self.shape()?.max_message() as usize)
    }

    /// The shape, or what is wrong with the parameters.
    pub(super) fn shape(&self) -> Result<Shape> {
        if !(1..=Self::MAX_LANES).contains(&self.lanes) {
            fail!(Invalid, "message ring: {} lanes is outside 1..={}", self.lanes, Self::MAX_LANES);
        }
        let range = Self::MIN_LANE_BYTES..=Self::MAX_LANE_BYTES;
        if !self.lane_bytes.is_power_of_two() || !range.contains(&self.lane_bytes) {
            fail!(
                Invalid,
                "message ring: {} bytes per lane is not a power of two in {}..={}",
                self.lane_bytes,
                range.start(),
                range.end()
            );
        }
        let size = layout::size(self.lanes as u64, self.lane_bytes);
        if size > isize::MAX as u64 {
            fail!(Invalid, "message ring: {size} bytes do not fit this machine's addresses");
        }
        Ok(Shape::new(self.lanes, (self.lane_bytes / 8) as u32))
    }
}

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod stored {
    use super::MessageParams;
    use crate::objects::Params;
    use crate::status::{Error, Result, fail};

    impl From<MessageParams> for Params {
        fn from(params: MessageParams) -> Params {
            Params([params.lanes as u64, params.lane_bytes, 0, 0, 0, 0, 0, 0])
        }
    }

    impl TryFrom<&Params> for MessageParams {
        type Error = Error;

        fn try_from(params: &Params) -> Result<MessageParams> {
            let Params([lanes, lane_bytes, rest @ ..]) = *params;
            if let Some(word) = rest.iter().find(|word| **word != 0) {
                fail!(Invalid, "message ring: {word:#x} in a parameter that has no meaning");
            }
            MessageParams::new(u32::try_from(lanes).unwrap_or(u32::MAX), lane_bytes)
        }
    }
}

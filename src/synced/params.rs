//! What determines a synced memory.

use super::layout::Shape;
use crate::status::{Result, fail};

/// What the others do when a participant dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Every wait that needs the dead answers `PeerDead` until it is evicted.
    Fail,
    /// The others go on without it, from the first epoch at which it had not arrived.
    Shrink,
}

/// The creation parameters of a synced memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncedParams {
    /// Bytes that each participant can write in a cycle, 1 to
    /// [`MAX_BYTES`](Self::MAX_BYTES).
    pub bytes: u64,
    /// Rows: the most participants at once, 1 to [`MAX_ROWS`](Self::MAX_ROWS).
    pub rows: u32,
    /// The first so many rows take part from the first epoch on: nobody passes it before
    /// each of them has joined and arrived. The rest is for those who join later.
    pub founders: u32,
    /// What the others do when a participant dies.
    pub policy: Policy,
    /// A CRC32C of the bytes in use travels with each epoch and is checked when they are read.
    pub verified: bool,
}

impl SyncedParams {
    /// Most rows: one bit each in a mask.
    pub const MAX_ROWS: u32 = 64;
    /// The most bytes of one participant.
    pub const MAX_BYTES: u64 = 1 << 30;

    /// `rows` founders of `bytes` each; `Fail`, not verified.
    pub fn new(rows: u32, bytes: u64) -> SyncedParams {
        SyncedParams { bytes, rows, founders: rows, policy: Policy::Fail, verified: false }
    }

    /// Bytes of memory it takes.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.size())
    }

    /// The shape, or what is wrong with the parameters.
    pub(super) fn shape(&self) -> Result<Shape> {
        if !(1..=Self::MAX_ROWS).contains(&self.rows) {
            fail!(Invalid, "synced: {} rows is outside 1..={}", self.rows, Self::MAX_ROWS);
        }
        if self.founders > self.rows {
            fail!(Invalid, "synced: {} founders in {} rows", self.founders, self.rows);
        }
        if !(1..=Self::MAX_BYTES).contains(&self.bytes) {
            fail!(Invalid, "synced: {} bytes is outside 1..={}", self.bytes, Self::MAX_BYTES);
        }
        Ok(Shape::new(self.rows, self.bytes as u32, self.policy, self.verified))
    }
}

#[cfg(not(any(loom, shuttle)))]
mod stored {
    use super::{Policy, SyncedParams};
    use crate::objects::Params;
    use crate::status::{Error, Result, fail};

    impl From<SyncedParams> for Params {
        fn from(params: SyncedParams) -> Params {
            let flags = (params.policy == Policy::Shrink) as u64 | (params.verified as u64) << 1;
            Params([params.bytes, params.rows as u64, params.founders as u64, flags, 0, 0, 0, 0])
        }
    }

    impl TryFrom<&Params> for SyncedParams {
        type Error = Error;

        fn try_from(params: &Params) -> Result<SyncedParams> {
            let Params([bytes, rows, founders, flags, rest @ ..]) = *params;
            if let Some(word) = rest.iter().find(|word| **word != 0) {
                fail!(Invalid, "synced: {word:#x} in a parameter that has no meaning");
            }
            if flags > 3 {
                fail!(Invalid, "synced: flags {flags:#x} are outside 0..=3");
            }
            let number = |word: u64| u32::try_from(word).unwrap_or(u32::MAX);
            let params = SyncedParams {
                bytes,
                rows: number(rows),
                founders: number(founders),
                policy: if flags & 1 == 1 { Policy::Shrink } else { Policy::Fail },
                verified: flags & 2 == 2,
            };
            params.shape()?;
            Ok(params)
        }
    }
}

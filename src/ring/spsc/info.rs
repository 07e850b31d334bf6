//! What can be told about a ring from outside. Loads only: a read-only mapping will do.

use super::{SpscRing, layout};
use crate::ring::owner::{Owner, Peer};
use crate::status::{Result, Status, fail};
use crate::sync::Ordering::*;

/// A ring at the moment it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpscInfo {
    /// Elements it holds.
    pub capacity: u64,
    /// Bytes of an element.
    pub element: u32,
    /// Elements waiting: `pushed - popped`.
    pub len: u64,
    /// Elements pushed since the ring was made.
    pub pushed: u64,
    /// Elements popped.
    pub popped: u64,
    /// Elements dropped because there was no room, by those who asked for that.
    pub dropped: u64,
    /// The most elements ever waiting, as the sides saw it when they looked at each other's
    /// index: at most the true value, at least half of it, and exact if the ring was full.
    pub high_water: u64,
    /// How often the consumer had to skip to the tail because the indices made no sense.
    pub resyncs: u64,
    /// Who pushes.
    pub producer: Peer,
    /// Who pops.
    pub consumer: Peer,
}

/// Looks at the two indices until they stand still.
const LOOKS: u32 = 1000;

impl SpscRing<'_> {
    /// The ring as it is. Asks the kernel whether the two sides live.
    ///
    /// `Corrupt` if its indices make no sense together, `Busy` if they never stood still in
    /// many looks.
    pub fn info(&self) -> Result<SpscInfo> {
        let word = |offset| self.mem.word64(offset);
        for _ in 0..LOOKS {
            // Acquire, all three: a tail read between two equal heads belongs to them.
            let popped = word(layout::HEAD).load(Acquire);
            let pushed = word(layout::TAIL).load(Acquire);
            if word(layout::HEAD).load(Acquire) != popped {
                continue;
            }
            let (len, capacity) = (pushed.wrapping_sub(popped), self.shape.capacity());
            if len > capacity {
                fail!(
                    Corrupt,
                    "spsc ring: {len} elements between head {popped} and tail {pushed}, its \
                     capacity is {capacity}"
                );
            }
            let high = word(layout::PRODUCER_HIGH).load(Relaxed);
            let high = high.max(word(layout::CONSUMER_HIGH).load(Relaxed));
            return Ok(SpscInfo {
                capacity,
                element: self.shape.element() as u32,
                len,
                pushed,
                popped,
                dropped: word(layout::DROPPED).load(Relaxed),
                high_water: high.max(len),
                resyncs: word(layout::RESYNCS).load(Relaxed),
                producer: Owner::load(word(layout::PRODUCER_OWNER)).peer(self.mem.live()),
                consumer: Owner::load(word(layout::CONSUMER_OWNER)).peer(self.mem.live()),
            });
        }
        Err(Status::Busy.into())
    }
}

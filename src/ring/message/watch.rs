//! The receiver as a waitset sees it.

use super::MessageRing;
use super::ends::Receiver;
use super::lane::Lane;
use super::layout::{self, Mark, Shape, Span};
use crate::provider::Provider;
use crate::ring::owner::Peer;
use crate::status::Result;
use crate::sync::{EventCount, Ordering::*, Shared64, Watch, Watchable, WrtMutex};

/// What was told of one lane.
#[derive(Clone, Copy, Default)]
struct Told {
    /// The owner word of a dead sender.
    dead: u64,
    /// A tail that makes no sense.
    tail: Option<Mark>,
}

struct ReceiverWatch<P> {
    provider: P,
    shape: Shape,
    told: WrtMutex<Box<[Told]>>,
    /// The first so many lanes include all that were ever claimed, as far as is known.
    claimed: Shared64,
}

impl<P: Provider> ReceiverWatch<P> {
    fn ring(&self) -> MessageRing<'_> {
        MessageRing::again(self.provider.mem(), self.shape)
    }

    /// The lanes that were ever claimed. A scribbled word hides none for long: see
    /// `is_in_trouble`.
    fn claimed(&self) -> u32 {
        // Relaxed, both: hints, and the second is this process's own.
        let claimed = self.ring().mem.word64(layout::CLAIMED).load(Relaxed);
        claimed.max(self.claimed.load(Relaxed)).min(self.shape.lanes() as u64) as u32
    }
}

/// Whether there are records that the receiver can take. Of a tail that makes no sense it tells
/// once, and goes on when it has changed.
fn has_more(lane: &Lane<'_>) -> bool {
    let (tail, head) = (lane.tail(), lane.head());
    tail != head && Span::between(head, tail, lane.shape()).is_some()
}

impl<P: Provider + Send + Sync> Watch for ReceiverWatch<P> {
    fn event(&self) -> EventCount<'_> {
        EventCount::at(self.provider.mem(), layout::RECEIVER_EVENT)
    }

    fn is_ready(&self) -> bool {
        let ring = self.ring();
        (0..self.claimed()).any(|index| has_more(&ring.lane(index)))
    }

    fn is_in_trouble(&self) -> bool {
        let (ring, mut told) = (self.ring(), self.told.lock());
        // All lanes: the word that says how many were claimed may be damaged.
        for (lane, told) in ring.lanes().zip(told.iter_mut()) {
            let (tail, head) = (lane.tail(), lane.head());
            if tail != head {
                // Relaxed: of this process only; it only grows.
                let claimed = self.claimed.load(Relaxed).max(lane.index() as u64 + 1);
                self.claimed.store(claimed, Relaxed);
                if !has_more(&lane) && told.tail != Some(tail) {
                    told.tail = Some(tail);
                    return true;
                }
                continue;
            }
            told.tail = None;
            let owner = lane.owner();
            // Dead first, then drained: the dead store nothing more.
            if owner.to_bits() != told.dead
                && matches!(owner.peer(self.provider.mem().live()), Peer::Dead(_))
                && lane.tail() == lane.head()
            {
                told.dead = owner.to_bits();
                return true;
            }
        }
        false
    }
}

impl<P: Provider + Clone + Send + Sync + 'static> Watchable for Receiver<P> {
    fn watch(&self) -> Result<Box<dyn Watch>> {
        let provider = self.provider.clone();
        provider.check()?;
        let shape = self.shape;
        let told = WrtMutex::new(vec![Told::default(); shape.lanes() as usize].into());
        Ok(Box::new(ReceiverWatch { provider, shape, told, claimed: Shared64::new(0) }))
    }
}

//! The receiver as a waitset sees it.

use super::layout::{self, Head, Shape, Stage};
use super::{OrderedReceiver, OrderedRing};
use crate::provider::Provider;
use crate::status::Result;
use crate::sync::{EventCount, Ordering::*, Shared64, Watch, Watchable};

struct ReceiverWatch<P> {
    provider: P,
    shape: Shape,
    /// The last dead sender that was told of.
    told: Shared64,
}

impl<P: Provider> ReceiverWatch<P> {
    fn ring(&self) -> OrderedRing<'_> {
        OrderedRing::again(self.provider.mem(), self.shape)
    }

    fn head(&self) -> u64 {
        self.ring().head()
    }
}

impl<P: Provider + Send + Sync> Watch for ReceiverWatch<P> {
    fn event(&self) -> EventCount<'_> {
        EventCount::at(self.provider.mem(), layout::READY_EVENT)
    }

    fn is_ready(&self) -> bool {
        let (ring, position) = (self.ring(), self.head());
        let head = ring.head_at(position);
        match ring.record(position, head) {
            Some((Stage::Committed | Stage::Pad, _)) => true,
            Some((Stage::Claimed, _)) => false,
            // Damage if it is before the tail, also if it is free and stays so, or the receiver
            // went on meanwhile. The receiver skips up to the tail.
            None => {
                let span = ring.mem.word64(layout::TAIL).load(Acquire).wrapping_sub(position);
                let free = head == Head::free(self.shape.lap(position));
                (1..=self.shape.granules as u64).contains(&span)
                    && (!free || ring.head_at(position) == head)
            }
        }
    }

    fn is_in_trouble(&self) -> bool {
        let (ring, position) = (self.ring(), self.head());
        // The dead first, then a look: what they sent is there.
        let deserted = ring.seats().deserted();
        match (ring.record_at(position), deserted) {
            (Some((head, Stage::Claimed, _)), _) => {
                // What a dead sender left half done would hide what comes after it.
                ring.pad_if_dead(position, head);
                false
            }
            // Relaxed: of this process only.
            (None, Some(who)) => self.told.swap(who.to_bits(), Relaxed) != who.to_bits(),
            _ => false,
        }
    }
}

impl<P: Provider + Clone + Send + Sync + 'static> Watchable for OrderedReceiver<P> {
    fn watch(&self) -> Result<Box<dyn Watch>> {
        let (provider, shape) = (self.provider.clone(), self.shape);
        provider.check()?;
        Ok(Box::new(ReceiverWatch { provider, shape, told: Shared64::new(0) }))
    }
}

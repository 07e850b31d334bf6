//! A reader as a waitset sees it.

use std::sync::Arc;

use super::{BroadcastRing, EVENT, Owner, Peer, Reader, ReaderEnd, not_yet, there};
use crate::provider::Provider;
use crate::ring::slots::Slots;
use crate::status::Result;
use crate::sync::{EventCount, Ordering::*, Plain, Shared64, Watch, Watchable};

struct ReaderWatch<P> {
    provider: P,
    slots: Slots,
    /// The number of the reader's next element.
    next: Arc<Shared64>,
    /// The word of the dead writer that was told of.
    told: Shared64,
}

impl<P: Provider> ReaderWatch<P> {
    fn ring(&self) -> BroadcastRing<'_> {
        BroadcastRing::again(self.provider.mem(), self.slots)
    }
}

impl<P: Provider + Send + Sync> Watch for ReaderWatch<P> {
    fn event(&self) -> EventCount<'_> {
        EventCount::at(self.provider.mem(), EVENT)
    }

    /// An element, or the news that it is gone or damaged: whatever takes the reader on.
    fn is_ready(&self) -> bool {
        let ring = self.ring();
        // Relaxed: of this process only.
        let position = self.next.load(Relaxed);
        // Acquire: as in `try_read`.
        let word = ring.word(position).load(Acquire);
        let older = position.checked_sub(ring.capacity() as u64);
        let waits = word == not_yet(position)
            || older.is_some_and(|older| word == there(older) || word == not_yet(older));
        word == there(position) || !waits && ring.tail_hint() > position
    }

    fn is_in_trouble(&self) -> bool {
        let ring = self.ring();
        let writer = Owner::load(ring.owner_word());
        let bits = writer.to_bits();
        // Dead first, then nothing more. Relaxed: of this process only.
        self.told.load(Relaxed) != bits
            && matches!(writer.peer(ring.mem.live()), Peer::Dead(_))
            && !self.is_ready()
            && self.told.swap(bits, Relaxed) != bits
    }
}

impl<P: Provider + Clone + Send + Sync + 'static> Watchable for ReaderEnd<P> {
    /// `ReadOnly` where the memory is: a sleeper leaves its mark.
    fn watch(&self) -> Result<Box<dyn Watch>> {
        let (provider, slots) = (self.provider.clone(), self.slots);
        provider.check()?;
        let next = self.place.share(self.state().next());
        Ok(Box::new(ReaderWatch { provider, slots, next, told: Shared64::new(0) }))
    }
}

impl<P: Provider + Clone + Send + Sync + 'static, T: Plain> Watchable for Reader<P, T> {
    fn watch(&self) -> Result<Box<dyn Watch>> {
        self.end.watch()
    }
}

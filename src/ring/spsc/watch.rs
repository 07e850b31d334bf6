//! The consumer as a waitset sees it.

use super::layout;
use super::{Consumer, ConsumerEnd};
use crate::provider::Provider;
use crate::ring::owner::{Owner, Peer};
use crate::status::Result;
use crate::sync::{EventCount, Ordering::*, Plain, Shared64, Watch, Watchable};

struct ConsumerWatch<P> {
    provider: P,
    /// The word of the dead producer that was told of.
    told: Shared64,
}

impl<P: Provider> ConsumerWatch<P> {
    fn word(&self, offset: usize) -> &Shared64 {
        self.provider.mem().word64(offset)
    }
}

impl<P: Provider + Send + Sync> Watch for ConsumerWatch<P> {
    fn event(&self) -> EventCount<'_> {
        EventCount::at(self.provider.mem(), layout::ITEMS_EVENT)
    }

    fn is_ready(&self) -> bool {
        // Acquire: with the Release in `commit_tail` and `commit_head`. A head that somebody
        // scribbled over is mended by the pop that follows.
        self.word(layout::TAIL).load(Acquire) != self.word(layout::HEAD).load(Acquire)
    }

    fn is_in_trouble(&self) -> bool {
        let producer = Owner::load(self.word(layout::PRODUCER_OWNER));
        let bits = producer.to_bits();
        // Dead first, then empty: the dead push nothing more. Relaxed: of this process only.
        self.told.load(Relaxed) != bits
            && matches!(producer.peer(self.provider.mem().live()), Peer::Dead(_))
            && !self.is_ready()
            && self.told.swap(bits, Relaxed) != bits
    }
}

impl<P: Provider + Clone + Send + Sync + 'static> Watchable for ConsumerEnd<P> {
    fn watch(&self) -> Result<Box<dyn Watch>> {
        let provider = self.provider();
        provider.check()?;
        Ok(Box::new(ConsumerWatch { provider: provider.clone(), told: Shared64::new(0) }))
    }
}

impl<T: Plain, P: Provider + Clone + Send + Sync + 'static> Watchable for Consumer<T, P> {
    fn watch(&self) -> Result<Box<dyn Watch>> {
        self.end().watch()
    }
}

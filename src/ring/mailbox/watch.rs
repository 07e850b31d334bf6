//! A reader as a waitset sees it.

use std::sync::Arc;

use super::layout::{self, Shape};
use super::{Mailbox, MailboxReader, ReaderEnd};
use crate::provider::Provider;
use crate::ring::owner::{Owner, Peer};
use crate::status::Result;
use crate::sync::{EventCount, Ordering::*, Plain, Shared64, Watch, Watchable};

struct ReaderWatch<P> {
    provider: P,
    shape: Shape,
    /// The number of the last value that the reader read.
    seen: Arc<Shared64>,
    /// The word of the dead writer that was told of.
    told: Shared64,
}

impl<P: Provider + Send + Sync> Watch for ReaderWatch<P> {
    fn event(&self) -> EventCount<'_> {
        EventCount::at(self.provider.mem(), layout::EVENT)
    }

    fn is_ready(&self) -> bool {
        let latest = Mailbox { mem: self.provider.mem(), shape: self.shape }.latest();
        // Relaxed: of this process only.
        latest != 0 && latest != self.seen.load(Relaxed)
    }

    fn is_in_trouble(&self) -> bool {
        let mem = self.provider.mem();
        let writer = Owner::load(mem.word64(layout::WRITER_OWNER));
        let bits = writer.to_bits();
        // Dead first, then nothing newer: the dead write no more. Relaxed: of this process only.
        self.told.load(Relaxed) != bits
            && matches!(writer.peer(mem.live()), Peer::Dead(_))
            && !self.is_ready()
            && self.told.swap(bits, Relaxed) != bits
    }
}

impl<P: Provider + Clone + Send + Sync + 'static> Watchable for ReaderEnd<P> {
    /// `ReadOnly` where the memory is: a sleeper leaves its mark.
    fn watch(&self) -> Result<Box<dyn Watch>> {
        let provider = self.provider.clone();
        provider.check()?;
        let (shape, seen) = (self.shape, self.place.share(self.seen()));
        Ok(Box::new(ReaderWatch { provider, shape, seen, told: Shared64::new(0) }))
    }
}

impl<T: Plain, P: Provider + Clone + Send + Sync + 'static> Watchable for MailboxReader<T, P> {
    fn watch(&self) -> Result<Box<dyn Watch>> {
        self.end.watch()
    }
}

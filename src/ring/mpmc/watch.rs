//! A consumer as a waitset sees it.

use super::layout::{self, Shape, State};
use super::walk::Side;
use super::{Consumer, ConsumerEnd, MpmcRing};
use crate::provider::Provider;
use crate::status::Result;
use crate::sync::{EventCount, Ordering::*, Plain, Shared64, Watch, Watchable};

struct ConsumerWatch<P> {
    provider: P,
    shape: Shape,
    /// The last dead producer that was told of.
    told: Shared64,
}

impl<P: Provider> ConsumerWatch<P> {
    fn ring(&self) -> MpmcRing<'_> {
        MpmcRing::again(self.provider.mem(), self.shape)
    }
}

impl<P: Provider + Send + Sync> Watch for ConsumerWatch<P> {
    fn event(&self) -> EventCount<'_> {
        EventCount::at(self.provider.mem(), layout::READY_EVENT)
    }

    fn is_ready(&self) -> bool {
        self.ring().has_more()
    }

    fn is_in_trouble(&self) -> bool {
        let ring = self.ring();
        // What a dead producer left half done would hide what comes after it.
        if ring.clear_the_way(Side::Consumers) {
            return false;
        }
        // The dead first, then a look: what they pushed is there.
        match (ring.producers().deserted(), ring.first(Side::Consumers).1.state()) {
            // Relaxed: of this process only.
            (Some(who), Some(State::Empty)) => {
                self.told.swap(who.to_bits(), Relaxed) != who.to_bits()
            }
            _ => false,
        }
    }
}

impl<P: Provider + Clone + Send + Sync + 'static> Watchable for ConsumerEnd<P> {
    fn watch(&self) -> Result<Box<dyn Watch>> {
        let (provider, shape) = (self.provider.clone(), self.shape);
        provider.check()?;
        Ok(Box::new(ConsumerWatch { provider, shape, told: Shared64::new(0) }))
    }
}

impl<P: Provider + Clone + Send + Sync + 'static, T: Plain> Watchable for Consumer<P, T> {
    fn watch(&self) -> Result<Box<dyn Watch>> {
        self.end.watch()
    }
}

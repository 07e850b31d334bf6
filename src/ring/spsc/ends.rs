//! The two sides with the provider of their memory, on elements as bytes.

use super::layout::{self, Shape};
use super::{ConsumerState, ProducerState, SpscParams, SpscRing};
use crate::provider::Provider;
use crate::status::Result;

macro_rules! end {
    ($(#[$doc:meta])+ $End:ident, $State:ident, $open:ident, $OWNER:ident) => {
        $(#[$doc])+
        pub struct $End<P: Provider> {
            provider: P,
            shape: Shape,
            state: $State,
        }

        impl<P: Provider> $End<P> {
            #[doc = concat!("Takes the place in the ring of `provider`: see [`SpscRing::", stringify!($open), "`].")]
            pub fn open(provider: P, params: &SpscParams) -> Result<$End<P>> {
                provider.check()?;
                let ring = SpscRing::attach(provider.mem(), params)?;
                let (shape, state) = (ring.shape, ring.$open()?);
                Ok($End { provider, shape, state })
            }

            /// The ring and this side's state, to be used together; an error if the memory
            /// must not be touched now.
            #[inline(always)]
            pub fn split(&mut self) -> Result<(SpscRing<'_>, &mut $State)> {
                self.split_as(self.shape)
            }

            /// The same where the compiler knows the element's size, which is the ring's.
            #[inline(always)]
            pub(super) fn split_of<T>(&mut self) -> Result<(SpscRing<'_>, &mut $State)> {
                debug_assert!(size_of::<T>() == self.shape.element());
                self.split_as(Shape::new(self.shape.capacity(), size_of::<T>()))
            }

            #[inline(always)]
            fn split_as(&mut self, shape: Shape) -> Result<(SpscRing<'_>, &mut $State)> {
                self.provider.check()?;
                Ok((SpscRing::again(self.provider.mem(), shape), &mut self.state))
            }

            /// The ring, for slots that were lent.
            #[inline(always)]
            pub(super) fn ring_of<T>(&self) -> SpscRing<'_> {
                let shape = Shape::new(self.shape.capacity(), size_of::<T>());
                SpscRing::again(self.provider.mem(), shape)
            }

            /// Where the ring lies.
            #[cfg(all(feature = "std", not(any(loom, shuttle))))]
            #[allow(dead_code)] // of the consumer only
            pub(super) fn provider(&self) -> &P {
                &self.provider
            }

            /// What this side remembers.
            pub fn state(&self) -> &$State {
                &self.state
            }

            /// Elements the ring holds.
            pub fn capacity(&self) -> usize {
                self.shape.capacity() as usize
            }

            /// Bytes of an element.
            pub fn element(&self) -> usize {
                self.shape.element()
            }
        }

        impl<P: Provider> Drop for $End<P> {
            fn drop(&mut self) {
                if self.provider.check().is_ok() {
                    // Otherwise a forked child's copy: the place is its parent's.
                    self.state.owner.release(self.provider.mem().word64(layout::$OWNER));
                }
            }
        }
    };
}

// The two fast paths keep nothing for after a call: each register that a function saves is one
// more store that waits behind the lines that the other side has.

impl<P: Provider> ProducerEnd<P> {
    /// Pushes one element, or answers `Full`: see [`SpscRing::try_push`].
    #[inline]
    pub fn try_push(&mut self, element: &[u8]) -> Result<()> {
        if self.push_if_ready(element) { Ok(()) } else { self.try_push_slowly(element) }
    }

    /// The same for an element of a `T`'s size, which is the ring's.
    #[inline(always)]
    pub(super) fn try_push_of<T>(&mut self, element: &[u8]) -> Result<()> {
        debug_assert!(size_of::<T>() == self.shape.element());
        let shape = Shape::new(self.shape.capacity(), size_of::<T>());
        if self.push_as(shape, element) { Ok(()) } else { self.try_push_slowly(element) }
    }

    /// Pushes one element if that takes no look and no error; whether it did.
    #[inline(always)]
    pub(crate) fn push_if_ready(&mut self, element: &[u8]) -> bool {
        let shape = self.shape;
        element.len() == shape.element() && self.push_as(shape, element)
    }

    #[inline(always)]
    fn push_as(&mut self, shape: Shape, element: &[u8]) -> bool {
        let ready = self.provider.is_ready() && self.state.room() > 0;
        if ready {
            let ring = SpscRing::again(self.provider.mem(), shape);
            ring.push_into_room(&mut self.state, element);
        }
        ready
    }

    #[inline(never)]
    fn try_push_slowly(&mut self, element: &[u8]) -> Result<()> {
        let (ring, state) = self.split()?;
        ring.try_push(state, element)
    }
}

impl<P: Provider> ConsumerEnd<P> {
    /// Pops one element, or answers `Empty`: see [`SpscRing::try_pop`].
    #[inline]
    pub fn try_pop(&mut self, element: &mut [u8]) -> Result<()> {
        if self.pop_if_ready(element) { Ok(()) } else { self.try_pop_slowly(element) }
    }

    /// The same for an element of a `T`'s size, which is the ring's.
    #[inline(always)]
    pub(super) fn try_pop_of<T>(&mut self, element: &mut [u8]) -> Result<()> {
        debug_assert!(size_of::<T>() == self.shape.element());
        let shape = Shape::new(self.shape.capacity(), size_of::<T>());
        if self.pop_as(shape, element) { Ok(()) } else { self.try_pop_slowly(element) }
    }

    /// Pops one element if that takes no look and no error; whether it did.
    #[inline(always)]
    pub(crate) fn pop_if_ready(&mut self, element: &mut [u8]) -> bool {
        let shape = self.shape;
        element.len() == shape.element() && self.pop_as(shape, element)
    }

    #[inline(always)]
    fn pop_as(&mut self, shape: Shape, element: &mut [u8]) -> bool {
        let queued = self.state.queued();
        let ready = self.provider.is_ready() && queued > 0;
        if ready {
            let ring = SpscRing::again(self.provider.mem(), shape);
            let ahead = shape.ahead();
            if ahead > 0 && queued > ahead {
                // Committed, so the line is not taken from a producer that still writes it. It
                // comes while the ones before it are read.
                ring.mem.prefetch(shape.offset(self.state.head.wrapping_add(ahead)));
            }
            ring.pop_queued(&mut self.state, element);
        }
        ready
    }

    #[inline(never)]
    fn try_pop_slowly(&mut self, element: &mut [u8]) -> Result<()> {
        let (ring, state) = self.split()?;
        ring.try_pop(state, element)
    }
}

end! {
    /// The producer of a ring. Dropped, it gives its place back.
    ProducerEnd, ProducerState, open_producer, PRODUCER_OWNER
}
end! {
    /// The consumer of a ring. Dropped, it gives its place back.
    ConsumerEnd, ConsumerState, open_consumer, CONSUMER_OWNER
}

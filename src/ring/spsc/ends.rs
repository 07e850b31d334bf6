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

// The two fast paths call nothing and keep nothing for after a call: each register that a
// function saves is one more store that waits behind the lines that the other side has.

impl<P: Provider> ProducerEnd<P> {
    /// Pushes one element, or answers `Full`: see [`SpscRing::try_push`].
    #[inline]
    pub fn try_push(&mut self, element: &[u8]) -> Result<()> {
        let shape = self.shape;
        if element.len() != shape.element() {
            return self.try_push_slowly(element);
        }
        self.push(shape, element)
    }

    /// The same for an element of a `T`'s size, which is the ring's.
    #[inline(always)]
    pub(super) fn try_push_of<T>(&mut self, element: &[u8]) -> Result<()> {
        debug_assert!(size_of::<T>() == self.shape.element());
        self.push(Shape::new(self.shape.capacity(), size_of::<T>()), element)
    }

    #[inline(always)]
    fn push(&mut self, shape: Shape, element: &[u8]) -> Result<()> {
        if !self.provider.is_ready() || self.state.room() == 0 {
            return self.try_push_slowly(element);
        }
        let ring = SpscRing::again(self.provider.mem(), shape);
        ring.push_into_room(&mut self.state, |ring, position| ring.write_one(position, element));
        Ok(())
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
        let shape = self.shape;
        if element.len() != shape.element() {
            return self.try_pop_slowly(element);
        }
        self.pop(shape, element)
    }

    /// The same for an element of a `T`'s size, which is the ring's.
    #[inline(always)]
    pub(super) fn try_pop_of<T>(&mut self, element: &mut [u8]) -> Result<()> {
        debug_assert!(size_of::<T>() == self.shape.element());
        self.pop(Shape::new(self.shape.capacity(), size_of::<T>()), element)
    }

    #[inline(always)]
    fn pop(&mut self, shape: Shape, element: &mut [u8]) -> Result<()> {
        if !self.provider.is_ready() || self.state.queued() == 0 {
            return self.try_pop_slowly(element);
        }
        let ring = SpscRing::again(self.provider.mem(), shape);
        let ahead = shape.ahead();
        if ahead > 0 && self.state.queued() > ahead {
            // Written long ago: the line is not taken from the producer. It comes while the
            // ones before it are read.
            ring.mem.prefetch(shape.offset(self.state.head.wrapping_add(ahead)));
        }
        ring.pop_queued(&mut self.state, |ring, position| ring.read_one(position, element));
        Ok(())
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

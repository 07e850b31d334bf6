//! The two sides with the provider of their ring's memory: on elements as bytes, and for a Rust
//! type.

use core::marker::PhantomData;

use super::{ConsumerState, MpmcParams, MpmcRing, ProducerState, layout::Shape};
use crate::provider::Provider;
use crate::status::Result;
#[cfg(feature = "std")]
use crate::sync::Deadline;
use crate::sync::plain::{self, Plain};

macro_rules! end {
    (
        $(#[$doc:meta])+ $End:ident, $State:ident, $open:ident, $seats:ident;
        $(#[$typed_doc:meta])+ $Typed:ident, $element:ty
    ) => {
        $(#[$doc])+
        pub struct $End<P: Provider> {
            pub(super) provider: P,
            pub(super) shape: Shape,
            state: $State,
        }

        impl<P: Provider> $End<P> {
            #[doc = concat!("Attaches to the ring in `provider`: see [`MpmcRing::", stringify!($open), "`].")]
            pub fn open(provider: P, params: &MpmcParams) -> Result<$End<P>> {
                provider.check()?;
                let ring = MpmcRing::attach(provider.mem(), params)?;
                let (shape, state) = (ring.shape, ring.$open()?);
                Ok($End { provider, shape, state })
            }

            /// The ring and this side's state, to be used together; an error if the memory
            /// must not be touched now.
            #[inline]
            pub fn split(&mut self) -> Result<(MpmcRing<'_>, &mut $State)> {
                self.provider.check()?;
                Ok((MpmcRing::again(self.provider.mem(), self.shape), &mut self.state))
            }

            /// Bytes of an element.
            pub fn element(&self) -> usize {
                self.shape.slots.element()
            }
        }

        impl<P: Provider> Drop for $End<P> {
            fn drop(&mut self) {
                if self.provider.check().is_ok() {
                    // Otherwise a forked child's copy: the place is its parent's.
                    let ring = MpmcRing::again(self.provider.mem(), self.shape);
                    ring.$seats().leave(&self.state.seat);
                }
            }
        }

        $(#[$typed_doc])+
        pub struct $Typed<P: Provider, T: Plain> {
            pub(super) end: $End<P>,
            element: PhantomData<$element>,
        }

        impl<P: Provider, T: Plain> $Typed<P, T> {
            /// Attaches to the ring in `provider`, whose elements are of the size of `T`.
            pub fn open(provider: P, params: &MpmcParams) -> Result<$Typed<P, T>> {
                params.shape()?.slots.check("mpmc ring", size_of::<T>())?;
                Ok($Typed { end: $End::open(provider, params)?, element: PhantomData })
            }
        }
    };
}

end! {
    /// A producer of elements as bytes. Dropped, it detaches.
    ProducerEnd, ProducerState, open_producer, producers;
    /// A producer of `T`. Dropped, it detaches.
    Producer, fn(T)
}
end! {
    /// A consumer of elements as bytes. Dropped, it detaches.
    ConsumerEnd, ConsumerState, open_consumer, consumers;
    /// A consumer of `T`. Dropped, it detaches.
    Consumer, fn() -> T
}

impl<P: Provider, T: Plain> Producer<P, T> {
    /// See [`MpmcRing::try_push`].
    #[inline]
    pub fn try_push(&mut self, element: &T) -> Result<()> {
        let (ring, state) = self.end.split()?;
        ring.try_push(state, plain::bytes_of(element))
    }

    /// See [`MpmcRing::try_push_n`].
    pub fn try_push_n(&mut self, elements: &[T]) -> Result<usize> {
        let (ring, state) = self.end.split()?;
        ring.try_push_n(state, plain::bytes_of_all(elements))
    }

    /// See [`MpmcRing::push`].
    #[cfg(feature = "std")]
    #[inline]
    pub fn push(&mut self, element: &T, deadline: Deadline) -> Result<()> {
        let (ring, state) = self.end.split()?;
        ring.push(state, plain::bytes_of(element), deadline)
    }

    /// See [`MpmcRing::push_n`].
    #[cfg(feature = "std")]
    pub fn push_n(&mut self, elements: &[T], deadline: Deadline) -> Result<usize> {
        let (ring, state) = self.end.split()?;
        ring.push_n(state, plain::bytes_of_all(elements), deadline)
    }
}

impl<P: Provider, T: Plain> Consumer<P, T> {
    /// See [`MpmcRing::try_pop`].
    #[inline]
    pub fn try_pop(&mut self, element: &mut T) -> Result<()> {
        let (ring, state) = self.end.split()?;
        ring.try_pop(state, plain::bytes_of_mut(element))
    }

    /// See [`MpmcRing::try_pop_n`].
    pub fn try_pop_n(&mut self, elements: &mut [T]) -> Result<usize> {
        let (ring, state) = self.end.split()?;
        ring.try_pop_n(state, plain::bytes_of_all_mut(elements))
    }

    /// See [`MpmcRing::pop`].
    #[cfg(feature = "std")]
    #[inline]
    pub fn pop(&mut self, element: &mut T, deadline: Deadline) -> Result<()> {
        let (ring, state) = self.end.split()?;
        ring.pop(state, plain::bytes_of_mut(element), deadline)
    }

    /// See [`MpmcRing::pop_n`].
    #[cfg(feature = "std")]
    pub fn pop_n(&mut self, elements: &mut [T], deadline: Deadline) -> Result<usize> {
        let (ring, state) = self.end.split()?;
        ring.pop_n(state, plain::bytes_of_all_mut(elements), deadline)
    }
}

//! The two sides for a Rust type that may be shared.

use core::marker::PhantomData;

use super::{ConsumerEnd, ConsumerState, ProducerEnd, ProducerState, Span, SpscParams, SpscRing};
use crate::provider::Provider;
use crate::status::{Result, fail};
#[cfg(feature = "std")]
use crate::sync::Deadline;
use crate::sync::Plain;
use crate::sync::plain::{bytes_of, bytes_of_all, bytes_of_all_mut, bytes_of_mut};

/// Checked parameters of a ring of `T`.
fn params<T: Plain>(capacity: u64) -> Result<SpscParams> {
    const { assert!(align_of::<T>() <= crate::provider::ALIGNMENT) };
    SpscParams::of::<T>(capacity)
}

/// The producer of a ring of `T`, with the provider of its memory. Dropped, it gives its
/// place back.
pub struct Producer<T: Plain, P: Provider> {
    end: ProducerEnd<P>,
    element: PhantomData<fn(T)>,
}

/// The consumer of a ring of `T`, with the provider of its memory. Dropped, it gives its
/// place back.
pub struct Consumer<T: Plain, P: Provider> {
    end: ConsumerEnd<P>,
    element: PhantomData<fn() -> T>,
}

impl<T: Plain, P: Provider> Producer<T, P> {
    /// Takes the producer's place of the ring of `capacity` elements in `provider`: see
    /// [`SpscRing::open_producer`].
    pub fn open(provider: P, capacity: u64) -> Result<Producer<T, P>> {
        let end = ProducerEnd::open(provider, &params::<T>(capacity)?)?;
        Ok(Producer { end, element: PhantomData })
    }

    #[inline(always)]
    fn split(&mut self) -> Result<(SpscRing<'_>, &mut ProducerState)> {
        self.end.split_of::<T>()
    }

    /// Elements the ring holds.
    pub fn capacity(&self) -> usize {
        self.end.capacity()
    }

    /// Elements ever pushed, by whomever: where a successor goes on.
    pub fn pushed(&self) -> u64 {
        self.end.state().pushed()
    }

    /// See [`SpscRing::try_push`].
    #[inline(always)]
    pub fn try_push(&mut self, element: &T) -> Result<()> {
        self.end.try_push_of::<T>(bytes_of(element))
    }

    /// See [`SpscRing::push_or_drop`].
    #[inline]
    pub fn push_or_drop(&mut self, element: &T) -> Result<bool> {
        let (ring, state) = self.split()?;
        ring.push_or_drop(state, bytes_of(element))
    }

    /// See [`SpscRing::try_push_n`].
    #[inline(always)]
    pub fn try_push_n(&mut self, elements: &[T]) -> Result<usize> {
        let (ring, state) = self.split()?;
        ring.try_push_n(state, bytes_of_all(elements))
    }

    /// The next free slots to be written in place: see [`SpscRing::try_reserve`].
    #[inline(always)]
    pub fn try_reserve(&mut self, count: usize) -> Result<WriteSpan<'_, T, P>> {
        let (ring, state) = self.split()?;
        let span = ring.try_reserve(state, count)?;
        Ok(WriteSpan { producer: self, span })
    }

    /// See [`SpscRing::push`].
    #[cfg(feature = "std")]
    #[inline]
    pub fn push(&mut self, element: &T, deadline: Deadline) -> Result<()> {
        let (ring, state) = self.split()?;
        ring.push(state, bytes_of(element), deadline)
    }

    /// See [`SpscRing::push_n`].
    #[cfg(feature = "std")]
    #[inline]
    pub fn push_n(&mut self, elements: &[T], deadline: Deadline) -> Result<usize> {
        let (ring, state) = self.split()?;
        ring.push_n(state, bytes_of_all(elements), deadline)
    }

    /// As [`try_reserve`](Self::try_reserve), waiting for room for one at least.
    #[cfg(feature = "std")]
    #[inline]
    pub fn reserve(&mut self, count: usize, deadline: Deadline) -> Result<WriteSpan<'_, T, P>> {
        let (ring, state) = self.split()?;
        let span = ring.reserve(state, count, deadline)?;
        Ok(WriteSpan { producer: self, span })
    }
}

impl<T: Plain, P: Provider> Consumer<T, P> {
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(super) fn end(&self) -> &ConsumerEnd<P> {
        &self.end
    }

    /// Takes the consumer's place of the ring of `capacity` elements in `provider`: see
    /// [`SpscRing::open_consumer`].
    pub fn open(provider: P, capacity: u64) -> Result<Consumer<T, P>> {
        let end = ConsumerEnd::open(provider, &params::<T>(capacity)?)?;
        Ok(Consumer { end, element: PhantomData })
    }

    #[inline(always)]
    fn split(&mut self) -> Result<(SpscRing<'_>, &mut ConsumerState)> {
        self.end.split_of::<T>()
    }

    /// Elements the ring holds.
    pub fn capacity(&self) -> usize {
        self.end.capacity()
    }

    /// Elements ever popped, by whomever.
    pub fn popped(&self) -> u64 {
        self.end.state().popped()
    }

    /// See [`SpscRing::try_pop`].
    #[inline(always)]
    pub fn try_pop(&mut self, element: &mut T) -> Result<()> {
        self.end.try_pop_of::<T>(bytes_of_mut(element))
    }

    /// See [`SpscRing::try_pop_n`].
    #[inline(always)]
    pub fn try_pop_n(&mut self, elements: &mut [T]) -> Result<usize> {
        let (ring, state) = self.split()?;
        ring.try_pop_n(state, bytes_of_all_mut(elements))
    }

    /// The next elements to be read in place: see [`SpscRing::try_peek`].
    #[inline(always)]
    pub fn try_peek(&mut self, count: usize) -> Result<ReadSpan<'_, T, P>> {
        let (ring, state) = self.split()?;
        let span = ring.try_peek(state, count)?;
        Ok(ReadSpan { consumer: self, span })
    }

    /// See [`SpscRing::pop`].
    #[cfg(feature = "std")]
    #[inline]
    pub fn pop(&mut self, element: &mut T, deadline: Deadline) -> Result<()> {
        let (ring, state) = self.split()?;
        ring.pop(state, bytes_of_mut(element), deadline)
    }

    /// See [`SpscRing::pop_n`].
    #[cfg(feature = "std")]
    #[inline]
    pub fn pop_n(&mut self, elements: &mut [T], deadline: Deadline) -> Result<usize> {
        let (ring, state) = self.split()?;
        ring.pop_n(state, bytes_of_all_mut(elements), deadline)
    }

    /// As [`try_peek`](Self::try_peek), waiting for one element at least.
    #[cfg(feature = "std")]
    #[inline]
    pub fn peek(&mut self, count: usize, deadline: Deadline) -> Result<ReadSpan<'_, T, P>> {
        let (ring, state) = self.split()?;
        let span = ring.peek(state, count, deadline)?;
        Ok(ReadSpan { consumer: self, span })
    }
}

/// Free slots of a ring, to be written in place. Dropped without
/// [`commit`](Self::commit), nothing was pushed.
pub struct WriteSpan<'a, T: Plain, P: Provider> {
    producer: &'a mut Producer<T, P>,
    span: Span,
}

impl<T: Plain, P: Provider> WriteSpan<'_, T, P> {
    /// How many slots, at least one.
    #[inline]
    #[allow(clippy::len_without_is_empty)] // it is never empty
    pub fn len(&self) -> usize {
        self.span.count
    }

    fn ring(&self) -> SpscRing<'_> {
        self.producer.end.ring_of::<T>()
    }

    /// Writes all slots: `make` is told which.
    #[inline]
    pub fn fill(&mut self, mut make: impl FnMut(usize) -> T) {
        let ring = self.ring();
        for index in 0..self.span.count {
            let position = self.span.position.wrapping_add(index as u64);
            ring.write_one(position, bytes_of(&make(index)));
        }
    }

    /// Writes the first slots, as many as there are of both. How many.
    #[inline]
    pub fn copy_from(&mut self, elements: &[T]) -> usize {
        let count = elements.len().min(self.span.count);
        self.ring().write_many(self.span.position, bytes_of_all(&elements[..count]));
        count
    }

    /// Where the slots lie: see [`SpscRing::parts`].
    #[cfg(not(any(loom, shuttle)))]
    #[inline]
    pub fn parts(&mut self) -> [(core::ptr::NonNull<T>, usize); 2] {
        self.ring().parts(self.span).map(|(at, count)| (at.cast(), count))
    }

    /// Pushes the first `count` elements, by one store. `Invalid` if there are not so many.
    #[inline(always)]
    pub fn commit(self, count: usize) -> Result<()> {
        if count > self.span.count {
            fail!(Invalid, "spsc ring: {count} elements to commit, {} reserved", self.span.count);
        }
        let (ring, state) = self.producer.split()?;
        ring.commit(state, count)
    }
}

/// Elements of a ring, to be read in place. Dropped without [`release`](Self::release), they
/// stay.
pub struct ReadSpan<'a, T: Plain, P: Provider> {
    consumer: &'a mut Consumer<T, P>,
    span: Span,
}

impl<T: Plain, P: Provider> ReadSpan<'_, T, P> {
    /// How many elements, at least one.
    #[inline]
    #[allow(clippy::len_without_is_empty)] // it is never empty
    pub fn len(&self) -> usize {
        self.span.count
    }

    fn ring(&self) -> SpscRing<'_> {
        self.consumer.end.ring_of::<T>()
    }

    /// Shows all elements to `look`, each copied out once, with its place in the span.
    #[inline]
    pub fn for_each(&self, mut look: impl FnMut(usize, T)) {
        let ring = self.ring();
        for index in 0..self.span.count {
            let mut element = core::mem::MaybeUninit::<T>::zeroed();
            // SAFETY: any bytes are a value, zeros among them.
            let element = unsafe { element.assume_init_mut() };
            ring.read_one(self.span.position.wrapping_add(index as u64), bytes_of_mut(element));
            look(index, *element);
        }
    }

    /// Copies the first elements out, as many as there are of both. How many.
    #[inline]
    pub fn copy_to(&self, elements: &mut [T]) -> usize {
        let count = elements.len().min(self.span.count);
        self.ring().read_many(self.span.position, bytes_of_all_mut(&mut elements[..count]));
        count
    }

    /// Where the elements lie: see [`SpscRing::parts`].
    #[cfg(not(any(loom, shuttle)))]
    #[inline]
    pub fn parts(&self) -> [(core::ptr::NonNull<T>, usize); 2] {
        self.ring().parts(self.span).map(|(at, count)| (at.cast(), count))
    }

    /// Pops the first `count` elements, by one store. `Invalid` if there are not so many.
    #[inline(always)]
    pub fn release(self, count: usize) -> Result<()> {
        if count > self.span.count {
            fail!(Invalid, "spsc ring: {count} elements to release, {} shown", self.span.count);
        }
        let (ring, state) = self.consumer.split()?;
        ring.release(state, count)
    }
}

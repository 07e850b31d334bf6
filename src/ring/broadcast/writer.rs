//! The writing side.

use core::marker::PhantomData;

use super::seeded::{Bug, seeded};
use super::{BroadcastParams, BroadcastRing, Owner, TAIL, not_yet, there};
use crate::provider::Provider;
use crate::ring::slots::Slots;
use crate::status::{Result, Status};
use crate::sync::plain::{self, Plain};
use crate::sync::{Ordering::*, fence};

/// What the writer remembers in its own process.
#[derive(Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct WriterState {
    owner: Owner,
    /// The next position: how many elements were written, by whomever.
    next: u64,
}

impl WriterState {
    /// Elements written since the ring was made: the number that the next one gets.
    pub fn written(&self) -> u64 {
        self.next
    }
}

impl BroadcastRing<'_> {
    /// Takes the writer's place. `Busy` while another writer lives, stopped or not. After a
    /// dead one it goes on at the next position: [`WriterState::written`].
    pub fn open_writer(&self) -> Result<WriterState> {
        let rob = seeded(Bug::TakeFromLiving);
        let (word, live) = (self.owner_word(), self.mem.live());
        let owner = Owner::take(word, live, "broadcast ring: the writer", rob)?;
        let next = self.learn_tail();
        // Release: before the next position's words: readers hold them against the tail.
        self.mem.word64(TAIL).store(next, Release);
        Ok(WriterState { owner, next })
    }

    /// Gives the writer's place back. What was written stays.
    pub fn close_writer(&self, writer: WriterState) {
        writer.owner.release(self.owner_word());
    }

    /// Writes an element, over the oldest if the ring is full, and answers its number: 0, 1, 2…
    /// Never waits. `Invalid` unless it has the ring's element size.
    #[inline]
    pub fn write(&self, writer: &mut WriterState, element: &[u8]) -> Result<u64> {
        self.slots.check("broadcast ring", element.len())?;
        let position = self.put(writer, element);
        if !seeded(Bug::NoWake) {
            self.wake();
        }
        Ok(position)
    }

    /// Writes elements that lie one after the other in memory; the number of the first.
    pub fn write_n(&self, writer: &mut WriterState, elements: &[u8]) -> Result<u64> {
        self.slots.count("broadcast ring", elements.len())?;
        let first = writer.next;
        for element in elements.chunks_exact(self.element()) {
            self.put(writer, element);
        }
        self.wake();
        Ok(first)
    }

    #[inline]
    fn put(&self, writer: &mut WriterState, element: &[u8]) -> u64 {
        let position = writer.next;
        let word = self.word(position);
        if !seeded(Bug::NotMarkedBefore) {
            // Release: after the tail of the element before, which a lapped reader goes by.
            word.store(not_yet(position), Release);
        }
        // With the fence in `read`: a reader that copied any of what follows sees the word.
        if !seeded(Bug::NoFence) {
            fence(Release);
        }
        if seeded(Bug::ThereBeforeElement) {
            word.store(there(position), Release);
        }
        self.slots.write(self.mem, position, element);
        // Release: with the Acquire in `read`: the element is there. The commit.
        word.store(there(position), Release);
        // Release: a hint, behind the word.
        self.mem.word64(TAIL).store(position.wrapping_add(1), Release);
        writer.next = position.wrapping_add(1);
        position
    }

    /// Wakes the readers. Without `std` nobody can sleep.
    #[inline]
    pub(super) fn wake(&self) {
        #[cfg(feature = "std")]
        crate::sync::EventCount::at(self.mem, super::EVENT).wake();
    }
}

/// The writer with the provider of its ring's memory, on elements as bytes. Dropped, it gives
/// its place back.
pub struct WriterEnd<P: Provider> {
    provider: P,
    slots: Slots,
    /// Taken by `drop` only.
    state: Option<WriterState>,
}

impl<P: Provider> WriterEnd<P> {
    /// Takes the writer's place of the ring in `provider`: see [`BroadcastRing::open_writer`].
    pub fn open(provider: P, params: &BroadcastParams) -> Result<WriterEnd<P>> {
        WriterEnd::open_for(provider, params, params.element as usize)
    }

    /// The same for elements of `size` bytes, which must be the ring's.
    fn open_for(provider: P, params: &BroadcastParams, size: usize) -> Result<WriterEnd<P>> {
        provider.check()?;
        let ring = BroadcastRing::attach(provider.mem(), params)?;
        ring.slots.check("broadcast ring", size)?;
        let (slots, state) = (ring.slots, Some(ring.open_writer()?));
        Ok(WriterEnd { provider, slots, state })
    }

    #[inline]
    fn with<R>(&mut self, act: impl FnOnce(BroadcastRing<'_>, &mut WriterState) -> R) -> Result<R> {
        self.provider.check()?;
        let ring = BroadcastRing::again(self.provider.mem(), self.slots);
        match &mut self.state {
            Some(state) => Ok(act(ring, state)),
            None => Err(Status::State.into()),
        }
    }

    /// Elements written since the ring was made, by whomever.
    pub fn written(&self) -> u64 {
        self.state.as_ref().map_or(0, WriterState::written)
    }

    /// Bytes of an element.
    pub fn element(&self) -> usize {
        self.slots.element()
    }

    /// See [`BroadcastRing::write`].
    #[inline]
    pub fn write(&mut self, element: &[u8]) -> Result<u64> {
        self.with(|ring, state| ring.write(state, element))?
    }

    /// See [`BroadcastRing::write_n`].
    pub fn write_n(&mut self, elements: &[u8]) -> Result<u64> {
        self.with(|ring, state| ring.write_n(state, elements))?
    }
}

impl<P: Provider> Drop for WriterEnd<P> {
    fn drop(&mut self) {
        if self.provider.check().is_err() {
            return; // a forked child's copy: the place is its parent's
        }
        if let Some(state) = self.state.take() {
            BroadcastRing::again(self.provider.mem(), self.slots).close_writer(state);
        }
    }
}

/// The writer of `T` with the provider of its ring's memory. Dropped, it gives its place back.
pub struct Writer<P: Provider, T: Plain> {
    end: WriterEnd<P>,
    element: PhantomData<fn(T)>,
}

impl<P: Provider, T: Plain> Writer<P, T> {
    /// Takes the writer's place of the ring in `provider`, whose elements are of the size of
    /// `T`: see [`BroadcastRing::open_writer`].
    pub fn open(provider: P, params: &BroadcastParams) -> Result<Writer<P, T>> {
        let end = WriterEnd::open_for(provider, params, size_of::<T>())?;
        Ok(Writer { end, element: PhantomData })
    }

    /// Elements written since the ring was made, by whomever.
    pub fn written(&self) -> u64 {
        self.end.written()
    }

    /// See [`BroadcastRing::write`].
    #[inline]
    pub fn write(&mut self, element: &T) -> Result<u64> {
        self.end.write(plain::bytes_of(element))
    }

    /// See [`BroadcastRing::write_n`].
    pub fn write_n(&mut self, elements: &[T]) -> Result<u64> {
        self.end.write_n(plain::bytes_of_all(elements))
    }
}

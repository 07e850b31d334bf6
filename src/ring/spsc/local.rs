//! Any Rust type, between two threads of one process.

use core::marker::PhantomData;
use std::sync::Arc;

use super::layout::{self, Shape};
use super::{ConsumerState, ProducerState, SpscParams, SpscRing};
use crate::provider::{ALIGNMENT, HeapProvider, Provider};
use crate::ring::owner::Owner;
use crate::status::{Error, Result, Status, fail};
use crate::sync::{Deadline, Ordering::*};

/// A ring of owned values on the heap.
struct Values<T> {
    memory: HeapProvider,
    capacity: u64,
    values: PhantomData<T>,
}

// SAFETY: values pass from one thread to another, each is in one place at a time, and the
// two indices say where: the ring's orderings hand a slot over with what is in it.
unsafe impl<T: Send> Send for Values<T> {}
// SAFETY: as above; nobody gets a reference to a value in it.
unsafe impl<T: Send> Sync for Values<T> {}

/// Bytes of a slot. One of a type that has none is as aligned as all others.
const fn slot<T>() -> usize {
    if size_of::<T>() > 0 { size_of::<T>() } else { align_of::<T>() }
}

impl<T> Values<T> {
    #[inline]
    fn ring(&self) -> SpscRing<'_> {
        SpscRing::again(self.memory.mem(), Shape::new(self.capacity, slot::<T>()))
    }

    fn is_owned(&self, owner: usize) -> bool {
        Owner::load(self.memory.mem().word64(owner)).is_owned()
    }
}

impl<T> Drop for Values<T> {
    fn drop(&mut self) {
        let ring = self.ring();
        let mut head = ring.mem.word64(layout::HEAD).load(Acquire);
        let tail = ring.mem.word64(layout::TAIL).load(Acquire);
        while head != tail {
            // SAFETY: from head to tail the slots hold values, and both ends are gone.
            drop(unsafe { ring.take::<T>(head) });
            head = head.wrapping_add(1);
        }
    }
}

impl SpscRing<'_> {
    #[inline]
    fn place<T>(self, position: u64) -> *mut T {
        self.mem.part_base(self.shape.offset(position)).cast::<T>().as_ptr()
    }

    /// Moves a value into a slot.
    ///
    /// # Safety
    /// The ring is one of `T`, and the slot is free: it lies between the tail and the limit.
    #[inline]
    unsafe fn put<T>(self, position: u64, value: T) {
        // SAFETY: a slot is as large as a `T`, and aligned for it, as `local` has asserted.
        unsafe { self.place::<T>(position).write(value) }
    }

    /// Moves the value out of a slot.
    ///
    /// # Safety
    /// The ring is one of `T`, and the slot has a value: it lies between head and tail.
    #[inline]
    unsafe fn take<T>(self, position: u64) -> T {
        // SAFETY: as in `put`.
        unsafe { self.place::<T>(position).read() }
    }
}

/// A ring of `capacity` owned values, a power of two, and its two ends. A value that nobody
/// popped is dropped when both ends are gone.
pub fn local<T: Send>(capacity: u64) -> Result<(LocalProducer<T>, LocalConsumer<T>)> {
    const { assert!(align_of::<T>() <= ALIGNMENT && size_of::<T>() <= 1 << 24) };
    let params = SpscParams::new(capacity, slot::<T>() as u32)?;
    let memory = HeapProvider::try_new(params.required_size()?)?;
    SpscRing::format(memory.mem(), &params)?;
    let values = Arc::new(Values { memory, capacity, values: PhantomData });
    let (producer, consumer) = (values.ring().open_producer()?, values.ring().open_consumer()?);
    Ok((
        LocalProducer { values: values.clone(), state: producer },
        LocalConsumer { values, state: consumer },
    ))
}

/// The end that values go in.
pub struct LocalProducer<T: Send> {
    values: Arc<Values<T>>,
    state: ProducerState,
}

/// The end that values come out.
pub struct LocalConsumer<T: Send> {
    values: Arc<Values<T>>,
    state: ConsumerState,
}

impl<T: Send> LocalProducer<T> {
    /// Pushes a value, or gives it back if there is no room.
    #[inline]
    pub fn try_push(&mut self, value: T) -> core::result::Result<(), T> {
        let mut value = Some(value);
        let pushed = self.values.ring().push_by(&mut self.state, |ring, position| {
            if let Some(value) = value.take() {
                // SAFETY: the ring is one of T, and `push_by` names a free slot.
                unsafe { ring.put(position, value) }
            }
        });
        match (pushed, value) {
            (_, None) => Ok(()),
            (_, Some(value)) => Err(value),
        }
    }

    /// Pushes a value, waiting for room until `deadline`. `Timeout` when it passes, `PeerDead`
    /// if there is no room and the consumer was dropped; both give the value back.
    pub fn push(&mut self, value: T, deadline: Deadline) -> core::result::Result<(), (T, Error)> {
        let mut value = match self.try_push(value) {
            Ok(()) => return Ok(()),
            Err(value) => Some(value),
        };
        let ring = self.values.ring();
        let waited = ring.wait_for_room(&mut self.state, deadline, |state| {
            let pushed = ring.push_by(state, |ring, position| {
                if let Some(value) = value.take() {
                    // SAFETY: as in `try_push`.
                    unsafe { ring.put(position, value) }
                }
            });
            match pushed {
                Err(error)
                    if error.status() == Status::Full
                        && !self.values.is_owned(layout::CONSUMER_OWNER) =>
                {
                    fail!(PeerDead, "spsc ring: it is full and its consumer was dropped")
                }
                answer => answer,
            }
        });
        match (waited, value) {
            (Err(error), Some(value)) => Err((value, error)),
            _ => Ok(()),
        }
    }
}

impl<T: Send> LocalConsumer<T> {
    /// Pops a value, if there is one.
    #[inline]
    pub fn try_pop(&mut self) -> Option<T> {
        let ring = self.values.ring();
        // SAFETY: the ring is one of T, and `pop_by` names a slot with a value, free from then.
        ring.pop_by(&mut self.state, |ring, position| unsafe { ring.take(position) }).ok()
    }

    /// Pops a value, waiting for one until `deadline`. `Timeout` when it passes, `PeerDead` if
    /// there is none and the producer was dropped.
    pub fn pop(&mut self, deadline: Deadline) -> Result<T> {
        let ring = self.values.ring();
        ring.wait_for_more(&mut self.state, deadline, |state| {
            // Gone first, then empty: who is gone pushes nothing more.
            let gone = !self.values.is_owned(layout::PRODUCER_OWNER);
            // SAFETY: as in `try_pop`.
            match ring.pop_by(state, |ring, position| unsafe { ring.take(position) }) {
                Err(error) if error.status() == Status::Empty && gone => {
                    fail!(PeerDead, "spsc ring: it is empty and its producer was dropped")
                }
                answer => answer,
            }
        })
    }
}

impl<T: Send> Drop for LocalProducer<T> {
    fn drop(&mut self) {
        let ring = self.values.ring();
        self.state.owner.release(ring.mem.word64(layout::PRODUCER_OWNER));
        ring.wake(layout::ITEMS_EVENT);
    }
}

impl<T: Send> Drop for LocalConsumer<T> {
    fn drop(&mut self) {
        let ring = self.values.ring();
        self.state.owner.release(ring.mem.word64(layout::CONSUMER_OWNER));
        ring.wake(layout::SPACE_EVENT);
    }
}

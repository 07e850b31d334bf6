//! The two sides with the provider of their ring's memory.

use super::layout;
#[cfg(feature = "std")]
use super::receiver::{Glance, LaneCursor, ReceiverState, Record};
use super::sender::SenderState;
use super::{MessageParams, MessageRing};
use crate::provider::Provider;
use crate::status::Result;
#[cfg(feature = "std")]
use crate::status::Status;
#[cfg(feature = "std")]
use crate::sync::Deadline;

/// A sender with the provider of its ring's memory. Dropped, it gives its lane back.
pub struct Sender<P: Provider> {
    pub(super) provider: P,
    shape: layout::Shape,
    state: SenderState,
}

impl<P: Provider> Sender<P> {
    /// Takes a lane of the ring in `provider`: see [`MessageRing::claim`].
    pub fn open(provider: P, params: &MessageParams, lane: Option<u32>) -> Result<Sender<P>> {
        provider.check()?;
        let ring = MessageRing::attach(provider.mem(), params)?;
        let (shape, state) = (ring.shape, ring.claim(lane)?);
        Ok(Sender { provider, shape, state })
    }

    fn split(&mut self) -> (MessageRing<'_>, &mut SenderState) {
        (MessageRing::again(self.provider.mem(), self.shape), &mut self.state)
    }

    /// The lane's number.
    pub fn lane(&self) -> u32 {
        self.state.lane()
    }

    /// The sequence number of the lane's last committed message, by whomever; 0 for none.
    pub fn last_sequence(&self) -> u64 {
        self.state.last_sequence()
    }

    /// The longest message.
    pub fn max_message(&self) -> usize {
        self.shape.max_message() as usize
    }

    /// See [`MessageRing::try_send`].
    #[inline]
    pub fn try_send(&mut self, payload: &[u8]) -> Result<u64> {
        match self.send_if_ready(payload) {
            Some(sequence) => Ok(sequence),
            None => self.try_send_slowly(payload),
        }
    }

    /// Sends `payload` if that takes no look, no call and no error: its sequence number.
    #[inline(always)]
    pub(crate) fn send_if_ready(&mut self, payload: &[u8]) -> Option<u64> {
        if !self.provider.is_ready() {
            return None;
        }
        let (ring, state) = self.split();
        ring.send_if_ready(state, payload)
    }

    /// [`try_send`](Self::try_send) where [`send_if_ready`](Self::send_if_ready) was not.
    #[inline(never)]
    pub(crate) fn try_send_slowly(&mut self, payload: &[u8]) -> Result<u64> {
        self.provider.check()?;
        let (ring, state) = self.split();
        ring.try_send_slowly(state, payload)
    }

    /// See [`MessageRing::send`].
    #[cfg(feature = "std")]
    #[inline]
    pub fn send(&mut self, payload: &[u8], deadline: Deadline) -> Result<u64> {
        match self.send_if_ready(payload) {
            Some(sequence) => Ok(sequence),
            None => self.send_slowly(payload, deadline),
        }
    }

    /// [`send`](Self::send) where [`send_if_ready`](Self::send_if_ready) was not.
    #[cfg(feature = "std")]
    #[inline(never)]
    pub(crate) fn send_slowly(&mut self, payload: &[u8], deadline: Deadline) -> Result<u64> {
        self.provider.check()?;
        let (ring, state) = self.split();
        ring.send(state, payload, deadline)
    }
}

impl<P: Provider> Drop for Sender<P> {
    fn drop(&mut self) {
        if self.provider.check().is_err() {
            return; // a forked child's copy: the lane is its parent's
        }
        let lane = self.state.lane;
        let ring = MessageRing::again(self.provider.mem(), self.shape);
        self.state.owner.release(ring.lane(lane).owner_word());
    }
}

/// A receiver with the provider of its ring's memory. Dropped, it gives its place back.
#[cfg(feature = "std")]
pub struct Receiver<P: Provider> {
    pub(super) provider: P,
    pub(super) shape: layout::Shape,
    state: ReceiverState<Box<[LaneCursor]>>,
}

#[cfg(feature = "std")]
impl<P: Provider> Receiver<P> {
    /// Takes the receiver's place of the ring in `provider`: see
    /// [`MessageRing::open_receiver`].
    pub fn open(provider: P, params: &MessageParams) -> Result<Receiver<P>> {
        provider.check()?;
        let ring = MessageRing::attach(provider.mem(), params)?;
        let cursors = vec![LaneCursor::default(); params.lanes as usize].into_boxed_slice();
        let (shape, state) = (ring.shape, ring.open_receiver(cursors)?);
        Ok(Receiver { provider, shape, state })
    }

    pub(super) fn split(&mut self) -> (MessageRing<'_>, &mut ReceiverState<Box<[LaneCursor]>>) {
        (MessageRing::again(self.provider.mem(), self.shape), &mut self.state)
    }

    /// The longest message, and so a buffer that is never too small.
    pub fn max_message(&self) -> usize {
        self.shape.max_message() as usize
    }

    /// See [`MessageRing::try_receive`].
    #[inline]
    pub fn try_receive(&mut self, buffer: &mut [u8], record: &mut Record) -> Result<()> {
        match self.glance(buffer) {
            Glance::Taken(received) => {
                *record = received;
                Ok(())
            }
            Glance::Empty => Err(Status::Empty.into()),
            Glance::Unclear => self.try_receive_slowly(buffer, record),
        }
    }

    /// Takes the next message if that takes no call and no error.
    #[inline(always)]
    pub(crate) fn glance(&mut self, buffer: &mut [u8]) -> Glance {
        if !self.provider.is_ready() {
            return Glance::Unclear;
        }
        let (ring, state) = self.split();
        ring.glance(state, buffer)
    }

    /// [`try_receive`](Self::try_receive) after an unclear [`glance`](Self::glance).
    #[inline(never)]
    pub(crate) fn try_receive_slowly(
        &mut self,
        buffer: &mut [u8],
        record: &mut Record,
    ) -> Result<()> {
        self.provider.check()?;
        let (ring, state) = self.split();
        ring.try_receive_slowly(state, buffer, record)
    }

    /// See [`MessageRing::receive`].
    #[inline]
    pub fn receive(
        &mut self,
        buffer: &mut [u8],
        record: &mut Record,
        deadline: Deadline,
    ) -> Result<()> {
        if let Glance::Taken(received) = self.glance(buffer) {
            *record = received;
            return Ok(());
        }
        self.receive_slowly(buffer, record, deadline)
    }

    /// [`receive`](Self::receive) after a [`glance`](Self::glance) in vain.
    #[inline(never)]
    pub(crate) fn receive_slowly(
        &mut self,
        buffer: &mut [u8],
        record: &mut Record,
        deadline: Deadline,
    ) -> Result<()> {
        self.provider.check()?;
        let (ring, state) = self.split();
        ring.receive(state, buffer, record, deadline)
    }
}

#[cfg(feature = "std")]
impl<P: Provider> Drop for Receiver<P> {
    fn drop(&mut self) {
        if self.provider.check().is_err() {
            return; // a forked child's copy: the place is its parent's
        }
        let ring = MessageRing::again(self.provider.mem(), self.shape);
        self.state.owner.release(ring.mem.word64(layout::RECEIVER_OWNER));
    }
}

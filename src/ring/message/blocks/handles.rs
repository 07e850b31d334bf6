//! The calls of those who send and receive blocks.

use super::super::ends::Receiver;
use super::super::ends::Sender;
use super::super::layout;
use super::super::receiver::Record;
use super::encode;
use crate::arena::{Block, Holder, QueuedBlock, Reference, allocated_by};
use crate::objects::Object;
use crate::provider::Provider;
use crate::status::{Result, Status};
use crate::sync::{Deadline, EventCount, Liveness};

fn me(object: &Object) -> Holder {
    Holder::Participant(object.mem().live().me().row)
}

impl Sender<Object> {
    /// Sends a block that this participant has allocated, waiting for space until
    /// `deadline`. From then on it is on its way: it must not be touched nor given back here.
    ///
    /// `State`, and nothing is sent, if the block is not this participant's. Otherwise as
    /// [`send`](Sender::send).
    pub fn send_block(&mut self, reference: Reference, deadline: Deadline) -> Result<u64> {
        self.provider.check()?;
        let sender = me(&self.provider);
        let segment = self.provider.segment();
        allocated_by(segment.inner().writable()?, reference, sender)?;
        self.send(&encode(QueuedBlock { reference, sender }), deadline)
    }
}

impl Receiver<Object> {
    /// Takes the next block, or answers `Empty`. It is this participant's then.
    ///
    /// `NotFound` if the message names a block that has ended, or is another's, by then: the
    /// message is gone. `Mismatch` likewise, if it names no block; `TooSmall` leaves a longer
    /// one where it is: a ring that blocks are received from should carry nothing else.
    pub fn try_receive_block(&mut self, record: &mut Record) -> Result<Block> {
        self.provider.check()?;
        let (segment, to) = (self.provider.segment(), me(&self.provider));
        let row = Holder::Object(self.provider.reference().row);
        let view = segment.inner().writable()?;
        let (ring, state) = self.split();
        let reference = ring.try_receive_block(state, record, view, row, to)?;
        Ok(Block { reference, pointer: view.mem.part_base(reference.offset() as usize) })
    }

    /// Takes the next block, waiting for one until `deadline`: `Timeout` when it passes,
    /// `PeerDead` as [`MessageRing::receive`](super::super::MessageRing::receive) has it.
    /// Otherwise as [`try_receive_block`](Self::try_receive_block).
    pub fn receive_block(&mut self, record: &mut Record, deadline: Deadline) -> Result<Block> {
        let object = self.provider.clone();
        object.check()?;
        let both = core::cell::RefCell::new((self, record));
        EventCount::at(object.mem(), layout::RECEIVER_EVENT).wait(
            deadline,
            || {
                let (receiver, record) = &mut *both.borrow_mut();
                match receiver.try_receive_block(record) {
                    Ok(block) => Ok(Some(block)),
                    Err(error) if error.status() == Status::Empty => Ok(None),
                    Err(error) => Err(error),
                }
            },
            |live: &dyn Liveness| {
                let (receiver, record) = &mut *both.borrow_mut();
                let (ring, state) = receiver.split();
                ring.attend(state, record, live)
            },
        )
    }
}

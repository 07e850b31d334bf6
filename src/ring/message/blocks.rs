//! Blocks of the arena through a ring: what is sent is the reference, the block stays where
//! it is.
//!
//! The block stays its sender's until the receiver has claimed it, and that it does before
//! the ring's head moves past the message. So whoever is killed, and wherever, exactly one
//! of them holds the block or the ring does: a dead sender's blocks that are still queued
//! become the ring's before the sweep after it, and end with the ring. A receiver killed
//! after its claim loses at most that one message; the block is freed with what it held.
//!
//! ```text
//! payload   mark 64 | reference 64 | sender: 1 if an object, row 32
//! ```

use super::lane::Lane;
use super::layout::{self, Span};
use super::receiver::{Receiver, Record};
use super::seeded::{Bug, seeded};
use super::sender::Sender;
use super::{layout::Mark, record};
use crate::arena::{Block, Holder, Reference, allocated_by, claim};
use crate::objects::{Object, QueuedBlock};
use crate::provider::Provider;
use crate::status::{Result, Status, fail};
use crate::sync::{Deadline, EventCount};

/// What a message that names a block begins with.
const MARK: u64 = 0x6B63_6F6C_422E_7277;
/// Bytes of such a message.
const SIZE: usize = 24;

fn encode(block: QueuedBlock) -> [u8; SIZE] {
    let sender = match block.sender {
        Holder::Participant(row) => row as u64,
        Holder::Object(row) => 1 << 32 | row as u64,
    };
    let mut bytes = [0; SIZE];
    for (to, word) in
        bytes.as_chunks_mut().0.iter_mut().zip([MARK, block.reference.to_bits(), sender])
    {
        *to = u64::to_le_bytes(word);
    }
    bytes
}

fn decode(bytes: &[u8]) -> Option<QueuedBlock> {
    let words = bytes.as_chunks().0;
    let &[mark, reference, sender] = words else { return None };
    let [mark, reference, sender] = [mark, reference, sender].map(u64::from_le_bytes);
    let row = sender as u16;
    let sender = match sender >> 16 {
        0 => Holder::Participant(row),
        0x1_0000 => Holder::Object(row),
        _ => return None,
    };
    let reference = Reference::from_bits(reference);
    (bytes.len() == SIZE && mark == MARK).then_some(QueuedBlock { reference, sender })
}

impl Lane<'_> {
    /// Visits the blocks that are queued. What does not check is stepped over as far as the
    /// receiver has gone on; else it ends there, as only the receiver can tell what follows.
    pub(super) fn queued_blocks(&self, visit: &mut dyn FnMut(QueuedBlock)) {
        let tail = self.tail();
        let mut at = self.place(self.head(), layout::RECEIVER_NEXT);
        // Each time round a record is passed, or the head has moved.
        for _ in 0..2 * self.shape().slots() {
            let Some(Span { slots: left @ 1.., .. }) = self.span(at.mark, tail).ok() else {
                return;
            };
            let position = at.mark.position;
            let len = self.lengths(position).agreed(position).filter(|len| self.fits(*len, left));
            let mut bytes = [0; SIZE];
            let read = match len {
                Some(len) if len as usize == SIZE => {
                    self.read_record(position, at.next, &mut bytes).is_some()
                }
                Some(len) => self.record_checks(position, at.next, len),
                None => false,
            };
            match len.filter(|_| read) {
                Some(len) => {
                    decode(&bytes).into_iter().for_each(&mut *visit);
                    at = at.after(record::slots(len), 1);
                }
                None => {
                    let head = self.head();
                    if !is_behind(at.mark, head) {
                        return;
                    }
                    at = self.place(head, layout::RECEIVER_NEXT);
                }
            }
        }
    }
}

/// Whether `mark` lies before `head`.
fn is_behind(mark: Mark, head: Mark) -> bool {
    (head.position.wrapping_sub(mark.position) as i32) > 0
}

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
        let ring_row = Holder::Object(self.provider.reference().row);
        let view = segment.inner().writable()?;
        let mut taken = None;
        let mut accept = |bytes: &[u8]| {
            let claimed = match decode(bytes) {
                Some(block) => {
                    claim(view, block.reference, &[block.sender, ring_row], to).map(|_| block)
                }
                None => Err(Status::Mismatch.into()),
            };
            taken = Some(claimed);
        };
        let mut buffer = [0; SIZE];
        let (ring, state) = self.split();
        if seeded(Bug::HeadBeforeClaim) {
            ring.try_receive(state, &mut buffer, record)?;
            accept(&buffer[..record.length]);
        } else {
            ring.try_receive_with(state, &mut buffer, record, &mut accept)?;
        }
        match taken {
            Some(Ok(block)) => {
                let pointer = view.mem.part_base(block.reference.offset() as usize);
                Ok(Block { reference: block.reference, pointer })
            }
            Some(Err(error)) => Err(error),
            None => fail!(Corrupt, "message ring: a message was taken and not shown"),
        }
    }

    /// Takes the next block, waiting for one until `deadline`: `Timeout` when it passes.
    pub fn receive_block(&mut self, record: &mut Record, deadline: Deadline) -> Result<Block> {
        let object = self.provider.clone();
        object.check()?;
        EventCount::at(object.mem(), layout::RECEIVER_EVENT).wait(
            deadline,
            || match self.try_receive_block(record) {
                Ok(block) => Ok(Some(block)),
                Err(error) if error.status() == Status::Empty => Ok(None),
                Err(error) => Err(error),
            },
            |_| Ok(()),
        )
    }
}

#[cfg(test)]
mod tests;

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
use super::layout::{self, Mark, Span};
use super::receiver::{LaneCursor, ReceiverState, Record};
use super::seeded::{Bug, seeded};
use super::{MessageRing, record};
use crate::arena::{Holder, QueuedBlock, Reference, claim};
use crate::segment::View;
use crate::status::{Result, Status, fail};

#[cfg(not(shuttle))]
mod handles;
#[cfg(shuttle)]
mod schedules;
#[cfg(all(test, not(shuttle)))]
mod tests;

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
        // So much is read at most, by a receiver that goes on meanwhile or a hostile process.
        let mut most = 64 * self.shape().slots() as u64;
        // Each time round a record is passed, or the head has moved.
        for _ in 0..2 * self.shape().slots() {
            let Some(Span { slots: left @ 1.., .. }) = self.span(at.mark(), tail).ok() else {
                return;
            };
            let position = at.position;
            let len = self.lengths(position).agreed(position).filter(|len| self.fits(*len, left));
            most = most.saturating_sub(len.map_or(0, record::slots) as u64);
            if most == 0 {
                return;
            }
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
                    if !is_behind(at.mark(), head) {
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

impl MessageRing<'_> {
    /// Takes the next block for `to`, out of the ring that is the object `ring`.
    fn try_receive_block<C: AsMut<[LaneCursor]>>(
        &self,
        receiver: &mut ReceiverState<C>,
        record: &mut Record,
        view: View<'_>,
        ring: Holder,
        to: Holder,
    ) -> Result<Reference> {
        let mut taken = None;
        let mut accept = |bytes: &[u8]| {
            let claimed = match decode(bytes) {
                Some(block) => {
                    claim(view, block.reference, &[block.sender, ring], to).map(|_| block.reference)
                }
                None => Err(Status::Mismatch.into()),
            };
            taken = Some(claimed);
        };
        let mut buffer = [0; SIZE];
        if seeded(Bug::HeadBeforeClaim) {
            self.try_receive(receiver, &mut buffer, record)?;
            accept(&buffer[..record.length]);
        } else {
            self.try_receive_with(receiver, &mut buffer, record, &mut accept)?;
        }
        match taken {
            Some(claimed) => claimed,
            None => fail!(Corrupt, "message ring: a message was taken and not shown"),
        }
    }
}

//! The producing side.

use super::MpmcRing;
use super::layout::{self, SlotWord, State};
use super::seeded::{Bug, seeded};
use super::walk::{End, Side};
use crate::ring::claimant::Claimant;
use crate::ring::seats::Seat;
#[cfg(feature = "std")]
use crate::status::fail;
use crate::status::{Result, Status};
use crate::sync::Ordering::*;
#[cfg(feature = "std")]
use crate::sync::{Deadline, EventCount, Liveness};

/// So many refusals in a row are taken as they are; then the kernel is asked whether whoever
/// is in the way lives.
pub(super) const REFUSALS: u32 = 64;
/// So often a producer looks how full the ring is.
const LOOKS: u32 = 64;

/// What a producer remembers in its own process.
#[derive(Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct ProducerState {
    pub(super) seat: Seat,
    who: Claimant,
    /// How often in a row there was no room.
    refused: u32,
    /// Counts pushes.
    pushes: u32,
}

impl MpmcRing<'_> {
    /// Attaches a producer. `NoSpace` if all its side's places belong to the living. One thread
    /// uses it at a time; a process may have several.
    pub fn open_producer(&self) -> Result<ProducerState> {
        let seat = self.producers().take("mpmc ring: producers")?;
        let who = Claimant::of(self.mem.live().me());
        Ok(ProducerState { seat, who, refused: 0, pushes: 0 })
    }

    /// Detaches a producer. What it pushed stays.
    pub fn close_producer(&self, producer: ProducerState) {
        self.producers().leave(&producer.seat);
    }

    /// Pushes an element, or answers `Full`.
    ///
    /// `Invalid` unless it has the ring's element size; `Corrupt` if the words of the ring make
    /// no sense; `Busy` if others were faster thousands of times in a row.
    #[inline]
    pub fn try_push(&self, producer: &mut ProducerState, element: &[u8]) -> Result<()> {
        self.shape.slots.check("mpmc ring", element.len())?;
        self.put(producer, element)?;
        self.wake(layout::READY_EVENT);
        Ok(())
    }

    /// Pushes as many of `elements`, one after the other in memory, as there is room for, and
    /// answers how many: at least one, or `Full`. Others may push in between.
    pub fn try_push_n(&self, producer: &mut ProducerState, elements: &[u8]) -> Result<usize> {
        let count = self.shape.slots.count("mpmc ring", elements.len())?;
        let size = self.element();
        let mut done = 0;
        while done < count {
            match self.put(producer, &elements[done * size..(done + 1) * size]) {
                Ok(()) => done += 1,
                Err(_) if done > 0 => break,
                Err(error) => return Err(error),
            }
        }
        self.wake(layout::READY_EVENT);
        Ok(done)
    }

    #[inline]
    fn put(&self, producer: &mut ProducerState, element: &[u8]) -> Result<()> {
        let position = match self.claim(Side::Producers, producer.who, producer.refused == 0)? {
            End::Claimed(position) => position,
            End::Stopped => self.no_room(producer)?,
        };
        let lap = self.shape.slots.lap(position);
        let full = SlotWord::unclaimed(State::Full, lap).to_bits();
        if seeded(Bug::FullBeforeElement) {
            self.word(position).store(full, Release);
        }
        self.shape.slots.write(self.mem, position, element);
        // Release: with the Acquire of the consumer's claim: the element is there. The commit.
        let order = if seeded(Bug::FullRelaxed) { Relaxed } else { Release };
        self.word(position).store(full, order);
        producer.refused = 0;
        producer.pushes = producer.pushes.wrapping_add(1);
        if producer.pushes.is_multiple_of(LOOKS) {
            self.note_used(position.wrapping_add(1));
        }
        Ok(())
    }

    /// No room was found. Every so often, asks whether a dead consumer is the reason.
    #[cold]
    fn no_room(&self, producer: &mut ProducerState) -> Result<u64> {
        producer.refused = producer.refused.wrapping_add(1).max(1);
        if producer.refused == 1 {
            self.note_used(self.hinted(Side::Producers));
        }
        if producer.refused.is_multiple_of(REFUSALS) && !seeded(Bug::NeverAsked) {
            self.clear_the_way(Side::Producers);
            self.mend(Side::Producers, producer.refused);
            if let End::Claimed(position) = self.claim(Side::Producers, producer.who, false)? {
                return Ok(position);
            }
        }
        Err(Status::Full.into())
    }

    /// Raises the high-water mark to what is in use below `tail`.
    fn note_used(&self, tail: u64) {
        let used = self.between(self.hinted(Side::Consumers), tail);
        let used = used.min(self.capacity() as u64);
        let mark = self.mem.word64(layout::HIGH_WATER);
        // Relaxed: a statistic. Who loses against another's mark leaves it at that.
        let known = mark.load(Relaxed);
        if used > known {
            let _ = mark.compare_exchange(known, used, Relaxed);
        }
    }

    /// Pushes an element, waiting for room until `deadline`.
    ///
    /// `Timeout` when it passes; `PeerDead` if no consumer is left and the last did not close,
    /// noticed after a wait in vain of 10 ms. Otherwise as [`try_push`](Self::try_push).
    #[cfg(feature = "std")]
    pub fn push(
        &self,
        producer: &mut ProducerState,
        element: &[u8],
        deadline: Deadline,
    ) -> Result<()> {
        self.when_room(deadline, || self.try_push(producer, element))
    }

    /// Pushes as many of `elements` as there is room for, waiting for room for one until
    /// `deadline`, and answers how many. Otherwise as [`try_push_n`](Self::try_push_n) and
    /// [`push`](Self::push).
    #[cfg(feature = "std")]
    pub fn push_n(
        &self,
        producer: &mut ProducerState,
        elements: &[u8],
        deadline: Deadline,
    ) -> Result<usize> {
        self.when_room(deadline, || self.try_push_n(producer, elements))
    }

    /// What `attempt` answers once it does not answer `Full`.
    #[cfg(feature = "std")]
    fn when_room<T>(
        &self,
        deadline: Deadline,
        mut attempt: impl FnMut() -> Result<T>,
    ) -> Result<T> {
        EventCount::at(self.mem, layout::SPACE_EVENT).wait_for_peer(
            deadline,
            || match attempt() {
                Ok(done) => Ok(Some(done)),
                Err(error) if error.status() == Status::Full => Ok(None),
                Err(error) => Err(error),
            },
            |_: &dyn Liveness| {
                if self.clear_the_way(Side::Producers) {
                    return Ok(());
                }
                match self.consumers().deserted() {
                    Some(who) => {
                        fail!(PeerDead, "mpmc ring: full, and the last consumer, {who:?}, died")
                    }
                    None => Ok(()),
                }
            },
        )
    }
}

//! The consuming side.

use super::MpmcRing;
use super::layout::{self, SlotWord, State};
use super::producer::REFUSALS;
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

/// What a consumer remembers in its own process.
#[derive(Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct ConsumerState {
    pub(super) seat: Seat,
    who: Claimant,
    /// How often in a row there was nothing.
    refused: u32,
}

impl MpmcRing<'_> {
    /// Attaches a consumer. `NoSpace` if all its side's places belong to the living. One thread
    /// uses it at a time; a process may have several.
    pub fn open_consumer(&self) -> Result<ConsumerState> {
        let seat = self.consumers().take("mpmc ring: consumers")?;
        Ok(ConsumerState { seat, who: Claimant::of(self.mem.live().me()), refused: 0 })
    }

    /// Detaches a consumer.
    pub fn close_consumer(&self, consumer: ConsumerState) {
        self.consumers().leave(&consumer.seat);
    }

    /// Pops the next element into `element`, or answers `Empty`: also while a living producer
    /// has claimed the next place and has not written it yet.
    ///
    /// `Invalid` unless `element` has the ring's element size; `Corrupt` if the words of the ring
    /// make no sense; `Busy` if others were faster thousands of times in a row. After an error
    /// the content of `element` is unspecified.
    #[inline]
    pub fn try_pop(&self, consumer: &mut ConsumerState, element: &mut [u8]) -> Result<()> {
        self.shape.slots.check("mpmc ring", element.len())?;
        self.get(consumer, element)?;
        self.wake(layout::SPACE_EVENT);
        Ok(())
    }

    /// Pops as many elements as there are and fit `elements`, and answers how many: at least
    /// one, or `Empty`. Others may pop in between.
    pub fn try_pop_n(&self, consumer: &mut ConsumerState, elements: &mut [u8]) -> Result<usize> {
        let count = self.shape.slots.count("mpmc ring", elements.len())?;
        let size = self.element();
        let mut done = 0;
        while done < count {
            match self.get(consumer, &mut elements[done * size..(done + 1) * size]) {
                Ok(()) => done += 1,
                Err(_) if done > 0 => break,
                Err(error) => return Err(error),
            }
        }
        self.wake(layout::SPACE_EVENT);
        Ok(done)
    }

    #[inline]
    fn get(&self, consumer: &mut ConsumerState, element: &mut [u8]) -> Result<()> {
        let position = match self.claim(Side::Consumers, consumer.who, false)? {
            End::Claimed(position) => position,
            End::Stopped => self.nothing(consumer)?,
        };
        let empty = SlotWord::unclaimed(State::Empty, self.shape.slots.lap(position) + 1).to_bits();
        if seeded(Bug::EmptyBeforeCopy) {
            self.word(position).store(empty, Release);
        }
        self.shape.slots.read(self.mem, position, element);
        // Release: with the Acquire of the producer's claim: the copy is done. The commit.
        self.word(position).store(empty, Release);
        consumer.refused = 0;
        Ok(())
    }

    /// Nothing to pop was found. Every so often, asks whether a dead producer is the reason.
    #[cold]
    fn nothing(&self, consumer: &mut ConsumerState) -> Result<u64> {
        consumer.refused = consumer.refused.wrapping_add(1);
        if consumer.refused.is_multiple_of(REFUSALS) && !seeded(Bug::NeverAsked) {
            self.clear_the_way(Side::Consumers);
            self.mend(Side::Consumers, consumer.refused);
            if let End::Claimed(position) = self.claim(Side::Consumers, consumer.who, false)? {
                return Ok(position);
            }
        }
        Err(Status::Empty.into())
    }

    /// Pops the next element, waiting for one until `deadline`.
    ///
    /// `Timeout` when it passes; `PeerDead` if the ring is empty, no producer is left and the
    /// last did not close, noticed after a wait in vain of 10 ms. Otherwise as
    /// [`try_pop`](Self::try_pop).
    #[cfg(feature = "std")]
    pub fn pop(
        &self,
        consumer: &mut ConsumerState,
        element: &mut [u8],
        deadline: Deadline,
    ) -> Result<()> {
        self.when_any(deadline, || self.try_pop(consumer, element))
    }

    /// Pops as many elements as there are and fit `elements`, waiting for one until `deadline`,
    /// and answers how many. Otherwise as [`try_pop_n`](Self::try_pop_n) and
    /// [`pop`](Self::pop).
    #[cfg(feature = "std")]
    pub fn pop_n(
        &self,
        consumer: &mut ConsumerState,
        elements: &mut [u8],
        deadline: Deadline,
    ) -> Result<usize> {
        self.when_any(deadline, || self.try_pop_n(consumer, elements))
    }

    /// What `attempt` answers once it does not answer `Empty`.
    #[cfg(feature = "std")]
    fn when_any<T>(&self, deadline: Deadline, mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
        EventCount::at(self.mem, layout::READY_EVENT).wait(
            deadline,
            || match attempt() {
                Ok(done) => Ok(Some(done)),
                Err(error) if error.status() == Status::Empty => Ok(None),
                Err(error) => Err(error),
            },
            |_: &dyn Liveness| {
                if self.clear_the_way(Side::Consumers) {
                    return Ok(());
                }
                // The dead first, then a look: what they pushed is there.
                match (self.producers().deserted(), self.first(Side::Consumers).1.state()) {
                    (Some(who), Some(State::Empty)) => {
                        fail!(PeerDead, "mpmc ring: empty, and the last producer, {who:?}, died")
                    }
                    _ => Ok(()),
                }
            },
        )
    }
}

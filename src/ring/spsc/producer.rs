//! The producing side: taking the producer's place, pushing, waiting for room.

use super::layout;
use super::seeded::{Bug, seeded};
use super::{Span, SpscRing};
use crate::ring::owner::Owner;
use crate::ring::pace::Pace;
use crate::status::{Result, Status, fail};
use crate::sync::Ordering::*;

/// What a producer remembers in its own process. `include/wrtmem_inline.h` knows the first
/// three words.
#[derive(Debug)]
#[repr(C, align(128))] // shares no line with another handle
pub struct ProducerState {
    /// The tail; the shared word holds the same.
    pub(super) tail: u64,
    /// The tail may not pass this: the head as last read, and the capacity. The consumer may
    /// be further, so the room is at least `limit - tail`, and that at most the capacity.
    pub(super) limit: u64,
    /// The high-water mark; the shared word holds the same.
    pub(super) high: u64,
    pub(super) owner: Owner,
    pace: Pace,
}

impl ProducerState {
    /// Elements ever pushed, by whomever: where a successor goes on.
    pub fn pushed(&self) -> u64 {
        self.tail
    }

    /// The room there is at least.
    #[inline]
    pub(super) fn room(&self) -> u64 {
        self.limit.wrapping_sub(self.tail)
    }
}

impl SpscRing<'_> {
    /// Takes the producer's place. `Busy` while another producer lives.
    ///
    /// Killed at any point, the caller has the place or does not.
    pub fn open_producer(self) -> Result<ProducerState> {
        let word = self.mem.word64(layout::PRODUCER_OWNER);
        let rob = seeded(Bug::TakeFromLiving);
        let owner = Owner::take(word, self.mem.live(), "spsc ring: the producer", rob)?;
        // Acquire: with the Release in `commit_tail`, of whoever was here before.
        let tail = self.mem.word64(layout::TAIL).load(Acquire);
        let high = self.mem.word64(layout::PRODUCER_HIGH).load(Relaxed);
        // No room is known yet: the first push looks.
        Ok(ProducerState { owner, tail, limit: tail, high, pace: Pace::default() })
    }

    /// Gives the producer's place back. What was pushed stays.
    pub fn close_producer(self, producer: ProducerState) {
        producer.owner.release(self.mem.word64(layout::PRODUCER_OWNER));
    }

    /// Pushes one element, or answers `Full`.
    ///
    /// `Corrupt` while the two indices make no sense together; see
    /// [`try_pop`](Self::try_pop).
    #[inline(always)]
    pub fn try_push(self, producer: &mut ProducerState, element: &[u8]) -> Result<()> {
        self.one(element.len())?;
        self.push_by(producer, |ring, position| ring.write_one(position, element))
    }

    /// Pushes what `write` puts into the slot of a position.
    #[inline(always)]
    pub(super) fn push_by(
        self,
        producer: &mut ProducerState,
        write: impl FnOnce(Self, u64),
    ) -> Result<()> {
        if producer.room() == 0 {
            self.look_for_room(producer)?;
        }
        self.before_write(producer);
        write(self, producer.tail);
        self.commit_tail(producer, 1);
        Ok(())
    }

    /// Pushes one element of the right size, for which there is room.
    #[inline(always)]
    pub(super) fn push_into_room(self, producer: &mut ProducerState, element: &[u8]) {
        self.before_write(producer);
        self.write_one(producer.tail, element);
        self.commit_tail(producer, 1);
    }

    /// Nothing, but for a planted defect.
    #[inline(always)]
    fn before_write(self, producer: &ProducerState) {
        if seeded(Bug::TailBeforeElements) {
            self.mem.word64(layout::TAIL).store(producer.tail.wrapping_add(1), Release);
        }
    }

    /// Pushes one element, or drops it and counts that if there is no room. Whether it was
    /// pushed.
    #[inline]
    pub fn push_or_drop(self, producer: &mut ProducerState, element: &[u8]) -> Result<bool> {
        match self.try_push(producer, element) {
            Ok(()) => Ok(true),
            Err(error) if error.status() == Status::Full => {
                let dropped = self.mem.word64(layout::DROPPED);
                // Relaxed: a statistic, written by this side only.
                dropped.store(dropped.load(Relaxed).wrapping_add(1), Relaxed);
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Pushes as many of `elements` as there is room for, by one store; `Full` if none.
    #[inline(always)]
    pub fn try_push_n(self, producer: &mut ProducerState, elements: &[u8]) -> Result<usize> {
        let wanted = self.whole(elements.len())?;
        if wanted == 0 {
            return Ok(0);
        }
        let span = self.try_reserve(producer, wanted)?;
        if seeded(Bug::TailBeforeElements) {
            let tail = producer.tail.wrapping_add(span.len() as u64);
            self.mem.word64(layout::TAIL).store(tail, Release);
        }
        self.write_many(producer.tail, &elements[..span.len() * self.shape.element()]);
        self.commit_tail(producer, span.len() as u64);
        Ok(span.len())
    }

    /// The next slots to write, as many as are free, at most `count`; `Full` if none. Nothing
    /// is pushed before [`commit`](Self::commit).
    #[inline(always)]
    pub fn try_reserve(self, producer: &mut ProducerState, count: usize) -> Result<Span> {
        if producer.room() < (count as u64).min(self.shape.capacity()) {
            self.look_for_room(producer)?;
        }
        let count = (count as u64).min(producer.room()) as usize;
        Ok(Span { position: producer.tail, count })
    }

    /// Pushes the first `count` elements of what was reserved, by one store.
    #[inline(always)]
    pub fn commit(self, producer: &mut ProducerState, count: usize) -> Result<()> {
        if count as u64 > producer.room() {
            fail!(
                Invalid,
                "spsc ring: {count} elements to commit, {} slots were reserved",
                producer.room()
            );
        }
        if count > 0 {
            self.commit_tail(producer, count as u64);
        }
        Ok(())
    }

    #[inline(always)]
    fn commit_tail(self, producer: &mut ProducerState, count: u64) {
        debug_assert!(count <= producer.room());
        producer.tail = producer.tail.wrapping_add(count);
        let order = if seeded(Bug::TailRelaxed) { Relaxed } else { Release };
        // Release: with the Acquire in `look_for_more`: who sees the tail sees the elements.
        self.mem.word64(layout::TAIL).store(producer.tail, order);
        self.wake(layout::ITEMS_EVENT);
    }

    /// Reads the head anew; `Full` if there is no room.
    #[cold]
    fn look_for_room(self, producer: &mut ProducerState) -> Result<()> {
        producer.pace.wait();
        // Acquire: with the Release in `commit_head`: what is overwritten has been read.
        let head = self.mem.word64(layout::HEAD).load(Acquire);
        let used = producer.tail.wrapping_sub(head);
        if used > self.shape.capacity() && !seeded(Bug::DistanceBelieved) {
            self.look_after_tail(producer);
            fail!(
                Corrupt,
                "spsc ring: {used} elements between head {head} and tail {}, its capacity is {}",
                producer.tail,
                self.shape.capacity()
            );
        }
        producer.limit = head.wrapping_add(self.shape.capacity());
        producer.pace.found(producer.room(), self.shape.enough());
        if used > producer.high {
            producer.high = used;
            // Relaxed: a statistic, written by this side only.
            self.mem.word64(layout::PRODUCER_HIGH).store(used, Relaxed);
        }
        if used < self.shape.capacity() {
            return Ok(());
        }
        self.look_after_tail(producer);
        Err(Status::Full.into())
    }

    /// Stores the tail again if somebody scribbled over it: the consumer cannot go on without.
    fn look_after_tail(self, producer: &ProducerState) {
        let word = self.mem.word64(layout::TAIL);
        if word.load(Relaxed) != producer.tail && !seeded(Bug::IndexNotMended) {
            // Release: as in `commit_tail`.
            word.store(producer.tail, Release);
            self.wake(layout::ITEMS_EVENT);
        }
    }
}

#[cfg(feature = "std")]
mod waiting {
    use super::*;
    use crate::ring::owner::Peer;
    use crate::sync::{Deadline, EventCount, Liveness};

    impl SpscRing<'_> {
        /// Calls `attempt` until it answers something else than `Full`, or `deadline` passes.
        ///
        /// `Timeout` when it passes, also if there never was a consumer; `PeerDead` if the
        /// consumer died and nobody took its place.
        pub(in crate::ring::spsc) fn wait_for_room<T>(
            self,
            producer: &mut ProducerState,
            deadline: Deadline,
            mut attempt: impl FnMut(&mut ProducerState) -> Result<T>,
        ) -> Result<T> {
            let producer = core::cell::RefCell::new(producer);
            EventCount::at(self.mem, layout::SPACE_EVENT).wait_for_peer(
                deadline,
                || match attempt(&mut producer.borrow_mut()) {
                    Ok(value) => Ok(Some(value)),
                    Err(error) if error.status() == Status::Full => Ok(None),
                    Err(error) => Err(error),
                },
                |live: &dyn Liveness| {
                    let owner = producer.borrow().owner;
                    owner.restore(self.mem.word64(layout::PRODUCER_OWNER));
                    let consumer = Owner::load(self.mem.word64(layout::CONSUMER_OWNER));
                    match consumer.peer(live) {
                        Peer::Dead(who) => {
                            fail!(PeerDead, "spsc ring: it is full and the consumer, {who:?}, died")
                        }
                        _ => Ok(()),
                    }
                },
            )
        }

        /// Pushes one element, waiting for room until `deadline`.
        ///
        /// `Timeout` when it passes, also if there never was a consumer; `PeerDead` if the
        /// consumer died and nobody took its place. Otherwise as [`try_push`](Self::try_push).
        #[inline]
        pub fn push(
            self,
            producer: &mut ProducerState,
            element: &[u8],
            deadline: Deadline,
        ) -> Result<()> {
            match self.try_push(producer, element) {
                Err(error) if error.status() == Status::Full => {}
                answer => return answer,
            }
            self.wait_for_room(producer, deadline, |producer| self.try_push(producer, element))
        }

        /// As [`try_push_n`](Self::try_push_n), waiting for room for one at least.
        #[inline]
        pub fn push_n(
            self,
            producer: &mut ProducerState,
            elements: &[u8],
            deadline: Deadline,
        ) -> Result<usize> {
            match self.try_push_n(producer, elements) {
                Err(error) if error.status() == Status::Full => {}
                answer => return answer,
            }
            self.wait_for_room(producer, deadline, |producer| self.try_push_n(producer, elements))
        }

        /// As [`try_reserve`](Self::try_reserve), waiting for room for one at least.
        #[inline]
        pub fn reserve(
            self,
            producer: &mut ProducerState,
            count: usize,
            deadline: Deadline,
        ) -> Result<Span> {
            match self.try_reserve(producer, count) {
                Err(error) if error.status() == Status::Full => {}
                answer => return answer,
            }
            self.wait_for_room(producer, deadline, |producer| self.try_reserve(producer, count))
        }
    }
}

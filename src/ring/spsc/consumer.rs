//! The consuming side: taking the consumer's place, popping, waiting for elements.

use super::layout;
use super::seeded::{Bug, seeded};
use super::{Span, SpscRing};
use crate::ring::owner::Owner;
use crate::ring::pace::Pace;
use crate::status::{Result, Status, fail};
use crate::sync::Ordering::*;

/// What a consumer remembers in its own process. `include/wrtmem_inline.h` knows the first
/// three words.
#[derive(Debug)]
#[repr(C, align(128))] // shares no line with another handle
pub struct ConsumerState {
    /// The head; the shared word holds the same.
    pub(super) head: u64,
    /// The tail as last read: the producer may be further. `tail - head` is at most the
    /// capacity.
    pub(super) tail: u64,
    /// The high-water mark; the shared word holds the same.
    pub(super) high: u64,
    pub(super) owner: Owner,
    pace: Pace,
    /// How often in a row the tail made no sense.
    puzzled: u32,
}

/// So many looks in vain at indices that make no sense, and the consumer goes on at the tail,
/// whatever it says: nobody else mends it any more.
const PUZZLED: u32 = 64;

impl ConsumerState {
    /// Elements ever popped, by whomever.
    pub fn popped(&self) -> u64 {
        self.head
    }

    /// The elements there are at least.
    #[inline]
    pub(super) fn queued(&self) -> u64 {
        self.tail.wrapping_sub(self.head)
    }
}

impl SpscRing<'_> {
    /// Takes the consumer's place. `Busy` while another consumer lives. After a dead one it
    /// goes on with what that one had not released.
    pub fn open_consumer(self) -> Result<ConsumerState> {
        let word = self.mem.word64(layout::CONSUMER_OWNER);
        let rob = seeded(Bug::TakeFromLiving);
        let owner = Owner::take(word, self.mem.live(), "spsc ring: the consumer", rob)?;
        // Acquire: with the Release in `commit_head`, of whoever was here before.
        let head = self.mem.word64(layout::HEAD).load(Acquire);
        let high = self.mem.word64(layout::CONSUMER_HIGH).load(Relaxed);
        // No element is known yet: the first pop looks.
        let pace = Pace::default();
        Ok(ConsumerState { owner, head, tail: head, high, pace, puzzled: 0 })
    }

    /// Gives the consumer's place back. What was not popped stays.
    pub fn close_consumer(self, consumer: ConsumerState) {
        consumer.owner.release(self.mem.word64(layout::CONSUMER_OWNER));
    }

    /// Pops one element, or answers `Empty`.
    ///
    /// `Corrupt` while somebody's damage to an index lets them make no sense together: more
    /// elements than the ring holds. The producer's next push mends its own, the consumer's
    /// look the other. After 64 such answers the consumer goes on at the tail as it is:
    /// counted, with whatever lay before it lost.
    #[inline(always)]
    pub fn try_pop(self, consumer: &mut ConsumerState, element: &mut [u8]) -> Result<()> {
        self.one(element.len())?;
        self.pop_by(consumer, |ring, position| ring.read_one(position, element))
    }

    /// Pops what `read` takes from the slot of a position.
    #[inline(always)]
    pub(super) fn pop_by<T>(
        self,
        consumer: &mut ConsumerState,
        read: impl FnOnce(Self, u64) -> T,
    ) -> Result<T> {
        if consumer.queued() == 0 {
            self.look_for_more(consumer)?;
        }
        self.before_read(consumer);
        let value = read(self, consumer.head);
        self.commit_head(consumer, 1);
        Ok(value)
    }

    /// Pops one element of the right size, which is known to be there.
    #[inline(always)]
    pub(super) fn pop_queued(self, consumer: &mut ConsumerState, element: &mut [u8]) {
        self.before_read(consumer);
        self.read_one(consumer.head, element);
        self.commit_head(consumer, 1);
    }

    /// Nothing, but for a planted defect.
    #[inline(always)]
    fn before_read(self, consumer: &ConsumerState) {
        if seeded(Bug::HeadBeforeElements) {
            self.mem.word64(layout::HEAD).store(consumer.head.wrapping_add(1), Release);
        }
    }

    /// Pops as many elements as there are, at most as many as `elements` holds, by one store;
    /// `Empty` if none.
    #[inline(always)]
    pub fn try_pop_n(self, consumer: &mut ConsumerState, elements: &mut [u8]) -> Result<usize> {
        let wanted = self.whole(elements.len())?;
        if wanted == 0 {
            return Ok(0);
        }
        let span = self.try_peek(consumer, wanted)?;
        if seeded(Bug::HeadBeforeElements) {
            let head = consumer.head.wrapping_add(span.len() as u64);
            self.mem.word64(layout::HEAD).store(head, Release);
        }
        self.read_many(consumer.head, &mut elements[..span.len() * self.shape.element()]);
        self.commit_head(consumer, span.len() as u64);
        Ok(span.len())
    }

    /// The next elements, as many as there are, at most `count`; `Empty` if none. They stay
    /// until [`release`](Self::release).
    #[inline(always)]
    pub fn try_peek(self, consumer: &mut ConsumerState, count: usize) -> Result<Span> {
        if consumer.queued() < (count as u64).min(self.shape.capacity()) {
            self.look_for_more(consumer)?;
        }
        let count = (count as u64).min(consumer.queued()) as usize;
        Ok(Span { position: consumer.head, count })
    }

    /// Pops the first `count` elements of what was peeked at, by one store.
    #[inline(always)]
    pub fn release(self, consumer: &mut ConsumerState, count: usize) -> Result<()> {
        if count as u64 > consumer.queued() {
            fail!(
                Invalid,
                "spsc ring: {count} elements to release, {} were there",
                consumer.queued()
            );
        }
        if count > 0 {
            self.commit_head(consumer, count as u64);
        }
        Ok(())
    }

    #[inline(always)]
    fn commit_head(self, consumer: &mut ConsumerState, count: u64) {
        debug_assert!(count <= consumer.queued());
        consumer.head = consumer.head.wrapping_add(count);
        // Release: with the Acquire in `look_for_room`: who sees the head may overwrite what
        // was read before.
        self.mem.word64(layout::HEAD).store(consumer.head, Release);
        self.wake(layout::SPACE_EVENT);
    }

    /// Reads the tail anew; `Empty` if there is no element.
    #[inline(always)]
    fn look_for_more(self, consumer: &mut ConsumerState) -> Result<()> {
        consumer.pace.wait();
        // Both lines come at once, where the second would wait for the first.
        self.mem.prefetch(self.shape.offset(consumer.head));
        // Acquire: with the Release in `commit_tail`: the elements are there.
        let tail = self.mem.word64(layout::TAIL).load(Acquire);
        let queued = tail.wrapping_sub(consumer.head);
        consumer.pace.found(queued, self.shape.enough());
        if queued == 0 {
            self.look_after_head(consumer);
            return Err(Status::Empty.into());
        }
        if queued > self.shape.capacity() && !seeded(Bug::DistanceBelieved) {
            return self.puzzle(consumer, tail);
        }
        consumer.tail = tail;
        consumer.puzzled = 0;
        if queued > consumer.high {
            consumer.high = queued;
            // Relaxed: a statistic, written by this side only.
            self.mem.word64(layout::CONSUMER_HIGH).store(queued, Relaxed);
        }
        Ok(())
    }

    /// Stores the head again if somebody scribbled over it: the producer cannot go on without.
    #[inline]
    fn look_after_head(self, consumer: &ConsumerState) {
        let word = self.mem.word64(layout::HEAD);
        if word.load(Relaxed) != consumer.head && !seeded(Bug::IndexNotMended) {
            // Release: as in `commit_head`.
            word.store(consumer.head, Release);
            self.wake(layout::SPACE_EVENT);
        }
    }

    /// The tail makes no sense. `Corrupt`, and in the end `Empty`, at the tail.
    #[cold]
    fn puzzle(self, consumer: &mut ConsumerState, tail: u64) -> Result<()> {
        self.look_after_head(consumer);
        consumer.puzzled += 1;
        if consumer.puzzled <= PUZZLED {
            fail!(
                Corrupt,
                "spsc ring: {} elements between head {} and tail {tail}, its capacity is {}",
                tail.wrapping_sub(consumer.head),
                consumer.head,
                self.shape.capacity()
            );
        }
        consumer.puzzled = 0;
        (consumer.head, consumer.tail) = (tail, tail);
        let resyncs = self.mem.word64(layout::RESYNCS);
        // Relaxed: a statistic, written by this side only.
        resyncs.store(resyncs.load(Relaxed).wrapping_add(1), Relaxed);
        self.look_after_head(consumer);
        Err(Status::Empty.into())
    }
}

#[cfg(feature = "std")]
mod waiting {
    use super::*;
    use crate::ring::owner::Peer;
    use crate::sync::{Deadline, EventCount, Liveness};

    impl SpscRing<'_> {
        /// Calls `attempt` until it answers something else than `Empty`, or `deadline` passes.
        ///
        /// `Timeout` when it passes, also if there never was a producer; `PeerDead` if the
        /// producer died, nobody took its place, and all it pushed was popped.
        pub(in crate::ring::spsc) fn wait_for_more<T>(
            self,
            consumer: &mut ConsumerState,
            deadline: Deadline,
            mut attempt: impl FnMut(&mut ConsumerState) -> Result<T>,
        ) -> Result<T> {
            let consumer = core::cell::RefCell::new(consumer);
            EventCount::at(self.mem, layout::ITEMS_EVENT).wait(
                deadline,
                || match attempt(&mut consumer.borrow_mut()) {
                    Ok(value) => Ok(Some(value)),
                    Err(error) if error.status() == Status::Empty => Ok(None),
                    Err(error) => Err(error),
                },
                |live: &dyn Liveness| {
                    let consumer = consumer.borrow();
                    consumer.owner.restore(self.mem.word64(layout::CONSUMER_OWNER));
                    let producer = Owner::load(self.mem.word64(layout::PRODUCER_OWNER));
                    match producer.peer(live) {
                        // Dead first, then empty: the dead push nothing more.
                        Peer::Dead(who)
                            if self.mem.word64(layout::TAIL).load(Relaxed) == consumer.head =>
                        {
                            fail!(
                                PeerDead,
                                "spsc ring: it is empty and the producer, {who:?}, died after \
                                 element {}",
                                consumer.head
                            )
                        }
                        _ => Ok(()),
                    }
                },
            )
        }

        /// Pops one element, waiting for one until `deadline`.
        ///
        /// `Timeout` when it passes, also if there never was a producer; `PeerDead` if the
        /// producer died, nobody took its place, and all it pushed was popped. Otherwise as
        /// [`try_pop`](Self::try_pop).
        #[inline]
        pub fn pop(
            self,
            consumer: &mut ConsumerState,
            element: &mut [u8],
            deadline: Deadline,
        ) -> Result<()> {
            match self.try_pop(consumer, element) {
                Err(error) if error.status() == Status::Empty => {}
                answer => return answer,
            }
            self.wait_for_more(consumer, deadline, |consumer| self.try_pop(consumer, element))
        }

        /// As [`try_pop_n`](Self::try_pop_n), waiting for one element at least.
        #[inline]
        pub fn pop_n(
            self,
            consumer: &mut ConsumerState,
            elements: &mut [u8],
            deadline: Deadline,
        ) -> Result<usize> {
            match self.try_pop_n(consumer, elements) {
                Err(error) if error.status() == Status::Empty => {}
                answer => return answer,
            }
            self.wait_for_more(consumer, deadline, |consumer| self.try_pop_n(consumer, elements))
        }

        /// As [`try_peek`](Self::try_peek), waiting for one element at least.
        #[inline]
        pub fn peek(
            self,
            consumer: &mut ConsumerState,
            count: usize,
            deadline: Deadline,
        ) -> Result<Span> {
            match self.try_peek(consumer, count) {
                Err(error) if error.status() == Status::Empty => {}
                answer => return answer,
            }
            self.wait_for_more(consumer, deadline, |consumer| self.try_peek(consumer, count))
        }
    }
}

//! The receiving side: taking the receiver's place, receiving in turn, waiting.

#[cfg(feature = "std")]
use super::MessageParams;
use super::lane::{Counts, Lane, Place};
use super::layout::{self, Mark, Span};
use super::seeded::{Bug, seeded};
use super::{MessageRing, record};
#[cfg(feature = "std")]
use crate::provider::Provider;
use crate::ring::owner::{Owner, Peer};
use crate::ring::pace::Pace;
use crate::status::{Error, Result, Status, fail};
use crate::sync::Ordering::*;
#[cfg(feature = "std")]
use crate::sync::{Deadline, EventCount, Liveness};

/// What came with a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Bytes of the payload; after `TooSmall`, the bytes needed.
    pub length: usize,
    /// The lane it came by.
    pub lane: u32,
    /// The CRC32C of the payload, as checked, to carry on.
    pub crc: u32,
    /// Its number on that lane: 1, 2, 3… A gap is what was lost.
    pub sequence: u64,
}

/// What a receiver remembers of one lane.
#[derive(Clone, Copy, Debug, Default)]
pub struct LaneCursor {
    /// The head; the shared word holds the same.
    pub(super) head: Place,
    /// The tail as last read: the sender may be further.
    pub(super) tail: Mark,
    pub(super) counts: Counts,
    pace: Pace,
    /// The owner word of the last dead sender that was reported.
    #[cfg(feature = "std")]
    reported: u64,
    /// The tail that made no sense, while it is there.
    pub(super) broken: Option<Mark>,
}

/// What a receiver remembers in its own process: a cursor for each lane, in storage of the
/// caller's choice.
#[derive(Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct ReceiverState<C> {
    owner: Owner,
    pub(super) cursors: C,
    /// The lane whose turn it is.
    turn: u32,
    /// The first so many lanes include all that were ever claimed, as far as is known.
    claimed: u32,
    /// Counts calls; every so often one looks after a lane's words.
    calls: u32,
    /// The next lanes that a wait in vain looks after start here.
    #[cfg(feature = "std")]
    looked: u32,
}

/// What a receiver found without a call.
pub(crate) enum Glance {
    Taken(Record),
    Empty,
    /// Nothing was taken.
    Unclear,
}

/// So many calls look after the words of one lane, in turn.
const CALLS_PER_LOOK: u32 = 64;
/// Most lanes looked after each time a wait has been in vain for a moment: asking who is
/// dead costs a system call each.
#[cfg(feature = "std")]
const LANES_PER_SLICE: u32 = 64;

/// Slots from a record to what is fetched meanwhile.
const AHEAD: u32 = 32;

impl<'a> MessageRing<'a> {
    /// Takes the receiver's place. `cursors` has one element for each lane.
    ///
    /// `Busy` while another receiver lives. After a dead one it goes on with the message
    /// that one was working on: that one message may be delivered a second time.
    pub fn open_receiver<C: AsMut<[LaneCursor]>>(
        &self,
        mut cursors: C,
    ) -> Result<ReceiverState<C>> {
        let given = cursors.as_mut().len();
        if given != self.shape.lanes() as usize {
            fail!(Invalid, "message ring: {given} cursors for {} lanes", self.shape.lanes());
        }
        let word = self.mem.word64(layout::RECEIVER_OWNER);
        let owner = Owner::load(word);
        let busy = |who| {
            Error::with_detail(
                Status::Busy,
                format_args!("message ring: there is a living receiver, {who:?}"),
            )
        };
        if let Peer::Alive(who) = owner.peer(self.mem.live()) {
            return Err(busy(who));
        }
        let owner =
            owner.claim(word, self.mem.live(), false).map_err(|_| busy(self.mem.live().me()))?;
        let mut claimed = 0;
        for (cursor, lane) in cursors.as_mut().iter_mut().zip(self.lanes()) {
            *cursor = lane.learn_head();
            if lane.owner() != Owner::from_bits(0) || lane.tail() != Mark::START {
                claimed = lane.index() + 1;
            }
        }
        Ok(ReceiverState {
            owner,
            cursors,
            turn: 0,
            claimed,
            calls: 0,
            #[cfg(feature = "std")]
            looked: 0,
        })
    }

    /// Gives the receiver's place back.
    pub fn close_receiver<C>(&self, receiver: ReceiverState<C>) {
        receiver.owner.release(self.mem.word64(layout::RECEIVER_OWNER));
    }

    /// Takes the next message of the next lane that has one, into `buffer`, or answers
    /// `Empty`.
    ///
    /// `TooSmall` leaves the message where it is and says in `record` how long it is.
    /// `Corrupt`, once for each time it happens, if the words of a lane make no sense; the
    /// other lanes go on. A damaged message is no error: it is skipped and counted. After an
    /// error the content of `buffer` is unspecified.
    #[inline]
    pub fn try_receive<C: AsMut<[LaneCursor]>>(
        &self,
        receiver: &mut ReceiverState<C>,
        buffer: &mut [u8],
        record: &mut Record,
    ) -> Result<()> {
        match self.glance(receiver, buffer) {
            Glance::Taken(received) => {
                *record = received;
                Ok(())
            }
            Glance::Empty => Err(Status::Empty.into()),
            Glance::Unclear => self.try_receive_slowly(receiver, buffer, record),
        }
    }

    #[inline(never)]
    fn try_receive_slowly<C: AsMut<[LaneCursor]>>(
        &self,
        receiver: &mut ReceiverState<C>,
        buffer: &mut [u8],
        record: &mut Record,
    ) -> Result<()> {
        self.try_receive_with(receiver, buffer, record, &mut |_| {})
    }

    /// Takes the next message if that takes no call and no error.
    ///
    /// Keeps nothing for after a call: each register that a function saves is one more store
    /// that waits behind the lines that the sender has.
    #[inline(always)]
    fn glance<C: AsMut<[LaneCursor]>>(
        &self,
        receiver: &mut ReceiverState<C>,
        buffer: &mut [u8],
    ) -> Glance {
        // Relaxed: a hint; see `raise_claimed`.
        let claimed = self.mem.word64(layout::CLAIMED).load(Relaxed);
        let calls = receiver.calls.wrapping_add(1);
        let known = claimed.min(self.shape.lanes() as u64) <= receiver.claimed as u64;
        if !known || calls.is_multiple_of(CALLS_PER_LOOK) {
            return Glance::Unclear;
        }
        let index = if receiver.turn < receiver.claimed { receiver.turn } else { 0 };
        let alone = receiver.claimed == 1;
        let cursors = &mut receiver.cursors.as_mut()[..self.shape.lanes() as usize];
        let Some(cursor) = cursors.get_mut(index as usize) else { return Glance::Unclear };
        let lane = self.lane(index);
        if cursor.head.mark() == cursor.tail {
            if alone && cursor.pace.waits() {
                return Glance::Unclear;
            }
            let tail = lane.tail();
            if alone && tail == cursor.tail {
                cursor.pace.found(0, self.shape.enough());
                receiver.calls = calls;
                return Glance::Empty;
            }
            if !lane.see(cursor, tail) {
                return Glance::Unclear;
            }
        }
        let Some(record) = lane.take_quickly(cursor, buffer) else { return Glance::Unclear };
        receiver.calls = calls;
        receiver.turn = if seeded(Bug::Unfair) { index } else { index + 1 };
        self.wake(lane.space_event());
        Glance::Taken(record)
    }

    /// As [`try_receive`](Self::try_receive). `accept` is called with the message, checked
    /// and copied, before the head moves past it: once, or again by whoever receives after a
    /// kill in between.
    #[inline]
    pub(super) fn try_receive_with<C: AsMut<[LaneCursor]>>(
        &self,
        receiver: &mut ReceiverState<C>,
        buffer: &mut [u8],
        record: &mut Record,
        accept: &mut impl FnMut(&[u8]),
    ) -> Result<()> {
        // Relaxed: a hint; see `raise_claimed`.
        let claimed = self.mem.word64(layout::CLAIMED).load(Relaxed);
        let claimed = claimed.min(self.shape.lanes() as u64) as u32;
        let claimed = if claimed > receiver.claimed || seeded(Bug::ClaimedForgotten) {
            receiver.claimed = claimed;
            claimed
        } else {
            receiver.claimed
        };
        receiver.calls = receiver.calls.wrapping_add(1);
        if receiver.calls.is_multiple_of(CALLS_PER_LOOK) {
            self.look_after(receiver, receiver.calls / CALLS_PER_LOOK % self.shape.lanes());
        }
        let cursors = &mut receiver.cursors.as_mut()[..self.shape.lanes() as usize];
        let turn = receiver.turn;
        for index in (turn..claimed).chain(0..turn.min(claimed)) {
            let cursor = &mut cursors[index as usize];
            if cursor.head.mark() == cursor.tail {
                if claimed == 1 {
                    cursor.pace.wait(); // with more lanes, they are turned to meanwhile
                }
                if self.tail(index) == cursor.tail {
                    cursor.pace.found(0, self.shape.enough());
                    continue;
                }
            }
            let answer = self.serve(index, cursor, buffer, record, accept);
            receiver.turn = match &answer {
                Ok(true) if !seeded(Bug::Unfair) => index + 1,
                Ok(false) => continue,
                Err(error) if error.status() != Status::TooSmall => index + 1,
                // The same message comes next, into a larger buffer.
                _ => index,
            };
            return answer.map(drop);
        }
        Err(Status::Empty.into())
    }

    #[inline]
    fn tail(&self, lane: u32) -> Mark {
        // Acquire: as in `Lane::tail`.
        Mark::from_bits(self.mem.word64(self.shape.tail(lane)).load(Acquire))
    }

    /// Takes the next message of a lane that may have one. False if it has none.
    #[inline]
    fn serve(
        &self,
        index: u32,
        cursor: &mut LaneCursor,
        buffer: &mut [u8],
        record: &mut Record,
        accept: &mut impl FnMut(&[u8]),
    ) -> Result<bool> {
        let lane = self.lane(index);
        let before = cursor.head.mark();
        let more = cursor.head.mark() != cursor.tail;
        let more = if more { Ok(true) } else { lane.look_for_more(cursor) };
        let answer = match more {
            Ok(true) => lane.take(cursor, buffer, record, accept),
            nothing => nothing,
        };
        if cursor.head.mark() != before {
            self.wake(lane.space_event());
        }
        answer
    }

    /// Looks after what only the receiver stores for one lane, which others may damage, and
    /// whether there is more in a lane that was not known to be claimed.
    #[cold]
    fn look_after<C: AsMut<[LaneCursor]>>(&self, receiver: &mut ReceiverState<C>, lane: u32) {
        if seeded(Bug::WordsNotMended) {
            return;
        }
        receiver.owner.restore(self.mem.word64(layout::RECEIVER_OWNER));
        let (cursors, lane) = (receiver.cursors.as_mut(), self.lane(lane));
        let cursor = &mut cursors[lane.index() as usize];
        if lane.mend_head(cursor) {
            self.wake(lane.space_event());
        }
        if lane.tail() != cursor.head.mark() {
            receiver.claimed = receiver.claimed.max(lane.index() + 1);
        } else {
            cursor.broken = None;
        }
    }

    /// Takes the next message, waiting for one until `deadline`.
    ///
    /// `Timeout` when it passes. `PeerDead` at most once for each receiver state and sender
    /// that died without closing, after all that it sent was delivered; `record` and the
    /// error's detail name its lane. It is noticed when the receiver has waited in vain for a
    /// moment (10 ms for each 64 lanes), not while other lanes keep it busy, and not if by then
    /// somebody else has claimed the lane. [`try_receive`](Self::try_receive), and a deadline
    /// that has passed, never say it. Another receiver that takes the place later says it
    /// again. Otherwise as [`try_receive`](Self::try_receive).
    #[cfg(feature = "std")]
    pub fn receive<C: AsMut<[LaneCursor]>>(
        &self,
        receiver: &mut ReceiverState<C>,
        buffer: &mut [u8],
        record: &mut Record,
        deadline: Deadline,
    ) -> Result<()> {
        let state = core::cell::RefCell::new((receiver, record));
        EventCount::at(self.mem, layout::RECEIVER_EVENT).wait(
            deadline,
            || {
                let (receiver, record) = &mut *state.borrow_mut();
                match self.try_receive(receiver, buffer, record) {
                    Ok(()) => Ok(Some(())),
                    Err(error) if error.status() == Status::Empty => Ok(None),
                    Err(error) => Err(error),
                }
            },
            |live: &dyn Liveness| {
                let (receiver, record) = &mut *state.borrow_mut();
                self.attend(receiver, record, live)
            },
        )
    }

    /// After a slice of a wait in vain: mends words of the next lanes that are damaged, and
    /// `PeerDead` as [`receive`](Self::receive) has it.
    #[cfg(feature = "std")]
    pub(super) fn attend<C: AsMut<[LaneCursor]>>(
        &self,
        receiver: &mut ReceiverState<C>,
        record: &mut Record,
        live: &dyn Liveness,
    ) -> Result<()> {
        let end = self.shape.lanes().min(receiver.looked + LANES_PER_SLICE);
        for index in receiver.looked..end {
            self.look_after(receiver, index);
            let cursor = &mut receiver.cursors.as_mut()[index as usize];
            self.lane(index).mourn(cursor, live).inspect_err(|_| record.lane = index)?;
        }
        receiver.looked = end % self.shape.lanes();
        Ok(())
    }
}

impl Lane<'_> {
    /// A cursor that goes on where the last receiver was. Called by the new one.
    fn learn_head(&self) -> LaneCursor {
        let (mark, tail) = (self.head(), self.tail());
        let head = self.place(mark, layout::RECEIVER_NEXT);
        let known = if mark == tail {
            let same = self.place(tail, layout::SENDER_NEXT).next == head.next;
            if same { Some(head) } else { self.true_tail(tail) }
        } else {
            let number = self.whole_at(mark.position).map(|(number, _)| number);
            let place = |next| Place { position: mark.position, next };
            number.map(place).filter(|place| place.mark() == mark)
        };
        let head = known.unwrap_or(head);
        let mut cursor = LaneCursor {
            head,
            tail: mark,
            counts: self.counts(head.next),
            ..LaneCursor::default()
        };
        self.settle_losses(cursor.counts.lost);
        if known.is_none()
            && let Some(tail) = self.true_tail(tail)
        {
            self.resume(&mut cursor, tail);
            cursor.tail = cursor.head.mark();
        }
        cursor
    }

    /// Reads the tail anew: whether there is something to take.
    #[inline]
    fn look_for_more(&self, cursor: &mut LaneCursor) -> Result<bool> {
        let tail = self.tail();
        if self.see(cursor, tail) {
            Ok(true)
        } else if tail == cursor.head.mark() {
            Ok(false)
        } else {
            self.puzzled(cursor, tail)
        }
    }

    /// Whether records are queued up to `tail`; then the cursor takes it. False, too, if it
    /// makes no sense.
    #[inline(always)]
    fn see(&self, cursor: &mut LaneCursor, tail: Mark) -> bool {
        let span = Span::between(cursor.head.mark(), tail, self.shape());
        let Some(span) = span.filter(|span| span.slots > 0) else { return false };
        cursor.pace.found(span.slots as u64, self.shape().enough());
        cursor.tail = tail;
        cursor.broken = None;
        true
    }

    /// Takes the record at the head, which is before the tail. False if there was none that
    /// could be delivered, and nothing is left up to the tail.
    #[inline]
    fn take(
        &self,
        cursor: &mut LaneCursor,
        buffer: &mut [u8],
        record: &mut Record,
        accept: &mut impl FnMut(&[u8]),
    ) -> Result<bool> {
        let position = cursor.head.position;
        let left = cursor.tail.position.wrapping_sub(position);
        // The next records lie where the lengths say, which only then start to be fetched.
        if left > AHEAD {
            self.mem().prefetch(self.contiguous(position.wrapping_add(AHEAD)).0);
        }
        let sequence = self.sequence(position);
        let expected = if seeded(Bug::NumberFromWord) {
            sequence == cursor.head.next
        } else {
            sequence as u32 == cursor.head.mark().next
        };
        let len = match self.lengths(position).agreed(position) {
            Some(len) if self.fits(len, left) && expected => len,
            _ => return self.take_damaged(cursor, buffer, record, accept),
        };
        if self.deliver(cursor, len, sequence, buffer, record, accept)? {
            return Ok(true);
        }
        self.take_damaged(cursor, buffer, record, accept)
    }

    /// Takes the record at the head, which is before the tail, if that takes no call and it is as
    /// it should be.
    #[inline(always)]
    fn take_quickly(&self, cursor: &mut LaneCursor, buffer: &mut [u8]) -> Option<Record> {
        if seeded(Bug::HeadBeforeCopy) {
            return None; // it is planted in `deliver`
        }
        let Place { position, next } = cursor.head;
        let left = cursor.tail.position.wrapping_sub(position);
        if left > AHEAD {
            self.mem().prefetch(self.contiguous(position.wrapping_add(AHEAD)).0);
        }
        let (len, crc) = self.read_quickly(position, next, left, buffer)?;
        let head = cursor.head.after(record::slots(len), 1);
        self.commit_head(head);
        cursor.head = head;
        Some(Record { length: len as usize, lane: self.index(), crc, sequence: next })
    }

    /// Whether a record of `len` bytes can be in `left` slots.
    #[inline]
    pub(super) fn fits(&self, len: u32, left: u32) -> bool {
        len <= self.shape().max_message() && record::slots(len) <= left
    }

    /// Copies the record at the head, taken as `len` bytes and number `sequence`, of which the
    /// head holds the lower half, to `buffer`; if the copy checks, commits its receipt. False if it does not check.
    #[inline]
    pub(super) fn deliver(
        &self,
        cursor: &mut LaneCursor,
        len: u32,
        sequence: u64,
        buffer: &mut [u8],
        record: &mut Record,
        accept: &mut impl FnMut(&[u8]),
    ) -> Result<bool> {
        let position = cursor.head.position;
        let head = Place { next: sequence, ..cursor.head }.after(record::slots(len), 1);
        let Some(bytes) = buffer.get_mut(..len as usize) else {
            *record = Record { length: len as usize, lane: self.index(), crc: 0, sequence };
            return Err(Status::TooSmall.into());
        };
        if seeded(Bug::HeadBeforeCopy) {
            self.commit_head(head);
        }
        let crc = match self.read_record(position, sequence, bytes) {
            Some(crc) => crc,
            None if seeded(Bug::NoChecksum) => 0,
            None => return Ok(false),
        };
        accept(bytes);
        self.renumber(cursor, sequence);
        self.commit_head(head);
        cursor.head = head;
        *record = Record { length: len as usize, lane: self.index(), crc, sequence };
        Ok(true)
    }

    /// Moves the head to `to` without delivering; the messages up to there are lost.
    pub(super) fn lose(&self, cursor: &mut LaneCursor, to: Place) {
        let lost = to.next.wrapping_sub(cursor.head.next);
        let then = cursor.counts.lost.wrapping_add(lost);
        self.begin_loss(cursor.counts.lost, to.next, then);
        self.commit_head(to);
        cursor.head = to;
        cursor.counts.lost = then;
    }

    pub(super) fn count_corrupt(&self, cursor: &mut LaneCursor) {
        cursor.counts.corrupt = cursor.counts.corrupt.wrapping_add(1);
        // Relaxed: a statistic, written by this side only.
        self.word(layout::CORRUPT).store(cursor.counts.corrupt, Relaxed);
    }

    pub(super) fn count_repaired(&self, cursor: &mut LaneCursor) {
        cursor.counts.repaired = cursor.counts.repaired.wrapping_add(1);
        // Relaxed: as above.
        self.word(layout::REPAIRED).store(cursor.counts.repaired, Relaxed);
    }

    /// Stores the head again if somebody scribbled over it: the sender cannot go on without.
    /// Whether it did.
    fn mend_head(&self, cursor: &LaneCursor) -> bool {
        let wrong = self.head() != cursor.head.mark();
        if wrong {
            self.commit_head(cursor.head);
        }
        wrong
    }

    /// `PeerDead`, once, if the lane's sender died and all it sent was taken.
    #[cfg(feature = "std")]
    fn mourn(&self, cursor: &mut LaneCursor, live: &dyn Liveness) -> Result<()> {
        let owner = self.owner();
        if owner.to_bits() == cursor.reported {
            return Ok(());
        }
        let Peer::Dead(who) = owner.peer(live) else { return Ok(()) };
        // Dead first, then drained: the dead store nothing more.
        if self.tail() != cursor.head.mark() {
            return Ok(());
        }
        cursor.reported = owner.to_bits();
        fail!(
            PeerDead,
            "message ring: the sender of lane {}, {who:?}, died; its last message is number {}",
            self.index(),
            cursor.head.next.wrapping_sub(1)
        )
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

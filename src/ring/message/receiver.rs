//! The receiving side: taking the receiver's place, receiving in turn, waiting.

use super::MessageRing;
use super::lane::{Counts, Place};
use super::layout::{self, Mark};
use super::seeded::{Bug, seeded};
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
    pub(super) pace: Pace,
    /// The owner word of the last dead sender that was reported.
    #[cfg(feature = "std")]
    pub(super) reported: u64,
    /// The tail that made no sense, while it is there.
    pub(super) broken: Option<Mark>,
}

/// What a receiver remembers in its own process: a cursor for each lane, in storage of the
/// caller's choice.
#[derive(Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct ReceiverState<C> {
    pub(super) owner: Owner,
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
    pub(super) fn try_receive_slowly<C: AsMut<[LaneCursor]>>(
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
    pub(super) fn glance<C: AsMut<[LaneCursor]>>(
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

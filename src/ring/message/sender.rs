//! The sending side: claiming a lane, sending, waiting for space.

use super::lane::{Lane, Place};
use super::layout::{self, Mark, Span};
use super::seeded::{Bug, seeded};
use super::{MessageRing, record};
use crate::ring::owner::{Owner, Peer};
use crate::ring::pace::Pace;
use crate::status::{Error, Result, Status, fail};
use crate::sync::Ordering::*;
#[cfg(feature = "std")]
use crate::sync::{Deadline, EventCount, Liveness};

/// What a sender remembers in its own process.
#[derive(Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct SenderState {
    pub(super) lane: u32,
    pub(super) owner: Owner,
    /// The tail; the shared word holds the same.
    tail: Place,
    /// The head as last read: the receiver may be further.
    head: Mark,
    /// The high-water mark, in slots; the shared word holds the same in bytes.
    high: u32,
    /// The send that would use more slots than this reads the head anew: to see whether
    /// there is room, or whether the high-water mark grows. At most the lane's slots.
    watch: u32,
    pace: Pace,
}

impl SenderState {
    /// The lane's number.
    pub fn lane(&self) -> u32 {
        self.lane
    }

    /// The sequence number of the lane's last committed message, by whomever; 0 for none.
    pub fn last_sequence(&self) -> u64 {
        self.tail.next.wrapping_sub(1)
    }

    fn used(&self) -> u32 {
        self.tail.position.wrapping_sub(self.head.position)
    }

    /// Whether a message of `len` bytes has no room as far as is known, or is too long.
    #[inline]
    fn must_look(&self, shape: layout::Shape, len: usize) -> bool {
        len > shape.max_message() as usize || self.used() + record::slots(len as u32) > self.watch
    }
}

impl<'a> MessageRing<'a> {
    /// Takes a lane to send on.
    ///
    /// A lane asked for by number is from then on kept for those who ask for it: `Busy`
    /// while its owner lives, else it is taken over and goes on after its last committed
    /// message. Without a number it is any lane that was never asked for by number, whose
    /// owner closed it or died, and from which everything was received; else `NoSpace`.
    ///
    /// Killed at any point, the caller owns the lane or does not. Two senders of one process
    /// are two owners.
    pub fn claim(&self, lane: Option<u32>) -> Result<SenderState> {
        match lane {
            Some(index) => {
                let lane = self.checked_lane(index)?;
                let owner = lane.owner();
                match owner.peer(self.mem.live()) {
                    Peer::Alive(who) if !seeded(Bug::TakeFromLiving) => Err(busy(&lane, who)),
                    _ => self
                        .claim_lane(&lane, owner, true)
                        .ok_or_else(|| busy(&lane, self.mem.live().me())),
                }
            }
            None => self.claim_any(),
        }
    }

    fn claim_any(&self) -> Result<SenderState> {
        let (mut reserved, mut alive, mut undrained) = (0, 0, 0);
        // First what is free: asking after the dead costs a system call each.
        for dead_too in [false, true] {
            (reserved, alive, undrained) = (0, 0, 0);
            for lane in self.lanes() {
                let owner = lane.owner();
                if owner.is_reserved() {
                    reserved += 1;
                } else if owner.is_owned()
                    && (!dead_too || matches!(owner.peer(self.mem.live()), Peer::Alive(_)))
                {
                    alive += 1;
                } else if lane.tail() != lane.head() {
                    undrained += 1;
                } else {
                    match self.claim_lane(&lane, owner, false) {
                        Some(state) if state.tail.mark() == lane.head() => return Ok(state),
                        // Somebody else had it in between.
                        Some(state) => {
                            self.close_sender(state);
                            undrained += 1;
                        }
                        None => alive += 1,
                    }
                }
            }
        }
        fail!(
            NoSpace,
            "message ring: no free lane among {}: {alive} have living senders, {reserved} are \
             reserved by number, {undrained} hold messages not yet received",
            self.shape.lanes()
        )
    }

    /// Takes `lane` from `owner`, who is free or dead. `None` if somebody else was faster.
    fn claim_lane(&self, lane: &Lane<'_>, owner: Owner, reserve: bool) -> Option<SenderState> {
        let state = lane.claim(owner, reserve)?;
        self.raise_claimed(lane.index() + 1);
        Some(state)
    }

    /// Makes the first `lanes` lanes known to the receiver.
    pub(super) fn raise_claimed(&self, lanes: u32) {
        let word = self.mem.word64(layout::CLAIMED);
        // It grows at each failure, and not beyond the lanes; a scribbler is not waited for.
        for _ in 0..self.shape.lanes() {
            let known = word.load(Relaxed);
            // Release: before the first tail; the receiver that sees the tail's wake (fences
            // in `EventCount`) sees this. A late look costs a poll, no message.
            if known >= lanes as u64 || word.compare_exchange(known, lanes as u64, Release).is_ok()
            {
                return;
            }
        }
    }

    /// Gives the lane back. What was sent stays for the receiver.
    pub fn close_sender(&self, sender: SenderState) {
        sender.owner.release(self.lane(sender.lane).owner_word());
    }

    /// Sends `payload`, or answers `Full`. The message's sequence number.
    ///
    /// `TooLarge` above [`max_message`](Self::max_message). `Corrupt` while somebody's damage
    /// to the receiver's word hides how much room there is; the receiver mends it.
    #[inline]
    pub fn try_send(&self, sender: &mut SenderState, payload: &[u8]) -> Result<u64> {
        match self.send_if_ready(sender, payload) {
            Some(sequence) => Ok(sequence),
            None => self.try_send_slowly(sender, payload),
        }
    }

    #[inline(never)]
    pub(super) fn try_send_slowly(&self, sender: &mut SenderState, payload: &[u8]) -> Result<u64> {
        if sender.must_look(self.shape, payload.len()) {
            self.look_for_room(sender, payload.len())?;
        }
        let lane = self.lane(sender.lane);
        if seeded(Bug::TailBeforeRecord) {
            lane.commit_tail(sender.tail.after(record::slots(payload.len() as u32), 1));
        }
        lane.write_record(sender.tail.position, sender.tail.next, payload);
        Ok(self.commit(sender, lane, payload.len()))
    }

    /// Sends `payload` if that takes no look and no call: its sequence number.
    ///
    /// Keeps nothing for after a call: each register that a function saves is one more store
    /// that waits behind the lines that the receiver has.
    #[inline(always)]
    pub(super) fn send_if_ready(&self, sender: &mut SenderState, payload: &[u8]) -> Option<u64> {
        let planted = seeded(Bug::TailBeforeRecord); // where it takes a call
        if planted || sender.must_look(self.shape, payload.len()) {
            return None;
        }
        let lane = self.lane(sender.lane);
        lane.write_quickly(sender.tail.position, sender.tail.next, payload)?;
        Some(self.commit(sender, lane, payload.len()))
    }

    /// Commits the record of `len` bytes that was written at the tail. Its sequence number.
    #[inline(always)]
    fn commit(&self, sender: &mut SenderState, lane: Lane<'_>, len: usize) -> u64 {
        let sequence = sender.tail.next;
        let tail = sender.tail.after(record::slots(len as u32), 1);
        lane.commit_tail(tail);
        sender.tail = tail;
        self.wake(layout::RECEIVER_EVENT);
        sequence
    }

    /// Reads the head anew; `Full` unless there is room for a message of `len` bytes more.
    #[cold]
    fn look_for_room(&self, sender: &mut SenderState, len: usize) -> Result<()> {
        if len > self.max_message() {
            return Err(self.too_large(len));
        }
        let slots = record::slots(len as u32);
        let lane = self.lane(sender.lane);
        lane.mend_tail(sender);
        sender.pace.wait();
        let head = lane.head();
        let span = lane.span(head, sender.tail.mark())?;
        sender.head = head;
        let fits = span.slots + slots <= self.shape.slots();
        // Room that does not do is none.
        let room = if fits { self.shape.slots() - span.slots } else { 0 };
        sender.pace.found(room as u64, self.shape.enough());
        let used = if fits { span.slots + slots } else { span.slots };
        if used > sender.high {
            sender.high = used;
            // Relaxed: a statistic, written by this side only.
            lane.word(layout::HIGH_WATER).store(used as u64 * 8, Relaxed);
        }
        sender.watch = self.shape.slots().min(sender.high + self.shape.slots() / 16);
        if fits { Ok(()) } else { Err(Status::Full.into()) }
    }

    #[cold]
    fn too_large(&self, len: usize) -> Error {
        Error::with_detail(
            Status::TooLarge,
            format_args!(
                "message ring: a message of {len} bytes is above {}, half a lane of {} bytes \
                 less the header",
                self.max_message(),
                self.shape.lane_bytes()
            ),
        )
    }

    /// Sends `payload`, waiting for space until `deadline`.
    ///
    /// `Timeout` when it passes, also if there never was a receiver; `PeerDead` if the
    /// receiver died and nobody took its place. Otherwise as [`try_send`](Self::try_send).
    #[cfg(feature = "std")]
    pub fn send(
        &self,
        sender: &mut SenderState,
        payload: &[u8],
        deadline: Deadline,
    ) -> Result<u64> {
        let lane = self.lane(sender.lane);
        EventCount::at(self.mem, lane.space_event()).wait_for_peer(
            deadline,
            || match self.try_send(sender, payload) {
                Ok(sequence) => Ok(Some(sequence)),
                Err(error) if error.status() == Status::Full => Ok(None),
                Err(error) => Err(error),
            },
            |live: &dyn Liveness| match Owner::load(self.mem.word64(layout::RECEIVER_OWNER))
                .peer(live)
            {
                Peer::Dead(who) => fail!(
                    PeerDead,
                    "message ring: lane {} is full and the receiver, {who:?}, died",
                    lane.index()
                ),
                _ => Ok(()),
            },
        )
    }
}

#[cold]
fn busy(lane: &Lane<'_>, who: crate::sync::ParticipantId) -> Error {
    Error::with_detail(
        Status::Busy,
        format_args!("message ring: lane {} has a living sender, {who:?}", lane.index()),
    )
}

impl Lane<'_> {
    /// Takes the lane from `owner`, who is free or dead. `None` if somebody else was faster.
    fn claim(&self, owner: Owner, reserve: bool) -> Option<SenderState> {
        let owner = owner.claim(self.owner_word(), self.mem().live(), reserve).ok()?;
        let (tail, slots) = (self.learn_tail(), self.shape().slots());
        let head = self.head();
        // With a head that makes no sense the lane is full, until the receiver mends it.
        let (head, used) = match Span::between(head, tail.mark(), self.shape()) {
            Some(span) => (head, span.slots),
            None => (Mark { position: tail.position.wrapping_sub(slots), ..head }, 0),
        };
        // Relaxed: a statistic; shared, so not believed beyond the lane.
        let high = self.word(layout::HIGH_WATER).load(Relaxed) / 8;
        let high = (high.min(slots as u64) as u32).max(used);
        let watch = slots.min(high + slots / 16);
        Some(SenderState {
            lane: self.index(),
            owner,
            tail,
            head,
            high,
            watch,
            pace: Pace::default(),
        })
    }

    /// Stores again what only this sender stores, if somebody scribbled over it.
    fn mend_tail(&self, sender: &SenderState) {
        if seeded(Bug::WordsNotMended) {
            return;
        }
        if self.tail() != sender.tail.mark() {
            self.commit_tail(sender.tail);
        }
        sender.owner.restore(self.owner_word());
    }
}

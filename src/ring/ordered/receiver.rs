//! The receiving side: taking its place, receiving, cleaning up behind.

use super::layout::{self, Head, Shape, Stage, seal};
use super::seeded::{Bug, seeded};
use super::sender::REFUSALS;
use super::{OrderedParams, OrderedRing, Owner, Peer};
use crate::provider::Provider;
use crate::ring::claimant::Claimant;
use crate::ring::pace::Pace;
use crate::ring::wrapped;
use crate::status::{Error, Result, Status, fail};
use crate::sync::Ordering::*;
#[cfg(feature = "std")]
use crate::sync::{Deadline, EventCount, Liveness};

/// What came with a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderedRecord {
    /// Bytes of the payload; after `TooSmall`, the bytes needed.
    pub length: usize,
    /// Its place in the order of all, which only grows.
    pub position: u64,
    /// The CRC32C of the payload, as checked, to carry on.
    pub crc: u32,
    /// The participant row of its sender.
    pub row: u16,
}

/// What the receiver remembers in its own process.
#[derive(Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct OrderedReceiverState {
    pub(super) owner: Owner,
    /// The head; the shared word holds the same.
    head: u64,
    /// How often in a row there was nothing.
    refused: u32,
    pace: Pace,
    /// The tail as last looked at, for the pace.
    tail: u64,
    /// So many more messages before a look at it, which costs the senders its line.
    unlooked: u32,
}

/// Damaged places that one call passes.
const RESYNCS: u32 = 8;
/// Messages after a look in vain before the pace counts: one that comes alone is answered
/// first.
const UNLOOKED: u32 = 2;

impl OrderedRing<'_> {
    /// Takes the receiver's place. `Busy` while another receiver lives. After a dead one it goes
    /// on with the message that one was working on: that one may be delivered a second time.
    pub fn open_receiver(&self) -> Result<OrderedReceiverState> {
        let word = self.mem.word64(layout::OWNER);
        let owner = Owner::load(word);
        if let Peer::Alive(who) = owner.peer(self.mem.live()) {
            fail!(Busy, "ordered ring: there is a living receiver, {who:?}");
        }
        let Ok(owner) = owner.claim(word, self.mem.live(), false) else {
            fail!(Busy, "ordered ring: somebody else just became the receiver");
        };
        let head = self.learn_head();
        let cleaned = self.cleaned();
        if head.wrapping_sub(cleaned) > self.shape.granules as u64 {
            self.clean_again(head);
        } else if !seeded(Bug::CleaningForgotten) {
            self.clean(cleaned, head);
        }
        let pace = Pace::default();
        Ok(OrderedReceiverState { owner, head, refused: 0, pace, tail: head, unlooked: 0 })
    }

    /// Where a receiver goes on. After damage to the words that say it: at the one of them
    /// where something can be, or at the tail; then a message may come twice, or be lost.
    fn learn_head(&self) -> u64 {
        let (head, cleaned, all) = (self.head(), self.cleaned(), self.shape.granules as u64);
        if head.wrapping_sub(cleaned) <= all {
            return head;
        }
        // Acquire: with the Release in `claim`.
        let tail = self.mem.word64(layout::TAIL).load(Acquire);
        let possible = |position: &u64| {
            let free = Head::free(self.shape.lap(*position));
            tail.wrapping_sub(*position) <= all
                && (self.record_at(*position).is_some() || self.head_at(*position) == free)
        };
        [head, cleaned].into_iter().find(possible).unwrap_or(tail)
    }

    /// Gives the receiver's place back.
    pub fn close_receiver(&self, receiver: OrderedReceiverState) {
        receiver.owner.release(self.mem.word64(layout::OWNER));
    }

    /// Makes what is between `from`, which is cleaned, and `head` free for its next lap.
    fn clean(&self, from: u64, head: u64) {
        let mut position = from;
        while position != head {
            let next_lap = self.shape.lap(position.wrapping_add(self.shape.granules as u64));
            // Release: the receiver's copy is done before anybody claims the place.
            self.head_word(position).store(Head::free(next_lap).to_bits(), Release);
            position = position.wrapping_add(1);
        }
        // Release: with the Acquire in `cleaned`.
        self.mem.word64(layout::CLEANED).store(head, Release);
    }

    /// As [`clean`](Self::clean), if the word is damaged that says from where: whatever is not
    /// in use is made free.
    #[cold]
    fn clean_again(&self, head: u64) {
        let all = self.shape.granules as u64;
        let mut used = self.mem.word64(layout::TAIL).load(Acquire).wrapping_sub(head);
        if used > all {
            used = 0;
        }
        for _ in 0..all {
            // The tail may be behind, or damaged too.
            let Some((_, _, granules)) = self.record_at(head.wrapping_add(used)) else { break };
            used += granules as u64;
        }
        let end = head.wrapping_add(used.min(all));
        for ahead in used.min(all)..all {
            let position = head.wrapping_add(ahead);
            let there = self.head_at(position);
            // From there on senders go, who may still know what is cleaned.
            if self.record_at(end).is_some() {
                break;
            }
            if self.record(position, there).is_none() {
                self.free_again(position, there);
            }
        }
        // Release: with the Acquire in `cleaned`.
        self.mem.word64(layout::CLEANED).store(head, Release);
    }

    /// Makes a place free that holds `there`, unless it changes meanwhile.
    fn free_again(&self, position: u64, there: Head) -> bool {
        let free = Head::free(self.shape.lap(position));
        // AcqRel: as for the stores in `clean`.
        let word = self.head_word(position);
        word.compare_exchange(there.to_bits(), free.to_bits(), AcqRel).is_ok()
    }

    /// Stores again what only the receiver stores, if somebody scribbled over it. And fills a
    /// hole: what is before the tail was claimed, so a free place there means that somebody
    /// scribbled the tail ahead, and that senders may have gone on from there.
    #[cold]
    fn tend(&self, receiver: &OrderedReceiverState) {
        receiver.owner.restore(self.mem.word64(layout::OWNER));
        for offset in [layout::HEAD, layout::CLEANED] {
            let word = self.mem.word64(offset);
            // Relaxed: only the receiver stores it.
            if word.load(Relaxed) != receiver.head {
                // Release: as in `consume` and `clean`.
                word.store(receiver.head, Release);
            }
        }
        // Acquire: with the Release in `claim`: what is before it is claimed.
        let tail = self.mem.word64(layout::TAIL).load(Acquire);
        let (position, span) = (receiver.head, tail.wrapping_sub(receiver.head));
        let lap = self.shape.lap(position);
        if !(1..=self.shape.granules as u64).contains(&span)
            || self.head_at(position) != Head::free(lap)
        {
            return;
        }
        let end = self.next_record(position, span).min(self.shape.max_record() as u64);
        let pad = Head::record(Stage::Pad, lap, end as u32, Claimant::NONE).to_bits();
        // AcqRel: as in `pad`. A sender may have been faster after all.
        let word = self.head_word(position);
        if word.compare_exchange(Head::free(lap).to_bits(), pad, AcqRel).is_ok() {
            self.count(layout::CORRUPT, 1);
        }
    }

    /// Commits that all up to `granules` further on was received or skipped.
    fn consume(&self, receiver: &mut OrderedReceiverState, granules: u32) {
        let from = receiver.head;
        receiver.head = from.wrapping_add(granules as u64);
        // Release: with the Acquire in `head`. This is the commit.
        self.mem.word64(layout::HEAD).store(receiver.head, Release);
        self.clean(from, receiver.head);
        self.wake(layout::SPACE_EVENT);
    }

    /// There is nothing to receive.
    #[inline]
    fn nothing(&self, receiver: &mut OrderedReceiverState) -> Result<()> {
        receiver.pace.found(0, 0);
        receiver.unlooked = UNLOOKED;
        receiver.refused = receiver.refused.wrapping_add(1);
        if receiver.refused.is_multiple_of(REFUSALS) {
            self.tend(receiver);
        }
        Err(Status::Empty.into())
    }

    fn count(&self, offset: usize, more: u64) {
        let word = self.mem.word64(offset);
        // Relaxed: a statistic, written by this side only.
        word.store(word.load(Relaxed).wrapping_add(more), Relaxed);
    }

    /// Takes the next message into `buffer`, or answers `Empty`: also while a living sender has
    /// claimed the next place and has not committed it yet.
    ///
    /// `TooSmall` leaves the message where it is and says in `record` how long it is. A damaged
    /// message is no error: it is skipped and counted. `Corrupt` if the words make no sense.
    /// After an error the content of `buffer` is unspecified.
    pub fn try_receive(
        &self,
        receiver: &mut OrderedReceiverState,
        buffer: &mut [u8],
        record: &mut OrderedRecord,
    ) -> Result<()> {
        self.keep_behind(receiver);
        let mut resyncs = 0;
        for _ in 0..=self.shape.granules {
            let position = receiver.head;
            // Read once: a claim may come any time.
            let head = self.head_at(position);
            match self.record(position, head) {
                Some((Stage::Committed, granules)) => {
                    let early = seeded(Bug::HeadBeforeCopy);
                    if early {
                        self.consume(receiver, granules);
                    }
                    let row = head.claimant().row();
                    match self.read(position, granules, row, buffer, record) {
                        Ok(true) => {
                            self.count(layout::RECEIVED, 1);
                            self.count(layout::DELIVERED, record.length as u64);
                            if !early {
                                self.consume(receiver, granules);
                            }
                            receiver.refused = 0;
                            receiver.unlooked = receiver.unlooked.saturating_sub(1);
                            return Ok(());
                        }
                        // Neither of its lengths is believed.
                        Ok(false) => self.resync(receiver, head, &mut resyncs)?,
                        Err(error) => return Err(error),
                    }
                }
                Some((Stage::Pad, granules)) => {
                    self.count(layout::PADS, 1);
                    self.consume(receiver, granules);
                }
                Some((Stage::Claimed, _)) => {
                    let refused = receiver.refused.wrapping_add(1);
                    let ask = refused.is_multiple_of(REFUSALS) && !seeded(Bug::NeverAsked);
                    if !ask || !self.pad_if_dead(position, head) {
                        return self.nothing(receiver);
                    }
                }
                None if head == Head::free(self.shape.lap(position)) => {
                    return self.nothing(receiver);
                }
                None => self.resync(receiver, head, &mut resyncs)?,
            }
        }
        Err(Status::Empty.into())
    }

    /// Lets the senders run ahead if it keeps catching up with them: see [`Pace`].
    #[inline]
    fn keep_behind(&self, receiver: &mut OrderedReceiverState) {
        if receiver.unlooked > 0 || (receiver.tail.wrapping_sub(receiver.head) as i64) > 0 {
            return;
        }
        receiver.pace.wait();
        // Relaxed: nothing but the pace follows from it.
        receiver.tail = self.mem.word64(layout::TAIL).load(Relaxed);
        let ahead = receiver.tail.wrapping_sub(receiver.head);
        let all = self.shape.granules as u64;
        receiver.pace.found(ahead.min(all), Pace::enough(all, layout::GRANULE));
    }

    /// Copies the payload of the committed record at `position`. False if it does not check.
    fn read(
        &self,
        position: u64,
        granules: u32,
        row: u16,
        buffer: &mut [u8],
        record: &mut OrderedRecord,
    ) -> Result<bool> {
        // Relaxed: after the Acquire load of the header.
        let sealed = self.mem.word64(self.shape.offset(position) + 8).load(Relaxed);
        let length = sealed as u32 as usize;
        if length > self.max_message() || layout::granules(length) != granules {
            return Ok(false);
        }
        *record = OrderedRecord { length, position, crc: 0, row };
        let Some(bytes) = buffer.get_mut(..length) else { return Err(Status::TooSmall.into()) };
        let (start, room) = self.parts(position, length);
        record.crc = wrapped::copy_out(self.mem, start, room, self.shape.start(), bytes);
        Ok(sealed == seal(position, length, record.crc) || seeded(Bug::NoChecksum))
    }

    /// Nothing that can be is at the head: goes on at the next place where a record may start,
    /// or at the tail, and counts one damage. A place with nothing behind it is made free again.
    ///
    /// It takes time that grows with the ring, so a call does it a few times only; then the
    /// next call goes on.
    #[cold]
    fn resync(
        &self,
        receiver: &mut OrderedReceiverState,
        found: Head,
        resyncs: &mut u32,
    ) -> Result<()> {
        *resyncs += 1;
        if *resyncs > RESYNCS {
            return Err(Status::Empty.into());
        }
        let tail = self.mem.word64(layout::TAIL).load(Acquire);
        let head = receiver.head;
        let span = tail.wrapping_sub(head);
        if span == 0 || span > self.shape.granules as u64 {
            // Unless it is a record, of which the tail does not tell yet.
            if self.record(head, found).is_none() && self.free_again(head, found) {
                self.count(layout::CORRUPT, 1);
                return Ok(());
            }
            return Err(Error::with_detail(
                Status::Corrupt,
                format_args!(
                    "ordered ring: granule {} holds {:#x}, no record of position {head}, and the \
                     tail is {tail}",
                    head & (self.shape.granules as u64 - 1),
                    found.to_bits()
                ),
            ));
        }
        self.count(layout::CORRUPT, 1);
        self.consume(receiver, self.next_record(head, span) as u32);
        Ok(())
    }

    /// How far from `from` the next record starts, before the tail, which is `span` from there;
    /// else the tail. One from which others lead to the tail: payload may look like a record.
    fn next_record(&self, from: u64, span: u64) -> u64 {
        let granules_at = |ahead: u64| {
            let there = self.record_at(from.wrapping_add(ahead));
            there.map(|(_, _, granules)| granules as u64).filter(|most| *most <= span - ahead)
        };
        // However it was scribbled over.
        let mut steps = 4 * span;
        let leads = |ahead: &u64| {
            let mut at = *ahead;
            while at < span && steps > 0 {
                let Some(granules) = granules_at(at) else { return false };
                (at, steps) = (at + granules, steps - 1);
            }
            at == span
        };
        // With more damage behind it no one leads there: then what looks like one will do.
        let looks = || (1..span).find(|ahead| granules_at(*ahead).is_some());
        (1..span).find(leads).or_else(looks).unwrap_or(span)
    }

    /// Takes the next message, waiting for one until `deadline`.
    ///
    /// `Timeout` when it passes; `PeerDead` if everything was received, no sender is left and
    /// the last did not close, noticed after a wait in vain of 10 ms. Otherwise as
    /// [`try_receive`](Self::try_receive).
    #[cfg(feature = "std")]
    pub fn receive(
        &self,
        receiver: &mut OrderedReceiverState,
        buffer: &mut [u8],
        record: &mut OrderedRecord,
        deadline: Deadline,
    ) -> Result<()> {
        let state = core::cell::RefCell::new((receiver, record));
        EventCount::at(self.mem, layout::READY_EVENT).wait(
            deadline,
            || {
                let (receiver, record) = &mut *state.borrow_mut();
                match self.try_receive(receiver, buffer, record) {
                    Ok(()) => Ok(Some(())),
                    Err(error) if error.status() == Status::Empty => Ok(None),
                    Err(error) => Err(error),
                }
            },
            |_: &dyn Liveness| {
                let (receiver, _) = &*state.borrow();
                self.tend(receiver);
                let position = receiver.head;
                // The dead first, then a look: what they sent is there.
                let deserted = self.seats().deserted();
                match (self.record_at(position), deserted) {
                    (Some((head, Stage::Claimed, _)), _) => {
                        self.pad_if_dead(position, head);
                        Ok(())
                    }
                    (None, Some(who)) => {
                        fail!(PeerDead, "ordered ring: empty, and the last sender, {who:?}, died")
                    }
                    _ => Ok(()),
                }
            },
        )
    }
}

/// The receiver with the provider of its ring's memory. Dropped, it gives its place back.
pub struct OrderedReceiver<P: Provider> {
    pub(super) provider: P,
    pub(super) shape: Shape,
    state: OrderedReceiverState,
}

impl<P: Provider> OrderedReceiver<P> {
    /// Takes the receiver's place of the ring in `provider`: see
    /// [`OrderedRing::open_receiver`].
    pub fn open(provider: P, params: &OrderedParams) -> Result<OrderedReceiver<P>> {
        provider.check()?;
        let ring = OrderedRing::attach(provider.mem(), params)?;
        let (shape, state) = (ring.shape, ring.open_receiver()?);
        Ok(OrderedReceiver { provider, shape, state })
    }

    fn split(&mut self) -> Result<(OrderedRing<'_>, &mut OrderedReceiverState)> {
        self.provider.check()?;
        let ring = OrderedRing::again(self.provider.mem(), self.shape);
        Ok((ring, &mut self.state))
    }

    /// The longest message.
    pub fn max_message(&self) -> usize {
        self.shape.max_message()
    }

    /// See [`OrderedRing::try_receive`].
    pub fn try_receive(&mut self, buffer: &mut [u8], record: &mut OrderedRecord) -> Result<()> {
        let (ring, state) = self.split()?;
        ring.try_receive(state, buffer, record)
    }

    /// See [`OrderedRing::receive`].
    #[cfg(feature = "std")]
    pub fn receive(
        &mut self,
        buffer: &mut [u8],
        record: &mut OrderedRecord,
        deadline: Deadline,
    ) -> Result<()> {
        let (ring, state) = self.split()?;
        ring.receive(state, buffer, record, deadline)
    }
}

impl<P: Provider> Drop for OrderedReceiver<P> {
    fn drop(&mut self) {
        if self.provider.check().is_ok() {
            // Otherwise a forked child's copy: the place is its parent's.
            self.state.owner.release(self.provider.mem().word64(layout::OWNER));
        }
    }
}

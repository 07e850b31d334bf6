//! The sending side.

use super::layout::{self, Head, Shape, Stage, seal};
use super::seeded::{Bug, seeded};
use super::{OrderedParams, OrderedRing};
#[cfg(feature = "std")]
use super::{Owner, Peer};
use crate::provider::Provider;
use crate::ring::claimant::Claimant;
use crate::ring::pace::Pace;
use crate::ring::seats::Seat;
use crate::ring::wrapped;
use crate::status::{Error, Result, Status, fail};
use crate::sync::Ordering::*;
#[cfg(feature = "std")]
use crate::sync::{Deadline, EventCount, Liveness};

/// So many refusals in a row, then one looks for the reason.
pub(super) const REFUSALS: u32 = 64;
/// So often a sender looks how full the ring is.
const LOOKS: u32 = 64;

/// What a sender remembers in its own process.
#[derive(Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct OrderedSenderState {
    pub(super) seat: Seat,
    who: Claimant,
    /// What may be claimed up to a ring's length from here, as last read.
    cleaned: u64,
    /// How often in a row there was no room.
    refused: u32,
    /// Counts messages.
    sent: u32,
    pace: Pace,
}

impl OrderedRing<'_> {
    /// Attaches a sender. `NoSpace` if all places belong to the living. One thread uses it at a
    /// time; a process may have several.
    pub fn open_sender(&self) -> Result<OrderedSenderState> {
        let seat = self.seats().take("ordered ring: senders")?;
        let who = Claimant::of(self.mem.live().me());
        let (cleaned, pace) = (self.cleaned(), Pace::default());
        Ok(OrderedSenderState { seat, who, cleaned, refused: 0, sent: 0, pace })
    }

    /// Detaches a sender. What it sent stays.
    pub fn close_sender(&self, sender: OrderedSenderState) {
        self.seats().leave(&sender.seat);
    }

    /// Sends `payload`, or answers `Full`. Its place in the order, which only grows.
    ///
    /// `TooLarge` above [`max_message`](Self::max_message); `Corrupt` if the ring's words make
    /// no sense; `Busy` if others were faster thousands of times in a row.
    #[inline]
    pub fn try_send(&self, sender: &mut OrderedSenderState, payload: &[u8]) -> Result<u64> {
        if payload.len() > self.max_message() {
            fail!(
                TooLarge,
                "ordered ring: a message of {} bytes is above {}",
                payload.len(),
                self.max_message()
            );
        }
        let granules = layout::granules(payload.len());
        let (position, claim) = self.claim(sender, granules)?;
        let committed = claim.at(Stage::Committed).to_bits();
        if seeded(Bug::CommitBeforeRecord) {
            self.head_word(position).store(committed, Release);
        }
        let (start, room) = self.parts(position, payload.len());
        let crc = wrapped::copy_in(self.mem, start, room, self.shape.start(), payload);
        let sealed = seal(position, payload.len(), crc);
        // Relaxed: the commit publishes it.
        self.mem.word64(self.shape.offset(position) + 8).store(sealed, Relaxed);
        // Release: with the Acquire in `head_at`. This is the commit.
        self.head_word(position).store(committed, Release);
        self.wake(layout::READY_EVENT);
        Ok(position)
    }

    /// Claims `granules` at the end of all records.
    #[inline]
    pub(super) fn claim(
        &self,
        sender: &mut OrderedSenderState,
        granules: u32,
    ) -> Result<(u64, Head)> {
        // Acquire: with the Release below: all before it is claimed.
        let tail = self.mem.word64(layout::TAIL).load(Acquire);
        let mut position = tail;
        let mut afresh = false;
        let all = self.shape.granules as u64;
        for _ in 0..all + 1024 {
            let end = position.wrapping_add(granules as u64);
            if end.wrapping_sub(sender.cleaned) > all {
                sender.pace.wait();
                sender.cleaned = self.cleaned();
                // From the end on, as the tail may lie behind what is cleaned.
                let fits = end.wrapping_sub(sender.cleaned) <= all;
                let beyond = all.wrapping_sub(end.wrapping_sub(sender.cleaned));
                let room = if fits { beyond + granules as u64 } else { 0 };
                sender.pace.found(room, Pace::enough(all, layout::GRANULE));
            }
            let behind = (position.wrapping_sub(sender.cleaned) as i64) < 0;
            if !behind && end.wrapping_sub(sender.cleaned) > all {
                sender.refused = sender.refused.wrapping_add(1);
                if sender.refused == 1 {
                    self.note_used(position);
                }
                // A tail that somebody scribbled ahead looks full for ever.
                if afresh || !sender.refused.is_multiple_of(REFUSALS) {
                    return Err(Status::Full.into());
                }
                (position, afresh) = (self.head(), true);
                continue;
            }
            let lap = self.shape.lap(position);
            let free = Head::free(lap);
            if !behind && self.head_at(position) == free {
                // A place before the tail was claimed: that it is free means that somebody
                // scribbled the tail ahead, and perhaps others went on from there. Until the
                // receiver has filled the hole, see `tend`, nothing may be put into it.
                if tail.wrapping_sub(position).wrapping_sub(1) < all {
                    return Err(Status::Full.into());
                }
                let claim = Head::record(Stage::Claimed, lap, granules, sender.who);
                // AcqRel: the claim comes after those before it, for who walks over them.
                let word = self.head_word(position);
                if word.compare_exchange(free.to_bits(), claim.to_bits(), AcqRel).is_ok() {
                    // Release: with the Acquire above.
                    self.mem.word64(layout::TAIL).store(end, Release);
                    sender.refused = 0;
                    sender.sent = sender.sent.wrapping_add(1);
                    if sender.sent.is_multiple_of(LOOKS) {
                        self.note_used(end);
                    }
                    return Ok((position, claim));
                }
            }
            match self.record_at(position).filter(|_| !behind) {
                Some((_, _, granules)) => position = position.wrapping_add(granules as u64),
                None => {
                    // Moved before what is there was cleaned.
                    let head = self.head();
                    sender.cleaned = self.cleaned();
                    let passed = head.wrapping_sub(position) as i64 > 0;
                    if !passed && afresh {
                        return Err(self.nonsense(position));
                    }
                    // The receiver has passed it; or somebody scribbled over the tail.
                    afresh |= !passed;
                    position = head;
                }
            }
        }
        Err(Status::Busy.into())
    }

    /// Raises the high-water mark to what is in use below `tail`.
    #[cold]
    fn note_used(&self, tail: u64) {
        let used = tail.wrapping_sub(self.head());
        // Relaxed: a statistic. Who loses against another's mark leaves it at that.
        let mark = self.mem.word64(layout::HIGH_WATER);
        let known = mark.load(Relaxed);
        // More than there is: the receiver has passed it meanwhile, or somebody scribbles.
        if used > known && used <= self.shape.granules as u64 {
            let _ = mark.compare_exchange(known, used, Relaxed);
        }
    }

    #[cold]
    fn nonsense(&self, position: u64) -> Error {
        Error::with_detail(
            Status::Corrupt,
            format_args!(
                "ordered ring: granule {} holds {:#x}, no record of position {position}",
                position & (self.shape.granules as u64 - 1),
                self.head_at(position).to_bits()
            ),
        )
    }

    /// Sends `payload`, waiting for room until `deadline`.
    ///
    /// `Timeout` when it passes, also if there never was a receiver; `PeerDead` if the receiver
    /// died and nobody took its place. Otherwise as [`try_send`](Self::try_send).
    #[cfg(feature = "std")]
    pub fn send(
        &self,
        sender: &mut OrderedSenderState,
        payload: &[u8],
        deadline: Deadline,
    ) -> Result<u64> {
        EventCount::at(self.mem, layout::SPACE_EVENT).wait_for_peer(
            deadline,
            || match self.try_send(sender, payload) {
                Ok(position) => Ok(Some(position)),
                Err(error) if error.status() == Status::Full => Ok(None),
                Err(error) => Err(error),
            },
            |live: &dyn Liveness| match Owner::load(self.mem.word64(layout::OWNER)).peer(live) {
                Peer::Dead(who) => {
                    fail!(PeerDead, "ordered ring: full, and the receiver, {who:?}, died")
                }
                _ => Ok(()),
            },
        )
    }
}

/// A sender with the provider of its ring's memory. Dropped, it detaches.
pub struct OrderedSender<P: Provider> {
    provider: P,
    shape: Shape,
    state: OrderedSenderState,
}

impl<P: Provider> OrderedSender<P> {
    /// Attaches to the ring in `provider`.
    pub fn open(provider: P, params: &OrderedParams) -> Result<OrderedSender<P>> {
        provider.check()?;
        let ring = OrderedRing::attach(provider.mem(), params)?;
        let (shape, state) = (ring.shape, ring.open_sender()?);
        Ok(OrderedSender { provider, shape, state })
    }

    fn split(&mut self) -> Result<(OrderedRing<'_>, &mut OrderedSenderState)> {
        self.provider.check()?;
        let ring = OrderedRing::again(self.provider.mem(), self.shape);
        Ok((ring, &mut self.state))
    }

    /// The longest message.
    pub fn max_message(&self) -> usize {
        self.shape.max_message()
    }

    /// See [`OrderedRing::try_send`].
    #[inline]
    pub fn try_send(&mut self, payload: &[u8]) -> Result<u64> {
        let (ring, state) = self.split()?;
        ring.try_send(state, payload)
    }

    /// See [`OrderedRing::send`].
    #[cfg(feature = "std")]
    pub fn send(&mut self, payload: &[u8], deadline: Deadline) -> Result<u64> {
        let (ring, state) = self.split()?;
        ring.send(state, payload, deadline)
    }
}

impl<P: Provider> Drop for OrderedSender<P> {
    fn drop(&mut self) {
        if self.provider.check().is_ok() {
            // Otherwise a forked child's copy: the place is its parent's.
            let ring = OrderedRing::again(self.provider.mem(), self.shape);
            ring.seats().leave(&self.state.seat);
        }
    }
}

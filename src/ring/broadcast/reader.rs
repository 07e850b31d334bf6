//! The reading side. It stores nothing but, while it sleeps, the event count's flag.

use core::marker::PhantomData;

use super::seeded::{Bug, seeded};
use super::{BroadcastParams, BroadcastRing, not_yet, position_of, there};
#[cfg(feature = "std")]
use super::{EVENT, Owner, Peer};
use crate::provider::Provider;
use crate::ring::slots::Slots;
use crate::status::{Error, Result, Status, fail};
use crate::sync::plain::{self, Plain};
#[cfg(feature = "std")]
use crate::sync::{Deadline, EventCount, Liveness};
use crate::sync::{Ordering::*, fence};

/// Where a reader starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At the oldest element that is kept.
    Oldest,
    /// At the next one to be written.
    Next,
    /// At this number: where the reader stopped earlier.
    At(u64),
}

/// What a reader remembers in its own process.
#[derive(Clone, Debug)]
#[repr(align(128))] // shares no line with another handle
pub struct ReaderState {
    /// The number of the next element to read.
    next: u64,
    missed: u64,
    missed_now: u64,
    corrupt: u64,
}

impl ReaderState {
    /// The number of the next element.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Elements missed since the reader was opened.
    pub fn missed(&self) -> u64 {
        self.missed
    }

    /// How many the last `Lapped` was about.
    pub fn last_missed(&self) -> u64 {
        self.missed_now
    }

    /// Places skipped because their words made no sense.
    pub fn corrupt(&self) -> u64 {
        self.corrupt
    }
}

impl BroadcastRing<'_> {
    /// A new reader. Any number may read, also through a read-only mapping.
    pub fn open_reader(&self, start: Start) -> ReaderState {
        let tail = self.learn_tail();
        let oldest = tail.saturating_sub(self.capacity() as u64);
        let next = match start {
            Start::Next => tail,
            Start::At(number) => number,
            Start::Oldest if self.word(oldest).load(Acquire) <= there(oldest) => oldest,
            Start::Oldest => oldest + 1,
        };
        ReaderState { next, missed: 0, missed_now: 0, corrupt: 0 }
    }

    /// Elements that the reader could read now, missed ones included.
    pub fn behind(&self, reader: &ReaderState) -> u64 {
        self.tail_hint().saturating_sub(reader.next)
    }

    /// Copies the next element to `element` and answers its number, or `Empty`.
    ///
    /// `Lapped` if the writer has overwritten it: the reader goes on at the oldest element that
    /// is kept, and [`ReaderState::last_missed`] says how many it missed. `Corrupt` if the
    /// slot's word makes no sense: that one is skipped. `Invalid` unless `element` has the
    /// ring's element size. After an error the content of `element` is unspecified.
    #[inline]
    pub fn try_read(&self, reader: &mut ReaderState, element: &mut [u8]) -> Result<u64> {
        self.slots.check("broadcast ring", element.len())?;
        let position = reader.next;
        let word = self.word(position);
        // Acquire: with the Release of the commit: the element is there.
        let before = word.load(Acquire);
        if before != there(position) {
            return Err(self.not_there(reader, before));
        }
        self.slots.read(self.mem, position, element);
        // With the fence in `put`: if the copy has anything of a later element, the word is
        // not what it was.
        fence(Acquire);
        let after = word.load(Relaxed);
        if after != before && !seeded(Bug::NoSecondLook) {
            // Acquire: as above, for the tail that came before what is there now.
            return Err(self.not_there(reader, word.load(Acquire)));
        }
        reader.next = position.wrapping_add(1);
        Ok(position)
    }

    /// Copies as many elements as there are and fit, and answers how many: at least one, or an
    /// error as [`try_read`](Self::try_read). Their numbers are dense, up to
    /// [`ReaderState::next`].
    pub fn try_read_n(&self, reader: &mut ReaderState, elements: &mut [u8]) -> Result<usize> {
        self.slots.count("broadcast ring", elements.len())?;
        let mut done = 0;
        for element in elements.chunks_exact_mut(self.element()) {
            let before = reader.clone();
            match self.try_read(reader, element) {
                Ok(_) => done += 1,
                Err(_) if done > 0 => {
                    *reader = before; // the next call says it
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    /// Why the element at the reader's place, whose slot has `word`, cannot be had.
    #[cold]
    fn not_there(&self, reader: &mut ReaderState, word: u64) -> Error {
        let (position, capacity) = (reader.next, self.capacity() as u64);
        let older = position.checked_sub(capacity);
        if word == not_yet(position)
            || older.is_some_and(|older| word == there(older) || word == not_yet(older))
        {
            return Status::Empty.into();
        }
        // Acquire: read after the word. The tail is stored before a word that is a lap ahead
        // of what it passed.
        let (found, tail) = (position_of(word), self.tail_hint());
        let same_slot = self.slots.index(found) == self.slots.index(position);
        if word == 0 || !same_slot || found <= position || found > tail {
            // Of a ring that went on while this looked, the next look tells more.
            let still = self.word(position).load(Acquire) == word;
            if !still || self.behind(reader) == 0 {
                return Status::Empty.into();
            }
            reader.corrupt += 1;
            reader.next = position.wrapping_add(1);
            return Error::with_detail(
                Status::Corrupt,
                format_args!(
                    "broadcast ring: slot {} of {capacity} holds {word:#x}, which makes no sense \
                     at position {position}",
                    self.slots.index(position)
                ),
            );
        }
        // A scribbled tail is not followed further than the slots go.
        let newest = if self.was_written(tail.wrapping_sub(1)) { tail } else { found };
        let early = seeded(Bug::ResumeTooEarly);
        // The slot of `newest` may be being written: what is kept starts one later.
        let oldest = newest + if early { 0 } else { 1 } - capacity;
        reader.missed_now = oldest - position;
        reader.missed += reader.missed_now;
        reader.next = oldest;
        Status::Lapped.into()
    }

    /// Copies the next element, waiting for it until `deadline`.
    ///
    /// `Timeout` when it passes; `PeerDead` if everything was read and the writer died and
    /// nobody took its place, noticed after a wait in vain of 10 ms. Otherwise as
    /// [`try_read`](Self::try_read).
    #[cfg(feature = "std")]
    pub fn read(
        &self,
        reader: &mut ReaderState,
        element: &mut [u8],
        deadline: Deadline,
    ) -> Result<u64> {
        EventCount::at(self.mem, EVENT).wait_for_peer(
            deadline,
            || match self.try_read(reader, element) {
                Ok(number) => Ok(Some(number)),
                Err(error) if error.status() == Status::Empty => Ok(None),
                Err(error) => Err(error),
            },
            |live: &dyn Liveness| match Owner::load(self.owner_word()).peer(live) {
                Peer::Dead(who) => Err(Error::with_detail(
                    Status::PeerDead,
                    format_args!("broadcast ring: the writer, {who:?}, died"),
                )),
                _ => Ok(()),
            },
        )
    }
}

/// A reader with the provider of its ring's memory, on elements as bytes.
pub struct ReaderEnd<P: Provider> {
    pub(super) provider: P,
    pub(super) slots: Slots,
    state: ReaderState,
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(super) place: crate::sync::watch::Place,
}

impl<P: Provider> ReaderEnd<P> {
    /// Reads the ring in `provider`, also where the memory is read-only. `Invalid` for a start
    /// at a number from 2^63 on, which no ring reaches.
    pub fn open(provider: P, params: &BroadcastParams, start: Start) -> Result<ReaderEnd<P>> {
        ReaderEnd::open_for(provider, params, start, params.element as usize)
    }

    /// The same for elements of `size` bytes, which must be the ring's.
    fn open_for(
        provider: P,
        params: &BroadcastParams,
        start: Start,
        size: usize,
    ) -> Result<ReaderEnd<P>> {
        if let Start::At(number @ 0x8000_0000_0000_0000..) = start {
            fail!(Invalid, "broadcast ring: no ring comes to a start at number {number}");
        }
        provider.check_readable()?;
        let ring = BroadcastRing::attach(provider.mem(), params)?;
        ring.slots.check("broadcast ring", size)?;
        let (slots, state) = (ring.slots, ring.open_reader(start));
        provider.check_current()?;
        Ok(ReaderEnd {
            provider,
            slots,
            state,
            #[cfg(all(feature = "std", not(any(loom, shuttle))))]
            place: Default::default(),
        })
    }

    /// Says where the reader is now, to whoever watches.
    #[inline]
    fn moved<R>(&self, answer: R) -> R {
        #[cfg(all(feature = "std", not(any(loom, shuttle))))]
        self.place.set(self.state.next);
        answer
    }

    /// What it remembers.
    pub fn state(&self) -> &ReaderState {
        &self.state
    }

    /// Bytes of an element.
    pub fn element(&self) -> usize {
        self.slots.element()
    }

    /// See [`BroadcastRing::behind`].
    pub fn behind(&self) -> Result<u64> {
        self.provider.check_readable()?;
        let behind = BroadcastRing::again(self.provider.mem(), self.slots).behind(&self.state);
        self.provider.check_current()?;
        Ok(behind)
    }

    /// Reads; where the ring may have ended meanwhile, what was read counts only if it has not.
    #[inline]
    fn look<R>(
        &mut self,
        look: impl FnOnce(BroadcastRing<'_>, &mut ReaderState) -> Result<R>,
    ) -> Result<R> {
        self.provider.check_readable()?;
        let ring = BroadcastRing::again(self.provider.mem(), self.slots);
        let answer = look(ring, &mut self.state);
        self.provider.check_current()?;
        self.moved(answer)
    }

    /// See [`BroadcastRing::try_read`].
    #[inline]
    pub fn try_read(&mut self, element: &mut [u8]) -> Result<u64> {
        self.look(|ring, state| ring.try_read(state, element))
    }

    /// See [`BroadcastRing::try_read_n`].
    pub fn try_read_n(&mut self, elements: &mut [u8]) -> Result<usize> {
        self.look(|ring, state| ring.try_read_n(state, elements))
    }

    /// See [`BroadcastRing::read`]. `ReadOnly` where the memory is: a sleeper leaves its mark.
    #[cfg(feature = "std")]
    pub fn read(&mut self, element: &mut [u8], deadline: Deadline) -> Result<u64> {
        self.provider.check()?;
        let ring = BroadcastRing::again(self.provider.mem(), self.slots);
        let answer = ring.read(&mut self.state, element, deadline);
        self.moved(answer)
    }
}

/// A reader of `T` with the provider of its ring's memory.
pub struct Reader<P: Provider, T: Plain> {
    pub(super) end: ReaderEnd<P>,
    element: PhantomData<fn() -> T>,
}

impl<P: Provider, T: Plain> Reader<P, T> {
    /// Reads the ring in `provider`, whose elements are of the size of `T`: see
    /// [`ReaderEnd::open`].
    pub fn open(provider: P, params: &BroadcastParams, start: Start) -> Result<Reader<P, T>> {
        let end = ReaderEnd::open_for(provider, params, start, size_of::<T>())?;
        Ok(Reader { end, element: PhantomData })
    }

    /// What it remembers.
    pub fn state(&self) -> &ReaderState {
        self.end.state()
    }

    /// See [`BroadcastRing::try_read`].
    #[inline]
    pub fn try_read(&mut self, element: &mut T) -> Result<u64> {
        self.end.try_read(plain::bytes_of_mut(element))
    }

    /// See [`BroadcastRing::try_read_n`].
    pub fn try_read_n(&mut self, elements: &mut [T]) -> Result<usize> {
        self.end.try_read_n(plain::bytes_of_all_mut(elements))
    }

    /// See [`ReaderEnd::read`].
    #[cfg(feature = "std")]
    pub fn read(&mut self, element: &mut T, deadline: Deadline) -> Result<u64> {
        self.end.read(plain::bytes_of_mut(element), deadline)
    }
}

//! One process's handle of a segment: its bytes, its row, its question to the kernel.

use core::any::Any;
use core::time::Duration;
use std::ptr::NonNull;

use super::header::{self, Header};
use super::layout::{CONTROL, Layout, control};
use super::row::{Row, State};
use super::seeded::{Bug, seeded};
use super::{Recovery, View, slots};
use crate::os::file::SegmentPath;
use crate::os::map::MappedFile;
use crate::os::{self, fork, lock, process::Watch};
use crate::provider::{HeapProvider, Mem, Provider};
use crate::status::{Result, Status, fail};
use crate::step;
use crate::sync::event::SLICE;
use crate::sync::{Deadline, Liveness, Ordering::*, ParticipantId, Shared64, WrtMutex};

/// How long cleaning up waits for a lock that a live process holds, where the caller gave no
/// deadline of its own.
const PATIENCE: Duration = Duration::from_secs(1);
/// The same inside a wait that has its own deadline to meet.
const TEND_PATIENCE: Duration = Duration::from_millis(10);

pub(super) enum Bytes {
    File(MappedFile),
    Heap(HeapProvider),
    Caller(NonNull<u8>, usize),
}

/// What this handle is in the segment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Reads and writes, with a row of its own.
    Participant,
    /// Reads only; holds no row, so nothing waits for it.
    Observer,
    /// The memory is this process's alone.
    Private,
}

pub(crate) struct Inner {
    pub(super) bytes: Bytes,
    pub(crate) layout: Layout,
    pub(super) header: Header,
    /// The bytes of the sound copy, which may be a later version's.
    pub(super) header_bytes: [u8; header::SIZE],
    pub(super) header_damaged: bool,
    pub(super) path: Option<SegmentPath>,
    pub(crate) role: Role,
    /// No row until attached.
    me: Option<ParticipantId>,
    recovery: &'static dyn Recovery,
    handle_state: Box<dyn Any + Send + Sync>,
    /// The process that opened it: a forked child is another.
    fork: u32,
    /// What the last sweep for the dead cost, in nanoseconds.
    sweep_cost: Shared64,
    /// Rows that a thread of this handle is cleaning up after: the kernel would give the
    /// lock to a second thread of the same open file too.
    reaping: WrtMutex<Vec<usize>>,
    pub(super) watch: WrtMutex<Option<Watch>>,
}

// SAFETY: the bytes are reached through `Mem` only; the mapping, heap block or caller's
// memory may be used from any thread by the promises made where they were taken in.
unsafe impl Send for Inner {}
// SAFETY: as above; everything else in it is Sync.
unsafe impl Sync for Inner {}

impl Inner {
    pub(super) fn new(
        bytes: Bytes,
        (header, header_bytes, header_damaged): (Header, [u8; header::SIZE], bool),
        path: Option<SegmentPath>,
        role: Role,
        recovery: &'static dyn Recovery,
    ) -> Inner {
        Inner {
            bytes,
            layout: header.layout,
            handle_state: recovery.handle_state(&header.layout),
            header,
            header_bytes,
            header_damaged,
            path,
            role,
            me: None,
            recovery,
            fork: fork::generation(),
            sweep_cost: Shared64::new(0),
            reaping: WrtMutex::new(Vec::new()),
            watch: WrtMutex::new(None),
        }
    }

    /// The whole segment for reading, unless this is a forked child.
    #[inline]
    pub(crate) fn readable(&self) -> Result<View<'_>> {
        if self.fork != fork::generation() {
            fail!(Forked, "segment {}: opened before the fork, used in the child", self.name());
        }
        Ok(self.view())
    }

    /// The whole segment for writing.
    #[inline]
    pub(crate) fn writable(&self) -> Result<View<'_>> {
        if self.role == Role::Observer {
            fail!(ReadOnly, "segment {}: opened read-only", self.name());
        }
        self.readable()
    }

    #[inline]
    pub(crate) fn view(&self) -> View<'_> {
        let size = self.layout.counts.total_size as usize;
        let mem = match &self.bytes {
            // SAFETY: the mapping has the file's size, which is the layout's, and lives as
            // long as self; mappings are page-aligned.
            Bytes::File(map) => unsafe { Mem::new(map.base(), size, self) },
            Bytes::Heap(heap) => heap.mem_as(self),
            // SAFETY: the caller promised these bytes when it lent them.
            Bytes::Caller(base, len) => unsafe { Mem::new(*base, *len, self) },
        };
        View { mem, layout: &self.layout }
    }

    /// The open file of a segment that has one.
    pub(super) fn mapped_file(&self) -> &os::file::Descriptor {
        match &self.bytes {
            Bytes::File(map) => map.file(),
            _ => unreachable!("a private segment has no file"),
        }
    }

    /// For messages: the path, or what stands for it.
    pub(crate) fn name(&self) -> String {
        self.path.as_ref().map_or_else(|| "(private)".into(), |path| path.to_string())
    }

    /// The lock descriptor, if it is certain that it still is this handle's: the file is
    /// the segment's, and our own lock does not conflict with it.
    pub(super) fn lock_descriptor(&self) -> Option<i32> {
        let Bytes::File(map) = &self.bytes else { return None };
        let fd = map.file().get()?;
        let own = |me: ParticipantId| lock::is_locked_elsewhere(fd, me.row as usize) == Some(false);
        (self.me.is_none_or(own) || seeded(Bug::TrustDescriptor)).then_some(fd)
    }

    /// Whether the kernel says that another open file has the row's lock; `None` in doubt.
    fn is_locked(&self, row: usize) -> Option<bool> {
        let fd = self.lock_descriptor()?;
        let answer = lock::is_locked_elsewhere(fd, row)?;
        self.is_still(fd).then_some(answer)
    }

    /// Whether the number through which the kernel has just answered still is ours. Then it
    /// was ours at the time: see [`Descriptor`](crate::os::file::Descriptor).
    fn is_still(&self, fd: i32) -> bool {
        self.lock_descriptor() == Some(fd) || seeded(Bug::TrustDescriptor)
    }

    /// Takes the lock of a byte through the certain descriptor.
    fn lock_byte(&self, byte: usize) -> Result<bool> {
        let Some(fd) = self.lock_descriptor() else { return Err(self.lost_descriptor()) };
        if !lock::try_lock(fd, byte)? {
            return Ok(false);
        }
        if !self.is_still(fd) {
            lock::unlock(fd, byte); // some other file's
            return Err(self.lost_descriptor());
        }
        Ok(true)
    }

    fn unlock_byte(&self, byte: usize) {
        // Without the descriptor the lock stays until the handle goes: nobody is harmed.
        if let Some(fd) = self.lock_descriptor() {
            lock::unlock(fd, byte);
        }
    }

    /// Takes a row. Free ones first; only if there is none are the dead cleaned up after.
    pub(super) fn attach(&mut self, deadline: Deadline) -> Result<()> {
        // Here, since it can take the kernel milliseconds: else the first to wake somebody pays.
        os::membarrier::register();
        if self.role == Role::Private {
            self.me = Some(Row::at(self.view(), 0).publish(1));
            return Ok(());
        }
        let mut seen_full = false;
        loop {
            for index in 0..self.layout.reserved_row() {
                if Row::at(self.view(), index).state().state() != State::Free {
                    continue;
                }
                if let Some(me) = self.take_row(index)? {
                    self.me = Some(me);
                    return Ok(());
                }
            }
            // Nothing free, or others are at it just now.
            if self.reap_without_row(deadline)? > 0 {
                continue;
            }
            let alive = |i: usize| {
                let state = Row::at(self.view(), i).state().state();
                state == State::Live && self.is_locked(i) != Some(false)
            };
            let full = (0..self.layout.reserved_row()).all(alive);
            if full && seen_full {
                fail!(
                    NoSpace,
                    "segment {}: all {} participant rows are taken by live processes",
                    self.name(),
                    self.layout.counts.participants
                );
            }
            if deadline.is_over() {
                fail!(
                    Busy,
                    "segment {}: no participant row was free and none could be cleaned in time",
                    self.name()
                );
            }
            seen_full = full;
            os::cpu::nap();
        }
    }

    /// Locks a row's byte and, if the row is free, makes it this handle's.
    fn take_row(&self, index: usize) -> Result<Option<ParticipantId>> {
        let row = Row::at(self.view(), index);
        if seeded(Bug::LiveBeforeLock) {
            let me = row.publish(row.state().generation() + 1);
            return Ok(self.lock_byte(index)?.then_some(me));
        }
        if !self.lock_byte(index)? {
            return Ok(None);
        }
        let word = row.state();
        // The reserved row has no content to clean: its last owner, if it died there, left
        // nothing but lock words of a generation that is over.
        let free = word.state() == State::Free || seeded(Bug::NoSecondLook);
        if free || index == self.layout.reserved_row() {
            return Ok(Some(row.publish(word.generation().wrapping_add(1).max(1))));
        }
        self.unlock_byte(index);
        Ok(None)
    }

    /// Cleans up after the dead for a process that has no row yet, as the owner of the
    /// reserved one.
    fn reap_without_row(&mut self, deadline: Deadline) -> Result<u32> {
        let reserved = self.layout.reserved_row();
        let me = loop {
            if let Some(me) = self.take_row(reserved)? {
                break me;
            }
            if deadline.is_over() {
                fail!(Busy, "segment {}: another attach is cleaning up", self.name());
            }
            os::cpu::nap();
        };
        self.me = Some(me);
        let reaped = self.reap_all(Deadline::after(PATIENCE));
        self.me = None;
        Row::at(self.view(), reserved).set(State::Free, me.generation);
        self.unlock_byte(reserved);
        reaped
    }

    #[cold]
    fn lost_descriptor(&self) -> crate::status::Error {
        crate::status::Error::with_detail(
            Status::State,
            format_args!(
                "segment {}: its descriptor was closed behind the library's back; nobody can \
                 be proven dead through this handle",
                self.name()
            ),
        )
    }

    /// Cleans up after every participant that is proven dead; how many that were.
    pub(super) fn recover(&self) -> Result<u32> {
        self.writable()?;
        if self.role == Role::Private {
            return Ok(0);
        }
        self.reap_all(Deadline::after(PATIENCE))
    }

    /// One row that cannot be cleaned now does not keep the others from it; its error is
    /// the answer only if nothing else was done.
    fn reap_all(&self, deadline: Deadline) -> Result<u32> {
        let mut reaped = 0;
        let mut failed = None;
        for index in 0..self.layout.reserved_row() {
            let own = self.me.is_some_and(|me| me.row as usize == index);
            if own || Row::at(self.view(), index).state().state() == State::Free {
                continue;
            }
            match self.reap(index, deadline) {
                Ok(done) => reaped += done as u32,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        match failed {
            Some(error) if reaped == 0 => Err(error),
            _ => Ok(reaped),
        }
    }

    /// Cleans up after the participant of one row, if it is dead and nobody else does.
    ///
    /// The right to do so is the kernel's write lock on the row's second byte: it excludes
    /// every other reaper and ends with this process. The first byte stays the owner's, so
    /// what the kernel says of it is about nobody else. The owner has ended if the row is
    /// the same before and after the kernel called that byte unlocked: it was locked before
    /// the row went live, and an owner that leaves changes the row first.
    fn reap(&self, index: usize, deadline: Deadline) -> Result<bool> {
        {
            let mut reaping = self.reaping.lock();
            if reaping.contains(&index) && !seeded(Bug::NoMark) {
                return Ok(false);
            }
            reaping.push(index);
        }
        struct Mark<'a> {
            inner: &'a Inner,
            index: usize,
            locked: Option<usize>,
        }
        impl Drop for Mark<'_> {
            fn drop(&mut self) {
                if let Some(byte) = self.locked {
                    step::release(|| self.inner.unlock_byte(byte));
                }
                self.inner.reaping.lock().retain(|index| *index != self.index);
            }
        }
        let mut mark = Mark { inner: self, index, locked: None };
        let view = self.view();
        let row = Row::at(view, index);
        let word = row.state();
        let Some(fd) = self.lock_descriptor() else { return Err(self.lost_descriptor()) };
        // In doubt alive. That the descriptor is still ours is looked at for the lock.
        if word.state() == State::Free || lock::is_locked_elsewhere(fd, index) != Some(false) {
            return Ok(false);
        }
        let owners = seeded(Bug::ReapByOwnersByte);
        let byte = if owners { index } else { self.layout.reserved_row() + 1 + index };
        if !self.lock_byte(byte)? {
            return Ok(false);
        }
        mark.locked = Some(byte);
        // From here on the others know without asking the kernel.
        if !row.bury(word) {
            return Ok(false);
        }
        // What it held names its generation, whatever has become of the row's word.
        let generation = word.mended().generation();
        let dead = ParticipantId { row: index as u16, generation };
        if seeded(Bug::RowBeforeContent) {
            row.set(State::Free, dead.generation);
        }
        if !self.recovery.recover(view, dead, deadline)? {
            return Ok(false); // holds an object of a kind that only a later version knows
        }
        if !seeded(Bug::KeepSlots) {
            slots::release_all(view, dead.row);
        }
        row.set(State::Free, dead.generation);
        view.mem.word64(CONTROL + control::REAPED).fetch_add(1, Relaxed);
        Ok(true)
    }

    /// Whether another participant is dead, and nobody has begun to clean up after it.
    pub(super) fn has_dead(&self) -> bool {
        let me = self.me.map(|me| me.row as usize);
        (0..self.layout.reserved_row()).filter(|index| Some(*index) != me).any(|index| {
            let live = Row::at(self.view(), index).state().state() == State::Live;
            live && self.is_locked(index) == Some(false)
        })
    }

    /// The processes of the other live rows: pid and start time.
    pub(super) fn others(&self) -> Vec<(u32, u64)> {
        let me = self.me.map(|me| me.row as usize);
        let rows = (0..self.layout.reserved_row()).filter(|index| Some(*index) != me);
        let rows = rows.map(|index| Row::at(self.view(), index));
        rows.filter(|row| row.state().state() == State::Live).map(|row| row.process()).collect()
    }

    /// What the rooms above keep for this handle.
    pub(crate) fn handle_state(&self) -> &(dyn Any + Send + Sync) {
        &*self.handle_state
    }

    pub(super) fn recovery(&self) -> &'static dyn Recovery {
        self.recovery
    }

    /// Gives the row back, having cleaned up after itself as a reaper would.
    fn detach(&self, me: ParticipantId) {
        let view = self.view();
        let row = Row::at(view, me.row as usize);
        let recover = || self.recovery.recover(view, me, Deadline::after(PATIENCE));
        // The row stays live meanwhile: a lock that this very cleaning takes must not be
        // taken away from it. If it can't be finished, somebody else does it later.
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(recover));
        let clean = matches!(done, Ok(Ok(true)));
        if clean {
            slots::release_all(view, me.row);
        }
        row.set(if clean { State::Free } else { State::Dead }, me.generation);
        // Closing the file would do too, but for a descriptor that a raw clone copied.
        self.unlock_byte(me.row as usize);
    }
}

impl Liveness for Inner {
    fn me(&self) -> ParticipantId {
        // An observer holds nothing that anybody could ask about.
        self.me.unwrap_or(ParticipantId { row: u16::MAX >> 4, generation: 0 })
    }

    fn is_dead(&self, who: ParticipantId) -> bool {
        self.is_dead_truncated(who.row, who.generation, 32)
    }

    fn is_dead_truncated(&self, row: u16, generation: u32, bits: u32) -> bool {
        let index = row as usize;
        if index > self.layout.reserved_row() {
            return true; // no such row: names nobody
        }
        let word = Row::at(self.view(), index).state();
        let own = self.me.is_some_and(|me| me.row == row);
        if word.is_valid() {
            let mask = u32::MAX >> (32 - bits);
            if word.state() != State::Live || word.generation() & mask != generation & mask {
                return true;
            }
        }
        // In doubt alive, also of a row whose word was scribbled over. The lock is taken
        // before the row goes live, so a live row without a lock is a dead one.
        !own && self.role != Role::Private && self.is_locked(index) == Some(false)
    }

    /// Once in ten milliseconds somebody's sweep is enough for all who wait, and no sweep
    /// takes more than a twentieth of the time between two.
    fn tend(&self) {
        if self.role != Role::Participant || self.readable().is_err() {
            return;
        }
        let last = self.view().mem.word64(CONTROL + control::TENDED);
        let (before, now) = (last.load(Relaxed), os::clock::monotonic_nanos());
        let pause = (SLICE.as_nanos() as u64 * 9 / 10).max(20 * self.sweep_cost.load(Relaxed));
        // A time in the future is somebody's scribble.
        let due = before > now || now - before >= pause;
        if !due || last.compare_exchange(before, now, Relaxed).is_err() {
            return;
        }
        // What could not be cleaned now will be, here or elsewhere.
        let from = os::clock::thread_nanos();
        let _ = self.reap_all(Deadline::after(TEND_PATIENCE));
        self.sweep_cost.store(os::clock::thread_nanos().saturating_sub(from), Relaxed);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.role == Role::Participant
            && self.readable().is_ok()
            && let Some(me) = self.me
        {
            self.detach(me);
        }
    }
}

// SAFETY: the view is the whole segment, which stays where it is while self lives.
unsafe impl Provider for Inner {
    fn mem(&self) -> Mem<'_> {
        self.view().mem
    }
}

//! One process's handle of a segment: its bytes, its row, its question to the kernel.

use core::any::Any;
use core::time::Duration;
use std::ptr::NonNull;

use super::header::Header;
use super::layout::{CONTROL, Layout, control};
use super::row::{Row, State};
use super::seeded::{Bug, seeded};
use super::{Recovery, View, slots};
use crate::os::file::SegmentPath;
use crate::os::map::MappedFile;
use crate::os::{self, lock, process::Watch};
use crate::provider::{HeapProvider, Mem, Provider};
use crate::status::{Result, Status, fail};
use crate::step;
use crate::sync::{Deadline, Liveness, Ordering::*, ParticipantId, WrtMutex};

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
    pub(super) header_damaged: bool,
    pub(super) path: Option<SegmentPath>,
    pub(crate) role: Role,
    /// No row until attached.
    me: Option<ParticipantId>,
    recovery: &'static dyn Recovery,
    handle_state: Box<dyn Any + Send + Sync>,
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

/// The kernel's answer about a row.
enum Answer {
    Locked,
    Unlocked,
    Unknown,
}

impl Inner {
    pub(super) fn new(
        bytes: Bytes,
        (header, header_damaged): (Header, bool),
        path: Option<SegmentPath>,
        role: Role,
        recovery: &'static dyn Recovery,
    ) -> Inner {
        Inner {
            bytes,
            layout: header.layout,
            handle_state: recovery.handle_state(&header.layout),
            header,
            header_damaged,
            path,
            role,
            me: None,
            recovery,
            reaping: WrtMutex::new(Vec::new()),
            watch: WrtMutex::new(None),
        }
    }

    /// The whole segment for reading, unless this is a forked child.
    #[inline]
    pub(crate) fn readable(&self) -> Result<View<'_>> {
        if let Bytes::File(map) = &self.bytes
            && map.file().is_forked()
        {
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

    fn ask_kernel(&self, row: usize) -> Answer {
        let Some(fd) = self.lock_descriptor() else { return Answer::Unknown };
        match lock::is_locked_elsewhere(fd, row) {
            Some(true) => Answer::Locked,
            Some(false) => Answer::Unlocked,
            None => Answer::Unknown,
        }
    }

    /// Takes a row. Free ones first; only if there is none are the dead cleaned up after.
    pub(super) fn attach(&mut self, deadline: Deadline) -> Result<()> {
        if self.role == Role::Private {
            self.me = Some(Row::at(self.view(), 0).publish(1));
            return Ok(());
        }
        loop {
            let mut contended = false;
            for index in 0..self.layout.reserved_row() {
                if Row::at(self.view(), index).state().state() != State::Free {
                    continue;
                }
                match self.take_row(index)? {
                    Some(me) => {
                        self.me = Some(me);
                        return Ok(());
                    }
                    None => contended = true,
                }
            }
            if contended {
                os::cpu::yield_now();
            } else if self.reap_without_row(deadline)? == 0 {
                fail!(
                    NoSpace,
                    "segment {}: all {} participant rows are taken by live processes",
                    self.name(),
                    self.layout.counts.participants
                );
            }
        }
    }

    /// Locks a row's byte and, if the row is free, makes it this handle's.
    fn take_row(&self, index: usize) -> Result<Option<ParticipantId>> {
        let Some(fd) = self.lock_descriptor() else { return Err(self.lost_descriptor()) };
        let row = Row::at(self.view(), index);
        if seeded(Bug::LiveBeforeLock) {
            let me = row.publish(row.state().generation() + 1);
            return Ok(lock::try_lock(fd, index)?.then_some(me));
        }
        if !lock::try_lock(fd, index)? {
            return Ok(None);
        }
        let word = row.state();
        // The reserved row has no content to clean: its last owner, if it died there, left
        // nothing but lock words of a generation that is over.
        let free = word.state() == State::Free || seeded(Bug::NoSecondLook);
        if free || index == self.layout.reserved_row() {
            return Ok(Some(row.publish(word.generation().wrapping_add(1).max(1))));
        }
        lock::unlock(fd, index);
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
            std::thread::sleep(Duration::from_millis(1));
        };
        self.me = Some(me);
        let reaped = self.reap_all(Deadline::after(PATIENCE));
        self.me = None;
        Row::at(self.view(), reserved).set(State::Free, me.generation);
        if let Some(fd) = self.lock_descriptor() {
            lock::unlock(fd, reserved);
        }
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

    fn reap_all(&self, deadline: Deadline) -> Result<u32> {
        let mut reaped = 0;
        for index in 0..self.layout.reserved_row() {
            let own = self.me.is_some_and(|me| me.row as usize == index);
            if !own && Row::at(self.view(), index).state().state() != State::Free {
                reaped += self.reap(index, deadline)? as u32;
            }
        }
        Ok(reaped)
    }

    /// Cleans up after the participant of one row, if it is dead and nobody else does.
    ///
    /// The right to do so is the kernel's write lock on the row's byte: getting it proves
    /// that the owner has ended, excludes every other reaper, and ends with this process.
    fn reap(&self, index: usize, deadline: Deadline) -> Result<bool> {
        {
            let mut reaping = self.reaping.lock();
            if reaping.contains(&index) && !seeded(Bug::NoMark) {
                return Ok(false);
            }
            reaping.push(index);
        }
        struct Unmark<'a>(&'a Inner, usize, Option<i32>);
        impl Drop for Unmark<'_> {
            fn drop(&mut self) {
                if let Some(fd) = self.2 {
                    step::release(|| lock::unlock(fd, self.1));
                }
                self.0.reaping.lock().retain(|index| *index != self.1);
            }
        }
        let mut mark = Unmark(self, index, None);
        let Some(fd) = self.lock_descriptor() else { return Err(self.lost_descriptor()) };
        if !lock::try_lock(fd, index)? {
            return Ok(false);
        }
        mark.2 = Some(fd);
        let view = self.view();
        let row = Row::at(view, index);
        let word = row.state();
        if word.state() == State::Free {
            return Ok(false);
        }
        let dead = ParticipantId { row: index as u16, generation: word.generation() };
        // From here on the others know without asking the kernel, which would now show them
        // the reaper's lock.
        if seeded(Bug::RowBeforeContent) {
            row.set(State::Free, dead.generation);
        } else if !seeded(Bug::NoDeadState) {
            row.set(State::Dead, dead.generation);
        }
        slots::release_all(view, dead);
        if !self.recovery.recover(view, dead, deadline)? {
            return Ok(false); // holds an object of a kind that only a later version knows
        }
        row.set(State::Free, dead.generation);
        view.mem.word64(CONTROL + control::REAPED).fetch_add(1, Relaxed);
        Ok(true)
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
        slots::release_all(view, me);
        let recover = || self.recovery.recover(view, me, Deadline::after(PATIENCE));
        // The row stays live meanwhile: a lock that this very cleaning takes must not be
        // taken away from it. If it can't be finished, somebody else does it later.
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(recover));
        let clean = matches!(done, Ok(Ok(true)));
        row.set(if clean { State::Free } else { State::Dead }, me.generation);
        // Closing the file would do too, but for a descriptor that a raw clone copied.
        if let Some(fd) = self.lock_descriptor() {
            lock::unlock(fd, me.row as usize);
        }
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
        let mask = u32::MAX >> (32 - bits);
        if word.state() != State::Live || word.generation() & mask != generation & mask {
            return true;
        }
        let own = self.me.is_some_and(|me| me.row == row);
        // In doubt alive. The lock is taken before the row goes live, so a live row without
        // a lock is a dead one.
        !own && self.role != Role::Private && matches!(self.ask_kernel(index), Answer::Unlocked)
    }

    fn tend(&self) {
        if self.role == Role::Participant && self.readable().is_ok() {
            // What could not be cleaned now will be, here or elsewhere.
            let _ = self.reap_all(Deadline::after(TEND_PATIENCE));
        }
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

//! The two sides with the provider of their memory, on values as bytes.

use super::layout::{self, Shape};
use super::{Mailbox, WriterState};
use crate::provider::Provider;
use crate::status::Result;
#[cfg(feature = "std")]
use crate::sync::Deadline;

/// The writer of a mailbox. Dropped, it gives its place back.
pub struct WriterEnd<P: Provider> {
    provider: P,
    shape: Shape,
    state: WriterState,
}

impl<P: Provider> WriterEnd<P> {
    /// Takes the writer's place of the mailbox in `provider`, made for values of `value` bytes:
    /// see [`Mailbox::open_writer`].
    pub fn open(provider: P, value: u32) -> Result<WriterEnd<P>> {
        provider.check()?;
        let mailbox = Mailbox::attach(provider.mem(), value)?;
        let (shape, state) = (mailbox.shape, mailbox.open_writer()?);
        Ok(WriterEnd { provider, shape, state })
    }

    /// What it remembers.
    pub fn state(&self) -> &WriterState {
        &self.state
    }

    /// Bytes of a value.
    pub fn value(&self) -> usize {
        self.shape.value()
    }

    /// Writes a value; its number. See [`Mailbox::write`].
    #[inline]
    pub fn write(&mut self, value: &[u8]) -> Result<u64> {
        self.write_as(self.shape, value)
    }

    /// The same where the compiler knows the shape, which is the mailbox's.
    #[inline(always)]
    pub(super) fn write_as(&mut self, shape: Shape, value: &[u8]) -> Result<u64> {
        self.provider.check()?;
        Mailbox { mem: self.provider.mem(), shape }.write(&mut self.state, value)
    }
}

impl<P: Provider> Drop for WriterEnd<P> {
    fn drop(&mut self) {
        if self.provider.check().is_ok() {
            // Otherwise a forked child's copy: the place is its parent's.
            self.state.owner.release(self.provider.mem().word64(layout::WRITER_OWNER));
        }
    }
}

/// A reader of a mailbox. It remembers which value it has seen.
pub struct ReaderEnd<P: Provider> {
    pub(super) provider: P,
    pub(super) shape: Shape,
    seen: u64,
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(super) place: crate::sync::watch::Place,
}

impl<P: Provider> ReaderEnd<P> {
    /// A reader that has seen nothing, of the mailbox in `provider`, made for values of `value`
    /// bytes. There may be any number of them, also where the memory is read-only.
    pub fn open(provider: P, value: u32) -> Result<ReaderEnd<P>> {
        provider.check_readable()?;
        let shape = Mailbox::attach(provider.mem(), value)?.shape;
        provider.check_current()?;
        Ok(ReaderEnd {
            provider,
            shape,
            seen: 0,
            #[cfg(all(feature = "std", not(any(loom, shuttle))))]
            place: Default::default(),
        })
    }

    #[inline]
    fn saw(&mut self, number: u64) -> u64 {
        self.seen = number;
        #[cfg(all(feature = "std", not(any(loom, shuttle))))]
        self.place.set(number);
        number
    }

    /// The number of the last value read; 0 for none.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// As [`seen`](Self::seen), but an error in a forked child.
    pub fn checked_seen(&self) -> Result<u64> {
        self.provider.check_readable()?;
        Ok(self.seen)
    }

    /// Bytes of a value.
    pub fn value(&self) -> usize {
        self.shape.value()
    }

    /// Copies the latest value, seen before or not: see [`Mailbox::read`].
    #[inline]
    pub fn read(&mut self, value: &mut [u8]) -> Result<u64> {
        self.read_as(self.shape, 0, value)
    }

    /// Copies the latest value if it was not seen before: see [`Mailbox::read_newer`].
    #[inline]
    pub fn try_read_newer(&mut self, value: &mut [u8]) -> Result<u64> {
        self.read_as(self.shape, self.seen, value)
    }

    /// Waits for a value not seen before: see [`Mailbox::wait_newer`]. `ReadOnly` where the
    /// memory is: a sleeper leaves its mark.
    #[cfg(feature = "std")]
    #[inline]
    pub fn read_newer(&mut self, value: &mut [u8], deadline: Deadline) -> Result<u64> {
        self.wait_as(self.shape, value, deadline)
    }

    /// Reads what is newer than number `seen`, where the compiler knows the shape.
    #[inline(always)]
    pub(super) fn read_as(&mut self, shape: Shape, seen: u64, value: &mut [u8]) -> Result<u64> {
        self.provider.check_readable()?;
        let number = Mailbox { mem: self.provider.mem(), shape }.read_newer(seen, value)?;
        self.provider.check_current()?;
        Ok(self.saw(number))
    }

    #[cfg(feature = "std")]
    #[inline(always)]
    pub(super) fn wait_as(
        &mut self,
        shape: Shape,
        value: &mut [u8],
        deadline: Deadline,
    ) -> Result<u64> {
        self.provider.check()?;
        let mailbox = Mailbox { mem: self.provider.mem(), shape };
        let number = mailbox.wait_newer(self.seen, value, deadline)?;
        Ok(self.saw(number))
    }
}

//! The two sides for a Rust type that may be shared.

use core::marker::PhantomData;

use super::layout::{self, Shape};
use super::{ReaderEnd, WriterEnd};
use crate::provider::Provider;
use crate::status::Result;
#[cfg(feature = "std")]
use crate::sync::Deadline;
use crate::sync::Plain;
use crate::sync::plain::{bytes_of, bytes_of_mut};

/// Bytes of a `T`, which can be a value.
const fn size<T: Plain>() -> u32 {
    const { assert!(size_of::<T>() > 0 && size_of::<T>() <= layout::MAX_VALUE as usize) };
    size_of::<T>() as u32
}

/// The writer of a mailbox of `T`. Dropped, it gives its place back.
pub struct MailboxWriter<T: Plain, P: Provider> {
    end: WriterEnd<P>,
    value: PhantomData<fn(T)>,
}

impl<T: Plain, P: Provider> MailboxWriter<T, P> {
    /// Takes the writer's place: see [`Mailbox::open_writer`](super::Mailbox::open_writer).
    pub fn open(provider: P) -> Result<MailboxWriter<T, P>> {
        Ok(MailboxWriter { end: WriterEnd::open(provider, size::<T>())?, value: PhantomData })
    }

    /// The number of the last value, by whomever; 0 for none.
    pub fn written(&self) -> u64 {
        self.end.state().written()
    }

    /// Writes a value; its number. See [`Mailbox::write`](super::Mailbox::write).
    #[inline]
    pub fn write(&mut self, value: &T) -> Result<u64> {
        self.end.write_as(Shape::new(size::<T>())?, bytes_of(value))
    }
}

/// A reader of a mailbox of `T`. It remembers which value it has seen.
pub struct MailboxReader<T: Plain, P: Provider> {
    pub(super) end: ReaderEnd<P>,
    value: PhantomData<fn() -> T>,
}

impl<T: Plain, P: Provider> MailboxReader<T, P> {
    /// A reader that has seen nothing. There may be any number of them, also where the memory
    /// is read-only.
    pub fn open(provider: P) -> Result<MailboxReader<T, P>> {
        Ok(MailboxReader { end: ReaderEnd::open(provider, size::<T>())?, value: PhantomData })
    }

    /// The number of the last value read; 0 for none.
    pub fn seen(&self) -> u64 {
        self.end.seen()
    }

    /// Copies the latest value, seen before or not: see [`ReaderEnd::read`].
    #[inline]
    pub fn read(&mut self, value: &mut T) -> Result<u64> {
        self.end.read_as(Shape::new(size::<T>())?, 0, bytes_of_mut(value))
    }

    /// Copies the latest value if it was not seen before: see [`ReaderEnd::try_read_newer`].
    #[inline]
    pub fn try_read_newer(&mut self, value: &mut T) -> Result<u64> {
        let seen = self.end.seen();
        self.end.read_as(Shape::new(size::<T>())?, seen, bytes_of_mut(value))
    }

    /// Waits for a value not seen before: see [`ReaderEnd::read_newer`].
    #[cfg(feature = "std")]
    #[inline]
    pub fn read_newer(&mut self, value: &mut T, deadline: Deadline) -> Result<u64> {
        self.end.wait_as(Shape::new(size::<T>())?, bytes_of_mut(value), deadline)
    }
}

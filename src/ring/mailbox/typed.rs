//! The two sides for a Rust type that may be shared.

use core::marker::PhantomData;

use super::layout::{self, Shape};
use super::{Mailbox, WriterState};
use crate::provider::Provider;
use crate::status::Result;
#[cfg(feature = "std")]
use crate::sync::Deadline;
use crate::sync::Plain;
use crate::sync::plain::{bytes_of, bytes_of_mut};

fn attach<T: Plain>(provider: &impl Provider) -> Result<Mailbox<'_>> {
    const { assert!(size_of::<T>() > 0 && size_of::<T>() <= layout::MAX_VALUE as usize) };
    Mailbox::attach(provider.mem(), size_of::<T>() as u32)
}

#[inline(always)]
fn again<T: Plain>(provider: &impl Provider) -> Result<Mailbox<'_>> {
    Ok(Mailbox { mem: provider.mem(), shape: Shape::new(size_of::<T>() as u32)? })
}

/// The writer of a mailbox of `T`. Dropped, it gives its place back.
pub struct MailboxWriter<T: Plain, P: Provider> {
    provider: P,
    state: WriterState,
    value: PhantomData<fn(T)>,
}

impl<T: Plain, P: Provider> MailboxWriter<T, P> {
    /// Takes the writer's place: see [`Mailbox::open_writer`].
    pub fn open(provider: P) -> Result<MailboxWriter<T, P>> {
        provider.check()?;
        let state = attach::<T>(&provider)?.open_writer()?;
        Ok(MailboxWriter { provider, state, value: PhantomData })
    }

    /// The number of the last value, by whomever; 0 for none.
    pub fn written(&self) -> u64 {
        self.state.written()
    }

    /// Writes a value; its number. See [`Mailbox::write`].
    #[inline]
    pub fn write(&mut self, value: &T) -> Result<u64> {
        self.provider.check()?;
        again::<T>(&self.provider)?.write(&mut self.state, bytes_of(value))
    }
}

impl<T: Plain, P: Provider> Drop for MailboxWriter<T, P> {
    fn drop(&mut self) {
        if self.provider.check().is_ok() {
            // Otherwise a forked child's copy: the place is its parent's.
            self.state.owner.release(self.provider.mem().word64(layout::WRITER_OWNER));
        }
    }
}

/// A reader of a mailbox of `T`. It remembers which value it has seen.
pub struct MailboxReader<T: Plain, P: Provider> {
    pub(super) provider: P,
    seen: u64,
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(super) place: crate::sync::watch::Place,
    value: PhantomData<fn() -> T>,
}

impl<T: Plain, P: Provider> MailboxReader<T, P> {
    /// A reader that has seen nothing. There may be any number of them.
    pub fn open(provider: P) -> Result<MailboxReader<T, P>> {
        provider.check()?;
        attach::<T>(&provider)?;
        Ok(MailboxReader {
            provider,
            seen: 0,
            #[cfg(all(feature = "std", not(any(loom, shuttle))))]
            place: Default::default(),
            value: PhantomData,
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

    /// Copies the latest value, seen before or not: see [`Mailbox::read`].
    #[inline]
    pub fn read(&mut self, value: &mut T) -> Result<u64> {
        self.provider.check()?;
        let number = again::<T>(&self.provider)?.read(bytes_of_mut(value))?;
        Ok(self.saw(number))
    }

    /// Copies the latest value if it was not seen before: see [`Mailbox::read_newer`].
    #[inline]
    pub fn try_read_newer(&mut self, value: &mut T) -> Result<u64> {
        self.provider.check()?;
        let number = again::<T>(&self.provider)?.read_newer(self.seen, bytes_of_mut(value))?;
        Ok(self.saw(number))
    }

    /// Waits for a value not seen before: see [`Mailbox::wait_newer`].
    #[cfg(feature = "std")]
    #[inline]
    pub fn read_newer(&mut self, value: &mut T, deadline: Deadline) -> Result<u64> {
        self.provider.check()?;
        let mailbox = again::<T>(&self.provider)?;
        let number = mailbox.wait_newer(self.seen, bytes_of_mut(value), deadline)?;
        Ok(self.saw(number))
    }
}

//! A participant that owns its memory's handle, with typed elements.

use core::marker::PhantomData;

use super::join::MemberState;
use super::layout::Shape;
use super::wait::Missing;
use super::{RowInfo, Synced, SyncedParams, View};
use crate::provider::Provider;
use crate::status::{Result, fail};
use crate::sync::Deadline;
use crate::sync::plain::{Plain, bytes_of_all, bytes_of_all_mut};

/// A participant. It is a rank: a thread or a process. Dropped, also by a panic that unwinds,
/// it leaves.
pub struct Member<P: Provider, T: Plain = u8> {
    provider: P,
    shape: Shape,
    /// `None` once it has left.
    state: Option<MemberState>,
    elements: PhantomData<fn(T) -> T>,
}

impl<P: Provider, T: Plain> Member<P, T> {
    /// Takes part in the synced memory in `provider`: see [`Synced::join`].
    pub fn join(
        provider: P,
        params: &SyncedParams,
        row: Option<u32>,
        deadline: Deadline,
    ) -> Result<Member<P, T>> {
        provider.check()?;
        if size_of::<T>() == 0 || !params.bytes.is_multiple_of(size_of::<T>() as u64) {
            let size = size_of::<T>();
            fail!(Invalid, "synced: {} bytes are no elements of {size}", params.bytes);
        }
        let synced = Synced::attach(provider.mem(), params)?;
        let (shape, state) = (synced.shape, Some(synced.join(row, deadline)?));
        Ok(Member { provider, shape, state, elements: PhantomData })
    }

    /// The synced memory itself: closing it, evicting, who is there.
    #[inline]
    pub fn synced(&self) -> Result<Synced<'_>> {
        self.provider.check()?;
        Ok(Synced { mem: self.provider.mem(), shape: self.shape })
    }

    #[inline]
    fn split(&mut self) -> Result<(Synced<'_>, &mut MemberState)> {
        self.provider.check()?;
        let synced = Synced { mem: self.provider.mem(), shape: self.shape };
        Ok((synced, self.state.as_mut().expect("it leaves by value or drop only")))
    }

    /// What it remembers: row, generation, epoch.
    #[inline]
    pub fn state(&self) -> &MemberState {
        self.state.as_ref().expect("it leaves by value or drop only")
    }

    /// The row's number: the participant's rank.
    pub fn row(&self) -> u32 {
        self.state().row()
    }

    /// Elements that each participant can write in a cycle.
    pub fn elements(&self) -> usize {
        self.shape.bytes() / size_of::<T>()
    }

    /// One cycle in one call: writes, arrives, waits and shows what all wrote.
    ///
    /// After `Timeout` or `PeerDead` the arrival stands: go on with [`wait`](Self::wait). So
    /// this is `State` until that has succeeded.
    #[inline]
    pub fn sync(&mut self, elements: &[T], deadline: Deadline) -> Result<View<'_>> {
        let (synced, state) = self.split()?;
        let bytes = bytes_of_all(elements);
        synced.write(state, bytes)?;
        synced.arrive(state, bytes.len())?;
        synced.wait(state, deadline)?;
        synced.view(state)
    }

    /// See [`Synced::write`].
    #[inline]
    pub fn write(&mut self, elements: &[T]) -> Result<()> {
        let (synced, state) = self.split()?;
        synced.write(state, bytes_of_all(elements))
    }

    /// Where the next epoch's elements go: see [`Synced::buffer`]. Good until the arrival.
    #[cfg(not(any(loom, shuttle)))]
    pub fn buffer(&mut self) -> Result<(*mut T, usize)> {
        let elements = self.elements();
        let (synced, state) = self.split()?;
        let (pointer, _) = synced.buffer(state)?;
        Ok((pointer.as_ptr().cast(), elements))
    }

    /// Arrives at the next epoch with the first `elements` of the buffer: see
    /// [`Synced::arrive`].
    #[inline]
    pub fn arrive(&mut self, elements: usize) -> Result<u64> {
        let (synced, state) = self.split()?;
        synced.arrive(state, elements.saturating_mul(size_of::<T>()))
    }

    /// See [`Synced::wait`].
    #[inline]
    pub fn wait(&mut self, deadline: Deadline) -> Result<()> {
        let (synced, state) = self.split()?;
        synced.wait(state, deadline)
    }

    /// See [`Synced::view`].
    #[inline]
    pub fn view(&self) -> Result<View<'_>> {
        self.synced()?.view(self.state())
    }

    /// See [`Synced::missing`].
    pub fn missing(&self) -> Result<Missing> {
        Ok(self.synced()?.missing(self.state()))
    }

    /// See [`Synced::evict`].
    pub fn evict(&self, row: u32, generation: u64) -> Result<()> {
        self.synced()?.evict(row, generation)
    }

    /// See [`Synced::row_info`].
    pub fn row_info(&self, row: u32) -> Result<RowInfo> {
        self.synced()?.row_info(row)
    }

    /// See [`Synced::close`].
    pub fn close(&self) -> Result<()> {
        self.synced()?.close();
        Ok(())
    }

    /// Leaves, as dropping it does.
    pub fn leave(self) {}
}

impl View<'_> {
    /// As [`read`](View::read), in elements.
    #[inline]
    pub fn read_elements<T: Plain>(&self, row: u32, elements: &mut [T]) -> Result<usize> {
        let bytes = self.read(row, bytes_of_all_mut(elements))?;
        if size_of::<T>() == 0 || !bytes.is_multiple_of(size_of::<T>()) {
            fail!(Corrupt, "synced: {bytes} bytes are no elements of {}", size_of::<T>());
        }
        Ok(bytes / size_of::<T>())
    }
}

impl<P: Provider, T: Plain> Drop for Member<P, T> {
    fn drop(&mut self) {
        // In a forked child the row is the parent's.
        if let (Ok(()), Some(state)) = (self.provider.check(), self.state.take()) {
            Synced { mem: self.provider.mem(), shape: self.shape }.leave(state);
        }
    }
}

//! One process's threads: synced memory on the heap, by the names that a user of barriers and
//! shared vectors expects.

use std::sync::Arc;

use super::{Member, Policy, SyncedParams};
use crate::provider::{HeapProvider, Mem, Provider};
use crate::status::{Result, Status, fail};
use crate::sync::Deadline;
use crate::sync::plain::{Plain, bytes_of_all_mut};

/// Bytes that several threads hold.
#[derive(Clone)]
struct Shared(Arc<HeapProvider>);

// SAFETY: one heap block that lives as long as any clone.
unsafe impl Provider for Shared {
    fn mem(&self) -> Mem<'_> {
        self.0.mem()
    }
}

/// Memory in which each of some threads writes its own segment of elements, all wait, and
/// each reads everything.
///
/// Between processes, and with all that comes with it, it is [`Member`].
pub struct SynchedMemory<T: Plain> {
    memory: Shared,
    params: SyncedParams,
    elements: core::marker::PhantomData<fn(T) -> T>,
}

/// One thread's part of a [`SynchedMemory`]. Dropped, also by a panic that unwinds, its
/// thread takes part no longer and the others go on.
pub struct LocalMemHandler<T: Plain> {
    member: Member<Shared, T>,
}

impl<T: Plain + Default> SynchedMemory<T> {
    /// For `threads` threads, 1 to 64, with `segment_size` elements each.
    pub fn new(threads: usize, segment_size: usize) -> Result<SynchedMemory<T>> {
        let bytes = segment_size.saturating_mul(size_of::<T>()) as u64;
        let rows = u32::try_from(threads).unwrap_or(u32::MAX);
        let params = SyncedParams { policy: Policy::Shrink, ..SyncedParams::new(rows, bytes) };
        let memory = HeapProvider::try_new(params.required_size()?)?;
        super::Synced::format(memory.mem(), &params)?;
        Ok(SynchedMemory {
            memory: Shared(Arc::new(memory)),
            params,
            elements: core::marker::PhantomData,
        })
    }

    /// Elements of one thread.
    pub fn segment_size(&self) -> usize {
        self.params.bytes as usize / size_of::<T>().max(1)
    }

    /// The part of thread number `thread`. `Busy` while another has it.
    pub fn build_local_handler(&self, thread: usize) -> Result<LocalMemHandler<T>> {
        let row = u32::try_from(thread).unwrap_or(u32::MAX);
        let memory = self.memory.clone();
        let member = Member::join(memory, &self.params, Some(row), Deadline::FOREVER)?;
        Ok(LocalMemHandler { member })
    }

    /// Writes `data` for the next cycle and arrives there. Less than a segment is fine: the
    /// rest reads as `T::default()`.
    pub fn write_local_memory(&self, handler: &mut LocalMemHandler<T>, data: &[T]) -> Result<()> {
        self.check(handler)?;
        handler.member.write(data)?;
        handler.member.arrive(data.len()).map(drop)
    }

    /// Waits until all threads have written.
    pub fn wait_write_barrier(&self, handler: &mut LocalMemHandler<T>) -> Result<()> {
        self.check(handler)?;
        handler.member.wait(Deadline::FOREVER)
    }

    /// The last epoch that all threads have written for. It advances by itself when a cycle
    /// is complete; there is nothing to update.
    pub fn update_global_timestamp(&self) -> u64 {
        super::Synced { mem: self.memory.mem(), shape: self.shape() }.global_timestamp()
    }

    /// Without waiting: the latest that each thread has written, segment by segment. The
    /// segments may be of different cycles.
    pub fn read_global(&self) -> Result<Vec<T>> {
        let synced = super::Synced { mem: self.memory.mem(), shape: self.shape() };
        self.gather(|row, part| match synced.read_latest(row, bytes_of_all_mut(part)) {
            // What an earlier look had copied is gone.
            Ok((_, length)) => {
                part[length / size_of::<T>().max(1)..].fill(T::default());
                Ok(())
            }
            Err(error) if error.status() == Status::Empty => {
                part.fill(T::default());
                Ok(())
            }
            Err(error) => Err(error),
        })
    }

    /// One cycle: writes `data`, waits for all, and answers what all wrote for it.
    pub fn write_local_memory_and_sync_read(
        &self,
        handler: &mut LocalMemHandler<T>,
        data: &[T],
    ) -> Result<Vec<T>> {
        self.write_local_memory(handler, data)?;
        self.wait_write_barrier(handler)?;
        let view = handler.member.view()?;
        self.gather(|row, part| match view.read_elements(row, part) {
            Ok(_) => Ok(()),
            Err(error) if error.status() == Status::NotFound => Ok(()),
            Err(error) => Err(error),
        })
    }

    fn shape(&self) -> super::layout::Shape {
        self.params.shape().expect("checked when it was made")
    }

    fn gather(&self, mut read: impl FnMut(u32, &mut [T]) -> Result<()>) -> Result<Vec<T>> {
        let mut all = vec![T::default(); self.params.rows as usize * self.segment_size()];
        for (row, part) in all.chunks_mut(self.segment_size()).enumerate() {
            read(row as u32, part)?;
        }
        Ok(all)
    }

    fn check(&self, handler: &LocalMemHandler<T>) -> Result<()> {
        if self.memory.mem().base() != handler.member.synced()?.mem.base() {
            fail!(
                Invalid,
                "synced: the handler of row {} is another memory's",
                handler.member.row()
            );
        }
        Ok(())
    }
}

//! Counters: one word for everybody, or a row for each thread.
//!
//! | | `Single` | `Sharded` |
//! |---|---|---|
//! | structure | one word on a line of its own | a line pair per slot, and a shared one |
//! | add | one atomic add: the line travels | load and store in the thread's own line |
//! | get | the word: exact, also as a ticket | the sum of the rows, each read once |
//! | compare and swap | yes | no |
//!
//! A sharded counter is never folded: a row keeps its sum when its thread ends or is killed,
//! and the slot's next owner goes on from it. So one store is the whole of an add, and a kill
//! loses at most the add under way. A total that a leaving thread added its row to would be
//! counted twice, or not at all, if that thread died between the two stores.

use core::marker::PhantomData;

use super::layout::{self, ROW_ALIGN, ROWS, Shape, magic};
use super::seeded::{Bug, seeded};
use super::{Description, DescriptionBuf, Slot, description};
use crate::provider::{Mem, Provider};
use crate::status::{Result, fail};
use crate::sync::{Ordering::*, Shared64};

/// How a counter is built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CounterMode {
    /// One word: exact right after every add, and takes part in compare-and-swap.
    Single,
    /// A row for each thread slot: the fastest to add to.
    #[default]
    Sharded,
}

/// What determines a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CounterParams {
    /// One word, or rows.
    pub mode: CounterMode,
    /// Threads with a row of their own, 1 to [`MAX_ROWS`](super::MAX_ROWS); 0 for `Single`.
    pub rows: u32,
}

impl CounterParams {
    /// One word.
    pub const SINGLE: CounterParams = CounterParams { mode: CounterMode::Single, rows: 0 };

    /// Rows for `rows` threads: those with slots above it share one more.
    pub const fn sharded(rows: u32) -> CounterParams {
        CounterParams { mode: CounterMode::Sharded, rows }
    }

    /// Bytes of memory the counter takes.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.size())
    }

    pub(super) fn shape(&self) -> Result<Shape> {
        let rows = match self.mode {
            CounterMode::Single if self.rows == 0 => 0,
            CounterMode::Single => fail!(Invalid, "counter: a single one has no rows"),
            CounterMode::Sharded => layout::rows("counter", self.rows)?,
        };
        let mode = self.mode as u64;
        Ok(Shape { magic: magic(b'c'), mode, rows, row_size: ROW_ALIGN as u32 })
    }
}

/// A counter of `u64`, which wraps around. Any thread may add and read.
pub struct Counter<P: Provider> {
    provider: P,
    shape: Shape,
    mode: CounterMode,
}

impl<P: Provider> Counter<P> {
    /// Makes a counter at zero of the provider's bytes. Nobody else uses them yet.
    pub fn format(
        provider: P,
        params: &CounterParams,
        description: &Description<'_>,
    ) -> Result<Counter<P>> {
        provider.check()?;
        let shape = params.shape()?;
        shape.format(provider.mem(), "counter", || {})?;
        description::write(provider.mem(), description)?;
        Ok(Counter { provider, shape, mode: params.mode })
    }

    /// The counter in the provider's bytes, made with the same parameters.
    pub fn attach(provider: P, params: &CounterParams) -> Result<Counter<P>> {
        let shape = params.shape()?;
        shape.attach(provider.mem(), "counter")?;
        Ok(Counter { provider, shape, mode: params.mode })
    }

    /// How it is built.
    pub fn mode(&self) -> CounterMode {
        self.mode
    }

    /// The provider of its bytes.
    pub fn provider(&self) -> &P {
        &self.provider
    }

    /// Label, unit and help.
    pub fn description(&self) -> Result<DescriptionBuf> {
        description::read(self.provider.mem())
    }

    /// The row that the thread with `slot` adds to, for the fastest adds there are. In a
    /// forked child its memory is not there: touching it is a `SIGSEGV`.
    ///
    /// Of a single counter, and for a slot without a row here, it is the shared word.
    pub fn row<'a>(&'a self, slot: &'a impl Slot) -> Result<CounterRow<'a>> {
        self.provider.check()?;
        let own = slot.row().filter(|row| *row < self.shape.rows);
        let offset = self.shape.row(own.unwrap_or(self.shape.rows));
        Ok(CounterRow {
            word: self.provider.mem().word64(offset),
            own: own.is_some(),
            one_thread: PhantomData,
        })
    }

    fn shared(&self) -> &Shared64 {
        self.provider.mem().word64(self.shape.shared_row())
    }

    /// Adds to the word that threads share; what it held before, which of a single counter is
    /// everything: a ticket.
    pub fn add(&self, n: u64) -> Result<u64> {
        self.provider.check()?;
        // Relaxed: a total; it publishes nothing else.
        Ok(self.shared().fetch_add(n, Relaxed))
    }

    /// The count. Every add that happened before the call is in it.
    pub fn get(&self) -> u64 {
        sum(self.provider.mem(), self.shape)
    }

    /// Writes `new` if the count is `current`, else answers what it is. `Unsupported` of a
    /// sharded counter: `Err(None)`.
    pub fn compare_and_swap(
        &self,
        current: u64,
        new: u64,
    ) -> Result<core::result::Result<(), u64>> {
        self.provider.check()?;
        if self.mode != CounterMode::Single {
            fail!(Unsupported, "counter: a sharded one has no compare-and-swap");
        }
        // AcqRel: whoever swaps may hand over what the count guards.
        Ok(self.shared().compare_exchange(current, new, AcqRel).map(drop))
    }
}

/// The sum of all rows.
pub(super) fn sum(mem: Mem<'_>, shape: Shape) -> u64 {
    let rows = 0..=shape.rows;
    // Acquire: whoever learns that something was counted sees what was done before, where the
    // counting thread added with a Release or the slot changed hands.
    rows.fold(0, |sum: u64, row| sum.wrapping_add(mem.word64(shape.row(row)).load(Acquire)))
}

/// Where one thread adds.
#[derive(Debug)]
pub struct CounterRow<'a> {
    word: &'a Shared64,
    own: bool,
    one_thread: PhantomData<*const ()>,
}

impl CounterRow<'_> {
    /// Adds, wrapping around.
    #[inline]
    pub fn add(&self, n: u64) {
        add(self.word, self.own, n);
    }

    /// Adds one.
    #[inline]
    pub fn increment(&self) {
        self.add(1);
    }

    /// Whether the row is this thread's alone.
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// What the inline header relies on: its version, and what a row is.
    pub(crate) const INLINE_LAYOUT: u64 = layout::inline([b'c' as u64, 8]);

    /// The word, for a caller in C, and whether only this thread writes it.
    pub(crate) fn word(&self) -> (*const Shared64, bool) {
        (self.word, self.own)
    }
}

/// Adds to a row's word.
#[inline]
pub(super) fn add(word: &Shared64, own: bool, n: u64) {
    if own || seeded(Bug::SharedAsOwn) {
        // Relaxed: a total. Nobody else writes it; what the slot's last owner wrote is seen by
        // the claim (AcqRel) that followed its release.
        word.store(word.load(Relaxed).wrapping_add(n), Relaxed);
    } else {
        word.fetch_add(n, Relaxed);
    }
}

/// The smallest counter: one word of a process, and the seeds' name for it.
///
/// Orders are SeqCst where the operation returns what others may act on.
#[derive(Debug)]
pub struct AtomicCounter(Shared64);

#[cfg(not(any(loom, shuttle)))]
impl AtomicCounter {
    /// A counter at `value`.
    pub const fn new(value: u64) -> AtomicCounter {
        AtomicCounter(Shared64::new(value))
    }

    /// Adds one; the new count.
    #[inline]
    pub fn increment(&self) -> u64 {
        self.add(1)
    }

    /// Adds; the new count, wrapping around.
    #[inline]
    pub fn add(&self, n: u64) -> u64 {
        self.0.fetch_add(n, Relaxed).wrapping_add(n)
    }

    /// The count.
    #[inline]
    pub fn get(&self) -> u64 {
        self.0.load(Acquire)
    }

    /// Writes the count.
    #[inline]
    pub fn set(&self, value: u64) {
        self.0.store(value, Release);
    }

    /// Writes `new` if the count is `current`; whether it did.
    #[inline]
    pub fn compare_and_swap(&self, current: u64, new: u64) -> bool {
        self.0.compare_exchange(current, new, AcqRel).is_ok()
    }
}

#[cfg(not(any(loom, shuttle)))]
impl Default for AtomicCounter {
    fn default() -> Self {
        Self::new(0)
    }
}

const _: () = assert!(ROWS.is_multiple_of(ROW_ALIGN));

//! Metrics: what several processes do, for any process to read, at the price of a store.
//!
//! | file | what |
//! |---|---|
//! | [`counter`](Counter) | one word, or a row for each thread |
//! | [`flag`](Flag) | one bit, to set, swap and wait for |
//! | [`stats`](Stats) | count, sum, extremes, mean and variance; every snapshot is whole |
//! | [`histogram`](Histogram) | counts by value, percentiles |
//! | [`progress`](Progress) | of a long task: done, rate, time left, who is stalled or dead |
//! | `slot` | which row a thread writes |
//! | `description` | label, unit and help |
//! | `layout` | where everything lies |
//! | `kind`, `create` | metrics as objects in a segment |
//! | `list` | every metric of a segment, for a monitor |
//! | `openmetrics` | the same as text that monitoring systems read |
//!
//! # Rows
//! A thread claims a slot once, [`Segment::thread_slot`](crate::segment::Segment::thread_slot),
//! and with it has a row of its own in every metric. It writes there alone, by plain loads and
//! stores: no lock, no atomic operation, no cache line that another thread writes. A reader
//! sums the rows. When the thread ends or is killed its row keeps its sums, and the slot's
//! next owner goes on from them: nothing is lost, nothing is counted twice, but that a thread
//! killed in a record has made it or not.
//!
//! # Reading
//! Readers never store: a process that attached with [`open_read_only`] sees all of it. They
//! never wait for a writer either, be it stopped or dead.
//!
//! ```
//! use wrtmem::metrics::{CounterParams, Description};
//! use wrtmem::segment::{Options, Segment};
//!
//! # fn main() -> wrtmem::Result<()> {
//! let segment = Segment::create_private(&Options::default())?;
//! let about = Description { unit: "messages", help: "Messages handled.", ..Default::default() };
//! let handled = segment.counter("handled", &CounterParams::sharded(16), &about)?;
//!
//! let slot = segment.thread_slot()?; // in each thread
//! let row = handled.row(&slot)?;
//! row.add(2);
//! row.increment();
//! assert_eq!(handled.get(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! [`open_read_only`]: crate::segment::Segment::open_read_only

mod counter;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod create;
mod description;
mod flag;
#[cfg(not(any(loom, shuttle)))]
mod histogram;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod kind;
mod layout;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod list;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod openmetrics;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod progress;
mod seeded;
mod slot;
mod stats;
#[cfg(all(test, feature = "std", not(any(loom, shuttle))))]
mod tests;

pub use counter::{AtomicCounter, Counter, CounterMode, CounterParams, CounterRow};
pub use description::{Description, DescriptionBuf};
pub use flag::{AtomicFlag, Flag, FlagState};
#[cfg(not(any(loom, shuttle)))]
pub use histogram::{
    BUCKETS, Histogram, HistogramParams, HistogramRow, HistogramSnapshot, lower, upper,
};
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use kind::{CounterKind, FlagKind, HistogramKind, ProgressKind, StatsKind};
pub use layout::MAX_ROWS;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use list::{Metric, MetricValue};
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use progress::{
    Progress, ProgressParams, ProgressSnapshot, ProgressState, ProgressWorker, WorkerInfo,
    WorkerState,
};
pub use slot::{LocalSlot, Slot, SlotTable};
pub use stats::{AtomicStats, Number, Stats, StatsParams, StatsRow, StatsSummary, StatsValue};

//! Statistics: count, sum, extremes, mean and variance of values that many threads record.
//!
//! # Structure
//! A row has two lines of 64 bytes, written alternately:
//! ```text
//! line  number | count | sum 128 | min | max | sum of squares 128
//! ```
//! Its writer takes the older line: number = 0, release fence, fields, number = newer + 1
//! (release). That last store commits the record. A reader copies the line with the larger
//! number, and looks at the number again behind an acquire fence: a sequence lock (Boehm, "Can
//! Seqlocks Get Along With Programming Language Memory Models?", 2012), but with a second line
//! that is always whole. So a snapshot's fields belong together, and neither a dead nor a
//! stopped writer keeps a reader waiting.
//!
//! Threads without a row of their own record into the shared one under a lock that survives
//! its owner's death; without `std` they are told `Full`.
//!
//! # Crashes
//! A writer killed before the commit leaves the older line without a number: the record was
//! not made. The slot's next owner goes on from the newer line, wherever the last one ended.

use core::marker::PhantomData;

use super::layout::{self, Shape, magic};
use super::seeded::{Bug, seeded};
use super::{Description, DescriptionBuf, Slot, description};
use crate::provider::{Mem, Provider};
use crate::status::{Result, Status, fail};
use crate::sync::{Ordering::*, Shared64, fence};

mod moments;
#[cfg(all(test, any(loom, shuttle)))]
mod schedules;
#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use moments::{Fields, Floats, Integers, Moments};

/// Words of a line.
const LINE: usize = 8;
/// Bytes of a row.
pub(super) const ROW: usize = 2 * 8 * LINE;

/// How often a snapshot of one row is tried anew. Each try fails only if the writer has
/// recorded meanwhile.
const TRIES: u32 = if cfg!(any(loom, shuttle)) { 2 } else { 64 };

/// What is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatsValue {
    /// `i64`, summed exactly.
    #[default]
    Integer,
    /// Finite `f64`, summed with twice the precision.
    Float,
}

/// What determines statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatsParams {
    /// What is recorded.
    pub value: StatsValue,
    /// Threads with a row of their own, 1 to [`MAX_ROWS`](super::MAX_ROWS).
    pub rows: u32,
}

impl StatsParams {
    /// Bytes of memory they take.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.size())
    }

    pub(super) fn shape(&self) -> Result<Shape> {
        let rows = layout::rows("stats", self.rows)?;
        let mode = self.value as u64;
        Ok(Shape { magic: magic(b's'), mode, rows, row_size: ROW as u32 })
    }
}

/// A value recorded, or an extreme of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Of [`StatsValue::Integer`].
    Integer(i64),
    /// Of [`StatsValue::Float`].
    Float(f64),
}

impl Number {
    /// As a double, rounded if need be.
    pub fn as_f64(self) -> f64 {
        match self {
            Number::Integer(value) => value as f64,
            Number::Float(value) => value,
        }
    }
}

/// A snapshot. The fields of each thread's row belong together; rows are read one after the
/// other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StatsSummary {
    /// Values recorded.
    pub count: u64,
    /// Their sum, rounded to a double.
    pub sum: f64,
    /// The smallest; 0 of none.
    pub min: Number,
    /// The largest; 0 of none.
    pub max: Number,
    /// Their mean; 0 of none.
    pub mean: f64,
    /// Mean square deviation from the mean, of the values themselves (not the estimate for a
    /// population they are drawn from).
    pub variance: f64,
    /// A sum left its range, at some time: mean or variance is wrong.
    pub overflowed: bool,
}

impl StatsSummary {
    fn empty(zero: Number) -> StatsSummary {
        StatsSummary {
            count: 0,
            sum: 0.0,
            min: zero,
            max: zero,
            mean: 0.0,
            variance: 0.0,
            overflowed: false,
        }
    }

    /// The square root of the variance.
    #[cfg(feature = "std")]
    pub fn standard_deviation(&self) -> f64 {
        self.variance.sqrt()
    }
}

/// Two lines of a row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    lines: &'a [Shared64; 2 * LINE],
}

impl<'a> Row<'a> {
    pub(super) fn new(mem: Mem<'a>, offset: usize) -> Row<'a> {
        Row { lines: mem.words64(offset) }
    }

    /// A word of the line that `number` stands in: its parity says which.
    #[inline]
    fn word(&self, number: u64, field: usize) -> &'a Shared64 {
        &self.lines[(number & 1) as usize * LINE + field]
    }

    /// The number of the newer line; 0 if neither has one, which only damage explains.
    #[inline]
    fn newer(&self) -> u64 {
        // Acquire: with the Release in `write`: who sees the number sees the fields.
        let [even, odd] = [0, 1].map(|line| self.word(line, 0).load(Acquire));
        // A number in the line of the other parity is damage.
        let (even, odd) =
            (if even & 1 == 0 { even } else { 0 }, if odd & 1 == 1 { odd } else { 0 });
        even.max(odd)
    }

    fn format(&self, empty: Fields) {
        // Number 2 lies in line 0; line 1 has none.
        self.write(2, empty);
    }

    #[inline]
    fn fields(&self, number: u64) -> Fields {
        // Relaxed: the fences and the second look at the number order them.
        core::array::from_fn(|field| self.word(number, 1 + field).load(Relaxed))
    }

    #[inline]
    fn write(&self, number: u64, fields: Fields) {
        let line = self.word(number, 0);
        if !seeded(Bug::NumberStays) {
            line.store(0, Relaxed);
        }
        // Release: with the Acquire fence in `snapshot`: who sees a field sees the 0.
        if !seeded(Bug::NoFence) {
            fence(Release);
        }
        if seeded(Bug::NumberFirst) {
            line.store(number, Release);
        }
        for (field, value) in fields.into_iter().enumerate() {
            self.word(number, 1 + field).store(value, Relaxed);
        }
        // Release: with the Acquire in `newer`: who sees the number sees the fields.
        line.store(number, Release);
    }

    /// One record, by the only thread that writes this row.
    #[inline]
    fn record<M: Moments>(&self, value: M::Value) {
        // Relaxed: this thread wrote it, or the slot's last owner, before the claim.
        let number = self.word(0, 0).load(Relaxed).max(self.word(1, 0).load(Relaxed));
        let fields =
            if number == 0 || seeded(Bug::StartFromZero) { M::EMPTY } else { self.fields(number) };
        // Of 2⁶⁴ numbers none comes again within 500 years.
        let next = if number == 0 { 2 } else { number.wrapping_add(1) };
        self.write(next, M::record(fields, value));
    }

    /// A whole line: `None` if the writer was faster each time.
    fn snapshot<M: Moments>(&self) -> Option<Fields> {
        for _ in 0..TRIES {
            let number = self.newer();
            if number == 0 {
                continue; // seen between two records, or damage
            }
            let mut fields = self.fields(number);
            if seeded(Bug::FieldsApart) {
                fields[1] = self.fields(self.newer())[1];
            }
            // Acquire: with the Release fence in `write`.
            fence(Acquire);
            if self.word(number, 0).load(Relaxed) == number || seeded(Bug::NoSecondLook) {
                return Some(fields);
            }
        }
        None
    }

    /// Whether the row is what writers leave behind; what is wrong with it.
    #[cfg(all(feature = "std", not(any(loom, shuttle))))]
    pub(super) fn verify(&self) -> core::result::Result<(), String> {
        let numbers = [0, 1].map(|line| self.word(line, 0).load(Acquire));
        let fits = |line: usize| numbers[line] == 0 || numbers[line] & 1 == line as u64;
        let near = numbers.contains(&0) || numbers[0].abs_diff(numbers[1]) == 1;
        if !fits(0) || !fits(1) || numbers == [0, 0] || !near {
            // A writer between the two loads moves them by one each.
            let again = [0, 1].map(|line| self.word(line, 0).load(Acquire));
            if again == numbers {
                return Err(format!("lines numbered {numbers:?}"));
            }
        }
        Ok(())
    }
}

/// Statistics of `i64` or `f64`. Any thread may read them.
pub struct Stats<P: Provider> {
    provider: P,
    shape: Shape,
    value: StatsValue,
}

fn empty(value: StatsValue) -> Fields {
    match value {
        StatsValue::Integer => Integers::EMPTY,
        StatsValue::Float => Floats::EMPTY,
    }
}

/// Makes empty statistics of `mem`.
pub(super) fn format(mem: Mem<'_>, params: &StatsParams) -> Result<Shape> {
    let shape = params.shape()?;
    shape.format(mem, "stats", || {
        for row in 0..=shape.rows {
            Row::new(mem, shape.row(row)).format(empty(params.value));
        }
    })?;
    Ok(shape)
}

impl<P: Provider> Stats<P> {
    /// Makes empty statistics of the provider's bytes. Nobody else uses them yet.
    pub fn format(
        provider: P,
        params: &StatsParams,
        description: &Description<'_>,
    ) -> Result<Stats<P>> {
        provider.check()?;
        let shape = format(provider.mem(), params)?;
        description::write(provider.mem(), description)?;
        Ok(Stats { provider, shape, value: params.value })
    }

    /// The statistics in the provider's bytes, made with the same parameters.
    pub fn attach(provider: P, params: &StatsParams) -> Result<Stats<P>> {
        let shape = params.shape()?;
        shape.attach(provider.mem(), "stats")?;
        Ok(Stats { provider, shape, value: params.value })
    }

    /// What is recorded.
    pub fn value(&self) -> StatsValue {
        self.value
    }

    /// The provider of their bytes.
    pub fn provider(&self) -> &P {
        &self.provider
    }

    /// Label, unit and help.
    pub fn description(&self) -> Result<DescriptionBuf> {
        description::read(self.provider.mem())
    }

    /// The row that the thread with `slot` records into. In a forked child its memory is not
    /// there: touching it is a `SIGSEGV`.
    pub fn row<'a>(&'a self, slot: &'a impl Slot) -> Result<StatsRow<'a>> {
        self.provider.check()?;
        let own = slot.row().filter(|row| *row < self.shape.rows);
        let mem = self.provider.mem();
        Ok(StatsRow {
            mem,
            row: Row::new(mem, self.shape.row(own.unwrap_or(self.shape.rows))),
            own: own.is_some(),
            value: self.value,
            one_thread: PhantomData,
        })
    }

    /// What was recorded so far. `Busy` if a writer was faster than 64 looks at its row.
    pub fn summary(&self) -> Result<StatsSummary> {
        match self.value {
            StatsValue::Integer => Ok(Integers::summary(self.gather::<Integers>()?)),
            StatsValue::Float => Ok(Floats::summary(self.gather::<Floats>()?)),
        }
    }

    fn gather<M: Moments>(&self) -> Result<Fields> {
        let mem = self.provider.mem();
        let mut all = M::EMPTY;
        for row in 0..=self.shape.rows {
            match Row::new(mem, self.shape.row(row)).snapshot::<M>() {
                Some(fields) if fields == M::EMPTY => {}
                Some(fields) => all = M::merge(all, fields),
                None => fail!(Busy, "stats: row {row} changed during {TRIES} looks at it"),
            }
        }
        Ok(all)
    }
}

/// Where one thread records.
pub struct StatsRow<'a> {
    #[cfg_attr(not(feature = "std"), allow(dead_code))] // for the lock of the shared row
    mem: Mem<'a>,
    row: Row<'a>,
    own: bool,
    value: StatsValue,
    one_thread: PhantomData<*const ()>,
}

impl StatsRow<'_> {
    /// Records an integer. `Invalid` if floats are recorded here; `Timeout` if the row is
    /// shared and a living process kept its lock for a second, `Full` where there is no
    /// waiting for it.
    #[inline]
    pub fn record(&self, value: i64) -> Result<()> {
        if self.value != StatsValue::Integer {
            return Err(wrong_value(value as f64));
        }
        self.record_as::<Integers>(value)
    }

    /// Records a finite float. `Invalid` if it is not finite, or if integers are recorded
    /// here. Otherwise as [`record`](Self::record).
    #[inline]
    pub fn record_f64(&self, value: f64) -> Result<()> {
        if self.value != StatsValue::Float || !value.is_finite() {
            return Err(wrong_value(value));
        }
        self.record_as::<Floats>(value)
    }

    #[inline]
    fn record_as<M: Moments>(&self, value: M::Value) -> Result<()> {
        if !self.own {
            return self.record_shared::<M>(value);
        }
        self.row.record::<M>(value);
        Ok(())
    }

    #[cold]
    fn record_shared<M: Moments>(&self, value: M::Value) -> Result<()> {
        #[cfg(feature = "std")]
        {
            use crate::sync::{Deadline, OwnerLock};
            let mem = self.mem;
            // Taken from the dead, nothing needs repair: the lines tell what was recorded.
            let lock =
                OwnerLock::new(mem.word32(layout::SHARED_LOCK), mem.live(), "shared stats row");
            let _locked = lock.lock(Deadline::after(core::time::Duration::from_secs(1)))?;
            self.row.record::<M>(value);
            Ok(())
        }
        #[cfg(not(feature = "std"))]
        {
            let _ = value;
            Err(Status::Full.into())
        }
    }

    /// Whether the row is this thread's alone.
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// What the inline header relies on: its version, and the places of a line's words.
    #[cfg_attr(any(loom, shuttle, not(feature = "std")), allow(dead_code))]
    pub(crate) const INLINE_LAYOUT: u64 =
        layout::inline([b's' as u64, LINE as u64, 0, 1, 2, 3, 4, 5, 6, 7]);

    /// The lines, for a caller in C.
    #[cfg_attr(any(loom, shuttle, not(feature = "std")), allow(dead_code))]
    pub(crate) fn lines(&self) -> *const Shared64 {
        self.row.lines.as_ptr()
    }
}

#[cold]
fn wrong_value(value: f64) -> crate::status::Error {
    crate::status::Error::with_detail(
        Status::Invalid,
        format_args!("stats: {value} is not finite, or not of the type recorded here"),
    )
}

/// The smallest statistics: of one process, for threads without slots, and the seeds' name
/// for it. A record takes a lock; [`Stats`] does not.
#[derive(Debug)]
pub struct AtomicStats(crate::sync::WrtMutex<Fields>);

#[cfg(not(any(loom, shuttle)))]
impl AtomicStats {
    /// Of no values.
    pub const fn new() -> AtomicStats {
        AtomicStats(crate::sync::WrtMutex::new(Integers::EMPTY))
    }

    /// Records a value.
    pub fn record(&self, value: i64) {
        let mut fields = self.0.lock();
        *fields = Integers::record(*fields, value);
    }

    /// What was recorded so far.
    pub fn summary(&self) -> StatsSummary {
        Integers::summary(*self.0.lock())
    }
}

#[cfg(not(any(loom, shuttle)))]
impl Default for AtomicStats {
    fn default() -> Self {
        Self::new()
    }
}

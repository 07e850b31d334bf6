//! Counters, statistics and histograms that several threads feed. An operation is one add or
//! record; totals are checked after each batch of the first worker that can.

use std::cell::OnceCell;
use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bench_framework::sample::{Key, Side};

use wrtmem::metrics::{
    Counter, CounterParams, Description, Histogram, HistogramParams, Stats, StatsParams, StatsValue,
};
use wrtmem::objects::Object;
use wrtmem::segment::{Options, Segment, ThreadSlot};

use crate::case::{Case, Version};
use crate::crowd::{self, Worker};
use crate::ring::{native, unique_name};

const ROOM: &str = "metrics";

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for threads in [2, 8] {
        for (test, peer, work) in ours(threads) {
            let key = Key::new(ROOM, test, &format!("{threads} threads"), peer);
            cases.push(Case::new(key, Side::Ours, Version::Plain("this checkout"), work));
        }
        let std = Version::Plain("std");
        let mut row = |test: &str, peer: &str, version: &Version, work| {
            let key = Key::new(ROOM, test, &format!("{threads} threads"), peer);
            cases.push(Case::new(key, Side::Peer, version.clone(), work));
        };
        let add = "add";
        row(add, "std Mutex", &std, shared(threads, Mutex::new(0u64)));
        let parking_lot = Version::Crate("parking_lot");
        row(add, "parking_lot Mutex", &parking_lot, shared(threads, parking_lot::Mutex::new(0u64)));
        row(add, "fetch_add", &std, shared(threads, AtomicU64::new(0)));
        let fast_counter = fast_counter::ConcurrentCounter::new(threads);
        row(add, "fast-counter", &Version::Crate("fast-counter"), shared(threads, fast_counter));
        let contatori = contatori::counters::unsigned::Unsigned::new();
        row(add, "contatori", &Version::Crate("contatori"), shared(threads, contatori));

        if threads == 8 {
            // The seeds' table, whole bursts with the start of their threads.
            let table = "100,000 adds by each, threads started";
            row(table, "std Mutex", &std, burst(threads, || Mutex::new(0u64)));
            row(table, "fetch_add", &std, burst(threads, || AtomicU64::new(0)));
        }

        let record = "statistics record";
        row(record, "std Mutex", &std, shared(threads, Mutex::new(Moments::default())));
        let moments = parking_lot::Mutex::new(Moments::default());
        row(record, "parking_lot Mutex", &parking_lot, shared(threads, moments));

        let histogram = "histogram record";
        let hdr = Version::Crate("hdrhistogram");
        let own = crowd::work(threads, 1.0, |threads| {
            Ok(crowd::each(threads, |_| ThreadLocal { histogram: hdr_histogram(), next: 1 }))
        });
        row(histogram, "hdrhistogram, thread-local", &hdr, own);
        row(histogram, "hdrhistogram + Mutex", &hdr, shared(threads, Mutex::new(hdr_histogram())));
        let buckets = prometheus::exponential_buckets(1.0, 2.0, 30).unwrap_or_default();
        let options = prometheus::HistogramOpts::new("latency", "ns").buckets(buckets);
        if let Ok(prometheus) = prometheus::Histogram::with_opts(options) {
            let version = Version::Crate("prometheus");
            row(histogram, "prometheus Histogram", &version, shared(threads, prometheus));
        }
    }
    cases
}

/// The library's own, each in a segment.
fn ours(threads: usize) -> Vec<(&'static str, &'static str, crate::case::Work)> {
    let sharded = crowd::work(threads, 1.0, |threads| {
        let params = CounterParams::sharded(threads as u32);
        recorders(threads, |segment| segment.counter("bench", &params, &ABOUT), Counter::get)
    });
    let found = crowd::work(threads, 1.0, |threads| {
        let sink = RowFound::new(threads as u32).map_err(|error| error.to_string())?;
        Ok(recordings(threads, &Arc::new(sink)))
    });
    let single = crowd::work(threads, 1.0, |threads| {
        let params = CounterParams::SINGLE;
        recorders(threads, |segment| segment.counter("bench", &params, &ABOUT), Counter::get)
    });
    let stats = crowd::work(threads, 1.0, |threads| {
        let params = StatsParams { value: StatsValue::Integer, rows: threads as u32 };
        let count = |stats: &Stats<Object>| stats.summary().map_or(0, |summary| summary.count);
        recorders(threads, |segment| segment.stats("bench", &params, &ABOUT), count)
    });
    let floats = crowd::work(threads, 1.0, |threads| {
        let params = StatsParams { value: StatsValue::Float, rows: threads as u32 };
        let count = |stats: &Stats<Object>| stats.summary().map_or(0, |summary| summary.count);
        recorders(threads, |segment| segment.stats("bench", &params, &ABOUT), count)
    });
    let histogram = crowd::work(threads, 1.0, |threads| {
        let params = HistogramParams { rows: threads as u32 };
        let count = |histogram: &Histogram<Object>| histogram.snapshot().count();
        recorders(threads, |segment| segment.histogram("bench", &params, &ABOUT), count)
    });
    let mut rows = Vec::new();
    if threads == 8 {
        let table = "100,000 adds by each, threads started";
        let sharded = CounterParams::sharded(threads as u32);
        rows.push((table, "wrtmem counter", burst_ours(threads, sharded)));
        rows.push((table, "wrtmem counter, single", burst_ours(threads, CounterParams::SINGLE)));
    }
    rows.extend([
        ("add", "wrtmem counter", sharded),
        ("add", "wrtmem counter, row found each time", found),
        ("add", "wrtmem counter, single", single),
        ("statistics record", "wrtmem stats", stats),
        ("statistics record", "wrtmem stats, f64", floats),
        ("histogram record", "wrtmem histogram", histogram),
    ]);
    for (kind, test, so, in_line) in [
        (0, "add", "wrtmem counter (C, .so)", "wrtmem counter (C, inline)"),
        (1, "statistics record", "wrtmem stats (C, .so)", "wrtmem stats (C, inline)"),
        (2, "histogram record", "wrtmem histogram (C, .so)", "wrtmem histogram (C, inline)"),
    ] {
        rows.push((test, so, from_c(threads, kind, false)));
        rows.push((test, in_line, from_c(threads, kind, true)));
    }
    rows
}

/// A metric opened from C by one thread: `native/src/metrics.c`.
struct FromC {
    metric: *mut c_void,
    in_line: bool,
    done: Arc<AtomicU64>,
}

// SAFETY: one thread at a time uses it, which is all that it needs.
unsafe impl Send for FromC {}

type OpenMetric = unsafe extern "C" fn(*const c_char, c_int, u64) -> *mut c_void;
type WorkMetric = unsafe extern "C" fn(*mut c_void, bool, u64) -> c_int;
type TotalMetric = unsafe extern "C" fn(*mut c_void) -> u64;

fn from_c(threads: usize, kind: c_int, in_line: bool) -> crate::case::Work {
    crowd::work(threads, 1.0, move |threads| {
        let open = native::symbol(c"bench_metric_open").ok_or("the C part was not built")?;
        // SAFETY: metrics.c declares it so.
        let open: OpenMetric = unsafe { std::mem::transmute(open) };
        let name = CString::new(unique_name()).map_err(|error| error.to_string())?;
        let done = Arc::new(AtomicU64::new(0));
        let each = (0..threads).map(|thread| {
            // SAFETY: a string that outlives the call.
            let metric = unsafe { open(name.as_ptr(), kind, thread as u64) };
            if metric.is_null() {
                return Err("the metric cannot be opened".to_string());
            }
            Ok(crowd::boxed(FromC { metric, in_line, done: done.clone() }))
        });
        each.collect()
    })
}

impl Worker for FromC {
    fn work(&mut self, count: u64) -> Result<(), String> {
        let functions =
            (native::symbol(c"bench_metric_work"), native::symbol(c"bench_metric_total"));
        let (Some(work), Some(total)) = functions else {
            return Err("the C part was not built".into());
        };
        // SAFETY: metrics.c declares them so, and made the metric.
        let (status, seen) = unsafe {
            let work: WorkMetric = std::mem::transmute(work);
            let total: TotalMetric = std::mem::transmute(total);
            let status = work(self.metric, self.in_line, count);
            // Relaxed: only the totals count.
            let all = self.done.fetch_add(count, Ordering::Relaxed) + count;
            (status, total(self.metric).checked_sub(all))
        };
        match (status, seen) {
            (0, Some(_)) => Ok(()),
            (0, None) => Err("lost records".into()),
            (status, _) => Err(format!("a record answered {status}")),
        }
    }
}

const ABOUT: Description<'static> = Description { label: "", unit: "", help: "" };

/// A metric of the library, opened by each thread, with what its records must add up to.
struct Recorder<M> {
    metric: M,
    slot: ThreadSlot,
    total: fn(&M) -> u64,
    done: Arc<AtomicU64>,
    next: u64,
}

fn recorders<M: Record + Send + 'static>(
    threads: usize,
    open: impl Fn(&Segment) -> wrtmem::Result<M>,
    total: fn(&M) -> u64,
) -> Result<Vec<Box<dyn Worker>>, String> {
    let make = || {
        let segment = Segment::create_private(&Options::default())?;
        let done = Arc::new(AtomicU64::new(0));
        let each = (0..threads).map(|thread| {
            let (metric, slot) = (open(&segment)?, segment.thread_slot()?);
            let (done, next) = (done.clone(), thread as u64);
            Ok(crowd::boxed(Recorder { metric, slot, total, done, next }))
        });
        each.collect::<Result<Vec<_>, _>>()
    };
    make().map_err(|error: wrtmem::Error| error.to_string())
}

/// What a thread does with a metric of the library.
trait Record {
    /// Records what `value` says, `count` times, in the row of `slot`.
    fn record(
        &self,
        slot: &ThreadSlot,
        count: u64,
        value: impl FnMut() -> u64,
    ) -> wrtmem::Result<()>;
}

impl Record for Counter<Object> {
    fn record(
        &self,
        slot: &ThreadSlot,
        count: u64,
        _value: impl FnMut() -> u64,
    ) -> wrtmem::Result<()> {
        let row = self.row(slot)?;
        for _ in 0..count {
            row.increment();
        }
        Ok(())
    }
}

impl Record for Stats<Object> {
    fn record(
        &self,
        slot: &ThreadSlot,
        count: u64,
        mut value: impl FnMut() -> u64,
    ) -> wrtmem::Result<()> {
        let row = self.row(slot)?;
        match self.value() {
            StatsValue::Integer => (0..count).try_for_each(|_| row.record(value() as i64)),
            StatsValue::Float => (0..count).try_for_each(|_| row.record_f64(value() as f64)),
        }
    }
}

impl Record for Histogram<Object> {
    fn record(
        &self,
        slot: &ThreadSlot,
        count: u64,
        mut value: impl FnMut() -> u64,
    ) -> wrtmem::Result<()> {
        let row = self.row(slot)?;
        for _ in 0..count {
            row.record(value());
        }
        Ok(())
    }
}

impl<M: Record + Send> Worker for Recorder<M> {
    fn work(&mut self, count: u64) -> Result<(), String> {
        let mut next = self.next; // a local, which can stay in a register
        let value = || {
            next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            1 + (next >> 44)
        };
        self.metric.record(&self.slot, count, value).map_err(|error| error.to_string())?;
        self.next = next;
        // Relaxed: only the totals count.
        let all = self.done.fetch_add(count, Ordering::Relaxed) + count;
        let seen = (self.total)(&self.metric);
        if seen < all { Err(format!("lost records: {seen} of {all}")) } else { Ok(()) }
    }
}

/// Something many threads record into.
trait Sink: Send + Sync + 'static {
    /// What is recorded matters: it takes a few nanoseconds to make it up.
    const VALUES: bool = false;
    fn record(&self, value: u64);
    /// How many records there are, or the sum of counts.
    fn total(&self) -> u64;
}

struct Recording<S> {
    sink: Arc<S>,
    done: Arc<AtomicU64>,
    next: u64,
}

impl<S: Sink> Worker for Recording<S> {
    fn work(&mut self, count: u64) -> Result<(), String> {
        for _ in 0..count {
            if S::VALUES {
                // From 1 to a million, as latencies are.
                self.next = self.next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            }
            self.sink.record(1 + (self.next >> 44));
        }
        // Relaxed: only the totals count.
        let before = self.done.fetch_add(count, Ordering::Relaxed);
        let (all, seen) = (before + count, self.sink.total());
        // Others may have recorded more than they have said so far, never less.
        if seen < all { Err(format!("lost records: {seen} of {all}")) } else { Ok(()) }
    }
}

/// Adds of each thread in a burst.
const BURST: u64 = 100_000;

/// Threads that are started, add, and are waited for: nanoseconds of one add of all.
fn burst<S: Sink>(threads: usize, sink: impl Fn() -> S + 'static) -> crate::case::Work {
    bursts(threads, move || {
        let sink = sink();
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| (0..BURST).for_each(|_| sink.record(1)));
            }
        });
        Ok(sink.total())
    })
}

/// The same into a counter of the library.
fn burst_ours(threads: usize, params: CounterParams) -> crate::case::Work {
    bursts(threads, move || {
        let segment = Segment::create_private(&Options::default())?;
        let counter = segment.counter("bench", &params, &ABOUT)?;
        std::thread::scope(|scope| {
            let add = || {
                let slot = segment.thread_slot()?;
                let row = counter.row(&slot)?;
                (0..BURST).for_each(|_| row.increment());
                Ok(())
            };
            let added: Vec<_> = (0..threads).map(|_| scope.spawn(add)).collect();
            added.into_iter().try_for_each(|thread| thread.join().expect("it does not panic"))
        })
        .map(|()| counter.get())
    })
}

fn bursts(threads: usize, burst: impl Fn() -> wrtmem::Result<u64> + 'static) -> crate::case::Work {
    let all = threads as u64 * BURST;
    crate::case::Work::Timed(Box::new(move || {
        let begin = std::time::Instant::now();
        let total = burst().map_err(|error| error.to_string())?;
        let nanos = begin.elapsed().as_nanos() as f64 / all as f64;
        if total == all { Ok(nanos) } else { Err(format!("{total} adds, not {all}")) }
    }))
}

fn shared<S: Sink>(threads: usize, sink: S) -> crate::case::Work {
    let sink = Arc::new(sink);
    crowd::work(threads, 1.0, move |threads| Ok(recordings(threads, &sink)))
}

fn recordings<S: Sink>(threads: usize, sink: &Arc<S>) -> Vec<Box<dyn Worker>> {
    let done = Arc::new(AtomicU64::new(0));
    crowd::each(threads, |thread| Recording {
        sink: sink.clone(),
        done: done.clone(),
        next: thread as u64,
    })
}

/// A counter of the library, used as the peers are: nobody holds a row, so each add looks for
/// the thread's slot and for its row.
struct RowFound {
    segment: Segment,
    counter: Counter<Object>,
}

impl RowFound {
    fn new(rows: u32) -> wrtmem::Result<RowFound> {
        let segment = Segment::create_private(&Options::default())?;
        let counter = segment.counter("bench", &CounterParams::sharded(rows), &ABOUT)?;
        Ok(RowFound { segment, counter })
    }

    fn add(&self) -> wrtmem::Result<()> {
        thread_local! {
            static SLOT: OnceCell<ThreadSlot> = const { OnceCell::new() };
        }
        SLOT.with(|slot| {
            let slot = match slot.get() {
                Some(slot) => slot,
                None => {
                    let own = self.segment.thread_slot()?;
                    slot.get_or_init(|| own)
                }
            };
            self.counter.row(slot)?.increment();
            Ok(())
        })
    }
}

impl Sink for RowFound {
    fn record(&self, _value: u64) {
        self.add().expect("there is a segment");
    }
    fn total(&self) -> u64 {
        self.counter.get()
    }
}

impl Sink for Mutex<u64> {
    fn record(&self, _value: u64) {
        if let Ok(mut sum) = self.lock() {
            *sum += 1;
        }
    }
    fn total(&self) -> u64 {
        self.lock().map_or(0, |sum| *sum)
    }
}

impl Sink for parking_lot::Mutex<u64> {
    fn record(&self, _value: u64) {
        *self.lock() += 1;
    }
    fn total(&self) -> u64 {
        *self.lock()
    }
}

impl Sink for AtomicU64 {
    fn record(&self, _value: u64) {
        // Relaxed: only the total counts.
        self.fetch_add(1, Ordering::Relaxed);
    }
    fn total(&self) -> u64 {
        self.load(Ordering::Relaxed)
    }
}

impl Sink for fast_counter::ConcurrentCounter {
    fn record(&self, _value: u64) {
        self.add(1);
    }
    fn total(&self) -> u64 {
        self.sum() as u64
    }
}

impl Sink for contatori::counters::unsigned::Unsigned {
    fn record(&self, _value: u64) {
        self.add(1);
    }
    fn total(&self) -> u64 {
        use contatori::counters::Observable;
        match self.value() {
            contatori::counters::CounterValue::Unsigned(value) => value,
            _ => 0,
        }
    }
}

/// Count, extremes, sum and sum of squares: what mean and variance are made of.
struct Moments {
    count: u64,
    sum: i128,
    squares: u128,
    min: u64,
    max: u64,
}

impl Default for Moments {
    fn default() -> Moments {
        Moments { count: 0, sum: 0, squares: 0, min: u64::MAX, max: 0 }
    }
}

impl Moments {
    fn record(&mut self, value: u64) {
        self.count += 1;
        self.sum += i128::from(value);
        self.squares += u128::from(value) * u128::from(value);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    /// The number of records, if the rest agrees with it.
    fn checked_count(&self) -> u64 {
        let mean_fits = self.sum >= i128::from(self.count) * i128::from(self.min)
            && self.sum <= i128::from(self.count) * i128::from(self.max)
            && self.squares >= self.sum.unsigned_abs();
        if mean_fits { self.count } else { 0 }
    }
}

impl Sink for Mutex<Moments> {
    const VALUES: bool = true;
    fn record(&self, value: u64) {
        if let Ok(mut moments) = self.lock() {
            moments.record(value);
        }
    }
    fn total(&self) -> u64 {
        self.lock().map_or(0, |moments| moments.checked_count())
    }
}

impl Sink for parking_lot::Mutex<Moments> {
    const VALUES: bool = true;
    fn record(&self, value: u64) {
        self.lock().record(value);
    }
    fn total(&self) -> u64 {
        self.lock().checked_count()
    }
}

fn hdr_histogram() -> hdrhistogram::Histogram<u64> {
    hdrhistogram::Histogram::new_with_max(1 << 40, 2).expect("valid bounds")
}

impl Sink for Mutex<hdrhistogram::Histogram<u64>> {
    const VALUES: bool = true;
    fn record(&self, value: u64) {
        if let Ok(mut histogram) = self.lock() {
            histogram.saturating_record(value);
        }
    }
    fn total(&self) -> u64 {
        self.lock().map_or(0, |histogram| histogram.len())
    }
}

impl Sink for prometheus::Histogram {
    const VALUES: bool = true;
    fn record(&self, value: u64) {
        self.observe(value as f64);
    }
    fn total(&self) -> u64 {
        self.get_sample_count()
    }
}

struct ThreadLocal {
    histogram: hdrhistogram::Histogram<u64>,
    next: u64,
}

impl Worker for ThreadLocal {
    fn work(&mut self, count: u64) -> Result<(), String> {
        let (before, mut next) = (self.histogram.len(), self.next);
        for _ in 0..count {
            next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            self.histogram.saturating_record(1 + (next >> 44));
        }
        self.next = next;
        let now = self.histogram.len();
        if now == before + count {
            Ok(())
        } else {
            Err(format!("{now} records, not {}", before + count))
        }
    }
}

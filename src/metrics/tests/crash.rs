//! A kill at every store of a record, and at every step of claiming and releasing a slot.

use std::cell::Cell;
use std::time::Duration;

use super::super::stats::Row;
use super::*;
use crate::provider::{HeapProvider, Mem, Provider};
use crate::step::crash::{Child, Count, End, Recorded, fork_points, points, replay, report};
use crate::step::script::World;
use crate::sync::{Deadline, Liveness};

/// Crashes `operation` on `memory` at each store; `check` is told whether all were made.
fn crash(
    memory: &HeapProvider,
    operation: impl FnOnce(),
    mut recover: impl FnMut(),
    mut check: impl FnMut(bool),
) -> Count {
    let mem = memory.mem();
    let mut bytes = vec![0; mem.len()];
    mem.copy_out(0, &mut bytes);
    let (before, stores, ()) = points(&bytes, operation);
    let recorded = Recorded { base: mem.base().as_ptr(), before: &before, stores: &stores };
    let count = replay(&recorded, &mut recover, |made| check(made == stores.len()));
    mem.copy_in(0, &bytes);
    count
}

fn stats_params(value: StatsValue) -> StatsParams {
    StatsParams { value, rows: 1 }
}

/// Each record is there whole or not at all, and the next one counts.
fn crash_records(value: StatsValue) -> Count {
    let params = stats_params(value);
    let memory = HeapProvider::new(params.required_size().unwrap());
    let stats = Stats::format(&memory, &params, &NONE).unwrap();
    let mut count = Count::default();
    for n in 0..40i64 {
        let record = |value: i64| {
            let row = stats.row(&OneSlot).unwrap();
            match stats.value() {
                StatsValue::Integer => row.record(value).unwrap(),
                StatsValue::Float => row.record_f64(value as f64).unwrap(),
            }
        };
        // 1, 2, 3, …: the count tells every other field.
        let expected = |count: u64| {
            let n = count as f64;
            (n * (n + 1.0) / 2.0, (n * n - 1.0) / 12.0)
        };
        count += crash(
            &memory,
            || record(n + 1),
            || {},
            |all| {
                let summary = stats.summary().unwrap();
                let (sum, variance) = expected(summary.count);
                assert!(
                    summary.count == n as u64 + all as u64
                        || (!all && summary.count == n as u64 + 1)
                );
                assert_eq!(summary.sum, sum, "torn at {}", summary.count);
                assert!((summary.variance - variance.max(0.0)).abs() < 1e-9 * variance.max(1.0));
                // The slot's next owner goes on.
                record(summary.count as i64 + 1);
                assert_eq!(stats.summary().unwrap().sum, expected(summary.count + 1).0);
            },
        );
        record(n + 1);
    }
    count
}

/// The slot of whoever is alive: row 0.
struct OneSlot;

impl Slot for OneSlot {
    fn row(&self) -> Option<u32> {
        Some(0)
    }
}

#[test]
fn crash_points_of_records() {
    let mut stats = crash_records(StatsValue::Integer);
    stats += crash_records(StatsValue::Float);
    report("metrics: stats record", "replay", stats.points, stats.nested, 700);
    let early = || with(Some(Bug::NumberFirst), || crash_records(StatsValue::Integer));
    assert!(std::panic::catch_unwind(early).is_err(), "a number before its fields");

    let params = HistogramParams { rows: 1 };
    let memory = HeapProvider::new(params.required_size().unwrap());
    let histogram = Histogram::format(&memory, &params, &NONE).unwrap();
    let mut count = Count::default();
    for value in [0, 1, 31, 32, 1 << 20, u64::MAX, 7] {
        let before = histogram.snapshot().count();
        let record = || histogram.row(&OneSlot).unwrap().record(value);
        count += crash(
            &memory,
            record,
            || {},
            |all| {
                let after = histogram.snapshot();
                assert_eq!(after.count(), before + all as u64, "the count is the last store");
                assert_eq!(after.buckets().map(|(_, _, n)| n).sum::<u64>(), after.count());
            },
        );
        record();
    }
    report("metrics: histogram record", "replay", count.points, count.nested, 20);

    let params = CounterParams::sharded(1);
    let memory = HeapProvider::new(params.required_size().unwrap());
    let counter = Counter::format(&memory, &params, &NONE).unwrap();
    let count = crash(
        &memory,
        || counter.row(&OneSlot).unwrap().add(5),
        || {},
        |all| {
            assert_eq!(counter.get(), 5 * all as u64);
        },
    );
    report("metrics: counter add", "replay", count.points, count.nested, 2);
}

#[test]
fn crash_points_of_a_description() {
    let params = CounterParams::SINGLE;
    let memory = HeapProvider::new(params.required_size().unwrap());
    let old = Description { label: "a", unit: "b", help: "c" };
    let new = Description { label: "left wheel", unit: "turns", help: "How often it turned." };
    let counter = Counter::format(&memory, &params, &old).unwrap();
    let texts = |d: &DescriptionBuf| [d.label(), d.unit(), d.help()].map(String::from);
    let strings = |d: &Description<'_>| [d.label, d.unit, d.help].map(String::from);
    let count = crash(
        &memory,
        || super::super::description::describe(memory.mem(), &new).unwrap(),
        || {},
        |all| {
            let seen = texts(&counter.description().unwrap());
            let known = [strings(&new), strings(&old), strings(&NONE)];
            assert!(known[..if all { 1 } else { 3 }].contains(&seen), "{seen:?}");
        },
    );
    report("metrics: describe", "replay", count.points, count.nested, 30);
}

/// Memory as one of its participants sees it.
struct As<'a>(&'a HeapProvider, &'a dyn Liveness);

// SAFETY: the heap's bytes, borrowed.
unsafe impl Provider for As<'_> {
    fn mem(&self) -> Mem<'_> {
        self.0.mem_as(self.1)
    }
}

fn crash_second_worker() -> Count {
    let params = ProgressParams { rows: 1 };
    let memory = HeapProvider::new(params.required_size().unwrap());
    Progress::format(&memory, &params, 9, &NONE).unwrap();
    let world = World::new();
    let members = [world.join(0), world.join(1)];
    let [first, second] =
        [0, 1].map(|who| Progress::attach(As(&memory, &members[who]), &params).unwrap());
    let begin = |progress: &Progress<As<'_>>, done: u64| {
        let worker = progress.worker(&OneSlot).unwrap();
        worker.advance(done);
        std::mem::forget(worker);
    };
    begin(&first, 5);
    crash(
        &memory,
        || begin(&second, 2),
        || {},
        |all| {
            let mut seen = 0;
            second.workers(Duration::from_secs(3600), |worker| {
                seen += 1;
                let own = [&[5][..], &[0, 2]][worker.who.row as usize];
                assert!(own.contains(&worker.done), "{worker:?} has what another did");
            });
            assert!(seen == 1 || !all);
            let done = second.snapshot().done;
            assert!(done == 5 || done == 7, "its former worker's work stays");
        },
    )
}

#[test]
fn crash_points_of_a_worker_that_begins() {
    let count = crash_second_worker();
    report("metrics: worker begins", "replay", count.points, count.nested, 5);
    let early = || with(Some(Bug::OwnerBeforeBase), crash_second_worker);
    assert!(std::panic::catch_unwind(early).is_err(), "an owner before its base");
}

/// In a child: claims a slot, counts three, records three, releases it.
fn live_once(name: &str) {
    let segment = Segment::open(name, &Options::default(), Deadline::POLL).unwrap();
    let counter = segment.open_counter("count", Deadline::POLL).unwrap();
    let stats = segment.open_stats("stats", Deadline::POLL).unwrap();
    let slot = segment.thread_slot().unwrap();
    let (count, record) = (counter.row(&slot).unwrap(), stats.row(&slot).unwrap());
    for value in 1..=3 {
        count.add(1);
        record.record(value).unwrap();
    }
}

#[test]
fn crash_points_of_a_slot_from_claim_to_reuse() {
    let name = Name::new("slots");
    let options = Options { slots: 2, ..Options::default() };
    let segment = Segment::create(&name.0, &options).unwrap();
    let counter = segment.counter("count", &CounterParams::sharded(2), &NONE).unwrap();
    let params = stats_params(StatsValue::Integer);
    let stats = segment.stats("stats", &StatsParams { rows: 2, ..params }, &NONE).unwrap();
    let last = Cell::new((0, 0));
    let points = fork_points(
        || last.set((counter.get(), stats.summary().unwrap().count)),
        || live_once(&name.0),
        |_| {
            let (counted, recorded) = last.get();
            let now = (counter.get(), stats.summary().unwrap().count);
            let more = now.0 - counted;
            assert!(more <= 3, "counted twice: {more}");
            // One add and one record are one after the other: at most one apart.
            let records = now.1 - recorded;
            assert!(records == more || records + 1 == more, "{more} adds, {records} records");
            // What the dead one had is taken back, and its slot's next owner goes on.
            segment.recover().unwrap();
            assert_eq!(segment.info().unwrap().slots_taken, 0, "a slot leaked");
            let child = Child::run(|| {
                live_once(&name.0);
                0
            });
            assert_eq!(child.wait(), End::Code(0));
            let then = (counter.get(), stats.summary().unwrap().count);
            assert_eq!(then, (now.0 + 3, now.1 + 3), "lost or counted twice");
        },
    );
    report("metrics: slot, claim to reuse", "fork", points, 0, 30);
}

#[test]
fn lines_are_what_verify_expects_after_every_crash() {
    let params = stats_params(StatsValue::Integer);
    let memory = HeapProvider::new(params.required_size().unwrap());
    let stats = Stats::format(&memory, &params, &NONE).unwrap();
    let at = params.shape().unwrap().row(0);
    for value in 0..3 {
        let record = || stats.row(&OneSlot).unwrap().record(value).unwrap();
        crash(&memory, record, || {}, |_| Row::new(memory.mem(), at).verify().unwrap());
        record();
    }
    memory.mem().word64(at).store(9, crate::sync::Ordering::Relaxed);
    assert!(Row::new(memory.mem(), at).verify().unwrap_err().contains("lines numbered"));
}

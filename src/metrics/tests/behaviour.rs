//! What each metric answers.

use std::time::Duration;

use super::*;
use crate::objects::KindId;
use crate::status::Status;
use crate::step::crash::Child;
use crate::sync::Deadline;

/// Threads that come and go, more of them than there are rows: what they counted.
fn count_with_crowd(segment: &Segment) -> (u64, u64, u64) {
    const THREADS: u64 = 6;
    const LIVES: u64 = 20;
    const EACH: u64 = 500;
    let counter = segment.counter("count", &CounterParams::sharded(4), &NONE).unwrap();
    let params = StatsParams { value: StatsValue::Integer, rows: 4 };
    let stats = segment.stats("stats", &params, &NONE).unwrap();
    let histogram = segment.histogram("times", &HistogramParams { rows: 4 }, &NONE).unwrap();
    let bug = super::super::seeded::planted();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (counter, stats, histogram) = (&counter, &stats, &histogram);
            scope.spawn(move || {
                super::super::seeded::plant(bug);
                for _ in 0..LIVES {
                    let slot = segment.thread_slot().unwrap();
                    let counter = counter.row(&slot).unwrap();
                    let stats = stats.row(&slot).unwrap();
                    let histogram = histogram.row(&slot).unwrap();
                    for value in 0..EACH {
                        counter.add(1);
                        stats.record((thread * EACH + value) as i64).unwrap();
                        histogram.record(value);
                    }
                }
            });
        }
    });
    let summary = stats.summary().unwrap();
    let all = (THREADS * EACH) as i64;
    assert_eq!((summary.min, summary.max), (Number::Integer(0), Number::Integer(all - 1)));
    (THREADS * LIVES * EACH, counter.get(), summary.count.min(histogram.snapshot().count()))
}

#[test]
fn more_threads_than_rows_still_count_exactly() {
    for slots in [2, 64] {
        let (wanted, counted, recorded) = count_with_crowd(&private(slots));
        assert_eq!((counted, recorded), (wanted, wanted), "{slots} slots");
    }
}

#[test]
fn a_shared_row_without_atomic_adds_loses_counts_and_is_noticed() {
    // Whether threads collide is up to the scheduler: one collision in many attempts will do.
    let noticed = (0..10_000).any(|_| {
        let (wanted, counted, _) = with(Some(Bug::SharedAsOwn), || count_with_crowd(&private(1)));
        counted != wanted
    });
    assert!(noticed);
}

#[test]
fn a_successor_that_starts_from_zero_is_noticed() {
    let segment = private(4);
    let params = StatsParams { value: StatsValue::Integer, rows: 4 };
    let stats = segment.stats("stats", &params, &NONE).unwrap();
    let record = || {
        let slot = segment.thread_slot().unwrap();
        stats.row(&slot).unwrap().record(7).unwrap();
    };
    record();
    record();
    assert_eq!(stats.summary().unwrap().count, 2, "the second owner went on from the first");
    with(Some(Bug::StartFromZero), record);
    assert_ne!(stats.summary().unwrap().count, 3);
}

#[test]
fn a_single_counter_hands_out_tickets_and_swaps() {
    let segment = private(4);
    let counter = segment.counter("tickets", &CounterParams::SINGLE, &NONE).unwrap();
    let slot = segment.thread_slot().unwrap();
    assert_eq!((counter.add(1), counter.add(5)), (Ok(0), Ok(1)));
    let row = counter.row(&slot).unwrap();
    assert!(!row.is_own(), "everybody has the one word");
    row.increment();
    assert_eq!(counter.get(), 7);
    assert_eq!(counter.compare_and_swap(6, 1), Ok(Err(7)));
    assert_eq!(counter.compare_and_swap(7, u64::MAX), Ok(Ok(())));
    row.add(2);
    assert_eq!(counter.get(), 1, "it wraps around");
    let sharded = segment.counter("shards", &CounterParams::sharded(2), &NONE).unwrap();
    assert_eq!(sharded.compare_and_swap(0, 1).unwrap_err().status(), Status::Unsupported);
    assert_eq!(sharded.add(3), Ok(0), "without a slot, to the shared row");
    sharded.row(&slot).unwrap().add(4);
    assert_eq!(sharded.get(), 7);
}

#[test]
fn a_flag_changes_once_per_change_and_wakes() {
    let segment = private(4);
    let flag = segment.flag("go", &NONE).unwrap();
    let before = flag.state();
    assert!(!before.is_set());
    assert_eq!((flag.swap(true), flag.swap(true)), (Ok(false), Ok(true)));
    assert_eq!(flag.state().changes(), before.changes() + 1, "setting it again changes nothing");
    assert_eq!(
        (flag.compare_and_swap(false, true), flag.compare_and_swap(true, false)),
        (Ok(false), Ok(true))
    );
    assert_eq!(flag.wait(false, Deadline::POLL).unwrap(), flag.state());
    assert_eq!(flag.wait(true, Deadline::POLL).unwrap_err().status(), Status::Timeout);
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| flag.wait(true, Deadline::FOREVER));
        let changed = scope.spawn(|| flag.wait_change(before, Deadline::FOREVER));
        std::thread::sleep(Duration::from_millis(5));
        flag.set().unwrap();
        assert!(waiter.join().unwrap().unwrap().is_set());
        assert!(changed.join().unwrap().unwrap().changes() > before.changes());
    });
    flag.clear().unwrap();
    assert!(!flag.state().is_set());
}

#[test]
fn stats_refuse_what_they_do_not_record() {
    let segment = private(4);
    let slot = segment.thread_slot().unwrap();
    let params = StatsParams { value: StatsValue::Float, rows: 2 };
    let floats = segment.stats("floats", &params, &NONE).unwrap();
    let row = floats.row(&slot).unwrap();
    assert_eq!(row.record(1).unwrap_err().status(), Status::Invalid);
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = row.record_f64(value).unwrap_err();
        assert_eq!(error.status(), Status::Invalid);
        assert!(error.to_string().contains("not finite"), "{error}");
    }
    assert_eq!(floats.summary().unwrap().count, 0, "an error records nothing");
    for value in [0.5, 1.5, 2.5] {
        row.record_f64(value).unwrap();
    }
    let summary = floats.summary().unwrap();
    assert_eq!((summary.count, summary.sum, summary.mean), (3, 4.5, 1.5));
    assert_eq!((summary.min, summary.max), (Number::Float(0.5), Number::Float(2.5)));
    assert!((summary.standard_deviation() - (2.0f64 / 3.0).sqrt()).abs() < 1e-15);
}

#[test]
fn progress_says_who_works_stalls_and_is_dead() {
    let name = Name::new("progress");
    let segment = Segment::create(&name.0, &Options::default()).unwrap();
    let progress = segment.progress("task", &ProgressParams { rows: 8 }, &NONE).unwrap();
    progress.set_total(100).unwrap();
    let worker = |advance: u64, then: fn()| {
        let name = name.0.clone();
        Child::run(move || {
            let segment = Segment::open(&name, &Options::default(), Deadline::POLL).unwrap();
            let progress = segment.open_progress("task", Deadline::POLL).unwrap();
            let slot = segment.thread_slot().unwrap();
            let worker = progress.worker(&slot).unwrap();
            worker.advance(advance);
            then();
            0
        })
    };
    fn stay() {
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    }
    let stays = worker(10, stay);
    let dies = worker(20, stay);
    let wait_for = |done: u64| {
        while progress.snapshot().done < done {
            std::thread::yield_now();
        }
    };
    // The last comes when the others have their rows: it leaves one that they could take.
    wait_for(30);
    let ends = worker(30, || {});
    assert_eq!(ends.wait(), crate::step::crash::End::Code(0));
    assert_eq!(progress.snapshot().done, 60);
    dies.signal(libc::SIGKILL);
    dies.wait();
    // A monitor that only looks.
    let monitor = Segment::open_read_only(&name.0, &Options::default(), Deadline::POLL).unwrap();
    let seen = monitor.open_progress("task", Deadline::POLL).unwrap();
    let states = |stalled_after| {
        let mut states = Vec::new();
        seen.workers(stalled_after, |worker| states.push((worker.done, worker.state)));
        states.sort_by_key(|(done, _)| *done);
        states
    };
    let hour = Duration::from_secs(3600);
    let ended = [(20, WorkerState::Dead), (30, WorkerState::Finished)];
    assert_eq!(states(hour), [&[(10, WorkerState::Working)], &ended[..]].concat());
    assert_eq!(states(Duration::ZERO)[0], (10, WorkerState::Stalled));
    drop(stays);
    assert_eq!(states(hour)[0], (10, WorkerState::Dead));

    let early = seen.snapshot();
    assert_eq!((early.total, early.done, early.state), (100, 60, ProgressState::Running));
    assert!(early.rate() > 0.0 && early.remaining(early.rate()).is_some());
    // A dead worker's row is the next one's, who goes on from its sum.
    segment.recover().unwrap();
    let slot = segment.thread_slot().unwrap();
    let next = progress.worker(&slot).unwrap();
    next.advance(40);
    assert!(states(hour).contains(&(40, WorkerState::Working)));
    progress.set_state(ProgressState::Finished).unwrap();
    let late = seen.snapshot();
    assert_eq!((late.done, late.state, late.remaining(1.0)), (100, ProgressState::Finished, None));
    assert!(late.rate_since(&early) > 0.0);
    assert_eq!(seen.snapshot().elapsed, late.elapsed, "it no longer runs");
}

#[test]
fn a_process_that_may_only_read_lists_everything() {
    let name = Name::new("list");
    let segment = Segment::create(&name.0, &Options::default()).unwrap();
    let slot = segment.thread_slot().unwrap();
    let about =
        Description { label: "left", unit: "bytes", help: "Bytes, \"quoted\" \\ and\nbroken." };
    segment
        .counter("sent.bytes", &CounterParams::sharded(2), &about)
        .unwrap()
        .row(&slot)
        .unwrap()
        .add(5);
    segment.flag("ready", &NONE).unwrap().set().unwrap();
    let params = StatsParams { value: StatsValue::Integer, rows: 2 };
    let stats = segment.stats("9load", &params, &NONE).unwrap();
    stats.row(&slot).unwrap().record(-3).unwrap();
    let histogram = segment.histogram("latency", &HistogramParams { rows: 2 }, &NONE).unwrap();
    (0..1000).for_each(|value| histogram.row(&slot).unwrap().record(value));
    segment.progress("task", &ProgressParams { rows: 2 }, &NONE).unwrap();
    // The description is who created it's.
    segment.counter("sent.bytes", &CounterParams::sharded(2), &NONE).unwrap();

    let monitor = Segment::open_read_only(&name.0, &Options::default(), Deadline::POLL).unwrap();
    let metrics = monitor.metrics(Duration::from_secs(1)).unwrap();
    assert_eq!(
        metrics.iter().map(|metric| metric.name.as_str()).collect::<Vec<_>>(),
        ["sent.bytes", "ready", "9load", "latency", "task"]
    );
    let text = &metrics[0].description;
    assert_eq!((text.label(), text.unit(), text.help()), (about.label, about.unit, about.help));
    assert!(matches!(metrics[0].value, MetricValue::Counter(5)));
    assert!(matches!(metrics[1].value, MetricValue::Flag(flag) if flag.is_set()));
    assert!(matches!(&metrics[2].value, MetricValue::Stats(s) if s.max == Number::Integer(-3)));
    assert!(matches!(&metrics[3].value, MetricValue::Histogram(h) if h.count() == 1000));
    assert!(
        matches!(&metrics[4].value, MetricValue::Progress(p, w) if p.done == 0 && w.is_empty())
    );

    // Writing through it is refused, not a fault.
    let seen = monitor.open_counter("sent.bytes", Deadline::POLL).unwrap();
    assert_eq!(seen.add(1).unwrap_err().status(), Status::ReadOnly);
    assert_eq!(seen.row(&slot).unwrap_err().status(), Status::ReadOnly);
    let flag = monitor.open_flag("ready", Deadline::POLL).unwrap();
    assert_eq!(flag.set().unwrap_err().status(), Status::ReadOnly);

    let text = monitor.openmetrics(Duration::from_secs(1)).unwrap();
    for line in [
        "# HELP sent_bytes_bytes Bytes, \"quoted\" \\\\ and\\nbroken.",
        "sent_bytes_bytes_total{label=\"left\"} 5",
        "ready 1.0",
        "_9load_max -3.0",
        "latency_bucket{le=\"511.0\"} 512",
        "latency_count 1000",
        "task_workers{state=\"dead\"} 0.0",
        "# EOF",
    ] {
        assert!(text.lines().any(|l| l == line), "{line:?} is not in\n{text}");
    }

    // What is removed is no longer listed, nor is a metric of another name in its place.
    segment.remove_object("ready").unwrap();
    assert_eq!(monitor.metrics(Duration::ZERO).unwrap().len(), 4);
    let error = segment.counter("latency", &CounterParams::SINGLE, &NONE).map(drop).unwrap_err();
    assert_eq!(error.status(), Status::Mismatch);
    assert_eq!(segment.object_info(0).unwrap().unwrap().kind, KindId::COUNTER);
}

#[test]
fn metrics_live_in_any_memory() {
    use crate::provider::{HeapProvider, NoStdProvider};
    static SLOTS: SlotTable<2> = SlotTable::new();
    let slot = SLOTS.claim();
    let counter =
        Counter::format(NoStdProvider::<1024>::new(), &CounterParams::sharded(2), &NONE).unwrap();
    counter.row(&slot).unwrap().add(3);
    assert_eq!(counter.get(), 3);
    let params = StatsParams { value: StatsValue::Integer, rows: 2 };
    let memory = HeapProvider::new(params.required_size().unwrap());
    let stats = Stats::format(memory, &params, &NONE).unwrap();
    stats.row(&slot).unwrap().record(3).unwrap();
    assert_eq!(stats.summary().unwrap().mean, 3.0);
    let flag = Flag::format(NoStdProvider::<{ Flag::<NoStdProvider<0>>::SIZE }>::new(), &NONE);
    assert!(!flag.unwrap().swap(true).unwrap());
    let error = Counter::format(NoStdProvider::<64>::new(), &CounterParams::SINGLE, &NONE);
    assert!(error.map(drop).unwrap_err().to_string().contains("takes 640 bytes, given 64"));
}

#[test]
fn the_seeds_names_work_in_one_process() {
    static COUNTER: AtomicCounter = AtomicCounter::new(5);
    static FLAG: AtomicFlag = AtomicFlag::new(false);
    static STATS: AtomicStats = AtomicStats::new();
    assert_eq!((COUNTER.increment(), COUNTER.add(4), COUNTER.get()), (6, 10, 10));
    assert!(COUNTER.compare_and_swap(10, 1) && !COUNTER.compare_and_swap(10, 2));
    COUNTER.set(7);
    assert_eq!(COUNTER.get(), 7);
    FLAG.set(true);
    assert!(FLAG.swap(false) && !FLAG.get());
    assert!(FLAG.compare_and_swap(false, true) && FLAG.get());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..1000).for_each(|value| STATS.record(value)));
        }
    });
    let summary = STATS.summary();
    assert_eq!((summary.count, summary.mean), (4000, 499.5));
    assert_eq!((summary.min, summary.max), (Number::Integer(0), Number::Integer(999)));
}

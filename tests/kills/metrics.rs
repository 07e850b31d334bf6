//! Metrics: workers count, record and are killed at any moment; what is left adds up, but for
//! at most one record in flight for each that was killed. One worker lives on throughout, and
//! an observer looks all the time.
//!
//! There are more workers than thread slots, so rows change hands and some share one.

use std::sync::atomic::Ordering::SeqCst;

use wrtmem::metrics::{
    Counter, CounterParams, Description, Histogram, HistogramParams, Number, Stats, StatsParams,
    StatsValue,
};
use wrtmem::objects::Object;
use wrtmem::segment::{Options, Segment};
use wrtmem::{Result, Status};

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "metrics";
const WORKERS: usize = 5;
const SLOTS: u32 = 3;
/// The worker that is never killed.
const SURVIVOR: usize = WORKERS - 1;
/// What everybody records: so each snapshot tells whether it is whole.
const VALUE: i64 = 7;

/// Steps that a worker has begun, and has done, on the board's words.
fn begun(worker: usize) -> usize {
    worker
}
fn done(worker: usize) -> usize {
    WORKERS + worker
}
/// Steps whose worker was killed in them.
const IN_FLIGHT: usize = 2 * WORKERS;

fn word(index: usize) -> u64 {
    board().words[index].load(SeqCst)
}

fn set(index: usize, value: u64) {
    board().words[index].store(value, SeqCst);
}

struct Metrics {
    count: Counter<Object>,
    load: Stats<Object>,
    times: Histogram<Object>,
}

impl Metrics {
    fn open(segment: &Segment) -> Result<Metrics> {
        let about = Description::default();
        let stats = StatsParams { value: StatsValue::Integer, rows: SLOTS };
        Ok(Metrics {
            count: segment.counter("count", &CounterParams::sharded(SLOTS), &about)?,
            load: segment.stats("load", &stats, &about)?,
            times: segment.histogram("times", &HistogramParams { rows: SLOTS }, &about)?,
        })
    }
}

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(1 << 20);
    (options.participants, options.slots, options.objects) = (12, SLOTS, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let metrics = expect("create", Metrics::open(&home)).expect("the metrics");
    let mut random = Random::new(settings.seed);
    let options = &options;
    let start = |worker: usize, random: &mut Random| {
        let random = Random::new(random.next());
        Child::run("victim", |seat| work(seat, options, worker, random))
    };
    let mut workers: Vec<Child> = (0..WORKERS).map(|w| start(w, &mut random)).collect();
    let observer = Child::run("watcher", |seat| observe(seat, options));

    let mut batch = 0;
    while settings.more_rounds() {
        nap(random.spread(50, 2000));
        for (worker, place) in workers.iter_mut().enumerate().take(SURVIVOR) {
            if !random.one_in(3) {
                continue;
            }
            std::mem::replace(place, Child::none()).end_by_kill();
            // It may have died before, in or after each of the three records of the step.
            set(IN_FLIGHT, word(IN_FLIGHT) + (word(begun(worker)) - word(done(worker))));
            set(begun(worker), word(done(worker)));
            *place = start(worker, &mut random);
        }
        if batch > 0 {
            batch -= 1;
            continue;
        }
        batch = random.below(6);
        let seats: Vec<&Seat> = workers.iter().map(|child| child.seat).collect();
        board().paused(&seats, || check_quiet(&home, &metrics));
    }
    board().stop();
    workers.into_iter().for_each(Child::wait_done);
    observer.wait_done();
    check_quiet(&home, &metrics);
    let (all, lost) = (metrics.count.get(), word(IN_FLIGHT));
    board().note(&format!("{all} steps counted, {lost} workers were killed in one"));
    drop(metrics);
    Segment::unlink(NAME, options).expect("unlink");
}

/// Each turn as another participant, with another slot.
fn work(seat: &'static Seat, options: &Options, worker: usize, mut random: Random) {
    while !board().stopping() {
        let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
        let Some(segment) = expect("open", opened) else { return };
        let opened = seat.during(Op::OpenObject, || Metrics::open(&segment));
        let Some(metrics) = expect("open metrics", opened) else { return };
        let claimed = seat.during(Op::Slot, || segment.thread_slot());
        let Some(slot) = expect("slot", claimed) else { return };
        let rows = (metrics.count.row(&slot), metrics.load.row(&slot), metrics.times.row(&slot));
        let (Ok(count), Ok(load), Ok(times)) = rows else { return violation!("no rows") };
        for _ in 0..random.spread(2, 5000) {
            if board().stopping() {
                break;
            }
            set(begun(worker), word(done(worker)) + 1);
            seat.at(Op::Record);
            count.increment();
            expect("record", load.record(VALUE));
            times.record(VALUE as u64);
            seat.at(Op::Idle);
            set(done(worker), word(begun(worker)));
            if seat.asked_to_pause() {
                seat.pause();
            }
        }
        seat.during(Op::Slot, || drop(slot));
        seat.during(Op::Close, || drop((metrics, segment)));
    }
}

/// Whether a snapshot is whole: every value is the same.
fn check_whole(load: &Stats<Object>) -> Option<u64> {
    let summary = allow("summary", load.summary(), &[Status::Busy])?;
    let value = Number::Integer(VALUE);
    let whole = summary.count == 0
        || summary.sum == (summary.count as i64 * VALUE) as f64
            && (summary.min, summary.max) == (value, value)
            && (summary.variance, summary.overflowed) == (0.0, false);
    if !whole {
        violation!("a snapshot is torn: {summary:?}");
    }
    Some(summary.count)
}

fn observe(seat: &'static Seat, options: &Options) {
    let opened = seat.during(Op::Open, || Segment::open_read_only(NAME, options, limit()));
    let Some(segment) = expect("observe", opened) else { return };
    let (count, load) =
        (segment.open_counter("count", limit()), segment.open_stats("load", limit()));
    let (Some(count), Some(load)) = (expect("observe", count), expect("observe", load)) else {
        return;
    };
    let mut last = (0, 0);
    while !board().stopping() {
        seat.at(Op::Look);
        let now = (count.get(), check_whole(&load).unwrap_or(last.1));
        if now.0 < last.0 || now.1 < last.1 {
            violation!("counts went back: {last:?}, then {now:?}");
        }
        last = now;
        nap(50);
    }
}

fn check_quiet(home: &Segment, metrics: &Metrics) {
    expect("recover", home.recover());
    check_verify(&board().seats[0], home, "when all is quiet");
    let steps: u64 = (0..WORKERS).map(|worker| word(done(worker))).sum();
    let may_be = steps..=steps + word(IN_FLIGHT);
    let times = metrics.times.snapshot();
    let recorded = check_whole(&metrics.load).unwrap_or_default();
    for (what, count) in
        [("counter", metrics.count.get()), ("stats", recorded), ("histogram", times.count())]
    {
        if !may_be.contains(&count) {
            violation!("{what}: {count}, after {steps} steps and {may_be:?}");
        }
    }
    let (low, high) = (times.count() * VALUE as u64, (steps + word(IN_FLIGHT)) * VALUE as u64);
    if times.count() > 0 && !(low..=high).contains(&times.sum()) {
        violation!("histogram: sum {} of {} values of {VALUE}", times.sum(), times.count());
    }
}

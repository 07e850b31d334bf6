//! Two sides, as threads or processes, each on a processor of its own: probed, run in
//! batches, probed again.
//!
//! Threads and processes differ in one line. Both sides meet in one page that is mapped
//! shared before the second one starts; its barrier ends when a side fails, so a broken peer
//! stops the run instead of hanging it.

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bench_framework::sample::{Quantile, Reading};
use bench_framework::statistics::{median, quantile};

use crate::cpu;
use crate::shared::{Apart, Shared};

/// How long and how exactly a run measures.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub batch: Duration,
    pub batches: usize,
    pub latencies: u64,
    pub real_time: bool,
}

impl Plan {
    pub fn new(quick: bool, real_time: bool) -> Plan {
        let ms = Duration::from_millis;
        match quick {
            true => Plan { batch: ms(1), batches: 5, latencies: 4_000, real_time },
            false => Plan { batch: ms(2), batches: 11, latencies: 20_000, real_time },
        }
    }
}

/// A stretch of operations both sides do. Operation `from + i` carries that number.
pub struct Batch<'a> {
    pub from: u64,
    pub count: u64,
    /// Write and check every byte of every message, not the first and last word only.
    pub full: bool,
    /// Where the left side notes how many nanoseconds each operation took.
    pub times: Option<&'a mut Vec<u64>>,
    /// Steps of work of its own that this side does beside each message: [`Shape::Stream`].
    pub pace: u32,
    /// Not 0 once the other side gave up: nothing more will come.
    pub stop: &'a AtomicU32,
}

impl Batch<'_> {
    /// What this side does beside one message.
    #[inline]
    pub fn work(&self) {
        for step in 0..self.pace {
            black_box(step);
        }
    }

    /// Waits a moment; the error ends the batch because the other side has failed.
    #[inline]
    pub fn pause(&self) -> Result<(), String> {
        std::hint::spin_loop();
        match self.stop.load(Ordering::Relaxed) {
            0 => Ok(()),
            _ => Err(OTHER_FAILED.into()),
        }
    }
}

const OTHER_FAILED: &str = "the other side failed";

/// One end of what is measured.
pub trait Side {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String>;
}

/// Opens one end, in the thread or process that will use it.
pub type Open = Box<dyn FnOnce() -> Result<Box<dyn Side>, String> + Send>;

impl<S: Side> Side for Apart<S> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        self.0.run(batch)
    }
}

/// An [`Open`] of what `open` opens, in lines of its own.
pub fn opens<S: Side + 'static>(open: impl FnOnce() -> Result<S, String> + Send + 'static) -> Open {
    Box::new(move || open().map(|side| Box::new(Apart(side)) as Box<dyn Side>))
}

/// How two sides are run.
pub struct Duo {
    pub left: Open,
    pub right: Open,
    pub processes: bool,
    pub shape: Shape,
    /// Operations that one step of both sides together makes: 1 for a message that passes.
    pub operations: f64,
}

/// How the work of the two sides hangs together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shape {
    /// Messages pass from the left to the right as fast as they can. How fast that is depends
    /// on how far the sides are apart, and that on which of them is faster by a nanosecond, so
    /// each run first looks for the pace at which most pass ([`PACES`]).
    Stream,
    /// The left side waits for the right one: single operations are worth timing.
    RoundTrip,
    /// Each side has one thread that does the same.
    Pair,
    /// As `Pair` with several threads a side: they need a scheduler that takes turns.
    Crowd,
}

#[repr(C, align(128))]
struct Line(AtomicU64);

/// The page both sides see. All zeros is its beginning.
#[repr(C)]
struct Page {
    probe: Line,
    arrived: [Line; 2],
    from: AtomicU64,
    count: AtomicU64,
    mode: AtomicU32,
    paces: [AtomicU32; 2],
    failed: AtomicU32,
    why: [AtomicU8; 240],
}

const FULL: u32 = 1;
const TIMED: u32 = 2;
const PROBE: u32 = 4;
const END: u32 = 8;

/// Steps of about a cycle that the left and the right side do beside each message.
const PACES: [[u32; 2]; 13] = [
    [0, 0],
    [4, 0],
    [8, 0],
    [16, 0],
    [32, 0],
    [64, 0],
    [128, 0],
    [0, 4],
    [0, 8],
    [0, 16],
    [0, 32],
    [0, 64],
    [0, 128],
];
/// How often each of them is tried.
const PACE_TRIES: usize = 3;

const PROBE_TRIPS: u64 = 2_000;
const PROBE_BATCHES: usize = 7;

impl Page {
    fn fail(&self, why: &str) {
        if self.failed.load(Ordering::Relaxed) == 0 {
            for (to, byte) in self.why.iter().zip(why.bytes()) {
                to.store(byte, Ordering::Relaxed);
            }
        }
        // Release: pairs with the load in `failure`.
        self.failed.store(1, Ordering::Release);
    }

    fn failure(&self) -> Option<String> {
        // Acquire: pairs with the store in `fail`, so that the reason is there.
        (self.failed.load(Ordering::Acquire) != 0).then(|| {
            let bytes: Vec<u8> = self.why.iter().map(|b| b.load(Ordering::Relaxed)).collect();
            let text = String::from_utf8_lossy(&bytes);
            text.trim_end_matches('\0').to_string()
        })
    }

    /// Both sides get here, or one fails.
    fn meet(&self, side: usize) -> Result<(), String> {
        // Release and Acquire: each pairs with the other side's.
        let number = self.arrived[side].0.fetch_add(1, Ordering::Release) + 1;
        let mut spins = 0u32;
        while self.arrived[1 - side].0.load(Ordering::Acquire) < number {
            if self.failed.load(Ordering::Relaxed) != 0 {
                return Err(OTHER_FAILED.into());
            }
            spins += 1;
            if spins.is_multiple_of(1024) {
                std::thread::yield_now();
            } else {
                std::hint::spin_loop();
            }
        }
        Ok(())
    }

    /// One line to and fro: what any message between these processors must take at least.
    fn ping_pong(&self, side: usize, from: u64, count: u64) -> Result<(), String> {
        let word = &self.probe.0;
        for trip in from..from + count {
            let mine = 2 * trip + side as u64;
            // Acquire and Release: each pairs with the other side's.
            while word.load(Ordering::Acquire) != mine {
                if self.failed.load(Ordering::Relaxed) != 0 {
                    return Err(OTHER_FAILED.into());
                }
                std::hint::spin_loop();
            }
            word.store(mine + 1, Ordering::Release);
        }
        Ok(())
    }
}

impl Duo {
    pub fn run(self, plan: &Plan) -> Result<Reading, String> {
        let cpus = cpu::allowed();
        let [left_cpu, right_cpu] = [cpus.first(), cpus.get(1)].map(|cpu| cpu.copied());
        let (Some(left_cpu), Some(right_cpu)) = (left_cpu, right_cpu) else {
            return Err("needs two processors".into());
        };
        let page = Shared::<Page>::new()?;
        let page: &Page = &page;
        let crowded = self.shape == Shape::Crowd;
        // A crowd's threads take turns: in a batch each is to have several.
        let batch = plan.batch * if crowded { 8 } else { 1 };
        let plan = &Plan { real_time: plan.real_time && !crowded, batch, ..*plan };
        let follow = |open: Open| guarded(page, || follow(page, open, right_cpu, plan));
        let lead = |open: Open| guarded(page, || lead(page, open, left_cpu, plan, self.shape));
        let outcome = if self.processes {
            // SAFETY: this process has one thread so far, so the child may go on as it likes.
            match unsafe { libc::fork() } {
                -1 => return Err(std::io::Error::last_os_error().to_string()),
                0 => {
                    // SAFETY: asks for a signal, touches no memory.
                    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
                    let failed = follow(self.right).is_err();
                    // SAFETY: ends the child without running what the parent registered.
                    unsafe { libc::_exit(i32::from(failed)) }
                }
                child => {
                    let outcome = lead(self.left);
                    let mut status = 0;
                    // SAFETY: waits for the child just made.
                    unsafe { libc::waitpid(child, &mut status, 0) };
                    outcome.and_then(|reading| match status {
                        0 => Ok(reading),
                        status => Err(format!("the second process ended with {status:#x}")),
                    })
                }
            }
        } else {
            std::thread::scope(|scope| {
                let right = self.right;
                scope.spawn(move || follow(right));
                lead(self.left)
            })
        };
        match page.failure() {
            Some(why) => Err(why),
            None => outcome.map(|mut reading| {
                reading.nanos /= self.operations;
                reading
            }),
        }
    }
}

/// Runs one side; what stops it is told to the other.
fn guarded<T>(page: &Page, side: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let outcome = catch_unwind(AssertUnwindSafe(side)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        Err(format!("panicked: {}", text.unwrap_or_default()))
    });
    if let Err(why) = &outcome
        && why != OTHER_FAILED
    {
        page.fail(why);
    }
    outcome
}

fn start(
    page: &Page,
    open: Open,
    cpu: usize,
    side: usize,
    plan: &Plan,
) -> Result<Box<dyn Side>, String> {
    cpu::pin(cpu);
    let opened = open()?;
    page.meet(side)?;
    if plan.real_time {
        cpu::real_time(true);
    }
    page.meet(side)?;
    Ok(opened)
}

fn follow(page: &Page, open: Open, cpu: usize, plan: &Plan) -> Result<(), String> {
    let mut side = start(page, open, cpu, 1, plan)?;
    let outcome = loop {
        page.meet(1)?;
        let (from, count) = (page.from.load(Ordering::Relaxed), page.count.load(Ordering::Relaxed));
        let mode = page.mode.load(Ordering::Relaxed);
        if mode == END {
            break Ok(());
        }
        if mode == PROBE {
            page.ping_pong(1, from, count)?;
        } else {
            let full = mode == FULL;
            let pace = page.paces[1].load(Ordering::Relaxed);
            let stop = &page.failed;
            side.run(&mut Batch { from, count, full, times: None, pace, stop })?;
        }
        page.meet(1)?;
    };
    cpu::real_time(false);
    drop(side);
    outcome
}

/// The left side's view: it says what both do next.
struct Leader<'a> {
    page: &'a Page,
    side: Box<dyn Side>,
    next: u64,
    probed: u64,
    paces: [u32; 2],
}

fn lead(page: &Page, open: Open, cpu: usize, plan: &Plan, shape: Shape) -> Result<Reading, String> {
    let side = start(page, open, cpu, 0, plan)?;
    let mut leader = Leader { page, side, next: 0, probed: 0, paces: [0, 0] };
    let before = leader.probe()?;
    // Every byte checked, and everything touched once.
    leader.batch(200, FULL, None)?;
    let mut count = 64;
    let usual = loop {
        let took = leader.batch(count, 0, None)?;
        if took >= plan.batch / 2 {
            break took.as_nanos() as f64 / count as f64;
        }
        let wanted = plan.batch.as_secs_f64() / took.as_secs_f64().max(1e-7);
        count = (count as f64 * wanted.clamp(1.5, 16.0)) as u64;
    };
    let mut pace = None;
    if shape == Shape::Stream {
        count = messages_in(plan.batch, leader.find_pace(plan.batch / 4, usual)?);
        pace = Some(leader.paces);
    }
    let mut nanos = Vec::with_capacity(plan.batches);
    for _ in 0..plan.batches {
        let took = leader.batch(count, 0, None)?;
        nanos.push(took.as_nanos() as f64 / count as f64);
    }
    let mut times = Vec::new();
    if shape == Shape::RoundTrip {
        // Slow ones get fewer: no longer than the batches take.
        let most = (plan.batches as u64).saturating_mul(count);
        let count = plan.latencies.min(most);
        times.reserve(count as usize);
        leader.batch(count, TIMED, Some(&mut times))?;
    }
    let after = leader.probe()?;
    leader.order(0, 0, END);
    page.meet(0)?;
    cpu::real_time(false);
    let times: Vec<f64> = times.into_iter().map(|time| time as f64).collect();
    let at = |share| quantile(&times, share).map(|nanos| Quantile { share, nanos });
    let quantiles = [0.5, 0.9, 0.99, 0.999, 1.0].into_iter().filter_map(at).collect();
    let nanos = median(&nanos).ok_or("no batches")?;
    Ok(Reading { nanos, probe: Some([before, after]), pace, quantiles })
}

/// How many messages of so many nanoseconds pass in `time`.
fn messages_in(time: Duration, nanos: f64) -> u64 {
    ((time.as_nanos() as f64 / nanos) as u64).max(1)
}

impl Leader<'_> {
    fn order(&self, from: u64, count: u64, mode: u32) {
        self.page.from.store(from, Ordering::Relaxed);
        self.page.count.store(count, Ordering::Relaxed);
        self.page.paces[1].store(self.paces[1], Ordering::Relaxed);
        // Relaxed: the meeting that follows publishes all of them.
        self.page.mode.store(mode, Ordering::Relaxed);
    }

    fn batch(
        &mut self,
        count: u64,
        mode: u32,
        times: Option<&mut Vec<u64>>,
    ) -> Result<Duration, String> {
        let from = self.next;
        self.next += count;
        self.order(from, count, mode);
        self.page.meet(0)?;
        let begin = Instant::now();
        let (pace, stop) = (self.paces[0], &self.page.failed);
        self.side.run(&mut Batch { from, count, full: mode == FULL, times, pace, stop })?;
        // Whoever only sends is done when all has been received.
        self.page.meet(0)?;
        Ok(begin.elapsed())
    }

    /// Leaves the pace set at which most messages pass, by the medians of batches that take
    /// about `time`, and hands back the nanoseconds of a message. The paces take turns; without
    /// one, a message takes `nanos`.
    fn find_pace(&mut self, time: Duration, mut nanos: f64) -> Result<f64, String> {
        let mut tried = [[0.0; PACE_TRIES]; PACES.len()];
        for turn in 0..PACE_TRIES {
            for (paces, tried) in PACES.iter().zip(&mut tried) {
                self.paces = *paces;
                // As many as fit by what it took last: at this pace, or at first the one before.
                let count = messages_in(time, if turn > 0 { tried[turn - 1] } else { nanos });
                nanos = self.batch(count, 0, None)?.as_nanos() as f64 / count as f64;
                tried[turn] = nanos;
            }
        }
        let medians = tried.iter().map(|tried| median(tried).unwrap_or(f64::INFINITY));
        let best = medians.zip(PACES).min_by(|(a, _), (b, _)| a.total_cmp(b));
        let (nanos, paces) = best.ok_or("no paces")?;
        self.paces = paces;
        Ok(nanos)
    }

    /// Nanoseconds of a cache line's round trip.
    fn probe(&mut self) -> Result<f64, String> {
        let mut nanos = Vec::with_capacity(PROBE_BATCHES);
        for _ in 0..PROBE_BATCHES {
            self.order(self.probed, PROBE_TRIPS, PROBE);
            self.page.meet(0)?;
            let begin = Instant::now();
            self.page.ping_pong(0, self.probed, PROBE_TRIPS)?;
            self.page.meet(0)?;
            nanos.push(begin.elapsed().as_nanos() as f64 / PROBE_TRIPS as f64);
            self.probed += PROBE_TRIPS;
        }
        median(&nanos).ok_or_else(|| "no probe".into())
    }
}

/// The floor of all round trips: the probe itself, measured as a peer would be.
pub fn ping_pong(processes: bool) -> Result<Duo, String> {
    struct Trip {
        page: Shared<Page>,
        side: usize,
    }
    impl Side for Trip {
        fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
            let Some(times) = batch.times.as_deref_mut() else {
                return self.page.ping_pong(self.side, batch.from, batch.count);
            };
            for trip in batch.from..batch.from + batch.count {
                let begin = Instant::now();
                self.page.ping_pong(self.side, trip, 1)?;
                // Back when the answer is here: the store of the other side.
                while self.page.probe.0.load(Ordering::Acquire) != 2 * trip + 2 {
                    std::hint::spin_loop();
                }
                times.push(begin.elapsed().as_nanos() as u64);
            }
            Ok(())
        }
    }
    let page = Shared::<Page>::new()?;
    let open = |side| {
        let page = page.clone();
        opens(move || Ok(Trip { page, side }))
    };
    Ok(Duo { left: open(0), right: open(1), processes, shape: Shape::RoundTrip, operations: 1.0 })
}

//! A process writes random bytes all over a segment while others work in it. Their answers
//! may be anything, but there is an answer to every call: no crash, no hang.

use std::os::fd::AsRawFd;
use std::ptr;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::objects::TypeTag;
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

use crate::board::{Op, Seat, board, now};
use crate::process::{Child, Random, nap};
use crate::settings::{STEP_LIMIT, Settings, expect};
use crate::violation;
use crate::worker::{Judge, NAMES, Worker, spec};

const NAME: &str = "scribble";
const WORKERS: usize = 4;

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(256 << 10);
    (options.participants, options.slots, options.objects) = (5, 8, 12);
    let options = &options;
    drop(expect("create", Segment::create(NAME, options)));
    let mut random = Random::new(settings.seed);
    let mut children: Vec<Child> = (0..WORKERS)
        .map(|_| {
            let random = Random::new(random.next());
            Child::run("survivor", |seat| work(seat, options, random))
        })
        .collect();
    children.push(Child::run("watcher", |seat| observe(seat, options)));
    let seed = random.next();
    let path = options.dir.join(format!("wrtmem.{NAME}"));
    let scribbler = Child::run("scribbler", |seat| scribble(seat, &path, Random::new(seed)));

    let seconds = if settings.factor > 1 { 60 } else { 4 };
    let end = now() + seconds * 1_000_000_000;
    let hung = watch_over(&children, || now() > end);
    scribbler.end_by_kill();
    board().stop();
    // With what the scribbler left, everybody still comes to an end.
    let hung = hung || watch_over(&children, || children.iter().all(|c| c.seat.op() == Op::Ended));
    if !hung {
        let calls: u64 = children.iter().map(|child| child.seat.calls()).sum();
        let longest = children.iter().map(|child| child.seat.words[1].load(SeqCst)).max();
        let worked: u64 = children.iter().map(|child| child.seat.words[2].load(SeqCst)).sum();
        children.into_iter().for_each(Child::wait_done);
        board().rounds.store(1, SeqCst);
        board().note(&format!(
            "{} words scribbled, {calls} calls answered, {worked} attaches, the longest step \
             took {:.0} ms",
            board().words[1].load(SeqCst),
            longest.unwrap_or(0) as f64 / 1e6
        ));
    }
    expect("unlink", Segment::unlink(NAME, options));
}

/// Waits until `done`; true if a call of one of them did not come back.
fn watch_over(children: &[Child], done: impl Fn() -> bool) -> bool {
    let mut seen: Vec<(u64, u64)> = children.iter().map(|_| (0, now())).collect();
    while !done() {
        board().step();
        nap(5000);
        for (child, seen) in children.iter().zip(&mut seen) {
            let calls = child.seat.calls();
            if calls != seen.0 || child.seat.op() == Op::Ended {
                *seen = (calls, now());
            }
            if now() - seen.1 > STEP_LIMIT.as_nanos() as u64 {
                violation!("a call does not come back\n{}", board().diagnosis());
                return true;
            }
        }
    }
    false
}

/// Comes, works, goes; whatever the answers are.
fn work(seat: &'static Seat, options: &Options, mut random: Random) {
    while !board().stopping() {
        let deadline = Deadline::after(Duration::from_millis(5));
        let opened =
            timed(seat, || seat.during(Op::Open, || Segment::open(NAME, options, deadline)));
        let Ok(segment) = opened else {
            nap(200);
            continue;
        };
        seat.words[2].fetch_add(1, SeqCst);
        let mut worker = Worker::new(segment, seat, Random::new(random.next()), Judge::Lenient);
        for _ in 0..random.spread(5, 500) {
            if board().stopping() {
                break;
            }
            timed(seat, || worker.step());
        }
        timed(seat, || seat.during(Op::Close, || drop(worker)));
    }
}

fn timed<T>(seat: &Seat, body: impl FnOnce() -> T) -> T {
    let from = now();
    let value = body();
    seat.words[1].fetch_max(now() - from, SeqCst);
    value
}

/// Looks only, and polls the watch descriptor of a participant now and then.
fn observe(seat: &'static Seat, options: &Options) {
    let mut turn = 0;
    while !board().stopping() {
        turn += 1;
        let opened = seat.during(Op::Open, || match turn % 4 {
            0 => Segment::open(NAME, options, Deadline::POLL),
            _ => Segment::open_read_only(NAME, options, Deadline::POLL),
        });
        let Ok(segment) = opened else {
            nap(200);
            continue;
        };
        timed(seat, || {
            seat.during(Op::Look, || {
                let _ = segment.info();
                let _ = segment.verify(&mut |_| {});
                let _ = segment.page_statistics();
                let _ = segment.watch().and_then(|_| segment.watched());
                (0..8).for_each(|row| drop(segment.participant(row)));
                (0..12).for_each(|row| drop(segment.object_info(row)));
                for (index, name) in NAMES.iter().enumerate() {
                    let kind = spec(index).kind;
                    let object =
                        segment.open_object(name, kind, TypeTag::default(), Deadline::POLL);
                    let _ = object.and_then(|object| object.is_current());
                }
            });
        });
        seat.during(Op::Close, || drop(segment));
    }
}

fn scribble(seat: &Seat, path: &std::path::Path, mut random: Random) {
    let file = std::fs::OpenOptions::new().read(true).write(true).open(path).expect("the file");
    let words = (file.metadata().expect("its size").len() / 8) as usize;
    // SAFETY: a new mapping of the whole file, which keeps its size.
    let at = unsafe {
        let access = libc::PROT_READ | libc::PROT_WRITE;
        libc::mmap(ptr::null_mut(), words * 8, access, libc::MAP_SHARED, file.as_raw_fd(), 0)
    };
    assert!(at != libc::MAP_FAILED, "the file can be mapped");
    let at = at.cast::<u64>();
    // SAFETY: inside the mapping, by the remainder; words are only copied.
    let read = |i: usize| unsafe { at.add(i % words).read_volatile() };
    // SAFETY: as above.
    let write = |i: usize, word: u64| unsafe { at.add(i % words).write_volatile(word) };
    let snapshot = || (0..words).map(read).collect::<Vec<u64>>();
    let fresh = snapshot();
    let mut earlier = fresh.clone();
    // Header, control, participants, slots, directory, page table: all but the pages.
    let tables = words - (256 << 10) / 8;
    loop {
        seat.at(Op::Idle);
        for _ in 0..random.spread(1, 2000) {
            board().words[1].fetch_add(1, SeqCst);
            let i = match random.below(8) {
                0 => random.below(words as u64) as usize,
                1 => 512 + random.below(64) as usize, // control
                _ => 512 + random.below(tables as u64 - 512) as usize,
            };
            let before = read(i);
            write(
                i,
                match random.below(8) {
                    0 => random.next(),
                    1 => 0,
                    2 => u64::MAX,
                    3 | 4 => before ^ 1 << random.below(64),
                    5 => read(random.below(words as u64) as usize),
                    6 => before.wrapping_add(random.below(3)).wrapping_sub(1),
                    _ => before & !0xFF | random.below(256),
                },
            );
            if random.one_in(64) {
                nap(random.below(30));
            }
        }
        match random.below(12) {
            // Into the header: what comes after cannot open, until it is mended.
            0 => write(random.below(512) as usize, random.next()),
            1 => earlier = snapshot(),
            2 => (0..words).for_each(|i| write(i, earlier[i])),
            3..=5 => (0..words).for_each(|i| write(i, fresh[i])),
            _ => (0..512).for_each(|i| write(i, fresh[i])),
        }
        nap(random.spread(10, 3000));
    }
}

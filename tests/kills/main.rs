//! Processes are killed for real, at any instruction, while others work; and nothing is lost,
//! leaked or stuck.
//!
//! ```text
//! cargo test --test kills                    what the test suite runs
//! cargo test --test kills -- ring            checks whose name contains "ring"
//! cargo test --test kills -- --rounds 100000 --progress
//! cargo test --test kills -- --seconds 600 --seed 7
//! ```
//! A *supervisor* (this process) forks one *conductor* for each check. The conductor forks
//! *survivors*, which work all the time and whose every answer is judged, and *victims*,
//! which do the same and are killed. The supervisor sees to it that every step ends: a check
//! that does not move for 30 s has failed, and it says who waits where. Each process ends
//! with its parent; segments lie in a folder of their own that goes with the supervisor.
//!
//! With the feature `crash-points` the checks themselves are checked: each of the library's
//! defects in `defects.rs` is planted, and the check named there must notice it.
//!
//! This is a program and not a set of `#[test]`s because it forks: it must have one thread.

mod alive;
mod arena;
mod attach;
mod board;
mod broadcast;
mod collections;
#[cfg(feature = "crash-points")]
mod defects;
mod elements;
mod latency;
mod mailbox;
mod metrics;
mod objects;
mod process;
mod race;
mod ring;
mod scribble;
mod settings;
mod several;
mod stamps;
mod synced;

mod shared;
mod verified;
mod worker;

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

use board::{Op, board};
use process::{Child, End, adopt_orphans, wait_for_orphans};
use settings::{STEP_LIMIT, Settings};

struct Check {
    name: &'static str,
    run: fn(&Settings),
}

const CHECKS: &[Check] = &[
    Check { name: "attach/detach", run: attach::run },
    Check { name: "objects", run: objects::run },
    Check { name: "ring", run: ring::run },
    Check { name: "metrics", run: metrics::run },
    Check { name: "synced", run: synced::run },
    Check { name: "arena", run: arena::run },
    Check { name: "stamped blocks", run: stamps::run },
    Check { name: "verified", run: verified::run },
    Check { name: "collections", run: collections::run },
    Check { name: "elements", run: elements::run },
    Check { name: "mailbox", run: mailbox::run },
    Check { name: "broadcast", run: broadcast::run },
    Check { name: "mpmc", run: shared::mpmc },
    Check { name: "several consumers", run: several::run },
    Check { name: "ordered", run: shared::ordered },
    Check { name: "threads and two handles", run: alive::threads },
    Check { name: "stopped processes", run: alive::stopped },
    Check { name: "forked children", run: alive::forked },
    Check { name: "16 open or create a segment", run: race::segments },
    Check { name: "16 open or create an object", run: race::objects },
    Check { name: "scribbled segment", run: scribble::run },
    Check { name: "latency of a receiver", run: latency::receiver },
    Check { name: "latency of the watch", run: latency::watch },
];

/// What the table at the end says of a check.
struct Line {
    name: String,
    rounds: u64,
    kills: u64,
    violations: u64,
    seconds: f64,
    notes: String,
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

extern "C" fn interrupt(_: i32) {
    INTERRUPTED.store(true, SeqCst);
}

fn main() {
    let (mut settings, filters) = arguments();
    for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
        // SAFETY: the handler only stores to a static.
        unsafe { libc::signal(signal, interrupt as *const () as libc::sighandler_t) };
    }
    std::fs::create_dir(&settings.dir).expect("a folder for the segments");
    board();
    adopt_orphans();
    let wanted = |name: &str| filters.is_empty() || filters.iter().any(|f| name.contains(&**f));
    let checks: Vec<&Check> = CHECKS.iter().filter(|check| wanted(check.name)).collect();
    let from = Instant::now();
    println!("\nrunning the checks with seed {}", settings.seed);
    #[cfg(feature = "crash-points")]
    let lines: Vec<Line> = defects::notice_each(&checks, &mut settings);
    #[cfg(not(feature = "crash-points"))]
    let lines: Vec<Line> = checks
        .iter()
        .take_while(|_| !INTERRUPTED.load(SeqCst))
        .map(|check| {
            settings.started = board::now();
            let line = supervise(check, &settings);
            let verdict = if line.violations == 0 { "ok" } else { "FAILED" };
            println!("check {} ... {verdict} ({:.1} s)", line.name, line.seconds);
            line
        })
        .collect();
    std::fs::remove_dir_all(&settings.dir).expect("the folder can be removed");
    table(&lines);
    let failed = lines.iter().filter(|line| line.violations > 0).count();
    println!(
        "\ntest result: {}. {} passed; {failed} failed; 0 ignored; 0 measured; {} filtered out; \
         finished in {:.2}s",
        if failed == 0 { "ok" } else { "FAILED" },
        lines.len() - failed,
        CHECKS.len() - checks.len(),
        from.elapsed().as_secs_f64()
    );
    let interrupted = INTERRUPTED.load(SeqCst);
    std::process::exit(if interrupted { 130 } else { (failed > 0) as i32 });
}

fn arguments() -> (Settings, Vec<String>) {
    let dir = format!("/dev/shm/wrtmem.kills.{}", std::process::id()).into();
    let mut settings = Settings {
        rounds: 1500,
        long_rounds: 750,
        seconds: None,
        factor: 1,
        seed: 0,
        dir,
        started: 0,
        progress: false,
        enough: 20,
        still: STEP_LIMIT + Duration::from_secs(5),
        before: || {},
    };
    settings.seed = board::now();
    let mut filters = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let text = arguments.next().unwrap_or_default();
            text.parse().unwrap_or_else(|_| panic!("{argument}: {text:?} is not a number"))
        };
        match &*argument {
            "--rounds" => {
                settings.rounds = number();
                settings.long_rounds = settings.rounds;
            }
            "--seconds" => settings.seconds = Some(number()),
            "--factor" => settings.factor = number(),
            "--seed" => settings.seed = number(),
            "--progress" => settings.progress = true,
            // What cargo test passes on to any test program.
            "--nocapture" | "--quiet" => {}
            "--list" => {
                CHECKS.iter().for_each(|check| println!("{}: test", check.name));
                std::process::exit(0);
            }
            option if option.starts_with('-') => panic!("no option {option}; see tests/kills"),
            filter => filters.push(filter.to_owned()),
        }
    }
    (settings, filters)
}

/// Runs one check in a process of its own, until it ends or does not move any more.
fn supervise(check: &Check, settings: &Settings) -> Line {
    board().reset();
    let from = Instant::now();
    let mut conductor = Child::run("conductor", |_| {
        (settings.before)();
        (check.run)(settings)
    });
    let (mut progress, mut moved) = (0, Instant::now());
    let mut told = Instant::now();
    let end = loop {
        if let Some(end) = conductor.try_wait() {
            break Some(end);
        }
        std::thread::sleep(Duration::from_millis(5));
        if board().progress() != progress {
            (progress, moved) = (board().progress(), Instant::now());
        }
        if moved.elapsed() > settings.still {
            let diagnosis = board().diagnosis();
            settings.tell(&format!("{}: nothing moves any more\n{diagnosis}", check.name));
            break None;
        }
        if INTERRUPTED.load(SeqCst) {
            break None;
        }
        if settings.progress && told.elapsed() > Duration::from_secs(5) {
            told = Instant::now();
            let (rounds, kills) = (&board().rounds, &board().kills);
            let seconds = from.elapsed().as_secs();
            eprintln!(
                "  {:<24} {seconds:>6} s  {:>8} rounds  {:>8} kills  {} violations",
                check.name,
                rounds.load(SeqCst),
                kills.load(SeqCst),
                board().violations.load(SeqCst)
            );
        }
    };
    match end {
        Some(End::Exit(0)) => {}
        Some(end) => settings.tell(&format!("{}: its conductor ended with {end:?}", check.name)),
        // Its children end with it.
        None => drop(conductor),
    }
    wait_for_orphans();
    let left: Vec<_> = std::fs::read_dir(&settings.dir)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    for path in left {
        if end == Some(End::Exit(0)) {
            settings.tell(&format!("{}: left behind: {}", check.name, path.display()));
        }
        let _ = std::fs::remove_file(path);
    }
    let killed_in = Op::ALL.iter().filter_map(|op| {
        let count = board().killed_in[*op as usize].load(SeqCst);
        (count > 0).then(|| format!("{} {count}", op.text()))
    });
    let killed_in = killed_in.collect::<Vec<_>>().join(", ");
    if !killed_in.is_empty() {
        board().note(&format!("killed in: {killed_in}"));
    }
    Line {
        name: check.name.into(),
        rounds: board().rounds.load(SeqCst),
        kills: board().kills.load(SeqCst),
        violations: board().violations.load(SeqCst),
        seconds: from.elapsed().as_secs_f64(),
        notes: board().notes(),
    }
}

fn table(lines: &[Line]) {
    println!();
    let row = |a: &str, b: &str, c: &str, d: &str, e: &str| {
        println!("kills | {a:<34} {b:>8} {c:>8} {d:>10} {e:>8}");
    };
    row("structure", "rounds", "kills", "violations", "seconds");
    for line in lines {
        let Line { name, rounds, kills, violations, seconds, notes } = line;
        let seconds = format!("{seconds:.1}");
        row(name, &rounds.to_string(), &kills.to_string(), &violations.to_string(), &seconds);
        notes.lines().for_each(|note| println!("kills |     {note}"));
    }
}

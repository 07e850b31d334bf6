//! Rounds: every row once, then every row again, until the time is used.
//!
//! Each run is a process of its own, so that one that crashes or hangs costs its row only.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use bench_framework::sample::{Reading, Series};

use crate::case::{Case, Meter, Work};
use crate::cpu;
use crate::duo::Plan;

/// A row that fails this often in a row is broken and not run again.
const FAILURES: u32 = 2;
const RUN_LIMIT: Duration = Duration::from_secs(20);

/// When to stop.
pub struct Budget {
    pub time: Duration,
    pub rounds: usize,
}

/// Runs rounds of `cases` and hands back what came out, and how many rounds it was.
pub fn run(cases: &[Case], budget: &Budget, arguments: &[String]) -> (Vec<Series>, usize) {
    let mut rows: Vec<Series> = cases
        .iter()
        .map(|case| Series {
            key: case.key.clone(),
            side: case.side,
            version: case.version.text(),
            axis: case.axis.clone(),
            readings: Vec::new(),
            moved: 0,
            broken: None,
        })
        .collect();
    let begin = Instant::now();
    let (mut longest, mut done) = (Duration::ZERO, 0);
    while done < budget.rounds && begin.elapsed() + longest <= budget.time {
        let round = Instant::now();
        for (case, row) in cases.iter().zip(&mut rows) {
            once(case, row, arguments);
        }
        longest = longest.max(round.elapsed());
        done += 1;
        eprint!("\rround {done}, {:.0} s ", begin.elapsed().as_secs_f64());
        let _ = std::io::stderr().flush();
    }
    eprintln!();
    (rows, done)
}

fn once(case: &Case, row: &mut Series, arguments: &[String]) {
    if row.broken.is_some() {
        return;
    }
    let mut why = String::new();
    for _ in 0..FAILURES {
        match spawn(case, arguments) {
            Ok(reading) if reading.placement().is_none() => {
                row.moved += 1;
                return;
            }
            Ok(reading) => {
                row.readings.push(reading);
                return;
            }
            Err(reason) => why = reason,
        }
    }
    eprintln!("\r{}: {why}", case.key);
    row.broken = Some(why);
}

fn spawn(case: &Case, arguments: &[String]) -> Result<Reading, String> {
    let me = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut child = Command::new(me)
        .arg("--run")
        .arg(case.key.to_string())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|error| format!("cannot start: {error}"))?;
    let status = wait(&mut child);
    // Whatever it left behind belongs to its group; its output ends with that.
    // SAFETY: signals the process group of the child started above, touches no memory.
    unsafe { libc::kill(-(child.id() as i32), libc::SIGKILL) };
    sweep(child.id());
    let status = status?;
    let (mut out, mut err) = (String::new(), String::new());
    if let Some(mut pipe) = child.stdout.take() {
        let _ = pipe.read_to_string(&mut out);
    }
    if let Some(mut pipe) = child.stderr.take() {
        let _ = pipe.read_to_string(&mut err);
    }
    if let Some(signal) = status.signal() {
        return Err(format!("killed by signal {signal}"));
    }
    if !status.success() {
        let last = err.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no reason given");
        return Err(last.trim_start_matches("bench: ").chars().take(160).collect());
    }
    let line = out.lines().last().unwrap_or_default();
    serde_json::from_str(line).map_err(|error| format!("unreadable result {line:?}: {error}"))
}

/// Waits without waking up in between: the processors belong to the run.
fn wait(child: &mut Child) -> Result<ExitStatus, String> {
    // SAFETY: asks for a descriptor of a child that has not been waited for.
    let raw = unsafe { libc::syscall(libc::SYS_pidfd_open, child.id(), 0) } as i32;
    if raw >= 0 {
        // SAFETY: a new descriptor that nobody else owns.
        let descriptor = File::from(unsafe { OwnedFd::from_raw_fd(raw) });
        let mut poll =
            libc::pollfd { fd: descriptor.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // SAFETY: one valid pollfd.
        let ready = unsafe { libc::poll(&mut poll, 1, RUN_LIMIT.as_millis() as i32) };
        if ready == 0 {
            // SAFETY: signals the group of the child, which has not been waited for.
            unsafe { libc::kill(-(child.id() as i32), libc::SIGKILL) };
            let _ = child.wait();
            return Err(format!("hangs: not done after {} s", RUN_LIMIT.as_secs()));
        }
    }
    child.wait().map_err(|error| error.to_string())
}

/// Inside the process that measures: one run of one row.
pub fn measure(case: &Case, plan: Plan) -> Result<Reading, String> {
    let first = *cpu::allowed().first().ok_or("no processor")?;
    cpu::limit_real_time(RUN_LIMIT.as_secs() / 2);
    match &case.work {
        Work::Duo(make) => make()?.run(&plan),
        Work::Single(work) => {
            cpu::pin(first);
            cpu::real_time(plan.real_time);
            work(&Meter::new(plan)).map(Meter::reading)
        }
        Work::Timed(work) => work().map(Meter::reading),
        Work::Program(command) => {
            let scheduling = if plan.real_time { "real-time" } else { "no-real-time" };
            let error = Command::new(&command[0]).args(&command[1..]).arg(scheduling).exec();
            Err(format!("cannot start {}: {error}", command[0]))
        }
    }
}

/// How everything begins that the run in process `id` makes in the system.
pub fn name_prefix(id: u32) -> String {
    format!("wrtmem-bench-{id}-")
}

/// Removes what a run left behind in `/dev/shm`; one that was killed could not do it.
pub fn sweep(id: u32) {
    let mark = name_prefix(id);
    let Ok(folder) = std::fs::read_dir("/dev/shm") else { return };
    for entry in folder.flatten() {
        if entry.file_name().to_string_lossy().contains(&mark) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

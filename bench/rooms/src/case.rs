//! One row to measure, and the packages behind it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bench_framework::sample::{Axis, Key, Reading, Side};
use bench_framework::statistics::median;

use crate::duo::{Duo, Plan};

/// A row of a table, and how to measure it.
pub struct Case {
    pub key: Key,
    pub side: Side,
    pub version: Version,
    pub axis: Option<Axis>,
    pub work: Work,
}

/// Hands back the nanoseconds of one operation.
pub type Timed = dyn Fn(&Meter) -> Result<f64, String>;

/// Everything here is made in the process that measures.
pub enum Work {
    /// Two sides on two processors.
    Duo(Box<dyn Fn() -> Result<Duo, String>>),
    /// One thread on one processor.
    Single(Box<Timed>),
    /// Threads of its own, on all processors: it measures itself, once.
    Timed(Box<dyn Fn() -> Result<f64, String>>),
    /// A program of its own that prints a reading as JSON. It is told at the end whether to run
    /// in real time: `native/src/place.h`.
    Program(Vec<String>),
}

impl Case {
    pub fn new(key: Key, side: Side, version: Version, work: Work) -> Case {
        Case { key, side, version, axis: None, work }
    }
}

/// Times an operation of one thread.
pub struct Meter {
    plan: Plan,
}

impl Meter {
    pub fn new(plan: Plan) -> Meter {
        Meter { plan }
    }

    /// Nanoseconds of one operation; `work` does as many as it is told.
    pub fn time(&self, mut work: impl FnMut(u64)) -> f64 {
        let mut timed = |count: u64| {
            let begin = Instant::now();
            work(black_box(count));
            begin.elapsed()
        };
        let mut count = 1u64;
        loop {
            let took = timed(count);
            if took >= self.plan.batch / 2 {
                break;
            }
            let wanted =
                self.plan.batch.as_secs_f64() / took.max(Duration::from_nanos(50)).as_secs_f64();
            count = (count as f64 * wanted.clamp(2.0, 16.0)) as u64;
        }
        let batches: Vec<f64> =
            (0..self.plan.batches).map(|_| timed(count).as_nanos() as f64 / count as f64).collect();
        median(&batches).unwrap_or(f64::NAN)
    }

    pub fn reading(nanos: f64) -> Reading {
        Reading { nanos, ..Reading::default() }
    }
}

/// What a row is a version of; asked for once, by the report.
#[derive(Clone, Debug)]
pub enum Version {
    /// A crate, in the version of the lock file this was built with.
    Crate(&'static str),
    /// A Debian package, as installed.
    Debian(String),
    /// What has no number of its own.
    Plain(&'static str),
}

impl Version {
    /// Name and version.
    pub fn text(&self) -> String {
        match self {
            Version::Crate(name) => {
                let lock = include_str!("../../Cargo.lock");
                let entry = format!("\nname = \"{name}\"\nversion = \"");
                let version = lock.split(&entry).nth(1).and_then(|rest| rest.split('"').next());
                format!("{name} {}", version.unwrap_or("?"))
            }
            Version::Debian(name) => {
                let asked = std::process::Command::new("dpkg-query")
                    .args(["-W", "-f", "${Version}", name])
                    .output()
                    .map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
                format!("{name} {}", asked.unwrap_or_default()).trim_end().into()
            }
            Version::Plain(text) => (*text).into(),
        }
    }
}

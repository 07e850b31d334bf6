//! How long, where, and how to judge an answer.

use std::path::PathBuf;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::segment::Options;
use wrtmem::sync::Deadline;
use wrtmem::{Result, Status};

use crate::board::{board, now};
use crate::violation;

/// A single step that takes longer is a hang.
pub(crate) const STEP_LIMIT: Duration = Duration::from_secs(30);

pub(crate) struct Settings {
    /// Rounds of each structure.
    pub(crate) rounds: u64,
    /// And of one whose rounds take long.
    pub(crate) long_rounds: u64,
    /// Or until this much time has passed, if it is set.
    pub(crate) seconds: Option<u64>,
    /// How many times longer than in the tests the other checks take.
    pub(crate) factor: u64,
    pub(crate) seed: u64,
    /// Where the segments lie.
    pub(crate) dir: PathBuf,
    pub(crate) started: u64,
    /// Long runs say how far they are.
    pub(crate) progress: bool,
    /// So many violations end a check: more would only take time.
    pub(crate) enough: u64,
    /// A check that does not move for so long has failed.
    pub(crate) still: Duration,
    /// What a conductor does first.
    pub(crate) before: fn(),
}

impl Settings {
    pub(crate) fn options(&self, bytes: u64) -> Options {
        let mut options = Options::with_bytes(bytes);
        options.dir = self.dir.clone();
        options
    }

    /// A violation that the supervisor found.
    pub(crate) fn tell(&self, what: &str) {
        match self.enough {
            1 => drop(board().violations.fetch_add(1, SeqCst)), // it is expected
            _ => violation!("{what}"),
        }
    }

    /// Whether there is another round; counts it.
    pub(crate) fn more_rounds(&self) -> bool {
        self.more_of(self.rounds)
    }

    /// The same for a structure whose rounds take long.
    pub(crate) fn more_long_rounds(&self) -> bool {
        self.more_of(self.long_rounds)
    }

    fn more_of(&self, rounds: u64) -> bool {
        board().step();
        let done = board().rounds.load(SeqCst);
        let more = match self.seconds {
            Some(seconds) => now() < self.started + seconds * 1_000_000_000,
            None => done < rounds,
        };
        let more = more && board().violations.load(SeqCst) < self.enough;
        board().rounds.fetch_add(more as u64, SeqCst);
        more
    }
}

/// The deadline of a call that must not need it.
pub(crate) fn limit() -> Deadline {
    Deadline::after(STEP_LIMIT)
}

/// A call that must succeed.
pub(crate) fn expect<T>(what: &str, answer: Result<T>) -> Option<T> {
    allow(what, answer, &[])
}

/// A call that must succeed or answer one of these.
pub(crate) fn allow<T>(what: &str, answer: Result<T>, allowed: &[Status]) -> Option<T> {
    match answer {
        Ok(value) => Some(value),
        Err(error) if allowed.contains(&error.status()) => None,
        Err(error) => {
            violation!("{what}: {error:?}");
            None
        }
    }
}

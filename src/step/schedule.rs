//! Threads that take turns: one runs at a time, and a seed decides at every step who is
//! next.
//!
//! A *turn* may end before every shared load, store, exchange, eight bytes of a bulk copy
//! and system call, and wherever a thread would wait. Between two of those a thread works on
//! private data only, so every interleaving of sequentially consistent processes is some
//! schedule. What hardware reorders beyond that is out of its sight.
//!
//! A thread can also be killed before one of its steps: it never takes another turn, and
//! keeps whatever it holds, as a killed process does.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::crash;

/// Reproducible draws (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014: SplitMix64).
#[derive(Clone, Debug)]
pub struct Draws(u64);

impl Draws {
    /// The same seed draws the same.
    pub fn new(seed: u64) -> Draws {
        Draws(seed)
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.draw() % limit
    }
}

/// How one schedule goes.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Decides who is next.
    pub seed: u64,
    /// On average every how many steps another thread gets a turn.
    pub turn: u64,
    /// Which thread dies, before which of its steps.
    pub kill: Option<(usize, u64)>,
    /// More steps than this in all mean that nobody gets anywhere.
    pub limit: u64,
}

/// How a schedule went.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Each thread's steps.
    pub steps: Vec<u64>,
    /// The thread that was killed, if it got as far as that.
    pub killed: Option<usize>,
}

/// What one thread of a schedule does.
pub type Body<'s> = Box<dyn FnOnce() + Send + 's>;

/// Runs `bodies` in threads that take turns by `plan`. `died` is told of the killed thread
/// before anybody else goes on, so that a scripted liveness can say so. When all the others
/// have ended, `after` looks at the result; only then is the killed thread's stack undone,
/// on memory that nobody looks at any more.
///
/// Panics if a body, `died` or `after` does, or if the plan's limit is passed.
pub fn run(
    plan: &Plan,
    bodies: Vec<Body<'_>>,
    died: impl FnOnce(usize),
    after: impl FnOnce(&Outcome),
) {
    let shared = Arc::new(Shared {
        turns: bodies.iter().map(|_| Condvar::new()).collect(),
        stopped: Condvar::new(),
        state: Mutex::new(State {
            plan: plan.clone(),
            draws: Draws::new(plan.seed),
            running: None,
            ready: vec![true; bodies.len()],
            outcome: Outcome { steps: vec![0; bodies.len()], killed: None },
            over: false,
            failure: None,
        }),
    });
    std::thread::scope(|scope| {
        for (index, body) in bodies.into_iter().enumerate() {
            let shared = shared.clone();
            scope.spawn(move || shared.take_part(index, body));
        }
        let mut died = Some(died);
        let looked = catch_unwind(AssertUnwindSafe(|| {
            let mut state = shared.lock();
            shared.pass_on(&mut state, None);
            loop {
                while state.running.is_some() && !state.over {
                    state = shared.stopped.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
                if state.over {
                    return;
                }
                let outcome = state.outcome.clone();
                match outcome.killed.and_then(|index| Some((index, died.take()?))) {
                    Some((index, died)) => {
                        drop(state);
                        died(index);
                        state = shared.lock();
                        shared.pass_on(&mut state, None);
                    }
                    None => {
                        drop(state);
                        return after(&outcome);
                    }
                }
            }
        }));
        shared.end(&mut shared.lock(), looked.err());
    });
    let failure = shared.lock().failure.take();
    if let Some(failure) = failure {
        eprintln!("schedule: {plan:?}");
        resume_unwind(failure);
    }
}

struct Shared {
    state: Mutex<State>,
    /// One for each thread: it is its turn, or all is over.
    turns: Vec<Condvar>,
    /// Nobody is running, or all is over.
    stopped: Condvar,
}

struct State {
    plan: Plan,
    draws: Draws,
    running: Option<usize>,
    ready: Vec<bool>,
    outcome: Outcome,
    /// Whoever still runs is to unwind.
    over: bool,
    failure: Option<Box<dyn Any + Send>>,
}

/// What a thread is unwound with once all is over.
struct Over;

thread_local! {
    static PART: RefCell<Option<(Arc<Shared>, usize)>> = const { RefCell::new(None) };
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, state: &mut State, failure: Option<Box<dyn Any + Send>>) {
        state.over = true;
        state.failure = state.failure.take().or(failure);
        self.turns.iter().for_each(Condvar::notify_one);
        self.stopped.notify_one();
    }

    /// Gives the turn to a ready thread other than `from`, if there is one.
    fn pass_on(&self, state: &mut State, from: Option<usize>) {
        let others: Vec<usize> =
            (0..state.ready.len()).filter(|i| state.ready[*i] && Some(*i) != from).collect();
        if !others.is_empty() {
            let next = others[state.draws.below(others.len() as u64) as usize];
            state.running = Some(next);
            self.turns[next].notify_one();
        } else if from.is_none_or(|from| !state.ready[from]) {
            state.running = None;
            self.stopped.notify_one();
        }
    }

    /// Sleeps until it is `index`'s turn; unwinds if all is over.
    fn wait(&self, index: usize, mut state: MutexGuard<'_, State>) {
        while !state.over && state.running != Some(index) {
            state = self.turns[index].wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.over {
            drop(state);
            resume_unwind(Box::new(Over));
        }
    }

    fn take_part(self: Arc<Self>, index: usize, body: Body<'_>) {
        PART.set(Some((self.clone(), index)));
        let result = catch_unwind(AssertUnwindSafe(|| {
            self.wait(index, self.lock());
            crash::take_turns(true);
            body();
        }));
        crash::take_turns(false);
        PART.set(None);
        let mut state = self.lock();
        state.ready[index] = false;
        match result {
            _ if state.over => {}
            Ok(()) => self.pass_on(&mut state, None),
            Err(failure) => self.end(&mut state, Some(failure)),
        }
    }

    /// Before a step of `index`, or where it would wait.
    fn turn(&self, index: usize, waiting: bool) {
        let mut state = self.lock();
        if !state.over {
            state.outcome.steps[index] += 1;
            let taken = state.outcome.steps[index];
            let all: u64 = state.outcome.steps.iter().sum();
            if all > state.plan.limit {
                let text = format!("nobody gets anywhere: {:?} steps", state.outcome.steps);
                self.end(&mut state, Some(Box::new(text)));
            } else if state.plan.kill == Some((index, taken)) {
                state.outcome.killed = Some(index);
                state.ready[index] = false;
                // The caller's thread hears of it first, and passes the turn on.
                state.running = None;
                self.stopped.notify_one();
            } else if waiting || state.draws.draw().is_multiple_of(state.plan.turn) {
                self.pass_on(&mut state, Some(index));
            }
        }
        self.wait(index, state);
    }
}

/// A turn of the calling thread may end here. False if it takes no turns.
fn step(waiting: bool) -> bool {
    // While a thread unwinds it runs on: nobody looks at its memory any more.
    if std::thread::panicking() {
        return false;
    }
    let Some((shared, index)) = PART.with_borrow(Clone::clone) else { return false };
    shared.turn(index, waiting);
    true
}

/// Before a shared load, store or system call.
pub(super) fn turn() {
    step(false);
}

/// Where the calling thread would wait: somebody else's turn. False if it takes no turns
/// and has to wait in earnest.
pub(super) fn wait_turn() -> bool {
    step(true)
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::sync::{Ordering::*, Shared64, WrtMutex};

    fn plan(seed: u64) -> Plan {
        Plan { seed, turn: 3, kill: None, limit: 10_000 }
    }

    /// Load and store instead of an exchange: some schedule loses a count.
    #[test]
    fn finds_a_lost_update_and_finds_it_again() {
        let count = |seed| {
            let word = Shared64::new(0);
            let bodies = (0..3).map(|_| -> Body<'_> {
                Box::new(|| {
                    for _ in 0..3 {
                        word.store(word.load(Relaxed) + 1, Relaxed);
                    }
                })
            });
            run(
                &plan(seed),
                bodies.collect(),
                |_| (),
                |outcome| {
                    assert_eq!(outcome.steps, [6, 6, 6]);
                },
            );
            word.load(Relaxed)
        };
        let all: Vec<u64> = (0..100).map(count).collect();
        assert!(all.contains(&9) && all.iter().any(|n| *n < 9), "{all:?}");
        assert_eq!(all, (0..100).map(count).collect::<Vec<_>>());
    }

    #[test]
    fn a_killed_thread_stops_where_it_is_and_the_others_end() {
        for k in 1..=6 {
            let (word, mutex) = (Shared64::new(0), WrtMutex::new(0));
            let body = || -> Body<'_> {
                Box::new(|| {
                    for _ in 0..6 {
                        word.fetch_add(1, Relaxed);
                    }
                    *mutex.lock() += 1;
                })
            };
            let mut told = None;
            let plan = Plan { kill: Some((1, k)), ..plan(k) };
            run(
                &plan,
                vec![body(), body()],
                |index| told = Some(index),
                |outcome| {
                    assert_eq!((outcome.killed, outcome.steps[1]), (Some(1), k));
                    assert_eq!((word.load(Relaxed), *mutex.lock()), (6 + k - 1, 1));
                },
            );
            assert_eq!((told, word.load(Relaxed)), (Some(1), 6 + k - 1));
        }
    }

    #[test]
    fn threads_that_wait_for_each_other_for_ever_are_noticed() {
        let word = Shared64::new(0);
        let body = || -> Body<'_> { Box::new(|| while word.load(Relaxed) == 0 {}) };
        let result = catch_unwind(AssertUnwindSafe(|| {
            run(&plan(1), vec![body(), body()], |_| (), |_| ());
        }));
        let text = *result.unwrap_err().downcast::<String>().unwrap();
        assert!(text.starts_with("nobody gets anywhere"), "{text}");
    }

    #[test]
    fn a_failing_thread_fails_the_schedule() {
        let mutex = WrtMutex::new(());
        let word = Shared64::new(0);
        let bodies: Vec<Body<'_>> = vec![
            Box::new(|| {
                let _held = mutex.lock();
                word.store(1, Relaxed);
                resume_unwind(Box::new("failed"));
            }),
            Box::new(|| {
                word.store(2, Relaxed);
                drop(mutex.lock());
            }),
        ];
        let result = catch_unwind(AssertUnwindSafe(|| {
            run(&plan(1), bodies, |_| (), |_| ());
        }));
        assert_eq!(result.unwrap_err().downcast_ref(), Some(&"failed"));
    }
}

//! How the models run: all interleavings up to a bound under loom, many random ones under
//! shuttle. `RUSTFLAGS="--cfg loom" cargo test --release --lib`, and `--cfg shuttle`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[cfg(loom)]
pub(crate) use loom::thread;
#[cfg(shuttle)]
pub(crate) use shuttle::thread;

/// Random schedules of one seed, under shuttle.
#[cfg(shuttle)]
const SCHEDULES: usize = 20_000;

/// Runs `model` under the scheduler and returns how many executions that took.
pub(crate) fn explore(model: impl Fn() + Send + Sync + 'static) -> u64 {
    run(2, model)
}

fn run(seeds: u64, model: impl Fn() + Send + Sync + 'static) -> u64 {
    let executions = Arc::new(AtomicU64::new(0));
    let counted = executions.clone();
    let model = Arc::new(move || {
        counted.fetch_add(1, Relaxed);
        model();
    });
    #[cfg(loom)]
    {
        let _ = seeds; // nothing is random
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(2);
        builder.max_branches = 100_000;
        builder.check(move || model());
    }
    // Fixed seeds: the same schedules in every run of the tests.
    #[cfg(shuttle)]
    for seed in 1..=seeds {
        let scheduler = shuttle::scheduler::RandomScheduler::new_from_seed(seed, SCHEDULES);
        let model = model.clone();
        shuttle::Runner::new(scheduler, shuttle::Config::default()).run(move || model());
    }
    executions.load(Relaxed)
}

/// As [`explore`], with few switches at random places (Burckhardt, Kothari, Musuvathi,
/// Nagarakatte: "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", 2010):
/// for what shows only if one side gets far while another stands still.
#[cfg(shuttle)]
pub(crate) fn explore_few_switches(model: impl Fn() + Send + Sync + 'static) -> u64 {
    let executions = Arc::new(AtomicU64::new(0));
    let counted = executions.clone();
    let scheduler = shuttle::scheduler::PctScheduler::new_from_seed(1, 3, SCHEDULES);
    shuttle::Runner::new(scheduler, shuttle::Config::default()).run(move || {
        counted.fetch_add(1, Relaxed);
        model();
    });
    executions.load(Relaxed)
}

/// As [`caught`], by [`explore_few_switches`].
#[cfg(shuttle)]
pub(crate) fn caught_by_few_switches(what: &str, model: impl Fn() + Send + Sync + 'static) {
    let run = std::panic::AssertUnwindSafe(|| explore_few_switches(model));
    assert!(std::panic::catch_unwind(run).is_err(), "{what} was not noticed");
}

/// Asserts that some execution of `model` fails: that the model can see the defect in it.
/// One that random schedules meet rarely gets more of them.
pub(crate) fn caught(what: &str, model: impl Fn() + Send + Sync + 'static) {
    let run = std::panic::AssertUnwindSafe(|| run(10, model));
    assert!(std::panic::catch_unwind(run).is_err(), "{what} was not noticed");
}

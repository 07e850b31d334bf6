//! How the models run: all interleavings up to a bound under loom, many random ones under
//! shuttle. `RUSTFLAGS="--cfg loom" cargo test --release --lib`, and `--cfg shuttle`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[cfg(loom)]
pub(crate) use loom::thread;
#[cfg(shuttle)]
pub(crate) use shuttle::thread;

/// Runs `model` under the scheduler and returns how many executions that took.
pub(crate) fn explore(model: impl Fn() + Send + Sync + 'static) -> u64 {
    let executions = Arc::new(AtomicU64::new(0));
    let counted = executions.clone();
    let model = move || {
        counted.fetch_add(1, Relaxed);
        model();
    };
    #[cfg(loom)]
    {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(2);
        builder.max_branches = 100_000;
        builder.check(model);
    }
    #[cfg(shuttle)]
    shuttle::check_random(model, 20_000);
    executions.load(Relaxed)
}

/// Asserts that some execution of `model` fails: that the model can see the defect in it.
pub(crate) fn caught(what: &str, model: impl Fn() + Send + Sync + 'static) {
    let run = std::panic::AssertUnwindSafe(|| explore(model));
    assert!(std::panic::catch_unwind(run).is_err(), "{what} was not noticed");
}

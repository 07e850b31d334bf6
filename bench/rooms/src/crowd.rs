//! Threads that do not exchange messages but work on the same thing: half of them on each
//! processor.

use crate::case::{Meter, Work};
use crate::duo::{Batch, Duo, Shape, Side, opens};
use crate::shared::Apart;

/// One thread's share of the work.
pub trait Worker: Send {
    /// Does `count` steps. The error is why the peer is broken.
    fn work(&mut self, count: u64) -> Result<(), String>;
}

struct Crowd(Vec<Box<dyn Worker>>);

impl Side for Crowd {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let (first, others) = self.0.split_first_mut().ok_or("no workers")?;
        if others.is_empty() {
            return first.work(batch.count);
        }
        std::thread::scope(|scope| {
            let others: Vec<_> =
                others.iter_mut().map(|worker| scope.spawn(|| worker.work(batch.count))).collect();
            let first = first.work(batch.count);
            others.into_iter().fold(first, |outcome, other| {
                outcome.and(other.join().unwrap_or_else(|_| Err("a thread panicked".into())))
            })
        })
    }
}

/// `threads` that each do steps of `operations` operations. Measured is the time of one
/// operation of all: the time that passed, divided by what all did together.
pub fn work(
    threads: usize,
    operations: f64,
    make: impl Fn(usize) -> Result<Vec<Box<dyn Worker>>, String> + 'static,
) -> Work {
    if threads == 1 {
        return Work::Single(Box::new(move |meter: &Meter| {
            let mut workers = make(1)?;
            let worker = workers.first_mut().ok_or("no workers")?;
            let mut outcome = worker.work(200);
            let nanos = meter.time(|count| {
                if outcome.is_ok() {
                    outcome = worker.work(count);
                }
            });
            outcome.map(|()| nanos / operations)
        }));
    }
    Work::Duo(Box::new(move || {
        let mut left = make(threads)?;
        let right = left.split_off(threads / 2);
        let open = |workers| opens(move || Ok(Crowd(workers)));
        Ok(Duo {
            left: open(left),
            right: open(right),
            processes: false,
            shape: if threads > 2 { Shape::Crowd } else { Shape::Pair },
            operations: operations * threads as f64,
        })
    }))
}

impl<W: Worker> Worker for Apart<W> {
    fn work(&mut self, count: u64) -> Result<(), String> {
        self.0.work(count)
    }
}

/// Boxes `worker`, in lines of its own.
pub fn boxed<W: Worker + 'static>(worker: W) -> Box<dyn Worker> {
    Box::new(Apart(worker))
}

/// Boxes what `make` makes for each of `threads`.
pub fn each<W: Worker + 'static>(
    threads: usize,
    mut make: impl FnMut(usize) -> W,
) -> Vec<Box<dyn Worker>> {
    (0..threads).map(|thread| boxed(make(thread))).collect()
}

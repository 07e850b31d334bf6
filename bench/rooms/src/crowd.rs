//! Threads that do not exchange messages but work on the same thing: half of them on each
//! processor.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use crate::case::{Meter, Work};
use crate::duo::{Batch, Duo, Shape, Side, opens};
use crate::shared::Apart;

/// One thread's share of the work.
pub trait Worker: Send {
    /// Does `count` steps. The error is why the peer is broken.
    fn work(&mut self, count: u64) -> Result<(), String>;
}

/// Workers of one side. The first runs in the side's own thread, each other in a thread that
/// lives as long as the crowd: what an allocator or a counter keeps for a thread stays there.
struct Crowd {
    first: Box<dyn Worker>,
    others: Vec<Helper>,
}

/// A thread that works when it is told how much.
struct Helper {
    counts: Sender<u64>,
    outcomes: Receiver<Result<(), String>>,
    thread: JoinHandle<()>,
}

impl Crowd {
    fn new(mut workers: Vec<Box<dyn Worker>>) -> Result<Crowd, String> {
        let first = workers.pop().ok_or("no workers")?;
        Ok(Crowd { first, others: workers.into_iter().map(Helper::new).collect() })
    }
}

impl Helper {
    fn new(mut worker: Box<dyn Worker>) -> Helper {
        let ((counts, told), (tell, outcomes)) = (channel(), channel());
        let work = move || {
            for count in told {
                if tell.send(worker.work(count)).is_err() {
                    break;
                }
            }
        };
        Helper { counts, outcomes, thread: std::thread::spawn(work) }
    }
}

impl Side for Crowd {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        for other in &self.others {
            other.counts.send(batch.count).map_err(|error| error.to_string())?;
        }
        let first = self.first.work(batch.count);
        self.others.iter().fold(first, |outcome, other| {
            outcome.and(other.outcomes.recv().unwrap_or_else(|_| Err("a thread panicked".into())))
        })
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        for Helper { counts, thread, .. } in self.others.drain(..) {
            drop(counts); // the thread ends
            let _ = thread.join();
        }
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
        let open = |workers| opens(move || Crowd::new(workers));
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

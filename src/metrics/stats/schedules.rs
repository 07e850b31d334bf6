//! A row between its writer and a reader, in every interleaving up to a bound (loom) and many
//! random ones (shuttle).

use std::sync::Arc;

use super::*;
use crate::provider::{ModelProvider, Provider};
use crate::sync::schedules::{caught, explore, thread};

/// A writer records 3, then 4; a reader looks twice. What it sees is of no value, of one, or
/// of both, whole, and the second look is not behind the first.
fn snapshots_are_whole(bug: Option<Bug>) -> impl Fn() + Send + Sync + 'static {
    move || {
        let params = StatsParams { value: StatsValue::Integer, rows: 1 };
        let memory = Arc::new(ModelProvider::new(params.required_size().unwrap()));
        super::format(memory.mem(), &params).unwrap();
        let at = params.shape().unwrap().row(0);
        let lent = memory.clone();
        let writer = thread::spawn(move || {
            super::super::seeded::plant(bug);
            let row = Row::new(lent.mem(), at);
            row.record::<Integers>(3);
            row.record::<Integers>(4);
            super::super::seeded::plant(None);
        });
        let reader = thread::spawn(move || {
            super::super::seeded::plant(bug);
            let row = Row::new(memory.mem(), at);
            let mut last = 0;
            for _ in 0..2 {
                // With few looks a fast writer can stay ahead of all of them.
                let Some(fields) = row.snapshot::<Integers>() else { continue };
                let count = fields[0];
                assert!(count >= last && count <= 2, "count {count} after {last}");
                let [sum, squares] = [fields[1], fields[5]];
                let whole = [(0, 0), (3, 9), (7, 25)][count as usize];
                assert_eq!((sum, squares), whole, "torn at count {count}");
                last = count;
            }
            super::super::seeded::plant(None);
        });
        writer.join().unwrap();
        reader.join().unwrap();
    }
}

#[test]
fn schedules_of_a_record_and_a_snapshot() {
    let executions = explore(snapshots_are_whole(None));
    println!("stats: {executions} executions");
    assert!(executions > if cfg!(loom) { 100 } else { 10_000 }, "only {executions} executions");
}

#[test]
fn schedules_find_a_number_that_stays() {
    caught("a line whose number stays", snapshots_are_whole(Some(Bug::NumberStays)));
}

#[test]
fn schedules_find_a_missing_second_look() {
    caught("a missing second look", snapshots_are_whole(Some(Bug::NoSecondLook)));
}

// Only loom lets stores overtake each other.
#[cfg(loom)]
#[test]
fn schedules_find_a_missing_fence() {
    caught("fields before the fence", snapshots_are_whole(Some(Bug::NoFence)));
}

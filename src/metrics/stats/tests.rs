//! The hunt for torn snapshots, and the design that is torn.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed as Any};

use super::super::seeded::with;
use super::*;
use crate::metrics::SlotTable;
use crate::provider::HeapProvider;

const NONE: Description<'static> = Description { label: "", unit: "", help: "" };

/// Whether the fields of a snapshot belong together, if 1, 2, 3, … were recorded.
fn is_whole(summary: &StatsSummary) -> bool {
    let n = summary.count as f64;
    let fits = |value: f64, wanted: f64| (value - wanted).abs() <= 1e-9 * wanted.max(1.0);
    summary.count == 0
        || fits(summary.sum, n * (n + 1.0) / 2.0)
            && summary.max == Number::Integer(summary.count as i64)
            && summary.min == Number::Integer(1)
            && fits(summary.variance, (n * n - 1.0) / 12.0)
}

/// One thread records while another takes snapshots of as many different moments as asked; how
/// many were torn.
fn hunt(snapshots: u64, bug: Option<Bug>) -> u64 {
    let params = StatsParams { value: StatsValue::Integer, rows: 1 };
    let memory = HeapProvider::new(params.required_size().unwrap());
    let stats = Stats::format(memory, &params, &NONE).unwrap();
    let (stop, slots) = (AtomicBool::new(false), SlotTable::<1>::new());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let slot = slots.claim();
            let row = stats.row(&slot).unwrap();
            let mut value = 1;
            while !stop.load(Any) {
                row.record(value).unwrap();
                value += 1;
            }
        });
        let torn = with(bug, || {
            let (mut seen, mut torn, mut last) = (0, 0, 0);
            while seen < snapshots {
                // Busy, if the writer was faster, is no snapshot.
                let Ok(summary) = stats.summary() else { continue };
                // The same moment again proves nothing.
                seen += (summary.count != last) as u64;
                last = summary.count;
                torn += !is_whole(&summary) as u64;
            }
            torn
        });
        stop.store(true, Any);
        torn
    })
}

#[test]
fn no_snapshot_is_torn_under_load() {
    let snapshots = std::env::var("WRTMEM_SNAPSHOTS").map_or(100_000, |n| n.parse().unwrap());
    let torn = hunt(snapshots, None);
    println!("stats: {snapshots} snapshots under load, {torn} torn");
    assert_eq!(torn, 0);
}

#[test]
fn the_hunt_sees_fields_that_do_not_belong_together() {
    // A missing second look takes two records during seven loads: the models find it.
    assert!((0..20).any(|_| hunt(20_000, Some(Bug::FieldsApart)) > 0));
}

/// The seeds' statistics: four atomics, each exact, read one after the other.
#[derive(Default)]
struct FourAtomics {
    count: AtomicU64,
    sum: AtomicU64,
    max: AtomicU64,
    squares: AtomicU64,
}

#[test]
fn four_separate_atomics_are_torn() {
    let four = FourAtomics::default();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut value = 1;
            while !stop.load(Any) {
                four.count.fetch_add(1, Any);
                four.sum.fetch_add(value, Any);
                four.max.fetch_max(value, Any);
                four.squares.fetch_add(value * value, Any);
                value += 1;
            }
        });
        let (mut seen, mut torn) = (0u64, 0u64);
        while seen < 20_000 || (torn == 0 && seen < 10_000_000) {
            let count = four.count.load(Any);
            let (sum, max) = (four.sum.load(Any) as f64, four.max.load(Any) as i64);
            let (n, squares) = (count as f64, four.squares.load(Any) as f64);
            if count == 0 {
                continue;
            }
            seen += 1;
            let summary = StatsSummary {
                count,
                sum,
                min: Number::Integer(1),
                max: Number::Integer(max),
                mean: sum / n,
                variance: squares / n - sum / n * (sum / n),
                overflowed: false,
            };
            torn += !is_whole(&summary) as u64;
        }
        stop.store(true, Any);
        println!("four atomics: {torn} of {seen} snapshots torn");
        assert!(torn > 0);
    });
}

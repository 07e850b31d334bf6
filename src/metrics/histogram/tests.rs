//! Percentiles against the exact ones, and merging.

use super::*;
use crate::metrics::SlotTable;
use crate::metrics::seeded::with;
use crate::provider::HeapProvider;
use proptest::prelude::*;

const NONE: Description<'static> = Description { label: "", unit: "", help: "" };

fn gather(values: &[u64]) -> HistogramSnapshot {
    let params = HistogramParams { rows: 1 };
    let memory = HeapProvider::new(params.required_size().unwrap());
    let histogram = Histogram::format(memory, &params, &NONE).unwrap();
    let slots = SlotTable::<1>::new();
    let slot = slots.claim();
    let row = histogram.row(&slot).unwrap();
    values.iter().for_each(|value| row.record(*value));
    histogram.snapshot()
}

/// The first percentile that is further off than 3.2 %.
fn wrong(values: &[u64]) -> Option<(f64, u64, u64)> {
    let snapshot = gather(values);
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let exact = |percent: f64| {
        let rank = (percent * sorted.len() as f64 / 100.0).ceil() as usize;
        sorted[rank.clamp(1, sorted.len()) - 1]
    };
    let percents = [0.0, 0.1, 1.0, 10.0, 25.0, 50.0, 75.0, 90.0, 99.0, 99.9, 100.0];
    percents.into_iter().find_map(|percent| {
        let (got, right) = (snapshot.percentile(percent), exact(percent));
        let off = got.abs_diff(right) as f64;
        (off > 0.032 * right as f64).then_some((percent, got, right))
    })
}

#[test]
fn percentiles_of_adversarial_values() {
    let powers: Vec<u64> = (0..64).flat_map(|e| [(1u64 << e) - 1, 1 << e, (1 << e) + 1]).collect();
    let edges: Vec<u64> = (0..BUCKETS).flat_map(|b| [lower(b), upper(b)]).collect();
    let heavy: Vec<u64> =
        (0..10_000).map(|i| if i % 1000 == 0 { u64::MAX - i } else { 7 }).collect();
    let same = vec![123_456_789; 5000];
    for (name, values) in [("powers", powers), ("edges", edges), ("heavy", heavy), ("same", same)] {
        assert_eq!(wrong(&values), None, "{name}");
    }
    let values: Vec<u64> = (0..64).map(|e| 1u64 << e).collect();
    assert!(with(Some(Bug::WrongBucket), || wrong(&values[..63])).is_some());
}

#[test]
fn a_rank_is_not_one_too_many() {
    // 3,996 values of 1, and 4 of a million: the 3,996th is a 1.
    let values: Vec<u64> = (0..4000).map(|i| if i < 3996 { 1 } else { 1_000_000 }).collect();
    assert_eq!(gather(&values).percentile(99.9), 1);
}

#[test]
fn an_empty_histogram_says_zero() {
    let none = gather(&[]);
    assert_eq!((none.count(), none.min(), none.max(), none.percentile(50.0)), (0, 0, 0, 0));
    assert_eq!((none.mean(), none.buckets().count()), (0.0, 0));
}

proptest! {
    #[test]
    fn percentiles_of_any_values(values in prop::collection::vec(any::<u64>(), 1..300), shift in 0u32..60) {
        let values: Vec<u64> = values.iter().map(|value| value >> shift).collect();
        prop_assert_eq!(wrong(&values), None);
    }

    #[test]
    fn parts_merge_to_the_whole(values in prop::collection::vec(any::<u64>(), 2..200), cut in 1usize..200) {
        let cut = cut.min(values.len() - 1);
        let mut merged = gather(&values[..cut]);
        merged.merge(&gather(&values[cut..]));
        prop_assert_eq!(merged, gather(&values));
    }
}

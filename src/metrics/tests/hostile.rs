//! A peer that writes anything over a metric: errors or wrong numbers, no panic, no hang.

use std::time::Duration;

use super::*;
use crate::objects::{Kind, Params};
use crate::provider::{HeapProvider, Provider};
use crate::status::Status;
use crate::sync::Ordering::*;
use proptest::prelude::*;

/// Every question and every change, whatever the bytes are.
fn ask(memory: &HeapProvider, kind: usize) {
    struct First;
    impl Slot for First {
        fn row(&self) -> Option<u32> {
            Some(0)
        }
    }
    let counter = CounterParams::sharded(2);
    let stats = StatsParams { value: StatsValue::Float, rows: 2 };
    match kind {
        0 => {
            let Ok(counter) = Counter::attach(memory, &counter) else { return };
            counter.row(&First).unwrap().add(1);
            counter.get();
            let _ = counter.description();
        }
        1 => {
            let Ok(flag) = Flag::attach(memory) else { return };
            flag.swap(!flag.state().is_set()).unwrap();
            let _ = flag.description();
        }
        2 => {
            let Ok(stats) = Stats::attach(memory, &stats) else { return };
            let _ = stats.summary();
            stats.row(&First).unwrap().record_f64(1.0).unwrap();
            let summary = stats.summary();
            assert!(summary.is_err() || !summary.unwrap().variance.is_sign_negative());
        }
        3 => {
            let Ok(histogram) = Histogram::attach(memory, &HistogramParams { rows: 1 }) else {
                return;
            };
            histogram.row(&First).unwrap().record(u64::MAX);
            let snapshot = histogram.snapshot();
            for percent in [-1.0, 0.0, 50.0, 100.0, f64::NAN] {
                snapshot.percentile(percent);
            }
            snapshot.count_up_to(77);
        }
        _ => {
            let Ok(progress) = Progress::attach(memory, &ProgressParams { rows: 2 }) else {
                return;
            };
            let seen = progress.snapshot();
            seen.remaining(seen.rate());
            progress.workers(Duration::ZERO, |_| {});
            progress.worker(&First).unwrap().advance(1);
        }
    }
}

fn kinds() -> [(&'static dyn Kind, Params); 5] {
    let stats = StatsParams { value: StatsValue::Float, rows: 2 };
    [
        (&CounterKind, CounterParams::sharded(2).into()),
        (&FlagKind, Params::default()),
        (&StatsKind, stats.into()),
        (&HistogramKind, HistogramParams { rows: 1 }.into()),
        (&ProgressKind, ProgressParams { rows: 2 }.into()),
    ]
}

proptest! {
    #[test]
    fn scribbled_metrics_answer(
        kind in 0usize..5,
        scribbles in prop::collection::vec((any::<prop::sample::Index>(), any::<u64>()), 1..40),
        magic_too: bool,
    ) {
        let (of, params) = kinds()[kind];
        let memory = HeapProvider::new(of.required_size(&params).unwrap());
        of.format(memory.mem(), &params).unwrap();
        of.verify(memory.mem(), &params, &mut |finding| panic!("{finding}"));
        for (place, value) in scribbles {
            let word = place.index(memory.mem().len() / 8);
            // The first words only sometimes: with them gone it is no metric at all.
            if word > 2 || magic_too {
                memory.mem().word64(8 * word).store(value, Relaxed);
            }
        }
        ask(&memory, kind);
        of.recover(memory.mem(), &params, crate::sync::ParticipantId { row: 1, generation: 1 });
        of.verify(memory.mem(), &params, &mut |_| {});
    }
}

#[test]
fn parameters_that_make_no_sense_are_refused() {
    for (kind, params) in kinds() {
        for word in 0..8 {
            let mut bad = params;
            bad.0[word] = u64::MAX;
            let error = kind.required_size(&bad).unwrap_err();
            assert_eq!(error.status(), Status::Invalid, "{:?} word {word}", kind.id());
        }
        let memory = HeapProvider::new(4096);
        let error = kind.attach(memory.mem(), &params).unwrap_err();
        assert!(matches!(error.status(), Status::Layout | Status::Invalid), "{error}");
    }
    let long = "x".repeat(300);
    for (about, what) in [
        (Description { label: &long, ..NONE }, "label of 300 bytes is above 64"),
        (Description { unit: &long, ..NONE }, "unit of 300 bytes is above 32"),
        (Description { help: &long, ..NONE }, "help of 300 bytes is above 160"),
        (Description { help: "a\0b", ..NONE }, "contains a NUL"),
    ] {
        let error = private(1).counter("c", &CounterParams::SINGLE, &about).map(drop).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[test]
fn a_flipped_bit_in_a_description_is_noticed() {
    let memory = HeapProvider::new(CounterParams::SINGLE.required_size().unwrap());
    let about = Description { label: "left", unit: "turns", help: "How often it turned." };
    let counter = Counter::format(&memory, &CounterParams::SINGLE, &about).unwrap();
    for bit in 0..256 * 8 {
        let word = memory.mem().word64(super::super::layout::TEXT + bit / 64 * 8);
        let whole = word.load(Relaxed);
        word.store(whole ^ 1 << (bit % 64), Relaxed);
        assert_eq!(counter.description().unwrap_err().status(), Status::Corrupt, "bit {bit}");
        word.store(whole, Relaxed);
    }
    assert_eq!(counter.description().unwrap().label(), "left");
}

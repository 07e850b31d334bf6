//! Prints a segment's metrics as OpenMetrics text: those of a running program by the name of
//! its segment, or of a private segment with one metric of each kind.
//!
//! ```text
//! cargo run --example openmetrics [SEGMENT]
//! ```

use std::time::Duration;

use wrtmem::Result;
use wrtmem::metrics::{
    CounterParams, Description, HistogramParams, ProgressParams, StatsParams, StatsValue,
};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

const STALLED_AFTER: Duration = Duration::from_secs(5);

fn main() -> Result<()> {
    let options = Options::default();
    let segment = match std::env::args().nth(1) {
        Some(name) => Segment::open_read_only(&name, &options, Deadline::POLL)?,
        None => one_of_each(Segment::create_private(&options)?)?,
    };
    print!("{}", segment.openmetrics(STALLED_AFTER)?);
    Ok(())
}

fn one_of_each(segment: Segment) -> Result<Segment> {
    let slot = segment.thread_slot()?;
    let left = Description {
        label: "left \"wheel\"",
        unit: "bytes",
        help: "Bytes sent, with a \\ and\na second line.",
    };
    segment.counter("sent.bytes", &CounterParams::sharded(4), &left)?.row(&slot)?.add(12);
    segment.flag("ready", &Description::default())?.set()?;

    let celsius = Description { unit: "celsius", help: "Of the motor.", ..Default::default() };
    let params = StatsParams { value: StatsValue::Float, rows: 4 };
    let temperature = segment.stats("temperature", &params, &celsius)?;
    let row = temperature.row(&slot)?;
    for value in [41.5, 43.0, 40.0] {
        row.record_f64(value)?;
    }

    let times = Description { unit: "nanoseconds", help: "Of a cycle.", ..Default::default() };
    let cycle = segment.histogram("cycle-time", &HistogramParams { rows: 4 }, &times)?;
    let row = cycle.row(&slot)?;
    (1..=1000).for_each(|value| row.record(value * 1000));

    let task =
        segment.progress("2nd-pass", &ProgressParams { rows: 4 }, &Description::default())?;
    task.set_total(100)?;
    task.worker(&slot)?.advance(25);
    Ok(segment)
}

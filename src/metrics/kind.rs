//! Metrics as objects in a segment.

use super::layout::Shape;
use super::{
    CounterMode, CounterParams, HistogramParams, ProgressParams, StatsParams, StatsValue,
    description, flag, progress, stats,
};
use crate::objects::{Kind, KindId, Params};
use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::ParticipantId;

/// What a metric's creation parameters are: a mode and a number of rows.
fn words(mode: u64, rows: u32) -> Params {
    Params([mode, rows as u64, 0, 0, 0, 0, 0, 0])
}

/// The two words, if the rest is 0 and the rows are a number of rows.
fn mode_and_rows(what: &str, params: &Params) -> Result<(u64, u32)> {
    let Params([mode, rows, rest @ ..]) = *params;
    if let Some(word) = rest.iter().find(|word| **word != 0) {
        fail!(Invalid, "{what}: {word:#x} in a parameter that has no meaning");
    }
    Ok((mode, u32::try_from(rows).unwrap_or(u32::MAX)))
}

impl From<CounterParams> for Params {
    fn from(params: CounterParams) -> Params {
        words(params.mode as u64, params.rows)
    }
}

impl TryFrom<&Params> for CounterParams {
    type Error = crate::Error;

    fn try_from(params: &Params) -> Result<CounterParams> {
        let (mode, rows) = mode_and_rows("counter", params)?;
        let mode = match mode {
            0 => CounterMode::Single,
            1 => CounterMode::Sharded,
            _ => fail!(Invalid, "counter: mode {mode} is neither 0, single, nor 1, sharded"),
        };
        Ok(CounterParams { mode, rows })
    }
}

impl From<StatsParams> for Params {
    fn from(params: StatsParams) -> Params {
        words(params.value as u64, params.rows)
    }
}

impl TryFrom<&Params> for StatsParams {
    type Error = crate::Error;

    fn try_from(params: &Params) -> Result<StatsParams> {
        let (value, rows) = mode_and_rows("stats", params)?;
        let value = match value {
            0 => StatsValue::Integer,
            1 => StatsValue::Float,
            _ => fail!(Invalid, "stats: value type {value} is neither 0, integer, nor 1, float"),
        };
        Ok(StatsParams { value, rows })
    }
}

impl From<HistogramParams> for Params {
    fn from(params: HistogramParams) -> Params {
        words(0, params.rows)
    }
}

impl TryFrom<&Params> for HistogramParams {
    type Error = crate::Error;

    fn try_from(params: &Params) -> Result<HistogramParams> {
        Ok(HistogramParams { rows: rows_only("histogram", params)? })
    }
}

impl From<ProgressParams> for Params {
    fn from(params: ProgressParams) -> Params {
        words(0, params.rows)
    }
}

impl TryFrom<&Params> for ProgressParams {
    type Error = crate::Error;

    fn try_from(params: &Params) -> Result<ProgressParams> {
        Ok(ProgressParams { rows: rows_only("progress", params)? })
    }
}

fn rows_only(what: &str, params: &Params) -> Result<u32> {
    match mode_and_rows(what, params)? {
        (0, rows) => Ok(rows),
        (mode, _) => fail!(Invalid, "{what}: {mode:#x} in a parameter that has no meaning"),
    }
}

/// Reports what does not hold of any metric.
fn verify(mem: Mem<'_>, shape: Result<Shape>, what: &str, report: &mut dyn FnMut(String)) -> bool {
    if let Err(error) = shape.and_then(|shape| shape.attach(mem, what)) {
        report(error.to_string());
        return false;
    }
    if let Err(error) = description::read(mem) {
        report(error.to_string());
    }
    true
}

/// A kind whose rows need no recovery: each is whole at every store, and keeps its sums for
/// the slot's next owner.
macro_rules! metric_kind {
    ($(#[$doc:meta])+ $Kind:ident, $ID:ident, $what:literal, $shape:expr, $format:expr,
     recover: $recover:expr, verify: $verify:expr) => {
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $Kind;

        impl $Kind {
            fn shape(params: &Params) -> Result<Shape> {
                let shape: fn(&Params) -> Result<Shape> = $shape;
                shape(params)
            }
        }

        impl Kind for $Kind {
            fn id(&self) -> KindId {
                KindId::$ID
            }

            fn layout_version(&self) -> u32 {
                super::layout::VERSION
            }

            fn required_size(&self, params: &Params) -> Result<usize> {
                Ok(Self::shape(params)?.size())
            }

            fn format(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
                let format: fn(Mem<'_>, &Params) -> Result<()> = $format;
                format(mem, params)
            }

            fn attach(&self, mem: Mem<'_>, params: &Params) -> Result<()> {
                Self::shape(params)?.attach(mem, $what)
            }

            fn recover(&self, mem: Mem<'_>, params: &Params, _dead: ParticipantId) {
                if self.attach(mem, params).is_ok() {
                    let recover: fn(Mem<'_>) = $recover;
                    recover(mem);
                }
            }

            fn verify(&self, mem: Mem<'_>, params: &Params, report: &mut dyn FnMut(String)) {
                if verify(mem, Self::shape(params), $what, report) {
                    let more: fn(Mem<'_>, &Params, &mut dyn FnMut(String)) = $verify;
                    more(mem, params, report);
                }
            }
        }
    };
}

metric_kind! {
    /// Counters, for the table of kinds.
    CounterKind, COUNTER, "counter",
    |params| CounterParams::try_from(params)?.shape(),
    |mem, params| CounterParams::try_from(params)?.shape()?.format(mem, "counter", || {}),
    recover: |_| {}, verify: |_, _, _| {}
}

metric_kind! {
    /// Flags, for the table of kinds.
    FlagKind, FLAG, "flag",
    |params| match rows_only("flag", params)? {
        0 => Ok(flag::SHAPE),
        rows => fail!(Invalid, "flag: {rows} in a parameter that has no meaning"),
    },
    |mem, _| flag::SHAPE.format(mem, "flag", || {}),
    recover: flag::wake, verify: |_, _, _| {}
}

metric_kind! {
    /// Statistics, for the table of kinds.
    StatsKind, STATS, "stats",
    |params| StatsParams::try_from(params)?.shape(),
    |mem, params| stats::format(mem, &params.try_into()?).map(drop),
    recover: |_| {}, verify: |mem, params, report| {
        let Ok(shape) = StatsParams::try_from(params).and_then(|params| params.shape()) else {
            return;
        };
        for index in 0..=shape.rows {
            if let Err(problem) = stats::Row::new(mem, shape.row(index)).verify() {
                report(format!("row {index}: {problem}"));
            }
        }
    }
}

metric_kind! {
    /// Histograms, for the table of kinds.
    HistogramKind, HISTOGRAM, "histogram",
    |params| HistogramParams::try_from(params)?.shape(),
    |mem, params| HistogramParams::try_from(params)?.shape()?.format(mem, "histogram", || {}),
    recover: |_| {}, verify: |_, _, _| {}
}

metric_kind! {
    /// Progress of long tasks, for the table of kinds.
    ProgressKind, PROGRESS, "progress",
    |params| ProgressParams::try_from(params)?.shape(),
    |mem, params| progress::format(mem, &params.try_into()?).map(drop),
    recover: |_| {}, verify: |_, _, _| {}
}

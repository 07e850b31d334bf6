//! Every metric of a segment, read without storing anything.

use core::time::Duration;

use super::{
    DescriptionBuf, FlagState, HistogramSnapshot, ProgressSnapshot, StatsSummary, WorkerInfo,
    description,
};
use crate::objects::{KindId, TypeTag};
use crate::segment::Segment;
use crate::status::{Result, Status, fail};
use crate::sync::Deadline;

/// A metric and what it said.
#[derive(Clone, Debug)]
pub struct Metric {
    /// Its name in the segment.
    pub name: String,
    /// Label, unit and help; empty if it has none, or if they do not check.
    pub description: DescriptionBuf,
    /// What it said.
    pub value: MetricValue,
}

/// What a metric said.
#[derive(Clone, Debug)]
pub enum MetricValue {
    /// A count.
    Counter(u64),
    /// A flag.
    Flag(FlagState),
    /// Statistics.
    Stats(StatsSummary),
    /// Counts by value.
    Histogram(Box<HistogramSnapshot>),
    /// A task, and its workers.
    Progress(ProgressSnapshot, Vec<WorkerInfo>),
}

impl Segment {
    /// Reads every metric, in the order of the directory; a read-only segment will do. A
    /// worker that lives but has not advanced for `stalled_after` is called stalled.
    ///
    /// What is removed meanwhile is left out, and so is what does not check, or changed too
    /// fast to be read: [`verify`](Self::verify) tells of damage.
    pub fn metrics(&self, stalled_after: Duration) -> Result<Vec<Metric>> {
        let rows = self.inner().layout.counts.directory_rows;
        let mut found = Vec::new();
        for row in 0..rows {
            let info = match self.object_info(row) {
                Ok(Some(info)) => info,
                Ok(None) => continue,
                Err(error) if error.status() == Status::Corrupt => continue,
                Err(error) => return Err(error),
            };
            if !METRICS.contains(&info.kind) {
                continue;
            }
            match self.read_metric(info.name.as_str(), info.kind, stalled_after) {
                Ok(metric) => found.push(metric),
                Err(error) if error.status() == Status::Forked => return Err(error),
                Err(_) => {}
            }
        }
        Ok(found)
    }

    /// What a metric of whatever kind says of itself; a read-only segment will do. `NotFound`;
    /// `Mismatch` if the object is no metric; `Corrupt` if the texts do not check.
    pub fn metric_description(&self, name: &str) -> Result<DescriptionBuf> {
        for kind in METRICS {
            match self.open_object(name, kind, TypeTag::default(), Deadline::POLL) {
                Ok(object) => {
                    let description = description::read(object.readable()?);
                    object.is_current()?;
                    return description;
                }
                Err(error) if error.status() == Status::Mismatch => {}
                Err(error) => return Err(error),
            }
        }
        fail!(Mismatch, "object {name:?}: it is no metric")
    }

    fn read_metric(&self, name: &str, kind: KindId, stalled_after: Duration) -> Result<Metric> {
        let now = Deadline::POLL;
        let (value, description, current) = match kind {
            KindId::COUNTER => {
                let metric = self.open_counter(name, now)?;
                let value = MetricValue::Counter(metric.get());
                (value, metric.description(), metric.provider().is_current())
            }
            KindId::FLAG => {
                let metric = self.open_flag(name, now)?;
                let value = MetricValue::Flag(metric.state());
                (value, metric.description(), metric.provider().is_current())
            }
            KindId::STATS => {
                let metric = self.open_stats(name, now)?;
                let value = MetricValue::Stats(metric.summary()?);
                (value, metric.description(), metric.provider().is_current())
            }
            KindId::HISTOGRAM => {
                let metric = self.open_histogram(name, now)?;
                let value = MetricValue::Histogram(Box::new(metric.snapshot()));
                (value, metric.description(), metric.provider().is_current())
            }
            _ => {
                let metric = self.open_progress(name, now)?;
                let mut workers = Vec::new();
                metric.workers(stalled_after, |worker| workers.push(worker));
                let value = MetricValue::Progress(metric.snapshot(), workers);
                (value, metric.description(), metric.provider().is_current())
            }
        };
        // Read without holding it: only now is it certain that it was this metric.
        current?;
        Ok(Metric { name: name.into(), description: description.unwrap_or_default(), value })
    }
}

const METRICS: [KindId; 5] =
    [KindId::COUNTER, KindId::FLAG, KindId::STATS, KindId::HISTOGRAM, KindId::PROGRESS];

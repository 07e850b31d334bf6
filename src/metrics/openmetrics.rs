//! A segment's metrics as OpenMetrics text, for monitoring systems.
//!
//! | metric | families |
//! |---|---|
//! | counter | counter |
//! | flag | gauge: 0 or 1 |
//! | stats | counter `_records`; gauges `_sum`, `_min`, `_max`, `_mean`, `_standard_deviation` |
//! | histogram | histogram, cut at powers of two |
//! | progress | gauges `_total`, `_done`, `_elapsed_seconds`; `_workers` by `state` |
//!
//! Characters that names cannot have there become `_`. A label becomes the label `label`, a
//! unit is appended to the name, as the format wants it.

use core::fmt;
use core::time::Duration;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{
    DescriptorEncoder, EncodeLabel, EncodeLabelSet, LabelSetEncoder, MetricEncoder, NoLabelSet,
    text,
};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::{Registry, Unit};

use super::{HistogramSnapshot, Metric, MetricValue, ProgressSnapshot, WorkerInfo, WorkerState};
use crate::segment::Segment;
use crate::status::{Error, Result, Status};

impl Segment {
    /// Every metric as OpenMetrics text, version 1.0; a read-only segment will do.
    ///
    /// The answer to a scrape: `application/openmetrics-text; version=1.0.0; charset=utf-8`.
    pub fn openmetrics(&self, stalled_after: Duration) -> Result<String> {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(Listed(self.metrics(stalled_after)?)));
        let mut out = String::new();
        text::encode(&mut out, &registry).map_err(|_| Error::from(Status::NoMemory))?;
        Ok(out)
    }
}

#[derive(Debug)]
struct Listed(Vec<Metric>);

impl Collector for Listed {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut taken = Vec::new();
        for metric in &self.0 {
            let mut families = Families { encoder: &mut encoder, metric, name: String::new() };
            families.name = unused(&mut taken, &metric.name);
            families.encode()?;
        }
        Ok(())
    }
}

/// A name for a family, and for all whose names begin with it and a `_`: two names that differ
/// only in characters that the format does not have get numbers.
fn unused(taken: &mut Vec<String>, name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut base: String = name.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    if base.starts_with(|c: char| c.is_ascii_digit()) {
        base.insert(0, '_');
    }
    let mut free = base.clone();
    let mut number = 2;
    let clashes = |free: &str| {
        let begins = |long: &str, short: &str| {
            long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        taken.iter().any(|other: &String| begins(other, free) || begins(free, other))
    };
    while clashes(&free) {
        free = format!("{base}{number}");
        number += 1;
    }
    taken.push(free.clone());
    free
}

/// Writes the families of one metric.
struct Families<'a, 'e> {
    encoder: &'a mut DescriptorEncoder<'e>,
    metric: &'a Metric,
    name: String,
}

/// The labels of a sample.
struct Labels<'a>(&'a [(&'a str, &'a str)]);

impl EncodeLabelSet for Labels<'_> {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> fmt::Result {
        self.0
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .try_for_each(|pair| EncodeLabel::encode(pair, encoder.encode_label()))
    }
}

impl Families<'_, '_> {
    fn encode(&mut self) -> fmt::Result {
        let unit = unit(self.metric.description.unit());
        let unit = unit.as_ref();
        match &self.metric.value {
            MetricValue::Counter(count) => self.count("", unit, *count),
            MetricValue::Flag(flag) => self.gauge("", None, flag.is_set() as u8 as f64),
            MetricValue::Stats(stats) => {
                self.count("_records", None, stats.count)?;
                self.gauge("_sum", unit, stats.sum)?;
                self.gauge("_min", unit, stats.min.as_f64())?;
                self.gauge("_max", unit, stats.max.as_f64())?;
                self.gauge("_mean", unit, stats.mean)?;
                self.gauge("_standard_deviation", unit, stats.standard_deviation())
            }
            MetricValue::Histogram(histogram) => self.histogram(unit, histogram),
            MetricValue::Progress(progress, workers) => self.progress(unit, progress, workers),
        }
    }

    /// One family; `write` writes its samples.
    fn family(
        &mut self,
        suffix: &str,
        unit: Option<&Unit>,
        kind: MetricType,
        more: &[(&str, &str)],
        write: impl FnOnce(&mut MetricEncoder<'_>) -> fmt::Result,
    ) -> fmt::Result {
        let name = format!("{}{suffix}", self.name);
        let help = self.metric.description.help().replace('\\', "\\\\").replace('\n', "\\n");
        let mut encoder = self.encoder.encode_descriptor(&name, &help, unit, kind)?;
        let mut labels = vec![("label", self.metric.description.label())];
        labels.extend(more);
        if labels.iter().all(|(_, value)| value.is_empty()) {
            return write(&mut encoder);
        }
        write(&mut encoder.encode_family(&Labels(&labels))?)
    }

    fn count(&mut self, suffix: &str, unit: Option<&Unit>, count: u64) -> fmt::Result {
        self.family(suffix, unit, MetricType::Counter, &[], |encoder| {
            encoder.encode_counter::<NoLabelSet, _, u64>(&count, None)
        })
    }

    fn gauge(&mut self, suffix: &str, unit: Option<&Unit>, value: f64) -> fmt::Result {
        self.family(suffix, unit, MetricType::Gauge, &[], |encoder| encoder.encode_gauge(&value))
    }

    fn histogram(&mut self, unit: Option<&Unit>, all: &HistogramSnapshot) -> fmt::Result {
        // Up to each power of two, less one: bounds of buckets, so the counts are exact.
        let (mut cuts, mut upto) = (Vec::new(), 1u64);
        if all.count() > 0 {
            let before = |bound: u64| bound - 1 < all.max() && bound < 1 << 63;
            while upto - 1 < all.min() && upto < 1 << 62 {
                upto <<= 1;
            }
            while before(upto) {
                cuts.push(upto - 1);
                upto <<= 1;
            }
            cuts.push(upto - 1);
        }
        let mut counted = 0;
        let mut buckets: Vec<(f64, u64)> = Vec::new();
        for cut in cuts {
            let upto = all.count_up_to(cut);
            buckets.push((cut as f64, upto.wrapping_sub(counted)));
            counted = upto;
        }
        buckets.push((f64::INFINITY, all.count().wrapping_sub(counted)));
        self.family("", unit, MetricType::Histogram, &[], |encoder| {
            encoder.encode_histogram::<NoLabelSet>(all.sum() as f64, all.count(), &buckets, None)
        })
    }

    fn progress(
        &mut self,
        unit: Option<&Unit>,
        progress: &ProgressSnapshot,
        workers: &[WorkerInfo],
    ) -> fmt::Result {
        self.gauge("_total", unit, progress.total as f64)?;
        self.gauge("_done", unit, progress.done as f64)?;
        self.gauge("_elapsed", Some(&Unit::Seconds), progress.elapsed.as_secs_f64())?;
        let states = [
            ("working", WorkerState::Working),
            ("stalled", WorkerState::Stalled),
            ("finished", WorkerState::Finished),
            ("dead", WorkerState::Dead),
        ];
        let name = format!("{}_workers", self.name);
        let mut encoder = self.encoder.encode_descriptor(&name, "", None, MetricType::Gauge)?;
        for (word, state) in states {
            let number = workers.iter().filter(|worker| worker.state == state).count();
            let labels = [("label", self.metric.description.label()), ("state", word)];
            encoder.encode_family(&Labels(&labels))?.encode_gauge(&(number as f64))?;
        }
        Ok(())
    }
}

/// The unit as the format writes it: in the name.
fn unit(text: &str) -> Option<Unit> {
    let clean: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    (!clean.is_empty()).then_some(Unit::Other(clean))
}

//! Creating and opening metrics in a segment, by name.

use super::{
    Counter, CounterParams, Description, Flag, Histogram, HistogramParams, Progress,
    ProgressParams, Stats, StatsParams, description,
};
use crate::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use crate::provider::Provider;
use crate::segment::Segment;
use crate::status::Result;
use crate::sync::Deadline;

/// Metrics. Each call opens the metric of that name, or creates it; who creates it describes
/// it. `Mismatch` if it exists with other parameters, or if something else has the name.
impl Segment {
    /// A counter.
    pub fn counter(
        &self,
        name: &str,
        params: &CounterParams,
        about: &Description<'_>,
    ) -> Result<Counter<Object>> {
        Counter::attach(self.metric(name, KindId::COUNTER, (*params).into(), about)?, params)
    }

    /// A flag.
    pub fn flag(&self, name: &str, about: &Description<'_>) -> Result<Flag<Object>> {
        Flag::attach(self.metric(name, KindId::FLAG, Params::default(), about)?)
    }

    /// Statistics.
    pub fn stats(
        &self,
        name: &str,
        params: &StatsParams,
        about: &Description<'_>,
    ) -> Result<Stats<Object>> {
        Stats::attach(self.metric(name, KindId::STATS, (*params).into(), about)?, params)
    }

    /// A histogram.
    pub fn histogram(
        &self,
        name: &str,
        params: &HistogramParams,
        about: &Description<'_>,
    ) -> Result<Histogram<Object>> {
        Histogram::attach(self.metric(name, KindId::HISTOGRAM, (*params).into(), about)?, params)
    }

    /// The progress of a task, which begins when it is created.
    pub fn progress(
        &self,
        name: &str,
        params: &ProgressParams,
        about: &Description<'_>,
    ) -> Result<Progress<Object>> {
        Progress::attach(self.metric(name, KindId::PROGRESS, (*params).into(), about)?, params)
    }

    fn metric(
        &self,
        name: &str,
        kind: KindId,
        params: Params,
        about: &Description<'_>,
    ) -> Result<Object> {
        about.check()?; // before anything is created
        let spec = ObjectSpec { name, kind, tag: TypeTag::default(), params };
        let (object, created) = self.open_or_create_object(&spec)?;
        if created && *about != Description::default() {
            description::describe(object.mem(), about)?;
        }
        Ok(object)
    }

    /// A metric that exists, with the parameters it was created with; a read-only segment will
    /// do. Waits for it until `deadline`: `NotFound` for a poll, `Timeout` otherwise.
    pub fn open_counter(&self, name: &str, deadline: Deadline) -> Result<Counter<Object>> {
        let object = self.open_object(name, KindId::COUNTER, TypeTag::default(), deadline)?;
        let params = CounterParams::try_from(&object.reference().params)?;
        Counter::attach(object, &params)
    }

    /// As [`open_counter`](Self::open_counter).
    pub fn open_flag(&self, name: &str, deadline: Deadline) -> Result<Flag<Object>> {
        Flag::attach(self.open_object(name, KindId::FLAG, TypeTag::default(), deadline)?)
    }

    /// As [`open_counter`](Self::open_counter).
    pub fn open_stats(&self, name: &str, deadline: Deadline) -> Result<Stats<Object>> {
        let object = self.open_object(name, KindId::STATS, TypeTag::default(), deadline)?;
        let params = StatsParams::try_from(&object.reference().params)?;
        Stats::attach(object, &params)
    }

    /// As [`open_counter`](Self::open_counter).
    pub fn open_histogram(&self, name: &str, deadline: Deadline) -> Result<Histogram<Object>> {
        let object = self.open_object(name, KindId::HISTOGRAM, TypeTag::default(), deadline)?;
        let params = HistogramParams::try_from(&object.reference().params)?;
        Histogram::attach(object, &params)
    }

    /// As [`open_counter`](Self::open_counter).
    pub fn open_progress(&self, name: &str, deadline: Deadline) -> Result<Progress<Object>> {
        let object = self.open_object(name, KindId::PROGRESS, TypeTag::default(), deadline)?;
        let params = ProgressParams::try_from(&object.reference().params)?;
        Progress::attach(object, &params)
    }
}

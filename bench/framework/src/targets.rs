//! The targets, from `targets.toml`, and what the results say of each.

use serde::Deserialize;

use crate::sample::{Comparison, Key, Placement, Results, Series, compare, measure};
use crate::statistics::Estimate;

/// A bound on a ratio of two rows, or on the nanoseconds of one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub room: String,
    pub what: String,
    pub test: String,
    pub point: String,
    pub ours: String,
    /// The rows ours is measured against: the fastest of them. Empty: `at_most` is in
    /// nanoseconds.
    #[serde(default)]
    pub beside: Vec<String>,
    /// Test and point of `beside`, where they differ from those of ours.
    pub beside_test: Option<String>,
    pub beside_point: Option<String>,
    pub at_most: f64,
    /// Below this the figure is not believed: used for rows whose range is known.
    pub at_least: Option<f64>,
    /// Only runs of this class count.
    pub class: Option<Placement>,
}

/// The content of `targets.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    #[serde(default, rename = "target")]
    pub targets: Vec<Target>,
    /// Rows of peers whose range on the reference machine is known: they check the method.
    #[serde(default, rename = "known")]
    pub known: Vec<Target>,
}

impl Targets {
    pub fn parse(text: &str) -> Result<Targets, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Holds,
    Misses,
    /// Measured, but not clear enough; the reason.
    Undecided(String),
    /// Ours is not built yet.
    Missing,
    /// Its room was not asked for.
    NotRun,
}

/// A target and what became of it.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    pub target: &'a Target,
    pub verdict: Verdict,
    pub measured: Option<Estimate>,
    pub class: Option<Placement>,
    /// Which of `beside` was the fastest.
    pub against: Option<String>,
}

impl Target {
    pub fn judge<'a>(&'a self, results: &Results) -> Judged<'a> {
        let mut judged = Judged {
            target: self,
            verdict: Verdict::NotRun,
            measured: None,
            class: None,
            against: None,
        };
        if !results.rooms.contains(&self.room) {
            return judged;
        }
        let row = |test: &str, point: &str, peer: &str| {
            let mut series = results.find(&Key::new(&self.room, test, point, peer))?.clone();
            if let Some(class) = self.class {
                series.readings.retain(|reading| reading.placement() == Some(class));
            }
            Some(series)
        };
        let Some(ours) = row(&self.test, &self.point, &self.ours) else {
            judged.verdict = Verdict::Missing;
            return judged;
        };
        let outcome = if self.beside.is_empty() {
            measure(&ours).map(|(class, estimate, _)| (class, estimate))
        } else {
            let test = self.beside_test.as_ref().unwrap_or(&self.test);
            let point = self.beside_point.as_ref().unwrap_or(&self.point);
            let rows: Vec<_> = self.beside.iter().map(|peer| row(test, point, peer)).collect();
            fastest(&ours, &self.beside, &rows).map(|(peer, comparison)| {
                judged.against = Some(peer);
                (comparison.class, comparison.ratio)
            })
        };
        judged.verdict = match outcome {
            Err(why) => Verdict::Undecided(why),
            Ok((class, estimate)) => {
                judged.class = Some(class);
                judged.measured = Some(estimate);
                self.verdict(estimate)
            }
        };
        judged
    }

    fn verdict(&self, estimate: Estimate) -> Verdict {
        let low = self.at_least.unwrap_or(f64::NEG_INFINITY);
        if low <= estimate.low && estimate.high <= self.at_most {
            Verdict::Holds
        } else if estimate.low > self.at_most || estimate.high < low {
            Verdict::Misses
        } else {
            let bound = if estimate.high > self.at_most { self.at_most } else { low };
            Verdict::Undecided(format!("the interval spans {}", short(bound)))
        }
    }

    /// The bound in words.
    pub fn bound(&self) -> String {
        let unit = if self.beside.is_empty() { " ns" } else { "x" };
        match self.at_least {
            None => format!("≤ {}{unit}", short(self.at_most)),
            Some(low) => format!("{}–{}{unit}", short(low), short(self.at_most)),
        }
    }
}

/// The comparison with the greatest ratio: the one with the fastest of the peers. A target
/// that names several is decided only if each of them can be compared.
fn fastest(
    ours: &Series,
    names: &[String],
    rows: &[Option<Series>],
) -> Result<(String, Comparison), String> {
    let mut best: Option<(String, Comparison)> = None;
    for (name, row) in names.iter().zip(rows) {
        let row = row.as_ref().ok_or_else(|| format!("{name} was not run"))?;
        let comparison = compare(ours, row)?;
        if best.as_ref().is_none_or(|(_, b)| comparison.ratio.value > b.ratio.value) {
            best = Some((name.clone(), comparison));
        }
    }
    best.ok_or_else(|| "nothing to compare with".into())
}

/// Three significant digits.
pub fn short(value: f64) -> String {
    match value.abs() {
        v if v >= 99.95 => format!("{value:.0}"),
        v if v >= 9.995 => format!("{value:.1}"),
        v if v >= 0.0995 || v == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Side;
    use crate::sample::tests::series;

    const TEXT: &str = r#"
        [[target]]
        room = "rings"
        what = "one way"
        test = "one way"
        point = "64 B"
        ours = "ours"
        beside = ["slow", "fast"]
        at_most = 0.85
    "#;

    fn results(ours: f64, slow: f64, fast: f64) -> Results {
        let runs = |nanos: f64| vec![(nanos, 80.0, 80.0); 7];
        Results {
            rooms: vec!["rings".into()],
            series: vec![
                series("ours", Side::Ours, &runs(ours)),
                series("slow", Side::Peer, &runs(slow)),
                series("fast", Side::Peer, &runs(fast)),
            ],
            ..Results::default()
        }
    }

    fn target() -> Target {
        Targets::parse(TEXT).expect("valid").targets.remove(0)
    }

    #[test]
    fn the_fastest_peer_decides() {
        let target = target();
        let judged = target.judge(&results(8.0, 100.0, 10.0));
        assert_eq!(judged.verdict, Verdict::Holds);
        assert_eq!(judged.against.as_deref(), Some("fast"));
        assert_eq!(judged.measured.map(|m| m.value), Some(0.8));
        assert_eq!(target.judge(&results(9.0, 100.0, 10.0)).verdict, Verdict::Misses);
    }

    #[test]
    fn an_interval_over_the_bound_is_undecided() {
        let target = target();
        let mut results = results(8.0, 100.0, 10.0);
        for (reading, nanos) in
            results.series[0].readings.iter_mut().zip([7.0, 8.0, 9.0, 7.0, 8.0, 9.0, 8.0])
        {
            reading.nanos = nanos;
        }
        let judged = target.judge(&results);
        assert_eq!(judged.verdict, Verdict::Undecided("the interval spans 0.85".into()));
    }

    #[test]
    fn missing_not_run_and_broken_are_told_apart() {
        let target = target();
        let mut results = results(8.0, 100.0, 10.0);
        results.series[2].broken = Some("timed out".into());
        let broken = Verdict::Undecided("fast is broken: timed out".into());
        assert_eq!(target.judge(&results).verdict, broken);
        results.series.remove(0);
        assert_eq!(target.judge(&results).verdict, Verdict::Missing);
        results.rooms.clear();
        assert_eq!(target.judge(&results).verdict, Verdict::NotRun);
    }

    #[test]
    fn absolute_bounds_and_ranges() {
        let mut target = target();
        target.beside.clear();
        target.at_most = 30.0;
        target.at_least = Some(10.0);
        assert_eq!(target.bound(), "10.0–30.0 ns");
        assert_eq!(target.judge(&results(20.0, 1.0, 1.0)).verdict, Verdict::Holds);
        assert_eq!(target.judge(&results(5.0, 1.0, 1.0)).verdict, Verdict::Misses);
        target.class = Some(Placement::Far);
        let why = Verdict::Undecided("too few runs in one class: none; 5 needed".into());
        assert_eq!(target.judge(&results(20.0, 1.0, 1.0)).verdict, why);
    }
}

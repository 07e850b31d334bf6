//! What one run measured, and where the two processors were while it did.

use serde::{Deserialize, Serialize};

use crate::statistics::{self, Estimate, MIN_RUNS};

/// Names one row of one table.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Key {
    pub room: String,
    /// What is done, such as `one way, threads`.
    pub test: String,
    /// The size or number it is done with, such as `64 B`.
    pub point: String,
    pub peer: String,
}

impl Key {
    pub fn new(room: &str, test: &str, point: &str, peer: &str) -> Key {
        Key { room: room.into(), test: test.into(), point: point.into(), peer: peer.into() }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}|{}|{}|{}", self.room, self.test, self.point, self.peer)
    }
}

/// Where two virtual processors lie, told by the round trip of a cache line between them.
/// The host moves them within seconds; runs are compared inside one class only.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Placement {
    /// Below 100 ns: one core complex.
    Near,
    /// 100 to 250 ns.
    Middle,
    /// Above 250 ns: different sockets, or the host is busy.
    Far,
    /// One processor was used, so that placement does not matter.
    Single,
}

impl Placement {
    pub const ALL: [Placement; 4] =
        [Placement::Near, Placement::Middle, Placement::Far, Placement::Single];

    pub fn of_round_trip(nanos: f64) -> Placement {
        match nanos {
            n if n < 100.0 => Placement::Near,
            n if n < 250.0 => Placement::Middle,
            _ => Placement::Far,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Placement::Near => "near",
            Placement::Middle => "middle",
            Placement::Far => "far",
            Placement::Single => "single",
        }
    }
}

/// A share of all latencies and the latency it stayed below.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Quantile {
    pub share: f64,
    pub nanos: f64,
}

/// What a run hands back.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Reading {
    /// Nanoseconds per operation: the median of the run's batches.
    pub nanos: f64,
    /// Round trip of a cache line before and after; `None` if one processor was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<[f64; 2]>,
    /// Steps of work that the sender and the receiver did beside each message, if such a pace
    /// was looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<[u32; 2]>,
    /// Latencies of single operations, if the test looks at them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantiles: Vec<Quantile>,
}

impl Reading {
    /// The class of the run; `None` if the processors were moved while it lasted.
    pub fn placement(&self) -> Option<Placement> {
        let Some([before, after]) = self.probe else { return Some(Placement::Single) };
        let (before, after) = (Placement::of_round_trip(before), Placement::of_round_trip(after));
        (before == after).then_some(before)
    }
}

/// Whose a row is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Ours,
    Peer,
    /// What the machine itself takes: nobody can be faster.
    Floor,
}

/// Where a row lies in a sweep.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Axis {
    /// With its unit, such as `message size (bytes)`.
    pub name: String,
    pub at: f64,
}

/// All runs of one row.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Series {
    pub key: Key,
    pub side: Side,
    /// Name and version as its package has them.
    pub version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub axis: Option<Axis>,
    pub readings: Vec<Reading>,
    /// Runs during which the processors were moved; they are not in `readings`.
    pub moved: u32,
    /// What was wrong with it, if anything: a broken peer is reported, not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
}

impl Series {
    /// Nanoseconds per operation of the runs in a class.
    pub fn in_class(&self, class: Placement) -> Vec<f64> {
        self.readings
            .iter()
            .filter(|reading| reading.placement() == Some(class))
            .map(|reading| reading.nanos)
            .collect()
    }

    /// The pace that most runs in a class were measured at; the smallest of several.
    pub fn pace_in(&self, class: Placement) -> Option<[u32; 2]> {
        let mut paces: Vec<[u32; 2]> = self
            .readings
            .iter()
            .filter(|reading| reading.placement() == Some(class))
            .filter_map(|reading| reading.pace)
            .collect();
        paces.sort_unstable();
        let runs = paces.chunk_by(|a, b| a == b);
        runs.rev().max_by_key(|equal| equal.len()).map(|equal| equal[0])
    }

    /// Medians of the latency quantiles of the runs in a class.
    pub fn quantiles_in(&self, class: Placement) -> Vec<Quantile> {
        let runs: Vec<&Reading> =
            self.readings.iter().filter(|r| r.placement() == Some(class)).collect();
        let Some(first) = runs.first() else { return Vec::new() };
        let at = |share: f64| {
            let all: Vec<f64> = runs
                .iter()
                .flat_map(|run| run.quantiles.iter().filter(|q| q.share == share))
                .map(|quantile| quantile.nanos)
                .collect();
            statistics::median(&all).map(|nanos| Quantile { share, nanos })
        };
        first.quantiles.iter().filter_map(|quantile| at(quantile.share)).collect()
    }
}

/// Two rows compared inside one class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    pub class: Placement,
    pub ratio: Estimate,
    pub ours: usize,
    pub theirs: usize,
}

/// The ratio of the medians of two rows, in the class where the rarer one has most runs. The
/// error says why there is none.
pub fn compare(ours: &Series, theirs: &Series) -> Result<Comparison, String> {
    for series in [ours, theirs] {
        if let Some(why) = &series.broken {
            return Err(format!("{} is broken: {why}", series.key.peer));
        }
    }
    let runs = |class| (ours.in_class(class), theirs.in_class(class));
    let class = fullest(|class| {
        let (ours, theirs) = runs(class);
        ours.len().min(theirs.len())
    });
    let (left, right) = runs(class);
    match statistics::ratio_estimate(&left, &right) {
        Some(ratio) => Ok(Comparison { class, ratio, ours: left.len(), theirs: right.len() }),
        None => Err(too_few(&[ours, theirs])),
    }
}

/// The median of a row, in the class with most runs.
pub fn measure(series: &Series) -> Result<(Placement, Estimate, usize), String> {
    if let Some(why) = &series.broken {
        return Err(format!("{} is broken: {why}", series.key.peer));
    }
    let class = fullest(|class| series.in_class(class).len());
    let runs = series.in_class(class);
    statistics::median_estimate(&runs)
        .map(|estimate| (class, estimate, runs.len()))
        .ok_or_else(|| too_few(&[series]))
}

/// The class for which `count` is greatest; the nearer one of two that are equal.
pub fn fullest(count: impl Fn(Placement) -> usize) -> Placement {
    Placement::ALL.into_iter().rev().max_by_key(|&class| count(class)).unwrap_or(Placement::Single)
}

fn too_few(rows: &[&Series]) -> String {
    let mut classes = Vec::new();
    for class in Placement::ALL {
        let counts: Vec<String> =
            rows.iter().map(|row| row.in_class(class).len().to_string()).collect();
        if counts.iter().any(|count| count != "0") {
            classes.push(format!("{} {}", class.name(), counts.join(" and ")));
        }
    }
    let moved: u32 = rows.iter().map(|row| row.moved).sum();
    let have = if classes.is_empty() { "none".to_string() } else { classes.join(", ") };
    let moved = if moved > 0 { format!("; {moved} moved meanwhile") } else { String::new() };
    format!("too few runs in one class: {have}; {MIN_RUNS} needed{moved}")
}

/// The machine and how it was asked.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Setting {
    pub command: String,
    pub started: String,
    pub seconds: f64,
    pub quick: bool,
    pub commit: String,
    pub machine: String,
    pub processors: String,
    pub kernel: String,
    pub compilers: Vec<String>,
    /// Why SCHED_FIFO was not used; `None` if it was.
    pub no_real_time: Option<String>,
}

/// Everything one run of the command measured.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Results {
    pub setting: Setting,
    pub rooms: Vec<String>,
    pub series: Vec<Series>,
}

impl Results {
    pub fn find(&self, key: &Key) -> Option<&Series> {
        self.series.iter().find(|series| series.key == *key)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn series(peer: &str, side: Side, runs: &[(f64, f64, f64)]) -> Series {
        let readings = runs
            .iter()
            .map(|&(nanos, before, after)| Reading {
                nanos,
                probe: Some([before, after]),
                ..Reading::default()
            })
            .collect();
        Series {
            key: Key::new("rings", "one way", "64 B", peer),
            side,
            version: format!("{peer} 1.0"),
            axis: None,
            readings,
            moved: 0,
            broken: None,
        }
    }

    #[test]
    fn a_run_during_which_the_processors_moved_has_no_class() {
        let reading = |probe| Reading { nanos: 1.0, probe, ..Reading::default() };
        assert_eq!(reading(Some([70.0, 90.0])).placement(), Some(Placement::Near));
        assert_eq!(reading(Some([120.0, 150.0])).placement(), Some(Placement::Middle));
        assert_eq!(reading(Some([500.0, 440.0])).placement(), Some(Placement::Far));
        assert_eq!(reading(Some([70.0, 500.0])).placement(), None);
        assert_eq!(reading(None).placement(), Some(Placement::Single));
    }

    #[test]
    fn a_reading_without_a_pace_is_read() {
        let old: Reading = serde_json::from_str(r#"{"nanos":1.0,"probe":[80,80]}"#).expect("valid");
        assert_eq!(old.pace, None);
        let paced = Reading { pace: Some([0, 16]), ..old };
        let text = serde_json::to_string(&paced).expect("plain");
        assert_eq!(serde_json::from_str::<Reading>(&text).expect("valid"), paced);
    }

    #[test]
    fn the_pace_of_most_runs_is_told() {
        let mut row = series("ours", Side::Ours, &[(1.0, 80.0, 80.0); 5]);
        assert_eq!(row.pace_in(Placement::Near), None);
        let paces = [[0, 16], [4, 0], [0, 0], [0, 16], [4, 0]];
        for (reading, pace) in row.readings.iter_mut().zip(paces) {
            reading.pace = Some(pace);
        }
        assert_eq!(row.pace_in(Placement::Near), Some([0, 16]));
        assert_eq!(row.pace_in(Placement::Far), None);
    }

    /// Ours is twice as fast in each class, but ran near when the peer ran far most of the
    /// time. A mean over all runs says 0.23; classes say 0.5.
    #[test]
    fn only_equal_classes_are_compared() {
        let (near, far) = (80.0, 500.0);
        let mut ours = vec![(10.0, near, near); 9];
        ours.extend([(50.0, far, far); 5]);
        let mut theirs = vec![(20.0, near, near); 6];
        theirs.extend([(100.0, far, far); 30]);
        let (ours, theirs) =
            (series("ours", Side::Ours, &ours), series("theirs", Side::Peer, &theirs));
        let comparison = compare(&ours, &theirs).expect("enough runs");
        assert_eq!(comparison.class, Placement::Near);
        assert_eq!(comparison.ratio.value, 0.5);
        assert_eq!((comparison.ours, comparison.theirs), (9, 6));
    }

    #[test]
    fn too_few_runs_say_which() {
        let ours = series("ours", Side::Ours, &[(1.0, 80.0, 80.0); 9]);
        let theirs = series("theirs", Side::Peer, &[(1.0, 120.0, 120.0); 9]);
        let why = compare(&ours, &theirs).expect_err("no class in common");
        assert_eq!(why, "too few runs in one class: near 9 and 0, middle 0 and 9; 5 needed");
    }

    #[test]
    fn a_broken_peer_is_not_compared() {
        let ours = series("ours", Side::Ours, &[(1.0, 80.0, 80.0); 9]);
        let mut theirs = series("theirs", Side::Peer, &[(1.0, 80.0, 80.0); 9]);
        theirs.broken = Some("killed by signal 11".into());
        let why = compare(&ours, &theirs).expect_err("broken");
        assert_eq!(why, "theirs is broken: killed by signal 11");
    }
}

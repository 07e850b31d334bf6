//! The results as Markdown, and the table of targets.

use std::fmt::Write;

use crate::plot::Plot;
use crate::sample::{Placement, Results, Series, Side, compare, fullest};
use crate::statistics::{MIN_RUNS, median};
use crate::targets::{Judged, Target, Targets, Verdict, short};

/// The whole report; `plots` are named relative to it.
pub fn markdown(results: &Results, targets: &Targets, plots: &[(Plot, String)]) -> String {
    let mut out = String::from("# Benchmark results\n\n");
    setting(&mut out, results);
    for room in &results.rooms {
        let _ = writeln!(out, "\n## {}\n", title(room));
        for table in tables(results, room) {
            rows(&mut out, &table);
        }
        for (plot, file) in plots.iter().filter(|(plot, _)| plot.room == *room) {
            let _ = writeln!(out, "![{}]({file})\n", plot.title);
        }
    }
    out.push_str("\n## Known figures\n\n");
    out.push_str(&verdicts(&targets.known, results));
    out.push_str("\n## Targets\n\n");
    out.push_str(&verdicts(&targets.targets, results));
    out
}

fn title(room: &str) -> String {
    let mut letters = room.chars();
    letters
        .next()
        .map_or(String::new(), |first| first.to_uppercase().to_string() + letters.as_str())
}

fn setting(out: &mut String, results: &Results) {
    let setting = &results.setting;
    let kind = if setting.quick { "quick run: too short to publish" } else { "full run" };
    let real_time =
        setting.no_real_time.as_deref().map_or("yes".into(), |why| format!("no: {why}"));
    for (name, value) in [
        ("command", format!("`{}` ({kind})", setting.command)),
        ("when", format!("{}, {:.0} s", setting.started, setting.seconds)),
        ("commit", setting.commit.clone()),
        ("machine", format!("{}, {}", setting.machine, setting.processors)),
        ("kernel", setting.kernel.clone()),
        ("compilers", setting.compilers.join("; ")),
        ("SCHED_FIFO", real_time),
    ] {
        let _ = writeln!(out, "* {name}: {value}");
    }
    let _ = writeln!(
        out,
        "\nTimes are nanoseconds per operation, unless a table says otherwise: median, smallest and largest run of one placement \
         class.\nA class is told by the round trip of a cache line before and after each run: near \
         < 100 ns, middle\n< 250 ns, far; single: one processor used. *ours / it* is the ratio of \
         medians in one class with\nits 95 % bootstrap interval. *pace*: the cycles of work that \
         one side did beside each message in\nmost of these runs; each looked for the pace at \
         which most messages pass."
    );
}

/// The rows of one test and point.
struct Table<'a> {
    test: &'a str,
    point: &'a str,
    rows: Vec<&'a Series>,
}

fn tables<'a>(results: &'a Results, room: &str) -> Vec<Table<'a>> {
    let mut tables: Vec<Table<'a>> = Vec::new();
    for series in results.series.iter().filter(|series| series.key.room == room) {
        let (test, point) = (series.key.test.as_str(), series.key.point.as_str());
        match tables.iter_mut().find(|table| table.test == test && table.point == point) {
            Some(table) => table.rows.push(series),
            None => tables.push(Table { test, point, rows: vec![series] }),
        }
    }
    tables
}

fn rows(out: &mut String, table: &Table<'_>) {
    let class = fullest(|class| table.rows.iter().map(|row| row.in_class(class).len()).sum());
    let ours: Vec<&Series> =
        table.rows.iter().copied().filter(|row| row.side == Side::Ours).collect();
    let _ = writeln!(out, "### {}, {} (class {})\n", table.test, table.point, class.name());
    let paced = table.rows.iter().any(|row| row.pace_in(class).is_some());
    let pace_column = |text: &str| if paced { format!(" {text} |") } else { String::new() };
    let _ = write!(out, "| | version | runs | median | min | max |{}", pace_column("pace"));
    for row in &ours {
        let _ = write!(out, " {} / it |", row.key.peer);
    }
    let more = ours.len() + usize::from(paced);
    let _ = writeln!(out, "\n|---|---|---:|---:|---:|---:|{}", "---|".repeat(more));
    let mut sorted: Vec<(&Series, Vec<f64>)> =
        table.rows.iter().map(|row| (*row, row.in_class(class))).collect();
    sorted.sort_by(|a, b| {
        let key = |runs: &[f64]| median(runs).unwrap_or(f64::INFINITY);
        key(&a.1).total_cmp(&key(&b.1))
    });
    for (row, runs) in sorted {
        let name = match row.side {
            Side::Ours => format!("**{}**", row.key.peer),
            Side::Peer => row.key.peer.clone(),
            Side::Floor => format!("*{}* (floor)", row.key.peer),
        };
        let _ = write!(out, "| {name} | {} | ", row.version);
        if let Some(why) = &row.broken {
            let _ = writeln!(out, "broken: {} ||||{}", cell(why), "|".repeat(more));
            continue;
        }
        let few = if runs.len() < MIN_RUNS { " (undecided)" } else { "" };
        let figure = |value: Option<f64>| value.map_or("–".into(), short);
        let _ = write!(
            out,
            "{}{few} | {} | {} | {} |{}",
            runs.len(),
            figure(median(&runs)),
            figure(runs.iter().copied().reduce(f64::min)),
            figure(runs.iter().copied().reduce(f64::max)),
            pace_column(&pace(row.pace_in(class))),
        );
        for our in &ours {
            let ratio = match compare(our, row) {
                _ if our.key == row.key => "1".into(),
                Err(_) => "undecided".into(),
                Ok(c) => {
                    let other = if c.class == class { "" } else { c.class.name() };
                    let ratio = c.ratio;
                    format!(
                        "{} [{}, {}] {other}",
                        short(ratio.value),
                        short(ratio.low),
                        short(ratio.high)
                    )
                }
            };
            let _ = write!(out, " {} |", ratio.trim_end());
        }
        out.push('\n');
    }
    out.push('\n');
    latencies(out, table, class);
}

/// Who did how much work beside each message.
fn pace(paces: Option<[u32; 2]>) -> String {
    match paces {
        None => "–".into(),
        Some([0, 0]) => "none".into(),
        Some([sender, 0]) => format!("sender {sender}"),
        Some([_, receiver]) => format!("receiver {receiver}"),
    }
}

fn latencies(out: &mut String, table: &Table<'_>, class: Placement) {
    let rows: Vec<_> = table
        .rows
        .iter()
        .map(|row| (row, row.quantiles_in(class)))
        .filter(|(_, quantiles)| !quantiles.is_empty())
        .collect();
    let Some((_, first)) = rows.first() else { return };
    let _ = write!(out, "Latency, ns, each operation timed alone:\n\n| |");
    for quantile in first {
        let _ = write!(out, " p{} |", quantile.share * 100.0);
    }
    let _ = writeln!(out, "\n|---|{}", "---:|".repeat(first.len()));
    for (row, quantiles) in &rows {
        let _ = write!(out, "| {} |", row.key.peer);
        for quantile in quantiles {
            let _ = write!(out, " {} |", short(quantile.nanos));
        }
        out.push('\n');
    }
    out.push('\n');
}

/// Keeps a text inside its cell.
fn cell(text: &str) -> String {
    text.replace('|', "/").replace('\n', " ")
}

/// Target, measured, interval, verdict; then how many of each.
pub fn verdicts(targets: &[Target], results: &Results) -> String {
    let judged: Vec<Judged<'_>> = targets.iter().map(|target| target.judge(results)).collect();
    let mut out = String::from(
        "| room | what | target | measured | 95 % interval | class | verdict |\n\
         |---|---|---|---:|---|---|---|\n",
    );
    for j in &judged {
        let (value, interval) = match j.measured {
            Some(m) => (short(m.value), format!("{}–{}", short(m.low), short(m.high))),
            None => ("–".into(), "–".into()),
        };
        let class = j.class.map_or("–", Placement::name);
        let against = j.against.as_ref().map_or(String::new(), |peer| format!(" ({peer})"));
        let verdict = match &j.verdict {
            Verdict::Holds => "holds".into(),
            Verdict::Misses => "**misses**".into(),
            Verdict::Undecided(why) => format!("undecided: {}", cell(why)),
            Verdict::Missing => format!("missing: {} is not built yet", j.target.ours),
            Verdict::NotRun => "not run".into(),
        };
        let _ = writeln!(
            out,
            "| {} | {}{against} | {} | {value} | {interval} | {class} | {verdict} |",
            j.target.room,
            cell(&j.target.what),
            j.target.bound()
        );
    }
    let count = |is: fn(&Verdict) -> bool| judged.iter().filter(|j| is(&j.verdict)).count();
    let _ = writeln!(
        out,
        "\n{} hold, {} miss, {} undecided, {} missing, {} not run.",
        count(|v| *v == Verdict::Holds),
        count(|v| *v == Verdict::Misses),
        count(|v| matches!(v, Verdict::Undecided(_))),
        count(|v| *v == Verdict::Missing),
        count(|v| *v == Verdict::NotRun),
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::tests::series;

    fn results() -> Results {
        let mut broken = series("atomic-thing", Side::Peer, &[]);
        broken.broken = Some("killed by signal 11".into());
        Results {
            rooms: vec!["rings".into()],
            series: vec![
                series("wrtmem message", Side::Ours, &[(10.0, 80.0, 80.0); 6]),
                series("rtrb", Side::Peer, &[(20.0, 80.0, 80.0); 6]),
                series("gil", Side::Peer, &[(15.0, 80.0, 80.0); 2]),
                broken,
            ],
            ..Results::default()
        }
    }

    #[test]
    fn a_table_names_everyone_and_says_what_is_wrong() {
        let text = markdown(&results(), &Targets::default(), &[]);
        for line in [
            "### one way, 64 B (class near)",
            "| **wrtmem message** | wrtmem message 1.0 | 6 | 10.0 | 10.0 | 10.0 | 1 |",
            "| rtrb | rtrb 1.0 | 6 | 20.0 | 20.0 | 20.0 | 0.50 [0.50, 0.50] |",
            "| gil | gil 1.0 | 2 (undecided) | 15.0 | 15.0 | 15.0 | undecided |",
            "| atomic-thing | atomic-thing 1.0 | broken: killed by signal 11 |||||",
        ] {
            assert!(text.contains(line), "no line {line:?} in:\n{text}");
        }
    }

    #[test]
    fn a_table_of_paced_rows_has_a_column_of_paces() {
        let mut results = results();
        let paces = [[0, 0], [0, 16], [64, 0]];
        for (row, pace) in results.series.iter_mut().zip(paces) {
            row.readings.iter_mut().for_each(|reading| reading.pace = Some(pace));
        }
        let text = markdown(&results, &Targets::default(), &[]);
        for line in [
            "| | version | runs | median | min | max | pace | wrtmem message / it |",
            "| **wrtmem message** | wrtmem message 1.0 | 6 | 10.0 | 10.0 | 10.0 | none | 1 |",
            "| rtrb | rtrb 1.0 | 6 | 20.0 | 20.0 | 20.0 | receiver 16 | 0.50 [0.50, 0.50] |",
            "| gil | gil 1.0 | 2 (undecided) | 15.0 | 15.0 | 15.0 | sender 64 | undecided |",
            "| atomic-thing | atomic-thing 1.0 | broken: killed by signal 11 ||||||",
        ] {
            assert!(text.contains(line), "no line {line:?} in:\n{text}");
        }
    }

    #[test]
    fn verdicts_are_counted() {
        let one = |peer: &str, at_most: f64| {
            format!(
                "[[target]]\nroom = 'rings'\nwhat = 'w'\ntest = 'one way'\npoint = '64 B'\n\
                 ours = 'wrtmem message'\nbeside = ['{peer}']\nat_most = {at_most}\n"
            )
        };
        let text = one("rtrb", 0.6) + &one("rtrb", 0.4) + &one("gil", 1.0);
        let targets = Targets::parse(&text).expect("valid");
        let table = verdicts(&targets.targets, &results());
        assert!(table.contains("| rings | w (rtrb) | ≤ 0.60x | 0.50 | 0.50–0.50 | near | holds |"));
        assert!(table.contains("| **misses** |"), "{table}");
        assert!(table.contains("1 hold, 1 miss, 1 undecided, 0 missing, 0 not run."), "{table}");
    }
}

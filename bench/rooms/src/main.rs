//! `wrtmem-bench [--quick] [--seconds N] [ROOM…]` measures; `--check` judges the last results;
//! `--list` names the rows. Called by `scripts/bench`.

mod case;
mod cpu;
mod crowd;
mod duo;
mod machine;
mod ring;
mod rooms;
mod runner;
mod shared;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bench_framework::sample::Results;
use bench_framework::targets::Targets;
use bench_framework::{plot, report};
use case::Case;
use duo::Plan;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("bench: {why}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Default)]
struct Arguments {
    quick: bool,
    no_real_time: bool,
    check: bool,
    list: bool,
    seconds: Option<u64>,
    one: Option<String>,
    folder: Option<PathBuf>,
    rooms: Vec<String>,
}

fn arguments() -> Result<Arguments, String> {
    let mut given = std::env::args().skip(1);
    let mut parsed = Arguments::default();
    while let Some(argument) = given.next() {
        let mut value = || given.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--quick" => parsed.quick = true,
            "--no-real-time" => parsed.no_real_time = true,
            "--check" => parsed.check = true,
            "--list" => parsed.list = true,
            "--seconds" => {
                let seconds = value()?;
                let number = seconds.parse().map_err(|_| format!("not a number: {seconds}"))?;
                parsed.seconds = Some(number);
            }
            "--run" => parsed.one = Some(value()?),
            "--folder" => parsed.folder = Some(value()?.into()),
            room if rooms::NAMES.contains(&room) => parsed.rooms.push(room.into()),
            other => {
                let names = rooms::NAMES.join(", ");
                return Err(format!("no option or room {other:?}; the rooms are: {names}"));
            }
        }
    }
    if parsed.rooms.is_empty() {
        parsed.rooms = rooms::NAMES.iter().map(ToString::to_string).collect();
    }
    Ok(parsed)
}

fn run() -> Result<(), String> {
    let arguments = arguments()?;
    if let Some(key) = &arguments.one {
        return run_one(key, &arguments);
    }
    let folder = arguments.folder.clone().unwrap_or_else(|| "bench".into());
    let results_folder = folder.join("results");
    let targets = read(&folder.join("targets.toml")).and_then(|text| Targets::parse(&text))?;
    if arguments.check {
        return check(&results_folder.join("results.json"), &targets);
    }
    let cases: Vec<Case> = arguments.rooms.iter().flat_map(|room| rooms::cases(room)).collect();
    if arguments.list {
        cases.iter().for_each(|case| println!("{} ({})", case.key, case.version.text()));
        return Ok(());
    }
    let results = measure(&arguments, &cases);
    let count = write(&results, &targets, &results_folder)?;
    println!("{}", report::verdicts(&targets.known, &results));
    println!("{}", report::verdicts(&targets.targets, &results));
    let place = results_folder.display();
    println!("{place}/results.md, results.json and {count} plots");
    Ok(())
}

fn measure(arguments: &Arguments, cases: &[Case]) -> Results {
    let no_real_time = match arguments.no_real_time {
        true => Some("not wanted".into()),
        false => cpu::no_real_time(),
    };
    let budget = runner::Budget {
        time: Duration::from_secs(arguments.seconds.unwrap_or(match arguments.quick {
            true => 150,
            false => 1300,
        })),
        rounds: if arguments.quick { 15 } else { 80 },
    };
    let mut pass = Vec::new();
    if arguments.quick {
        pass.push("--quick".to_string());
    }
    if no_real_time.is_some() {
        pass.push("--no-real-time".to_string());
    }
    let begin = Instant::now();
    let mut setting = machine::setting();
    eprintln!("{} rows, at most {} s", cases.len(), budget.time.as_secs());
    let (series, rounds) = runner::run(cases, &budget, &pass);
    eprintln!("{rounds} rounds");
    let words: Vec<String> = std::env::args().skip(1).collect();
    setting.command = format!("scripts/bench {}", visible(&words).join(" ")).trim_end().into();
    setting.quick = arguments.quick;
    setting.no_real_time = no_real_time;
    setting.seconds = begin.elapsed().as_secs_f64();
    Results { setting, rooms: arguments.rooms.clone(), series }
}

/// The words the user typed: without those the script adds.
fn visible(words: &[String]) -> Vec<&str> {
    let mut visible = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--folder" => drop(words.next()),
            word => visible.push(word),
        }
    }
    visible
}

/// Measures one row and prints the reading: what `runner` starts.
fn run_one(key: &str, arguments: &Arguments) -> Result<(), String> {
    let room = key.split('|').next().unwrap_or_default();
    let cases = rooms::cases(room);
    let case = cases.iter().find(|case| case.key.to_string() == key);
    let case = case.ok_or_else(|| format!("no row {key:?}"))?;
    let plan = Plan::new(arguments.quick, !arguments.no_real_time);
    let outcome = runner::measure(case, plan);
    runner::sweep(std::process::id());
    let reading = outcome?;
    println!("{}", serde_json::to_string(&reading).map_err(|error| error.to_string())?);
    Ok(())
}

fn check(path: &Path, targets: &Targets) -> Result<(), String> {
    let text = read(path).map_err(|why| format!("{why}; run scripts/bench first"))?;
    let results: Results = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    println!("{}, {}", results.setting.command, results.setting.started);
    println!("{}", report::verdicts(&targets.known, &results));
    println!("{}", report::verdicts(&targets.targets, &results));
    Ok(())
}

fn write(results: &Results, targets: &Targets, folder: &Path) -> Result<usize, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(failed)?;
    for old in std::fs::read_dir(folder).map_err(failed)?.flatten() {
        if old.path().extension().is_some_and(|extension| extension == "svg") {
            std::fs::remove_file(old.path()).map_err(failed)?;
        }
    }
    let mut plots = Vec::new();
    for plot in plot::plots(results) {
        plot::draw(&plot, results, folder).map_err(|error| error.to_string())?;
        let file = plot.file_name();
        if folder.join(&file).exists() {
            plots.push((plot, file));
        }
    }
    let json = serde_json::to_string_pretty(results).map_err(|error| error.to_string())?;
    std::fs::write(folder.join("results.json"), json + "\n").map_err(failed)?;
    let text = report::markdown(results, targets, &plots);
    std::fs::write(folder.join("results.md"), text).map_err(failed)?;
    Ok(plots.len())
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

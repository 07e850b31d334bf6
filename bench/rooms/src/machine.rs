//! What the report says of the machine.

use std::process::Command;

use bench_framework::sample::Setting;

use crate::cpu;

pub fn setting() -> Setting {
    Setting {
        started: output("date", &["-u", "+%Y-%m-%d %H:%M UTC"]),
        commit: output("git", &["describe", "--always", "--dirty"]),
        machine: model(),
        processors: format!("{} processors", cpu::allowed().len()),
        kernel: output("uname", &["-sr"]),
        compilers: ["rustc", "gcc", "g++", "clang"]
            .iter()
            .map(|compiler| output(compiler, &["--version"]))
            .filter(|version| !version.is_empty())
            .collect(),
        ..Setting::default()
    }
}

fn model() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_string())
    };
    let model = field("model name").unwrap_or_else(|| "unknown processor".into());
    let virtual_machine = field("flags").is_some_and(|flags| flags.contains("hypervisor"));
    model + if virtual_machine { " (virtual)" } else { "" }
}

/// The first line a command prints; empty if it does not start.
fn output(command: &str, arguments: &[&str]) -> String {
    let Ok(output) = Command::new(command).args(arguments).output() else { return String::new() };
    String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_string()
}

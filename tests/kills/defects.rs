//! The checks can fail: each defect of the library, planted in all processes of a check, is
//! noticed by it. And only then: without one, nothing is.

use std::time::Duration;

use crate::board::{board, now};
use crate::settings::Settings;
use crate::{Check, Line, supervise};

struct Defect {
    room: &'static str,
    name: &'static str,
    /// The check that must notice it.
    check: &'static str,
    plant: fn(),
}

macro_rules! defects {
    ($($room:literal $name:literal by $check:literal,)+) => {
        &[$(Defect { room: $room, name: $name, check: $check, plant: || plant($room, $name) },)+]
    };
}

const DEFECTS: &[Defect] = defects! {
    "segment" "LiveBeforeLock" by "attach/detach",
    "segment" "KeepSlots" by "attach/detach",
    "os" "TakeName" by "16 open or create a segment",
    "segment" "RowBeforeContent" by "objects",
    "segment" "NoMark" by "threads and two handles",
    "objects" "KeepBit" by "objects",
    "objects" "KeepPages" by "objects",
    "sync" "NeverTakeOver" by "objects",
    "sync" "RobTheLiving" by "stopped processes",
    "os" "KeepDescriptors" by "forked children",
    "ring" "TailBeforeRecord" by "ring",
    "ring" "HeadBeforeCopy" by "ring",
    "metrics" "SharedAsOwn" by "metrics",
    "metrics" "StartFromZero" by "metrics",
    "ring" "HeadBeforeClaim" by "arena",
    "arena" "CandidateTrusted" by "arena",
    "verified" "CommitFirst" by "verified",
    "verified" "NoSnapshot" by "verified",
    "verified" "ElementsApart" by "collections",
    "ring" "TailBeforeElements" by "elements",
    "ring" "HeadBeforeElements" by "elements",
    "ring" "SequenceBeforeValue" by "mailbox",
    "ring" "OverwriteNewer" by "mailbox",
    "synced" "OneBuffer" by "synced",
    "synced" "DeadNeverArrived" by "synced",
    "ring" "ThereBeforeElement" by "broadcast",
    "ring" "NotMarkedBefore" by "broadcast",
    "ring" "NoSecondLook" by "broadcast",
    "ring" "FullBeforeElement" by "mpmc",
    "ring" "EmptyBeforeCopy" by "several consumers",
    "ring" "CommitBeforeRecord" by "ordered",
    "ring" "HeadBeforeCopy" by "ordered",
};

/// Processes sleep before or after one in so many of their stores. Else it would be luck whether a
/// machine of few cores ever shows what is between two stores.
const LINGER: u64 = 64;
/// Rounds of a check without a defect.
const ROUNDS_WITHOUT: u64 = 100;

fn plant(room: &'static str, name: &'static str) {
    wrtmem::step::plant(room, name);
    wrtmem::step::crash::linger(LINGER);
    // What goes wrong now is meant to: it is counted, not told.
    // SAFETY: plain calls; the path is terminated.
    unsafe {
        let nowhere = libc::open(c"/dev/null".as_ptr(), libc::O_WRONLY);
        libc::dup2(nowhere, 2);
    }
}

/// One line for each check without a defect, then one for each defect; a violation of the
/// latter is that it was not noticed.
pub(crate) fn notice_each(checks: &[&Check], settings: &mut Settings) -> Vec<Line> {
    let mut lines = Vec::new();
    let rounds = std::mem::replace(&mut settings.rounds, ROUNDS_WITHOUT);
    settings.long_rounds = ROUNDS_WITHOUT;
    settings.before = || wrtmem::step::crash::linger(LINGER);
    for check in checks.iter().filter(|check| DEFECTS.iter().any(|bug| bug.check == check.name)) {
        settings.started = now();
        let mut line = supervise(check, settings);
        let verdict = if line.violations == 0 { "ok" } else { "FAILED" };
        println!("{} without a defect: {verdict}", check.name);
        line.name = format!("no defect: {}", check.name);
        lines.push(line);
    }
    // It ends with the first violation; so many only where it takes that much luck.
    (settings.rounds, settings.long_rounds) = (10 * rounds, 10 * rounds);
    (settings.enough, settings.still) = (1, Duration::from_secs(4));
    let wanted = |defect: &&Defect| checks.iter().any(|check| check.name == defect.check);
    for defect in DEFECTS.iter().filter(wanted) {
        let Defect { room, name, check, plant } = defect;
        (settings.started, settings.before) = (now(), *plant);
        let looks = checks.iter().find(|looks| looks.name == *check);
        let mut line = supervise(looks.expect("it was looked for"), settings);
        let noticed = line.violations > 0;
        println!("{room} {name}: {} by {check}", if noticed { "noticed" } else { "NOT noticed" });
        line.name = format!("planted: {room} {name}");
        line.violations = !noticed as u64;
        line.notes = format!("noticed by {check}: {noticed}");
        lines.push(line);
    }
    board().reset();
    lines
}

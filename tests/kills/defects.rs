//! The checks can fail: each defect of the library, planted in all processes of a check, is
//! noticed by it.

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

fn plant(room: &'static str, name: &'static str) {
    wrtmem::step::plant(room, name);
    // What goes wrong now is meant to: it is counted, not told.
    // SAFETY: plain calls; the path is terminated.
    unsafe {
        let nowhere = libc::open(c"/dev/null".as_ptr(), libc::O_WRONLY);
        libc::dup2(nowhere, 2);
    }
}

/// One line for each defect; a violation is one that was not noticed.
pub(crate) fn notice_each(checks: &[&Check], settings: &mut Settings) -> Vec<Line> {
    (settings.enough, settings.still) = (1, Duration::from_secs(4));
    let wanted = |defect: &&Defect| checks.iter().any(|check| check.name == defect.check);
    let run = |defect: &Defect| {
        (settings.started, settings.before) = (now(), defect.plant);
        let check = checks.iter().find(|check| check.name == defect.check);
        let mut line = supervise(check.expect("it was looked for"), settings);
        let noticed = line.violations > 0;
        let Defect { room, name, check, .. } = defect;
        println!("{room} {name}: {} by {check}", if noticed { "noticed" } else { "NOT noticed" });
        line.name = format!("planted: {room} {name}");
        line.violations = !noticed as u64;
        line.notes = format!("noticed by {check}: {noticed}");
        line
    };
    let lines = DEFECTS.iter().filter(wanted).map(run).collect();
    board().reset();
    lines
}

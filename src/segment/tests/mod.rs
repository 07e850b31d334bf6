//! The segment on a real file system, with real processes.

mod behaviour;
mod crashes;
mod death;
mod defects;
mod hostile;

use super::seeded::{Bug, with};
use super::*;
use crate::status::Status;
use crate::step::crash::{Child, End, fork_points, report};
use crate::sync::{Liveness, Ordering::*, OwnerLock};
use layout::{CONTROL, control};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Nothing above the segment to recover.
struct Nothing;
impl Recovery for Nothing {
    fn handle_state(&self, _: &Layout) -> Box<dyn Any + Send + Sync> {
        Box::new(())
    }
    fn recover(&self, _: View<'_>, _: ParticipantId, _: Deadline) -> Result<bool> {
        Ok(true)
    }
    fn verify(&self, _: View<'_>, _: &mut dyn FnMut(Finding)) {}
}
static NOTHING: Nothing = Nothing;

/// A name of this test process alone, removed when dropped.
struct Name(String);
impl Name {
    fn new(test: &str) -> Name {
        Name(format!("test.{}.{test}", std::process::id()))
    }
    fn path(&self) -> PathBuf {
        Path::new("/dev/shm").join(format!("wrtmem.{}", self.0))
    }
}
impl Drop for Name {
    fn drop(&mut self) {
        let path = self.path();
        let _ = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir(&path));
    }
}

fn small() -> Options {
    Options { participants: 4, slots: 4, objects: 4, ..Options::with_bytes(16 << 10) }
}

fn create(name: &Name) -> Segment {
    open::create(&name.0, &small(), &NOTHING).unwrap()
}

fn open(name: &Name) -> Result<Segment> {
    open::open_by(&name.0, &small(), Role::Participant, Deadline::POLL, &NOTHING)
}

fn findings(segment: &Segment) -> Vec<Finding> {
    let mut all = Vec::new();
    segment.verify(&mut |finding| all.push(finding)).unwrap();
    all
}

/// A child that attaches, says so, and stays until killed.
fn attached_child(name: &Name) -> Child {
    let watcher = open::open_by(&name.0, &small(), Role::Observer, Deadline::POLL, &NOTHING);
    let watcher = watcher.unwrap();
    let before = watcher.info().unwrap().live;
    let child = Child::run(|| {
        let _segment = open(name).unwrap();
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    });
    while watcher.info().unwrap().live == before {
        std::thread::yield_now();
    }
    child
}

//! Metrics in segments, under kills, and against what they are to add up to.

mod behaviour;
mod crash;
mod hostile;

use super::seeded::{Bug, with};
use super::*;
use crate::segment::{Options, Segment};

/// A name of this test process alone, removed when dropped.
struct Name(String);

impl Name {
    fn new(test: &str) -> Name {
        Name(format!("test.{}.metrics-{test}", std::process::id()))
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(format!("/dev/shm/wrtmem.{}", self.0));
    }
}

fn private(slots: u32) -> Segment {
    Segment::create_private(&Options { slots, ..Options::with_bytes(4 << 20) }).unwrap()
}

const NONE: Description<'static> = Description { label: "", unit: "", help: "" };

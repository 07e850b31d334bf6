//! The rooms and their rows.

mod checksums;
mod rings;

use crate::case::Case;

/// All rooms, in the order of the report.
pub const NAMES: &[&str] = &["rings", "checksums"];

pub fn cases(room: &str) -> Vec<Case> {
    match room {
        "rings" => rings::cases(),
        "checksums" => checksums::cases(),
        _ => Vec::new(),
    }
}

/// What of the library's own has nothing to measure yet.
pub fn missing(room: &str) -> Vec<String> {
    match room {
        "rings" => rings::missing(),
        "checksums" => checksums::missing(),
        _ => Vec::new(),
    }
}

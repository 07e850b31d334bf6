//! The rooms and their rows.

mod arena;
mod checksums;
mod metrics;
mod rings;
mod segment;
mod synced;
mod verified;

use crate::case::Case;

/// All rooms, in the order of the report.
pub const NAMES: &[&str] =
    &["segment", "rings", "checksums", "arena", "verified", "synced", "metrics"];

pub fn cases(room: &str) -> Vec<Case> {
    match room {
        "segment" => segment::cases(),
        "rings" => rings::cases(),
        "checksums" => checksums::cases(),
        "arena" => arena::cases(),
        "verified" => verified::cases(),
        "synced" => synced::cases(),
        "metrics" => metrics::cases(),
        _ => Vec::new(),
    }
}

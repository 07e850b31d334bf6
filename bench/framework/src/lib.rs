//! What every room of the benchmarks shares, without a single peer: [`sample`]s and the
//! placement they were taken in, [`statistics`] of ratios, [`targets`] and their verdicts, and
//! the [`report`] with its [`plot`]s.

pub mod plot;
pub mod report;
pub mod sample;
pub mod statistics;
pub mod targets;

//! Rings: messages between processes.
//!
//! | ring | shape |
//! |---|---|
//! | [`message`] | records of any length with a checksum, one lane per sender, one receiver |

pub mod message;
mod owner;
mod seeded;

pub use owner::Peer;

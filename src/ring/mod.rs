//! Rings: messages between processes.
//!
//! | ring | shape |
//! |---|---|
//! | [`message`] | records of any length with a checksum, one lane per sender, one receiver |
//! | [`mpmc`] | elements of one size, any number of producers and consumers |
//! | [`broadcast`] | elements of one size, one writer, every reader gets them all |

pub mod broadcast;
mod claimant;
pub mod message;
pub mod mpmc;
mod owner;
mod seats;
mod seeded;
mod slots;
#[cfg(all(test, not(any(loom, shuttle))))]
mod stage;

pub use owner::Peer;

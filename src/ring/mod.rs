//! Rings: messages between processes.
//!
//! | ring | shape |
//! |---|---|
//! | [`message`] | records of any length with a checksum, one lane per sender, one receiver |
//! | [`mailbox`] | the latest value, from one writer to any number of readers |
//! | [`spsc`] | elements of one size, one producer, one consumer |

pub mod mailbox;
pub mod message;
mod owner;
mod seeded;
pub mod spsc;

pub use owner::Peer;

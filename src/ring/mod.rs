//! Rings: messages between processes.
//!
//! | ring | shape |
//! |---|---|
//! | [`message`] | records of any length with a checksum, one lane per sender, one receiver |
//! | [`mailbox`] | the latest value, from one writer to any number of readers |
//! | [`spsc`] | elements of one size, one producer, one consumer |
//! | [`ordered`] | records of any length with a checksum, one order for all senders, one receiver |
//! | [`mpmc`] | elements of one size, any number of producers and consumers |
//! | [`broadcast`] | elements of one size, one writer, every reader gets them all |

pub mod broadcast;
mod claimant;
#[cfg(all(test, feature = "std", not(any(loom, shuttle))))]
mod hostile;
pub mod mailbox;
pub mod message;
pub mod mpmc;
pub mod ordered;
mod owner;
mod pace;
mod seats;
mod seeded;
mod slots;
pub mod spsc;
#[cfg(all(test, not(any(loom, shuttle))))]
mod stage;
mod wrapped;

pub use owner::Peer;

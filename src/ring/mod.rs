//! Rings: messages between processes.

//! A descriptor of this process that poll, select and epoll can wait on.

use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use super::failed;
use crate::status::Result;

/// Readable while it was raised and not lowered since.
pub(crate) struct EventFd(OwnedFd);

impl EventFd {
    /// A new one, not readable.
    pub(crate) fn new() -> Result<EventFd> {
        // SAFETY: a call without pointers.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if fd < 0 {
            return Err(failed("eventfd", &"waitset"));
        }
        // SAFETY: just opened, and nobody else's.
        Ok(EventFd(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// Its number.
    pub(crate) fn number(&self) -> i32 {
        self.0.as_raw_fd()
    }

    /// Makes it readable.
    pub(crate) fn raise(&self) {
        let one = 1_u64;
        // SAFETY: eight bytes are read from `one`. It fails only if the counter is full, and
        // then it is readable.
        unsafe { libc::write(self.number(), (&raw const one).cast(), 8) };
    }

    /// Makes it not readable.
    pub(crate) fn lower(&self) {
        let mut count = 0_u64;
        // SAFETY: eight bytes are written to `count`. It fails only if it was not readable.
        unsafe { libc::read(self.number(), (&raw mut count).cast(), 8) };
    }
}

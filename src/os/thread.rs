//! Threads that the library starts.

use core::ptr::null_mut;
use std::thread::{Builder, JoinHandle};

use super::failed;
use crate::status::{Error, Result, Status};

/// Starts a thread with all signals blocked but those of its own faults: no other handler of the
/// application runs in it.
pub(crate) fn start<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>> {
    // SAFETY: the sets are valid for the calls; any bit pattern is a set.
    let mut before: libc::sigset_t = unsafe { core::mem::zeroed() };
    // SAFETY: as above.
    let blocked = unsafe {
        let mut all: libc::sigset_t = core::mem::zeroed();
        libc::sigfillset(&raw mut all);
        use libc::{SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
        for fault in [SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP] {
            libc::sigdelset(&raw mut all, fault);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before)
    };
    if blocked != 0 {
        return Err(failed("pthread_sigmask", &name));
    }
    // The new thread starts with this one's mask.
    let started = Builder::new().name(name.into()).spawn(body);
    // SAFETY: the set that the call above filled in.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, null_mut()) };
    started.map_err(|error| {
        Error::with_detail(Status::NoMemory, format_args!("{name}: no thread: {error}"))
    })
}

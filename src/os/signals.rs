//! Threads of the library take no signals: they are the program's.

/// Runs `call` with every signal blocked for this thread; a thread that it starts keeps them so.
pub(crate) fn blocked<T>(call: impl FnOnce() -> T) -> T {
    // SAFETY: zeros are a set, and both sets are valid for the writes; the calls cannot fail.
    let before = unsafe {
        let (mut all, mut before) = (core::mem::zeroed(), core::mem::zeroed::<libc::sigset_t>());
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut before);
        before
    };
    let value = call();
    // SAFETY: the set is the one that was in force.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &before, core::ptr::null_mut()) };
    value
}

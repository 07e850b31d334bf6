//! Shared futexes: without the PRIVATE flag, so that they work between processes.

use core::time::Duration;

use super::errno;
use crate::sync::Shared32;

/// Sleeps while `word` holds `expected`, at most `time`. False if the time ran out; true if
/// woken, interrupted, or the word held something else.
pub(crate) fn wait(word: &Shared32, expected: u32, time: Duration) -> bool {
    if crate::step::waited() {
        return false; // threads that take turns by a test's schedule sleep no other way
    }
    let time = libc::timespec {
        tv_sec: time.as_secs() as libc::time_t,
        tv_nsec: time.subsec_nanos() as libc::c_long,
    };
    // SAFETY: the word and the time are valid for the call; a relative timeout on the
    // monotonic clock is FUTEX_WAIT's own.
    let answer = unsafe {
        libc::syscall(libc::SYS_futex, word.futex(), libc::FUTEX_WAIT, expected, &raw const time)
    };
    // EAGAIN: the word changed. EINTR: a signal. Both mean look again.
    !(answer == -1 && errno() == libc::ETIMEDOUT)
}

fn wake(word: &Shared32, count: i32) {
    crate::step::system_call();
    // SAFETY: the word is valid; the kernel only uses its address.
    unsafe { libc::syscall(libc::SYS_futex, word.futex(), libc::FUTEX_WAKE, count) };
}

/// Wakes one sleeper on `word`.
pub(crate) fn wake_one(word: &Shared32) {
    wake(word, 1);
}

/// Wakes every sleeper on `word`.
pub(crate) fn wake_all(word: &Shared32) {
    wake(word, i32::MAX);
}

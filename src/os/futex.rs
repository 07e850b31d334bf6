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

/// Most words of one [`wait_any`].
pub(crate) const MOST: usize = 128;

/// How [`wait_any`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slept {
    /// Woken, interrupted, or a word held something else: look again.
    Woken,
    /// The time ran out.
    Late,
    /// This kernel does not sleep on several words (before Linux 5.16), or not on these.
    Cannot,
}

/// Sleeps while each word holds what is expected of it, at most `time`. There are 1 to
/// [`MOST`] words.
pub(crate) fn wait_any(words: &[(&Shared32, u32)], time: Duration) -> Slept {
    /// The kernel's `struct futex_waitv`.
    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Waiter {
        val: u64,
        uaddr: u64,
        flags: u32,
        reserved: u32,
    }
    /// 32 bits; without the PRIVATE flag, so shared.
    const FUTEX_32: u32 = 2;
    if crate::step::waited() {
        return Slept::Late; // as in `wait`
    }
    let mut waiters = [Waiter { val: 0, uaddr: 0, flags: FUTEX_32, reserved: 0 }; MOST];
    for (waiter, (word, expected)) in waiters.iter_mut().zip(words) {
        (waiter.val, waiter.uaddr) = (*expected as u64, word.futex() as usize as u64);
    }
    // Its timeout is absolute.
    let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    let end = super::clock::monotonic_nanos().saturating_add(nanos);
    let end = libc::timespec {
        tv_sec: (end / 1_000_000_000) as libc::time_t,
        tv_nsec: (end % 1_000_000_000) as libc::c_long,
    };
    // SAFETY: the first so many waiters are filled in, and their words and the time are valid
    // for the call.
    let answer = unsafe {
        libc::syscall(
            libc::SYS_futex_waitv,
            waiters.as_ptr(),
            words.len() as libc::c_uint,
            0,
            &raw const end,
            libc::CLOCK_MONOTONIC,
        )
    };
    match (answer, if answer < 0 { errno() } else { 0 }) {
        // EAGAIN: a word changed. EINTR: a signal.
        (0.., _) | (_, libc::EAGAIN | libc::EINTR) => Slept::Woken,
        (_, libc::ETIMEDOUT) => Slept::Late,
        // ENOSYS; EPERM from a sandbox that has not heard of the call; whatever else it is,
        // going on at once would spin.
        _ => Slept::Cannot,
    }
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

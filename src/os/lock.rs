//! Open-file-description byte locks: the kernel's word on who is alive.
//!
//! Each participant holds a write lock on the byte of its row for as long as it lives; the
//! kernel drops it when the last descriptor and mapping of that open file go, which a
//! killed process cannot prevent. A stopped process keeps it, a zombie has lost it.
//! Classic POSIX locks would be lost whenever the process closed the file elsewhere, and
//! asking for a pid calls a zombie alive.

use super::{errno, failed};
use crate::status::Result;
use crate::step;

fn request(kind: i32, byte: usize) -> libc::flock {
    // SAFETY: all zero is a valid value of this plain struct; l_pid must be 0 here.
    let mut lock: libc::flock = unsafe { core::mem::zeroed() };
    lock.l_type = kind as libc::c_short;
    lock.l_whence = libc::SEEK_SET as libc::c_short;
    lock.l_start = byte as libc::off_t;
    lock.l_len = 1;
    lock
}

/// Takes the write lock of `byte`. False if another open file has it. The same open file
/// gets it twice: threads that share one must agree among themselves.
pub(crate) fn try_lock(fd: i32, byte: usize) -> Result<bool> {
    step::system_call();
    let lock = request(libc::F_WRLCK, byte);
    // SAFETY: `lock` is valid for the call.
    if unsafe { libc::fcntl(fd, libc::F_OFD_SETLK, &lock) } == 0 {
        return Ok(true);
    }
    match errno() {
        libc::EAGAIN | libc::EACCES => Ok(false),
        _ => Err(failed("lock", &format_args!("participant byte {byte}"))),
    }
}

/// Gives the lock of `byte` back.
pub(crate) fn unlock(fd: i32, byte: usize) {
    step::system_call();
    let lock = request(libc::F_UNLCK, byte);
    // SAFETY: `lock` is valid for the call. It cannot fail on an open descriptor, and on a
    // closed one there is nothing to give back.
    unsafe { libc::fcntl(fd, libc::F_OFD_SETLK, &lock) };
}

/// Whether another open file than `fd`'s has the lock of `byte`; `None` if the kernel
/// doesn't answer.
pub(crate) fn is_locked_elsewhere(fd: i32, byte: usize) -> Option<bool> {
    let mut lock = request(libc::F_WRLCK, byte);
    // SAFETY: `lock` is valid for the call and its write.
    let answer = unsafe { libc::fcntl(fd, libc::F_OFD_GETLK, &mut lock) };
    (answer == 0).then_some(lock.l_type != libc::F_UNLCK as libc::c_short)
}

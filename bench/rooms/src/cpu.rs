//! Processors: which there are, staying on one, and running undisturbed on it.

use std::sync::OnceLock;

/// The processors this process may use.
pub fn allowed() -> &'static [usize] {
    static ALLOWED: OnceLock<Vec<usize>> = OnceLock::new();
    ALLOWED.get_or_init(|| {
        // SAFETY: a cpu_set_t is plain bits, for which zeros are valid.
        let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
        // SAFETY: the kernel writes at most the given size into `set`.
        let done = unsafe { libc::sched_getaffinity(0, size_of_val(&set), &mut set) };
        let all = 0..libc::CPU_SETSIZE as usize;
        // SAFETY: `cpu` is below CPU_SETSIZE.
        all.filter(|&cpu| done == 0 && unsafe { libc::CPU_ISSET(cpu, &set) }).collect()
    })
}

/// Keeps the calling thread on one processor.
pub fn pin(cpu: usize) {
    // SAFETY: a cpu_set_t is plain bits, for which zeros are valid.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: `cpu` came from a set of the same size.
    unsafe { libc::CPU_SET(cpu, &mut set) };
    // SAFETY: `set` is a valid set of the given size.
    unsafe { libc::sched_setaffinity(0, size_of_val(&set), &set) };
}

/// Why SCHED_FIFO is not to be had here; `None` if it is.
pub fn no_real_time() -> Option<String> {
    if allowed().len() < 2 {
        return Some("one processor only: a spinning thread would keep its partner out".into());
    }
    match real_time(true) {
        true => {
            real_time(false);
            None
        }
        false => Some(std::io::Error::last_os_error().to_string()),
    }
}

/// Turns SCHED_FIFO on or off for the calling thread. Only for threads that are pinned, each
/// to a processor of its own: one that spins never lets another have its processor.
pub fn real_time(on: bool) -> bool {
    let policy = if on { libc::SCHED_FIFO } else { libc::SCHED_OTHER };
    let parameter = libc::sched_param { sched_priority: i32::from(on) };
    // SAFETY: the parameter is valid for the call.
    unsafe { libc::sched_setscheduler(0, policy, &parameter) == 0 }
}

/// Lets the kernel end this process, should its real-time threads spin for `seconds`: at that
/// priority nobody else could.
pub fn limit_real_time(seconds: u64) {
    let limit = libc::rlimit { rlim_cur: seconds * 1_000_000, rlim_max: seconds * 1_000_000 };
    // SAFETY: the limit is valid for the call.
    unsafe { libc::setrlimit(libc::RLIMIT_RTTIME, &limit) };
}

//! Processors.

use core::time::Duration;

#[cfg(not(any(loom, shuttle)))]
use crate::sync::{Ordering::Relaxed, Shared32};

/// How many processors this process and its peers may run on, as far as it can tell: those that it
/// may run on, or as many as its share of time is worth. If it may run on one only, it was likely
/// put there so that its peers have others, and what counts is how many there are.
#[cfg(not(any(loom, shuttle)))]
pub(crate) fn count() -> u32 {
    // Whoever asks first counts, perhaps several at once. A once-cell would be a lock that a
    // forked child can inherit half way.
    static COUNT: Shared32 = Shared32::new(0);
    let mut count = COUNT.load(Relaxed);
    if count == 0 {
        count = counted();
        COUNT.store(count, Relaxed);
    }
    count
}

#[cfg(not(any(loom, shuttle)))]
fn counted() -> u32 {
    let (allowed, worth) = (allowed(), std::thread::available_parallelism());
    match worth.map_or(allowed, |worth| worth.get() as u32) {
        worth if worth < allowed => worth,
        _ if allowed > 1 => allowed,
        _ => online(),
    }
}

/// How many processors the calling thread may run on; 1 if the kernel has too many to tell.
#[cfg(not(any(loom, shuttle)))]
fn allowed() -> u32 {
    // SAFETY: any bit pattern is a set, and the kernel fills in no more than it is told.
    unsafe {
        let mut set: libc::cpu_set_t = core::mem::zeroed();
        match libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &raw mut set) {
            0 => libc::CPU_COUNT(&set).max(1) as u32,
            _ => 1,
        }
    }
}

/// How many processors there are.
#[cfg(not(any(loom, shuttle)))]
fn online() -> u32 {
    // SAFETY: asks for a number.
    let count = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) };
    u32::try_from(count).unwrap_or(1).max(1)
}

/// In the scheduler models nobody runs at the same time.
#[cfg(any(loom, shuttle))]
pub(crate) fn count() -> u32 {
    1
}

/// Whether a peer may run while this thread does. If not, spinning only keeps it from running.
#[cfg(not(any(loom, shuttle)))]
pub(crate) fn more_than_one() -> bool {
    count() > 1
}

/// In the scheduler models nobody runs at the same time.
#[cfg(any(loom, shuttle))]
pub(crate) fn more_than_one() -> bool {
    false
}

/// Sleeps for a moment, where something is polled that takes others a while.
#[cfg(not(any(loom, shuttle)))]
pub(crate) fn nap() {
    if !crate::step::waited() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Offers this processor to another thread. How long it was gone.
pub(crate) fn yield_now() -> Duration {
    if crate::step::waited() {
        return Duration::ZERO;
    }
    let before = super::clock::monotonic_nanos();
    std::thread::yield_now();
    Duration::from_nanos(super::clock::monotonic_nanos().saturating_sub(before))
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    /// A process of one processor still counts those of its peers.
    #[test]
    fn who_is_pinned_counts_the_processors_of_others() {
        let online = super::online();
        // SAFETY: the child asks for numbers and ends; it takes no lock.
        let child = unsafe { libc::fork() };
        if child == 0 {
            // SAFETY: a set of the first processor that the child may run on.
            unsafe {
                let mut set: libc::cpu_set_t = core::mem::zeroed();
                libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &mut set);
                let first = (0..1024).find(|cpu| libc::CPU_ISSET(*cpu, &set)).unwrap_or(0);
                libc::CPU_ZERO(&mut set);
                libc::CPU_SET(first, &mut set);
                libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &set);
                libc::_exit(i32::from(super::counted() != online));
            }
        }
        let mut status = -1;
        // SAFETY: waits for the child just made.
        unsafe { libc::waitpid(child, &mut status, 0) };
        assert_eq!(status, 0, "pinned, it counts something else than {online}");
    }
}

//! Processes: forks of a process that has one thread, killed by number, never left behind.

use std::io::Error;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use crate::board::{Op, Seat, board, now};
use crate::violation;

/// A child process and its seat on the board.
pub(crate) struct Child {
    pub(crate) pid: i32,
    pub(crate) seat: &'static Seat,
    waited: bool,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Exit(i32),
    Signal(i32),
}

impl Child {
    /// Forks. The child runs `body`, then ends without destructors or exit handlers. It is
    /// killed when its parent ends. `Exit(101)` after a panic.
    pub(crate) fn run(role: &str, body: impl FnOnce(&'static Seat)) -> Child {
        let free = board().seats.iter().find(|seat| seat.pid.load(SeqCst) == 0);
        let seat = free.expect("a free seat");
        seat.sit(role);
        let parent = std::process::id() as i32;
        // SAFETY: this process has one thread, so the child may do anything.
        let pid = unsafe { libc::fork() };
        assert!(pid >= 0, "fork: {}", Error::last_os_error());
        if pid == 0 {
            end_with_parent(parent);
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| body(seat)));
            seat.at(Op::Ended);
            // SAFETY: no preconditions.
            unsafe { libc::_exit(if done.is_ok() { 0 } else { 101 }) }
        }
        seat.pid.store(pid as u64, SeqCst);
        Child { pid, seat, waited: false }
    }

    /// Stands in for a child that was taken out.
    pub(crate) fn none() -> Child {
        Child { pid: 0, seat: &board().seats[0], waited: true }
    }

    pub(crate) fn signal(&self, signal: i32) {
        assert!(!self.waited && self.pid > 0, "signals go to children that are there");
        // SAFETY: a child that was not waited for: the number is still its own.
        unsafe { libc::kill(self.pid, signal) };
    }

    /// SIGKILL, and what it was doing. The child is not waited for.
    pub(crate) fn kill(&self) -> Op {
        let op = self.seat.op();
        board().killed_in[op as usize].fetch_add(1, SeqCst);
        board().kills.fetch_add(1, SeqCst);
        self.signal(libc::SIGKILL);
        op
    }

    /// Waits for the end of the process.
    pub(crate) fn wait(mut self) -> End {
        let end = self.wait_for(0).expect("waited until the end");
        self.seat.leave();
        end
    }

    /// How it ended, if it has.
    pub(crate) fn try_wait(&mut self) -> Option<End> {
        self.wait_for(libc::WNOHANG)
    }

    fn wait_for(&mut self, flags: i32) -> Option<End> {
        let mut status = 0;
        // SAFETY: our own child, and a valid place for its status.
        let pid = unsafe { libc::waitpid(self.pid, &mut status, flags) };
        if pid == 0 {
            return None;
        }
        assert!(pid == self.pid, "waitpid {}: {}", self.pid, Error::last_os_error());
        self.waited = true;
        Some(match libc::WIFSIGNALED(status) {
            true => End::Signal(libc::WTERMSIG(status)),
            false => End::Exit(libc::WEXITSTATUS(status)),
        })
    }

    /// Waits until the process, just sent SIGSTOP, stands still.
    pub(crate) fn wait_stopped(&self) {
        let mut status = 0;
        // SAFETY: our own child, and a valid place for its status.
        let pid = unsafe { libc::waitpid(self.pid, &mut status, libc::WUNTRACED) };
        assert!(pid == self.pid && libc::WIFSTOPPED(status), "stopped: {status:#x}");
    }

    /// Kills and waits; anything but that death is a violation.
    pub(crate) fn end_by_kill(self) -> Op {
        let op = self.kill();
        self.wait_killed();
        op
    }

    /// Waits for a process that was killed.
    pub(crate) fn wait_killed(self) {
        let (pid, op) = (self.pid, self.seat.op());
        let end = self.wait();
        if end != End::Signal(libc::SIGKILL) {
            violation!("process {pid} ended by itself, {end:?}, in {:?}", op.text());
        }
    }

    /// Waits for a process that ends by itself.
    pub(crate) fn wait_done(self) {
        let (pid, op) = (self.pid, self.seat.op());
        let end = self.wait();
        if end != End::Exit(0) {
            violation!("process {pid} ended with {end:?} in {:?}", op.text());
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if !self.waited {
            self.signal(libc::SIGKILL);
            let _ = self.wait_for(0);
            self.seat.leave();
        }
    }
}

/// Those whose parents end become this process's children.
pub(crate) fn adopt_orphans() {
    // SAFETY: a plain call.
    unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1) };
}

/// Waits for every child, adopted ones too; they are ending, as their parents did.
pub(crate) fn wait_for_orphans() {
    // SAFETY: a plain call without a place for the status. It fails when there is nobody left.
    while unsafe { libc::waitpid(-1, std::ptr::null_mut(), 0) } > 0 {}
}

/// This process ends when its parent does.
pub(crate) fn end_with_parent(parent: i32) {
    // SAFETY: plain calls. If the parent ended before, there is a new one by now.
    unsafe {
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
        libc::prctl(libc::PR_SET_TIMERSLACK, 1000);
        if libc::getppid() != parent {
            libc::_exit(0);
        }
    }
}

/// Lets time pass, exactly also where it is less than a sleep can do.
pub(crate) fn nap(micros: u64) {
    if micros >= 80 {
        return std::thread::sleep(Duration::from_micros(micros));
    }
    let end = now() + 1000 * micros;
    while now() < end {
        std::hint::spin_loop();
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// Between the two, small values as likely as large ones.
    pub(crate) fn spread(&mut self, from: u64, to: u64) -> u64 {
        let (low, high) = ((from as f64).ln(), (to as f64).ln());
        let part = self.next() as f64 / u64::MAX as f64;
        (low + (high - low) * part).exp() as u64
    }
}

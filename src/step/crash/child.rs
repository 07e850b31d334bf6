//! Forked children for tests: the only way to die for real.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// A forked child. Killed and waited for when dropped, so that no test leaves one behind.
pub struct Child {
    pid: i32,
    waited: bool,
}

thread_local! {
    static IN_CHILD: Cell<bool> = const { Cell::new(false) };
}

/// In a child a panic's message goes straight to standard error: the harness's own hook
/// takes locks that some thread of the parent may have held at the fork.
fn hook_children() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !IN_CHILD.get() {
                return before(info);
            }
            let text = format!("in a forked child: {info}\n");
            // SAFETY: a valid buffer.
            unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
        }));
    });
}

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It exited with this code.
    Code(i32),
    /// This signal killed it.
    Signal(i32),
}

impl Child {
    /// Forks; the child runs `body` and exits with its answer, or with 101 if it panics.
    pub fn run(body: impl FnOnce() -> i32) -> Child {
        hook_children();
        // SAFETY: the child runs on a copy of this thread's stack and leaves by _exit, so
        // neither side unwinds into the other's frames.
        let pid = unsafe { libc::fork() };
        assert!(pid >= 0, "fork: {}", std::io::Error::last_os_error());
        if pid == 0 {
            IN_CHILD.set(true);
            let code = catch_unwind(AssertUnwindSafe(body)).unwrap_or(101);
            // SAFETY: no preconditions.
            unsafe { libc::_exit(code) }
        }
        Child { pid, waited: false }
    }

    /// Its process id.
    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// Sends a signal.
    pub fn signal(&self, signal: i32) {
        assert!(!self.waited);
        // SAFETY: our own child, not yet waited for, so the number is still its own.
        unsafe { libc::kill(self.pid, signal) };
    }

    /// Waits for its end.
    pub fn wait(mut self) -> End {
        self.reap()
    }

    fn reap(&mut self) -> End {
        let mut status = 0;
        loop {
            // SAFETY: `status` is valid for the write.
            let answer = unsafe { libc::waitpid(self.pid, &mut status, 0) };
            if answer == self.pid {
                break;
            }
            assert_eq!(std::io::Error::last_os_error().raw_os_error(), Some(libc::EINTR));
        }
        self.waited = true;
        if libc::WIFSIGNALED(status) {
            End::Signal(libc::WTERMSIG(status))
        } else {
            End::Code(libc::WEXITSTATUS(status))
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if !self.waited {
            self.signal(libc::SIGKILL);
            self.reap();
        }
    }
}

/// The fork engine: for k = 0, 1, 2, … a fresh child runs `operation` and dies before its
/// k-th step; then `check` recovers and checks. Ends when a child got through alive, and
/// answers how many died.
pub fn fork_points(
    mut prepare: impl FnMut(),
    mut operation: impl FnMut(),
    mut check: impl FnMut(u64),
) -> u64 {
    for k in 0.. {
        prepare();
        let child = Child::run(|| {
            super::die_at(k, &mut operation);
            0
        });
        let end = child.wait();
        assert!(matches!(end, End::Code(0 | super::DIED)), "step {k}: {end:?}");
        check(k);
        if end == End::Code(0) {
            return k;
        }
    }
    unreachable!("an operation has an end")
}

//! What is known about a process: for messages, and for waking when it ends.

use std::fs;

use super::failed;
use super::file::SegmentPath;
use super::fork;
use crate::status::{Result, fail};

/// This process's id.
pub(crate) fn id() -> u32 {
    std::process::id()
}

/// When process `pid` started, in clock ticks since boot; 0 if there is none. With the pid
/// it tells one process from a later one that got the same number.
pub(crate) fn start_time(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in parentheses may contain anything; the fields after the last ')' are plain:
    // state is the 3rd field of the line, the start time the 22nd.
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    rest.split_ascii_whitespace().nth(19).and_then(|field| field.parse().ok()).unwrap_or(0)
}

/// This program's name, at most 15 bytes, as `ps` shows it.
pub(crate) fn name() -> String {
    fs::read_to_string("/proc/self/comm").map_or_else(|_| "?".into(), |s| s.trim_end().into())
}

/// The kernel's id of this boot; zero where it has none.
pub(crate) fn boot_id() -> [u8; 16] {
    let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    uuid::Uuid::parse_str(text.trim()).map_or([0; 16], |id| id.into_bytes())
}

/// One descriptor that becomes readable when a watched process ends or when the watched
/// file is opened or closed by anybody.
///
/// An application may close the descriptors behind our back and get their numbers for files
/// of its own. So before one is read or closed, the epoll set is asked whether it knows it:
/// an epoll set can't be mistaken, and forgets what was closed.
pub(crate) struct Watch {
    epoll: i32,
    file: i32,
    processes: Vec<(u32, u64, i32)>,
    fork: u32,
}

impl Watch {
    /// Watches the file; no process yet.
    pub(crate) fn new(path: &SegmentPath) -> Result<Watch> {
        // SAFETY: plain calls; each answer is a fresh descriptor or -1.
        let (epoll, file) = unsafe {
            let epoll = libc::epoll_create1(libc::EPOLL_CLOEXEC);
            (epoll, libc::inotify_init1(libc::IN_CLOEXEC | libc::IN_NONBLOCK))
        };
        let error = failed("watch", path);
        let watch = Watch { epoll, file, processes: Vec::new(), fork: fork::generation() };
        if epoll < 0 || file < 0 || !watch.control(libc::EPOLL_CTL_ADD, file) {
            return Err(error);
        }
        use std::os::unix::ffi::OsStrExt;
        let c_path = std::ffi::CString::new(path.file().as_os_str().as_bytes());
        let c_path = c_path.expect("no NUL in a path that was opened");
        let events = libc::IN_OPEN | libc::IN_CLOSE | libc::IN_ATTRIB;
        // SAFETY: a NUL-terminated path and our own descriptor.
        let answer = unsafe { libc::inotify_add_watch(file, c_path.as_ptr(), events) };
        // Without a name any more nobody new comes; those who are here are watched by pid.
        if answer < 0 && super::errno() != libc::ENOENT {
            return Err(failed("watch", path));
        }
        Ok(watch)
    }

    fn control(&self, operation: i32, fd: i32) -> bool {
        let mut event = libc::epoll_event { events: libc::EPOLLIN as u32, u64: 0 };
        // SAFETY: a valid event; numbers that are something else are refused.
        unsafe { libc::epoll_ctl(self.epoll, operation, fd, &mut event) == 0 }
    }

    /// Takes a descriptor out of the set and closes it, if it still is what was put in.
    fn close(&self, fd: i32) -> bool {
        let ours = self.control(libc::EPOLL_CTL_DEL, fd);
        if ours {
            // SAFETY: the set knew it, so it is ours, and nobody uses it after this.
            unsafe { libc::close(fd) };
        }
        ours
    }

    /// The descriptor to poll.
    pub(crate) fn descriptor(&self) -> i32 {
        self.epoll
    }

    /// Takes note of what the file's watch had to say: before looking who is there, so that
    /// whoever comes after the look makes the descriptor readable again.
    pub(crate) fn drain(&self) -> Result<()> {
        if !self.control(libc::EPOLL_CTL_MOD, self.file) {
            fail!(State, "the watch's descriptors were closed behind the library's back");
        }
        let mut buffer = [0u8; 4096];
        // SAFETY: the buffer is valid for the read; the descriptor was just known.
        while unsafe { libc::read(self.file, buffer.as_mut_ptr().cast(), buffer.len()) } > 0 {}
        Ok(())
    }

    /// Watches exactly these processes (pid, start time) from now on.
    pub(crate) fn set(&mut self, processes: &[(u32, u64)]) {
        let known = core::mem::take(&mut self.processes);
        for (pid, start, fd) in known {
            if processes.contains(&(pid, start)) {
                self.processes.push((pid, start, fd));
            } else {
                // Out of the set first: a forked child's copy would keep it there.
                self.close(fd);
            }
        }
        for &(pid, start) in processes {
            if self.processes.iter().any(|known| (known.0, known.1) == (pid, start)) {
                continue;
            }
            // SAFETY: a plain call; the answer is a fresh descriptor or -1.
            let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) } as i32;
            // In another pid namespace there is no such pid, or another's: the file's watch
            // still tells when its last descriptor goes.
            if fd >= 0 && start_time(pid) == start && self.control(libc::EPOLL_CTL_ADD, fd) {
                self.processes.push((pid, start, fd));
            } else if fd >= 0 {
                // SAFETY: just opened.
                unsafe { libc::close(fd) };
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.fork != fork::generation() {
            return; // the set is shared with the parent, who still polls it
        }
        self.set(&[]);
        if self.close(self.file) {
            // SAFETY: it just answered for our file, so it is our set.
            unsafe { libc::close(self.epoll) };
        }
    }
}

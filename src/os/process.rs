//! What is known about a process: for messages, and for waking when it ends.

use std::fs;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use super::failed;
use super::file::SegmentPath;
use crate::status::Result;

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
pub(crate) struct Watch {
    epoll: OwnedFd,
    file: OwnedFd,
    processes: Vec<(u32, u64, OwnedFd)>,
}

impl Watch {
    /// Watches the file; no process yet.
    pub(crate) fn new(path: &SegmentPath) -> Result<Watch> {
        // SAFETY: a plain call; the answer is a fresh descriptor or -1.
        let epoll = owned(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) });
        // SAFETY: a plain call; the answer is a fresh descriptor or -1.
        let file = owned(unsafe { libc::inotify_init1(libc::IN_CLOEXEC | libc::IN_NONBLOCK) });
        let (Some(epoll), Some(file)) = (epoll, file) else {
            return Err(failed("watch", path));
        };
        let watch = Watch { epoll, file, processes: Vec::new() };
        use std::os::unix::ffi::OsStrExt;
        let c_path = std::ffi::CString::new(path.file().as_os_str().as_bytes());
        let c_path = c_path.expect("no NUL in a path that was opened");
        let events = libc::IN_OPEN | libc::IN_CLOSE;
        // SAFETY: a NUL-terminated path and our own descriptor.
        let answer =
            unsafe { libc::inotify_add_watch(watch.file.as_raw_fd(), c_path.as_ptr(), events) };
        // Without a name any more nobody new comes; those who are here are watched by pid.
        if answer < 0 && super::errno() != libc::ENOENT {
            return Err(failed("watch", path));
        }
        watch.add(&watch.file)?;
        Ok(watch)
    }

    fn add(&self, fd: &OwnedFd) -> Result<()> {
        let mut event = libc::epoll_event { events: libc::EPOLLIN as u32, u64: 0 };
        let (epoll, fd) = (self.epoll.as_raw_fd(), fd.as_raw_fd());
        // SAFETY: our own descriptors and a valid event.
        if unsafe { libc::epoll_ctl(epoll, libc::EPOLL_CTL_ADD, fd, &mut event) } != 0 {
            return Err(failed("watch", &format_args!("descriptor {fd}")));
        }
        Ok(())
    }

    /// The descriptor to poll.
    pub(crate) fn descriptor(&self) -> i32 {
        self.epoll.as_raw_fd()
    }

    /// Watches exactly these processes (pid, start time) from now on, and takes note of
    /// what the file's watch had to say.
    pub(crate) fn set(&mut self, processes: &[(u32, u64)]) {
        let mut buffer = [0u8; 4096];
        loop {
            let (fd, room) = (self.file.as_raw_fd(), buffer.len());
            // SAFETY: the buffer is valid for the read.
            if unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), room) } <= 0 {
                break;
            }
        }
        let epoll = self.epoll.as_raw_fd();
        self.processes.retain(|(pid, start, fd)| {
            let stays = processes.contains(&(*pid, *start));
            if !stays {
                // Not left to the close: a forked child may have a copy of the pidfd, which
                // would keep it, readable for ever, in the set.
                let (fd, no_event) = (fd.as_raw_fd(), core::ptr::null_mut());
                // SAFETY: our own descriptors; a removal takes no event.
                unsafe { libc::epoll_ctl(epoll, libc::EPOLL_CTL_DEL, fd, no_event) };
            }
            stays
        });
        for &(pid, start) in processes {
            if self.processes.iter().any(|known| (known.0, known.1) == (pid, start)) {
                continue;
            }
            // SAFETY: a plain call; the answer is a fresh descriptor or -1.
            let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
            // In another pid namespace there is no such pid, or another's: the file's watch
            // still tells when its last descriptor goes.
            let Some(fd) = owned(fd as i32).filter(|_| start_time(pid) == start) else { continue };
            if self.add(&fd).is_ok() {
                self.processes.push((pid, start, fd));
            }
        }
    }
}

fn owned(fd: i32) -> Option<OwnedFd> {
    // SAFETY: a fresh descriptor from the call just made.
    (fd >= 0).then(|| unsafe { OwnedFd::from_raw_fd(fd) })
}

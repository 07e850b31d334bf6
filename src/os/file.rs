//! Segment files: atomic publication, hardened open.

use core::fmt;
use std::ffi::{CStr, CString};
use std::path::{Path, PathBuf};

use super::fork::{self, PROCESS};
use super::{errno, failed};
use crate::status::{Error, Result, Status, fail};
use crate::step;
use crate::sync::{Ordering::Relaxed, Shared64};

/// Defects that the tests of whole processes plant to show that their checks can fail.
mod seeded {
    crate::step::defects! {
        /// A new file takes a name from the one that has it.
        TakeName,
    }
}
use seeded::{Bug, seeded};

/// Which file it is, whatever its name or descriptor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    fn of(stat: &libc::stat) -> FileId {
        FileId { device: stat.st_dev, inode: stat.st_ino }
    }
}

/// An open segment file whose locks stand for one handle of this process.
///
/// Forked children close their copy at once (see [`fork`]): it is listed for that before
/// any fork can happen. An application may close it behind our back and get its number for
/// another file, or for this file opened anew: so [`get`](Descriptor::get) looks, and who
/// got an answer through the number looks again before believing it. An open file that has
/// left its number cannot come back to it, so the second look is the one that proves.
pub(crate) struct Descriptor {
    fd: i32,
    id: FileId,
    serial: u64,
}

static SERIALS: Shared64 = Shared64::new(0);

impl Descriptor {
    /// Opens; `None` with `errno` as `open` does.
    fn open(path: &CStr, flags: i32, mode: u32) -> Option<(Descriptor, libc::stat)> {
        let mut process = PROCESS.lock();
        step::system_call();
        // SAFETY: a NUL-terminated path; the answer is a fresh descriptor or -1.
        let fd = unsafe { libc::open(path.as_ptr(), flags | libc::O_CLOEXEC, mode) };
        let stat = if fd < 0 { None } else { raw_status(fd) }?;
        // The kernel just gave this number out: whoever had it before has lost it.
        process.descriptors.retain(|(number, ..)| *number != fd);
        let (id, serial) = (FileId::of(&stat), SERIALS.fetch_add(1, Relaxed));
        process.descriptors.push((fd, id, serial));
        Some((Descriptor { fd, id, serial }, stat))
    }

    /// The number, if it still is this open file.
    pub(crate) fn get(&self) -> Option<i32> {
        let listed = PROCESS.lock().descriptors.contains(&(self.fd, self.id, self.serial));
        let same = || raw_status(self.fd).is_some_and(|now| FileId::of(&now) == self.id);
        (listed && same()).then_some(self.fd)
    }

    /// Tells those who watch the file that something about its users has changed.
    pub(crate) fn touch(&self) {
        if let Some(fd) = self.get() {
            step::system_call();
            // SAFETY: a plain call; without times it sets the present one. It only tells.
            unsafe { libc::futimens(fd, core::ptr::null()) };
        }
    }

    /// Bytes the file has now; a peer of the same user can shrink it.
    pub(crate) fn file_size(&self) -> Option<u64> {
        let now = raw_status(self.get()?).filter(|now| FileId::of(now) == self.id)?;
        Some(now.st_size as u64)
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // In a forked child the list is empty: its copy is closed already.
        let mut process = PROCESS.lock();
        let listed = process.descriptors.len();
        process.descriptors.retain(|entry| *entry != (self.fd, self.id, self.serial));
        if process.descriptors.len() < listed {
            close_if(self.fd, self.id);
        }
    }
}

/// The path of a segment: `DIR/wrtmem.NAME`.
#[derive(Clone, Debug)]
pub(crate) struct SegmentPath {
    dir: PathBuf,
    file: PathBuf,
}

/// Longest name of a segment.
pub(crate) const MAX_NAME: usize = 200;

impl SegmentPath {
    /// Checks the name: 1 to 200 of `[A-Za-z0-9._-]`, no leading dot.
    pub(crate) fn new(dir: &Path, name: &str) -> Result<SegmentPath> {
        let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if name.is_empty() || name.len() > MAX_NAME {
            fail!(Name, "segment name: {} bytes is outside 1..={MAX_NAME}", name.len());
        }
        if name.starts_with('.') || !name.bytes().all(fine) {
            fail!(Name, "segment name {name:?}: only [A-Za-z0-9._-] and no leading dot");
        }
        Ok(SegmentPath { dir: dir.into(), file: dir.join(format!("wrtmem.{name}")) })
    }

    fn c_dir(&self) -> Result<CString> {
        c_string(&self.dir)
    }

    fn c_file(&self) -> Result<CString> {
        c_string(&self.file)
    }

    /// The path as the file system knows it.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }
}

impl fmt::Display for SegmentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.file.display(), f)
    }
}

fn c_string(path: &Path) -> Result<CString> {
    use std::os::unix::ffi::OsStrExt;
    CString::new(path.as_os_str().as_bytes()).map_err(|_| {
        Error::with_detail(Status::Name, format_args!("{}: a NUL byte in a path", path.display()))
    })
}

/// Bytes backed with memory by one system call.
const FALLOCATE: libc::off_t = 64 << 20;
const FALLOCATE_LEAST: libc::off_t = 64 << 10;

fn require_fork_handlers() -> Result<()> {
    if !fork::is_installed() {
        fail!(NoMemory, "pthread_atfork failed when the library was loaded");
    }
    Ok(())
}

/// A new file of `size` bytes that has no name yet, every byte backed by memory: a file
/// system without room says so here, not as SIGBUS at some later store.
pub(crate) fn create_unnamed(path: &SegmentPath, size: u64, mode: u32) -> Result<Descriptor> {
    require_fork_handlers()?;
    let (file, _) = Descriptor::open(&path.c_dir()?, libc::O_TMPFILE | libc::O_RDWR, mode)
        .ok_or_else(|| failed("create a file without a name in the directory of", path))?;
    let Ok(len) = libc::off_t::try_from(size) else {
        fail!(TooLarge, "{path}: {size} bytes is more than a file can hold");
    };
    // In parts, so that a signal costs one part's work, not all of it; and in smaller ones where
    // signals come so often that no part is done before the next.
    let (mut at, mut most) = (0, FALLOCATE);
    while at < len {
        let part = most.min(len - at);
        step::system_call();
        // SAFETY: a plain call on our own descriptor.
        match unsafe { libc::posix_fallocate(file.fd, at, part) } {
            0 => at += part,
            libc::EINTR => most = (most / 2).max(FALLOCATE_LEAST),
            libc::ENOSPC | libc::EFBIG | libc::ENOMEM => {
                fail!(NoSpace, "{path}: the file system has no room for {size} bytes")
            }
            error => {
                let text = std::io::Error::from_raw_os_error(error);
                fail!(Os, "{path}: posix_fallocate of {size} bytes: {text}");
            }
        }
    }
    // Exactly the mode asked for, whatever the umask.
    // SAFETY: a plain call on our own descriptor.
    if unsafe { libc::fchmod(file.fd, mode) } != 0 {
        return Err(failed("fchmod", path));
    }
    Ok(file)
}

/// Gives the finished file its name. `Exists` if somebody else was first.
pub(crate) fn publish(file: &Descriptor, path: &SegmentPath) -> Result<()> {
    let Some(fd) = file.get() else {
        fail!(State, "{path}: its descriptor was closed while the segment was created");
    };
    // The thread's own: the process's is empty once its first thread has ended.
    let from = CString::new(format!("/proc/thread-self/fd/{fd}")).expect("no NUL in a number");
    let to = path.c_file()?;
    if seeded(Bug::TakeName) {
        let _ = unlink(path);
    }
    step::system_call();
    // SAFETY: both paths are NUL-terminated.
    let answer = unsafe {
        let flag = libc::AT_SYMLINK_FOLLOW;
        libc::linkat(libc::AT_FDCWD, from.as_ptr(), libc::AT_FDCWD, to.as_ptr(), flag)
    };
    if answer == 0 { Ok(()) } else { Err(failed("link", path)) }
}

/// Opens a segment file, or says why it is not one: another type of file, another owner,
/// writable by others, with a second name. `NotFound` if it has lost its name meanwhile.
/// Answers its size too.
pub(crate) fn open_checked(
    path: &SegmentPath,
    write: bool,
    mode: u32,
) -> Result<(Descriptor, u64)> {
    require_fork_handlers()?;
    let c_path = path.c_file()?;
    let access = if write { libc::O_RDWR } else { libc::O_RDONLY };
    let flags = access | libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY;
    let Some((file, stat)) = Descriptor::open(&c_path, flags, 0) else {
        match errno() {
            libc::ELOOP => fail!(Layout, "{path}: is a symbolic link"),
            libc::EISDIR => fail!(Layout, "{path}: is a directory"),
            libc::ENXIO => fail!(Layout, "{path}: is a socket or a device"),
            _ => return Err(failed("open", path)),
        }
    };
    if stat.st_mode & libc::S_IFMT != libc::S_IFREG {
        let what = match stat.st_mode & libc::S_IFMT {
            libc::S_IFIFO => "a FIFO",
            libc::S_IFDIR => "a directory",
            libc::S_IFCHR | libc::S_IFBLK => "a device",
            _ => "not a regular file",
        };
        fail!(Layout, "{path}: is {what}");
    }
    // SAFETY: has no preconditions.
    let me = unsafe { libc::geteuid() };
    if stat.st_uid != me {
        fail!(Permission, "{path}: belongs to user {}, not to {me}", stat.st_uid);
    }
    let loose = stat.st_mode & 0o022 & !mode;
    if loose != 0 {
        fail!(Permission, "{path}: mode {:o} lets others write", stat.st_mode & 0o7777);
    }
    match stat.st_nlink {
        0 => fail!(NotFound, "{path}: removed while it was opened"),
        1 => Ok((file, stat.st_size as u64)),
        n => fail!(Permission, "{path}: has {n} names, a segment has one"),
    }
}

/// Removes the name. The memory lives on while somebody has it mapped.
pub(crate) fn unlink(path: &SegmentPath) -> Result<()> {
    let c_path = path.c_file()?;
    step::system_call();
    // SAFETY: a NUL-terminated path.
    if unsafe { libc::unlink(c_path.as_ptr()) } == 0 { Ok(()) } else { Err(failed("unlink", path)) }
}

fn raw_status(fd: i32) -> Option<libc::stat> {
    // SAFETY: all zero is a valid value of this plain struct, and it is valid for the write.
    unsafe {
        let mut stat: libc::stat = core::mem::zeroed();
        (libc::fstat(fd, &mut stat) == 0).then_some(stat)
    }
}

/// Closes `fd` if it still is the file `id`; an application that closed all descriptors may
/// have something else under that number.
pub(crate) fn close_if(fd: i32, id: FileId) {
    if raw_status(fd).is_some_and(|now| FileId::of(&now) == id) {
        // SAFETY: it is the descriptor this library opened, and nobody uses it after this.
        unsafe { libc::close(fd) };
    }
}

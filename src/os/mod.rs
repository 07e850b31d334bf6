//! The only place with system calls.
//!
//! | file | what |
//! |---|---|
//! | [`clock`] | monotonic and wall time |
//! | [`cpu`] | how many processors, yielding one |
//! | [`futex`] | sleep on a shared word, wake its sleepers |
//! | [`membarrier`] | a barrier between processes that costs only one side |
//! | [`file`] | segment files: atomic publication, hardened open |
//! | [`lock`] | open-file-description byte locks: the kernel's word on who is alive |
//! | [`map`] | mapping a segment file, once, out of reach of forked children |
//! | [`fork`] | noticing a fork, and keeping a child out of its parent's affairs |
//! | [`process`] | names, start times and pidfds, for messages and watching |
//! | [`signals`] | keeping them from the library's threads |

pub(crate) mod clock;
pub(crate) mod cpu;
#[cfg(not(any(loom, shuttle)))]
pub(crate) mod file;
#[cfg(not(any(loom, shuttle)))]
pub(crate) mod fork;
#[cfg_attr(any(loom, shuttle), path = "futex_model.rs")]
pub(crate) mod futex;
#[cfg(not(any(loom, shuttle)))]
pub(crate) mod lock;
#[cfg(not(any(loom, shuttle)))]
pub(crate) mod map;
#[cfg_attr(any(loom, shuttle), path = "membarrier_model.rs")]
pub(crate) mod membarrier;
#[cfg(not(any(loom, shuttle)))]
pub(crate) mod process;
#[cfg(not(any(loom, shuttle)))]
pub(crate) mod signals;

use crate::status::{Error, Status};

/// The calling thread's `errno`.
pub(crate) fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// The error for a failed system call on `what`.
#[cold]
pub(crate) fn failed(call: &str, what: &dyn core::fmt::Display) -> Error {
    let errno = errno();
    let status = match errno {
        libc::ENOENT => Status::NotFound,
        libc::EEXIST => Status::Exists,
        libc::EACCES | libc::EPERM | libc::EROFS => Status::Permission,
        libc::ENOSPC | libc::EDQUOT | libc::EFBIG => Status::NoSpace,
        libc::ENOMEM | libc::EMFILE | libc::ENFILE => Status::NoMemory,
        libc::ENAMETOOLONG => Status::Name,
        libc::ELOOP => Status::Layout,
        libc::EOPNOTSUPP | libc::ENOSYS => Status::Unsupported,
        _ => Status::Os,
    };
    let text = std::io::Error::from_raw_os_error(errno);
    Error::with_detail(status, format_args!("{what}: {call}: {text}"))
}

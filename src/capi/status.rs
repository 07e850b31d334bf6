//! Codes, versions, time.

use core::ffi::{CStr, c_char};

use super::boundary;
use crate::os::clock;
use crate::status::Status;
use crate::sync::Deadline;

/// Major version of the header.
pub const WRTMEM_VERSION_MAJOR: u32 = 0;
/// Minor version of the header. Before 1.0 a new one may change the interface.
pub const WRTMEM_VERSION_MINOR: u32 = 1;
/// Patch version of the header.
pub const WRTMEM_VERSION_PATCH: u32 = 0;
/// The header's version as one number; compare it with wrtmem_version().
pub const WRTMEM_VERSION: u32 =
    (WRTMEM_VERSION_MAJOR << 16) | (WRTMEM_VERSION_MINOR << 8) | WRTMEM_VERSION_PATCH;

/// Deadline: look once, never wait.
pub const WRTMEM_POLL: u64 = 0;
/// Deadline: wait for ever.
pub const WRTMEM_FOREVER: u64 = u64::MAX;

/// What a call answers. 0 is success, the rest is negative and never renumbered.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_status_t {
    /// Success.
    WRTMEM_OK = 0,
    /// An argument is outside its contract; the detail message names it.
    WRTMEM_E_INVALID = -1,
    /// The handle is closed, or of another kind.
    WRTMEM_E_HANDLE = -2,
    /// The call does not fit the object's present state.
    WRTMEM_E_STATE = -3,
    /// The handle was opened before a fork and used in the child.
    WRTMEM_E_FORKED = -4,
    /// No segment, object or block of that name.
    WRTMEM_E_NOT_FOUND = -5,
    /// The name is taken.
    WRTMEM_E_EXISTS = -6,
    /// The name has a forbidden character or length.
    WRTMEM_E_NAME = -7,
    /// The object exists with another kind, type or parameters.
    WRTMEM_E_MISMATCH = -8,
    /// The file is not a segment, or not one this version can use.
    WRTMEM_E_LAYOUT = -9,
    /// Permission, owner or mode forbids it.
    WRTMEM_E_PERMISSION = -10,
    /// The file system, the segment, a table or a collection has no room for it.
    WRTMEM_E_NO_SPACE = -11,
    /// The process has no memory or descriptors left.
    WRTMEM_E_NO_MEMORY = -12,
    /// Another live process has what was asked for.
    WRTMEM_E_BUSY = -13,
    /// The deadline passed.
    WRTMEM_E_TIMEOUT = -14,
    /// Nothing to take.
    WRTMEM_E_EMPTY = -15,
    /// No room to put it.
    WRTMEM_E_FULL = -16,
    /// The caller's buffer is too small. The needed size is given where the function says so, else
    /// in the detail message.
    WRTMEM_E_TOO_SMALL = -17,
    /// The data is larger than this object can ever hold.
    WRTMEM_E_TOO_LARGE = -18,
    /// A process on the other side died.
    WRTMEM_E_PEER_DEAD = -19,
    /// Shared bytes do not check.
    WRTMEM_E_CORRUPT = -20,
    /// The handle is read-only.
    WRTMEM_E_READ_ONLY = -21,
    /// This build or kernel cannot do it.
    WRTMEM_E_UNSUPPORTED = -22,
    /// A system call failed; the detail message has its error.
    WRTMEM_E_OS = -23,
    /// A defect in the library was caught; the segment is as a kill would leave it.
    WRTMEM_E_PANIC = -24,
    /// The object was closed for all its users.
    WRTMEM_E_CLOSED = -25,
    /// The writer overwrote what this reader had not read yet; how many elements is given.
    WRTMEM_E_LAPPED = -26,
}

impl From<Status> for wrtmem_status_t {
    fn from(status: Status) -> wrtmem_status_t {
        use wrtmem_status_t::*;
        match status {
            Status::Ok => WRTMEM_OK,
            Status::Invalid => WRTMEM_E_INVALID,
            Status::Handle => WRTMEM_E_HANDLE,
            Status::State => WRTMEM_E_STATE,
            Status::Forked => WRTMEM_E_FORKED,
            Status::NotFound => WRTMEM_E_NOT_FOUND,
            Status::Exists => WRTMEM_E_EXISTS,
            Status::Name => WRTMEM_E_NAME,
            Status::Mismatch => WRTMEM_E_MISMATCH,
            Status::Layout => WRTMEM_E_LAYOUT,
            Status::Permission => WRTMEM_E_PERMISSION,
            Status::NoSpace => WRTMEM_E_NO_SPACE,
            Status::NoMemory => WRTMEM_E_NO_MEMORY,
            Status::Busy => WRTMEM_E_BUSY,
            Status::Timeout => WRTMEM_E_TIMEOUT,
            Status::Empty => WRTMEM_E_EMPTY,
            Status::Full => WRTMEM_E_FULL,
            Status::TooSmall => WRTMEM_E_TOO_SMALL,
            Status::TooLarge => WRTMEM_E_TOO_LARGE,
            Status::PeerDead => WRTMEM_E_PEER_DEAD,
            Status::Corrupt => WRTMEM_E_CORRUPT,
            Status::ReadOnly => WRTMEM_E_READ_ONLY,
            Status::Unsupported => WRTMEM_E_UNSUPPORTED,
            Status::Os => WRTMEM_E_OS,
            Status::Panic => WRTMEM_E_PANIC,
            Status::Closed => WRTMEM_E_CLOSED,
            Status::Lapped => WRTMEM_E_LAPPED,
        }
    }
}

/// The library's version, as WRTMEM_VERSION packs it. It may be newer than the header's.
///
/// @return major << 16 | minor << 8 | patch
#[unsafe(no_mangle)]
pub extern "C" fn wrtmem_version() -> u32 {
    WRTMEM_VERSION
}

/// What a status means, in one line of English.
///
/// @param status any number
/// @return a string that is never NULL and lives as long as the library
#[unsafe(no_mangle)]
pub extern "C" fn wrtmem_strerror(status: i32) -> *const c_char {
    Status::from_code(status).map_or(UNKNOWN, Status::c_text).as_ptr()
}

/// The name of a status: "WRTMEM_E_TIMEOUT".
///
/// @param status any number
/// @return a string that is never NULL and lives as long as the library
#[unsafe(no_mangle)]
pub extern "C" fn wrtmem_status_name(status: i32) -> *const c_char {
    Status::from_code(status).map_or(UNKNOWN, Status::c_name).as_ptr()
}

const UNKNOWN: &CStr = c"unknown status";

/// The detail message of the calling thread's last call that failed: the object, the value
/// and the limit. Calls that succeed leave it. WRTMEM_E_EMPTY, WRTMEM_E_FULL and
/// WRTMEM_E_TIMEOUT may have none.
///
/// @return a string that is never NULL, at most 255 bytes, valid until the thread's next call
#[unsafe(no_mangle)]
pub extern "C" fn wrtmem_last_error() -> *const c_char {
    boundary::last()
}

/// The present time as deadlines count it.
///
/// @return nanoseconds of CLOCK_MONOTONIC
#[unsafe(no_mangle)]
pub extern "C" fn wrtmem_now() -> u64 {
    clock::monotonic_nanos()
}

/// A deadline from now on. Sums beyond the end of time are WRTMEM_FOREVER.
///
/// @param nanoseconds how long to wait
/// @return a deadline for any function that takes one
#[unsafe(no_mangle)]
pub extern "C" fn wrtmem_deadline_after(nanoseconds: u64) -> u64 {
    clock::monotonic_nanos().saturating_add(nanoseconds)
}

pub(super) fn deadline(at: u64) -> Deadline {
    Deadline::at_nanos(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_the_same_number_and_name_in_c() {
        for status in Status::ALL {
            let c = wrtmem_status_t::from(*status);
            assert_eq!(c as i32, *status as i32);
            assert_eq!(format!("{c:?}"), status.name());
            assert_eq!(status.c_name().to_str(), Ok(status.name()));
            assert_eq!(status.c_text().to_str(), Ok(status.text()));
        }
        let version = env!("CARGO_PKG_VERSION").split('.').map(|part| part.parse::<u32>().unwrap());
        let packed = version.fold(0, |sum, part| sum << 8 | part);
        assert_eq!(packed, WRTMEM_VERSION, "the header's version is not the package's");
    }
}

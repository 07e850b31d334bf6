//! Status codes and the error type every fallible call returns.
//!
//! A code is never renumbered and a retired one stays reserved: programs built against
//! one version read the codes of another.

use core::ffi::CStr;
use core::fmt;

macro_rules! statuses {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $name:literal, $text:literal;)+) => {
        /// What a call answers: `OK` is 0, everything else is negative.
        #[repr(i32)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Status { $($(#[doc = $doc])+ $variant = $code,)+ }

        impl Status {
            /// Every status, in numeric order from 0 down.
            pub const ALL: &'static [Status] = &[$(Status::$variant,)+];

            /// The status with this number, if this version knows it.
            pub const fn from_code(code: i32) -> Option<Status> {
                match code { $($code => Some(Status::$variant),)+ _ => None }
            }

            /// The constant's name in C: `"WRTMEM_E_TIMEOUT"`.
            pub const fn name(self) -> &'static str {
                match self { $(Status::$variant => $name,)+ }
            }

            /// The same for C.
            pub const fn c_name(self) -> &'static CStr {
                match self { $(Status::$variant => terminated(concat!($name, "\0")),)+ }
            }

            /// One line for C programs.
            pub const fn c_text(self) -> &'static CStr {
                match self { $(Status::$variant => terminated(concat!($text, "\0")),)+ }
            }

            /// One line for people.
            pub const fn text(self) -> &'static str {
                match self { $(Status::$variant => $text,)+ }
            }
        }
    };
}

const fn terminated(text: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(text) => text,
        Err(_) => panic!("a NUL inside"),
    }
}

statuses! {
    /// Success.
    Ok = 0, "WRTMEM_OK", "success";
    /// An argument is outside its contract; the detail message names it.
    Invalid = -1, "WRTMEM_E_INVALID", "invalid argument";
    /// The handle is closed, of another kind, or was never one.
    Handle = -2, "WRTMEM_E_HANDLE", "not an open handle of this kind";
    /// The call does not fit the object's present state.
    State = -3, "WRTMEM_E_STATE", "wrong state for this call";
    /// The handle was opened before a fork and used in the child.
    Forked = -4, "WRTMEM_E_FORKED", "handle belongs to the parent process";
    /// No segment, object or block of that name.
    NotFound = -5, "WRTMEM_E_NOT_FOUND", "not found";
    /// The name is taken.
    Exists = -6, "WRTMEM_E_EXISTS", "already exists";
    /// The name has a forbidden character or length.
    Name = -7, "WRTMEM_E_NAME", "invalid name";
    /// The object exists with another kind, type or parameters.
    Mismatch = -8, "WRTMEM_E_MISMATCH", "exists with other parameters";
    /// The file is not a segment, or not one this version can use.
    Layout = -9, "WRTMEM_E_LAYOUT", "not a usable segment";
    /// Permission, owner or mode forbids it.
    Permission = -10, "WRTMEM_E_PERMISSION", "permission denied";
    /// The file system, the segment or a table is out of room.
    NoSpace = -11, "WRTMEM_E_NO_SPACE", "out of space";
    /// The process has no memory or descriptors left.
    NoMemory = -12, "WRTMEM_E_NO_MEMORY", "out of memory";
    /// Another live process has what was asked for.
    Busy = -13, "WRTMEM_E_BUSY", "in use";
    /// The deadline passed.
    Timeout = -14, "WRTMEM_E_TIMEOUT", "deadline passed";
    /// Nothing to take; only the forms that do not wait say so.
    Empty = -15, "WRTMEM_E_EMPTY", "empty";
    /// No room to put it; only the forms that do not wait say so.
    Full = -16, "WRTMEM_E_FULL", "full";
    /// The caller's buffer is too small; the needed size is given.
    TooSmall = -17, "WRTMEM_E_TOO_SMALL", "buffer too small";
    /// The data is larger than this object can ever hold.
    TooLarge = -18, "WRTMEM_E_TOO_LARGE", "too large for this object";
    /// A process on the other side died.
    PeerDead = -19, "WRTMEM_E_PEER_DEAD", "a peer process died";
    /// Shared bytes do not check.
    Corrupt = -20, "WRTMEM_E_CORRUPT", "shared data is corrupt";
    /// The handle is read-only.
    ReadOnly = -21, "WRTMEM_E_READ_ONLY", "read-only";
    /// This build or kernel cannot do it.
    Unsupported = -22, "WRTMEM_E_UNSUPPORTED", "not supported here";
    /// A system call failed in a way with no code of its own; the detail has errno.
    Os = -23, "WRTMEM_E_OS", "system call failed";
    /// A defect in the library was caught at the boundary; the segment is as a kill would leave it.
    Panic = -24, "WRTMEM_E_PANIC", "internal error caught at the boundary";
    /// The object was closed for all its users.
    Closed = -25, "WRTMEM_E_CLOSED", "closed";
    /// The writer overwrote what this reader had not read yet; how many elements is given.
    Lapped = -26, "WRTMEM_E_LAPPED", "overwritten before it was read";
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A status and, where there is something to say, a message that names the object, the
/// value and the limit. Making one without a message costs nothing, so the data path's
/// `Empty`, `Full` and `Timeout` never allocate.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    status: Status,
    #[cfg(feature = "std")]
    detail: Option<Box<str>>,
}

/// The result of every fallible call.
pub type Result<T> = core::result::Result<T, Error>;

impl Error {
    /// The code.
    pub const fn status(&self) -> Status {
        self.status
    }

    /// The message beyond the code's own text; empty where there is none.
    pub fn detail(&self) -> &str {
        #[cfg(feature = "std")]
        return self.detail.as_deref().unwrap_or("");
        #[cfg(not(feature = "std"))]
        ""
    }

    /// An error with a message. Without `std` the message is dropped.
    #[cold]
    pub fn with_detail(status: Status, detail: fmt::Arguments<'_>) -> Error {
        #[cfg(feature = "std")]
        return Error { status, detail: Some(std::fmt::format(detail).into_boxed_str()) };
        #[cfg(not(feature = "std"))]
        {
            let _ = detail;
            Error { status }
        }
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Error {
        Error {
            status,
            #[cfg(feature = "std")]
            detail: None,
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.status.name())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.detail() {
            "" => fmt::Display::fmt(&self.status, f),
            detail => f.write_str(detail),
        }
    }
}

impl core::error::Error for Error {}

/// `fail!(Full, "ring \"{}\": ...", name)`: returns from the function with that error.
macro_rules! fail {
    ($status:ident, $($message:tt)+) => {
        return Err($crate::status::Error::with_detail(
            $crate::status::Status::$status, format_args!($($message)+)))
    };
}
pub(crate) use fail;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_dense_and_come_back() {
        for (i, status) in Status::ALL.iter().enumerate() {
            assert_eq!(*status as i32, -(i as i32), "{status:?} has a gap before it");
            assert_eq!(Status::from_code(*status as i32), Some(*status));
            assert!(status.name().starts_with("WRTMEM_"));
        }
        assert_eq!(Status::from_code(1), None);
        assert_eq!(Status::from_code(-(Status::ALL.len() as i32)), None);
    }

    #[test]
    fn an_error_shows_its_detail_or_else_its_code() {
        let plain = Error::from(Status::Full);
        assert_eq!((plain.to_string().as_str(), plain.detail()), ("full", ""));
        let told = Error::with_detail(Status::Name, format_args!("segment name {:?}", "a/b"));
        assert_eq!(told.to_string(), "segment name \"a/b\"");
        assert_eq!(format!("{told:?}"), "WRTMEM_E_NAME: segment name \"a/b\"");
    }
}

//! How to create or open a segment.

use std::path::PathBuf;

use super::layout::Layout;
use crate::status::{Result, fail};

/// Sizes, place and permissions of a segment. Sizes count when it is created; opening an
/// existing one takes them from its header.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Bytes for objects and pages; the tables come on top. Default 16 MiB.
    pub bytes: u64,
    /// Directory of the file. Default `/dev/shm`; any file system with shared mappings and
    /// `O_TMPFILE` will do (tmpfs, ext4, xfs, btrfs).
    pub dir: PathBuf,
    /// Permission bits of a new file, and which write bits of others an open accepts.
    /// Default 0600.
    pub mode: u32,
    /// Most participants at once, 1 to 1023. Default 64.
    pub participants: u32,
    /// Most threads with a slot at once, 1 to 65,535. Default 256.
    pub slots: u32,
    /// Most objects at once, 1 to 4,095. Default 256.
    pub objects: u32,
    /// Touch every page now, so that no later access faults.
    pub prefault: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            bytes: 16 << 20,
            dir: "/dev/shm".into(),
            mode: 0o600,
            participants: 64,
            slots: 256,
            objects: 256,
            prefault: false,
        }
    }
}

impl Options {
    /// The defaults with room for `bytes`.
    pub fn with_bytes(bytes: u64) -> Options {
        Options { bytes, ..Options::default() }
    }

    pub(super) fn layout(&self) -> Result<Layout> {
        if self.mode & !0o777 != 0 || self.mode & 0o600 != 0o600 {
            fail!(Invalid, "mode {:o}: needs 0600 and nothing beyond 0777", self.mode);
        }
        Layout::for_payload(self.participants, self.slots, self.objects, self.bytes)
    }
}

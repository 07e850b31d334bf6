//! Mapping a segment file, out of reach of forked children.

use std::ptr::NonNull;

use memmap2::{Advice, MmapOptions, MmapRaw};

use super::file::Descriptor;
use super::fork::{self, PROCESS};
use crate::status::{Error, Result, Status, fail};

/// A mapped segment file and the descriptor whose locks stand for this handle.
///
/// The mapping was made from that descriptor, so the locks live as long as the mapping,
/// even when the application closes every descriptor it can find.
pub(crate) struct MappedFile {
    map: Option<MmapRaw>,
    file: Descriptor,
    fork: u32,
}

/// How to map.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    ReadOnly,
    ReadWrite { prefault: bool },
}

impl MappedFile {
    /// Maps the first `len` bytes.
    pub(crate) fn new(file: Descriptor, len: usize, access: Access) -> Result<MappedFile> {
        let failed = |what: &str, error: std::io::Error| {
            let status = match error.raw_os_error() {
                // EAGAIN: more than may be locked.
                Some(libc::ENOMEM | libc::EAGAIN) => Status::NoMemory,
                _ => Status::Os,
            };
            Error::with_detail(status, format_args!("{what} {len} bytes: {error}"))
        };
        let Some(fd) = file.get() else {
            fail!(State, "the segment's descriptor was closed before it was mapped");
        };
        let map = {
            // Between the mapping and the advice no fork may run: a child with the mapping
            // would keep this process alive in the kernel's eyes.
            let _process = PROCESS.lock();
            let mut options = MmapOptions::new();
            options.len(len);
            let map = match access {
                Access::ReadOnly => options.map_raw_read_only(fd),
                Access::ReadWrite { .. } => options.map_raw(fd),
            };
            let map = map.map_err(|error| failed("map", error))?;
            map.advise(Advice::DontFork).map_err(|error| failed("keep from children", error))?;
            map
        };
        if access == (Access::ReadWrite { prefault: true }) {
            prefault(&map).map_err(|error| failed("prefault", error))?;
        }
        Ok(MappedFile { map: Some(map), file, fork: fork::generation() })
    }

    /// First byte.
    pub(crate) fn base(&self) -> NonNull<u8> {
        let map = self.map.as_ref().expect("present until dropped");
        NonNull::new(map.as_mut_ptr()).expect("a mapping is never at address 0")
    }

    /// The open file.
    #[inline]
    pub(crate) fn file(&self) -> &Descriptor {
        &self.file
    }
}

/// Makes every page present and writable. A kernel before 5.14 cannot do that by advice:
/// then a read of each page must do, and the first store to it still faults once.
fn prefault(map: &MmapRaw) -> std::io::Result<()> {
    match map.advise(Advice::PopulateWrite) {
        Err(error) if error.raw_os_error() == Some(libc::EINVAL) => {
            for at in (0..map.len()).step_by(4096) {
                // SAFETY: inside the mapping; a volatile read of a byte that others may write.
                unsafe { map.as_ptr().add(at).read_volatile() };
            }
            Ok(())
        }
        answer => answer,
    }
}

impl Drop for MappedFile {
    fn drop(&mut self) {
        let map = self.map.take();
        if self.fork != fork::generation() {
            // The mapping did not come along; its addresses may belong to something else.
            core::mem::forget(map);
        }
    }
}

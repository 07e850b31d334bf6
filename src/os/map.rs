//! Mapping a segment file, out of reach of forked children.

use std::ptr::NonNull;

use memmap2::{Advice, MmapOptions, MmapRaw};

use super::file::Descriptor;
use super::fork::PROCESS;
use crate::status::{Error, Result, Status};

/// A mapped segment file and the descriptor whose locks stand for this handle.
///
/// The mapping was made from that descriptor, so the locks live as long as the mapping,
/// even when the application closes every descriptor it can find.
pub(crate) struct MappedFile {
    map: Option<MmapRaw>,
    file: Descriptor,
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
                Some(libc::ENOMEM) => Status::NoMemory,
                _ => Status::Os,
            };
            Error::with_detail(status, format_args!("{what} {len} bytes: {error}"))
        };
        let mut options = MmapOptions::new();
        options.len(len);
        if access == (Access::ReadWrite { prefault: true }) {
            options.populate();
        }
        // Between the mapping and the advice no fork may run: a child with the mapping would
        // keep this process alive in the kernel's eyes.
        let process = PROCESS.lock();
        let map = match access {
            Access::ReadOnly => options.map_raw_read_only(file.raw()),
            Access::ReadWrite { .. } => options.map_raw(file.raw()),
        };
        let map = map.map_err(|error| failed("map", error))?;
        map.advise(Advice::DontFork).map_err(|error| failed("keep from children", error))?;
        drop(process);
        Ok(MappedFile { map: Some(map), file })
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

impl Drop for MappedFile {
    fn drop(&mut self) {
        let map = self.map.take();
        if self.file.is_forked() {
            // The mapping did not come along; its addresses may belong to something else.
            core::mem::forget(map);
        }
    }
}

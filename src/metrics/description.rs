//! What a metric says of itself: label, unit, help.

use super::layout::{DESCRIBED, TEXT, TEXT_SIZE};
use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::Ordering::*;
use crate::sync::checksum::Crc;

const LABEL: usize = 64;
const UNIT: usize = 32;
const HELP: usize = TEXT_SIZE - LABEL - UNIT;

/// Label, unit and help of a metric, for people and for monitoring systems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Description<'a> {
    /// What tells it from others of its name, such as which robot: up to 64 bytes of UTF-8.
    pub label: &'a str,
    /// What one is: `"bytes"`, `"nanoseconds"`; up to 32 bytes.
    pub unit: &'a str,
    /// One sentence; up to 160 bytes.
    pub help: &'a str,
}

/// The same, read from a metric.
#[derive(Clone, PartialEq, Eq)]
pub struct DescriptionBuf {
    bytes: [u8; TEXT_SIZE],
}

impl Description<'_> {
    /// What is wrong with it.
    pub(super) fn check(&self) -> Result<()> {
        let parts =
            [("label", self.label, LABEL), ("unit", self.unit, UNIT), ("help", self.help, HELP)];
        for (name, text, limit) in parts {
            if text.len() > limit {
                fail!(Invalid, "metric: {name} of {} bytes is above {limit}", text.len());
            }
            if text.contains('\0') {
                fail!(Invalid, "metric: {name} {text:?} contains a NUL");
            }
        }
        Ok(())
    }

    fn to_bytes(self) -> [u8; TEXT_SIZE] {
        let mut bytes = [0; TEXT_SIZE];
        bytes[..self.label.len()].copy_from_slice(self.label.as_bytes());
        bytes[LABEL..][..self.unit.len()].copy_from_slice(self.unit.as_bytes());
        bytes[LABEL + UNIT..][..self.help.len()].copy_from_slice(self.help.as_bytes());
        bytes
    }
}

impl Default for DescriptionBuf {
    fn default() -> Self {
        DescriptionBuf { bytes: [0; TEXT_SIZE] }
    }
}

impl DescriptionBuf {
    fn part(&self, from: usize, len: usize) -> &str {
        let bytes = &self.bytes[from..from + len];
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(len);
        // What was written was UTF-8; the checksum vouches for it but for a forger.
        core::str::from_utf8(&bytes[..end]).unwrap_or("")
    }

    /// See [`Description::label`].
    pub fn label(&self) -> &str {
        self.part(0, LABEL)
    }

    /// See [`Description::unit`].
    pub fn unit(&self) -> &str {
        self.part(LABEL, UNIT)
    }

    /// See [`Description::help`].
    pub fn help(&self) -> &str {
        self.part(LABEL + UNIT, HELP)
    }
}

impl core::fmt::Debug for DescriptionBuf {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        Description { label: self.label(), unit: self.unit(), help: self.help() }.fmt(f)
    }
}

/// The word that commits a description: its checksum, and a bit so that it is not 0.
fn word(bytes: &[u8; TEXT_SIZE]) -> u64 {
    (Crc::new().update(bytes).value() as u64) << 32 | 1
}

/// Writes a description. One thread does so at a time; readers find the one before, none, or
/// this one.
pub(super) fn write(mem: Mem<'_>, description: &Description<'_>) -> Result<()> {
    description.check()?;
    let bytes = description.to_bytes();
    let described = mem.word64(DESCRIBED);
    // AcqRel: no byte is written before the old word is gone, or a kill in between would leave
    // a description that does not check.
    described.swap(0, AcqRel);
    mem.copy_in(TEXT, &bytes);
    // Release: with the Acquire in `read`. This store commits.
    described.store(word(&bytes), Release);
    Ok(())
}

/// The description; empty if there is none, or one is being written. `Corrupt` if it does not
/// check.
pub(super) fn read(mem: Mem<'_>) -> Result<DescriptionBuf> {
    let mut text = DescriptionBuf::default();
    // Acquire: with the Release in `write`.
    let described = mem.word64(DESCRIBED).load(Acquire);
    if described == 0 {
        return Ok(text);
    }
    mem.copy_out(TEXT, &mut text.bytes);
    if word(&text.bytes) != described {
        // Relaxed: only whether somebody writes a new one just now.
        if mem.word64(DESCRIBED).load(Relaxed) != described {
            return Ok(DescriptionBuf::default());
        }
        fail!(Corrupt, "metric: its description does not check");
    }
    Ok(text)
}

/// Describes a metric that others may describe at the same time.
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub(super) fn describe(mem: Mem<'_>, description: &Description<'_>) -> Result<()> {
    use super::layout::DESCRIBE_LOCK;
    use crate::sync::{Deadline, OwnerLock};
    let patience = Deadline::after(core::time::Duration::from_secs(1));
    // Taken from the dead, nothing needs repair: the word of what it was writing is 0.
    let lock = OwnerLock::new(mem.word32(DESCRIBE_LOCK), mem.live(), "metric's description");
    let _locked = lock.lock(patience)?;
    write(mem, description)
}

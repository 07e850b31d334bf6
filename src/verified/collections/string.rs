//! Text.

use super::sequence::Sequence;
use crate::provider::Provider;
use crate::status::{Result, fail};
use crate::verified::{Region, RegionParams, VerificationLevel};

/// Text of up to `N` bytes, always whole UTF-8. Shared and read as
/// [`BoundedVec`](super::BoundedVec) is.
pub struct BoundedString<const N: usize, P>(Sequence<u8, N, P>);

impl<const N: usize, P: Provider> BoundedString<N, P> {
    /// Parameters of the region that holds it, to create its object in a segment.
    pub fn params(level: VerificationLevel) -> Result<RegionParams> {
        Sequence::<u8, N, P>::params(level)
    }

    /// Bytes of memory it needs.
    pub fn required_size(level: VerificationLevel) -> Result<usize> {
        Sequence::<u8, N, P>::params(level)?.required_size()
    }

    /// Makes an empty one in memory that nobody else uses yet.
    pub fn format(provider: P, level: VerificationLevel) -> Result<Self> {
        Sequence::format(provider, level).map(Self)
    }

    /// Opens the one in this memory, made with the same `N`. Reads only.
    pub fn open(provider: P, level: VerificationLevel) -> Result<Self> {
        Sequence::open(provider, level).map(Self)
    }

    /// The region that holds it.
    pub fn region(&self) -> &Region<P> {
        &self.0.region
    }

    /// Bytes of the text.
    pub fn len(&self) -> Result<usize> {
        Ok(self.0.words()?.length)
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Replaces the text, in one commit; `NoSpace` if it is too long.
    pub fn set(&self, text: &str) -> Result<()> {
        self.0.extend(text.as_bytes(), false)
    }

    /// Appends, in one commit; `NoSpace` if it does not fit.
    pub fn push_str(&self, text: &str) -> Result<()> {
        self.0.extend(text.as_bytes(), true)
    }

    /// Copies the text to `out` and answers it. `Invalid` if `out` is too short, `Corrupt` if
    /// what was read is no text.
    pub fn read<'a>(&self, out: &'a mut [u8]) -> Result<&'a str> {
        let length = self.0.copy_to(out)?;
        match core::str::from_utf8(&out[..length]) {
            Ok(text) => Ok(text),
            Err(_) => fail!(Corrupt, "string: its {length} bytes are not UTF-8"),
        }
    }

    /// Whether nothing in it is damaged.
    pub fn verify(&self) -> Result<bool> {
        self.0.verify()
    }
}

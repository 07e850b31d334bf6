//! Text.

use super::sequence::{Content, Form, Sequence};
use crate::provider::Provider;
use crate::status::{Result, fail};
use crate::verified::{Ask, Region, RegionParams, VerificationLevel};

/// Text of up to `N` bytes, always whole UTF-8. Shared and read as
/// [`BoundedVec`](super::BoundedVec) is.
pub struct BoundedString<const N: usize, P> {
    sequence: Sequence<P>,
    ask: Ask,
}

impl<const N: usize, P: Provider> BoundedString<N, P> {
    const FORM: Form = Form { content: Content::Text, element: 1, capacity: N };

    /// Parameters of the region that holds it, to create its object in a segment.
    pub fn params(level: VerificationLevel) -> Result<RegionParams> {
        Self::FORM.params(RegionParams::DEFAULT_BLOCK, level)
    }

    /// Bytes of memory it needs.
    pub fn required_size(level: VerificationLevel) -> Result<usize> {
        Self::params(level)?.required_size()
    }

    /// Makes an empty one in memory that nobody else uses yet.
    pub fn format(provider: P, level: VerificationLevel) -> Result<Self> {
        let sequence = Sequence::format(provider, Self::FORM, level)?;
        Ok(BoundedString { sequence, ask: Ask::default() })
    }

    /// Opens the one in this memory, made with the same `N`: see
    /// [`BoundedVec::open`](super::BoundedVec::open).
    pub fn open(provider: P, level: VerificationLevel) -> Result<Self> {
        let sequence = Sequence::open(provider, Self::FORM, level)?;
        Ok(BoundedString { sequence, ask: Ask::default() })
    }

    /// The same, of which every call asks this: see
    /// [`BoundedVec::with`](super::BoundedVec::with).
    pub fn with(&self, ask: Ask) -> BoundedString<N, &P> {
        BoundedString { sequence: self.sequence.by_ref(), ask }
    }

    /// The region that holds it.
    pub fn region(&self) -> &Region<P> {
        &self.sequence.region
    }

    /// Bytes of the text.
    pub fn len(&self) -> Result<usize> {
        self.sequence.length(self.ask.level)
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Replaces the text, in one commit; `NoSpace` if it is too long.
    pub fn set(&self, text: &str) -> Result<()> {
        self.sequence.extend(&self.ask, text.as_bytes(), false)
    }

    /// Appends, in one commit; `NoSpace` if it does not fit.
    pub fn push_str(&self, text: &str) -> Result<()> {
        self.sequence.extend(&self.ask, text.as_bytes(), true)
    }

    /// Copies the text to `out` and answers it. `TooSmall` if it does not fit, `Corrupt` if
    /// what was read is no text.
    pub fn read<'a>(&self, out: &'a mut [u8]) -> Result<&'a str> {
        let length = self.sequence.copy_to(self.ask.level, out)?;
        text(&out[..length])
    }

    /// Whether nothing in it is damaged.
    pub fn verify(&self) -> Result<bool> {
        self.sequence.verify()
    }
}

/// What is kept is text.
pub(crate) fn text(bytes: &[u8]) -> Result<&str> {
    match core::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(_) => fail!(Corrupt, "string: its {} bytes are not UTF-8", bytes.len()),
    }
}

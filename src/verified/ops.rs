//! Writes that are atomic with their checksum, by the names of safe memory handling.

use core::fmt;

use super::memory::{RegionMemory, params_for};
use super::{Region, VerificationLevel};
use crate::provider::Provider;
use crate::status::{Error, Result, Status};
use crate::sync::checksum::{combine, crc32c};

/// A CRC32C.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Checksum(u32);

impl Checksum {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Checksum {
        Checksum(crc32c(bytes))
    }

    /// Of these bytes and `second`'s, which are `second_len`, after them.
    #[must_use]
    pub fn then(self, second: Checksum, second_len: u64) -> Checksum {
        Checksum(combine(self.0, second.0, second_len))
    }

    /// Its number.
    pub const fn value(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#010x}", self.0)
    }
}

/// More was asked for than there is room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapacityError {
    /// Where what was asked for would end.
    pub wanted: u64,
    /// Where the room ends.
    pub capacity: u64,
}

impl fmt::Display for CapacityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "up to byte {} of {}", self.wanted, self.capacity)
    }
}

impl core::error::Error for CapacityError {}

impl From<CapacityError> for Error {
    fn from(error: CapacityError) -> Error {
        Error::with_detail(Status::TooLarge, format_args!("safe memory: {error}"))
    }
}

/// Safe memory: a [`Region`] over all of its provider's usable bytes.
pub struct SafeMemoryHandler<P>(Region<P>);

impl<P: RegionMemory> SafeMemoryHandler<P> {
    /// Zeros, at this level. Whatever the provider's memory held is gone.
    pub fn new(provider: P, level: VerificationLevel) -> Result<SafeMemoryHandler<P>> {
        let params = params_for(provider.usable(), level);
        Region::format(provider, &params).map(SafeMemoryHandler)
    }
}

impl<P: Provider> SafeMemoryHandler<P> {
    /// Over a region that is there, as one in a segment.
    pub fn over(region: Region<P>) -> SafeMemoryHandler<P> {
        SafeMemoryHandler(region)
    }

    /// The region, with everything it can do.
    pub fn region(&self) -> &Region<P> {
        &self.0
    }

    /// Bytes there are.
    pub fn capacity(&self) -> u64 {
        self.0.len()
    }

    /// Whether `len` bytes at `offset` are inside.
    pub fn check_range(&self, offset: u64, len: usize) -> core::result::Result<(), CapacityError> {
        let wanted = offset.saturating_add(len as u64);
        let capacity = self.capacity();
        if wanted > capacity { Err(CapacityError { wanted, capacity }) } else { Ok(()) }
    }

    /// Writes `bytes` and their checksums in one commit. `TooLarge` beyond the capacity.
    #[inline]
    pub fn write_slice(&self, offset: u64, bytes: &[u8]) -> Result<()> {
        self.check_range(offset, bytes.len())?;
        self.0.write(offset, bytes)
    }

    /// Reads, verified as the level says. `TooLarge` beyond the capacity, `Corrupt` for damage.
    #[inline]
    pub fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        self.check_range(offset, out.len())?;
        self.0.read(offset, out)
    }
}

/// Another handler of the same memory, where the provider's clone is that.
impl<P: Clone> Clone for SafeMemoryHandler<P> {
    fn clone(&self) -> Self {
        SafeMemoryHandler(self.0.clone())
    }
}

/// What memory offers whose writes are atomic with their checksums.
pub trait AtomicMemoryExt {
    /// Writes `bytes` and their checksums in one commit: no reader, and no process after a
    /// crash, meets one without the other.
    fn write_atomic(&self, offset: u64, bytes: &[u8]) -> Result<()>;

    /// Reads what one commit left, verified as the level says.
    fn read_atomic(&self, offset: u64, out: &mut [u8]) -> Result<()>;

    /// The checksum of everything.
    fn checksum(&self) -> Result<Checksum>;

    /// Whether every checksum holds.
    fn verify_all_checksums(&self) -> Result<bool>;
}

/// Safe memory shared by threads, and by processes if the provider's is. Where a mutex around
/// a handler would make readers wait for writers, here none does.
pub struct AtomicMemoryOps<P> {
    handler: SafeMemoryHandler<P>,
}

impl<P> AtomicMemoryOps<P> {
    /// Around a handler.
    pub const fn new(handler: SafeMemoryHandler<P>) -> AtomicMemoryOps<P> {
        AtomicMemoryOps { handler }
    }

    /// The handler.
    pub const fn handler(&self) -> &SafeMemoryHandler<P> {
        &self.handler
    }
}

impl<P: Provider> AtomicMemoryExt for AtomicMemoryOps<P> {
    #[inline]
    fn write_atomic(&self, offset: u64, bytes: &[u8]) -> Result<()> {
        self.handler.write_slice(offset, bytes)
    }

    #[inline]
    fn read_atomic(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        self.handler.read(offset, out)
    }

    fn checksum(&self) -> Result<Checksum> {
        let region = self.handler.region();
        region.checksum(0, region.len()).map(Checksum)
    }

    fn verify_all_checksums(&self) -> Result<bool> {
        Ok(self.handler.region().verify_all(&mut |_| ())?.is_sound())
    }
}

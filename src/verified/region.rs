//! A region of verified bytes.

use super::manage::Report;
use super::read::Reader;
use super::scrub::ScrubStep;
use super::statistics::{ReadTally, Statistics};
use super::view::{Identity, View};
use super::write::Writer;
use super::{Ask, Damage, RegionParams, VerificationLevel};
use crate::provider::Provider;
use crate::status::{Result, Status, fail};
use crate::sync::Deadline;

/// Bytes that commit with their checksums.
///
/// A handle, which may be shared by threads; a clone counts its reads alone. See the
/// [module](super) for what holds, and [`VerificationLevel`] for what is checked when.
pub struct Region<P> {
    provider: P,
    shape: super::layout::Shape,
    identity: Identity,
    tally: ReadTally,
}

impl<P: Clone> Clone for Region<P> {
    fn clone(&self) -> Self {
        Region { provider: self.provider.clone(), tally: ReadTally::new(), ..*self }
    }
}

impl<P: Provider> Region<P> {
    /// Makes a region of zeros in the provider's memory, whose bytes are arbitrary and which
    /// nobody else uses yet.
    pub fn format(provider: P, params: &RegionParams) -> Result<Region<P>> {
        provider.check()?;
        let shape = params.shape()?;
        let identity = View::format(provider.mem(), shape, params.level)?.identity;
        Ok(Region { provider, shape, identity, tally: ReadTally::new() })
    }

    /// The region in the provider's memory, made with the same size and block. Reads only.
    /// `Layout` if there is none of this version, `Mismatch` if it was made with others,
    /// `Corrupt` if neither copy of its header checks.
    pub fn open(provider: P, params: &RegionParams) -> Result<Region<P>> {
        provider.check_readable()?;
        let shape = params.shape()?;
        let identity = View::attach(provider.mem(), shape)?.identity;
        Ok(Region { provider, shape, identity, tally: ReadTally::new() })
    }

    /// Usable bytes.
    #[allow(clippy::len_without_is_empty)] // a region is never empty
    pub fn len(&self) -> u64 {
        self.shape.size
    }

    /// Bytes of a block.
    pub fn block_size(&self) -> u32 {
        self.shape.block
    }

    /// Blocks.
    pub fn blocks(&self) -> u32 {
        self.shape.blocks
    }

    /// The provider.
    pub fn provider(&self) -> &P {
        &self.provider
    }

    /// The same by reference, which counts its reads alone.
    pub(super) fn by_ref(&self) -> Region<&P> {
        let Region { shape, identity, .. } = *self;
        Region { provider: &self.provider, shape, identity, tally: ReadTally::new() }
    }

    #[inline]
    pub(super) fn view(&self) -> View<'_> {
        View { mem: self.provider.mem(), shape: self.shape, identity: self.identity }
    }

    #[inline]
    fn reader(&self) -> Reader<'_> {
        Reader { tally: &self.tally, provider: &self.provider }
    }

    #[inline]
    fn fits(&self, offset: u64, len: usize) -> Result<()> {
        if offset > self.shape.size || len as u64 > self.shape.size - offset {
            fail!(
                Invalid,
                "region: {len} bytes at {offset} are outside 0..{}, its size",
                self.shape.size
            );
        }
        Ok(())
    }

    /// Copies the bytes at `offset` into `out`, all as one commit left them, verified as the
    /// region's level says. Takes no lock and waits for no writer.
    ///
    /// `Corrupt` if they are damaged, and then `out` holds nothing of use; `Busy` if writers
    /// overtook it at each of 64,000 looks.
    #[inline]
    pub fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        self.read_with(VerificationLevel::Off, offset, out)
    }

    /// As [`read`](Self::read), at `level` if the region's is lower.
    #[inline]
    pub fn read_with(&self, level: VerificationLevel, offset: u64, out: &mut [u8]) -> Result<()> {
        self.provider.check_readable()?;
        self.fits(offset, out.len())?;
        self.view().read(self.reader(), level, offset, out)?;
        self.provider.check_current()
    }

    /// Writes `bytes` at `offset`, in one commit, waiting for other writers as long as they
    /// take. See [`write_with`](Self::write_with).
    #[inline]
    pub fn write(&self, offset: u64, bytes: &[u8]) -> Result<()> {
        self.write_with(&Ask::default(), offset, bytes)
    }

    /// Writes `bytes` at `offset`, in one commit: whoever reads meets all of it or nothing,
    /// whatever happens to this process.
    ///
    /// `Timeout` if a living writer kept the lock until the deadline; `Corrupt` if bytes that
    /// were to stay are damaged, and then nothing is written.
    #[inline]
    pub fn write_with(&self, ask: &Ask, offset: u64, bytes: &[u8]) -> Result<()> {
        self.provider.check()?;
        self.fits(offset, bytes.len())?;
        let view = self.view();
        let mut writer = Writer::begin(&view, ask)?;
        writer.write(offset, bytes)?;
        writer.commit();
        Ok(())
    }

    /// Writes several stretches, in one commit. They may touch or overlap: later ones win.
    pub fn write_all(&self, ask: &Ask, parts: &[(u64, &[u8])]) -> Result<()> {
        self.update(ask, |transaction| {
            parts.iter().try_for_each(|(offset, bytes)| transaction.write(*offset, bytes))
        })
    }

    /// Runs `change` with the lock, and commits all it wrote at once, if it succeeds. If it
    /// fails or panics, nothing was written. Other writers wait meanwhile, readers do not.
    ///
    /// `change` must not use this region by another way: it would wait for itself.
    pub fn update<T>(
        &self,
        ask: &Ask,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.provider.check()?;
        let view = self.view();
        let writer = Writer::begin(&view, ask)?;
        let mut transaction = Transaction { writer, size: self.shape.size, failed: false };
        let value = change(&mut transaction)?;
        if transaction.failed {
            fail!(State, "region: a write in this transaction failed, so none of it counts");
        }
        transaction.writer.commit();
        Ok(value)
    }

    /// The stored level.
    pub fn level(&self) -> Result<VerificationLevel> {
        self.provider.check_readable()?;
        self.view().level()
    }

    /// Changes the level for everybody. Leaving `Off` sums every block, in one commit; entering
    /// `Critical` mirrors every block. `Corrupt` if one of them is damaged, and the level stays.
    pub fn set_level(&self, level: VerificationLevel, deadline: Deadline) -> Result<()> {
        self.provider.check()?;
        self.view().set_level(level, deadline)
    }

    /// The CRC32C of the `len` bytes at `offset`, as of one commit. Whole blocks add the sums
    /// stored with them, so their bytes are not looked at.
    pub fn checksum(&self, offset: u64, len: u64) -> Result<u32> {
        self.provider.check_readable()?;
        self.fits(offset, usize::try_from(len).unwrap_or(usize::MAX))?;
        let sum = self.view().checksum(self.reader(), VerificationLevel::Off, offset, len)?;
        self.provider.check_current()?;
        Ok(sum)
    }

    /// Verifies every block, whatever the level, and tells `found` of each damaged place.
    /// Stores nothing, takes no lock.
    pub fn verify_all(&self, found: &mut dyn FnMut(Damage)) -> Result<Report> {
        self.provider.check_readable()?;
        let report = self.view().verify_all(found)?;
        self.provider.check_current()?;
        Ok(report)
    }

    /// Verifies the next blocks, about `bytes` bytes of them and at most all, from where the
    /// last stretch ended, by whatever process. At `Critical` what is damaged is repaired, at
    /// any level what is stored twice.
    pub fn scrub(&self, bytes: u64, found: &mut dyn FnMut(Damage)) -> Result<ScrubStep> {
        self.provider.check()?;
        self.view().scrub(bytes, found)
    }

    /// Sets a damaged block back to what it held before its last write. That write may have
    /// been part of a larger one, of which the other blocks stay: all or nothing no longer
    /// holds for it. `State` if the block is not damaged, `Corrupt` if the older data is too, or
    /// gone: a write to a part of the block that was refused for the damage had taken its place.
    pub fn roll_back(&self, block: u32, deadline: Deadline) -> Result<()> {
        self.provider.check()?;
        self.view().roll_back(block, deadline)
    }

    /// What was counted. `Forked` only.
    pub fn statistics(&self) -> Result<Statistics> {
        self.provider.check_readable()?;
        Ok(self.view().statistics(&self.tally))
    }
}

/// A write of several parts under way, with the lock: see [`Region::update`].
pub struct Transaction<'a> {
    writer: Writer<'a>,
    size: u64,
    failed: bool,
}

impl Transaction<'_> {
    /// Usable bytes of the region.
    #[allow(clippy::len_without_is_empty)] // a region is never empty
    pub fn len(&self) -> u64 {
        self.size
    }

    /// A number that no commit of the region had before this one.
    pub(super) fn epoch(&self) -> u64 {
        self.writer.epoch()
    }

    fn fits(&self, offset: u64, len: usize) -> Result<()> {
        if offset > self.size || len as u64 > self.size - offset {
            return Err(Status::Invalid.into());
        }
        Ok(())
    }

    /// Copies the bytes at `offset` into `out`, with what this transaction has written.
    pub fn read(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        self.fits(offset, out.len())?;
        self.writer.read(offset, out)
    }

    /// Writes `bytes` at `offset`, for nobody else to see before the end. If it fails, the
    /// transaction cannot succeed any more, unless the arguments were to blame.
    pub fn write(&mut self, offset: u64, bytes: &[u8]) -> Result<()> {
        self.fits(offset, bytes.len())?;
        let written = self.writer.write(offset, bytes);
        self.failed |= written.is_err();
        written
    }
}

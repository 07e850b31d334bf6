//! One verified value.

use super::manage::Report;
use super::read::Reader;
use super::scrub::ScrubStep;
use super::statistics::{ReadTally, Statistics};
use super::view::{Identity, View};
use super::write::Writer;
use super::{Ask, CellParams, Damage, VerificationLevel};
use crate::provider::Provider;
use crate::status::{Result, fail};
use crate::sync::Deadline;

/// One value of varying length that commits with its checksum: for what is small and hot, as
/// configuration or calibration.
///
/// A region of one block whose words all lie in one cache line; what is said there holds here.
pub struct Cell<P> {
    provider: P,
    shape: super::layout::Shape,
    identity: Identity,
    tally: ReadTally,
}

impl<P: Clone> Clone for Cell<P> {
    fn clone(&self) -> Self {
        Cell { provider: self.provider.clone(), tally: ReadTally::new(), ..*self }
    }
}

impl<P: Provider> Cell<P> {
    /// Makes a cell with an empty value in the provider's memory, whose bytes are arbitrary
    /// and which nobody else uses yet.
    pub fn format(provider: P, params: &CellParams) -> Result<Cell<P>> {
        provider.check()?;
        let shape = params.shape()?;
        let identity = View::format(provider.mem(), shape, params.level)?.identity;
        Ok(Cell { provider, shape, identity, tally: ReadTally::new() })
    }

    /// The cell in the provider's memory, made with the same capacity. Reads only.
    pub fn open(provider: P, params: &CellParams) -> Result<Cell<P>> {
        provider.check_readable()?;
        let shape = params.shape()?;
        let identity = View::attach(provider.mem(), shape)?.identity;
        Ok(Cell { provider, shape, identity, tally: ReadTally::new() })
    }

    /// The longest value.
    pub fn capacity(&self) -> usize {
        self.shape.size as usize
    }

    /// The provider.
    pub fn provider(&self) -> &P {
        &self.provider
    }

    #[inline]
    pub(super) fn view(&self) -> View<'_> {
        View { mem: self.provider.mem(), shape: self.shape, identity: self.identity }
    }

    #[inline]
    fn reader(&self) -> Reader<'_> {
        Reader { tally: &self.tally, provider: &self.provider }
    }

    /// Copies the value to the front of `out` and answers its length. Takes no lock and waits
    /// for no writer. `TooSmall` if it does not fit; `Corrupt` if it is damaged.
    #[inline]
    pub fn read(&self, out: &mut [u8]) -> Result<usize> {
        self.read_with(VerificationLevel::Off, out)
    }

    /// As [`read`](Self::read), at `level` if the cell's is lower.
    #[inline]
    pub fn read_with(&self, level: VerificationLevel, out: &mut [u8]) -> Result<usize> {
        self.provider.check_readable()?;
        let len = match self.view().glance(&self.tally, level, out) {
            Some(len) => len,
            None => self.read_the_long_way(level, out)?,
        };
        self.provider.check_current()?;
        Ok(len)
    }

    // Apart, so that the usual read keeps its view in registers.
    #[inline(never)]
    fn read_the_long_way(&self, level: VerificationLevel, out: &mut [u8]) -> Result<usize> {
        self.view().read_value(self.reader(), level, out)
    }

    /// Makes `bytes` the value, waiting for other writers as long as they take.
    #[inline]
    pub fn write(&self, bytes: &[u8]) -> Result<()> {
        self.write_with(&Ask::default(), bytes)
    }

    /// Makes `bytes` the value: whoever reads meets this one or the one before. `TooLarge` if
    /// it is longer than the capacity; `Timeout` if a living writer kept the lock until the
    /// deadline.
    #[inline]
    pub fn write_with(&self, ask: &Ask, bytes: &[u8]) -> Result<()> {
        self.provider.check()?;
        if bytes.len() > self.capacity() {
            fail!(TooLarge, "cell: {} bytes, it holds {}", bytes.len(), self.capacity());
        }
        let view = self.view();
        let mut writer = Writer::begin(&view, ask)?;
        writer.write_value(bytes)?;
        writer.commit();
        Ok(())
    }

    /// Changes the value with the lock: `change` gets it in `buffer`, which has room for any,
    /// and answers the length of the new one there. If it fails or panics, nothing was written.
    pub fn update(
        &self,
        ask: &Ask,
        buffer: &mut [u8],
        change: impl FnOnce(&mut [u8], usize) -> Result<usize>,
    ) -> Result<()> {
        self.provider.check()?;
        if buffer.len() < self.capacity() {
            fail!(TooSmall, "cell: a buffer of {}, it holds {}", buffer.len(), self.capacity());
        }
        let view = self.view();
        let mut writer = Writer::begin(&view, ask)?;
        let before = writer.read_value(buffer)?;
        let after = change(buffer, before)?;
        if after > self.capacity() {
            fail!(TooLarge, "cell: {after} bytes, it holds {}", self.capacity());
        }
        writer.write_value(&buffer[..after])?;
        writer.commit();
        Ok(())
    }

    /// The stored level.
    pub fn level(&self) -> Result<VerificationLevel> {
        self.provider.check_readable()?;
        self.view().level()
    }

    /// Changes the level for everybody: see [`Region::set_level`](super::Region::set_level).
    pub fn set_level(&self, level: VerificationLevel, deadline: Deadline) -> Result<()> {
        self.provider.check()?;
        self.view().set_level(level, deadline)
    }

    /// The CRC32C of the value.
    pub fn checksum(&self) -> Result<u32> {
        self.provider.check_readable()?;
        let sum = self.view().value_checksum(self.reader(), VerificationLevel::Off)?;
        self.provider.check_current()?;
        Ok(sum)
    }

    /// Verifies the value, whatever the level, and tells `found` of each damaged place.
    pub fn verify_all(&self, found: &mut dyn FnMut(Damage)) -> Result<Report> {
        self.provider.check_readable()?;
        let report = self.view().verify_all(found)?;
        self.provider.check_current()?;
        Ok(report)
    }

    /// Verifies the value; at `Critical` repairs it, at any level what is stored twice.
    pub fn scrub(&self, found: &mut dyn FnMut(Damage)) -> Result<ScrubStep> {
        self.provider.check()?;
        self.view().scrub(u64::MAX, found)
    }

    /// Sets a damaged value back to the one before. `State` if it is not damaged, `Corrupt` if
    /// the one before is too.
    pub fn roll_back(&self, deadline: Deadline) -> Result<()> {
        self.provider.check()?;
        self.view().roll_back(0, deadline)
    }

    /// What was counted. `Forked` only.
    pub fn statistics(&self) -> Result<Statistics> {
        self.provider.check_readable()?;
        Ok(self.view().statistics(&self.tally))
    }
}

//! A flag: one bit that any process may set, swap and wait for.

use super::layout::{OWN, ROWS, Shape, magic};
use super::{Description, DescriptionBuf, description};
use crate::provider::{Mem, Provider};
use crate::status::Result;
#[cfg(feature = "std")]
use crate::sync::{Deadline, EventCount};
use crate::sync::{Ordering::*, Shared64};

/// The word: `changes 63 | value 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagState(u64);

impl FlagState {
    /// Whether it is set.
    pub const fn is_set(self) -> bool {
        self.0 & 1 == 1
    }

    /// How often it has changed, modulo 2⁶³.
    pub const fn changes(self) -> u64 {
        self.0 >> 1
    }

    /// A state after so many changes, to wait for the next: see [`Flag::wait_change`].
    pub const fn after(changes: u64) -> FlagState {
        FlagState(changes << 1)
    }

    const fn changed_to(self, value: bool) -> FlagState {
        FlagState((self.changes().wrapping_add(1)) << 1 | value as u64)
    }
}

const _: () = {
    let state = FlagState(u64::MAX).changed_to(true);
    assert!(state.is_set() && state.changes() == 0);
    assert!(
        !FlagState(0).changed_to(false).is_set() && FlagState(0).changed_to(true).changes() == 1
    );
};

pub(super) const SHAPE: Shape = Shape { magic: magic(b'f'), mode: 0, rows: 0, row_size: 128 };
/// The event count of those who wait: behind the word, on the next line.
#[cfg(feature = "std")]
const EVENT: usize = ROWS + 64;
const _: () = assert!(OWN + 128 == ROWS);

/// A flag. Any thread may use it.
///
/// Setting a flag to what it is changes nothing and wakes nobody. Killed in an operation, a
/// process has changed the flag or not; waiters that it did not come to wake look again
/// within 10 ms.
pub struct Flag<P: Provider> {
    provider: P,
}

impl<P: Provider> Flag<P> {
    /// Bytes of memory a flag takes.
    pub const SIZE: usize = SHAPE.size();

    /// Makes a cleared flag of the provider's bytes. Nobody else uses them yet.
    pub fn format(provider: P, description: &Description<'_>) -> Result<Flag<P>> {
        provider.check()?;
        SHAPE.format(provider.mem(), "flag", || {})?;
        description::write(provider.mem(), description)?;
        Ok(Flag { provider })
    }

    /// The flag in the provider's bytes.
    pub fn attach(provider: P) -> Result<Flag<P>> {
        SHAPE.attach(provider.mem(), "flag")?;
        Ok(Flag { provider })
    }

    /// The provider of its bytes.
    pub fn provider(&self) -> &P {
        &self.provider
    }

    /// Label, unit and help.
    pub fn description(&self) -> Result<DescriptionBuf> {
        description::read(self.provider.mem())
    }

    fn word(&self) -> &Shared64 {
        self.provider.mem().word64(ROWS)
    }

    /// What it is now.
    pub fn state(&self) -> FlagState {
        state(self.provider.mem())
    }

    /// Sets it to `value`; what it was.
    pub fn swap(&self, value: bool) -> Result<bool> {
        self.provider.check()?;
        loop {
            let now = self.state();
            if now.is_set() == value || self.change(now, value) {
                return Ok(now.is_set());
            }
        }
    }

    /// Sets it.
    pub fn set(&self) -> Result<()> {
        self.swap(true).map(drop)
    }

    /// Clears it.
    pub fn clear(&self) -> Result<()> {
        self.swap(false).map(drop)
    }

    /// Changes it from `current` to `new`; whether it was `current`.
    pub fn compare_and_swap(&self, current: bool, new: bool) -> Result<bool> {
        self.provider.check()?;
        loop {
            let now = self.state();
            if now.is_set() != current {
                return Ok(false);
            }
            if current == new || self.change(now, new) {
                return Ok(true);
            }
        }
    }

    /// One attempt. It fails only if somebody else has changed the flag.
    fn change(&self, now: FlagState, value: bool) -> bool {
        let new = now.changed_to(value);
        // AcqRel: with `state`: a flag hands over what was written before it was set.
        let done = self.word().compare_exchange(now.0, new.0, AcqRel).is_ok();
        #[cfg(feature = "std")]
        if done {
            EventCount::at(self.provider.mem(), EVENT).wake();
        }
        done
    }

    /// Waits until it is `value`; the state in which it was. `Timeout` at the deadline.
    #[cfg(feature = "std")]
    pub fn wait(&self, value: bool, deadline: Deadline) -> Result<FlagState> {
        self.wait_until(deadline, |state| state.is_set() == value)
    }

    /// Waits until it has changed since `seen`. `Timeout` at the deadline.
    #[cfg(feature = "std")]
    pub fn wait_change(&self, seen: FlagState, deadline: Deadline) -> Result<FlagState> {
        self.wait_until(deadline, |state| state.changes() != seen.changes())
    }

    #[cfg(feature = "std")]
    fn wait_until(
        &self,
        deadline: Deadline,
        wanted: impl Fn(FlagState) -> bool,
    ) -> Result<FlagState> {
        self.provider.check()?;
        let look = || Ok(Some(self.state()).filter(|state| wanted(*state)));
        EventCount::at(self.provider.mem(), EVENT).wait(deadline, look, |_| Ok(()))
    }
}

pub(super) fn state(mem: Mem<'_>) -> FlagState {
    // Acquire: with the AcqRel in `change`.
    FlagState(mem.word64(ROWS).load(Acquire))
}

/// Wakes those who wait, to look again: what they waited for may have died.
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub(super) fn wake(mem: Mem<'_>) {
    EventCount::at(mem, EVENT).wake();
}

/// The smallest flag: one word of a process, and the seeds' name for it.
#[derive(Debug)]
pub struct AtomicFlag(Shared64);

#[cfg(not(any(loom, shuttle)))]
impl AtomicFlag {
    /// A flag.
    pub const fn new(value: bool) -> AtomicFlag {
        AtomicFlag(Shared64::new(value as u64))
    }

    /// Whether it is set.
    #[inline]
    pub fn get(&self) -> bool {
        // Acquire: with the Release of `set` and the AcqRel of `swap`.
        self.0.load(Acquire) != 0
    }

    /// Writes it.
    #[inline]
    pub fn set(&self, value: bool) {
        self.0.store(value as u64, Release);
    }

    /// Writes it; what it was.
    #[inline]
    pub fn swap(&self, value: bool) -> bool {
        self.0.swap(value as u64, AcqRel) != 0
    }

    /// Writes `new` if it is `current`; whether it was.
    #[inline]
    pub fn compare_and_swap(&self, current: bool, new: bool) -> bool {
        self.0.compare_exchange(current as u64, new as u64, AcqRel).is_ok()
    }
}

#[cfg(not(any(loom, shuttle)))]
impl Default for AtomicFlag {
    fn default() -> Self {
        Self::new(false)
    }
}

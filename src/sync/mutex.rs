//! A lock for private data of one process. Never placed in a segment: `parking_lot` parks
//! in a table of its own process, `spin` knows no owner.

use crate::step;

#[cfg(feature = "std")]
type Raw<T> = parking_lot::Mutex<T>;
#[cfg(not(feature = "std"))]
type Raw<T> = spin::Mutex<T>;

/// Held lock; released when dropped.
#[cfg(feature = "std")]
pub type WrtMutexGuard<'a, T> = parking_lot::MutexGuard<'a, T>;
/// Held lock; released when dropped.
#[cfg(not(feature = "std"))]
pub type WrtMutexGuard<'a, T> = spin::MutexGuard<'a, T>;

/// A mutex of one process: `parking_lot` with the `std` feature, `spin` without.
#[derive(Debug, Default)]
pub struct WrtMutex<T>(Raw<T>);

impl<T> WrtMutex<T> {
    /// A free mutex around `value`.
    pub const fn new(value: T) -> Self {
        Self(Raw::new(value))
    }

    /// Waits for the lock.
    pub fn lock(&self) -> WrtMutexGuard<'_, T> {
        // Under a test's schedule the holder needs its turn; else this is `lock` alone.
        loop {
            if let Some(guard) = self.0.try_lock() {
                return guard;
            }
            if !step::waited() {
                return self.0.lock();
            }
        }
    }

    /// The value, of whoever has the mutex to itself.
    pub fn get_mut(&mut self) -> &mut T {
        self.0.get_mut()
    }

    /// Takes the lock if it is free.
    pub fn try_lock(&self) -> Option<WrtMutexGuard<'_, T>> {
        self.0.try_lock()
    }
}

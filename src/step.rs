//! The hook before every shared store and every system call.
//!
//! In a release build each function here is empty. With `crash-points` (or in the crate's
//! own tests) a thread can ask to die before its k-th step, or to have every store written
//! down so that a test can replay any prefix of them: see [`crash`]. Or threads take turns
//! at the steps, as a seed decides: see [`schedule`].

mod defects;
pub(crate) use defects::defects;
#[cfg(all(not(test), feature = "crash-points"))]
pub(crate) use defects::is_planted;
#[cfg(feature = "crash-points")]
pub use defects::plant;

#[cfg(not(any(test, feature = "crash-points")))]
mod hook {
    #[inline(always)]
    pub(crate) fn store<T>(_address: usize, _release: bool, write: impl FnOnce() -> T) -> T {
        write()
    }
    #[inline(always)]
    pub(crate) fn bulk(_address: usize, _bytes: &[u8]) {}
    #[inline(always)]
    pub(crate) fn load() {}
    #[inline(always)]
    pub(crate) fn system_call() {}
    #[inline(always)]
    pub(crate) fn release<T>(body: impl FnOnce() -> T) -> T {
        body()
    }
    #[inline(always)]
    pub(crate) fn waited() -> bool {
        false
    }
}
#[cfg(not(any(test, feature = "crash-points")))]
pub(crate) use hook::*;

#[cfg(any(test, feature = "crash-points"))]
pub mod crash;
#[cfg(any(test, feature = "crash-points"))]
pub mod schedule;
#[cfg(any(test, feature = "crash-points"))]
pub mod script;
#[cfg(any(test, feature = "crash-points"))]
pub(crate) use crash::{bulk, is_on, load, release, store, system_call, takes_turns, waited};

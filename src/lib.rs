//! Shared memory that programs in different processes can trust.

#![cfg_attr(not(feature = "std"), no_std)]
// The scheduler models build the rooms without real memory and system calls only.
#![cfg_attr(any(loom, shuttle), allow(dead_code, unused_imports))]

// A shared or static library needs a panic handler. On hosted targets the standard
// library's serves; it is linked but has no name here, so nothing can lean on it.
#[cfg(all(not(feature = "std"), not(target_os = "none")))]
extern crate std as _;

pub mod arena;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub mod objects;
#[cfg(feature = "std")]
pub mod os;
pub mod provider;
pub mod ring;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub mod segment;
pub mod status;
#[cfg(any(test, feature = "crash-points"))]
pub mod step;
#[cfg(not(any(test, feature = "crash-points")))]
mod step;
pub mod sync;

pub use status::{Error, Result, Status};

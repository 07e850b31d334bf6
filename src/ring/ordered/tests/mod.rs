//! What the guarantees of the ordered message ring are held to.

#[cfg(not(any(loom, shuttle)))]
mod behaviour;
#[cfg(not(any(loom, shuttle)))]
mod crash;
#[cfg(any(loom, shuttle))]
mod schedules;

use super::*;
use crate::status::Status;

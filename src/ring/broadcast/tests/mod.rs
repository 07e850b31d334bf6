//! What the guarantees of the broadcast ring are held to.

#[cfg(not(any(loom, shuttle)))]
mod behaviour;
#[cfg(any(loom, shuttle))]
mod schedules;

use super::*;
use crate::status::Status;

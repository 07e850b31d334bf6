//! The C interface: one file a room, argument checks and one call each, no logic.
//!
//! `include/wrtmem.h` is generated from these files and from nothing else, so every item
//! is written out: the generator does not see what a macro makes.
//!
//! * A panic becomes `WRTMEM_E_PANIC` (`boundary`), with the segment left as a kill at that
//!   point would leave it.
//! * Handles are places in a table that is never unmapped, each with a kind and a
//!   generation (`slab`): a closed handle is an error, not a crash.
//! * Numbers from C are numbers here: an enumeration from C may hold anything.

// The names are C's. What a caller owes (valid pointers of the stated size, live handles) is
// the same everywhere and stands at the top of the header.
#![allow(non_camel_case_types, clippy::missing_safety_doc)]

mod boundary;
mod slab;

// In the order of the header.
mod status;

mod segment;

mod slot;

mod object;

mod pages;

mod message;

mod metrics;

mod synced;

mod arena;

mod verified;

mod spsc;

mod mailbox;

mod broadcast;

mod mpmc;

mod ordered;

mod waitset;

pub use arena::*;
pub use broadcast::*;
pub use mailbox::*;
pub use message::*;
pub use metrics::*;
pub use mpmc::*;
pub use object::*;
pub use ordered::*;
pub use pages::*;
pub use segment::*;
pub use slot::*;
pub use spsc::*;
pub use status::*;
pub use synced::*;
pub use verified::*;
pub use waitset::*;

//! Shared memory that programs in different processes can trust.
//!
//! Programs in C, C++, Rust or Python open one named [`Segment`](segment::Segment) and share
//! in it: [blocks](arena), [rings](ring), [verified] and [synced] memory, [metrics]. Any of them may be killed at any
//! instruction; the others go on.
//!
//! # What it guarantees
//! * **One store commits.** Whatever a process was doing when it died, the others find the
//!   state before or the state after, never one in between.
//! * **Dead means proven dead.** The kernel says who lives, by a lock that ends with its
//!   process. A stopped process is never robbed; no timeout decides.
//! * **Nothing leaks.** What a dead process held, rows, slots, pages, objects, a sender's
//!   lane, is taken back by whoever notices first, and by the next one if that one dies too.
//! * **Bytes are checked.** Messages carry a CRC32C that is checked on the receiver's copy;
//!   headers and directory rows carry one too. Damage is counted, never delivered.
//! * **Scribbles do no harm beyond themselves.** Lengths and places that bound an access come
//!   from private memory, so a peer that writes garbage gets an error out of us, not a
//!   crash, a hang or an access out of bounds.
//!
//! # What it refuses
//! It is no security boundary between users: whoever may write the segment may spoil its
//! content, and may shrink the file, which is a `SIGBUS` for those who touch what is gone.
//! It needs Linux and a little-endian 64-bit machine.
//!
//! # Example
//! ```
//! use wrtmem::objects::{KindId, ObjectSpec, TypeTag};
//! use wrtmem::ring::message::{MessageParams, Receiver, Record, Sender};
//! use wrtmem::segment::{Options, Segment};
//! use wrtmem::sync::Deadline;
//!
//! # fn main() -> wrtmem::Result<()> {
//! let name = format!("doc-{}", std::process::id());
//! let segment = Segment::create(&name, &Options::default())?;
//! let params = MessageParams::new(4, 65_536)?; // up to four senders, 64 KiB each
//! let ring = segment.create_object(&ObjectSpec {
//!     name: "greetings",
//!     kind: KindId::MESSAGE,
//!     tag: TypeTag::default(),
//!     params: params.into(),
//! })?;
//!
//! // Usually in another process, with `open` in place of `create`.
//! let mut sender = Sender::open(ring.clone(), &params, None)?;
//! sender.send(b"hello", Deadline::FOREVER)?;
//!
//! let mut receiver = Receiver::open(ring, &params)?;
//! let (mut text, mut record) = ([0; 80], Record::default());
//! receiver.receive(&mut text, &mut record, Deadline::FOREVER)?;
//! assert_eq!(&text[..record.length], b"hello");
//! # Segment::unlink(&name, &Options::default())
//! # }
//! ```
//!
//! # Rooms
//! Each uses only those below it.
//!
//! | room | what |
//! |---|---|
//! | [`capi`] | the C interface: argument checks and one call each |
//! | [`registry`] | the table of object kinds, and the segment that knows them |
//! | [`waitset`] | waiting for several ends at once, or in a poll loop |
//! | [`metrics`] | counters, flags, statistics, histograms, progress |
//! | [`synced`] | all write, all wait, all read |
//! | [`ring`] | messages between processes |
//! | [`verified`] | bytes that commit with their checksum; damage found and repaired |
//! | [`objects`] | the directory of named objects, and how they end |
//! | [`arena`] | the allocator: runs of pages, heaps of small and medium blocks |
//! | [`segment`] | header, create and open, participants, thread slots |
//! | [`provider`] | where bytes live: inline array, heap, caller's buffer, a segment |
//! | [`sync`] | the only source of shared words, locks, waiting and bulk copies |
//! | `os` | the only place with system calls |
//! | `step` | the hook before every shared store, where tests kill |
//!
//! Without the `std` feature, `ring`, `verified`, `metrics`, `provider` and `sync` remain, for
//! `no_std` targets.

#![cfg_attr(not(feature = "std"), no_std)]
// The scheduler models build the rooms without real memory and system calls only.
#![cfg_attr(any(loom, shuttle), allow(dead_code, unused_imports))]
// Without `std` nobody waits: what only waiting and recovery use stays unused.
#![cfg_attr(not(feature = "std"), allow(dead_code))]

#[cfg(target_endian = "big")]
compile_error!("the layout in memory is little-endian, and so must the machine be");

// A shared or static library needs a panic handler. On hosted targets the standard
// library's serves; it is linked but has no name here, so nothing can lean on it.
#[cfg(all(not(feature = "std"), not(target_os = "none")))]
extern crate std as _;

#[cfg(all(feature = "std", not(loom)))]
pub mod arena;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub mod capi;
pub mod metrics;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub mod objects;
#[cfg(feature = "std")]
mod os;
pub mod provider;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub mod registry;
pub mod ring;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub mod segment;
#[cfg(all(feature = "std", shuttle))]
#[path = "segment/model.rs"]
pub mod segment;
pub mod status;
#[cfg(any(test, feature = "crash-points"))]
pub mod step;
#[cfg(not(any(test, feature = "crash-points")))]
mod step;
pub mod sync;
#[cfg(feature = "std")]
pub mod synced;
#[cfg(not(any(loom, shuttle)))]
pub mod verified;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub mod waitset;

pub use status::{Error, Result, Status};

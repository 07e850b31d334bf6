//! A ring of elements of one size, with one producer and one consumer.
//!
//! # What it guarantees
//! * **Order.** What is pushed is popped in that order, each element once, by whomever the
//!   two places are held in turn.
//! * **Crashes.** One store commits a push, of one element or of many; killed before it,
//!   nothing was pushed, after it, all of it. One store commits a pop in the same way: who
//!   takes a dead consumer's place gets again what was read but not released (one element, or
//!   a batch, or a span), and no other element twice. There is nothing to recover.
//! * **Take-over.** A place whose owner died or closed goes to who asks for it, and goes on
//!   where it stopped; [`Producer::pushed`] says where that is. While its owner lives,
//!   stopped or not, the answer is `Busy`.
//! * **Hostile bytes.** Indices are used masked only, a distance above the capacity is
//!   `Corrupt`, bounds come from private memory, and every call takes a bounded number of
//!   steps. Elements carry no checksum: what a scribbler wrote into one is delivered
//!   ([`message`](super::message) is the ring that notices).
//!
//! The data path makes no system call while nobody sleeps, allocates nothing and takes no
//! lock. It is Lamport's single-producer queue ("Specifying Concurrent Program Modules",
//! 1983) with cached indices (Lee, Bu, Chandranmenon, "MCRingBuffer", 2009): a side reads the
//! other's index only when what it knew of it is used up. In full flow, when it again and
//! again finds something but little, it pauses before that look, for a few microseconds at
//! most, so that the two do not take each other's cache lines; after a look in vain it does
//! not.
//!
//! Indices count elements since the ring was made, in 64 bits: they never wrap around in
//! practice, and nothing breaks if they do.
//!
//! | file | what |
//! |---|---|
//! | `params` | capacity and element size |
//! | `layout` | where everything lies |
//! | `producer`, `consumer` | the two sides, on bytes |
//! | `ends` | a side with the provider of its memory |
//! | [`inline`] | what a header needs that pushes and pops without a call |
//! | `typed` | the same for a Rust type that may be shared |
//! | `span` | slots lent to be written or read in place |
//! | `local` | any Rust type, between two threads of one process |
//! | `info` | statistics, from loads only |
//! | `kind` | the ring as an object in a segment |
//! | `watch` | the consumer as a waitset sees it |

mod consumer;
mod ends;
mod info;
#[cfg(not(any(loom, shuttle)))]
pub mod inline;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod kind;
mod layout;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod local;
mod params;
mod producer;
mod seeded;
mod span;
#[cfg(test)]
mod tests;
mod typed;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod watch;

pub use consumer::ConsumerState;
pub use ends::{ConsumerEnd, ProducerEnd};
pub use info::SpscInfo;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use kind::SpscKind;
#[cfg(all(feature = "std", not(any(loom, shuttle))))]
pub use local::{LocalConsumer, LocalProducer, local};
pub use params::SpscParams;
pub use producer::ProducerState;
pub use span::Span;
pub use typed::{Consumer, Producer, ReadSpan, WriteSpan};

use crate::provider::Mem;
use crate::status::{Result, fail};
use crate::sync::Ordering::*;
use layout::Shape;
use seeded::{Bug, seeded};

/// A view of a ring in memory, on elements as bytes.
///
/// It is small and taken by value, so that the fast paths keep it in registers. It keeps
/// nothing: what a side remembers is in its [`ProducerState`] or [`ConsumerState`],
/// which belong to the ring they came from. [`Producer`] and [`Consumer`] hold both together,
/// and know the type.
#[derive(Clone, Copy)]
pub struct SpscRing<'a> {
    mem: Mem<'a>,
    shape: Shape,
}

impl<'a> SpscRing<'a> {
    /// Makes an empty ring of `mem`, whose bytes are arbitrary. Nobody else uses them yet.
    pub fn format(mem: Mem<'a>, params: &SpscParams) -> Result<SpscRing<'a>> {
        let shape = SpscRing::fit(mem, params)?;
        for offset in (0..layout::SLOTS).step_by(8) {
            mem.word64(offset).store(0, Relaxed);
        }
        mem.word64(layout::CAPACITY).store(params.capacity, Relaxed);
        mem.word64(layout::ELEMENT).store(params.element as u64, Relaxed);
        // Release: with the Acquire in `attach`: a ring with its magic is a whole ring.
        mem.word64(layout::LAYOUT_MAGIC).store(layout::MAGIC, Release);
        Ok(SpscRing { mem, shape })
    }

    /// The ring in `mem`, made with the same parameters. Reads only.
    ///
    /// `Layout` if there is no ring of this version, `Mismatch` if it was made with other
    /// parameters.
    pub fn attach(mem: Mem<'a>, params: &SpscParams) -> Result<SpscRing<'a>> {
        let shape = SpscRing::fit(mem, params)?;
        // Acquire: with the Release in `format`.
        let magic = mem.word64(layout::LAYOUT_MAGIC).load(Acquire);
        if magic != layout::MAGIC {
            fail!(Layout, "spsc ring: magic {magic:#018x}, not {:#018x}", layout::MAGIC);
        }
        let capacity = mem.word64(layout::CAPACITY).load(Relaxed);
        let element = mem.word64(layout::ELEMENT).load(Relaxed);
        if (capacity, element) != (params.capacity, params.element as u64) {
            fail!(
                Mismatch,
                "spsc ring: made for {capacity} elements of {element} bytes, asked for {} of {}",
                params.capacity,
                params.element
            );
        }
        Ok(SpscRing { mem, shape })
    }

    /// The ring that `attach` or `format` answered for the same memory.
    #[inline(always)]
    fn again(mem: Mem<'a>, shape: Shape) -> SpscRing<'a> {
        SpscRing { mem, shape }
    }

    fn fit(mem: Mem<'a>, params: &SpscParams) -> Result<Shape> {
        let shape = params.shape()?;
        if mem.len() < shape.size() {
            fail!(
                Invalid,
                "spsc ring: {} elements of {} bytes take {} bytes, given {}",
                params.capacity,
                params.element,
                shape.size(),
                mem.len()
            );
        }
        Ok(shape)
    }

    /// Elements it holds.
    pub fn capacity(self) -> usize {
        self.shape.capacity() as usize
    }

    /// Elements waiting, at some moment of the call.
    pub fn len(self) -> usize {
        let head = self.mem.word64(layout::HEAD).load(Relaxed);
        let tail = self.mem.word64(layout::TAIL).load(Relaxed);
        tail.wrapping_sub(head).min(self.shape.capacity()) as usize
    }

    /// Whether no element waits, at some moment of the call.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// How many elements `bytes` are, which must be whole ones.
    #[inline(always)]
    fn whole(self, bytes: usize) -> Result<usize> {
        let element = self.shape.element();
        if !bytes.is_multiple_of(element) {
            return self.not_whole(bytes);
        }
        Ok(bytes / element)
    }

    #[inline(always)]
    fn one(self, bytes: usize) -> Result<()> {
        if bytes != self.shape.element() {
            return self.not_whole(bytes).map(drop);
        }
        Ok(())
    }

    #[cold]
    fn not_whole(self, bytes: usize) -> Result<usize> {
        fail!(Invalid, "spsc ring: {bytes} bytes, elements are {} bytes", self.shape.element())
    }

    /// Copies one element in, by moves of a fixed size where there are some.
    #[inline(always)]
    fn write_one(self, position: u64, bytes: &[u8]) {
        let offset = self.shape.offset(position);
        match bytes.len() {
            8 => self.mem.copy_words_in(offset, bytes.first_chunk::<8>().expect("8")),
            16 => self.mem.copy_words_in(offset, bytes.first_chunk::<16>().expect("16")),
            32 => self.mem.copy_words_in(offset, bytes.first_chunk::<32>().expect("32")),
            64 => self.mem.copy_words_in(offset, bytes.first_chunk::<64>().expect("64")),
            _ => self.mem.copy_in(offset, bytes),
        }
    }

    /// Copies one element out.
    #[inline(always)]
    fn read_one(self, position: u64, bytes: &mut [u8]) {
        let offset = self.shape.offset(position);
        match bytes.len() {
            8 => self.mem.copy_out(offset, &mut bytes[..8]),
            16 => self.mem.copy_out(offset, &mut bytes[..16]),
            32 => self.mem.copy_out(offset, &mut bytes[..32]),
            64 => self.mem.copy_out(offset, &mut bytes[..64]),
            _ => self.mem.copy_out(offset, bytes),
        }
    }

    /// Copies whole elements in, at most as many as the ring holds.
    #[inline(always)]
    fn write_many(self, position: u64, bytes: &[u8]) {
        let element = self.shape.element();
        let first = self.before_wrap(position, bytes.len() / element) * element;
        let (before, after) = bytes.split_at(first);
        self.mem.copy_in(self.shape.offset(position), before);
        if !after.is_empty() {
            self.mem.copy_in(layout::SLOTS, after);
        }
    }

    /// Copies whole elements out, at most as many as the ring holds.
    #[inline(always)]
    fn read_many(self, position: u64, bytes: &mut [u8]) {
        let element = self.shape.element();
        let first = self.before_wrap(position, bytes.len() / element) * element;
        let (before, after) = bytes.split_at_mut(first);
        self.mem.copy_out(self.shape.offset(position), before);
        if !after.is_empty() {
            self.mem.copy_out(layout::SLOTS, after);
        }
    }

    /// See [`Shape::before_wrap`].
    #[inline(always)]
    fn before_wrap(self, position: u64, count: usize) -> usize {
        if seeded(Bug::NoWrap) {
            return count;
        }
        self.shape.before_wrap(position, count)
    }

    /// Wakes the sleepers of the event count at `offset`. Without `std` nobody can sleep.
    #[inline(always)]
    fn wake(self, offset: usize) {
        #[cfg(feature = "std")]
        if !(seeded(Bug::NoWake) && offset == layout::ITEMS_EVENT) {
            crate::sync::EventCount::at(self.mem, offset).wake();
        }
        #[cfg(not(feature = "std"))]
        let _ = offset;
    }
}

//! The same between processes, for what can be shared by them: each allocates for itself, or
//! one allocates and the other frees.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bench_framework::sample::{Key, Side as Whose};

use super::{Allocator, Arena as _, Peer, ROOM, stamp};
use crate::case::{Case, Version, Work};
use crate::duo::{Batch, Duo, Open, Shape, Side, opens};
use crate::shared::Shared;

/// Memory that processes share. It is made before the second one starts.
pub(super) trait Across: Clone + Send + Sized + 'static {
    type Way: Way;
    fn open() -> Result<Self, String>;
    /// In the process that uses it.
    fn way(self) -> Result<Self::Way, String>;
}

/// One process's way to it.
pub(super) trait Way: 'static {
    /// A block of 64 bytes: its name in every process, never 0, and its place in this one.
    fn alloc(&mut self) -> Result<(u64, *mut u64), String>;
    /// Where the block of that name is in this process.
    fn place(&self, name: u64) -> *mut u64;
    /// Gives a block back.
    fn free(&mut self, name: u64) -> Result<(), String>;
}

/// Forked, so that it is at the same address.
impl<A: Allocator> Across for Peer<A> {
    type Way = Peer<A>;
    fn open() -> Result<Peer<A>, String> {
        <Peer<A> as super::Arena>::open()
    }
    fn way(self) -> Result<Peer<A>, String> {
        self.thread()
    }
}

impl<A: Allocator> Clone for Peer<A> {
    fn clone(&self) -> Peer<A> {
        Peer(Arc::clone(&self.0))
    }
}

impl<A: Allocator> Way for Peer<A> {
    #[inline]
    fn alloc(&mut self) -> Result<(u64, *mut u64), String> {
        let place = self.0.alloc(64);
        if place.is_null() {
            return Err("out of memory for 64 bytes".into());
        }
        Ok((place.expose_provenance() as u64, place.cast()))
    }
    #[inline]
    fn place(&self, name: u64) -> *mut u64 {
        std::ptr::with_exposed_provenance_mut(name as usize)
    }
    #[inline]
    fn free(&mut self, name: u64) -> Result<(), String> {
        let place = Way::place(self, name);
        // SAFETY: allocated by one of the two processes, and freed once.
        unsafe { self.0.free(place.cast(), 64) };
        Ok(())
    }
}

pub(super) fn rows<A: Across>(cases: &mut Vec<Case>, whose: Whose, peer: &str, version: Version) {
    let mut row =
        |test: &str, shape: Shape, operations: f64, make: fn() -> Result<[Open; 2], String>| {
            let key = Key::new(ROOM, test, "2 processes", peer);
            let work = Work::Duo(Box::new(move || {
                let [left, right] = make()?;
                Ok(Duo { left, right, processes: true, shape, operations })
            }));
            cases.push(Case::new(key, whose, version.clone(), work));
        };
    row("64 B pair", Shape::Pair, 4.0, || {
        let arena = A::open()?;
        let open = |which: usize, arena: A| -> Open {
            opens(move || Ok(Pairs { way: arena.way()?, stamp: stamp(which) }))
        };
        Ok([open(0, arena.clone()), open(1, arena)])
    });
    row("alloc here, free there", Shape::Stream, 2.0, || {
        let (arena, lines) = (A::open()?, Shared::<Lines>::new()?);
        let (there, passed) = (arena.clone(), lines.clone());
        let left = opens(move || Ok(Giving { way: arena.way()?, lines, next: 0 }));
        let right = opens(move || Ok(Taking { way: there.way()?, lines: passed, next: 0 }));
        Ok([left, right])
    });
}

struct Pairs<W> {
    way: W,
    stamp: u64,
}

impl<W: Way> Side for Pairs<W> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        for _ in 0..batch.count {
            let (name, place) = self.way.alloc()?;
            self.stamp += 1;
            // SAFETY: 64 bytes, aligned to 16, that were just handed out and are freed once.
            unsafe {
                place.write(self.stamp);
                let place = std::hint::black_box(place);
                if place.read() != self.stamp {
                    return Err("wrong content: a block was overwritten by another".into());
                }
            }
            self.way.free(name)?;
        }
        Ok(())
    }
}

/// Names on their way, a line at a time: the hand-over is the same for all, and is to cost little
/// beside the blocks.
type Lines = [Line; 64];

/// Names of blocks, and how many of them were handed over. Who fills it waits for 0, who empties
/// it for another number.
#[repr(align(128))]
struct Line {
    count: AtomicU64,
    names: [AtomicU64; 15],
}

struct Giving<W> {
    way: W,
    lines: Shared<Lines>,
    next: usize,
}

impl<W: Way> Side for Giving<W> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let (mut number, end) = (batch.from, batch.from + batch.count);
        while number < end {
            let line = &self.lines[self.next % self.lines.len()];
            // Acquire: pairs with the store in `Taking`.
            while line.count.load(Ordering::Acquire) != 0 {
                batch.pause()?;
            }
            let count = (end - number).min(line.names.len() as u64);
            for slot in &line.names[..count as usize] {
                batch.work();
                let (name, place) = self.way.alloc()?;
                // SAFETY: 64 bytes, aligned to 16, that were just handed out.
                unsafe {
                    place.write(number);
                    place.add(7).write(!number);
                }
                slot.store(name, Ordering::Relaxed);
                number += 1;
            }
            // Release: pairs with the load in `Taking`.
            line.count.store(count, Ordering::Release);
            self.next += 1;
        }
        Ok(())
    }
}

struct Taking<W> {
    way: W,
    lines: Shared<Lines>,
    next: usize,
}

impl<W: Way> Side for Taking<W> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let (mut number, end) = (batch.from, batch.from + batch.count);
        while number < end {
            let line = &self.lines[self.next % self.lines.len()];
            let count = loop {
                // Acquire: pairs with the store in `Giving`.
                match line.count.load(Ordering::Acquire) {
                    0 => batch.pause()?,
                    count => break count,
                }
            };
            for slot in &line.names[..count as usize] {
                let name = slot.load(Ordering::Relaxed);
                let place = self.way.place(name);
                // SAFETY: the block that the other side filled and does not touch any more.
                if unsafe { place.read() != number || place.add(7).read() != !number } {
                    return Err("wrong content: a block was overwritten by another".into());
                }
                self.way.free(name)?;
                batch.work();
                number += 1;
            }
            // Release: pairs with the load in `Giving`.
            line.count.store(0, Ordering::Release);
            self.next += 1;
        }
        Ok(())
    }
}

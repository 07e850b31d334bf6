//! The library's arena: a heap for each thread, all in one segment.

use std::ptr::NonNull;

use bench_framework::sample::Key;
use bench_framework::sample::Side as Whose;
use wrtmem::arena::{Heap, Reference};
use wrtmem::objects::{KindId, ObjectSpec, TypeTag};
use wrtmem::ring::message::{MessageParams, Receiver, Record, Sender};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;
use wrtmem::{Status, objects::Object};

use super::processes::{self, Across, Way};
use super::{Arena, ROOM, Thread, rows};
use crate::case::{Case, Version, Work};
use crate::duo::{Batch, Duo, Shape, Side, opens};
use crate::ring::unique_name;

const OWN: Version = Version::Crate("wrtmem");
/// More than the peers' pools: every heap takes whole sectors for itself.
const SEGMENT: u64 = 128 << 20;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    rows::<Heaps>(&mut cases, Whose::Ours, "wrtmem arena", OWN);
    rows::<Handle>(&mut cases, Whose::Ours, "wrtmem Arena, a handle for all threads", OWN);
    processes::rows::<Named>(&mut cases, Whose::Ours, "wrtmem arena", OWN);
    cases.push(through_a_ring());
    cases
}

fn text(error: wrtmem::Error) -> String {
    error.to_string()
}

fn options() -> Options {
    let mut options = Options::default();
    options.bytes = SEGMENT;
    options
}

/// A shared segment, whose name is gone before anything is measured.
fn segment() -> Result<Segment, String> {
    let name = unique_name();
    let segment = Segment::create(&name, &options()).map_err(text)?;
    Segment::unlink(&name, &options()).map_err(text)?;
    Ok(segment)
}

pub(super) struct Heaps(Segment);

impl Arena for Heaps {
    type Thread = OneHeap;
    fn open() -> Result<Heaps, String> {
        segment().map(Heaps)
    }
    fn thread(&self) -> Result<OneHeap, String> {
        Heap::open(&self.0).map(OneHeap).map_err(text)
    }
}

pub(super) struct OneHeap(Heap);

impl Thread for OneHeap {
    #[inline]
    fn alloc(&mut self, bytes: usize) -> *mut u8 {
        self.0.alloc(bytes).map_or(std::ptr::null_mut(), |block| block.pointer.as_ptr())
    }
    #[inline]
    unsafe fn free(&mut self, place: *mut u8, _bytes: usize) {
        let freed = NonNull::new(place).map(|place| self.0.free_pointer(place));
        debug_assert_eq!(freed, Some(Ok(())));
    }
}

/// The one handle that any thread may use.
struct Handle(wrtmem::arena::Arena);

impl Arena for Handle {
    type Thread = SharedHandle;
    fn open() -> Result<Handle, String> {
        wrtmem::arena::Arena::open(&segment()?).map(Handle).map_err(text)
    }
    fn thread(&self) -> Result<SharedHandle, String> {
        let block = self.0.allocate(16).map_err(text)?;
        self.0.ack(block.reference).map_err(text)?;
        Ok(SharedHandle(self.0.clone(), base(&block).addr()))
    }
}

struct SharedHandle(wrtmem::arena::Arena, usize);

impl Thread for SharedHandle {
    #[inline]
    fn alloc(&mut self, bytes: usize) -> *mut u8 {
        self.0.allocate(bytes).map_or(std::ptr::null_mut(), |block| block.pointer.as_ptr())
    }
    #[inline]
    unsafe fn free(&mut self, place: *mut u8, _bytes: usize) {
        let freed = self.0.free((place.addr() - self.1) as u64);
        debug_assert_eq!(freed, Ok(()));
    }
}

/// Where the segment of a block is in this process.
fn base(block: &wrtmem::arena::Block) -> *mut u8 {
    block.pointer.as_ptr().wrapping_sub(block.reference.offset() as usize)
}

/// A segment by its name: each process opens it for itself, after the fork.
#[derive(Clone)]
struct Named(String);

/// One process's heap, and where the segment is in it.
struct Own {
    heap: Heap,
    base: *mut u8,
}

impl Across for Named {
    type Way = Own;
    fn open() -> Result<Named, String> {
        let name = unique_name();
        // Closed at once: a segment of a name stays. The runner removes it.
        Segment::create(&name, &options()).map_err(text)?;
        Ok(Named(name))
    }
    fn way(self) -> Result<Own, String> {
        Own::of(&self.segment()?)
    }
}

impl Own {
    /// Blocks belong to a handle of a segment: what sends them must be opened with the same.
    fn of(segment: &Segment) -> Result<Own, String> {
        let mut heap = Heap::open(segment).map_err(text)?;
        let block = heap.alloc(16).map_err(text)?;
        heap.ack(block.reference).map_err(text)?;
        Ok(Own { heap, base: base(&block) })
    }
}

impl Named {
    fn segment(&self) -> Result<Segment, String> {
        Segment::open(&self.0, &options(), Deadline::POLL).map_err(text)
    }

    fn ring(&self, segment: &Segment) -> Result<Object, String> {
        let (kind, tag, params) = (KindId::MESSAGE, TypeTag::default(), ring_params()?.into());
        let spec = ObjectSpec { name: "ring", kind, tag, params };
        segment.open_or_create_object(&spec).map(|(object, _)| object).map_err(text)
    }
}

fn ring_params() -> Result<MessageParams, String> {
    MessageParams::new(1, 64 << 10).map_err(text)
}

impl Way for Own {
    #[inline]
    fn alloc(&mut self) -> Result<(u64, *mut u64), String> {
        let block = self.heap.alloc(64).map_err(text)?;
        Ok((block.reference.to_bits(), block.pointer.as_ptr().cast()))
    }
    #[inline]
    fn place(&self, name: u64) -> *mut u64 {
        let offset = Reference::from_bits(name).offset() as usize;
        self.base.wrapping_add(offset).cast()
    }
    #[inline]
    fn free(&mut self, name: u64) -> Result<(), String> {
        self.heap.ack(Reference::from_bits(name)).map_err(text)
    }
}

/// With the library's own hand-over: claimed by the receiver, safe whoever is killed.
fn through_a_ring() -> Case {
    let key = Key::new(
        ROOM,
        "alloc here, free there",
        "2 processes",
        "wrtmem arena, blocks sent through its message ring",
    );
    let work = Work::Duo(Box::new(|| {
        let named = Named::open()?;
        let there = named.clone();
        let left = opens(move || {
            let segment = named.segment()?;
            let ring = named.ring(&segment)?;
            let sender = Sender::open(ring, &ring_params()?, Some(0)).map_err(text)?;
            Ok(Sending { own: Own::of(&segment)?, sender })
        });
        let right = opens(move || {
            let segment = there.segment()?;
            let ring = there.ring(&segment)?;
            let receiver = Receiver::open(ring, &ring_params()?).map_err(text)?;
            Ok(Receiving { own: Own::of(&segment)?, receiver })
        });
        Ok(Duo { left, right, processes: true, shape: Shape::Stream, operations: 2.0 })
    }));
    Case::new(key, Whose::Ours, OWN, work)
}

struct Sending {
    own: Own,
    sender: Sender<Object>,
}

impl Side for Sending {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        for number in batch.from..batch.from + batch.count {
            batch.work();
            let (name, place) = self.own.alloc()?;
            // SAFETY: 64 bytes, aligned to 16, that were just handed out.
            unsafe {
                place.write(number);
                place.add(7).write(!number);
            }
            while let Err(error) =
                self.sender.send_block(Reference::from_bits(name), Deadline::POLL)
            {
                if ![Status::Timeout, Status::Full].contains(&error.status()) {
                    return Err(text(error));
                }
                batch.pause()?;
            }
        }
        Ok(())
    }
}

struct Receiving {
    own: Own,
    receiver: Receiver<Object>,
}

impl Side for Receiving {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        for number in batch.from..batch.from + batch.count {
            let block = loop {
                match self.receiver.try_receive_block(&mut Record::default()) {
                    Ok(block) => break block,
                    Err(error) if error.status() == Status::Empty => batch.pause()?,
                    Err(error) => return Err(text(error)),
                }
            };
            let place = block.pointer.cast::<u64>();
            // SAFETY: claimed for this process; the other side filled it.
            if unsafe { place.read() != number || place.add(7).read() != !number } {
                return Err("wrong content: a block was overwritten by another".into());
            }
            self.own.heap.ack(block.reference).map_err(text)?;
            batch.work();
        }
        Ok(())
    }
}

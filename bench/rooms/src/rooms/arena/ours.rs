//! The library's arena: a heap for each thread, all in one segment.

use std::ptr::NonNull;

use bench_framework::sample::Side as Whose;
use wrtmem::arena::Heap;
use wrtmem::segment::{Options, Segment};

use super::{Arena, Thread, rows};
use crate::case::{Case, Version};
use crate::ring::unique_name;

const OWN: Version = Version::Crate("wrtmem");
/// More than the peers' pools: every heap takes whole sectors for itself.
const SEGMENT: u64 = 128 << 20;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    rows::<Heaps>(&mut cases, Whose::Ours, "wrtmem arena", OWN);
    cases
}

fn text(error: wrtmem::Error) -> String {
    error.to_string()
}

/// A shared segment, whose name is gone before anything is measured.
fn segment() -> Result<Segment, String> {
    let (name, mut options) = (unique_name(), Options::default());
    options.bytes = SEGMENT;
    let segment = Segment::create(&name, &options).map_err(text)?;
    Segment::unlink(&name, &options).map_err(text)?;
    Ok(segment)
}

struct Heaps(Segment);

impl Arena for Heaps {
    type Thread = OneHeap;
    fn open() -> Result<Heaps, String> {
        segment().map(Heaps)
    }
    fn thread(&self) -> Result<OneHeap, String> {
        Heap::open(&self.0).map(OneHeap).map_err(text)
    }
}

struct OneHeap(Heap);

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

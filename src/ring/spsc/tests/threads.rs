//! Two threads, a million elements, one ring at two addresses.

use core::ptr::NonNull;

use super::super::*;
use super::scene::Scene;
use super::{Element, element};
use crate::step::script::World;
use crate::sync::plain::{bytes_of, bytes_of_all_mut, bytes_of_mut};
use crate::sync::{Deadline, Liveness};

/// Pushes elements one by one, waiting for room.
fn push_all(ring: SpscRing<'_>, count: u64) {
    let mut producer = ring.open_producer().unwrap();
    for number in 0..count {
        ring.push(&mut producer, bytes_of(&element(number)), Deadline::FOREVER).unwrap();
    }
}

/// Pops them, by turns one by one and by many, and checks each.
fn pop_all(ring: SpscRing<'_>, count: u64) {
    let mut consumer = ring.open_consumer().unwrap();
    let mut got = [Element::default(); 16];
    let mut due = 0;
    while due < count {
        let many = if due % 3 == 0 {
            ring.pop(&mut consumer, bytes_of_mut(&mut got[0]), Deadline::FOREVER).unwrap();
            1
        } else {
            ring.pop_n(&mut consumer, bytes_of_all_mut(&mut got), Deadline::FOREVER).unwrap()
        };
        for got in &got[..many] {
            assert_eq!(*got, element(due));
            due += 1;
        }
    }
    assert!(ring.is_empty());
}

#[test]
fn a_million_elements_between_two_threads() {
    let scene = Scene::new(64);
    let (a, b) = (scene.world.join(1), scene.world.join(2));
    std::thread::scope(|scope| {
        scope.spawn(|| push_all(scene.ring(&a), 1_000_000));
        scope.spawn(|| pop_all(scene.ring(&b), 1_000_000));
    });
    let info = scene.ring(&a).info().unwrap();
    assert_eq!((info.pushed, info.popped, info.resyncs), (1_000_000, 1_000_000, 0));
    assert!(info.high_water <= 64);
}

/// A memfd mapped twice, shared with children too.
pub(super) struct Twice {
    maps: [memmap2::MmapMut; 2],
}

impl Twice {
    pub(super) fn new(len: usize) -> Twice {
        // SAFETY: the name is a C string; the descriptor is checked below and owned by the file.
        let file = unsafe {
            let fd = libc::memfd_create(c"ring".as_ptr(), libc::MFD_CLOEXEC);
            assert!(fd >= 0);
            <std::fs::File as std::os::fd::FromRawFd>::from_raw_fd(fd)
        };
        file.set_len(len as u64).unwrap();
        // SAFETY: nobody truncates the file, and its bytes are used through `Mem` only.
        let map = || unsafe { memmap2::MmapMut::map_mut(&file).unwrap() };
        Twice { maps: [map(), map()] }
    }

    pub(super) fn mem<'a>(&'a self, map: usize, live: &'a dyn Liveness) -> Mem<'a> {
        let base = NonNull::new(self.maps[map].as_ptr().cast_mut()).unwrap();
        // SAFETY: the mapping lives as long as self, is page-aligned, and is written through
        // `Mem` only.
        unsafe { Mem::new(base, self.maps[map].len(), live) }
    }
}

#[test]
fn one_ring_at_two_addresses() {
    let params = SpscParams::of::<Element>(16).unwrap();
    let twice = Twice::new(params.required_size().unwrap());
    let world = World::new();
    let (a, b) = (world.join(1), world.join(2));
    SpscRing::format(twice.mem(0, &a), &params).unwrap();
    assert_ne!(twice.maps[0].as_ptr(), twice.maps[1].as_ptr());
    std::thread::scope(|scope| {
        scope.spawn(|| push_all(SpscRing::attach(twice.mem(0, &a), &params).unwrap(), 50_000));
        scope.spawn(|| pop_all(SpscRing::attach(twice.mem(1, &b), &params).unwrap(), 50_000));
    });
    // The dead one's place is had through the other mapping too.
    world.kill(1);
    let heir = SpscRing::attach(twice.mem(1, &b), &params).unwrap().open_producer().unwrap();
    assert_eq!(heir.pushed(), 50_000);
}

//! Real threads, and one ring mapped at two addresses at once.

use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use super::*;
use crate::provider::Mem;
use crate::sync::{Deadline, Liveness};

const MESSAGES: u64 = 1_000_000;

/// Sends `count` messages, waiting for space.
fn send_all(ring: MessageRing<'_>, lane: u32, count: u64) {
    let mut sender = ring.claim(Some(lane)).unwrap();
    let content = payload(lane as u64, 4096);
    for n in 1..=count {
        let len = some_length(n);
        let from = n as usize % 3000;
        let sent = ring.send(&mut sender, &content[from..from + len], Deadline::FOREVER);
        assert_eq!(sent, Ok(n));
    }
}

/// Receives `count` messages from each lane, waiting, and checks content and order.
fn receive_all(ring: MessageRing<'_>, lanes: u32, count: u64) {
    let mut receiver = ring.open_receiver(vec![LaneCursor::default(); lanes as usize]).unwrap();
    let contents: Vec<_> = (0..lanes).map(|lane| payload(lane as u64, 4096)).collect();
    let mut next = vec![1; lanes as usize];
    let (mut buffer, mut record) = (vec![0; ring.max_message()], Record::default());
    for _ in 0..count * lanes as u64 {
        ring.receive(&mut receiver, &mut buffer, &mut record, Deadline::FOREVER).unwrap();
        let n = &mut next[record.lane as usize];
        assert_eq!(record.sequence, *n);
        let from = *n as usize % 3000;
        let sent = &contents[record.lane as usize][from..from + some_length(*n)];
        assert!(&buffer[..record.length] == sent, "lane {} message {n}", record.lane);
        *n += 1;
    }
    let end = ring.try_receive(&mut receiver, &mut buffer, &mut record).unwrap_err();
    assert_eq!(end.status(), Status::Empty);
}

#[test]
fn a_million_messages_between_two_threads() {
    let world = World::new(1, 4096);
    let (a, b) = (world.actor(1), world.actor(2));
    std::thread::scope(|scope| {
        scope.spawn(|| send_all(world.ring(&a), 0, MESSAGES));
        scope.spawn(|| receive_all(world.ring(&b), 1, MESSAGES));
    });
    let info = world.ring(&a).lane_info(0).unwrap();
    assert_eq!((info.sent, info.received, info.lost, info.corrupt), (MESSAGES, MESSAGES, 0, 0));
}

#[test]
fn five_senders_and_a_watcher() {
    let world = World::new(5, 16_384);
    let actors: Vec<_> = (1..8).map(|row| world.actor(row)).collect();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for lane in 0..5 {
            let (world, actor) = (&world, &actors[lane as usize]);
            scope.spawn(move || send_all(world.ring(actor), lane, 40_000));
        }
        let watcher = scope.spawn(|| {
            use crate::objects::{Kind, Params};
            use crate::provider::Provider;
            let ring = world.ring(&actors[6]);
            let mut looks = 0u64;
            while !done.load(SeqCst) {
                for lane in 0..5 {
                    if let Ok(info) = ring.lane_info(lane) {
                        assert_eq!(info.sent, info.received + info.lost + info.queued);
                        looks += 1;
                    }
                }
                // What no interleaving of live users explains: nothing.
                let params = Params::from(world.params);
                MessageKind.verify(world.memory.mem(), &params, &mut |finding| panic!("{finding}"));
                std::thread::yield_now();
            }
            looks
        });
        let receiver = scope.spawn(|| receive_all(world.ring(&actors[5]), 5, 40_000));
        let received = receiver.join();
        done.store(true, SeqCst);
        received.unwrap();
        assert!(watcher.join().unwrap() > 0);
    });
    for lane in 0..5 {
        let info = world.ring(&actors[5]).lane_info(lane).unwrap();
        assert_eq!((info.received, info.lost, info.corrupt), (40_000, 0, 0));
    }
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
    let world = World::new(2, 4096);
    let (a, b) = (world.actor(1), world.actor(2));
    let twice = Twice::new(world.params.required_size().unwrap());
    MessageRing::format(twice.mem(0, &a), &world.params).unwrap();
    let writer = || MessageRing::attach(twice.mem(0, &a), &world.params).unwrap();
    let reader = || MessageRing::attach(twice.mem(1, &b), &world.params).unwrap();
    assert_ne!(twice.maps[0].as_ptr(), twice.maps[1].as_ptr());
    std::thread::scope(|scope| {
        for lane in 0..2 {
            scope.spawn(move || send_all(writer(), lane, 50_000));
        }
        scope.spawn(|| receive_all(reader(), 2, 50_000));
    });
    // The dead one's place is had through the other mapping too.
    a.dies();
    let heir = reader().claim(Some(0)).unwrap();
    assert_eq!(heir.last_sequence(), 50_000);
}

//! Every block is stamped by whoever gets it and checked by whoever gives it back, on another
//! thread as often as not.

use std::collections::HashSet;
use std::sync::Mutex;
use std::thread;

use super::*;
use crate::segment::{Options, Segment};
use crate::sync::Deadline;

/// Marsaglia, "Xorshift RNGs", 2003.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

/// One thread's share: allocates, stamps, swaps with the others, checks, gives back. How many
/// it gave back.
fn work(mut heap: Owner<'_>, market: &Mutex<Vec<Reference>>, seed: u64, steps: usize) -> usize {
    let mut random = Random(seed);
    let mut mine: Vec<Reference> = vec![];
    let mut freed = 0;
    for _ in 0..steps {
        match random.below(16) {
            0..7 => {
                let size = match random.below(10) {
                    0 => 1100 + random.below(4000),
                    _ => 16 + random.below(500),
                };
                if let Ok(block) = heap.alloc(size) {
                    heap.stamp(block);
                    mine.push(block);
                }
            }
            7..9 => {
                let mut market = market.lock().unwrap();
                market.extend(mine.pop());
                if market.len() > 64 {
                    let which = random.below(market.len());
                    mine.push(market.swap_remove(which));
                }
            }
            _ => {
                if mine.is_empty() {
                    continue;
                }
                let block = mine.swap_remove(random.below(mine.len()));
                let size = heap.query(block).unwrap().size;
                assert!(heap.is_stamped(block, block, size), "{block:?} was written over");
                heap.ack(block).unwrap();
                freed += 1;
            }
        }
    }
    market.lock().unwrap().append(&mut mine);
    heap.state.leave_all(heap.view);
    freed
}

/// A participant that allocates, claims blocks of the living from each other's hands, and is
/// swept, over and over. None of its blocks may be missed, none of the living's touched.
fn die_again_and_again(scene: &Scene, market: &Mutex<Vec<Reference>>, rounds: usize) {
    let mut random = Random(99);
    for _ in 0..rounds {
        let member = scene.world.join(6);
        let mut heap = Owner::new(scene, &member);
        for _ in 0..20 {
            if let Ok(block) = heap.alloc(16 + random.below(2000)) {
                heap.stamp(block);
            }
            let taken = market.lock().unwrap().pop();
            let Some(block) = taken else { continue };
            let info = heap.query(block).unwrap();
            assert!(heap.is_stamped(block, block, info.size));
            let from = info.holder.unwrap();
            block::claim(heap.view, block, &[from], Holder::Participant(6)).unwrap();
        }
        scene.world.kill(6);
        let reaper = scene.world.join(5);
        sweep(scene.view(&reaper), Holder::Participant(6));
        let left = scene.used().into_iter().filter(|info| {
            info.holder == Some(Holder::Participant(6)) && info.state == BlockState::Allocated
        });
        assert_eq!(left.collect::<Vec<_>>(), []);
    }
}

#[test]
fn stamps_hold_while_the_dead_are_swept() {
    let scene = Scene::new(1024);
    let market = Mutex::new(vec![]);
    let members = [0, 1, 2].map(|row| scene.world.join(row));
    let freed: usize = thread::scope(|scope| {
        let workers: Vec<_> = members
            .iter()
            .enumerate()
            .map(|(i, member)| {
                let heap = Owner::new(&scene, member);
                let market = &market;
                scope.spawn(move || work(heap, market, i as u64 + 1, 100_000))
            })
            .collect();
        die_again_and_again(&scene, &market, 60);
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert!(freed > 50_000, "{freed}");
    let mut last = Owner::new(&scene, &members[0]);
    for block in market.into_inner().unwrap() {
        let size = last.query(block).unwrap().size;
        assert!(last.is_stamped(block, block, size));
        last.ack(block).unwrap();
    }
    assert_eq!(scene.statistics().live_blocks, 0);
    assert_eq!(scene.findings(), Vec::<String>::new());
}

#[test]
fn eight_threads_get_a_hundred_thousand_blocks_each_out_of_80_mib() {
    let options = Options { bytes: 80 << 20, ..Options::default() };
    let segment = Segment::create_private(&options).unwrap();
    let all: Vec<Vec<u64>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8u64)
            .map(|thread| {
                let mut heap = Heap::open(&segment).unwrap();
                scope.spawn(move || {
                    let blocks: Vec<Block> =
                        (0..100_000).map(|_| heap.alloc(64).unwrap()).collect();
                    for (i, block) in blocks.iter().enumerate() {
                        // SAFETY: 64 bytes of its own, aligned to 16.
                        unsafe {
                            block.pointer.cast::<[u64; 8]>().write([thread << 32 | i as u64; 8])
                        };
                    }
                    for (i, block) in blocks.iter().enumerate() {
                        // SAFETY: as above.
                        let found = unsafe { block.pointer.cast::<[u64; 8]>().read() };
                        assert_eq!(found, [thread << 32 | i as u64; 8]);
                    }
                    for block in &blocks[..50_000] {
                        heap.ack(block.reference).unwrap();
                    }
                    blocks[50_000..].iter().map(|block| block.reference.offset()).collect()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut seen = HashSet::new();
    assert!(all.iter().flatten().all(|offset| seen.insert(*offset)), "one offset twice");
    assert_eq!(seen.len(), 8 * 50_000);
}

#[test]
fn a_heap_sees_what_others_gave_back_without_being_told() {
    let scene = Scene::new(64);
    let members = [0, 1].map(|row| scene.world.join(row));
    let (left, right) = std::sync::mpsc::sync_channel::<Reference>(32);
    thread::scope(|scope| {
        let mut taker = Owner::new(&scene, &members[1]);
        scope.spawn(move || {
            for block in right {
                assert!(taker.is_stamped(block, block, 64));
                taker.ack(block).unwrap();
            }
        });
        let mut giver = Owner::new(&scene, &members[0]);
        let patience = Deadline::after(std::time::Duration::from_secs(60));
        for _ in 0..50_000 {
            // More than 64 pages hold: it lives on what comes back.
            let block = loop {
                match giver.alloc(64) {
                    Ok(block) => break block,
                    Err(error) => assert!(!patience.is_over(), "{error}"),
                }
            };
            giver.stamp(block);
            left.send(block).unwrap();
        }
        drop(left);
    });
    assert_eq!(scene.statistics().live_blocks, 0);
}

#[test]
fn one_handle_serves_all_threads() {
    let (arena, id) = Arena::bootstrap(None, 16 << 20).unwrap();
    let (again, same) = Arena::bootstrap(Some(id), 16 << 20).unwrap();
    Segment::unlink(&id.to_string(), &Options::default()).unwrap();
    assert_eq!(id, same, "the second opens what the first made");
    thread::scope(|scope| {
        for thread in 0..4u64 {
            let arena = if thread % 2 == 0 { arena.clone() } else { again.clone() };
            scope.spawn(move || {
                let mut mine = vec![];
                for i in 0..2000u64 {
                    let block = arena.allocate(64 + (i as usize * 31) % 3000).unwrap();
                    let stamp = thread << 32 | i;
                    // SAFETY: at least 64 bytes of its own, aligned to 16.
                    unsafe { block.pointer.cast::<u64>().write(stamp) };
                    mine.push((block, stamp));
                    if mine.len() > 50 {
                        let (block, stamp) = mine.swap_remove(i as usize % 50);
                        let place = RelativePtr::<u64>::new(block.reference.offset());
                        // SAFETY: written above, and this thread's alone.
                        assert_eq!(*unsafe { place.resolve(arena.segment()) }.unwrap(), stamp);
                        arena.ack(block.reference).unwrap();
                        assert!(place.write(arena.segment(), 1).is_err(), "given back");
                    }
                }
                mine.into_iter().for_each(|(block, _)| arena.ack(block.reference).unwrap());
            });
        }
    });
    arena.coalesce().unwrap();
    again.coalesce().unwrap();
    assert_eq!(arena.segment().arena_statistics().unwrap().live_blocks, 0);
    let misplaced = RelativePtr::<u64>::new(8);
    assert_eq!(misplaced.pointer(arena.segment()).unwrap_err().status(), Status::Invalid);
}

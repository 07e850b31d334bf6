//! What heaps promise, one thing at a time.

use super::*;
use crate::arena::geometry::{GRANULE, SLAB_SIZE};

#[test]
fn the_first_block_of_a_sector_takes_all_of_it_off_the_free_list_but_itself() {
    let scene = Scene::new(64);
    let me = scene.world.join(0);
    let mut heap = Owner::new(&scene, &me);
    let block = heap.alloc(2000).unwrap();
    let statistics = scene.statistics();
    assert_eq!((statistics.sectors, statistics.live_blocks, statistics.live_bytes), (1, 1, 2048));
    assert_eq!(statistics.free_bytes, 3 * SLAB_SIZE - 2048, "one free block has the rest");
    let info = heap.query(block).unwrap();
    assert_eq!((info.state, info.size), (BlockState::Allocated, 2048));
    assert_eq!(info.holder, Some(Holder::Participant(0)));
}

#[test]
fn a_split_gives_exactly_what_was_asked_rounded_to_granules() {
    let scene = Scene::new(64);
    let me = scene.world.join(0);
    let mut heap = Owner::new(&scene, &me);
    let mut free = 3 * SLAB_SIZE;
    let mut last = 0;
    for size in [1025, 1280, 4096, 5000] {
        let block = heap.alloc(size).unwrap();
        let usable = size.next_multiple_of(GRANULE);
        assert_eq!(heap.query(block).unwrap().size, usable);
        free -= usable;
        assert_eq!(scene.statistics().free_bytes, free);
        assert!(block.offset() > last, "blocks of a fresh sector follow each other");
        last = block.offset();
    }
}

#[test]
fn acked_neighbours_become_one_block_of_exactly_their_sum() {
    let scene = Scene::new(64);
    let me = scene.world.join(0);
    let mut heap = Owner::new(&scene, &me);
    let blocks: Vec<Reference> =
        [2048, 1536, 4096, 1280, 2304].iter().map(|size| heap.alloc(*size).unwrap()).collect();
    let state = |heap: &Owner<'_>, block: Reference| {
        let info = block::query(heap.view, Name::Offset(block.offset()));
        info.map(|info| (info.state, info.size)).ok()
    };
    heap.ack(blocks[1]).unwrap();
    assert_eq!(state(&heap, blocks[1]), Some((BlockState::Free, 1536)));
    heap.ack(blocks[3]).unwrap();
    assert_eq!(state(&heap, blocks[3]), Some((BlockState::Free, 1280)));
    // The one in between joins both: leftwards first, then the right one.
    heap.ack(blocks[2]).unwrap();
    assert_eq!(state(&heap, blocks[1]), Some((BlockState::Free, 1536 + 4096 + 1280)));
    assert_eq!(state(&heap, blocks[2]), None, "no block starts there any more");
    assert_eq!(state(&heap, blocks[3]), None);
    heap.ack(blocks[4]).unwrap();
    heap.ack(blocks[0]).unwrap();
    assert_eq!(state(&heap, blocks[0]), Some((BlockState::Free, 3 * SLAB_SIZE)));
    // And the whole can be had again.
    let quarter = heap.alloc(16 << 10).unwrap();
    assert_eq!(quarter.offset(), blocks[0].offset());
    assert_ne!(quarter, blocks[0], "under another name");
}

/// Whoever gives a large block back may be held up after it looked: by then another run of the
/// same holder may start there.
#[test]
fn a_run_that_was_given_back_meanwhile_is_not_given_back_again() {
    let scene = Scene::new(64);
    let me = scene.world.join(0);
    let mut heap = Owner::new(&scene, &me);
    let block = heap.alloc(20_000).unwrap();
    let block::Found::Run(seen) = block::find(heap.view, block.offset()).unwrap() else {
        unreachable!("a large block is a run of pages");
    };
    heap.ack(block).unwrap();
    // The search for pages goes around.
    let next = loop {
        let next = heap.alloc(20_000).unwrap();
        if next.offset() == block.offset() {
            break next;
        }
        heap.ack(next).unwrap();
    };
    let late = Pages::new(heap.view).free_run(seen, Holder::Participant(0));
    assert_eq!(late.unwrap_err().status(), Status::State);
    assert_eq!(heap.query(next).unwrap().state, BlockState::Allocated);
    heap.ack(next).unwrap();
}

#[test]
fn a_request_between_two_bins_gets_all_it_asked_for() {
    let scene = Scene::new(64);
    let me = scene.world.join(0);
    let mut heap = Owner::new(&scene, &me);
    // Free blocks of 10 to 15 KiB, apart from each other; each request is just above one of
    // them, in the same bin.
    for granules in 40..60 {
        let block = heap.alloc(granules * GRANULE).unwrap();
        let fence = heap.alloc(1100).unwrap();
        heap.ack(block).unwrap();
        let larger = heap.alloc((granules + 1) * GRANULE).unwrap();
        assert!(heap.query(larger).unwrap().size >= (granules + 1) * GRANULE);
        heap.ack(larger).unwrap();
        heap.ack(fence).unwrap();
    }
    assert_eq!(scene.findings(), Vec::<String>::new());
}

#[test]
fn every_size_is_served_aligned_and_comes_back() {
    let scene = Scene::new(512);
    let me = scene.world.join(0);
    let mut heap = Owner::new(&scene, &me);
    let mut had: Vec<(Reference, usize)> = vec![];
    for size in (1..1200).step_by(7).chain([4096, 16_384, 16_385, 70_000]) {
        let block = heap.alloc(size).unwrap();
        assert!(block.offset().is_multiple_of(16));
        let usable = heap.query(block).unwrap().size;
        assert!(usable >= size, "{size} got {usable}");
        if size <= 1024 {
            assert!(usable - size < 16 || (usable - size) * 8 <= size);
        }
        heap.stamp(block);
        had.push((block, usable));
    }
    for (block, size) in &had {
        assert!(heap.is_stamped(*block, *block, *size), "{size} was written over");
        heap.ack(*block).unwrap();
    }
    assert_eq!(scene.used(), vec![]);
    assert_eq!(heap.alloc(0).unwrap_err().status(), Status::Invalid);
}

#[test]
fn what_is_given_back_elsewhere_is_had_again_here() {
    let scene = Scene::new(64);
    let (me, other) = (scene.world.join(0), scene.world.join(1));
    let (mut heap, mut there) = (Owner::new(&scene, &me), Owner::new(&scene, &other));
    for size in [64, 3000] {
        let mut had = vec![];
        while let Ok(block) = heap.alloc(size) {
            had.push(block);
        }
        assert!(had.len() > 10, "{size}: {}", had.len());
        assert_eq!(heap.alloc(size).unwrap_err().status(), Status::NoSpace);
        let one = had.pop().unwrap();
        there.ack(one).unwrap();
        let info = block::query(there.view, Name::Offset(one.offset())).unwrap();
        assert_eq!(info.state, BlockState::Acked);
        assert_eq!(info.holder, Some(Holder::Participant(1)));
        let again = heap.alloc(size).unwrap();
        assert_eq!(again.offset(), one.offset(), "room for one again after one ack");
        had.push(again);
        had.into_iter().for_each(|block| there.ack(block).unwrap());
        heap.drain();
        assert_eq!(scene.used(), vec![]);
        heap.state.leave_all(heap.view);
        heap.state = Owner::new(&scene, &me).state;
    }
}

#[test]
fn a_wrong_ack_is_named_and_changes_nothing() {
    let scene = Scene::new(128);
    let (me, other) = (scene.world.join(0), scene.world.join(1));
    let (mut heap, mut there) = (Owner::new(&scene, &me), Owner::new(&scene, &other));
    let small = heap.alloc(64).unwrap();
    let medium = heap.alloc(2000).unwrap();
    let large = heap.alloc(40_000).unwrap();
    let gone = [64, 2000, 40_000].map(|size| heap.alloc(size).unwrap());
    gone.iter().for_each(|block| heap.ack(*block).unwrap());
    let live = heap.alloc(64).unwrap();
    let object = Pages::new(heap.view);
    let object = object.allocate(1, Holder::Object(2), crate::sync::Deadline::POLL).unwrap();
    let object = scene.layout.page(object.page) as u64;
    let before = scene.bytes();
    let at = |offset: u64| Reference::new(offset, 1);
    for (wrong, status) in [
        (gone[0], Status::State),
        (gone[1], Status::State),
        (gone[2], Status::State),
        (Reference::new(small.offset(), 77), Status::State),
        (Reference::new(medium.offset(), 77), Status::State),
        (Reference::new(large.offset(), 77), Status::State),
        (at(small.offset() + 16), Status::Invalid),
        (at(medium.offset() + 16), Status::Invalid),
        (at(medium.offset() + 256), Status::State),
        (at(large.offset() + 16), Status::Invalid),
        (at(large.offset() + 4096), Status::State),
        (at(object), Status::State),
        (at(0), Status::Invalid),
        (at(1 << 40), Status::Invalid),
        (Reference::from_bits(u64::MAX), Status::Invalid),
    ] {
        for heap in [&mut heap, &mut there] {
            let error = heap.ack(wrong).unwrap_err();
            assert_eq!(error.status(), status, "{wrong:?}: {error}");
            assert!(heap.realloc(wrong, 100).is_err());
        }
    }
    // A touched bit is all that a look from outside may leave.
    let mut after = scene.bytes();
    let masks = before.iter().zip(&after).filter(|(a, b)| a != b).count();
    assert!(masks <= 2, "{masks} bytes changed");
    after.clear();
    for block in [small, medium, large, live] {
        there.ack(block).unwrap();
        assert_eq!(there.ack(block).unwrap_err().status(), Status::State, "twice");
    }
    heap.drain();
    assert_eq!(scene.statistics().live_blocks, 0);
}

#[test]
fn a_new_size_in_place_where_it_can_be_else_with_its_content() {
    let scene = Scene::new(256);
    let me = scene.world.join(0);
    let mut heap = Owner::new(&scene, &me);
    let block = heap.alloc(4096).unwrap();
    heap.stamp(block);
    // Nothing behind it but free room: longer and shorter in place.
    for size in [5000, 12_000, 3000, 8192] {
        assert_eq!(heap.realloc(block, size).unwrap(), block);
        assert_eq!(heap.query(block).unwrap().size, size.next_multiple_of(GRANULE));
        assert!(heap.is_stamped(block, block, 3000));
    }
    let fence = heap.alloc(1100).unwrap();
    let moved = heap.realloc(block, 9000).unwrap();
    assert_ne!(moved.offset(), block.offset());
    assert!(heap.is_stamped(moved, block, 3000));
    assert_eq!(heap.ack(block).unwrap_err().status(), Status::State, "the old one ended");
    // Across all kinds of blocks and back.
    let mut at = moved;
    for size in [70_000, 100_000, 600, 590, 64, 2000] {
        let next = heap.realloc(at, size).unwrap();
        assert!(heap.is_stamped(next, block, size.min(64)), "{size}");
        at = next;
    }
    heap.ack(at).unwrap();
    heap.ack(fence).unwrap();
    assert_eq!(scene.used(), vec![]);
}

#[test]
fn memory_goes_where_it_is_needed() {
    let scene = Scene::new(64);
    let me = scene.world.join(0);
    let mut heap = Owner::new(&scene, &me);
    // One size after another takes all there is; each finds what the last one left.
    for size in [16, 3000, 64, 1024, 48, 12_000, 300, 16, 2000] {
        let mut had = vec![];
        while let Ok(block) = heap.alloc(size) {
            heap.stamp(block);
            had.push(block);
        }
        let bytes = had.len() * size;
        assert!(bytes > (64 * 4096) / 8, "{size}: only {bytes} bytes");
        for block in had {
            assert!(heap.is_stamped(block, block, size));
            heap.ack(block).unwrap();
        }
    }
    assert_eq!(scene.findings(), Vec::<String>::new());
}

#[test]
fn what_a_heap_leaves_the_next_one_adopts() {
    let scene = Scene::new(64);
    let me = scene.world.join(0);
    let mut first = Owner::new(&scene, &me);
    let mut had = vec![];
    for size in [64, 3000].repeat(30) {
        had.push((first.alloc(size).unwrap(), size));
        first.stamp(had[had.len() - 1].0);
    }
    for (block, _) in had.split_off(40) {
        first.ack(block).unwrap();
    }
    first.state.leave_all(first.view);
    let sectors = scene.statistics();
    assert_eq!(sectors.abandoned, sectors.sectors);
    let mut second = Owner::new(&scene, &me);
    for size in [64, 3000].repeat(10) {
        let block = second.alloc(size).unwrap();
        assert!(!had.iter().any(|(other, _)| other.offset() == block.offset()));
        second.stamp(block);
        had.push((block, size));
    }
    assert_eq!(scene.statistics().sectors, sectors.sectors, "no new one was needed");
    for (block, size) in had {
        assert!(second.is_stamped(block, block, size));
        second.ack(block).unwrap();
    }
    assert_eq!(scene.used(), vec![]);
}

#[test]
fn a_dead_holders_blocks_come_back_and_nobody_elses() {
    let scene = Scene::new(256);
    let (me, other) = (scene.world.join(0), scene.world.join(1));
    let mut dead = Owner::new(&scene, &me);
    let mut alive = Owner::new(&scene, &other);
    let sizes = [16, 64, 700, 2000, 9000, 40_000];
    for size in sizes {
        dead.alloc(size).unwrap();
    }
    let kept: Vec<Reference> = sizes.iter().map(|size| alive.alloc(*size).unwrap()).collect();
    // Blocks that lie with one and belong to the other.
    let mine = dead.alloc(64).unwrap();
    block::claim(alive.view, mine, &[Holder::Participant(0)], Holder::Participant(1)).unwrap();
    let theirs = alive.alloc(2000).unwrap();
    block::claim(dead.view, theirs, &[Holder::Participant(1)], Holder::Participant(0)).unwrap();
    scene.world.kill(0);
    sweep(alive.view, Holder::Participant(0));
    alive.drain();
    let mut left: Vec<Reference> = scene.used().iter().map(|info| info.reference).collect();
    let mut wanted: Vec<Reference> = kept.into_iter().chain([mine]).collect();
    left.sort();
    wanted.sort();
    assert_eq!(left, wanted);
    assert_eq!(scene.findings(), Vec::<String>::new());
    for block in wanted {
        alive.ack(block).unwrap();
    }
    // One is in a sector that the dead heap left: its next owner will find it.
    let left: Vec<BlockState> = scene.used().iter().map(|info| info.state).collect();
    assert_eq!(left, [BlockState::Acked]);
}

/// Steps and answers of allocations where nothing is left, in an arena of so many pages.
fn steps_of_running_out(pages: usize) -> Vec<u64> {
    let scene = Scene::new(pages);
    let (me, other) = (scene.world.join(0), scene.world.join(1));
    let (mut heap, mut there) = (Owner::new(&scene, &me), Owner::new(&scene, &other));
    let sizes = [64, 1024, 1100, 3000, 20_000];
    let mut had: Vec<(usize, Reference)> = vec![];
    for size in sizes.iter().rev() {
        while let Ok(block) = heap.alloc(*size) {
            had.push((*size, block));
        }
    }
    let steps = sizes.map(|size| {
        let (answer, steps) = crate::step::crash::count(|| heap.alloc(size));
        assert_eq!(answer.unwrap_err().status(), Status::NoSpace, "{size}");
        steps
    });
    // One block given back, here or elsewhere, is room for one again.
    for size in sizes {
        for (_, block) in had.iter().filter(|(had, _)| *had == size).take(5) {
            let giver = if size < 2000 { &mut there } else { &mut heap };
            giver.ack(*block).unwrap();
            let again = heap.alloc(size).unwrap();
            heap.ack(again).unwrap();
            assert_eq!(heap.alloc(size).unwrap().offset(), again.offset());
            assert_eq!(heap.alloc(size).unwrap_err().status(), Status::NoSpace, "{size}");
        }
    }
    assert_eq!(scene.findings(), Vec::<String>::new());
    steps.into()
}

#[test]
fn running_out_costs_a_bounded_number_of_steps() {
    // Taking and leaving the page table's lock, and nothing else, however large the arena is.
    for pages in [64, 256, 1024] {
        let steps = steps_of_running_out(pages);
        println!("{pages} pages: {steps:?}");
        assert!(steps.iter().all(|steps| *steps <= 2 * 2), "{pages} pages: {steps:?} steps");
    }
}

#[test]
fn a_reference_of_another_segment_names_nothing_here() {
    let (here, elsewhere) = (Scene::new(64), Scene::new(1024));
    let (me, other) = (here.world.join(0), elsewhere.world.join(0));
    let (mut heap, mut there) = (Owner::new(&here, &me), Owner::new(&elsewhere, &other));
    let mine: Vec<Reference> = [64, 2000].map(|size| heap.alloc(size).unwrap()).into();
    let before = here.bytes();
    // Others are there, or nothing: blocks of other sizes, of later names, beyond the end.
    for size in [32, 500, 1500, 17_000, 40_000] {
        for _ in 0..3 {
            let old = there.alloc(size).unwrap();
            there.ack(old).unwrap();
        }
        let foreign = there.alloc(size).unwrap();
        assert!(!mine.contains(&foreign), "{foreign:?} is one of these by chance");
        let error = heap.ack(foreign).unwrap_err();
        assert!([Status::State, Status::Invalid].contains(&error.status()), "{error}");
        assert!(heap.realloc(foreign, 100).is_err());
        assert!(heap.query(foreign).is_err());
    }
    assert_eq!(here.bytes(), before, "and changes nothing");
}

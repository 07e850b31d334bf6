//! Garbage in the tables: errors, no crash, no access outside, no hang.

use super::*;
use crate::arena::geometry::{FORMAT, PARTICIPANTS, SLAB_WORDS, Sectors};
use crate::sync::Ordering::Relaxed;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// Uses everything that a heap offers. Errors are as good as answers.
fn use_everything(heap: &mut Owner<'_>, blocks: &mut Vec<Reference>, random: &mut Random) {
    for _ in 0..40 {
        let size = 1 + (random.next() % 6000) as usize;
        if let Ok(block) = heap.alloc(size) {
            blocks.push(block);
        }
        if blocks.len() > 60 {
            let block = blocks.swap_remove(random.next() as usize % blocks.len());
            let _ = heap.realloc(block, size);
            let _ = heap.ack(block);
            let _ = heap.query(block);
        }
    }
    heap.drain();
}

#[test]
fn a_scribbler_on_the_tables_gets_errors_and_the_others_go_on() {
    for seed in 1..=60 {
        let scene = Scene::new(96);
        let mut random = Random(seed * 0x9E37_79B9);
        let (a, b) = (scene.world.join(0), scene.world.join(1));
        let (mut heap, mut other) = (Owner::new(&scene, &a), Owner::new(&scene, &b));
        let (mut blocks, mut theirs) = (vec![], vec![]);
        use_everything(&mut heap, &mut blocks, &mut random);
        use_everything(&mut other, &mut theirs, &mut random);
        let sectors = Sectors::of(&scene.layout);
        for _ in 0..40 {
            for _ in 0..5 {
                // The tables of a sector are its first pages.
                let sector = random.next() as usize % sectors.count;
                let at = sectors.offset(sector) + random.next() as usize % (20 << 10) / 8 * 8;
                let word = scene.mem().word64(at);
                let garbage = match random.next() % 3 {
                    0 => random.next(),
                    1 => word.load(Relaxed) ^ 1 << (random.next() % 64),
                    _ => 0,
                };
                word.store(garbage, Relaxed);
            }
            use_everything(&mut heap, &mut theirs, &mut random);
            use_everything(&mut other, &mut blocks, &mut random);
        }
        drop(scene.findings());
        assert!(scene.statistics().sectors <= sectors.count);
        for row in [0, 1] {
            scene.world.kill(row);
            sweep(heap.view, Holder::Participant(row));
        }
        let next = scene.world.join(2);
        let mut next = Owner::new(&scene, &next);
        use_everything(&mut next, &mut blocks, &mut random);
    }
}

#[test]
fn damage_is_reported_where_it_is() {
    let scene = Scene::new(64);
    let me = scene.world.join(0);
    let mut heap = Owner::new(&scene, &me);
    let block = heap.alloc(2000).unwrap();
    assert_eq!(scene.findings(), Vec::<String>::new());
    let block::Found::Block(sector, place) = block::find(heap.view, block.offset()).unwrap() else {
        unreachable!("a medium block");
    };
    let word = sector.slot(place.slot);
    let sound = word.load(Relaxed);
    word.store(7 << 61, Relaxed);
    assert!(scene.findings()[0].contains("means nothing"));
    word.store(sound | 0xFFF << 48, Relaxed);
    assert!(scene.findings()[0].contains("held by participant 4095"));
    word.store(sound, Relaxed);
    let owner = scene.mem().word64(sector.base);
    owner.store(0, Relaxed);
    assert!(scene.findings()[0].contains("its owner's word means nothing"));
}

#[test]
fn a_free_block_whose_word_was_changed_is_not_handed_out() {
    let scene = Scene::new(64);
    let me = scene.world.join(0);
    let mut heap = Owner::new(&scene, &me);
    for size in [64, 2000] {
        let first = heap.alloc(size).unwrap();
        heap.ack(first).unwrap();
        let all: Vec<Reference> = (0..300).map_while(|_| heap.alloc(size).ok()).collect();
        let last = *all.last().unwrap();
        all.iter().for_each(|block| heap.ack(*block).unwrap());
        let block::Found::Block(sector, place) = block::find(heap.view, last.offset()).unwrap()
        else {
            unreachable!("in a sector");
        };
        sector.slot(place.slot).store(u64::MAX, Relaxed);
        let again: Vec<Reference> = (0..300).map_while(|_| heap.alloc(size).ok()).collect();
        if size == 64 {
            assert!(again.iter().all(|block| block.offset() != last.offset()));
        }
        again.iter().for_each(|block| heap.ack(*block).unwrap());
    }
}

/// One flipped bit in the words that say what a sector and its slabs are: whoever adopts the
/// sector hands out nothing that is somebody's.
#[test]
fn a_flip_in_a_sectors_head_gives_nobodys_block_away() {
    for (size, offset) in [(64, FORMAT), (2000, FORMAT), (64, SLAB_WORDS), (200, SLAB_WORDS)] {
        for bit in 0..64 {
            let scene = Scene::new(64);
            let (owner, heir) = (scene.world.join(0), scene.world.join(1));
            let mut heap = Owner::new(&scene, &owner);
            let all: Vec<Reference> = (0..20).map(|_| heap.alloc(size).unwrap()).collect();
            let given = |place: &usize| place.is_multiple_of(3);
            (0..20).filter(given).for_each(|place| heap.ack(all[place]).unwrap());
            let kept = (0..20).filter(|place| !given(place)).map(|place| all[place]);
            let kept: Vec<Reference> = kept.collect();
            kept.iter().for_each(|block| heap.stamp(*block));
            let found = block::find(heap.view, all[0].offset()).unwrap();
            let block::Found::Block(sector, _) = found else { unreachable!("in a sector") };
            let word = scene.mem().word64(sector.base + offset);
            word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
            // The owner goes on, and leaves; its blocks stay its own.
            let more: Vec<Reference> = (0..5).filter_map(|_| heap.alloc(size).ok()).collect();
            more.iter().for_each(|block| heap.stamp(*block));
            heap.state.leave_all(heap.view);
            let mut next = Owner::new(&scene, &heir);
            let mut new = Vec::new();
            for size in [size, 3000, 16] {
                new.extend((0..5000).map_while(|_| next.alloc(size).ok()));
            }
            new.iter().for_each(|block| next.stamp(*block));
            for block in kept.iter().chain(&more) {
                assert!(next.is_stamped(*block, *block, size), "{offset}: bit {bit}");
                assert!(next.ack(*block).is_ok(), "{offset}: bit {bit}");
            }
        }
    }
}

/// A sector that no longer says that its owner was ever there is given to others all the same.
#[test]
fn a_cleared_bit_leaks_no_sector_of_the_dead() {
    let scene = Scene::new(64);
    let owner = scene.world.join(0);
    let mut heap = Owner::new(&scene, &owner);
    let block = heap.alloc(2000).unwrap();
    let found = block::find(heap.view, block.offset()).unwrap();
    let block::Found::Block(sector, _) = found else { unreachable!("in a sector") };
    scene.mem().word64(sector.base + PARTICIPANTS).store(0, Relaxed);
    scene.world.kill(0);
    let heir = scene.world.join(1);
    let mut next = Owner::new(&scene, &heir);
    sweep(next.view, Holder::Participant(0));
    assert_eq!(scene.statistics().live_blocks, 0);
    next.alloc(2000).unwrap();
    assert_eq!(scene.statistics().sectors, 1, "the dead one's was adopted");
}

//! Giving blocks back and the owner's look at what was given back, in many random
//! interleavings (shuttle). Not under loom: the queue's two bits rely on one order of all
//! SeqCst operations, which loom does not know.

use std::sync::Arc;

use super::block::{self, Name};
use super::block_word::{BlockState, BlockWord, Reference};
use super::page_word::Holder;
use super::pages::Pages;
use super::sector::Sector;
use super::sector_word::{Format, Grain};
use super::seeded::{self, Bug, seeded};
use crate::provider::{ModelProvider, Provider};
use crate::segment::View;
use crate::segment::layout::Layout;
use crate::sync::schedules::{caught, explore, thread};
use crate::sync::{Deadline, Ordering::*};

/// Whose sector it is.
pub(crate) const OWNER: Holder = Holder::Participant(0);

/// Words of a segment with one sector, whose owner has some medium blocks of one granule.
pub(crate) struct Scene {
    memory: ModelProvider,
    layout: Layout,
}

impl Scene {
    /// The blocks are the first ones, allocated by the owner; the rest is free.
    pub(crate) fn new(blocks: usize) -> Scene {
        let layout = Layout::for_payload(8, 1, 4, 16 * 4096).unwrap();
        // The blocks themselves are never touched.
        let memory = ModelProvider::new(layout.pages + 4096);
        let scene = Scene { memory, layout };
        let pages = Pages::new(scene.view());
        let run = pages.allocate_aligned(16, OWNER, Deadline::FOREVER).unwrap();
        let sector = Sector::make(scene.view(), 0, Grain::B256, 0);
        for slot in 0..blocks {
            let word = BlockWord::new(BlockState::Allocated, 1, 1).held_by(OWNER);
            sector.slot(slot).store(word.to_bits(), Relaxed);
        }
        let rest = (sector.shape.granules() - blocks) as u16;
        let rest = BlockWord::new(BlockState::Free, rest, 0);
        sector.slot(blocks).store(rest.to_bits(), Relaxed);
        sector.set_format(Format::Medium, 0);
        assert!(pages.make_sector(run, OWNER));
        scene
    }

    pub(crate) fn view(&self) -> View<'_> {
        View { mem: self.memory.mem(), layout: &self.layout }
    }

    fn sector(&self) -> Sector<'_> {
        Sector::open(self.view(), 0).unwrap().unwrap()
    }

    /// The first reference to a block.
    pub(crate) fn reference(&self, slot: usize) -> Reference {
        Reference::new(self.sector().medium(slot).offset as u64, 1)
    }

    /// What a block is, and whose.
    pub(crate) fn state(&self, slot: usize) -> (BlockState, Holder) {
        let word = self.sector().load(slot);
        (word.state().unwrap(), word.holder())
    }
}

/// One look of the owner at what was given back: each block is allocated anew at once. How
/// many there were.
fn look(sector: &Sector<'_>) -> u64 {
    let mut taken = 0;
    sector.dequeue(|slot| {
        let word = sector.load(slot);
        // As in the heap: a bit names a candidate, the word decides.
        if !word.is(BlockState::Acked) && !seeded(Bug::CandidateTrusted) {
            return;
        }
        if sector.exchange(slot, word, word.nobodys(BlockState::Free)) {
            let mine = BlockWord::new(BlockState::Allocated, 1, 0).held_by(OWNER);
            sector.slot(slot).store(word.next(mine).to_bits(), Release);
            taken += 1;
        }
    });
    taken
}

/// Two blocks are given back by two others while the owner looks, and a third sweeps after a
/// dead acker, which tells the owner of every acked block again.
fn everything_comes_back_once() {
    let scene = Arc::new(Scene::new(3));
    let ackers: Vec<_> = [1, 2]
        .map(|row| {
            let scene = scene.clone();
            thread::spawn(move || {
                let name = Name::Reference(scene.reference(row as usize));
                block::ack(scene.view(), name, Holder::Participant(row)).unwrap();
                block::ack(scene.view(), name, Holder::Participant(row)).unwrap_err();
            })
        })
        .into();
    let swept = scene.clone();
    let sweeper = thread::spawn(move || {
        for slot in 1..3 {
            // What a sweep does with a word that it finds acked.
            if swept.sector().load(slot).is(BlockState::Acked) {
                swept.sector().enqueue(slot);
            }
        }
    });
    let mut taken = 0;
    for _ in 0..4 {
        taken += look(&scene.sector());
        thread::yield_now();
    }
    ackers.into_iter().for_each(|acker| acker.join().unwrap());
    sweeper.join().unwrap();
    taken += look(&scene.sector());
    assert_eq!(taken, 2, "a block was forgotten, or came back twice");
    for slot in 0..3 {
        assert_eq!(scene.state(slot), (BlockState::Allocated, OWNER));
        let generation = 1 + (slot > 0) as u32;
        assert_eq!(scene.sector().load(slot).generation(), generation, "block {slot}");
    }
}

#[test]
fn what_others_give_back_comes_back_once() {
    let executions = explore(everything_comes_back_once);
    println!("{executions} executions");
    assert!(executions > 10_000, "{executions}");
    for bug in [Bug::DirtyFirst, Bug::CandidateTrusted] {
        seeded::with(Some(bug), || caught(&format!("{bug:?}"), everything_comes_back_once));
    }
}

//! Heaps over memory of the test's own, whose participants live and die by script.

mod behaviour;
mod crashes;
mod hostile;
mod model;
mod threads;
mod turns;

use super::block::{self, Name};
use super::heap::HeapState;
use super::seeded::{Bug, plant, with};
use super::*;
use crate::provider::{HeapProvider, Mem, Provider};
use crate::segment::View;
use crate::segment::layout::Layout;
use crate::status::{Result, Status};
use crate::step::script::{Member, World};

/// An arena of sectors of 64 KiB.
struct Scene {
    world: World,
    layout: Layout,
    memory: HeapProvider,
}

impl Scene {
    fn new(pages: usize) -> Scene {
        let layout = Layout::for_payload(8, 1, 4, (pages * 4096) as u64).unwrap();
        assert_eq!(layout.page_count, pages);
        let memory = HeapProvider::new(layout.counts.total_size as usize);
        Scene { world: World::new(), layout, memory }
    }

    fn view<'a>(&'a self, member: &'a Member<'a>) -> View<'a> {
        View { mem: self.memory.mem_as(member), layout: &self.layout }
    }

    fn mem(&self) -> Mem<'_> {
        self.memory.mem()
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.mem().len()];
        self.mem().copy_out(0, &mut bytes);
        bytes
    }

    /// What a look at the whole arena finds wrong.
    fn findings(&self) -> Vec<String> {
        let me = self.world.join(7);
        let mut all = vec![];
        Pages::new(self.view(&me)).verify(&mut |problem| all.push(problem));
        verify(self.view(&me), &mut |problem| all.push(problem));
        all
    }

    fn statistics(&self) -> ArenaStatistics {
        let me = self.world.join(7);
        statistics(self.view(&me))
    }

    /// Every block and run that is not free.
    fn used(&self) -> Vec<BlockInfo> {
        let me = self.world.join(7);
        let mut all = vec![];
        walk(self.view(&me), |part| {
            if let Part::Block(info) | Part::Run(info) = part
                && info.state != BlockState::Free
            {
                all.push(info);
            }
            core::ops::ControlFlow::Continue(())
        });
        all
    }
}

/// A heap of a member, with the view it was opened with.
struct Owner<'a> {
    view: View<'a>,
    state: HeapState,
}

// SAFETY: the memory is the scene's, which outlives the threads, and its words are atomic.
unsafe impl Send for Owner<'_> {}

impl<'a> Owner<'a> {
    fn new(scene: &'a Scene, member: &'a Member<'a>) -> Owner<'a> {
        let view = scene.view(member);
        // SAFETY: the scene outlives the owner.
        let state = unsafe { HeapState::open(view) };
        Owner { view, state }
    }

    fn alloc(&mut self, size: usize) -> Result<Reference> {
        self.state.alloc(self.view, size, BLOCK_ALIGNMENT)
    }

    fn ack(&mut self, reference: Reference) -> Result<()> {
        self.state.ack(self.view, Name::Reference(reference))
    }

    fn realloc(&mut self, reference: Reference, size: usize) -> Result<Reference> {
        self.state.realloc(self.view, reference, size)
    }

    fn drain(&mut self) -> usize {
        self.state.drain(self.view, usize::MAX)
    }

    fn query(&self, reference: Reference) -> Result<BlockInfo> {
        block::query(self.view, Name::Reference(reference))
    }

    /// Fills a block with what only its reference can be.
    fn stamp(&self, reference: Reference) {
        let size = self.query(reference).unwrap().size;
        for at in (0..size).step_by(8) {
            let bytes = (reference.to_bits() ^ at as u64).to_le_bytes();
            self.view.mem.copy_in(reference.offset() as usize + at, &bytes);
        }
    }

    /// Whether the first `size` bytes are as `stamp` of `reference` left them.
    fn is_stamped(&self, at: Reference, reference: Reference, size: usize) -> bool {
        (0..size / 8 * 8).step_by(8).all(|step| {
            let mut bytes = [0; 8];
            self.view.mem.copy_out(at.offset() as usize + step, &mut bytes);
            u64::from_le_bytes(bytes) == reference.to_bits() ^ step as u64
        })
    }
}

//! Any sequence of calls of two heaps beside a model that knows who has which bytes.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Alloc {
        heap: usize,
        size: usize,
    },
    /// Gives back the n-th block, through either heap.
    Ack {
        heap: usize,
        which: usize,
    },
    /// Gives back again what is gone.
    AckStale {
        heap: usize,
        which: usize,
    },
    Realloc {
        heap: usize,
        which: usize,
        size: usize,
    },
    Drain {
        heap: usize,
    },
    /// The heap ends and a new one takes its place.
    Renew {
        heap: usize,
    },
    /// The participant dies, and another takes its row.
    Die {
        heap: usize,
    },
}

fn sizes() -> impl Strategy<Value = usize> {
    prop_oneof![5 => 1usize..1100, 4 => 1000usize..9000, 1 => 9000usize..40_000]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let heap = 0usize..2;
    let which = 0usize..64;
    prop::collection::vec(
        prop_oneof![
            8 => (heap.clone(), sizes()).prop_map(|(heap, size)| Step::Alloc { heap, size }),
            5 => (heap.clone(), which.clone()).prop_map(|(heap, which)| Step::Ack { heap, which }),
            1 => (heap.clone(), which.clone())
                .prop_map(|(heap, which)| Step::AckStale { heap, which }),
            2 => (heap.clone(), which, sizes())
                .prop_map(|(heap, which, size)| Step::Realloc { heap, which, size }),
            1 => heap.clone().prop_map(|heap| Step::Drain { heap }),
            1 => heap.clone().prop_map(|heap| Step::Renew { heap }),
            1 => heap.prop_map(|heap| Step::Die { heap }),
        ],
        1..120,
    )
}

/// A live block: where it ends, its name, whose it is, and what it holds.
#[derive(Clone, Copy, Debug)]
struct Live {
    end: u64,
    name: Reference,
    holder: usize,
    stamp: Reference,
    stamped: usize,
}

struct Model<'a> {
    live: BTreeMap<u64, Live>,
    gone: Vec<Reference>,
    heaps: [Owner<'a>; 2],
}

impl Model<'_> {
    /// A block that was just handed out overlaps none, and is stamped.
    fn insert(&mut self, heap: usize, name: Reference, size: usize) {
        let info = self.heaps[heap].query(name).unwrap();
        assert!(info.size >= size && info.state == BlockState::Allocated);
        let (from, end) = (name.offset(), name.offset() + info.size as u64);
        if let Some((_, before)) = self.live.range(..end).next_back() {
            assert!(before.end <= from, "{info:?} overlaps {before:?}");
        }
        self.heaps[heap].stamp(name);
        let live = Live { end, name, holder: heap, stamp: name, stamped: info.size };
        self.live.insert(from, live);
    }

    fn nth(&self, which: usize) -> Option<Live> {
        let count = self.live.len();
        (count > 0).then(|| *self.live.values().nth(which % count).unwrap())
    }

    fn check(&self, live: &Live) {
        assert!(self.heaps[0].is_stamped(live.name, live.stamp, live.stamped), "{live:?}");
    }

    fn run(&mut self, scene: &Scene, step: &Step) {
        match *step {
            Step::Alloc { heap, size } => match self.heaps[heap].alloc(size) {
                Ok(name) => self.insert(heap, name, size),
                Err(error) => assert_eq!(error.status(), Status::NoSpace),
            },
            Step::Ack { heap, which } => {
                let Some(live) = self.nth(which) else { return };
                self.check(&live);
                self.heaps[heap].ack(live.name).unwrap();
                self.live.remove(&live.name.offset());
                self.gone.push(live.name);
            }
            Step::AckStale { heap, which } => {
                if self.gone.is_empty() {
                    return;
                }
                let name = self.gone[which % self.gone.len()];
                // A block again, of another name, or none: never an answer that it was one.
                assert!(self.heaps[heap].ack(name).is_err(), "{name:?} was given back twice");
            }
            Step::Realloc { heap, which, size } => {
                let Some(live) = self.nth(which) else { return };
                self.check(&live);
                match self.heaps[heap].realloc(live.name, size) {
                    Ok(name) => {
                        let kept = live.stamped.min(size);
                        assert!(self.heaps[heap].is_stamped(name, live.stamp, kept));
                        self.live.remove(&live.name.offset());
                        if name != live.name {
                            self.gone.push(live.name);
                        }
                        self.insert(heap, name, size);
                        if name == live.name {
                            // In place: it stays its holder's.
                            self.live.get_mut(&name.offset()).unwrap().holder = live.holder;
                        }
                    }
                    Err(error) => {
                        assert_eq!(error.status(), Status::NoSpace);
                        self.check(&live);
                    }
                }
            }
            Step::Drain { heap } => drop(self.heaps[heap].drain()),
            Step::Renew { heap } => {
                let view = self.heaps[heap].view;
                self.heaps[heap].state.leave_all(view);
                // SAFETY: the view of the one before.
                self.heaps[heap].state = unsafe { HeapState::open(view) };
            }
            Step::Die { heap } => {
                let view = self.heaps[heap].view;
                sweep(view, Holder::Participant(heap as u16));
                // SAFETY: as above.
                self.heaps[heap].state = unsafe { HeapState::open(view) };
                let dead = |live: &Live| live.holder == heap;
                self.gone.extend(self.live.values().filter(|live| dead(live)).map(|l| l.name));
                self.live.retain(|_, live| !dead(live));
            }
        }
        let used = scene.used();
        let allocated = used.iter().filter(|info| info.state == BlockState::Allocated).count();
        assert_eq!(allocated, self.live.len(), "{step:?}");
    }
}

fn run(steps: &[Step]) {
    let scene = Scene::new(160);
    let (a, b) = (scene.world.join(0), scene.world.join(1));
    let heaps = [Owner::new(&scene, &a), Owner::new(&scene, &b)];
    let mut model = Model { live: BTreeMap::new(), gone: vec![], heaps };
    steps.iter().for_each(|step| model.run(&scene, step));
    model.live.values().for_each(|live| model.check(live));
    assert_eq!(scene.findings(), Vec::<String>::new());
    for live in std::mem::take(&mut model.live).values() {
        model.heaps[0].ack(live.name).unwrap();
    }
    let [mut first, mut second] = model.heaps;
    first.drain();
    second.drain();
    first.state.leave_all(first.view);
    second.state.leave_all(second.view);
    let me = scene.world.join(4);
    let mut next = Owner::new(&scene, &me);
    while next.alloc(16_000).is_ok() {}
    sweep(next.view, Holder::Participant(4));
    assert_eq!(scene.used(), vec![], "something is lost");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, ..ProptestConfig::default() })]
    #[test]
    fn heaps_hand_out_what_the_model_says(steps in steps()) {
        run(&steps);
    }
}

/// Whether a plain random run meets the defect.
fn is_caught(bug: Bug) -> bool {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let caught = (0..300).any(|_| {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        std::panic::catch_unwind(|| with(Some(bug), || run(&steps))).is_err()
    });
    plant(None);
    caught
}

#[test]
fn the_model_catches_each_defect() {
    for bug in [
        Bug::AckTwice,
        Bug::SearchNotRounded,
        Bug::JoinPopsHead,
        Bug::OldFreedFirst,
        Bug::GenerationsRestart,
    ] {
        assert!(is_caught(bug), "{bug:?} was not noticed");
    }
}

#[test]
fn a_late_bit_after_the_slab_has_another_class_frees_nothing() {
    let late = || {
        let scene = Scene::new(64);
        let (a, b) = (scene.world.join(0), scene.world.join(1));
        let (mut heap, mut other) = (Owner::new(&scene, &a), Owner::new(&scene, &b));
        let block = heap.alloc(300).unwrap();
        let sector = match block::find(heap.view, block.offset()).unwrap() {
            block::Found::Block(sector, place) => (sector, place.slot),
            block::Found::Run(_) => unreachable!("a small block"),
        };
        // So many that the class goes on to a second slab, and the first is nobody's again.
        let rest: Vec<Reference> = (0..60).map(|_| heap.alloc(300).unwrap()).collect();
        other.ack(block).unwrap();
        rest.into_iter().for_each(|block| heap.ack(block).unwrap());
        heap.drain();
        // The slab gets another class, and its block is somebody's.
        let mut all = vec![];
        while let Ok(block) = heap.alloc(1024) {
            all.push(block);
        }
        let before = scene.statistics().live_blocks;
        // The bit of an acker that was stopped after its exchange.
        sector.0.enqueue(sector.1);
        assert_eq!(heap.drain(), 0);
        assert_eq!(scene.statistics().live_blocks, before);
    };
    late();
    let caught = std::panic::catch_unwind(|| with(Some(Bug::CandidateTrusted), late)).is_err();
    assert!(caught, "the check cannot fail");
}

use super::super::ends::{Receiver, Sender};
use super::super::receiver::Record;
use super::*;
use crate::arena::{Heap, Part};
use crate::objects::{KindId, Object, ObjectSpec, TypeTag};
use crate::ring::message::MessageParams;
use crate::ring::message::seeded::{plant, with};
use crate::segment::{Options, Segment};
use crate::step::crash::{self, fork_points};
use crate::sync::Deadline;

const NAME: &str = "blocks";

/// A segment with a ring, and its name taken away again.
struct Scene {
    name: String,
    options: Options,
    segment: Segment,
    params: MessageParams,
}

impl Scene {
    fn new(name: &str) -> Scene {
        let options = Options { bytes: 4 << 20, ..Options::default() };
        let name = format!("test-{name}-{}", std::process::id());
        let _ = Segment::unlink(&name, &options);
        let segment = Segment::create(&name, &options).unwrap();
        let params = MessageParams::new(2, 4096).unwrap();
        let tag = TypeTag::default();
        let spec = ObjectSpec { name: NAME, kind: KindId::MESSAGE, tag, params: params.into() };
        drop(segment.create_object(&spec).unwrap());
        Scene { name, options, segment, params }
    }

    /// As another participant.
    fn open(&self) -> Segment {
        Segment::open(&self.name, &self.options, Deadline::POLL).unwrap()
    }

    fn sender(&self, segment: &Segment) -> Sender<Object> {
        Sender::open(self.ring(segment), &self.params, None).unwrap()
    }

    fn receiver(&self, segment: &Segment) -> Receiver<Object> {
        Receiver::open(self.ring(segment), &self.params).unwrap()
    }

    fn ring(&self, segment: &Segment) -> Object {
        segment.open_object(NAME, KindId::MESSAGE, TypeTag::default(), Deadline::POLL).unwrap()
    }

    /// Blocks that are somebody's.
    fn live(&self) -> usize {
        self.segment.arena_statistics().unwrap().live_blocks
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = Segment::unlink(&self.name, &self.options);
    }
}

/// Allocates and sends `count` blocks of three kinds, each with its number in it.
fn send(heap: &mut Heap, sender: &mut Sender<Object>, count: u64) {
    for number in 0..count {
        let block = heap.alloc([64, 3000, 300_000][number as usize % 3]).unwrap();
        // SAFETY: at least 64 bytes of its own, aligned to 16.
        unsafe { block.pointer.cast::<u64>().write(number) };
        sender.send_block(block.reference, Deadline::FOREVER).unwrap();
    }
}

/// Takes all there is and gives it back: the numbers, and how many messages were in vain.
fn take_all(heap: &mut Heap, receiver: &mut Receiver<Object>) -> (Vec<u64>, usize) {
    let (mut numbers, mut gone) = (vec![], 0);
    loop {
        match receiver.try_receive_block(&mut Record::default()) {
            Ok(block) => {
                // SAFETY: as the sender wrote it.
                numbers.push(unsafe { block.pointer.cast::<u64>().read() });
                heap.ack(block.reference).unwrap();
            }
            Err(error) if error.status() == Status::NotFound => gone += 1,
            Err(error) => {
                assert_eq!(error.status(), Status::Empty, "{error}");
                return (numbers, gone);
            }
        }
    }
}

#[test]
fn what_a_closed_sender_queued_arrives() {
    let scene = Scene::new("queued");
    let other = scene.open();
    let (mut heap, mut sender) = (Heap::open(&other).unwrap(), scene.sender(&other));
    send(&mut heap, &mut sender, 6);
    drop((heap, sender, other));
    // Large blocks are runs of pages, the ring's like its own memory.
    assert_eq!(scene.live(), 4, "the ring holds them");
    assert!(scene.segment.page_statistics().unwrap().object_pages > 2 * 300_000 / 4096);
    let mut mine = Heap::open(&scene.segment).unwrap();
    let mut receiver = scene.receiver(&scene.segment);
    assert_eq!(take_all(&mut mine, &mut receiver), ((0..6).collect(), 0));
    assert_eq!(scene.live(), 0);
}

#[test]
fn what_nobody_took_ends_with_the_ring() {
    let scene = Scene::new("ring");
    let mut heap = Heap::open(&scene.segment).unwrap();
    let mut sender = scene.sender(&scene.segment);
    send(&mut heap, &mut sender, 6);
    scene.segment.remove_object(NAME).unwrap();
    assert_eq!(scene.live(), 6);
    drop(sender);
    assert_eq!(scene.live(), 0);
    let mut runs = 0;
    let count = |part| {
        runs += matches!(part, Part::Run(_)) as usize;
        core::ops::ControlFlow::Continue(())
    };
    scene.segment.walk_arena(count).unwrap();
    assert_eq!(runs, 0);
}

#[test]
fn only_ones_own_blocks_can_be_sent_and_only_blocks_are_received() {
    let scene = Scene::new("own");
    let other = scene.open();
    let (mut heap, mut theirs) = (Heap::open(&scene.segment).unwrap(), Heap::open(&other).unwrap());
    let mut sender = scene.sender(&scene.segment);
    let block = theirs.alloc(64).unwrap();
    let refused = sender.send_block(block.reference, Deadline::POLL).unwrap_err();
    assert_eq!(refused.status(), Status::State);
    let gone = heap.alloc(64).unwrap();
    heap.ack(gone.reference).unwrap();
    assert!(sender.send_block(gone.reference, Deadline::POLL).is_err());
    let mut receiver = scene.receiver(&other);
    sender.send(b"no block", Deadline::POLL).unwrap();
    let error = receiver.try_receive_block(&mut Record::default()).unwrap_err();
    assert_eq!(error.status(), Status::Mismatch);
    // Given back while on its way: the receiver is told.
    let block = heap.alloc(64).unwrap();
    sender.send_block(block.reference, Deadline::POLL).unwrap();
    heap.ack(block.reference).unwrap();
    let error = receiver.try_receive_block(&mut Record::default()).unwrap_err();
    assert_eq!(error.status(), Status::NotFound);
}

/// The sender dies before each of its steps. Whatever was sent arrives whole, and nothing is
/// left.
fn senders_die(scene: &Scene) -> u64 {
    let mut mine = Heap::open(&scene.segment).unwrap();
    let mut receiver = scene.receiver(&scene.segment);
    fork_points(
        || {},
        || {
            let segment = scene.open();
            let (mut heap, mut sender) = (Heap::open(&segment).unwrap(), scene.sender(&segment));
            send(&mut heap, &mut sender, 2);
            drop((heap, sender, segment));
        },
        |_| {
            scene.segment.recover().unwrap();
            let (numbers, gone) = take_all(&mut mine, &mut receiver);
            assert_eq!((gone, numbers.len() <= 2), (0, true), "a queued block was swept");
            mine.coalesce().unwrap();
            assert_eq!(scene.live(), 0, "a block is lost");
        },
    )
}

/// The receiver dies before each of its steps. It may take one message with it.
fn receivers_die(scene: &Scene) -> u64 {
    let heap = std::cell::RefCell::new(Heap::open(&scene.segment).unwrap());
    let sender = std::cell::RefCell::new(scene.sender(&scene.segment));
    fork_points(
        || send(&mut heap.borrow_mut(), &mut sender.borrow_mut(), 3),
        || {
            let segment = scene.open();
            let (mut heap, mut receiver) =
                (Heap::open(&segment).unwrap(), scene.receiver(&segment));
            for _ in 0..2 {
                let block = receiver.try_receive_block(&mut Record::default()).unwrap();
                heap.ack(block.reference).unwrap();
            }
        },
        |_| {
            scene.segment.recover().unwrap();
            let mut receiver = scene.receiver(&scene.segment);
            let (_, gone) = take_all(&mut heap.borrow_mut(), &mut receiver);
            assert!(gone <= 1, "{gone} messages were in vain");
            assert_eq!(scene.live(), 0, "a block is lost");
        },
    )
}

#[test]
fn a_sender_killed_anywhere_loses_no_block() {
    let points = senders_die(&Scene::new("senders"));
    crash::report("arena: send a block", "fork", points, 0, 60);
}

#[test]
fn a_receiver_killed_anywhere_loses_no_block() {
    let points = receivers_die(&Scene::new("receivers"));
    crash::report("arena: receive a block", "fork", points, 0, 30);
}

#[test]
fn the_checks_catch_what_they_are_for() {
    let late = || with(Some(Bug::HeadBeforeClaim), || receivers_die(&Scene::new("late")));
    assert!(std::panic::catch_unwind(late).is_err(), "a head before the claim");
    plant(None);
    crate::objects::with_queued_swept(|| {
        let swept = || senders_die(&Scene::new("swept"));
        assert!(std::panic::catch_unwind(swept).is_err(), "queued blocks swept");
    });
}

//! The arena: four processes allocate, resize, give back and hand blocks over through a ring,
//! and are killed at any moment; whatever they held comes back, and nothing else.
//!
//! A block says in its first and last words what it is: its own reference, and its size. Who
//! gives one back looks first. When all is quiet, the living have given everything back: then
//! no block is anybody's.

use std::ops::ControlFlow;
use std::time::Duration;

use wrtmem::Status;
use wrtmem::arena::{Block, BlockState, Heap, Part};
use wrtmem::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::provider::Provider;
use wrtmem::ring::message::{MessageParams, MessageRing, Receiver, Record, Sender};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "arena";
const RING: &str = "blocks";
/// Three that send, and one that receives.
const WORKERS: usize = 4;
const PARAMS: MessageParams = MessageParams { lanes: WORKERS as u32, lane_bytes: 8192 };
/// How many blocks a worker has at most.
const MOST: usize = 60;

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(16 << 20);
    (options.participants, options.slots, options.objects) = (12, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let (kind, tag) = (KindId::MESSAGE, TypeTag::default());
    let spec = ObjectSpec { name: RING, kind, tag, params: Params::from(PARAMS) };
    let _ring = expect("create", home.create_object(&spec)).expect("the ring");
    let mut random = Random::new(settings.seed);
    let options = &options;
    let start = |which: usize, random: &mut Random| {
        let random = Random::new(random.next());
        Child::run("sender", |seat| work(seat, options, which == 0, random))
    };
    let mut workers: Vec<Child> = (0..WORKERS).map(|which| start(which, &mut random)).collect();
    let mut batch = 0;
    while settings.more_rounds() {
        nap(random.spread(100, 3000));
        let dead: Vec<usize> = (0..WORKERS).filter(|_| random.one_in(2)).collect();
        for which in &dead {
            workers[*which].kill();
        }
        for which in dead {
            let old = std::mem::replace(&mut workers[which], Child::none());
            old.wait_killed();
            workers[which] = start(which, &mut random);
        }
        if batch > 0 {
            batch -= 1;
            continue;
        }
        batch = random.below(6);
        let seats: Vec<&Seat> = workers.iter().map(|child| child.seat).collect();
        board().paused(&seats, || check_quiet(&home, 1 + WORKERS as u32));
    }
    board().stop();
    workers.into_iter().for_each(Child::wait_done);
    check_quiet(&home, 1);
    Segment::unlink(NAME, options).expect("unlink");
}

fn attach(seat: &Seat, options: &Options) -> Option<(Segment, Object)> {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let segment = expect("open", opened)?;
    let opened = seat.during(Op::OpenObject, || {
        segment.open_object(RING, KindId::MESSAGE, TypeTag::default(), limit())
    });
    Some((segment, expect("open ring", opened)?))
}

/// Writes down in a block of `size` bytes what it is.
fn stamp(block: &Block, size: usize) {
    let words = block.pointer.cast::<u64>();
    // SAFETY: a block of at least 16 bytes, aligned to 16, that is this process's.
    unsafe {
        words.write(block.reference.to_bits());
        words.add(1).write(size as u64);
        words.add(size / 8 - 1).write(block.reference.to_bits() ^ size as u64);
    }
}

/// Looks whether a block still is what it was: its size.
fn check(block: &Block) -> usize {
    let words = block.pointer.cast::<u64>();
    // SAFETY: as above; a size that is wrong is not used.
    unsafe {
        let (name, size) = (words.read(), words.add(1).read() as usize);
        if name != block.reference.to_bits() || !(32..=400_000).contains(&size) {
            violation!("{block:?} says {name:#x}, {size} bytes");
            return 32;
        }
        let last = words.add(size / 8 - 1).read();
        if last != name ^ size as u64 {
            violation!("the end of {block:?} of {size} bytes says {last:#x}");
        }
        size
    }
}

fn some_size(random: &mut Random) -> usize {
    8 * match random.below(20) {
        0 => random.spread(4, 40_000) as usize,
        1..6 => random.spread(4, 1500) as usize,
        _ => random.spread(4, 100) as usize,
    }
}

fn work(seat: &'static Seat, options: &Options, receives: bool, mut random: Random) {
    // A receiver that comes when all is over takes what the last one left.
    while receives || !board().stopping() {
        let Some((segment, ring)) = attach(seat, options) else { return };
        let Some(mut heap) = expect("heap", Heap::open(&segment)) else { return };
        let claimed = seat.during(Op::Claim, || match receives {
            true => Receiver::open(ring.clone(), &PARAMS).map(|receiver| (None, Some(receiver))),
            false => Sender::open(ring.clone(), &PARAMS, None).map(|sender| (Some(sender), None)),
        });
        let no_lane = [Status::NoSpace]; // until what the dead one sent is received
        let Some((mut sender, mut receiver)) = allow("claim", claimed, &no_lane) else {
            drop((heap, ring, segment));
            if seat.asked_to_pause() {
                seat.pause();
            }
            nap(200);
            continue;
        };
        let mut blocks: Vec<Block> = vec![];
        for _ in 0..random.spread(50, 3000) {
            if board().stopping() {
                break;
            }
            turn(seat, &mut heap, &mut sender, &mut receiver, &mut blocks, &mut random);
            if seat.asked_to_pause() {
                give_all(seat, &mut heap, &mut blocks);
                if !receives || drained(seat, &mut heap, &mut receiver) {
                    seat.pause();
                }
            }
        }
        give_all(seat, &mut heap, &mut blocks);
        let last = board().stopping();
        if last && receives {
            while !drained(seat, &mut heap, &mut receiver) {}
        }
        seat.during(Op::Close, || drop((sender, receiver, heap, ring, segment)));
        if last {
            break;
        }
    }
}

/// One call of the many.
fn turn(
    seat: &'static Seat,
    heap: &mut Heap,
    sender: &mut Option<Sender<Object>>,
    receiver: &mut Option<Receiver<Object>>,
    blocks: &mut Vec<Block>,
    random: &mut Random,
) {
    match random.below(10) {
        0..5 if blocks.len() < MOST => {
            let size = some_size(random);
            let got = seat.during(Op::Allocate, || heap.alloc(size));
            if let Some(block) = allow("allocate", got, &[Status::NoSpace]) {
                stamp(&block, size);
                blocks.push(block);
            }
        }
        5 if !blocks.is_empty() => {
            let which = random.below(blocks.len() as u64) as usize;
            let (old, size) = (check(&blocks[which]), some_size(random));
            let block = blocks[which];
            let got = seat.during(Op::Allocate, || heap.realloc(block.reference, size));
            if let Some(new) = allow("resize", got, &[Status::NoSpace]) {
                // SAFETY: as in `stamp`; the first word came along.
                let name = unsafe { new.pointer.cast::<u64>().read() };
                if name != block.reference.to_bits() {
                    violation!("{block:?} of {old} bytes moved and says {name:#x}");
                }
                stamp(&new, size);
                blocks[which] = new;
            }
        }
        6 | 7 if receiver.is_some() => {
            receive(seat, heap, receiver);
        }
        6 | 7 => {
            let (Some(sender), Some(block)) = (sender, blocks.pop()) else { return };
            check(&block);
            let deadline = Deadline::after(Duration::from_millis(random.below(3)));
            let sent = seat.during(Op::Send, || sender.send_block(block.reference, deadline));
            if allow("send", sent, &[Status::Timeout, Status::PeerDead]).is_none() {
                blocks.push(block);
            }
        }
        _ if !blocks.is_empty() => {
            let which = random.below(blocks.len() as u64) as usize;
            let block = blocks.swap_remove(which);
            give(seat, heap, block);
        }
        _ => {}
    }
}

fn give(seat: &Seat, heap: &mut Heap, block: Block) {
    check(&block);
    expect("give back", seat.during(Op::Free, || heap.ack(block.reference)));
}

fn give_all(seat: &Seat, heap: &mut Heap, blocks: &mut Vec<Block>) {
    blocks.drain(..).for_each(|block| give(seat, heap, block));
}

/// Takes a block and gives it back; false if there was none.
fn receive(seat: &Seat, heap: &mut Heap, receiver: &mut Option<Receiver<Object>>) -> bool {
    let Some(receiver) = receiver else { return false };
    let mut record = Record::default();
    let got = seat.during(Op::Receive, || receiver.try_receive_block(&mut record));
    // The one that the last receiver died over.
    let gone = matches!(&got, Err(error) if error.status() == Status::NotFound);
    match allow("receive", got, &[Status::Empty, Status::NotFound]) {
        Some(block) => {
            give(seat, heap, block);
            true
        }
        None => gone,
    }
}

/// Takes all there is; true if nobody else can be sending.
fn drained(seat: &'static Seat, heap: &mut Heap, receiver: &mut Option<Receiver<Object>>) -> bool {
    // Asked before the last look: what they sent is there.
    let still = board().others_let_go(seat);
    let mut any = false;
    while receive(seat, heap, receiver) {
        any = true;
    }
    still && !any
}

fn check_quiet(home: &Segment, attached: u32) {
    expect("recover", home.recover());
    let info = home.info().expect("info");
    // One that found no free lane waits without being attached.
    if info.live > attached || info.dead != 0 {
        violation!("after recovery: {} live of {attached}, {} dead", info.live, info.dead);
    }
    check_verify(&board().seats[0], home, "when all is quiet");
    let all = home.arena_statistics().expect("statistics");
    let (live, pages) = (all.live_blocks, all.pages);
    if live != 0 || pages.participant_pages != 0 || pages.object_pages != ring_pages() {
        let mut held = Vec::new();
        let walked = home.walk_arena(|part| {
            if let Part::Block(block) = part
                && block.state == BlockState::Allocated
                && held.len() < 3
            {
                held.push(block);
            }
            ControlFlow::Continue(())
        });
        expect("walk", walked);
        let queued: Vec<u64> = queued(home);
        violation!(
            "when all gave back what they had, {live} blocks are held, {queued:?} are queued: \
             {held:?} {pages:?}"
        );
    }
}

/// Messages on each lane.
fn queued(home: &Segment) -> Vec<u64> {
    let ring = home.open_object(RING, KindId::MESSAGE, TypeTag::default(), limit());
    let Some(ring) = expect("open ring", ring) else { return Vec::new() };
    let Some(view) = expect("attach", MessageRing::attach(ring.mem(), &PARAMS)) else {
        return Vec::new();
    };
    (0..WORKERS as u32).filter_map(|lane| view.lane_info(lane).ok()).map(|l| l.queued).collect()
}

fn ring_pages() -> usize {
    PARAMS.required_size().expect("a size").div_ceil(4096)
}

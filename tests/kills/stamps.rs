//! The arena under full load: four threads of two processes allocate, fill, check and give
//! back as fast as they can, each other's blocks too, while a third process takes blocks of
//! theirs out of a ring and is killed, over and over, and swept beside them.
//!
//! Every word of a block follows from its name and its size, so one that was handed out
//! twice, or given back or swept under somebody's hands, shows.

use std::sync::Mutex;
use std::sync::atomic::Ordering::SeqCst;

use wrtmem::Status;
use wrtmem::arena::{Block, Heap};
use wrtmem::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::ring::message::{MessageParams, Receiver, Record, Sender};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "stamps";
const RING: &str = "blocks";
/// Living processes, and the threads of each.
const PROCESSES: usize = 2;
const THREADS: usize = 2;
const PARAMS: MessageParams =
    MessageParams { lanes: (PROCESSES * THREADS) as u32, lane_bytes: 4096 };
/// Blocks that a thread has, and that the one that dies has.
const LIVE: usize = 500;
const TAKEN: usize = 50;
/// So many frees of the living count as a round of the other checks, unless a time is set.
const FREES: u64 = 200_000;

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(64 << 20);
    (options.participants, options.slots, options.objects) = (8, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let (kind, tag) = (KindId::MESSAGE, TypeTag::default());
    let spec = ObjectSpec { name: RING, kind, tag, params: Params::from(PARAMS) };
    let ring = expect("create", home.create_object(&spec)).expect("the ring");
    let (mut random, options) = (Random::new(settings.seed), &options);
    let living: Vec<Child> = (0..PROCESSES)
        .map(|which| {
            let seed = random.next();
            Child::run("survivor", move |seat| live(seat, options, which, seed))
        })
        .collect();
    let victim = |seed| Child::run("victim", move |seat| take_and_die(seat, options, seed));
    let mut dying = victim(random.next());
    let go_on = || match settings.seconds {
        Some(_) => settings.more_rounds(),
        None => {
            board().step();
            board().rounds.fetch_add(1, SeqCst);
            freed() < FREES * settings.rounds && board().violations.load(SeqCst) < settings.enough
        }
    };
    while go_on() {
        nap(random.spread(200, 6000));
        dying.end_by_kill();
        expect("recover", home.recover());
        dying = victim(random.next());
    }
    board().stop();
    living.into_iter().for_each(Child::wait_done);
    dying.end_by_kill();
    expect("recover", home.recover());
    // What is still in it ends with the ring.
    drop(ring);
    expect("remove", home.remove_object(RING));
    check_verify(&board().seats[0], &home, "when all have ended");
    let all = home.arena_statistics().expect("statistics");
    if all.live_blocks != 0 || all.pages.participant_pages != 0 || all.pages.object_pages != 0 {
        violation!("when all have ended: {} live blocks, {:?}", all.live_blocks, all.pages);
    }
    board().note(&format!("{} stamped frees of the living", freed()));
    Segment::unlink(NAME, options).expect("unlink");
}

/// The board's word for the frees of all that live.
fn freed() -> u64 {
    board().words[0].load(SeqCst)
}

fn attach(seat: &Seat, options: &Options) -> Option<(Segment, Object)> {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let segment = expect("open", opened)?;
    let opened = seat.during(Op::OpenObject, || {
        segment.open_object(RING, KindId::MESSAGE, TypeTag::default(), limit())
    });
    Some((segment, expect("open ring", opened)?))
}

/// The words of a block, as far as they were asked for.
fn words(block: &Block, size: usize) -> impl Iterator<Item = (u64, *mut u64)> + use<> {
    let (first, seed) = (block.pointer.cast::<u64>().as_ptr(), block.reference.to_bits());
    let seed = seed ^ (size as u64) << 32;
    // SAFETY: inside the block, which has `size` bytes at least.
    (0..size / 8).map(move |word| (seed ^ word as u64, unsafe { first.add(word) }))
}

fn stamp(block: &Block, size: usize) {
    // SAFETY: the block is this process's.
    words(block, size).for_each(|(value, word)| unsafe { word.write(value) });
}

fn check(block: &Block, size: usize) {
    // SAFETY: as above.
    if let Some((value, word)) = words(block, size).find(|(v, word)| unsafe { word.read() } != *v) {
        // SAFETY: as above.
        let found = unsafe { word.read() };
        violation!("{block:?} of {size} bytes: {found:#x} where {value:#x} was written");
    }
}

fn some_size(random: &mut Random) -> usize {
    match random.below(100) {
        0 => 8 * random.spread(4, 4000) as usize,
        _ => 16 + 8 * random.below(60) as usize,
    }
}

fn live(seat: &'static Seat, options: &Options, which: usize, seed: u64) {
    let Some((segment, ring)) = attach(seat, options) else { return };
    let market = Market(Mutex::new(vec![]));
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (segment, ring, market) = (&segment, ring.clone(), &market);
            let lane = (which * THREADS + thread) as u32;
            let random = Random::new(seed + thread as u64);
            scope.spawn(move || work(segment, ring, lane, market, random));
        }
    });
    seat.during(Op::Close, || drop((ring, segment)));
}

/// Blocks and the sizes that were asked for.
type Blocks = Vec<(Block, usize)>;

/// Where threads of one process swap blocks.
struct Market(Mutex<Blocks>);

// SAFETY: a block may be used by any thread, one at a time.
unsafe impl Sync for Market {}

fn work(segment: &Segment, ring: Object, lane: u32, market: &Market, mut random: Random) {
    let Some(mut heap) = expect("heap", Heap::open(segment)) else { return };
    let sender = Sender::open(ring, &PARAMS, Some(lane));
    let Some(mut sender) = expect("claim", sender) else { return };
    let (mut live, mut frees): (Blocks, u64) = (vec![], 0);
    while frees % 256 != 0 || !board().stopping() {
        if live.len() < LIVE {
            let size = some_size(&mut random);
            let got = heap.alloc(size);
            if let Some(block) = allow("allocate", got, &[Status::NoSpace]) {
                stamp(&block, size);
                live.push((block, size));
                continue;
            }
        }
        if live.is_empty() {
            break; // there is no room for a single block: told when all have ended
        }
        let (block, size) = live.swap_remove(random.below(live.len() as u64) as usize);
        check(&block, size);
        match random.below(32) {
            0..4 if sender.send_block(block.reference, Deadline::POLL).is_ok() => continue,
            4..6 => {
                // Another thread's goes back in exchange.
                let mut all = market.0.lock().expect("the market");
                all.push((block, size));
                if all.len() > 16 {
                    let which = random.below(all.len() as u64) as usize;
                    live.push(all.swap_remove(which));
                }
                continue;
            }
            _ => {}
        }
        expect("give back", heap.ack(block.reference));
        frees += 1;
        if frees.is_multiple_of(256) {
            board().words[0].fetch_add(256, SeqCst);
        }
    }
    live.append(&mut market.0.lock().expect("the market"));
    for (block, size) in live {
        check(&block, size);
        expect("give back", heap.ack(block.reference));
    }
}

/// Takes what the living sent, allocates too, keeps some of both, and is killed over it.
fn take_and_die(seat: &'static Seat, options: &Options, seed: u64) {
    let Some((segment, ring)) = attach(seat, options) else { return };
    let Some(mut heap) = expect("heap", Heap::open(&segment)) else { return };
    let opened = seat.during(Op::Claim, || Receiver::open(ring, &PARAMS));
    let Some(mut receiver) = expect("claim", opened) else { return };
    let (mut random, mut taken): (Random, Blocks) = (Random::new(seed), vec![]);
    loop {
        let got = seat.during(Op::Receive, || receiver.try_receive_block(&mut Record::default()));
        // The one that the last receiver died over is gone.
        let none = [Status::Empty, Status::NotFound];
        if let Some(block) = allow("receive", got, &none) {
            // SAFETY: the sender filled it; its first word says how long it is.
            let first = unsafe { block.pointer.cast::<u64>().read() };
            let size = ((first ^ block.reference.to_bits()) >> 32) as usize;
            if !(16..=32_000).contains(&size) {
                violation!("{block:?} was sent and says it has {size} bytes");
                continue;
            }
            check(&block, size);
            taken.push((block, size));
        }
        if random.one_in(4) {
            let size = some_size(&mut random);
            let got = seat.during(Op::Allocate, || heap.alloc(size));
            if let Some(block) = allow("allocate", got, &[Status::NoSpace]) {
                stamp(&block, size);
                taken.push((block, size));
            }
        }
        while taken.len() > TAKEN || (!taken.is_empty() && random.one_in(2)) {
            let which = random.below(taken.len() as u64) as usize;
            let (block, size) = taken.swap_remove(which);
            check(&block, size);
            expect("give back", seat.during(Op::Free, || heap.ack(block.reference)));
        }
    }
}

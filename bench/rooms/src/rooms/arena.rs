//! Allocators under four workloads. An operation is one alloc or one free. Every block is
//! stamped at both ends and checked before it is freed: one handed out twice shows.

use std::alloc::{GlobalAlloc, Layout};
use std::ffi::{CStr, c_void};
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::{Arc, Mutex};

use atomic_matrix::prelude::{AtomicMatrix, HandlerFunctions, MatrixHandler};
use bench_framework::sample::{Key, Side as Whose};

use crate::case::{Case, Version, Work};
use crate::crowd::{self, Worker};
use crate::duo::{Batch, Duo, Shape, Side, opens};
use crate::ring::{native, unique_name};
use crate::shared::{Apart, Memory};

mod footprint;
mod ours;
mod processes;

const ROOM: &str = "arena";
/// What the allocators get that do not ask the system themselves.
const POOL: usize = 32 << 20;

pub fn cases() -> Vec<Case> {
    let mut cases = ours::cases();
    let debian = |name: &str| Version::Debian(name.into());
    rows::<Peer<Glibc>>(&mut cases, Whose::Peer, "glibc", debian("libc6"));
    rows::<Peer<Global<mimalloc::MiMalloc>>>(
        &mut cases,
        Whose::Peer,
        "mimalloc",
        Version::Crate("mimalloc"),
    );
    rows::<Peer<Global<snmalloc_rs::SnMalloc>>>(
        &mut cases,
        Whose::Peer,
        "snmalloc",
        Version::Crate("snmalloc-rs"),
    );
    rows::<Peer<Global<tikv_jemallocator::Jemalloc>>>(
        &mut cases,
        Whose::Peer,
        "jemalloc",
        Version::Crate("tikv-jemallocator"),
    );
    rows::<Peer<Rlsf>>(&mut cases, Whose::Peer, "rlsf + mutex", Version::Crate("rlsf"));
    rows::<Peer<Talc>>(&mut cases, Whose::Peer, "talc + mutex", Version::Crate("talc"));
    let boost = || debian("libboost-dev");
    rows::<Peer<Boost<Tree>>>(&mut cases, Whose::Peer, "Boost rbtree_best_fit", boost());
    rows::<Peer<Boost<List>>>(&mut cases, Whose::Peer, "Boost simple_seq_fit", boost());
    rows::<Peer<Matrix>>(&mut cases, Whose::Peer, "atomic-matrix", Version::Crate("atomic-matrix"));
    processes::rows::<Peer<Boost<Tree>>>(&mut cases, Whose::Peer, "Boost rbtree_best_fit", boost());
    processes::rows::<Peer<Boost<List>>>(&mut cases, Whose::Peer, "Boost simple_seq_fit", boost());
    footprint::rows(&mut cases);
    cases
}

fn rows<A: Arena>(cases: &mut Vec<Case>, whose: Whose, peer: &str, version: Version) {
    let mut row = |test: &str, point: &str, work: Work| {
        let key = Key::new(ROOM, test, point, peer);
        cases.push(Case::new(key, whose, version.clone(), work));
    };
    for threads in [1, 2, 8] {
        let point = format!("{threads} thread{}", if threads == 1 { "" } else { "s" });
        let pairs = crowd::work(threads, 2.0, |threads| {
            let mut arenas = handles::<A>(threads)?;
            Ok(crowd::each(threads, |i| Pairs { arena: arenas.remove(0), stamp: stamp(i) }))
        });
        row("64 B pair", &point, pairs);
        let mixed = crowd::work(threads, 1.0, |threads| {
            let mut arenas = handles::<A>(threads)?;
            Ok(crowd::each(threads, |i| Mixed {
                arena: arenas.remove(0),
                live: heapless::Vec::new(),
                random: Random(i as u64 + 1),
                stamp: stamp(i),
            }))
        });
        row("16 to 1024 B, 200 live", &point, mixed);
        let larson = crowd::work(threads, 2.0, |threads| {
            let mut arenas = handles::<A>(threads)?;
            let market = Arc::new(Mutex::new(Vec::new()));
            Ok(crowd::each(threads, |i| Larson {
                arena: arenas.remove(0),
                slots: no_slots(),
                market: market.clone(),
                random: Random(i as u64 + 1),
                stamp: stamp(i),
                until_swap: SWAP,
            }))
        });
        row("larson", &point, larson);
    }
    let there = Work::Duo(Box::new(|| {
        let mut arenas = handles::<A>(2)?;
        let (arena, other) = (arenas.remove(0), arenas.remove(0));
        let (tx, rx) = rtrb::RingBuffer::new(1024);
        let left = opens(move || Ok(Giving { arena, tx }));
        let right = opens(move || Ok(Taking { arena: other, rx }));
        Ok(Duo { left, right, processes: false, shape: Shape::Stream, operations: 2.0 })
    }));
    row("alloc here, free there", "2 threads", there);
}

/// One handle of a new arena for each thread.
fn handles<A: Arena>(threads: usize) -> Result<Vec<A::Thread>, String> {
    let arena = A::open()?;
    (0..threads).map(|_| arena.thread()).collect()
}

/// Memory that threads share.
trait Arena: Sized + 'static {
    type Thread: Thread;
    fn open() -> Result<Self, String>;
    fn thread(&self) -> Result<Self::Thread, String>;
}

/// One thread's way to an arena. A null pointer: no memory.
trait Thread: Send + 'static {
    fn alloc(&mut self, bytes: usize) -> *mut u8;
    /// # Safety
    /// `place` came from `alloc(bytes)` of this arena and was not freed since.
    unsafe fn free(&mut self, place: *mut u8, bytes: usize);
}

/// An allocator that finds out by itself which thread calls.
struct Peer<A>(Arc<A>);

impl<A: Allocator> Arena for Peer<A> {
    type Thread = Peer<A>;
    fn open() -> Result<Peer<A>, String> {
        Ok(Peer(Arc::new(A::new()?)))
    }
    fn thread(&self) -> Result<Peer<A>, String> {
        Ok(Peer(self.0.clone()))
    }
}

impl<A: Allocator> Thread for Peer<A> {
    #[inline]
    fn alloc(&mut self, bytes: usize) -> *mut u8 {
        self.0.alloc(bytes)
    }
    #[inline]
    unsafe fn free(&mut self, place: *mut u8, bytes: usize) {
        // SAFETY: as the caller owes.
        unsafe { self.0.free(place, bytes) }
    }
}

/// What a peer offers to any thread. A null pointer: no memory.
trait Allocator: Send + Sync + Sized + 'static {
    fn new() -> Result<Self, String>;
    fn alloc(&self, bytes: usize) -> *mut u8;
    /// # Safety
    /// `place` came from `alloc(bytes)` and was not freed since.
    unsafe fn free(&self, place: *mut u8, bytes: usize);
}

/// A block and what it must still hold.
struct Block {
    place: *mut u8,
    bytes: usize,
    stamp: u64,
}

// SAFETY: a block is owned memory; every allocator here lets any thread free it.
unsafe impl Send for Block {}

#[inline]
fn take<A: Thread>(arena: &mut A, bytes: usize, stamp: &mut u64) -> Result<Block, String> {
    let place = arena.alloc(bytes);
    if place.is_null() {
        return Err(format!("out of memory for {bytes} bytes"));
    }
    *stamp += 1;
    // SAFETY: `bytes` of at least 16 that were just handed out.
    unsafe {
        place.cast::<u64>().write_unaligned(*stamp);
        place.add(bytes - 8).cast::<u64>().write_unaligned(!*stamp);
    }
    Ok(Block { place, bytes, stamp: *stamp })
}

#[inline]
fn give<A: Thread>(arena: &mut A, block: Block) -> Result<(), String> {
    let Block { place, bytes, stamp } = block;
    // SAFETY: a block that is still allocated.
    let (first, last) = unsafe {
        (place.cast::<u64>().read_unaligned(), place.add(bytes - 8).cast::<u64>().read_unaligned())
    };
    if first != stamp || last != !stamp {
        return Err(format!("wrong content: a block of {bytes} bytes was overwritten by another"));
    }
    // SAFETY: taken from this arena with this size, and given back once.
    unsafe { arena.free(place, bytes) };
    Ok(())
}

/// Stamps of one thread never equal those of another.
fn stamp(thread: usize) -> u64 {
    (thread as u64 + 1) << 48
}

struct Pairs<A> {
    arena: A,
    stamp: u64,
}

impl<A: Thread> Worker for Pairs<A> {
    fn work(&mut self, count: u64) -> Result<(), String> {
        for _ in 0..count {
            let place = self.arena.alloc(64);
            if place.is_null() {
                return Err("out of memory for 64 bytes".into());
            }
            // One word only: more would cost what the pair itself does.
            self.stamp += 1;
            // SAFETY: 64 bytes, aligned to 16, that were just handed out and are freed once.
            unsafe {
                place.cast::<u64>().write(self.stamp);
                let place = std::hint::black_box(place);
                if place.cast::<u64>().read() != self.stamp {
                    return Err("wrong content: a block was overwritten by another".into());
                }
                self.arena.free(place, 64);
            }
        }
        Ok(())
    }
}

/// Marsaglia, "Xorshift RNGs", 2003.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((u128::from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)) * bound as u128) >> 64) as usize
    }
}

const LIVE: usize = 200;

/// Seven of ten operations allocate, until there are 200; then one is freed first. The list of
/// blocks is part of the worker, so it lies in lines of its own.
struct Mixed<A> {
    arena: A,
    live: heapless::Vec<Block, LIVE>,
    random: Random,
    stamp: u64,
}

impl<A: Thread> Worker for Mixed<A> {
    fn work(&mut self, count: u64) -> Result<(), String> {
        for _ in 0..count {
            let allocate = self.random.below(10) < 7;
            if self.live.is_empty() || (allocate && self.live.len() < LIVE) {
                let bytes = 16 + self.random.below(1009);
                let block = take(&mut self.arena, bytes, &mut self.stamp)?;
                self.live.push(block).map_err(|_| "there are too many blocks")?;
            } else {
                let which = self.random.below(self.live.len());
                give(&mut self.arena, self.live.swap_remove(which))?;
            }
        }
        Ok(())
    }
}

const SLOTS: usize = 1000;
const SWAP: u64 = 10_000;
/// The blocks of a thread, in lines of their own.
type Slots = Box<Apart<heapless::Vec<Block, SLOTS>>>;

/// Larson and Krishnan, "Memory Allocation for Long-Running Server Applications", 1998: each
/// thread replaces random blocks of its own, and hands all of them to another now and then.
struct Larson<A> {
    arena: A,
    slots: Slots,
    market: Arc<Mutex<Vec<Slots>>>,
    random: Random,
    stamp: u64,
    until_swap: u64,
}

fn no_slots() -> Slots {
    Box::new(Apart(heapless::Vec::new()))
}

impl<A: Thread> Larson<A> {
    fn fill(&mut self) -> Result<(), String> {
        while !self.slots.0.is_full() {
            let bytes = 16 + self.random.below(1009);
            let block = take(&mut self.arena, bytes, &mut self.stamp)?;
            self.slots.0.push(block).map_err(|_| "there are too many blocks")?;
        }
        Ok(())
    }
}

impl<A: Thread> Worker for Larson<A> {
    fn work(&mut self, count: u64) -> Result<(), String> {
        self.fill()?;
        for _ in 0..count {
            let bytes = 16 + self.random.below(1009);
            let which = self.random.below(SLOTS);
            let new = take(&mut self.arena, bytes, &mut self.stamp)?;
            give(&mut self.arena, std::mem::replace(&mut self.slots.0[which], new))?;
            self.until_swap -= 1;
            if self.until_swap == 0 {
                self.until_swap = SWAP;
                let mut market = self.market.lock().map_err(|error| error.to_string())?;
                let theirs = market.pop().unwrap_or_else(no_slots);
                market.push(std::mem::replace(&mut self.slots, theirs));
                drop(market);
                self.fill()?; // nobody had anything to swap yet
            }
        }
        Ok(())
    }
}

struct Giving<A> {
    arena: A,
    tx: rtrb::Producer<Block>,
}

impl<A: Thread> Side for Giving<A> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        for number in batch.from..batch.from + batch.count {
            batch.work();
            let mut block = take(&mut self.arena, 64, &mut { number })?;
            while let Err(rtrb::PushError::Full(back)) = self.tx.push(block) {
                batch.pause()?;
                block = back;
            }
        }
        Ok(())
    }
}

struct Taking<A> {
    arena: A,
    rx: rtrb::Consumer<Block>,
}

impl<A: Thread> Side for Taking<A> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        for _ in 0..batch.count {
            let block = loop {
                match self.rx.pop() {
                    Ok(block) => break block,
                    Err(_) => batch.pause()?,
                }
            };
            give(&mut self.arena, block)?;
            batch.work();
        }
        Ok(())
    }
}

struct Glibc;

impl Allocator for Glibc {
    fn new() -> Result<Glibc, String> {
        Ok(Glibc)
    }
    #[inline]
    fn alloc(&self, bytes: usize) -> *mut u8 {
        // SAFETY: any size will do.
        unsafe { libc::malloc(bytes).cast() }
    }
    #[inline]
    unsafe fn free(&self, place: *mut u8, _bytes: usize) {
        // SAFETY: as the caller owes.
        unsafe { libc::free(place.cast()) }
    }
}

fn layout(bytes: usize) -> Layout {
    Layout::from_size_align(bytes, 16).unwrap_or(Layout::new::<u128>())
}

/// An allocator that serves a whole program.
struct Global<G>(G);

trait Made: GlobalAlloc + Send + Sync + 'static {
    const MADE: Self;
}

impl Made for mimalloc::MiMalloc {
    const MADE: Self = mimalloc::MiMalloc;
}

impl Made for snmalloc_rs::SnMalloc {
    const MADE: Self = snmalloc_rs::SnMalloc;
}

impl Made for tikv_jemallocator::Jemalloc {
    const MADE: Self = tikv_jemallocator::Jemalloc;
}

impl<G: Made> Allocator for Global<G> {
    fn new() -> Result<Self, String> {
        Ok(Global(G::MADE))
    }
    #[inline]
    fn alloc(&self, bytes: usize) -> *mut u8 {
        // SAFETY: the size is not 0.
        unsafe { self.0.alloc(layout(bytes)) }
    }
    #[inline]
    unsafe fn free(&self, place: *mut u8, bytes: usize) {
        // SAFETY: as the caller owes.
        unsafe { self.0.dealloc(place, layout(bytes)) }
    }
}

type Tlsf = rlsf::Tlsf<'static, u32, u32, 24, 16>;

struct Rlsf {
    tlsf: Mutex<Tlsf>,
    _pool: Memory,
}

impl Allocator for Rlsf {
    fn new() -> Result<Rlsf, String> {
        let pool = Memory::new(POOL)?;
        let mut tlsf = Tlsf::new();
        let whole = NonNull::new(std::ptr::slice_from_raw_parts_mut(pool.base(), POOL));
        // SAFETY: the pool is mapped as long as the structure lives, and nobody else uses it.
        unsafe { tlsf.insert_free_block_ptr(whole.ok_or("no pool")?) };
        Ok(Rlsf { tlsf: Mutex::new(tlsf), _pool: pool })
    }
    fn alloc(&self, bytes: usize) -> *mut u8 {
        let place = self.tlsf.lock().ok().and_then(|mut tlsf| tlsf.allocate(layout(bytes)));
        place.map_or(std::ptr::null_mut(), NonNull::as_ptr)
    }
    unsafe fn free(&self, place: *mut u8, _bytes: usize) {
        if let (Ok(mut tlsf), Some(place)) = (self.tlsf.lock(), NonNull::new(place)) {
            // SAFETY: as the caller owes; all blocks have this alignment.
            unsafe { tlsf.deallocate(place, 16) };
        }
    }
}

struct Talc {
    talc: talc::sync::TalcLock<parking_lot::RawMutex, talc::source::Manual, talc::DefaultBinning>,
    _pool: Memory,
}

impl Allocator for Talc {
    fn new() -> Result<Talc, String> {
        let pool = Memory::new(POOL)?;
        let talc = talc::sync::TalcLock::new(talc::source::Manual);
        // SAFETY: the pool is mapped as long as the structure lives, and nobody else uses it.
        let claimed = unsafe { talc.lock().claim(pool.base(), POOL) };
        claimed.ok_or("the pool was not accepted")?;
        Ok(Talc { talc, _pool: pool })
    }
    fn alloc(&self, bytes: usize) -> *mut u8 {
        // SAFETY: the size is not 0.
        unsafe { self.talc.alloc(layout(bytes)) }
    }
    unsafe fn free(&self, place: *mut u8, bytes: usize) {
        // SAFETY: as the caller owes.
        unsafe { self.talc.dealloc(place, layout(bytes)) }
    }
}

/// An algorithm of Boost.Interprocess: its functions in cpp.cpp.
trait Algorithm: 'static {
    const HEAP: &CStr;
    const ALLOC: &CStr;
    const FREE: &CStr;
}

/// The default one.
struct Tree;

impl Algorithm for Tree {
    const HEAP: &CStr = c"bench_boost_rbtree_heap";
    const ALLOC: &CStr = c"bench_boost_rbtree_alloc";
    const FREE: &CStr = c"bench_boost_rbtree_free";
}

/// The other one.
struct List;

impl Algorithm for List {
    const HEAP: &CStr = c"bench_boost_seq_heap";
    const ALLOC: &CStr = c"bench_boost_seq_alloc";
    const FREE: &CStr = c"bench_boost_seq_free";
}

/// Boost.Interprocess with its mutex family, in memory of its own.
struct Boost<G> {
    heap: *mut c_void,
    alloc: unsafe extern "C" fn(*mut c_void, usize) -> *mut u8,
    free: unsafe extern "C" fn(*mut c_void, *mut u8),
    _pool: Memory,
    algorithm: PhantomData<G>,
}

// SAFETY: the heap has a mutex in it.
unsafe impl<G> Send for Boost<G> {}
// SAFETY: as above.
unsafe impl<G> Sync for Boost<G> {}

impl<G: Algorithm> Allocator for Boost<G> {
    fn new() -> Result<Boost<G>, String> {
        let symbol = |name| native::symbol(name).ok_or("the C part was not built");
        let pool = Memory::new(POOL)?;
        // SAFETY: cpp.cpp declares them so.
        unsafe {
            let create: unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void =
                std::mem::transmute(symbol(G::HEAP)?);
            let alloc = std::mem::transmute::<
                *mut c_void,
                unsafe extern "C" fn(*mut c_void, usize) -> *mut u8,
            >(symbol(G::ALLOC)?);
            let free = std::mem::transmute::<*mut c_void, unsafe extern "C" fn(*mut c_void, *mut u8)>(
                symbol(G::FREE)?,
            );
            let heap = create(pool.base().cast(), POOL);
            if heap.is_null() {
                return Err("the heap was not made".into());
            }
            Ok(Boost { heap, alloc, free, _pool: pool, algorithm: PhantomData })
        }
    }
    fn alloc(&self, bytes: usize) -> *mut u8 {
        // SAFETY: a live heap.
        unsafe { (self.alloc)(self.heap, bytes) }
    }
    unsafe fn free(&self, place: *mut u8, _bytes: usize) {
        // SAFETY: as the caller owes.
        unsafe { (self.free)(self.heap, place) }
    }
}

/// It hands out too little and the same block twice: reported as its runs end.
struct Matrix(MatrixHandler);

// SAFETY: its authors say that it may be used by many threads; that is what is tried here.
unsafe impl Send for Matrix {}
// SAFETY: as above.
unsafe impl Sync for Matrix {}

impl Allocator for Matrix {
    fn new() -> Result<Matrix, String> {
        let handler = AtomicMatrix::bootstrap(Some(unique_name()), POOL);
        handler.map(Matrix).map_err(|error| format!("{error:?}"))
    }
    fn alloc(&self, bytes: usize) -> *mut u8 {
        match self.0.allocate_raw(bytes as u32) {
            // SAFETY: the offset it handed out, which it says lies in its mapping.
            Ok(block) => unsafe { self.0.base_ptr().cast_mut().add(block.offset() as usize) },
            Err(_) => std::ptr::null_mut(),
        }
    }
    unsafe fn free(&self, place: *mut u8, _bytes: usize) {
        let base = self.0.base_ptr();
        let offset = place.addr() - base.addr();
        let header = atomic_matrix::core::matrix::RelativePtr::new(offset as u32 - HEADER);
        self.0.matrix().ack(&header, base);
    }
}

/// The bytes of its header before a block.
const HEADER: u32 = atomic_matrix::core::matrix::helpers::HEADER_SPACE;

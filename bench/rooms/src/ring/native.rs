//! The C and C++ peers: function tables in a library built by CMake (`native/src/bench.h`),
//! whose loops run in C so that no peer pays for a call through a pointer per message.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;

use super::{Balance, MANY, unique_name};
use crate::case::Meter;
use crate::duo::{Batch, Duo, Shape, Side, opens};
use crate::shared::{Memory, Shared};

#[repr(C)]
struct RawBatch {
    from: u64,
    count: u64,
    times: *mut u64,
    stop: *const AtomicU32,
    full: u32,
    pace: u32,
    received: *mut u64,
}

type Loop = unsafe extern "C" fn(*mut c_void, *const RawBatch) -> c_int;
type TwoLoop = unsafe extern "C" fn(*mut c_void, *mut c_void, *const RawBatch) -> c_int;

#[repr(C)]
pub struct Loops {
    bytes: usize,
    send: Option<Loop>,
    receive: Option<Loop>,
    ping: Option<TwoLoop>,
    echo: Option<TwoLoop>,
    exchange: Option<Loop>,
}

/// A `bench_ring_peer_t`.
#[repr(C)]
pub struct Peer {
    name: *const c_char,
    package: *const c_char,
    pub ours: bool,
    pub threads: bool,
    pub processes: bool,
    shared_bytes: unsafe extern "C" fn(usize, usize) -> usize,
    create: unsafe extern "C" fn(*mut c_void, *const c_char, usize, usize) -> *mut c_void,
    attach: unsafe extern "C" fn(*mut c_void, bool) -> *mut c_void,
    detach: unsafe extern "C" fn(*mut c_void, bool),
    loops: *const Loops,
    loops_count: usize,
}

// SAFETY: constant data of a library that is never unloaded.
unsafe impl Sync for Peer {}

struct Library(*mut c_void);
// SAFETY: a handle of dlopen, which any thread may use.
unsafe impl Send for Library {}
// SAFETY: as above.
unsafe impl Sync for Library {}

/// A function of the library; `None` if it was not built.
pub fn symbol(name: &CStr) -> Option<*mut c_void> {
    static LIBRARY: OnceLock<Option<Library>> = OnceLock::new();
    let library = LIBRARY.get_or_init(|| {
        let path = CString::new(std::env::var("BENCH_NATIVE").ok()?).ok()?;
        // SAFETY: loads the library that scripts/bench built; its constructors are harmless.
        let handle = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_NOW) };
        (!handle.is_null()).then_some(Library(handle))
    });
    // SAFETY: the handle is open and the name ends with a zero.
    let found = unsafe { libc::dlsym(library.as_ref()?.0, name.as_ptr()) };
    (!found.is_null()).then_some(found)
}

/// All C and C++ rings; none if the library was not built.
pub fn peers() -> Vec<&'static Peer> {
    listed(c"bench_ring_peers")
}

/// Those that pass 32 messages at a time.
pub fn span_peers() -> Vec<&'static Peer> {
    listed(c"bench_span_peers")
}

/// Those that both sides send to and receive from.
pub fn exchange_peers() -> Vec<&'static Peer> {
    listed(c"bench_exchange_peers")
}

fn listed(list: &CStr) -> Vec<&'static Peer> {
    let Some(list) = symbol(list) else { return Vec::new() };
    // SAFETY: bench.h declares it so.
    let list: unsafe extern "C" fn() -> *const *const Peer = unsafe { std::mem::transmute(list) };
    let mut peers = Vec::new();
    // SAFETY: a constant array of pointers to constant tables that ends with a NULL.
    unsafe {
        let mut next = list();
        while let Some(peer) = (*next).as_ref() {
            peers.push(peer);
            next = next.add(1);
        }
    }
    peers
}

impl Peer {
    pub fn name(&self) -> String {
        // SAFETY: a constant string.
        unsafe { CStr::from_ptr(self.name) }.to_string_lossy().into_owned()
    }

    /// The Debian package it comes in; `None` if it is the library's own.
    pub fn package(&self) -> Option<String> {
        // SAFETY: NULL or a constant string.
        let package = unsafe { self.package.as_ref().map(|p| CStr::from_ptr(p)) };
        package.map(|package| package.to_string_lossy().into_owned())
    }

    fn make(&'static self, capacity: usize, bytes: usize) -> Result<Ring, String> {
        // SAFETY: a constant array of that many.
        let loops = unsafe { std::slice::from_raw_parts(self.loops, self.loops_count) };
        let loops = loops.iter().find(|loops| loops.bytes == bytes);
        let loops = loops.ok_or_else(|| format!("no messages of {bytes} bytes"))?;
        // SAFETY: a function of two numbers.
        let memory = Memory::new(unsafe { (self.shared_bytes)(capacity, bytes) })?;
        let name = CString::new(unique_name()).map_err(|error| error.to_string())?;
        // SAFETY: as many zeroed bytes as it asked for, and a string; both outlive the call.
        let ring = unsafe { (self.create)(memory.base().cast(), name.as_ptr(), capacity, bytes) };
        if ring.is_null() {
            return Err(format!("cannot be made with capacity {capacity} of {bytes} bytes"));
        }
        Ok(Ring { peer: self, loops, ring, memory })
    }
}

/// A ring that both sides may attach to.
#[derive(Clone)]
struct Ring {
    peer: &'static Peer,
    loops: &'static Loops,
    ring: *mut c_void,
    memory: Memory,
}

// SAFETY: what `create` hands out is made to be attached to by two threads or processes.
unsafe impl Send for Ring {}

impl Ring {
    fn attach(self, sender: bool) -> Result<Handle, String> {
        // SAFETY: the pointer `create` returned, in the thread or process that uses the end.
        let handle = unsafe { (self.peer.attach)(self.ring, sender) };
        if handle.is_null() {
            return Err("cannot attach".into());
        }
        Ok(Handle { ring: self, handle, sender })
    }
}

/// One end of a ring.
struct Handle {
    ring: Ring,
    handle: *mut c_void,
    sender: bool,
}

impl Drop for Handle {
    fn drop(&mut self) {
        let _mapped = &self.ring.memory;
        // SAFETY: attached once, detached once, while its memory is mapped.
        unsafe { (self.ring.peer.detach)(self.handle, self.sender) };
    }
}

const NO_LOOP: &str = "not made for this test";

/// Runs a loop and hands back the sum of the numbers that an exchange received.
fn run(batch: &mut Batch<'_>, body: impl FnOnce(&RawBatch) -> c_int) -> Result<u64, String> {
    let mut received = 0;
    let mut room = Vec::new();
    if batch.times.is_some() {
        room.resize(batch.count as usize, 0);
    }
    let raw = RawBatch {
        from: batch.from,
        count: batch.count,
        times: if room.is_empty() { std::ptr::null_mut() } else { room.as_mut_ptr() },
        stop: batch.stop,
        full: u32::from(batch.full),
        pace: batch.pace,
        received: &mut received,
    };
    match body(&raw) {
        0 => {}
        2 => return Err("wrong content: a message is missing, twice or damaged".into()),
        _ => batch.pause()?,
    }
    if let Some(times) = batch.times.as_deref_mut() {
        times.append(&mut room);
    }
    Ok(received)
}

struct One(Handle);

impl Side for One {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let Handle { ring, handle, sender } = &self.0;
        let work = if *sender { ring.loops.send } else { ring.loops.receive };
        let work = work.ok_or(NO_LOOP)?;
        // SAFETY: the handle of this peer and size; the batch is valid for the call.
        run(batch, |raw| unsafe { work(*handle, raw) }).map(drop)
    }
}

/// One end that writes and checks its messages in place: as whole as others copy them.
struct Whole(One);

impl Side for Whole {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        batch.full = true;
        self.0.run(batch)
    }
}

struct Two {
    there: Handle,
    back: Handle,
}

impl Side for Two {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let loops = self.there.ring.loops;
        let work = if self.there.sender { loops.ping } else { loops.echo };
        let work = work.ok_or(NO_LOOP)?;
        // SAFETY: both handles are of this peer and size; the batch is valid for the call.
        run(batch, |raw| unsafe { work(self.there.handle, self.back.handle, raw) }).map(drop)
    }
}

/// One of two sides that send to and receive from one ring.
struct Exchanging {
    handle: Handle,
    balance: Shared<Balance>,
}

impl Side for Exchanging {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let Handle { ring, handle, .. } = &self.handle;
        let work = ring.loops.exchange.ok_or(NO_LOOP)?;
        // SAFETY: the handle of this peer and size; the batch is valid for the call.
        let received = run(batch, |raw| unsafe { work(*handle, raw) })?;
        self.balance.settle(batch, received)
    }
}

pub fn one_way(
    peer: &'static Peer,
    capacity: usize,
    bytes: usize,
    processes: bool,
) -> Result<Duo, String> {
    let ring = peer.make(capacity, bytes)?;
    let open = |sender| {
        let ring = ring.clone();
        opens(move || Ok(One(ring.attach(sender)?)))
    };
    Ok(Duo {
        left: open(true),
        right: open(false),
        processes,
        shape: Shape::Stream,
        operations: 1.0,
    })
}

/// As [`one_way`], by spans of 32 messages of 64 bytes.
pub fn one_way_spans(peer: &'static Peer, capacity: usize) -> Result<Duo, String> {
    let ring = peer.make(capacity, 64)?;
    let open = |sender| {
        let ring = ring.clone();
        opens(move || Ok(Whole(One(ring.attach(sender)?))))
    };
    Ok(Duo {
        left: open(true),
        right: open(false),
        processes: false,
        shape: Shape::Stream,
        operations: 1.0,
    })
}

/// Sends and receives by one thread, 32 at a time: nanoseconds of a message of which the first
/// and the last word are written and checked.
pub fn pair_many(
    peer: &'static Peer,
    capacity: usize,
    bytes: usize,
    meter: &Meter,
) -> Result<f64, String> {
    let ring = peer.make(capacity, bytes)?;
    let (mut tx, mut rx) = (One(ring.clone().attach(true)?), One(ring.attach(false)?));
    let stop = AtomicU32::new(0);
    let (mut from, mut passed) = (0, Ok(()));
    let nanos = meter.time(|count| {
        for _ in 0..count {
            for side in [&mut tx, &mut rx] {
                let batch = &mut Batch {
                    from,
                    count: MANY as u64,
                    full: from == 0,
                    times: None,
                    pace: 0,
                    stop: &stop,
                };
                if let Err(why) = side.run(batch) {
                    passed = Err(why);
                }
            }
            from += MANY as u64;
        }
    });
    passed.map(|()| nanos / MANY as f64)
}

pub fn round_trip(
    peer: &'static Peer,
    capacity: usize,
    bytes: usize,
    processes: bool,
) -> Result<Duo, String> {
    let (there, back) = (peer.make(capacity, bytes)?, peer.make(capacity, bytes)?);
    let open = |left: bool| {
        let (there, back) = (there.clone(), back.clone());
        opens(move || Ok(Two { there: there.attach(left)?, back: back.attach(!left)? }))
    };
    Ok(Duo {
        left: open(true),
        right: open(false),
        processes,
        shape: Shape::RoundTrip,
        operations: 1.0,
    })
}

/// Both sides send and receive in turns: nanoseconds of a pair of both together.
pub fn exchange(peer: &'static Peer, capacity: usize, processes: bool) -> Result<Duo, String> {
    let (ring, balance) = (peer.make(capacity, 64)?, Shared::<Balance>::new()?);
    let open = || {
        let (ring, balance) = (ring.clone(), balance.clone());
        opens(move || Ok(Exchanging { handle: ring.attach(true)?, balance }))
    };
    let [left, right] = [open(), open()];
    Ok(Duo { left, right, processes, shape: Shape::Pair, operations: 2.0 })
}

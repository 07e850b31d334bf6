//! A cycle of synced memory whose peers are there, and a message through any ring while nobody
//! waits, makes no system call and allocates nothing.
//!
//! A child process forbids itself every system call but `write` and `exit` (the kernel's
//! strict seccomp mode kills it for any other) and then runs its cycles.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

use wrtmem::Status;
use wrtmem::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::provider::{HeapProvider, Provider};
use wrtmem::ring::broadcast::{self, BroadcastParams, Start};
use wrtmem::ring::mailbox::{MailboxKind, MailboxReader, MailboxWriter};
use wrtmem::ring::message::{self, MessageParams};
use wrtmem::ring::mpmc::{self, MpmcParams};
use wrtmem::ring::ordered::{OrderedParams, OrderedReceiver, OrderedRecord, OrderedSender};
use wrtmem::ring::spsc::{self, SpscParams};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;
use wrtmem::synced::{MemberState, Synced, SyncedParams};

struct Counting;

thread_local! {
    /// Of this thread: a test is not disturbed by another.
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn allocations() -> u64 {
    ALLOCATIONS.get()
}

// SAFETY: the system's allocator, and a count.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const CYCLES: u64 = 10_000;

/// Cycles of two participants that one thread takes turns as: each finds the other there.
fn cycles(synced: &Synced<'_>, members: &mut [MemberState; 2]) {
    let data = [7; 200];
    let mut read = [0; 200];
    for _ in 0..CYCLES {
        for member in members.iter_mut() {
            synced.write(member, &data).expect("write");
            synced.arrive(member, data.len()).expect("arrive");
        }
        for member in members.iter_mut() {
            synced.wait(member, Deadline::FOREVER).expect("wait");
            let view = synced.view(member).expect("view");
            for row in 0..2 {
                assert_eq!(view.read(row, &mut read), Ok(200));
            }
        }
    }
}

/// Runs `body` in a child without system calls; whether it came to its end.
fn without_system_calls(body: impl FnOnce()) -> bool {
    prepared_without_system_calls(|| body)
}

/// Runs `prepare` in a child, and what it makes there without system calls.
fn prepared_without_system_calls<B: FnOnce()>(prepare: impl FnOnce() -> B) -> bool {
    // SAFETY: the child calls nothing that needs the other threads: it allocates, if at all, in
    // `prepare`, which the C library allows, and takes locks of segments, which no other test
    // of this program has.
    let child = unsafe { libc::fork() };
    assert!(child >= 0);
    if child == 0 {
        let run = std::panic::AssertUnwindSafe(|| {
            let body = prepare();
            // SAFETY: a plain call.
            if unsafe { libc::prctl(libc::PR_SET_SECCOMP, 1) } != 0 {
                return 2;
            }
            let before = allocations();
            body();
            if allocations() == before { 0 } else { 3 }
        });
        let code = std::panic::catch_unwind(run).unwrap_or(4);
        // SAFETY: a plain call; `exit`, not `exit_group`, is what the mode allows.
        unsafe { libc::syscall(libc::SYS_exit, code) };
    }
    let mut status = 0;
    // SAFETY: our own child, and a place for its status.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    let code = libc::WEXITSTATUS(status);
    assert!(!libc::WIFEXITED(status) || code == 0, "2 no seccomp, 3 allocates, 4 panics: {code}");
    libc::WIFEXITED(status)
}

#[test]
fn a_cycle_makes_no_system_call_and_allocates_nothing() {
    for verified in [false, true] {
        let params = SyncedParams { verified, ..SyncedParams::new(2, 200) };
        let memory = HeapProvider::new(params.required_size().expect("a size"));
        let synced = Synced::format(memory.mem(), &params).expect("format");
        let mut members = [0, 1].map(|row| synced.join(Some(row), Deadline::POLL).expect("join"));
        let before = allocations();
        assert!(without_system_calls(|| cycles(&synced, &mut members)));
        cycles(&synced, &mut members);
        assert_eq!(allocations(), before, "a cycle allocates");
    }
    // The checks can fail.
    assert!(!without_system_calls(std::thread::yield_now));
    let before = allocations();
    drop(std::hint::black_box(Box::new(1)));
    assert_ne!(allocations(), before);
}

/// Names of segments, which go with this.
struct Segments(Vec<String>);

impl Segments {
    fn add(&mut self, kind: KindId) -> String {
        self.0.push(format!("quiet-{}-{}", kind.name(), std::process::id()));
        self.0[self.0.len() - 1].clone()
    }
}

impl Drop for Segments {
    fn drop(&mut self) {
        for name in &self.0 {
            let _ = Segment::unlink(name, &Options::default());
        }
    }
}

type Element = [u64; 8];

/// Both sides of a ring, and what can be done with them.
trait Pair {
    fn open(object: Object) -> Self;
    /// Sends, without and with a wait that is not needed; what is full says so.
    fn send(&mut self, element: &Element);
    fn try_send(&mut self, element: &Element) -> Status;
    /// Receives what was sent first, or last where only that is kept.
    fn receive(&mut self, deadline: Deadline) -> Status;
    fn try_receive(&mut self) -> Status;
}

fn status<T>(answer: wrtmem::Result<T>) -> Status {
    answer.err().map_or(Status::Ok, |error| error.status())
}

/// Messages of one thread that is both sides. The ring holds two at least.
fn messages<P: Pair>(pair: &mut P, keeps_up: bool) {
    for number in 0..CYCLES {
        let element = [number; 8];
        assert_eq!(pair.try_receive(), Status::Empty);
        pair.send(&element);
        assert_eq!(pair.receive(Deadline::FOREVER), Status::Ok);
        assert_eq!(pair.try_send(&element), Status::Ok);
        assert_eq!(pair.try_receive(), Status::Ok);
    }
    // And when it is full.
    if keeps_up {
        while pair.try_send(&[1; 8]) == Status::Ok {}
        for _ in 0..CYCLES {
            assert_eq!(pair.try_send(&[1; 8]), Status::Full);
        }
    }
}

/// That messages through a ring are quiet, and that a wait would have been noticed.
fn quiet<P: Pair>(kind: KindId, params: Params, keeps_up: bool) {
    let mut segments = Segments(Vec::new());
    let name = segments.add(kind);
    let object = || {
        let segment = Segment::open_or_create(&name, &Options::default()).expect("a segment").0;
        let spec = ObjectSpec { name: "ring", kind, tag: TypeTag::default(), params };
        segment.open_or_create_object(&spec).expect("a ring").0
    };
    let noisy = prepared_without_system_calls(|| {
        let mut pair = P::open(object());
        move || {
            pair.send(&[1; 8]);
            assert_eq!(pair.try_receive(), Status::Ok);
            pair.receive(Deadline::after(Duration::from_millis(20)));
            std::mem::forget(pair); // letting go of it is no message
        }
    });
    assert!(!noisy, "{kind:?}: to wait is a system call");
    let quiet = prepared_without_system_calls(|| {
        let mut pair = P::open(object());
        move || {
            messages(&mut pair, keeps_up);
            std::mem::forget(pair);
        }
    });
    assert!(quiet, "{kind:?}: a message makes a system call");
}

macro_rules! pair {
    ($name:ident, $sender:ty, $receiver:ty, $($rest:tt)*) => {
        struct $name($sender, $receiver);
        impl Pair for $name { $($rest)* }
    };
}

const ELEMENT: u32 = size_of::<Element>() as u32;

fn bytes(element: &Element) -> [u8; 64] {
    std::array::from_fn(|i| element[i / 8].to_le_bytes()[i % 8])
}

fn mpmc_params() -> MpmcParams {
    MpmcParams::new(16, ELEMENT, 4).expect("parameters")
}

fn message_params() -> MessageParams {
    MessageParams::new(3, 4096).expect("parameters")
}

fn ordered_params() -> OrderedParams {
    OrderedParams::new(4096, 4).expect("parameters")
}

fn broadcast_params() -> BroadcastParams {
    BroadcastParams::new(16, ELEMENT).expect("parameters")
}

pair! { Spsc, spsc::Producer<Element, Object>, spsc::Consumer<Element, Object>,
    fn open(object: Object) -> Self {
        let producer = spsc::Producer::open(object.clone(), 16).expect("a producer");
        Spsc(producer, spsc::Consumer::open(object, 16).expect("a consumer"))
    }
    fn send(&mut self, element: &Element) {
        self.0.push(element, Deadline::FOREVER).expect("push");
    }
    fn try_send(&mut self, element: &Element) -> Status {
        status(self.0.try_push(element))
    }
    fn receive(&mut self, deadline: Deadline) -> Status {
        status(self.1.pop(&mut [0; 8], deadline))
    }
    fn try_receive(&mut self) -> Status {
        status(self.1.try_pop(&mut [0; 8]))
    }
}

pair! { Mpmc, mpmc::Producer<Object, Element>, mpmc::Consumer<Object, Element>,
    fn open(object: Object) -> Self {
        let producer = mpmc::Producer::open(object.clone(), &mpmc_params()).expect("a producer");
        Mpmc(producer, mpmc::Consumer::open(object, &mpmc_params()).expect("a consumer"))
    }
    fn send(&mut self, element: &Element) {
        self.0.push(element, Deadline::FOREVER).expect("push");
    }
    fn try_send(&mut self, element: &Element) -> Status {
        status(self.0.try_push(element))
    }
    fn receive(&mut self, deadline: Deadline) -> Status {
        status(self.1.pop(&mut [0; 8], deadline))
    }
    fn try_receive(&mut self) -> Status {
        status(self.1.try_pop(&mut [0; 8]))
    }
}

pair! { Message, message::Sender<Object>, message::Receiver<Object>,
    fn open(object: Object) -> Self {
        let params = message_params();
        let sender = message::Sender::open(object.clone(), &params, None).expect("a sender");
        Message(sender, message::Receiver::open(object, &params).expect("a receiver"))
    }
    fn send(&mut self, element: &Element) {
        self.0.send(&bytes(element), Deadline::FOREVER).expect("send");
    }
    fn try_send(&mut self, element: &Element) -> Status {
        status(self.0.try_send(&bytes(element)))
    }
    fn receive(&mut self, deadline: Deadline) -> Status {
        status(self.1.receive(&mut [0; 64], &mut message::Record::default(), deadline))
    }
    fn try_receive(&mut self) -> Status {
        status(self.1.try_receive(&mut [0; 64], &mut message::Record::default()))
    }
}

pair! { Ordered, OrderedSender<Object>, OrderedReceiver<Object>,
    fn open(object: Object) -> Self {
        let params = ordered_params();
        let sender = OrderedSender::open(object.clone(), &params).expect("a sender");
        Ordered(sender, OrderedReceiver::open(object, &params).expect("a receiver"))
    }
    fn send(&mut self, element: &Element) {
        self.0.send(&bytes(element), Deadline::FOREVER).expect("send");
    }
    fn try_send(&mut self, element: &Element) -> Status {
        status(self.0.try_send(&bytes(element)))
    }
    fn receive(&mut self, deadline: Deadline) -> Status {
        status(self.1.receive(&mut [0; 64], &mut OrderedRecord::default(), deadline))
    }
    fn try_receive(&mut self) -> Status {
        status(self.1.try_receive(&mut [0; 64], &mut OrderedRecord::default()))
    }
}

pair! { Broadcast, broadcast::Writer<Object, Element>, broadcast::Reader<Object, Element>,
    fn open(object: Object) -> Self {
        let params = broadcast_params();
        let writer = broadcast::Writer::open(object.clone(), &params).expect("a writer");
        let reader = broadcast::Reader::open(object, &params, Start::Next);
        Broadcast(writer, reader.expect("a reader"))
    }
    fn send(&mut self, element: &Element) {
        self.0.write(element).expect("write");
    }
    fn try_send(&mut self, element: &Element) -> Status {
        status(self.0.write(element))
    }
    fn receive(&mut self, deadline: Deadline) -> Status {
        status(self.1.read(&mut [0; 8], deadline))
    }
    fn try_receive(&mut self) -> Status {
        status(self.1.try_read(&mut [0; 8]))
    }
}

pair! { Mailbox, MailboxWriter<Element, Object>, MailboxReader<Element, Object>,
    fn open(object: Object) -> Self {
        let writer = MailboxWriter::open(object.clone()).expect("a writer");
        let mut reader = MailboxReader::open(object).expect("a reader");
        let _ = reader.read(&mut [0; 8]); // what was there before is seen
        Mailbox(writer, reader)
    }
    fn send(&mut self, element: &Element) {
        self.0.write(element).expect("write");
    }
    fn try_send(&mut self, element: &Element) -> Status {
        status(self.0.write(element))
    }
    fn receive(&mut self, deadline: Deadline) -> Status {
        status(self.1.read_newer(&mut [0; 8], deadline))
    }
    fn try_receive(&mut self) -> Status {
        status(self.1.try_read_newer(&mut [0; 8]))
    }
}

#[test]
fn a_message_through_any_ring_makes_no_system_call_and_allocates_nothing() {
    let spsc = SpscParams::of::<Element>(16).expect("parameters");
    quiet::<Spsc>(KindId::SPSC, spsc.into(), true);
    quiet::<Mpmc>(KindId::MPMC, mpmc_params().into(), true);
    quiet::<Message>(KindId::MESSAGE, message_params().into(), true);
    quiet::<Ordered>(KindId::MESSAGE_ORDERED, ordered_params().into(), true);
    quiet::<Broadcast>(KindId::BROADCAST, broadcast_params().into(), false);
    quiet::<Mailbox>(KindId::MAILBOX, MailboxKind::params(ELEMENT), false);
}

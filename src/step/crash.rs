//! The crash engines' side of the hook: what a thread does at each step.
//!
//! * **Die**: the process ends (`_exit`, no destructors, as SIGKILL would) before step k.
//!   The parent of a forked child then recovers and checks: the truth, a few thousand
//!   points a second.
//! * **Record**: every store is written down with its place and value. A test replays any
//!   prefix of them onto a copy of the memory, runs recovery, and checks: millions of
//!   points a second, crashes inside the recovery included. See [`replay`].
//! * **Panic**: the call unwinds before step k, as from a defect of the library, and what
//!   it held is released on the way out. The process goes on.
//!
//! The state is per thread, so tests run side by side. But for one: a whole process may
//! [`linger`] at some of its stores, so that others see what is between two of them on any
//! machine, however few its cores.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

mod child;
mod replay;
pub use child::{Child, End, fork_points};
pub use replay::{Count, Recorded, points, replay, report};

/// One recorded store.
#[derive(Clone, Debug)]
pub struct Store {
    /// Where, as an address of this process.
    pub address: usize,
    /// The bytes now there.
    pub bytes: Vec<u8>,
    /// Later stores may not appear without the ones before it.
    pub release: bool,
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Off) };
    static STEPS: Cell<u64> = const { Cell::new(0) };
    static STORES: RefCell<Vec<Store>> = const { RefCell::new(Vec::new()) };
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Off,
    Count,
    DieAt(u64),
    PanicAt(u64),
    Record,
    TakeTurns,
}

/// Runs `body` and counts its steps.
pub fn count<T>(body: impl FnOnce() -> T) -> (T, u64) {
    MODE.set(Mode::Count);
    STEPS.set(0);
    let value = body();
    MODE.set(Mode::Off);
    (value, STEPS.get())
}

/// Runs `body` so that the process ends before step `k` (counted from 0). Returns only if
/// there were at most `k` steps. Call it in a forked child.
pub fn die_at<T>(k: u64, body: impl FnOnce() -> T) -> T {
    MODE.set(Mode::DieAt(k));
    STEPS.set(0);
    let value = body();
    MODE.set(Mode::Off);
    value
}

/// The exit code of a process that [`die_at`] ended.
pub const DIED: i32 = 113;

/// The calling thread panics, once, before its `step`-th step from here, counted from 1; 0 is
/// never. For programs in C, which declare it themselves: it is in no header.
#[unsafe(no_mangle)]
pub extern "C" fn wrtmem_test_panic_at(step: u64) {
    MODE.set(if step == 0 { Mode::Off } else { Mode::PanicAt(step) });
    STEPS.set(0);
}

/// Runs a release in a destructor. No panic is planted there, as none can begin there: it
/// would leave to a living process what only the dead are relieved of.
pub(crate) fn release<T>(body: impl FnOnce() -> T) -> T {
    let mode = MODE.get();
    if !matches!(mode, Mode::PanicAt(_)) {
        return body();
    }
    MODE.set(Mode::Off);
    let value = body();
    MODE.set(mode);
    value
}

/// Runs `body` and returns the stores it made, in order.
pub fn record<T>(body: impl FnOnce() -> T) -> (T, Vec<Store>) {
    MODE.set(Mode::Record);
    STORES.with_borrow_mut(Vec::clear);
    let value = body();
    MODE.set(Mode::Off);
    (value, STORES.take())
}

/// From here on, the calling thread takes turns with others by its schedule, or no longer.
pub(super) fn take_turns(on: bool) {
    MODE.set(if on { Mode::TakeTurns } else { Mode::Off });
}

static LINGER: AtomicU64 = AtomicU64::new(0);

/// All threads of this process, and of those it forks, sleep before or after one in so many
/// of their stores, on average; 0 is never.
pub fn linger(one_in: u64) {
    // Relaxed: a setting; whoever is told of it late lingers late.
    LINGER.store(one_in, Relaxed);
}

/// Before and after each store of a thread without a mode of its own.
fn pass() {
    let one_in = LINGER.load(Relaxed);
    let draw = |now| super::schedule::Draws::new(now).below(one_in);
    if one_in > 0 && draw(crate::os::clock::monotonic_nanos()) == 0 {
        // As short as the kernel can: some 50 microseconds.
        std::thread::sleep(Duration::from_nanos(1));
    }
}

fn step() {
    if takes_turns() {
        return super::schedule::turn();
    }
    STEPS.set(STEPS.get() + 1);
    match MODE.get() {
        Mode::DieAt(k) if STEPS.get() > k => {
            // SAFETY: _exit has no preconditions; it ends the process as a kill would.
            unsafe { libc::_exit(DIED) }
        }
        Mode::PanicAt(k) if STEPS.get() >= k => {
            MODE.set(Mode::Off); // the destructors on the way out run to their ends
            // A panic but for the hook's words on standard error.
            std::panic::resume_unwind(Box::new(format!("a panic planted before step {k}")));
        }
        _ => {}
    }
}

/// Around an atomic write of a `T` at `address`.
#[inline]
pub(crate) fn store<T>(address: usize, release: bool, write: impl FnOnce() -> T) -> T {
    match MODE.get() {
        Mode::Off => {
            pass();
            let value = write();
            pass();
            value
        }
        Mode::Record => {
            // SAFETY: the caller's word lies at `address`, 4 or 8 bytes by its alignment
            // class; reading 4 is always inside it and the second half is read only when
            // the write reports a change there. Only this thread writes while recording.
            let (before, width) = unsafe { snapshot(address) };
            let value = write();
            // SAFETY: as above.
            let (after, _) = unsafe { snapshot(address) };
            if before != after {
                let bytes = after[..width].to_vec();
                STORES.with_borrow_mut(|all| all.push(Store { address, bytes, release }));
            }
            value
        }
        _ => {
            step();
            write()
        }
    }
}

/// The aligned eight bytes around `address`, from `address` on.
unsafe fn snapshot(address: usize) -> ([u8; 8], usize) {
    let width = 8 - address % 8;
    let mut bytes = [0; 8];
    // SAFETY: shared words lie in memory that is a multiple of eight bytes long and
    // aligned, so the rest of the aligned eight bytes is readable too.
    unsafe { core::ptr::copy_nonoverlapping(address as *const u8, bytes.as_mut_ptr(), width) };
    (bytes, width)
}

/// Before a bulk copy of `bytes` to `address`: one step for each eight bytes, so that a
/// crash can leave any word-wise prefix of the copy.
pub(crate) fn bulk(address: usize, bytes: &[u8]) {
    match MODE.get() {
        Mode::Off => pass(),
        Mode::Record => STORES.with_borrow_mut(|all| {
            for (i, chunk) in bytes.chunks(8).enumerate() {
                all.push(Store { address: address + 8 * i, bytes: chunk.to_vec(), release: false });
            }
        }),
        _ => {
            for (i, chunk) in bytes.chunks(8).enumerate() {
                step();
                // SAFETY: the caller is about to copy these very bytes to this place; a
                // death at the next step leaves this prefix behind.
                unsafe {
                    let to = (address + 8 * i) as *mut u8;
                    core::ptr::copy_nonoverlapping(chunk.as_ptr(), to, chunk.len());
                }
            }
        }
    }
}

/// Whether the calling thread's steps mean anything.
pub(crate) fn is_on() -> bool {
    MODE.get() != Mode::Off
}

/// Whether the calling thread takes turns: then bulk copies are cut where a turn may end.
pub(crate) fn takes_turns() -> bool {
    MODE.get() == Mode::TakeTurns
}

/// Before a shared load: a place where a thread's turn may end, nothing else.
#[inline]
pub(crate) fn load() {
    if takes_turns() {
        super::schedule::turn();
    }
}

/// Where the calling thread would wait. True if it takes turns and others had theirs; then
/// it looks again.
pub(crate) fn waited() -> bool {
    takes_turns() && super::schedule::wait_turn()
}

/// Before a system call that others can see.
pub(crate) fn system_call() {
    if !matches!(MODE.get(), Mode::Off | Mode::Record) {
        step();
    }
}

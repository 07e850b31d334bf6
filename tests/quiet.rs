//! A cycle of synced memory whose peers are there makes no system call and allocates nothing.
//!
//! A child process forbids itself every system call but `write` and `exit` (the kernel's
//! strict seccomp mode kills it for any other) and then runs its cycles.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use wrtmem::provider::{HeapProvider, Provider};
use wrtmem::sync::Deadline;
use wrtmem::synced::{MemberState, Synced, SyncedParams};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: the system's allocator, and a count.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, SeqCst);
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
    // SAFETY: the child calls nothing that needs the other threads: no allocation, no lock.
    let child = unsafe { libc::fork() };
    assert!(child >= 0);
    if child == 0 {
        // SAFETY: plain calls; `exit`, not `exit_group`, is what the mode allows.
        unsafe {
            if libc::prctl(libc::PR_SET_SECCOMP, 1) != 0 {
                libc::_exit(2);
            }
            body();
            libc::syscall(libc::SYS_exit, 0);
        }
    }
    let mut status = 0;
    // SAFETY: our own child, and a place for its status.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    assert!(!libc::WIFEXITED(status) || libc::WEXITSTATUS(status) == 0, "seccomp: {status:#x}");
    libc::WIFEXITED(status)
}

#[test]
fn a_cycle_makes_no_system_call_and_allocates_nothing() {
    for verified in [false, true] {
        let params = SyncedParams { verified, ..SyncedParams::new(2, 200) };
        let memory = HeapProvider::new(params.required_size().expect("a size"));
        let synced = Synced::format(memory.mem(), &params).expect("format");
        let mut members = [0, 1].map(|row| synced.join(Some(row), Deadline::POLL).expect("join"));
        let before = ALLOCATIONS.load(SeqCst);
        assert!(without_system_calls(|| cycles(&synced, &mut members)));
        cycles(&synced, &mut members);
        assert_eq!(ALLOCATIONS.load(SeqCst), before, "a cycle allocates");
    }
    // The checks can fail.
    assert!(!without_system_calls(std::thread::yield_now));
    let before = ALLOCATIONS.load(SeqCst);
    drop(std::hint::black_box(Box::new(1)));
    assert_ne!(ALLOCATIONS.load(SeqCst), before);
}

//! Noticing a fork, and keeping a child out of its parent's affairs.
//!
//! A forked child has copies of the parent's handles but none of its rights: the mappings
//! are not there (`MADV_DONTFORK`), and an open-file-description lock that the child
//! released would be released for the parent too. So the child's copies of the lock
//! descriptors are closed at once, which releases nothing, and every handle compares
//! [`generation`] before it does anything. That number lies in a page which the kernel wipes
//! in a child, so it changes for a child by a raw `clone` too.
//!
//! The one process-wide mutex, [`PROCESS`], is held across the fork, so that a child never
//! inherits it locked by a thread it does not have. The handlers are installed when the
//! library is loaded: before the application's own, so that those may use the library, and
//! without a lock that a child could inherit half way.
//!
//! What remains: a child by a raw `clone` runs no handlers. It keeps the lock descriptors
//! until it executes or exits, so its parent's death may be noticed only then. And a fork
//! from a signal handler that interrupted this library's open or close would wait for ever.

use core::ptr::null_mut;

use spin::mutex::SpinMutex;

use super::file::{FileId, close_if};
use crate::sync::{Ordering::Relaxed, Shared32, Shared64};

/// What all handles of the process share. Its lock also covers mapping a file and taking
/// the mapping out of reach of children, and the table of C handles.
///
/// Not a parking mutex: a child inherits the queue of the threads that were parked on it,
/// and its unlock may hand the lock to one that does not exist there. Held for one open,
/// map or close at a time, so waiting may as well sleep.
pub(crate) static PROCESS: SpinMutex<Process, Nap> =
    SpinMutex::new(Process { descriptors: Vec::new() });

/// What a thread does while another holds [`PROCESS`]: it gives way to any priority.
pub(crate) struct Nap;

impl spin::RelaxStrategy for Nap {
    fn relax() {
        crate::step::waited();
        std::thread::sleep(core::time::Duration::from_micros(50));
    }
}

/// The guarded part of [`PROCESS`].
pub(crate) struct Process {
    /// Lock descriptors of the open segments: number, the file each is meant to be, and
    /// which of all descriptors ever listed it is.
    pub(crate) descriptors: Vec<(i32, FileId, u64)>,
}

/// Defects that the tests of whole processes plant to show that their checks can fail.
mod seeded {
    crate::step::defects! {
        /// A forked child keeps its copies of the lock descriptors.
        KeepDescriptors,
    }
}
use seeded::{Bug, seeded};

/// How many forks lie between this process and the one that loaded the library, as far as
/// they were noticed; never 0 where it is compared.
static COUNT: Shared32 = Shared32::new(1);
/// The page that a child finds wiped, or 0 where the kernel has none to give.
static PAGE: Shared64 = Shared64::new(0);

/// Which process this is: a number that differs between a parent and its children.
#[inline]
pub(crate) fn generation() -> u32 {
    let page = PAGE.load(Relaxed) as usize as *const Shared32;
    if page.is_null() {
        return COUNT.load(Relaxed);
    }
    // SAFETY: `install` mapped it, for ever.
    let generation = unsafe { &*page };
    match generation.load(Relaxed) {
        0 => number(generation),
        generation => generation,
    }
}

/// A word that holds [`generation`] in this process, and something else in a child: for who
/// looks too often to look for the word each time.
pub(crate) fn mark() -> (&'static Shared32, u32) {
    let generation = generation();
    let page = PAGE.load(Relaxed) as usize as *const Shared32;
    // SAFETY: `install` mapped it, for ever.
    let word = unsafe { page.as_ref() }.unwrap_or(&COUNT);
    (word, generation)
}

/// A mark that no process has.
pub(crate) const NEVER: (&Shared32, u32) = {
    static NONE: Shared32 = Shared32::new(0);
    (&NONE, 1)
};

/// The same for code outside of this library, which has to look without a call.
pub(crate) fn watched() -> (*const u32, u32) {
    let (word, generation) = mark();
    (word.futex(), generation)
}

/// The first look in a new process: gives it its number, the same to all threads that look.
#[cold]
fn number(generation: &Shared32) -> u32 {
    let new = COUNT.fetch_add(1, Relaxed).wrapping_add(1).max(1);
    generation.compare_exchange(0, new, Relaxed).map_or_else(|first| first, |_| new)
}

/// Runs when the library is loaded, before `main` and before any other thread.
#[used]
#[unsafe(link_section = ".init_array")]
static INSTALL: extern "C" fn() = install;

extern "C" fn install() {
    // SAFETY: a private anonymous page of our own; both failures are looked at.
    unsafe {
        let (protection, flags) =
            (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
        let page = libc::mmap(null_mut(), 4096, protection, flags, -1, 0);
        if page != libc::MAP_FAILED {
            if libc::madvise(page, 4096, libc::MADV_WIPEONFORK) == 0 {
                PAGE.store(page as usize as u64, Relaxed);
            } else {
                libc::munmap(page, 4096);
            }
        }
        // Fails only without memory, at the start of the process; then a child's copies of
        // the descriptors stay open, and `is_installed` keeps segments from being opened.
        if libc::pthread_atfork(Some(prepare), Some(parent), Some(child)) == 0 {
            INSTALLED.store(1, Relaxed);
        }
    }
}

static INSTALLED: Shared32 = Shared32::new(0);

/// Whether forks are noticed.
pub(crate) fn is_installed() -> bool {
    // Naming it keeps the linker from leaving the constructor out of a static library.
    core::hint::black_box(&INSTALL);
    INSTALLED.load(Relaxed) == 1
}

extern "C" fn prepare() {
    core::mem::forget(PROCESS.lock());
}

extern "C" fn parent() {
    // SAFETY: `prepare` locked it in this thread and forgot the guard.
    unsafe { PROCESS.force_unlock() }
}

extern "C" fn child() {
    if PAGE.load(Relaxed) == 0 {
        COUNT.fetch_add(1, Relaxed);
    }
    // SAFETY: as in `parent`; this thread is the copy of the one that ran `prepare`.
    unsafe { PROCESS.force_unlock() }
    for (fd, id, _) in core::mem::take(&mut PROCESS.lock().descriptors) {
        if seeded(Bug::KeepDescriptors) {
            continue;
        }
        close_if(fd, id);
    }
}

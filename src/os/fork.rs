//! Noticing a fork, and keeping a child out of its parent's affairs.
//!
//! A forked child has copies of the parent's handles but none of its rights: the mappings
//! are not there (`MADV_DONTFORK`), and an open-file-description lock that the child
//! released would be released for the parent too. So the child's copies of the lock
//! descriptors are closed at once, which releases nothing, and every handle compares
//! [`generation`] before it does anything.
//!
//! The one process-wide mutex, [`PROCESS`], is held across the fork, so that a child never
//! inherits it locked by a thread it does not have. A child made by a raw `clone` runs no
//! handlers: it keeps the descriptor until it executes or exits, and its parent's death may
//! be noticed only then.

use std::sync::Once;

use spin::mutex::SpinMutex;

use super::file::FileId;
use crate::sync::{Ordering::Relaxed, Shared32};

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
    /// Lock descriptors of the open segments, with the file each is meant to be.
    pub(crate) descriptors: Vec<(i32, FileId)>,
}

static GENERATION: Shared32 = Shared32::new(0);

/// How many forks lie between this process and the one that loaded the library.
#[inline]
pub(crate) fn generation() -> u32 {
    GENERATION.load(Relaxed) // written only while the child has one thread
}

/// Sees to it that forks are noticed from now on.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the handlers are functions of this library, which stays loaded or takes
        // its handlers with it (glibc drops them at dlclose).
        unsafe { libc::pthread_atfork(Some(prepare), Some(parent), Some(child)) };
    });
}

extern "C" fn prepare() {
    core::mem::forget(PROCESS.lock());
}

extern "C" fn parent() {
    // SAFETY: `prepare` locked it in this thread and forgot the guard.
    unsafe { PROCESS.force_unlock() }
}

extern "C" fn child() {
    GENERATION.fetch_add(1, Relaxed);
    // SAFETY: as in `parent`; this thread is the copy of the one that ran `prepare`.
    unsafe { PROCESS.force_unlock() }
    for (fd, id) in core::mem::take(&mut PROCESS.lock().descriptors) {
        super::file::close_if(fd, id);
    }
}

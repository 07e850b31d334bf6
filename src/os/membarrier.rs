//! A barrier between processes that costs only one side.
//!
//! Who stores and then looks needs a full barrier between the two, and so does who looks
//! after the other's store. Here the side that is fast pays nothing: [`is_light`] keeps the
//! compiler from moving the two; [`heavy`], on the slow side, has the kernel put a full
//! barrier into whatever every registered process is running just then (`membarrier`,
//! `GLOBAL_EXPEDITED`; the `PRIVATE` kind would reach the caller's own threads only). A
//! process whose kernel refuses to register it pays with a full fence instead.

use crate::sync::{Ordering::*, Shared32, compiler_fence, fence};

const UNKNOWN: u32 = 0;
const REGISTERED: u32 = 1;
const REFUSED: u32 = 2;

/// Whether the kernel knows this process as one to interrupt. A forked child is one too: it
/// inherits the registration with the memory, and this word.
static STATE: Shared32 = Shared32::new(UNKNOWN);

fn membarrier(command: i32) -> bool {
    // SAFETY: a call without pointers.
    unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) == 0 }
}

/// Registers this process, unless it has been tried. Whether [`heavy`] reaches it.
pub(crate) fn register() -> bool {
    let mut state = STATE.load(Relaxed);
    if state == UNKNOWN {
        let done = membarrier(libc::MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED);
        state = if done { REGISTERED } else { REFUSED };
        // Release: who reads it does so after the registration.
        STATE.store(state, Release);
    }
    state == REGISTERED
}

/// Between the fast side's store and its look, with [`heavy`] on the other side.
pub(crate) fn light() {
    if !is_light() {
        register(); // for the next time
        // With the full barrier that `heavy` is for its own caller.
        fence(SeqCst);
    }
}

/// [`light`] if it costs nothing; false if the caller still has to do it.
#[inline(always)]
pub(crate) fn is_light() -> bool {
    // Relaxed: registering puts a full barrier into every processor that runs this process
    // before it stores the word. Who reads the word does so after that barrier, and so does
    // whatever looks afterwards; an Acquire would have to wait for the store before it on some
    // processors.
    let registered = STATE.load(Relaxed) == REGISTERED;
    compiler_fence(SeqCst);
    registered
}

/// Between the slow side's store and its look. False if the kernel can't: then it is a full
/// fence for the caller only, and a side that relies on [`light`] may not have seen the store.
pub(crate) fn heavy() -> bool {
    let done = membarrier(libc::MEMBARRIER_CMD_GLOBAL_EXPEDITED);
    if !done {
        fence(SeqCst);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::crash::{Child, End};

    /// What this process is registered for; `None` if the kernel does not tell.
    fn registrations() -> Option<i64> {
        const GET_REGISTRATIONS: i32 = 1 << 9;
        // SAFETY: a call without pointers.
        let answer = unsafe { libc::syscall(libc::SYS_membarrier, GET_REGISTRATIONS, 0, 0) };
        (answer >= 0).then_some(answer)
    }

    #[test]
    fn a_forked_child_is_registered_as_its_parent_is() {
        let bit = i64::from(libc::MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED);
        let registered = register();
        assert_eq!(heavy(), registered, "one kernel does both");
        let Some(told) = registrations() else { return };
        assert_eq!(told & bit != 0, registered, "{told:#x}");
        let child = Child::run(|| {
            let told = registrations().unwrap_or(0) & bit != 0;
            i32::from(told != (STATE.load(Relaxed) == REGISTERED))
        });
        assert_eq!(child.wait(), End::Code(0), "the child's word and the kernel disagree");
    }
}

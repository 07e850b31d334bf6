//! Waiting for several ends at once.

use core::ffi::c_int;

use super::boundary::{Out, guard};
use super::broadcast::wrtmem_broadcast_reader_t;
use super::mailbox::wrtmem_mailbox_reader_t;
use super::message::wrtmem_receiver_t;
use super::mpmc::wrtmem_mpmc_consumer_t;
use super::ordered::wrtmem_ordered_receiver_t;
use super::slab::{self, Handle};
use super::spsc::wrtmem_consumer_t;
use super::status::{deadline, wrtmem_status_t};
use crate::status::{Result, fail};
use crate::sync::Watchable;
use crate::waitset::{Ready, Waitset};

/// A set of ends to wait for. Any thread may use the handle.
pub struct wrtmem_waitset_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_waitset_t {
    const KIND: u32 = 70;
    const NAME: &'static str = "waitset";
    type Value = Waitset;
}

/// Ends that a waitset holds at most.
pub const WRTMEM_WAITSET_MOST: usize = 127;
const _: () = assert!(WRTMEM_WAITSET_MOST == crate::waitset::MOST);

/// An end that is ready.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_ready_t {
    /// What the end was added with.
    pub token: u64,
    /// 0: its next call finds something, unless another thread was faster. 1: it has nothing, but
    /// whoever fills it died, or words are damaged; told once each time. A waiting call of the
    /// end, given 10 ms or more, says what it is.
    pub trouble: u32,
    /// Always 0.
    pub reserved: u32,
}

impl From<Ready> for wrtmem_ready_t {
    fn from(ready: Ready) -> wrtmem_ready_t {
        let Ready { token, trouble } = ready;
        wrtmem_ready_t { token, trouble: trouble as u32, reserved: 0 }
    }
}

/// Makes a set without ends. It belongs to this process, not to a segment.
///
/// @param waitset  the handle; the caller owns it and closes it
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_waitset_create(
    waitset: *mut *mut wrtmem_waitset_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("waitset", waitset)?;
        slab::open(&out, Waitset::new()?)
    })
}

/// Adds a message ring's receiver. The receiver stays the caller's: another thread may use it
/// meanwhile, and it may be closed. Its ring is kept until it is removed from the set. Waits
/// that are under way include it at once.
///
/// @param waitset   the set
/// @param receiver  the receiver, which no other thread uses during this call
/// @param token     what it is reported by
/// @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
///         WRTMEM_WAITSET_MOST
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_waitset_add_receiver(
    waitset: *mut wrtmem_waitset_t,
    receiver: *mut wrtmem_receiver_t,
    token: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { add(waitset, receiver, token) }
}

/// Adds the consumer of a ring of elements. As wrtmem_waitset_add_receiver().
///
/// @param waitset   the set
/// @param consumer  the consumer, which no other thread uses during this call
/// @param token     what it is reported by
/// @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
///         WRTMEM_WAITSET_MOST
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_waitset_add_consumer(
    waitset: *mut wrtmem_waitset_t,
    consumer: *mut wrtmem_consumer_t,
    token: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { add(waitset, consumer, token) }
}

/// Adds the reader of a mailbox: ready while there is a value that it has not read. As wrtmem_waitset_add_receiver().
///
/// @param waitset  the set
/// @param reader   the reader, which no other thread uses during this call
/// @param token    what it is reported by
/// @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
///         WRTMEM_WAITSET_MOST; WRTMEM_E_READ_ONLY in a segment opened so: a sleeper leaves a mark
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_waitset_add_mailbox_reader(
    waitset: *mut wrtmem_waitset_t,
    reader: *mut wrtmem_mailbox_reader_t,
    token: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { add(waitset, reader, token) }
}

/// Adds the reader of a broadcast ring. As wrtmem_waitset_add_receiver().
///
/// @param waitset  the set
/// @param reader   the reader, which no other thread uses during this call
/// @param token    what it is reported by
/// @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
///         WRTMEM_WAITSET_MOST; WRTMEM_E_READ_ONLY in a segment opened so: a sleeper leaves a mark
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_waitset_add_broadcast_reader(
    waitset: *mut wrtmem_waitset_t,
    reader: *mut wrtmem_broadcast_reader_t,
    token: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { add(waitset, reader, token) }
}

/// Adds a consumer of an mpmc ring. As wrtmem_waitset_add_receiver().
///
/// @param waitset   the set
/// @param consumer  the end, which no other thread uses during this call
/// @param token     what it is reported by
/// @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
///         WRTMEM_WAITSET_MOST
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_waitset_add_mpmc_consumer(
    waitset: *mut wrtmem_waitset_t,
    consumer: *mut wrtmem_mpmc_consumer_t,
    token: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { add(waitset, consumer, token) }
}

/// Adds the receiver of an ordered ring. As wrtmem_waitset_add_receiver().
///
/// @param waitset   the set
/// @param receiver  the end, which no other thread uses during this call
/// @param token     what it is reported by
/// @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
///         WRTMEM_WAITSET_MOST
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_waitset_add_ordered_receiver(
    waitset: *mut wrtmem_waitset_t,
    receiver: *mut wrtmem_ordered_receiver_t,
    token: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promises.
    unsafe { add(waitset, receiver, token) }
}

/// # Safety
/// The handles are open or were: the caller's promises.
unsafe fn add<E: Handle<Value: Watchable>>(
    waitset: *mut wrtmem_waitset_t,
    end: *mut E,
    token: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (set, end) = unsafe { (slab::get(waitset)?, slab::get_mut(end)?) };
        set.add(end, token)
    })
}

/// Takes an end out of a set. When it returns, the set holds nothing of it any more.
///
/// @param waitset  the set
/// @param token    what it was added with
/// @return WRTMEM_E_NOT_FOUND if no end has the token
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_waitset_remove(
    waitset: *mut wrtmem_waitset_t,
    token: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::get(waitset) }?.remove(token))
}

/// So many are reported by one call at most.
const AT_ONCE: usize = WRTMEM_WAITSET_MOST;

/// Waits until an end is ready. An end is reported by every call until it is empty. Those that
/// do not fit come first in the next call.
///
/// @param waitset   the set
/// @param ready     room for the reports
/// @param capacity  how many there is room for, at least 1
/// @param deadline  how long to wait
/// @param count     how many are reported, at least 1
/// @return WRTMEM_E_TIMEOUT
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_waitset_wait(
    waitset: *mut wrtmem_waitset_t,
    ready: *mut wrtmem_ready_t,
    capacity: usize,
    deadline: u64,
    count: *mut usize,
) -> wrtmem_status_t {
    guard(|| {
        let (_, count) = (Out::new("ready", ready)?, Out::new("count", count)?);
        // SAFETY: the caller's promise.
        let set = unsafe { slab::get(waitset) }?;
        check_room(capacity)?;
        let mut found = [Ready::default(); AT_ONCE];
        let most = set.wait(&mut found[..capacity.min(AT_ONCE)], self::deadline(deadline))?;
        for (index, end) in found[..most].iter().enumerate() {
            // SAFETY: not NULL and aligned, as checked, and `index` is below `capacity`: the
            // caller passes room for so many.
            unsafe { ready.add(index).write((*end).into()) };
        }
        count.set(most);
        Ok(())
    })
}

fn check_room(capacity: usize) -> Result<()> {
    if capacity == 0 || capacity > isize::MAX as usize / size_of::<wrtmem_ready_t>() {
        fail!(Invalid, "ready: room for {capacity} reports");
    }
    Ok(())
}

/// A descriptor for poll, select and epoll, for the set's lifetime. It is readable when an end is
/// ready, and until wrtmem_waitset_wait() found none: so poll, then wait with WRTMEM_POLL and use
/// what it reports, and again. Nobody else may read, write or close it. The first call starts a
/// thread, which the set's close ends, and which takes no signals.
///
/// @param waitset  the set
/// @param fd       the descriptor; borrowed until the set is closed
/// @return WRTMEM_E_NO_MEMORY if there is no descriptor or no thread to be had
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_waitset_fd(
    waitset: *mut wrtmem_waitset_t,
    fd: *mut c_int,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("fd", fd)?;
        // SAFETY: the caller's promise.
        out.set(unsafe { slab::get(waitset) }?.fd()?);
        Ok(())
    })
}

/// Closes a set and its descriptor, and lets go of its ends. Nobody waits on it now. Before the
/// library is unloaded, all sets are closed.
///
/// @param waitset  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_waitset_close(waitset: *mut wrtmem_waitset_t) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(waitset) })
}

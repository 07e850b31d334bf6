//! Several reads and writes of a region, in one commit.

use core::ffi::c_void;

use super::super::boundary::{Out, byte_room, guard, payload};
use super::super::slab::{self, Handle};
use super::super::status::{deadline, wrtmem_status_t};
use super::wrtmem_region_t;
use crate::objects::Object;
use crate::provider::Provider;
use crate::status::{Error, Result, Status, fail};
use crate::verified::{Ask, Region, Transaction};

/// A change of a region under way, with the lock: of use in the callback of
/// wrtmem_region_update() until that returns, and to one thread at a time.
pub struct wrtmem_transaction_t {
    _opaque: [u8; 0],
}

/// What stays where it is while the callback runs.
pub(in crate::capi) struct Open {
    transaction: *mut Transaction<'static>,
    region: *const Region<Object>,
}

// SAFETY: both are used during the callback only, by one thread at a time, as the handle's text
// says, and are sound to use from any: a transaction holds the lock for its participant, not
// its thread.
unsafe impl Send for Open {}

impl Handle for wrtmem_transaction_t {
    const KIND: u32 = 48;
    const NAME: &'static str = "transaction";
    type Value = Open;
}

impl Open {
    /// The transaction, unless this is a forked child, whose parent's it is.
    fn get(&mut self) -> Result<&mut Transaction<'static>> {
        // SAFETY: `update` closes the handle before either ends.
        let region = unsafe { &*self.region };
        region.provider().check()?;
        // SAFETY: likewise; and one thread at a time uses the handle.
        Ok(unsafe { &mut *self.transaction })
    }
}

/// Reads and writes a region by the transaction.
///
/// @param transaction  closed when this returns
/// @param user         what the caller gave
/// @return WRTMEM_OK to commit what was written; any other wrtmem_status_t, that nothing is
pub type wrtmem_change_fn_t =
    Option<unsafe extern "C" fn(transaction: *mut wrtmem_transaction_t, user: *mut c_void) -> i32>;

/// Lets a function read, change and write a region with the lock, and commits all it wrote at
/// once. If it answers anything but WRTMEM_OK, or its process is killed, nothing was written.
/// Other writers wait meanwhile, readers do not.
///
/// @param region    the region
/// @param change    called once, in this thread. It must return, by no exception or longjmp and
///                  not in a forked child,
///                  and must not write to this region by another way: that waits for itself
/// @param user      handed to change; NULL allowed
/// @param deadline  how long to wait for other writers
/// @return what change answered, WRTMEM_E_INVALID for what is no wrtmem_status_t;
///         WRTMEM_E_STATE if a write failed and change answered WRTMEM_OK all the same;
///         WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock: then change was
///         not called
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_region_update(
    region: *mut wrtmem_region_t,
    change: wrtmem_change_fn_t,
    user: *mut c_void,
    deadline: u64,
) -> wrtmem_status_t {
    guard(|| {
        let Some(change) = change else { fail!(Invalid, "change: NULL") };
        // SAFETY: the caller's promise.
        let region = unsafe { slab::get(region) }?;
        region.update(&Ask::until(self::deadline(deadline)), |transaction| {
            let mut handle = core::ptr::null_mut();
            let out = Out::new("transaction", &raw mut handle)?;
            let transaction = (&raw mut *transaction).cast();
            slab::open(&out, Open { transaction, region })?;
            // SAFETY: the caller passes a function that may be called so.
            let answer = unsafe { change(handle, user) };
            // SAFETY: nobody uses it after the callback.
            unsafe { slab::close(handle) }?;
            match Status::from_code(answer) {
                Some(Status::Ok) => Ok(()),
                Some(status) => {
                    Err(Error::with_detail(status, format_args!("region: change answered so")))
                }
                None => fail!(Invalid, "region: change answered {answer}"),
            }
        })
    })
}

/// Reads bytes of a region, with what this transaction has written.
///
/// @param transaction  the transaction
/// @param offset       where they begin
/// @param buffer       where they go; NULL allowed if there are none. Of no use after an error
/// @param length       how many
/// @return WRTMEM_E_CORRUPT if they are damaged
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_transaction_read(
    transaction: *mut wrtmem_transaction_t,
    offset: u64,
    buffer: *mut c_void,
    length: usize,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (open, out) = unsafe { (slab::get_mut(transaction)?, byte_room(buffer, length)?) };
        open.get()?.read(offset, out)
    })
}

/// Writes bytes of a region, for nobody else to see before the commit.
///
/// @param transaction  the transaction
/// @param offset       where they begin
/// @param data         the bytes; borrowed for the call, and nobody may write them during it;
///                     NULL allowed if there are none
/// @param length       how many
/// @return WRTMEM_E_CORRUPT if bytes that were to stay are damaged: then nothing will be
///         committed
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_transaction_write(
    transaction: *mut wrtmem_transaction_t,
    offset: u64,
    data: *const c_void,
    length: usize,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promises.
        let (open, data) = unsafe { (slab::get_mut(transaction)?, payload(data, length)?) };
        open.get()?.write(offset, data)
    })
}

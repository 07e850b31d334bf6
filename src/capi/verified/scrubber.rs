//! Threads that scrub.

use super::super::boundary::{InfoOut, Out, SizedStruct, guard};
use super::super::slab::{self, Handle};
use super::super::status::wrtmem_status_t;
use super::wrtmem_region_t;
use crate::objects::Object;
use crate::provider::Provider;
use crate::status::{Result, Status, fail};
use crate::verified::{Region, ScrubProgress, Scrubber};

/// A thread of this process that scrubs a region at a steady pace. Any thread may use the
/// handle.
pub struct wrtmem_scrubber_t {
    _opaque: [u8; 0],
}

pub(in crate::capi) struct Running {
    region: Region<Object>,
    /// None once it is stopped.
    scrubber: Option<Scrubber>,
}

impl Running {
    fn stop(mut self) -> Result<()> {
        let Some(scrubber) = self.scrubber.take() else { return Ok(()) };
        let told = self.region.provider().check_readable();
        if told.is_err_and(|error| error.status() == Status::Forked) {
            // A forked child's copy, whose thread is its parent's.
            core::mem::forget(scrubber);
            return Ok(());
        }
        scrubber.stop()
    }
}

impl Handle for wrtmem_scrubber_t {
    const KIND: u32 = 47;
    const NAME: &'static str = "scrubber";
    type Value = Running;
}

/// How far a scrubber is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_scrubber_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// Bytes of the blocks that it looked at.
    pub bytes: u64,
    /// How often it came to the end of the region.
    pub laps: u64,
    /// Damaged places that it met, again in each lap while they stay.
    pub damaged: u64,
    /// Of these, made whole again.
    pub repaired: u64,
    /// Whether it goes on: not after an error, which wrtmem_scrubber_close() tells.
    pub running: bool,
    /// Always 0.
    pub reserved: [u8; 7],
}

// SAFETY: repr(C), size first, plain numbers; the library only writes it, so any bytes may be
// where the truth value goes.
unsafe impl SizedStruct for wrtmem_scrubber_info_t {}

/// Starts a thread that scrubs a region, around and around, until it is closed. What it does
/// is wrtmem_region_scrub(), a hundred times a second. Closing the region does not end it. The thread takes no
/// signals; the library must stay loaded while it runs.
///
/// @param region            the region
/// @param bytes_per_second  how fast, at least 1; a block at a time at least
/// @param scrubber          the handle; the caller owns it and closes it
/// @return WRTMEM_E_NO_MEMORY if there is no thread to be had
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_scrubber_start(
    region: *mut wrtmem_region_t,
    bytes_per_second: u64,
    scrubber: *mut *mut wrtmem_scrubber_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("scrubber", scrubber)?;
        // SAFETY: the caller's promise.
        let region = unsafe { slab::get(region) }?;
        region.provider().check()?;
        if bytes_per_second == 0 {
            fail!(Invalid, "bytes_per_second: 0");
        }
        let own = region.clone();
        let scrubber =
            Scrubber::start(bytes_per_second, move |bytes| own.scrub(bytes, &mut |_| ()))?;
        slab::open(&out, Running { region: region.clone(), scrubber: Some(scrubber) })
    })
}

/// How far a scrubber is.
///
/// @param scrubber  the scrubber
/// @param info      its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_scrubber_info(
    scrubber: *const wrtmem_scrubber_t,
    info: *mut wrtmem_scrubber_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("scrubber info", info) }?;
        // SAFETY: the caller's promise.
        let Running { region, scrubber } = unsafe { slab::get(scrubber) }?;
        region.provider().check_readable()?;
        let progress = scrubber.as_ref().map(Scrubber::progress);
        let ScrubProgress { bytes, laps, damaged, repaired, running } =
            progress.unwrap_or_default();
        out.set(wrtmem_scrubber_info_t {
            size: 0,
            bytes,
            laps,
            damaged,
            repaired,
            running,
            reserved: [0; 7],
        });
        Ok(())
    })
}

/// Stops a scrubber, waits for its thread and closes the handle.
///
/// @param scrubber  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open; the error by which it had ended, if any
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_scrubber_close(
    scrubber: *mut wrtmem_scrubber_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::take(scrubber) }?.map_or(Ok(()), Running::stop)
    })
}

//! Progress of long tasks.

use core::ffi::c_char;
use core::time::Duration;

use super::*;
use crate::metrics::{Progress, ProgressParams, ProgressState, ProgressWorker, WorkerInfo};

/// The progress of a task. Opened with a slot, the handle is one of its workers, and one thread
/// uses it at a time. Opened without, any thread may use it: what it advances counts, but it is
/// no worker.
pub struct wrtmem_progress_t {
    _opaque: [u8; 0],
}

impl Handle for wrtmem_progress_t {
    const KIND: u32 = 24;
    const NAME: &'static str = "progress";
    type Value = OpenProgress;
}

/// A task and a worker whose borrow was cut.
pub struct OpenProgress(Opened<Progress<Object>, ProgressWorker<'static>>);

/// How a task stands.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_progress_state_t {
    /// Nobody has said that it ended.
    WRTMEM_PROGRESS_RUNNING = 0,
    /// It was done.
    WRTMEM_PROGRESS_FINISHED = 1,
    /// It was given up.
    WRTMEM_PROGRESS_FAILED = 2,
}

/// How a worker stands.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_worker_state_t {
    /// It has advanced not long ago.
    WRTMEM_WORKER_WORKING = 0,
    /// It lives, but has not advanced for longer than was asked about.
    WRTMEM_WORKER_STALLED = 1,
    /// It has closed its handle.
    WRTMEM_WORKER_FINISHED = 2,
    /// Its process has ended without.
    WRTMEM_WORKER_DEAD = 3,
}

/// A task at some moment.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_progress_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// What there is to do; 0 if nobody knows.
    pub total: u64,
    /// What is done.
    pub done: u64,
    /// How long it has been running, or ran: nanoseconds.
    pub elapsed: u64,
    /// When this was: nanoseconds of CLOCK_MONOTONIC.
    pub at: u64,
    /// Nanoseconds left at the rate so far; UINT64_MAX if nobody can say: the task does not run,
    /// its total is 0, or nothing is done yet.
    pub remaining: u64,
    /// Done per second so far.
    pub rate: f64,
    /// A wrtmem_progress_state_t.
    pub state: i32,
    /// Always 0.
    pub reserved: u32,
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_progress_info_t {}

/// A worker at some moment.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_worker_t {
    /// What it has done.
    pub done: u64,
    /// How long ago it advanced: nanoseconds.
    pub idle: u64,
    /// Its row: its slot's number.
    pub row: u32,
    /// A wrtmem_worker_state_t.
    pub state: i32,
    /// Its process id; 0 if it is not known any more.
    pub pid: u32,
    /// Always 0.
    pub reserved: u32,
}

impl OpenProgress {
    fn new(progress: Progress<Object>, slot: Option<&ThreadSlotHandle>) -> Result<OpenProgress> {
        let open = |progress: &Progress<Object>, slot: Option<&ThreadSlot>| {
            let worker = match slot {
                Some(slot) => progress.worker(slot),
                None => progress.worker(&NoSlot),
            }?;
            // SAFETY: the worker refers to the segment's mapping and handle only, which the
            // progress beside it keeps where they are for longer than the worker lives.
            Ok(unsafe {
                core::mem::transmute::<ProgressWorker<'_>, ProgressWorker<'static>>(worker)
            })
        };
        Opened::new(progress, slot, open).map(OpenProgress)
    }

    fn progress(&self) -> &Progress<Object> {
        &self.0.metric
    }

    #[inline]
    fn worker(&self) -> Result<&ProgressWorker<'static>> {
        self.0.row(self.progress().provider())
    }
}

/// Opens the progress of a task, or creates it: then the task begins now. However many do this
/// at once, one creates, and describes it.
///
/// @param segment   the segment
/// @param name      1 to 95 of [A-Za-z0-9._-], no leading dot
/// @param options   NULL allowed: defaults; mode must be 0
/// @param slot      makes the handle a worker in that slot's row; NULL allowed
/// @param progress  the handle; the caller owns it and closes it
/// @return WRTMEM_E_MISMATCH if the object has another kind or rows
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_progress_open_or_create(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    options: *const wrtmem_metric_options_t,
    slot: *const wrtmem_slot_t,
    progress: *mut *mut wrtmem_progress_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("progress", progress)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promises.
        let (given, slot) = unsafe { (given(options)?, slot_of(slot, segment)?) };
        if given.mode != 0 {
            fail!(Invalid, "metric options: progress has no mode {}", given.mode);
        }
        let params = ProgressParams { rows: given.rows_or(64) };
        let opened = segment.progress(name, &params, &given.about)?;
        slab::open(&out, OpenProgress::new(opened, slot)?)
    })
}

/// Opens the progress of a task by name. Through a read-only segment it can be read.
///
/// @param segment   the segment
/// @param name      its name
/// @param deadline  how long to wait for it to appear
/// @param slot      makes the handle a worker in that slot's row; NULL allowed
/// @param progress  the handle; the caller owns it and closes it
/// @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
///         the object is of another kind
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_progress_open(
    segment: *mut wrtmem_segment_t,
    name: *const c_char,
    deadline: u64,
    slot: *const wrtmem_slot_t,
    progress: *mut *mut wrtmem_progress_t,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("progress", progress)?;
        // SAFETY: the caller's promises.
        let (segment, name) = unsafe { (slab::get(segment)?, text("object name", name)?) };
        // SAFETY: the caller's promise.
        let slot = unsafe { slot_of(slot, segment) }?;
        let opened = segment.open_progress(name, self::deadline(deadline))?;
        slab::open(&out, OpenProgress::new(opened, slot)?)
    })
}

/// Lets go of a task's progress. A worker that does so is finished; one whose process ends
/// before is dead.
///
/// @param progress  NULL does nothing
/// @return WRTMEM_E_HANDLE if it is not open
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wrtmem_progress_close(
    progress: *mut wrtmem_progress_t,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::close(progress) })
}

/// Says that more is done, and that the worker is alive.
///
/// @param progress  the progress
/// @param n         how much more; 0 says only that the worker is alive
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_progress_advance(
    progress: *mut wrtmem_progress_t,
    n: u64,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        unsafe { slab::get(progress) }?.worker()?.advance(n);
        Ok(())
    })
}

/// Says how much there is to do.
///
/// @param progress  the progress
/// @param total     how much; 0 if nobody knows
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_progress_set_total(
    progress: *mut wrtmem_progress_t,
    total: u64,
) -> wrtmem_status_t {
    // SAFETY: the caller's promise.
    guard(|| unsafe { slab::get(progress) }?.progress().set_total(total))
}

/// Says how the task ended, or that it goes on after all.
///
/// @param progress  the progress
/// @param state     a wrtmem_progress_state_t
/// @return WRTMEM_E_INVALID if it is none
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_progress_set_state(
    progress: *mut wrtmem_progress_t,
    state: i32,
) -> wrtmem_status_t {
    guard(|| {
        let state = match state {
            0 => ProgressState::Running,
            1 => ProgressState::Finished,
            2 => ProgressState::Failed,
            _ => fail!(Invalid, "progress: {state} is no wrtmem_progress_state_t"),
        };
        // SAFETY: the caller's promise.
        unsafe { slab::get(progress) }?.progress().set_state(state)
    })
}

/// How a task stands.
///
/// @param progress  the progress
/// @param info      its size field set by the caller
/// @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_progress_info(
    progress: *const wrtmem_progress_t,
    info: *mut wrtmem_progress_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("progress info", info) }?;
        // SAFETY: the caller's promise.
        let progress = unsafe { slab::get(progress) }?.progress();
        progress.provider().readable()?;
        let told = progress.snapshot();
        progress.provider().is_current()?;
        let rate = told.rate();
        out.set(wrtmem_progress_info_t {
            size: 0,
            total: told.total,
            done: told.done,
            elapsed: nanos(told.elapsed),
            at: told.at,
            remaining: told.remaining(rate).map_or(u64::MAX, nanos),
            rate,
            state: told.state as i32,
            reserved: 0,
        });
        Ok(())
    })
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// The workers of a task. Asks the kernel which of them live.
///
/// @param progress       the progress
/// @param stalled_after  nanoseconds without an advance after which a worker is called stalled
/// @param workers        where they go; NULL allowed if there is no room
/// @param capacity       how many there is room for
/// @param length         how many there are
/// @return WRTMEM_E_TOO_SMALL if there are more; then as many as there is room for are written
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_progress_workers(
    progress: *const wrtmem_progress_t,
    stalled_after: u64,
    workers: *mut wrtmem_worker_t,
    capacity: usize,
    length: *mut u64,
) -> wrtmem_status_t {
    guard(|| {
        let out = Out::new("length", length)?;
        Out::optional("workers", workers)?;
        if workers.is_null() && capacity != 0 {
            fail!(Invalid, "workers: NULL with room for {capacity}");
        }
        // SAFETY: the caller's promise.
        let progress = unsafe { slab::get(progress) }?.progress();
        progress.provider().readable()?;
        let segment = progress.provider().segment();
        let mut found: Vec<WorkerInfo> = Vec::new();
        progress.workers(Duration::from_nanos(stalled_after), |worker| found.push(worker));
        progress.provider().is_current()?;
        for (index, worker) in found.iter().enumerate().take(capacity) {
            let known = segment.participant(worker.who.row as u32).ok();
            let pid = known.filter(|row| row.id == worker.who).map_or(0, |row| row.pid);
            let told = wrtmem_worker_t {
                done: worker.done,
                idle: nanos(worker.idle),
                row: worker.row,
                state: worker.state as i32,
                pid,
                reserved: 0,
            };
            // SAFETY: aligned, and the caller passes room for `capacity` of them.
            unsafe { workers.add(index).write(told) };
        }
        out.set(found.len() as u64);
        if found.len() > capacity {
            fail!(TooSmall, "workers: there are {}, room for {capacity}", found.len());
        }
        Ok(())
    })
}

//! How often a program did what.

use super::super::boundary::{InfoOut, SizedStruct, guard};
use super::super::status::wrtmem_status_t;
use super::{level, wrtmem_level_t};
use crate::status::fail;
use crate::verified::operations::{Type, global_operation_summary, record_global_operation};

/// What was done.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum wrtmem_operation_t {
    /// Bytes were read.
    WRTMEM_OPERATION_MEMORY_READ = 0,
    /// Bytes were written.
    WRTMEM_OPERATION_MEMORY_WRITE = 1,
    /// A checksum was calculated or compared.
    WRTMEM_OPERATION_CHECKSUM = 2,
    /// An element was put into a collection.
    WRTMEM_OPERATION_PUSH = 3,
    /// An element was taken out of a collection.
    WRTMEM_OPERATION_POP = 4,
    /// An element was looked up.
    WRTMEM_OPERATION_LOOKUP = 5,
    /// An element was changed where it is.
    WRTMEM_OPERATION_MUTATE = 6,
    /// A collection was verified.
    WRTMEM_OPERATION_VALIDATE = 7,
    /// Anything else.
    WRTMEM_OPERATION_OTHER = 8,
}

/// What all threads of this process counted.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct wrtmem_operations_info_t {
    /// sizeof this struct, set by the caller.
    pub size: usize,
    /// All of them.
    pub total: u64,
    /// How often each wrtmem_operation_t was done, by its number.
    pub counts: [u64; 9],
}

// SAFETY: repr(C), size first, plain numbers.
unsafe impl SizedStruct for wrtmem_operations_info_t {}

/// Counts an operation of this program, for the whole process; the library itself counts none
/// here. Takes no lock. What is to outlive the process is a wrtmem_counter_t.
///
/// @param operation  a wrtmem_operation_t
/// @param level      at which wrtmem_level_t; WRTMEM_LEVEL_DEFAULT is WRTMEM_LEVEL_STANDARD
#[unsafe(no_mangle)]
pub extern "C" fn wrtmem_operation_record(operation: i32, level: i32) -> wrtmem_status_t {
    guard(|| {
        let every = (level == wrtmem_level_t::WRTMEM_LEVEL_SAMPLING as i32) as u32;
        let level = self::level(level, every)?.unwrap_or_default();
        match usize::try_from(operation).ok().and_then(|operation| Type::ALL.get(operation)) {
            Some(kind) => record_global_operation(*kind, level),
            None => fail!(Invalid, "operation {operation}: not a wrtmem_operation_t"),
        }
        Ok(())
    })
}

/// What was counted until now, by threads that ended too.
///
/// @param info  its size field set by the caller
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn wrtmem_operations_info(
    info: *mut wrtmem_operations_info_t,
) -> wrtmem_status_t {
    guard(|| {
        // SAFETY: the caller's promise.
        let out = unsafe { InfoOut::new("operations info", info) }?;
        let summary = global_operation_summary();
        out.set(wrtmem_operations_info_t {
            size: 0,
            total: summary.total(),
            counts: Type::ALL.map(|kind| summary.count(kind)),
        });
        Ok(())
    })
}

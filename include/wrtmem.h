/**
 * @file wrtmem.h
 * @brief Shared memory that programs in different processes can trust.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * This file is generated from src/capi by cbindgen: change it there.
 *
 * The types come first, then the functions, by what their names begin with:
 *
 * - wrtmem_segment_, wrtmem_slot_: segments, their processes and threads
 * - wrtmem_object_, wrtmem_bytes_: what has a name in a segment; plain bytes of that kind
 * - wrtmem_pages_, wrtmem_heap_, wrtmem_arena_: memory to allocate
 * - wrtmem_message_, wrtmem_sender_, wrtmem_receiver_: ring of records; wrtmem_ordered_: the one
 *   with one order for all
 * - wrtmem_spsc_, wrtmem_producer_, wrtmem_consumer_: ring of elements; wrtmem_mpmc_: of many
 *   producers and consumers; wrtmem_broadcast_: to all; wrtmem_mailbox_: the latest value
 * - wrtmem_waitset_: waiting for several at once
 * - wrtmem_region_, wrtmem_cell_, wrtmem_transaction_, wrtmem_scrubber_: verified memory
 * - wrtmem_deque_, wrtmem_string_, wrtmem_map_, wrtmem_bits_: collections in it
 * - wrtmem_value_, wrtmem_encoder_: typed values
 * - wrtmem_synced_, wrtmem_member_: synced memory
 * - wrtmem_counter_, wrtmem_flag_, wrtmem_stats_, wrtmem_histogram_, wrtmem_progress_: metrics
 * - wrtmem_last_error(), wrtmem_status_, wrtmem_deadline_: errors and deadlines
 *
 * Rules that hold for every function here:
 *
 * - What can fail returns wrtmem_status_t: WRTMEM_OK is 0, errors are negative. Results go to
 *   out-parameters, which an error leaves untouched where the function says nothing else.
 *   wrtmem_last_error() has this thread's detail message. Numbers are never reused, and a newer
 *   library may return ones that are not named here.
 * - Option structs begin with `size`: set it to sizeof the struct, and what you do not use to 0.
 * - A closed handle, or one of another kind, is answered with WRTMEM_E_HANDLE, until two thousand
 *   handles have been opened since: a help in finding mistakes, nothing to rely on. NULL is
 *   answered with WRTMEM_E_INVALID. A pointer that never was a handle is undefined behaviour, as
 *   is a buffer shorter than the length given.
 * - Deadlines are nanoseconds of CLOCK_MONOTONIC, not durations. What waits looks for dead
 *   processes whenever 10 ms have gone by in vain, and cleans up after them; what only looks
 *   (WRTMEM_POLL, the try forms) does not, and so never answers WRTMEM_E_PEER_DEAD. An open that
 *   finds nothing of that name answers WRTMEM_E_NOT_FOUND with WRTMEM_POLL, WRTMEM_E_TIMEOUT
 *   with any other deadline.
 * - Calls without a deadline that need a lock of the segment (create, remove, allocate) answer
 *   WRTMEM_E_TIMEOUT if a live process, stopped perhaps, keeps it for a second.
 * - Ownership: what a call hands out by `T **` the caller owns and closes; closing NULL does
 *   nothing. Other pointers are borrowed, for the call or until what the text says.
 * - Threads: every function may be called from any thread. One thread at a time uses what takes
 *   part in something: a sender or receiver, a producer or consumer, a writer or reader of a
 *   mailbox or broadcast ring, a member of synced memory, a heap, a slot, a metric opened with a
 *   slot, a transaction, an encoder. Two calls that overlap there are undefined behaviour. All
 *   other handles may be shared: segments, objects, cells, regions and collections, scrubbers,
 *   waitsets. Each type says which it is. Nobody may use a handle while it is being closed.
 * - Fork: in the child every handle of the parent answers WRTMEM_E_FORKED; closing it frees the
 *   child's copy and harms nobody. Memory of a segment file is not there: touching a borrowed
 *   pointer is a SIGSEGV. That of a private segment is a copy, as all memory of a process; that
 *   of wrtmem_segment_create_in() is what the caller's memory is. The child opens the segment
 *   anew. Do not fork from a signal handler.
 * - Signals: no function may be called from a signal handler. Every waiting call goes on after
 *   one.
 * - Death: a process killed in any call leaves the segment as it was before the call or as it is
 *   after it, or as one that the next process finishes or takes back. Of a call with several
 *   elements on a broadcast or mpmc ring the first may be done and the others not, and an
 *   element that an mpmc consumer was taking may be lost, which is counted.
 */

#ifndef WRTMEM_H
#define WRTMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A status must not be dropped unseen. */
#if (defined(__cplusplus) && __cplusplus >= 201703L) ||                                            \
    (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L)
#define WRTMEM_MUST_USE [[nodiscard]]
#elif defined(__GNUC__)
#define WRTMEM_MUST_USE __attribute__((warn_unused_result))
#else
#define WRTMEM_MUST_USE
#endif

/**
 * Major version of the header.
 */
#define WRTMEM_VERSION_MAJOR 0

/**
 * Minor version of the header. Before 1.0 a new one may change the interface.
 */
#define WRTMEM_VERSION_MINOR 1

/**
 * Patch version of the header.
 */
#define WRTMEM_VERSION_PATCH 0

/**
 * The header's version as one number; compare it with wrtmem_version().
 */
#define WRTMEM_VERSION (((WRTMEM_VERSION_MAJOR << 16) | (WRTMEM_VERSION_MINOR << 8)) | WRTMEM_VERSION_PATCH)

/**
 * Deadline: look once, never wait.
 */
#define WRTMEM_POLL 0

/**
 * Deadline: wait for ever.
 */
#define WRTMEM_FOREVER UINT64_MAX

/**
 * Option flag: make every page of the segment's file present when it is created or opened, so
 * that no later access faults. Before Linux 5.14 the first store to a page still does, once. It
 * locks nothing: see mlockall() for pages that must not be swapped out.
 */
#define WRTMEM_SEGMENT_PREFAULT 1

/**
 * wrtmem_sender_open(): any lane that nobody claimed by its number.
 */
#define WRTMEM_ANY_LANE -1

/**
 * wrtmem_member_join(): a founder's row that nobody has taken, or else any that is free.
 */
#define WRTMEM_ANY_ROW -1

/**
 * wrtmem_synced_options_t.flags: the others go on without a participant that died. Without
 * it, every wait that needs the dead answers WRTMEM_E_PEER_DEAD until it is evicted.
 */
#define WRTMEM_SYNCED_SHRINK 1

/**
 * wrtmem_synced_options_t.flags: a CRC32C travels with the data and is checked when it is read.
 */
#define WRTMEM_SYNCED_VERIFIED 2

/**
 * wrtmem_synced_options_t.flags: no row is a founder's; `founders` must be 0.
 */
#define WRTMEM_SYNCED_NO_FOUNDERS 4

/**
 * How many size classes there are for blocks of up to 1 KiB.
 */
#define WRTMEM_ARENA_CLASSES 32

/**
 * wrtmem_broadcast_reader_open(): at the next element to be written.
 */
#define WRTMEM_START_NEXT UINT64_MAX

/**
 * wrtmem_broadcast_reader_open(): at the oldest element that is kept.
 */
#define WRTMEM_START_OLDEST (UINT64_MAX - 1)

/**
 * Ends that a waitset holds at most.
 */
#define WRTMEM_WAITSET_MOST 127

/**
 * What a call answers. 0 is success, the rest is negative and never renumbered.
 */
enum wrtmem_status_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Success.
     */
    WRTMEM_OK = 0,
    /**
     * An argument is outside its contract; the detail message names it.
     */
    WRTMEM_E_INVALID = -1,
    /**
     * The handle is closed, or of another kind.
     */
    WRTMEM_E_HANDLE = -2,
    /**
     * The call does not fit the object's present state.
     */
    WRTMEM_E_STATE = -3,
    /**
     * The handle was opened before a fork and used in the child.
     */
    WRTMEM_E_FORKED = -4,
    /**
     * No segment, object or block of that name.
     */
    WRTMEM_E_NOT_FOUND = -5,
    /**
     * The name is taken.
     */
    WRTMEM_E_EXISTS = -6,
    /**
     * The name has a forbidden character or length.
     */
    WRTMEM_E_NAME = -7,
    /**
     * The object exists with another kind, type or parameters.
     */
    WRTMEM_E_MISMATCH = -8,
    /**
     * The file is not a segment, or not one this version can use.
     */
    WRTMEM_E_LAYOUT = -9,
    /**
     * Permission, owner or mode forbids it.
     */
    WRTMEM_E_PERMISSION = -10,
    /**
     * The file system, the segment, a table or a collection has no room for it.
     */
    WRTMEM_E_NO_SPACE = -11,
    /**
     * The process has no memory or descriptors left.
     */
    WRTMEM_E_NO_MEMORY = -12,
    /**
     * Another live process has what was asked for.
     */
    WRTMEM_E_BUSY = -13,
    /**
     * The deadline passed.
     */
    WRTMEM_E_TIMEOUT = -14,
    /**
     * Nothing to take.
     */
    WRTMEM_E_EMPTY = -15,
    /**
     * No room to put it.
     */
    WRTMEM_E_FULL = -16,
    /**
     * The caller's buffer is too small. The needed size is given where the function says so, else
     * in the detail message.
     */
    WRTMEM_E_TOO_SMALL = -17,
    /**
     * The data is larger than this object can ever hold.
     */
    WRTMEM_E_TOO_LARGE = -18,
    /**
     * A process on the other side died.
     */
    WRTMEM_E_PEER_DEAD = -19,
    /**
     * Shared bytes do not check.
     */
    WRTMEM_E_CORRUPT = -20,
    /**
     * The handle is read-only.
     */
    WRTMEM_E_READ_ONLY = -21,
    /**
     * This build or kernel cannot do it.
     */
    WRTMEM_E_UNSUPPORTED = -22,
    /**
     * A system call failed; the detail message has its error.
     */
    WRTMEM_E_OS = -23,
    /**
     * A defect in the library was caught; the segment is as a kill would leave it.
     */
    WRTMEM_E_PANIC = -24,
    /**
     * The object was closed for all its users.
     */
    WRTMEM_E_CLOSED = -25,
    /**
     * The writer overwrote what this reader had not read yet; how many elements is given.
     */
    WRTMEM_E_LAPPED = -26,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_status_t wrtmem_status_t;
#else
typedef int32_t wrtmem_status_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Who is at the other side.
 */
enum wrtmem_peer_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Nobody: never there, or closed.
     */
    WRTMEM_PEER_NONE = 0,
    /**
     * A living process, be it stopped.
     */
    WRTMEM_PEER_ALIVE = 1,
    /**
     * A process that died.
     */
    WRTMEM_PEER_DEAD = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_peer_t wrtmem_peer_t;
#else
typedef int32_t wrtmem_peer_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a handle is in its segment.
 */
enum wrtmem_role_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Reads and writes.
     */
    WRTMEM_ROLE_PARTICIPANT = 0,
    /**
     * Reads only.
     */
    WRTMEM_ROLE_OBSERVER = 1,
    /**
     * The memory is this process's alone.
     */
    WRTMEM_ROLE_PRIVATE = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_role_t wrtmem_role_t;
#else
typedef int32_t wrtmem_role_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a participant's row says.
 */
enum wrtmem_participant_state_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Attached; its process lives, be it stopped.
     */
    WRTMEM_PARTICIPANT_ALIVE = 1,
    /**
     * Its process has died; somebody will clean up after it.
     */
    WRTMEM_PARTICIPANT_DEAD = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_participant_state_t wrtmem_participant_state_t;
#else
typedef int32_t wrtmem_participant_state_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a counter is built.
 */
enum wrtmem_counter_mode_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * A row for each thread slot: the fastest to add to.
     */
    WRTMEM_COUNTER_SHARDED = 0,
    /**
     * One word: for tickets and compare-and-swap.
     */
    WRTMEM_COUNTER_SINGLE = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_counter_mode_t wrtmem_counter_mode_t;
#else
typedef int32_t wrtmem_counter_mode_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What statistics are of.
 */
enum wrtmem_stats_value_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * int64_t, summed exactly.
     */
    WRTMEM_STATS_INTEGER = 0,
    /**
     * Finite double, summed with twice the precision.
     */
    WRTMEM_STATS_FLOAT = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_stats_value_t wrtmem_stats_value_t;
#else
typedef int32_t wrtmem_stats_value_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a task stands.
 */
enum wrtmem_progress_state_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Nobody has said that it ended.
     */
    WRTMEM_PROGRESS_RUNNING = 0,
    /**
     * It was done.
     */
    WRTMEM_PROGRESS_FINISHED = 1,
    /**
     * It was given up.
     */
    WRTMEM_PROGRESS_FAILED = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_progress_state_t wrtmem_progress_state_t;
#else
typedef int32_t wrtmem_progress_state_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a worker stands.
 */
enum wrtmem_worker_state_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * It has advanced not long ago.
     */
    WRTMEM_WORKER_WORKING = 0,
    /**
     * It lives, but has not advanced for longer than was asked about.
     */
    WRTMEM_WORKER_STALLED = 1,
    /**
     * It has closed its handle.
     */
    WRTMEM_WORKER_FINISHED = 2,
    /**
     * Its process has ended without.
     */
    WRTMEM_WORKER_DEAD = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_worker_state_t wrtmem_worker_state_t;
#else
typedef int32_t wrtmem_worker_state_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a row is.
 */
enum wrtmem_row_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Never taken.
     */
    WRTMEM_ROW_VACANT = 0,
    /**
     * A founder's, who has not come yet; waited for.
     */
    WRTMEM_ROW_EXPECTED = 1,
    /**
     * A participant's; waited for.
     */
    WRTMEM_ROW_LIVE = 2,
    /**
     * A dead participant's; waited for until it is evicted.
     */
    WRTMEM_ROW_LOST = 3,
    /**
     * Its participant left.
     */
    WRTMEM_ROW_LEFT = 4,
    /**
     * Its participant died.
     */
    WRTMEM_ROW_DEAD = 5,
    /**
     * Its participant was evicted and may be alive.
     */
    WRTMEM_ROW_EVICTED = 6,
    /**
     * Its word is damaged.
     */
    WRTMEM_ROW_DAMAGED = 7,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_row_t wrtmem_row_t;
#else
typedef int32_t wrtmem_row_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a part of the arena is.
 */
enum wrtmem_part_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * A sector of slabs or medium blocks; they follow.
     */
    WRTMEM_PART_SECTOR = 0,
    /**
     * A slab of blocks of one size, which follow. Size 0: none yet.
     */
    WRTMEM_PART_SLAB = 1,
    /**
     * A free block.
     */
    WRTMEM_PART_FREE = 2,
    /**
     * A block that is somebody's.
     */
    WRTMEM_PART_ALLOCATED = 3,
    /**
     * A block that was given back and is on its way to its heap.
     */
    WRTMEM_PART_ACKED = 4,
    /**
     * A run of pages: a large block, or an object.
     */
    WRTMEM_PART_PAGES = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_part_t wrtmem_part_t;
#else
typedef int32_t wrtmem_part_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How much is checked, and when. A stored level holds for everybody; a call may ask for more,
 * never for less. Epochs, lengths and the words that decide are checked at every level.
 */
enum wrtmem_level_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * In options: WRTMEM_LEVEL_STANDARD. In a call: the stored level.
     */
    WRTMEM_LEVEL_DEFAULT = 0,
    /**
     * Never torn; no checksum.
     */
    WRTMEM_LEVEL_OFF = 1,
    /**
     * Writes store checksums; verify and scrub look at them.
     */
    WRTMEM_LEVEL_BASIC = 2,
    /**
     * And every n-th read of a handle does.
     */
    WRTMEM_LEVEL_SAMPLING = 3,
    /**
     * And every read does; a write verifies the old bytes of the blocks it changes in part.
     */
    WRTMEM_LEVEL_STANDARD = 4,
    /**
     * And writes are read back; reads look at header and intent.
     */
    WRTMEM_LEVEL_FULL = 5,
    /**
     * And everything is kept twice: damage is repaired.
     */
    WRTMEM_LEVEL_CRITICAL = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_level_t wrtmem_level_t;
#else
typedef int32_t wrtmem_level_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Where wrtmem_region_inject_fault() flips a bit.
 */
enum wrtmem_fault_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * A byte of the slot that holds.
     */
    WRTMEM_FAULT_DATA = 0,
    /**
     * A byte of the other slot.
     */
    WRTMEM_FAULT_SPARE = 1,
    /**
     * The epoch of the slot that holds.
     */
    WRTMEM_FAULT_EPOCH = 2,
    /**
     * Its checksum, length and flags.
     */
    WRTMEM_FAULT_SUMMARY = 3,
    /**
     * The committed epoch.
     */
    WRTMEM_FAULT_COMMITTED = 4,
    /**
     * A writer's intent.
     */
    WRTMEM_FAULT_INTENT = 5,
    /**
     * The header.
     */
    WRTMEM_FAULT_HEADER = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_fault_t wrtmem_fault_t;
#else
typedef int32_t wrtmem_fault_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What wrtmem_map_insert() did.
 */
enum wrtmem_put_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The key is new.
     */
    WRTMEM_PUT_ADDED = 0,
    /**
     * The key had a value before.
     */
    WRTMEM_PUT_REPLACED = 1,
    /**
     * The key is new, and another gave way to it.
     */
    WRTMEM_PUT_EVICTED = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_put_t wrtmem_put_t;
#else
typedef int32_t wrtmem_put_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a typed value is. The numbers are also those in its bytes.
 */
enum wrtmem_kind_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * False or true.
     */
    WRTMEM_KIND_BOOL = 1,
    /**
     * A signed number of 8 bits.
     */
    WRTMEM_KIND_S8 = 2,
    /**
     * An unsigned number of 8 bits.
     */
    WRTMEM_KIND_U8 = 3,
    /**
     * A signed number of 16 bits.
     */
    WRTMEM_KIND_S16 = 4,
    /**
     * An unsigned number of 16 bits.
     */
    WRTMEM_KIND_U16 = 5,
    /**
     * A signed number of 32 bits.
     */
    WRTMEM_KIND_S32 = 6,
    /**
     * An unsigned number of 32 bits.
     */
    WRTMEM_KIND_U32 = 7,
    /**
     * A signed number of 64 bits.
     */
    WRTMEM_KIND_S64 = 8,
    /**
     * An unsigned number of 64 bits.
     */
    WRTMEM_KIND_U64 = 9,
    /**
     * A floating-point number of 32 bits.
     */
    WRTMEM_KIND_F32 = 10,
    /**
     * A floating-point number of 64 bits.
     */
    WRTMEM_KIND_F64 = 11,
    /**
     * A Unicode scalar value.
     */
    WRTMEM_KIND_CHAR = 12,
    /**
     * Text.
     */
    WRTMEM_KIND_STRING = 13,
    /**
     * Values of one kind.
     */
    WRTMEM_KIND_LIST = 14,
    /**
     * Values with names.
     */
    WRTMEM_KIND_RECORD = 15,
    /**
     * Values of any kinds.
     */
    WRTMEM_KIND_TUPLE = 16,
    /**
     * One of several cases, with a value or without.
     */
    WRTMEM_KIND_VARIANT = 17,
    /**
     * One of several cases.
     */
    WRTMEM_KIND_ENUM = 18,
    /**
     * A value or none.
     */
    WRTMEM_KIND_OPTION = 19,
    /**
     * A value or none, of success or of an error.
     */
    WRTMEM_KIND_RESULT = 20,
    /**
     * Named bits.
     */
    WRTMEM_KIND_FLAGS = 21,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_kind_t wrtmem_kind_t;
#else
typedef int32_t wrtmem_kind_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What was done.
 */
enum wrtmem_operation_t
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Bytes were read.
     */
    WRTMEM_OPERATION_MEMORY_READ = 0,
    /**
     * Bytes were written.
     */
    WRTMEM_OPERATION_MEMORY_WRITE = 1,
    /**
     * A checksum was calculated or compared.
     */
    WRTMEM_OPERATION_CHECKSUM = 2,
    /**
     * An element was put into a collection.
     */
    WRTMEM_OPERATION_PUSH = 3,
    /**
     * An element was taken out of a collection.
     */
    WRTMEM_OPERATION_POP = 4,
    /**
     * An element was looked up.
     */
    WRTMEM_OPERATION_LOOKUP = 5,
    /**
     * An element was changed where it is.
     */
    WRTMEM_OPERATION_MUTATE = 6,
    /**
     * A collection was verified.
     */
    WRTMEM_OPERATION_VALIDATE = 7,
    /**
     * Anything else.
     */
    WRTMEM_OPERATION_OTHER = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum wrtmem_operation_t wrtmem_operation_t;
#else
typedef int32_t wrtmem_operation_t;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Bits in a verified region, held open. Each change is one commit, and none if it changes
 * nothing. Any thread may use the handle.
 */
typedef struct wrtmem_bits_t wrtmem_bits_t;

/**
 * A reader of a broadcast ring. One thread uses it at a time.
 */
typedef struct wrtmem_broadcast_reader_t wrtmem_broadcast_reader_t;

/**
 * A broadcast ring, held open. Any thread may use the handle.
 */
typedef struct wrtmem_broadcast_t wrtmem_broadcast_t;

/**
 * The writer of a broadcast ring. One thread uses it at a time.
 */
typedef struct wrtmem_broadcast_writer_t wrtmem_broadcast_writer_t;

/**
 * Plain bytes with a name, held open. Any thread may use the handle.
 */
typedef struct wrtmem_bytes_t wrtmem_bytes_t;

/**
 * A verified cell, held open: one value that commits with its checksum. Any thread may use
 * the handle.
 */
typedef struct wrtmem_cell_t wrtmem_cell_t;

/**
 * The consumer of a ring. One thread uses it at a time.
 */
typedef struct wrtmem_consumer_t wrtmem_consumer_t;

/**
 * A counter of uint64_t, which wraps around. Opened with a slot, it is that thread's: one
 * thread uses the handle at a time. Opened without, any thread may.
 */
typedef struct wrtmem_counter_t wrtmem_counter_t;

/**
 * A sequence of elements of one size in a verified region, held open; each change is one
 * commit. It is a vec, used by index and at the back; a stack, with push_back and pop_back; a
 * queue, with push_back and pop_front; and a deque. Any thread may use the handle.
 *
 * It is a region, of the same name: wrtmem_region_open() gives its statistics and level, and
 * scrubs it. Whoever writes to it as a region breaks it, which is noticed.
 */
typedef struct wrtmem_deque_t wrtmem_deque_t;

/**
 * A flag: one bit that any process may set and wait for. Any thread may use the handle.
 */
typedef struct wrtmem_flag_t wrtmem_flag_t;

/**
 * A heap: what one thread allocates from. One thread uses it at a time; blocks may be given
 * back through any heap of any process. A heap that is closed leaves its memory to the next
 * heap that needs some; its blocks stay its participant's.
 */
typedef struct wrtmem_heap_t wrtmem_heap_t;

/**
 * A histogram of uint64_t. Opened with a slot, it is that thread's: one thread uses the handle
 * at a time. Opened without, any thread may.
 */
typedef struct wrtmem_histogram_t wrtmem_histogram_t;

/**
 * A reader of a mailbox. One thread uses it at a time.
 */
typedef struct wrtmem_mailbox_reader_t wrtmem_mailbox_reader_t;

/**
 * A mailbox, held open. Any thread may use the handle.
 */
typedef struct wrtmem_mailbox_t wrtmem_mailbox_t;

/**
 * The writer of a mailbox. One thread uses it at a time.
 */
typedef struct wrtmem_mailbox_writer_t wrtmem_mailbox_writer_t;

/**
 * A map in a verified region, held open: values by key, all of one size. Each change is one
 * commit. With values of no bytes it is a set. Any thread may use the handle.
 */
typedef struct wrtmem_map_t wrtmem_map_t;

/**
 * A participant: the owner of one row. One thread uses it at a time.
 */
typedef struct wrtmem_member_t wrtmem_member_t;

/**
 * A message ring, held open. Any thread may use the handle.
 */
typedef struct wrtmem_message_t wrtmem_message_t;

/**
 * One of the consumers of a ring. One thread uses it at a time.
 */
typedef struct wrtmem_mpmc_consumer_t wrtmem_mpmc_consumer_t;

/**
 * One of the producers of a ring. One thread uses it at a time.
 */
typedef struct wrtmem_mpmc_producer_t wrtmem_mpmc_producer_t;

/**
 * A ring of elements for several producers and consumers, held open. Any thread may use the
 * handle.
 */
typedef struct wrtmem_mpmc_t wrtmem_mpmc_t;

/**
 * The receiver of such a ring. One thread uses it at a time.
 */
typedef struct wrtmem_ordered_receiver_t wrtmem_ordered_receiver_t;

/**
 * One of the senders of such a ring. One thread uses it at a time.
 */
typedef struct wrtmem_ordered_sender_t wrtmem_ordered_sender_t;

/**
 * A message ring with one order for all, held open. Any thread may use the handle.
 */
typedef struct wrtmem_ordered_t wrtmem_ordered_t;

/**
 * The producer of a ring. One thread uses it at a time.
 */
typedef struct wrtmem_producer_t wrtmem_producer_t;

/**
 * The progress of a task. Opened with a slot, the handle is one of its workers, and one thread
 * uses it at a time. Opened without, any thread may use it: what it advances counts, but it is
 * no worker.
 */
typedef struct wrtmem_progress_t wrtmem_progress_t;

/**
 * The receiver of a ring. One thread uses it at a time.
 */
typedef struct wrtmem_receiver_t wrtmem_receiver_t;

/**
 * A verified region, held open: bytes that commit with their checksums. Any thread may use
 * the handle.
 */
typedef struct wrtmem_region_t wrtmem_region_t;

/**
 * A thread of this process that scrubs a region at a steady pace. Any thread may use the
 * handle.
 */
typedef struct wrtmem_scrubber_t wrtmem_scrubber_t;

/**
 * A handle of a segment: one participant of it. Any thread may use it.
 */
typedef struct wrtmem_segment_t wrtmem_segment_t;

/**
 * A sender: the owner of one lane. One thread uses it at a time.
 */
typedef struct wrtmem_sender_t wrtmem_sender_t;

/**
 * A thread's slot: a number no other thread of any participant has.
 */
typedef struct wrtmem_slot_t wrtmem_slot_t;

/**
 * A ring of elements of one size, held open. Any thread may use the handle.
 */
typedef struct wrtmem_spsc_t wrtmem_spsc_t;

/**
 * Statistics. Opened with a slot, they are that thread's: one thread uses the handle at a
 * time. Opened without, any thread may.
 */
typedef struct wrtmem_stats_t wrtmem_stats_t;

/**
 * A text in a verified region, held open, always whole UTF-8; each change is one commit. Any
 * thread may use the handle. It is a region, as wrtmem_deque_t is.
 */
typedef struct wrtmem_string_t wrtmem_string_t;

/**
 * Synced memory, held open. Any thread may use the handle.
 */
typedef struct wrtmem_synced_t wrtmem_synced_t;

/**
 * A change of a region under way, with the lock: of use in the callback of
 * wrtmem_region_update() until that returns, and to one thread at a time.
 */
typedef struct wrtmem_transaction_t wrtmem_transaction_t;

/**
 * A set of ends to wait for. Any thread may use the handle.
 */
typedef struct wrtmem_waitset_t wrtmem_waitset_t;

/**
 * How to create or open a segment. A field that is 0 or NULL means its default. Sizes
 * count at creation; opening takes them from the segment.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Bytes for objects and pages; the tables come on top. Default 16 MiB.
     */
    uint64_t bytes;
    /**
     * Directory of the file. Default "/dev/shm". Borrowed for the call.
     */
    const char *dir;
    /**
     * Permission bits of a new file, and which write bits for others an open accepts. Whatever
     * they say, only processes of the user whose file it is can open it. Default 0600.
     */
    uint32_t mode;
    /**
     * Most participants at once, 1 to 1023. Default 64.
     */
    uint32_t participants;
    /**
     * Most threads with a slot at once, 1 to 65535. Default 256.
     */
    uint32_t slots;
    /**
     * Most objects at once, 1 to 4095. Default 256.
     */
    uint32_t objects;
    /**
     * WRTMEM_SEGMENT_PREFAULT, or 0.
     */
    uint32_t flags;
    /**
     * Must be 0.
     */
    uint32_t reserved;
} wrtmem_segment_options_t;

/**
 * A segment's identity, sizes and present use.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Bytes of the file.
     */
    uint64_t total_size;
    /**
     * Pages of 4096 bytes.
     */
    uint64_t pages;
    /**
     * Free pages.
     */
    uint64_t pages_free;
    /**
     * The longest run of pages that can be had now.
     */
    uint64_t pages_largest_free;
    /**
     * Creation time, nanoseconds since 1970 UTC.
     */
    uint64_t created;
    /**
     * Participants cleaned up after since creation.
     */
    uint64_t reaped;
    /**
     * The segment's uuid.
     */
    uint8_t uuid[16];
    /**
     * A wrtmem_role_t.
     */
    int32_t role;
    /**
     * This handle's participant row; -1 for an observer.
     */
    int32_t row;
    /**
     * Rows of the participant table.
     */
    uint32_t participants;
    /**
     * Participants attached now.
     */
    uint32_t live;
    /**
     * Participants proven dead and not yet cleaned up after.
     */
    uint32_t dead;
    /**
     * Thread slots.
     */
    uint32_t slots;
    /**
     * Thread slots taken.
     */
    uint32_t slots_taken;
    /**
     * Most objects at once.
     */
    uint32_t objects;
    /**
     * Version of the layout in memory.
     */
    uint32_t layout_version;
    /**
     * Process id of the creator.
     */
    uint32_t creator_pid;
    /**
     * Program name of the creator.
     */
    char creator[32];
    /**
     * The file, cut to fit.
     */
    char path[256];
} wrtmem_segment_info_t;

/**
 * One participant.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * When it attached, nanoseconds since 1970 UTC.
     */
    uint64_t attached;
    /**
     * How often the row has been taken.
     */
    uint32_t generation;
    /**
     * A wrtmem_participant_state_t.
     */
    int32_t state;
    /**
     * Process id, as that process sees it.
     */
    uint32_t pid;
    /**
     * Always 0.
     */
    uint32_t reserved;
    /**
     * Program name.
     */
    char name[32];
} wrtmem_participant_info_t;

/**
 * Is told of each thing that wrtmem_segment_verify() finds wrong.
 *
 * @param place    which table or object; valid during the call
 * @param problem  what does not hold there, with the values; valid during the call
 * @param user     what the caller gave
 */
typedef void (*wrtmem_report_fn_t)(const char *place, const char *problem, void *user);

/**
 * One object, as the directory has it.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Where it starts in the segment.
     */
    uint64_t offset;
    /**
     * Its bytes.
     */
    uint64_t bytes;
    /**
     * When it was created, nanoseconds since 1970 UTC.
     */
    uint64_t created;
    /**
     * How many objects were in this row before.
     */
    uint64_t generation;
    /**
     * Number of its kind: 1 bytes, 2 message ring, 3 ordered message ring, 4 spsc, 5 mpmc,
     * 6 broadcast, 7 mailbox, 8 cell, 9 region or verified collection, 10 synced memory,
     * 11 counter, 12 flag, 13 statistics, 14 histogram, 15 progress.
     */
    uint32_t kind;
    /**
     * Version of its layout.
     */
    uint32_t layout_version;
    /**
     * Participants that have it open.
     */
    uint32_t holders;
    /**
     * 1 if its name was removed and it ends when the last holder closes it.
     */
    uint32_t removed;
    /**
     * Name of its kind.
     */
    char kind_name[32];
    /**
     * Its name.
     */
    char name[96];
} wrtmem_object_info_t;

/**
 * How to create a message ring. A field that is 0 means its default.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Bytes of each lane, a power of two from 4096 to 2^30. A message can have half of that
     * less 24 bytes. Default 65536.
     */
    uint64_t lane_bytes;
    /**
     * Senders that can be attached at once, 1 to 1023. Default 16.
     */
    uint32_t lanes;
    /**
     * Must be 0.
     */
    uint32_t reserved;
} wrtmem_message_options_t;

/**
 * A ring as a whole.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Bytes of each lane.
     */
    uint64_t lane_bytes;
    /**
     * The longest message.
     */
    uint64_t max_message;
    /**
     * Lanes.
     */
    uint32_t lanes;
    /**
     * Who receives: a wrtmem_peer_t.
     */
    int32_t receiver;
    /**
     * Process id of the receiver, 0 if it is not known any more.
     */
    uint32_t receiver_pid;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_message_info_t;

/**
 * One lane. sent = received + lost + queued, at the moment it was looked at.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Messages committed since the ring was made: the last sequence number.
     */
    uint64_t sent;
    /**
     * Messages delivered.
     */
    uint64_t received;
    /**
     * Messages committed but never to be delivered, because they were damaged.
     */
    uint64_t lost;
    /**
     * Messages waiting.
     */
    uint64_t queued;
    /**
     * Damaged places met.
     */
    uint64_t corrupt;
    /**
     * Messages delivered in spite of a damaged length.
     */
    uint64_t repaired;
    /**
     * Bytes waiting, headers included.
     */
    uint64_t used;
    /**
     * The most bytes that ever waited, to a sixteenth of the lane.
     */
    uint64_t high_water;
    /**
     * Who sends: a wrtmem_peer_t.
     */
    int32_t sender;
    /**
     * Process id of the sender, 0 if it is not known any more.
     */
    uint32_t sender_pid;
    /**
     * 1 if the lane was claimed by its number, so that it is kept for that use.
     */
    uint32_t reserved_lane;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_lane_info_t;

/**
 * What came with a message.
 */
typedef struct {
    /**
     * Its number on its lane: 1, 2, 3... A gap is what was lost.
     */
    uint64_t sequence;
    /**
     * Its bytes; after WRTMEM_E_TOO_SMALL, the bytes needed.
     */
    uint64_t length;
    /**
     * The lane it came by; after WRTMEM_E_PEER_DEAD, the lane of the dead sender.
     */
    uint32_t lane;
    /**
     * CRC32C of the bytes, checked, to carry on.
     */
    uint32_t crc;
} wrtmem_record_t;

/**
 * Label, unit and help of a metric.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * See wrtmem_metric_options_t.
     */
    char label[72];
    /**
     * See wrtmem_metric_options_t.
     */
    char unit[40];
    /**
     * See wrtmem_metric_options_t.
     */
    char help[168];
} wrtmem_metric_info_t;

/**
 * How to create a metric, if it is not there yet. A field that is 0 or NULL means its default.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * What tells it from others of its name, up to 64 bytes of UTF-8. Borrowed for the call.
     */
    const char *label;
    /**
     * What one is, such as "bytes"; up to 32 bytes. Borrowed for the call.
     */
    const char *unit;
    /**
     * One sentence, up to 160 bytes. Borrowed for the call.
     */
    const char *help;
    /**
     * Threads with a row of their own, 1 to 65535: those with a slot below it. Default 64, and
     * 8 for a histogram, where a row takes 15,488 bytes.
     */
    uint32_t rows;
    /**
     * Of a counter, a wrtmem_counter_mode_t; of statistics, a wrtmem_stats_value_t; else 0.
     */
    int32_t mode;
    /**
     * Must be 0.
     */
    uint64_t reserved;
} wrtmem_metric_options_t;

/**
 * The word that a thread adds to, for wrtmem_inline.h. Filled by wrtmem_counter_row().
 */
typedef struct {
    /**
     * The word.
     */
    uint64_t *word;
    /**
     * 1 if others add to it too.
     */
    uint32_t shared;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_counter_row_t;

/**
 * A snapshot of statistics. The fields of each thread's row belong together.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Values recorded.
     */
    uint64_t count;
    /**
     * Their sum, rounded.
     */
    double sum;
    /**
     * The smallest; 0 of none.
     */
    double min;
    /**
     * The largest; 0 of none.
     */
    double max;
    /**
     * Their mean; 0 of none.
     */
    double mean;
    /**
     * Their mean square deviation from the mean.
     */
    double variance;
    /**
     * The square root of the variance.
     */
    double standard_deviation;
    /**
     * A wrtmem_stats_value_t.
     */
    int32_t value;
    /**
     * 1 if a sum left its range at some time: mean or variance is wrong.
     */
    uint32_t overflowed;
} wrtmem_stats_info_t;

/**
 * The lines that a thread records into, for wrtmem_inline.h. Filled by wrtmem_stats_row().
 */
typedef struct {
    /**
     * Two lines of eight words.
     */
    uint64_t *lines;
    /**
     * Always 0.
     */
    uint64_t reserved;
} wrtmem_stats_row_t;

/**
 * A histogram as a whole.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Values recorded.
     */
    uint64_t count;
    /**
     * Their sum, modulo 2^64.
     */
    uint64_t sum;
    /**
     * The smallest; 0 of none.
     */
    uint64_t min;
    /**
     * The largest; 0 of none.
     */
    uint64_t max;
    /**
     * Their mean; 0 of none.
     */
    double mean;
    /**
     * Buckets that are not empty.
     */
    uint64_t buckets;
} wrtmem_histogram_info_t;

/**
 * A bucket that is not empty.
 */
typedef struct {
    /**
     * The smallest value it holds.
     */
    uint64_t low;
    /**
     * The largest value it holds.
     */
    uint64_t high;
    /**
     * How many were recorded.
     */
    uint64_t count;
} wrtmem_bucket_t;

/**
 * The words that a thread records into, for wrtmem_inline.h. Filled by wrtmem_histogram_row().
 */
typedef struct {
    /**
     * Sum, largest, complement of the smallest; from word 16 on, the counts.
     */
    uint64_t *words;
    /**
     * Always 0.
     */
    uint64_t reserved;
} wrtmem_histogram_row_t;

/**
 * A task at some moment.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * What there is to do; 0 if nobody knows.
     */
    uint64_t total;
    /**
     * What is done.
     */
    uint64_t done;
    /**
     * How long it has been running, or ran: nanoseconds.
     */
    uint64_t elapsed;
    /**
     * When this was: nanoseconds of CLOCK_MONOTONIC.
     */
    uint64_t at;
    /**
     * Nanoseconds left at the rate so far; UINT64_MAX if nobody can say: the task does not run,
     * its total is 0, or nothing is done yet.
     */
    uint64_t remaining;
    /**
     * Done per second so far.
     */
    double rate;
    /**
     * A wrtmem_progress_state_t.
     */
    int32_t state;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_progress_info_t;

/**
 * A worker at some moment.
 */
typedef struct {
    /**
     * What it has done.
     */
    uint64_t done;
    /**
     * How long ago it advanced: nanoseconds.
     */
    uint64_t idle;
    /**
     * Its row: its slot's number.
     */
    uint32_t row;
    /**
     * A wrtmem_worker_state_t.
     */
    int32_t state;
    /**
     * Its process id; 0 if it is not known any more.
     */
    uint32_t pid;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_worker_t;

/**
 * How to create synced memory. A field that is 0 means its default.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Bytes that each participant can write in a cycle, 1 to 2^30. Default 64.
     */
    uint64_t bytes;
    /**
     * Rows: the most participants at once, 1 to 64. Default 2.
     */
    uint32_t rows;
    /**
     * The first so many rows take part from epoch 1 on: nobody passes it before each of them
     * has joined and arrived. Default: all rows.
     */
    uint32_t founders;
    /**
     * WRTMEM_SYNCED_... bits.
     */
    uint32_t flags;
    /**
     * Must be 0.
     */
    uint32_t reserved;
} wrtmem_synced_options_t;

/**
 * Synced memory as a whole.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Bytes that each participant can write in a cycle.
     */
    uint64_t bytes;
    /**
     * The last epoch that all who are waited for have arrived at.
     */
    uint64_t global_timestamp;
    /**
     * Rows.
     */
    uint32_t rows;
    /**
     * 1 if it was ended by wrtmem_synced_end().
     */
    uint32_t ended;
} wrtmem_synced_info_t;

/**
 * One row.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * The first epoch of its participant, or of the last it had; 0 if it never had one. It
     * tells one participant of the row from the next.
     */
    uint64_t generation;
    /**
     * The last epoch that its participant arrived at.
     */
    uint64_t epoch;
    /**
     * Nanoseconds that its participants waited for others; waits of less than some microseconds
     * are estimated from every 16th. Who waits least is the slowest.
     */
    uint64_t waited_nanos;
    /**
     * How often they went to sleep over that.
     */
    uint64_t parked;
    /**
     * What it is: a wrtmem_row_t.
     */
    int32_t state;
    /**
     * Process id of its participant, 0 if it is not known.
     */
    uint32_t pid;
} wrtmem_row_info_t;

/**
 * Names a block in every process: its offset and its generation. 0 names none. A stale one
 * is noticed, unless the block's place was allocated a multiple of 2^21 times since.
 */
typedef uint64_t wrtmem_ref_t;

/**
 * One part of the arena, as wrtmem_arena_walk() meets it.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Distance from the segment's start.
     */
    uint64_t offset;
    /**
     * Bytes: of a sector with its tables, of each of a slab's blocks, of a block or run.
     */
    uint64_t bytes;
    /**
     * Name of a block or run; 0 for the others.
     */
    wrtmem_ref_t reference;
    /**
     * What it is: a wrtmem_part_t.
     */
    int32_t part;
    /**
     * The participant whose block, run or sector it is; -1 if none's.
     */
    int32_t participant;
    /**
     * The object, by its directory row, whose block or run it is; -1 if none's.
     */
    int32_t object;
    /**
     * Of a sector: 0 empty, 1 slabs, 2 medium blocks.
     */
    int32_t format;
} wrtmem_part_info_t;

/**
 * Is shown one part after the other. Must not throw, nor close the segment.
 *
 * @return false to end the walk
 */
typedef bool (*wrtmem_part_fn_t)(const wrtmem_part_info_t *part, void *user);

/**
 * The blocks of one size class.
 */
typedef struct {
    /**
     * Bytes in a block.
     */
    uint64_t bytes;
    /**
     * Slabs of the class.
     */
    uint64_t slabs;
    /**
     * Blocks in them.
     */
    uint64_t blocks;
    /**
     * Those that are somebody's.
     */
    uint64_t live;
} wrtmem_class_info_t;

/**
 * Sums over the arena, while others go on.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Blocks that are somebody's, with runs of pages that participants hold.
     */
    uint64_t live_blocks;
    /**
     * Usable bytes in them. 1 - live_bytes / footprint is the fragmentation.
     */
    uint64_t live_bytes;
    /**
     * Blocks given back that their heap has not seen yet.
     */
    uint64_t acked_blocks;
    /**
     * Usable bytes in them.
     */
    uint64_t acked_bytes;
    /**
     * Bytes in free blocks and empty slabs.
     */
    uint64_t free_bytes;
    /**
     * The largest block that some heap could allocate now.
     */
    uint64_t largest_free;
    /**
     * Bytes of all sectors and of participants' runs of pages.
     */
    uint64_t footprint;
    /**
     * Sectors.
     */
    uint64_t sectors;
    /**
     * Sectors of no heap.
     */
    uint64_t abandoned;
    /**
     * By size class, the smallest first.
     */
    wrtmem_class_info_t classes[WRTMEM_ARENA_CLASSES];
} wrtmem_arena_info_t;

/**
 * How to create a region or a cell. A field that is 0 means its default.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Usable bytes of a region; the longest value of a cell, up to 4096. Must be given.
     */
    uint64_t bytes;
    /**
     * Bytes of a region's blocks, a power of two from 64 to 4096. Default 512. Not for cells.
     */
    uint32_t block;
    /**
     * A wrtmem_level_t.
     */
    int32_t level;
    /**
     * With WRTMEM_LEVEL_SAMPLING: every how many reads one is verified, 1 or more. Else 0.
     */
    uint32_t interval;
    /**
     * Must be 0.
     */
    uint32_t reserved;
} wrtmem_verified_options_t;

/**
 * A region or a cell. Reads are this handle's, everything else is of all processes.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Usable bytes; of a cell, the longest value.
     */
    uint64_t bytes;
    /**
     * Writes committed.
     */
    uint64_t writes;
    /**
     * Bytes that they wrote.
     */
    uint64_t bytes_written;
    /**
     * Reads through this handle; exact if one thread at a time uses it.
     */
    uint64_t reads;
    /**
     * Bytes that they read.
     */
    uint64_t bytes_read;
    /**
     * Reads that looked at the checksums.
     */
    uint64_t verified;
    /**
     * Reads that sampling left out.
     */
    uint64_t sampled_out;
    /**
     * Looks that a writer overtook.
     */
    uint64_t retries;
    /**
     * Writes that ended half way and were cleaned up after.
     */
    uint64_t recoveries;
    /**
     * Times that damage was met.
     */
    uint64_t failures;
    /**
     * Slots, headers and control words that were made whole again.
     */
    uint64_t repaired;
    /**
     * Blocks that were set back to their older slot.
     */
    uint64_t rolled_back;
    /**
     * Times that a slot at WRTMEM_LEVEL_CRITICAL could not be made whole.
     */
    uint64_t unrepairable;
    /**
     * The block at which scrubbing goes on.
     */
    uint64_t scrub_position;
    /**
     * How often scrubbing went all the way round.
     */
    uint64_t scrub_laps;
    /**
     * The damage met last: when, in nanoseconds since 1970 UTC; 0 if there was none.
     */
    uint64_t error_time;
    /**
     * Its epoch.
     */
    uint64_t error_epoch;
    /**
     * Its block.
     */
    uint32_t error_block;
    /**
     * The checksum that was stored.
     */
    uint32_t error_want;
    /**
     * The checksum that was found.
     */
    uint32_t error_got;
    /**
     * Bytes of a block; 0 for a cell.
     */
    uint32_t block;
    /**
     * Blocks.
     */
    uint32_t blocks;
    /**
     * The stored level: a wrtmem_level_t.
     */
    int32_t level;
    /**
     * With WRTMEM_LEVEL_SAMPLING: every how many reads one is verified, 1 or more. Else 0.
     */
    uint32_t interval;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_verified_info_t;

/**
 * One stretch of wrtmem_region_write_all().
 */
typedef struct {
    /**
     * Where it goes.
     */
    uint64_t offset;
    /**
     * The bytes; NULL allowed if there are none.
     */
    const void *data;
    /**
     * How many.
     */
    size_t length;
} wrtmem_range_t;

/**
 * Reads and writes a region by the transaction.
 *
 * @param transaction  closed when this returns
 * @param user         what the caller gave
 * @return WRTMEM_OK to commit what was written; any other wrtmem_status_t, that nothing is
 */
typedef int32_t (*wrtmem_change_fn_t)(wrtmem_transaction_t *transaction, void *user);

/**
 * How far a scrubber is.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Bytes of the blocks that it looked at.
     */
    uint64_t bytes;
    /**
     * How often it came to the end of the region.
     */
    uint64_t laps;
    /**
     * Damaged places that it met, again in each lap while they stay.
     */
    uint64_t damaged;
    /**
     * Of these, made whole again.
     */
    uint64_t repaired;
    /**
     * Whether it goes on: not after an error, which wrtmem_scrubber_close() tells.
     */
    bool running;
    /**
     * Always 0.
     */
    uint8_t reserved[7];
} wrtmem_scrubber_info_t;

/**
 * What all threads of this process counted.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * All of them.
     */
    uint64_t total;
    /**
     * How often each wrtmem_operation_t was done, by its number.
     */
    uint64_t counts[9];
} wrtmem_operations_info_t;

/**
 * How to create a deque. A field that is 0 means its default.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Most elements. Must be given.
     */
    uint64_t capacity;
    /**
     * Bytes of an element: say sizeof. Must be given.
     */
    uint32_t element;
    /**
     * Bytes of the region's blocks, a power of two from 64 to 4096. Default 512.
     */
    uint32_t block;
    /**
     * A wrtmem_level_t.
     */
    int32_t level;
    /**
     * With WRTMEM_LEVEL_SAMPLING: every how many reads one is verified, 1 or more. Else 0.
     */
    uint32_t interval;
    /**
     * Must be 0.
     */
    uint64_t reserved;
} wrtmem_deque_options_t;

/**
 * A deque.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Most elements.
     */
    uint64_t capacity;
    /**
     * Elements there are.
     */
    uint64_t length;
    /**
     * Bytes of an element.
     */
    uint32_t element;
    /**
     * The stored level: a wrtmem_level_t.
     */
    int32_t level;
} wrtmem_deque_info_t;

/**
 * What a map is made for. A field that is 0 means its default.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * How many keys it holds. Must be given. If it evicts, it is rounded up to a multiple of 8
     * from 17 on.
     */
    uint64_t capacity;
    /**
     * Bytes of a key. Must be given.
     */
    uint32_t key_bytes;
    /**
     * Bytes of a value; 0 for a set.
     */
    uint32_t value_bytes;
    /**
     * 1: a new key takes the place of the one that was written the longest ago, of the 16 that
     * may be where it may, if they leave no room. 0: then it is refused.
     */
    uint32_t evict;
    /**
     * A wrtmem_level_t.
     */
    int32_t level;
    /**
     * With WRTMEM_LEVEL_SAMPLING: every how many reads one is verified, 1 or more. Else 0.
     */
    uint32_t interval;
    /**
     * Must be 0.
     */
    uint32_t reserved;
} wrtmem_map_options_t;

/**
 * A map. Hits and misses are this handle's, everything else is of all processes.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * How many keys it holds at most.
     */
    uint64_t capacity;
    /**
     * How many it holds.
     */
    uint64_t length;
    /**
     * Keys that gave way to others.
     */
    uint64_t evicted;
    /**
     * Values that wrtmem_map_get() found; exact if one thread at a time uses the handle.
     */
    uint64_t hits;
    /**
     * Values that it did not find.
     */
    uint64_t misses;
    /**
     * Bytes of a key.
     */
    uint32_t key_bytes;
    /**
     * Bytes of a value.
     */
    uint32_t value_bytes;
    /**
     * Whether a new key may take another's place.
     */
    uint32_t evict;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_map_info_t;

/**
 * How to create bits. A field that is 0 means its default.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * How many. Must be given.
     */
    uint64_t bits;
    /**
     * A wrtmem_level_t.
     */
    int32_t level;
    /**
     * With WRTMEM_LEVEL_SAMPLING: every how many reads one is verified, 1 or more. Else 0.
     */
    uint32_t interval;
    /**
     * Must be 0.
     */
    uint64_t reserved;
} wrtmem_bits_options_t;

/**
 * A typed value, or one inside another: a place in the caller's bytes, which must stay as they
 * are while it is in use. It is no handle: copy it freely, close nothing.
 */
typedef struct {
    /**
     * The library's own: where its content lies.
     */
    const void *content;
    /**
     * The library's own: how many bytes that is.
     */
    size_t length;
    /**
     * A wrtmem_kind_t.
     */
    int32_t kind;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_value_t;

/**
 * Text inside a typed value: UTF-8, not NUL-terminated.
 */
typedef struct {
    /**
     * Its bytes, among the value's own.
     */
    const char *data;
    /**
     * How many.
     */
    size_t length;
} wrtmem_text_t;

/**
 * What writes one typed value into the caller's buffer. No handle: nothing needs closing. One
 * thread uses it at a time.
 */
typedef struct {
    /**
     * Where the value goes.
     */
    void *buffer;
    /**
     * Its bytes.
     */
    size_t capacity;
    /**
     * The library's own.
     */
    uint32_t progress[50];
} wrtmem_encoder_t;

/**
 * How to create a ring.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Elements it holds, a power of two from 1 to 2^31. 0 means 1024.
     */
    uint64_t capacity;
    /**
     * Bytes of an element, 1 to 2^24: say sizeof. 8, 16, 32 and 64 are copied fastest.
     */
    uint32_t element;
    /**
     * Must be 0.
     */
    uint32_t reserved;
} wrtmem_spsc_options_t;

/**
 * A ring at the moment it was looked at.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Elements it holds.
     */
    uint64_t capacity;
    /**
     * Elements waiting: pushed - popped.
     */
    uint64_t length;
    /**
     * Elements pushed since it was made.
     */
    uint64_t pushed;
    /**
     * Elements popped.
     */
    uint64_t popped;
    /**
     * Elements that wrtmem_producer_push_or_drop() dropped.
     */
    uint64_t dropped;
    /**
     * The most elements that ever waited, as the two sides saw it: at most the true value, at
     * least half of it, exact if the ring was full.
     */
    uint64_t high_water;
    /**
     * How often the consumer skipped elements because the indices were damaged.
     */
    uint64_t resyncs;
    /**
     * Bytes of an element.
     */
    uint32_t element;
    /**
     * Who pushes: a wrtmem_peer_t.
     */
    int32_t producer;
    /**
     * Process id of the producer, 0 if it is not known any more.
     */
    uint32_t producer_pid;
    /**
     * Who pops: a wrtmem_peer_t.
     */
    int32_t consumer;
    /**
     * Process id of the consumer, 0 if it is not known any more.
     */
    uint32_t consumer_pid;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_spsc_info_t;

/**
 * Slots of a ring, in its order: first those at first, then those at second, where the ring
 * wraps. They are in shared memory: a broken process may store there at any time. The ring's
 * first slot is at a multiple of 64, and slots follow each other without gaps.
 */
typedef struct {
    /**
     * The first slot.
     */
    void *first;
    /**
     * How many follow each other there, at least 1.
     */
    size_t first_count;
    /**
     * The ring's first slot.
     */
    void *second;
    /**
     * How many of the span are there; often 0.
     */
    size_t second_count;
} wrtmem_span_t;

/**
 * What wrtmem_inline.h works on: a program uses its functions, not these fields.
 */
typedef struct {
    /**
     * The side's state in this process: index, bound, high-water mark.
     */
    uint64_t *cursor;
    /**
     * The side's index in shared memory.
     */
    uint64_t *own;
    /**
     * The other side's.
     */
    uint64_t *other;
    /**
     * Not 0 if the other side may sleep.
     */
    uint32_t *sleeper;
    /**
     * The first slot.
     */
    void *slots;
    /**
     * Changes in a forked child.
     */
    const uint32_t *process;
    /**
     * What it was.
     */
    uint32_t process_was;
    /**
     * 1 if this process has to fence before it looks for a sleeper.
     */
    uint32_t fences;
    /**
     * Elements the ring holds, a power of two.
     */
    uint64_t capacity;
    /**
     * Bytes of an element.
     */
    size_t element;
} wrtmem_inline_end_t;

/**
 * How to create a mailbox.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Bytes of a value, 1 to 2^24: say sizeof. Must be given.
     */
    uint32_t value;
    /**
     * Must be 0.
     */
    uint32_t reserved;
} wrtmem_mailbox_options_t;

/**
 * A mailbox at the moment it was looked at.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * The number of the latest whole value: how many were written. 0 for none.
     */
    uint64_t written;
    /**
     * Bytes of a value.
     */
    uint32_t value;
    /**
     * Who writes: a wrtmem_peer_t.
     */
    int32_t writer;
    /**
     * Process id of the writer, 0 if it is not known any more.
     */
    uint32_t writer_pid;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_mailbox_info_t;

/**
 * How to create a broadcast ring.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Elements it keeps, a power of two from 2 to 2^24. 0 means 1024.
     */
    uint64_t capacity;
    /**
     * Bytes of an element, 1 to 65536: say sizeof. Must be given.
     */
    uint32_t element;
    /**
     * Must be 0.
     */
    uint32_t reserved;
} wrtmem_broadcast_options_t;

/**
 * A broadcast ring at the moment it was looked at.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Elements it keeps.
     */
    uint64_t capacity;
    /**
     * Elements written since it was made: the number of the next one.
     */
    uint64_t written;
    /**
     * Bytes of an element.
     */
    uint32_t element;
    /**
     * Who writes: a wrtmem_peer_t.
     */
    int32_t writer;
    /**
     * Process id of the writer, 0 if it is not known any more.
     */
    uint32_t writer_pid;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_broadcast_info_t;

/**
 * A reader. Since it was opened: next - start = read + missed + corrupt.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * The number of the next element to read.
     */
    uint64_t next;
    /**
     * Elements that the writer overwrote before this reader came to them.
     */
    uint64_t missed;
    /**
     * How many the last WRTMEM_E_LAPPED was about.
     */
    uint64_t last_missed;
    /**
     * Elements written that this reader has not come to, those it will miss included; at most
     * one less than the truth while the writer is between two stores.
     */
    uint64_t behind;
    /**
     * Elements skipped because the words of their places made no sense.
     */
    uint64_t corrupt;
} wrtmem_broadcast_reader_info_t;

/**
 * How to create a ring.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Elements it holds, a power of two from 2 to 2^24. 0 means 1024.
     */
    uint32_t capacity;
    /**
     * Bytes of an element, 1 to 65536: say sizeof.
     */
    uint32_t element;
    /**
     * Producers that can be attached at once, and as many consumers: 1 to 1023. 0 means 16.
     */
    uint32_t seats;
    /**
     * Must be 0.
     */
    uint32_t reserved;
} wrtmem_mpmc_options_t;

/**
 * A ring at a moment. While others work, the numbers may be of slightly different moments; in
 * a quiet ring pushed = popped + lost + length.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Elements it holds.
     */
    uint64_t capacity;
    /**
     * Elements waiting.
     */
    uint64_t length;
    /**
     * Elements pushed since it was made.
     */
    uint64_t pushed;
    /**
     * Elements popped.
     */
    uint64_t popped;
    /**
     * Elements that consumers were popping when they died: at most one for each death.
     */
    uint64_t lost;
    /**
     * Places of producers that died before their elements were there: at most one for each
     * death.
     */
    uint64_t pads;
    /**
     * The most elements that ever waited: exact if the ring was ever full, else each producer
     * looks at every 64th of its pushes.
     */
    uint64_t high_water;
    /**
     * Bytes of an element.
     */
    uint32_t element;
    /**
     * Producers that can be attached at once, and as many consumers.
     */
    uint32_t seats;
    /**
     * Producers attached, or dead and not replaced.
     */
    uint32_t producers;
    /**
     * Consumers attached, or dead and not replaced.
     */
    uint32_t consumers;
} wrtmem_mpmc_info_t;

/**
 * How to create an ordered message ring. A field that is 0 means its default.
 */
typedef struct {
    /**
     * sizeof this struct.
     */
    size_t size;
    /**
     * Bytes for messages, a power of two from 4096 to 2^30. A message can have half of that,
     * or 65535 * 64 if that is less, less 16 bytes. Default 65536.
     */
    uint64_t bytes;
    /**
     * Senders that can be attached at once, 1 to 1023. Default 16.
     */
    uint32_t senders;
    /**
     * Must be 0.
     */
    uint32_t reserved;
} wrtmem_ordered_options_t;

/**
 * A ring at the moment it was looked at.
 */
typedef struct {
    /**
     * sizeof this struct, set by the caller.
     */
    size_t size;
    /**
     * Bytes for messages.
     */
    uint64_t bytes;
    /**
     * The longest message.
     */
    uint64_t max_message;
    /**
     * Messages delivered since the ring was made. After a receiver's death one may be counted
     * twice, here and in what follows.
     */
    uint64_t received;
    /**
     * Bytes of those messages.
     */
    uint64_t received_bytes;
    /**
     * Damaged places skipped.
     */
    uint64_t corrupt;
    /**
     * Places skipped whose senders died while writing, at most one for each death; and holes that
     * damage left.
     */
    uint64_t pads;
    /**
     * Bytes in use, headers and padding included.
     */
    uint64_t used;
    /**
     * The most bytes ever in use: exact if the ring was ever too full for a message, else each
     * sender looks at every 64th of its messages.
     */
    uint64_t high_water;
    /**
     * Senders attached, or dead and not replaced.
     */
    uint32_t senders;
    /**
     * Senders that can be attached at once.
     */
    uint32_t max_senders;
    /**
     * Who receives: a wrtmem_peer_t.
     */
    int32_t receiver;
    /**
     * Process id of the receiver, 0 if it is not known any more.
     */
    uint32_t receiver_pid;
} wrtmem_ordered_info_t;

/**
 * What came with a message.
 */
typedef struct {
    /**
     * Its number in the order of all, as its sender learnt it: each is above those before it,
     * but they do not follow each other without gaps.
     */
    uint64_t sequence;
    /**
     * Its bytes; after WRTMEM_E_TOO_SMALL, the bytes needed.
     */
    uint64_t length;
    /**
     * The participant row of its sender.
     */
    uint32_t sender;
    /**
     * CRC32C of the bytes, checked, to carry on; 0 after WRTMEM_E_TOO_SMALL.
     */
    uint32_t crc;
} wrtmem_ordered_record_t;

/**
 * An end that is ready.
 */
typedef struct {
    /**
     * What the end was added with.
     */
    uint64_t token;
    /**
     * 0: its next call finds something, unless another thread was faster. 1: it has nothing, but
     * whoever fills it died, or words are damaged; told once each time. A waiting call of the
     * end, given 10 ms or more, says what it is.
     */
    uint32_t trouble;
    /**
     * Always 0.
     */
    uint32_t reserved;
} wrtmem_ready_t;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The library's version, as WRTMEM_VERSION packs it. It may be newer than the header's.
 *
 * @return major << 16 | minor << 8 | patch
 */
uint32_t wrtmem_version(void);

/**
 * What a status means, in one line of English.
 *
 * @param status any number
 * @return a string that is never NULL and lives as long as the library
 */
const char *wrtmem_strerror(int32_t status);

/**
 * The name of a status: "WRTMEM_E_TIMEOUT".
 *
 * @param status any number
 * @return a string that is never NULL and lives as long as the library
 */
const char *wrtmem_status_name(int32_t status);

/**
 * The detail message of the calling thread's last call that failed: the object, the value
 * and the limit. Calls that succeed leave it. WRTMEM_E_EMPTY, WRTMEM_E_FULL and
 * WRTMEM_E_TIMEOUT may have none.
 *
 * @return a string that is never NULL, at most 255 bytes, valid until the thread's next call
 */
const char *wrtmem_last_error(void);

/**
 * The present time as deadlines count it.
 *
 * @return nanoseconds of CLOCK_MONOTONIC
 */
uint64_t wrtmem_now(void);

/**
 * A deadline from now on. Sums beyond the end of time are WRTMEM_FOREVER.
 *
 * @param nanoseconds how long to wait
 * @return a deadline for any function that takes one
 */
uint64_t wrtmem_deadline_after(uint64_t nanoseconds);

/**
 * Creates a segment and attaches to it. Nobody sees it before it is whole.
 *
 * @param name     1 to 200 of [A-Za-z0-9._-], no leading dot; the file is DIR/wrtmem.NAME
 * @param options  NULL allowed: defaults
 * @param segment  the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if the name is taken; WRTMEM_E_NO_SPACE if the file system has no
 *         room (never a SIGBUS later)
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_create(const char *name,
                                      const wrtmem_segment_options_t *options,
                                      wrtmem_segment_t **segment);

/**
 * Opens a segment by name and attaches to it.
 *
 * The file is checked first: a regular file of this user, not writable by others, of the
 * size and layout its header says. Then whoever died in it is cleaned up after.
 *
 * @param name     its name
 * @param options  NULL allowed: defaults; only dir, mode and flags count
 * @param deadline how long to wait for it to appear
 * @param segment  the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_LAYOUT if it
 *         is no usable segment; WRTMEM_E_CORRUPT if both copies of its header are damaged;
 *         WRTMEM_E_PERMISSION; WRTMEM_E_NO_SPACE if all rows are taken by live processes;
 *         WRTMEM_E_BUSY if all are taken and the dead among them were not cleaned up after
 *         within 5 s, which this call waits whatever the deadline
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_open(const char *name,
                                    const wrtmem_segment_options_t *options,
                                    uint64_t deadline,
                                    wrtmem_segment_t **segment);

/**
 * Opens a segment, or creates it if there is none. However many processes do this at once,
 * exactly one creates, and nobody sees it half made.
 *
 * @param name     its name
 * @param options  NULL allowed: defaults
 * @param segment  the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return as wrtmem_segment_create() and wrtmem_segment_open(); what WRTMEM_E_NO_SPACE of the
 *         file system answers is tried again for 2 s, as others may be creating it too
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_open_or_create(const char *name,
                                              const wrtmem_segment_options_t *options,
                                              wrtmem_segment_t **segment,
                                              bool *created);

/**
 * Opens a segment to look only. It is mapped read-only: nothing is ever stored in it, no row
 * is taken, nobody is cleaned up after. What is looked at may change or go meanwhile.
 *
 * @param name     its name
 * @param options  NULL allowed: defaults; only dir and mode count
 * @param deadline how long to wait for it to appear
 * @param segment  the handle; the caller owns it and closes it
 * @return as wrtmem_segment_open()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_open_read_only(const char *name,
                                              const wrtmem_segment_options_t *options,
                                              uint64_t deadline,
                                              wrtmem_segment_t **segment);

/**
 * Makes a segment in this process's heap: the same objects without sharing.
 *
 * @param options  NULL allowed: defaults; dir, mode and flags do not count
 * @param segment  the handle; the caller owns it and closes it
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_create_private(const wrtmem_segment_options_t *options,
                                              wrtmem_segment_t **segment);

/**
 * Makes a segment in memory of the caller, used by this process alone.
 *
 * @param memory   a multiple of 64; borrowed until the segment and every object opened
 *                 through it are closed; nothing else may touch it meanwhile
 * @param length   its bytes; tables and pages share them
 * @param options  NULL allowed: defaults; bytes, dir, mode and flags do not count
 * @param segment  the handle; the caller owns it and closes it
 * @return WRTMEM_E_INVALID if the memory is too small for the tables, with the least size
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_create_in(void *memory,
                                         size_t length,
                                         const wrtmem_segment_options_t *options,
                                         wrtmem_segment_t **segment);

/**
 * Closes a segment handle. The process stays attached until the last object opened through
 * it is closed too. In a forked child it frees the child's private copy only.
 *
 * @param segment  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_segment_close(wrtmem_segment_t *segment);

/**
 * Removes a segment's name. Those who are attached go on; nobody new comes. The memory goes
 * with the last of them.
 *
 * @param name     its name
 * @param options  NULL allowed: defaults; only dir counts
 * @return WRTMEM_E_NOT_FOUND
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_unlink(const char *name,
                                      const wrtmem_segment_options_t *options);

/**
 * Cleans up after every participant that is proven dead. Every open and every call that has
 * waited for 10 ms does so too; call it where nobody else would.
 *
 * @param segment    the segment
 * @param recovered  how many were cleaned up after; NULL allowed
 * @return WRTMEM_E_STATE if the application closed the library's descriptor, so that nobody
 *         can be proven dead; WRTMEM_E_TIMEOUT if a live process kept a lock for a second
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_recover(wrtmem_segment_t *segment,
                                       uint32_t *recovered);

/**
 * A descriptor for poll or epoll that becomes readable when a participant ends, and when
 * anybody opens or closes the segment. Then call wrtmem_segment_watched().
 *
 * @param segment     the segment
 * @param descriptor  borrowed until the segment is closed; never read from it
 * @return WRTMEM_E_UNSUPPORTED for a private segment
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_segment_watch(wrtmem_segment_t *segment, int *descriptor);

/**
 * Answers a readable watch: cleans up after the dead and watches whoever has come.
 *
 * @param segment    the segment
 * @param recovered  how many were cleaned up after; NULL allowed
 * @return WRTMEM_E_STATE also without wrtmem_segment_watch() before; else as
 *         wrtmem_segment_recover()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_watched(wrtmem_segment_t *segment,
                                       uint32_t *recovered);

/**
 * A segment's identity, sizes and present use.
 *
 * @param segment  the segment
 * @param info     its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_info(const wrtmem_segment_t *segment,
                                    wrtmem_segment_info_t *info);

/**
 * One row of the participant table.
 *
 * @param segment  the segment
 * @param row      0 to participants - 1
 * @param info     its size field set by the caller
 * @return WRTMEM_E_NOT_FOUND if the row is free
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_participant(const wrtmem_segment_t *segment,
                                           uint32_t row,
                                           wrtmem_participant_info_t *info);

/**
 * Checks everything that can be checked while others work: header, tables, pages, objects.
 *
 * @param segment   the segment; a read-only one will do
 * @param report    is told of each thing that is wrong; NULL allowed
 * @param user      handed to report; NULL allowed
 * @param findings  how many things are wrong; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_segment_verify(const wrtmem_segment_t *segment,
                                      wrtmem_report_fn_t report,
                                      void *user,
                                      uint64_t *findings);

/**
 * Claims a slot for the calling thread: a number that no other thread of any participant
 * has, for as long as the slot is open. When all are taken, threads share the number after
 * the last.
 *
 * @param segment  the segment
 * @param slot     the handle; the caller owns it and closes it
 * @param index    the number; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_slot_open(wrtmem_segment_t *segment,
                                 wrtmem_slot_t **slot,
                                 uint32_t *index);

/**
 * Gives a slot back, once no metric is open with it either.
 *
 * @param slot  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_slot_close(wrtmem_slot_t *slot);

/**
 * What a row of the directory holds. A read-only segment will do.
 *
 * @param segment  the segment
 * @param row      0 to objects - 1 (see wrtmem_segment_info_t)
 * @param info     its size field set by the caller
 * @return WRTMEM_E_NOT_FOUND if the row has no object, or one that is still being created or
 *         already being freed; WRTMEM_E_CORRUPT if it does not check
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_object_info(const wrtmem_segment_t *segment,
                                   uint32_t row,
                                   wrtmem_object_info_t *info);

/**
 * Removes an object's name. Those who have it open go on; it ends with the last of them.
 *
 * @param segment  the segment
 * @param name     the object's name
 * @return WRTMEM_E_NOT_FOUND; WRTMEM_E_TIMEOUT if a live process kept a lock for a second
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_object_remove(wrtmem_segment_t *segment, const char *name);

/**
 * Creates plain bytes with a name, all zero. What they mean, and who writes them when, is
 * the users' affair: nothing is checked or recovered.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param size     how many bytes
 * @param bytes    the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bytes_create(wrtmem_segment_t *segment,
                                    const char *name,
                                    uint64_t size,
                                    wrtmem_bytes_t **bytes);

/**
 * Opens plain bytes, or creates them, all zero. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the object's name
 * @param size     how many bytes
 * @param bytes    the handle; the caller owns it and closes it
 * @param created  whether this call created them; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or size
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bytes_open_or_create(wrtmem_segment_t *segment,
                                            const char *name,
                                            uint64_t size,
                                            wrtmem_bytes_t **bytes,
                                            bool *created);

/**
 * Opens plain bytes by name. Through a read-only segment they can be looked at, but they may
 * end, and their place serve another object, at any time.
 *
 * @param segment  the segment
 * @param name     the object's name
 * @param deadline how long to wait for it to appear
 * @param bytes    the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         it is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bytes_open(wrtmem_segment_t *segment,
                                  const char *name,
                                  uint64_t deadline,
                                  wrtmem_bytes_t **bytes);

/**
 * Where the bytes are in this process.
 *
 * @param bytes  the bytes
 * @param data   the first of them, a multiple of 4096 from the segment's start; borrowed
 *               until the handle is closed. Others may write them at any time: use atomics.
 *               Through a read-only segment, storing there is a SIGSEGV.
 * @param size   how many; NULL allowed
 * @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bytes_data(const wrtmem_bytes_t *bytes,
                                  void **data,
                                  uint64_t *size);

/**
 * Lets go of the bytes.
 *
 * @param bytes  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_bytes_close(wrtmem_bytes_t *bytes);

/**
 * Allocates neighbouring pages of 4096 bytes, held by this participant: they are freed when
 * it closes the segment or dies. Their content is arbitrary.
 *
 * @param segment  the segment
 * @param bytes    at least 1; rounded up to whole pages
 * @param offset   where they start; the same number in every process
 * @return WRTMEM_E_NO_SPACE, and the message says what is free
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_pages_allocate(wrtmem_segment_t *segment,
                                      uint64_t bytes,
                                      uint64_t *offset);

/**
 * Frees what wrtmem_pages_allocate() gave to this handle.
 *
 * @param segment  the same handle's
 * @param offset   the start of the pages
 * @return WRTMEM_E_STATE, and nothing changes, if the page is free or another participant's or
 *         object's; WRTMEM_E_INVALID if it is not the start of pages
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_pages_free(wrtmem_segment_t *segment, uint64_t offset);

/**
 * Where an offset is in this process.
 *
 * @param segment  the segment
 * @param offset   from another process, say
 * @param bytes    how many bytes from there on must lie inside the pages
 * @param pointer  borrowed until the segment and all its objects are closed
 * @return WRTMEM_E_INVALID if the range leaves the pages
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_pointer(const wrtmem_segment_t *segment,
                               uint64_t offset,
                               uint64_t bytes,
                               void **pointer);

/**
 * The offset of a pointer into the pages, to hand to another process.
 *
 * @param segment  the segment
 * @param pointer  any pointer
 * @param offset   the same place in every process
 * @return WRTMEM_E_INVALID if it does not point into the pages
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_offset(const wrtmem_segment_t *segment,
                              const void *pointer,
                              uint64_t *offset);

/**
 * Creates a message ring: any number of bytes per message, a CRC32C each, one lane for each
 * sender, one receiver.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  NULL allowed: defaults
 * @param ring     the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_message_create(wrtmem_segment_t *segment,
                                      const char *name,
                                      const wrtmem_message_options_t *options,
                                      wrtmem_message_t **ring);

/**
 * Opens a message ring, or creates it. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the ring's name
 * @param options  NULL allowed: defaults
 * @param ring     the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_message_open_or_create(wrtmem_segment_t *segment,
                                              const char *name,
                                              const wrtmem_message_options_t *options,
                                              wrtmem_message_t **ring,
                                              bool *created);

/**
 * Opens a message ring by name. Through a read-only segment only the info functions work.
 *
 * @param segment  the segment
 * @param name     the ring's name
 * @param deadline how long to wait for it to appear
 * @param ring     the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_message_open(wrtmem_segment_t *segment,
                                    const char *name,
                                    uint64_t deadline,
                                    wrtmem_message_t **ring);

/**
 * Lets go of a ring. Senders and receivers opened through it keep it for themselves.
 *
 * @param ring  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_message_close(wrtmem_message_t *ring);

/**
 * A ring as a whole. Asks the kernel whether the receiver lives.
 *
 * @param ring  the ring
 * @param info  its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_message_info(const wrtmem_message_t *ring,
                                    wrtmem_message_info_t *info);

/**
 * One lane of a ring. Asks the kernel whether its sender lives.
 *
 * @param ring  the ring
 * @param lane  0 to lanes - 1
 * @param info  its size field set by the caller
 * @return WRTMEM_E_BUSY if the lane never stood still in many looks; WRTMEM_E_CORRUPT if its
 *         words are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_message_lane_info(const wrtmem_message_t *ring,
                                         uint32_t lane,
                                         wrtmem_lane_info_t *info);

/**
 * Takes a lane of a ring to send by. A lane given by its number is taken over from a sender
 * that died or closed, goes on after the last message it committed, and stays reserved for
 * those who name it.
 *
 * @param ring           the ring
 * @param lane           0 to lanes - 1, or WRTMEM_ANY_LANE
 * @param sender         the handle; the caller owns it and closes it
 * @param last_sequence  the lane's last committed message, 0 for none; NULL allowed
 * @return WRTMEM_E_BUSY while the lane's sender lives, stopped or not; WRTMEM_E_NO_SPACE if
 *         WRTMEM_ANY_LANE finds none
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_sender_open(wrtmem_message_t *ring,
                                   int32_t lane,
                                   wrtmem_sender_t **sender,
                                   uint64_t *last_sequence);

/**
 * Sends a message, waiting for room. Killed in here, the message is sent whole or not at
 * all.
 *
 * @param sender    the sender
 * @param data      the bytes; borrowed for the call, and nobody may write them during it, in
 *                  whatever memory they are; NULL allowed if there are none
 * @param length    how many
 * @param deadline  how long to wait for room
 * @param sequence  the message's number on its lane; NULL allowed
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no room and the receiver died;
 *         WRTMEM_E_TOO_LARGE; WRTMEM_E_CORRUPT if the lane's words are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_sender_send(wrtmem_sender_t *sender,
                                   const void *data,
                                   size_t length,
                                   uint64_t deadline,
                                   uint64_t *sequence);

/**
 * Sends a message if there is room for it now. In full flow it may pause for a few
 * microseconds, as wrtmem_consumer_try_pop(); after WRTMEM_E_FULL it does not.
 *
 * @param sender    the sender
 * @param data      the bytes; borrowed for the call, and nobody may write them during it, in
 *                  whatever memory they are; NULL allowed if there are none
 * @param length    how many
 * @param sequence  the message's number on its lane; NULL allowed
 * @return WRTMEM_E_FULL; WRTMEM_E_TOO_LARGE; WRTMEM_E_CORRUPT
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_sender_try_send(wrtmem_sender_t *sender,
                                       const void *data,
                                       size_t length,
                                       uint64_t *sequence);

/**
 * Gives a lane back. What was sent stays to be received.
 *
 * @param sender  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_sender_close(wrtmem_sender_t *sender);

/**
 * Takes the receiver's place of a ring. After a receiver that died in a call it goes on with the
 * message that this call was taking. One whose call had returned is gone, whether or not it was
 * acted upon: what must survive that needs an answer from the receiver.
 *
 * @param ring      the ring
 * @param receiver  the handle; the caller owns it and closes it
 * @return WRTMEM_E_BUSY while another receiver lives, stopped or not
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_receiver_open(wrtmem_message_t *ring,
                                     wrtmem_receiver_t **receiver);

/**
 * Takes the next message, waiting for one. Lanes are served in turn. A damaged message is
 * skipped and counted, never delivered. After an error the buffer's content is unspecified.
 *
 * @param receiver  the receiver
 * @param buffer    where the bytes go; NULL allowed if capacity is 0
 * @param capacity  its bytes
 * @param deadline  how long to wait
 * @param record    number, length, lane and checksum; NULL allowed
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_TOO_SMALL (the message stays, record says its length);
 *         WRTMEM_E_PEER_DEAD once for each sender that died, after all it sent was delivered
 *         and nothing else came for 10 ms (record says its lane and is else zero); not if the
 *         lane has a new sender by then; WRTMEM_E_CORRUPT once if a lane's own words are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_receiver_receive(wrtmem_receiver_t *receiver,
                                        void *buffer,
                                        size_t capacity,
                                        uint64_t deadline,
                                        wrtmem_record_t *record);

/**
 * Takes the next message if there is one now. In full flow it may pause for a few microseconds,
 * as wrtmem_consumer_try_pop(); after WRTMEM_E_EMPTY it does not.
 *
 * @param receiver  the receiver
 * @param buffer    where the bytes go; NULL allowed if capacity is 0
 * @param capacity  its bytes
 * @param record    number, length, lane and checksum; NULL allowed
 * @return WRTMEM_E_EMPTY; WRTMEM_E_TOO_SMALL; WRTMEM_E_CORRUPT. Never WRTMEM_E_PEER_DEAD: a
 *         consumer that only polls asks wrtmem_message_lane_info()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_receiver_try_receive(wrtmem_receiver_t *receiver,
                                            void *buffer,
                                            size_t capacity,
                                            wrtmem_record_t *record);

/**
 * Gives the receiver's place back.
 *
 * @param receiver  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_receiver_close(wrtmem_receiver_t *receiver);

/**
 * What a metric says of itself. A read-only segment will do.
 *
 * @param segment  the segment
 * @param name     the metric's name
 * @param info     its size field set by the caller
 * @return WRTMEM_E_NOT_FOUND; WRTMEM_E_MISMATCH if the object is no metric; WRTMEM_E_CORRUPT if
 *         the texts do not check
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_metric_info(const wrtmem_segment_t *segment,
                                   const char *name,
                                   wrtmem_metric_info_t *info);

/**
 * Every metric of a segment as OpenMetrics text, the answer to a scrape of content type
 * application/openmetrics-text; version=1.0.0; charset=utf-8. A read-only segment will do.
 *
 * @param segment        the segment
 * @param stalled_after  nanoseconds without an advance after which a worker is called stalled
 * @param buffer         where the text goes, with a NUL at its end; NULL allowed if there is no
 *                       room
 * @param capacity       bytes of room
 * @param length         bytes of the text, without the NUL
 * @return WRTMEM_E_TOO_SMALL if the text and its NUL need more room: nothing is written but the
 *         length, and the next text may be longer
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_openmetrics(const wrtmem_segment_t *segment,
                                   uint64_t stalled_after,
                                   char *buffer,
                                   size_t capacity,
                                   uint64_t *length);

/**
 * Opens a counter, or creates it at 0. However many do this at once, one creates, and
 * describes it.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  NULL allowed: defaults
 * @param slot     whose row it adds to; NULL allowed: the one that threads share
 * @param counter  the handle; the caller owns it and closes it
 * @return WRTMEM_E_MISMATCH if the object has another kind, rows or mode
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_counter_open_or_create(wrtmem_segment_t *segment,
                                              const char *name,
                                              const wrtmem_metric_options_t *options,
                                              const wrtmem_slot_t *slot,
                                              wrtmem_counter_t **counter);

/**
 * Opens a counter by name. Through a read-only segment it can be read.
 *
 * @param segment  the segment
 * @param name     the counter's name
 * @param deadline how long to wait for it to appear
 * @param slot     whose row it adds to; NULL allowed: the one that threads share
 * @param counter  the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_counter_open(wrtmem_segment_t *segment,
                                    const char *name,
                                    uint64_t deadline,
                                    const wrtmem_slot_t *slot,
                                    wrtmem_counter_t **counter);

/**
 * Lets go of a counter. What it counted stays, as long as the object does.
 *
 * @param counter  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_counter_close(wrtmem_counter_t *counter);

/**
 * Adds. wrtmem_counter_row() and wrtmem_inline.h do it for the price of a store.
 *
 * @param counter  the counter
 * @param n        how much
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_counter_add(wrtmem_counter_t *counter, uint64_t n);

/**
 * Adds to a single counter and tells what it was before: a ticket that nobody else has.
 *
 * @param counter  the counter
 * @param n        how much
 * @param before   the count before
 * @return WRTMEM_E_UNSUPPORTED of a sharded counter
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_counter_ticket(wrtmem_counter_t *counter,
                                      uint64_t n,
                                      uint64_t *before);

/**
 * Writes a single counter if it is what the caller believes.
 *
 * @param counter  the counter
 * @param current  what it is believed to be
 * @param desired  what it then becomes
 * @param found    what it was: current, if it was changed; NULL allowed
 * @return WRTMEM_E_STATE if it was something else; WRTMEM_E_UNSUPPORTED of a sharded counter
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_counter_compare_and_swap(wrtmem_counter_t *counter,
                                                uint64_t current,
                                                uint64_t desired,
                                                uint64_t *found);

/**
 * The count: the sum of the rows. Every add that happened before the call is in it.
 *
 * @param counter  the counter
 * @param count    the count
 * @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_counter_get(const wrtmem_counter_t *counter,
                                   uint64_t *count);

/**
 * The word that this handle adds to, for wrtmem_counter_row_add() of wrtmem_inline.h, which
 * passes the layout it was written for.
 *
 * @param counter  the counter
 * @param layout   WRTMEM_INLINE_COUNTER
 * @param row      the word; borrowed until the handle is closed
 * @return WRTMEM_E_LAYOUT if this library has another layout than the header
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_counter_row(wrtmem_counter_t *counter,
                                   uint64_t layout,
                                   wrtmem_counter_row_t *row);

/**
 * Opens a flag, or creates it, cleared. However many do this at once, one creates, and
 * describes it.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  NULL allowed; rows and mode must be 0
 * @param flag     the handle; the caller owns it and closes it
 * @return WRTMEM_E_MISMATCH if the object has another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_flag_open_or_create(wrtmem_segment_t *segment,
                                           const char *name,
                                           const wrtmem_metric_options_t *options,
                                           wrtmem_flag_t **flag);

/**
 * Opens a flag by name. Through a read-only segment it can be read, not waited for.
 *
 * @param segment  the segment
 * @param name     the flag's name
 * @param deadline how long to wait for it to appear
 * @param flag     the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_flag_open(wrtmem_segment_t *segment,
                                 const char *name,
                                 uint64_t deadline,
                                 wrtmem_flag_t **flag);

/**
 * Lets go of a flag.
 *
 * @param flag  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_flag_close(wrtmem_flag_t *flag);

/**
 * Sets or clears a flag, and wakes those who wait for that.
 *
 * @param flag    the flag
 * @param value   what it becomes
 * @param before  what it was; NULL allowed
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_flag_swap(wrtmem_flag_t *flag, bool value, bool *before);

/**
 * Changes a flag if it is what the caller believes.
 *
 * @param flag     the flag
 * @param current  what it is believed to be
 * @param desired  what it then becomes
 * @param swapped  whether it was; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_flag_compare_and_swap(wrtmem_flag_t *flag,
                                             bool current,
                                             bool desired,
                                             bool *swapped);

/**
 * What a flag is.
 *
 * @param flag     the flag
 * @param value    whether it is set
 * @param changes  how often it has changed; NULL allowed
 * @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_flag_get(const wrtmem_flag_t *flag,
                                bool *value,
                                uint64_t *changes);

/**
 * Waits until a flag is set, or cleared.
 *
 * @param flag      the flag
 * @param value     what to wait for
 * @param deadline  how long
 * @param changes   how often it had changed by then; NULL allowed
 * @return WRTMEM_E_TIMEOUT
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_flag_wait(wrtmem_flag_t *flag,
                                 bool value,
                                 uint64_t deadline,
                                 uint64_t *changes);

/**
 * Waits until a flag has changed, even if it has changed back since.
 *
 * @param flag      the flag
 * @param seen      the changes that the caller knows of
 * @param deadline  how long
 * @param changes   how often it had changed by then; NULL allowed
 * @return WRTMEM_E_TIMEOUT
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_flag_wait_change(wrtmem_flag_t *flag,
                                        uint64_t seen,
                                        uint64_t deadline,
                                        uint64_t *changes);

/**
 * Opens statistics, or creates them. However many do this at once, one creates, and describes
 * them.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  NULL allowed: defaults
 * @param slot     whose row they record into; NULL allowed: the one that threads share, under
 *                 a lock
 * @param stats    the handle; the caller owns it and closes it
 * @return WRTMEM_E_MISMATCH if the object has another kind, rows or mode
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_stats_open_or_create(wrtmem_segment_t *segment,
                                            const char *name,
                                            const wrtmem_metric_options_t *options,
                                            const wrtmem_slot_t *slot,
                                            wrtmem_stats_t **stats);

/**
 * Opens statistics by name. Through a read-only segment they can be read.
 *
 * @param segment  the segment
 * @param name     their name
 * @param deadline how long to wait for them to appear
 * @param slot     whose row they record into; NULL allowed, as above
 * @param stats    the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if they do not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_stats_open(wrtmem_segment_t *segment,
                                  const char *name,
                                  uint64_t deadline,
                                  const wrtmem_slot_t *slot,
                                  wrtmem_stats_t **stats);

/**
 * Lets go of statistics. What they recorded stays, as long as the object does.
 *
 * @param stats  NULL does nothing
 * @return WRTMEM_E_HANDLE if they are not open
 */
wrtmem_status_t wrtmem_stats_close(wrtmem_stats_t *stats);

/**
 * Records an integer. wrtmem_stats_row() and wrtmem_inline.h do it without a call.
 *
 * @param stats  statistics of WRTMEM_STATS_INTEGER
 * @param value  the value
 * @return WRTMEM_E_INVALID if they are of floats; WRTMEM_E_TIMEOUT if the row is shared and a
 *         living process kept its lock for a second
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_stats_record(wrtmem_stats_t *stats, int64_t value);

/**
 * Records a float.
 *
 * @param stats  statistics of WRTMEM_STATS_FLOAT
 * @param value  the value, finite
 * @return WRTMEM_E_INVALID if it is not finite, or they are of integers; WRTMEM_E_TIMEOUT as
 *         for wrtmem_stats_record()
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_stats_record_double(wrtmem_stats_t *stats, double value);

/**
 * What was recorded so far.
 *
 * @param stats  the statistics
 * @param info   its size field set by the caller
 * @return WRTMEM_E_BUSY if a writer was faster than 64 looks at its row; WRTMEM_E_NOT_FOUND if
 *         a read-only segment's object has ended
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_stats_summary(const wrtmem_stats_t *stats,
                                     wrtmem_stats_info_t *info);

/**
 * The lines that this handle records into, for wrtmem_stats_row_record() of wrtmem_inline.h,
 * which passes the layout it was written for.
 *
 * @param stats   statistics of WRTMEM_STATS_INTEGER, opened with a slot
 * @param layout  WRTMEM_INLINE_STATS
 * @param row     the lines; borrowed until the handle is closed
 * @return WRTMEM_E_LAYOUT if this library has another layout than the header; WRTMEM_E_FULL if
 *         the slot has no row of its own; WRTMEM_E_INVALID if they are of floats
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_stats_row(wrtmem_stats_t *stats,
                                 uint64_t layout,
                                 wrtmem_stats_row_t *row);

/**
 * Opens a histogram, or creates it. However many do this at once, one creates, and describes
 * it.
 *
 * @param segment    the segment
 * @param name       1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options    NULL allowed: defaults; mode must be 0
 * @param slot       whose row it records into; NULL allowed: the one that threads share
 * @param histogram  the handle; the caller owns it and closes it
 * @return WRTMEM_E_MISMATCH if the object has another kind or rows
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_histogram_open_or_create(wrtmem_segment_t *segment,
                                                const char *name,
                                                const wrtmem_metric_options_t *options,
                                                const wrtmem_slot_t *slot,
                                                wrtmem_histogram_t **histogram);

/**
 * Opens a histogram by name. Through a read-only segment it can be read.
 *
 * @param segment    the segment
 * @param name       its name
 * @param deadline   how long to wait for it to appear
 * @param slot       whose row it records into; NULL allowed: the one that threads share
 * @param histogram  the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_histogram_open(wrtmem_segment_t *segment,
                                      const char *name,
                                      uint64_t deadline,
                                      const wrtmem_slot_t *slot,
                                      wrtmem_histogram_t **histogram);

/**
 * Lets go of a histogram. What it recorded stays, as long as the object does.
 *
 * @param histogram  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_histogram_close(wrtmem_histogram_t *histogram);

/**
 * Records a value. wrtmem_histogram_row() and wrtmem_inline.h do it without a call.
 *
 * @param histogram  the histogram
 * @param value      the value
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_histogram_record(wrtmem_histogram_t *histogram,
                                        uint64_t value);

/**
 * A histogram as a whole.
 *
 * @param histogram  the histogram
 * @param info       its size field set by the caller
 * @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_histogram_info(const wrtmem_histogram_t *histogram,
                                      wrtmem_histogram_info_t *info);

/**
 * Percentiles of one snapshot, each within 1.6 % of the exact one by the nearest rank.
 *
 * @param histogram  the histogram
 * @param percents   what is asked for, such as 50 and 99.9
 * @param length     how many
 * @param values     as many values; 0 if nothing was recorded
 * @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_histogram_percentiles(const wrtmem_histogram_t *histogram,
                                             const double *percents,
                                             size_t length,
                                             uint64_t *values);

/**
 * The buckets that are not empty, from small to large values.
 *
 * @param histogram  the histogram
 * @param buckets    where they go; NULL allowed if there is no room
 * @param capacity   how many there is room for
 * @param length     how many there are
 * @return WRTMEM_E_TOO_SMALL if there are more; then as many as there is room for are written
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_histogram_buckets(const wrtmem_histogram_t *histogram,
                                         wrtmem_bucket_t *buckets,
                                         size_t capacity,
                                         uint64_t *length);

/**
 * The words that this handle records into, for wrtmem_histogram_row_record() of
 * wrtmem_inline.h, which passes the layout it was written for.
 *
 * @param histogram  the histogram, opened with a slot
 * @param layout     WRTMEM_INLINE_HISTOGRAM
 * @param row        the words; borrowed until the handle is closed
 * @return WRTMEM_E_LAYOUT if this library has another layout than the header; WRTMEM_E_FULL if
 *         the slot has no row of its own
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_histogram_row(wrtmem_histogram_t *histogram,
                                     uint64_t layout,
                                     wrtmem_histogram_row_t *row);

/**
 * Opens the progress of a task, or creates it: then the task begins now. However many do this
 * at once, one creates, and describes it.
 *
 * @param segment   the segment
 * @param name      1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options   NULL allowed: defaults; mode must be 0
 * @param slot      makes the handle a worker in that slot's row; NULL allowed
 * @param progress  the handle; the caller owns it and closes it
 * @return WRTMEM_E_MISMATCH if the object has another kind or rows
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_progress_open_or_create(wrtmem_segment_t *segment,
                                               const char *name,
                                               const wrtmem_metric_options_t *options,
                                               const wrtmem_slot_t *slot,
                                               wrtmem_progress_t **progress);

/**
 * Opens the progress of a task by name. Through a read-only segment it can be read.
 *
 * @param segment   the segment
 * @param name      its name
 * @param deadline  how long to wait for it to appear
 * @param slot      makes the handle a worker in that slot's row; NULL allowed
 * @param progress  the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_progress_open(wrtmem_segment_t *segment,
                                     const char *name,
                                     uint64_t deadline,
                                     const wrtmem_slot_t *slot,
                                     wrtmem_progress_t **progress);

/**
 * Lets go of a task's progress. A worker that does so is finished; one whose process ends
 * before is dead.
 *
 * @param progress  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_progress_close(wrtmem_progress_t *progress);

/**
 * Says that more is done, and that the worker is alive.
 *
 * @param progress  the progress
 * @param n         how much more; 0 says only that the worker is alive
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_progress_advance(wrtmem_progress_t *progress, uint64_t n);

/**
 * Says how much there is to do.
 *
 * @param progress  the progress
 * @param total     how much; 0 if nobody knows
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_progress_set_total(wrtmem_progress_t *progress,
                                          uint64_t total);

/**
 * Says how the task ended, or that it goes on after all.
 *
 * @param progress  the progress
 * @param state     a wrtmem_progress_state_t
 * @return WRTMEM_E_INVALID if it is none
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_progress_set_state(wrtmem_progress_t *progress,
                                          int32_t state);

/**
 * How a task stands.
 *
 * @param progress  the progress
 * @param info      its size field set by the caller
 * @return WRTMEM_E_NOT_FOUND if a read-only segment's object has ended
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_progress_info(const wrtmem_progress_t *progress,
                                     wrtmem_progress_info_t *info);

/**
 * The workers of a task. Asks the kernel which of them live.
 *
 * @param progress       the progress
 * @param stalled_after  nanoseconds without an advance after which a worker is called stalled
 * @param workers        where they go; NULL allowed if there is no room
 * @param capacity       how many there is room for
 * @param length         how many there are
 * @return WRTMEM_E_TOO_SMALL if there are more; then as many as there is room for are written
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_progress_workers(const wrtmem_progress_t *progress,
                                        uint64_t stalled_after,
                                        wrtmem_worker_t *workers,
                                        size_t capacity,
                                        uint64_t *length);

/**
 * Creates synced memory: in each cycle every participant writes its own data, all wait, and
 * each reads what all wrote.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  NULL allowed: defaults
 * @param synced   the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_synced_create(wrtmem_segment_t *segment,
                                     const char *name,
                                     const wrtmem_synced_options_t *options,
                                     wrtmem_synced_t **synced);

/**
 * Opens synced memory, or creates it. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     its name
 * @param options  NULL allowed: defaults
 * @param synced   the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_synced_open_or_create(wrtmem_segment_t *segment,
                                             const char *name,
                                             const wrtmem_synced_options_t *options,
                                             wrtmem_synced_t **synced,
                                             bool *created);

/**
 * Opens synced memory by name. Through a read-only segment only the info functions work.
 *
 * @param segment  the segment
 * @param name     its name
 * @param deadline how long to wait for it to appear
 * @param synced   the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_synced_open(wrtmem_segment_t *segment,
                                   const char *name,
                                   uint64_t deadline,
                                   wrtmem_synced_t **synced);

/**
 * Lets go of synced memory. Members joined through it keep it for themselves.
 *
 * @param synced  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_synced_close(wrtmem_synced_t *synced);

/**
 * Synced memory as a whole.
 *
 * @param synced  the synced memory
 * @param info    its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_synced_info(const wrtmem_synced_t *synced,
                                   wrtmem_synced_info_t *info);

/**
 * One row: who is there, how far, and how long it has waited for others.
 *
 * @param synced  the synced memory
 * @param row     0 to rows - 1
 * @param info    its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_synced_row_info(const wrtmem_synced_t *synced,
                                       uint32_t row,
                                       wrtmem_row_info_t *info);

/**
 * Without a barrier: what a row's participant wrote for the last epoch that it arrived at.
 * Others may be at other epochs.
 *
 * @param synced    the synced memory
 * @param row       0 to rows - 1
 * @param buffer    where the data goes; NULL allowed if capacity is 0
 * @param capacity  bytes at buffer
 * @param epoch     the epoch
 * @param length    bytes that it wrote
 * @return WRTMEM_E_EMPTY if it has not arrived at any; WRTMEM_E_TOO_SMALL; WRTMEM_E_BUSY if it
 *         moved on during each of many looks; WRTMEM_E_CORRUPT if it does not check
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_synced_read_latest(const wrtmem_synced_t *synced,
                                          uint32_t row,
                                          void *buffer,
                                          size_t capacity,
                                          uint64_t *epoch,
                                          size_t *length);

/**
 * Puts a participant out: from the first epoch that it has not arrived at, nobody waits for
 * it. A living one learns it from its next call.
 *
 * @param synced      the synced memory
 * @param row         its row
 * @param generation  as wrtmem_synced_row_info() tells, so that its successor is never meant
 * @return WRTMEM_E_NOT_FOUND if the row has no such participant
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_synced_evict(wrtmem_synced_t *synced,
                                    uint32_t row,
                                    uint64_t generation);

/**
 * Ends it for everybody: from now on every arrival, and every wait for somebody who has not
 * arrived, answers WRTMEM_E_CLOSED.
 *
 * @param synced  the synced memory
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_synced_end(wrtmem_synced_t *synced);

/**
 * Takes part. A founder does so from epoch 1 on, anybody else from an epoch that nobody has
 * arrived at.
 *
 * @param synced    the synced memory
 * @param row       0 to rows - 1, or WRTMEM_ANY_ROW
 * @param deadline  how long a late joiner waits for the others to move on
 * @param member    the handle; the caller owns it and closes it
 * @return WRTMEM_E_BUSY if the row has a living participant; WRTMEM_E_PEER_DEAD if it has a dead
 *         one that is to be evicted first; WRTMEM_E_NO_SPACE if no row is free;
 *         WRTMEM_E_TIMEOUT; WRTMEM_E_CLOSED; WRTMEM_E_CORRUPT if the row is damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_member_join(wrtmem_synced_t *synced,
                                   int32_t row,
                                   uint64_t deadline,
                                   wrtmem_member_t **member);

/**
 * Stops taking part. The epoch arrived at last stands; nobody waits for a later one.
 *
 * @param member  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_member_close(wrtmem_member_t *member);

/**
 * Which row a member has, and the first epoch it takes part in.
 *
 * @param member      the member
 * @param row         its rank
 * @param generation  its first epoch
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_member_place(wrtmem_member_t *member,
                                    uint32_t *row,
                                    uint64_t *generation);

/**
 * One cycle in one call: writes, arrives and waits. Then wrtmem_member_part() and
 * wrtmem_member_read() show what all wrote, until the next arrival.
 *
 * After WRTMEM_E_TIMEOUT or WRTMEM_E_PEER_DEAD the arrival stands: go on with
 * wrtmem_member_wait().
 *
 * @param member    the member
 * @param data      what it writes; NULL allowed if length is 0
 * @param length    bytes at data
 * @param deadline  how long to wait for the others
 * @param epoch     the epoch arrived at; NULL allowed
 * @return WRTMEM_E_TOO_LARGE or WRTMEM_E_STATE with nothing published; WRTMEM_E_TIMEOUT;
 *         WRTMEM_E_PEER_DEAD; WRTMEM_E_CLOSED; WRTMEM_E_STATE also if it was evicted
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_member_sync(wrtmem_member_t *member,
                                   const void *data,
                                   size_t length,
                                   uint64_t deadline,
                                   uint64_t *epoch);

/**
 * The member's own buffer for the next epoch, to be filled before wrtmem_member_arrive().
 *
 * @param member    the member
 * @param buffer    at a multiple of 64; borrowed until the arrival
 * @param capacity  its bytes
 * @return WRTMEM_E_STATE while the last epoch arrived at was not waited for: others read it
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_member_buffer(wrtmem_member_t *member,
                                     void **buffer,
                                     size_t *capacity);

/**
 * Arrives at the next epoch with the first bytes of the buffer. Does not wait.
 *
 * @param member  the member
 * @param length  bytes of the buffer that are shown
 * @param epoch   the epoch arrived at; NULL allowed
 * @return WRTMEM_E_STATE while the last epoch arrived at was not waited for, or if it was
 *         evicted; WRTMEM_E_TOO_LARGE; WRTMEM_E_CLOSED
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_member_arrive(wrtmem_member_t *member,
                                     size_t length,
                                     uint64_t *epoch);

/**
 * Waits until all have arrived at the epoch that the member arrived at last.
 *
 * @param member    the member
 * @param deadline  how long
 * @return WRTMEM_E_TIMEOUT: the arrival stands, wait again; WRTMEM_E_PEER_DEAD: one that had not
 *         arrived died (wrtmem_member_missing() says which), or WRTMEM_E_CORRUPT: its row is
 *         damaged, until it is evicted; WRTMEM_E_CLOSED; WRTMEM_E_STATE if it has not arrived or
 *         was evicted
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_member_wait(wrtmem_member_t *member, uint64_t deadline);

/**
 * Who has not arrived at the epoch that the member arrived at last. Asks the kernel which of
 * them are dead.
 *
 * @param member  the member
 * @param late    a bit for each row that is not known to be dead
 * @param dead    a bit for each row whose participant died and is to be evicted
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_member_missing(wrtmem_member_t *member,
                                      uint64_t *late,
                                      uint64_t *dead);

/**
 * Who took part in the epoch that the member waited for last: the same for all who did.
 *
 * @param member  the member
 * @param rows    a bit for each row
 * @return WRTMEM_E_STATE if it has waited for none, or arrived at another since
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_member_rows(wrtmem_member_t *member, uint64_t *rows);

/**
 * What a row's participant wrote for the epoch that the member waited for last, in place.
 *
 * @param member  the member
 * @param row     0 to rows - 1
 * @param data    at a multiple of 64; borrowed until the member's next arrival; never to be
 *                written
 * @param length  bytes that it wrote
 * @return WRTMEM_E_NOT_FOUND if it took no part; WRTMEM_E_CORRUPT if its length, or in verified
 *         mode its checksum, is wrong; WRTMEM_E_STATE as wrtmem_member_rows()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_member_part(wrtmem_member_t *member,
                                   uint32_t row,
                                   const void **data,
                                   size_t *length);

/**
 * The same as a copy: what is read is of that epoch or an error.
 *
 * @param member    the member
 * @param row       0 to rows - 1
 * @param buffer    where the data goes; NULL allowed if capacity is 0
 * @param capacity  bytes at buffer
 * @param length    bytes that it wrote
 * @return as wrtmem_member_part(); WRTMEM_E_TOO_SMALL; WRTMEM_E_STATE also if the member was
 *         evicted
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_member_read(wrtmem_member_t *member,
                                   uint32_t row,
                                   void *buffer,
                                   size_t capacity,
                                   size_t *length);

/**
 * Whether what was read in place so far is of the epoch that the member waited for last.
 * False once the member was evicted: then the others do not wait for its reading any more.
 *
 * @param member  the member
 * @param valid   the answer
 * @return WRTMEM_E_STATE as wrtmem_member_rows()
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_member_valid(wrtmem_member_t *member, bool *valid);

/**
 * Opens a heap in a segment. It takes memory when first asked for some.
 *
 * @param segment  the segment; may be closed before the heap
 * @param heap     closed by wrtmem_heap_close()
 * @return WRTMEM_E_READ_ONLY for a read-only segment
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_heap_open(wrtmem_segment_t *segment, wrtmem_heap_t **heap);

/**
 * Closes a heap. Its blocks stay allocated as long as the participant is attached: keep the
 * segment open to use them.
 *
 * @param heap  NULL allowed
 */
wrtmem_status_t wrtmem_heap_close(wrtmem_heap_t *heap);

/**
 * Allocates a block, held by this participant until it is given back or the participant
 * ends. Its content is arbitrary, its alignment 16.
 *
 * A block of up to 1 KiB is at most an eighth, or 15 bytes, larger than asked for, and has 8
 * bytes of table beside it; a larger one is a multiple of 256 bytes; above a quarter of a
 * sector (256 KiB in a segment of 16 MiB or more) it is a multiple of 4096.
 *
 * @param heap       the heap
 * @param bytes      at least 1
 * @param reference  the block's name in every process
 * @param pointer    borrowed until the block is given back, sent or moved by
 *                   wrtmem_heap_realloc(), and no longer than this participant: until the
 *                   segment and all that was opened through it are closed
 * @return WRTMEM_E_NO_SPACE at once if there is no room
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_heap_alloc(wrtmem_heap_t *heap,
                                  uint64_t bytes,
                                  wrtmem_ref_t *reference,
                                  void **pointer);

/**
 * As wrtmem_heap_alloc(), at a multiple of an alignment.
 *
 * @param heap       the heap
 * @param bytes      at least 1
 * @param alignment  a power of two up to 4096
 * @param reference  the block's name in every process
 * @param pointer    borrowed: see wrtmem_heap_alloc()
 * @return WRTMEM_E_INVALID if the alignment is no power of two up to 4096, or more than that
 *         of the segment's own memory, which is 64 at least if the segment is private or was
 *         made by wrtmem_segment_create_in(), else 4096; else as wrtmem_heap_alloc()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_heap_alloc_aligned(wrtmem_heap_t *heap,
                                          uint64_t bytes,
                                          uint64_t alignment,
                                          wrtmem_ref_t *reference,
                                          void **pointer);

/**
 * As wrtmem_heap_alloc(), with bytes that are all 0.
 *
 * @param heap       the heap
 * @param bytes      at least 1
 * @param reference  the block's name in every process
 * @param pointer    borrowed: see wrtmem_heap_alloc()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_heap_alloc_zeroed(wrtmem_heap_t *heap,
                                         uint64_t bytes,
                                         wrtmem_ref_t *reference,
                                         void **pointer);

/**
 * Gives a block another size, in place if it can, else elsewhere with its content. On an
 * error the block is as it was.
 *
 * @param heap       the heap
 * @param old        the block
 * @param bytes      at least 1
 * @param reference  the same as old, or the new block's
 * @param pointer    borrowed: see wrtmem_heap_alloc()
 * @return WRTMEM_E_STATE if old names no allocated block
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_heap_realloc(wrtmem_heap_t *heap,
                                    wrtmem_ref_t old,
                                    uint64_t bytes,
                                    wrtmem_ref_t *reference,
                                    void **pointer);

/**
 * Gives a block back, whoever allocated it.
 *
 * @param heap       any heap of the segment
 * @param reference  the block
 * @return WRTMEM_E_STATE, and nothing changes, if the block was given back already or an
 *         object's; WRTMEM_E_INVALID if no block can start there
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_heap_ack(wrtmem_heap_t *heap, wrtmem_ref_t reference);

/**
 * Gives the block at a pointer back. Only its state tells whether it was given back already,
 * so prefer wrtmem_heap_ack().
 *
 * @param heap     any heap of the segment
 * @param pointer  the block's first byte
 * @return as wrtmem_heap_ack()
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_heap_free(wrtmem_heap_t *heap, void *pointer);

/**
 * As wrtmem_heap_free(), with the size that was asked for, which is checked: a mistake is
 * noticed unless another size would have given a block like this one.
 *
 * @param heap     any heap of the segment
 * @param pointer  the block's first byte
 * @param bytes    as last asked for at this block
 * @return WRTMEM_E_MISMATCH, and nothing changes, if that cannot be; else as
 *         wrtmem_heap_free()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_heap_free_sized(wrtmem_heap_t *heap,
                                       void *pointer,
                                       uint64_t bytes);

/**
 * Makes every block available that others gave back, and leaves memory in which nothing is
 * allocated to other heaps. Allocations do the former when they run short.
 *
 * @param heap   the heap
 * @param freed  how many blocks others had given back; NULL allowed
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_heap_coalesce(wrtmem_heap_t *heap, uint64_t *freed);

/**
 * The offset in a reference, for wrtmem_pointer().
 *
 * @param reference  any
 */
uint64_t wrtmem_ref_offset(wrtmem_ref_t reference);

/**
 * Sends a block through a message ring: the reference travels, the block stays where it is.
 * After WRTMEM_OK it must not be touched nor given back here; after an error nothing was sent,
 * and it is this participant's as before. If this process dies before the receiver has taken
 * the block, the receiver gets it all the same.
 *
 * @param sender     the sender
 * @param reference  a block that this participant has allocated
 * @param deadline   how long to wait for space; see wrtmem_deadline_after()
 * @param sequence   the message's number; NULL allowed
 * @return WRTMEM_E_STATE if the block is not this participant's, WRTMEM_E_INVALID if no block
 *         can start there; else as wrtmem_sender_send()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_sender_send_block(wrtmem_sender_t *sender,
                                         wrtmem_ref_t reference,
                                         uint64_t deadline,
                                         uint64_t *sequence);

/**
 * Takes the next block from a message ring that carries nothing else. It is this
 * participant's then.
 *
 * @param receiver   the receiver
 * @param deadline   how long to wait; see wrtmem_deadline_after()
 * @param reference  the block's name in every process
 * @param pointer    borrowed: see wrtmem_heap_alloc()
 * @param record     number, length, lane and checksum of the message; NULL allowed
 * @return WRTMEM_E_NOT_FOUND if the block has ended on its way, WRTMEM_E_MISMATCH if the
 *         message names no block: that message is gone, the next call goes on;
 *         WRTMEM_E_TOO_SMALL if a longer message is next: it stays, for
 *         wrtmem_receiver_receive(); else as wrtmem_receiver_receive()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_receiver_receive_block(wrtmem_receiver_t *receiver,
                                              uint64_t deadline,
                                              wrtmem_ref_t *reference,
                                              void **pointer,
                                              wrtmem_record_t *record);

/**
 * Shows every sector, slab, block and run of pages, lowest offset first. Reads only, while
 * others go on.
 *
 * @param segment  the segment; a read-only one will do
 * @param visit    is shown each part
 * @param user     handed to visit; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_arena_walk(const wrtmem_segment_t *segment,
                                  wrtmem_part_fn_t visit,
                                  void *user);

/**
 * What the block at an offset is. A read-only segment will do.
 *
 * @param segment  the segment
 * @param offset   where the block starts
 * @param part     its size field set by the caller
 * @return WRTMEM_E_INVALID, WRTMEM_E_STATE if no block starts there
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_arena_query(const wrtmem_segment_t *segment,
                                   uint64_t offset,
                                   wrtmem_part_info_t *part);

/**
 * What the arena holds, from one pass over it. A read-only segment will do.
 *
 * @param segment  the segment
 * @param info     its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_arena_info(const wrtmem_segment_t *segment,
                                  wrtmem_arena_info_t *info);

/**
 * Creates a region, all zero.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  its bytes must be given
 * @param region   the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_create(wrtmem_segment_t *segment,
                                     const char *name,
                                     const wrtmem_verified_options_t *options,
                                     wrtmem_region_t **region);

/**
 * Opens a region, or creates it. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the region's name
 * @param options  its bytes must be given
 * @param region   the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_open_or_create(wrtmem_segment_t *segment,
                                             const char *name,
                                             const wrtmem_verified_options_t *options,
                                             wrtmem_region_t **region,
                                             bool *created);

/**
 * Opens a region by name. Through a read-only segment it is read without a store.
 *
 * @param segment  the segment
 * @param name     the region's name
 * @param deadline how long to wait for it to appear
 * @param region   the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_open(wrtmem_segment_t *segment,
                                   const char *name,
                                   uint64_t deadline,
                                   wrtmem_region_t **region);

/**
 * Lets go of a region.
 *
 * @param region  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_region_close(wrtmem_region_t *region);

/**
 * Sizes, level and statistics of a region.
 *
 * @param region  the region
 * @param info    its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_info(const wrtmem_region_t *region,
                                   wrtmem_verified_info_t *info);

/**
 * Reads bytes of a region, all as one commit left them. Takes no lock and waits for no writer,
 * stopped or dead.
 *
 * @param region  the region
 * @param offset  where they begin
 * @param buffer  where they go; NULL allowed if there are none. Of no use after an error
 * @param length  how many
 * @param level   at least this wrtmem_level_t; WRTMEM_LEVEL_DEFAULT for the stored one
 * @return WRTMEM_E_INVALID if they are not all within the region; WRTMEM_E_CORRUPT if they are
 *         damaged; WRTMEM_E_BUSY if writers overtook it at each of 64,000 looks
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_read(const wrtmem_region_t *region,
                                   uint64_t offset,
                                   void *buffer,
                                   size_t length,
                                   int32_t level);

/**
 * Writes bytes of a region in one commit. Killed in here, all are written or none.
 *
 * @param region    the region
 * @param offset    where they begin
 * @param data      the bytes; borrowed for the call, and nobody may write them during it;
 *                  NULL allowed if there are none
 * @param length    how many
 * @param deadline  how long to wait for other writers
 * @return WRTMEM_E_INVALID if they are not all within the region; WRTMEM_E_TIMEOUT if a living
 *         writer, stopped perhaps, has the lock; WRTMEM_E_CORRUPT if bytes that were to stay are
 *         damaged: then nothing is written
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_write(wrtmem_region_t *region,
                                    uint64_t offset,
                                    const void *data,
                                    size_t length,
                                    uint64_t deadline);

/**
 * Writes several stretches of a region in one commit. Where they overlap, later ones win.
 *
 * @param region    the region
 * @param parts     the stretches, borrowed for the call; NULL allowed if there are none
 * @param count     how many, at most 65536
 * @param deadline  how long to wait for other writers
 * @return as wrtmem_region_write()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_write_all(wrtmem_region_t *region,
                                        const wrtmem_range_t *parts,
                                        size_t count,
                                        uint64_t deadline);

/**
 * Changes the level of a region for everybody. Leaving WRTMEM_LEVEL_OFF sums every block,
 * entering WRTMEM_LEVEL_CRITICAL mirrors every block.
 *
 * @param region    the region
 * @param level     a wrtmem_level_t but WRTMEM_LEVEL_DEFAULT
 * @param interval  with WRTMEM_LEVEL_SAMPLING 1 or more, else 0
 * @param deadline  how long to wait for writers
 * @return WRTMEM_E_CORRUPT if a block is damaged: the level stays
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_set_level(wrtmem_region_t *region,
                                        int32_t level,
                                        uint32_t interval,
                                        uint64_t deadline);

/**
 * The CRC32C of bytes of a region, as of one commit.
 *
 * @param region    the region
 * @param offset    where they begin
 * @param length    how many
 * @param checksum  the CRC32C
 * @return WRTMEM_E_INVALID if they are not all within the region; WRTMEM_E_CORRUPT if a block at
 *         either end, read in part, is damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_checksum(const wrtmem_region_t *region,
                                       uint64_t offset,
                                       uint64_t length,
                                       uint32_t *checksum);

/**
 * Verifies every block of a region, whatever the level. Stores nothing.
 *
 * @param region    the region
 * @param damaged   how many damaged places there are, those beside the blocks included
 * @param first     the first damaged block; as it was if none is; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_verify(const wrtmem_region_t *region,
                                     uint32_t *damaged,
                                     uint32_t *first);

/**
 * Verifies the next blocks of a region, from where the last stretch ended, by whatever
 * process. At WRTMEM_LEVEL_CRITICAL what is damaged is repaired.
 *
 * @param region    the region
 * @param bytes     about how many; at most once around
 * @param damaged   how many damaged places it met; NULL allowed
 * @param repaired  how many of them it made whole; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_scrub(wrtmem_region_t *region,
                                    uint64_t bytes,
                                    uint32_t *damaged,
                                    uint32_t *repaired);

/**
 * Sets a damaged block back to what it held before its last write. If that write had other
 * blocks too, they stay: all or nothing no longer holds for it.
 *
 * @param region    the region
 * @param block     its number
 * @param deadline  how long to wait for writers
 * @return WRTMEM_E_STATE if the block is not damaged; WRTMEM_E_CORRUPT if what it held before
 *         is damaged too, or gone: a write to a part of the block, refused for the damage, had
 *         taken its place
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_roll_back(wrtmem_region_t *region,
                                        uint32_t block,
                                        uint64_t deadline);

/**
 * Flips one bit of a region on purpose, as radiation would: for drills. Only a library built
 * with the feature `fault-injection` does; others answer WRTMEM_E_UNSUPPORTED.
 *
 * @param region  the region
 * @param target  a wrtmem_fault_t
 * @param block   of which block; one that there is in any case
 * @param bit     which bit of the target
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_inject_fault(wrtmem_region_t *region,
                                           int32_t target,
                                           uint32_t block,
                                           uint64_t bit);

/**
 * Lets a function read, change and write a region with the lock, and commits all it wrote at
 * once. If it answers anything but WRTMEM_OK, or its process is killed, nothing was written.
 * Other writers wait meanwhile, readers do not.
 *
 * @param region    the region
 * @param change    called once, in this thread. It must return, by no exception or longjmp and
 *                  not in a forked child,
 *                  and must not write to this region by another way: that waits for itself
 * @param user      handed to change; NULL allowed
 * @param deadline  how long to wait for other writers
 * @return what change answered, WRTMEM_E_INVALID for what is no wrtmem_status_t;
 *         WRTMEM_E_STATE if a write failed and change answered WRTMEM_OK all the same;
 *         WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock: then change was
 *         not called
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_region_update(wrtmem_region_t *region,
                                     wrtmem_change_fn_t change,
                                     void *user,
                                     uint64_t deadline);

/**
 * Reads bytes of a region, with what this transaction has written.
 *
 * @param transaction  the transaction
 * @param offset       where they begin
 * @param buffer       where they go; NULL allowed if there are none. Of no use after an error
 * @param length       how many
 * @return WRTMEM_E_CORRUPT if they are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_transaction_read(wrtmem_transaction_t *transaction,
                                        uint64_t offset,
                                        void *buffer,
                                        size_t length);

/**
 * Writes bytes of a region, for nobody else to see before the commit.
 *
 * @param transaction  the transaction
 * @param offset       where they begin
 * @param data         the bytes; borrowed for the call, and nobody may write them during it;
 *                     NULL allowed if there are none
 * @param length       how many
 * @return WRTMEM_E_CORRUPT if bytes that were to stay are damaged: then nothing will be
 *         committed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_transaction_write(wrtmem_transaction_t *transaction,
                                         uint64_t offset,
                                         const void *data,
                                         size_t length);

/**
 * Creates a cell with an empty value.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  its bytes must be given
 * @param cell     the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_cell_create(wrtmem_segment_t *segment,
                                   const char *name,
                                   const wrtmem_verified_options_t *options,
                                   wrtmem_cell_t **cell);

/**
 * Opens a cell, or creates it. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the cell's name
 * @param options  its bytes must be given
 * @param cell     the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_cell_open_or_create(wrtmem_segment_t *segment,
                                           const char *name,
                                           const wrtmem_verified_options_t *options,
                                           wrtmem_cell_t **cell,
                                           bool *created);

/**
 * Opens a cell by name. Through a read-only segment it is read without a store.
 *
 * @param segment  the segment
 * @param name     the cell's name
 * @param deadline how long to wait for it to appear
 * @param cell     the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_cell_open(wrtmem_segment_t *segment,
                                 const char *name,
                                 uint64_t deadline,
                                 wrtmem_cell_t **cell);

/**
 * Lets go of a cell.
 *
 * @param cell  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_cell_close(wrtmem_cell_t *cell);

/**
 * Size, level and statistics of a cell.
 *
 * @param cell  the cell
 * @param info  its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_cell_info(const wrtmem_cell_t *cell,
                                 wrtmem_verified_info_t *info);

/**
 * Reads the value of a cell. Takes no lock and waits for no writer, stopped or dead.
 *
 * @param cell      the cell
 * @param buffer    where it goes; NULL allowed if capacity is 0. Of no use after an error
 * @param capacity  its bytes
 * @param level     at least this wrtmem_level_t; WRTMEM_LEVEL_DEFAULT for the stored one
 * @param length    how many bytes the value has
 * @return WRTMEM_E_TOO_SMALL if the buffer is; WRTMEM_E_CORRUPT if the value is damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_cell_read(const wrtmem_cell_t *cell,
                                 void *buffer,
                                 size_t capacity,
                                 int32_t level,
                                 uint64_t *length);

/**
 * Makes bytes the value of a cell. Killed in here, it has the value before or this one.
 *
 * @param cell      the cell
 * @param data      the bytes; borrowed for the call, and nobody may write them during it;
 *                  NULL allowed if there are none
 * @param length    how many
 * @param deadline  how long to wait for other writers
 * @return WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
 *         WRTMEM_E_TOO_LARGE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_cell_write(wrtmem_cell_t *cell,
                                  const void *data,
                                  size_t length,
                                  uint64_t deadline);

/**
 * Changes the level of a cell for everybody: see wrtmem_region_set_level().
 *
 * @param cell      the cell
 * @param level     a wrtmem_level_t but WRTMEM_LEVEL_DEFAULT
 * @param interval  with WRTMEM_LEVEL_SAMPLING 1 or more, else 0
 * @param deadline  how long to wait for writers
 * @return WRTMEM_E_CORRUPT if the value is damaged: the level stays
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_cell_set_level(wrtmem_cell_t *cell,
                                      int32_t level,
                                      uint32_t interval,
                                      uint64_t deadline);

/**
 * Sets a damaged value back to the one before.
 *
 * @param cell      the cell
 * @param deadline  how long to wait for writers
 * @return WRTMEM_E_STATE if it is not damaged; WRTMEM_E_CORRUPT if the one before is too
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_cell_roll_back(wrtmem_cell_t *cell, uint64_t deadline);

/**
 * The CRC32C of the value of a cell, without its bytes being looked at.
 *
 * @param cell      the cell
 * @param checksum  the CRC32C
 * @return WRTMEM_E_CORRUPT if the words that tell it are damaged
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_cell_checksum(const wrtmem_cell_t *cell, uint32_t *checksum);

/**
 * Verifies the value of a cell, whatever the level. Stores nothing.
 *
 * @param cell     the cell
 * @param damaged  how many damaged places there are, those beside the value included
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_cell_verify(const wrtmem_cell_t *cell, uint32_t *damaged);

/**
 * Verifies the value of a cell. At WRTMEM_LEVEL_CRITICAL what is damaged is repaired.
 *
 * @param cell      the cell
 * @param damaged   how many damaged places it met; NULL allowed
 * @param repaired  how many of them it made whole; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_cell_scrub(wrtmem_cell_t *cell,
                                  uint32_t *damaged,
                                  uint32_t *repaired);

/**
 * Flips one bit of a cell on purpose: see wrtmem_region_inject_fault().
 *
 * @param cell    the cell
 * @param target  a wrtmem_fault_t
 * @param bit     which bit of the target
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_cell_inject_fault(wrtmem_cell_t *cell,
                                         int32_t target,
                                         uint64_t bit);

/**
 * Starts a thread that scrubs a region, around and around, until it is closed. What it does
 * is wrtmem_region_scrub(), a hundred times a second. Closing the region does not end it. The thread takes no
 * signals; the library must stay loaded while it runs.
 *
 * @param region            the region
 * @param bytes_per_second  how fast, at least 1; a block at a time at least
 * @param scrubber          the handle; the caller owns it and closes it
 * @return WRTMEM_E_NO_MEMORY if there is no thread to be had
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_scrubber_start(wrtmem_region_t *region,
                                      uint64_t bytes_per_second,
                                      wrtmem_scrubber_t **scrubber);

/**
 * How far a scrubber is.
 *
 * @param scrubber  the scrubber
 * @param info      its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_scrubber_info(const wrtmem_scrubber_t *scrubber,
                                     wrtmem_scrubber_info_t *info);

/**
 * Stops a scrubber, waits for its thread and closes the handle.
 *
 * @param scrubber  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open; the error by which it had ended, if any
 */
wrtmem_status_t wrtmem_scrubber_close(wrtmem_scrubber_t *scrubber);

/**
 * Counts an operation of this program, for the whole process; the library itself counts none
 * here. Takes no lock. What is to outlive the process is a wrtmem_counter_t.
 *
 * @param operation  a wrtmem_operation_t
 * @param level      at which wrtmem_level_t; WRTMEM_LEVEL_DEFAULT is WRTMEM_LEVEL_STANDARD
 */
wrtmem_status_t wrtmem_operation_record(int32_t operation, int32_t level);

/**
 * What was counted until now, by threads that ended too.
 *
 * @param info  its size field set by the caller
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_operations_info(wrtmem_operations_info_t *info);

/**
 * Creates an empty deque.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  capacity and element must be given
 * @param deque    the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_create(wrtmem_segment_t *segment,
                                    const char *name,
                                    const wrtmem_deque_options_t *options,
                                    wrtmem_deque_t **deque);

/**
 * Opens a deque, or creates it. However many do this at once, one creates. One that was
 * created by a process that was killed before it was done is finished.
 *
 * @param segment  the segment
 * @param name     the deque's name
 * @param options  capacity and element must be given
 * @param deque    the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_open_or_create(wrtmem_segment_t *segment,
                                            const char *name,
                                            const wrtmem_deque_options_t *options,
                                            wrtmem_deque_t **deque,
                                            bool *created);

/**
 * Opens a deque by name, of whatever sizes: wrtmem_deque_info() tells them. Through a
 * read-only segment it is read without a store.
 *
 * @param segment  the segment
 * @param name     the deque's name
 * @param deadline how long to wait for it to appear
 * @param deque    the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is no deque
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_open(wrtmem_segment_t *segment,
                                  const char *name,
                                  uint64_t deadline,
                                  wrtmem_deque_t **deque);

/**
 * Lets go of a deque.
 *
 * @param deque  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_deque_close(wrtmem_deque_t *deque);

/**
 * Sizes and level of a deque.
 *
 * @param deque  the deque
 * @param info   its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_info(const wrtmem_deque_t *deque,
                                  wrtmem_deque_info_t *info);

/**
 * Puts an element at the end. Killed in here, it is there or not.
 *
 * @param deque     the deque
 * @param element   as many bytes as an element has; borrowed for the call
 * @param deadline  how long to wait for other writers, not for room
 * @return WRTMEM_E_FULL; WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
 *         WRTMEM_E_CORRUPT if bytes that were to stay are damaged: then nothing is changed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_push_back(wrtmem_deque_t *deque,
                                       const void *element,
                                       uint64_t deadline);

/**
 * Puts an element at the front. Killed in here, it is there or not.
 *
 * @param deque     the deque
 * @param element   as many bytes as an element has; borrowed for the call
 * @param deadline  how long to wait for other writers, not for room
 * @return as wrtmem_deque_push_back()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_push_front(wrtmem_deque_t *deque,
                                        const void *element,
                                        uint64_t deadline);

/**
 * Takes the last element. Killed in here, it is taken or still there.
 *
 * @param deque     the deque
 * @param element   room for as many bytes as an element has. Of no use after an error
 * @param deadline  how long to wait for other writers, not for an element
 * @return WRTMEM_E_EMPTY; WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
 *         WRTMEM_E_CORRUPT if the element is damaged: then it stays
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_pop_back(wrtmem_deque_t *deque,
                                      void *element,
                                      uint64_t deadline);

/**
 * Takes the first element. Killed in here, it is taken or still there.
 *
 * @param deque     the deque
 * @param element   room for as many bytes as an element has. Of no use after an error
 * @param deadline  how long to wait for other writers, not for an element
 * @return as wrtmem_deque_pop_back()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_pop_front(wrtmem_deque_t *deque,
                                       void *element,
                                       uint64_t deadline);

/**
 * Reads an element. Takes no lock and waits for no writer, stopped or dead.
 *
 * @param deque    the deque
 * @param index    from the front, 0 to length - 1
 * @param element  room for as many bytes as an element has. Of no use after an error
 * @param level    at least this wrtmem_level_t; WRTMEM_LEVEL_DEFAULT for the stored one
 * @return WRTMEM_E_INVALID if there is none at the index; WRTMEM_E_CORRUPT if it is damaged;
 *         WRTMEM_E_BUSY if writers overtook it at each of 1,000 looks
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_get(const wrtmem_deque_t *deque,
                                 uint64_t index,
                                 void *element,
                                 int32_t level);

/**
 * Replaces an element.
 *
 * @param deque     the deque
 * @param index     from the front, 0 to length - 1
 * @param element   as many bytes as an element has; borrowed for the call
 * @param deadline  how long to wait for other writers
 * @return WRTMEM_E_INVALID if there is none at the index; else as wrtmem_deque_push_back()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_set(wrtmem_deque_t *deque,
                                 uint64_t index,
                                 const void *element,
                                 uint64_t deadline);

/**
 * How many elements there are.
 *
 * @param deque   the deque
 * @param length  how many
 * @return WRTMEM_E_CORRUPT if what says it is damaged
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_deque_length(const wrtmem_deque_t *deque, uint64_t *length);

/**
 * Copies all elements, the first one first, as one commit left them. Takes no lock and waits
 * for no writer, stopped or dead.
 *
 * @param deque     the deque
 * @param elements  where they go; NULL allowed if count is 0. Of no use after an error
 * @param count     for how many there is room
 * @param level     at least this wrtmem_level_t; WRTMEM_LEVEL_DEFAULT for the stored one
 * @param length    how many there are
 * @return WRTMEM_E_TOO_SMALL if there are more; else as wrtmem_deque_get()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_copy(const wrtmem_deque_t *deque,
                                  void *elements,
                                  size_t count,
                                  int32_t level,
                                  uint64_t *length);

/**
 * Puts many elements at the end, in one commit: all or none.
 *
 * @param deque     the deque
 * @param elements  one after the other; borrowed for the call; NULL allowed if there are none
 * @param count     how many
 * @param deadline  how long to wait for other writers, not for room
 * @return WRTMEM_E_NO_SPACE if not all fit; else as wrtmem_deque_push_back()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_deque_extend(wrtmem_deque_t *deque,
                                    const void *elements,
                                    size_t count,
                                    uint64_t deadline);

/**
 * Removes all elements, in one commit.
 *
 * @param deque     the deque
 * @param deadline  how long to wait for other writers
 * @return as wrtmem_deque_push_back()
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_deque_clear(wrtmem_deque_t *deque, uint64_t deadline);

/**
 * Verifies everything in a deque, whatever the level. Stores nothing.
 *
 * @param deque  the deque
 * @param sound  whether nothing is damaged
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_deque_verify(const wrtmem_deque_t *deque, bool *sound);

/**
 * Creates an empty string.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  its bytes, of the longest text without a NUL, must be given
 * @param string   the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_string_create(wrtmem_segment_t *segment,
                                     const char *name,
                                     const wrtmem_verified_options_t *options,
                                     wrtmem_string_t **string);

/**
 * Opens a string, or creates it. However many do this at once, one creates. One that was
 * created by a process that was killed before it was done is finished.
 *
 * @param segment  the segment
 * @param name     the string's name
 * @param options  its bytes, of the longest text without a NUL, must be given
 * @param string   the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_string_open_or_create(wrtmem_segment_t *segment,
                                             const char *name,
                                             const wrtmem_verified_options_t *options,
                                             wrtmem_string_t **string,
                                             bool *created);

/**
 * Opens a string by name. Through a read-only segment it is read without a store.
 *
 * @param segment  the segment
 * @param name     the string's name
 * @param deadline how long to wait for it to appear
 * @param string   the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is no string
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_string_open(wrtmem_segment_t *segment,
                                   const char *name,
                                   uint64_t deadline,
                                   wrtmem_string_t **string);

/**
 * Lets go of a string.
 *
 * @param string  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_string_close(wrtmem_string_t *string);

/**
 * Replaces the text, in one commit. Killed in here, it is the old one or this one.
 *
 * @param string    the string
 * @param text      UTF-8, NUL-terminated; borrowed for the call
 * @param deadline  how long to wait for other writers
 * @return WRTMEM_E_INVALID if it is not UTF-8; WRTMEM_E_NO_SPACE if it is too long;
 *         WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
 *         WRTMEM_E_CORRUPT if bytes that were to stay are damaged: then nothing is changed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_string_set(wrtmem_string_t *string,
                                  const char *text,
                                  uint64_t deadline);

/**
 * Appends to the text, in one commit.
 *
 * @param string    the string
 * @param text      UTF-8, NUL-terminated; borrowed for the call
 * @param deadline  how long to wait for other writers
 * @return as wrtmem_string_set()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_string_append(wrtmem_string_t *string,
                                     const char *text,
                                     uint64_t deadline);

/**
 * Reads the text, as one commit left it, and puts a NUL after it. Takes no lock and waits for
 * no writer, stopped or dead.
 *
 * @param string    the string
 * @param buffer    where it goes. Of no use after an error
 * @param capacity  its bytes; the NUL needs one
 * @param level     at least this wrtmem_level_t; WRTMEM_LEVEL_DEFAULT for the stored one
 * @param length    bytes of the text, the NUL not counted
 * @return WRTMEM_E_TOO_SMALL if it does not fit; WRTMEM_E_CORRUPT if it is damaged;
 *         WRTMEM_E_BUSY if writers overtook it at each of 1,000 looks
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_string_read(const wrtmem_string_t *string,
                                   char *buffer,
                                   size_t capacity,
                                   int32_t level,
                                   uint64_t *length);

/**
 * Bytes of the text.
 *
 * @param string  the string
 * @param length  how many, the NUL not counted
 * @return WRTMEM_E_CORRUPT if what says it is damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_string_length(const wrtmem_string_t *string,
                                     uint64_t *length);

/**
 * Verifies everything in a string, whatever the level. Stores nothing.
 *
 * @param string  the string
 * @param sound   whether nothing is damaged
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_string_verify(const wrtmem_string_t *string, bool *sound);

/**
 * Creates an empty map. Its region may be opened by wrtmem_region_open() too, for levels,
 * statistics and scrubbing; nobody may write there.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  capacity and key_bytes must be given
 * @param map      the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_map_create(wrtmem_segment_t *segment,
                                  const char *name,
                                  const wrtmem_map_options_t *options,
                                  wrtmem_map_t **map);

/**
 * Opens a map, or creates it. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the map's name
 * @param options  capacity and key_bytes must be given
 * @param map      the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_map_open_or_create(wrtmem_segment_t *segment,
                                          const char *name,
                                          const wrtmem_map_options_t *options,
                                          wrtmem_map_t **map,
                                          bool *created);

/**
 * Opens a map by name. Through a read-only segment it is read without a store.
 *
 * @param segment  the segment
 * @param name     the map's name
 * @param options  what it was created with; the level and its interval may differ
 * @param deadline how long to wait for it to appear
 * @param map      the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH or
 *         WRTMEM_E_LAYOUT if the object is something else
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_map_open(wrtmem_segment_t *segment,
                                const char *name,
                                const wrtmem_map_options_t *options,
                                uint64_t deadline,
                                wrtmem_map_t **map);

/**
 * Lets go of a map.
 *
 * @param map  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_map_close(wrtmem_map_t *map);

/**
 * Sizes and counts of a map.
 *
 * @param map   the map
 * @param info  its size field set by the caller
 * @return WRTMEM_E_CORRUPT if its words are damaged
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_map_info(const wrtmem_map_t *map, wrtmem_map_info_t *info);

/**
 * Gives a key a value, in one commit. Killed in here, it is done or not.
 *
 * @param map           the map
 * @param key           the key; borrowed for the call, and nobody may write it during it
 * @param key_length    its bytes: the map's key_bytes
 * @param value         the value, borrowed likewise; NULL allowed if it has no bytes
 * @param value_length  its bytes: the map's value_bytes
 * @param deadline      how long to wait for other writers
 * @param put           a wrtmem_put_t: what was done; NULL allowed
 * @return WRTMEM_E_FULL if the key is new, and there are as many as may be or no room where
 *         this one may be: up to 16 always fit, of more all but for about three in 10^11;
 *         WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
 *         WRTMEM_E_CORRUPT if what is near is damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_map_insert(wrtmem_map_t *map,
                                  const void *key,
                                  size_t key_length,
                                  const void *value,
                                  size_t value_length,
                                  uint64_t deadline,
                                  int32_t *put);

/**
 * Reads the value of a key. Takes no lock, waits for no writer, stores nothing.
 *
 * @param map         the map
 * @param key         the key
 * @param key_length  its bytes: the map's key_bytes
 * @param value       where the value goes; NULL allowed if capacity is 0. Of no use after an
 *                    error
 * @param capacity    its bytes, at least the map's value_bytes
 * @return WRTMEM_E_NOT_FOUND if the key is not in it; WRTMEM_E_TOO_SMALL; WRTMEM_E_CORRUPT;
 *         WRTMEM_E_BUSY if writers overtook it a thousand times
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_map_get(const wrtmem_map_t *map,
                               const void *key,
                               size_t key_length,
                               void *value,
                               size_t capacity);

/**
 * Takes a key out, in one commit. Killed in here, it is done or not.
 *
 * @param map         the map
 * @param key         the key
 * @param key_length  its bytes: the map's key_bytes
 * @param deadline    how long to wait for other writers
 * @return WRTMEM_E_NOT_FOUND if the key is not in it; else as wrtmem_map_insert()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_map_remove(wrtmem_map_t *map,
                                  const void *key,
                                  size_t key_length,
                                  uint64_t deadline);

/**
 * How many keys a map holds.
 *
 * @param map     the map
 * @param length  how many
 * @return WRTMEM_E_CORRUPT if its words are damaged
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_map_length(const wrtmem_map_t *map, uint64_t *length);

/**
 * Reads the next key and its value, in no order. Each call is of its own commit: a key that
 * stays all the time is met once, whatever else comes and goes. Takes no lock.
 *
 * @param map             the map
 * @param cursor          0 at first; then as the call before left it. After an error it is
 *                        past the damaged part, or as it was for a wrong argument
 * @param key             where the key goes; of no use after an error, nor is the value
 * @param key_capacity    its bytes, at least the map's key_bytes
 * @param value           where the value goes; NULL allowed if value_capacity is 0
 * @param value_capacity  its bytes, at least the map's value_bytes
 * @return WRTMEM_E_NOT_FOUND if there are no more, after at most as many calls as slots;
 *         WRTMEM_E_TOO_SMALL; WRTMEM_E_CORRUPT; WRTMEM_E_BUSY
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_map_next(const wrtmem_map_t *map,
                                uint64_t *cursor,
                                void *key,
                                size_t key_capacity,
                                void *value,
                                size_t value_capacity);

/**
 * Takes all keys out, in one commit. Writes every block anew, so that damage is gone too.
 *
 * @param map       the map
 * @param deadline  how long to wait for other writers
 * @return WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_map_clear(wrtmem_map_t *map, uint64_t deadline);

/**
 * Whether nothing in a map is damaged, every key is where it belongs, once, and as many are
 * there as its length says. Stores nothing.
 *
 * @param map    the map
 * @param sound  the answer
 * @return WRTMEM_E_BUSY if writers overtook it a thousand times
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_map_verify(const wrtmem_map_t *map, bool *sound);

/**
 * Creates bits, all 0. Their region may be opened by wrtmem_region_open() too, for levels,
 * statistics and scrubbing; nobody may write there.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  bits must be given
 * @param bits     the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bits_create(wrtmem_segment_t *segment,
                                   const char *name,
                                   const wrtmem_bits_options_t *options,
                                   wrtmem_bits_t **bits);

/**
 * Opens bits, or creates them. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the bits' name
 * @param options  bits must be given
 * @param bits     the handle; the caller owns it and closes it
 * @param created  whether this call created them; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or was created with other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bits_open_or_create(wrtmem_segment_t *segment,
                                           const char *name,
                                           const wrtmem_bits_options_t *options,
                                           wrtmem_bits_t **bits,
                                           bool *created);

/**
 * Opens bits by name. Through a read-only segment they are read without a store.
 *
 * @param segment  the segment
 * @param name     the bits' name
 * @param options  what they were created with; the level and its interval may differ
 * @param deadline how long to wait for them to appear
 * @param bits     the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if they do not appear; WRTMEM_E_MISMATCH or
 *         WRTMEM_E_LAYOUT if the object is something else
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bits_open(wrtmem_segment_t *segment,
                                 const char *name,
                                 const wrtmem_bits_options_t *options,
                                 uint64_t deadline,
                                 wrtmem_bits_t **bits);

/**
 * Lets go of bits.
 *
 * @param bits  NULL does nothing
 * @return WRTMEM_E_HANDLE if they are not open
 */
wrtmem_status_t wrtmem_bits_close(wrtmem_bits_t *bits);

/**
 * Reads a bit. Takes no lock and waits for no writer.
 *
 * @param bits  the bits
 * @param bit   which; one that there is
 * @param set   whether it is 1
 * @return WRTMEM_E_CORRUPT if it is damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bits_test(const wrtmem_bits_t *bits,
                                 uint64_t bit,
                                 bool *set);

/**
 * Makes a bit 1.
 *
 * @param bits      the bits
 * @param bit       which; one that there is
 * @param deadline  how long to wait for other writers
 * @param was       whether it was 1; NULL allowed
 * @return WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock;
 *         WRTMEM_E_CORRUPT if what is near is damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bits_set(wrtmem_bits_t *bits,
                                uint64_t bit,
                                uint64_t deadline,
                                bool *was);

/**
 * Makes a bit 0: as wrtmem_bits_set().
 *
 * @param bits      the bits
 * @param bit       which; one that there is
 * @param deadline  how long to wait for other writers
 * @param was       whether it was 1; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bits_clear(wrtmem_bits_t *bits,
                                  uint64_t bit,
                                  uint64_t deadline,
                                  bool *was);

/**
 * Turns a bit over: as wrtmem_bits_set().
 *
 * @param bits      the bits
 * @param bit       which; one that there is
 * @param deadline  how long to wait for other writers
 * @param was       whether it was 1; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bits_toggle(wrtmem_bits_t *bits,
                                   uint64_t bit,
                                   uint64_t deadline,
                                   bool *was);

/**
 * How many bits are 1.
 *
 * @param bits   the bits
 * @param count  how many
 * @return WRTMEM_E_CORRUPT if their words are damaged
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_bits_count(const wrtmem_bits_t *bits, uint64_t *count);

/**
 * Finds the first bit that is 1. Takes no lock.
 *
 * @param bits  the bits
 * @param from  the first to look at
 * @param bit   which it is
 * @return WRTMEM_E_NOT_FOUND if there is none; WRTMEM_E_CORRUPT; WRTMEM_E_BUSY if writers
 *         overtook it a thousand times
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bits_next(const wrtmem_bits_t *bits,
                                 uint64_t from,
                                 uint64_t *bit);

/**
 * Reads bits by words of 64, all as one commit left them. Bit 0 is the lowest of word 0.
 *
 * @param bits   the bits
 * @param first  the first word
 * @param words  where they go
 * @param count  how many; all must be there
 * @return WRTMEM_E_CORRUPT if they are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bits_read(const wrtmem_bits_t *bits,
                                 uint64_t first,
                                 uint64_t *words,
                                 size_t count);

/**
 * Writes bits by words of 64, in one commit.
 *
 * @param bits      the bits
 * @param first     the first word
 * @param words     the bits, borrowed for the call; those of the last word that there are not
 *                  must be 0
 * @param count     how many words; all must be there
 * @param deadline  how long to wait for other writers
 * @return as wrtmem_bits_set()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_bits_write(wrtmem_bits_t *bits,
                                  uint64_t first,
                                  const uint64_t *words,
                                  size_t count,
                                  uint64_t deadline);

/**
 * Makes all bits 0, in one commit. Writes every block anew, so that damage is gone too.
 *
 * @param bits      the bits
 * @param deadline  how long to wait for other writers
 * @return WRTMEM_E_TIMEOUT if a living writer, stopped perhaps, has the lock
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_bits_clear_all(wrtmem_bits_t *bits, uint64_t deadline);

/**
 * Whether nothing is damaged, and as many bits are 1 as wrtmem_bits_count() says. Stores
 * nothing.
 *
 * @param bits   the bits
 * @param sound  the answer
 * @return WRTMEM_E_BUSY if writers overtook it a thousand times
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_bits_verify(const wrtmem_bits_t *bits, bool *sound);

/**
 * Opens a typed value. All of its bytes are checked here, whatever they are, in time in
 * proportion to their number.
 *
 * @param data    its bytes, as from wrtmem_cell_read(); borrowed until the value and those
 *                inside it are not used any more, and nobody may write them until then; NULL
 *                allowed if there are none
 * @param length  how many; all of them must be the value
 * @param value   the value
 * @return WRTMEM_E_EMPTY if there are no bytes; WRTMEM_E_CORRUPT if they are no value
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_value_open(const void *data,
                                  size_t length,
                                  wrtmem_value_t *value);

/**
 * A bool.
 *
 * @param value   the value
 * @param answer  what it is
 * @return WRTMEM_E_MISMATCH if it is of another kind
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_value_bool(const wrtmem_value_t *value, bool *answer);

/**
 * A signed number of any size.
 *
 * @param value   the value
 * @param answer  what it is
 * @return WRTMEM_E_MISMATCH if it is of another kind
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_value_signed(const wrtmem_value_t *value, int64_t *answer);

/**
 * An unsigned number of any size.
 *
 * @param value   the value
 * @param answer  what it is
 * @return WRTMEM_E_MISMATCH if it is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_value_unsigned(const wrtmem_value_t *value,
                                      uint64_t *answer);

/**
 * A floating-point number of either size.
 *
 * @param value   the value
 * @param answer  what it is
 * @return WRTMEM_E_MISMATCH if it is of another kind
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_value_float(const wrtmem_value_t *value, double *answer);

/**
 * A char.
 *
 * @param value   the value
 * @param answer  its Unicode scalar value
 * @return WRTMEM_E_MISMATCH if it is of another kind
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_value_char(const wrtmem_value_t *value, uint32_t *answer);

/**
 * A string.
 *
 * @param value   the value
 * @param answer  its text, where the value's bytes are
 * @return WRTMEM_E_MISMATCH if it is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_value_string(const wrtmem_value_t *value,
                                    wrtmem_text_t *answer);

/**
 * The case of a variant or enum; of a result "ok" or "err".
 *
 * @param value   the value
 * @param answer  the case's name, there as long as the value's bytes are
 * @return WRTMEM_E_MISMATCH if it is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_value_case(const wrtmem_value_t *value,
                                  wrtmem_text_t *answer);

/**
 * Whether a variant, enum or result is of a case.
 *
 * @param value   the value
 * @param which   the case's name; of a result "ok" or "err"
 * @param answer  whether it is
 * @return WRTMEM_E_MISMATCH if it is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_value_is_case(const wrtmem_value_t *value,
                                     const char *which,
                                     bool *answer);

/**
 * Whether a flag is set.
 *
 * @param value   flags
 * @param flag    the flag's name
 * @param answer  whether it is set
 * @return WRTMEM_E_NOT_FOUND if there is none of that name; WRTMEM_E_MISMATCH if the value is
 *         of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_value_flag(const wrtmem_value_t *value,
                                  const char *flag,
                                  bool *answer);

/**
 * All flags as bits: the first one is bit 0. wrtmem_value_name() has their names.
 *
 * @param value   flags
 * @param answer  the bits
 * @return WRTMEM_E_MISMATCH if it is of another kind
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_value_flags(const wrtmem_value_t *value, uint64_t *answer);

/**
 * How many values are in a value: elements, fields, 1 or 0 in a variant, option or result.
 * Flags: how many there are. 0 in others.
 *
 * @param value   the value
 * @param answer  how many
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_value_count(const wrtmem_value_t *value, uint64_t *answer);

/**
 * A value inside another, by its place: element of a list or tuple, field of a record, what
 * is in a variant, option or result. Passes over those before it, unless it is in a list of
 * numbers.
 *
 * @param value   the value
 * @param index   which, from 0
 * @param inside  the value there
 * @return WRTMEM_E_NOT_FOUND if there are not so many
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_value_child(const wrtmem_value_t *value,
                                   uint64_t index,
                                   wrtmem_value_t *inside);

/**
 * A field of a record, by its name.
 *
 * @param value   a record
 * @param field   the field's name
 * @param inside  the value there
 * @return WRTMEM_E_NOT_FOUND if there is none of that name; WRTMEM_E_MISMATCH if the value is
 *         of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_value_field(const wrtmem_value_t *value,
                                   const char *field,
                                   wrtmem_value_t *inside);

/**
 * The name of a field of a record or of a flag, by its place.
 *
 * @param value   a record or flags
 * @param index   which, from 0
 * @param answer  the name, where the value's bytes are
 * @return WRTMEM_E_NOT_FOUND if there are not so many; WRTMEM_E_MISMATCH if the value is of
 *         another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_value_name(const wrtmem_value_t *value,
                                  uint64_t index,
                                  wrtmem_text_t *answer);

/**
 * Begins to write a typed value. The calls that follow put its parts, in order, and
 * wrtmem_encoder_finish() tells how long it is. A call that fails changes nothing that counts.
 * All of them answer WRTMEM_E_STATE if what they put cannot come there, WRTMEM_E_TOO_SMALL if
 * the buffer is full, WRTMEM_E_INVALID if it is no part of a value.
 *
 * @param encoder   what to begin; whatever it was before
 * @param buffer    where the value goes; the encoder's until it is not used any more; NULL
 *                  allowed if capacity is 0
 * @param capacity  its bytes
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_encoder_start(wrtmem_encoder_t *encoder,
                                     void *buffer,
                                     size_t capacity);

/**
 * Tells how long the value is, which is at the front of the buffer.
 *
 * @param encoder  the encoder
 * @param length   its bytes
 * @return WRTMEM_E_STATE if there is no whole value yet
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_encoder_finish(wrtmem_encoder_t *encoder, uint64_t *length);

/**
 * Begins a list, a record, a tuple or an option. What is put next is inside, until
 * wrtmem_encoder_end(). The elements of a list are of one kind; an option has one or none.
 *
 * @param encoder  the encoder
 * @param kind     WRTMEM_KIND_LIST, WRTMEM_KIND_RECORD, WRTMEM_KIND_TUPLE or
 *                 WRTMEM_KIND_OPTION
 * @return WRTMEM_E_INVALID also if it would be more than 16 deep
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_encoder_begin(wrtmem_encoder_t *encoder, int32_t kind);

/**
 * Begins a variant, which has one value or none inside.
 *
 * @param encoder  the encoder
 * @param which    the case, 1 to 255 bytes
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_encoder_begin_variant(wrtmem_encoder_t *encoder,
                                             const char *which);

/**
 * Begins a result, which has one value or none inside.
 *
 * @param encoder   the encoder
 * @param is_error  whether it is an error
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_encoder_begin_result(wrtmem_encoder_t *encoder,
                                            bool is_error);

/**
 * Names the value that is put or begun next, in a record.
 *
 * @param encoder  the encoder
 * @param field    1 to 255 bytes, another than before in this record, of up to 256 fields
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_encoder_field(wrtmem_encoder_t *encoder, const char *field);

/**
 * Ends what was begun last.
 *
 * @param encoder  the encoder
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_encoder_end(wrtmem_encoder_t *encoder);

/**
 * Puts a bool.
 *
 * @param encoder  the encoder
 * @param value    what to put
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_encoder_put_bool(wrtmem_encoder_t *encoder, bool value);

/**
 * Puts a signed number.
 *
 * @param encoder  the encoder
 * @param kind     WRTMEM_KIND_S8 to WRTMEM_KIND_S64
 * @param value    what to put
 * @return WRTMEM_E_INVALID also if the value is out of the kind's range
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_encoder_put_signed(wrtmem_encoder_t *encoder,
                                          int32_t kind,
                                          int64_t value);

/**
 * Puts an unsigned number.
 *
 * @param encoder  the encoder
 * @param kind     WRTMEM_KIND_U8 to WRTMEM_KIND_U64
 * @param value    what to put
 * @return WRTMEM_E_INVALID also if the value is out of the kind's range
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_encoder_put_unsigned(wrtmem_encoder_t *encoder,
                                            int32_t kind,
                                            uint64_t value);

/**
 * Puts a floating-point number of 32 bits. Every NaN is put as the same one.
 *
 * @param encoder  the encoder
 * @param value    what to put
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_encoder_put_f32(wrtmem_encoder_t *encoder, float value);

/**
 * Puts a floating-point number of 64 bits. Every NaN is put as the same one.
 *
 * @param encoder  the encoder
 * @param value    what to put
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_encoder_put_f64(wrtmem_encoder_t *encoder, double value);

/**
 * Puts a char.
 *
 * @param encoder  the encoder
 * @param value    a Unicode scalar value
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_encoder_put_char(wrtmem_encoder_t *encoder, uint32_t value);

/**
 * Puts a string.
 *
 * @param encoder  the encoder
 * @param data     UTF-8, outside the encoder's buffer; NULL allowed if there are no bytes
 * @param length   its bytes
 * @return WRTMEM_E_INVALID also if it is not UTF-8
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_encoder_put_string(wrtmem_encoder_t *encoder,
                                          const char *data,
                                          size_t length);

/**
 * Puts a case of an enum.
 *
 * @param encoder  the encoder
 * @param which    the case, 1 to 255 bytes
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_encoder_put_enum(wrtmem_encoder_t *encoder,
                                        const char *which);

/**
 * Puts flags.
 *
 * @param encoder  the encoder
 * @param names    their names, of 1 to 255 bytes each, all different; NULL allowed if there
 *                 are none
 * @param count    how many, at most 64
 * @param bits     which are set: the first one is bit 0
 * @return WRTMEM_E_INVALID also if there are bits beyond the flags
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_encoder_put_flags(wrtmem_encoder_t *encoder,
                                         const char *const *names,
                                         size_t count,
                                         uint64_t bits);

/**
 * Puts a copy of a value, whatever is in it: to write a record with one field changed, say.
 *
 * @param encoder  the encoder
 * @param value    the value, outside the encoder's buffer
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_encoder_put_value(wrtmem_encoder_t *encoder,
                                         const wrtmem_value_t *value);

/**
 * Creates a ring of elements of one size, for one producer and one consumer. It has no
 * checksum: what is pushed is popped as it lies there.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  the element's size must be given
 * @param ring     the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_spsc_create(wrtmem_segment_t *segment,
                                   const char *name,
                                   const wrtmem_spsc_options_t *options,
                                   wrtmem_spsc_t **ring);

/**
 * Opens a ring, or creates it. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the ring's name
 * @param options  the element's size must be given
 * @param ring     the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_spsc_open_or_create(wrtmem_segment_t *segment,
                                           const char *name,
                                           const wrtmem_spsc_options_t *options,
                                           wrtmem_spsc_t **ring,
                                           bool *created);

/**
 * Opens a ring by name. Through a read-only segment only wrtmem_spsc_info() works.
 *
 * @param segment  the segment
 * @param name     the ring's name
 * @param deadline how long to wait for it to appear
 * @param ring     the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_spsc_open(wrtmem_segment_t *segment,
                                 const char *name,
                                 uint64_t deadline,
                                 wrtmem_spsc_t **ring);

/**
 * Lets go of a ring. A producer and a consumer opened through it keep it for themselves.
 *
 * @param ring  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_spsc_close(wrtmem_spsc_t *ring);

/**
 * A ring as it is. Asks the kernel whether its two sides live.
 *
 * @param ring  the ring
 * @param info  its size field set by the caller
 * @return WRTMEM_E_CORRUPT if its indices are damaged; WRTMEM_E_BUSY if they never stood still
 *         in many looks
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_spsc_info(const wrtmem_spsc_t *ring,
                                 wrtmem_spsc_info_t *info);

/**
 * Takes the producer's place of a ring. After one that died or closed it goes on where that
 * one stopped.
 *
 * @param ring      the ring
 * @param producer  the handle; the caller owns it and closes it
 * @param pushed    elements ever pushed; NULL allowed
 * @return WRTMEM_E_BUSY while another producer lives, stopped or not
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_producer_open(wrtmem_spsc_t *ring,
                                     wrtmem_producer_t **producer,
                                     uint64_t *pushed);

/**
 * Gives the producer's place back. What was pushed stays.
 *
 * @param producer  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_producer_close(wrtmem_producer_t *producer);

/**
 * Pushes one element, waiting for room. Killed in here, it is pushed whole or not at all.
 *
 * @param producer  the producer
 * @param element   as many bytes as an element has; borrowed for the call
 * @param deadline  how long to wait for room
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no room and the consumer died;
 *         WRTMEM_E_CORRUPT while the indices are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_producer_push(wrtmem_producer_t *producer,
                                     const void *element,
                                     uint64_t deadline);

/**
 * Pushes one element if there is room for it now. In full flow it may pause for a few
 * microseconds, as wrtmem_consumer_try_pop(); after WRTMEM_E_FULL it does not.
 *
 * @param producer  the producer
 * @param element   as many bytes as an element has; borrowed for the call
 * @return WRTMEM_E_FULL; WRTMEM_E_CORRUPT while the indices are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_producer_try_push(wrtmem_producer_t *producer,
                                         const void *element);

/**
 * Pushes one element, or drops it and counts that, if there is no room.
 *
 * @param producer  the producer
 * @param element   as many bytes as an element has; borrowed for the call
 * @param pushed    whether it was pushed; NULL allowed
 * @return WRTMEM_E_CORRUPT while the indices are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_producer_push_or_drop(wrtmem_producer_t *producer,
                                             const void *element,
                                             bool *pushed);

/**
 * Pushes as many elements as there is room for, by one store, waiting for room for one.
 *
 * @param producer  the producer
 * @param elements  the elements; borrowed for the call; NULL allowed if there are none
 * @param count     how many
 * @param deadline  how long to wait for room
 * @param pushed    how many were pushed, at least 1 unless count is 0; NULL allowed
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no room and the consumer died;
 *         WRTMEM_E_CORRUPT while the indices are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_producer_push_n(wrtmem_producer_t *producer,
                                       const void *elements,
                                       size_t count,
                                       uint64_t deadline,
                                       size_t *pushed);

/**
 * The next free slots, to be written in place, as many as there are, waiting for one.
 *
 * @param producer  the producer
 * @param count     how many at most
 * @param deadline  how long to wait for room
 * @param span      the slots; borrowed until the producer's next call
 * @return WRTMEM_E_INVALID for a count of 0; WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no
 *         room and the consumer died; WRTMEM_E_CORRUPT while the indices are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_producer_reserve(wrtmem_producer_t *producer,
                                        size_t count,
                                        uint64_t deadline,
                                        wrtmem_span_t *span);

/**
 * Pushes the first elements of what was reserved, by one store.
 *
 * @param producer  the producer
 * @param count     how many; 0 pushes none
 * @return WRTMEM_E_INVALID if not so many slots are free
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_producer_commit(wrtmem_producer_t *producer, size_t count);

/**
 * Takes the consumer's place of a ring. After one that died or closed it goes on with what
 * that one had not popped.
 *
 * @param ring      the ring
 * @param consumer  the handle; the caller owns it and closes it
 * @param popped    elements ever popped; NULL allowed
 * @return WRTMEM_E_BUSY while another consumer lives, stopped or not
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_consumer_open(wrtmem_spsc_t *ring,
                                     wrtmem_consumer_t **consumer,
                                     uint64_t *popped);

/**
 * Gives the consumer's place back. What was not popped stays.
 *
 * @param consumer  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_consumer_close(wrtmem_consumer_t *consumer);

/**
 * Pops one element, waiting for one.
 *
 * @param consumer  the consumer
 * @param element   room for an element; unspecified after an error
 * @param deadline  how long to wait
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is none and the producer died;
 *         WRTMEM_E_CORRUPT while the indices are damaged, at most 64 times in a row
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_consumer_pop(wrtmem_consumer_t *consumer,
                                    void *element,
                                    uint64_t deadline);

/**
 * Pops one element if there is one now. In full flow it may pause for a few microseconds, so
 * that the two sides do not take each other's cache lines; after WRTMEM_E_EMPTY it does not.
 *
 * @param consumer  the consumer
 * @param element   room for an element; unspecified after an error
 * @return WRTMEM_E_EMPTY; WRTMEM_E_CORRUPT as for wrtmem_consumer_pop()
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_consumer_try_pop(wrtmem_consumer_t *consumer, void *element);

/**
 * Pops as many elements as there are, by one store, waiting for one.
 *
 * @param consumer  the consumer
 * @param elements  room for the elements; NULL allowed if count is 0
 * @param count     how many at most
 * @param deadline  how long to wait
 * @param popped    how many were popped, at least 1 unless count is 0; NULL allowed
 * @return as wrtmem_consumer_pop()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_consumer_pop_n(wrtmem_consumer_t *consumer,
                                      void *elements,
                                      size_t count,
                                      uint64_t deadline,
                                      size_t *popped);

/**
 * The next elements, to be read in place, as many as there are, waiting for one. They stay
 * until they are released: if this process dies before that, the next consumer gets them
 * again. So each is processed at least once, where wrtmem_consumer_pop() is at most once.
 *
 * @param consumer  the consumer
 * @param count     how many at most
 * @param deadline  how long to wait
 * @param span      the slots, to be read only; borrowed until the consumer's next call
 * @return WRTMEM_E_INVALID for a count of 0; else as wrtmem_consumer_pop()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_consumer_peek(wrtmem_consumer_t *consumer,
                                     size_t count,
                                     uint64_t deadline,
                                     wrtmem_span_t *span);

/**
 * Pops the first elements of what was peeked at, by one store.
 *
 * @param consumer  the consumer
 * @param count     how many; 0 pops none
 * @return WRTMEM_E_INVALID if not so many are there
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_consumer_release(wrtmem_consumer_t *consumer, size_t count);

/**
 * For wrtmem_inline.h, which calls it: what it needs to push.
 *
 * @param producer  the producer
 * @param hash      what the header takes for granted
 * @param end       valid until the producer is closed
 * @return WRTMEM_E_LAYOUT if the header is for another version of the library
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_producer_inline(wrtmem_producer_t *producer,
                                       uint32_t hash,
                                       wrtmem_inline_end_t *end);

/**
 * For wrtmem_inline.h, which calls it: what it needs to pop.
 *
 * @param consumer  the consumer
 * @param hash      what the header takes for granted
 * @param end       valid until the consumer is closed
 * @return WRTMEM_E_LAYOUT if the header is for another version of the library
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_consumer_inline(wrtmem_consumer_t *consumer,
                                       uint32_t hash,
                                       wrtmem_inline_end_t *end);

/**
 * For wrtmem_inline.h, which calls it: wakes a consumer that sleeps.
 *
 * @param producer  the producer
 */
wrtmem_status_t wrtmem_producer_wake(wrtmem_producer_t *producer);

/**
 * For wrtmem_inline.h, which calls it: wakes a producer that sleeps.
 *
 * @param consumer  the consumer
 */
wrtmem_status_t wrtmem_consumer_wake(wrtmem_consumer_t *consumer);

/**
 * Creates a mailbox: the latest value, always a whole one, from one writer to any number of
 * readers. It has no checksum.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  the value's size must be given
 * @param mailbox  the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_create(wrtmem_segment_t *segment,
                                      const char *name,
                                      const wrtmem_mailbox_options_t *options,
                                      wrtmem_mailbox_t **mailbox);

/**
 * Opens a mailbox, or creates it. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the mailbox's name
 * @param options  the value's size must be given
 * @param mailbox  the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_open_or_create(wrtmem_segment_t *segment,
                                              const char *name,
                                              const wrtmem_mailbox_options_t *options,
                                              wrtmem_mailbox_t **mailbox,
                                              bool *created);

/**
 * Opens a mailbox by name. Through a read-only segment everything works but to write and to
 * wait.
 *
 * @param segment  the segment
 * @param name     the mailbox's name
 * @param deadline how long to wait for it to appear
 * @param mailbox  the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_open(wrtmem_segment_t *segment,
                                    const char *name,
                                    uint64_t deadline,
                                    wrtmem_mailbox_t **mailbox);

/**
 * Lets go of a mailbox. A writer and readers opened through it keep it for themselves.
 *
 * @param mailbox  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_mailbox_close(wrtmem_mailbox_t *mailbox);

/**
 * A mailbox as it is. Asks the kernel whether its writer lives.
 *
 * @param mailbox  the mailbox
 * @param info     its size field set by the caller
 * @return WRTMEM_E_NOT_FOUND if it was removed, in a segment opened read-only
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_info(const wrtmem_mailbox_t *mailbox,
                                    wrtmem_mailbox_info_t *info);

/**
 * Takes the writer's place of a mailbox. After one that died or closed it goes on with the
 * next number.
 *
 * @param mailbox  the mailbox
 * @param writer   the handle; the caller owns it and closes it
 * @param written  the number of the last value, 0 for none; NULL allowed
 * @return WRTMEM_E_BUSY while another writer lives, stopped or not
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_writer_open(wrtmem_mailbox_t *mailbox,
                                           wrtmem_mailbox_writer_t **writer,
                                           uint64_t *written);

/**
 * Gives the writer's place back. The value stays.
 *
 * @param writer  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_mailbox_writer_close(wrtmem_mailbox_writer_t *writer);

/**
 * Writes a value and wakes who waits for it. It never waits. Killed in here, the value is
 * written whole or not at all, and the one before is there until then.
 *
 * @param writer  the writer
 * @param value   as many bytes as a value has; borrowed for the call
 * @param number  the value's number: 1, 2, 3...; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_writer_write(wrtmem_mailbox_writer_t *writer,
                                            const void *value,
                                            uint64_t *number);

/**
 * Opens a reader that has seen nothing. There may be any number of them. They leave no trace,
 * and a read-only segment will do.
 *
 * @param mailbox  the mailbox
 * @param reader   the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND if it was removed, in a segment opened read-only
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_reader_open(const wrtmem_mailbox_t *mailbox,
                                           wrtmem_mailbox_reader_t **reader);

/**
 * Closes a reader.
 *
 * @param reader  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_mailbox_reader_close(wrtmem_mailbox_reader_t *reader);

/**
 * The last value that this reader read.
 *
 * @param reader  the reader
 * @param number  the value's number; 0 for none
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_reader_seen(const wrtmem_mailbox_reader_t *reader,
                                           uint64_t *number);

/**
 * Copies the latest value, be it one that was read before.
 *
 * @param reader  the reader
 * @param value   room for a value; unspecified after an error
 * @param number  the value's number; NULL allowed
 * @return WRTMEM_E_EMPTY if nothing was ever written; WRTMEM_E_BUSY if the writer overtook a
 *         thousand copies; WRTMEM_E_NOT_FOUND if it was removed, in a segment opened read-only
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_reader_read(wrtmem_mailbox_reader_t *reader,
                                           void *value,
                                           uint64_t *number);

/**
 * Copies the latest value if this reader did not read it before. What was overwritten
 * meanwhile is passed over; the numbers tell how many.
 *
 * @param reader  the reader
 * @param value   room for a value; unspecified after an error
 * @param number  the value's number; NULL allowed
 * @return WRTMEM_E_EMPTY if there is nothing newer; else as wrtmem_mailbox_reader_read()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_reader_try_read_newer(wrtmem_mailbox_reader_t *reader,
                                                     void *value,
                                                     uint64_t *number);

/**
 * Copies the latest value that this reader did not read before, waiting for one.
 *
 * @param reader    the reader
 * @param value     room for a value; unspecified after an error
 * @param deadline  how long to wait
 * @param number    the value's number; NULL allowed
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is nothing newer, the writer died and
 *         nobody took its place; WRTMEM_E_READ_ONLY through a read-only segment; WRTMEM_E_BUSY
 *         as for wrtmem_mailbox_reader_read()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mailbox_reader_read_newer(wrtmem_mailbox_reader_t *reader,
                                                 void *value,
                                                 uint64_t deadline,
                                                 uint64_t *number);

/**
 * Creates a broadcast ring: elements of one size from one writer, which waits for nobody and
 * overwrites the oldest. Every reader gets all of them in order, or learns exactly how many it
 * missed. There is no checksum.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  the element's size must be given
 * @param ring     the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_create(wrtmem_segment_t *segment,
                                        const char *name,
                                        const wrtmem_broadcast_options_t *options,
                                        wrtmem_broadcast_t **ring);

/**
 * Opens a broadcast ring, or creates it. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the ring's name
 * @param options  the element's size must be given
 * @param ring     the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_open_or_create(wrtmem_segment_t *segment,
                                                const char *name,
                                                const wrtmem_broadcast_options_t *options,
                                                wrtmem_broadcast_t **ring,
                                                bool *created);

/**
 * Opens a broadcast ring by name. Through a read-only segment everything works but to write
 * and to wait.
 *
 * @param segment  the segment
 * @param name     the ring's name
 * @param deadline how long to wait for it to appear
 * @param ring     the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_open(wrtmem_segment_t *segment,
                                      const char *name,
                                      uint64_t deadline,
                                      wrtmem_broadcast_t **ring);

/**
 * Lets go of a broadcast ring. A writer and readers opened through it keep it for themselves.
 *
 * @param ring  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_broadcast_close(wrtmem_broadcast_t *ring);

/**
 * A broadcast ring as it is. Asks the kernel whether its writer lives.
 *
 * @param ring  the ring
 * @param info  its size field set by the caller
 * @return WRTMEM_E_NOT_FOUND if it was removed, in a segment opened read-only
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_info(const wrtmem_broadcast_t *ring,
                                      wrtmem_broadcast_info_t *info);

/**
 * Takes the writer's place of a broadcast ring. After one that died or closed it goes on with
 * the next number.
 *
 * @param ring     the ring
 * @param writer   the handle; the caller owns it and closes it
 * @param written  elements ever written, by whomever; NULL allowed
 * @return WRTMEM_E_BUSY while another writer lives, stopped or not
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_writer_open(wrtmem_broadcast_t *ring,
                                             wrtmem_broadcast_writer_t **writer,
                                             uint64_t *written);

/**
 * Gives the writer's place back. What was written stays.
 *
 * @param writer  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_broadcast_writer_close(wrtmem_broadcast_writer_t *writer);

/**
 * Writes an element, over the oldest if the ring is full. It never waits. Killed in here, the
 * element is written whole or not at all.
 *
 * @param writer   the writer
 * @param element  as many bytes as an element has; borrowed for the call
 * @param number   the element's number: 0, 1, 2...; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_writer_write(wrtmem_broadcast_writer_t *writer,
                                              const void *element,
                                              uint64_t *number);

/**
 * Writes elements, one after the other, and wakes the readers once. Killed in here, the first
 * of them are written, none or all.
 *
 * @param writer    the writer
 * @param elements  the elements; borrowed for the call; NULL allowed if there are none
 * @param count     how many
 * @param number    the number of the first; NULL allowed
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_writer_write_n(wrtmem_broadcast_writer_t *writer,
                                                const void *elements,
                                                size_t count,
                                                uint64_t *number);

/**
 * Opens a reader. There may be any number of them. They leave no trace, and a read-only
 * segment will do.
 *
 * @param ring    the ring
 * @param start   WRTMEM_START_OLDEST, WRTMEM_START_NEXT, or the number of the first element to
 *                read, below 2^63: where a reader stopped earlier, say
 * @param reader  the handle; the caller owns it and closes it
 * @return WRTMEM_E_INVALID for another start; WRTMEM_E_NOT_FOUND if the ring was removed, in a
 *         segment opened read-only
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_reader_open(const wrtmem_broadcast_t *ring,
                                             uint64_t start,
                                             wrtmem_broadcast_reader_t **reader);

/**
 * Closes a reader.
 *
 * @param reader  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_broadcast_reader_close(wrtmem_broadcast_reader_t *reader);

/**
 * What a reader has missed, and how far behind it is.
 *
 * @param reader  the reader
 * @param info    its size field set by the caller
 * @return WRTMEM_E_NOT_FOUND if the ring was removed, in a segment opened read-only
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_reader_info(const wrtmem_broadcast_reader_t *reader,
                                             wrtmem_broadcast_reader_info_t *info);

/**
 * Copies the next element if it is there now.
 *
 * @param reader   the reader
 * @param element  room for an element; unspecified after an error
 * @param number   the element's number; NULL allowed
 * @return WRTMEM_E_EMPTY; WRTMEM_E_LAPPED if the writer has overwritten it: the reader goes on at
 *         the oldest that is kept, and wrtmem_broadcast_reader_info() says how many it missed;
 *         WRTMEM_E_CORRUPT if the words of its place make no sense: that one is skipped;
 *         WRTMEM_E_NOT_FOUND if the ring was removed, in a segment opened read-only
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_reader_try_read(wrtmem_broadcast_reader_t *reader,
                                                 void *element,
                                                 uint64_t *number);

/**
 * Copies the next element, waiting for it.
 *
 * @param reader    the reader
 * @param element   room for an element; unspecified after an error
 * @param deadline  how long to wait
 * @param number    the element's number; NULL allowed
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if everything was read, the writer died and
 *         nobody took its place; WRTMEM_E_READ_ONLY through a read-only segment;
 *         WRTMEM_E_LAPPED and WRTMEM_E_CORRUPT as for wrtmem_broadcast_reader_try_read()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_reader_read(wrtmem_broadcast_reader_t *reader,
                                             void *element,
                                             uint64_t deadline,
                                             uint64_t *number);

/**
 * Copies as many elements as there are now, at most count. Their numbers follow each other.
 *
 * @param reader    the reader
 * @param elements  room for the elements; NULL allowed if count is 0
 * @param count     how many at most
 * @param read      how many were read, at least 1 unless count is 0; NULL allowed
 * @param number    the number of the first; NULL allowed
 * @return as wrtmem_broadcast_reader_try_read(), about the first of them
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_broadcast_reader_try_read_n(wrtmem_broadcast_reader_t *reader,
                                                   void *elements,
                                                   size_t count,
                                                   size_t *read,
                                                   uint64_t *number);

/**
 * Creates a ring of elements of one size, for any number of producers and consumers: first in,
 * first out, and each element is popped once. It has no checksum. A process that is stopped in
 * the middle of a call holds up those behind it until it goes on or dies.
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  the element's size must be given
 * @param ring     the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_create(wrtmem_segment_t *segment,
                                   const char *name,
                                   const wrtmem_mpmc_options_t *options,
                                   wrtmem_mpmc_t **ring);

/**
 * Opens a ring, or creates it. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the ring's name
 * @param options  the element's size must be given
 * @param ring     the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_open_or_create(wrtmem_segment_t *segment,
                                           const char *name,
                                           const wrtmem_mpmc_options_t *options,
                                           wrtmem_mpmc_t **ring,
                                           bool *created);

/**
 * Opens a ring by name. Through a read-only segment only wrtmem_mpmc_info() works.
 *
 * @param segment  the segment
 * @param name     the ring's name
 * @param deadline how long to wait for it to appear
 * @param ring     the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_open(wrtmem_segment_t *segment,
                                 const char *name,
                                 uint64_t deadline,
                                 wrtmem_mpmc_t **ring);

/**
 * Lets go of a ring. Producers and consumers opened through it keep it for themselves.
 *
 * @param ring  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_mpmc_close(wrtmem_mpmc_t *ring);

/**
 * A ring as it is. Looks at every slot.
 *
 * @param ring  the ring
 * @param info  its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_info(const wrtmem_mpmc_t *ring,
                                 wrtmem_mpmc_info_t *info);

/**
 * Attaches a producer to a ring. A process may have several.
 *
 * @param ring      the ring
 * @param producer  the handle; the caller owns it and closes it
 * @return WRTMEM_E_NO_SPACE if all places belong to living producers
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_producer_open(wrtmem_mpmc_t *ring,
                                          wrtmem_mpmc_producer_t **producer);

/**
 * Attaches a consumer to a ring. A process may have several.
 *
 * @param ring      the ring
 * @param consumer  the handle; the caller owns it and closes it
 * @return WRTMEM_E_NO_SPACE if all places belong to living consumers
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_consumer_open(wrtmem_mpmc_t *ring,
                                          wrtmem_mpmc_consumer_t **consumer);

/**
 * Detaches a producer. What it pushed stays.
 *
 * @param producer  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_mpmc_producer_close(wrtmem_mpmc_producer_t *producer);

/**
 * Detaches a consumer. What it did not pop stays.
 *
 * @param consumer  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_mpmc_consumer_close(wrtmem_mpmc_consumer_t *consumer);

/**
 * Pushes one element, waiting for room. Killed in here, it is pushed whole or not at all.
 *
 * @param producer  the producer
 * @param element   as many bytes as an element has; borrowed for the call
 * @param deadline  how long to wait for room
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no room, no consumer is left and
 *         one of them died; WRTMEM_E_BUSY if others were faster thousands of times in a row;
 *         WRTMEM_E_CORRUPT if the ring's words are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_producer_push(wrtmem_mpmc_producer_t *producer,
                                          const void *element,
                                          uint64_t deadline);

/**
 * Pushes one element if there is room for it now.
 *
 * @param producer  the producer
 * @param element   as many bytes as an element has; borrowed for the call
 * @return WRTMEM_E_FULL; WRTMEM_E_BUSY and WRTMEM_E_CORRUPT as for
 *         wrtmem_mpmc_producer_push()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_producer_try_push(wrtmem_mpmc_producer_t *producer,
                                              const void *element);

/**
 * Pushes as many elements as there is room for, waiting for room for one. Others may push in
 * between; killed in here, the first of them are pushed, the rest is not.
 *
 * @param producer  the producer
 * @param elements  the elements; borrowed for the call; NULL allowed if there are none
 * @param count     how many
 * @param deadline  how long to wait for room
 * @param pushed    how many were pushed, at least 1 unless count is 0; NULL allowed
 * @return as wrtmem_mpmc_producer_push()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_producer_push_n(wrtmem_mpmc_producer_t *producer,
                                            const void *elements,
                                            size_t count,
                                            uint64_t deadline,
                                            size_t *pushed);

/**
 * Pops one element, waiting for one. Killed in here, the element may be lost; that is counted.
 *
 * @param consumer  the consumer
 * @param element   room for an element; unspecified after an error
 * @param deadline  how long to wait
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is none, no producer is left and one
 *         of them died; WRTMEM_E_BUSY if others were faster thousands of times in a row;
 *         WRTMEM_E_CORRUPT if the ring's words are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_consumer_pop(wrtmem_mpmc_consumer_t *consumer,
                                         void *element,
                                         uint64_t deadline);

/**
 * Pops one element if there is one now. WRTMEM_E_EMPTY too while a living producer is still
 * writing the next.
 *
 * @param consumer  the consumer
 * @param element   room for an element; unspecified after an error
 * @return WRTMEM_E_EMPTY; WRTMEM_E_BUSY and WRTMEM_E_CORRUPT as for
 *         wrtmem_mpmc_consumer_pop()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_consumer_try_pop(wrtmem_mpmc_consumer_t *consumer,
                                             void *element);

/**
 * Pops as many elements as there are, waiting for one. Others may pop in between. Killed in
 * here, all that it took so far are gone, and at most one of them counts as lost.
 *
 * @param consumer  the consumer
 * @param elements  room for the elements; NULL allowed if count is 0
 * @param count     how many at most
 * @param deadline  how long to wait
 * @param popped    how many were popped, at least 1 unless count is 0; NULL allowed
 * @return as wrtmem_mpmc_consumer_pop()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_mpmc_consumer_pop_n(wrtmem_mpmc_consumer_t *consumer,
                                           void *elements,
                                           size_t count,
                                           uint64_t deadline,
                                           size_t *popped);

/**
 * Creates an ordered message ring: any number of bytes per message, a CRC32C each, many
 * senders, one receiver, and one order for all messages. A sender that is stopped in the middle
 * of a call holds up what comes behind it until it goes on or dies: where that is too much, use
 * wrtmem_message_create().
 *
 * @param segment  the segment
 * @param name     1 to 95 of [A-Za-z0-9._-], no leading dot
 * @param options  NULL allowed: defaults
 * @param ring     the handle; the caller owns it and closes it
 * @return WRTMEM_E_EXISTS if any object has the name; WRTMEM_E_NO_SPACE
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_ordered_create(wrtmem_segment_t *segment,
                                      const char *name,
                                      const wrtmem_ordered_options_t *options,
                                      wrtmem_ordered_t **ring);

/**
 * Opens an ordered message ring, or creates it. However many do this at once, one creates.
 *
 * @param segment  the segment
 * @param name     the ring's name
 * @param options  NULL allowed: defaults
 * @param ring     the handle; the caller owns it and closes it
 * @param created  whether this call created it; NULL allowed
 * @return WRTMEM_E_MISMATCH if the object has another kind or other options
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_ordered_open_or_create(wrtmem_segment_t *segment,
                                              const char *name,
                                              const wrtmem_ordered_options_t *options,
                                              wrtmem_ordered_t **ring,
                                              bool *created);

/**
 * Opens an ordered message ring by name. Through a read-only segment only
 * wrtmem_ordered_info() works.
 *
 * @param segment  the segment
 * @param name     the ring's name
 * @param deadline how long to wait for it to appear
 * @param ring     the handle; the caller owns it and closes it
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_MISMATCH if
 *         the object is of another kind
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_ordered_open(wrtmem_segment_t *segment,
                                    const char *name,
                                    uint64_t deadline,
                                    wrtmem_ordered_t **ring);

/**
 * Lets go of a ring. Senders and a receiver opened through it keep it for themselves.
 *
 * @param ring  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_ordered_close(wrtmem_ordered_t *ring);

/**
 * A ring as it is. Asks the kernel whether the receiver lives.
 *
 * @param ring  the ring
 * @param info  its size field set by the caller
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_ordered_info(const wrtmem_ordered_t *ring,
                                    wrtmem_ordered_info_t *info);

/**
 * Attaches a sender to a ring. A process may have several.
 *
 * @param ring    the ring
 * @param sender  the handle; the caller owns it and closes it
 * @return WRTMEM_E_NO_SPACE if all places belong to living senders
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_ordered_sender_open(wrtmem_ordered_t *ring,
                                           wrtmem_ordered_sender_t **sender);

/**
 * Sends a message, waiting for room. Killed in here, the message is sent whole or not at all.
 *
 * @param sender    the sender
 * @param data      the bytes; borrowed for the call, and nobody may write them during it, in
 *                  whatever memory they are; NULL allowed if there are none
 * @param length    how many
 * @param deadline  how long to wait for room
 * @param sequence  the message's number in the order of all; NULL allowed
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_PEER_DEAD if there is no room and the receiver died;
 *         WRTMEM_E_TOO_LARGE; WRTMEM_E_BUSY if others were faster thousands of times in a row;
 *         WRTMEM_E_CORRUPT if the ring's words are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_ordered_sender_send(wrtmem_ordered_sender_t *sender,
                                           const void *data,
                                           size_t length,
                                           uint64_t deadline,
                                           uint64_t *sequence);

/**
 * Sends a message if there is room for it now. In full flow it may pause for a few
 * microseconds, as wrtmem_consumer_try_pop(); after WRTMEM_E_FULL it does not.
 *
 * @param sender    the sender
 * @param data      the bytes; borrowed for the call, and nobody may write them during it, in
 *                  whatever memory they are; NULL allowed if there are none
 * @param length    how many
 * @param sequence  the message's number in the order of all; NULL allowed
 * @return WRTMEM_E_FULL; WRTMEM_E_TOO_LARGE; WRTMEM_E_BUSY and WRTMEM_E_CORRUPT as for
 *         wrtmem_ordered_sender_send()
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_ordered_sender_try_send(wrtmem_ordered_sender_t *sender,
                                               const void *data,
                                               size_t length,
                                               uint64_t *sequence);

/**
 * Detaches a sender. What was sent stays to be received.
 *
 * @param sender  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_ordered_sender_close(wrtmem_ordered_sender_t *sender);

/**
 * Takes the receiver's place of a ring. After a receiver that died in a call it goes on with the
 * message that this call was taking. One whose call had returned is gone, whether or not it was
 * acted upon: what must survive that needs an answer from the receiver.
 *
 * @param ring      the ring
 * @param receiver  the handle; the caller owns it and closes it
 * @return WRTMEM_E_BUSY while another receiver lives, stopped or not
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_ordered_receiver_open(wrtmem_ordered_t *ring,
                                             wrtmem_ordered_receiver_t **receiver);

/**
 * Takes the next message, waiting for one. A damaged message is skipped and counted, never
 * delivered. After an error the buffer's content is unspecified.
 *
 * @param receiver  the receiver
 * @param buffer    where the bytes go; NULL allowed if capacity is 0
 * @param capacity  its bytes
 * @param deadline  how long to wait
 * @param record    number, length, sender and checksum; NULL allowed
 * @return WRTMEM_E_TIMEOUT; WRTMEM_E_TOO_SMALL (the message stays, record says its length);
 *         WRTMEM_E_PEER_DEAD if all was received, no sender is left and one of them died;
 *         WRTMEM_E_CORRUPT if the ring's own words are damaged
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_ordered_receiver_receive(wrtmem_ordered_receiver_t *receiver,
                                                void *buffer,
                                                size_t capacity,
                                                uint64_t deadline,
                                                wrtmem_ordered_record_t *record);

/**
 * Takes the next message if there is one now. WRTMEM_E_EMPTY too while a living sender is still
 * writing the next. In full flow it may pause for a few microseconds, as
 * wrtmem_consumer_try_pop(); after WRTMEM_E_EMPTY it does not.
 *
 * @param receiver  the receiver
 * @param buffer    where the bytes go; NULL allowed if capacity is 0
 * @param capacity  its bytes
 * @param record    number, length, sender and checksum; NULL allowed
 * @return WRTMEM_E_EMPTY; WRTMEM_E_TOO_SMALL; WRTMEM_E_CORRUPT
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_ordered_receiver_try_receive(wrtmem_ordered_receiver_t *receiver,
                                                    void *buffer,
                                                    size_t capacity,
                                                    wrtmem_ordered_record_t *record);

/**
 * Gives the receiver's place back.
 *
 * @param receiver  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_ordered_receiver_close(wrtmem_ordered_receiver_t *receiver);

/**
 * Makes a set without ends. It belongs to this process, not to a segment.
 *
 * @param waitset  the handle; the caller owns it and closes it
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_waitset_create(wrtmem_waitset_t **waitset);

/**
 * Adds a message ring's receiver. The receiver stays the caller's: another thread may use it
 * meanwhile, and it may be closed. Its ring is kept until it is removed from the set. Waits
 * that are under way include it at once.
 *
 * @param waitset   the set
 * @param receiver  the receiver, which no other thread uses during this call
 * @param token     what it is reported by
 * @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
 *         WRTMEM_WAITSET_MOST
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_waitset_add_receiver(wrtmem_waitset_t *waitset,
                                            wrtmem_receiver_t *receiver,
                                            uint64_t token);

/**
 * Adds the consumer of a ring of elements. As wrtmem_waitset_add_receiver().
 *
 * @param waitset   the set
 * @param consumer  the consumer, which no other thread uses during this call
 * @param token     what it is reported by
 * @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
 *         WRTMEM_WAITSET_MOST
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_waitset_add_consumer(wrtmem_waitset_t *waitset,
                                            wrtmem_consumer_t *consumer,
                                            uint64_t token);

/**
 * Adds the reader of a mailbox: ready while there is a value that it has not read. As wrtmem_waitset_add_receiver().
 *
 * @param waitset  the set
 * @param reader   the reader, which no other thread uses during this call
 * @param token    what it is reported by
 * @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
 *         WRTMEM_WAITSET_MOST; WRTMEM_E_READ_ONLY in a segment opened so: a sleeper leaves a mark
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_waitset_add_mailbox_reader(wrtmem_waitset_t *waitset,
                                                  wrtmem_mailbox_reader_t *reader,
                                                  uint64_t token);

/**
 * Adds the reader of a broadcast ring. As wrtmem_waitset_add_receiver().
 *
 * @param waitset  the set
 * @param reader   the reader, which no other thread uses during this call
 * @param token    what it is reported by
 * @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
 *         WRTMEM_WAITSET_MOST; WRTMEM_E_READ_ONLY in a segment opened so: a sleeper leaves a mark
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_waitset_add_broadcast_reader(wrtmem_waitset_t *waitset,
                                                    wrtmem_broadcast_reader_t *reader,
                                                    uint64_t token);

/**
 * Adds a consumer of an mpmc ring. As wrtmem_waitset_add_receiver().
 *
 * @param waitset   the set
 * @param consumer  the end, which no other thread uses during this call
 * @param token     what it is reported by
 * @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
 *         WRTMEM_WAITSET_MOST
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_waitset_add_mpmc_consumer(wrtmem_waitset_t *waitset,
                                                 wrtmem_mpmc_consumer_t *consumer,
                                                 uint64_t token);

/**
 * Adds the receiver of an ordered ring. As wrtmem_waitset_add_receiver().
 *
 * @param waitset   the set
 * @param receiver  the end, which no other thread uses during this call
 * @param token     what it is reported by
 * @return WRTMEM_E_EXISTS if another end has the token; WRTMEM_E_FULL if there are
 *         WRTMEM_WAITSET_MOST
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_waitset_add_ordered_receiver(wrtmem_waitset_t *waitset,
                                                    wrtmem_ordered_receiver_t *receiver,
                                                    uint64_t token);

/**
 * Takes an end out of a set. When it returns, the set holds nothing of it any more.
 *
 * @param waitset  the set
 * @param token    what it was added with
 * @return WRTMEM_E_NOT_FOUND if no end has the token
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_waitset_remove(wrtmem_waitset_t *waitset, uint64_t token);

/**
 * Waits until an end is ready. An end is reported by every call until it is empty. Those that
 * do not fit come first in the next call.
 *
 * @param waitset   the set
 * @param ready     room for the reports
 * @param capacity  how many there is room for, at least 1
 * @param deadline  how long to wait
 * @param count     how many are reported, at least 1
 * @return WRTMEM_E_TIMEOUT
 */
WRTMEM_MUST_USE
wrtmem_status_t wrtmem_waitset_wait(wrtmem_waitset_t *waitset,
                                    wrtmem_ready_t *ready,
                                    size_t capacity,
                                    uint64_t deadline,
                                    size_t *count);

/**
 * A descriptor for poll, select and epoll, for the set's lifetime. It is readable when an end is
 * ready, and until wrtmem_waitset_wait() found none: so poll, then wait with WRTMEM_POLL and use
 * what it reports, and again. Nobody else may read, write or close it. The first call starts a
 * thread, which the set's close ends, and which takes no signals.
 *
 * @param waitset  the set
 * @param fd       the descriptor; borrowed until the set is closed
 * @return WRTMEM_E_NO_MEMORY if there is no descriptor or no thread to be had
 */
WRTMEM_MUST_USE wrtmem_status_t wrtmem_waitset_fd(wrtmem_waitset_t *waitset, int *fd);

/**
 * Closes a set and its descriptor, and lets go of its ends. Nobody waits on it now. Before the
 * library is unloaded, all sets are closed.
 *
 * @param waitset  NULL does nothing
 * @return WRTMEM_E_HANDLE if it is not open
 */
wrtmem_status_t wrtmem_waitset_close(wrtmem_waitset_t *waitset);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* WRTMEM_H */

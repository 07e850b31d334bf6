/**
 * @file wrtmem.h
 * @brief Shared memory that programs in different processes can trust.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * This file is generated from src/capi by cbindgen: change it there.
 *
 * Rules that hold for every function here:
 *
 * - What can fail returns wrtmem_status_t: WRTMEM_OK is 0, errors are negative. Results go to
 *   out-parameters, which an error leaves untouched where the function says nothing else.
 *   wrtmem_last_error() has this thread's detail message. Numbers are never reused, and a newer
 *   library may return ones that are not named here.
 * - Option structs begin with `size`: set it to sizeof the struct, and what you do not use to 0.
 * - A closed handle, or one of another kind, is answered with WRTMEM_E_HANDLE, until thousands of
 *   handles have been opened since. A pointer that never was a handle is undefined behaviour, as
 *   is a buffer shorter than the length given.
 * - Deadlines are nanoseconds of CLOCK_MONOTONIC, not durations. What waits looks for dead
 *   processes whenever 10 ms have gone by in vain, and cleans up after them; what only looks
 *   (WRTMEM_POLL, the try forms) does not, and so never answers WRTMEM_E_PEER_DEAD.
 * - Calls without a deadline that need a lock of the segment (create, remove, allocate) answer
 *   WRTMEM_E_TIMEOUT if a live process, stopped perhaps, keeps it for a second.
 * - Ownership: what a call hands out by `T **` the caller owns and closes; closing NULL does
 *   nothing. Other pointers are borrowed, for the call or until what the text says.
 * - Threads: every function may be called from any thread. A sender, a receiver and a slot serve
 *   one thread at a time; the other handles may be shared. Nobody may use a handle while it is
 *   being closed.
 * - Fork: in the child every handle of the parent answers WRTMEM_E_FORKED; closing it frees the
 *   child's copy and harms nobody. Memory of a segment is not there: touching a borrowed pointer
 *   is a SIGSEGV. The child opens the segment anew. Do not fork from a signal handler.
 * - Signals: no function may be called from a signal handler. Every waiting call goes on after
 *   one.
 * - Death: a process killed in any call leaves the segment as it was before the call or as it is
 *   after it, or as one that the next process finishes or takes back.
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
 * Option flag: touch every page when the segment is created or opened, so that no later
 * access faults.
 */
#define WRTMEM_SEGMENT_PREFAULT 1

/**
 * wrtmem_sender_open(): any lane that nobody claimed by its number.
 */
#define WRTMEM_ANY_LANE -1

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
     * The handle is closed, of another kind, or was never one.
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
     * The file system, the segment or a table is out of room.
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
     * The caller's buffer is too small; the needed size is given.
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
     * The other side ended it in good order.
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
 * Plain bytes with a name, held open. Any thread may use the handle.
 */
typedef struct wrtmem_bytes_t wrtmem_bytes_t;

/**
 * A message ring, held open. Any thread may use the handle.
 */
typedef struct wrtmem_message_t wrtmem_message_t;

/**
 * The receiver of a ring. One thread uses it at a time.
 */
typedef struct wrtmem_receiver_t wrtmem_receiver_t;

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
     * Permission bits of a new file, and which write bits for others an open accepts.
     * Default 0600.
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
     * Number of its kind: 1 bytes, 2 message ring.
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
 * @return WRTMEM_E_NOT_FOUND or WRTMEM_E_TIMEOUT if it does not appear; WRTMEM_E_LAYOUT if it is no usable segment; WRTMEM_E_CORRUPT if
 *         both copies of its header are damaged; WRTMEM_E_PERMISSION; WRTMEM_E_NO_SPACE if all
 *         rows are taken by live processes
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
 * @return as wrtmem_segment_create() and wrtmem_segment_open()
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
 * @param options  NULL allowed: defaults; dir and mode do not count
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
 * @param options  NULL allowed: defaults; bytes, dir and mode do not count
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
 * @return as wrtmem_segment_recover()
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
 * Gives a slot back.
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
 * Sends a message if there is room for it now.
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
 * Takes the receiver's place of a ring. After a receiver that died it goes on with the
 * message that one was working on, which may so be delivered twice.
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
 * Takes the next message if there is one now.
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

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* WRTMEM_H */

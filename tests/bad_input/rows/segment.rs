//! Segments, slots, objects, pages, and what belongs to no object.

use super::*;

/// Files that are no segment of ours, what opening one answers, and what making it needs.
pub(crate) const FILES: &[(&str, &str, &str)] = &[
    ("empty", "E_LAYOUT", ""),
    ("short", "E_LAYOUT", ""),
    ("truncated", "E_LAYOUT", ""),
    ("longer", "E_LAYOUT", ""),
    ("zeros", "E_LAYOUT", ""),
    ("noise", "E_LAYOUT", ""),
    ("magic", "E_LAYOUT", ""),
    ("version", "E_LAYOUT", ""),
    ("old-version", "E_LAYOUT", ""),
    ("byte-order", "E_LAYOUT", ""),
    ("order-tag", "E_LAYOUT", ""),
    ("word-size", "E_LAYOUT", ""),
    ("other-size", "E_LAYOUT", ""),
    ("no-slots", "E_LAYOUT", ""),
    ("many-slots", "E_LAYOUT", ""),
    ("moved-table", "E_LAYOUT", ""),
    ("checksum", "E_CORRUPT", ""),
    ("open-to-all", "E_PERMISSION", ""),
    ("two-names", "E_PERMISSION", ""),
    ("foreign", "E_PERMISSION", "geteuid() == 0"),
    ("fifo", "E_LAYOUT", ""),
    ("symlink", "E_LAYOUT", ""),
    ("dangling", "E_LAYOUT", ""),
    ("directory", "E_LAYOUT", ""),
    ("socket", "E_LAYOUT", ""),
];

/// Sizes and permissions that no segment can have.
macro_rules! creation {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "SEGMENT(bytes, UINT64_MAX)")]),
            ("E_INVALID", &[("options", "SEGMENT(bytes, (UINT64_C(1) << 40) + 1)")]),
            ("E_INVALID", &[("options", "SEGMENT(participants, 1024)")]),
            ("E_INVALID", &[("options", "SEGMENT(participants, UINT32_MAX)")]),
            ("E_INVALID", &[("options", "SEGMENT(slots, 65536)")]),
            ("E_INVALID", &[("options", "SEGMENT(objects, 4096)")]),
            ("E_INVALID", &[("options", "SEGMENT(mode, 0400)")]),
            ("E_INVALID", &[("options", "SEGMENT(mode, 04600)")]),
            $($more),*
        ]
    };
}

const NOWHERE: BadValues = ("E_NOT_FOUND", &[("options", "SEGMENT(dir, \"/nonexistent\")")]);

pub(super) const ROWS: &[Row] = &[
    Row { function: "wrtmem_version", checks: &["wrtmem_version() == WRTMEM_VERSION"], ..EMPTY },
    Row {
        function: "wrtmem_strerror",
        any: &["status"],
        checks: &[
            "wrtmem_strerror(INT32_MIN) != NULL",
            "wrtmem_strerror(INT32_MAX) != NULL",
            "wrtmem_strerror(1) != NULL",
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_status_name",
        any: &["status"],
        checks: &[
            "wrtmem_status_name(INT32_MIN) != NULL",
            "wrtmem_status_name(INT32_MAX) != NULL",
            "wrtmem_status_name(1) != NULL",
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_last_error",
        checks: &["wrtmem_last_error() != NULL", "strlen(wrtmem_last_error()) < 256"],
        ..EMPTY
    },
    Row { function: "wrtmem_now", checks: &["wrtmem_now() <= wrtmem_now()"], ..EMPTY },
    Row {
        function: "wrtmem_deadline_after",
        any: &["nanoseconds"],
        checks: &[
            "wrtmem_deadline_after(UINT64_MAX) == WRTMEM_FOREVER",
            "wrtmem_deadline_after(UINT64_MAX - 1) == WRTMEM_FOREVER",
            "wrtmem_deadline_after(0) >= wrtmem_now() - 1000000000",
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_segment_create",
        good: &[("name", "\"new\"")],
        bad: creation![
            NOWHERE,
            ("E_OS", &[("options", "SEGMENT(dir, \"/dev/null\")")]),
            ("E_EXISTS", &[("name", "\"segment\"")]),
            ("E_EXISTS", &[("name", "\"fifo\"")]),
            ("E_EXISTS", &[("name", "\"directory\"")]),
            ("E_EXISTS", &[("name", "\"dangling\"")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_segment_open",
        good: &[("name", "\"segment\"")],
        bad: &[
            NOWHERE,
            ("E_NOT_FOUND", &[("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_segment_open_or_create",
        good: &[("name", "\"new\"")],
        bad: creation![NOWHERE],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_segment_open_read_only",
        good: &[("name", "\"segment\"")],
        bad: &[
            NOWHERE,
            ("E_NOT_FOUND", &[("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_segment_create_private", bad: creation![], ..EMPTY },
    Row {
        function: "wrtmem_segment_create_in",
        good: &[("memory", "memory"), ("length", "64 * PAGE")],
        bad: &[
            ("E_INVALID", &[("memory", "NULL")]),
            ("E_INVALID", &[("memory", "(char *)memory + 8")]),
            ("E_INVALID", &[("memory", "(char *)memory + 32")]),
            ("E_INVALID", &[("length", "0")]),
            ("E_INVALID", &[("length", "PAGE")]),
            ("E_INVALID", &[("length", "SIZE_MAX")]),
            ("E_INVALID", &[("length", "SIZE_MAX - 4095")]),
            ("E_INVALID", &[("length", "(size_t)INT64_MAX + 1")]),
            ("E_INVALID", &[("options", "SEGMENT(slots, 65536)")]),
            ("E_INVALID", &[("options", "SEGMENT(slots, 65535)")]), // more than the memory has
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_segment_close", ..EMPTY },
    Row {
        function: "wrtmem_segment_unlink",
        good: &[("name", "\"segment\"")],
        bad: &[
            NOWHERE,
            ("E_NOT_FOUND", &[("name", "\"absent\"")]),
            ("E_OS", &[("name", "\"directory\"")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_segment_recover", ..EMPTY },
    Row { function: "wrtmem_segment_watch", ..EMPTY },
    Row { function: "wrtmem_segment_watched", ..EMPTY },
    Row { function: "wrtmem_segment_info", ..EMPTY },
    Row {
        function: "wrtmem_segment_participant",
        good: &[("row", "0")],
        bad: &[
            ("E_NOT_FOUND", &[("row", "3")]),
            ("E_INVALID", &[("row", "4")]),
            ("E_INVALID", &[("row", "UINT32_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_segment_verify",
        good: &[("report", "NULL"), ("user", "NULL")],
        any: &["report", "user"],
        ..EMPTY
    },
    Row { function: "wrtmem_slot_open", ..EMPTY },
    Row { function: "wrtmem_slot_close", ..EMPTY },
    Row {
        function: "wrtmem_object_info",
        good: &[("row", "0")],
        bad: &[
            ("E_NOT_FOUND", &[("row", "OBJECTS - 1")]),
            ("E_INVALID", &[("row", "OBJECTS")]),
            ("E_INVALID", &[("row", "UINT32_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_object_remove",
        good: &[("name", "\"bytes\"")],
        bad: &[("E_NOT_FOUND", &[("name", "\"absent\"")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_bytes_create",
        good: &[("name", "\"new\""), ("size", "64")],
        bad: &[
            ("E_EXISTS", &[("name", "\"bytes\"")]),
            ("E_EXISTS", &[("name", "\"ring\"")]),
            ("E_INVALID", &[("size", "0")]),
            ("E_INVALID", &[("size", "UINT64_MAX")]),
            ("E_INVALID", &[("size", "(uint64_t)INT64_MAX + 1")]),
            ("E_NO_SPACE", &[("size", "INT64_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_bytes_open_or_create",
        good: &[("name", "\"new\""), ("size", "64")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"ring\"")]),
            ("E_MISMATCH", &[("size", "65"), ("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("size", "0"), ("name", "\"bytes\"")]),
            ("E_INVALID", &[("size", "0")]),
            ("E_INVALID", &[("size", "UINT64_MAX")]),
            ("E_NO_SPACE", &[("size", "INT64_MAX")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_bytes_open",
        good: &[("name", "\"bytes\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"ring\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
            ("E_NAME", &[("deadline", "WRTMEM_FOREVER"), ("name", "\".\"")]),
            ("E_NOT_FOUND", &[("segment", "at.observer"), ("name", "\"absent\"")]),
            ("E_MISMATCH", &[("segment", "at.observer"), ("name", "\"ring\"")]),
            ("E_NAME", &[("segment", "at.observer"), ("name", "\".\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_bytes_data", ..EMPTY },
    Row { function: "wrtmem_bytes_close", ..EMPTY },
    Row {
        function: "wrtmem_pages_allocate",
        good: &[("bytes", "PAGE")],
        bad: &[
            ("E_INVALID", &[("bytes", "0")]),
            ("E_NO_SPACE", &[("bytes", "pages_end")]),
            ("E_NO_SPACE", &[("bytes", "UINT64_MAX")]),
            ("E_NO_SPACE", &[("bytes", "UINT64_MAX - 4095")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_pages_free",
        good: &[("offset", "pages")],
        bad: &[
            ("E_INVALID", &[("offset", "0")]),
            ("E_INVALID", &[("offset", "PAGE")]),
            ("E_INVALID", &[("offset", "pages + 1")]),
            ("E_INVALID", &[("offset", "pages + PAGE")]),
            ("E_INVALID", &[("offset", "pages_end")]),
            ("E_INVALID", &[("offset", "UINT64_MAX")]),
            ("E_INVALID", &[("offset", "UINT64_MAX - 4095")]),
            ("E_STATE", &[("offset", "free_page")]),
            ("E_STATE", &[("offset", "object_page")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_pointer",
        good: &[("offset", "pages"), ("bytes", "PAGE")],
        bad: &[
            ("E_INVALID", &[("offset", "0")]),
            ("E_INVALID", &[("offset", "PAGE")]),
            ("E_INVALID", &[("offset", "pages_end")]),
            ("E_INVALID", &[("offset", "pages_end - 1"), ("bytes", "2")]),
            ("E_INVALID", &[("offset", "UINT64_MAX")]),
            ("E_INVALID", &[("offset", "UINT64_MAX"), ("bytes", "0")]),
            ("E_INVALID", &[("offset", "UINT64_MAX"), ("bytes", "1")]),
            ("E_INVALID", &[("offset", "UINT64_MAX"), ("bytes", "UINT64_MAX")]),
            ("E_INVALID", &[("offset", "UINT64_MAX - PAGE + 1"), ("bytes", "PAGE")]),
            ("E_INVALID", &[("bytes", "pages_end")]),
            ("E_INVALID", &[("bytes", "UINT64_MAX")]),
            ("E_INVALID", &[("bytes", "UINT64_MAX - pages + 1")]),
            ("E_INVALID", &[("bytes", "UINT64_MAX - pages + 2")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_offset",
        good: &[("pointer", "mapped")],
        bad: &[
            ("E_INVALID", &[("pointer", "NULL")]),
            ("E_INVALID", &[("pointer", "&out")]),
            ("E_INVALID", &[("pointer", "(void *)UINTPTR_MAX")]),
            ("E_INVALID", &[("pointer", "(char *)mapped - pages")]),
            ("E_INVALID", &[("pointer", "(char *)mapped - pages + pages_end")]),
        ],
        ..EMPTY
    },
];

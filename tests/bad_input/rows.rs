//! What can be wrong with the arguments whose types do not tell: the table.

/// A function, and what is not derived from its arguments' types.
pub(crate) struct Row {
    pub(crate) function: &'static str,
    /// Values with which a call would be in order, where the type does not tell.
    pub(crate) good: &'static [(&'static str, &'static str)],
    /// Answers to bad values, listed under the first argument that each changes.
    pub(crate) bad: &'static [(&'static str, &'static [(&'static str, &'static str)])],
    /// Arguments of which every value is in order.
    pub(crate) any: &'static [&'static str],
    /// For functions without a status: what holds for strange arguments.
    pub(crate) checks: &'static [&'static str],
    /// It works through a read-only segment though it takes the handle as not const.
    pub(crate) observer_may: bool,
}

const EMPTY: Row =
    Row { function: "", good: &[], bad: &[], any: &[], checks: &[], observer_may: false };

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

type BadValues = (&'static str, &'static [(&'static str, &'static str)]);

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

/// Options that no region or cell can have.
macro_rules! verified {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "NULL")]),
            ("E_INVALID", &[("options", "VERIFIED(bytes, 0)")]),
            ("E_INVALID", &[("options", "VERIFIED(bytes, UINT64_MAX)")]),
            ("E_INVALID", &[("options", "VERIFIED(level, -1)")]),
            ("E_INVALID", &[("options", "VERIFIED(level, 7)")]),
            ("E_INVALID", &[("options", "VERIFIED(level, WRTMEM_LEVEL_SAMPLING)")]),
            ("E_INVALID", &[("options", "VERIFIED(interval, 1)")]),
            $($more),*
        ]
    };
}

const NOWHERE: BadValues = ("E_NOT_FOUND", &[("options", "SEGMENT(dir, \"/nonexistent\")")]);

/// Parameters that no ring can have.
macro_rules! ring {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "MESSAGE(lanes, 1024)")]),
            ("E_INVALID", &[("options", "MESSAGE(lanes, UINT32_MAX)")]),
            ("E_INVALID", &[("options", "MESSAGE(lane_bytes, 1)")]),
            ("E_INVALID", &[("options", "MESSAGE(lane_bytes, 2048)")]),
            ("E_INVALID", &[("options", "MESSAGE(lane_bytes, 4097)")]),
            ("E_INVALID", &[("options", "MESSAGE(lane_bytes, UINT64_C(1) << 31)")]),
            ("E_INVALID", &[("options", "MESSAGE(lane_bytes, UINT64_MAX)")]),
            ("E_NO_SPACE", &[("options", "MESSAGE(lane_bytes, 1 << 30)")]),
            $($more),*
        ]
    };
}

/// Options that no metric with rows can have.
macro_rules! metric {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "METRIC(rows, 65536)")]),
            ("E_INVALID", &[("options", "METRIC(rows, UINT32_MAX)")]),
            ("E_INVALID", &[("options", "METRIC(label, TOO_LONG_OBJECT)")]),
            ("E_INVALID", &[("options", "METRIC(unit, TOO_LONG_OBJECT)")]),
            ("E_INVALID", &[("options", "METRIC(help, TOO_LONG_SEGMENT)")]),
            ("E_NAME", &[("options", "METRIC(label, \"\\xff\")")]),
            $($more),*
        ]
    };
}

/// Parameters that no synced memory can have.
macro_rules! synced {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "SYNCED(rows, 65)")]),
            ("E_INVALID", &[("options", "SYNCED(rows, UINT32_MAX)")]),
            ("E_INVALID", &[("options", "SYNCED(founders, 3)")]),
            ("E_INVALID", &[("options", "SYNCED(flags, 8)")]),
            ("E_INVALID", &[("options", "SYNCED(bytes, (1 << 30) + 1)")]),
            ("E_INVALID", &[("options", "SYNCED(bytes, UINT64_MAX)")]),
            $($more),*
        ]
    };
}

/// Parameters that no ring of elements can have.
macro_rules! spsc {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "NULL")]),
            ("E_INVALID", &[("options", "SPSC(capacity, 3)")]),
            ("E_INVALID", &[("options", "SPSC(capacity, UINT64_C(1) << 32)")]),
            ("E_INVALID", &[("options", "SPSC(capacity, UINT64_MAX)")]),
            ("E_INVALID", &[("options", "SPSC(element, 0)")]),
            ("E_INVALID", &[("options", "SPSC(element, (1 << 24) + 1)")]),
            ("E_INVALID", &[("options", "SPSC(element, UINT32_MAX)")]),
            ("E_NO_SPACE", &[("options", "SPSC(capacity, 1 << 20)")]),
            $($more),*
        ]
    };
}

/// In the order of the header.
pub(crate) const ROWS: &[Row] = &[
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
    Row {
        function: "wrtmem_message_create",
        good: &[("name", "\"new\"")],
        bad: ring![("E_EXISTS", &[("name", "\"ring\"")]), ("E_EXISTS", &[("name", "\"bytes\"")]),],
        ..EMPTY
    },
    Row {
        function: "wrtmem_message_open_or_create",
        good: &[("name", "\"new\"")],
        bad: ring![
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("options", "MESSAGE(lanes, 3)"), ("name", "\"ring\"")]),
            ("E_MISMATCH", &[("options", "MESSAGE(lane_bytes, 8192)"), ("name", "\"ring\"")]),
            ("E_INVALID", &[("options", "MESSAGE(lanes, 1024)"), ("name", "\"ring\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_message_open",
        good: &[("name", "\"ring\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
            ("E_NAME", &[("deadline", "WRTMEM_FOREVER"), ("name", "\".\"")]),
            ("E_MISMATCH", &[("segment", "at.observer"), ("name", "\"bytes\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_message_close", ..EMPTY },
    Row { function: "wrtmem_message_info", ..EMPTY },
    Row {
        function: "wrtmem_message_lane_info",
        good: &[("lane", "0")],
        bad: &[
            ("E_INVALID", &[("lane", "LANES")]),
            ("E_INVALID", &[("lane", "INT32_MAX")]),
            ("E_INVALID", &[("lane", "UINT32_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_sender_open",
        good: &[("lane", "1")],
        bad: &[
            ("E_BUSY", &[("lane", "0")]),
            ("E_INVALID", &[("lane", "LANES")]),
            ("E_INVALID", &[("lane", "INT32_MAX")]),
            ("E_INVALID", &[("lane", "-2")]),
            ("E_INVALID", &[("lane", "INT32_MIN")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_sender_send",
        good: &[("data", "message.bytes"), ("length", "1")],
        bad: SEND,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_sender_try_send",
        good: &[("data", "message.bytes"), ("length", "1")],
        bad: SEND,
        ..EMPTY
    },
    Row { function: "wrtmem_sender_close", ..EMPTY },
    Row { function: "wrtmem_receiver_open", bad: &[("E_BUSY", &[("ring", "at.ring")])], ..EMPTY },
    Row {
        function: "wrtmem_receiver_receive",
        good: &[("buffer", "message.bytes"), ("capacity", "PAGE")],
        bad: &[
            ("E_INVALID", &[("buffer", "NULL")]),
            ("E_INVALID", &[("buffer", "NULL"), ("capacity", "SIZE_MAX")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
            ("E_INVALID", &[("capacity", "(size_t)INT64_MAX + 1")]),
            ("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]),
            ("E_TIMEOUT", &[("deadline", "1")]),
            ("E_TIMEOUT", &[("deadline", "WRTMEM_POLL"), ("buffer", "NULL"), ("capacity", "0")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_receiver_try_receive",
        good: &[("buffer", "message.bytes"), ("capacity", "PAGE")],
        bad: &[
            ("E_INVALID", &[("buffer", "NULL")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
            ("E_INVALID", &[("capacity", "(size_t)INT64_MAX + 1")]),
            ("E_EMPTY", &[("capacity", "0")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_receiver_close", ..EMPTY },
    Row {
        function: "wrtmem_metric_info",
        good: &[("name", "\"counter\"")],
        bad: &[
            ("E_NOT_FOUND", &[("name", "\"absent\"")]),
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_openmetrics",
        good: &[("stalled_after", "0"), ("buffer", "message.bytes"), ("capacity", "PAGE")],
        bad: &[("E_INVALID", &[("buffer", "NULL")])],
        any: &["stalled_after", "capacity"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_counter_open_or_create",
        good: &[("name", "\"new\"")],
        bad: metric![
            ("E_MISMATCH", &[("name", "\"flag\"")]),
            ("E_MISMATCH", &[("name", "\"counter\"")]),
            ("E_INVALID", &[("options", "METRIC(mode, 2)")]),
            ("E_INVALID", &[("options", "METRIC(mode, INT32_MIN)")]),
            ("E_INVALID", &[("slot", "at.foreign_slot")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_counter_open",
        good: &[("name", "\"counter\"")],
        bad: OPEN,
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_counter_close", ..EMPTY },
    Row { function: "wrtmem_counter_add", good: &[("n", "1")], any: &["n"], ..EMPTY },
    Row {
        function: "wrtmem_counter_ticket",
        good: &[("counter", "at.single"), ("n", "1")],
        bad: &[("E_UNSUPPORTED", &[("counter", "at.counter")])],
        any: &["n"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_counter_compare_and_swap",
        good: &[("counter", "at.single"), ("current", "0"), ("desired", "0")],
        bad: &[("E_UNSUPPORTED", &[("counter", "at.counter")])],
        any: &["current", "desired"],
        ..EMPTY
    },
    Row { function: "wrtmem_counter_get", ..EMPTY },
    Row {
        function: "wrtmem_counter_row",
        good: &[("layout", "WRTMEM_INLINE_COUNTER")],
        bad: LAYOUT,
        ..EMPTY
    },
    Row {
        function: "wrtmem_flag_open_or_create",
        good: &[("name", "\"new\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"counter\"")]),
            ("E_INVALID", &[("options", "METRIC(rows, 1)")]),
            ("E_INVALID", &[("options", "METRIC(mode, 1)")]),
            ("E_INVALID", &[("options", "METRIC(label, TOO_LONG_OBJECT)")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_flag_open",
        good: &[("name", "\"flag\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_flag_close", ..EMPTY },
    Row {
        function: "wrtmem_flag_swap",
        good: &[("value", "true")],
        any: &["value", "before"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_flag_compare_and_swap",
        good: &[("current", "true"), ("desired", "false")],
        any: &["current", "desired", "swapped"],
        ..EMPTY
    },
    Row { function: "wrtmem_flag_get", ..EMPTY },
    Row {
        function: "wrtmem_flag_wait",
        good: &[("value", "true")],
        bad: &[("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]), ("E_TIMEOUT", &[("deadline", "1")])],
        any: &["value"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_flag_wait_change",
        good: &[("seen", "before.changes")],
        bad: &[("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]), ("E_TIMEOUT", &[("deadline", "1")])],
        any: &["seen"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_stats_open_or_create",
        good: &[("name", "\"new\"")],
        bad: metric![
            ("E_MISMATCH", &[("name", "\"flag\"")]),
            ("E_MISMATCH", &[("name", "\"stats\"")]),
            ("E_INVALID", &[("options", "METRIC(mode, 2)")]),
            ("E_INVALID", &[("options", "METRIC(mode, INT32_MIN)")]),
            ("E_INVALID", &[("slot", "at.foreign_slot")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_stats_open",
        good: &[("name", "\"stats\"")],
        bad: OPEN,
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_stats_close", ..EMPTY },
    Row {
        function: "wrtmem_stats_record",
        good: &[("value", "1")],
        bad: &[("E_INVALID", &[("stats", "at.floats")])],
        any: &["value"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_stats_record_double",
        good: &[("stats", "at.floats"), ("value", "1")],
        bad: &[
            ("E_INVALID", &[("stats", "at.stats")]),
            ("E_INVALID", &[("value", "NAN")]),
            ("E_INVALID", &[("value", "INFINITY")]),
            ("E_INVALID", &[("value", "-INFINITY")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_stats_summary", ..EMPTY },
    Row {
        function: "wrtmem_stats_row",
        good: &[("layout", "WRTMEM_INLINE_STATS")],
        bad: &[
            ("E_INVALID", &[("stats", "at.floats")]),
            ("E_LAYOUT", &[("layout", "0")]),
            ("E_LAYOUT", &[("layout", "UINT64_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_histogram_open_or_create",
        good: &[("name", "\"new\"")],
        bad: metric![
            ("E_MISMATCH", &[("name", "\"flag\"")]),
            ("E_MISMATCH", &[("name", "\"histogram\"")]),
            ("E_INVALID", &[("options", "METRIC(mode, 1)")]),
            ("E_INVALID", &[("slot", "at.foreign_slot")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_histogram_open",
        good: &[("name", "\"histogram\"")],
        bad: OPEN,
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_histogram_close", ..EMPTY },
    Row { function: "wrtmem_histogram_record", good: &[("value", "1")], any: &["value"], ..EMPTY },
    Row { function: "wrtmem_histogram_info", ..EMPTY },
    Row {
        function: "wrtmem_histogram_percentiles",
        good: &[("percents", "percents"), ("length", "2")],
        bad: &[
            ("E_INVALID", &[("percents", "NULL")]),
            ("E_INVALID", &[("percents", "ODD(const double *)")]),
            ("E_INVALID", &[("length", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_histogram_buckets",
        good: &[("buckets", "NULL"), ("capacity", "0")],
        bad: &[
            ("E_INVALID", &[("buckets", "ODD(wrtmem_bucket_t *)"), ("capacity", "1")]),
            ("E_INVALID", &[("capacity", "1")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_histogram_row",
        good: &[("layout", "WRTMEM_INLINE_HISTOGRAM")],
        bad: LAYOUT,
        ..EMPTY
    },
    Row {
        function: "wrtmem_progress_open_or_create",
        good: &[("name", "\"new\"")],
        bad: metric![
            ("E_MISMATCH", &[("name", "\"flag\"")]),
            ("E_MISMATCH", &[("name", "\"progress\"")]),
            ("E_INVALID", &[("options", "METRIC(mode, 1)")]),
            ("E_INVALID", &[("slot", "at.foreign_slot")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_progress_open",
        good: &[("name", "\"progress\"")],
        bad: OPEN,
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_progress_close", ..EMPTY },
    Row { function: "wrtmem_progress_advance", good: &[("n", "1")], any: &["n"], ..EMPTY },
    Row {
        function: "wrtmem_progress_set_total",
        good: &[("total", "1")],
        any: &["total"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_progress_set_state",
        good: &[("state", "0")],
        bad: &[
            ("E_INVALID", &[("state", "3")]),
            ("E_INVALID", &[("state", "-1")]),
            ("E_INVALID", &[("state", "INT32_MIN")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_progress_info", ..EMPTY },
    Row {
        function: "wrtmem_progress_workers",
        good: &[("stalled_after", "0"), ("workers", "NULL"), ("capacity", "0")],
        bad: &[
            ("E_INVALID", &[("workers", "ODD(wrtmem_worker_t *)"), ("capacity", "1")]),
            ("E_INVALID", &[("capacity", "1")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
        ],
        any: &["stalled_after"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_synced_create",
        good: &[("name", "\"new\"")],
        bad: synced![
            ("E_EXISTS", &[("name", "\"synced\"")]),
            ("E_EXISTS", &[("name", "\"bytes\"")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_synced_open_or_create",
        good: &[("name", "\"new\"")],
        bad: synced![
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("options", "SYNCED(rows, 3)"), ("name", "\"synced\"")]),
            ("E_MISMATCH", &[("options", "SYNCED(founders, 1)"), ("name", "\"synced\"")]),
            ("E_MISMATCH", &[("options", "SYNCED(flags, 1)"), ("name", "\"synced\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_synced_open",
        good: &[("name", "\"synced\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_synced_close", ..EMPTY },
    Row { function: "wrtmem_synced_info", ..EMPTY },
    Row { function: "wrtmem_synced_row_info", good: &[("row", "0")], bad: NO_ROW, ..EMPTY },
    Row {
        function: "wrtmem_synced_read_latest",
        good: &[("row", "0"), ("buffer", "message.bytes"), ("capacity", "PAGE")],
        bad: &[
            ("E_INVALID", &[("row", "ROWS")]),
            ("E_INVALID", &[("row", "UINT32_MAX")]),
            ("E_EMPTY", &[("row", "1")]),
            ("E_INVALID", &[("buffer", "NULL")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
            ("E_INVALID", &[("capacity", "(size_t)INT64_MAX + 1")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_synced_evict",
        good: &[("row", "0"), ("generation", "1")],
        bad: &[
            ("E_INVALID", &[("row", "ROWS")]),
            ("E_INVALID", &[("row", "UINT32_MAX")]),
            ("E_NOT_FOUND", &[("generation", "0")]),
            ("E_NOT_FOUND", &[("generation", "2")]),
            ("E_NOT_FOUND", &[("generation", "UINT64_MAX")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_synced_end", ..EMPTY },
    Row {
        function: "wrtmem_member_join",
        good: &[("row", "1")],
        bad: &[
            ("E_BUSY", &[("row", "0")]),
            ("E_INVALID", &[("row", "ROWS")]),
            ("E_INVALID", &[("row", "-2")]),
            ("E_INVALID", &[("row", "INT32_MIN")]),
            ("E_INVALID", &[("row", "INT32_MAX")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_member_close", ..EMPTY },
    Row { function: "wrtmem_member_place", ..EMPTY },
    Row {
        function: "wrtmem_member_sync",
        good: &[("data", "message.bytes"), ("length", "1")],
        bad: &[
            ("E_INVALID", &[("data", "NULL")]),
            ("E_INVALID", &[("data", "NULL"), ("length", "SIZE_MAX")]),
            ("E_INVALID", &[("length", "SIZE_MAX")]),
            ("E_TOO_LARGE", &[("length", "65")]),
            ("E_TOO_LARGE", &[("length", "sizeof message.bytes")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_member_buffer", ..EMPTY },
    Row {
        function: "wrtmem_member_arrive",
        good: &[("length", "1")],
        bad: &[("E_TOO_LARGE", &[("length", "65")]), ("E_TOO_LARGE", &[("length", "SIZE_MAX")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_member_wait",
        bad: &[
            ("E_STATE", &[("deadline", "WRTMEM_POLL")]),
            ("E_STATE", &[("deadline", "WRTMEM_FOREVER")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_member_missing", ..EMPTY },
    Row { function: "wrtmem_member_rows", ..EMPTY },
    Row {
        function: "wrtmem_member_part",
        good: &[("row", "0"), ("data", "&out.part")],
        bad: &[("E_STATE", &[("row", "0")]), ("E_INVALID", &[("data", "NULL")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_member_read",
        good: &[("row", "0"), ("buffer", "message.bytes"), ("capacity", "PAGE")],
        bad: &[
            ("E_STATE", &[("row", "0")]),
            ("E_INVALID", &[("buffer", "NULL")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_member_valid", ..EMPTY },
    Row { function: "wrtmem_heap_open", ..EMPTY },
    Row { function: "wrtmem_heap_close", ..EMPTY },
    Row { function: "wrtmem_heap_alloc", good: &[("bytes", "64")], bad: ALLOC, ..EMPTY },
    Row {
        function: "wrtmem_heap_alloc_aligned",
        good: &[("bytes", "64"), ("alignment", "64")],
        bad: &[
            ("E_INVALID", &[("bytes", "0")]),
            ("E_NO_SPACE", &[("bytes", "UINT64_MAX")]),
            ("E_INVALID", &[("alignment", "0")]),
            ("E_INVALID", &[("alignment", "48")]),
            ("E_INVALID", &[("alignment", "2 * PAGE")]),
            ("E_INVALID", &[("alignment", "UINT64_MAX")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_heap_alloc_zeroed", good: &[("bytes", "64")], bad: ALLOC, ..EMPTY },
    Row {
        function: "wrtmem_heap_realloc",
        good: &[("old", "block"), ("bytes", "64")],
        bad: &[
            ("E_INVALID", &[("old", "0")]),
            ("E_INVALID", &[("old", "UINT64_MAX")]),
            ("E_INVALID", &[("old", "block + 1")]),
            ("E_STATE", &[("old", "block ^ UINT64_C(1) << 43")]),
            ("E_INVALID", &[("bytes", "0")]),
            ("E_NO_SPACE", &[("bytes", "pages_end")]),
            ("E_NO_SPACE", &[("bytes", "UINT64_MAX")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_heap_ack", good: &[("reference", "block")], bad: REFERENCE, ..EMPTY },
    Row {
        function: "wrtmem_heap_free",
        good: &[("pointer", "block_at")],
        bad: &[
            ("E_INVALID", &[("pointer", "NULL")]),
            ("E_INVALID", &[("pointer", "&out")]),
            ("E_INVALID", &[("pointer", "(void *)UINTPTR_MAX")]),
            ("E_INVALID", &[("pointer", "(char *)block_at + 1")]),
            ("E_INVALID", &[("pointer", "(char *)block_at + 16")]),
            ("E_STATE", &[("pointer", "(char *)block_at + 64")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_heap_coalesce", ..EMPTY },
    Row {
        function: "wrtmem_ref_offset",
        any: &["reference"],
        checks: &["wrtmem_ref_offset(0) == 0", "wrtmem_ref_offset(UINT64_MAX) > pages_end"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_send_block",
        good: &[("reference", "block")],
        bad: REFERENCE,
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_receive_block", any: &["deadline"], ..EMPTY },
    Row {
        function: "wrtmem_arena_walk",
        good: &[("visit", "ignore_part"), ("user", "NULL")],
        bad: &[("E_INVALID", &[("visit", "NULL")])],
        any: &["user"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_arena_query",
        good: &[("offset", "wrtmem_ref_offset(block)")],
        bad: &[
            ("E_INVALID", &[("offset", "0")]),
            ("E_INVALID", &[("offset", "pages + 1")]),
            ("E_INVALID", &[("offset", "pages_end")]),
            ("E_INVALID", &[("offset", "UINT64_MAX")]),
            ("E_STATE", &[("offset", "free_page")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_arena_info", ..EMPTY },
    Row {
        function: "wrtmem_region_create",
        good: &[("name", "\"new\"")],
        bad: verified![
            ("E_EXISTS", &[("name", "\"region\"")]),
            ("E_EXISTS", &[("name", "\"bytes\"")]),
            ("E_INVALID", &[("options", "VERIFIED(block, 32)")]),
            ("E_INVALID", &[("options", "VERIFIED(block, 96)")]),
            ("E_INVALID", &[("options", "VERIFIED(block, 8192)")]),
            ("E_NO_SPACE", &[("options", "VERIFIED(bytes, 1 << 20)")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_region_open_or_create",
        good: &[("name", "\"new\"")],
        bad: verified![
            ("E_MISMATCH", &[("name", "\"cell\"")]),
            ("E_MISMATCH", &[("options", "VERIFIED(block, 64)"), ("name", "\"region\"")]),
            ("E_MISMATCH", &[("options", "VERIFIED(bytes, 65)"), ("name", "\"region\"")]),
            ("E_MISMATCH", &[("options", "VERIFIED(level, 6)"), ("name", "\"region\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_region_open",
        good: &[("name", "\"region\"")],
        bad: VERIFIED_OPEN,
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_region_close", ..EMPTY },
    Row { function: "wrtmem_region_info", ..EMPTY },
    Row {
        function: "wrtmem_region_read",
        good: &[
            ("offset", "0"),
            ("buffer", "message.bytes"),
            ("length", "1"),
            ("level", "WRTMEM_LEVEL_DEFAULT"),
        ],
        bad: &[
            ("E_INVALID", &[("offset", "VALUE")]),
            ("E_INVALID", &[("offset", "UINT64_MAX")]),
            ("E_INVALID", &[("buffer", "NULL")]),
            ("E_INVALID", &[("length", "VALUE + 1")]),
            ("E_INVALID", &[("length", "SIZE_MAX")]),
            ("E_INVALID", &[("level", "-1")]),
            ("E_INVALID", &[("level", "WRTMEM_LEVEL_SAMPLING")]),
            ("E_INVALID", &[("level", "7")]),
            ("E_INVALID", &[("level", "INT32_MIN")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_region_write",
        good: &[("offset", "0"), ("data", "message.bytes"), ("length", "1")],
        bad: &[
            ("E_INVALID", &[("offset", "VALUE")]),
            ("E_INVALID", &[("offset", "UINT64_MAX")]),
            ("E_INVALID", &[("data", "NULL")]),
            ("E_INVALID", &[("length", "VALUE + 1")]),
            ("E_INVALID", &[("length", "SIZE_MAX")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_region_write_all",
        good: &[("parts", "&part"), ("count", "1")],
        bad: &[
            ("E_INVALID", &[("parts", "NULL")]),
            ("E_INVALID", &[("parts", "ODD(const wrtmem_range_t *)")]),
            ("E_INVALID", &[("count", "65537")]),
            ("E_INVALID", &[("count", "SIZE_MAX")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_region_set_level",
        good: &[("level", "WRTMEM_LEVEL_FULL"), ("interval", "0")],
        bad: SET_LEVEL,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_region_checksum",
        good: &[("offset", "0"), ("length", "1")],
        bad: &[
            ("E_INVALID", &[("offset", "VALUE")]),
            ("E_INVALID", &[("offset", "UINT64_MAX")]),
            ("E_INVALID", &[("length", "VALUE + 1")]),
            ("E_INVALID", &[("length", "UINT64_MAX")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_region_verify", ..EMPTY },
    Row { function: "wrtmem_region_scrub", good: &[("bytes", "1")], any: &["bytes"], ..EMPTY },
    Row {
        function: "wrtmem_region_roll_back",
        good: &[("block", "0")],
        bad: &[
            ("E_STATE", &[("block", "0")]),
            ("E_INVALID", &[("block", "1")]),
            ("E_INVALID", &[("block", "UINT32_MAX")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_region_inject_fault",
        good: &[("target", "WRTMEM_FAULT_DATA"), ("block", "0"), ("bit", "0")],
        any: &["target", "block", "bit"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_cell_create",
        good: &[("name", "\"new\"")],
        bad: verified![
            ("E_EXISTS", &[("name", "\"cell\"")]),
            ("E_INVALID", &[("options", "VERIFIED(block, 64)")]),
            ("E_INVALID", &[("options", "VERIFIED(bytes, 4097)")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_cell_open_or_create",
        good: &[("name", "\"new\"")],
        bad: verified![
            ("E_MISMATCH", &[("name", "\"region\"")]),
            ("E_MISMATCH", &[("options", "VERIFIED(bytes, 65)"), ("name", "\"cell\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_cell_open",
        good: &[("name", "\"cell\"")],
        bad: VERIFIED_OPEN,
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_cell_close", ..EMPTY },
    Row { function: "wrtmem_cell_info", ..EMPTY },
    Row {
        function: "wrtmem_cell_read",
        good: &[
            ("buffer", "message.bytes"),
            ("capacity", "PAGE"),
            ("level", "WRTMEM_LEVEL_DEFAULT"),
        ],
        bad: &[
            ("E_INVALID", &[("buffer", "NULL")]),
            ("E_TOO_SMALL", &[("capacity", "4")]),
            ("E_TOO_SMALL", &[("capacity", "0"), ("buffer", "NULL")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
            ("E_INVALID", &[("level", "-1")]),
            ("E_INVALID", &[("level", "WRTMEM_LEVEL_SAMPLING")]),
            ("E_INVALID", &[("level", "7")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_cell_write",
        good: &[("data", "message.bytes"), ("length", "1")],
        bad: &[
            ("E_INVALID", &[("data", "NULL")]),
            ("E_TOO_LARGE", &[("length", "VALUE + 1")]),
            ("E_INVALID", &[("length", "SIZE_MAX")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_cell_set_level",
        good: &[("level", "WRTMEM_LEVEL_FULL"), ("interval", "0")],
        bad: SET_LEVEL,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_cell_roll_back",
        bad: &[("E_STATE", &[("deadline", "WRTMEM_POLL")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_spsc_create",
        good: &[("name", "\"new\"")],
        bad: spsc![("E_EXISTS", &[("name", "\"spsc\"")]), ("E_EXISTS", &[("name", "\"bytes\"")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_spsc_open_or_create",
        good: &[("name", "\"new\"")],
        bad: spsc![
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("options", "SPSC(capacity, 8)"), ("name", "\"spsc\"")]),
            ("E_MISMATCH", &[("options", "SPSC(element, 4)"), ("name", "\"spsc\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_spsc_open",
        good: &[("name", "\"spsc\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_spsc_close", ..EMPTY },
    Row { function: "wrtmem_spsc_info", ..EMPTY },
    Row { function: "wrtmem_producer_open", bad: &[("E_BUSY", &[("ring", "at.spsc")])], ..EMPTY },
    Row { function: "wrtmem_consumer_open", bad: &[("E_BUSY", &[("ring", "at.spsc")])], ..EMPTY },
    Row { function: "wrtmem_producer_close", ..EMPTY },
    Row { function: "wrtmem_consumer_close", ..EMPTY },
    Row {
        function: "wrtmem_producer_push",
        good: ELEMENT,
        bad: NO_ELEMENT,
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_producer_try_push", good: ELEMENT, bad: NO_ELEMENT, ..EMPTY },
    Row {
        function: "wrtmem_producer_push_or_drop",
        good: ELEMENT,
        bad: NO_ELEMENT,
        any: &["pushed"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_producer_push_n",
        good: ELEMENTS,
        bad: NO_ELEMENTS,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_producer_reserve",
        good: &[("count", "1")],
        bad: &[("E_INVALID", &[("count", "0")])],
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_producer_commit", good: NOTHING, bad: TOO_MANY, ..EMPTY },
    Row {
        function: "wrtmem_consumer_pop",
        good: ELEMENT,
        bad: &[
            ("E_INVALID", &[("element", "NULL")]),
            ("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]),
            ("E_TIMEOUT", &[("deadline", "1")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_consumer_try_pop",
        good: ELEMENT,
        bad: &[("E_INVALID", &[("element", "NULL")]), ("E_EMPTY", &[("element", "message.bytes")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_consumer_pop_n",
        good: ELEMENTS,
        bad: NO_ELEMENTS,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_consumer_peek",
        good: &[("count", "1")],
        bad: &[
            ("E_INVALID", &[("count", "0")]),
            ("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]),
            ("E_TIMEOUT", &[("deadline", "1")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_consumer_release", good: NOTHING, bad: TOO_MANY, ..EMPTY },
    Row {
        function: "wrtmem_producer_inline",
        good: &[("hash", "0")],
        bad: &[("E_LAYOUT", &[("hash", "0")]), ("E_LAYOUT", &[("hash", "UINT32_MAX")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_consumer_inline",
        good: &[("hash", "0")],
        bad: &[("E_LAYOUT", &[("hash", "0")]), ("E_LAYOUT", &[("hash", "UINT32_MAX")])],
        ..EMPTY
    },
    Row { function: "wrtmem_producer_wake", ..EMPTY },
    Row { function: "wrtmem_consumer_wake", ..EMPTY },
];

const SET_LEVEL: &[BadValues] = &[
    ("E_INVALID", &[("level", "WRTMEM_LEVEL_DEFAULT")]),
    ("E_INVALID", &[("level", "WRTMEM_LEVEL_SAMPLING")]),
    ("E_INVALID", &[("level", "-1")]),
    ("E_INVALID", &[("level", "7")]),
    ("E_INVALID", &[("level", "INT32_MIN")]),
    ("E_INVALID", &[("interval", "1")]),
];

const VERIFIED_OPEN: &[BadValues] = &[
    ("E_MISMATCH", &[("name", "\"bytes\"")]),
    ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
    ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
];

const ELEMENT: &[(&str, &str)] = &[("element", "message.bytes")];
const NO_ELEMENT: &[BadValues] = &[("E_INVALID", &[("element", "NULL")])];
const ELEMENTS: &[(&str, &str)] = &[("elements", "message.bytes"), ("count", "1")];
const NO_ELEMENTS: &[BadValues] = &[
    ("E_INVALID", &[("elements", "NULL")]),
    ("E_INVALID", &[("count", "SIZE_MAX")]),
    ("E_INVALID", &[("count", "SIZE_MAX / 8")]),
    ("E_INVALID", &[("count", "(size_t)INT64_MAX / 8 + 1")]),
];
const NOTHING: &[(&str, &str)] = &[("count", "0")];
const TOO_MANY: &[BadValues] =
    &[("E_INVALID", &[("count", "5")]), ("E_INVALID", &[("count", "SIZE_MAX")])];

const ALLOC: &[BadValues] = &[
    ("E_INVALID", &[("bytes", "0")]),
    ("E_NO_SPACE", &[("bytes", "pages_end")]),
    ("E_NO_SPACE", &[("bytes", "UINT64_MAX")]),
];

/// What names no block that is allocated.
const REFERENCE: &[BadValues] = &[
    ("E_INVALID", &[("reference", "0")]),
    ("E_INVALID", &[("reference", "UINT64_MAX")]),
    ("E_INVALID", &[("reference", "block + 1")]),
    ("E_STATE", &[("reference", "block ^ UINT64_C(1) << 43")]),
    ("E_STATE", &[("reference", "object_page / 16")]),
];

const NO_ROW: &[BadValues] =
    &[("E_INVALID", &[("row", "ROWS")]), ("E_INVALID", &[("row", "UINT32_MAX")])];

const SEND: &[BadValues] = &[
    ("E_INVALID", &[("data", "NULL")]),
    ("E_INVALID", &[("data", "NULL"), ("length", "SIZE_MAX")]),
    ("E_INVALID", &[("length", "SIZE_MAX")]),
    ("E_INVALID", &[("length", "(size_t)INT64_MAX + 1")]),
    ("E_TOO_LARGE", &[("length", "PAGE / 2 - 23")]),
    ("E_TOO_LARGE", &[("length", "sizeof message.bytes")]),
];

const OPEN: &[BadValues] = &[
    ("E_MISMATCH", &[("name", "\"bytes\"")]),
    ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
    ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
    ("E_MISMATCH", &[("segment", "at.observer"), ("name", "\"bytes\"")]),
    ("E_READ_ONLY", &[("segment", "at.observer")]),
    ("E_INVALID", &[("slot", "at.foreign_slot")]),
];

const LAYOUT: &[BadValues] =
    &[("E_LAYOUT", &[("layout", "0")]), ("E_LAYOUT", &[("layout", "UINT64_MAX")])];

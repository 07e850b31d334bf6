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
            ("E_INVALID", &[("parts", "ODD(const wrtmem_part_t *)")]),
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

const SEND: &[BadValues] = &[
    ("E_INVALID", &[("data", "NULL")]),
    ("E_INVALID", &[("data", "NULL"), ("length", "SIZE_MAX")]),
    ("E_INVALID", &[("length", "SIZE_MAX")]),
    ("E_INVALID", &[("length", "(size_t)INT64_MAX + 1")]),
    ("E_TOO_LARGE", &[("length", "PAGE / 2 - 23")]),
    ("E_TOO_LARGE", &[("length", "sizeof message.bytes")]),
];

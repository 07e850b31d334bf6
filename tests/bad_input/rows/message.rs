//! The ring of messages.

use super::*;

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

const SEND: &[BadValues] = &[
    ("E_INVALID", &[("data", "NULL")]),
    ("E_INVALID", &[("data", "NULL"), ("length", "SIZE_MAX")]),
    ("E_INVALID", &[("length", "SIZE_MAX")]),
    ("E_INVALID", &[("length", "(size_t)INT64_MAX + 1")]),
    ("E_TOO_LARGE", &[("length", "PAGE / 2 - 23")]),
    ("E_TOO_LARGE", &[("length", "sizeof message.bytes")]),
];

pub(super) const ROWS: &[Row] = &[
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
];

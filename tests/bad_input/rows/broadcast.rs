//! Broadcast rings.

use super::*;

/// Parameters that no broadcast ring can have.
macro_rules! broadcast {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "NULL")]),
            ("E_INVALID", &[("options", "BROADCAST(capacity, 1)")]),
            ("E_INVALID", &[("options", "BROADCAST(capacity, 3)")]),
            ("E_INVALID", &[("options", "BROADCAST(capacity, 1 << 25)")]),
            ("E_INVALID", &[("options", "BROADCAST(capacity, UINT64_C(1) << 32)")]),
            ("E_INVALID", &[("options", "BROADCAST(capacity, UINT64_MAX)")]),
            ("E_INVALID", &[("options", "BROADCAST(element, 0)")]),
            ("E_INVALID", &[("options", "BROADCAST(element, (1 << 16) + 1)")]),
            ("E_INVALID", &[("options", "BROADCAST(element, UINT32_MAX)")]),
            ("E_NO_SPACE", &[("options", "BROADCAST(capacity, 1 << 20)")]),
            $($more),*
        ]
    };
}

pub(super) const ROWS: &[Row] = &[
    Row {
        function: "wrtmem_broadcast_create",
        good: &[("name", "\"new\"")],
        bad: broadcast![
            ("E_EXISTS", &[("name", "\"broadcast\"")]),
            ("E_EXISTS", &[("name", "\"bytes\"")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_broadcast_open_or_create",
        good: &[("name", "\"new\"")],
        bad: broadcast![
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("options", "BROADCAST(capacity, 8)"), ("name", "\"broadcast\"")]),
            ("E_MISMATCH", &[("options", "BROADCAST(element, 4)"), ("name", "\"broadcast\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_broadcast_open",
        good: &[("name", "\"broadcast\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_broadcast_close", ..EMPTY },
    Row { function: "wrtmem_broadcast_info", ..EMPTY },
    Row {
        function: "wrtmem_broadcast_writer_open",
        bad: &[("E_BUSY", &[("ring", "at.broadcast")])],
        ..EMPTY
    },
    Row { function: "wrtmem_broadcast_writer_close", ..EMPTY },
    Row { function: "wrtmem_broadcast_writer_write", good: ELEMENT, bad: NO_ELEMENT, ..EMPTY },
    Row { function: "wrtmem_broadcast_writer_write_n", good: ELEMENTS, bad: NO_ELEMENTS, ..EMPTY },
    Row {
        function: "wrtmem_broadcast_reader_open",
        good: &[("start", "0")],
        bad: &[
            ("E_INVALID", &[("start", "UINT64_C(1) << 63")]),
            ("E_INVALID", &[("start", "WRTMEM_START_OLDEST - 1")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_broadcast_reader_close", ..EMPTY },
    Row { function: "wrtmem_broadcast_reader_info", ..EMPTY },
    Row {
        function: "wrtmem_broadcast_reader_try_read",
        good: ELEMENT,
        bad: &[
            ("E_INVALID", &[("element", "NULL")]),
            ("E_EMPTY", &[("element", "message.bytes")]),
            ("E_EMPTY", &[("reader", "at.look_broadcast_reader")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_broadcast_reader_read",
        good: ELEMENT,
        bad: &[
            ("E_READ_ONLY", &[("reader", "at.look_broadcast_reader")]),
            ("E_INVALID", &[("element", "NULL")]),
            ("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]),
            ("E_TIMEOUT", &[("deadline", "1")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_broadcast_reader_try_read_n",
        good: ELEMENTS,
        bad: &[
            ("E_INVALID", &[("elements", "NULL")]),
            ("E_EMPTY", &[("elements", "message.bytes")]),
            ("E_INVALID", &[("count", "SIZE_MAX")]),
            ("E_INVALID", &[("count", "SIZE_MAX / 8")]),
            ("E_INVALID", &[("count", "(size_t)INT64_MAX / 8 + 1")]),
        ],
        ..EMPTY
    },
];

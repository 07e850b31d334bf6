//! Messages in one order.

use super::*;

/// Parameters that no ring can have.
macro_rules! ordered {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "ORDERED(senders, 1024)")]),
            ("E_INVALID", &[("options", "ORDERED(senders, UINT32_MAX)")]),
            ("E_INVALID", &[("options", "ORDERED(bytes, 1)")]),
            ("E_INVALID", &[("options", "ORDERED(bytes, 2048)")]),
            ("E_INVALID", &[("options", "ORDERED(bytes, 4097)")]),
            ("E_INVALID", &[("options", "ORDERED(bytes, UINT64_C(1) << 31)")]),
            ("E_INVALID", &[("options", "ORDERED(bytes, UINT64_MAX)")]),
            ("E_NO_SPACE", &[("options", "ORDERED(bytes, 1 << 30)")]),
            $($more),*
        ]
    };
}

const SEND: &[BadValues] = &[
    ("E_INVALID", &[("data", "NULL")]),
    ("E_INVALID", &[("data", "NULL"), ("length", "SIZE_MAX")]),
    ("E_INVALID", &[("length", "SIZE_MAX")]),
    ("E_INVALID", &[("length", "(size_t)INT64_MAX + 1")]),
    ("E_TOO_LARGE", &[("length", "PAGE / 2 - 15")]),
    ("E_TOO_LARGE", &[("length", "sizeof message.bytes")]),
];

pub(super) const ROWS: &[Row] = &[
    Row {
        function: "wrtmem_ordered_create",
        good: &[("name", "\"new\"")],
        bad: ordered![
            ("E_EXISTS", &[("name", "\"ordered\"")]),
            ("E_EXISTS", &[("name", "\"bytes\"")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_ordered_open_or_create",
        good: &[("name", "\"new\"")],
        bad: ordered![
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("name", "\"ring\"")]),
            ("E_MISMATCH", &[("options", "ORDERED(senders, 3)"), ("name", "\"ordered\"")]),
            ("E_MISMATCH", &[("options", "ORDERED(bytes, 8192)"), ("name", "\"ordered\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_ordered_open",
        good: &[("name", "\"ordered\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("name", "\"ring\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_ordered_close", ..EMPTY },
    Row { function: "wrtmem_ordered_info", ..EMPTY },
    Row {
        function: "wrtmem_ordered_sender_open",
        bad: &[("E_NO_SPACE", &[("ring", "at.ordered")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_ordered_sender_send",
        good: &[("data", "message.bytes"), ("length", "1")],
        bad: SEND,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_ordered_sender_try_send",
        good: &[("data", "message.bytes"), ("length", "1")],
        bad: SEND,
        ..EMPTY
    },
    Row { function: "wrtmem_ordered_sender_close", ..EMPTY },
    Row {
        function: "wrtmem_ordered_receiver_open",
        bad: &[("E_BUSY", &[("ring", "at.ordered")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_ordered_receiver_receive",
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
        function: "wrtmem_ordered_receiver_try_receive",
        good: &[("buffer", "message.bytes"), ("capacity", "PAGE")],
        bad: &[
            ("E_INVALID", &[("buffer", "NULL")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
            ("E_INVALID", &[("capacity", "(size_t)INT64_MAX + 1")]),
            ("E_EMPTY", &[("capacity", "0")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_ordered_receiver_close", ..EMPTY },
];

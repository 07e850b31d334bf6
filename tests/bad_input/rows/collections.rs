//! Deques, strings, transactions and scrubbers.

use super::*;

/// Options that no deque can have.
macro_rules! deque {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "NULL")]),
            ("E_INVALID", &[("options", "DEQUE(capacity, 0)")]),
            ("E_INVALID", &[("options", "DEQUE(capacity, UINT64_MAX)")]),
            ("E_INVALID", &[("options", "DEQUE(capacity, UINT64_MAX / 8)")]),
            ("E_INVALID", &[("options", "DEQUE(element, 0)")]),
            ("E_INVALID", &[("options", "DEQUE(block, 32)")]),
            ("E_INVALID", &[("options", "DEQUE(block, 96)")]),
            ("E_INVALID", &[("options", "DEQUE(block, 8192)")]),
            ("E_INVALID", &[("options", "DEQUE(level, -1)")]),
            ("E_INVALID", &[("options", "DEQUE(level, 7)")]),
            ("E_INVALID", &[("options", "DEQUE(level, WRTMEM_LEVEL_SAMPLING)")]),
            ("E_INVALID", &[("options", "DEQUE(interval, 1)")]),
            $($more),*
        ]
    };
}

/// Options that no string can have.
macro_rules! string {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "NULL")]),
            ("E_INVALID", &[("options", "VERIFIED(bytes, 0)")]),
            ("E_INVALID", &[("options", "VERIFIED(bytes, UINT64_MAX)")]),
            ("E_INVALID", &[("options", "VERIFIED(block, 96)")]),
            ("E_INVALID", &[("options", "VERIFIED(level, 7)")]),
            ("E_INVALID", &[("options", "VERIFIED(level, WRTMEM_LEVEL_SAMPLING)")]),
            ("E_INVALID", &[("options", "VERIFIED(interval, 1)")]),
            $($more),*
        ]
    };
}

/// Levels that no call can ask for, after what else can be wrong with it.
macro_rules! levels {
    ($($more:expr),* $(,)?) => {
        &[
            $($more,)*
            ("E_INVALID", &[("level", "-1")]),
            ("E_INVALID", &[("level", "WRTMEM_LEVEL_SAMPLING")]),
            ("E_INVALID", &[("level", "7")]),
            ("E_INVALID", &[("level", "INT32_MIN")]),
        ]
    };
}

/// The deque is full.
const PUSH: &[BadValues] =
    &[("E_INVALID", &[("element", "NULL")]), ("E_FULL", &[("element", "message.bytes")])];

const STRETCH: &[BadValues] = &[
    ("E_INVALID", &[("offset", "VALUE")]),
    ("E_INVALID", &[("offset", "UINT64_MAX")]),
    ("E_INVALID", &[("length", "VALUE + 1")]),
    ("E_INVALID", &[("length", "SIZE_MAX")]),
    ("E_INVALID", &[("buffer", "NULL")]),
    ("E_INVALID", &[("data", "NULL")]),
];

const WRONG_TEXT: &[BadValues] = &[
    ("E_INVALID", &[("text", "NULL")]),
    ("E_INVALID", &[("text", r#""\xff""#)]),
    ("E_NO_SPACE", &[("text", "TOO_LONG_OBJECT")]),
];

pub(super) const ROWS: &[Row] = &[
    Row {
        function: "wrtmem_deque_create",
        good: &[("name", "\"new\"")],
        bad: deque![
            ("E_EXISTS", &[("name", "\"deque\"")]),
            ("E_EXISTS", &[("name", "\"bytes\"")]),
            ("E_NO_SPACE", &[("options", "DEQUE(capacity, 1 << 20)")]),
            ("E_NO_SPACE", &[("options", "DEQUE(element, UINT32_MAX)")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_deque_open_or_create",
        good: &[("name", "\"new\"")],
        bad: deque![
            ("E_MISMATCH", &[("name", "\"cell\"")]),
            ("E_MISMATCH", &[("options", "DEQUE(capacity, 5)"), ("name", "\"deque\"")]),
            ("E_MISMATCH", &[("options", "DEQUE(element, 4)"), ("name", "\"deque\"")]),
            ("E_MISMATCH", &[("options", "DEQUE(block, 64)"), ("name", "\"deque\"")]),
            ("E_MISMATCH", &[("options", "DEQUE(level, 6)"), ("name", "\"deque\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_deque_open",
        good: &[("name", "\"deque\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("name", "\"string\"")]),
            ("E_MISMATCH", &[("name", "\"region\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_deque_close", ..EMPTY },
    Row { function: "wrtmem_deque_info", ..EMPTY },
    Row {
        function: "wrtmem_deque_push_back",
        good: ELEMENT,
        bad: PUSH,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_deque_push_front",
        good: ELEMENT,
        bad: PUSH,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_deque_pop_back",
        good: ELEMENT,
        bad: NO_ELEMENT,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_deque_pop_front",
        good: ELEMENT,
        bad: NO_ELEMENT,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_deque_get",
        good: &[("index", "0"), ("element", "message.bytes"), ("level", "WRTMEM_LEVEL_DEFAULT")],
        bad: levels![
            ("E_INVALID", &[("index", "4")]),
            ("E_INVALID", &[("index", "UINT64_MAX")]),
            ("E_INVALID", &[("element", "NULL")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_deque_set",
        good: &[("index", "0"), ("element", "message.bytes")],
        bad: &[
            ("E_INVALID", &[("index", "4")]),
            ("E_INVALID", &[("index", "UINT64_MAX")]),
            ("E_INVALID", &[("element", "NULL")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_deque_length", ..EMPTY },
    Row {
        function: "wrtmem_deque_copy",
        good: &[("elements", "message.bytes"), ("count", "4"), ("level", "WRTMEM_LEVEL_DEFAULT")],
        bad: levels![
            ("E_INVALID", &[("elements", "NULL")]),
            ("E_TOO_SMALL", &[("count", "3")]),
            ("E_TOO_SMALL", &[("count", "0"), ("elements", "NULL")]),
            ("E_INVALID", &[("count", "SIZE_MAX")]),
            ("E_INVALID", &[("count", "SIZE_MAX / 8")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_deque_extend",
        good: ELEMENTS,
        bad: &[
            ("E_INVALID", &[("elements", "NULL")]),
            ("E_INVALID", &[("count", "SIZE_MAX")]),
            ("E_INVALID", &[("count", "SIZE_MAX / 8")]),
            ("E_NO_SPACE", &[("count", "1")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_deque_clear", any: &["deadline"], ..EMPTY },
    Row { function: "wrtmem_deque_verify", ..EMPTY },
    Row {
        function: "wrtmem_string_create",
        good: &[("name", "\"new\"")],
        bad: string![
            ("E_EXISTS", &[("name", "\"string\"")]),
            ("E_NO_SPACE", &[("options", "VERIFIED(bytes, 1 << 20)")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_string_open_or_create",
        good: &[("name", "\"new\"")],
        bad: string![
            ("E_MISMATCH", &[("name", "\"cell\"")]),
            ("E_MISMATCH", &[("options", "VERIFIED(bytes, 65)"), ("name", "\"string\"")]),
            ("E_MISMATCH", &[("options", "VERIFIED(level, 6)"), ("name", "\"string\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_string_open",
        good: &[("name", "\"string\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("name", "\"deque\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_string_close", ..EMPTY },
    Row {
        function: "wrtmem_string_set",
        good: &[("text", "\"text\"")],
        bad: WRONG_TEXT,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_string_append",
        good: &[("text", "\"text\"")],
        bad: WRONG_TEXT,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_string_read",
        good: &[
            ("buffer", "message.bytes"),
            ("capacity", "PAGE"),
            ("level", "WRTMEM_LEVEL_DEFAULT"),
        ],
        bad: levels![
            ("E_INVALID", &[("buffer", "NULL")]),
            ("E_TOO_SMALL", &[("capacity", "5")]),
            ("E_TOO_SMALL", &[("capacity", "0"), ("buffer", "NULL")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_string_length", ..EMPTY },
    Row { function: "wrtmem_string_verify", ..EMPTY },
    Row {
        function: "wrtmem_region_update",
        good: &[("change", "refuse_change"), ("user", "NULL")],
        bad: &[
            ("E_INVALID", &[("change", "NULL")]),
            ("E_STATE", &[("change", "refuse_change")]),
            ("E_INVALID", &[("change", "answer_nonsense")]),
        ],
        any: &["user", "deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_transaction_read",
        good: &[("offset", "0"), ("buffer", "message.bytes"), ("length", "1")],
        bad: STRETCH,
        ..EMPTY
    },
    Row {
        function: "wrtmem_transaction_write",
        good: &[("offset", "0"), ("data", "message.bytes"), ("length", "1")],
        bad: STRETCH,
        ..EMPTY
    },
    Row {
        function: "wrtmem_scrubber_start",
        good: &[("bytes_per_second", "1")],
        bad: &[("E_INVALID", &[("bytes_per_second", "0")])],
        ..EMPTY
    },
    Row { function: "wrtmem_scrubber_info", ..EMPTY },
    Row { function: "wrtmem_scrubber_close", ..EMPTY },
    Row { function: "wrtmem_cell_checksum", ..EMPTY },
    Row { function: "wrtmem_cell_verify", ..EMPTY },
    Row { function: "wrtmem_cell_scrub", ..EMPTY },
    Row {
        function: "wrtmem_cell_inject_fault",
        good: &[("target", "WRTMEM_FAULT_DATA"), ("bit", "0")],
        any: &["target", "bit"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_operation_record",
        good: &[("operation", "WRTMEM_OPERATION_OTHER"), ("level", "WRTMEM_LEVEL_DEFAULT")],
        bad: &[
            ("E_INVALID", &[("operation", "-1")]),
            ("E_INVALID", &[("operation", "9")]),
            ("E_INVALID", &[("operation", "INT32_MIN")]),
            ("E_INVALID", &[("level", "-1")]),
            ("E_INVALID", &[("level", "7")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_operations_info", ..EMPTY },
];

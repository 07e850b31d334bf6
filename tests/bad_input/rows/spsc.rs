//! Rings of elements between two.

use super::*;

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

pub(super) const ROWS: &[Row] = &[
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

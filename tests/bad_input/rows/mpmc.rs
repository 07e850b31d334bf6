//! Rings of elements among several.

use super::*;

/// Parameters that no ring of elements can have.
macro_rules! mpmc {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "NULL")]),
            ("E_INVALID", &[("options", "MPMC(capacity, 1)")]),
            ("E_INVALID", &[("options", "MPMC(capacity, 3)")]),
            ("E_INVALID", &[("options", "MPMC(capacity, 1 << 25)")]),
            ("E_INVALID", &[("options", "MPMC(capacity, UINT32_MAX)")]),
            ("E_INVALID", &[("options", "MPMC(element, 0)")]),
            ("E_INVALID", &[("options", "MPMC(element, (1 << 16) + 1)")]),
            ("E_INVALID", &[("options", "MPMC(element, UINT32_MAX)")]),
            ("E_INVALID", &[("options", "MPMC(seats, 1024)")]),
            ("E_INVALID", &[("options", "MPMC(seats, UINT32_MAX)")]),
            ("E_NO_SPACE", &[("options", "MPMC(capacity, 1 << 20)")]),
            $($more),*
        ]
    };
}

pub(super) const ROWS: &[Row] = &[
    Row {
        function: "wrtmem_mpmc_create",
        good: &[("name", "\"new\"")],
        bad: mpmc![("E_EXISTS", &[("name", "\"mpmc\"")]), ("E_EXISTS", &[("name", "\"bytes\"")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_mpmc_open_or_create",
        good: &[("name", "\"new\"")],
        bad: mpmc![
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("name", "\"spsc\"")]),
            ("E_MISMATCH", &[("options", "MPMC(capacity, 8)"), ("name", "\"mpmc\"")]),
            ("E_MISMATCH", &[("options", "MPMC(element, 4)"), ("name", "\"mpmc\"")]),
            ("E_MISMATCH", &[("options", "MPMC(seats, 2)"), ("name", "\"mpmc\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_mpmc_open",
        good: &[("name", "\"mpmc\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("name", "\"spsc\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_mpmc_close", ..EMPTY },
    Row { function: "wrtmem_mpmc_info", ..EMPTY },
    Row {
        function: "wrtmem_mpmc_producer_open",
        bad: &[("E_NO_SPACE", &[("ring", "at.mpmc")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_mpmc_consumer_open",
        bad: &[("E_NO_SPACE", &[("ring", "at.mpmc")])],
        ..EMPTY
    },
    Row { function: "wrtmem_mpmc_producer_close", ..EMPTY },
    Row { function: "wrtmem_mpmc_consumer_close", ..EMPTY },
    Row {
        function: "wrtmem_mpmc_producer_push",
        good: ELEMENT,
        bad: NO_ELEMENT,
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_mpmc_producer_try_push", good: ELEMENT, bad: NO_ELEMENT, ..EMPTY },
    Row {
        function: "wrtmem_mpmc_producer_push_n",
        good: ELEMENTS,
        bad: NO_ELEMENTS,
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_mpmc_consumer_pop",
        good: ELEMENT,
        bad: &[
            ("E_INVALID", &[("element", "NULL")]),
            ("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]),
            ("E_TIMEOUT", &[("deadline", "1")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_mpmc_consumer_try_pop",
        good: ELEMENT,
        bad: &[("E_INVALID", &[("element", "NULL")]), ("E_EMPTY", &[("element", "message.bytes")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_mpmc_consumer_pop_n",
        good: ELEMENTS,
        bad: NO_ELEMENTS,
        any: &["deadline"],
        ..EMPTY
    },
];

//! Sets of ends to wait for. The one that is open has the consumer, with token 1, and is not
//! ready.

use super::*;

pub(super) const ROWS: &[Row] = &[
    Row { function: "wrtmem_waitset_create", ..EMPTY },
    Row {
        function: "wrtmem_waitset_add_receiver",
        good: &[("token", "2")],
        bad: &[("E_EXISTS", &[("token", "1")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_waitset_add_consumer",
        good: &[("token", "2")],
        bad: &[("E_EXISTS", &[("token", "1")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_waitset_add_mailbox_reader",
        good: &[("token", "2")],
        bad: &[
            ("E_EXISTS", &[("token", "1")]),
            ("E_READ_ONLY", &[("reader", "at.look_mailbox_reader"), ("token", "2")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_waitset_add_broadcast_reader",
        good: &[("token", "2")],
        bad: &[
            ("E_EXISTS", &[("token", "1")]),
            ("E_READ_ONLY", &[("reader", "at.look_broadcast_reader"), ("token", "2")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_waitset_add_mpmc_consumer",
        good: &[("token", "2")],
        bad: &[("E_EXISTS", &[("token", "1")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_waitset_add_ordered_receiver",
        good: &[("token", "2")],
        bad: &[("E_EXISTS", &[("token", "1")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_waitset_remove",
        good: &[("token", "1")],
        bad: &[("E_NOT_FOUND", &[("token", "2")]), ("E_NOT_FOUND", &[("token", "UINT64_MAX")])],
        ..EMPTY
    },
    Row {
        function: "wrtmem_waitset_wait",
        good: &[("capacity", "1")],
        bad: &[
            ("E_INVALID", &[("capacity", "0")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
            ("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]),
            ("E_TIMEOUT", &[("deadline", "1")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_waitset_fd", ..EMPTY },
    Row { function: "wrtmem_waitset_close", ..EMPTY },
];

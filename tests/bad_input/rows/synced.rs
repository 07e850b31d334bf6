//! Synced memory.

use super::*;

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

const NO_ROW: &[BadValues] =
    &[("E_INVALID", &[("row", "ROWS")]), ("E_INVALID", &[("row", "UINT32_MAX")])];

pub(super) const ROWS: &[Row] = &[
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
];

//! Regions and cells.

use super::*;

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

const SET_LEVEL: &[BadValues] = &[
    ("E_INVALID", &[("level", "WRTMEM_LEVEL_DEFAULT")]),
    ("E_INVALID", &[("level", "WRTMEM_LEVEL_SAMPLING")]),
    ("E_INVALID", &[("level", "-1")]),
    ("E_INVALID", &[("level", "7")]),
    ("E_INVALID", &[("level", "INT32_MIN")]),
    ("E_INVALID", &[("interval", "1")]),
];

pub(super) const ROWS: &[Row] = &[
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
];

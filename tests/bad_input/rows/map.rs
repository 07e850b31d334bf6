//! Maps and bit sets.

use super::*;

/// Options that no map can have.
macro_rules! map {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "NULL")]),
            ("E_INVALID", &[("options", "MAP(capacity, 0)")]),
            ("E_INVALID", &[("options", "MAP(capacity, UINT64_MAX)")]),
            ("E_INVALID", &[("options", "MAP(key_bytes, 0)")]),
            ("E_INVALID", &[("options", "MAP(key_bytes, UINT32_MAX)")]),
            ("E_INVALID", &[("options", "MAP(evict, 2)")]),
            ("E_INVALID", &[("options", "MAP(level, 7)")]),
            ("E_INVALID", &[("options", "MAP(level, WRTMEM_LEVEL_SAMPLING)")]),
            ("E_INVALID", &[("options", "MAP(interval, 1)")]),
            $($more),*
        ]
    };
}

/// Options that no bits can have.
macro_rules! bits {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "NULL")]),
            ("E_INVALID", &[("options", "BITS(bits, 0)")]),
            ("E_INVALID", &[("options", "BITS(bits, UINT64_MAX)")]),
            ("E_INVALID", &[("options", "BITS(level, 7)")]),
            ("E_INVALID", &[("options", "BITS(level, WRTMEM_LEVEL_SAMPLING)")]),
            ("E_INVALID", &[("options", "BITS(interval, 1)")]),
            $($more),*
        ]
    };
}

const TURN: Row = Row {
    good: &[("bit", "0")],
    bad: &[("E_INVALID", &[("bit", "100")]), ("E_INVALID", &[("bit", "UINT64_MAX")])],
    any: &["deadline", "was"],
    ..EMPTY
};

pub(super) const ROWS: &[Row] = &[
    Row {
        function: "wrtmem_map_create",
        good: &[("name", "\"new\"")],
        bad: map![
            ("E_EXISTS", &[("name", "\"map\"")]),
            ("E_EXISTS", &[("name", "\"bytes\"")]),
            ("E_NO_SPACE", &[("options", "MAP(capacity, 1 << 16)")]),
            ("E_NO_SPACE", &[("options", "MAP(value_bytes, 1 << 20)")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_map_open_or_create",
        good: &[("name", "\"new\"")],
        bad: map![
            ("E_MISMATCH", &[("name", "\"cell\"")]),
            ("E_MISMATCH", &[("name", "\"bits\"")]),
            ("E_MISMATCH", &[("options", "MAP(capacity, 9)"), ("name", "\"map\"")]),
            ("E_MISMATCH", &[("options", "MAP(key_bytes, 5)"), ("name", "\"map\"")]),
            ("E_MISMATCH", &[("options", "MAP(value_bytes, 5)"), ("name", "\"map\"")]),
            ("E_MISMATCH", &[("options", "MAP(evict, 1)"), ("name", "\"map\"")]),
            ("E_MISMATCH", &[("options", "MAP(level, 6)"), ("name", "\"map\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_map_open",
        good: &[("name", "\"map\"")],
        bad: map![
            ("E_MISMATCH", &[("name", "\"cell\"")]),
            ("E_MISMATCH", &[("name", "\"bits\"")]),
            ("E_MISMATCH", &[("name", "\"region\"")]),
            ("E_MISMATCH", &[("options", "MAP(capacity, 9)")]),
            ("E_MISMATCH", &[("options", "MAP(evict, 1)")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_map_close", ..EMPTY },
    Row { function: "wrtmem_map_info", ..EMPTY },
    Row {
        function: "wrtmem_map_insert",
        good: &[
            ("key", "\"key\""),
            ("key_length", "4"),
            ("value", "\"value\""),
            ("value_length", "6"),
        ],
        bad: &[
            ("E_INVALID", &[("key", "NULL")]),
            ("E_INVALID", &[("key_length", "0")]),
            ("E_INVALID", &[("key_length", "3")]),
            ("E_INVALID", &[("key_length", "SIZE_MAX")]),
            ("E_INVALID", &[("value", "NULL")]),
            ("E_INVALID", &[("value_length", "0"), ("value", "NULL")]),
            ("E_INVALID", &[("value_length", "5")]),
            ("E_INVALID", &[("value_length", "SIZE_MAX")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_map_get",
        good: &[
            ("key", "\"key\""),
            ("key_length", "4"),
            ("value", "message.bytes"),
            ("capacity", "6"),
        ],
        bad: &[
            ("E_INVALID", &[("key", "NULL")]),
            ("E_NOT_FOUND", &[("key", "\"not\"")]),
            ("E_INVALID", &[("key_length", "0")]),
            ("E_INVALID", &[("key_length", "3")]),
            ("E_INVALID", &[("key_length", "SIZE_MAX")]),
            ("E_INVALID", &[("value", "NULL")]),
            ("E_TOO_SMALL", &[("capacity", "0"), ("value", "NULL")]),
            ("E_TOO_SMALL", &[("capacity", "5")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_map_remove",
        good: &[("key", "\"key\""), ("key_length", "4")],
        bad: &[
            ("E_INVALID", &[("key", "NULL")]),
            ("E_NOT_FOUND", &[("key", "\"not\"")]),
            ("E_INVALID", &[("key_length", "0")]),
            ("E_INVALID", &[("key_length", "3")]),
            ("E_INVALID", &[("key_length", "SIZE_MAX")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_map_length", ..EMPTY },
    Row {
        function: "wrtmem_map_next",
        good: &[
            ("key", "message.bytes"),
            ("key_capacity", "4"),
            ("value", "message.bytes + 8"),
            ("value_capacity", "6"),
        ],
        bad: &[
            ("E_INVALID", &[("key", "NULL")]),
            ("E_TOO_SMALL", &[("key_capacity", "3")]),
            ("E_INVALID", &[("key_capacity", "SIZE_MAX")]),
            ("E_INVALID", &[("value", "NULL")]),
            ("E_TOO_SMALL", &[("value_capacity", "5")]),
            ("E_INVALID", &[("value_capacity", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_map_clear", any: &["deadline"], ..EMPTY },
    Row { function: "wrtmem_map_verify", ..EMPTY },
    Row {
        function: "wrtmem_bits_create",
        good: &[("name", "\"new\"")],
        bad: bits![
            ("E_EXISTS", &[("name", "\"bits\"")]),
            ("E_NO_SPACE", &[("options", "BITS(bits, 1 << 24)")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_bits_open_or_create",
        good: &[("name", "\"new\"")],
        bad: bits![
            ("E_MISMATCH", &[("name", "\"map\"")]),
            ("E_MISMATCH", &[("options", "BITS(bits, 101)"), ("name", "\"bits\"")]),
            ("E_MISMATCH", &[("options", "BITS(level, 6)"), ("name", "\"bits\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_bits_open",
        good: &[("name", "\"bits\"")],
        bad: bits![
            ("E_MISMATCH", &[("name", "\"map\"")]),
            ("E_MISMATCH", &[("name", "\"region\"")]),
            ("E_MISMATCH", &[("options", "BITS(bits, 101)")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_bits_close", ..EMPTY },
    Row {
        function: "wrtmem_bits_test",
        good: &[("bit", "0")],
        bad: &[("E_INVALID", &[("bit", "100")]), ("E_INVALID", &[("bit", "UINT64_MAX")])],
        ..EMPTY
    },
    Row { function: "wrtmem_bits_set", ..TURN },
    Row { function: "wrtmem_bits_clear", ..TURN },
    Row { function: "wrtmem_bits_toggle", ..TURN },
    Row { function: "wrtmem_bits_count", ..EMPTY },
    Row {
        function: "wrtmem_bits_next",
        good: &[("from", "0"), ("bit", "&out.u64")],
        bad: &[
            ("E_NOT_FOUND", &[("from", "0")]),
            ("E_NOT_FOUND", &[("from", "100")]),
            ("E_NOT_FOUND", &[("from", "UINT64_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_bits_read",
        good: &[("first", "0"), ("count", "1")],
        bad: &[
            ("E_INVALID", &[("first", "2")]),
            ("E_INVALID", &[("first", "UINT64_MAX")]),
            ("E_INVALID", &[("count", "3")]),
            ("E_INVALID", &[("count", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_bits_write",
        good: &[("first", "0"), ("words", "bad_bits"), ("count", "1")],
        bad: &[
            ("E_INVALID", &[("first", "2")]),
            ("E_INVALID", &[("first", "UINT64_MAX")]),
            ("E_INVALID", &[("first", "1")]),
            ("E_INVALID", &[("words", "NULL")]),
            ("E_INVALID", &[("words", "ODD(const uint64_t *)")]),
            ("E_INVALID", &[("count", "2")]),
            ("E_INVALID", &[("count", "SIZE_MAX")]),
        ],
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_bits_clear_all", any: &["deadline"], ..EMPTY },
    Row { function: "wrtmem_bits_verify", ..EMPTY },
];

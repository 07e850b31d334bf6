//! Heaps and blocks.

use super::*;

const ALLOC: &[BadValues] = &[
    ("E_INVALID", &[("bytes", "0")]),
    ("E_NO_SPACE", &[("bytes", "pages_end")]),
    ("E_NO_SPACE", &[("bytes", "UINT64_MAX")]),
];

/// What names no block that is allocated.
const REFERENCE: &[BadValues] = &[
    ("E_INVALID", &[("reference", "0")]),
    ("E_INVALID", &[("reference", "UINT64_MAX")]),
    ("E_INVALID", &[("reference", "block + 1")]),
    ("E_STATE", &[("reference", "block ^ UINT64_C(1) << 43")]),
    ("E_STATE", &[("reference", "object_page / 16")]),
];

pub(super) const ROWS: &[Row] = &[
    Row { function: "wrtmem_heap_open", ..EMPTY },
    Row { function: "wrtmem_heap_close", ..EMPTY },
    Row { function: "wrtmem_heap_alloc", good: &[("bytes", "64")], bad: ALLOC, ..EMPTY },
    Row {
        function: "wrtmem_heap_alloc_aligned",
        good: &[("bytes", "64"), ("alignment", "64")],
        bad: &[
            ("E_INVALID", &[("bytes", "0")]),
            ("E_NO_SPACE", &[("bytes", "UINT64_MAX")]),
            ("E_INVALID", &[("alignment", "0")]),
            ("E_INVALID", &[("alignment", "48")]),
            ("E_INVALID", &[("alignment", "2 * PAGE")]),
            ("E_INVALID", &[("alignment", "UINT64_MAX")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_heap_alloc_zeroed", good: &[("bytes", "64")], bad: ALLOC, ..EMPTY },
    Row {
        function: "wrtmem_heap_realloc",
        good: &[("old", "block"), ("bytes", "64")],
        bad: &[
            ("E_INVALID", &[("old", "0")]),
            ("E_INVALID", &[("old", "UINT64_MAX")]),
            ("E_INVALID", &[("old", "block + 1")]),
            ("E_STATE", &[("old", "block ^ UINT64_C(1) << 43")]),
            ("E_INVALID", &[("bytes", "0")]),
            ("E_NO_SPACE", &[("bytes", "pages_end")]),
            ("E_NO_SPACE", &[("bytes", "UINT64_MAX")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_heap_ack", good: &[("reference", "block")], bad: REFERENCE, ..EMPTY },
    Row {
        function: "wrtmem_heap_free",
        good: &[("pointer", "block_at")],
        bad: &[
            ("E_INVALID", &[("pointer", "NULL")]),
            ("E_INVALID", &[("pointer", "&out")]),
            ("E_INVALID", &[("pointer", "(void *)UINTPTR_MAX")]),
            ("E_INVALID", &[("pointer", "(char *)block_at + 1")]),
            ("E_INVALID", &[("pointer", "(char *)block_at + 16")]),
            ("E_STATE", &[("pointer", "(char *)block_at + 64")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_heap_free_sized",
        good: &[("pointer", "block_at"), ("bytes", "64")],
        bad: &[
            ("E_INVALID", &[("pointer", "NULL")]),
            ("E_INVALID", &[("pointer", "&out")]),
            ("E_INVALID", &[("pointer", "(void *)UINTPTR_MAX")]),
            ("E_INVALID", &[("pointer", "(char *)block_at + 1")]),
            ("E_INVALID", &[("pointer", "(char *)block_at + 16")]),
            ("E_STATE", &[("pointer", "(char *)block_at + 64")]),
            ("E_MISMATCH", &[("bytes", "0")]),
            ("E_MISMATCH", &[("bytes", "65")]),
            ("E_MISMATCH", &[("bytes", "UINT64_MAX")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_heap_coalesce", ..EMPTY },
    Row {
        function: "wrtmem_ref_offset",
        any: &["reference"],
        checks: &["wrtmem_ref_offset(0) == 0", "wrtmem_ref_offset(UINT64_MAX) > pages_end"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_sender_send_block",
        good: &[("reference", "block")],
        bad: REFERENCE,
        any: &["deadline"],
        ..EMPTY
    },
    Row { function: "wrtmem_receiver_receive_block", any: &["deadline"], ..EMPTY },
    Row {
        function: "wrtmem_arena_walk",
        good: &[("visit", "ignore_part"), ("user", "NULL")],
        bad: &[("E_INVALID", &[("visit", "NULL")])],
        any: &["user"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_arena_query",
        good: &[("offset", "wrtmem_ref_offset(block)")],
        bad: &[
            ("E_INVALID", &[("offset", "0")]),
            ("E_INVALID", &[("offset", "pages + 1")]),
            ("E_INVALID", &[("offset", "pages_end")]),
            ("E_INVALID", &[("offset", "UINT64_MAX")]),
            ("E_STATE", &[("offset", "free_page")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_arena_info", ..EMPTY },
];

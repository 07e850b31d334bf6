//! Mailboxes.

use super::*;

/// Parameters that no mailbox can have.
macro_rules! mailbox {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "NULL")]),
            ("E_INVALID", &[("options", "MAILBOX(value, 0)")]),
            ("E_INVALID", &[("options", "MAILBOX(value, (1 << 24) + 1)")]),
            ("E_INVALID", &[("options", "MAILBOX(value, UINT32_MAX)")]),
            ("E_NO_SPACE", &[("options", "MAILBOX(value, 1 << 20)")]),
            $($more),*
        ]
    };
}

const READ: &[(&str, &str)] = &[("value", "message.bytes")];

/// Nothing was ever written to it.
const NOTHING_TO_READ: &[BadValues] = &[
    ("E_INVALID", &[("value", "NULL")]),
    ("E_EMPTY", &[("value", "message.bytes")]),
    ("E_EMPTY", &[("reader", "at.look_mailbox_reader")]),
];

pub(super) const ROWS: &[Row] = &[
    Row {
        function: "wrtmem_mailbox_create",
        good: &[("name", "\"new\"")],
        bad: mailbox![
            ("E_EXISTS", &[("name", "\"mailbox\"")]),
            ("E_EXISTS", &[("name", "\"bytes\"")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_mailbox_open_or_create",
        good: &[("name", "\"new\"")],
        bad: mailbox![
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_MISMATCH", &[("options", "MAILBOX(value, 16)"), ("name", "\"mailbox\"")]),
        ],
        any: &["created"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_mailbox_open",
        good: &[("name", "\"mailbox\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_mailbox_close", ..EMPTY },
    Row { function: "wrtmem_mailbox_info", ..EMPTY },
    Row {
        function: "wrtmem_mailbox_writer_open",
        bad: &[("E_BUSY", &[("mailbox", "at.mailbox")])],
        ..EMPTY
    },
    Row { function: "wrtmem_mailbox_writer_close", ..EMPTY },
    Row {
        function: "wrtmem_mailbox_writer_write",
        good: READ,
        bad: &[("E_INVALID", &[("value", "NULL")])],
        ..EMPTY
    },
    Row { function: "wrtmem_mailbox_reader_open", ..EMPTY },
    Row { function: "wrtmem_mailbox_reader_close", ..EMPTY },
    Row { function: "wrtmem_mailbox_reader_seen", ..EMPTY },
    Row { function: "wrtmem_mailbox_reader_read", good: READ, bad: NOTHING_TO_READ, ..EMPTY },
    Row {
        function: "wrtmem_mailbox_reader_try_read_newer",
        good: READ,
        bad: NOTHING_TO_READ,
        ..EMPTY
    },
    Row {
        function: "wrtmem_mailbox_reader_read_newer",
        good: READ,
        bad: &[
            ("E_READ_ONLY", &[("reader", "at.look_mailbox_reader")]),
            ("E_INVALID", &[("value", "NULL")]),
            ("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]),
            ("E_TIMEOUT", &[("deadline", "1")]),
        ],
        ..EMPTY
    },
];

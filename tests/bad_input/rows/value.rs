//! Typed values and encoders.

use super::*;

/// Values that are none, beside those of another kind.
macro_rules! values {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("value", "NULL")]),
            ("E_INVALID", &[("value", "ODD(const wrtmem_value_t *)")]),
            ("E_INVALID", &[("value", "TYPED_WITH(BOOL, kind, 0)")]),
            ("E_INVALID", &[("value", "TYPED_WITH(BOOL, kind, 22)")]),
            ("E_INVALID", &[("value", "TYPED_WITH(BOOL, kind, 257)")]),
            ("E_INVALID", &[("value", "TYPED_WITH(BOOL, kind, INT32_MIN)")]),
            ("E_INVALID", &[("value", "TYPED_WITH(BOOL, content, NULL)")]),
            ("E_INVALID", &[("value", "TYPED_WITH(BOOL, length, SIZE_MAX)")]),
            $($more),*
        ]
    };
}

/// Encoders that are none, full ones, and ones whose value is whole.
macro_rules! encoders {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("encoder", "NULL")]),
            ("E_INVALID", &[("encoder", "ODD(wrtmem_encoder_t *)")]),
            ("E_INVALID", &[("encoder", "garbage(0xff)")]),
            ("E_INVALID", &[("encoder", "garbage(0x11)")]),
            $($more),*
        ]
    };
}

macro_rules! puts {
    ($($more:expr),* $(,)?) => {
        encoders![
            ("E_TOO_SMALL", &[("encoder", "started(0)")]),
            ("E_TOO_SMALL", &[("encoder", "started(1)")]),
            ("E_STATE", &[("encoder", "finished()")]),
            ("E_STATE", &[("encoder", "begun(WRTMEM_KIND_RECORD)")]),
            $($more),*
        ]
    };
}

const FRESH: (&str, &str) = ("encoder", "started(sizeof encoder_room)");

const MISMATCH: BadValues = ("E_MISMATCH", &[("value", "TYPED(LIST_OF_BOOLS)")]);

pub(super) const ROWS: &[Row] = &[
    Row {
        function: "wrtmem_value_open",
        good: &[("data", "BOOL"), ("length", "2")],
        bad: &[
            ("E_INVALID", &[("data", "NULL")]),
            ("E_CORRUPT", &[("data", "\"\\x01\\x02\"")]),
            ("E_CORRUPT", &[("data", "\"\\x16\"")]),
            ("E_EMPTY", &[("length", "0")]),
            ("E_CORRUPT", &[("length", "1")]),
            ("E_CORRUPT", &[("length", "3")]),
            ("E_INVALID", &[("length", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_bool",
        good: &[("value", "TYPED(BOOL)")],
        bad: values![MISMATCH],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_signed",
        good: &[("value", "TYPED(\"\\x02\\xff\")")],
        bad: values![MISMATCH],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_unsigned",
        good: &[("value", "TYPED(\"\\x03\\xff\")")],
        bad: values![MISMATCH],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_float",
        good: &[("value", "TYPED(\"\\x0a\\0\\0\\0\\0\")")],
        bad: values![MISMATCH],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_char",
        good: &[("value", "TYPED(\"\\x0c\\x41\\0\\0\\0\")")],
        bad: values![MISMATCH],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_string",
        good: &[("value", "TYPED(\"\\x0d\\x01\\0\\0\\0s\")")],
        bad: values![MISMATCH],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_case",
        good: &[("value", "TYPED(ENUM_A)")],
        bad: values![MISMATCH],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_is_case",
        good: &[("value", "TYPED(ENUM_A)"), ("which", "\"a\"")],
        bad: values![
            MISMATCH,
            ("E_INVALID", &[("which", "NULL")]),
            ("E_NAME", &[("which", "\"\\xff\"")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_flag",
        good: &[("value", "TYPED(FLAGS_A)"), ("flag", "\"a\"")],
        bad: values![
            MISMATCH,
            ("E_INVALID", &[("flag", "NULL")]),
            ("E_NAME", &[("flag", "\"\\xff\"")]),
            ("E_NOT_FOUND", &[("flag", "\"\"")]),
            ("E_NOT_FOUND", &[("flag", "\"b\"")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_flags",
        good: &[("value", "TYPED(FLAGS_A)")],
        bad: values![MISMATCH],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_count",
        good: &[("value", "TYPED(BOOL)")],
        bad: values![],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_child",
        good: &[("value", "TYPED(LIST_OF_BOOLS)"), ("index", "0")],
        bad: values![
            ("E_NOT_FOUND", &[("value", "TYPED(BOOL)")]),
            ("E_NOT_FOUND", &[("index", "1")]),
            ("E_NOT_FOUND", &[("index", "UINT64_MAX")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_field",
        good: &[("value", "TYPED(RECORD_A)"), ("field", "\"a\"")],
        bad: values![
            MISMATCH,
            ("E_INVALID", &[("field", "NULL")]),
            ("E_NAME", &[("field", "\"\\xff\"")]),
            ("E_NOT_FOUND", &[("field", "\"\"")]),
            ("E_NOT_FOUND", &[("field", "\"b\"")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_value_name",
        good: &[("value", "TYPED(RECORD_A)"), ("index", "0")],
        bad: values![
            MISMATCH,
            ("E_NOT_FOUND", &[("index", "1")]),
            ("E_NOT_FOUND", &[("index", "UINT64_MAX")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_start",
        good: &[("encoder", "&encoder"), ("buffer", "encoder_room"), ("capacity", "64")],
        bad: &[
            ("E_INVALID", &[("encoder", "NULL")]),
            ("E_INVALID", &[("encoder", "ODD(wrtmem_encoder_t *)")]),
            ("E_INVALID", &[("buffer", "NULL")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_finish",
        good: &[("encoder", "finished()")],
        bad: encoders![
            ("E_STATE", &[("encoder", "started(1)")]),
            ("E_STATE", &[("encoder", "begun(WRTMEM_KIND_LIST)")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_begin",
        good: &[FRESH, ("kind", "WRTMEM_KIND_LIST")],
        bad: puts![
            ("E_INVALID", &[("kind", "0")]),
            ("E_INVALID", &[("kind", "22")]),
            ("E_INVALID", &[("kind", "-1")]),
            ("E_INVALID", &[("kind", "WRTMEM_KIND_BOOL")]),
            ("E_INVALID", &[("kind", "WRTMEM_KIND_VARIANT")]),
            ("E_INVALID", &[("kind", "WRTMEM_KIND_RESULT")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_begin_variant",
        good: &[FRESH, ("which", "\"a\"")],
        bad: puts![
            ("E_INVALID", &[("which", "NULL")]),
            ("E_INVALID", &[("which", "\"\"")]),
            ("E_INVALID", &[("which", "TOO_LONG_NAME")]),
            ("E_NAME", &[("which", "\"\\xff\"")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_begin_result",
        good: &[FRESH, ("is_error", "true")],
        bad: puts![],
        any: &["is_error"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_field",
        good: &[("encoder", "begun(WRTMEM_KIND_RECORD)"), ("field", "\"a\"")],
        bad: encoders![
            ("E_STATE", &[("encoder", "started(9)")]),
            ("E_STATE", &[("encoder", "begun(WRTMEM_KIND_TUPLE)")]),
            ("E_INVALID", &[("field", "NULL")]),
            ("E_INVALID", &[("field", "\"\"")]),
            ("E_INVALID", &[("field", "TOO_LONG_NAME")]),
            ("E_NAME", &[("field", "\"\\xff\"")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_end",
        good: &[("encoder", "begun(WRTMEM_KIND_LIST)")],
        bad: encoders![
            ("E_STATE", &[("encoder", "started(9)")]),
            ("E_STATE", &[("encoder", "finished()")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_put_bool",
        good: &[FRESH, ("value", "true")],
        bad: puts![],
        any: &["value"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_put_signed",
        good: &[FRESH, ("kind", "WRTMEM_KIND_S8"), ("value", "-128")],
        bad: puts![
            ("E_INVALID", &[("kind", "0")]),
            ("E_INVALID", &[("kind", "-1")]),
            ("E_INVALID", &[("kind", "WRTMEM_KIND_U8")]),
            ("E_INVALID", &[("kind", "WRTMEM_KIND_LIST")]),
            ("E_INVALID", &[("value", "128")]),
            ("E_INVALID", &[("value", "-129")]),
            ("E_INVALID", &[("value", "INT64_MIN")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_put_unsigned",
        good: &[FRESH, ("kind", "WRTMEM_KIND_U8"), ("value", "255")],
        bad: puts![
            ("E_INVALID", &[("kind", "0")]),
            ("E_INVALID", &[("kind", "-1")]),
            ("E_INVALID", &[("kind", "WRTMEM_KIND_S8")]),
            ("E_INVALID", &[("kind", "WRTMEM_KIND_LIST")]),
            ("E_INVALID", &[("value", "256")]),
            ("E_INVALID", &[("value", "UINT64_MAX")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_put_f32",
        good: &[FRESH, ("value", "1")],
        bad: puts![],
        any: &["value"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_put_f64",
        good: &[FRESH, ("value", "1")],
        bad: puts![],
        any: &["value"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_put_char",
        good: &[FRESH, ("value", "65")],
        bad: puts![
            ("E_INVALID", &[("value", "0xd800")]),
            ("E_INVALID", &[("value", "0x110000")]),
            ("E_INVALID", &[("value", "UINT32_MAX")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_put_string",
        good: &[FRESH, ("data", "\"a\""), ("length", "1")],
        bad: puts![
            ("E_INVALID", &[("data", "NULL")]),
            ("E_INVALID", &[("data", "\"\\xff\"")]),
            ("E_TOO_SMALL", &[("length", "60"), ("data", "TOO_LONG_NAME")]),
            ("E_INVALID", &[("length", "SIZE_MAX")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_put_enum",
        good: &[FRESH, ("which", "\"a\"")],
        bad: puts![
            ("E_INVALID", &[("which", "NULL")]),
            ("E_INVALID", &[("which", "\"\"")]),
            ("E_INVALID", &[("which", "TOO_LONG_NAME")]),
            ("E_NAME", &[("which", "\"\\xff\"")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_put_flags",
        good: &[FRESH, ("names", "flag_names"), ("count", "1"), ("bits", "1")],
        bad: puts![
            ("E_INVALID", &[("names", "NULL")]),
            ("E_INVALID", &[("names", "ODD(const char *const *)")]),
            ("E_INVALID", &[("names", "no_names")]),
            ("E_INVALID", &[("count", "2")]),
            ("E_INVALID", &[("count", "65")]),
            ("E_INVALID", &[("count", "SIZE_MAX")]),
            ("E_INVALID", &[("bits", "2")]),
            ("E_INVALID", &[("bits", "UINT64_MAX")])
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_encoder_put_value",
        good: &[FRESH, ("value", "TYPED(BOOL)")],
        bad: puts![
            ("E_INVALID", &[("value", "NULL")]),
            ("E_INVALID", &[("value", "ODD(const wrtmem_value_t *)")]),
            ("E_INVALID", &[("value", "TYPED_WITH(BOOL, kind, 0)")]),
            ("E_INVALID", &[("value", "TYPED_WITH(BOOL, content, NULL)")])
        ],
        ..EMPTY
    },
];

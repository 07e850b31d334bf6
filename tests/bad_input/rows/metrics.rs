//! Counters, flags, statistics, histograms, progress.

use super::*;

/// Options that no metric with rows can have.
macro_rules! metric {
    ($($more:expr),* $(,)?) => {
        &[
            ("E_INVALID", &[("options", "METRIC(rows, 65536)")]),
            ("E_INVALID", &[("options", "METRIC(rows, UINT32_MAX)")]),
            ("E_INVALID", &[("options", "METRIC(label, TOO_LONG_OBJECT)")]),
            ("E_INVALID", &[("options", "METRIC(unit, TOO_LONG_OBJECT)")]),
            ("E_INVALID", &[("options", "METRIC(help, TOO_LONG_SEGMENT)")]),
            ("E_NAME", &[("options", "METRIC(label, \"\\xff\")")]),
            $($more),*
        ]
    };
}

const OPEN: &[BadValues] = &[
    ("E_MISMATCH", &[("name", "\"bytes\"")]),
    ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
    ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
    ("E_MISMATCH", &[("segment", "at.observer"), ("name", "\"bytes\"")]),
    ("E_READ_ONLY", &[("segment", "at.observer")]),
    ("E_INVALID", &[("slot", "at.foreign_slot")]),
];

const LAYOUT: &[BadValues] =
    &[("E_LAYOUT", &[("layout", "0")]), ("E_LAYOUT", &[("layout", "UINT64_MAX")])];

pub(super) const ROWS: &[Row] = &[
    Row {
        function: "wrtmem_metric_info",
        good: &[("name", "\"counter\"")],
        bad: &[
            ("E_NOT_FOUND", &[("name", "\"absent\"")]),
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_openmetrics",
        good: &[("stalled_after", "0"), ("buffer", "message.bytes"), ("capacity", "PAGE")],
        bad: &[("E_INVALID", &[("buffer", "NULL")])],
        any: &["stalled_after", "capacity"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_counter_open_or_create",
        good: &[("name", "\"new\"")],
        bad: metric![
            ("E_MISMATCH", &[("name", "\"flag\"")]),
            ("E_MISMATCH", &[("name", "\"counter\"")]),
            ("E_INVALID", &[("options", "METRIC(mode, 2)")]),
            ("E_INVALID", &[("options", "METRIC(mode, INT32_MIN)")]),
            ("E_INVALID", &[("slot", "at.foreign_slot")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_counter_open",
        good: &[("name", "\"counter\"")],
        bad: OPEN,
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_counter_close", ..EMPTY },
    Row { function: "wrtmem_counter_add", good: &[("n", "1")], any: &["n"], ..EMPTY },
    Row {
        function: "wrtmem_counter_ticket",
        good: &[("counter", "at.single"), ("n", "1")],
        bad: &[("E_UNSUPPORTED", &[("counter", "at.counter")])],
        any: &["n"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_counter_compare_and_swap",
        good: &[("counter", "at.single"), ("current", "0"), ("desired", "0")],
        bad: &[("E_UNSUPPORTED", &[("counter", "at.counter")])],
        any: &["current", "desired"],
        ..EMPTY
    },
    Row { function: "wrtmem_counter_get", ..EMPTY },
    Row {
        function: "wrtmem_counter_row",
        good: &[("layout", "WRTMEM_INLINE_COUNTER")],
        bad: LAYOUT,
        ..EMPTY
    },
    Row {
        function: "wrtmem_flag_open_or_create",
        good: &[("name", "\"new\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"counter\"")]),
            ("E_INVALID", &[("options", "METRIC(rows, 1)")]),
            ("E_INVALID", &[("options", "METRIC(mode, 1)")]),
            ("E_INVALID", &[("options", "METRIC(label, TOO_LONG_OBJECT)")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_flag_open",
        good: &[("name", "\"flag\"")],
        bad: &[
            ("E_MISMATCH", &[("name", "\"bytes\"")]),
            ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
            ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
        ],
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_flag_close", ..EMPTY },
    Row {
        function: "wrtmem_flag_swap",
        good: &[("value", "true")],
        any: &["value", "before"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_flag_compare_and_swap",
        good: &[("current", "true"), ("desired", "false")],
        any: &["current", "desired", "swapped"],
        ..EMPTY
    },
    Row { function: "wrtmem_flag_get", ..EMPTY },
    Row {
        function: "wrtmem_flag_wait",
        good: &[("value", "true")],
        bad: &[("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]), ("E_TIMEOUT", &[("deadline", "1")])],
        any: &["value"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_flag_wait_change",
        good: &[("seen", "before.changes")],
        bad: &[("E_TIMEOUT", &[("deadline", "WRTMEM_POLL")]), ("E_TIMEOUT", &[("deadline", "1")])],
        any: &["seen"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_stats_open_or_create",
        good: &[("name", "\"new\"")],
        bad: metric![
            ("E_MISMATCH", &[("name", "\"flag\"")]),
            ("E_MISMATCH", &[("name", "\"stats\"")]),
            ("E_INVALID", &[("options", "METRIC(mode, 2)")]),
            ("E_INVALID", &[("options", "METRIC(mode, INT32_MIN)")]),
            ("E_INVALID", &[("slot", "at.foreign_slot")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_stats_open",
        good: &[("name", "\"stats\"")],
        bad: OPEN,
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_stats_close", ..EMPTY },
    Row {
        function: "wrtmem_stats_record",
        good: &[("value", "1")],
        bad: &[("E_INVALID", &[("stats", "at.floats")])],
        any: &["value"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_stats_record_double",
        good: &[("stats", "at.floats"), ("value", "1")],
        bad: &[
            ("E_INVALID", &[("stats", "at.stats")]),
            ("E_INVALID", &[("value", "NAN")]),
            ("E_INVALID", &[("value", "INFINITY")]),
            ("E_INVALID", &[("value", "-INFINITY")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_stats_summary", ..EMPTY },
    Row {
        function: "wrtmem_stats_row",
        good: &[("layout", "WRTMEM_INLINE_STATS")],
        bad: &[
            ("E_INVALID", &[("stats", "at.floats")]),
            ("E_LAYOUT", &[("layout", "0")]),
            ("E_LAYOUT", &[("layout", "UINT64_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_histogram_open_or_create",
        good: &[("name", "\"new\"")],
        bad: metric![
            ("E_MISMATCH", &[("name", "\"flag\"")]),
            ("E_MISMATCH", &[("name", "\"histogram\"")]),
            ("E_INVALID", &[("options", "METRIC(mode, 1)")]),
            ("E_INVALID", &[("slot", "at.foreign_slot")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_histogram_open",
        good: &[("name", "\"histogram\"")],
        bad: OPEN,
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_histogram_close", ..EMPTY },
    Row { function: "wrtmem_histogram_record", good: &[("value", "1")], any: &["value"], ..EMPTY },
    Row { function: "wrtmem_histogram_info", ..EMPTY },
    Row {
        function: "wrtmem_histogram_percentiles",
        good: &[("percents", "percents"), ("length", "2")],
        bad: &[
            ("E_INVALID", &[("percents", "NULL")]),
            ("E_INVALID", &[("percents", "ODD(const double *)")]),
            ("E_INVALID", &[("length", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_histogram_buckets",
        good: &[("buckets", "NULL"), ("capacity", "0")],
        bad: &[
            ("E_INVALID", &[("buckets", "ODD(wrtmem_bucket_t *)"), ("capacity", "1")]),
            ("E_INVALID", &[("capacity", "1")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_histogram_row",
        good: &[("layout", "WRTMEM_INLINE_HISTOGRAM")],
        bad: LAYOUT,
        ..EMPTY
    },
    Row {
        function: "wrtmem_progress_open_or_create",
        good: &[("name", "\"new\"")],
        bad: metric![
            ("E_MISMATCH", &[("name", "\"flag\"")]),
            ("E_MISMATCH", &[("name", "\"progress\"")]),
            ("E_INVALID", &[("options", "METRIC(mode, 1)")]),
            ("E_INVALID", &[("slot", "at.foreign_slot")]),
        ],
        ..EMPTY
    },
    Row {
        function: "wrtmem_progress_open",
        good: &[("name", "\"progress\"")],
        bad: OPEN,
        observer_may: true,
        ..EMPTY
    },
    Row { function: "wrtmem_progress_close", ..EMPTY },
    Row { function: "wrtmem_progress_advance", good: &[("n", "1")], any: &["n"], ..EMPTY },
    Row {
        function: "wrtmem_progress_set_total",
        good: &[("total", "1")],
        any: &["total"],
        ..EMPTY
    },
    Row {
        function: "wrtmem_progress_set_state",
        good: &[("state", "0")],
        bad: &[
            ("E_INVALID", &[("state", "3")]),
            ("E_INVALID", &[("state", "-1")]),
            ("E_INVALID", &[("state", "INT32_MIN")]),
        ],
        ..EMPTY
    },
    Row { function: "wrtmem_progress_info", ..EMPTY },
    Row {
        function: "wrtmem_progress_workers",
        good: &[("stalled_after", "0"), ("workers", "NULL"), ("capacity", "0")],
        bad: &[
            ("E_INVALID", &[("workers", "ODD(wrtmem_worker_t *)"), ("capacity", "1")]),
            ("E_INVALID", &[("capacity", "1")]),
            ("E_INVALID", &[("capacity", "SIZE_MAX")]),
        ],
        any: &["stalled_after"],
        ..EMPTY
    },
];

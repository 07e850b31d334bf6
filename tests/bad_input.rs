//! Writes `c_tests/bad_input.c` from `include/wrtmem.h`: for every exported function, a call
//! for each thing that can be wrong with each of its arguments, and what it answers.
//!
//! What follows from an argument's type is derived here: a NULL, a closed handle, one of
//! another kind, one of a forked child's, a misaligned place, a bad name, a struct's size. The
//! rest, the numbers, is in [`rows`]. A function without a row fails this test, and so does an
//! argument that nothing is said of. The file is committed, so that every C build has it; when
//! the header has changed, `WRTMEM_WRITE=1 cargo test --test bad_input` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

mod bad_input {
    pub(crate) mod header;
    pub(crate) mod rows;
}
use bad_input::header::{Function, Param, functions};
use bad_input::rows::{FILES, Row, rows};

fn header() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/wrtmem.h");
    std::fs::read_to_string(path).expect("the header is there")
}

/// The kinds of handle, and the one that each is taken for in turn.
const KINDS: &[(&str, &str, &str)] = &[
    ("segment", "at.segment", "at.slot"),
    ("slot", "at.slot", "at.bytes"),
    ("bytes", "at.bytes", "at.ring"),
    ("message", "at.ring", "at.sender"),
    ("sender", "at.sender", "at.receiver"),
    ("receiver", "at.receiver", "at.segment"),
    ("counter", "at.counter", "at.flag"),
    ("flag", "at.flag", "at.stats"),
    ("stats", "at.stats", "at.histogram"),
    ("histogram", "at.histogram", "at.progress"),
    ("progress", "at.progress", "at.counter"),
    ("synced", "at.synced", "at.member"),
    ("member", "at.member", "at.segment"),
    ("heap", "at.heap", "at.segment"),
    ("region", "at.region", "at.cell"),
    ("cell", "at.cell", "at.segment"),
    ("map", "at.map", "at.region"),
    ("bits", "at.bits", "at.map"),
    ("deque", "at.deque", "at.string"),
    ("string", "at.string", "at.deque"),
    ("transaction", "at.transaction", "at.region"),
    ("scrubber", "at.scrubber", "at.region"),
    ("spsc", "at.spsc", "at.producer"),
    ("producer", "at.producer", "at.consumer"),
    ("consumer", "at.consumer", "at.spsc"),
    ("mailbox", "at.mailbox", "at.mailbox_writer"),
    ("mailbox_writer", "at.mailbox_writer", "at.mailbox_reader"),
    ("mailbox_reader", "at.mailbox_reader", "at.mailbox"),
    ("broadcast", "at.broadcast", "at.broadcast_writer"),
    ("broadcast_writer", "at.broadcast_writer", "at.broadcast_reader"),
    ("broadcast_reader", "at.broadcast_reader", "at.broadcast"),
    ("waitset", "at.waitset", "at.slot"),
    ("mpmc", "at.mpmc", "at.mpmc_producer"),
    ("mpmc_producer", "at.mpmc_producer", "at.mpmc_consumer"),
    ("mpmc_consumer", "at.mpmc_consumer", "at.mpmc"),
    ("ordered", "at.ordered", "at.ordered_sender"),
    ("ordered_sender", "at.ordered_sender", "at.ordered_receiver"),
    ("ordered_receiver", "at.ordered_receiver", "at.ordered"),
];

/// `wrtmem_KIND_t *`, const or not: the handle's kind.
fn handle(param: &Param) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let kind = param.base().strip_prefix("wrtmem_")?.strip_suffix("_t")?;
    KINDS.iter().find(|known| known.0 == kind && param.stars() == 1)
}

/// `wrtmem_THING_SUFFIX_t *`: the thing.
fn strukt<'p>(param: &'p Param, suffix: &str) -> Option<&'p str> {
    param.base().strip_prefix("wrtmem_")?.strip_suffix(suffix).filter(|_| param.stars() == 1)
}

/// Where a result of this type goes; `None` if it is no out-parameter.
fn out_field(param: &Param) -> Option<String> {
    if param.is_const() {
        return None;
    }
    let kind = || param.base().strip_prefix("wrtmem_").and_then(|name| name.strip_suffix("_t"));
    Some(match (param.base(), param.stars()) {
        ("void", 2) => "pointer".into(),
        ("uint64_t" | "wrtmem_ref_t", 1) => "u64".into(),
        ("uint32_t", 1) => "u32".into(),
        ("size_t", 1) => "size".into(),
        ("int64_t", 1) => "s64".into(),
        ("double", 1) => "real".into(),
        ("wrtmem_value_t", 1) => "value".into(),
        ("wrtmem_text_t", 1) => "text".into(),
        ("int" | "int32_t", 1) => "number".into(),
        ("bool", 1) => "truth".into(),
        ("wrtmem_record_t", 1) => "record".into(),
        ("wrtmem_ordered_record_t", 1) => "ordered_record".into(),
        ("wrtmem_counter_row_t", 1) => "counter_row".into(),
        ("wrtmem_stats_row_t", 1) => "stats_row".into(),
        ("wrtmem_histogram_row_t", 1) => "histogram_row".into(),
        ("wrtmem_span_t", 1) => "span".into(),
        ("wrtmem_inline_end_t", 1) => "end".into(),
        ("wrtmem_ready_t", 1) => "ready".into(),
        (_, 2) => kind()?.into(),
        _ => return None,
    })
}

/// One bad argument, what it stands for, and the answer.
struct Bad<'r> {
    status: &'r str,
    arguments: Vec<(&'r str, String)>,
    /// What must hold for the call to be made at all.
    only_if: &'r str,
}

fn one<'r>(status: &'r str, param: &'r str, value: impl Into<String>) -> Bad<'r> {
    Bad { status, arguments: vec![(param, value.into())], only_if: "" }
}

/// A value of the argument with which a call is in order.
fn good(function: &Function, param: &Param, row: &Row) -> Result<String, String> {
    if let Some((_, value)) = row.good.iter().find(|(name, _)| *name == param.name) {
        return Ok((*value).into());
    }
    if let Some((_, open, _)) = handle(param) {
        return Ok((*open).into());
    }
    if let Some(thing) = strukt(param, "_options_t") {
        return Ok(format!("default_{thing}_options()"));
    }
    if let Some(thing) = strukt(param, "_info_t") {
        return Ok(format!("&out.{thing}_info"));
    }
    if let Some(field) = out_field(param) {
        return Ok(format!("&out.{field}"));
    }
    match (&*param.name, param.base()) {
        ("deadline", "uint64_t") => Ok("WRTMEM_POLL".into()),
        _ => Err(format!("{}: nothing is said of {}", function.name, param.name)),
    }
}

/// What can be wrong with the argument, by its type.
fn derived<'p>(function: &Function, param: &'p Param, row: &Row) -> Vec<Bad<'p>> {
    let mut bad = vec![];
    let name = &*param.name;
    let odd = format!("ODD({})", param.ctype);
    if let Some((kind, _, other)) = handle(param) {
        let closes = function.name.ends_with("_close");
        match param.null_allowed {
            false => bad.push(one("E_INVALID", name, "NULL")),
            true if closes => bad.push(one("OK", name, "NULL")),
            true => {} // as good as any
        }
        bad.push(one("E_HANDLE", name, format!("closed.{kind}")));
        bad.push(one("E_HANDLE", name, format!("({})(void *){other}", param.ctype)));
        if !param.is_const() && !row.observer_may && !closes {
            match *kind {
                "segment" => bad.push(one("E_READ_ONLY", name, "at.observer")),
                "message" => bad.push(one("E_READ_ONLY", name, "at.look_ring")),
                "counter" | "flag" | "stats" | "histogram" | "progress" | "synced" | "region"
                | "cell" | "map" | "bits" | "deque" | "string" | "spsc" | "mailbox"
                | "broadcast" | "mpmc" | "ordered" => {
                    bad.push(one("E_READ_ONLY", name, format!("at.look_{kind}")));
                }
                _ => {}
            }
        }
    } else if let Some(thing) = strukt(param, "_options_t") {
        let change = thing.to_uppercase();
        bad.push(one("E_INVALID", name, odd));
        for size in ["0", "sizeof(size_t) - 1", "(1 << 16) + 1", "SIZE_MAX"] {
            bad.push(one("E_INVALID", name, format!("{change}(size, {size})")));
        }
        bad.push(one("E_INVALID", name, format!("{change}(reserved, 1)")));
        if thing == "segment" {
            bad.push(one("E_INVALID", name, "SEGMENT(flags, 2)"));
            bad.push(one("E_INVALID", name, "SEGMENT(flags, UINT32_MAX)"));
            bad.push(one("E_NAME", name, r#"SEGMENT(dir, "\xff")"#));
        }
    } else if let Some(thing) = strukt(param, "_info_t") {
        bad.push(one("E_INVALID", name, "NULL"));
        bad.push(one("E_INVALID", name, odd));
        for size in ["0", "sizeof(size_t) - 1", "(1 << 16) + 1", "SIZE_MAX"] {
            bad.push(one("E_INVALID", name, format!("INFO({thing}_info, {size})")));
        }
    } else if out_field(param).is_some() {
        if !param.null_allowed {
            bad.push(one("E_INVALID", name, "NULL"));
        }
        if param.base() != "bool" {
            bad.push(one("E_INVALID", name, odd));
        }
    } else if name == "name" {
        let segment = function.params[0].name == "name";
        let long = if segment { "TOO_LONG_SEGMENT" } else { "TOO_LONG_OBJECT" };
        bad.push(one("E_INVALID", name, "NULL"));
        for value in [r#""""#, long, r#""a/b""#, r#"".""#, r#"".a""#, r#""a b""#, r#""\xff""#] {
            bad.push(one("E_NAME", name, value));
        }
        if function.name.starts_with("wrtmem_segment_open") {
            for (file, status, only_if) in FILES {
                let arguments = vec![(name, format!("\"{file}\""))];
                bad.push(Bad { status, arguments, only_if });
            }
        }
    }
    bad
}

fn call(function: &Function, row: &Row, changed: &[(&str, String)]) -> Result<String, String> {
    let value = |param: &Param| match changed.iter().find(|(name, _)| *name == param.name) {
        Some((_, value)) => Ok(value.clone()),
        None => good(function, param, row),
    };
    let values: Result<Vec<String>, String> = function.params.iter().map(value).collect();
    Ok(format!("{}({})", function.name, values?.join(", ")))
}

/// The whole file, or what is missing in the table.
fn generate(header: &str) -> Result<String, String> {
    let functions = functions(header)?;
    let rows: BTreeMap<&str, &Row> = rows().map(|row| (row.function, row)).collect();
    let mut text = String::from(
        "/* Every function of wrtmem.h, given everything that can be wrong with each argument: it\n \
         * answers exactly this, leaves what it was given alone, and the segment too.\n \
         *\n \
         * Written by tests/bad_input.rs from the header and its own table: change it there. */\n\
         /* clang-format off */\n\
         #include \"bad_input.h\"\n",
    );
    let (mut forked, mut forked_closes) = (String::new(), String::new());
    for function in &functions {
        let Some(row) = rows.get(&*function.name) else {
            return Err(format!("{}: has no row in tests/bad_input/rows", function.name));
        };
        let short = function.name.trim_start_matches("wrtmem_");
        write!(text, "\nstatic void test_{short}(void) {{\n").unwrap();
        for line in row.checks {
            writeln!(text, "    CHECK({line});").unwrap();
        }
        for param in &function.params {
            let given = row.bad.iter().filter(|(_, values)| values[0].0 == param.name);
            let given = given.map(|(status, values)| Bad {
                status,
                arguments: values.iter().map(|(name, value)| (*name, (*value).into())).collect(),
                only_if: "",
            });
            let all: Vec<Bad> = derived(function, param, row).into_iter().chain(given).collect();
            if all.is_empty() && !row.any.contains(&&*param.name) {
                return Err(format!("{}: nothing is said of {}", function.name, param.name));
            }
            if !function.has_status && !all.is_empty() {
                return Err(format!("{}: has no status to answer with", function.name));
            }
            for Bad { status, arguments, only_if } in all {
                let guard =
                    if only_if.is_empty() { String::new() } else { format!("if ({only_if}) ") };
                let call = call(function, row, &arguments)?;
                writeln!(text, "    {guard}BAD({status}, {call});").unwrap();
            }
        }
        text.push_str("}\n");
        if function.params.iter().any(|param| handle(param).is_some()) {
            let closes = function.name.ends_with("_close");
            let (list, status) = match closes {
                true => (&mut forked_closes, "OK"),
                false => (&mut forked, "E_FORKED"),
            };
            writeln!(list, "    FORKED({status}, {});", call(function, row, &[])?).unwrap();
        }
    }
    for name in rows.keys() {
        if !functions.iter().any(|function| function.name == *name) {
            return Err(format!("{name}: has a row, but the header has no such function"));
        }
    }
    write!(
        text,
        "\n/* In a child: no handle of the parent's is of use, and each can be closed. */\n\
         static int after_fork(void *unused) {{\n    (void)unused;\n{forked}{forked_closes}    \
         return EXIT_SUCCESS;\n}}\n\nint main(int argc, char **argv) {{\n    \
         if (argc == 3 && strcmp(argv[1], \"seeded\") == 0)\n        \
         return run_seeded(argv[2]);\n    test_the_rows();\n    set_up();\n"
    )
    .unwrap();
    for function in &functions {
        writeln!(text, "    test_{}();", function.name.trim_start_matches("wrtmem_")).unwrap();
    }
    text.push_str(
        "    CHECK(process_wait(process_spawn(after_fork, NULL), LIMIT) == EXIT_SUCCESS);\n    \
         BAD(OK, wrtmem_segment_close(NULL)); /* the parent is as it was */\n    \
         tear_down();\n    printf(\"%u bad calls\\n\", bad_calls);\n    return EXIT_SUCCESS;\n}\n",
    );
    Ok(text)
}

#[test]
fn the_c_program_covers_the_whole_header() {
    let wanted = generate(&header()).unwrap_or_else(|missing| panic!("{missing}"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("c_tests/bad_input.c");
    if std::env::var_os("WRTMEM_WRITE").is_some() {
        std::fs::write(&path, &wanted).expect("the file can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "c_tests/bad_input.c is not what the header and the table say: write it anew with\n    \
         WRTMEM_WRITE=1 cargo test --test bad_input"
    );
}

#[test]
fn a_new_function_or_argument_fails() {
    let with = |from: &str, to: &str| {
        let header = header();
        assert!(header.contains(from), "{from:?} is not in the header");
        generate(&header.replacen(from, to, 1)).expect_err("the table knows nothing of it")
    };
    let end = "#ifdef __cplusplus\n}  // extern";
    let new = format!("wrtmem_status_t wrtmem_new_thing(wrtmem_slot_t *slot);\n\n{end}");
    assert_eq!(with(end, &new), "wrtmem_new_thing: has no row in tests/bad_input/rows");
    let new = format!("uint32_t wrtmem_new_number(void);\n\n{end}");
    assert_eq!(with(end, &new), "wrtmem_new_number: has no row in tests/bad_input/rows");
    assert_eq!(
        with(
            "wrtmem_slot_close(wrtmem_slot_t *slot)",
            "wrtmem_slot_close(wrtmem_slot_t *slot, int how)"
        ),
        "wrtmem_slot_close: nothing is said of how"
    );
    assert_eq!(
        with("wrtmem_slot_close(", "wrtmem_slot_shut("),
        "wrtmem_slot_shut: has no row in tests/bad_input/rows"
    );
    let gone = with("wrtmem_slot_close(", "wrtmem_slot_open(");
    assert_eq!(gone, "wrtmem_slot_close: has a row, but the header has no such function");
}

#[test]
fn every_kind_of_handle_is_known() {
    let kinds = header();
    let opaque = kinds.lines().filter_map(|line| {
        let name = line.strip_prefix("typedef struct wrtmem_")?;
        name.split_once("_t ").map(|(kind, _)| kind.to_owned())
    });
    for kind in opaque {
        assert!(KINDS.iter().any(|known| known.0 == kind), "no handle of kind {kind} is opened");
    }
}

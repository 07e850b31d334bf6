//! What can be wrong with the arguments whose types do not tell: the table, by room.

mod arena;
mod broadcast;
mod collections;
mod mailbox;
mod map;
mod message;
mod metrics;
mod mpmc;
mod ordered;
mod segment;
mod spsc;
mod synced;
mod value;
mod verified;
mod waitset;

pub(crate) use segment::FILES;

/// A function, and what is not derived from its arguments' types.
pub(crate) struct Row {
    pub(crate) function: &'static str,
    /// Values with which a call would be in order, where the type does not tell.
    pub(crate) good: &'static [(&'static str, &'static str)],
    /// Answers to bad values, listed under the first argument that each changes.
    pub(crate) bad: &'static [(&'static str, &'static [(&'static str, &'static str)])],
    /// Arguments of which every value is in order.
    pub(crate) any: &'static [&'static str],
    /// For functions without a status: what holds for strange arguments.
    pub(crate) checks: &'static [&'static str],
    /// It works through a read-only segment though it takes the handle as not const.
    pub(crate) observer_may: bool,
}

const EMPTY: Row =
    Row { function: "", good: &[], bad: &[], any: &[], checks: &[], observer_may: false };

type BadValues = (&'static str, &'static [(&'static str, &'static str)]);

const VERIFIED_OPEN: &[BadValues] = &[
    ("E_MISMATCH", &[("name", "\"bytes\"")]),
    ("E_NOT_FOUND", &[("deadline", "WRTMEM_POLL"), ("name", "\"absent\"")]),
    ("E_TIMEOUT", &[("deadline", "1"), ("name", "\"absent\"")]),
];

const ELEMENT: &[(&str, &str)] = &[("element", "message.bytes")];

const NO_ELEMENT: &[BadValues] = &[("E_INVALID", &[("element", "NULL")])];

const ELEMENTS: &[(&str, &str)] = &[("elements", "message.bytes"), ("count", "1")];

const NO_ELEMENTS: &[BadValues] = &[
    ("E_INVALID", &[("elements", "NULL")]),
    ("E_INVALID", &[("count", "SIZE_MAX")]),
    ("E_INVALID", &[("count", "SIZE_MAX / 8")]),
    ("E_INVALID", &[("count", "(size_t)INT64_MAX / 8 + 1")]),
];

const NOTHING: &[(&str, &str)] = &[("count", "0")];

const TOO_MANY: &[BadValues] =
    &[("E_INVALID", &[("count", "5")]), ("E_INVALID", &[("count", "SIZE_MAX")])];

/// All of them; the header says in which order they are used.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    let rooms = [
        segment::ROWS,
        message::ROWS,
        metrics::ROWS,
        synced::ROWS,
        arena::ROWS,
        verified::ROWS,
        map::ROWS,
        collections::ROWS,
        spsc::ROWS,
        value::ROWS,
        mailbox::ROWS,
        broadcast::ROWS,
        waitset::ROWS,
        mpmc::ROWS,
        ordered::ROWS,
    ];
    rooms.into_iter().flatten()
}

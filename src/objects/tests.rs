use std::cell::Cell;

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Bug {
    OpenWithoutSecondLook,
    NoOwnBit,
    LiveBeforeFormat,
    NobodyFinishes,
    FreeBeforeFreeing,
    RowBeforeRuns,
}

thread_local! {
    static SEEDED: Cell<Option<Bug>> = const { Cell::new(None) };
}

pub(super) fn seeded(bug: Bug) -> bool {
    SEEDED.get() == Some(bug)
}

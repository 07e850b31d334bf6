//! What does not hold in the directory.

use core::ops::ControlFlow;

use super::row::{Entry, Stage, StateWord};
use super::table::{Kinds, Table};
use crate::arena::{Holder, Pages};
use crate::segment::{Finding, View};
use crate::sync::{Ordering::*, fence};

/// Reports what does not hold in the directory and in its objects. Loads only, so that a
/// read-only mapping will do. Others may work meanwhile; only what no interleaving of theirs
/// explains is reported.
pub(crate) fn verify_directory(view: View<'_>, kinds: Kinds, report: &mut dyn FnMut(Finding)) {
    let table = &Table { view, kinds };
    let mut live: Vec<(usize, StateWord, Entry)> = vec![];
    for index in 0..table.rows() {
        let row = table.row(index);
        let mut say =
            |problem| report(Finding { place: format!("directory row {index}"), problem });
        if let Some(bit) = row.mask().stray() {
            let most = table.view.layout.counts.participants;
            say(format!("the holder mask names participant {bit}, there are {most}"));
        }
        // Acquire: with the stores of CREATING and LIVE.
        let state = row.state(Acquire);
        match state.stage() {
            None => say(format!("the state word {state:?} does not check")),
            Some(Stage::Live | Stage::Removed | Stage::Freeing) => match row.entry(state) {
                Ok(Some(entry)) if state.is(Stage::Live) => {
                    verify_object(table, index, state, &entry, report);
                    live.push((index, state, entry));
                }
                Ok(_) => {}
                Err(error) => say(error.to_string()),
            },
            Some(Stage::Free | Stage::Creating) => {}
        }
    }
    // A row that is LIVE with one generation twice was LIVE all the time between.
    let still =
        |(index, state, _): &(usize, StateWord, Entry)| table.row(*index).state(Acquire) == *state;
    for (i, one) in live.iter().enumerate() {
        let twin = live[..i].iter().find(|other| other.2.name == one.2.name);
        if let Some(other) = twin
            && still(one)
            && still(other)
        {
            let (place, name) = (format!("directory row {}", one.0), one.2.name);
            report(Finding {
                place,
                problem: format!("row {} has the name {name:?} too", other.0),
            });
        }
    }
    verify_runs(table, report);
}

/// What is wrong with an object counts only if it was there all the time: its pages may go
/// away under the look, and serve another.
fn verify_object(
    table: &Table<'_>,
    index: usize,
    state: StateWord,
    entry: &Entry,
    report: &mut dyn FnMut(Finding),
) {
    let mut problems = vec![];
    match table.object_mem(index, entry) {
        Err(error) => problems.push(error.to_string()),
        Ok(mem) => {
            let kind = table.kind(entry.kind);
            if let Some(kind) = kind.filter(|kind| kind.layout_version() == entry.layout_version) {
                kind.verify(mem, &entry.params, &mut |problem| problems.push(problem));
            }
        }
    }
    // The reads above come before the one of the state. A page's next user writes to it
    // after taking its word (Acquire, with the Release of who freed it), and it was freed
    // after the row had left LIVE.
    fence(Acquire);
    if table.row(index).state(Relaxed) == state {
        let place = format!("{} {:?}", entry.kind.name(), entry.name);
        problems.into_iter().for_each(|problem| report(Finding { place: place.clone(), problem }));
    }
}

/// A row's runs are freed before the row, and allocated after it was taken: so no run
/// belongs to a row that is FREE, with the same generation before and after the look.
fn verify_runs(table: &Table<'_>, report: &mut dyn FnMut(Finding)) {
    let pages = Pages::new(table.view);
    pages.walk(|run| {
        if let Some(Holder::Object(row)) = run.holder
            && (row as usize) < table.rows()
        {
            let state = table.row(row as usize).state(Acquire);
            if state.is(Stage::Free)
                && pages.run_at(run.page) == Ok(Some(run))
                && table.row(row as usize).state(Acquire) == state
            {
                let (place, pages) = (format!("page {}", run.page), run.count);
                let problem =
                    format!("{pages} pages are held by directory row {row}, which is free");
                report(Finding { place, problem });
            }
        }
        ControlFlow::Continue(())
    });
}

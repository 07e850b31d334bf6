//! What does not hold in the directory.

use core::ops::ControlFlow;

use super::directory::Directory;
use super::row::{Entry, Stage, StateWord};
use crate::arena::{Holder, Pages};
use crate::segment::Finding;
use crate::sync::Ordering::*;

pub(super) fn verify(directory: &Directory<'_>, report: &mut dyn FnMut(Finding)) {
    let table = directory.table();
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
            None => say(format!("the state word {state:?} is of no stage")),
            Some(Stage::Live | Stage::Removed | Stage::Freeing) => match row.entry(state) {
                Ok(Some(entry)) if state.is(Stage::Live) => {
                    verify_object(directory, index, state, &entry, report);
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
    verify_runs(directory, report);
}

fn verify_object(
    directory: &Directory<'_>,
    index: usize,
    state: StateWord,
    entry: &Entry,
    report: &mut dyn FnMut(Finding),
) {
    let table = directory.table();
    // Held, its pages cannot go away under the look.
    if !directory.hold(index, state) {
        return;
    }
    let mut say = |problem| {
        let place = format!("{} {:?}", entry.kind.name(), entry.name);
        report(Finding { place, problem });
    };
    match table.object_mem(index, entry) {
        Err(error) => say(error.to_string()),
        Ok(mem) => {
            let kind = table.kind(entry.kind);
            if let Some(kind) = kind.filter(|kind| kind.layout_version() == entry.layout_version) {
                kind.verify(mem, &entry.params, &mut say);
            }
        }
    }
    directory.let_go(index, state.generation());
}

/// A row's runs are freed before the row, and allocated after it was taken: so no run
/// belongs to a row that is FREE, with the same generation before and after the look.
fn verify_runs(directory: &Directory<'_>, report: &mut dyn FnMut(Finding)) {
    let table = directory.table();
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

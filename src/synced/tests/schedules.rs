//! Arriving, sleeping, waking and joining, in every interleaving up to a bound (loom) and in
//! many random ones (shuttle).

use std::sync::Arc;

use super::*;
use crate::os::futex;
use crate::provider::{ModelProvider, Provider};
use crate::sync::Deadline;
use crate::sync::schedules::{caught, explore, thread};
use seeded::Bug;

fn memory(params: &SyncedParams) -> Arc<ModelProvider> {
    let memory = Arc::new(ModelProvider::new(params.required_size().unwrap()));
    Synced::format(memory.mem(), params).unwrap();
    memory
}

/// One participant's cycles; each view is whole.
fn take_part(synced: Synced<'_>, mut member: MemberState, until: u64) {
    while member.epoch() < until {
        let number = member.epoch() + 1;
        synced.write(&member, &(number << 8 | member.row() as u64).to_le_bytes()).unwrap();
        synced.arrive(&mut member, 8).unwrap();
        synced.wait(&mut member, Deadline::FOREVER).unwrap();
        let view = synced.view(&member).unwrap();
        for row in (0..view.rows()).filter(|row| view.members() & 1 << row != 0) {
            let mut bytes = [0; 8];
            assert_eq!(view.read(row, &mut bytes), Ok(8));
            assert_eq!(u64::from_le_bytes(bytes), number << 8 | row as u64, "mixed");
        }
    }
    synced.leave(member);
}

/// `rows` participants take part in `cycles`; everybody comes to the end.
fn all_come_to_the_end(rows: u32, cycles: u64) -> impl Fn() + Send + Sync + 'static {
    move || {
        let params = SyncedParams::new(rows, 8);
        let memory = memory(&params);
        let threads: Vec<_> = (0..rows)
            .map(|row| {
                let memory = memory.clone();
                // Every side in a thread of its own: loom moves no work past the first one's end.
                thread::spawn(move || {
                    let synced = Synced::attach(memory.mem(), &SyncedParams::new(rows, 8)).unwrap();
                    let member = synced.join(Some(row), Deadline::POLL).unwrap();
                    take_part(synced, member, cycles);
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
}

/// Row 0 cycles; row 1 comes late. Whoever completes an epoch of both shows both.
fn a_late_one_is_waited_for() {
    let params = SyncedParams { founders: 1, ..SyncedParams::new(2, 8) };
    let memory = memory(&params);
    let (early, late) = (memory.clone(), memory);
    let first = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(u64::MAX));
    let told = first.clone();
    let alone = thread::spawn(move || {
        let synced = Synced::attach(early.mem(), &params).unwrap();
        let mut member = synced.join(Some(0), Deadline::POLL).unwrap();
        let mut without = 0;
        for _ in 0..4 {
            let epoch = synced.arrive(&mut member, 0).unwrap();
            synced.wait(&mut member, Deadline::FOREVER).unwrap();
            if synced.view(&member).unwrap().members() == 1 {
                without = epoch;
            }
        }
        synced.leave(member);
        without
    });
    let comes = thread::spawn(move || {
        let synced = Synced::attach(late.mem(), &params).unwrap();
        let member = synced.join(Some(1), Deadline::FOREVER).unwrap();
        told.store(member.generation(), std::sync::atomic::Ordering::SeqCst);
        let from = member.generation();
        take_part_without_data(synced, member, from.max(4));
    });
    let without = alone.join().unwrap();
    comes.join().unwrap();
    let joined = first.load(std::sync::atomic::Ordering::SeqCst);
    assert!(without < joined, "epoch {without} was complete without who joined at {joined}");
}

fn take_part_without_data(synced: Synced<'_>, mut member: MemberState, until: u64) {
    while member.epoch() < until {
        synced.arrive(&mut member, 0).unwrap();
        synced.wait(&mut member, Deadline::FOREVER).unwrap();
    }
    synced.leave(member);
}

/// A completer is killed between its arrival and the wake: only the end of the slice wakes.
fn a_killed_completer_leaves_no_sleeper() {
    futex::slices(true);
    let params = SyncedParams::new(2, 8);
    let memory = memory(&params);
    let lent = memory.clone();
    let sleeper = thread::spawn(move || {
        let synced = Synced::attach(memory.mem(), &SyncedParams::new(2, 8)).unwrap();
        let mut member = synced.join(Some(0), Deadline::POLL).unwrap();
        synced.arrive(&mut member, 0).unwrap();
        synced.wait(&mut member, Deadline::FOREVER).unwrap();
    });
    let killed = thread::spawn(move || {
        let synced = Synced::attach(lent.mem(), &SyncedParams::new(2, 8)).unwrap();
        let row = synced.row(1);
        row.change(row.word(), Word::new(Standing::Live, 1)).unwrap();
    });
    sleeper.join().unwrap();
    killed.join().unwrap();
    futex::slices(false);
}

fn seed(bug: Bug, model: impl Fn() + Send + Sync + 'static) {
    seeded::with(Some(bug), || caught(&format!("{bug:?}"), model));
}

#[test]
fn everybody_is_woken_and_no_view_is_mixed() {
    let executions = explore(all_come_to_the_end(2, 3));
    println!("{executions} executions");
    assert!(executions > 400, "{executions}");
    seed(Bug::OneBuffer, all_come_to_the_end(2, 3));
    seed(Bug::LateWakeWord, all_come_to_the_end(2, 2));
    #[cfg(loom)] // random schedules hardly ever let one run that far ahead
    seed(Bug::OneWakeWord, all_come_to_the_end(2, 3));
}

#[cfg(shuttle)] // loom's bound allows two
#[test]
fn three_are_woken_too() {
    assert!(explore(all_come_to_the_end(3, 3)) > 1_000);
}

#[test]
fn a_sleep_ends_without_its_waker() {
    let executions = explore(a_killed_completer_leaves_no_sleeper);
    println!("{executions} executions");
    assert!(executions > 5, "{executions}");
    seed(Bug::UnboundedSleep, a_killed_completer_leaves_no_sleeper);
}

#[test]
fn nobody_completes_an_epoch_without_its_joiner() {
    let executions = explore(a_late_one_is_waited_for);
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    seed(Bug::JoinUnchecked, a_late_one_is_waited_for);
    seed(Bug::MoveUnheard, a_late_one_is_waited_for);
}

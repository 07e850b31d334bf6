//! No wake is lost, in any interleaving.

use std::sync::Arc;

use super::*;
use crate::provider::{ModelProvider, Provider};
use crate::sync::fence;
use crate::sync::schedules::{caught, explore, thread};

/// Flag and count, then the items.
const ITEMS: usize = EventCount::SIZE;

fn event(memory: &ModelProvider) -> EventCount<'_> {
    EventCount::at(memory.mem(), 0)
}

/// Takes one item, sleeping until there is one.
fn take(memory: &ModelProvider) {
    let items = memory.mem().word64(ITEMS);
    let look = || {
        let mut seen = items.load(Acquire);
        while seen > 0 {
            match items.compare_exchange(seen, seen - 1, AcqRel) {
                Ok(_) => return Ok(Some(())),
                Err(now) => seen = now,
            }
        }
        Ok(None)
    };
    event(memory).wait(Deadline::FOREVER, look, |_| Ok(())).unwrap();
}

fn put(memory: &ModelProvider) {
    memory.mem().word64(ITEMS).fetch_add(1, Release);
    event(memory).wake();
}

/// `sleepers` threads take one item each, one thread puts as many.
fn items_reach_sleepers(sleepers: usize) -> impl Fn() + Send + Sync + 'static {
    move || {
        let memory = Arc::new(ModelProvider::new(ITEMS + 8));
        let mut threads: Vec<_> = (0..sleepers)
            .map(|_| {
                let memory = memory.clone();
                thread::spawn(move || take(&memory))
            })
            .collect();
        threads.push(thread::spawn(move || (0..sleepers).for_each(|_| put(&memory))));
        for thread in threads {
            thread.join().unwrap();
        }
    }
}

#[test]
fn one_sleeper_is_never_left_asleep() {
    let executions = explore(items_reach_sleepers(1));
    println!("{executions} executions");
    assert!(executions > 20, "{executions}");
    #[cfg(loom)] // shuttle knows sequential consistency only
    seeded::with(seeded::Bug::NoFence, || caught("the missing fence", items_reach_sleepers(1)));
}

#[test]
fn two_sleepers_are_never_left_asleep() {
    let executions = explore(items_reach_sleepers(2));
    println!("{executions} executions");
    assert!(executions > 1_000, "{executions}");
    seeded::with(seeded::Bug::FlagIsFutexWord, || {
        caught("the flag as futex word", items_reach_sleepers(2))
    });
}

/// A waker that is killed after it took the flag down, before or after it counted: the
/// change is there, the wake never comes.
fn killed_waker(counts: bool) -> impl Fn() + Send + Sync + 'static {
    move || {
        let memory = Arc::new(ModelProvider::new(ITEMS + 8));
        let sleeper = memory.clone();
        let sleeper = thread::spawn(move || take(&sleeper));
        let killed = thread::spawn(move || {
            memory.mem().word64(ITEMS).fetch_add(1, Release);
            fence(SeqCst);
            if memory.mem().word32(0).load(Relaxed) != 0 {
                memory.mem().word32(0).store(0, Relaxed);
                if counts {
                    memory.mem().word32(8).fetch_add(1, Release);
                }
            }
        });
        killed.join().unwrap();
        sleeper.join().unwrap();
    }
}

#[test]
fn slices_save_who_a_killed_waker_left_asleep() {
    for counts in [false, true] {
        os::futex::slices(false);
        caught("the killed waker", killed_waker(counts));
        os::futex::slices(true);
        let executions = explore(killed_waker(counts));
        assert!(executions > 5, "{executions}");
    }
    os::futex::slices(false);
}

/// A waker that is not registered pays for the fence itself.
#[test]
fn a_waker_that_is_not_registered_fences() {
    os::membarrier::unregistered(true);
    let executions = explore(items_reach_sleepers(1));
    println!("{executions} executions");
    assert!(executions > 20, "{executions}");
    #[cfg(loom)] // shuttle knows sequential consistency only
    seeded::with(seeded::Bug::NoFence, || caught("the missing fence", items_reach_sleepers(1)));
    os::membarrier::unregistered(false);
}

/// A kernel without the barrier leaves a sleeper that no waker saw; short slices save it.
#[test]
fn slices_save_who_slept_unseen() {
    os::membarrier::missing(true);
    #[cfg(loom)] // shuttle knows sequential consistency only
    {
        os::futex::slices(false);
        caught("the missing barrier", items_reach_sleepers(1));
    }
    os::futex::slices(true);
    let executions = explore(items_reach_sleepers(1));
    println!("{executions} executions");
    assert!(executions > 20, "{executions}");
    os::futex::slices(false);
    os::membarrier::missing(false);
}

/// The flags, counts and items of two event counts, then nothing.
const TWO: usize = 2 * (EventCount::SIZE + 8);

fn event_of(memory: &ModelProvider, which: usize) -> (EventCount<'_>, &Shared32) {
    let at = which * (EventCount::SIZE + 8);
    (EventCount::at(memory.mem(), at), memory.mem().word32(at + EventCount::SIZE))
}

/// One thread sleeps on two event counts and a control word until there is something at
/// `wanted` of the three; one thread for each puts it there.
fn any_reaches_the_sleeper(wanted: u32) -> impl Fn() + Send + Sync + 'static {
    move || {
        let memory = Arc::new(ModelProvider::new(TWO));
        let control = Arc::new(Shared32::new(0));
        let mut threads = Vec::new();
        for which in 0..wanted.min(2) as usize {
            let memory = memory.clone();
            threads.push(thread::spawn(move || {
                let (event, item) = event_of(&memory, which);
                item.store(1, Release);
                event.wake();
            }));
        }
        if wanted > 2 {
            let control = control.clone();
            threads.push(thread::spawn(move || {
                control.fetch_add(1, Release);
                os::futex::wake_all(&control);
            }));
        }
        threads.push(thread::spawn(move || {
            let look = |number| {
                let here = |which| event_of(&memory, which).1.load(Acquire);
                (here(0) + here(1) + number == wanted).then_some(())
            };
            let mut together = true;
            loop {
                let number = control.load(Acquire);
                let events = (0..2).map(|which| event_of(&memory, which).0);
                let control = (&*control, number);
                let time = Duration::MAX;
                if look(number).is_some()
                    || sleep_on_any(events, control, time, &mut together, || look(number))
                        == Sleep::Found(())
                {
                    break;
                }
            }
        }));
        for thread in threads {
            thread.join().unwrap();
        }
    }
}

#[test]
fn a_sleeper_on_several_is_never_left_asleep() {
    for wanted in [1, 2, 3] {
        if cfg!(loom) && wanted == 3 {
            continue; // too many executions for the same again
        }
        let executions = explore(any_reaches_the_sleeper(wanted));
        println!("{wanted} of 3: {executions} executions");
        assert!(executions > 20, "{executions}");
    }
    seeded::with(seeded::Bug::NoLookAgain, || {
        caught("the missing second look", any_reaches_the_sleeper(1))
    });
    seeded::with(seeded::Bug::FirstOnly, || {
        caught("the second event count, forgotten", any_reaches_the_sleeper(2))
    });
}

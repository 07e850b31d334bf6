//! A writer and a reader, in every interleaving up to a bound (loom) and many random ones
//! (shuttle).

use std::sync::Arc;

use super::super::*;
use super::{Value, value};
use crate::provider::{ModelProvider, Provider};
use crate::sync::Deadline;
use crate::sync::plain::{bytes_of, bytes_of_mut};
use crate::sync::schedules::{caught, explore, thread};

const SIZE: u32 = size_of::<Value>() as u32;

/// The writer writes `count` values; the reader takes them as they come, the last at least.
fn values_are_whole(count: u64, waits: bool) -> impl Fn() + Send + Sync + 'static {
    move || {
        let memory = Arc::new(ModelProvider::new(Mailbox::required_size(SIZE).unwrap()));
        Mailbox::format(memory.mem(), SIZE).unwrap();
        let lent = memory.clone();
        // What the writer has said is written; no word of the model.
        let announced = Arc::new(std::sync::Mutex::new(0));
        let announce = announced.clone();
        let writer = thread::spawn(move || {
            let mailbox = Mailbox::attach(lent.mem(), SIZE).unwrap();
            let mut writer = mailbox.open_writer().unwrap();
            for number in 1..=count {
                mailbox.write(&mut writer, bytes_of(&value(number))).unwrap();
                *announce.lock().unwrap() = number;
            }
        });
        let reader = thread::spawn(move || {
            let mailbox = Mailbox::attach(memory.mem(), SIZE).unwrap();
            let (mut seen, mut got) = (0, Value::default());
            while seen < count {
                let bytes = bytes_of_mut(&mut got);
                let least = *announced.lock().unwrap();
                let number = if waits {
                    mailbox.wait_newer(seen, bytes, Deadline::FOREVER).unwrap()
                } else {
                    match mailbox.read_newer(seen, bytes) {
                        Ok(number) => number,
                        Err(_) => {
                            // Under loom the words may lag behind what was said.
                            assert!(least <= seen || cfg!(loom), "{least} is hidden");
                            thread::yield_now();
                            continue;
                        }
                    }
                };
                assert!(number > seen);
                assert_eq!(got, value(number));
                seen = number;
            }
        });
        writer.join().unwrap();
        reader.join().unwrap();
    }
}

fn seed(bug: Bug, model: impl Fn() + Send + Sync + 'static) {
    seeded::with(Some(bug), || caught(&format!("{bug:?}"), model));
}

#[test]
fn readers_find_whole_values() {
    let executions = explore(values_are_whole(3, false));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    for bug in [Bug::NoSecondLook, Bug::SequenceBeforeValue] {
        seed(bug, values_are_whole(3, false));
    }
    seed(Bug::SequenceKept, values_are_whole(3, false));
    #[cfg(shuttle)] // see above
    seed(Bug::LooksApart, values_are_whole(3, false));
    #[cfg(loom)] // shuttle knows sequential consistency only
    seed(Bug::NoFence, values_are_whole(3, false));
}

#[test]
fn a_reader_that_waits_is_woken() {
    let executions = explore(values_are_whole(2, true));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    seed(Bug::NoWake, values_are_whole(1, true));
}

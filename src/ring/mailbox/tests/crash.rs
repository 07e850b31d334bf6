//! A kill at every store of a write, and at every store of the next one.

use super::super::*;
use super::{Value, value};
use crate::provider::{HeapProvider, Provider};
use crate::step::crash::{self, Count, Recorded};
use crate::step::script::World;
use crate::sync::plain::{bytes_of, bytes_of_mut};

const SIZE: u32 = size_of::<Value>() as u32;

/// What a reader finds, which must be whole.
fn read(mailbox: Mailbox<'_>) -> u64 {
    let mut got = Value::default();
    let number = mailbox.read(bytes_of_mut(&mut got)).expect("there is always a whole value");
    assert_eq!(got, value(number), "torn");
    number
}

fn every_write() -> Count {
    let mut all = Count::default();
    for before in 1..5 {
        let memory = HeapProvider::new(Mailbox::required_size(SIZE).unwrap());
        let world = World::new();
        Mailbox::format(memory.mem(), SIZE).unwrap();
        let first = world.join(1);
        let mailbox = Mailbox::attach(memory.mem_as(&first), SIZE).unwrap();
        let mut writer = mailbox.open_writer().unwrap();
        for number in 1..=before {
            mailbox.write(&mut writer, bytes_of(&value(number))).unwrap();
        }
        let mem = memory.mem();
        let mut bytes = vec![0; mem.len()];
        mem.copy_out(0, &mut bytes);
        let (was, stores, _) = crash::points(&bytes, || {
            mailbox.write(&mut writer, bytes_of(&value(before + 1))).unwrap();
        });
        let base = mem.base().as_ptr();
        let recorded = Recorded { base, before: &was, stores: &stores };
        let learned = std::cell::Cell::new(0);
        all += crash::replay(
            &recorded,
            || {
                // What the dead one left is whole, and the successor goes on there.
                let heir = world.join(1);
                let mailbox = Mailbox::attach(memory.mem_as(&heir), SIZE).unwrap();
                let number = read(mailbox);
                let mut writer = mailbox.open_writer().unwrap();
                assert_eq!(writer.written(), number);
                learned.set(number);
                mailbox.write(&mut writer, bytes_of(&value(number + 1))).unwrap();
            },
            |k| {
                let learned = learned.get();
                assert!(learned >= before, "a whole value was lost");
                assert!(k < stores.len() || learned > before, "the written value was lost");
                let mailbox = Mailbox::attach(memory.mem(), SIZE).unwrap();
                assert_eq!(read(mailbox), learned + 1);
            },
        );
    }
    all
}

#[test]
fn a_killed_write_leaves_a_whole_value() {
    let count = every_write();
    crash::report("mailbox: write", "replay", count.points, count.nested, 30);
    for bug in [Bug::OverwriteNewer, Bug::SequenceBeforeValue] {
        let run = std::panic::AssertUnwindSafe(|| seeded::with(Some(bug), every_write));
        assert!(std::panic::catch_unwind(run).is_err(), "{bug:?} was not noticed");
    }
}

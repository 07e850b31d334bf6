//! What the interface says, when nobody dies.

use super::*;
use std::ptr::NonNull;

#[test]
fn a_name_is_created_once_and_opened_by_anyone() {
    let name = Name::new("once");
    assert_eq!(open(&name).err().unwrap().status(), Status::NotFound);
    let first = create(&name);
    let error = open::create(&name.0, &small(), &NOTHING).err().unwrap();
    assert_eq!(error.status(), Status::Exists);
    let second = open(&name).unwrap();
    assert_eq!(first.info().unwrap().uuid, second.info().unwrap().uuid);
    assert_eq!(second.info().unwrap().live, 2);
    let (third, created) = open::open_or_create(&name.0, &small(), &NOTHING).unwrap();
    assert!(!created && third.info().unwrap().me.unwrap().row == 2);
    drop(first);
    drop(third);
    assert_eq!(second.info().unwrap().live, 1);
    assert_eq!(findings(&second), []);
    Segment::unlink(&name.0, &small()).unwrap();
    assert_eq!(open(&name).err().unwrap().status(), Status::NotFound);
    second.thread_slot().unwrap();
}

#[test]
fn names_outside_the_contract_are_refused() {
    for name in ["", ".hidden", "a/b", "a b", "ä", &"x".repeat(201)] {
        let error = open::create(name, &small(), &NOTHING).err().unwrap();
        assert_eq!(error.status(), Status::Name, "{name:?}");
    }
    let longest = Name("x".repeat(200));
    create(&longest);
}

#[test]
fn an_open_waits_until_the_segment_appears() {
    let name = Name::new("wait");
    std::thread::scope(|scope| {
        let opener = scope.spawn(|| {
            let deadline = Deadline::after(Duration::from_secs(30));
            open::open_by(&name.0, &small(), Role::Participant, deadline, &NOTHING).unwrap()
        });
        let made = create(&name);
        let opened = opener.join().unwrap();
        assert_eq!(opened.info().unwrap().uuid, made.info().unwrap().uuid);
    });
    let soon = Deadline::after(Duration::from_millis(3));
    let error =
        open::open_by("test.never", &small(), Role::Participant, soon, &NOTHING).err().unwrap();
    assert_eq!(error.status(), Status::Timeout);
    assert!(error.to_string().contains("test.never"), "{error}");
}

#[test]
fn an_observer_never_stores_and_takes_no_row() {
    let name = Name::new("observer");
    let segment = create(&name);
    let before = std::fs::read(name.path()).unwrap();
    let observer = open::open_by(&name.0, &small(), Role::Observer, Deadline::POLL, &NOTHING);
    let observer = observer.unwrap();
    assert_eq!(observer.info().unwrap().live, 1);
    assert_eq!(observer.participant(0).unwrap().pid, std::process::id());
    assert_eq!(observer.recover().unwrap_err().status(), Status::ReadOnly);
    assert_eq!(observer.thread_slot().err().unwrap().status(), Status::ReadOnly);
    assert_eq!(observer.watch().unwrap_err().status(), Status::ReadOnly);
    assert_eq!(findings(&observer), []);
    drop(observer);
    assert_eq!(std::fs::read(name.path()).unwrap(), before);
    drop(segment);
}

#[test]
fn slots_belong_to_one_thread_and_then_to_all() {
    let name = Name::new("slots");
    let segment = create(&name);
    let mut held: Vec<_> = (0..6).map(|_| segment.thread_slot().unwrap()).collect();
    let numbers: Vec<u32> = held.iter().map(ThreadSlot::index).collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 4]);
    assert!(held[5].is_shared() && !held[3].is_shared());
    held.remove(2);
    assert_eq!(segment.thread_slot().unwrap().index(), 2);
    drop(held);
    assert_eq!(segment.info().unwrap().slots_taken, 0);
    let child = Child::run(|| {
        let mine = open(&name).unwrap();
        std::mem::forget(mine.thread_slot().unwrap());
        std::mem::forget(mine);
        0
    });
    assert_eq!(child.wait(), End::Code(0));
    assert_eq!(segment.info().unwrap().slots_taken, 1);
    assert_eq!(segment.recover().unwrap(), 1);
    assert_eq!(segment.info().unwrap().slots_taken, 0);
}

#[test]
fn private_segments_need_no_kernel() {
    let segment = open::create_private(&small(), &NOTHING).unwrap();
    assert_eq!(segment.recover().unwrap(), 0);
    assert_eq!(segment.info().unwrap().role, Role::Private);
    assert_eq!(findings(&segment), []);
    let len = segment.info().unwrap().total_size as usize;
    let mut memory = vec![0xAAu64; len / 8 + 8];
    let address = memory.as_mut_ptr() as usize;
    let aligned = NonNull::new(address.next_multiple_of(64) as *mut u8).unwrap();
    // SAFETY: inside the vector, which outlives the handle.
    let lent = unsafe { open::create_in(aligned, len, &small(), &NOTHING) }.unwrap();
    assert_eq!(findings(&lent), []);
    assert_eq!(lent.thread_slot().unwrap().index(), 0);
    // SAFETY: refused before it is touched.
    let crooked = unsafe { aligned.add(8) };
    // SAFETY: as above.
    let error = unsafe { open::create_in(crooked, len, &small(), &NOTHING) };
    assert_eq!(error.err().unwrap().status(), Status::Invalid);
}

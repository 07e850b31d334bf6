//! Who is alive, who is dead, who cleans up.

use super::*;

#[test]
fn a_killed_participant_is_dead_a_stopped_one_is_not() {
    let name = Name::new("dead");
    let segment = create(&name);
    let child = attached_child(&name);
    while segment.info().unwrap().live < 2 {
        std::thread::yield_now();
    }
    child.signal(libc::SIGSTOP);
    assert_eq!(segment.recover().unwrap(), 0, "a stopped participant was reclaimed");
    assert_eq!(segment.participant(1).unwrap().state, State::Live);
    child.signal(libc::SIGCONT);
    child.signal(libc::SIGKILL);
    // Not waited for yet: a zombie is dead as soon as the kernel has closed its files.
    let limit = Deadline::after(Duration::from_secs(30));
    while segment.recover().unwrap() == 0 {
        assert!(!limit.is_over(), "the zombie still counts as alive");
    }
    assert_eq!(segment.participant(1).unwrap_err().status(), Status::NotFound);
    assert_eq!(segment.info().unwrap().reaped, 1);
    assert_eq!(child.wait(), End::Signal(libc::SIGKILL));
    assert_eq!(findings(&segment), []);
}

#[test]
fn handles_and_threads_of_one_process_are_alive_to_each_other() {
    let name = Name::new("alive");
    let (first, second) = (create(&name), open(&name).unwrap());
    std::thread::scope(|scope| {
        for segment in [&first, &second] {
            for _ in 0..2 {
                scope.spawn(|| (0..500).for_each(|_| assert_eq!(segment.recover().unwrap(), 0)));
            }
        }
    });
    assert_eq!(first.info().unwrap().live, 2);
    let (me, you) = (first.inner().me(), second.inner().me());
    assert!(!first.inner().is_dead(me) && !first.inner().is_dead(you));
    assert!(!second.inner().is_dead(me) && !second.inner().is_dead(you));
    drop(second);
    assert!(first.inner().is_dead(you));
}

#[test]
fn a_closed_descriptor_makes_nobody_dead() {
    let name = Name::new("closefrom");
    let segment = create(&name);
    let end = Child::run(|| {
        let mine = open(&name).unwrap();
        // SAFETY: what an application does to "close everything".
        unsafe { libc::close_range(3, u32::MAX, 0) };
        assert_eq!(mine.recover().unwrap_err().status(), Status::State);
        // The same file under the same number, but another open file.
        let other = std::fs::OpenOptions::new().read(true).write(true).open(name.path()).unwrap();
        assert_eq!(mine.recover().unwrap_err().status(), Status::State);
        assert!(!mine.inner().is_dead(ParticipantId { row: 0, generation: 1 }));
        drop(other);
        // A log file under the number.
        let _log = std::fs::File::open("/dev/null").unwrap();
        assert!(!mine.inner().is_dead(ParticipantId { row: 0, generation: 1 }));
        // The mapping still holds this process's own lock.
        let child = Child::run(|| open(&name).map_or(9, |other| other.recover().unwrap() as i32));
        assert_eq!(child.wait(), End::Code(0), "a living participant was reaped");
        0
    });
    assert_eq!(end.wait(), End::Code(0));
    drop(segment);
}

#[test]
fn a_forked_child_is_refused_and_harms_nobody() {
    let name = Name::new("fork");
    let segment = create(&name);
    let slot = segment.thread_slot().unwrap();
    let child = Child::run(|| {
        assert_eq!(segment.info().unwrap_err().status(), Status::Forked);
        assert_eq!(segment.recover().unwrap_err().status(), Status::Forked);
        assert_eq!(segment.thread_slot().err().unwrap().status(), Status::Forked);
        // What exit handlers and destructors would do.
        // SAFETY: this process's copies, never used again; it leaves by _exit.
        drop(unsafe { (std::ptr::read(&slot), std::ptr::read(&segment)) });
        let own = open(&name).unwrap();
        assert_eq!(own.info().unwrap().live, 2);
        assert_eq!(own.recover().unwrap(), 0, "the child takes its parent for dead");
        0
    });
    assert_eq!(child.wait(), End::Code(0));
    assert_eq!(segment.recover().unwrap(), 0);
    drop(slot);
    assert_eq!((segment.info().unwrap().live, segment.info().unwrap().slots_taken), (1, 0));
}

#[test]
fn a_parents_death_is_noticed_while_its_child_lives() {
    let name = Name::new("orphan");
    let segment = create(&name);
    let (reader, writer) = std::io::pipe().unwrap();
    let parent = Child::run(|| {
        let _mine = open(&name).unwrap();
        let child = Child::run(|| {
            use std::io::Write;
            (&writer).write_all(b"x").unwrap();
            std::thread::sleep(Duration::from_secs(2));
            0
        });
        std::mem::forget(child);
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    });
    use std::io::Read;
    (&reader).read_exact(&mut [0]).unwrap();
    parent.signal(libc::SIGKILL);
    assert_eq!(parent.wait(), End::Signal(libc::SIGKILL));
    assert_eq!(segment.recover().unwrap(), 1, "the orphan keeps its parent alive");
}

#[test]
fn a_full_table_is_cleaned_before_it_is_refused() {
    let name = Name::new("full");
    let first = create(&name);
    let others: Vec<_> = (0..3).map(|_| open(&name).unwrap()).collect();
    let error = open(&name).err().unwrap();
    assert_eq!(error.status(), Status::NoSpace);
    assert!(error.to_string().contains("all 4 participant rows"), "{error}");
    drop(others);
    for _ in 0..3 {
        let child = Child::run(|| {
            std::mem::forget(open(&name).unwrap());
            0
        });
        assert_eq!(child.wait(), End::Code(0));
    }
    assert_eq!(first.info().unwrap().live, 1 + 3 - 2, "each open cleans up after the last");
    let again = open(&name).unwrap();
    assert_eq!(again.info().unwrap().dead, 0);
}

#[test]
fn the_watch_tells_of_arrivals_and_deaths() {
    let name = Name::new("watch");
    let segment = create(&name);
    let fd = segment.watch().unwrap();
    let readable = |milliseconds: i32| {
        let mut poll = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
        // SAFETY: one valid entry.
        unsafe { libc::poll(&mut poll, 1, milliseconds) == 1 }
    };
    assert!(!readable(0), "nothing has happened yet");
    let child = attached_child(&name);
    assert!(readable(10_000), "somebody opened the file");
    assert_eq!(segment.watched().unwrap(), 0);
    child.signal(libc::SIGKILL);
    assert!(readable(10_000), "somebody died");
    let limit = Deadline::after(Duration::from_secs(30));
    while segment.watched().unwrap() == 0 {
        assert!(!limit.is_over() && readable(10_000));
    }
}

#[test]
fn the_watch_tells_of_who_died_before_it() {
    let name = Name::new("watch-late");
    let segment = create(&name);
    let child = attached_child(&name);
    child.signal(libc::SIGKILL);
    child.wait();
    for _ in 0..2 {
        let fd = segment.watch().unwrap();
        let mut poll = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
        // SAFETY: one valid entry.
        assert_eq!(unsafe { libc::poll(&mut poll, 1, 0) }, 1, "a dead one is there");
    }
    assert_eq!(segment.watched().unwrap(), 1);
}

#[test]
fn the_watch_tells_of_an_attach_after_its_row_went_live() {
    let name = Name::new("watch-row");
    let segment = create(&name);
    let fd = segment.watch().unwrap();
    let readable = || {
        let mut poll = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
        // SAFETY: one valid entry.
        unsafe { libc::poll(&mut poll, 1, 0) == 1 }
    };
    let other = open(&name).unwrap();
    assert_eq!(segment.watched().unwrap(), 0);
    assert!(!readable());
    other.inner().mapped_file().touch(); // an attach ends with it
    assert!(readable());
    assert_eq!(segment.watched().unwrap(), 0);
    assert!(!readable());
}

#[test]
fn a_dead_owners_lock_is_taken_over_a_live_ones_is_not() {
    let name = Name::new("lock");
    let segment = create(&name);
    let lock = |segment: &Segment, milliseconds: u64| {
        let view = segment.inner().writable().unwrap();
        let word = view.mem.word32(CONTROL + control::ARENA_LOCK);
        let deadline = Deadline::after(Duration::from_millis(milliseconds));
        let lock = OwnerLock::new(word, view.mem.live(), "arena");
        lock.lock(deadline).map(|guard| {
            let recovered = guard.recovered();
            std::mem::forget(guard);
            recovered
        })
    };
    let (reader, writer) = std::io::pipe().unwrap();
    let child = Child::run(|| {
        use std::io::Write;
        let mine = open(&name).unwrap();
        assert!(!lock(&mine, 1000).unwrap());
        (&writer).write_all(b"x").unwrap();
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    });
    use std::io::Read;
    (&reader).read_exact(&mut [0]).unwrap();
    child.signal(libc::SIGSTOP);
    let error = lock(&segment, 30).unwrap_err();
    assert_eq!(error.status(), Status::Timeout);
    assert!(error.to_string().contains("arena lock is held by participant 1"), "{error}");
    child.signal(libc::SIGKILL);
    assert_eq!(child.wait(), End::Signal(libc::SIGKILL));
    assert!(lock(&segment, 10_000).unwrap(), "taken over, and told so");
}

/// All rows are dead: whoever comes cleans up, and who finds that others did so meanwhile
/// gets a row all the same.
#[test]
fn several_who_meet_a_table_of_the_dead_all_get_in() {
    for round in 0..30 {
        let name = Name::new(&format!("rush-{round}"));
        let dying: Vec<Segment> =
            core::iter::once(create(&name)).chain((0..3).map(|_| open(&name).unwrap())).collect();
        for segment in dying {
            defects::die(segment);
        }
        std::thread::scope(|scope| {
            let come = || {
                let mine = open(&name);
                assert!(mine.is_ok(), "round {round}: {:?}", mine.err());
                mine.unwrap()
            };
            let all: Vec<_> = (0..4).map(|_| scope.spawn(come)).collect();
            let all: Vec<Segment> = all.into_iter().map(|thread| thread.join().unwrap()).collect();
            assert_eq!(all[0].info().unwrap().live, 4);
        });
    }
}

/// The natural repair after an application closed everything: open anew, then let go of
/// the old handle. The new one has the old one's number by then.
#[test]
fn closing_a_lost_handle_leaves_its_successor_alone() {
    let name = Name::new("successor");
    let keeper = create(&name);
    let end = Child::run(|| {
        let lost = open(&name).unwrap();
        // SAFETY: what an application does to "close everything".
        unsafe { libc::close_range(3, u32::MAX, 0) };
        assert_eq!(lost.recover().unwrap_err().status(), Status::State);
        let new = open(&name).unwrap();
        assert_eq!(new.recover().unwrap(), 0);
        assert_eq!(lost.recover().unwrap_err().status(), Status::State, "not its number any more");
        drop(lost);
        assert_eq!(new.recover().unwrap(), 0, "the old handle closed the new one's descriptor");
        0
    });
    assert_eq!(end.wait(), End::Code(0));
    drop(keeper);
}

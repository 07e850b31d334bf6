use super::*;
use crate::status::Status;
use crate::step::crash::{Child, End, fork_points, report};
use crate::sync::{Liveness, Ordering::*, OwnerLock};
use layout::{CONTROL, control};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Nothing above the segment to recover.
struct Nothing;
impl Recovery for Nothing {
    fn handle_state(&self, _: &Layout) -> Box<dyn Any + Send + Sync> {
        Box::new(())
    }
    fn recover(&self, _: View<'_>, _: ParticipantId, _: Deadline) -> Result<bool> {
        Ok(true)
    }
    fn verify(&self, _: View<'_>, _: &mut dyn FnMut(Finding)) {}
}
static NOTHING: Nothing = Nothing;

/// A name of this test process alone, removed when dropped.
struct Name(String);
impl Name {
    fn new(test: &str) -> Name {
        Name(format!("test.{}.{test}", std::process::id()))
    }
    fn path(&self) -> PathBuf {
        Path::new("/dev/shm").join(format!("wrtmem.{}", self.0))
    }
}
impl Drop for Name {
    fn drop(&mut self) {
        let path = self.path();
        let _ = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir(&path));
    }
}

fn small() -> Options {
    Options { participants: 4, slots: 4, objects: 4, ..Options::with_bytes(16 << 10) }
}

fn create(name: &Name) -> Segment {
    Segment::create_with(&name.0, &small(), &NOTHING).unwrap()
}

fn open(name: &Name) -> Result<Segment> {
    Segment::open_with(&name.0, &small(), Deadline::POLL, &NOTHING)
}

fn findings(segment: &Segment) -> Vec<Finding> {
    let mut all = Vec::new();
    segment.verify(&mut |finding| all.push(finding)).unwrap();
    all
}

/// A child that attaches, says so, and stays until killed.
fn attached_child(name: &Name) -> Child {
    let watcher = Segment::open_read_only_with(&name.0, &small(), Deadline::POLL, &NOTHING);
    let watcher = watcher.unwrap();
    let before = watcher.info().unwrap().live;
    let child = Child::run(|| {
        let _segment = open(name).unwrap();
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    });
    while watcher.info().unwrap().live == before {
        std::thread::yield_now();
    }
    child
}

#[test]
fn a_name_is_created_once_and_opened_by_anyone() {
    let name = Name::new("once");
    assert_eq!(open(&name).err().unwrap().status(), Status::NotFound);
    let first = create(&name);
    let error = Segment::create_with(&name.0, &small(), &NOTHING).err().unwrap();
    assert_eq!(error.status(), Status::Exists);
    let second = open(&name).unwrap();
    assert_eq!(first.info().unwrap().uuid, second.info().unwrap().uuid);
    assert_eq!(second.info().unwrap().live, 2);
    let (third, created) = Segment::open_or_create_with(&name.0, &small(), &NOTHING).unwrap();
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
        let error = Segment::create_with(name, &small(), &NOTHING).err().unwrap();
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
            Segment::open_with(&name.0, &small(), deadline, &NOTHING).unwrap()
        });
        let made = create(&name);
        let opened = opener.join().unwrap();
        assert_eq!(opened.info().unwrap().uuid, made.info().unwrap().uuid);
    });
    let soon = Deadline::after(Duration::from_millis(3));
    let error = Segment::open_with("test.never", &small(), soon, &NOTHING).err().unwrap();
    assert_eq!(error.status(), Status::NotFound);
}

#[test]
fn what_is_no_segment_is_refused_with_a_reason() {
    let refuse = |what: &str, status: Status, text: &str, make: &dyn Fn(&Path)| {
        let name = Name::new(what);
        make(&name.path());
        let error = open(&name).err().unwrap_or_else(|| panic!("{what} was opened"));
        assert_eq!(error.status(), status, "{what}: {error}");
        assert!(error.to_string().contains(text), "{what}: {error}");
        assert!(error.to_string().contains(&name.0), "{what}: {error} does not name the file");
    };
    let c_path = |path: &Path| std::ffi::CString::new(path.to_str().unwrap()).unwrap();
    let write = |path: &Path, bytes: &[u8]| {
        std::fs::write(path, bytes).unwrap();
        set_mode(path, 0o600);
    };
    refuse("fifo", Status::Layout, "is a FIFO", &|path| {
        // SAFETY: a NUL-terminated path.
        assert_eq!(unsafe { libc::mkfifo(c_path(path).as_ptr(), 0o600) }, 0);
    });
    refuse("symlink", Status::Layout, "symbolic link", &|path| {
        std::os::unix::fs::symlink("/dev/null", path).unwrap();
    });
    refuse("directory", Status::Layout, "is a directory", &|path| {
        std::fs::create_dir(path).unwrap();
    });
    refuse("empty", Status::Layout, "too short", &|path| write(path, b""));
    refuse("garbage", Status::Layout, "magic", &|path| write(path, &[7; 100_000]));
    let valid = || {
        let name = Name::new("valid");
        create(&name);
        std::fs::read(name.path()).unwrap()
    };
    refuse("truncated", Status::Layout, "header says", &|path| {
        let bytes = valid();
        write(path, &bytes[..bytes.len() - 4096]);
    });
    refuse("scribbled", Status::Corrupt, "both copies", &|path| {
        let mut bytes = valid();
        header::COPIES.into_iter().for_each(|at| bytes[at + 60] ^= 0xFF);
        write(path, &bytes);
    });
    refuse("loose", Status::Permission, "lets others write", &|path| {
        write(path, &valid());
        set_mode(path, 0o666);
    });
    refuse("linked", Status::Permission, "2 names", &|path| {
        write(path, &valid());
        let other = Name::new("linked.other");
        std::fs::hard_link(path, other.path()).unwrap();
        std::mem::forget(other);
    });
    drop(Name::new("linked.other"));
    // SAFETY: no preconditions.
    let root = unsafe { libc::geteuid() } == 0;
    assert!(root, "the test of a foreign owner needs root: run the tests as root");
    refuse("foreign", Status::Permission, "belongs to user 65534", &|path| {
        write(path, &valid());
        std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
    });
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn one_damaged_header_is_noticed_and_repaired() {
    use std::os::unix::fs::FileExt;
    let name = Name::new("header");
    let first = create(&name);
    let file = std::fs::OpenOptions::new().write(true).open(name.path()).unwrap();
    file.write_at(&[0xFF; 4], 60).unwrap();
    assert_eq!(findings(&first).len(), 1);
    assert!(findings(&first)[0].problem.contains("copy at 0"), "{:?}", findings(&first));
    let second = open(&name).unwrap();
    assert!(second.info().unwrap().header_was_damaged);
    assert_eq!(findings(&first), []);
}

#[test]
fn a_truncated_file_is_reported_not_touched() {
    let name = Name::new("cut");
    let segment = create(&name);
    let file = std::fs::OpenOptions::new().write(true).open(name.path()).unwrap();
    let size = file.metadata().unwrap().len();
    file.set_len(size - 4096).unwrap();
    let found = findings(&segment);
    assert_eq!(found.last().unwrap().place, "file");
    file.set_len(size).unwrap();
    assert_eq!(findings(&segment), []);
}

#[test]
fn an_observer_never_stores_and_takes_no_row() {
    let name = Name::new("observer");
    let segment = create(&name);
    let before = std::fs::read(name.path()).unwrap();
    let observer = Segment::open_read_only_with(&name.0, &small(), Deadline::POLL, &NOTHING);
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

#[test]
fn private_segments_need_no_kernel() {
    let segment = Segment::create_private_with(&small(), &NOTHING).unwrap();
    assert_eq!(segment.recover().unwrap(), 0);
    assert_eq!(segment.info().unwrap().role, Role::Private);
    assert_eq!(findings(&segment), []);
    let len = segment.info().unwrap().total_size as usize;
    let mut memory = vec![0xAAu64; len / 8 + 8];
    let address = memory.as_mut_ptr() as usize;
    let aligned = NonNull::new(address.next_multiple_of(64) as *mut u8).unwrap();
    // SAFETY: inside the vector, which outlives the handle.
    let lent = unsafe { Segment::create_in_with(aligned, len, &small(), &NOTHING) }.unwrap();
    assert_eq!(findings(&lent), []);
    assert_eq!(lent.thread_slot().unwrap().index(), 0);
    // SAFETY: refused before it is touched.
    let crooked = unsafe { aligned.add(8) };
    // SAFETY: as above.
    let error = unsafe { Segment::create_in_with(crooked, len, &small(), &NOTHING) };
    assert_eq!(error.err().unwrap().status(), Status::Invalid);
}

#[test]
fn a_full_file_system_is_a_code_at_creation() {
    let dir = std::env::temp_dir().join(format!("wrtmem-tmpfs.{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let c_dir = std::ffi::CString::new(dir.to_str().unwrap()).unwrap();
    // SAFETY: NUL-terminated strings.
    let mounted = unsafe {
        let (kind, options) = (c"tmpfs".as_ptr(), c"size=256k".as_ptr());
        libc::mount(kind, c_dir.as_ptr(), kind, 0, options.cast())
    };
    let error = std::io::Error::last_os_error();
    assert_eq!(mounted, 0, "mounting a small tmpfs needs root: {error}");
    let options = |bytes| Options { dir: dir.clone(), ..Options { bytes, ..small() } };
    let large = Segment::create_with("large", &options(1 << 20), &NOTHING).err();
    let fits = Segment::create_with("fits", &options(64 << 10), &NOTHING).map(drop).err();
    let second = Segment::create_with("second", &options(160 << 10), &NOTHING).err();
    // SAFETY: as above.
    assert_eq!(unsafe { libc::umount(c_dir.as_ptr()) }, 0);
    std::fs::remove_dir(&dir).unwrap();
    let (large, second) = (large.unwrap(), second.unwrap());
    assert_eq!((large.status(), second.status()), (Status::NoSpace, Status::NoSpace));
    assert!(large.to_string().contains("no room for"), "{large}");
    assert_eq!(fits, None);
    let missing = Options { dir: "/nonexistent".into(), ..small() };
    let error = Segment::create_with("x", &missing, &NOTHING).err().unwrap();
    assert_eq!(error.status(), Status::NotFound);
}

/// After a death: the name is whole or not there, whoever died is cleaned up after, and the
/// segment works.
fn whole(name: &Name, known: Option<&Segment>) {
    let opened = match open(name) {
        Ok(segment) => segment,
        Err(error) => {
            assert_eq!(error.status(), Status::NotFound, "{error}");
            assert!(known.is_none(), "a segment that was there is gone");
            return;
        }
    };
    let info = opened.info().unwrap();
    assert_eq!((info.live, info.dead), (1 + known.is_some() as u32, 0), "a dead one is left");
    assert_eq!(info.slots_taken, 0, "a slot leaked");
    assert_eq!(findings(&opened), []);
    opened.thread_slot().unwrap();
}

#[test]
fn crash_points_of_create_open_attach_detach_and_reap() {
    let name = Name::new("points");
    let points = fork_points(
        || drop(std::fs::remove_file(name.path())),
        || std::mem::forget(create(&name)),
        |_| whole(&name, None),
    );
    report("segment create", "fork", points, 0, 20);

    let _ = std::fs::remove_file(name.path());
    let keeper = create(&name);
    let points = fork_points(
        || {},
        || std::mem::forget(open(&name).unwrap()),
        |_| whole(&name, Some(&keeper)),
    );
    report("segment open", "fork", points, 0, 10);

    let points = fork_points(
        || {},
        || {
            let segment = open(&name).unwrap();
            let _slot = segment.thread_slot().unwrap();
            drop(segment);
        },
        |_| whole(&name, Some(&keeper)),
    );
    report("segment attach and detach", "fork", points, 0, 15);

    // One that died with a slot, for the child to reap.
    let leave = || {
        let child = Child::run(|| {
            let segment = open(&name).unwrap();
            std::mem::forget(segment.thread_slot().unwrap());
            std::mem::forget(segment);
            0
        });
        assert_eq!(child.wait(), End::Code(0));
    };
    let points = fork_points(
        leave,
        || std::mem::forget(open(&name).unwrap()),
        |_| whole(&name, Some(&keeper)),
    );
    report("segment reap", "fork", points, 0, 15);

    // The same by a process that finds no free row.
    drop(keeper);
    let _ = std::fs::remove_file(name.path());
    let tight = Options { participants: 1, ..small() };
    drop(Segment::create_with(&name.0, &tight, &NOTHING).unwrap());
    let points =
        fork_points(leave, || std::mem::forget(open(&name).unwrap()), |_| whole(&name, None));
    report("segment reap before attach", "fork", points, 0, 15);
}

/// The row's bytes of another handle: a scribbler's reach.
#[test]
fn a_scribbled_table_is_an_error_not_a_crash() {
    use std::os::unix::fs::FileExt;
    let name = Name::new("scribble");
    let segment = create(&name);
    let file = std::fs::OpenOptions::new().write(true).open(name.path()).unwrap();
    let mut seed = 0x1234_5678_9ABC_DEF0u64;
    for _ in 0..300 {
        let mut bytes = vec![0u8; segment.inner().layout.page_table - CONTROL];
        for byte in &mut bytes {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            *byte = seed as u8;
        }
        file.write_at(&bytes, CONTROL as u64).unwrap();
        assert!(!findings(&segment).is_empty());
        let _ = segment.info().unwrap();
        (0..4).for_each(|row| drop(segment.participant(row)));
        let _ = segment.recover();
        let _ = segment.thread_slot().unwrap();
        let _ = open(&name);
    }
    let word = segment.inner().view().mem.word64(segment.inner().layout.participants);
    assert_ne!(word.load(Relaxed), u64::MAX);
}

//! Files that are no segments, bytes that are not ours, file systems without room.

use super::*;

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
    let other = Name::new("linked.other");
    refuse("linked", Status::Permission, "2 names", &|path| {
        write(path, &valid());
        std::fs::hard_link(path, other.path()).unwrap();
    });
    drop(other);
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
    let large = open::create("large", &options(1 << 20), &NOTHING).err();
    let fits = open::create("fits", &options(64 << 10), &NOTHING).map(drop).err();
    let second = open::create("second", &options(160 << 10), &NOTHING).err();
    // Six at once, of whom the file system holds one whole: they give way to each other, and
    // one of them creates.
    let crowds: Vec<Vec<End>> = (0..20)
        .map(|_| {
            let start = Deadline::after(Duration::from_millis(5));
            let come = || {
                while !start.is_over() {
                    core::hint::spin_loop();
                }
                open::open_or_create("crowd", &options(48 << 10), &NOTHING).unwrap().1 as i32
            };
            let crowd: Vec<Child> = (0..6).map(|_| Child::run(come)).collect();
            let ends = crowd.into_iter().map(Child::wait).collect();
            let _ = std::fs::remove_file(dir.join("wrtmem.crowd"));
            ends
        })
        .collect();
    // SAFETY: as above.
    assert_eq!(unsafe { libc::umount(c_dir.as_ptr()) }, 0);
    std::fs::remove_dir(&dir).unwrap();
    let (large, second) = (large.unwrap(), second.unwrap());
    assert_eq!((large.status(), second.status()), (Status::NoSpace, Status::NoSpace));
    assert!(large.to_string().contains("no room for"), "{large}");
    assert_eq!(fits, None);
    for crowd in crowds {
        assert!(crowd.iter().all(|end| matches!(end, End::Code(0 | 1))), "{crowd:?}");
        assert_eq!(crowd.iter().filter(|end| **end == End::Code(1)).count(), 1, "{crowd:?}");
    }
    let missing = Options { dir: "/nonexistent".into(), ..small() };
    let error = open::create("x", &missing, &NOTHING).err().unwrap();
    assert_eq!(error.status(), Status::NotFound);
}

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

//! A death at every step, and the defects that only a death shows.

use super::*;

/// After a death: the name is whole or not there, whoever died is cleaned up after, and the
/// segment works.
pub(super) fn whole(name: &Name, known: Option<&Segment>) {
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
    drop(open::create(&name.0, &tight, &NOTHING).unwrap());
    let points =
        fork_points(leave, || std::mem::forget(open(&name).unwrap()), |_| whole(&name, None));
    report("segment reap before attach", "fork", points, 0, 15);
}

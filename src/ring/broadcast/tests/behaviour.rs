//! What each call answers, a kill at every store, threads, random words.

use core::time::Duration;

use super::*;
use crate::objects::{Kind, Params};
use crate::provider::{HeapProvider, Provider};
use crate::ring::stage::{self, element, number};
use crate::step::crash::{self, Count};
use crate::step::schedule::{self, Body, Draws, Plan};
use crate::step::script::World;
use crate::sync::{Deadline, Liveness, Never};
use seeded::Bug;

struct Home {
    memory: HeapProvider,
    params: BroadcastParams,
}

impl Home {
    fn new(capacity: u32, element: u32) -> Home {
        let params = BroadcastParams::new(capacity, element).unwrap();
        let memory = HeapProvider::new(params.required_size().unwrap());
        memory.mem().copy_in(0, &vec![0xA5; memory.mem().len()]);
        BroadcastRing::format(memory.mem(), &params).unwrap();
        Home { memory, params }
    }

    fn ring<'a>(&'a self, live: &'a dyn Liveness) -> BroadcastRing<'a> {
        BroadcastRing::attach(self.memory.mem_as(live), &self.params).unwrap()
    }
}

fn write(ring: &BroadcastRing<'_>, writer: &mut WriterState) -> u64 {
    let n = writer.written();
    assert_eq!(ring.write(writer, &element(n, ring.element())), Ok(n));
    n
}

fn read(ring: &BroadcastRing<'_>, reader: &mut ReaderState) -> Result<u64> {
    let mut bytes = vec![0; ring.element()];
    let n = ring.try_read(reader, &mut bytes)?;
    assert_eq!(number(&bytes), n);
    Ok(n)
}

fn caught(bug: Bug, check: impl FnOnce()) {
    stage::fails(&format!("{bug:?}"), || seeded::with(Some(bug), check));
}

#[test]
fn readers_see_everything_or_how_much_they_missed() {
    let home = Home::new(4, 24);
    let ring = home.ring(&Never);
    let mut writer = ring.open_writer().unwrap();
    assert_eq!(ring.open_writer().unwrap_err().status(), Status::Busy);
    let (mut fast, mut slow) = (ring.open_reader(Start::Oldest), ring.open_reader(Start::Next));
    assert_eq!(read(&ring, &mut fast).unwrap_err().status(), Status::Empty);
    for n in 0..20 {
        assert_eq!(write(&ring, &mut writer), n);
        assert_eq!(read(&ring, &mut fast), Ok(n));
        assert_eq!(read(&ring, &mut fast).unwrap_err().status(), Status::Empty);
    }
    assert_eq!(ring.behind(&slow), 20);
    assert_eq!(read(&ring, &mut slow).unwrap_err().status(), Status::Lapped);
    assert_eq!((slow.last_missed(), slow.missed(), slow.next()), (17, 17, 17));
    let mut bytes = [0; 4 * 24];
    assert_eq!(ring.try_read_n(&mut slow, &mut bytes), Ok(3));
    assert_eq!((number(&bytes[..24]), slow.next()), (17, 20));
    assert_eq!(read(&ring, &mut ring.open_reader(Start::Oldest)), Ok(16));
    assert_eq!(read(&ring, &mut ring.open_reader(Start::At(18))), Ok(18));
    assert_eq!(ring.write_n(&mut writer, &[0; 48]), Ok(20));
    assert_eq!(ring.info().written, 22);
    ring.close_writer(writer);
    assert_eq!(ring.open_writer().unwrap().written(), 22);
    caught(Bug::ResumeTooEarly, || {
        let mut late = ring.open_reader(Start::At(0));
        let _ = read(&ring, &mut late);
        assert_eq!(late.missed(), 19);
    });
}

fn the_place_has_one_owner() {
    let (home, world) = (Home::new(4, 24), World::new());
    let (a, b) = (world.join(1), world.join(2));
    let (ours, theirs) = (home.ring(&a), home.ring(&b));
    let mut writer = ours.open_writer().unwrap();
    write(&ours, &mut writer);
    assert_eq!(theirs.open_writer().unwrap_err().status(), Status::Busy);
    world.kill(1);
    assert!(matches!(theirs.info().writer, Peer::Dead(_)));
    let mut heir = theirs.open_writer().unwrap();
    assert_eq!(write(&theirs, &mut heir), 1);
    theirs.close_writer(heir);
    assert_eq!(theirs.info().writer, Peer::None);
}

#[test]
fn a_writer_takes_over_from_the_dead_alone() {
    the_place_has_one_owner();
    caught(Bug::TakeFromLiving, the_place_has_one_owner);
}

#[test]
fn the_ends_hold_their_memory_and_check_sizes() {
    let home = Home::new(4, 24);
    let (memory, params) = (&home.memory, &home.params);
    let mut writer = WriterEnd::open(memory, params).unwrap();
    let mut reader = ReaderEnd::open(memory, params, Start::Next).unwrap();
    assert_eq!((writer.element(), reader.element()), (24, 24));
    assert_eq!(writer.write(&element(0, 24)), Ok(0));
    assert_eq!(writer.write(&[0; 23]).unwrap_err().status(), Status::Invalid);
    assert_eq!((writer.written(), reader.behind()), (1, Ok(1)));
    let mut bytes = [0; 24];
    assert_eq!(reader.try_read(&mut bytes), Ok(0));
    assert_eq!((number(&bytes), reader.state().next()), (0, 1));
    assert_eq!(reader.try_read(&mut [0; 25]).unwrap_err().status(), Status::Invalid);
    drop(writer);
    assert_eq!(Writer::<_, [u64; 3]>::open(memory, params).unwrap().written(), 1);
    let other = Writer::<_, [u64; 2]>::open(memory, params).err().unwrap();
    assert_eq!(other.status(), Status::Invalid);
    // Twice this number is no different from twice 0: element 0 would pass for it.
    let start = Start::At(1 << 63);
    assert_eq!(ReaderEnd::open(memory, params, start).err().unwrap().status(), Status::Invalid);
    let start = Start::At((1 << 63) - 1);
    let mut far = Reader::<_, [u64; 3]>::open(memory, params, start).unwrap();
    assert_eq!(far.try_read(&mut [0; 3]).unwrap_err().status(), Status::Empty);
}

#[test]
fn whoever_waits_for_a_dead_writer_is_told() {
    let world = World::new();
    let (me, peer) = (world.join(0), world.join(1));
    let home = Home::new(4, 8);
    let (ring, theirs) = (home.ring(&me), home.ring(&peer));
    let mut reader = ring.open_reader(Start::Next);
    let mut bytes = [0; 8];
    let soon = Deadline::after(Duration::from_millis(1));
    assert_eq!(ring.read(&mut reader, &mut bytes, soon).unwrap_err().status(), Status::Timeout);
    let mut writer = theirs.open_writer().unwrap();
    write(&theirs, &mut writer);
    world.kill(1);
    assert_eq!(ring.read(&mut reader, &mut bytes, Deadline::FOREVER), Ok(0));
    let error = ring.read(&mut reader, &mut bytes, Deadline::FOREVER).unwrap_err();
    assert_eq!(error.status(), Status::PeerDead);
    let _heir = ring.open_writer().unwrap();
    let soon = Deadline::after(Duration::from_millis(30));
    assert_eq!(ring.read(&mut reader, &mut bytes, soon).unwrap_err().status(), Status::Timeout);
}

fn every_write() -> Count {
    let mut count = Count::default();
    for before in 0..9 {
        for size in [8, 40] {
            let world = World::new();
            let dies = world.join(1);
            let home = Home::new(4, size);
            let ring = home.ring(&dies);
            let mut writer = ring.open_writer().unwrap();
            for _ in 0..before {
                write(&ring, &mut writer);
            }
            count += stage::crash(
                home.memory.mem(),
                || {
                    write(&ring, &mut writer);
                    world.kill(1);
                },
                || {
                    let heir = world.join(0); // one that died in here is followed by another
                    let ring = home.ring(&heir);
                    let mut writer = ring.open_writer().unwrap();
                    write(&ring, &mut writer);
                    ring.close_writer(writer);
                },
                |k, stores| {
                    let watcher = world.join(2);
                    let ring = home.ring(&watcher);
                    let written = ring.info().written;
                    assert!(written > before, "store {k}: {written} written of {before}");
                    // The last store but one is the commit.
                    assert!(
                        k + 1 < stores || written > before + 1,
                        "a committed element is forgotten"
                    );
                    let mut reader = ring.open_reader(Start::At(0));
                    let mut next = 0;
                    loop {
                        match read(&ring, &mut reader) {
                            Ok(n) => {
                                assert_eq!(n, next);
                                next += 1;
                            }
                            Err(error) if error.status() == Status::Lapped => {
                                next += reader.last_missed();
                            }
                            Err(error) => {
                                assert_eq!(error.status(), Status::Empty);
                                break;
                            }
                        }
                    }
                    assert_eq!(next, written, "store {k} of {stores}");
                    let params = Params::from(home.params);
                    let mem = home.memory.mem();
                    BroadcastKind.verify(mem, &params, &mut |finding| panic!("{finding}"));
                },
            );
        }
    }
    count
}

#[test]
fn a_killed_write_happened_or_did_not() {
    let count = every_write();
    crash::report("broadcast: write", "replay", count.points, count.nested, 100);
    for bug in [Bug::ThereBeforeElement, Bug::TailBelieved] {
        caught(bug, || _ = every_write());
    }
}

/// A writer, killed at any step, its heir, and two readers, in turns.
fn schedules(seeds: std::ops::Range<u64>) -> u64 {
    let mut killed = 0;
    for seed in seeds {
        let world = World::new();
        let members: Vec<_> = (0..4).map(|row| world.join(row)).collect();
        let home = Home::new(2, 24);
        let bug = seeded::current();
        let (home, members) = (&home, &members);
        let mut bodies: Vec<Body<'_>> = Vec::new();
        for member in &members[..2] {
            bodies.push(Box::new(move || {
                seeded::plant(bug);
                let ring = home.ring(member);
                let mut tries = 0;
                while tries < 300 {
                    if let Ok(mut writer) = ring.open_writer() {
                        (0..4).for_each(|_| _ = write(&ring, &mut writer));
                        ring.close_writer(writer);
                        break;
                    }
                    tries += 1;
                }
            }));
        }
        for member in &members[2..] {
            bodies.push(Box::new(move || {
                seeded::plant(bug);
                let ring = home.ring(member);
                let mut reader = ring.open_reader(Start::At(0));
                let (mut got, mut tries) = (0, 0);
                while tries < 40 {
                    match read(&ring, &mut reader) {
                        Ok(_) => got += 1,
                        Err(error) if error.status() == Status::Lapped => {}
                        Err(error) => {
                            assert_eq!(error.status(), Status::Empty);
                            tries += 1;
                        }
                    }
                    assert_eq!(got + reader.missed(), reader.next());
                }
            }));
        }
        let mut draws = Draws::new(seed);
        let kill = Some((draws.below(2) as usize, 1 + draws.below(40)));
        let plan = Plan { seed, turn: 3, kill, limit: 1_000_000 };
        schedule::run(
            &plan,
            bodies,
            |index| world.kill(index as u16),
            |outcome| {
                killed += outcome.killed.is_some() as u64;
                assert!(home.ring(&members[3]).info().written <= 8);
            },
        );
    }
    killed
}

#[test]
fn a_kill_at_any_step_of_any_interleaving() {
    let killed = schedules(0..1_500);
    crash::report("broadcast: write, read", "turns", killed, 0, 500);
    for bug in [Bug::NoSecondLook, Bug::NotMarkedBefore] {
        caught(bug, || _ = schedules(0..1_500));
    }
}

#[test]
fn a_million_elements_to_three_readers() {
    const COUNT: u64 = 1_000_000;
    let home = Home::new(1024, 64);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            let home = &home;
            scope.spawn(move || {
                let ring = home.ring(&Never);
                let mut reader = ring.open_reader(Start::At(0));
                let (mut got, mut bytes) = (0, [0; 64]);
                while reader.next() < COUNT {
                    match ring.read(&mut reader, &mut bytes, Deadline::FOREVER) {
                        Ok(n) => {
                            assert_eq!(number(&bytes), n);
                            got += 1;
                        }
                        Err(error) => assert_eq!(error.status(), Status::Lapped),
                    }
                    assert_eq!(got + reader.missed(), reader.next());
                }
            });
        }
        let ring = home.ring(&Never);
        let mut writer = ring.open_writer().unwrap();
        (0..COUNT).for_each(|_| _ = write(&ring, &mut writer));
    });
}

#[test]
fn scribbled_words_are_errors_in_bounded_steps() {
    let mut draws = Draws::new(3);
    let (mut corrupt, mut most) = (0, 0);
    for _ in 0..3_000 {
        let home = Home::new(8, 8);
        let ring = home.ring(&Never);
        let mut writer = ring.open_writer().unwrap();
        let mut reader = ring.open_reader(Start::Next);
        (0..draws.below(12)).for_each(|_| _ = write(&ring, &mut writer));
        let words = (home.memory.mem().len() - 128) as u64 / 8;
        for _ in 0..1 + draws.below(20) {
            let word = home.memory.mem().word64(128 + 8 * draws.below(words) as usize);
            let value = if draws.below(2) == 0 { draws.draw() } else { draws.below(64) };
            word.store(value, Relaxed);
        }
        for _ in 0..40 {
            let mut bytes = [0; 8];
            let (answer, steps) = crash::count(|| ring.try_read(&mut reader, &mut bytes));
            most = most.max(steps);
            corrupt += answer.is_err_and(|error| error.status() == Status::Corrupt) as u64;
            ring.info();
            ring.write(&mut writer, &bytes).unwrap();
        }
        BroadcastKind.verify(home.memory.mem(), &Params::from(home.params), &mut |_| ());
        ring.close_writer(writer);
        let _ = ring.open_writer();
    }
    assert_eq!(most, 0, "a reader stored something");
    assert!(corrupt > 100, "{corrupt}");
}

/// A flipped bit in the tail, or any value of it: nobody panics, and whoever reads on gets the
/// elements that come, by their numbers.
#[test]
fn a_damaged_tail_misleads_nobody() {
    let flips = (0..64).map(|bit| (1_u64 << bit, true));
    for (value, flip) in flips.chain([0, u64::MAX, u64::MAX - 1].map(|value| (value, false))) {
        for before in [3, 20] {
            let home = Home::new(8, 16);
            let ring = home.ring(&Never);
            let mut writer = ring.open_writer().unwrap();
            let mut slow = ring.open_reader(Start::Next);
            for _ in 0..before {
                write(&ring, &mut writer);
            }
            let tail = home.memory.mem().word64(TAIL);
            tail.store(if flip { tail.load(Relaxed) ^ value } else { value }, Relaxed);
            let mut late = ring.open_reader(Start::Next);
            let _ = read(&ring, &mut slow); // lapped, if there were more than it holds
            ring.info();
            for reader in [&mut slow, &mut late] {
                let what = format!("{value:#x}, after {before}: {}", reader.next());
                assert!(reader.next() <= before, "{what}");
                let n = write(&ring, &mut writer);
                let got = (0..20).filter_map(|_| read(&ring, reader).ok()).last();
                assert_eq!(got, Some(n), "{what}");
            }
        }
    }
}

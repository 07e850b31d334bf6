//! What each call answers; adding, removing, closing while others wait.

use std::sync::Barrier;
use std::thread;

use super::*;

fn status<T: std::fmt::Debug>(answer: Result<T>) -> Status {
    answer.unwrap_err().status()
}

#[test]
fn ends_are_reported_by_their_tokens_in_turn_until_they_are_empty() {
    let scene = Scene::new("turn");
    let set = Waitset::new().unwrap();
    let mut ends: Vec<_> = ["a", "b", "c"]
        .iter()
        .map(|name| (producer(&scene.segment, name), consumer(&scene.segment, name)))
        .collect();
    for (token, (_, consumer)) in ends.iter().enumerate() {
        set.add(consumer, token as u64).unwrap();
    }
    assert_eq!((set.len(), ready_now(&set)), (3, vec![]));
    for token in [0, 2] {
        ends[token].0.try_push(&7).unwrap();
    }
    assert_eq!(ready_now(&set), [(0, false), (2, false)]);
    // Level: still. And in turn, one at a time.
    let mut one = [Ready::default(); 1];
    let mut told = Vec::new();
    for _ in 0..4 {
        assert_eq!(set.wait(&mut one, patience()).unwrap(), 1);
        told.push(one[0].token);
    }
    assert!(told == [0, 2, 0, 2] || told == [2, 0, 2, 0], "{told:?}");
    let mut element = 0;
    ends[0].1.try_pop(&mut element).unwrap();
    assert_eq!(ready_now(&set), [(2, false)]);
    set.remove(2).unwrap();
    assert_eq!((set.len(), ready_now(&set)), (2, vec![]));
}

#[test]
fn what_cannot_be_done_is_an_error() {
    let scene = Scene::new("errors");
    let set = Waitset::new().unwrap();
    let consumer = consumer(&scene.segment, "ring");
    let mut ready = [Ready::default(); 2];
    assert_eq!(status(set.wait(&mut [], Deadline::POLL)), Status::Invalid);
    assert_eq!(status(set.wait(&mut ready, Deadline::POLL)), Status::Timeout);
    assert!(set.is_empty());
    assert_eq!(status(set.remove(1)), Status::NotFound);
    for token in 0..MOST as u64 {
        set.add(&consumer, token).unwrap();
    }
    assert_eq!(status(set.add(&consumer, 7)), Status::Exists);
    assert_eq!(status(set.add(&consumer, 1000)), Status::Full);
    // As many as that are slept on.
    let soon = Deadline::after(Duration::from_millis(30));
    assert_eq!(status(set.wait(&mut ready, soon)), Status::Timeout);
    set.remove(50).unwrap();
    set.add(&consumer, 1000).unwrap();
    set.close().unwrap();
    set.close().unwrap();
    assert_eq!(status(set.wait(&mut ready, Deadline::POLL)), Status::Closed);
    assert_eq!(status(set.add(&consumer, 1)), Status::Closed);
    assert_eq!(status(set.remove(1000)), Status::Closed);
    assert_eq!(status(set.fd()), Status::Closed);
}

/// Both with the kernel's help and without.
fn sets() -> [Waitset; 2] {
    [Waitset::new().unwrap(), Waitset::without_waitv().unwrap()]
}

#[test]
fn an_end_that_is_added_wakes_who_waits() {
    let scene = Scene::new("add");
    let mut producer = producer(&scene.segment, "ring");
    let consumer = consumer(&scene.segment, "ring");
    producer.try_push(&1).unwrap();
    for set in sets() {
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let mut ready = [Ready::default(); 2];
                let count = set.wait(&mut ready, Deadline::FOREVER).unwrap();
                (count, ready[0].token)
            });
            set.add(&consumer, 9).unwrap();
            assert_eq!(waiting.join().unwrap(), (1, 9));
        });
    }
}

#[test]
fn closing_ends_waits_and_wakes_poll_loops() {
    let scene = Scene::new("close");
    let consumer = consumer(&scene.segment, "ring");
    for set in sets() {
        set.add(&consumer, 9).unwrap();
        let fd = set.fd().unwrap();
        assert_eq!(set.fd().unwrap(), fd);
        let both = Barrier::new(3);
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                both.wait();
                status(set.wait(&mut [Ready::default()], Deadline::FOREVER))
            });
            let polling = scope.spawn(|| {
                both.wait();
                poll(fd, 60_000)
            });
            both.wait();
            set.close().unwrap();
            assert_eq!((waiting.join().unwrap(), polling.join().unwrap()), (Status::Closed, true));
        });
    }
}

#[test]
fn the_descriptor_is_readable_until_a_wait_found_nothing() {
    let scene = Scene::new("level");
    let mut producer = producer(&scene.segment, "ring");
    let mut consumer = consumer(&scene.segment, "ring");
    for set in sets() {
        let fd = set.fd().unwrap();
        set.add(&consumer, 5).unwrap();
        assert!(!poll(fd, 0) && !poll(fd, 30));
        for round in 0..20 {
            producer.try_push(&round).unwrap();
            assert!(poll(fd, 60_000));
            assert_eq!(ready_now(&set), [(5, false)]);
            assert!(poll(fd, 0), "not emptied yet");
            let mut element = 0;
            consumer.try_pop(&mut element).unwrap();
            assert_eq!(element, round);
            assert!(poll(fd, 0), "no wait since");
            assert_eq!(ready_now(&set), []);
            assert!(!poll(fd, 0));
        }
    }
}

/// A watch that tells when it is dropped.
struct Noisy(Box<dyn Watch>, #[allow(dead_code)] Arc<()>);

impl Watch for Noisy {
    fn event(&self) -> EventCount<'_> {
        self.0.event()
    }
    fn is_ready(&self) -> bool {
        self.0.is_ready()
    }
    fn is_in_trouble(&self) -> bool {
        self.0.is_in_trouble()
    }
}

#[test]
fn a_removed_end_is_let_go_of_at_once_also_by_sleepers() {
    let scene = Scene::new("remove");
    let consumer = consumer(&scene.segment, "ring");
    for set in sets() {
        set.fd().unwrap();
        thread::scope(|scope| {
            let waiting =
                scope.spawn(|| status(set.wait(&mut [Ready::default()], Deadline::FOREVER)));
            let held = Arc::new(());
            for round in 0..50 {
                let watch = Noisy(consumer.watch().unwrap(), held.clone());
                set.add_watch(Box::new(watch), round).unwrap();
                if round % 10 == 0 {
                    thread::sleep(Duration::from_millis(3)); // it may be slept on by now
                }
                set.remove(round).unwrap();
                assert_eq!(Arc::strong_count(&held), 1);
            }
            let watch = Noisy(consumer.watch().unwrap(), held.clone());
            set.add_watch(Box::new(watch), 1).unwrap();
            set.close().unwrap();
            assert_eq!(Arc::strong_count(&held), 1);
            assert_eq!(waiting.join().unwrap(), Status::Closed);
        });
    }
}

#[test]
fn an_end_may_be_closed_while_it_is_in_a_set() {
    let scene = Scene::new("closed-end");
    let set = Waitset::new().unwrap();
    let fd = set.fd().unwrap();
    let (mut producer, first) = (producer(&scene.segment, "r"), consumer(&scene.segment, "r"));
    set.add(&first, 1).unwrap();
    drop(first);
    // The ring is still there, and so what it has for the next consumer.
    producer.try_push(&3).unwrap();
    assert!(poll(fd, 60_000));
    assert_eq!(ready_now(&set), [(1, false)]);
    let mut next = consumer(&scene.segment, "r");
    let mut element = 0;
    next.try_pop(&mut element).unwrap();
    drop((next, producer, scene));
    assert_eq!((element, ready_now(&set)), (3, vec![]));
}

/// 8 rings, 8 threads that fill them, one that empties them.
fn a_hundred_thousand(set: &Waitset, by_fd: bool) {
    const EACH: u64 = 12_500;
    let scene = Scene::new(&format!("many-{by_fd}-{}", set.shared.together.load(Relaxed)));
    let names: Vec<String> = (0..8).map(|ring| format!("ring-{ring}")).collect();
    let mut consumers: Vec<_> = names.iter().map(|name| consumer(&scene.segment, name)).collect();
    let producers: Vec<_> = names.iter().map(|name| producer(&scene.segment, name)).collect();
    for (token, consumer) in consumers.iter().enumerate() {
        set.add(consumer, token as u64).unwrap();
    }
    let fd = if by_fd { set.fd().unwrap() } else { -1 };
    thread::scope(|scope| {
        for mut producer in producers {
            scope.spawn(move || {
                for number in 0..EACH {
                    producer.push(&number, patience()).unwrap();
                }
                producer // closed by whoever joins, after all was taken
            });
        }
        let mut next = [0_u64; 8];
        let mut ready = [Ready::default(); 3];
        while next.iter().sum::<u64>() < 8 * EACH {
            if by_fd {
                assert!(poll(fd, 60_000), "stuck at {next:?}");
            }
            let deadline = if by_fd { Deadline::POLL } else { patience() };
            let count = match set.wait(&mut ready, deadline) {
                Ok(count) => count,
                Err(error) if by_fd && error.status() == Status::Timeout => continue,
                Err(error) => panic!("{error} at {next:?}"),
            };
            for end in &ready[..count] {
                let ring = end.token as usize;
                let mut number = 0;
                while consumers[ring].try_pop(&mut number).is_ok() {
                    assert_eq!(number, next[ring], "ring {ring}");
                    next[ring] += 1;
                }
            }
        }
    });
    assert_eq!(ready_now(set), []);
}

#[test]
fn of_many_elements_none_is_lost_and_none_is_stuck() {
    for by_fd in [false, true] {
        sets().iter().for_each(|set| a_hundred_thousand(set, by_fd));
    }
}

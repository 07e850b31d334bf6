//! Producers in other processes, killed ones, forked copies.

use super::*;
use crate::step::crash::{Child, End};

#[test]
fn messages_of_other_processes_arrive_through_one_set() {
    const EACH: u64 = 12_500;
    let scene = Scene::new("processes");
    let names: Vec<String> = (0..8).map(|ring| format!("ring-{ring}")).collect();
    let mut receivers: Vec<_> = names.iter().map(|name| receiver(&scene.segment, name)).collect();
    let set = Waitset::new().unwrap();
    for (token, receiver) in receivers.iter().enumerate() {
        set.add(receiver, token as u64).unwrap();
    }
    let fd = set.fd().unwrap();
    let children: Vec<Child> = names
        .chunks(4)
        .map(|names| {
            Child::run(|| {
                let segment = Scene::open(&scene.name);
                let mut senders: Vec<_> = names.iter().map(|name| sender(&segment, name)).collect();
                for number in 0..EACH {
                    for sender in &mut senders {
                        sender.send(&number.to_le_bytes(), patience()).unwrap();
                    }
                }
                0
            })
        })
        .collect();
    let (mut next, mut record) = ([0_u64; 8], Record::default());
    while next.iter().sum::<u64>() < 8 * EACH {
        assert!(poll(fd, 60_000), "stuck at {next:?}");
        for (token, _) in ready_now(&set) {
            let (ring, mut buffer) = (token as usize, [0; 8]);
            while receivers[ring].try_receive(&mut buffer, &mut record).is_ok() {
                assert_eq!(u64::from_le_bytes(buffer), next[ring], "ring {ring}");
                next[ring] += 1;
            }
        }
    }
    assert!(children.into_iter().all(|child| child.wait() == End::Code(0)));
}

/// A child that fills `spsc` and `message`, and is killed when both have something.
fn killed(scene: &Scene) {
    let child = Child::run(|| {
        let segment = Scene::open(&scene.name);
        let (mut producer, mut sender) = (producer(&segment, "spsc"), sender(&segment, "message"));
        producer.try_push(&1).unwrap();
        sender.send(b"last", Deadline::POLL).unwrap();
        loop {
            std::thread::park();
        }
    });
    let set = Waitset::new().unwrap();
    let (consumer, receiver) =
        (consumer(&scene.segment, "spsc"), receiver(&scene.segment, "message"));
    set.add(&consumer, 1).unwrap();
    set.add(&receiver, 2).unwrap();
    let mut ready = [Ready::default(); 2];
    while set.wait(&mut ready, patience()).unwrap() < 2 {}
    child.signal(libc::SIGKILL);
    assert_eq!(child.wait(), End::Signal(libc::SIGKILL));
}

#[test]
fn a_killed_producer_wakes_who_waits_after_all_it_left() {
    for (by_fd, set) in [
        (false, Waitset::new().unwrap()),
        (true, Waitset::new().unwrap()),
        (true, Waitset::without_waitv().unwrap()),
    ] {
        let scene = Scene::new("killed");
        killed(&scene);
        let (mut consumer, mut receiver) =
            (consumer(&scene.segment, "spsc"), receiver(&scene.segment, "message"));
        set.add(&consumer, 1).unwrap();
        set.add(&receiver, 2).unwrap();
        let fd = if by_fd { set.fd().unwrap() } else { -1 };
        let (mut element, mut buffer, mut record) = (0, [0; 8], Record::default());
        let mut troubled = Vec::new();
        while troubled.len() < 2 {
            let mut ready = [Ready::default(); 2];
            let deadline = if by_fd { Deadline::POLL } else { patience() };
            if by_fd {
                assert!(poll(fd, 60_000), "no word of the dead: {troubled:?}");
            }
            let count = match set.wait(&mut ready, deadline) {
                Err(error) if by_fd && error.status() == Status::Timeout => continue,
                count => count.unwrap(),
            };
            for end in &ready[..count] {
                match (end.token, end.trouble) {
                    (1, false) => consumer.try_pop(&mut element).unwrap(),
                    (2, false) => receiver.try_receive(&mut buffer, &mut record).unwrap(),
                    (token, _) => troubled.push(token),
                }
            }
        }
        troubled.sort();
        assert_eq!((troubled.as_slice(), element, &buffer[..4]), (&[1, 2][..], 1, &b"last"[..]));
        assert_eq!(consumer.pop(&mut element, patience()).unwrap_err().status(), Status::PeerDead);
        let told = receiver.receive(&mut buffer, &mut record, patience());
        assert_eq!(told.unwrap_err().status(), Status::PeerDead);
        // Each death is told once.
        let soon = Deadline::after(Duration::from_millis(50));
        assert!(set.wait(&mut [Ready::default()], soon).is_err());
    }
}

#[test]
fn a_forked_copy_answers_forked_and_touches_nothing() {
    let scene = Scene::new("forked");
    let (mut producer, consumer) =
        (producer(&scene.segment, "ring"), consumer(&scene.segment, "ring"));
    let set = Waitset::new().unwrap();
    set.add(&consumer, 1).unwrap();
    let fd = set.fd().unwrap();
    let mut set = Some(set);
    for _ in 0..20 {
        let child = Child::run(|| {
            let set = set.take().unwrap();
            let forked = |answer: Result<()>| answer.unwrap_err().status() == Status::Forked;
            let all = [
                set.add(&consumer, 2),
                set.remove(1),
                set.wait(&mut [Ready::default()], Deadline::FOREVER).map(drop),
                set.fd().map(drop),
                set.close(),
            ];
            let all = all.into_iter().all(forked) && set.is_empty();
            drop(set);
            i32::from(!all)
        });
        assert_eq!(child.wait(), End::Code(0));
    }
    producer.try_push(&1).unwrap();
    assert!(poll(fd, 60_000));
    assert_eq!(ready_now(set.as_ref().unwrap()), [(1, false)]);
}

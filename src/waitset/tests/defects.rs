//! That the checks of turn, level and trouble can fail.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;

/// Passes as it is, and fails with `bug`.
fn notices(bug: Bug, check: impl Fn()) {
    check();
    let planted = || seeded::with(Some(bug), &check);
    assert!(catch_unwind(AssertUnwindSafe(planted)).is_err(), "{bug:?} was not noticed");
}

#[test]
fn a_busy_end_that_hides_another_is_noticed() {
    let scene = Scene::new("turn-defect");
    notices(Bug::TurnForgotten, || {
        let set = Waitset::new().unwrap();
        let mut filled = Vec::new();
        for (token, name) in ["a", "b"].iter().enumerate() {
            let consumer = consumer(&scene.segment, name);
            let mut producer = producer(&scene.segment, name);
            producer.try_push(&1).unwrap();
            set.add(&consumer, token as u64).unwrap();
            filled.push(consumer);
        }
        let mut tokens = [Ready::default(); 2].map(|mut ready| {
            set.wait(core::slice::from_mut(&mut ready), patience()).unwrap();
            ready.token
        });
        tokens.sort();
        assert_eq!(tokens, [0, 1]);
    });
}

#[test]
fn a_descriptor_that_stays_readable_is_noticed() {
    let scene = Scene::new("level-defect");
    notices(Bug::StaysReadable, || {
        let mut producer = producer(&scene.segment, "ring");
        let mut consumer = consumer(&scene.segment, "ring");
        let set = Waitset::new().unwrap();
        let fd = set.fd().unwrap();
        set.add(&consumer, 5).unwrap();
        producer.try_push(&1).unwrap();
        assert!(poll(fd, 60_000));
        let mut element = 0;
        consumer.try_pop(&mut element).unwrap();
        assert_eq!(ready_now(&set), []);
        assert!(!poll(fd, 0));
    });
}

/// A watch with one trouble to tell.
struct Troubled(Box<dyn Watch>, Shared32);

impl Watch for Troubled {
    fn event(&self) -> EventCount<'_> {
        self.0.event()
    }
    fn is_ready(&self) -> bool {
        false
    }
    fn is_in_trouble(&self) -> bool {
        self.1.swap(0, Relaxed) == 1
    }
}

#[test]
fn trouble_that_is_told_again_is_noticed() {
    let scene = Scene::new("trouble-defect");
    let consumer = consumer(&scene.segment, "ring");
    notices(Bug::TroubleAgain, || {
        let set = Waitset::new().unwrap();
        let watch = Troubled(consumer.watch().unwrap(), Shared32::new(1));
        set.add_watch(Box::new(watch), 4).unwrap();
        let mut ready = [Ready::default()];
        assert_eq!(set.wait(&mut ready, patience()).unwrap(), 1);
        assert_eq!(ready[0], Ready { token: 4, trouble: true });
        assert_eq!(ready_now(&set), []);
    });
}

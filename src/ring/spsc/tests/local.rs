//! Owned values between threads.

use std::sync::Arc;
use std::time::Duration;

use super::super::local;
use crate::status::Status;
use crate::sync::Deadline;

#[test]
fn values_are_moved_and_dropped_once() {
    let value = Arc::new(());
    let (mut producer, mut consumer) = local::<Arc<()>>(4).unwrap();
    for _ in 0..4 {
        producer.try_push(value.clone()).unwrap();
    }
    let back = producer.try_push(value.clone()).unwrap_err();
    assert!(Arc::ptr_eq(&back, &value), "a value without room comes back");
    drop(back);
    assert_eq!(Arc::strong_count(&value), 5);
    drop(consumer.try_pop().unwrap());
    assert_eq!(Arc::strong_count(&value), 4);
    producer.try_push(value.clone()).unwrap();
    // One across the ring's end, and three more, are left.
    drop(consumer);
    let (back, error) = producer.push(value.clone(), Deadline::FOREVER).unwrap_err();
    assert_eq!(error.status(), Status::PeerDead);
    drop((back, producer));
    assert_eq!(Arc::strong_count(&value), 1, "what nobody popped was dropped");
}

#[test]
fn boxes_and_nothing_at_all_pass_between_threads() {
    let (mut producer, mut consumer) = local::<Box<u64>>(8).unwrap();
    let (mut ticks, mut clock) = local::<()>(8).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for number in 0..20_000 {
                producer.push(Box::new(number), Deadline::FOREVER).unwrap();
                ticks.push((), Deadline::FOREVER).unwrap();
            }
        });
        for number in 0..20_000 {
            assert_eq!(*consumer.pop(Deadline::FOREVER).unwrap(), number);
            clock.pop(Deadline::FOREVER).unwrap();
        }
        // The producer's end is dropped by its thread.
        let end = consumer.pop(Deadline::FOREVER).unwrap_err();
        assert_eq!(end.status(), Status::PeerDead);
    });
    let (_producer, mut consumer) = local::<u8>(1).unwrap();
    let soon = Deadline::after(Duration::from_millis(5));
    assert_eq!(consumer.pop(soon).unwrap_err().status(), Status::Timeout);
    assert_eq!(local::<u8>(3).err().unwrap().status(), Status::Invalid);
}

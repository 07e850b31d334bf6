//! Who may have a place, and what each call answers.

use std::time::Duration;

use super::super::*;
use super::scene::{Scene, caught, drain, push, status};
use super::{Element, element};
use crate::objects::{Kind, Params};
use crate::provider::{HeapProvider, NoStdProvider, Provider};
use crate::ring::Peer;
use crate::status::Status;
use crate::sync::plain::{bytes_of, bytes_of_mut};
use crate::sync::{Deadline, ParticipantId};

/// A provider that is lent, so that two ends can have it.
struct Lent(std::sync::Arc<HeapProvider>);
// SAFETY: the heap provider's bytes, kept by the Arc.
unsafe impl Provider for Lent {
    fn mem(&self) -> Mem<'_> {
        self.0.mem()
    }
}

fn typed(capacity: u64) -> (Producer<Element, Lent>, Consumer<Element, Lent>) {
    let params = SpscParams::of::<Element>(capacity).unwrap();
    let memory = std::sync::Arc::new(HeapProvider::new(params.required_size().unwrap()));
    SpscRing::format(memory.mem(), &params).unwrap();
    let producer = Producer::open(Lent(memory.clone()), capacity).unwrap();
    (producer, Consumer::open(Lent(memory), capacity).unwrap())
}

fn soon() -> Deadline {
    Deadline::after(Duration::from_millis(30))
}

#[test]
fn parameters_out_of_range_are_refused_with_their_values() {
    for (capacity, element, text) in [
        (0, 8, "capacity of 0"),
        (3, 8, "capacity of 3"),
        (1 << 32, 8, "capacity of 4294967296"),
        (8, 0, "0 bytes per element"),
        (8, (1 << 24) + 1, "16777217 bytes per element"),
    ] {
        let error = SpscParams::new(capacity, element).unwrap_err();
        assert_eq!(error.status(), Status::Invalid);
        assert!(error.detail().contains(text), "{error}");
    }
    assert_eq!(SpscParams::new(1 << 31, 1 << 24).unwrap().required_size().unwrap() >> 55, 1);
    assert_eq!(SpscParams::new(1, 1).unwrap().required_size().unwrap(), layout::SLOTS + 8);
}

#[test]
fn attaching_tells_what_does_not_fit() {
    let params = SpscParams::new(8, 24).unwrap();
    let memory = HeapProvider::new(params.required_size().unwrap());
    assert_eq!(status(SpscRing::attach(memory.mem(), &params)), Status::Layout);
    SpscRing::format(memory.mem(), &params).unwrap();
    SpscRing::attach(memory.mem(), &params).unwrap();
    let other = SpscParams::new(4, 24).unwrap();
    let error = SpscRing::attach(memory.mem(), &other).err().unwrap();
    assert_eq!(error.status(), Status::Mismatch);
    assert!(error.detail().contains("8 elements of 24 bytes, asked for 4 of 24"), "{error}");
    let larger = SpscParams::new(16, 24).unwrap();
    assert_eq!(status(SpscRing::attach(memory.mem(), &larger)), Status::Invalid);
}

#[test]
fn what_goes_in_comes_out_in_order_one_by_one_by_many_and_in_place() {
    let (mut producer, mut consumer) = typed(8);
    let (mut next, mut due) = (0, 0);
    let mut got = [Element::default(); 8];
    // Every way in and out, at every place of the ring.
    for round in 0..64 {
        match round % 3 {
            0 => {
                producer.try_push(&element(next)).unwrap();
                next += 1;
            }
            1 => {
                let all: Vec<Element> = (next..next + 3).map(element).collect();
                assert_eq!(producer.try_push_n(&all), Ok(3));
                next += 3;
            }
            _ => {
                let mut span = producer.try_reserve(5).unwrap();
                assert_eq!(span.len(), 5);
                span.fill(|i| element(next + i as u64));
                span.commit(2).unwrap();
                next += 2;
            }
        }
        match round % 4 {
            0 => {
                consumer.try_pop(&mut got[0]).unwrap();
                assert_eq!(got[0], element(due));
                due += 1;
            }
            1 => {
                let count = consumer.try_pop_n(&mut got).unwrap();
                assert!(
                    got[..count].iter().enumerate().all(|(i, e)| *e == element(due + i as u64))
                );
                due += count as u64;
            }
            2 => {
                let span = consumer.try_peek(9).unwrap();
                span.for_each(|i, e| assert_eq!(e, element(due + i as u64)));
                let count = span.copy_to(&mut got);
                assert!(
                    got[..count].iter().enumerate().all(|(i, e)| *e == element(due + i as u64))
                );
                span.release(count).unwrap();
                due += count as u64;
            }
            _ => assert_eq!((producer.pushed(), consumer.popped()), (next, due)),
        }
    }
    assert_eq!(consumer.popped(), due);
}

/// The parts of a span, across the ring's end, are the slots the copies use.
fn spans_wrap() {
    let (mut producer, mut consumer) = typed(8);
    for offset in 0..8 {
        let mut span = producer.try_reserve(8).unwrap();
        let [(first, before), (second, after)] = span.parts();
        assert_eq!((before, after), (8 - offset, offset), "two parts from slot {offset} on");
        for i in 0..8 {
            let at = if i < before {
                first.as_ptr().wrapping_add(i)
            } else {
                second.as_ptr().wrapping_add(i - before)
            };
            // SAFETY: a slot of the span, which nobody else uses.
            unsafe { at.write(element(i as u64)) };
        }
        span.commit(8).unwrap();
        let mut got = [Element::default(); 8];
        assert_eq!(consumer.try_pop_n(&mut got), Ok(8));
        assert!(got.iter().enumerate().all(|(i, e)| *e == element(i as u64)));
        // One further.
        producer.try_push(&element(0)).unwrap();
        consumer.try_pop(&mut got[0]).unwrap();
    }
}

#[test]
fn a_span_has_two_parts_where_the_ring_wraps() {
    spans_wrap();
    caught(Bug::NoWrap, spans_wrap);
}

#[test]
fn full_and_empty_are_answers() {
    let (mut producer, mut consumer) = typed(4);
    let mut got = [Element::default(); 8];
    assert_eq!(status(consumer.try_pop(&mut got[0])), Status::Empty);
    assert_eq!(status(consumer.try_pop_n(&mut got)), Status::Empty);
    assert_eq!(status(consumer.try_peek(1).map(|_| ())), Status::Empty);
    assert_eq!(producer.try_push_n(&[element(1); 6]), Ok(4), "as many as fit");
    assert_eq!(status(producer.try_push(&element(2))), Status::Full);
    assert_eq!(status(producer.try_push_n(&[element(2)])), Status::Full);
    assert_eq!(status(producer.try_reserve(1).map(|_| ())), Status::Full);
    assert_eq!(producer.push_or_drop(&element(2)), Ok(false));
    assert_eq!(status(producer.push(&element(2), soon())), Status::Timeout);
    assert_eq!(status(producer.push(&element(2), Deadline::POLL)), Status::Timeout);
    assert_eq!((producer.try_push_n(&[]), consumer.try_pop_n(&mut [])), (Ok(0), Ok(0)));
    assert_eq!(consumer.try_pop_n(&mut got), Ok(4));
    assert_eq!(producer.push_or_drop(&element(2)), Ok(true));
    let span = producer.try_reserve(2).unwrap();
    assert_eq!(status(span.commit(3)), Status::Invalid);
    assert_eq!(status(consumer.try_peek(1).unwrap().release(2)), Status::Invalid);
    consumer.try_pop(&mut got[0]).unwrap();
    assert_eq!(status(consumer.pop(&mut got[0], soon())), Status::Timeout);
}

#[test]
fn bytes_that_are_no_whole_elements_are_refused() {
    let scene = Scene::new(4);
    let a = scene.world.join(1);
    let ring = scene.ring(&a);
    let (mut producer, mut consumer) =
        (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
    assert_eq!(status(ring.try_push(&mut producer, &[0; 23])), Status::Invalid);
    assert_eq!(status(ring.try_push_n(&mut producer, &[0; 25])), Status::Invalid);
    assert_eq!(status(ring.try_pop(&mut consumer, &mut [0; 48])), Status::Invalid);
    assert_eq!(status(ring.commit(&mut producer, 5)), Status::Invalid);
    assert_eq!(status(ring.release(&mut consumer, 1)), Status::Invalid);
    assert!(ring.is_empty());
}

fn places_have_one_owner() {
    let scene = Scene::new(8);
    let (a, b) = (scene.world.join(1), scene.world.join(2));
    let (ours, theirs) = (scene.ring(&a), scene.ring(&b));
    let mut producer = ours.open_producer().unwrap();
    let mut consumer = ours.open_consumer().unwrap();
    assert_eq!(push(ours, &mut producer, 5), Ok(5));
    let mut one = Element::default();
    ours.try_pop(&mut consumer, bytes_of_mut(&mut one)).unwrap();
    let error = theirs.open_producer().unwrap_err();
    assert_eq!(error.status(), Status::Busy);
    assert!(error.detail().contains("the producer's place belongs to participant 1"), "{error}");
    assert_eq!(status(theirs.open_consumer()), Status::Busy);
    scene.world.kill(1);
    let (mut heir, mut reader) = (theirs.open_producer().unwrap(), theirs.open_consumer().unwrap());
    assert_eq!((heir.pushed(), reader.popped()), (5, 1), "they go on where the dead stopped");
    assert_eq!(push(theirs, &mut heir, 1), Ok(1));
    assert_eq!(drain(theirs, &mut reader), [1, 2, 3, 4, 5]);
    theirs.close_producer(heir);
    assert_eq!(theirs.open_producer().unwrap().pushed(), 6);
}

#[test]
fn a_place_is_taken_over_from_the_dead_only() {
    places_have_one_owner();
    caught(Bug::TakeFromLiving, places_have_one_owner);
}

#[test]
fn a_waiter_learns_that_the_other_side_died() {
    let scene = Scene::new(2);
    let (a, b) = (scene.world.join(1), scene.world.join(2));
    let (ours, theirs) = (scene.ring(&a), scene.ring(&b));
    let mut consumer = ours.open_consumer().unwrap();
    let mut one = Element::default();
    let waited = ours.pop(&mut consumer, bytes_of_mut(&mut one), soon());
    assert_eq!(status(waited), Status::Timeout, "there never was a producer");
    let mut producer = theirs.open_producer().unwrap();
    assert_eq!(push(theirs, &mut producer, 1), Ok(1));
    scene.world.kill(2);
    ours.pop(&mut consumer, bytes_of_mut(&mut one), Deadline::FOREVER).unwrap();
    assert_eq!(one, element(0), "what the dead pushed comes first");
    let died = ours.pop(&mut consumer, bytes_of_mut(&mut one), Deadline::FOREVER).unwrap_err();
    assert_eq!(died.status(), Status::PeerDead);
    assert!(died.detail().contains("participant 2 (generation 1), died after element 1"), "{died}");
    // And the other way round.
    let mut heir = ours.open_producer().unwrap();
    ours.close_consumer(consumer);
    let c = scene.world.join(3);
    scene.ring(&c).open_consumer().unwrap();
    assert_eq!(push(ours, &mut heir, 2), Ok(2));
    assert_eq!(status(ours.push(&mut heir, bytes_of(&one), soon())), Status::Timeout);
    scene.world.kill(3);
    let died = ours.push(&mut heir, bytes_of(&one), Deadline::FOREVER).unwrap_err();
    assert!(died.detail().contains("full and the consumer, participant 3"), "{died}");
}

/// A participant of whom something happens just before others are asked whether they live.
struct Late<'a> {
    member: &'a crate::step::script::Member<'a>,
    act: &'a (dyn Fn() + Sync),
}

impl crate::sync::Liveness for Late<'_> {
    fn me(&self) -> crate::sync::ParticipantId {
        self.member.me()
    }

    fn is_dead(&self, who: crate::sync::ParticipantId) -> bool {
        (self.act)();
        self.member.is_dead(who)
    }

    fn is_dead_truncated(&self, row: u16, generation: u32, bits: u32) -> bool {
        self.member.is_dead_truncated(row, generation, bits)
    }
}

#[test]
fn room_that_the_dead_made_last_is_used() {
    let scene = Scene::new(2);
    let (a, b) = (scene.world.join(1), scene.world.join(2));
    let consumer = std::sync::Mutex::new(scene.ring(&b).open_consumer().unwrap());
    let act = || {
        let mut one = Element::default();
        let _ = scene.ring(&b).try_pop(&mut consumer.lock().unwrap(), bytes_of_mut(&mut one));
    };
    let late = Late { member: &a, act: &act };
    let ours = SpscRing::attach(scene.memory.mem_as(&late), &scene.params).unwrap();
    let mut producer = ours.open_producer().unwrap();
    assert_eq!(push(ours, &mut producer, 2), Ok(2));
    scene.world.kill(2);
    // It looks, finds no room, and is told of the death; what the dead popped came in between.
    ours.push(&mut producer, bytes_of(&element(2)), Deadline::FOREVER).unwrap();
}

fn who_waits_is_woken() {
    let scene = Scene::new(2);
    let (a, b) = (scene.world.join(1), scene.world.join(2));
    let event = layout::ITEMS_EVENT;
    let ring = scene.ring(&a);
    let mut producer = ring.open_producer().unwrap();
    // Somebody sleeps.
    scene.memory.mem().word32(event).store(1, Relaxed);
    push(scene.ring(&b), &mut producer, 1).unwrap();
    let word = |at| scene.memory.mem().word32(at).load(Relaxed);
    assert_eq!((word(event), word(event + 8)), (0, 1));
}

#[test]
fn a_push_wakes_who_sleeps() {
    who_waits_is_woken();
    caught(Bug::NoWake, who_waits_is_woken);
}

#[test]
fn statistics_are_what_happened() {
    let scene = Scene::new(8);
    let (a, b) = (scene.world.join(1), scene.world.join(2));
    let ring = scene.ring(&a);
    let info = ring.info().unwrap();
    assert_eq!((info.capacity, info.element, info.len), (8, 24, 0));
    assert_eq!((info.producer, info.consumer), (Peer::None, Peer::None));
    let mut producer = ring.open_producer().unwrap();
    let mut consumer = scene.ring(&b).open_consumer().unwrap();
    let (mut truth, mut random, mut dropped) = (0, 1u64, 0);
    for _ in 0..500 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let number = producer.pushed();
        dropped += !ring.push_or_drop(&mut producer, bytes_of(&element(number))).unwrap() as u64;
        let info = ring.info().unwrap();
        truth = truth.max(info.len);
        assert!(info.high_water <= truth && info.high_water * 2 >= truth, "{truth}: {info:?}");
        assert_eq!(info.len, ring.len() as u64);
        assert_eq!(
            (info.pushed, info.popped, info.dropped),
            (producer.pushed(), consumer.popped(), dropped)
        );
        if random >> 63 == 1 {
            let _ = ring.try_pop(&mut consumer, bytes_of_mut(&mut Element::default()));
        }
    }
    assert!(dropped > 0 && truth == 8 && ring.info().unwrap().high_water == 8);
    scene.world.kill(2);
    let info = ring.info().unwrap();
    let dead = ParticipantId { row: 2, generation: 1 };
    assert!(matches!(info.producer, Peer::Alive(who) if who.row == 1));
    assert_eq!(info.consumer, Peer::Dead(dead));
}

#[test]
fn dropped_handles_give_their_places_back() {
    let (producer, consumer) = typed(4);
    drop((producer, consumer));
    let params = SpscParams::of::<Element>(4).unwrap();
    let memory = std::sync::Arc::new(HeapProvider::new(params.required_size().unwrap()));
    SpscRing::format(memory.mem(), &params).unwrap();
    for number in 0..3 {
        let mut producer = Producer::<Element, _>::open(Lent(memory.clone()), 4).unwrap();
        let again = Producer::<Element, _>::open(Lent(memory.clone()), 4).map(|_| ());
        assert_eq!(status(again), Status::Busy);
        assert_eq!(producer.pushed(), number);
        producer.push(&element(number), Deadline::FOREVER).unwrap();
    }
    let mut consumer = Consumer::<Element, _>::open(Lent(memory.clone()), 4).unwrap();
    let mut all = [Element::default(); 4];
    assert_eq!(consumer.pop_n(&mut all, Deadline::FOREVER), Ok(3));
    assert_eq!(all[..3], [element(0), element(1), element(2)]);
    let other = Consumer::<u64, _>::open(Lent(memory), 4).map(|_| ());
    assert_eq!(status(other), Status::Mismatch, "another element size");
}

#[test]
fn it_lives_in_an_array_and_needs_no_allocator() {
    static PLACE: NoStdProvider<{ 640 + 4 * 8 }> = NoStdProvider::new();
    let params = SpscParams::of::<u64>(4).unwrap();
    let ring = SpscRing::format(PLACE.mem(), &params).unwrap();
    let (mut producer, mut consumer) =
        (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
    ring.try_push(&mut producer, &7u64.to_le_bytes()).unwrap();
    let mut got = [0; 8];
    ring.try_pop(&mut consumer, &mut got).unwrap();
    assert_eq!(u64::from_le_bytes(got), 7);
}

#[test]
fn the_kind_formats_attaches_verifies_and_recovers() {
    let (kind, params) = (SpscKind, Params::from(SpscParams::new(8, 24).unwrap()));
    let memory = HeapProvider::new(kind.required_size(&params).unwrap());
    let mem = memory.mem();
    assert_eq!(status(kind.attach(mem, &params)), Status::Layout);
    kind.format(mem, &params).unwrap();
    kind.attach(mem, &params).unwrap();
    assert_eq!((kind.id().0, kind.layout_version()), (4, 1));
    let findings = || {
        let mut all = Vec::new();
        kind.verify(mem, &params, &mut |finding| all.push(finding));
        all
    };
    assert!(findings().is_empty(), "{:?}", findings());
    for (offset, value, problem) in [
        (layout::TAIL, 9, "9 elements between head 0 and tail 9"),
        (layout::HEAD, 1, "between head 1 and tail 0"),
        (layout::PRODUCER_OWNER, 1 << 40 | 1, "producer's owner word 0x10000000001"),
        (layout::CONSUMER_OWNER, 1 << 61, "consumer's owner word"),
        (layout::CONSUMER_HIGH, 9, "high-water mark 9"),
        (layout::CAPACITY, 4, "made for 4 elements"),
    ] {
        let before = mem.word64(offset).swap(value, Relaxed);
        assert!(findings().iter().any(|f| f.contains(problem)), "{problem}: {:?}", findings());
        mem.word64(offset).store(before, Relaxed);
        assert!(findings().is_empty());
    }
    for event in [layout::ITEMS_EVENT, layout::SPACE_EVENT] {
        mem.word32(event).store(1, Relaxed);
    }
    kind.recover(mem, &params, ParticipantId { row: 1, generation: 1 });
    for event in [layout::ITEMS_EVENT, layout::SPACE_EVENT] {
        let words = (mem.word32(event).load(Relaxed), mem.word32(event + 8).load(Relaxed));
        assert_eq!(words, (0, 1), "who slept was woken");
    }
}

//! An end of each kind: when it is ready, when it is in trouble.

use super::*;
use crate::ring::broadcast::{BroadcastParams, Reader, Start, Writer};
use crate::ring::mailbox::{MailboxReader, MailboxWriter};
use crate::ring::mpmc::{Consumer, MpmcParams, Producer};
use crate::ring::ordered::{OrderedParams, OrderedReceiver, OrderedRecord, OrderedSender};
use crate::step::crash::{Child, End};

/// Checks one end: in another process `fill` puts one thing into it, and dies. What was put is
/// ready until `take` took it, and then its death is told, once.
fn lifecycle(
    scene: &Scene,
    watch: Box<dyn Watch>,
    fill: impl FnOnce(&Segment),
    mut take: impl FnMut(),
) {
    let set = Waitset::new().unwrap();
    set.add_watch(watch, 7).unwrap();
    assert_eq!(ready_now(&set), []);
    let child = Child::run(|| {
        fill(&Scene::open(&scene.name)); // and the end it fills by leaks: `_exit`
        0
    });
    let mut ready = [Ready::default(); 2];
    assert_eq!(set.wait(&mut ready, patience()).unwrap(), 1);
    assert_eq!(ready[0], Ready { token: 7, trouble: false });
    assert_eq!(child.wait(), End::Code(0));
    assert_eq!(ready_now(&set), [(7, false)]);
    take();
    assert_eq!(ready_now(&set), []);
    assert_eq!(set.wait(&mut ready, patience()).unwrap(), 1);
    assert_eq!(ready[0], Ready { token: 7, trouble: true });
    let soon = Deadline::after(Duration::from_millis(50));
    assert!(set.wait(&mut ready, soon).is_err(), "told twice");
}

#[test]
fn a_mailbox_is_ready_when_it_has_what_its_reader_has_not_seen() {
    let scene = Scene::new("mailbox");
    let mailbox = |segment: &Segment| {
        let params = crate::ring::mailbox::MailboxKind::params(8);
        object(segment, "mailbox", KindId::MAILBOX, params)
    };
    let mut reader = MailboxReader::<u64, _>::open(mailbox(&scene.segment)).unwrap();
    let fill = |segment: &Segment| {
        let mut writer = MailboxWriter::<u64, _>::open(mailbox(segment)).unwrap();
        writer.write(&5).unwrap();
        core::mem::forget(writer);
    };
    let watch = reader.watch().unwrap();
    lifecycle(&scene, watch, fill, || {
        let mut value = 0;
        assert_eq!((reader.read_newer(&mut value, Deadline::POLL).unwrap(), value), (1, 5));
    });
}

#[test]
fn a_broadcast_ring_is_ready_when_its_reader_can_go_on() {
    let scene = Scene::new("broadcast");
    let params = BroadcastParams::new(4, 8).unwrap();
    let ring = |segment: &Segment| object(segment, "news", KindId::BROADCAST, params);
    let mut reader = Reader::<_, u64>::open(ring(&scene.segment), &params, Start::Oldest).unwrap();
    // More than it holds: the first thing it has to tell is that some are gone.
    let fill = |segment: &Segment| {
        let mut writer = Writer::<_, u64>::open(ring(segment), &params).unwrap();
        for number in 0..10 {
            writer.write(&number).unwrap();
        }
        core::mem::forget(writer);
    };
    let watch = reader.watch().unwrap();
    lifecycle(&scene, watch, fill, || {
        let mut element = 0;
        assert_eq!(reader.try_read(&mut element).unwrap_err().status(), Status::Lapped);
        while reader.try_read(&mut element).is_ok() {}
        assert_eq!(element, 9);
    });
}

#[test]
fn an_mpmc_ring_is_ready_when_it_has_an_element() {
    let scene = Scene::new("mpmc");
    let params = MpmcParams::new(4, 8, 4).unwrap();
    let ring = |segment: &Segment| object(segment, "work", KindId::MPMC, params);
    let mut consumer = Consumer::<_, u64>::open(ring(&scene.segment), &params).unwrap();
    let fill = |segment: &Segment| {
        let mut producer = Producer::<_, u64>::open(ring(segment), &params).unwrap();
        producer.try_push(&5).unwrap();
        core::mem::forget(producer);
    };
    let watch = consumer.watch().unwrap();
    lifecycle(&scene, watch, fill, || {
        let mut element = 0;
        consumer.try_pop(&mut element).unwrap();
        assert_eq!(element, 5);
    });
}

#[test]
fn an_ordered_ring_is_ready_when_it_has_a_whole_message() {
    let scene = Scene::new("ordered");
    let params = OrderedParams::new(4096, 4).unwrap();
    let ring = |segment: &Segment| object(segment, "log", KindId::MESSAGE_ORDERED, params);
    let mut receiver = OrderedReceiver::open(ring(&scene.segment), &params).unwrap();
    let fill = |segment: &Segment| {
        let mut sender = OrderedSender::open(ring(segment), &params).unwrap();
        sender.try_send(b"one").unwrap();
        core::mem::forget(sender);
    };
    let watch = receiver.watch().unwrap();
    lifecycle(&scene, watch, fill, || {
        let (mut buffer, mut record) = ([0; 8], OrderedRecord::default());
        receiver.try_receive(&mut buffer, &mut record).unwrap();
        assert_eq!(&buffer[..record.length], b"one");
    });
}

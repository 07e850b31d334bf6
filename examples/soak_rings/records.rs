//! Rings for records with a checksum: message, ordered.

use wrtmem::objects::Params;
use wrtmem::provider::Provider;
use wrtmem::ring::message::{self, MessageParams, MessageRing, Record};
use wrtmem::ring::ordered::{
    OrderedParams, OrderedReceiver, OrderedRecord, OrderedRing, OrderedSender,
};
use wrtmem::sync::Deadline;

use crate::job::{Element, InOrder, Job, Told, whole};

fn bytes(element: &Element) -> [u8; 64] {
    std::array::from_fn(|i| element[i / 8].to_le_bytes()[i % 8])
}

fn element(bytes: &[u8; 64]) -> Element {
    std::array::from_fn(|i| u64::from_le_bytes(std::array::from_fn(|j| bytes[8 * i + j])))
}

fn message() -> wrtmem::Result<MessageParams> {
    MessageParams::new(2, 1 << 16)
}

pub(crate) fn message_params() -> wrtmem::Result<Params> {
    Ok(message()?.into())
}

/// Each in a lane of its own. Each message tells the number that the lane gives it.
pub(crate) fn message_send(job: &mut Job) -> Told {
    let mut sender = message::Sender::open(job.object.clone(), &message()?, None)?;
    while job.left(1) > 0 {
        let due = sender.last_sequence() + 1;
        let sequence = sender.send(&bytes(&job.element(0, due)), Deadline::FOREVER)?;
        if sequence != due {
            return Err(format!("number {sequence}, {due} was due").into());
        }
        job.made(1);
    }
    sender.send(&bytes(&job.end()), Deadline::FOREVER)?;
    Ok(job.tally)
}

pub(crate) fn message_receive(job: &mut Job) -> Told {
    let mut receiver = message::Receiver::open(job.object.clone(), &message()?)?;
    let (mut payload, mut record) = ([0; 64], Record::default());
    let mut order = InOrder::<2>::new(true);
    // For each sender its lane, by its first message.
    let mut lanes = [None; 2];
    while order.ended() < 2 {
        receiver.receive(&mut payload, &mut record, Deadline::FOREVER)?;
        let got = element(&payload);
        let (sender, number, due) = whole(&got)?;
        order.see(sender, number)?;
        let lane = *lanes[sender].get_or_insert(record.lane);
        if lane != record.lane || record.length != size_of::<Element>() {
            return Err(format!("{record:?} of sender {sender} in lane {lane}").into());
        }
        if number.is_some() {
            if record.sequence != due {
                return Err(format!("{record:?} was sent as number {due}").into());
            }
            job.got(&got);
        }
    }
    let mem = job.object.mem();
    let ring = MessageRing::attach(mem, &message()?)?;
    let infos = [ring.lane_info(0)?, ring.lane_info(1)?];
    let clean = |info: &message::LaneInfo| info.lost == 0 && info.corrupt == 0 && info.queued == 0;
    let received: u64 = infos.iter().map(|info| info.received).sum();
    if !infos.iter().all(clean) || received != job.tally.count + 2 {
        return Err(format!("at the end {infos:?}").into());
    }
    Ok(job.tally)
}

fn ordered() -> wrtmem::Result<OrderedParams> {
    OrderedParams::new(1 << 17, 4)
}

pub(crate) fn ordered_params() -> wrtmem::Result<Params> {
    Ok(ordered()?.into())
}

/// Each message tells the place in the one order that the sender's last one got.
pub(crate) fn ordered_send(job: &mut Job) -> Told {
    let mut sender = OrderedSender::open(job.object.clone(), &ordered()?)?;
    let mut last = 0;
    while job.left(1) > 0 {
        last = sender.send(&bytes(&job.element(0, last)), Deadline::FOREVER)?;
        job.made(1);
    }
    sender.send(&bytes(&job.end()), Deadline::FOREVER)?;
    Ok(job.tally)
}

pub(crate) fn ordered_receive(job: &mut Job) -> Told {
    let mut receiver = OrderedReceiver::open(job.object.clone(), &ordered()?)?;
    let (mut payload, mut record) = ([0; 64], OrderedRecord::default());
    let mut order = InOrder::<2>::new(true);
    // The place of the last message of each sender, and of all.
    let (mut places, mut before) = ([0; 2], None);
    while order.ended() < 2 {
        receiver.receive(&mut payload, &mut record, Deadline::FOREVER)?;
        let got = element(&payload);
        let (sender, number, last) = whole(&got)?;
        order.see(sender, number)?;
        if before.is_some_and(|before| record.position <= before)
            || record.length != size_of::<Element>()
        {
            return Err(format!("{record:?} after place {before:?}").into());
        }
        before = Some(record.position);
        if number.is_some() {
            if last != places[sender] {
                let place = places[sender];
                return Err(format!("sender {sender} was told {last}, not {place}").into());
            }
            places[sender] = record.position;
            job.got(&got);
        }
    }
    let info = OrderedRing::attach(job.object.mem(), &ordered()?)?.info();
    if (info.received, info.corrupt, info.pads, info.used) != (job.tally.count + 2, 0, 0, 0) {
        return Err(format!("at the end {info:?}").into());
    }
    Ok(job.tally)
}

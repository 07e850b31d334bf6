//! Rings that lose nothing, for elements of one size: spsc, mpmc.

use wrtmem::Status;
use wrtmem::objects::Params;
use wrtmem::ring::mpmc::{self, MpmcParams};
use wrtmem::ring::spsc::{self, SpscParams};
use wrtmem::sync::Deadline;

use crate::job::{Element, InOrder, Job, Told, whole};

const CAPACITY: u64 = 1024;

pub(crate) fn spsc_params() -> wrtmem::Result<Params> {
    Ok(SpscParams::of::<Element>(CAPACITY)?.into())
}

/// By turns one at a time, by batches and in place.
pub(crate) fn spsc_send(job: &mut Job) -> Told {
    let mut producer = spsc::Producer::<Element, _>::open(job.object.clone(), CAPACITY)?;
    loop {
        let left = job.left(32) as usize;
        if left == 0 {
            producer.push(&job.end(), Deadline::FOREVER)?;
            return Ok(job.tally);
        }
        let sent = match job.tally.count / 4096 % 3 {
            0 => producer.push(&job.element(0, 0), Deadline::FOREVER).map(|()| 1)?,
            1 => {
                let batch: [Element; 16] = std::array::from_fn(|i| job.element(i as u64, 0));
                producer.push_n(&batch[..left.min(16)], Deadline::FOREVER)?
            }
            _ => {
                let mut span = producer.reserve(left, Deadline::FOREVER)?;
                let len = span.len();
                span.fill(|i| job.element(i as u64, 0));
                span.commit(len)?;
                len
            }
        };
        job.made(sent as u64);
    }
}

pub(crate) fn spsc_receive(job: &mut Job) -> Told {
    let mut consumer = spsc::Consumer::<Element, _>::open(job.object.clone(), CAPACITY)?;
    let mut got = [Element::default(); 24];
    let mut order = InOrder::<1>::new(true);
    while order.ended() == 0 {
        let count = match job.tally.count / 3000 % 2 {
            0 => consumer.pop(&mut got[0], Deadline::FOREVER).map(|()| 1)?,
            _ => consumer.pop_n(&mut got, Deadline::FOREVER)?,
        };
        for got in &got[..count] {
            let (sender, number, _) = whole(got)?;
            order.see(sender, number)?;
            number.inspect(|_| job.got(got));
        }
    }
    Ok(job.tally)
}

fn mpmc() -> wrtmem::Result<MpmcParams> {
    MpmcParams::new(CAPACITY as u32, size_of::<Element>() as u32, 8)
}

pub(crate) fn mpmc_params() -> wrtmem::Result<Params> {
    Ok(mpmc()?.into())
}

/// None, if the ring is full or empty.
fn some(answer: wrtmem::Result<usize>) -> wrtmem::Result<usize> {
    match answer {
        Err(error) if matches!(error.status(), Status::Full | Status::Empty) => Ok(0),
        answer => answer,
    }
}

/// By turns one at a time and by batches.
pub(crate) fn mpmc_send(job: &mut Job) -> Told {
    let mut producer = mpmc::Producer::<_, Element>::open(job.object.clone(), &mpmc()?)?;
    loop {
        let left = job.left(16) as usize;
        if left == 0 {
            producer.push(&job.end(), Deadline::FOREVER)?;
            return Ok(job.tally);
        }
        let mut sent = 0;
        if job.tally.count / 4096 % 2 == 1 {
            let batch: [Element; 16] = std::array::from_fn(|i| job.element(i as u64, 0));
            sent = some(producer.try_push_n(&batch[..left]))?;
        }
        if sent == 0 {
            sent = producer.push(&job.element(0, 0), Deadline::FOREVER).map(|()| 1)?;
        }
        job.made(sent as u64);
    }
}

/// Until it has seen the end of a sender: there are as many senders as receivers, and before the
/// last end somebody has popped everything.
pub(crate) fn mpmc_receive(job: &mut Job) -> Told {
    let mut consumer = mpmc::Consumer::<_, Element>::open(job.object.clone(), &mpmc()?)?;
    let mut got = [Element::default(); 24];
    let mut order = InOrder::<2>::new(false);
    while order.ended() == 0 {
        let mut count = 0;
        if job.tally.count / 3000 % 2 == 1 {
            count = some(consumer.try_pop_n(&mut got))?;
        }
        if count == 0 {
            count = consumer.pop(&mut got[0], Deadline::FOREVER).map(|()| 1)?;
        }
        for got in &got[..count] {
            let (sender, number, _) = whole(got)?;
            order.see(sender, number)?;
            number.inspect(|_| job.got(got));
        }
    }
    // Both ends in one batch: the other receiver is to see one too.
    if order.ended() == 2 {
        let mut producer = mpmc::Producer::<_, Element>::open(job.object.clone(), &mpmc()?)?;
        producer.push(&job.end(), Deadline::FOREVER)?;
    }
    Ok(job.tally)
}

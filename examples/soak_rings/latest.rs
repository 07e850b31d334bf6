//! Rings whose writer waits for nobody: broadcast, mailbox. Readers that do not keep up miss
//! some, and know how many.

use std::time::Duration;

use wrtmem::Status;
use wrtmem::objects::Params;
use wrtmem::ring::broadcast::{BroadcastParams, Reader, Start, Writer};
use wrtmem::ring::mailbox::{MailboxKind, MailboxReader, MailboxWriter};
use wrtmem::sync::Deadline;

use crate::job::{Element, Job, Told, whole};

/// The writer's pace: half of the time as quick as it can, half with a rest after each so many.
fn rest(count: u64) {
    if (count >> 18).is_multiple_of(2) && count.is_multiple_of(1024) {
        std::thread::sleep(Duration::from_micros(50));
    }
}

fn broadcast() -> wrtmem::Result<BroadcastParams> {
    BroadcastParams::new(1 << 14, size_of::<Element>() as u32)
}

pub(crate) fn broadcast_params() -> wrtmem::Result<Params> {
    Ok(broadcast()?.into())
}

/// One at a time and by batches of eight.
pub(crate) fn broadcast_send(job: &mut Job) -> Told {
    let mut writer = Writer::<_, Element>::open(job.object.clone(), &broadcast()?)?;
    loop {
        let left = job.left(8) as usize;
        if left == 0 {
            writer.write(&job.end())?;
            return Ok(job.tally);
        }
        if (job.tally.count / 4096).is_multiple_of(2) {
            writer.write(&job.element(0, 0))?;
            job.made(1);
        } else {
            let batch: [Element; 8] = std::array::from_fn(|i| job.element(i as u64, 0));
            writer.write_n(&batch[..left])?;
            job.made(left as u64);
        }
        rest(job.tally.count);
    }
}

pub(crate) fn broadcast_receive(job: &mut Job) -> Told {
    let start = Start::At(0);
    let mut reader = Reader::<_, Element>::open(job.object.clone(), &broadcast()?, start)?;
    let mut got = [Element::default(); 24];
    loop {
        let mut answer = Ok(0);
        if job.tally.count / 3000 % 2 == 1 {
            answer = reader.try_read_n(&mut got);
        }
        if matches!(&answer, Ok(0)) || status(&answer) == Status::Empty {
            answer = reader.read(&mut got[0], Deadline::FOREVER).map(|_| 1);
        }
        job.tally.missed = reader.state().missed();
        if status(&answer) == Status::Lapped {
            continue;
        }
        let count = answer?;
        let first = reader.state().next() - count as u64;
        for (due, got) in (first..).zip(&got[..count]) {
            match whole(got)? {
                (0, Some(number), _) if number == due => job.got(got),
                // After the last: all before it were read or missed.
                (0, None, _) if job.tally.count + job.tally.missed == due => return Ok(job.tally),
                other => return Err(format!("at {due} came {other:?}: {:?}", job.tally).into()),
            }
            if job.tally.count + job.tally.missed != due + 1 {
                return Err(format!("read and missed at {due}: {:?}", job.tally).into());
            }
        }
    }
}

fn status<T>(answer: &wrtmem::Result<T>) -> Status {
    answer.as_ref().err().map_or(Status::Ok, |error| error.status())
}

pub(crate) fn mailbox_params() -> wrtmem::Result<Params> {
    Ok(MailboxKind::params(size_of::<Element>() as u32))
}

pub(crate) fn mailbox_send(job: &mut Job) -> Told {
    let mut writer = MailboxWriter::<Element, _>::open(job.object.clone())?;
    while job.left(1) > 0 {
        writer.write(&job.element(0, 0))?;
        job.made(1);
        rest(job.tally.count);
    }
    writer.write(&job.end())?;
    Ok(job.tally)
}

/// Value number 1 is element 0.
pub(crate) fn mailbox_receive(job: &mut Job) -> Told {
    let mut reader = MailboxReader::<Element, _>::open(job.object.clone())?;
    let (mut got, mut seen) = (Element::default(), 0);
    loop {
        let value = match reader.read_newer(&mut got, Deadline::FOREVER) {
            Err(error) if error.status() == Status::Busy => continue,
            value => value?,
        };
        if value <= seen {
            return Err(format!("value {value} after {seen}").into());
        }
        job.tally.missed += value - seen - 1;
        seen = value;
        match whole(&got)? {
            (0, Some(number), _) if number + 1 == value => job.got(&got),
            (0, None, _) => return Ok(job.tally),
            other => return Err(format!("value {value} is {other:?}").into()),
        }
    }
}

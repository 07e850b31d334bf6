//! A log of 16 sensors in 32 KiB of verified memory, which keeps the latest readings.

use wrtmem::Status;
use wrtmem::provider::HeapProvider;
use wrtmem::verified::{BoundedQueue, VerificationLevel};

const SENSORS: u64 = 16;

/// Time, sensor, value.
type Reading = [u64; 3];

/// As many as fit beside the queue's three words.
const READINGS: usize = (32 * 1024 - 24) / size_of::<Reading>();

type Log = BoundedQueue<Reading, READINGS, HeapProvider>;

fn main() -> wrtmem::Result<()> {
    let level = VerificationLevel::Standard;
    let log = Log::format(HeapProvider::new(Log::required_size(level)?), level)?;

    let total = 3 * READINGS as u64 + 5;
    for time in 0..total {
        let reading = [time, time % SENSORS, 20 + time % 7];
        while let Err(error) = log.enqueue(reading) {
            if error.status() != Status::Full {
                return Err(error);
            }
            log.dequeue()?; // the oldest makes room
        }
    }

    let mut readings = vec![[0; 3]; log.capacity()];
    let count = log.copy_to(&mut readings)?;
    assert_eq!(count, READINGS);
    assert!(log.verify()?);
    for (time, reading) in (total - count as u64..).zip(&readings) {
        assert_eq!(*reading, [time, time % SENSORS, 20 + time % 7]);
    }
    println!("{count} readings kept of {total}, all in order and verified");
    Ok(())
}

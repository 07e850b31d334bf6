//! Three kinds of memory with three levels of checking, each as safe as it has to be; a sensor
//! log that wraps around; and a configuration that is verified when it is loaded.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use wrtmem::Result;
use wrtmem::verified::{
    AtomicMemoryExt, AtomicMemoryOps, NoStdProvider, SafeMemoryHandler, VerificationLevel,
};

type Memory<const N: usize> = AtomicMemoryOps<NoStdProvider<N>>;

fn memory<const N: usize>(level: VerificationLevel) -> Result<Memory<N>> {
    Ok(AtomicMemoryOps::new(SafeMemoryHandler::new(NoStdProvider::new(), level)?))
}

/// A reading, 16 bytes in memory.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Reading {
    timestamp: u64,
    sensor: u16,
    status: u16,
    value: f32,
}

impl Reading {
    const SIZE: usize = 16;

    fn to_bytes(self) -> [u8; Reading::SIZE] {
        let mut bytes = [0; Reading::SIZE];
        bytes[..8].copy_from_slice(&self.timestamp.to_le_bytes());
        bytes[8..10].copy_from_slice(&self.sensor.to_le_bytes());
        bytes[10..12].copy_from_slice(&self.status.to_le_bytes());
        bytes[12..].copy_from_slice(&self.value.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: [u8; Reading::SIZE]) -> Reading {
        let [a, b, c, d, e, f, g, h, s0, s1, t0, t1, v0, v1, v2, v3] = bytes;
        Reading {
            timestamp: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            sensor: u16::from_le_bytes([s0, s1]),
            status: u16::from_le_bytes([t0, t1]),
            value: f32::from_le_bytes([v0, v1, v2, v3]),
        }
    }
}

const LOG_BYTES: usize = 32 * 1024;
/// Every place of the log is used: the size is a whole number of readings.
const PLACES: u64 = (LOG_BYTES / Reading::SIZE) as u64;

/// The last [`PLACES`] readings of 16 sensors. Any thread logs.
struct SensorLog {
    memory: Memory<LOG_BYTES>,
    next: AtomicU64,
}

impl SensorLog {
    fn log(&self, reading: Reading) -> Result<()> {
        let place = self.next.fetch_add(1, Relaxed) % PLACES;
        self.memory.write_atomic(place * Reading::SIZE as u64, &reading.to_bytes())
    }

    /// The newest first.
    fn latest(&self, count: u64) -> Result<Vec<Reading>> {
        let next = self.next.load(Relaxed);
        let known = next.min(PLACES).min(count);
        (1..=known)
            .map(|back| {
                let mut bytes = [0; Reading::SIZE];
                let place = (next - back) % PLACES;
                self.memory.read_atomic(place * Reading::SIZE as u64, &mut bytes)?;
                Ok(Reading::from_bytes(bytes))
            })
            .collect()
    }
}

/// Version, flags, time-out in milliseconds, retries.
type Config = [u32; 4];

fn save(memory: &Memory<1024>, config: Config) -> Result<()> {
    let bytes: Vec<u8> = config.into_iter().flat_map(u32::to_le_bytes).collect();
    memory.write_atomic(0, &bytes)
}

fn load(memory: &Memory<1024>) -> Result<Config> {
    let mut bytes = [0; 16];
    memory.read_atomic(0, &mut bytes)?;
    let words = bytes.as_chunks::<4>().0;
    Ok(std::array::from_fn(|i| u32::from_le_bytes(words[i])))
}

fn main() -> Result<()> {
    let config = memory::<1024>(VerificationLevel::Critical)?;
    save(&config, [3, 0b101, 250, 5])?;
    assert_eq!(load(&config)?, [3, 0b101, 250, 5]);
    println!("configuration stored, checksum {}", config.checksum()?);

    let log = SensorLog { memory: memory(VerificationLevel::Standard)?, next: AtomicU64::new(0) };
    std::thread::scope(|scope| {
        for sensor in 0..16 {
            let log = &log;
            scope.spawn(move || {
                for timestamp in 0..1000 {
                    let value = sensor as f32 + timestamp as f32 / 1000.0;
                    let reading = Reading { timestamp, sensor, status: 0, value };
                    log.log(reading).expect("a place in the log");
                }
            });
        }
    });
    let latest = log.latest(u64::MAX)?;
    assert_eq!(latest.len() as u64, PLACES);
    assert!(log.memory.verify_all_checksums()?);
    println!("{} of 16000 readings kept, the newest is {:?}", latest.len(), latest[0]);

    let scratch = memory::<512>(VerificationLevel::Minimal)?;
    scratch.write_atomic(100, b"nobody will miss it")?;
    assert!(scratch.verify_all_checksums()?);
    println!("scratch verified on demand only");
    Ok(())
}

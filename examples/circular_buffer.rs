//! A log of the last entries: when it is full, the oldest is overwritten. An entry and the count
//! that it changes are one commit, so a reader, in whatever process, meets whole entries only,
//! in order, and a writer that is killed leaves the log with its last entry or without.

use wrtmem::Result;
use wrtmem::provider::{HeapProvider, Provider};
use wrtmem::verified::{Ask, Region, RegionParams, VerificationLevel};

/// Entries kept.
const PLACES: u64 = 8;
/// Number of the entry, sensor, reading.
type Entry = [u64; 3];
const ENTRY: usize = size_of::<Entry>();
/// The count of all entries ever, before the places.
const COUNT: usize = size_of::<u64>();
const SIZE: usize = COUNT + PLACES as usize * ENTRY;

struct CircularBuffer<P> {
    region: Region<P>,
}

fn number(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|i| bytes[at + i]))
}

fn place(count: u64) -> usize {
    COUNT + (count % PLACES) as usize * ENTRY
}

impl<P: Provider> CircularBuffer<P> {
    /// Appends; answers the number of the entry.
    fn push(&self, sensor: u64, reading: u64) -> Result<u64> {
        self.region.update(&Ask::default(), |transaction| {
            let mut bytes = [0; COUNT];
            transaction.read(0, &mut bytes)?;
            let count = u64::from_le_bytes(bytes);
            let entry: Vec<u8> =
                [count, sensor, reading].into_iter().flat_map(u64::to_le_bytes).collect();
            transaction.write(place(count) as u64, &entry)?;
            transaction.write(0, &(count + 1).to_le_bytes())?;
            Ok(count)
        })
    }

    /// What is kept, the oldest first: one read, so all of one commit.
    fn entries(&self) -> Result<Vec<Entry>> {
        let mut bytes = [0; SIZE];
        self.region.read(0, &mut bytes)?;
        let count = number(&bytes, 0);
        let entry = |n: u64| std::array::from_fn(|word| number(&bytes, place(n) + 8 * word));
        Ok((count.saturating_sub(PLACES)..count).map(entry).collect())
    }
}

fn main() -> Result<()> {
    let params = RegionParams::new(SIZE as u64, VerificationLevel::Critical)?;
    let region = Region::format(HeapProvider::try_new(params.required_size()?)?, &params)?;
    let log = CircularBuffer { region };

    for reading in 0..3 {
        log.push(7, 100 + reading)?;
    }
    println!("not full yet: {:?}", log.entries()?);
    assert_eq!(log.entries()?, [[0, 7, 100], [1, 7, 101], [2, 7, 102]]);

    // Several writers, and a reader beside them.
    std::thread::scope(|scope| {
        for sensor in 0..4 {
            let log = &log;
            scope.spawn(move || {
                for reading in 0..500 {
                    log.push(sensor, reading).expect("an entry");
                }
            });
        }
        for _ in 0..500 {
            let entries = log.entries().expect("the log");
            let in_order = entries.windows(2).all(|two| two[0][0] + 1 == two[1][0]);
            assert!(in_order && entries.len() <= PLACES as usize, "{entries:?}");
        }
    });
    let entries = log.entries()?;
    let numbers: Vec<u64> = entries.iter().map(|entry| entry[0]).collect();
    assert_eq!(numbers, (1995..2003).collect::<Vec<u64>>());
    assert!(log.region.verify_all(&mut |_| ())?.is_sound());
    println!("2003 entries written, the last {} are kept: {numbers:?}", entries.len());
    Ok(())
}

//! Reads a verified region and a cell beside a writer without a pause, and ends at the first
//! byte that is torn or falsely called damaged.
//!
//! ```text
//! cargo run --release --example tear_hunt -- 100000000
//! cargo run --release --example tear_hunt -- --seconds 60
//! ```

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use wrtmem::Status;
use wrtmem::provider::HeapProvider;
use wrtmem::verified::{Cell, CellParams, Region, RegionParams, Statistics, VerificationLevel};

fn main() -> wrtmem::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |text: Option<&String>| text.and_then(|text| text.parse::<u64>().ok());
    let seconds = match &arguments[..] {
        [option, seconds] if option == "--seconds" => number(Some(seconds)),
        _ => None,
    };
    let reads = match seconds {
        Some(_) => u64::MAX,
        None => number(arguments.first()).unwrap_or(100_000_000),
    };
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let level = VerificationLevel::Standard;
    let params = RegionParams::with_block(256, 64, level)?;
    let region = Region::format(HeapProvider::new(params.required_size()?), &params)?;
    let params = CellParams::new(64, level)?;
    let cell = Cell::format(HeapProvider::new(params.required_size()?), &params)?;
    cell.write(&[0; 64])?;

    let over = AtomicBool::new(false);
    let (mut done, mut busy) = (0u64, 0u64);
    std::thread::scope(|scope| -> wrtmem::Result<()> {
        scope.spawn(|| {
            let mut number = 0u64;
            while !over.load(Relaxed) {
                number += 1;
                let bytes: [u8; 256] = std::array::from_fn(|i| number.to_le_bytes()[i % 8]);
                // Three of the cell for one of the region: more chances.
                region.write(0, &bytes).expect("a write");
                for _ in 0..3 {
                    cell.write(&bytes[..64]).expect("a write");
                }
            }
        });
        let mut hunt = || {
            let mut bytes = [0; 256];
            while done < reads && end.is_none_or(|end| done % 1024 != 0 || Instant::now() < end) {
                done += 1;
                let read = if done.is_multiple_of(4) {
                    region.read(0, &mut bytes).map(|()| 256)
                } else {
                    cell.read(&mut bytes)
                };
                match read {
                    Ok(len) => {
                        let torn = bytes[..len].chunks(8).any(|word| word != &bytes[..8]);
                        assert!(!torn, "torn after {done} reads: {:?}", &bytes[..len]);
                    }
                    Err(error) if error.status() == Status::Busy => busy += 1,
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        };
        let hunted = hunt();
        over.store(true, Relaxed);
        hunted
    })?;
    let retries = |counted: Statistics| (counted.retries, counted.failures, counted.writes);
    let (one, two) = (retries(region.statistics()?), retries(cell.statistics()?));
    println!(
        "{done} reads beside {} writes: 0 torn, {} false alarms, {} looks overtaken, {busy} busy",
        one.2 + two.2,
        one.1 + two.1,
        one.0 + two.0
    );
    assert_eq!(one.1 + two.1, 0);
    Ok(())
}

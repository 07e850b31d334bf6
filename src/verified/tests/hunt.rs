//! Threads at full speed: torn reads, and false alarms.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::*;

/// Reads of each hunt.
const READS: u64 = 250_000;

/// The write that the bytes are of; panics if they are of several.
fn whole(bytes: &[u8]) -> u64 {
    let words = bytes.as_chunks::<8>().0;
    assert!(words.iter().all(|word| *word == words[0]), "torn");
    u64::from_le_bytes(words[0])
}

fn stamped(number: u64, len: usize) -> Vec<u8> {
    number.to_le_bytes().repeat(len / 8)
}

/// One writer without a pause, and a reader: no read is torn, late or a false alarm.
fn hunt(level: VerificationLevel, len: usize, block: u32) {
    let region = region(len as u64, block, level);
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0;
            while !over.load(Relaxed) {
                number += 1;
                region.write(0, &stamped(number, len)).unwrap();
            }
        });
        let (mut out, mut last, mut busy) = (vec![0; len], 0, 0);
        for _ in 0..READS {
            match region.read(0, &mut out) {
                Ok(()) => {
                    let number = whole(&out);
                    assert!(number >= last, "{number} after {last}");
                    last = number;
                }
                Err(error) => {
                    over.store(true, Relaxed);
                    assert_eq!(error.status(), Status::Busy, "{error:?}");
                    busy += 1;
                }
            }
        }
        over.store(true, Relaxed);
        assert!(busy <= READS / 100, "{busy} of {READS} reads came to nothing");
    });
    assert!(is_sound(&region));
}

#[test]
fn a_million_reads_beside_a_hot_writer_are_never_torn() {
    hunt(VerificationLevel::Off, 64, 64);
    hunt(VerificationLevel::Standard, 64, 64);
    hunt(VerificationLevel::Standard, 256, 64);
    hunt(VerificationLevel::Critical, 64, 64);
}

#[test]
fn cells_are_counted_up_by_many_threads() {
    let cell = cell(8, VerificationLevel::Standard);
    cell.write(&0u64.to_le_bytes()).unwrap();
    const ROUNDS: u64 = 20_000;
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    let count_up = |bytes: &mut [u8], len: usize| {
                        let count = u64::from_le_bytes(bytes[..8].try_into().unwrap()) + 1;
                        bytes[..8].copy_from_slice(&count.to_le_bytes());
                        Ok(len)
                    };
                    cell.update(&Ask::default(), &mut [0; 8], count_up).unwrap();
                }
            });
        }
    });
    let mut out = [0; 8];
    cell.read(&mut out).unwrap();
    assert_eq!(u64::from_le_bytes(out), 3 * ROUNDS);
    assert_eq!(cell.statistics().unwrap().writes, 3 * ROUNDS + 1);
}

//! A writer and readers in every interleaving up to a bound (loom) and many random ones
//! (shuttle).

use std::sync::Arc;

use super::*;
use crate::provider::{ModelProvider, Provider};
use crate::sync::schedules::{caught, explore, thread};
use seeded::Bug;

fn params() -> BroadcastParams {
    BroadcastParams::new(2, 16).unwrap()
}

fn bytes(n: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&n.to_le_bytes());
    bytes[8..].copy_from_slice(&(!n).to_le_bytes());
    bytes
}

/// One writes `count`, one reads for a while: whole, dense with what it missed.
fn whole_or_missed(count: u64) -> impl Fn() + Send + Sync {
    move || {
        let memory = Arc::new(ModelProvider::new(params().required_size().unwrap()));
        BroadcastRing::format(memory.mem(), &params()).unwrap();
        let lent = memory.clone();
        let writer = thread::spawn(move || {
            let ring = BroadcastRing::attach(lent.mem(), &params()).unwrap();
            let mut writer = ring.open_writer().unwrap();
            for n in 0..count {
                assert_eq!(ring.write(&mut writer, &bytes(n)), Ok(n));
            }
        });
        let reader = thread::spawn(move || {
            let ring = BroadcastRing::attach(memory.mem(), &params()).unwrap();
            let mut reader = ring.open_reader(Start::At(0));
            let mut got = 0;
            for _ in 0..3 {
                let mut element = [0; 16];
                match ring.try_read(&mut reader, &mut element) {
                    Ok(n) => {
                        assert_eq!(element, bytes(n), "torn");
                        got += 1;
                    }
                    Err(error) => {
                        assert!(matches!(error.status(), Status::Empty | Status::Lapped));
                        thread::yield_now();
                    }
                }
                assert_eq!(got + reader.missed(), reader.next());
            }
        });
        writer.join().unwrap();
        reader.join().unwrap();
    }
}

#[test]
fn elements_are_whole_and_missed_ones_counted() {
    let executions = explore(whole_or_missed(3));
    println!("{executions} executions");
    assert!(executions > 100, "{executions}");
    for bug in [Bug::NoSecondLook, Bug::ThereBeforeElement, Bug::NotMarkedBefore] {
        seeded::with(Some(bug), || caught(&format!("{bug:?}"), whole_or_missed(3)));
    }
}

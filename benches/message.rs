//! What one message costs: send and receive in one thread.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wrtmem::provider::{HeapProvider, Provider};
use wrtmem::ring::message::{LaneCursor, MessageParams, MessageRing, Record};

fn pairs(c: &mut Criterion) {
    let params = MessageParams::new(16, 65_536).expect("parameters");
    let memory = HeapProvider::new(params.required_size().expect("size"));
    let ring = MessageRing::format(memory.mem(), &params).expect("format");
    let mut sender = ring.claim(None).expect("a lane");
    let mut receiver = ring.open_receiver([LaneCursor::default(); 16]).expect("the place");
    let (mut buffer, mut record) = (vec![0; ring.max_message()], Record::default());
    let mut group = c.benchmark_group("message");
    for len in [8, 64, 256, 1024, 16_384] {
        let payload = vec![7; len];
        group.throughput(Throughput::Bytes(len as u64));
        group.bench_function(format!("pair of {len} B"), |b| {
            b.iter(|| {
                ring.try_send(&mut sender, &payload).expect("room");
                ring.try_receive(&mut receiver, &mut buffer, &mut record).expect("a message");
            })
        });
        group.bench_function(format!("32 pairs of {len} B, sent then received"), |b| {
            let count = 32.min(16_384 / len);
            b.iter(|| {
                for _ in 0..count {
                    ring.try_send(&mut sender, &payload).expect("room");
                }
                for _ in 0..count {
                    ring.try_receive(&mut receiver, &mut buffer, &mut record).expect("a message");
                }
            })
        });
    }
    group.bench_function("empty, 16 lanes", |b| {
        b.iter(|| ring.try_receive(&mut receiver, &mut buffer, &mut record).is_err())
    });
    group.finish();
}

criterion_group!(benches, pairs);
criterion_main!(benches);

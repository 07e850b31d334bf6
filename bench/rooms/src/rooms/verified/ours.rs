//! The library's cells and regions, in a segment as any process would open it.

use std::hint::black_box;

use bench_framework::sample::{Key, Side};
use wrtmem::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::checksum::{Path, force_path};
use wrtmem::verified::{
    AtomicMemoryExt, AtomicMemoryOps, Cell, CellParams, Region, RegionParams, SafeMemoryHandler,
    StdProvider, VerificationLevel,
};

use crate::case::{Case, Meter, Version, Work};
use crate::ring::unique_name;
use crate::shared::buffers;

const LEVELS: [(&str, VerificationLevel); 5] = [
    ("OFF", VerificationLevel::Off),
    ("BASIC", VerificationLevel::Basic),
    ("STANDARD", VerificationLevel::Standard),
    ("FULL", VerificationLevel::Full),
    ("CRITICAL", VerificationLevel::Critical),
];

/// Rows of a cell or, with a block size, of a region, for transfers of `bytes`.
pub fn cases(test: impl Fn(&str) -> String, block: Option<u32>, bytes: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    let object = if block.is_some() { "region" } else { "cell" };
    for (name, level) in LEVELS {
        for write in [true, false] {
            let peer = format!("wrtmem {object}, {name}");
            let work =
                Work::Single(Box::new(move |m: &Meter| measure(level, block, bytes, write, m)));
            cases.push(row(&test(if write { "write" } else { "read" }), bytes, &peer, work));
        }
    }
    if block == Some(4096) && bytes == 65_536 {
        let forced = move |meter: &Meter| {
            force_path(Some(Path::ThreeWay)).map_err(text)?;
            let read = measure(VerificationLevel::Standard, block, bytes, false, meter);
            force_path(None).map_err(text)?;
            read
        };
        let peer = "wrtmem region, SSE4.2";
        cases.push(row(&test("read"), bytes, peer, Work::Single(Box::new(forced))));
        cases.push(row("scrub", bytes, "wrtmem scrub", Work::Single(Box::new(scrub))));
    }
    cases
}

/// The write of safe memory by its other name: what a plain copy pays to be atomic with its
/// checksum, on one process's heap.
pub fn atomic(test: &str, bytes: usize) -> Case {
    let work = Work::Single(Box::new(move |meter: &Meter| {
        let provider = StdProvider::new(bytes.max(64) as u64).map_err(text)?;
        let level = VerificationLevel::Standard;
        let ops = AtomicMemoryOps::new(SafeMemoryHandler::new(provider, level).map_err(text)?);
        let (from, mut to) = buffers(bytes, |_| 7)?;
        let (from, to) = (&*from, &mut *to);
        let nanos = repeat(meter, || ops.write_atomic(0, black_box(from)))?;
        ops.read_atomic(0, to).map_err(text)?;
        if from == to { Ok(nanos) } else { Err("the copy differs".into()) }
    }));
    row(test, bytes, "wrtmem atomic write, in process", work)
}

fn row(test: &str, bytes: usize, peer: &str, work: Work) -> Case {
    let key = Key::new("verified", test, &format!("{bytes} B"), peer);
    Case::new(key, Side::Ours, Version::Crate("wrtmem"), work)
}

fn text(error: wrtmem::Error) -> String {
    error.to_string()
}

/// An object in a segment of its own, whose name is gone by the time this answers.
fn object(kind: KindId, params: Params) -> Result<Object, String> {
    let name = unique_name();
    let mut options = Options::with_bytes(1 << 20);
    options.prefault = true;
    let segment = Segment::create(&name, &options).map_err(text)?;
    let spec = ObjectSpec { name: "bench", kind, tag: TypeTag::default(), params };
    let object = segment.create_object(&spec);
    Segment::unlink(&name, &Options::default()).map_err(text)?;
    object.map_err(text)
}

fn region(level: VerificationLevel, block: u32, bytes: usize) -> Result<Region<Object>, String> {
    let params = RegionParams::with_block(bytes.max(4096) as u64, block, level).map_err(text)?;
    Region::open(object(KindId::REGION, params.into())?, &params).map_err(text)
}

fn measure(
    level: VerificationLevel,
    block: Option<u32>,
    bytes: usize,
    write: bool,
    meter: &Meter,
) -> Result<f64, String> {
    let (from, mut to) = buffers(bytes, |_| 7)?;
    let (from, to) = (&*from, &mut *to);
    let nanos = match block {
        None => {
            let params = CellParams::new(bytes as u32, level).map_err(text)?;
            let cell = Cell::open(object(KindId::CELL, params.into())?, &params).map_err(text)?;
            cell.write(from).map_err(text)?;
            let nanos = if write {
                repeat(meter, || cell.write(black_box(from)))?
            } else {
                repeat(meter, || cell.read(black_box(&mut *to)).map(drop))?
            };
            cell.read(to).map_err(text)?;
            nanos
        }
        Some(block) => {
            let region = region(level, block, bytes)?;
            region.write(0, from).map_err(text)?;
            let nanos = if write {
                repeat(meter, || region.write(0, black_box(from)))?
            } else {
                repeat(meter, || region.read(0, black_box(&mut *to)))?
            };
            region.read(0, to).map_err(text)?;
            nanos
        }
    };
    if from == to { Ok(nanos) } else { Err("the copy differs".into()) }
}

fn repeat(meter: &Meter, mut call: impl FnMut() -> wrtmem::Result<()>) -> Result<f64, String> {
    let mut failed = None;
    let nanos = meter.time(|count| {
        for _ in 0..count {
            if let Err(error) = call() {
                failed = Some(error);
            }
        }
    });
    failed.map_or(Ok(nanos), |error| Err(text(error)))
}

fn scrub(meter: &Meter) -> Result<f64, String> {
    let region = region(VerificationLevel::Standard, 4096, 65_536)?;
    region.write(0, &[7; 65_536]).map_err(text)?;
    let mut laps = 0u64;
    let nanos = repeat(meter, || {
        let step = region.scrub(65_536, &mut |damage| panic!("{damage}"))?;
        laps += step.lap as u64;
        Ok(())
    })?;
    let counted = region.statistics().map_err(text)?;
    if counted.scrub_laps == laps { Ok(nanos) } else { Err("laps were lost".into()) }
}

//! Two processes allocate, fill, check and give back blocks for as long as asked, some of
//! them each other's: every byte of a block follows from its name, so one that was handed out
//! twice, or given back under somebody's hands, shows.
//!
//!     cargo run --release --example arena_soak -- [--seconds N]

use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use wrtmem::arena::{Block, Heap};
use wrtmem::objects::{KindId, ObjectSpec, TypeTag};
use wrtmem::ring::message::{MessageParams, Receiver, Record, Sender};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;
use wrtmem::{Error, Result, Status};

/// How many blocks a process has.
const LIVE: usize = 2000;
/// One in so many goes to the other process.
const SENT: u64 = 8;

/// Marsaglia, "Xorshift RNGs", 2003.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % bound
    }
}

/// The words of a block: all of them, as far as they were asked for.
fn words(block: &Block, size: usize) -> impl Iterator<Item = *mut u64> + use<> {
    let first = block.pointer.cast::<u64>().as_ptr();
    // SAFETY: inside the block, which has `size` bytes at least.
    (0..size / 8).map(move |word| unsafe { first.add(word) })
}

fn stamp(block: &Block, size: usize) {
    for (i, word) in words(block, size).enumerate() {
        // SAFETY: the block is this process's.
        unsafe { word.write(block.reference.to_bits() ^ (size as u64) << 32 ^ i as u64) };
    }
}

fn is_stamped(block: &Block, size: usize) -> bool {
    let wanted = |i: usize| block.reference.to_bits() ^ (size as u64) << 32 ^ i as u64;
    // SAFETY: as above.
    words(block, size).enumerate().all(|(i, word)| unsafe { word.read() } == wanted(i))
}

fn rings() -> [(&'static str, MessageParams); 2] {
    let params = MessageParams::new(1, 65_536).expect("a lane");
    [("there", params), ("back", params)]
}

/// One process's part: how many blocks it gave back, and how many were corrupt.
fn work(segment: &Segment, which: usize, seconds: u64) -> Result<(u64, u64)> {
    let mut rings = rings();
    rings.rotate_left(which);
    let open =
        |name| segment.open_object(name, KindId::MESSAGE, TypeTag::default(), Deadline::FOREVER);
    let mut sender = Sender::open(open(rings[0].0)?, &rings[0].1, None)?;
    let mut receiver = Receiver::open(open(rings[1].0)?, &rings[1].1)?;
    let mut heap = Heap::open(segment)?;
    let (mut random, mut live) = (Random(which as u64 + 1), Vec::new());
    let (mut freed, mut corrupt) = (0u64, 0u64);
    let end = Instant::now() + Duration::from_secs(seconds);
    while !freed.is_multiple_of(1024) || Instant::now() < end {
        if live.len() < LIVE {
            let bound = if random.below(50) == 0 { 1000 } else { 60 };
            let size = 16 + 8 * random.below(bound) as usize;
            let block = heap.alloc(size)?;
            stamp(&block, size);
            live.push((block, size));
            continue;
        }
        let (block, size) = live.swap_remove(random.below(LIVE as u64) as usize);
        corrupt += !is_stamped(&block, size) as u64;
        let kept = match random.below(SENT) {
            0 => sender.send_block(block.reference, Deadline::POLL).is_err(),
            _ => true,
        };
        if kept {
            heap.ack(block.reference)?;
            freed += 1;
        }
        if random.below(SENT) == 0
            && let Ok(block) = receiver.try_receive_block(&mut Record::default())
        {
            // SAFETY: the sender filled it; its first word says how long it is.
            let first = unsafe { block.pointer.cast::<u64>().read() };
            let size = ((first ^ block.reference.to_bits()) >> 32) as usize;
            corrupt += !(size < 1 << 16 && is_stamped(&block, size)) as u64;
            heap.ack(block.reference)?;
            freed += 1;
        }
    }
    let all = segment.arena_statistics()?;
    println!(
        "process {which}: {freed} frees, {:.1} M/s, {corrupt} corrupt; footprint / live bytes {:.2}",
        freed as f64 / seconds.max(1) as f64 / 1e6,
        all.footprint() as f64 / all.live_bytes.max(1) as f64
    );
    live.into_iter().try_for_each(|(block, _)| heap.ack(block.reference))?;
    Ok((freed, corrupt))
}

fn run() -> Result<u64> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let seconds = after("--seconds").and_then(|text| text.parse().ok()).unwrap_or(600);
    let mut options = Options::default();
    options.bytes = 64 << 20; // the struct may grow
    if let Some(name) = after("--join") {
        let segment = Segment::open(&name, &options, Deadline::POLL)?;
        return work(&segment, 1, seconds).map(|(_, corrupt)| corrupt);
    }
    let name = format!("arena-soak-{}", std::process::id());
    let segment = Segment::create(&name, &options)?;
    for (ring, params) in rings() {
        let (kind, tag) = (KindId::MESSAGE, TypeTag::default());
        segment.create_object(&ObjectSpec { name: ring, kind, tag, params: params.into() })?;
    }
    let failed = |error: std::io::Error| Error::with_detail(Status::Os, format_args!("{error}"));
    let program = std::env::current_exe().map_err(failed)?;
    let child = Command::new(program)
        .args(["--join", &name, "--seconds", &seconds.to_string()])
        .stdin(Stdio::null())
        .spawn()
        .map_err(failed);
    let done = child.and_then(|mut child| {
        let mine = work(&segment, 0, seconds);
        let end = child.wait().map_err(failed)?;
        Ok((mine?, end))
    });
    Segment::unlink(&name, &options)?;
    let ((_, corrupt), end) = done?;
    let mut findings = 0;
    segment.verify(&mut |finding| {
        findings += 1;
        println!("{finding:?}");
    })?;
    Ok(corrupt + findings + !end.success() as u64)
}

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(wrong) => {
            println!("{wrong} things are wrong");
            ExitCode::FAILURE
        }
        Err(error) => {
            println!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

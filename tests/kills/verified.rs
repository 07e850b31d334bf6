//! Verified regions: three writers are killed or stopped at any moment of a write, while two
//! readers go on and never meet a torn, old or damaged byte.
//!
//! Each write gives the whole region one number, block by block or in scattered parts. What a
//! reader got is all of one number; and while every writer stands still, stopped in the middle
//! of whatever it did, a read is answered all the same.

use std::sync::atomic::Ordering::SeqCst;

use wrtmem::Status;
use wrtmem::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::segment::{Options, Segment};
use wrtmem::verified::{Ask, Region, RegionParams, VerificationLevel};

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "verified";
const WRITERS: usize = 3;
const READERS: usize = 2;
const SIZE: usize = 2048;
/// One region that repairs, and one that does not.
const REGIONS: [(&str, VerificationLevel); 2] =
    [("critical", VerificationLevel::Critical), ("standard", VerificationLevel::Standard)];

fn params(level: VerificationLevel) -> RegionParams {
    RegionParams { size: SIZE as u64, block: 512, level }
}

/// A reader's count of answers, on its seat.
const READS: usize = 0;

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(256 << 10);
    (options.participants, options.slots, options.objects) = (12, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let regions = REGIONS.map(|(name, level)| {
        let (kind, tag) = (KindId::REGION, TypeTag::default());
        let spec = ObjectSpec { name, kind, tag, params: Params::from(params(level)) };
        let object = expect("create", home.create_object(&spec)).expect("the region");
        Region::open(object, &params(level)).expect("a region just made")
    });
    let mut random = Random::new(settings.seed);
    let options = &options;
    let start_writer = |random: &mut Random| {
        let random = Random::new(random.next());
        Child::run("writer", |seat| write_on(seat, options, random))
    };
    let mut writers: Vec<Child> = (0..WRITERS).map(|_| start_writer(&mut random)).collect();
    let readers: Vec<Child> =
        (0..READERS).map(|_| Child::run("reader", |seat| read_on(seat, options))).collect();

    let mut stops = 0;
    while settings.more_rounds() {
        nap(random.spread(50, 2500));
        if random.one_in(8) {
            stops += 1;
            reads_go_on(&writers, &readers);
        }
        let victim = random.below(WRITERS as u64) as usize;
        let old = std::mem::replace(&mut writers[victim], Child::none());
        old.end_by_kill();
        writers[victim] = start_writer(&mut random);
        if random.one_in(4) {
            let seats: Vec<&Seat> =
                writers.iter().chain(&readers).map(|child| child.seat).collect();
            board().paused(&seats, || check_quiet(&home, &regions));
        }
    }
    board().stop();
    writers.into_iter().chain(readers).for_each(Child::wait_done);
    check_quiet(&home, &regions);
    let counted: Vec<_> = regions.iter().map(|region| region.statistics().expect("it")).collect();
    let sum = |field: fn(&wrtmem::verified::Statistics) -> u64| -> u64 {
        counted.iter().map(field).sum()
    };
    board().note(&format!(
        "{} writes, {} cleaned up after, all writers stopped {stops} times",
        sum(|counted| counted.writes),
        sum(|counted| counted.recoveries)
    ));
    Segment::unlink(NAME, options).expect("unlink");
}

/// Stops every writer where it is, and waits for answers that began after that.
fn reads_go_on(writers: &[Child], readers: &[Child]) {
    writers.iter().for_each(|writer| writer.signal(libc::SIGSTOP));
    writers.iter().for_each(Child::wait_stopped);
    for reader in readers {
        let answers = &reader.seat.words[READS];
        let before = answers.load(SeqCst);
        // Two: the first may have been under way. Whoever watches over the check sees to it
        // that this ends.
        while answers.load(SeqCst) < before + 2 && reader.seat.op() != Op::Ended {
            std::thread::yield_now();
        }
    }
    writers.iter().for_each(|writer| writer.signal(libc::SIGCONT));
}

fn open(seat: &Seat, options: &Options) -> Option<[Region<Object>; 2]> {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let segment = expect("open", opened)?;
    let [one, two] = REGIONS.map(|(name, level)| {
        let (kind, tag) = (KindId::REGION, TypeTag::default());
        let opened = seat.during(Op::OpenObject, || segment.open_object(name, kind, tag, limit()));
        let opened = opened.and_then(|object| Region::open(object, &params(level)));
        expect("open region", opened)
    });
    Some([one?, two?])
}

fn write_on(seat: &'static Seat, options: &Options, mut random: Random) {
    // Each turn as another participant.
    while !board().stopping() {
        let Some(regions) = open(seat, options) else { return };
        for _ in 0..1 + random.below(60) {
            let region = &regions[random.below(2) as usize];
            let bytes = random.next().to_le_bytes().repeat(SIZE / 8);
            let ask = Ask::until(limit());
            let written = seat.during(Op::Send, || match random.below(3) {
                0 => region.write_with(&ask, 0, &bytes),
                1 => {
                    let cut = 8 * random.below(SIZE as u64 / 8);
                    let (first, second) = bytes.split_at(cut as usize);
                    region.write_all(&ask, &[(cut, second), (0, first)])
                }
                _ => region.update(&ask, |transaction| {
                    transaction.write(0, &bytes[..100])?;
                    transaction.write(700, &[7; 50])?;
                    Err(Status::State.into())
                }),
            });
            allow("write", written, &[Status::State]);
        }
        drop(regions);
        seat.pause();
    }
}

fn read_on(seat: &'static Seat, options: &Options) {
    let Some(regions) = open(seat, options) else { return };
    let mut bytes = vec![0; SIZE];
    while !board().stopping() {
        for region in &regions {
            let read = seat.during(Op::Receive, || region.read(0, &mut bytes));
            if allow("read", read, &[Status::Busy]).is_some() {
                judge(&bytes);
            }
            seat.words[READS].fetch_add(1, SeqCst);
        }
        seat.pause();
    }
}

fn judge(bytes: &[u8]) {
    if bytes.chunks(8).any(|word| word != &bytes[..8]) {
        violation!("torn: it begins with {:?} and ends with {:?}", &bytes[..8], &bytes[2040..]);
    }
}

fn check_quiet(home: &Segment, regions: &[Region<Object>; 2]) {
    expect("recover", home.recover());
    check_verify(&board().seats[0], home, "when all is quiet");
    for region in regions {
        let mut bytes = vec![0; SIZE];
        if expect("read", region.read(0, &mut bytes)).is_some() {
            judge(&bytes);
        }
        let found = |damage| violation!("when all is quiet: {damage}");
        let report = region.verify_all(&mut { found });
        if expect("verify", report).is_some_and(|report| report.skipped > 0) {
            violation!("a block changes when all is quiet");
        }
        let counted = region.statistics().expect("it");
        if (counted.failures, counted.unrepairable) != (0, 0) {
            violation!("damage where there was none: {counted:?}");
        }
    }
}

//! Statistics after a script of faults, and scrubbing.

use super::*;
use flips::flip;

/// A bit of the slot of `block` that holds.
fn data_bit(region: &HeapRegion, block: u32) -> usize {
    let slot = region.view().locate(block, region.view().committed().unwrap()).unwrap();
    region.view().shape.slot(block, slot.index) * 8 + 9
}

#[test]
fn what_happened_is_counted_exactly() {
    let region = region(640, 64, VerificationLevel::Standard);
    let mut out = [0; 64];
    region.write(0, &pattern(1, 640)).unwrap();
    region.write(100, &[1; 20]).unwrap();
    for _ in 0..5 {
        region.read(0, &mut out).unwrap();
    }
    flip(region.provider(), data_bit(&region, 3));
    region.read(3 * 64, &mut out).unwrap_err();
    region.write(3 * 64, &[1]).unwrap_err();
    region.roll_back(3, Deadline::POLL).unwrap_err(); // the write took its older slot
    flip(region.provider(), layout::COMMITTED * 8 + 3);
    region.read(0, &mut out).unwrap();
    region.write(3 * 64, &[5; 64]).unwrap(); // settles, and makes block 3 whole
    region.read(3 * 64, &mut out).unwrap();
    let counted = region.statistics().unwrap();
    assert_eq!((counted.writes, counted.bytes_written), (3, 640 + 20 + 64));
    assert_eq!((counted.reads, counted.bytes_read), (8, 8 * 64));
    assert_eq!((counted.verified, counted.sampled_out), (8, 0));
    assert_eq!((counted.failures, counted.repaired), (2, 1));
    assert_eq!((counted.recoveries, counted.rolled_back, counted.unrepairable), (1, 0, 0));
    let last = counted.last_error.unwrap();
    assert_eq!((last.damage.place, last.damage.block), (Place::Data, 3));
    assert!(last.damage.want != last.damage.got && last.time > 0);
}

#[test]
fn at_critical_every_repair_is_counted() {
    let region = region(640, 64, VerificationLevel::Critical);
    region.write(0, &pattern(1, 640)).unwrap();
    for block in [2, 7] {
        flip(region.provider(), data_bit(&region, block));
    }
    assert!(contents(&region).unwrap() == pattern(1, 640));
    let _ = contents(&region).unwrap();
    assert!(is_sound(&region));
    let counted = region.statistics().unwrap();
    assert_eq!((counted.failures, counted.repaired, counted.unrepairable), (2, 2, 0));
    // Both slots: beyond repair, and said so.
    let commit = region.view().committed().unwrap();
    for index in 0..2 {
        flip(region.provider(), region.view().shape.slot(4, index) * 8 + index);
    }
    assert_eq!(contents(&region).unwrap_err().status(), Status::Corrupt);
    assert_eq!(region.view().twin(commit, 4).map(|slot| slot.index), None);
    assert_eq!(region.statistics().unwrap().failures, 3);
}

#[test]
fn scrubbing_goes_on_where_it_stopped_and_repairs() {
    let region = region(640, 64, VerificationLevel::Critical);
    region.write(0, &pattern(1, 640)).unwrap();
    let view = region.view();
    // The slot that nobody reads.
    let slot = view.locate(8, view.committed().unwrap()).unwrap();
    flip(region.provider(), view.shape.slot(8, 1 - slot.index) * 8 + 1);
    let (mut steps, mut met) = (0, vec![]);
    loop {
        let step = region.scrub(3 * 128, &mut |damage| met.push(damage.block)).unwrap();
        steps += 1;
        assert_eq!(step.bytes, 3 * 128);
        assert_eq!(region.statistics().unwrap().scrub_position, steps * 3 % 10);
        if step.lap {
            break;
        }
    }
    assert_eq!((steps, &met[..]), (4, &[8][..]));
    assert!(is_sound(&region));
    let counted = region.statistics().unwrap();
    assert_eq!((counted.scrub_laps, counted.repaired, counted.failures), (1, 1, 1));
}

#[test]
fn a_scrubber_thread_finds_what_nobody_reads() {
    let region = std::sync::Arc::new(region(640, 64, VerificationLevel::Critical));
    region.write(0, &pattern(1, 640)).unwrap();
    let bit = data_bit(&region, 6);
    let (tell, told) = std::sync::mpsc::channel();
    let scrubbed = region.clone();
    let scrubber = Scrubber::start(1 << 20, move |bytes| {
        scrubbed.scrub(bytes, &mut |damage| tell.send(damage.block).unwrap())
    })
    .unwrap();
    flip(region.provider(), bit);
    assert_eq!(told.recv().unwrap(), 6);
    while scrubber.progress().laps < 2 {
        std::thread::yield_now();
    }
    let done = scrubber.progress();
    assert_eq!((done.damaged, done.repaired, done.running), (1, 1, true));
    assert!(done.bytes >= 2 * 640, "{done:?}");
    let laps = region.statistics().unwrap().scrub_laps;
    scrubber.stop().unwrap();
    assert!(region.statistics().unwrap().scrub_laps >= laps);
    assert!(is_sound(&region));
}

#[test]
fn a_scrubber_that_fails_says_so() {
    let scrubber = Scrubber::start(1, |_| Err(Status::Corrupt.into())).unwrap();
    while scrubber.progress().running {
        std::thread::yield_now();
    }
    assert_eq!(scrubber.stop().unwrap_err().status(), Status::Corrupt);
}

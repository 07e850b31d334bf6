//! No view mixes two cycles; one barrier over one buffer does.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use super::*;
use crate::provider::{HeapProvider, Mem, Provider};
use crate::sync::{Deadline, copy};

const WORDS: usize = 24;

/// Random pauses: mostly none, some long enough that others go on meanwhile.
struct Pauses(u64);

impl Pauses {
    fn pause(&mut self) {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        match self.0 % 64 {
            0..8 => std::thread::yield_now(),
            8..16 => (0..self.0 >> 56).for_each(|_| std::hint::spin_loop()),
            _ => {}
        }
    }
}

/// What an allgather of `WORDS` words each is to this check.
trait Gather: Send {
    fn write_and_wait(&mut self, words: &[u64; WORDS]);
    fn read(&mut self, from: usize, words: &mut [u64; WORDS]);
}

/// Runs `cycles` and counts the views in which a word is not of the cycle.
fn mixed_views(members: Vec<Box<dyn Gather + '_>>, cycles: u64) -> u64 {
    let (mixed, count) = (AtomicU64::new(0), members.len());
    std::thread::scope(|scope| {
        for (me, mut member) in members.into_iter().enumerate() {
            let mixed = &mixed;
            scope.spawn(move || {
                let mut pauses = Pauses(0x9E37_79B9 + me as u64);
                let mut words = [0; WORDS];
                for cycle in 1..=cycles {
                    pauses.pause();
                    member.write_and_wait(&[cycle << 8 | me as u64; WORDS]);
                    let mut good = true;
                    for from in 0..count {
                        pauses.pause();
                        member.read(from, &mut words);
                        good &= words == [cycle << 8 | from as u64; WORDS];
                    }
                    mixed.fetch_add(!good as u64, SeqCst);
                }
            });
        }
    });
    mixed.into_inner()
}

struct Lent<'a>(&'a HeapProvider);

// SAFETY: one heap block that outlives the loan.
unsafe impl Provider for Lent<'_> {
    fn mem(&self) -> Mem<'_> {
        self.0.mem()
    }
}

impl Gather for Member<Lent<'_>, u64> {
    fn write_and_wait(&mut self, words: &[u64; WORDS]) {
        self.sync(words, Deadline::FOREVER).unwrap();
    }

    fn read(&mut self, from: usize, words: &mut [u64; WORDS]) {
        assert_eq!(self.view().unwrap().read_elements(from as u32, words), Ok(WORDS));
    }
}

/// Views that were mixed in `cycles` of `rows` threads.
fn mixed_in_ours(rows: u32, cycles: u64) -> u64 {
    let params = SyncedParams::new(rows, 8 * WORDS as u64);
    let memory = HeapProvider::new(params.required_size().unwrap());
    Synced::format(memory.mem(), &params).unwrap();
    let member = |row| -> Box<dyn Gather + '_> {
        Box::new(Member::join(Lent(&memory), &params, Some(row), Deadline::POLL).unwrap())
    };
    mixed_views((0..rows).map(member).collect(), cycles)
}

/// One barrier per cycle over one buffer each: write, wait, read.
struct OneBuffer<'a> {
    barrier: &'a Barrier,
    memory: &'a HeapProvider,
    me: usize,
}

impl Gather for OneBuffer<'_> {
    fn write_and_wait(&mut self, words: &[u64; WORDS]) {
        self.memory.mem().copy_in(self.me * 8 * WORDS, crate::sync::plain::bytes_of_all(words));
        self.barrier.wait();
    }

    fn read(&mut self, from: usize, words: &mut [u64; WORDS]) {
        let place = self.memory.mem().part_base(from * 8 * WORDS).as_ptr();
        // SAFETY: inside the memory, by `part_base`.
        unsafe { copy::copy_out(place, crate::sync::plain::bytes_of_all_mut(words)) };
    }
}

#[test]
fn no_view_is_mixed() {
    for (rows, cycles) in [(2, 50_000), (3, 3_000), (8, 1_000), (16, 400)] {
        assert_eq!(mixed_in_ours(rows, cycles), 0, "{rows} participants");
    }
}

#[test]
fn one_barrier_over_one_buffer_mixes() {
    // It depends on the schedule how many: so as long as it takes to see one.
    let patience = Instant::now() + Duration::from_secs(30);
    let (memory, barrier) = (HeapProvider::new(2 * 8 * WORDS), Barrier::new(2));
    let mut mixed = 0;
    while mixed == 0 && Instant::now() < patience {
        let make = |me| {
            let one = OneBuffer { barrier: &barrier, memory: &memory, me };
            Box::new(one) as Box<dyn Gather + '_>
        };
        mixed = mixed_views(vec![make(0), make(1)], 2_000);
    }
    assert!(mixed > 0, "the check sees no mixed views where there must be some");
}

/// The long form, run by `scripts/soak synced`: as many cycles as the environment says.
#[test]
fn soak_no_view_is_mixed() {
    let cycles = std::env::var("WRTMEM_SOAK_CYCLES").ok().and_then(|text| text.parse().ok());
    let cycles: u64 = cycles.unwrap_or(200);
    for rows in [2, 3, 8, 16] {
        let from = Instant::now();
        let mixed = mixed_in_ours(rows, cycles);
        println!("{rows} participants: {cycles} cycles, {mixed} mixed views, {:?}", from.elapsed());
        assert_eq!(mixed, 0);
    }
}

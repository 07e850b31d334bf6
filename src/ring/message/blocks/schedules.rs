//! Handing blocks over while the sender or the receiver dies, in many random interleavings
//! (shuttle).
//!
//! The sender has three blocks, sends some of them and dies; whoever cleans up after it makes
//! the ring the holder of what is queued, then sweeps. A receiver receives meanwhile, and may
//! die after a claim, before the ring's head moves; then it is swept too, and another comes.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex};

use shuttle::rand::{Rng, thread_rng};

use super::*;
use crate::arena::schedules::{OWNER, Scene};
use crate::arena::{BlockState, sweep};
use crate::provider::{ModelProvider, Provider};
use crate::ring::message::seeded;
use crate::ring::message::{LaneCursor, MessageParams};
use crate::sync::schedules::{
    caught, caught_by_few_switches, explore, explore_few_switches, thread,
};

const BLOCKS: usize = 3;
const SENDER: Holder = OWNER;
const RECEIVERS: [Holder; 2] = [Holder::Participant(1), Holder::Participant(2)];
const RING: Holder = Holder::Object(2);

struct Both {
    arena: Scene,
    ring: ModelProvider,
}

fn params() -> MessageParams {
    MessageParams::new(1, 256).unwrap()
}

impl Both {
    fn ring(&self) -> MessageRing<'_> {
        MessageRing::attach(self.ring.mem(), &params()).unwrap()
    }

    /// What cleaning up after the sender does.
    fn clean_up(&self, sweep_first: bool) {
        if sweep_first {
            sweep(self.arena.view(), SENDER);
        }
        self.ring().lane(0).queued_blocks(&mut |block| {
            if block.sender == SENDER {
                // Fails if it has been taken in between.
                let _ = claim(self.arena.view(), block.reference, &[SENDER], RING);
            }
        });
        sweep(self.arena.view(), SENDER);
    }

    /// Receives up to `most` blocks as `me`, and dies once it has claimed `dies_at`. What it
    /// got, and how many messages were in vain.
    fn receive(&self, me: Holder, most: usize, dies_at: Option<usize>) -> (Vec<Reference>, u64) {
        let (ring, view) = (self.ring(), self.arena.view());
        let mut receiver = ring.open_receiver([LaneCursor::default()]).unwrap();
        let (mut got, mut gone, mut vain) = (vec![], 0, 0);
        while got.len() < most && vain < 30 {
            if dies_at == Some(got.len()) {
                // As `try_receive_block`, but that the head stays where it is.
                let mut claimed = false;
                let died = catch_unwind(AssertUnwindSafe(|| {
                    let mut buffer = [0; SIZE];
                    let mut die = |bytes: &[u8]| {
                        let block = decode(bytes).unwrap();
                        claim(view, block.reference, &[block.sender, RING], me).unwrap();
                        claimed = true;
                        resume_unwind(Box::new("killed"));
                    };
                    let record = &mut Record::default();
                    ring.try_receive_with(&mut receiver, &mut buffer, record, &mut die)
                }));
                if claimed {
                    break;
                }
                assert_eq!(died.unwrap().unwrap_err().status(), Status::Empty);
                vain += 1;
                thread::yield_now();
                continue;
            }
            let record = &mut Record::default();
            match ring.try_receive_block(&mut receiver, record, view, RING, me) {
                Ok(reference) => got.push(reference),
                Err(error) if error.status() == Status::Empty => {
                    vain += 1;
                    thread::yield_now();
                }
                Err(error) => {
                    assert_eq!(error.status(), Status::NotFound);
                    gone += 1;
                }
            }
        }
        // Dead or not, its place is free: nobody dies to these words.
        ring.close_receiver(receiver);
        (got, gone)
    }
}

/// Any number of blocks is sent before the death; the receiver's comes after so many claims,
/// or never.
fn each_block_has_one_holder(sweep_first: bool) -> impl Fn() + Send + Sync + 'static {
    move || {
        let sent = thread_rng().gen_range(0..=BLOCKS);
        let dies_at = Some(thread_rng().gen_range(0..2 * BLOCKS)).filter(|at| *at < sent);
        let ring = ModelProvider::new(params().required_size().unwrap());
        MessageRing::format(ring.mem(), &params()).unwrap();
        let both = Arc::new(Both { arena: Scene::new(BLOCKS), ring });
        let (lent, taken) = (both.clone(), both.clone());
        let sender = thread::spawn(move || {
            let ring = lent.ring();
            let mut sender = ring.claim(Some(0)).unwrap();
            for slot in 0..sent {
                let reference = lent.arena.reference(slot);
                let message = encode(QueuedBlock { reference, sender: SENDER });
                ring.try_send(&mut sender, &message).unwrap();
            }
            // It is dead; this is who cleans up.
            lent.clean_up(sweep_first);
        });
        let got = Arc::new(Mutex::new((vec![], 0)));
        let noted = got.clone();
        let receiver = thread::spawn(move || {
            *noted.lock().unwrap() = taken.receive(RECEIVERS[0], sent, dies_at);
        });
        sender.join().unwrap();
        receiver.join().unwrap();
        let (first, gone) = got.lock().unwrap().clone();
        assert_eq!(gone, 0, "a queued block was swept");
        if dies_at.is_some() {
            sweep(both.arena.view(), RECEIVERS[0]);
        }
        let (second, gone) = both.receive(RECEIVERS[1], BLOCKS, None);
        assert!(gone <= dies_at.is_some() as u64, "a queued block was swept");
        // Each block that was sent came once, in order, but for the one that was claimed when
        // the receiver died.
        let mut came: Vec<Reference> = first.iter().chain(&second).copied().collect();
        let mut wanted: Vec<Reference> = (0..sent).map(|slot| both.arena.reference(slot)).collect();
        if gone == 1 {
            wanted.remove(first.len());
        }
        assert_eq!(came, wanted);
        came.retain(|block| dies_at.is_none() || second.contains(block));
        for slot in 0..BLOCKS {
            let (state, holder) = both.arena.state(slot);
            let reference = both.arena.reference(slot);
            if !came.contains(&reference) {
                let free = [BlockState::Free, BlockState::Acked].contains(&state);
                assert!(free, "block {slot} is lost: {state:?} of {holder:?}");
                continue;
            }
            let me = RECEIVERS[second.contains(&reference) as usize];
            assert_eq!((state, holder), (BlockState::Allocated, me), "block {slot}");
        }
    }
}

#[test]
fn a_block_on_its_way_always_has_one_holder() {
    let executions = explore(each_block_has_one_holder(false));
    let few = explore_few_switches(each_block_has_one_holder(false));
    println!("{executions} executions, {few} with few switches");
    assert!(executions > 10_000 && few > 10_000, "{executions}, {few}");
    caught("queued blocks swept", each_block_has_one_holder(true));
    seeded::with(Some(Bug::HeadBeforeClaim), || {
        caught_by_few_switches("a head before the claim", each_block_has_one_holder(false));
    });
}

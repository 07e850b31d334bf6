//! One flipped bit of a slot's word: all goes on as if it had not happened.

use super::*;
use crate::objects::{Kind, Params};
use crate::ring::claimant::Claimant;
use crate::ring::stage;
use crate::step::script::World;
use crate::sync::Liveness;
use seeded::Bug;
use walk::Side;

#[test]
fn one_flip_is_read_right_and_two_are_no_state() {
    let nobody = [0].map(Claimant::from_bits);
    let anybody = [0, 1, 0x2_1234, 0x7_FFFF].map(Claimant::from_bits);
    let mut words = 0;
    for state in [State::Empty, State::Writing, State::Full, State::Reading, State::Pad] {
        let claimed = matches!(state, State::Writing | State::Reading);
        for who in if claimed { &anybody[..] } else { &nobody[..] } {
            for lap in [0, 1, 77, 1 << 33, (1 << 34) - 1] {
                let word = SlotWord::new(state, lap, *who);
                let raw = word.to_bits();
                assert_eq!(SlotWord::from_bits(raw), word);
                for one in 0..64 {
                    assert_eq!(SlotWord::from_bits(raw ^ 1 << one), word, "bit {one}");
                    for two in 0..one {
                        let raw = raw ^ 1 << one ^ 1 << two;
                        assert_eq!(SlotWord::from_bits(raw).state(), None, "{one} and {two}");
                    }
                }
                words += 1;
            }
        }
    }
    assert_eq!(words, 55);
}

/// A claim that stands in the ring.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Claim {
    None,
    OfLiving(Side),
    OfDead(Side),
}

/// A ring before and after which the same is done.
#[derive(Clone, Copy, Debug)]
struct Scene {
    capacity: u32,
    /// Elements that went through before.
    before: u64,
    queued: u64,
    claim: Claim,
}

/// What the calls of others answer in `scene`, in which `flip`, a slot and a bit of its word, is
/// flipped.
fn played(scene: Scene, flip: Option<(u64, u32)>) -> Vec<String> {
    let world = World::new();
    let (other, claimant) = (world.join(0), world.join(1));
    let home = Home::new(scene.capacity, 16, 2);
    let (ring, theirs) = (home.ring(&other), home.ring(&claimant));
    let (mut producer, mut consumer) =
        (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
    for n in 0..scene.before + scene.queued {
        push(&ring, &mut producer, n).unwrap();
        if n < scene.before {
            assert_eq!(pop(&ring, &mut consumer), Ok(n));
        }
    }
    let claimed = match scene.claim {
        Claim::None => None,
        Claim::OfLiving(side) | Claim::OfDead(side) => {
            let end = theirs.claim(side, Claimant::of(claimant.me()), true);
            let Ok(walk::End::Claimed(position)) = end else { panic!("no claim") };
            Some((side, position))
        }
    };
    if matches!(scene.claim, Claim::OfDead(_)) {
        world.kill(1);
    }
    if let Some((slot, bit)) = flip {
        let word = ring.word(slot);
        word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
    }

    let mut seen = vec![format!("{:?}", ring.info())];
    let mut note = |what: &str, answer: Result<u64>| {
        seen.push(match answer {
            Ok(n) => format!("{what} {n}"),
            Err(error) => format!("{what}: {}", error.status().name()),
        });
    };
    // Often enough that the dead are asked after, whichever side meets them.
    for n in 0..scene.capacity as u64 + 1 {
        note("push", push(&ring, &mut producer, 100 + n).map(|()| n));
    }
    for n in 0..3 * producer::REFUSALS as u64 {
        note("pop", pop(&ring, &mut consumer));
        note("push", push(&ring, &mut producer, 200 + n).map(|()| n));
    }
    if let (Claim::OfLiving(_), Some((side, position))) = (scene.claim, claimed) {
        // It goes on.
        let slots = theirs.shape.slots;
        let done = if side == Side::Producers {
            slots.write(theirs.mem, position, &stage::element(7, 16));
            SlotWord::unclaimed(State::Full, slots.lap(position))
        } else {
            SlotWord::unclaimed(State::Empty, slots.lap(position) + 1)
        };
        theirs.word(position).store(done.to_bits(), Release);
    }
    for _ in 0..2 * scene.capacity + producer::REFUSALS {
        note("pop", pop(&ring, &mut consumer));
    }
    // Once around, so that each slot was met.
    for n in 0..2 * scene.capacity as u64 {
        note("push", push(&ring, &mut producer, 300 + n).map(|()| n));
        note("pop", pop(&ring, &mut consumer));
    }
    seen.push(format!("{:?}", ring.info()));
    MpmcKind.verify(home.mem(), &Params::from(home.params), &mut |finding| seen.push(finding));
    seen
}

/// Every bit of every slot, in many scenes.
fn every_flip() -> u64 {
    let mut flips = 0;
    let claims = [Side::Producers, Side::Consumers];
    let claims = claims.map(|side| [Claim::OfLiving(side), Claim::OfDead(side)]).concat();
    for capacity in [2, 4] {
        for before in [0, 3] {
            for queued in 0..=capacity as u64 {
                for claim in claims.iter().copied().chain([Claim::None]) {
                    let impossible = match claim {
                        Claim::OfLiving(side) | Claim::OfDead(side) => {
                            let there = if side == Side::Producers { capacity as u64 } else { 0 };
                            queued == there
                        }
                        Claim::None => false,
                    };
                    if impossible {
                        continue;
                    }
                    let scene = Scene { capacity, before, queued, claim };
                    let due = played(scene, None);
                    for slot in 0..capacity as u64 {
                        for bit in 0..64 {
                            let seen = played(scene, Some((slot, bit)));
                            assert_eq!(seen, due, "{scene:?}, bit {bit} of slot {slot}");
                            flips += 1;
                        }
                    }
                }
            }
        }
    }
    flips
}

#[test]
fn one_flipped_bit_changes_nothing() {
    let flips = every_flip();
    println!("{flips} flips");
    assert!(flips > 10_000, "{flips}");
    for bug in [Bug::FlipStays, Bug::FlipIsEmpty] {
        caught(bug, || _ = every_flip());
    }
}

/// What is damaged in two bits is not passed over.
#[test]
fn two_flipped_bits_are_corrupt() {
    let world = World::new();
    let me = world.join(0);
    let home = Home::new(4, 16, 2);
    let ring = home.ring(&me);
    let (mut producer, mut consumer) =
        (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
    (0..3).for_each(|n| push(&ring, &mut producer, n).unwrap());
    let word = ring.word(1);
    word.store(word.load(Relaxed) ^ 3 << 20, Relaxed);
    assert_eq!(pop(&ring, &mut consumer), Ok(0));
    for _ in 0..2 * producer::REFUSALS {
        assert_eq!(pop(&ring, &mut consumer).unwrap_err().status(), Status::Corrupt);
    }
}

/// Laps are counted modulo 2^34: a ring goes on around that, also from a damaged hint.
#[test]
fn laps_may_wrap_around() {
    let world = World::new();
    let me = world.join(0);
    let home = Home::new(2, 16, 2);
    let ring = home.ring(&me);
    let last = (1u64 << SlotWord::LAP_BITS) - 1;
    for index in 0..2 {
        let empty = SlotWord::unclaimed(State::Empty, last);
        ring.word(index).store(empty.to_bits(), Relaxed);
    }
    for side in [Side::Producers, Side::Consumers] {
        ring.hint_at(side, 2 * last);
    }
    let (mut producer, mut consumer) =
        (ring.open_producer().unwrap(), ring.open_consumer().unwrap());
    for n in 0..9 {
        push(&ring, &mut producer, n).unwrap();
        push(&ring, &mut producer, 100 + n).unwrap();
        if n % 2 == 1 {
            // Far ahead of the truth: made anew.
            ring.hint_at(Side::Consumers, (5 << 40) + 2000);
            ring.hint_at(Side::Producers, (9 << 50) + 2000);
        }
        assert_eq!(push(&ring, &mut producer, 7).map_err(|e| e.status()), Err(Status::Full));
        assert_eq!(ring.info().length, 2, "{:?}", ring.info());
        assert_eq!(pop(&ring, &mut consumer), Ok(n));
        // At first the slots are on both sides of the wrap.
        for side in [Side::Producers, Side::Consumers] {
            ring.hint_at(side, ring.derive(side));
        }
        assert_eq!(ring.info().length, 1, "{:?}", ring.info());
        assert_eq!(pop(&ring, &mut consumer), Ok(100 + n));
        assert_eq!(ring.info().length, 0, "{:?}", ring.info());
    }
}

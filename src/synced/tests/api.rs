//! What each call answers.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::provider::{CallerMemory, HeapProvider, Provider};
use crate::status::Status;
use crate::sync::{Deadline, ParticipantId};
use seeded::Bug;

fn status<T>(answer: Result<T>) -> Status {
    answer.map_or_else(|error| error.status(), |_| Status::Ok)
}

#[test]
fn all_write_all_wait_all_read() {
    for (bytes, verified) in [(8, false), (48, true), (49, false), (1000, true)] {
        let params = SyncedParams { verified, ..SyncedParams::new(3, bytes) };
        let world = World::new(params);
        let actors = [world.actor(0), world.actor(1), world.actor(2)];
        let synced = actors.each_ref().map(|actor| world.synced(actor));
        let mut members = [0, 1, 2].map(|row| join(&synced[row as usize], row));
        for epoch in 1..=9u64 {
            // Every length up to the whole, none of it from an older cycle.
            let text = |row: u64| vec![(epoch * 3 + row) as u8; (bytes * (epoch % 4) / 3) as usize];
            for row in 0..3 {
                assert_eq!(poll(&synced[0], &mut members[0]) == Status::Ok, row == 0 && epoch > 1);
                assert_eq!(arrive(&synced[row], &mut members[row], &text(row as u64)), epoch);
            }
            for row in 0..3 {
                assert_eq!(poll(&synced[row], &mut members[row]), Status::Ok);
                let view = synced[row].view(&members[row]).unwrap();
                assert_eq!((view.epoch(), view.members(), view.rows()), (epoch, 7, 3));
                for other in 0..3 {
                    let seen = shown(&synced[row], &members[row], other);
                    assert_eq!(seen, Some(text(other as u64)), "epoch {epoch}");
                    assert_eq!(status(view.check(other)), Status::Ok);
                    let (pointer, length) = view.pointer(other).unwrap();
                    let mut copy = vec![0; length];
                    // SAFETY: the view is valid, and no participant writes now.
                    unsafe { crate::sync::copy::copy_out(pointer, &mut copy) };
                    assert_eq!(copy, text(other as u64));
                }
                assert!(view.is_valid());
            }
            assert_eq!(synced[0].global_timestamp(), epoch);
        }
    }
}

#[test]
fn a_call_out_of_turn_changes_nothing() {
    let world = World::new(SyncedParams::new(2, 16));
    let actors = [world.actor(0), world.actor(1)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let mut members = [join(&synced[0], 0), join(&synced[1], 1)];
    assert_eq!(poll(&synced[0], &mut members[0]), Status::State, "arrived at nothing");
    assert_eq!(status(synced[0].view(&members[0])), Status::State);
    assert_eq!(status(synced[0].write(&members[0], &[1; 17])), Status::TooLarge);
    assert_eq!(status(synced[0].arrive(&mut members[0], 17)), Status::TooLarge);
    arrive(&synced[0], &mut members[0], b"one");
    assert_eq!(status(synced[0].arrive(&mut members[0], 0)), Status::State, "not waited");
    assert_eq!(status(synced[0].write(&members[0], b"x")), Status::State);
    assert_eq!(status(synced[0].buffer(&members[0])), Status::State);
    assert_eq!(status(synced[0].view(&members[0])), Status::State);
    assert_eq!(synced[0].missing(&members[0]), Missing { late: 2, dead: 0 });
    assert_eq!(poll(&synced[0], &mut members[0]), Status::Timeout);
    arrive(&synced[1], &mut members[1], b"two");
    assert_eq!(poll(&synced[0], &mut members[0]), Status::Ok, "the arrival stood");
    assert_eq!(synced[0].missing(&members[0]), Missing::default());
    let view = synced[0].view(&members[0]).unwrap();
    assert_eq!(status(view.read(0, &mut [0; 2])), Status::TooSmall);
    assert_eq!(status(view.read(2, &mut [0; 16])), Status::Invalid);
    assert!(view.is_valid());
    arrive(&synced[0], &mut members[0], b"three");
    assert!(!view.is_valid(), "its holder has arrived again");
    assert_eq!(status(view.read(1, &mut [0; 16])), Status::State);
}

#[test]
fn parameters_are_checked() {
    let good = SyncedParams::new(2, 64);
    for bad in [
        SyncedParams { rows: 0, ..good },
        SyncedParams { rows: 65, ..good },
        SyncedParams { founders: 3, ..good },
        SyncedParams { bytes: 0, ..good },
        SyncedParams { bytes: SyncedParams::MAX_BYTES + 1, ..good },
    ] {
        assert_eq!(status(bad.required_size()), Status::Invalid, "{bad:?}");
    }
    let memory = HeapProvider::new(good.required_size().unwrap());
    assert_eq!(status(Synced::attach(memory.mem(), &good)), Status::Layout);
    Synced::format(memory.mem(), &good).unwrap();
    assert_eq!(status(Synced::attach(memory.mem(), &good)), Status::Ok);
    for other in [
        SyncedParams { bytes: 63, ..good },
        SyncedParams { verified: true, ..good },
        SyncedParams { policy: Policy::Shrink, ..good },
    ] {
        assert_eq!(status(Synced::attach(memory.mem(), &other)), Status::Mismatch);
    }
    let more = SyncedParams { rows: 3, ..good };
    assert_eq!(status(Synced::attach(memory.mem(), &more)), Status::Invalid, "too little memory");
    let params = SyncedParams { policy: Policy::Shrink, verified: true, founders: 1, ..good };
    let stored = crate::objects::Params::from(params);
    assert_eq!(SyncedParams::try_from(&stored), Ok(params));
    for word in 0..8 {
        let mut bad = stored;
        bad.0[word] = u64::MAX;
        assert_eq!(status(SyncedParams::try_from(&bad)), Status::Invalid, "word {word}");
    }
}

#[test]
fn memory_of_the_caller_serves_too() {
    let params = SyncedParams { founders: 1, ..SyncedParams::new(1, 32) };
    let mut bytes = vec![0u8; params.required_size().unwrap() + 64];
    let at = bytes.as_mut_ptr().align_offset(64);
    let base = std::ptr::NonNull::new(bytes[at..].as_mut_ptr()).unwrap();
    // SAFETY: the vector outlives the view, and nobody else touches it.
    let memory = unsafe { CallerMemory::new(base, params.required_size().unwrap()) };
    Synced::format(memory.mem(), &params).unwrap();
    let mut alone = Member::<_, u32>::join(memory, &params, None, Deadline::POLL).unwrap();
    let view = alone.sync(&[1, 2, 3], Deadline::POLL).unwrap();
    let mut read = [0u32; 8];
    assert_eq!(view.read_elements(0, &mut read), Ok(3));
    assert_eq!(read, [1, 2, 3, 0, 0, 0, 0, 0]);
    assert_eq!(status(alone.sync(&[0; 9], Deadline::POLL)), Status::TooLarge);
    assert_eq!(alone.state().epoch(), 1, "nothing was published");
}

#[test]
fn a_flipped_bit_is_noticed_in_verified_mode() {
    for bytes in [40, 200] {
        let params = SyncedParams { verified: true, ..SyncedParams::new(1, bytes) };
        let world = World::new(params);
        let actor = world.actor(0);
        let synced = world.synced(&actor);
        let mut member = join(&synced, 0);
        arrive(&synced, &mut member, &vec![7; bytes as usize]);
        assert_eq!(poll(&synced, &mut member), Status::Ok);
        let place = synced.row(0).data(1) + 5;
        synced.mem.copy_in(place, &[6]);
        let view = synced.view(&member).unwrap();
        assert_eq!(status(view.check(0)), Status::Corrupt);
        assert_eq!(status(view.read(0, &mut vec![0; bytes as usize])), Status::Corrupt);
        assert_eq!(status(synced.read_latest(0, &mut vec![0; bytes as usize])), Status::Corrupt);
        synced.mem.copy_in(place, &[7]);
        assert_eq!(status(view.check(0)), Status::Ok);
    }
}

/// A row's word that says more than its participant has done: what lies there is of an earlier
/// epoch, and in verified mode nobody takes it for this one's.
#[test]
fn data_of_another_epoch_is_noticed_in_verified_mode() {
    let params = SyncedParams { verified: true, ..SyncedParams::new(2, 64) };
    for epochs in 1..9 {
        for bit in 3..64 {
            let world = World::new(params);
            let actors = [world.actor(0), world.actor(1)];
            let synced = actors.each_ref().map(|actor| world.synced(actor));
            let mut members = [join(&synced[0], 0), join(&synced[1], 1)];
            for epoch in 1..=epochs {
                for row in 0..2 {
                    arrive(&synced[row], &mut members[row], &[epoch; 8][..epoch as usize % 8]);
                }
                for row in 0..2 {
                    assert_eq!(poll(&synced[row], &mut members[row]), Status::Ok);
                }
            }
            let word = synced[0].mem.word64(synced[0].shape.row(1) + layout::WORD);
            word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
            arrive(&synced[0], &mut members[0], b"mine");
            if poll(&synced[0], &mut members[0]) == Status::Ok {
                let view = synced[0].view(&members[0]).unwrap();
                assert_eq!(status(view.read(1, &mut [0; 64])), Status::Corrupt, "bit {bit}");
                assert_eq!(status(view.check(1)), Status::Corrupt);
            }
            // And its participant, which learns that something is wrong, can leave.
            let [_, theirs] = members;
            synced[1].leave(theirs);
            let left = synced[0].row_info(1).unwrap().standing;
            assert_eq!(left, Some(Standing::Left), "bit {bit}");
        }
    }
}

#[test]
fn no_single_bit_closes_or_opens() {
    for bit in 0..64 {
        let world = World::new(SyncedParams::new(1, 16));
        let actor = world.actor(0);
        let synced = world.synced(&actor);
        let mut member = join(&synced, 0);
        let word = world.memory.mem().word64(layout::CLOSED);
        word.store(1 << bit, Relaxed);
        arrive(&synced, &mut member, b"open");
        let mut findings = 0;
        synced.verify(&mut |_| findings += 1);
        assert_eq!((poll(&synced, &mut member), findings), (Status::Ok, 1));
        synced.close();
        word.store(word.load(Relaxed) ^ 1 << bit, Relaxed);
        assert_eq!(status(synced.arrive(&mut member, 0)), Status::Closed);
    }
}

#[test]
fn closing_reaches_everybody() {
    let world = World::new(SyncedParams::new(2, 16));
    let actors = [world.actor(0), world.actor(1)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let (mut waiting, mut other) = (join(&synced[0], 0), join(&synced[1], 1));
    arrive(&synced[0], &mut waiting, b"here");
    std::thread::scope(|scope| {
        let (world, actor) = (&world, &actors[0]);
        let waiter = scope.spawn(move || world.synced(actor).wait(&mut waiting, Deadline::FOREVER));
        while synced[0].row_info(0).unwrap().parked == 0 {
            std::thread::yield_now();
        }
        synced[1].close();
        assert_eq!(status(waiter.join().unwrap()), Status::Closed);
    });
    assert!(synced[0].is_closed());
    assert_eq!(status(synced[1].arrive(&mut other, 0)), Status::Closed);
    assert_eq!(status(synced[1].join(None, Deadline::POLL)), Status::Closed);
}

#[test]
fn a_deadline_ends_a_wait_in_every_phase() {
    let world = World::new(SyncedParams::new(2, 16));
    let actor = world.actor(0);
    let synced = world.synced(&actor);
    let mut member = join(&synced, 0);
    arrive(&synced, &mut member, b"here");
    for micros in [0, 1, 10, 100, 1_000, 30_000] {
        let deadline = Deadline::after(Duration::from_micros(micros));
        assert_eq!(status(synced.wait(&mut member, deadline)), Status::Timeout);
        assert!(deadline.is_over() || micros == 0);
    }
    let info = synced.row_info(0).unwrap();
    assert!(info.parked > 0 && info.waited_nanos >= 30_000_000, "{info:?}");
}

#[test]
fn a_look_without_a_barrier_is_of_one_epoch() {
    let params = SyncedParams::new(1, 512);
    let world = World::new(params);
    let actor = world.actor(0);
    let synced = world.synced(&actor);
    let mut member = join(&synced, 0);
    let mut buffer = [0u8; 512];
    assert_eq!(status(synced.read_latest(0, &mut buffer)), Status::Empty);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (world, actor, done) = (&world, &actor, &done);
        scope.spawn(move || {
            let synced = world.synced(actor);
            for _ in 0..20_000 {
                let text = [(member.epoch() + 1) as u8; 512];
                arrive(&synced, &mut member, &text);
                assert_eq!(poll(&synced, &mut member), Status::Ok);
            }
            done.store(true, std::sync::atomic::Ordering::SeqCst);
        });
        let mut last = 0;
        while !done.load(std::sync::atomic::Ordering::SeqCst) {
            match synced.read_latest(0, &mut buffer) {
                Ok((epoch, 512)) => {
                    assert!(epoch >= last && buffer == [epoch as u8; 512], "epoch {epoch}");
                    last = epoch;
                }
                Ok((_, length)) => panic!("{length} bytes"),
                Err(error) => assert!(matches!(error.status(), Status::Busy | Status::Empty)),
            }
        }
    });
    assert_eq!(synced.read_latest(0, &mut buffer), Ok((20_000, 512)));
    assert_eq!(status(synced.read_latest(0, &mut buffer[..511])), Status::TooSmall);
}

#[test]
fn threads_use_it_by_its_old_names() {
    let memory = Arc::new(SynchedMemory::<i32>::new(4, 10).unwrap());
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let memory = memory.clone();
            scope.spawn(move || {
                let mut handler = memory.build_local_handler(thread).unwrap();
                assert_eq!(status(memory.build_local_handler(thread)), Status::Busy);
                for cycle in 1..=200 {
                    let data = vec![cycle * 10 + thread as i32; 5];
                    let all = memory.write_local_memory_and_sync_read(&mut handler, &data).unwrap();
                    let expected: Vec<i32> = (0..4)
                        .flat_map(|row| {
                            (0..10).map(move |at| if at < 5 { cycle * 10 + row } else { 0 })
                        })
                        .collect();
                    assert_eq!(all, expected);
                    assert!(memory.update_global_timestamp() >= cycle as u64);
                }
            });
        }
    });
    assert_eq!(memory.read_global().unwrap()[10], 2001);
    let other = SynchedMemory::<i32>::new(1, 10).unwrap();
    let mut handler = other.build_local_handler(0).unwrap();
    assert_eq!(status(memory.write_local_memory(&mut handler, &[1])), Status::Invalid);
    assert_eq!(status(other.write_local_memory(&mut handler, &[1; 11])), Status::TooLarge);
    assert_eq!(status(other.build_local_handler(1)), Status::Invalid);
    assert_eq!(status(SynchedMemory::<i32>::new(0, 10)), Status::Invalid);
    assert_eq!(status(SynchedMemory::<i32>::new(4, 0)), Status::Invalid);
}

#[test]
fn a_thread_that_panics_leaves_the_others_going() {
    let memory = Arc::new(SynchedMemory::<u8>::new(2, 1).unwrap());
    let mut stays = memory.build_local_handler(0).unwrap();
    let goes = memory.clone();
    let panicked = std::thread::spawn(move || {
        let mut handler = goes.build_local_handler(1).unwrap();
        goes.write_local_memory(&mut handler, &[9]).unwrap();
        std::panic::resume_unwind(Box::new("as planned"));
    });
    assert_eq!(memory.write_local_memory_and_sync_read(&mut stays, &[1]).unwrap(), [1, 9]);
    assert_eq!(memory.write_local_memory_and_sync_read(&mut stays, &[2]).unwrap(), [2, 0]);
    assert!(panicked.join().is_err());
}

#[test]
fn a_scribbled_row_is_an_error_and_no_crash() {
    let world = World::new(SyncedParams::new(2, 64));
    let actors = [world.actor(0), world.actor(1)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let mut members = [join(&synced[0], 0), join(&synced[1], 1)];
    arrive(&synced[0], &mut members[0], b"a");
    arrive(&synced[1], &mut members[1], b"b");
    assert_eq!(poll(&synced[0], &mut members[0]), Status::Ok);
    synced[0].row(1).set_head(1, layout::Head { length: u32::MAX, crc: 0 });
    let view = synced[0].view(&members[0]).unwrap();
    assert_eq!(status(view.read(1, &mut [0; 64])), Status::Corrupt);
    assert_eq!(status(view.part(1)), Status::Corrupt);
    assert_eq!(status(synced[0].read_latest(1, &mut [0; 64])), Status::Corrupt);
    let mut findings = Vec::new();
    synced[0].verify(&mut |finding| findings.push(finding));
    assert_eq!(findings.len(), 1, "{findings:?}");
    // Every word of the control part, in turn, with values that are nobody's.
    let words = synced[0].shape.row(2) / 8;
    for place in 0..words {
        for value in [0, 7, u64::MAX, 1 << 63, u64::MAX - 1] {
            synced[0].mem.word64(8 * place).store(value, Relaxed);
            for row in 0..2 {
                let _ = synced[row].wait(&mut members[row], Deadline::POLL);
                let _ = synced[row].arrive(&mut members[row], 1);
                let _ = synced[row].read_latest(row as u32, &mut [0; 64]);
                let _ = synced[row].missing(&members[row]);
                let _ = synced[row].evict(row as u32, value);
                let _ = synced[row].global_timestamp();
                if let Ok(late) = synced[row].join(None, Deadline::POLL) {
                    synced[row].leave(late);
                }
                synced[row].verify(&mut |_| {});
            }
        }
    }
}

/// A row of no standing is waited for by nobody for ever, and can be put out.
#[test]
fn a_row_of_no_standing_is_corrupt_until_it_is_evicted() {
    let world = World::new(SyncedParams::new(3, 64));
    let actors = [world.actor(0), world.actor(1), world.actor(2)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let mut members = [join(&synced[0], 0), join(&synced[1], 1)];
    let third = synced[2].row(2);
    let found = third.word();
    third.change(found, word::Word(found.0 | 7)).unwrap();
    for row in 0..2 {
        arrive(&synced[row], &mut members[row], b"a");
    }
    let forever =
        |row: usize, member: &mut MemberState| synced[row].wait(member, Deadline::FOREVER);
    assert_eq!(status(forever(0, &mut members[0])), Status::Corrupt);
    assert_eq!(status(synced[2].join(None, Deadline::POLL)), Status::Corrupt);
    synced[0].evict(2, third.joined()).unwrap();
    for row in 0..2 {
        forever(row, &mut members[row]).unwrap();
        assert_eq!(synced[row].view(&members[row]).unwrap().members(), 3);
    }
}

/// Nor does a joiner wait for such a row: one that follows somebody who left waits until the others
/// have passed that one's last epoch.
#[test]
fn a_joiner_does_not_wait_for_a_row_of_no_standing() {
    let world = World::new(SyncedParams::new(3, 64));
    let actors = [world.actor(0), world.actor(1), world.actor(2)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let mut members = [0, 1, 2].map(|row| join(&synced[row as usize], row));
    for row in 0..3 {
        arrive(&synced[row], &mut members[row], b"a");
    }
    // The first is beyond that epoch.
    assert_eq!(poll(&synced[0], &mut members[0]), Status::Ok);
    arrive(&synced[0], &mut members[0], b"b");
    let [_first, leaves, damaged] = members;
    let row = synced[2].row(damaged.row());
    synced[1].leave(leaves);
    let found = row.word();
    row.change(found, word::Word(found.0 | 7)).unwrap();
    assert_eq!(status(synced[1].join(Some(1), Deadline::FOREVER)), Status::Corrupt);
}

/// An owner that can name nobody is damaged, and its row is not free: its participant may live.
#[test]
fn a_row_with_a_damaged_owner_is_not_given_away() {
    let world = World::new(SyncedParams::new(2, 64));
    let actors = [world.actor(0), world.actor(1), world.actor(2)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let member = join(&synced[0], 0);
    let row = synced[0].row(0);
    synced[1].evict(0, member.generation()).unwrap();
    let owner = row.owner();
    let nobody = |bit: &u32| ParticipantId::from_bits(owner ^ 1 << bit).is_none();
    let bits: Vec<u32> = (0..64).filter(nobody).collect();
    assert!(!bits.is_empty());
    for bit in bits {
        assert!(row.change_owner(owner, owner ^ 1 << bit));
        assert_eq!(status(synced[1].join(Some(0), Deadline::POLL)), Status::Busy, "bit {bit}");
        assert!(row.change_owner(owner ^ 1 << bit, owner));
    }
}

#[test]
fn the_check_for_mixed_buffers_can_fail() {
    caught(Bug::OneBuffer, || {
        let world = World::new(SyncedParams::new(2, 16));
        let actors = [world.actor(0), world.actor(1)];
        let synced = actors.each_ref().map(|actor| world.synced(actor));
        let mut members = [join(&synced[0], 0), join(&synced[1], 1)];
        for row in 0..2 {
            arrive(&synced[row], &mut members[row], b"old");
        }
        for row in 0..2 {
            assert_eq!(poll(&synced[row], &mut members[row]), Status::Ok);
        }
        arrive(&synced[1], &mut members[1], b"new");
        assert_eq!(shown(&synced[0], &members[0], 1).as_deref(), Some(&b"old"[..]));
    });
}

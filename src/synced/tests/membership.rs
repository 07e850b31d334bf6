//! Death, eviction, late joiners, rows used again.

use super::*;
use crate::status::Status;
use crate::sync::Deadline;
use seeded::Bug;

fn shrinking(rows: u32, founders: u32) -> SyncedParams {
    SyncedParams { founders, policy: Policy::Shrink, ..SyncedParams::new(rows, 16) }
}

/// A dead participant is in the epochs that it arrived at, and in no later one.
fn the_dead_count_up_to_their_last_arrival() {
    for arrived in [false, true] {
        let world = World::new(shrinking(3, 3));
        let actors = [world.actor(0), world.actor(1), world.actor(2)];
        let synced = actors.each_ref().map(|actor| world.synced(actor));
        let mut members = [0, 1, 2].map(|row| join(&synced[row as usize], row));
        for row in 0..2 {
            arrive(&synced[row], &mut members[row], b"live");
        }
        if arrived {
            arrive(&synced[2], &mut members[2], b"last");
        }
        actors[2].dies();
        let seen: Vec<u64> = [0, 1]
            .map(|row| {
                let _ = synced[row].missing(&members[row]);
                assert_eq!(poll(&synced[row], &mut members[row]), Status::Ok);
                synced[row].view(&members[row]).unwrap().members()
            })
            .into();
        let all = if arrived { 7 } else { 3 };
        assert_eq!(seen, [all, all]);
        let last = shown(&synced[0], &members[0], 2);
        assert_eq!(last.as_deref(), arrived.then_some(&b"last"[..]));
        for row in 0..2 {
            arrive(&synced[row], &mut members[row], b"on");
        }
        let _ = synced[0].missing(&members[0]);
        for row in 0..2 {
            assert_eq!(poll(&synced[row], &mut members[row]), Status::Ok);
            let view = synced[row].view(&members[row]).unwrap();
            assert_eq!(view.members(), 3);
            let absent = Part::Absent { standing: Standing::Dead, last: arrived as u64 };
            assert_eq!(view.part(2), Ok(absent));
        }
    }
}

#[test]
fn shrinking_agrees_on_who_took_part() {
    the_dead_count_up_to_their_last_arrival();
    caught(Bug::DeadNeverArrived, || {
        // The first to complete the epoch sees it arrive, the second finds it dead.
        let world = World::new(shrinking(3, 3));
        let actors = [world.actor(0), world.actor(1), world.actor(2)];
        let synced = actors.each_ref().map(|actor| world.synced(actor));
        let mut members = [0, 1, 2].map(|row| join(&synced[row as usize], row));
        for row in 0..3 {
            arrive(&synced[row], &mut members[row], b"x");
        }
        assert_eq!(poll(&synced[0], &mut members[0]), Status::Ok);
        actors[2].dies();
        synced[1].row(2).bury();
        assert_eq!(poll(&synced[1], &mut members[1]), Status::Ok);
        let seen = [0, 1].map(|row| synced[row].view(&members[row]).unwrap().members());
        assert_eq!(seen[0], seen[1]);
    });
}

#[test]
fn failing_names_the_dead_until_they_are_evicted() {
    let world = World::new(SyncedParams::new(3, 16));
    let actors = [world.actor(0), world.actor(1), world.actor(2)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let mut members = [0, 1, 2].map(|row| join(&synced[row as usize], row));
    arrive(&synced[0], &mut members[0], b"x");
    actors[2].dies();
    // Row 1 is merely late: that of the dead is answered all the same.
    let answer = synced[0].wait(&mut members[0], Deadline::FOREVER).unwrap_err();
    assert_eq!(answer.status(), Status::PeerDead);
    assert!(answer.detail().contains("row 2") && answer.detail().contains("epoch is 0"));
    assert_eq!(synced[0].missing(&members[0]), Missing { late: 2, dead: 4 });
    arrive(&synced[1], &mut members[1], b"y");
    assert_eq!(poll(&synced[1], &mut members[1]), Status::PeerDead);
    let busy = synced[1].join(Some(2), Deadline::POLL).unwrap_err();
    assert_eq!(busy.status(), Status::PeerDead, "evicted first");
    let generation = synced[0].row_info(2).unwrap().generation;
    assert_eq!(synced[0].evict(2, generation + 1).unwrap_err().status(), Status::NotFound);
    synced[0].evict(2, generation).unwrap();
    assert_eq!(synced[0].evict(2, generation).unwrap_err().status(), Status::NotFound);
    for row in 0..2 {
        assert_eq!(poll(&synced[row], &mut members[row]), Status::Ok);
        assert_eq!(synced[row].view(&members[row]).unwrap().members(), 3);
    }
}

fn an_evicted_one_harms_nobody() {
    let world = World::new(SyncedParams::new(2, 16));
    let actors = [world.actor(0), world.actor(1)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let (mut stays, mut goes) = (join(&synced[0], 0), join(&synced[1], 1));
    arrive(&synced[0], &mut stays, b"stays");
    assert_eq!(poll(&synced[0], &mut stays), Status::Timeout);
    synced[0].evict(1, goes.generation()).unwrap();
    assert_eq!(poll(&synced[0], &mut stays), Status::Ok);
    assert_eq!(synced[0].view(&stays).unwrap().members(), 1);
    // It wakes up in the middle of its cycle.
    synced[1].write(&goes, b"late").unwrap();
    assert_eq!(synced[1].arrive(&mut goes, 4).unwrap_err().status(), Status::State);
    assert_eq!(synced[0].view(&stays).unwrap().members(), 1);
    assert_eq!(synced[0].row_info(1).unwrap().epoch, 0);
    // Its row is not used while it is there, and is once it is not.
    assert_eq!(synced[0].join(Some(1), Deadline::POLL).unwrap_err().status(), Status::Busy);
    synced[1].leave(goes);
    arrive(&synced[0], &mut stays, b"on");
    assert_eq!(poll(&synced[0], &mut stays), Status::Ok);
    let late = join(&synced[1], 1);
    assert_eq!(late.generation(), 4, "the next but one that nobody has arrived at");
    synced[1].leave(late);
}

#[test]
fn an_evicted_participant_harms_nobody() {
    an_evicted_one_harms_nobody();
    caught(Bug::ArriveEvicted, an_evicted_one_harms_nobody);
}

#[test]
fn a_view_of_an_evicted_holder_is_over() {
    let world = World::new(SyncedParams::new(2, 16));
    let actors = [world.actor(0), world.actor(1)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let (mut stays, mut goes) = (join(&synced[0], 0), join(&synced[1], 1));
    arrive(&synced[0], &mut stays, b"a");
    arrive(&synced[1], &mut goes, b"b");
    assert_eq!(poll(&synced[1], &mut goes), Status::Ok);
    let view = synced[1].view(&goes).unwrap();
    assert!(view.is_valid());
    synced[0].evict(1, 1).unwrap();
    assert!(!view.is_valid());
    assert_eq!(view.read(0, &mut [0; 16]).unwrap_err().status(), Status::State);
    // It had arrived at the epoch, so the others show it.
    assert_eq!(poll(&synced[0], &mut stays), Status::Ok);
    assert_eq!(shown(&synced[0], &stays, 1).as_deref(), Some(&b"b"[..]));
}

#[test]
fn leaving_counts_as_arrived_and_then_as_gone() {
    let world = World::new(SyncedParams::new(2, 16));
    let actors = [world.actor(0), world.actor(1)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let (mut stays, mut goes) = (join(&synced[0], 0), join(&synced[1], 1));
    arrive(&synced[1], &mut goes, b"bye");
    synced[1].leave(goes);
    for (epoch, members) in [(1, 3), (2, 1), (3, 1)] {
        assert_eq!(arrive(&synced[0], &mut stays, b"x"), epoch);
        assert_eq!(poll(&synced[0], &mut stays), Status::Ok);
        assert_eq!(synced[0].view(&stays).unwrap().members(), members);
    }
}

#[test]
fn a_late_joiner_takes_part_from_an_epoch_that_nobody_has_arrived_at() {
    let world = World::new(shrinking(2, 1));
    let actors = [world.actor(0), world.actor(1)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let mut first = synced[0].join(None, Deadline::POLL).unwrap();
    assert_eq!((first.row(), first.generation()), (0, 1));
    for _ in 0..5 {
        arrive(&synced[0], &mut first, b"alone");
        assert_eq!(poll(&synced[0], &mut first), Status::Ok);
    }
    let mut late = synced[1].join(None, Deadline::POLL).unwrap();
    assert_eq!((late.row(), late.generation(), late.epoch()), (1, 7, 6));
    assert_eq!(synced[0].join(None, Deadline::POLL).unwrap_err().status(), Status::NoSpace);
    arrive(&synced[0], &mut first, b"six");
    assert_eq!(poll(&synced[0], &mut first), Status::Ok, "not waited for yet");
    assert_eq!(synced[0].view(&first).unwrap().members(), 1);
    arrive(&synced[0], &mut first, b"seven");
    assert_eq!(poll(&synced[0], &mut first), Status::Timeout);
    assert_eq!(arrive(&synced[1], &mut late, b"late"), 7);
    for (synced, member) in [(&synced[0], &mut first), (&synced[1], &mut late)] {
        assert_eq!(poll(synced, member), Status::Ok);
        assert_eq!(synced.view(member).unwrap().members(), 3);
    }
}

/// Row 1 died after it had arrived at epoch 1; row 0 has not looked yet.
fn a_row_keeps_its_last_epoch_for_who_has_not_looked() {
    let world = World::new(shrinking(2, 2));
    let actors = [world.actor(0), world.actor(1), world.actor(2)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let (mut slow, mut gone) = (join(&synced[0], 0), join(&synced[1], 1));
    arrive(&synced[1], &mut gone, b"last words");
    actors[1].dies();
    arrive(&synced[0], &mut slow, b"slow");
    let early = synced[2].join(Some(1), Deadline::POLL);
    assert_eq!(poll(&synced[0], &mut slow), Status::Ok);
    assert_eq!(shown(&synced[0], &slow, 1).as_deref(), Some(&b"last words"[..]));
    assert_eq!(early.unwrap_err().status(), Status::Timeout);
    arrive(&synced[0], &mut slow, b"on");
    let late = join(&synced[2], 1);
    assert_eq!(late.generation(), 4);
    assert_eq!(poll(&synced[0], &mut slow), Status::Ok);
    assert_eq!(synced[0].view(&slow).unwrap().members(), 1);
}

#[test]
fn a_row_is_not_reused_while_its_last_epoch_is_looked_at() {
    a_row_keeps_its_last_epoch_for_who_has_not_looked();
    caught(Bug::ReuseAtOnce, a_row_keeps_its_last_epoch_for_who_has_not_looked);
}

#[test]
fn a_founder_who_never_comes_can_be_evicted() {
    let world = World::new(SyncedParams::new(2, 16));
    let actor = world.actor(0);
    let synced = world.synced(&actor);
    let mut member = join(&synced, 0);
    arrive(&synced, &mut member, b"x");
    assert_eq!(poll(&synced, &mut member), Status::Timeout);
    synced.evict(1, 1).unwrap();
    assert_eq!(poll(&synced, &mut member), Status::Ok);
}

#[test]
fn epochs_beyond_32_bits_work_and_the_last_is_refused() {
    let world = World::new(SyncedParams::new(2, 16));
    let actors = [world.actor(0), world.actor(1)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let mut members = [join(&synced[0], 0), join(&synced[1], 1)];
    let mut at = |epoch: u64| {
        for row in 0..2 {
            let from = synced[row].row(row as u32).word();
            synced[row].row(row as u32).change(from, Word::new(Standing::Live, epoch)).unwrap();
            (members[row].epoch, members[row].complete) = (epoch, epoch);
        }
        let answers = [0, 1].map(|row| synced[row].arrive(&mut members[row], 0));
        if answers[0].is_ok() {
            for row in 0..2 {
                assert_eq!(poll(&synced[row], &mut members[row]), Status::Ok);
                assert_eq!(synced[row].view(&members[row]).unwrap().members(), 3);
            }
        }
        answers[0].clone().map_err(|error| error.status())
    };
    assert_eq!(at(u32::MAX as u64), Ok(1 << 32));
    assert_eq!(at(word::LAST_EPOCH - 1), Ok(word::LAST_EPOCH));
    assert_eq!(at(word::LAST_EPOCH), Err(Status::State));
    let error = synced[0].evict(1, 1).and_then(|()| {
        actors[1].dies();
        synced[0].join(Some(1), Deadline::POLL).map(drop)
    });
    assert!(matches!(error.unwrap_err().status(), Status::Timeout | Status::Corrupt));
}

/// A wait of 10 ms in vain looks after what the dead left elsewhere, too.
#[test]
fn a_wait_in_vain_cleans_up() {
    let world = World::new(SyncedParams::new(2, 16));
    let actors = [world.actor(0), world.actor(1)];
    let synced = actors.each_ref().map(|actor| world.synced(actor));
    let mut members = [join(&synced[0], 0), join(&synced[1], 1)];
    arrive(&synced[0], &mut members[0], b"alone");
    let deadline = Deadline::after(std::time::Duration::from_millis(40));
    let error = synced[0].wait(&mut members[0], deadline).unwrap_err();
    assert_eq!(error.status(), Status::Timeout);
    assert!(actors[0].tended.load(std::sync::atomic::Ordering::Relaxed) > 0);
}

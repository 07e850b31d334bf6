//! Synced memory: participants are killed at any moment, in any call; the survivors agree on
//! who took part in each epoch, see whole data of each, and none hangs.
//!
//! Each round has participants of its own. Every survivor notes on the board, for each epoch
//! that it completes, who took part; whoever is second to complete it compares. All have to
//! come to a good end: alone by the policy that shrinks, by evicting the dead by the other.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::Status;
use wrtmem::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;
use wrtmem::synced::{Member, Policy, SyncedParams};

use crate::board::{Op, Seat, board, now};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, expect, limit};
use crate::violation;

const NAME: &str = "synced";
const ROWS: u32 = 4;
const WORDS: usize = 12;

/// Places on the board's words: who took part in the epochs of late, each with its number.
const SEEN: usize = 16;
/// When the last kill was, and whether the survivors are to stop.
const KILLED: usize = 0;
const STOP: usize = 1;
/// The times between a kill and its notice, in microseconds: a histogram by powers of two.
const TIMES: usize = 64;
const BUCKETS: usize = 24;

fn word(index: usize) -> &'static std::sync::atomic::AtomicU64 {
    &board().words[index]
}

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(256 << 10);
    (options.participants, options.slots, options.objects) = (12, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let mut random = Random::new(settings.seed);
    let mut round = 0;
    while settings.more_long_rounds() {
        round += 1;
        let policy = if random.one_in(2) { Policy::Shrink } else { Policy::Fail };
        let params = SyncedParams { policy, ..SyncedParams::new(ROWS, 8 * WORDS as u64) };
        let name = format!("round-{round}");
        let spec = ObjectSpec {
            name: &name,
            kind: KindId::SYNCED,
            tag: TypeTag::default(),
            params: Params::from(params),
        };
        let Some(object) = expect("create", home.create_object(&spec)) else { return };
        for place in 0..SEEN {
            word(SEEN + place).store(0, SeqCst);
        }
        word(KILLED).store(0, SeqCst);
        word(STOP).store(0, SeqCst);
        let start = |row: u32| {
            let (options, name) = (&options, &*name);
            Child::run("participant", move |seat| take_part(seat, options, name, params, row))
        };
        let mut members: Vec<Child> = (0..ROWS).map(start).collect();
        nap(random.spread(100, 4000));
        let killed = 1 + random.below(2) as usize;
        for _ in 0..killed {
            word(KILLED).store(now(), SeqCst);
            members.pop().expect("there are more").end_by_kill();
        }
        nap(random.spread(1000, 6000));
        word(STOP).store(1, SeqCst);
        members.into_iter().for_each(Child::wait_done);
        drop(object);
        expect("remove", home.remove_object(&name));
        expect("recover", home.recover());
    }
    crate::attach::check_verify(&board().seats[0], &home, "at the end");
    let counts: Vec<u64> = (0..BUCKETS).map(|at| word(TIMES + at).load(SeqCst)).collect();
    board().note(&format!(
        "a death is noticed after {} µs (p50), {} µs (p99) of {}",
        quantile(&counts, 50),
        quantile(&counts, 99),
        counts.iter().sum::<u64>()
    ));
    Segment::unlink(NAME, &options).expect("unlink");
}

/// The upper end of the bucket that so many percent are in.
fn quantile(counts: &[u64], percent: u64) -> u64 {
    let all: u64 = counts.iter().sum();
    let mut below = 0;
    for (bucket, count) in counts.iter().enumerate() {
        below += count;
        if below * 100 >= all * percent && all > 0 {
            return 1 << bucket;
        }
    }
    0
}

/// A death was noticed now.
fn noticed() {
    let micros = now().saturating_sub(word(KILLED).load(SeqCst)) / 1000;
    let bucket = (64 - micros.leading_zeros() as usize).min(BUCKETS - 1);
    word(TIMES + bucket).fetch_add(1, SeqCst);
}

/// Notes who took part in an epoch, or compares with who was first to note it.
fn agree(row: u32, epoch: u64, members: u64) {
    let place = word(SEEN + (epoch % SEEN as u64) as usize);
    let entry = epoch << 8 | members;
    loop {
        let noted = place.load(SeqCst);
        if noted >> 8 == epoch {
            if noted != entry {
                violation!("epoch {epoch}: row {row} saw {members:b}, {:b} was noted", noted & 255);
            }
            return;
        }
        if noted >> 8 > epoch || place.compare_exchange(noted, entry, SeqCst, SeqCst).is_ok() {
            return;
        }
    }
}

fn attach(
    seat: &Seat,
    options: &Options,
    name: &str,
    params: SyncedParams,
    row: u32,
) -> Option<Member<Object, u64>> {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let segment = expect("open", opened)?;
    let tag = TypeTag::default();
    let opened =
        seat.during(Op::OpenObject, || segment.open_object(name, KindId::SYNCED, tag, limit()));
    let object = expect("open synced", opened)?;
    let joined = seat.during(Op::Claim, || Member::join(object, &params, Some(row), limit()));
    expect("join", joined)
}

fn take_part(seat: &Seat, options: &Options, name: &str, params: SyncedParams, row: u32) {
    let Some(mut member) = attach(seat, options, name, params, row) else { return };
    let mut before = None;
    let mut words = [0; WORDS];
    while word(STOP).load(SeqCst) == 0 {
        let number = member.state().epoch() + 1;
        let data = [number << 8 | row as u64; WORDS];
        if expect("write", seat.during(Op::Send, || member.write(&data))).is_none() {
            return;
        }
        if expect("arrive", seat.during(Op::Send, || member.arrive(WORDS))).is_none() {
            return;
        }
        // A founder that was killed before it came is nobody's death: it is evicted.
        let answer = loop {
            let soon = Deadline::after(Duration::from_millis(200));
            match seat.during(Op::Receive, || member.wait(soon)) {
                Err(error) if error.status() == Status::Timeout => {
                    evict_who_never_came(&member);
                    before = None; // what comes of that is no death noticed
                }
                Err(error) if error.status() == Status::PeerDead => {
                    noticed();
                    evict_the_dead(&member);
                }
                answer => break answer,
            }
            if word(STOP).load(SeqCst) != 0 {
                return;
            }
        };
        if expect("wait", answer).is_none() {
            return;
        }
        let Some(view) = expect("view", member.view()) else { return };
        let members = view.members();
        if before.is_some_and(|before| before != members) && params.policy == Policy::Shrink {
            noticed();
        }
        before = Some(members);
        agree(row, view.epoch(), members);
        for other in (0..ROWS).filter(|other| members & 1 << other != 0) {
            let read = view.read_elements(other, &mut words);
            if expect("read", read) != Some(WORDS) || words != [number << 8 | other as u64; WORDS] {
                violation!("epoch {number}: row {row} reads {words:x?} of row {other}");
            }
        }
    }
}

fn evict_the_dead(member: &Member<Object, u64>) {
    let Some(missing) = expect("missing", member.missing()) else { return };
    for row in (0..ROWS).filter(|row| missing.dead & 1 << row != 0) {
        let Some(info) = expect("row info", member.row_info(row)) else { return };
        // Another survivor may have been quicker.
        let answer = member.evict(row, info.generation);
        crate::settings::allow("evict", answer, &[Status::NotFound]);
    }
}

fn evict_who_never_came(member: &Member<Object, u64>) {
    for row in 0..ROWS {
        let Some(info) = expect("row info", member.row_info(row)) else { return };
        let expected = info.standing == Some(wrtmem::synced::Standing::Expected);
        if expected && word(KILLED).load(SeqCst) != 0 {
            let answer = member.evict(row, info.generation);
            crate::settings::allow("evict", answer, &[Status::NotFound]);
        }
    }
}

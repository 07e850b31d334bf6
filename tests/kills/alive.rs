//! Nobody is taken for dead who is not: threads, two handles, the stopped, the parents of
//! forked children.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use wrtmem::objects::{KindId, ObjectSpec, Params, Stage, TypeTag};
use wrtmem::ring::message::{MessageParams, Receiver, Record, Sender};
use wrtmem::segment::layout::{CONTROL, control};
use wrtmem::segment::{Options, Segment, State};
use wrtmem::sync::{Deadline, ParticipantId};
use wrtmem::{Result, Status};

use crate::attach::check_verify;
use crate::board::{Op, Seat, board, now};
use crate::process::{Child, End, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;
use crate::worker::{Judge, Worker, spec};

const NAME: &str = "alive";
/// Victims of the threads' check at once.
const VICTIMS: u32 = 2;
const PARAMS: MessageParams = MessageParams { lanes: 2, lane_bytes: 4096 };

fn options(settings: &Settings) -> Options {
    let mut options = settings.options(1 << 20);
    (options.participants, options.slots, options.objects) = (10, 24, 24);
    options
}

fn open(options: &Options) -> Option<Segment> {
    expect("open", Segment::open(NAME, options, limit()))
}

fn me(segment: &Segment) -> ParticipantId {
    segment.info().expect("info").me.expect("a participant")
}

/// The row is there, live, and the same one's.
fn check_alive(from: &Segment, who: ParticipantId, what: &str) {
    match from.participant(who.row as u32) {
        Ok(row) if row.id == who && row.state == State::Live => {}
        other => violation!("{what}: {who:?} is alive, its row says {other:?}"),
    }
}

/// Three threads of one handle, and a second handle, all recovering in loops, while others
/// die. There are no rows to spare: who comes takes the row that has just been cleaned.
pub(crate) fn threads(settings: &Settings) {
    let mut options = options(settings);
    options.participants = 3 + VICTIMS;
    let options = &options;
    let home = expect("create", Segment::create(NAME, options)).expect("the segment");
    let process = Child::run("survivor", |seat| many_threads(seat, options));
    while process.seat.words[0].load(SeqCst) == 0 {
        nap(50);
    }
    let mut random = Random::new(settings.seed);
    let mut come = || {
        let mut random = Random::new(random.next());
        Child::run("victim", move |seat| {
            let Some(segment) = open(options) else { return };
            let mut worker = Worker::new(segment, seat, Random::new(random.next()), Judge::Strict);
            loop {
                worker.check();
                if random.one_in(4) {
                    worker.step();
                }
            }
        })
    };
    let mut victims: Vec<Child> = (0..VICTIMS).map(|_| come()).collect();
    let mut random = Random::new(settings.seed);
    for _ in 0..settings.rounds.max(1000 * settings.factor) {
        board().step();
        board().rounds.fetch_add(1, SeqCst);
        nap(random.spread(100, 1000));
        if board().violations.load(SeqCst) >= settings.enough {
            break;
        }
        victims.remove(0).end_by_kill();
        victims.push(come());
    }
    for victim in victims {
        victim.end_by_kill();
    }
    board().stop();
    process.wait_done();
    check_left(&home, options);
}

/// After everybody has gone and was cleaned up after.
fn check_left(home: &Segment, options: &Options) {
    expect("recover", home.recover());
    let info = home.info().expect("info");
    if (info.live, info.dead, info.slots_taken) != (1, 0, 0) {
        violation!(
            "{} live, {} dead, {} slots; 1, 0, 0 are right",
            info.live,
            info.dead,
            info.slots_taken
        );
    }
    check_verify(&board().seats[0], home, "at the end");
    expect("unlink", Segment::unlink(NAME, options));
}

fn many_threads(seat: &'static Seat, options: &Options) {
    let Some(first) = open(options) else { return };
    let Some(second) = open(options) else { return };
    let handles = [&first, &first, &first, &second];
    let rows = [me(&first), me(&second)];
    seat.words[0].store(1, SeqCst);
    std::thread::scope(|scope| {
        for (index, handle) in handles.into_iter().enumerate() {
            scope.spawn(move || {
                let mut random = Random::new(index as u64);
                let slot = handle.thread_slot().expect("a slot");
                while !board().stopping() {
                    expect("recover", seat.during(Op::Recover, || handle.recover()));
                    rows.iter().for_each(|row| check_alive(handle, *row, "threads"));
                    if random.one_in(8) {
                        use_a_little(handle, index, &mut random);
                    }
                }
                if slot.is_shared() {
                    violation!("there are more slots than threads");
                }
            });
        }
    });
}

/// Pages and an object of this thread, held over a recovery of somebody else.
fn use_a_little(segment: &Segment, index: usize, random: &mut Random) {
    let name = format!("thread-{index}");
    let spec = ObjectSpec { name: &name, ..spec(index % 2) };
    let Some((object, _)) = expect("open or create", segment.open_or_create_object(&spec)) else {
        return;
    };
    let Some(run) = expect("allocate", segment.allocate_pages(8192)) else { return };
    let start = segment.pointer(run, 8192).expect("its place").cast::<u64>();
    let value = random.next();
    // SAFETY: the pages are this thread's.
    unsafe { start.write_volatile(value) };
    nap(random.below(100));
    // SAFETY: as above.
    if unsafe { start.read_volatile() } != value {
        violation!("pages of a living thread were given to somebody else");
    }
    expect("free", segment.free_pages(run));
    if random.one_in(2) {
        expect("remove", segment.remove_object(&name));
    }
    // A late opener's bit may be there too, until it looks again.
    match segment.object_info(object.reference().row as u32) {
        Ok(Some(info)) if info.generation == object.reference().generation && info.holders > 0 => {}
        other => violation!("object held open by a thread: {other:?}"),
    }
}

/// Processes stopped inside whatever they are doing; the others work on and recover.
pub(crate) fn stopped(settings: &Settings) {
    let mut options = options(settings);
    // Many rows to look at keep the directory's lock for long enough to be stopped with it.
    options.objects = 2000;
    let options = &options;
    let home = expect("create", Segment::create(NAME, options)).expect("the segment");
    let mut random = Random::new(settings.seed);
    let workers: Vec<Child> = (0..4)
        .map(|_| {
            let random = Random::new(random.next());
            Child::run("survivor", |seat| {
                if let Some(segment) = open(options) {
                    Worker::new(segment, seat, random, Judge::Strict).survive();
                }
            })
        })
        .collect();
    while workers.iter().any(|child| child.seat.me.load(SeqCst) == 0) {
        nap(100);
    }
    let locks = Locks::open(options);
    let (mut in_calls, mut holding, mut long) = (0, 0, 0);
    for turn in 0..80 * settings.factor {
        board().step();
        board().rounds.fetch_add(1, SeqCst);
        let first = random.below(workers.len() as u64) as usize;
        // Sometimes two at once: one may wait for the other.
        let count = 1 + random.below(2) as usize;
        let stopped: Vec<&Child> =
            (0..count).map(|i| &workers[(first + i) % workers.len()]).collect();
        nap(random.spread(50, 2000));
        if turn % 2 == 0 {
            locks.wait_until_held_by(row_of(stopped[0]));
        }
        for child in &stopped {
            child.signal(libc::SIGSTOP);
            child.wait_stopped();
        }
        let held: Vec<_> = stopped.iter().map(|child| locks.held_by(row_of(child))).collect();
        let holds = held.iter().flatten().any(|held| *held);
        holding += holds as u64;
        in_calls += stopped.iter().filter(|child| child.seat.op() != Op::Idle).count();
        // A few for longer than anybody waits for a lock.
        let patient = !holds || long >= 2 * settings.factor;
        let time = if patient { 5 + random.below(30) } else { 1200 };
        long += !patient as u64;
        let end = now() + time * 1_000_000;
        while now() < end {
            board().step();
            allow("recover", home.recover(), &[Status::Timeout]);
            for child in &stopped {
                check_alive(&home, row_of(child), "stopped");
            }
            nap(500);
        }
        for (child, held) in stopped.iter().zip(held) {
            if held != locks.held_by(row_of(child)) {
                violation!("a lock of the stopped {:?} was taken from it", row_of(child));
            }
            child.signal(libc::SIGCONT);
        }
        if board().violations.load(SeqCst) >= settings.enough {
            break;
        }
    }
    board().stop();
    workers.into_iter().for_each(Child::wait_done);
    board().note(&format!(
        "{in_calls} stopped inside a call, {holding} with a lock, {long} for longer than a call waits for a lock; \
         {} calls of others ended with Timeout",
        board().words[0].load(SeqCst)
    ));
    check_left(&home, options);
}

fn row_of(child: &Child) -> ParticipantId {
    ParticipantId::from_bits(child.seat.me.load(SeqCst)).expect("a worker is attached")
}

/// The lock words of a segment, read from its file behind the library's back.
struct Locks(std::fs::File);

impl Locks {
    fn open(options: &Options) -> Locks {
        let path = options.dir.join(format!("wrtmem.{NAME}"));
        Locks(std::fs::File::open(path).expect("the segment's file"))
    }

    /// Whether `who` has the directory's lock, and the arena's.
    fn held_by(&self, who: ParticipantId) -> [bool; 2] {
        [control::DIRECTORY_LOCK, control::ARENA_LOCK].map(|offset| {
            let mut word = [0; 4];
            let at = (CONTROL + offset) as u64;
            std::os::unix::fs::FileExt::read_exact_at(&self.0, &mut word, at).expect("a word");
            // waiters 1 | (row + 1: 11 | generation 15) times x^5 + x^2 + 1, without carries
            let word = u32::from_le_bytes(word) & !(1 << 31);
            let owner = [1, 2, 4, 8].into_iter().fold(word, |word, n: u32| {
                word ^ word << (2 * n) ^ word.checked_shl(5 * n).unwrap_or(0)
            });
            owner >> 15 == who.row as u32 + 1
        })
    }

    /// For a moment at most.
    fn wait_until_held_by(&self, who: ParticipantId) {
        let end = now() + 20_000_000;
        while self.held_by(who) == [false; 2] && now() < end {}
    }
}

/// What a forked child does with its copies of the parent's handles.
const ENDS: [&str; 6] =
    ["exits", "closes and exits", "executes", "is killed", "attaches", "outlives"];

pub(crate) fn forked(settings: &Settings) {
    let options = &options(settings);
    let home = expect("create", Segment::create(NAME, options)).expect("the segment");
    let ring = ObjectSpec {
        name: "ring",
        kind: KindId::MESSAGE,
        tag: TypeTag::default(),
        params: Params::from(PARAMS),
    };
    let ring = expect("create", home.create_object(&ring)).expect("the ring");
    let mut receiver = Receiver::open(ring, &PARAMS).expect("the receiver's place");
    for round in 0..60 * settings.factor {
        board().step();
        board().rounds.fetch_add(1, SeqCst);
        let end = (round % ENDS.len() as u64) as usize;
        let parent = Child::run("parent", |seat| parent(seat, options, end));
        while parent.seat.words[0].load(SeqCst) == 0 && parent.seat.op() != Op::Ended {
            expect("recover", home.recover());
            let (mut bytes, mut record) = ([0; 64], Record::default());
            allow("receive", receiver.try_receive(&mut bytes, &mut record), &[Status::Empty]);
        }
        let who = ParticipantId::from_bits(parent.seat.me.load(SeqCst));
        if end == 5 {
            // The parent dies while a child with copies of its handles lives on.
            parent.end_by_kill();
            expect("recover", home.recover());
            if let Some(who) = who
                && let Ok(row) = home.participant(who.row as u32)
            {
                violation!("the dead parent's row is kept by its child: {row:?}");
            }
            let orphan = board().words[1].load(SeqCst);
            // SAFETY: a plain call. Our own child started it, milliseconds ago, and it sleeps
            // for seconds: the number is still its own.
            unsafe { libc::kill(orphan as i32, libc::SIGKILL) };
            let mut seats = board().seats.iter();
            seats.find(|seat| seat.pid.load(SeqCst) == orphan).map(Seat::leave);
            expect("remove", home.remove_object("bytes-a"));
        } else {
            parent.wait_done();
        }
        if home.info().expect("info").live != 1 {
            violation!("a child that {}: {:?} is left", ENDS[end], who);
        }
    }
    drop(receiver);
    check_left(&home, options);
}

fn parent(seat: &'static Seat, options: &Options, end: usize) {
    let Some(segment) = open(options) else { return };
    let who = me(&segment);
    seat.me.store(who.to_bits(), SeqCst);
    let ring = segment.open_object("ring", KindId::MESSAGE, TypeTag::default(), Deadline::POLL);
    let ring = expect("ring", ring).expect("the ring");
    let mut sender = Sender::open(ring.clone(), &PARAMS, Some(0)).expect("a lane");
    let object = segment.create_object(&spec(0)).expect("an object");
    let (slot, pages) = (segment.thread_slot().expect("a slot"), segment.allocate_pages(100));
    let mut pages = pages.expect("a page");
    let watch = segment.watch().expect("a watch");
    let pid = std::process::id() as i32;
    let look = Segment::open_read_only(NAME, options, Deadline::POLL).expect("an observer");
    for _ in 0..2 {
        let asked = AtomicBool::new(false);
        let child = Child::run("victim", |seat| {
            let answers: [(&str, Result<()>); 6] = [
                ("recover", segment.recover().map(drop)),
                ("allocate", segment.allocate_pages(1).map(drop)),
                ("free", segment.free_pages(pages)),
                ("remove", segment.remove_object("ring")),
                ("send", sender.try_send(b"child").map(drop)),
                ("object", object.writable().map(drop)),
            ];
            for (what, answer) in answers {
                if !answer.as_ref().is_err_and(|error| error.status() == Status::Forked) {
                    violation!("{what} in a forked child: {answer:?}");
                }
            }
            asked.store(true, SeqCst);
            match ENDS[end] {
                "closes and exits" => {
                    // SAFETY: the child leaves by _exit, so nobody uses or drops them again.
                    unsafe {
                        drop(std::ptr::read(&sender));
                        drop(std::ptr::read(&slot));
                        drop(std::ptr::read(&object));
                        drop(std::ptr::read(&segment));
                    }
                }
                "executes" => {
                    use std::os::unix::process::CommandExt;
                    let error = std::process::Command::new("/bin/true").exec();
                    violation!("exec: {error}");
                }
                "is killed" => {
                    seat.words[0].store(1, SeqCst);
                    nap(60_000_000);
                }
                "attaches" => {
                    if let Some(mine) = open(options) {
                        expect("allocate", mine.allocate_pages(1));
                        check_alive(&mine, who, "asked by its child");
                        expect("recover", mine.recover());
                    }
                }
                "outlives" => {
                    // SAFETY: a plain call. For this one, the supervisor's end is enough.
                    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, 0) };
                    board().words[1].store(std::process::id() as u64, SeqCst);
                    seat.words[0].store(1, SeqCst);
                    nap(5_000_000);
                }
                _ => {}
            }
        });
        match ENDS[end] {
            "is killed" | "outlives" => {
                while child.seat.words[0].load(SeqCst) == 0 && child.seat.op() != Op::Ended {
                    nap(50);
                }
                if ENDS[end] == "outlives" {
                    seat.words[0].store(1, SeqCst);
                    nap(60_000_000);
                }
                child.seat.words[0].store(0, SeqCst);
                child.end_by_kill();
            }
            _ => {
                if child.wait() != End::Exit(0) {
                    violation!("a child that {}: it ended badly", ENDS[end]);
                }
            }
        }
        // Everything still is the parent's, and works.
        check_alive(&look, who, ENDS[end]);
        expect("send", sender.send(b"parent", limit()));
        let again = segment.free_pages(pages).and_then(|()| segment.allocate_pages(100));
        pages = expect("free and allocate", again).unwrap_or(pages);
        if object.is_current() != Ok(()) || slot.is_shared() || watch < 0 {
            violation!("a child that {}: the parent's object is gone", ENDS[end]);
        }
        let info = look.object_info(object.reference().row as u32).expect("info");
        if info.is_none_or(|info| info.holders == 0 || info.stage != Stage::Live) {
            violation!("a child that {}: {info:?}", ENDS[end]);
        }
        expect("recover", segment.recover());
        if std::process::id() as i32 != pid {
            violation!("a child came back");
        }
    }
    expect("remove", segment.remove_object("bytes-a"));
    seat.words[0].store(1, SeqCst);
}

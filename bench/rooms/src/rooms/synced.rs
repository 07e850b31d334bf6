//! Cycles in which each of two writes its data, all wait, and each reads everything: an
//! allgather. Peers without data of their own write into two buffers in turn, so that one
//! barrier per cycle is enough.

use std::cell::UnsafeCell;
use std::sync::Arc;

use bench_framework::sample::{Axis, Key, Side as Whose};

use crate::case::{Case, Version, Work};
use crate::crowd::{self, Worker};
use crate::duo::{self, Batch, Duo, Open, Shape, Side, opens};
use crate::shared::{Memory, Words};

mod ours;

const ROOM: &str = "synced";
const OURS: &str = "wrtmem synced";
const OWN: Version = Version::Plain("this checkout");
const SIZES: [usize; 3] = [64, 1024, 65_536];

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let pthread = "pthread_barrier (process-shared)";
    for bytes in SIZES {
        for processes in [false, true] {
            let work = Work::Duo(Box::new(move || ours::duo(bytes, processes)));
            cases.push(row(bytes, OURS, Whose::Ours, OWN, work, processes));
        }
        rows::<Std>(&mut cases, bytes, "std Barrier", Version::Plain("std"), false);
        rows::<Hurdles>(&mut cases, bytes, "hurdles", Version::Crate("hurdles"), false);
        for processes in [false, true] {
            rows::<Pthread>(&mut cases, bytes, pthread, Version::Debian("libc6".into()), processes);
        }
        if let Ok(folder) = std::env::var("BENCH_PROGRAMS") {
            let program = format!("{folder}/bench_openmp");
            let command =
                vec!["env".into(), "OMP_WAIT_POLICY=active".into(), program, bytes.to_string()];
            let version = Version::Debian("libgomp1".into());
            let work = Work::Program(command);
            cases.push(row(bytes, "OpenMP barrier", Whose::Peer, version, work, false));
        }
        let mpi = [("Open MPI", "openmpi", "libopenmpi-dev"), ("MPICH", "mpich", "libmpich-dev")];
        for (peer, name, package) in mpi {
            let Ok(folder) = std::env::var("BENCH_PROGRAMS") else { continue };
            let program = format!("{folder}/bench_{name}");
            let mut command = vec![format!("mpirun.{name}"), "-n".into(), "2".into()];
            if name == "openmpi" {
                command.extend(["--allow-run-as-root", "--bind-to", "none"].map(String::from));
            } else {
                command.extend(["-bind-to", "none"].map(String::from));
            }
            command.extend([program, bytes.to_string()]);
            let version = Version::Debian(package.into());
            cases.push(row(bytes, peer, Whose::Peer, version, Work::Program(command), true));
        }
    }
    let floor = Work::Duo(Box::new(|| duo::ping_pong(true)));
    let version = Version::Plain("this program");
    cases.push(row(64, "cache line ping-pong", Whose::Floor, version, floor, true));
    for participants in [4, 8, 16] {
        let mut many = |peer: &str, side, version: Version, work| {
            let point = format!("{participants} participants");
            let key = Key::new(ROOM, "barrier, oversubscribed", &point, peer);
            let mut case = Case::new(key, side, version, work);
            case.axis = Some(Axis { name: "participants".into(), at: participants as f64 });
            cases.push(case);
        };
        many(OURS, Whose::Ours, OWN, ours::crowded(participants));
        many("std Barrier", Whose::Peer, Version::Plain("std"), crowded::<Std>(participants));
        many("hurdles", Whose::Peer, Version::Crate("hurdles"), crowded::<Hurdles>(participants));
        many(
            pthread,
            Whose::Peer,
            Version::Debian("libc6".into()),
            crowded::<Pthread>(participants),
        );
    }
    let mut table = |peer: &str, side, version: Version, work| {
        let key = Key::new(ROOM, "1000 cycles, 16 threads started", "64 B", peer);
        cases.push(Case::new(key, side, version, work));
    };
    table("wrtmem SynchedMemory", Whose::Ours, OWN, Work::Timed(Box::new(ours::table)));
    table("std Barrier", Whose::Peer, Version::Plain("std"), table_of::<Std>());
    table(pthread, Whose::Peer, Version::Debian("libc6".into()), table_of::<Pthread>());
    cases
}

/// The shape of the table of the first design of synced memory: so many threads are started,
/// and in each of so many cycles each writes its words, all wait, each reads all words.
const TABLE_THREADS: usize = 16;
const TABLE_CYCLES: u64 = 1000;
const TABLE_WORDS: usize = 8;

/// What thread `thread` writes in a cycle.
fn table_word(thread: usize, cycle: u64) -> u64 {
    cycle << 8 | thread as u64
}

/// Nanoseconds of one cycle over a barrier, with two buffers in turn.
fn table_of<B: Barrier>() -> Work {
    Work::Timed(Box::new(|| {
        let memory = Memory::new(2 * TABLE_THREADS * 128)?;
        let ends = B::make(TABLE_THREADS)?;
        let begin = std::time::Instant::now();
        let run = |thread: usize, mut barrier: B| {
            let mut all = [[0u64; TABLE_WORDS]; TABLE_THREADS];
            for cycle in 0..TABLE_CYCLES {
                let half = (cycle & 1) as usize * TABLE_THREADS;
                // SAFETY: one part of 128 bytes for each thread and parity was mapped.
                let part = |thread| unsafe {
                    memory.base().add((half + thread) * 128).cast::<[u64; TABLE_WORDS]>()
                };
                // SAFETY: this thread alone writes here, and others read it between barriers.
                unsafe { part(thread).write([table_word(thread, cycle); TABLE_WORDS]) };
                barrier.wait();
                for (other, words) in all.iter_mut().enumerate() {
                    // SAFETY: nobody writes here before the next barrier.
                    *words = unsafe { part(other).read() };
                    if words[TABLE_WORDS - 1] != table_word(other, cycle) {
                        return Err(format!("wrong content in cycle {cycle}"));
                    }
                }
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let run = &run;
            let threads = ends.into_iter().enumerate();
            let threads: Vec<_> =
                threads.map(|(thread, end)| scope.spawn(move || run(thread, end))).collect();
            threads.into_iter().try_for_each(|thread| thread.join().expect("it does not panic"))
        })?;
        Ok(begin.elapsed().as_nanos() as f64 / TABLE_CYCLES as f64)
    }))
}

fn row(
    bytes: usize,
    peer: &str,
    side: Whose,
    version: Version,
    work: Work,
    processes: bool,
) -> Case {
    let test = if processes { "cycle, 2 processes" } else { "cycle, 2 threads" };
    let mut case =
        Case::new(Key::new(ROOM, test, &format!("{bytes} B"), peer), side, version, work);
    case.axis = Some(Axis { name: "data of each (bytes)".into(), at: bytes as f64 });
    case
}

fn rows<B: Barrier>(
    cases: &mut Vec<Case>,
    bytes: usize,
    peer: &str,
    version: Version,
    processes: bool,
) {
    let work = Work::Duo(Box::new(move || {
        let buffers = Buffers::new(bytes)?;
        let mut ends = B::make(2)?.into_iter();
        let mut open = |side: usize| -> Result<Open, String> {
            let (barrier, buffers) = (ends.next().ok_or("no barrier")?, buffers.clone());
            let copy = Words::new(bytes / 8);
            Ok(opens(move || Ok(Cycle { barrier, buffers, side, copy })))
        };
        let (left, right) = (open(0)?, open(1)?);
        Ok(Duo { left, right, processes, shape: Shape::Pair, operations: 1.0 })
    }));
    cases.push(row(bytes, peer, Whose::Peer, version, work, processes));
}

/// The time of one barrier of all: as many as there are pass each.
fn crowded<B: Barrier>(participants: usize) -> Work {
    struct Waiting<B>(B);
    impl<B: Barrier> Worker for Waiting<B> {
        fn work(&mut self, count: u64) -> Result<(), String> {
            (0..count).for_each(|_| self.0.wait());
            Ok(())
        }
    }
    crowd::work(participants, 1.0 / participants as f64, |participants| {
        let mut ends = B::make(participants)?;
        Ok(crowd::each(participants, |_| Waiting(ends.pop().expect("one for each"))))
    })
}

trait Barrier: Send + Sized + 'static {
    fn make(participants: usize) -> Result<Vec<Self>, String>;
    fn wait(&mut self);
}

/// Two buffers for each of two sides.
#[derive(Clone)]
struct Buffers {
    memory: Memory,
    words: usize,
}

impl Buffers {
    fn new(bytes: usize) -> Result<Buffers, String> {
        Ok(Buffers { memory: Memory::new(4 * bytes.max(128))?, words: bytes / 8 })
    }

    fn of(&self, side: usize, parity: u64) -> *mut u64 {
        let distance = (8 * self.words).max(128);
        let index = 2 * side + (parity & 1) as usize;
        // SAFETY: four buffers were mapped at that distance.
        unsafe { self.memory.base().add(index * distance).cast() }
    }
}

struct Cycle<B> {
    barrier: B,
    buffers: Buffers,
    side: usize,
    copy: Words,
}

impl<B: Barrier> Side for Cycle<B> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let words = self.buffers.words;
        for number in batch.from..batch.from + batch.count {
            let mine = self.buffers.of(self.side, number);
            // SAFETY: this side alone writes here until the barrier, and the others read it
            // only after it; they are done with it before the barrier of the cycle after.
            let mine = unsafe { std::slice::from_raw_parts_mut(mine, words) };
            mine.fill(number + self.side as u64);
            self.barrier.wait();
            let theirs = self.buffers.of(1 - self.side, number);
            // SAFETY: the other side does not write here before the next barrier.
            let theirs = unsafe { std::slice::from_raw_parts(theirs, words) };
            self.copy.copy_from_slice(theirs);
            let expected = number + 1 - self.side as u64;
            let seen = std::hint::black_box(&*self.copy);
            if seen[0] != expected || seen[words - 1] != expected {
                return Err(format!("wrong content: cycle {number} shows that of {}", seen[0]));
            }
        }
        Ok(())
    }
}

struct Std(Arc<std::sync::Barrier>);

impl Barrier for Std {
    fn make(participants: usize) -> Result<Vec<Std>, String> {
        let barrier = Arc::new(std::sync::Barrier::new(participants));
        Ok((0..participants).map(|_| Std(barrier.clone())).collect())
    }
    fn wait(&mut self) {
        self.0.wait();
    }
}

struct Hurdles(hurdles::Barrier);

impl Barrier for Hurdles {
    fn make(participants: usize) -> Result<Vec<Hurdles>, String> {
        let barrier = hurdles::Barrier::new(participants);
        let mut ends: Vec<Hurdles> = (1..participants).map(|_| Hurdles(barrier.clone())).collect();
        ends.push(Hurdles(barrier));
        Ok(ends)
    }
    fn wait(&mut self) {
        self.0.wait();
    }
}

struct Pthread(Memory);

impl Barrier for Pthread {
    fn make(participants: usize) -> Result<Vec<Pthread>, String> {
        let memory = Memory::new(size_of::<UnsafeCell<libc::pthread_barrier_t>>())?;
        // SAFETY: plain data, for which zeros are valid.
        let mut attributes: libc::pthread_barrierattr_t = unsafe { std::mem::zeroed() };
        // SAFETY: attributes and a barrier in shared memory, none of them in use yet.
        let failed = unsafe {
            libc::pthread_barrierattr_init(&mut attributes)
                | libc::pthread_barrierattr_setpshared(
                    &mut attributes,
                    libc::PTHREAD_PROCESS_SHARED,
                )
                | libc::pthread_barrier_init(memory.base().cast(), &attributes, participants as u32)
        };
        if failed != 0 {
            return Err(std::io::Error::from_raw_os_error(failed).to_string());
        }
        Ok((0..participants).map(|_| Pthread(memory.clone())).collect())
    }
    fn wait(&mut self) {
        // SAFETY: a barrier that was made and is never destroyed while it is mapped.
        unsafe { libc::pthread_barrier_wait(self.0.base().cast()) };
    }
}

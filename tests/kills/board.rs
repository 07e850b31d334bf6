//! What the processes of one check tell each other, outside of any segment: a shared
//! anonymous mapping, made before the first fork. It belongs to the test, so it works
//! whatever the library does.

use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use std::time::Duration;

/// Processes of one check that can be alive at once.
pub(crate) const SEATS: usize = 32;
/// Words a seat has for whatever a check wants to tell.
pub(crate) const WORDS: usize = 96;
/// Violations that are printed; the rest are counted only.
const TOLD: u64 = 12;

macro_rules! ops {
    ($($Name:ident = $text:literal,)+) => {
        /// What a process is doing: told before each call, for diagnoses and statistics.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u64)]
        pub(crate) enum Op { $($Name,)+ }
        impl Op {
            pub(crate) const ALL: &'static [Op] = &[$(Op::$Name,)+];
            pub(crate) fn text(self) -> &'static str {
                match self { $(Op::$Name => $text,)+ }
            }
            fn from(bits: u64) -> Op {
                Op::ALL.get(bits as usize).copied().unwrap_or(Op::Idle)
            }
        }
    };
}

ops! {
    Idle = "no call",
    Paused = "paused",
    Ended = "ended",
    CreateSegment = "create segment",
    Open = "open segment",
    Close = "close segment",
    Recover = "recover",
    Slot = "slot",
    Look = "info, verify",
    Create = "create object",
    OpenObject = "open object",
    OpenOrCreate = "open or create object",
    CloseObject = "close object",
    Remove = "remove object",
    Allocate = "allocate pages",
    Free = "free pages",
    Claim = "claim lane or receiver",
    Send = "send",
    Receive = "receive",
    Record = "record",
}

/// One process's place on the board. It alone writes there, but for `words` by agreement.
#[repr(align(128))]
pub(crate) struct Seat {
    pub(crate) pid: AtomicU64,
    role: AtomicU64,
    op: AtomicU64,
    since: AtomicU64,
    calls: AtomicU64,
    acknowledged: AtomicU64,
    /// Row and generation of its participant while it is attached; 0 otherwise.
    pub(crate) me: AtomicU64,
    pub(crate) words: [AtomicU64; WORDS],
}

pub(crate) struct Board {
    /// Moves while the check goes on; whoever supervises it looks.
    progress: AtomicU64,
    pub(crate) violations: AtomicU64,
    pub(crate) rounds: AtomicU64,
    pub(crate) kills: AtomicU64,
    gate: AtomicU64,
    /// Long-lived processes end by themselves when this is set.
    stop: AtomicU64,
    barrier: AtomicU32,
    phase: AtomicU32,
    pub(crate) killed_in: [AtomicU64; Op::ALL.len()],
    pub(crate) words: [AtomicU64; WORDS],
    pub(crate) seats: [Seat; SEATS],
    note_len: AtomicU64,
    note: [AtomicU64; 512],
}

static BOARD: OnceLock<&'static Board> = OnceLock::new();
const ROLES: [&str; 13] = [
    "",
    "conductor",
    "survivor",
    "victim",
    "sender",
    "receiver",
    "participant",
    "racer",
    "watcher",
    "scribbler",
    "parent",
    "writer",
    "reader",
];

/// The board; made by the first call, which must come before any fork.
pub(crate) fn board() -> &'static Board {
    BOARD.get_or_init(|| {
        let (read_write, shared) =
            (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANONYMOUS);
        let len = size_of::<Board>();
        // SAFETY: a new mapping, never unmapped; zeros are a valid board.
        unsafe {
            let at = libc::mmap(ptr::null_mut(), len, read_write, shared, -1, 0);
            assert!(at != libc::MAP_FAILED, "no memory for the board");
            &*at.cast::<Board>()
        }
    })
}

/// Says that something does not hold.
pub(crate) fn violation(what: impl AsRef<str>) {
    let before = board().violations.fetch_add(1, SeqCst);
    if before < TOLD {
        eprintln!("    VIOLATION (process {}): {}", std::process::id(), what.as_ref());
    }
}

/// `violation!("format", ...)`
#[macro_export]
macro_rules! violation {
    ($($message:tt)+) => { $crate::board::violation(format!($($message)+)) };
}

impl Board {
    /// Clears everything, between two checks, while no other process uses it.
    pub(crate) fn reset(&self) {
        // SAFETY: zeros are a valid board, and nobody else looks at it.
        unsafe { ptr::write_bytes(ptr::from_ref(self).cast_mut(), 0, 1) }
    }

    pub(crate) fn step(&self) {
        self.progress.fetch_add(1, SeqCst);
    }

    pub(crate) fn progress(&self) -> u64 {
        self.progress.load(SeqCst)
    }

    /// Tells the survivors to end.
    pub(crate) fn stop(&self) {
        self.stop.store(1, SeqCst);
    }

    pub(crate) fn stopping(&self) -> bool {
        self.stop.load(SeqCst) != 0
    }

    /// Adds to what the table says about this check.
    pub(crate) fn note(&self, text: &str) {
        let mut all = self.notes();
        if !all.is_empty() {
            all.push('\n');
        }
        all.push_str(text);
        let bytes = &all.as_bytes()[..all.len().min(8 * self.note.len())];
        for (word, chunk) in self.note.iter().zip(bytes.chunks(8)) {
            let mut padded = [0; 8];
            padded[..chunk.len()].copy_from_slice(chunk);
            word.store(u64::from_le_bytes(padded), SeqCst);
        }
        self.note_len.store(bytes.len() as u64, SeqCst);
    }

    pub(crate) fn notes(&self) -> String {
        let bytes: Vec<u8> = self.note.iter().flat_map(|w| w.load(SeqCst).to_le_bytes()).collect();
        String::from_utf8_lossy(&bytes[..self.note_len.load(SeqCst) as usize]).into_owned()
    }

    /// Asks every long-lived process to let go of everything, waits until all have, runs
    /// `check` alone, and lets them go on.
    pub(crate) fn paused(&self, survivors: &[&Seat], check: impl FnOnce()) {
        let number = self.progress.fetch_add(1, SeqCst) + 1;
        self.gate.store(number, SeqCst);
        for seat in survivors {
            while seat.acknowledged.load(SeqCst) != number && seat.op() != Op::Ended {
                std::thread::sleep(Duration::from_micros(30));
            }
        }
        self.step();
        check();
        self.step();
        self.gate.store(0, SeqCst);
    }

    /// Whether every process but the conductor and `me` has ended.
    pub(crate) fn others_ended(&self, me: &Seat) -> bool {
        self.others(me).all(|seat| seat.op() == Op::Ended)
    }

    /// Whether every process but the conductor and `me` has ended or let go for this pause.
    pub(crate) fn others_let_go(&self, me: &Seat) -> bool {
        self.others(me).all(|seat| seat.op() == Op::Ended || seat.paused())
    }

    fn others(&self, me: &Seat) -> impl Iterator<Item = &Seat> {
        let taken = |seat: &&Seat| seat.pid.load(SeqCst) != 0;
        self.seats[1..].iter().filter(taken).filter(move |seat| !std::ptr::eq(*seat, me))
    }

    /// Meets `count` processes.
    pub(crate) fn meet(&self, count: u32) {
        let phase = self.phase.load(SeqCst);
        if self.barrier.fetch_add(1, SeqCst) + 1 == count {
            self.barrier.store(0, SeqCst);
            self.phase.fetch_add(1, SeqCst);
            futex(&self.phase, libc::FUTEX_WAKE, i32::MAX as u32, None);
            self.step();
        } else {
            while self.phase.load(SeqCst) == phase {
                let time = libc::timespec { tv_sec: 0, tv_nsec: 100_000_000 };
                futex(&self.phase, libc::FUTEX_WAIT, phase, Some(&time));
            }
        }
    }

    /// Who is where: printed when a check does not go on.
    pub(crate) fn diagnosis(&self) -> String {
        let now = now();
        let seats = self.seats.iter().filter(|seat| seat.pid.load(SeqCst) != 0);
        let lines = seats.map(|seat| {
            let pid = seat.pid.load(SeqCst);
            let read = |file: &str| {
                std::fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default()
            };
            let status = read("status");
            let state = status.lines().find(|l| l.starts_with("State:")).unwrap_or("State: gone");
            format!(
                "      {:<10} {pid:>8}  {:<22} for {:>7.1} ms, call {}; {state}, in {}, syscall {}",
                ROLES[seat.role.load(SeqCst) as usize % ROLES.len()],
                Op::from(seat.op.load(SeqCst)).text(),
                now.saturating_sub(seat.since.load(SeqCst)) as f64 / 1e6,
                seat.calls.load(SeqCst),
                read("wchan"),
                read("syscall").trim(),
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Seat {
    /// Takes the seat for this process.
    pub(crate) fn sit(&self, role: &str) {
        let role = ROLES.iter().position(|r| *r == role).expect("a role of the list");
        self.role.store(role as u64, SeqCst);
        self.me.store(0, SeqCst);
        self.acknowledged.store(0, SeqCst);
        self.words.iter().for_each(|word| word.store(0, SeqCst));
        self.at(Op::Idle);
    }

    pub(crate) fn leave(&self) {
        self.pid.store(0, SeqCst);
        self.me.store(0, SeqCst);
    }

    /// Says what comes next.
    pub(crate) fn at(&self, op: Op) {
        self.op.store(op as u64, SeqCst);
        self.since.store(now(), SeqCst);
        self.calls.fetch_add(1, SeqCst);
    }

    /// Runs `body`, saying what it is.
    pub(crate) fn during<T>(&self, op: Op, body: impl FnOnce() -> T) -> T {
        self.at(op);
        let value = body();
        self.op.store(Op::Idle as u64, SeqCst);
        value
    }

    pub(crate) fn op(&self) -> Op {
        Op::from(self.op.load(SeqCst))
    }

    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(SeqCst)
    }

    /// Whether the conductor wants everybody to let go.
    pub(crate) fn asked_to_pause(&self) -> bool {
        board().gate.load(SeqCst) != 0
    }

    /// Whether it let go for the pause that goes on. One that has not yet noticed the end of
    /// the pause before will do more work.
    fn paused(&self) -> bool {
        let number = board().gate.load(SeqCst);
        number != 0 && self.op() == Op::Paused && self.acknowledged.load(SeqCst) == number
    }

    /// Stands still until the conductor is done. The caller has let go of everything.
    pub(crate) fn pause(&self) {
        self.at(Op::Paused);
        let number = board().gate.load(SeqCst);
        // Another number is another pause, before which there is work again.
        while number != 0 && board().gate.load(SeqCst) == number {
            self.acknowledged.store(number, SeqCst);
            std::thread::sleep(Duration::from_micros(50));
        }
        self.at(Op::Idle);
    }
}

/// Nanoseconds of CLOCK_MONOTONIC, the same for every process.
pub(crate) fn now() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is valid for the write.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn futex(word: &AtomicU32, op: i32, value: u32, time: Option<&libc::timespec>) {
    let time = time.map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the word and the time are valid for the call.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), op, value, time) };
}

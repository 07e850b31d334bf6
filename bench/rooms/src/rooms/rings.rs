//! Messages of 64 bytes and 1024 places, unless a sweep says otherwise.

use bench_framework::sample::{Key, Side};

use crate::case::{Case, Meter, Version, Work};
use crate::duo::{self, Duo};
use crate::ring::{self, Ring, native, ours, peers, shared, system};

const ROOM: &str = "rings";
const CAPACITY: usize = 1024;
const ONE_WAY: &str = "one way";
const ROUND_TRIP: &str = "round trip";
const BLOCKING: &str = "blocking round trip";
const PAIR: &str = "send and receive, one thread";
const PAIRS: &str = "send and receive 32 at a time, one thread";
const EXCHANGE: &str = "send and receive, both sides";
const BATCHES: &str = "one way, 32 at a time";

pub fn cases() -> Vec<Case> {
    let mut rows = Rows::default();
    rows.kind::<ours::MessageLane>("wrtmem message", Side::Ours, OWN, Reach::Both);
    rows.kind::<ours::Spsc>("wrtmem spsc", Side::Ours, OWN, Reach::Both);
    rows.kind::<shared::Mpmc>("wrtmem mpmc", Side::Ours, OWN, Reach::Both);
    rows.kind::<shared::Ordered>("wrtmem message, ordered", Side::Ours, OWN, Reach::Both);
    rows.keeping_up::<shared::Broadcast>("wrtmem broadcast");
    rows.kind::<peers::RingbufferSpsc>(
        "ringbuffer-spsc",
        Side::Peer,
        Version::Crate("ringbuffer-spsc"),
        Reach::Threads,
    );
    rows.kind::<peers::Rtrb>("rtrb", Side::Peer, Version::Crate("rtrb"), Reach::Threads);
    rows.kind::<peers::Gil>("gil", Side::Peer, Version::Crate("gil"), Reach::Threads);
    rows.kind::<peers::Ringbuf>("ringbuf", Side::Peer, Version::Crate("ringbuf"), Reach::Threads);
    rows.kind::<peers::ArrayQueue>(
        "crossbeam ArrayQueue",
        Side::Peer,
        Version::Crate("crossbeam-queue"),
        Reach::Threads,
    );
    rows.kind::<peers::HeaplessSpsc>(
        "heapless spsc",
        Side::Peer,
        Version::Crate("heapless"),
        Reach::FixedCapacity,
    );
    rows.kind::<peers::MutexRing>(
        "Mutex<VecDeque>",
        Side::Peer,
        Version::Plain("std"),
        Reach::Threads,
    );
    rows.natives();
    rows.mailbox();
    for peer in native::span_peers() {
        let work = Work::Duo(Box::new(move || native::one_way_spans(peer, CAPACITY)));
        rows.push(BATCHES, "64 B", &peer.name(), Side::Ours, OWN, work);
        let pair = move |meter: &Meter| native::pair_many(peer, CAPACITY, 64, meter);
        let work = Work::Single(Box::new(pair));
        rows.push(PAIRS, "64 B", &peer.name(), Side::Ours, OWN, work);
    }
    let work = Work::Duo(Box::new(|| ring::one_way_many::<ours::Spsc, 8>(CAPACITY, false)));
    rows.push(BATCHES, "64 B", "wrtmem spsc", Side::Ours, OWN, work);
    rows.duo(BATCHES, "64 B", "rtrb", || ring::one_way_many::<peers::Rtrb, 8>(CAPACITY, false));
    rows.duo(BATCHES, "64 B", "gil", || ring::one_way_many::<peers::Gil, 8>(CAPACITY, false));
    rows.duo(BATCHES, "64 B", "ringbuf", || {
        ring::one_way_many::<peers::Ringbuf, 8>(CAPACITY, false)
    });
    rows.exchange();
    rows.iceoryx();
    rows.blocking();
    rows.floors();
    rows.0
}

const OWN: Version = Version::Crate("wrtmem");

/// Where a ring can be used.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Reach {
    Threads,
    /// Threads, with the one capacity it has.
    FixedCapacity,
    Both,
}

#[derive(Default)]
struct Rows(Vec<Case>);

/// A test among threads or among processes.
fn among(test: &str, processes: bool) -> String {
    format!("{test}, {}", if processes { "processes" } else { "threads" })
}

impl Rows {
    fn push(
        &mut self,
        test: &str,
        point: &str,
        peer: &str,
        side: Side,
        version: Version,
        work: Work,
    ) -> &mut Case {
        self.0.push(Case::new(Key::new(ROOM, test, point, peer), side, version, work));
        self.0.last_mut().expect("just pushed")
    }

    /// A row of a crate that is named like its peer.
    fn duo(
        &mut self,
        test: &str,
        point: &str,
        peer: &'static str,
        make: impl Fn() -> Result<Duo, String> + 'static,
    ) {
        let work = Work::Duo(Box::new(make));
        self.push(test, point, peer, Side::Peer, Version::Crate(peer), work);
    }

    /// A ring of ours whose sender never waits: where each message is awaited.
    fn keeping_up<G: Ring<8>>(&mut self, peer: &str) {
        let work = Work::Single(Box::new(|meter: &Meter| ring::pair::<G, 8>(CAPACITY, meter)));
        self.push(PAIR, "64 B", peer, Side::Ours, OWN, work);
        for processes in [false, true] {
            let work = Work::Duo(Box::new(move || ring::round_trip::<G, 8>(CAPACITY, processes)));
            self.push(&among(ROUND_TRIP, processes), "64 B", peer, Side::Ours, OWN, work);
        }
    }

    fn kind<G>(&mut self, peer: &str, side: Side, version: Version, reach: Reach)
    where
        G: Ring<1> + Ring<8> + Ring<32> + Ring<128> + Ring<512>,
    {
        let work = Work::Single(Box::new(|meter: &Meter| ring::pair::<G, 8>(CAPACITY, meter)));
        self.push(PAIR, "64 B", peer, side, version.clone(), work);
        for processes in [false, true] {
            if processes && reach != Reach::Both {
                continue;
            }
            self.one_way::<G, 8>(
                &among(ONE_WAY, processes),
                peer,
                side,
                version.clone(),
                processes,
            );
            let work = Work::Duo(Box::new(move || ring::round_trip::<G, 8>(CAPACITY, processes)));
            self.push(&among(ROUND_TRIP, processes), "64 B", peer, side, version.clone(), work);
        }
        let sizes = "one way by message size";
        self.sized::<G, 1>(sizes, peer, side, version.clone());
        self.sized::<G, 8>(sizes, peer, side, version.clone());
        self.sized::<G, 32>(sizes, peer, side, version.clone());
        self.sized::<G, 128>(sizes, peer, side, version.clone());
        self.sized::<G, 512>(sizes, peer, side, version.clone());
        if reach == Reach::FixedCapacity {
            return;
        }
        for capacity in [64, 1024, 16_384, 65_536] {
            let work = Work::Duo(Box::new(move || ring::one_way::<G, 8>(capacity, false)));
            let point = format!("{capacity} places of 64 B");
            self.push("one way by capacity", &point, peer, side, version.clone(), work).axis =
                along("ring capacity (messages of 64 bytes)", capacity);
        }
    }

    fn one_way<G: Ring<W>, const W: usize>(
        &mut self,
        test: &str,
        peer: &str,
        side: Side,
        version: Version,
        processes: bool,
    ) {
        let work = Work::Duo(Box::new(move || ring::one_way::<G, W>(CAPACITY, processes)));
        self.push(test, &format!("{} B", 8 * W), peer, side, version.clone(), work);
    }

    fn sized<G: Ring<W>, const W: usize>(
        &mut self,
        test: &str,
        peer: &str,
        side: Side,
        version: Version,
    ) {
        self.one_way::<G, W>(test, peer, side, version, false);
        if let Some(case) = self.0.last_mut() {
            case.axis = along("message size (bytes)", 8 * W);
        }
    }

    /// The C and C++ peers, and the library as C sees it.
    fn natives(&mut self) {
        for peer in native::peers() {
            let side = if peer.ours { Side::Ours } else { Side::Peer };
            let name = peer.name();
            let version = match peer.package() {
                Some(package) => Version::Debian(package),
                None => OWN,
            };
            let reaches = [(false, peer.threads), (true, peer.processes)];
            for (processes, _) in reaches.into_iter().filter(|(_, reaches)| *reaches) {
                let work =
                    Work::Duo(Box::new(move || native::one_way(peer, CAPACITY, 64, processes)));
                self.push(&among(ONE_WAY, processes), "64 B", &name, side, version.clone(), work);
                let work =
                    Work::Duo(Box::new(move || native::round_trip(peer, CAPACITY, 64, processes)));
                self.push(
                    &among(ROUND_TRIP, processes),
                    "64 B",
                    &name,
                    side,
                    version.clone(),
                    work,
                );
            }
            for bytes in [8, 64, 256, 1024, 4096] {
                let work =
                    Work::Duo(Box::new(move || native::one_way(peer, CAPACITY, bytes, false)));
                let point = format!("{bytes} B");
                self.push("one way by message size", &point, &name, side, version.clone(), work)
                    .axis = along("message size (bytes)", bytes);
            }
        }
    }

    /// Two senders and two receivers: both sides send to one ring and receive from it.
    fn exchange(&mut self) {
        for processes in [false, true] {
            let test = among(EXCHANGE, processes);
            let work =
                Work::Duo(Box::new(move || ring::exchange::<shared::Mpmc, 8>(CAPACITY, processes)));
            self.push(&test, "64 B", "wrtmem mpmc", Side::Ours, OWN, work);
            for peer in native::exchange_peers() {
                if processes && !peer.processes {
                    continue;
                }
                let version = peer.package().map_or(OWN, Version::Debian);
                let work = Work::Duo(Box::new(move || native::exchange(peer, CAPACITY, processes)));
                self.push(&test, "64 B", &peer.name(), Side::Peer, version, work);
            }
        }
        let test = among(EXCHANGE, false);
        let work = Work::Duo(Box::new(|| ring::exchange::<peers::ArrayQueue, 8>(CAPACITY, false)));
        let version = Version::Crate("crossbeam-queue");
        self.push(&test, "64 B", "crossbeam ArrayQueue", Side::Peer, version, work);
        let work = Work::Duo(Box::new(|| ring::exchange::<peers::MutexRing, 8>(CAPACITY, false)));
        let version = Version::Plain("std");
        self.push(&test, "64 B", "Mutex<VecDeque>", Side::Peer, version, work);
    }

    /// One value, so only there and back: one way, values are overwritten.
    fn mailbox(&mut self) {
        for processes in [false, true] {
            let round_trip = move || ring::round_trip::<ours::Latest, 8>(1, processes);
            let work = Work::Duo(Box::new(round_trip));
            let test = among(ROUND_TRIP, processes);
            self.push(&test, "64 B", "wrtmem mailbox", Side::Ours, OWN, work);
        }
    }

    fn iceoryx(&mut self) {
        use ring::iceoryx::Iceoryx;
        let name = "iceoryx2 publish-subscribe";
        let version = Version::Crate("iceoryx2");
        let work = Work::Duo(Box::new(|| ring::one_way::<Iceoryx, 8>(CAPACITY, true)));
        self.push(&among(ONE_WAY, true), "64 B", name, Side::Peer, version.clone(), work);
        let work = Work::Duo(Box::new(|| ring::round_trip::<Iceoryx, 8>(CAPACITY, true)));
        self.push(&among(ROUND_TRIP, true), "64 B", name, Side::Peer, version.clone(), work);
    }

    /// Receivers that sleep, between processes.
    fn blocking(&mut self) {
        self.asleep::<ours::BlockingMessageLane>("wrtmem message", Side::Ours, OWN);
        self.asleep::<ours::BlockingSpsc>("wrtmem spsc", Side::Ours, OWN);
        self.asleep::<system::Futex<0>>("futex", Side::Floor, Version::Plain("Linux"));
        let looks = "futex after 1024 looks"; // as many as ours takes at most
        self.asleep::<system::Futex<1024>>(looks, Side::Floor, Version::Plain("Linux"));
        self.asleep::<system::Eventfd>("eventfd", Side::Floor, Version::Plain("Linux"));
        self.asleep::<system::Pipe>("pipe", Side::Peer, Version::Plain("Linux"));
        self.asleep::<system::UnixSocket>("unix socket", Side::Peer, Version::Plain("Linux"));
        self.asleep::<system::PosixQueue>(
            "POSIX message queue",
            Side::Peer,
            Version::Plain("Linux"),
        );
    }

    fn asleep<G: Ring<8>>(&mut self, peer: &str, side: Side, version: Version) {
        let work = Work::Duo(Box::new(|| ring::round_trip::<G, 8>(CAPACITY, true)));
        self.push(&among(BLOCKING, true), "64 B", peer, side, version, work);
    }

    fn floors(&mut self) {
        for processes in [false, true] {
            let work = Work::Duo(Box::new(move || duo::ping_pong(processes)));
            let test = among(ROUND_TRIP, processes);
            self.push(
                &test,
                "64 B",
                "cache line ping-pong",
                Side::Floor,
                Version::Plain("this program"),
                work,
            );
            let round_trip = move || ring::round_trip::<system::Bare, 8>(1, processes);
            self.push(
                &test,
                "64 B",
                "ping-pong of 64 B and a number",
                Side::Floor,
                Version::Plain("this program"),
                Work::Duo(Box::new(round_trip)),
            );
        }
    }
}

fn along(name: &str, at: usize) -> Option<bench_framework::sample::Axis> {
    Some(bench_framework::sample::Axis { name: name.into(), at: at as f64 })
}

//! Messages from one side to the other: the trait every Rust peer is put behind, and the loops
//! that are the same for all of them (for C and C++ peers, `native/src/loops.h`).

pub mod iceoryx;
pub mod native;
pub mod ours;
pub mod peers;
pub mod shared;
pub mod system;
#[cfg(test)]
mod tests;

use std::hint::black_box;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Instant;

use crate::case::Meter;
use crate::duo::{Batch, Duo, Shape, Side, opens};
use crate::shared::Shared;

/// Messages of `W` words.
pub type Message<const W: usize> = [u64; W];

/// The sending end. A blocking one may wait inside and always answer `true`.
pub trait Tx<const W: usize> {
    fn try_send(&mut self, message: &Message<W>) -> bool;
}

/// The receiving end.
pub trait Rx<const W: usize> {
    fn try_receive(&mut self, message: &mut Message<W>) -> bool;
}

/// As many as fit, in one go.
pub trait TxMany<const W: usize> {
    fn send_many(&mut self, messages: &[Message<W>]) -> usize;
}

/// As many as there are, in one go.
pub trait RxMany<const W: usize> {
    fn receive_many(&mut self, messages: &mut [Message<W>]) -> usize;
}

/// Opens an end in the thread or process that uses it.
pub type Opener<T> = Box<dyn FnOnce() -> Result<T, String> + Send>;

/// Both ends of one ring, not open yet.
pub struct Ends<T, R> {
    pub tx: Opener<T>,
    pub rx: Opener<R>,
}

/// A kind of ring.
pub trait Ring<const W: usize>: 'static {
    type Tx: Tx<W> + 'static;
    type Rx: Rx<W> + 'static;

    fn ends(capacity: usize) -> Result<Ends<Self::Tx, Self::Rx>, String>;
}

/// The ends of the left side and those of the right one.
pub type Both<G, const W: usize> = [Ends<<G as Ring<W>>::Tx, <G as Ring<W>>::Rx>; 2];

/// A kind of ring that both sides send to and receive from.
pub trait Exchange<const W: usize>: Ring<W> {
    fn both(capacity: usize) -> Result<Both<Self, W>, String>;
}

/// Of ends that are made together and may be sent to their threads.
pub fn ready<T: Send + 'static, R: Send + 'static>((tx, rx): (T, R)) -> Ends<T, R> {
    Ends { tx: Box::new(|| Ok(tx)), rx: Box::new(|| Ok(rx)) }
}

/// A name for something in the system that no other run uses; the runner removes what is left
/// of it by the number in it.
pub fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Relaxed: only the number counts.
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{}{number}", crate::runner::name_prefix(std::process::id()))
}

fn fill<const W: usize>(message: &mut Message<W>, number: u64, full: bool) {
    message[0] = number;
    if W > 1 {
        if full {
            for (i, word) in message.iter_mut().enumerate() {
                *word = number + i as u64;
            }
        }
        message[W - 1] = number + W as u64 - 1;
    }
}

fn check<const W: usize>(message: &Message<W>, number: u64, full: bool) -> Result<(), String> {
    let mut right = message[0] == number && message[W - 1] == number + W as u64 - 1;
    if full {
        right &= message.iter().enumerate().all(|(i, word)| *word == number + i as u64);
    }
    if right { Ok(()) } else { Err(wrong(number, message[0])) }
}

#[cold]
fn wrong(number: u64, got: u64) -> String {
    format!("wrong content: message {number} arrived as {got} or damaged")
}

struct Sending<T, const W: usize>(T);

impl<T: Tx<W>, const W: usize> Side for Sending<T, W> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let mut message = [0; W];
        for number in batch.from..batch.from + batch.count {
            batch.work();
            fill(&mut message, number, batch.full);
            while !self.0.try_send(&message) {
                batch.pause()?;
            }
        }
        Ok(())
    }
}

struct Receiving<R, const W: usize>(R);

impl<R: Rx<W>, const W: usize> Side for Receiving<R, W> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let mut message = [0; W];
        for number in batch.from..batch.from + batch.count {
            while !self.0.try_receive(&mut message) {
                batch.pause()?;
            }
            check(black_box(&message), number, batch.full)?;
            batch.work();
        }
        Ok(())
    }
}

struct Pinging<T, R, const W: usize>(T, R);

impl<T: Tx<W>, R: Rx<W>, const W: usize> Side for Pinging<T, R, W> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let mut message = [0; W];
        for number in batch.from..batch.from + batch.count {
            let begin = batch.times.is_some().then(Instant::now);
            fill(&mut message, number, batch.full);
            while !self.0.try_send(&message) {
                batch.pause()?;
            }
            while !self.1.try_receive(&mut message) {
                batch.pause()?;
            }
            check(&message, number, batch.full)?;
            if let (Some(times), Some(begin)) = (batch.times.as_deref_mut(), begin) {
                times.push(begin.elapsed().as_nanos() as u64);
            }
        }
        Ok(())
    }
}

struct Echoing<T, R, const W: usize>(T, R);

impl<T: Tx<W>, R: Rx<W>, const W: usize> Side for Echoing<T, R, W> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let mut message = [0; W];
        for _ in 0..batch.count {
            while !self.1.try_receive(&mut message) {
                batch.pause()?;
            }
            while !self.0.try_send(&message) {
                batch.pause()?;
            }
        }
        Ok(())
    }
}

/// What both sides sent less what they received: nothing, once both have done a batch. All
/// zeros is its beginning.
#[repr(C)]
pub struct Balance {
    open: AtomicU64,
    settled: AtomicU64,
}

impl Balance {
    /// One side has sent the numbers of `batch` and received those of this sum.
    pub fn settle(&self, batch: &Batch<'_>, received: u64) -> Result<(), String> {
        let sent: u64 = (batch.from..batch.from + batch.count).sum();
        // Relaxed: published by what follows.
        self.open.fetch_add(sent.wrapping_sub(received), Ordering::Relaxed);
        // Acquire and Release: who comes second sees what the first one added.
        let second = self.settled.fetch_add(1, Ordering::AcqRel) % 2 == 1;
        if second && self.open.load(Ordering::Relaxed) != 0 {
            return Err("wrong content: what was received is not what was sent".into());
        }
        Ok(())
    }
}

struct Exchanging<T, R, const W: usize> {
    tx: T,
    rx: R,
    balance: Shared<Balance>,
}

impl<T: Tx<W>, R: Rx<W>, const W: usize> Side for Exchanging<T, R, W> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let mut message = [0; W];
        let mut received = 0u64;
        for number in batch.from..batch.from + batch.count {
            fill(&mut message, number, batch.full);
            while !self.tx.try_send(&message) {
                batch.pause()?;
            }
            while !self.rx.try_receive(&mut message) {
                batch.pause()?;
            }
            check(black_box(&message), message[0], batch.full)?;
            received += message[0];
        }
        self.balance.settle(batch, received)
    }
}

/// Messages in one go of the batch tests.
const MANY: usize = 32;

struct SendingMany<T, const W: usize>(T);

impl<T: TxMany<W>, const W: usize> Side for SendingMany<T, W> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let mut messages = [[0; W]; MANY];
        let (mut number, end) = (batch.from, batch.from + batch.count);
        while number < end {
            let count = MANY.min((end - number) as usize);
            for (i, message) in messages[..count].iter_mut().enumerate() {
                batch.work();
                fill(message, number + i as u64, batch.full);
            }
            let mut sent = 0;
            while sent < count {
                match self.0.send_many(&messages[sent..count]) {
                    0 => batch.pause()?,
                    some => sent += some,
                }
            }
            number += count as u64;
        }
        Ok(())
    }
}

struct ReceivingMany<R, const W: usize>(R);

impl<R: RxMany<W>, const W: usize> Side for ReceivingMany<R, W> {
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), String> {
        let mut messages = [[0; W]; MANY];
        let (mut number, end) = (batch.from, batch.from + batch.count);
        while number < end {
            let most = MANY.min((end - number) as usize);
            let count = self.0.receive_many(&mut messages[..most]);
            if count == 0 {
                batch.pause()?;
            }
            for message in &messages[..count] {
                check(message, number, batch.full)?;
                batch.work();
                number += 1;
            }
        }
        Ok(())
    }
}

/// One sends, the other receives.
pub fn one_way<G: Ring<W>, const W: usize>(
    capacity: usize,
    processes: bool,
) -> Result<Duo, String> {
    let Ends { tx, rx } = G::ends(capacity)?;
    Ok(Duo {
        left: opens(move || Ok(Sending::<_, W>(tx()?))),
        right: opens(move || Ok(Receiving::<_, W>(rx()?))),
        processes,
        shape: Shape::Stream,
        operations: 1.0,
    })
}

/// As [`one_way`], 32 at a time.
pub fn one_way_many<G: Ring<W>, const W: usize>(
    capacity: usize,
    processes: bool,
) -> Result<Duo, String>
where
    G::Tx: TxMany<W>,
    G::Rx: RxMany<W>,
{
    let Ends { tx, rx } = G::ends(capacity)?;
    Ok(Duo {
        left: opens(move || Ok(SendingMany::<_, W>(tx()?))),
        right: opens(move || Ok(ReceivingMany::<_, W>(rx()?))),
        processes,
        shape: Shape::Stream,
        operations: 1.0,
    })
}

/// There and back, through two rings.
pub fn round_trip<G: Ring<W>, const W: usize>(
    capacity: usize,
    processes: bool,
) -> Result<Duo, String> {
    let (there, back) = (G::ends(capacity)?, G::ends(capacity)?);
    Ok(Duo {
        left: opens(move || Ok(Pinging::<_, _, W>((there.tx)()?, (back.rx)()?))),
        right: opens(move || {
            let rx = (there.rx)()?;
            Ok(Echoing::<_, _, W>((back.tx)()?, rx))
        }),
        processes,
        shape: Shape::RoundTrip,
        operations: 1.0,
    })
}

/// Both sides send and receive in turns: nanoseconds of a pair of both together.
pub fn exchange<G: Exchange<W>, const W: usize>(
    capacity: usize,
    processes: bool,
) -> Result<Duo, String> {
    let balance = Shared::<Balance>::new()?;
    let [left, right] = G::both(capacity)?.map(|Ends { tx, rx }| {
        let balance = balance.clone();
        opens(move || Ok(Exchanging::<_, _, W> { tx: tx()?, rx: rx()?, balance }))
    });
    Ok(Duo { left, right, processes, shape: Shape::Pair, operations: 2.0 })
}

/// Send and receive by one thread: nanoseconds of the pair.
pub fn pair<G: Ring<W>, const W: usize>(capacity: usize, meter: &Meter) -> Result<f64, String> {
    let Ends { tx, rx } = G::ends(capacity)?;
    let (mut tx, mut rx) = (tx()?, rx()?);
    let mut message = [0; W];
    let mut number = 0;
    let mut wrong = Ok(());
    let nanos = meter.time(|count| {
        for _ in 0..count {
            fill(&mut message, number, number < 100);
            let sent = tx.try_send(black_box(&message));
            let received = rx.try_receive(&mut message);
            if !sent || !received {
                wrong = Err(format!("message {number} of a ring that is empty did not pass"));
                return;
            }
            if let Err(why) = check(black_box(&message), number, number < 100) {
                wrong = Err(why);
                return;
            }
            number += 1;
        }
    });
    wrong.map(|()| nanos)
}

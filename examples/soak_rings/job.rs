//! What every side of every ring has: its part of the work, what an element is, the tally.

use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

use wrtmem::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::segment::{Options, Segment};

/// The sender in the upper 8 bits of the first word, its number in the others; then words that
/// follow from the first, and a checksum over all before it.
pub(crate) type Element = [u64; 8];
/// The number of the element that ends the stream of a sender.
const END: u64 = (1 << 56) - 1;
/// So long between two lines of progress.
const EVERY: Duration = Duration::from_secs(5);

pub(crate) type Told = Result<Tally, Box<dyn Error>>;

fn mix(word: u64) -> u64 {
    let word = (word ^ word >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    word ^ word >> 29
}

/// Over the first seven words.
fn checksum(element: &Element) -> u64 {
    element[..7].iter().fold(1, |sum, word| mix(sum ^ word))
}

/// Element `number` of `sender`; `more` is for the ring's own use.
fn element(sender: u64, number: u64, more: u64) -> Element {
    let first = sender << 56 | number;
    let mut element = [first, more, !first, first << 1, first >> 1, first ^ 0x55, first + 1, 0];
    element[7] = checksum(&element);
    element
}

/// Sender, number and the word for the ring's own use; `None` for the number if it is the end.
pub(crate) fn whole(got: &Element) -> Result<(usize, Option<u64>, u64), String> {
    let (sender, number) = (got[0] >> 56, got[0] & END);
    if *got != element(sender, number, got[1]) {
        return Err(format!("an element is not whole: {got:x?}"));
    }
    Ok((sender as usize, (number != END).then_some(number), got[1]))
}

/// Elements of one side: how many, how many it was told to have missed, and which.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) count: u64,
    pub(crate) missed: u64,
    sum: u64,
    xor: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, element: &Element) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(mix(element[0]));
        self.xor ^= mix(element[0]);
    }

    /// What [`Display`](fmt::Display) printed.
    pub(crate) fn of(line: &[u8]) -> Option<Tally> {
        let words = std::str::from_utf8(line).ok()?.split_whitespace();
        let words: Vec<u64> = words.map(|word| word.parse().ok()).collect::<Option<_>>()?;
        let [count, missed, sum, xor] = words[..] else { return None };
        Some(Tally { count, missed, sum, xor })
    }

    fn together(all: &[Tally]) -> Tally {
        all.iter().fold(Tally::default(), |a, b| Tally {
            count: a.count + b.count,
            missed: a.missed + b.missed,
            sum: a.sum.wrapping_add(b.sum),
            xor: a.xor ^ b.xor,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.count, self.missed, self.sum, self.xor)
    }
}

/// Each element that was sent was received by one receiver, once.
pub(crate) fn each_once(sent: &[Tally], received: &[Tally]) -> bool {
    Tally::together(sent) == Tally::together(received)
}

/// Each receiver received or missed as many as were sent. Their own checks saw the rest.
pub(crate) fn each_or_missed(sent: &[Tally], received: &[Tally]) -> bool {
    let count = Tally::together(sent).count;
    received.iter().all(|got| got.count + got.missed == count)
}

/// The ring, made by whoever comes first.
pub(crate) fn object(segment: &str, what: (KindId, Params)) -> wrtmem::Result<Object> {
    let segment = Segment::open_or_create(segment, &Options::default())?.0;
    let ((kind, params), tag) = (what, TypeTag::default());
    Ok(segment.open_or_create_object(&ObjectSpec { name: "ring", kind, tag, params })?.0)
}

/// The work of one side.
pub(crate) struct Job {
    pub(crate) object: Object,
    pub(crate) tally: Tally,
    who: u64,
    count: u64,
    seconds: Duration,
    defect: bool,
    ring: &'static str,
    begin: Instant,
    printed: Instant,
}

impl Job {
    /// `words` are who it is, how many elements, for how many seconds, whether one is wrong.
    pub(crate) fn new(
        segment: &str,
        ring: &'static str,
        what: (KindId, Params),
        words: &[u64],
    ) -> wrtmem::Result<Job> {
        let [who, count, seconds, defect] = words[..] else { panic!("four words") };
        Ok(Job {
            object: object(segment, what)?,
            tally: Tally::default(),
            who,
            count,
            seconds: Duration::from_secs(seconds),
            defect: defect != 0,
            ring,
            begin: Instant::now(),
            printed: Instant::now(),
        })
    }

    /// The `i`th after those made, which [`made`](Self::made) then counts.
    pub(crate) fn element(&self, i: u64, more: u64) -> Element {
        let number = self.tally.count + i;
        let mut element = element(self.who, number, more);
        element[3] ^= u64::from(self.defect && number >= 1000) << 40;
        element
    }

    pub(crate) fn end(&self) -> Element {
        element(self.who, END, 0)
    }

    /// How many are still to be sent, at most `most`; 0 when the time is over.
    pub(crate) fn left(&self, most: u64) -> u64 {
        let look = self.tally.count.is_multiple_of(4096);
        if look && self.begin.elapsed() >= self.seconds {
            return 0;
        }
        (self.count - self.tally.count).min(most)
    }

    /// The next `count` elements were sent.
    pub(crate) fn made(&mut self, count: u64) {
        for _ in 0..count {
            let element = element(self.who, self.tally.count, 0);
            self.tally.add(&element);
        }
    }

    /// An element came. The first receiver prints a line now and then.
    pub(crate) fn got(&mut self, element: &Element) {
        self.tally.add(element);
        let (count, missed) = (self.tally.count, self.tally.missed);
        if self.who == 0 && count.is_multiple_of(65_536) && self.printed.elapsed() >= EVERY {
            self.printed = Instant::now();
            let seconds = self.begin.elapsed().as_secs();
            eprintln!("{}: after {seconds} s {count} received, {missed} missed", self.ring);
        }
    }
}

/// Elements of several senders, each sender's in order.
pub(crate) struct InOrder<const SENDERS: usize> {
    next: [u64; SENDERS],
    ended: [bool; SENDERS],
    /// Whether all of them must come here.
    dense: bool,
}

impl<const SENDERS: usize> InOrder<SENDERS> {
    pub(crate) fn new(dense: bool) -> Self {
        InOrder { next: [0; SENDERS], ended: [false; SENDERS], dense }
    }

    /// Element `number` of `sender` came, or its end.
    pub(crate) fn see(&mut self, sender: usize, number: Option<u64>) -> Result<(), String> {
        if sender >= SENDERS || self.ended[sender] {
            return Err(format!("an element {number:?} of sender {sender}, which sends none"));
        }
        let next = &mut self.next[sender];
        match number {
            None => self.ended[sender] = true,
            Some(number) if number == *next || number > *next && !self.dense => *next = number + 1,
            Some(number) => {
                return Err(format!("element {number} of sender {sender} came, {next} was due"));
            }
        }
        Ok(())
    }

    pub(crate) fn ended(&self) -> usize {
        self.ended.iter().filter(|ended| **ended).count()
    }
}

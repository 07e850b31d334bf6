//! Collections: processes that change a stack, a deque and a string are killed at any moment of
//! a change, while others change and read the same.
//!
//! Each element says of itself whether it is whole, each text too. The board counts the pushes
//! and pops that began and that were done: what a collection holds is what they say, but for
//! those that were killed in between, which were made or not.

use std::sync::atomic::Ordering::SeqCst;

use wrtmem::Status;
use wrtmem::objects::{KindId, Object, ObjectSpec, TypeTag};
use wrtmem::segment::{Options, Segment};
use wrtmem::verified::{
    Ask, BoundedDeque, BoundedStack, BoundedString, RegionParams, VerificationLevel,
};

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "collections";
const WRITERS: usize = 3;
const CAPACITY: usize = 12;
const TEXT: usize = 700;
const STACK_LEVEL: VerificationLevel = VerificationLevel::Standard;
const DEQUE_LEVEL: VerificationLevel = VerificationLevel::Critical;
const TEXT_LEVEL: VerificationLevel = VerificationLevel::Basic;

/// Two blocks and more in all, so that an element may lie across a border.
type Element = [u64; 9];
type Stack = BoundedStack<Element, CAPACITY, Object>;
type Deque = BoundedDeque<Element, CAPACITY, Object>;
type Text = BoundedString<TEXT, Object>;

/// Places on the board's words, for the stack; the deque's are behind them.
const PUSHING: usize = 0;
const PUSHED: usize = 1;
const POPPING: usize = 2;
const POPPED: usize = 3;
const STACK: usize = 0;
const DEQUE: usize = 4;

struct Opened {
    stack: Stack,
    deque: Deque,
    text: Text,
}

fn element(number: u64) -> Element {
    std::array::from_fn(|i| number.rotate_left(7 * i as u32))
}

fn check(element: Element) {
    if element != self::element(element[0]) {
        violation!("an element came as {element:x?}");
    }
}

/// One letter over and over, which its length tells.
fn text(draw: u64) -> String {
    let length = 1 + draw as usize % TEXT;
    char::from(b'a' + (length % 26) as u8).to_string().repeat(length)
}

fn object(segment: &Segment, name: &str, params: wrtmem::Result<RegionParams>) -> Option<Object> {
    let params = expect("parameters", params)?.into();
    let spec = ObjectSpec { name, kind: KindId::REGION, tag: TypeTag::default(), params };
    expect("open or create", segment.open_or_create_object(&spec)).map(|(object, _)| object)
}

/// Whoever comes first creates each, and may be killed before it is made.
fn open(seat: &Seat, segment: &Segment) -> Option<Opened> {
    seat.during(Op::OpenOrCreate, || {
        let stack = object(segment, "stack", Stack::params(STACK_LEVEL))?;
        let deque = object(segment, "deque", Deque::params(DEQUE_LEVEL))?;
        let text = object(segment, "text", Text::params(TEXT_LEVEL))?;
        Some(Opened {
            stack: expect("open stack", Stack::open(stack, STACK_LEVEL))?,
            deque: expect("open deque", Deque::open(deque, DEQUE_LEVEL))?,
            text: expect("open string", Text::open(text, TEXT_LEVEL))?,
        })
    })
}

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(256 << 10);
    (options.participants, options.slots, options.objects) = (12, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let mut random = Random::new(settings.seed);
    let options = &options;
    let start = |random: &mut Random| {
        let random = Random::new(random.next());
        Child::run("writer", |seat| change_on(seat, options, random))
    };
    let mut writers: Vec<Child> = (0..WRITERS).map(|_| start(&mut random)).collect();
    let reader = Child::run("reader", |seat| read_on(seat, options));
    let mut quiet = Quiet::default();
    while settings.more_rounds() {
        nap(random.spread(50, 2500));
        let victim = random.below(WRITERS as u64) as usize;
        std::mem::replace(&mut writers[victim], Child::none()).end_by_kill();
        writers[victim] = start(&mut random);
        if random.one_in(8) {
            let seats: Vec<&Seat> =
                writers.iter().chain([&reader]).map(|child| child.seat).collect();
            board().paused(&seats, || quiet.check(&home));
        }
    }
    board().stop();
    writers.into_iter().chain([reader]).for_each(Child::wait_done);
    quiet.check(&home);
    let Quiet { changes, recoveries, .. } = quiet;
    board().note(&format!("{changes} pushes and pops, {recoveries} changes cleaned up after"));
    Segment::unlink(NAME, options).expect("unlink");
}

fn attach(seat: &Seat, options: &Options) -> Option<(Segment, Opened)> {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let segment = expect("open", opened)?;
    let opened = open(seat, &segment)?;
    Some((segment, opened))
}

const ORDINARY: &[Status] = &[Status::Full, Status::Empty, Status::NoSpace];

fn count(index: usize, change: i64) {
    board().words[index].fetch_add(change as u64, SeqCst);
}

/// Counts a change before and after it is made.
fn counted<T>(begun: usize, change: impl FnOnce() -> wrtmem::Result<T>) -> wrtmem::Result<T> {
    count(begun, 1);
    let changed = change();
    match changed {
        Ok(_) => count(begun + 1, 1),
        Err(_) => count(begun, -1),
    }
    changed
}

fn change_on(seat: &'static Seat, options: &Options, mut random: Random) {
    // Each turn as another participant.
    while !board().stopping() {
        let Some((segment, Opened { stack, deque, text: string })) = attach(seat, options) else {
            return;
        };
        for _ in 0..1 + random.below(2000) {
            let ask = Ask::until(limit());
            let (draw, wild) = (random.next(), random.next() >> 8);
            let changed = seat.during(Op::Send, || match draw % 8 {
                0 | 1 => counted(STACK + PUSHING, || stack.with(ask).push(element(wild))),
                2 => counted(STACK + POPPING, || stack.with(ask).pop()).map(check),
                3 => counted(DEQUE + PUSHING, || deque.with(ask).push_back(element(wild))),
                4 => counted(DEQUE + PUSHING, || deque.with(ask).push_front(element(wild))),
                5 => counted(DEQUE + POPPING, || deque.with(ask).pop_back()).map(check),
                6 => counted(DEQUE + POPPING, || deque.with(ask).pop_front()).map(check),
                _ => string.with(ask).set(&text(wild)),
            });
            allow("change", changed, ORDINARY);
        }
        drop((stack, deque, string, segment));
        seat.pause();
    }
}

fn read_on(seat: &'static Seat, options: &Options) {
    let Some((_segment, opened)) = attach(seat, options) else { return };
    while !board().stopping() {
        seat.during(Op::Receive, || judge(&opened));
        seat.pause();
    }
}

/// What one look finds is whole.
fn judge(opened: &Opened) {
    let mut out = [element(0); CAPACITY];
    let judge = |copied: wrtmem::Result<usize>, out: &[Element]| {
        if let Some(length) = allow("copy", copied, &[Status::Busy]) {
            out[..length].iter().for_each(|element| check(*element));
        }
    };
    judge(opened.stack.copy_to(&mut out), &out);
    judge(opened.deque.copy_to(&mut out), &out);
    let mut bytes = [0; TEXT];
    if let Some(found) = allow("read", opened.text.read(&mut bytes), &[Status::Busy])
        && !found.is_empty()
        && found != text(found.len() as u64 - 1)
    {
        violation!("a text of {} bytes came as {found:?}", found.len());
    }
}

/// What was found when every change was done or killed.
#[derive(Default)]
struct Quiet {
    /// In the stack, in the deque.
    held: [u64; 2],
    /// Pushes and pops until then.
    changes: u64,
    /// Changes that were cleaned up after.
    recoveries: u64,
}

impl Quiet {
    fn check(&mut self, home: &Segment) {
        expect("recover", home.recover());
        let seat = &board().seats[0];
        check_verify(seat, home, "when all is quiet");
        let Some(opened) = open(seat, home) else { return };
        judge(&opened);
        let Opened { stack, deque, text } = &opened;
        let sound = [stack.verify(), deque.verify(), text.verify()];
        let sound = sound.map(|sound| expect("verify", sound));
        if sound != [Some(true); 3] {
            violation!("when all is quiet, sound are stack, deque, string: {sound:?}");
        }
        for (which, length) in [stack.len(), deque.len()].into_iter().enumerate() {
            let Some(length) = expect("length", length) else { continue };
            let told: [u64; 4] =
                std::array::from_fn(|i| board().words[4 * which + i].swap(0, SeqCst));
            let (before, after) = (self.held[which], length as u64);
            // A count may be short of what was killed before it was corrected.
            let least = (before + told[PUSHED]).saturating_sub(told[POPPING]);
            let most = (before + told[PUSHING]).saturating_sub(told[POPPED]);
            if !(least..=most).contains(&after) {
                violation!(
                    "{after} elements, {before} before; pushing, pushed, popping, popped {told:?}"
                );
            }
            self.held[which] = after;
            self.changes += told[PUSHED] + told[POPPED];
        }
        let regions = [stack.region(), deque.region(), text.region()];
        let recoveries = regions.map(|region| {
            let counted = region.statistics().expect("it");
            if (counted.failures, counted.unrepairable) != (0, 0) {
                violation!("damage where there was none: {counted:?}");
            }
            counted.recoveries
        });
        self.recoveries = recoveries.iter().sum();
    }
}

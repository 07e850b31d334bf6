//! The mailbox: its writer is killed at any moment, and so is one of its two readers; there
//! is always a whole value, and the next writer goes on with the next number.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use wrtmem::Status;
use wrtmem::objects::{KindId, Object, ObjectSpec, TypeTag};
use wrtmem::ring::mailbox::{MailboxKind, MailboxReader, MailboxWriter};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

use crate::attach::check_verify;
use crate::board::{Op, Seat, board};
use crate::process::{Child, Random, nap};
use crate::settings::{Settings, allow, expect, limit};
use crate::violation;

const NAME: &str = "mailbox";
/// Large enough that many kills hit the copy.
type Value = [u64; 128];

/// The board's words: the number of the last write that returned; values read.
const WRITTEN: usize = 0;
const READ: usize = 1;

fn value(number: u64) -> Value {
    std::array::from_fn(|i| number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ i as u64)
}

pub(crate) fn run(settings: &Settings) {
    let mut options = settings.options(256 << 10);
    (options.participants, options.slots, options.objects) = (8, 4, 4);
    let home = expect("create", Segment::create(NAME, &options)).expect("the segment");
    let (kind, tag) = (KindId::MAILBOX, TypeTag::default());
    let params = MailboxKind::params(size_of::<Value>() as u32);
    let made = home.create_object(&ObjectSpec { name: NAME, kind, tag, params });
    let mailbox = expect("create", made).expect("the mailbox");
    let mut random = Random::new(settings.seed);
    let options = &options;
    let write = || Child::run("sender", |seat| write_on(seat, options));
    let read = |random: &mut Random| {
        let random = Random::new(random.next());
        Child::run("receiver", |seat| read_on(seat, options, random))
    };
    let (mut writer, survivor, mut reader) = (write(), read(&mut random), read(&mut random));
    while settings.more_rounds() {
        nap(random.spread(50, 2000));
        std::mem::replace(&mut writer, Child::none()).end_by_kill();
        if random.one_in(3) {
            std::mem::replace(&mut reader, Child::none()).end_by_kill();
            reader = read(&mut random);
        }
        writer = write();
    }
    board().stop();
    [writer, survivor, reader].into_iter().for_each(Child::wait_done);
    expect("recover", home.recover());
    check_verify(&board().seats[0], &home, "when all is quiet");
    drop(mailbox);
    let (written, read) = (board().words[WRITTEN].load(SeqCst), board().words[READ].load(SeqCst));
    board().note(&format!("{written} values written, {read} read and checked"));
    Segment::unlink(NAME, options).expect("unlink");
}

fn attach(seat: &Seat, options: &Options) -> Option<Object> {
    let opened = seat.during(Op::Open, || Segment::open(NAME, options, limit()));
    let segment = expect("open", opened)?;
    let opened = seat.during(Op::OpenObject, || {
        segment.open_object(NAME, KindId::MAILBOX, TypeTag::default(), limit())
    });
    expect("open mailbox", opened)
}

fn write_on(seat: &'static Seat, options: &Options) {
    let Some(mailbox) = attach(seat, options) else { return };
    let claimed = seat.during(Op::Claim, || MailboxWriter::<Value, _>::open(mailbox));
    let Some(mut writer) = expect("take the writer's place", claimed) else { return };
    let (found, told) = (writer.written(), board().words[WRITTEN].load(SeqCst));
    if found != told && found != told + 1 {
        violation!("the last value is {found}, {told} was noted");
    }
    board().words[WRITTEN].store(found, SeqCst);
    while !board().stopping() {
        let next = writer.written() + 1;
        let written = seat.during(Op::Send, || writer.write(&value(next)));
        if expect("write", written) != Some(next) {
            violation!("value {next} got another number");
        }
        board().words[WRITTEN].store(next, SeqCst);
        if next.is_multiple_of(64) {
            nap(20);
        }
    }
    seat.during(Op::Close, || drop(writer));
}

fn read_on(seat: &'static Seat, options: &Options, mut random: Random) {
    let Some(mailbox) = attach(seat, options) else { return };
    let opened = seat.during(Op::Claim, || MailboxReader::<Value, _>::open(mailbox));
    let Some(mut reader) = expect("open a reader", opened) else { return };
    let mut got = [0; 128];
    while !board().stopping() {
        let (seen, least) = (reader.seen(), board().words[WRITTEN].load(SeqCst));
        let deadline = Deadline::after(Duration::from_millis(random.below(25)));
        let answer = seat.during(Op::Receive, || match random.one_in(2) {
            true => reader.read_newer(&mut got, deadline),
            false => reader.read(&mut got),
        });
        let allowed = [Status::Timeout, Status::PeerDead, Status::Empty];
        if let Some(number) = allow("read", answer, &allowed) {
            if number < seen || number < least || got != value(number) {
                violation!("value {number} after {seen}, {least} was written: {:x?}", &got[..2]);
            }
            board().words[READ].fetch_add(1, SeqCst);
        } else if least > seen {
            violation!("value {least} was written, {seen} seen, and there is none to read");
        }
    }
    seat.during(Op::Close, || drop(reader));
}

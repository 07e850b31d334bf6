//! The library's rings, opened by name as any process would.

use wrtmem::objects::{KindId, Object, ObjectSpec, Params, TypeTag};
use wrtmem::ring::mailbox::{Mailbox, MailboxKind, MailboxReader, MailboxWriter};
use wrtmem::ring::message::{MessageParams, Receiver, Record, Sender};
use wrtmem::ring::spsc::{Consumer, Producer, SpscParams};
use wrtmem::segment::{Options, Segment};
use wrtmem::sync::Deadline;

use super::{Ends, Message, Ring, Rx, RxMany, Tx, TxMany, unique_name};

/// A message lane with CRC32C.
pub struct MessageLane;

/// The same, waiting inside.
pub struct BlockingMessageLane;

/// The header of a record.
const RECORD_HEADER: usize = 24;

pub struct Sending(Sender<Object>);
pub struct Receiving(Receiver<Object>, Record);
pub struct SendingBlocked(Sending);
pub struct ReceivingBlocked(Receiving);

fn ends<const W: usize>(capacity: usize) -> Result<Ends<Sending, Receiving>, String> {
    let lane = ring_bytes(capacity, 8 * W + RECORD_HEADER);
    let params = MessageParams::new(1, lane).map_err(|e| e.to_string())?;
    let name = segment(2 * lane)?;
    let other = name.clone();
    Ok(Ends {
        tx: Box::new(move || {
            let ring = object(&name, KindId::MESSAGE, params.into())?;
            Ok(Sending(Sender::open(ring, &params, None).map_err(|error| error.to_string())?))
        }),
        rx: Box::new(move || {
            let ring = object(&other, KindId::MESSAGE, params.into())?;
            let receiver = Receiver::open(ring, &params).map_err(|error| error.to_string())?;
            Ok(Receiving(receiver, Record::default()))
        }),
    })
}

/// What `capacity` records take, rounded down to a power of two: a ring of bytes holds no more
/// messages than a peer does.
pub(super) fn ring_bytes(capacity: usize, record: usize) -> u64 {
    1 << (capacity * record).ilog2().max(12)
}

/// A new segment with room for so many bytes in an object, and its name.
pub(super) fn segment(bytes: u64) -> Result<String, String> {
    let name = unique_name();
    let mut options = Options::with_bytes(bytes + (1 << 20));
    options.prefault = true;
    drop(Segment::create(&name, &options).map_err(|error| error.to_string())?);
    Ok(name)
}

/// The one object of a segment, whoever comes first.
pub(super) fn object(name: &str, kind: KindId, params: Params) -> Result<Object, String> {
    let open = || {
        let mut options = Options::default();
        // Else the first lap of a large ring would measure page faults, for each side anew.
        options.prefault = true;
        let segment = Segment::open(name, &options, Deadline::POLL)?;
        let tag = TypeTag::default();
        let (object, _) =
            segment.open_or_create_object(&ObjectSpec { name: "ring", kind, tag, params })?;
        Ok(object)
    };
    open().map_err(|error: wrtmem::Error| error.to_string())
}

/// The bytes of a message.
fn bytes<const W: usize>(message: &Message<W>) -> &[u8] {
    // SAFETY: words are plain bytes, as many as said.
    unsafe { std::slice::from_raw_parts(message.as_ptr().cast(), size_of_val(message)) }
}

fn bytes_mut<const W: usize>(message: &mut Message<W>) -> &mut [u8] {
    // SAFETY: words are plain bytes, as many as said, and any bytes are words.
    unsafe { std::slice::from_raw_parts_mut(message.as_mut_ptr().cast(), size_of_val(message)) }
}

impl<const W: usize> Ring<W> for MessageLane {
    type Tx = Sending;
    type Rx = Receiving;

    fn ends(capacity: usize) -> Result<Ends<Sending, Receiving>, String> {
        ends::<W>(capacity)
    }
}

impl<const W: usize> Tx<W> for Sending {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.0.try_send(bytes(message)).is_ok()
    }
}

impl<const W: usize> Rx<W> for Receiving {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        self.0.try_receive(bytes_mut(message), &mut self.1).is_ok()
    }
}

impl<const W: usize> Ring<W> for BlockingMessageLane {
    type Tx = SendingBlocked;
    type Rx = ReceivingBlocked;

    fn ends(capacity: usize) -> Result<Ends<SendingBlocked, ReceivingBlocked>, String> {
        let Ends { tx, rx } = ends::<W>(capacity)?;
        Ok(Ends {
            tx: Box::new(|| tx().map(SendingBlocked)),
            rx: Box::new(|| rx().map(ReceivingBlocked)),
        })
    }
}

impl<const W: usize> Tx<W> for SendingBlocked {
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.0.0.send(bytes(message), Deadline::FOREVER).is_ok()
    }
}

impl<const W: usize> Rx<W> for ReceivingBlocked {
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        let Receiving(receiver, record) = &mut self.0;
        receiver.receive(bytes_mut(message), record, Deadline::FOREVER).is_ok()
    }
}

/// Elements of one size, one at a time.
pub struct Spsc;

pub struct Pushing<const W: usize>(Producer<Message<W>, Object>);
pub struct Popping<const W: usize>(Consumer<Message<W>, Object>);

impl<const W: usize> Ring<W> for Spsc {
    type Tx = Pushing<W>;
    type Rx = Popping<W>;

    fn ends(capacity: usize) -> Result<Ends<Pushing<W>, Popping<W>>, String> {
        let capacity = capacity as u64;
        let params = SpscParams::of::<Message<W>>(capacity).map_err(|error| error.to_string())?;
        let size = params.required_size().map_err(|error| error.to_string())?;
        let name = segment(size as u64)?;
        let other = name.clone();
        Ok(Ends {
            tx: Box::new(move || {
                let ring = object(&name, KindId::SPSC, params.into())?;
                Ok(Pushing(Producer::open(ring, capacity).map_err(|error| error.to_string())?))
            }),
            rx: Box::new(move || {
                let ring = object(&other, KindId::SPSC, params.into())?;
                Ok(Popping(Consumer::open(ring, capacity).map_err(|error| error.to_string())?))
            }),
        })
    }
}

impl<const W: usize> Tx<W> for Pushing<W> {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.0.try_push(message).is_ok()
    }
}

impl<const W: usize> Rx<W> for Popping<W> {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        self.0.try_pop(message).is_ok()
    }
}

impl<const W: usize> TxMany<W> for Pushing<W> {
    #[inline]
    fn send_many(&mut self, messages: &[Message<W>]) -> usize {
        self.0.try_push_n(messages).unwrap_or(0)
    }
}

impl<const W: usize> RxMany<W> for Popping<W> {
    #[inline]
    fn receive_many(&mut self, messages: &mut [Message<W>]) -> usize {
        self.0.try_pop_n(messages).unwrap_or(0)
    }
}

/// The same, waiting inside.
pub struct BlockingSpsc;

pub struct PushingBlocked<const W: usize>(Pushing<W>);
pub struct PoppingBlocked<const W: usize>(Popping<W>);

impl<const W: usize> Ring<W> for BlockingSpsc {
    type Tx = PushingBlocked<W>;
    type Rx = PoppingBlocked<W>;

    fn ends(capacity: usize) -> Result<Ends<PushingBlocked<W>, PoppingBlocked<W>>, String> {
        let Ends { tx, rx } = Spsc::ends(capacity)?;
        Ok(Ends {
            tx: Box::new(|| tx().map(PushingBlocked)),
            rx: Box::new(|| rx().map(PoppingBlocked)),
        })
    }
}

impl<const W: usize> Tx<W> for PushingBlocked<W> {
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.0.0.push(message, Deadline::FOREVER).is_ok()
    }
}

impl<const W: usize> Rx<W> for PoppingBlocked<W> {
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        self.0.0.pop(message, Deadline::FOREVER).is_ok()
    }
}

/// The latest value.
pub struct Latest;

pub struct Writing<const W: usize>(MailboxWriter<Message<W>, Object>);
pub struct Reading<const W: usize>(MailboxReader<Message<W>, Object>);

impl<const W: usize> Ring<W> for Latest {
    type Tx = Writing<W>;
    type Rx = Reading<W>;

    fn ends(_capacity: usize) -> Result<Ends<Writing<W>, Reading<W>>, String> {
        let bytes = size_of::<Message<W>>() as u32;
        let size = Mailbox::required_size(bytes).map_err(|error| error.to_string())?;
        let name = segment(size as u64)?;
        let other = name.clone();
        let params = MailboxKind::params(bytes);
        Ok(Ends {
            tx: Box::new(move || {
                let mailbox = object(&name, KindId::MAILBOX, params)?;
                Ok(Writing(MailboxWriter::open(mailbox).map_err(|error| error.to_string())?))
            }),
            rx: Box::new(move || {
                let mailbox = object(&other, KindId::MAILBOX, params)?;
                Ok(Reading(MailboxReader::open(mailbox).map_err(|error| error.to_string())?))
            }),
        })
    }
}

impl<const W: usize> Tx<W> for Writing<W> {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.0.write(message).is_ok()
    }
}

impl<const W: usize> Rx<W> for Reading<W> {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        self.0.try_read_newer(message).is_ok()
    }
}

//! The library's rings that several share, opened by name as any process would.

use wrtmem::objects::{KindId, Object, Params};
use wrtmem::ring::broadcast::{BroadcastParams, Reader, Start, Writer};
use wrtmem::ring::mpmc::{Consumer, MpmcParams, Producer};
use wrtmem::ring::ordered::{OrderedParams, OrderedReceiver, OrderedRecord, OrderedSender};

use super::ours::{object, ring_bytes, segment};
use super::{Both, Ends, Exchange, Message, Ring, Rx, Tx};

/// Elements of one size, any number of producers and consumers.
pub struct Mpmc;

/// One order for all senders, CRC32C.
pub struct Ordered;

/// One writer that waits for nobody: for the tests in which the reader keeps up by itself.
pub struct Broadcast;

fn place(kind: KindId, params: Params, bytes: usize) -> Result<String, String> {
    let name = segment(2 * bytes as u64)?;
    drop(object(&name, kind, params)?);
    Ok(name)
}

fn text(error: wrtmem::Error) -> String {
    error.to_string()
}

pub struct MpmcTx<const W: usize>(Producer<Object, Message<W>>);
pub struct MpmcRx<const W: usize>(Consumer<Object, Message<W>>);

impl<const W: usize> Ring<W> for Mpmc {
    type Tx = MpmcTx<W>;
    type Rx = MpmcRx<W>;

    fn ends(capacity: usize) -> Result<Ends<MpmcTx<W>, MpmcRx<W>>, String> {
        let (name, params) = mpmc::<W>(capacity)?;
        Ok(mpmc_ends(&name, params))
    }
}

impl<const W: usize> Exchange<W> for Mpmc {
    fn both(capacity: usize) -> Result<Both<Self, W>, String> {
        let (name, params) = mpmc::<W>(capacity)?;
        Ok([mpmc_ends(&name, params), mpmc_ends(&name, params)])
    }
}

fn mpmc<const W: usize>(capacity: usize) -> Result<(String, MpmcParams), String> {
    let params = MpmcParams::new(capacity as u32, 8 * W as u32, 4).map_err(text)?;
    let name = place(KindId::MPMC, params.into(), params.required_size().map_err(text)?)?;
    Ok((name, params))
}

fn mpmc_ends<const W: usize>(name: &str, params: MpmcParams) -> Ends<MpmcTx<W>, MpmcRx<W>> {
    let (name, other) = (name.to_string(), name.to_string());
    let open = move |name: &str| object(name, KindId::MPMC, params.into());
    Ends {
        tx: Box::new(move || Ok(MpmcTx(Producer::open(open(&name)?, &params).map_err(text)?))),
        rx: Box::new(move || Ok(MpmcRx(Consumer::open(open(&other)?, &params).map_err(text)?))),
    }
}

impl<const W: usize> Tx<W> for MpmcTx<W> {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.0.try_push(message).is_ok()
    }
}

impl<const W: usize> Rx<W> for MpmcRx<W> {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        self.0.try_pop(message).is_ok()
    }
}

pub struct BroadcastTx<const W: usize>(Writer<Object, Message<W>>);
pub struct BroadcastRx<const W: usize>(Reader<Object, Message<W>>);

impl<const W: usize> Ring<W> for Broadcast {
    type Tx = BroadcastTx<W>;
    type Rx = BroadcastRx<W>;

    fn ends(capacity: usize) -> Result<Ends<BroadcastTx<W>, BroadcastRx<W>>, String> {
        let params = BroadcastParams::new(capacity as u32, 8 * W as u32).map_err(text)?;
        let name = place(KindId::BROADCAST, params.into(), params.required_size().map_err(text)?)?;
        let other = name.clone();
        let open = move |name: &str| object(name, KindId::BROADCAST, params.into());
        Ok(Ends {
            tx: Box::new(move || {
                Ok(BroadcastTx(Writer::open(open(&name)?, &params).map_err(text)?))
            }),
            rx: Box::new(move || {
                let reader = Reader::open(open(&other)?, &params, Start::At(0)).map_err(text)?;
                Ok(BroadcastRx(reader))
            }),
        })
    }
}

impl<const W: usize> Tx<W> for BroadcastTx<W> {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.0.write(message).is_ok()
    }
}

impl<const W: usize> Rx<W> for BroadcastRx<W> {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        self.0.try_read(message).is_ok()
    }
}

pub struct OrderedTx(OrderedSender<Object>);
pub struct OrderedRx(OrderedReceiver<Object>, OrderedRecord);

impl<const W: usize> Ring<W> for Ordered {
    type Tx = OrderedTx;
    type Rx = OrderedRx;

    fn ends(capacity: usize) -> Result<Ends<OrderedTx, OrderedRx>, String> {
        let bytes = ring_bytes(capacity, (8 * W + 16).next_multiple_of(64));
        let params = OrderedParams::new(bytes, 4).map_err(text)?;
        let kind = KindId::MESSAGE_ORDERED;
        let name = place(kind, params.into(), params.required_size().map_err(text)?)?;
        let other = name.clone();
        let open = move |name: &str| object(name, kind, params.into());
        Ok(Ends {
            tx: Box::new(move || {
                Ok(OrderedTx(OrderedSender::open(open(&name)?, &params).map_err(text)?))
            }),
            rx: Box::new(move || {
                let receiver = OrderedReceiver::open(open(&other)?, &params).map_err(text)?;
                Ok(OrderedRx(receiver, OrderedRecord::default()))
            }),
        })
    }
}

impl<const W: usize> Tx<W> for OrderedTx {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        // SAFETY: words are plain bytes, as many as said.
        let bytes = unsafe {
            std::slice::from_raw_parts(message.as_ptr().cast::<u8>(), size_of_val(message))
        };
        self.0.try_send(bytes).is_ok()
    }
}

impl<const W: usize> Rx<W> for OrderedRx {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        // SAFETY: words are plain bytes, as many as said, and any bytes are words.
        let bytes = unsafe {
            std::slice::from_raw_parts_mut(message.as_mut_ptr().cast::<u8>(), size_of_val(message))
        };
        self.0.try_receive(bytes, &mut self.1).is_ok()
    }
}

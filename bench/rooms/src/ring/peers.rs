//! Rings from the crates registry.
//!
//! A message of more than a line that is passed by value is copied to the stack on its way. So
//! where a ring takes slices or lends its places, a large one passes that way, with one copy on
//! each side. ArrayQueue has values only, as has the sending end of ringbuffer-spsc and heapless;
//! ringbuf is faster with values.

use std::num::NonZeroUsize;
use std::slice::{from_mut, from_ref};
use std::sync::{Arc, Mutex};

use gil::read_guard::BatchReader;

use ringbuf::traits::{Consumer, Producer, Split};

use super::{Both, Ends, Exchange, Message, Ring, Rx, RxMany, Tx, TxMany, ready};

/// Messages of more words are large.
const LINE: usize = 8;

pub struct RingbufferSpsc;

impl<const W: usize> Ring<W> for RingbufferSpsc {
    type Tx = ringbuffer_spsc::RingBufferWriter<Message<W>>;
    type Rx = ringbuffer_spsc::RingBufferReader<Message<W>>;

    fn ends(capacity: usize) -> Result<Ends<Self::Tx, Self::Rx>, String> {
        Ok(ready(ringbuffer_spsc::ringbuffer(capacity)))
    }
}

impl<const W: usize> Tx<W> for ringbuffer_spsc::RingBufferWriter<Message<W>> {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.push(*message).is_none()
    }
}

impl<const W: usize> Rx<W> for ringbuffer_spsc::RingBufferReader<Message<W>> {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        if W > LINE {
            return self.peek().map(|got| *message = *got).is_some() && self.pull().is_some();
        }
        self.pull().map(|got| *message = got).is_some()
    }
}

pub struct Rtrb;

impl<const W: usize> Ring<W> for Rtrb {
    type Tx = rtrb::Producer<Message<W>>;
    type Rx = rtrb::Consumer<Message<W>>;

    fn ends(capacity: usize) -> Result<Ends<Self::Tx, Self::Rx>, String> {
        Ok(ready(rtrb::RingBuffer::new(capacity)))
    }
}

impl<const W: usize> Tx<W> for rtrb::Producer<Message<W>> {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        if W > LINE {
            return self.push_entire_slice(from_ref(message)).is_ok();
        }
        self.push(*message).is_ok()
    }
}

impl<const W: usize> Rx<W> for rtrb::Consumer<Message<W>> {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        if W > LINE {
            return self.pop_entire_slice(from_mut(message)).is_ok();
        }
        self.pop().map(|got| *message = got).is_ok()
    }
}

impl<const W: usize> TxMany<W> for rtrb::Producer<Message<W>> {
    fn send_many(&mut self, messages: &[Message<W>]) -> usize {
        self.push_partial_slice(messages).0.len()
    }
}

impl<const W: usize> RxMany<W> for rtrb::Consumer<Message<W>> {
    fn receive_many(&mut self, messages: &mut [Message<W>]) -> usize {
        self.pop_partial_slice(messages).0.len()
    }
}

pub struct Gil;

impl<const W: usize> Ring<W> for Gil {
    type Tx = gil::spsc::Sender<Message<W>>;
    type Rx = gil::spsc::Receiver<Message<W>>;

    fn ends(capacity: usize) -> Result<Ends<Self::Tx, Self::Rx>, String> {
        let capacity = NonZeroUsize::new(capacity).ok_or("capacity 0")?;
        Ok(ready(gil::spsc::channel(capacity)))
    }
}

impl<const W: usize> Tx<W> for gil::spsc::Sender<Message<W>> {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        if W > LINE {
            return self.send_many(from_ref(message)) == 1;
        }
        gil::spsc::Sender::try_send(self, *message).is_ok()
    }
}

impl<const W: usize> Rx<W> for gil::spsc::Receiver<Message<W>> {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        if W > LINE {
            return self.receive_many(from_mut(message)) == 1;
        }
        self.try_recv().map(|got| *message = got).is_some()
    }
}

impl<const W: usize> TxMany<W> for gil::spsc::Sender<Message<W>> {
    fn send_many(&mut self, messages: &[Message<W>]) -> usize {
        let room = self.write_buffer();
        let count = room.len().min(messages.len());
        for (to, message) in room.iter_mut().zip(messages) {
            to.write(*message);
        }
        // SAFETY: the first `count` places were just written.
        unsafe { self.commit(count) };
        count
    }
}

impl<const W: usize> RxMany<W> for gil::spsc::Receiver<Message<W>> {
    fn receive_many(&mut self, messages: &mut [Message<W>]) -> usize {
        let there = self.read_buffer();
        let count = there.len().min(messages.len());
        messages[..count].copy_from_slice(&there[..count]);
        // SAFETY: `count` of the messages there were read; they need no drop.
        unsafe { self.advance(count) };
        count
    }
}

pub struct Ringbuf;

impl<const W: usize> Ring<W> for Ringbuf {
    type Tx = ringbuf::HeapProd<Message<W>>;
    type Rx = ringbuf::HeapCons<Message<W>>;

    fn ends(capacity: usize) -> Result<Ends<Self::Tx, Self::Rx>, String> {
        Ok(ready(ringbuf::HeapRb::new(capacity).split()))
    }
}

impl<const W: usize> Tx<W> for ringbuf::HeapProd<Message<W>> {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.try_push(*message).is_ok()
    }
}

impl<const W: usize> Rx<W> for ringbuf::HeapCons<Message<W>> {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        self.try_pop().map(|got| *message = got).is_some()
    }
}

impl<const W: usize> TxMany<W> for ringbuf::HeapProd<Message<W>> {
    fn send_many(&mut self, messages: &[Message<W>]) -> usize {
        self.push_slice(messages)
    }
}

impl<const W: usize> RxMany<W> for ringbuf::HeapCons<Message<W>> {
    fn receive_many(&mut self, messages: &mut [Message<W>]) -> usize {
        self.pop_slice(messages)
    }
}

pub struct ArrayQueue;

impl<const W: usize> Ring<W> for ArrayQueue {
    type Tx = Arc<crossbeam_queue::ArrayQueue<Message<W>>>;
    type Rx = Arc<crossbeam_queue::ArrayQueue<Message<W>>>;

    fn ends(capacity: usize) -> Result<Ends<Self::Tx, Self::Rx>, String> {
        let queue = Arc::new(crossbeam_queue::ArrayQueue::new(capacity));
        Ok(ready((queue.clone(), queue)))
    }
}

impl<const W: usize> Exchange<W> for ArrayQueue {
    fn both(capacity: usize) -> Result<Both<Self, W>, String> {
        let queue = Arc::new(crossbeam_queue::ArrayQueue::new(capacity));
        Ok([0, 1].map(|_| ready((queue.clone(), queue.clone()))))
    }
}

impl<const W: usize> Tx<W> for Arc<crossbeam_queue::ArrayQueue<Message<W>>> {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.push(*message).is_ok()
    }
}

impl<const W: usize> Rx<W> for Arc<crossbeam_queue::ArrayQueue<Message<W>>> {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        self.pop().map(|got| *message = got).is_some()
    }
}

/// Its capacity is part of its type: 1024, of which the single-producer one holds one less.
pub struct HeaplessSpsc;

const HEAPLESS: usize = 1024;

impl<const W: usize> Ring<W> for HeaplessSpsc {
    type Tx = heapless::spsc::Producer<'static, Message<W>>;
    type Rx = heapless::spsc::Consumer<'static, Message<W>>;

    fn ends(capacity: usize) -> Result<Ends<Self::Tx, Self::Rx>, String> {
        if capacity != HEAPLESS {
            return Err(format!("its capacity is {HEAPLESS}"));
        }
        let queue: Box<heapless::spsc::Queue<Message<W>, HEAPLESS>> = Box::default();
        Ok(ready(Box::leak(queue).split()))
    }
}

impl<const W: usize> Tx<W> for heapless::spsc::Producer<'static, Message<W>> {
    #[inline]
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.enqueue(*message).is_ok()
    }
}

impl<const W: usize> Rx<W> for heapless::spsc::Consumer<'static, Message<W>> {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        if W > LINE {
            return self.peek().map(|got| *message = *got).is_some() && self.dequeue().is_some();
        }
        self.dequeue().map(|got| *message = got).is_some()
    }
}

/// What a ring replaces first: a queue behind one lock.
pub struct MutexRing;

pub struct Locked<const W: usize> {
    queue: Arc<Mutex<std::collections::VecDeque<Message<W>>>>,
    capacity: usize,
}

impl<const W: usize> Ring<W> for MutexRing {
    type Tx = Locked<W>;
    type Rx = Locked<W>;

    fn ends(capacity: usize) -> Result<Ends<Self::Tx, Self::Rx>, String> {
        let queue = Arc::new(Mutex::new(std::collections::VecDeque::with_capacity(capacity)));
        let end = || Locked { queue: queue.clone(), capacity };
        Ok(ready((end(), end())))
    }
}

impl<const W: usize> Exchange<W> for MutexRing {
    fn both(capacity: usize) -> Result<Both<Self, W>, String> {
        let queue = Arc::new(Mutex::new(std::collections::VecDeque::with_capacity(capacity)));
        let end = || Locked { queue: queue.clone(), capacity };
        Ok([0, 1].map(|_| ready((end(), end()))))
    }
}

impl<const W: usize> Tx<W> for Locked<W> {
    fn try_send(&mut self, message: &Message<W>) -> bool {
        let Ok(mut queue) = self.queue.lock() else { return false };
        let room = queue.len() < self.capacity;
        if room {
            queue.push_back(*message);
        }
        room
    }
}

impl<const W: usize> Rx<W> for Locked<W> {
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        let Ok(mut queue) = self.queue.lock() else { return false };
        queue.pop_front().map(|got| *message = got).is_some()
    }
}

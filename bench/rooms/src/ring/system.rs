//! What the machine and the system themselves offer to pass a message. But for the first, each
//! send wakes and each receive sleeps.

use std::ffi::CString;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};

use super::{Ends, Message, Ring, Rx, Tx, ready, unique_name};
use crate::shared::Shared;

fn words<const W: usize>(message: &Message<W>) -> Vec<u8> {
    message.iter().flat_map(|word| word.to_ne_bytes()).collect()
}

fn unwords<const W: usize>(bytes: &[u8], message: &mut Message<W>) {
    for (word, bytes) in message.iter_mut().zip(bytes.chunks_exact(8)) {
        *word = u64::from_ne_bytes(bytes.try_into().unwrap_or_default());
    }
}

fn failed() -> String {
    std::io::Error::last_os_error().to_string()
}

/// What is left of a ring when all it does is to pass 64 bytes: a number and the words, which
/// lie in two lines, in one of 64 places after another. Nobody looks whether there is room: in a
/// round trip there is.
pub struct Bare;

#[repr(C, align(128))]
struct Place {
    number: AtomicU64,
    words: [AtomicU64; 8],
}

/// With fewer, a line is written again while the other side still holds it, which takes longer.
const PLACES: usize = 64;

pub struct BareEnd {
    places: Shared<[Place; PLACES]>,
    passed: u64,
}

impl BareEnd {
    fn place(&self) -> &Place {
        &self.places[self.passed as usize % PLACES]
    }
}

impl Ring<8> for Bare {
    type Tx = BareEnd;
    type Rx = BareEnd;

    fn ends(_capacity: usize) -> Result<Ends<BareEnd, BareEnd>, String> {
        let places = Shared::<[Place; PLACES]>::new()?;
        Ok(ready((BareEnd { places: places.clone(), passed: 0 }, BareEnd { places, passed: 0 })))
    }
}

impl Tx<8> for BareEnd {
    #[inline]
    fn try_send(&mut self, message: &Message<8>) -> bool {
        for (to, word) in self.place().words.iter().zip(message) {
            to.store(*word, Ordering::Relaxed);
        }
        // Release: publishes the words.
        self.place().number.store(self.passed + 1, Ordering::Release);
        self.passed += 1;
        true
    }
}

impl Rx<8> for BareEnd {
    #[inline]
    fn try_receive(&mut self, message: &mut Message<8>) -> bool {
        // Acquire: pairs with the store above.
        if self.place().number.load(Ordering::Acquire) != self.passed + 1 {
            return false;
        }
        for (word, from) in message.iter_mut().zip(&self.place().words) {
            *word = from.load(Ordering::Relaxed);
        }
        self.passed += 1;
        true
    }
}

/// One message beside a word that is waited on with FUTEX_WAIT: the least a sleeping receiver
/// can cost. It looks so often before it sleeps; with 0 it always sleeps, and is always woken.
pub struct Futex<const LOOKS: u32>;

#[repr(C, align(128))]
pub struct Slot {
    full: AtomicU32,
    sleeping: AtomicU32,
    words: [AtomicU64; 8],
}

#[derive(Clone)]
pub struct FutexEnd<const LOOKS: u32>(Shared<Slot>);

impl Slot {
    /// Looks, then sleeps, until the word is `wanted`.
    fn wait(&self, wanted: u32, looks: u32) {
        for _ in 0..looks {
            // Acquire: as below.
            if self.full.load(Ordering::Acquire) == wanted {
                return;
            }
            std::hint::spin_loop();
        }
        self.sleeping.store(1, Ordering::Relaxed);
        // With the one in `set`: one of the two sees the other's store.
        fence(Ordering::SeqCst);
        // Acquire: pairs with the release store of the other side, for the message's words.
        while self.full.load(Ordering::Acquire) != wanted {
            // SAFETY: waits on a live word; no timeout.
            unsafe {
                libc::syscall(
                    libc::SYS_futex,
                    &self.full,
                    libc::FUTEX_WAIT,
                    1 - wanted,
                    std::ptr::null::<libc::timespec>(),
                )
            };
        }
    }

    fn set(&self, value: u32, looks: u32) {
        // Release: publishes the words, or that they were read.
        self.full.store(value, Ordering::Release);
        if looks > 0 {
            fence(Ordering::SeqCst); // with the one in `wait`
            if self.sleeping.swap(0, Ordering::Relaxed) == 0 {
                return;
            }
        }
        // SAFETY: wakes those who wait on a live word.
        unsafe { libc::syscall(libc::SYS_futex, &self.full, libc::FUTEX_WAKE, 1) };
    }
}

impl<const LOOKS: u32> Ring<8> for Futex<LOOKS> {
    type Tx = FutexEnd<LOOKS>;
    type Rx = FutexEnd<LOOKS>;

    fn ends(_capacity: usize) -> Result<Ends<FutexEnd<LOOKS>, FutexEnd<LOOKS>>, String> {
        let slot = FutexEnd(Shared::new()?);
        Ok(ready((slot.clone(), slot)))
    }
}

impl<const LOOKS: u32> Tx<8> for FutexEnd<LOOKS> {
    fn try_send(&mut self, message: &Message<8>) -> bool {
        for (to, word) in self.0.words.iter().zip(message) {
            to.store(*word, Ordering::Relaxed);
        }
        self.0.set(1, LOOKS);
        true
    }
}

impl<const LOOKS: u32> Rx<8> for FutexEnd<LOOKS> {
    fn try_receive(&mut self, message: &mut Message<8>) -> bool {
        self.0.wait(1, LOOKS);
        for (word, from) in message.iter_mut().zip(&self.0.words) {
            *word = from.load(Ordering::Relaxed);
        }
        // A round trip never has two messages on one way: nobody waits for this.
        self.0.full.store(0, Ordering::Release);
        true
    }
}

/// One message in shared memory, announced through an eventfd.
pub struct Eventfd;

pub struct EventfdEnd {
    slot: Shared<Slot>,
    event: File,
}

impl Ring<8> for Eventfd {
    type Tx = EventfdEnd;
    type Rx = EventfdEnd;

    fn ends(_capacity: usize) -> Result<Ends<EventfdEnd, EventfdEnd>, String> {
        // SAFETY: a new descriptor.
        let descriptor = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC) };
        if descriptor < 0 {
            return Err(failed());
        }
        // SAFETY: nobody else owns it.
        let event = File::from(unsafe { OwnedFd::from_raw_fd(descriptor) });
        let other = event.try_clone().map_err(|error| error.to_string())?;
        let slot = Shared::<Slot>::new()?;
        Ok(ready((EventfdEnd { slot: slot.clone(), event }, EventfdEnd { slot, event: other })))
    }
}

impl Tx<8> for EventfdEnd {
    fn try_send(&mut self, message: &Message<8>) -> bool {
        for (to, word) in self.slot.words.iter().zip(message) {
            to.store(*word, Ordering::Relaxed);
        }
        // The system call orders the stores before the wake.
        self.event.write_all(&1u64.to_ne_bytes()).is_ok()
    }
}

impl Rx<8> for EventfdEnd {
    fn try_receive(&mut self, message: &mut Message<8>) -> bool {
        let mut count = [0; 8];
        if self.event.read_exact(&mut count).is_err() {
            return false;
        }
        for (word, from) in message.iter_mut().zip(&self.slot.words) {
            *word = from.load(Ordering::Relaxed);
        }
        true
    }
}

pub struct Pipe;
pub struct PipeEnd(File);

impl<const W: usize> Ring<W> for Pipe {
    type Tx = PipeEnd;
    type Rx = PipeEnd;

    fn ends(_capacity: usize) -> Result<Ends<PipeEnd, PipeEnd>, String> {
        let mut ends = [0; 2];
        // SAFETY: room for two descriptors.
        if unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) } != 0 {
            return Err(failed());
        }
        // SAFETY: two new descriptors that nobody else owns.
        let [rx, tx] = ends.map(|end| PipeEnd(File::from(unsafe { OwnedFd::from_raw_fd(end) })));
        Ok(ready((tx, rx)))
    }
}

impl<const W: usize> Tx<W> for PipeEnd {
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.0.write_all(&words(message)).is_ok()
    }
}

impl<const W: usize> Rx<W> for PipeEnd {
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        let mut bytes = words(message);
        let received = self.0.read_exact(&mut bytes).is_ok();
        unwords(&bytes, message);
        received
    }
}

pub struct UnixSocket;

impl<const W: usize> Ring<W> for UnixSocket {
    type Tx = UnixDatagram;
    type Rx = UnixDatagram;

    fn ends(_capacity: usize) -> Result<Ends<UnixDatagram, UnixDatagram>, String> {
        UnixDatagram::pair().map(ready).map_err(|error| error.to_string())
    }
}

impl<const W: usize> Tx<W> for UnixDatagram {
    fn try_send(&mut self, message: &Message<W>) -> bool {
        self.send(&words(message)).is_ok()
    }
}

impl<const W: usize> Rx<W> for UnixDatagram {
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        let mut bytes = words(message);
        let received = self.recv(&mut bytes).is_ok();
        unwords(&bytes, message);
        received
    }
}

/// A POSIX message queue of ten messages, the most an unprivileged process may ask for.
pub struct PosixQueue;

pub struct PosixQueueEnd(Arc<OwnedFd>);

impl<const W: usize> Ring<W> for PosixQueue {
    type Tx = PosixQueueEnd;
    type Rx = PosixQueueEnd;

    fn ends(capacity: usize) -> Result<Ends<PosixQueueEnd, PosixQueueEnd>, String> {
        let name = CString::new(format!("/{}", unique_name())).map_err(|e| e.to_string())?;
        // SAFETY: plain numbers, for which zeros are valid.
        let mut attributes: libc::mq_attr = unsafe { std::mem::zeroed() };
        attributes.mq_maxmsg = capacity.min(10) as i64;
        attributes.mq_msgsize = 8 * W as i64;
        let flags = libc::O_RDWR | libc::O_CREAT | libc::O_EXCL | libc::O_CLOEXEC;
        // SAFETY: a name and attributes that outlive the call.
        let queue = unsafe { libc::mq_open(name.as_ptr(), flags, 0o600, &attributes) };
        if queue < 0 {
            return Err(failed());
        }
        // SAFETY: the name just created; the descriptor keeps the queue.
        unsafe { libc::mq_unlink(name.as_ptr()) };
        // SAFETY: on Linux a queue is a descriptor, here a new one that nobody else owns.
        let queue = Arc::new(unsafe { OwnedFd::from_raw_fd(queue) });
        Ok(ready((PosixQueueEnd(queue.clone()), PosixQueueEnd(queue))))
    }
}

impl<const W: usize> Tx<W> for PosixQueueEnd {
    fn try_send(&mut self, message: &Message<W>) -> bool {
        let (place, len) = (message.as_ptr().cast(), size_of_val(message));
        // SAFETY: as many bytes as the message has.
        unsafe { libc::mq_send(self.0.as_raw_fd(), place, len, 0) == 0 }
    }
}

impl<const W: usize> Rx<W> for PosixQueueEnd {
    fn try_receive(&mut self, message: &mut Message<W>) -> bool {
        let (place, len) = (message.as_mut_ptr().cast(), size_of_val(message));
        let queue = self.0.as_raw_fd();
        // SAFETY: room for a message, and any bytes are words.
        let got = unsafe { libc::mq_receive(queue, place, len, std::ptr::null_mut()) };
        got == len as isize
    }
}

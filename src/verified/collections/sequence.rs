//! A ring of elements in a region, on which the collections stand.
//!
//! ```text
//! 0        8        16     24
//! version  length   head   element 0 | element 1 | … | element N - 1
//! ```
//! The elements in use are `length` of them from `head` on, around the end. A change writes
//! its elements and the three words in one commit. The version counts the changes: a reader
//! that meets the same words before and after its elements has read them of one commit.

use core::marker::PhantomData;

use crate::provider::Provider;
use crate::status::{Result, Status, fail};
use crate::sync::plain::{Plain, bytes_of_all, bytes_of_all_mut};
use crate::verified::seeded::{Bug, seeded};
use crate::verified::{Ask, Region, RegionParams, Transaction, VerificationLevel};

/// Where the elements begin.
const ELEMENTS: u64 = size_of::<[u64; 3]>() as u64;

/// How often a reader looks again when writers overtake it.
const LOOKS: u32 = 1_000;

/// The three words; `length <= N` and `head < N` once checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    version: u64,
    pub(super) length: usize,
    head: usize,
}

pub(super) struct Sequence<T, const N: usize, P> {
    pub(super) region: Region<P>,
    element: PhantomData<fn() -> T>,
}

/// A value to be read over.
fn blank<T: Plain>() -> T {
    // SAFETY: any bytes are a value of a plain type.
    unsafe { core::mem::zeroed() }
}

impl<T: Plain, const N: usize, P: Provider> Sequence<T, N, P> {
    pub(super) fn params(level: VerificationLevel) -> Result<RegionParams> {
        let elements = (N as u64).checked_mul(size_of::<T>() as u64);
        match elements.and_then(|bytes| bytes.checked_add(ELEMENTS)) {
            Some(bytes) if N > 0 && size_of::<T>() > 0 => RegionParams::new(bytes, level),
            _ => fail!(Invalid, "collection: {N} elements of {} bytes", size_of::<T>()),
        }
    }

    pub(super) fn format(provider: P, level: VerificationLevel) -> Result<Self> {
        // Zeros are an empty sequence.
        let region = Region::format(provider, &Self::params(level)?)?;
        Ok(Sequence { region, element: PhantomData })
    }

    pub(super) fn open(provider: P, level: VerificationLevel) -> Result<Self> {
        let region = Region::open(provider, &Self::params(level)?)?;
        Ok(Sequence { region, element: PhantomData })
    }

    fn checked(words: [u64; 3]) -> Result<Words> {
        let [version, length, head] = words;
        if length > N as u64 || head >= N as u64 {
            fail!(Corrupt, "collection: length {length}, head {head}: it holds {N}");
        }
        Ok(Words { version, length: length as usize, head: head as usize })
    }

    pub(super) fn words(&self) -> Result<Words> {
        let mut words = [0; 3];
        self.region.read(0, bytes_of_all_mut(&mut words))?;
        Self::checked(words)
    }

    /// Where element `index`, below `N`, counted from `head`, lies.
    fn place(words: &Words, index: usize) -> u64 {
        // No overflow: a region of `N` elements has less than 2^63 bytes.
        let slot = (words.head + index) % N;
        ELEMENTS + slot as u64 * size_of::<T>() as u64
    }

    /// `read`, of one commit.
    fn look<V>(&self, mut read: impl FnMut(&Words) -> Result<V>) -> Result<V> {
        for _ in 0..LOOKS {
            let words = self.words()?;
            let value = read(&words);
            if self.words()? == words {
                return value;
            }
        }
        fail!(Busy, "collection: writers overtook {LOOKS} looks")
    }

    pub(super) fn get(&self, index: usize) -> Result<Option<T>> {
        self.look(|words| {
            if index >= words.length {
                return Ok(None);
            }
            let mut value = [blank()];
            self.region.read(Self::place(words, index), bytes_of_all_mut(&mut value))?;
            Ok(Some(value[0]))
        })
    }

    pub(super) fn copy_to(&self, out: &mut [T]) -> Result<usize> {
        self.look(|words| {
            let length = words.length;
            if length > out.len() {
                fail!(Invalid, "collection: {length} elements, room for {}", out.len());
            }
            let (first, second) = out[..length].split_at_mut(length.min(N - words.head));
            self.region.read(Self::place(words, 0), bytes_of_all_mut(first))?;
            self.region.read(ELEMENTS, bytes_of_all_mut(second))?;
            Ok(length)
        })
    }

    fn change<V>(
        &self,
        change: impl FnOnce(&mut Transaction<'_>, &mut Words) -> Result<V>,
    ) -> Result<V> {
        self.region.update(&Ask::default(), |transaction| {
            let mut words = [0; 3];
            transaction.read(0, bytes_of_all_mut(&mut words))?;
            let mut words = Self::checked(words)?;
            let value = change(transaction, &mut words)?;
            let next = [words.version.wrapping_add(1), words.length as u64, words.head as u64];
            transaction.write(0, bytes_of_all(&next))?;
            Ok(value)
        })
    }

    pub(super) fn push_back(&self, value: T) -> Result<()> {
        self.change(|transaction, words| {
            if words.length == N {
                return Err(Status::Full.into());
            }
            transaction.write(Self::place(words, words.length), bytes_of_all(&[value]))?;
            words.length += 1;
            Ok(())
        })
    }

    pub(super) fn push_front(&self, value: T) -> Result<()> {
        self.change(|transaction, words| {
            if words.length == N {
                return Err(Status::Full.into());
            }
            words.head = (words.head + N - 1) % N;
            transaction.write(Self::place(words, 0), bytes_of_all(&[value]))?;
            words.length += 1;
            Ok(())
        })
    }

    pub(super) fn pop_back(&self) -> Result<T> {
        self.change(|transaction, words| {
            let Some(last) = words.length.checked_sub(1) else {
                return Err(Status::Empty.into());
            };
            let mut value = [blank()];
            transaction.read(Self::place(words, last), bytes_of_all_mut(&mut value))?;
            words.length = last;
            Ok(value[0])
        })
    }

    pub(super) fn pop_front(&self) -> Result<T> {
        self.change(|transaction, words| {
            if words.length == 0 {
                return Err(Status::Empty.into());
            }
            let mut value = [blank()];
            transaction.read(Self::place(words, 0), bytes_of_all_mut(&mut value))?;
            words.head = (words.head + 1) % N;
            words.length -= 1;
            Ok(value[0])
        })
    }

    pub(super) fn set(&self, index: usize, value: T) -> Result<()> {
        self.change(|transaction, words| {
            if index >= words.length {
                fail!(Invalid, "collection: index {index} of {}", words.length);
            }
            transaction.write(Self::place(words, index), bytes_of_all(&[value]))
        })
    }

    /// Appends all of `values`, to what there is or in its place; `NoSpace` if they do not fit.
    pub(super) fn extend(&self, values: &[T], keep: bool) -> Result<()> {
        if seeded(Bug::ElementsApart) {
            self.region.write(ELEMENTS, bytes_of_all(values))?;
        }
        self.change(|transaction, words| {
            if !keep {
                (words.length, words.head) = (0, 0);
            }
            if values.len() > N - words.length {
                fail!(NoSpace, "collection: {} more, {} of {N}", values.len(), words.length);
            }
            let turn = values.len().min(N - (words.head + words.length) % N);
            let (first, second) = values.split_at(turn);
            transaction.write(Self::place(words, words.length), bytes_of_all(first))?;
            transaction.write(ELEMENTS, bytes_of_all(second))?;
            words.length += values.len();
            Ok(())
        })
    }

    /// Whether every block checks and the words make sense.
    pub(super) fn verify(&self) -> Result<bool> {
        let sound = self.region.verify_all(&mut |_| {})?.is_sound();
        Ok(sound && self.words().is_ok())
    }
}

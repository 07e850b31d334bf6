//! A hash table in a region, of sizes known at run time.
//!
//! ```text
//! words (head) | bucket 0 | bucket 1 | …
//! bucket: tag 0 | … | tag w - 1 | entry 0 | … | entry w - 1       tag: a word
//! entry: key, value                                               tag: stamp 48 | print 15 | 1
//! ```
//! A table of up to 16 entries is one bucket. A larger one has buckets of 8 slots; a key hashes
//! to two of them and a new one goes into the emptier. It is nowhere else, so looking for it
//! takes at most 16 tags, and the keys of those whose 15 bits of hash are the same. An entry
//! never moves, and removing it zeroes its tag: no change touches more than one slot, and
//! nothing is left behind that slows later ones down.
//!
//! With 4 entries for each 8 slots, which a table that evicts nothing has, both buckets of a new
//! key are full about three times in 10^11 insertions at the limit, also where keys come and go
//! for ever (6 of a million buckets are full, by simulation; with 5 entries it was one insertion
//! in 40,000): such a table holds what it was made for. One that evicts uses every slot; if both buckets are full, the entry among their 16
//! that was written the longest ago gives way. The stamp, the
//! epoch of its commit, tells.

mod layout;

pub(crate) use layout::TableParams;

use layout::{MOST_WAYS, Shape, Slot, Tag};

use super::hash::Hasher;
use super::head::{Headed, Words};
use crate::provider::Provider;
use crate::status::{Result, Status, fail};
use crate::sync::Tally;
use crate::sync::plain::{bytes_of_all, bytes_of_all_mut};
use crate::verified::seeded::{Bug, seeded};
use crate::verified::{Ask, Region, Transaction, VerificationLevel};

/// Bytes of a key looked at at once; whole words.
const PART: usize = 128;

/// Bytes to read, with the lock or without.
trait Source {
    fn bytes(&self, offset: u64, out: &mut [u8]) -> Result<()>;
}

impl<P: Provider> Source for Region<P> {
    fn bytes(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        self.read(offset, out)
    }
}

impl Source for Transaction<'_> {
    fn bytes(&self, offset: u64, out: &mut [u8]) -> Result<()> {
        self.read(offset, out)
    }
}

/// What is in the window of a key.
#[derive(Default)]
struct Found {
    /// Where it is.
    hit: Option<Slot>,
    /// A free slot in the emptier bucket.
    free: Option<Slot>,
    /// The slot written the longest ago.
    oldest: Option<Slot>,
}

/// What putting an entry did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// There is one more.
    Added,
    /// The key had a value before.
    Replaced,
    /// Another entry gave way.
    Evicted,
}

/// What a cache counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheCounts {
    /// Values found through this handle; exact while one thread at a time uses it, as the next.
    pub hits: u64,
    /// Values not found through this handle.
    pub misses: u64,
    /// Entries that gave way, of all processes since the cache was made.
    pub evicted: u64,
}

/// The table.
pub(crate) struct Table<P> {
    head: Headed<P>,
    shape: Shape,
    hits: Tally,
    misses: Tally,
}

impl<P: Provider> Table<P> {
    /// Makes an empty one in memory that nobody else uses yet.
    pub(crate) fn format(
        provider: P,
        params: &TableParams,
        level: VerificationLevel,
    ) -> Result<Self> {
        let (shape, region) = (params.shape()?, params.region(level)?);
        let head = Headed::format(provider, &region, params.made(shape.limit))?;
        Ok(Table { head, shape, hits: Tally::new(), misses: Tally::new() })
    }

    /// Opens the one in this memory, made with the same sizes. Reads only.
    pub(crate) fn open(
        provider: P,
        params: &TableParams,
        level: VerificationLevel,
    ) -> Result<Self> {
        let (shape, region) = (params.shape()?, params.region(level)?);
        let head = Headed::open(provider, &region, params.made(shape.limit))?;
        Ok(Table { head, shape, hits: Tally::new(), misses: Tally::new() })
    }

    pub(crate) fn region(&self) -> &Region<P> {
        &self.head.region
    }

    /// What it was made for.
    #[cfg(feature = "std")]
    pub(crate) fn params(&self) -> &TableParams {
        &self.shape.params
    }

    /// How many it holds at most.
    pub(crate) fn capacity(&self) -> u64 {
        self.shape.limit
    }

    /// How many it holds.
    pub(crate) fn len(&self) -> Result<u64> {
        Ok(self.head.words()?.length)
    }

    pub(crate) fn counts(&self) -> Result<CacheCounts> {
        let evicted = self.head.words()?.evicted;
        Ok(CacheCounts { hits: self.hits.get(), misses: self.misses.get(), evicted })
    }

    fn hasher(&self) -> Hasher {
        Hasher::salted(self.head.region.view().identity.salt)
    }

    fn hash(&self, key: &[u8]) -> Result<u64> {
        if key.len() != self.shape.params.key as usize {
            fail!(
                Invalid,
                "table: a key of {} bytes, its keys have {}",
                key.len(),
                self.shape.params.key
            );
        }
        let mut hasher = self.hasher();
        hasher.part(key);
        Ok(hasher.finish())
    }

    fn is_value(&self, len: usize) -> Result<()> {
        if len != self.shape.params.value as usize {
            fail!(
                Invalid,
                "table: a value of {len} bytes, its values have {}",
                self.shape.params.value
            );
        }
        Ok(())
    }

    /// The tags of a bucket; free beyond its slots.
    fn tags(&self, source: &impl Source, bucket: u64) -> Result<[Option<Tag>; MOST_WAYS]> {
        let mut words = [Tag::FREE; MOST_WAYS];
        let used = &mut words[..self.shape.ways as usize];
        source.bytes(self.shape.bucket_at(bucket), bytes_of_all_mut(used))?;
        let mut tags = [None; MOST_WAYS];
        for (tag, word) in tags.iter_mut().zip(words) {
            *tag = Tag::of(word)?;
        }
        Ok(tags)
    }

    fn slots(&self, bucket: u64) -> impl Iterator<Item = Slot> + use<P> {
        (0..self.shape.ways).map(move |way| Slot { bucket, way })
    }

    /// Whether the slot's key is this one.
    fn has_key(&self, source: &impl Source, slot: Slot, key: &[u8]) -> Result<bool> {
        let mut at = self.shape.key_at(slot);
        let mut bytes = [0; PART];
        for part in key.chunks(PART) {
            let bytes = &mut bytes[..part.len()];
            source.bytes(at, bytes)?;
            if bytes != part {
                return Ok(false);
            }
            at += part.len() as u64;
        }
        Ok(true)
    }

    fn find(&self, source: &impl Source, (key, hash): (&[u8], u64), version: u64) -> Result<Found> {
        let mut found = Found::default();
        let (mut fewest, mut age) = (usize::MAX, 0);
        for bucket in self.shape.window(hash) {
            let tags = self.tags(source, bucket)?;
            let (mut used, mut free) = (0, None);
            for (slot, tag) in self.slots(bucket).zip(tags) {
                let Some(tag) = tag else {
                    free = free.or(Some(slot));
                    continue;
                };
                if tag.has_print(hash) && self.has_key(source, slot, key)? {
                    found.hit = Some(slot);
                    return Ok(found);
                }
                used += 1;
                let older = tag.age(version) >= age;
                if found.oldest.is_none() || older != seeded(Bug::EvictNewest) {
                    (found.oldest, age) = (Some(slot), tag.age(version));
                }
            }
            if free.is_some() && used < fewest {
                (found.free, fewest) = (free, used);
            }
        }
        Ok(found)
    }

    /// Copies the value of `key`, and answers whether there is one. `out` is of no use after an
    /// error, or if there is none.
    pub(crate) fn get(&self, key: &[u8], out: &mut [u8]) -> Result<bool> {
        self.is_value(out.len())?;
        let found =
            self.with_slot(key, |slot| self.region().read(self.shape.value_at(slot), out))?;
        if found { &self.hits } else { &self.misses }.add(1);
        Ok(found)
    }

    /// Whether there is a value of `key`.
    pub(crate) fn contains(&self, key: &[u8]) -> Result<bool> {
        self.with_slot(key, |_| Ok(()))
    }

    fn with_slot(&self, key: &[u8], mut read: impl FnMut(Slot) -> Result<()>) -> Result<bool> {
        let hash = self.hash(key)?;
        self.head.look(|words| match self.find(self.region(), (key, hash), words.version)?.hit {
            Some(slot) => read(slot).map(|()| true),
            None => Ok(false),
        })
    }

    /// Gives `key` this value, and copies the one before, if it had one.
    ///
    /// `Full` if it is new, and there are as many as there may be, or both its buckets are full:
    /// but a table that evicts then makes room.
    pub(crate) fn put(
        &self,
        ask: &Ask,
        key: &[u8],
        value: &[u8],
        before: Option<&mut [u8]>,
    ) -> Result<Put> {
        let hash = self.hash(key)?;
        self.is_value(value.len())?;
        if let Some(before) = &before {
            self.is_value(before.len())?;
        }
        self.head.change(ask, |transaction, words| {
            let found = self.find(transaction, (key, hash), words.version)?;
            let Shape { limit, params: TableParams { evict, .. }, .. } = self.shape;
            words.next(transaction);
            let (slot, put) = match (found.hit, found.free, found.oldest) {
                (Some(slot), ..) => (slot, Put::Replaced),
                (_, Some(slot), _) if words.length < limit => (slot, Put::Added),
                (_, None, Some(slot)) if evict => (slot, Put::Evicted),
                _ if evict => fail!(Corrupt, "table: a free slot, but length {limit}"),
                _ => return Err(Status::Full.into()),
            };
            match put {
                Put::Added => words.length += 1,
                Put::Evicted => words.evicted = words.evicted.wrapping_add(1),
                Put::Replaced => {
                    if let Some(before) = before {
                        transaction.read(self.shape.value_at(slot), before)?;
                    }
                }
            }
            let tag = Tag::new(words.version, hash);
            if put != Put::Replaced {
                transaction.write(self.shape.key_at(slot), key)?;
            }
            transaction.write(self.shape.value_at(slot), value)?;
            transaction.write(self.shape.tag_at(slot), bytes_of_all(&[tag.0]))?;
            Ok(put)
        })
    }

    /// Takes `key` away, copies its value, and answers whether there was one.
    pub(crate) fn remove(&self, ask: &Ask, key: &[u8], before: Option<&mut [u8]>) -> Result<bool> {
        let hash = self.hash(key)?;
        if let Some(before) = &before {
            self.is_value(before.len())?;
        }
        let removed = self.head.change(ask, |transaction, words| {
            let Some(slot) = self.find(transaction, (key, hash), words.version)?.hit else {
                return Ok(false);
            };
            if let Some(before) = before {
                transaction.read(self.shape.value_at(slot), before)?;
            }
            words.next(transaction);
            if !seeded(Bug::SlotApart) {
                self.shrink(words)?;
            }
            transaction.write(self.shape.tag_at(slot), bytes_of_all(&[Tag::FREE]))?;
            Ok(true)
        })?;
        if seeded(Bug::SlotApart) {
            self.head.change(ask, |transaction, words| {
                words.next(transaction);
                self.shrink(words)
            })?;
        }
        Ok(removed)
    }

    fn shrink(&self, words: &mut Words) -> Result<()> {
        match words.length.checked_sub(1) {
            Some(length) => words.length = length,
            None => fail!(Corrupt, "table: length 0, but an entry"),
        }
        Ok(())
    }

    /// Takes all away. Writes every block anew, so that damage is gone too.
    pub(crate) fn clear(&self, ask: &Ask) -> Result<()> {
        self.head.clear(ask)
    }

    /// Copies the first entry at the slot `cursor` or after it, and sets the cursor after it;
    /// `false` if there is none any more. Each call is of its own commit: an entry that stays
    /// all the time is met once, whatever else comes and goes. After an error the cursor is past
    /// the bucket in which it was met.
    pub(crate) fn next(&self, cursor: &mut u64, key: &mut [u8], value: &mut [u8]) -> Result<bool> {
        self.is_value(value.len())?;
        if key.len() != self.shape.params.key as usize {
            fail!(Invalid, "table: room for a key of {} bytes", key.len());
        }
        self.head.words()?;
        let ways = self.shape.ways;
        while *cursor / ways < self.shape.buckets {
            let (bucket, first) = (*cursor / ways, *cursor % ways);
            *cursor = (bucket + 1) * ways;
            let met = self.head.look(|_| {
                let tags = self.tags(self.region(), bucket)?;
                let mut slots = self.slots(bucket).zip(tags).skip(first as usize);
                let Some((slot, _)) = slots.find(|(_, tag)| tag.is_some()) else {
                    return Ok(None);
                };
                self.entry(slot, key, value)?;
                Ok(Some(slot.way))
            })?;
            if let Some(way) = met {
                *cursor = bucket * ways + way + 1;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn entry(&self, slot: Slot, key: &mut [u8], value: &mut [u8]) -> Result<()> {
        self.region().read(self.shape.key_at(slot), key)?;
        self.region().read(self.shape.value_at(slot), value)
    }

    /// Reads all entries of one commit, at most `room`: `take` is told the number of each, and
    /// how to read its key and value. It may have to begin again.
    pub(crate) fn copy_to(
        &self,
        room: usize,
        mut take: impl FnMut(usize, Entry<'_>) -> Result<()>,
    ) -> Result<usize> {
        self.head.look(|words| {
            if words.length > room as u64 {
                fail!(Invalid, "table: {} entries, room for {room}", words.length);
            }
            let mut number = 0;
            self.each(&mut |slot, _| {
                if number as u64 >= words.length {
                    fail!(Corrupt, "table: more entries than its length, {}", words.length);
                }
                take(number, &|key, value| self.entry(slot, key, value))?;
                number += 1;
                Ok(())
            })?;
            if number as u64 != words.length {
                fail!(Corrupt, "table: {number} entries, length {}", words.length);
            }
            Ok(number)
        })
    }

    /// Every slot in use.
    fn each(&self, act: &mut impl FnMut(Slot, Tag) -> Result<()>) -> Result<()> {
        for bucket in 0..self.shape.buckets {
            let tags = self.tags(self.region(), bucket)?;
            for (slot, tag) in self.slots(bucket).zip(tags) {
                if let Some(tag) = tag {
                    act(slot, tag)?;
                }
            }
        }
        Ok(())
    }

    /// Whether every block checks, every entry is where its key belongs, once, and as many are
    /// there as the length says. `Busy` if writers overtook it a thousand times.
    pub(crate) fn verify(&self) -> Result<bool> {
        self.head.verify(|words| {
            let mut count = 0;
            self.each(&mut |slot, tag| {
                count += 1;
                self.belongs(slot, tag)
            })?;
            if count != words.length {
                fail!(Corrupt, "table: {count} entries, length {}", words.length);
            }
            Ok(())
        })
    }

    /// `Corrupt` if a key belongs elsewhere, or is in an earlier slot too.
    fn belongs(&self, slot: Slot, tag: Tag) -> Result<()> {
        let mut hasher = self.hasher();
        self.key_parts(slot, slot, &mut |key, _| {
            hasher.part(key);
            true
        })?;
        let hash = hasher.finish();
        if !tag.has_print(hash) || !self.shape.window(hash).any(|bucket| bucket == slot.bucket) {
            fail!(Corrupt, "table: a key in bucket {} that belongs elsewhere", slot.bucket);
        }
        for bucket in self.shape.window(hash) {
            let tags = self.tags(self.region(), bucket)?;
            for (other, tag) in self.slots(bucket).zip(tags) {
                if other != slot
                    && tag.is_some_and(|tag| tag.has_print(hash))
                    && self.key_parts(slot, other, &mut |a, b| a == b)?
                {
                    fail!(Corrupt, "table: a key twice, in bucket {} and {bucket}", slot.bucket);
                }
            }
        }
        Ok(())
    }

    /// Reads two keys part by part, as long as `go_on` says so; answers whether it did.
    fn key_parts(
        &self,
        a: Slot,
        b: Slot,
        go_on: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<bool> {
        let (mut parts, len) = ([[0; PART]; 2], self.shape.params.key as usize);
        for at in (0..len).step_by(PART) {
            let [first, second] = &mut parts;
            let (first, second) =
                (&mut first[..PART.min(len - at)], &mut second[..PART.min(len - at)]);
            self.region().read(self.shape.key_at(a) + at as u64, first)?;
            self.region().read(self.shape.key_at(b) + at as u64, second)?;
            if !go_on(first, second) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Reads an entry's key and value.
pub(crate) type Entry<'a> = &'a dyn Fn(&mut [u8], &mut [u8]) -> Result<()>;

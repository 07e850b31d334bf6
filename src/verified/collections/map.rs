//! The tables by what they are for.

use core::marker::PhantomData;

use super::table::{CacheCounts, Put, Table, TableParams};
use crate::provider::Provider;
use crate::status::{Result, fail};
use crate::sync::Plain;
use crate::sync::plain::{blank, bytes_of, bytes_of_mut};
use crate::verified::{Ask, Region, RegionParams, VerificationLevel};

/// A table whose sizes are those of types.
struct Typed<K, V, const N: usize, const EVICT: bool, P> {
    table: Table<P>,
    types: PhantomData<fn() -> (K, V)>,
}

impl<K: Plain, V: Plain, const N: usize, const EVICT: bool, P: Provider> Typed<K, V, N, EVICT, P> {
    fn params() -> Result<TableParams> {
        match (u32::try_from(size_of::<K>()), u32::try_from(size_of::<V>())) {
            (Ok(key), Ok(value)) => {
                Ok(TableParams { key, value, capacity: N as u64, evict: EVICT })
            }
            _ => fail!(Invalid, "table: entries of more than 4 GiB"),
        }
    }

    fn format(provider: P, level: VerificationLevel) -> Result<Self> {
        let table = Table::format(provider, &Self::params()?, level)?;
        Ok(Typed { table, types: PhantomData })
    }

    fn open(provider: P, level: VerificationLevel) -> Result<Self> {
        let table = Table::open(provider, &Self::params()?, level)?;
        Ok(Typed { table, types: PhantomData })
    }

    fn get(&self, key: &K) -> Result<Option<V>> {
        let mut value = blank();
        let found = self.table.get(bytes_of(key), bytes_of_mut(&mut value))?;
        Ok(found.then_some(value))
    }

    fn put(&self, key: &K, value: &V) -> Result<(Put, Option<V>)> {
        let mut before = blank();
        let old = Some(bytes_of_mut(&mut before));
        let put = self.table.put(&Ask::default(), bytes_of(key), bytes_of(value), old)?;
        Ok((put, (put == Put::Replaced).then_some(before)))
    }

    fn remove(&self, key: &K) -> Result<Option<V>> {
        let mut before = blank();
        let old = Some(bytes_of_mut(&mut before));
        let removed = self.table.remove(&Ask::default(), bytes_of(key), old)?;
        Ok(removed.then_some(before))
    }

    fn copy_to<E>(&self, out: &mut [E], entry: impl Fn(&mut E, K, V)) -> Result<usize> {
        self.table.copy_to(out.len(), |number, read| {
            let (mut key, mut value) = (blank(), blank());
            read(bytes_of_mut(&mut key), bytes_of_mut(&mut value))?;
            entry(&mut out[number], key, value);
            Ok(())
        })
    }

    fn for_each(&self, mut act: impl FnMut(K, V)) -> Result<()> {
        let (mut cursor, mut key, mut value) = (0, blank(), blank());
        while self.table.next(&mut cursor, bytes_of_mut(&mut key), bytes_of_mut(&mut value))? {
            act(key, value);
        }
        Ok(())
    }
}

macro_rules! table {
    (
        $(#[$doc:meta])+
        $Name:ident<$Key:ident $(, $Value:ident)?> holds $Held:ty, evicts $evict:literal, $($rest:tt)*
    ) => {
        $(#[$doc])+
        ///
        /// Keys are the same if their bytes are. A handle that threads and processes may share.
        /// Each change is one commit; a read is of one commit, `Busy` if writers overtook it a
        /// thousand times, `Corrupt` if damaged.
        pub struct $Name<$Key $(, $Value)?, const N: usize, P> {
            typed: Typed<$Key, $Held, N, $evict, P>,
        }

        impl<$Key: Plain $(, $Value: Plain)?, const N: usize, P: Provider>
            $Name<$Key $(, $Value)?, N, P>
        {
            /// Parameters of the region that holds it, to create its object in a segment.
            pub fn params(level: VerificationLevel) -> Result<RegionParams> {
                Typed::<$Key, $Held, N, $evict, P>::params()?.region(level)
            }

            /// Bytes of memory it needs. `Invalid` if it would hold nothing or too much.
            pub fn required_size(level: VerificationLevel) -> Result<usize> {
                Self::params(level)?.required_size()
            }

            /// Makes an empty one in memory that nobody else uses yet.
            pub fn format(provider: P, level: VerificationLevel) -> Result<Self> {
                Ok($Name { typed: Typed::format(provider, level)? })
            }

            /// Opens the one in this memory, made with the same type; zeros are an empty one.
            /// Reads only. `Mismatch` or `Layout` if something else is in the region.
            pub fn open(provider: P, level: VerificationLevel) -> Result<Self> {
                Ok($Name { typed: Typed::open(provider, level)? })
            }

            /// The region that holds it, for levels, statistics and scrubbing.
            pub fn region(&self) -> &Region<P> {
                self.typed.table.region()
            }

            /// How many it holds at most.
            pub fn capacity(&self) -> usize {
                self.typed.table.capacity() as usize
            }

            /// How many it holds.
            pub fn len(&self) -> Result<usize> {
                Ok(self.typed.table.len()? as usize)
            }

            /// Whether it holds none.
            pub fn is_empty(&self) -> Result<bool> {
                Ok(self.len()? == 0)
            }

            /// Whether the key is in it.
            pub fn contains(&self, key: &$Key) -> Result<bool> {
                self.typed.table.contains(bytes_of(key))
            }

            /// Removes all, and any damage.
            pub fn clear(&self) -> Result<()> {
                self.typed.table.clear(&Ask::default())
            }

            /// Whether nothing in it is damaged, every key is where it belongs, and as many are
            /// there as [`len`](Self::len) says.
            pub fn verify(&self) -> Result<bool> {
                self.typed.table.verify()
            }

            $($rest)*
        }
    };
}

table! {
    /// Up to `N` values by key.
    BoundedMap<K, V> holds V, evicts false,

    /// Gives the key this value; answers the one before. `Full` if the key is new and there are
    /// `N` others. Up to 16 always fit. With more, a new key may also find the 16 slots taken
    /// where it may be: that is left to chance, about three times in 10^11.
    pub fn insert(&self, key: &K, value: &V) -> Result<Option<V>> {
        Ok(self.typed.put(key, value)?.1)
    }

    /// The key's value, if it has one.
    pub fn get(&self, key: &K) -> Result<Option<V>> {
        self.typed.get(key)
    }

    /// Removes the key; answers its value, if it had one.
    pub fn remove(&self, key: &K) -> Result<Option<V>> {
        self.typed.remove(key)
    }

    /// Copies all keys and their values, of one commit, in no order, and answers how many.
    /// `Invalid` if `out` is too short.
    pub fn copy_to(&self, out: &mut [(K, V)]) -> Result<usize> {
        self.typed.copy_to(out, |entry, key, value| *entry = (key, value))
    }

    /// Shows each key and its value once, in no order; each is of its own commit. What comes or
    /// goes meanwhile may be shown or not. Ends after as many steps as there are slots.
    pub fn for_each(&self, act: impl FnMut(K, V)) -> Result<()> {
        self.typed.for_each(act)
    }
}

table! {
    /// Up to `N` keys.
    BoundedSet<K> holds [u8; 0], evicts false,

    /// Puts the key in; answers whether it is new. `Full` as in [`BoundedMap::insert`].
    pub fn insert(&self, key: &K) -> Result<bool> {
        if self.contains(key)? {
            return Ok(false);
        }
        Ok(self.typed.put(key, &[])?.1.is_none())
    }

    /// Takes the key out; answers whether it was in it.
    pub fn remove(&self, key: &K) -> Result<bool> {
        Ok(self.typed.remove(key)?.is_some())
    }

    /// Copies all keys, of one commit, in no order, and answers how many. `Invalid` if `out` is
    /// too short.
    pub fn copy_to(&self, out: &mut [K]) -> Result<usize> {
        self.typed.copy_to(out, |entry, key, _| *entry = key)
    }

    /// Shows each key once, in no order; each is of its own commit. What comes or goes meanwhile
    /// may be shown or not. Ends after as many steps as there are slots.
    pub fn for_each(&self, mut act: impl FnMut(K)) -> Result<()> {
        self.typed.for_each(|key, _| act(key))
    }
}

table! {
    /// Values by key that can be had again: a new one always finds a place. If the 16 slots
    /// where it may be are taken, the one among them that was written the longest ago gives way.
    /// `N`, from 17 on rounded up to a multiple of 8, is how many it holds at most.
    ChecksummedCache<K, V> holds V, evicts true,

    /// Gives the key this value; answers whether another key gave way.
    pub fn put(&self, key: &K, value: &V) -> Result<bool> {
        Ok(self.typed.put(key, value)?.0 == Put::Evicted)
    }

    /// The key's value, if it is still there. Stores nothing in the cache: what is read often
    /// is not kept for that.
    pub fn get(&self, key: &K) -> Result<Option<V>> {
        self.typed.get(key)
    }

    /// Removes the key; answers its value, if it was still there.
    pub fn remove(&self, key: &K) -> Result<Option<V>> {
        self.typed.remove(key)
    }

    /// Shows each key and its value once, in no order; each is of its own commit. What comes or
    /// goes meanwhile may be shown or not. Ends after as many steps as there are slots.
    pub fn for_each(&self, act: impl FnMut(K, V)) -> Result<()> {
        self.typed.for_each(act)
    }

    /// What was counted.
    pub fn counts(&self) -> Result<CacheCounts> {
        self.typed.table.counts()
    }
}

//! The sequences by what may be done at which end.

use super::sequence::Sequence;
use crate::provider::Provider;
use crate::status::Result;
use crate::sync::Plain;
use crate::verified::{Region, RegionParams, VerificationLevel};

macro_rules! collection {
    ($(#[$doc:meta])+ $Name:ident { $($methods:tt)* }) => {
        $(#[$doc])+
        ///
        /// A handle that threads and processes may share. Each change is one commit; a read is
        /// of one commit, `Busy` if writers overtook it a thousand times, `Corrupt` if damaged.
        pub struct $Name<T, const N: usize, P>(Sequence<T, N, P>);

        impl<T: Plain, const N: usize, P: Provider> $Name<T, N, P> {
            /// Parameters of the region that holds it, to create its object in a segment.
            pub fn params(level: VerificationLevel) -> Result<RegionParams> {
                Sequence::<T, N, P>::params(level)
            }

            /// Bytes of memory it needs. `Invalid` if it would hold nothing or too much.
            pub fn required_size(level: VerificationLevel) -> Result<usize> {
                Sequence::<T, N, P>::params(level)?.required_size()
            }

            /// Makes an empty one in memory that nobody else uses yet.
            pub fn format(provider: P, level: VerificationLevel) -> Result<Self> {
                Sequence::format(provider, level).map(Self)
            }

            /// Opens the one in this memory, made with the same type. Reads only.
            pub fn open(provider: P, level: VerificationLevel) -> Result<Self> {
                Sequence::open(provider, level).map(Self)
            }

            /// The region that holds it, for levels, statistics and scrubbing.
            pub fn region(&self) -> &Region<P> {
                &self.0.region
            }

            /// How many it holds at most.
            pub fn capacity(&self) -> usize {
                N
            }

            /// How many it holds.
            pub fn len(&self) -> Result<usize> {
                Ok(self.0.words()?.length)
            }

            /// Whether it holds none.
            pub fn is_empty(&self) -> Result<bool> {
                Ok(self.len()? == 0)
            }

            /// Copies all elements, the first one first, and answers how many. `Invalid` if
            /// `out` is too short.
            pub fn copy_to(&self, out: &mut [T]) -> Result<usize> {
                self.0.copy_to(out)
            }

            /// Removes all.
            pub fn clear(&self) -> Result<()> {
                self.0.extend(&[], false)
            }

            /// Whether nothing in it is damaged.
            pub fn verify(&self) -> Result<bool> {
                self.0.verify()
            }

            $($methods)*
        }
    };
}

collection! {
    /// Up to `N` elements by index.
    BoundedVec {
        /// Appends; `Full` if there is no room.
        pub fn push(&self, value: T) -> Result<()> {
            self.0.push_back(value)
        }

        /// Removes the last; `Empty` if there is none.
        pub fn pop(&self) -> Result<T> {
            self.0.pop_back()
        }

        /// The element at `index`, if there is one.
        pub fn get(&self, index: usize) -> Result<Option<T>> {
            self.0.get(index)
        }

        /// Replaces the element at `index`; `Invalid` if there is none.
        pub fn set(&self, index: usize, value: T) -> Result<()> {
            self.0.set(index, value)
        }

        /// Appends all, in one commit; `NoSpace` if not all fit.
        pub fn extend_from_slice(&self, values: &[T]) -> Result<()> {
            self.0.extend(values, true)
        }
    }
}

collection! {
    /// Up to `N` elements, of which the last in is the first out.
    BoundedStack {
        /// Puts one on top; `Full` if there is no room.
        pub fn push(&self, value: T) -> Result<()> {
            self.0.push_back(value)
        }

        /// Takes the top; `Empty` if there is none.
        pub fn pop(&self) -> Result<T> {
            self.0.pop_back()
        }
    }
}

collection! {
    /// Up to `N` elements, of which the first in is the first out.
    BoundedQueue {
        /// Puts one at the end; `Full` if there is no room.
        pub fn enqueue(&self, value: T) -> Result<()> {
            self.0.push_back(value)
        }

        /// Takes the first; `Empty` if there is none.
        pub fn dequeue(&self) -> Result<T> {
            self.0.pop_front()
        }

        /// The first, if there is one.
        pub fn peek(&self) -> Result<Option<T>> {
            self.0.get(0)
        }
    }
}

collection! {
    /// Up to `N` elements with two ends.
    BoundedDeque {
        /// Puts one at the end; `Full` if there is no room.
        pub fn push_back(&self, value: T) -> Result<()> {
            self.0.push_back(value)
        }

        /// Puts one at the front; `Full` if there is no room.
        pub fn push_front(&self, value: T) -> Result<()> {
            self.0.push_front(value)
        }

        /// Takes the last; `Empty` if there is none.
        pub fn pop_back(&self) -> Result<T> {
            self.0.pop_back()
        }

        /// Takes the first; `Empty` if there is none.
        pub fn pop_front(&self) -> Result<T> {
            self.0.pop_front()
        }

        /// The element at `index` from the front, if there is one.
        pub fn get(&self, index: usize) -> Result<Option<T>> {
            self.0.get(index)
        }

        /// Replaces the element at `index`; `Invalid` if there is none.
        pub fn set(&self, index: usize, value: T) -> Result<()> {
            self.0.set(index, value)
        }
    }
}

//! The sequences by what may be done at which end.

use core::marker::PhantomData;

use super::sequence::{Content, Form, Sequence};
use crate::provider::Provider;
use crate::status::Result;
use crate::sync::plain::{Plain, bytes_of, bytes_of_all, bytes_of_all_mut, bytes_of_mut};
use crate::verified::{Ask, Region, RegionParams, VerificationLevel};

/// A sequence of values of one type.
struct Typed<T, const N: usize, P> {
    sequence: Sequence<P>,
    ask: Ask,
    element: PhantomData<fn() -> T>,
}

/// A value to be read over.
fn blank<T: Plain>() -> T {
    // SAFETY: any bytes are a value of a plain type.
    unsafe { core::mem::zeroed() }
}

impl<T: Plain, const N: usize, P: Provider> Typed<T, N, P> {
    const FORM: Form = Form { content: Content::Elements, element: size_of::<T>(), capacity: N };

    fn params(level: VerificationLevel) -> Result<RegionParams> {
        Self::FORM.params(RegionParams::DEFAULT_BLOCK, level)
    }

    fn over(sequence: Sequence<P>, ask: Ask) -> Self {
        Typed { sequence, ask, element: PhantomData }
    }

    fn push_back(&self, value: T) -> Result<()> {
        self.sequence.push_back(&self.ask, bytes_of(&value))
    }

    fn push_front(&self, value: T) -> Result<()> {
        self.sequence.push_front(&self.ask, bytes_of(&value))
    }

    fn pop_back(&self) -> Result<T> {
        let mut value = blank();
        self.sequence.pop_back(&self.ask, bytes_of_mut(&mut value))?;
        Ok(value)
    }

    fn pop_front(&self) -> Result<T> {
        let mut value = blank();
        self.sequence.pop_front(&self.ask, bytes_of_mut(&mut value))?;
        Ok(value)
    }

    fn get(&self, index: usize) -> Result<Option<T>> {
        let mut value = blank();
        let found = self.sequence.get(self.ask.level, index, bytes_of_mut(&mut value))?;
        Ok(found.then_some(value))
    }

    fn set(&self, index: usize, value: T) -> Result<()> {
        self.sequence.set(&self.ask, index, bytes_of(&value))
    }

    fn extend(&self, values: &[T], keep: bool) -> Result<()> {
        self.sequence.extend(&self.ask, bytes_of_all(values), keep)
    }
}

macro_rules! collection {
    ($(#[$doc:meta])+ $Name:ident { $($methods:tt)* }) => {
        $(#[$doc])+
        ///
        /// A handle that threads and processes may share. Each change is one commit; a read is
        /// of one commit, `Busy` if writers overtook it a thousand times, `Corrupt` if damaged.
        pub struct $Name<T, const N: usize, P>(Typed<T, N, P>);

        impl<T: Plain, const N: usize, P: Provider> $Name<T, N, P> {
            /// Parameters of the region that holds it, to create its object in a segment.
            pub fn params(level: VerificationLevel) -> Result<RegionParams> {
                Typed::<T, N, P>::params(level)
            }

            /// Bytes of memory it needs. `Invalid` if it would hold nothing or too much.
            pub fn required_size(level: VerificationLevel) -> Result<usize> {
                Typed::<T, N, P>::params(level)?.required_size()
            }

            /// Makes an empty one in memory that nobody else uses yet.
            pub fn format(provider: P, level: VerificationLevel) -> Result<Self> {
                let sequence = Sequence::format(provider, Typed::<T, N, P>::FORM, level)?;
                Ok(Self(Typed::over(sequence, Ask::default())))
            }

            /// Opens the one in this memory. Reads only, unless the region was just created, as
            /// an object in a segment: then it makes an empty one of it. `Mismatch` if its
            /// elements have other bytes, or it holds more or fewer; `Layout` if nobody has
            /// made it yet and this is a read-only mapping.
            pub fn open(provider: P, level: VerificationLevel) -> Result<Self> {
                let sequence = Sequence::open(provider, Typed::<T, N, P>::FORM, level)?;
                Ok(Self(Typed::over(sequence, Ask::default())))
            }

            /// The same, of which every call asks this: at least a level, an end to the wait
            /// for other writers. `stack.with(Ask::until(deadline)).push(1)` is `Timeout` if a
            /// living one kept the lock until then. Its reads are not counted in the region
            /// of this one.
            pub fn with(&self, ask: Ask) -> $Name<T, N, &P> {
                $Name(Typed::over(self.0.sequence.by_ref(), ask))
            }

            /// The region that holds it, for levels, statistics and scrubbing.
            pub fn region(&self) -> &Region<P> {
                &self.0.sequence.region
            }

            /// How many it holds at most.
            pub fn capacity(&self) -> usize {
                N
            }

            /// How many it holds.
            pub fn len(&self) -> Result<usize> {
                self.0.sequence.length(self.0.ask.level)
            }

            /// Whether it holds none.
            pub fn is_empty(&self) -> Result<bool> {
                Ok(self.len()? == 0)
            }

            /// Copies all elements, the first one first, and answers how many. `TooSmall`
            /// if `out` is too short.
            pub fn copy_to(&self, out: &mut [T]) -> Result<usize> {
                self.0.sequence.copy_to(self.0.ask.level, bytes_of_all_mut(out))
            }

            /// Removes all.
            pub fn clear(&self) -> Result<()> {
                self.0.extend(&[], false)
            }

            /// Whether nothing in it is damaged.
            pub fn verify(&self) -> Result<bool> {
                self.0.sequence.verify()
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

//! What determines a ring: how many elements, and how large each is.

use super::layout::{self, Shape};
use crate::status::{Result, fail};
use crate::sync::Plain;

/// The creation parameters of a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpscParams {
    /// Elements it holds: a power of two from 1 to [`MAX_CAPACITY`](Self::MAX_CAPACITY).
    pub capacity: u64,
    /// Bytes of an element, 1 to [`MAX_ELEMENT`](Self::MAX_ELEMENT).
    pub element: u32,
}

impl SpscParams {
    /// Most elements.
    pub const MAX_CAPACITY: u64 = 1 << 31;
    /// The largest element.
    pub const MAX_ELEMENT: u32 = 1 << 24;

    /// Checked parameters.
    pub fn new(capacity: u64, element: u32) -> Result<SpscParams> {
        let params = SpscParams { capacity, element };
        params.shape()?;
        Ok(params)
    }

    /// Parameters of a ring of `T`.
    pub fn of<T: Plain>(capacity: u64) -> Result<SpscParams> {
        const { assert!(size_of::<T>() > 0 && size_of::<T>() <= SpscParams::MAX_ELEMENT as usize) };
        SpscParams::new(capacity, size_of::<T>() as u32)
    }

    /// Bytes of memory the ring takes.
    pub fn required_size(&self) -> Result<usize> {
        Ok(self.shape()?.size())
    }

    /// The shape, or what is wrong with the parameters.
    pub(super) fn shape(&self) -> Result<Shape> {
        if !self.capacity.is_power_of_two() || self.capacity > Self::MAX_CAPACITY {
            fail!(
                Invalid,
                "spsc ring: a capacity of {} is not a power of two in 1..={}",
                self.capacity,
                Self::MAX_CAPACITY
            );
        }
        if !(1..=Self::MAX_ELEMENT).contains(&self.element) {
            fail!(
                Invalid,
                "spsc ring: {} bytes per element is outside 1..={}",
                self.element,
                Self::MAX_ELEMENT
            );
        }
        let size = layout::size(self.capacity, self.element);
        if size > isize::MAX as u64 {
            fail!(Invalid, "spsc ring: {size} bytes do not fit this machine's addresses");
        }
        Ok(Shape::new(self.capacity, self.element as usize))
    }
}

#[cfg(all(feature = "std", not(any(loom, shuttle))))]
mod stored {
    use super::SpscParams;
    use crate::objects::Params;
    use crate::status::{Error, Result, fail};

    impl From<SpscParams> for Params {
        fn from(params: SpscParams) -> Params {
            Params([params.capacity, params.element as u64, 0, 0, 0, 0, 0, 0])
        }
    }

    impl TryFrom<&Params> for SpscParams {
        type Error = Error;

        fn try_from(params: &Params) -> Result<SpscParams> {
            let Params([capacity, element, rest @ ..]) = *params;
            if let Some(word) = rest.iter().find(|word| **word != 0) {
                fail!(Invalid, "spsc ring: {word:#x} in a parameter that has no meaning");
            }
            let Ok(element) = u32::try_from(element) else {
                fail!(Invalid, "spsc ring: {element} bytes per element do not fit 32 bits");
            };
            SpscParams::new(capacity, element)
        }
    }
}

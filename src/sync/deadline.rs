//! Points in time on the monotonic clock.

#[cfg(feature = "std")]
use crate::os;

/// When a waiting call gives up: nanoseconds of `CLOCK_MONOTONIC`. [`POLL`](Self::POLL)
/// never waits, [`FOREVER`](Self::FOREVER) has no end. Without `std` there is no clock, and
/// these two are all there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(u64);

impl Deadline {
    /// Already over: look once, never sleep.
    pub const POLL: Deadline = Deadline(0);
    /// Never over.
    pub const FOREVER: Deadline = Deadline(u64::MAX);

    /// At this time of `CLOCK_MONOTONIC`, in nanoseconds.
    #[cfg(feature = "std")]
    pub const fn at_nanos(nanos: u64) -> Deadline {
        Deadline(nanos)
    }

    /// This long from now.
    #[cfg(feature = "std")]
    pub fn after(time: core::time::Duration) -> Deadline {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        Deadline(os::clock::monotonic_nanos().saturating_add(nanos))
    }

    /// Nanoseconds left, 0 when over.
    pub fn left(self) -> u64 {
        match self {
            Deadline::POLL => 0,
            Deadline::FOREVER => u64::MAX,
            #[cfg(feature = "std")]
            Deadline(at) => at.saturating_sub(os::clock::monotonic_nanos()),
            #[cfg(not(feature = "std"))]
            Deadline(at) => at,
        }
    }

    /// Whether it is over.
    pub fn is_over(self) -> bool {
        self.left() == 0
    }
}

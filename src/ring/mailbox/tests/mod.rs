//! What the guarantees of the mailbox are held to.

#[cfg(not(any(loom, shuttle)))]
mod api;
#[cfg(not(any(loom, shuttle)))]
mod crash;
#[cfg(any(loom, shuttle))]
mod schedules;

/// Four words, each of which tells the number of the value.
type Value = [u64; 4];

fn value(number: u64) -> Value {
    [number, number * 3, number * 5, !number]
}

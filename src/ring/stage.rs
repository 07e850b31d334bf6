//! What the tests of the rings share.

use crate::provider::Mem;
use crate::step::crash::{self, Count, Recorded};

/// Crashes `operation` on `mem` at each of its stores, recovers, checks: see
/// [`crash::replay`]. `check` is told how many stores were made, of how many.
pub(super) fn crash(
    mem: Mem<'_>,
    operation: impl FnOnce(),
    recover: impl FnMut(),
    mut check: impl FnMut(usize, usize),
) -> Count {
    let mut bytes = vec![0; mem.len()];
    mem.copy_out(0, &mut bytes);
    let (before, stores, ()) = crash::points(&bytes, operation);
    let base = mem.base().as_ptr();
    let recorded = Recorded { base, before: &before, stores: &stores };
    let count = crash::replay(&recorded, recover, |k| check(k, stores.len()));
    mem.copy_in(0, &bytes);
    count
}

/// Asserts that `check` fails: that it is a check at all.
pub(super) fn fails(what: &str, check: impl FnOnce()) {
    let run = std::panic::AssertUnwindSafe(check);
    assert!(std::panic::catch_unwind(run).is_err(), "{what} was not noticed");
}

/// Element number `n` of `len` bytes; `len` is a multiple of 8. Each tells which it is.
pub(super) fn element(n: u64, len: usize) -> Vec<u8> {
    let word = |i: u64| n.wrapping_add(i).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ i;
    let words = (0..len as u64 / 8).map(|i| if i == 0 { n } else { word(i) });
    words.flat_map(u64::to_le_bytes).collect()
}

/// The number of an element that is whole.
pub(super) fn number(element_bytes: &[u8]) -> u64 {
    let n = u64::from_le_bytes(element_bytes[..8].try_into().expect("eight bytes"));
    assert!(element_bytes == element(n, element_bytes.len()), "element {n} is torn");
    n
}

//! Which bucket a value falls into.
//!
//! Values below 32 have a bucket each. Above, each power of two is cut into 32 buckets of equal
//! width, so a bucket is at most a 32nd, 3.1 %, of the values in it wide: the log-linear buckets
//! of Gil Tene's HdrHistogram, with base two and five bits.

const BITS: u32 = 5;
const PER_OCTAVE: usize = 1 << BITS;

/// Buckets of all values of 64 bits.
pub const BUCKETS: usize = PER_OCTAVE * (64 - BITS as usize + 1);

/// The bucket of a value.
#[inline]
pub(super) const fn index(value: u64) -> usize {
    // With the 1 set, values below 32 fall into octave 0, as those below 64 do: shift 0.
    let shift = (63 - BITS) - (value | PER_OCTAVE as u64).leading_zeros();
    (shift as usize) * PER_OCTAVE + (value >> shift) as usize
}

/// The smallest value of a bucket.
pub const fn lower(bucket: usize) -> u64 {
    if bucket < 2 * PER_OCTAVE {
        return bucket as u64;
    }
    let shift = (bucket / PER_OCTAVE - 1) as u32;
    ((bucket % PER_OCTAVE + PER_OCTAVE) as u64) << shift
}

/// The largest value of a bucket.
pub const fn upper(bucket: usize) -> u64 {
    if bucket + 1 < BUCKETS { lower(bucket + 1) - 1 } else { u64::MAX }
}

const _: () = assert!(index(0) == 0 && index(63) == 63 && index(u64::MAX) == BUCKETS - 1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bucket_holds_what_lies_between_its_bounds() {
        for bucket in 0..BUCKETS {
            let (low, high) = (lower(bucket), upper(bucket));
            assert_eq!((index(low), index(high)), (bucket, bucket));
            assert_eq!(index(low + (high - low) / 2), bucket);
            assert!(bucket == 0 || upper(bucket - 1) + 1 == low, "no gap");
            assert!((high - low) as f64 <= low as f64 / 32.0, "at most a 32nd wide");
        }
    }
}

//! What a line of statistics holds: count, sum, extremes, sum of squares, in seven words.
//!
//! Integers are summed exactly in 128 bits. Floats are summed as unevaluated pairs of doubles,
//! about 106 bits (Dekker, "A Floating-Point Technique for Extending the Available Precision",
//! 1971; Knuth, TAOCP 2, 4.2.2).

use super::{Number, StatsSummary};

/// The fields of a line, as words: `count | overflowed 1` and six of the kind's own.
pub(super) type Fields = [u64; 7];

pub(super) const OVERFLOWED: u64 = 1 << 63;

/// How values of one type are gathered.
pub(super) trait Moments: Copy {
    type Value: Copy;

    /// Of no values.
    const EMPTY: Fields;

    /// With one more value.
    fn record(fields: Fields, value: Self::Value) -> Fields;

    /// With all values of another.
    fn merge(fields: Fields, other: Fields) -> Fields;

    /// What people want to know.
    fn summary(fields: Fields) -> StatsSummary;
}

#[inline]
fn counted(fields: &Fields, more: u64, overflowed: bool) -> u64 {
    fields[0].wrapping_add(more) | (overflowed as u64) << 63
}

const fn count(fields: &Fields) -> u64 {
    fields[0] & !OVERFLOWED
}

const fn wide(low: u64, high: u64) -> u128 {
    (high as u128) << 64 | low as u128
}

/// `[count, sum low, sum high, min, max, squares low, squares high]`.
#[derive(Clone, Copy)]
pub(super) struct Integers;

impl Moments for Integers {
    type Value = i64;

    const EMPTY: Fields = [0, 0, 0, i64::MAX as u64, i64::MIN as u64, 0, 0];

    #[inline]
    fn record(f: Fields, value: i64) -> Fields {
        let sum = (wide(f[1], f[2]) as i128).wrapping_add(value as i128) as u128;
        let square = (value.unsigned_abs() as u128) * (value.unsigned_abs() as u128);
        let (squares, over) = wide(f[5], f[6]).overflowing_add(square);
        [
            counted(&f, 1, over),
            sum as u64,
            (sum >> 64) as u64,
            (f[3] as i64).min(value) as u64,
            (f[4] as i64).max(value) as u64,
            squares as u64,
            (squares >> 64) as u64,
        ]
    }

    fn merge(f: Fields, g: Fields) -> Fields {
        let sum = wide(f[1], f[2]).wrapping_add(wide(g[1], g[2]));
        let (squares, over) = wide(f[5], f[6]).overflowing_add(wide(g[5], g[6]));
        [
            counted(&f, count(&g), over) | g[0] & OVERFLOWED,
            sum as u64,
            (sum >> 64) as u64,
            (f[3] as i64).min(g[3] as i64) as u64,
            (f[4] as i64).max(g[4] as i64) as u64,
            squares as u64,
            (squares >> 64) as u64,
        ]
    }

    fn summary(f: Fields) -> StatsSummary {
        let n = count(&f);
        if n == 0 {
            return StatsSummary::empty(Number::Integer(0));
        }
        let sum = wide(f[1], f[2]) as i128;
        // The whole part m of the mean and the rest r: sum = n m + r, 0 <= r < n. The sum of
        // (x - m)² is squares - m (sum + r), exact modulo 2¹²⁸, and it lies below that.
        let (m, r) = (sum.div_euclid(n as i128), sum.rem_euclid(n as i128));
        let around =
            wide(f[5], f[6]).wrapping_sub((m as u128).wrapping_mul(sum.wrapping_add(r) as u128));
        let rest = r as f64 / n as f64;
        let variance = (around as f64 / n as f64 - rest * rest).max(0.0);
        StatsSummary {
            count: n,
            sum: sum as f64,
            min: Number::Integer(f[3] as i64),
            max: Number::Integer(f[4] as i64),
            mean: m as f64 + rest,
            variance,
            overflowed: f[0] & OVERFLOWED != 0,
        }
    }
}

/// A sum of two doubles, the second less than half a unit in the last place of the first.
#[derive(Clone, Copy)]
struct Pair(f64, f64);

impl Pair {
    #[inline]
    fn of_sum(a: f64, b: f64) -> Pair {
        let sum = a + b;
        let rest = sum - a;
        Pair(sum, (a - (sum - rest)) + (b - rest))
    }

    #[inline]
    fn of_product(a: f64, b: f64) -> Pair {
        let halves = |x: f64| {
            let cut = 134_217_729.0 * x; // 2²⁷ + 1
            let high = cut - (cut - x);
            (high, x - high)
        };
        let product = a * b;
        let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
        let rest = ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2;
        // Where the halves overflow, the product alone is as good as it gets.
        Pair(product, if rest.is_finite() { rest } else { 0.0 })
    }

    #[inline]
    fn plus(self, other: Pair) -> Pair {
        let sum = Pair::of_sum(self.0, other.0);
        let rest = sum.1 + (self.1 + other.1);
        let high = sum.0 + rest;
        Pair(high, rest - (high - sum.0))
    }

    fn times(self, other: Pair) -> Pair {
        let product = Pair::of_product(self.0, other.0);
        let rest = product.1 + (self.0 * other.1 + self.1 * other.0);
        let high = product.0 + rest;
        Pair(high, rest - (high - product.0))
    }

    fn over(self, n: f64) -> Pair {
        let first = self.0 / n;
        let left = self.plus(Pair::of_product(first, -n));
        let second = (left.0 + left.1) / n;
        Pair::of_sum(first, second)
    }

    fn value(self) -> f64 {
        self.0 + self.1
    }
}

/// `[count, sum, its rest, min, max, squares, their rest]`, the last six bits of doubles.
#[derive(Clone, Copy)]
pub(super) struct Floats;

impl Floats {
    fn pair(f: &Fields, at: usize) -> Pair {
        Pair(f64::from_bits(f[at]), f64::from_bits(f[at + 1]))
    }

    #[inline]
    fn fields(count: u64, sum: Pair, min: f64, max: f64, squares: Pair) -> Fields {
        // Once a sum has left the range of doubles, it stays out.
        let over = !(sum.value().is_finite() && squares.value().is_finite());
        [
            count | (over as u64) << 63,
            sum.0.to_bits(),
            sum.1.to_bits(),
            min.to_bits(),
            max.to_bits(),
            squares.0.to_bits(),
            squares.1.to_bits(),
        ]
    }
}

impl Moments for Floats {
    type Value = f64;

    const EMPTY: Fields = [0, 0, 0, f64::INFINITY.to_bits(), f64::NEG_INFINITY.to_bits(), 0, 0];

    #[inline]
    fn record(f: Fields, value: f64) -> Fields {
        let (min, max) = (f64::from_bits(f[3]).min(value), f64::from_bits(f[4]).max(value));
        let sum = Floats::pair(&f, 1).plus(Pair(value, 0.0));
        let squares = Floats::pair(&f, 5).plus(Pair::of_product(value, value));
        Floats::fields(counted(&f, 1, false), sum, min, max, squares)
    }

    fn merge(f: Fields, g: Fields) -> Fields {
        let min = f64::from_bits(f[3]).min(f64::from_bits(g[3]));
        let max = f64::from_bits(f[4]).max(f64::from_bits(g[4]));
        let sum = Floats::pair(&f, 1).plus(Floats::pair(&g, 1));
        let squares = Floats::pair(&f, 5).plus(Floats::pair(&g, 5));
        let count = counted(&f, count(&g), false) | g[0] & OVERFLOWED;
        Floats::fields(count, sum, min, max, squares)
    }

    fn summary(f: Fields) -> StatsSummary {
        let n = count(&f);
        if n == 0 {
            return StatsSummary::empty(Number::Float(0.0));
        }
        let (sum, squares) = (Floats::pair(&f, 1), Floats::pair(&f, 5));
        let mean = sum.over(n as f64);
        let around = mean.times(sum);
        let variance = squares.plus(Pair(-around.0, -around.1)).value() / n as f64;
        StatsSummary {
            count: n,
            sum: sum.value(),
            min: Number::Float(f64::from_bits(f[3])),
            max: Number::Float(f64::from_bits(f[4])),
            mean: mean.value(),
            variance: variance.max(0.0),
            overflowed: f[0] & OVERFLOWED != 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather<M: Moments>(values: &[M::Value]) -> StatsSummary {
        M::summary(values.iter().fold(M::EMPTY, |fields, value| M::record(fields, *value)))
    }

    #[test]
    fn variance_is_exact_where_sums_of_squares_in_floats_cancel() {
        // Three values 1 apart, far from zero: the variance is 2/3 wherever they lie.
        for offset in [0, 1_000_000_007, -4_000_000_000_000_000_000] {
            let summary = gather::<Integers>(&[offset, offset + 1, offset + 2]);
            assert!((summary.variance - 2.0 / 3.0).abs() < 1e-15, "{offset}: {summary:?}");
            assert_eq!(summary.mean, (offset + 1) as f64);
        }
        for offset in [0.0, 1e9, -1e12] {
            let summary = gather::<Floats>(&[offset, offset + 1.0, offset + 2.0]);
            assert!((summary.variance - 2.0 / 3.0).abs() < 1e-7, "{offset}: {summary:?}");
            assert_eq!(summary.mean, offset + 1.0);
        }
    }

    #[test]
    fn the_ends_of_the_range_are_counted_and_overflow_is_said() {
        let ends = [i64::MIN, i64::MAX, i64::MIN, i64::MAX];
        let summary = gather::<Integers>(&ends[..3]);
        assert_eq!(
            (summary.min, summary.max),
            (Number::Integer(i64::MIN), Number::Integer(i64::MAX))
        );
        assert!(!summary.overflowed, "three squares fit");
        let five = gather::<Integers>(&[i64::MIN; 5]);
        assert!(five.overflowed, "four times 2¹²⁶ is 2¹²⁸");
        let back = Integers::merge(Integers::EMPTY, [OVERFLOWED | 1, 0, 0, 0, 0, 0, 0]);
        assert!(Integers::summary(back).overflowed, "it sticks");
        let large = gather::<Floats>(&[1e200, 1.0]);
        assert!(large.overflowed && large.count == 2);
        assert!(!gather::<Floats>(&[1e150, 1.0]).overflowed);
    }

    #[test]
    fn parts_merge_to_the_whole() {
        let values: Vec<i64> = (0..1000).map(|i| (i * 7919) % 1013 - 500).collect();
        let floats: Vec<f64> = values.iter().map(|v| *v as f64 / 8.0).collect();
        let fold = |part: &[i64]| part.iter().fold(Integers::EMPTY, |f, v| Integers::record(f, *v));
        let whole = fold(&values);
        assert_eq!(Integers::merge(fold(&values[..300]), fold(&values[300..])), whole);
        let fold = |part: &[f64]| part.iter().fold(Floats::EMPTY, |f, v| Floats::record(f, *v));
        let merged = Floats::summary(Floats::merge(fold(&floats[..300]), fold(&floats[300..])));
        assert_eq!(merged, Floats::summary(fold(&floats)), "eighths are exact in doubles");
        let mean = values.iter().sum::<i64>() as f64 / 1000.0;
        let variance = values.iter().map(|v| (*v as f64 - mean).powi(2)).sum::<f64>() / 1000.0;
        assert!((Integers::summary(whole).variance / variance - 1.0).abs() < 1e-12);
    }
}

//! A real amount as a count, at random, so that the mean is kept.
//!
//! x becomes floor(x) + 1 with probability x - floor(x), else floor(x): mean x (count), variance
//! f (1 - f) with f = x - floor(x), at most 1/4.

use outlast_des::unit_open;
use rand::Rng;

/// An amount of 0 or more as a count (count); whole amounts draw nothing. Amounts below 0 and NaN
/// give 0, amounts beyond `i64` its largest value.
///
/// ```
/// use outlast_core::samplers::stochastic_round;
/// use outlast_des::{Address, Streams};
///
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// assert_eq!(stochastic_round(12.0, &mut cell), 12);
/// assert!((12..=13).contains(&stochastic_round(12.5, &mut cell)));
/// ```
#[inline]
pub fn stochastic_round<R: Rng + ?Sized>(amount: f64, rng: &mut R) -> i64 {
    let whole = amount.max(0.0).floor();
    let fraction = amount - whole;
    // Casts saturate; a fraction above 0 leaves room for one more.
    let up = fraction > 0.0 && unit_open(rng.next_u64()) < fraction;
    whole as i64 + i64::from(up)
}

#[cfg(test)]
mod tests {
    use super::*;
    use outlast_des::{Address, Streams};

    #[test]
    fn amounts_out_of_range_saturate_without_drawing() {
        let mut cell = Streams::new(0).cell(Address { replication: 0, stream: 0, tick: 0 });
        let untouched = cell.clone().next_u64();
        for (amount, count) in
            [(-3.5, 0), (f64::NAN, 0), (1e300, i64::MAX), (f64::INFINITY, i64::MAX)]
        {
            assert_eq!(stochastic_round(amount, &mut cell), count);
        }
        assert_eq!(cell.next_u64(), untouched);
    }
}

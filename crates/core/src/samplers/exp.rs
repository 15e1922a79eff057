//! The exponential function in a form that compilers turn into vector instructions.
//!
//! exp(x) = 2^n exp(r) with n the whole number nearest to x / ln 2 and r = x - n ln 2, which is
//! taken off in two parts so that it is exact to the last bit that matters (W. J. Cody and W. Waite,
//! "Software Manual for the Elementary Functions", 1980). exp(r), |r| <= 0.347, is its Taylor
//! polynomial of degree 13, whose next term is below 2^-57. Only `+ - *` and shifts, no branch: the
//! same bits everywhere. Within 2 units in the last place of the true value.

/// 1.5 * 2^52: added to a number of less than 2^51, it leaves the nearest whole number in the low bits.
pub(super) const TO_WHOLE: f64 = 6_755_399_441_055_744.0;

/// ln 2 in 33 bits, and the rest of it.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// e^x, for x in -700..=700; beyond them, the value at that end.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    let x = if x > 700.0 { 700.0 } else { x };
    let x = if x < -700.0 { -700.0 } else { x };
    let shifted = x * std::f64::consts::LOG2_E + TO_WHOLE;
    let n = shifted - TO_WHOLE;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    // 2^n by its exponent bits: n + 1023 is between 13 and 2,033.
    let scale = f64::from_bits(shifted.to_bits().wrapping_add(1_023) << 52);
    polynomial(r) * scale
}

#[inline(always)]
fn polynomial(r: f64) -> f64 {
    const C: [f64; 14] = {
        let mut c = [1.0; 14];
        let mut n = 1;
        while n < 14 {
            c[n] = c[n - 1] / n as f64;
            n += 1;
        }
        c
    };
    // By pairs, then pairs of pairs (G. Estrin 1960): Horner's rule is one long chain of dependent steps.
    let pair = |n: usize| C[n] + C[n + 1] * r;
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = pair(0) + pair(2) * r2;
    let middle = pair(4) + pair(6) * r2;
    let high = pair(8) + pair(10) * r2 + pair(12) * r4;
    low + r4 * (middle + r4 * high)
}

#[cfg(test)]
mod tests {
    use super::exp;

    #[test]
    fn it_is_within_two_units_in_the_last_place() {
        for i in -699_999..=699_999 {
            let x = f64::from(i) * 0.001 + 1e-5;
            let (got, expected) = (exp(x), libm::exp(x));
            assert!((got / expected - 1.0).abs() < 2.5 * f64::EPSILON, "{x}: {got} {expected}");
        }
    }

    #[test]
    fn its_ends_are_finite_and_zero_gives_one() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(1e300), exp(700.0));
        assert_eq!(exp(f64::NEG_INFINITY), exp(-700.0));
        assert!(exp(700.0).is_finite() && exp(-700.0) > 0.0);
    }
}

//! The natural logarithm in a form that compilers turn into vector instructions.
//!
//! The algorithm and the constants of FreeBSD's `e_log.c` (Sun Microsystems 1993), as `libm` has it,
//! without the branches for numbers that are not asked for here: so the same bits as `libm::log`.

const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
#[rustfmt::skip]
const ODD: [f64; 4] = [
    6.666_666_666_666_735e-1, 2.857_142_874_366_239e-1, 1.818_357_216_161_805e-1, 1.479_819_860_511_658_6e-1,
];
#[rustfmt::skip]
const EVEN: [f64; 3] = [3.999_999_999_940_942e-1, 2.222_219_843_214_978_4e-1, 1.531_383_769_920_937_3e-1];

/// Upper half of the bits of sqrt(1/2), and its distance from those of 1.
const ROOT_OF_HALF: u32 = 0x3FE6_A09E;
const TO_ONE: u32 = 0x3FF0_0000 - ROOT_OF_HALF;

/// ln x of a positive number that is neither subnormal nor infinite; of others, no meaning.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let high = ((bits >> 32) as u32).wrapping_add(TO_ONE);
    let exponent = f64::from((high >> 20) as i32 - 0x3FF);
    let high = (high & 0x000F_FFFF) + ROOT_OF_HALF;
    let f = f64::from_bits(u64::from(high) << 32 | bits & 0xFFFF_FFFF) - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (EVEN[0] + w * (EVEN[1] + w * EVEN[2]));
    let odd = z * (ODD[0] + w * (ODD[1] + w * (ODD[2] + w * ODD[3])));
    s * (half_square + (odd + even)) + exponent * LN_2_LOW - half_square + f + exponent * LN_2_HIGH
}

#[cfg(test)]
mod tests {
    use super::ln;

    #[test]
    fn it_gives_the_bits_of_libm() {
        let mut x = f64::MIN_POSITIVE;
        while x < 1e300 {
            for factor in [1.0, 1.000_01, 1.2, 1.3, std::f64::consts::SQRT_2, 1.75] {
                let y = x * factor;
                assert_eq!(ln(y).to_bits(), libm::log(y).to_bits(), "{y:e}");
            }
            x *= 1.0371;
        }
        assert_eq!(ln(1.0), 0.0);
    }
}

//! The standard normal law, by inverse CDF of one uniform.
//!
//! Density exp(-z^2/2) / sqrt(2 pi); mean 0, variance 1. The inverse CDF is M. J. Wichura's PPND16
//! (algorithm AS 241, Applied Statistics 37 (1988) 477-484): three pairs of polynomials, to a
//! relative 1e-15. One uniform of 52 bits reaches to +-8.2.

use std::f64::consts::FRAC_1_SQRT_2;

use outlast_des::unit_open;
use rand::Rng;
use rand_distr::Distribution;

use super::ln::ln;

/// Standard normal numbers, one `next_u64` each.
///
/// ```
/// use outlast_core::samplers::StandardNormal;
/// use outlast_des::{Address, Streams};
/// use rand_distr::Distribution;
///
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// let z: f64 = StandardNormal.sample(&mut cell);
/// assert!(z.abs() < 8.3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StandardNormal;

impl Distribution<f64> for StandardNormal {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        normal_quantile(unit_open(rng.next_u64()))
    }
}

/// P(Z <= x), to a relative x^2 2^-53 in the lower tail.
///
/// ```
/// use outlast_core::samplers::normal_cdf;
///
/// assert!((normal_cdf(1.959_963_984_540_054) - 0.975).abs() < 1e-15);
/// ```
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// The x with P(Z <= x) = p; infinite at p = 0 and 1, NaN outside.
///
/// ```
/// use outlast_core::samplers::normal_quantile;
///
/// assert!((normal_quantile(0.05) + 1.644_853_626_951_472_7).abs() < 1e-15);
/// ```
#[inline]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&A, r) / polynomial(&B, r);
    }
    tail_quantile(p, q)
}

/// |p - 1/2| > 0.425. Apart from the centre to keep that short where it is inlined.
fn tail_quantile(p: f64, q: f64) -> f64 {
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return f64::INFINITY.copysign(q);
    }
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= FAR {
        polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
    } else {
        polynomial(&E, r - FAR) / polynomial(&F, r - FAR)
    };
    z.copysign(q)
}

/// Beyond this root of -ln of its probability a tail is far: less than 1.4e-11.
const FAR: f64 = 5.0;

/// [`normal_quantile`] of numbers in (0, 1), to the same bits, without a branch but for the far tails.
#[inline(always)]
pub(crate) fn normal_quantiles<const L: usize>(p: &[f64; L]) -> [f64; L] {
    let mut z = [0.0; L];
    let mut far = false;
    for lane in 0..L {
        let q = p[lane] - 0.5;
        let r = 0.180_625 - q * q;
        let centre = q * polynomial(&A, r) / polynomial(&B, r);
        let tail = if q < 0.0 { p[lane] } else { 1.0 - p[lane] };
        let r = (-ln(tail)).sqrt();
        far |= r > FAR;
        let outer = polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6);
        z[lane] = if q.abs() <= 0.425 { centre } else { outer.copysign(q) };
    }
    if far {
        for lane in 0..L {
            z[lane] = normal_quantile(p[lane]);
        }
    }
    z
}

/// Horner's rule, lowest coefficient first.
#[inline(always)]
fn polynomial(c: &[f64; 8], x: f64) -> f64 {
    ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0]
}

// Coefficients of the paper's table, to the digits that an f64 holds.
#[rustfmt::skip]
const A: [f64; 8] = [
    3.387_132_872_796_366_5, 1.331_416_678_917_843_8e2, 1.971_590_950_306_551_3e3, 1.373_169_376_550_946e4,
    4.592_195_393_154_987e4, 6.726_577_092_700_87e4, 3.343_057_558_358_813e4, 2.509_080_928_730_122_7e3,
];
#[rustfmt::skip]
const B: [f64; 8] = [
    1.0, 4.231_333_070_160_091e1, 6.871_870_074_920_579e2, 5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4, 3.930_789_580_009_271e4, 2.872_908_573_572_194_3e4, 5.226_495_278_852_854e3,
];
#[rustfmt::skip]
const C: [f64; 8] = [
    1.423_437_110_749_683_5, 4.630_337_846_156_546, 5.769_497_221_460_691, 3.647_848_324_763_204_5,
    1.270_458_252_452_368_4, 2.417_807_251_774_506e-1, 2.272_384_498_926_918_4e-2, 7.745_450_142_783_414e-4,
];
#[rustfmt::skip]
const D: [f64; 8] = [
    1.0, 2.053_191_626_637_759, 1.676_384_830_183_803_8, 6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1, 1.519_866_656_361_645_7e-2, 5.475_938_084_995_345e-4, 1.050_750_071_644_416_9e-9,
];
#[rustfmt::skip]
const E: [f64; 8] = [
    6.657_904_643_501_103, 5.463_784_911_164_114, 1.784_826_539_917_291_3, 2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2, 1.242_660_947_388_078_4e-3, 2.711_555_568_743_487_6e-5, 2.010_334_399_292_288_1e-7,
];
#[rustfmt::skip]
const F: [f64; 8] = [
    1.0, 5.998_322_065_558_88e-1, 1.369_298_809_227_358e-1, 1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4, 1.846_318_317_510_054_8e-5, 1.421_511_758_316_446e-7, 2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_many_are_those_of_each() {
        let mut exponent = 0;
        while exponent < 52 {
            let near_end = 1.0 / (1_u64 << exponent) as f64;
            let p: [f64; 64] = std::array::from_fn(|i| {
                let p = near_end * (0.5 + i as f64 / 128.1);
                if i % 2 == 0 { p } else { 1.0 - p }
            });
            let together = normal_quantiles(&p);
            assert_eq!(together.map(f64::to_bits), p.map(|p| normal_quantile(p).to_bits()));
            exponent += 1;
        }
    }
}

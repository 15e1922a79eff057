//! The binomial law, to full precision for large n.
//!
//! The mass is Loader's: with D(x, m) = x log(x/m) + m - x and δ the error of Stirling's formula,
//!
//! ```text
//! P(B = x) = √(n / (2π x (n-x))) exp(δ(n) - δ(x) - δ(n-x) - D(x, np) - D(n-x, nq))
//! ```
//!
//! where no term is large beside the result, unlike log n!. A tail is the mass at its edge and the
//! terms beyond it by their ratios, all of one sign.

use super::Confidence;

/// Bin(n, p), with 1 - p given so that both are exact.
pub(super) struct Binomial {
    n: u64,
    p: f64,
    rest: f64,
}

impl Binomial {
    pub(super) fn new(n: u64, p: f64, rest: f64) -> Self {
        Self { n, p, rest }
    }

    /// The largest m with P(B <= m) <= tail; none when P(B = 0) exceeds it.
    pub(super) fn largest_with_tail_within(&self, confidence: Confidence) -> Option<u64> {
        let (tail, z) = (confidence.tail(), confidence.z());
        // Cornish and Fisher's start, good to a rank or two unless the variance is tiny.
        let sd = (self.n as f64 * self.p * self.rest).sqrt();
        let skew = (z * z - 1.0) * (self.rest - self.p) / 6.0;
        let start = self.n as f64 * self.p - z * sd + skew;
        let mut m = (start.max(0.0) as u64).min(self.n);

        let mut below = self.tail_through(m);
        while below > tail {
            if m == 0 {
                return None;
            }
            m -= 1;
            below = self.tail_through(m);
        }
        while m < self.n {
            let more = below + self.mass(m + 1);
            if more > tail {
                break;
            }
            (m, below) = (m + 1, more);
        }
        Some(m)
    }

    /// P(B <= m), for m below the mean.
    fn tail_through(&self, m: u64) -> f64 {
        let odds = self.rest / self.p;
        let (mut sum, mut term) = (1.0, 1.0);
        for x in (1..=m).rev() {
            // P(B = x - 1) / P(B = x), falling as x falls.
            term *= x as f64 / (self.n - x + 1) as f64 * odds;
            sum += term;
            if term < 1e-18 * sum {
                break;
            }
        }
        self.mass(m) * sum
    }

    /// P(B = x).
    fn mass(&self, x: u64) -> f64 {
        let n = self.n as f64;
        if x == 0 {
            return libm::exp(n * log_of(self.rest, self.p));
        }
        if x == self.n {
            return libm::exp(n * log_of(self.p, self.rest));
        }
        let (hits, misses) = (x as f64, (self.n - x) as f64);
        let exponent = stirling_error(self.n)
            - stirling_error(x)
            - stirling_error(self.n - x)
            - deviance(hits, n * self.p)
            - deviance(misses, n * self.rest);
        let scale = (n / (2.0 * std::f64::consts::PI * hits * misses)).sqrt();
        scale * libm::exp(exponent)
    }
}

/// log(value) where 1 - value is known too, so that nothing is lost near 1.
fn log_of(value: f64, rest: f64) -> f64 {
    if value > 0.5 { libm::log1p(-rest) } else { libm::log(value) }
}

/// x log(x/m) + m - x, by its series in v = (x-m)/(x+m) when x is near m.
fn deviance(x: f64, m: f64) -> f64 {
    let difference = x - m;
    if difference.abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = difference / (x + m);
    let mut sum = difference * v;
    let mut power = 2.0 * x * v;
    let mut odd = 1.0;
    loop {
        power *= v * v;
        odd += 2.0;
        let next = sum + power / odd;
        if next == sum {
            return sum;
        }
        sum = next;
    }
}

/// log n! - log(√(2πn) (n/e)^n), for n >= 1: a table of log-factorials for small n, the series
/// 1/(12n) - 1/(360n³) + ... beyond.
fn stirling_error(n: u64) -> f64 {
    let x = n as f64;
    if n < 16 {
        let factorial: u64 = (1..=n).product();
        let log_root = 0.5 * libm::log(2.0 * std::f64::consts::PI * x);
        return libm::log(factorial as f64) - log_root - x * libm::log(x) + x;
    }
    let y = 1.0 / (x * x);
    let series = 1.0 / 1188.0;
    let series = 1.0 / 1680.0 - y * series;
    let series = 1.0 / 1260.0 - y * series;
    let series = 1.0 / 360.0 - y * series;
    (1.0 / 12.0 - y * series) / x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_stirlings_formula_is_right_in_table_and_series() {
        // log n! - (log(2πn)/2 + n log n - n), mpmath with 60 digits.
        let cases = [
            (1, 0.081_061_466_795_327_26),
            (2, 0.041_340_695_955_409_29),
            (15, 0.005_554_733_551_962_801),
            (16, 0.005_207_655_919_609_64),
            (17, 0.004_901_395_948_434_738),
            (40, 0.002_083_289_938_302_421_7),
            (1_000, 8.333_333_055_555_635e-5),
            (1_000_000, 8.333_333_333_333_056e-8),
        ];
        for (n, expected) in cases {
            let error = (stirling_error(n) - expected).abs();
            assert!(error < 2e-14, "{n}: {} for {expected}", stirling_error(n));
            // The series lacks its next term, 691/(360360 n^11), and the last bits.
            let lacking = 691.0 / 360_360.0 * libm::pow(n as f64, -11.0);
            assert!(n < 16 || error < lacking + 4e-16 * expected, "{n}: off by {error}");
        }
    }

    #[test]
    fn the_mass_keeps_its_digits_at_ten_thousand_million() {
        // exp(loggamma ...) in mpmath with 60 digits.
        let cases = [
            (10, 3, 0.5, 0.117_187_5),
            (100, 5, 0.05, 0.180_017_827_270_429_15),
            (100, 0, 0.05, 0.005_920_529_220_334_025),
            (100, 100, 0.95, 0.005_920_529_220_334_025),
            (1_000, 30, 0.05, 0.000_557_870_637_264_609),
            (100_000, 49_690, 0.5, 0.000_369_171_342_569_349_04),
            (10_000_000_000, 499_957_284, 0.05, 2.681_715_701_270_398_6e-6),
            (10_000_000_000, 4_999_902_002, 0.5, 1.168_910_524_778_365_9e-6),
            (10_000_000_000, 9_500_042_717, 0.95, 2.681_474_539_613_775e-6),
        ];
        for (n, x, p, expected) in cases {
            let mass = Binomial::new(n, p, 1.0 - p).mass(x);
            // The mean n p is held to 2^-53 of itself, which is 10^-6 of a run at 10^10.
            let allowed = if n > 1_000_000 { 1e-9 } else { 1e-13 };
            assert!((mass / expected - 1.0).abs() < allowed, "{x} of {n}: {mass} for {expected}");
        }
    }
}

//! Mean and variance from integer sums, without cancellation.
//!
//! The textbook form n Σx² - (Σx)² loses all digits when the mean is large beside the spread, and
//! overflows. Instead take the integer m nearest to the mean and r = Σx - n m, |r| <= n/2. Then
//! Σ(x - m)² = Σx² - 2 m Σx + n m² is an integer, computed exactly, and
//!
//! ```text
//! Σ(x - mean)² = Σ(x - m)² - r²/n
//! ```
//!
//! is the only subtraction of floats, of like magnitude only when the spread is below one value
//! unit. The integers are taken modulo 2^128, so Σx² may overflow freely: the result is right while
//! n times the variance is below 2^128 (value units)²; for 10^10 runs, an sd below 10^14.

/// Mean, standard deviation, and Monte Carlo error of the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Arithmetic mean [value units].
    pub mean: f64,
    /// Standard deviation with divisor n - 1 [value units]; none for a single value.
    pub sd: Option<f64>,
    /// Standard error of the mean, sd / √n [value units]; none for a single value.
    pub se: Option<f64>,
}

impl Moments {
    /// Of n integers of any sign, given their sum and the sum of their squares modulo 2^128.
    pub(crate) fn of_sums(n: u64, sum: i128, squares: u128) -> Option<Self> {
        let turned = Sums { n, sum: sum.abs(), squares }.moments()?;
        let mean = if sum < 0 { -turned.mean } else { turned.mean };
        Some(Self { mean, ..turned })
    }
}

/// Integer sums over n values; `squares` modulo 2^128.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    pub(super) n: u64,
    pub(super) sum: i128,
    pub(super) squares: u128,
}

impl Sums {
    pub(super) fn moments(self) -> Option<Moments> {
        if self.n == 0 {
            return None;
        }
        let n = i128::from(self.n);
        let nearest = (self.sum + n / 2).div_euclid(n);
        let rest = self.sum - nearest * n;
        let about_nearest = self
            .squares
            .wrapping_sub((2 * nearest as u128).wrapping_mul(self.sum as u128))
            .wrapping_add(
                (n as u128).wrapping_mul((nearest as u128).wrapping_mul(nearest as u128)),
            );

        let (n, rest) = (self.n as f64, rest as f64);
        let mean = nearest as f64 + rest / n;
        let sd = (self.n > 1).then(|| {
            let about_mean = about_nearest as f64 - rest * rest / n;
            (about_mean.max(0.0) / (n - 1.0)).sqrt()
        });
        Some(Moments { mean, sd, se: sd.map(|sd| sd / n.sqrt()) })
    }
}

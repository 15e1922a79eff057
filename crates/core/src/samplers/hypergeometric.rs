//! Hypergeometric counts: how many of the marked are among those drawn without replacement.
//!
//! p(x) = C(M, x) C(N-M, n-x) / C(N, n); N in total, M marked, n drawn (count); mean n M / N (count),
//! variance n (M/N) (1 - M/N) (N-n)/(N-1).
//!
//! Marked and unmarked, drawn and left, change roles so that M <= N/2 and n <= N/2. Below a mean of
//! 10: inversion by sequential search. From 10: ratio of uniforms, algorithm HRUA of E. Stadlober,
//! "The ratio of uniforms approach for generating discrete random variates", Journal of
//! Computational and Applied Mathematics 31 (1990) 181-189.

use std::fmt;

use outlast_des::unit_open;
use rand::Rng;
use rand_distr::Distribution;

use super::inversion::search_up;
use super::saddle::{Term, whole};

/// Counts of the marked among the drawn.
///
/// ```
/// use outlast_core::samplers::Hypergeometric;
/// use outlast_des::{Address, Streams};
/// use rand_distr::Distribution;
///
/// // 600 losses fall on 12,000, of whom 3,000 are reservists.
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// let reservists: i64 = Hypergeometric::new(12_000, 3_000, 600)?.sample(&mut cell);
/// assert!((90..210).contains(&reservists));
/// # Ok::<(), outlast_core::samplers::HypergeometricError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hypergeometric {
    /// The count is offset + sign * y, with y drawn by the method.
    offset: i64,
    sign: i64,
    method: Method,
}

/// Why a hypergeometric law was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HypergeometricError {
    /// The total is negative or above [`Hypergeometric::MAX_TOTAL`].
    Total(i64),
    /// The marked are negative or more than the total.
    Marked(i64),
    /// The drawn are negative or more than the total.
    Drawn(i64),
}

impl fmt::Display for HypergeometricError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Total(n) => {
                let most = Hypergeometric::MAX_TOTAL;
                write!(f, "total {n} of a hypergeometric law is not in 0..={most}")
            }
            Self::Marked(n) => write!(f, "marked {n} of a hypergeometric law are not in 0..=total"),
            Self::Drawn(n) => write!(f, "drawn {n} of a hypergeometric law are not in 0..=total"),
        }
    }
}

impl std::error::Error for HypergeometricError {}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Method {
    Zero,
    Inversion { table: Table, p0: f64 },
    Rejection(Hat),
}

impl Hypergeometric {
    /// Largest total (count): every count is exact as `f64`.
    pub const MAX_TOTAL: i64 = 1_000_000_000_000_000;

    /// The marked among `drawn` of `total`, of whom `marked` are marked (count).
    ///
    /// # Errors
    ///
    /// [`HypergeometricError`] if the total is not in 0..=[`Self::MAX_TOTAL`], or the marked or
    /// the drawn not in 0..=total.
    #[inline]
    pub fn new(total: i64, marked: i64, drawn: i64) -> Result<Self, HypergeometricError> {
        if !(0..=Self::MAX_TOTAL).contains(&total) {
            return Err(HypergeometricError::Total(total));
        }
        if !(0..=total).contains(&marked) {
            return Err(HypergeometricError::Marked(marked));
        }
        if !(0..=total).contains(&drawn) {
            return Err(HypergeometricError::Drawn(drawn));
        }
        let few_marked = marked.min(total - marked);
        let few_drawn = drawn.min(total - drawn);
        // y of the few marked are among the few drawn; undo the drawn's role, then the marked's.
        let (mut offset, mut sign) = (0, 1);
        if few_drawn < drawn {
            (offset, sign) = (few_marked, -1);
        }
        if few_marked < marked {
            (offset, sign) = (drawn - offset, -sign);
        }
        let method = if few_marked == 0 || few_drawn == 0 {
            Method::Zero
        } else {
            Method::new(Table::new(total, few_marked, few_drawn))
        };
        Ok(Self { offset, sign, method })
    }
}

impl Method {
    #[inline]
    fn new(table: Table) -> Self {
        if table.mean() >= 10.0 {
            Self::Rejection(Hat::new(table))
        } else {
            // Neither 0 nor the margins' product can vanish: p(0) > 1e-13 at means below 10.
            Self::Inversion { table, p0: table.term(0.0).value() / table.scale().value() }
        }
    }
}

impl Distribution<i64> for Hypergeometric {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        let y = match self.method {
            Method::Zero => 0,
            Method::Inversion { table, p0 } => loop {
                let u = unit_open(rng.next_u64());
                if let Some(y) = search_up(u, p0, |y, _| table.ratio(y)) {
                    break y;
                }
            },
            Method::Rejection(hat) => hat.sample(rng),
        };
        self.offset + self.sign * y
    }
}

/// The two-by-two table of marked or not, drawn or not, with M <= N/2 and n <= N/2.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Table {
    total: f64,
    marked: f64,
    drawn: f64,
    /// n M / N as its whole part and the rest, so that x less the mean does not cancel.
    mean_whole: f64,
    mean_rest: f64,
}

impl Table {
    #[inline]
    fn new(total: i64, marked: i64, drawn: i64) -> Self {
        let (whole, rest) = if let Some(product) = marked.checked_mul(drawn) {
            (product / total, product % total)
        } else {
            let (product, total) = (i128::from(marked) * i128::from(drawn), i128::from(total));
            ((product / total) as i64, (product % total) as i64)
        };
        Self {
            total: total as f64,
            marked: marked as f64,
            drawn: drawn as f64,
            mean_whole: whole as f64,
            mean_rest: rest as f64 / total as f64,
        }
    }

    #[inline]
    fn mean(&self) -> f64 {
        self.mean_whole + self.mean_rest
    }

    /// The most that x can be.
    #[inline]
    fn most(&self) -> f64 {
        self.marked.min(self.drawn)
    }

    /// p(x), up to a factor common to all x, for 0 <= x <= `most`.
    #[inline]
    fn term(&self, x: f64) -> Term {
        let mean = self.mean();
        let d = (x - self.mean_whole) - self.mean_rest;
        let others = self.total - self.marked - self.drawn;
        Term::new(x, mean, d)
            .and(Term::new(self.marked - x, self.marked - mean, -d))
            .and(Term::new(self.drawn - x, self.drawn - mean, -d))
            .and(Term::new(others + x, others + mean, d))
    }

    /// Sum of `term` over all x: the margins' terms over the total's, each at its mean.
    #[inline]
    fn scale(&self) -> Term {
        let margins = Term::at_mean(self.marked)
            .and(Term::at_mean(self.total - self.marked))
            .and(Term::at_mean(self.drawn))
            .and(Term::at_mean(self.total - self.drawn));
        let total = Term::at_mean(self.total);
        Term { exponent: margins.exponent - total.exponent, weight: margins.weight / total.weight }
    }

    /// p(x) / p(x - 1).
    #[inline]
    fn ratio(&self, x: f64) -> f64 {
        let others = self.total - self.marked - self.drawn;
        (self.marked - x + 1.0) * (self.drawn - x + 1.0) / (x * (others + x))
    }

    #[inline]
    fn mode(&self) -> f64 {
        whole((self.marked + 1.0) * (self.drawn + 1.0) / (self.total + 2.0))
    }
}

/// HRUA's rectangle: X = mean + 1/2 + h (V - 1/2) / U, the count is the floor of X, accepted if
/// U^2 <= p(x) / p(mode).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hat {
    table: Table,
    h: f64,
}

impl Hat {
    #[inline]
    fn new(table: Table) -> Self {
        /// 2 sqrt(2/e) and 3 - 2 sqrt(3/e).
        const D1: f64 = 1.715_527_769_921_413_5;
        const D2: f64 = 0.898_916_162_058_898_8;
        let Table { total, marked, drawn, .. } = table;
        let p = marked / total;
        let variance = drawn * p * (1.0 - p) * ((total - drawn) / (total - 1.0));
        Self { table, h: D1 * (variance + 0.5).sqrt() + D2 }
    }

    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> i64 {
        let centre = self.table.mean() + 0.5;
        let mode = self.table.term(self.table.mode());
        loop {
            let u = unit_open(rng.next_u64());
            let v = unit_open(rng.next_u64());
            let x = centre + self.h * (v - 0.5) / u;
            if x < 0.0 || x >= self.table.most() + 1.0 {
                continue;
            }
            if self.table.term(whole(x)).log_ratio(mode, 1.0 / (u * u)) >= 0.0 {
                return x as i64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: [(i64, i64, i64); 14] = [
        (40, 20, 20),
        (41, 20, 20),
        (60, 25, 24),
        (100, 50, 20),
        (100, 33, 31),
        (1_000, 500, 20),
        (1_000, 500, 500),
        (10_000, 20, 5_000),
        (10_000, 300, 400),
        (10_000, 5_000, 5_000),
        (1_000_000, 40_000, 300),
        (1_000_000, 400_000, 300_000),
        (10_000_000_000, 4_000_000_000, 3_000),
        (10_000_000_000, 5_000_000_000, 5_000_000_000),
    ];

    /// |X - centre| sqrt(p(x)/p(mode)) <= h/2 at both ends of each count's interval: the
    /// rectangle contains the region that ratio of uniforms samples from.
    #[test]
    fn the_rectangle_covers_the_law() {
        for (total, marked, drawn) in GRID {
            let hat = Hat::new(Table::new(total, marked, drawn));
            let centre = hat.table.mean() + 0.5;
            let mode = hat.table.term(hat.table.mode());
            let low = (centre - 6.0 * hat.h).floor().max(0.0);
            let high = (centre + 6.0 * hat.h).min(hat.table.most());
            let step = ((high - low) / 20_000.0).floor().max(1.0);
            let mut x = low;
            while x <= high {
                let root = libm::exp(0.5 * hat.table.term(x).log_ratio(mode, 1.0));
                assert!(root <= 1.0 + 1e-12, "{total} {marked} {drawn}: {x} above the mode");
                let reach = (x - centre).abs().max((x + 1.0 - centre).abs());
                assert!(reach * root <= hat.h / 2.0, "{total} {marked} {drawn}: {x}");
                x += step;
            }
        }
    }

    #[test]
    fn probabilities_sum_to_one() {
        for (total, marked, drawn) in GRID.into_iter().filter(|g| g.1.min(g.2) <= 5_000) {
            let table = Table::new(total, marked, drawn);
            let scale = table.scale();
            let sum: f64 = (0..=marked.min(drawn))
                .map(|x| libm::exp(table.term(x as f64).log_ratio(scale, 1.0)))
                .sum();
            assert!((sum - 1.0).abs() < 1e-11, "{total} {marked} {drawn}: {sum}");
        }
    }

    #[test]
    fn parameters_outside_the_range_are_refused() {
        assert_eq!(Hypergeometric::new(-1, 0, 0), Err(HypergeometricError::Total(-1)));
        assert_eq!(Hypergeometric::new(5, 6, 0), Err(HypergeometricError::Marked(6)));
        assert_eq!(Hypergeometric::new(5, 5, -2), Err(HypergeometricError::Drawn(-2)));
    }
}

//! Probabilities of laws on integers, as tables for [`AliasTable`](super::AliasTable).
//!
//! Computed by recurrence from the mode outwards, cut where they fall below 1e-26 of the mode's, and
//! divided by their sum, which is taken from both tails inwards. Each holds to about 1e-12 of itself.

use std::fmt;

/// Most values a table holds (count): with the escape, 2^16 symbols.
pub const MAX_SUPPORT: usize = 65_535;

/// Probabilities below this part of the mode's are cut: together less than 1e-21.
const CUT: f64 = 1e-26;

/// Why a table of probabilities was refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PmfError {
    /// The mean is negative, infinite or not a number.
    Mean(f64),
    /// The dispersion k is not positive, infinite or not a number.
    Dispersion(f64),
    /// The probability is not in 0..=1.
    Probability(f64),
    /// The law spreads over more than [`MAX_SUPPORT`] values: use the sampler of varying
    /// parameters.
    TooWide,
}

impl fmt::Display for PmfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mean(mean) => write!(f, "mean {mean} is not a number of 0 or more"),
            Self::Dispersion(k) => write!(f, "dispersion {k} is not a positive number"),
            Self::Probability(p) => write!(f, "{p} is not a probability"),
            Self::TooWide => write!(f, "law spreads over more than {MAX_SUPPORT} values"),
        }
    }
}

impl std::error::Error for PmfError {}

/// Poisson law: p(k) = m^k e^-m / k!, mean m (count), variance m. Returns the least value of the
/// table and the probabilities from it on. Fits up to a mean of about 8.9 million.
///
/// ```
/// let (base, probabilities) = outlast_core::samplers::pmf::poisson(2.0)?;
/// assert_eq!(base, 0);
/// assert!((probabilities[1] - 2.0 * f64::exp(-2.0)).abs() < 1e-15);
/// # Ok::<(), outlast_core::samplers::PmfError>(())
/// ```
///
/// # Errors
///
/// [`PmfError::Mean`] or [`PmfError::TooWide`].
pub fn poisson(mean: f64) -> Result<(i64, Vec<f64>), PmfError> {
    check_mean(mean)?;
    from_mode(mean.floor(), |k| mean / k)
}

/// Negative binomial law of mean m and dispersion k: p(x) = Gamma(x+k) / (x! Gamma(k)) q^x (1-q)^k with
/// q = m / (m+k); mean m (count), variance m + m^2/k. Returns the least value of the table and the
/// probabilities from it on.
///
/// # Errors
///
/// [`PmfError`], each variant for its reason.
pub fn neg_binomial(mean: f64, k: f64) -> Result<(i64, Vec<f64>), PmfError> {
    check_mean(mean)?;
    if !(k > 0.0 && k.is_finite()) {
        return Err(PmfError::Dispersion(k));
    }
    let q = mean / (mean + k);
    let mode = ((k - 1.0) / k * mean).floor().max(0.0);
    from_mode(mode, |x| (x - 1.0 + k) / x * q)
}

/// Binomial law of n trials of probability p: mean n p (count), variance n p (1 - p). Returns the least value
/// of the table and the probabilities from it on.
///
/// # Errors
///
/// [`PmfError::Probability`] or [`PmfError::TooWide`].
pub fn binomial(trials: u32, probability: f64) -> Result<(i64, Vec<f64>), PmfError> {
    if !(0.0..=1.0).contains(&probability) {
        return Err(PmfError::Probability(probability));
    }
    let n = f64::from(trials);
    if probability == 1.0 {
        return Ok((i64::from(trials), vec![1.0]));
    }
    let odds = probability / (1.0 - probability);
    let mode = ((n + 1.0) * probability).floor();
    from_mode(mode, |k| (n - k + 1.0) / k * odds)
}

fn check_mean(mean: f64) -> Result<(), PmfError> {
    if mean >= 0.0 && mean.is_finite() { Ok(()) } else { Err(PmfError::Mean(mean)) }
}

/// The law on 0, 1, 2, ... with this mode and p(k)/p(k-1) = ratio(k).
fn from_mode(mode: f64, ratio: impl Fn(f64) -> f64) -> Result<(i64, Vec<f64>), PmfError> {
    let mut below = Vec::new();
    let (mut k, mut p) = (mode, 1.0);
    while k > 0.0 && p >= CUT && below.len() <= MAX_SUPPORT {
        p /= ratio(k);
        k -= 1.0;
        below.push(p);
    }
    let base = k;
    let mut above = vec![1.0];
    (k, p) = (mode, 1.0);
    while p >= CUT && below.len() + above.len() <= MAX_SUPPORT {
        k += 1.0;
        p *= ratio(k);
        above.push(p);
    }
    if below.len() + above.len() > MAX_SUPPORT {
        return Err(PmfError::TooWide);
    }
    below.reverse();
    let sum = below.iter().sum::<f64>() + above.iter().rev().sum::<f64>();
    let probabilities = below.into_iter().chain(above).map(|p| p / sum).collect();
    Ok((base as i64, probabilities))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments((base, pmf): &(i64, Vec<f64>)) -> [f64; 3] {
        let value = |i: usize| (base + i as i64) as f64;
        let sum: f64 = pmf.iter().sum();
        let mean: f64 = pmf.iter().enumerate().map(|(i, p)| p * value(i)).sum();
        let variance =
            pmf.iter().enumerate().map(|(i, p)| p * (value(i) - mean) * (value(i) - mean)).sum();
        [sum, mean, variance]
    }

    #[test]
    fn tables_have_the_closed_form_mean_and_variance() {
        for m in [0.0, 0.1, 1.0, 9.9, 100.0, 1_200.0, 1e6, 8e6] {
            let [sum, mean, variance] = moments(&poisson(m).unwrap());
            assert!((sum - 1.0).abs() < 1e-13);
            assert!((mean - m).abs() <= 1e-11 * m, "poisson {m}: mean {mean}");
            assert!((variance - m).abs() <= 1e-9 * m, "poisson {m}: variance {variance}");
        }
        for (m, k) in [
            (0.0, 3.0),
            (0.3, 0.05),
            (10.0, 0.5),
            (10.0, 1.0),
            (1_200.0, 20.0),
            (1_200.0, 60.0),
            (500.0, 1e9),
        ] {
            let [sum, mean, variance] = moments(&neg_binomial(m, k).unwrap());
            let expected = m + m * m / k;
            assert!((sum - 1.0).abs() < 1e-13);
            assert!((mean - m).abs() <= 1e-11 * m, "nb {m} {k}: mean {mean}");
            assert!((variance - expected).abs() <= 1e-9 * expected, "nb {m} {k}: {variance}");
        }
    }

    #[test]
    fn laws_too_wide_for_a_table_are_refused_at_once() {
        assert_eq!(poisson(1e9), Err(PmfError::TooWide));
        assert_eq!(poisson(1e300), Err(PmfError::TooWide));
        assert_eq!(neg_binomial(1e9, 1.0), Err(PmfError::TooWide));
        assert_eq!(neg_binomial(1e9, 1e-3), Err(PmfError::TooWide));
    }

    #[test]
    fn parameters_outside_the_range_are_refused() {
        assert_eq!(poisson(-1.0), Err(PmfError::Mean(-1.0)));
        assert!(poisson(f64::NAN).is_err());
        assert_eq!(neg_binomial(1.0, 0.0), Err(PmfError::Dispersion(0.0)));
        assert!(neg_binomial(1.0, f64::INFINITY).is_err());
    }
}

//! Losses without replacement among groups, in proportion to their strength.
//!
//! Every set of `losses` among all heads is equally likely (multivariate hypergeometric law): group i
//! of strength `g_i`, of G in all, loses `L g_i / G` on average (count), with variance
//! `L (g_i/G) (1 - g_i/G) (G-L)/(G-1)`. Drawn group after group, each conditional on those before.

use std::fmt;

use rand::Rng;
use rand_distr::Distribution;

use super::Hypergeometric;

/// Why losses could not be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitError {
    /// A group's strength is negative, or all together exceed [`Hypergeometric::MAX_TOTAL`].
    Strength,
    /// The losses are negative or more than all groups hold.
    Losses(i64),
    /// There is not one place for each group's losses.
    Places,
}

impl fmt::Display for SplitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Strength => write!(f, "a group's strength is negative or the total too large"),
            Self::Losses(n) => write!(f, "losses {n} are not in 0..=total strength"),
            Self::Places => write!(f, "groups and places for their losses differ in number"),
        }
    }
}

impl std::error::Error for SplitError {}

/// Splits `losses` among `groups` of given strengths (count) into `out`, in the order of the groups.
/// O(groups); groups of strength 0 draw nothing.
///
/// ```
/// use outlast_core::samplers::split;
/// use outlast_des::{Address, Streams};
///
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// let mut lost = [0; 3];
/// split(500, &[8_000, 0, 4_000], &mut lost, &mut cell)?;
/// assert_eq!(lost.iter().sum::<i64>(), 500);
/// assert_eq!(lost[1], 0);
/// # Ok::<(), outlast_core::samplers::SplitError>(())
/// ```
///
/// # Errors
///
/// [`SplitError`] if a strength is negative, the losses exceed the total, or `out` and `groups`
/// differ in length; `out` is then left as it was.
pub fn split<R: Rng + ?Sized>(
    losses: i64,
    groups: &[i64],
    out: &mut [i64],
    rng: &mut R,
) -> Result<(), SplitError> {
    if groups.len() != out.len() {
        return Err(SplitError::Places);
    }
    let mut total = 0;
    for &group in groups {
        if !(0..=Hypergeometric::MAX_TOTAL - total).contains(&group) {
            return Err(SplitError::Strength);
        }
        total += group;
    }
    if !(0..=total).contains(&losses) {
        return Err(SplitError::Losses(losses));
    }
    let mut left = losses;
    for (lost, &group) in out.iter_mut().zip(groups) {
        let law = Hypergeometric::new(total, group, left).map_err(|_| SplitError::Strength)?;
        *lost = law.sample(rng);
        left -= *lost;
        total -= group;
    }
    Ok(())
}

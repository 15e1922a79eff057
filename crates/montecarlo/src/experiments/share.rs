//! A share of runs, with its interval.

use serde::{Deserialize, Serialize};

use crate::intervals::{Confidence, wilson};

/// How often something was seen, and what that says of its probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Runs in which it was seen.
    pub hits: u64,
    /// Runs.
    pub n: u64,
    /// hits / n; null without runs.
    pub probability: Option<f64>,
    /// Lower end of Wilson's 95 % interval.
    pub low: Option<f64>,
    /// Upper end of Wilson's 95 % interval.
    pub high: Option<f64>,
}

impl Share {
    /// Seen in `hits` of `n` runs.
    ///
    /// ```
    /// use outlast_montecarlo::experiments::Share;
    ///
    /// let share = Share::of(50, 100);
    /// assert_eq!(share.probability, Some(0.5));
    /// assert!(share.low.unwrap() > 0.4 && share.high.unwrap() < 0.6);
    /// ```
    pub fn of(hits: u64, n: u64) -> Self {
        let interval = wilson(hits, n, Confidence::P95);
        Self {
            hits,
            n,
            probability: interval.map(|_| hits as f64 / n as f64),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        }
    }
}

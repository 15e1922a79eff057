//! The same scenario with other numbers: a grid of runs on one seed.
//!
//! Every point has the same luck, so curves over a grid are smooth where separate runs would
//! jump, and a difference between two points is known better than their intervals say.

use serde::{Deserialize, Serialize};

use crate::summary::{AskSummary, MetricSummary, Ordered};

/// A grid and what was found on it: the content of `sweep.json`, but for what was swept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// The keys that were varied.
    pub keys: Vec<String>,
    /// Replications of each point.
    pub replications: u64,
    /// The points; the last key varies fastest.
    pub points: Vec<SweepPoint>,
}

/// One point of a grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepPoint {
    /// The value of each key, as TOML.
    pub values: Vec<String>,
    /// Digest of its tallies.
    pub digest: String,
    /// The metrics, by name.
    pub metrics: Ordered<MetricSummary>,
    /// The questions, by name.
    pub asks: Ordered<AskSummary>,
}

/// Every combination of one value from each list, the last list varying fastest.
///
/// ```
/// use outlast_montecarlo::experiments::sweep::combinations;
///
/// let strengths = vec!["900".to_owned(), "1200".to_owned()];
/// let rates = vec!["30".to_owned(), "40".to_owned()];
/// let grid = combinations(&[strengths, rates]);
/// assert_eq!(grid.len(), 4);
/// assert_eq!(grid[1], ["900", "40"]);
/// ```
pub fn combinations(lists: &[Vec<String>]) -> Vec<Vec<String>> {
    lists.iter().fold(vec![Vec::new()], |grid, list| {
        let longer = |point: &Vec<String>, value: &String| {
            point.iter().chain([value]).cloned().collect::<Vec<_>>()
        };
        grid.iter().flat_map(|point| list.iter().map(move |value| longer(point, value))).collect()
    })
}

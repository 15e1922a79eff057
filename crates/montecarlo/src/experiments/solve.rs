//! How much is enough: the least point of a grid at which something holds often enough.
//!
//! Points are numbered from 0. At each, `hits` of n runs are good, and the search wants the least
//! point at which at least a share p of all runs is. Every point is run with the same replications
//! (common random numbers), so hits hardly waver from point to point, and bisection finds where
//! they pass p n.
//!
//! **The interval.** A point cannot be told from the one sought while p lies within its Wilson
//! interval. The 95 % interval of the answer is the set of such points, found by bisection as well:
//! from the least point whose upper end reaches p to the least whose lower end does. It is the
//! usual inversion of a test, and needs nothing but that the chance rises.
//!
//! **That it rises** (or falls: then the search runs backwards and finds the greatest point) is
//! not taken on trust. Points all over the grid are run first, and a chance that goes the other way
//! by more than noise can explain ends the search.
//!
//! The search begins with few runs and narrows down with four times as many, time and again.

use std::collections::BTreeMap;

use super::Share;
use crate::intervals::{Confidence, wilson};

/// What is sought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// Points of the grid, at least 2.
    pub points: u64,
    /// The share of runs that is to be good, above 0 and below 1.
    pub target: f64,
    /// Replications of the first, coarse stage.
    pub first: u64,
    /// Replications of the last stage, at least as many.
    pub last: u64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// The point: the least with enough good runs if the chance rises, else the greatest.
    pub point: u64,
    /// The end of the 95 % interval nearer to point 0; none when it lies beyond the grid.
    pub low: Option<u64>,
    /// The other end.
    pub high: Option<u64>,
    /// Whether the chance rises from point 0 to the last.
    pub rises: bool,
    /// Runs at the point, and the good ones among them.
    pub there: Share,
    /// The same one point short of it.
    pub short_of_it: Share,
    /// Every point that was run, with the good runs of the latest stage that ran it.
    pub tried: Vec<(u64, Share)>,
}

/// Why nothing was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Unsolved<E> {
    /// The share is reached at no point of the grid: that at both ends.
    Never(Box<[Share; 2]>),
    /// It is reached at every point: that at both ends.
    Always(Box<[Share; 2]>),
    /// The chance rises and falls: three points in their order, of which the middle is beyond both
    /// others, or two that go against the ends.
    NotMonotone(Vec<(u64, Share)>),
    /// A point could not be run.
    Failed(E),
}

/// Points that the coarse stage runs between the ends.
const SCAN: u64 = 15;

/// Standard errors of a difference that noise is granted.
const NOISE: f64 = 4.0;

/// Finds the point. `hits` runs a point with so many replications and tells how many were good.
///
/// ```
/// use outlast_montecarlo::experiments::solve::{Search, solve};
///
/// // Of the first n numbers of a fixed sequence, those below the point.
/// let uniform = |r: u64| (r.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % 1_000;
/// let hits = |point, n| Ok::<u64, ()>((0..n).filter(|&r| uniform(r) < point).count() as u64);
/// let search = Search { points: 1_001, target: 0.9, first: 1_000, last: 16_000 };
/// let found = solve(&search, hits).unwrap();
/// assert!(found.low.unwrap() <= 900 && 900 <= found.high.unwrap());
/// ```
///
/// # Errors
///
/// When the share is reached everywhere or nowhere, when the chance rises and falls, or when `hits`
/// fails.
pub fn solve<E>(
    search: &Search,
    mut hits: impl FnMut(u64, u64) -> Result<u64, E>,
) -> Result<Solution, Unsolved<E>> {
    let last = search.points - 1;
    let ends = {
        let mut end = |point| hits(point, search.first).map_err(Unsolved::Failed);
        [end(0)?, end(last)?]
    };
    let enough = needed(search.target, search.first);
    let rises = match ends.map(|hits| hits >= enough) {
        [false, true] => true,
        [true, false] => false,
        [all, _] => {
            // Perhaps it is otherwise in between.
            let mut stage = Stage::new(search.first, &mut hits);
            stage.scan(last)?;
            if let Some(odd) = stage.turns(|hits| (hits >= enough) != all) {
                let shares = [0, odd, last].map(|point| (point, stage.share(point)));
                return Err(Unsolved::NotMonotone(shares.into()));
            }
            let shares = Box::new(ends.map(|hits| Share::of(hits, search.first)));
            return Err(if all { Unsolved::Always(shares) } else { Unsolved::Never(shares) });
        }
    };
    // Backwards where it falls, so that it always rises.
    let turn = |point: u64| if rises { point } else { last - point };
    let found = rising(search, |point, n| hits(turn(point), n)).map_err(|why| match why {
        Unsolved::NotMonotone(mut shares) => {
            for (point, _) in &mut shares {
                *point = turn(*point);
            }
            shares.sort_by_key(|share| share.0);
            Unsolved::NotMonotone(shares)
        }
        other => other,
    })?;
    let (low, high) = (found.low.map(turn), found.high.map(turn));
    let (low, high) = if rises { (low, high) } else { (high, low) };
    let mut tried: Vec<_> = found.tried.iter().map(|&(p, share)| (turn(p), share)).collect();
    tried.sort_by_key(|point| point.0);
    Ok(Solution { point: turn(found.point), low, high, rises, tried, ..found })
}

/// The least number of good runs of n that are a share p.
fn needed(p: f64, n: u64) -> u64 {
    crate::intervals::quantile_rank(p, n)
}

/// The least number of good runs of n whose Wilson interval, or its upper end alone, reaches p.
fn bounds(p: f64, n: u64) -> [Option<u64>; 2] {
    let least = |reaches: &dyn Fn(u64) -> bool| {
        if !reaches(n) {
            return None;
        }
        let (mut short, mut enough) = (0, n);
        while short < enough {
            let middle = short + (enough - short) / 2;
            if reaches(middle) {
                enough = middle;
            } else {
                short = middle + 1;
            }
        }
        Some(enough)
    };
    let interval = |k| wilson(k, n, Confidence::P95);
    [
        least(&|k| interval(k).is_some_and(|i| i.high >= p)),
        least(&|k| interval(k).is_some_and(|i| i.low >= p)),
    ]
}

/// The points run with one number of replications.
struct Stage<H> {
    n: u64,
    hits: H,
    known: BTreeMap<u64, u64>,
}

impl<E, H: FnMut(u64, u64) -> Result<u64, E>> Stage<H> {
    fn new(n: u64, hits: H) -> Self {
        Self { n, hits, known: BTreeMap::new() }
    }

    fn at(&mut self, point: u64) -> Result<u64, Unsolved<E>> {
        if let Some(&hits) = self.known.get(&point) {
            return Ok(hits);
        }
        let hits = (self.hits)(point, self.n).map_err(Unsolved::Failed)?;
        self.known.insert(point, hits);
        Ok(hits)
    }

    fn share(&self, point: u64) -> Share {
        Share::of(self.known.get(&point).copied().unwrap_or(0), self.n)
    }

    /// Runs both ends and points evenly between them.
    fn scan(&mut self, last: u64) -> Result<(), Unsolved<E>> {
        let step = u128::from(SCAN + 1);
        for i in 0..=SCAN + 1 {
            self.at((u128::from(last) * u128::from(i) / step) as u64)?;
        }
        Ok(())
    }

    /// The least point with at least so many hits: looked for around `near`, then by bisection.
    /// None when even the last has fewer.
    fn least(
        &mut self,
        enough: u64,
        near: (u64, u64),
        last: u64,
    ) -> Result<Option<u64>, Unsolved<E>> {
        let (mut short, mut good) = near;
        let mut step = (good - short).max(1);
        while self.at(good)? < enough {
            if good == last {
                return Ok(None);
            }
            short = good;
            good = good.saturating_add(step).min(last);
            step = step.saturating_mul(2);
        }
        while self.at(short)? >= enough {
            good = short;
            if short == 0 {
                return Ok(Some(0));
            }
            short = short.saturating_sub(step);
            step = step.saturating_mul(2);
        }
        while good - short > 1 {
            let middle = short + (good - short) / 2;
            if self.at(middle)? >= enough {
                good = middle;
            } else {
                short = middle;
            }
        }
        Ok(Some(good))
    }

    /// Two points between which the hits fall by more than noise can explain.
    fn falls(&self) -> Option<[u64; 2]> {
        let n = self.n as f64;
        let mut highest: Option<(u64, u64)> = None;
        for (&point, &hits) in &self.known {
            if let Some((before, most)) = highest
                && hits < most
            {
                let variance = |k: u64| k as f64 * (1.0 - k as f64 / n) + 0.5;
                let noise = (variance(most) + variance(hits)).sqrt();
                if (most - hits) as f64 > NOISE * noise {
                    return Some([before, point]);
                }
            }
            if highest.is_none_or(|(_, most)| hits >= most) {
                highest = Some((point, hits));
            }
        }
        None
    }

    /// A point at which the chance is odd, or beyond that at both ends by more than noise.
    fn turns(&self, odd: impl Fn(u64) -> bool) -> Option<u64> {
        let known = || self.known.iter().map(|(&point, &hits)| (point, hits));
        let (first, last) = (known().next()?.1, known().next_back()?.1);
        let beyond = |hits: u64| {
            let (low, high) = (first.min(last), first.max(last));
            let apart = (low.saturating_sub(hits)).max(hits.saturating_sub(high)) as f64;
            // Two binomial counts at most vary by half the runs.
            apart > NOISE * (self.n as f64 / 2.0).sqrt()
        };
        known().find(|&(_, hits)| odd(hits) || beyond(hits)).map(|(point, _)| point)
    }

    fn check(&self) -> Result<(), Unsolved<E>> {
        self.falls().map_or(Ok(()), |points| {
            let shares = points.map(|point| (point, self.share(point)));
            Err(Unsolved::NotMonotone(shares.into()))
        })
    }
}

/// Finds the point of a chance that rises.
fn rising<E>(
    search: &Search,
    mut hits: impl FnMut(u64, u64) -> Result<u64, E>,
) -> Result<Solution, Unsolved<E>> {
    let last = search.points - 1;
    let mut near = (0, last);
    let mut n = search.first;
    let mut tried = BTreeMap::new();
    loop {
        let mut stage = Stage::new(n, &mut hits);
        if n == search.first {
            stage.scan(last)?;
            stage.check()?;
        }
        let [low, high] = bounds(search.target, n);
        let mut least = |enough: Option<u64>| match enough {
            Some(enough) => stage.least(enough, near, last),
            None => Ok(None),
        };
        // More runs may show that it is reached nowhere after all: then the last point has it.
        let point = least(Some(needed(search.target, n)))?.unwrap_or(last);
        let (low, high) = (least(low)?, least(high)?);
        stage.check()?;
        let before = point.saturating_sub(1);
        stage.at(before)?;
        tried.extend(stage.known.keys().map(|&point| (point, stage.share(point))));
        if n >= search.last {
            // Where even the end of the grid cannot be told from the target, there is no end.
            let low = low.filter(|&low| low > 0);
            return Ok(Solution {
                point,
                low,
                high,
                rises: true,
                there: stage.share(point),
                short_of_it: stage.share(before),
                tried: tried.into_iter().collect(),
            });
        }
        let (from, to) = (low.unwrap_or(0), high.unwrap_or(last));
        let margin = (to - from).max(1) / 2;
        near = (from.saturating_sub(margin + 1), to.saturating_add(margin).min(last));
        n = n.saturating_mul(4).min(search.last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEARCH: Search = Search { points: 1_001, target: 0.9, first: 1_000, last: 16_000 };

    /// Run r is good at a point when its own level, spread over 0 to 999, is below the point's.
    fn below(level: impl Fn(u64) -> u64) -> impl Fn(u64, u64) -> Result<u64, ()> {
        let own = |r: u64| (r.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % 1_000;
        move |point, n| Ok((0..n).filter(|&r| own(r) < level(point)).count() as u64)
    }

    #[test]
    fn a_rising_chance_is_met_at_its_least_point() {
        let found = solve(&SEARCH, below(|point| point)).unwrap();
        assert!(found.rises);
        assert!((895..=905).contains(&found.point), "{found:?}");
        let (low, high) = (found.low.unwrap(), found.high.unwrap());
        // The standard error at 16,000 runs is 0.0024, or 2.4 points.
        assert!(low < found.point && found.point < high, "{low} to {high}");
        assert!((6..=13).contains(&(high - low)), "{low} to {high}");
        assert!(found.there.probability.unwrap() >= 0.9);
        assert!(found.short_of_it.probability.unwrap() < 0.9);
    }

    #[test]
    fn a_falling_chance_is_met_at_its_greatest_point() {
        let found = solve(&SEARCH, below(|point| 1_000 - point)).unwrap();
        assert!(!found.rises);
        assert!((95..=105).contains(&found.point), "{found:?}");
        assert!(found.low.unwrap() < found.point && found.point < found.high.unwrap());
        assert!(found.tried.is_sorted_by_key(|point| point.0));
    }

    #[test]
    fn a_step_is_found_exactly() {
        for step in [1, 2, 500, 999, 1_000] {
            let found = solve(&SEARCH, below(|point| if point < step { 0 } else { 1_000 }));
            let found = found.unwrap();
            assert_eq!((found.low, found.point, found.high), (Some(step), step, Some(step)));
        }
    }

    #[test]
    fn what_is_reached_nowhere_or_everywhere_is_said() {
        assert!(
            matches!(solve(&SEARCH, below(|_| 300)), Err(Unsolved::Never(ends)) if ends[0] == ends[1])
        );
        assert!(matches!(solve(&SEARCH, below(|_| 950)), Err(Unsolved::Always(_))));
    }

    #[test]
    fn a_chance_that_rises_and_falls_is_refused() {
        let hill = |point: u64| 1_000 - (2 * point.abs_diff(500)).min(1_000);
        let Err(Unsolved::NotMonotone(points)) = solve(&SEARCH, below(hill)) else {
            panic!("a hill has no least point");
        };
        assert_eq!(points.len(), 3);
        let dip = |point: u64| if (300..600).contains(&point) { 200 } else { 100 + point };
        assert!(matches!(solve(&SEARCH, below(dip)), Err(Unsolved::NotMonotone(_))));
    }

    #[test]
    fn an_end_beyond_the_grid_is_none() {
        // At the last point the chance is 0.901: the interval's upper end is not in the grid.
        let found = solve(&SEARCH, below(|point| 901.min(point))).unwrap();
        assert_eq!(found.high, None);
        assert!(found.low.is_some());
    }

    #[test]
    fn what_fails_ends_the_search() {
        assert_eq!(solve(&SEARCH, |_, _| Err("no")), Err(Unsolved::Failed("no")));
    }
}

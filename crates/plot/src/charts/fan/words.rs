//! What a fan says, in sentences.

use super::{Fan, FanPool};
use crate::charts::frame::short;
use crate::number;

impl Fan {
    pub(super) fn subtitle(&self, pools: &[FanPool]) -> String {
        let mut text = format!(
            "Strength at the close of each day, {}. Line: median of each day; bands: central 50% and 90% of runs",
            self.unit.trim()
        );
        if pools.iter().any(|pool| !pool.batches.is_empty()) {
            text += "; triangles: batches due";
        }
        text
    }

    pub(super) fn finding(&self) -> String {
        match self.pools.as_slice() {
            [] => "No pool to show".to_owned(),
            [one] => self.course_of_one(one),
            [a, b] => {
                let end = |pool: &FanPool| {
                    amount(pool.last(self.timeline.horizon).map_or(0.0, |last| last[2]))
                };
                let horizon = self.timeline.name(self.timeline.horizon);
                format!(
                    "{} ended with {} and {} with {} at the median, on {horizon}",
                    short(&a.label, 2),
                    end(a),
                    short(&b.label, 2),
                    end(b)
                )
            }
            many => {
                let gone = many.iter().filter(|pool| self.is_gone(pool)).count();
                let horizon = self.timeline.name(self.timeline.horizon);
                let all = many.len();
                match gone {
                    0 => format!("None of {all} pools was empty at the median on {horizon}"),
                    1 => format!("1 of {all} pools was empty at the median by {horizon}"),
                    n if n == all => {
                        format!("All {all} pools were empty at the median by {horizon}")
                    }
                    n => format!("{n} of {all} pools were empty at the median by {horizon}"),
                }
            }
        }
    }

    fn is_gone(&self, pool: &FanPool) -> bool {
        pool.gone(self.timeline.horizon).is_some()
    }

    fn course_of_one(&self, pool: &FanPool) -> String {
        let name = short(&pool.label, 1);
        let course = pool.course(self.timeline.horizon);
        let (Some(first), Some(last)) = (course.first(), course.last()) else {
            return format!("{name}: no days, so nothing to show");
        };
        let (start, end) = (first.1[2], last.1[2]);
        let horizon = self.timeline.name(last.0 as u32);
        let unit = short(&self.unit, 3);
        let from = number::about(start);
        if pool.peak() == 0.0 {
            return format!("{name} had no strength at any time");
        }
        let top =
            course.iter().fold(*first, |top, day| if day.1[2] > top.1[2] { *day } else { top });
        let peak = number::about(top.1[2]);
        let peak_day = self.timeline.name(top.0 as u32);
        let peaked = top.1[2] > 1.02 * start;
        if let Some(day) = pool.gone(self.timeline.horizon) {
            let empty = course.iter().filter(|c| c.0 >= 1.0 && c.1[2] <= 0.0).count();
            let since = course.iter().filter(|c| c.0 >= f64::from(day.max(1))).count();
            if empty > since {
                let days = last.0 as usize;
                return format!(
                    "The median strength of {name} was zero at the close of {empty} of {days} days"
                );
            }
            let day = self.timeline.name(day);
            return if peaked {
                format!(
                    "{name} peaked at {peak} {unit} on {peak_day} and was gone by {day} at the median"
                )
            } else if start > 0.0 {
                format!("{name} fell from {from} {unit} to none by {day} at the median")
            } else {
                format!("The median strength of {name} was zero throughout")
            };
        }
        let to = number::about(end);
        if peaked && end < 0.98 * top.1[2] {
            return format!(
                "{name} peaked at {peak} {unit} on {peak_day} and had {to} on {horizon} at the median"
            );
        }
        match end / start {
            ratio if ratio < 0.98 => {
                format!("{name} fell from {from} to {to} {unit} by {horizon} at the median")
            }
            ratio if ratio > 1.02 => {
                format!("{name} rose from {from} to {to} {unit} by {horizon} at the median")
            }
            _ => format!("{name} kept about {to} {unit} up to {horizon} at the median"),
        }
    }

    pub(super) fn describe(&self, pools: &[FanPool]) -> String {
        let day = self.timeline.name(self.timeline.horizon);
        let head = format!("Strength over time, in {}. On {day}:", self.unit.trim());
        let pools = pools.iter().map(|pool| {
            let name = pool.label.trim();
            let mut parts = vec![pool.ending_lines(self.timeline.horizon).join(", ")];
            let thresholds = pool.thresholds.iter();
            parts.extend(thresholds.map(|(threshold, level)| {
                format!("threshold {} at {}", threshold.trim(), number::about(*level))
            }));
            format!("{name}: {}.", parts.join("; "))
        });
        std::iter::once(head).chain(pools).collect::<Vec<_>>().join(" ")
    }
}

/// A strength in a sentence.
fn amount(strength: f64) -> String {
    if strength <= 0.0 { "none".to_owned() } else { number::about(strength) }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::time::Timeline;

    fn of(pools: Vec<FanPool>) -> Fan {
        let horizon = pools[0].days.len() as u32;
        Fan { pools, unit: "troops".into(), timeline: Timeline { horizon, start: None } }
    }

    #[test]
    fn the_title_tells_the_course_of_the_median() {
        let title = |medians: &[f64]| of(vec![example("Contingent", medians)]).finding();
        assert_eq!(
            title(&[12_000.0, 6_000.0, 0.0, 0.0]),
            "Contingent fell from 12,000 troops to none by day 2 at the median"
        );
        assert_eq!(
            title(&[12_000.0, 9_000.0, 6_540.0]),
            "Contingent fell from 12,000 to 6,540 troops by day 2 at the median"
        );
        assert_eq!(
            title(&[100.0, 120.0]),
            "Contingent rose from 100 to 120 troops by day 1 at the median"
        );
        assert_eq!(
            title(&[3_000.0, 7_700.0, 2_000.0, 0.0]),
            "Contingent peaked at 7,700 troops on day 1 and was gone by day 3 at the median"
        );
        assert_eq!(
            title(&[3_000.0, 7_700.0, 2_000.0]),
            "Contingent peaked at 7,700 troops on day 1 and had 2,000 on day 2 at the median"
        );
        assert_eq!(
            title(&[3_000.0, 300.0, 0.0, 0.0, 500.0, 0.0]),
            "The median strength of Contingent was zero at the close of 3 of 5 days"
        );
        assert_eq!(
            title(&[100.0, 99.0]),
            "Contingent kept about 99 troops up to day 1 at the median"
        );
        assert_eq!(title(&[0.0, 0.0]), "Contingent had no strength at any time");
    }

    #[test]
    fn of_many_pools_each_median_is_told_by_itself() {
        let title =
            |ends: [f64; 3]| of(ends.map(|end| example("p", &[100.0, end])).to_vec()).finding();
        assert_eq!(title([0.0; 3]), "All 3 pools were empty at the median by day 1");
        assert_eq!(title([0.0, 9.0, 0.0]), "2 of 3 pools were empty at the median by day 1");
        assert_eq!(title([9.0; 3]), "None of 3 pools was empty at the median on day 1");
    }
}

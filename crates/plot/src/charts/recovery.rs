//! How many are in recovery over time: the load on hospitals, workshops, or whatever heals and mends.

use super::fan::{self, Fan, FanPool, Words};
use super::frame::short;
use crate::chart::{Chart, Source};
use crate::number;
use crate::time::Timeline;

/// Those who will come back, over time, for one loss process.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// Categories of its losses that some come back from; at most 12.
    pub categories: Vec<InRecovery>,
    /// What is counted: "troops".
    pub unit: String,
    /// The simulated days.
    pub timeline: Timeline,
}

/// Those in recovery from one category.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InRecovery {
    /// Name of the category: "Wounded".
    pub label: String,
    /// How many at the close of day 1, 2, ... up to the horizon: quantiles 5, 25, 50, 75 and 95 % over all runs.
    pub days: Vec<[f64; 5]>,
}

/// Draws those in recovery as fans: the median, the central 50 % and the central 90 % of runs.
pub fn recovery(data: &Recovery, source: &Source) -> Chart {
    let pools = data.categories.iter().map(|category| FanPool {
        label: format!("{} in recovery", category.label.trim()),
        // Nobody is lost before day 1.
        start: Some([0.0; 5]),
        days: category.days.clone(),
        ..FanPool::default()
    });
    let fan = Fan { pools: pools.collect(), unit: data.unit.clone(), timeline: data.timeline };
    let words = Words {
        title: finding(&fan),
        subtitle: format!(
            "In recovery at the close of each day and sure to come back, {}. Line: median of each day; bands: \
             central 50% and 90% of runs",
            data.unit.trim()
        ),
        description: describe(&fan),
    };
    fan::draw(&fan, words, source)
}

/// The day of the largest median, and that median.
fn peak(pool: &FanPool, horizon: u32) -> Option<(u32, f64)> {
    let course = pool.course(horizon);
    let top = course.iter().map(|day| day.1[2]).fold(0.0, f64::max);
    let day = course.iter().find(|day| day.1[2] == top)?;
    Some((day.0 as u32, top))
}

fn finding(fan: &Fan) -> String {
    let Timeline { horizon, .. } = fan.timeline;
    let largest = fan
        .pools
        .iter()
        .filter_map(|pool| Some((pool, peak(pool, horizon)?)))
        .reduce(|a, b| if b.1.1 > a.1.1 { b } else { a });
    let Some((pool, (day, top))) = largest else { return "Nobody to show in recovery".to_owned() };
    let name = short(&pool.label, 1);
    if top <= 0.0 {
        return format!("{name}: none at the median, on any day");
    }
    let unit = short(&fan.unit, 3);
    let when = fan.timeline.name(day);
    let end = pool.last(horizon).map_or(0.0, |last| last[2]);
    let top_text = number::about(top);
    if day >= horizon {
        format!("{name} had grown to {top_text} {unit} on {when}, the last, at the median")
    } else if end >= 0.98 * top {
        format!("{name} grew to {top_text} {unit} by {when} and stayed there, at the median")
    } else {
        let left = if end > 0.0 { number::about(end) } else { "none".to_owned() };
        let last = number::count(u64::from(horizon));
        format!(
            "{name} peaked at {top_text} {unit} on {when} at the median; {left} were left on day {last}"
        )
    }
}

fn describe(fan: &Fan) -> String {
    let Timeline { horizon, .. } = fan.timeline;
    let head = format!("In recovery over time, in {}.", fan.unit.trim());
    let pools = fan.pools.iter().map(|pool| {
        let most = peak(pool, horizon).map_or_else(String::new, |(day, top)| {
            format!("largest median {} on day {day}; ", number::about(top))
        });
        let end = pool.ending_lines(horizon).join(", ");
        format!("{}: {most}at the end {end}.", pool.label.trim())
    });
    std::iter::once(head).chain(pools).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(medians: &[f64]) -> String {
        let days = medians.iter().map(|m| [0.5 * m, 0.8 * m, *m, 1.2 * m, 1.5 * m]).collect();
        let data = Recovery {
            categories: vec![InRecovery { label: "Wounded".into(), days }],
            unit: "troops".into(),
            timeline: Timeline { horizon: medians.len() as u32, start: None },
        };
        recovery(&data, &Source::default()).title().to_owned()
    }

    #[test]
    fn the_title_says_when_most_were_in_recovery() {
        assert_eq!(
            title(&[100.0, 300.0, 200.0, 50.0]),
            "Wounded in recovery peaked at 300 troops on day 2 at the median; 50 were left on day 4"
        );
        assert_eq!(
            title(&[100.0, 300.0, 0.0]),
            "Wounded in recovery peaked at 300 troops on day 2 at the median; none were left on day 3"
        );
        assert_eq!(
            title(&[100.0, 300.0, 299.0]),
            "Wounded in recovery grew to 300 troops by day 2 and stayed there, at the median"
        );
        assert_eq!(
            title(&[100.0, 300.0]),
            "Wounded in recovery had grown to 300 troops on day 2, the last, at the median"
        );
        assert_eq!(title(&[0.0, 0.0]), "Wounded in recovery: none at the median, on any day");
    }
}

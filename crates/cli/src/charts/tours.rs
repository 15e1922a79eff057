//! Units on tour: run 0, replayed unit by unit.

use outlast_core::{Replay, Tours, UnitDay};
use outlast_plot::{Unit, UnitSpan, Units};

use super::{Results, label};

/// The run that is shown. Any is as good as another, and this one is there in every result.
const RUN: u64 = 0;
/// Units that a chart has room for.
const MOST: usize = 40;

impl Results<'_> {
    /// The units of every rotation, with the name of its pool.
    pub(super) fn tours(&self) -> Vec<(&str, Units)> {
        if self.scenario.rotations.is_empty() {
            return Vec::new();
        }
        let tours = Replay::new(self.plan, RUN).rotations;
        tours.iter().map(|tours| self.units(tours)).collect()
    }

    fn units(&self, tours: &Tours) -> (&str, Units) {
        let pool = &self.scenario.pools[tours.pool];
        let rows = tours.units.iter().take(MOST).enumerate();
        let rows = rows.map(|(index, days)| Unit {
            label: format!("Unit {}", index + 1),
            spans: spans(days, tours.unit_size),
        });
        let timeline = self.timeline();
        (&pool.name, Units { label: label(pool), rows: rows.collect(), run: RUN, timeline })
    }
}

/// The days of a unit, cut where it comes to the line or leaves it.
fn spans(days: &[UnitDay], full: i64) -> Vec<UnitSpan> {
    let mut from = 1;
    let spans = days.chunk_by(|day, next| day.in_line == next.in_line).map(|span| {
        let first = from;
        from += span.len() as u32;
        UnitSpan {
            from: first,
            to: from - 1,
            in_line: span[0].in_line,
            fill: span.iter().map(|day| day.strength as f64 / full.max(1) as f64).collect(),
        }
    });
    spans.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_has_a_span_for_each_stay() {
        let day = |in_line, strength| UnitDay { in_line, strength };
        let days = [day(true, 90), day(true, 80), day(false, 80), day(true, 100)];
        let spans = spans(&days, 100);
        let ends: Vec<_> = spans.iter().map(|s| (s.from, s.to, s.in_line)).collect();
        assert_eq!(ends, [(1, 2, true), (3, 3, false), (4, 4, true)]);
        assert_eq!(spans[0].fill, [0.9, 0.8]);
    }
}

//! What the areas say, in sentences.

use super::{Fates, Layer};
use crate::charts::frame::short;
use crate::number;

impl Fates {
    pub(super) fn subtitle(&self) -> String {
        format!(
            "Losses of {} so far at the close of each day, by what had become of them, {}. Mean over the runs",
            self.label.trim(),
            self.unit.trim()
        )
    }

    pub(super) fn finding(&self) -> String {
        let (total, unit) = (self.total(), short(&self.unit, 3));
        let name = short(&self.label, 2);
        let Some(last) = self.days().checked_sub(1) else {
            return format!("{name}: no days, so nothing to show");
        };
        let when = self.timeline.name(last as u32 + 1);
        if total <= 0.0 {
            return format!("{name} took no losses by {when}");
        }
        let all = number::about(total);
        if self.fates.iter().any(super::Fate::comes_back) {
            let (back, inside) = (self.at_end(|f| &f.returned), self.at_end(|f| &f.in_recovery));
            let gone = amount((total - back - inside).max(0.0));
            return format!(
                "Of {all} {unit} lost by {when}, {gone} were gone for good, {} had come back and {} were in \
                 recovery, on average",
                amount(back),
                amount(inside)
            );
        }
        let mut parts: Vec<(f64, String)> =
            self.fates.iter().map(|fate| (fate.total() / total, lower(&fate.label))).collect();
        parts.sort_by(|a, b| b.0.total_cmp(&a.0));
        let named: Vec<String> = parts
            .iter()
            .take(3)
            .map(|(share, label)| format!("{} {}", number::percent(*share), short(label, 4)))
            .collect();
        format!("Of {all} {unit} lost by {when}: {}, on average", named.join(", "))
    }

    pub(super) fn describe(&self, layers: &[Layer]) -> String {
        let head = format!(
            "Mean losses of {} so far, in {}. On day {}: {} in all.",
            self.label.trim(),
            self.unit.trim(),
            self.days(),
            number::about(self.total())
        );
        let parts = layers.iter().map(|layer| {
            let (name, details) = layer.ending(self, false);
            format!("{name}: {}.", details.join(", "))
        });
        std::iter::once(head).chain(parts).collect::<Vec<_>>().join(" ")
    }
}

/// A count in a sentence.
fn amount(count: f64) -> String {
    if count <= 0.0 { "none".to_owned() } else { number::about(count) }
}

/// A label inside a sentence.
fn lower(label: &str) -> String {
    let mut letters = label.trim().chars();
    let first = letters.next();
    // "KIA" stays what it is.
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return label.trim().to_owned();
    }
    first.into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Fate, tests::of};

    #[test]
    fn the_title_tells_who_came_back() {
        let killed = Fate { label: "Killed".into(), lost: vec![20.0, 40.0], ..Fate::default() };
        let wounded = Fate {
            label: "Wounded".into(),
            lost: vec![80.0, 160.0],
            in_recovery: vec![40.0, 50.0],
            returned: vec![0.0, 30.0],
        };
        assert_eq!(
            of(vec![killed.clone(), wounded.clone()]).finding(),
            "Of 200 troops lost by day 2, 120 were gone for good, 30 had come back and 50 were in recovery, \
             on average"
        );
        let wounded = Fate { in_recovery: vec![], returned: vec![], ..wounded };
        assert_eq!(
            of(vec![killed, wounded]).finding(),
            "Of 200 troops lost by day 2: 80% wounded, 20% killed, on average"
        );
        assert_eq!(of(vec![]).finding(), "Front: no days, so nothing to show");
    }
}

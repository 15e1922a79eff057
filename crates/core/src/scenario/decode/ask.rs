//! `[ask]`: predicates on metrics.

use std::ops::Range;

use super::item::{Fields, Item};
use super::number::{parse, show};
use super::{Decoder, known};
use crate::diagnostics::{Finding, Place, nearest};
use crate::metrics::{Measure, PoolMeasure, RotationMeasure};
use crate::scenario::document::Value;
use crate::scenario::{Ask, Comparison};

const OPERATORS: &str = "<, <=, >, >=, == or !=";

/// A predicate cut into its parts, as ranges of its text.
pub(super) struct Parts {
    pub(super) metric: Range<usize>,
    pub(super) operator: Range<usize>,
    pub(super) number: Range<usize>,
}

impl Decoder<'_> {
    pub(super) fn asks(&mut self, top: &Fields<'_>) -> Option<Vec<Ask>> {
        let Some(item) = top.get("ask") else { return Some(Vec::new()) };
        let known = known::metrics(top);
        let asks: Vec<Option<Ask>> =
            self.named(item)?.iter().map(|item| self.ask(item, &known)).collect();
        asks.into_iter().collect()
    }

    fn ask(&mut self, item: &Item<'_>, known: &[(String, Measure)]) -> Option<Ask> {
        let Value::Text(text) = &item.node.value else {
            return self.mismatch(item, "a predicate such as \"contingent.coverage_days >= 14\"");
        };
        let Some(parts) = cut(text) else {
            let title = format!("`{}` compares nothing", item.path);
            let label = format!("expected a metric, one of {OPERATORS}, and a number");
            let help = "for example \"contingent.coverage_days >= 14\"".to_owned();
            return self.fail_with_help(&item.node.place, [title, label, help]);
        };
        let place = |range: &Range<usize>| within(item, text, range);
        let metric = &text[parts.metric.clone()];
        let operator = comparison(&text[parts.operator.clone()]);
        let value = parse(&text[parts.number.clone()]);
        if operator.is_none() {
            let title = format!("`{}` is not a comparison", &text[parts.operator.clone()]);
            let label = format!("expected {OPERATORS}");
            self.fail::<()>(&place(&parts.operator), title, label);
        }
        if value.is_none() {
            let title = format!("`{}` is not a number", &text[parts.number.clone()]);
            self.fail::<()>(&place(&parts.number), title, "expected a finite number");
        }
        if known.is_empty() {
            // No pool at all has been reported.
            return None;
        }
        let Some(&(_, measure)) = known.iter().find(|(name, _)| name == metric) else {
            return self.unknown_metric(&place(&parts.metric), metric, known);
        };
        let (op, value) = (operator?, value?);
        self.decidable(&place(&parts.number), measure, op, value)?;
        Some(Ask {
            name: item.name.to_owned(),
            text: text.clone(),
            metric: metric.to_owned(),
            op,
            value,
        })
    }

    fn unknown_metric<T>(
        &mut self,
        place: &Place,
        metric: &str,
        known: &[(String, Measure)],
    ) -> Option<T> {
        let (owner, rest) = metric.split_once('.').unwrap_or((metric, ""));
        let mut finding =
            Finding::error(format!("there is no metric `{metric}`")).at(place.clone());
        let names = || known.iter().map(|(name, _)| name.as_str());
        let of_owner: Vec<&str> = names()
            .filter_map(|k| k.split_once('.').filter(|(o, _)| *o == owner).map(|(_, r)| r))
            .collect();
        finding.label = lacking(owner, rest, &of_owner)
            .or_else(|| nearest(metric, names()).map(|near| format!("did you mean `{near}`?")))
            .unwrap_or_else(|| {
                "expected a metric of a pool, a loss process, a transfer or a policy".to_owned()
            });
        if of_owner.is_empty() {
            let mut owners: Vec<&str> =
                names().filter_map(|k| k.split_once('.').map(|(o, _)| o)).collect();
            owners.dedup();
            finding = finding.help(format!("metrics begin with one of {}", owners.join(", ")));
        } else {
            finding = finding.help(format!("`{owner}` has {}", of_owner.join(", ")));
        }
        self.push(finding);
        None
    }

    /// Says so if runs that outlive the horizon would leave the question open.
    fn decidable(
        &mut self,
        place: &Place,
        measure: Measure,
        op: Comparison,
        value: f64,
    ) -> Option<()> {
        let horizon = f64::from(self.horizon?);
        let at_horizon = value == horizon;
        // A censored coverage is the horizon or more: only `>= horizon` and its opposite are known.
        let sharp = matches!(op, Comparison::GreaterOrEqual | Comparison::Less);
        let open = match measure {
            Measure::Pool(_, PoolMeasure::CoverageDays) => {
                value > horizon || (at_horizon && !sharp)
            }
            _ => measure.is_first_passage() && value > horizon,
        };
        if !open {
            return Some(());
        }
        let title = format!("the horizon of {} days cannot decide this", show(horizon));
        let label =
            format!("runs that outlive the horizon may end on either side of {}", show(value));
        let help = format!("raise the horizon above {}", show(value));
        self.fail_with_help(place, [title, label, help])
    }
}

/// Why a pool or process that has other metrics lacks this one, if it could have it.
fn lacking(owner: &str, metric: &str, has: &[&str]) -> Option<String> {
    use PoolMeasure as P;
    let (is_pool, is_rotation) = (has.contains(&"strength_end"), has.contains(&"gap_days"));
    if is_rotation && metric == RotationMeasure::RefilledTotal.name() {
        return Some(format!("`{owner}` has no `refill`"));
    }
    if has.contains(&"losses_total") && metric.contains("_waiting_") {
        let label = "has such `servers`, so nobody waits for them";
        return Some(format!("no recovery of `{owner}` {label}"));
    }
    let measure = P::ALL.into_iter().find(|measure| measure.name() == metric);
    Some(match measure {
        Some(P::RotatedOutTotal | P::VeteranDaysTotal) if is_rotation => {
            format!("those of `{owner}` who come out of the line are its veterans_total")
        }
        Some(P::RotatedOutTotal | P::VeteranDaysTotal) if !has.is_empty() => format!(
            "no batch with a `tour` joins `{owner}` and no policy withdraws it, so nobody goes home \
             from it"
        ),
        _ if !is_pool => return None,
        Some(P::ReturnsTotal) => format!("no recovery feeds `{owner}`, so nobody returns to it"),
        Some(P::BackordersEnd | P::BackordersPeak | P::BackorderDaysTotal) => {
            format!("`{owner}` has no `backorders = true`, so no demand waits")
        }
        Some(P::TransferredInTotal) => format!("no transfer brings anything to `{owner}`"),
        Some(P::TransferredOutTotal) => format!("no transfer takes anything from `{owner}`"),
        None if RotationMeasure::ALL.iter().any(|measure| measure.name() == metric) => {
            format!("`{owner}` is not a rotation, and has no units")
        }
        _ => return None,
    })
}

/// Cuts at the last operator: a name may hold its signs as well.
pub(super) fn cut(text: &str) -> Option<Parts> {
    let sign = |c: char| matches!(c, '<' | '>' | '=' | '!');
    let end = text.rfind(sign)? + 1;
    let start = text[..end].trim_end_matches(sign).len();
    let trim = |range: Range<usize>| {
        let part = &text[range.clone()];
        let start = range.start + part.len() - part.trim_start().len();
        start..start + part.trim().len()
    };
    let (metric, number) = (trim(0..start), trim(end..text.len()));
    (!metric.is_empty() && !number.is_empty()).then_some(Parts {
        metric,
        operator: start..end,
        number,
    })
}

pub(super) fn comparison(operator: &str) -> Option<Comparison> {
    Some(match operator {
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        "==" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        _ => return None,
    })
}

/// A part of a string's text: exact when the string is written without escapes.
pub(super) fn within(item: &Item<'_>, text: &str, range: &Range<usize>) -> Place {
    let place = &item.node.place;
    match place.text().find(text) {
        Some(at) => place.part(at + range.start..at + range.end),
        None => place.clone(),
    }
}

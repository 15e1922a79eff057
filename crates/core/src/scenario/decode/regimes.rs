//! `markov_neg_binomial`: regimes.

use std::ops::RangeInclusive;

use super::Decoder;
use super::item::Item;
use super::law::NEG_BINOMIAL_K;
use crate::scenario::{LossLaw, Regime};

/// How many regimes there may be.
const REGIMES: RangeInclusive<usize> = 2..=10;

impl Decoder<'_> {
    pub(super) fn markov(&mut self, form: &Item<'_>) -> Option<LossLaw> {
        let fields = self.table(form)?;
        let states = fields.need(self, "states", Self::regimes);
        Some(LossLaw::MarkovNegBinomial { states: states? })
    }

    fn regimes(&mut self, item: &Item<'_>) -> Option<Vec<Regime>> {
        let items = self.list(item)?;
        if !REGIMES.contains(&items.len()) {
            let title = format!("`{}` is an array of {}", item.path, items.len());
            let label = "expected 2 to 10 regimes".to_owned();
            let help = "a single regime is the law `neg_binomial`".to_owned();
            return self.fail_with_help(&item.node.place, [title, label, help]);
        }
        let regimes: Vec<Option<Regime>> = items.iter().map(|item| self.regime(item)).collect();
        regimes.into_iter().collect()
    }

    fn regime(&mut self, item: &Item<'_>) -> Option<Regime> {
        let fields = self.table(item)?;
        let mean = fields.need(self, "mean", Self::quantity);
        let k = self.quantity_or(&fields, "k", NEG_BINOMIAL_K);
        let stay = fields.need(self, "stay", Self::quantity);
        Some(Regime { mean: mean?, k: k?, stay: stay? })
    }
}

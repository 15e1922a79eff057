//! Laws whose daily mean is known when the plan is compiled draw from tables.

use crate::lanes::Lanes;
use crate::samplers::AliasTable;

/// One alias table per level of the mean: a schedule of fixed factors has a few levels, no
/// schedule has one. A level without a table (too wide for one) is drawn by the general sampler.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables(Vec<Option<AliasTable>>);

impl Tables {
    /// Tables of `law(factor)` at each level's factor; none where the mean is not fixed.
    pub(crate) fn new(levels: Option<&[f64]>, law: impl Fn(f64) -> Option<AliasTable>) -> Self {
        Self(levels.unwrap_or_default().iter().map(|&factor| law(factor)).collect())
    }

    /// The table of a level.
    #[inline]
    pub(crate) fn level(&self, level: Option<usize>) -> Option<&AliasTable> {
        self.0.get(level?)?.as_ref()
    }
}

/// One draw for every lane from the first word of its cell; a lane whose word escapes the table
/// goes on with the later words of the same cell.
#[inline]
pub(crate) fn draw<const L: usize>(
    table: &AliasTable,
    lanes: &Lanes,
    stream: u32,
    day: u32,
) -> [i64; L] {
    let [words, ..] = lanes.words::<L>(stream, day);
    let mut counts = [0; L];
    table.lanes(&words, &mut counts, |lane| table.sample_i64(&mut lanes.cell(lane, stream, day)));
    counts
}

/// A real amount that is a whole number, as a count within the limit of a day.
#[inline]
pub(crate) fn count(amount: f64) -> i64 {
    // The cast saturates, and maps no NaN: amounts are products of validated, finite numbers.
    (amount as i64).min(super::MOST_A_DAY)
}

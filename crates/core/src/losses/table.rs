//! Laws whose daily mean is known when the plan is compiled draw from tables.
//!
//! A table takes one 32-bit word a day, and a cell of the generator yields four at once; so four
//! days share the cell of the first of them. Day d takes word (d − 1) mod 4 of the cell of day
//! d − (d − 1) mod 4: still a pure function of the day, at a quarter of the cost.

use crate::aligned::Aligned;
use crate::lanes::{Lanes, StreamIds};
use crate::samplers::AliasTable;

/// One alias table per level of the mean: a schedule of fixed factors has a few levels, no
/// schedule has one. A level without a table (too wide for one) is drawn by the general sampler.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    levels: Vec<Option<AliasTable>>,
    /// Stream of the words.
    words: u32,
    /// Stream of what follows a word that escapes its table.
    escapes: u32,
}

const DAYS_A_CELL: u32 = 4;

/// The words of the days around the present one that share a cell.
#[derive(Debug, Clone)]
pub(crate) struct Words<const L: usize> {
    /// The first of the days; 0 when there are none yet.
    first: u32,
    words: Aligned<[[u32; L]; 4]>,
    ahead: CellsAhead,
}

/// Cells of the days to come, for a lane that is alone: it has no others whose cells could be drawn side
/// by side with its own.
#[derive(Debug, Clone)]
struct CellsAhead {
    /// The first day of the first of them.
    first: u32,
    /// How many are drawn.
    drawn: usize,
    /// Word by word.
    words: Aligned<[[u32; CELLS_AHEAD]; 4]>,
}

const CELLS_AHEAD: usize = 8;

impl CellsAhead {
    const NONE: Self = Self { first: 0, drawn: 0, words: Aligned([[0; CELLS_AHEAD]; 4]) };

    /// The first four words of the cell that begins on a day, in a stream where one does every `DAYS` days.
    #[inline(always)]
    fn take<const L: usize, const DAYS: u32>(
        &mut self,
        day: u32,
        (stream, lanes): (u32, &Lanes),
        words: &mut [[u32; L]; 4],
    ) {
        let mut cell = (day.wrapping_sub(self.first) / DAYS) as usize;
        if cell >= self.drawn {
            (self.first, cell) = (day, 0);
            self.drawn = lanes.fill_days::<CELLS_AHEAD, DAYS>((0, stream), day, &mut self.words);
        }
        for (word, ahead) in words.iter_mut().zip(&*self.words) {
            word[0] = ahead[cell % CELLS_AHEAD];
        }
    }
}

impl<const L: usize> Default for Words<L> {
    fn default() -> Self {
        Self { first: 0, words: Aligned([[0; L]; 4]), ahead: CellsAhead::NONE }
    }
}

impl<const L: usize> Words<L> {
    /// The four words of the day's cell in a stream where `DAYS` days share one, and the place of the
    /// day among them.
    #[inline(always)]
    pub(super) fn of<const DAYS: u32>(
        &mut self,
        day: u32,
        stream: u32,
        lanes: &Lanes,
    ) -> (&[[u32; L]; 4], usize) {
        let place = (day - 1) % DAYS;
        if self.first != day - place {
            self.first = day - place;
            if const { L == 1 } {
                self.ahead.take::<L, DAYS>(self.first, (stream, lanes), &mut self.words);
            } else {
                lanes.fill_words(stream, self.first, &mut self.words);
            }
        }
        (&self.words, place as usize)
    }

    /// Where a lane is alone, draws the first words of a run: they are then there when the first day comes,
    /// which would have to wait for them.
    #[inline(always)]
    pub(super) fn begin<const DAYS: u32>(&mut self, stream: u32, lanes: &Lanes) {
        if const { L == 1 } {
            self.of::<DAYS>(1, stream, lanes);
        }
    }

    /// None are drawn yet.
    pub(crate) fn forget(&mut self) {
        self.first = 0;
        self.ahead.drawn = 0;
    }
}

impl Tables {
    /// No table: the mean is not known when the plan is compiled.
    pub(crate) fn none() -> Self {
        Self { levels: Vec::new(), words: 0, escapes: 0 }
    }

    /// Tables of `law(factor)` at each level's factor, if the levels are known.
    pub(crate) fn new(
        path: &str,
        levels: Option<&[f64]>,
        ids: &mut StreamIds,
        law: impl Fn(f64) -> Option<AliasTable>,
    ) -> Self {
        Self {
            levels: levels.unwrap_or_default().iter().map(|&factor| law(factor)).collect(),
            words: ids.id(format!("{path}/words")),
            escapes: ids.id(format!("{path}/escapes")),
        }
    }

    /// The table of a level, if it has one.
    #[inline(always)]
    pub(crate) fn at(&self, level: usize) -> Option<&AliasTable> {
        self.levels.get(level)?.as_ref()
    }

    /// Begins a run in which the tables are used.
    #[inline(always)]
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, kept: &mut Words<L>) {
        kept.begin::<DAYS_A_CELL>(self.words, lanes);
    }

    /// A day's counts by one of the tables.
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        table: &AliasTable,
        (day, lanes): (u32, &Lanes),
        kept: &mut Words<L>,
        counts: &mut [i64; L],
    ) {
        let (words, place) = kept.of::<DAYS_A_CELL>(day, self.words, lanes);
        if table.fill(&words[place], counts) {
            self.escape(table, &words[place], (day, lanes), counts);
        }
    }

    /// Draws where words have escaped their table.
    #[cold]
    #[inline(never)]
    fn escape<const L: usize>(
        &self,
        table: &AliasTable,
        words: &[u32; L],
        (day, lanes): (u32, &Lanes),
        counts: &mut [i64; L],
    ) {
        for lane in 0..L {
            if table.sample_word(words[lane]).is_none() {
                counts[lane] = table.sample_escape(&mut lanes.cell(lane, self.escapes, day));
            }
        }
    }
}

/// A real amount that is a whole number, as a count within the limit of a day.
#[inline]
pub(crate) fn count(amount: f64) -> i64 {
    // The cast saturates, and maps no NaN: amounts are products of validated, finite numbers.
    (amount as i64).min(super::MOST_A_DAY)
}

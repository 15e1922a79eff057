//! The answers to the scenario's questions: probabilities with their intervals.

use super::axis::{self, LABEL};
use super::frame::{MARGIN, WIDTH, frame, short};
use super::palette::{ACCENT, AXIS, GRID, INK, MUTED, WHITE};
use super::pen::{Pen, Plot};
use crate::canvas::{Canvas, Rect};
use crate::chart::{Chart, Source};
use crate::number;
use crate::text::Style;
use crate::ticks;

/// Questions and their answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Asks {
    /// In the order of the chart, top to bottom.
    pub rows: Vec<AskRow>,
    /// Number of runs.
    pub runs: u64,
}

/// One question and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct AskRow {
    /// Name of the question; underscores are shown as spaces.
    pub name: String,
    /// What was asked: `contingent.coverage_days >= 14`.
    pub predicate: String,
    /// Share of runs in which it was true, 0 to 1.
    pub probability: f64,
    /// Lower end of its 95 % interval, 0 to 1.
    pub low: f64,
    /// Upper end of its 95 % interval, 0 to 1.
    pub high: f64,
}

const NAME: Style = Style::new(12.5, INK).bold();
const PREDICATE: Style = Style::new(10.0, MUTED);
const VALUE: Style = Style::new(13.0, INK).bold();
const DETAIL: Style = Style::new(10.5, MUTED);

/// Widths of the questions at the left and of the answers at the right, pixels.
const QUESTION: f64 = 250.0;
const ANSWER: f64 = 176.0;
const ROW_GAP: f64 = 14.0;
/// The axis ends at 100 %, unless every interval ends below this.
const SMALL: f64 = 0.1;

/// Draws one row per question: a dot for the probability, a bar for its 95 % interval, and both as text.
pub fn asks(data: &Asks, source: &Source) -> Chart {
    let rows: Vec<Row<'_>> = data.rows.iter().map(Row::of).collect();
    let title = data.finding();
    let top = data.axis_end();
    let cut = if top < 100.0 {
        format!(". The axis ends at {}%", number::trimmed(top, ticks::decimals(top)))
    } else {
        String::new()
    };
    let subtitle =
        format!("Share of runs in which the statement was true, with its 95% interval{cut}");
    let height = rows.iter().map(|row| row.height).sum::<f64>() + axis::MARKS + 6.0;
    let (canvas, body) = frame(&title, &subtitle, source, height);
    draw(&canvas, body, data, &rows, top);
    let description = data.describe();
    Chart::new(title.clone(), description.clone(), canvas.finish(&title, &description))
}

/// A question broken into lines.
struct Row<'a> {
    ask: &'a AskRow,
    name: Vec<String>,
    predicate: Vec<String>,
    height: f64,
}

impl<'a> Row<'a> {
    fn of(ask: &'a AskRow) -> Self {
        let room = QUESTION - 16.0;
        let name = NAME.wrap(&ask.spoken(), room, 2);
        let predicate = PREDICATE.wrap(&ask.predicate, room, 3);
        let question = 16.0 * name.len() as f64 + 13.0 * predicate.len() as f64;
        let answer = if ask.interval_fits() { 32.0 } else { 45.0 };
        Self { ask, name, predicate, height: question.max(answer) + ROW_GAP }
    }
}

impl AskRow {
    /// The name as words.
    fn spoken(&self) -> String {
        self.name.trim().replace('_', " ")
    }

    fn percent(&self) -> String {
        number::estimate(self.probability, self.low, self.high).0
    }

    fn interval(&self) -> String {
        number::estimate(self.probability, self.low, self.high).1
    }

    /// Where the interval starts beside the percentage, from the left of the answer.
    fn interval_offset(&self) -> f64 {
        VALUE.width(&self.percent()) + 6.0
    }

    /// Whether the interval has room beside the percentage; else it stands below.
    fn interval_fits(&self) -> bool {
        self.interval_offset() + DETAIL.width(&format!("({})", self.interval())) <= ANSWER
    }
}

impl Asks {
    /// Where the axis ends, in percent.
    fn axis_end(&self) -> f64 {
        let highest = self.rows.iter().map(|row| row.high.max(row.probability)).fold(0.0, f64::max);
        if highest > SMALL || highest <= 0.0 {
            return 100.0;
        }
        let levels = ticks::up_to(100.0 * highest, 5, 1e-7);
        levels[levels.len() - 1]
    }

    fn finding(&self) -> String {
        let mut rows: Vec<&AskRow> = self.rows.iter().collect();
        rows.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        match rows.as_slice() {
            [] => "Nothing was asked".to_owned(),
            [one] => {
                let frequency = number::frequency(one.probability, self.runs);
                format!("“{}”: {frequency} ({})", short(&one.spoken(), 1), one.percent())
            }
            [most, .., least] => format!(
                "“{}” was true in {} of runs, “{}” in {}",
                short(&most.spoken(), 2),
                most.percent(),
                short(&least.spoken(), 2),
                least.percent()
            ),
        }
    }

    fn describe(&self) -> String {
        let head = format!("Answers from {}.", number::runs(self.runs));
        let answers = self.rows.iter().map(|row| {
            let (name, predicate) = (row.spoken(), row.predicate.trim());
            format!("{name} ({predicate}): {}, 95% interval {}.", row.percent(), row.interval())
        });
        std::iter::once(head).chain(answers).collect::<Vec<_>>().join(" ")
    }
}

fn draw(canvas: &Canvas, body: Rect, data: &Asks, rows: &[Row<'_>], top: f64) {
    let pen = Pen::on(canvas);
    let rect = Rect {
        left: MARGIN + QUESTION,
        top: body.top,
        right: WIDTH - MARGIN - ANSWER - 16.0,
        bottom: body.bottom - axis::MARKS + 14.0,
    };
    let plot = Plot::new(canvas, rect, 0.0..top, 0.0..1.0);
    for (i, (level, label)) in levels(top, rect.width()).into_iter().enumerate() {
        let x = plot.x(level);
        let color = if i == 0 { AXIS } else { GRID };
        pen.line(&[(x, rect.top), (x, rect.bottom)], color, 1.0);
        canvas.text(x, rect.bottom + 17.0, &label, LABEL.middle());
    }
    let mut y = rect.top + ROW_GAP / 2.0;
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            let line = y - ROW_GAP / 2.0;
            pen.line(&[(MARGIN, line), (WIDTH - MARGIN, line)], GRID, 1.0);
        }
        question(canvas, row, y);
        let middle = y + (row.height - ROW_GAP) / 2.0;
        answer(canvas, &plot, row.ask, (middle, data.runs));
        y += row.height;
    }
}

/// Round percentages from 0 to `top`, as many as have room for their labels.
fn levels(top: f64, room: f64) -> Vec<(f64, String)> {
    let labelled = |most: usize| {
        let levels = ticks::between(0.0, top, most);
        let decimals = ticks::decimals(ticks::step(top, most));
        let label = |level: f64| (level, format!("{}%", number::grouped(level, decimals)));
        levels.into_iter().map(label).collect::<Vec<_>>()
    };
    let fits = |levels: &Vec<(f64, String)>| {
        let widest = levels.iter().map(|level| LABEL.width(&level.1)).fold(0.0, f64::max);
        (widest + 10.0) * (levels.len() as f64 - 1.0) <= room
    };
    (1..=5).rev().map(labelled).find(fits).unwrap_or_default()
}

fn question(canvas: &Canvas, row: &Row<'_>, top: f64) {
    let mut y = top + 12.0;
    for line in &row.name {
        canvas.text(MARGIN, y, line, NAME);
        y += 16.0;
    }
    for line in &row.predicate {
        canvas.text(MARGIN, y - 1.0, line, PREDICATE);
        y += 13.0;
    }
}

fn answer(canvas: &Canvas, plot: &Plot<'_>, ask: &AskRow, (y, runs): (f64, u64)) {
    let pen = Pen::on(canvas);
    let x = |share: f64| plot.x((100.0 * share).clamp(0.0, 100.0));
    let interval = Rect { left: x(ask.low), top: y - 4.5, right: x(ask.high), bottom: y + 4.5 };
    pen.block(interval, ACCENT.line, 0.3);
    pen.dot((x(ask.probability), y), 5.6, WHITE);
    pen.dot((x(ask.probability), y), 4.4, ACCENT.line);

    let left = WIDTH - MARGIN - ANSWER;
    let interval = format!("({})", ask.interval());
    let frequency = DETAIL.fit(&number::frequency(ask.probability, runs), ANSWER);
    let (first, last) = if ask.interval_fits() { (y - 2.0, y + 13.0) } else { (y - 9.0, y + 19.0) };
    canvas.text(left, first, &ask.percent(), VALUE);
    if ask.interval_fits() {
        canvas.text(left + ask.interval_offset(), first, &interval, DETAIL);
    } else {
        canvas.text(left, first + 14.0, &DETAIL.fit(&interval, ANSWER), DETAIL);
    }
    canvas.text(left, last, &frequency, DETAIL);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, probability: f64, low: f64, high: f64) -> AskRow {
        let predicate = "contingent.coverage_days >= 14".into();
        AskRow { name: name.into(), predicate, probability, low, high }
    }

    #[test]
    fn one_question_is_answered_in_the_title() {
        let rows = vec![row("lasts_two_weeks", 0.003_6, 0.003_3, 0.004)];
        assert_eq!(
            Asks { rows, runs: 100_000 }.finding(),
            "“lasts two weeks”: about 4 in 1,000 runs (0.36%)"
        );
    }

    #[test]
    fn of_many_questions_the_title_names_the_most_and_the_least_likely() {
        let rows =
            vec![row("b", 0.5, 0.49, 0.51), row("c", 0.1, 0.09, 0.11), row("a", 0.9, 0.89, 0.91)];
        assert_eq!(
            Asks { rows, runs: 10_000 }.finding(),
            "“a” was true in 90% of runs, “c” in 10%"
        );
    }

    #[test]
    fn the_axis_is_cut_only_where_all_answers_are_small() {
        let end = |high| Asks { rows: vec![row("a", high, high, high)], runs: 1 }.axis_end();
        assert_eq!(end(0.004), 0.4);
        assert_eq!(end(0.5), 100.0);
        assert_eq!(end(0.0), 100.0);
    }
}

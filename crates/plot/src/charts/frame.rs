//! What every chart has around its plot: the finding above, the measure below it, the source at the foot.

use super::palette::{ACCENT, INK, MUTED};
use super::pen::Pen;
use crate::canvas::{Canvas, Rect};
use crate::chart::Source;
use crate::number;
use crate::text::Style;

/// Width of every chart in pixels.
pub(super) const WIDTH: f64 = 760.0;
/// White space at the left and the right, pixels.
pub(super) const MARGIN: f64 = 24.0;

const ROOM: f64 = WIDTH - 2.0 * MARGIN;
const TITLE: Style = Style::new(17.0, INK).bold();
const SUBTITLE: Style = Style::new(12.5, MUTED);
const SOURCE: Style = Style::new(9.5, MUTED);
const LEADING: [f64; 3] = [22.0, 17.0, 13.0];
/// Lines of title and of subtitle that are shown before an ellipsis.
const MOST_LINES: usize = 3;

/// Room for a pool's name in a title, so that a long name cannot push the finding out.
const NAME_IN_TITLE: f64 = 380.0;

/// A name as titles say it: cut to a length that leaves room for the finding.
pub(super) fn short(name: &str, of: usize) -> String {
    TITLE.fit(name.trim(), NAME_IN_TITLE / of as f64)
}

/// Draws the frame around a body of so many pixels' height; gives the canvas, and where the body lies.
pub(super) fn frame(title: &str, subtitle: &str, source: &Source, height: f64) -> (Canvas, Rect) {
    frame_over(title, subtitle, &source_lines(source), height)
}

/// The same with a foot of its own, for what no simulated runs stand behind.
pub(super) fn frame_of(title: &str, subtitle: &str, source: &str, height: f64) -> (Canvas, Rect) {
    let source = SOURCE.wrap(&stopped(&format!("Source: {}", source.trim()), ""), ROOM, 3);
    frame_over(title, subtitle, &source, height)
}

fn frame_over(title: &str, subtitle: &str, source: &[String], height: f64) -> (Canvas, Rect) {
    // "day 41" stays on one line.
    let title = TITLE.wrap_evenly(&title.replace("day ", "day\u{a0}"), ROOM, MOST_LINES);
    let subtitle = SUBTITLE.wrap(subtitle, ROOM, MOST_LINES);

    let top = 10.0 + LEADING[0] * title.len() as f64 + LEADING[1] * subtitle.len() as f64 + 10.0;
    let bottom = top + height;
    let foot = 22.0 + LEADING[2] * source.len() as f64 + 4.0;
    let canvas = Canvas::new(WIDTH, bottom + foot);

    Pen::on(&canvas).block(
        Rect { left: MARGIN, top: 0.0, right: MARGIN + 36.0, bottom: 5.0 },
        ACCENT.line,
        1.0,
    );
    let mut y = 32.0;
    for line in &title {
        canvas.text(MARGIN, y, line, TITLE);
        y += LEADING[0];
    }
    for line in &subtitle {
        canvas.text(MARGIN, y, line, SUBTITLE);
        y += LEADING[1];
    }
    let mut y = bottom + 22.0;
    for line in source {
        canvas.text(MARGIN, y, line, SOURCE);
        y += LEADING[2];
    }
    (canvas, Rect { left: MARGIN, top: top + 14.0, right: WIDTH - MARGIN, bottom })
}

/// First what identifies the result, so that a long scenario title cannot cut it off.
fn source_lines(source: &Source) -> Vec<String> {
    let Source { scenario, replications, seed, note } = source;
    let mut run =
        format!("Source: Outlast simulation, {}, seed {seed}.", number::runs(*replications));
    let scenario = scenario.trim();
    if !scenario.is_empty() {
        run += &stopped(&format!(" Scenario: “{scenario}"), "”");
    }
    let note = note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let data = note.map(|note| stopped(&format!("Data: {note}"), ""));

    let all = data.as_ref().map_or_else(|| run.clone(), |data| format!("{run} {data}"));
    if SOURCE.width(&all) <= ROOM {
        return vec![all];
    }
    let mut lines = SOURCE.wrap(&run, ROOM, 2);
    lines.extend(data.iter().flat_map(|data| SOURCE.wrap(data, ROOM, 2)));
    lines
}

/// A sentence with its quote closed and one full stop, unless it ends in a mark of its own.
fn stopped(sentence: &str, quote: &str) -> String {
    let stop = if sentence.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{sentence}{quote}{stop}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_fits_is_one_line() {
        let source = Source {
            scenario: "How long?".into(),
            replications: 100_000,
            seed: 42,
            note: Some("ISW".into()),
        };
        assert_eq!(
            source_lines(&source),
            ["Source: Outlast simulation, 100,000 runs, seed 42. Scenario: “How long?” Data: ISW."]
        );
    }

    #[test]
    fn the_source_names_runs_and_seed_before_anything_long() {
        let source = Source {
            scenario: "word ".repeat(200),
            replications: 1,
            seed: 42,
            note: Some("ISW".into()),
        };
        let lines = source_lines(&source);
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("Source: Outlast simulation, 1 run, seed 42. Scenario: “"));
        assert!(lines[1].ends_with('…'));
        assert_eq!(lines[2], "Data: ISW.");
    }

    #[test]
    fn a_long_title_makes_the_chart_taller_and_leaves_the_body_its_height() {
        let source = Source::default();
        let (_, one) = frame("Short", "Subtitle", &source, 300.0);
        let (_, three) = frame(&"long ".repeat(60), "Subtitle", &source, 300.0);
        assert_eq!(three.top - one.top, 2.0 * LEADING[0]);
        assert_eq!(three.bottom - three.top, one.bottom - one.top);
    }
}

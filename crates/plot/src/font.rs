//! The two embedded faces of Inter: which glyphs, how wide, what outline.
//!
//! Text is laid out here once and drawn as outlines, so a chart looks the same wherever it is opened and is measured
//! exactly as it is drawn. Layout is what Latin, Greek and Cyrillic need: one glyph per character and pair kerning.

use std::fmt::Write;
use std::sync::LazyLock;

use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Font units per em of both faces.
pub(crate) const EM: f64 = 2048.0;

/// Drawn in place of a character that the faces lack.
const SUBSTITUTE: char = '?';

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

/// A glyph and where it stands on the line, in font units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glyph {
    pub(crate) id: u16,
    pub(crate) x: i32,
    /// Where the line would end if this glyph were its last.
    pub(crate) end: i32,
}

/// One line of text, laid out: a glyph for each of its characters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) glyphs: Vec<Glyph>,
    /// Length of the line in font units.
    pub(crate) advance: i32,
    /// Characters that the faces lack, in order of appearance.
    pub(crate) missing: Vec<char>,
}

static REGULAR: LazyLock<Face<'static>> =
    LazyLock::new(|| parse(include_bytes!("../fonts/Inter-Regular-chart.ttf")));
static SEMI_BOLD: LazyLock<Face<'static>> =
    LazyLock::new(|| parse(include_bytes!("../fonts/Inter-SemiBold-chart.ttf")));

fn parse(bytes: &'static [u8]) -> Face<'static> {
    Face::parse(bytes, 0).expect("the embedded font is well formed")
}

fn face(weight: Weight) -> &'static Face<'static> {
    match weight {
        Weight::Regular => &REGULAR,
        Weight::SemiBold => &SEMI_BOLD,
    }
}

/// Lays `text` out on one line. Line breaks and other control characters count as spaces.
pub(crate) fn shape(text: &str, weight: Weight) -> Line {
    let face = face(weight);
    let mut line = Line::default();
    let mut previous: Option<GlyphId> = None;
    for character in text.chars() {
        let character = if character.is_control() { ' ' } else { character };
        let id = face.glyph_index(character).unwrap_or_else(|| {
            line.missing.push(character);
            face.glyph_index(SUBSTITUTE).unwrap_or_default()
        });
        line.advance += previous.map_or(0, |left| kerning(face, left, id));
        let x = line.advance;
        line.advance += i32::from(face.glyph_hor_advance(id).unwrap_or(0));
        line.glyphs.push(Glyph { id: id.0, x, end: line.advance });
        previous = Some(id);
    }
    line
}

/// How far the pair is moved together (negative) or apart, in font units: the `kern` feature of the GPOS table.
fn kerning(face: &Face<'_>, left: GlyphId, right: GlyphId) -> i32 {
    let Some(table) = face.tables().gpos else { return 0 };
    let lookups = table.lookups.into_iter();
    lookups
        .map(|lookup| {
            let mut subtables = lookup.subtables.into_iter::<PositioningSubtable<'_>>();
            subtables.find_map(|subtable| pair(&subtable, left, right)).unwrap_or(0)
        })
        .sum()
}

/// What one subtable says of the pair; `None` passes it on to the next subtable.
fn pair(subtable: &PositioningSubtable<'_>, left: GlyphId, right: GlyphId) -> Option<i32> {
    let PositioningSubtable::Pair(adjustment) = subtable else { return None };
    let covered = adjustment.coverage().get(left)?;
    let (first, _) = match adjustment {
        PairAdjustment::Format1 { sets, .. } => sets.get(covered)?.get(right)?,
        PairAdjustment::Format2 { classes, matrix, .. } => {
            matrix.get((classes.0.get(left), classes.1.get(right)))?
        }
    };
    Some(i32::from(first.x_advance))
}

/// The outline of a glyph as SVG path data, in font units with y up.
pub(crate) fn outline(weight: Weight, glyph: u16) -> String {
    let mut path = Path(String::new());
    face(weight).outline_glyph(GlyphId(glyph), &mut path);
    path.0
}

/// The box that a glyph's ink fills, in font units with y up: x and y of the lower left and upper right corners.
pub(crate) fn ink(weight: Weight, glyph: u16) -> Option<[i32; 4]> {
    let r = face(weight).glyph_bounding_box(GlyphId(glyph))?;
    Some([r.x_min, r.y_min, r.x_max, r.y_max].map(i32::from))
}

struct Path(String);

impl Path {
    fn command(&mut self, letter: char, numbers: &[f32]) {
        self.0.push(letter);
        for (i, number) in numbers.iter().enumerate() {
            let gap = if i > 0 { " " } else { "" };
            // Writing into a string cannot fail.
            let _ = write!(self.0, "{gap}{number}");
        }
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.command('M', &[x, y]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.command('L', &[x, y]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.command('Q', &[x1, y1, x, y]);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.command('C', &[x1, y1, x2, y2, x, y]);
    }
    fn close(&mut self) {
        self.command('Z', &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_faces_have_2048_units_per_em() {
        assert_eq!(face(Weight::Regular).units_per_em(), 2048);
        assert_eq!(face(Weight::SemiBold).units_per_em(), 2048);
    }

    #[test]
    fn figures_are_all_equally_wide() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            let widths: Vec<_> =
                ('0'..='9').map(|c| shape(&c.to_string(), weight).advance).collect();
            assert!(widths.iter().all(|w| *w == widths[0]), "{widths:?}");
        }
    }

    #[test]
    fn kerning_pulls_a_capital_t_and_a_small_o_together() {
        let alone: i32 =
            ["T", "o"].iter().map(|letter| shape(letter, Weight::Regular).advance).sum();
        let together = shape("To", Weight::Regular).advance;
        assert!(together < alone, "{together} < {alone}");
        // Read with fontTools from the GPOS table of the same file: the pair (T, o) is moved by -160.
        assert_eq!(together - alone, -160);
    }

    #[test]
    fn a_character_without_a_glyph_becomes_a_question_mark_and_is_reported() {
        let line = shape("a\u{4e2d}b", Weight::Regular);
        assert_eq!(line.missing, ['\u{4e2d}']);
        assert_eq!(line.glyphs[1].id, shape("?", Weight::Regular).glyphs[0].id);
    }

    #[test]
    fn ukrainian_greek_and_turkish_letters_are_there() {
        let line = shape("Їжак і ґава: Ελλάδα, İstanbul, Łódź, ≤ − →", Weight::SemiBold);
        assert_eq!(line.missing, [] as [char; 0]);
    }

    #[test]
    fn control_characters_are_spaces() {
        let tabbed = shape("a\n\tb", Weight::Regular);
        assert_eq!(tabbed.glyphs, shape("a  b", Weight::Regular).glyphs);
    }
}

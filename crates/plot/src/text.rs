//! Lines of text that fit: width, wrapping, ellipsis.

use plotters::style::RGBColor;

use crate::font::{self, EM, Weight};

/// Which end of the line the position means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a line of text looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Pixels per em.
    pub(crate) size: f64,
    pub(crate) weight: Weight,
    pub(crate) color: RGBColor,
    pub(crate) anchor: Anchor,
    /// A white outline that keeps the text legible on lines and bands.
    pub(crate) halo: bool,
}

impl Style {
    pub(crate) const fn new(size: f64, color: RGBColor) -> Self {
        Self { size, weight: Weight::Regular, color, anchor: Anchor::Start, halo: false }
    }

    pub(crate) const fn bold(self) -> Self {
        Self { weight: Weight::SemiBold, ..self }
    }

    pub(crate) const fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub(crate) const fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    pub(crate) const fn halo(self) -> Self {
        Self { halo: true, ..self }
    }

    /// Length of the line in pixels.
    pub(crate) fn width(&self, text: &str) -> f64 {
        f64::from(font::shape(text, self.weight).advance) * self.size / EM
    }

    /// The text, cut with an ellipsis where it is wider than `room` pixels.
    pub(crate) fn fit(&self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let cut = self.longest(text, room - self.width("…"));
        // A whole last word, unless that would cost much of the text.
        let space = text[..cut].rfind(' ').filter(|at| 3 * at > 2 * cut);
        let end = if text[cut..].starts_with(' ') { cut } else { space.unwrap_or(cut) };
        format!("{}…", text[..end].trim_end_matches([' ', ',', ';', ':', '.']))
    }

    /// Length in bytes of the longest beginning that is at most `room` pixels wide.
    fn longest(&self, text: &str, room: f64) -> usize {
        // A glyph for each character, and kerning looks back, never ahead: laid out once, a line tells the
        // width of each of its beginnings.
        let glyphs = font::shape(text, self.weight).glyphs;
        let fits = |end: i32| f64::from(end) * self.size / EM <= room;
        let fitting = glyphs.partition_point(|glyph| fits(glyph.end));
        text.char_indices().nth(fitting).map_or(text.len(), |(at, _)| at)
    }

    /// The text in lines of at most `room` pixels. What does not fit `most` lines is cut with an ellipsis; a
    /// word wider than a line is broken.
    pub(crate) fn wrap(&self, text: &str, room: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() && lines.len() < most {
            if lines.len() + 1 == most {
                lines.push(self.fit(rest, room));
                break;
            }
            let end = self.line_end(rest, room);
            lines.push(rest[..end].trim_end().to_owned());
            rest = rest[end..].trim_start();
        }
        lines
    }

    /// Where the first line of `text` ends: at the last space that fits, else inside the word.
    fn line_end(&self, text: &str, room: f64) -> usize {
        let longest = self.longest(text, room);
        if longest == text.len() || text[longest..].starts_with(' ') {
            return longest;
        }
        let space = text[..longest].rfind(' ').filter(|at| *at > 0);
        let one_character = text.chars().next().map_or(0, char::len_utf8);
        space.unwrap_or(longest).max(one_character)
    }

    /// Wrapped like [`Style::wrap`], with lines of about equal length instead of a last word alone.
    pub(crate) fn wrap_evenly(&self, text: &str, room: f64, most: usize) -> Vec<String> {
        let lines = self.wrap(text, room, most);
        let narrower = (50..100).map(|percent| room * f64::from(percent) / 100.0);
        narrower
            .map(|room| self.wrap(text, room, most + 1))
            .find(|even| even.len() == lines.len())
            .unwrap_or(lines)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STYLE: Style = Style::new(12.0, RGBColor(0, 0, 0));

    #[test]
    fn a_text_that_fits_is_left_alone() {
        assert_eq!(STYLE.fit("short", 100.0), "short");
        assert_eq!(STYLE.wrap("short", 100.0, 2), ["short"]);
    }

    #[test]
    fn a_text_too_long_ends_in_an_ellipsis_and_fits() {
        let cut = STYLE.fit("a rather long label", 60.0);
        assert!(cut.ends_with('…') && STYLE.width(&cut) <= 60.0, "{cut}");
        assert_eq!(cut, "a rather…");
    }

    #[test]
    fn lines_break_between_words() {
        let lines = STYLE.wrap("one two three four five six", 60.0, 9);
        assert!(lines.len() > 2);
        assert_eq!(lines.join(" "), "one two three four five six");
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken() {
        let word = "m".repeat(50);
        let lines = STYLE.wrap(&word, 60.0, 99);
        assert!(lines.len() > 5);
        assert_eq!(lines.concat(), word);
    }

    #[test]
    fn nothing_wraps_to_no_line() {
        assert_eq!(STYLE.wrap("  ", 60.0, 3), [] as [&str; 0]);
    }

    #[test]
    fn even_wrapping_leaves_no_word_alone() {
        let text = "The contingent held out for ten days in the median run alone";
        let room = STYLE.width(text) - 1.0;
        assert_eq!(STYLE.wrap(text, room, 3).last().map(String::as_str), Some("alone"));
        let even = STYLE.wrap_evenly(text, room, 3);
        assert_eq!(even.len(), 2);
        assert!(STYLE.width(&even[1]) > 0.5 * STYLE.width(&even[0]), "{even:?}");
    }

    proptest! {
        #[test]
        fn wrapped_lines_fit_and_are_no_more_than_allowed(
            text in "\\PC{0,120}", room in 30.0..300.0_f64, most in 1..4_usize,
        ) {
            let lines = STYLE.wrap(&text, room, most);
            prop_assert!(lines.len() <= most);
            for line in lines {
                prop_assert!(STYLE.width(&line) <= room, "{line:?}");
            }
        }
    }
}

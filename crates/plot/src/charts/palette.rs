//! Colours. Series are Okabe and Ito's palette, safe for colour-blind readers ("Color Universal Design", 2008), each with
//! a darker ink for text, since several are too light to read on white.

use plotters::style::RGBColor;

/// Titles, annotations.
pub(super) const INK: RGBColor = RGBColor(0x1b, 0x23, 0x2d);
/// Axis labels, subtitles, runs without an answer.
pub(super) const MUTED: RGBColor = RGBColor(0x5c, 0x67, 0x73);
/// Gridlines.
pub(super) const GRID: RGBColor = RGBColor(0xdd, 0xe2, 0xe7);
/// Baseline and ticks.
pub(super) const AXIS: RGBColor = RGBColor(0x8a, 0x94, 0x9e);
pub(super) const WHITE: RGBColor = RGBColor(0xff, 0xff, 0xff);

/// The colour of one series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hue {
    pub(super) line: RGBColor,
    pub(super) ink: RGBColor,
}

const fn hue(line: u32, ink: u32) -> Hue {
    Hue { line: rgb(line), ink: rgb(ink) }
}

pub(super) const fn rgb(hex: u32) -> RGBColor {
    RGBColor((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// In order of use: blue, vermilion, green, purple, orange, sky blue, grey.
pub(super) const SERIES: [Hue; 7] = [
    hue(0x00_72_b2, 0x00_66_a0),
    hue(0xd5_5e_00, 0xb3_4f_00),
    hue(0x00_9e_73, 0x00_78_58),
    hue(0xcc_79_a7, 0xa0_4a_7c),
    hue(0xe6_9f_00, 0x8c_60_00),
    hue(0x56_b4_e9, 0x1f_76_a8),
    hue(0x5c_67_73, 0x45_4f_5a),
];

/// The colour of the one series of a chart.
pub(super) const ACCENT: Hue = SERIES[0];

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast against white, from the relative luminance of WCAG 2.1.
    fn contrast(RGBColor(r, g, b): RGBColor) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        1.05 / (0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05)
    }

    #[test]
    fn all_text_is_legible_on_white() {
        let inks = SERIES.iter().map(|hue| hue.ink).chain([INK, MUTED]);
        for ink in inks {
            // The minimum of WCAG 2.1, level AA, for text of this size.
            assert!(contrast(ink) >= 4.5, "{ink:?} has {:.2}", contrast(ink));
        }
    }
}

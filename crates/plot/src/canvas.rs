//! The SVG that everything draws into: a plotters backend for shapes, and text as outlines.
//!
//! plotters knows integer pixels only, so it is given tenths of a pixel and every number is divided by [`TENTHS`]
//! on its way out. Text goes around plotters, whose backends know neither baselines nor halos.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fmt::{self, Display, Formatter, Write};

use plotters::style::RGBColor;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind,
};

use crate::font::{self, EM, Weight};
use crate::text::{Anchor, Style};

/// Units of plotters per pixel.
pub(crate) const TENTHS: f64 = 10.0;

/// Width of the white outline behind text with a halo, in ems.
const HALO: f64 = 0.28;

/// An upright rectangle in pixels, y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Rect {
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn overlaps(&self, other: &Rect) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub(crate) fn grown(&self, by: f64) -> Rect {
        Rect {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }
}

/// A text on the chart and the box its ink fills.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) text: String,
    pub(crate) ink: Rect,
}

/// A chart being drawn. Shared references draw, so that plotters and the text code can hold it at once.
pub(crate) struct Canvas {
    width: f64,
    height: f64,
    content: RefCell<Content>,
}

#[derive(Default)]
struct Content {
    body: String,
    glyphs: BTreeSet<(Weight, u16)>,
    texts: Vec<Placed>,
    /// Each character without a glyph, and the first text it stood in.
    missing: BTreeMap<char, String>,
}

/// A finished drawing.
pub(crate) struct Drawing {
    pub(crate) svg: String,
    pub(crate) texts: Vec<Placed>,
    pub(crate) warnings: Vec<String>,
}

impl Canvas {
    /// A white canvas of so many pixels.
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Self { width, height: height.ceil(), content: RefCell::default() }
    }

    pub(crate) fn width(&self) -> f64 {
        self.width
    }

    /// Draws one line of text with its baseline at `y` and its anchor at `x`.
    pub(crate) fn text(&self, x: f64, y: f64, text: &str, style: Style) {
        let line = font::shape(text, style.weight);
        let scale = style.size / EM;
        let start = match style.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - f64::from(line.advance) * scale / 2.0,
            Anchor::End => x - f64::from(line.advance) * scale,
        };
        let (start, y) = (tenth(start), tenth(y));
        let content = &mut *self.content.borrow_mut();
        for character in &line.missing {
            content.missing.entry(*character).or_insert_with(|| text.to_owned());
        }

        let mut uses = String::new();
        let mut ink: Option<Rect> = None;
        for glyph in &line.glyphs {
            let Some([x0, y0, x1, y1]) = font::ink(style.weight, glyph.id) else { continue };
            content.glyphs.insert((style.weight, glyph.id));
            let name = GlyphName(style.weight, glyph.id);
            put(&mut uses, format_args!("<use xlink:href=\"#{name}\" x=\"{}\"/>", glyph.x));
            let at = |font_units: i32| f64::from(font_units) * scale;
            let glyph_ink = Rect {
                left: start + at(glyph.x + x0),
                right: start + at(glyph.x + x1),
                top: y - at(y1),
                bottom: y - at(y0),
            };
            ink = Some(ink.map_or(glyph_ink, |all| union(all, glyph_ink)));
        }
        let Some(ink) = ink else { return };
        content.texts.push(Placed { text: text.to_owned(), ink });

        let body = &mut content.body;
        let place = format!("transform=\"translate({start} {y}) scale({scale} -{scale})\"");
        if style.halo {
            let width = EM * HALO;
            put(
                body,
                format_args!(
                    "<g {place} fill=\"#fff\" stroke=\"#fff\" stroke-width=\"{width:.0}\">{uses}</g>\n"
                ),
            );
        }
        let RGBColor(r, g, b) = style.color;
        put(
            body,
            format_args!(
                "<g {place} fill=\"#{r:02x}{g:02x}{b:02x}\" aria-label=\"{}\">{uses}</g>\n",
                Escaped(text)
            ),
        );
    }

    /// The SVG file, with what it shows in words for those who cannot see it.
    pub(crate) fn finish(self, title: &str, description: &str) -> Drawing {
        let Content { body, glyphs, texts, missing } = self.content.into_inner();
        let (w, h) = (self.width, self.height);
        let mut svg = String::with_capacity(body.len() + 32 * 1024);
        put(
            &mut svg,
            format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" \
                 xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{w}\" height=\"{h}\" \
                 viewBox=\"0 0 {w} {h}\" role=\"img\" stroke-linejoin=\"round\">\n\
                 <title>{}</title>\n<desc>{}</desc>\n<defs>\n",
                Escaped(title),
                Escaped(description)
            ),
        );
        for (weight, glyph) in glyphs {
            let name = GlyphName(weight, glyph);
            let path = font::outline(weight, glyph);
            put(&mut svg, format_args!("<path id=\"{name}\" d=\"{path}\"/>\n"));
        }
        put(
            &mut svg,
            format_args!("</defs>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>\n"),
        );
        svg.push_str(&body);
        svg.push_str("</svg>\n");
        let warnings = missing
            .iter()
            .map(|(character, text)| {
                let code = u32::from(*character);
                format!("no glyph for {character:?} (U+{code:04X}), drawn as \"?\", in \"{text}\"")
            })
            .collect();
        Drawing { svg, texts, warnings }
    }

    fn shape(&self, element: fmt::Arguments<'_>) {
        let body = &mut self.content.borrow_mut().body;
        put(body, element);
        body.push_str("/>\n");
    }
}

/// Rounded to a tenth, so that equal places are equal numbers.
fn tenth(v: f64) -> f64 {
    (v * TENTHS).round() / TENTHS
}

fn union(a: Rect, b: Rect) -> Rect {
    Rect {
        left: a.left.min(b.left),
        top: a.top.min(b.top),
        right: a.right.max(b.right),
        bottom: a.bottom.max(b.bottom),
    }
}

/// Appends to a string, which cannot fail.
fn put(out: &mut String, text: fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

struct GlyphName(Weight, u16);

impl Display for GlyphName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let face = match self.0 {
            Weight::Regular => 'r',
            Weight::SemiBold => 's',
        };
        write!(f, "{face}{}", self.1)
    }
}

/// Text made safe inside elements and attributes of XML 1.0, which has no place for control characters.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                c if c.is_control() => f.write_char(' ')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// A length in tenths of a pixel, written in pixels.
struct Px(i32);

impl Display for Px {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", f64::from(self.0) / TENTHS)
    }
}

struct Paint(&'static str, BackendColor);

impl Display for Paint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Paint(attribute, color) = self;
        let (r, g, b) = color.rgb;
        write!(f, "{attribute}=\"#{r:02x}{g:02x}{b:02x}\"")?;
        if color.alpha < 1.0 {
            write!(f, " {attribute}-opacity=\"{:.3}\"", color.alpha)?;
        }
        Ok(())
    }
}

/// Filled, or outlined in the width of the style.
struct Look<'a, S>(&'a S, bool);

impl<S: BackendStyle> Display for Look<'_, S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Look(style, filled) = self;
        if *filled {
            return write!(f, "{}", Paint("fill", style.color()));
        }
        let (paint, width) = (Paint("stroke", style.color()), Px(style.stroke_width() as i32));
        write!(f, "fill=\"none\" {paint} stroke-width=\"{width}\"")
    }
}

/// Path data of a polyline; points that repeat are written once.
fn polyline(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut out = String::new();
    let mut last: Option<BackendCoord> = None;
    for (x, y) in points {
        let (px, py) = (Px(x), Px(y));
        match last {
            None => put(&mut out, format_args!("M{px} {py}")),
            Some(p) if p == (x, y) => {}
            Some(p) if p.1 == y => put(&mut out, format_args!("H{px}")),
            Some(p) if p.0 == x => put(&mut out, format_args!("V{py}")),
            Some(_) => put(&mut out, format_args!("L{px} {py}")),
        }
        last = Some((x, y));
    }
    out
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for &Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        ((self.width * TENTHS) as u32, (self.height * TENTHS) as u32)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        let (x, y, paint) = (Px(x), Px(y), Paint("fill", color));
        self.shape(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"0.1\" height=\"0.1\" {paint}"));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, s: &S) -> Drawn {
        self.draw_path([a, b], s)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y) = (Px(a.0.min(b.0)), Px(a.1.min(b.1)));
        let (w, h) = (Px((b.0 - a.0).abs()), Px((b.1 - a.1).abs()));
        let look = Look(style, fill);
        self.shape(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" {look}"));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.shape(format_args!("<path d=\"{}\" {}", polyline(path), Look(style, false)));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y, r) = (Px(center.0), Px(center.1), Px(radius as i32));
        let look = Look(style, fill);
        self.shape(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {look}"));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.shape(format_args!("<path d=\"{}Z\" {}", polyline(path), Look(style, true)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Style;

    const INK: RGBColor = RGBColor(0, 0, 0);

    #[test]
    fn text_is_drawn_as_outlines_defined_once() {
        let canvas = Canvas::new(100.0, 50.0);
        canvas.text(10.0, 20.0, "aa", Style::new(10.0, INK));
        let svg = canvas.finish("t", "d").svg;
        assert!(!svg.contains("<text"));
        assert_eq!(svg.matches("<path id=").count(), 1);
        assert_eq!(svg.matches("<use").count(), 2);
    }

    #[test]
    fn markup_in_labels_is_escaped() {
        let canvas = Canvas::new(100.0, 50.0);
        canvas.text(10.0, 20.0, "<&\">", Style::new(10.0, INK));
        let svg = canvas.finish("a < b & \u{1}c", "\"d\"").svg;
        assert!(svg.contains("<title>a &lt; b &amp;  c</title>"));
        assert!(svg.contains("aria-label=\"&lt;&amp;&quot;&gt;\""));
    }

    #[test]
    fn an_anchor_at_the_end_ends_the_ink_near_it() {
        let canvas = Canvas::new(200.0, 50.0);
        canvas.text(150.0, 20.0, "HHH", Style::new(20.0, INK).end());
        let drawing = canvas.finish("t", "d");
        let ink = drawing.texts[0].ink;
        assert!(ink.right < 150.0 && ink.right > 147.0, "{ink:?}");
        assert_eq!(ink.bottom, 20.0);
        // The height of a capital in Inter is 1490 of 2048 units.
        assert!((20.0 - ink.top - 20.0 * 1490.0 / 2048.0).abs() < 0.01, "{ink:?}");
    }

    #[test]
    fn a_missing_glyph_warns_once() {
        let canvas = Canvas::new(200.0, 50.0);
        canvas.text(10.0, 20.0, "中 and 中", Style::new(10.0, INK));
        let drawing = canvas.finish("t", "d");
        assert_eq!(
            drawing.warnings,
            ["no glyph for '中' (U+4E2D), drawn as \"?\", in \"中 and 中\""]
        );
    }
}

//! From the SVG to a PNG. The SVG has no text left in it, so no font is ever looked for.

use std::fmt;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg;

use indexed::Indexed;

mod indexed;

/// Pixels of the PNG per pixel of the SVG.
const SCALE: f32 = 2.0;

/// 192 dots per inch, twice the 96 of CSS, in dots per metre.
const DOTS_PER_METRE: u32 = 7_559;

/// A chart that could not be made into a PNG.
#[derive(Debug)]
pub enum Error {
    /// The SVG could not be read back.
    Svg(usvg::Error),
    /// The picture has no area or is too large for the memory.
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The PNG could not be encoded.
    Png(png::EncodingError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Svg(cause) => write!(f, "cannot read the chart's SVG: {cause}"),
            Self::Size { width, height } => {
                write!(f, "cannot draw a picture of {width} by {height} pixels")
            }
            Self::Png(cause) => write!(f, "cannot encode the chart as PNG: {cause}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Svg(cause) => Some(cause),
            Self::Size { .. } => None,
            Self::Png(cause) => Some(cause),
        }
    }
}

pub(crate) fn png(svg: &str) -> Result<Vec<u8>, Error> {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).map_err(Error::Svg)?;
    let pixels = |length: f32| (length * SCALE).round() as u32;
    let (width, height) = (pixels(tree.size().width()), pixels(tree.size().height()));
    let mut picture = Pixmap::new(width, height).ok_or(Error::Size { width, height })?;
    picture.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    encode(&picture).map_err(Error::Png)
}

/// An opaque picture as PNG of at most 256 colours.
fn encode(picture: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let Indexed { palette, pixels } = Indexed::of(picture.data());
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette);
    // Neighbours in a palette are no neighbours in colour, so there is nothing to filter; and of the levels this takes a
    // fifth of the time of the next that is smaller, by a twentieth.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_deflate_compression(png::DeflateCompression::Level(3));
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: DOTS_PER_METRE,
        yppu: DOTS_PER_METRE,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(out)
}

//! The files: the same bytes each time, complete, of the right size.

use std::fs;
use std::path::Path;

use crate::{GALLERY, cases};

#[test]
fn the_same_input_gives_the_same_bytes() {
    for ((name, once), (_, again)) in GALLERY.iter().zip(cases::all()) {
        assert_eq!(once.svg(), again.svg(), "{name}");
    }
}

/// Pictures kept as files, so that a change of fonts, libraries or layout is seen and looked at.
#[test]
fn pinned_charts_have_not_changed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration/golden");
    for (name, chart) in GALLERY.iter() {
        let path = folder.join(format!("{name}.svg"));
        let Ok(expected) = fs::read_to_string(&path) else { continue };
        if chart.svg() != expected {
            let actual = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.svg"));
            fs::write(&actual, chart.svg()).expect("the new picture can be written");
            panic!(
                "{name} is drawn differently: compare {} with {}",
                path.display(),
                actual.display()
            );
        }
    }
    let pinned = fs::read_dir(folder).expect("the folder of pinned charts").count();
    assert_eq!(pinned, 4);
}

#[test]
fn an_svg_needs_no_font_and_nothing_from_elsewhere() {
    for (name, chart) in GALLERY.iter() {
        let svg = chart.svg();
        assert!(!svg.contains("<text") && !svg.contains("font"), "{name}");
        assert_eq!(svg.matches("http").count(), 2, "{name}: only the two namespaces");
    }
}

#[cfg(feature = "png")]
mod png {
    use crate::GALLERY;
    use crate::layout::size;

    struct Picture {
        width: usize,
        height: usize,
        rgb: Vec<u8>,
        dots_per_metre: u32,
    }

    fn decoded(bytes: &[u8]) -> Picture {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut rgb = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut rgb).expect("a whole picture");
        assert_eq!(frame.color_type, png::ColorType::Rgb);
        let dots_per_metre = reader.info().pixel_dims.expect("a resolution").xppu;
        Picture { width: frame.width as usize, height: frame.height as usize, rgb, dots_per_metre }
    }

    #[test]
    fn a_png_is_twice_the_size_of_its_svg_with_white_margins() {
        for (name, chart) in GALLERY.iter() {
            let Picture { width, height, rgb, dots_per_metre } =
                decoded(&chart.png().expect("a PNG"));
            assert_eq!((width as f64 / 2.0, height as f64 / 2.0), size(chart), "{name}");
            // 192 dots per inch of 0.0254 m.
            assert_eq!(dots_per_metre, 7_559, "{name}");
            // Text that were cut off would reach the edge.
            let white = |x: usize, y: usize| rgb[3 * (y * width + x)..][..3] == [255; 3];
            for y in 0..height {
                assert!((0..8).chain(width - 8..width).all(|x| white(x, y)), "{name}: row {y}");
            }
            assert!((0..width).all(|x| (height - 8..height).all(|y| white(x, y))), "{name}: foot");
        }
    }

    #[test]
    fn the_same_chart_gives_the_same_png() {
        let chart = &GALLERY[0].1;
        assert_eq!(chart.png().expect("a PNG"), chart.png().expect("a PNG"));
    }
}

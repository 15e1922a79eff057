//! No text leaves its chart or lies on another, in the usual and the awkward cases of the gallery.

use outlast_plot::Chart;

use crate::GALLERY;

/// Width and height that the SVG states, pixels.
pub(crate) fn size(chart: &Chart) -> (f64, f64) {
    let attribute = |name: &str| -> f64 {
        let (_, after) =
            chart.svg().split_once(&format!(" {name}=\"")).expect("the size is stated");
        after.split('"').next().and_then(|number| number.parse().ok()).expect("a number")
    };
    (attribute("width"), attribute("height"))
}

/// What is wrong with the layout, in words.
pub(crate) fn faults(chart: &Chart) -> Vec<String> {
    let (width, height) = size(chart);
    let texts: Vec<(&str, [f64; 4])> = chart.texts().collect();
    let mut faults = Vec::new();
    for (text, [left, top, right, bottom]) in &texts {
        if *left < 4.0 || *top < 4.0 || *right > width - 4.0 || *bottom > height - 4.0 {
            faults.push(format!("{text:?} leaves the canvas: {left} {top} {right} {bottom}"));
        }
    }
    for (i, (a, [al, at, ar, ab])) in texts.iter().enumerate() {
        for (b, [bl, bt, br, bb]) in &texts[i + 1..] {
            if al < br && bl < ar && at < bb && bt < ab {
                faults.push(format!("{a:?} and {b:?} overlap"));
            }
        }
    }
    faults
}

#[test]
fn all_text_is_whole_and_apart() {
    for (name, chart) in GALLERY.iter() {
        assert_eq!(faults(chart), [] as [&str; 0], "{name}");
    }
}

#[test]
fn every_chart_has_a_title_a_source_and_a_description() {
    for (name, chart) in GALLERY.iter() {
        let texts: Vec<&str> = chart.texts().map(|text| text.0).collect();
        assert!(!chart.title().is_empty() && !chart.description().is_empty(), "{name}");
        assert!(texts.iter().any(|text| text.starts_with("Source: ")), "{name}");
        assert!(chart.svg().contains("<title>") && chart.svg().contains("<desc>"), "{name}");
    }
}

#[test]
fn only_characters_without_glyphs_warn() {
    for (name, chart) in GALLERY.iter() {
        let expected = usize::from(name == "distribution-missing-glyphs") * 2;
        assert_eq!(chart.warnings().len(), expected, "{name}: {:?}", chart.warnings());
    }
}

//! A finished chart and what becomes of it.

use crate::canvas::{Drawing, Placed};

/// Where the numbers of a chart come from; said in its source line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Title of the scenario.
    pub scenario: String,
    /// Number of simulated runs.
    pub replications: u64,
    /// Seed of the random numbers.
    pub seed: u64,
    /// What else to say, for instance the scenario's first source.
    pub note: Option<String>,
}

/// A chart, drawn.
#[derive(Clone, Debug)]
pub struct Chart {
    title: String,
    description: String,
    svg: String,
    warnings: Vec<String>,
    texts: Vec<Placed>,
}

impl Chart {
    pub(crate) fn new(title: String, description: String, drawing: Drawing) -> Self {
        let Drawing { svg, texts, warnings } = drawing;
        Self { title, description, svg, warnings, texts }
    }

    /// The finding in one sentence, as it stands above the chart.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The chart in words, with its main numbers: the alternative text for those who cannot see it.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The chart as an SVG file.
    ///
    /// It stands alone: text is drawn as outlines, so it looks the same in a browser, a word processor or a drawing
    /// program, whatever fonts there are. The words are kept as `<title>`, `<desc>` and `aria-label`.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// What the reader of the chart does not see as it was meant: characters that the fonts lack, series left out.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Every text on the chart with the box that its ink fills: left, top, right and bottom in pixels of the SVG.
    ///
    /// For checks of the layout, and for a layer of selectable text above the picture.
    pub fn texts(&self) -> impl Iterator<Item = (&str, [f64; 4])> {
        self.texts.iter().map(|placed| {
            let ink = placed.ink;
            (placed.text.as_str(), [ink.left, ink.top, ink.right, ink.bottom])
        })
    }

    /// The chart as a PNG at twice the size of the SVG, marked as 192 dots per inch.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error) if the picture cannot be rasterised or encoded.
    #[cfg(feature = "png")]
    pub fn png(&self) -> Result<Vec<u8>, crate::Error> {
        crate::raster::png(&self.svg)
    }
}

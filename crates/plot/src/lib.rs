//! Charts of how long something lasts, as SVG and PNG, the same bytes on every machine.
//!
//! Charts, each drawn from a plain struct of numbers and names by the function of the same name; nothing is simulated
//! here:
//!
//! | chart | shows | made by |
//! |---|---|---|
//! | [`Distribution`] | how long the pool lasts: all runs as a histogram, median, 90 % interval | [`distribution`] |
//! | [`Fan`] | strength over time: median, 50 % and 90 % bands, arrivals, thresholds | [`fan`] |
//! | [`Chains`] | the same for pools that feed each other: a small fan each, on one time axis | [`chains`] |
//! | [`Fates`] | where the losses went: areas of what has become of them so far | [`fates`] |
//! | [`Recovery`] | how many are in recovery over time: median, 50 % and 90 % bands | [`recovery`] |
//! | [`Supply`] | days of supply over time, with the levels at which it is rationed | [`supply`] |
//! | [`Units`] | which units are in the line when, and how full, in one run | [`units`] |
//! | [`Survival`] | the chance that the pool still holds, day by day, with 95 % bands and the runs behind them | [`survival`] |
//! | [`Asks`] | the answers to yes-or-no questions, with 95 % intervals | [`asks`] |
//! | [`Course`] | how answers move with a number of the scenario, with 95 % intervals | [`course`] |
//! | [`Tornado`] | which uncertain input the spread comes from | [`tornado`] |
//! | [`Difference`] | how far two scenarios differ, run by run under the same luck | [`difference`] |
//! | [`Outcomes`] | what was foreseen from past days, and what then happened | [`outcomes`] |
//! | [`Ranks`] | where outcomes fell among the runs that foresaw them | [`ranks`] |
//! | [`Bars`] | how long each of several takes for the same work, on a logarithmic scale | [`bars`] |
//!
//! ```
//! use outlast_plot::{Distribution, Source, Timeline, distribution};
//!
//! let chart = distribution(
//!     &Distribution {
//!         label: "DPRK contingent".into(),
//!         values: vec![(8.3, 500), (9.4, 2_000), (10.1, 5_000), (11.0, 2_000), (12.3, 500)],
//!         censored: 0,
//!         quantiles: [Some(8.3), Some(10.1), Some(12.3)],
//!         timeline: Timeline { horizon: 60, start: None },
//!     },
//!     &Source {
//!         scenario: "How long do 12,000 cover the losses?".into(),
//!         replications: 10_000,
//!         seed: 42,
//!         note: Some("ISW, 25 October 2024".into()),
//!     },
//! );
//! assert_eq!(
//!     chart.title(),
//!     "DPRK contingent lasted 10.1 days in the median run, 8.3 to 12.3 in nine out of ten",
//! );
//! assert!(chart.svg().starts_with("<svg"));
//! # #[cfg(feature = "png")]
//! assert!(chart.png()?.starts_with(b"\x89PNG"));
//! # #[cfg(feature = "png")]
//! # Ok::<(), outlast_plot::Error>(())
//! ```
//!
//! # What every chart keeps to
//!
//! * The title is the finding, computed from the numbers, in the past tense: it says what the runs did. The subtitle says
//!   what is drawn and in which unit; the source line names runs, seed and scenario.
//! * Curves are named where they end, in their colour, instead of in a legend. The colours are safe for colour-blind
//!   readers.
//! * Runs without an answer within the horizon are shown, never dropped: a bar of their own, an arrow instead of an end.
//! * No text is cut by the edge or lies on another. Long words are wrapped, then cut with an ellipsis; gutters are measured;
//!   labels that collide are moved, and left out where there is no room. A chart is 760 pixels wide and as tall as it
//!   needs to be.
//! * A character that the fonts lack is drawn as "?" and told by [`Chart::warnings`]. They have Latin, Greek and Cyrillic.
//!
//! # How a chart is drawn
//!
//! plotters gives coordinates, series and elements. It draws into an SVG backend of our own, in tenths of a pixel. Text goes
//! around plotters: it is laid out from two embedded faces of Inter (`fonts/`, SIL Open Font License) and drawn as outlines,
//! each glyph defined once in the file. So an SVG looks the same in a browser, a word processor and a drawing program,
//! with Inter installed or not, and the PNG, which resvg makes from that SVG at twice its size, needs no font at all. The
//! price is that text in the file cannot be edited as text; its words stay in `aria-label`, `<title>` and `<desc>`.
//!
//! Nothing depends on the platform: no system fonts, no clock, no float function but those of `libm`.
//!
//! # Features
//!
//! `png` (default) adds [`Chart::png`]; without it neither resvg nor png is built.

mod canvas;
mod chart;
mod charts;
mod font;
mod number;
mod place;
#[cfg(feature = "png")]
mod raster;
mod text;
mod ticks;
mod time;

pub use chart::{Chart, Source};
pub use charts::{
    AskRow, Asks, Bar, Bars, ChainPool, Chains, Course, CourseLine, CoursePoint, Curve, Difference,
    Distribution, Fan, FanPool, Fate, Fates, InRecovery, Outcomes, Ranks, Recovery, Sought, Start,
    Supply, Survival, Tornado, TornadoRow, Unit, UnitSpan, Units, asks, bars, chains, course,
    difference, distribution, fan, fates, outcomes, ranks, recovery, supply, survival, tornado,
    units,
};
#[cfg(feature = "png")]
pub use raster::Error;
pub use time::Timeline;

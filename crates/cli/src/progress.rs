//! How far a run is, shown on a terminal only.

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use outlast_montecarlo::{Observer, Stopwatch};

use crate::interrupt;
use crate::timings::Clock;

const TEMPLATE: &str = "{bar:32} {human_pos} of {human_len} runs, {rate}, {eta} left";

/// A bar on standard error, the ear for Ctrl-C, and the clock where one is wanted.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    clock: Option<Clock>,
}

impl Progress {
    /// Of so many replications; with nothing to be seen if `hidden`, or if standard error is not
    /// a terminal.
    pub(crate) fn new(replications: u64, hidden: bool) -> Self {
        let target =
            if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(replications), target);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            let rate = |state: &ProgressState, text: &mut dyn std::fmt::Write| {
                // A line on a terminal: what cannot be shown is not missed.
                let _ = write!(text, "{}/s", HumanCount(state.per_sec() as u64));
            };
            bar.set_style(style.progress_chars("##-").with_key("rate", rate));
        }
        Self { bar, clock: None }
    }

    /// With a clock, by which the run tells where its time went.
    pub(crate) fn timed(self, clock: Option<Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Progress {
    fn advanced(&self, replications: u64) {
        // An atomic addition, drawn a few times a second.
        self.bar.inc(replications);
    }

    fn stop(&self) -> bool {
        interrupt::stopped()
    }

    fn stopwatch(&self) -> Option<&dyn Stopwatch> {
        self.clock.as_ref().map(|clock| clock as &dyn Stopwatch)
    }
}

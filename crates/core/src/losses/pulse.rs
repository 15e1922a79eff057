//! `pulse`: spells of a higher (or lower) rate that begin at random.
//!
//! On a day with none running a pulse begins with probability 1 − e^(−r/365.25), r the pulses a
//! year; it lasts the drawn length rounded up to whole days, that day included, and the mean is
//! multiplied by its factor meanwhile. With p that probability and m the mean length in whole
//! days, p m / (1 − p + p m) of all days lie in a pulse in the long run. Claimed losses show 4.7
//! pulses a year of 2 to 4 days above 1.25 times the level.

use crate::durations::Delay;
use crate::inputs::Input;
use crate::lanes::Lanes;

#[derive(Debug, Clone)]
pub(crate) struct Pulse {
    /// Expected pulses begun per year without a pulse running.
    pub(crate) per_year: Input,
    /// Factor on the mean while one lasts.
    pub(crate) factor: Input,
    /// Length [days].
    pub(crate) days: Delay,
    /// Stream of beginnings and lengths.
    pub(crate) stream: u32,
}

/// What a pulse keeps from day to day.
#[derive(Debug, Clone)]
pub(crate) struct State<const L: usize> {
    chance: [f64; L],
    factor: [f64; L],
    /// Days the running pulse still lasts, today included.
    left: [u32; L],
}

impl<const L: usize> Default for State<L> {
    fn default() -> Self {
        Self { chance: [0.0; L], factor: [1.0; L], left: [0; L] }
    }
}

const DAYS_A_YEAR: f64 = 365.25;

impl Pulse {
    pub(crate) fn begin<const L: usize>(&self, lanes: &Lanes, state: &mut State<L>) {
        let per_year: [f64; L] = self.per_year.draw(lanes);
        state.chance = per_year.map(|rate| -libm::expm1(-rate / DAYS_A_YEAR));
        state.factor = self.factor.draw(lanes);
        state.left = [0; L];
    }

    /// Multiplies the factors of the lanes in which a pulse runs today.
    pub(crate) fn apply<const L: usize>(
        &self,
        day: u32,
        lanes: &Lanes,
        state: &mut State<L>,
        factors: &mut [f64; L],
    ) {
        for i in 0..L {
            if state.left[i] == 0 {
                let mut cell = lanes.cell(i, self.stream, day);
                if cell.uniform() < state.chance[i] {
                    state.left[i] = self.days.whole_days(&mut cell).max(1);
                }
            }
            if state.left[i] > 0 {
                state.left[i] -= 1;
                factors[i] *= state.factor[i];
            }
        }
    }
}

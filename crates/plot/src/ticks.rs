//! Round values for axes: steps of 1, 2 or 5 times a power of ten.

/// The smallest round step that cuts `span` into at most `most` pieces. `span` must be positive.
pub(crate) fn step(span: f64, most: usize) -> f64 {
    let least = span / most as f64;
    let decade = libm::pow(10.0, libm::floor(libm::log10(least)));
    let mantissas = [1.0, 2.0, 5.0, 10.0].map(|m| m * decade);
    // A hair of tolerance, so that 0.3 / 3 counts as 0.1.
    mantissas.into_iter().find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * decade)
}

/// Round values from `low` to `high`, both included where they are round, about `most` of them.
pub(crate) fn between(low: f64, high: f64, most: usize) -> Vec<f64> {
    multiples(low, high, step(high - low, most))
}

/// The whole multiples of `step` from `low` to `high`.
pub(crate) fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|k| k as f64 * step).collect()
}

/// Round values from 0 to the first that is not below `max`, in at most `most` steps, of at least `least` each.
pub(crate) fn up_to(max: f64, most: usize, least: f64) -> Vec<f64> {
    let step = step(max.max(least), most).max(least);
    let top = (max / step - 1e-9).ceil().max(1.0) * step;
    multiples(0.0, top, step)
}

/// Decimals needed to tell multiples of `step` apart.
pub(crate) fn decimals(step: f64) -> usize {
    (-libm::floor(libm::log10(step) + 1e-9)).max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn steps_are_one_two_or_five() {
        assert_eq!(step(100.0, 10), 10.0);
        assert_eq!(step(100.0, 9), 20.0);
        assert_eq!(step(100.0, 4), 50.0);
        assert_eq!(step(0.3, 3), 0.1);
        assert_eq!(step(3650.0, 8), 500.0);
    }

    #[test]
    fn ends_are_included_where_they_are_round() {
        assert_eq!(between(0.0, 60.0, 6), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
        assert_eq!(between(7.4, 13.1, 6), [8.0, 9.0, 10.0, 11.0, 12.0, 13.0]);
    }

    #[test]
    fn an_axis_from_zero_covers_its_data() {
        assert_eq!(up_to(12_000.0, 5, 1.0), [0.0, 5_000.0, 10_000.0, 15_000.0]);
        assert_eq!(up_to(10_000.0, 5, 1.0).last(), Some(&10_000.0));
    }

    #[test]
    fn counts_have_no_fractions_between_ticks() {
        assert_eq!(up_to(2.0, 5, 1.0), [0.0, 1.0, 2.0]);
        assert_eq!(up_to(0.0, 5, 1.0), [0.0, 1.0]);
    }

    #[test]
    fn decimals_follow_the_step() {
        assert_eq!([0.05, 0.5, 1.0, 20.0].map(decimals), [2, 1, 0, 0]);
    }

    proptest! {
        #[test]
        fn ticks_lie_inside_and_are_neither_few_nor_many(low in -1e6..1e6_f64, span in 1e-3..1e7_f64) {
            let ticks = between(low, low + span, 8);
            prop_assert!((2..=9).contains(&ticks.len()), "{ticks:?}");
            let slack = span * 1e-6;
            prop_assert!(ticks.iter().all(|t| *t >= low - slack && *t <= low + span + slack));
        }
    }
}

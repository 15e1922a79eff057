//! Random scenarios of the corpus's fragments: any number of them together, with parameters drawn
//! from their ranges.

use outlast_core::Replay;
use outlast_montecarlo::Width;
use proptest::prelude::*;

use super::conservation::imbalance;
use super::fragments::{Fragment, SLOTS, agree, fill, template};
use super::{Folder, difference, plan, result, scenario, usual};

/// At most one fragment of each slot, such that they can stand together.
fn chosen() -> impl Strategy<Value = [Option<&'static Fragment>; SLOTS.len()]> {
    let of = |slot: usize| proptest::option::of(0..SLOTS[slot].len());
    let indices: [_; SLOTS.len()] = std::array::from_fn(of);
    let fragments = |indices: [Option<usize>; SLOTS.len()]| {
        std::array::from_fn(|slot| indices[slot].map(|index| &SLOTS[slot][index]))
    };
    indices.prop_map(fragments).prop_filter("they agree", |chosen| agree(chosen))
}

/// A parameter at `part` of its range, whole if it usually is.
fn parameter(usual: &str, low: &str, high: &str, part: f64) -> String {
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let (low, high) = (number(low), number(high));
    if usual.contains('.') {
        format!("{:?}", low + part * (high - low))
    } else {
        format!("{}", (low + part * (high - low)).round())
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_241_127),
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_scenarios_are_balanced_and_the_same_at_every_width(
        chosen in chosen(),
        parts in proptest::collection::vec(0.0..=1.0, 40),
        seed in any::<u32>(),
    ) {
        let mut next = parts.iter().cycle();
        let template = template(&chosen);
        let text = fill(&template, |usual, low, high| {
            parameter(usual, low, high, *next.next().expect("there is always another"))
        });
        let text = format!("{text}\n[run]\nseed = {seed}\n");
        let scenario = scenario(&Folder::corpus(), "random.toml", &text);
        let plan = plan(&scenario);
        let expected = result(&plan, &usual(Width::One));
        let other = difference(&plan, &expected, &usual(Width::SixtyFour));
        prop_assert_eq!(other, None, "{}", &text);
        prop_assert_eq!(imbalance(&scenario), None, "{}", &text);
        let row = &expected.0[..plan.metrics().len()];
        prop_assert_eq!(&Replay::new(&plan, 0).values[..], row, "{}", &text);
    }
}

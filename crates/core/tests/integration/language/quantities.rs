//! Uncertain inputs.

use outlast_core::scenario::Quantity;

use super::{errors, load, scenario};

fn strength(text: &str) -> Quantity {
    let text = format!("horizon = 9\n[pools.a]\nstrength = {text}\n");
    scenario(&text).pools.remove(0).strength
}

/// Mean and cv of the lognormal with these 5 % and 95 % quantiles, computed to 40 digits by
/// Python's decimal module from mu = (ln a + ln b)/2, s = (ln b - ln a)/(2 z95),
/// z95 = 1.6448536269514722, mean = exp(mu + s^2/2), cv^2 = exp(s^2) - 1.
#[test]
fn an_interval_is_the_lognormal_with_these_quantiles() {
    for (text, mean, cv) in [
        ("\"10_000 to 12_000\"", 10_971.287_800_669_268, 0.055_464_403_382_883_2),
        ("\"0.5 to 2\"", 1.092_851_660_081_246, 0.440_822_811_277_201_6),
        ("\" 900 to  1.5e3 \"", 1_175.987_511_357_510_4, 0.156_220_705_387_366_75),
    ] {
        let Quantity::Lognormal { mean: m, cv: c } = strength(text) else { panic!("{text}") };
        assert!((m / mean - 1.0).abs() < 1e-13, "{text}: mean {m}");
        assert!((c / cv - 1.0).abs() < 1e-12, "{text}: cv {c}");
    }
}

#[test]
fn integers_make_an_integer_uniform_and_a_point_makes_a_real_one() {
    assert_eq!(strength("{ uniform = [1, 12] }"), Quantity::UniformInteger { low: 1, high: 12 });
    assert_eq!(strength("{ uniform = [1.0, 12] }"), Quantity::Uniform { low: 1.0, high: 12.0 });
}

#[test]
fn a_distribution_without_spread_is_a_number() {
    for text in [
        "7",
        "{ uniform = [7, 7] }",
        "{ triangular = [7, 7, 7] }",
        "{ normal = { mean = 7, sd = 0 } }",
        "{ lognormal = { mean = 7, cv = 0 } }",
    ] {
        assert_eq!(strength(text), Quantity::Fixed(7.0), "{text}");
    }
}

#[test]
fn the_whole_support_must_be_in_range() {
    let share = |text: &str| {
        errors(&format!(
            "horizon = 9\n[pools.a]\nstrength = 9\n[losses.b]\ndaily = 1\nshare = {text}\n"
        ))
    };
    for text in [
        "{ uniform = [0.5, 1.5] }",
        "{ triangular = [-0.1, 0.5, 1] }",
        "{ choice = [0.5, 2] }",
        "{ choice = { values = [0.5, 2], weights = [1, 1] } }",
        "\"0.5 to 2\"",
        "{ normal = { mean = 1.5, sd = 0 } }",
    ] {
        assert!(share(text).contains("out of range"), "{}", share(text));
    }
    for text in [
        "{ normal = { mean = 9, sd = 1 } }",
        "{ normal = { mean = -9, sd = 1 } }",
        "{ lognormal = { mean = 100, cv = 0.1 } }",
    ] {
        assert!(share(text).contains("almost never in range"), "{}", share(text));
    }
}

/// P(normal(50, 50) < 0) = P(Z < -1) = 0.1587 by the table.
#[test]
fn a_truncated_normal_is_warned_of_with_the_part_that_is_cut() {
    let text = "horizon = 9\n[pools.a]\nstrength = { normal = { mean = 50, sd = 50 } }\n";
    let warnings = load(text).unwrap().warnings;
    assert_eq!(warnings[0].title, "`pools.a.strength.normal` is truncated");
    assert!(warnings[0].label.starts_with("16 % of it"), "{}", warnings[0].label);
}

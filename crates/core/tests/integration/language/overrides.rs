//! `--set KEY=VALUE`

use outlast_core::scenario::{LossLaw, Override, Policy, Quantity};

use super::load_with;

const TEXT: &str = "horizon = 60\n[pools.a]\nstrength = 900\nthresholds = { \"70%\" = 0.7 }\n\
    [losses.b]\ndaily = { neg_binomial = { mean = 30, k = 9 } }\n\
    schedule = [{ from = 5, factor = 2 }]\n\
    [[batches]]\npool = \"a\"\nday = 1\nsize = 10\n";

fn set(sets: &[&str]) -> outlast_core::scenario::Scenario {
    load_with(TEXT, sets).unwrap_or_else(|report| panic!("{report}")).scenario
}

fn fixed(x: f64) -> Quantity {
    Quantity::Fixed(x)
}

#[test]
fn a_parameter_is_set_and_its_neighbours_stay() {
    let scenario = set(&["losses.b.daily.neg_binomial.mean=40"]);
    assert_eq!(scenario.losses[0].daily, LossLaw::NegBinomial { mean: fixed(40.0), k: fixed(9.0) });
}

#[test]
fn another_choice_replaces_the_one_before() {
    let scenario = set(&["losses.b.daily.poisson.mean=40"]);
    assert_eq!(scenario.losses[0].daily, LossLaw::Poisson { mean: fixed(40.0) });
    let scenario = set(&["pools.a.strength.uniform=[1, 9]"]);
    assert_eq!(scenario.pools[0].strength, Quantity::UniformInteger { low: 1, high: 9 });
    let scenario = set(&["pools.a.strength.normal.mean=70", "pools.a.strength.normal.sd=7"]);
    assert_eq!(scenario.pools[0].strength, Quantity::Normal { mean: 70.0, sd: 7.0 });
    let scenario = set(&["losses.b.daily=5", "losses.b.daily.constant.rate=6"]);
    assert_eq!(scenario.losses[0].daily, LossLaw::Constant { mean: fixed(6.0) });
    let scenario = set(&["losses.b.daily.poisson.rate=6", "losses.b.daily.poisson.mean=7"]);
    assert_eq!(scenario.losses[0].daily, LossLaw::Poisson { mean: fixed(7.0) });
    let scenario = set(&["batches.0.delay.gamma={ mean = 2, shape = 1 }", "batches.0.delay=3"]);
    assert!(scenario.batches[0].delay.is_some());
}

#[test]
fn policies_are_reached_by_place_whether_they_do_one_thing_or_many() {
    let policy = "horizon = 9\n[pools.a]\nstrength = 9\n[[policies]]\nname = \"x\"\n\
                  when = \"a.losses_total > level\"\nlevel = 5\n";
    let request = "{ request = { pool = \"a\", size = 5 } }";
    let load = |what: String, sets: &[&str]| {
        let loaded = super::load_with(&format!("{policy}do = {what}\n"), sets);
        let scenario = loaded.unwrap_or_else(|report| panic!("{report}")).scenario;
        scenario.policies[0].clone()
    };
    let one = load(request.to_owned(), &["policies.0.level=7", "policies.0.do.request.size=6"]);
    assert_eq!(one.level, Some(Quantity::Fixed(7.0)));
    let sizes = |policy: &Policy| policy.requests().map(|r| r.size.clone()).collect::<Vec<_>>();
    assert_eq!(sizes(&one), [Quantity::Fixed(6.0)]);
    let many = format!("[{request}, {request}]");
    let many = load(many, &["policies.0.do.1.request.size=6", "policies.0.whenever.gap=2w"]);
    assert_eq!(sizes(&many), [Quantity::Fixed(5.0), Quantity::Fixed(6.0)]);
    assert_eq!(many.gap, Some(14));
    // Another action replaces the one before.
    let other = load(request.to_owned(), &["policies.0.do.withdraw=a"]);
    assert!(other.withdraws("a") && sizes(&other).is_empty());
}

#[test]
fn names_in_quotes_and_places_in_arrays_are_reached() {
    let scenario = set(&[
        "pools.a.thresholds.\"70%\"=0.6",
        "batches.0.size=20",
        "losses.b.schedule.0.factor=3",
        " pools . a . label = A name ",
        "losses.'b'.label='quoted'",
    ]);
    assert_eq!(scenario.pools[0].thresholds[0].level, 0.6);
    assert_eq!(scenario.batches[0].size, fixed(20.0));
    assert_eq!(scenario.losses[0].schedule[0].factor, fixed(3.0));
    assert_eq!(scenario.pools[0].label.as_deref(), Some("A name"));
    assert_eq!(scenario.losses[0].label.as_deref(), Some("quoted"));
}

#[test]
fn what_is_not_toml_is_text() {
    let scenario = set(&["title=How long? = unknown", "horizon=2w", "start=2024-10-25"]);
    assert_eq!(scenario.title.as_deref(), Some("How long? = unknown"));
    assert_eq!(scenario.horizon, 14);
    assert!(scenario.start.is_some());
}

#[test]
fn new_tables_come_last_and_the_last_override_wins() {
    let scenario = set(&[
        "pools.0.strength=5",
        "losses.b.pool=a",
        "run.seed=1",
        "run.seed=2",
        "ask.q=0.coverage_days >= 9",
    ]);
    assert_eq!(scenario.pools[1].name, "0");
    assert_eq!(scenario.run.seed, 2);
    assert_eq!(scenario.asks[0].metric, "0.coverage_days");
}

#[test]
fn arguments_that_set_nothing_are_refused_with_a_caret() {
    for (text, says) in [
        ("horizon", "this sets nothing"),
        ("", "a part of the path is empty"),
        ("=5", "a part of the path is empty"),
        ("a..b=5", "a part of the path is empty"),
        ("horizon=", "there is no value"),
        ("horizon=  ", "there is no value"),
        ("\"a=5", "the quote is never closed"),
        ("\"a\"b=5", "this sets nothing"),
        ("pools.a.strength={ uniform = [1, 2 }", "this is not valid TOML"),
    ] {
        let report = Override::parse(text).expect_err(text).render(false);
        assert!(report.contains(says) && report.contains("--> --set:1:"), "{text}: {report}");
    }
    let deep = format!("{}a=1", "a.".repeat(10_000));
    assert!(Override::parse(&deep).is_err());
}

#[test]
fn a_finding_about_an_override_shows_the_override() {
    let report = load_with(TEXT, &["run.seed=1", "pools.a.strength = -5"]).unwrap_err();
    let expected = "error: `pools.a.strength` is out of range\n \
                     --> --set #2:1:20\n  \
                      |\n\
                    1 | pools.a.strength = -5\n  \
                      |                    ^^ -5 is not from 0 to 1_000_000_000";
    assert_eq!(report.render(false), expected);
}

//! Forecasts from past days, held against series of a known law.
//!
//! The series are made here, by another generator and other algorithms than those of the product.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use outlast_core::scenario::{NoFiles, Scenario, Series};
use outlast_montecarlo::experiments::backtest::{
    Backtest, BacktestError, Calibration, Level, Request, Target, Verdict,
};
use outlast_montecarlo::{Options, Width};

const FIRST: Date = date(2030, 1, 1);

/// A scenario with one pool and one process, by the text of its law.
fn scenario(daily: &str) -> Scenario {
    let text = format!(
        "horizon = 30\n[run]\nseed = 7\n[pools.p]\nstrength = 12_000\n[losses.front]\ndaily = {daily}\n"
    );
    loaded(&text)
}

fn loaded(text: &str) -> Scenario {
    let loaded = Scenario::load("test.toml", text.as_bytes(), &[], &NoFiles);
    loaded.unwrap_or_else(|report| panic!("{}", report.render(false))).scenario
}

fn series(values: Vec<f64>) -> Series {
    let dates = (0..values.len()).map(|day| FIRST + (day as i64).days()).collect();
    Series {
        file: "made up".to_owned(),
        sha256: String::new(),
        column: "daily".to_owned(),
        values,
        dates: Some(dates),
    }
}

fn request(targets: &[Target], level: Level, every: u32) -> Request {
    let process = "front".to_owned();
    Request { process, targets: targets.to_vec(), level, every, from: None, to: None }
}

fn calibrated(scenario: &Scenario, series: &Series, request: &Request) -> Vec<Calibration> {
    by_runs(2_000, (scenario, series), request)
}

fn by_runs(runs: u64, (model, days): (&Scenario, &Series), request: &Request) -> Vec<Calibration> {
    let backtest = Backtest::new(model, days, request).unwrap_or_else(|e| panic!("{e}"));
    backtest.run(&Options::new(runs), &()).expect("it runs").expect("nobody stops it")
}

fn metric(name: &str) -> Target {
    Target::Metric(name.to_owned())
}

fn held(calibration: &Calibration) -> f64 {
    calibration.central.get("0.9").expect("it is told").share
}

/// `SplitMix64` (Steele, Lea & Flood 2014): not the product's generator.
struct Dice(u64);

impl Dice {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Above 0, at most 1.
    fn uniform(&mut self) -> f64 {
        ((self.word() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.uniform())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.uniform())
    }

    /// A gamma number of whole shape and mean 1: the mean of so many exponentials.
    fn gamma(&mut self, shape: u32) -> f64 {
        (0..shape).map(|_| -libm::log(self.uniform())).sum::<f64>() / f64::from(shape)
    }

    /// How many exponential steps fit into the mean; of large means a rounded normal, which is off by
    /// far less than the spread of the rate.
    fn poisson(&mut self, mean: f64) -> f64 {
        if mean > 2_000.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0);
        }
        let (mut at, mut count) = (-libm::log(self.uniform()), 0.0);
        while at < mean {
            count += 1.0;
            at -= libm::log(self.uniform());
        }
        count
    }
}

/// Independent negative binomial days.
fn independent_days(mean: f64, k: u32, days: usize, seed: u64) -> Series {
    let mut dice = Dice(seed);
    series(
        (0..days)
            .map(|_| {
                let rate = mean * dice.gamma(k);
                dice.poisson(rate)
            })
            .collect(),
    )
}

/// Negative binomial days around a rate that drifts.
fn drifting_days(first: f64, sigma: f64, days: usize, seed: u64) -> Series {
    let mut dice = Dice(seed);
    let mut log_rate = libm::log(first);
    let mut day = || {
        log_rate += sigma * dice.normal() - sigma * sigma / 2.0;
        let rate = libm::exp(log_rate) * dice.gamma(60);
        dice.poisson(rate)
    };
    series((0..days).map(|_| day()).collect())
}

/// Chi-square of the PIT of so many independent outcomes in ten bins.
fn chi_square(calibration: &Calibration) -> f64 {
    let n = calibration.starts as f64;
    assert_eq!(calibration.pit.bins.len(), 10);
    calibration.pit.bins.iter().map(|share| n * (share - 0.1) * (share - 0.1) / 0.1).sum()
}

/// 99.9 % point of chi-square with 9 degrees of freedom.
const CHI_SQUARE_9: f64 = 27.88;

#[test]
fn ranks_are_uniform_where_the_model_is_the_law_that_made_the_series() {
    let days = independent_days(1_200.0, 60, 5_000, 11);
    let model = scenario("{ neg_binomial = { mean = 1_200, k = 60 } }");
    let request = request(&[Target::Total(10)], Level::AsWritten, 10);
    // All forecasts share their luck and their level, so that it takes many more runs than starts.
    let [told] = &by_runs(20_000, (&model, &days), &request)[..] else { panic!("one target") };
    // 500 windows of ten days, one after the other.
    assert_eq!((told.starts, told.independent), (500, 500));
    assert!(chi_square(told) < CHI_SQUARE_9, "{}", chi_square(told));
    // 3.29 standard errors of a share of 0.9 in 500: 0.044. Kolmogorov's 99.9 % point: 1.95/√500.
    assert!((held(told) - 0.9).abs() < 0.044, "{}", held(told));
    assert!(told.pit.ks < 0.0872, "{}", told.pit.ks);
    assert_eq!(told.verdict, Verdict::AsStated);
    // Of a sum of variance V nearly normal, E CRPS = √(V/π); V = 10 (1,200 + 1,200²/60) = 252,000,
    // so 283.2, ± 3.29 of 0.024 of it. Told per day as a tenth.
    assert!((told.crps - 283.2).abs() < 26.0, "{}", told.crps);
    assert_eq!(told.crps_per_day, Some(told.crps / 10.0));
    // A known mean has the error E|X| = √(2V/π) = 400.5, so the skill is 1 − 1/√2 = 0.293.
    assert!((told.skill.unwrap() - 0.293).abs() < 0.05, "{:?}", told.skill);
}

#[test]
fn small_counts_have_uniform_ranks_too() {
    let mut dice = Dice(5);
    let days = series((0..4_000).map(|_| dice.poisson(0.7)).collect());
    let model = scenario("{ poisson = { mean = 0.7 } }");
    let request = request(&[Target::Total(2)], Level::AsWritten, 2);
    let [told] = &by_runs(10_000, (&model, &days), &request)[..] else { panic!("one target") };
    // The mass of each outcome is spread over several bins, which makes chi-square smaller still.
    assert!(chi_square(told) < CHI_SQUARE_9, "{}", chi_square(told));
    assert!((told.pit.mean - 0.5).abs() < 3.29 / (12.0 * 2_000.0_f64).sqrt(), "{}", told.pit.mean);
    // Whole numbers leave no interval of exactly 90 %: of Poisson(1.4), 0 to 4 (0.25 to 0.986) has
    // the probability 0.986.
    assert!((held(told) - 0.986).abs() < 0.01, "{}", held(told));
}

#[test]
fn a_drifting_series_is_held_by_the_drifting_law_and_not_by_poisson() {
    let days = drifting_days(20_000.0, 0.03, 4_000, 3);
    let request = request(&[Target::Total(30)], Level::Last(14), 30);
    let share = |daily: &str| {
        let [told] = &calibrated(&scenario(daily), &days, &request)[..] else { panic!("one") };
        assert_eq!(told.independent, told.starts);
        (held(told), told.verdict)
    };
    // The mean of 14 days is not the rate of the last: the walk moved on since by 0.03² Σ (j/14)² =
    // 0.065², and chance adds 1/(14 · 60) = 0.035²; together a cv of 0.074.
    let (right, _) = share("{ nb_drift = { mean = 1, rate_cv = 0.074 } }");
    // 3.29 standard errors of a share of 0.9 in 132 windows. The verdict, at 95 %, errs once in twenty.
    assert!((right - 0.9).abs() < 0.086, "{right}");
    let (poisson, verdict) = share("{ poisson = { mean = 1 } }");
    assert!(poisson < 0.15, "{poisson}");
    assert_eq!(verdict, Verdict::TooNarrow);
    let (independent, verdict) = share("{ neg_binomial = { mean = 1, k = 60 } }");
    assert!(poisson < independent && independent < 0.5, "{independent}");
    assert_eq!(verdict, Verdict::TooNarrow);
    let (wide, verdict) = share("{ nb_drift = { mean = 1, rate_cv = 0.6 } }");
    assert!(wide > 0.97, "{wide}");
    assert_eq!(verdict, Verdict::TooWide);
}

#[test]
fn the_level_knows_nothing_of_what_comes() {
    // 100 a day, then 900 a day from day 21 on.
    let values = (0..60).map(|day| if day < 20 { 100.0 } else { 900.0 }).collect();
    let request = request(&[Target::Total(10)], Level::Last(5), 5);
    let [told] = &calibrated(&scenario("1"), &series(values), &request)[..] else { panic!("one") };
    let level: Vec<f64> = told.forecasts.iter().filter_map(|forecast| forecast.level).collect();
    assert_eq!(level[..5], [100.0, 100.0, 100.0, 100.0, 900.0]);
    // Starting on day 16: five days of 100 and five of 900, foreseen as ten of 100.
    let start = &told.forecasts[2];
    assert_eq!((start.date, start.outcome), (FIRST + 15.days(), Some(5_000.0)));
    assert_eq!((start.quantiles, start.unchanged), ([Some(1_000.0); 7], Some(1_000.0)));
    // A certain forecast has the score of its error, and no skill beyond it.
    assert_eq!((start.crps, start.unchanged_error), (4_000.0, Some(4_000.0)));
    assert_eq!(told.skill, Some(0.0));
    assert_eq!(told.width, Some(0.0));
}

#[test]
fn totals_are_demanded_whatever_there_is_to_lose() {
    let days = independent_days(100.0, 40, 120, 4);
    let law = "{ neg_binomial = { mean = 100 } }";
    let told = |text: &str| {
        let request = request(&[Target::Total(20)], Level::Last(14), 10);
        calibrated(&loaded(text), &days, &request)[0].forecasts.clone()
    };
    let large =
        format!("horizon = 5\n[pools.p]\nstrength = 1_000_000\n[losses.front]\ndaily = {law}");
    let empty = format!(
        "horizon = 9\n[pools.p]\nstrength = {{ uniform = [0, 3] }}\n[losses.front]\ndaily = {law}\n\
         share = 0.1\nsplit = {{ kia = 1.0 }}\n[[batches]]\npool = \"p\"\nday = 2\nsize = 40\ntour = 3\n\
         [[policies]]\nname = \"end\"\nwhen = \"p.fill < 0.5\"\ndo = {{ ration = {{ losses = \"front\", factor = 0.1 }} }}"
    );
    assert_eq!(told(&large), told(&empty));
}

#[test]
fn coverage_is_held_against_the_arithmetic_of_the_series() {
    let values: Vec<f64> = (0..40).map(|day| f64::from(20 + day % 3 * 10)).collect();
    let text = "horizon = 8\n[pools.p]\nstrength = 100\n[losses.front]\ndaily = { poisson = 1 }";
    let request = request(&[metric("p.coverage_days")], Level::Last(3), 1);
    let [told] = &calibrated(&loaded(text), &series(values), &request)[..] else { panic!("one") };
    // Losses of 20, 30, 40, 20, ... from day 4 on: 20 + 30 + 40 = 90 of 100, and half of day 4's 20.
    // From day 5: 30 + 40 + 20 = 90, and 10 of 30. From day 6: 40 + 20 + 30 = 90, and 10 of 40.
    let outcomes: Vec<f64> = told.forecasts.iter().take(3).filter_map(|f| f.outcome).collect();
    let expected = [3.5, 3.0 + 1.0 / 3.0, 3.25];
    for (outcome, expected) in outcomes.iter().zip(expected) {
        assert!((outcome - expected).abs() < 1.1e-6, "{outcome} for {expected}");
    }
    // At 30 a day for ever, it would have been 3 days and 10 of 30.
    let unchanged = told.forecasts[0].unchanged.unwrap();
    assert!((unchanged - 10.0 / 3.0).abs() < 1.1e-6, "{unchanged}");
    // No outcome took more than 4 days.
    assert_eq!(told.window_days, 4);
}

#[test]
fn what_outlasts_the_horizon_is_counted_as_such() {
    let values = vec![10.0; 60];
    let text = "horizon = 8\n[pools.p]\nstrength = 100\n[losses.front]\ndaily = { poisson = 1 }";
    let request = request(&[metric("p.coverage_days")], Level::Last(3), 1);
    let [told] = &calibrated(&loaded(text), &series(values), &request)[..] else { panic!("one") };
    // 100 cover ten days of 10, and eight are looked at.
    assert_eq!((told.outcomes_beyond, told.medians_beyond), (told.starts, told.starts));
    assert_eq!((told.outcome, held(told)), (8.0, 1.0));
    assert!(told.crps < 0.2, "{}", told.crps);
}

#[test]
fn a_supply_is_counted_in_its_finest_parts() {
    let text = "horizon = 10\n[supplies.fuel]\nstock = 50\nunit = \"tonnes\"\nresolution = 0.01\n\
                use = { gamma = { mean = 1, cv = 0.3 } }";
    let values = (0..60).map(|day| 4.25 + 0.5 * f64::from(day % 2)).collect();
    let process = "fuel.use".to_owned();
    let targets = [Target::Total(4), metric("fuel.coverage_days")];
    let request = Request { process, ..request(&targets, Level::Last(2), 3) };
    let told = calibrated(&loaded(text), &series(values), &request);
    // Four days of 4.25 and 4.75 by turns.
    assert_eq!(told[0].forecasts[0].outcome, Some(18.0));
    assert_eq!(told[0].forecasts[0].level, Some(4.5));
    // cv of the sum of four: 0.15; so 5 and 95 % at about 18 (1 ± 1.645 · 0.15), to a few hundredths.
    let [low, .., high] = told[0].forecasts[0].quantiles.map(Option::unwrap);
    assert!((low - 13.8).abs() < 0.6 && (high - 22.7).abs() < 0.8, "{low} {high}");
    // 50 tonnes less ten days of 4.5 leave 5: beyond the horizon.
    assert_eq!(told[1].forecasts[0].outcome, None);
}

#[test]
fn every_way_to_run_it_gives_the_same_numbers() {
    let days = drifting_days(1_000.0, 0.03, 200, 8);
    let model = scenario("{ nb_drift = { mean = 1 } }");
    let targets = [Target::Total(20), metric("p.coverage_days")];
    let request = request(&targets, Level::Last(14), 13);
    let backtest = Backtest::new(&model, &days, &request).unwrap();
    let run = |threads: usize, width| {
        let threads = std::num::NonZeroUsize::new(threads);
        let options = Options { threads, width, ..Options::new(333) };
        backtest.run(&options, &()).unwrap().unwrap()
    };
    let first = run(1, None);
    for (threads, width) in [(2, None), (7, Some(Width::One)), (3, Some(Width::Sixteen))] {
        assert_eq!(run(threads, width), first, "{threads} {width:?}");
    }
}

#[test]
fn what_the_series_does_not_decide_is_refused() {
    let days = independent_days(100.0, 40, 120, 4);
    let refused = |text: &str, targets: &[Target]| {
        let request = request(targets, Level::Last(14), 10);
        Backtest::new(&loaded(text), &days, &request).map(|_| ()).unwrap_err()
    };
    let law = "[losses.front]\ndaily = { poisson = 1 }";
    let uncertain =
        format!("horizon = 30\n[pools.p]\nstrength = {{ uniform = [500, 900] }}\n{law}");
    let error = refused(&uncertain, &[metric("p.coverage_days")]);
    let BacktestError::Undecided { inputs, start, .. } = &error else { panic!("{error}") };
    assert_eq!((&inputs[..], *start), (&["pools.p.strength".to_owned()][..], FIRST + 14.days()));
    let share = format!("horizon = 30\n[pools.p]\nstrength = 90_000\n{law}\nshare = 0.5");
    assert!(matches!(
        refused(&share, &[metric("p.losses_total")]),
        BacktestError::Undecided { inputs, .. } if inputs.is_empty()
    ));
    let unknown = refused(&share, &[metric("p.losses")]);
    assert!(matches!(unknown, BacktestError::Plan(_)), "{unknown}");
    let long = refused(&share, &[Target::Total(107)]);
    assert_eq!(
        long.to_string(),
        "the series, 2030-01-01 to 2030-04-30, has no start with all it needs: 121 days, of which 107 \
         are foreseen"
    );
    let hazard = "horizon = 30\n[pools.p]\nstrength = 9\n[losses.front]\nhazard = 5";
    assert!(matches!(
        refused(hazard, &[Target::Total(9)]),
        BacktestError::NoMean { law: "hazard", .. }
    ));
}

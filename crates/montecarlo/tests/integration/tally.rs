use outlast_core::series::Keep;
use outlast_montecarlo::{
    Histogram, Layout, MAX_VALUE, MetricSpec, SeriesSpec, Tally, TallyError, TallySpec, digest,
    means,
};
use proptest::prelude::*;

const CENSORED: i64 = i64::MAX;

fn histogram(bin: i64, max_bins: usize) -> Histogram {
    Histogram::new(Layout::new(bin, max_bins, Layout::PRECISION).unwrap())
}

fn of(values: &[i64], empty: &Histogram) -> Histogram {
    let mut histogram = empty.clone();
    for &value in values {
        if value == CENSORED {
            histogram.push_censored();
        } else {
            histogram.push(value);
        }
    }
    histogram
}

/// A reproducible scatter of numbers: a linear congruential generator modulo 2^64 (Knuth's MMIX).
fn scatter(n: usize) -> impl Iterator<Item = u64> {
    let mut state = 20_241_025_u64;
    std::iter::repeat_with(move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 11
    })
    .take(n)
}

/// Values of every magnitude, with ties, zeros and censored runs among them.
fn values() -> impl Strategy<Value = Vec<i64>> {
    let value = prop_oneof![
        4 => 0..40_i64,
        4 => 9_000..12_000_i64,
        1 => 0..=MAX_VALUE,
        1 => Just(CENSORED),
    ];
    let narrow = prop_oneof![6 => 11_000..11_200_i64, 1 => Just(CENSORED)];
    prop_oneof![prop::collection::vec(value, 0..600), prop::collection::vec(narrow, 0..600)]
}

/// Values, and for each the part that it falls to.
fn parts() -> impl Strategy<Value = (Vec<i64>, Vec<usize>)> {
    values().prop_flat_map(|values| {
        let owners = prop::collection::vec(0..5_usize, values.len());
        (Just(values).prop_shuffle(), owners)
    })
}

fn layouts() -> impl Strategy<Value = Histogram> {
    let bin = prop_oneof![Just(1_i64), Just(7), Just(1_000)];
    let max_bins = prop_oneof![Just(1_usize), Just(16), Just(300), Just(100_000)];
    (bin, max_bins, 1..12_u32).prop_map(|(bin, max_bins, precision)| {
        Histogram::new(Layout::new(bin, max_bins, precision).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_of_any_partition_merged_in_any_order_are_the_whole(
        (values, owners) in parts(),
        empty in layouts(),
        tree in prop::collection::vec((0..100_usize, 0..100_usize), 5),
    ) {
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let whole = of(&sorted, &empty);

        let mut parts = vec![empty; 5];
        for (&value, &owner) in values.iter().zip(&owners) {
            parts[owner].push_lanes(&[value]);
        }
        for (into, from) in tree {
            if parts.len() > 1 {
                let from = parts.swap_remove(from % parts.len());
                let into = into % parts.len();
                parts[into].merge(&from);
            }
        }
        let merged = parts.into_iter().reduce(|mut a, b| { a.merge(&b); a }).unwrap();
        prop_assert_eq!(&merged, &whole);
        prop_assert_eq!(digest_of(merged), digest_of(whole));
    }

    #[test]
    fn lanes_and_repeats_count_as_single_values_do(values in values(), empty in layouts()) {
        let singly = of(&values, &empty);
        let mut by_lanes = empty.clone();
        by_lanes.push_lanes(&values);
        prop_assert_eq!(&by_lanes, &singly);

        let mut repeated = empty.clone();
        let mut thrice = empty;
        for &value in values.iter().filter(|&&value| value != CENSORED) {
            repeated.push_same(value, 3);
            thrice.push_lanes(&[value; 3]);
        }
        prop_assert_eq!(repeated, thrice);
    }

    #[test]
    fn order_statistics_are_those_of_the_sorted_values(values in values(), empty in layouts()) {
        let histogram = of(&values, &empty);
        let mut sorted = values;
        sorted.sort_unstable();
        let ranks: Vec<u64> = (0..=sorted.len() as u64 + 1).collect();
        let read = histogram.order_statistics(&ranks);
        prop_assert_eq!((read[0], *read.last().unwrap()), (None, None));
        let half_bin = histogram.layout().bin() as f64 / 2.0;
        // A cell of relative width 2^-p, measured from its first bin, and the rounding of the value
        // to a bin.
        let relative = histogram.relative_error().unwrap_or(0.0);
        for (&value, read) in sorted.iter().zip(&read[1..]) {
            if value == CENSORED {
                prop_assert_eq!(*read, None);
            } else {
                let error = (read.unwrap() - value).abs() as f64;
                let allowed = half_bin.floor() + relative * (value as f64 + half_bin);
                prop_assert!(error <= allowed, "{} for {}", read.unwrap(), value);
                prop_assert!(histogram.layout().bin() > 1 || relative > 0.0 || error == 0.0);
            }
        }
    }
}

fn digest_of(histogram: Histogram) -> String {
    let spec = TallySpec {
        metrics: vec![MetricSpec { scale: 1, bin: 1 }],
        days: 0,
        series: vec![],
        asks: 0,
        memory_cap_bytes: 1 << 20,
    };
    let mut tally = Tally::new(spec).unwrap();
    *tally.metric_mut(0) = histogram;
    digest(&tally)
}

#[test]
fn values_that_lie_evenly_are_read_exactly_from_coarse_cells() {
    // 1, 2, ... 2^17 - 1: every cell is full, so that the value of rank k is k.
    let mut coarse = Histogram::new(Layout::new(1, 100, 5).unwrap());
    let last = (1 << 17) - 1;
    (1..=last).for_each(|value| coarse.push(value));
    assert_eq!(coarse.relative_error(), Some(1.0 / 32.0));
    // The topmost octave, from 2^16, is cut in 2^5.
    assert_eq!(coarse.widest_cell(), 2_048);
    let ranks: Vec<u64> = (1..=last as u64).collect();
    let expected: Vec<Option<i64>> = (1..=last).map(Some).collect();
    assert_eq!(coarse.order_statistics(&ranks), expected);
}

#[test]
fn the_first_n_integers_have_the_textbook_mean_and_variance() {
    // Mean (n + 1)/2, variance with divisor n - 1: n (n + 1)/12. A shift changes only the mean.
    let n = 1_000_u64;
    for shift in [0, 1 << 40, MAX_VALUE - 1_000] {
        let mut histogram = histogram(1, 1_000);
        (1..=n as i64).for_each(|i| histogram.push(shift + i));
        let moments = histogram.moments().unwrap();
        let sd = (1_000.0 * 1_001.0 / 12.0_f64).sqrt();
        assert_eq!(moments.mean, shift as f64 + 500.5);
        assert!((moments.sd.unwrap() - sd).abs() < 1e-12 * sd, "{moments:?}");
        assert!((moments.se.unwrap() - sd / 1_000_f64.sqrt()).abs() < 1e-13 * sd);
        assert_eq!(histogram.sum(), i128::from(shift) * 1_000 + 500_500);
        assert_eq!(histogram.relative_error(), None);
    }
}

#[test]
fn ten_thousand_million_huge_values_keep_their_variance() {
    // The sum of squares, 2 x 10^10 x 2^104, has passed 2^128; the variance of two values one
    // apart from their mean is n/(n - 1).
    let mut histogram = histogram(1, 1_000);
    let n = 10_000_000_000;
    histogram.push_same(MAX_VALUE - 10, n);
    histogram.push_same(MAX_VALUE - 8, n);
    let moments = histogram.moments().unwrap();
    assert_eq!(moments.mean, (MAX_VALUE - 9) as f64);
    assert!((moments.sd.unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(histogram.n(), 2 * n);
    assert_eq!(histogram.order_statistic(n), Some(MAX_VALUE - 10));
    assert_eq!(histogram.order_statistic(n + 1), Some(MAX_VALUE - 8));
}

#[test]
fn equal_values_are_told_exactly_however_coarse_the_bins() {
    let mut histogram = histogram(1_000, 100);
    histogram.push_same(8_290_417, 50);
    assert_eq!(histogram.order_statistic(25), Some(8_290_417));
    let moments = histogram.moments().unwrap();
    assert_eq!((moments.mean, moments.sd), (8_290_417.0, Some(0.0)));
}

#[test]
fn a_single_value_has_a_mean_and_no_spread() {
    let moments = of(&[7], &histogram(1, 10)).moments().unwrap();
    assert_eq!((moments.mean, moments.sd, moments.se), (7.0, None, None));
    assert_eq!(histogram(1, 10).moments(), None);
}

#[test]
fn a_histogram_turns_coarse_just_beyond_its_cap() {
    let exact = of(&[100, 199], &histogram(1, 100));
    let coarse = of(&[100, 200], &histogram(1, 100));
    assert_eq!(exact.relative_error(), None);
    // Half of 2^-11.
    assert_eq!(coarse.relative_error(), Some(1.0 / 2_048.0));
    // Below 2^12 log-linear cells are single bins.
    assert_eq!(coarse.order_statistic(1), Some(100));
}

#[test]
fn the_restricted_mean_puts_the_limit_in_place_of_censored_runs() {
    let mut censored = of(&[10, 20, CENSORED, CENSORED], &histogram(1, 100));
    let filled = of(&[10, 20, 60, 60], &histogram(1, 100));
    assert_eq!(censored.restricted_moments(60), filled.moments());
    assert_eq!((censored.n(), censored.censored()), (4, 2));
    assert_eq!(censored.max(), Some(20));
    censored.merge(&of(&[CENSORED], &histogram(1, 100)));
    // (10 + 20 + 3 x 60) / 5
    assert_eq!(censored.restricted_moments(60).unwrap().mean, 42.0);
}

#[test]
fn alive_counts_the_runs_whose_day_is_later() {
    let days = of(&[2, 4, 4, 9, CENSORED], &histogram(1, 100));
    assert_eq!(days.alive(6), [5, 5, 4, 4, 2, 2, 2]);
    assert_eq!(days.alive(10), [5, 5, 4, 4, 2, 2, 2, 2, 2, 1, 1]);
    assert_eq!(histogram(1, 100).alive(2), [0, 0, 0]);
    assert_eq!(of(&[0, 0], &histogram(1, 100)).alive(1), [0, 0]);
}

#[test]
fn values_come_ascending_in_units_of_the_metric() {
    let coverage = of(&[2_500_400, 1_000_000, 2_500_000, CENSORED], &histogram(1_000, 10_000));
    assert_eq!(coverage.values(1_000_000).collect::<Vec<_>>(), [(1.0, 1), (2.5, 2)]);
}

#[test]
#[should_panic(expected = "is not within 0 to 2^53")]
fn a_negative_value_is_refused() {
    histogram(1, 100).push(-1);
}

#[test]
#[should_panic(expected = "only histograms of one layout")]
fn histograms_of_two_layouts_do_not_merge() {
    histogram(1, 100).merge(&histogram(2, 100));
}

/// A series of which histograms are kept, of values up to `largest`.
fn histograms(largest: i64) -> SeriesSpec {
    SeriesSpec { scale: 1, largest, keep: Keep::Distribution }
}

fn spec() -> TallySpec {
    TallySpec {
        metrics: vec![MetricSpec { scale: 1, bin: 1 }, MetricSpec { scale: 1_000_000, bin: 1_000 }],
        days: 1,
        series: vec![histograms(MAX_VALUE); 2],
        asks: 2,
        memory_cap_bytes: 4 << 20,
    }
}

fn small_tally() -> Tally {
    let mut tally = Tally::new(spec()).unwrap();
    tally.add_replications(3);
    tally.metric_mut(0).push_lanes(&[9, CENSORED, 7]);
    tally.metric_mut(1).push_lanes(&[2_000_000, 1_499, 1_500]);
    tally.closing_mut(0, 0).push_lanes(&[12_000, 11_000, 12_000]);
    tally.add_hits(0, 2);
    tally
}

#[test]
fn the_digest_is_the_sha256_of_the_documented_integers() {
    // hashlib.sha256 over struct.pack("<Q", ...) of the integers in the order that the module
    // documents, written in Python from that text alone.
    assert_eq!(
        digest(&small_tally()),
        "c5627a9309c8c8693d0c23c8713d2ca63e61a972fd7ff9c14a9eedfc7e0d53f2"
    );
}

#[test]
fn every_integer_of_a_tally_is_in_its_digest() {
    let before = digest(&small_tally());
    let changes: [fn(&mut Tally); 6] = [
        |tally| tally.add_replications(1),
        |tally| tally.add_hits(1, 1),
        |tally| tally.metric_mut(0).push_censored(),
        |tally| tally.metric_mut(0).push(0),
        |tally| tally.closing_mut(1, 0).push(0),
        // The same bin, yet another sum.
        |tally| tally.metric_mut(1).push(1_500),
    ];
    let mut digests = vec![before];
    for change in changes {
        let mut tally = small_tally();
        change(&mut tally);
        digests.push(digest(&tally));
    }
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), 7);
}

/// One of which histograms are kept, between two of which sums are.
fn with_sums() -> Tally {
    let sums = SeriesSpec { keep: Keep::Sum, ..histograms(MAX_VALUE) };
    let series = vec![sums, histograms(MAX_VALUE), sums];
    let mut tally = Tally::new(TallySpec { days: 2, series, ..spec() }).unwrap();
    tally.add_replications(2);
    tally.add_sum(0, 1, 7);
    tally.add_sum(2, 0, i128::from(u64::MAX));
    tally.closing_mut(1, 1).push_lanes(&[5, 6]);
    tally
}

#[test]
fn sums_by_day_add_up_and_are_in_the_digest() {
    let tally = with_sums();
    // In Python as above, of the text alone: the spec's counts, two replications, metrics and days
    // without values but for 5 and 6 on the second, no hits, then 2 and the four sums.
    assert_eq!(digest(&tally), "e5064b9d973b779b2ded3ffd71caf2912f5a4e86e6dd6c64eee8ea66c5aa3267");
    let mut changed = tally.clone();
    changed.add_sum(2, 1, 1);
    assert_ne!(digest(&changed), digest(&tally));
    let mut twice = tally.clone();
    twice.merge(&tally);
    assert_eq!((twice.sum(0, 1), twice.sum(1, 1)), (14, 22));
    assert_eq!(twice.sum(2, 0), 2 * i128::from(u64::MAX));
    assert_eq!(means(&tally, 0), [0.0, 3.5]);
    assert_eq!(means(&tally, 1), [0.0, 5.5]);
}

#[test]
fn a_sum_takes_next_to_no_memory() {
    let sums = SeriesSpec { keep: Keep::Sum, ..histograms(MAX_VALUE) };
    let with = |count| {
        let mut series = vec![histograms(12_000)];
        series.extend(vec![sums; count]);
        Tally::new(TallySpec { days: 365, series, memory_cap_bytes: 64 << 20, ..spec() }).unwrap()
    };
    assert_eq!(with(10).allocated_bytes() - with(0).allocated_bytes(), 10 * 365 * 16);
}

#[test]
fn tallies_of_seven_threads_add_up_to_that_of_one() {
    let push = |tally: &mut Tally, value: u64| {
        tally.add_replications(1);
        tally.metric_mut(0).push((value % 61) as i64);
        tally.metric_mut(1).push((value % 60_000_000) as i64);
        tally.closing_mut((value % 2) as usize, 0).push((value >> 20) as i64);
        tally.add_hits((value % 2) as usize, 1);
    };
    let mut one = Tally::new(spec()).unwrap();
    let mut seven = vec![one.clone(); 7];
    for (i, value) in scatter(20_000).enumerate() {
        push(&mut one, value);
        push(&mut seven[i * i % 7], value);
    }
    let mut total = Tally::new(spec()).unwrap();
    seven.iter().rev().for_each(|part| total.merge(part));
    assert_eq!(total, one);
    assert_eq!(digest(&total), digest(&one));
    assert_eq!(total.replications(), 20_000);
}

#[test]
fn a_tally_keeps_within_its_memory_however_wide_the_values() {
    for (pools, days, cap) in [(1, 365, 64 << 20), (4, 365, 16 << 20), (1, 60, 4 << 20)] {
        let spec = TallySpec {
            metrics: vec![MetricSpec { scale: 1, bin: 1 }; 20],
            days,
            series: vec![histograms(MAX_VALUE); pools],
            asks: 3,
            memory_cap_bytes: cap,
        };
        let mut tally = Tally::new(spec).unwrap();
        let spread: Vec<i64> = scatter(60).map(|v| v as i64 >> (v % 50)).collect();
        for i in 0..20 {
            tally.metric_mut(i).push_lanes(&spread);
        }
        for pool in 0..pools {
            for day in 0..days {
                tally.closing_mut(pool, day).push_lanes(&spread);
                tally.closing_mut(pool, day).push_lanes(&[0, MAX_VALUE]);
            }
        }
        assert!(tally.allocated_bytes() <= cap, "{} of {cap}", tally.allocated_bytes());
        let error = tally.closing(0, 0).relative_error().unwrap();
        assert!(error <= 1.0 / 32.0, "p is at least 5: {error}");
    }
}

#[test]
fn more_memory_never_makes_a_tally_coarser() {
    let mut before = (0, 0);
    for power in 22..30 {
        let spec = TallySpec { days: 365, memory_cap_bytes: 1 << power, ..spec() };
        let Ok(tally) = Tally::new(spec) else {
            assert_eq!(before, (0, 0), "more memory was refused");
            continue;
        };
        let layout = tally.closing(0, 0).layout();
        let now = (layout.precision(), layout.max_cells());
        assert!(now.0 >= before.0 && now.1 >= before.1, "{now:?} after {before:?}");
        before = now;
    }
    assert_eq!(before.0, 11);
}

#[test]
fn a_hundred_years_of_twelve_thousand_fit_in_64_mib() {
    let cap = 64 << 20;
    let days = 36_525;
    let spec = TallySpec {
        metrics: vec![MetricSpec { scale: 1, bin: 1 }; 20],
        days,
        series: vec![histograms(12_000)],
        memory_cap_bytes: cap,
        ..spec()
    };
    let mut tally = Tally::new(spec).unwrap();
    let spread: Vec<i64> = scatter(60).map(|v| v as i64 >> (v % 50)).collect();
    (0..20).for_each(|i| tally.metric_mut(i).push_lanes(&spread));
    // The worst that can be: every day has everything between nobody and everybody.
    for day in 0..days {
        for step in 0..=60 {
            tally.closing_mut(0, day).push(6_000 - 100 * step);
            tally.closing_mut(0, day).push(6_000 + 100 * step);
        }
    }
    assert!(tally.allocated_bytes() <= cap, "{} of {cap}", tally.allocated_bytes());
    assert!(tally.closing(0, 0).relative_error().is_some_and(|error| error <= 1.0 / 32.0));
}

#[test]
fn strengths_beyond_the_largest_expected_are_counted_all_the_same() {
    // Days narrow enough to be coarse: 1,000 exact bins at most.
    let with = |largest_strength| {
        let spec = TallySpec { days: 600, series: vec![histograms(largest_strength); 2], ..spec() };
        Tally::new(spec).unwrap()
    };
    let values: Vec<i64> = scatter(3_000).map(|v| v as i64 >> (10 + v % 44)).collect();
    let tallied = |mut tally: Tally, parts: usize| {
        let mut others = vec![tally.clone(); parts];
        for (i, &value) in values.iter().enumerate() {
            others[i % parts].closing_mut(0, 0).push(value);
        }
        for other in &others {
            tally.merge(other);
        }
        tally
    };
    let low = tallied(with(100), 1);
    assert_eq!(digest(&low), digest(&tallied(with(100), 3)));
    let counted = low.closing(0, 0);
    let mut sorted = values.clone();
    sorted.sort_unstable();
    let error = counted.relative_error().unwrap();
    for rank in [1, 700, 1_500, 2_999, 3_000] {
        let (read, value) = (counted.order_statistic(rank).unwrap(), sorted[rank as usize - 1]);
        assert!((read - value).abs() as f64 <= error * value as f64, "{read} for {value}");
    }
    assert_eq!(counted.sum(), values.iter().map(|&value| i128::from(value)).sum::<i128>());
}

#[test]
fn what_is_expected_of_strengths_leaves_exact_counts_alone() {
    let tally = |largest_strength| {
        let mut tally =
            Tally::new(TallySpec { series: vec![histograms(largest_strength); 2], ..spec() })
                .unwrap();
        tally.closing_mut(1, 0).push_lanes(&[12_000, 0, 7, 5_431]);
        tally
    };
    assert_eq!(digest(&tally(12_000)), digest(&tally(MAX_VALUE)));
}

#[test]
fn what_can_never_fit_is_refused_with_the_figure() {
    let spec = TallySpec { days: 3_650, series: vec![histograms(MAX_VALUE); 100], ..spec() };
    let error = Tally::new(spec).unwrap_err();
    let TallyError::TooLarge { needed_mb, cap_mb } = error else { panic!("{error:?}") };
    // 365,002 histograms of 49 x 32 cells of 4 bytes are 2,289 MB, beside the fixed part.
    assert!((2_289..2_600).contains(&needed_mb), "{needed_mb}");
    assert_eq!(cap_mb, 4);
    assert!(error.to_string().contains("more than the cap of 4 MB"), "{error}");
    assert!(error.to_string().contains("`--metrics`"), "{error}");
}

#[test]
fn a_metric_without_units_is_refused() {
    let with = |metric| Tally::new(TallySpec { metrics: vec![metric], ..spec() }).unwrap_err();
    assert_eq!(with(MetricSpec { scale: 0, bin: 1 }), TallyError::Scale(0, 0));
    assert!(matches!(with(MetricSpec { scale: 1, bin: 0 }), TallyError::Metric(0, _)));
}

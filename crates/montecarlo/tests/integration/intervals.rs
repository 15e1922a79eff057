use outlast_montecarlo::intervals::{
    Confidence, Interval, Ranks, quantile_rank, quantile_ranks, wilson,
};

const P95: Confidence = Confidence::P95;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 4e-15 * b.abs().max(1e-3)
}

#[test]
fn the_normal_quantile_of_a_confidence_is_right_to_the_last_digits() {
    // √2 erfinv(level), mpmath with 50 digits.
    let cases = [
        (0.5, 0.674_489_750_196_081_7),
        (0.9, 1.644_853_626_951_472_6),
        (0.95, 1.959_963_984_540_054_3),
        (0.99, 2.575_829_303_548_901),
        (0.999, 3.290_526_731_491_895),
        (0.999_999, 4.891_638_475_698_59),
    ];
    for (level, z) in cases {
        let ours = Confidence::new(level).unwrap().z();
        // Near 1 the level itself holds 1 - level to no more than 2^-53 / (1 - level).
        let held = 1.2e-16 / (1.0 - level);
        assert!((ours - z).abs() <= 1e-14 + held, "{level}: {ours} for {z}");
    }
    assert!((P95.z() - Confidence::new(0.95).unwrap().z()).abs() < 1e-14);
    assert_eq!(P95.tail(), 0.025);
}

#[test]
fn a_confidence_outside_zero_to_one_is_refused() {
    for level in [0.0, 1.0, -0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert_eq!(Confidence::new(level), None, "{level}");
    }
}

#[test]
fn wilsons_interval_agrees_with_fifty_digit_arithmetic() {
    // (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), mpmath.
    let cases = [
        (361, 100_000, 0.003_256_865_900_628_116_6, 0.004_001_269_869_282_073),
        (1, 10, 0.017_876_213_095_072_903, 0.404_150_026_795_238_5),
        (0, 10, 0.0, 0.277_532_799_862_889_26),
        (10, 10, 0.722_467_200_137_110_7, 1.0),
        (5, 10, 0.236_593_090_512_563_97, 0.763_406_909_487_436_1),
        (3, 7, 0.158_219_855_251_469_5, 0.749_541_635_472_342_8),
        (1, 1, 0.206_549_314_377_237_4, 1.0),
        (0, 1, 0.0, 0.793_450_685_622_762_7),
        (4_999_999_999, 10_000_000_000, 0.499_990_200_080_079_16, 0.500_009_799_719_920_8),
        (1, 10_000_000_000, 1.765_245_549_373_339e-11, 5.664_934_263_512_82e-10),
    ];
    for (hits, n, low, high) in cases {
        let Interval { low: l, high: h } = wilson(hits, n, P95).unwrap();
        assert!(close(l, low) && close(h, high), "{hits} of {n}: {l} to {h}");
    }
    assert_eq!(wilson(0, 0, P95), None);
}

#[test]
fn wilsons_interval_encloses_the_estimate_and_mirrors_with_hits_and_misses() {
    for n in [1, 2, 3, 10, 99, 1_000] {
        for hits in 0..=n {
            let Interval { low, high } = wilson(hits, n, P95).unwrap();
            let estimate = hits as f64 / n as f64;
            assert!(0.0 <= low && low <= estimate && estimate <= high && high <= 1.0);
            let mirrored = wilson(n - hits, n, P95).unwrap();
            assert!((mirrored.low - (1.0 - high)).abs() < 1e-15, "{hits} of {n}");
        }
    }
}

#[test]
fn the_rank_of_a_quantile_is_the_ceiling_of_level_times_n() {
    // The products 0.07 x 100 and 0.55 x 100 are above 7 and 55 in doubles.
    let cases = [
        (0.5, 1, 1),
        (0.5, 2, 1),
        (0.5, 3, 2),
        (0.05, 100, 5),
        (0.07, 100, 7),
        (0.55, 100, 55),
        (0.95, 100, 95),
        (0.95, 101, 96),
        (0.05, 1, 1),
        (0.001, 10_000_000_000, 10_000_000),
        (0.5, 0, 1),
    ];
    for (q, n, rank) in cases {
        assert_eq!(quantile_rank(q, n), rank, "{q} of {n}");
    }
}

/// The definition itself, on a mass function made by Pascal's recursion: all its terms are
/// positive, so its errors stay below n 2^-52.
fn ranks_by_definition(mass: &[f64], tail: f64) -> Ranks {
    let n = mass.len() - 1;
    let mut through = 0.0;
    let mut low = None;
    let mut high = None;
    for k in 1..=n {
        through += mass[k - 1]; // P(B <= k - 1)
        if through <= tail {
            low = Some(k as u64); // P(B >= k) >= 1 - a/2
        }
        if high.is_none() && 1.0 - through <= tail {
            high = Some(k as u64);
        }
    }
    Ranks { low, high }
}

#[test]
fn ranks_are_those_of_the_definition_for_every_n_to_2000() {
    for q in [0.001, 0.05, 0.25, 0.5, 0.75, 0.95] {
        let mut mass = vec![1.0];
        for n in 1..=2_000 {
            mass.push(0.0);
            for k in (0..=n).rev() {
                let one_less = if k > 0 { mass[k - 1] } else { 0.0 };
                mass[k] = mass[k] * (1.0 - q) + one_less * q;
            }
            let expected = ranks_by_definition(&mass, 0.025);
            assert_eq!(quantile_ranks(q, n as u64, P95), expected, "{q} of {n}");
        }
    }
}

#[test]
fn ranks_agree_with_high_precision_tails_for_large_n() {
    // mpmath with 50 digits: tails summed from the log-gamma mass; 10^10 by scipy's binom.ppf,
    // whose tails there are 0.024998655 | 0.025001337 and the like, far from a tie.
    let cases = [
        (10_000, 0.05, (458, 544)),
        (10_000, 0.25, (2_415, 2_586)),
        (10_000, 0.5, (4_902, 5_099)),
        (10_000, 0.999, (9_983, 9_997)),
        (100_000, 0.05, (4_865, 5_137)),
        (100_000, 0.25, (24_732, 25_270)),
        (100_000, 0.5, (49_690, 50_311)),
        (100_000, 0.75, (74_731, 75_269)),
        (100_000, 0.95, (94_864, 95_136)),
        (100_000, 0.999, (99_880, 99_920)),
        (1_000_000, 0.05, (49_573, 50_429)),
        (1_000_000, 0.25, (249_152, 250_850)),
        (1_000_000, 0.5, (499_020, 500_981)),
        (1_000_000, 0.95, (949_572, 950_428)),
        (1_000_000, 0.999, (998_938, 999_062)),
        (100_000_000, 0.05, (4_995_729, 5_004_273)),
        (100_000_000, 0.25, (24_991_513, 25_008_488)),
        (100_000_000, 0.5, (49_990_200, 50_009_801)),
        (100_000_000, 0.75, (74_991_513, 75_008_488)),
        (100_000_000, 0.95, (94_995_728, 95_004_272)),
        (100_000_000, 0.999, (99_899_380, 99_900_620)),
        (10_000_000_000, 0.05, (499_957_284, 500_042_718)),
        (10_000_000_000, 0.5, (4_999_902_002, 5_000_097_999)),
        (10_000_000_000, 0.95, (9_499_957_283, 9_500_042_717)),
    ];
    for (n, q, (low, high)) in cases {
        let expected = Ranks { low: Some(low), high: Some(high) };
        assert_eq!(quantile_ranks(q, n, P95), expected, "{q} of {n}");
    }
    let p99 = Confidence::new(0.99).unwrap();
    let expected = Ranks { low: Some(49_593), high: Some(50_408) };
    assert_eq!(quantile_ranks(0.5, 100_000, p99), expected);
}

#[test]
fn an_end_is_absent_exactly_when_the_runs_are_too_few() {
    // An upper end of the 95 % quantile needs 0.95^n <= 0.025: n >= ln 0.025 / ln 0.95 = 71.9.
    assert_eq!(quantile_ranks(0.95, 71, P95).high, None);
    assert_eq!(quantile_ranks(0.95, 72, P95).high, Some(72));
    assert_eq!(quantile_ranks(0.05, 71, P95).low, None);
    assert_eq!(quantile_ranks(0.05, 72, P95).low, Some(1));
    // Of the median: 2^-n <= 0.025, n >= 6.
    assert_eq!(quantile_ranks(0.5, 5, P95), Ranks { low: None, high: None });
    assert_eq!(quantile_ranks(0.5, 6, P95), Ranks { low: Some(1), high: Some(6) });
    for q in [0.05, 0.5, 0.95] {
        assert_eq!(quantile_ranks(q, 1, P95), Ranks { low: None, high: None });
        assert_eq!(quantile_ranks(q, 0, P95), Ranks { low: None, high: None });
    }
}

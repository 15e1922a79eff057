//! Lanchester's laws, solved over one day.
//!
//! With A and B the strengths, a what a head of B does to A, and b what a head of A does to B:
//!
//! ```text
//! square   A' = -a B     B' = -b A       b A^2 - a B^2 stays     aimed fire of all on all
//! linear   A' = -a A B   B' = -b A B     b A - a B stays         fire at areas; duels in turn
//! mixed    A' = -a A B   B' = -b A       b A - a B^2/2 stays     A hidden, B in the open
//! ```
//!
//! a and b are losses per head of the other side a day where the equation has one strength, and that
//! per own head where it has two. The laws are of Lanchester (1916) and, the mixed one, of Deitchman
//! (1962). Each day takes the exact solution, so there is no error of steps: a day of n days' length
//! is n days. A side that the solution brings to nothing within the day is gone, and what is left of
//! the other follows from what stays.

/// A law of the losses of two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Law {
    Square,
    Linear,
    Mixed,
}

impl Law {
    /// The losses of both sides over one day from these strengths, each within 0 and the strength.
    pub(crate) fn day(self, strengths: [f64; 2], coefficients: [f64; 2]) -> [f64; 2] {
        let losses = match self {
            Self::Square => square(strengths, coefficients),
            Self::Linear => linear(strengths, coefficients),
            Self::Mixed => mixed(strengths, coefficients),
        };
        [0, 1].map(|side| losses[side].clamp(0.0, strengths[side]))
    }
}

/// A = (u e^(-r t) + v e^(r t))/2 with r = sqrt(a b), q = sqrt(a/b), u = A0 + q B0, v = A0 - q B0; and
/// B = (u e^(-r t) - v e^(r t))/(2 q).
fn square([a0, b0]: [f64; 2], [a, b]: [f64; 2]) -> [f64; 2] {
    if a == 0.0 || b == 0.0 {
        // One side does nothing to the other.
        return [a * b0, b * a0];
    }
    let (r, q) = (a.sqrt() * b.sqrt(), a.sqrt() / b.sqrt());
    let (surplus, tanh) = (a0 - q * b0, libm::tanh(r));
    if q * b0 <= a0 * tanh {
        // B is gone: A^2 - q^2 B^2 is left of A^2.
        return [a0 - (surplus * (a0 + q * b0)).sqrt(), b0];
    }
    if a0 <= q * b0 * tanh {
        return [a0, b0 - (-surplus * (a0 + q * b0)).sqrt() / q];
    }
    if r < 1.0 {
        let half = libm::sinh(r / 2.0);
        let (sinh, cosh_less_1) = (libm::sinh(r), 2.0 * half * half);
        return [q * b0 * sinh - a0 * cosh_less_1, a0 * sinh / q - b0 * cosh_less_1];
    }
    // Neither is gone, so that what grows is small against what shrinks.
    let (shrinks, grows) = ((a0 + q * b0) * libm::exp(-r), surplus * libm::exp(r));
    [a0 - f64::midpoint(shrinks, grows), b0 - (shrinks - grows) / (2.0 * q)]
}

/// A/B = (A0/B0) e^(D t) with D = b A0 - a B0, which stays.
fn linear([a0, b0]: [f64; 2], [a, b]: [f64; 2]) -> [f64; 2] {
    let difference = b * a0 - a * b0;
    let duration =
        if difference == 0.0 { 1.0 } else { -libm::expm1(-difference.abs()) / difference.abs() };
    let pressure = if difference >= 0.0 { a * b0 } else { b * a0 };
    let meetings = a0 * b0 * duration / (1.0 + pressure * duration);
    [a * meetings, b * meetings]
}

/// B' = -(C + a B^2/2) with C = b A - a B^2/2, which stays: a tangent, a hyperbolic cotangent or, at
/// C = 0, a hyperbola.
fn mixed([a0, b0]: [f64; 2], [a, b]: [f64; 2]) -> [f64; 2] {
    let stays = b * a0 - a * b0 * b0 / 2.0;
    let angle = (a * stays.abs() / 2.0).sqrt();
    let gone = [a * b0 * b0 / (2.0 * b), b0];
    let duration = if angle < 1e-8 {
        1.0
    } else if stays < 0.0 {
        libm::tanh(angle) / angle
    } else if angle < std::f64::consts::FRAC_PI_2 {
        libm::tan(angle) / angle
    } else {
        return gone;
    };
    if stays > 0.0 && b0 <= stays * duration {
        return gone;
    }
    let losses = duration * b * a0 / (1.0 + a * b0 * duration / 2.0);
    // A falls by a/(2b) times what B^2 falls; b, which may be 0, goes against that of B's losses.
    let by_area = duration * a0 / (1.0 + a * b0 * duration / 2.0);
    [a * by_area * (2.0 * b0 - losses) / 2.0, losses]
}

#[cfg(test)]
mod tests {
    use super::Law;

    /// Runge and Kutta's fourth-order steps, which know nothing of the solutions.
    fn by_steps(law: Law, [mut x, mut y]: [f64; 2], [a, b]: [f64; 2], days: f64) -> [f64; 2] {
        let slope = |x: f64, y: f64| match law {
            Law::Square => (-a * y, -b * x),
            Law::Linear => (-a * x * y, -b * x * y),
            Law::Mixed => (-a * x * y, -b * x),
        };
        let steps = 20_000;
        let h = days / f64::from(steps);
        for _ in 0..steps {
            let (x1, y1) = slope(x, y);
            let (x2, y2) = slope(x + h / 2.0 * x1, y + h / 2.0 * y1);
            let (x3, y3) = slope(x + h / 2.0 * x2, y + h / 2.0 * y2);
            let (x4, y4) = slope(x + h * x3, y + h * y3);
            x += h / 6.0 * (x1 + 2.0 * x2 + 2.0 * x3 + x4);
            y += h / 6.0 * (y1 + 2.0 * y2 + 2.0 * y3 + y4);
        }
        [x, y]
    }

    const CASES: [(Law, [f64; 2], [f64; 2]); 12] = [
        (Law::Square, [12_000.0, 10_000.0], [0.01, 0.01]),
        (Law::Square, [100.0, 900.0], [0.02, 0.3]),
        (Law::Square, [1_000.0, 700.0], [1.5, 0.9]),
        (Law::Square, [1_000.0, 500.0], [2.0, 0.5]),
        (Law::Square, [700.0, 600.0], [0.0, 0.2]),
        (Law::Linear, [12_000.0, 10_000.0], [1e-6, 2e-6]),
        (Law::Linear, [1_000.0, 3_000.0], [4e-4, 1e-4]),
        (Law::Linear, [1_000.0, 1_000.0], [1e-3, 1e-3]),
        (Law::Mixed, [1_000.0, 3_000.0], [1e-5, 0.02]),
        (Law::Mixed, [2_000.0, 100.0], [1e-3, 0.02]),
        (Law::Mixed, [1_000.0, 100.0], [2e-3, 0.01]),
        (Law::Mixed, [1_000.0, 100.0], [0.0, 0.05]),
    ];

    #[test]
    fn a_day_is_what_small_steps_come_to() {
        for (law, strengths, coefficients) in CASES {
            let losses = law.day(strengths, coefficients);
            let left = by_steps(law, strengths, coefficients, 1.0);
            for side in 0..2 {
                let error = strengths[side] - losses[side] - left[side];
                assert!(error.abs() < 1e-7 * strengths[side], "{law:?} {strengths:?}: {error}");
            }
        }
    }

    #[test]
    fn a_day_is_two_half_days() {
        // Half a day is a day of halved coefficients.
        for (law, strengths, coefficients) in CASES {
            let half = coefficients.map(|c| c / 2.0);
            let mut left = strengths;
            for _ in 0..2 {
                let losses = law.day(left, half);
                left = [0, 1].map(|side| left[side] - losses[side]);
            }
            let losses = law.day(strengths, coefficients);
            for side in 0..2 {
                let error = strengths[side] - losses[side] - left[side];
                assert!(error.abs() < 1e-9 * strengths[side], "{law:?} {strengths:?}: {error}");
            }
        }
    }

    #[test]
    fn a_side_that_is_gone_within_the_day_leaves_what_the_invariant_says() {
        // b A^2 - a B^2 = 0.01 x 39 at A = 8, B = 5.
        let [a, b] = Law::Square.day([8.0, 5.0], [1.0, 1.0]);
        assert_eq!(b, 5.0);
        assert!((8.0 - a - 39.0_f64.sqrt()).abs() < 1e-12, "{a}");
        let [a, b] = Law::Square.day([5.0, 8.0], [2.0, 2.0]);
        assert_eq!(a, 5.0);
        assert!((8.0 - b - 39.0_f64.sqrt()).abs() < 1e-12, "{b}");
        // b A - a B^2/2 = 0.5 x 1,000 - 0.01 x 30^2/2 = 495.5.
        let [a, b] = Law::Mixed.day([1_000.0, 30.0], [0.01, 0.5]);
        assert_eq!(b, 30.0);
        assert!((1_000.0 - a - 495.5 / 0.5).abs() < 1e-9, "{a}");
    }

    #[test]
    fn no_coefficients_and_strengths_give_losses_out_of_range() {
        let coefficients = [0.0, 1e-300, 1e-12, 1e-3, 1.0, 100.0];
        let strengths = [0.5, 1.0, 1_000.0, 1e9, 1e13];
        for law in [Law::Square, Law::Linear, Law::Mixed] {
            for a in coefficients {
                for b in coefficients {
                    for x in strengths {
                        for y in strengths {
                            let losses = law.day([x, y], [a, b]);
                            let fine = |loss: f64, of: f64| (0.0..=of).contains(&loss);
                            assert!(
                                fine(losses[0], x) && fine(losses[1], y),
                                "{law:?} {x} {y} {a} {b}: {losses:?}"
                            );
                        }
                    }
                }
            }
        }
    }
}

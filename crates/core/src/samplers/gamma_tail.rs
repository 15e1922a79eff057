//! The upper tail of the gamma law: the regularised incomplete gamma function Q(a, x).
//!
//! Q(a, x) = integral from x to infinity of t^(a-1) e^-t dt / Gamma(a). Below x = a + 1 by the power
//! series of 1 - Q, x^a e^-x / Gamma(a) sum of x^n / (a (a+1) ... (a+n)); above by the continued
//! fraction, evaluated forwards after Lentz (W. H. Press et al., "Numerical Recipes", section 6.2).

/// P(X > x) of a gamma law of this shape, in 0.05..=1,000, and scale 1; to some 1e-12.
///
/// ```
/// use outlast_core::samplers::gamma_survival;
///
/// // Shape 2: e^-x (1 + x).
/// assert!((gamma_survival(2.0, 3.0) - 4.0 * f64::exp(-3.0)).abs() < 1e-14);
/// ```
pub fn gamma_survival(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 { 1.0 - front * series(shape, x) } else { front * fraction(shape, x) }
}

/// Terms below this part of the sum no longer change it.
const SMALL: f64 = 1e-17;
/// Far more terms than shapes up to 1,000 need: about 10 times the square root of the shape.
const TERMS: u32 = 10_000;

fn series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    for n in 1..TERMS {
        term *= x / (a + f64::from(n));
        sum += term;
        if term < sum * SMALL {
            break;
        }
    }
    sum
}

/// 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))); no denominator vanishes for x >= a + 1.
fn fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = f64::INFINITY;
    let mut d = 1.0 / b;
    let mut value = d;
    for n in 1..TERMS {
        let n = f64::from(n);
        let numerator = n * (a - n);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        let change = c * d;
        value *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::gamma_survival;

    #[test]
    fn whole_shapes_are_sums_of_poisson_probabilities() {
        // Q(n, x) = e^-x sum over k < n of x^k / k!: fewer than n events of a Poisson process by x.
        for n in [1, 2, 3, 10, 60] {
            for x in [1e-6, 0.3, 1.0, 2.9, 9.5, 11.5, 59.0, 61.5, 140.0] {
                let mut term = libm::exp(-x);
                let mut sum = term;
                for k in 1..n {
                    term *= x / f64::from(k);
                    sum += term;
                }
                let value = gamma_survival(f64::from(n), x);
                assert!((value - sum).abs() <= 1e-12 * sum.max(1e-3), "{n}, {x}: {value} {sum}");
            }
        }
    }

    #[test]
    fn a_half_is_the_square_of_a_normal() {
        // Shape 1/2: Q = erfc(sqrt x).
        for x in [1e-8, 0.01, 0.5, 1.4, 1.6, 8.0, 30.0] {
            let (value, expected) = (gamma_survival(0.5, x), libm::erfc(f64::sqrt(x)));
            assert!((value - expected).abs() <= 1e-12 * expected, "{x}: {value} {expected}");
        }
    }

    #[test]
    fn it_falls_from_one_to_nothing_at_any_shape() {
        for shape in [0.05, 0.7, 4.5, 1_000.0] {
            let at = |i: i32| gamma_survival(shape, shape * 0.05 * f64::from(i));
            assert_eq!(at(0), 1.0);
            for i in 1..200 {
                assert!(at(i) <= at(i - 1) + 1e-12, "{shape}, {i}");
            }
            assert!(gamma_survival(shape, 10.0 * shape + 100.0) < 1e-12);
        }
    }
}

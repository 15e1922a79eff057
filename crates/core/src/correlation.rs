//! Correlations: normals of several streams that go together, as a Gaussian copula.
//!
//! Every member of a group has a stream of standard normals of its own, z. What it uses is a sum of
//! them, `x_i` = sum over j <= i of `L_ij z_j`, with L the Cholesky factor of the group's correlation
//! matrix and the members in the order in which the file first names them: so the x have these
//! correlations, the first member's are what they are without any, and a member that goes with
//! nobody before it keeps its own. Pairs that the file does not name have correlation 0.
//!
//! Loss processes and transfers whose rate drifts share the normals of their daily steps and those of
//! the run's rate factors. Uncertain inputs are drawn at u = Phi(x): their rank correlation
//! (Spearman's) is 6/pi arcsin(rho/2); that of their values depends on their laws, and of few values
//! there is less of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use outlast_des::stream_id;

use crate::lanes::{Lanes, StreamIds};
use crate::samplers::{normal_cdf, normal_quantiles};
use crate::scenario::{Correlation, Member};

/// A stream that goes into a mix.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// Its words.
    pub(crate) stream: u32,
    /// What follows words that escape their table, where there is one.
    pub(crate) escapes: u32,
    pub(crate) weight: f64,
}

/// The streams that a member's normals are made of.
pub(crate) type Mix = Arc<[Part]>;

/// Mixes by the name of the member's own stream; members that use their own alone are not there.
#[derive(Debug, Default)]
pub(crate) struct Mixes(BTreeMap<String, Mix>);

impl Mixes {
    /// Those of validated correlations.
    pub(crate) fn of(correlations: &[Correlation]) -> Self {
        let mut mixes = BTreeMap::new();
        for group in groups(correlations) {
            // A scenario whose matrix is not one has been refused.
            let Some(factor) = cholesky(&group.matrix) else { continue };
            for (i, member) in group.members.iter().enumerate() {
                for purpose in member.purposes() {
                    let stream = |j: usize| format!("{}/{purpose}", group.members[j].path());
                    let weights =
                        factor[i].iter().enumerate().filter(|(_, weight)| **weight != 0.0);
                    let part = |(j, &weight): (usize, &f64)| {
                        let name = stream(j);
                        let escapes = stream_id(&format!("{name}/escapes"));
                        Part { stream: stream_id(&name), escapes, weight }
                    };
                    let mix: Mix = weights.map(part).collect();
                    if mix.len() > 1 {
                        mixes.insert(stream(i), mix);
                    }
                }
            }
        }
        Self(mixes)
    }

    pub(crate) fn get(&self, stream: &str) -> Option<Mix> {
        self.0.get(stream).cloned()
    }
}

/// The standard normals of a stream, its own or, in a correlated group, a mix.
#[derive(Debug, Clone)]
pub(crate) struct Normals {
    stream: u32,
    /// Absent where they are the stream's own.
    mix: Option<Mix>,
}

impl Normals {
    /// Those of a stream, by its name.
    pub(crate) fn new(name: impl Into<String>, ids: &mut StreamIds) -> Self {
        let name = name.into();
        let mix = ids.mixes().get(&name);
        Self { stream: ids.id(name), mix }
    }

    /// Those that nobody asks for.
    pub(crate) const fn none() -> Self {
        Self { stream: 0, mix: None }
    }

    /// A day's normal of every lane; day 0 holds what is drawn once per replication.
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(&self, lanes: &Lanes, day: u32) -> [f64; L] {
        match &self.mix {
            None => normal_quantiles(&lanes.uniforms::<L>(self.stream, day)),
            Some(mix) => mixed(mix, lanes, day),
        }
    }

    /// The uniforms of which these are the normals, in (0, 1), of what is drawn once per replication.
    pub(crate) fn uniforms<const L: usize>(&self, lanes: &Lanes) -> [f64; L] {
        match &self.mix {
            None => lanes.uniforms::<L>(self.stream, 0),
            // A normal above 8.3 would round to 1.
            Some(mix) => mixed(mix, lanes, 0).map(|x| normal_cdf(x).min(1.0 - f64::EPSILON / 2.0)),
        }
    }
}

#[inline(never)]
fn mixed<const L: usize>(mix: &Mix, lanes: &Lanes, day: u32) -> [f64; L] {
    let mut sum = [0.0; L];
    for &Part { stream, weight, .. } in mix.iter() {
        let normals = normal_quantiles(&lanes.uniforms::<L>(stream, day));
        for lane in 0..L {
            sum[lane] += weight * normals[lane];
        }
    }
    sum
}

/// Members that pairs of the file connect, in the order in which it first names them.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    pub(crate) members: Vec<&'a Member>,
    /// Their correlations.
    pub(crate) matrix: Matrix,
    /// The pairs, by index in the file.
    pub(crate) pairs: Vec<usize>,
}

/// A square matrix, row by row.
pub(crate) type Matrix = Vec<Vec<f64>>;

/// The groups of correlated members.
pub(crate) fn groups(correlations: &[Correlation]) -> Vec<Group<'_>> {
    let mut groups: Vec<(Vec<&Member>, Vec<usize>)> = Vec::new();
    for (index, pair) in correlations.iter().enumerate() {
        let (mut members, mut pairs): (Vec<&Member>, Vec<usize>) = (Vec::new(), Vec::new());
        // Groups that the pair connects become one, at the place of the first.
        let mut place = groups.len();
        for g in (0..groups.len()).rev() {
            if pair.members.iter().any(|member| groups[g].0.contains(&member)) {
                let (before, their_pairs) = groups.remove(g);
                members.splice(0..0, before);
                pairs.splice(0..0, their_pairs);
                place = g;
            }
        }
        for member in &pair.members {
            if !members.contains(&member) {
                members.push(member);
            }
        }
        pairs.push(index);
        groups.insert(place.min(groups.len()), (members, pairs));
    }
    let matrix = |members: &[&Member], pairs: &[usize]| {
        let mut matrix = vec![vec![0.0; members.len()]; members.len()];
        for (i, row) in matrix.iter_mut().enumerate() {
            row[i] = 1.0;
        }
        for &pair in pairs {
            let [i, j] = [0, 1].map(|end| place(members, &correlations[pair].members[end]));
            matrix[i][j] = correlations[pair].rho;
            matrix[j][i] = correlations[pair].rho;
        }
        matrix
    };
    let group = |(members, pairs): (Vec<_>, Vec<_>)| {
        let matrix = matrix(&members, &pairs);
        Group { members, matrix, pairs }
    };
    groups.into_iter().map(group).collect()
}

/// Where a member of a group stands in it.
pub(crate) fn place(members: &[&Member], member: &Member) -> usize {
    members.iter().position(|other| *other == member).unwrap_or(0)
}

/// The lower triangle L with L L' the matrix; none if it is not positive definite.
pub(crate) fn cholesky(matrix: &[Vec<f64>]) -> Option<Matrix> {
    /// A pivot below this, of the 1 on the diagonal, is 0 to the accuracy of its sums.
    const LEAST: f64 = 1e-10;
    let n = matrix.len();
    let mut factor = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            let rest = matrix[i][j] - sum;
            factor[i][j] = if i > j {
                rest / factor[j][j]
            } else if rest > LEAST {
                rest.sqrt()
            } else {
                return None;
            };
        }
    }
    Some(factor)
}

/// Between which values the correlation of i and j may lie, the others being as they are, ends
/// excluded; none if no value makes the matrix positive definite.
///
/// With r and s the correlations of i and j with the others, of matrix R: r' R^-1 s give or take
/// sqrt((1 - r' R^-1 r)(1 - s' R^-1 s)).
pub(crate) fn admissible(matrix: &[Vec<f64>], i: usize, j: usize) -> Option<[f64; 2]> {
    let others: Vec<usize> = (0..matrix.len()).filter(|&k| k != i && k != j).collect();
    let rows: Matrix =
        others.iter().map(|&k| others.iter().map(|&l| matrix[k][l]).collect()).collect();
    let factor = cholesky(&rows)?;
    // L^-1 times the correlations with the others.
    let solve = |with: usize| {
        let mut solved: Vec<f64> = Vec::new();
        for (k, &other) in others.iter().enumerate() {
            let sum: f64 = (0..k).map(|l| factor[k][l] * solved[l]).sum();
            solved.push((matrix[with][other] - sum) / factor[k][k]);
        }
        solved
    };
    let (r, s) = (solve(i), solve(j));
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let (free_i, free_j) = (1.0 - dot(&r, &r), 1.0 - dot(&s, &s));
    if free_i <= 0.0 || free_j <= 0.0 {
        return None;
    }
    let (middle, reach) = (dot(&r, &s), (free_i * free_j).sqrt());
    Some([middle - reach, middle + reach])
}

/// The smallest eigenvalue of a symmetric matrix that is not positive definite, by halving: so much
/// less than 0 that the matrix would be positive definite with its opposite added to the diagonal.
pub(crate) fn smallest_eigenvalue(matrix: &[Vec<f64>]) -> f64 {
    // No row of correlations sums to more than its length.
    let (mut low, mut high) = (-(matrix.len() as f64), 0.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let shifted: Matrix = (0..matrix.len())
            .map(|i| {
                let entry = |j| if i == j { matrix[i][j] - middle } else { matrix[i][j] };
                (0..matrix.len()).map(entry).collect()
            })
            .collect();
        if cholesky(&shifted).is_some() {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::{Mixes, Normals, admissible, cholesky, groups, smallest_eigenvalue};
    use crate::lanes::{Lanes, StreamIds};
    use crate::scenario::{Correlation, Member};

    fn pair(a: &str, b: &str, rho: f64) -> Correlation {
        let member = |name: &str| Member::Losses(name.to_owned());
        Correlation { names: [a.to_owned(), b.to_owned()], members: [member(a), member(b)], rho }
    }

    const PAIRS: [(&str, &str, f64); 4] =
        [("a", "b", 0.6), ("x", "y", -0.4), ("c", "b", 0.5), ("a", "c", -0.2)];

    fn correlations() -> Vec<Correlation> {
        PAIRS.iter().map(|(a, b, rho)| pair(a, b, *rho)).collect()
    }

    /// Sample correlations of the daily normals of three processes.
    #[test]
    fn daily_normals_have_the_stated_correlations_and_are_normal() {
        const DAYS: u32 = 4_000;
        let correlations = correlations();
        let mut ids = StreamIds::new(Mixes::of(&correlations));
        let streams = ["a", "b", "c", "x", "y"]
            .map(|name| Normals::new(format!("losses.{name}/drift"), &mut ids));
        let lanes = Lanes::new(3, 0);
        let mut moments = [[0.0; 5]; 5];
        for day in 1..=DAYS {
            let draws = streams.each_ref().map(|normals| normals.draw::<16>(&lanes, day));
            for (i, first) in draws.iter().enumerate() {
                for (j, second) in draws.iter().enumerate() {
                    moments[i][j] += first.iter().zip(second).map(|(x, y)| x * y).sum::<f64>();
                }
            }
        }
        let n = f64::from(DAYS) * 16.0;
        let expected = [
            [1.0, 0.6, -0.2, 0.0, 0.0],
            [0.6, 1.0, 0.5, 0.0, 0.0],
            [-0.2, 0.5, 1.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0, -0.4],
            [0.0, 0.0, 0.0, -0.4, 1.0],
        ];
        for i in 0..5 {
            for j in 0..5 {
                // The variance of a product of two normals of correlation rho is 1 + rho^2.
                let (rho, se) =
                    (expected[i][j], ((1.0 + expected[i][j] * expected[i][j]) / n).sqrt());
                let found = moments[i][j] / n;
                assert!((found - rho).abs() < 4.0 * se, "{i}, {j}: {found}, expected {rho}");
            }
        }
    }

    #[test]
    fn the_first_of_a_group_and_who_goes_with_nobody_keep_their_own_normals() {
        let draws = |correlations: &[Correlation], name: &str| {
            let mut ids = StreamIds::new(Mixes::of(correlations));
            let normals = Normals::new(format!("losses.{name}/drift"), &mut ids);
            normals.draw::<8>(&Lanes::new(3, 0), 7)
        };
        let correlations = correlations();
        assert_eq!(draws(&correlations, "a"), draws(&[], "a"));
        assert_eq!(draws(&correlations, "x"), draws(&[], "x"));
        assert_ne!(draws(&correlations, "b"), draws(&[], "b"));
        assert_eq!(draws(&[pair("a", "b", 0.0)], "b"), draws(&[], "b"));
    }

    #[test]
    fn groups_are_what_pairs_connect() {
        let correlations = correlations();
        let groups = groups(&correlations);
        let names = |members: &[&Member]| members.iter().map(|m| m.path()).collect::<Vec<_>>();
        assert_eq!(names(&groups[0].members), ["losses.a", "losses.b", "losses.c"]);
        assert_eq!(names(&groups[1].members), ["losses.x", "losses.y"]);
        assert_eq!((&groups[0].pairs[..], &groups[1].pairs[..]), (&[0, 2, 3][..], &[1][..]));
    }

    #[test]
    fn two_groups_that_a_later_pair_connects_are_one() {
        let pairs = [pair("a", "b", 0.1), pair("c", "d", 0.2), pair("d", "a", 0.3)];
        let groups = groups(&pairs);
        assert_eq!(groups.len(), 1);
        let names: Vec<String> = groups[0].members.iter().map(|m| m.path()).collect();
        assert_eq!(names, ["losses.a", "losses.b", "losses.c", "losses.d"]);
        assert_eq!(groups[0].matrix[0], [1.0, 0.1, 0.0, 0.3]);
    }

    #[test]
    fn a_matrix_is_refused_where_its_smallest_eigenvalue_is_not_positive() {
        // [[1, r, r], [r, 1, r], [r, r, 1]] has the eigenvalues 1 - r, 1 - r and 1 + 2 r.
        let matrix = |r: f64| vec![vec![1.0, r, r], vec![r, 1.0, r], vec![r, r, 1.0]];
        assert!(cholesky(&matrix(-0.4999)).is_some() && cholesky(&matrix(-0.5001)).is_none());
        assert!((smallest_eigenvalue(&matrix(-0.8)) + 0.6).abs() < 1e-9);
        // Given two correlations of 0.9, the third is above 0.81 - 0.19 = 0.62.
        let [low, high] = admissible(&matrix(0.9), 0, 2).expect("some value is right");
        assert!((low - 0.62).abs() < 1e-12 && (high - 1.0).abs() < 1e-12);
        // With 0.9 and -0.9 at once to four others nothing helps one of them alone.
        let wrong = vec![
            vec![1.0, 0.9, -0.9, 0.0],
            vec![0.9, 1.0, 0.9, 0.0],
            vec![-0.9, 0.9, 1.0, 0.0],
            vec![0.0, 0.0, 0.0, 1.0],
        ];
        assert_eq!(admissible(&wrong, 0, 3), None);
    }
}

//! `correlate`: pairs of names and how far they go together.
//!
//! Names are looked up once all the rest of the file is right: what is uncertain is then asked of a
//! plan of it.

mod paths;

use std::collections::BTreeSet;

use super::Decoder;
use super::item::Item;
use super::number::show;
use crate::correlation::{Group, admissible, cholesky, groups, place, smallest_eigenvalue};
use crate::diagnostics::{Place, Severity, nearest};
use crate::plan::{Plan, Wanted};
use crate::scenario::document::{Node, Value};
use crate::scenario::grammar::{CORRELATION, Kind};
use crate::scenario::model::use_of;
use crate::scenario::places::Places;
use crate::scenario::{Correlation, LossLaw, Member, Quantity, Scenario};

const TRIPLE: &str = "two names and a correlation, [\"front\", \"depot\", 0.6]";

/// A pair as it stands in the file.
struct Pair<'n> {
    places: [&'n Place; 2],
    names: [String; 2],
    rho: f64,
    rho_place: &'n Place,
}

/// What names can mean.
struct Known<'a> {
    scenario: &'a Scenario,
    places: Places,
    /// Uncertain inputs by the name of their draws.
    inputs: Vec<String>,
}

impl Decoder<'_> {
    /// The whole scenario: what [`scenario`](Self::scenario) gives, and what goes together in it.
    pub(super) fn correlated(&mut self, root: &Item<'_>) -> Option<Scenario> {
        let scenario = self.scenario(root);
        let Value::Table(entries) = &root.node.value else { return None };
        let Some(entry) = entries.iter().find(|entry| entry.key == "correlate") else {
            return scenario;
        };
        let item = root.entry(entry, Kind::Correlations);
        let correlations = self.correlations(&item, root.node, scenario.as_ref())?;
        Some(Scenario { correlations, ..scenario? })
    }

    /// The correlations of a scenario that is right but for them.
    fn correlations(
        &mut self,
        item: &Item<'_>,
        root: &Node,
        scenario: Option<&Scenario>,
    ) -> Option<Vec<Correlation>> {
        let pairs = self.pairs(item);
        let wrong = self.findings.iter().any(|f| f.severity == Severity::Error);
        let (pairs, scenario) = (pairs?, scenario.filter(|_| !wrong)?);
        let known = Known::of(scenario, root);
        let found: Vec<Option<Correlation>> =
            pairs.iter().map(|pair| self.correlation(pair, &known)).collect();
        let correlations: Vec<Correlation> = found.into_iter().collect::<Option<_>>()?;
        self.check_twice(&pairs, &correlations)?;
        self.check_definite(&pairs, &correlations)?;
        Some(correlations)
    }

    fn pairs<'n>(&mut self, item: &Item<'n>) -> Option<Vec<Pair<'n>>> {
        let Value::Array(nodes) = &item.node.value else {
            return self.mismatch(item, "an array of pairs, [[\"front\", \"depot\", 0.6]]");
        };
        let pairs: Vec<Option<Pair<'n>>> = nodes
            .iter()
            .enumerate()
            .map(|(index, node)| self.pair(&item.element(index, node, Kind::Text)))
            .collect();
        pairs.into_iter().collect()
    }

    fn pair<'n>(&mut self, item: &Item<'n>) -> Option<Pair<'n>> {
        let Value::Array(nodes) = &item.node.value else { return self.mismatch(item, TRIPLE) };
        let [first, second, rho] = nodes.as_slice() else {
            let title = format!("`{}` is an array of {}", item.path, nodes.len());
            return self.fail(&item.node.place, title, format!("expected {TRIPLE}"));
        };
        let names = [
            self.text(&item.element(0, first, Kind::Text)),
            self.text(&item.element(1, second, Kind::Text)),
        ];
        let number = self.number(&item.element(2, rho, Kind::Number(CORRELATION)));
        let [Some(first_name), Some(second_name)] = names else { return None };
        Some(Pair {
            places: [&first.place, &second.place],
            names: [first_name, second_name],
            rho: number?,
            rho_place: &rho.place,
        })
    }

    fn correlation(&mut self, pair: &Pair<'_>, known: &Known<'_>) -> Option<Correlation> {
        let members = [0, 1].map(|end| self.member(&pair.names[end], pair.places[end], known));
        let [Some(first), Some(second)] = members else { return None };
        if first == second {
            let title = format!("`{}` is paired with itself", pair.names[0]);
            return self.fail(pair.places[1], title, "expected another name");
        }
        if first.is_input() != second.is_input() {
            return self.mixed(pair, [&first, &second], known);
        }
        let members = [first, second];
        Some(Correlation { names: pair.names.clone(), members, rho: pair.rho })
    }

    /// A process whose rate drifts, or an uncertain input.
    fn member(&mut self, name: &str, place: &Place, known: &Known<'_>) -> Option<Member> {
        if name.contains('.') {
            return self.input(name, place, known);
        }
        let Some((member, law)) = known.mover(name) else {
            let title = format!("there is no loss process, transfer or supply `{name}`");
            let drifting = known.drifting();
            let label = match nearest(name, drifting.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None if known.scenario.pools.iter().any(|pool| pool.name == name) => {
                    format!(
                        "this is a pool: an uncertain strength of it is \"pools.{name}.strength\""
                    )
                }
                None => {
                    "expected one whose rate drifts, or the path of an uncertain input".to_owned()
                }
            };
            return self.fail_with_help(place, [title, label, with_drift(&drifting)]);
        };
        if drifts(law) {
            return Some(member);
        }
        let title = format!("the rate of `{name}` does not drift");
        let label = if matches!(law, LossLaw::NbDrift { .. } | LossLaw::Ar1NegBinomial { .. }) {
            "its `sigma`, and `rate_cv` where it has one, are 0".to_owned()
        } else {
            "expected a process of `nb_drift` or `ar1_neg_binomial`".to_owned()
        };
        self.fail_with_help(place, [title, label, with_drift(&known.drifting())])
    }

    fn input(&mut self, path: &str, place: &Place, known: &Known<'_>) -> Option<Member> {
        if let Some(name) = known.draws(path) {
            return Some(Member::Input(name));
        }
        let shown: Vec<String> =
            known.inputs.iter().map(|name| known.scenario.path_of(name)).collect();
        let help = match &shown[..] {
            [] => "this scenario has no uncertain input".to_owned(),
            [first, rest @ ..] => {
                let more = rest.len().saturating_sub(7);
                let list: Vec<&str> =
                    std::iter::once(first).chain(rest.iter().take(7)).map(String::as_str).collect();
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!("the uncertain inputs are {}{more}", list.join(", "))
            }
        };
        if known.places.has(path) {
            let title = format!("`{path}` is not uncertain");
            let label = "only what is drawn once per replication can go with something".to_owned();
            let help = format!("give it a distribution, such as {{ uniform = [a, b] }}; {help}");
            return self.fail_with_help(place, [title, label, help]);
        }
        let title = format!("there is no uncertain input `{path}`");
        let label = match nearest(path, shown.iter().map(String::as_str)) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "expected the path of one, as `--set` takes it".to_owned(),
        };
        self.fail_with_help(place, [title, label, help])
    }

    /// A process with an input.
    fn mixed<T>(&mut self, pair: &Pair<'_>, members: [&Member; 2], known: &Known<'_>) -> Option<T> {
        let process = usize::from(members[0].is_input());
        let name = &pair.names[process];
        let title = format!("`{name}` and `{}` cannot go together", pair.names[1 - process]);
        let label = "a rate that drifts from day to day goes with another, an input with an input";
        let mean = format!("{}.daily.mean", members[process].path());
        let help = if known.inputs.contains(&mean) {
            format!(
                "for the level of the rate write \"{}\" in its place",
                known.scenario.path_of(&mean)
            )
        } else {
            format!("give `{name}` an uncertain mean, and write its path in place of its name")
        };
        self.fail_with_help(pair.places[process], [title, label.to_owned(), help])
    }

    /// Says so if two pairs are of the same two.
    fn check_twice(&mut self, pairs: &[Pair<'_>], correlations: &[Correlation]) -> Option<()> {
        let mut seen = BTreeSet::new();
        let mut fine = Some(());
        for (pair, correlation) in pairs.iter().zip(correlations) {
            let mut both = correlation.members.each_ref().map(Member::path);
            both.sort();
            if !seen.insert(both) {
                let title = format!("`{}` and `{}` are paired twice", pair.names[0], pair.names[1]);
                fine = self.fail(pair.places[0], title, "expected each pair once");
            }
        }
        fine
    }

    /// Says so if no variables at all have these correlations.
    fn check_definite(&mut self, pairs: &[Pair<'_>], correlations: &[Correlation]) -> Option<()> {
        /// No group is larger: work goes with the cube of its size.
        const MOST: usize = 100;
        let mut fine = Some(());
        for group in groups(correlations) {
            let last = &pairs[group.pairs[group.pairs.len() - 1]];
            let size = group.members.len();
            if size > MOST {
                let title = format!("{size} go together");
                let label = format!("the last of {} pairs that connect them", group.pairs.len());
                let help = format!("at most {MOST} can; leave out the weakest");
                fine = self.fail_with_help(last.places[0], [title, label, help]);
            } else if cholesky(&group.matrix).is_none() {
                fine = self.contradiction(pairs, correlations, &group);
            }
        }
        fine
    }

    /// Correlations that contradict each other: the last pair that could be mended alone, or the
    /// smallest eigenvalue.
    fn contradiction<T>(
        &mut self,
        pairs: &[Pair<'_>],
        correlations: &[Correlation],
        group: &Group<'_>,
    ) -> Option<T> {
        let ends =
            |pair: usize| [0, 1].map(|end| place(&group.members, &correlations[pair].members[end]));
        let mended = group.pairs.iter().rev().find_map(|&pair| {
            let [i, j] = ends(pair);
            Some((pair, admissible(&group.matrix, i, j)?))
        });
        let Some((pair, [low, high])) = mended else {
            let last = &pairs[group.pairs[group.pairs.len() - 1]];
            let title = format!("the correlations of {} contradict each other", names(group));
            let least = smallest_eigenvalue(&group.matrix);
            let label =
                format!("the smallest eigenvalue of their matrix is {least:.3}, not above 0");
            let help = "bring them nearer to 0; pairs that are not named have correlation 0";
            return self.fail_with_help(last.rho_place, [title, label, help.to_owned()]);
        };
        let given = &pairs[pair];
        let title = format!(
            "the correlation of `{}` and `{}` contradicts the others",
            given.names[0], given.names[1]
        );
        let label = format!(
            "expected {} to {}, the others of {} being as they are",
            inner(low, f64::ceil),
            inner(high, f64::floor),
            names(group)
        );
        let unnamed = unnamed(correlations, group);
        let help = format!("pairs that are not named have correlation 0{unnamed}");
        self.fail_with_help(given.rho_place, [title, label, help])
    }
}

impl<'a> Known<'a> {
    fn of(scenario: &'a Scenario, root: &Node) -> Self {
        // A scenario that is too large to be run is refused when it is.
        let plan = Plan::compile(scenario, &Wanted::Metrics(Vec::new()));
        let inputs = plan
            .map(|plan| plan.uncertain_inputs().map(str::to_owned).collect::<Vec<_>>())
            .unwrap_or_default();
        Self { scenario, places: Places::of(root), inputs }
    }

    /// A loss process, a transfer or the use of a supply of this name, and its law.
    fn mover(&self, name: &str) -> Option<(Member, &'a LossLaw)> {
        let own = |wanted: &str| self.scenario.losses.iter().find(|l| l.name == wanted);
        let process = own(name);
        let transfer = self.scenario.transfers.iter().find(|transfer| transfer.name == name);
        process
            .map(|process| (Member::Losses(name.to_owned()), innermost(&process.daily)))
            .or(transfer.map(|t| (Member::Transfer(name.to_owned()), innermost(&t.rate))))
            .or(own(&use_of(name)).map(|l| (Member::Supply(name.to_owned()), innermost(&l.daily))))
    }

    /// All whose rates drift.
    fn drifting(&self) -> Vec<&'a str> {
        // The use of a supply goes by the supply's name.
        let losses = self.scenario.losses.iter().map(|l| {
            let name = if l.name == use_of(&l.pool) { &l.pool } else { &l.name };
            (name.as_str(), &l.daily)
        });
        let transfers = self.scenario.transfers.iter().map(|t| (t.name.as_str(), &t.rate));
        losses
            .chain(transfers)
            .filter(|(_, law)| drifts(innermost(law)))
            .map(|(name, _)| name)
            .collect()
    }
}

/// The law itself, without the empty days around it.
fn innermost(law: &LossLaw) -> &LossLaw {
    match law {
        LossLaw::ZeroInflated { daily, .. } => innermost(daily),
        law => law,
    }
}

/// Whether a law has a rate of its own course.
fn drifts(law: &LossLaw) -> bool {
    let zero = Quantity::Fixed(0.0);
    match law {
        LossLaw::NbDrift { sigma, rate_cv, .. } => *sigma != zero || *rate_cv != zero,
        LossLaw::Ar1NegBinomial { sigma, .. } => *sigma != zero,
        _ => false,
    }
}

fn with_drift(drifting: &[&str]) -> String {
    if drifting.is_empty() {
        "no rate drifts in this scenario: `nb_drift` and `ar1_neg_binomial` have one that does"
            .to_owned()
    } else {
        format!("those whose rates drift are {}", drifting.join(", "))
    }
}

/// "`a`, `b` and `c`".
fn names(group: &Group<'_>) -> String {
    let names: Vec<String> = group.members.iter().map(|member| called(member)).collect();
    match &names[..] {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        names => names.concat(),
    }
}

fn called(member: &Member) -> String {
    match member {
        Member::Losses(name)
        | Member::Transfer(name)
        | Member::Supply(name)
        | Member::Input(name) => format!("`{name}`"),
    }
}

/// An end of an open interval to three decimals, rounded into it.
fn inner(end: f64, round: impl Fn(f64) -> f64) -> String {
    show(round(end * 1_000.0) / 1_000.0)
}

/// A pair of a group that the file does not name and that could mend its matrix, in words.
fn unnamed(correlations: &[Correlation], group: &Group<'_>) -> String {
    let named = |i: usize, j: usize| {
        group.pairs.iter().any(|&pair| {
            let ends = correlations[pair].members.each_ref();
            ends == [group.members[i], group.members[j]]
                || ends == [group.members[j], group.members[i]]
        })
    };
    let n = group.members.len();
    let mut open = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
    let mend = open.find_map(|(i, j)| {
        let range = admissible(&group.matrix, i, j).filter(|_| !named(i, j))?;
        Some((i, j, range))
    });
    let Some((i, j, [low, high])) = mend else { return String::new() };
    format!(
        "; or name {} and {}, with {} to {}",
        called(group.members[i]),
        called(group.members[j]),
        inner(low, f64::ceil),
        inner(high, f64::floor)
    )
}

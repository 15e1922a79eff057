//! `[[policies]]`

use super::item::{Fields, Item};
use super::pool::{names, pool_names};
use super::table::{name_fault, shorten};
use super::{Decoder, known};
use crate::diagnostics::{Finding, nearest};
use crate::scenario::document::Value;
use crate::scenario::{Action, Condition, Duration, Policy, Quantity, Request, ScheduleStep, Than};

const ACTION: &str = "an action such as { stop_batches = \"contingent\" }, or an array of them";

impl Decoder<'_> {
    pub(super) fn policies(&mut self, top: &Fields<'_>) -> Option<Vec<Policy>> {
        let Some(item) = top.get("policies") else { return Some(Vec::new()) };
        let policies: Vec<Option<Policy>> = self
            .list(item)?
            .iter()
            .enumerate()
            .map(|(place, item)| self.policy(top, (place, item)))
            .collect();
        policies.into_iter().collect()
    }

    fn policy(&mut self, top: &Fields<'_>, (place, item): (usize, &Item<'_>)) -> Option<Policy> {
        let fields = self.table(item)?;
        let name = fields.need(self, "name", |d, item| d.policy_name(top, (place, item)));
        let mut pools = pool_names(top);
        pools.extend(names(top, "supplies"));
        let when = fields.need(self, "when", |d, item| d.when(item, &pools));
        let level = fields.maybe(self, "level", Self::quantity);
        let actions = fields.need(self, "do", |d, item| d.actions(top, item));
        let whenever = fields.maybe(self, "whenever", |d, item| {
            let fields = d.table(item)?;
            fields.need(d, "gap", Self::days)
        });
        if let (Some((_, when)), Some(level)) = (&when, &level) {
            self.check_level(&fields, when)?;
            self.possible_state(fields.get("when")?, when, level.as_ref())?;
        }
        let (text, when) = when?;
        Some(Policy { name: name?, text, when, level: level?, actions: actions?, gap: whenever? })
    }

    /// A name that nothing else that has metrics has.
    fn policy_name(
        &mut self,
        top: &Fields<'_>,
        (place, item): (usize, &Item<'_>),
    ) -> Option<String> {
        let name = self.text(item)?;
        if let Some(fault) = name_fault(&name) {
            let title = format!("\"{}\" cannot be the name of a policy", shorten(&name));
            return self.fail(&item.node.place, title, fault);
        }
        let others = [
            ("pools", "a pool"),
            ("rotations", "a rotation"),
            ("losses", "a loss process"),
            ("opposed", "a battle"),
            ("transfers", "a transfer"),
            ("supplies", "a supply"),
        ];
        let both = others.into_iter().find(|(table, _)| names(top, table).contains(&&*name));
        let before = known::policy_names(top).into_iter().take(place).any(|other| other == name);
        let title = match both {
            Some((_, noun)) => format!("`{name}` names both {noun} and a policy"),
            None if before => format!("two policies are called `{name}`"),
            None => return Some(name),
        };
        let label = "the metrics of the two could not be told apart".to_owned();
        let help = "give one of them another name".to_owned();
        self.fail_with_help(&item.node.place, [title, label, help])
    }

    /// `level` is given where the predicate has the word, and nowhere else.
    fn check_level(&mut self, fields: &Fields<'_>, when: &[Condition]) -> Option<()> {
        let used = when.iter().any(|condition| condition.than == Than::Level);
        match (fields.get("level"), used) {
            (Some(level), false) => {
                let title = format!("`{}` is not used", level.path);
                let label = "`when` compares nothing with it".to_owned();
                let help = "write the word `level` for the number in `when`".to_owned();
                self.fail_with_help(level.key_place, [title, label, help])
            }
            (None, true) if !fields.has_strangers() => {
                let when = fields.get("when")?;
                let title = format!("`{}` compares with a `level` that is not given", when.path);
                let label = "`level` is a key next to it".to_owned();
                let help = "add one: level = { uniform = [3_000, 9_000] }".to_owned();
                self.fail_with_help(&when.node.place, [title, label, help])
            }
            _ => Some(()),
        }
    }

    /// One action, or an array of them.
    fn actions(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<Vec<Action>> {
        let Value::Array(nodes) = &item.node.value else {
            return self.action(top, item).map(|action| vec![action]);
        };
        if nodes.is_empty() {
            let title = format!("`{}` is an empty array", item.path);
            return self.fail(&item.node.place, title, "expected at least one action");
        }
        let actions: Vec<Option<Action>> = nodes
            .iter()
            .enumerate()
            .map(|(i, node)| self.action(top, &item.element(i, node, item.kind)))
            .collect();
        actions.into_iter().collect()
    }

    fn action(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<Action> {
        let form = self.form(item, ACTION)?;
        match form.name {
            "request" => self.request(top, &form).map(Action::Request),
            "stop_batches" => self.stop_batches(top, &form),
            "withdraw" => {
                let help =
                    |name: &str| format!("its units can be relieved: {{ relieve = \"{name}\" }}");
                self.no_rotation(top, &form, help).map(|pool| Action::Withdraw { pool })
            }
            "relieve" => self.relieve(top, &form),
            "ration" => {
                let fields = self.table(&form)?;
                let losses = fields.need(self, "losses", |d, item| d.process_name(top, item));
                let factor = fields.need(self, "factor", Self::quantity);
                Some(Action::Ration { losses: losses?, factor: factor? })
            }
            "switch" => {
                let fields = self.table(&form)?;
                let losses = fields.need(self, "losses", |d, item| d.process_name(top, item));
                let schedule = fields.need(self, "schedule", Self::switch_steps);
                Some(Action::Switch { losses: losses?, schedule: schedule? })
            }
            _ => {
                let transfer = self.one_of(top, &form, ("transfers", "transfer"))?;
                Some(Action::StopTransfers { transfer })
            }
        }
    }

    fn request(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<Request> {
        let fields = self.table(item)?;
        let pool = fields.need(self, "pool", |d, item| d.pool_or_supply(top, item));
        let size = fields.need(self, "size", Self::quantity);
        let lead = fields.maybe(self, "lead", Self::duration);
        let arrives = fields.maybe(self, "arrives", Self::quantity);
        let tour = fields.maybe(self, "tour", Self::days);
        if let (Some(pool), Some(item)) = (&pool, fields.get("tour")) {
            self.check_no_units(top, item, Some(pool));
            self.check_tour_waits(top, pool, item);
            self.check_no_stock(top, item, pool);
        }
        Some(Request {
            pool: pool?,
            size: size?,
            lead: lead?.unwrap_or(Duration::Fixed(0.0)),
            arrives: arrives?.unwrap_or(Quantity::Fixed(1.0)),
            tour: tour?,
        })
    }

    /// What a stockpile holds goes nowhere after a tour.
    fn check_no_stock(&mut self, top: &Fields<'_>, tour: &Item<'_>, pool: &str) {
        if names(top, "supplies").contains(&pool) {
            let title = format!("`{}` is of a delivery to a supply", tour.path);
            let label = "what comes to a stockpile stays until it is used".to_owned();
            let help = "leave `tour` out".to_owned();
            self.fail_with_help::<()>(tour.key_place, [title, label, help]);
        }
    }

    fn stop_batches(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<Action> {
        let pool = self.pool_or_supply(top, item)?;
        if !known::is_sent_to(top, &pool) {
            self.push(
                Finding::warning(format!("`{}` stops nothing", item.path))
                    .at(item.node.place.clone())
                    .label(format!("no batch is bound for `{pool}`")),
            );
        }
        Some(Action::StopBatches { pool })
    }

    fn relieve(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<Action> {
        let rotation = self.one_of(top, item, ("rotations", "rotation"))?;
        if known::has_no_relief(top, &rotation) {
            self.push(
                Finding::warning(format!("`{}` relieves nobody", item.path))
                    .at(item.node.place.clone())
                    .label(format!("all units of `{rotation}` are in the line")),
            );
        }
        Some(Action::Relieve { rotation })
    }

    fn process_name(&mut self, top: &Fields<'_>, item: &Item<'_>) -> Option<String> {
        self.one_of(top, item, ("losses", "loss process"))
    }

    /// A name in a table at the top.
    fn one_of(
        &mut self,
        top: &Fields<'_>,
        item: &Item<'_>,
        (table, noun): (&str, &str),
    ) -> Option<String> {
        let name = self.text(item)?;
        let names = names(top, table);
        if names.contains(&name.as_str()) {
            return Some(name);
        }
        let title = format!("there is no {noun} `{name}`");
        if names.is_empty() {
            let label = format!("the scenario has no [{table}.{name}]");
            return self.fail(&item.node.place, title, label);
        }
        let label = match nearest(&name, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("expected the name of a {noun}"),
        };
        let help = format!("`{table}` has {}", names.join(", "));
        self.fail_with_help(&item.node.place, [title, label, help])
    }

    /// Steps of strictly ascending days from the next day, 0, on.
    fn switch_steps(&mut self, item: &Item<'_>) -> Option<Vec<ScheduleStep>> {
        let mut next = 0;
        let steps: Vec<Option<ScheduleStep>> = self
            .list(item)?
            .iter()
            .map(|item| {
                let fields = self.table(item)?;
                let from = fields.need(self, "from", |d, item| {
                    let from = d.days(item)?;
                    if from < next {
                        let title = format!("`{}` is not after the step before", item.path);
                        let label = format!("expected {next} days or more");
                        return d.fail(&item.node.place, title, label);
                    }
                    next = from + 1;
                    Some(from)
                });
                let factor = fields.need(self, "factor", Self::quantity);
                Some(ScheduleStep { from: from?, factor: factor? })
            })
            .collect();
        let steps: Vec<ScheduleStep> = steps.into_iter().collect::<Option<_>>()?;
        if steps.is_empty() {
            let title = format!("`{}` is an empty array", item.path);
            return self.fail(&item.node.place, title, "expected at least one step");
        }
        Some(steps)
    }
}

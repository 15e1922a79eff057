//! `outlast replay`: one replication alone, day by day.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use outlast_core::scenario::{Pool, Scenario};
use outlast_core::{Happening, Plan, Replay, Tours, UnitDay, Wanted, What};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::args::ReplayArgs;
use crate::failure::Failure;
use crate::figures::{amount, counted};
use crate::load::Study;
use crate::{answer, daily, manifest, rows, say, trace};

/// Replays a replication and prints it.
pub(crate) fn command(args: &ReplayArgs) -> Result<(), Failure> {
    let study = Study::load(&args.scenario)?;
    if let Some(starts) = study.starts().filter(|&starts| args.run >= starts) {
        return Err(Failure::usage(
            format!(
                "there is no run {}: the series has {} to start from",
                args.run,
                counted(starts, "day")
            ),
            format!("the last one is --run {}", starts - 1),
        ));
    }
    let plan = study.plan(&Wanted::Everything)?;
    let told = Told {
        scenario: study.scenario(),
        plan: &plan,
        number: args.run,
        replay: Replay::new(&plan, args.run),
    };
    if args.json {
        say::answer(&told.json(args.trace)?)
    } else {
        say::answer(&told.text(args.trace))
    }
}

/// A replication to be told.
struct Told<'a> {
    scenario: &'a Scenario,
    plan: &'a Plan,
    number: u64,
    replay: Replay,
}

/// A day of a pool, summed up.
#[derive(Debug, Default, Serialize)]
struct Day {
    day: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    pool: String,
    arrived: i64,
    /// Only where some can come back.
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<i64>,
    /// Only where there are transfers or replacements.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_in: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_out: Option<i64>,
    went_home: i64,
    demanded: i64,
    lost: i64,
    short: i64,
    strength: i64,
    /// Demands that wait at the close; only where a pool has backorders.
    #[serde(skip_serializing_if = "Option::is_none")]
    backorders: Option<i64>,
    /// Parts of a unit that all of these count.
    #[serde(skip)]
    per_unit: i64,
}

impl Day {
    /// Its entry, with amounts in their unit.
    fn json(&self) -> Value {
        let mut value = json!(self);
        if self.per_unit != 1
            && let Some(fields) = value.as_object_mut()
        {
            for (_, field) in fields.iter_mut().filter(|(key, _)| *key != "day") {
                if let Some(parts) = field.as_i64() {
                    // The digits of the cell are the amount, exactly.
                    let cell = rows::cell(parts, self.per_unit);
                    *field = serde_json::from_str(&cell).unwrap_or(Value::Null);
                }
            }
        }
        value
    }
}

/// Parts of a unit that a pool counts.
fn per_unit(pool: &Pool) -> i64 {
    pool.supply.as_ref().map_or(1, |supply| i64::from(supply.per_unit))
}

impl Told<'_> {
    /// Day after day, and in each day the pools in the order of the scenario.
    fn days(&self) -> Vec<Day> {
        let mut days = Vec::new();
        let (returns, transfers) = (self.has_returns(), self.has_transfers());
        let mut today: Vec<Day> = self.scenario.pools.iter().map(|_| Day::default()).collect();
        let mut backorders = vec![0; today.len()];
        for happening in &self.replay.happenings {
            let day = &mut today[happening.pool];
            match &happening.what {
                What::Arrived { count, .. } | What::ToTheLine { count, .. } => day.arrived += count,
                What::Returned { count, .. } => {
                    day.returned = Some(day.returned.unwrap_or(0) + count);
                }
                What::MovedIn { count, .. } | What::Refilled { count, in_line: true, .. } => {
                    day.moved_in = Some(day.moved_in.unwrap_or(0) + count);
                }
                What::MovedOut { count, .. } | What::SentToUnits { count, .. } => {
                    day.moved_out = Some(day.moved_out.unwrap_or(0) + count);
                }
                What::WentHome { count, .. }
                | What::ToRest { count, .. }
                | What::Withdrawn { count } => day.went_home += count,
                What::Lost { demanded, lost, .. } => {
                    day.demanded += demanded;
                    day.lost += lost;
                }
                What::Backordered { waiting, .. } => backorders[happening.pool] = *waiting,
                What::OnItsWay { .. }
                | What::NotComing { .. }
                | What::Refilled { .. }
                | What::Queued { .. }
                | What::Rationed { .. }
                | What::Stopped { .. }
                | What::Decided { .. } => {}
                What::Closed { strength } => days.push(Day {
                    day: happening.day,
                    date: self.date(happening.day),
                    pool: self.scenario.pools[happening.pool].name.clone(),
                    returned: returns.then(|| day.returned.unwrap_or(0)),
                    moved_in: transfers.then(|| day.moved_in.unwrap_or(0)),
                    moved_out: transfers.then(|| day.moved_out.unwrap_or(0)),
                    short: day.demanded - day.lost,
                    strength: *strength,
                    per_unit: per_unit(&self.scenario.pools[happening.pool]),
                    backorders: self.has_backorders().then(|| backorders[happening.pool]),
                    ..std::mem::take(day)
                }),
            }
        }
        days
    }

    fn has_returns(&self) -> bool {
        self.scenario.losses.iter().any(|process| !process.recoveries.is_empty())
    }

    fn has_backorders(&self) -> bool {
        self.scenario.pools.iter().any(|pool| pool.backorders)
    }

    fn has_transfers(&self) -> bool {
        !self.scenario.transfers.is_empty()
            || self.scenario.rotations.iter().any(|rotation| rotation.refill.is_some())
    }

    /// The date of a day: of the scenario's calendar, else of the series that is replayed.
    fn date(&self, day: u32) -> Option<String> {
        let own = || daily::date(self.scenario, day);
        let replayed = || {
            let first = *rows::start_dates(self.scenario)?.get(self.number as usize)?;
            first.checked_add(jiff::ToSpan::days(i64::from(day) - 1)).ok()
        };
        own().or_else(replayed).map(|date| date.to_string())
    }

    fn text(&self, traced: bool) -> String {
        let mut text = format!("Run {} with seed {}\n\n", self.number, self.plan.seed());
        if traced {
            text += &self.trace();
            text.push('\n');
        }
        text += &self.table();
        text += "\n\n";
        let width = self.plan.metrics().iter().map(|m| m.name.chars().count()).max().unwrap_or(0);
        for (metric, &value) in self.plan.metrics().iter().zip(&self.replay.values) {
            let value = match rows::cell(value, metric.scale) {
                value if value.is_empty() => answer::open(&metric.name, self.plan.horizon()),
                value => value,
            };
            text += &format!("{:width$}  {value}\n", metric.name);
        }
        for question in self.plan.questions() {
            let holds = question.holds(self.replay.values[question.metric()]);
            let answer = if holds { "yes" } else { "no" };
            text += &format!("{} ({}): {answer}\n", question.name, question.text);
        }
        text
    }

    fn trace(&self) -> String {
        let several = self.scenario.pools.len() > 1;
        let line = |happening: &Happening| {
            let pool = &self.scenario.pools[happening.pool];
            let pool = if several { format!("{}: ", answer::label(pool)) } else { String::new() };
            let date = self.date(happening.day).map_or_else(String::new, |date| format!(" {date}"));
            let (day, phase) = (happening.day, trace::phase(happening));
            format!(
                "day {day:>4}{date}  {phase:<8}  {pool}{}\n",
                trace::words(happening, per_unit(&self.scenario.pools[happening.pool]))
            )
        };
        self.replay.happenings.iter().map(line).collect()
    }

    fn table(&self) -> String {
        let days = self.days();
        let dated = days.iter().any(|day| day.date.is_some());
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        let mut header = vec!["day"];
        header.extend(dated.then_some("date"));
        header.extend(["pool", "arrived"]);
        header.extend(self.has_returns().then_some("returned"));
        header.extend(["moved in", "moved out"].into_iter().filter(|_| self.has_transfers()));
        header.extend(["went home", "demanded", "lost", "short", "strength"]);
        header.extend(self.has_backorders().then_some("backorders"));
        table.set_header(header);
        for day in days {
            let mut row = vec![day.day.to_string()];
            row.extend(dated.then(|| day.date.unwrap_or_default()));
            row.push(day.pool);
            let entries = [Some(day.arrived), day.returned, day.moved_in, day.moved_out];
            let numbers = [day.went_home, day.demanded, day.lost, day.short, day.strength];
            let all = entries.into_iter().flatten().chain(numbers).chain(day.backorders);
            row.extend(all.map(|number| amount(number, day.per_unit)));
            table.add_row(row);
        }
        let first_number = if dated { 3 } else { 2 };
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
            if column.index >= first_number || column.index == 0 {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }

    /// Where each unit of a rotation was, and how strong, day by day.
    fn tours(&self, tours: &Tours) -> Value {
        let unit = |days: &Vec<UnitDay>| {
            json!({
                "in_line": days.iter().map(|day| day.in_line).collect::<Vec<bool>>(),
                "strength": days.iter().map(|day| day.strength).collect::<Vec<i64>>(),
            })
        };
        json!({
            "rotation": self.scenario.pools[tours.pool].name,
            "unit_size": tours.unit_size,
            "deployed": tours.deployed,
            "units": tours.units.iter().map(unit).collect::<Vec<Value>>(),
        })
    }

    /// Values as in the file of `--runs`, and null where the event did not come.
    fn json(&self, traced: bool) -> Result<String, Failure> {
        #[derive(Serialize)]
        struct Run {
            run: u64,
            seed: u64,
            metrics: outlast_montecarlo::Ordered<Value>,
            asks: outlast_montecarlo::Ordered<bool>,
            days: Vec<Value>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            rotations: Vec<Value>,
            #[serde(skip_serializing_if = "Option::is_none")]
            trace: Option<Vec<Value>>,
        }
        let values = self.plan.metrics().iter().zip(&self.replay.values);
        let happening = |h: &Happening| {
            let mut entry = Map::new();
            entry.insert("day".to_owned(), json!(h.day));
            entry.insert("phase".to_owned(), json!(trace::phase(h)));
            entry.insert("pool".to_owned(), json!(self.scenario.pools[h.pool].name));
            entry.insert(
                "what".to_owned(),
                json!(trace::words(h, per_unit(&self.scenario.pools[h.pool]))),
            );
            Value::Object(entry)
        };
        manifest::pretty(&Run {
            run: self.number,
            seed: self.plan.seed(),
            metrics: values
                .map(|(metric, &value)| {
                    // The digits of the cell are the value, exactly.
                    let cell = rows::cell(value, metric.scale);
                    let number = serde_json::from_str(&cell).unwrap_or(Value::Null);
                    (metric.name.clone(), number)
                })
                .collect(),
            asks: self
                .plan
                .questions()
                .iter()
                .map(|q| (q.name.clone(), q.holds(self.replay.values[q.metric()])))
                .collect(),
            days: self.days().iter().map(Day::json).collect(),
            rotations: self.replay.rotations.iter().map(|tours| self.tours(tours)).collect(),
            trace: traced.then(|| self.replay.happenings.iter().map(happening).collect()),
        })
    }
}

//! A scenario in words: what each table of the file says.

use std::cmp::Ordering;

use outlast_core::scenario::{
    Action, Batch, Correlation, Duration, HazardStep, Lanchester, LossLaw, LossProcess, Opposed,
    Per, Policy, Pool, Quantity, Refill, Regime, ReplayStart, Request, Rotation, RotationStart,
    SalvoSize, Scenario, ScheduleStep, Series, Transfer,
};

use crate::figures::{counted, days, plain};

/// A pool: "12,000 troops; thresholds half, floor".
pub(crate) fn pool(pool: &Pool, unit: &str) -> String {
    let mut text = format!("{} {unit} on day 1", quantity(&pool.strength));
    if let Some(establishment) = &pool.establishment {
        text += &format!(", establishment {}", quantity(establishment));
    }
    text + &thresholds(pool)
}

fn thresholds(pool: &Pool) -> String {
    let mut text = String::new();
    for (index, threshold) in pool.thresholds.iter().enumerate() {
        text += if index == 0 { "; thresholds " } else { ", " };
        text += &format!("{} ({})", threshold.name, plain(threshold.level));
    }
    if pool.backorders {
        text += "; unmet demands wait, and are met first";
    }
    text
}

/// A supply: "300,000 shells on day 1; use: 6,000 every day; resupply: 85,000 a month".
pub(crate) fn supply(pool: &Pool, scenario: &Scenario) -> String {
    let Some(supply) = &pool.supply else { return String::new() };
    let mut text = self::pool(pool, &supply.unit);
    if supply.per_unit > 1 {
        text += &format!(", counted in {} parts of one", plain(f64::from(supply.per_unit)));
    }
    for process in scenario.losses.iter().filter(|process| process.pool == pool.name) {
        text += &format!("; use: {}{}", law(&process.daily), modifiers(process));
    }
    for resupply in scenario.transfers.iter().filter(|t| t.to.as_ref() == Some(&pool.name)) {
        if let LossLaw::Constant { mean } = &resupply.rate {
            text += &format!("; resupply: {} a {}", quantity(mean), resupply.per.name());
        }
    }
    for delivery in scenario.batches.iter().filter(|batch| batch.pool == pool.name) {
        text += &format!("; delivery: {}", batch(delivery, scenario));
    }
    for step in &supply.ration {
        let (factor, days) = (plain(step.factor), days(&plain(step.below_days)));
        text += &format!("; below {days} of supply {factor} of the use");
    }
    if let Some(window) = supply.window {
        text += &format!("; mean use over {}", days(&plain(f64::from(window))));
    }
    text
}

/// A rotation: "9 units of 3,000 troops, 3 in the line for 60 days, at least 120 days at rest; 9
/// units for 3 in the line at 1:2: just enough".
pub(crate) fn rotation(rotation: &Rotation, pool: &Pool, scenario: &Scenario) -> String {
    let (units, deployed) = (u64::from(rotation.units), plain(f64::from(rotation.deployed)));
    let in_days = |number: u32| days(&plain(f64::from(number)));
    let (tour, dwell) = (in_days(rotation.tour), in_days(rotation.dwell));
    let size = quantity(&rotation.unit_size);
    let mut text = format!("{} of {size} {}", counted(units, "unit"), scenario.unit);
    if rotation.fill != Quantity::Fixed(1.0) {
        text += &format!(", filled to {} on day 1", quantity(&rotation.fill));
    }
    text += &format!(", {deployed} in the line for {tour}, then at least {dwell} at rest");
    if rotation.handover > 0 {
        text += &format!(", {} of handover", in_days(rotation.handover));
    }
    if rotation.start == RotationStart::Together {
        text += ", all tours begun on day 1";
    }
    if rotation.relieve_below > 0.0 {
        text += &format!("; relieved early below {}", plain(rotation.relieve_below));
    }
    if rotation.min_fill > rotation.relieve_below {
        text += &format!("; fit to go from {}", plain(rotation.min_fill));
    }
    text += &match &rotation.refill {
        Some(refill) => format!("; {}", self::refill(refill)),
        None => "; never refilled".to_owned(),
    };
    if let Some(establishment) = &pool.establishment {
        text += &format!("; establishment {}", quantity(establishment));
    }
    let needed = rotation.units_needed();
    let verdict = match units.cmp(&needed) {
        Ordering::Less => format!("{} too few, {needed} are needed", needed - units),
        Ordering::Equal => "just enough".to_owned(),
        Ordering::Greater => format!("{} more than needed", units - needed),
    };
    let early = rotation.relieve_below > 0.0
        || scenario.policies.iter().any(|policy| policy.relieves(&rotation.name));
    let early = if early { ", if none is relieved early" } else { "" };
    let units = counted(units, "unit");
    // Two digits say how long the rest is; what is needed goes by the days.
    let ratio = f64::from(rotation.dwell) / f64::from(rotation.tour);
    let ratio = plain((ratio * 100.0).round() / 100.0);
    text += &thresholds(pool);
    text + &format!("; {units} for {deployed} in the line at 1:{ratio}: {verdict}{early}")
}

/// "refilled at rest to 0.9 from replacements, at most 50 a day".
fn refill(refill: &Refill) -> String {
    let place = match (refill.at_rest, refill.in_line) {
        (true, true) => "at rest and in the line",
        (true, false) => "at rest",
        _ => "in the line",
    };
    let source = refill.from.as_deref().unwrap_or("outside");
    let mut text = format!("refilled {place} to {} from {source}", plain(refill.to));
    if let Some(rate) = &refill.rate {
        text += &format!(", at most {} a day", quantity(rate));
    }
    text
}

/// A loss process: "Poisson with mean 1,200 a day, falls on contingent".
pub(crate) fn losses(process: &LossProcess) -> String {
    let mut text = format!("{}; falls on {}", law(&process.daily), process.pool);
    text += &modifiers(process);
    for (index, category) in process.split.iter().enumerate() {
        text += if index == 0 { "; " } else { ", " };
        text += &format!("{} {}", plain(category.part), category.name);
    }
    for recovery in &process.recoveries {
        text += &format!(
            "; {} of {} return to {} after {}",
            quantity(&recovery.returns),
            recovery.category,
            recovery.to,
            duration(&recovery.delay)
        );
        if let Some(servers) = recovery.servers {
            text += &format!(" of service, {} at a time", plain(f64::from(servers)));
        }
    }
    text
}

/// What multiplies the mean of a process: ", a share of 0.5; from day 31 times 1.5".
fn modifiers(process: &LossProcess) -> String {
    let mut text = String::new();
    if process.share != Quantity::Fixed(1.0) {
        text += &format!(", a share of {}", quantity(&process.share));
    }
    for step in &process.schedule {
        text += &format!("; from day {} times {}", step.from, quantity(&step.factor));
    }
    if let Some(pulse) = &process.pulse {
        text += &format!(
            "; pulses of {}, {} a year, times {}",
            duration(&pulse.days),
            quantity(&pulse.per_year),
            quantity(&pulse.factor)
        );
    }
    text
}

/// A battle: "blue loses 0.01 a day by each of red, red loses 0.01 a day by each of blue (square)".
pub(crate) fn opposed(battle: &Opposed, scenario: &Scenario) -> String {
    let [first, second] = &battle.pools;
    let [a, b] = battle.coefficients.each_ref().map(quantity);
    let of = |pool: &str, loss: &str, by: &str, hidden: bool| {
        let part = if hidden { " of itself" } else { "" };
        format!("{pool} loses {loss}{part} a day by each of {by}")
    };
    let (first_hidden, second_hidden) = match battle.law {
        Lanchester::Square => (false, false),
        Lanchester::Linear => (true, true),
        Lanchester::Mixed => (true, false),
    };
    let mut text = format!(
        "{}, {} ({} law)",
        of(first, &a, second, first_hidden),
        of(second, &b, first, second_hidden),
        battle.law.name()
    );
    if battle.deterministic {
        text += ", without chance";
    }
    text + &window(battle.from_day, battle.until, scenario)
}

/// "front and depot: drifting rates of correlation 0.6".
pub(crate) fn correlation(correlation: &Correlation) -> String {
    let [first, second] = &correlation.names;
    let rho = plain(correlation.rho);
    if correlation.members[0].is_input() {
        format!("inputs {first} and {second} go together, correlation {rho}")
    } else {
        format!("rates of {first} and {second} drift together, correlation {rho}")
    }
}

/// ", from day 8 (2024-11-01), until day 50": nothing where it is the whole run.
fn window(from_day: u32, until: Option<u32>, scenario: &Scenario) -> String {
    let day = |day: u32| match crate::daily::date(scenario, day) {
        Some(date) => format!("day {day} ({date})"),
        None => format!("day {day}"),
    };
    let first = (from_day > 1).then(|| format!(", from {}", day(from_day)));
    let last = until.map(|until| format!(", until {}", day(until)));
    first.into_iter().chain(last).collect()
}

/// A batch: "1,500 to contingent on day 8, then every 7 days, 7 in all".
pub(crate) fn batch(batch: &Batch, scenario: &Scenario) -> String {
    let mut text = format!("{} to {} on day {}", quantity(&batch.size), batch.pool, batch.day);
    if let Some(date) = crate::daily::date(scenario, batch.day) {
        text += &format!(" ({date})");
    }
    if let Some(every) = batch.every {
        text += &format!(", then every {}", days(&plain(f64::from(every))));
        text += &batch.count.map_or_else(
            || " to the horizon".to_owned(),
            |count| format!(", {} in all", plain(f64::from(count))),
        );
    }
    if let Some(delay) = &batch.delay {
        text += &format!(", late by {}", duration(delay));
    }
    if batch.arrives != Quantity::Fixed(1.0) {
        text += &format!(", each with a chance of {}", quantity(&batch.arrives));
    }
    if let Some(tour) = batch.tour {
        text += &format!(", home after {}", days(&plain(f64::from(tour))));
    }
    text
}

/// A transfer: "90 every day, divided by the 30.4375 days of a month; from storage to active, at most 4 a day".
pub(crate) fn transfer(transfer: &Transfer, scenario: &Scenario) -> String {
    let mut text = law(&transfer.rate);
    if transfer.per != Per::Day {
        let (per, days) = (transfer.per.name(), plain(transfer.per.days()));
        text += &format!(", divided by the {days} days of a {per}");
    }
    text += "; ";
    text += &match (&transfer.from, &transfer.to) {
        (Some(from), Some(to)) => format!("from {from} to {to}"),
        (Some(from), None) => format!("from {from}, for good"),
        (None, to) => format!("from outside to {}", to.as_deref().unwrap_or_default()),
    };
    if let Some(cap) = &transfer.cap {
        text += &format!(", at most {} a day", quantity(cap));
    }
    text += &window(transfer.from_day, transfer.until, scenario);
    if let Some(delay) = &transfer.delay {
        text += &format!(", {} on the way", duration(delay));
    }
    if transfer.survives != Quantity::Fixed(1.0) {
        text += &format!(", of whom {} arrive", quantity(&transfer.survives));
    }
    text
}

/// A policy: "once day >= 10 (level 3,000 to 9,000): no further batches set out for contingent".
pub(crate) fn policy(policy: &Policy) -> String {
    let mut text = match policy.gap {
        None => "once ".to_owned(),
        Some(gap) => {
            format!("whenever, at most every {}, ", days(&plain(f64::from(gap))))
        }
    };
    text += &policy.text;
    if let Some(level) = &policy.level {
        text += &format!(" (level {})", quantity(level));
    }
    for (index, action) in policy.actions.iter().enumerate() {
        text += if index == 0 { ": " } else { "; " };
        text += &self::action(action);
    }
    text
}

fn action(action: &Action) -> String {
    match action {
        Action::Request(request) => self::request(request),
        Action::StopBatches { pool } => format!("no further batches set out for {pool}"),
        Action::Withdraw { pool } => format!("all of {pool} go home"),
        Action::Relieve { rotation } => {
            format!("all units of {rotation} in the line are relieved, as far as others are fit")
        }
        Action::Ration { losses, factor } => format!("{losses} times {}", quantity(factor)),
        Action::Switch { losses, schedule } => {
            let step = |step: &ScheduleStep| {
                format!("from {} on times {}", later(step.from), quantity(&step.factor))
            };
            let steps: Vec<String> = schedule.iter().map(step).collect();
            format!("{losses} {}", steps.join(", "))
        }
        Action::StopTransfers { transfer } => format!("{transfer} moves no more"),
    }
}

/// "the next day", "30 days later".
fn later(from: u32) -> String {
    match from {
        0 => "the next day".to_owned(),
        from => format!("{} later", days(&plain(f64::from(from)))),
    }
}

/// "1,500 set out for contingent, 10 days on the way".
fn request(request: &Request) -> String {
    let mut text = format!("{} set out for {}", quantity(&request.size), request.pool);
    if request.lead != Duration::Fixed(0.0) {
        text += &format!(", {} on the way", duration(&request.lead));
    }
    if request.arrives != Quantity::Fixed(1.0) {
        text += &format!(", with a chance of {}", quantity(&request.arrives));
    }
    if let Some(tour) = request.tour {
        text += &format!(", home after {}", days(&plain(f64::from(tour))));
    }
    text
}

fn law(law: &LossLaw) -> String {
    match law {
        LossLaw::Constant { mean } => format!("{} every day", quantity(mean)),
        LossLaw::Poisson { mean } => format!("Poisson, mean {} a day", quantity(mean)),
        LossLaw::NegBinomial { mean, k } => {
            format!("negative binomial, mean {} a day, k {}", quantity(mean), quantity(k))
        }
        LossLaw::NbDrift { mean, k, sigma, rate_cv } => format!(
            "negative binomial around a drifting rate, mean {} a day, k {}, sigma {}, rate_cv {}",
            quantity(mean),
            quantity(k),
            quantity(sigma),
            quantity(rate_cv)
        ),
        LossLaw::Ar1NegBinomial { mean, k, phi, sigma } => format!(
            "negative binomial around a rate that returns, mean {} a day, k {}, phi {}, sigma {}",
            quantity(mean),
            quantity(k),
            quantity(phi),
            quantity(sigma)
        ),
        LossLaw::MarkovNegBinomial { states } => {
            let regimes: Vec<String> = states.iter().map(regime).collect();
            format!("negative binomial by regime: {}", regimes.join("; "))
        }
        LossLaw::Empirical { table } => {
            let rows = counted(table.values.len() as u64, "row");
            format!("days drawn by weight from {} of {}, {rows}", table.value, table.file)
        }
        LossLaw::Gamma { mean, cv } => {
            format!("gamma, mean {} a day, cv {}", quantity(mean), quantity(cv))
        }
        LossLaw::Lognormal { mean, cv } => {
            format!("lognormal, mean {} a day, cv {}", quantity(mean), quantity(cv))
        }
        LossLaw::Normal { mean, sd } => {
            format!("normal, mean {} a day, sd {}", quantity(mean), quantity(sd))
        }
        LossLaw::CompoundPoisson { events, size } => {
            format!("salvos, {} a day on average, of {}", quantity(events), salvo(size))
        }
        LossLaw::ZeroInflated { zero, daily } => {
            format!("nothing on a day with chance {}, else {}", quantity(zero), self::law(daily))
        }
        LossLaw::Replay { series: rows, start: ReplayStart::Each(starts) } => {
            let starts = counted(starts.len() as u64, "day");
            format!("{} as it came, from each of {starts} in turn", series(rows))
        }
        LossLaw::Replay { series: rows, start: ReplayStart::At(row) } => {
            let date = rows.dates.as_ref().and_then(|dates| dates.get(*row));
            let from = date.map_or_else(|| format!("row {}", row + 1), ToString::to_string);
            format!("{} as it came, from {from}", series(rows))
        }
        LossLaw::Bootstrap { series: rows } => format!("days drawn from {}", series(rows)),
        LossLaw::BlockBootstrap { series: rows, block } => {
            format!("blocks of {} drawn from {}", days(&plain(f64::from(*block))), series(rows))
        }
        LossLaw::Hazard { steps, spread } => hazard(steps, *spread),
    }
}

/// "mean 1,200 a day, k 40, for 30 days on average".
fn regime(regime: &Regime) -> String {
    let (mean, k, stay) = (quantity(&regime.mean), quantity(&regime.k), quantity(&regime.stay));
    format!("mean {mean} a day, k {k}, for {} on average", days(&stay))
}

/// "12 each", "geometric size, mean 12".
fn salvo(size: &SalvoSize) -> String {
    match size {
        SalvoSize::Fixed { size } => format!("{} each", quantity(size)),
        SalvoSize::Geometric { mean } => format!("geometric size, mean {}", quantity(mean)),
        SalvoSize::NegBinomial { mean, k } => {
            format!("negative binomial size, mean {}, k {}", quantity(mean), quantity(k))
        }
        SalvoSize::Poisson { mean } => format!("Poisson size, mean {}", quantity(mean)),
        SalvoSize::Uniform { low, high } => {
            format!("{} to {} each", plain(f64::from(*low)), plain(f64::from(*high)))
        }
        SalvoSize::Lognormal { mean, cv } => {
            format!("lognormal size, mean {}, cv {}", quantity(mean), quantity(cv))
        }
    }
}

/// "7.67 per 1,000 present a day", "20, from 30 days after joining 5 per 1,000 present a day".
fn hazard(steps: &[HazardStep], spread: f64) -> String {
    let mut text = String::new();
    for step in steps {
        if step.from > 0 {
            text += &format!(", from {} after joining ", days(&plain(f64::from(step.from))));
        }
        text += &quantity(&step.per_1000);
    }
    text += " per 1,000 present a day";
    if spread > 0.0 {
        text += &format!(", cv of a day {}", plain(spread));
    }
    text
}

fn series(series: &Series) -> String {
    format!("{} of {}, {}", series.column, series.file, counted(series.values.len() as u64, "row"))
}

fn quantity(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Fixed(value) => plain(*value),
        Quantity::Uniform { low, high } => format!("{} to {}", plain(*low), plain(*high)),
        Quantity::UniformInteger { low, high } => {
            format!("{} to {}", plain(*low as f64), plain(*high as f64))
        }
        Quantity::Triangular { low, mode, high } => {
            format!("{} to {}, most likely {}", plain(*low), plain(*high), plain(*mode))
        }
        Quantity::Normal { mean, sd } => format!("{} ± {} (normal)", short(*mean), short(*sd)),
        Quantity::Lognormal { mean, cv } => {
            format!("{} (lognormal, cv {})", short(*mean), short(*cv))
        }
        Quantity::Choice { values, .. } => {
            let values: Vec<String> = values.iter().map(|value| plain(*value)).collect();
            format!("one of {}", values.join(", "))
        }
    }
}

/// Three decimals are enough for what the parser may have computed from a range.
fn short(number: f64) -> String {
    outlast_montecarlo::rounding::with_interval(number, number, number)
}

fn duration(duration: &Duration) -> String {
    match duration {
        Duration::Fixed(value) => days(&plain(*value)),
        Duration::Uniform { low, high } => format!("{} to {} days", plain(*low), plain(*high)),
        Duration::Triangular { low, mode, high } => {
            format!("{} to {} days, most likely {}", plain(*low), plain(*high), plain(*mode))
        }
        Duration::Exponential { mean } => format!("{} on average (exponential)", mean_days(*mean)),
        Duration::Gamma { mean, shape } => {
            format!("{} on average (gamma, shape {})", mean_days(*mean), plain(*shape))
        }
        Duration::Weibull { mean, shape } => {
            format!("{} on average (Weibull, shape {})", mean_days(*mean), plain(*shape))
        }
        Duration::Lognormal { mean, cv } => {
            format!("{} on average (lognormal, cv {})", mean_days(*mean), plain(*cv))
        }
        Duration::Normal { mean, sd } => {
            format!("{} ± {} (normal)", mean_days(*mean), plain(*sd))
        }
        Duration::Even { from, to } => {
            let (from, to) = (plain(f64::from(*from)), plain(f64::from(*to)));
            format!("{from} to {to} whole days")
        }
    }
}

fn mean_days(mean: f64) -> String {
    days(&plain(mean))
}

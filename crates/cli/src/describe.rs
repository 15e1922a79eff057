//! A scenario in words: what each table of the file says.

use outlast_core::scenario::{
    Action, Batch, Duration, HazardStep, LossLaw, LossProcess, Per, Policy, Pool, Quantity, Regime,
    ReplayStart, Request, SalvoSize, Scenario, ScheduleStep, Series, Transfer,
};

use crate::figures::{counted, days, plain};

/// A pool: "12,000 troops; thresholds half, floor".
pub(crate) fn pool(pool: &Pool, unit: &str) -> String {
    let mut text = format!("{} {unit} on day 1", quantity(&pool.strength));
    if let Some(establishment) = &pool.establishment {
        text += &format!(", establishment {}", quantity(establishment));
    }
    for (index, threshold) in pool.thresholds.iter().enumerate() {
        text += if index == 0 { "; thresholds " } else { ", " };
        text += &format!("{} ({})", threshold.name, plain(threshold.level));
    }
    text
}

/// A loss process: "Poisson with mean 1,200 a day, falls on contingent".
pub(crate) fn losses(process: &LossProcess) -> String {
    let mut text = format!("{}; falls on {}", law(&process.daily), process.pool);
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
    }
    text
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
    let day = |day: u32| match crate::daily::date(scenario, day) {
        Some(date) => format!("day {day} ({date})"),
        None => format!("day {day}"),
    };
    if transfer.from_day > 1 {
        text += &format!(", from {}", day(transfer.from_day));
    }
    if let Some(until) = transfer.until {
        text += &format!(", until {}", day(until));
    }
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

//! Happenings in words, for `replay --trace`.

use outlast_core::metrics::{CENSORED, COVERAGE_SCALE};
use outlast_core::{Happening, Order, Phase, What};

use crate::figures::{amount, plain};
use crate::rows;

/// What happened, as a sentence without its day and pool, which counts `per_unit` in a unit.
pub(crate) fn words(happening: &Happening, per_unit: i64) -> String {
    let number = |count: i64| amount(count, per_unit);
    match &happening.what {
        What::Arrived { batch, count } => format!("{batch} arrives with {}", number(*count)),
        What::OnItsWay { batch, due } => format!("{batch} is late, due on day {due}"),
        What::NotComing { batch } => format!("{batch} does not come in time"),
        What::Decided { policy, order } => format!("{policy}: {}", ordered(order, per_unit)),
        What::Stopped { batch } => format!("{batch} is stopped and does not set out"),
        What::Withdrawn { count } => format!("all {} are withdrawn and go home", number(*count)),
        What::WentHome { batch, count } => format!("{} of {batch} go home", number(*count)),
        What::Returned { process, fate, count } => {
            format!("{} {fate} of {process} come back", number(*count))
        }
        What::MovedOut { transfer, count, left } => {
            format!("{transfer} takes {}; {} left", number(*count), number(*left))
        }
        What::MovedIn { transfer, count } => format!("{transfer} brings {}", number(*count)),
        What::ToTheLine { unit, count } => {
            format!("unit {unit} comes to the line with {}", number(*count))
        }
        What::ToRest { unit, count, days } => {
            let days = crate::figures::days(&number(*days));
            format!("unit {unit} comes out of the line with {} after {days}", number(*count))
        }
        What::Refilled { unit, count, in_line } => {
            let place = if *in_line { "in the line" } else { "at rest" };
            format!("{} replacements join unit {unit} {place}", number(*count))
        }
        What::SentToUnits { rotation, count, left } => {
            let (count, left) = (number(*count), number(*left));
            format!("{count} replacements go to the units of {rotation}; {left} left")
        }
        What::Lost { process, demanded, lost, left, fates } => {
            let (nobody, short) = (*lost == 0, demanded - lost);
            let (demanded, lost) = (number(*demanded), number(*lost));
            let met = if short == 0 {
                format!("{process} takes {lost}")
            } else {
                format!("{process} demands {demanded} and takes {lost}, {} short", number(short))
            };
            let split = if fates.is_empty() || nobody {
                String::new()
            } else {
                let fates: Vec<String> = fates
                    .iter()
                    .map(|(fate, count)| format!("{} {fate}", number(*count)))
                    .collect();
                format!(" ({})", fates.join(", "))
            };
            format!("{met}{split}; {} left", number(*left))
        }
        What::Queued { process, fate, waiting } => {
            format!("{} {fate} of {process} wait to be served", number(*waiting))
        }
        What::Backordered { waiting, before } => {
            let (waits, all) = (number((waiting - before).abs()), number(*waiting));
            if waiting > before {
                format!("{waits} of the demand wait; {all} backorders")
            } else {
                format!("{waits} backorders are met; {all} left")
            }
        }
        What::Rationed { factor, days } => {
            let left = match *days {
                CENSORED => "unlimited days of supply".to_owned(),
                days => format!("{} days of supply", rows::cell(days, COVERAGE_SCALE)),
            };
            if *factor == 1.0 {
                format!("rationing ends with {left}")
            } else {
                format!("rationing: {} of the use from tomorrow on, with {left}", plain(*factor))
            }
        }
        What::Closed { strength } => format!("the day closes with {}", number(*strength)),
    }
}

/// What a policy has ordered.
fn ordered(order: &Order, per_unit: i64) -> String {
    match order {
        Order::Request { size } => format!("requests a batch of {}", amount(*size, per_unit)),
        Order::StopBatches => "no further batches set out".to_owned(),
        Order::Withdraw => "all go home tomorrow".to_owned(),
        Order::Relieve => {
            "all units in the line are relieved tomorrow, as far as others are fit".to_owned()
        }
        Order::Ration { process, factor } => {
            format!("from tomorrow {process} is multiplied by {}", plain(*factor))
        }
        Order::Switch { process } => format!("from tomorrow {process} follows another schedule"),
        Order::StopTransfers { transfer } => format!("{transfer} moves no more"),
    }
}

/// The phase of the day, as the order of a day names it.
pub(crate) fn phase(happening: &Happening) -> &'static str {
    match happening.phase {
        Phase::Arrivals => "arrivals",
        Phase::Transfers => "transfer",
        Phase::Returns => "returns",
        Phase::Rotation => "rotation",
        Phase::Losses => "losses",
        Phase::Policies => "policy",
        Phase::Close => "close",
    }
}

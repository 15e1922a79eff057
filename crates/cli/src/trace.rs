//! Happenings in words, for `replay --trace`.

use outlast_core::{Happening, Order, Phase, What};
use outlast_montecarlo::rounding::count;

use crate::figures::plain;

fn number(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", count(value.unsigned_abs()))
}

/// What happened, as a sentence without its day and pool.
pub(crate) fn words(happening: &Happening) -> String {
    match &happening.what {
        What::Arrived { batch, count } => format!("{batch} arrives with {}", number(*count)),
        What::OnItsWay { batch, due } => format!("{batch} is late, due on day {due}"),
        What::NotComing { batch } => format!("{batch} does not come in time"),
        What::Decided { policy, order } => format!("{policy}: {}", ordered(order)),
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
        What::Closed { strength } => format!("the day closes with {}", number(*strength)),
    }
}

/// What a policy has ordered.
fn ordered(order: &Order) -> String {
    match order {
        Order::Request { size } => format!("requests a batch of {}", number(*size)),
        Order::StopBatches => "no further batches set out".to_owned(),
        Order::Withdraw => "all go home tomorrow".to_owned(),
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

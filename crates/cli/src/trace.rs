//! Happenings in words, for `replay --trace`.

use outlast_core::{Happening, Phase, What};
use outlast_montecarlo::rounding::count;

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
        What::WentHome { batch, count } => format!("{} of {batch} go home", number(*count)),
        What::Lost { process, demanded, lost, left } => {
            let (demanded, lost, short) = (number(*demanded), number(*lost), demanded - lost);
            let met = if short == 0 {
                format!("{process} takes {lost}")
            } else {
                format!("{process} demands {demanded} and takes {lost}, {} short", number(short))
            };
            format!("{met}; {} left", number(*left))
        }
        What::Closed { strength } => format!("the day closes with {}", number(*strength)),
    }
}

/// The phase of the day, as the order of a day names it.
pub(crate) fn phase(happening: &Happening) -> &'static str {
    match happening.phase {
        Phase::Arrivals => "arrivals",
        Phase::Rotation => "rotation",
        Phase::Losses => "losses",
        Phase::Close => "close",
    }
}

//! Numbers as the page writes them: a value to the digits that its standard error leaves.

/// Decimals that show two digits of a standard error; none at 10 and above.
pub(super) fn decimals(se: f64) -> usize {
    let (mut count, mut scaled) = (0, se);
    while scaled < 9.95 && count < 9 {
        scaled *= 10.0;
        count += 1;
    }
    count
}

/// With so many decimals, and commas between thousands.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let minus =
        if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "-" } else { "" };
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{minus}{grouped}{rest}")
}

/// As [`fixed`], without zeros at the end.
pub(super) fn trimmed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[test]
fn numbers_show_what_is_known_of_them() {
    assert_eq!(decimals(0.5), 2);
    assert_eq!(decimals(12.0), 0);
    assert_eq!(fixed(36_000.464, decimals(0.48)), "36,000.46");
    assert_eq!(fixed(-1_234_567.0, 0), "-1,234,567");
    assert_eq!(fixed(-0.001, 2), "0.00");
    assert_eq!(trimmed(36_000.0, 3), "36,000");
    assert_eq!(trimmed(10.750, 3), "10.75");
}

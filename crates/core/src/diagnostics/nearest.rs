//! "Did you mean ...?"

/// The known word nearest to `word`, if near enough to be a slip of the pen: at most a third of
/// its letters differ (swapped neighbours count once), or it differs in case only.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&lower, &k.to_lowercase()), k))
        .filter(|(distance, k)| *distance <= (k.chars().count() / 3).max(1))
        .filter(|(distance, _)| *distance < lower.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_mended_and_strangers_are_not() {
        let known = ["strength", "label", "every", "k"];
        assert_eq!(nearest("strenght", known), Some("strength"));
        assert_eq!(nearest("Every", known), Some("every"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("zz", known), None);
        assert_eq!(nearest("x", known), None);
    }
}

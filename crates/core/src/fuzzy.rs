//! Finding the name a client may have meant (ERR-50 … ERR-52).
//!
//! Candidates are ranked by the cosine similarity of their letter groups, the best are scored again by edit distance,
//! and what reaches the threshold is offered.

use std::collections::HashMap;

/// How similar a relation or function name must be.
pub const NAME_THRESHOLD: f64 = 0.75;
/// How similar a relationship's end or a function's arguments must be.
pub const LOOSE_THRESHOLD: f64 = 0.33;
/// How many candidates are scored by edit distance.
const SHORTLIST: usize = 50;

/// The candidate nearest to `asked`, if one is near enough. Case does not matter; an equal candidate wins at once.
///
/// ```
/// use rowgate_core::fuzzy::{nearest, NAME_THRESHOLD};
///
/// assert_eq!(nearest("project", ["projects", "clients"], NAME_THRESHOLD), Some("projects"));
/// assert_eq!(nearest("x", ["projects"], NAME_THRESHOLD), None);
/// ```
pub fn nearest<'a>(asked: &str, candidates: impl IntoIterator<Item = &'a str>, threshold: f64) -> Option<&'a str> {
    let asked = asked.to_lowercase();
    let candidates: Vec<(&str, String)> = candidates.into_iter().map(|name| (name, name.to_lowercase())).collect();
    if let Some((name, _)) = candidates.iter().find(|(_, lower)| *lower == asked) {
        return Some(name);
    }
    [3, 2].into_iter().find_map(|size| nearest_by_grams(&asked, &candidates, size, threshold))
}

fn nearest_by_grams<'a>(asked: &str, candidates: &[(&'a str, String)], size: usize, threshold: f64) -> Option<&'a str> {
    let wanted = grams(asked, size);
    let mut ranked: Vec<(f64, &(&str, String))> = candidates
        .iter()
        .map(|candidate| (cosine(&wanted, &grams(&candidate.1, size)), candidate))
        .filter(|(similarity, _)| *similarity > 0.0)
        .collect();
    ranked.sort_by(|left, right| right.0.total_cmp(&left.0));
    ranked
        .into_iter()
        .take(SHORTLIST)
        .map(|(_, (name, lower))| (closeness(asked, lower), *name))
        .filter(|(score, _)| *score >= threshold)
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, name)| name)
}

/// Groups of `size` characters of the text's letters, digits, blanks and commas between dashes, with their counts.
fn grams(text: &str, size: usize) -> HashMap<Vec<char>, f64> {
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | ','));
    let mut chars: Vec<char> = std::iter::once('-').chain(kept).chain(std::iter::once('-')).collect();
    while chars.len() < size {
        chars.push('-');
    }
    let mut counts = HashMap::new();
    for gram in chars.windows(size) {
        *counts.entry(gram.to_vec()).or_insert(0.0) += 1.0;
    }
    counts
}

fn cosine(left: &HashMap<Vec<char>, f64>, right: &HashMap<Vec<char>, f64>) -> f64 {
    let dot: f64 = left.iter().filter_map(|(gram, count)| right.get(gram).map(|other| count * other)).sum();
    let norm = |counts: &HashMap<Vec<char>, f64>| counts.values().map(|count| count * count).sum::<f64>().sqrt();
    dot / (norm(left) * norm(right))
}

/// 1 for equal texts, 0 for texts that share no character in place.
fn closeness(left: &str, right: &str) -> f64 {
    let longest = left.chars().count().max(right.chars().count());
    if longest == 0 {
        return 1.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "names are far shorter than 2^52 characters")]
    let share = levenshtein(left, right) as f64 / longest as f64;
    1.0 - share
}

fn levenshtein(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, a) in left.chars().enumerate() {
        let mut diagonal = previous[0];
        previous[0] = row + 1;
        for (column, b) in right.iter().enumerate() {
            let substitution = diagonal + usize::from(a != *b);
            diagonal = previous[column + 1];
            previous[column + 1] = substitution.min(previous[column] + 1).min(diagonal + 1);
        }
    }
    previous[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equal_name_wins_whatever_its_case() {
        assert_eq!(nearest("Films", ["films_x", "FILMS"], NAME_THRESHOLD), Some("FILMS"));
    }

    #[test]
    fn names_below_the_threshold_are_not_offered() {
        assert_eq!(nearest("garlic", ["films"], LOOSE_THRESHOLD), None);
    }

    #[test]
    fn edit_distance_decides_among_similar_names() {
        assert_eq!(nearest("film", ["filmography", "films"], LOOSE_THRESHOLD), Some("films"));
    }

    #[test]
    fn an_empty_name_finds_nothing() {
        assert_eq!(nearest("", ["films"], NAME_THRESHOLD), None);
    }
}

//! Finding things by what a person types: words in any order, beginnings of words, a typing error. Pure; what is
//! found, and where its words are kept, is each slice's own.

use std::cmp::Ordering;

use crate::db::Engine;
use crate::error::{Error, Result};

/// Characters of what is typed at the most.
const MAX_QUERY_CHARS: usize = 100;
/// Words that are looked at; who types more is not searching.
const MAX_WORDS: usize = 8;
/// Results when the caller does not say.
pub(crate) const DEFAULT_RESULTS: u16 = 20;
/// Candidates the database hands over for ranking.
pub(crate) const CANDIDATES: i64 = 200;

/// How two texts are compared: without capitals and marks.
pub(crate) fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect()
}

/// Refuses what is too long to be a search.
///
/// # Errors
/// `invalid`
pub(crate) fn bounded(query: &str) -> Result<&str> {
    if query.chars().count() > MAX_QUERY_CHARS {
        return Err(Error::invalid("q", format!("A search has at most {MAX_QUERY_CHARS} characters.")));
    }
    Ok(query)
}

/// The words of a text as they are indexed: letters and digits, without capitals and marks.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    fold(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The words of what was typed.
pub(crate) fn typed_words(query: &str) -> Vec<String> {
    let mut words = words_of(query);
    words.truncate(MAX_WORDS);
    words
}

/// The words that a list is narrowed by; none where nothing was typed.
///
/// # Errors
/// `invalid`
pub(crate) fn asked(query: Option<&str>) -> Result<Option<Vec<String>>> {
    match query.map(str::trim).filter(|query| !query.is_empty()) {
        None => Ok(None),
        Some(query) => Ok(Some(typed_words(bounded(query)?))),
    }
}

/// Words as they are stored, each after a blank.
pub(crate) fn search_text(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().map(|word| format!(" {word}")).collect()
}

/// A query for every one of these words, or words that begin with them, as each engine's index reads it.
#[derive(Debug)]
pub(crate) struct Prefixes {
    /// For FTS5.
    pub(crate) lite: String,
    /// A `tsquery`.
    pub(crate) pg: String,
}

impl Prefixes {
    /// As the engine reads it that is there.
    pub(crate) fn on(&self, engine: Engine) -> &str {
        match engine {
            Engine::Sqlite => &self.lite,
            Engine::Postgres => &self.pg,
        }
    }

    /// None without a word.
    pub(crate) fn of(words: &[String]) -> Option<Self> {
        // Words hold letters and digits only, so there is nothing in them to escape for either engine.
        let join = |form: fn(&String) -> String, with: &str| words.iter().map(form).collect::<Vec<_>>().join(with);
        (!words.is_empty()).then(|| Self {
            lite: join(|word| format!("\"{word}\"*"), " "),
            pg: join(|word| format!("'{word}':*"), " & "),
        })
    }
}

/// The range of the terms that may be meant by a word: the first letter is taken as right. It seldom is wrong, and it
/// keeps the list of words short. None for no word.
pub(crate) fn terms_like(word: &str) -> Option<(String, String)> {
    let first = word.chars().next()?;
    Some((first.to_string(), format!("{first}\u{10ffff}")))
}

/// Each word with the terms that may be meant by it: the nearest of them, or else itself.
pub(crate) fn corrected(words: Vec<String>, terms: &[Vec<String>]) -> Vec<String> {
    words.into_iter().zip(terms).map(|(word, terms)| nearest(&word, terms).unwrap_or(word)).collect()
}

/// The better of two search texts first: by rank, and of equals the shorter.
pub(crate) fn better_first(words: &[String], one: &str, other: &str) -> Ordering {
    rank(words, other).total_cmp(&rank(words, one)).then_with(|| (one.len(), one).cmp(&(other.len(), other)))
}

/// Higher is better: every word counts by how much of a product's word it is, the first words of the name more.
fn rank(words: &[String], search_text: &str) -> f64 {
    let of_product: Vec<&str> = search_text.split_whitespace().collect();
    words
        .iter()
        .map(|word| {
            of_product
                .iter()
                .enumerate()
                .map(|(place, candidate)| likeness(word, candidate) / (1.0 + 0.1 * place.min(9) as f64))
                .fold(0.0, f64::max)
        })
        .sum()
}

/// 1 for the same word, more than a half for its beginning, else nothing.
fn likeness(word: &str, candidate: &str) -> f64 {
    if candidate.starts_with(word) { 0.5 + 0.5 * word.len() as f64 / candidate.len() as f64 } else { 0.0 }
}

/// The term with the fewest slips, if that is few enough for the word's length.
fn nearest(word: &str, terms: &[String]) -> Option<String> {
    let allowed = match word.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    let best = terms.iter().map(|term| (slips(word, term), term.len(), term)).min()?;
    (best.0 <= allowed).then(|| best.2.clone())
}

/// Letters added, left out, replaced or swapped, between a word and a term or the beginning of one.
fn slips(word: &str, term: &str) -> usize {
    let length = word.chars().count();
    [length.saturating_sub(1), length, length + 1, usize::MAX]
        .into_iter()
        .map(|letters| strsim::osa_distance(word, &term.chars().take(letters).collect::<String>()))
        .min()
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood_and_another_word_is_not_guessed() {
        let terms: Vec<String> = ["milk", "tomatoes", "bananas", "chocolate", "coffee", "bread", "tea", "table", "1l"]
            .map(str::to_owned)
            .into();
        for (typed, meant) in [
            ("mlik", "milk"),
            ("tomatos", "tomatoes"),
            ("bananna", "bananas"),
            ("choclate", "chocolate"),
            ("cofee", "coffee"),
            ("choclat", "chocolate"),
            ("coffe", "coffee"),
        ] {
            assert_eq!(nearest(typed, &terms).as_deref(), Some(meant), "{typed}");
        }
        for typed in ["xyz", "toe", "apple", "sugar"] {
            assert_eq!(nearest(typed, &terms), None, "{typed}");
        }
    }

    #[test]
    fn the_whole_word_beats_its_beginning() {
        let words = typed_words("milk");
        assert!(rank(&words, " milk 1 l") > rank(&words, " milkshake"));
        assert!(rank(&words, " milk 1 l") > rank(&words, " chocolate with milk"));
    }
}

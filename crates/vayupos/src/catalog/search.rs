//! Finding products by what a cashier types: words in any order, beginnings of words, a typing error.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, SignedIn};
use crate::catalog::{Product, fold, scan, store};
use crate::db::Session;
use crate::error::{Error, Result};
use crate::page::{Limit, Page};
use crate::settings;

const MAX_QUERY_CHARS: usize = 100;
/// Words that are looked at; who types more is not searching for a product.
const MAX_WORDS: usize = 8;
const DEFAULT_RESULTS: u16 = 20;
/// Candidates the database hands over for ranking.
const CANDIDATES: i64 = 200;

/// What to look for.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchProducts {
    /// A name, an SKU, a barcode, or beginnings of their words.
    #[schemars(length(max = 100))]
    q: String,
    /// Left out: 20.
    limit: Option<Limit>,
}

/// The best matches among the active products, best first: the product of exactly this SKU or barcode, then those
/// that have all the words, and only when there are none, those that nearly have them.
///
/// Errors: `invalid` for more than 100 characters.
pub async fn search_products(app: &App, _by: Permit<SignedIn>, input: SearchProducts) -> Result<Page<Product>> {
    if input.q.chars().count() > MAX_QUERY_CHARS {
        return Err(Error::invalid("q", format!("A search has at most {MAX_QUERY_CHARS} characters.")));
    }
    let limit = input.limit.map_or(usize::from(DEFAULT_RESULTS), Limit::rows);
    let mut reader = app.db.read();
    let shop = settings::store::shop(&mut reader).await?;
    let currency = shop.currency;

    // Words that no code can be read of are still words.
    let of_code = scan::resolve(&mut reader, &shop, &input.q, app.clock.now()).await;
    let exact = match of_code {
        Ok(scan) => scan.map(|scan| scan.product),
        Err(Error::Invalid { .. } | Error::Conflict { .. }) => None,
        Err(failure) => return Err(failure),
    };
    let mut words = words(&input.q);
    let mut candidates = store::products_with_words(&mut reader, &words, CANDIDATES).await?;
    if candidates.is_empty() && exact.is_none() {
        words = corrected(&mut reader, words).await?;
        candidates = store::products_with_words(&mut reader, &words, CANDIDATES).await?;
    }
    candidates.sort_by(|a, b| {
        rank(&words, &b.search_text)
            .total_cmp(&rank(&words, &a.search_text))
            .then_with(|| (a.search_text.len(), &a.search_text).cmp(&(b.search_text.len(), &b.search_text)))
    });
    let mut ids: Vec<_> = exact.iter().map(|product| product.id).collect();
    ids.extend(
        candidates.iter().map(|candidate| candidate.id).filter(|id| exact.as_ref().is_none_or(|exact| exact.id != *id)),
    );
    ids.truncate(limit);
    Ok(Page::whole(store::products_by_ids(&mut reader, &ids, currency).await?))
}

/// The words of a text as they are indexed: letters and digits, without capitals and marks.
pub(crate) fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .map(str::to_owned)
        .collect()
}

/// Higher is better: every word counts by how much of a product's word it is, the first words of the name more.
pub(crate) fn rank(words: &[String], search_text: &str) -> f64 {
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

/// Replaces each word that begins no word of the catalogue by the nearest that is there.
async fn corrected(reader: &mut impl Session, words: Vec<String>) -> Result<Vec<String>> {
    let mut corrected = Vec::with_capacity(words.len());
    for word in words {
        // The first letter is taken as right: it seldom is wrong, and it keeps the list of words short.
        let terms = store::terms_like(reader, &word).await?;
        corrected.push(nearest(&word, &terms).unwrap_or(word));
    }
    Ok(corrected)
}

/// The term with the fewest slips, if that is few enough for the word's length.
pub(crate) fn nearest(word: &str, terms: &[String]) -> Option<String> {
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
        let words = words("milk");
        assert!(rank(&words, " milk 1 l") > rank(&words, " milkshake"));
        assert!(rank(&words, " milk 1 l") > rank(&words, " chocolate with milk"));
    }
}

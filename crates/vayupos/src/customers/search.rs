//! Finding customers by what a cashier types: words of the name or the e-mail address in any order, beginnings of
//! them, any run of digits of the telephone number in any spacing, a typing error in a name.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::customers::{Customer, queries, store};
use crate::error::Result;
use crate::finding::{self, CANDIDATES, DEFAULT_RESULTS};
use crate::page::{Limit, Page};

/// The end of a telephone number that tells its owner, however the country before it was written.
const LOCAL_DIGITS: usize = 8;

/// Whom to look for.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchCustomers {
    /// A name, an e-mail address, a telephone number, or beginnings of their words.
    #[schemars(length(max = 100))]
    q: String,
    /// Left out: 20.
    limit: Option<Limit>,
}

/// The best matches among the active customers, best first.
///
/// Errors: `invalid` for more than 100 characters.
pub async fn search_customers(app: &App, _by: Permit<Sell>, input: SearchCustomers) -> Result<Page<Customer>> {
    finding::bounded(&input.q)?;
    let limit = input.limit.map_or(usize::from(DEFAULT_RESULTS), Limit::rows);
    let mut reader = app.db.read();
    let mut found = Vec::new();
    let mut meant = Vec::new();
    for reading in readings(&input.q) {
        found = store::with_words(&mut reader, &reading, CANDIDATES).await?;
        meant = reading;
        if !found.is_empty() {
            break;
        }
    }
    if found.is_empty() {
        let words = finding::typed_words(&input.q);
        let mut terms = Vec::with_capacity(words.len());
        for word in &words {
            terms.push(store::terms_like(&mut reader, word).await?);
        }
        meant = finding::corrected(words, &terms);
        found = store::with_words(&mut reader, &meant, CANDIDATES).await?;
    }
    found.sort_by(|one, other| finding::better_first(&meant, &one.search_text, &other.search_text));
    found.truncate(limit);
    Ok(Page::whole(queries::complete(&mut reader, found).await?))
}

/// What the words may mean, the likeliest first: groups of digits as one telephone number, the same as it is written
/// inside the country and from abroad, each group as a word of its own.
fn readings(query: &str) -> Vec<Vec<String>> {
    let plain = finding::typed_words(query);
    let joined = with_digits_joined(&plain);
    let mut readings = vec![joined.clone()];
    let mut add = |reading: Vec<String>| {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    add(each_number(&joined, |digits| digits.trim_start_matches('0')));
    add(plain);
    add(each_number(&joined, |digits| &digits[digits.len().saturating_sub(LOCAL_DIGITS)..]));
    readings
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn with_digits_joined(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        match joined.last_mut() {
            Some(last) if is_number(last) && is_number(word) => last.push_str(word),
            _ => joined.push(word.clone()),
        }
    }
    joined
}

/// The words with another form of each number that is long enough to be one of a telephone.
fn each_number(words: &[String], form: impl Fn(&str) -> &str) -> Vec<String> {
    let other = |word: &String| {
        if is_number(word) && word.len() >= LOCAL_DIGITS { form(word).to_owned() } else { word.clone() }
    };
    words.iter().map(other).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_read_in_any_spacing_and_from_inside_the_country() {
        for (typed, meant) in [
            ("+353 20 910 0201", "353209100201"),
            ("020 910 02 01", "209100201"),
            ("00353 20 9100201", "353209100201"),
            ("+49 20 910 0201", "09100201"),
            ("910-0201", "9100201"),
        ] {
            assert!(readings(typed).contains(&vec![meant.to_owned()]), "{typed}: {:?}", readings(typed));
        }
        assert_eq!(readings("mulvey 02 01")[0], ["mulvey", "0201"]);
        assert!(readings("shop 24 7").contains(&["shop", "24", "7"].map(str::to_owned).to_vec()));
        assert_eq!(readings("anna"), [["anna".to_owned()]]);
    }
}

//! Finding customers by their words.

use serde_json::json;

use crate::customers::NewCustomer;
use crate::customers::store::CustomerRow;
use crate::customers::store::customers::select_customers;
use crate::db::{Session, Sql, Tx, rows};
use crate::error::Result;
use crate::finding::{self, Prefixes, fold, words_of};

/// The words a customer is found by, each after a blank: of the name, of the e-mail address, and the digits of the
/// telephone number from each of them on, so that any run of digits is the beginning of a word.
pub(super) fn search_text(customer: &NewCustomer) -> String {
    let mut words = words_of(&customer.name);
    words.extend(customer.email.as_deref().map(words_of).unwrap_or_default());
    let digits: String = customer
        .phone
        .iter()
        .flat_map(|phone| fold(phone).into_bytes())
        .filter(u8::is_ascii_digit)
        .map(char::from)
        .collect();
    words.extend((0..digits.len().saturating_sub(1)).map(|from| digits[from..].to_owned()));
    finding::search_text(words)
}

/// Keeps the words of a name for searches with a typing error.
pub(super) async fn insert_terms(tx: &mut Tx, name: &str) -> Result<()> {
    let mut words = words_of(name);
    // In one order everywhere, so that two of them never wait for each other.
    words.sort_unstable();
    let terms: Vec<_> = words.iter().map(|term| json!({ "term": term })).collect();
    tx.sql(
        "insert into customer_terms (term) select value ->> 'term' from json_each($1) where true on conflict do nothing",
    )
    .bind(rows(&terms))
    .execute()
    .await?;
    Ok(())
}

/// Active customers that have every one of these words, or words that begin with them.
pub(crate) async fn with_words(db: &mut impl Session, words: &[String], limit: i64) -> Result<Vec<CustomerRow>> {
    let Some(prefixes) = Prefixes::of(words) else { return Ok(Vec::new()) };
    Ok(db
        .sql(Sql {
            lite: select_customers!(
                "join customer_numbers n on n.customer_id = c.id
                 join customer_words w on w.rowid = n.number
                 where w.search_text match $1 and $2 is not null and c.is_active
                 limit $3"
            ),
            pg: select_customers!(
                "where c.is_active and cast($1 as text) is not null
                   and array_to_tsvector(string_to_array(ltrim(c.search_text), ' ')) @@ cast($2 as tsquery)
                 limit $3"
            ),
        })
        .bind(prefixes.lite)
        .bind(prefixes.pg)
        .bind(limit)
        .all()
        .await?)
}

/// Words of names with the same first letter.
pub(crate) async fn terms_like(db: &mut impl Session, word: &str) -> Result<Vec<String>> {
    let Some((from, to)) = finding::terms_like(word) else { return Ok(Vec::new()) };
    let rows: Vec<(String,)> =
        db.sql("select term from customer_terms where term >= $1 and term < $2").bind(from).bind(to).all().await?;
    Ok(rows.into_iter().map(|(term,)| term).collect())
}

//! Finding products by their words.

use crate::db::{Session, Sql};
use crate::error::Result;
use crate::finding::{self, Prefixes};
use crate::id::Id;

/// A product that may be meant.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Candidate {
    pub(crate) id: Id,
    pub(crate) search_text: String,
}

/// Active products that have every one of these words, or words that begin with them.
pub(crate) async fn products_with_words(db: &mut impl Session, words: &[String], limit: i64) -> Result<Vec<Candidate>> {
    let Some(prefixes) = Prefixes::of(words) else { return Ok(Vec::new()) };
    Ok(db
        .sql(Sql {
            lite: "select p.id, p.search_text
                   from product_words w
                   join products p on p.number = w.rowid
                   where w.search_text match $1 and $2 is not null and p.is_active
                   limit $3",
            pg: "select p.id, p.search_text
                 from products p
                 where p.is_active and cast($1 as text) is not null
                   and array_to_tsvector(string_to_array(ltrim(p.search_text), ' ')) @@ cast($2 as tsquery)
                 limit $3",
        })
        .bind(prefixes.lite)
        .bind(prefixes.pg)
        .bind(limit)
        .all()
        .await?)
}

/// Words of the catalogue with the same first letter.
pub(crate) async fn terms_like(db: &mut impl Session, word: &str) -> Result<Vec<String>> {
    let Some((from, to)) = finding::terms_like(word) else { return Ok(Vec::new()) };
    let rows: Vec<(String,)> =
        db.sql("select term from product_terms where term >= $1 and term < $2").bind(from).bind(to).all().await?;
    Ok(rows.into_iter().map(|(term,)| term).collect())
}

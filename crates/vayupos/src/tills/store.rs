//! All SQL on tills.

use crate::db::{Answer, Session, Sql, Tx, Writes};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::Limit;
use crate::tills::Till;

#[derive(sqlx::FromRow)]
struct TillRow {
    id: Id,
    code: String,
    name: String,
}

impl From<TillRow> for Till {
    fn from(row: TillRow) -> Self {
        Self { id: row.id, code: row.code, name: row.name }
    }
}

/// The shop's first till: ids are in the order of their making.
pub(crate) async fn first(db: &mut impl Session) -> Result<Till> {
    let row: TillRow = db.sql("select id, code, name from tills order by id limit 1").one().await?;
    Ok(row.into())
}

pub(crate) async fn find(db: &mut impl Session, id: Id) -> Result<Option<Till>> {
    let row: Option<TillRow> = db.sql("select id, code, name from tills where id = $1").bind(id).optional().await?;
    Ok(row.map(Till::from))
}

pub(crate) async fn get(db: &mut impl Session, id: Id) -> Result<Till> {
    find(db, id).await?.ok_or(Error::NotFound { what: "This till" })
}

/// A page of tills by code, with one row to spare.
pub(crate) async fn by_code(db: &mut impl Session, after: Option<String>, limit: Limit) -> Result<Vec<Till>> {
    let text = Sql {
        lite: "select id, code, name from tills where code > $1 order by code limit $2",
        pg: "select id, code, name from tills where code collate \"C\" > $1 order by code collate \"C\" limit $2",
    };
    let rows: Vec<TillRow> = db.sql(text).bind(after.unwrap_or_default()).bind(limit.and_one()).all().await?;
    Ok(rows.into_iter().map(Till::from).collect())
}

/// Adds a till; false when its id or its code is taken.
pub(crate) async fn insert(tx: &mut Tx, till: &Till) -> Result<bool> {
    let inserted = tx
        .sql("insert into tills (id, code, name) values ($1, $2, $3) on conflict do nothing")
        .bind(till.id)
        .bind(till.code.clone())
        .bind(till.name.clone())
        .execute()
        .await?;
    Ok(inserted == 1)
}

pub(crate) async fn rename(tx: &mut Tx, id: Id, name: &str) -> Result<()> {
    tx.sql("update tills set name = $2 where id = $1").bind(id).bind(name.to_owned()).execute().await?;
    Ok(())
}

/// The codes that order numbers begin with.
pub(crate) async fn codes(db: &mut impl Session) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db.sql("select code from tills order by code").all().await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// Takes the till's next order number; undone with the transaction, so that none is ever missing. [`order_number`]
/// reads it.
pub(crate) fn next_order_number(writes: &mut Writes, till: &Till) {
    writes
        .sql(
            "update tills set last_order_number = last_order_number + 1
             where id = $1
             returning 'numbered' as what, id, last_order_number as number",
        )
        .bind(till.id);
}

/// The number that was taken, `1-000042`.
pub(crate) fn order_number(answers: &[Answer], till: &Till) -> Result<String> {
    let numbered = answers.iter().find(|answer| answer.what == "numbered");
    let number = numbered.ok_or(Error::NotFound { what: "This till" })?.number;
    Ok(format!("{}-{number:06}", till.code))
}
